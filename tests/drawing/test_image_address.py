"""A drawing as the address of an image, as pages have it: the same drawing, whoever writes it into the page."""

from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from markupsafe import Markup

from veerkracht.drawing import sparklines
from veerkracht.drawing.tables import TEMPLATES

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox='0 0 9 9'>
<path d="M0 0" style="a:b;c" fill="#fff"/><text>50 % &amp; é"'&lt;</text></svg>"""


class Addresses(HTMLParser):
    """The addresses of the images in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(dict(attrs)["src"] or "")


@pytest.mark.parametrize("text", [str, Markup], ids=["text", "text of a template"])
def test_a_drawing_in_a_template_is_what_a_browser_draws(text: type[str]) -> None:
    page = TEMPLATES.from_string('<img src="{{ drawing|image_address }}">').render(drawing=text(DRAWING))
    [address] = Addresses(page).found
    assert address.startswith("data:image/svg+xml,") and unquote(address.partition(",")[2]) == DRAWING
    assert not set(address.partition(",")[2]) & set(" \"'<>#\n\r\t")  # what ends an address, or is left out of it


def test_without_a_drawing_there_is_no_address() -> None:
    assert sparklines.address("") == ""
