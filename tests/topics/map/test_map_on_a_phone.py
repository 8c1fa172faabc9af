"""Kaart and Veerkrachtkaart as a browser draws them: on a phone all of it fits, and no name stands on another area."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, open_view, until

pytestmark = NEEDED
PHONE = {"width": 390, "height": 844}
# texts of maps and other charts that stand outside the screen, and boxes in view that scroll sideways
TEXTS = "svg text, h1, h3, p, label, td, th, .vk-legend span"
OUTSIDE = f"""[...document.querySelectorAll('[data-testid="stMain"] :is({TEXTS})')]
    .filter(e => e.checkVisibility() && e.textContent.trim() && !e.closest('.vk-hidden'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
    .map(e => e.textContent)"""
SCROLLING = """[...document.querySelectorAll('[data-testid="stMain"], [data-testid="stMain"] *')]
    .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1
        && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
    .map(e => `${e.localName}.${e.className} ${e.scrollWidth} ${e.clientWidth}`)"""
# which names stand on which areas, but for their own
HIDDEN = """[...document.querySelectorAll('svg.marks')].flatMap(svg => {
    const areas = [...svg.querySelectorAll('.mark-shape path')], names = ['Nazareth', 'Pottenberg'];
    const texts = [...svg.querySelectorAll('.mark-text text')].filter(e => names.includes(e.textContent));
    if (!areas.length) return [];
    if (texts.length < 2) return ['no names'];
    return texts.flatMap(text => {
        const box = text.getBoundingClientRect(), hit = [];
        for (let x = box.left; x <= box.right; x += 2) for (let y = box.top + 2; y <= box.bottom - 2; y += 2)
            for (const area of areas) {
                const point = new DOMPoint(x, y).matrixTransform(area.getScreenCTM().inverse());
                const isOwn = area.ariaLabel.startsWith(text.textContent);
                if (!isOwn && area.isPointInFill(point)) hit.push(`${text.textContent} on ${area.ariaLabel}`);
            }
        return hit;
    });
})"""


@pytest.mark.parametrize(
    "path", ["kaart", "kaart?ernaast=jaar", "kaart?indicator=misdrijven&ernaast=onderwerp", "veerkrachtkaart"]
)
def test_on_a_phone_a_map_fits_with_its_legend_both_names_and_the_year(page: Page, address: str, path: str) -> None:
    page.set_viewport_size(PHONE)
    open_view(page, address, path)
    until(page, f"{SCROLLING}.length === 0 && {OUTSIDE}.length === 0")
    names = page.locator("svg.marks text", has_text="Nazareth")
    assert names.count() and page.locator("svg.marks text", has_text="Pottenberg").count()
    assert page.get_by_text("2025" if "misdrijven" in path or path == "veerkrachtkaart" else "2024").first.is_visible()


@pytest.mark.parametrize("width", [320, 390, 1024, 1440])
@pytest.mark.parametrize("path", ["kaart", "kaart?ernaast=jaar", "veerkrachtkaart"])
def test_no_name_stands_on_another_area(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_view(page, address, path)
    assert page.locator("svg.marks .mark-shape path").count() >= 44
    assert page.evaluate(HIDDEN) == []
