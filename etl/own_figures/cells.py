"""Reads a CSV or Excel file of own figures into sheets of cells, with the mistakes in the file as a whole."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from etl.own_figures import headings, local_files, sheets, workbook
from etl.own_figures.sheets import LOOKED_AT, MOST_COLUMNS, Mistake, Row, Sheet, sheet_of
from veerkracht.core import reasons
from veerkracht.core.errors import SourceError

MOST_BYTES = 10_000_000

_SEPARATORS = ";,\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_CSV = "kies in Excel Opslaan als, “CSV UTF-8 (door komma's gescheiden)”"
_OTHER_KIND = "alleen .csv en .xlsx worden gelezen; sla het bestand zo op, of haal het uit de map"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def read(path: Path) -> tuple[list[Sheet], list[str]]:
    """Return the sheets of a file (one of a CSV) with their cells as text, and lines on sheets that are passed over.

    Raises SourceError when the file as a whole cannot be read.
    """
    local_files.require_no_link(path)
    match path.suffix.lower():
        case ".csv":
            return [_read_csv(content(path))], []
        case ".xlsx":
            return workbook.read(content(path))
        case ".xls" | ".xlsb" | ".xlsm" | ".ods" | ".numbers" as kind:
            raise SourceError(f"een bestand van de soort {kind} wordt niet gelezen; {workbook.AS_EXCEL}")
        case ".txt" if path.stem.lower().endswith((".csv", ".xlsx")):
            raise SourceError(
                f"de naam eindigt op {path.stem[path.stem.rindex('.') :]}.txt; haal .txt weg (om dat te zien, kies in "
                "Verkenner bij Beeld: Bestandsnaamextensies)"
            )
        case _:
            raise SourceError(local_files.why_passed_over(path) or _OTHER_KIND)


def content(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return what is in a file. Raises SourceError when it cannot be read, is empty or has more than `most` bytes."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise SourceError(
            f"het bestand is niet te openen ({reasons.of(error)}); sluit het in Excel, of zet het opnieuw in de map"
        ) from error
    if not content:
        raise SourceError("het bestand is leeg; vul het sjabloon in")
    if len(content) > most:
        raise SourceError(f"het bestand is groter dan {most // 1_000_000} MB; verdeel het over meer bestanden")
    return content


def _read_csv(content: bytes) -> Sheet:
    """Return the sheet of a CSV file. The line sep=; with which Excel names the separator is not a row of it."""
    text, before = _decoded(content), 0
    separator = max(_SEPARATORS, key=lambda separator: _fit(text, separator))
    if named := _SEPARATOR_LINE.match(text):
        text, separator, before = text[named.end() :], named[1], 1
        if separator not in _SEPARATORS:
            raise SourceError(f"regel 1: {separator!r} tussen de kolommen wordt niet gelezen; {_AS_CSV}")
    mistakes: list[Mistake] = []
    rows = csv_rows(text, separator, mistakes, before)
    return sheet_of(rows, mistakes, first=before + 1, by_comma=separator == ",")


def _fit(text: str, separator: str) -> tuple[int, int]:
    """Return how well a separator fits: how many columns a row of headings then names, and how many cells the first
    row has."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row[:MOST_COLUMNS] for row in islice(reader, LOOKED_AT)]
    except csv.Error:
        return 0, 0
    return max((len(headings.known_in(row)) for row in rows), default=0), len(rows[0]) if rows else 0


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


def csv_rows(
    text: str, separator: str, mistakes: list[Mistake], lines_before: int = 0, most_columns: int = MOST_COLUMNS
) -> Iterator[Row]:
    """Yield the rows of a CSV file, without what is beyond `most_columns`; adds a mistake for the first one that is too
    wide. Raises SourceError for a quotation mark that is not closed."""
    is_wide = False
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = lines_before + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise SourceError(
                f"regel {line}: de aanhalingstekens kloppen niet, of een cel is veel te lang; zet om een cel met een "
                "aanhalingsteken erin dubbele aanhalingstekens, en schrijf het teken daarbinnen twee keer"
            ) from None
        if cells is None:
            return
        if not is_wide and (filled := _beyond(cells, most_columns)):
            is_wide = True
            mistakes.append(sheets.surplus(line, filled, most_columns))
        yield Row(line, tuple(cells[:most_columns]))


def _beyond(cells: list[str], most: int) -> int:
    """Return the number of the first column beyond `most` with anything in it, 0 when there is none."""
    return next((number for number, cell in enumerate(cells[most:], most + 1) if cell.strip()), 0)
