"""The free table as a Table, in full for the screen and in parts for paper."""

from dataclasses import replace

from veerkracht.core import dutch
from veerkracht.drawing import links
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.topics.comparison.tables import SHORT_REASON
from veerkracht.topics.free_table import sentences
from veerkracht.topics.free_table.figures import Grid

_MOST_ON_PAPER = 8  # columns beside the first
_HEADS = {"gebied": "Gebied", "onderwerp": "Onderwerp", "jaar": "Jaar"}
_LARGER = "vk-heat-reference"


def table(grid: Grid) -> Table:
    """Return the whole table: a heading per column with its unit, and the reason if there is no figure."""
    columns = [Column(_HEADS[grid.choice.rows]), *(_column(grid, column) for column in grid.columns)]
    rows = []
    for row in grid.rows:
        is_larger = grid.choice.rows == "gebied" and not row[0].startswith("BU")
        cells = (_head(grid, row[0]), *(_cell(grid, row, column) for column in grid.columns))
        rows.append(Row(cells, is_focus=row[0] in grid.focus, style=_LARGER if is_larger else ""))
    return Table(sentences.caption(grid), tuple(columns), tuple(rows))


def parts(whole: Table) -> list[Table]:
    """Return the table in tables of few columns, each with the first column, for paper."""
    count = len(whole.columns) - 1
    starts = range(1, count + 1, _MOST_ON_PAPER)
    return [
        replace(
            whole,
            caption=f"{whole.caption}, deel {number} van {len(starts)}" if len(starts) > 1 else whole.caption,
            columns=(whole.columns[0], *whole.columns[start : start + _MOST_ON_PAPER]),
            rows=tuple(
                replace(row, cells=(row.cells[0], *row.cells[start : start + _MOST_ON_PAPER])) for row in whole.rows
            ),
        )
        for number, start in enumerate(starts, 1)
    ]


def label(grid: Grid, column: tuple[str, ...]) -> str:
    """Return the name of a column on one line, to sort by."""
    texts = dict(zip(grid.across, column, strict=True))
    names = [_name(grid, side, texts[side]) for side in grid.across]
    return ", ".join(names)


def _name(grid: Grid, side: str, code: str) -> str:
    match side:
        case "gebied":
            return grid.names[code]
        case "onderwerp":
            return grid.indicators[code].label
        case _:
            return code


def _column(grid: Grid, column: tuple[str, ...]) -> Column:
    """Return the heading of a column: the first of its two names, with the other and the unit below it."""
    by_side = dict(zip(grid.across, column, strict=True))
    first, second = (_name(grid, side, code) for side, code in by_side.items())
    if "onderwerp" not in by_side:
        return Column(first, 0, notes=(second,))
    indicator = grid.indicators[by_side["onderwerp"]]
    unit = dutch.in_unit(indicator.unit)
    if grid.choice.display != "cijfer" and indicator.unit == "%":
        unit = "in procentpunt"
    link = links.origin(indicator.indicator_id, by_side["jaar"]) if "jaar" in by_side else ""
    return Column(first, indicator.decimals, indicator.unit, (second, unit), link)


def _head(grid: Grid, code: str) -> Cell:
    """Return the first cell of a row; a topic has its unit, as no column shows it."""
    if grid.choice.rows == "gebied":
        return Cell(text=grid.names[code], link=links.profile(code))
    if grid.choice.rows == "onderwerp":
        indicator = grid.indicators[code]
        return Cell(text=indicator.label, note=dutch.in_unit(indicator.unit))
    return Cell(text=code)


def _cell(grid: Grid, row: tuple[str, ...], column: tuple[str, ...]) -> Cell:
    key = grid.key(row, column)
    value = grid.cells[key]
    if value.value is None:
        return Cell(text=SHORT_REASON.get(value.missing) or sentences.why_none(value), style="vk-gap vk-heat-gap")
    note = ""
    if grid.choice.has_margin and value.lower is not None and value.upper is not None:
        decimals = grid.indicators[key.indicator_id].decimals
        note = " tot ".join(dutch.number(end, decimals) for end in (value.lower, value.upper))
    return Cell(text=sentences.text(value, key, grid), note=note)
