"""How much buurten changed on one subject between two years, and which of these changes exceed chance."""

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator, Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import catching_up, chance, class_breaks, progress, verdict
from veerkracht.method.class_breaks import Classes
from veerkracht.method.progress import Figure
from veerkracht.method.verdict import Movement
from veerkracht.topics.catching_up import measured
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.comparison.figures import Buurt

Obstacle = Literal["first", "last", "both", "break"]  # no figure then, now, in neither year; not comparable


@dataclass(frozen=True)
class Choice:
    """An indicator, the start and end year of its change, and the codes of the buurten."""

    indicator_id: str
    since: str
    until: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """The change of an area: its first and last figure, or the `obstacle` to comparing them.

    `first` is the mean of some years for a count, with `first_period` as its period. `change`, `lower` and `upper` are
    in the unit of the indicator (percentage points for a share), with bounds at the confidence used on screen and None
    without a margin; `printed` is the difference of both figures as printed. `chance` is how often chance alone gives
    such a change (0 to 1), and `holds` whether it remains significant among all buurten shown. `yardstick` is the
    verdict of the national yardstick on these two years, '' without one.
    """

    area_code: str
    name: str
    wijk: str
    is_small: bool
    first_period: str
    first: float | None = None
    last: float | None = None
    change: float | None = None
    printed: float | None = None
    lower: float | None = None
    upper: float | None = None
    chance: float | None = None
    obstacle: Obstacle | None = None
    movement: Movement = "unclear"
    holds: bool = False
    yardstick: str = ""

    @property
    def has_margin(self) -> bool:
        """Return whether the margin of the change is known."""
        return self.lower is not None

    @property
    def is_unusual(self) -> bool:
        """Return whether the change is among the tenth at either end of the country."""
        return self.yardstick not in ("", "gewoon")


@dataclass(frozen=True)
class Overview:
    """The changes of the chosen buurten from the largest rise to the largest fall, followed by those without a change.

    `references` are city and country, none for an amount; `confidence` is that of the bounds, in percent, and
    `yardstick_years` the years of the national yardstick in words, '' without one.
    """

    choice: Choice
    indicator: Indicator
    rows: tuple[Row, ...]
    references: tuple[Row, ...]
    focus: tuple[str, ...]
    confidence: float
    yardstick_years: str

    @cached_property
    def changed(self) -> tuple[Row, ...]:
        """Return the buurten with a known change."""
        return tuple(row for row in self.rows if row.change is not None)

    @cached_property
    def tested(self) -> tuple[Row, ...]:
        """Return the buurten whose change has a known margin."""
        return tuple(row for row in self.changed if row.has_margin)

    def count(self, movement: Movement) -> int:
        """Return how many buurten moved in this direction by more than the margin; upwards if neither direction is
        favourable."""
        return sum(row.movement == movement for row in self.tested)

    @property
    def start(self) -> str:
        """Return the period from which most buurten are compared."""
        return Counter(row.first_period for row in self.changed).most_common(1)[0][0]


def years(query: Query, indicator_id: str) -> list[str]:
    """Return the years with a figure for at least half of the buurten that ever had one, in order."""
    available = lookups.periods(query, indicator_id)
    return [
        str(period)
        for period, is_full in zip(available["period"], available["is_full"], strict=True)
        if is_full and len(str(period)) == 4
    ]


def offered(query: Query) -> dict[str, str]:
    """Return the theme and name of the indicators with figures of buurten in at least two years, by their id."""
    every = query.value(comparison.labels)
    return {indicator_id: label for indicator_id, label in every.items() if len(years(query, indicator_id)) > 1}


def usual_since(query: Query, indicator_id: str) -> str:
    """Return the default start year: that of the national yardstick, else two years before the newest."""
    all_years = years(query, indicator_id)
    stick = _any_yardstick(query, indicator_id)
    start = stick.base_period[-4:] if stick else ""
    if start in all_years[:-1]:
        return start
    return max((year for year in all_years[:-1] if int(year) <= int(all_years[-1]) - 2), default=all_years[0])


def film(query: Query, choice: Choice) -> list[Overview]:
    """Return the changes from the first year until each later one with a known change, in order."""
    ends = [year for year in years(query, choice.indicator_id) if year > choice.since]
    of_years = (overview(query, replace(choice, until=year)) for year in ends)
    return [of_year for of_year in of_years if of_year.changed]


