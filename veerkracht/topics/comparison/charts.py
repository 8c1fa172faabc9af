"""Buurten side by side as a dot plot."""

import json

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing.chart import (
    DUTCH,
    Chart,
    Json,
    Subject,
    layer,
    layered,
    literal,
    nominal,
    number_axis,
    quantitative,
    records,
    tooltip,
)
from veerkracht.drawing.charts import Style
from veerkracht.topics.comparison.sentences import SMALL_MARK

_OTHER = "#4f6272"
_ROW = 17  # pixels
_AXIS = 46  # below the rows
_NAMES = 38  # of city and country, above the rows
_COLUMNS = ("area_code", "name", "wijk", "value", "lower", "upper", "is_small", "is_reference")


def dots(
    frame: pd.DataFrame,
    shown: list[str],
    indicator: Subject,
    period: str,
    focus: list[str],
    look: dict[str, Style],
) -> Chart:
    """Return one row per buurt from high to low: a dot, its 95% margin where known, city and country as lines.

    `frame` as figures.ranking gives it, `shown` the buurten to draw, `look` the style of focus areas, city and country.
    The focus areas have their colour and shape and a bold name; small buurten are hollow and marked.
    """
    drawn = {*shown}
    known = [row for row in records(frame, _COLUMNS)
             if row["value"] is not None and (row["area_code"] in drawn or row["is_reference"])]  # fmt: skip
    known.sort(key=lambda row: (-row["value"], row["name"]))
    references = [row for row in known if row["is_reference"]]
    rows = [_dot(row, indicator, look if row["area_code"] in focus else {}) for row in known if not row["is_reference"]]
    bold = [row["row"] for row in rows if row["area_code"] in focus]
    x = quantitative(
        "value", title=f"{dutch.unit_label(indicator.unit)}, {periods.parse(period).label}",
        scale={"zero": dutch.is_amount(indicator.unit), "nice": True, "padding": 8},
        axis=number_axis(indicator.decimals, tickCount=6),
    )  # fmt: skip
    y = nominal("row", title=None, sort=[row["row"] for row in rows], axis={
        "grid": True, "gridColor": "#eee", "labelLimit": 190, "labelOverlap": False, "ticks": False, "domain": False,
        "labelPadding": 6, "labelFontWeight": {
            "condition": {"test": f"indexof({json.dumps(bold)}, datum.value) >= 0", "value": "bold"}, "value": "normal",
        },
    })  # fmt: skip
    point = {
        "x": x, "y": y, "stroke": literal("color"), "fill": literal("fill"), "shape": literal("shape"),
        "size": literal("size", "quantitative"),
        "tooltip": tooltip(row="Buurt", wijk="Wijk", text=indicator.label, margin="Marge (95%)"),
    }  # fmt: skip
    bar = {"x": quantitative("lower"), "x2": {"field": "upper"}, "y": y, "tooltip": point["tooltip"],
           "color": literal("color")}  # fmt: skip
    bars = layer("rule", rows, bar, "isValid(datum.lower)", strokeWidth=2.5, strokeOpacity=0.45)
    layers = [
        *_reference_layers(references, known, indicator, x, look),
        *([bars] if any(row["lower"] is not None for row in rows) else []),
        layer("point", rows, point, filled=False, strokeWidth=1.6, opacity=1),
    ]
    axis = {"labelFontSize": 12.5, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": "#222"}
    height = _ROW * len(rows) + _AXIS + (_NAMES if references else 0)
    return layered(layers, height, DUTCH | {"axis": axis, "view": {"stroke": None}})


def _dot(row: Json, indicator: Subject, look: dict[str, Style]) -> Json:
    """Return a row of a ranking with its name, figure, margin and style; `look` has the style of a focus area."""
    style = look.get(row["area_code"])
    color = style.color if style else _OTHER
    return {
        "area_code": row["area_code"], "wijk": row["wijk"],
        "row": f"{row['name']} {SMALL_MARK}" if row["is_small"] else row["name"],
        "value": row["value"], "lower": row["lower"], "upper": row["upper"],
        "text": dutch.figure(row["value"], indicator.decimals, indicator.unit), "margin": _margin(row, indicator),
        "color": color, "fill": "#ffffff" if row["is_small"] else color,
        "shape": style.shape if style else "circle", "size": 130 if style else 60,
    }  # fmt: skip


def _reference_layers(
    references: list[Json], known: list[Json], indicator: Subject, x: Json, look: dict[str, Style]
) -> list[Json]:
    """Return a line per reference with its name and figure above it, each at a height of its own."""
    low = min((row[end] for row in known for end in ("value", "lower") if row[end] is not None), default=0)
    high = max((row[end] for row in known for end in ("value", "upper") if row[end] is not None), default=0)
    layers = []
    for place, row in enumerate(references):
        style = look[row["area_code"]]
        side = (row["value"] - low) / ((high - low) or 1)
        text = f"{row['name']} {dutch.figure(row['value'], indicator.decimals, indicator.unit)}"
        line = [{"value": row["value"], "text": text}]
        layers += [
            layer("rule", line, {"x": x}, color=style.color, strokeDash=list(style.dash), strokeWidth=1.6),
            layer(
                "text", line, {"x": x, "y": {"value": 0}, "text": nominal("text")},
                align="left" if side < 0.25 else "right" if side > 0.75 else "center", baseline="bottom",
                dy=-4 - 16 * place, fontSize=12.5, color="#222",
            ),
        ]  # fmt: skip
    return layers


def _margin(row: Json, indicator: Subject) -> str:
    if row["lower"] is None:
        return "niet bekend"
    return (
        f"tussen {dutch.number(row['lower'], indicator.decimals)} en {dutch.number(row['upper'], indicator.decimals)}"
    )
