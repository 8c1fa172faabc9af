"""Computes the figures of all areas of the country, table by table, independent of the municipality.

The figures of a table are cached in `data/landelijk` until any of their inputs changes, so that another year costs one
year of work, and another municipality none. They are computed from the parts of the table while those are being
accepted, and otherwise on demand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.snapshots import code_hash, folders, nationwide, tidy
from etl.snapshots.columns import Columns
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Denominator
from veerkracht.core import areas, paths

FIGURE_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status",
    "snapshot_id",
]  # fmt: skip


def file_of(catalog: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> Path:
    """Return the path where `figures` writes the figures of a table; it differs per set of inputs."""
    reduced = _catalog_of_source(catalog, table.manifest.source_id)
    key = _key(reduced, [table, *_denominator_tables(reduced, table, tables)])
    return folder() / f"{table.folder.name}-{key}.parquet"


def figures(catalog: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> Path:
    """Return the file with the figures of a table, made unless it exists for the same inputs.

    One row per indicator, period and area of the country with a figure, in that order, with FIGURE_COLUMNS. Raises
    SourceError as tidy.observations does.
    """
    reduced, target = _catalog_of_source(catalog, table.manifest.source_id), file_of(catalog, table, tables)
    if not _is_whole(target):
        topics, other_tables = _denominators_elsewhere(reduced), _denominator_tables(reduced, table, tables)
        denominators = [Columns(part) for other in other_tables for part in _denominators(topics, other)]
        _write(target, [_figures_of_part(reduced, Columns(part), denominators) for part in table.parts()])
    return target


class Draft:
    """Computes the figures of a table while its parts are accepted, which saves reading and cleaning them again; not
    for figures that also use other tables."""

    def __init__(self, catalog: Catalog, source_id: str) -> None:
        self._catalog, self._drawn = catalog, _catalog_of_source(catalog, source_id)
        self._parts: list[pa.Table] = []

    def add(self, part: Columns) -> None:
        """Add the figures of a part. Raises SourceError as tidy.observations does."""
        if not _denominators_elsewhere(self._drawn):
            self._parts.append(_figures_of_part(self._drawn, part, []))

    def keep(self, table: NationalTable) -> None:
        """Put the figures where `figures` looks for those of the complete table; where that is not possible, they are
        computed again when needed."""
        if self._parts:
            with suppress(OSError):
                _write(file_of(self._catalog, table, [table]), self._parts)


def _write(target: Path, parts: list[pa.Table]) -> None:
    """Write the figures of all parts, in the order that the database has them in."""
    make_folder()
    folders.clear(target, is_folder=False)
    schema = nationwide.arrow_schema(FIGURE_COLUMNS)
    together = pa.concat_tables([schema.empty_table(), *parts]).unify_dictionaries()
    place = np.zeros(len(together), dtype=np.int64)
    for name in ("indicator_id", "period", "area_code"):
        texts = together[name].combine_chunks()
        ranks = np.argsort(np.argsort(texts.dictionary.to_numpy(zero_copy_only=False)))
        place = place * len(ranks) + ranks[texts.indices.to_numpy()]
    aside = target.with_suffix(".aside")
    with pq.ParquetWriter(aside, schema, **nationwide.PARQUET, write_page_checksum=True) as writer:
        writer.write_table(together.take(np.argsort(place, kind="stable")))
    aside.replace(target)


def _figures_of_part(reduced: Catalog, part: Columns, denominators: Sequence[Columns]) -> pa.Table:
    """Return the figures of a part of a table; an area without any is left out, not a gap to explain."""
    tidied = tidy.observations(reduced, [part, *denominators], areas.COUNTRY, with_gaps=False).observations
    is_own = tidied["snapshot_id"] == part.snapshot.manifest.snapshot_id
    rows = tidied[is_own & (tidied["area_code"] != areas.COUNTRY)][FIGURE_COLUMNS]
    return pa.Table.from_pandas(rows, schema=nationwide.arrow_schema(FIGURE_COLUMNS), preserve_index=False)


def folder() -> Path:
    """Return the folder with files that builds share."""
    return paths.data_folder() / nationwide.NAME


def make_folder() -> None:
    """Make that folder, if it is not there."""
    folders.clear(folder())
    folder().mkdir(parents=True, exist_ok=True)


def _is_whole(path: Path) -> bool:
    """Return whether a file with figures exists, unchanged since it was written."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for _ in file.iter_batches():
                pass
        return True
    except (OSError, pa.ArrowException):
        return False


def _catalog_of_source(catalog: Catalog, source_id: str) -> Catalog:
    """Return the catalogue with only the indicators of a source."""
    return catalog.model_copy(update={"indicators": catalog.indicators_of(source_id)})


def _denominator_tables(reduced: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> list[NationalTable]:
    """Return the tables that have denominators of the indicators of a table."""
    topics = _denominators_elsewhere(reduced)
    return [other for other in tables if other != table and _holds(reduced, topics, other)]


def _denominators_elsewhere(catalog: Catalog) -> set[Denominator]:
    """Return the denominators that an indicator takes from a table of another source."""
    rates = [indicator.rate for indicator in catalog.indicators if indicator.rate]
    return {topic for rate in rates for topic in rate.denominator if topic.source and topic.period}


def _holds(catalog: Catalog, topics: set[Denominator], table: NationalTable) -> bool:
    """Return whether a table has the figures of any of these denominators."""
    places = [(topic.source, catalog.sources[str(topic.source)].table_of(str(topic.period))) for topic in topics]
    return any(table.manifest.table == (source_id, place.id) for source_id, place in places if place)


def _denominators(topics: set[Denominator], table: NationalTable) -> Iterator[Snapshot]:
    """Yield the table with nothing but these denominators and without areas of its own; whole, for they are few."""
    facts = []
    for part in table.parts():
        keys = [Columns(part).key(topic) for topic in topics]
        facts.append(part.facts[part.facts["topic_key"].isin(keys)])
    if facts:
        yield replace(part, facts=pd.concat(facts, ignore_index=True), areas=part.areas.head(0))


def _key(catalog: Catalog, tables: Iterable[NationalTable]) -> str:
    """Return a hash of everything that the figures depend on: tables, catalogue and code."""
    sources = sorted({indicator.source for indicator in catalog.indicators})
    inputs = [
        *(table.manifest.sha256 for table in tables),
        *(indicator.model_dump_json() for indicator in catalog.indicators),
        *(catalog.sources[source_id].model_dump_json() for source_id in sources),
        catalog.programme.model_dump_json(include={"minimum_denominator", "area_changes"}),
        code_hash.of(__name__),
    ]
    return hash_of(inputs)


def hash_of(inputs: Iterable[str]) -> str:
    """Return a short hash of texts, for the name of a file."""
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:16]
