"""Reads a saved table into a grid of cells: CSV in the usual encodings, or the workbook sheet with areas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from etl.own_figures import cells, local_files, sheets, workbook
from etl.own_figures.sheets import LOOKED_AT, Mistake, Row, is_filled
from veerkracht.core import areas, dutch
from veerkracht.core.errors import SourceError

# the workbook of CBS has 18,000 areas by 130 columns, a selection of StatLine at most a million figures
MOST_BYTES = 60_000_000
MOST_UNPACKED_BYTES = 400_000_000
MOST_COLUMNS = 3_000
MOST_CELLS = 4_000_000

_SEPARATORS = ";\t,"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# codes of areas, also of levels that the dashboard does not have
_CODE = re.compile(r"(?:BU|WK|GM|NL|GG|PV|LD|CR)\d{2}[0-9A-Z]{0,6}")


@dataclass(frozen=True)
class Selection:
    """The filled rows of a file, without those of other municipalities.

    `other_count` is how many of these there were, `own_count` how many rows have a code of an area in the municipality.
    """

    rows: list[Row]
    own_count: int
    other_count: int

    @property
    def has_codes(self) -> bool:
        """Return whether any row has a code of an area other than the country."""
        return self.own_count > 0 or self.other_count > 0


@dataclass(frozen=True)
class Grid:
    """The selected rows of a file.

    `mistakes` are those of single cells, `merged` the cells that Excel shows as one; `has_points` says whether a number
    may have a decimal point, as the cells of Excel have; `sheet` is its name, '' of a CSV.
    """

    selection: Selection
    mistakes: list[Mistake]
    merged: list[workbook.Merged] = field(default_factory=list)
    has_points: bool = False
    sheet: str = ""

    @property
    def rows(self) -> list[Row]:
        """Return the selected rows."""
        return self.selection.rows

    @property
    def is_table(self) -> bool:
        """Return whether it has more than a list or a text: rows of three cells."""
        return sum(_width(row) > 2 for row in self.rows) > 2


def read(path: Path, region: str) -> Grid:
    """Return the cells of a file, without the rows of areas outside `region` by their codes.

    Raises SourceError when the file as a whole cannot be read, or is larger than the bounds of this module.
    """
    local_files.require_no_link(path)
    match path.suffix.lower():
        case ".csv" | ".txt":
            return _of_csv(cells.content(path, MOST_BYTES), region)
        case ".xlsx":
            return _of_workbook(cells.content(path, MOST_BYTES), region)
        case ".xls" | ".ods" | ".xlsb" | ".xlsm" as kind:
            raise SourceError(f"een bestand van de soort {kind} wordt niet gelezen; {workbook.AS_EXCEL}")
        case _:
            raise SourceError("alleen .csv en .xlsx worden gelezen; bewaar de tabel in StatLine als CSV of Excel")


def _of_csv(content: bytes, region: str) -> Grid:
    text, mistakes = _decoded(content), list[Mistake]()
    separator = max(_SEPARATORS, key=lambda separator: _cells_by(text, separator))
    rows = cells.csv_rows(text, separator, mistakes, most_columns=MOST_COLUMNS)
    return Grid(_select(rows, region), mistakes)


def _decoded(content: bytes) -> str:
    """Return the text of a CSV: UTF-8, UTF-16 with a byte order mark, or else the encoding of Windows in the
    Netherlands."""
    if content.startswith(_UTF16):
        return _text(content, "utf-16", "het bestand begint als UTF-16, maar is dat niet")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _text(content, "cp1252", "het bestand is geen UTF-8, UTF-16 of Windows-1252")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SourceError(
            f"regel {line}: hier staat een teken (NUL) dat niet in een CSV hoort; bewaar de tabel opnieuw"
        )
    return text


def _text(content: bytes, encoding: str, why: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise SourceError(f"{why}; bewaar de tabel opnieuw in StatLine") from None


def _cells_by(text: str, separator: str) -> int:
    """Return how many cells the first rows have with a separator."""
    try:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), LOOKED_AT)
        return sum(len(row) - 1 for row in rows)
    except csv.Error:
        return 0


def _of_workbook(content: bytes, region: str) -> Grid:
    """Return the sheet with area codes, or else with a table. Raises SourceError when there is more than one."""
    with workbook.opened(content, MOST_UNPACKED_BYTES) as book:
        grids = []
        for sheet in book.worksheets:
            mistakes, merged = list[Mistake](), list[workbook.Merged]()
            rows = workbook.filled_rows(sheet, MOST_COLUMNS, mistakes, merged)
            grids.append(Grid(_select(rows, region), mistakes, merged, True, sheet.title))
    if not any(grid.rows for grid in grids):
        raise SourceError("het bestand is leeg; bewaar de tabel opnieuw in StatLine")
    tables = [grid for grid in grids if grid.selection.has_codes] or [grid for grid in grids if grid.is_table]
    if len(tables) > 1:
        titles = dutch.joined([repr(grid.sheet) for grid in tables])
        raise SourceError(f"de bladen {titles} hebben elk een tabel; bewaar elke tabel in een eigen bestand")
    return tables[0] if tables else max(grids, key=lambda grid: len(grid.rows))


def _select(rows: Iterable[Row], region: str) -> Selection:
    """Return the filled rows except those whose area codes are all outside the region."""
    selected, own_count, other_count = list[Row](), 0, 0
    for row in _limited(rows):
        texts = ((cell or "").strip() for cell in row.cells)
        codes = [areas.clean(text) for text in texts if _CODE.fullmatch(text)]
        if codes and not any(areas.belongs_to(code, region) for code in codes):
            other_count += 1
        elif any(is_filled(cell) for cell in row.cells):
            own_count += any(code != areas.COUNTRY for code in codes)
            selected.append(row)
    return Selection(selected, own_count, other_count)


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    count = 0
    for number, row in enumerate(rows):
        count += _width(row)
        if count > MOST_CELLS or number > sheets.MOST_ROWS:
            maximum = f"{dutch.number(MOST_CELLS, 0)} cellen of {dutch.number(sheets.MOST_ROWS, 0)} rijen"
            raise SourceError(f"het bestand heeft meer dan {maximum}; kies in StatLine alleen de gemeente en het land")
        yield row


def _width(row: Row) -> int:
    return next((place for place in range(len(row.cells), 0, -1) if is_filled(row.cells[place - 1])), 0)
