"""Tables of the whole country, kept, read and made into figures one part of the country at a time.

A table is a folder `landelijk/<table id>@<edition>` below a data folder, with `manifest.json` and `topics.csv` as in
etl.snapshots, and `facts.parquet` and `areas.parquet`, in which row group n is part n. Its figures, as the catalogue
means them, are kept apart in `data/landelijk`, so that another year costs what one year costs.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.snapshots import columns, folders, tidy
from etl.snapshots import store as snapshots
from etl.snapshots.store import Manifest, Origin, Snapshot
from veerkracht.catalog.catalog import Catalog, Denominator
from veerkracht.core import areas, paths
from veerkracht.core.errors import SourceError

NAME = "landelijk"
MOST_AREAS = 5_000  # of one part; four parts for the whole country
ASKED_AREAS = 2_500  # of one request to a publisher, when no municipality is larger
FIGURE_COLUMNS = [
    "indicator_id", "period", "area_code", "value", "lower", "upper", "numerator", "denominator", "status",
    "snapshot_id",
]  # fmt: skip
_NUMBERS = {"value", "lower", "upper", "numerator", "denominator"}
_CODE = ("snapshots/tidy.py", "snapshots/columns.py", "publishers/nationwide.py")  # that figures depend on

Part = tuple[Manifest, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def regions(codes: Iterable[str], most: int) -> list[str]:
    """Return beginnings of municipality codes that together hold all areas, each at most `most` areas if it can.

    'GM03' holds all areas of the municipalities GM0300 to GM0399; a single municipality is never split.
    """
    own = [code[2:6] for code in map(areas.clean, codes) if code[:2] in ("BU", "WK", "GM")]

    def split(start: str, held: list[str]) -> Iterator[str]:
        if len(held) <= most or len(start) == 4:
            yield f"GM{start}"
            return
        for longer in sorted({one[: len(start) + 1] for one in held}):
            yield from split(longer, [one for one in held if one.startswith(longer)])

    return list(split("", own)) if own else []


def joined(answers: Iterable[Part], most: int) -> Iterator[Part]:
    """Yield parts of at most `most` areas, each of as many answers as fit, without the country itself.

    An answer is a manifest, topics, facts and areas as etl.cbs.fetch returns them. Raises SourceError when the table
    changed between two answers.
    """
    first: Part | None = None
    facts: list[pd.DataFrame] = []
    held: list[pd.DataFrame] = []
    for manifest, topics, *frames in answers:
        if first is None:
            first = manifest, topics, *frames
        elif manifest.modified_at != first[0].modified_at or list(topics["topic_key"]) != list(first[1]["topic_key"]):
            raise SourceError(f"Tabel {manifest.table_id} is tijdens het ophalen gewijzigd. Haal de tabel opnieuw op.")
        some, of_areas = (frame[frame["area_code"] != areas.COUNTRY] for frame in frames)
        if held and sum(map(len, held)) + len(of_areas) > most:
            yield first[0], first[1], pd.concat(facts), pd.concat(held)
            facts, held = [], []
        facts.append(some)
        held.append(of_areas)
    if first is not None:
        yield first[0], first[1], pd.concat(facts), pd.concat(held)


def write(parent: Path, parts: Iterable[Part]) -> Path:
    """Write a table of which the parts come one by one, as `joined` yields them, in one step; return its folder.

    Raises SourceError when there is no part.
    """
    made: Manifest | None = None
    count = 0
    with folders.aside(parent / NAME) as aside, ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for made, topics, facts, held in parts:  # noqa: B007
            count += len(facts)
            for name, frame in (("facts", _typed(facts)), ("areas", held)):
                table = pa.Table.from_pandas(frame, schema=_schema(list(frame.columns)), preserve_index=False)
                if name not in writers:
                    path = aside / f"{name}.parquet"
                    writers[name] = files.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
                writers[name].write_table(table, row_group_size=max(len(table), 1))
        if made is None:
            raise SourceError("Er kwam geen enkel deel van de tabel. Probeer het later opnieuw.")
        files.close()
        (aside / "topics.csv").write_text(topics.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
        full = asdict(made) | {"fact_count": count, "sha256": _sha256(aside)}
        (aside / "manifest.json").write_text(json.dumps(full, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return folders.put(aside, parent / NAME / made.snapshot_id)


def found(parent: Path) -> list[Path]:
    """Return the folders of national tables below a data folder, sorted by name."""
    return sorted(one.parent for one in (parent / NAME).glob("*@*/manifest.json") if one.parent.name[0] != ".")


def chosen() -> list[tuple[Path, Origin]]:
    """Return the folders to build from, with their origin; a fetched table wins over the included copies of it.

    Raises SourceError when a manifest is damaged.
    """
    newest = {folder.name.split("@")[0]: folder for folder in found(paths.fetched_folder())}
    fetched = [snapshots.read_manifest(folder) for folder in newest.values()]
    places = {(one.source_id, one.table_id) for one in fetched}
    included = [
        folder
        for folder in found(paths.included_folder())
        if ((one := snapshots.read_manifest(folder)).source_id, one.table_id) not in places
    ]
    return [*((one, "opgehaald") for one in newest.values()), *((one, "meegeleverd") for one in included)]


def area_codes(folder: Path) -> set[str]:
    """Return the codes of all areas of a table."""
    return set(pd.read_parquet(folder / "areas.parquet", columns=["area_code"])["area_code"])


def topics(folder: Path) -> pd.DataFrame:
    """Return the topics of a table, with the columns of etl.snapshots."""
    return pd.read_csv(folder / "topics.csv", dtype="str", keep_default_na=False)


def parts(folder: Path, origin: Origin) -> Iterator[Snapshot]:
    """Yield the table part by part. Raises SourceError when a file is missing, damaged or edited."""
    manifest = snapshots.read_manifest(folder)
    try:
        if _sha256(folder) != manifest.sha256:
            raise SourceError(
                f"Landelijke tabel {folder}: de inhoud past niet bij het controlegetal in manifest.json. "
                f"Haal de tabel opnieuw op met: python -m etl --gebied NL --only {manifest.table_id} --refresh"
            )
        with pq.ParquetFile(folder / "facts.parquet") as facts, pq.ParquetFile(folder / "areas.parquet") as held:
            for number in range(facts.num_row_groups):
                yield Snapshot(
                    manifest, topics(folder), facts.read_row_group(number).to_pandas(),
                    held.read_row_group(number).to_pandas(), origin,
                )  # fmt: skip
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"Landelijke tabel {folder}: niet te lezen ({error}). Haal de tabel opnieuw op.") from error


def area_table(catalog: Catalog, tables: Sequence[tuple[Path, Origin]]) -> pd.DataFrame:
    """Return one row per area outside the municipality and year of the division, with the columns of tidy.area_table.

    Names come from the tables with one period. Raises SourceError when a file is damaged.
    """
    empty = pd.DataFrame(columns=["area_code", "name", "boundary_year"])
    held = [
        Snapshot(snapshots.read_manifest(folder), empty, empty, pd.read_parquet(folder / "areas.parquet"), origin)
        for folder, origin in tables
    ]
    return _outside(catalog, tidy.area_table(catalog, held, empty, areas.COUNTRY))


def figures(catalog: Catalog, folder: Path, origin: Origin, tables: Sequence[tuple[Path, Origin]]) -> Path:
    """Return the file with the figures of a table: made when it is not there or no longer what the catalogue means.

    One row per indicator, period and area outside the municipality that has a figure, with FIGURE_COLUMNS; the parts
    follow on each other. Raises SourceError as tidy.observations does.
    """
    source_id = snapshots.read_manifest(folder).source_id
    drawn = catalog.model_copy(update={"indicators": catalog.indicators_of(source_id)})
    beside = [one for one in tables if one[0] != folder and _holds(drawn, one[0])]
    target = paths.data_folder() / NAME / f"{folder.name}-{_key(drawn, [folder, *(one for one, _ in beside)])}.parquet"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    denominators = [one for place in beside for one in _denominators(drawn, *place)]
    making = target.with_suffix(".aside")
    with pq.ParquetWriter(making, _schema(FIGURE_COLUMNS), compression="zstd") as writer:
        for part in parts(folder, origin):
            # what a part lacks is not a gap to explain: an area that has no figure is not stored
            partial = replace(part, manifest=replace(part.manifest, is_complete=False))
            tidied = tidy.observations(drawn, [partial, *denominators], areas.COUNTRY, with_gaps=False).observations
            known = tidied[tidied["value"].notna() & (tidied["snapshot_id"] == folder.name)]
            ours = _outside(catalog, known)[FIGURE_COLUMNS]
            writer.write_table(pa.Table.from_pandas(ours, schema=_schema(FIGURE_COLUMNS), preserve_index=False))
    making.replace(target)
    return target


def forget(kept: Iterable[Path]) -> None:
    """Remove the files with figures that are not among `kept`: of other editions, catalogues or a broken off run."""
    for path in set((paths.data_folder() / NAME).glob("*")) - set(kept):
        path.unlink()


def _outside(catalog: Catalog, frame: pd.DataFrame) -> pd.DataFrame:
    own = frame["area_code"].str[2:6] == catalog.programme.municipality[2:6]
    return frame[~own & (frame["area_code"] != areas.COUNTRY)]


def _elsewhere(catalog: Catalog) -> set[Denominator]:
    """Return the denominators that an indicator takes from a table of another source."""
    rates = [indicator.rate for indicator in catalog.indicators if indicator.rate]
    return {topic for rate in rates for topic in rate.denominator if topic.source and topic.period}


def _holds(catalog: Catalog, folder: Path) -> bool:
    manifest = snapshots.read_manifest(folder)
    tables = [(one.source, catalog.sources[str(one.source)].table_of(str(one.period))) for one in _elsewhere(catalog)]
    return any((manifest.source_id, manifest.table_id) == (source, table.id) for source, table in tables if table)


def _denominators(catalog: Catalog, folder: Path, origin: Origin) -> Iterator[Snapshot]:
    """Yield the table with nothing but the denominators, and without areas of its own; whole, for they are few."""
    found = []
    for part in parts(folder, origin):
        keys = [columns.topic_key(part, topic) for topic in _elsewhere(catalog)]
        found.append(part.facts[part.facts["topic_key"].isin(keys)])
    if found:
        yield replace(part, facts=pd.concat(found, ignore_index=True), areas=part.areas.head(0))


def _key(catalog: Catalog, used: list[Path]) -> str:
    """Return what changes with everything that the figures depend on."""
    digest = hashlib.sha256()
    for folder in used:
        digest.update(snapshots.read_manifest(folder).sha256.encode())
    source = {one.source for one in catalog.indicators}
    digest.update("".join(one.model_dump_json() for one in catalog.indicators).encode())
    digest.update("".join(catalog.sources[one].model_dump_json() for one in sorted(source)).encode())
    for name in _CODE:
        digest.update((Path(__file__).parents[1] / name).read_bytes())
    return digest.hexdigest()[:16]


def _typed(facts: pd.DataFrame) -> pd.DataFrame:
    numbers = {name: pd.to_numeric(facts[name]).astype(float) for name in ("value", "lower", "upper")}
    return facts[snapshots.FACT_COLUMNS].assign(**numbers)


def _schema(names: list[str]) -> pa.Schema:
    return pa.schema([(name, pa.float64() if name in _NUMBERS else pa.string()) for name in names])


def _sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("topics.csv", "facts.parquet", "areas.parquet"):
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
