"""The figures of buurten side by side: places, differences to the city, standard deviations, files."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from veerkracht.core import dutch
from veerkracht.core.codes import CityWord
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.groups import figures as group_figures
from veerkracht.method import similarity, standing
from veerkracht.method.similarity import Likeness
from veerkracht.method.standing import FEWEST, Standing
from veerkracht.topics.goals import queries as goal_queries

COLUMNS = 7  # that fit side by side on a small screen
_NEIGHBOURS = 9


@dataclass(frozen=True)
class Buurt:
    """A buurt of the municipality; if buurten have the same name, the name includes the wijk."""

    area_code: str
    name: str
    wijk_code: str
    wijk: str  # without its number
    inhabitants: float | None
    is_small: bool


@dataclass(frozen=True)
class Subject:
    """An indicator in a period, for the buurten with these codes."""

    indicator_id: str
    period: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Ranked:
    """The figure of a buurt, or of city or country, in one period, or (a code of dutch.MISSING) why there is none.

    `place` is 1 for the buurt with the highest figure; buurten with the same printed figure share one. `difference` is
    to the city, between figures as printed, in the unit of the indicator (percentage points for a share).
    """

    area_code: str
    name: str
    wijk: str
    inhabitants: float | None
    is_small: bool
    is_reference: bool
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: str | None
    status: str | None
    missing: str | None
    place: int | None
    difference: float | None


@dataclass(frozen=True)
class Ranking:
    """One indicator in one period: `rows` of all buurten by name, then of city and country, and the `codes` to show.

    An amount has no city and country, and no differences: a city always has more than a buurt. `deviation` is the
    standard deviation between buurten, None if too few have a figure or all have the same.
    """

    indicator: Indicator
    period: str
    rows: tuple[Ranked, ...]
    codes: tuple[str, ...]
    focus: tuple[str, ...]
    city_code: str
    city: str
    city_word: CityWord
    deviation: float | None = None

    def standing(self, row: Ranked) -> Standing:
        """Return the standing of an area's figure against that of the city."""
        city = self.by_code.get(self.city_code)
        if row.value is None or city is None or city.value is None:
            return standing.UNKNOWN
        deviations = (row.value - city.value) / self.deviation if self.deviation else None
        sure = standing.is_sure(row.lower, row.upper, city.value)
        return standing.standing(row.difference, deviations, self.indicator.direction, sure)

    @cached_property
    def by_code(self) -> dict[str, Ranked]:
        """Return the row of every area by its code."""
        return {row.area_code: row for row in self.rows}

    @cached_property
    def buurten(self) -> list[Ranked]:
        """Return the rows of the buurten to show."""
        return [self.by_code[code] for code in self.codes]

    @property
    def references(self) -> list[Ranked]:
        """Return the rows of city and country."""
        return [row for row in self.rows if row.is_reference]

    @property
    def count(self) -> int:
        """Return how many buurten have a place."""
        return sum(row.place is not None for row in self.rows)

    def ordered(self, order: str) -> list[Ranked]:
        """Return the rows to show from high to low ('hoog'), by name ('naam') or by wijk and name ('wijk').

        In order of figures, areas without one are last; in order of wijken, city and country are first.
        """
        rows = [*self.buurten, *self.references]
        match order:
            case "hoog":
                return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0), row.name))
            case "wijk":
                return sorted(rows, key=lambda row: (row.wijk, row.name))
            case _:
                return sorted(rows, key=lambda row: row.name)


@dataclass(frozen=True)
class Compared:
    """The latest figure of an area, and how far it is from that of the city.

    `difference` is between figures as printed (unit of the indicator, percentage points for a share); `deviations` is
    in standard deviations of similarity.spread over all buurten. `step` is that of standing.Standing: 'good', 'bad'
    (the catalogue gives a direction), 'more' or 'less' with 1 to 3 for how far, 'even' near the city or within the
    margin, and '' if unknown: for an amount, without a figure of the city or with figures of fewer than five buurten.
    """

    indicator_id: str
    area_code: str
    period: str
    value: float | None
    status: str | None
    missing: str | None
    difference: float | None
    deviations: float | None
    step: str


