"""Decides whether a database can be used as it is, or must be rebuilt."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

import duckdb

from etl.build import fingerprint
from etl.snapshots import run_lock
from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.database import database

_reading = Lock()


def is_due(target: Path) -> bool:
    """Return whether the dashboard must build the database: it is outdated, and no run is about to build it."""
    if is_current(target):
        return False
    return not (is_readable(target) and run_lock.is_held(paths.fetched_folder()))


def is_current(target: Path) -> bool:
    """Return whether a readable database is up to date, and any internal one beside it is readable too."""
    internal_target = paths.internal(target)
    return _fingerprint(target) == fingerprint.of_inputs() and (
        not internal_target.exists() or is_readable(internal_target)
    )


def is_readable(target: Path) -> bool:
    """Return whether there is a database, with the tables of this version, that can be read."""
    return _fingerprint(target) is not None


def _fingerprint(target: Path) -> str | None:
    """Return the hash of the inputs of a database, None when it cannot be read."""
    try:
        status = target.stat()
    except OSError:
        return None
    with _reading:  # else all visitors would read a whole new database at the same moment
        try:
            return _read_fingerprint(target, status.st_mtime_ns, status.st_size)
        except database.Unavailable:  # not cached: it may be readable next time
            return None


@lru_cache(maxsize=4)
def _read_fingerprint(target: Path, changed: int, size: int) -> str | None:
    if not database.is_whole(target):
        return None
    try:
        with database.read(target) as connection:
            [[built_from]] = connection.execute("select coalesce(max(fingerprint), '') from build").fetchall()
    except (DataError, duckdb.Error):  # replaced or removed in the meantime
        return None
    return str(built_from)
