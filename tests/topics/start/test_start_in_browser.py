"""What only a browser shows of the menu and of Start."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.chromium import NEEDED, SETTLED, barriers, choose_page, open_view, until, visit
from veerkracht.core import menu

pytestmark = NEEDED
PHONE = {"width": 390, "height": 844}
BESIDE_THE_SCREEN = """[...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => e.checkVisibility() && !e.closest('.vk-hidden') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80))"""


ENTRIES = [menu.PAGES[page] for page in menu.entries() if page != "verhalen"]  # there is no story yet
CURRENT = "[...document.querySelectorAll('[data-testid=stTopNav] [aria-current]')].map(e => e.innerText.trim()).join()"


def test_the_menu_shows_an_entry_of_every_group_and_every_page_the_views_of_its_group(page: Page, address: str) -> None:
    visit(page, f"{address}/samenhang")
    bar = page.get_by_role("navigation", name="Pagina’s")
    for width in (1440, 1280, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)  # in which an entry that does not fit would go
        assert bar.get_by_role("link").all_inner_texts() == ENTRIES, width
    views = page.get_by_role("navigation", name="Weergaven")
    assert views.get_by_role("link").all_inner_texts() == list(menu.group_of("samenhang").values())
    assert views.locator("[aria-current=page]").all_inner_texts() == ["Samenhang"]
    over = page.get_by_role("navigation", name="Over dit dashboard")
    assert over.get_by_role("link").all_inner_texts() == list(menu.OVER.values())


def test_the_entry_of_the_page_on_screen_can_be_seen_also_of_a_view_and_after_the_way_back(
    page: Page, address: str
) -> None:
    visit(page, f"{address}/trends")
    until(page, f"{CURRENT} === 'Trends'")
    weight = "getComputedStyle(document.querySelector('[data-testid=stTopNav] [aria-current]')).fontWeight"
    assert page.evaluate(weight) == "700"
    choose_page(page, "Vergelijken")
    choose_page(page, "Samenhang", "Weergaven")
    page.get_by_role("heading", name="Samenhang", level=1).wait_for()
    until(page, f"{CURRENT} === 'Vergelijken'")
    page.go_back()
    page.get_by_role("heading", name="Vergelijken", level=1).wait_for()
    choose_page(page, "Toelichting", "Over dit dashboard")
    page.get_by_role("heading", name="Toelichting", level=1).wait_for()
    until(page, f"{CURRENT} === ''")
    choose_page(page, "Start")
    page.get_by_role("heading", name="Hoe gaat het in Nazareth en Pottenberg?").wait_for()
    until(page, f"{CURRENT} === 'Start'")


def test_a_view_is_opened_without_loading_the_dashboard_again_and_keeps_what_was_chosen(
    page: Page, address: str
) -> None:
    visit(page, f"{address}/vergelijken?indicator=misdrijven")
    page.evaluate("window.isSame = true")
    choose_page(page, "Samenhang", "Weergaven")
    page.get_by_role("heading", name="Samenhang", level=1).wait_for()
    page.go_back()
    page.wait_for_url("**/vergelijken?*indicator=misdrijven*")
    assert page.evaluate("window.isSame")


def test_every_page_has_a_title_in_its_tab_a_sender_and_the_date_of_its_figures(page: Page, address: str) -> None:
    for path, title in (("doelkaart?doel=5", "5. Thuis en welkom"), ("bronnen", "Bronnen"),
                        ("kaart?indicator=misdrijven", "Geregistreerde misdrijven, kaart")):  # fmt: skip
        page.goto(f"{address}/{path}")
        foot = page.locator(".vk-foot")
        expect(foot).to_contain_text("Veerkrachtige Wijken, gemeente Maastricht. Cijfers tot en met 19 juli 2026.")
        expect(page).to_have_title(f"{title} – Dashboard Veerkracht")


def test_the_menu_can_be_used_by_keyboard_alone(page: Page, address: str) -> None:
    open_view(page, address, "toelichting")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Naar de inhoud"
    for name in ENTRIES[: ENTRIES.index("Trends") + 1]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText").strip() == name
    page.keyboard.press("Enter")
    page.wait_for_url("**/trends?*")


def test_on_a_narrow_screen_the_entries_stand_at_the_side_without_barriers(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 720, "height": 900})  # 1440 at twice the size
    visit(page, f"{address}/bronnen")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Trends", exact=True).wait_for()
    assert barriers(page) == []
    page.get_by_role("link", name="Trends", exact=True).click()
    page.get_by_role("heading", name="Trends", level=1).wait_for()
    page.get_by_test_id("stExpandSidebarButton").wait_for()  # Streamlit remembers a menu that stays open


def test_on_a_phone_the_menu_closes_when_a_page_was_chosen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{address}/bronnen")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Trends", exact=True).click()
    page.get_by_role("heading", name="Trends", level=1).wait_for()
    page.get_by_test_id("stExpandSidebarButton").wait_for()


def test_entries_that_do_not_fit_in_the_bar_stand_behind_a_dutch_word(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    visit(page, f"{address}/bronnen")
    page.add_style_tag(content="html { font-size: 26px !important; }")
    until(page, r"/nog \d+$/.test(document.querySelector('header').innerText.trim())")


def test_a_new_reader_finds_a_topic_from_the_start_without_barriers(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 900})
    visit(page, address)
    page.get_by_role("textbox").fill("ervaren gezondheit")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("heading", name="Onderwerpen").wait_for()
    page.wait_for_url(f"{address}/?zoek=ervaren+gezondheit")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="Ervaren gezondheid goed of zeer goed", exact=True).click()
    page.get_by_text("Ervaren gezondheid goed of zeer goed: in procent").wait_for()
    page.go_back()
    page.get_by_text("Gevonden voor ‘ervaren gezondheit’").wait_for()
    expect(page.get_by_role("textbox")).to_have_value("ervaren gezondheit")


def test_a_search_that_would_be_script_is_shown_as_text(page: Page, address: str) -> None:
    page.goto(f"{address}/?zoek=<img src=x onerror=alert(1)>")
    page.on("dialog", lambda dialog: pytest.fail("script ran"))
    page.get_by_text("‘<img src=x onerror=alert(1)>’").wait_for()
    assert page.locator(".vk-found img").count() == 0


def test_on_a_phone_start_fits_the_screen_with_both_names_on_the_map(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    open_view(page, address, "")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    assert page.evaluate(BESIDE_THE_SCREEN) == []
    around = page.locator(".vk-front-map img").bounding_box()
    labels = page.locator(".vk-front-label")
    assert labels.all_inner_texts() == ["Nazareth", "Pottenberg"] and around
    boxes = [box for label in labels.all() if (box := label.bounding_box())]
    for box in boxes:
        assert around["x"] <= box["x"] and box["x"] + box["width"] <= around["x"] + around["width"]
    first, second = boxes
    apart = [
        before[side] + before[size] <= after[side]
        for side, size in (("x", "width"), ("y", "height"))
        for before, after in ((first, second), (second, first))
    ]
    assert any(apart)
    assert barriers(page) == []


def test_on_a_phone_a_buurt_is_three_taps_from_start(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL", viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_view(page, address, "")
    page.get_by_role("textbox").tap()
    page.keyboard.type("malberg")
    page.get_by_role("button", name="Zoeken").tap()
    page.locator(".vk-found").get_by_role("link", name="Malberg", exact=True).tap()
    page.wait_for_url("**/buurtprofiel?buurt=*")
    page.get_by_role("heading", name="Malberg").first.wait_for()
    context.close()


def test_start_is_at_most_1_3_megabytes_on_an_empty_cache(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sizes: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda loaded: sizes.append(loaded["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived", lambda frame: sizes.append(len(frame["response"]["payloadData"]) * 0.75)
    )
    open_view(page, address, "")
    page.get_by_role("heading", name="Waar wilt u heen?").wait_for()
    assert 300_000 < sum(sizes) <= 1_300_000
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_municipality_stands_out_from_the_page_on_the_map(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    open_view(page, address, "")
    picture = Image.open(io.BytesIO(page.locator(".vk-front-map").screenshot())).convert("RGB")
    corner, (land, _) = (
        picture.getpixel((2, 2)),
        max(
            ((color, count) for count, color in picture.getcolors(1_000_000) if color != picture.getpixel((2, 2))),
            key=lambda pair: pair[1],
        ),
    )
    assert max(abs(outside - inside) for outside, inside in zip(corner, land, strict=True)) >= 16
    context.close()


BOX = "Zoek een buurt, doel of onderwerp"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("typed", "found", "heading"),
    [
        ("belvedere", "**/buurtprofiel?*buurt=BU09350303*", "Buurtprofiel"),
        ("misdaad", "**/trends?*indicator=misdrijven*", "Sinds 2022"),
        ("ontmoeting (doel", "**/doelkaart?*doel=6*", "6. Ontmoeting"),
        ("wie is er eenzaam", "**/?zoek=wie+is+er+eenzaam", "Onderwerpen"),
    ],
)
def test_one_box_on_a_page_finds_everything_by_keyboard(
    page: Page, address: str, width: int, typed: str, found: str, heading: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_view(page, address, "trends?weergave=meer")
    page.get_by_role("combobox", name=BOX).click()
    page.keyboard.type(typed)
    page.get_by_role("option").first.wait_for()
    assert not page.get_by_role("option", name="Add").count()
    page.keyboard.press("Enter")
    page.wait_for_url(found)
    until(page, SETTLED)
    page.get_by_role("heading", name=heading).first.wait_for()  # not of a page that an open list hides
    assert not page.get_by_role("option").count()
    page.go_back()
    page.wait_for_url("**/trends?*weergave=meer*")
    until(page, f"{SETTLED} && !!document.querySelector('.st-key-onderwerp')")
    assert not any(f"{key}=" in page.url for key in ("zoek", "indicator", "buurt", "doel"))  # of where it led to


def test_the_box_leads_to_another_buurt_on_the_same_page(page: Page, address: str) -> None:
    open_view(page, address, "buurtprofiel?buurt=BU09350403")
    for buurt in ("Malberg", "Limmel"):
        page.get_by_role("combobox", name=BOX).click()
        page.keyboard.type(buurt)
        page.get_by_role("option", name=f"{buurt} (buurt)").wait_for()
        page.keyboard.press("Enter")
        until(page, f"{SETTLED} && document.querySelector('.st-key-buurt input').value.startsWith('{buurt}')")
    page.locator(".st-key-buurt input").click()  # and the choice of the page itself counts after that
    page.keyboard.type("Malberg")
    page.get_by_role("option", name="Malberg").first.wait_for()
    page.keyboard.press("Enter")
    until(page, f"{SETTLED} && document.querySelector('.st-key-buurt input').value.startsWith('Malberg')")
    page.wait_for_url("**buurt=BU0935*")
