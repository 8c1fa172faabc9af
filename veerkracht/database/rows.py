"""Rows of the database as frozen dataclasses: how to create them, and those shared by topics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar, get_args, get_type_hints

import duckdb
import numpy as np
import pandas as pd

from veerkracht.core.codes import CityWord, Direction, MarginKind, Strength, YardstickKind, YardstickReason
from veerkracht.core.errors import DataError
from veerkracht.database.query import Shared

_Row = TypeVar("_Row")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _OfIndicator(Protocol):
    @property
    def indicator_id(self) -> str: ...


_IndicatorRow = TypeVar("_IndicatorRow", bound=_OfIndicator)


@dataclass(frozen=True)
class Programme:
    """The programme and the municipality: one row of table programme."""

    name: str
    municipality_code: str
    municipality_name: str
    municipality_word: CityWord
    country_code: str
    focus_area_codes: tuple[str, ...]
    start_year: int
    target_year: int
    boundary_year: int
    centre_code: str | None
    inhabitants_indicator_id: str
    inhabitants_period: str
    plan: str
    plan_word: str
    plan_unsettled: str
    plan_balance: str
    introduction: str
    introduction_source: str

    @property
    def compared_codes(self) -> tuple[str, ...]:
        """Return the default areas of a comparison: focus areas, city and country."""
        return (*self.focus_area_codes, self.municipality_code, self.country_code)


@dataclass(frozen=True)
class Indicator(Shared):
    """An indicator with its source: one row of queries.indicators."""

    indicator_id: str
    position: int
    theme: str
    label: str
    definition: str
    unit: str
    population: str | None
    decimals: int
    direction: Direction
    frequency: str
    source_id: str
    margin: str
    rounded_to: int
    statement: str
    is_model: bool
    note: str
    repeats: str | None
    publisher: str
    url: str
    licence: str
    citation: str
    source_title: str
    source_note: str
    figure_count: int
    buurt_figure_count: int
    is_full_count: bool = False
    is_mean: bool = False
    strength: Strength | None = None
    clause: str = ""


@dataclass(frozen=True)
class Observation:
    """The figure of an area in a period, or (a code of dutch.MISSING) why there is none."""

    area_code: str
    period: str
    value: float | None
    lower: float | None
    upper: float | None
    status: str | None
    missing: str | None
    margin_kind: str | None = None  # what the bounds rest on, a code of dutch.MARGIN


class AreaFigure(NamedTuple):
    """A figure of an area, or (a code of dutch.MISSING) why there is none: a row of queries.of_area.

    A page reads eight hundred of them, which as dataclasses takes as long as the query.
    """

    indicator_id: str
    period: str
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: MarginKind | None
    numerator: float | None
    denominator: float | None
    status: str | None
    missing: str | None
    snapshot_id: str | None


@dataclass(frozen=True)
class Origin:
    """An edition that figures of an indicator and period come from: one row of queries.origins."""

    indicator_id: str
    period: str
    table_id: str
    edition: str
    origin: str
    retrieved_at: str
    levels: str = ""


@dataclass(frozen=True)
class Break:
    """A period from which an indicator cannot be compared with earlier ones: one row of queries.breaks."""

    indicator_id: str
    period: str
    year: int
    reason: str


@dataclass(frozen=True)
class BoundaryChange:
    """A year in which the boundary of an area changed: one row of queries.boundary_changes."""

    area_code: str
    year: int
    note: str


@dataclass(frozen=True)
class Yardstick:
    """How unusual the change of a buurt is among buurten elsewhere, or why that is not said: a row of table yardstick.

    `change` is against the own municipality: in percentage points of a 'verschil', else the logarithm of a ratio.
    `lower_share` is the share of `buurt_count` others that lies lower, `alike_lower_share` that of those that started
    alike, None with too few. `reason` is '' when something is said.
    """

    indicator_id: str
    area_code: str
    kind: YardstickKind
    base_period: str
    period: str
    base: float | None
    value: float
    change: float | None
    lower_share: float | None
    buurt_count: int
    band_lower: float | None
    band_upper: float | None
    alike_lower_share: float | None
    alike_count: int
    reason: YardstickReason


def typed(frame: pd.DataFrame, kind: type[_Row]) -> tuple[_Row, ...]:
    """Return the rows of a frame as dataclasses of this kind, with None for what is missing and tuples for lists.

    Columns without a field are left out. Raises KeyError when a field has no column.
    """
    hints = get_type_hints(kind)
    columns = [_values(frame[field.name], hints[field.name]) for field in fields(kind)]  # type: ignore[arg-type]
    return tuple(kind(*values) for values in zip(*columns, strict=True))


def require_row(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the row of a table in which every build writes one. Raises DataError without it: another program wrote the
    table."""
    if frame.empty:
        raise DataError(f"De database is niet volledig: tabel {table} is leeg")
    return frame


def fetched(result: duckdb.DuckDBPyConnection, kind: type[_Row]) -> tuple[_Row, ...]:
    """Return the rows of a result, whose columns are the fields, as dataclasses or named tuples of this kind.

    For rows that no computation with frames needs: a frame and `typed` take more than twice as long. Lists stay lists.
    """
    return tuple(kind(*values) for values in result.fetchall())


def observation_frame(figures: Sequence[Observation]) -> pd.DataFrame:
    """Return figures as a frame, one row each: the fields of Observation, and year (a month is the middle of its part
    of the year)."""
    columns = {field.name: [getattr(figure, field.name) for figure in figures] for field in fields(Observation)}
    numbers = {name: np.array(columns[name], dtype=float) for name in ("value", "lower", "upper")}
    years = np.array([_year(period) for period in columns["period"]], dtype=float)
    return pd.DataFrame({"area_code": columns["area_code"], "period": columns["period"], "year": years, **numbers,
                         **{name: columns[name] for name in ("margin_kind", "status", "missing")}})  # fmt: skip


def _year(period: str) -> float:
    return int(period[:4]) + ((int(period[-2:]) - 0.5) / 12 if "-" in period else 0)


def by_indicator(rows: Iterable[_IndicatorRow]) -> dict[str, tuple[_IndicatorRow, ...]]:
    """Return the rows by indicator id, in their original order."""
    groups = grouped((row.indicator_id, row) for row in rows)
    return {indicator_id: tuple(group) for indicator_id, group in groups.items()}


def grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    """Return the values by key, both in their original order."""
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _values(column: pd.Series, hint: object) -> list[object]:
    values: list[object] = column.tolist()
    if column.dtype == object:  # only these hold lists
        values = [tuple(value.tolist()) if isinstance(value, np.ndarray) else value for value in values]
    values = [None if value is pd.NA or value != value else value for value in values]
    if int in (hint, *get_args(hint)):  # pandas makes floats of integers when one of them is missing
        values = [int(value) if isinstance(value, float) else value for value in values]
    if date in (hint, *get_args(hint)):  # and moments of days
        values = [value.date() if isinstance(value, datetime) else value for value in values]
    return values
