"""The map of Start: the names stand where no name of a map may hide another area, by the rule of all maps."""

import re
from pathlib import Path

import pytest
from shapely.geometry import Polygon, box

from tests.opened import open_query
from veerkracht.database import lookups, queries
from veerkracht.drawing import charts, city_map
from veerkracht.drawing.city_map import CityMap

WIDEST_LETTER, LINE = 8.6, 16  # pixels
FOCUS = ("BU09350403", "BU09350203")


@pytest.fixture(scope="module")
def drawn(included_database: Path) -> CityMap:
    with open_query(included_database) as query:
        outlines, names = query(queries.outlines, "buurt"), lookups.area_names(query)
    land = city_map.land(outlines, names=tuple((code, names[code]) for code in FOCUS))
    found = city_map.picture(land, charts.styles(FOCUS, FOCUS, "GM0935", "NL00"))
    assert found
    return found


def test_a_name_on_start_covers_no_buurt_on_a_phone_or_a_desk(drawn: CityMap) -> None:
    """The names lay on the buurten beside Nazareth and Pottenberg."""
    assert [label.text for label in drawn.labels] == ["Nazareth", "Pottenberg"]
    shapes = areas_in(drawn)
    for width in (300, 400):
        scale = width / drawn.width
        for label in drawn.labels:
            wide, high = WIDEST_LETTER * len(label.text) / scale, LINE / scale
            left = label.x / 100 * drawn.width - label.left / 100 * wide
            top = label.y / 100 * drawn.height - label.up / 100 * high
            text = box(left, top, left + wide, top + high)
            assert not any(shape.intersects(text) for shape in shapes), (label, width)
            assert left >= -1 and left + wide <= drawn.width + 1


def areas_in(drawn: CityMap) -> list[Polygon]:
    """Return every area in the picture as a shape, in its units."""
    rings = re.findall(r"M([^MZ]+)Z", drawn.svg)
    return [Polygon([tuple(map(float, point.split(","))) for point in ring.split()]) for ring in rings]
