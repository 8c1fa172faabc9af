"""Writes a letter as an editable Word document: real styles, numbered figures and tables, all in Dutch."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, zip_longest
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Mm, Pt, Twips
from docx.styles.style import _TableStyle
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from veerkracht.core import dutch
from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Exhibit, Letter, Part, printable
from veerkracht.drawing.table import Table
from veerkracht.export import archive, picture, word_styles
from veerkracht.export.word_notes import Notes

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}")  # Word rejects a file with a link of more than 2083 characters
_LONGEST_PROPERTY = 255  # of a core property
_PICTURE_WIDTH = Cm(11.5)
_LETTER_SPACING = 1.05  # of the lines of a letter of two pages
_BARE_WIDTH = Cm(10.5)  # of a picture between the paragraphs of a letter of two pages
_PICTURE_SHARE = 0.32  # of the height of the page: heading and caption fit on the same page
_TALL = 1.1  # height of a picture with many rows, in widths: room for its texts
_TALL_WIDTH, _TALL_SHARE = Cm(15), 0.75
_CELL_MARGIN = Cm(0.08)
_SOFT_HYPHEN = "\u00ad"
_CHARACTER = 0.64  # width of a character of a wide, bold sans serif, as a fraction of its size
_TYPE_SIZES = (9.0, 8.0, 7.0, 6.0)
_LONGEST_LINE = 40  # characters that a column gets room for
_SHARE_OF_LINE = 0.8  # of that room, for a name, which is narrower than as many figures
_LONG_TABLE = 24  # rows from which a table with few columns is split into halves or thirds side by side
_MOST_BESIDE = 3
_SHORT_TABLE = 14  # lines up to which a table is kept on one page
_LONGEST_ROW = 400  # characters in a cell up to which a row is kept on one page


_HEADING_SHADE = f'<w:shd {nsdecls("w")} w:val="clear" w:fill="EFEFEF"/>'


@dataclass(frozen=True)
class _Line:
    """A row of a table on paper: its texts, which of them are bold, and whether it is the heading of a group."""

    texts: tuple[str, ...]
    bold: frozenset[int] = frozenset()
    is_group: bool = False


def document(letter: Letter, template: bytes | None = None) -> bytes:
    """Return a Word document (.docx) of the letter; the same letter gives the same bytes.

    A template, a .docx of the municipality, determines styles, page, header and footer, and the letter follows its
    text; missing styles are added. Raises DataError when the template is not a Word document.
    """
    document = Document() if template is None else _open_template(template)
    word_styles.add(document, replacing=template is None, is_compact=not letter.is_sent)
    if template is None and letter.is_sent:
        document.styles["Normal"].paragraph_format.line_spacing = _LETTER_SPACING
    if template is None or not document.sections:
        word_styles.lay_out(document, letter.title, is_compact=not letter.is_sent)
    word_styles.set_language(document)
    _set_properties(document, letter)
    _write(document, letter)
    _number_drawings(document)
    content = io.BytesIO()
    document.save(content)
    return archive.undated(content.getvalue())


def check(template: bytes) -> str:
    """Return in Dutch which styles a template lacks and what to do, '' if it has all. Raise DataError when it cannot be
    used."""
    lacking = word_styles.lacking(_open_template(template))
    if not lacking:
        return ""
    is_single = len(lacking) == 1
    return (
        f"Het sjabloon (data/lokaal/sjabloon.docx) heeft geen {'stijl' if is_single else 'stijlen'} "
        f"{dutch.joined(lacking)}. Het document krijgt daarvoor de gewone stijl van het dashboard. "
        f"Open het sjabloon in Word, geef een regel "
        f"{'deze stijl' if is_single else 'elk van deze stijlen'}, haal de tekst weer weg en sla het op: dan staat "
        f"{'hij' if is_single else 'elke stijl'} erin."
    )


def _open_template(template: bytes) -> WordDocument:
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
    properties.version = printable(letter.version)[:_LONGEST_PROPERTY]
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
    figures, tables, notes = count(1), count(1), Notes(letter.link)
    for part in _without_repeated_tables(letter.parts):
        if part.heading:
            _add(document, part.heading, "Heading 2" if letter.is_sent else "Heading 1")
        for sentence in part.sentences:
            _add(document, sentence)
        for exhibit in part.pictures:
            _write_figure(document, exhibit, next(figures), exhibit.caption, [], is_narrow=True)
        for alike in _group_tables(part.exhibits):
            _write_exhibits(document, part, alike, figures, tables, notes)
        notes.add(part.definitions)
    for text in letter.closing:
        _add(document, text)
    if letter.source:
        _add(document, letter.source, "Bron")
    if letter.is_sent:
        _add_link(_add(document, letter.foot, "Bron"), letter.link)
        return
    if notes.lines:
        _add(document, "Bronnen en uitleg", "Heading 1")
    for number, line in enumerate(notes.lines, 1):
        word_styles.bookmark(_add(document, f"{number}. {line}", "Bron"), number)
    if letter.link:
        _add_link(_add(document, "Dit document opnieuw maken met nieuwe cijfers: ", "Bron"), letter.link)
    _add(document, f"Versie van de gegevens: {letter.version}", "Bron")


def _without_repeated_tables(parts: Sequence[Part]) -> list[Part]:
    """Return the parts without tables that are already in the document, such as below another picture of the same
    figures."""
    earlier: set[tuple[object, ...]] = set()

    def once(exhibit: Exhibit) -> Exhibit:
        table = exhibit.table
        is_repeat = exhibit.has_picture and (table.columns, table.rows) in earlier
        earlier.add((table.columns, table.rows))
        return replace(exhibit, table=replace(table, rows=())) if is_repeat else exhibit

    return [replace(part, exhibits=tuple(map(once, part.exhibits))) for part in parts]


def _group_tables(exhibits: Sequence[Exhibit]) -> list[list[Exhibit]]:
    """Return the exhibits in groups: consecutive tables without a picture and with the same columns are combined into
    one table, any other exhibit is on its own."""
    groups: list[list[Exhibit]] = []
    for exhibit in exhibits:
        last = groups[-1][-1] if groups else None
        is_alike = last is not None and exhibit.table.rows and exhibit.table.columns == last.table.columns
        if is_alike and last and not (exhibit.has_picture or last.has_picture or exhibit.subtitle or last.subtitle):
            groups[-1].append(exhibit)
        else:
            groups.append([exhibit])
    return groups


def _write_exhibits(
    document: WordDocument, part: Part, exhibits: Sequence[Exhibit], figures: Iterator[int], tables: Iterator[int],
    notes: Notes,
) -> None:  # fmt: skip
    """Write an exhibit, or several as one table with the title of each above its rows."""
    exhibit = exhibits[0]
    cited = [notes.numbers(each, part.definitions if len(exhibits) == 1 else ()) for each in exhibits]
    if len(exhibits) > 1:
        marks = (f"[{', '.join(map(str, numbers))}]" if numbers else "" for numbers in cited)
        grouped = [(f"{each.title} {mark}", each.table) for each, mark in zip(exhibits, marks, strict=True)]
        rows = tuple(replace(row, group=title) for title, table in grouped for row in table.rows)
        _write_table(
            document, replace(exhibit.table, rows=rows), next(tables), f"{part.heading}: de nieuwste cijfers", []
        )
        return
    if exhibit.has_picture:
        _write_figure(document, exhibit, next(figures), exhibit.caption, cited[0])
    if not exhibit.table.rows:
        if not exhibit.has_picture:
            _add(document, exhibit.title, "Heading 2")
            _add(document, exhibit.subtitle)
        return
    texts = [exhibit.table.caption]
    if not exhibit.has_picture:
        texts = [exhibit.title, exhibit.subtitle, "" if exhibit.table.caption == exhibit.title else texts[0]]
    _write_table(document, exhibit.table, next(tables), ". ".join(filter(None, texts)), cited[0])


def _write_figure(
    document: WordDocument, exhibit: Exhibit, number: int, caption: str, cited: Sequence[int], is_narrow: bool = False
) -> None:
    _add_picture(document, exhibit, number, is_narrow)
    _add_caption(document, "Figuur", number, caption, cited)


def _write_table(document: WordDocument, table: Table, number: int, caption: str, cited: Sequence[int]) -> None:
    _add_caption(document, "Tabel", number, caption, cited).paragraph_format.keep_with_next = True
    _add_table(document, table)


def _add(document: WordDocument, text: str, style: str = "Normal") -> Paragraph:
    """Return a new paragraph at the end of the document."""
    paragraph = document.add_paragraph(printable(text))
    paragraph._p.style = word_styles.paragraph_style(document, style)
    return paragraph


def _add_link(paragraph: Paragraph, address: str) -> None:
    """Add an address, as a hyperlink if it is a web address."""
    address = printable(address)
    run = paragraph.add_run(address)
    if not _WEB_ADDRESS.fullmatch(address):
        return
    run.style = "Hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def _add_caption(document: WordDocument, label: str, number: int, text: str, cited: Sequence[int] = ()) -> Paragraph:
    """Add a caption with the numbers of its notes at the end of the document, each a link."""
    caption = _add(document, f"{label} ", "Caption")
    word_styles.add_field(caption, f"SEQ {label} \\* ARABIC", str(number))
    caption.add_run(f". {printable(text)}")
    for place, note in enumerate(cited):
        caption.add_run(", " if place else " [")
        word_styles.add_reference(caption, note)
    if cited:
        caption.add_run("]")
    return caption


def _room(document: WordDocument) -> tuple[int, int]:
    """Return the width and height between the margins of the last section; by default those of A4."""
    page = document.sections[-1]
    width = (page.page_width or Mm(210)) - (page.left_margin or 0) - (page.right_margin or 0)
    return width, (page.page_height or Mm(297)) - abs(page.top_margin or 0) - abs(page.bottom_margin or 0)


def _add_picture(document: WordDocument, exhibit: Exhibit, number: int, is_narrow: bool) -> None:
    """Add only the chart with its legend: the caption and the end of the document have the rest."""
    paragraph = _add(document, "")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.space_before = Pt(6)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png(exhibit, is_whole=False)))
    width, height = _room(document)
    is_tall = not is_narrow and shape.height > _TALL * shape.width
    widest = _BARE_WIDTH if is_narrow else _TALL_WIDTH if is_tall else _PICTURE_WIDTH
    share = _TALL_SHARE if is_tall else _PICTURE_SHARE
    scale = min(1.0, min(widest, width) / shape.width, share * height / shape.height)
    shape.width, shape.height = Length(round(shape.width * scale)), Length(round(shape.height * scale))
    drawing = shape._inline.docPr
    drawing.set("name", f"Figuur {number}")
    drawing.set("title", printable(exhibit.title))
    drawing.set("descr", printable(exhibit.alternative))


def _number_drawings(document: WordDocument) -> None:
    """Give every drawing, including those in the header of the template, a unique number: Word requires it."""
    parts = [part for part in document.part.package.iter_parts() if isinstance(part, XmlPart)]
    drawings = (drawing for part in parts for drawing in part.element.iter(qn("wp:docPr")))
    for number, drawing in enumerate(drawings, 1):
        drawing.set("id", str(number))


def _add_table(document: WordDocument, table: Table) -> None:
    """Add a table with a row above each group; a long one with few columns is split into parts side by side."""
    columns, lines, room, parts = table.columns, _lines(table), _room(document)[0], 1
    if len(lines) > _LONG_TABLE and not any(line.is_group for line in lines):
        parts = max(_count_fitting_parts(table, lines, room), 1)
        lines, columns = _in_columns(lines, parts), columns * parts
    lines = [_Line(tuple(printable(column.heading) for column in columns), frozenset(range(len(columns)))), *lines]
    size, widths = _fitting([list(line.texts) for line in lines if not line.is_group], room, parts)
    grid_style = cast(_TableStyle | None, word_styles.style(document, "Table Grid", WD_STYLE_TYPE.TABLE))
    grid = document.add_table(len(lines), len(columns), grid_style)
    _set_widths(grid, widths)
    style = word_styles.paragraph_style(document, "Tabeltekst")
    last_kept = len(lines) - 2 if len(lines) <= _SHORT_TABLE else 1
    for number, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
        _set_row(row, heading=number == 0, whole=max(map(len, line.texts)) <= _LONGEST_ROW)
        cells = row.cells
        for place, (cell, column, text, width) in enumerate(zip(cells, columns, line.texts, widths, strict=True)):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style
            if number <= last_kept or line.is_group:
                paragraph.paragraph_format.keep_with_next = True
            if column.decimals is not None:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = _add_hyphenated(paragraph, text)
            font = run.font
            font.size = Pt(size)
            if size == _TYPE_SIZES[-1]:
                font.name = word_styles.FONT
            if place in line.bold:
                font.bold = True
            if number == 0:
                cell._tc.get_or_add_tcPr().append(parse_xml(_HEADING_SHADE))
        if line.is_group:
            _merge_cells(cells)


def _add_hyphenated(paragraph: Paragraph, text: str) -> Run:
    """Add a text with its soft hyphens as Word elements, as Word prints the character itself."""
    first, *rest = text.split(_SOFT_HYPHEN)
    run = paragraph.add_run(first)
    for other in rest:
        run._r.append(OxmlElement("w:softHyphen"))
        run.add_text(other)
    return run


def _count_fitting_parts(table: Table, lines: Sequence[_Line], room: int) -> int:
    """Return how many parts of these lines fit side by side, allowing unusually long texts to wrap. Returns 0 when not
    even one fits."""
    heads = [max(map(len, column.heading.split()), default=0) for column in table.columns]
    columns = zip(*(line.texts for line in lines), strict=True)
    usual = sum(
        max(head, sorted(map(len, column))[len(lines) * 4 // 5]) for head, column in zip(heads, columns, strict=True)
    )
    return min(int(room / (_CHARACTER * Pt(_TYPE_SIZES[1]) * max(usual, 1))), _MOST_BESIDE)


def _in_columns(lines: Sequence[_Line], count: int) -> list[_Line]:
    """Return the lines in `count` columns of lines, to be read column by column."""
    height, width = -(-len(lines) // count), len(lines[0].texts)
    blocks = [lines[start : start + height] for start in range(0, len(lines), height)]
    return [
        _Line(
            tuple(text for line in row for text in line.texts),
            frozenset(width * number + place for number, line in enumerate(row) for place in line.bold),
        )
        for row in zip_longest(*blocks, fillvalue=_Line(("",) * width))
    ]


def _lines(table: Table) -> list[_Line]:
    lines: list[_Line] = []
    everywhere, group = frozenset(range(len(table.columns))), ""
    for row in table.rows:
        if row.group and row.group != group:
            lines.append(_Line((printable(row.group), *[""] * (len(table.columns) - 1)), frozenset({0}), is_group=True))
        group = row.group
        texts = tuple(printable(text) for text in table.texts(row))
        lines.append(_Line(texts, everywhere if row.is_focus else frozenset()))
    return lines


def _merge_cells(cells: Sequence[_Cell]) -> None:
    """Merge the cells of a row into one, as wide as the table, with the text of the first."""
    first, *rest = [cell._tc for cell in cells]
    for other in rest:
        other.getparent().remove(other)
    properties = first.get_or_add_tcPr()
    properties.append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="{len(cells)}"/>'))
    properties.find(qn("w:tcW")).set(qn("w:w"), str(Length(sum(cell.width for cell in cells)).twips))


def _fitting(lines: list[list[str]], room: int, parts: int = 1) -> tuple[float, list[Length]]:
    """Return the font size in points that fits the longest words, and the width of each column, for a table in parts
    side by side. In a long column the few longest texts may wrap."""
    columns = list(zip(*lines, strict=True))
    words = [
        max(len(word) for text in column for word in text.replace(_SOFT_HYPHEN, " ").split(" ")) for column in columns
    ]
    words = [min(length + 1, _LONGEST_LINE) for length in words]
    most = len(lines) - 1 if len(lines) <= _SHORT_TABLE else len(lines) * 9 // 10
    longest: list[float] = [min(sorted(map(len, column))[most], _LONGEST_LINE) for column in columns]
    longest[0] *= _SHARE_OF_LINE
    texts = [max(pair) for pair in zip(words, longest, strict=True)]
    sizes = _TYPE_SIZES[1:] if len(columns) >= 7 or len(lines) > _LONG_TABLE else _TYPE_SIZES
    spare = {size: (room - 2 * _CELL_MARGIN * len(columns)) / (_CHARACTER * Pt(size)) - sum(words) for size in sizes}
    size = next((size for size in sizes if spare[size] >= 0), sizes[-1])
    more = [text - word for word, text in zip(words, texts, strict=True)]
    share = min(max(spare[size], 0) / sum(more), 1) if sum(more) else 0
    widths = [
        (word + extra * share) * _CHARACTER * Pt(size) + 2 * _CELL_MARGIN
        for word, extra in zip(words, more, strict=True)
    ]
    unused = max(room - sum(widths), 0) / parts
    for place in range(0, len(columns), len(columns) // parts):
        widths[place] += unused  # the first column gets the remaining room
    return size, [Twips(int(width * room / sum(widths) / Twips(1))) for width in widths]


def _set_widths(grid: WordTable, widths: list[Length]) -> None:
    """Fix the widths of the columns: LibreOffice uses those of the grid, Word those of the cells."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    properties = grid._tbl.tblPr
    properties.find(qn("w:tblW")).set(qn("w:type"), "dxa")
    properties.find(qn("w:tblW")).set(qn("w:w"), str(Length(sum(widths)).twips))
    margins = {"top": Pt(1), "left": _CELL_MARGIN, "bottom": Pt(1), "right": _CELL_MARGIN}
    sides = "".join(f'<w:{side} w:w="{margin.twips}" w:type="dxa"/>' for side, margin in margins.items())
    properties.find(qn("w:tblLook")).addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))


def _set_row(row: _Row, heading: bool, whole: bool) -> None:
    """Keep the row on one page if it fits, and repeat the heading on every page."""
    properties = row._tr.get_or_add_trPr()
    for name, is_set in (("w:cantSplit", whole), ("w:tblHeader", heading)):
        if is_set:
            properties.append(OxmlElement(name))
