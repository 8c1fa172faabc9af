"""Runs queries on one version of the database, and caches their results and values computed from them."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import partial, wraps
from inspect import getclosurevars, isfunction
from threading import Lock
from types import ModuleType
from typing import Protocol, TypeVar, TypeVarTuple

import duckdb
import pandas as pd

_Value = TypeVar("_Value")
_Arguments = TypeVarTuple("_Arguments")
_MAX_BYTES = 32_000_000  # of results and values per database; all profiles fill 24, all parts of letters 50
_MAX_BYTES_OF_VALUE = 5_000_000  # what is larger is not cached
_MOST_MEASURED = 10  # members of a collection: to measure them all takes as long as to compute most values
_BYTES_OF_COLUMN = 1000  # of the objects that pandas makes around the cells of a column
_PLAIN = (str, float, int, type(None))  # hold nothing


class Query(Protocol):
    """How the dashboard and the exports read figures."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return question(connection, *arguments), a function of a queries module; the frame may be changed."""
        ...

    def once(self, question: Callable[..., _Value], *arguments: Hashable | list[str]) -> _Value:
        """Return what a query returns, a frame or rows, and do not cache it: it is large, such as photos, or part of a
        value that is cached."""
        ...

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return function(query, *arguments), which must not be changed.

        The function and its arguments are the key of the cache: see require_key.
        """
        ...


def cached(compute: Callable[[Query, *_Arguments], _Value]) -> Callable[[Query, *_Arguments], _Value]:
    """Make a function of a query and what can be a key one whose value the query caches: see Query.value."""

    @wraps(compute)
    def from_cache(query: Query, *arguments: *_Arguments) -> _Value:
        return query.value(compute, *arguments)  # type: ignore[arg-type]  # require_key checks them

    return from_cache


class DatabaseQuery:
    """A Query that caches by function and arguments, for as long as it lives; safe in several threads."""

    def __init__(
        self, cursor: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]], max_bytes: int | None = None
    ) -> None:
        """Take a function that opens a connection, of which each thread gets its own, and how much to cache."""
        self.cursor = cursor
        self._max_bytes = max_bytes or _MAX_BYTES
        self._values: OrderedDict[tuple[Hashable, ...], tuple[object, int]] = OrderedDict()  # each with its bytes
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the result of a query: see Query."""
        key = tuple(tuple(argument) if isinstance(argument, list) else argument for argument in arguments)
        frame = self._cached(question, key, lambda: self.once(question, *key))
        return frame.copy(deep=False)  # pandas copies on write: the cached frame stays as is

    def once(self, question: Callable[..., _Value], *arguments: Hashable | list[str]) -> _Value:
        """Return the result of a query that is not cached: see Query."""
        with self.cursor() as connection:
            return question(connection, *(list(value) if isinstance(value, tuple) else value for value in arguments))

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return what a function computes from results: see Query."""
        return self._cached(function, arguments, lambda: function(self, *arguments))

    def clear(self) -> None:
        """Clear the cache of a database that is no longer shown.

        Some values hold this query, as exhibits do: they would stay until garbage collection.
        """
        with self._lock:
            self._values.clear()
            self._bytes = 0

    def _cached(
        self, function: Callable[..., _Value], arguments: tuple[Hashable, ...], compute: Callable[[], _Value]
    ) -> _Value:
        """Return the cached value, else compute it; the value that was not used for longest makes room."""
        key = function, *arguments
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]  # type: ignore[return-value]
        require_key(function, arguments)
        value = compute()
        size = byte_size((key, value))
        if size <= _MAX_BYTES_OF_VALUE:
            with self._lock:
                _, replaced = self._values.pop(key, (None, 0))
                self._values[key] = value, size
                self._bytes += size - replaced
                while self._bytes > self._max_bytes:
                    _, (_, dropped) = self._values.popitem(last=False)
                    self._bytes -= dropped
        return value


class Shared:
    """Data that many values share: it exists apart from each of them, so its bytes are not counted as theirs."""


_NO_PART = (DatabaseQuery, ModuleType, type, Shared)  # of a value: they are there without it
_COLLECTIONS = (dict, list, tuple, set, frozenset)


def byte_size(value: object) -> int:
    """Return the approximate memory in bytes of a value and everything in it.

    Of a long collection some members are measured, spread over it, and the others assumed to be alike. Of an object
    every attribute is measured, as those differ.
    """
    size, seen, unread = 0.0, set[int](), [(value, 1.0)]
    while unread:
        part, count = unread.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, _PLAIN):
            size += count * sys.getsizeof(part)
        elif isinstance(part, pd.DataFrame | pd.Series):
            columns = [column for _, column in part.items()] if isinstance(part, pd.DataFrame) else [part]
            size += count * sum(_BYTES_OF_COLUMN + column.memory_usage(index=False, deep=True) for column in columns)
        elif not isinstance(part, _NO_PART):
            size += count * sys.getsizeof(part)
            members = _members(part)
            step = -(-len(members) // _MOST_MEASURED) if isinstance(part, _COLLECTIONS) else 1
            measured = members[:: step or 1]
            unread += [(member, count * len(members) / len(measured)) for member in measured]
    return int(size)


def _members(part: object) -> Sequence[object]:
    """Return the members of a collection, a function or an object."""
    if isinstance(part, dict):
        return [*part.keys(), *part.values()]
    if isinstance(part, list | tuple):
        return part
    if isinstance(part, set | frozenset):
        return [*part]
    if isfunction(part):
        return [*getclosurevars(part).nonlocals.values()]
    if isinstance(part, partial):
        return [*part.args, *part.keywords.values()]
    return [*getattr(part, "__dict__", {}).values()]


def require_key(function: Callable[..., object], arguments: tuple[Hashable, ...]) -> None:
    """Raise TypeError unless a function and its arguments name all that the result depends on.

    The function is one of a module, as the variables of a nested function are not in the key. The arguments are texts,
    numbers, dates, None, functions and classes of a module, and tuples, frozensets and frozen dataclasses of these.
    """
    hash(arguments)  # fails for what can change, such as lists and DataFrames
    name = getattr(function, "__qualname__", repr(function))
    if not isfunction(function) or "<" in name:
        raise TypeError(f"{name} is not a function of a module: what it depends on is not in the key of the cache")
    for argument in arguments:
        if not _is_plain(argument):
            raise TypeError(f"{name}: an argument of type {type(argument).__name__} cannot be in the key of the cache")


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(map(_is_plain, value))
    if isfunction(value) or isinstance(value, type):
        return "<" not in value.__qualname__
    if is_dataclass(value):
        return all(_is_plain(getattr(value, field.name)) for field in fields(value))
    return value is None or isinstance(value, str | int | float | date | Enum)


def query_of(connection: duckdb.DuckDBPyConnection) -> DatabaseQuery:
    """Return a query of this connection, for scripts and tests: one thread only."""
    return DatabaseQuery(lambda: nullcontext(connection))
