"""The caches of before, by code location and closure; gone when no page uses them any more."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import streamlit as st

from veerkracht.web import cache

_Made = TypeVar("_Made")


def per_database(question: Callable[..., _Made]) -> Callable[..., _Made]:
    """Cache the values of a function of hashable arguments per database version."""
    cached = lru_cache(500)(lambda version, *arguments: question(*arguments))

    @wraps(question)
    def asked(*arguments: Any) -> _Made:
        return cached(cache.version(), *arguments)

    return asked


def once(draw: Callable[[], object], *parts: Any) -> None:
    """Draw a part of a page, or replay it."""
    cache._ELEMENTS[cache._store().is_internal](_moment(draw, parts), lambda: draw(), ())


def kept(make: Callable[[], _Made], *parts: Any) -> _Made:
    """Return what was made before for the same database and address, else make it."""
    made: _Made = _kept(_moment(make, parts), make)
    return made


def _moment(of: Callable[[], Any], parts: tuple[Any, ...]) -> str:
    address = sorted((key, st.query_params.get_all(key)) for key in st.query_params)
    return repr((cache.version(), of.__code__.co_filename, of.__code__.co_firstlineno, address, parts))


@st.cache_resource(show_spinner=False, max_entries=1000)
def _kept(moment: str, _make: Callable[[], Any]) -> Any:
    return _make()
