"""Rows about sources and quality as dataclasses, each for the query that it names."""

from dataclasses import dataclass
from datetime import datetime

from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.topics.sources import queries


@dataclass(frozen=True)
class LoadedTable:
    """A copy of a table of a source, with the details of that source: a row of queries.sources. A source without a
    loaded table has one row without a table."""

    source_id: str
    publisher: str
    title: str
    kind: str
    url: str
    licence: str
    citation: str
    note: str
    table_id: str | None
    edition: str | None
    title_of_table: str | None
    origin: str | None
    is_complete: bool | None
    retrieved_at: str | None
    door: str | None
    fact_count: int | None
    note_of_table: str | None
    figures: int
    revisions: int
    jumps: int


@dataclass(frozen=True)
class Gap:
    """How many figures of a source are missing for one reason (a code of dutch.MISSING): a row of queries.gaps."""

    source_id: str
    missing: str
    count: int


@dataclass(frozen=True)
class OutlineEdition:
    """A year with outlines: a row of queries.outline_editions."""

    boundary_year: int
    area_count: int


@dataclass(frozen=True)
class Coverage:
    """The origin of the figures of an indicator in a period, and which areas have one: a row of queries.coverage."""

    period: str
    table_id: str | None
    edition: str | None
    origin: str | None
    retrieved_at: str | None
    buurt_count: int
    figure_count: int
    city: bool | None
    country: bool | None
    statuses: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Provenance:
    """A figure with all its details: a row of queries.provenance."""

    area_code: str
    name: str
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: str | None
    numerator: float | None
    denominator: float | None
    status: str | None
    missing: str | None
    note: str | None
    table_id: str | None
    edition: str | None
    origin: str | None


@dataclass(frozen=True)
class Revision:
    """A figure that its publisher changed: a row of queries.revisions."""

    noticed_at: datetime
    label: str
    unit: str
    decimals: int
    period: str
    name: str
    old_value: float
    new_value: float | None
    is_jump: bool
    is_other_source: bool
    old_snapshot_id: str | None
    new_snapshot_id: str | None


@dataclass(frozen=True)
class SetAside:
    """A previous database that could not be read completely: a row of queries.set_aside."""

    noticed_at: datetime
    message: str


@cached
def sources(query: Query) -> tuple[LoadedTable, ...]:
    """Return the loaded tables of all sources, in the order of the catalogue."""
    return typed(query(queries.sources), LoadedTable)


def gaps(query: Query) -> tuple[Gap, ...]:
    """Return the gaps of all sources."""
    return typed(query(queries.gaps), Gap)


def outline_editions(query: Query) -> tuple[OutlineEdition, ...]:
    """Return the years with outlines."""
    return typed(query(queries.outline_editions), OutlineEdition)


def coverage(query: Query, indicator_id: str) -> tuple[Coverage, ...]:
    """Return the periods of an indicator, latest first."""
    return typed(query(queries.coverage, indicator_id), Coverage)


def provenance(query: Query, indicator_id: str, period: str) -> tuple[Provenance, ...]:
    """Return the figures of an indicator in one period, focus areas first."""
    return typed(query(queries.provenance, indicator_id, period), Provenance)


def revisions(query: Query, indicator_id: str = "") -> tuple[Revision, ...]:
    """Return the last figures that a publisher changed, for one indicator or ('') for all, newest first."""
    return typed(query(queries.revisions, indicator_id), Revision)


def set_aside(query: Query) -> tuple[SetAside, ...]:
    """Return the previous databases that could not be read completely, newest first."""
    return typed(query(queries.set_aside), SetAside)
