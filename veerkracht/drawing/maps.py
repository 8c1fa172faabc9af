"""Maps: figures and outlines become an interactive map (pydeck), or a chart that needs no graphics card (Vega)."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

import numpy as np
import pandas as pd
import pydeck
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from veerkracht.drawing import film, map_labels, vega
from veerkracht.drawing.chart import FONT, PLATE, Chart, Json
from veerkracht.drawing.charts import Style
from veerkracht.drawing.map_labels import FONT_SIZE, LINE_HEIGHT, Frame, Labels
from veerkracht.method import class_breaks

LAYER = "gebieden"
CLICK = "klik"
_TOOLTIP = {"backgroundColor": "#222", "color": "#fff", "maxWidth": "15rem", "whiteSpace": "normal"}
# the only outside host of the dashboard, contacted only when a visitor switches the background on
BACKGROUND = "https://basemaps.cartocdn.com/gl/positron-gl-style/style.json"
BACKGROUND_NOTE = "Achtergrondkaart: © OpenStreetMap, © CARTO. Uw browser haalt die op bij basemaps.cartocdn.com."
_AREA = ("area_code", "name", "text", "color", "geojson")
_MOST_OUTLINES = 2000  # in memory, about 10 kB each: a large city has 500 buurten
_MOST_LABELLED = 64  # maps of which the label places are cached
_MOST_LANDS = 16  # cached files of outlines: one per level, for the latest versions of the database
LANDS = "grenzen"  # the folder in their addresses
ON_PAPER = 520  # pixels of a map that is 640 wide
_USUAL_HEIGHT = 500  # pixels, used for labels on all but small maps, so that their names are at the same places
PHONE = 340  # pixels, the width of a map on a phone
_EDGE, _INK = "#505050", "#141414"
_THIN, _WIDE = 0.7, 3.5  # pixels: the border of an area, and of an outlined one
_DOT = 30  # pixels, the area of the dot at the end of the line of a name
_POINT: Json = {"longitude": vega.quantitative("lon"), "latitude": vega.quantitative("lat")}
_ABOVE = {"top": 0, "middle": 0.5, "bottom": 1}  # share of the other lines of a text that are above its place
# what deck.gl calls the sides of a text
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BASELINES = {"top": "top", "middle": "center", "bottom": "bottom"}


class Deck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON is created once, without indentation: a quarter of the size. Its names may have accents."""

    _content: str | None = None

    def to_json(self) -> str:
        """Return the specification as compact JSON."""
        if self._content is None:
            content = json.loads(super().to_json())
            for layer in content["layers"]:
                if layer["@@type"] == "TextLayer":
                    # pydeck would turn these into expressions
                    layer |= {"characterSet": "auto", "fontFamily": FONT}
            self._content = json.dumps(content, separators=(",", ":"))
        return self._content


@dataclass(frozen=True)
class Outline:
    """The outline of an area in GeoJSON and as a shape, and a point inside it (in degrees)."""

    geometry: Json
    shape: BaseGeometry
    inside: tuple[float, float]


@lru_cache(_MOST_OUTLINES)
def outline(geojson: str) -> Outline:
    """Return the immutable outline of an area from its text in queries.outlines."""
    geometry = json.loads(geojson)
    area = shape(geometry)
    inside = area.representative_point()
    return Outline(geometry, area, (inside.x, inside.y))


def labels(frame: pd.DataFrame, named: Sequence[str], height: int = _USUAL_HEIGHT) -> Labels:
    """Return the labels of the `named` areas on a map of `height` pixels; `frame` as figures.

    Names do not overlap other areas, nor their own if that has a cross because it has no figure.
    """
    rows = vega.records(frame, _AREA)
    closed = {row["area_code"] for row in rows if row["color"] == class_breaks.NO_FIGURE} & {*named}
    areas = tuple((row["area_code"], row["name"], row["geojson"], row["area_code"] not in closed) for row in rows)
    return _placed(areas, tuple(named), min(height, _USUAL_HEIGHT))


@lru_cache(_MOST_LABELLED)
def _placed(areas: tuple[tuple[str, str, str, bool], ...], named: tuple[str, ...], height: int) -> Labels:
    outlined = ((code, name, outline(geojson), is_open) for code, name, geojson, is_open in areas)
    return map_labels.placed(
        [map_labels.Area(code, name, area.shape, area.inside, is_open) for code, name, area, is_open in outlined],
        named, height,
    )  # fmt: skip


