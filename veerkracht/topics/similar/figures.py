"""Buurten elsewhere in the country that are similar to one of ours, and how they changed since a baseline."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from math import isnan, nan
from urllib.parse import urlencode

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, typed
from veerkracht.method import development, similarity
from veerkracht.method.development import Band, Change
from veerkracht.method.similarity import Neighbour
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.similar import queries as elsewhere_queries


@dataclass(frozen=True)
class Method:
    """How to find similar buurten, and the ends of the band of their changes in percent: similar_elsewhere."""

    indicator_ids: tuple[str, ...]
    period: str
    frozen_on: date | None
    area_count: int
    smallest_population: float
    municipality_codes: tuple[str, ...]
    lowest: float
    highest: float


@dataclass(frozen=True)
class Choice:
    """A buurt, the measures to compare it by, how many buurten to find, the excluded municipalities, and whether only
    buurten count that have every measure that the buurt itself has."""

    area_code: str
    measures: tuple[str, ...]
    count: int
    without: tuple[str, ...]
    needs_all: bool = False

    def address(self, measure_id: str) -> str:
        """Return the address of the page that shows these buurten and a measure of a goal."""
        choices = {"buurt": self.area_code, "kenmerk": self.measures, "aantal": self.count,
                   "zonder": self.without or "", "volledig": "ja" if self.needs_all else "nee",
                   "maat": measure_id}  # fmt: skip
        return f"vergelijkbaar?{urlencode(choices, doseq=True)}"


@dataclass(frozen=True)
class Place:
    """A buurt elsewhere that is similar to ours."""

    area_code: str
    name: str
    municipality: str
    inhabitants: float
    neighbour: Neighbour

    @property
    def full_name(self) -> str:
        """Return the name with that of the municipality."""
        return f"{self.name}, {self.municipality}"


@dataclass(frozen=True)
class Similar:
    """The buurten outside the municipality that are most similar to one of its buurten, which has `name`.

    `places` has the most similar first; there are none if too few figures of the buurt itself are known: then it is not
    comparable (`is_comparable`). `own` has its figures by measure (NaN: unknown), `inhabitants` its size. `compared`
    counts the buurten that were compared, `left_out` all others by reason: those of similarity, 'municipality' (ours),
    'chosen' (of an excluded municipality) and 'own' (the buurt itself cannot be compared). `absent` gives the reason
    per measure that could not be used: 'elsewhere' or 'own' (no figures), 'same'.
    """

    choice: Choice
    name: str
    period: str
    is_comparable: bool
    places: tuple[Place, ...]
    own: dict[str, float]
    inhabitants: float
    compared: int
    left_out: dict[str, int]
    absent: dict[str, str]

    @property
    def area_code(self) -> str:
        """Return the code of the buurt."""
        return self.choice.area_code

    @property
    def candidate_count(self) -> int:
        """Return how many other buurten there are in the country."""
        return self.compared + sum(self.left_out.values())

    @property
    def used(self) -> list[str]:
        """Return the measures by which buurten were compared."""
        return [measure for measure in self.choice.measures if measure not in self.absent]


@dataclass(frozen=True)
class Measure:
    """A measure of a goal with its indicator: the columns of goal_queries.statuses that are the same for all areas."""

    measure_id: str
    goal_id: int
    indicator_id: str
    label: str
    unit: str
    figure_decimals: int
    reading: str
    direction: str
    margin: str
    is_model: bool


@dataclass(frozen=True)
class Development:
    """The change of a buurt and of similar ones since the baseline of a measure of a goal.

    `figures` has a row per area and period, including those before the baseline: area_code, period, value, lower,
    upper, margin_kind, status, missing, table_id, edition, retrieved_at (the last three for areas elsewhere). `lowest`
    and `highest` are the ends of the band in percent.
    """

    measure: Measure
    similar: Similar
    baseline: str
    figures: pd.DataFrame
    changes: tuple[Change, ...]
    bands: tuple[Band, ...]
    lowest: float
    highest: float

    @property
    def before(self) -> tuple[Band, ...]:
        """Return the bands of the periods before the baseline, the oldest first."""
        return tuple(band for band in self.bands if band.period < self.baseline)

    @property
    def after(self) -> tuple[Band, ...]:
        """Return the bands of the periods after the baseline."""
        return tuple(band for band in self.bands if band.period > self.baseline)

    @property
    def first(self) -> Band | None:
        """Return the band of the oldest period before the baseline with a figure of the buurt itself, None without."""
        return next((band for band in self.before if not isnan(band.own)), None)

    @property
    def last(self) -> Band | None:
        """Return the band of the latest period in which the buurt itself changed, None without one."""
        return next((band for band in reversed(self.after) if not isnan(band.own)), None)

    @property
    def last_changes(self) -> list[Change]:
        """Return the changes up to the latest period of the bands, the largest first and unknown ones last."""
        last = [change for change in self.changes if change.period == self.after[-1].period]
        with_change = [change for change in last if not isnan(change.change)]
        with_change.sort(key=lambda change: (-change.change, change.area_code))
        return [*with_change, *(change for change in last if isnan(change.change))]

    @property
    def known_count(self) -> int:
        """Return the number of similar buurten with a known change, which are the ones drawn."""
        with_change = {change.area_code for change in self.changes if not isnan(change.change)}
        return len(with_change - {self.similar.area_code})

    @property
    def unit(self) -> str:
        """Return the unit of a change: 'procent' if it is relative to the first figure."""
        return "procent" if self.measure.reading == "procent" else self.measure.unit

    @property
    def decimals(self) -> int:
        """Return the decimals of a change."""
        return 0 if self.measure.reading == "procent" else self.measure.figure_decimals

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the name of the buurt and, with their municipality, of similar ones, by code."""
        return {self.similar.area_code: self.similar.name} | {
            place.area_code: place.full_name for place in self.similar.places
        }


