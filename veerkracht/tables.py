"""Figures as accessible HTML tables and legends, in Dutch."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
import pandas as pd

from veerkracht import dutch, periods

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def goal_texts(statuses: pd.DataFrame) -> str:
    """Return the table of what the plan says per measure, how it is read and what to mind.

    `statuses` as goal_queries.statuses gives them.
    """
    rows = []
    for one in statuses.drop_duplicates("measure_id").sort_values("position").itertuples():
        notes = [one.proxy and f"Benadering: {one.proxy}", one.baseline_note, *one.notes]
        rows.append({
            "goal": f"{one.goal_id}. {one.name}", "strategic_goals": ", ".join(one.strategic_goals),
            "target_text": one.target_text, "place": one.place, "measure": one.label, "source_text": one.source_text,
            "reading": dutch.reading(one.reading, one.amount, one.direction, one.unit),
            "reading_status": one.decision or f"{one.reading_status}e lezing",
            "notes": [note for note in notes if note],
        })  # fmt: skip
    return TEMPLATES.get_template("goal_texts.html").render(rows=rows)


def buurten(frame: pd.DataFrame, indicator: Any, period: str, focus: list[str]) -> str:
    """Return the table of all buurten (and city and country) with their figure in one period, in the order given.

    `frame` has the columns area_code, name, wijk, value, lower, upper, status, missing.
    """
    rows = [
        {
            "label": row.name,
            "is_focus": row.area_code in focus,
            "cells": [{"text": row.wijk, "is_text": True}, _cell(row, indicator)],
        }
        for row in frame.itertuples(index=False)
    ]
    caption = f"{indicator.label}, {periods.parse(period).label}, {dutch.in_unit(indicator.unit)}"
    return figures(caption, ["Gebied", "Wijk", periods.parse(period).label], rows, text_columns=2)


def trend(frame: pd.DataFrame, codes: list[str], names: dict[str, str], indicator: Any, focus: list[str]) -> str:
    """Return the table of areas (in the order of `codes`) against periods; periods without any figure are left out.

    `frame` as queries.trend gives it. Of months only the last twelve are shown, and no areas without figures.
    """
    shown = [str(period) for period, rows in frame.groupby("period") if rows["value"].notna().any()]
    is_monthly = any("-" in period for period in shown)
    if is_monthly:
        shown = shown[-12:]
        codes = [code for code in codes if frame.loc[frame["area_code"] == code, "value"].notna().any()]
    rows = []
    for code in codes:
        own = frame[frame["area_code"] == code].set_index("period")
        cells = [_cell(own.loc[period], indicator) if period in own.index else {"text": "–"} for period in shown]
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


def origin_link(indicator_id: str, period: str | None = None) -> str:
    """Return the address of the page that says where the figures of an indicator come from."""
    asked = {"toon": "cijfer", "indicator": indicator_id} | ({"periode": period} if period else {})
    return f"bronnen?{urlencode(asked)}"


def link(address: str, text: str) -> str:
    """Return a link to a page of the dashboard."""
    return TEMPLATES.get_template("link.html").render(address=address, text=text)


def notice(text: str, address: str, more: str) -> str:
    """Return something to mind on a page, with a link to more."""
    return TEMPLATES.get_template("notice.html").render(text=text, address=address, more=more)


def legend(title: str, items: list[tuple[str, str]]) -> str:
    """Return a legend: a title and (colour, label) pairs."""
    return TEMPLATES.get_template("legend.html").render(title=title, items=items)


def browser_button(label: str, action: str) -> str:
    """Return a button that runs an action of the browser itself (JavaScript), with the script that connects it."""
    return TEMPLATES.get_template("browser_button.html").render(label=label, action=action)


def _cell(row: Any, indicator: Any) -> dict[str, Any]:
    if pd.isna(row.value):
        return {"text": dutch.MISSING[row.missing], "gap": True}
    notes = []
    if pd.notna(row.lower):
        bounds = (dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))
        notes.append("tussen {} en {}".format(*bounds))
    if row.status != "definitief":
        notes.append(dutch.STATUS[row.status])
    return {"text": dutch.short_figure(row.value, indicator.decimals, indicator.unit), "note": ", ".join(notes)}


def csv(frame: pd.DataFrame, columns: dict[str, str]) -> bytes:
    """Return the chosen columns, renamed, as CSV that Dutch Excel opens: BOM, semicolon, decimal comma.

    Text that Excel would take for a formula gets an apostrophe before it.
    """
    words = {"missing": dutch.MISSING, "status": dutch.STATUS, "origin": dutch.ORIGIN}
    chosen = frame[list(columns)]
    chosen = chosen.assign(**{name: chosen[name].replace(words[name]) for name in words if name in chosen})
    chosen = chosen.rename(columns=columns).map(_harmless)
    return b"\xef\xbb\xbf" + str(chosen.to_csv(sep=";", decimal=",", index=False)).encode()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
