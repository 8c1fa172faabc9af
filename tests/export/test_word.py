"""The Word document: what its writer, its reader and a screen reader find in it."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import altair as alt
import docx
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor
from docx.styles.styles import Styles
from pypdf import PdfReader

from veerkracht.core.errors import DataError
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit, Letter, Part, Sheets
from veerkracht.drawing.table import Column, Table
from veerkracht.export import word

OFFICE = shutil.which("soffice")
OFFICE_REQUIRED = os.environ.get("VEERKRACHT_OFFICE_REQUIRED") == "1"
OFFICE_NEEDED = pytest.mark.skipif(
    OFFICE is None and not OFFICE_REQUIRED, reason="geen LibreOffice op deze machine: omzetten naar PDF overgeslagen"
)

LINES = pd.DataFrame({"jaar": ["2020", "2024"], "waarde": [54.5, 58.9]})
CHART = Chart(alt.Chart(LINES).mark_line().encode(x="jaar", y="waarde").properties(height=120).to_dict())
FOUR = Table.of(
    "Ervaren gezondheid in procent",
    (Column("Gebied"), Column("2020", 1, "%"), Column("2024", 1, "%"), Column("Inwoners", 0, "inwoners")),
    (("Nazareth", 54.5, 58.95, 3105.0), ("Limmel", None, "nog niet gepubliceerd", 1139.0)),
)
YEARS = Table.of(
    "Gemiddeld inkomen",
    (Column("Gebied"), *(Column(str(year), 0, "euro") for year in range(2013, 2025))),
    tuple((area, *(23_200.0 + year for year in range(12))) for area in ("Wittevrouwenveld", "Maastricht")),
)
LINK = "https://veerkracht.example.nl/brief?delen=G1&gebied=GM0935"
HOSTILE = "=1+1 <b>\"vet\"</b> & 'x' @a -b \U0001f600 \x00\x0b\ud800\uffffمرحبا " + "lang" * 500
HARMLESS = "=1+1 <b>\"vet\"</b> & 'x' @a -b \U0001f600 مرحبا " + "lang" * 500


def exhibit(table: Table = FOUR, chart: Chart | None = CHART, text: str = "Gezondheid in Nazareth") -> Exhibit:
    sheets = Sheets(pd.DataFrame(), pd.DataFrame(), pd.DataFrame())
    return Exhibit("gezond", text, "Volwassenen, 2020 en 2024", f"Lijn: {text}", table, lambda: sheets,
                   ("Bron: GGD, tabel 50052NED.",), ("De cijfers zijn voorlopig.",), "3f9a", chart,
                   link=LINK)  # fmt: skip


def letter(*exhibits: Exhibit) -> Letter:
    part = Part("G1", "Doel 1: gezond", ("In 2024 was dit 58,9%.",), exhibits, ("Ervaren gezondheid: eigen oordeel.",))
    other = Part("G2", "Doel 2: veilig", ("Het aantal misdrijven daalt.",), (exhibit(chart=None),))
    return Letter("brief", "Voortgang Veerkracht", "Stand van 2026", "Team Onderzoek", (part, other), LINK, "3f9a",
                  datetime(2026, 11, 21, 9, 30), ("Met deze brief informeren wij u.",))  # fmt: skip


FULL = letter(exhibit(), exhibit(YEARS))


@pytest.fixture(scope="module")
def content() -> bytes:
    return word.document(FULL)


@pytest.fixture(scope="module")
def made(content: bytes) -> Document:
    return opened(content)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def texts(made: Document, style: str) -> list[str]:
    """Return the paragraphs of a style with what stands in their fields."""
    return [
        "".join(part.text for part in paragraph._p.iter(qn("w:t")))
        for paragraph in made.paragraphs
        if paragraph.style and paragraph.style.name == style
    ]


def cells(made: Document, place: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in made.tables[place].rows]


def template(*removed: str) -> bytes:
    """Return a house style with red headings, a header, a narrow page and a text of its own."""
    house = docx.Document()
    for name in removed:
        house.styles[name].delete()
    house.styles["Heading 1"].font.color.rgb = RGBColor(0xC8, 0x10, 0x2E)
    house.sections[0].left_margin = Cm(6)
    house.sections[0].header.paragraphs[0].text = "Gemeente Maastricht"
    house.sections[0].header.paragraphs[0].add_run().add_picture(dot())
    house.add_paragraph("Aan de raad")
    house.add_paragraph("")
    content = io.BytesIO()
    house.save(content)
    return content.getvalue()


def dot() -> io.BytesIO:
    """Return a picture of one pixel."""
    return io.BytesIO(bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
        "0000000a49444154789c63600000000200015e221b4c0000000049454e44ae426082"
    ))  # fmt: skip


def changed(content: bytes, name: str, pattern: bytes, text: bytes) -> bytes:
    """Return the document with a replacement in one of its files."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w") as after:
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, re.sub(pattern, text, data, flags=re.DOTALL) if entry == name else data)
    return result.getvalue()