@dataclass(frozen=True)
class Heat:
    """Several indicators for the chosen `buurten`, in the order of the rows, and for the `references`, city first.

    `cells` is by area code and indicator_id, `periods` by indicator_id.
    """

    indicators: tuple[Indicator, ...]
    periods: dict[str, str]
    buurten: tuple[Buurt, ...]
    references: dict[str, str]
    cells: dict[tuple[str, str], Compared]
    by_wijk: bool
    focus: tuple[str, ...]
    city_word: CityWord

    @property
    def codes(self) -> list[str]:
        """Return the codes of all areas in the order of the rows."""
        return [*self.references, *(buurt.area_code for buurt in self.buurten)]

    @property
    def city_code(self) -> str:
        """Return the code of the city."""
        return next(iter(self.references))

    @property
    def city(self) -> str:
        """Return the name of the city."""
        return self.references[self.city_code]


def buurten(query: Query) -> tuple[Buurt, ...]:
    """Return all buurten by name."""
    areas = query(queries.areas)
    rows = list(zip(*(areas[name] for name in ("level", "area_code", "name", "parent_code")), strict=True))
    wijken = {code: re.sub(r"^Wijk \d+ ", "", name) for level, code, name, _ in rows if level == "wijk"}
    of_city = [(code, name, wijk_code) for level, code, name, wijk_code in rows if level == "buurt"]
    counts = Counter(name for _, name, _ in of_city)
    people, small = lookups.inhabitants(query), lookups.threshold(query, "small_population")
    buurten = []
    for code, name, wijk_code in of_city:
        wijk, inhabitants = wijken.get(wijk_code, ""), people.get(code)
        full_name = name if counts[name] == 1 else f"{name} ({wijk})"
        is_small = inhabitants is not None and inhabitants < small
        buurten.append(Buurt(code, full_name, wijk_code, wijk, inhabitants, is_small))
    return tuple(sorted(buurten, key=lambda buurt: buurt.name))


def references(query: Query) -> dict[str, str]:
    """Return the name of city, country, focus areas that are not one buurt, and own groups by their code, as references
    for buurten."""
    programme, names = lookups.programme(query), lookups.area_names(query)
    larger = [code for code in programme.focus_area_codes if not code.startswith("BU")]
    codes = (programme.municipality_code, programme.country_code, *larger, *group_figures.codes(query))
    return {code: names[code] for code in codes if code in names}


def offered(query: Query) -> tuple[Indicator, ...]:
    """Return the indicators with figures of buurten, in the order of the catalogue."""
    every = lookups.indicators(query).values()
    return tuple(indicator for indicator in every if indicator.buurt_figure_count > 0)


def labels(query: Query) -> dict[str, str]:
    """Return the theme and name of the indicators offered, by their id."""
    every = query.value(offered)
    return {indicator.indicator_id: f"{indicator.theme.capitalize()}: {indicator.label}" for indicator in every}


def yearly_labels(query: Query) -> dict[str, str]:
    """Return the theme and name of the indicators with yearly figures of buurten, by their id."""
    every = lookups.indicators(query)
    return {code: label for code, label in query.value(labels).items() if every[code].frequency == "jaar"}


def ranking(query: Query, subject: Subject) -> Ranking:
    """Return buurten, city and country with their figure in one period."""
    rows = query.value(_ranked, subject.indicator_id, subject.period)
    indicator, about = lookups.indicator(query, subject.indicator_id), lookups.programme(query)
    city_code, city = next(iter(query.value(references).items()))
    deviation = query.value(_deviation, subject.indicator_id, subject.period)
    area_codes = {row.area_code for row in rows}
    focus = tuple(code for code in about.focus_area_codes if code in area_codes)
    return Ranking(
        indicator, subject.period, rows, subject.codes, focus, city_code, city, about.municipality_word, deviation
    )


