"""Where a buurt or wijk lies in its municipality: on which side of it, and what lies beside it."""

import math
from dataclasses import dataclass

from shapely import union_all

from veerkracht.core import areas
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query
from veerkracht.drawing import maps

_SIDES = ("oosten", "noordoosten", "noorden", "noordwesten", "westen", "zuidwesten", "zuiden", "zuidoosten")
_MIDDLE = 0.3  # of the radius of a circle as large as the municipality: within it an area lies in the middle
_TOUCHING = 1e-4  # degrees, about ten metres: outlines of areas beside each other may differ by less
_MOST, _LEAST_SHARE = 3, 0.1  # areas beside it that are named, and their border as part of the longest


@dataclass(frozen=True)
class Surroundings:
    """On which side of the municipality an area lies ('westen', 'midden'), and the codes of the areas that it shares
    its longest borders with, at most three."""

    side: str
    beside: tuple[str, ...]


def of(query: Query, area_code: str) -> Surroundings | None:
    """Return where an area lies among those of its level; None without outlines, or when it is the only one."""
    return query.value(_of, area_code)


def _of(query: Query, area_code: str) -> Surroundings | None:
    frame = query(database_queries.outlines, areas.level(area_code))
    shapes = {row.area_code: maps.outline(row.geojson).shape for row in frame.itertuples()}
    own = shapes.pop(area_code, None)
    if own is None or not shapes:
        return None
    land = union_all([own, *shapes.values()])
    middle, here = land.centroid, own.centroid
    narrower = math.cos(math.radians(middle.y))  # a degree of longitude than one of latitude
    east, north = (here.x - middle.x) * narrower, here.y - middle.y
    eighth = round(8 * math.atan2(north, east) / math.tau) % 8
    is_middle = math.hypot(east, north) < _MIDDLE * math.sqrt(land.area * narrower / math.pi)
    around = own.buffer(_TOUCHING)
    borders = {code: around.intersection(other).area for code, other in shapes.items() if around.intersects(other)}
    longest = sorted(borders, key=lambda code: (-borders[code], code))[:_MOST]
    beside = tuple(code for code in longest if borders[code] >= _LEAST_SHARE * borders[longest[0]])
    return Surroundings("midden" if is_middle else _SIDES[eighth], beside)
