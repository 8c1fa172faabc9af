"""The dashboard as an ASGI application: what app.py shows, with pages that are Dutch and quick from the beginning.

Run it with `python -m streamlit run asgi.py`, or with any ASGI server: `python -m uvicorn asgi:app --port 8501`.
"""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from gzip import compress
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util, logger
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server import server_util

from etl.build.preparation import Preparation
from veerkracht.core import logs, menu, paths
from veerkracht.database import health
from veerkracht.web import index_html as shell
from veerkracht.web import login as login_ui
from veerkracht.web import streamlit_internals

_ROOT = Path(__file__).resolve().parent
_STATIC = Path(file_util.get_static_dir())
# what describes Streamlit's own HTML and not ours
_OF_STREAMLIT = ("etag", "last-modified", "accept-ranges", "content-encoding", "vary")
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
_PACKED = {".js": "text/javascript", ".css": "text/css"}
_INTERNAL = f"{paths.INTERNAL}."  # in the name of a file with internal figures
_NOT_KEPT = {"cache-control": "no-store"}

# of Streamlit's own addresses those that a page needs; closed are those for uploads, measurements and programs
_OPEN = ("health", "host-config", "stream")
# what a page asks on its connection. Streamlit also lets any visitor empty the memory that all visitors share
_ASKED = ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
_MOST_BYTES_OF_HEADERS = 64 * 1024  # Streamlit keeps them for as long as a visitor stays


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


class Internal:
    """Gives a file that was made of internal figures only to who may see those, and lets no one in between keep it.

    The address of a file is no secret: it follows from what is in it (docs/decisions/0018).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no such file goes by as it is."""
        is_refused = False

        async def pass_on(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start" and _INTERNAL in MutableHeaders(scope=message).get(
                "content-disposition", ""
            ):
                if not login_ui.allows(login_ui.claims(Request(scope).cookies)):
                    is_refused = True
                    refusal = PlainTextResponse("Dit bestand is intern. Log eerst in.", 403, _NOT_KEPT)
                    await refusal(scope, receive, send)
                    return
                MutableHeaders(scope=message).update(_NOT_KEPT)
            if not is_refused:
                await send(message)

        await self._app(scope, receive, pass_on if scope["type"] == "http" else send)


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


class Packed:
    """Sends scripts and styles packed, half to a third of the bytes; each is packed once and kept.

    Streamlit sends them as they are, as packing them for every visitor would cost too much.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        files = (path for path in _STATIC.rglob("*") if path.suffix in _PACKED)
        self._files = {f"/{path.relative_to(_STATIC).as_posix()}": path for path in files}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no script or style goes by as it is."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        headers = {
            # as Streamlit has it: the name of a file changes with what is in it
            "cache-control": "public, immutable, max-age=31536000",
            "content-encoding": "gzip",
            "vary": "Accept-Encoding",
        }
        answer = Response(await run_in_threadpool(_packed, path), headers=headers, media_type=_PACKED[path.suffix])
        await answer(scope, receive, send)


@cache
def _packed(path: Path) -> bytes:
    return compress(path.read_bytes(), 6, mtime=0)


preparation = Preparation()


@asynccontextmanager
async def _started(_: st.App) -> AsyncIterator[None]:
    """Begin the log and put the figures ready, when the server starts; nothing of either before."""
    logs.begin()
    logger.setup_formatter = logs.adopt  # also for what Streamlit loads later
    logger.update_formatter()
    logs.told("Het dashboard is gestart", **health.version())
    preparation.start()
    yield


async def _health(_: Request) -> JSONResponse:
    """Answer whether the dashboard can show figures: 200, or 503 when not."""
    found = await run_in_threadpool(health.state, preparation.reason)
    if found["gezond"]:
        preparation.reason = ""
    return JSONResponse(found, 200 if found["gezond"] else 503, _NOT_KEPT)


async def _version(_: Request) -> JSONResponse:
    return JSONResponse(health.version())


def _tell(error: Exception) -> bool:
    """Log what went wrong on a page, and tell the visitor no more than how to ask about it."""
    code = uuid.uuid4().hex[:8]
    logs.failed("Fout op een pagina", error, code=code, page=st.session_state.get("page") or menu.FIRST)
    st.error(
        "Er ging iets mis, en daarom ziet u (een deel van) deze pagina niet. Laad de pagina opnieuw. Gebeurt het weer? "
        f"Geef de beheerder dan deze code: {code}."
    )
    return True


# before the first visitors: several who came at once got an error instead of a page (docs/decisions/0004)
streamlit_internals.name_pages_in_code()

app = st.App(
    _ROOT / "app.py",
    routes=[Route("/gezond", _health), Route("/versie", _version)],
    middleware=[
        Middleware(Guard),
        Middleware(Internal),
        Middleware(GZipMiddleware, compresslevel=6),
        Middleware(Shell),
        Middleware(Packed),
    ],
    lifespan=_started,
    on_script_error=_tell,
)
