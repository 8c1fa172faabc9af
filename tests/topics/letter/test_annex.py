"""The annex of a letter: short, each thing once, with pages that are filled; as it comes out of LibreOffice."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from pypdf import PageObject, PdfReader

from tests.export.test_word import exhibit
from tests.opened import open_query
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing.exhibit import Part
from veerkracht.drawing.table import Column, Table
from veerkracht.export import pdf, word
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.letter import once

CODES = ["doel-1", "doel-11", "buurt-BU09350203", "onderwerp-misdrijven"]
LINK = "https://voorbeeld.nl/raadsbrief?deel=doel-1"
MOST_PAGES = 8
FOOT = 57  # points from the lower edge, in which only the number of the page stands


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as opened:
        yield opened


@pytest.fixture(scope="module")
def content(query: Query) -> bytes:
    return word.document(letters.letter(query, LINK, CODES, lookups.usual_areas(query)))


@pytest.fixture(scope="module")
def made(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def written(made: Document, *styles: str) -> list[str]:
    return [
        "".join(text.text or "" for text in paragraph._p.iter(qn("w:t")))
        for paragraph in made.paragraphs
        if paragraph.style and paragraph.style.name in styles
    ]


@pytest.mark.slow
def test_no_sentence_stands_twice_in_an_annex(made: Document) -> None:
    texts = [re.sub(r"^\d+\. | \[[\d, ]+\]", "", text) for text in written(made, "Normal", "Bron", "Caption")]
    said = Counter(sentence for text in texts for sentence in once.sentences(text) if len(sentence.split()) > 5)
    assert not [sentence for sentence, times in said.items() if times > 1]


@pytest.mark.slow
def test_every_figure_and_table_has_a_source_at_the_end(made: Document) -> None:
    lines = written(made, "Bron")
    captions = written(made, "Caption")
    assert len(captions) == len(made.tables) + len(made.inline_shapes) == 13
    for caption in captions:
        numbers = [int(number) for number in re.findall(r"\d+", caption.rpartition("[")[2])] if "[" in caption else []
        rows = [cell.text for table in made.tables for cell in table.columns[0].cells if "[" in cell.text]
        cited = numbers or [int(number) for text in rows for number in re.findall(r"\d+", text.rpartition("[")[2])]
        assert any(lines[number - 1].startswith(f"{number}. Bron: ") for number in cited), caption
    assert not [text for text in written(made, "Normal") if text.startswith("Bron: ")]


@pytest.mark.slow
def test_a_picture_says_in_words_the_stand_the_way_and_the_path(made: Document) -> None:
    [path, *_] = [drawing.get("descr") or "" for drawing in made.element.iter(qn("wp:docPr"))]
    assert path.startswith(
        "Nazareth op koers: van 54,5% in 2022 naar 58,9%, volgens het pad nu 55,8%, doel 59,5% in 2030."
    )


def test_years_go_upward_with_the_target_last_and_our_buurten_are_bold(made: Document) -> None:
    years = [row.cells[0].text for row in made.tables[0].rows]
    assert years[1].startswith("Nulmeting") and years[2:] == ["2012", "2016", "2020", "2022", "2024", "Doel 2030"]
    bold = {cell.text for row in made.tables[1].rows[1:] for cell in row.cells if cell.paragraphs[0].runs[0].font.bold}
    assert {"Nazareth", "Pottenberg"} <= bold


def test_a_buurt_and_a_topic_leave_out_what_a_goal_in_the_same_annex_says(query: Query) -> None:
    areas = lookups.usual_areas(query)
    alone = letters.letter(query, LINK, CODES[2:], areas)
    [buurt, topic] = alone.parts
    assert any(text.startswith("Doel 1: ") for text in buurt.sentences) and len(topic.exhibits) == 2
    *_, buurt, topic = letters.letter(query, LINK, CODES, areas).parts
    assert not [text for text in buurt.sentences if text.startswith(("Doel 1: ", "Doel 11: "))]
    assert [exhibit.name for exhibit in topic.exhibits] == ["kaart-misdrijven-2025"]
    assert topic.sentences[0].endswith("staat bij Doel 11. Veilige leefomgeving.")


def test_what_holds_for_every_area_is_said_once_and_a_short_verdict_of_each() -> None:
    own, shared = once.split_shared([["Het steeg. De stad ook."], ["Het daalde. De stad ook."]])
    assert (own, shared) == ([["Het steeg."], ["Het daalde."]], "De stad ook.")
    parts = [Part("a", "", ("Het gaat achteruit. Dit is een hele zin.",), ()),
             Part("b", "", ("Het gaat achteruit. Dit is een hele zin.",), ())]  # fmt: skip
    assert [part.sentences for part in once.without_repeats(parts)] == [
        ("Het gaat achteruit. Dit is een hele zin.",), ("Het gaat achteruit.",)]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 3])
def test_paper_has_no_line_through_fewer_figures_than_make_a_trend(count: int) -> None:
    years = Table.of("Cijfers", (Column("Periode"), Column("Nazareth", 1, "%")),
                     [(str(2024 - place), 58.0 + place) for place in range(count)])  # fmt: skip
    written = once.on_paper(exhibit(years))
    assert written.has_picture is (count == 3) and written.table.rows[-1].cells[0].text == "2024"


@pytest.mark.slow
@pytest.mark.skipif(not pdf.is_available(), reason="geen LibreOffice op deze machine")
def test_an_annex_is_short_and_none_of_its_pages_is_half_empty(content: bytes) -> None:
    pages = PdfReader(io.BytesIO(pdf.converted(content, datetime(2026, 7, 19)))).pages
    assert len(pages) <= MOST_PAGES
    assert all(filled(page) > 0.5 for page in pages[:-1]), [filled(page) for page in pages]


def filled(page: PageObject) -> float:
    """Return which part of a page has text or a picture: a caption stands below each picture."""
    lowest = float(page.mediabox.height)

    def visit(text: str, _: object, matrix: list[float], *rest: object) -> None:
        nonlocal lowest
        if text.strip() and matrix[5] > FOOT:
            lowest = min(lowest, matrix[5])

    page.extract_text(visitor_text=visit)
    height = float(page.mediabox.height) - 2 * FOOT
    return (float(page.mediabox.height) - FOOT - lowest) / height
