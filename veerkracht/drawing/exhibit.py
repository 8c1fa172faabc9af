"""Exhibits, and letters and slides made of them: self-contained content for screen and files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.table import Table

INVENTED = "VERZONNEN CIJFERS"  # in the version of invented figures
# characters that XML 1.0 (so SVG, Word and Excel) cannot contain; vl-convert 1.9 crashes on one
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text without the characters that no document can contain."""
    return _NOT_XML.sub("", text)


@dataclass(frozen=True, eq=False)
class Sheets:
    """The content of files with figures of an exhibit; all columns have Dutch names.

    `data` has one row per figure, `explanation` one per indicator and `changes` one per revised figure; `verdicts` one
    per measure and area, with the inputs of the verdict, and `signals` one per topic with an early signal.
    """

    data: pd.DataFrame
    explanation: pd.DataFrame
    changes: pd.DataFrame
    verdicts: pd.DataFrame = field(default_factory=pd.DataFrame)
    signals: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A chart or map with its table, figures and sources, the same on screen and on paper; a table if it has no
    picture.

    The picture is a `drawing` (SVG) if there is one, else a `chart`; `legend` has the (colour, label) pairs of the
    classes of a map under `legend_title`. `make_sheets` is called when a file is saved; pages do not use it. The title
    is the finding, the subtitle its subject. On screen `findings` are above the picture; a letter has them in its text.
    `link` is the address of the view, set by downloads and letters.
    """

    name: str
    title: str
    subtitle: str
    alternative: str
    table: Table
    make_sheets: Callable[[], Sheets]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    version: str
    chart: Chart | None = None
    legend_title: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    drawing: str = ""
    findings: tuple[str, ...] = ()
    link: str = ""

    @cached_property
    def sheets(self) -> Sheets:
        """Return the content of the files with figures."""
        return self.make_sheets()

    def with_data(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> "Exhibit":
        """Return the exhibit with different rows of figures, derived from its own when a file is saved."""
        return replace(self, make_sheets=lambda: replace(self.sheets, data=change(self.sheets.data)))

    @property
    def is_invented(self) -> bool:
        """Return whether its figures are invented, which is stated on every page and slide."""
        return self.version.endswith(INVENTED)

    @property
    def caption(self) -> str:
        """Return the title and the small text below it."""
        return ". ".join(filter(None, (self.title, self.subtitle)))

    @property
    def has_picture(self) -> bool:
        """Return whether there is something to draw."""
        return self.chart is not None or bool(self.drawing)


@dataclass(frozen=True)
class Part:
    """A chapter of a letter: sentences and exhibits about one goal, buurt or indicator.

    A document shows `pictures` with only their caption: their table and sources are elsewhere in it.
    """

    code: str
    heading: str
    sentences: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]
    definitions: tuple[str, ...] = ()
    pictures: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A document of parts in the order of the writer.

    `moment` is the date of its figures, not of the file, so that the same letter gives the same bytes. If `is_sent` to
    somebody, it looks like a letter, with headings for parts; other documents have chapters.
    """

    name: str
    title: str
    subtitle: str
    author: str
    parts: tuple[Part, ...]
    link: str
    version: str
    moment: datetime
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    source: str = ""
    is_sent: bool = False
    address: tuple[str, ...] = ()

    @property
    def foot(self) -> str:
        """Return the text before the link at the end of a letter: the date of its figures, in words. The version is a
        property of the document."""
        until = self.version.partition(", ")[2]
        return f"{dutch.capital(until)}. In het dashboard: " if until else "In het dashboard: "


@dataclass(frozen=True)
class Slide:
    """A slide: an exhibit, whose title is the headline, with at most a few sentences; `remarks` are its notes, and the
    picture of `aside` is beside it."""

    exhibit: Exhibit
    sentences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    aside: Exhibit | None = None


@dataclass(frozen=True)
class Deck:
    """Slides in order. `moment` is the date of the figures, as in a letter."""

    name: str
    title: str
    author: str
    slides: tuple[Slide, ...]
    moment: datetime


def deck(letter: Letter) -> Deck:
    """Return a slide per exhibit of a letter; the sentences of a part are the notes of its first slide."""
    slides = [
        Slide(exhibit, remarks=part.sentences if place == 0 else ())
        for part in letter.parts
        for place, exhibit in enumerate((*part.pictures, *part.exhibits))
    ]
    return Deck(letter.name, letter.title, letter.author, tuple(slides), letter.moment)
