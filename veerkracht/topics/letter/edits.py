"""The edits of a letter: changed texts, their order and omissions; as a small file to continue from later."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NotRequired, TypedDict
from zlib import crc32

from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Letter

TITLE = "titel"
# parts of a letter besides those on goals, buurten and topics
ADDRESS, OPENING, CLOSING = "kop", "begin", "slot"
_VERSION = 1
LARGEST = 100_000  # characters of a file, and
_LONGEST = 5_000  # of a text
_ANOTHER = "Kies het bestand dat u op deze pagina hebt opgeslagen."


@dataclass(frozen=True)
class Paragraph:
    """A text of a letter. Its `name` is derived from its part and text, so with other figures it is another
    paragraph."""

    code: str
    name: str
    text: str


class _Row(TypedDict):
    """A paragraph in a file of changes: its part, its text in the letter, its new text, and whether it is left out."""

    deel: str
    was: str
    wordt: NotRequired[str]
    weggelaten: NotRequired[bool]


@dataclass
class Edits:
    """Changes by the name of a paragraph; `order` has the names of a part in the order of the writer."""

    texts: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def arranged(self, code: str, texts: Sequence[str]) -> list[Paragraph]:
        """Return the paragraphs of a part in the order of the writer, also those that are left out."""
        part_paragraphs = paragraphs(code, texts)
        order = {name: place for place, name in enumerate(self.order.get(code, ()))}
        new = len(order)  # new paragraphs stay last
        return sorted(part_paragraphs, key=lambda paragraph: order.get(paragraph.name, new))

    def move(self, paragraphs: Sequence[Paragraph], place: int, steps: int) -> None:
        """Put the paragraph at a place so many steps further down."""
        names = [paragraph.name for paragraph in paragraphs]
        names.insert(max(place + steps, 0), names.pop(place))
        self.order[paragraphs[0].code] = names

    def toggle(self, name: str) -> None:
        """Leave a paragraph out, or put it back."""
        self.left_out ^= {name}

    def text(self, paragraph: Paragraph) -> str:
        """Return the text of a paragraph as edited."""
        return self.texts.get(paragraph.name, paragraph.text)

    def of_part(self, code: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the texts of a part as they are in the document."""
        chosen = [
            self.text(paragraph) for paragraph in self.arranged(code, texts) if paragraph.name not in self.left_out
        ]
        return tuple(text for text in chosen if text.strip())

    def affect(self, letter: Letter) -> bool:
        """Return whether they change anything in a letter."""
        codes = {code for code, _ in _of_letter(letter)}
        names = {paragraph.name for code, texts in _of_letter(letter) for paragraph in paragraphs(code, texts)}
        return TITLE in self.texts or bool(names & {*self.texts, *self.left_out} or codes & {*self.order})

    def add(self, other: "Edits") -> None:
        """Add other changes; those that were made here take precedence."""
        self.texts = other.texts | self.texts
        self.order = other.order | self.order
        self.left_out |= other.left_out

    def forget(self, letter: Letter) -> dict[str, str]:
        """Undo the changes of a letter; return the restored texts by the name of their paragraph."""
        restored = {}
        for code, texts in _of_letter(letter):
            self.order.pop(code, None)
            for paragraph in paragraphs(code, texts):
                self.left_out.discard(paragraph.name)
                if self.texts.pop(paragraph.name, None) is not None:
                    restored[paragraph.name] = paragraph.text
        return restored | ({TITLE: letter.title} if self.texts.pop(TITLE, None) is not None else {})

    def apply_to(self, letter: Letter) -> Letter:
        """Return the letter as its writer changed it."""
        return replace(
            letter,
            title=self.texts.get(TITLE, "").strip() or letter.title,
            address=self.of_part(ADDRESS, letter.address),
            opening=self.of_part(OPENING, letter.opening),
            parts=tuple(replace(part, sentences=self.of_part(part.code, part.sentences)) for part in letter.parts),
            closing=self.of_part(CLOSING, letter.closing),
        )


def paragraphs(code: str, texts: Sequence[str]) -> list[Paragraph]:
    """Return the texts of a part with their names; a text that occurs twice has two names."""
    named = []
    for place, text in enumerate(texts):
        earlier = texts[:place].count(text)
        name = f"{code}-{earlier}" if earlier else code
        named.append(Paragraph(code, f"{name}-{crc32(text.encode()):08x}", text))
    return named