def classes(*overviews: Overview) -> Classes:
    """Return the classes of a map of these changes of one indicator, centred on no change."""
    indicator = overviews[0].indicator
    changes = pd.Series([row.printed for overview in overviews for row in overview.changed], dtype=float)
    return class_breaks.around_zero(changes, indicator.decimals, indicator.unit, indicator.direction)


@cached
def overview(query: Query, choice: Choice) -> Overview:
    """Return the changes of the chosen buurten, city and country between the chosen years."""
    indicator, about = lookups.indicator(query, choice.indicator_id), lookups.programme(query)
    by_code = {buurt.area_code: buurt for buurt in query.value(comparison.buurten)}
    compare = _Comparison(query, indicator, choice)
    rows = [compare.row(by_code[code]) for code in choice.codes]
    tested = [row for row in rows if row.chance is not None]
    holding = chance.holding([row.chance or 0.0 for row in tested], lookups.threshold(query, "false_discovery") / 100)
    held = {row.area_code for row, holds in zip(tested, holding, strict=True) if holds}
    rows = [replace(row, holds=row.area_code in held) for row in rows]
    rows.sort(key=lambda row: (row.change is None, -(row.change or 0), row.name))
    beside = {} if dutch.is_amount(indicator.unit) else query.value(comparison.references)
    references = [compare.row(Buurt(code, name, "", "", None, False)) for code, name in beside.items()]
    stick = _any_yardstick(query, indicator.indicator_id)
    return Overview(
        choice, indicator, tuple(rows), tuple(references), about.focus_area_codes,
        lookups.threshold(query, "screen_confidence"), yardsticks.between(stick) if stick else "",
    )  # fmt: skip


def _any_yardstick(query: Query, indicator_id: str) -> Yardstick | None:
    return next((row for (key, _), row in lookups.yardsticks(query).items() if key == indicator_id), None)


class _Comparison:
    """Compares areas with themselves on one indicator, reading its figures once."""

    def __init__(self, query: Query, indicator: Indicator, choice: Choice) -> None:
        """Take the indicator and the years."""
        self._query, self._indicator, self._choice = query, indicator, choice
        self._figures = query.value(measured.of_indicator, indicator.indicator_id)
        self._breaks = lookups.breaks(query, indicator.indicator_id)
        self._confidence = lookups.threshold(query, "screen_confidence")
        self._window = int(lookups.threshold(query, "window_years"))

    def row(self, area: Buurt) -> Row:
        """Return the change of an area, or why it is unknown."""
        since, until, code = self._choice.since, self._choice.until, area.area_code
        by_year = {year: figure for year, (figure, _) in self._figures.get(code, {}).items()}
        empty = Row(code, area.name, area.wijk, area.is_small, since)
        if since not in by_year or until not in by_year:
            first, last = (by_year[year].value if year in by_year else None for year in (since, until))
            obstacle: Obstacle = "both" if first is last is None else "first" if first is None else "last"
            return replace(empty, first=first, last=last, obstacle=obstacle)
        starts = lookups.segment_starts(self._breaks, lookups.boundary_changes(self._query, [code]))
        if bisect_right(starts, since) != bisect_right(starts, until):
            return replace(empty, first=by_year[since].value, last=by_year[until].value, obstacle="break")
        return self._changed(empty, catching_up.start(by_year, since, self._window, starts), by_year[until])

    def _changed(self, empty: Row, first: Figure, last: Figure) -> Row:
        indicator, code = self._indicator, empty.area_code
        row = replace(
            empty, first_period=first.period, first=first.value, last=last.value, change=last.value - first.value,
            printed=dutch.printed_difference(last.value, first.value, indicator.decimals),
            yardstick=self._yardstick(code, first.period),
        )  # fmt: skip
        error = measured.error_of_change(self._query, indicator, code, first, last)
        if error is None:
            return row
        lower, upper = catching_up.bounds_of_change(first, last, error, self._confidence)
        sign = progress.SIGN[indicator.direction]
        size = math.log(last.positive / first.positive) if error.is_ratio else last.value - first.value
        return replace(
            row, lower=lower, upper=upper, chance=chance.probability(size, error.size),
            movement=verdict.movement(*sorted((sign * lower, sign * upper))),
        )  # fmt: skip

    def _yardstick(self, code: str, since: str) -> str:
        """Return the verdict of the national yardstick on the change of a buurt between exactly these periods, ''
        without one."""
        row = lookups.yardstick(self._query, self._indicator.indicator_id, code)
        if row is None or (row.base_period, row.period) != (since, self._choice.until):
            return ""
        return yardsticks.word(row, self._indicator.direction) or ""
