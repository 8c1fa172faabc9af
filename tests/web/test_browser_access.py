"""Every page in light and dark, narrow, with wide spacing, without movement, in few words; keyboard only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import NEEDED, SETTLED, barriers, is_outside, open_view, until
from tests.web.budgets import over_budget, texts_of
from veerkracht.core import menu
from veerkracht.topics.manual import statements

pytestmark = NEEDED
# a view of every page, and views that look different
VIEWS = [
    *map(menu.address, menu.PAGES),
    "doelkaart?doel=13", "inspanningen?bij_doel=6", "buurtprofiel?naast=BU09350203", "veerkrachtkaart?jaar=2022&vak=C3",
    "kaart?zoom=ja", "kaart?ernaast=jaar", "trends?weergave=meer&maat=index", "vergelijken?weergave=meer",
    "vergelijken?weergave=verandering", "vergelijken?weergave=trechter",
    "vergelijken?weergave=ongewoon", "samenhang?weergave=thema",
    "vergaderstand?dia=1", "raadsbrief?deel=doel-1", "raadsbrief?deel=doel-1&deel=onderwerp-misdrijven&vorm=bijlage",
    "bronnen?toon=cijfer&indicator=misdrijven&periode=2024", "?zoek=gezondheit",
]  # fmt: skip
# the views with a budget: those without a choice, as a choice may ask for more, and a goal without a figure
IN_FEW_WORDS = {
    *map(menu.address, menu.PAGES),
    "doelkaart?doel=13",
    "?zoek=gezondheit",
    "vergelijken?weergave=verandering",
}
# what differs in the dark; axe does not see what a filter does, test_access.py computes that
IN_THE_DARK = {"type": "rule", "values": ["color-contrast"]}
# 400 % of 1280 pixels, and the spacing of WCAG 1.4.12
WIDE, DESK = {"width": 1440, "height": 900}, {"width": 1024, "height": 900}
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 640}
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }"""
# texts outside the screen that are in no element that scrolls sideways
CUT = """[...document.querySelectorAll('[data-testid="stMain"] *')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.checkVisibility()
    && !e.closest('.vk-hidden, svg')
    && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
    && !(function moves(box) {
        return box && box.dataset.testid !== 'stMain'
            && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowX) || moves(box.parentElement));
    })(e)).map(e => e.innerText.slice(0, 60))"""
# on a desktop the page and its tables fit; two tables of many columns scroll in their own box on the narrower one
WIDER = """[...document.querySelectorAll('.vk-scroll')].filter(e => e.checkVisibility() && e.clientWidth
    && e.scrollWidth > e.clientWidth + 1).length + document.documentElement.scrollWidth - innerWidth"""
WITH_A_BOX = ("veerkrachtkaart", "vergelijkbaar")
WIDTHS = "`${document.documentElement.scrollWidth} ${document.querySelector('[data-testid=stMain]').scrollWidth}`"
# what a screen reader or a pointer gets, with a word that English has and Dutch has not
ENGLISH_WORDS = (
    "the|and|with|without|from|show|hide|close|clear|copy|view|search|sort|select|selected|remove|pages?|chart|marks?|"
    "geoshape|symbol|legend|visualization|container|line|rule|rect|group|loading|running|stop|expand|collapse|choose|"
    "upload|toggle|keyboard|press|enter|values?|main|content|settings|results?|more|heading|input|help|tooltip|header|"
    "image|fullscreen|spec"
)
SPOKEN = ["aria-label", "aria-roledescription", "aria-description", "aria-valuetext", "title", "alt", "placeholder"]
ENGLISH = f"""{SPOKEN}
    .flatMap(name => [...document.querySelectorAll(`[${{name}}]`)].map(e => e.getAttribute(name)))
    .filter(text => /\\b({ENGLISH_WORDS})\\b/i.test(text))"""
LOOK = """['.stApp', 'h1'].map(e => getComputedStyle(document.querySelector(e)))
    .map((style, place) => place ? style.color : style.backgroundColor).join(' ')"""
