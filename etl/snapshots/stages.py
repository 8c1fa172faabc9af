"""Reports the progress of a run: which stage begins, and how many there are as far as known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Tell = Callable[[str, int, int], None]
"""Takes what begins now, in Dutch, how many stages are done, and how many there are."""


class _Stages:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.done = -1  # none has begun
        self.count = 0


_watched: ContextVar[_Stages | None] = ContextVar("the stages of this run, when somebody watches it", default=None)


@contextmanager
def watched(tell: Tell) -> Iterator[None]:
    """Within this context, report every stage that begins to `tell`."""
    token = _watched.set(_Stages(tell))
    try:
        yield
    finally:
        _watched.reset(token)


def expect(remaining: int) -> None:
    """Expect at least this many stages still to begin."""
    if stages := _watched.get():
        stages.count = max(stages.count, stages.done + 1 + remaining)


def add(more: int) -> None:
    """Expect this many stages more than before."""
    if stages := _watched.get():
        stages.count += more


def begin(name: str) -> None:
    """Begin a stage, and end the previous one; `name` describes it in Dutch."""
    if stages := _watched.get():
        stages.done += 1
        expect(0)
        stages.tell(name, stages.done, stages.count)
