"""Runs calls of `cbsodata` on one host and no longer than they bring something new.

Its module-wide settings are changed only meanwhile.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

import cbsodata
import requests
from cbsodata import cbsodata3

from etl.publishers import http
from veerkracht.core.errors import SourceError

# for one table, in pages of 10,000 rows: seven crimes in each month since 2012 in the 630 areas of Amsterdam are 75 in
# 2026, and 130 when twenty-five years are published
MOST_REQUESTS = 1000

Cell = str | int | float | None
Row = dict[str, Cell]

_NEXT = re.compile(rb'"odata\.nextLink"\s*:\s*"[^"]*"')
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

    cbsodata makes a session for every page and follows any link to a next page for ever. Here its sessions share what
    they saw: SourceError is raised for a page that was there before, by its address or its content, and for more than
    MOST_REQUESTS; and whatever http.OneHost raises. cbsodata reads the proxies once at import,
    which overrules NO_PROXY, and ignores REQUESTS_CA_BUNDLE; here every request gets the settings that requests itself
    would use.
    """
    parts = urlsplit(url)
    environment = requests.Session().merge_environment_settings(url, {}, None, None, None)
    addresses: set[str] = set()
    contents: set[bytes] = set()

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
            address = str(request.url)
            if address in addresses:
                raise _endless(address, "dezelfde bladzijde komt terug")
            if len(addresses) == MOST_REQUESTS:
                raise _endless(address, f"meer dan {MOST_REQUESTS} bladzijden")
            addresses.add(address)
            response = session.send(request, timeout=http.TIMEOUT, **environment)
            if (link := _NEXT.search(response.content)) is not None:
                content = hashlib.sha256(response.content.replace(link[0], b"")).digest()
                if content in contents:
                    raise _endless(address, "dezelfde bladzijde komt terug")
                contents.add(content)
            return response

    before = cbsodata.options.use_https, cbsodata3.Session
    cbsodata.options.use_https, cbsodata3.Session = parts.scheme == "https", Session
    try:
        with http.OneHost(url) as session:
            yield parts.netloc
    finally:
        cbsodata.options.use_https, cbsodata3.Session = before


def _endless(address: str, why: str) -> SourceError:
    return SourceError(f"{urlsplit(address).path}: het antwoord houdt niet op ({why}). Meld dit bij de uitgever.")
