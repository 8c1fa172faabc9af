"""A goal on screen: few words in view on every Doelkaart, all of it on a phone, and slides that fit a beamer."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import NEEDED, SETTLED, open_view, until, visit
from tests.web.budgets import PHONE, WIDE, over_budget, texts_of

pytestmark = NEEDED
# of each chart the ends of its texts and marks, from the left edge of the screen
ENDS = """[...document.querySelectorAll('svg.marks')].map(chart => ({
    texts: [...chart.querySelectorAll('text')].filter(text => text.textContent.trim()).map(text => ({
        text: text.textContent, left: text.getBoundingClientRect().left, right: text.getBoundingClientRect().right,
    })),
}))"""
BOXES_THAT_SCROLL = """[...document.querySelectorAll('[data-testid=stMain] *')].filter(element =>
    element.scrollWidth > element.clientWidth + 1 && element.checkVisibility()
    && /auto|scroll/.test(getComputedStyle(element).overflowX)).map(element => element.className)"""


def open_goal(page: Page, address: str, goal_id: int) -> None:
    open_view(page, address, f"doelkaart?doel={goal_id}")
    page.get_by_text("Precies", exact=True).wait_for()


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """The Doelkaart of the first goal: going on to the next goal takes a tenth of the work of opening it."""
    context = browser.new_context(locale="nl-NL", viewport=WIDE)
    page = context.new_page()
    open_goal(page, address, 1)
    yield page
    context.close()


@pytest.mark.parametrize("goal_id", range(1, 17))
def test_a_goal_is_told_in_few_words_and_each_once(tab: Page, address: str, goal_id: int) -> None:
    if re.search(rf"doel={goal_id - 1}(&|$)", tab.url):
        title = tab.title()
        tab.get_by_role("link", name="Volgende doel").click()
        until(tab, f"document.title !== {json.dumps(title)} && {SETTLED}")
    elif goal_id > 1:  # as the goal before could not be shown
        open_goal(tab, address, goal_id)
    assert tab.locator("h1").inner_text().startswith(f"{goal_id}. ")
    assert over_budget("doelkaart", texts_of(tab)) == {}


@pytest.mark.parametrize("goal_id", [1, 5, 11])
def test_a_phone_shows_the_last_year_the_goal_and_both_names(page: Page, address: str, goal_id: int) -> None:
    page.set_viewport_size(PHONE)
    open_goal(page, address, goal_id)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
    assert page.evaluate(BOXES_THAT_SCROLL) == []
    charts = page.evaluate(ENDS)
    texts = {text["text"] for text in charts[0]["texts"]}
    assert {"2030", "doel", "Nazareth", "Pottenberg"} <= texts
    for chart in charts:
        assert all(text["left"] >= 0 and text["right"] <= PHONE["width"] for text in chart["texts"]), chart["texts"]


def test_the_layers_open_with_one_tap(page: Page, address: str) -> None:
    visit(page, f"{address}/doelkaart?doel=11")
    certainty = page.get_by_text("Met 80% zekerheid ligt de werkelijke verandering").first
    assert not certainty.is_visible()
    page.get_by_text("Hoe zeker is dit?").click()
    certainty.wait_for()
    table = page.get_by_text("Alle standen tot nu toe")
    assert not table.is_visible()
    page.get_by_text("Precies", exact=True).click()
    table.wait_for()
