"""Renders an exhibit as one image, complete with title, legend and sources, to paste into a letter."""

import json
import math
import re
import struct
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from veerkracht.drawing.exhibit import Exhibit, printable
from veerkracht.export.drawing_process import PROCESS

Specification = dict[str, Any]  # Vega-Lite, whose values are of any type that JSON has

_WIDTH = 640  # of all sizes here the unit is a pixel of the SVG: 40 to a centimetre in print
_MARGIN = 12
_INNER = _WIDTH - 2 * _MARGIN
_PIXELS, _DPI = 1890, 300  # 16 cm wide
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FONT = 'Arial, Helvetica, "Liberation Sans", sans-serif'
_INK = "#222222"
_TITLE, _NORMAL, _SMALL = 17, 13, 11
_LINE = 1.35  # height of a line of text, for a font size of 1
_SWATCH, _GAP = 14, 6

_COMPOSED = {"concat", "hconcat", "vconcat", "facet", "row", "column", "repeat", "spec"}
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]+")
# Vega counts a character beyond U+FFFF as two, and vl-convert 1.9 fails on a label that is truncated between them
_PRIVATE_USE = 0xE000
_COUNTED_DOUBLE = re.compile("[\ue000-\uf8ff\U00010000-\U0010ffff]")
# the widest of Arial and Arial Bold, rounded up, for a font size of 1; emoji are the widest of all
_WIDTHS = {
    character: width
    for width, characters in {
        0.28: " \u00a0,./I\\ijl|'‘’·",
        0.34: "!()-:;[]`ft",
        0.4: "*r{}",
        0.5: "\"z“”",
        0.56: "aceksvxy0123456789#$J_€–",
        0.62: "bdghnopquFLTZ?+<=>^~−×±",
        0.73: "ABCDEHKNPRSUVXY&",
        0.78: "GOQ",
        0.89: "Mm%",
    }.items()
    for character in characters
}  # fmt: skip
_WIDE, _WIDEST = 1.02, 1.4
_FIRST_OF_EAST_ASIA = "\u2e80"


def svg(exhibit: Exhibit, *, is_whole: bool = True) -> str:
    """Return the picture as an SVG 640 pixels wide, without scripts or external references; if not `is_whole`, only the
    chart with its legend, and no wider than these.

    The same exhibit gives the same text. Raises ValueError when the exhibit has no chart.
    """
    return str(tostring(_picture(exhibit, is_whole), encoding="unicode"))


