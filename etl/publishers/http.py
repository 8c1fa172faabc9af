"""Calls the hosts of publishers: their addresses, time-outs, retries, and Dutch messages for what fails."""

import os
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import tenacity
from urllib3.exceptions import MaxRetryError

from veerkracht.catalog.publisher_kinds import HOSTS
from veerkracht.core.errors import SourceError

Answer = TypeVar("Answer")

TIMEOUT = (10, 120)  # seconds to connect, seconds between two bytes
TRIES = 4
WAIT_SECONDS = 1.0  # doubled at each try
_LONGEST_WAIT = 60.0
# what the clients raise for an answer that is not the JSON they expect: for a list where an object should be a
# TypeError, for lists in lists without end a RecursionError
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_WORTH_RETRYING = {429, 500, 502, 503, 504}


class HostUnreachable(SourceError):
    """No connection at all, so that the other tables of this host need not be tried."""


class OtherHost(Exception):
    """A publisher sends the client on to `address`, which is on another host than the one that was asked."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class OneHost(requests.Session):
    """A session that sends requests to the host of `url` alone, also when a link or a redirect names another.

    Raises OtherHost before anything is sent there.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._host = _host(url)

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        """Send a request, or refuse to; every redirect comes by here too."""
        if _host(str(request.url)) != self._host:
            raise OtherHost(str(request.url))
        return super().send(request, **settings)


def _host(url: str) -> tuple[str | None, int | None]:
    """Return host and port: that of http or https is no difference, since publishers mix these in their links."""
    parts = urlsplit(url)
    return parts.hostname, parts.port if parts.port not in (80, 443) else None


def host_url(name: str) -> str:
    """Return scheme, host and port of a host, without a slash at the end.

    Raises SourceError when the environment variable holds no such address.
    """
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
    status 200 that is not the requested JSON, as CBS gives during maintenance. Raises SourceError with what failed;
    HostUnreachable when there was no connection.
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
        other = urlsplit(error.address)
        raise SourceError(
            f"{what}: {host_url(host)} verwijst door naar een andere server, {other.scheme}://{other.netloc}. Daar "
            "wordt niets opgehaald. Meld dit bij de uitgever. Is die verhuisd, stel het nieuwe adres dan in met "
            f"{HOSTS[host].variable}."
        ) from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise SourceError(f"{what}: het antwoord van {host_url(host)} brak af. Probeer het later opnieuw.") from error
    except requests.ConnectionError as error:
        if _was_connected(error):
            raise SourceError(f"{what}: {host_url(host)} verbrak de verbinding. Probeer het later opnieuw.") from error
        raise HostUnreachable(_unreachable(host)) from error
    except requests.Timeout as error:
        raise SourceError(f"{what}: {host_url(host)} antwoordt niet op tijd. Probeer het later opnieuw.") from error
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise SourceError(
            f"{what}: {host_url(host)} verwijst naar een bladzijde zonder volledig adres. Meld dit bij de uitgever."
        ) from error
    except _UNREADABLE as error:
        raise SourceError(
            f"{what}: {host_url(host)} gaf geen leesbaar antwoord ({type(error).__name__}), mogelijk onderhoud. "
            "Probeer het later opnieuw."
        ) from error
    except requests.RequestException as error:
        raise SourceError(f"{what}: {host_url(host)} weigert ({_status(error) or error}). {_advice(error)}") from error


def _unreachable(host: str) -> str:
    return (
        f"{host_url(host)} is niet bereikbaar. Controleer de verbinding, of stel een ander adres in met "
        f"{HOSTS[host].variable}. Met python -m etl --offline bouwt u uit wat er is."
    )


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
    return "Probeer het later opnieuw."


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
    """Return the wait that a publisher requests, in seconds or until a moment; None without such a request."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds())
