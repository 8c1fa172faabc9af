"""Login: whether the visitor is logged in and may see internal data, and the button to log in or out.

It is hidden until `.streamlit/secrets.toml` has a section [auth] (docs/examples/secrets.toml).
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

import streamlit as st

from veerkracht.core import access, logs, menu, paths
from veerkracht.core.access import Access
from veerkracht.core.errors import VeerkrachtError
from veerkracht.drawing import tables
from veerkracht.web import ended_logins, streamlit_internals

HOURS = 12  # of a login: Streamlit's own lasts thirty days, even for people who have left the municipality
HANDING_IN = "VEERKRACHT_INDIENEN"
# claims, of which the first present one is used
_ADDRESSES, _LONGEST_ADDRESS = ("email", "preferred_username", "upn", "sub"), 120
_CLOCK_DIFFERENCE = 300  # seconds that the clock of the identity provider may be ahead of ours

Claims = Mapping[str, object]
"""What the identity provider says of a user."""

# says that `email` belongs to this user; in Entra ID an optional claim
_VOUCHES, _VOUCHED = ("email_verified", "xms_edov"), (True, "true", "1")

_Result = TypeVar("_Result")
_fixed: ContextVar[bool | None] = ContextVar("whether this run shows internal data, once that is decided", default=None)


def sees_internal() -> bool:
    """True if internal data exists and the current visitor may see it."""
    fixed = _fixed.get()
    if fixed is False or not paths.has_internal_database():
        return False
    return fixed or may_see_internal(st.user)


@contextmanager
def fixed_visitor(sees: bool | None = None) -> Iterator[None]:
    """Fix within this context whether the visitor sees internal data; by default what applies to this visitor now."""
    token = _fixed.set(sees_internal() if sees is None else sees)
    try:
        yield
    finally:
        _fixed.reset(token)


def as_this_visitor(make: Callable[[], _Result]) -> Callable[[], _Result]:
    """Return a function that calls `make` with the access that this visitor has now.

    A file is created after the click, when Streamlit does not say whose click it was.
    """
    sees = sees_internal()

    @wraps(make)
    def make_for_visitor() -> _Result:
        with fixed_visitor(sees):
            return make()

    return make_for_visitor


def may_see_internal(claims: Claims) -> bool:
    """Return whether a user with these claims may see internal data.

    [toegang.intern] decides: users with one of its values for a claim, such as `roles = ["Intern"]`, or with `iedereen
    = true` every user who is logged in. If secrets.toml has mistakes it is nobody.
    """
    settings = access_settings()
    if settings.mistakes or not settings.can_log_in or not is_logged_in(claims):
        return False
    return settings.is_open_to_all_users or _has_any(settings.allowed, claims)


def may_administer(claims: Claims) -> bool:
    """Return whether a user with these claims may use Beheer, according to [toegang.beheer]: users with one of its
    values for a claim, or with one of its mail addresses that the provider has verified."""
    if not is_logged_in(claims) or not (settings := access_settings()).has_administration:
        return False
    roles = {claim: values for claim, values in settings.administrators.items() if claim != access.ADDRESSES}
    email = claims.get("email")
    is_own = isinstance(email, str) and any(claims.get(name) in _VOUCHED for name in _VOUCHES)
    addresses = [str(each).strip().casefold() for each in _values(settings.administrators.get(access.ADDRESSES, ()))]
    return _has_any(roles, claims) or (is_own and str(email).strip().casefold() in addresses)


def require_administrator() -> str:
    """Return the address of the visitor, who may use Beheer at this moment. Raises VeerkrachtError otherwise."""
    if not may_administer(st.user):
        raise VeerkrachtError("U bent niet meer ingelogd als beheerder. Er is niets gedaan. Log opnieuw in.")
    return address(st.user)


def may_hand_in(claims: Claims) -> bool:
    """Return whether a user with these claims may hand in files with a button, which then wait for the administrator:
    users who are logged in and have an address."""
    return is_handing_in_open() and is_logged_in(claims) and bool(address(claims))


def is_handing_in_open() -> bool:
    """Return whether users who log in may hand in with a button: only if `VEERKRACHT_INDIENEN` is `ja`, and
    secrets.toml has no mistakes."""
    settings = access_settings()
    return os.environ.get(HANDING_IN, "") == "ja" and settings.can_log_in and not settings.mistakes


def address(claims: Claims) -> str:
    """Return the address of a user with these claims, or another identifier from the identity provider; '' if it has
    none."""
    texts = (str(value) for name in _ADDRESSES if isinstance(value := claims.get(name), str))
    plain = ("".join(sign for sign in text if sign.isprintable()).strip()[:_LONGEST_ADDRESS] for text in texts)
    return next(filter(None, plain), "")


def is_logged_in(claims: Claims) -> bool:
    """Return whether these are the claims of a user who logged in less than HOURS ago, and has not logged out since."""
    issued_at = claims.get("iat")
    if claims.get("is_logged_in") is not True or not isinstance(issued_at, int | float):
        return False
    return -_CLOCK_DIFFERENCE < time.time() - issued_at < HOURS * 3600 and not ended_logins.has_ended(claims)


def end(claims: Claims) -> None:
    """End the login of a user with these claims, in all processes that use this data folder."""
    ended_logins.end(claims, HOURS * 3600 + _CLOCK_DIFFERENCE)


def access_settings() -> Access:
    """Return the access rules in secrets.toml, as the server has read it."""
    try:
        return access.judge(streamlit_internals.secrets())
    except (OSError, ValueError) as error:
        return access.unreadable(error)


def report_mistakes() -> None:
    """Log mistakes in secrets.toml, and in the setting for handing in, and their consequences."""
    settings = access_settings()
    for line in settings.lines():
        logs.log_error(f"secrets.toml: {line}")
    if (setting := os.environ.get(HANDING_IN, "")) not in ("", "ja", "nee"):
        logs.log_error(f"{HANDING_IN} is ja of nee. Nu dient niemand in met een knop.", given=setting[:20])
    elif setting == "ja" and not settings.can_log_in:
        logs.log_error(f"{HANDING_IN} is ja, maar er is geen login. Nu dient niemand in met een knop.")


def show() -> None:
    """Show a button to log out, and what the visitor can see, or a button to log in; nothing if there is no login.

    Ends the page for visitors who are not logged in if [toegang] requires that (`verplicht = true`), and for everybody
    if nobody can log in then.
    """
    settings = access_settings()
    if settings.requires_login and not settings.can_log_in:
        st.error(
            "Dit dashboard is nu dicht: de instellingen van de login kloppen niet. De beheerder leest in het logboek "
            "waarom."
        )
        st.stop()
    if not settings.can_log_in:
        if settings.mistakes:
            st.caption("Inloggen kan nu niet: de instellingen kloppen niet. De beheerder leest in het logboek waarom.")
        return
    is_in = is_logged_in(st.user)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        if is_in:
            st.caption(_status(), width="content")
            if may_administer(st.user):
                st.html(tables.link(f"./{menu.ADMINISTRATION}", menu.ADMINISTRATION_TITLE), width="content")
        st.button(
            "Uitloggen" if is_in else "Inloggen",
            type="tertiary",
            key="login",
            on_click=st.logout if is_in else st.login,
        )
    if not is_in and settings.requires_login:
        st.info("Log in om het dashboard te zien.")
        st.stop()


def _status() -> str:
    if sees_internal():
        return "Ingelogd: u ziet ook interne cijfers en verhalen."
    if paths.has_internal_database() and access_settings().mistakes:
        return "Ingelogd. Interne cijfers ziet nu niemand: in secrets.toml klopt iets niet."
    return "Ingelogd: u ziet de openbare cijfers."


def _has_any(allowed: Mapping[str, object], claims: Claims) -> bool:
    return any(value in _values(values) for claim, values in allowed.items() for value in _values(claims.get(claim)))


def _values(claim: object) -> list[object]:
    return list(claim) if isinstance(claim, list | tuple) else [claim]
