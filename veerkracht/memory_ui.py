"""What the pages keep in memory: answers of the database and parts of pages, until the database is another one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import streamlit as st

from veerkracht import areas, database, dutch, paths, queries
from veerkracht.errors import VeerkrachtError

Version = tuple[str, int, int]
_Made = TypeVar("_Made")


def read(question: Callable[..., pd.DataFrame], *arguments: Any) -> pd.DataFrame:
    """Return the answer of a function of queries or goal_queries, from memory while the database is the same file.

    Shows a Dutch message and ends the page when there is no database to read.
    """
    try:
        found = _read(version(), f"{question.__module__}.{question.__name__}", arguments, question)
        return found.copy(deep=False)  # pandas copies what is written to it, so the shared frame stays as it is
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        st.error(f"De cijfers zijn niet te lezen. {error} Maak de database opnieuw met: python -m etl --offline")
        st.stop()


def version() -> Version:
    """Return what tells one built database from another. Raises OSError when there is none."""
    path = paths.database_file()
    changed = path.stat()
    return str(path), changed.st_mtime_ns, changed.st_size


@st.cache_resource(show_spinner=False, max_entries=2)
def _reader(version: Version) -> database.Reader:
    return database.Reader(Path(version[0]))


@st.cache_resource(show_spinner=False, max_entries=3000)
def _read(
    version: Version, name: str, arguments: tuple[Any, ...], _question: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    with _reader(version).cursor() as connection:
        return _question(connection, *arguments)


def once(draw: Callable[[], object], *parts: Any) -> None:
    """Draw a part of a page without widgets, from memory when it was drawn before for the same database and address.

    What a page shows depends on the database and the choices in the address alone, so both are the key. Reading,
    drawing and checking a chart cost ten times as much as showing it again. `parts` tell apart what one place in the
    code draws more than once.
    """
    _once((*_moment(draw), parts), draw)


def kept(make: Callable[[], _Made], *parts: Any) -> _Made:
    """Return what was made before for the same database and address, else make it; it is shared, so never changed."""
    made: _Made = _kept((*_moment(make), parts), make)
    return made


def _moment(of: Callable[[], Any]) -> tuple[Any, ...]:
    """Return what a part of a page depends on: the database, its place in the code, the address."""
    address = sorted((key, tuple(st.query_params.get_all(key))) for key in st.query_params)
    return (version(), of.__code__.co_filename, of.__code__.co_firstlineno, address)


@st.cache_data(show_spinner=False, max_entries=1000)
def _once(moment: tuple[Any, ...], _draw: Callable[[], object]) -> None:
    _draw()


@st.cache_resource(show_spinner=False, max_entries=300)
def _kept(moment: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def programme() -> Any:
    """Return the programme as a row: name, municipality_code, focus_area_codes, target_year and the like."""
    return next(read(queries.programme).itertuples())


def area_names() -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    found = read(queries.areas)
    names = dict(zip(found["area_code"], found["name"], strict=True))
    focus = [names.get(code, code) for code in programme().focus_area_codes]
    return names | {areas.TOGETHER: f"{dutch.joined(focus)} samen"}


def indicator_row(indicator_id: str) -> Any:
    """Return the row of queries.indicators with this id."""
    return _indicator_rows(version())[indicator_id]


@st.cache_resource(show_spinner=False, max_entries=2)
def _indicator_rows(version: Version) -> dict[str, Any]:
    return {one.indicator_id: one for one in read(queries.indicators).itertuples()}
