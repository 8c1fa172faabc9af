"""Kaart and Veerkrachtkaart as a browser draws them: on a phone all of it fits, and no name stands on another area."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, open_view, until

pytestmark = NEEDED
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


PATHS = ["kaart", "kaart?ernaast=jaar", "veerkrachtkaart"]
ON_A_PHONE = "kaart?indicator=misdrijven&ernaast=onderwerp"


@pytest.mark.parametrize(
    ("path", "width"), [*((path, width) for path in PATHS for width in (320, 390, 1024, 1440)), (ON_A_PHONE, 390)]
)
def test_no_name_stands_on_another_area_and_on_a_phone_all_of_a_map_fits(
    page: Page, address: str, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_view(page, address, path)
    assert page.locator("svg.marks .mark-shape path").count() >= 44
    assert path == ON_A_PHONE or page.evaluate(HIDDEN) == []
    if width == 390:
        until(page, f"{SCROLLING}.length === 0 && {OUTSIDE}.length === 0")
        for name in ("Nazareth", "Pottenberg"):
            assert page.locator("svg.marks text", has_text=name).count()
        year = "2025" if "misdrijven" in path or path == "veerkrachtkaart" else "2024"
        assert page.get_by_text(year).first.is_visible()
