"""The styles, page and language of a Word document, where a template does not define them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.styles import CT_Style
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle, StyleFactory
from docx.text.paragraph import Paragraph

from veerkracht.drawing.exhibit import printable

LANGUAGE = "nl-NL"
FONT = "Arial"


@dataclass(frozen=True)
class _Look:
    """A paragraph style for documents and templates without it: sizes in points, outline level from 0."""

    size: float
    bold: bool = False
    before: int = 0
    after: int = 6
    keep: bool = False
    outline: int | None = None


_LOOKS = {
    "Normal": _Look(10.5),
    "Title": _Look(20, bold=True, after=4, keep=True),
    "Subtitle": _Look(12, after=12),
    "Heading 1": _Look(15, bold=True, before=20, keep=True, outline=0),
    "Heading 2": _Look(12, bold=True, before=14, keep=True, outline=1),
    "Caption": _Look(9, bold=True, before=4, after=6),
    "Header": _Look(8.5),
    "Footer": _Look(8.5),
    "Bron": _Look(8, before=3, after=0),
    "Tabeltekst": _Look(9, after=0),
}
_COMPACT = {  # of an annex, a reference document
    "Normal": _Look(9, after=4),
    "Title": _Look(17, bold=True, after=2, keep=True),
    "Subtitle": _Look(11, after=6),
    "Heading 1": _Look(14, bold=True, before=12, after=4, keep=True, outline=0),
    "Caption": _Look(8.5, bold=True, before=3, after=4),
    "Bron": _Look(7.5, before=1, after=0),
    "Tabeltekst": _Look(8.5, after=0),
}
# styles that a template should have, with their names in Dutch Word, which only saves styles that were ever used
_EXPECTED = {
    "Title": "Titel",
    "Subtitle": "Ondertitel",
    "Heading 1": "Kop 1",
    "Heading 2": "Kop 2",
    "Caption": "Bijschrift",
}
_TABLE_IN_DUTCH = "Tabelraster"
_CUSTOM = {"Bron", "Tabeltekst"}  # the other styles are built in, and known in every language of Word
_TABLE_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PLACE = "uitleg"
_STYLE, _NAME = qn("w:style"), qn("w:name")
_TYPE, _DEFAULT, _VALUE = qn("w:type"), qn("w:default"), qn("w:val")


def add(document: WordDocument, replacing: bool, is_compact: bool = False) -> None:
    """Add the missing styles, those of an annex if `is_compact`; with `replacing`, also restyle the existing ones."""
    for name, look in (_LOOKS | (_COMPACT if is_compact else {})).items():
        paragraph_style = cast(ParagraphStyle | None, style(document, name))
        if paragraph_style is None:
            paragraph_style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name not in _CUSTOM)
            paragraph_style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        elif not replacing:
            continue
        _apply(paragraph_style, look)
    if style(document, "Hyperlink", WD_STYLE_TYPE.CHARACTER) is None:
        link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
        link.font.underline = True
        link.font.color.rgb = RGBColor(0x05, 0x3E, 0x91)
    grid = style(document, "Table Grid", WD_STYLE_TYPE.TABLE)
    if grid is None or replacing:
        grid = grid or document.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE, builtin=True)
        _remove_properties(grid, "tblPr")
        grid.element.append(
            parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{_TABLE_BORDERS}</w:tblBorders></w:tblPr>")
        )


def lacking(template: WordDocument) -> list[str]:
    """Return the missing styles of a template that determine the look of a letter, by their names in Dutch Word."""
    names = [dutch for name, dutch in _EXPECTED.items() if style(template, name) is None]
    has_grid = style(template, "Table Grid", WD_STYLE_TYPE.TABLE) is not None
    return names if has_grid else [*names, _TABLE_IN_DUTCH]


def style(document: WordDocument, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> BaseStyle | None:
    """Return the style with this name, ignoring case, or None."""
    named = (element for element in _elements(document, kind) if _name(element).lower() == name.lower())
    return next(map(StyleFactory, named), None)


def paragraph_style(document: WordDocument, name: str) -> str | None:
    """Return the id by which a paragraph refers to its style; None for the default one. If given a style, python-docx
    reads all styles for every paragraph: a second in a letter with tables."""
    match = style(document, name)
    defaults = [
        element
        for element in _elements(document, WD_STYLE_TYPE.PARAGRAPH)
        if element.get(_DEFAULT) in ("1", "true", "on")
    ]
    return None if match is None or match.element in defaults[-1:] else str(match.style_id)


def _elements(document: WordDocument, kind: WD_STYLE_TYPE) -> Iterator[CT_Style]:
    """Yield the XML elements of the styles of a kind; a style without a kind is a paragraph style."""
    type_name = WD_STYLE_TYPE.to_xml(kind)
    for element in document.styles.element.iterchildren(_STYLE):
        if element.get(_TYPE, "paragraph") == type_name:
            yield element


def _name(element: CT_Style) -> str:
    name = element.find(_NAME)
    return "" if name is None else str(name.get(_VALUE, ""))


def _apply(style: ParagraphStyle, look: _Look) -> None:
    _remove_properties(style, "pPr", "rPr")
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    if style.name == "Normal":
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = 1.15 if style.name == "Normal" and look.size > _COMPACT["Normal"].size else 1.0
    layout.widow_control = True
    layout.keep_with_next = layout.keep_together = look.keep
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.pPr.append(level)


def _remove_properties(style: BaseStyle, *properties: str) -> None:
    for name in properties:
        for element in style.element.findall(qn(f"w:{name}")):
            style.element.remove(element)


def lay_out(document: WordDocument, title: str, is_compact: bool = False) -> None:
    """Set the page to A4 with the title above and the page number below, with narrow margins if `is_compact`."""
    document.element.body.get_or_add_sectPr()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(
        2 if is_compact else 2.5
    )
    section.header_distance = section.footer_distance = Cm(1.25)
    section.header.paragraphs[0].text = printable(title)[:90]
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("Bladzijde ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" van ")
    add_field(footer, "NUMPAGES", "1")
    # Word shows "compatibility mode" below 15, and skips spelling checks of a text that is marked as checked
    for mode in document.settings.element.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")
    for checked in document.settings.element.findall(qn("w:proofState")):
        document.settings.element.remove(checked)


def set_language(document: WordDocument) -> None:
    """Mark the text as Dutch, for spelling checkers and screen readers."""
    element = document.styles.element
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        child = element.find(qn(name))
        if child is None:
            child = OxmlElement(name)
            element.insert(len(element) if name == "w:lang" else 0, child)
        element = child
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def add_field(paragraph: Paragraph, instruction: str, placeholder: str) -> None:
    """Add a field that Word fills in, with a placeholder until then."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    field.append(paragraph.add_run(placeholder)._r)
    paragraph._p.append(field)


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Mark a paragraph as the target of references to a number."""
    attributes = f'{nsdecls("w")} w:id="{number}"'
    paragraph._p.insert(1, parse_xml(f'<w:bookmarkStart {attributes} w:name="{_PLACE}{number}"/>'))
    paragraph._p.append(parse_xml(f"<w:bookmarkEnd {attributes}/>"))


def add_reference(paragraph: Paragraph, number: int) -> None:
    """Add a number that links to its bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"{_PLACE}{number}")
    link.append(paragraph.add_run(str(number))._r)
    paragraph._p.append(link)
