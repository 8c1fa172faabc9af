"""Decisions in a browser: twelve on one sheet, cards on a phone, text that runs nothing, no barriers."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.chromium import NEEDED, barriers, open_view, until
from tests.conftest import INCLUDED, run_offline

pytestmark = NEEDED
HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> ![x](https://kwaad.example/x.png) =1+1 " + "lang " * 80
)
PLAIN = [f"Besluit {number}: het buurtcentrum in Pottenberg blijft in de zomer open." for number in range(1, 12)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with twelve decisions that one command took in, one late and one hostile."""
    folder = tmp_path_factory.mktemp("decisions")
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    (folder / "lokaal").mkdir()
    entries = [
        f"  - {{datum: 2026-01-02, besluit: {json.dumps(text)}, doelen: [9], uiterlijk: 2026-02-0{place % 9 + 1}, "
        "zichtbaar: openbaar}"
        for place, text in enumerate([HOSTILE, *PLAIN])
    ]
    text = "\n".join(["besluiten:", *entries])
    (folder / "lokaal" / "besluiten.yaml").write_text(text, encoding="utf-8")
    run_offline(folder)
    return folder


def test_twelve_decisions_with_what_is_unknown_stand_on_one_sheet(page: Page, address: str, tmp_path: Path) -> None:
    open_view(page, address, "besluiten")
    page.pdf(path=tmp_path / "besluiten.pdf", format="A4")
    [sheet] = PdfReader(tmp_path / "besluiten.pdf").pages
    text = " ".join(sheet.extract_text().split())
    assert "12 besluiten: 12 over tijd" in text and "Besluit 11" in text and "wie het doet" in text
    assert "Opslaan" not in text and "Zoek een buurt" not in text


@pytest.mark.parametrize("path", ["besluiten", "doelkaart?doel=9"])
def test_decisions_have_no_barrier_run_nothing_and_fit_a_phone(page: Page, address: str, path: str) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_view(page, address, path)
    if path != "besluiten":
        page.get_by_text("Wat is er besloten (12 over tijd)").click()
    page.get_by_text("Besluit 11: ").wait_for()
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, "document.querySelector('[data-testid=stMain]').scrollWidth === 390")
    table = page.locator(".st-key-besluiten-tabel .vk-scroll")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert barriers(page) == []
    assert dialogs == [] and page.outside == []  # type: ignore[attr-defined]


def test_the_decisions_of_a_meeting_fit_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, address, "vergaderstand?dia=open")
    page.locator(".vk-slide-table td[data-label=Uiterlijk]").first.wait_for()
    until(page, "document.querySelector('[data-testid=stMain]').scrollWidth === 390")
    assert page.evaluate("""[...document.querySelectorAll('.vk-slide-table td')].every(
        cell => cell.getBoundingClientRect().right <= 390 && getComputedStyle(cell, '::before').content.length > 2)""")


def test_start_leads_to_the_late_decisions_in_one_click(page: Page, address: str) -> None:
    open_view(page, address, "")
    page.get_by_role("link", name="12 besluiten zijn over tijd").click()
    page.get_by_text("Besluit 11: ").wait_for()
    assert "besluiten?stand=over_tijd" in page.url
