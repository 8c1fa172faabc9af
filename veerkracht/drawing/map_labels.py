"""Places the labels on a map: on their own area or beside the city, never on the figure of another area.

A label keeps its size in pixels while the map grows with the screen. Positions are therefore computed for the size of
the map on a phone: on any larger map the same label covers less of it. A line connects a label to its area.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from veerkracht.core import dutch

FONT_SIZE, LINE_HEIGHT = 14, 17
GAP = 4  # pixels between a name and the end of its line
NARROW = 280  # pixels, the width of a map on the narrowest screen
_LETTER = 8.6  # pixels of an average letter in the widest of the fonts
_LONGEST, _MOST_LINES = 17, 2  # letters of a line, and lines of a name
_MOST_NAMES = 6  # with more areas than this, the map has numbers
_STEP = 7  # pixels between two places to try
_WITHIN = 5  # pixels between the edge of an area and the end of a line in it
_APART = 3  # pixels between a name and anything else
_SIZES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # shares of the room for the city: the largest that fits all names is used
_CROSSING, _ACROSS = 150, 500  # pixels by which a line may be longer to avoid crossing another line, and a name

Position = tuple[float, float]  # longitude and latitude
Frame = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Area:
    """An area on the map: its outline in degrees and a point inside it. Its name may be on it if it `is_open`."""

    area_code: str
    name: str
    shape: BaseGeometry
    inside: Position
    is_open: bool


@dataclass(frozen=True)
class Label:
    """A text left of, right of, above, below or on its place, from which a line leads to the area. `room` is the
    largest box that the text covers, in degrees like all places."""

    area_code: str
    text: str
    place: Position
    align: str
    baseline: str
    inside: Position
    room: Frame

    @property
    def has_line(self) -> bool:
        """Return whether the text is outside its area."""
        return (self.align, self.baseline) != ("center", "middle")

    @property
    def offset(self) -> tuple[int, int]:
        """Return the offset of the text from its place, in pixels to the right and downwards."""
        return {"left": GAP, "right": -GAP, "center": 0}[self.align], {"top": GAP, "middle": 0, "bottom": -GAP}[
            self.baseline
        ]


@dataclass(frozen=True)
class Labels:
    """The labels of a map, the part of the world that it shows, and the name of each number if it has numbers."""

    labels: tuple[Label, ...]
    frame: Frame
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return in words which number is which area; '' if the map has names."""
        return dutch.joined([f"{number} {name}" for number, name in enumerate(self.names, 1)])


@dataclass(frozen=True)
class _Plate:
    """The city on the narrowest screen: in pixels from its south-west corner, with `scale` pixels per degree."""

    corner: Position
    scale: Position
    room: Frame
    codes: np.ndarray
    shapes: np.ndarray
    tree: shapely.STRtree

    def pixels(self, place: Position) -> Position:
        return (place[0] - self.corner[0]) * self.scale[0], (place[1] - self.corner[1]) * self.scale[1]

    def degrees(self, place: Position) -> Position:
        return place[0] / self.scale[0] + self.corner[0], place[1] / self.scale[1] + self.corner[1]


def placed(areas: Sequence[Area], named: Sequence[str], height: int) -> Labels:
    """Return the labels of the `named` areas on a map of `height` pixels.

    Long names are cut off. The map has numbers if there are many areas, names that are the same when cut off, or no
    room for the names.
    """
    by_code = {area.area_code: area for area in areas}
    chosen = [by_code[code] for code in named if code in by_code]
    names = [_wrap_name(area.name) for area in chosen]
    numbers = [str(number) for number in range(1, len(chosen) + 1)]
    have_names = len(chosen) <= _MOST_NAMES and len(set(names)) == len(names)
    bounds = shapely.total_bounds([area.shape for area in areas])
    for texts, size in product([names, numbers] if have_names else [numbers], _SIZES):
        labels = _labels(_plate(areas, bounds, size, height), chosen, texts)
        if len(labels) == len(chosen):
            break
    full = tuple(area.name for area in chosen) if texts is numbers else ()
    return Labels(tuple(labels), _frame(bounds, labels), full)


def _wrap_name(name: str) -> str:
    """Return a name wrapped to at most two lines; the rest is cut off."""
    return "\n".join(textwrap.wrap(name, _LONGEST, max_lines=_MOST_LINES, placeholder="…"))


def _plate(areas: Sequence[Area], bounds: np.ndarray, size: float, height: int) -> _Plate:
    west, south, east, north = bounds
    across = cos(radians((south + north) / 2))
    up = size * min(NARROW / ((east - west) * across), height / (north - south))
    scale = up * across, up
    left, below = (NARROW - (east - west) * scale[0]) / 2, (height - (north - south) * scale[1]) / 2
    shapes = np.array([area.shape for area in areas])
    shapes = shapely.transform(shapes, lambda places: (places - (west, south)) * scale)
    room = -left, -below, NARROW - left, height - below
    return _Plate((west, south), scale, room, np.array([area.area_code for area in areas]), shapes,
                  shapely.STRtree(shapes))  # fmt: skip


