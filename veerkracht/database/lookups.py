"""What every page and export needs: the programme, the names of areas, the indicators."""

from collections.abc import Iterable

import pandas as pd

from veerkracht.core import areas, dutch
from veerkracht.core.errors import DataError
from veerkracht.database import queries
from veerkracht.database.query import Query
from veerkracht.database.rows import BoundaryChange, Break, Indicator, Origin, Programme, by_indicator, typed


def programme(query: Query) -> Programme:
    """Return the programme."""
    return query.value(_programme)


def _programme(query: Query) -> Programme:
    return typed(query(queries.programme), Programme)[0]


def usual_areas(query: Query) -> list[str]:
    """Return the areas to show when none were chosen: focus areas, city and country."""
    return list(programme(query).compared_codes)


def threshold(query: Query, threshold_id: str) -> float:
    """Return a threshold of the method, such as small_population: the inhabitants below which an area is small."""
    return query.value(_thresholds)[threshold_id]


def _thresholds(query: Query) -> dict[str, float]:
    rows = query(queries.thresholds)
    return dict(zip(rows["threshold_id"], rows["value"].astype(float), strict=True))


def inhabitants(query: Query) -> dict[str, float]:
    """Return the inhabitants of every area of which they are known, by its code."""
    return query.value(_inhabitants)


def _inhabitants(query: Query) -> dict[str, float]:
    rows = query(queries.inhabitants).dropna(subset="inhabitants")
    return dict(zip(rows["area_code"], rows["inhabitants"].astype(float), strict=True))


def area_names(query: Query) -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    return query.value(_area_names)


def _area_names(query: Query) -> dict[str, str]:
    rows = query(queries.areas)
    names = dict(zip(rows["area_code"], rows["name"], strict=True))
    focus = [names.get(code, code) for code in programme(query).focus_area_codes]
    return names | {areas.TOGETHER: f"{dutch.joined(focus)} samen"}


def indicators(query: Query) -> dict[str, Indicator]:
    """Return every indicator by its id, in the order of the catalogue."""
    return query.value(_indicators)


def _indicators(query: Query) -> dict[str, Indicator]:
    return {indicator.indicator_id: indicator for indicator in typed(query(queries.indicators), Indicator)}


def indicator(query: Query, indicator_id: str) -> Indicator:
    """Return the indicator with this id. Raises DataError when there is none."""
    if (indicator := indicators(query).get(indicator_id)) is None:
        raise DataError(f"Het onderwerp {indicator_id} bestaat niet. Kies er een uit indicators.yaml.")
    return indicator


def periods(query: Query, indicator_id: str) -> pd.DataFrame:
    """Return the periods with figures of buurten of an indicator: rows of queries.all_periods."""
    return query.value(_periods).get(indicator_id, query(queries.all_periods).head(0))


def _periods(query: Query) -> dict[str, pd.DataFrame]:
    return {str(indicator_id): rows for indicator_id, rows in query(queries.all_periods).groupby("indicator_id")}


def origins(query: Query, indicator_id: str) -> tuple[Origin, ...]:
    """Return the tables that the figures of an indicator come from, in the order of time."""
    return query.value(_origins).get(indicator_id, ())


def _origins(query: Query) -> dict[str, tuple[Origin, ...]]:
    return by_indicator(typed(query(queries.origins), Origin))


def breaks(query: Query, indicator_id: str) -> tuple[Break, ...]:
    """Return the declared breaks of an indicator, in the order of time."""
    return query.value(_breaks).get(indicator_id, ())


def _breaks(query: Query) -> dict[str, tuple[Break, ...]]:
    return by_indicator(typed(query(queries.breaks), Break))


def boundary_changes(query: Query, area_codes: Iterable[str]) -> list[BoundaryChange]:
    """Return the changes of the boundaries of these areas, in the order of time."""
    chosen = set(area_codes)
    return [change for change in query.value(_boundary_changes) if change.area_code in chosen]


def _boundary_changes(query: Query) -> tuple[BoundaryChange, ...]:
    return typed(query(queries.boundary_changes, list(area_names(query))), BoundaryChange)


def usual_period(available: pd.DataFrame) -> str:
    """Return the latest full period of queries.all_periods."""
    return str(available["period"].to_numpy()[available["is_full"].to_numpy(dtype=bool)][-1])