@pytest.mark.slow
def test_a_letter_gives_title_headings_sentences_and_definitions_in_order(made: Document) -> None:
    assert texts(made, "Title") == ["Voortgang Veerkracht"] and texts(made, "Subtitle") == ["Stand van 2026"]
    assert texts(made, "Heading 1") == ["Doel 1: gezond", "Doel 2: veilig", "Bronnen en uitleg"]
    running = [text for text in texts(made, "Normal") if text]
    assert running == ["Met deze brief informeren wij u.", "In 2024 was dit 58,9%.", "Het aantal misdrijven daalt."]
    assert texts(made, "Bron")[:3] == [
        "1. Bron: GGD, tabel 50052NED.", "2. Ervaren gezondheid: eigen oordeel.", "3. De cijfers zijn voorlopig."
    ]  # fmt: skip


@pytest.mark.slow
def test_a_caption_leads_to_its_sources_at_the_end_which_stand_there_once(made: Document) -> None:
    places = {mark.get(qn("w:name")) for mark in made.element.iter(qn("w:bookmarkStart"))}
    captions = [paragraph for paragraph in made.paragraphs if paragraph.style.name == "Caption"]
    for caption in captions:
        assert {link.get(qn("w:anchor")) for link in caption._p.iter(qn("w:hyperlink"))} <= places
        assert "[1, " in caption.text
    assert len(places) == 3 and texts(made, "Bron")[3].startswith("Dit document opnieuw maken")


def test_a_picture_is_narrower_than_the_page_and_says_in_words_what_it_shows(made: Document) -> None:
    assert [round(shape.width.cm, 2) for shape in made.inline_shapes] == [11.5, 11.5]
    drawings = list(made.element.iter(qn("wp:docPr")))
    assert [drawing.get("descr") for drawing in drawings] == ["Lijn: Gezondheid in Nazareth"] * 2
    assert [drawing.get("title") for drawing in drawings] == ["Gezondheid in Nazareth"] * 2
    assert [drawing.get("name") for drawing in drawings] == ["Figuur 1", "Figuur 2"]


@pytest.mark.slow
def test_a_picture_leaves_room_for_its_heading_and_caption_and_a_tall_one_has_the_room_of_its_texts() -> None:
    high, tall = (
        opened(word.document(letter(exhibit(chart=Chart(CHART.specification | {"height": height}))))).inline_shapes[0]
        for height in (600, 2500)
    )
    assert high.height.cm == pytest.approx(0.32 * 25.7, abs=0.01) and high.width.cm < 11.5
    assert tall.height.cm == pytest.approx(0.75 * 25.7, abs=0.01)


