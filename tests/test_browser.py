"""What only a browser shows: the map is drawn, nothing outside is asked for, choices reach the address."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from veerkracht import paths

CHROMIUM = os.environ.get("VEERKRACHT_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
REQUIRED = os.environ.get("VEERKRACHT_BROWSER_REQUIRED") == "1"
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED, reason="geen Chromium op deze machine: browsertests overgeslagen"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard, started as a user starts it, on a data folder without a database."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(paths.ROOT / "data" / "meegeleverd", folder / "meegeleverd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
               "--server.address", "127.0.0.1", "--server.port", str(port)]  # fmt: skip
    server = subprocess.Popen(command, cwd=paths.ROOT, env={**os.environ, "VEERKRACHT_DATA": str(folder)})
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    assert CHROMIUM, "VEERKRACHT_BROWSER_REQUIRED=1, maar er is geen Chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.outside, opened.errors = [], []
    opened.on("request", lambda one: _is_outside(one.url, address) and opened.outside.append(one.url))
    opened.on("console", lambda one: _is_error(one) and opened.errors.append(one.text))
    yield opened
    assert opened.outside == []
    assert opened.errors == []
    context.close()


def _is_outside(url: str, address: str) -> bool:
    return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))


def _is_error(message) -> bool:
    # Streamlit first looks for its own health page below the page's path: a harmless 404
    return message.type == "error" and "404" not in message.text


def visit(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("table.vk", timeout=60_000)


def test_the_first_visit_ends_on_the_goals_in_dutch(page: Page, address: str) -> None:
    visit(page, address)
    assert page.locator("h1").inner_text() == "Doelen van Veerkrachtige Wijken"
    page.wait_for_function("document.documentElement.lang === 'nl'")
    assert page.locator("table.vk").first.locator("tbody tr:not(.vk-level)").count() == 21


@pytest.mark.parametrize("width", [1440, 1024])
def test_the_goals_fit_the_width_of_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, address)
    assert page.evaluate("[...document.querySelectorAll('.vk-scroll')].every(e => e.scrollWidth <= e.clientWidth + 1)")


def test_the_map_is_drawn_in_the_colours_of_its_legend(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart")
    canvas = page.locator("canvas").first
    canvas.wait_for()
    color = "getComputedStyle(e).backgroundColor.match(/\\d+/g)"
    swatches = page.evaluate(f"[...document.querySelectorAll('.vk-swatch')].map(e => {color})")
    legend = {tuple(map(int, one)) for one in swatches}
    for _ in range(50):
        picture = Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")
        found = Counter(picture.get_flattened_data())
        if all(found[color] > 300 for color in legend):
            break
        page.wait_for_timeout(200)
    assert {color for color in legend if found[color] <= 300} == set()
    assert found[(213, 94, 0)] > 300  # the outline of the aandachtswijken


def test_another_indicator_is_two_clicks_and_stands_in_the_address(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart")
    page.get_by_role("combobox", name="Indicator").click()
    page.get_by_role("option", name="Bevolking: Inwoners", exact=True).click()
    page.wait_for_url("**/kaart?*indicator=inwoners*")
    page.get_by_text("Inwoners, 2024", exact=True).wait_for()
    assert page.locator("table.vk tbody tr").count() == 44


def test_a_link_opens_exactly_the_view_it_names(page: Page, address: str) -> None:
    visit(page, f"{address}/trends?indicator=misdrijven&gebied=BU09350403&gebied=GM0935")
    assert page.locator("table.vk tbody tr th").all_inner_texts() == ["Nazareth", "Maastricht"]
    assert page.locator("h3").inner_text() == "Geregistreerde misdrijven, per 10.000 inwoners"


def test_the_table_can_be_saved_for_dutch_excel(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tabel opslaan").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename == "ervaren_gezondheid-2024.csv"
    assert "BU09350403;Nazareth;Buitenwijk Oost;58,9;definitief" in text


def test_an_unknown_indicator_in_the_address_is_told(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=onzin")
    assert page.get_by_text("de link noemt onzin, maar dat bestaat hier niet").is_visible()
