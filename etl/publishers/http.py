"""Calls the publishers' hosts: URLs, timeouts, retries, paging, and Dutch error messages."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import orjson
import requests
import tenacity
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import MaxRetryError

from veerkracht.catalog.publisher_kinds import HOSTS
from veerkracht.core.errors import SourceError

Answer = TypeVar("Answer")

TIMEOUT = (10, 120)  # seconds to connect, seconds between two bytes
TRIES = 4
WAIT_SECONDS = 1.0  # doubled at each try
# unpacked; the largest page, 10,000 rows of a table with a hundred topics, is 50 MB, and all pages of a table 200 MB
MOST_BYTES = 200_000_000
MOST_BYTES_OF_PAGES = 1_000_000_000
# for one collection of a table, in pages of 10,000 rows: seven crimes in each month since 2012 in the 630 areas of
# Amsterdam are 75 in 2026, and 130 when twenty-five years are published
MOST_REQUESTS = 1000
_PIECE = 1 << 17  # bytes of an answer read at once
_LONGEST_WAIT = 60.0
_LATER = "Probeer het later opnieuw."
# what the clients raise for an answer that is not the JSON they expect: for a list where an object should be a
# TypeError, for lists in lists without end a RecursionError
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_WORTH_RETRYING = {429, 500, 502, 503, 504}

_NEXT = re.compile(rb'"@?odata\.nextLink"\s*:\s*"[^"]*"')
_descriptions: ContextVar[dict[str, Any] | None] = ContextVar("descriptions of tables", default=None)


class Unavailable(SourceError):
    """A host did not deliver the table: it is down, refuses, or gives an unusable answer. `why` says so without
    advice."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(f"{why} {advice}")
        self.why = why


class HostUnreachable(Unavailable):
    """No connection at all, so that the other tables of this host need not be tried."""


class OtherHost(Exception):
    """A publisher redirects to `address`, on another host than the requested one."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class TooLarge(Exception):
    """An answer is more than `most` bytes, or its pages are together, once they are unpacked."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class Pages:
    """The pages of an answer; no page may come twice."""

    def __init__(self) -> None:
        self._addresses: set[str] = set()
        self._contents: set[bytes] = set()

    def require_new_address(self, address: str) -> None:
        """Raise SourceError for a page that was requested before, and after MOST_REQUESTS."""
        if address in self._addresses:
            raise _endless(address, "dezelfde bladzijde komt terug")
        if len(self._addresses) == MOST_REQUESTS:
            raise _endless(address, f"meer dan {MOST_REQUESTS} bladzijden")
        self._addresses.add(address)

    def require_new_content(self, address: str, content: bytes) -> None:
        """Raise SourceError for a page that leads to another one, and has what was on one before."""
        if b"odata.nextLink" not in content or (link := _NEXT.search(content)) is None:
            return
        digest = hashlib.sha256(content.replace(link[0], b"")).digest()
        if digest in self._contents:
            raise _endless(address, "dezelfde bladzijde komt terug")
        self._contents.add(digest)


def read_json(content: bytes, errors: str = "strict") -> Any:
    """Return what an answer in JSON says; `errors` is what to do about bytes that are no UTF-8, as of bytes.decode.

    What orjson, which takes a third of the time, refuses (NaN among it) is left to json. Raises ValueError or
    RecursionError for what is no JSON.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content.decode(errors=errors))


def _endless(address: str, why: str) -> SourceError:
    return SourceError(f"{urlsplit(address).path}: het antwoord houdt niet op ({why}). Meld dit bij de uitgever.")


@contextmanager
def cached_descriptions() -> Iterator[None]:
    """Within this context, fetch whatever describes a table and is the same for every region of it only once."""
    token = _descriptions.set({})
    try:
        yield
    finally:
        _descriptions.reset(token)


def described(address: str, fetch: Callable[[], Answer]) -> Answer:
    """Return what describes a table: within `cached_descriptions` what `fetch` gave before for the address, if any."""
    cache = _descriptions.get()
    if cache is None:
        return fetch()
    if address not in cache:
        cache[address] = fetch()
    return cast(Answer, cache[address])


class OneHost(requests.Session):
    """A session that sends requests to the host of `url` alone, also when a link or a redirect names another.

    Raises OtherHost before anything is sent there, and TooLarge as soon as an answer, or all of the session together,
    unpacks to more than the bounds of this module. What was asked over https never goes over http: a link that says so
    is followed over https, as publishers mix these; a redirect to it raises OtherHost.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._host, self._is_secure = _host(url), url.startswith("https:")
        adapter = _BoundedAdapter()
        for scheme in ("http://", "https://"):
            self.mount(scheme, adapter)

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:  # as requests takes them
        """Send a request, or refuse to; every redirect passes through here too."""
        parts = urlsplit(str(request.url))
        if _host(str(request.url)) != self._host:
            raise OtherHost(str(request.url))
        if self._is_secure and parts.scheme != "https":
            request.url = parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl()
        return super().send(request, **settings)

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """Return where an answer redirects to, None when it does not."""
        target = super().get_redirect_target(response)
        if self._is_secure and target is not None and urlsplit(target).scheme == "http":
            raise OtherHost(target)
        return target