def _picture(exhibit: Exhibit, is_whole: bool = True) -> Element:
    """Return the chart with its legend; a whole picture also has the title above it, and sources and notes below it."""
    if not exhibit.has_picture:
        raise ValueError(f"{exhibit.name}: er is geen grafiek of kaart om te tekenen")
    link, version = f"Link: {exhibit.link}", f"Versie van de gegevens: {exhibit.version}"
    parts = [
        *([_paragraph(exhibit.legend_title, _NORMAL, "bold"), _legend(exhibit.legend)] if exhibit.legend else []),
        _position(_drawing(exhibit)),
    ]
    drawing = parts[-1][0][0]
    width = _WIDTH if is_whole or exhibit.legend else math.ceil(float(drawing.get("width", _INNER)) + 2 * _MARGIN)
    if is_whole:
        small = [_paragraph(line, _SMALL) for line in (*exhibit.sources, *exhibit.notes, link, version)]
        parts = [_paragraph(exhibit.title, _TITLE, "bold"), _paragraph(exhibit.subtitle, _NORMAL), *parts, *small]
    picture = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    SubElement(picture, "title").text = _clean(exhibit.title)
    SubElement(picture, "desc").text = _clean(exhibit.alternative)
    SubElement(picture, "rect", width="100%", height="100%", fill="white")
    inside = SubElement(picture, "g", {"font-family": _FONT, "fill": _INK})
    top = float(_MARGIN)
    for content, height in parts:
        content.set("transform", f"translate({_MARGIN},{top:g})")
        inside.append(content)
        top += height
    height = math.ceil(top + _MARGIN)
    picture.attrib |= {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    return picture


def with_drawing(exhibit: Exhibit) -> Exhibit:
    """Return the exhibit with its chart drawn, which makes its pictures, which are unchanged, fast to create.

    An exhibit without a chart, or with a drawing, is unchanged.
    """
    return replace(exhibit, drawing=_drawing(exhibit)) if exhibit.chart and not exhibit.drawing else exhibit


def size(exhibit: Exhibit) -> tuple[int, int]:
    """Return width and height in pixels (40 per centimetre) of the picture if it is not whole.

    Raises ValueError when the exhibit has no chart.
    """
    picture = _picture(exhibit, is_whole=False)
    return int(picture.attrib["width"]), int(picture.attrib["height"])


def png(exhibit: Exhibit, *, is_whole: bool = True) -> bytes:
    """Return the picture as a PNG 1890 pixels wide, which is 16 cm at the 300 dpi in its metadata; `is_whole` as for
    `svg`.

    Raises ValueError when the exhibit has no chart.
    """
    scale = _PIXELS / _WIDTH * 72 / _DPI
    picture = _picture(exhibit, is_whole)
    _cover_overflow(picture)
    content = str(tostring(picture, encoding="unicode"))
    return _compress(PROCESS.draw("svg_to_png", content, scale=scale, ppi=_DPI))


def _cover_overflow(picture: Element) -> None:
    """Put white around the drawing, below the texts; clipping the drawing instead would more than double the time."""
    inside = picture.findall("g")[0]
    holder = next(part for part in inside if part.find("svg") is not None)
    drawing = holder.findall("svg")[0]
    drawing.set("overflow", "visible")
    width, height, far = drawing.get("width"), drawing.get("height"), picture.get("height")
    around = f"M-{_WIDTH} -{far}H{_WIDTH}V{far}H-{_WIDTH}ZM0 {_GAP}h{width}v{height}h-{width}Z"
    SubElement(holder, "path", {"d": around, "fill": "white", "fill-rule": "evenodd"})
    inside.remove(holder)
    inside.insert(0, holder)


def _compress(picture: bytes) -> bytes:
    """Return the same PNG in about a quarter of the bytes: vl-convert 1.9 optimises for speed."""
    chunks, place = [], len(_PNG_SIGNATURE)
    while place < len(picture):
        size, kind = struct.unpack_from(">I4s", picture, place)
        chunks.append((kind, picture[place + 8 : place + 8 + size]))
        place += size + 12
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    head, tail = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")], (b"IEND", b"")
    return _PNG_SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*head, (b"IDAT", zlib.compress(pixels)), tail)
    )


def _drawing(exhibit: Exhibit) -> str:
    return exhibit.drawing or _render(_fit_width(exhibit.chart.specification if exhibit.chart else {}))


def _paragraph(text: str, size: int, weight: str = "normal") -> tuple[Element, float]:
    """Return the text wrapped to as many lines as needed, and its height with a little space below."""
    lines = wrapped(text, size, _INNER)
    paragraph = _lines(lines, size, 0, 0)
    paragraph.set("font-weight", weight)
    return paragraph, _line_height(size) * len(lines) + (size / 3 if lines else 0)


def _legend(items: Sequence[tuple[str, str]]) -> tuple[Element, float]:
    """Return swatches with their labels side by side, in as many rows as needed, and the height."""
    legend = Element("g")
    left = top = row_height = 0.0
    for color, label in items:
        lines = wrapped(label, _NORMAL, _INNER - _SWATCH - _GAP)
        width = _SWATCH + _GAP + max(map(_text_width, lines), default=0) * _NORMAL
        if left and left + width > _INNER:
            left, top, row_height = 0.0, top + row_height, 0.0
        place = {"x": f"{left + 0.5:g}", "y": f"{top + 2.5:g}", "width": str(_SWATCH - 1), "height": str(_SWATCH - 1)}
        SubElement(legend, "rect", place, fill=color, stroke=_INK)
        legend.append(_lines(lines, _NORMAL, left + _SWATCH + _GAP, top))
        left += width + 2 * _GAP
        row_height = max(row_height, _line_height(_NORMAL) * max(len(lines), 1))
    return legend, top + row_height + _GAP


