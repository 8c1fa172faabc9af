"""Reads the cells of a CSV or Excel file of own figures as text, with what is wrong with the file as a whole."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from openpyxl.cell import ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from veerkracht.core.errors import SourceError

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 100_000_000
MOST_ROWS = 100_000
SHEET = "Cijfers"

_LAST_EXCEL_ROW = 1_048_576
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # begins an .xls file, and also an .xlsx file with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_CSV = "kies in Excel Opslaan als, “CSV UTF-8 (door komma's gescheiden)”"
_AS_EXCEL = "open het in Excel en sla het op als Excel-werkmap (.xlsx)"


class Wrong(Exception):
    """What is wrong with one cell and how to correct it, in Dutch."""


@dataclass(frozen=True)
class Mistake:
    """A Dutch line on what is wrong and how to correct it, with its row (for the order)."""

    row: int
    text: str


@dataclass(frozen=True)
class Row:
    """A row that is not blank, with its number as the user sees it; a cell that has its mistake already is None."""

    number: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The column names of row 1, the rows below it, each with as many cells, and the mistakes in single cells."""

    header: tuple[str, ...]
    rows: list[Row]
    mistakes: list[Mistake]


def read(path: Path) -> Sheet:
    """Return the cells of a CSV or Excel file as text. Formulas are not evaluated, they are mistakes.

    Raises SourceError when the file as a whole cannot be read.
    """
    match path.suffix.lower():
        case ".csv":
            return _read_csv(_content(path))
        case ".xlsx":
            return _read_excel(_content(path))
        case ".xls" | ".xlsb" | ".xlsm" | ".ods" | ".numbers" as kind:
            raise SourceError(f"een bestand van de soort {kind} wordt niet gelezen; {_AS_EXCEL}")
        case _:
            raise SourceError("alleen .csv en .xlsx worden gelezen; sla het bestand zo op, of haal het uit de map")


