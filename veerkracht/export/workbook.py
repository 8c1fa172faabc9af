"""Exhibits as an Excel file: the figures, what they mean and what changed, each as a table that can be filtered."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import isfinite
from numbers import Integral, Real
from typing import Any

import pandas as pd
import xlsxwriter

from veerkracht.drawing.exhibit import Exhibit, printable
from veerkracht.export import archive
from veerkracht.export.delimited import DECIMALS, figures, together

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MOST_DECIMALS = 3
_WIDEST = 60 * 7 + 5  # pixels of 60 characters
_LONGEST_TEXT = 32_767  # UTF-16 units that fit in a cell
_LONGEST_HEADING = 255


def workbook(exhibits: Sequence[Exhibit], title: str, author: str, moment: datetime) -> bytes:
    """Return an Excel file with the sheets Gegevens, Toelichting and Wijzigingen, each with one table from A1.

    Figures are written in full and shown with the decimals of their row (the column `decimalen`, which is left out) or
    else of their column; a missing figure is an empty cell. Below the explanation stand notes, sources, addresses and
    versions. Years and codes are to be text: whole numbers get a point for thousands. `moment` is when it was made.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    book.set_properties({"title": _text(title), "author": _text(author), "created": moment})
    _Sheet(book, "Gegevens", figures(exhibits), "Er zijn geen cijfers.")
    explanation = together(one.explanation for one in exhibits).drop_duplicates(["onderwerp"])
    _Sheet(book, "Toelichting", explanation, "Er is geen toelichting.", wraps=True).write_below(_accounts(exhibits))
    changes = together(one.changes for one in exhibits).drop_duplicates()
    _Sheet(book, "Wijzigingen", changes, "Er zijn geen wijzigingen van deze cijfers bekend.", wraps=True)
    book.close()
    return _in_dutch(content.getvalue())


def _accounts(exhibits: Sequence[Exhibit]) -> Iterable[str]:
    """Return the notes, sources, addresses and data versions of the exhibits, each once."""
    lines = [
        *(note for one in exhibits for note in one.notes),
        *(source for one in exhibits for source in one.sources),
        *(f"In het dashboard: {one.link}" for one in exhibits if one.link),
        *(f"Versie van de gegevens: {one.version}" for one in exhibits if one.version),
    ]
    return dict.fromkeys(lines)


class _Sheet:
    """A sheet with one table; when the frame has no rows, a table that says so."""

    def __init__(self, book: Any, name: str, frame: pd.DataFrame, nothing: str, wraps: bool = False) -> None:
        style = {"valign": "top", "text_wrap": wraps}
        self._words = book.add_format(style)
        patterns = ["#,##0" + ("." + "0" * places if places else "") for places in range(_MOST_DECIMALS + 1)]
        self._numbers = [book.add_format(style | {"num_format": pattern}) for pattern in patterns]
        self._sheet = book.add_worksheet(name)
        self._fill(name, frame if len(frame) else pd.DataFrame({name: [nothing]}))
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofit(_WIDEST)

    def write_below(self, lines: Iterable[str]) -> None:
        """Write lines in the first column, after an empty row."""
        for row, line in enumerate(lines, self._row_count + 2):
            self._write(row, 0, line, 0)
        self._sheet.autofit(_WIDEST)

    def _fill(self, name: str, frame: pd.DataFrame) -> None:
        asked = frame[DECIMALS].tolist() if DECIMALS in frame else [None] * len(frame)
        shown = frame.drop(columns=DECIMALS, errors="ignore")
        self._row_count = len(shown)
        columns = [{"header": heading} for heading in _headings(shown.columns)]
        self._sheet.add_table(
            0, 0, self._row_count, len(columns) - 1, {"name": name, "columns": columns, "style": "Table Style Medium 2"}
        )
        for column, label in enumerate(shown.columns):
            cells = shown[label].tolist()
            own = _decimals(cells)
            is_counted = all(isinstance(cell, Integral) for cell in cells)
            for row, (cell, places) in enumerate(zip(cells, asked, strict=True), 1):
                self._write(row, column, cell, own if is_counted or pd.isna(places) else int(places))

    def _write(self, row: int, column: int, cell: Any, places: int) -> None:
        match cell:
            case bool():
                self._sheet.write_boolean(row, column, cell, self._words)
            case Real():
                if isfinite(cell):
                    self._sheet.write_number(row, column, cell, self._numbers[min(max(places, 0), _MOST_DECIMALS)])
            case str():
                self._sheet.write_string(row, column, _text(cell), self._words)
            case _ if not pd.isna(cell):
                self._sheet.write_string(row, column, _text(str(cell)), self._words)


def _headings(labels: Iterable[object]) -> list[str]:
    """Return the headings of a table, which Excel wants on one line, not empty and all different."""
    headings: list[str] = []
    taken: set[str] = set()
    for label in labels:
        whole = " ".join(_text(str(label)).split()) or "kolom"
        heading, number = _cut(whole, _LONGEST_HEADING), 1
        while heading.lower() in taken:
            number += 1
            heading = f"{_cut(whole, _LONGEST_HEADING - 6)} ({number})"
        taken.add(heading.lower())
        headings.append(heading)
    return headings


def _decimals(cells: list[Any]) -> int:
    """Return how many decimals the numbers among the cells have, at most three."""
    numbers = [cell for cell in cells if isinstance(cell, Real) and isfinite(cell)]
    for places in range(_MOST_DECIMALS):
        if all(float(number) == round(float(number), places) for number in numbers):
            return places
    return _MOST_DECIMALS


def _text(text: str) -> str:
    plain = _cut(printable(text.replace("\r\n", "\n").replace("\r", "\n")), _LONGEST_TEXT - 1)
    # XlsxWriter takes a string between these tags for its own markup of rich text, unless something follows it
    return f"{plain} " if plain.startswith("<r>") and plain.endswith("</r>") else plain


def _cut(text: str, longest: int) -> str:
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * longest else units[: 2 * longest - 2].decode("utf-16-le", "ignore") + "…"


def _in_dutch(content: bytes) -> bytes:
    """Return the Excel file with Dutch as its language, which XlsxWriter cannot set."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    end = b"</cp:coreProperties>"
    core = files["docProps/core.xml"].replace(end, b"<dc:language>nl-NL</dc:language>" + end)
    return archive.packed(files | {"docProps/core.xml": core})
