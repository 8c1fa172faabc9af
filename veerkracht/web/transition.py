"""The caches of before, by code location and closure; gone when no page uses them any more."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import streamlit as st

from veerkracht.web import cache

_Made = TypeVar("_Made")


def per_database(question: Callable[..., _Made]) -> Callable[..., _Made]:
    """Cache the values of a function of hashable arguments per database version."""

    @wraps(question)
    def asked(*arguments: Any) -> _Made:
        answer: _Made = cache._store().query._value(_Ignoring(question), arguments)
        return answer

    return asked


class _Ignoring:
    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ignoring) and self.function is other.function

    def __hash__(self) -> int:
        return hash(self.function)

    def __call__(self, query: Any, *arguments: Any) -> Any:
        return self.function(*arguments)


def once(draw: Callable[[], object], *parts: Any) -> None:
    """Draw a part of a page, or replay it."""
    cache._elements(_moment(draw, parts), lambda: draw(), ())


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
