"""Figures set side by side: two topics, or all topics of a theme, over the buurten that have them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Numbers, Result


@dataclass(frozen=True)
class Topic:
    """An indicator in the period that its figures are of."""

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
        """Return the unit and the period: 'in procent, 2024'; 'aantal, 2024' when the name says what is counted."""
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

    It `is_used` when it has both figures and inhabitants.
    """

    area_code: str
    name: str
    inhabitants: float | None
    first: float | None
    second: float | None
    first_reason: str
    second_reason: str
    is_used: bool


@dataclass(frozen=True)
class Comparison:
    """Two topics over the buurten of which either is published, the highest first figure first.

    `city` holds both figures of the municipality (none for a count: a city always has more), `minimum` is how many
    buurten a correlation needs.
    """

    topics: tuple[Topic, Topic]
    points: tuple[Point, ...]
    city: tuple[float | None, float | None]
    result: Result
    minimum: int

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
    """All pairs of topics of a theme: `topics` by strength, strongest first, and what is known of each two places."""

    name: str
    topics: tuple[Topic, ...]
    pairs: dict[tuple[int, int], Result]

    def by_strength(self) -> list[tuple[tuple[int, int], Result]]:
        """Return the pairs by strength, those without a result last."""
        return sorted(self.pairs.items(), key=lambda pair: -abs(pair[1].rho) if isinstance(pair[1], Correlation) else 1)


@dataclass(frozen=True)
class _Latest:
    """The latest figures of a topic, or why there is none, by area code."""

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
    every = lookups.indicators(query).values()
    return tuple(indicator for indicator in every if indicator.buurt_figure_count > 0 and indicator.frequency == "jaar")


def labels(query: Query) -> dict[str, str]:
    """Return the theme and name of the indicators offered, by their id."""
    every = query.value(offered)
    return {indicator.indicator_id: f"{indicator.theme.capitalize()}: {indicator.label}" for indicator in every}


def second_choice(indicator_ids: Iterable[str], first_id: str) -> str:
    """Return the indicator to begin with beside `first_id`."""
    others = [indicator_id for indicator_id in indicator_ids if indicator_id != first_id]
    wanted = [indicator_id for indicator_id in ("ervaren_gezondheid", "laagste_inkomens") if indicator_id in others]
    return next(iter([*wanted, *others]), first_id)


def themes(query: Query) -> dict[str, str]:
    """Return the themes with at least two indicators, by code, with how many there are."""
    counts = Counter(indicator.theme for indicator in query.value(offered))
    return {theme: f"{theme.capitalize()} ({count} onderwerpen)" for theme, count in counts.items() if count > 1}


def of_theme(query: Query, theme: str) -> tuple[Indicator, ...]:
    """Return the indicators offered of one theme."""
    return tuple(indicator for indicator in query.value(offered) if indicator.theme == theme)


def compare(query: Query, first_id: str, second_id: str) -> Comparison:
    """Return two indicators set side by side."""
    first, second = (query.value(_latest, indicator_id) for indicator_id in (first_id, second_id))
    names, people = lookups.area_names(query), lookups.inhabitants(query)
    points = []
    for code in _buurten([first, second]):
        own = first.value(code), second.value(code)
        inhabitants = people.get(code)
        is_used = None not in own and (inhabitants or 0) > 0
        points.append(Point(code, names[code], inhabitants, *own, first.reason(code), second.reason(code), is_used))
    minimum = int(lookups.threshold(query, "minimum_areas"))
    result = correlation.between(
        _numbers(point.first for point in points), _numbers(point.second for point in points),
        _numbers(point.inhabitants for point in points), minimum,
    )  # fmt: skip
    points.sort(key=lambda point: (point.first is None, -(point.first or 0), point.name))
    city = _of_city(query, first), _of_city(query, second)
    return Comparison((first.topic, second.topic), tuple(points), city, result, minimum)


def compare_all(query: Query, theme: str) -> Theme:
    """Return all pairs of indicators of a theme."""
    columns = [query.value(_latest, indicator.indicator_id) for indicator in query.value(of_theme, theme)]
    codes, people = _buurten(columns), lookups.inhabitants(query)
    values = np.column_stack([_numbers(map(column.value, codes)) for column in columns])
    minimum = int(lookups.threshold(query, "minimum_areas"))
    pairs = correlation.between_all(values, _numbers(map(people.get, codes)), minimum)
    strengths = []
    for place in range(len(columns)):
        own = [abs(result.rho) for pair, result in pairs.items() if place in pair and isinstance(result, Correlation)]
        strengths.append(sum(own) / len(own) if own else -1.0)
    order = sorted(range(len(columns)), key=lambda place: -strengths[place])
    new = {place: index for index, place in enumerate(order)}
    return Theme(
        theme,
        tuple(columns[place].topic for place in order),
        {(min(new[a], new[b]), max(new[a], new[b])): result for (a, b), result in pairs.items()},
    )


def latest_figures(query: Query) -> dict[str, pd.DataFrame]:
    """Return the rows of queries.latest_figures of every indicator offered, by its id.

    One query for all of them, once, takes as long as one for each of seven pairs.
    """
    rows = query(queries.latest_figures, tuple(query.value(labels)))
    return {str(indicator_id): own for indicator_id, own in rows.groupby("indicator_id")}


def _latest(query: Query, indicator_id: str) -> _Latest:
    rows = typed(query.value(latest_figures)[indicator_id], Observation)
    topic = Topic(lookups.indicator(query, indicator_id), rows[0].period)
    return _Latest(topic, {row.area_code: row for row in rows})


def _of_city(query: Query, latest: _Latest) -> float | None:
    is_amount = dutch.is_amount(latest.topic.indicator.unit)
    return None if is_amount else latest.value(lookups.programme(query).municipality_code)


def _buurten(columns: Iterable[_Latest]) -> list[str]:
    """Return the codes of the buurten of which any of these topics is published."""
    return sorted({code for latest in columns for code in latest.figures if code.startswith("BU")})


def _numbers(values: Iterable[float | None]) -> Numbers:
    """Return numbers as an array, NaN for those that are not known."""
    return np.array(list(values), dtype=float)
