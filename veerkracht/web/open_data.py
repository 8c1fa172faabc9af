"""The URLs below /data/, where programs get the public figures: with ETag, a small cache and fair scheduling.

They only read the public database, whoever asks, and are closed where a login is required, like the feed.
"""

import gzip
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from urllib.parse import parse_qsl

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from veerkracht.core import logs
from veerkracht.core.errors import RefusedError, VeerkrachtError
from veerkracht.core.turns import Busy, Turns
from veerkracht.database import health
from veerkracht.database.query import DatabaseQuery
from veerkracht.export.csvw import Answer
from veerkracht.web import cache, login, server
from veerkracht.web.connection import Places, address_of
from veerkracht.web.guard import NO_STORE

NAME = "data"
MAX_BYTES = 4 * 1024**2  # of cached responses, compressed: those of all topics, with all sources loaded, are 2.2
_MAX_BYTES_OF_ANSWER = 1024**2
_MOST_WAITING = 10  # requests of one address for uncached responses
_SECONDS_OF_TURN = 20.0
_SECONDS_BETWEEN_LOOKS = 1  # between checks of the file of secrets
_READ_ONLY = "Hier kunt u alleen lezen.\n"
_CLOSED = "Dit dashboard vraagt een login. Een programma kan niet inloggen: de open data zijn daarom dicht.\n"
_BUSY = "Het is nu druk. Probeer het over een minuut opnieuw.\n"
_READ_BY_ALL = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Link"}
_PREFLIGHT = {"access-control-allow-methods": "GET, HEAD", "access-control-allow-headers": "If-None-Match",
              "access-control-max-age": "86400"}  # fmt: skip
_RETRY = NO_STORE | {"retry-after": "60"}

Choices = Sequence[tuple[str, str]]


class OpenData:
    """Everything below /data/. A response is created once per version of the database, while there is room for it."""

    def __init__(
        self, answer: Callable[[DatabaseQuery, str, Choices], Answer], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the function that answers a path below /data/ with choices, which raises RefusedError for invalid ones;
        and the clock, in seconds."""
        self._answer = answer
        self._clock = clock
        self._closed = False, -math.inf  # whether a login is required, and when that was checked
        self._packed: OrderedDict[str, Answer] = OrderedDict()  # compressed, by ETag, least recently used first
        self._lock = Lock()
        self._places = Places(_SECONDS_OF_TURN)
        self._waiting = Counter[str]()
        self._turns = Turns(waiting=4, seconds=_SECONDS_OF_TURN, busy=_BUSY)

    async def respond(self, request: Request, path: str) -> Response:
        """Answer a request for a path below /data/; 304 if the program has it, 400 or 404 with the reason, 403 behind a
        login, 405 for other methods, 429 if one address has too many requests at a time, 503 if there are no figures or
        it is too busy."""
        if request.method == "OPTIONS":
            return Response(None, 204, _READ_BY_ALL | _PREFLIGHT)
        if request.method not in ("GET", "HEAD"):
            return _refusal(_READ_ONLY, 405, NO_STORE | {"allow": "GET, HEAD, OPTIONS"})
        if self._is_closed():
            return _refusal(_CLOSED, 403)
        try:
            tag = _tag(cache.public_version(), path, request.url.query)
            headers = _READ_BY_ALL | {"etag": tag, "cache-control": server.CACHED}
            if server.is_cached(request, tag):
                return Response(None, 304, headers)
            packed = self._cached(tag) or await self._create(request, path, tag)
        except RefusedError as refused:
            return _refusal(f"{refused}\n", refused.status)
        except Busy as busy:
            return _refusal(str(busy), 503, _RETRY)
        except (OSError, VeerkrachtError, duckdb.Error) as error:
            logs.log_error("De open data zijn niet te maken", error)
            return _refusal(server.NOT_NOW, 503, _RETRY)
        if packed is None:
            return _refusal(_BUSY, 429, _RETRY)
        if packed.metadata:
            headers["link"] = f'<{packed.metadata}>; rel="describedby"; type="application/csvm+json"'
        body = packed.body
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        else:
            body = gzip.decompress(body)
        return Response(body, 200, headers, f"{packed.media_type}; charset=utf-8")

    def _is_closed(self) -> bool:
        """Return whether a login is required, at most a second out of date: without a file of secrets Streamlit looks
        for one each time, which takes longer than the rest of a 304 response."""
        now = self._clock()
        if now - self._closed[1] > _SECONDS_BETWEEN_LOOKS:
            self._closed = login.access_settings().requires_login, now
        return self._closed[0]

    def _cached(self, tag: str) -> Answer | None:
        with self._lock:
            if tag in self._packed:
                self._packed.move_to_end(tag)
            return self._packed.get(tag)

    async def _create(self, request: Request, path: str, tag: str) -> Answer | None:
        """Return a new response when it is the turn of this address, None if it has too many requests waiting."""
        address = address_of(request.scope)
        if self._waiting[address] >= _MOST_WAITING:
            return None
        self._waiting[address] += 1
        try:
            place = await self._places.take(address)
            try:
                return self._cached(tag) or await run_in_threadpool(self._make, request, path, tag)
            finally:
                self._places.leave(place)
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]

    def _make(self, request: Request, path: str, tag: str) -> Answer:
        choices = parse_qsl(request.url.query, keep_blank_values=True, errors="replace")
        with self._turns.turn():
            answer = self._answer(cache.public_query(), path, choices)
            packed = replace(answer, body=gzip.compress(answer.body, 6, mtime=0))
        if len(packed.body) <= _MAX_BYTES_OF_ANSWER:
            with self._lock:
                self._packed[tag] = packed
                while sum(len(other.body) for other in self._packed.values()) > MAX_BYTES:
                    self._packed.popitem(last=False)
        return packed


class DataAddresses:
    """Middleware for the addresses below /data/, on the server and below the path of the dashboard if it has one.

    It comes before the middleware for pages: there are no cookies, pages or files of Streamlit at these addresses.
    """

    def __init__(self, app: ASGIApp, data: OpenData) -> None:
        self._app = app
        self._data = data
        self._homes = [f"{base}/{NAME}" for base in server.bases()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; those for other addresses are passed on."""
        answer: ASGIApp = self._app
        if scope["type"] == "http":
            for home in self._homes:
                if scope["path"] == home:  # relative, as a proxy may serve the dashboard below its own path
                    answer = RedirectResponse(f"./{NAME}/", 308)
                elif scope["path"].startswith(f"{home}/"):
                    answer = await self._data.respond(Request(scope), scope["path"].removeprefix(f"{home}/"))
        await answer(scope, receive, send)


def _tag(version: cache.Version, path: str, query: str) -> str:
    """Return the ETag, which depends on the request, the version of the database, and the version of the dashboard."""
    key = version, health.version()["dashboard"], path, query
    return f'W/"{sha256(repr(key).encode("utf-8", "replace")).hexdigest()[:32]}"'


def _refusal(text: str, status: int, headers: dict[str, str] = NO_STORE) -> Response:
    return PlainTextResponse(text, status, _READ_BY_ALL | headers)