def _labels(plate: _Plate, chosen: Sequence[Area], texts: Sequence[str]) -> list[Label]:
    """Return the labels that fit; if all do, in the order of placing with the fewest lines that cross another line or a
    text."""
    pairs = list(zip(chosen, texts, strict=True))
    best = _place_in_order(plate, pairs)
    if len(best) < len(pairs) or not (fewest := _count_crossings(best)):
        return best
    for axis, way in product((1, 0), (-1, 1)):
        labels = _place_in_order(plate, sorted(pairs, key=lambda pair: way * pair[0].inside[axis]))
        if len(labels) == len(pairs) and (count := _count_crossings(labels)) < fewest:
            best, fewest = labels, count
    codes = [area.area_code for area in chosen]
    return sorted(best, key=lambda label: codes.index(label.area_code))


def _count_crossings(labels: Sequence[Label]) -> int:
    """Return how many times a line crosses another line or the text of another label."""
    lines = [(label, shapely.LineString([label.place, label.inside])) for label in labels if label.has_line]
    crossed = sum(bool(first.intersects(other)) for (_, first), (_, other) in combinations(lines, 2))
    return crossed + sum(
        bool(line.intersects(shapely.box(*other.room)))
        for label, line in lines
        for other in labels
        if other is not label
    )


def _place_in_order(plate: _Plate, chosen: Sequence[tuple[Area, str]]) -> list[Label]:
    """Return the labels that fit: each as close to its area as the previous labels allow."""
    labels: list[Label] = []
    obstacles: list[BaseGeometry] = []
    lines: list[BaseGeometry] = []
    for area, text in chosen:
        shape = plate.shapes[np.flatnonzero(plate.codes == area.area_code)[0]]
        boxes = _free_boxes(plate, area, shape, text, obstacles)
        if not len(boxes):
            continue
        # a line ends within the area, in a small one in its middle
        core = shape.buffer(-_WITHIN)
        ways = shapely.shortest_line(boxes, shapely.Point(plate.pixels(area.inside)) if core.is_empty else core)
        cost = shapely.length(ways) + shapely.distance(boxes, shape.centroid) / 10
        for line in lines:
            cost = cost + _CROSSING * shapely.intersects(ways, line) + _ACROSS * shapely.intersects(boxes, line)
        for other in obstacles:
            cost = cost + _ACROSS * shapely.intersects(ways, other)
        best = int(np.argmin(cost))
        label = _label(plate, area, text, boxes[best], ways[best])
        labels.append(label)
        obstacles.append(boxes[best])
        if label.has_line:
            lines.append(ways[best])
    return labels


def _free_boxes(
    plate: _Plate, area: Area, shape: BaseGeometry, text: str, obstacles: Sequence[BaseGeometry]
) -> np.ndarray:
    """Return the boxes where a text overlaps no other area and no other text."""
    wide = _LETTER * max(map(len, text.split("\n"))) + 2 * GAP
    high = LINE_HEIGHT * len(text.split("\n")) + 2 * GAP
    west, south, east, north = plate.room
    x, y = plate.pixels(area.inside)
    lefts = np.append(np.arange(west, east - wide, _STEP), x - wide / 2)
    belows = np.append(np.arange(south, north - high, _STEP), y - high / 2)
    left, below = (places.ravel() for places in np.meshgrid(lefts, belows))
    around = shapely.box(left - _APART, below - _APART, left + wide + _APART, below + high + _APART)
    place, met = plate.tree.query(around, predicate="intersects")
    is_free = np.ones(len(around), dtype=bool)
    is_free[place[(plate.codes[met] != area.area_code) | (not area.is_open)]] = False
    for other in obstacles:
        is_free &= ~shapely.intersects(around, other)
    boxes = shapely.box(left, below, left + wide, below + high)[is_free]
    # a name that is half on its area and half beside it seems to belong to neither
    return np.asarray(boxes[~shapely.intersects(boxes, shape) | shapely.contains(shape, boxes)])


def _label(plate: _Plate, area: Area, text: str, room: BaseGeometry, way: BaseGeometry) -> Label:
    left, below, right, above = room.bounds
    x, y = way.coords[-1]
    align = "left" if x < left else "right" if x > right else "center"
    baseline = "middle" if align != "center" or below <= y <= above else "bottom" if y < below else "top"
    place = (
        {"left": left, "right": right, "center": (left + right) / 2}[align],
        {"bottom": below, "top": above, "middle": (below + above) / 2}[baseline],
    )
    corners = (*plate.degrees((left, below)), *plate.degrees((right, above)))
    return Label(area.area_code, text, plate.degrees(place), align, baseline, plate.degrees((x, y)), corners)


def _frame(bounds: np.ndarray, labels: Sequence[Label]) -> Frame:
    rooms = np.array([bounds, *(label.room for label in labels)])
    west, south = rooms[:, :2].min(axis=0)
    east, north = rooms[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
