"""Extends Streamlit's server: middleware, endpoints for programs, and the error page.

The programs are monitoring of the server, clients that follow what is new, such as a feed reader and a calendar, and a
map that fetches its outlines.
"""

import gzip
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from threading import Lock
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import duckdb
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from veerkracht.core import logs, paths, run_log
from veerkracht.core.errors import VeerkrachtError
from veerkracht.core.run_log import Run
from veerkracht.database import health
from veerkracht.database.query import Query
from veerkracht.drawing import maps
from veerkracht.web import cache, choices, login
from veerkracht.web.delivery import CompressedFiles, PageHtml
from veerkracht.web.guard import NO_STORE, InternalFiles
from veerkracht.web.login_cookies import LoginCookies

MIDDLEWARE = [  # behind Guard, for pages and their files
    Middleware(LoginCookies),
    Middleware(InternalFiles),
    Middleware(GZipMiddleware, compresslevel=6),
    Middleware(PageHtml),
    Middleware(CompressedFiles),
]

_Content = TypeVar("_Content")
CACHED = "public, max-age=900"  # seconds; a program that polls more often gets its own copy again
_FOREVER = "public, immutable, max-age=31536000"  # seconds
_NO_OUTLINES = "Deze grenzen zijn er niet meer. Laad de pagina met de kaart opnieuw.\n"
_CLOSED = "Dit dashboard vraagt een login. Een programma kan niet inloggen: deze lijst is daarom dicht.\n"
NOT_NOW = "De cijfers zijn nu niet te lezen. Probeer het over een paar minuten opnieuw.\n"
_LOGIN_RETURNS_TO = "/oauth2callback"


class Preparation(Protocol):
    """What builds the database at startup; `reason` says why there are no figures yet, '' if there are."""

    reason: str


class Monitoring:
    """The addresses for monitoring a server: /gezond and /versie."""

    def __init__(self, preparation: Preparation, monitor: health.Monitor) -> None:
        self._preparation = preparation
        self._monitor = monitor

    @property
    def routes(self) -> list[Route]:
        """Return the routes."""
        return [*_routes("gezond", self.health), *_routes("versie", self.version)]

    async def health(self, _: Request) -> JSONResponse:
        """Answer whether the dashboard can show figures, with status 200, or 503 if it cannot."""
        state = await run_in_threadpool(self._monitor.state, self._preparation.reason)
        if state["gezond"]:
            self._preparation.reason = ""
        return JSONResponse(state, 200 if state["gezond"] else 503, NO_STORE)

    async def version(self, _: Request) -> JSONResponse:
        """Answer which version this is."""
        return JSONResponse(health.version())


@dataclass(frozen=True)
class File(Generic[_Content]):
    """A file: its media type, and the function that creates it from the content, for a dashboard at an address that
    ends in a slash."""

    media_type: str
    make: Callable[[_Content, str], bytes]


