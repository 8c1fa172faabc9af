"""The map of Start: the municipality with its focus areas, as a small SVG that needs no script."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from shapely.geometry import MultiPolygon, Polygon

from veerkracht.drawing import map_labels, maps, vega
from veerkracht.drawing.charts import Style

_WIDTH, _MOST_HEIGHT, _EDGE = 400, 340, 4  # in units of the picture, about a pixel each
_DETAIL = 0.4  # what is smaller than this is left out
_LAND, _BORDER, _LINE = "#cdd5db", "#ffffff", "#5b6670"
# how much of its size, in percent, a label stands left of its place, and above it
_ALIGN, _BASELINE = {"left": 0, "center": 50, "right": 100}, {"top": 0, "middle": 50, "bottom": 100}


@dataclass(frozen=True)
class Label:
    """A name or number on the map: its place in percent of the width and height of the picture, and how much of its own
    size, in percent, it stands left of and above that."""

    area_code: str
    text: str
    x: float
    y: float
    left: int
    up: int


@dataclass(frozen=True)
class CityMap:
    """A picture of the municipality as SVG, its size, and the names of the focus areas on it (map_labels)."""

    svg: str
    width: int
    height: int
    labels: tuple[Label, ...]
    is_numbered: bool  # names that are many, or too much alike, are numbers in the order of the areas


def city_map(outlines: pd.DataFrame, names: Mapping[str, str], look: Mapping[str, Style]) -> CityMap | None:
    """Return the map of `outlines` (a row per area: area_code, geojson), those in `look` in their colour with their
    name beside the city; None without outlines."""
    if outlines.empty:
        return None
    areas = {row["area_code"]: maps.outline(row["geojson"]) for row in vega.records(outlines, ("area_code", "geojson"))}
    places = [map_labels.Area(code, names.get(code, code), area.shape, area.inside, is_open=False)
              for code, area in areas.items()]  # fmt: skip
    named = map_labels.placed(places, [*look], _MOST_HEIGHT)
    west, south, east, north = named.frame
    narrower = math.cos(math.radians((south + north) / 2))  # a degree of longitude than one of latitude
    scale = min(
        (_WIDTH - 2 * _EDGE) / ((east - west) * narrower), (_MOST_HEIGHT - 2 * _EDGE) / (north - south)
    )  # of units per degree of latitude
    width, height = (round(size * scale + 2 * _EDGE) for size in ((east - west) * narrower, north - south))

    def placed(lon: float, lat: float) -> tuple[float, float]:
        return _EDGE + (lon - west) * narrower * scale, _EDGE + (north - lat) * scale

    def path(code: str) -> str:
        drawn = areas[code].shape.simplify(_DETAIL / scale)
        polygons = drawn.geoms if isinstance(drawn, MultiPolygon) else [drawn] if isinstance(drawn, Polygon) else []
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in map(lambda at: placed(*at[:2]), ring.coords))}Z"
                       for ring in rings)  # fmt: skip

    land = "".join(path(code) for code in areas if code not in look)
    drawn = [
        f'<path d="{path(code)}" fill="{look[code].color}" stroke="{_BORDER}" stroke-width="1"/>'
        for code in look if code in areas
    ]  # fmt: skip
    lines = "".join(
        f'<path d="M{" ".join(f"{x:.1f},{y:.1f}" for x, y in (placed(*label.place), placed(*label.inside)))}" '
        f'stroke="{_LINE}" stroke-width="1.5" fill="none"/>'
        for label in named.labels
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{land}" fill="{_LAND}" stroke="{_BORDER}" stroke-width="1" fill-rule="evenodd"/>'
        f"{''.join(drawn)}{lines}</svg>"
    )
    labels = []
    for label in named.labels:
        x, y = placed(*label.place)
        left, up = _ALIGN[label.align], _BASELINE[label.baseline]
        labels.append(Label(label.area_code, label.text, 100 * x / width, 100 * y / height, left, up))
    return CityMap(svg, width, height, tuple(labels), bool(named.names))
