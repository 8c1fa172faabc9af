"""Stores snapshots: a publisher's table as text files, with its provenance.

A snapshot is a folder `<table id>@<edition>` with four files:

- `manifest.json`: provenance, see `Manifest`;
- `topics.csv`: one row per topic of the table, as the publisher names it;
- `facts.csv`: one row per topic, area and period that the publisher gave; own figures have `n` and `note` too, and
  `visible` when any of them is internal;
- `areas.csv`: one row per area, with its name and the publisher's flag for a changed boundary.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd
from pydantic import TypeAdapter

from etl.snapshots import folders
from veerkracht.core import areas, paths, reasons
from veerkracht.core.errors import SourceError

TOPIC_COLUMNS = ["topic_key", "title", "group", "unit", "decimals"]
FACT_COLUMNS = ["topic_key", "area_code", "period", "value", "lower", "upper", "status", "missing"]
VISIBLE, INTERNAL = "visible", "intern"
COUNTED, ALL = "counted", "alles"
# of own figures only: number of answers, source and remark, what was counted ('' when not said), who may see it ('' for
# everybody)
OWN_COLUMNS = ["n", "note", COUNTED, VISIBLE]
AREA_COLUMNS = ["area_code", "name", "boundary_change"]

OUTLINES = "grenzen"  # the table id of outlines, which are stored by etl.snapshots.outlines

_FOLDER_NAME = re.compile(r"[\w.-]+@[\w.-]+")  # one part of a path, and never . or ..

Origin = Literal["meegeleverd", "opgehaald", "lokaal"]
_Copy = TypeVar("_Copy")


@dataclass(frozen=True)
class Manifest:
    """The provenance of a snapshot. `is_complete` is false for a copy with only part of the table."""

    source_id: str
    table_id: str
    edition: str  # date of the publisher's edition, else of retrieval
    title: str
    publisher: str
    licence: str
    retrieved_at: str
    modified_at: str | None
    is_complete: bool
    note: str
    fact_count: int = 0
    sha256: str = ""
    is_invented: bool = False  # by a server for trying out (`make full`), which says so itself
    door: str = ""  # the host of the publisher that it was fetched from, or publisher_kinds.FILE; '' when not known

    @property
    def snapshot_id(self) -> str:
        """Return the name of the snapshot's folder, unique over editions of a table."""
        return f"{self.table_id}@{self.edition}"

    @property
    def table(self) -> tuple[str, str]:
        """Return source and table that the snapshot is an edition of."""
        return self.source_id, self.table_id


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True)
class Snapshot:
    """A manifest with its three frames, all text as in the files once it was read back, and its data folder.

    The texts of facts are categories in what was just fetched, and in tables of the country.
    """

    manifest: Manifest
    topics: pd.DataFrame
    facts: pd.DataFrame
    areas: pd.DataFrame
    origin: Origin


@dataclass(frozen=True)
class Unreadable:
    """A copy that a build needs and cannot read: its folder, its origin, and the error."""

    folder: Path
    origin: Origin
    error: SourceError


def write(parent: Path, snapshot: Snapshot) -> Path:
    """Write a snapshot below `parent` in one step and return its own folder.

    The number of facts and the hash are filled in here. A snapshot with the same id is replaced. Raises SourceError as
    `folder_for` does.
    """
    texts = _texts(snapshot)
    texts["manifest.json"] = manifest_text(snapshot.manifest, len(snapshot.facts), _sha256(texts))
    target = folder_for(parent, snapshot.manifest)
    folders.replace(target, {name: text.encode() for name, text in texts.items()})
    return target


def folder_for(parent: Path, manifest: Manifest) -> Path:
    """Return the folder below `parent` to write a snapshot in.

    Raises SourceError when it would be anywhere else (part of its name is what a publisher says), and for invented
    figures in a data folder without the mark for them.
    """
    name = manifest.snapshot_id
    if manifest.is_invented and not any((folder / paths.INVENTED).exists() for folder in parent.absolute().parents):
        raise SourceError(
            f"Tabel {manifest.table_id}: deze cijfers zijn verzonnen, om het dashboard mee te proberen. Er is niets "
            f"weggeschreven in {parent}, want daar horen echte cijfers. Haal de adressen van de proefserver "
            "(VEERKRACHT_OPENDATA_URL en dergelijke) weg, of gebruik: make full."
        )
    if not _FOLDER_NAME.fullmatch(name):
        raise SourceError(
            f"Tabel {manifest.table_id}: {name[:80]!r} kan geen naam van een map zijn (letters, cijfers, punt, "
            "streepje en _). Er is niets weggeschreven; de vorige uitgave blijft in gebruik. Meld dit aan de "
            "ontwikkelaars."
        )
    return parent / name


def fingerprint(snapshot: Snapshot) -> str:
    """Return the hash that a snapshot gets in its manifest when it is written."""
    return _sha256(_texts(snapshot))


def current(fetched: Sequence[Path] | None = None) -> tuple[list[Snapshot], list[Unreadable]]:
    """Return all snapshots to build from, and the damaged ones; a fetched table replaces its included copies.

    The fetched folders are given, or else the newest of every table.
    """
    latest, damaged = read_all(newest(folders_in(paths.fetched_folder())) if fetched is None else fetched, "opgehaald")
    replaced = {snapshot.manifest.table for snapshot in latest}
    included, broken = read_all(without_replaced(folders_in(paths.included_folder()), replaced), "meegeleverd")
    own_files, lost = read_all(folders_in(paths.accepted_folder()), "lokaal")
    return [*latest, *included, *own_files], [*damaged, *broken, *lost]


