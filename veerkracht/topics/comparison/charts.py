"""Buurten side by side as a dot plot."""

import json
from typing import Any

import altair as alt
import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import charts
from veerkracht.drawing.chart import DUTCH, Chart, layered
from veerkracht.topics.comparison import figures as comparison_views
from veerkracht.topics.comparison import sentences as comparison_sentences

_OTHER = "#4f6272"
_ROW = 17  # pixels
_AXIS = 46  # below the rows
_NAMES = 38  # of city and country, above the rows


def dots(
    frame: pd.DataFrame,
    shown: list[str],
    indicator: Any,
    period: str,
    focus: list[str],
    look: dict[str, charts.Style],
) -> Chart:
    """Return one row per buurt from high to low: a dot, its 95 % margin where known, city and country as lines.

    `frame` as comparison_views.ranking gives it, `shown` the buurten to draw, `look` the style of focus areas, city
    and country. The focus areas have their colour and shape and a bold name; small buurten are hollow and marked.
    """
    known = comparison_views.ordered(comparison_views.chosen(frame, shown).dropna(subset="value"), "hoog")
    rows = known[~known["is_reference"]]
    rows = rows.assign(
        row=rows["name"] + rows["is_small"].map({True: f" {comparison_sentences.SMALL_MARK}", False: ""}),
        text=[dutch.figure(value, indicator.decimals, indicator.unit) for value in rows["value"]],
        margin=[_margin(row, indicator) for row in rows.itertuples()],
        color=[look[code].color if code in focus else _OTHER for code in rows["area_code"]],
        shape=[look[code].shape if code in focus else "circle" for code in rows["area_code"]],
        size=[130 if code in focus else 60 for code in rows["area_code"]],
    )
    rows["fill"] = rows["color"].mask(rows["is_small"], "#ffffff")
    bold = json.dumps([row.row for row in rows.itertuples() if row.area_code in focus])
    columns = ["row", "wijk", "value", "lower", "upper", "text", "margin", "color", "shape", "size", "fill"]
    x = alt.X(
        "value:Q", title=f"{dutch.unit_label(indicator.unit)}, {periods.parse(period).label}",
        scale=alt.Scale(zero=dutch.is_amount(indicator.unit), nice=True, padding=8),
        axis=alt.Axis(format=f",.{indicator.decimals}f", tickMinStep=10**-indicator.decimals, tickCount=6),
    )  # fmt: skip
    y = alt.Y(
        "row:N", title=None, sort=list(rows["row"]),
        axis=alt.Axis(
            grid=True, gridColor="#eee", labelLimit=190, labelOverlap=False, ticks=False, domain=False, labelPadding=6,
            labelFontWeight={"condition": {"test": f"indexof({bold}, datum.value) >= 0", "value": "bold"},
                             "value": "normal"},
        ),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("row:N", title="Buurt"), alt.Tooltip("wijk:N", title="Wijk"),
        alt.Tooltip("text:N", title=indicator.label), alt.Tooltip("margin:N", title="Marge (95%)"),
    ]  # fmt: skip
    base = alt.Chart(rows[columns]).encode(x=x, y=y, tooltip=tooltip)
    color = alt.Color("color:N", scale=None)
    bars = base.mark_rule(strokeWidth=2.5, strokeOpacity=0.45).encode(
        x=alt.X("lower:Q"), x2=alt.X2("upper:Q"), color=color
    )
    points = base.mark_point(filled=False, strokeWidth=1.6, opacity=1).encode(
        stroke=alt.Stroke("color:N", scale=None), fill=alt.Fill("fill:N", scale=None),
        shape=alt.Shape("shape:N", scale=None), size=alt.Size("size:Q", scale=None),
    )  # fmt: skip
    marks = [
        *_reference_marks(known, indicator, x, look),
        *([bars.transform_filter("isValid(datum.lower)")] if rows["lower"].notna().any() else []),
        points,
    ]
    axis = {"labelFontSize": 12.5, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": "#222"}
    height = _ROW * len(rows) + _AXIS + (_NAMES if known["is_reference"].any() else 0)
    return layered(marks, height, DUTCH | {"axis": axis, "view": {"stroke": None}})


def _reference_marks(known: pd.DataFrame, indicator: Any, x: alt.X, look: dict[str, charts.Style]) -> list[alt.Chart]:
    """Return a line per reference with its name and figure above it, each at a height of its own."""
    low, high = known[["value", "lower"]].min().min(), known[["value", "upper"]].max().max()
    marks: list[alt.Chart] = []
    for place, row in enumerate(known[known["is_reference"]].itertuples()):
        style = look[row.area_code]
        side = (row.value - low) / ((high - low) or 1)
        text = f"{row.name} {dutch.figure(row.value, indicator.decimals, indicator.unit)}"
        line = alt.Chart(pd.DataFrame({"value": [row.value], "text": [text]})).encode(x=x)
        marks += [
            line.mark_rule(color=style.color, strokeDash=list(style.dash), strokeWidth=1.6),
            line.mark_text(
                align="left" if side < 0.25 else "right" if side > 0.75 else "center", baseline="bottom",
                dy=-4 - 16 * place, fontSize=12.5, color="#222",
            ).encode(y=alt.YValue(0), text=alt.Text("text:N")),
        ]  # fmt: skip
    return marks


def _margin(row: Any, indicator: Any) -> str:
    if pd.isna(row.lower):
        return "niet bekend"
    bounds = (dutch.number(bound, indicator.decimals) for bound in (row.lower, row.upper))
    return "tussen {} en {}".format(*bounds)
