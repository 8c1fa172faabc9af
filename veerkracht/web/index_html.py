"""The page that a browser gets before anything is drawn: Streamlit's own, in Dutch, asking at once for what comes next.

Streamlit fetches the script of an element when the first of its kind is to be drawn, and then the scripts that one
needs: after its own, one round after the other. Here a page names all of them at its beginning, so that they come
while the connection is made and the server draws.
"""

import base64
import hashlib
import json
import logging
import re
from functools import lru_cache
from pathlib import Path

from veerkracht.core import menu

LANGUAGE = "nl"
TITLE = "Dashboard Veerkracht"
NO_SCRIPT = "Dit dashboard werkt alleen met JavaScript. Zet dat aan in uw browser."
# an element by the first part of the name of its script, which ends in a number of Streamlit's version
ELEMENTS = ("Html", "ButtonGroup", "Selectbox", "DownloadButton", "Multiselect", "Checkbox", "Slider",
            "ArrowVegaLiteChart")  # fmt: skip
_WITH_CHART = ("Html", "ButtonGroup", "Selectbox", "DownloadButton", "ArrowVegaLiteChart")
# the pages that begin with fewer of them
FEWER = {
    "agenda": ("Html", "Selectbox", "DownloadButton", "ArrowVegaLiteChart"),
    "bronnen": ("Html", "ButtonGroup", "DownloadButton"),
    "buurtprofiel": ("Html", "Selectbox", "DownloadButton"),
    "doelen": ("Html", "ButtonGroup"),
    "doelkaart": (*_WITH_CHART, "Checkbox"),
    "gereedheid": ("Html",),
    "handleiding": ("Html", "ButtonGroup"),
    "inspanningen": ("Html", "Selectbox", "DownloadButton", "ArrowVegaLiteChart"),
    "privacy": ("Html",),
    "raadsbrief": ("Html", "Selectbox", "Multiselect"),
    "samenhang": _WITH_CHART,
    "toegankelijkheid": ("Html",),
    "toelichting": ("Html",),
    "verhalen": ("Html", "Selectbox"),
    "trends": (*_WITH_CHART, "Multiselect", "Checkbox"),
    "vergaderstand": ("Html", "Button"),
    "vergelijken": (*_WITH_CHART, "Slider"),
    "waar-gaat-het-over": ("Html", "TextInput", "Button"),
}
# what app.py lets a browser run: browser.js, and which page stands in which section of the menu
SCRIPT = (
    f"history.sections = {json.dumps(menu.section_of())};\n"
    f"{(Path(__file__).parent / 'browser.js').read_text(encoding='utf-8')}"
)
# where the server of a page is: Streamlit looks for it below the page first, and waits before it looks elsewhere
SERVER = "window.__streamlit = { BACKEND_BASE_URL: new URL('.', location.href).href };"
_BACKGROUND = "https://basemaps.cartocdn.com https://*.basemaps.cartocdn.com"  # of a map, where a visitor asks for it
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_IMPORTED = re.compile(r"""\bimport\s*(?:[\w$*{}\s,]+?from\s*)?["']\./([\w.-]+\.js)["']""")

_log = logging.getLogger(__name__)


def plain(static: Path) -> str:
    """Return the HTML for an address that is no page: Streamlit's own in Dutch; `static` is its folder of files.

    It has our script at its end, so that this runs before Streamlit writes the first choices in the address.
    """
    index = (static / "index.html").read_text(encoding="utf-8")
    index = re.sub(r'<html lang="\w*"', f'<html lang="{LANGUAGE}"', index, count=1)
    index = re.sub(r"<title>.*?</title>", f"<title>{TITLE}</title>", index, count=1)
    index = re.sub(r"<noscript>.*?</noscript>", f"<noscript>{NO_SCRIPT}</noscript>", index, count=1, flags=re.DOTALL)
    return index.replace("</body>", f"<script>{SCRIPT}</script>\n</body>", 1)


def policy(static: Path) -> str:
    """Return the Content-Security-Policy of all answers: what a page may run and where it may get it from.

    Of scripts in a page only ours and those in Streamlit's HTML run, known by their hash, and no text becomes a script
    (no 'unsafe-eval'; 'wasm-unsafe-eval' is for the reader of tables). Styles in a page are Streamlit's way of styling.
    """
    own = [SCRIPT, SERVER, *_INLINE.findall((static / "index.html").read_text(encoding="utf-8"))]
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in own)
    inline = " ".join(f"'sha256-{one}'" for one in hashes)
    return "; ".join([
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' {inline}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' {_BACKGROUND}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ])  # fmt: skip


def of_page(static: Path, page: str) -> str:
    """Return the HTML of a page, which knows its server and asks for the scripts of all that it begins with.

    Where Streamlit has other files than expected it asks for less, and the log says so.
    """
    index, scripts = plain(static), static / "static" / "js"
    names: dict[str, None] = {}
    for element in FEWER.get(page, ELEMENTS):
        if not (found := needed(scripts, element)):
            _log.warning("Streamlit has no script %s.*.js: a page asks for it only when it draws one", element)
        names |= dict.fromkeys(found)
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in names
        if f"./static/js/{name}" not in index
    ]
    script = [] if page == menu.FIRST else [f"<script>{SERVER}</script>"]  # its address is that of the server itself
    return index.replace("</head>", "\n".join([*script, *links, "</head>"]), 1)


@lru_cache
def needed(scripts: Path, element: str) -> list[str]:
    """Return the file of an element and all files it imports; none when this Streamlit has no such file."""
    found = dict.fromkeys(path.name for path in sorted(scripts.glob(f"{element}.*.js")))
    waiting = list(found)
    while waiting:
        text = (scripts / waiting.pop()).read_text(encoding="utf-8")
        new = [name for name in _IMPORTED.findall(text) if name not in found and (scripts / name).exists()]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)
