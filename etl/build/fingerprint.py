"""Hashes everything that a database is built from: the catalogue, the data, and the code that builds it."""

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from etl.snapshots import code_hash, run_lock
from veerkracht.core import paths, run_log
from veerkracht.database import database

CHECKS = Path(__file__).parent / "checks"
_BUILD = "etl.build.build"
_NOT_BUILT_FROM = ("README.md", run_log.NAME, run_lock.NAME, paths.DOORS, paths.TRIAL)
_LARGE = ".parquet"  # the manifest beside such a file has its hash


def of_inputs() -> str:
    """Return a hash of the catalogue, the included and the fetched data, and the code of the build.

    Only contents count: not where the files are or when they were written.
    """
    digest = hashlib.sha256(code_hash.of(_BUILD).encode())
    for file in (database.SCHEMA, database.VIEWS, *sorted(CHECKS.glob("*.sql")), paths.CATALOG, paths.programme()):
        digest.update(_hash_of(file).encode())
    for folder in (paths.included_folder(), paths.fetched_folder()):
        for file in sorted(_files(folder)):
            digest.update(f"{file.relative_to(folder)} {_hash_of(file)}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder that a build may read."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != paths.REFUSED]
        for name in names:
            if not name.startswith(".") and name not in _NOT_BUILT_FROM and not name.endswith(_LARGE):
                yield Path(place, name)


def _hash_of(path: Path) -> str:
    """Return the hash of the content of a file, '' when it cannot be read; a file that did not change is read once."""
    try:
        status = path.stat()
        return _content_hash(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return ""


@lru_cache(maxsize=10_000)
def _content_hash(path: Path, changed: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
