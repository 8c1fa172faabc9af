"""A film as a browser plays it: without the server, by keys too, and still for whoever asks for no motion."""

import pytest
from playwright.sync_api import Page

from tests.chromium import NEEDED, barriers, open_view, until

pytestmark = NEEDED

MAP = "kaart?film=ja&indicator=ervaren_gezondheid&jaar=2020"
RANKING = "vergelijken?film=ja&indicator=ervaren_gezondheid&jaar=2020"
GAPS = "inhalen?film=ja&sinds=2020&tot=2023"
CHANGE = "vergelijken?weergave=verandering&film=ja&indicator=woz_waarde&van=2021&tot=2023"
YEAR = "document.querySelector('.vk-film-year').textContent"
IS_AT = "new URLSearchParams(location.search).get('{}') === '{}'"
# what the chart says of the buurt, for whoever cannot see it
NAZARETH = "document.querySelector('svg.marks [aria-label^=\"Nazareth\"]').ariaLabel"


def at(page: Page, year: str, key: str = "jaar") -> None:
    """Wait until the film, the address and the table beside it are all at a year."""
    until(page, f"{YEAR} === '{year}' && {IS_AT.format(key, year)}")
    until(page, "document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")


def test_a_link_opens_the_film_at_its_year_and_the_year_where_it_stops_is_in_the_link(page: Page, address: str) -> None:
    open_view(page, address, MAP)
    at(page, "2020")
    until(page, f"{NAZARETH}.includes('(2020)')")
    page.get_by_role("button", name="Volgend jaar").click()
    at(page, "2022")
    until(page, f"{NAZARETH}.includes('(2022)')")
    until(page, "document.querySelector('table.vk caption').textContent.includes('2022')")
    page.reload()
    at(page, "2022")


@pytest.mark.parametrize(("path", "key", "last"), [(MAP, "jaar", "2024"), (RANKING, "jaar", "2024"),
                                                   (CHANGE, "tot", "2025"), (GAPS, "tot", "2025")])  # fmt: skip
def test_a_film_plays_to_its_end_without_the_server_and_keeps_the_focus(
    page: Page, address: str, path: str, key: str, last: str
) -> None:
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("")))
    open_view(page, address, path)
    before = len(sent)
    button = page.locator(".vk-film-play")
    button.click()
    until(page, f"{YEAR} === '{last}'")
    assert len(sent) == before
    at(page, last, key)
    assert button.evaluate("e => e === document.activeElement && e.textContent === 'Afspelen'")
    assert len(sent) > before


def test_the_slider_of_a_film_goes_by_the_arrow_keys_and_says_its_year(page: Page, address: str) -> None:
    open_view(page, address, RANKING)
    slider = page.get_by_label("Jaar van de film")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert (page.evaluate(YEAR), slider.get_attribute("aria-valuetext")) == ("2016", "2016")
    at(page, "2016")
    assert slider.evaluate("e => e === document.activeElement")
    page.keyboard.press("End")
    at(page, "2024")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # play, from the first year
    until(page, f"{YEAR} === '2012'")
    page.keyboard.press("Enter")  # stop
    at(page, "2012")


def test_a_dot_is_on_its_way_between_two_years(page: Page, address: str) -> None:
    open_view(page, address, RANKING)
    at(page, "2020")
    places = page.evaluate("""async () => {
        const field = document.querySelector('.vk-film [type="hidden"]');
        const dot = () => document.querySelector('.mark-symbol path').getCTM().e;
        const moved = async (place) => {
            const before = dot();
            field.value = place;
            field.dispatchEvent(new Event('input'));
            for (let tries = 0; tries < 100 && dot() === before; tries++) {
                await new Promise((done) => setTimeout(done, 100));
            }
            return dot();
        };
        return [Number(field.value), dot(), await moved(2.5), await moved(3)];
    }""")
    assert places[0] == 2
    assert places[1] != places[3] and abs(places[2] - (places[1] + places[3]) / 2) < 1


def test_who_asks_for_no_motion_steps_only(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_view(page, address, MAP)
    assert not page.locator(".vk-film-play").is_visible()
    page.locator(".vk-film-play").evaluate("e => e.click()")
    page.get_by_role("button", name="Vorig jaar").click()
    at(page, "2016")


@pytest.mark.parametrize("path", [MAP, RANKING, CHANGE])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_film_has_no_barriers_and_fits_a_phone(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_view(page, address, path)
    assert barriers(page) == []
    assert page.evaluate("[...document.querySelectorAll('.vk-film *')].every("
                         "e => e.getBoundingClientRect().right <= innerWidth)")  # fmt: skip
