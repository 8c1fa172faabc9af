"""The preview of a letter: the texts of its Word document in the same order, as HTML."""

from collections.abc import Iterator
from html import escape

from veerkracht.drawing.exhibit import Exhibit, Letter, printable


def lines(letter: Letter) -> Iterator[tuple[str, str] | Exhibit]:
    """Yield the texts of a letter that is sent, each with its HTML element, and its pictures (export/word.py)."""
    for text in (letter.subtitle, *letter.address):
        yield "p", text
    yield "h2", f"Onderwerp: {letter.title}"
    for text in letter.opening:
        yield "p", text
    number = 0
    for part in letter.parts:
        yield "h3", part.heading
        for text in part.sentences:
            yield "p", text
        for picture in part.pictures:
            number += 1
            yield picture
            yield "p", f"Figuur {number}. {picture.caption}"
    for text in letter.closing:
        yield "p", text
    if letter.source:
        yield "p", letter.source
    yield "p", f"{letter.foot}{letter.link}"


def blocks(letter: Letter) -> Iterator[str | Exhibit]:
    """Yield the texts between the pictures as HTML, and the pictures."""
    html = ""
    for line in lines(letter):
        if isinstance(line, Exhibit):
            yield f'<div class="vk-paper">{html}</div>'
            yield line
            html = ""
        else:
            element, text = line
            html += f'<{element} dir="auto">{escape(printable(text))}</{element}>'
    yield f'<div class="vk-paper">{html}</div>'
