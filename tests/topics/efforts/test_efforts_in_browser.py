"""What only a browser shows of the efforts: the list and the network fit, nodes lead on, and nothing is a barrier."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, SETTLED, open_view, until

pytestmark = NEEDED
# what is wider than the page, or than the box that it stands in
WIDER = """[document.documentElement, document.querySelector('[data-testid=stMain]'),
    ...document.querySelectorAll('.stElementContainer')].filter(e => e.checkVisibility()
    && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1)).length"""


@pytest.mark.parametrize("view", ["lijst", "netwerk"])
def test_both_views_fit_every_screen(page: Page, address: str, view: str) -> None:
    open_view(page, address, f"inspanningen?weergave={view}")
    page.get_by_text("Weet u meer?").wait_for()
    for width in (1440, 1024, 700, 390):
        page.set_viewport_size({"width": width, "height": 844})
        has_network = view == "netwerk" and width > 640  # on a phone the list takes its place
        page.locator("[data-testid=stVegaLiteChart]" if has_network else ".vk-effort-list").wait_for()
        assert page.locator("[data-testid=stVegaLiteChart]").is_visible() == has_network, width
        assert page.locator(".vk-effort-list").is_visible() != has_network, width
        until(page, f"innerWidth === {width} && {WIDER} === 0")
        if not has_network:  # nor does it keep its room
            network = page.locator(".st-key-inspanningen-netwerk")
            assert network.evaluate_all("parts => parts.every(part => !part.clientHeight)"), width


def test_a_node_of_the_network_leads_to_its_goal_or_its_effort(page: Page, address: str) -> None:
    page.goto(f"{address}/inspanningen?weergave=netwerk")
    until(page, SETTLED)
    boxes = page.locator(".mark-rect path")
    boxes.nth(3).click()  # after the three strategic goals
    page.wait_for_url("**/doelkaart?*doel=1*")
    page.get_by_role("heading", name="1. Gezondheid").wait_for()
    page.go_back()
    page.wait_for_url("**/inspanningen?*")
    until(page, SETTLED)
    boxes.nth(3 + 16).click()
    page.wait_for_url("**inspanning=thema_*")
    page.get_by_text("1 inspanning bij deze keuze").wait_for()
    assert "weergave=lijst" in page.url


def test_a_name_in_the_list_leads_to_its_effort_and_a_chip_to_its_goal(page: Page, address: str) -> None:
    page.goto(f"{address}/inspanningen")
    page.get_by_role("link", name="Herinrichting Miradorplein").first.click()
    page.wait_for_url("**/inspanningen?*inspanning=miradorplein*")
    page.get_by_text("1 inspanning bij deze keuze").wait_for()
    page.get_by_role("link", name="10. Gezonde leefomgeving").click()
    page.get_by_role("heading", name="10. Gezonde leefomgeving").wait_for()
