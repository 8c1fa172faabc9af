"""Writes and reads the log of ETL runs: one line of JSON per run, also of failed runs that left the database alone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

NAME = "runs.jsonl"
OWN_FILES = "lokaal"  # the source id of an attempt at one of the municipality's own files

Outcome = Literal["opgehaald", "niet gewijzigd", "mislukt"]


@dataclass(frozen=True)
class Attempt:
    """The outcome of one table of a source in a run: newly fetched, unchanged, or failed, with a Dutch message.

    `is_internal`: it concerns an internal own file or text, so its name and message are internal too.
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
    """Return the last attempt at every table; of own files only those of the last run, which reads all of them."""
    by_table: dict[tuple[str, str], Latest] = {}
    for run in runs:
        by_table = {table: attempt for table, attempt in by_table.items() if table[0] != OWN_FILES}
        for attempt in run.attempts:
            table = attempt.source_id, attempt.table_id
            previous = by_table[table].succeeded_at if table in by_table else None
            succeeded = previous if attempt.outcome == "mislukt" else run.started_at
            by_table[table] = Latest(attempt, run.started_at, succeeded)
    return list(by_table.values())


def read(folder: Path) -> list[Run]:
    """Return all runs in the log in `folder`, oldest first; an incomplete line is skipped."""
    path = folder / NAME
    runs = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []:
        try:
            runs.append(_run(line))
        except (ValueError, TypeError, AttributeError):
            continue
    return runs


def append(folder: Path, run: Run) -> None:
    """Add a run to the log in `folder`, on a line of its own also after a line that was cut off."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("ab+") as log:
        is_cut_off = False
        if log.tell():
            log.seek(-1, os.SEEK_END)
            is_cut_off = log.read(1) != b"\n"
        log.write(("\n" * is_cut_off + json.dumps(asdict(run), ensure_ascii=False) + "\n").encode(errors="replace"))


def _run(line: str) -> Run:
    fields = json.loads(line)
    attempts = tuple(Attempt(**attempt) for attempt in fields.pop("attempts", ()))
    return Run(**fields, attempts=attempts)
