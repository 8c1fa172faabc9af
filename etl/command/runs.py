"""Appends to the log of ETL runs."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from veerkracht.core import moments, run_log


def now() -> str:
    """Return this moment as ISO text in UTC, to the microsecond."""
    return moments.as_text(moments.now())


def append(folder: Path, run: run_log.Run) -> None:
    """Add a run to the log in `folder`, on a line of its own also after a line that was cut off."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / run_log.NAME).open("ab+") as log:
        is_cut_off = False
        if log.tell():
            log.seek(-1, os.SEEK_END)
            is_cut_off = log.read(1) != b"\n"
        log.write(("\n" * is_cut_off + json.dumps(asdict(run), ensure_ascii=False) + "\n").encode(errors="replace"))
