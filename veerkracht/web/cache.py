"""Caches what pages compute and draw, per version of the database and explicit key.

Two caches: values (`query` and `query.value`) and drawn elements (`replayed`). A visitor who sees internal figures
reads another database than the others, and its version is part of every key: nothing internal is replayed to others.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NoReturn, TypeVar

import duckdb
import pandas as pd
import streamlit as st

from veerkracht.core import areas, logs, paths
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import database, engines, lookups, queries
from veerkracht.database.query import DatabaseQuery, Query
from veerkracht.database.rows import Indicator, Programme
from veerkracht.web.login import one_visitor, sees_internal

Version = tuple[str | int, ...]  # place of the database, and what changes with its content

_Value = TypeVar("_Value")
_SECONDS_BETWEEN_CHECKS = 5  # of a database elsewhere, for new figures
_SECONDS_BETWEEN_LOG_LINES = 60  # about the same fault
_MOST_STORES = 4
_MOST_ELEMENTS = 1000  # drawn parts of pages


class _StoreQuery(DatabaseQuery):
    """A query that shows a Dutch message and ends the page when the figures cannot be read."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the answer to a question."""
        try:
            return super().__call__(question, *arguments)
        except (OSError, VeerkrachtError, duckdb.Error) as error:
            _stop(error)


class _Store:
    """One version of the database: an open reader, and the values computed from it."""

    def __init__(self, version: Version) -> None:
        """Open the database. Raises OSError, VeerkrachtError or duckdb.Error when that fails."""
        place = paths.database()
        self.version = version
        reader = _reader_elsewhere(place) if isinstance(place, str) else database.Reader(Path(str(version[0])))
        self.query = _StoreQuery(reader.cursor)


