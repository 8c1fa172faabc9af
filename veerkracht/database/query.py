"""Runs queries on one version of the database, and caches their results and what is computed from them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from inspect import isfunction
from threading import Lock
from typing import Protocol, TypeVar

import duckdb
import pandas as pd

_Value = TypeVar("_Value")
_CACHE_SIZE = 5000  # results and values per database


class Query(Protocol):
    """How the dashboard and the exports read figures."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return question(connection, *arguments), a function of a queries module; the frame may be changed."""
        ...

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return function(query, *arguments), which must not be changed.

        The function and its arguments are the key of the cache: see require_key.
        """
        ...


class DatabaseQuery:
    """A Query that caches by function and arguments, for as long as it lives; safe in several threads."""

    def __init__(self, cursor: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> None:
        """Take a function that opens a connection; each thread gets its own."""
        self._cursor = cursor
        self._values: OrderedDict[tuple[Hashable, ...], object] = OrderedDict()
        self._lock = Lock()

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the result of a query: see Query."""
        key = tuple(tuple(argument) if isinstance(argument, list) else argument for argument in arguments)

        def run() -> pd.DataFrame:
            with self._cursor() as connection:
                return question(connection, *(list(value) if isinstance(value, tuple) else value for value in key))

        return self._cached(question, key, run).copy(deep=False)  # pandas copies on write: the cached frame stays as is

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return what a function computes from results: see Query."""
        return self._cached(function, arguments, lambda: function(self, *arguments))

    def clear(self) -> None:
        """Forget everything, of a database that is not shown any more.

        Some values hold this query, as exhibits do: they would stay until the garbage collector comes by.
        """
        with self._lock:
            self._values.clear()

    def _cached(
        self, function: Callable[..., _Value], arguments: tuple[Hashable, ...], compute: Callable[[], _Value]
    ) -> _Value:
        """Return the cached value, else compute it; the value that was not used for longest makes room."""
        key = function, *arguments
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]  # type: ignore[return-value]
        require_key(function, arguments)
        value = compute()
        with self._lock:
            self._values[key] = value
            if len(self._values) > _CACHE_SIZE:
                self._values.popitem(last=False)
        return value


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
