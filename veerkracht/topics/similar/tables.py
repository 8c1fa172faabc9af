"""Buurten elsewhere that are like one of ours as accessible HTML tables, in Dutch: in what, and how they changed."""

from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import tables
from veerkracht.topics.comparison import tables as comparison_tables
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar.figures import Development, Similar

_OBSTACLE = {"boundary": "andere grens", "zero": "eerste cijfer is 0"}
_GAP = {"text": "geen cijfer", "style": "vk-gap vk-heat-gap"}


def alike(found: Similar, indicators: list[Any], inhabitants_period: str) -> str:
    """Return the table of the buurten that are most like ours, which stands on top, each with the reason.

    Columns: inhabitants, distance, and per measure (rows of queries.indicators) the figure and how far
    it is from ours.
    """
    labels = {one.indicator_id: one.label for one in indicators}
    columns: list[dict[str, Any]] = [
        {"text": "Buurt", "is_text": True},
        {"text": "Inwoners", "notes": [inhabitants_period]},
        {"text": "Afstand", "notes": ["0 is gelijk"]},
        *(comparison_tables.head(one, found.period) for one in indicators),
    ]
    own = [_figure(one, found.own[one.indicator_id]) for one in indicators]
    first = [{"text": dutch.figure(found.inhabitants, 0, "")}, {"text": ""}]
    rows = [{"label": found.name, "style": "vk-focus", "cells": [*first, *own]}]
    pairs = {code: of_one for code, of_one in found.found.by_measure.groupby("area_code")}
    for row, distance in zip(found.places.itertuples(), found.found.nearest["distance"], strict=True):
        of_one = pairs[row.area_code].set_index("indicator_id")
        cells = [{"text": dutch.figure(row.inhabitants, 0, "")}, {"text": dutch.number(distance, 2)}]
        for one in indicators:
            if one.indicator_id in of_one.index:
                pair = of_one.loc[one.indicator_id]
                cells.append({**_figure(one, pair["other"]), "note": dutch.signed(pair["apart"], 1, "")})
            else:
                cells.append(_GAP)
        note = similar_sentences.reason(pairs[row.area_code], labels)
        rows.append({"label": f"{row.name}, {row.municipality}", "note": note, "cells": cells})
    caption = f"De buurten buiten de gemeente die het meest lijken op {found.name}, de meest gelijke eerst"
    return comparison_tables.rendered(caption, columns, [{"title": "", "rows": rows}], 30 + 6.2 * len(indicators))


def bands(found: Development) -> str:
    """Return the table of the change of the buurt, and of those that are like it, per period."""
    low, high = (dutch.number(end, 0) for end in (found.lowest, found.highest))
    name = found.similar.name
    columns = ["Periode", name, "Buurten met cijfers", f"Ondergrens ({low}%)", "Middelste", f"Bovengrens ({high}%)"]
    rows = [
        [periods.parse(row.period).label, _change(found, row.own), f"{row.count}",
         *(_change(found, one) for one in (row.lowest, row.middle, row.highest))]
        for row in found.bands.itertuples()
    ]  # fmt: skip
    return goal_tables.plain(f"{found.row.label}: verandering sinds {found.baseline}", columns, rows)


def changes(found: Development, names: dict[str, str]) -> str:
    """Return the table of the change of every buurt up to the latest period; `names` is by area code."""
    last = found.changes[found.changes["period"] == found.bands["period"].max()]
    rows = [
        {
            "label": names[row.area_code],
            "is_focus": row.area_code == found.similar.area_code,
            "cells": [
                *({"text": dutch.short_figure(value, found.row.figure_decimals, found.row.unit)}
                  for value in (row.first, row.last)),
                {"text": _OBSTACLE.get(row.obstacle) or _change(found, row.change), "gap": bool(row.obstacle)},
            ],
        }
        for row in last.sort_values(["change", "area_code"], ascending=[False, True]).itertuples()
    ]  # fmt: skip
    when = periods.parse(found.bands["period"].max()).label
    caption = f"{found.row.label}, {dutch.in_unit(found.row.unit)}: verandering per buurt"
    return tables.figures(caption, ["Buurt", found.baseline, when, "Verandering"], rows)


def brief(found: list[Development]) -> str:
    """Return a line per buurt on how it and those that are like it changed, with a link to more; '' without any."""
    lines = [
        {"text": told, "address": one.similar.address(one.row.measure_id), "name": one.similar.name}
        for one in found
        if (told := similar_sentences.brief(one))
    ]
    return (
        tables.TEMPLATES.get_template("similar_lines.html").render(lines=lines, is_model=found[0].row.is_model)
        if lines
        else ""
    )


def _figure(indicator: Any, value: float) -> dict[str, str]:
    if pd.isna(value):
        return _GAP
    return {"text": dutch.short_figure(value, indicator.decimals, indicator.unit)}


def _change(found: Development, value: float) -> str:
    return "–" if pd.isna(value) else dutch.signed(value, found.decimals, found.unit)
