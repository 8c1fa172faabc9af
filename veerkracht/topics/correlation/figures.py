"""Figures set side by side: two topics, or all topics of a theme, over the buurten that have them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, observation_frame, typed
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, NoCorrelation, Numbers, Result


@dataclass(frozen=True)
class Choice:
    """Which figures to set side by side: of one period (None: of each topic the newest), without some buurten."""

    period: str | None
    without: tuple[str, ...] = ()


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
    buurten a correlation needs. `elsewhere` is the result without the buurten of the wijk `centre`; None when none of
    them counted. `without` names the buurten that the reader left out.
    """

    topics: tuple[Topic, Topic]
    points: tuple[Point, ...]
    city: tuple[float | None, float | None]
    result: Result
    minimum: int
    elsewhere: Result | None = None
    centre: str = ""
    without: tuple[str, ...] = ()

    @property
    def is_one_question(self) -> bool:
        """Return whether both topics are of one question, such as koop and huur."""
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
    """All pairs of topics: `topics` by strength, strongest first, and what is known of each two places, also without
    the buurten of the wijk `centre` (empty without such a wijk); the choice they were made by."""

    topics: tuple[Topic, ...]
    pairs: dict[tuple[int, int], Result]
    elsewhere: dict[tuple[int, int], Result]
    centre: str
    choice: Choice

    def by_strength(self) -> list[tuple[tuple[int, int], Result]]:
        """Return the pairs by strength, those without a result last."""
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
    every = dict.fromkeys(indicator.theme for indicator in query.value(offered))
    counts = {theme: len(query.value(of_theme, theme)) for theme in every}
    return {theme: f"{theme.capitalize()} ({count} onderwerpen)" for theme, count in counts.items() if count > 1}


def of_theme(query: Query, theme: str) -> tuple[Indicator, ...]:
    """Return the indicators offered of one theme, one of each question: no old series beside a new one, no huur beside
    koop."""
    of_theme = [indicator for indicator in query.value(offered) if indicator.theme == theme]
    first: dict[str, Indicator] = {}
    for indicator in sorted(of_theme, key=lambda indicator: indicator.repeats is not None):
        first.setdefault(indicator.repeats or indicator.indicator_id, indicator)
    return tuple(indicator for indicator in of_theme if indicator in first.values())


def is_one_question(first: Indicator, second: Indicator) -> bool:
    """Return whether two indicators are of one question: halves of a whole, or an old and a new series."""
    roots = {indicator.repeats or indicator.indicator_id for indicator in (first, second)}
    return len(roots) == 1


def shared_periods(query: Query, indicator_ids: Sequence[str]) -> list[str]:
    """Return the periods of which all these indicators have figures of at least half of their buurten, newest first."""
    full = []
    for indicator_id in indicator_ids:
        periods = lookups.periods(query, indicator_id)
        full.append(set(periods.loc[periods["is_full"].astype(bool), "period"]))
    return sorted(set.intersection(*full), reverse=True) if full else []


def buurten(query: Query) -> dict[str, str]:
    """Return the names of the buurten of the municipality by code, in the order of their names."""
    names = {code: name for code, name in lookups.area_names(query).items() if code.startswith("BU")}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def centre(query: Query) -> str:
    """Return the name of the wijk with the shopping centre, '' when the catalogue names none."""
    code = lookups.programme(query).centre_code
    return re.sub(r"^Wijk \d+ ", "", lookups.area_names(query).get(code or "", ""))


def compare(query: Query, first_id: str, second_id: str, choice: Choice) -> Comparison:
    """Return two indicators set side by side."""
    first, second = (query.value(_figures, indicator_id, choice.period) for indicator_id in (first_id, second_id))
    names, people = lookups.area_names(query), lookups.inhabitants(query)
    points = []
    for code in _buurten([first, second], choice):
        own = first.value(code), second.value(code)
        inhabitants = people.get(code)
        is_used = None not in own and (inhabitants or 0) > 0
        points.append(Point(code, names[code], inhabitants, *own, first.reason(code), second.reason(code), is_used))
    minimum = int(lookups.threshold(query, "minimum_areas"))
    result = _between(points, minimum)
    outside = [point for point in points if not _is_central(query, point.area_code)]
    has_central = any(point.is_used for point in points if point not in outside)
    points.sort(key=lambda point: (point.first is None, -(point.first or 0), point.name))
    city = _of_city(query, first), _of_city(query, second)
    return Comparison(
        (first.topic, second.topic), tuple(points), city, result, minimum,
        _between(outside, minimum) if has_central else None, centre(query),
        tuple(names[code] for code in choice.without if code in names),
    )  # fmt: skip


