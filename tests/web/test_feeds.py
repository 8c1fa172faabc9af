"""The feed and the calendar from outside: read as readers do, strict against their standards, public only."""

import http.client
import json
import re
import shutil
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import duckdb
import feedparser
import icalendar
import pytest
from starlette.requests import Request
from starlette.responses import Response

import asgi
from tests.opened import open_query
from tests.web.awaited import awaited
from veerkracht.core import paths
from veerkracht.core.access import Access
from veerkracht.topics.since import feeds as since
from veerkracht.topics.since import figures
from veerkracht.web import cache, index_html, login, server
from veerkracht.web.streamlit_internals import STATIC

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = "2030-01-02 03:04:05"  # after the beginning of any database of these tests


@pytest.fixture(scope="module")
def served(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which something is new, with signs in it that a careless writer would trip over."""
    folder = tmp_path_factory.mktemp("news") / "data"
    shutil.copytree(included_database.parent, folder)  # whole: a start builds again what is from other data
    with duckdb.connect(str(folder / "veerkracht.duckdb")) as connection:
        connection.execute(f"update appearance set noticed_at = '{LATER}' where code in ('rokers', 'overgewicht')")
        connection.execute(f"""
            insert into story values ('a', 'Koffie & <b>taart</b> \x07', 'x', [], [], '2026-01-01', '', 'T', false);
            insert into appearance values ('verhaal', 'a', '', '{LATER}', '')
        """)
    return folder


@pytest.fixture(params=["", "/dash/veerkracht"], ids=["at the root", "below a path"], scope="module")
def home(request: pytest.FixtureRequest, served: Path, started: Callable[..., str]) -> str:
    return f"{started(served, '--server.baseUrlPath', request.param)}{request.param}"


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, parts.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_a_feed_reader_reads_the_feed(home: str) -> None:
    status, headers, body = get(f"{home}/sinds.atom")
    assert status == 200 and headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(body, response_headers=dict(headers))
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.author == "Gemeente Maastricht" and feed.feed.title.endswith("wat is er nieuw?")
    assert any("RIVM: er zijn nu cijfers over" in entry.title for entry in feed.entries)
    titles = [element.text or "" for element in ElementTree.fromstring(body).iter(f"{ATOM}title")]
    assert "Nieuw verhaal: Koffie & <b>taart</b>" in [title.rstrip(" .") for title in titles]  # a text, and no HTML
    assert all(entry.link.startswith(f"{home}/") for entry in feed.entries)


def test_the_feed_has_what_the_standard_asks(home: str) -> None:
    root = ElementTree.fromstring(get(f"{home}/sinds.atom")[2])
    assert root.tag == f"{ATOM}feed"
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        f"{home}/sinds.atom"
    ]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1 and element.findtext(f"{ATOM}{name}")
        updated = element.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated) and datetime.fromisoformat(updated)
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1  # an entry without content needs one
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) > 3
    updated = [element.text or "" for element in root.findall(f"{ATOM}entry/{ATOM}updated")]
    assert updated == sorted(updated, reverse=True) and root.findtext(f"{ATOM}updated") == updated[0]


def test_a_calendar_reads_what_comes_as_whole_days(home: str) -> None:
    status, headers, body = get(f"{home}/kalender.ics")
    assert status == 200 and headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in body.split(b"\r\n")) and b"\n" not in body.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["version"] == "2.0" and calendar["prodid"]
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    police = events["Politie: cijfers over 2026, verwacht begin 2027."]
    assert (police["dtstart"].dt, police["dtend"].dt) == (date(2027, 1, 1), date(2027, 4, 1))
    assert police["transp"] == "TRANSPARENT" and police["url"] == f"{home}/sinds"
    health = events["RIVM: cijfers over 2028, verwacht 2029."]
    assert (health["dtstart"].dt, health["dtend"].dt) == (date(2029, 1, 1), date(2030, 1, 1))
    yearly = events["CBS: cijfers over 2026, verwacht in de loop van 2027."]  # as certain as /weten calls it
    assert (yearly["dtstart"].dt, yearly["dtend"].dt) == (date(2027, 1, 1), date(2028, 1, 1))
    assert len({str(event["uid"]) for event in events.values()}) == len(events)
    for event in events.values():
        assert not event.errors and event["dtstamp"].dt.tzinfo is not None


@pytest.mark.parametrize("name", ["sinds.atom", "kalender.ics"])
def test_what_a_reader_has_is_not_sent_again(home: str, name: str) -> None:
    status, headers, body = get(f"{home}/{name}")
    assert (status, "max-age" in headers["cache-control"]) == (200, True)
    assert get(f"{home}/{name}")[2] == body  # the same at every request
    for condition in ({"If-None-Match": headers["etag"]}, {"If-Modified-Since": headers["last-modified"]},
                      {"If-None-Match": f'"x", {headers["etag"]}'}):  # fmt: skip
        assert get(f"{home}/{name}", **condition)[::2] == (304, b""), condition
    assert get(f"{home}/{name}", **{"If-None-Match": '"x"', "If-Modified-Since": headers["last-modified"]})[0] == 200
    assert get(f"{home}/{name}", "HEAD")[0] == 200
    assert get(f"{home}/{name}", "POST")[0] == 405
    assert get(f"{home}/{name}", Host="elders.example")[0] == 421


def test_the_html_of_a_page_says_where_the_feed_is() -> None:
    html = index_html.page(STATIC, "kaart")
    assert '<link rel="alternate" type="application/atom+xml"' in html and 'href="./sinds.atom">' in html


# without a server


def answer(name: str = "sinds.atom", files: server.Feeds[Any] = asgi.news) -> Response:
    """Return what is answered in this process; it has its own memory of what was read."""
    scope = {"type": "http", "method": "GET", "path": f"/{name}", "headers": [(b"host", b"localhost")],
             "query_string": b"", "scheme": "http", "server": ("localhost", 80)}  # fmt: skip
    return awaited(files._answer(Request(scope)))


@pytest.mark.parametrize("name", ["sinds.atom", "kalender.ics"])
def test_without_figures_it_is_not_there_now_and_says_so_in_dutch(data: Path, name: str) -> None:
    response = answer(name)
    assert response.status_code == 503 and response.headers["retry-after"] and "no-store" in str(response.headers)
    assert "nu niet te lezen" in bytes(response.body).decode() and str(data) not in bytes(response.body).decode()


@pytest.mark.parametrize("name", ["sinds.atom", "kalender.ics"])
def test_behind_a_required_login_it_is_closed(built: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert answer(name).status_code == 200
    monkeypatch.setattr(login, "access_settings", lambda: Access(requires_login=True))
    response = answer(name)
    assert response.status_code == 403 and "vraagt een login" in bytes(response.body).decode()
    assert response.headers["cache-control"] == "no-store"


def test_what_is_internal_is_in_no_feed_whoever_asks(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = Path(shutil.copy(included_database, tmp_path / "veerkracht.duckdb"))
    inside = Path(shutil.copy(included_database, tmp_path / "veerkracht-intern.duckdb"))
    with duckdb.connect(str(inside)) as connection:
        connection.execute(f"""
            insert into story values ('geheim', 'Geheim feest', 'x', [], [], '2026-01-01', '', 'T', true);
            insert into appearance values ('verhaal', 'geheim', '', '{LATER}', '');
            update appearance set noticed_at = '{LATER}' where code = 'rokers';
            insert into decision values ('d', 9, '2026-02-02', 'Geheim besluit', null, null, 'open', null, true);
            insert into appearance values ('verwachting', 'politie_kopie', '2026', '{LATER}', 'geheim 2028')
        """)
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(public))
    with open_query(inside) as query:  # so that there is something to give away
        assert "Geheim feest" in "".join(event.sentence for event in figures.events(query, date(2026, 1, 1)))
        assert b"Geheim feest" not in since.feed(since.news(query, []), "http://x/")  # nor by a mistake elsewhere
    with login.fixed_visitor(True), cache.one_version():
        texts = [bytes(answer(name).body).decode() for name in ("sinds.atom", "kalender.ics")]
    assert not re.search("(?i)geheim|rokers", "".join(texts)) and "begin 2027" in texts[1]


def test_new_figures_are_in_it_at_once_and_the_old_are_not_read_again(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copy(included_database, tmp_path / "veerkracht.duckdb"))
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(place))
    reads = []

    def read(query: Any, runs: Any) -> Any:
        reads.append(threading.current_thread())
        return since.news(query, runs)

    files = server.Feeds(read, {since.FEED: server.File("x/y", since.feed)})
    before = answer(files=files).body
    assert answer(files=files).body == before and len(reads) == 1
    with duckdb.connect(str(place)) as connection:
        connection.execute(f"update appearance set noticed_at = '{LATER}' where code = 'rokers'")
    assert b"Rokers: er zijn nu cijfers" in bytes(answer(files=files).body) and len(reads) == 2


def test_the_feed_has_a_hundred_entries_at_most_and_ids_that_last(included_database: Path, tmp_path: Path) -> None:
    place = Path(shutil.copy(included_database, tmp_path / "many.duckdb"))
    with duckdb.connect(str(place)) as connection:
        connection.execute(f"""
            insert into appearance
            select 'verwachting', 'politie_kopie', '2026', timestamp '{LATER}' + interval (n) day, 'mei ' || (2030 + n)
            from range(300) as t(n)
        """)
    with open_query(place) as query:
        body = since.feed(since.news(query, []), "https://a.nl/")
        other = since.feed(since.news(query, []), "https://b.nl/x/")
    entries = feedparser.parse(body).entries
    assert len(entries) == 100 and len(body) < 100_000
    assert [entry.id for entry in entries] == [entry.id for entry in feedparser.parse(other).entries]
    assert str(paths.ROOT) not in json.dumps(entries, default=str)