def method(query: Query) -> Method:
    """Return how to find similar buurten."""
    return typed(query(elsewhere_queries.method), Method)[0]


def municipalities(query: Query) -> dict[str, str]:
    """Return the other municipalities of the country: names by code, by name."""
    rows = query(elsewhere_queries.municipalities)
    return dict(zip(rows["area_code"], rows["name"], strict=True))


def usual(query: Query, area_code: str) -> Choice:
    """Return the default choice, from the catalogue."""
    how = query.value(method)
    return Choice(area_code, how.indicator_ids, how.area_count, how.municipality_codes)


def focus(query: Query) -> tuple[str, ...]:
    """Return the focus areas that are one buurt: no areas elsewhere are similar to a wijk or several buurten, as those
    of other municipalities are defined differently."""
    return tuple(code for code in lookups.programme(query).focus_area_codes if code.startswith("BU"))


def similar(query: Query, choice: Choice) -> Similar:
    """Return the buurten outside the municipality that are most similar to one of its buurten.

    Mean and deviation are those of all buurten of the country, including those left out: our own and those of excluded
    municipalities.
    """
    how, area_code, measures = query.value(method), choice.area_code, list(choice.measures)
    profiles, people = query(elsewhere_queries.profiles, how.indicator_ids), query.value(_people)
    every = query(elsewhere_queries.buurten, how.period)["area_code"]
    values = profiles[measures].reindex(profiles.index.union(people.index).union(every))
    levels = {measure: float(values.at[area_code, measure]) for measure in measures}
    has_figures = profiles.loc[profiles["is_elsewhere"], measures].notna().any()
    used = [measure for measure in measures if has_figures[measure]]
    own_digits = lookups.programme(query).municipality_code[2:]
    without = [own_digits, *(code[2:] for code in choice.without)]
    excluded = values.index[values.index.str[2:6].isin(without) & (values.index != area_code)]
    likeness = similarity.likeness(
        values[used], people, area_code, choice.count, how.smallest_population, excluded, choice.needs_all
    )
    absent = dict.fromkeys([measure for measure in measures if isnan(levels[measure])], "own")
    absent |= dict.fromkeys(likeness.unused, "same")
    absent |= dict.fromkeys([measure for measure in measures if not has_figures[measure]], "elsewhere")
    reasons = Counter(
        {"excluded": "municipality" if code[2:6] == own_digits else "chosen"}.get(why, why)
        for code, why in likeness.left_out.items()
        if code != area_code
    )
    is_comparable, rest = area_code not in likeness.left_out, len(values) - 1 - sum(reasons.values())
    if not is_comparable:  # whatever measures the others have
        reasons["own"] = rest + reasons.pop("few_measures", 0)
    return Similar(
        choice=choice,
        name=lookups.area_names(query)[area_code],
        period=how.period,
        is_comparable=is_comparable,
        places=_places(query, likeness.nearest, people),
        own=levels,
        inhabitants=float(people.get(area_code, nan)),
        compared=rest if is_comparable else 0,
        left_out=dict(reasons),
        absent=absent,
    )


