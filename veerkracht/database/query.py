"""Answers questions to one version of the database, each of them once."""

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Protocol, TypeVar

import duckdb
import pandas as pd

_Value = TypeVar("_Value")
_CACHE_SIZE = 5000  # answers and values per database


class Query(Protocol):
    """What the dashboard and the exports read figures with."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return question(connection, *arguments), a function of a queries module; the frame may be changed."""
        ...

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return function(query, *arguments), which must not be changed.

        The function and its arguments are the key of the cache: a function of a module, hashable arguments. Raises
        TypeError for a function made inside another one, whose variables the key would not hold.
        """
        ...


class DatabaseQuery:
    """A Query that caches by function and arguments, as long as it lives; safe in several threads."""

    def __init__(self, cursor: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> None:
        """Take how to get a connection; each thread gets its own."""
        self._cursor = cursor
        self._answer = lru_cache(_CACHE_SIZE)(self._ask)
        self._value = lru_cache(_CACHE_SIZE)(self._compute)

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the answer to a question: see Query."""
        key = tuple(tuple(argument) if isinstance(argument, list) else argument for argument in arguments)
        return self._answer(question, key).copy(deep=False)  # pandas copies on write, so the cached frame stays

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return what a function makes of the answers: see Query."""
        if "<locals>" in function.__qualname__:
            raise TypeError(f"{function.__qualname__} is made inside a function: its variables are not in the key")
        value: _Value = self._value(function, arguments)
        return value

    def _ask(self, question: Callable[..., pd.DataFrame], arguments: tuple[Hashable, ...]) -> pd.DataFrame:
        with self._cursor() as connection:
            return question(connection, *(list(one) if isinstance(one, tuple) else one for one in arguments))

    def _compute(self, function: Callable[..., _Value], arguments: tuple[Hashable, ...]) -> _Value:
        return function(self, *arguments)


def query_of(connection: duckdb.DuckDBPyConnection) -> DatabaseQuery:
    """Return a query of this connection, for scripts and tests: one thread only."""
    return DatabaseQuery(lambda: nullcontext(connection))
