"""What only a browser shows of the workbench: clicks on the map, links that keep their meaning, the keyboard, print."""

import io
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.chromium import NEEDED, barriers, choose_page, open_view, until, visit
from tests.web.test_browser_access import DARK, IN_THE_DARK, LOOK

pytestmark = NEEDED
NAZARETH, POTTENBERG, BELVEDERE = "BU09350403", "BU09350203", "BU09350303"
BOTH_HIGH = "kwetsbaarheid: veel meer dan gemiddeld; overlast en onveiligheid: meer dan gemiddeld: "  # cell B3


def colors(page: Page) -> Counter:
    """Return how many pixels of the map have which colour."""
    picture = Image.open(io.BytesIO(page.locator("canvas").first.screenshot())).convert("RGB")
    return Counter(picture.get_flattened_data())


def point_at_map(page: Page, across: float, down: float) -> tuple[float, float]:
    """Move to a share of the width and height of the map until it tells what is there; return the place on screen."""
    canvas = page.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * down
    for step in range(100):
        page.mouse.move(x + step % 2, y)
        page.wait_for_timeout(200)
        if page.locator(".deck-tooltip b").is_visible():
            break
    page.locator(".deck-tooltip b").wait_for()
    return x, y


def test_the_map_has_the_colours_of_its_legend_names_what_is_pointed_at_and_is_clicked(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 1024, "height": 700})  # drawing a large map without a graphics card takes seconds
    visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024&zoom=ja")
    page.locator("canvas").first.wait_for()
    swatches = page.evaluate(
        "[...document.querySelectorAll('.vk-swatch')].map(e => getComputedStyle(e).backgroundColor.match(/\\d+/g))"
    )
    legend = {tuple(map(int, color)) for color in swatches}
    before: Counter = Counter()
    for _ in range(50):
        before = colors(page)
        if all(before[color] > 150 for color in legend):
            break
        page.wait_for_timeout(200)
    assert {color for color in legend if before[color] <= 150} == set()
    assert before[(213, 94, 0)] > 150  # the outline of the aandachtswijken
    place = point_at_map(page, 0.55, 0.8)
    tooltip = page.locator(".deck-tooltip").inner_text()
    assert "% (2024)" in tooltip and "<" not in tooltip
    page.mouse.click(*place)
    page.wait_for_url("**gebied=BU0935*")
    chosen = page.url.split("gebied=")[1][:10]
    page.locator("tr.vk-focus").nth(2).wait_for()
    page.mouse.move(5, 5)
    page.wait_for_timeout(1500)
    after = colors(page)
    assert {color for color in legend if after[color] <= 0.6 * before[color]} == set()
    page.mouse.click(*point_at_map(page, 0.55, 0.8))
    until(page, f"!location.href.includes('{chosen}')")


def test_a_click_on_the_light_map_chooses_a_buurt_and_a_second_one_lets_it_go(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024")
    area = page.locator('path[aria-label^="Campagne:"]')
    for _ in range(2):
        area.click()
        page.wait_for_url("**gebied=BU0935*")
        page.locator("tr.vk-focus").nth(2).wait_for()
        area.click()
        page.wait_for_url("**gebied=&**")
        until(page, "document.querySelectorAll('tr.vk-focus').length === 2")


def test_a_click_on_the_legend_chooses_a_cell_and_one_on_the_map_a_buurt(page: Page, address: str) -> None:
    open_view(page, address, "veerkrachtkaart?jaar=2022")
    page.locator(f'path[aria-label^="{BOTH_HIGH}"]').click()
    page.wait_for_url("**vak=B3*")
    page.get_by_text("Caberg (?), Nazareth en Wittevrouwenveld (?)").wait_for()
    # while a run is under way the page holds the legend and the map of before too
    alone = f"document.querySelectorAll('path[aria-label^=\"{BOTH_HIGH}\"]').length === 1"
    until(page, alone)
    page.wait_for_timeout(1000)
    page.locator('path[aria-label^="Campagne:"]').click()
    page.wait_for_url("**gebied=BU09350103*")
    assert "vak=B3" in page.url
    until(page, alone)
    page.locator(f'path[aria-label^="{BOTH_HIGH}"]').click()
    page.wait_for_url("**vak=alle*")


def test_a_click_can_open_the_profile_and_back_gives_the_map_again(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 700})
    visit(page, f"{address}/kaart?indicator=misdrijven&jaar=2025&klik=ja&zoom=ja")
    page.locator("canvas").first.wait_for()
    page.mouse.click(*point_at_map(page, 0.55, 0.8))
    page.get_by_role("heading", name="Buurtprofiel").wait_for()
    assert "buurt=BU0935" in page.url


