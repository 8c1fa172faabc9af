"""The log of ETL runs: one line of JSON per run, so that a run that failed is known without a database."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One run: when, with which command, and how it ended ('gelukt' or 'mislukt', with a Dutch message)."""

    started_at: str
    finished_at: str
    command: str
    outcome: str
    message: str


def now() -> str:
    """Return the local time as ISO text to the microsecond."""
    return datetime.now().isoformat(sep=" ", timespec="microseconds")


def append(folder: Path, run: Run) -> None:
    """Add a run to the log in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "runs.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def read(folder: Path) -> list[Run]:
    """Return all runs in the log, oldest first; a line that was cut off is passed over."""
    path = folder / "runs.jsonl"
    runs = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            runs.append(Run(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return runs
