"""Accessibility and privacy, as far as it needs no browser: contrast of all colours, and the two pages about them."""

import re
import tomllib
from itertools import pairwise, product
from pathlib import Path

import pytest
from streamlit import file_util

from tests import opened
from veerkracht.core import paths
from veerkracht.drawing import charts
from veerkracht.drawing.chart import PLATE
from veerkracht.method import class_breaks
from veerkracht.topics.manual import statements
from veerkracht.topics.resilience_map import figures as resilience_figures
from veerkracht.web import index_html as shell

STYLE = (paths.ROOT / "veerkracht" / "web" / "assets" / "style.css").read_text(encoding="utf-8")
THEMES = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
TEXT, GRAPHICS = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
PAPER = {"light": "#ffffff", "dark": THEMES["dark"]["backgroundColor"]}
# every colour in these is of a line, a mark or a text, but for the ones below
EDGES = {"classes of a map": "#505050", "cells of the Veerkracht map": "#141414", "bars of the agenda": "#1f4e79",
         "shares of the city": "#1f4e79"}  # fmt: skip
# why a colour may have less contrast: it fills what has an edge, or it carries no meaning
FILLS = {
    "classes of a map": "#ffffcc #a1dab4 #41b6c4 #c9c9c9 #fdb863 #f7f7f7 #b2abd2 #dfc27d #f5f5f5 #80cdc1",
    "cells of the Veerkracht map": "#f6f3ee #9eb0d0 #f9cb91 #eda52e",
    "bars of the agenda": "#f0a202 #7aa6cf #fbe3a8 #dce9f5",
    "shares of the city": "#dce9f5",
    "boxes of the network, which the lines and a text stand beside": "#d9e6f2 #eef2f5 #fff4e5",
    "what fades in the network on purpose, while a table has all of it": "#e2e2e2",
    "lines of a grid, and a band whose middle is a line": "#ccc #eee #d9dde1 #9aa5ad #c8cdd2 #dfe5ea",
    "cells of a heat table on paper, which have a figure with its sign": "#e39a52 #f3c898 #faead6 #abb0b6 #cbced2 "
    "#e6e7e9 #f4f4f2 #e9e3f3 #cdbfe3 #ae99d0 #d8efec #a3d9d2 #62b9b0 #dddddd",
    "the land around the buurten of Start, which has no figure": "#cdd5db",
    "halos, text on a dark mark, and what is open": "#fff #ffffff",
}


