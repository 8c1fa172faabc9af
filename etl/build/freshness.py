"""Tells whether a database can be used as it is, or has to be built again."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

from veerkracht.core import paths
from veerkracht.database import database

CHECKS = Path(__file__).parent / "checks"

_one_look = Lock()


def is_current(target: Path) -> bool:
    """Return whether there is a database that can be read and is not older than what it is built from, and an internal
    one beside it, if any, of the same age."""
    if not is_readable(target) or (built_at := target.stat().st_mtime) < origins_changed_at():
        return False
    beside = paths.internal(target)
    return not beside.exists() or (is_readable(beside) and beside.stat().st_mtime == built_at)


def is_readable(target: Path) -> bool:
    """Return whether there is a database, with the tables of this version, that can be read."""
    try:
        found = target.stat()
    except OSError:
        return False
    with _one_look:  # else everybody who is there when a new one comes reads it all at once
        return _is_whole(target, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _is_whole(target: Path, changed: int, size: int) -> bool:
    return database.is_whole(target)


def origins_changed_at() -> float:
    """Return when what a database is built from changed last: the included data, the texts, the catalogue, the ETL."""
    code = [*Path(__file__).parents[1].rglob("*.py"), *CHECKS.glob("*.sql"), database.SCHEMA]
    included = paths.included_folder().glob("**/*@*/manifest.json")
    written = paths.included_folder().glob("*.yaml")
    origins = [paths.CATALOG, paths.resilience_reference(), *included, *written, *code]
    return max((path.stat().st_mtime for path in origins if path.exists()), default=0.0)
