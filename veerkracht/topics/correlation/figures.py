"""Figures set side by side: two topics, or all topics of a theme, over the buurten that have them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

import numpy as np
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.groups import figures as group_figures
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Numbers, Result
from veerkracht.topics.comparison import figures as comparison_figures

_MOST_NAMED = 2  # wijken and buurten that fit in a heading


@dataclass(frozen=True)
class Choice:
    """Which figures to compare: of one period (None: the newest of each topic), of the buurten in `codes`. A second
    number leaves out the wijken and buurten in `without`.

    `address` is how the URL says which buurten. The points have the `colours` of their wijken or of the own groups,
    else those of the programme stand out.
    """

    period: str | None
    codes: tuple[str, ...]
    without: tuple[str, ...] = ()
    address: tuple[tuple[str, str], ...] = ()
    colours: Literal["programma", "wijk", "groep"] = "programma"


@dataclass(frozen=True)
class Topic:
    """An indicator in the period of its figures."""

    indicator: Indicator
    period: str

    @property
    def label(self) -> str:
        """Return the name of the indicator."""
        return self.indicator.label

    @property
    def year(self) -> str:
        """Return the period: '2024'."""
        return periods.parse(self.period).label

    @property
    def when(self) -> str:
        """Return the unit and the period: 'in procent, 2024'; 'aantal, 2024' if the name says what is counted."""
        unit = dutch.in_unit(self.indicator.unit)
        if dutch.is_amount(self.indicator.unit) and self.indicator.unit in self.label.lower():
            unit = "" if "aantal" in self.label else "aantal"
        return ", ".join(filter(None, (unit, self.year)))

    @property
    def heading(self) -> str:
        """Return name, unit and period, as above a column."""
        return f"{self.label}, {self.when}"

    def text(self, value: float | None) -> str:
        """Return a figure with its unit."""
        return dutch.figure(value, self.indicator.decimals, self.indicator.unit)

    def short(self, value: float | None) -> str:
        """Return a figure for a table whose heading names the unit."""
        return dutch.short_figure(value, self.indicator.decimals, self.indicator.unit)


@dataclass(frozen=True)
class Point:
    """A buurt with its figures on two topics, in their units, and the reasons why one is missing, in Dutch.

    It `is_used` if it has both figures and inhabitants; `is_aside` if the second number leaves it out.
    """

    area_code: str
    name: str
    wijk: str
    inhabitants: float | None
    first: float | None
    second: float | None
    first_reason: str
    second_reason: str
    is_used: bool
    is_aside: bool


@dataclass(frozen=True)
class Comparison:
    """Two topics for the buurten in which either is published, the highest first figure first.

    `city` has both figures of the municipality (none for a count: a city always has more), `minimum` is how many
    buurten a correlation needs. `elsewhere` is the result without the wijken and buurten in `without`; None if none of
    them counted.
    """

    topics: tuple[Topic, Topic]
    points: tuple[Point, ...]
    city: tuple[float | None, float | None]
    result: Result
    minimum: int
    elsewhere: Result | None = None
    without: str = ""

    @property
    def is_one_question(self) -> bool:
        """Return whether both topics are about one question, such as koop and huur."""
        return is_one_question(*(topic.indicator for topic in self.topics))

    @property
    def has_points(self) -> bool:
        """Return whether there is a buurt to draw."""
        return any(point.is_used for point in self.points)

    @property
    def frame(self) -> pd.DataFrame:
        """Return the points as the rows of a frame."""
        return pd.DataFrame([vars(point) for point in self.points])


@dataclass(frozen=True)
class Theme:
    """All pairs of topics: `topics` by strength, strongest first, and the result of each pair of positions, also
    without the wijken and buurten in `without` (empty without any); the choice they were computed for.

    `left_out` has the topics that are about the same question as another, each with that other one.
    """

    topics: tuple[Topic, ...]
    pairs: dict[tuple[int, int], Result]
    elsewhere: dict[tuple[int, int], Result]
    without: str
    choice: Choice
    left_out: tuple[tuple[Indicator, Indicator], ...] = ()

    def by_strength(self) -> list[tuple[tuple[int, int], Result]]:
        """Return the pairs by strength, with those without a result last."""
        return sorted(self.pairs.items(), key=lambda pair: -abs(pair[1].rho) if isinstance(pair[1], Correlation) else 1)


@dataclass(frozen=True)
class _Figures:
    """The figures of a topic in a period, or why there is none, by area code."""

    topic: Topic
    figures: dict[str, Observation]

    def value(self, code: str) -> float | None:
        return self.figures[code].value if code in self.figures else None

    def reason(self, code: str) -> str:
        if self.value(code) is not None:
            return ""
        missing = self.figures[code].missing if code in self.figures else None
        return dutch.MISSING.get(missing or "", dutch.MISSING["not_in_table"])


def offered(query: Query) -> tuple[Indicator, ...]:
    """Return the indicators with yearly figures of buurten, in the order of the catalogue."""
    every = query.value(comparison_figures.offered)
    return tuple(indicator for indicator in every if indicator.frequency == "jaar")


def second_choice(indicator_ids: Iterable[str], first_id: str) -> str:
    """Return the default second indicator beside `first_id`."""
    rest = [indicator_id for indicator_id in indicator_ids if indicator_id != first_id]
    preferred = [indicator_id for indicator_id in ("ervaren_gezondheid", "laagste_inkomens") if indicator_id in rest]
    return next(iter([*preferred, *rest]), first_id)


def themes(query: Query) -> dict[str, str]:
    """Return the themes with at least two indicators, by code, with how many there are."""
    every = dict.fromkeys(indicator.theme for indicator in query.value(offered))
    counts = {theme: len(one_of_each_question(query.value(of_theme, theme))[0]) for theme in every}
    return {theme: f"{theme.capitalize()} ({count} onderwerpen)" for theme, count in counts.items() if count > 1}


def of_theme(query: Query, theme: str) -> tuple[Indicator, ...]:
    """Return the indicators offered of one theme."""
    return tuple(indicator for indicator in query.value(offered) if indicator.theme == theme)


def one_of_each_question(
    indicators: Sequence[Indicator],
) -> tuple[tuple[Indicator, ...], tuple[tuple[Indicator, Indicator], ...]]:
    """Return one indicator of each question (no old series beside a new one, no huur beside koop), and those left out,
    each with the one that is kept."""
    first: dict[str, Indicator] = {}
    for indicator in sorted(indicators, key=lambda indicator: indicator.repeats is not None):
        first.setdefault(indicator.repeats or indicator.indicator_id, indicator)
    stays = [(indicator, first[indicator.repeats or indicator.indicator_id]) for indicator in indicators]
    return (
        tuple(indicator for indicator, other in stays if indicator is other),
        tuple((indicator, other) for indicator, other in stays if indicator is not other),
    )


def is_one_question(first: Indicator, second: Indicator) -> bool:
    """Return whether two indicators are about one question: halves of a whole, or an old and a new series."""
    roots = {indicator.repeats or indicator.indicator_id for indicator in (first, second)}
    return len(roots) == 1


def shared_periods(query: Query, indicator_ids: Sequence[str]) -> list[str]:
    """Return the periods for which all these indicators have figures of at least half of their buurten, newest
    first."""
    full = []
    for indicator_id in indicator_ids:
        periods = lookups.periods(query, indicator_id)
        full.append(set(periods.loc[periods["is_full"].astype(bool), "period"]))
    return sorted(set.intersection(*full), reverse=True) if full else []


def wijken(query: Query) -> dict[str, str]:
    """Return the names of the wijken of the municipality by code, in the order of their codes."""
    return dict(sorted((buurt.wijk_code, buurt.wijk) for buurt in query.value(comparison_figures.buurten)))


def parts(query: Query) -> dict[str, str]:
    """Return what a second number can leave out: the names of own groups, then wijken and then buurten by code."""
    names, buurten = lookups.area_names(query), query.value(comparison_figures.buurten)
    groups = {code: f"{names[code]} (eigen groep)" for code in group_figures.codes(query)}
    whole = {code: f"{name} (hele wijk)" for code, name in query.value(wijken).items()}
    return groups | whole | {buurt.area_code: buurt.name for buurt in buurten}


def compare(query: Query, first_id: str, second_id: str, choice: Choice) -> Comparison:
    """Return two indicators compared over the buurten."""
    first, second = (query.value(_figures, indicator_id, choice.period) for indicator_id in (first_id, second_id))
    names, people = lookups.area_names(query), lookups.inhabitants(query)
    wijken = {buurt.area_code: buurt.wijk for buurt in query.value(comparison_figures.buurten)}
    aside, points = _excluded(query, choice), []
    for code in _buurten([first, second], choice):
        pair = first.value(code), second.value(code)
        inhabitants = people.get(code)
        is_used = None not in pair and (inhabitants or 0) > 0
        reasons = first.reason(code), second.reason(code)
        points.append(Point(code, names[code], wijken[code], inhabitants, *pair, *reasons, is_used, code in aside))
    minimum = int(lookups.threshold(query, "minimum_areas"))
    result = _between(points, minimum)
    has_aside = any(point.is_used and point.is_aside for point in points)
    elsewhere = _between([point for point in points if not point.is_aside], minimum) if has_aside else None
    points.sort(key=lambda point: (point.first is None, -(point.first or 0), point.name))
    city = _of_city(query, first), _of_city(query, second)
    return Comparison(
        (first.topic, second.topic), tuple(points), city, result, minimum, elsewhere, _without(query, choice)
    )


def compare_all(query: Query, indicator_ids: tuple[str, ...], choice: Choice) -> Theme:
    """Return all pairs of these indicators, with one of each question."""
    every = [lookups.indicator(query, indicator_id) for indicator_id in indicator_ids]
    chosen, left_out = one_of_each_question(every)
    columns = [query.value(_figures, indicator.indicator_id, choice.period) for indicator in chosen]
    codes = _buurten(columns, choice)
    pairs = _pairs(query, columns, codes)
    aside = _excluded(query, choice)
    outside = [code for code in codes if code not in aside]
    without = _without(query, choice) if len(outside) < len(codes) else ""
    elsewhere = _pairs(query, columns, outside) if without else {}
    strengths = []
    for place in range(len(columns)):
        sizes = [abs(result.rho) for pair, result in pairs.items() if place in pair and isinstance(result, Correlation)]
        strengths.append(sum(sizes) / len(sizes) if sizes else -1.0)
    order = sorted(range(len(columns)), key=lambda place: -strengths[place])
    new = {place: index for index, place in enumerate(order)}

    def in_order(results: dict[tuple[int, int], Result]) -> dict[tuple[int, int], Result]:
        return {(min(new[a], new[b]), max(new[a], new[b])): result for (a, b), result in results.items()}

    topics = tuple(columns[place].topic for place in order)
    return Theme(topics, in_order(pairs), in_order(elsewhere), without, choice, left_out)


def observations(query: Query, topic: Topic) -> tuple[Observation, ...]:
    """Return the figures of a topic, one per area."""
    return tuple(query.value(_figures, topic.indicator.indicator_id, topic.period).figures.values())


def _pairs(query: Query, columns: Sequence[_Figures], codes: Sequence[str]) -> dict[tuple[int, int], Result]:
    people = lookups.inhabitants(query)
    values = np.column_stack([_numbers(map(column.value, codes)) for column in columns])
    minimum = int(lookups.threshold(query, "minimum_areas"))
    return correlation.between_all(values, _numbers(map(people.get, codes)), minimum)


def _between(points: Sequence[Point], minimum: int) -> Result:
    first, second, inhabitants = (
        _numbers(getattr(point, name) for point in points) for name in ("first", "second", "inhabitants")
    )
    return correlation.between(first, second, inhabitants, minimum)


def _excluded(query: Query, choice: Choice) -> set[str]:
    """Return the buurten that the second number leaves out, by themselves or with their wijk or own group."""
    of_groups = group_figures.buurten(query, choice.without).values()
    chosen = {buurt.area_code for buurt in query.value(comparison_figures.buurten)
           if {buurt.area_code, buurt.wijk_code} & {*choice.without}}  # fmt: skip
    return chosen.union(*of_groups)


def _without(query: Query, choice: Choice) -> str:
    """Return what the second number leaves out: 'Centrum', 'Heer en Amby', '5 wijken en buurten'; '' for nothing."""
    groups = {code: lookups.area_names(query)[code] for code in group_figures.codes(query)}
    names = query.value(parts) | query.value(wijken) | groups
    named = [names[code] for code in choice.without]
    return dutch.joined(named) if len(named) <= _MOST_NAMED else f"{len(named)} wijken en buurten"


def latest_figures(query: Query) -> dict[str, tuple[Observation, ...]]:
    """Return the latest figures of every indicator offered, by its id.

    One query for all of them, once, takes as long as one for each of seven pairs.
    """
    rows = query.once(queries.latest_figures, tuple(query.value(comparison_figures.yearly_labels)))
    pairs = zip(rows["indicator_id"], typed(rows, Observation), strict=True)
    groups = groupby(pairs, key=itemgetter(0))
    return {str(indicator_id): tuple(row for _, row in group) for indicator_id, group in groups}


def _figures(query: Query, indicator_id: str, period: str | None) -> _Figures:
    if period is None:
        rows = query.value(latest_figures)[indicator_id]
    else:
        rows = query.once(queries.observations_in, indicator_id, period)
    topic = Topic(lookups.indicator(query, indicator_id), rows[0].period)
    return _Figures(topic, {row.area_code: row for row in rows})


def _of_city(query: Query, of_topic: _Figures) -> float | None:
    is_amount = dutch.is_amount(of_topic.topic.indicator.unit)
    return None if is_amount else of_topic.value(lookups.programme(query).municipality_code)


def _buurten(columns: Iterable[_Figures], choice: Choice) -> list[str]:
    """Return the codes of the chosen buurten in which any of these topics is published."""
    codes = {code for of_topic in columns for code in of_topic.figures if code.startswith("BU")}
    return sorted(codes & set(choice.codes))


def _numbers(values: Iterable[float | None]) -> Numbers:
    """Return numbers as an array, NaN for unknown ones."""
    return np.array(list(values), dtype=float)