@pytest.mark.slow
def test_a_table_that_two_pictures_share_stands_in_the_document_once() -> None:
    table = Table.of("Cijfers", (Column("Gebied"), Column("2024", 0)), [("Nazareth", 5.0), ("Pottenberg", 6.0)])
    other = replace(table, rows=table.rows[:1])
    map_, spread, list_ = exhibit(table=table), exhibit(table=table), exhibit(table=other)
    made = opened(word.document(letter(map_, spread, list_)))
    assert len(made.inline_shapes) == 3
    assert [len(written.rows) for written in made.tables] == [3, 2, 3]  # the last is that of the other part


def test_captions_are_numbered_by_fields_that_show_their_number_at_once(made: Document) -> None:
    assert texts(made, "Caption") == [
        "Figuur 1. Gezondheid in Nazareth. Volwassenen, 2020 en 2024 [1, 2, 3]",
        "Tabel 1. Ervaren gezondheid in procent [1, 2, 3]",
        "Figuur 2. Gezondheid in Nazareth. Volwassenen, 2020 en 2024 [1, 2, 3]", "Tabel 2. Gemiddeld inkomen [1, 2, 3]",
        "Tabel 3. Gezondheid in Nazareth. Volwassenen, 2020 en 2024. Ervaren gezondheid in procent [1, 3]"]  # fmt: skip
    fields = [(node.get(qn("w:instr")).split()[1], node.find(f".//{qn('w:t')}").text)
              for node in made.element.iter(qn("w:fldSimple"))]  # fmt: skip
    assert fields == [("Figuur", "1"), ("Tabel", "1"), ("Figuur", "2"), ("Tabel", "2"), ("Tabel", "3")]


def test_a_heading_a_picture_and_the_caption_of_a_table_stay_with_what_follows(made: Document) -> None:
    assert all(made.styles[name].paragraph_format.keep_with_next for name in ("Title", "Heading 1", "Heading 2"))
    pictures = [paragraph for paragraph in made.paragraphs if list(paragraph._p.iter(qn("w:drawing")))]
    assert len(pictures) == 2 and all(picture.paragraph_format.keep_with_next for picture in pictures)
    captions = [paragraph for paragraph in made.paragraphs if paragraph.style.name == "Caption"]
    kept = [caption.paragraph_format.keep_with_next for caption in captions]
    assert kept == [None if caption.text.startswith("Figuur") else True for caption in captions]
    first_rows = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in made.tables[0].rows]
    assert first_rows == [True, True, None]


def test_the_numbers_of_a_table_are_dutch_and_a_reason_stays_as_it_is(made: Document) -> None:
    assert cells(made, 0) == [
        ["Gebied", "2020", "2024", "Inwoners"],
        ["Nazareth", "54,5%", "59,0%", "3.105"],
        ["Limmel", "–", "nog niet gepubliceerd", "1.139"],
    ]
    assert cells(made, 1)[1][:2] == ["Wittevrouwenveld", "€\u00a023.200"]


def test_numbers_stand_right_and_names_left(made: Document) -> None:
    sides = [cell.paragraphs[0].alignment for cell in made.tables[0].rows[1].cells]
    assert sides == [None, *[docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT] * 3]


def test_a_table_has_a_repeated_heading_row_and_rows_that_stay_whole(made: Document) -> None:
    for table in made.tables:
        assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [
            True, *[False] * (len(table.rows) - 1)]  # fmt: skip
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"
        assert table.style.name == "Table Grid"
    assert len(made.styles["Table Grid"].element.findall(f".//{qn('w:tblBorders')}/*")) == 6


def test_a_table_fits_between_the_margins_and_a_wide_one_is_smaller(made: Document) -> None:
    for table in made.tables:
        width = sum(column.width for column in table.columns)
        assert Cm(16.9) < width < Cm(17.01)
        assert [cell.width for cell in table.rows[1].cells] == [column.width for column in table.columns]
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    sizes = [table.rows[1].cells[0].paragraphs[0].runs[0].font.size.pt for table in made.tables]
    assert sizes[0] == 9 and sizes[1] <= 8


