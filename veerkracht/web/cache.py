"""Caches what pages compute and render, by database version and explicit key.

There are two caches: values (`query` and `query.value`) and rendered elements (`replayed`), each for the public
database and for the internal one that some visitors see. Elements rendered from the internal database are never
replayed to others.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import NoReturn, TypeVar, TypeVarTuple

import duckdb
import pandas as pd
import streamlit as st

from veerkracht.core import areas, logs, paths
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import database, engines, lookups, queries
from veerkracht.database.query import DatabaseQuery, require_key
from veerkracht.database.rows import Indicator, Programme
from veerkracht.groups import figures as group_figures
from veerkracht.groups.group import Group
from veerkracht.web.login import fixed_visitor, sees_internal

_Value = TypeVar("_Value")
_Arguments = TypeVarTuple("_Arguments")
_Unreadable = (OSError, VeerkrachtError, duckdb.Error)
_SECONDS_BETWEEN_CHECKS = 5  # between checks for new figures in a database that is not a file
_SECONDS_BETWEEN_LOG_LINES = 60  # between log lines about the same failure
_MAX_BYTES = 32 * 1024**2  # of rendered parts of pages, per cache
_MOST_GROUPED = 4  # selections of own groups whose values are cached at a time, each with at most so many bytes
_BYTES_OF_GROUPED = 8 * 1024**2


@dataclass(frozen=True)
class Version:
    """One version of a database: its location, when it was built (ISO format), and what else changes with its
    content."""

    place: str
    built_at: str
    state: tuple[int, ...] = ()


class _StoreQuery(DatabaseQuery):
    """A query that shows a Dutch message and ends the page when the figures cannot be read."""

    def once(self, question: Callable[..., _Value], *arguments: Hashable | list[str]) -> _Value:
        """Return the result of a query that is not cached."""
        try:
            return super().once(question, *arguments)
        except _Unreadable as error:
            _stop(error)


class _Store:
    """One version of a database: an open reader, and the cached values computed from it."""

    def __init__(self, version: Version, is_internal: bool) -> None:
        """Open the database as it is now."""
        place = paths.internal_database_file() if is_internal else paths.database()
        self.version = version
        self.is_internal = is_internal
        is_engine = isinstance(place, str) and engines.file(place) is None
        reader = _engine_reader(str(place)) if is_engine else database.Reader(place)
        self.query = _StoreQuery(reader.cursor)
        self._grouped: OrderedDict[tuple[Group, ...], _StoreQuery] = OrderedDict()
        self._choosing = Lock()

    @cached_property
    def has_stories(self) -> bool:
        """Whether there are any stories. Raises read errors, for which the query would end the page."""
        return not DatabaseQuery.once(self.query, queries.newest_story).empty

    def clear(self) -> None:
        """Clear the caches of a database that is no longer shown."""
        for query in (self.query, *self._grouped.values()):
            query.clear()

    def with_groups(self, groups: tuple[Group, ...]) -> _StoreQuery:
        """Return a query that includes these own groups among all areas; those of the latest few selections are
        cached."""
        if not groups:
            return self.query
        with self._choosing:
            if (cached := self._grouped.get(groups)) is None:
                added = group_figures.content(self.query, groups)
                cached = _StoreQuery(group_figures.cursor(self.query.cursor, added), _BYTES_OF_GROUPED)
                self._grouped[groups] = cached
            self._grouped.move_to_end(groups)
            while len(self._grouped) > _MOST_GROUPED:
                self._grouped.popitem(last=False)
            return cached


_stores: dict[bool, _Store] = {}  # of the public database, and (True) of the internal one
_opening = Lock()
_store_of_run: ContextVar[_Store | None] = ContextVar("the database version that this run shows", default=None)
_groups_of_run: ContextVar[tuple[Group, ...] | None] = ContextVar("the own groups that this run shows", default=None)
_GROUPS = "own_groups"  # in the session: the groups of its page, for reruns of its fragments


@contextmanager
def one_version() -> Iterator[None]:
    """Use a single version of the database inside this context, so that a page is consistent."""
    with fixed_visitor():
        token, groups = _store_of_run.set(_store()), _groups_of_run.set(())
        try:
            yield
        finally:
            _groups_of_run.reset(groups)
            _store_of_run.reset(token)


def use_groups(groups: tuple[Group, ...]) -> None:
    """Use these own groups as areas for the rest of this run, and for reruns of fragments of its page."""
    st.session_state[_GROUPS] = groups
    _groups_of_run.set(groups)


def groups() -> tuple[Group, ...]:
    """Return the own groups of this run."""
    run_groups = _groups_of_run.get()
    return st.session_state.get(_GROUPS, ()) if run_groups is None else run_groups


def with_these_groups(make: Callable[[], _Value]) -> Callable[[], _Value]:
    """Return a function that calls `make` with the own groups of this run, whenever it is called."""
    visitor_groups = groups()

    @wraps(make)
    def make_with_groups() -> _Value:
        token = _groups_of_run.set(visitor_groups)
        try:
            return make()
        finally:
            _groups_of_run.reset(token)

    return make_with_groups


def _query_of_run() -> _StoreQuery:
    return _store().with_groups(groups())


def _store() -> _Store:
    """Return the store of this run, else that of the current database; without one, a Dutch message ends the page."""
    if (store := _store_of_run.get()) is not None:
        return store
    try:
        return _latest_store(sees_internal())
    except _Unreadable as error:
        _stop(error)


def _latest_store(is_internal: bool) -> _Store:
    """Return the store of the current database; the store of an older version is dropped with its caches.

    Raises OSError, VeerkrachtError or duckdb.Error when the database cannot be read.
    """
    store = _stores.get(is_internal)
    if store is not None and store.version == _latest_version(is_internal):
        return store
    with _opening:
        while True:  # until the opened version is still the latest
            version, store = _latest_version(is_internal), _stores.get(is_internal)
            if store is not None:
                if store.version == version:
                    return store
                _ELEMENTS[is_internal].clear()
                store.clear()
            _stores[is_internal] = _Store(version, is_internal)


def _latest_version(is_internal: bool) -> Version:
    place = paths.internal_database_file() if is_internal else paths.database()
    if (path := place if isinstance(place, Path) else engines.file(place)) is None:
        return _engine_version(str(place), int(time.monotonic() / _SECONDS_BETWEEN_CHECKS))
    status = path.stat()
    built_at = datetime.fromtimestamp(status.st_mtime, UTC).isoformat(" ", "seconds")
    return Version(str(path), built_at, (status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=2)
def _engine_version(place: str, span: int) -> Version:
    """Return the version of the figures on an engine, checked at most once per interval."""
    with _engine_reader(place).cursor() as connection:
        return Version(engines.masked(place), engines.built_at(connection, place))


@lru_cache(maxsize=2)
def _engine_reader(place: str) -> database.Reader:
    return database.Reader(place)  # opening a connection can take a second


def public_version() -> Version:
    """Return the current version of the public database, whoever the visitor is.

    Raises OSError, VeerkrachtError or duckdb.Error without one.
    """
    return _latest_version(is_internal=False)


def public_query() -> DatabaseQuery:
    """Return a query of the current public database, whoever the visitor is; it raises read errors, for use outside a
    page.

    Raises OSError, VeerkrachtError or duckdb.Error when there is no database to read.
    """
    return DatabaseQuery(_latest_store(is_internal=False).query.cursor)


def version() -> Version:
    """Return the version of the database of this run: public, or internal if the visitor may see that."""
    return _store().version


def built_at() -> str:
    """Return when the database of this run was built, in ISO format."""
    return version().built_at


def shows_invented_figures() -> bool:
    """Return whether any figure of this run is invented, for demonstrations (`make full`)."""
    return bool(query(queries.version)["is_invented"].iloc[0])


def has_stories() -> bool:
    """Return whether there are any stories; false if the figures cannot be read, which the page reports."""
    try:
        return _latest_store(sees_internal()).has_stories
    except _Unreadable:
        return False


class _PageQuery:
    """The query of this run: see veerkracht.database.query.Query. Ends the page with a Dutch message on failure."""

    def __call__(self, question: Callable[..., pd.DataFrame], *arguments: Hashable | list[str]) -> pd.DataFrame:
        """Return the result of a query."""
        return _query_of_run()(question, *arguments)

    def once(self, question: Callable[..., _Value], *arguments: Hashable | list[str]) -> _Value:
        """Return the result of a query that is not cached."""
        return _query_of_run().once(question, *arguments)

    def value(self, function: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return function(query, *arguments), from the cache if possible; it must not be changed."""
        return _query_of_run().value(function, *arguments)