def compare_all(query: Query, indicator_ids: tuple[str, ...], choice: Choice) -> Theme:
    """Return all pairs of these indicators; those of one question have no result."""
    columns = [query.value(_figures, indicator_id, choice.period) for indicator_id in indicator_ids]
    codes = _buurten(columns, choice)
    pairs = _pairs(query, columns, codes)
    name = centre(query)
    elsewhere = _pairs(query, columns, [code for code in codes if not _is_central(query, code)]) if name else {}
    strengths = []
    for place in range(len(columns)):
        own = [abs(result.rho) for pair, result in pairs.items() if place in pair and isinstance(result, Correlation)]
        strengths.append(sum(own) / len(own) if own else -1.0)
    order = sorted(range(len(columns)), key=lambda place: -strengths[place])
    new = {place: index for index, place in enumerate(order)}

    def in_order(results: dict[tuple[int, int], Result]) -> dict[tuple[int, int], Result]:
        return {(min(new[a], new[b]), max(new[a], new[b])): result for (a, b), result in results.items()}

    return Theme(tuple(columns[place].topic for place in order), in_order(pairs), in_order(elsewhere), name, choice)


def frame(query: Query, topic: Topic) -> pd.DataFrame:
    """Return the figures of a topic, one row per area, as exhibits.exhibit takes them."""
    return observation_frame(list(query.value(_figures, topic.indicator.indicator_id, topic.period).figures.values()))


def _pairs(query: Query, columns: Sequence[_Figures], codes: Sequence[str]) -> dict[tuple[int, int], Result]:
    people = lookups.inhabitants(query)
    values = np.column_stack([_numbers(map(column.value, codes)) for column in columns])
    minimum = int(lookups.threshold(query, "minimum_areas"))
    pairs = correlation.between_all(values, _numbers(map(people.get, codes)), minimum)
    for (first, second), result in pairs.items():
        if is_one_question(columns[first].topic.indicator, columns[second].topic.indicator):
            pairs[first, second] = NoCorrelation("same_question", result.count, result.left_out)
    return pairs


def _between(points: Sequence[Point], minimum: int) -> Result:
    first, second, inhabitants = (
        _numbers(getattr(point, name) for point in points) for name in ("first", "second", "inhabitants")
    )
    return correlation.between(first, second, inhabitants, minimum)


def _is_central(query: Query, code: str) -> bool:
    """Return whether a buurt is one of the wijk with the shopping centre."""
    wijk = lookups.programme(query).centre_code
    return wijk is not None and areas.parent(code) == wijk


def latest_figures(query: Query) -> dict[str, pd.DataFrame]:
    """Return the rows of queries.latest_figures of every indicator offered, by its id.

    One query for all of them, once, takes as long as one for each of seven pairs.
    """
    rows = query(queries.latest_figures, tuple(query.value(labels)))
    return {str(indicator_id): own for indicator_id, own in rows.groupby("indicator_id")}


def _figures(query: Query, indicator_id: str, period: str | None) -> _Figures:
    if period is None:
        rows = typed(query.value(latest_figures)[indicator_id], Observation)
    else:
        rows = query.once(queries.observations_in, indicator_id, period)
    topic = Topic(lookups.indicator(query, indicator_id), rows[0].period)
    return _Figures(topic, {row.area_code: row for row in rows})


def _of_city(query: Query, of_topic: _Figures) -> float | None:
    is_amount = dutch.is_amount(of_topic.topic.indicator.unit)
    return None if is_amount else of_topic.value(lookups.programme(query).municipality_code)


def _buurten(columns: Iterable[_Figures], choice: Choice) -> list[str]:
    """Return the codes of the chosen buurten of which any of these topics is published."""
    codes = {code for of_topic in columns for code in of_topic.figures if code.startswith("BU")}
    return sorted(codes - set(choice.without))


def _numbers(values: Iterable[float | None]) -> Numbers:
    """Return numbers as an array, NaN for those that are not known."""
    return np.array(list(values), dtype=float)
