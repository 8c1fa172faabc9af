"""Sparklines: a series of figures as a word-sized chart, as SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import NamedTuple

WIDTH, HEIGHT = 90, 22  # pixels
_MARGIN = 3.5  # room for the dot at the end of a line
_DOT, _LONE_DOT = 2.6, 1.2  # radius of the latest figure, and of one without a line
ADDRESS = "data:image/svg+xml,"  # the start of the address of an image
_ESCAPED = {sign: f"%{ord(sign):02X}" for sign in "%#<>\"'& \n\r\t"}  # in the address of an image


class Figure(NamedTuple):
    """A figure of one year, None without one. Figures of different segments are not comparable."""

    year: float
    value: float | None
    segment: int = 0


@dataclass(frozen=True)
class Line:
    """The figures of one area in chronological order, and their style."""

    figures: Sequence[Figure]
    color: str = "#333333"
    dash: tuple[int, ...] = (1, 0)


def runs(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return the figures that a line joins: a year without a figure ends a run, and so does a new segment."""
    joined: list[list[Figure]] = []
    is_open = False
    for figure in figures:
        if not _is_known(figure):
            is_open = False
            continue
        if is_open and joined[-1][-1].segment == figure.segment:
            joined[-1].append(figure)
        else:
            joined.append([figure])
        is_open = True
    return joined


def draw(lines: Sequence[Line], years: tuple[float, float] | None = None) -> str:
    """Return the lines as one SVG on a shared scale from the lowest to the highest figure; '' without figures.

    `years` are the first and last year of the axis, by default those of the figures. The latest figure of a line has a
    dot.
    """
    measured = [figure for line in lines for figure in line.figures if _is_known(figure)]
    if not measured:
        return ""
    first, last = years or (min(figure.year for figure in measured), max(figure.year for figure in measured))
    values = [_number(figure) for figure in measured]
    low, high = min(values), max(values)

    def place(figure: Figure) -> tuple[float, float]:
        across = (figure.year - first) / (last - first) if last > first else 0.5
        up = (_number(figure) - low) / (high - low) if high > low else 0.5
        return _MARGIN + across * (WIDTH - 2 * _MARGIN), HEIGHT - _MARGIN - up * (HEIGHT - 2 * _MARGIN)

    marks = []
    for line in lines:
        color, joined = escape(line.color, quote=True), runs(line.figures)
        dash = f' stroke-dasharray="{" ".join(map(str, line.dash))}"' if line.dash != (1, 0) else ""
        for run in joined:
            points = [place(figure) for figure in run]
            if len(points) > 1:
                path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                marks.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5"{dash}/>')
            elif run is not joined[-1]:
                marks.append(_dot(*points[0], _LONE_DOT, color))
        if joined:
            marks.append(_dot(*place(joined[-1][-1]), _DOT, color))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(marks)}</svg>"
    )


def address(drawing: str) -> str:
    """Return a drawing as the address of an image, '' without one; nothing in it needs escaping in HTML."""
    return f"{ADDRESS}{in_address(drawing)}" if drawing else ""


def in_address(drawing: str) -> str:
    """Return a part of a drawing as encoded in the address of an image, after ADDRESS."""
    drawing = str(drawing)  # a template returns its own string type, which would escape what is inserted
    for sign, code in _ESCAPED.items():
        drawing = drawing.replace(sign, code)
    return drawing


def is_broken(figures: Sequence[Figure]) -> bool:
    """Return whether the series has another segment: figures before and after it are not comparable."""
    return len({figure.segment for figure in figures if _is_known(figure)}) > 1


def _is_known(figure: Figure) -> bool:
    return figure.value is not None and isfinite(figure.value)


def _number(figure: Figure) -> float:
    return float(figure.value or 0.0)


def _dot(x: float, y: float, radius: float, color: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{color}"/>'
