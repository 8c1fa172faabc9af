"""What an attacker may send: odd addresses, headers, methods, and messages over the connection."""

import http.client
import shutil
import socket
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.opened import page
from tests.thorough import TIMES
from veerkracht.core import menu, paths
from veerkracht.drawing import sentences
from veerkracht.web.connection import MAX_MESSAGE_BYTES

pytestmark = pytest.mark.fuzz

# --- every parameter of every page ------------------------------------------------------------------------------------

MARK = "kwaadtekst"
VALUES = [
    f"<script>{MARK}</script><img src=x onerror={MARK}>'; drop table observation; --",
    f"{MARK}\u202e\u200b\x00\x1b[31m🏘️é٣² [x](https://{MARK}.nl) ![x](//{MARK}.nl/a.png) $x^2$ :red[x] www.{MARK}.nl",
    MARK * 1000,
    f"%3Cscript%3E%00%ff%/../../etc/passwd {{{{7*7}}}} ${{{MARK}}} ja alle",
    "-1",
    "9" * 400,
    "NaN",
]
# by page the choices that bring other parameters; the parameters themselves are collected while the page runs
BRANCHES: dict[str, list[dict[str, str]]] = {
    "bronnen": [{"toon": "cijfer"}, {"toon": "ophalen"}],
    "buurtprofiel": [{"naast": "BU09350403"}],
    "doelkaart": [{"doel": "2"}, {"doel": "15"}],
    "kaart": [{"ernaast": "jaar"}, {"ernaast": "indicator"}, {"zoom": "ja"}],
    "raadsbrief": [{"deel": "doel-1"}],
    "samenhang": [{"weergave": "thema"}],
    "trends": [{"weergave": "meer"}, {"maat": "index"}],
    "vergaderstand": [{"dia": "1"}, {"dia": "nieuw"}, {"dia": "blad"}],
    "vergelijken": [
        {"groep": "wijk"},
        {"groep": "lijkt"},
        {"groep": "zelf"},
        {"weergave": "meer"},
        {"weergave": "verandering"},
        {"weergave": "trechter"},
        {"weergave": "ongewoon"},
    ],
}
PAGES = list(menu.PAGES)


