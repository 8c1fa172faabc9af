"""Runs calls of `cbsodata` on one host, for as long as they return new data.

Its module-wide settings are changed only during a call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from urllib.parse import urlsplit

import cbsodata
import requests
from cbsodata import cbsodata3

from etl.publishers import http


@contextmanager
def connected(url: str) -> Iterator[str]:
    """Give the host of `url` as cbsodata wants it, and within this context a bound on the requests of its calls.

    cbsodata makes a session for every page and follows any link to a next page for ever. Here its sessions share what
    they saw, and raise what http.Pages and http.OneHost do. cbsodata reads the proxies once at import, which overrules
    NO_PROXY, and ignores REQUESTS_CA_BUNDLE; here every request gets the settings that requests itself would use. Its
    answers are read by http.read_json, from bytes.
    """
    parts = urlsplit(url)
    environment = requests.Session().merge_environment_settings(url, {}, None, None, None)
    pages = http.Pages()

    class Session:
        """The only part of requests.Session that cbsodata uses."""

        def send(self, request: requests.PreparedRequest, **_: object) -> SimpleNamespace:
            """Return the only parts of requests.Response that cbsodata uses, with bytes for its text."""
            address = str(request.url)
            pages.require_new_address(address)
            response = session.send(request, timeout=http.TIMEOUT, **environment)
            pages.require_new_content(address, response.content)
            return SimpleNamespace(raise_for_status=response.raise_for_status, text=response.content)

    # the only part of json that cbsodata uses; bytes that are no UTF-8 are replaced, as requests does
    json = SimpleNamespace(loads=partial(http.read_json, errors="replace"))
    before = cbsodata.options.use_https, cbsodata3.Session, cbsodata3.json
    cbsodata.options.use_https, cbsodata3.Session, cbsodata3.json = parts.scheme == "https", Session, json
    try:
        with http.OneHost(url) as session:
            yield parts.netloc
    finally:
        cbsodata.options.use_https, cbsodata3.Session, cbsodata3.json = before
