"""How a Word document looks: its styles, its page and its language, where a template does not say so itself."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from veerkracht.drawing.exhibit import printable

LANGUAGE = "nl-NL"
FONT = "Arial"


@dataclass(frozen=True)
class _Look:
    """What a paragraph style looks like when the document or the template has no own: points, outline from 0."""

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
_OWN = {"Bron", "Tabeltekst"}  # the other names are those of Word, which every language of Word knows
_TABLE_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def add(made: WordDocument, replacing: bool) -> None:
    """Add the styles that are not there; when replacing, give those that are our look."""
    for name, look in _LOOKS.items():
        own = style(made, name)
        if own is None:
            own = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name not in _OWN)
            own.base_style = made.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        elif not replacing:
            continue
        _dress(own, look)
    if style(made, "Hyperlink", WD_STYLE_TYPE.CHARACTER) is None:
        link = made.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
        link.font.underline = True
        link.font.color.rgb = RGBColor(0x05, 0x3E, 0x91)
    grid = style(made, "Table Grid", WD_STYLE_TYPE.TABLE)
    if grid is None or replacing:
        grid = grid or made.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE, builtin=True)
        _empty(grid, "tblPr")
        grid.element.append(
            parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{_TABLE_BORDERS}</w:tblBorders></w:tblPr>")
        )


def style(made: WordDocument, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    """Return the style of this name, however its capitals are written, or None."""
    return next((one for one in made.styles if (one.name or "").lower() == name.lower() and one.type == kind), None)


def _dress(style: ParagraphStyle, look: _Look) -> None:
    _empty(style, "pPr", "rPr")
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    if style.name == "Normal":
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = 1.15 if style.name == "Normal" else 1.0
    layout.widow_control = True
    layout.keep_with_next = layout.keep_together = look.keep
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.pPr.append(level)


def _empty(style: BaseStyle, *properties: str) -> None:
    for name in properties:
        for element in style.element.findall(qn(f"w:{name}")):
            style.element.remove(element)


def lay_out(made: WordDocument, title: str) -> None:
    """Make the page A4 with the title above and the page number below."""
    made.element.body.get_or_add_sectPr()
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    section.header_distance = section.footer_distance = Cm(1.25)
    section.header.paragraphs[0].text = printable(title)[:90]
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("Bladzijde ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" van ")
    add_field(footer, "NUMPAGES", "1")
    # Word shows "compatibility mode" below 15, and does not check the spelling of a text that is marked as checked
    for mode in made.settings.element.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")
    for checked in made.settings.element.findall(qn("w:proofState")):
        made.settings.element.remove(checked)


def set_language(made: WordDocument) -> None:
    """Make the text Dutch for the spelling checker and for screen readers."""
    element = made.styles.element
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        found = element.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            element.insert(len(element) if name == "w:lang" else 0, found)
        element = found
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def add_field(paragraph: Paragraph, instruction: str, now: str) -> None:
    """Add what Word counts by itself, with what it shows until then."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    field.append(paragraph.add_run(now)._r)
    paragraph._p.append(field)
