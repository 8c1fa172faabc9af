"""The outlines of the country that came with the dashboard: where they lie, that they fit, and that damage is told."""

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from etl.snapshots import national_outlines, outlines
from etl.snapshots.store import Manifest
from tests.conftest import INCLUDED
from veerkracht.core.errors import SourceError

FOLDER = INCLUDED / "landelijk" / "grenzen@2019"
MANIFEST = Manifest("grenzen", "grenzen", "2019", "", "", "", "", None, False, "")


@pytest.fixture
def included(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a copy of the included outlines of the country."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    return Path(shutil.copytree(FOLDER, tmp_path / "meegeleverd" / "landelijk" / FOLDER.name))


@pytest.mark.slow
def test_they_are_within_two_megabytes_and_fit_on_each_other() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2_000_000
    rows = pq.read_table(FOLDER / "outlines.parquet").to_pydict()
    shapes = np.array([shapely.from_geojson(text) for text in rows["geojson"]])
    assert len(shapes) == len(set(rows["area_code"])) == 13593
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    assert (west, south) > (3.3, 50.7) and (east, north) < (7.3, 53.6)  # WGS84


def test_they_lie_where_our_own_outlines_of_maastricht_do() -> None:
    theirs = national_outlines.of_municipality("GM0935", 2024).set_index("area_code")["geojson"]
    own = outlines.read(INCLUDED / "grenzen@2024").set_index("area_code")["geojson"]
    assert set(theirs.index) == set(own.index)
    shared = [
        shapely.intersection(a, b).area / shapely.union(a, b).area
        for a, b in zip(*(shapely.from_geojson(some.sort_index().to_numpy()) for some in (theirs, own)), strict=True)
    ]
    assert min(shared) > 0.75 and np.mean(shared) > 0.95


def test_wijken_and_municipality_are_their_buurten_together() -> None:
    rows = national_outlines.of_municipality("GM0096", 2024)
    assert list(rows["area_code"]) == ["BU00960000", "BU00960009", "WK009600", "GM0096"]
    assert set(rows["boundary_year"]) == {2024} and set(rows["outline_year"]) == {2019} and rows["name"].isna().all()
    shapes = shapely.from_geojson(rows["geojson"].to_numpy())
    assert shapely.equals(shapely.coverage_union_all(shapes[:2]), shapes[3])


def test_a_municipality_that_was_not_there_has_none() -> None:
    assert national_outlines.of_municipality("GM1980", 2024).empty  # Dijk en Waard, since 2022


def test_without_the_folder_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    (tmp_path / "meegeleverd").mkdir()
    assert national_outlines.of_municipality("GM0096", 2024).empty


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", None])
def test_damage_is_told(included: Path, content: bytes | None) -> None:
    path = included / "outlines.parquet"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(SourceError, match="data/meegeleverd terug"):
        national_outlines.of_municipality("GM0096", 2024)


def test_damage_with_a_hash_that_fits_is_told(included: Path) -> None:
    path, manifest = included / "outlines.parquet", included / "manifest.json"
    path.write_bytes(b"PAR1")
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content | {"sha256": national_outlines._sha256(path)}), encoding="utf-8")
    with pytest.raises(SourceError, match="niet te lezen"):
        national_outlines.of_municipality("GM0096", 2024)


def test_what_lies_in_another_buurt_keeps_its_surface(tmp_path: Path) -> None:
    outer, inner, beside = (
        shapely.box(5, 52, 5.1, 52.1),
        shapely.box(5.02, 52.02, 5.05, 52.05),
        shapely.box(5.1, 52, 5.2, 52.1),
    )
    codes = ["BU00010000", "BU00010001", "BU00010002"]
    folder = national_outlines.write(tmp_path, MANIFEST, codes, np.array([outer, inner, beside]))
    rows = pq.read_table(folder / "outlines.parquet").to_pydict()
    shapes = {code: shapely.from_geojson(text) for code, text in zip(rows["area_code"], rows["geojson"], strict=True)}
    assert shapely.equals(shapes["BU00010001"], inner)
    assert shapes["BU00010000"].area == pytest.approx(outer.area - inner.area)
