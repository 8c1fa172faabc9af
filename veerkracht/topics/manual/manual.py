"""Splits the manual in docs/handleiding into parts, sections, texts and pictures."""

import re
from dataclasses import dataclass
from pathlib import Path

from veerkracht.core import markup, paths

FOLDER = paths.ROOT / "docs" / "handleiding"
PARTS = {
    "programmateam": "Programmateam",
    "analist": "Analist",
    "schrijver": "Schrijver",
    "beheerder": "Beheerder",
}
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_PICTURE = re.compile(r"^!\[(.+)\]\((images/[\w-]+\.png)\)$", re.MULTILINE)  # on a line of its own


@dataclass(frozen=True)
class Picture:
    """A picture, with a text for readers who cannot see it."""

    path: Path
    alternative: str


@dataclass(frozen=True)
class Section:
    """A section: its title, its anchor, and its texts (as HTML) and pictures in order."""

    title: str
    anchor: str
    blocks: tuple[str | Picture, ...]


def sections(part: str, home: str = "") -> list[Section]:
    """Return the sections of a part, by its code in PARTS; the first is the introduction, below the title of the part.

    `home` is the address of the dashboard, with which addresses in the text begin. Raises OSError when the file cannot
    be read.
    """
    return split((FOLDER / f"{part}.md").read_text(encoding="utf-8").replace("{adres}", home))


def split(document: str) -> list[Section]:
    """Return the sections of a document in Markdown that begins with its title, as `sections` does."""
    title, text = document.removeprefix("# ").split("\n", 1)
    first, *rest = _SECTION.split(text)
    parts = [(title, first), *zip(rest[::2], rest[1::2], strict=True)]
    return [Section(name, markup.anchor(name), _blocks(words)) for name, words in parts]


def _blocks(text: str) -> tuple[str | Picture, ...]:
    words, *rest = _PICTURE.split(text)
    blocks: list[str | Picture] = [markup.html(words, {})]
    for alternative, name, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        blocks += [Picture(FOLDER / name, alternative), markup.html(after, {})]
    return tuple(block for block in blocks if block)
