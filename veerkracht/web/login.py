"""Login: whether the visitor is logged in and may see internal data, and the button to log in or out.

Nothing of it shows until `.streamlit/secrets.toml` has a section [auth] (docs/examples/secrets.toml).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

import streamlit as st

from veerkracht.core import paths

HOURS = 12  # that a login lasts: Streamlit's own lasts thirty days, also for people who left the municipality since

Claims = Mapping[str, object]
"""What the identity provider says of a user."""

_Result = TypeVar("_Result")
_fixed: ContextVar[bool | None] = ContextVar("whether this run shows internal data, once that is decided", default=None)


def sees_internal() -> bool:
    """True if internal data exists and the current visitor may see it."""
    fixed = _fixed.get()
    if fixed is False or not paths.has_internal_database():
        return False
    return fixed or (_is_configured() and may_see_internal(st.user))


@contextmanager
def fixed_visitor(sees: bool | None = None) -> Iterator[None]:
    """Fix for everything inside whether the visitor sees internal data; by default what holds for this visitor now."""
    token = _fixed.set(sees_internal() if sees is None else sees)
    try:
        yield
    finally:
        _fixed.reset(token)


def as_this_visitor(make: Callable[[], _Result]) -> Callable[[], _Result]:
    """Return the function such that, whenever it is called, it shows what this visitor sees now.

    A file is made after the click, where Streamlit does not say whose click it was.
    """
    sees = sees_internal()

    @wraps(make)
    def make_for_visitor() -> _Result:
        with fixed_visitor(sees):
            return make()

    return make_for_visitor


def may_see_internal(claims: Claims) -> bool:
    """Return whether a user with these claims may see internal data.

    That is every user who is logged in, or who has one of the values that [toegang.intern] lists for a claim, such as
    `roles = ["Intern"]`. When [toegang] has mistakes it is nobody.
    """
    if not is_logged_in(claims) or _has_mistakes():
        return False
    required = _access().get("intern")
    if not isinstance(required, Mapping):
        return required is None
    return any(value in _values(allowed) for claim, allowed in required.items() for value in _values(claims.get(claim)))


def is_logged_in(claims: Claims) -> bool:
    """Return whether these are the claims of a user who logged in less than HOURS ago."""
    issued_at = claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(issued_at, int | float):
        return False
    return time.time() - issued_at < HOURS * 3600


def show() -> None:
    """Show a button to log out, and what the visitor sees, or a button to log in; nothing when there is no login.

    Ends the page for visitors who are not logged in when [toegang] requires that (`verplicht = true`).
    """
    if not _is_configured():
        return
    is_in = is_logged_in(st.user)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if is_in:
            st.caption(_status(), width="content")
        st.button(
            "Uitloggen" if is_in else "Inloggen",
            type="tertiary",
            key="login",
            on_click=st.logout if is_in else st.login,
        )
    if not is_in and _access().get("verplicht"):
        st.info("Log in om het dashboard te zien.")
        st.stop()


def _status() -> str:
    if sees_internal():
        return "Ingelogd: u ziet ook interne cijfers en verhalen."
    if _has_mistakes():
        return "Ingelogd. Interne cijfers ziet nu niemand: in secrets.toml klopt het deel [toegang] niet."
    return "Ingelogd: u ziet de openbare cijfers."


def _is_configured() -> bool:
    """Return whether there is a section [auth]: only then st.user says whether a visitor is logged in."""
    return "is_logged_in" in st.user


def _access() -> Mapping[str, object]:
    """Return the section [toegang]."""
    access: Mapping[str, object] = st.secrets.get("toegang", {}) if st.secrets.load_if_toml_exists() else {}
    return access


def _has_mistakes() -> bool:
    """Return whether [toegang] has something unknown in it: a misspelled rule must not let everybody in."""
    access = _access()
    return not (set(access) <= {"verplicht", "intern"} and isinstance(access.get("intern", {}), Mapping))


def _values(claim: object) -> list[object]:
    return list(claim) if isinstance(claim, list | tuple) else [claim]
