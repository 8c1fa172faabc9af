"""The map of Start: the municipality with its focus areas, as a small SVG that needs no script."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from shapely.geometry import MultiPolygon, Polygon

from veerkracht.drawing import maps, vega
from veerkracht.drawing.charts import Style

_WIDTH, _MOST_HEIGHT, _EDGE = 400, 340, 4  # in units of the picture, about a pixel each
_DETAIL = 0.4  # what is smaller than this is left out
_LAND, _BORDER = "#cdd5db", "#ffffff"


@dataclass(frozen=True)
class Place:
    """Where a focus area is in the picture, in percent of its width and height: its middle and its top."""

    area_code: str
    x: float
    y: float
    top: float


@dataclass(frozen=True)
class CityMap:
    """A picture of the municipality as SVG, its size, and where the focus areas are in it."""

    svg: str
    width: int
    height: int
    places: tuple[Place, ...]


def city_map(outlines: pd.DataFrame, look: Mapping[str, Style]) -> CityMap | None:
    """Return the map of `outlines` (a row per area: area_code, geojson), those in `look` in their colour; None without
    outlines."""
    if outlines.empty:
        return None
    areas = {row["area_code"]: maps.outline(row["geojson"]) for row in vega.records(outlines, ("area_code", "geojson"))}
    west, south, east, north = (
        ends(area.shape.bounds[side] for area in areas.values()) for side, ends in enumerate((min, min, max, max))
    )
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
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{land}" fill="{_LAND}" stroke="{_BORDER}" stroke-width="1" fill-rule="evenodd"/>'
        f"{''.join(drawn)}</svg>"
    )
    places = []
    for code in look:
        if code in areas:
            (x, y), (_, top) = placed(*areas[code].inside), placed(areas[code].inside[0], areas[code].shape.bounds[3])
            places.append(Place(code, 100 * x / width, 100 * y / height, 100 * top / height))
    return CityMap(svg, width, height, tuple(places))