def test_an_exhibit_without_a_chart_has_a_table_and_no_figure() -> None:
    made = opened(word.document(letter(exhibit(chart=None))))
    assert len(made.inline_shapes) == 0 and len(made.tables) == 2
    assert not [text for text in texts(made, "Caption") if text.startswith("Figuur")]


def test_an_exhibit_without_rows_has_no_table() -> None:
    made = opened(word.document(letter(exhibit(Table("Leeg", (), ()), chart=None))))
    assert len(made.tables) == 1 and len(texts(made, "Caption")) == 1
    assert "Volwassenen, 2020 en 2024" in texts(made, "Normal")


@pytest.mark.slow
def test_tables_with_the_same_columns_are_one_with_the_title_of_each_above_its_rows() -> None:
    wonen, werk = (replace(exhibit(chart=None, text=name), subtitle="") for name in ("Wonen", "Werk"))
    made = opened(word.document(letter(wonen, werk)))
    assert [row[0] for row in cells(made, 0)] == [
        "Gebied", "Wonen [1, 2]", "Nazareth", "Limmel", "Werk [1, 2]", "Nazareth", "Limmel"
    ]  # fmt: skip
    groups = [row for row in made.tables[0].rows if len(row._tr.findall(qn("w:tc"))) == 1]
    assert len(groups) == 2 and texts(made, "Caption")[0].startswith("Tabel 1. Doel 1: gezond")


@pytest.mark.slow
def test_a_long_table_stands_in_parts_beside_each_other_and_its_rows_of_note_are_bold() -> None:
    rows = tuple(replace(row, is_focus=number == 3) for number, row in enumerate(FOUR.rows * 20))
    made = opened(word.document(letter(exhibit(replace(FOUR, rows=rows), chart=None))))
    table = made.tables[0]
    assert len(table.rows) == 21 and len(table.columns) == 8
    bold = [cell.text for row in table.rows[1:] for cell in row.cells if cell.paragraphs[0].runs[0].font.bold]
    assert bold == ["Limmel", "–", "nog niet gepubliceerd", "1.139"]


def test_a_soft_hyphen_is_an_element_and_a_column_is_as_wide_as_the_longest_part_of_a_word() -> None:
    heads = [
        Column("Gebied"),
        Column("Omgevings\u00adadressen\u00addichtheid", 0),
        *(Column(f"{n}", 0) for n in range(9)),
    ]
    wide = Table.of("Dichtheid", heads, [("Nazareth", *[206000.0] * 10)])
    grid = opened(word.document(letter(exhibit(wide, None)))).tables[0]
    cell = grid.cell(0, 1)
    assert len(cell._tc.xpath(".//w:softHyphen")) == 2 and "\u00ad" not in cell.text
    assert grid.columns[1].width < 2.2 * grid.columns[2].width


def test_the_language_is_dutch_for_spelling_and_screen_readers(content: bytes, made: Document) -> None:
    defaults = made.styles.element.find(qn("w:docDefaults"))
    assert [node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))] == ["nl-NL"]
    assert made.core_properties.language == "nl-NL"
    assert made.settings.element.find(qn("w:proofState")) is None
    assert b"en-US" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_the_properties_are_those_of_the_letter(content: bytes, made: Document) -> None:
    about = made.core_properties
    assert (about.title, about.subject) == ("Voortgang Veerkracht", "Stand van 2026")
    assert about.author == about.last_modified_by == "Team Onderzoek"
    assert about.created.replace(tzinfo=None) == about.modified.replace(tzinfo=None) == datetime(2026, 11, 21, 9, 30)
    assert about.revision == 1 and about.comments == about.keywords == about.category == ""
    files = zipfile.ZipFile(io.BytesIO(content))
    assert "docProps/thumbnail.jpeg" not in files.namelist()
    assert b"python-docx" not in b"".join(files.read(name) for name in files.namelist())