def numbers(color: str) -> list[int]:
    digits = color.lstrip("#")
    wide = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return [int(wide[start : start + 2], 16) for start in (0, 2, 4)]


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.1 of two colours."""
    luminances = []
    for color in (one, other):
        parts = [part / 255 for part in numbers(color)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        luminances.append(sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def turned(color: str) -> str:
    """Return what `invert(1) hue-rotate(180deg)` makes of a colour, as the Filter Effects Module of the W3C has it."""
    red, green, blue = (255 - part for part in numbers(color))
    rows = ((-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856))
    parts = (round(min(255, max(0, a * red + b * green + c * blue))) for a, b, c in rows)
    return "#" + "".join(f"{part:02x}" for part in parts)


def variables(theme: str) -> dict[str, str]:
    """Return the colours of style.css by their name."""
    both = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return dict(re.findall(r"--vk-([\w-]+): (#\w+)", both[theme == "dark"]))


def on(theme: str, color: str) -> str:
    return turned(color) if theme == "dark" else color


def drawn() -> set[str]:
    """Return every colour in the code but those of the correlation matrix: backgrounds of cells with their own ink."""
    code = paths.ROOT / "veerkracht"
    modules = {*code.rglob("*.py")} - {code / "topics" / "correlation" / "tables.py"}
    text = "".join(path.read_text(encoding="utf-8") for path in modules)
    return set(re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", text))


@pytest.mark.parametrize("theme", PAPER)
def test_text_can_be_read_on_every_ground_of_a_page(theme: str) -> None:
    colors = variables(theme)
    assert colors["paper"] == {"light": "#fff"}.get(theme, PAPER[theme])
    for ink, ground in product(("text", "soft", "accent", "link"), ("paper", "band", "marked", "notice")):
        assert contrast(colors[ink], colors[ground]) >= TEXT, (ink, ground)
    for line in ("edge", "notice-edge", "accent"):
        assert contrast(colors[line], colors["paper"]) >= GRAPHICS, line


@pytest.mark.parametrize("theme", PAPER)
def test_every_line_and_mark_stands_out_from_the_page(theme: str) -> None:
    quiet = set(" ".join(FILLS.values()).split())
    found = drawn()
    assert quiet <= found, quiet - found
    for color in sorted(found - quiet):
        assert contrast(on(theme, color), PAPER[theme]) >= GRAPHICS, (color, on(theme, color))


@pytest.mark.parametrize("theme", PAPER)
def test_what_is_pale_has_an_edge_that_stands_out(theme: str) -> None:
    for what, edge in EDGES.items():
        assert contrast(on(theme, edge), PAPER[theme]) >= GRAPHICS
        for fill in FILLS[what].split():
            beside = max(contrast(on(theme, fill), other) for other in (on(theme, edge), PAPER[theme]))
            assert beside >= GRAPHICS, (what, fill)


def plate(theme: str) -> str:
    """Return the ground of a map: in the dark it stays light, and so do the colours on it."""
    [dark] = set(re.findall(r'svg\.marks\[style\*="[^"]+"\][^{]*\{[^}]*background: (#\w+)', STYLE))
    return {"light": PLATE, "dark": dark}[theme]


@pytest.mark.parametrize("theme", PAPER)
def test_the_classes_of_a_map_have_one_order_of_lightness_and_an_edge_that_stands_out(theme: str) -> None:
    ground, steps = plate(theme), class_breaks._STEPS
    lightness = [contrast(color, "#000000") for color in steps]
    assert lightness == sorted(lightness, reverse=True)  # low is light, in the dark too: the colours are the same there
    assert all(contrast(first, second) >= 1.3 for first, second in pairwise(steps))
    # the lightest class is no hole in the ground and the darkest none in the page
    assert contrast(steps[-1], ground) >= GRAPHICS and contrast(ground, "#000000") >= 0.8 * contrast(PLATE, "#000000")
    for what, classes in (("classes of a map", [*steps, class_breaks.NO_FIGURE]),
                          ("cells of the Veerkracht map", [*resilience_figures.COLORS.values()])):  # fmt: skip
        assert contrast(EDGES[what], ground) >= GRAPHICS
        for color in classes:
            assert max(contrast(color, ground), contrast(color, EDGES[what])) >= GRAPHICS, color


@pytest.mark.parametrize("theme", PAPER)
def test_text_and_marks_on_a_map_can_be_read(theme: str) -> None:
    for style in charts.styles(["BU1", "BU2"], ["BU1", "BU2"], "GM0935", "NL00").values():
        assert contrast(style.color, plate(theme)) >= GRAPHICS
    assert contrast("#333", plate(theme)) >= TEXT and contrast("#141414", plate(theme)) >= TEXT
    for cell, ink in resilience_figures.INK.items():
        assert contrast(ink, resilience_figures.COLORS[cell]) >= TEXT, cell


@pytest.mark.parametrize("theme", PAPER)
def test_the_names_at_the_lines_of_the_programme_can_be_told_from_each_other(theme: str) -> None:
    look = charts.styles(["BU1", "BU2", "GM0935", "NL00"], ["BU1", "BU2"], "GM0935", "NL00")
    assert len({style.color for style in look.values()}) == len({style.shape for style in look.values()}) == 4
    for style in look.values():
        assert contrast(on(theme, style.color), PAPER[theme]) >= GRAPHICS  # bold; the names stand in the table too


@pytest.mark.parametrize("theme", PAPER)
def test_the_text_in_a_coloured_cell_can_be_read(theme: str) -> None:
    cells = re.findall(r"\.vk-(?:heat-(?:even|good|bad|more|less)\d?|model|count) \{ background: (#\w+); \}", STYLE)
    assert len(cells) == 15
    ink = {"light": variables("light")["text"], "dark": re.findall(r"--vk-text: (#111); --vk-soft: #111;", STYLE)[0]}
    for ground in cells:
        assert contrast(on(theme, ink[theme]), on(theme, ground)) >= TEXT, ground


def test_nothing_is_sent_to_anyone_and_nothing_is_fetched_but_the_background_of_a_map() -> None:
    config = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    # with an address of its own Streamlit asks nobody outside for that of the machine when it starts
    assert config["browser"] == {"gatherUsageStats": False, "serverAddress": "localhost"}
    policy = dict(part.split(" ", 1) for part in shell.policy(Path(file_util.get_static_dir())).split("; "))
    hosts = {text for part in policy.values() for text in part.split() if "." in text}
    assert hosts == {"https://basemaps.cartocdn.com", "https://*.basemaps.cartocdn.com"}
    assert policy["default-src"] == "'self'" and "cartocdn" in policy["connect-src"]
    assert "cartocdn" in statements.text("privacy", "Ergens")


@pytest.mark.parametrize("name", statements.NAMES)
def test_a_statement_speaks_for_the_municipality_and_says_where_to_tell_of_a_problem(
    built: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("VEERKRACHT_CONTACT", raising=False)
    test = opened.page(name)
    assert not test.exception and test.title[0].value.lower() == name
    assert [element.label.strip("*") for element in test.expander] == [
        section.title for section in statements.sections(name, "")
    ][1:]
    shown = opened.html(test)
    assert "gemeente Maastricht" in shown and "{" not in shown and "nog niet ingevuld" in shown
    for asked, expected in (
        ("toegankelijk@gemeente.nl", '<a href="mailto:toegankelijk@gemeente.nl"'),
        ("https://gemeente.nl/contact", '<a href="https://gemeente.nl/contact"'),
        ("bel 14 043", "bel 14 043"),
        ("<script>x</script>", "&lt;script&gt;"),
    ):
        monkeypatch.setenv("VEERKRACHT_CONTACT", asked)
        assert expected in opened.html(opened.page(name))


@pytest.mark.parametrize("name", statements.NAMES)
def test_a_statement_reads_easily(name: str) -> None:
    pieces = re.split(r"[.?!:;]\s|\n\s*\n|\n(?=- |\|)|\|", statements.text(name, "Maastricht"))
    lengths = [count for piece in pieces if (count := len(re.findall(r"[\w’'-]+", piece)))]
    assert sum(lengths) / len(lengths) <= 10 and max(lengths) <= 22


def test_the_style_has_four_sizes_of_text_on_screen() -> None:
    style = (paths.ROOT / "veerkracht" / "web" / "assets" / "style.css").read_text(encoding="utf-8")
    style = re.sub(r"^@media print \{.*\}$|^@media print \{(?s:.*?)^\}", "", style, flags=re.MULTILINE)
    sizes = set(re.findall(r"font-size: ([^;!}]+?) *[;!}]", style)) - {"var(--vk-size)", "var(--vk-small)", "inherit"}
    assert sizes == {"1.867rem", "1.2rem", "1rem", "0.867rem"}  # 28, 18, 15 and 13 pixels
