"""Runs `python -m etl` as a separate process: the dashboard itself neither reads a hand-in nor writes data.

The process unpacks what a visitor sent, within limits that it sets itself, and at lower priority than pages; a file
that crashes it affects nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from veerkracht.core import hand_ins, logs, paths
from veerkracht.core.errors import SourceError
from veerkracht.core.hand_ins import Checked, HandIn
from veerkracht.core.turns import Turns

_Answer = TypeVar("_Answer")
_SECONDS_BETWEEN_LOOKS = 0.5
PREVIEW = "voorbeeld"
_SECONDS_OF_CHECK, _SECONDS_OF_PREVIEW = 60, 300
_NICENESS = 10
_BUSY = "Er worden nu al bestanden nagekeken. Probeer het over een minuut opnieuw."
_CHECKS, _PREVIEWS = Turns(4, 60, _BUSY), Turns(2, 120, _BUSY)
_TOO_MUCH = (
    "Het bestand is niet na te kijken: dat vraagt te veel van de computer. Maak het kleiner, of begin opnieuw met "
)
_TOO_LONG = (
    "Dit duurt te lang. De computer is druk, of het bestand is erg groot. Probeer het over enkele minuten opnieuw. "
    "Lukt het dan ook niet, maak het bestand dan kleiner."
)


@dataclass(frozen=True)
class Stage:
    """A stage that a command has begun: its name in Dutch, how many are done, and how many there are."""

    name: str
    done: int
    count: int


def check(name: str, content: bytes) -> Checked:
    """Return the check of a hand-in. Raises Busy when too many are being checked, SourceError when this one cannot
    be."""
    with _CHECKS.turn(), _file(name, content) as path:
        return _read(hand_ins.checked, ["controleer", str(path), "--json"], _SECONDS_OF_CHECK)


def hand_in(name: str, content: bytes, sender: str) -> HandIn:
    """Queue a file of a logged-in user for the administrator, and return its hand-in. Raises as check, and SourceError
    when it has mistakes or too many are waiting: the ETL decides what is written."""
    with _CHECKS.turn(), _file(name, content) as path:
        return _read(hand_ins.hand_in, ["indienen", str(path), f"--naam={sender}"], _SECONDS_OF_CHECK)


@contextmanager
def preview(name: str, content: bytes, tell: Callable[[Stage], object] | None = None) -> Iterator[Path]:
    """Yield the database as it would be with a good hand-in, for the duration of the with block, and `tell` every stage
    of making it; raises as check."""
    with _PREVIEWS.turn(), _file(name, content) as path:
        folder = path.parent.with_name(PREVIEW)
        arguments = ["controleer", str(path), "--json", "--voorbeeld", str(folder)]
        checked = _read(hand_ins.checked, arguments, _SECONDS_OF_PREVIEW, tell)
        if checked.mistakes:
            raise SourceError(checked.mistakes[0])
        internal = paths.internal(database := folder / paths.default_database_file().name)
        yield internal if internal.exists() else database


def templates() -> dict[str, bytes]:
    """Return the templates by the name of their file. Raises SourceError when they cannot be made."""
    with tempfile.TemporaryDirectory(prefix="veerkracht-") as folder:
        run(["sjabloon", folder], _SECONDS_OF_CHECK)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def run(arguments: list[str], seconds: float, tell: Callable[[Stage], object] | None = None) -> str:
    """Return the output of the command, and `tell` every new stage. Raises SourceError, in Dutch, when it fails or
    takes longer."""
    with tempfile.TemporaryDirectory(prefix="veerkracht-", ignore_cleanup_errors=True) as folder:
        output, errors = Path(folder) / "uitvoer", Path(folder) / "fouten"
        with output.open("wb") as printing, errors.open("wb") as failing:
            process = _started(command(arguments), printing, failing)
        try:
            code = _wait(process, output, seconds, tell)
        except subprocess.TimeoutExpired as error:
            logs.log_error("Een opdracht aan de ETL duurde te lang", command=arguments[0], seconds=int(seconds))
            raise SourceError(_TOO_LONG) from error
        finally:
            process.kill()
            process.wait()
        printed, error_text = (path.read_text(encoding="utf-8", errors="replace") for path in (output, errors))
    if code == 0:
        return printed
    _, _, message = error_text.strip().rpartition("Fout: ")
    logs.log_error("Een opdracht aan de ETL mislukte", command=arguments[0], code=code)
    if code < 0 or not message:  # ended by its limits
        raise SourceError(f"{_TOO_MUCH}het sjabloon.")
    raise SourceError(message)


def lines(output: Path) -> Iterator[dict[str, object]]:
    """Yield the complete lines of JSON that a command wrote to a file."""
    for line in output.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields, dict):
            yield fields


def stage(line: dict[str, object]) -> Stage | None:
    """Return the stage in a line, None when it is about something else."""
    if line.get("level") != "stage":
        return None
    return Stage(str(line.get("message", "")), _number(line, "done"), _number(line, "count", 1))


def start(arguments: list[str], output: BinaryIO) -> subprocess.Popen[bytes]:
    """Start the command and return its process, which survives this one. `output` gets a line of JSON per message and
    per stage, and plain lines; its log goes where that of the dashboard goes."""
    return _started(command([*arguments, "--json"], logs.line_format()), output)


def _started(line: list[str], output: BinaryIO, errors: BinaryIO | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (itself)
        line, cwd=paths.ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
        start_new_session=True,
    )  # fmt: skip


def command(arguments: list[str], log: str = "tekst") -> list[str]:
    """Return the command line that runs the ETL with these arguments, below the pages in priority."""
    lower = f"import os; hasattr(os, 'nice') and os.nice({_NICENESS}); from etl.command.command import main; "
    return [sys.executable, "-c", f"{lower}import sys; sys.exit(main(sys.argv[1:]))", *arguments, "--log", log]


def environment() -> dict[str, str]:
    """Return the environment of the process: ours, with absolute paths of folders."""
    variables = dict(os.environ) | {"VEERKRACHT_DATA": str(paths.data_folder().absolute()), "PYTHONUTF8": "1"}
    if isinstance(database := paths.database(), Path) and "VEERKRACHT_DATABASE" in variables:
        variables["VEERKRACHT_DATABASE"] = str(database.absolute())
    if programme := variables.get("VEERKRACHT_PROGRAMMA"):
        variables["VEERKRACHT_PROGRAMMA"] = str(Path(programme).absolute())
    return variables


def _wait(
    process: subprocess.Popen[bytes], output: Path, seconds: float, tell: Callable[[Stage], object] | None
) -> int:
    """Return the exit code of a process, and `tell` its stages meanwhile. Raises TimeoutExpired for one that takes
    longer."""
    if tell is None:
        return process.wait(seconds)
    until, last = time.monotonic() + seconds, None
    while True:
        try:
            return process.wait(_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                raise
        stages = [current for line in lines(output) if (current := stage(line))]
        if stages and stages[-1] != last:
            tell(last := stages[-1])


def _number(line: dict[str, object], name: str, at_least: int = 0) -> int:
    value = line.get(name)
    return max(value, at_least) if isinstance(value, int) else at_least


def _read(
    reader: Callable[[str], _Answer], arguments: list[str], seconds: float,
    tell: Callable[[Stage], object] | None = None,
) -> _Answer:  # fmt: skip
    """Return the content of the last line of the output. Raises SourceError, in Dutch, when there is none."""
    try:
        return reader(run(arguments, seconds, tell).strip().rpartition("\n")[2])
    except ValueError as error:
        raise SourceError(f"{_TOO_MUCH}het sjabloon.") from error


@contextmanager
def _file(name: str, content: bytes) -> Iterator[Path]:
    """Yield a file with this content, in a temporary folder. Raises SourceError for an invalid name."""
    if len(content) > hand_ins.MOST_BYTES:
        raise SourceError(f"Het bestand is groter dan {hand_ins.MOST_BYTES // 1_000_000} MB.")
    with tempfile.TemporaryDirectory(prefix="veerkracht-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bestand" / hand_ins.plain_name(name)
        path.parent.mkdir()
        path.write_bytes(content)
        yield path
