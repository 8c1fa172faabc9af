"""The sources and explanation at the end of a document, each listed once, with the numbers that captions refer to."""

import re
from collections.abc import Iterable, Sequence

from veerkracht.drawing.exhibit import Exhibit

_SENTENCE_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z0-9“‘−+])")
_WHOLE = "Bron: "  # a source stays whole, as other sources may have the same licence
_FEWEST_WORDS = 4  # of a sentence that is not repeated; 'Het gaat achteruit.' says in which direction an area changes


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, none if it is empty."""
    return _SENTENCE_END.split(text) if text else []


def is_said_once(sentence: str) -> bool:
    """Return whether a document does not repeat this sentence: it is long enough."""
    return len(sentence.split()) >= _FEWEST_WORDS


class Notes:
    """Lines in the order of their first use; `link` is the address of the document, which ends it."""

    def __init__(self, link: str) -> None:
        self._link = link
        self._numbers: dict[str, int] = {}  # of every line, and of every sentence of lines that are not sources
        self._lines: list[str] = []

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines, starting with number 1."""
        return tuple(self._lines)

    def add(self, lines: Iterable[str]) -> list[int]:
        """Return the numbers of the content of these lines, without duplicates and in order; a sentence of an earlier
        line is left out."""
        return sorted({number for line in lines if line for number in self._added(line)})

    def numbers(self, exhibit: Exhibit, definitions: Sequence[str]) -> list[int]:
        """Return the numbers of the sources, definitions, notes and address of an exhibit."""
        link = f"In het dashboard: {exhibit.link}" if exhibit.link not in ("", self._link) else ""
        return self.add((*exhibit.sources, *definitions, *exhibit.notes, link))

    def _added(self, line: str) -> set[int]:
        parts = [line] if line.startswith(_WHOLE) else sentences(line)
        numbers = {self._numbers[sentence] for sentence in parts if sentence in self._numbers}
        new = [sentence for sentence in parts if sentence not in self._numbers]
        if not new:
            return numbers
        self._lines.append(" ".join(new))
        number = len(self._lines)
        remembered = [sentence for sentence in new if is_said_once(sentence) or new == [line]]
        self._numbers |= dict.fromkeys(remembered, number)
        return {*numbers, number}
