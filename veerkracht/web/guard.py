"""Middleware that decides which requests are served, and sets the security headers of the responses."""

import secrets
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from veerkracht.core import hosts
from veerkracht.web import downloads, index_html, login, streamlit_internals
from veerkracht.web.connection import Connection, Entrance, address_of

NO_STORE = {"cache-control": "no-store"}
# what a browser may do with a response: use it only as its declared type, embed it in no other site, tell no other site
# which view a visitor had open, and use no features of the device but the clipboard and full screen
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "clipboard-write=(self), fullscreen=(self)",
}
_MAX_HEADER_BYTES = 64 * 1024  # Streamlit keeps the headers for the duration of a visit
_MISDIRECTED = 421
_REASONS = {
    _MISDIRECTED: "Dit dashboard antwoordt niet op deze naam. Bent u de beheerder? Zet de naam waarmee bezoekers "
    "komen in VEERKRACHT_HOSTS (docs/settings.md).\n"
}


class Guard:
    """Blocks unused endpoints, adds security headers to every response, and limits connections."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._entrance = Entrance()
        self._headers = _HEADERS | {"content-security-policy": index_html.policy(streamlit_internals.STATIC)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        match scope["type"], _refusal(scope):
            case "http", None:
                await self._app(scope, receive, send_guarded)
            case "http", int(status):
                await PlainTextResponse(_REASONS.get(status, ""), status)(scope, receive, send_guarded)
            case "websocket", None:
                connection = Connection(self._entrance, address_of(scope), receive, send)
                await connection.serve(self._app, scope)
            case "websocket", _:
                await send({"type": "websocket.close", "code": 1008})
            case _:
                await self._app(scope, receive, send)


def _refusal(scope: Scope) -> int | None:
    """Return the HTTP status with which a request is refused; None if it is not."""
    if scope["type"] not in ("http", "websocket"):
        return None
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _MAX_HEADER_BYTES:
        return 431
    _, is_core, endpoint = scope["path"].partition(streamlit_internals.CORE_PATH)
    if is_core and endpoint not in streamlit_internals.PAGE_ENDPOINTS:
        return 404
    headers = Headers(scope=scope)
    if not _is_own_host(headers.get("host")):
        return _MISDIRECTED
    if scope["type"] == "websocket" and not _may_connect(headers.get("origin"), headers.get("host"), scope["scheme"]):
        return 403
    return None


def _is_own_host(host: str | None) -> bool:
    # the settings are read only for an unknown name, as requests for files are frequent
    return hosts.is_own(host) or hosts.is_own(host, login.access_settings().address)


def _may_connect(origin: str | None, host: str | None, scheme: str) -> bool:
    """Return whether the connection comes from a page of ours, from a program, or from an origin in the settings.

    Streamlit itself also accepts any page on the visitor's own machine, and to check another one it asks an external
    service for the address of this machine, while all visitors wait.
    """
    # a proxy that does not report https leaves the scheme at ws
    schemes = ("https",) if scheme == "wss" else ("http", "https")
    if origin is None or origin in [f"{of_page}://{host}" for of_page in schemes]:
        return True
    return streamlit_internals.is_allowed_origin(origin)


class InternalFiles:
    """Sends files with internal figures only to visitors who may see those, and lets no proxy or browser cache them.

    For others the file seems not to exist, so that nobody learns whether a guessed address is right.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only responses with internal files are changed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_refused = False

        async def send_allowed(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if downloads.is_internal(headers.get("content-disposition", "")):
                    headers.update(NO_STORE)
                    is_refused = not login.may_see_internal(streamlit_internals.user_claims(Request(scope).cookies))
            if not is_refused:
                await send(message)

        # a response to an unsatisfiable range reveals that the file exists, and lacks its name
        whole = {**scope, "headers": [header for header in scope["headers"] if header[0] != b"range"]}
        await self._app(whole, receive, send_allowed)
        if is_refused:
            folder, _, name = scope["path"].rpartition("/")
            await self._app({**whole, "path": f"{folder}/{secrets.token_hex(8)}{Path(name).suffix}"}, receive, send)
