"""Aanleveren in a browser: real files come in whole, photos without where they were taken, by keyboard, on a phone."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, expect

from tests.chromium import NEEDED, barriers, until

pytestmark = [NEEDED, pytest.mark.slow]

OFFICE = shutil.which("soffice")
HAS_CALC = bool(OFFICE) and (Path(str(OFFICE)).resolve().parent / "libsclo.so").exists()
OFFICE_REQUIRED = os.environ.get("VEERKRACHT_OFFICE_REQUIRED") == "1"
GOOD = ["toegang_tot_hulp", "Nazareth", "2024", 58, 212, "Peiling 2024"]
HEADER = ["indicator", "gebied", "periode", "waarde", "n", "bron"]


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Cijfers"
    for row in [HEADER, *rows]:
        book.active.append(row)
    book.save(folder / "peiling.xlsx")
    return folder / "peiling.xlsx"


def checked(page: Page, address: str, *files: Path, wat: str = "cijfers") -> str:
    """Choose files, and return what the check says of them."""
    page.goto(f"{address}/aanleveren?wat={wat}")
    page.locator(f"#bestand-{wat}").set_input_files([*files])
    page.locator(".vk-handed").first.wait_for(timeout=60_000)
    return page.locator(".vk-handed").first.inner_text()


def test_a_workbook_is_checked_and_corrected_and_checked_again(page: Page, address: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, [GOOD, ["toegang_tot_hulp", "Nazaret", "2024", 58, 212, ""]])
    text = checked(page, address, path)
    assert "peiling.xlsx: 1 fout." in text and "rij 3" in text and "Nazareth" in text
    workbook(tmp_path, [GOOD])
    page.locator("#bestand-cijfers").set_input_files([path])
    page.get_by_text("peiling.xlsx is goed: 1 cijfer.").wait_for(timeout=60_000)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Bestand opslaan").click()
    assert Path(saving.value.path()).read_bytes() == path.read_bytes()
    assert page.get_by_role("link", name="Mail aan de beheerder maken").get_attribute("href").startswith("mailto:")
    assert barriers(page) == []


def test_a_file_chosen_while_another_is_checked_takes_its_place(page: Page, address: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, [["toegang_tot_hulp", "Nazaret", "2024", 58, 212, ""]])
    page.goto(f"{address}/aanleveren?wat=cijfers")
    page.locator("#bestand-cijfers").set_input_files([path])
    page.get_by_text("Het bestand wordt nagekeken.").wait_for(timeout=60_000)
    workbook(tmp_path, [GOOD])
    page.locator("#bestand-cijfers").set_input_files([path])
    page.get_by_text("peiling.xlsx is goed: 1 cijfer.").wait_for(timeout=60_000)
    assert page.get_by_text("Het bestand kwam niet goed aan").count() == 0


@pytest.mark.outside
@pytest.mark.skipif(not HAS_CALC and not OFFICE_REQUIRED, reason="geen LibreOffice Calc op deze machine")
def test_a_workbook_of_libreoffice_is_read(page: Page, address: str, tmp_path: Path) -> None:
    assert HAS_CALC, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice Calc"
    book = workbook(tmp_path, [GOOD])
    made = tmp_path / "calc"
    for ending, source in (("ods", book), ("xlsx", made / "peiling.ods")):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profiel", "--headless", "--convert-to", ending,
             "--outdir", str(made), str(source)], check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    assert "is goed: 1 cijfer." in checked(page, address, made / "peiling.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_csv_of_excel_is_read_with_its_semicolons_decimal_comma_and_mark(
    page: Page, address: str, tmp_path: Path, encoding: str, first: str
) -> None:
    rows = [HEADER, ["toegang_tot_hulp", "Nazareth", "2024", "58,5", "212", "“Peiling” 2024; één"]]
    cells = [[f'"{cell}"' if ";" in cell else cell for cell in row] for row in rows]
    content = first + "".join(f"{';'.join(row)}\r\n" for row in cells)
    (tmp_path / "excel.csv").write_bytes(content.encode(encoding))
    assert "is goed: 1 cijfer." in checked(page, address, tmp_path / "excel.csv")


def test_a_large_file_goes_in_parts_and_one_that_is_too_large_not_at_all(
    page: Page, address: str, tmp_path: Path
) -> None:
    rows = "".join(f"toegang_tot_hulp;Nazareth;2024;58;212;{'x' * 1_500}\n" for _ in range(400))
    (tmp_path / "groot.csv").write_text(f"{';'.join(HEADER)}\n{rows}", encoding="utf-8")
    assert (tmp_path / "groot.csv").stat().st_size > 600_000
    assert "gaat ook over" in checked(page, address, tmp_path / "groot.csv")
    (tmp_path / "te-groot.csv").write_bytes(b"x" * 4_000_001)
    page.locator("#bestand-cijfers").set_input_files([tmp_path / "te-groot.csv"])
    page.get_by_text("Hoogstens 4 MB kan.").wait_for()


def test_a_story_is_written_by_keyboard_with_a_photo_that_says_nothing_of_its_place(
    page: Page, address: str, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "thuis bij mevrouw X"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (50.0, 51.0, 0.0)}
    )
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(tmp_path / "IMG 1.jpg", exif=exif)
    page.goto(f"{address}/aanleveren?wat=verhalen")
    page.get_by_label("Titel").fill("Koffie op het plein")
    page.get_by_label("Titel").press("Tab")
    page.get_by_role("textbox", name="Verhaal", exact=True).fill("Elke woensdag staat er een kar.")
    page.get_by_role("textbox", name="Verhaal", exact=True).press("Tab")
    page.locator("#bestand-fotos").set_input_files([tmp_path / "IMG 1.jpg"])
    words = page.get_by_label("Wat is er te zien op foto 1, IMG 1.jpg?")
    words.wait_for(timeout=60_000)
    words.fill("een koffiekar")
    words.press("Tab")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Maak het bestand en kijk het na").focus()
    page.keyboard.press("Enter")
    page.get_by_text("koffie-op-het-plein.zip is goed").wait_for(timeout=60_000)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Bestand opslaan").click()
    with zipfile.ZipFile(saving.value.path()) as archive:
        photo = archive.read("koffie-op-het-plein-1.jpg")
        assert "![een koffiekar](koffie-op-het-plein-1.jpg)" in archive.read("koffie-op-het-plein.md").decode()
    with Image.open(tmp_path / "IMG 1.jpg") as picture:
        assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    with Image.open(io.BytesIO(photo)) as picture:
        assert picture.size == (1200, 800) and not picture.getexif() and b"mevrouw" not in photo
    assert barriers(page) == []


def test_what_is_typed_is_there_again_after_a_reload_and_fits_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_context(locale="nl-NL", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{address}/aanleveren?wat=besluiten")
    page.get_by_text("blijft in deze browser staan").wait_for()
    page.get_by_role("textbox", name="Besluit", exact=True).fill("Het buurthuis blijft open.")
    page.get_by_role("textbox", name="Besluit", exact=True).press("Tab")
    until(page, "localStorage.getItem('veerkracht aanleveren besluiten')")
    page.reload()
    expect(page.get_by_role("textbox", name="Besluit", exact=True)).to_have_value(
        "Het buurthuis blijft open.", timeout=60_000
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
