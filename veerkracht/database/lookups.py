"""Lookups that every page and export needs: the programme, area names, indicators."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from veerkracht.core import areas, dutch, names
from veerkracht.core.errors import DataError
from veerkracht.database import queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import (
    AreaFigure,
    BoundaryChange,
    Break,
    Indicator,
    Observation,
    Origin,
    Programme,
    Yardstick,
    by_indicator,
    grouped,
    observation_frame,
    typed,
)


@cached
def programme(query: Query) -> Programme:
    """Return the programme."""
    return typed(query(queries.programme), Programme)[0]


@cached
def divisions(query: Query) -> dict[str, dict[str, str]]:
    """Return what the programme says in a sentence of each of its pillars and levels, by kind ('pillar' or 'level') and
    name, in the order of lists."""
    rows = query(queries.divisions)
    return {
        kind: dict(zip(of_kind["name"], of_kind["sentence"], strict=True)) for kind, of_kind in rows.groupby("kind")
    }


def usual_areas(query: Query) -> list[str]:
    """Return the default areas to show: focus areas, city and country."""
    return list(programme(query).compared_codes)


def threshold(query: Query, threshold_id: str) -> float:
    """Return a threshold of the method, such as small_population: the inhabitants below which an area is small."""
    return query.value(_thresholds)[threshold_id]


def _thresholds(query: Query) -> dict[str, float]:
    rows = query(queries.thresholds)
    return dict(zip(rows["threshold_id"], rows["value"].astype(float), strict=True))


@cached
def inhabitants(query: Query) -> dict[str, float]:
    """Return the known inhabitants by area code."""
    rows = query(queries.inhabitants).dropna(subset="inhabitants")
    return dict(zip(rows["area_code"], rows["inhabitants"].astype(float), strict=True))


@cached
def area_names(query: Query) -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    rows = query(queries.areas)
    names = dict(zip(rows["area_code"], rows["name"], strict=True))
    focus = [names.get(code, code) for code in programme(query).focus_area_codes]
    return names | {areas.TOGETHER: f"{dutch.joined(focus)} samen"}


@cached
def indicators(query: Query) -> dict[str, Indicator]:
    """Return every indicator by its id, in the order of the catalogue."""
    return {indicator.indicator_id: indicator for indicator in typed(query(queries.indicators), Indicator)}


def indicator(query: Query, indicator_id: str) -> Indicator:
    """Return the indicator with this id. Raises DataError when there is none."""
    if (indicator := indicators(query).get(indicator_id)) is None:
        raise DataError(" ".join(filter(None, (
            f"Het onderwerp {names.quoted(indicator_id)} bestaat niet.",
            names.near(indicator_id, indicators(query)),
            "Alle codes staan in indicators.yaml; in Python geeft topics() ze.",
        ))))  # fmt: skip
    return indicator


def periods(query: Query, indicator_id: str) -> pd.DataFrame:
    """Return the periods with figures of buurten of an indicator: rows of queries.all_periods."""
    return query.value(_periods).get(indicator_id, query(queries.all_periods).head(0))


def _periods(query: Query) -> dict[str, pd.DataFrame]:
    return {str(indicator_id): rows for indicator_id, rows in query(queries.all_periods).groupby("indicator_id")}


def source_periods(query: Query, source_id: str) -> list[str]:
    """Return the periods for which a source has tables, in chronological order."""
    return query.value(_source_periods).get(source_id, [])


def _source_periods(query: Query) -> dict[str, list[str]]:
    frame = query(queries.source_periods).dropna()
    return {str(source_id): list(rows["period"]) for source_id, rows in frame.groupby("source_id")}


def trend(query: Query, indicator_id: str, area_codes: Sequence[str]) -> pd.DataFrame:
    """Return one row per area and period of the source, with the figure or the reason why there is none.

    Columns: area_code, period, year (a month is the middle of its part of the year), value, lower, upper, status,
    missing, segment. A period without a loaded table has the reason 'not_included'. `segment` counts `segment_starts`
    up to the period: figures of different segments are not comparable. Raises DataError without such an indicator.
    """
    return query.value(_trend, indicator_id, tuple(area_codes)).copy(deep=False)


def _trend(query: Query, indicator_id: str, area_codes: tuple[str, ...]) -> pd.DataFrame:
    about = indicator(query, indicator_id)
    measured_periods = [
        period for period in source_periods(query, about.source_id) if ("-" in period) == (about.frequency == "maand")
    ]
    observations = query.once(queries.observations, indicator_id, area_codes)
    by_place = {(figure.area_code, figure.period): figure for figure in observations}
    gaps, figures, segments = breaks(query, indicator_id), [], []
    for code in sorted(area_codes):
        starts = segment_starts(gaps, boundary_changes(query, [code]))
        for period in measured_periods:
            gap = Observation(code, period, None, None, None, None, "not_included")
            figures.append(by_place.get((code, period), gap))
            segments.append(bisect_right(starts, period))
    return observation_frame(figures).assign(segment=segments)


def segment_starts(gaps: Iterable[Break], changes: Iterable[BoundaryChange]) -> list[str]:
    """Return from which periods figures of an area are not comparable with those before, in the order of time: at the
    breaks of the indicator, and when the boundary of the area changed."""
    return sorted([*(gap.period for gap in gaps), *(str(change.year) for change in changes)])


def origins(query: Query, indicator_id: str) -> tuple[Origin, ...]:
    """Return the tables that the figures of an indicator come from, in chronological order."""
    return query.value(_origins).get(indicator_id, ())


def _origins(query: Query) -> dict[str, tuple[Origin, ...]]:
    return by_indicator(typed(query(queries.origins), Origin))


def breaks(query: Query, indicator_id: str) -> tuple[Break, ...]:
    """Return the declared breaks of an indicator, in chronological order."""
    return query.value(_breaks).get(indicator_id, ())


def _breaks(query: Query) -> dict[str, tuple[Break, ...]]:
    return by_indicator(typed(query(queries.breaks), Break))


def boundary_changes(query: Query, area_codes: Iterable[str]) -> list[BoundaryChange]:
    """Return the boundary changes of these areas, in chronological order."""
    by_area = query.value(_boundary_changes)
    changes = [change for code in dict.fromkeys(area_codes) for change in by_area.get(code, ())]
    return sorted(changes, key=lambda change: (change.year, change.area_code))


def _boundary_changes(query: Query) -> dict[str, list[BoundaryChange]]:
    changes = typed(query(queries.boundary_changes, list(area_names(query))), BoundaryChange)
    return grouped((change.area_code, change) for change in changes)


def yardstick(query: Query, indicator_id: str, area_code: str) -> Yardstick | None:
    """Return how unusual the change of a buurt is among buurten elsewhere, None without a comparison."""
    return yardsticks(query).get((indicator_id, area_code))


@cached
def yardsticks(query: Query) -> dict[tuple[str, str], Yardstick]:
    """Return the rows of the national yardstick, by indicator and area, in the order of the catalogue."""
    return {(row.indicator_id, row.area_code): row for row in query.once(queries.yardsticks)}


@cached
def of_area(query: Query, area_code: str) -> dict[str, dict[str, AreaFigure]]:
    """Return everything known of an area by indicator and period, in chronological order; nothing for an unknown
    one."""
    rows: dict[str, dict[str, AreaFigure]] = {}
    for row in query.once(queries.of_area, area_code):
        rows.setdefault(row.indicator_id, {})[row.period] = row if row.missing is None else _gap(row)
    return rows


@lru_cache(maxsize=4096)
def _gap(row: AreaFigure) -> AreaFigure:
    """Return one shared object for equal gaps of areas: six in ten rows are gaps, and of all areas they would take 4
    MB."""
    return row


def usual_period(available: pd.DataFrame) -> str:
    """Return the latest full period of queries.all_periods; '' when none is."""
    full = available["period"][available["is_full"].astype(bool)]
    return str(full.iloc[-1]) if len(full) else ""
