"""Computes the Veerkracht map: figures, scores and cells of every buurt, per year."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import duckdb
import pandas as pd

from etl.build.catalog_tables import Row
from etl.build.frozen import reference
from etl.build.frozen.reference import Frozen, PrintedFigure, Standard
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.catalog.resilience_map import MapAxis, MapMeasure
from veerkracht.core import dutch
from veerkracht.core.codes import Scale
from veerkracht.method import margins, resilience
from veerkracht.method.resilience import Score, Standardised

_YEAR_TABLES = ("resilience_figure", "resilience_score", "resilience_cell")
_OTHER_DEFINITION = "andere definitie dan in de referentie"


@dataclass(frozen=True)
class Computed:
    """The rows of every table by its name, and Dutch problems: without a reference there is no map."""

    tables: dict[str, pd.DataFrame]
    problems: list[str]


@dataclass(frozen=True)
class _Measure:
    """A measure that counts on an axis, with the reference that its figures are compared with."""

    axis: str
    indicator: Indicator
    sign: int
    standard: Standard


def compute(connection: duckdb.DuckDBPyConnection, content: Catalog) -> Computed:
    """Return the rows of all tables of the Veerkracht map; those of years only with a usable reference."""
    frozen = reference.from_current(connection, content) if reference.has_none(content) else reference.read(content)
    axes = content.method.resilience_map.axes
    tables: dict[str, list[Row]] = {
        "resilience_map": [_settings(content, frozen)],
        "resilience_axis": [_axis_row(name, axis) for name, axis in axes.items()],
        "resilience_measure": [
            _measure_row(name, position, measure, frozen, content)
            for name, axis in axes.items()
            for position, measure in enumerate(axis.measures)
        ],
        **_Years(connection, content, list(_measures(content, frozen))).tables(),
    }
    problems = [f"Veerkrachtkaart: {frozen.problem}"] if frozen.problem else []
    return Computed({name: pd.DataFrame(rows) for name, rows in tables.items()}, problems)


def _settings(content: Catalog, frozen: Frozen) -> Row:
    settings = content.method.resilience_map
    return {
        "reference_year": settings.reference.year,
        "minimum_inhabitants": settings.reference.minimum_inhabitants,
        "frozen_on": frozen.frozen_on,
        "cut": settings.map_cut.value,
        "share_needed": settings.map_share_needed.value,
        "max_age": int(settings.map_max_age.value),
        "problem": frozen.problem,
    }


def _axis_row(name: str, axis: MapAxis) -> Row:
    return {
        "axis": name,
        "class_names": list(axis.classes),
        "low_bound": axis.bounds[0],
        "high_bound": axis.bounds[1],
        **axis.model_dump(include={"label", "scale", "since", "reason"}),
    }


def _measures(content: Catalog, frozen: Frozen) -> Iterator[_Measure]:
    """Yield the measures that have a reference."""
    for name, axis in content.method.resilience_map.axes.items():
        for measure in axis.measures:
            if standard := frozen.standards.get((name, measure.indicator)):
                yield _Measure(name, content.indicator(measure.indicator), measure.sign, standard)


def _measure_row(axis: str, position: int, measure: MapMeasure, frozen: Frozen, content: Catalog) -> Row:
    row: Row = {"axis": axis, "position": position, "indicator_id": measure.indicator, "sign": measure.sign}
    standard = frozen.standards.get((axis, measure.indicator))
    if standard is None:
        return row | {"why_not": _reason(axis, measure, frozen, content)}
    return row | asdict(standard) | {"why_not": ""}


def _reason(axis: str, measure: MapMeasure, frozen: Frozen, content: Catalog) -> str:
    if frozen.problem:
        return "er is geen referentie"
    if measure.until and (axis, measure.until) in frozen.standards:
        return f"‘{content.indicator(measure.until).label}’ komt ervoor in de plaats"
    least, year = int(content.method.minimum_areas.value), content.method.resilience_map.reference.year
    return f"geen cijfers van minstens {least} buurten toen de referentie over {year} werd vastgelegd"


class _Years:
    """Computes the rows per year and buurt, from one reading of the figures."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, content: Catalog, measures: list[_Measure]) -> None:
        self._content = content
        self._settings = content.method.resilience_map
        self._measures = measures
        self._frame = reference.figures(connection, content)
        self._figures, self._periods = reference.by_place(self._frame), reference.full_periods(self._frame)
        rows = connection.execute(
            "select area_code from area where level::varchar = 'buurt' and boundary_year = $year order by area_code",
            {"year": content.programme.boundary_year},
        ).fetchall()
        self._areas = [area_code for (area_code,) in rows]

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows of figures, scores and cells of every year in which any buurt has a cell."""
        tables: dict[str, list[Row]] = {name: [] for name in _YEAR_TABLES}
        is_used = self._frame["indicator_id"].isin([measure.indicator.id for measure in self._measures])
        for year in sorted({int(period) for period in self._frame.loc[is_used & self._frame["is_full"], "period"]}):
            rows = self._year(year)
            if any(row["cell"] for row in rows["resilience_cell"]):
                for name in _YEAR_TABLES:
                    tables[name] += rows[name]
        return tables

    def _year(self, year: int) -> dict[str, list[Row]]:
        tables: dict[str, list[Row]] = {name: [] for name in _YEAR_TABLES}
        max_age = int(self._settings.map_max_age.value)
        periods = {
            measure.indicator.id: reference.period_for(self._periods.get(measure.indicator.id, ()), year, max_age)
            for measure in self._measures
        }
        for area_code in self._areas:
            place: Row = {"year": year, "area_code": area_code}
            scores = {}
            for axis in self._settings.axes:
                measures = [measure for measure in self._measures if measure.axis == axis]
                counted = []
                for measure in measures:
                    period = periods[measure.indicator.id]
                    row, standardised = self._figure(measure, period, area_code)
                    keys: Row = {"axis": axis, "indicator_id": measure.indicator.id, "period": period}
                    tables["resilience_figure"].append(place | keys | row)
                    counted += [standardised] if standardised else []
                scores[axis] = resilience.score(counted, len(measures), self._settings.map_share_needed.value)
            tables["resilience_score"] += [place | self._score(axis, score) for axis, score in scores.items()]
            tables["resilience_cell"].append(place | self._cell(scores))
        return tables

    def _figure(self, measure: _Measure, period: str | None, area_code: str) -> tuple[Row, Standardised | None]:
        """Return the row of one figure without its keys, and the figure against the reference when it counts."""
        indicator, standard = measure.indicator, measure.standard
        if period is None:
            return {"why_not": f"geen cijfer dat hoogstens {int(self._settings.map_max_age.value)} jaar oud is"}, None
        first, last = sorted((period, standard.period))
        if any(first < gap.period <= last for gap in indicator.breaks):
            return {"why_not": _OTHER_DEFINITION}, None
        figure = self._figures.get((indicator.id, period, area_code))
        if figure is None or figure.value is None or figure.scaled is None:
            return {"why_not": dutch.MISSING[figure.missing or "" if figure else "not_in_table"]}, None
        standardised = resilience.standardise(
            figure.scaled,
            measure.sign,
            standard.mean,
            standard.deviation,
            self._settings.map_cut.value,
            _error(indicator, self._settings.axes[measure.axis].scale, figure),
        )
        row = {"value": figure.value, "scaled": figure.scaled, "why_not": "", **asdict(standardised)}
        return row, standardised

    def _score(self, axis: str, score: Score) -> Row:
        bounds = self._settings.axes[axis].bounds
        return {
            "axis": axis,
            "score": score.value,
            "error": score.error,
            "class": None if score.value is None else resilience.place(score.value, bounds),
            "figure_count": score.count,
            "needed": score.needed,
        }

    def _cell(self, scores: dict[str, Score]) -> Row:
        axes = self._settings.axes
        absent = [
            f"{axes[name].label.lower()}: {score.count} van de {score.needed} nodige cijfers"
            for name, score in scores.items()
            if score.value is None
        ]
        if absent:
            return {"cell": None, "doubts": [], "reason": f"onvoldoende gegevens ({'; '.join(absent)})"}
        across, up = (
            resilience.place(score.value, axes[name].bounds)
            for name, score in scores.items()
            if score.value is not None
        )
        doubts = resilience.doubts(list(scores.values()), [axes[name].bounds for name in scores])
        return {"cell": resilience.cell(across, up), "doubts": doubts, "reason": ""}


def _error(indicator: Indicator, scale: Scale, figure: PrintedFigure) -> float | None:
    """Return the standard error of a figure on the scale of its axis, None when it is unknown."""
    if scale == "log" and figure.upper is not None and figure.scaled is not None:
        return margins.error_of_ratio(math.exp(figure.scaled), figure.upper).size
    denominator, rate = figure.denominator, indicator.rate
    exposure = denominator / rate.factor if denominator is not None and rate is not None else None
    error = resilience.figure_error(figure.lower, figure.upper, indicator.rounded_to, exposure)
    if error is None or scale == "linear" or figure.scaled is None:
        return error
    return error / math.exp(figure.scaled)  # of a logarithm: the share of the figure
