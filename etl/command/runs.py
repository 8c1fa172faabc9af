"""Adds to the log of ETL runs, and keeps a second run from starting while one is busy."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from veerkracht.core import run_log
from veerkracht.core.errors import SourceError


class Busy(SourceError):
    """Another run is busy in the same data folder."""


def now() -> str:
    """Return the local time as ISO text to the microsecond."""
    return datetime.now().isoformat(sep=" ", timespec="microseconds")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a run in `folder`; the system frees it when the process ends in any way.

    Raises Busy at once when another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "run.lock", timeout=0):
            yield
    except Timeout:
        raise Busy(
            f"Er is al een run van python -m etl bezig ({folder}). Deze doet niets; wacht tot de andere klaar is."
        ) from None


def append(folder: Path, run: run_log.Run) -> None:
    """Add a run to the log in `folder`, on a line of its own also after a line that was cut off."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / run_log.NAME).open("ab+") as log:
        is_cut_off = False
        if log.tell():
            log.seek(-1, os.SEEK_END)
            is_cut_off = log.read(1) != b"\n"
        log.write(("\n" * is_cut_off + json.dumps(asdict(run), ensure_ascii=False) + "\n").encode())
