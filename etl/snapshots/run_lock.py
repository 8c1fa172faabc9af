"""Makes sure that only one run at a time writes to a data folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from filelock import Timeout

from etl.snapshots import folders
from veerkracht.core import locks, reasons
from veerkracht.core.errors import SourceError

NAME = "run.lock"
_own: ContextVar[Path | None] = ContextVar("the folder of which what runs now holds the lock", default=None)


class Busy(SourceError):
    """Another run is busy in the same data folder."""


@contextmanager
def hold(folder: Path) -> Iterator[bool]:
    """Hold the lock of a run in `folder`, which the system releases whenever the process ends; yield whether this
    caller is the first to hold it, since a caller may do more than a run.

    Raises Busy at once when another process holds it, SourceError when the folder is not writable.
    """
    if _own.get() == folder:
        yield False
        return
    lock = ExitStack()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.enter_context(locks.hold(folder / NAME, timeout=0))
    except Timeout:
        raise Busy(
            f"Er is al een run van python -m etl bezig ({folder}). Deze doet niets; wacht tot de andere klaar is."
        ) from None
    except OSError as error:
        folders.listed(folder)  # raises with what to do, when it is the folder
        advice = "Kijk of de schijf vol is, en of het programma mag schrijven in de map met cijfers"
        if locks.is_refused(error):
            advice = locks.ADVICE
        raise SourceError(
            f"In de map {folder} is niet te schrijven ({reasons.of(error)}). {advice}. Er is niets veranderd."
        ) from error
    with lock:
        token = _own.set(folder)
        try:
            yield True
        finally:
            _own.reset(token)


def is_held(folder: Path) -> bool:
    """Return whether a run is in progress in `folder`."""
    if not (folder / NAME).exists():
        return False
    try:
        with locks.hold(folder / NAME, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder in which this process cannot write
        return False
