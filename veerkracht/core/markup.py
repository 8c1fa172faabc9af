"""Renders text with simple markup (part of CommonMark, and tables) as safe HTML, and lists what it does not render.

Text is never trusted: HTML in it is shown as text, links go to the web or to mail, and pictures are those that the
caller provides. The browser sanitises the output of st.html (DOMPurify) as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

PICTURES = (".jpg", ".jpeg", ".png", ".webp")

_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
_FILE_NAME = re.compile(rf"\w[\w .-]*({'|'.join(map(re.escape, PICTURES))})", re.IGNORECASE)
_HIGHEST_HEADING, _DEEPEST_HEADING = 3, 6  # in a page, below its title and that of the text


class _Renderer(RendererHTML):
    """Renders each type of token; markdown-it finds the method by the name of the type."""

    def link_open(self, tokens: Sequence[Token], place: int, *_: object) -> str:
        address = _attribute(tokens[place], "href")
        if not _LINK.match(address):
            return "<a>"  # an anchor without an address, so not a link
        return f'<a href="{escapeHtml(address)}" rel="noopener noreferrer">'

    def image(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
        alternative = escapeHtml(_alternative(tokens[place]))
        source = env["pictures"].get(_picture(tokens[place]))
        if source is None:
            return alternative
        return f'<img src="{escapeHtml(source)}" alt="{alternative}" style="max-width:100%;height:auto">'

    def table_open(self, *_: object) -> str:
        return '<div class="vk-scroll" tabindex="0"><table class="vk">\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
        if "style" not in tokens[place].attrs:  # no alignment was asked for
            tokens[place].attrSet("class", "vk-text")
        return self.renderToken(tokens, place, options, env)

    td_open = th_open


def html(text: str, pictures: Mapping[str, str]) -> str:
    """Return a text as HTML; `pictures` has the address (src) of each picture by its file name.

    The highest heading is of level 3, as it is below the title of a page and that of the text, and no level is left
    out. Only the words remain of what is not allowed: the text of another kind of link, the alternative text of a
    picture that was not provided.
    """
    tokens, above = _READER.parse(text), list[int]()
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            above = [*(other for other in above if other < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_HIGHEST_HEADING + len(above) - 1, _DEEPEST_HEADING)}"
    rendered: str = _READER.renderer.render(tokens, _READER.options, {"pictures": pictures})
    return rendered


def plain(text: str) -> str:
    """Return the words of a text on one line, without markup, for searching."""
    words = (_words(token) for token in _READER.parse(text) if token.type in ("inline", "fence"))
    return " ".join(" ".join(words).split())


def beginning(text: str) -> str:
    """Return the words of the first paragraph that is not just a picture; '' when there is none."""
    tokens = _READER.parse(text)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and any(
            child.type == "text" and child.content for child in token.children or ()
        ):
            return " ".join(_words(token).split())
    return ""


def pictures(text: str) -> list[tuple[int, str]]:
    """Return the line and the name of each picture in a text."""
    return [(line, _picture(token)) for line, token in _inside(_READER, text) if token.type == "image"]


def is_file_name(name: str) -> bool:
    """Return whether this is the plain file name of a picture, without a folder."""
    return _FILE_NAME.fullmatch(name) is not None


def mistakes(text: str) -> list[tuple[int, str]]:
    """Return the line and a Dutch message for each part of a text that `html` would not render as written."""
    messages = [(line, message) for line, token in _inside(_READER, text) for message in _token_mistakes(token)]
    messages += [
        (line, f"HTML wordt niet getoond: {token.content.strip().splitlines()[0][:60]}. Haal dit weg.")
        for line, token in _inside(_READER_OF_HTML, text)
        if token.type in ("html_block", "html_inline")
    ]
    return sorted(dict.fromkeys(messages))


def _token_mistakes(token: Token) -> list[str]:
    if token.type == "link_open" and not _LINK.match(address := _attribute(token, "href")):
        return [f"de link {unquote(address)[:60]!r} kan niet; begin met https://, http:// of mailto:"]
    if token.type != "image":
        return []
    name, messages = _picture(token), []
    if not is_file_name(name):
        messages.append(
            f"de foto {name[:60]!r} kan niet; zet de foto naast de tekst en noem alleen de naam van het bestand "
            f"({', '.join(PICTURES)})"
        )
    if not _alternative(token).strip():
        messages.append(f"de foto {name[:60]!r} heeft geen beschrijving; schrijf ![wat er te zien is]({name[:60]})")
    return messages


def _inside(reader: MarkdownIt, text: str) -> Iterator[tuple[int, Token]]:
    """Yield every token inside a line of text, and every block of HTML, with its line number."""
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
    return "".join(_alternative(child) if child.type == "image" else child.content or " " * child.type.endswith("break")
                   for child in token.children)  # fmt: skip


def _alternative(token: Token) -> str:
    return "".join(_words(child) for child in token.children or ())


def _attribute(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))


def _picture(token: Token) -> str:
    return unquote(_attribute(token, "src"))  # markdown-it writes %20 for a space


def _reader(has_html: bool) -> MarkdownIt:
    """Return a parser that accepts all links, as the renderer judges them, and has no code blocks by indentation, which
    writers make by accident."""
    reader = MarkdownIt("commonmark", {"html": has_html}, renderer_cls=_Renderer).enable("table").disable("code")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_READER, _READER_OF_HTML = _reader(has_html=False), _reader(has_html=True)


def anchor(title: str) -> str:
    """Return the name with which an address leads to the section of this title."""
    return re.sub(r"\W+", "-", title.lower()).strip("-")