def test_a_buurt_is_one_click_from_the_table_and_back_leads_to_the_same_map(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=misdrijven&jaar=2023")
    page.get_by_role("link", name="Malberg").click()
    page.get_by_role("heading", name="Buurtprofiel").wait_for()
    page.get_by_text("Malberg").first.wait_for()
    page.go_back()
    page.get_by_role("heading", name="Kaart").wait_for()
    page.get_by_text("Geregistreerde misdrijven, 2023, per 10.000 inwoners", exact=False).first.wait_for()
    assert "indicator=misdrijven" in page.url and "jaar=2023" in page.url


@pytest.mark.parametrize("name", ["kaart", "buurtprofiel"])
def test_the_search_leads_to_a_profile_from_every_page(page: Page, address: str, name: str) -> None:
    visit(page, f"{address}/{name}")
    page.get_by_role("combobox", name="Zoek een buurt").click()
    page.keyboard.type("malb")
    page.get_by_role("option", name="Malberg").click()
    page.wait_for_url("**/buurtprofiel?*buurt=BU0935*")
    page.locator(".st-key-buurt input[value^=Malberg]").wait_for()


def test_a_copied_link_shows_the_same_to_someone_else(browser, page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{address}/kaart")
    page.get_by_role("combobox", name="Onderwerp", exact=True).click()
    page.keyboard.type("misdrijven")
    page.get_by_role("option", name="Veiligheid: Geregistreerde misdrijven", exact=True).click()
    page.get_by_role("radio", name="Ander jaar").click()
    page.wait_for_url("**jaar2=*")
    page.get_by_text("Tussen", exact=False).first.wait_for()
    page.get_by_role("button", name="Link kopiëren").click()  # in the foot line
    page.get_by_role("button", name="Link gekopieerd").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url and "indicator=misdrijven" in link and "indeling=kwantielen" in link
    other = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900}).new_page()
    visit(other, link)
    other.get_by_text("Tussen", exact=False).first.wait_for()
    assert other.locator("table.vk").inner_text() == page.locator("table.vk").inner_text()
    assert other.url == link
    other.context.close()


