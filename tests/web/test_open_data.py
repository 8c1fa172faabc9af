"""Open data from outside: as programs ask for it, at the root and below a path, public only, and never too much."""

import asyncio
import csv
import http.client
import io
import json
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Page
from starlette.requests import Request
from starlette.responses import Response

from tests.chromium import NEEDED, barriers
from tests.web.awaited import awaited
from veerkracht.core.access import Access
from veerkracht.export.csvw import Answer
from veerkracht.topics.data import answers
from veerkracht.web import cache, login, open_data
from veerkracht.web.open_data import OpenData

TOPIC = "data/onderwerp/ervaren_gezondheid.csv"


@pytest.fixture(params=["", "/dash/veerkracht"], ids=["at the root", "below a path"], scope="module")
def home(request: pytest.FixtureRequest, served: Path, started: Callable[..., str]) -> str:
    return f"{started(served, '--server.baseUrlPath', request.param)}{request.param}"


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_pandas_reads_a_topic_from_its_address(home: str) -> None:
    frame = pd.read_csv(f"{home}/{TOPIC}", dtype={"period": str})
    newest = frame[(frame["area"] == "Nazareth") & (frame["period"] == "2024")].iloc[0]
    assert newest["value"] == 58.9 and newest["unit"] == "%" and frame["value"].dtype == float


def test_a_csv_leads_to_its_metadata_and_these_to_the_csv(home: str) -> None:
    for address in (f"{home}/{TOPIC}", f"{home}/data/kaart.csv?jaar=2024&indeling=gelijk"):
        status, headers, body = get(address)
        assert status == 200 and headers["content-type"] == "text/csv; charset=utf-8"
        link = headers["link"].partition(">")[0].removeprefix("<")
        assert headers["link"].endswith('rel="describedby"; type="application/csvm+json"')
        about = get(urljoin(address, link))
        assert about[0] == 200 and about[1]["content-type"] == "application/csvm+json; charset=utf-8"
        metadata = json.loads(about[2])
        assert urljoin(urljoin(address, link), metadata["url"]) == address
        header = next(csv.reader(io.StringIO(body.decode())))
        assert header == [column["titles"] for column in metadata["tableSchema"]["columns"]]


@pytest.mark.parametrize("path", [TOPIC, "data/catalogus.json", "data/gebieden.geojson", "data/"])
def test_what_a_program_has_is_not_sent_again_and_any_site_may_read_it(home: str, path: str) -> None:
    status, headers, body = get(f"{home}/{path}")
    assert status == 200 and body and headers["etag"].startswith('W/"') and "max-age=900" in headers["cache-control"]
    assert headers["access-control-allow-origin"] == "*"
    assert get(f"{home}/{path}", **{"If-None-Match": headers["etag"]})[::2] == (304, b"")
    assert get(f"{home}/{path}", **{"If-None-Match": '"x"'})[::2] == (200, body)
    without_body = get(f"{home}/{path}", "HEAD")
    assert without_body[::2] == (200, b"") and without_body[1]["content-length"] == str(len(body))
    packed = get(f"{home}/{path}", **{"Accept-Encoding": "gzip"})
    assert packed[1]["content-encoding"] == "gzip" and len(packed[2]) < len(body) / 2
    before = get(f"{home}/{path}", "OPTIONS", Origin="https://elders.nl", **{"Access-Control-Request-Method": "GET"})
    assert before[0] == 204 and before[1]["access-control-allow-methods"] == "GET, HEAD"
    status, headers, _ = get(f"{home}/{path}", "POST")
    assert status == 405 and headers["allow"] == "GET, HEAD, OPTIONS"


def test_another_question_has_another_tag(home: str) -> None:
    names = ["kaart.csv", "kaart.json", "kaart.csv?jaar=2024", "trends.csv", "doelen.csv"]
    assert len({get(f"{home}/data/{name}")[1]["etag"] for name in names}) == len(names)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("onderwerp/gezondheit.csv", 404), ("niets", 404), ("onderwerp/a/b.csv", 404),
        ("kaart.csv?x=1", 400), ("kaart.csv?jaar=2024&jaar=2024", 400), (f"kaart.csv?gebied={'x' * 10_000}", 400),
        (f"trends.csv?indicator={quote('<script>alert(1)</script>')}", 400), ("trends.csv?indicator=%ff", 400),
        (f"trends.csv?indicator={quote('1; drop table observation')}", 400),
    ],
)  # fmt: skip
def test_an_odd_question_gets_a_dutch_text_that_no_browser_runs(home: str, path: str, status: int) -> None:
    given, headers, body = get(f"{home}/data/{path}")
    assert given == status and headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
    assert body.decode().endswith(".\n") and len(body) < 600


def test_the_address_itself_is_a_page_for_people(home: str) -> None:
    status, headers, _ = get(f"{home}/data")
    assert status == 308 and urljoin(f"{home}/data", headers["location"]) == f"{home}/data/"
    status, headers, body = get(f"{home}/data/")
    assert status == 200 and headers["content-type"] == "text/html; charset=utf-8" and b'<html lang="nl">' in body
    assert b"Open data van het dashboard" in body


@NEEDED
def test_a_reader_finds_a_topic_on_the_page_for_people(page: Page, address: str) -> None:
    page.goto(f"{address}/data/")
    assert barriers(page) == []
    page.get_by_text("Gezondheid", exact=True).click()
    link = page.get_by_role("link", name="onderwerp/ervaren_gezondheid.csv", exact=True)
    assert get(urljoin(page.url, link.get_attribute("href")))[0] == 200
    for href in page.eval_on_selector_all("a", "links => links.slice(0, 20).map(link => link.href)"):
        assert get(href)[0] == 200, href
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})


