"""Writes exhibits as an editable PowerPoint file: one slide each, with charts whose figures can be changed."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, cast

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import XmlPart
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as PowerPointSlide
from pptx.slide import SlideLayout
from pptx.util import Cm, Inches, Length, Pt

from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Deck, Exhibit, Slide, printable
from veerkracht.drawing.table import Table
from veerkracht.export import archive, picture, slide_charts
from veerkracht.export.slide_charts import LANGUAGE, SIZE, Box

_LONGEST_PROPERTY = 255
_FONT = b"Arial"
_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)  # 16:9
_MARGIN = Inches(0.5)
_TITLE_HEIGHT, _FOOT_HEIGHT = Inches(1.2), Inches(0.35)
_LAYOUT = "Alleen de bevinding"  # of a presentation without a template: the title is as high as its text
_GAP = Inches(0.12)
_LINE, _ROW_LINE = 1.2, 1.16  # height of a line, and of one in a table, for a font size of 1
_TITLE_SIZES = (30.0, 28.0, 24.0, 20.0, 18.0)
_SENTENCE_SIZES = (22.0, 20.0, 18.0)
_BESIDE, _ASIDE = 0.36, 0.19  # of the width, for the sentences beside a chart and for a picture beside a table
_WIDER = 1.1  # of a font that replaces Arial, relative to the width that `wrapped` assumes
_CHARACTER = 0.62  # width of a character, for a font size of 1
_CELL_MARGIN, _ROW_PADDING = Inches(0.08), Inches(0.12)
_LONGEST_COLUMNS = (50, 40, 30, 24, 18)  # characters up to which a column of a table gets extra room
_INK, _GREY, _WARNING = RGBColor(0x22, 0x22, 0x22), RGBColor(0x44, 0x44, 0x44), RGBColor(0xB0, 0x00, 0x00)
_INVENTED = "Verzonnen cijfers. Dit is een proef."
_LEAST_PICTURE = 0.6 * Cm(1) // 40  # of a pixel of a readable picture
_LEAST_ROOM = 0.4  # of the height of a slide, the least for its content below the title of a template
_FOOT = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}


def presentation(deck: Deck, template: bytes | None = None) -> bytes:
    """Return a PowerPoint file (.pptx) of the deck; the same deck gives the same bytes.

    An exhibit becomes an editable chart if its chart has figures (Plot) and there is room for their names, else a
    picture if that is readable, else a table; rows or columns that do not fit on the slide are in its notes. A
    template, a .pptx of the municipality, determines the look, and the slides follow its own. Raises DataError when the
    template is not a PowerPoint file or has no layout with a title.
    """
    opened = _blank_presentation() if template is None else _open_template(template)
    _set_properties(opened, deck)
    layout = _layout(opened)
    for slide in deck.slides:
        _write(opened, layout, slide, deck)
    _set_language(opened)
    content = io.BytesIO()
    opened.save(content)
    return archive.undated(content.getvalue())


def check(template: bytes) -> str:
    """Return '': a template with a titled layout lacks nothing. Raise DataError when it cannot be used."""
    _layout(_open_template(template))
    return ""


def _open_template(template: bytes) -> Slides:
    try:
        opened = Presentation(io.BytesIO(template))
        len(opened.slides)
        [layout.name for master in opened.slide_masters for layout in master.slide_layouts]
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, AttributeError, SyntaxError, RuntimeError) as error:
        raise DataError(
            "Het sjabloon (data/lokaal/sjabloon.pptx) is geen PowerPoint-bestand of is beschadigd. Open het in "
            "PowerPoint, kies Opslaan als, PowerPoint-presentatie (.pptx), en zet dat bestand ervoor in de plaats."
        ) from error
    return opened


def _layout(presentation: Slides) -> SlideLayout:
    """Return the layout with a title and the fewest other placeholders. Raises DataError when none has a title."""
    layouts: list[SlideLayout] = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    titled = [layout for layout in layouts if PP_PLACEHOLDER.TITLE in _placeholder_types(layout)]
    if not titled:
        raise DataError(
            "Het sjabloon (data/lokaal/sjabloon.pptx) heeft geen indeling met een titel. Open het in PowerPoint, kies "
            "Beeld, Diamodel, voeg een indeling toe met alleen een titel, en sla het bestand op."
        )
    return min(titled, key=lambda layout: sum(kind not in _FOOT for kind in _placeholder_types(layout)))


def _placeholder_types(layout: SlideLayout) -> list[PP_PLACEHOLDER]:
    """Return the types of the placeholders of a layout."""
    return [place.placeholder_format.type for place in cast(Any, layout.placeholders)]  # python-pptx types it wrong


def _blank_presentation() -> Slides:
    """Return an empty 16:9 presentation in Dutch, with one layout that has only a title."""
    empty = Presentation()
    empty.slide_width, empty.slide_height = _WIDTH, _HEIGHT
    layout = _layout(empty)
    for other in [other for other in empty.slide_layouts if other != layout]:
        empty.slide_layouts.remove(other)
    layout._element.cSld.set("name", _LAYOUT)
    for shapes in (empty.slide_master.placeholders, layout.placeholders):
        for holder in list(shapes):
            match holder.placeholder_format.type:
                case PP_PLACEHOLDER.TITLE:
                    holder.left, holder.top = _MARGIN, Inches(0.35)
                    holder.width, holder.height = Length(_WIDTH - 2 * _MARGIN), _TITLE_HEIGHT
                    holder.text_frame.vertical_anchor = MSO_ANCHOR.TOP
                    holder.text_frame.margin_left = Length(0)  # as the texts below it
                case PP_PLACEHOLDER.BODY:
                    holder.left, holder.top = _MARGIN, Inches(1.75)
                    holder.width, holder.height = Length(_WIDTH - 2 * _MARGIN), Inches(5)
                case _:
                    holder._element.getparent().remove(holder._element)
    title = empty.slide_master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", str(int(100 * _TITLE_SIZES[0])))
    title.find(qn("a:defRPr")).set("b", "1")
    theme = empty.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = theme.blob.replace(b"Calibri", _FONT)
    relations = empty.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/printerSettings")]:
        relations.pop(key)
    return empty


def _set_properties(presentation: Slides, deck: Deck) -> None:
    properties = presentation.core_properties
    properties.title = printable(deck.title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = printable(deck.author)[:_LONGEST_PROPERTY]
    properties.language = LANGUAGE
    properties.created = properties.modified = deck.moment
    properties.revision = 1
    properties.subject = properties.comments = properties.keywords = properties.category = ""
    relations = presentation.part.package._rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _set_language(presentation: Slides) -> None:
    """Mark all text as Dutch, for spelling checkers and screen readers."""
    for part in presentation.part.package.iter_parts():
        if isinstance(part, XmlPart):
            for element in part._element.iter(qn("a:rPr"), qn("a:defRPr"), qn("a:endParaRPr")):
                element.set("lang", LANGUAGE)


def _write(presentation: Slides, layout: SlideLayout, slide: Slide, deck: Deck) -> None:
    exhibit = slide.exhibit
    page = presentation.slides.add_slide(layout)
    for holder in list(page.placeholders):
        if holder.placeholder_format.type != PP_PLACEHOLDER.TITLE:
            holder._element.getparent().remove(holder._element)
    box = _write_title(presentation, layout, page, exhibit.title)
    if exhibit.is_invented:  # in the footer, which nothing else uses
        foot = (box[0], box[1] + box[3], box[2], int(_FOOT_HEIGHT))
        _add_text(page, foot, [_INVENTED], (SIZE.pt,), _WARNING)
    if exhibit.subtitle:
        box = _below(box, _add_text(page, box, [exhibit.subtitle], (SIZE.pt,), _GREY)[0])
    sentences, left_out = list(slide.sentences), list[str]()
    plot = exhibit.chart.plot if exhibit.chart else None
    has_visual = exhibit.has_picture or bool(exhibit.table.rows)
    is_beside = bool(sentences) and exhibit.has_picture
    left, top, width, height = box
    if sentences:
        beside = (left + int((1 - _BESIDE) * width) + _GAP, top, int(_BESIDE * width) - _GAP, height)
        place = beside if is_beside else box
        used, left_out = _add_text(page, place, sentences, _SENTENCE_SIZES, _INK)
        box = (left, top, int((1 - _BESIDE) * width), height) if is_beside else _below(box, used)
    if slide.aside and slide.aside.has_picture:
        left, top, width, height = box
        box = (left, top, int((1 - _ASIDE) * width), height)
        _add_picture(page, slide.aside, (left + box[2] + _GAP, top, int(_ASIDE * width) - _GAP, height))
    if has_visual:
        if plot and slide_charts.fits(plot, box[3]):
            frame = slide_charts.add(page, plot, box, deck.moment)
            _describe(frame._element.xpath(".//p:cNvPr")[0], "Grafiek", exhibit)
        elif exhibit.has_picture and _prefers_picture(as_picture := picture.with_drawing(exhibit), box):
            _add_picture(page, as_picture, box)
        else:
            left_out += _add_table(page, exhibit, box)
    page.notes_slide.notes_text_frame.text = "\n".join(_notes(slide, left_out))


def _prefers_picture(exhibit: Exhibit, box: Box) -> bool:
    """Return whether to show the picture of an exhibit instead of its table: if it is readable, or shows by position,
    on a map or in a network, what the columns that fit do not."""
    width, height = picture.size(exhibit)
    lines, has_plot = _texts(exhibit.table), bool(exhibit.chart and exhibit.chart.plot)
    is_readable = min(box[2] / width, box[3] / height) >= _LEAST_PICTURE
    has_all_columns = _fitting_columns(lines, box[2]) == len(lines[0])
    return is_readable or not exhibit.table.rows or not (has_plot or has_all_columns)


def _notes(slide: Slide, left_out: Sequence[str]) -> Iterable[str]:
    """Return the notes of a slide: what did not fit, and source, year and margin of its figures."""
    exhibit = slide.exhibit
    link = f"In het dashboard: {exhibit.link}" if exhibit.link else ""
    lines = (*left_out, *slide.remarks, exhibit.subtitle, *exhibit.notes, *exhibit.sources, link,
             f"Versie van de gegevens: {exhibit.version}")  # fmt: skip
    return dict.fromkeys(_line(line) for line in lines if line)


def _line(text: str) -> str:
    """Return a text on one line without the characters that no slide can contain."""
    return " ".join(printable(text).split())


def _write_title(presentation: Slides, layout: SlideLayout, page: PowerPointSlide, text: str) -> Box:
    """Write the headline as large as fits, and return the room below it."""
    title = page.shapes.title
    assert title is not None  # of the layout
    title.text_frame.text = _line(text)
    title.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE  # in case another font is wider than Arial
    width, height = int(presentation.slide_width or _WIDTH), int(presentation.slide_height or _HEIGHT)
    if height - title.top - title.height < _LEAST_ROOM * height:
        title.left, title.top, title.width, title.height = _MARGIN, _MARGIN, Length(width - 2 * _MARGIN), _TITLE_HEIGHT
    title_size = _title_size(layout)
    sizes = [title_size, *(size for size in _TITLE_SIZES if size < title_size)]
    size, needed = _fitting([_line(text)], sizes, title.width - Inches(0.2), title.height - Inches(0.1))
    if size != title_size:
        title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    if layout.name == _LAYOUT:
        title.left, title.top, title.width, title.height = (
            title.left, title.top, title.width, min(title.height, Length(int(needed + Inches(0.15)))),
        )  # fmt: skip
    top = title.top + title.height
    return title.left, top, title.width, height - top - _FOOT_HEIGHT


def _title_size(layout: SlideLayout) -> float:
    """Return the font size of titles in points."""
    style = ".//a:lvl1pPr/a:defRPr[@sz]"
    for element, path in (
        (layout._element, f".//p:sp[.//p:ph[@type='title']]{style[1:]}"),
        (layout.slide_master._element, f".//p:titleStyle{style[1:]}"),
    ):
        if sizes := element.xpath(path):
            return int(sizes[0].get("sz")) / 100
    return _TITLE_SIZES[0]


def _below(box: Box, used: int) -> Box:
    left, top, width, height = box
    return left, top + used + _GAP, width, height - used - _GAP


def _fitting(lines: Sequence[str], sizes: Sequence[float], width: int, height: int) -> tuple[float, float]:
    """Return the largest of the font sizes at which paragraphs fit, else the smallest, and their height in EMU."""
    for size in sizes:
        needed = sum(max(len(_wrapped(line, size, width / Pt(1))), 1) for line in lines) * _LINE * Pt(size)
        needed += (len(lines) - 1) * 0.5 * Pt(size)
        if needed <= height:
            break
    return size, needed


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the lines of a text, with room for the wider font of a machine without Arial."""
    return picture.wrapped(text, size, width / _WIDER)


