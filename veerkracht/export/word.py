"""Writes a letter as a Word document to edit further: real styles, numbered figures and tables, all in Dutch."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import count

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Mm, Pt, Twips
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph

from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Exhibit, Letter, Part, printable
from veerkracht.drawing.table import Table
from veerkracht.export import archive, picture, word_styles

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}")  # Word refuses a file with a link of more than 2083 characters
_LONGEST_PROPERTY = 255  # of a core property
_PICTURE_WIDTH = Cm(16)
_LETTER_SPACING = 1.05  # of the lines of a letter of two pages
_BARE_WIDTH = Cm(10.5)  # of a picture between the paragraphs of a letter of two pages
_PICTURE_SHARE = 0.7  # of the height of the page: heading and caption fit on the same page
_CELL_MARGIN = Cm(0.08)
_CHARACTER = 0.64  # width of a character of a wide, bold sans serif, as a part of its size
_TYPE_SIZES = (9.0, 8.0, 7.0, 6.0)
_LONGEST_LINE = 40  # characters that a column gets room for
_SHORT_TABLE = 14  # lines up to which a table stays on one page
_LONGEST_ROW = 400  # characters in a cell up to which a row stays on one page


_HEADING_SHADE = f'<w:shd {nsdecls("w")} w:val="clear" w:fill="EFEFEF"/>'


def document(letter: Letter, template: bytes | None = None) -> bytes:
    """Return a Word document (.docx) of the letter; the same letter gives the same bytes.

    With a template, a .docx of the municipality, its styles, page, header and footer are used and the letter follows
    its text; a style that it lacks is added. Raises DataError when the template is not a Word document.
    """
    document = Document() if template is None else _opened(template)
    word_styles.add(document, replacing=template is None)
    if template is None and letter.is_sent:
        document.styles["Normal"].paragraph_format.line_spacing = _LETTER_SPACING
    if template is None or not document.sections:
        word_styles.lay_out(document, letter.title)
    word_styles.set_language(document)
    _set_properties(document, letter)
    _write(document, letter)
    _number_drawings(document)
    content = io.BytesIO()
    document.save(content)
    return archive.undated(content.getvalue())


def check(template: bytes) -> None:
    """Raise DataError when a template cannot be used."""
    _opened(template)


def _opened(template: bytes) -> WordDocument:
    """Return the template without the empty paragraph at its end."""
    try:
        opened = Document(io.BytesIO(template))
        len(opened.styles)
        body = opened.element.body
        last = body.xpath("./*[not(self::w:sectPr)][last()][self::w:p]")
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, AttributeError, SyntaxError, RuntimeError) as error:
        raise DataError(
            "Het sjabloon (data/lokaal/sjabloon.docx) is geen Word-document of is beschadigd. Open het in Word, kies "
            "Opslaan als, Word-document (.docx), en zet dat bestand ervoor in de plaats."
        ) from error
    for paragraph in last:
        if not paragraph.xpath(".//w:t | .//w:drawing | .//w:pict | .//w:object | .//w:br | .//w:sectPr"):
            body.remove(paragraph)
    return opened


def _set_properties(document: WordDocument, letter: Letter) -> None:
    properties = document.core_properties
    properties.title = printable(letter.title)[:_LONGEST_PROPERTY]
    properties.subject = printable(letter.subtitle)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = printable(letter.author)[:_LONGEST_PROPERTY]
    properties.language = word_styles.LANGUAGE
    properties.created = properties.modified = letter.moment
    properties.revision = 1
    properties.comments = properties.keywords = properties.category = ""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _write(document: WordDocument, letter: Letter) -> None:
    if letter.is_sent:
        for text in (letter.subtitle, *letter.address):
            _add(document, text)
        _add(document, f"Onderwerp: {letter.title}", "Heading 1")
    else:
        _add(document, letter.title, "Title")
        if letter.subtitle:
            _add(document, letter.subtitle, "Subtitle")
    for text in letter.opening:
        _add(document, text)
    figures, tables = count(1), count(1)
    for part in letter.parts:
        _write_part(document, part, figures, tables, "Heading 2" if letter.is_sent else "Heading 1")
    for text in letter.closing:
        _add(document, text)
    if letter.source:
        _add(document, letter.source, "Bron")
    if letter.is_sent:
        _add_link(_add(document, f"Stand van de cijfers: {letter.version}. In het dashboard: ", "Bron"), letter.link)
        return
    if letter.link:
        paragraph = _add(document, "Dit document opnieuw maken met nieuwe cijfers: ")
        paragraph.paragraph_format.space_before = Pt(24)
        _add_link(paragraph, letter.link)
    _add(document, f"Versie van de gegevens: {letter.version}")


def _write_part(
    document: WordDocument, part: Part, figures: Iterator[int], tables: Iterator[int], heading: str
) -> None:
    _add(document, part.heading, heading)
    for sentence in part.sentences:
        _add(document, sentence)
    for exhibit in part.pictures:
        number = next(figures)
        _add_picture(document, exhibit, number, is_whole=False)
        _add_caption(document, "Figuur", number, exhibit.title)
    for exhibit in part.exhibits:
        _write_exhibit(document, exhibit, figures, tables)
    if part.definitions:
        _add(document, "Wat betekent dit?", "Heading 2")
    for definition in part.definitions:
        _add(document, definition)


def _write_exhibit(document: WordDocument, exhibit: Exhibit, figures: Iterator[int], tables: Iterator[int]) -> None:
    _add(document, exhibit.title, "Heading 2")
    if exhibit.has_picture:
        number = next(figures)
        _add_picture(document, exhibit, number)
        _add_caption(document, "Figuur", number, f"{exhibit.title}. {exhibit.subtitle}")
    elif exhibit.subtitle:
        _add(document, exhibit.subtitle).paragraph_format.keep_with_next = True
    if exhibit.table.rows:
        _add_caption(document, "Tabel", next(tables), exhibit.table.caption).paragraph_format.keep_with_next = True
        _add_table(document, exhibit.table)
    for line in (*exhibit.sources, *exhibit.notes):
        _add(document, line, "Bron")
    if exhibit.link:
        _add_link(_add(document, "In het dashboard: ", "Bron"), exhibit.link)


def _add(document: WordDocument, text: str, style: str = "Normal") -> Paragraph:
    """Return a new paragraph at the end of the document."""
    paragraph = document.add_paragraph(printable(text))
    paragraph._p.style = word_styles.paragraph_style(document, style)
    return paragraph


def _add_link(paragraph: Paragraph, address: str) -> None:
    """Add an address, as a link when it is a web address."""
    address = printable(address)
    run = paragraph.add_run(address)
    if not _WEB_ADDRESS.fullmatch(address):
        return
    run.style = "Hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def _add_caption(document: WordDocument, label: str, number: int, text: str) -> Paragraph:
    caption = _add(document, f"{label} ", "Caption")
    word_styles.add_field(caption, f"SEQ {label} \\* ARABIC", str(number))
    caption.add_run(f". {printable(text)}")
    return caption


def _room(document: WordDocument) -> tuple[int, int]:
    """Return the width and height between the margins of the last section; by default those of A4."""
    page = document.sections[-1]
    width = (page.page_width or Mm(210)) - (page.left_margin or 0) - (page.right_margin or 0)
    return width, (page.page_height or Mm(297)) - abs(page.top_margin or 0) - abs(page.bottom_margin or 0)


def _add_picture(document: WordDocument, exhibit: Exhibit, number: int, is_whole: bool = True) -> None:
    paragraph = _add(document, "")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png(exhibit, is_whole=is_whole)))
    width, height = _room(document)
    widest = min(_PICTURE_WIDTH if is_whole else _BARE_WIDTH, width)
    scale = min(1.0, widest / shape.width, _PICTURE_SHARE * height / shape.height)
    shape.width, shape.height = Length(round(shape.width * scale)), Length(round(shape.height * scale))
    drawing = shape._inline.docPr
    drawing.set("name", f"Figuur {number}")
    drawing.set("title", printable(exhibit.title))
    drawing.set("descr", printable(exhibit.alternative))


def _number_drawings(document: WordDocument) -> None:
    """Give every drawing, also in the header of the template, a unique number: Word requires it."""
    parts = [part for part in document.part.package.iter_parts() if isinstance(part, XmlPart)]
    drawings = (drawing for part in parts for drawing in part.element.iter(qn("wp:docPr")))
    for number, drawing in enumerate(drawings, 1):
        drawing.set("id", str(number))


def _add_table(document: WordDocument, table: Table) -> None:
    lines = [[column.label for column in table.columns]]
    lines += [table.texts(row) for row in table.rows]
    lines = [[printable(text) for text in line] for line in lines]
    size, widths = _fitting(lines, _room(document)[0])
    grid = document.add_table(
        len(lines), len(table.columns), word_styles.style(document, "Table Grid", WD_STYLE_TYPE.TABLE)
    )
    _set_widths(grid, widths)
    style = word_styles.paragraph_style(document, "Tabeltekst")
    last_kept = len(lines) - 2 if len(lines) <= _SHORT_TABLE else 1
    for number, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
        _set_row(row, heading=number == 0, whole=max(map(len, line)) <= _LONGEST_ROW)
        for cell, column, text, width in zip(row.cells, table.columns, line, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style
            if number <= last_kept:
                paragraph.paragraph_format.keep_with_next = True
            if column.decimals is not None:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            font = run.font
            font.size = Pt(size)
            if size == _TYPE_SIZES[-1]:
                font.name = word_styles.FONT
            if number == 0:
                font.bold = True
                cell._tc.get_or_add_tcPr().append(parse_xml(_HEADING_SHADE))


def _fitting(lines: list[list[str]], room: int) -> tuple[float, list[Length]]:
    """Return the font size in points at which the longest words fit, and the width of each column."""
    columns = list(zip(*lines, strict=True))
    words = [max(len(word) for text in column for word in text.split(" ")) for column in columns]
    words = [min(length + 1, _LONGEST_LINE) for length in words]
    texts = [max(word, min(max(map(len, column)), _LONGEST_LINE)) for word, column in zip(words, columns, strict=True)]
    sizes = _TYPE_SIZES[1:] if len(columns) >= 7 else _TYPE_SIZES
    spare = {size: (room - 2 * _CELL_MARGIN * len(columns)) / (_CHARACTER * Pt(size)) - sum(words) for size in sizes}
    size = next((size for size in sizes if spare[size] >= 0), sizes[-1])
    more = [text - word for word, text in zip(words, texts, strict=True)]
    share = min(max(spare[size], 0) / sum(more), 1) if sum(more) else 0
    widths = [
        (word + extra * share) * _CHARACTER * Pt(size) + 2 * _CELL_MARGIN
        for word, extra in zip(words, more, strict=True)
    ]
    widths[0] += max(room - sum(widths), 0)  # the first column gets what is left
    return size, [Twips(int(width * room / sum(widths) / Twips(1))) for width in widths]


def _set_widths(grid: WordTable, widths: list[Length]) -> None:
    """Fix the widths of the columns: LibreOffice reads those of the grid, Word those of the cells."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    properties = grid._tbl.tblPr
    properties.find(qn("w:tblW")).set(qn("w:type"), "dxa")
    properties.find(qn("w:tblW")).set(qn("w:w"), str(Length(sum(widths)).twips))
    margins = {"top": Pt(1.5), "left": _CELL_MARGIN, "bottom": Pt(1.5), "right": _CELL_MARGIN}
    sides = "".join(f'<w:{side} w:w="{margin.twips}" w:type="dxa"/>' for side, margin in margins.items())
    properties.find(qn("w:tblLook")).addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))


def _set_row(row: _Row, heading: bool, whole: bool) -> None:
    """Keep the row on one page when it fits, and repeat the heading on every page."""
    properties = row._tr.get_or_add_trPr()
    for name, wanted in (("w:cantSplit", whole), ("w:tblHeader", heading)):
        if wanted:
            properties.append(OxmlElement(name))
