"""A strip: the figures of all areas as dots on a line, some in colour, median and city marked; as SVG text.

The dots have no labels: browser.js names them for a pointer or the arrow keys, using the same positions.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from veerkracht.core import dutch
from veerkracht.drawing import sparklines

WIDTH, HEIGHT = 300, 26  # pixels
STEP = 5  # pixels: figures within one step are stacked
_EDGE, _BASE, _HIGHEST = 6, 21, 4  # pixels: horizontal room, and the line of dots; and the highest stack of dots
_GREY = "#8a949d"
_BEGIN = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
_END = sparklines.in_address("</svg>")


@dataclass(frozen=True)
class Strip:
    """Figures by area in ascending order, with the middle one and the figure of the city, None without."""

    figures: tuple[tuple[str, float], ...]
    middle: float | None
    city: float | None

    @cached_property
    def _ends(self) -> tuple[float, float]:
        values = [self.figures[0][1], self.figures[-1][1]]
        values += [value for value in (self.middle, self.city) if value is not None]
        return min(values), max(values)

    def across(self, value: float) -> int:
        """Return the position of a figure, in pixels from the left."""
        low, high = self._ends
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_EDGE + share * (WIDTH - 2 * _EDGE))

    @cached_property
    def places(self) -> dict[str, tuple[int, int]]:
        """Return the position of the dot of every area; dots within one step are stacked."""
        counts: Counter[int] = Counter()
        places = {}
        for code, value in self.figures:
            step = round(self.across(value) / STEP)
            places[code] = step * STEP, _BASE - STEP * min(counts[step], _HIGHEST - 1)
            counts[step] += 1
        return places


def draw(strip: Strip) -> str:
    """Return a strip as the start of the address of an image: a dot per area, the middle as a short line, the city as a
    long one; `with_areas` completes it."""
    marks = [_BEGIN, f'<path d="M{_EDGE - 4} {_BASE + 3}H{WIDTH - _EDGE + 4}" stroke="#ccc"/>']
    if strip.middle is not None:
        marks.append(f'<path d="M{strip.across(strip.middle)} {_BASE - 8}v12" stroke="#4a4a4a" stroke-width="1.5"/>')
    if strip.city is not None:
        marks.append(f'<path d="M{strip.across(strip.city)} 1v{HEIGHT - 2}" stroke="#222" stroke-width="1.5" '
                     'stroke-dasharray="3 2"/>')  # fmt: skip
    dots = "".join(f"M{x},{y}h0" for x, y in strip.places.values())
    marks.append(f'<path d="{dots}" stroke="{_GREY}" stroke-width="4.5" stroke-linecap="round"/>')
    return f"{sparklines.ADDRESS}{sparklines.in_address(''.join(marks))}"


def with_areas(drawing: str, strip: Strip, values: Iterable[tuple[str, float, str]]) -> str:
    """Return a strip as the address of an image: the result of `draw`, with these areas (code, figure, colour) larger
    and on top."""
    places = strip.places
    marks = []
    for code, value, color in values:
        x, y = places.get(code) or (max(_EDGE, min(strip.across(value), WIDTH - _EDGE)), _BASE)
        marks.append(f'<circle cx="{x}" cy="{y}" r="4.5" fill="{escape(color, quote=True)}" stroke="#fff"/>')
    return f"{drawing}{sparklines.in_address(''.join(marks))}{_END}"


def data(strip: Strip, order: Sequence[str], decimals: int) -> str:
    """Return the dots for browser.js: the position and printed figure of each area in `order`, empty without a
    figure."""
    places, values = strip.places, dict(strip.figures)
    return ";".join(
        f"{places[code][0]} {places[code][1]} {dutch.number(values[code], decimals)}" if code in places else ""
        for code in order
    )
