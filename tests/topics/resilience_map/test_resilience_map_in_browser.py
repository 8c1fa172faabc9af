"""The table of the Veerkrachtkaart on a phone: cards, and nothing that scrolls sideways."""

from playwright.sync_api import Page

from tests.chromium import NEEDED, barriers, open_view
from tests.topics.goals.test_goal_in_browser import BOXES_THAT_SCROLL

pytestmark = NEEDED


def test_on_a_phone_every_row_of_a_wide_table_is_a_card(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, "veerkrachtkaart")
    for title in ("Alle buurten in een tabel", "De weg door de jaren"):
        page.get_by_text(title).click()
    page.get_by_role("rowheader", name="Nazareth").first.wait_for()
    assert page.evaluate(BOXES_THAT_SCROLL) == []
    cell = page.locator("table.vk-cards td[data-label='Vak']").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Vak"'
    assert page.get_by_role("cell").count() > 44  # still a table for a screen reader
    assert barriers(page) == []
