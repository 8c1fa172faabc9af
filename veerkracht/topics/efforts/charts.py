"""The charts of efforts: the network of goals and efforts, and planned and realised counts per year."""

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.topics.efforts.figures import Network

CLICK, GOAL, EFFORT = "knoop", "doel", "inspanning"  # of a click: its name, and the kinds of what can be clicked
_KINDS = ("strategisch", GOAL, EFFORT)  # of the boxes in each column
_EDGES = ((0, 19), (32, 58), (72, 100))  # left and right of each column, in percent of the width
_INK, _QUIET_INK = "#1a1a1a", "#767676"  # what fades can still be read
_FILLS, _QUIET_FILL = ("#d9e6f2", "#eef2f5", "#fff4e5"), "#ffffff"
_LINE, _QUIET_LINE = "#1f4e79", "#e2e2e2"


def network(places: Network, font: int = 13) -> Chart:
    """Return the network in three columns with lines; boxes outside the choice are pale. `font` is in pixels."""

    def across(name: str) -> Json:
        return vega.quantitative(name, scale={"domain": [0, 100], "nice": False, "zero": False}, axis=None)

    boxes = [
        row | {
            "left": _EDGES[row["column"]][0], "right": _EDGES[row["column"]][1],
            "fill": _FILLS[row["column"]] if row["is_chosen"] else _QUIET_FILL,
            "edge": _INK if row["is_chosen"] else _QUIET_LINE, "node": f"{_KINDS[row['column']]}:{row['key']}",
        }
        for row in vega.records(places.boxes, ("column", "key", "top", "bottom", "is_chosen", "what", "told"))
    ]  # fmt: skip
    texts = [
        row | {"at": _EDGES[row["column"]][0], "ink": _INK if row["is_chosen"] else _QUIET_INK}
        for row in vega.records(places.texts, ("column", "y", "text", "is_heading", "is_chosen"))
    ]
    links = [
        row | {
            "x": _EDGES[row["column"]][1], "x_to": _EDGES[row["column"] + 1][0],
            "color": _LINE if row["is_chosen"] else _QUIET_LINE,
        }
        for row in vega.records(places.links, ("column", "y_from", "y_to", "is_provisional", "is_chosen"))
    ]  # fmt: skip
    links.sort(key=lambda row: bool(row["is_chosen"]))
    line = {
        "x": across("x"), "x2": {"field": "x_to"}, "y": vega.downward("y_from", places.height),
        "y2": {"field": "y_to"}, "color": vega.literal("color"),
        "strokeDash": vega.nominal("is_provisional", legend=None, scale={
            "domain": [False, True], "range": [[1, 0], [5, 3]],
        }),
    }  # fmt: skip
    box = {
        "x": across("left"), "x2": {"field": "right"}, "y": vega.downward("top", places.height),
        "y2": {"field": "bottom"}, "fill": vega.literal("fill"), "stroke": vega.literal("edge"),
        "tooltip": vega.tooltip(what="Naam", told="Wat"),
    }  # fmt: skip
    words = {
        "x": across("at"),
        "y": vega.downward("y", places.height),
        "text": vega.nominal("text"),
        "color": vega.literal("ink"),
    }
    look: Json = {"align": "left", "baseline": "middle", "fontSize": font, "limit": 0}
    layers = [
        vega.layer("rule", links, line, strokeWidth=1.5),
        vega.layer("rect", boxes, box, cornerRadius=3, strokeWidth=1, cursor="pointer")
        | {"params": [{"name": CLICK, "select": {"type": "point", "fields": ["node"]}}]},
        vega.layer("text", texts, words, "!datum.is_heading", **look, dx=6),
        vega.layer("text", texts, words, "datum.is_heading", **look, fontWeight="bold"),
    ]
    return vega.layered(layers, places.height, vega.CONFIG | {"view": {"stroke": None}})


def counts(rows: pd.DataFrame, height: int = 150) -> Chart | None:
    """Return the chart of a count per year: a bar for the realised number, a line for the planned one; None without
    numbers.

    `rows` are those of effort_queries.counts of one name.
    """
    unit = str(rows["unit"].iloc[0])
    years = [
        {
            "year": str(row["year"]), "planned": row["planned"], "realised": row["realised"],
            "planned_text": dutch.figure(row["planned"], 0, unit),
            "realised_text": dutch.figure(row["realised"], 0, unit),
        }
        for row in vega.records(rows, ("year", "planned", "realised"))
    ]  # fmt: skip
    highest = max([1, *(row[name] for row in years for name in ("planned", "realised") if row[name] is not None)])
    x = {"field": "year", "type": "ordinal", "title": "Jaar", "axis": {"labelAngle": 0},
         "scale": {"domain": [row["year"] for row in years]}}  # fmt: skip

    def encoding(name: str, title: str) -> Json:
        y = vega.quantitative(name, title=unit, scale={"domain": [0, 1.1 * highest], "nice": False},
                         axis={"tickMinStep": 1, "format": ",.0f"})  # fmt: skip
        return {"x": x, "y": y, "tooltip": vega.tooltip(**{"year": "Jaar", f"{name}_text": title})}

    realised, planned = ([row for row in years if row[name] is not None] for name in ("realised", "planned"))
    layers = []
    if realised:
        layers.append(vega.layer("bar", realised, encoding("realised", "Gerealiseerd"), color="#0072B2", size=34))
    if planned:
        look: Json = {"color": "#D55E00", "thickness": 3, "size": 54, "opacity": 1}
        layers.append(vega.layer("tick", planned, encoding("planned", "Gepland"), **look))
    return vega.layered(layers, height, vega.CONFIG) if layers else None
