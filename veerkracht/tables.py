"""Figures as accessible HTML tables and legends, in Dutch."""

from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from veerkracht import dutch, periods

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def goals(figures: pd.DataFrame, names: dict[str, str], programme: Any) -> str:
    """Return the table of all goals and measures: baseline, target and latest figure per compared area.

    `figures` as queries.goals gives them: one row per measure and area.
    """
    focus = list(programme.focus_area_codes)
    codes = [*focus, programme.municipality_code, programme.country_code]
    columns = [{"name": names.get(code, code), "is_focus": code in focus} for code in codes]
    levels: dict[str, list[dict[str, Any]]] = {}
    seen: set[int] = set()
    for _, rows in figures.groupby("position", sort=True):
        first = rows.iloc[0]
        levels.setdefault(first.level, []).append(_goal_row(rows.set_index("area_code"), codes, focus, seen))
        seen.add(first.goal_id)
    return _TEMPLATES.get_template("goals.html").render(
        caption="Nulmeting zoals vastgesteld in het programmaplan, doel volgens de voorlopige lezing, en de laatste "
        "meting uit dezelfde reeks. Een streepje: het plan of de bron heeft hier geen cijfer.",
        areas=columns, width=1 + sum(3 if column["is_focus"] else 2 for column in columns),
        target_year=programme.target_year, levels=levels.items(),
    )  # fmt: skip


def goal_texts(figures: pd.DataFrame) -> str:
    """Return the table of what the plan says per measure, how it is read and what to mind."""
    rows = []
    for one in figures.drop_duplicates("measure_id").sort_values("position").itertuples():
        notes = [one.proxy and f"Benadering: {one.proxy}", one.baseline_note, *one.notes]
        rows.append({
            "goal": f"{one.goal_id}. {one.name}", "strategic_goals": ", ".join(one.strategic_goals),
            "target_text": one.target_text, "place": one.place, "measure": one.label, "source_text": one.source_text,
            "reading": dutch.reading(one.reading, _number(one.amount), one.direction, one.unit),
            "reading_status": one.decision or f"{one.reading_status}e lezing",
            "notes": [note for note in notes if note],
        })  # fmt: skip
    return _TEMPLATES.get_template("goal_texts.html").render(rows=rows)


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
    return _TEMPLATES.get_template("figures.html").render(
        caption=caption, columns=["Gebied", "Wijk", periods.parse(period).label], rows=rows, text_columns=2
    )


def trend(frame: pd.DataFrame, codes: list[str], names: dict[str, str], indicator: Any, focus: list[str]) -> str:
    """Return the table of areas (in the order of `codes`) against periods; periods without any figure are left out.

    `frame` as queries.trend gives it.
    """
    shown = [period for period, rows in frame.groupby("period") if rows["value"].notna().any()]
    rows = []
    for code in codes:
        own = frame[frame["area_code"] == code].set_index("period")
        cells = [_cell(own.loc[period], indicator) if period in own.index else {"text": "–"} for period in shown]
        rows.append({"label": names.get(code, code), "is_focus": code in focus, "cells": cells})
    caption = f"{indicator.label}, {dutch.in_unit(indicator.unit)}"
    return _TEMPLATES.get_template("figures.html").render(
        caption=caption, columns=["Gebied", *(periods.parse(one).label for one in shown)], rows=rows, text_columns=1
    )


def legend(title: str, items: list[tuple[str, str]]) -> str:
    """Return a legend: a title and (colour, label) pairs."""
    return _TEMPLATES.get_template("legend.html").render(title=title, items=items)


def _goal_row(rows: pd.DataFrame, codes: list[str], focus: list[str], seen: set[int]) -> dict[str, Any]:
    first = rows.iloc[0]
    has_figures = rows["baseline"].notna().any() or rows["latest"].notna().any()
    return {
        "goal_id": first.goal_id, "name": first["name"], "is_first": first.goal_id not in seen,
        "measure": f"{first.label} ({first.unit})", "is_proxy": bool(first.proxy),
        "gap": "" if has_figures else _why_no_figures(first),
        "cells": [_goal_cell(rows.loc[code], code in focus) for code in codes] if has_figures else [],
    }  # fmt: skip


def _why_no_figures(row: pd.Series) -> str:
    target = dutch.reading(row.reading, _number(row.amount), row.direction, row.unit)
    goal = f"Doel {row.target_year}: {target} ({row.reading_status}e lezing)."
    return f"Nog geen meting. {goal} Geplande bron: {row.planned_source}."


def _goal_cell(row: pd.Series, is_focus: bool) -> dict[str, Any]:
    text, note = _latest(row)
    return {
        "is_focus": is_focus,
        "baseline": dutch.short_figure(row.baseline, row.decimals, row.unit),
        "baseline_year": row.baseline_period if pd.notna(row.baseline) else "",
        "target": "richting" if row.reading == "richting" else dutch.short_figure(row.target, row.decimals, row.unit),
        "latest": text, "latest_note": note,
    }  # fmt: skip


def _latest(row: pd.Series) -> tuple[str, str]:
    """Return the latest figure and what to say below it."""
    if row.loaded_count == 0:
        return "", "nog niet geladen"
    if pd.isna(row.latest):
        return "", dutch.MISSING_SHORT.get(row.latest_missing, "geen cijfer")
    text = dutch.short_figure(row.latest, int(row.latest_decimals), row.unit)
    if row.latest_period != row.baseline_period:
        doubt = "" if row.latest_status == "definitief" else f", {dutch.STATUS[row.latest_status]}"
        return text, f"{row.latest_period}{doubt}"
    if pd.notna(row.baseline) and abs(row.latest - row.baseline) < 0.5 * 10.0**-row.decimals:
        return "", "geen nieuwe meting"
    return text, f"{row.latest_period}, herzien"


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


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def csv(frame: pd.DataFrame, columns: dict[str, str]) -> bytes:
    """Return the chosen columns, renamed, as CSV that Dutch Excel opens: BOM, semicolon, decimal comma."""
    chosen = frame[list(columns)].rename(columns=columns)
    return b"\xef\xbb\xbf" + str(chosen.to_csv(sep=";", decimal=",", index=False)).encode()
