"""Stores national tables, which are written and read one part of the country at a time.

A table is a folder `landelijk/<table id>@<edition>` below a data folder, with `manifest.json` and `topics.csv` as in
etl.snapshots.store, and `facts.parquet` and `areas.parquet`, in which row group n is part n.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import union_categoricals

from etl.snapshots import folders, store
from etl.snapshots.store import Manifest, Origin, Snapshot, Unreadable
from veerkracht.core import areas, paths, reasons
from veerkracht.core.errors import SourceError

NAME = "landelijk"
PART_AREAS = 5_000  # at most in one part; four parts for the whole country
REQUEST_AREAS = 2_500  # at most in one request to a publisher, when no municipality is larger
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
_TEXTS = [name for name in store.FACT_COLUMNS if name not in NUMBERS]
PARQUET = {"compression": "zstd", "write_statistics": ["area_code"]}  # by which rows are found; others cost a tenth
_CATEGORY = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class NationalTable:
    """A stored table of the whole country."""

    folder: Path
    manifest: Manifest
    origin: Origin

    def topics(self) -> pd.DataFrame:
        """Return the topics, with the columns of etl.snapshots.store. Raises SourceError when they are damaged."""
        with self._readable():
            return pd.read_csv(self.folder / "topics.csv", dtype="str", keep_default_na=False)

    def areas(self) -> pd.DataFrame:
        """Return the areas, with the columns of etl.snapshots.store. Raises SourceError when they are damaged."""
        with self._readable():
            return pd.read_parquet(self.folder / "areas.parquet")

    def parts(self) -> Iterator[Snapshot]:
        """Yield the table part by part. Raises SourceError when a file is missing, damaged or edited."""
        with self._readable():
            self.require_whole()
            with (
                pq.ParquetFile(self.folder / "facts.parquet", read_dictionary=_TEXTS) as facts,
                pq.ParquetFile(self.folder / "areas.parquet") as areas,
            ):
                for number in range(facts.num_row_groups):
                    facts_of_part, of_areas = (file.read_row_group(number).to_pandas() for file in (facts, areas))
                    yield Snapshot(self.manifest, self.topics(), facts_of_part, of_areas, self.origin)

    def of_municipality(self, municipality: str, area_codes: Sequence[str] = ()) -> Snapshot:
        """Return the rows of one municipality, and of `area_codes`. Raises SourceError as `parts` does."""
        first, last = (f"{municipality[2:6]}{end}" for end in ("", "~"))
        levels = [
            [("area_code", ">=", level + first), ("area_code", "<", level + last)] for level in ("BU", "WK", "GM")
        ]
        rows = [*levels, *([[("area_code", "in", list(area_codes))]] if area_codes else [])]
        with self._readable():
            self.require_whole()
            facts, of_areas = (
                pq.read_table(self.folder / f"{name}.parquet", filters=rows).to_pandas() for name in ("facts", "areas")
            )
            return Snapshot(self.manifest, self.topics(), facts, of_areas, self.origin)

    def require_whole(self) -> None:
        """Raise SourceError when a file is missing, damaged or edited."""
        with self._readable():
            if _sha256(self.folder) != self.manifest.sha256:
                raise SourceError(
                    f"Landelijke tabel {self.folder}: de inhoud past niet bij het controlegetal in manifest.json. Haal "
                    f"de tabel opnieuw op met: python -m etl --gebied NL --only {self.manifest.table_id}"
                )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, pa.ArrowException) as error:
            raise SourceError(
                f"Landelijke tabel {self.folder}: niet te lezen ({reasons.of(error)}). Haal de tabel opnieuw op."
            ) from error


def is_folder(folder: Path) -> bool:
    """Return whether a folder is that of a table of the country."""
    return folder.parent.name == NAME


def log_key(source_id: str, table_id: str) -> tuple[str, str]:
    """Return source and table of a table of the country as the run log names them."""
    return f"{source_id}/{NAME}", f"{table_id} {NAME}"


def regions(codes: Iterable[str], most: int) -> list[str]:
    """Return beginnings of municipality codes that together hold all areas, each at most `most` areas if it can.

    'GM03' holds all areas of the municipalities GM0300 to GM0399; a single municipality is never split.
    """
    municipalities = Counter(code[2:6] for code in map(areas.clean, codes) if code[:2] in ("BU", "WK", "GM"))

    def split(start: str, within: list[str]) -> Iterator[str]:
        if sum(municipalities[digits] for digits in within) <= most or len(start) == 4:
            yield f"GM{start}"
            return
        for longer in sorted({digits[: len(start) + 1] for digits in within}):
            yield from split(longer, [digits for digits in within if digits.startswith(longer)])

    return list(split("", list(municipalities))) if municipalities else []


def joined(answers: Iterable[Snapshot], most: int) -> Iterator[Snapshot]:
    """Yield parts of at most `most` areas, each of as many answers as fit, without the country itself.

    Raises SourceError when the table changed between two answers.
    """
    first: Snapshot | None = None
    waiting: list[Snapshot] = []
    for answer in answers:
        first = first or answer
        if answer.manifest.modified_at != first.manifest.modified_at or list(answer.topics["topic_key"]) != list(
            first.topics["topic_key"]
        ):
            raise SourceError(
                f"Tabel {answer.manifest.table_id} is tijdens het ophalen gewijzigd. Haal de tabel opnieuw op."
            )
        facts, held = (frame[frame["area_code"] != areas.COUNTRY] for frame in (answer.facts, answer.areas))
        if waiting and sum(len(part.areas) for part in waiting) + len(held) > most:
            yield _concatenated(waiting)
            waiting = []
        waiting.append(Snapshot(first.manifest, first.topics, facts, held, first.origin))
    if waiting:
        yield _concatenated(waiting)


def _concatenated(parts: list[Snapshot]) -> Snapshot:
    first, held = parts[0], pd.concat([part.areas for part in parts])
    columns = {name: [part.facts[name] for part in parts] for name in first.facts}
    facts = pd.DataFrame({
        name: union_categoricals(of_parts) if _are_categories(of_parts) else pd.concat(of_parts, ignore_index=True)
        for name, of_parts in columns.items()
    })  # fmt: skip
    return Snapshot(first.manifest, first.topics, facts, held, first.origin)


def _are_categories(columns: list[pd.Series]) -> bool:
    return all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns)


def write(parent: Path, parts: Iterable[Snapshot]) -> Path:
    """Write a table whose parts come one by one, as `joined` yields them, in one step; return its folder.

    Raises SourceError when there is no part.
    """
    part: Snapshot | None = None
    count = 0
    with folders.aside(parent / NAME) as aside, ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for part in parts:
            count += len(part.facts)
            for name, frame, texts in (("facts", _typed(part.facts), _CATEGORY), ("areas", part.areas, pa.string())):
                schema = arrow_schema(list(frame.columns), texts)
                table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
                if name not in writers:
                    path = aside / f"{name}.parquet"
                    writers[name] = files.enter_context(pq.ParquetWriter(path, table.schema, **PARQUET))
                writers[name].write_table(table, row_group_size=max(len(table), 1))
        if part is None:
            raise SourceError("Er kwam geen enkel deel van de tabel. Probeer het later opnieuw.")
        files.close()
        (aside / "topics.csv").write_text(part.topics.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
        text = store.manifest_text(part.manifest, count, _sha256(aside))
        (aside / "manifest.json").write_text(text, encoding="utf-8")
        return folders.put(aside, store.folder_for(parent / NAME, part.manifest))


def tables_in(parent: Path, origin: Origin, table_id: str = "") -> list[NationalTable]:
    """Return the national tables below a data folder, or the editions of one, sorted by folder.

    Raises SourceError when a manifest of them is damaged.
    """
    return [read(folder, origin) for folder in store.folders_in(parent / NAME, table_id)]


def read(folder: Path, origin: Origin) -> NationalTable:
    """Return the table in a folder. Raises SourceError when its manifest is damaged."""
    return NationalTable(folder, store.read_manifest(folder), origin)


def current(folders: Sequence[Path], checks_all: bool = False) -> tuple[list[NationalTable], list[Unreadable]]:
    """Return the tables to build from, and the damaged ones: those fetched in `folders`, and included ones of other
    tables.

    A damaged manifest or list of areas is always noticed; damaged figures, which take long to read, if `checks_all`.
    """

    def checked(folder: Path, origin: Origin) -> NationalTable:
        table = read(folder, origin)
        table.areas()
        if checks_all:
            table.require_whole()
        return table

    fetched, damaged = store.split_unreadable(folders, "opgehaald", checked)
    replaced = {table.manifest.table for table in fetched}
    included = store.without_replaced(store.folders_in(paths.included_folder() / NAME), replaced)
    beside, broken = store.split_unreadable(included, "meegeleverd", checked)
    return [*fetched, *beside], [*damaged, *broken]


def arrow_schema(columns: list[str], texts: pa.DataType = _CATEGORY) -> pa.Schema:
    """Return the Parquet schema of these columns: numbers, and texts of a type for all others."""
    return pa.schema([(name, pa.float64() if name in NUMBERS else texts) for name in columns])


def _typed(facts: pd.DataFrame) -> pd.DataFrame:
    numbers = {name: pd.to_numeric(facts[name]).astype(float) for name in ("value", "lower", "upper")}
    return facts[store.FACT_COLUMNS].assign(**numbers).astype(dict.fromkeys(_TEXTS, "category"))


def _sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("topics.csv", "facts.parquet", "areas.parquet"):
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
