"""What a publisher cannot make the client do: read more than the bounds, or go on without https."""

import json
import math
import ssl
import subprocess
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.publishers import http
from tests.publishers import Publishers
from veerkracht.core.errors import SourceError

PLACE = "85984NED/TypedDataSet"
MOST = 20_000_000


def get(session: http.OneHost, publishers: Publishers) -> None:
    url = f"{publishers.url}/ODataFeed/odata/{PLACE}?$format=json"
    http.with_retries(lambda: session.get(url), "Tabel 85984NED", "opendata")


def test_an_answer_that_unpacks_without_end_takes_no_more_memory_than_the_bound(
    publishers: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", MOST, raising=False)
    publishers.fail(PLACE, "gzip bomb")  # 400 MB
    message = (
        rf"^Tabel 85984NED: het antwoord van {publishers.url} is uitgepakt groter dan 20 MB\. Het is niet verder "
        r"gelezen; de vorige uitgave blijft in gebruik\. Meld dit bij de uitgever\.$"
    )
    tracemalloc.start()
    try:
        with http.OneHost(publishers.url) as session, pytest.raises(SourceError, match=message):
            get(session, publishers)
        assert tracemalloc.get_traced_memory()[1] < 2 * MOST
    finally:
        tracemalloc.stop()


def test_an_answer_without_end_is_not_read_on(publishers: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", MOST, raising=False)
    publishers.fail(PLACE, "without end")
    with http.OneHost(publishers.url) as session, pytest.raises(SourceError, match="uitgepakt groter dan 20 MB"):
        get(session, publishers)
    assert publishers.sent < 2 * MOST  # what the system holds for a slow reader included


def test_pages_have_a_bound_together(publishers: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES_OF_PAGES", 60, raising=False)
    publishers.fail(PLACE, *["html"] * 3)  # of 22 bytes
    with http.OneHost(publishers.url) as session:
        get(session, publishers)
        get(session, publishers)
        with pytest.raises(SourceError, match="uitgepakt groter"):
            get(session, publishers)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that speaks https alone; /door redirects to http on the same server."""
    key, certificate = tmp_path / "server.key", tmp_path / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/door" else 200)
            self.send_header("Location", f"http://localhost:{server.server_port}/")
            self.send_header("Content-Length", "0")
            self.end_headers()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("localhost", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_link_without_https_is_followed_with_it(secure: str) -> None:
    with http.OneHost(secure) as session:
        response = session.get(secure.replace("https:", "http:") + "/bladzijde")
    assert response.status_code == 200 and response.url == f"{secure}/bladzijde"


def test_a_redirect_away_from_https_is_not_followed(secure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", secure)
    plain = secure.replace("https:", "http:")
    message = (
        rf"{secure} verwijst door naar een adres zonder beveiliging \(http\), {plain}\. Daar wordt niets opgehaald"
    )
    with http.OneHost(secure) as session, pytest.raises(SourceError, match=message):
        http.with_retries(lambda: session.get(f"{secure}/door"), "Tabel 85984NED", "opendata")


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(), lambda of: st.lists(of) | st.dictionaries(st.text(), of)
)


@pytest.mark.slow
@given(CELLS, st.booleans())
def test_an_answer_says_what_it_says_to_json(content: object, is_ascii: bool) -> None:
    text = json.dumps(content, ensure_ascii=is_ascii)
    answer = text.encode(errors="surrogatepass")
    assert http.read_json(answer, errors="surrogatepass") == json.loads(text)


def test_what_no_strict_reader_takes_is_read_as_before() -> None:
    [number, infinite] = http.read_json(b"[NaN, 1e999]")
    assert math.isnan(number) and infinite == math.inf
    assert http.read_json(b'"\xff"', errors="replace") == "\ufffd"
    for refused in (b'"\xff"', b"[1, 2", b"", b"\xef\xbb\xbf[]"):
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            http.read_json(refused)
    with pytest.raises(RecursionError):
        http.read_json(b"[" * 200_000)
