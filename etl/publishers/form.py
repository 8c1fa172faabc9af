"""Checks the form of an answer: rows, with text on one line where text is read and numbers where figures are."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

from etl.publishers import expectations
from etl.publishers.cbsodata_client import Row
from veerkracht.catalog.catalog import Table
from veerkracht.core.errors import SourceError

LARGEST = 1e15  # no figure here is near it, and a sum of such figures is still a number
_LONGEST = 1_000  # characters in a title, name or code
_SHOWN = 40  # characters of a wrong cell in a message

_INFO, _DATA, _PROPERTIES = "TableInfos", "TypedDataSet", "DataProperties"
_TEXT, _MAYBE_TEXT, _MOMENT, _FIGURE, _NUMBER = (
    "een tekst", "een tekst of niets (null)", "een datum of niets (null)", "een getal, een tekst of niets (null)",
    "een geheel getal of niets (null)",
)  # fmt: skip
_ROW = "een rij met kolommen"
# by collection the cells that are read, and what they must be; any other collection is a dimension
_CELLS: Mapping[str, Mapping[str, str]] = {
    _INFO: {"Title": _MAYBE_TEXT, "Modified": _MOMENT},
    _PROPERTIES: {"ID": _NUMBER, "ParentID": _NUMBER, "Type": _TEXT, "Key": _MAYBE_TEXT, "Title": _MAYBE_TEXT,
                  "Unit": _MAYBE_TEXT, "Datatype": _MAYBE_TEXT, "Decimals": _NUMBER},
    expectations.PERIOD: {"Key": _TEXT, "Status": _MAYBE_TEXT},
}  # fmt: skip
_CELLS_OF_DIMENSION = {"Key": _TEXT, "Title": _TEXT}


def one_line(text: str) -> str:
    """Return a text on one line, without signs that have no place in a title, a name or a code."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def require_rows(table: Table, collection: str, rows: object) -> list[Row]:
    """Return the rows of a collection that describes a table: TableInfos, DataProperties or a dimension.

    Raises SourceError, with the place, when they are no rows or a cell that is read is of another kind.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        _refuse(table, collection, None, "", rows, _ROW)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            _refuse(table, collection, number, "", row, _ROW)
        for column, kind in _CELLS.get(collection, _CELLS_OF_DIMENSION).items():
            if not _is_of(kind, row.get(column)):
                _refuse(table, collection, number, column, row.get(column), kind)
        if row.get("Type") == "Topic" and not _is_of(_TEXT, row.get("Key")):
            _refuse(table, collection, number, "Key", row.get("Key"), _TEXT)
    return list(rows)


def require_parts(table: Table, parts: Mapping[str, object]) -> None:
    """Raise SourceError, with the place, when any collection of a table has another form than is read here."""
    dimensions = [expectations.REGION, *([table.categories] if table.categories else [])]
    for collection in (_INFO, _PROPERTIES, *dimensions, expectations.PERIOD):
        rows = require_rows(table, collection, parts.get(collection, []))
        if collection in dimensions and not rows:
            raise SourceError(
                f"Tabel {table.id}: onderdeel {collection} is leeg, dus de namen ontbreken. Meld dit bij de uitgever."
            )
    _require_data(table, parts[_DATA])


def _require_data(table: Table, rows: object) -> None:
    if not isinstance(rows, list):
        _refuse(table, _DATA, None, "", rows, _ROW)
    read = {expectations.REGION, expectations.PERIOD, *table.filters, *expectations.dimensions(table)}
    columns: set[object] = set()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            _refuse(table, _DATA, number, "", row, _ROW)
        columns |= row.keys()
    texts = (read & columns) | {expectations.REGION}
    for number, row in enumerate(rows, 1):
        for column in texts:
            if not _is_of(_TEXT, row.get(column)):
                _refuse(table, _DATA, number, column, row.get(column), _TEXT)
        for column, cell in row.items():
            kind = _MAYBE_TEXT if column.startswith(expectations.BOUNDARY_CHANGE) else _FIGURE
            if not _is_of(kind, cell):
                _refuse(table, _DATA, number, column, cell, kind)


def _is_of(kind: str, cell: object) -> bool:
    match cell:
        case None:
            return kind != _TEXT
        case str():
            is_moment = kind != _MOMENT or not cell.strip() or _is_date(cell.strip()[:10])
            return kind != _NUMBER and is_moment and len(cell) <= _LONGEST and (kind != _TEXT or cell.strip() != "")
        case bool():
            return False
        case int():
            return kind in (_NUMBER, _FIGURE) and abs(cell) < LARGEST
        case float():  # NaN and infinity have a message of their own
            return kind == _FIGURE and (abs(cell) < LARGEST or not math.isfinite(cell))
        case _:
            return False


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refuse(table: Table, collection: str, number: int | None, column: str, cell: object, kind: str) -> NoReturn:
    shown = json.dumps(cell, default=str)
    where = "".join([f", rij {number}" if number else "", f", {column}" if column else ""])
    raise SourceError(
        f"Tabel {table.id}, {collection}{where}: {shown[:_SHOWN]}{'…' * (len(shown) > _SHOWN)} kan niet; hier hoort "
        f"{kind}. De vorige uitgave blijft in gebruik. Meld dit bij de uitgever."
    )
