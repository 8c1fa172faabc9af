"""The typed table for screen and paper, and how a figure is formatted: with its margin, or why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from veerkracht.core import dutch


@dataclass(frozen=True)
class Column:
    """A column: its heading, the decimals and unit of numbers (text without decimals), and the note below it."""

    label: str
    decimals: int | None = None
    unit: str = ""
    notes: tuple[str, ...] = ()
    link: str = ""  # of the first note

    @property
    def heading(self) -> str:
        """Return the heading and its note on one line, for paper: 'Inwoners, 2024'."""
        return ", ".join((self.label, *self.notes))


@dataclass(frozen=True)
class Cell:
    """A figure with its margin, or a text; for a gap the reason why there is no figure. An empty cell is a dash."""

    value: float | None = None
    text: str = "–"
    lower: float | None = None
    upper: float | None = None
    note: str = ""  # small print below it, on screen
    link: str = ""
    mark: str = ""  # a status, whose shape precedes it on screen
    signs: str = ""  # after the text, such as * and ◇: in a spreadsheet in a separate column
    style: str = ""  # CSS class
    is_gap: bool = False


@dataclass(frozen=True)
class Row:
    """A row; its first cell is its heading. Consecutive rows of one `group` are below that heading."""

    cells: tuple[Cell, ...]
    is_focus: bool = False
    group: str = ""
    style: str = ""  # CSS class


@dataclass(frozen=True)
class Table:
    """A table to read."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(
        cls, caption: str, columns: Iterable[Column], rows: Iterable[Iterable[Cell | str | float | None]]
    ) -> "Table":
        """Return a table of plain rows: texts, figures and cells; None becomes an empty cell."""
        return cls(caption, tuple(columns), tuple(row(values) for values in rows))

    def texts(self, row: Row) -> list[str]:
        """Return the cells of a row in words, for paper: see `text`."""
        return [text(cell, column) for cell, column in zip(row.cells, self.columns, strict=True)]


class Figure(Protocol):
    """A row with a figure, its margin, or why it is missing (a code of dutch.WHY_NO_FIGURE)."""

    @property
    def value(self) -> float | None:
        """Return the figure."""

    @property
    def lower(self) -> float | None:
        """Return the lower end of its margin."""

    @property
    def upper(self) -> float | None:
        """Return the upper end of its margin."""

    @property
    def missing(self) -> str | None:
        """Return why there is no figure."""


def figure(row: Figure | None, note: str = "") -> Cell:
    """Return a figure with its margin as a cell, or why there is none; an empty cell without a row."""
    if row is None:
        return Cell()
    if row.value is None or pd.isna(row.value):
        return Cell(text=dutch.WHY_NO_FIGURE.get(row.missing or "", "geen gegevens"), is_gap=True)
    if row.lower is None or row.upper is None or pd.isna(row.lower):
        return Cell(float(row.value), note=note)
    return Cell(float(row.value), lower=float(row.lower), upper=float(row.upper), note=note)


def status_note(status: str | None) -> str:
    """Return the note below a figure that is not final: 'voorlopig'; '' for others."""
    return "" if status in (None, "definitief") else dutch.STATUS[status]


def text(cell: Cell, column: Column) -> str:
    """Return a cell in words: 58,9% (55,1 tot 62,7), a text, or '–' for an empty cell. A unit in words is left out, as
    it is in the heading."""
    if cell.lower is None or cell.upper is None or column.decimals is None:
        return without_margin(cell, column)
    return f"{dutch.short_figure(cell.value, column.decimals, column.unit)} ({bounds(cell, column.decimals, ' tot ')})"


def without_margin(cell: Cell, column: Column) -> str:
    """Return a cell in words like `text`, but without the margin."""
    if cell.value is None or cell.value != cell.value:
        return f"{cell.text} {cell.signs}" if cell.signs else cell.text
    if column.decimals is None:
        return str(cell.value)
    return dutch.short_figure(cell.value, column.decimals, column.unit)


def bounds(cell: Cell, decimals: int, between: str) -> str:
    """Return the margin of a figure: '55,1 tot 62,7'."""
    assert cell.lower is not None and cell.upper is not None
    return between.join(dutch.number(bound, decimals) for bound in (cell.lower, cell.upper))


def row(values: Iterable[Cell | str | float | None], is_focus: bool = False) -> Row:
    """Return texts, figures and cells as a row of a table; None becomes an empty cell."""
    return Row(tuple(_cell(value) for value in values), is_focus)


def _cell(value: Cell | str | float | None) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(text=value) if isinstance(value, str) else Cell(value)
