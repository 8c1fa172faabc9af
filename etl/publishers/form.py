"""Checks the structure of a response: rows, with single-line text where text is expected and numbers for figures."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from etl.publishers import expectations
from etl.publishers.publisher import Cell, Row
from veerkracht.catalog.catalog import Table
from veerkracht.core.errors import SourceError

LARGEST = 1e15  # no figure comes near it, and a sum of such figures is still finite
_LONGEST = 1_000  # characters in a title, name or code
_SHOWN = 40  # characters of a wrong cell in a message

COLLECTIONS = "lijst van onderdelen"  # what messages call it: it has no name
OBSERVATIONS = "Observations"
# of OData v4 besides these every column is a dimension
OF_AN_OBSERVATION = ("Id", "Measure", "ValueAttribute", "Value", "StringValue")
_INFO, _DATA, _PROPERTIES = "TableInfos", "TypedDataSet", "DataProperties"
_TEXT, _MAYBE_TEXT, _MOMENT, _FIGURE, _NUMBER, _ONLY_FIGURE = (
    "een tekst", "een tekst of niets (null)", "een datum of niets (null)", "een getal, een tekst of niets (null)",
    "een geheel getal of niets (null)", "een getal of niets (null)",
)  # fmt: skip
_ROW, _KEY = "een rij met kolommen", "een tekst of een getal"
# by collection the cells that are read, and what they must be; any other collection is a dimension, which in OData v4
# has a name that ends in Codes
_CELLS: Mapping[str, Mapping[str, str]] = {
    _INFO: {"Title": _MAYBE_TEXT, "Modified": _MOMENT},
    _PROPERTIES: {"ID": _NUMBER, "ParentID": _NUMBER, "Type": _TEXT, "Key": _MAYBE_TEXT, "Title": _MAYBE_TEXT,
                  "Unit": _MAYBE_TEXT, "Datatype": _MAYBE_TEXT, "Decimals": _NUMBER},
    expectations.PERIOD: {"Key": _TEXT, "Status": _MAYBE_TEXT},
    COLLECTIONS: {"name": _TEXT},
    "Properties": {"Title": _MAYBE_TEXT, "Modified": _MOMENT},
    "MeasureCodes": {"Identifier": _TEXT, "Title": _MAYBE_TEXT, "MeasureGroupId": _FIGURE, "Unit": _MAYBE_TEXT,
                     "DataType": _MAYBE_TEXT, "Decimals": _NUMBER},
    "MeasureGroups": {"Id": _KEY, "Title": _MAYBE_TEXT},
    f"{expectations.PERIOD}Codes": {"Identifier": _TEXT, "Status": _MAYBE_TEXT},
    OBSERVATIONS: {"Measure": _TEXT, "ValueAttribute": _MAYBE_TEXT, "Value": _ONLY_FIGURE, "StringValue": _MAYBE_TEXT},
}  # fmt: skip
_CELLS_OF_DIMENSION, _CELLS_OF_CODES = {"Key": _TEXT, "Title": _TEXT}, {"Identifier": _TEXT, "Title": _TEXT}


def one_line(text: str) -> str:
    """Return a text on one line, without signs that have no place in a title, a name or a code."""
    printable = text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())


def require_rows(table: Table, collection: str, rows: object) -> list[Row]:
    """Return the rows of a collection: of OData v4 any, of v3 one that describes a table.

    Raises SourceError, with the place, when they are no rows or a cell that is read is of another kind.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        _refuse(table, collection, None, "", rows, _ROW)
    cells = dict(_CELLS.get(collection, _CELLS_OF_CODES if collection.endswith("Codes") else _CELLS_OF_DIMENSION))
    if collection == OBSERVATIONS:
        columns = {column for row in rows if isinstance(row, dict) for column in row}
        cells |= dict.fromkeys((columns - set(OF_AN_OBSERVATION)) | {expectations.REGION}, _TEXT)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            _refuse(table, collection, number, "", row, _ROW)
        for column, kind in cells.items():
            if not _is_of(kind, row.get(column)):
                _refuse(table, collection, number, column, row.get(column), kind)
        if row.get("Type") == "Topic" and not _is_of(_TEXT, row.get("Key")):
            _refuse(table, collection, number, "Key", row.get("Key"), _TEXT)
    return list(rows)


def require_names(table: Table, collection: str, rows: list[Row]) -> None:
    """Raise SourceError when a dimension has no rows."""
    if not rows:
        raise SourceError(
            f"Tabel {table.id}: onderdeel {collection} is leeg, dus de namen ontbreken. Meld dit bij de uitgever."
        )