@pytest.fixture(scope="module")
def with_a_story(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(included_database, folder / "veerkracht.duckdb")
    with duckdb.connect(str(folder / "veerkracht.duckdb")) as connection:
        connection.execute(
            "insert into story values ('een', 'Een', 'casus', ['BU09350403'], [6], '2026-03-31', '', 'Koffie.', false)"
        )
    return folder


@pytest.fixture
def parameters(with_a_story: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The parameters that pages read from the URL since the test began."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(with_a_story))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    read: set[str] = set()
    for name in ("get", "get_all", "__contains__"):
        method = getattr(QueryParamsProxy, name)

        def recorded(self: QueryParamsProxy, key: str, *default: object, _method=method) -> object:
            read.add(key)
            return _method(self, key, *default)

        monkeypatch.setattr(QueryParamsProxy, name, recorded)
    return read


def require_harmless(test: AppTest) -> None:
    """Nothing of the URL became a tag, a link, a picture, or text that reverses the text around it."""
    assert not test.exception and not test.error
    assert test.title or "<h1" in "".join(element.proto.body for element in test.get("html"))
    kinds = ("html", "vega_lite_chart", "deck_gl_json_chart")
    drawn = [str(element.proto) for kind in kinds for element in test.get(kind)]
    written = [element.value for element in [*test.title, *test.markdown, *test.caption, *test.info, *test.warning]]
    assert not [text for text in drawn if f"<script>{MARK}" in text or f"<img src=x onerror={MARK}" in text]
    for text in written:
        assert MARK not in "".join(text.split("`")[::2]) and "\u202e" not in text
    assert [warning.value for warning in test.warning if len(warning.value) >= 400] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_parameter_breaks_a_page_or_puts_the_text_of_a_stranger_in_it(name: str, parameters: set[str]) -> None:
    page(name)
    for branch in [{}, *BRANCHES.get(name, [])]:
        if branch:
            page(name, **branch)
        keys = sorted(parameters - set(branch)) or ["iets"]
        for turn in range(TIMES if branch or not parameters else min(4 * TIMES, len(VALUES))):
            odd = {key: VALUES[(place + turn) % len(VALUES)] for place, key in enumerate(keys)}
            require_harmless(page(name, **odd, **branch))
    repeated = VALUES + [f"{MARK}{number}" for number in range(1000)]
    require_harmless(page(name, **dict.fromkeys(parameters or ["iets"], repeated)))


def test_a_message_on_an_odd_link_is_short_and_shows_it_as_code() -> None:
    text = sentences.unknown("Buurt", ["`x`\u202e https://a.nl", "x" * 100, "", "", "y", "z"])
    assert text.startswith("Buurt: de link noemt `x https://a.nl`, `" + "x" * 40 + "…`, `?` en nog 2, maar dat bestaat")
    instead = sentences.unknown("Buurt", ["x"], ["![a](b)", *"cdefgh"])
    assert instead.endswith(r"U ziet nu: \!\[a\](b), c, d, e, f, g en nog 1.")


# --- headers, methods and addresses -----------------------------------------------------------------------------------


def request(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


@pytest.mark.parametrize("path", [
    "/_stcore/metrics", "/_stcore/%6detrics", "/_stcore/metrics/", "/_stcore//metrics", "/_stcore/message",
    "/_stcore/script-health-check", "/_stcore/upload_file/a/b", "/_stcore/agent/interact", "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json", "/_stcore/bidi-components/a/b.js", "/kaart/_stcore/metrics", "/component/a/b.html",
])  # fmt: skip
def test_endpoints_that_the_dashboard_does_not_use_are_closed(address: str, path: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE", "OPTIONS"):
        status, headers, _ = request(address, path, method, X_Xsrftoken="a", Cookie="_streamlit_xsrf=a")
        assert status in ((404, 405) if path.startswith("/component") else (404,)) or method == "OPTIONS"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [
    "/static/../../../../app.py", "/static/..%2f..%2f..%2fapp.py", "/static/%2e%2e/%2e%2e/app.py", "/media/../app.py",
    "/media/..%2fapp.py", "/%00", "//elders.example/x", "/\\\\elders\\x", "/app/static/../app.py",
])  # fmt: skip
def test_no_address_leads_outside_the_served_folders(address: str, path: str) -> None:
    assert request(address, path)[0] == 400


@pytest.mark.parametrize("path", ["/app.py", "/veerkracht.duckdb", "/.streamlit/config.toml", "/app/static/app.py"])
def test_no_file_of_the_dashboard_is_served(address: str, path: str) -> None:
    status, headers, body = request(address, path)
    assert status == 404 and headers["content-type"].startswith("text/html") and b"hoort bij geen pagina" in body
    assert config.get_option("server.enableStaticServing") is False


@pytest.mark.parametrize("path", ["/data/veerkracht.duckdb", "/data/lokaal/verhalen"])
def test_the_folder_of_the_figures_is_not_what_programs_get(address: str, path: str) -> None:
    status, headers, body = request(address, path)
    assert status in (400, 404) and headers["content-type"].startswith("text/") and len(body) < 20_000


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "TRACE", "OPTIONS", "PATCH"])
def test_a_page_can_only_be_read(address: str, method: str) -> None:
    assert request(address, "/kaart", method)[0] == 405
    assert request(address, "/gezond", method)[0] == 405


def test_another_origin_or_forwarded_host_changes_nothing_in_the_answer(address: str) -> None:
    usual = request(address, "/kaart")
    odd = request(address, "/kaart", Origin="https://elders.example", X_Forwarded_Host="elders.example")
    assert odd[0] == 200 and odd[2] == usual[2]
    assert not [value for value in odd[1].values() if "elders" in value]
    assert not [name for name in odd[1] if name.lower().startswith("access-control")]


@pytest.mark.parametrize("host", ["elders.example", "127.0.0.1.elders.example", "", "a@localhost", "localhost:x"])
def test_a_page_that_gives_its_own_name_to_this_machine_gets_nothing(address: str, host: str) -> None:
    for path in ("/kaart", "/gezond", "/_stcore/health", "/media/a.csv"):
        status, headers, body = request(address, path, Host=host)
        assert status in (400, 421) and len(body) < 200 and b"elders" not in body
        assert not [value for value in headers.values() if "elders" in value]


def test_a_page_under_its_own_name_for_this_machine_gets_no_connection(address: str) -> None:
    for origin in ("http://elders.example", None):
        with pytest.raises(InvalidStatus, match="403"), connected(address, origin, "elders.example"):
            pass


def test_headers_that_are_too_large_are_refused(address: str) -> None:
    assert request(address, "/kaart", X_Large="a" * 100_000)[0] == 431
    assert request(address, "/kaart?" + "a" * 50_000)[0] == 200


# --- the connection of a page -----------------------------------------------------------------------------------------


@contextmanager
def connected(address: str, origin: str | None = None, host: str = "") -> Iterator[ClientConnection]:
    """Connect as a page of this origin does, under another name of the machine when it has one."""
    place = urlsplit(address)
    url = f"ws://{host or place.netloc}/_stcore/stream"
    with (
        socket.create_connection((place.hostname, place.port)) as plain,
        connect(url, sock=plain, origin=origin, subprotocols=["streamlit"], max_size=None) as connection,
    ):
        yield connection


def rerun(**fields: str) -> bytes:
    message = BackMsg()
    message.rerun_script.SetInParent()
    for name, value in fields.items():
        setattr(message.rerun_script, name, value)
    return message.SerializeToString()


def received(connection: ClientConnection) -> list[str]:
    """Return the types of the messages up to the end of a run."""
    types: list[str] = []
    while "script_finished" not in types:
        types.append(str(ForwardMsg.FromString(connection.recv(60, decode=False)).WhichOneof("type")))
    return types


@pytest.mark.parametrize("origin", ["https://elders.example", "http://localhost:3000", "http://127.0.0.1:1", "null",
                                    "http://0.0.0.0", "file://", "http://[", "{address}.elders.example",
                                    "FILE://{host}", "ftp://{host}", "{host}"])  # fmt: skip
def test_a_page_of_another_site_gets_no_connection(address: str, origin: str) -> None:
    with (
        pytest.raises(InvalidStatus, match="403"),
        connected(address, origin.format(address=address, host=urlsplit(address).netloc)),
    ):
        pass


def test_a_page_of_ours_and_a_program_get_a_connection(address: str) -> None:
    for origin in (address, None):
        with connected(address, origin) as connection:
            connection.send(rerun())
            assert "delta" in received(connection)


def test_messages_that_no_page_sends_are_ignored(address: str) -> None:
    with connected(address) as connection:
        uploads = BackMsg()
        uploads.file_urls_request.request_id = "1"
        uploads.file_urls_request.file_names.append("a")
        for message in (
            BackMsg(clear_cache=True), BackMsg(set_run_on_save=True), BackMsg(load_git_info=True),
            BackMsg(debug_shutdown_runtime=True), BackMsg(debug_disconnect_websocket=True), uploads, BackMsg(),
        ):  # fmt: skip
            connection.send(message.SerializeToString())
        connection.send(b"\xff" * 1000)
        connection.send("tekst")
        with pytest.raises(TimeoutError):
            connection.recv(0.3)
        connection.send(rerun())
        assert "delta" in received(connection)


def test_no_page_writes_files_on_the_machine_of_the_server() -> None:
    # with a screen, Streamlit lets a page from the same machine, such as a proxy, install files there
    settings = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["headless"] is True


def test_a_message_that_is_too_large_ends_its_connection(address: str) -> None:
    with connected(address) as connection:
        connection.send(rerun(query_string="a" * MAX_MESSAGE_BYTES))
        with pytest.raises(ConnectionClosedError) as closed:
            received(connection)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


def test_odd_requests_get_a_page_or_the_end_of_the_connection_and_the_next_visitor_a_page(address: str) -> None:
    with connected(address) as connection:
        connection.send(rerun(query_string="%ff%00&&=&jaar=%ED%A0%BD" + "&a=" * 900, page_name="../../etc"))
        assert "page_not_found" in received(connection)
    with connected(address) as connection:
        odd = BackMsg()
        for number in range(1000):
            odd.rerun_script.widget_states.widgets.add(id=f"$$ID-{number}-zoek", string_value="x" * 100)
        odd.rerun_script.page_script_hash = "bestaat niet"
        connection.send(odd.SerializeToString())
        received(connection)
    with connected(address) as connection:
        connection.send(rerun(page_name="kaart", query_string="jaar=%ED%A0%BD"))
        assert "page_not_found" not in received(connection)
