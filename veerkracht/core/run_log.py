"""The log of ETL runs, one line of JSON per run: known also when a run failed and left the database as it was."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

NAME = "runs.jsonl"
OWN_FILES = "lokaal"  # the source id of an attempt at one of the municipality's own files

Outcome = Literal["opgehaald", "niet gewijzigd", "mislukt"]


@dataclass(frozen=True)
class Attempt:
    """What came of one table of a source in a run: newly fetched, found unchanged, or failed, with a Dutch message.

    `is_internal`: it is about an own file or text that not everybody may see, so neither are its name and message.
    """

    source_id: str
    table_id: str
    outcome: Outcome
    message: str
    is_internal: bool = False


@dataclass(frozen=True)
class Run:
    """One run: when, with which command, how it ended ('gelukt', 'deels gelukt', 'mislukt'), and each attempt."""

    started_at: str
    finished_at: str
    command: str
    outcome: str
    message: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class Latest:
    """The last attempt at one table or file, when that was, and when it last succeeded."""

    attempt: Attempt
    at: str
    succeeded_at: str | None


def latest(runs: list[Run]) -> list[Latest]:
    """Return the last attempt at every table; of own files only those of the last run, which reads all there are."""
    found: dict[tuple[str, str], Latest] = {}
    for run in runs:
        for place in [place for place in found if place[0] == OWN_FILES]:
            del found[place]
        for attempt in run.attempts:
            place = attempt.source_id, attempt.table_id
            before = found[place].succeeded_at if place in found else None
            succeeded = before if attempt.outcome == "mislukt" else run.started_at
            found[place] = Latest(attempt, run.started_at, succeeded)
    return list(found.values())


def read(folder: Path) -> list[Run]:
    """Return all runs in the log in `folder`, oldest first; a line that was cut off is passed over."""
    path = folder / NAME
    runs = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []:
        try:
            runs.append(_run(json.loads(line)))
        except (ValueError, TypeError, AttributeError):
            continue
    return runs


def _run(content: dict[str, Any]) -> Run:
    attempts = tuple(Attempt(**attempt) for attempt in content.pop("attempts", ()))
    return Run(**content, attempts=attempts)
