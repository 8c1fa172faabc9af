"""Writes exhibits as an Excel file: figures, explanation and revisions, each as a table with filters."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import isfinite
from numbers import Integral, Real
from typing import TYPE_CHECKING

import pandas as pd

from veerkracht.drawing.exhibit import Exhibit, printable
from veerkracht.drawing.table import Table
from veerkracht.export import archive, screen_table
from veerkracht.export.delimited import DECIMALS, IN_UNIT, figures, printed, together

if TYPE_CHECKING:
    import xlsxwriter

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MOST_DECIMALS = 3
_WIDEST = 60 * 7 + 5  # pixels of 60 characters
_LONGEST_TEXT = 32_767  # UTF-16 units that fit in a cell
_LONGEST_HEADING = 255
_ON_SCREEN = "Deze tabel"

# LEESMIJ.md of the data package repeats this, with the names of its columns
_RECOMPUTED = (
    "Zo rekent u een oordeel na. Marge m = factor × standaardfout. Is de richting omlaag, vermenigvuldig dan elke "
    "verandering van het cijfer met -1 en wissel de grenzen; achterstand en ingelopen staan al zo.",
    "Vergeleken met een reeks jaren: met het gemiddelde ervan, want één jaar van een telling schommelt veel. Het pad "
    "loopt in een rechte lijn van het begin van het pad naar de streefwaarde.",
    "Standaardfout van het verschil: de verandering min m tot de verandering plus m.",
    "Standaardfout van de logaritme: van (cijfer nu voor de verhouding × EXP(-m)) min (cijfer toen voor de verhouding) "
    "tot hetzelfde met EXP(m); cijfer nu min cijfer toen hoort er altijd bij.",
    "Genoeg is: begin van het pad + deel dat genoeg is × (pad - begin van het pad), min het cijfer toen. Tot het doel "
    "is het: de streefwaarde min het cijfer toen. Is een van beide onder nul, reken dan met nul.",
    "Kijk in deze volgorde. Bereikt: de ondergrens is minstens wat tot het doel nodig is. Op koers: de ondergrens is "
    "minstens wat genoeg is. Vooruit, te langzaam: de ondergrens is boven nul en de bovengrens onder wat genoeg is. "
    "Vooruit, tempo onzeker: de ondergrens is boven nul. Verkeerde kant op: de bovengrens is onder nul. Anders: nog "
    "niet te zeggen.",
    "Ingelopen: bij het verschil min en plus factor × standaardfout; bij de logaritme van "
    "100 × ((1 + ingelopen / 100) × EXP(-factor × standaardfout) - 1) tot hetzelfde met een plus. Ligt nul ertussen, "
    "dan bleef de achterstand ongeveer gelijk. Een negatieve achterstand is een voorsprong. Ingelopen is gerekend met "
    "de gemeente zonder de buurt, en van een telling een percentage.",
    "Meetlat: bij een telling de logaritme van (buurt nu / buurt toen) / (gemeente nu / gemeente toen), de gemeente "
    "zonder de buurt; anders het ene verschil min het andere. Is de richting omlaag, dan is ingelopen van een telling "
    "100 × (EXP(-verandering) - 1). Deed hoogstens 10% van de buurten het minder goed, dan is dat ongunstig, bij "
    "hoogstens 5% uitzonderlijk ongunstig; deed hoogstens zo'n deel het beter, dan gunstig.",
)
_NO_STATUS = "Een vroeg signaal gaat over de buurten van het programma samen, en is nooit een stand."


def workbook(
    exhibits: Sequence[Exhibit], title: str, author: str, moment: datetime, tables: Sequence[Table] = ()
) -> bytes:
    """Return an Excel file with the sheets Deze tabel, Gegevens, Toelichting and Wijzigingen, each with one table from
    A1; and Oordelen and Signalen if a figure belongs to a goal.

    Deze tabel is the table on screen, in its order: a sheet for each of `tables`, which letters lack. Figures and their
    bounds are rounded to the decimals of their row (the column `decimalen`, which is left out); others are formatted
    like their column. A missing figure is an empty cell. Toelichting has names and texts, with notes, sources,
    addresses and versions at its end. Years and codes must be text: integers would get a thousands separator. `moment`
    is the date of the file.
    """
    import xlsxwriter  # 2.4 MB in a server from which nobody downloads a workbook

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    book.set_properties({"title": _text(title), "author": _text(author), "created": moment})
    for number, table in enumerate(screen_table.distinct(tables), 1):
        rows, decimals = screen_table.frame(table)
        _Sheet(book, f"{_ON_SCREEN} {number}" if number > 1 else _ON_SCREEN, rows, "", decimals=decimals)
    _Sheet(book, "Gegevens", printed(figures(exhibits)), "Er zijn geen cijfers.")
    _Sheet(book, "Toelichting", _explanation(exhibits), "Er is geen toelichting.", wraps=True)
    changes = together(exhibit.sheets.changes for exhibit in exhibits).drop_duplicates()
    _Sheet(book, "Wijzigingen", changes, "Er zijn geen wijzigingen van deze cijfers bekend.", wraps=True)
    verdicts = together(exhibit.sheets.verdicts for exhibit in exhibits).drop_duplicates()
    if len(verdicts):
        _Sheet(book, "Oordelen", verdicts, "").write_below(_RECOMPUTED)
    signals = together(exhibit.sheets.signals for exhibit in exhibits).drop_duplicates()
    if len(signals):
        _Sheet(book, "Signalen", signals, "").write_below([_NO_STATUS])
    book.close()
    return _in_dutch(content.getvalue())


def _explanation(exhibits: Sequence[Exhibit]) -> pd.DataFrame:
    """Return names and texts: the definition of every indicator, then notes, sources, addresses and data versions, each
    once."""
    rows = together(exhibit.sheets.explanation for exhibit in exhibits)
    rows = rows.drop_duplicates(["onderwerp"]) if len(rows) else rows
    lines = [
        (str(name), text) for row in rows.to_dict("records") for name, text in row.items() if not pd.isna(text) and text
    ]
    lines += [("let op", note) for exhibit in exhibits for note in exhibit.notes]
    lines += [("bron", source) for exhibit in exhibits for source in exhibit.sources]
    lines += [("in het dashboard", exhibit.link) for exhibit in exhibits if exhibit.link]
    lines += [("versie van de gegevens", exhibit.version) for exhibit in exhibits if exhibit.version]
    return pd.DataFrame(list(dict.fromkeys(lines)), columns=["naam", "tekst"])


class _Sheet:
    """A sheet with one table; for a frame without rows, a table with the message `nothing`."""

    def __init__(
        self, book: "xlsxwriter.Workbook", name: str, frame: pd.DataFrame, nothing: str, wraps: bool = False,
        decimals: Sequence[Sequence[int | None]] = (),
    ) -> None:  # fmt: skip
        style = {"valign": "top", "text_wrap": wraps}
        self._words = book.add_format(style)
        patterns = ["#,##0" + ("." + "0" * places if places else "") for places in range(_MOST_DECIMALS + 1)]
        self._numbers = [book.add_format(style | {"num_format": pattern}) for pattern in patterns]
        self._sheet = book.add_worksheet(name)
        self._fill(name, frame if len(frame) else pd.DataFrame({name: [nothing]}), decimals)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofit(_WIDEST)

    def write_below(self, lines: Iterable[str]) -> None:
        """Write lines in the first column, after an empty row."""
        for row, line in enumerate(lines, self._row_count + 2):
            self._write(row, 0, line, 0)
        self._sheet.autofit(_WIDEST)

    def _fill(self, name: str, frame: pd.DataFrame, decimals: Sequence[Sequence[int | None]]) -> None:
        """Write a frame as a table; figures have `decimals` per column and row, else those of their row if the column
        is in its unit, else those of their column."""
        of_rows = frame[DECIMALS].tolist() if DECIMALS in frame else [None] * len(frame)
        frame = frame.drop(columns=DECIMALS, errors="ignore")
        self._row_count = len(frame)
        columns = [{"header": heading} for heading in _headings(frame.columns)]
        self._sheet.add_table(
            0, 0, self._row_count, len(columns) - 1,
            {"name": name.replace(" ", "_"), "columns": columns, "style": "Table Style Medium 2"},
        )  # fmt: skip
        for column, label in enumerate(frame.columns):
            cells = frame.iloc[:, column].tolist()
            usual, by_row = _decimals(cells), of_rows if label in IN_UNIT else [None] * len(cells)
            if all(isinstance(cell, Integral) for cell in cells):
                by_row = [None] * len(cells)
            for row, (cell, places) in enumerate(zip(cells, decimals[column] if decimals else by_row, strict=True), 1):
                self._write(row, column, cell, usual if places is None or pd.isna(places) else int(places))

    def _write(self, row: int, column: int, cell: object, places: int) -> None:
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
    """Return the headings of a table, which Excel requires to be on one line, not empty and unique."""
    headings: list[str] = []
    used: set[str] = set()
    for label in labels:
        whole = " ".join(_text(str(label)).split()) or "kolom"
        heading, number = _cut(whole, _LONGEST_HEADING), 1
        while heading.lower() in used:
            number += 1
            heading = f"{_cut(whole, _LONGEST_HEADING - 6)} ({number})"
        used.add(heading.lower())
        headings.append(heading)
    return headings


def _decimals(cells: list[object]) -> int:
    """Return the number of decimals of the numbers among the cells, at most three."""
    numbers = [cell for cell in cells if isinstance(cell, Real) and isfinite(cell)]
    for places in range(_MOST_DECIMALS):
        if all(float(number) == round(float(number), places) for number in numbers):
            return places
    return _MOST_DECIMALS


def _text(text: str) -> str:
    plain = _cut(printable(text.replace("\r\n", "\n").replace("\r", "\n")), _LONGEST_TEXT - 1)
    # XlsxWriter interprets a string between these tags as its own rich-text markup, unless something follows it
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