def measured(query: Query) -> dict[str, Measure]:
    """Return the measures of goals with figures elsewhere at the baseline and later by their id, in the order of the
    plan."""
    rows = query(goal_queries.statuses).drop_duplicates("measure_id").set_index("measure_id", drop=False)
    rows = rows.loc[query(elsewhere_queries.measures)["measure_id"]]
    return {measure.measure_id: measure for measure in typed(rows, Measure)}


def develop(query: Query, choice: Choice, measure_id: str) -> Development:
    """Return the change of a buurt and of similar ones before and since the baseline of one of the `measured`.

    Its own figures count if they can be compared with the baseline: no break, no changed boundary. Those of others
    count if they come from the same table as its own of that period.
    """
    how, alike, measure = query.value(method), query.value(similar, choice), query.value(measured)[measure_id]
    started = query(elsewhere_queries.measures).set_index("measure_id")["baseline_period"]
    baseline = str(started[measure_id])
    of_area = lookups.trend(query, measure.indicator_id, [alike.area_code])
    of_area = of_area[of_area["segment"].isin(of_area.loc[of_area["period"] == baseline, "segment"])]
    codes = tuple(place.area_code for place in alike.places)
    of_similar = query(elsewhere_queries.figures, measure.indicator_id, tuple(of_area["period"]), codes)
    columns = ["area_code", "period", "value", "lower", "upper", "margin_kind", "status", "missing"]
    figures = pd.concat([of_area[columns].assign(table_id=""), of_similar.assign(missing=None)], ignore_index=True)
    moved = query(elsewhere_queries.boundary_changes, codes)
    changes = development.changes(figures, moved, baseline, measure.reading == "procent")
    bands = development.bands(changes, alike.area_code, how.lowest, how.highest)
    return Development(measure, alike, baseline, figures, changes, bands, how.lowest, how.highest)


def file(alike: Similar, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return a row per similar buurt and measure that both have, with the columns of `file_columns`."""
    by_id = {indicator.indicator_id: indicator for indicator in indicators}
    return pd.DataFrame([
        {
            "area_code": place.area_code, "name": place.name, "municipality": place.municipality,
            "inhabitants": place.inhabitants, "distance": place.neighbour.distance,
            "shared": len(place.neighbour.differences), "asked": len(alike.choice.measures),
            "label": indicator.label, "unit": indicator.unit, **asdict(difference),
        }
        for place in alike.places
        for difference in place.neighbour.differences
        if (indicator := by_id.get(difference.indicator_id))
    ])  # fmt: skip


def file_columns(alike: Similar) -> dict[str, str]:
    """Return the Dutch name by column of the file of similar buurten."""
    return {
        "area_code": "gebied", "name": "naam", "municipality": "gemeente", "inhabitants": "inwoners",
        "distance": "afstand", "shared": "kenmerken met een cijfer", "asked": "gekozen kenmerken",
        "label": "kenmerk", "unit": "eenheid", "own": f"cijfer van {alike.name}",
        "other": "cijfer van deze buurt", "apart": "verschil in standaardafwijkingen",
    }  # fmt: skip


def _people(query: Query) -> pd.Series:
    """Return the inhabitants of every buurt of the country by its code, in the year of the features."""
    indicator_id = lookups.programme(query).inhabitants_indicator_id
    return query(elsewhere_queries.profiles, (indicator_id,))[indicator_id]


def _places(query: Query, neighbours: Iterable[Neighbour], people: pd.Series) -> tuple[Place, ...]:
    by_code = {neighbour.area_code: neighbour for neighbour in neighbours}
    rows = query(elsewhere_queries.names, tuple(by_code)).set_index("area_code").reindex(list(by_code))
    return tuple(
        Place(code, name, municipality, float(people[code]), by_code[code])
        for code, name, municipality in zip(rows.index, rows["name"], rows["municipality"], strict=True)
    )