def film(query: Query, subject: Subject) -> list[Ranking]:
    """Return the rankings of all periods in which one of these buurten has a figure, in chronological order."""
    codes = lookups.periods(query, subject.indicator_id)["period"]
    rankings = [ranking(query, replace(subject, period=str(code))) for code in codes]
    return [ranked for ranked in rankings if any(row.value is not None for row in ranked.buurten)]


def _deviation(query: Query, indicator_id: str, period: str) -> float | None:
    people = _people(query)
    values = {row.area_code: row.value for row in query.value(_ranked, indicator_id, period) if not row.is_reference}
    frame = pd.DataFrame({indicator_id: pd.Series(values, dtype=float).reindex(people.index)})
    spread = similarity.spread(frame, people, lookups.threshold(query, "small_population"))
    return _usual(spread).get(indicator_id)


def _usual(spread: pd.DataFrame) -> dict[str, float]:
    """Return the standard deviation between buurten by indicator, if enough of them have one."""
    reliable = spread["deviation"][(spread["area_count"] >= FEWEST) & (spread["deviation"] > 0)]
    return {str(indicator_id): float(deviation) for indicator_id, deviation in reliable.items()}


def _ranked(query: Query, indicator_id: str, period: str) -> tuple[Ranked, ...]:
    indicator, people = lookups.indicator(query, indicator_id), lookups.inhabitants(query)
    figures = {figure.area_code: figure for figure in query.once(queries.observations_in, indicator_id, period)}
    named = {} if dutch.is_amount(indicator.unit) else query.value(references)
    areas = [(buurt.area_code, buurt.name, buurt.wijk, buurt.is_small) for buurt in query.value(buurten)]
    figures_here = [figures[code].value for code, *_ in areas if code in figures]
    printed = sorted(-dutch.rounded(value, indicator.decimals) for value in figures_here if value is not None)
    city = figures.get(next(iter(named), ""))
    rows = []
    for code, name, wijk, is_small in [*areas, *((code, name, "", False) for code, name in named.items())]:
        figure = figures.get(code) or Observation(code, period, None, None, None, None, None)
        place = difference = None
        if figure.value is not None and code not in named:
            place = 1 + bisect_left(printed, -dutch.rounded(figure.value, indicator.decimals))
        if figure.value is not None and city is not None and city.value is not None:
            difference = dutch.printed_difference(figure.value, city.value, indicator.decimals)
        rows.append(Ranked(
            code, name, wijk, people.get(code), is_small, code in named, figure.value, figure.lower, figure.upper,
            figure.margin_kind, figure.status, figure.missing, place, difference,
        ))  # fmt: skip
    return tuple(rows)


def heat(query: Query, indicator_ids: tuple[str, ...], codes: tuple[str, ...], by_wijk: bool) -> Heat:
    """Return several indicators for the buurten with these codes, city and country.

    The buurten are ordered by wijk and name, or from high to low on the first indicator, with those without a figure
    last.
    """
    cells, chosen, about = query.value(_compared, indicator_ids), {*codes}, lookups.programme(query)
    rows = [buurt for buurt in query.value(buurten) if buurt.area_code in chosen]
    if by_wijk:
        rows.sort(key=lambda buurt: (buurt.wijk_code, buurt.name))
    else:
        first = {code: cell.value for (code, indicator_id), cell in cells.items() if indicator_id == indicator_ids[0]}
        values = {code: value for code, value in first.items() if value is not None}
        rows.sort(key=lambda buurt: (buurt.area_code not in values, -values.get(buurt.area_code, 0), buurt.name))
    return Heat(
        indicators=tuple(lookups.indicator(query, indicator_id) for indicator_id in indicator_ids),
        periods={indicator_id: cell.period for (_, indicator_id), cell in cells.items()},
        buurten=tuple(rows),
        references=query.value(references),
        cells=cells,
        by_wijk=by_wijk,
        focus=about.focus_area_codes,
        city_word=about.municipality_word,
    )


