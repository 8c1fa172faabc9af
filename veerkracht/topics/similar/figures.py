"""Buurten elsewhere in the country that are like one of ours, and how they changed since a baseline, to be shown."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.method import development, similarity
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.topics.similar import queries as elsewhere_queries


@dataclass(frozen=True)
class Similar:
    """The buurten outside the municipality that are most like the buurt `area_code`, which has `name`.

    `found` as similarity.likeness gives it; of areas left out it names the buurt itself only. `places` has a row per
    buurt found, the most alike first: area_code, name, municipality, inhabitants. `own` has the figures of the buurt
    itself by measure, `inhabitants` its size. `compared` counts the buurten that were compared, `left_out` the others
    by reason: those of similarity, 'municipality' (ours) and 'chosen' (of a municipality in `without`). `absent` says
    of each of the `measures` asked for that could not be used why: 'elsewhere' or 'own' (no figures), 'same'.
    """

    area_code: str
    name: str
    period: str
    measures: tuple[str, ...]
    count: int
    without: tuple[str, ...]
    found: similarity.Likeness
    places: pd.DataFrame
    own: dict[str, float]
    inhabitants: float
    compared: int
    left_out: dict[str, int]
    absent: dict[str, str]

    @property
    def used(self) -> list[str]:
        """Return the measures that buurten were compared on."""
        return [one for one in self.measures if one not in self.absent]

    def address(self, measure_id: str) -> str:
        """Return the address of the page that shows these buurten and a measure of a goal."""
        asked = {"buurt": self.area_code, "kenmerk": self.measures, "aantal": self.count, "zonder": self.without or "",
                 "maat": measure_id}  # fmt: skip
        return f"vergelijkbaar?{urlencode(asked, doseq=True)}"


@dataclass(frozen=True)
class Development:
    """How a buurt and those that are like it changed since the baseline of a measure of a goal.

    `row` is one of goal_queries.statuses, of the measure. `figures` has a row per area and period from the baseline on:
    area_code, period, value, lower, upper, status, missing, table_id, edition, retrieved_at (the last three of areas
    elsewhere). `changes` and `bands` as development gives them, `lowest` and `highest` are the ends of the band in
    percent.
    """

    row: Any
    similar: Similar
    baseline: str
    figures: pd.DataFrame
    changes: pd.DataFrame
    bands: pd.DataFrame
    lowest: float
    highest: float

    @property
    def last(self) -> Any:
        """Return the row of `bands` of the latest period in which the buurt itself changed, None without one."""
        own = self.bands.dropna(subset="own")
        return None if own.empty else next(own.tail(1).itertuples())

    @property
    def unit(self) -> str:
        """Return the unit of a change: 'procent' when it is a share of the first figure."""
        return goal_tables.change_unit(self.row)[0]

    @property
    def decimals(self) -> int:
        """Return the decimals of a change."""
        return int(goal_tables.change_unit(self.row)[1])


def method(query: Query) -> Any:
    """Return how buurten that are alike are found, as a row: indicator_ids, period, area_count and the like."""
    return next(query(elsewhere_queries.method).itertuples())


def has_any(query: Query) -> bool:
    """Return whether there are figures of buurten outside the municipality at all."""
    return not query(elsewhere_queries.municipalities).empty


def usual(query: Query, area_code: str) -> Similar:
    """Return the buurten that are most like a buurt as the catalogue says it, when a reader chooses nothing."""
    how = method(query)
    return similar(query, area_code, list(how.indicator_ids), int(how.area_count), list(how.municipality_codes))


def similar(query: Query, area_code: str, measures: list[str], count: int, without: list[str]) -> Similar:
    """Return the `count` buurten outside the municipality that are most like a buurt of it on these measures.

    Mean and deviation are those of all buurten of the country, also of those that are left out: our own and those of
    the municipalities in `without`.
    """
    how, about = method(query), lookups.programme(query)
    profiles, people = query(elsewhere_queries.profiles, list(how.indicator_ids), how.period), _people(query)
    values = profiles[measures].reindex(profiles.index.union(people.index.union([area_code])))
    own = {one: float(values.at[area_code, one]) for one in measures}
    has_figures = profiles.loc[profiles["is_elsewhere"], measures].notna().any()
    used = [one for one in measures if has_figures[one]]
    own_digits = about.municipality_code[2:]
    digits = values.index.str[2:6]
    excluded = values.index[digits.isin([own_digits, *(code[2:] for code in without)]) & (values.index != area_code)]
    found = similarity.likeness(values[used], people, area_code, count, how.smallest_population, excluded)
    absent = dict.fromkeys([one for one in measures if own[one] != own[one]], "own")
    absent |= dict.fromkeys(found.unused, "same")
    absent |= dict.fromkeys([one for one in measures if not has_figures[one]], "elsewhere")
    reasons = Counter(
        {"excluded": "municipality" if code[2:6] == own_digits else "chosen"}.get(why, why)
        for code, why in found.left_out.items()
        if code != area_code
    )
    is_found = area_code not in found.left_out
    return Similar(
        area_code=area_code,
        name=lookups.area_names(query)[area_code],
        period=how.period,
        measures=tuple(measures),
        count=count,
        without=tuple(without),
        found=replace(found, left_out={} if is_found else {area_code: found.left_out[area_code]}),
        places=_places(query, list(found.nearest["area_code"]), people),
        own=own,
        inhabitants=float(people.get(area_code, float("nan"))),
        compared=len(values) - 1 - sum(reasons.values()) if is_found else 0,
        left_out=dict(reasons),
        absent=absent,
    )


def measured(query: Query) -> dict[str, Any]:
    """Return the measures of goals with figures elsewhere at the baseline and later: rows of goal_queries.statuses by
    their id, in the order of the plan."""
    rows = query(goal_queries.statuses).drop_duplicates("measure_id").set_index("measure_id", drop=False)
    return {
        row.measure_id: row for row in rows.loc[query(elsewhere_queries.measures)["measure_id"]].itertuples(index=False)
    }


def develop(query: Query, alike: Similar, measure_id: str) -> Development:
    """Return how a buurt and those that are like it changed since the baseline of one of the `measured`.

    Its own figures count as far as they can be compared with the baseline: no break, no changed boundary. Those of
    others count when they come from the same table as its own of that period.
    """
    how, row = method(query), measured(query)[measure_id]
    started = query(elsewhere_queries.measures).set_index("measure_id")["baseline_period"]
    baseline = str(started[measure_id])
    own = query(queries.trend, row.indicator_id, [alike.area_code])
    own = own[own["segment"].isin(own.loc[own["period"] == baseline, "segment"]) & (own["period"] >= baseline)]
    codes = list(alike.places["area_code"])
    others = query(elsewhere_queries.figures, row.indicator_id, list(own["period"]), codes)
    shown = ["area_code", "period", "value", "lower", "upper", "status", "missing"]
    figures = pd.concat([own[shown].assign(table_id=""), others.assign(missing=None)], ignore_index=True)
    changes = development.changes(
        figures, query(elsewhere_queries.boundary_changes, codes), baseline, row.reading == "procent"
    )
    bands = development.bands(changes, alike.area_code, how.lowest, how.highest)
    return Development(row, alike, baseline, figures, changes, bands, how.lowest, how.highest)


def names(found: Development) -> dict[str, str]:
    """Return the name of the buurt and, with their municipality, of those that are like it, by code."""
    alike = found.similar
    others = {row.area_code: f"{row.name}, {row.municipality}" for row in alike.places.itertuples()}
    return {alike.area_code: alike.name} | others


def file(alike: Similar, indicators: list[Any]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a row per buurt that is alike and measure that both have (rows of queries.indicators) for a file, and the
    Dutch name by column."""
    about = pd.DataFrame([(one.indicator_id, one.label, one.unit) for one in indicators],
                         columns=["indicator_id", "label", "unit"])  # fmt: skip
    rows = alike.places.merge(alike.found.nearest, on="area_code").merge(alike.found.by_measure, on="area_code")
    columns = {
        "area_code": "gebied", "name": "naam", "municipality": "gemeente", "inhabitants": "inwoners",
        "distance": "afstand", "label": "kenmerk", "unit": "eenheid", "own": f"cijfer van {alike.name}",
        "other": "cijfer van deze buurt", "apart": "verschil in standaardafwijkingen",
    }  # fmt: skip
    return rows.merge(about, on="indicator_id"), columns


def _people(query: Query) -> pd.Series:
    """Return the inhabitants of every buurt of the country by its code."""
    about = lookups.programme(query)
    found = query(elsewhere_queries.profiles, [about.inhabitants_indicator_id], about.inhabitants_period)
    return found[about.inhabitants_indicator_id]


def _places(query: Query, codes: list[str], people: pd.Series) -> pd.DataFrame:
    found = query(elsewhere_queries.names, codes).set_index("area_code").reindex(codes).reset_index(names="area_code")
    return found.assign(inhabitants=found["area_code"].map(people))
