"""Writes the log, one line per event: key=value for people, or JSON for a log collector.

A line has the page and its duration, never the visitor or what was typed. Text from others is left out: an unexpected
error is logged with its type and location, a library's message with its fixed text only.
"""

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from veerkracht.core import moments, paths
from veerkracht.core.errors import VeerkrachtError

FORMATS = ("tekst", "json")
_ROOT_LOGGER = "veerkracht"
_MAX_FRAMES = 12  # of a traceback, from where the error arose to its callers
_log = logging.getLogger(_ROOT_LOGGER)


def line_format() -> str:
    """Return the format in `VEERKRACHT_LOG`, 'tekst' or 'json'; 'tekst' for any other value."""
    name = os.environ.get("VEERKRACHT_LOG", "")
    return name if name in FORMATS else FORMATS[0]


def as_json(moment: str, level: str, message: str, **details: object) -> str:
    """Return a line as one JSON object: time, level, the details, message."""
    return json.dumps({"time": moment, "level": level, **details, "message": message}, ensure_ascii=False)


def start(form: str = "") -> None:
    """Write the lines of the dashboard to standard error from now on, in this format or the one of `line_format`.

    So come the warnings of libraries without a handler of their own. A library that calls `logging.info`, as cbsodata
    does, gives the root logger a handler that prints the text of errors: that one goes, and none comes any more.
    """
    _LINES.form = form
    root = logging.getLogger()
    if HANDLER not in root.handlers:
        root.handlers = [HANDLER, *(other for other in root.handlers if type(other) is not logging.StreamHandler)]
        _log.setLevel(logging.INFO)


def adopt(logger: logging.Logger) -> None:
    """Write the warnings and errors of a library in the same format; drop its other lines, which name visitors."""
    logger.handlers = [HANDLER]
    logger.propagate = False


@contextmanager
def page_run(page: str, database: str) -> Iterator[None]:
    """Log a run of a page when it ends: its milliseconds, its outcome, and when its figures were built.

    The outcome is 'getoond', 'fout', or 'afgebroken': stopped with a message to the visitor, or by another choice.
    """
    start, outcome = time.perf_counter(), "afgebroken"
    try:
        yield
        outcome = "getoond"
    except Exception:
        outcome = "fout"
        raise
    finally:
        duration = round((time.perf_counter() - start) * 1000)
        log_event("Pagina", page=page, outcome=outcome, duration_ms=duration, database=database)


def log_event(message: str, **details: object) -> None:
    """Log something that happened."""
    _log.info(message, extra={"details": details})


def log_error(message: str, error: BaseException | None = None, **details: object) -> None:
    """Log something that went wrong."""
    _log.error(message, exc_info=error, extra={"details": details})


class _Lines(logging.Formatter):
    """Formats a record as one line."""

    form = ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = moments.as_text(datetime.fromtimestamp(record.created, UTC))
        details = dict(getattr(record, "details", {})) if _is_own(record) else {"logger": record.name}
        if record.exc_info and record.exc_info[1]:
            details |= _error_details(record.exc_info[1])
        message = record.getMessage() if _is_own(record) else str(record.msg)
        if (self.form or line_format()) == "json":
            return as_json(moment, record.levelname.lower(), message, **details)
        parts = {"time": moment, "level": record.levelname.lower(), **details, "message": message}
        return " ".join(f"{key}={_quoted(str(value))}" for key, value in parts.items())


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _ROOT_LOGGER


def _error_details(error: BaseException) -> dict[str, str]:
    """Return the type of an error, the frames it passed through, innermost first, and its text when that is ours or of
    the system."""
    details = {"error": type(error).__name__}
    if isinstance(error, VeerkrachtError | OSError):
        details["reason"] = str(error)
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:])
    return details | {"at": " < ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)}


def _short(file: str) -> str:
    """Return the path of a file inside the project or a library, without where that is on this machine."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(paths.ROOT).as_posix() if path.is_relative_to(paths.ROOT) else path.name


def _quoted(text: str) -> str:
    return text if text and not set(text) & set(' "=\n\r\t') else json.dumps(text, ensure_ascii=False)


class _StandardError(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.stream = sys.stderr
        super().emit(record)


_LINES = _Lines()
HANDLER = _StandardError()
HANDLER.setFormatter(_LINES)
HANDLER.addFilter(lambda record: record.levelno >= logging.WARNING or _is_own(record))
