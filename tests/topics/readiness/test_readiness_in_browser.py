"""What a browser makes of the time lines: they fit a phone, and their addresses lead back to them."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, open_view

pytestmark = NEEDED
SIDEWAYS = """(() => {
    const chart = document.querySelector('[data-testid="stVegaLiteChart"] svg').getBoundingClientRect();
    const main = document.querySelector('[data-testid="stMain"]');
    return [Math.round(chart.left) >= 0, Math.round(chart.right) <= innerWidth, main.scrollWidth <= main.clientWidth];
})()"""


@pytest.mark.parametrize("view", ["weten", "agenda"])
def test_the_time_line_fits_a_phone_with_all_its_years(page: Page, address: str, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, view)
    page.wait_for_selector("svg.marks")
    assert page.evaluate(SIDEWAYS) == [True, True, True]
    last = page.locator("svg.marks text", has_text="2030" if view == "weten" else "2029").first.bounding_box()
    assert last and last["x"] + last["width"] <= 390


def test_an_old_address_opens_the_page_with_its_choice(page: Page, address: str) -> None:
    open_view(page, address, "gereedheid?aanzet=Politie")
    page.get_by_role("heading", name="Doel 11 heeft een begincijfer.").wait_for()
    assert page.url.startswith(f"{address}/weten?") and "aanzet=Politie" in page.url
    assert page.locator("h1").inner_text() == "Kunnen we dit in 2030 weten?"