def figures(table: Table, rows: object) -> pd.DataFrame:
    """Return the figures of OData v3 with a column for each dimension and topic; NaN or None is null.

    Raises SourceError, with the place, when they are no rows, or a cell is of another kind or no finite number.
    """
    if not isinstance(rows, list):
        _refuse(table, _DATA, None, "", rows, _ROW)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            _refuse(table, _DATA, number, "", row, _ROW)
    cells = _by_column(rows)
    numbers = {column: _numbers(of_column) for column, of_column in cells.items()}
    dimensions = {expectations.REGION, expectations.PERIOD, *table.filters, *expectations.dimensions(table)}
    texts = (dimensions & cells.keys()) | {expectations.REGION}
    kinds = dict.fromkeys(texts, _TEXT) | {
        column: _MAYBE_TEXT if column.startswith(expectations.BOUNDARY_CHANGE) else _FIGURE
        for column in cells.keys() - texts
    }
    doubtful = {
        column: kind
        for column, kind in kinds.items()
        if not ((kind == _FIGURE and numbers[column] is not None) or _are_texts(cells.get(column, ())))
    }
    for number, row in enumerate(rows, 1):
        for column, kind in doubtful.items():
            if not _is_of(kind, row.get(column)):
                _refuse(table, _DATA, number, column, row.get(column), kind)
    for column in doubtful:
        expectations.require_finite(table, column, cells.get(column, ()))
    return pd.DataFrame(cells | {column: values for column, values in numbers.items() if values is not None})


def _by_column(rows: list[Row]) -> dict[str, Sequence[Cell]]:
    """Return the cells of rows by column, None where a row lacks one. Mostly all rows have the same, in one order."""
    names = list(rows[0]) if rows else []
    if not all(list(row) == names for row in rows):
        empty: Row = dict.fromkeys(name for row in rows for name in row)
        names, rows = list(empty), [empty | row for row in rows]
    return dict(zip(names, zip(*map(dict.values, rows), strict=True), strict=bool(rows)))


def _are_texts(cells: Sequence[Cell]) -> bool:
    """Return whether all cells are texts as `_is_of` wants them."""
    if set(map(type, cells)) != {str}:
        return False
    texts = cast(Sequence[str], cells)
    return all(map(str.strip, texts)) and max(map(len, texts)) <= _LONGEST


def _numbers(cells: Sequence[Cell]) -> np.ndarray | None:
    """Return cells as numbers, NaN for null, when all are null or finite numbers as figures are; else None."""
    kinds = set(map(type, cells)) - {type(None)}
    if not kinds or not kinds <= {int, float}:
        return None
    try:
        array = pa.array(cells)  # NaN is no null in it
    except (pa.ArrowException, OverflowError):
        return None
    numbers = array.to_numpy(zero_copy_only=False)
    is_figure = (numbers > -LARGEST) & (numbers < LARGEST)
    return numbers if is_figure.sum() == len(cells) - array.null_count else None


def _is_of(kind: str, cell: object) -> bool:
    match cell:
        case None:
            return kind not in (_TEXT, _KEY)
        case str():
            is_moment = kind != _MOMENT or not cell.strip() or _is_date(cell.strip()[:10])
            return (
                kind not in (_NUMBER, _ONLY_FIGURE)
                and is_moment
                and len(cell) <= _LONGEST
                and (kind not in (_TEXT, _KEY) or cell.strip() != "")
            )
        case bool():
            return False
        case int():
            return kind in (_NUMBER, _FIGURE, _ONLY_FIGURE, _KEY) and abs(cell) < LARGEST
        case float():  # NaN and infinity have a message of their own
            return kind in (_FIGURE, _ONLY_FIGURE) and (abs(cell) < LARGEST or not math.isfinite(cell))
        case _:
            return False


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refuse(table: Table, collection: str, number: int | None, column: str, cell: object, kind: str) -> NoReturn:
    text = json.dumps(cell, default=str)
    where = "".join([f", rij {number}" if number else "", f", {column}" if column else ""])
    raise SourceError(
        f"Tabel {table.id}, {collection}{where}: {text[:_SHOWN]}{'…' * (len(text) > _SHOWN)} kan niet; hier hoort "
        f"{kind}. De vorige uitgave blijft in gebruik. Meld dit bij de uitgever."
    )
