"""Reads the sheets of an Excel workbook with own figures: selects sheets, and returns their cells as text."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from openpyxl.cell import ReadOnlyCell
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from etl.own_figures import headings, sheets
from etl.own_figures.sheets import LOOKED_AT, MOST_COLUMNS, Mistake, Row, Sheet, is_filled, sheet_of
from veerkracht.core import dutch, names
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Merged = tuple[int, int, int, int]  # first and last row, first and last column

MOST_UNPACKED_BYTES = 100_000_000
SHEET = "Cijfers"
EXPLANATION = "Uitleg"
EXPLANATION_HEADER = ("kolom", "wat er in staat")
AS_EXCEL = "open het in Excel en sla het op als Excel-werkmap (.xlsx)"

_LAST_EXCEL_ROW = 1_048_576
_MOST_ELEMENTS = 500_000  # a row in which Excel has filled every cell has 50,000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # begins an .xls file, and also an .xlsx file with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BEGIN = 1_000  # if none of these rows is filled, the sheet counts as blank
_HIDDEN_ROW = "verborgen in Excel, met de hand of met een filter; maak zichtbaar wat mee moet, en haal de rest weg"
_HIDDEN_COLUMN = "verborgen in Excel, en er staat iets in; maak haar zichtbaar als zij mee moet, of haal haar weg"


def read(content: bytes) -> tuple[list[Sheet], list[str]]:
    """Return the sheets with figures, and Dutch lines on those that are passed over.

    When there is a sheet Cijfers only that one is read, else every sheet with the headings of a file. What Excel hides
    is a mistake or is passed over: nobody may have looked at it. Raises SourceError when the workbook as a whole cannot
    be read.
    """
    with opened(content) as book:
        choice = _choice(book)
        return [_sheet(sheet, choice.name_of(sheet)) for sheet in choice.read], choice.passed_over()


@contextmanager
def opened(content: bytes, most: int = MOST_UNPACKED_BYTES) -> Iterator[Workbook]:
    """Open a workbook of at most `most` bytes once it is unpacked. Raises SourceError when it is none, is larger, has a
    password, or whatever goes wrong while it is read within this context."""
    if content.startswith(_OLD_OFFICE) and _ENCRYPTED in content:
        raise SourceError("het bestand heeft een wachtwoord; sla het op zonder wachtwoord")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > most:
            size = f"{most // 1_000_000} MB"
            raise SourceError(f"het bestand is uitgepakt groter dan {size}; verdeel het over meer bestanden")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and parts that are not read
            yield openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises nearly anything for a damaged file
        raise SourceError(f"het bestand is beschadigd of geen Excel-werkmap; {AS_EXCEL}") from error


@dataclass(frozen=True)
class _Choice:
    """The sheets that are read, those passed over, and which of both have the headings of a file."""

    read: list[ReadOnlyWorksheet]
    rest: list[ReadOnlyWorksheet]
    with_figures: list[ReadOnlyWorksheet]

    def name_of(self, sheet: ReadOnlyWorksheet) -> str:
        """Return how messages name a sheet: '' when it is clear which is meant."""
        return "" if _is_named(sheet) or len(self.read + self.rest) == 1 else sheet.title

    def passed_over(self) -> list[str]:
        """Return a line per reason to pass over sheets."""
        hidden = [sheet for sheet in self.rest if not _is_visible(sheet)]
        ignored = [sheet for sheet in self.rest if _is_visible(sheet) and sheet in self.with_figures]
        other = [sheet for sheet in self.rest if _is_visible(sheet) and sheet not in self.with_figures]
        reasons = (
            (hidden, "verborgen; maak zichtbaar wat mee moet"),
            (ignored, f"er is een blad {SHEET}, en dan telt alleen dat; zet daarop wat mee moet"),
            (other, f"daar staan geen kolomnamen ({dutch.joined(list(headings.REQUIRED))})"),
        )
        return [f"{_named(sheets)} niet gelezen: {why}" for sheets, why in reasons if sheets]


def _choice(book: Workbook) -> _Choice:
    """Return which sheets are read. Raises SourceError when there is nothing to read, or all of it is hidden."""
    if not book.worksheets:
        raise SourceError(f"het bestand heeft geen werkblad; zet de cijfers op een blad met de naam {SHEET}")
    begins = [(sheet, begin) for sheet in book.worksheets if (begin := _begin(sheet))]
    with_figures = [sheet for sheet, begin in begins if any(headings.are_in(row) for row in begin)]
    visible = [(sheet, begin) for sheet, begin in begins if _is_visible(sheet)]
    named = [sheet for sheet, _ in visible if _is_named(sheet)]
    chosen = named or [sheet for sheet in with_figures if _is_visible(sheet)]
    if begins and not chosen and (with_figures or not visible):
        hidden = with_figures or [sheet for sheet, _ in begins]
        raise SourceError(f"{_named(hidden)} verborgen; maak zichtbaar wat mee moet, of haal het bestand weg")
    if begins and not chosen:  # its mistakes say what is missing
        chosen = [max(visible, key=lambda pair: max(len(headings.known_in(row)) for row in pair[1]))[0]]
    if not chosen:
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    rest = [sheet for sheet, begin in begins if sheet not in chosen and begin[0][:2] != EXPLANATION_HEADER]
    return _Choice(chosen, rest, with_figures)


def _begin(sheet: ReadOnlyWorksheet) -> list[tuple[str, ...]]:
    """Return the first rows of a sheet that are not blank."""
    sheet.reset_dimensions()  # the size that the file states may be wrong
    for _ in islice((tag for tag, _ in _elements(sheet) if tag == "row"), _BEGIN):
        pass  # no row of these is too long to read
    rows = sheet.iter_rows(max_row=_BEGIN, max_col=MOST_COLUMNS, values_only=True)
    texts = (tuple(str(cell or "").strip() for cell in row) for row in rows)
    return list(islice((row for row in texts if any(row)), LOOKED_AT))


def _is_visible(sheet: ReadOnlyWorksheet) -> bool:
    return bool(sheet.sheet_state == "visible")


def _is_named(sheet: ReadOnlyWorksheet) -> bool:
    return names.folded(sheet.title) == names.folded(SHEET)


def _named(sheets: list[ReadOnlyWorksheet]) -> str:
    titles = dutch.joined([repr(sheet.title) for sheet in sheets])
    return f"blad {titles} is" if len(sheets) == 1 else f"de bladen {titles} zijn"


def _sheet(sheet: ReadOnlyWorksheet, name: str) -> Sheet:
    """Return the cells of a sheet. What is hidden and not blank is a mistake."""
    layout = _layout(sheet)
    layout.mistakes.extend(map(of_merged, layout.merged))
    result = sheet_of(_rows(sheet, layout, MOST_COLUMNS), layout.mistakes, name=name)
    filled = {row.number for row in [*result.rows, *result.unread]}
    result.mistakes.extend(Mistake(number, _HIDDEN_ROW) for number in filled & layout.hidden_rows)
    for place, heading in enumerate(result.header):
        is_hidden = any(first <= place + 1 <= last for first, last in layout.hidden_columns)
        if is_hidden and any(is_filled(row.cells[place]) for row in result.rows):
            result.mistakes.append(Mistake(0, _HIDDEN_COLUMN, heading or get_column_letter(place + 1)))
    return result


@dataclass(frozen=True)
class _Layout:
    """What openpyxl does not tell of a sheet that it only reads; columns are ranges of places, from 1.

    `mistakes` is the first filled cell in a column too many; `merged` has the first and last row and the first and last
    column of merged cells; `width` is the last column with anything in it.
    """

    mistakes: list[Mistake]
    merged: list[Merged]
    hidden_rows: set[int]
    hidden_columns: list[tuple[int, int]]
    last_filled: int
    width: int


def filled_rows(
    sheet: ReadOnlyWorksheet, most_columns: int, mistakes: list[Mistake], merged: list[Merged]
) -> Iterator[Row]:
    """Yield the rows of any sheet that are not blank, and the first one in any case, as text.

    A merged cell, recorded in `merged`, has the text of the first cell of its range. Adds a mistake for each cell that
    is neither text nor a number, and for the first one beyond `most_columns`. Raises as `_layout` does.
    """
    sheet.reset_dimensions()  # the size that the file states may be wrong
    layout = _layout(sheet, most_columns)
    merged.extend(layout.merged)
    texts: dict[tuple[int, int], str] = {}
    width = min(layout.width, most_columns)
    for row in _rows(sheet, layout, width):
        cells = list(row.cells)
        for top, bottom, left, right in layout.merged:
            if top <= row.number <= bottom and left <= width:
                if row.number == top:
                    texts[top, left] = (cells[left - 1 : left] or [""])[0] or ""
                cells += [""] * (min(right, width) - len(cells))
                cells[left - 1 : right] = [texts.get((top, left), "")] * (min(right, width) - left + 1)
        yield Row(row.number, tuple(cells))
    mistakes.extend(layout.mistakes)


def of_merged(place: Merged) -> Mistake:
    """Return the mistake of merged cells that should each have a text of their own."""
    top, bottom, left, right = place
    cells = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    return Mistake(top, f"de cellen {cells} zijn samengevoegd; hef de samenvoeging op en vul elke cel", example=cells)


def _layout(sheet: ReadOnlyWorksheet, most_columns: int = MOST_COLUMNS) -> _Layout:
    """Return the layout of a sheet.

    Raises SourceError when it has too many rows, and ValueError when they are out of order, which openpyxl
    skips, or beyond the last of Excel.
    """
    merged: list[Merged] = []
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    surplus: Mistake | None = None
    count, number, last_filled, width = 0, 0, 0, 0
    column, filled, beyond = 0, False, 0
    for tag, element in _elements(sheet):
        match tag:
            case "col":
                if _is_hidden(element.get("hidden"), element.get("width")):
                    hidden_columns.append((int(element.get("min", "")), int(element.get("max", ""))))
            case "c":
                place = element.get("r")
                column = coordinate_to_tuple(place)[1] if place else column + 1
                if _has_content(element, sheet._shared_strings):
                    filled, width = True, max(width, column)
                    beyond = beyond or column * (column > most_columns)
            case "row":
                before, number = number, int(element.get("r", number + 1))
                if not before < number <= _LAST_EXCEL_ROW:
                    raise ValueError(f"row {number} after row {before}")
                if _is_hidden(element.get("hidden"), element.get("ht")):
                    hidden_rows.add(number)
                if filled:
                    last_filled = number
                if beyond and surplus is None:
                    surplus = sheets.surplus(number, get_column_letter(beyond), most_columns)
                count += 1
                if max(count, last_filled) > sheets.MOST_ROWS + 1:
                    raise SourceError(sheets.TOO_MANY_ROWS)
                column, filled, beyond = 0, False, 0
            case "mergeCell":
                place = str(element.get("ref"))[:40]
                left, top, right, bottom = range_boundaries(place)
                merged.append((top, bottom, left, right))
    return _Layout(list(filter(None, [surplus])), merged, hidden_rows, hidden_columns, last_filled, width)


def _elements(sheet: ReadOnlyWorksheet) -> "Iterator[tuple[str, Element]]":
    """Yield every element of a sheet when it ends, a row after its cells, with its tag; then it is emptied.

    Raises ValueError for more of them, outside rows or in one row, than fit in memory well.
    """
    waiting = 0
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            yield tag, element
            waiting = 0 if tag == "row" else waiting + 1
            if waiting > _MOST_ELEMENTS:
                raise ValueError("too many elements")
            if tag in ("c", "row", "mergeCell"):
                element.clear()


def _has_content(cell: "Element", shared: Sequence[str]) -> bool:
    """Return whether a cell has a formula, a number or a text that is not blank."""
    texts = [text for text in cell.itertext() if text.strip()]
    return any(shared[int(text)].strip() for text in texts) if cell.get("t") == "s" else bool(texts)


def _is_hidden(hidden: str | None, size: str | None) -> bool:
    """Return whether a row or column is hidden, or so small that it might as well be."""
    return hidden in ("1", "true") or (size is not None and float(size) == 0)


def _rows(sheet: ReadOnlyWorksheet, layout: _Layout, most_columns: int) -> Iterator[Row]:
    """Yield the rows as text; adds a mistake for each cell that is neither text nor a number.

    The cells of a merged range below its first are None: their mistake is that of the first.
    """
    header: list[str | None] = []
    waiting, merged = sorted(layout.merged, reverse=True), []
    for number, row in enumerate(sheet.iter_rows(max_row=layout.last_filled, max_col=most_columns), 1):
        if number > 1 and not any(cell.value is not None and str(cell.value).strip() for cell in row):
            continue
        while waiting and waiting[-1][0] < number:
            merged.append(waiting.pop())
        merged = [cells for cells in merged if cells[1] >= number]
        cells: list[str | None] = []
        for place, cell in enumerate(row):
            text = _text(cell)
            if not text and header[place : place + 1] and any(left <= place + 1 <= right for *_, left, right in merged):
                cells.append(None)
                continue
            if wrong := _not_text(cell):
                name = " ".join((header[place] or "").split())[:40] if place < len(header) else ""
                column = name or get_column_letter(place + 1)
                layout.mistakes.append(Mistake(number, wrong, column))
            cells.append(None if wrong else text)
        header = header or cells
        yield Row(number, tuple(cells))


def _not_text(cell: ReadOnlyCell) -> str:
    """Return what is wrong with a cell that has neither text nor a number, else ''."""
    match cell.data_type:
        case "f":
            return "bevat een formule; plak de uitkomst als waarde"
        case "e":
            return f"bevat de foutmelding {str(cell.value)[:20]}; typ het getal, of laat de rij weg"
        case "d":
            return (
                "Excel heeft hier een datum of tijd van gemaakt; maak de cel op als Tekst en typ het opnieuw, "
                "bijvoorbeeld 3,5 bij een waarde of 2024-01 bij een maand"
            )
        case "b":
            return "bevat WAAR of ONWAAR; typ een getal of een tekst"
        case _:
            return ""


def _text(cell: ReadOnlyCell) -> str:
    """Return the text of a cell, or its number in full: 2024 for 2024.0, and 58.9% for 0.589 formatted as a percentage.

    Three decimals get a zero behind them, so that their point is not read as a separator of thousands.
    """
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value).replace("_x000D_", "")
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    is_percentage = "%" in re.sub(r'"[^"]*"|\\.|[_*].', "", cell.number_format or "")
    text = f"{exact * 100 if is_percentage else exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if re.search(r"\.[0-9]{3}$", text):
        text += "0"
    return text + "%" * is_percentage
