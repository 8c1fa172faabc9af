"""The distances of an area to its city as a chart for paper: a row per subject, then and now."""

import json
from dataclasses import replace

from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.drawing.plot import Plot, Series, margins
from veerkracht.topics.catching_up import sentences
from veerkracht.topics.catching_up.figures import GROUPS, Axis, Overview, Topic

_ROW, _AXIS = 21, 40  # pixels: a row, and the axis below them
_WORDS = 1.9  # room for the words at the end of a row, as a part of the axis


def dumbbells(overview: Overview, axis: Axis, style: Style) -> Chart:
    """Return a row per subject by group: an open dot for then, a dot for now in the colour of the area (open without a
    margin), the margin as a light bar, and the distance in words at its end."""
    order: list[str] = []
    rows: list[Json] = []
    for group in GROUPS:
        if topics := overview.of(group):
            order.append(sentences.short_heading(group, topics))
            rows += [_row(topic, axis, style) for topic in topics]
            order += [_name(topic) for topic in topics]
    headings = [{"row": name} for name in order if name not in {row["row"] for row in rows}]
    bold = json.dumps([heading["row"] for heading in headings])
    end = axis.high + _WORDS * (axis.high - axis.low)
    x = vega.quantitative(
        "now", title=f"‹ ongunstiger   |   {overview.city}   |   gunstiger ›",
        scale={"domain": [axis.low, end], "nice": False},
        axis={"values": [value for value in range(-3, 4) if axis.low <= value <= axis.high], "grid": False,
              "titleAnchor": "start", "titleAlign": "left"},
    )  # fmt: skip
    is_bold = {"test": f"indexof({bold}, datum.value) >= 0", "value": "bold"}
    y = vega.nominal("row", title=None, sort=order, scale={"domain": order}, axis={
        "grid": True, "gridColor": "#eee", "labelLimit": 255, "labelOverlap": False, "ticks": False, "domain": False,
        "labelFontWeight": {"condition": is_bold, "value": "normal"},
    })  # fmt: skip
    color: Json = {"value": style.color}
    shared = {"y": y, "color": color}
    line = shared | {"x": vega.quantitative("then"), "x2": {"field": "now"}}
    bar = shared | {"x": vega.quantitative("low"), "x2": {"field": "high"}}
    words = {"y": y, "x": {"value": "width"}, "text": vega.nominal("words")}
    with_margin = [row for row in rows if row["low"] is not None]
    layers = [
        vega.layer("rule", [{"city": 0}], {"x": vega.quantitative("city")}, color="#222", strokeWidth=1.2),
        *([vega.layer("rule", with_margin, bar, strokeWidth=9, strokeOpacity=0.25)] if with_margin else []),
        vega.layer("rule", rows, line, strokeWidth=2),
        vega.layer("point", rows, shared | {"x": vega.quantitative("then"), "fill": {"value": "#ffffff"}},
                   size=38, strokeWidth=1.4, filled=False, opacity=1),
        vega.layer("point", rows, shared | {"x": x, "fill": vega.literal("fill")},
                   size=95, strokeWidth=2, filled=False, opacity=1),
        vega.layer("text", rows, words, align="right", fontSize=13, color="#222"),
    ]  # fmt: skip
    look = vega.SIZES | {"titleFontWeight": "normal", "labelColor": "#222"}
    drawn = vega.layered(layers, _ROW * len(order) + _AXIS, vega.CONFIG | {"axis": look, "view": {"stroke": None}})
    return replace(drawn, plot=_plot(overview, style))


def _plot(overview: Overview, style: Style) -> Plot:
    """Return then and now as two bars per subject, from the city; the margin is that of now."""
    places = [topic.place for group in GROUPS for topic in overview.of(group)]
    topics = tuple(_name(topic) for group in GROUPS for topic in overview.of(group))
    low, high = (tuple(getattr(place, name) for place in places) for name in ("low", "high"))
    return Plot(
        topics,
        (
            Series(f"toen (rond {overview.choice.since})", tuple(place.then for place in places), "#7b8794", "bar"),
            Series("nu", tuple(place.now for place in places), style.color, "bar", *margins(low, high)),
        ),
        "", 1,
    )  # fmt: skip


def _row(topic: Topic, axis: Axis, style: Style) -> Json:
    def at(place: float | None) -> float | None:
        return None if place is None else round(min(max(place, axis.low), axis.high), 4)

    place = topic.place
    return {
        "row": _name(topic), "then": at(place.then), "now": at(place.now), "low": at(place.low),
        "high": at(place.high), "fill": style.color if topic.has_margin else "#ffffff",
        "words": f"{sentences.now(topic)}, {sentences.then(topic)}",
    }  # fmt: skip


def _name(topic: Topic) -> str:
    return topic.indicator.label
