"""Text with simple marks becomes HTML in which nothing runs, leads elsewhere unasked, or fetches anything."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.core import markup

ALLOWED = {"a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre",
           "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip
ATTRIBUTES = {"alt", "class", "href", "rel", "src", "start", "style", "tabindex"}
PIECES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe src=//a.nl>",
    "[a](javascript:x)",
    "![",
    "](",
    ")",
    "![b](foto.jpg)",
    "![d](//a.nl/d.jpg)",
    "<javascript:x>",
    "[c]: data:text/html,x",
    "[c]",
    "![c]",
    "`",
    "**",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "# ",
    "|a|\n|-|\n",
    "&#x3c;script&#x3e;",
    "&Tab;",
    '"',
    "'",
    "\\",
    "<!--",
    "-->",
    "\0",
]


class Found(HTMLParser):
    """The elements of a piece of HTML, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.mark.slow
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join))
def test_whatever_is_written_only_harmless_elements_come_out(text: str) -> None:
    for tag, attributes in Found(markup.html(text, {"foto.jpg": "data:image/jpeg;base64,AA=="})).elements:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
        assert (attributes.get("href") or "https://").lower().startswith(("http://", "https://", "mailto:"))
        assert attributes.get("src", "data:image/jpeg;base64,AA==") == "data:image/jpeg;base64,AA=="
    markup.mistakes(text)
    markup.plain(text)


def test_marks_links_lists_tables_and_given_pictures_are_shown() -> None:
    shown = markup.html(
        "# Kop\n\n**vet** [site](https://a.nl/?b=1&c=2) <info@a.nl>\n\n- een\n\n> twee\n\n| a |\n|--:|\n| 1 |\n\n"
        '![een "plein"](<mijn foto.jpg> "titel")',
        {"mijn foto.jpg": "data:image/jpeg;base64,AA=="},
    )
    for part in (
        "<h3>Kop</h3>", "<strong>vet</strong>", 'href="https://a.nl/?b=1&amp;c=2" rel="noopener noreferrer"',
        'href="mailto:info@a.nl"', "<li>een</li>", "<blockquote>", '<td style="text-align:right">1</td>',
        '<img src="data:image/jpeg;base64,AA==" alt="een &quot;plein&quot;" style="max-width:100%;height:auto">',
    ):  # fmt: skip
        assert part in shown


def test_a_picture_that_was_not_given_leaves_its_description() -> None:
    assert markup.html("![een plein](plein.jpg)", {}) == "<p>een plein</p>\n"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a", "3"),
        ("###### a", "3"),
        ("## a\n\n#### b\n\n## c\n\n### d", "3434"),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e", "34566"),
        ("### a\n\n# b\n\n## c", "334"),
    ],
)
def test_no_level_of_headings_is_left_out(text: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", markup.html(text, {}))) == levels


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\n<script>alert(1)</script>", 3, "HTML wordt niet getoond: <script>"),
        ("a\nb <b>c</b>", 2, "HTML wordt niet getoond: <b>"),
        ("a\n[b](javascript:alert(1))", 2, "de link 'javascript:alert(1)' kan niet"),
        ("[b][c]\n\n[c]: data:text/html,x", 1, "de link 'data:text/html,x' kan niet"),
        ("[b](//a.nl)", 1, "de link '//a.nl' kan niet"),
        ("- a\n- ![b](https://a.nl/b.png)", 2, "de foto 'https://a.nl/b.png' kan niet"),
        ("![b](../b.png)", 1, "de foto '../b.png' kan niet"),
        ("![b](..%5Cb.png)", 1, "de foto '..\\\\b.png' kan niet"),
        ("![b](b.svg)", 1, "de foto 'b.svg' kan niet"),
        ("![ ](b.png)", 1, "de foto 'b.png' heeft geen beschrijving"),
    ],
)
def test_what_is_not_shown_is_told_with_its_line(text: str, line: int, message: str) -> None:
    messages = markup.mistakes(text)
    assert any(where == line and what.startswith(message) for where, what in messages), messages


def test_of_a_good_text_nothing_is_told() -> None:
    text = "# Kop\n\n5 < 6 & [a](HTTPS://a.nl)\n\n![b](b_1 (klein).JPG)\n\n![b](<b 1-a.JPG>)"
    assert markup.mistakes(text) == []
    assert markup.pictures(text) == [(7, "b 1-a.JPG")]


def test_plain_text_has_the_words_only() -> None:
    assert (
        markup.plain("# Kop\n\n*een*\ntwee ![drie](b.jpg) `vier` [vijf](https://a.nl)") == "Kop een twee drie vier vijf"
    )