def deck(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], has_background: bool = False, layer: str = LAYER
) -> Deck:
    """Return the map: every area in the colour of its class, with outlines for those in `look` and names for those in
    `named`.

    `frame` as figures; combined areas, which have no colour, are only outlined. Without a background it contacts no
    outside host. `layer` is the name of the clickable layer.
    """
    areas, names = vega.records(frame, _AREA), labels(frame, named)
    opacity = [170] if has_background else []
    features = [
        _feature(outline(area["geojson"]), {
            "area_code": area["area_code"], "name": area["name"], "text": area["text"],
            "fill": _rgb(area["color"]) + opacity,
        })
        for area in areas if area["color"]
    ]  # fmt: skip
    outlined = [
        _feature(outline(area["geojson"]), {"line": _rgb(look[area["area_code"]].color)})
        for area in areas if area["area_code"] in look
    ]  # fmt: skip
    return Deck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer", id=layer, data=_collection(features), pickable=True, auto_highlight=True,
                get_fill_color="properties.fill", get_line_color=_rgb(_EDGE), line_width_min_pixels=0.7,
            ),
            *(
                pydeck.Layer(
                    "GeoJsonLayer", id=name, data=_collection(outlined), filled=False, get_line_color=color,
                    line_width_min_pixels=width,
                )  # a white border, so that every outline is visible on every colour
                for name, color, width in (("rand", [255, 255, 255], 7), ("omlijnd", "properties.line", 4))
            ),
            *_deck_labels(names),
        ],
        **({"map_provider": "carto", "map_style": BACKGROUND} if has_background else {"map_provider": None}),
        initial_view_state=_view(names.frame),
        tooltip={"html": "<b>{name}</b><br/>{text}", "style": _TOOLTIP},
    )  # fmt: skip


def _deck_labels(names: Labels) -> list[pydeck.Layer]:
    """Return layers with the names and the lines to their areas, with white borders."""
    lines = [{"from": list(label.place), "to": list(label.inside)} for label in names.labels if label.has_line]
    texts = [
        {
            "name": label.text, "position": list(label.place), "anchor": _ANCHORS[label.align],
            "baseline": _BASELINES[label.baseline], "offset": list(label.offset),
        }
        for label in names.labels
    ]  # fmt: skip
    return [
        *(
            pydeck.Layer(
                "LineLayer", id=name, data=lines, get_source_position="from", get_target_position="to",
                get_color=color, get_width=width,
            )
            for name, color, width in (("lijnrand", [255, 255, 255], 5), ("lijn", _rgb(_INK), 1.5))
        ),
        pydeck.Layer(
            "TextLayer", id="namen", data=texts, get_position="position", get_text="name", get_size=FONT_SIZE,
            get_color=_rgb(_INK), background=True, get_background_color=[255, 255, 255, 225],
            background_padding=[4, 2], font_weight=700, get_text_anchor="anchor",
            get_alignment_baseline="baseline", get_pixel_offset="offset",
        ),
    ]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Land:
    """The outlines of the areas of a map as rows with `code`, `name` and `shape`, and as a gzipped file, whose address,
    relative to the dashboard, depends on its content."""

    rows: list[Json]
    packed: bytes
    address: str


_lands = OrderedDict[tuple[tuple[str, str, str], ...], Land]()


def land(areas: tuple[tuple[str, str, str], ...]) -> Land:
    """Return the immutable outlines of areas, given the code, name and GeoJSON text of each."""
    if (cached := _lands.get(areas)) is None:
        rows = [{"code": code, "name": name, "shape": outline(geojson).geometry} for code, name, geojson in areas]
        content = json.dumps(rows, separators=(",", ":")).encode()
        cached = Land(rows, gzip.compress(content, 6, mtime=0), f"{LANDS}/{sha256(content).hexdigest()[:32]}.json")
        _lands[areas] = cached
        while len(_lands) > _MOST_LANDS:
            _lands.popitem(last=False)
    return cached


def land_at(address: str) -> Land | None:
    """Return the outlines of a map of this process by their address, None if unknown."""
    return next((land for land in [*_lands.values()] if land.address == address), None)


def light(
    frame: pd.DataFrame, look: dict[str, Style], named: list[str], title: str, height: int, above: Sequence[Json] = ()
) -> Chart:
    """Return the same map as a chart, which starts fast and suits a letter; `frame` as for `deck`.

    Layers `above` are above the areas and below the names. A click selects the `code` of an area, under the name CLICK.
    The outlines are a separate file, so that a browser fetches them once for all figures.
    """
    areas, crosses, around = [], [], []
    rows, names = vega.records(frame, _AREA), labels(frame, named, height)
    for place in np.argsort([row["area_code"] in look for row in rows], kind="stable"):  # outlines are on top
        row = rows[place]
        style = look.get(row["area_code"])
        if not row["color"]:
            around += [_feature(outline(row["geojson"]), {}) | {"edge": style.color}] if style else []
            continue
        areas.append({
            "code": row["area_code"], "text": row["text"], "color": row["color"],
            **({"edge": style.color, "width": _WIDE} if style else {}),
        })  # fmt: skip
        if row["color"] == class_breaks.NO_FIGURE:
            lon, lat = outline(row["geojson"]).inside
            crosses.append({"code": row["area_code"], "lon": lon, "lat": lat})
    encoding = {
        "shape": {"field": "shape", "type": "geojson"}, "color": vega.literal("color"), "stroke": vega.literal("edge"),
        "strokeWidth": vega.literal("width", "quantitative"), "description": vega.nominal("description"),
        "tooltip": vega.tooltip(name="Gebied", text=title),
    }  # fmt: skip
    outlines = land(tuple((row["area_code"], row["name"], row["geojson"]) for row in rows if row["color"]))
    lookup = {"lookup": "code", "from": {"data": {"name": LANDS}, "key": "code", "fields": ["name", "shape"]}}
    fields = {"description": "datum.name + ': ' + datum.text", "edge": f"datum.edge || '{_EDGE}'",
            "width": f"datum.width || {_THIN}"}  # fmt: skip
    described = {"transform": [lookup, *({"calculate": value, "as": field} for field, value in fields.items())]}
    cross = vega.layer("text", crosses, _POINT, text="×", fontSize=13, color="#444")
    layers = [
        vega.named("areas", clickable(vega.layer("geoshape", areas, encoding, cursor="pointer")) | described),
        *([_around(around)] if around else []),
        *above,
        # in a black-and-white copy, colours turn grey too
        *([vega.named("crosses", cross)] if crosses else []),
        *_light_labels(names),
    ]  # fmt: skip
    west, south, east, north = names.frame
    corners = {"type": "MultiPoint", "coordinates": [[west, south], [east, north]]}
    world = {"type": "Feature", "properties": {}, "geometry": corners}
    chart = vega.layered(layers, height, {"view": {"stroke": None}}, background=PLATE,
                         projection={"type": "mercator", "fit": world},
                         data={"name": LANDS, "values": outlines.rows})  # fmt: skip
    return replace(chart, fetched=outlines.address)


