"""The municipality with some of its areas in colour, as a small SVG that needs no script."""

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
    """Where an area is in the picture, in percent of its width and height: its middle and its top."""

    area_code: str
    x: float
    y: float
    top: float


@dataclass(frozen=True)
class CityMap:
    """A picture of the municipality as SVG, its size, and where the areas in colour are in it."""

    svg: str
    width: int
    height: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Land:
    """The municipality as it is drawn: the size of the picture, and of each area its path and place."""

    width: int
    height: int
    paths: dict[str, str]
    places: dict[str, Place]


def land(outlines: pd.DataFrame, most_height: int = _MOST_HEIGHT) -> Land | None:
    """Return how `outlines` (a row per area: area_code, geojson) are drawn; None without outlines."""
    if outlines.empty:
        return None
    areas = {row["area_code"]: maps.outline(row["geojson"]) for row in vega.records(outlines, ("area_code", "geojson"))}
    west, south, east, north = (
        ends(area.shape.bounds[side] for area in areas.values()) for side, ends in enumerate((min, min, max, max))
    )
    narrower = math.cos(math.radians((south + north) / 2))  # a degree of longitude than one of latitude
    scale = min(
        (_WIDTH - 2 * _EDGE) / ((east - west) * narrower), (most_height - 2 * _EDGE) / (north - south)
    )  # of units per degree of latitude
    width, height = (round(size * scale + 2 * _EDGE) for size in ((east - west) * narrower, north - south))

    def placed(lon: float, lat: float) -> tuple[float, float]:
        return _EDGE + (lon - west) * narrower * scale, _EDGE + (north - lat) * scale

    def path(area: maps.Outline) -> str:
        drawn = area.shape.simplify(_DETAIL / scale)
        polygons = drawn.geoms if isinstance(drawn, MultiPolygon) else [drawn] if isinstance(drawn, Polygon) else []
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in map(lambda at: placed(*at[:2]), ring.coords))}Z"
                       for ring in rings)  # fmt: skip

    places = {}
    for code, area in areas.items():
        (x, y), (_, top) = placed(*area.inside), placed(area.inside[0], area.shape.bounds[3])
        places[code] = Place(code, 100 * x / width, 100 * y / height, 100 * top / height)
    return Land(width, height, {code: path(area) for code, area in areas.items()}, places)


def picture(land: Land | None, look: Mapping[str, Style]) -> CityMap | None:
    """Return the map with the areas in `look` in their colour; None without land."""
    if land is None:
        return None
    codes = [code for code in look if code in land.paths]
    grey = "".join(path for code, path in land.paths.items() if code not in codes)
    drawn = [
        f'<path d="{land.paths[code]}" fill="{look[code].color}" stroke="{_BORDER}" stroke-width="1"/>'
        for code in codes
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{land.width}" height="{land.height}" '
        f'viewBox="0 0 {land.width} {land.height}">'
        f'<path d="{grey}" fill="{_LAND}" stroke="{_BORDER}" stroke-width="1" fill-rule="evenodd"/>'
        f"{''.join(drawn)}</svg>"
    )
    return CityMap(svg, land.width, land.height, tuple(land.places[code] for code in codes))
