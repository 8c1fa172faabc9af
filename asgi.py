"""The dashboard as an ASGI application: what app.py shows, with pages that are Dutch and quick from the beginning.

Run it with `python -m streamlit run asgi.py`, or with any ASGI server: `python -m uvicorn asgi:app --port 8501`.
"""

import logging
import uuid
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server import server_util

from veerkracht import health, menu, shell

_ROOT = Path(__file__).resolve().parent
_STATIC = Path(file_util.get_static_dir())
# what describes Streamlit's own HTML and not ours
_OF_STREAMLIT = ("etag", "last-modified", "accept-ranges", "content-encoding")
# what a browser may do with an answer: take it for what it says it is, show it in no other site, tell no other site
# which view a visitor had open, and use nothing of the device but the clipboard and the whole screen
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "clipboard-write=(self), fullscreen=(self)",
}

# of Streamlit's own addresses those that a page needs; closed are those for uploads, measurements and programs
_OPEN = ("health", "host-config", "stream")
# what a page asks on its connection. Streamlit also lets any visitor empty the memory that all visitors share
_ASKED = ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
_MOST_BYTES_OF_HEADERS = 64 * 1024  # Streamlit keeps them for as long as a visitor stays

_log = logging.getLogger("veerkracht")


class Guard:
    """Closes what the dashboard does not use, and adds to every answer what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = _HEADERS | {"content-security-policy": shell.policy(_STATIC)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        async def asked() -> Message:
            while not _is_asked(message := await receive()):
                pass
            return message

        match scope["type"], _refused(scope):
            case "http", 0:
                await self._app(scope, receive, guarded)
            case "http", status:
                await PlainTextResponse("", status)(scope, receive, guarded)
            case "websocket", 0:
                await self._app(scope, asked, send)
            case "websocket", _:
                await send({"type": "websocket.close", "code": 1008})
            case _:
                await self._app(scope, receive, send)


def _refused(scope: Scope) -> int:
    """Return with which status a request is refused, 0 when it is not."""
    if scope["type"] not in ("http", "websocket"):
        return 0
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_BYTES_OF_HEADERS:
        return 431
    _, is_of_streamlit, name = scope["path"].partition("/_stcore/")
    if is_of_streamlit and name not in _OPEN:
        return 404
    headers = Headers(scope=scope)
    return 403 if scope["type"] == "websocket" and not _is_ours(headers.get("origin"), headers.get("host")) else 0


def _is_ours(origin: str | None, host: str | None) -> bool:
    """Return whether a page of ours asks for a connection, or a program; or one that Streamlit's settings allow.

    Streamlit itself also takes any page on the visitor's own machine, and to judge another asks a service outside what
    the address of this machine is; all visitors wait for that.
    """
    if origin is None or origin.partition("://")[2] == host:
        return True
    return server_util.allow_all_cross_origin_requests() or server_util.is_allowed_origin(origin)


def _is_asked(message: Message) -> bool:
    """Return whether a message of a connection is its beginning or end, or something that a page asks."""
    if message["type"] != "websocket.receive":
        return True
    try:
        return BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type") in _ASKED
    except DecodeError:
        return False


class Shell:
    """Gives every page its own HTML in place of Streamlit's, which is the same for all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._plain = shell.plain(_STATIC).encode()
        names = [path.stem for path in (_ROOT / "pages").glob("*.py")]
        self._pages = {"" if name == menu.FIRST else name: shell.of_page(_STATIC, name).encode() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no HTML goes by as it is."""
        html = b""

        async def pass_on(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    html = self._pages.get(scope["path"].strip("/"), self._plain)
                    headers["content-length"] = str(len(html))
                    for name in _OF_STREAMLIT:
                        del headers[name]
            elif html and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else html}
            await send(message)

        await self._app(scope, receive, pass_on if scope["type"] == "http" else send)


async def _health(_: Request) -> JSONResponse:
    """Answer whether the dashboard can show figures: 200, or 503 when not."""
    found = await run_in_threadpool(health.state)
    return JSONResponse(found, 200 if found["gezond"] else 503, {"cache-control": "no-store"})


async def _version(_: Request) -> JSONResponse:
    return JSONResponse(health.version())


def _tell(error: Exception) -> bool:
    """Log what went wrong on a page, and tell the visitor no more than how to ask about it."""
    code = uuid.uuid4().hex[:8]
    _log.error("Fout %s op een pagina", code, exc_info=error)
    st.error(
        "Er ging iets mis, en daarom ziet u (een deel van) deze pagina niet. Laad de pagina opnieuw. Gebeurt het weer? "
        f"Geef de beheerder dan deze code: {code}."
    )
    return True


# before the first visitors: several who came at once got an error instead of a page (docs/decisions/0004)
PagesManager.uses_pages_directory = False

app = st.App(
    _ROOT / "app.py",
    routes=[Route("/gezond", _health), Route("/versie", _version)],
    middleware=[Middleware(Guard), Middleware(Shell)],
    on_script_error=_tell,
)
