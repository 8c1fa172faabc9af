"""One goal as accessible HTML tables, in Dutch; and the words of the method."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import links
from veerkracht.drawing.tables import TEMPLATES, figures
from veerkracht.topics.goals import sentences as goal_sentences

_Cell = dict[str, Any]


def card(row: Any, area: str, sentences: list[str]) -> str:
    """Return the status of one measure in one area as a card with its sentences."""
    return TEMPLATES.get_template("goal_card.html").render(
        area=area, status=row.status, certainty=goal_sentences.certainty(row), sentences=sentences,
        origin=links.origin(row.indicator_id, row.period) if pd.notna(row.value) else "",
    )  # fmt: skip


def facts(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """Return the table of everything that is known of one measure, an area per column."""
    is_restated = any(goal_sentences.is_restated(row) for row in rows.itertuples())
    lines: list[tuple[str, Callable[[Any], _Cell]]] = [
        ("Stand", lambda row: {"text": row.status, "mark": row.status}),
        ("Zekerheid", lambda row: {"text": goal_sentences.certainty(row) or "–"}),
        ("Laatste cijfer", _latest),
        ("Nulmeting, vastgesteld in het plan",
         lambda row: _cell(row.baseline_adopted, row, row.decimals, row.baseline_period)),
        ("Nulmeting, zoals de bron nu geeft",
         lambda row: _cell(row.baseline_published, row, None, row.baseline_period)),
        ("Doel, gerekend vanaf de nulmeting van nu" if is_restated else "Doel",
         lambda row: _cell(row.target, row, _decimals(row), row.target_year)),
        ("Pad naar het doel", lambda row: _cell(row.path, row, None, row.period)),
        ("Afstand tot het pad", lambda row: _distance(row, row.path)),
        ("Doel, gerekend vanaf de vastgestelde nulmeting",
         lambda row: _cell(row.target_adopted, row, row.decimals, row.target_year) if is_restated else {"text": "–"}),
        ("Afstand tot het vastgestelde pad", lambda row: _from_adopted(row) if is_restated else {"text": "–"}),
        ("Zichtbaar is een verandering vanaf", _detectable),
        ("In aantallen: nulmeting → doel", _absolute),
        ("Verschil met de stad bij de nulmeting",
         lambda row: _gap(row, row.baseline, row.city_baseline, row.baseline_period, _decimals(row))),
        ("Verschil met de stad bij het laatste cijfer",
         lambda row: _gap(row, row.value, row.city_now, row.period, row.figure_decimals)),
    ]  # fmt: skip
    each = list(rows.itertuples())
    found = [(label, [cell(row) for row in each]) for label, cell in lines]
    table = [
        {"label": label, "cells": cells} for label, cells in found if any(cell["text"] != "–" for cell in cells)
    ]  # fmt: skip
    first = each[0]
    return figures(f"{first.label}, {dutch.in_unit(first.unit)}", ["", *(names[row.area_code] for row in each)], table)


def readings(frame: pd.DataFrame, row: Any, names: dict[str, str], focus: list[str]) -> str:
    """Return target and status under every reading of the target; `frame` as goal_queries.readings."""
    table = []
    order = [code for code in focus if code in set(frame["area_code"])]
    for reading in ("procentpunt", "procent", "inwoners"):
        own = frame[frame["reading"] == reading].set_index("area_code")
        cells = [
            {
                "text": own.loc[code, "status"], "mark": own.loc[code, "status"],
                "note": f"doel {_target(own.loc[code, 'target'], row)}",
            }
            for code in order
        ]  # fmt: skip
        label = dutch.reading(reading, row.amount, row.direction, row.unit)
        applies = f" (geldt nu, {row.reading_status})" if reading == row.reading else ""
        table.append({"label": label + applies, "is_focus": reading == row.reading, "cells": cells})
    return figures("De stand bij elke lezing van het doel", ["Lezing", *(names[code] for code in order)], table)


def windows(frame: pd.DataFrame, row: Any, names: dict[str, str]) -> str:
    """Return the means over several years before and after the baseline; `frame` as goal_queries.windows."""
    table = [
        {
            "label": names[one.area_code],
            "cells": [
                _cell(one.first_value, row, None, None),
                _cell(one.last_value, row, None, None) if pd.notna(one.last_value) else
                {"text": one.reason, "is_text": True, "gap": True},
                {"text": one.status, "mark": one.status},
                {"text": dutch.difference(one.detectable_change, row.figure_decimals, row.unit),
                 "note": f"{dutch.number(100 * one.detectable_change / one.first_value, 0)}%"},
            ],
        }
        for one in frame.itertuples()
    ]  # fmt: skip
    first, last = (periods.parse(frame.iloc[0][name]).label for name in ("first_window", "last_window"))
    heads = ["Gebied", f"gemiddeld {first}", f"gemiddeld {last}", "Stand", "Zichtbaar vanaf"]
    return figures(f"{row.label}, gemiddelden over meer jaren, {dutch.in_unit(row.unit)}", heads, table)


def history(frame: pd.DataFrame, row: Any, names: dict[str, str]) -> str:
    """Return every status this measure has had, newest first; `frame` as goal_queries.history."""
    table = [
        {
            "label": names[one.area_code],
            "cells": [
                {"text": one.period},
                _cell(one.value, row, None, None),
                {"text": one.status, "mark": one.status},
                {"text": goal_sentences.certainty(one) or "–"},
                {"text": one.cause, "note": f"vastgelegd op {dutch.day(one.noticed_at)}"},
            ],
        }
        for one in frame.itertuples()
    ]
    heads = ["Gebied", "Jaar van het cijfer", "Cijfer", "Stand", "Zekerheid", "Oorzaak"]
    return figures("Alle standen tot nu toe", heads, table)


def changes(frame: pd.DataFrame, row: Any, names: dict[str, str], focus: list[str]) -> str:
    """Return the change of every buurt since the baseline, most favourable first; `frame` as goal_queries.changes."""
    unit, decimals = change_unit(row)
    ordered = frame.sort_values("change", ascending=row.direction == "omlaag")
    table = [
        {
            "label": names.get(one.area_code, one.area_code), "is_focus": one.area_code in focus,
            "cells": [
                _cell(one.first_value, row, None, None), _cell(one.last_value, row, None, None),
                {"text": dutch.signed(one.change, decimals, unit)},
            ],
        }
        for one in ordered.itertuples()
    ]  # fmt: skip
    first, last = frame.iloc[0].first_period, frame.iloc[0].last_period
    return figures(f"{row.label}: verandering per buurt", ["Gebied", first, last, "Verandering"], table)


def change_unit(row: Any) -> tuple[str, int]:
    """Return unit and decimals in which goal_queries.changes measures change."""
    return ("procent", 0) if row.reading == "procent" else (row.unit, row.figure_decimals)


def meanings(rows: list[tuple[str, str, str]]) -> str:
    """Return the table of the words for a status: word, meaning, rule."""
    return TEMPLATES.get_template("meanings.html").render(rows=rows)


def plain(caption: str, columns: list[str], rows: list[list[str]], text_columns: int = 1) -> str:
    """Return a table of ready texts, the first of each row its heading."""
    table = [
        {
            "label": row[0],
            "cells": [{"text": text, "is_text": place < text_columns} for place, text in enumerate(row[1:], 1)],
        }
        for row in rows
    ]  # fmt: skip
    return figures(caption, columns, table, text_columns)


def _latest(row: Any) -> _Cell:
    if pd.isna(row.value):
        return {"text": "–", "note": ""}
    cell = _cell(row.value, row, None, row.period)
    notes = [cell["note"]]
    if pd.notna(row.lower):
        bounds = [dutch.short_figure(bound, row.figure_decimals, row.unit) for bound in (row.lower, row.upper)]
        notes.append(f"95%-marge: {bounds[0]} tot {bounds[1]}")
    else:
        notes.append("marge onbekend")
    if row.figure_status != "definitief":
        notes.append(dutch.STATUS[row.figure_status])
    return cell | {"note": "; ".join(notes)}


def _cell(value: float, row: Any, decimals: int | None, period: Any) -> dict[str, Any]:
    text = dutch.short_figure(value, row.figure_decimals if decimals is None else decimals, row.unit)
    return {"text": text, "note": "" if text == "–" or period is None or pd.isna(period) else str(period)}


def _decimals(row: Any) -> int:
    """Return the decimals of what follows from the baseline: as the publisher gives it, else as the plan does."""
    return int(row.decimals if pd.isna(row.baseline_published) else row.figure_decimals)


def _target(target: float, row: Any) -> str:
    return dutch.short_figure(target, max(_decimals(row), 1) if row.unit == "%" else _decimals(row), row.unit)


def _distance(row: Any, path: float) -> _Cell:
    if pd.isna(path):
        return {"text": "–"}
    size = goal_sentences.distance(row, path)
    return {"text": f"{dutch.difference(size, row.figure_decimals, row.unit)} {goal_sentences.side(size)}"}


def _from_adopted(row: Any) -> _Cell:
    if pd.isna(row.path_adopted):
        return {"text": "–"}
    path = dutch.short_figure(row.path_adopted, row.figure_decimals, row.unit)
    return _distance(row, row.path_adopted) | {"note": f"pad {row.period}: {path}; stand: {row.status_adopted}"}


def _detectable(row: Any) -> _Cell:
    if pd.isna(row.detectable_change):
        return {"text": "–"}
    return {
        "text": dutch.difference(row.detectable_change, row.figure_decimals, row.unit),
        "note": f"{dutch.number(row.export_confidence, 0)}% zeker",
    }


def _absolute(row: Any) -> _Cell:
    if pd.isna(row.absolute_target) or pd.isna(row.absolute_baseline):
        return {"text": "–"}
    first, last = dutch.number(row.absolute_baseline, 0), dutch.number(row.absolute_target, 0)
    now = "" if pd.isna(row.absolute_value) else f"{row.period}: {dutch.number(row.absolute_value, 0)}"
    what = row.counted or f"van alle {dutch.number(row.inhabitants, 0)} inwoners"
    return {"text": f"{first} → {last} {what}", "note": now}


def _gap(row: Any, own: float, city: float, period: Any, decimals: int) -> _Cell:
    """Return how far an area lies above or below the city."""
    if pd.isna(own) or pd.isna(city):
        return {"text": "–"}
    difference = dutch.apart(own, city, decimals)
    if difference == 0:
        return {"text": "geen verschil", "note": str(period)}
    size = dutch.difference(difference, decimals, row.unit)
    return {"text": f"{size} {'boven' if difference > 0 else 'onder'}", "note": str(period)}
