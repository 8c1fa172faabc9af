"""The tables of the Veerkracht map: every buurt in words with its figures, and the focus areas through the years."""

from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import links, tables
from veerkracht.method import resilience
from veerkracht.topics.resilience_map.figures import View, either, score


def places(shown: View, chosen: str, focus: list[str]) -> str:
    """Return the table of buurten by name: cell, both classes in words, scores, doubt, and every figure with its year.

    Only those of the `chosen` cell; '' shows all.
    """
    figures = {(row.area_code, row.axis, row.indicator_id): row for row in shown.figures.itertuples()}
    used = list(shown.present.itertuples())
    rows = []
    for row in shown.cells.itertuples():
        if chosen and row.cell != chosen:
            continue
        cells: list[dict[str, Any]] = [{"text": row.cell if pd.notna(row.cell) else "–", "is_text": True}]
        for axis, side in zip(shown.axes, "xy", strict=True):
            place, value = getattr(row, f"{side}_class"), getattr(row, side)
            text = "onvoldoende gegevens" if pd.isna(place) else axis.words(int(place))
            note = "" if pd.isna(value) else f"score {score(value)}"
            cells.append({"text": text, "note": note, "is_text": True})
        cells.append({"text": f"kan ook {either(list(row.doubts))} zijn" if len(row.doubts) else "", "is_text": True})
        cells += [_figure(figures[row.area_code, one.axis, one.indicator_id], one) for one in used]
        label = f"{row.name} *" if row.is_small else row.name
        rows.append({"label": label, "link": links.profile(row.area_code), "is_focus": row.area_code in focus,
                     "cells": cells})  # fmt: skip
    heads = ["Buurt", "Vak", *(axis.label for axis in shown.axes), "Twijfel", *(_heading(shown, one) for one in used)]
    which = f"De buurten in vak {chosen}" if chosen else f"Alle {len(rows)} buurten op naam"
    return tables.figures(f"{which}, {shown.year}", heads, rows, text_columns=5)


def movement(shown: View, path: pd.DataFrame) -> str:
    """Return the table of areas through the years; `path` as resilience_views.path."""
    rows = []
    for row in path.itertuples():
        texts = [str(row.year), row.cell, *(
            axis.words(place)
            for axis, place in zip(shown.axes, resilience.classes(row.cell), strict=True)
        )]  # fmt: skip
        cells = [{"text": text, "is_text": True} for text in texts]
        cells += [{"text": score(value)} for value in (row.x, row.y)]
        why = "" if row.is_first or row.is_same else "andere maten dan het jaar ervoor; niet te vergelijken"
        doubt = f"kan ook {either(list(row.doubts))} zijn" if len(row.doubts) else ""
        cells.append({"text": doubt, "note": why, "is_text": True})
        rows.append({"label": row.name, "is_focus": row.year == shown.year, "cells": cells})
    heads = ["Buurt", "Jaar", "Vak", *(axis.label for axis in shown.axes),
             *(f"Score {axis.label.lower()}" for axis in shown.axes), "Twijfel"]  # fmt: skip
    return tables.figures("Door de jaren", heads, rows)


def _heading(shown: View, one: Any) -> str:
    """Return name, unit and year of a measure; all buurten have it of the same year."""
    own = shown.figures.loc[shown.figures["indicator_id"] == one.indicator_id, "period"].dropna()
    when = f", {own.iloc[0]}" if len(own) else ""
    return f"{one.label}, {dutch.in_unit(one.unit)}{when}"


def _figure(figure: Any, one: Any) -> dict[str, Any]:
    if pd.isna(figure.value):
        return {"text": figure.why_not, "gap": True}
    status = dutch.STATUS[figure.status] if figure.status != "definitief" else ""
    return {"text": dutch.short_figure(figure.value, one.decimals, one.unit), "note": status}
