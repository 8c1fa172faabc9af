"""Maps: figures and outlines become a map to move in (pydeck), or a drawing that needs no graphics card (Vega)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import pydeck
from shapely.geometry import shape

from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.method import class_breaks

LAYER = "gebieden"
CLICK = "klik"
_TOOLTIP = {"backgroundColor": "#222", "color": "#fff", "maxWidth": "15rem", "whiteSpace": "normal"}
# the only outside host of the dashboard, contacted only when a visitor switches the background on
BACKGROUND = "https://basemaps.cartocdn.com/gl/positron-gl-style/style.json"
BACKGROUND_NOTE = "Achtergrondkaart: © OpenStreetMap, © CARTO. Uw browser haalt die op bij basemaps.cartocdn.com."
_AREA = ("area_code", "name", "text", "color", "geojson")
_MOST_OUTLINES = 2000  # kept in memory, about 5 kB each: a large city has 500 buurten


class Deck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON is made once, without indentation: a quarter of the size. Its names may have accents."""

    _content: str | None = None

    def to_json(self) -> str:
        """Return the specification as compact JSON."""
        if self._content is None:
            content = json.loads(super().to_json())
            for layer in content["layers"]:
                if layer["@@type"] == "TextLayer":
                    # pydeck would make expressions of these
                    layer |= {"characterSet": "auto", "fontFamily": "sans-serif"}
            self._content = json.dumps(content, separators=(",", ":"))
        return self._content


@dataclass(frozen=True)
class Outline:
    """The outline of an area in GeoJSON, its bounds (west, south, east, north), a point inside it, and its surface (all
    in degrees)."""

    geometry: Json
    bounds: tuple[float, float, float, float]
    inside: tuple[float, float]
    surface: float

    @property
    def above(self) -> tuple[float, float]:
        """Return the place of a name: just above the area."""
        return self.inside[0], self.bounds[3]


@lru_cache(_MOST_OUTLINES)
def outline(geojson: str) -> Outline:
    """Return the outline of an area from the text of queries.outlines; never changed."""
    geometry = json.loads(geojson)
    area = shape(geometry)
    inside = area.representative_point()
    return Outline(geometry, area.bounds, (inside.x, inside.y), area.area)


def deck(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], has_background: bool = False, layer: str = LAYER
) -> Deck:
    """Return the map: every area in the colour of its class, those in `look` outlined, those in `named` named.

    `frame` as figures gives it. Without a background the map contacts no outside host. `layer` is the name of the layer
    that can be clicked.
    """
    areas = vega.records(frame, _AREA)
    outlines = {area["area_code"]: outline(area["geojson"]) for area in areas}
    opacity = [170] if has_background else []
    features = [
        _feature(outlines[area["area_code"]], {
            "area_code": area["area_code"], "name": area["name"], "text": area["text"],
            "fill": _rgb(area["color"]) + opacity,
        })
        for area in areas
    ]  # fmt: skip
    outlined = [
        _feature(outlines[area["area_code"]], {"line": _rgb(look[area["area_code"]].color)})
        for area in areas if area["area_code"] in look
    ]  # fmt: skip
    labels = [
        {"name": area["name"], "position": list(outlines[area["area_code"]].above)}
        for area in areas if area["area_code"] in named
    ]  # fmt: skip
    return Deck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer", id=layer, data=_collection(features), pickable=True, auto_highlight=True,
                get_fill_color="properties.fill", get_line_color=[80, 80, 80], line_width_min_pixels=0.7,
            ),
            *(
                pydeck.Layer(
                    "GeoJsonLayer", id=name, data=_collection(outlined), filled=False, get_line_color=color,
                    line_width_min_pixels=width,
                )  # white around it, so that every outline stands out on every colour
                for name, color, width in (("rand", [255, 255, 255], 7), ("omlijnd", "properties.line", 4))
            ),
            pydeck.Layer(
                "TextLayer", id="namen", data=labels, get_position="position",
                get_text="name", get_size=15, get_color=[20, 20, 20], background=True,
                get_background_color=[255, 255, 255, 225], background_padding=[5, 3], font_weight=700,
                get_pixel_offset=[0, -16],
            ),
        ],
        **({"map_provider": "carto", "map_style": BACKGROUND} if has_background else {"map_provider": None}),
        initial_view_state=_view([area.bounds for area in outlines.values()]),
        tooltip={"html": "<b>{name}</b><br/>{text}", "style": _TOOLTIP},
    )  # fmt: skip


def light(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], title: str, height: int, above: Sequence[Json] = ()
) -> Chart:
    """Return the same map as a drawing, quick to start and fit for a letter; `frame` as figures gives it.

    Layers `above` lie on the areas and below the names. A click selects the `code` of an area, under the name CLICK.
    """
    areas, names, crosses = [], [], []
    rows = vega.records(frame, _AREA)
    for place in np.argsort([row["area_code"] in look for row in rows]):  # outlines lie on top
        row = rows[place]
        area, style = outline(row["geojson"]), look.get(row["area_code"])
        areas.append({
            "type": "Feature", "geometry": area.geometry, "code": row["area_code"], "name": row["name"],
            "text": row["text"], "description": f"{row['name']}: {row['text']}", "color": row["color"],
            "edge": style.color if style else "#505050", "width": 3.5 if style else 0.7,
        })  # fmt: skip
        if row["area_code"] in named:
            names.append({"name": row["name"], "lon": area.above[0], "lat": area.above[1]})
        if row["color"] == class_breaks.NO_FIGURE:
            crosses.append({"lon": area.inside[0], "lat": area.inside[1]})
    encoding = {
        "color": vega.literal("color"), "stroke": vega.literal("edge"),
        "strokeWidth": vega.literal("width", "quantitative"), "description": vega.nominal("description"),
        "tooltip": vega.tooltip(name="Gebied", text=title),
    }  # fmt: skip
    point = {"longitude": vega.quantitative("lon"), "latitude": vega.quantitative("lat")}
    layers = [
        clickable(vega.layer("geoshape", areas, encoding, cursor="pointer")),
        *above,
        # grey is also what a colour becomes in a copy in black and white
        vega.layer("text", crosses, point, text="×", fontSize=13, color="#444"),
        *vega.text_with_halo(names, point | {"text": vega.nominal("name")}, {"stroke": "white"}, dy=-8, fontSize=14,
                             fontWeight="bold", strokeWidth=5, strokeJoin="round", color="#141414"),
    ]  # fmt: skip
    return vega.layered(layers, height, {"view": {"stroke": None}}, projection={"type": "mercator"})


def clickable(layer: Json) -> Json:
    """Return a layer of which a click selects the `code` of a row, under the name CLICK."""
    return {**layer, "params": [{"name": CLICK, "select": {"type": "point", "fields": ["code"]}}]}


def _rgb(color: str) -> list[int]:
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def _feature(area: Outline, properties: Json) -> Json:
    return {"type": "Feature", "geometry": area.geometry, "properties": properties}


def _collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}


def _view(bounds: list[tuple[float, float, float, float]]) -> pydeck.ViewState:
    west, south, east, north = (
        ends(side) for ends, side in zip((min, min, max, max), zip(*bounds, strict=True), strict=True)
    )
    # a map 1 degree high fits in about 620 pixels at zoom 7.95 at the latitude of the Netherlands
    zoom = 7.95 - np.log2(max(north - south, (east - west) * 0.63))
    return pydeck.ViewState(latitude=(south + north) / 2, longitude=(west + east) / 2, zoom=zoom, min_zoom=zoom - 1)
