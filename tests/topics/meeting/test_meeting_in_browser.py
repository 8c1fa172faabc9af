"""The meeting in a browser: keys, full screen, slides that fit a beamer and can be read from afar, and the print."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.chromium import NEEDED, SETTLED, barriers, open_view, until, visit

pytestmark = NEEDED
BEAMER = {"width": 1280, "height": 720}
LEAST = 18  # pixels of any text on a slide
# the texts in view that are smaller than they may be, in charts too
SMALL = f"""[...document.querySelectorAll('.stApp *, svg text')].filter(each =>
    each.checkVisibility() && !each.closest('.vk-hidden, [aria-hidden=true] *')
    && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && each.getBoundingClientRect().width > 1 && parseFloat(getComputedStyle(each).fontSize) < {LEAST} - 0.1
    && !['STYLE', 'SCRIPT'].includes(each.tagName)
    && getComputedStyle(each).opacity !== '0' && !/material/i.test(getComputedStyle(each).fontFamily)
).map(each => [each.tagName, each.textContent.slice(0, 40), getComputedStyle(each).fontSize])"""
# what does not lie inside the screen, or has more text than room
CUT = """[...document.querySelectorAll('.vk-slide *, .vk-picture *, .vk-slides *, svg.marks text')].filter(each => {
    const box = each.getBoundingClientRect();
    return each.checkVisibility() && !each.closest('.vk-hidden') && box.width > 1
        && (box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1);
}).map(each => [each.tagName, each.textContent.slice(0, 40)])"""
# pairs of names in a chart that lie over each other
OVERLAPS = """[...document.querySelectorAll('svg.marks')].flatMap(chart => {
    const texts = [...chart.querySelectorAll('.role-mark text')].filter(text => text.textContent.trim());
    const boxes = new Map(texts.map(text => [text, text.getBoundingClientRect()]));
    return texts.flatMap((text, place) => texts.slice(place + 1).filter(other => {
        const [a, b] = [boxes.get(text), boxes.get(other)];
        return text.textContent !== other.textContent
            && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
    }).map(other => [text.textContent, other.textContent]));
})"""
# goals from the last to the first: 1 and 2 soon after each other is goal 12
SLIDES = ["nieuw", "0", *map(str, range(16, 10, -1)), "open", *map(str, range(10, 0, -1))]
KEYS = {"0": "Home", "open": "ArrowRight"}  # to slides that have no number of a goal


def open_slide(page: Page, address: str, slide: str) -> None:
    page.set_viewport_size(BEAMER)  # type: ignore[arg-type]
    open_view(page, address, f"vergaderstand?dia={slide}")


def here(page: Page, slide: str) -> None:
    """Wait until a slide is shown, by the address and by what is marked or said on it."""
    page.wait_for_url(re.compile(rf"dia={slide}(&|$)"))
    until(page, "document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")


@pytest.fixture(scope="module")
def meeting(browser: Browser, address: str) -> Iterator[Page]:
    """A meeting that has begun: going on to a slide is less work than opening it."""
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    open_slide(page, address, "nieuw")
    yield page
    context.close()


def go_on(page: Page, slide: str) -> None:
    """Go to a slide, by its number or by the key to it from the goal before it, and wait until all of it is there."""
    if re.search(rf"dia={slide}(&|$)", page.url):
        return
    if slide == "open":
        go_on(page, "11")  # the last that is discussed
    title = page.title()  # another on every slide
    page.keyboard.press(KEYS[slide]) if slide in KEYS else page.keyboard.type(slide)
    until(page, f"document.title !== {json.dumps(title)}")
    here(page, slide)
    until(page, SETTLED)


@pytest.mark.parametrize("slide", SLIDES)
def test_a_slide_fits_a_beamer_and_can_be_read_from_afar(meeting: Page, slide: str) -> None:
    page = meeting
    go_on(page, slide)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= BEAMER["height"]
    assert not page.locator("header").is_visible()
    assert page.evaluate(SMALL) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAPS) == []
    chart = page.locator(".st-key-dia-grafiek svg.marks")
    if chart.count():
        box = chart.bounding_box()
        assert box and box["width"] * box["height"] >= BEAMER["width"] * BEAMER["height"] / 2


def test_keys_go_through_the_meeting_and_to_every_goal_in_full_screen(page: Page, address: str) -> None:
    open_slide(page, address, "nieuw")
    page.get_by_role("button", name="Volledig scherm").click()
    until(page, "document.fullscreenElement !== null")
    page.evaluate("window.isSamePage = true")
    for key, slide in (("ArrowRight", "0"), ("PageDown", "1"), ("ArrowRight", "11"), ("PageDown", "open"),
                       ("ArrowLeft", "11"), ("PageUp", "1"), ("Home", "0")):  # fmt: skip
        page.keyboard.press(key)
        here(page, slide)
    for keys, slide, title in (("7", "7", "7. Weinig"), ("11", "11", "11. Veilige"), ("16", "16", "16. Verbonden")):
        page.keyboard.type(keys)
        here(page, slide)
        page.locator(".vk-slide-about", has_text=title).wait_for()
    page.keyboard.press("Home")  # one key from any goal
    here(page, "0")
    page.locator(".vk-picture-table").get_by_role("link", name="11. Veilige leefomgeving").click()
    here(page, "11")
    page.locator(".vk-slide-about", has_text="11. Veilige").wait_for()
    assert page.evaluate("document.fullscreenElement !== null && window.isSamePage === true")
    page.wait_for_timeout(1100)  # two digits further apart are two goals
    page.keyboard.press("1")
    here(page, "1")
    page.wait_for_timeout(1100)
    page.keyboard.press("2")
    here(page, "2")


def test_keys_do_nothing_while_somebody_types(page: Page, address: str) -> None:
    open_slide(page, address, "0")
    page.get_by_role("button", name="Kiezen").click()
    page.get_by_role("combobox", name="Eerste doel").click()
    for key in ("7", "ArrowRight", "Home", "PageDown"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert "dia=0" in page.url


def test_the_goals_to_discuss_are_chosen_and_stay_from_slide_to_slide(page: Page, address: str) -> None:
    open_slide(page, address, "0")
    page.get_by_role("button", name="Kiezen").click()
    page.get_by_role("combobox", name="Tweede doel").click()
    page.get_by_role("option", name="5. Thuis en welkom", exact=True).click()
    page.wait_for_url("**bespreek=1*5*")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="4. Doel 5", exact=True).click()
    page.get_by_text("Gekozen voor deze vergadering.").wait_for()
    assert "bespreek=1" in page.url


def test_from_start_two_clicks_lead_to_what_is_discussed_and_decided(page: Page, address: str) -> None:
    open_view(page, address, "")
    page.get_by_role("link", name="Ik heb een vergadering").click()
    page.get_by_role("link", name="3. Doel 1", exact=True).click()
    page.get_by_role("heading", name="Achterstand van Pottenberg groeide").wait_for()
    page.get_by_role("link", name="Sluiten", exact=True).click()
    page.get_by_role("heading", name="Doelen van Veerkrachtige Wijken").wait_for(state="attached")
    until(page, "getComputedStyle(document.documentElement).fontSize === '15px'")


def test_the_print_has_a_page_for_the_overview_and_one_for_each_goal(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, f"{address}/vergaderstand?dia=alles")
    page.get_by_role("heading", name="16. Verbonden met de kracht van de stad").wait_for()
    page.locator(".st-key-blad-15 svg.marks").first.wait_for(state="attached")
    until(page, SETTLED)
    assert barriers(page, {"type": "rule", "values": ["landmark-unique", "heading-order"]}) == []
    page.pdf(path=tmp_path / "vergadering.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "vergadering.pdf").pages
    assert len(pages) == 17
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pages} == {(842, 595)}
    texts = [" ".join(sheet.extract_text().split()) for sheet in pages]
    assert "bladzijde 1 van 17 Doelen van Veerkrachtige Wijken" in texts[0] and "11 achter" in texts[0]
    for number, text in enumerate(texts[1:], 1):
        assert f"bladzijde {number + 1} van 17 {number}. " in text and "Pottenberg" in text
    assert "Vorige" not in "".join(texts) and "Privacy" not in "".join(texts)
    assert "genoeg vooruit: 37 van de 39" in texts[1] and "nog niet te zeggen" in texts[11]


def test_a_meeting_is_printed_on_one_sheet(page: Page, address: str, tmp_path: Path) -> None:
    open_view(page, address, "vergaderstand?dia=nieuw")
    page.get_by_role("link", name="Afdrukken").click()
    page.get_by_role("button", name="Afdrukken").wait_for()
    page.locator(".vk-meeting-sheet").wait_for()
    page.pdf(path=tmp_path / "vergadering.pdf", prefer_css_page_size=True)
    [sheet] = PdfReader(tmp_path / "vergadering.pdf").pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    text = " ".join(sheet.extract_text().split())
    for words in ("1. Gezondheid. Achterstand van Pottenberg groeide", "Besluit:", "Aan zet", "Wat is besloten?"):
        assert words in text
    assert "Volledig scherm" not in text and "Terug naar" not in text


def test_the_slide_of_all_goals_has_room_for_a_font_that_is_wider(page: Page, address: str) -> None:
    open_slide(page, address, "0")
    page.add_style_tag(content="* { letter-spacing: 0.07em !important; }")
    ends = """[...document.querySelectorAll('.vk-picture-table tbody tr')].pop().getBoundingClientRect().bottom
        <= document.querySelector('.vk-foot').getBoundingClientRect().top"""
    assert page.locator(".vk-picture-table tbody tr").count() == 16 and page.evaluate(ends)


def test_a_screen_reader_hears_which_slide_a_key_leads_to(page: Page, address: str) -> None:
    open_slide(page, address, "nieuw")
    heard = "[...document.querySelectorAll('body > p[role=status]')].map(each => each.textContent).join()"
    assert page.evaluate(heard).startswith("1. Nieuw: ")
    page.keyboard.press("ArrowRight")
    page.locator(".vk-picture-table").wait_for()
    until(page, f"{heard}.startsWith('2. Alle doelen: ')")
    assert page.locator(".vk-picture-brief h2").inner_text() in page.evaluate(heard)
