"""Snapshots: one publisher's table on disk as text files, with where it came from.

A snapshot is a folder `<table id>@<edition>` with four files:

- `manifest.json`: provenance, see `Manifest`;
- `topics.csv`: one row per topic of the table, as the publisher names it;
- `facts.csv`: one row per topic, area and period that the publisher gave;
- `areas.csv`: one row per area, with its name and the publisher's flag for a changed boundary.
"""

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import pandas as pd

from veerkracht.errors import SourceError

TOPIC_COLUMNS = ["topic_key", "title", "group", "unit", "decimals"]
FACT_COLUMNS = ["topic_key", "area_code", "period", "value", "lower", "upper", "status", "missing"]
AREA_COLUMNS = ["area_code", "name", "boundary_change"]

Origin = Literal["meegeleverd", "opgehaald", "lokaal"]


@dataclass(frozen=True)
class Manifest:
    """Where a snapshot came from. `is_complete` is false for a copy that holds only part of the table."""

    source_id: str
    table_id: str
    edition: str  # date of the publisher's edition, or of retrieval when that is all that is known
    title: str
    publisher: str
    licence: str
    retrieved_at: str
    modified_at: str | None
    is_complete: bool
    note: str
    fact_count: int = 0
    sha256: str = ""

    @property
    def snapshot_id(self) -> str:
        """Return the name of the snapshot's folder, unique over editions of a table."""
        return f"{self.table_id}@{self.edition}"


@dataclass(frozen=True)
class Snapshot:
    """A manifest with its three frames, all text as it stands in the files; `origin` tells which data folder."""

    manifest: Manifest
    topics: pd.DataFrame
    facts: pd.DataFrame
    areas: pd.DataFrame
    origin: Origin


def write(folder: Path, manifest: Manifest, topics: pd.DataFrame, facts: pd.DataFrame, areas: pd.DataFrame) -> Path:
    """Write a snapshot below `folder` in one step and return its own folder.

    The number of facts and the hash are filled in here. A snapshot with the same id is replaced.
    """
    texts = {
        "topics.csv": _csv(topics, TOPIC_COLUMNS, []),
        "facts.csv": _csv(facts, FACT_COLUMNS, ["topic_key", "period", "area_code"]),
        "areas.csv": _csv(areas, AREA_COLUMNS, ["area_code"]),
    }
    full = asdict(manifest) | {"fact_count": len(facts), "sha256": _sha256(texts)}
    texts["manifest.json"] = json.dumps(full, ensure_ascii=False, indent=2) + "\n"
    target = folder / manifest.snapshot_id
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder))
    for name, text in texts.items():
        (aside / name).write_text(text, encoding="utf-8", newline="\n")
    if target.exists():
        shutil.rmtree(target)
    os.replace(aside, target)
    return target


def read(folder: Path, origin: Origin) -> Snapshot:
    """Return the snapshot in `folder`. Raises SourceError when a file is missing, damaged or edited."""
    manifest = read_manifest(folder)
    texts = {}
    for name in ("topics.csv", "facts.csv", "areas.csv"):
        try:
            texts[name] = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(
                f"Momentopname {folder}: {name} is niet te lezen ({error}). Haal de tabel opnieuw op."
            ) from error
    if _sha256(texts) != manifest.sha256:
        raise SourceError(
            f"Momentopname {folder}: de inhoud past niet bij het controlegetal in manifest.json. "
            "Zet het oorspronkelijke bestand terug of haal de tabel opnieuw op."
        )
    return Snapshot(
        manifest,
        _frame(texts["topics.csv"], TOPIC_COLUMNS),
        _frame(texts["facts.csv"], FACT_COLUMNS),
        _frame(texts["areas.csv"], AREA_COLUMNS),
        origin,
    )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`. Raises SourceError when it is missing or incomplete."""
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return Manifest(**{field.name: content[field.name] for field in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"Momentopname {folder}: manifest.json is niet te lezen ({error!r}).") from error


def folders(parent: Path) -> list[Path]:
    """Return the snapshot folders below `parent`, sorted by name; those of boundaries are not snapshots of a table."""
    return sorted(
        path.parent for path in parent.glob("*@*/manifest.json") if path.parent.name.split("@")[0] != "grenzen"
    )


def _csv(frame: pd.DataFrame, columns: list[str], order: list[str]) -> str:
    ordered = frame.sort_values(order) if order else frame
    return str(ordered[columns].to_csv(index=False, lineterminator="\n", float_format="%.10g"))


def _frame(text: str, columns: list[str]) -> pd.DataFrame:
    frame = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, quoting=csv.QUOTE_MINIMAL)
    if list(frame.columns) != columns:
        raise SourceError(f"Momentopname heeft kolommen {list(frame.columns)}, verwacht {columns}.")
    return frame


def _sha256(texts: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for name in ("topics.csv", "facts.csv", "areas.csv"):
        digest.update(texts[name].encode())
    return digest.hexdigest()
