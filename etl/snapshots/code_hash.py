"""Hashes the code that produces something, so that a code change triggers a recomputation."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache

from veerkracht.core import paths

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # fields with nested statements


@cache
def of(module: str) -> str:
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
