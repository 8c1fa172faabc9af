"""Middleware that hardens login cookies, and ends the login on the server when a user logs out."""

from http import cookies

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from veerkracht.web import login, streamlit_internals

_LOGOUT = "/auth/logout"
_OWN_PAGES = ("same-origin", "none")  # origin of a request, according to the browser: a page of ours or the address bar
_MAX_AGE = login.HOURS * 3600


class LoginCookies:
    """Changes the cookies that Streamlit sets: `Secure` behind https, deleted after a login has ended, and without
    tokens.

    Streamlit stores the tokens of the identity provider in the browser for thirty days; the dashboard does not use
    them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].endswith(_LOGOUT):
            if Headers(scope=scope).get("sec-fetch-site", "none") not in _OWN_PAGES:
                refusal = PlainTextResponse("Log uit met de knop op het dashboard.", 403)
                await refusal(scope, receive, send)
                return
            claims = streamlit_internals.user_claims(Request(scope).cookies)
            if login.is_logged_in(claims):
                await run_in_threadpool(login.end, claims)

        async def send_tightened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _secured(value, scope) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self._app(scope, receive, send_tightened)


def _secured(header: bytes, scope: Scope) -> bytes:
    """Return a Set-Cookie header of the response to a request; only those of Streamlit's own cookies are changed."""
    for name, cookie in cookies.SimpleCookie(header.decode("latin-1")).items():
        if not name.startswith(streamlit_internals.COOKIE_PREFIX):
            continue
        if name.startswith(streamlit_internals.TOKENS_COOKIE):
            cookie.set(name, "", "")
            cookie["max-age"] = 0
        if cookie["max-age"] != "":
            cookie["max-age"] = min(int(cookie["max-age"]), _MAX_AGE)
        cookie["secure"] = scope["scheme"] == "https" or login.access_settings().address.startswith("https://")
        return cookie.OutputString().encode("latin-1")
    return header