def _add_text(
    page: PowerPointSlide, box: Box, lines: Sequence[str], sizes: Sequence[float], color: RGBColor
) -> tuple[int, list[str]]:
    """Write paragraphs at the top of a box, a question in bold; return their height, and those that do not fit."""
    lines, left_out = [_line(line) for line in lines], list[str]()
    left, top, width, height = box
    size, needed = _fitting(lines, sizes, width, height)
    while needed > height and len(lines) > 1:
        left_out.insert(0, lines.pop())
        size, needed = _fitting(lines, sizes, width, height)
    shape: Shape = page.shapes.add_textbox(*map(Length, (left, top, width, int(needed))))  # type: ignore[arg-type]
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Length(0)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(0.5 * size) if place < len(lines) - 1 else Pt(0)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.color.rgb, run.font.bold = Pt(size), color, line.endswith("?") or None
    return int(needed), left_out


def _describe(properties: object, name: str, exhibit: Exhibit) -> None:
    """Describe a chart, picture or table in words."""
    for key, text in (("name", name), ("title", exhibit.title), ("descr", exhibit.alternative)):
        properties.set(key, _line(text))  # type: ignore[attr-defined]  # an element of lxml


def _add_picture(page: PowerPointSlide, exhibit: Exhibit, box: Box) -> None:
    left, top, width, height = box
    shape = page.shapes.add_picture(io.BytesIO(picture.png(exhibit, is_whole=False)), Length(left), Length(top))
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = Length(round(shape.width * scale)), Length(round(shape.height * scale))
    shape.left = Length(left + (width - shape.width) // 2)
    _describe(shape._element.xpath(".//p:cNvPr")[0], "Figuur", exhibit)


def _add_table(page: PowerPointSlide, exhibit: Exhibit, box: Box) -> list[str]:
    """Write the columns and rows that fit, and return the others as lines of text; the slide says how many."""
    table, (left, top, width, height) = exhibit.table, box
    heads, *rows = lines = _texts(table)
    fitting = max(_fitting_columns(lines, width), 1)
    visible = [line[:fitting] for line in lines]
    widths = _column_widths(visible, width)
    heights = [_row_height(line, widths) for line in visible]
    padding = min(_ROW_PADDING, max((height - sum(heights)) // len(heights), 0))
    heights = [row_height + padding for row_height in heights]
    count = next((place for place in range(len(rows), 0, -1) if sum(heights[: place + 1]) <= height), 1)
    if count < len(rows):
        room = int(_LINE * Pt(SIZE.pt)) + _GAP
        count = next((place for place in range(count, 0, -1) if sum(heights[: place + 1]) + room <= height), 1)
        under = top + sum(heights[: count + 1]) + _GAP
        more = len(rows) - count
        note = f"Nog {'1 rij staat' if more == 1 else f'{more} rijen staan'} in de notities bij deze dia."
        _add_text(page, (left, under, width, room), [note], (SIZE.pt,), _GREY)
    frame = page.shapes.add_table(count + 1, fitting, *map(Length, (left, top, width, sum(heights[: count + 1]))))  # type: ignore[arg-type]
    _describe(frame._element.xpath(".//p:cNvPr")[0], "Tabel", exhibit)
    grid = frame.table
    for place, column_width in enumerate(widths):
        grid.columns[place].width = Length(column_width)
    for row, line, row_height in zip(grid.rows, visible, heights, strict=False):
        row.height = Length(row_height)
        for cell, text, column in zip(row.cells, line, table.columns, strict=False):
            cell.margin_left = cell.margin_right = _CELL_MARGIN
            cell.margin_top = cell.margin_bottom = Length(padding // 2)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT if column.decimals is None else PP_ALIGN.RIGHT
            run = paragraph.add_run()
            run.text, run.font.size = text, SIZE
    rest = rows if fitting < len(heads) else rows[count:]
    if not rest:
        return []
    intro = "De hele tabel:" if fitting < len(heads) else f"De andere rijen van de tabel ({len(rest)}):"
    return [intro, *("; ".join(f"{head}: {text}" for head, text in zip(heads, line, strict=True)) for line in rest)]


def _texts(table: Table) -> list[list[str]]:
    """Return the headings of a table and its rows as texts."""
    heads = [_line(column.heading) for column in table.columns]
    return [heads, *([_line(text) for text in table.texts(row)] for row in table.rows)]


def _fitting_columns(lines: Sequence[Sequence[str]], width: int) -> int:
    """Return how many of the columns of a table fit side by side with their longest word on one line."""
    ends = accumulate(map(_least_width, zip(*lines, strict=True)))
    return sum(end <= width for end in ends)


def _least_width(column: Iterable[str]) -> float:
    """Return the width in EMU that fits the longest word of a column."""
    return _CHARACTER * SIZE * max(len(word) for text in column for word in text.split(" ")) + 3 * _CELL_MARGIN


def _column_widths(lines: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column: its longest word fits, and a long text gets more room, up to the limit that
    makes the table lowest."""
    columns = list(zip(*lines, strict=True))
    words = [max(len(word) for text in column for word in text.split(" ")) for column in columns]
    texts = [max(map(len, column)) for column in columns]
    choices = []
    for bound in _LONGEST_COLUMNS:
        more = [max(min(text, bound) - word, 0) for text, word in zip(texts, words, strict=True)]
        least = list(map(_least_width, columns))
        spare = max(width - sum(least), 0) / (sum(more) or 1)
        widths = [needed + extra * spare for needed, extra in zip(least, more, strict=True)]
        choices.append([int(width * share / sum(widths)) for share in widths])
    return min(choices, key=lambda widths: sum(_row_height(line, widths) for line in lines))


def _row_height(line: Sequence[str], widths: Sequence[int]) -> int:
    """Return the height of a row, with room for a font that is wider than Arial."""
    most = max(
        len(_wrapped(text, SIZE.pt, (width - 2 * _CELL_MARGIN) / Pt(1)))
        for text, width in zip(line, widths, strict=True)
    )
    return int(max(most, 1) * _ROW_LINE * SIZE)