class _BoundedAdapter(HTTPAdapter):
    """Unpacks answers piece by piece, up to the bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.unpacked = 0

    def build_response(self, request: requests.PreparedRequest, body: BaseHTTPResponse) -> requests.Response:
        """Return the answer with a body that stops at the bounds."""
        return super().build_response(request, cast(BaseHTTPResponse, _BoundedBody(body, self)))


class _BoundedBody:
    """The body of an answer as requests reads it, counted in its adapter too."""

    def __init__(self, body: BaseHTTPResponse, adapter: _BoundedAdapter) -> None:
        self._body, self._adapter = body, adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)

    def stream(self, size: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """Yield the body in pieces of `size` bytes or more, as requests wants very small ones. Raises TooLarge."""
        unpacked = 0
        for piece in self._body.stream(max(size, _PIECE), decode_content=decode_content):
            unpacked += len(piece)
            self._adapter.unpacked += len(piece)
            for count, most in ((unpacked, MOST_BYTES), (self._adapter.unpacked, MOST_BYTES_OF_PAGES)):
                if count > most:
                    self._body.close()
                    raise TooLarge(most)
            yield piece


def _host(url: str) -> tuple[str | None, int | None]:
    """Return host and port: that of http or https is no difference, since publishers mix these in their links."""
    parts = urlsplit(url)
    return parts.hostname, parts.port if parts.port not in (80, 443) else None


def host_url(name: str) -> str:
    """Return scheme, host and port of a host, without a trailing slash. Raises SourceError when the environment
    variable has no such address."""
    host = HOSTS[name]
    url = (os.environ.get(host.variable) or host.address).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        raise SourceError(
            f"{host.variable} is geen adres: {url!r}. Geef schema, host en poort, zoals https://opendata.cbs.nl"
        )
    return url


def with_retries(action: Callable[[], Answer], what: str, host: str) -> Answer:
    """Return what `action` returns, retrying after a passing fault.

    Passing are: no connection, a time-out, a truncated answer, a busy or broken server (429, 5xx), and an answer with
    status 200 that is not the requested JSON, as CBS gives during maintenance. Raises SourceError with what failed:
    Unavailable when another host may have the table, HostUnreachable when there was no connection.
    """
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(TRIES),
        wait=_wait,
        retry=tenacity.retry_if_exception(_is_passing),
        reraise=True,
    )
    try:
        return retrying(action)
    except OtherHost as error:
        raise Unavailable(
            f"{what}: {host_url(host)} verwijst door naar {_elsewhere(error.address, host_url(host))}.",
            "Daar wordt niets opgehaald. Meld dit bij de uitgever. Is die verhuisd, stel het nieuwe adres dan in met "
            f"{HOSTS[host].variable}.",
        ) from error
    except TooLarge as error:
        raise SourceError(
            f"{what}: het antwoord van {host_url(host)} is uitgepakt groter dan {error.most // 1_000_000} MB. Het is "
            "niet verder gelezen; de vorige uitgave blijft in gebruik. Meld dit bij de uitgever."
        ) from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise Unavailable(f"{what}: het antwoord van {host_url(host)} brak af.", _LATER) from error
    except requests.ConnectionError as error:
        if _was_connected(error):
            raise Unavailable(f"{what}: {host_url(host)} verbrak de verbinding.", _LATER) from error
        raise HostUnreachable(
            f"{host_url(host)} is niet bereikbaar.",
            f"Controleer de verbinding, of stel een ander adres in met {HOSTS[host].variable}. Met python -m etl "
            "--offline bouwt u uit wat er is.",
        ) from error
    except requests.Timeout as error:
        raise Unavailable(f"{what}: {host_url(host)} antwoordt niet op tijd.", _LATER) from error
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise Unavailable(
            f"{what}: {host_url(host)} verwijst naar een bladzijde zonder volledig adres.", "Meld dit bij de uitgever."
        ) from error
    except _UNREADABLE as error:
        raise Unavailable(
            f"{what}: {host_url(host)} gaf geen leesbaar antwoord ({type(error).__name__}), mogelijk onderhoud.", _LATER
        ) from error
    except requests.RequestException as error:
        raise Unavailable(f"{what}: {host_url(host)} weigert ({_status(error) or error}).", _advice(error)) from error


def _elsewhere(address: str, requested: str) -> str:
    other = urlsplit(address)
    kind = "een adres zonder beveiliging (http)" if _host(address) == _host(requested) else "een andere server"
    return f"{kind}, {other.scheme}://{other.netloc}"


def _was_connected(error: requests.ConnectionError) -> bool:
    # urllib3 raises MaxRetryError when it got no connection, ProtocolError when one was broken off
    return not (error.args and isinstance(error.args[0], MaxRetryError))


def _response(error: BaseException) -> requests.Response | None:
    # cbsodata raises its own HTTPError from the real one, which alone has the response
    for raised in (error, error.__cause__):
        if isinstance(raised, requests.RequestException) and raised.response is not None:
            return raised.response
    return None


def _status(error: BaseException) -> str:
    response = _response(error)
    return f"HTTP {response.status_code}" if response is not None else ""


def _advice(error: BaseException) -> str:
    response = _response(error)
    if response is not None and response.status_code == 404:
        return "Bestaat de tabel nog? Controleer het tabelnummer in indicators.yaml."
    return _LATER


def _is_passing(error: BaseException) -> bool:
    if (response := _response(error)) is not None:
        return response.status_code in _WORTH_RETRYING
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return False
    return isinstance(error, (requests.RequestException, *_UNREADABLE))


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    response = _response(error) if error else None
    requested = _seconds(str(response.headers.get("Retry-After", ""))) if response is not None else None
    if requested is not None:
        return min(requested, _LONGEST_WAIT)
    return float(min(WAIT_SECONDS * 2 ** (state.attempt_number - 1), _LONGEST_WAIT))


def _seconds(retry_after: str) -> float | None:
    """Return the wait in seconds that a publisher requests, as a duration or a moment; None without such a request."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds())
