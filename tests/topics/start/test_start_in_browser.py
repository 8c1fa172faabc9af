"""What only a browser shows of the menu and of the page for a new reader."""

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import NEEDED, barriers, choose_page, until, visit
from veerkracht.core import menu

pytestmark = NEEDED


def active(page: Page) -> list[str]:
    return page.locator("[data-testid=stTopNav] [aria-current]").all_inner_texts()


def test_every_section_stands_in_the_bar_and_every_page_in_its_section(page: Page, address: str) -> None:
    visit(page, f"{address}/gereedheid")
    bar = page.get_by_role("navigation", name="Pagina’s")
    in_bar = " ".join([*menu.SECTIONS[""].values(), *(section for section in menu.SECTIONS if section)]).split()
    assert bar.inner_text().split() == in_bar
    page.set_viewport_size({"width": 1024, "height": 900})
    page.wait_for_timeout(500)
    assert bar.inner_text().split() == in_bar
    for section, pages in menu.SECTIONS.items():
        if section:
            bar.get_by_role("button", name=section).click()
            page.get_by_role("menuitem").first.wait_for()
            assert page.get_by_role("menuitem").all_inner_texts() == list(pages.values())
            page.keyboard.press("Escape")
    bar.get_by_role("button", name="Cijfers").click()
    page.get_by_role("menuitem").first.wait_for()
    assert barriers(page) == []


def test_the_section_of_the_page_on_screen_can_be_seen_also_after_the_way_back(page: Page, address: str) -> None:
    visit(page, f"{address}/trends")
    assert active(page) == ["Cijfers"]
    weight = "getComputedStyle(document.querySelector('[data-testid=stTopNav] [aria-current]')).fontWeight"
    assert page.evaluate(weight) == "700"
    choose_page(page, "Uitleg en bronnen", "Toelichting")
    page.get_by_role("heading", name="Toelichting").wait_for()
    until(page, "document.querySelector('button[aria-current]').innerText.trim() === 'Uitleg en bronnen'")
    page.go_back()
    until(page, "document.querySelector('button[aria-current]').innerText.trim() === 'Cijfers'")
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("heading", name="Hoe gaat het in Nazareth en Pottenberg?").wait_for()
    assert active(page) == ["Start"]


def test_the_menu_can_be_used_by_keyboard_alone(page: Page, address: str) -> None:
    visit(page, f"{address}/toelichting")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Naar de inhoud"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Buurten"
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Buurtprofiel").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Buurtprofiel").wait_for(state="detached")
    assert page.evaluate("document.activeElement.innerText").strip() == "Buurten"
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Buurtprofiel").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kaart?*")


def test_on_a_narrow_screen_the_sections_stand_at_the_side_without_barriers(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 720, "height": 900})  # 1440 at twice the size
    visit(page, f"{address}/gereedheid")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Toelichting", exact=True).wait_for()
    assert barriers(page) == []
    page.get_by_role("link", name="Toelichting", exact=True).click()
    page.get_by_role("heading", name="Toelichting").wait_for()


def test_sections_that_do_not_fit_in_the_bar_stand_behind_a_dutch_word(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    visit(page, f"{address}/gereedheid")
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
    page.get_by_role("heading", name="Ervaren gezondheid goed of zeer goed, in procent").wait_for()
    page.go_back()
    page.get_by_text("Gevonden voor ‘ervaren gezondheit’").wait_for()
    expect(page.get_by_role("textbox")).to_have_value("ervaren gezondheit")


def test_a_search_that_would_be_script_is_shown_as_text(page: Page, address: str) -> None:
    page.goto(f"{address}/?zoek=<img src=x onerror=alert(1)>")
    page.on("dialog", lambda dialog: pytest.fail("script ran"))
    page.get_by_text("‘<img src=x onerror=alert(1)>’").wait_for()
    assert page.locator(".vk-found img").count() == 0
