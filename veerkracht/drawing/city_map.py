"""The municipality with some of its areas highlighted, as a small SVG without scripts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from shapely.geometry import MultiPolygon, Polygon

from veerkracht.drawing import map_labels, maps, vega
from veerkracht.drawing.charts import Style

_WIDTH, _MOST_HEIGHT, _EDGE = 400, 340, 4  # in units of the picture, about a pixel each
_DETAIL = 0.4  # smaller details are left out
_LAND, _BORDER, _LINE = "#cdd5db", "#ffffff", "#5b6670"
# offset of a label to the left of its place and above it, in percent of its size
_ALIGN, _BASELINE = {"left": 0, "center": 50, "right": 100}, {"top": 0, "middle": 50, "bottom": 100}


@dataclass(frozen=True)
class Label:
    """A name or number on the map: its place in percent of the size of the picture, and its offset to the left and
    upwards in percent of its own size."""

    area_code: str
    text: str
    x: float
    y: float
    left: int
    up: int


@dataclass(frozen=True)
class CityMap:
    """A picture of the municipality as SVG, its size, and the names on it (map_labels); numbers if there are many names
    or names that look alike."""

    svg: str
    width: int
    height: int
    labels: tuple[Label, ...] = ()
    is_numbered: bool = False


@dataclass(frozen=True)
class Land:
    """The municipality as drawn: the size of the picture, the path of each area, and the names with their lines."""

    width: int
    height: int
    paths: dict[str, str]
    labels: tuple[Label, ...]
    lines: str
    is_numbered: bool


def land(
    outlines: pd.DataFrame, most_height: int = _MOST_HEIGHT, names: tuple[tuple[str, str], ...] = ()
) -> Land | None:
    """Return the drawing of `outlines` (a row per area: area_code, geojson), with names by area code beside the city;
    None without outlines."""
    if outlines.empty:
        return None
    areas = {row["area_code"]: maps.outline(row["geojson"]) for row in vega.records(outlines, ("area_code", "geojson"))}
    name_of = dict(names)
    places = [map_labels.Area(code, name_of.get(code, ""), area.shape, area.inside, is_open=False)
              for code, area in areas.items()]  # fmt: skip
    named = map_labels.placed(places, [*name_of], most_height)
    west, south, east, north = named.frame
    narrower = math.cos(math.radians((south + north) / 2))  # a degree of longitude than one of latitude
    scale = min(
        (_WIDTH - 2 * _EDGE) / ((east - west) * narrower), (most_height - 2 * _EDGE) / (north - south)
    )  # of units per degree of latitude
    width, height = (round(size * scale + 2 * _EDGE) for size in ((east - west) * narrower, north - south))

    def placed(lon: float, lat: float) -> tuple[float, float]:
        return _EDGE + (lon - west) * narrower * scale, _EDGE + (north - lat) * scale

    def path(area: maps.Outline) -> str:
        shape = area.shape.simplify(_DETAIL / scale)
        polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape] if isinstance(shape, Polygon) else []
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in map(lambda at: placed(*at[:2]), ring.coords))}Z"
                       for ring in rings)  # fmt: skip

    labels, lines = [], ""
    for label in named.labels:
        (x, y), end = placed(*label.place), placed(*label.inside)
        left, up = _ALIGN[label.align], _BASELINE[label.baseline]
        labels.append(Label(label.area_code, label.text, 100 * x / width, 100 * y / height, left, up))
        lines += f"M{x:.1f},{y:.1f}L{end[0]:.1f},{end[1]:.1f}"
    paths = {code: path(area) for code, area in areas.items()}
    return Land(width, height, paths, tuple(labels), lines, bool(named.names))


def picture(land: Land | None, look: Mapping[str, Style]) -> CityMap | None:
    """Return the map with the areas in `look` in their colour; None without land."""
    if land is None:
        return None
    codes = [code for code in look if code in land.paths]
    grey = "".join(path for code, path in land.paths.items() if code not in codes)
    shapes = [
        f'<path d="{land.paths[code]}" fill="{look[code].color}" stroke="{_BORDER}" stroke-width="1"/>'
        for code in codes
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{land.width}" height="{land.height}" '
        f'viewBox="0 0 {land.width} {land.height}">'
        f'<path d="{grey}" fill="{_LAND}" stroke="{_BORDER}" stroke-width="1" fill-rule="evenodd"/>'
        f'{"".join(shapes)}<path d="{land.lines}" fill="none" stroke="{_LINE}" stroke-width="1.5"/></svg>'
    )
    return CityMap(svg, land.width, land.height, land.labels, land.is_numbered)
