"""Reads the result of `python -m etl proef`: the state of every table at each door of its publisher."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from veerkracht.core import paths
from veerkracht.core.errors import DataError


@dataclass(frozen=True)
class Attempt:
    """A table at one address: whether that answered, its title there, how many of the topics of the catalogue were
    found, and the errors and remarks that a run would give."""

    table_id: str
    address: str
    is_reached: bool
    title: str
    found_count: int
    topic_count: int
    errors: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """The last trial: when it was made (ISO text, UTC), and every table at each of its addresses."""

    made_at: str
    attempts: tuple[Attempt, ...]


def read(folder: Path) -> Trial | None:
    """Return the last trial with a result in `folder`, None without any. Raises DataError for a file that cannot be
    read."""
    try:
        content = json.loads((folder / paths.TRIAL).read_text(encoding="utf-8"))
        return Trial(str(content["made_at"]), tuple(_attempt(table) for table in content["tables"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("De uitkomst van de laatste proef is niet te lezen. Doe de proef opnieuw.") from error


def _attempt(table: Mapping[str, object]) -> Attempt:
    found, missing, ambiguous = (_list(table, name) for name in ("found", "missing", "ambiguous"))
    not_found = tuple(f"Niet gevonden: {_topic(each)}." for each in missing)
    unclear = tuple(f"Past op meer dan één kolom: {_topic(each)}." for each in ambiguous)
    return Attempt(
        str(table["table_id"]),
        str(table["address"]),
        table["is_reached"] is True,
        str(table["title"]),
        len(found),
        len(found) + len(missing) + len(ambiguous),
        (*map(str, _list(table, "errors")), *unclear),
        (*not_found, *map(str, _list(table, "remarks"))),
    )


def _list(table: Mapping[str, object], name: str) -> list[object]:
    value = table[name]
    if not isinstance(value, list):
        raise TypeError(name)
    return value


def _topic(unplaced: object) -> str:
    return str(unplaced["topic"]) if isinstance(unplaced, dict) else str(unplaced)
