"""The menu Delen en opslaan: the same on every page, and each of its files can be made."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from streamlit.testing.v1 import AppTest

from tests.opened import html, page
from veerkracht.export import delimited, pdf

pytestmark = pytest.mark.usefixtures("without_office")
OF_ALL = ["Excel", "CSV", "CSV voor scripts", "Word-document", "PowerPoint"]


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer no PDF: LibreOffice takes seconds for each, and is not on every machine."""
    monkeypatch.setattr(pdf, "is_available", lambda: False)


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.get("download_button")]


def printed_otherwise(sheet: Worksheet) -> list[tuple[str, object, str]]:
    """The figures that Excel prints otherwise than they are, of what stands on screen and of columns in a unit."""
    found = []
    for head, *cells in sheet.iter_cols() if sheet.title[:4] in ("Deze", "Gege") else ():
        if sheet.title != "Gegevens" or head.value in delimited.IN_UNIT:
            for cell in cells:
                places = len(cell.number_format.partition(".")[2])
                if isinstance(cell.value, float) and abs(cell.value - round(cell.value, places)) > 1e-9:
                    found.append((str(head.value), cell.value, cell.number_format))
    return found


@pytest.mark.slow
def test_a_menu_is_made_when_it_is_opened(built: None) -> None:
    assert not page("kaart").get("download_button")
    test = page("kaart", indicator="misdrijven")
    test.session_state["delen"] = True
    test.run()
    assert not test.exception and labels(test) == ["PNG", "SVG", "PNG", "SVG", *OF_ALL]


def test_a_menu_offers_what_the_page_shows_twice_once(built: None) -> None:
    test = page("kaart", indicator="misdrijven", ernaast="onderwerp", indicator2="misdrijven")
    test.session_state["delen"] = True
    test.run()
    assert not test.exception and labels(test) == ["PNG", "SVG", "PNG", "SVG", *OF_ALL]


@pytest.mark.slow
@pytest.mark.parametrize("has_office", [True, False])
def test_where_word_is_offered_pdf_is_too_or_the_menu_says_why_not(
    built: None, monkeypatch: pytest.MonkeyPatch, has_office: bool
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: has_office)
    test = page("trends")
    test.session_state["delen"] = True
    test.run()
    assert not test.exception and ("PDF" in labels(test)) is has_office
    assert (pdf.NO_OFFICE in [caption.value for caption in test.caption]) is not has_office


@pytest.mark.slow
@pytest.mark.parametrize(
    ("view", "choices", "key"),
    [
        ("start", {}, "delen"), ("doelen", {}, "delen"), ("doelen", {"bespreken": "ja"}, "delen"),
        ("kaart", {}, "delen"), ("kaart", {"ernaast": "jaar"}, "delen"), ("doelkaart", {"doel": "13"}, "delen"),
        ("doelkaart", {"doel": "1"}, "delen"), ("inhalen", {}, "delen"), ("buurtprofiel", {}, "delen"),
        ("trends", {}, "delen"), ("vergelijken", {}, "delen"), ("vergelijken", {"weergave": "meer"}, "delen"),
        ("vergelijken", {"weergave": "verandering"}, "delen"), ("vergelijken", {"weergave": "trechter"}, "delen"),
        ("vergelijken", {"weergave": "ongewoon"}, "delen"), ("samenhang", {}, "delen"),
        ("samenhang", {"weergave": "thema"}, "delen"), ("vergelijkbaar", {}, "delen"), ("weten", {}, "delen"),
        ("sinds", {}, "delen"), ("inspanningen", {}, "delen"), ("agenda", {}, "delen-agenda"),
        ("agenda", {}, "delen-begroting"), ("veerkrachtkaart", {}, "delen"), ("bronnen", {"toon": "cijfer"}, "delen"),
        ("onderwerp", {}, "delen"),
    ],
)  # fmt: skip
def test_the_same_menu_stands_everywhere_and_each_of_its_files_can_be_made(
    built: None, monkeypatch: pytest.MonkeyPatch, view: str, choices: dict[str, str], key: str
) -> None:
    made: dict[str, bytes] = {}
    offered: list[str] = []

    def button(label: str, make: Callable[[], bytes], name: str, *rest: object, **named: object) -> None:
        offered.append(label)
        made[name] = make()

    test = page(view, **choices)
    monkeypatch.setattr("streamlit.download_button", button)
    test.session_state[key] = True
    test.run()
    assert not test.exception and "Link kopiëren" in html(test)
    pictures = offered[: -len(OF_ALL)]
    assert pictures or view in ("vergelijkbaar", "sinds", "bronnen", "onderwerp")  # which have no picture on screen
    assert offered[-len(OF_ALL) :] == OF_ALL and pictures == ["PNG", "SVG"] * (len(pictures) // 2)
    assert all(made.values())
    for name in made:
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(made[name]))
            assert book.sheetnames[0] == "Deze tabel" and book["Deze tabel"].max_row > 1
            assert [cell for sheet in book for cell in printed_otherwise(sheet)] == []
        if name.endswith(".docx"):
            tables = [[[cell.text for cell in row.cells] for row in table.rows]
                      for table in docx.Document(io.BytesIO(made[name])).tables]  # fmt: skip
            assert all(table not in tables[:place] for place, table in enumerate(tables))