def quoted(text: str) -> str:
    """Return a cell for use in a message: in quotes, and shortened when it is long."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SourceError(
            f"het bestand is niet te openen ({error.strerror}); sluit het in Excel, of zet het opnieuw in de map"
        ) from error
    if not content:
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    if len(content) > MOST_BYTES:
        raise SourceError("het bestand is groter dan 10 MB; verdeel het over meer bestanden")
    return content


def _read_csv(content: bytes) -> Sheet:
    text = _decoded(content)
    first_line = text.splitlines()[0] if text.strip() else ""
    separator = max(";,\t", key=first_line.count)
    return _sheet(_csv_rows(text, separator), [], separator == ",")


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF16):
        raise SourceError(f"regel 1: het bestand is UTF-16 en geen UTF-8; {_AS_CSV}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"regel {line}: het bestand is geen UTF-8; {_AS_CSV}") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SourceError(f"regel {line}: hier staat een teken (NUL) dat niet in een CSV hoort; {_AS_CSV}")
    return text


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str | None]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise SourceError(
                f"regel {line}: de aanhalingstekens kloppen niet, of een cel is veel te lang; zet om een cel met een "
                "aanhalingsteken erin dubbele aanhalingstekens, en schrijf het teken daarbinnen twee keer"
            ) from None
        if cells is None:
            return
        yield line, list(cells)


def _sheet(rows: Iterable[tuple[int, list[str | None]]], mistakes: list[Mistake], by_comma: bool = False) -> Sheet:
    """Return the sheet of numbered rows. Raises SourceError when row 1 is blank or there are too many rows."""
    header: tuple[str, ...] = ()
    filled: list[Row] = []
    count = 0
    for number, cells in rows:
        last = max((place for place, cell in enumerate(cells, 1) if _is_filled(cell)), default=0)
        if number == 1:
            header = tuple((cell or "").strip() for cell in cells[:last])
        if not header:
            raise SourceError("rij 1 is leeg; zet de kolomnamen op rij 1")
        if number == 1 or last == 0:
            continue
        count += 1
        if count > MOST_ROWS:
            raise SourceError("het bestand heeft meer dan 100.000 rijen; verdeel het over meer bestanden")
        if last > len(header):
            hint = "; zet een getal met een decimale komma tussen aanhalingstekens" if by_comma else ""
            surplus = f"er staat iets in kolom {last}, maar rij 1 heeft {len(header)} kolomnamen"
            mistakes.append(Mistake(number, f"rij {number}: {surplus}; haal weg wat te veel is{hint}"))
            continue
        filled.append(Row(number, tuple([*cells, *[""] * len(header)][: len(header)])))
    if not header:
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    return Sheet(header, filled, mistakes)


def _is_filled(cell: str | None) -> bool:
    return cell is None or bool(cell.strip())


def _read_excel(content: bytes) -> Sheet:
    if content.startswith(_OLD_OFFICE) and _ENCRYPTED in content:
        raise SourceError("het bestand heeft een wachtwoord; sla het op zonder wachtwoord")
    mistakes: list[Mistake] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise SourceError("het bestand is uitgepakt groter dan 100 MB; verdeel het over meer bestanden")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and parts that are not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet = _chosen_sheet(book)
            mistakes += _merged_cells(sheet)
            rows = list(islice(_excel_rows(sheet, mistakes), MOST_ROWS + 2))  # the header, and one too many
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises nearly anything for a damaged file
        raise SourceError(f"het bestand is beschadigd of geen Excel-werkmap; {_AS_EXCEL}") from error
    return _sheet(rows, mistakes)


def _chosen_sheet(book: Workbook) -> ReadOnlyWorksheet:
    sheets = book.worksheets
    named = [sheet for sheet in sheets if sheet.title.strip().lower() == SHEET.lower()]
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise SourceError(f"het bestand heeft geen werkblad; zet de cijfers op een blad met de naam {SHEET}")
    return [*named, *visible, *sheets][0]


def _merged_cells(sheet: ReadOnlyWorksheet) -> list[Mistake]:
    """Return a mistake per merged range. Raises ValueError when rows are out of order: openpyxl skips those."""
    mistakes, last = [], 0
    with sheet._get_source() as source:  # a read-only sheet does not give its merged cells
        for _, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            if tag == "row":
                number = int(element.get("r", last + 1))
                if number <= last:
                    raise ValueError(f"row {number} comes after row {last}")
                last = number
            if tag == "mergeCell":
                place = str(element.get("ref"))[:40]
                row = int("".join(re.findall(r"\d+", place.partition(":")[0])))
                advice = "hef de samenvoeging op en vul elke cel"
                mistakes.append(Mistake(row, f"rij {row}: de cellen {place} zijn samengevoegd; {advice}"))
            if tag in ("row", "mergeCell"):
                element.clear()
    return mistakes


def _excel_rows(sheet: ReadOnlyWorksheet, mistakes: list[Mistake]) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the rows as text; adds a mistake for each cell with something else than a text or a number."""
    sheet.reset_dimensions()  # the size that the file states may be wrong
    header: list[str | None] = []
    for number, row in enumerate(sheet.rows, 1):
        if number > _LAST_EXCEL_ROW:
            raise ValueError("more rows than Excel has")
        if number > 1 and not any(cell.value is not None and str(cell.value).strip() for cell in row):
            continue
        cells: list[str | None] = []
        for place, cell in enumerate(row):
            text = _excel_text(cell)
            if wrong := _not_text(cell):
                name = " ".join((header[place] or "").split())[:40] if place < len(header) else ""
                column = name or get_column_letter(place + 1)
                mistakes.append(Mistake(number, f"rij {number}, kolom {column}: {wrong}"))
            cells.append(None if wrong else text)
        header = header or cells
        yield number, cells


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


def _excel_text(cell: ReadOnlyCell) -> str:
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