query = _PageQuery()


def replayed(draw: Callable[..., object], *arguments: Hashable) -> None:
    """Call draw(*arguments), or replay the elements that it drew before for this database version and these arguments.

    `draw` creates no widgets. It and its arguments are the cache key, so they must determine everything that it draws:
    raises TypeError for nested functions and for arguments such as DataFrames (see database.query.require_key). While
    Streamlit watches the code, as in `make dev`, nothing is replayed, so that edits are visible.
    """
    require_key(draw, arguments)
    if st.get_option("server.fileWatcherType") != "none":
        draw(*arguments)
        return
    store = _store()
    key = repr((store.version, groups(), draw.__module__, draw.__qualname__, arguments))
    _ELEMENTS[store.is_internal](key, draw, arguments)


def replaying(draw: Callable[[*_Arguments], object]) -> Callable[[*_Arguments], None]:
    """Decorate a function that draws, so that it replays what it drew before: see `replayed`."""

    @wraps(draw)
    def draw_or_replay(*arguments: *_Arguments) -> None:
        replayed(draw, *arguments)  # type: ignore[arg-type]  # require_key checks them

    return draw_or_replay


@st.cache_data(show_spinner=False, max_size=_MAX_BYTES)
def _public_elements(key: str, _draw: Callable[..., object], _arguments: tuple[Hashable, ...]) -> None:
    _draw(*_arguments)


