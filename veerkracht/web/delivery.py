"""Middleware that sends pages and Streamlit's files in fewer bytes and round trips: our own HTML, compressed
scripts."""

from functools import cache
from gzip import compress
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from veerkracht.core import menu, paths
from veerkracht.web import index_html, login
from veerkracht.web.streamlit_internals import STATIC, user_claims

_OF_STREAMLIT_HTML = ("etag", "last-modified", "accept-ranges", "content-encoding", "vary")  # headers
_COMPRESSED_TYPES = {".js": "text/javascript", ".css": "text/css"}
_COMPRESSED_HEADERS = {
    # like Streamlit: the name of a file changes with its content
    "cache-control": "public, immutable, max-age=31536000",
    "content-encoding": "gzip",
    "vary": "Accept-Encoding",
}


class PageHtml:
    """Replaces Streamlit's HTML, which is the same for all addresses, with that of the requested page.

    An address that differs from that of a page only in case or punctuation redirects to it, and the old address of a
    view redirects to its new page; any other gets a not-found page with status 404; so does Beheer for visitors who are
    not administrators. Addresses in responses are relative, as a proxy may serve the dashboard below its own path.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        names = [path.stem for path in (paths.ROOT / "pages").glob("*.py")]
        self._pages = {menu.address(name): index_html.page(STATIC, name).encode() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only HTML responses are changed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        html: bytes | None = None

        async def send_page(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    path, query = _page_path(scope), scope["query_string"].decode("latin-1")
                    query = f"?{query}" if query else ""
                    html = self._pages.get(path) if path != menu.ADMINISTRATION or _may_administer(scope) else None
                    page = (
                        menu.intended_page(path)
                        if html is None
                        else menu.page_of_old_address(path or menu.FIRST, parse_qs(query[1:], True))
                    )
                    if page:
                        message["status"], html = 307, b""
                        headers["location"] = f"./{menu.address(page)}{query}"
                    elif html is None:
                        message["status"], html = 404, index_html.not_found(path, query).encode()
                    headers["content-length"] = str(len(html))
                    for name in _OF_STREAMLIT_HTML:
                        del headers[name]
            elif html is not None and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else html}
            await send(message)

        await self._app(scope, receive, send_page)


def _may_administer(scope: Scope) -> bool:
    return login.may_administer(user_claims(Request(scope).cookies))


def _page_path(scope: Scope) -> str:
    """Return the path of a request relative to the address of the dashboard."""
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}/".replace("//", "/")
    return f"{scope['path']}/".removeprefix(base).strip("/")


class CompressedFiles:
    """Sends scripts and styles compressed, to a half or a third; each file is compressed once.

    Streamlit sends them uncompressed, because compressing them for every visitor would cost too much.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        files = (path for path in STATIC.rglob("*") if path.suffix in _COMPRESSED_TYPES)
        self._files = {f"/{path.relative_to(STATIC).as_posix()}": path for path in files}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only responses with scripts or styles are changed."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        content = await run_in_threadpool(_compressed, path)
        answer = Response(content, headers=_COMPRESSED_HEADERS, media_type=_COMPRESSED_TYPES[path.suffix])
        await answer(scope, receive, send)


@cache
def _compressed(path: Path) -> bytes:
    return compress(path.read_bytes(), 6, mtime=0)
