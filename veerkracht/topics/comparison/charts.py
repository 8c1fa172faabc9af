"""Buurten side by side as a dot plot."""

import json
from collections.abc import Sequence
from dataclasses import replace

from veerkracht.core import dutch, periods
from veerkracht.drawing import vega, yardsticks
from veerkracht.drawing.chart import Chart, Json, Subject
from veerkracht.drawing.charts import Style
from veerkracht.drawing.plot import Dot, Series, ranked
from veerkracht.topics.comparison.figures import Ranked, Ranking
from veerkracht.topics.comparison.sentences import name
from veerkracht.topics.comparison.unusual import Compared

_OTHER = "#4f6272"
_ROW = 17  # pixels
_AXIS = 46  # below the rows
_NAMES = 38  # of city and country, above the rows


def dots(ranking: Ranking, look: dict[str, Style]) -> Chart:
    """Return one row per buurt from high to low: a dot, its 95% margin where known, city and country as lines.

    `look` has the style of focus areas, city and country. The focus areas have their colour and shape and a bold name;
    small buurten are hollow and marked.
    """
    indicator = ranking.indicator
    known = [row for row in ranking.ordered("hoog") if row.value is not None]
    references = [row for row in known if row.is_reference]
    focus = {code: look[code] for code in ranking.focus}
    rows = [_dot(row, indicator, focus.get(row.area_code)) for row in known if not row.is_reference]
    bold = [row["row"] for row in rows if row["area_code"] in focus]
    x = vega.quantitative(
        "value", title=f"{dutch.unit_label(indicator.unit)}, {periods.parse(ranking.period).label}",
        scale={"zero": dutch.is_amount(indicator.unit), "nice": True, "padding": 8},
        axis=vega.number_axis(indicator.decimals, tickCount=6),
    )  # fmt: skip
    y = vega.nominal("row", title=None, sort=[row["row"] for row in rows], axis={
        "grid": True, "gridColor": "#eee", "labelLimit": 190, "labelOverlap": False, "ticks": False, "domain": False,
        "labelPadding": 6, "labelFontWeight": {
            "condition": {"test": f"indexof({json.dumps(bold)}, datum.value) >= 0", "value": "bold"}, "value": "normal",
        },
    })  # fmt: skip
    point = {
        "x": x, "y": y, "stroke": vega.literal("color"), "fill": vega.literal("fill"), "shape": vega.literal("shape"),
        "size": vega.literal("size", "quantitative"),
        "tooltip": vega.tooltip(row="Buurt", wijk="Wijk", text=indicator.label, margin="Marge (95%)"),
    }  # fmt: skip
    bar = {"x": vega.quantitative("lower"), "x2": {"field": "upper"}, "y": y, "tooltip": point["tooltip"],
           "color": vega.literal("color")}  # fmt: skip
    bars = vega.layer("rule", rows, bar, "isValid(datum.lower)", strokeWidth=2.5, strokeOpacity=0.45)
    layers = [
        *_reference_layers(references, known, indicator, x, look),
        *([bars] if any(row["lower"] is not None for row in rows) else []),
        vega.layer("point", rows, point, filled=False, strokeWidth=1.6, opacity=1),
    ]
    axis = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": "#222"}
    height = _ROW * len(rows) + _AXIS + (_NAMES if references else 0)
    plot = ranked(
        (Dot(row.area_code, name(row), row.value, row.lower, row.upper)
         for row in known if row.value is not None and not row.is_reference),
        {code: style.color for code, style in focus.items()},
        [Series(row.name, (row.value,), look[row.area_code].color, "level") for row in references],
        indicator.unit, indicator.decimals,
    )  # fmt: skip
    drawn = vega.layered(layers, height, vega.CONFIG | {"axis": axis, "view": {"stroke": None}})
    return replace(drawn, plot=plot)


