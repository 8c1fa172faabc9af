"""The three answers of a measure as small charts: the content of SVG drawings, with favourable always to the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 240, 52  # pixels
_INK, _SOFT = "#222", "#6b7780"
_TEXT = "font-family:sans-serif;font-size:13px"
_LETTER = 8.8  # pixels that a letter of a label takes at most
_EDGE = 8  # pixels at both ends of a scale


@dataclass(frozen=True)
class Figure:
    """A figure with its text."""

    value: float
    text: str


@dataclass(frozen=True)
class Path:
    """The path of a measure: its baseline, its figure now (with its margin), where it should be by now, and its
    target."""

    start: Figure | None
    now: Figure | None
    needed: Figure | None
    target: Figure | None
    lower: float | None
    upper: float | None


def path(way: Path, sign: int, colour: str) -> str:
    """Return start ○, needed |, now ● with its margin, and target □ on one line; '' without two figures.

    `sign` is -1 when less is better.
    """
    figures = [figure for figure in (way.start, way.now, way.needed, way.target) if figure]
    if len({figure.value for figure in figures}) < 2:
        return ""
    bounds = [bound for bound in (way.lower, way.upper) if bound is not None]
    place = _scale([sign * value for value in (*(figure.value for figure in figures), *bounds)])
    middle = HEIGHT / 2
    marks = [_line(_EDGE, middle, WIDTH - _EDGE, middle, "#9aa5ad")]
    below = []
    if way.needed:
        at = place(sign * way.needed.value)
        marks.append(_line(at, middle - 9, at, middle + 9, _INK, 2))
        below.append((at, way.needed.text))
    if way.now and way.lower is not None and way.upper is not None:
        ends = [place(sign * bound) for bound in (way.lower, way.upper)]
        marks.append(_line(ends[0], middle, ends[1], middle, colour, 9, 0.35))
    if way.start:
        at = place(sign * way.start.value)
        marks.append(f'<circle cx="{at:.1f}" cy="{middle}" r="5" fill="#fff" stroke="{colour}" stroke-width="2"/>')
        below.append((at, way.start.text))
    if way.target:
        at = place(sign * way.target.value)
        marks.append(f'<rect x="{at - 5:.1f}" y="{middle - 5}" width="10" height="10" fill="#fff" stroke="{colour}" '
                     'stroke-width="2"/>')  # fmt: skip
        below.append((at, way.target.text))
    if way.now:
        at = place(sign * way.now.value)
        marks += [f'<circle cx="{at:.1f}" cy="{middle}" r="6" fill="{colour}"/>',
                  *_labels([(at, way.now.text)], middle - 12, bold=True)]  # fmt: skip
    return "".join([*marks, *_labels(below, HEIGHT - 3)])


def distances(gaps: Sequence[tuple[str, Figure]], colour: str) -> str:
    """Return the distance to the city by year: a dot against the line of the city, left of it when behind.

    `gaps` are positive when the area is behind.
    """
    left, right = 50, WIDTH - 62  # room for years and sizes, and for the dots at either end
    values = [0.0, *(-gap.value for _, gap in gaps)]
    place = _scale(values, left, right)
    city = place(0.0)
    marks = [_line(city, 10, city, HEIGHT - 4, _INK, 2),
             f'<path d="M{city:.1f} 1l5 6-5 6-5-6z" fill="{_INK}"/>']  # fmt: skip
    rows = [25, 43] if len(gaps) > 1 else [32]
    for (year, gap), y, is_last in zip(gaps, rows, [False] * (len(gaps) - 1) + [True], strict=True):
        at = place(-gap.value)
        fill = colour if is_last else "#fff"
        marks += [
            _line(at, y, city, y, colour, 3, 0.45),
            f'<circle cx="{at:.1f}" cy="{y}" r="5" fill="{fill}" stroke="{colour}" stroke-width="2"/>',
            _text(0, y + 5, year, _SOFT),
            _text(WIDTH, y + 5, gap.text, _INK, "end", is_last),
        ]
    return "".join(marks)


def hundred(share: float, colour: str) -> str:
    """Return a strip of a hundred buurten, the least favourable left, with ours in its place."""
    step = (WIDTH - 2 * _EDGE) / 100
    at = _EDGE + step * (0.5 + min(99, round(100 * share)))
    strokes = "".join(f"M{_EDGE + step * (0.5 + place):.1f} 18v10" for place in range(100))
    return (
        f'<path d="{strokes}" stroke="#9aa5ad" stroke-width="1.2" fill="none"/>'
        f'{_line(at, 13, at, 33, colour, 3)}<circle cx="{at:.1f}" cy="9" r="6" fill="{colour}"/>'
        f"{_text(_EDGE, HEIGHT - 4, 'minder goed', _SOFT)}{_text(WIDTH - _EDGE, HEIGHT - 4, 'beter', _SOFT, 'end')}"
    )


def _scale(values: Sequence[float], left: float = _EDGE, right: float = WIDTH - _EDGE) -> Callable[[float], float]:
    """Return where a value lies between two places, in pixels."""
    low, high = min(values), max(values)
    span = high - low or 1.0
    room = right - left - 12
    return lambda value: left + 6 + room * (value - low) / span


def _labels(labels: Sequence[tuple[float, str]], y: float, bold: bool = False) -> list[str]:
    """Return texts centred below their places; a text that would overlap an earlier one is left out."""
    occupied: list[tuple[float, float]] = []
    texts = []
    for at, text in reversed(labels):  # target and start before what is needed
        half = _LETTER * len(text) / 2
        centre = min(max(at, half), WIDTH - half)
        if all(centre + half < low or centre - half > high for low, high in occupied):
            occupied.append((centre - half - 4, centre + half + 4))
            texts.append(_text(centre, y, text, _INK if bold else _SOFT, "middle", bold))
    return texts


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.5, opacity: float = 1) -> str:
    opacity_attribute = "" if opacity == 1 else f' stroke-opacity="{opacity}"'
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{opacity_attribute}/>'
    )


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" style="{_TEXT}"{weight}>'
        f"{escape(text)}</text>"
    )
