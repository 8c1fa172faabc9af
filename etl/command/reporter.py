"""Tells on the command line what a run does: as text for people, or as one JSON object a line for a log collector."""

from collections.abc import Iterator
from typing import Literal

from rich.console import Console
from rich.progress import track

from etl.command import runs
from etl.publishers.fetching import Job
from veerkracht.core import logs
from veerkracht.core.run_log import Attempt

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

Form = Literal["tekst", "json"]
Level = Literal["info", "warning", "error"]


class Reporter:
    """Says what happens, in the chosen form; text to the terminal, warnings and errors to standard error."""

    def __init__(self, form: Form) -> None:
        self._is_json = form == "json"

    def attempt(self, attempt: Attempt) -> None:
        """Tell what came of one table or file; a failure is told again, with all others, at the end."""
        level: Level = "error" if attempt.outcome == "mislukt" else "info"
        if self._is_json:
            self._line(level, attempt.message, source=attempt.source_id, table=attempt.table_id,
                       outcome=attempt.outcome)  # fmt: skip
        else:
            told = "mislukt" if level == "error" else plain(attempt.message)
            OUT.print(f"{attempt.table_id}  {told}")

    def warning(self, message: str) -> None:
        """Tell something to mind."""
        self._tell("warning", message, "[yellow]Let op:[/] ")

    def error(self, message: str) -> None:
        """Tell what went wrong."""
        self._tell("error", message, "[bold red]Fout:[/] ")

    def done(self, message: str) -> None:
        """Tell the result."""
        self._tell("info", message, "")

    def track(self, todo: list[Job]) -> Iterator[Job]:
        """Yield the tables to fetch, with a bar that shows how far it is."""
        yield from todo if self._is_json else track(todo, "Tabellen ophalen", console=ERR, transient=True)

    def _tell(self, level: Level, message: str, heading: str) -> None:
        if self._is_json:
            self._line(level, message)
        else:
            (OUT if level == "info" else ERR).print(heading + plain(message))

    def _line(self, level: Level, message: str, **more: str) -> None:
        print(logs.as_json(runs.now(), level, message, **more), flush=True)


def plain(text: object) -> str:
    """Return text in which rich sees no markup."""
    return str(text).replace("[", r"\[")
