"""Makes neighbouring areas fit exactly, or reports which of them overlap or leave a gap, and where."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import shapely
from shapely import Geometry

from veerkracht.core import dutch
from veerkracht.core.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

_WIDE = 1.0  # metres: anything narrower than the rounding of coordinates is invisible on a map
_ALONG_EDGE = 0.25  # of the border of a strip along water, from which it is no gap between areas
_CORNER = 2.0  # m² within a metre of a gap that an area has which only touches its corner
_MOST_NAMED = 3  # faults in one message


def fitted(areas: "gpd.GeoDataFrame", water: Iterable[Geometry], whole: Geometry, what: str) -> "gpd.GeoDataFrame":
    """Return areas (area_code, name, geometry in RD) with the same points on both sides of every shared border.

    `water` lies between them and `whole` is what they make up. Points that only one of two areas has on their border
    are given to both, and slivers narrower than a metre to one area. Raises SourceError, which begins with `what`, for
    wider overlaps and gaps, with the areas and the place.
    """
    faults = [*_overlaps(areas), *_gaps(areas, water, whole)]
    if faults:
        more = len(faults) - _MOST_NAMED
        raise SourceError(
            f"{what}: {'; '.join(faults[:_MOST_NAMED])}{f'; en nog {more} keer' if more > 0 else ''}. Meld dit bij "
            "PDOK met deze namen. Grenzen die eerder zijn opgehaald, blijven in gebruik."
        )
    shapes = areas.geometry.values
    if shapely.coverage_is_valid(shapes, gap_width=_WIDE):
        return areas
    clean = shapely.coverage_clean(shapes, gap_width=_WIDE)
    if lost := [_named(areas, place) for place, shape in enumerate(clean) if shape is None or shape.is_empty]:
        raise SourceError(f"{what}: de grens van {dutch.joined(lost)} is kleiner dan een meter. Meld dit bij PDOK.")
    return areas.set_geometry(list(clean), crs=areas.crs)


def _overlaps(areas: "gpd.GeoDataFrame") -> Iterator[str]:
    shapes = areas.geometry.values
    firsts, seconds = areas.sindex.query(shapes, predicate="intersects")
    pairs = sorted((int(first), int(second)) for first, second in zip(firsts, seconds, strict=True) if first < second)
    for first, second in pairs:
        if wide := _wide(shapely.intersection(shapes[first], shapes[second])):
            names = dutch.joined([_named(areas, place) for place in (first, second)])
            yield f"{names} overlappen {_place(wide)}"


def _gaps(areas: "gpd.GeoDataFrame", water: Iterable[Geometry], whole: Geometry) -> Iterator[str]:
    filled = shapely.union_all([*areas.geometry.values, *water])
    for gap in _wide(shapely.difference(whole, filled)):
        along_edge = shapely.intersection(gap.boundary, shapely.buffer(whole.boundary, _WIDE)).length
        if along_edge < _ALONG_EDGE * gap.length:
            borders = shapely.intersection(areas.geometry.values, shapely.buffer(gap, _WIDE))
            names = [_named(areas, place) for place, part in enumerate(borders) if part.area > _CORNER]
            yield f"{'tussen' if len(names) > 1 else 'bij'} {dutch.joined(names)} ligt een gat {_place([gap])}"


def _wide(geometry: Geometry) -> list[Geometry]:
    """Return the polygons of a geometry that are wider than a border that is drawn twice."""
    return [part for part in shapely.get_parts(geometry) if part.area > 0 and 2 * part.area > _WIDE * part.length]


def _place(parts: list[Geometry]) -> str:
    largest = max(parts, key=lambda part: part.area)
    point = largest.representative_point()
    size = dutch.number(sum(part.area for part in parts), 0)
    return f"({size} m², rond RD {point.x:.0f}, {point.y:.0f})"


def _named(areas: "gpd.GeoDataFrame", place: int) -> str:
    row = areas.iloc[place]
    return f"{row['name']} ({row['area_code']})"