def test_what_was_chosen_goes_along_to_the_next_page(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=misdrijven")
    choose_page(page, "Trends")
    page.get_by_text("Geregistreerde misdrijven: per 10.000 inwoners").wait_for()
    page.wait_for_url("**/trends?*indicator=misdrijven*")


def test_a_view_that_lacks_the_topic_is_one_step_back(page: Page, address: str) -> None:
    open_view(page, address, "vergelijken?weergave=verandering&indicator=woz_waarde")
    page.get_by_role("radio", name="Trechter").click()
    page.wait_for_url("**weergave=trechter&indicator=misdrijven*")
    page.get_by_text("Gemiddelde WOZ-waarde is hier niet te kiezen", exact=False).wait_for()
    page.go_back()
    page.wait_for_url("**weergave=verandering&indicator=woz_waarde*")
    page.locator(".st-key-weergave [aria-checked=true]", has_text="Verandering").wait_for()


def test_back_to_the_page_before_shows_what_was_chosen_there(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=misdrijven&jaar=2021")
    choose_page(page, "Trends")
    page.get_by_text("Geregistreerde misdrijven: per 10.000 inwoners").wait_for()
    page.get_by_role("combobox", name="Onderwerp", exact=True).click()
    page.keyboard.type("bijstand")
    page.keyboard.press("Enter")
    page.get_by_text("Personen met bijstand: per 1.000 inwoners").wait_for()
    page.go_back()
    page.get_by_text("Geregistreerde misdrijven: per 10.000 inwoners").wait_for()
    page.go_back()
    page.get_by_text("Geregistreerde misdrijven, 2021, per 10.000 inwoners").first.wait_for()
    page.wait_for_url("**/kaart?*indicator=misdrijven*")


def test_a_browser_without_webgl_is_offered_the_light_map(page: Page, address: str) -> None:
    page.add_init_script("""
        const original = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
            return kind.startsWith('webgl') ? null : original.call(this, kind, ...more);
        };
    """)
    visit(page, f"{address}/kaart?indicator=misdrijven&zoom=ja")
    page.get_by_role("link", name="Toon de kaart zonder inzoomen").click()
    page.wait_for_url("**zoom=nee*")
    page.locator("svg.marks").first.wait_for()
    assert "indicator=misdrijven" in page.url and page.locator("svg.marks path").count() > 44
    page.errors.clear()  # the map library says itself that there is no WebGL


# --- the profile ------------------------------------------------------------------------------------------------------


def visit_profile(page: Page, url: str) -> None:
    """Open a profile, and wait until the last line stands there and every spark line is drawn."""
    visit(page, url)
    page.get_by_text("Wie op een cijfer klikt, ziet tabel").wait_for(state="attached")
    until(page, "[...document.querySelectorAll('.vk-profile-line img')].every(e => e.complete)")


@pytest.mark.parametrize("query", [f"?buurt={NAZARETH}&naast={POTTENBERG}", f"?buurt={BELVEDERE}&naast={NAZARETH}"])
def test_the_profile_is_printed_on_at_most_two_pages(page: Page, address: str, tmp_path: Path, query: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel{query}")
    page.pdf(path=tmp_path / "profiel.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "profiel.pdf").pages
    assert len(pages) <= 2
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pages} == {(595, 842)}
    texts = [" ".join(sheet.extract_text().split()) for sheet in pages]
    assert "Buurtprofiel" in texts[0] and "Nazareth" in texts[0] and "Opgehaald tot en met 19 juli 2026" in texts[0]
    assert "Bron: CBS" in texts[-1] and "Maastricht heeft 44 buurten." in texts[-1]
    for hidden in ("Afdrukken", "Delen en opslaan", "Link kopiëren", "Zoek een buurt", "Vergaderstand", "Naast"):
        assert hidden not in " ".join(texts), hidden


@pytest.mark.parametrize("query", ["", f"?naast={POTTENBERG}", "?tabel=ja", f"?tabel=ja&naast={POTTENBERG}"])
def test_on_a_phone_nothing_of_a_profile_has_to_be_moved_sideways(page: Page, address: str, query: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit_profile(page, f"{address}/buurtprofiel{query}")
    page.locator(".vk-balance").wait_for()
    wide = """[...document.querySelectorAll('[data-testid=stMain], .stMain .vk-scroll, .vk-lines, .vk-portrait')]
        .filter(box => box.scrollWidth > box.clientWidth).map(box => box.className || box.dataset.testid)"""
    assert page.evaluate(wide) == []
    right = "[...document.querySelectorAll('.vk-strip, .vk-lines td')].map(e => e.getBoundingClientRect().right)"
    assert max(page.evaluate(right)) <= 390


def test_a_strip_names_its_dots_for_pointer_and_arrow_keys_and_opens_their_profile(page: Page, address: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel?buurt={POTTENBERG}")
    name = page.get_by_role("link", name="Ervaren gezondheid goed of zeer goed", exact=True)
    row = page.locator("table.vk-lines-table tr", has=name)
    strip, label = row.locator("a.vk-strip"), page.locator(".vk-strip-label")
    assert strip.get_attribute("href").startswith("vergelijken?")  # without a script: all of them below each other
    strip.focus()
    page.keyboard.press("ArrowRight")  # Pottenberg has the lowest figure
    assert label.inner_text().endswith("%") and "Pottenberg" not in label.inner_text()
    page.keyboard.press("End")
    highest = label.inner_text()
    assert page.locator("[aria-live=polite]").last.inner_text() == highest
    page.keyboard.press("Home")
    assert label.inner_text() == "Pottenberg 54,0%"
    box = strip.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 6)
    assert label.inner_text() == highest
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] - 6)
    page.get_by_role("region", name=highest.rpartition(" ")[0], exact=True).wait_for()
    assert "naast=geen" in page.url and POTTENBERG not in page.url


def test_a_finger_first_sees_whose_dot_it_is(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL", viewport={"width": 390, "height": 844}, has_touch=True)
    tab = context.new_page()
    tab.goto(f"{address}/buurtprofiel?buurt={POTTENBERG}")
    strip = tab.locator("a.vk-strip").first
    strip.scroll_into_view_if_needed()
    strip.tap(position={"x": 200, "y": 15})
    tab.locator(".vk-strip-label").wait_for()
    assert POTTENBERG in tab.url
    strip.tap(position={"x": 200, "y": 15})
    tab.wait_for_url(lambda url: POTTENBERG not in url)
    context.close()


@pytest.mark.parametrize("query", ["?tabel=ja", f"?buurt={BELVEDERE}", "?buurt=WK093504"])
def test_a_profile_of_another_kind_has_no_barriers_either(page: Page, address: str, query: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel{query}")
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    until(page, f"{LOOK} === '{DARK}'")
    assert barriers(page, IN_THE_DARK) == []
    page.emulate_media(color_scheme="light")


def test_no_text_on_paper_is_smaller_than_six_and_a_half_points(page: Page, address: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel?buurt={NAZARETH}&naast={POTTENBERG}")
    page.emulate_media(media="print")
    sizes = page.evaluate("""() => [...document.querySelectorAll('[data-testid=stMain] *')]
        .filter(e => e.checkVisibility() && !e.closest('.vk-hidden')
                     && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .map(e => parseFloat(getComputedStyle(e).fontSize) * 0.75)""")
    assert len(sizes) > 500 and min(sizes) >= 6.5


@pytest.mark.parametrize("query", ["", f"&naast={POTTENBERG}"])
def test_the_table_fits_and_its_heads_stay_in_sight(page: Page, address: str, query: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel?tabel=ja{query}")
    drawn = "[...document.querySelectorAll('.vk-profile-line img')].map(e => e.complete && e.naturalWidth)"
    assert set(page.evaluate(drawn)) == {90}
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(500)
        row = page.locator("table.vk-profile").get_by_role("rowheader", name="Omgevingsadressendichtheid")
        row.scroll_into_view_if_needed()
        table = page.locator("table.vk-profile").bounding_box()
        assert table["x"] >= 0 and table["x"] + table["width"] <= width
        assert 0 <= page.locator("table.vk-profile thead").bounding_box()["y"] < 200


def test_a_figure_leads_to_its_provenance_and_a_name_to_its_trend(page: Page, address: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel?buurt={POTTENBERG}")
    page.locator(".vk-lines").get_by_role("link", name="Ervaren gezondheid goed of zeer goed", exact=True).click()
    page.get_by_role("heading", name="Trends").wait_for()
    assert f"gebied={POTTENBERG}&gebied=GM0935&gebied=NL00" in page.url
    visit_profile(page, f"{address}/buurtprofiel?buurt={POTTENBERG}")
    page.get_by_role("link", name="54,0%", exact=True).click()
    page.get_by_role("heading", name="Bronnen en kwaliteit").wait_for()
    assert "indicator=ervaren_gezondheid&periode=2024" in page.url


def test_everything_on_the_page_can_be_saved(page: Page, address: str) -> None:
    visit_profile(page, f"{address}/buurtprofiel?buurt={NAZARETH}&naast={POTTENBERG}")
    page.get_by_role("button", name="Delen en opslaan").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename == f"buurtprofiel-{NAZARETH}-{POTTENBERG}.csv"
    figure, margin = "Ervaren gezondheid goed of zeer goed;%;2024;58,9", "57,4;60,4;geschat uit vergelijkbare buurten"
    assert f"{NAZARETH};Nazareth;gezondheid;{figure};{margin};definitief;" in text
    assert f"{POTTENBERG};Pottenberg;" in text and ";nog niet opgehaald" in text


# --- what fits --------------------------------------------------------------------------------------------------------

# words of tables that are broken over two lines where they have no joint (a soft hyphen)
BROKEN_WORDS = """[...document.querySelectorAll('table.vk thead th, .vk-balance td')].flatMap(head => {
    const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), broken = [];
    for (let text; (text = texts.nextNode());) for (const word of text.data.matchAll(/[^\\s\\u00ad–-]+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const wide = [...range.getClientRects()].filter(box => box.width > 5.8);  // more than a hyphen
        if (new Set(wide.map(box => box.top)).size > 1) broken.push(word[0]);
    }
    return broken;
})"""


@pytest.mark.parametrize(
    "path",
    ["vergelijkbaar", "vergelijken?weergave=meer", "vergelijken?weergave=meer&groep=lijkt", "kaart?ernaast=jaar",
     f"buurtprofiel?naast={POTTENBERG}"],
)  # fmt: skip
def test_no_word_in_the_head_of_a_table_is_broken_where_it_has_no_joint(page: Page, address: str, path: str) -> None:
    open_view(page, address, path)
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BROKEN_WORDS) == [], width


@pytest.mark.parametrize(
    "path",
    ["vergelijken", "vergelijken?weergave=ongewoon", "vergelijkbaar", "trends", "trends?maat=verschil",
     "trends?weergave=meer", "samenhang", "samenhang?weergave=thema", "kaart", "kaart?indeling=afstand"],
)  # fmt: skip
def test_on_a_phone_charts_choices_and_captions_fit_the_screen(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, path)
    sizes = page.evaluate("""[...document.querySelectorAll(
        '[data-testid="stMain"] :is(svg.marks, svg.marks text, .stSelectbox, .stSlider, table.vk caption)'
    )].map(e => [e.tagName, e.textContent, e.getBoundingClientRect()]).filter(
        ([tag, text, box]) => box.right > 391 || box.left < 0 || tag === 'DIV' && box.width < 350
    ).map(([tag, text, box]) => `${tag} ${text} ${box.left} ${box.right}`)""")
    assert sizes == []
    years = page.locator("[data-testid=stSliderThumbValue] p").all()
    assert [year.inner_text() for year in years if year.bounding_box()["height"] > 30] == []  # in one line


@pytest.mark.parametrize(
    "path", ["trends", "samenhang", "samenhang?weergave=thema", "bronnen?toon=cijfer", "kaart?ernaast=jaar"]
)
def test_on_a_phone_a_row_of_a_wide_table_is_a_card_with_a_caption_above(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, path)
    cards = page.locator("table.vk-cards")
    assert cards.count() >= 1
    assert cards.evaluate_all("tables => tables.filter(e => e.parentElement.scrollWidth > 360).length") == 0
    assert cards.evaluate_all("tables => tables.filter(e => e.caption.offsetHeight > 80).length") == 0


@pytest.mark.parametrize("path", ["trends?weergave=meer", "vergelijken?weergave=meer"])
def test_what_is_chosen_stands_in_lines_that_end_before_the_button(page: Page, address: str, path: str) -> None:
    open_view(page, address, path)
    for width in (1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        beyond = """lists => lists.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"""
        assert page.locator("[data-testid=stMultiSelectTagsContainer]").evaluate_all(beyond) == []


@pytest.mark.parametrize("width", [1440, 1280])
def test_the_last_column_of_a_ranking_is_in_sight(page: Page, address: str, width: int) -> None:
    """At 1280 pixels the table beside the chart ended in 'Inwo'."""
    page.set_viewport_size({"width": width, "height": 720})
    open_view(page, address, "vergelijken")
    last = page.locator("table.vk").get_by_role("columnheader", name="Inwoners")
    box, around = last.bounding_box(), page.locator("[data-testid=stMain]").bounding_box()
    assert box and around and box["x"] + box["width"] <= around["x"] + around["width"]
    inside = "head => head.closest('.vk-scroll, .stHtml')"
    assert last.evaluate(f"head => ({inside})(head).scrollWidth - ({inside})(head).clientWidth") <= 1


def test_at_1024_pixels_what_a_subject_is_compared_with_has_room(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    visit_profile(page, f"{address}/buurtprofiel")
    heights = page.locator("td.vk-lines-compared").evaluate_all("cells => cells.map(cell => cell.offsetHeight)")
    assert len(heights) > 40 and sorted(heights)[len(heights) * 9 // 10] < 60  # three lines of a name; it had four