def _of_letter(letter: Letter) -> list[tuple[str, Sequence[str]]]:
    """Return the texts of each part, and the description of each picture as a part of its own."""
    parts = [(part.code, part.sentences) for part in letter.parts]
    exhibits = [exhibit for part in letter.parts for exhibit in (*part.pictures, *part.exhibits)]
    pictures = [(exhibit.name, (exhibit.alternative,)) for exhibit in exhibits if exhibit.has_picture]
    return [(ADDRESS, letter.address), (OPENING, letter.opening), *parts, *pictures, (CLOSING, letter.closing)]


def as_file(letter: Letter, edits: Edits) -> bytes:
    """Return the changes of this letter as a file: the original of each paragraph, in the order of the writer."""
    rows = []
    for code, texts in _of_letter(letter):
        part_paragraphs = edits.arranged(code, texts)
        if code not in edits.order and not any(
            paragraph.name in {*edits.texts, *edits.left_out} for paragraph in part_paragraphs
        ):
            continue
        for paragraph in part_paragraphs:
            row: _Row = {"deel": code, "was": paragraph.text}
            if paragraph.name in edits.texts:
                row["wordt"] = edits.texts[paragraph.name]
            if paragraph.name in edits.left_out:
                row["weggelaten"] = True
            rows.append(row)
    content = {"aanpassingen van een raadsbrief": _VERSION, "titel": edits.texts.get(TITLE, ""), "alineas": rows}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read(content: str, letter: Letter) -> tuple[Edits, list[str]]:
    """Return the changes in a file that apply to this letter, and in Dutch what was not used and why.

    Raises DataError when it is not a file of changes.
    """
    edits, problems, used_names = Edits(), [], set[str]()
    title, rows = _parse(content)
    if title:
        edits.texts[TITLE] = title
    texts_by_part = dict(_of_letter(letter))
    for row in rows:
        code, text, new = row["deel"], row["was"], row.get("wordt")
        lost = "" if new is None else f" Uw tekst was: “{new}”"
        if code not in texts_by_part:
            problems.append(f"Onderdeel {code} staat niet in deze brief.{lost}")
            continue
        matches = [
            paragraph
            for paragraph in paragraphs(code, texts_by_part[code])
            if paragraph.text == text and paragraph.name not in used_names
        ]
        if not matches:
            if lost or row.get("weggelaten"):
                problems.append(
                    f"Deze alinea is er niet meer, bijvoorbeeld door een nieuw cijfer: “{_short(text)}”.{lost}"
                )
            continue
        name = matches[0].name
        used_names.add(name)
        edits.order.setdefault(code, []).append(name)
        if new is not None:
            edits.texts[name] = new
        if row.get("weggelaten") is True:
            edits.left_out.add(name)
    return edits, problems


def _parse(content: str) -> tuple[str, list[_Row]]:
    """Return the title and the rows of a file. Raises DataError when it is not a file of changes."""
    if len(content) > LARGEST:
        raise DataError(f"Dit bestand is te groot: een bestand met aanpassingen is kleiner dan 100 kB. {_ANOTHER}")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"Dit is geen bestand met aanpassingen, of het is niet heel. {_ANOTHER}") from error
    version = document.get("aanpassingen van een raadsbrief") if isinstance(document, dict) else None
    if version is None:
        raise DataError(f"Dit is geen bestand met aanpassingen van een raadsbrief. {_ANOTHER}")
    if version != _VERSION:
        raise DataError(
            f"Dit bestand heeft versie {str(version)[:20]}; dit dashboard leest versie {_VERSION}. Maak het opnieuw "
            "op deze pagina."
        )
    title, rows = document.get("titel", ""), document.get("alineas")
    if not isinstance(title, str) or not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise DataError(f"In dit bestand staat een alinea die niet te lezen is, of langer dan 5.000 tekens. {_ANOTHER}")
    return title[:_LONGEST], rows


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or not {"deel", "was"} <= row.keys():
        return False
    texts = [row["deel"], row["was"], row.get("wordt", "")]
    return all(isinstance(text, str) and len(text) <= _LONGEST for text in texts)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
