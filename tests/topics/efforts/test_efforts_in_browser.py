"""What only a browser shows of the efforts: the network is drawn whole at both widths, and has no barriers."""

from playwright.sync_api import Page

from tests.chromium import NEEDED, barriers, visit

pytestmark = NEEDED


def test_the_network_fits_the_screen_and_has_no_barrier_of_wcag_2_1_aa(page: Page, address: str) -> None:
    visit(page, f"{address}/inspanningen?bij_doel=6")
    page.get_by_role("heading", name="Herinrichting Miradorplein").wait_for()
    network = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(1200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawn = network.bounding_box()
        assert drawn and drawn["x"] + drawn["width"] <= width and drawn["height"] > 500
    assert barriers(page) == []


def test_a_name_in_the_table_leads_to_its_effort(page: Page, address: str) -> None:
    visit(page, f"{address}/inspanningen")
    page.get_by_role("link", name="Herinrichting Miradorplein").click()
    page.wait_for_url("**/inspanningen?*inspanning=miradorplein*")
    page.get_by_text("1 inspanning bij deze keuze").wait_for()
