"""Reports a run on the command line: as text for people, or as one JSON object per line for a log collector."""

from collections.abc import Iterator
from typing import Literal

from rich.progress import track

from etl.command.console import ERR, OUT, plain
from etl.publishers.fetching import Job
from etl.snapshots import stages
from veerkracht.core import logs, moments
from veerkracht.core.run_log import Attempt

Form = Literal["tekst", "json"]
Level = Literal["info", "warning", "error"]


class Reporter:
    """Prints messages in the chosen form; as text, warnings and errors go to standard error."""

    def __init__(self, form: Form) -> None:
        self._is_json = form == "json"

    def attempt(self, attempt: Attempt) -> None:
        """Report one table or file; the message of a failure comes, with all others, at the end."""
        level: Level = "error" if attempt.outcome == "mislukt" else "info"
        if self._is_json:
            context = {"source": attempt.source_id, "table": attempt.table_id, "outcome": attempt.outcome}
            self._print_json(level, attempt.message, **context)
        else:
            OUT.print(f"{attempt.table_id}  {'mislukt' if level == 'error' else plain(attempt.message)}")

    def stage(self, name: str, done: int, count: int) -> None:
        """Report which stage of a run begins, how many are done and how many there are; only to a program."""
        if self._is_json:
            print(logs.as_json(moments.stamp(), "stage", name, done=done, count=count), flush=True)

    def warning(self, message: str) -> None:
        """Report something to pay attention to."""
        self._print("warning", message, "[yellow]Let op:[/] ")

    def error(self, message: str) -> None:
        """Report what went wrong."""
        self._print("error", message, "[bold red]Fout:[/] ")

    def done(self, message: str) -> None:
        """Report the result."""
        self._print("info", message, "")

    def track(self, todo: list[Job]) -> Iterator[Job]:
        """Yield the tables to fetch, with a progress bar, each as a stage of the run."""
        is_shown = ERR.is_terminal and not self._is_json
        stages.add(len(todo))
        for job in track(todo, "Tabellen ophalen", console=ERR, transient=True) if is_shown else todo:
            stages.begin(f"Tabel {job.table.id} ophalen")
            yield job

    def _print(self, level: Level, message: str, heading: str) -> None:
        if self._is_json:
            self._print_json(level, message)
        else:
            (OUT if level == "info" else ERR).print(heading + plain(message))

    def _print_json(self, level: Level, message: str, **more: str) -> None:
        print(logs.as_json(moments.stamp(), level, message, **more), flush=True)
