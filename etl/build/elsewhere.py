"""Makes the figures of areas outside the municipality, table by table.

The figures of a table are kept in `data/landelijk` until anything that they depend on changes, so that another year
costs what one year costs.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.build import fingerprint
from etl.snapshots import columns, folders, nationwide, tidy
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Catalog, Denominator
from veerkracht.core import areas, paths
from veerkracht.database import places

FIGURE_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status",
    "snapshot_id",
]  # fmt: skip


def area_table(catalog: Catalog, tables: Sequence[NationalTable]) -> pd.DataFrame:
    """Return one row per area outside the municipality and year of the division, with the columns of tidy.area_table.

    Names come from the tables with one period. Raises SourceError when a file is damaged.
    """
    empty = pd.DataFrame(columns=["area_code", "name", "boundary_year"])
    snapshots = [Snapshot(table.manifest, empty, empty, table.areas(), table.origin) for table in tables]
    return _outside(catalog, tidy.area_table(catalog, snapshots, empty, areas.COUNTRY))


def file_of(catalog: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> Path:
    """Return where `figures` puts the figures of a table, another place for other inputs."""
    drawn = _drawn(catalog, table)
    key = _key(drawn, [table, *_others(drawn, table, tables)])
    return _folder() / f"{table.folder.name}-{key}.parquet"


def figures(catalog: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> Path:
    """Return the file with the figures of a table, which is made unless it is there for the same inputs.

    One row per indicator, period and area outside the municipality that has a figure, with FIGURE_COLUMNS; the parts
    follow on each other. Raises SourceError as tidy.observations does.
    """
    drawn, target = _drawn(catalog, table), file_of(catalog, table, tables)
    if _is_whole(target):
        return target
    _make_folder()
    folders.clear(target, is_folder=False)
    topics = _denominators_elsewhere(drawn)
    denominators = [part for other in _others(drawn, table, tables) for part in _denominators(topics, other)]
    aside, schema = target.with_suffix(".aside"), nationwide.arrow_schema(FIGURE_COLUMNS)
    with pq.ParquetWriter(aside, schema, compression="zstd", write_page_checksum=True) as writer:
        for part in table.parts():
            # what a part lacks is not a gap to explain: an area that has no figure is not stored
            partial = replace(part, manifest=replace(part.manifest, is_complete=False))
            tidied = tidy.observations(drawn, [partial, *denominators], areas.COUNTRY, with_gaps=False).observations
            known = tidied[tidied["value"].notna() & (tidied["snapshot_id"] == table.folder.name)]
            rows = _outside(catalog, known)[FIGURE_COLUMNS]
            writer.write_table(pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
    aside.replace(target)
    return target


def filled(inputs: Iterable[str], fill: Callable[[Path], None]) -> Path:
    """Return the database that `fill` makes, which is made unless it is there for the same inputs, and whole.

    A build starts from a copy: that takes a fiftieth of the time in which DuckDB inserts these figures.
    """
    folder, key = _folder(), _hash(inputs)
    for path in folder.glob(f"{key}-*.duckdb"):
        if path.is_file() and path.stem == f"{key}-{_digest(path)}":
            return path
    _make_folder()
    aside = folder / f"{key}.aside"
    for left in (aside, places.log_of(aside)):  # of a killed run
        left.unlink(missing_ok=True)
    shutil.rmtree(f"{aside}.tmp", ignore_errors=True)  # what did not fit in its memory
    fill(aside)
    target = folder / f"{key}-{_digest(aside)}.duckdb"
    folders.clear(target, is_folder=False)
    return aside.replace(target)


def remove_others(kept: Iterable[Path]) -> None:
    """Remove the files with figures that are not among `kept`: of other editions or catalogues, or of a killed run."""
    for path in set(_folder().glob("*")) - set(kept):
        if path.is_file() and path.suffix in (".parquet", ".duckdb", ".aside", ".wal"):
            path.unlink()


def _folder() -> Path:
    return paths.data_folder() / nationwide.NAME


def _make_folder() -> None:
    folders.clear(_folder())
    _folder().mkdir(parents=True, exist_ok=True)


def _is_whole(path: Path) -> bool:
    """Return whether a file with figures is there, and as it was written."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for _ in file.iter_batches():
                pass
        return True
    except (OSError, pa.ArrowException):
        return False


def _outside(catalog: Catalog, frame: pd.DataFrame) -> pd.DataFrame:
    is_inside = frame["area_code"].str[2:6] == catalog.programme.municipality[2:6]
    return frame[~is_inside & (frame["area_code"] != areas.COUNTRY)]


def _drawn(catalog: Catalog, table: NationalTable) -> Catalog:
    """Return the catalogue with no other indicators than those of the table."""
    return catalog.model_copy(update={"indicators": catalog.indicators_of(table.manifest.source_id)})


def _others(drawn: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> list[NationalTable]:
    """Return the tables that have denominators of the indicators of a table."""
    topics = _denominators_elsewhere(drawn)
    return [other for other in tables if other != table and _holds(drawn, topics, other)]


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
        keys = [columns.topic_key(part, topic) for topic in topics]
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
        catalog.programme.model_dump_json(include={"municipality", "minimum_denominator", "area_changes"}),
        fingerprint.of_code(__name__),
    ]
    return _hash(inputs)


def _hash(inputs: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