@st.cache_data(show_spinner=False, max_size=_MAX_BYTES)
def _internal_elements(key: str, _draw: Callable[..., object], _arguments: tuple[Hashable, ...]) -> None:
    _draw(*_arguments)


_ELEMENTS = {False: _public_elements, True: _internal_elements}


def _stop(error: Exception) -> NoReturn:
    place = paths.database()
    _log_once(str(error), int(time.monotonic() / _SECONDS_BETWEEN_LOG_LINES))
    if isinstance(place, str):
        _engine_reader.cache_clear()  # opens a lost connection again
        _stores.clear()
        advice = "Controleer VEERKRACHT_DATABASE, of zet de cijfers er opnieuw neer met: python -m etl publiceer"
        message = str(error) if isinstance(error, VeerkrachtError) else f"{engines.masked(str(error), place)} {advice}"
    else:
        message = "Waarom, staat in het logboek. Maak de database opnieuw met: python -m etl --offline"
        if isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
            message = f"De database is van een andere versie van het dashboard. {message}"
    st.error(f"De cijfers zijn niet te lezen. Probeer het later nog eens. Voor de beheerder: {message}")
    st.stop()


@lru_cache(maxsize=20)
def _log_once(message: str, span: int) -> None:
    """Log why the figures cannot be read, once per interval instead of for every visitor."""
    logs.log_error("De cijfers zijn niet te lezen", reason=engines.masked(message, str(paths.database())))


def programme() -> Programme:
    """Return the programme."""
    return lookups.programme(query)


def area_names() -> dict[str, str]:
    """Return the name of every area by its code, including the focus areas combined."""
    return lookups.area_names(query)


def areas_to_choose() -> dict[str, str]:
    """Return the name of every area with figures by its code, own groups first; the focus areas combined only have
    statuses."""
    own_groups = {group.code: f"{group.name} (eigen groep)" for group in groups()}
    return own_groups | {code: name for code, name in area_names().items() if code not in (*own_groups, areas.TOGETHER)}


def buurt_names() -> dict[str, str]:
    """Return the name of every buurt by its code, ordered by name."""
    rows = query(queries.areas)
    buurten = rows[rows["level"] == "buurt"]
    return dict(zip(buurten["area_code"], buurten["name"], strict=True))


def indicators(counted: str = "figure_count") -> pd.DataFrame:
    """Return the indicators with figures, as queries.indicators. `counted` is the column to count: 'figure_count' (any)
    or 'buurt_figure_count'."""
    rows = query(queries.indicators)
    return rows[rows[counted] > 0]


def get_indicator(indicator_id: str) -> Indicator:
    """Return the indicator with this id. Raises DataError when there is none."""
    return lookups.indicator(query, indicator_id)


def indicator_labels(frame: pd.DataFrame) -> dict[str, str]:
    """Return the name of each indicator with its theme, by its id; `frame` as queries.indicators."""
    indicators = lookups.indicators(query)
    rows = [indicators[indicator_id] for indicator_id in frame["indicator_id"]]
    return {indicator.indicator_id: f"{indicator.theme.capitalize()}: {indicator.label}" for indicator in rows}
