"""Nothing typed is lost: forms and photos are there after the server was started again and after a reload."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import chromium
from tests.chromium import NEEDED, until
from tests.conftest import launch
from veerkracht.core import hand_ins, moments

pytestmark = [NEEDED, pytest.mark.slow, pytest.mark.server]

COUNTED = f"1-gepland-{moments.today().year}"
PHONE = {"width": 390, "height": 844}
TYPED = {  # by form what is typed in which field
    hand_ins.FIGURES: {"waarde": "58,5", "bron": "Telling bij de deur"},
    hand_ins.STORY: {"titel": "Koffie op het plein", "tekst": "Elke woensdag staat er een kar.", "door": "een buur"},
    hand_ins.EFFORTS: {"naam": "Taalles", "bron": "Eigen telling", "1-naam": "cursussen", COUNTED: "12"},
    hand_ins.DECISIONS: {"besluit": "Het buurthuis blijft open.", "wie": "afdeling Wonen"},
    hand_ins.WITHDRAWAL: {"reden": "Wij zijn verhuisd."},
}
STORY = "insert into story select 'plein', 'Het plein', 'verhaal', [], [], date '2026-01-01', '', 'Tekst', false"


class Server:
    """A dashboard on one address that can be started again; it forgets everybody then."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, chromium.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.running = launch(folder, self.port)

    def stop(self) -> None:
        self.running.kill()
        self.running.wait(20)

    def start_again(self) -> None:
        self.stop()
        self.running = launch(self.folder, self.port)


@pytest.fixture
def server(included_database: Path, tmp_path: Path) -> Iterator[Server]:
    import duckdb

    folder = tmp_path / "data"
    shutil.copytree(included_database.parent, folder)
    with duckdb.connect(str(folder / included_database.name)) as connection:
        connection.execute(STORY)
    running = Server(folder)
    yield running
    running.stop()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_context(locale="nl-NL", viewport=PHONE).new_page()
    yield page
    page.context.close()


def field(page: Page, kind: str, name: str):
    return page.locator(f".st-key-aanleveren-{kind}-{name}").locator("input, textarea").first


def values(page: Page, kind: str) -> dict[str, str]:
    for name in TYPED[kind]:
        field(page, kind, name).wait_for(state="attached")
    return {name: field(page, kind, name).input_value() for name in TYPED[kind]}


def require_values(page: Page, kind: str) -> None:
    for _ in range(200):
        if values(page, kind) == TYPED[kind]:
            return
        page.wait_for_timeout(100)
    assert values(page, kind) == TYPED[kind]


def open_tab(page: Page, kind: str) -> None:
    if kind == hand_ins.FIGURES:
        page.get_by_role("tab", name="Eén cijfer invullen").press("Enter", timeout=60_000)


def show_fields(page: Page, kind: str) -> None:
    """Open the tab of the fields: the keyboard does not reach what is folded."""
    open_tab(page, kind)
    page.get_by_text("blijft in deze browser staan").wait_for(timeout=60_000)


def unfold(page: Page, kind: str) -> None:
    if kind == hand_ins.EFFORTS:
        page.locator("summary").filter(has_text="Aantallen per jaar").press("Enter")


def open_form(page: Page, server: Server, kind: str) -> None:
    page.goto(f"{server.url}/aanleveren?wat={kind}")
    show_fields(page, kind)


@pytest.mark.parametrize("kind", TYPED)
def test_a_form_is_filled_in_again_after_a_restart_and_after_a_reload(
    server: Server, phone: Page, kind: str, tmp_path: Path
) -> None:
    """All by keyboard, on a phone; the last field is not even left when the connection drops."""
    open_form(phone, server, kind)
    unfold(phone, kind)
    if kind == hand_ins.STORY:
        exif = Image.Exif()
        exif[0x010E] = "thuis bij mevrouw X"
        Image.effect_noise((2000, 1500), 60).convert("RGB").save(tmp_path / "IMG 1.jpg", exif=exif)
        phone.locator("#bestand-fotos").set_input_files([tmp_path / "IMG 1.jpg"])
        words = phone.get_by_label("Wat is er te zien op foto 1, IMG 1.jpg?")
        words.wait_for(timeout=60_000)
        words.focus()
        phone.keyboard.type("een koffiekar")
        phone.keyboard.press("Tab")
    for name, text in TYPED[kind].items():
        field(phone, kind, name).focus()
        phone.keyboard.type(text)
        if name != [*TYPED[kind]][-1]:
            phone.keyboard.press("Tab")
            phone.wait_for_timeout(300)
    server.start_again()
    until(phone, "document.querySelector('.stApp').dataset.testConnectionState === 'CONNECTED'")
    require_values(phone, kind)
    phone.reload()
    require_values(phone, kind)
    show_fields(phone, kind)
    for name in TYPED[kind]:  # also what can be folded
        field(phone, kind, name).wait_for()
    last = [*TYPED[kind]][-1]
    field(phone, kind, last).focus()
    phone.keyboard.press("End")
    phone.keyboard.type(" Nog iets.")  # and the field is not left; without a connection Streamlit takes no keys
    server.start_again()
    open_form(phone, server, kind)
    for _ in range(200):
        if field(phone, kind, last).input_value() == f"{TYPED[kind][last]} Nog iets.":
            break
        phone.wait_for_timeout(100)
    assert field(phone, kind, last).input_value() == f"{TYPED[kind][last]} Nog iets."
    if kind == hand_ins.STORY:
        words = phone.get_by_label("Wat is er te zien op foto 1, IMG 1.jpg?")
        words.wait_for(timeout=60_000)
        assert words.input_value() == "een koffiekar"
        phone.get_by_role("checkbox").focus()
        phone.keyboard.press("Space")
        phone.wait_for_timeout(1500)
        phone.get_by_role("button", name="Maak het bestand en kijk het na").press("Enter")
        phone.get_by_text("koffie-op-het-plein.zip is goed").wait_for(timeout=60_000)
    phone.get_by_role("button", name="Formulier leegmaken").press("Enter")
    phone.wait_for_timeout(1500)
    phone.reload()
    open_tab(phone, kind)
    phone.get_by_text("blijft in deze browser staan").wait_for(timeout=60_000)
    phone.wait_for_timeout(2500)
    assert not any(values(phone, kind).values())
    assert phone.get_by_label("Wat is er te zien op foto 1").count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
