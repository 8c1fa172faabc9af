"""What the pages keep in memory: answers of the database and parts of pages, until the database is another one.

All of it is kept by the version of the database, and who may see internal figures reads another database than who may
not: so nothing internal that was kept for the one is ever shown to the other.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import duckdb
import pandas as pd
import streamlit as st

from veerkracht.core import areas, logs, paths
from veerkracht.core.errors import VeerkrachtError
from veerkracht.database import database, engines, queries
from veerkracht.database import lookups as known
from veerkracht.web.login import one_visitor, sees_internal

Version = tuple[str | int, ...]
_Made = TypeVar("_Made")
_SECONDS_BETWEEN_QUESTIONS = 5  # to a database elsewhere, whether it has other figures
_SECONDS_BETWEEN_LINES = 60  # of the log about the same fault
_PARTS = 4000  # of pages: three times what is drawn ahead for 44 buurten
_forgetting: list[Callable[[], None]] = []  # ways to empty the memories of per_database
_of_this_run: ContextVar[Version | None] = ContextVar("version of the database that this run shows", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Let what runs inside ask only once which database there is, so that a page is of one from top to bottom."""
    with one_visitor():
        token = _of_this_run.set(version())
        try:
            yield
        finally:
            _of_this_run.reset(token)


def version() -> Version:
    """Return what tells one built database from another: that of this visitor, with internal figures or without.

    Shows a Dutch message and ends the page when there is none.
    """
    if (asked := _of_this_run.get()) is not None:
        return asked
    try:
        return current()
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        _stop(error)


def current() -> Version:
    """Return the version of the database as it is at this moment.

    Raises OSError, VeerkrachtError or duckdb.Error when there is none.
    """
    place = paths.internal_database_file() if sees_internal() else paths.database()
    if (path := place if isinstance(place, Path) else engines.file(place)) is None:
        return _version_elsewhere(str(place), int(time.monotonic() / _SECONDS_BETWEEN_QUESTIONS))
    changed = path.stat()
    return str(path), changed.st_mtime_ns, changed.st_size


def built_at() -> str:
    """Return when the database was built that this run shows."""
    changed = version()[1]
    return changed if isinstance(changed, str) else datetime.fromtimestamp(changed / 1e9).isoformat(" ", "seconds")


@lru_cache(maxsize=2)
def _version_elsewhere(place: str, span: int) -> Version:
    """Return where the figures are, without secrets, and when they were built; asked once in a span of time.

    It is asked on a connection of its own, which is kept: opening one can take a second.
    """
    with _reader((place,)).cursor() as connection:
        return engines.masked(place), engines.built_at(connection, place)


def per_database(question: Callable[..., _Made]) -> Callable[..., _Made]:
    """Keep the answers of a function of hashable arguments while the database is the same; they are never changed.

    It does for small answers that every run asks for what Streamlit's own memory does, at a fiftieth of its time.
    """
    answers = lru_cache(maxsize=500)(lambda _, *arguments: question(*arguments))
    _forgetting.append(answers.cache_clear)

    @wraps(question)
    def asked(*arguments: Any) -> _Made:
        if (of := _of_this_run.get()) is None:
            with one_version():
                return asked(*arguments)
        answer: _Made = answers(of, *arguments)
        return answer

    return asked


def read(question: Callable[..., pd.DataFrame], *arguments: Any) -> pd.DataFrame:
    """Return the answer of a function of queries or goal_queries, from memory while the database is the same file.

    Shows a Dutch message and ends the page when there is no database to read.
    """
    try:
        hashable = tuple(tuple(one) if isinstance(one, list) else one for one in arguments)
        found = _answer(version(), question, hashable)
        return found.copy(deep=False)  # pandas copies what is written to it, so the shared frame stays as it is
    except (OSError, VeerkrachtError, duckdb.Error) as error:
        _stop(error)


def _stop(error: Exception) -> NoReturn:
    place = paths.database()
    _log_once(str(error), int(time.monotonic() / _SECONDS_BETWEEN_LINES))
    if isinstance(place, str):
        _reader.clear()  # a connection that was lost is opened again
        advice = "Controleer VEERKRACHT_DATABASE, of zet de cijfers er opnieuw neer met: python -m etl publiceer"
        told = str(error) if isinstance(error, VeerkrachtError) else f"{engines.masked(str(error), place)} {advice}"
    else:
        told = "Waarom, staat in het logboek. Maak de database opnieuw met: python -m etl --offline"
        if isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
            told = f"De database is van een andere versie van het dashboard. {told}"
    st.error(f"De cijfers zijn niet te lezen. {told}")
    st.stop()


