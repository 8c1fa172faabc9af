"""Beheer all the way, with a real provider: two clicks put a hand-in on the pages, and two take it off again."""

import re
import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from etl.command import command
from tests import provider
from tests.chromium import NEEDED, barriers
from tests.conftest import INCLUDED, OTHER_YEARS
from tests.etl.handed_in.test_take_over import GOOD
from tests.web.test_login import log_in

pytestmark = [NEEDED, pytest.mark.slow]

FIGURE = "bronnen?toon=cijfer&indicator=toegang_tot_hulp&periode=2024"
WAIT = 180_000  # milliseconds: a build, on a busy machine


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, identity: provider.Provider) -> Path:
    """A data folder with a hand-in that waits, and the settings of a login with administrators."""
    folder = tmp_path_factory.mktemp("beheer") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*OTHER_YEARS))
    offered = folder.parent / "peiling.csv"
    offered.write_text(GOOD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_DATA", str(folder))
        assert command.main(["--offline"]) == command.ALL_WELL
        assert command.main(["indienen", str(offered), "--naam", "bert@maastricht.nl"]) == command.ALL_WELL
    (folder / "secrets.toml").write_text(
        provider.settings(identity.url, '[toegang.beheer]\nroles = ["Beheer"]'), encoding="utf-8"
    )
    return folder


def visiting(browser: Browser, address: str, name: str = "", width: int = 1440) -> Page:
    page = browser.new_context(locale="nl-NL", viewport={"width": width, "height": 900}).new_page()
    page.goto(address)
    if name:
        log_in(page, name)
    return page


def answer(url: str, page: Page | None = None) -> tuple[int, str]:
    """Return what the server answers to who has the cookies of a page, with the address taken out."""
    cookies = page.context.cookies() if page else []
    sent = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": sent})) as received:
            return received.status, received.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode().replace(url.rpartition("/")[2], "")


def test_for_who_does_not_administer_there_is_no_such_page(browser: Browser, address: str) -> None:
    bert, carla = visiting(browser, address, "bert"), visiting(browser, address, "carla")
    nowhere = answer(f"{address}/bestaat-zo-niet", bert)
    assert nowhere[0] == 404
    assert answer(f"{address}/beheer", bert) == answer(f"{address}/beheer") == nowhere
    assert answer(f"{address}/beheer", carla)[0] == 200
    assert carla.get_by_role("link", name="Beheer", exact=True).count() == 1
    for page in (bert, visiting(browser, address)):
        page.goto(f"{address}/bronnen")
        page.get_by_role("link", name="Privacy").last.wait_for()
        assert not re.search(r"\bbeheer\b", page.content().partition("</head>")[2], re.IGNORECASE)


def test_taken_over_in_two_clicks_seen_within_five_seconds_and_undone(browser: Browser, address: str) -> None:
    carla, stranger = visiting(browser, address, "carla"), visiting(browser, address, width=390)
    carla.get_by_role("link", name="Beheer", exact=True).click()
    carla.get_by_role("heading", name="Eén inzending wacht op u").wait_for()
    carla.get_by_text("Cijfers, van bert@maastricht.nl, ").wait_for()
    assert barriers(carla) == []
    carla.get_by_role("button", name="Overnemen (1)").click()
    carla.get_by_role("button", name="Ja, overnemen").click()
    carla.get_by_role("progressbar").wait_for()
    carla.get_by_text("peiling.csv is overgenomen en staat nu op het dashboard.").wait_for(timeout=WAIT)
    began = time.monotonic()
    stranger.goto(f"{address}/{FIGURE}")
    stranger.get_by_text("212 antwoorden").wait_for(timeout=30_000)
    print(f"seen after {time.monotonic() - began:.1f} s")
    carla.get_by_role("heading", name="Er wacht niets op u").wait_for()
    assert barriers(carla) == []

    carla.get_by_role("button", name="Terugdraaien (1)").click()
    carla.get_by_role("button", name="Ja, terugdraaien").click()
    carla.get_by_text("peiling.csv is teruggedraaid.").wait_for(timeout=WAIT)
    stranger.reload()
    stranger.get_by_text("is nog niets geladen").wait_for(timeout=30_000)
    assert carla.get_by_text("Teruggedraaid door carla").count() == 1


def test_a_login_that_was_ended_in_another_tab_does_nothing(
    browser: Browser, address: str, served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(served))
    (tmp_path / "nogmaals.csv").write_text(GOOD.replace("58", "59"), encoding="utf-8")
    assert command.main(["indienen", str(tmp_path / "nogmaals.csv"), "--naam", "bert"]) == command.ALL_WELL
    carla = visiting(browser, address, "carla")
    carla.get_by_role("link", name="Beheer", exact=True).click()
    carla.get_by_role("button", name="Overnemen (1)").click()
    other = carla.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Uitloggen").click()
    other.get_by_role("button", name="Inloggen").wait_for()
    carla.get_by_role("button", name="Ja, overnemen").click()
    carla.get_by_role("button", name="Ja, overnemen").wait_for(state="detached", timeout=30_000)
    time.sleep(2)
    assert not (served / "lokaal" / "nogmaals.csv").exists()
    assert carla.get_by_role("link", name="Beheer", exact=True).count() == 0
