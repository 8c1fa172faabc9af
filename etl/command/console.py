"""Writes to the console: characters it cannot show are replaced, and a closed output never ends a run."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TextIO, cast

from rich.console import Console

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


class _TolerantStream:
    """A stream that drops what it cannot write: to a closed pipe, a full disk, a console that lacks the character."""

    def __init__(self, stream: TextIO | None) -> None:
        # None when the process was started without it, as by a scheduler or a service
        self._stream = stream or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (for the whole run)
        if isinstance(stream, io.TextIOWrapper):  # not where a test or a service puts something else
            stream.reconfigure(errors="replace")

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            self._discard_rest()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            self._discard_rest()

    def _discard_rest(self) -> None:
        """Redirect the stream to nowhere, so that Python does not fail on its remaining buffer at exit either."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def tolerant() -> Iterator[None]:
    """Within this context, printing never raises an error."""
    with (
        redirect_stdout(cast(TextIO, _TolerantStream(sys.stdout))),
        redirect_stderr(cast(TextIO, _TolerantStream(sys.stderr))),
    ):
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()


def plain(text: object) -> str:
    """Return text in which rich sees no markup, and the console no codes that move its cursor or colour it."""
    printable = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in str(text))
    return printable.replace("[", r"\[")
