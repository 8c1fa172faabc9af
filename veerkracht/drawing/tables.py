"""Figures as accessible HTML tables and legends, in Dutch."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.core.statuses import STATUS
from veerkracht.drawing.table import Cell, Column, Row, Table, bounds, without_margin

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(table: Table) -> str:
    """Return a table for the screen: margins and notes are small print below the figure."""
    return TEMPLATES.get_template("table.html").render(table=table)


def _small_print(cell: Cell, column: Column) -> str:
    has_margin = cell.lower is not None and column.decimals is not None
    margin = f"tussen {bounds(cell, column.decimals or 0, ' en ')}" if has_margin else ""
    return ", ".join(filter(None, (margin, cell.note)))


def _row_class(row: Row) -> str:
    return _joined("vk-focus" if row.is_focus else "", row.style)


def _cell_class(cell: Cell, column: Column) -> str:
    return _joined("vk-gap" if cell.is_gap else "", "vk-text" if column.decimals is None else "", cell.style)


def _joined(*names: str) -> str:
    return " ".join(filter(None, names))


def _by_group(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]


TEMPLATES.globals |= {
    "small_print": _small_print, "without_margin": without_margin, "row_class": _row_class, "cell_class": _cell_class,
    "STATUS": STATUS,
}  # fmt: skip
TEMPLATES.filters["groupby_consecutive"] = _by_group


def trend(frame: pd.DataFrame, codes: list[str], names: dict[str, str], indicator: Any, focus: list[str]) -> str:
    """Return the table of areas (in the order of `codes`) against periods; periods without any figure are left out.

    `frame` as queries.trend gives it. Of months only the last twelve are shown, and no areas without figures.
    """
    shown = [str(period) for period, rows in frame.groupby("period") if rows["value"].notna().any()]
    is_monthly = any("-" in period for period in shown)
    if is_monthly:
        shown = shown[-12:]
        codes = [code for code in codes if frame.loc[frame["area_code"] == code, "value"].notna().any()]
    found = {(row.area_code, row.period): row for row in frame.itertuples()}
    rows = []
    for code in codes:
        cells = [cell(row, indicator) if (row := found.get((code, period))) else {"text": "–"} for period in shown]
        rows.append({"label": names.get(code, code), "is_focus": code in focus, "cells": cells})
    caption = f"{indicator.label}, {dutch.in_unit(indicator.unit)}"
    if is_monthly:
        caption += ", de laatste twaalf maanden; alle maanden staan in het bestand"
    return figures(caption, ["Gebied", *(periods.parse(one).label for one in shown)], rows)


def figures(caption: str, columns: list[str], rows: list[dict[str, Any]], text_columns: int = 1) -> str:
    """Return a table: `rows` with label, cells (text, note, mark, gap, is_text) and is_focus."""
    return TEMPLATES.get_template("figures.html").render(
        caption=caption, columns=columns, rows=rows, text_columns=text_columns
    )


def link(address: str, text: str) -> str:
    """Return a link to a page of the dashboard."""
    return TEMPLATES.get_template("link.html").render(address=address, text=text)


def notice(text: str, address: str, more: str) -> str:
    """Return something to mind on a page, with a link to more."""
    return TEMPLATES.get_template("notice.html").render(text=text, address=address, more=more)


def no_webgl() -> str:
    """Return a notice with a way to the light map, which browser.js shows in a browser that needs it."""
    return TEMPLATES.get_template("no_webgl.html").render()


def legend(title: str, items: list[tuple[str, str]]) -> str:
    """Return a legend: a title and (colour, label) pairs."""
    return TEMPLATES.get_template("legend.html").render(title=title, items=items)


@lru_cache
def browser_button(label: str, action: str) -> str:
    """Return a button for what only the browser can do: an action of browser.js (link, print, fullscreen)."""
    return TEMPLATES.get_template("browser_button.html").render(label=label, action=action)


def cell(row: Any, indicator: Any) -> dict[str, Any]:
    """Return a figure with its margin and status as a cell, or why there is none; `row` with value, lower and so on."""
    if pd.isna(row.value):
        return {"text": dutch.WHY_NO_FIGURE.get(row.missing, "geen gegevens"), "gap": True}
    notes = []
    if pd.notna(row.lower):
        bounds = (dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))
        notes.append("tussen {} en {}".format(*bounds))
    if row.status != "definitief":
        notes.append(dutch.STATUS[row.status])
    return {"text": dutch.short_figure(row.value, indicator.decimals, indicator.unit), "note": ", ".join(notes)}