@lru_cache(maxsize=20)
def _log_once(told: str, span: int) -> None:
    """Log why the figures cannot be read, and not again for every visitor of the same minute."""
    logs.failed("De cijfers zijn niet te lezen", reason=engines.masked(told, str(paths.database())))


@lru_cache(maxsize=3000)
def _answer(of: Version, question: Callable[..., pd.DataFrame], arguments: tuple[Any, ...]) -> pd.DataFrame:
    with _reader(of).cursor() as connection:
        return question(connection, *(list(one) if isinstance(one, tuple) else one for one in arguments))


@st.cache_resource(show_spinner=False, max_entries=4)  # for all and with internal figures, of now and of before
def _reader(of: Version) -> database.Reader:
    """Return what reads this database. It is new, so nobody asks for what was kept of the one before."""
    place = paths.database()
    reader = database.Reader(place if isinstance(place, str) else Path(str(of[0])))
    for forget in [*_forgetting, _answer.cache_clear, _once.clear, _kept.clear]:
        forget()
    return reader


def once(draw: Callable[[], object], *parts: Any) -> None:
    """Draw a part of a page without widgets, from memory when it was drawn before for the same database and address.

    What a page shows depends on the database and the choices in the address alone, so both are the key. Reading,
    drawing and checking a chart cost ten times as much as showing it again. `parts` tell apart what one place in the
    code draws more than once.
    """
    _once(_moment(draw, parts), draw)


def kept(make: Callable[[], _Made], *parts: Any) -> _Made:
    """Return what was made before for the same database and address, else make it; it is shared, so never changed."""
    made: _Made = _kept(_moment(make, parts), make)
    return made


def _moment(of: Callable[[], Any], parts: tuple[Any, ...]) -> str:
    """Return what a part of a page depends on: the database, its place in the code, the address."""
    address = sorted((key, st.query_params.get_all(key)) for key in st.query_params)
    return repr((version(), of.__code__.co_filename, of.__code__.co_firstlineno, address, parts))


@st.cache_data(show_spinner=False, max_entries=_PARTS)
def _once(moment: str, _draw: Callable[[], object]) -> None:
    _draw()


@st.cache_resource(show_spinner=False, max_entries=_PARTS)
def _kept(moment: str, _make: Callable[[], Any]) -> Any:
    return _make()


@per_database
def programme() -> Any:
    """Return the programme as a row: name, municipality_code, focus_area_codes, target_year and the like."""
    return known.programme(read)


@per_database
def area_names() -> dict[str, str]:
    """Return the name of every area by its code, and of the focus areas together."""
    return known.area_names(read)


@per_database
def areas_to_choose() -> dict[str, str]:
    """Return the name of every area by its code: of the focus areas together there are statuses and no figures."""
    return {code: name for code, name in area_names().items() if code != areas.TOGETHER}


@per_database
def buurt_names() -> dict[str, str]:
    """Return the name of every buurt by its code, in the order of the names."""
    found = read(queries.areas)
    buurten = found[found["level"] == "buurt"]
    return dict(zip(buurten["area_code"], buurten["name"], strict=True))


@per_database
def indicators(counted: str = "figure_count", frequency: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the indicators that have figures and those without, each as queries.indicators.

    `counted` says of which areas: 'figure_count' (any) or 'buurt_figure_count'; `frequency` leaves out all others.
    """
    found = read(queries.indicators)
    if frequency:
        found = found[found["frequency"] == frequency]
    return found[found[counted] > 0], found[found[counted] == 0]


def indicator_row(indicator_id: str) -> Any:
    """Return the row of queries.indicators with this id."""
    return _indicator_rows()[indicator_id]


@per_database
def _indicator_rows() -> dict[str, Any]:
    return {one.indicator_id: one for one in read(queries.indicators).itertuples()}


def indicator_labels(frame: pd.DataFrame) -> dict[str, str]:
    """Return the name of each indicator with its theme; `frame` as queries.indicators."""
    known = _all_labels()
    return {indicator_id: known[indicator_id] for indicator_id in frame["indicator_id"]}


@per_database
def _all_labels() -> dict[str, str]:
    found = read(queries.indicators)
    parts = zip(found["indicator_id"], found["theme"], found["label"], strict=True)
    return {indicator_id: f"{theme.capitalize()}: {label}" for indicator_id, theme, label in parts}
