"""Commands of the ETL that administrators start, one at a time.

The ETL stays the only one that writes. Its process is its own: it goes on when the page is closed or the dashboard is
started again, and the database that pages read is replaced when it has passed its checks.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from veerkracht.core import logs, moments
from veerkracht.core.turns import Busy
from veerkracht.topics.administration import sentences
from veerkracht.topics.administration.sentences import Doing
from veerkracht.topics.hand_in import etl_process


@dataclass(frozen=True)
class Stage:
    """A stage of a run that has begun: its name in Dutch, how many were done before it, and how many there are."""

    name: str
    done: int
    count: int


@dataclass(frozen=True)
class State:
    """How it stands with a task: the exit code of the ETL (negative: ended by a signal; None as long as it is busy),
    the stage that began last, and what it said went wrong or needs attention."""

    code: int | None
    stage: Stage | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Task:
    """A command that runs or has run: what it does, who started it and when (ISO text, UTC)."""

    def __init__(self, doing: Doing, arguments: list[str], started_by: str) -> None:
        """Start the command."""
        self.doing, self.started_by, self.started_at = doing, started_by, moments.as_text(moments.now())
        self._folder = tempfile.TemporaryDirectory(prefix="veerkracht-", ignore_cleanup_errors=True)
        self._output = Path(self._folder.name) / "uitvoer"
        with self._output.open("wb") as output:
            self._process = etl_process.start(arguments, output)
        logs.log_event("Een opdracht van Beheer is begonnen", command=doing.action)

    @property
    def is_busy(self) -> bool:
        """Return whether the command still runs."""
        return self._process.poll() is None

    def state(self) -> State:
        """Return how it stands now."""
        state = State(self._process.poll())
        for line in self._lines():
            match line.get("level"), str(line.get("message", "")):
                case "stage", name:
                    state = replace(state, stage=Stage(name, _number(line, "done"), _number(line, "count", 1)))
                case "error", message:
                    state = replace(state, errors=(*state.errors, message))
                case "warning", message:
                    state = replace(state, warnings=(*state.warnings, message))
        return state

    def _lines(self) -> Iterator[dict[str, object]]:
        """Yield what the command printed as JSON, as far as it is whole."""
        for line in self._output.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                fields = json.loads(line)
            except ValueError:
                continue
            if isinstance(fields, dict):
                yield fields


_last: Task | None = None
_starting = Lock()


def last() -> Task | None:
    """Return the task that was started last in this process, by whomever."""
    return _last


def start(doing: Doing, started_by: str, number: str = "") -> Task:
    """Start a command, for a hand-in by its number, and return the task. Raises Busy when one of somebody runs."""
    global _last
    arguments = {
        "fetch": [],
        "build": ["--offline"],
        "trial": ["proef"],
        "take_over": ["overnemen", number, f"--naam={started_by}"],
        "undo": ["terugdraaien", number, f"--naam={started_by}"],
    }[doing.action]
    with _starting:
        if _last and _last.is_busy:
            raise Busy(sentences.busy(_last.doing, _last.started_by))
        _last = Task(doing, arguments, started_by)
        return _last


def _number(line: dict[str, object], name: str, at_least: int = 0) -> int:
    value = line.get(name)
    return max(value, at_least) if isinstance(value, int) else at_least
