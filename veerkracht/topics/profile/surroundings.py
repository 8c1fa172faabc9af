"""The location of a buurt or wijk in its municipality: in which direction, and its neighbours."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from shapely import Point, union_all
from shapely.geometry.base import BaseGeometry

from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query, cached
from veerkracht.drawing import maps
from veerkracht.topics.profile.figures import level_of_peers

_SIDES = ("oosten", "noordoosten", "noorden", "noordwesten", "westen", "zuidwesten", "zuiden", "zuidoosten")
_MIDDLE = 0.3  # of the radius of a circle as large as the municipality: within it an area is in the middle
_TOUCHING = 1e-4  # degrees, about ten metres: outlines of adjacent areas may differ by less
_MOST, _LEAST_SHARE = 3, 0.1  # neighbours that are named, and their border as a share of the longest


@dataclass(frozen=True)
class Surroundings:
    """The side of the municipality that an area is on ('westen', 'midden'), and the codes of at most three neighbours,
    with which it shares its longest borders."""

    side: str
    beside: tuple[str, ...]


@dataclass(frozen=True)
class _Land:
    """The outlines of all areas of a level by their code, and the municipality that they form: its `middle`, how much
    `narrower` a degree of longitude is there than one of latitude, and its `radius` (degrees of latitude) if it were a
    circle."""

    shapes: Mapping[str, BaseGeometry]
    middle: Point
    narrower: float
    radius: float


@cached
def of(query: Query, area_code: str) -> Surroundings | None:
    """Return the location of an area among those of its level; None without outlines, or if it is the only one."""
    land = _land(query, level_of_peers(area_code))
    shape = land.shapes.get(area_code)
    if shape is None or len(land.shapes) == 1:
        return None
    here = shape.centroid
    east, north = (here.x - land.middle.x) * land.narrower, here.y - land.middle.y
    eighth = round(8 * math.atan2(north, east) / math.tau) % 8
    is_middle = math.hypot(east, north) < _MIDDLE * land.radius
    around = shape.buffer(_TOUCHING)
    borders = {
        code: around.intersection(other).area
        for code, other in land.shapes.items()
        if code != area_code and around.intersects(other)
    }
    longest = sorted(borders, key=lambda code: (-borders[code], code))[:_MOST]
    beside = tuple(code for code in longest if borders[code] >= _LEAST_SHARE * borders[longest[0]])
    return Surroundings("midden" if is_middle else _SIDES[eighth], beside)


@cached
def _land(query: Query, level: str) -> _Land:
    frame = query(database_queries.outlines, level)
    shapes = {row.area_code: maps.outline(row.geojson).shape for row in frame.itertuples()}
    whole = union_all([*shapes.values()])
    narrower = math.cos(math.radians(whole.centroid.y)) if shapes else 1.0
    return _Land(shapes, whole.centroid, narrower, math.sqrt(whole.area * narrower / math.pi))
