"""Halen we in? in a browser: on a phone and a desk."""

from playwright.sync_api import Page

from tests.chromium import NEEDED, open_view, until

pytestmark = NEEDED
OUTSIDE = """[...document.querySelectorAll('table.vk-gaps *')].filter(part => part.checkVisibility()
    && (part.getBoundingClientRect().right > innerWidth + 1 || part.getBoundingClientRect().left < -1)).length"""
APART = """[...document.querySelectorAll('table.vk-gaps tr:has(.vk-gaps-now)')].filter(row => {
    const box = name => row.querySelector(name).getBoundingClientRect(), now = box('.vk-gaps-now');
    const plot = box('.vk-gaps-plot'), words = [box('th'), box('td:last-child')];
    return now.left < plot.left - 8 || now.right > plot.right + 8 || words.some(word =>
        word.left < now.right && word.right > now.left && word.top < now.bottom && word.bottom > now.top);
}).length"""


def test_on_a_phone_nothing_scrolls_sideways_and_both_names_and_the_last_year_are_inside(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, "inhalen")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert page.evaluate(OUTSIDE) == 0 and page.evaluate(APART) == 0
    for text in ("Nazareth", "Pottenberg"):
        heading = page.get_by_role("heading", name=text).bounding_box()
        assert heading and heading["x"] >= 0 and heading["x"] + heading["width"] <= 390
    last = page.get_by_text("54,5% → 58,9% (2022–2024)").bounding_box()
    assert last and last["x"] + last["width"] <= 390


def test_on_a_desk_both_stand_beside_each_other_and_every_mark_in_its_column(page: Page, address: str) -> None:
    open_view(page, address, "inhalen")
    for width, height in ((1440, 900), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        until(page, f"innerWidth === {width}")
        boxes = [table.bounding_box() for table in page.locator("table.vk-gaps:first-child").all()]
        assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"] and boxes[0]["x"] < boxes[1]["x"]
        assert page.evaluate(OUTSIDE) == 0 and page.evaluate(APART) == 0


def test_a_subject_leads_to_its_difference_with_the_city(page: Page, address: str) -> None:
    open_view(page, address, "inhalen")
    page.get_by_role("link", name="Rokers").first.click()
    page.get_by_text("Rokers, verschil met Maastricht: in procentpunt").wait_for()
    assert "maat=verschil" in page.url and "BU09350403" in page.url
