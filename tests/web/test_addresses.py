"""Addresses as people type and mail them: they lead to the page that was meant, or to one that says there is none."""

import http.client
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, barriers, visit
from veerkracht.core import menu

MISTYPED = {
    "/Kaart?indicator=inwoners": "/kaart?indicator=inwoners",
    "/kaart%20": "/kaart",
    "/kaart%20?jaar=2024&gebied=NL00&gebied=": "/kaart?jaar=2024&gebied=NL00&gebied=",
    "/kaart.": "/kaart",
    "/kaart.?indicator=inwoners": "/kaart?indicator=inwoners",
    "/%22kaart%22,": "/kaart",
    "/kaart%C2%A0%E2%80%8B%E2%80%A6": "/kaart",
    "/WAAR_GAAT_HET_OVER": "/waar-gaat-het-over",
    "/waar%20gaat%20het%20over": "/waar-gaat-het-over",
    "/Doelen": "/doelen",
    "/start?zoek=malberg": "/?zoek=malberg",
    "/TRENDS/?indicator=inwoners": "/trends?indicator=inwoners",
    "/kaart/?indicator=inwoners": "/kaart?indicator=inwoners",
}
# views that have another page now
MOVED = {
    "/?strategisch=gezondheid": "/doelen?strategisch=gezondheid",
    "/?strategisch=": "/doelen?strategisch=",
    "/?gebied=NL00&strategisch=alle&maat=a%20b": "/doelen?gebied=NL00&strategisch=alle&maat=a%20b",
    "/waar-gaat-het-over?zoek=eenzaam": "/?zoek=eenzaam",
    "/gereedheid": "/weten",
    "/Gereedheid?strategisch=gezondheid&aanzet=a%20b&utm=x": "/weten?strategisch=gezondheid&aanzet=a%20b&utm=x",
}
# by path below the dashboard, the page that is offered
ABSENT = {
    "trend?indicator=inwoners": "./trends?indicator=inwoners",
    "kaart/index.html": "../kaart",
    "kaart/trends/x": "../../kaart",
    "raadsbrieven": "./raadsbrief",
    "kaart;jaar=2024": "./kaart",
    "kaart.html": "./kaart",
    "kaart](http:": "./kaart",
    "bestaat-niet": None,
    "index.php": None,
    "static/js/geen.js": None,
}


@pytest.fixture(params=["", "/dash/veerkracht"], ids=["at the root", "below a path"], scope="module")
def home(request: pytest.FixtureRequest, served: Path, started: Callable[..., str]) -> str:
    """The address of the dashboard, with and without server.baseUrlPath; without is the server of other tests too."""
    options = ("--server.baseUrlPath", request.param) if request.param else ()
    return f"{started(served, *options)}{request.param}"


def get(url: str, method: str = "GET") -> tuple[int, http.client.HTTPMessage, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    connection.request(method, url.partition(parts.netloc)[2])
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, body


@cache
def followed(url: str) -> tuple[str, int]:
    """Return where an address leads, and the status there; many pages have the same links."""
    for _ in range(3):
        status, headers, _ = get(url)
        if status not in (301, 307):
            break
        url = urljoin(url, headers["location"])
    return url, status


@pytest.mark.parametrize("address", MISTYPED)
def test_an_address_in_another_case_or_with_signs_around_it_leads_to_the_page_that_was_meant(
    home: str, address: str
) -> None:
    assert followed(f"{home}{address}") == (f"{home}{MISTYPED[address]}", 200)


@pytest.mark.parametrize("address", MOVED)
def test_an_old_address_of_a_view_leads_to_the_page_that_has_it_now_with_all_choices(home: str, address: str) -> None:
    assert followed(f"{home}{address}") == (f"{home}{MOVED[address]}", 200)


@pytest.mark.parametrize("address", ["/doelen", "/doelen?strategisch=gezondheid", "/?zoek=eenzaam", "/?utm=x"])
def test_an_address_of_a_view_that_did_not_move_is_answered_at_once(home: str, address: str) -> None:
    assert get(f"{home}{address}")[0] == 200


@pytest.mark.parametrize("path", ABSENT)
def test_an_address_without_a_page_is_answered_in_dutch_with_the_address_and_a_way_on(home: str, path: str) -> None:
    status, headers, html = get(f"{home}/{path}")
    assert status == 404 and headers["content-type"].startswith("text/html") and '<html lang="nl">' in html
    assert f"<code>/{path.partition('?')[0]}</code> hoort bij geen pagina van dit dashboard" in html
    links = re.findall(r'<a href="([^"]*)"', html)
    near = links[0] if len(links) > len(menu.ABOUT) else None
    assert near == ABSENT[path]
    assert {followed(urljoin(f"{home}/{path}", link)) for link in links} >= {(f"{home}/", 200), (f"{home}/kaart", 200)}
    assert all(followed(urljoin(f"{home}/{path}", link))[1] == 200 for link in links)
    without_body = get(f"{home}/{path}", "HEAD")
    assert (without_body[0], without_body[2]) == (404, "")
    assert without_body[1]["content-length"] == str(len(html.encode()))


def test_every_page_is_at_its_own_address(home: str) -> None:
    for name in menu.ABOUT:
        status, _, html = get(f"{home}/{menu.address(name)}")
        assert status == 200 and "modulepreload" in html and "<noscript>" in html, name


@pytest.mark.parametrize("name", ["gezond", "versie", "sinds.atom", "kalender.ics"])
def test_an_address_for_programs_is_at_the_dashboard_and_at_the_server(home: str, name: str) -> None:
    assert get(f"{home}/{name}")[::2] == get(f"{home.removesuffix('/dash/veerkracht')}/{name}")[::2]
    assert get(f"{home}/{name}")[0] == get(f"{home}/{name}", "HEAD")[0] == 200


def test_an_address_is_repeated_as_text_and_no_longer_than_a_line(home: str) -> None:
    _, _, html = get(f"{home}/%3Cscript%3Ealert(1)%3C%5Cscript%3E%E2%80%AEx{'a' * 5000}")
    assert "<script" not in html and "\u202e" not in html and "a" * 101 not in html and "&lt;script&gt;" in html


@NEEDED
def test_a_visitor_gets_from_a_mistyped_address_to_the_view_that_was_meant(page: Page, address: str) -> None:
    visit(page, f"{address}/Kaart.?indicator=inwoners")
    assert page.url.startswith(f"{address}/kaart?indicator=inwoners")
    page.get_by_text("aantal inwoners").first.wait_for()
    page.goto(f"{address}/trend?indicator=inwoners")
    page.get_by_role("heading", name="Deze pagina is er niet").wait_for()
    assert barriers(page) == []
    page.get_by_role("link", name="Trends").first.click()
    page.get_by_role("heading", name="Trends", exact=True).wait_for()
    page.wait_for_url(f"{address}/trends?*indicator=inwoners*")
    assert page.locator("[role=dialog]").count() == 0
    page.errors.clear()  # the browser reports the status 404
