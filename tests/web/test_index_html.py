"""The first HTML of a page: in Dutch, and loading at once the scripts of what is drawn next."""

import gzip
import logging
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import opened
from tests.chromium import NEEDED
from veerkracht.core import paths
from veerkracht.web import index_html
from veerkracht.web.streamlit_internals import SET_BACKEND_URL, STATIC

PAGES = sorted(path.stem for path in (paths.ROOT / "pages").glob("*.py"))
# the script of an element, by its name in Streamlit's AppTest
SCRIPTS = {
    "html": "Html", "button_group": "ButtonGroup", "selectbox": "Selectbox", "download_button": "DownloadButton",
    "multiselect": "Multiselect", "toggle": "Checkbox", "select_slider": "Slider", "button": "Button",
    "vega_lite_chart": "ArrowVegaLiteChart", "text_input": "TextInput",
}  # fmt: skip


def preloaded(html: str) -> list[str]:
    """Return the scripts that a page loads at once."""
    return re.findall(r'rel="modulepreload" crossorigin href="\./(static/js/[\w.-]+)"', html)


def get(url: str, **headers: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        assert answer.status == 200
        content, received = answer.read(), {name.lower(): value for name, value in answer.headers.items()}
    return (gzip.decompress(content) if received.get("content-encoding") == "gzip" else content).decode(), received


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.slow
def test_a_page_loads_the_scripts_of_the_elements_it_begins_with(built: None, name: str) -> None:
    test = opened.shared_page(name)
    by_frame = {"Html"} if name in ("start", "vergaderstand") else {"Html", "Multiselect"}  # what app.py draws
    drawn = by_frame | {script for kind, script in SCRIPTS.items() if test.get(kind)}
    expected = set(index_html.PAGE_ELEMENTS.get(name, index_html.ELEMENTS))
    assert drawn <= expected and (name not in index_html.PAGE_ELEMENTS or drawn == expected)
    links = preloaded(index_html.page(STATIC, name))
    assert all(any(link.startswith(f"static/js/{script}.") for link in links) for script in expected)
    assert len(links) == len(set(links))


def test_every_page_with_elements_of_its_own_exists() -> None:
    assert set(index_html.PAGE_ELEMENTS) <= set(PAGES)


def test_a_streamlit_with_other_scripts_gives_a_page_that_loads_none_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index.html").write_text('<html lang="en"><head><title>Streamlit</title></head></html>')
    with caplog.at_level(logging.WARNING):
        html = index_html.page(tmp_path, "trends")
    backend = f"<script>{SET_BACKEND_URL}</script>"
    feed = index_html._FEED
    assert html == f'<html lang="nl"><head><title>Dashboard Veerkracht</title>{feed}\n{backend}\n</head></html>'
    assert len(caplog.records) == len(index_html.PAGE_ELEMENTS["trends"])
    (tmp_path / "index.html").write_text("something else")
    assert index_html.page(tmp_path, "trends") == "something else"


def test_a_page_is_served_in_dutch_and_all_it_preloads_is_a_script_that_a_browser_may_cache(address: str) -> None:
    html, headers = get(f"{address}/trends")
    assert '<html lang="nl">' in html and "<title>Dashboard Veerkracht</title>" in html
    assert headers["cache-control"] == "no-cache" and "etag" not in headers
    for link in preloaded(html):
        _, script = get(f"{address}/{link}")
        assert "javascript" in script["content-type"] and "immutable" in script["cache-control"], link
    request = urllib.request.Request(f"{address}/trends", method="HEAD")
    assert urllib.request.urlopen(request).headers["content-length"] == str(len(html.encode()))


def test_text_is_compressed_for_clients_that_accept_it_and_has_the_same_content(address: str) -> None:
    html, _ = get(f"{address}/trends")
    [style] = re.findall(r'href="\./(static/css/[\w.-]+)"', html)
    for path in ("trends?gebied=NL00", style, *preloaded(html)[:3]):
        (plain, plain_headers), (compressed, headers) = (
            get(f"{address}/{path}", **{"Accept-Encoding": kinds}) for kinds in ("identity", "br, gzip")
        )
        assert plain == compressed and "content-encoding" not in plain_headers
        assert headers["content-encoding"] == "gzip" and headers["vary"] == "Accept-Encoding"
        assert int(headers["content-length"]) < 0.6 * int(plain_headers["content-length"])
        assert headers["cache-control"] == plain_headers["cache-control"]
    font = next((STATIC / "static" / "media").glob("*.woff2")).relative_to(STATIC).as_posix()
    request = urllib.request.Request(f"{address}/{font}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert "content-encoding" not in answer.headers


def test_each_page_has_its_own_html(address: str) -> None:
    first, profile = (get(f"{address}/{path}")[0] for path in ("", "buurtprofiel"))
    streamlit = preloaded((STATIC / "index.html").read_text(encoding="utf-8"))
    assert len(streamlit) < len(preloaded(first)) < len(preloaded(profile))
    assert get(f"{address}/_stcore/health")[0] == "ok"


@NEEDED
@pytest.mark.parametrize("name", ["kaart", "samenhang", "trends", "vergelijken"])
def test_a_browser_draws_a_chart_with_no_other_scripts_than_those_the_page_names(
    page: Page, address: str, name: str
) -> None:
    requested = set()
    page.on("request", lambda request: requested.add(request.url))
    page.goto(f"{address}/{name}")
    for selector in ("table.vk", "svg.marks"):
        page.wait_for_selector(selector, timeout=60_000)
    html, _ = get(f"{address}/{name}")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert not any(f"/{name}/_stcore" in url for url in requested)  # it knows where its server is
    scripts = {url for url in requested if url.endswith(".js")}
    assert any("ArrowVegaLiteChart." in url for url in scripts)
    late = {url for url in scripts if url.removeprefix(f"{address}/") not in html}
    assert {url for url in late if "/Spinner." not in url} == set()  # the first visitor waits for the database
