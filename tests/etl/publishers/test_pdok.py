"""Outlines from a server that speaks the protocol of PDOK."""

import json
from pathlib import Path

import pytest
import shapely

from etl.publishers import http, pdok
from etl.snapshots import outlines
from tests import publishers as server
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import SourceError


def fetch(folder: Path) -> Path:
    source = catalog.load(paths.CATALOG).sources["grenzen"]
    return outlines.write(folder, pdok.fetch_outlines("grenzen", source, "GM0917", 2024))


@pytest.fixture
def heerlen(publishers: Publishers) -> Publishers:
    publishers.buurten, publishers.wijken, publishers.gemeenten = server.squares("GM0917", wijken=2, each=3)
    return publishers


def test_buurten_wijken_and_municipality_fit_together(heerlen: Publishers, tmp_path: Path) -> None:
    heerlen.page_size = 2
    found = outlines.read(fetch(tmp_path)).set_index("area_code")
    assert len(found) == 6 + 2 + 1
    assert found.loc["GM0917", "name"] == "Heerlen"
    assert found.loc["WK091701", "name"] == "Wijk 01 Test"
    shapes = found["geojson"].map(shapely.from_geojson)
    buurten = shapes[shapes.index.str.startswith("BU")]
    assert shapely.coverage_is_valid(buurten.to_numpy())
    assert shapely.equals(shapely.coverage_union_all(buurten.to_numpy()), shapes["GM0917"])


def test_coordinates_are_degrees_rounded_to_a_metre(heerlen: Publishers, tmp_path: Path) -> None:
    text = (fetch(tmp_path) / "buurten.geojson").read_text(encoding="utf-8")
    for x, y in json.loads(text)["features"][0]["geometry"]["coordinates"][0]:
        assert 5.6 < x < 5.8 and 50.8 < y < 50.9
        assert len(str(x).split(".")[1]) <= 5


def test_water_is_left_out(heerlen: Publishers, tmp_path: Path) -> None:
    assert "BU09179999" not in set(outlines.read(fetch(tmp_path))["area_code"])


def test_another_municipality_is_refused(heerlen: Publishers, tmp_path: Path) -> None:
    heerlen.buurten = server.squares("GM0935", 1, 1)[0]
    with pytest.raises(SourceError, match="BU09350000, terwijl om GM0917"):
        fetch(tmp_path)


def test_no_areas_or_one_twice_is_refused(heerlen: Publishers, tmp_path: Path) -> None:
    heerlen.buurten = [heerlen.buurten[0]] * 2
    with pytest.raises(SourceError, match="elk gebied precies één keer"):
        fetch(tmp_path)


def test_a_busy_server_is_tried_again_and_a_fault_that_stays_is_reported(heerlen: Publishers, tmp_path: Path) -> None:
    heerlen.fail("buurten", "503")
    assert fetch(tmp_path).exists()
    heerlen.fail("wijken", *["500"] * http.TRIES)
    with pytest.raises(SourceError, match="PDOK wijken 2024"):
        fetch(tmp_path)


def test_a_damaged_file_is_reported(heerlen: Publishers, tmp_path: Path) -> None:
    folder = fetch(tmp_path)
    (folder / "wijken.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="past niet bij het controlegetal"):
        outlines.read(folder)
