"""Computes at build what the Veerkracht map shows: figures, scores and cells of every buurt, per year."""

from dataclasses import asdict
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from etl.build import reference
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.resilience_map import MapAxis, MapMeasure
from veerkracht.core import dutch
from veerkracht.method import resilience
from veerkracht.method.progress import Figure
from veerkracht.method.resilience import Score, Standardised

_Rows = list[dict[str, Any]]
_ANOTHER_DEFINITION = "andere definitie dan in de referentie"


class Computed(NamedTuple):
    """The rows of every table by its name, and what is wrong in Dutch: without a reference there is no map."""

    tables: dict[str, pd.DataFrame]
    problems: list[str]


def compute(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Computed:
    """Return the rows of all tables of the Veerkracht map; those of years only with a usable reference."""
    frozen = reference.read(content)
    measures = [row for name, axis in content.method.resilience_map.axes.items()
                for row in _measures(name, axis, frozen, content)]  # fmt: skip
    years = _Years(connection, content, measures)
    tables = {
        "resilience_map": [_settings(content, frozen.problem)],
        "resilience_axis": [_axis(name, axis) for name, axis in content.method.resilience_map.axes.items()],
        "resilience_measure": measures,
        **years.tables(),
    }
    problems = [f"Veerkrachtkaart: {frozen.problem}"] if frozen.problem else []
    return Computed({name: pd.DataFrame(rows) for name, rows in tables.items()}, problems)


def _settings(content: Catalog, problem: str) -> dict[str, Any]:
    asked = content.method.resilience_map
    return {
        "reference_year": asked.reference.year, "minimum_inhabitants": asked.reference.minimum_inhabitants,
        "frozen_on": asked.reference.frozen_on, "cut": asked.map_cut.value,
        "share_needed": asked.map_share_needed.value, "max_age": int(asked.map_max_age.value), "problem": problem,
    }  # fmt: skip


def _axis(name: str, axis: MapAxis) -> dict[str, Any]:
    return {
        "axis": name, "label": axis.label, "class_names": list(axis.classes), "low_bound": axis.bounds[0],
        "high_bound": axis.bounds[1], "since": axis.since, "reason": axis.reason,
    }  # fmt: skip


def _measures(name: str, axis: MapAxis, frozen: reference.Frozen, content: Catalog) -> _Rows:
    """Return the rows of `resilience_measure` of one axis."""
    rows = []
    for position, one in enumerate(axis.measures):
        row: dict[str, Any] = {"axis": name, "position": position, "indicator_id": one.indicator, "sign": one.sign}
        known = frozen.rows.get((name, one.indicator))
        if known is None:
            rows.append(row | {"why_not": _why_not(name, one, frozen, content)})
        else:
            kept = {column: known[column] for column in ("period", "mean", "deviation", "area_count")}
            rows.append(row | kept | {"why_not": ""})
    return rows


def _why_not(name: str, one: MapMeasure, frozen: reference.Frozen, content: Catalog) -> str:
    if frozen.problem:
        return "er is geen referentie"
    if one.until and (name, one.until) in frozen.rows:
        return f"‘{content.indicator(one.until).label}’ komt ervoor in de plaats"
    least, year = int(content.method.minimum_areas.value), content.method.resilience_map.reference.year
    return f"geen cijfers van minstens {least} buurten toen de referentie over {year} werd vastgelegd"


class _Years:
    """What is computed per year and buurt, from one reading of the figures."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, content: Catalog, measures: _Rows) -> None:
        self._content = content
        self._asked = content.method.resilience_map
        self._measures = [one for one in measures if not one["why_not"]]
        self._found = reference.figures(connection, content)
        self._figures = self._found.set_index(["indicator_id", "period", "area_code"]).to_dict("index")
        self._dispersions = dict(connection.execute("select indicator_id, dispersion from dispersion").fetchall())
        year = content.programme.boundary_year
        self._areas = [code for (code,) in connection.execute(
            "select area_code from area where level::varchar = 'buurt' and boundary_year = $year order by area_code",
            {"year": year},
        ).fetchall()]  # fmt: skip

    def tables(self) -> dict[str, _Rows]:
        """Return the rows of figures, scores and cells of every year in which any buurt has a cell."""
        tables: dict[str, _Rows] = {"resilience_figure": [], "resilience_score": [], "resilience_cell": []}
        named = self._found["indicator_id"].isin([one["indicator_id"] for one in self._measures])
        for year in sorted({int(period) for period in self._found.loc[named & self._found["is_full"], "period"]}):
            rows = self._year(year)
            if any(row["cell"] for row in rows["resilience_cell"]):
                for name, found in rows.items():
                    tables[name] += found
        return tables

    def _year(self, year: int) -> dict[str, _Rows]:
        tables: dict[str, _Rows] = {"resilience_figure": [], "resilience_score": [], "resilience_cell": []}
        max_age = int(self._asked.map_max_age.value)
        periods = {one["indicator_id"]: reference.period_for(self._found, one["indicator_id"], year, max_age)
                   for one in self._measures}  # fmt: skip
        for area_code in self._areas:
            scores = {}
            for name in self._asked.axes:
                own = [one for one in self._measures if one["axis"] == name]
                figures = [self._figure(one, periods[one["indicator_id"]], area_code) for one in own]
                tables["resilience_figure"] += [
                    {"year": year, "area_code": area_code, "axis": name, "indicator_id": one["indicator_id"],
                     "period": periods[one["indicator_id"]], **row}
                    for one, (row, _) in zip(own, figures, strict=True)
                ]  # fmt: skip
                known = [found for _, found in figures if found is not None]
                scores[name] = resilience.score(known, len(own), self._asked.map_share_needed.value)
            tables["resilience_score"] += [
                {"year": year, "area_code": area_code, **self._score(name, one)} for name, one in scores.items()
            ]
            tables["resilience_cell"].append({"year": year, "area_code": area_code, **self._cell(scores)})
        return tables

    def _figure(
        self, measure: dict[str, Any], period: str | None, area_code: str
    ) -> tuple[dict[str, Any], Standardised | None]:
        """Return the row of one figure without its keys, and the figure against the reference when it counts."""
        indicator = self._content.indicator(measure["indicator_id"])
        row = self._figures.get((indicator.id, period, area_code))
        if period is None:
            return {"why_not": f"geen cijfer dat hoogstens {int(self._asked.map_max_age.value)} jaar oud is"}, None
        if any(min(period, measure["period"]) < gap.period <= max(period, measure["period"])
               for gap in indicator.breaks):  # fmt: skip
            return {"why_not": _ANOTHER_DEFINITION}, None
        if row is None or row["value"] != row["value"]:
            return {"why_not": dutch.MISSING[row["missing"] if row else "not_in_table"]}, None
        found = resilience.standardise(
            row["value"], measure["sign"], measure["mean"], measure["deviation"], self._asked.map_cut.value,
            self._error(indicator, row),
        )  # fmt: skip
        return {"value": row["value"], "why_not": "", **asdict(found)}, found

    def _error(self, indicator: Indicator, row: dict[str, Any]) -> float | None:
        known = {name: None if value != value else value for name, value in row.items()}
        count, below, rate = known["numerator"], known["denominator"], indicator.rate
        figure = Figure(
            0, row["value"], known["lower"], known["upper"], count,
            exposure=below / rate.factor if below is not None and rate is not None else None,
            respondents=below if indicator.margin == "steekproef" else None,
        )  # fmt: skip
        return resilience.figure_error(
            figure, indicator.margin, self._dispersions.get(indicator.id), indicator.rounded_to,
            self._content.method.design_effect.value,
        )  # fmt: skip

    def _score(self, name: str, found: Score) -> dict[str, Any]:
        place = None if found.value is None else resilience.place(found.value, self._asked.axes[name].bounds)
        return {"axis": name, "score": found.value, "error": found.error, "class": place,
                "figure_count": found.count, "needed": found.needed}  # fmt: skip

    def _cell(self, scores: dict[str, Score]) -> dict[str, Any]:
        axes = self._asked.axes
        absent = [
            f"{axes[name].label.lower()}: {one.count} van de {one.needed} nodige cijfers"
            for name, one in scores.items() if one.value is None
        ]  # fmt: skip
        if absent:
            return {"cell": None, "doubts": [], "reason": f"onvoldoende gegevens ({'; '.join(absent)})"}
        places = [
            resilience.place(one.value, axes[name].bounds) for name, one in scores.items() if one.value is not None
        ]
        doubts = resilience.doubts(list(scores.values()), [axes[name].bounds for name in scores])
        return {"cell": resilience.cell(places[0], places[1]), "doubts": doubts, "reason": ""}