class Feeds(Generic[_Content]):
    """The addresses of files created from one content, which is read again when there are new figures or a new run.

    They are closed as soon as a login is required: a program cannot log in, and a public address would disclose what
    the login protects.
    """

    def __init__(self, read: Callable[[Query, list[Run]], _Content], files: Mapping[str, File[_Content]]) -> None:
        self._read = read
        self._files = files
        self._lock = Lock()
        self._content: tuple[tuple[object, ...], _Content, datetime] | None = None

    @property
    def routes(self) -> list[Route]:
        """Return the routes."""
        return [route for name in self._files for route in _routes(name, self._answer)]

    async def _answer(self, request: Request) -> Response:
        """Answer with a file, 304 if the reader already has it, 403 behind a login, 503 without figures."""
        if login.access_settings().requires_login:
            return PlainTextResponse(_CLOSED, 403, NO_STORE)
        file = self._files[request.url.path.rpartition("/")[2]]
        try:
            content, changed_at = await run_in_threadpool(self._latest)
        except (OSError, VeerkrachtError, duckdb.Error) as error:
            logs.log_error("Een lijst voor programma's is niet te maken", error)
            return PlainTextResponse(NOT_NOW, 503, NO_STORE | {"retry-after": "300"})
        body = file.make(content, _home(request))
        etag = f'W/"{sha256(body).hexdigest()[:32]}"'
        headers = {
            "etag": etag,
            "last-modified": format_datetime(changed_at.replace(tzinfo=UTC, microsecond=0), usegmt=True),
            "cache-control": CACHED,
            "vary": "Host",
        }
        if is_cached(request, etag, headers["last-modified"]):
            return Response(None, 304, headers)
        return Response(body, 200, headers, f"{file.media_type}; charset=utf-8")

    def _latest(self) -> tuple[_Content, datetime]:
        """Return the content, and the latest moment at which it changed."""
        log = paths.fetched_folder() / run_log.NAME
        logged_at = log.stat().st_mtime if log.exists() else 0.0
        with self._lock:
            version = cache.public_version(), logged_at
            if self._content is None or self._content[0] != version:
                content = self._read(cache.public_query(), run_log.read(paths.fetched_folder()))
                built_at = datetime.fromisoformat(version[0].built_at).replace(tzinfo=None)
                logged = datetime.fromtimestamp(logged_at, UTC).replace(tzinfo=None)
                self._content = version, content, max(built_at, logged)
            return self._content[1], self._content[2]


def outline_routes() -> list[Route]:
    """Return the routes of the outlines that maps draw, which are public: they contain nothing that a login
    protects."""
    return _routes(f"{maps.LANDS}/{{name}}", _outlines)


async def _outlines(request: Request) -> Response:
    """Answer with the outlines of a map, which a browser caches as their address changes with them; 404 for others."""
    name = request.path_params["name"]
    if (land := maps.land_at(f"{maps.LANDS}/{name}")) is None:
        return PlainTextResponse(_NO_OUTLINES, 404, NO_STORE)
    headers, content = {"cache-control": _FOREVER, "vary": "Accept-Encoding"}, land.packed
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, 200, headers, "application/json")


def _routes(name: str, answer: Callable[[Request], Awaitable[Response]]) -> list[Route]:
    """Return the routes of an address for programs: on the server, and below the path of the dashboard if it has one.

    The first one keeps its place for an internal monitor, such as that of the container, which knows no path.
    """
    return [Route(f"{base}/{name}", answer, methods=["GET", "HEAD"]) for base in bases()]


def bases() -> list[str]:
    """Return the prefixes of addresses for programs: none, and the path of the dashboard if it has one."""
    return list(dict.fromkeys(["", _base()]))


def _base() -> str:
    """Return the path of the dashboard on its server: '' at the root."""
    return f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")


def _home(request: Request) -> str:
    """Return the address of the dashboard with a trailing slash: that of its login, else the requested one."""
    address = login.access_settings().address.removesuffix(_LOGIN_RETURNS_TO)
    if address and urlsplit(address).hostname == request.url.hostname:
        return f"{address.rstrip('/')}/"
    return f"{request.url.scheme}://{request.url.netloc}{_base()}/"


def is_cached(request: Request, etag: str, modified: str = "") -> bool:
    """Return whether the reader already has this file, according to its headers; without `modified` by tag only."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return any(tag.strip() in ("*", etag, etag.removeprefix("W/")) for tag in tags.split(","))
    return bool(modified) and request.headers.get("if-modified-since") == modified


def report_error(error: Exception) -> bool:
    """Log an error of a page with a code, and show only that code to the visitor.

    Return whether Streamlit shows nothing of it: it shows the traceback if `client.showErrorDetails` requires that.
    """
    code = uuid.uuid4().hex[:8]
    logs.log_error("Fout op een pagina", error, code=code, page=choices.current_page())
    if st.get_option("client.showErrorDetails") != "none":
        return False
    st.error(
        "Er ging iets mis, en daarom ziet u (een deel van) deze pagina niet. Laad de pagina opnieuw. Gebeurt het weer? "
        f"Geef de beheerder dan deze code: {code}."
    )
    return True
