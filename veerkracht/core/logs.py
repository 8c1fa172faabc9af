"""Writes what the dashboard does, a line for each thing: key=value for people, or JSON for a log collector.

A line says which page and how long, never who looked or what was typed. So it leaves out what others put in a message:
of an error that nobody expected it tells the kind and the place, of what a library says only the fixed text.
"""

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from veerkracht.core import paths
from veerkracht.core.errors import VeerkrachtError

FORMS = ("tekst", "json")
_OWN = "veerkracht"
_PLACES = 12  # of an error, from where it arose to who called
_OF_A_PAGE = "Uncaught app execution"  # what Streamlit says of an error that asgi.py tells with a code
_log = logging.getLogger(_OWN)


def form() -> str:
    """Return the form that `VEERKRACHT_LOG` asks for, 'tekst' or 'json'; 'tekst' when it asks for no such form."""
    asked = os.environ.get("VEERKRACHT_LOG", "")
    return asked if asked in FORMS else FORMS[0]


def as_json(moment: str, level: str, message: str, **more: object) -> str:
    """Return a line as one JSON object: time, level, what else there is, message."""
    return json.dumps({"time": moment, "level": level, **more, "message": message}, ensure_ascii=False)


def begin() -> None:
    """Let the lines of the dashboard out on standard error; again does nothing."""
    if _handler not in _log.handlers:
        _log.addHandler(_handler)
        _log.setLevel(logging.INFO)


def adopt(logger: logging.Logger) -> None:
    """Let the warnings and errors of a library out in the same form, and no more: its other lines name visitors."""
    logger.handlers = [_handler]
    logger.propagate = False


@contextmanager
def run_of(page: str, database: str) -> Iterator[None]:
    """Write a line when a run of a page ends: its milliseconds, how it ended, and when its figures were built.

    It ends 'getoond', 'fout', or 'afgebroken': stopped with a message to the visitor, or by a choice made meanwhile.
    """
    began, outcome = time.perf_counter(), "afgebroken"
    try:
        yield
        outcome = "getoond"
    except Exception:
        outcome = "fout"
        raise
    finally:
        duration = round((time.perf_counter() - began) * 1000)
        told("Pagina", page=page, outcome=outcome, duration_ms=duration, database=database)


def told(message: str, **more: object) -> None:
    """Write what happened."""
    _log.info(message, extra={"more": more})


def failed(message: str, error: BaseException | None = None, **more: object) -> None:
    """Write what went wrong."""
    _log.error(message, exc_info=error, extra={"more": more})


class _Lines(logging.Formatter):
    """Makes a record one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created).isoformat(sep=" ", timespec="microseconds")
        is_own = record.name.partition(".")[0] == _OWN
        more = dict(getattr(record, "more", {})) if is_own else {"logger": record.name}
        if record.exc_info and record.exc_info[1]:
            more |= _of_error(record.exc_info[1])
        message = record.getMessage() if is_own else str(record.msg)
        if form() == "json":
            return as_json(moment, record.levelname.lower(), message, **more)
        line = {"time": moment, "level": record.levelname.lower(), **more, "message": message}
        return " ".join(f"{key}={_quoted(str(value))}" for key, value in line.items())


def _of_error(error: BaseException) -> dict[str, str]:
    """Return the kind of an error, the places it came through, last first, and its text when that is ours or
    of the system."""
    found = {"error": type(error).__name__}
    if isinstance(error, VeerkrachtError | OSError):
        found["reason"] = str(error)
    places = reversed(traceback.extract_tb(error.__traceback__)[-_PLACES:])
    return found | {"at": " < ".join(f"{_name(one.filename)}:{one.lineno} {one.name}" for one in places)}


def _name(file: str) -> str:
    """Return the path of a file in the project or in a library, without where that is on this machine."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(paths.ROOT).as_posix() if path.is_relative_to(paths.ROOT) else path.name


class _StandardError(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.stream = sys.stderr
        super().emit(record)


def _quoted(text: str) -> str:
    return text if text and not set(text) & set(' "=\n\r\t') else json.dumps(text, ensure_ascii=False)


def _is_let_out(record: logging.LogRecord) -> bool:
    if record.msg == _OF_A_PAGE:
        return False
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == _OWN


_handler = _StandardError()
_handler.setFormatter(_Lines())
_handler.addFilter(_is_let_out)
