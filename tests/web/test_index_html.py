"""The page that a browser gets first: in Dutch, and asking at once for the scripts of what is drawn next."""

import gzip
import logging
import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page
from streamlit import file_util

from tests import opened
from tests.chromium import NEEDED
from veerkracht.core import paths
from veerkracht.web import index_html as shell

STATIC = Path(file_util.get_static_dir())
PAGES = sorted(path.stem for path in (paths.ROOT / "pages").glob("*.py"))
# what the tests of Streamlit call an element, and its script
SCRIPTS = {
    "html": "Html", "button_group": "ButtonGroup", "selectbox": "Selectbox", "download_button": "DownloadButton",
    "multiselect": "Multiselect", "toggle": "Checkbox", "select_slider": "Slider", "button": "Button",
    "vega_lite_chart": "ArrowVegaLiteChart", "text_input": "TextInput",
}  # fmt: skip


def asked(html: str) -> list[str]:
    return re.findall(r'rel="modulepreload" crossorigin href="\./(static/js/[\w.-]+)"', html)


def get(url: str, **headers: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        assert answer.status == 200
        content, found = answer.read(), {name.lower(): value for name, value in answer.headers.items()}
    return (gzip.decompress(content) if found.get("content-encoding") == "gzip" else content).decode(), found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_the_scripts_of_what_it_begins_with(built: None, name: str) -> None:
    test = opened.page(name)
    drawn = {script for kind, script in SCRIPTS.items() if test.get(kind)}
    expected = set(shell.FEWER.get(name, shell.ELEMENTS))
    assert drawn <= expected and (name not in shell.FEWER or drawn == expected)
    links = asked(shell.of_page(STATIC, name))
    assert all(any(link.startswith(f"static/js/{script}.") for link in links) for script in expected)
    assert len(links) == len(set(links))


def test_every_page_with_fewer_elements_exists() -> None:
    assert set(shell.FEWER) <= set(PAGES)


def test_a_streamlit_with_other_scripts_gives_a_page_that_asks_for_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index.html").write_text('<html lang="en"><head><title>Streamlit</title></head></html>')
    with caplog.at_level(logging.WARNING):
        found = shell.of_page(tmp_path, "trends")
    server = f"<script>{shell.SERVER}</script>"
    assert found == f'<html lang="nl"><head><title>Dashboard Veerkracht</title>{server}\n</head></html>'
    assert len(caplog.records) == len(shell.FEWER["trends"])
    (tmp_path / "index.html").write_text("something else")
    assert shell.of_page(tmp_path, "trends") == "something else"


def test_all_that_a_script_imports_is_found_also_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "Html.a1.js").write_text('import{t as e}from"./b.js";import"./c.js";import(`./later.js`);x="./no.js"')
    (tmp_path / "b.js").write_text('import{a,b}from"./Html.a1.js";import $d from "./d_-1.js";import e from"./gone.js"')
    for name in ("c.js", "d_-1.js", "later.js", "no.js", "HtmlOther.js"):
        (tmp_path / name).write_text("")
    assert sorted(shell.needed(tmp_path, "Html")) == ["Html.a1.js", "b.js", "c.js", "d_-1.js"]


def test_a_page_is_served_in_dutch_and_everything_it_asks_for_is_a_script_that_may_be_kept(address: str) -> None:
    html, headers = get(f"{address}/trends")
    assert '<html lang="nl">' in html and "<title>Dashboard Veerkracht</title>" in html
    assert headers["cache-control"] == "no-cache" and "etag" not in headers
    for link in asked(html):
        _, kept = get(f"{address}/{link}")
        assert "javascript" in kept["content-type"] and "immutable" in kept["cache-control"], link
    request = urllib.request.Request(f"{address}/trends", method="HEAD")
    assert urllib.request.urlopen(request).headers["content-length"] == str(len(html.encode()))


def test_what_is_text_comes_packed_to_who_can_unpack_it_and_is_the_same(address: str) -> None:
    html, _ = get(f"{address}/trends")
    [style] = re.findall(r'href="\./(static/css/[\w.-]+)"', html)
    for path in ("trends?gebied=NL00", style, *asked(html)[:3]):
        (plain, of_plain), (packed, of_packed) = (
            get(f"{address}/{path}", **{"Accept-Encoding": kinds}) for kinds in ("identity", "br, gzip")
        )
        assert plain == packed and "content-encoding" not in of_plain
        assert of_packed["content-encoding"] == "gzip" and of_packed["vary"] == "Accept-Encoding"
        assert int(of_packed["content-length"]) < 0.6 * int(of_plain["content-length"])
        assert of_packed["cache-control"] == of_plain["cache-control"]
    font = next((STATIC / "static" / "media").glob("*.woff2")).relative_to(STATIC).as_posix()
    request = urllib.request.Request(f"{address}/{font}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert "content-encoding" not in answer.headers


def test_each_address_gets_its_own_page_and_what_is_no_page_stays_as_it_is(address: str) -> None:
    first, profile, unknown = (get(f"{address}/{path}")[0] for path in ("", "buurtprofiel", "bestaat-niet"))
    streamlit = asked((STATIC / "index.html").read_text(encoding="utf-8"))
    assert asked(unknown) == streamlit and '<html lang="nl">' in unknown
    assert len(streamlit) < len(asked(first)) < len(asked(profile))
    assert get(f"{address}/_stcore/health")[0] == "ok"


@NEEDED
@pytest.mark.parametrize("name", ["kaart", "samenhang", "trends", "vergelijken"])
def test_a_browser_draws_a_chart_with_no_other_scripts_than_the_page_asked_for(
    page: Page, address: str, name: str
) -> None:
    asked_for = set()
    page.on("request", lambda one: asked_for.add(one.url))
    page.goto(f"{address}/{name}")
    for seen in ("table.vk", "svg.marks"):
        page.wait_for_selector(seen, timeout=60_000)
    html, _ = get(f"{address}/{name}")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert not any(f"/{name}/_stcore" in one for one in asked_for)  # it knows where its server is
    scripts = {one for one in asked_for if one.endswith(".js")}
    assert any("ArrowVegaLiteChart." in one for one in scripts)
    late = {one for one in scripts if one.removeprefix(f"{address}/") not in html}
    assert {one for one in late if "/Spinner." not in one} == set()  # who comes first waits for the database
