"""The map of outlines that were fetched, in the order of rings that RFC 7946 asks for: every area has its own place."""

import io
import json
import shutil
import urllib.error
import urllib.request
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from etl.build.build import build
from etl.publishers import http, pdok
from etl.snapshots import outlines
from tests import publishers as server
from tests.chromium import NEEDED, visit
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import paths

pytestmark = NEEDED


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the included figures, and outlines fetched from a publisher that follows RFC 7946."""
    folder = tmp_path_factory.mktemp("fetched") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    with server.serving() as publishers, pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_DATA", str(folder))
        patch.setenv(http.HOSTS["pdok"].variable, publishers.url)
        publishers.buurten, publishers.wijken, publishers.gemeenten = (
            [server.wound(feature) for feature in level] for level in server.outlines(INCLUDED / "grenzen@2024")
        )
        source = catalog.load(paths.CATALOG).sources["grenzen"]
        outlines.write(paths.fetched_folder(), pdok.fetch_outlines("grenzen", source, "GM0935", 2024))
        build(folder / "veerkracht.duckdb")
    return folder


def test_the_map_of_fetched_outlines_is_no_filled_square(page: Page, address: str) -> None:
    visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024")
    drawing = page.locator(".vega-embed canvas, .vega-embed svg").first
    drawing.wait_for()
    swatches = page.evaluate(
        "[...document.querySelectorAll('.vk-swatch')].map(e => getComputedStyle(e).backgroundColor.match(/\\d+/g))"
    )
    picture = Image.open(io.BytesIO(drawing.screenshot())).convert("RGB")
    pixels = Counter(picture.get_flattened_data())
    shares = {tuple(map(int, color)): 0.0 for color in swatches}
    shares = {color: pixels[color] / picture.width / picture.height for color in shares}
    assert len(shares) == 6 and min(shares.values()) > 0.005 and max(shares.values()) < 0.3, shares
    assert pixels[255, 255, 255] / picture.width / picture.height > 0.2  # around the city


def test_the_outlines_are_kept_by_the_browser_under_an_address_of_their_own(page: Page, address: str) -> None:
    with page.expect_response(lambda answer: "/grenzen/" in answer.url) as found:
        visit(page, f"{address}/kaart?indicator=ervaren_gezondheid&jaar=2024")
    headers = found.value.headers
    assert headers["cache-control"] == "public, immutable, max-age=31536000"
    assert headers["content-encoding"] == "gzip" and headers["content-type"] == "application/json"
    with urllib.request.urlopen(found.value.url) as plain:  # a program that takes no compressed answers
        rows = json.load(plain)
        assert plain.headers["content-encoding"] is None
    assert len(rows) == 44 and {*rows[0]} == {"code", "name", "shape"}
    assert sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()[:32] in found.value.url
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/grenzen/{'0' * 32}.json")