def test_the_page_is_a4_with_the_title_above_and_its_number_below(made: Document) -> None:
    page = made.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert {round(margin.cm, 2) for margin in margins} == {2}
    assert page.header.paragraphs[0].text == "Voortgang Veerkracht"
    footer = page.footer.paragraphs[0]._p
    assert "".join(part.text for part in footer.iter(qn("w:t"))) == "Bladzijde 1 van 1"
    assert [node.get(qn("w:instr")).strip() for node in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_the_document_ends_with_a_link_to_make_it_again_and_the_version(made: Document) -> None:
    *_, again, version = made.paragraphs
    assert again.text == f"Dit document opnieuw maken met nieuwe cijfers: {LINK}"
    assert [hyperlink.address for hyperlink in again.hyperlinks] == [LINK]
    assert version.text == "Versie van de gegevens: 3f9a"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "http://" + "a" * 2100]
)
def test_an_address_that_is_not_of_the_web_is_text(address: str) -> None:
    made = opened(word.document(replace(letter(), link=address, parts=())))
    assert made.paragraphs[-2].text.endswith(address) and made.paragraphs[-2].hyperlinks == []
    assert not [rel for rel in made.part.rels.values() if rel.is_external]


@pytest.mark.slow
def test_hostile_text_is_shown_as_text() -> None:
    table = Table.of(HOSTILE, (Column(HOSTILE), Column(HOSTILE, 1, HOSTILE)), ((HOSTILE, HOSTILE), (HOSTILE, 1.0)))
    part = Part(HOSTILE, HOSTILE, (HOSTILE,), (exhibit(table, text=HOSTILE),), (HOSTILE,))
    moment = datetime(2026, 11, 21)
    whole = Letter(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (part,), HOSTILE, HOSTILE, moment, (HOSTILE,))
    made = opened(word.document(whole))
    for style in ("Title", "Subtitle", "Heading 1"):
        assert texts(made, style)[0] == HARMLESS
    assert cells(made, 0) == [[HARMLESS, HARMLESS], [HARMLESS, HARMLESS], [HARMLESS, "1,0"]]
    assert next(made.element.iter(qn("wp:docPr"))).get("descr") == f"Lijn: {HARMLESS}"
    assert made.core_properties.title == HARMLESS[:255]
    assert made.paragraphs[-1].text == f"Versie van de gegevens: {HARMLESS}"


@pytest.mark.slow
def test_the_same_letter_gives_the_same_bytes(content: bytes) -> None:
    assert word.document(FULL) == content
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    house, short = template(), letter()
    assert word.document(short, house) == word.document(short, house)


def test_a_template_gives_its_styles_header_margins_and_text() -> None:
    made = opened(word.document(letter(exhibit()), template()))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0xC8, 0x10, 0x2E)
    assert made.sections[0].header.paragraphs[0].text == "Gemeente Maastricht"
    assert [paragraph.text for paragraph in made.paragraphs[:2]] == ["Aan de raad", "Voortgang Veerkracht"]
    assert made.sections[0].left_margin.cm == pytest.approx(6, abs=0.01)
    room = made.sections[0].page_width - made.sections[0].left_margin - made.sections[0].right_margin
    assert made.inline_shapes[0].width <= room
    assert sum(column.width for column in made.tables[0].columns) <= room
    assert next(made.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "nl-NL"


def test_drawings_of_the_template_and_the_letter_have_different_numbers() -> None:
    made = opened(word.document(letter(exhibit()), template()))
    roots = (made.element, made.sections[0].header._element)
    numbers = [node.get("id") for root in roots for node in root.iter(qn("wp:docPr"))]
    assert len(numbers) == len(set(numbers)) == 2


@pytest.mark.slow
def test_the_styles_are_not_read_again_for_every_cell_of_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    default = Styles.default
    monkeypatch.setattr(Styles, "default", lambda *arguments: reads.append(1) or default(*arguments))
    counts = []
    for table in (FOUR, replace(FOUR, rows=FOUR.rows * 50)):
        reads.clear()
        word.document(letter(exhibit(table, chart=None)))
        counts.append(len(reads))
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_styles_that_a_template_lacks_are_added() -> None:
    lacking = template("Title", "Heading 2", "Caption", "Table Grid")
    made = opened(word.document(letter(exhibit()), lacking))
    assert texts(made, "Title") == ["Voortgang Veerkracht"] and len(texts(made, "Caption")) == 3
    assert made.styles["Heading 2"].element.find(f".//{qn('w:outlineLvl')}").get(qn("w:val")) == "1"
    assert made.styles["Title"].font.bold and made.tables[0].style.name == "Table Grid"


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        ((), ""),
        (("Heading 2",), "geen stijl Kop 2. Het document krijgt daarvoor de gewone stijl"),
        (("Title", "Caption", "Table Grid"), "geen stijlen Titel, Bijschrift en Tabelraster."),
    ],
)
def test_a_template_that_lacks_styles_is_told_which_in_the_words_of_dutch_word(
    removed: tuple[str, ...], said: str
) -> None:
    problem = word.check(template(*removed))
    assert said in problem and bool(problem) is bool(removed)
    assert not removed or ("data/lokaal/sjabloon.docx" in problem and "Open het sjabloon in Word" in problem)