_stores: dict[str, _Store] = {}  # by place: the public database and the internal one
_opening = Lock()
_store_of_run: ContextVar[_Store | None] = ContextVar("the database version that this run shows", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Give everything inside the same version of the database, so that a page is consistent from top to bottom."""
    with one_visitor():
        token = _store_of_run.set(_store())
        try:
            yield
        finally:
            _store_of_run.reset(token)


def _store() -> _Store:
    """Return the store of this run, else of the database as it is now; a Dutch message ends the page without one."""
    if (store := _store_of_run.get()) is not None:
        return store
    try:
        return _latest_store(current())
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        _stop(error)


def _latest_store(version: Version) -> _Store:
    place = str(version[0])
    with _opening:
        store = _stores.get(place)
        if store is None or store.version != version:
            replaces_older = _stores.pop(place, None) is not None
            store = _stores[place] = _Store(version)
            while len(_stores) > _MOST_STORES:
                del _stores[next(iter(_stores))]
            if replaces_older:
                _elements.clear()
        return store


def version() -> Version:
    """Return the version of the database that this run shows: public, or internal for a visitor who sees that."""
    return _store().version


def current() -> Version:
    """Return the version of the database at this moment.

    Raises OSError, VeerkrachtError or duckdb.Error when there is none.
    """
    place = paths.internal_database_file() if sees_internal() else paths.database()
    if (path := place if isinstance(place, Path) else engines.file(place)) is None:
        return _version_elsewhere(str(place), int(time.monotonic() / _SECONDS_BETWEEN_CHECKS))
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_size


def built_at() -> str:
    """Return when the database of this run was built, in ISO format."""
    changed = version()[1]
    return changed if isinstance(changed, str) else datetime.fromtimestamp(changed / 1e9).isoformat(" ", "seconds")


@lru_cache(maxsize=2)
def _version_elsewhere(place: str, span: int) -> Version:
    """Return place (without secrets) and build time of a database elsewhere, looked up once in a span of time."""
    with _reader_elsewhere(place).cursor() as connection:
        return engines.masked(place), engines.built_at(connection, place)


@lru_cache(maxsize=2)
def _reader_elsewhere(place: str) -> database.Reader:
    return database.Reader(place)  # opening a connection can take a second


class _PageQuery:
    """The query of this run: see veerkracht.database.query.Query. Ends the page with a Dutch message on failure."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the answer to a question."""
        return _store().query(question, *arguments)

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return function(query, *arguments), from the cache when it was computed before; never changed."""
        return _store().query.value(function, *arguments)


query = _PageQuery()


def replayed(draw: Callable[..., object], *arguments: Hashable) -> None:
    """Call draw(*arguments), or replay the elements it drew before for the same database version and arguments.

    `draw` is a function of a module that makes no widgets. Its arguments tell all that it draws, by their repr. Raises
    TypeError for a function inside another one and for arguments that cannot be hashed.
    """
    if "<locals>" in draw.__qualname__:
        raise TypeError(f"{draw.__qualname__} is made inside a function: its variables are not in the key")
    hash(arguments)
    _elements(repr((version(), draw.__module__, draw.__qualname__, arguments)), draw, arguments)


@st.cache_data(show_spinner=False, max_entries=_MOST_ELEMENTS)
def _elements(key: str, _draw: Callable[..., object], _arguments: tuple[Hashable, ...]) -> None:
    _draw(*_arguments)


def _stop(error: Exception) -> NoReturn:
    place = paths.database()
    _log_once(str(error), int(time.monotonic() / _SECONDS_BETWEEN_LOG_LINES))
    if isinstance(place, str):
        _reader_elsewhere.cache_clear()  # opens a lost connection again
        _stores.clear()
        advice = "Controleer VEERKRACHT_DATABASE, of zet de cijfers er opnieuw neer met: python -m etl publiceer"
        message = str(error) if isinstance(error, VeerkrachtError) else f"{engines.masked(str(error), place)} {advice}"
    else:
        message = "Waarom, staat in het logboek. Maak de database opnieuw met: python -m etl --offline"
        if isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
            message = f"De database is van een andere versie van het dashboard. {message}"
    st.error(f"De cijfers zijn niet te lezen. {message}")
    st.stop()


@lru_cache(maxsize=20)
def _log_once(message: str, span: int) -> None:
    """Log why the figures cannot be read, once in a span of time and not for every visitor."""
    logs.failed("De cijfers zijn niet te lezen", reason=engines.masked(message, str(paths.database())))


def programme() -> Programme:
    """Return the programme."""
    return lookups.programme(query)


def area_names() -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    return lookups.area_names(query)


def areas_to_choose() -> dict[str, str]:
    """Return the name of every area with figures by its code: the focus areas together have statuses only."""
    return {code: name for code, name in area_names().items() if code != areas.TOGETHER}


def buurt_names() -> dict[str, str]:
    """Return the name of every buurt by its code, ordered by name."""
    return query.value(_buurt_names)


def _buurt_names(query: Query) -> dict[str, str]:
    rows = query(queries.areas)
    buurten = rows[rows["level"] == "buurt"]
    return dict(zip(buurten["area_code"], buurten["name"], strict=True))


def indicators(counted: str = "figure_count", frequency: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the indicators with figures and those without, each as queries.indicators.

    `counted` says of which areas: 'figure_count' (any) or 'buurt_figure_count'; `frequency` leaves out all others.
    """
    rows = query(queries.indicators)
    if frequency:
        rows = rows[rows["frequency"] == frequency]
    return rows[rows[counted] > 0], rows[rows[counted] == 0]


def indicator_row(indicator_id: str) -> Indicator:
    """Return the indicator with this id. Raises DataError when there is none."""
    return lookups.indicator(query, indicator_id)


def indicator_labels(frame: pd.DataFrame) -> dict[str, str]:
    """Return the name of each indicator with its theme, by its id; `frame` as queries.indicators."""
    parts = zip(frame["indicator_id"], frame["theme"], frame["label"], strict=True)
    return {indicator_id: f"{theme.capitalize()}: {label}" for indicator_id, theme, label in parts}
