"""Gives heavy work its turn, one at a time in this process, so that the rest of the dashboard stays quick."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

from veerkracht.core.errors import VeerkrachtError


class Busy(VeerkrachtError):
    """Too much of the same heavy work is wanted at a time; the message says so to the visitor."""


class Turns:
    """Turns of one kind of heavy work."""

    def __init__(self, waiting: int, seconds: float, busy: str) -> None:
        """Take how many may wait for a turn, how long, and what is said in Dutch to the others."""
        self._places = Semaphore(waiting + 1)
        self._seconds, self._busy = seconds, busy
        self._working = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it for what is inside. Raises Busy when too many wait or it takes too long."""
        if not self._places.acquire(blocking=False):
            raise Busy(self._busy)
        try:
            if not self._working.acquire(timeout=self._seconds):
                raise Busy(self._busy)
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._places.release()
