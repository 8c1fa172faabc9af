"""Limits on what processing somebody else's file may cost this process: time, memory, and the size of written files."""

import math
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from veerkracht.core.errors import SourceError

SECONDS_OF_CHECK = 60
_SECONDS_OF_PROCESSOR, _MOST_MEMORY, _LARGEST_FILE = 300, 6 * 1024**3, 2 * 1024**3


@contextmanager
def bounded() -> Iterator[None]:
    """Within this context, let the system end this process when it uses too much of the machine beyond what it had used
    before; Windows has no such limits."""
    if sys.platform == "win32":
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    maximum = {
        resource.RLIMIT_CPU: math.ceil(used.ru_utime + used.ru_stime) + _SECONDS_OF_PROCESSOR,
        resource.RLIMIT_AS: _MOST_MEMORY,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
    }
    usual = {kind: resource.getrlimit(kind) for kind in maximum}
    try:
        for kind, (soft, hard) in usual.items():
            limits = [bound for bound in (soft, hard, maximum[kind]) if bound != resource.RLIM_INFINITY]
            resource.setrlimit(kind, (min(limits), hard))
        yield
    finally:
        for kind, bounds in usual.items():
            resource.setrlimit(kind, bounds)


@contextmanager
def in_time(seconds: float = SECONDS_OF_CHECK) -> Iterator[None]:
    """Within this context, raise SourceError after a time limit, whether it computes or waits; not on Windows, nor
    outside the main thread, where nothing can interrupt it."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise SourceError("het nakijken duurt te lang; maak het bestand kleiner, of begin opnieuw met het sjabloon")

    usual = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
