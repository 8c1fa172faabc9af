"""Two shares of a buurt beside those of the city, as bars in SVG. People are never drawn as a weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 320, 166  # pixels
_LEFT, _LONGEST_BAR = 8, 220  # where bars begin, and how long that of 100% is
_INK, _OWN, _CITY = "#222222", "#1f4e79", "#dce9f5"
_FONT = 'Arial, Helvetica, "Liberation Sans", sans-serif'
_LETTERS = 38  # of a heading that fit


@dataclass(frozen=True)
class Bar:
    """A share in percent, its name, and the text beside it."""

    name: str
    share: float
    text: str


def draw(heading: str, pairs: Sequence[tuple[str, Bar, Bar]], alternative: str) -> str:
    """Return a drawing of the share of a buurt above that of the city, for each of these pairs with its title.

    Its background is white, so that it can be read on any page; `alternative` describes all of it.
    """
    groups = "".join(_pair(36 + 66 * place, *pair) for place, pair in enumerate(pairs))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{escape(_FONT)}" fill="{_INK}">'
        f"<title>{_text(heading)}</title><desc>{_text(alternative)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="4" fill="#ffffff"/>'
        f'<text x="{_LEFT}" y="18" font-size="14" font-weight="bold">{_text(_shorten(heading))}</text>{groups}</svg>'
    )


def _pair(top: int, title: str, area: Bar, city: Bar) -> str:
    rows = "".join(
        f'<rect x="{_LEFT}" y="{top + 8 + 20 * place}" width="{_LONGEST_BAR * bar.share / 100:.1f}" height="17" '
        f'fill="{fill}" stroke="{_OWN}"/>'
        f'<text x="{_LEFT + 6 + _LONGEST_BAR * bar.share / 100:.1f}" y="{top + 21 + 20 * place}" font-size="13">'
        f"{_text(f'{bar.text} {bar.name}')}</text>"
        for place, (bar, fill) in enumerate(((area, _OWN), (city, _CITY)))
    )
    return f'<text x="{_LEFT}" y="{top + 2}" font-size="13">{_text(title)}</text>{rows}'


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


def _shorten(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"
