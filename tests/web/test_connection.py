"""A page whose connection goes: after a restart of its server, or in a network that lets no web socket through."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute

from tests import chromium
from tests.chromium import NEEDED, until
from tests.conftest import launch

pytestmark = NEEDED

SECONDS_TO_NOTICE = 15  # it comes after six; the machine may be busy
CONNECTED = "document.querySelector('.stApp').dataset.testConnectionState === 'CONNECTED'"
IDLE = "document.querySelector('.stApp').dataset.testScriptState === 'notRunning'"
# a page that was connected again is at rest until it hears that it is drawn anew
COUNT_RUNS = """window.runs = 0; new MutationObserver(() => {
    window.runs += document.querySelector('.stApp').dataset.testScriptState === 'running';
}).observe(document.querySelector('.stApp'), { attributeFilter: ['data-test-script-state'] })"""
# of Streamlit, in English, while it has no connection
COUNT_DIALOGS = """window.dialogs = 0; new MutationObserver(changes => {
    const added = changes.flatMap(change => [...change.addedNodes]);
    window.dialogs += added.filter(node => node.textContent.includes('Connection error')).length;
}).observe(document.body, { childList: true, subtree: true })"""


class Server:
    """The dashboard at an address of its own, which a test stops and starts."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, chromium.free_port()
        self.address = f"http://localhost:{self._port}"  # where Streamlit itself speaks of yourscript.py
        self.start()

    def start(self) -> None:
        self._process: subprocess.Popen[bytes] = launch(self._folder, self._port)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


@pytest.fixture
def server(included_database: Path) -> Iterator[Server]:
    running = Server(included_database.parent)
    yield running
    running.stop()


def open_page(visitor: BrowserContext, url: str) -> Page:
    page = visitor.new_page()
    page.goto(url)
    page.locator("table.vk, textarea").first.wait_for(timeout=60_000)
    until(page, IDLE)
    return page


def english(page: Page) -> list[str]:
    """Return the dialogs of Streamlit."""
    return page.locator("[role=dialog]").all_inner_texts()


def test_after_a_restart_the_first_choice_counts_a_file_comes_and_a_letter_has_its_edits(
    visitor: BrowserContext, server: Server
) -> None:
    kaart = open_page(visitor, f"{server.address}/kaart?niveau=wijk")
    trends = open_page(visitor, f"{server.address}/trends")
    trends.get_by_role("button", name="Delen en opslaan").click()
    trends.get_by_role("button", name="CSV", exact=True).wait_for()
    letter = open_page(visitor, f"{server.address}/raadsbrief?deel=doel-1&vorm=bijlage")
    letter.get_by_label("Titel").fill("Mijn titel")
    letter.get_by_label("Titel").blur()
    until(letter, IDLE)
    server.stop()
    for page in (kaart, trends, letter):
        until(page, f"!({CONNECTED})")
        page.evaluate(COUNT_RUNS)
    server.start()
    until(kaart, CONNECTED)
    kaart.get_by_role("radio", name="Buurten", exact=True).click()  # maybe before it was drawn again
    kaart.wait_for_url("**niveau=buurt*")
    kaart.get_by_role("link", name="Nazareth").first.wait_for()
    until(trends, f"{CONNECTED} && {IDLE} && window.runs > 0")
    with trends.expect_download() as download:
        trends.get_by_role("button", name="CSV", exact=True).click()
    assert Path(download.value.path()).read_bytes()
    until(letter, CONNECTED)  # until then its fields are off
    letter.get_by_role("combobox", name="Gebieden").focus()
    letter.keyboard.press("Backspace")
    until(letter, "!location.search.includes('NL00')")
    assert letter.get_by_label("Titel").input_value() == "Mijn titel"
    for page in (kaart, trends, letter):
        page.close()


def test_a_page_says_in_dutch_that_its_server_is_away_and_goes_on_when_it_is_back(
    visitor: BrowserContext, server: Server
) -> None:
    page = open_page(visitor, f"{server.address}/trends")
    page.evaluate(COUNT_DIALOGS)
    assert page.get_by_role("alert").count() == 0
    server.stop()
    page.get_by_role("alert").wait_for(timeout=SECONDS_TO_NOTICE * 1000)
    text = page.get_by_role("alert").inner_text()
    assert "geen verbinding" in text and "gaat vanzelf verder" in text
    until(page, "window.dialogs > 0")
    assert english(page) == []
    server.start()
    page.get_by_role("alert").wait_for(state="detached", timeout=60_000)
    page.get_by_role("radio", name="Index", exact=True).click()
    page.wait_for_url("**maat=index*")
    page.close()


def test_a_network_without_web_sockets_is_named_and_the_page_opens_when_they_come_through(
    visitor: BrowserContext, server: Server
) -> None:
    blocked = [True]

    def let_through(socket: WebSocketRoute) -> None:
        socket.close(code=1001) if blocked else socket.connect_to_server()

    page = visitor.new_page()
    page.route_web_socket("**/*", let_through)
    page.goto(f"{server.address}/trends")
    page.get_by_role("alert").wait_for(timeout=SECONDS_TO_NOTICE * 1000)
    assert "websocket" in page.get_by_role("alert").inner_text() and english(page) == []
    assert chromium.barriers(page) == []
    blocked.clear()
    page.get_by_role("alert").wait_for(state="detached", timeout=60_000)
    page.get_by_role("heading", name="Trends").wait_for()
    page.close()