DARK = "rgb(20, 24, 28) rgb(230, 230, 230)"  # what LOOK gives in the dark
MOVING = """[...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e);
    return Math.max(...`${style.transitionDuration}, ${style.animationDuration}`.split(', ').map(parseFloat)) > 0.01;
}).length"""
# the element with the focus: its name, and whether an outline of two pixels or more around it is visible
FOCUS = """(() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const rings = [focused, focused.parentElement].filter(Boolean).map(getComputedStyle);
    const name = focused.ariaLabel || focused.labels?.[0]?.innerText || focused.innerText || '';
    const words = name.split('\\n').filter(part => !/^[a-z_]+$/.test(part)).join(' ').trim();
    return [focused.localName === 'body' ? '' : words,
        rings.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
        && box.bottom > 0 && box.top < innerHeight];
})()"""


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A tab of a visitor whose device asks for no movement; it records requests to other hosts, and errors."""
    context = browser.new_context(locale="nl-NL", viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    opened = context.new_page()
    opened.outside, opened.errors = [], []
    opened.on("console", lambda message: message.type == "error" and opened.errors.append(message.text))
    context.on("request", lambda request: is_outside(request.url, address) and opened.outside.append(request.url))
    yield opened
    context.close()


def english_rows(page: Page) -> list[str]:
    """Return the English rows of all lists of a page, before and while one types."""
    english = re.compile(rf"\b({ENGLISH_WORDS}|all|matches|add)\b", re.IGNORECASE)
    rows: list[str] = []
    for field in page.locator("[data-testid=stMain] input[role=combobox]").all():
        if not field.is_visible():  # in a tab that is not open
            continue
        field.click()
        options = page.get_by_role("listbox").get_by_role("option")
        rows += options.all_inner_texts()
        if field.is_editable():
            field.press_sequentially("ca")
            rows += options.all_inner_texts()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    return [row for row in rows if english.search(row)]


@pytest.mark.parametrize("path", VIEWS)
def test_a_page_is_dutch_and_short_without_barriers_fits_a_narrow_screen_and_requests_nothing_outside(
    tab: Page, address: str, path: str
) -> None:
    tab.outside.clear()
    tab.errors.clear()
    tab.set_viewport_size(WIDE)  # as another view that failed may have left it
    tab.emulate_media(color_scheme="light")
    open_view(tab, address, path)
    assert path not in IN_FEW_WORDS or over_budget(path, texts_of(tab)) == {}
    assert tab.evaluate(MOVING) == 0
    assert tab.evaluate(ENGLISH) == []
    assert tab.get_by_role("button", name="Link kopiëren").count() == 1  # on every page, in one place
    assert barriers(tab) == []
    assert tab.evaluate(WIDER) == 0
    tab.set_viewport_size(DESK)
    until(tab, f"{WIDER} === 0 || {path.startswith(WITH_A_BOX):d} === 1")
    tab.emulate_media(color_scheme="dark")
    until(tab, f"{LOOK} === '{DARK}'")
    assert barriers(tab, IN_THE_DARK) == []
    tab.set_viewport_size(PHONE)
    until(tab, f"innerWidth === 390 && {SETTLED} && {ENGLISH}.length === 0")
    assert path not in IN_FEW_WORDS or over_budget(path, {"small on a phone": texts_of(tab)["small"]}) == {}
    assert barriers(tab) == []
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size(NARROW)
    tab.add_style_tag(content=SPACING)
    until(tab, f"innerWidth === 320 && {WIDTHS} === '320 320'")
    assert tab.evaluate(CUT) == []
    tab.set_viewport_size(WIDE)
    until(tab, f"innerWidth === {WIDE['width']} && {SETTLED}")
    assert english_rows(tab) == []
    assert (tab.outside, tab.errors) == ([], [])


def test_what_the_buttons_of_a_chart_say_is_dutch(tab: Page, address: str) -> None:
    open_view(tab, address, "trends")
    chart = tab.locator("[data-testid=stVegaLiteChart]").first
    chart.hover()
    for button in tab.locator("[data-testid=stElementToolbar] button").all():
        button.hover()
        tooltips = "[...document.querySelectorAll('[data-testid=stTooltipContent]')].map(e => e.innerText.trim())"
        until(tab, f"{tooltips}.length && {tooltips}.every(text => /^(Opslaan|Beschrijving|Volledig)/.test(text))")
    tab.get_by_role("button", name="Volledig scherm").first.click()
    tab.get_by_role("button", name="Volledig scherm sluiten").first.wait_for()
    until(tab, f"{ENGLISH}.length === 0")  # the chart is drawn again


def test_charts_and_legends_are_inverted_only_in_the_dark_and_never_on_paper(tab: Page, address: str) -> None:
    open_view(tab, address, "trends?weergave=meer")
    filters = "['svg.marks', '.vk-swatch'].map(e => getComputedStyle(document.querySelector(e)).filter).join()"
    assert tab.evaluate(filters) == "none,none"
    tab.emulate_media(color_scheme="dark")
    until(tab, f"{filters} === 'invert(1) hue-rotate(180deg),invert(1) hue-rotate(180deg)'")
    tab.emulate_media(color_scheme="dark", media="print")
    until(tab, f"{filters} === 'none,none' && {LOOK} === 'rgb(255, 255, 255) rgb(34, 34, 34)'")
    tab.emulate_media(color_scheme="light", media="null")


@pytest.mark.parametrize("path", ["kaart", "kaart?zoom=ja", "veerkrachtkaart"])
def test_a_map_and_its_legend_keep_their_colours_in_the_dark_on_a_light_plate(
    tab: Page, address: str, path: str
) -> None:
    open_view(tab, address, path)
    tab.emulate_media(color_scheme="dark")
    until(tab, f"{LOOK} === '{DARK}'")
    look = """[...document.querySelectorAll('svg.marks, [data-testid=stDeckGlJsonChart], .vk-swatch')]
        .map(e => getComputedStyle(e)).map(e => `${e.filter} ${e.backgroundColor}`)"""
    looks = tab.evaluate(look)
    assert {look.partition(" ")[0] for look in looks} == {"none"}
    assert "none rgb(232, 236, 239)" in looks and "none rgb(255, 255, 255)" not in looks
    tab.emulate_media(color_scheme="light")


def test_a_browser_stores_what_the_page_privacy_names_and_no_more(tab: Page, address: str) -> None:
    open_view(tab, address, "privacy")
    text = statements.text("privacy", "")
    assert [cookie["name"] for cookie in tab.context.cookies()] == ["_streamlit_xsrf"] and "`_streamlit_xsrf`" in text
    size = tab.viewport_size
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.get_by_test_id("stExpandSidebarButton").click()
    until(tab, "Object.keys(localStorage).some(key => key.startsWith('stSidebarCollapsed-'))")
    tab.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    tab.set_viewport_size(size)
    stored = tab.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    named = ("stActiveTheme-", "stSidebarCollapsed-", "stSidebarSectionsState-")
    assert all(key.startswith(named) for key in stored), stored
    assert all(f"`{key}" in text for key in named)
    assert tab.evaluate("indexedDB.databases()") == [] and tab.evaluate("caches.keys()") == []


def walk(page: Page, name: str, key: str = "Tab", most: int = 60) -> list[str]:
    """Go by keyboard to the element with this name; return the names on the way. Every stop is visible and no trap."""
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press(key)
        stop, is_visible = page.evaluate(FOCUS)
        assert is_visible or not stop, stop
        names.append(stop)
        assert names[-3:] != [stop] * 3, f"the keyboard does not leave {stop}"
        if stop.startswith(name):
            return names
    raise AssertionError(f"{name} is not reached: {names}")


def in_order(names: list[str], expected: list[str]) -> bool:
    rest = iter(names)
    return all(any(name.startswith(start) for name in rest) for start in expected)


def test_an_analyst_compares_a_buurt_and_copies_the_link_by_keyboard_only(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_view(page, address, "kaart")
    names = walk(page, "Onderwerp")
    entries = [menu.PAGES[page] for page in menu.entries() if page != "verhalen"]  # there is no story yet
    assert in_order(names, ["Naar de inhoud", *entries, "Zoek een buurt", "Onderwerp"])
    page.keyboard.type("misdrijven")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**indicator=misdrijven*")
    assert in_order(walk(page, "Gekozen op de kaart"), ["Jaar", "Buurten"])
    page.keyboard.type("malb")
    page.get_by_role("option", name="Malberg").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**gebied=BU0935*")
    until(page, SETTLED)
    page.keyboard.press("Escape")
    walk(page, "Link kopiëren", "Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link gekopieerd").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_team_goes_from_the_goals_to_a_goal_and_into_the_meeting_by_keyboard_only(page: Page, address: str) -> None:
    open_view(page, address, "")
    walk(page, "Naar de inhoud")
    page.keyboard.press("Enter")
    assert not in_order(walk(page, "11. Veilige leefomgeving"), ["Inspanningen"])  # the menu was skipped
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="11. Veilige leefomgeving").wait_for()
    until(page, SETTLED)
    walk(page, "Vergaderstand")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Volgende dia").wait_for()
    until(page, SETTLED)
    page.keyboard.press("Home")  # all goals
    page.wait_for_url("**dia=0*")
    until(page, SETTLED)
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="Achterstand van Pottenberg groeide").wait_for()
    until(page, SETTLED)
    walk(page, "Sluiten")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Doelen van Veerkrachtige Wijken").wait_for()


def test_a_writer_makes_a_letter_and_saves_it_by_keyboard_only(page: Page, address: str) -> None:
    open_view(page, address, "raadsbrief")
    walk(page, "Onderdelen")
    page.keyboard.type("Doel 1. ")
    page.get_by_role("option", name="Doel 1. Gezondheid").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**deel=doel-1*")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delen en opslaan").wait_for()
    until(page, SETTLED)
    walk(page, "Delen en opslaan")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Word-document").wait_for()
    assert in_order(walk(page, "Word-document"), ["Sluiten", "Word-document"])
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert Path(download.value.suggested_filename).suffix == ".docx"
    walk(page, "Sluiten")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    assert "Naar de inhoud" in walk(page, "Naar de inhoud")  # and round to the beginning


@pytest.mark.parametrize(("path", "file"), [
    ("raadsbrief?deel=doel-1", "Word-document"), ("buurtprofiel", "Excel"), ("vergaderstand", "PowerPoint")
])  # fmt: skip
def test_after_a_download_the_button_has_the_focus_and_one_escape_leads_back_to_the_page(
    page: Page, address: str, path: str, file: str
) -> None:
    open_view(page, address, path)
    opener = page.get_by_role("button", name="Delen en opslaan")
    opener.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("dialog").get_by_role("button", name=file, exact=True)
    button.focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    until(page, f"document.activeElement.matches('button:enabled') && document.activeElement.textContent === '{file}'")
    page.keyboard.press("ArrowRight")  # no slide of the meeting lies beside an open menu
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    until(
        page,
        "document.activeElement.matches('button') && document.activeElement.innerText.includes('Delen en opslaan')",
    )
    assert "dia=" not in page.url