def _compared(query: Query, indicator_ids: tuple[str, ...]) -> dict[tuple[str, str], Compared]:
    latest, people = query(queries.latest_figures, indicator_ids), _people(query)
    small = lookups.threshold(query, "small_population")
    spread = similarity.spread(_wide(latest, people.index), people, small)
    usual = _usual(spread)
    city_code = next(iter(query.value(references)))
    of_city = latest[latest["area_code"] == city_code].set_index("indicator_id")["value"].dropna().to_dict()
    cells = {}
    for indicator_id, row in zip(latest["indicator_id"], typed(latest, Observation), strict=True):
        indicator, city = lookups.indicator(query, indicator_id), of_city.get(indicator_id)
        difference = deviations = None
        step = ""
        if row.value is not None and city is not None and not dutch.is_amount(indicator.unit):
            difference = dutch.printed_difference(row.value, city, indicator.decimals)
            if indicator_id in usual:
                deviations = (row.value - city) / usual[indicator_id]
                sure = standing.is_sure(row.lower, row.upper, city)
                step = standing.standing(difference, deviations, indicator.direction, sure).step
        cells[row.area_code, indicator_id] = Compared(
            indicator_id, row.area_code, row.period, row.value, row.status, row.missing, difference, deviations, step,
        )  # fmt: skip
    return cells


def usual_indicators(query: Query) -> list[str]:
    """Return the indicators shown side by side by default: those of goals, then measures of similarity, at most seven.

    Only those with figures of at least five buurten; of the measures, first those that can be compared with the city.
    """
    of_goals = list(query(goal_queries.indicators)["indicator_id"])
    of_likeness = query.value(measures)
    latest = query(queries.latest_figures, list(dict.fromkeys([*of_goals, *of_likeness]))).dropna(subset="value")
    counts = latest[latest["area_code"].str.startswith("BU")].groupby("indicator_id")["value"].count()
    city_code = lookups.programme(query).municipality_code
    of_city = set(latest.loc[latest["area_code"] == city_code, "indicator_id"])
    named = dict.fromkeys([*of_goals, *sorted(of_likeness, key=lambda indicator_id: indicator_id not in of_city)])
    return [indicator_id for indicator_id in named if counts.get(indicator_id, 0) >= FEWEST][:COLUMNS]


def latest_periods(query: Query, indicator_ids: tuple[str, ...]) -> dict[str, str]:
    """Return the period of the latest figures of each of these indicators."""
    latest = query(queries.latest_figures, indicator_ids)
    return dict(zip(latest["indicator_id"], latest["period"], strict=True))


def measures(query: Query) -> tuple[str, ...]:
    """Return the indicators by which buurten are compared to find similar ones."""
    return tuple(query(queries.similarity_measures)["indicator_id"])


def likeness(query: Query, area_code: str) -> Likeness:
    """Return the buurten of the municipality that are most similar to one of them."""
    people = _people(query)
    values = _wide(query(queries.latest_figures, used := query.value(measures)), people.index)
    values = values.reindex(index=people.index, columns=[name for name in used if name in values])
    return similarity.likeness(values, people, area_code, _NEIGHBOURS, lookups.threshold(query, "small_population"))


def _wide(latest: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Return the figures of these buurten, a row each, with a column per indicator."""
    selected = latest[latest["area_code"].isin(codes)]
    return selected.pivot(index="area_code", columns="indicator_id", values="value").astype(float)


def _people(query: Query) -> pd.Series:
    """Return the inhabitants of every buurt by its code."""
    return pd.Series({buurt.area_code: buurt.inhabitants for buurt in query.value(buurten)}, dtype=float)
