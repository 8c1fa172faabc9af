"""Converts a table as shown on screen to a data frame: figures as numbers, with bounds and small print beside them."""

import re
from collections.abc import Iterable

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.table import Cell, Column, Table

_NUMBER = re.compile(r"(?P<sign>[+−-]?)(?:€\s)?(?P<digits>\d{1,3}(?:\.\d{3})+|\d+)(?P<fraction>,\d+)?%?")
_GROUP, _LOWER, _UPPER, _NOTE, _SIGNS = "groep", "ondergrens", "bovengrens", "toelichting", "teken"


def frame(table: Table) -> tuple[pd.DataFrame, list[list[int | None]]]:
    """Return the table with one row per row and its headings, and per column the decimals of each cell, None for texts.

    Figures and bounds are rounded as on screen; cells in words are unchanged. Margins, signs and small print of cells
    get columns of their own after theirs; groups of rows are in the first column.
    """
    labels: list[str] = []
    decimals: list[list[int | None]] = []
    columns: list[list[object]] = []

    def add(label: str, values: list[object], places: list[int | None] | int | None = None) -> None:
        labels.append(label)
        decimals.append(places if isinstance(places, list) else [places] * len(values))
        columns.append(values)

    if any(row.group for row in table.rows):
        add(_GROUP, [row.group for row in table.rows])
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        label = _heading(column, table.caption)
        values = [_value(cell, column) for cell in cells]
        add(label, [value for value, _ in values], [places for _, places in values])
        if column.decimals is not None and any(cell.lower is not None for cell in cells):
            add(f"{label}, {_LOWER}", [_bound(cell.lower, column) for cell in cells], column.decimals)
            add(f"{label}, {_UPPER}", [_bound(cell.upper, column) for cell in cells], column.decimals)
        if any(cell.signs for cell in cells):
            add(f"{label}, {_SIGNS}", [cell.signs for cell in cells])
        if any(cell.note for cell in cells):
            add(f"{label}, {_NOTE}", [cell.note for cell in cells])
    rows = pd.DataFrame(list(zip(*columns, strict=True)), columns=range(len(labels)), dtype=object)
    return rows.set_axis(labels, axis="columns"), decimals


def distinct(tables: Iterable[Table]) -> list[Table]:
    """Return the tables that have rows, without duplicates."""
    return list({(table.caption, table.columns, table.rows): table for table in tables if table.rows}.values())


def _heading(column: Column, caption: str) -> str:
    """Return the heading of a column; if the caption ends with it, the caption, which also names the topic."""
    unit = (dutch.in_unit(column.unit),) if column.unit and not column.notes else ()
    heading = ", ".join((column.heading, *unit)).replace("\u00ad", "")
    return caption if caption.endswith(f", {heading}") else heading


def _value(cell: Cell, column: Column) -> tuple[object, int | None]:
    """Return a cell with its decimals, None for a text: a figure in words has its own."""
    if cell.value is not None and cell.value == cell.value:
        is_text = column.decimals is None
        return cell.value if is_text else float(dutch.rounded(cell.value, column.decimals or 0)), column.decimals
    if column.decimals is not None and (number := _NUMBER.fullmatch(cell.text)):
        fraction = number["fraction"] or ","
        size = float(number["digits"].replace(".", "") + fraction.replace(",", "."))
        return size * (-1 if number["sign"] in {"−", "-"} else 1), len(fraction) - 1
    return cell.text, None


def _bound(bound: float | None, column: Column) -> object:
    return None if bound is None else float(dutch.rounded(bound, column.decimals or 0))
