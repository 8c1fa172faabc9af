"""Renders images in a separate process, which ends after a period without requests.

The browser engine of vl-convert takes 120 MB that a process never gives back, and a crash takes its process down. In a
separate process neither affects the server, and pages come first: it runs at lower priority.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer
from typing import IO, Literal

Function = Literal["svg_to_png", "vegalite_to_svg"]  # of vl_convert; both have one text parameter

SECONDS_IDLE = 60
_SECONDS_OF_A_PICTURE = 120
_NICENESS = 5
_LENGTH = struct.Struct(">?I")  # whether it succeeded, and the number of bytes that follow


class DrawingError(ValueError):
    """A picture cannot be drawn: the message comes from the library, or says that its process ended."""


class DrawingProcess:
    """One process that draws one picture at a time, started for the first picture and restarted after it ends."""

    def __init__(self, seconds_idle: float = SECONDS_IDLE, seconds_of_a_picture: float = _SECONDS_OF_A_PICTURE) -> None:
        self._seconds_idle, self._seconds_of_a_picture = seconds_idle, seconds_of_a_picture
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._end: Timer | None = None
        atexit.register(self.end)

    @property
    def process_id(self) -> int | None:
        """Return the id of the process, None if there is none."""
        return self._process.pid if self._process else None

    def draw(self, function: Function, text: str, **options: object) -> bytes:
        """Return the result of a function of vl_convert for a text, encoded if it is a string. Raises DrawingError when
        the library rejects the text, or its process ends or times out, twice."""
        request = json.dumps([function, text, options]).encode()
        with self._lock:
            self._cancel_end()
            try:
                try:
                    return self._ask(request)
                except (OSError, EOFError):  # it was killed, or crashed on this picture
                    self._stop()
                    return self._ask(request)
            except (OSError, EOFError) as error:
                self._stop()
                raise DrawingError("het proces dat tekent is gestopt") from error
            finally:
                self._end = Timer(self._seconds_idle, self.end)
                self._end.daemon = True
                self._end.start()

    def end(self) -> None:
        """End the process if it runs; the next picture starts a new one."""
        with self._lock:
            self._cancel_end()
            self._stop()

    def _ask(self, request: bytes) -> bytes:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 (itself)
                [sys.executable, "-P", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the server, which then ends this one
            )  # fmt: skip
        process = self._process
        assert process.stdin and process.stdout
        limit = Timer(self._seconds_of_a_picture, process.kill)
        limit.start()
        try:
            _write(process.stdin, True, request)
            is_drawn, answer = _read(process.stdout)
        finally:
            limit.cancel()
        if not is_drawn:
            raise DrawingError(answer.decode())
        return answer

    def _cancel_end(self) -> None:
        if self._end:
            self._end.cancel()
            self._end = None

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                assert stream
                stream.close()
        process.wait()


def _write(stream: IO[bytes], is_good: bool, content: bytes) -> None:
    stream.write(_LENGTH.pack(is_good, len(content)) + content)
    stream.flush()


def _read(stream: IO[bytes]) -> tuple[bool, bytes]:
    """Return the next message; raises EOFError when the other end is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    is_good, length = _LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return is_good, content


def _serve() -> None:
    """Draw what standard input requests, until it ends."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output that the library prints is no answer
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    import vl_convert

    with suppress(EOFError):
        while True:
            function, text, options = json.loads(_read(questions)[1])
            try:
                picture = getattr(vl_convert, function)(text, **options)
            except Exception as error:
                _write(answers, False, str(error).encode())
            else:
                _write(answers, True, picture.encode() if isinstance(picture, str) else picture)


PROCESS = DrawingProcess()

if __name__ == "__main__":
    _serve()
