"""Runs calls of `cbsodata` with a bound on their requests; its module-wide settings are changed only meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from urllib.parse import urlsplit

import cbsodata
import requests
from cbsodata import cbsodata3

from etl.publishers import http
from veerkracht.core.errors import SourceError

MOST_REQUESTS = 100  # for one table; the largest here, by month, needs about twenty

Cell = str | int | float | None
Row = dict[str, Cell]

_descriptions: ContextVar[dict[str, requests.Response] | None] = ContextVar("descriptions of tables", default=None)


@contextmanager
def cached_descriptions() -> Iterator[None]:
    """Within this context, fetch whatever describes a table and is the same for every region of it only once."""
    token = _descriptions.set({})
    try:
        yield
    finally:
        _descriptions.reset(token)


@contextmanager
def connected(url: str) -> Iterator[str]:
    """Give the host of `url` as cbsodata wants it, and within this context a bound on the requests of its calls.

    cbsodata makes a session for every page and follows any link to a next page for ever, so pages are counted over
    sessions. It reads the proxies once at import, which overrules NO_PROXY, and ignores REQUESTS_CA_BUNDLE; here every
    request gets the settings that requests itself would use.
    """
    parts = urlsplit(url)
    environment = requests.Session().merge_environment_settings(url, {}, None, None, None)
    numbers = count(1)

    class Session:
        """The only part of requests.Session that cbsodata uses."""

        def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
            cache, address = _descriptions.get(), str(request.url)
            if cache is None or "DataSet" in address:
                return self._send(request)
            if address not in cache:
                response = self._send(request)
                response.raise_for_status()
                cache[address] = response
            return cache[address]

        def _send(self, request: requests.PreparedRequest) -> requests.Response:
            if next(numbers) > MOST_REQUESTS:
                raise SourceError(
                    f"{urlsplit(str(request.url)).path}: het antwoord houdt niet op (meer dan {MOST_REQUESTS} "
                    "bladzijden). Meld dit bij de uitgever."
                )
            return requests.Session().send(request, timeout=http.TIMEOUT, **environment)

    before = cbsodata.options.use_https, cbsodata3.Session
    cbsodata.options.use_https, cbsodata3.Session = parts.scheme == "https", Session
    try:
        yield parts.netloc
    finally:
        cbsodata.options.use_https, cbsodata3.Session = before
