"""Makes a hash of everything that a database is built from: the catalogue, the data, and the code that builds it."""

import ast
import hashlib
import os
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from etl.snapshots import run_lock
from veerkracht.core import paths, run_log
from veerkracht.database import database

CHECKS = Path(__file__).parent / "checks"
_BUILD = "etl.build.build"
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # where a statement has others in it
_NOT_BUILT_FROM = ("README.md", run_log.NAME, run_lock.NAME)
_LARGE = ".parquet"  # the manifest beside such a file has its hash


def of_inputs() -> str:
    """Return a hash of the catalogue, the included and the fetched data, and the code of the build.

    Only contents count: not where the files are or when they were written.
    """
    digest = hashlib.sha256(of_code(_BUILD).encode())
    for file in (database.SCHEMA, database.VIEWS, *sorted(CHECKS.glob("*.sql")), paths.CATALOG):
        digest.update(_hash_of(file).encode())
    for folder in (paths.included_folder(), paths.fetched_folder()):
        for file in sorted(_files(folder)):
            digest.update(f"{file.relative_to(folder)} {_hash_of(file)}\n".encode())
    return digest.hexdigest()


@cache
def of_code(module: str) -> str:
    """Return a hash of the source of a module and of all modules of the project that it imports, directly or not.

    It is made once: a process goes on with the code that it started with, whatever changes in the files.
    """
    sources: dict[str, bytes] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in sources and (parsed := _parsed(name)):
            sources[name], imported = parsed
            waiting += imported
    return hashlib.sha256(b"".join(name.encode() + source for name, source in sorted(sources.items()))).hexdigest()


@cache
def _parsed(module: str) -> tuple[bytes, tuple[str, ...]] | None:
    """Return the source of a module of the project and what it may import; None for any other name."""
    path = paths.ROOT.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            source = file.read_bytes()
            return source, tuple(_imports(ast.parse(source)))
    return None


def _imports(block: ast.AST) -> Iterator[str]:
    """Yield the names of all modules that statements may import, names within modules among them."""
    if isinstance(block, ast.Import):
        yield from (alias.name for alias in block.names)
    elif isinstance(block, ast.ImportFrom) and block.module:
        yield block.module
        yield from (f"{block.module}.{alias.name}" for alias in block.names)
    for name in _BLOCKS:  # not into expressions, which are most of a source
        statements = getattr(block, name, None)
        for statement in statements if isinstance(statements, list) else ():
            yield from _imports(statement)


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