def _position(svg_text: str) -> tuple[Element, float]:
    """Return an SVG as a drawing that fits the width, and its height with space above and below."""
    namespace = ' xmlns="http://www.w3.org/2000/svg"'
    drawing = fromstring(svg_text.replace(namespace, ""))
    _make_self_contained(drawing)
    width, height = (float(drawing.get(side)) for side in ("width", "height"))
    shrunk = min(1.0, _INNER / width)
    drawing.attrib |= {"y": str(_GAP), "width": f"{width * shrunk:g}", "height": f"{height * shrunk:g}"}
    holder = Element("g")
    holder.append(drawing)
    return holder, height * shrunk + 2 * _GAP


def _fit_width(chart: Specification) -> Specification:
    """Return the specification in the font of the picture, at its width unless it is composed of several charts."""
    spec = cast(Specification, _without_tooltips(chart))
    config = spec.get("config", {})
    axis = {"titleLimit": _INNER - 6 * _GAP} | config.get("axis", {})
    text = {"limit": _INNER // 2} | config.get("text", {})
    spec["config"] = config | {"font": _FONT, "aria": False, "axis": axis, "text": text}
    if _COMPOSED & {*spec, *spec.get("encoding", {})}:
        return spec
    return spec | {"width": _INNER, "autosize": {"type": "fit", "contains": "padding"}}


def _render(spec: Specification) -> str:
    """Return the SVG of a specification, drawn with a stand-in for each character that Vega counts twice."""
    text = json.dumps(spec, ensure_ascii=False)
    stand_ins = {
        ord(character): _PRIVATE_USE + place for place, character in enumerate(sorted({*_COUNTED_DOUBLE.findall(text)}))
    }
    svg = PROCESS.draw("vegalite_to_svg", text.translate(stand_ins), allowed_base_urls=[]).decode()
    return svg.translate({stand_in: character for character, stand_in in stand_ins.items()})


def _make_self_contained(drawing: Element) -> None:
    """Remove external links and images, and number the referenced parts from 0. Vega continues its numbering from the
    previous chart of the process."""
    named = [element.get("id", "") for element in drawing.iter() if element.get("id")]
    renamed = {name: f"part{place}" for place, name in enumerate(named)}
    renamed |= {f"url(#{old})": f"url(#{new})" for old, new in renamed.items()}
    for element in drawing.iter():
        element.attrib.pop("{http://www.w3.org/1999/xlink}href", None)
        for name, value in element.attrib.items():
            element.set(name, renamed.get(value, value))


def _lines(lines: list[str], size: int, left: float, top: float) -> Element:
    group = Element("g", {"font-size": str(size)})
    for place, line in enumerate(lines):
        baseline = top + _line_height(size) * place + size
        SubElement(group, "text", x=f"{left:g}", y=f"{baseline:g}").text = line
    return group


def _line_height(size: int) -> int:
    return round(_LINE * size)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return the lines of a text wrapped in Arial to `width`, in the unit of `size`; a longer word is broken."""
    lines, line = [], ""
    for word in _clean(text).split(" "):
        if line and _text_width(f"{line} {word}") * size > width >= _text_width(word) * size:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip(" ")
        while _text_width(line) * size > width:
            count = bisect_right(list(accumulate(map(_text_width, line))), width / size) or 1
            lines.append(line[:count])
            line = line[count:]
    return [*lines, line] if line else lines


def _text_width(text: str) -> float:
    """Return the approximate width of a text for a font size of 1, erring on the wide side."""
    return sum(map(_character_width, unicodedata.normalize("NFKD", text)))


def _character_width(character: str) -> float:
    if (width := _WIDTHS.get(character)) is not None:
        return width
    if unicodedata.combining(character):
        return 0
    return _WIDE if character < _FIRST_OF_EAST_ASIA else _WIDEST


def _clean(text: str) -> str:
    """Return a text on one line without the characters that no picture can contain."""
    return _BREAKS.sub(" ", printable(text))


def _without_tooltips(value: object) -> object:
    """Return a copy of a specification with clean texts and without tooltips. Vega-Lite 6 puts the titles of tooltips
    in an expression without escaping them."""
    match value:
        case str():
            return _clean(value)
        case dict():
            return {_clean(key): _without_tooltips(item) for key, item in value.items() if key != "tooltip"}
        case list() | tuple():
            return [_without_tooltips(item) for item in value]
        case _:
            return value
