"""Builds the initial HTML of every page: Streamlit's own, in Dutch, with preload links for the page's scripts.

For a URL without a page it builds a not-found page.

Streamlit loads the script of an element when the first of its kind is rendered, then the scripts that it imports, round
after round. Named in the HTML, all of them load while the connection is set up and the server renders.
"""

import base64
import hashlib
import json
import logging
import re
from pathlib import Path

from veerkracht.core import menu
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.web.streamlit_internals import SET_BACKEND_URL, scripts_of

LANGUAGE = "nl"
TITLE = "Dashboard Veerkracht"
NO_SCRIPT = "Dit dashboard werkt alleen met JavaScript. Zet dat aan in uw browser."
# elements by the name of their script
ELEMENTS = ("Html", "ButtonGroup", "Selectbox", "DownloadButton", "Multiselect", "Checkbox", "Slider",
            "ArrowVegaLiteChart")  # fmt: skip
_BOX = ("Html", "Multiselect")  # of every page: its footer line, and the search box
_WITH_CHART = (*_BOX, "ButtonGroup", "Selectbox", "ArrowVegaLiteChart")
# the initial elements of pages for which these are not all ELEMENTS
PAGE_ELEMENTS = {
    "aanleveren": (*_BOX, "ButtonGroup", "Selectbox", "TextInput", "Button", "DownloadButton"),
    "agenda": (*_BOX, "ArrowVegaLiteChart"),
    "beheer": _BOX,  # what visitors who are not administrators get
    "bronnen": (*_BOX, "ButtonGroup", "DownloadButton"),
    "buurtprofiel": (*_BOX, "Selectbox", "Checkbox"),
    "doelen": (*_BOX, "Selectbox", "Checkbox"),
    "doelkaart": (*_WITH_CHART, "Checkbox", "Slider"),
    "handleiding": (*_BOX, "ButtonGroup"),
    "inhalen": (*_BOX, "Selectbox", "Checkbox"),
    "inspanningen": (*_BOX, "ButtonGroup", "Selectbox"),
    "onderwerp": (*_BOX, "Selectbox"),
    "privacy": _BOX,
    "raadsbrief": _BOX,
    "samenhang": _WITH_CHART,
    "sinds": (*_BOX, "Selectbox", "TextInput"),
    "start": ("Html", "TextInput", "Button"),
    "toegankelijkheid": _BOX,
    "toelichting": _BOX,
    "verhalen": _BOX,
    "trends": (*_WITH_CHART, "Checkbox"),
    "vergaderstand": ("Html", "Selectbox", "TextInput", "Checkbox"),
    "vergelijken": (*_WITH_CHART, "Checkbox", "Slider"),
    "waar-gaat-het-over": _BOX,
    "weten": (*_BOX, "Selectbox", "ArrowVegaLiteChart"),
}


def asset(name: str) -> str:
    """Return a script or style without comments and indentation: each visitor receives it over the socket,
    uncompressed."""
    text = (Path(__file__).parent / "assets" / name).read_text(encoding="utf-8")
    return re.sub(r"/[*].*?[*]/|^ *//[^\n]*\n|^ +", "", text, flags=re.DOTALL | re.MULTILINE)


# runs in every page: browser.js, with the menu entry of each page
SCRIPT = f"history.entries = {json.dumps(menu.entry_of())};\n{asset('browser.js')}"
# the list of what is new, which feed readers discover by themselves
_FEED = f'<link rel="alternate" type="application/atom+xml" title="{TITLE}: wat is er nieuw?" href="./sinds.atom">'
_MAP_TILES = "https://basemaps.cartocdn.com https://*.basemaps.cartocdn.com"  # only on request
_LONGEST_ADDRESS = 100  # characters that are repeated to the visitor
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_log = logging.getLogger(__name__)


def any_page(static: Path) -> str:
    """Return the HTML shared by all pages: Streamlit's own in Dutch; `static` is its folder of files.

    Our script is at its end, so that it runs before Streamlit writes the first choices to the URL.
    """
    index = (static / "index.html").read_text(encoding="utf-8")
    index = re.sub(r'<html lang="\w*"', f'<html lang="{LANGUAGE}"', index, count=1)
    index = re.sub(r"<title>.*?</title>", f"<title>{TITLE}</title>", index, count=1)
    index = re.sub(r"<noscript>.*?</noscript>", f"<noscript>{NO_SCRIPT}</noscript>", index, count=1, flags=re.DOTALL)
    index = index.replace("</head>", f"{_FEED}\n</head>", 1)
    return index.replace("</body>", f"<script>{SCRIPT}</script>\n</body>", 1)


def page(static: Path, name: str) -> str:
    """Return the HTML of a page, which has the address of its server and preloads its initial scripts.

    If this version of Streamlit lacks such a script, it preloads fewer, and logs that.
    """
    index, scripts = any_page(static), dict[str, None]()
    for element in PAGE_ELEMENTS.get(name, ELEMENTS):
        if not (names := scripts_of(element, static)):
            _log.warning("Streamlit has no script %s.*.js: pages load it only when they draw one", element)
        scripts |= dict.fromkeys(names)
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{script}">'
        for script in scripts
        if f"./static/js/{script}" not in index
    ]
    # the first page is at the address of the server itself
    backend = [] if name == menu.FIRST else [f"<script>{SET_BACKEND_URL}</script>"]
    return index.replace("</head>", "\n".join([*backend, *links, "</head>"]), 1)


def not_found(path: str, query: str) -> str:
    """Return the HTML for a path, relative to the address of the dashboard, without a page: a list of pages. The page
    with the most similar name is offered with the choices of the query string."""
    home, near = "../" * path.count("/") or "./", menu.nearest(path)
    return TEMPLATES.get_template("not_found.html").render(
        address=f"/{''.join(sign for sign in path[:_LONGEST_ADDRESS] if sign.isprintable())}",
        near={"address": f"{home}{menu.address(near)}{query}", "title": menu.PAGES[near]} if near else None,
        pages=[{"address": f"{home}{menu.address(page)}", "title": title} for page, title in menu.PAGES.items()],
    )


def policy(static: Path) -> str:
    """Return the Content-Security-Policy of all responses: what a page may run and from where it may load.

    Of inline scripts only ours and those in Streamlit's HTML run, by their hash, and text cannot become a script (no
    'unsafe-eval'; the table reader needs 'wasm-unsafe-eval'). Streamlit styles its elements with inline styles.
    """
    scripts = [SCRIPT, SET_BACKEND_URL, *_INLINE_SCRIPT.findall((static / "index.html").read_text(encoding="utf-8"))]
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return "; ".join([
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' {allowed}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' {_MAP_TILES}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ])  # fmt: skip