def places(rows: Sequence[Compared], look: dict[str, Style]) -> Chart:
    """Return a row per buurt with a dot for each comparison, by its place among 100 buurten.

    Both tenths at the ends are shaded. The focus areas have their colour and shape, of `look`, and a bold name; a dot
    without a favourable direction is hollow.
    """
    names = sorted({row.buurt.name for row in rows})
    bold = sorted({row.buurt.name for row in rows if row.buurt.area_code in look})
    title = ["Zoveel van 100 buurten deden het", "minder goed (open stip: kwamen lager uit)"]
    x = vega.quantitative(
        "place", title=title, scale={"domain": [0, 100]}, axis=vega.number_axis(0, tickCount=10),
    )  # fmt: skip
    y = vega.nominal("row", title=None, sort=names, axis={
        "grid": True, "gridColor": "#eee", "labelLimit": 190, "labelOverlap": False, "ticks": False, "domain": False,
        "labelFontWeight": {
            "condition": {"test": f"indexof({json.dumps(bold)}, datum.value) >= 0", "value": "bold"}, "value": "normal",
        },
    })  # fmt: skip
    dots: list[Json] = []
    for row in rows:
        style = look.get(row.buurt.area_code)
        color = style.color if style else _OTHER
        dots.append({
            "shape": style.shape if style else "circle",
            "row": row.buurt.name, "subject": row.indicator.label, "place": 100 * row.less_well, "word": row.word,
            "periods": yardsticks.between(row.yardstick), "color": color,
            "fill": "#ffffff" if row.indicator.direction == "geen" else color,
            "change": yardsticks.change(row.yardstick, row.indicator.decimals),
        })  # fmt: skip
    ends: list[Json] = [{"from": 0, "to": 10}, {"from": 90, "to": 100}]
    point = {
        "x": x, "y": y, "stroke": vega.literal("color"), "fill": vega.literal("fill"), "shape": vega.literal("shape"),
        "tooltip": vega.tooltip(row="Buurt", subject="Onderwerp", word="Meetlat", change="Tegenover de gemeente",
                                periods="Vergeleken"),
    }  # fmt: skip
    band = {"x": vega.quantitative("from", title=title), "x2": {"field": "to"}}
    layers = [
        vega.layer("rect", ends, band, color="#d9dde1", opacity=0.6),
        vega.layer("point", dots, point, filled=False, size=60, strokeWidth=1.6, opacity=1),
    ]
    axis = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": "#222"}
    return vega.layered(layers, _ROW * len(names) + _AXIS, vega.CONFIG | {"axis": axis, "view": {"stroke": None}})


def _dot(row: Ranked, indicator: Subject, style: Style | None) -> Json:
    """Return a buurt with its name, figure, margin and look; a focus area has a `style`."""
    color = style.color if style else _OTHER
    return {
        "area_code": row.area_code, "wijk": row.wijk, "row": name(row),
        "value": row.value, "lower": row.lower, "upper": row.upper,
        "text": dutch.figure(row.value, indicator.decimals, indicator.unit), "margin": _margin(row, indicator),
        "color": color, "fill": "#ffffff" if row.is_small else color,
        "shape": style.shape if style else "circle", "size": 130 if style else 60,
    }  # fmt: skip


def _reference_layers(
    references: list[Ranked], known: list[Ranked], indicator: Subject, x: Json, look: dict[str, Style]
) -> list[Json]:
    """Return a line per reference with its name and figure above it, each at a height of its own."""
    ends = [end for row in known for end in (row.value, row.lower, row.upper) if end is not None]
    low, high = min(ends, default=0), max(ends, default=0)
    layers = []
    for place, row in enumerate(references):
        style = look[row.area_code]
        side = ((row.value or 0) - low) / ((high - low) or 1)
        text = f"{row.name} {dutch.figure(row.value, indicator.decimals, indicator.unit)}"
        line = [{"value": row.value, "text": text}]
        layers += [
            vega.layer("rule", line, {"x": x}, color=style.color, strokeDash=list(style.dash), strokeWidth=1.6),
            vega.layer(
                "text", line, {"x": x, "y": {"value": 0}, "text": vega.nominal("text")},
                align="left" if side < 0.25 else "right" if side > 0.75 else "center", baseline="bottom",
                dy=-4 - 16 * place, fontSize=13, color="#222",
            ),
        ]  # fmt: skip
    return layers


def _margin(row: Ranked, indicator: Subject) -> str:
    if row.lower is None or row.upper is None:
        return "niet bekend"
    ends = [dutch.number(end, indicator.decimals) for end in (row.lower, row.upper)]
    return f"tussen {ends[0]} en {ends[1]}, {dutch.MARGIN[row.margin_kind or '']}"
