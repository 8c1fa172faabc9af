"""The chart of all goals as SVG, for paper: the same lines, marks and texts as on screen, in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from veerkracht.drawing.exhibit import printable
from veerkracht.export.picture import wrapped
from veerkracht.topics.goals.picture import Cell, Kind, Line, Mark

WIDTH = 616  # pixels that fit in a picture of 16 cm
COLORS = ("#b84f00", "#0072b2", "#a8477f")  # of the focus areas, those of the screen
_INK, _SOFT, _HAIRLINE, _EDGE = "#222222", "#4a4a4a", "#c8cdd2", "#767676"
_NAME, _SMALL, _LINE_HEIGHT = 13, 11, 1.3
_GOAL_WIDTH, _GAP, _SIDE = 206, 14, 14  # the column of goals, between columns, beside a scale for what lies beyond it
_PADDING, _SCALE, _KEY_LINE = 5, 18, 20  # above and below a row, and the heights of a scale and a line of the key


@dataclass(frozen=True)
class _Key:
    """The legend of a picture: the kinds of its marks, the year of the target, the city, and whether any change is
    unusual."""

    kinds: frozenset[Kind]
    target_year: int
    city: str
    has_unusual: bool


def draw(lines: Sequence[Line], heads: Sequence[str], target_year: int, city: str) -> str:
    """Return the picture of these lines with a column per head; `city` is the name at the middle of a scale."""
    marks = [mark for line in lines for cell in line.cells for mark in cell.marks]
    has_unusual = any(cell.unusual for line in lines for cell in line.cells)
    lefts, width = _columns(len(heads))
    keys, top = _keys(_Key(frozenset(mark.kind for mark in marks), target_year, city, has_unusual))
    top += _NAME + _PADDING
    parts = [keys, _text(0, top, "Doel", _NAME, bold=True)]
    for place, (left, head) in enumerate(zip(lefts, heads, strict=True)):
        parts.append(_text(left, top, head, _NAME, COLORS[place % 3] if len(heads) > 1 else _INK, bold=True))
    top += 8
    for _, of_level in groupby(lines, lambda line: line.level):
        for place, line in enumerate(of_level):
            weight = (2, _SOFT) if place == 0 else (1, _HAIRLINE)
            parts.append(_rule(0, top, WIDTH, top, *weight))
            svg, height = _row(line, lefts, width, top + _PADDING, bool(marks))
            parts.append(svg)
            top += height + 2 * _PADDING
    height = round(top + _PADDING)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">'
        f"{''.join(parts)}</svg>"
    )


def _columns(count: int) -> tuple[list[float], float]:
    """Return the left edges of the columns of focus areas, and their width."""
    width = (WIDTH - _GOAL_WIDTH) / count - _GAP
    return [_GOAL_WIDTH + _GAP + place * (width + _GAP) for place in range(count)], width


def _row(line: Line, lefts: Sequence[float], width: float, top: float, has_scale: bool) -> tuple[str, float]:
    """Return the line of a goal, and its height; without scales when no line has a mark."""
    name, used = _paragraph(0, top, f"{line.goal_id}. {line.name}", _NAME, _GOAL_WIDTH, bold=True)
    topic, more = _paragraph(0, top + used, f"{line.topic}{line.unit}", _SMALL, _GOAL_WIDTH, _SOFT)
    parts, height = [name, topic], used + more
    for left, cell in zip(lefts, line.cells, strict=True):
        sign = f"{'▼' if 'ongunstig' in cell.unusual else '▲'} " if cell.unusual else ""
        color = _INK if cell.is_known else _SOFT
        above = _SCALE if has_scale else 0
        words, below = _paragraph(left, top + above, f"{sign}{cell.words}", _SMALL, width, color)
        parts += [_scale(cell, left + _SIDE, width - 2 * _SIDE, top + _SCALE / 2), words] if has_scale else [words]
        height = max(height, above + below)
    return "".join(parts), height


def _scale(cell: Cell, left: float, width: float, middle: float) -> str:
    """Return the scale of a cell with its marks, the smallest on top; a dotted line without marks."""
    latest, center = cell.latest, left + width / 2
    dots = "" if cell.marks else ' stroke-dasharray="1 3"'
    color = _HAIRLINE if cell.marks else _EDGE
    parts = [
        f'<path d="M{left - 6:.1f} {middle:.1f}h{width + 12:.1f}" stroke="{color}"{dots}/>',
        _rule(center, middle - _SCALE / 2, center, middle + _SCALE / 2, 2, _EDGE),
    ]
    if latest and len({mark.area for mark in cell.marks}) == 1:
        at = left + width * latest.place / 100
        parts.append(
            f'<rect x="{min(at, center):.1f}" y="{middle - 3:.1f}" width="{abs(at - center):.1f}" height="6" '
            f'fill="{COLORS[latest.area % 3]}" fill-opacity="0.35"/>'
        )
    in_order: tuple[Kind, ...] = ("now", "unsure", "related", "target", "start")
    for mark in sorted(cell.marks, key=lambda mark: in_order.index(mark.kind)):
        parts.append(_mark(mark, left + width * mark.place / 100, middle))
    return "".join(parts)


def _mark(mark: Mark, x: float, y: float) -> str:
    color = COLORS[mark.area % 3]
    sign = _sign(mark.kind, x, y, color)
    if not mark.is_beyond:
        return sign
    is_left = mark.place < 50
    return sign + _text(x + (-9 if is_left else 9), y + 4, "‹" if is_left else "›", _NAME, color,
                        anchor="end" if is_left else "start")  # fmt: skip


def _sign(kind: Kind, x: float, y: float, color: str) -> str:
    if kind == "target":
        return (
            f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="#ffffff" stroke="{color}" '
            'stroke-width="2"/>'
        )
    radius = 3.5 if kind == "start" else 6
    fill = color if kind == "now" else "#ffffff"
    dots = ' stroke-dasharray="2 2"' if kind == "related" else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{color}" stroke-width="2"{dots}/>'


def _keys(key: _Key) -> tuple[str, float]:
    """Return the signs of a key with their names, as on screen, on as many lines as they need, and their height."""
    names: tuple[tuple[Kind, str], ...] = (
        ("start", "begin"), ("now", "nu"), ("unsure", "nu, marge onbekend"), ("related", "ander onderwerp"),
        ("target", f"doel {key.target_year}"),
    )  # fmt: skip
    parts, left, line = [], 0.0, 0

    def place(text: str, beside: float) -> tuple[float, float]:
        """Return the place of a sign with its text `beside` it."""
        nonlocal left, line
        width = beside + 0.56 * _SMALL * len(text)
        if left and left + width > WIDTH:
            left, line = 0.0, line + 1
        at, left = left, left + width + 14
        return at, _KEY_LINE * (line + 0.5)

    for kind, name in names:
        if kind in key.kinds:
            x, y = place(name, 17)
            parts += [_sign(kind, x + 6, y, _SOFT), _text(x + 17, y + 4, name, _SMALL, _SOFT)]
    if key.kinds:
        middle = f"{key.city}, rechts is gunstiger"
        x, y = place(middle, 8)
        parts += [_rule(x + 1, y - 7, x + 1, y + 7, 2, _EDGE), _text(x + 8, y + 4, middle, _SMALL, _SOFT)]
    if key.has_unusual:
        x, y = place(unusual := "▲▼ landelijk ongewoon", 0)
        parts.append(_text(x, y + 4, unusual, _SMALL, _SOFT))
    return "".join(parts), _KEY_LINE * (line + 1.0)


def _paragraph(
    left: float, top: float, text: str, size: int, width: float, color: str = _INK, bold: bool = False
) -> tuple[str, float]:
    """Return a text wrapped over lines, and their height."""
    lines, step = wrapped(text, size, width), _LINE_HEIGHT * size
    texts = (_text(left, top + size + step * place, line, size, color, bold) for place, line in enumerate(lines))
    return "".join(texts), step * len(lines)


def _text(
    x: float, y: float, text: str, size: int, color: str = _INK, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" text-anchor="{anchor}"{weight}>'
        f"{escape(printable(text))}</text>"
    )


def _rule(x1: float, y1: float, x2: float, y2: float, width: float, color: str) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{color}" stroke-width="{width}" fill="none"/>'
