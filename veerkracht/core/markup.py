"""Makes safe HTML of text with simple marks (a part of CommonMark, and tables), and says what of a text is not shown.

A text is never trusted: HTML in it is shown as text, a link leads to the web or to mail, a picture is one of those that
the caller gives. What Streamlit draws with st.html goes through DOMPurify in the browser as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

PICTURES = (".jpg", ".jpeg", ".png", ".webp")

_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
_FILE_NAME = re.compile(rf"\w[\w .-]*({'|'.join(map(re.escape, PICTURES))})", re.IGNORECASE)
_DEEPEST_HEADING = 6
_HEADINGS_DOWN = 2


class _Renderer(RendererHTML):
    """Writes the HTML of each kind of token; markdown-it finds a method by the name of the kind."""

    def heading_open(self, tokens: Sequence[Token], place: int, *_: Any) -> str:
        return f"<{_heading(tokens[place])}>"

    def heading_close(self, tokens: Sequence[Token], place: int, *_: Any) -> str:
        return f"</{_heading(tokens[place])}>\n"

    def link_open(self, tokens: Sequence[Token], place: int, *_: Any) -> str:
        address = _attribute(tokens[place], "href")
        if not _LINK.match(address):
            return "<a>"  # an anchor without address leads nowhere
        return f'<a href="{escapeHtml(address)}" rel="noopener noreferrer">'

    def image(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        alternative = escapeHtml(_alternative(tokens[place]))
        source = env["pictures"].get(_picture(tokens[place]))
        if source is None:
            return alternative
        return f'<img src="{escapeHtml(source)}" alt="{alternative}" style="max-width:100%;height:auto">'

    def table_open(self, *_: Any) -> str:
        return '<div class="vk-scroll" tabindex="0"><table class="vk">\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        if "style" not in tokens[place].attrs:  # no alignment was asked for
            tokens[place].attrSet("class", "vk-text")
        return self.renderToken(tokens, place, options, env)

    td_open = th_open


def html(text: str, pictures: Mapping[str, str]) -> str:
    """Return a text as HTML; `pictures` has the address (src) of each picture by its file name.

    Headings are two levels lower, as they stand below the title of a page. Of what is not allowed only the words are
    left: of a link of another kind its text, of a picture that was not given its alternative text.
    """
    made: str = _READER.render(text, {"pictures": pictures})
    return made


def plain(text: str) -> str:
    """Return the words of a text on one line, without marks: to search in."""
    words = (_words(token) for token in _READER.parse(text) if token.type in ("inline", "fence"))
    return " ".join(" ".join(words).split())


def beginning(text: str) -> str:
    """Return the words of the first paragraph that is more than a picture; '' without one."""
    tokens = _READER.parse(text)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and any(one.type == "text" and one.content for one in token.children or ()):
            return " ".join(_words(token).split())
    return ""


def pictures(text: str) -> list[tuple[int, str]]:
    """Return the line and the name of each picture in a text."""
    return [(line, _picture(token)) for line, token in _inside(_READER, text) if token.type == "image"]


def is_file_name(name: str) -> bool:
    """Return whether this is the plain name of a picture, that leads to no other folder."""
    return _FILE_NAME.fullmatch(name) is not None


def mistakes(text: str) -> list[tuple[int, str]]:
    """Return the line and a Dutch message for each piece of a text that `html` would not show as it stands."""
    found = [(line, message) for line, token in _inside(_READER, text) for message in _wrong(token)]
    code = {"html_block", "html_inline"}
    found += [
        (line, f"HTML wordt niet getoond: {token.content.strip().splitlines()[0][:60]}. Haal dit weg.")
        for line, token in _inside(_READER_OF_HTML, text)
        if token.type in code
    ]
    return sorted(dict.fromkeys(found))


def _wrong(token: Token) -> list[str]:
    if token.type == "link_open" and not _LINK.match(address := _attribute(token, "href")):
        return [f"de link {unquote(address)[:60]!r} kan niet; begin met https://, http:// of mailto:"]
    if token.type != "image":
        return []
    name, found = _picture(token), []
    if not is_file_name(name):
        found.append(
            f"de foto {name[:60]!r} kan niet; zet de foto naast de tekst en noem alleen de naam van het bestand "
            f"({', '.join(PICTURES)})"
        )
    if not _alternative(token).strip():
        found.append(f"de foto {name[:60]!r} heeft geen beschrijving; schrijf ![wat er te zien is]({name[:60]})")
    return found


def _inside(reader: MarkdownIt, text: str) -> Iterator[tuple[int, Token]]:
    """Yield every token inside a line of text, and every block of HTML, with the line that it stands on."""
    for token in reader.parse(text):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "html_block":
            yield line, token
        for child in token.children or ():
            line += child.type in ("softbreak", "hardbreak")
            yield line, child


def _words(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(_alternative(one) if one.type == "image" else one.content or " " * (one.type.endswith("break"))
                   for one in token.children)  # fmt: skip


def _alternative(token: Token) -> str:
    return "".join(_words(one) for one in token.children or ())


def _attribute(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))


def _picture(token: Token) -> str:
    return unquote(_attribute(token, "src"))  # markdown-it writes %20 for a space


def _heading(token: Token) -> str:
    return f"h{min(int(token.tag[1:]) + _HEADINGS_DOWN, _DEEPEST_HEADING)}"


def _reader(has_html: bool) -> MarkdownIt:
    """Return a reader of all links, as the renderer judges them; without code by indenting, which is done unawares."""
    reader = MarkdownIt("commonmark", {"html": has_html}, renderer_cls=_Renderer).enable("table").disable("code")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_READER, _READER_OF_HTML = _reader(has_html=False), _reader(has_html=True)