def without_replaced(folders: Sequence[Path], replaced: set[tuple[str, str]]) -> list[Path]:
    """Return the folders of included copies that are not of these tables (source and number): what is wrong with one
    that a fetched edition replaced does not matter."""
    ids = {table_id for _, table_id in replaced}
    return [folder for folder in folders if table_of(folder) not in ids or _is_of_another(folder, replaced)]


def _is_of_another(folder: Path, tables: set[tuple[str, str]]) -> bool:
    try:
        return read_manifest(folder).table not in tables
    except SourceError:
        return False


def read_all(folders: Sequence[Path], origin: Origin) -> tuple[list[Snapshot], list[Unreadable]]:
    """Return the snapshots in these folders, and those that are damaged."""
    return split_unreadable(folders, origin, read)


def split_unreadable(
    folders: Sequence[Path], origin: Origin, read: Callable[[Path, Origin], _Copy]
) -> tuple[list[_Copy], list[Unreadable]]:
    """Return what `read` returns for these folders, and the folders for which it raises SourceError."""
    copies, damaged = list[_Copy](), list[Unreadable]()
    for folder in folders:
        try:
            copies.append(read(folder, origin))
        except SourceError as error:
            damaged.append(Unreadable(folder, origin, error))
    return copies, damaged


def included(table: tuple[str, str], municipality: str) -> list[Snapshot]:
    """Return the included copies of a table (source and number) that have the municipality, without damaged ones."""
    copies, _ = read_all(folders_in(paths.included_folder(), table[1]), "meegeleverd")
    of_table = [copy for copy in copies if copy.manifest.table == table]
    return [copy for copy in of_table if municipality in set(copy.areas["area_code"].map(areas.clean))]


def newest(folders: list[Path]) -> list[Path]:
    """Return per table the folder with the newest edition."""
    return list({table_of(folder): folder for folder in sorted(folders)}.values())


def read(folder: Path, origin: Origin) -> Snapshot:
    """Return the snapshot in `folder`. Raises SourceError when a file is missing, damaged or edited."""
    manifest = read_manifest(folder)
    texts = {}
    for name in ("topics.csv", "facts.csv", "areas.csv"):
        try:
            texts[name] = (folder / name).read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(
                f"Momentopname {folder}: {name} is niet te lezen ({reasons.of(error)}). Haal de tabel opnieuw op."
            ) from error
    if _sha256(texts) != manifest.sha256:
        raise SourceError(
            f"Momentopname {folder}: de inhoud past niet bij het controlegetal in manifest.json. "
            "Zet het oorspronkelijke bestand terug of haal de tabel opnieuw op."
        )
    try:
        return Snapshot(
            manifest,
            _frame(texts["topics.csv"], TOPIC_COLUMNS),
            _frame(texts["facts.csv"], FACT_COLUMNS, OWN_COLUMNS),
            _frame(texts["areas.csv"], AREA_COLUMNS),
            origin,
        )
    except ValueError as error:
        raise SourceError(
            f"Momentopname {folder}: geen CSV ({reasons.of(error)}). Haal de tabel opnieuw op."
        ) from error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`. Raises SourceError when it is missing or incomplete."""
    try:
        return _MANIFEST.validate_json((folder / "manifest.json").read_bytes(), strict=True)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"Momentopname {folder}: manifest.json is niet te lezen ({reasons.of(error)}). Haal de tabel opnieuw op."
        ) from error


def manifest_text(manifest: Manifest, fact_count: int, sha256: str) -> str:
    """Return the text of a manifest, including what is only known once everything else is written."""
    full = asdict(manifest) | {"fact_count": fact_count, "sha256": sha256}
    return json.dumps(full, ensure_ascii=False, indent=2) + "\n"


def folders_in(parent: Path, table_id: str = "") -> list[Path]:
    """Return the snapshot folders of a table below `parent`, sorted by name; without a table those of all, except
    outlines.

    A folder that somebody copied beside them, such as 'Kopie van 85984NED@2026-07-19', is skipped. Raises SourceError
    when the contents of `parent` cannot be known.
    """
    named = (path for path in folders.listed(parent) if _FOLDER_NAME.fullmatch(path.name) and path.name[0] != ".")
    of_table = (path for path in named if (table_of(path) == table_id if table_id else table_of(path) != OUTLINES))
    return [path for path in of_table if path.is_dir()]


def table_of(folder: Path) -> str:
    """Return the id of the table that a snapshot folder is of."""
    return folder.name.partition("@")[0]


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with categories as texts."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


def _texts(snapshot: Snapshot) -> dict[str, str]:
    facts = snapshot.facts
    fact_columns = [*FACT_COLUMNS, *(name for name in OWN_COLUMNS if name in facts)]
    return {
        "topics.csv": _csv(snapshot.topics, TOPIC_COLUMNS, []),
        "facts.csv": _csv(facts, fact_columns, ["topic_key", "period", "area_code"]),
        "areas.csv": _csv(snapshot.areas, AREA_COLUMNS, ["area_code"]),
    }


def _csv(frame: pd.DataFrame, columns: list[str], order: list[str]) -> str:
    frame = as_texts(frame)
    ordered = frame.sort_values(order) if order else frame
    return str(ordered[columns].to_csv(index=False, lineterminator="\n", float_format="%.10g"))


def _frame(text: str, columns: list[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, quoting=csv.QUOTE_MINIMAL)
    if list(frame.columns) != [*columns, *(name for name in optional if name in frame)]:
        raise SourceError(f"Momentopname heeft kolommen {list(frame.columns)}, verwacht {columns}.")
    return frame


def _sha256(texts: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for name in ("topics.csv", "facts.csv", "areas.csv"):
        digest.update(texts[name].encode())
    return digest.hexdigest()
