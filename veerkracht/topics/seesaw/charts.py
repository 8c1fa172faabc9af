"""The see-saw ('wipwap') of the plan as SVG: a plank on a wijk, with what weighs on either side."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from veerkracht.method.seesaw import Tilt

WIDTH, HEIGHT = 320, 166  # pixels
_MIDDLE, _PIVOT, _GROUND, _HALF = 160, 96, 129, 112
_INK, _LEFT, _RIGHT, _QUIET = "#222222", "#1f4e79", "#f3c898", "#595959"
_FONT = 'Arial, Helvetica, "Liberation Sans", sans-serif'
_LONGEST = 42  # characters of a heading that fit


@dataclass(frozen=True)
class Side:
    """What weighs on one side, and its figure in few words."""

    label: str
    figure: str


def draw(heading: str, summary: str, left: Side, right: Side, tilt: Tilt, alternative: str) -> str:
    """Return the see-saw as one SVG drawing: `summary` says how it tilts, `alternative` describes all of it.

    Its background is white, so that it can be read on any page; a disc and a square tell the sides apart.
    """
    ends = "".join(
        f'<g text-anchor="{anchor}"><text x="{x}" y="145" font-size="12" font-weight="bold">{_text(side.label)}</text>'
        f'<text x="{x}" y="160" font-size="11.5">{_text(side.figure)}</text></g>'
        for side, x, anchor in ((left, 8, "start"), (right, WIDTH - 8, "end"))
    )
    x, anchor = (8, "start") if tilt.degrees > 0 else (WIDTH - 8, "end")  # above the side that hangs down there is room
    clipped = f'<text x="{x}" y="58" font-size="11" text-anchor="{anchor}">helt meer dan getekend</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{escape(_FONT)}" fill="{_INK}">'
        f"<title>{_text(heading)}</title><desc>{_text(alternative)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="4" fill="#ffffff"/>'
        f'<text x="8" y="17" font-size="13" font-weight="bold">{_text(_shortened(heading))}</text>'
        f'<text x="8" y="33" font-size="11.5">{_text(summary)}</text>'
        f'<path d="M30 {_PIVOT}H290" stroke="{_QUIET}" stroke-dasharray="2 4"/>'
        f'<path d="M20 {_GROUND}H300" stroke="{_INK}"/>'
        f'<path d="M{_MIDDLE} {_PIVOT}L{_MIDDLE - 24} {_GROUND}H{_MIDDLE + 24}z" fill="#e4e8ec" stroke="{_INK}"/>'
        f'<text x="{_MIDDLE}" y="{_GROUND - 4}" font-size="11" text-anchor="middle">wijk</text>'
        f'<g transform="rotate({-tilt.degrees:.2f} {_MIDDLE} {_PIVOT})">'
        f'<path d="M{_MIDDLE - _HALF} {_PIVOT}h{2 * _HALF}" stroke="{_INK}" stroke-width="4" stroke-linecap="round"/>'
        f'<circle cx="{_MIDDLE - 96}" cy="{_PIVOT - 15}" r="12.5" fill="{_LEFT}" stroke="{_INK}"/>'
        f'<rect x="{_MIDDLE + 84}" y="{_PIVOT - 26}" width="24" height="24" fill="{_RIGHT}" stroke="{_INK}"/></g>'
        f"{ends}{clipped if tilt.is_clipped else ''}</svg>"
    )


def beside(drawings: Sequence[str]) -> str:
    """Return drawings of `draw` beside each other as one."""
    width = WIDTH * len(drawings)
    placed = (f'<g transform="translate({place * WIDTH})">{drawing}</g>' for place, drawing in enumerate(drawings))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}">'
        f"{''.join(placed)}</svg>"
    )


def _text(text: str) -> str:
    """Return a text that SVG can hold: escaped, and with a space for each character that cannot be printed."""
    return escape("".join(character if character.isprintable() else " " for character in text))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
