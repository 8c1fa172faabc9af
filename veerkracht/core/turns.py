"""Runs heavy work one job at a time in this process, so that the rest of the dashboard stays responsive."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Semaphore

from veerkracht.core.errors import VeerkrachtError

_SECONDS_OF_REST = 1.0  # after a turn, at most
_SECONDS_BETWEEN_LOOKS = 0.01


class Runs:
    """The pages that are run now."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = Lock()
        self._is_run = ContextVar("whether what runs now is a page", default=False)

    @contextmanager
    def run(self) -> Iterator[None]:
        """Count a page for what is inside."""
        with self._lock:
            self.count += 1
        token = self._is_run.set(True)
        try:
            yield
        finally:
            self._is_run.reset(token)
            with self._lock:
                self.count -= 1

    def has_others(self) -> bool:
        """Return whether another page than the caller's is running; for a file made outside a page, any page counts."""
        return self.count > self._is_run.get()


RUNS = Runs()


class Busy(VeerkrachtError):
    """Too many requests for the same heavy work; the message tells the visitor so."""


class Turns:
    """Turns of one kind of heavy work.

    While other pages are run, a turn is followed by a rest as long as the work took: threads share one interpreter, and
    the pages have at least half of it.
    """

    def __init__(self, waiting: int, seconds: float, busy: str) -> None:
        """Take how many may wait for a turn, how long, and what is said in Dutch to the others."""
        self._places = Semaphore(waiting + 1)
        self._seconds, self._busy = seconds, busy
        self._working = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it within this context. Raises Busy when too many wait or it takes too long."""
        if not self._places.acquire(blocking=False):
            raise Busy(self._busy)
        try:
            if not self._working.acquire(timeout=self._seconds):
                raise Busy(self._busy)
            start = time.monotonic()
            try:
                yield
                _rest(min(time.monotonic() - start, _SECONDS_OF_REST))
            finally:
                self._working.release()
        finally:
            self._places.release()


def _rest(seconds: float) -> None:
    """Wait while another page is run than the one that does the work, if a page does it; at most so long."""
    end = time.monotonic() + seconds
    while RUNS.has_others() and time.monotonic() < end:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
