"""Logging in: who is logged in, who may see what is internal, and the button for it.

All of it sleeps until `.streamlit/secrets.toml` has a part [auth] (docs/examples/secrets.toml).
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from veerkracht.core import paths

HOURS = 12  # that a login lasts: Streamlit's own lasts thirty days, also of who has left the municipality since

_Made = TypeVar("_Made")
_of_visitor: ContextVar[bool | None] = ContextVar("whether this run is for who sees internal figures", default=None)


def sees_internal() -> bool:
    """Return whether what runs now shows the visitor what is internal: there is any, and the visitor may see it."""
    known = _of_visitor.get()
    if known is False or not paths.has_internal_database():
        return False
    return known or (_is_configured() and allows(st.user))


@contextmanager
def one_visitor(seen: bool | None = None) -> Iterator[None]:
    """Let what runs inside be for a visitor who sees what is internal or who does not; by default as it is now."""
    token = _of_visitor.set(sees_internal() if seen is None else seen)
    try:
        yield
    finally:
        _of_visitor.reset(token)


def as_this_visitor(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Return the function so that it shows, whenever it is called, no more and no less than this visitor sees now.

    A file is made after the click, where Streamlit does not tell who clicked.
    """
    seen = sees_internal()

    @wraps(make)
    def made() -> _Made:
        with one_visitor(seen):
            return make()

    return made


def allows(claims: Mapping[str, Any]) -> bool:
    """Return whether who has these claims of the provider may see what is internal.

    That is everybody who is logged in, or who has one of the values that [toegang.intern] lists for a claim, such as
    `roles = ["Intern"]`. It is nobody when [toegang] is not to be understood.
    """
    if not is_logged_in(claims) or _is_unclear():
        return False
    rules = _rules().get("intern")
    if rules is None:
        return True
    return any(given in _values(wanted) for claim, wanted in rules.items() for given in _values(claims.get(claim)))


def is_logged_in(claims: Mapping[str, Any]) -> bool:
    """Return whether these are the claims of who logged in, and not too long ago."""
    issued_at = claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(issued_at, int | float):
        return False
    return time.time() - issued_at < HOURS * 3600


def claims(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the cookies of a request say of who logged in, as st.user does in a page; nothing when they are not
    Streamlit's own or were changed."""

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1")) if value else None

    found: Mapping[str, Any] = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    return found


def show() -> None:
    """Show who is logged in with a way out, or else the way in; nothing when login is not configured.

    Ends the page for who is not logged in when [toegang] says that all must be (`verplicht = true`).
    """
    if not _is_configured():
        return
    is_in = is_logged_in(st.user)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if is_in:
            st.caption(_told(), width="content")
        st.button(
            "Uitloggen" if is_in else "Inloggen",
            type="tertiary",
            key="login",
            on_click=st.logout if is_in else st.login,
        )
    if not is_in and _rules().get("verplicht"):
        st.info("Log in om het dashboard te zien.")
        st.stop()


def _told() -> str:
    if sees_internal():
        return "Ingelogd: u ziet ook interne cijfers en verhalen."
    if _is_unclear():
        return "Ingelogd. Interne cijfers ziet nu niemand: in secrets.toml klopt het deel [toegang] niet."
    return "Ingelogd: u ziet de openbare cijfers."


def _is_configured() -> bool:
    """Return whether there is a part [auth]: only then Streamlit says of a visitor whether they are logged in."""
    return "is_logged_in" in st.user


def _rules() -> Mapping[str, Any]:
    found: Mapping[str, Any] = st.secrets.get("toegang", {}) if st.secrets.load_if_toml_exists() else {}
    return found


def _is_unclear() -> bool:
    """Return whether [toegang] has something unknown in it: a part that is misspelled must not let everybody in."""
    rules = _rules()
    return not (set(rules) <= {"verplicht", "intern"} and isinstance(rules.get("intern", {}), Mapping))


def _values(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]