# without a server


def request(path: str, query: str = "", client: str = "10.0.0.1", **headers: str) -> Request:
    scope = {"type": "http", "method": "GET", "path": f"/data/{path}",
             "query_string": query.encode(), "scheme": "http", "server": ("localhost", 80), "client": (client, 1),
             "headers": [(b"host", b"localhost"), *((name.replace("_", "-").encode(), value.encode())
                                                    for name, value in headers.items())]}  # fmt: skip
    return Request(scope)


def respond(path: str, data: OpenData | None = None) -> Response:
    return awaited((data or OpenData(answers.answer)).respond(request(path), path))


def test_without_figures_it_is_not_there_now_and_says_so_in_dutch(data: Path) -> None:
    response = respond("catalogus.csv")
    assert response.status_code == 503 and response.headers["retry-after"]
    assert "nu niet te lezen" in bytes(response.body).decode() and str(data) not in bytes(response.body).decode()


@pytest.mark.parametrize("path", ["", "catalogus.csv", "niets"])
def test_behind_a_required_login_it_is_closed(built: None, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    known = respond(path)
    assert known.status_code in (200, 404)
    monkeypatch.setattr(login, "access_settings", lambda: Access(requires_login=True))
    tag = known.headers.get("etag", "")
    response = awaited(OpenData(answers.answer).respond(request(path, if_none_match=tag), path))
    assert response.status_code == 403 and "vraagt een login" in bytes(response.body).decode()
    assert response.headers["cache-control"] == "no-store"


def test_a_login_that_is_required_later_closes_it_within_a_second(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [0.0]
    data = OpenData(answers.answer, lambda: seconds[0])
    assert respond("catalogus.csv", data).status_code == 200
    monkeypatch.setattr(login, "access_settings", lambda: Access(requires_login=True))
    seconds[0] = 1.1
    assert respond("catalogus.csv", data).status_code == 403


@pytest.mark.slow
def test_nothing_internal_is_in_it_whoever_asks(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = Path(shutil.copy(included_database, tmp_path / "veerkracht.duckdb"))
    inside = Path(shutil.copy(included_database, tmp_path / "veerkracht-intern.duckdb"))
    with duckdb.connect(str(inside)) as connection:
        connection.execute("update observation set value = 12.3456, lower = null, upper = null, "
                           "margin_kind = null where indicator_id = 'ervaren_gezondheid' "
                           "and value is not null")  # fmt: skip
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(public))
    with login.fixed_visitor(True), cache.one_version():
        texts = [bytes(respond(path).body) for path in ("onderwerp/ervaren_gezondheid.csv", "trends.csv", "kaart.csv")]
    assert b"12.3456" not in b"".join(texts) and b"58.9" in texts[0]


class Made:
    """Answers of any size, counted as they are made."""

    def __init__(self, size: int = 100) -> None:
        self.size, self.made = size, list[str]()
        self.go = threading.Event()
        self.go.set()

    def __call__(self, query: Any, path: str, choices: Sequence[tuple[str, str]]) -> Answer:
        self.made.append(path)
        assert self.go.wait(30)
        return Answer(b"".join(f"{number * 7919 % 99991},".encode() for number in range(self.size)), "text/csv")


@pytest.mark.slow
def test_an_answer_is_made_once_until_the_figures_change(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copy(included_database, tmp_path / "veerkracht.duckdb"))
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(place))
    data = OpenData(answers.answer)
    first = respond("catalogus.csv", data)
    assert respond("catalogus.csv", data).body == first.body
    with duckdb.connect(str(place)) as connection:
        connection.execute("update indicator set label = 'Andere naam' where indicator_id = 'inwoners'")
    second = respond("catalogus.csv", data)
    assert b"Andere naam" in bytes(second.body) and second.headers["etag"] != first.headers["etag"]
    made = Made()
    data = OpenData(made)
    for path in ("a", "b", "a", "a"):
        respond(path, data)
    assert made.made == ["a", "b"]


@pytest.mark.slow
def test_answers_take_no_more_memory_than_they_may(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_data, "MAX_BYTES", 20_000)
    made = Made(size=3000)
    data = OpenData(made)
    for number in range(20):
        respond(str(number), data)
    assert 0 < sum(len(packed.body) for packed in data._packed.values()) <= 20_000
    respond("19", data)
    respond("0", data)
    assert made.made[20:] == ["0"]  # the oldest made room, the newest stayed


def test_one_address_waits_for_others_and_not_others_for_it(built: None) -> None:
    made = Made()
    made.go.clear()
    data = OpenData(made)

    async def flood() -> tuple[list[int], int]:
        running = [asyncio.ensure_future(data.respond(request("flood"), f"flood{number}")) for number in range(30)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(data.respond(request("other", client="10.0.0.2"), "other"))
        await asyncio.sleep(0)
        made.go.set()
        return [answer.status_code for answer in await asyncio.gather(*running)], (await other).status_code

    codes, other = awaited(flood())
    assert codes == [200] * 10 + [429] * 20 and other == 200
    assert made.made.index("other") < 9 and not data._waiting  # it did not stand behind all of them


@pytest.mark.slow
def test_a_question_that_fails_leaves_its_place(built: None) -> None:
    data = OpenData(answers.answer)
    assert [respond("niets.csv", data).status_code for _ in range(40)] == [404] * 40
    assert not data._waiting and respond("catalogus.csv", data).status_code == 200
