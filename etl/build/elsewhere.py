"""Makes the figures of areas outside the municipality, table by table.

The figures of a table are kept in `data/landelijk` until anything that they depend on changes, so that another year
costs what one year costs.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
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


def figures(catalog: Catalog, table: NationalTable, tables: Sequence[NationalTable]) -> Path:
    """Return the file with the figures of a table, which is made unless it is there for the same inputs.

    One row per indicator, period and area outside the municipality that has a figure, with FIGURE_COLUMNS; the parts
    follow on each other. Raises SourceError as tidy.observations does.
    """
    drawn = catalog.model_copy(update={"indicators": catalog.indicators_of(table.manifest.source_id)})
    topics = _denominators_elsewhere(drawn)
    others = [other for other in tables if other != table and _holds(drawn, topics, other)]
    key = _key(drawn, [table, *others])
    target = paths.data_folder() / nationwide.NAME / f"{table.folder.name}-{key}.parquet"
    if _is_whole(target):
        return target
    folders.clear(target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    folders.clear(target, is_folder=False)
    denominators = [snapshot for other in others for snapshot in _denominators(topics, other)]
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


def remove_others(kept: Iterable[Path]) -> None:
    """Remove the files with figures that are not among `kept`: of other editions or catalogues, or of a killed run."""
    for path in set((paths.data_folder() / nationwide.NAME).glob("*")) - set(kept):
        if path.is_file() and path.suffix in (".parquet", ".aside"):
            path.unlink()


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
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:16]