def test_a_template_without_any_style_page_or_language_is_filled_in() -> None:
    bare = changed(template(), "word/styles.xml", rb"<w:style .*</w:style>|<w:docDefaults>.*</w:docDefaults>", b"")
    bare = changed(bare, "word/document.xml", rb"<w:sectPr.*</w:sectPr>", b"")
    made = opened(word.document(letter(exhibit()), bare))
    assert texts(made, "Heading 1") == ["Doel 1: gezond", "Doel 2: veilig", "Bronnen en uitleg"]
    assert round(made.sections[0].page_width.mm) == 210
    assert next(made.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "nl-NL"


def broken() -> Iterator[object]:
    house = template()
    yield pytest.param(b"", id="empty")
    yield pytest.param(b"%PDF-1.7", id="pdf")
    yield pytest.param(house[: len(house) // 2], id="half")
    yield pytest.param(house[:3000] + bytes(200) + house[3200:], id="damaged")
    yield pytest.param(changed(house, "word/document.xml", rb"</w:body>", b""), id="bad xml")
    yield pytest.param(changed(house, "word/document.xml", rb"<w:body>.*</w:body>", b""), id="no body")
    yield pytest.param(changed(house, "word/styles.xml", rb".*", b"<a/>"), id="no styles")
    yield pytest.param(changed(house, "[Content_Types].xml", rb"document\.main", b"template.main"), id="dotx")


@pytest.mark.parametrize("content", list(broken()))
def test_a_file_that_is_not_a_word_document_is_told(content: bytes) -> None:
    with pytest.raises(DataError, match=r"is geen Word-document .* Opslaan als"):
        word.document(letter(), content)


@OFFICE_NEEDED
@pytest.mark.outside
def test_the_document_becomes_a_pdf_on_a4_with_every_text_and_picture(content: bytes, tmp_path: Path) -> None:
    assert OFFICE, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice"
    (tmp_path / "brief.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "brief.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    pages = PdfReader(tmp_path / "brief.pdf").pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}
    assert len(pages) == 1
    assert sum(len(page.images) for page in pages) == 1  # both figures are the same picture
    text = "\n".join(page.extract_text() for page in pages)
    for piece in ("Voortgang Veerkracht", "Figuur 2. ", "Tabel 3. ", "nog niet gepubliceerd", "23.211", LINK[:40]):
        assert piece in text
    assert f"Bladzijde {len(pages)} van {len(pages)}" in pages[-1].extract_text()
    for page in pages:
        if page.images:
            assert re.search(r"Figuur \d\. ", page.extract_text())
    if folder := os.environ.get("VEERKRACHT_ARTEFACTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "brief.pdf", Path(folder) / "brief.pdf")
