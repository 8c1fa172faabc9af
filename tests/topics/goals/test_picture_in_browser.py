"""The picture of all goals in a browser: it fits a beamer, a phone and one sheet of paper, and everyone can read it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.chromium import NEEDED, open_view, visit

pytestmark = NEEDED


def sizes(page: Page) -> list[float]:
    """The sizes in pixels of all text that is drawn in the picture."""
    return page.locator(".vk-picture").evaluate("""picture => [...picture.querySelectorAll('*')]
        .filter(each => each.checkVisibility() && !each.closest('.vk-hidden')
            && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
        .map(each => parseFloat(getComputedStyle(each).fontSize))""")


LONGEST = "119 achter op de stad, ongeveer als in 2022–2024"  # when every goal was measured again
NOTICE = 41  # the height of the notice that figures are invented


def bottom(page: Page) -> float:
    box = page.locator(".vk-picture-table tbody tr").last.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_all_goals_fit_a_beamer_when_all_have_a_figure_and_the_figures_are_invented(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, f"{address}/doelen")
    page.locator(".vk-gap-words").evaluate_all(f"cells => cells.forEach(cell => cell.textContent = '{LONGEST}')")
    assert bottom(page) <= 720 - NOTICE


def test_a_topic_that_is_too_long_for_its_line_folds_and_is_never_cut(page: Page, address: str) -> None:
    """That of goal 4 ended in dots."""
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, f"{address}/doelen")
    cut = "topics => topics.filter(topic => topic.scrollWidth > topic.clientWidth).map(topic => topic.textContent)"
    topics = page.locator(".vk-picture-goal :is(small, small span)")
    assert topics.count() > 20 and topics.evaluate_all(cut) == []
    topics.locator("span").first.evaluate("topic => topic.textContent = 'een onderwerp met een lange naam '.repeat(5)")
    assert page.locator(".vk-picture-goal, .vk-picture-goal *").evaluate_all(cut) == []


def test_the_name_of_an_area_is_whole_on_a_phone(page: Page, address: str) -> None:
    """'Meezenbroek' had its last letter on a line of its own."""
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{address}/doelen")
    names = page.locator(".vk-card-area")
    heights = "names => names.map(name => name.getBoundingClientRect().height)"
    names.evaluate_all("names => names.forEach(name => name.textContent = 'Wijk')")
    short = names.evaluate_all(heights)
    names.evaluate_all("names => names.forEach(name => name.textContent = 'Meezenbroek')")
    assert names.evaluate_all(heights) == short and len(short) > 20


def test_the_bar_on_top_covers_nothing_of_the_page(page: Page, address: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 720})
        visit(page, f"{address}/doelen")
        bar = page.locator("header").bounding_box()
        for part in (".vk-views", ".st-key-doelen-keuzes [data-testid=stSelectbox]"):
            box = page.locator(part).first.bounding_box()
            assert bar and box and box["y"] >= bar["y"] + bar["height"], (width, part)


@pytest.mark.parametrize("path", ["doelen", "vergaderstand?dia=0"])
def test_all_goals_fit_a_beamer_without_scrolling(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, f"{address}/{path}")
    assert page.locator(".vk-picture-table tbody tr").count() == 16
    assert bottom(page) <= 720
    assert min(sizes(page)) >= 13
    words = page.locator(".vk-gap-words").first.evaluate("words => parseFloat(getComputedStyle(words).fontSize)")
    assert words >= (15 if path == "doelen" else 18)


def test_on_a_phone_every_goal_is_a_card_and_nothing_scrolls_sideways(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")
    page = context.new_page()
    visit(page, f"{address}/doelen")
    for place in ("document.documentElement", "document.querySelector('[data-testid=stMain]')"):
        assert page.evaluate(f"{place}.scrollWidth") <= 390
    for name in ("Nazareth", "Pottenberg"):
        box = page.locator(".vk-card-area", has_text=name).first.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] < 844
    outside = page.locator(".vk-picture *:not(.vk-hidden)").evaluate_all("""parts => parts.filter(
        part => part.checkVisibility() && !part.closest('.vk-hidden, thead')
            && (part.getBoundingClientRect().right > 390 || part.getBoundingClientRect().left < 0)
    ).map(part => part.outerHTML)""")
    assert outside == []
    assert min(sizes(page)) >= 13
    context.close()


def test_a_screen_reader_hears_the_rows_and_pictures_also_where_they_are_drawn_as_cards(
    page: Page, address: str
) -> None:
    visit(page, f"{address}/doelen")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.get_by_role("rowheader").count() >= 16
        assert page.get_by_role("img", name="Pottenberg: begin (2022): 14 procentpunt achter op de stad").count() == 1


def test_the_picture_is_printed_on_one_sheet(page: Page, address: str, tmp_path: Path) -> None:
    open_view(page, address, "doelen")
    page.pdf(path=tmp_path / "doelen.pdf", prefer_css_page_size=True)
    [sheet] = PdfReader(tmp_path / "doelen.pdf").pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (842, 595)
    text = " ".join(sheet.extract_text().split())
    assert "16. Verbonden met de kracht van de stad" in text and "11 achter op de stad" in text
    assert "Hoe zeker is dit" not in text and "alle doelen" not in text
