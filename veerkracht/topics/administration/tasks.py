"""ETL commands that administrators start, one at a time.

The ETL remains the only writer. It runs as a separate process: it continues when the page is closed or the dashboard
restarts, and the database that pages read is replaced once it has passed its checks.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from veerkracht.core import logs, moments
from veerkracht.core.turns import Busy
from veerkracht.topics.administration import sentences
from veerkracht.topics.administration.sentences import Doing
from veerkracht.topics.hand_in import etl_process
from veerkracht.topics.hand_in.etl_process import Stage


@dataclass(frozen=True)
class State:
    """The state of a task: the exit code of the ETL (negative: ended by a signal; None while it runs), the stage that
    began last, and its errors and warnings."""

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
        """Return its current state."""
        state = State(self._process.poll())
        for line in etl_process.lines(self._output):
            if stage := etl_process.stage(line):
                state = replace(state, stage=stage)
            match line.get("level"), str(line.get("message", "")):
                case "error", message:
                    state = replace(state, errors=(*state.errors, message))
                case "warning", message:
                    state = replace(state, warnings=(*state.warnings, message))
        return state


_last: Task | None = None
_starting = Lock()


def last() -> Task | None:
    """Return the task that anyone started last in this process."""
    return _last


def start(doing: Doing, started_by: str, number: str = "") -> Task:
    """Start a command, for a hand-in by its number, and return the task. Raises Busy when a task runs."""
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