def _around(features: list[Json]) -> Json:
    """Return the outlines of combined areas, which do not react to clicks."""
    edge = {"stroke": vega.literal("edge")}
    return vega.layer("geoshape", features, edge, filled=False, strokeWidth=4, aria=False, tooltip=None)


def light_film(
    frames: Sequence[pd.DataFrame], look: dict[str, Style], named: list[str], title: str, height: int
) -> Chart:
    """Return the maps of all years as a film; each of `frames` as for `light`, all with the same areas in order. Names
    are not on areas without a figure in some year."""
    last, lacks = frames[-1], np.logical_or.reduce([frame["color"] == class_breaks.NO_FIGURE for frame in frames])
    whole = light(last.assign(color=last["color"].mask(lacks, class_breaks.NO_FIGURE)), look, named, title, height)
    return film.combined(whole, [light(frame, look, named, title, height) for frame in frames])


def _light_labels(names: Labels) -> list[Json]:
    """Return the names, and lines with a dot in the area for names outside it, all with white borders."""
    rows = [
        {
            "name": label.text.split("\n"), "lon": label.place[0], "lat": label.place[1], "to_lon": label.inside[0],
            "to_lat": label.inside[1], "align": label.align, "baseline": label.baseline, "dx": label.offset[0],
            # Vega aligns the first line of a text, where the others align the whole text
            "dy": label.offset[1] - label.text.count("\n") * LINE_HEIGHT * _ABOVE[label.baseline],
        }
        for label in names.labels
    ]  # fmt: skip
    lines = [row for row, label in zip(rows, names.labels, strict=True) if label.has_line]
    ends: Json = {"longitude": vega.quantitative("to_lon"), "latitude": vega.quantitative("to_lat")}
    way = _POINT | {"longitude2": {"field": "to_lon"}, "latitude2": {"field": "to_lat"}}
    side: Json = {name: {"expr": f"datum.{name}"} for name in ("align", "baseline", "dx", "dy")}
    white: Json = {"stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}
    ways = [
        vega.layer("rule", lines, way, color="white", strokeWidth=4, aria=False),
        vega.layer("rule", lines, way, color=_INK, strokeWidth=1.5, aria=False),
        vega.layer("circle", lines, ends, color=_INK, stroke="white", opacity=1, size=_DOT, aria=False),
    ]  # fmt: skip
    return [
        *(ways if lines else []),
        *vega.text_with_halo(rows, _POINT | {"text": vega.nominal("name")}, white, fontSize=FONT_SIZE,
                             fontWeight="bold", lineHeight=LINE_HEIGHT, color=_INK, aria=False, **side),
    ]  # fmt: skip


def clickable(layer: Json) -> Json:
    """Return a layer in which a click selects the `code` of a row, under the name CLICK."""
    return {**layer, "params": [{"name": CLICK, "select": {"type": "point", "fields": ["code"]}}]}


def _rgb(color: str) -> list[int]:
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def _feature(area: Outline, properties: Json) -> Json:
    return {"type": "Feature", "geometry": area.geometry, "properties": properties}


def _collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}


def _view(frame: Frame) -> pydeck.ViewState:
    """Return the view of a part of the world that fits a phone."""
    west, south, east, north = frame
    middle = (south + north) / 2
    # at zoom z the world is 512 * 2^z pixels around
    degrees = max((east - west) / PHONE, (north - south) / np.cos(np.radians(middle)) / _USUAL_HEIGHT)
    zoom = float(np.log2(360 / 512 / degrees))
    return pydeck.ViewState(latitude=middle, longitude=(west + east) / 2, zoom=zoom, min_zoom=zoom - 1)
