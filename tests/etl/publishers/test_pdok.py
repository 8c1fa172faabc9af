"""Outlines from a server that speaks the protocol of PDOK."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
import vl_convert
from PIL import Image

from etl.publishers import http, pdok
from etl.snapshots import outlines
from tests import publishers as server
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import SourceError
from veerkracht.drawing import maps


def fetch(folder: Path) -> Path:
    source = catalog.load(paths.CATALOG).sources["grenzen"]
    return outlines.write(folder, pdok.fetch_outlines("grenzen", source, "GM0917", 2024))


@pytest.fixture
def heerlen(publishers: Publishers) -> Publishers:
    publishers.buurten, publishers.wijken, publishers.gemeenten = server.squares("GM0917", wijken=2, each=3)
    return publishers


def test_buurten_wijken_and_municipality_fit_together(heerlen: Publishers, tmp_path: Path) -> None:
    heerlen.page_size = 2
    areas = outlines.read(fetch(tmp_path)).set_index("area_code")
    assert len(areas) == 6 + 2 + 1
    assert areas.loc["GM0917", "name"] == "Heerlen"
    assert areas.loc["WK091701", "name"] == "Wijk 01 Test"
    shapes = areas["geojson"].map(shapely.from_geojson)
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


@pytest.mark.parametrize("ring", [None, [["a", "b"]] * 4, [[-9e4, 7e5], [-9e4, 6.4e5], [-8e4, 6.4e5], [-9e4, 7e5]]])
def test_water_without_an_outline_or_far_out_at_sea_is_no_fault(
    heerlen: Publishers, tmp_path: Path, ring: list[Any] | None
) -> None:
    change(heerlen.buurten, -1, [ring])
    assert len(outlines.read(fetch(tmp_path))) == 6 + 2 + 1


def test_water_between_areas_is_no_gap(heerlen: Publishers, tmp_path: Path) -> None:
    change(heerlen.buurten, 0, [box(0, 0, 480, 500)])
    water = {"buurtcode": "BU09179998", "buurtnaam": None, "gemeentecode": "GM0917", "water": "JA"}
    heerlen.buurten.append({"type": "Feature", "properties": water,
                            "geometry": {"type": "Polygon", "coordinates": [box(480, 0, 500, 500)]}})  # fmt: skip
    shapes = outlines.read(fetch(tmp_path)).set_index("area_code")["geojson"].map(shapely.from_geojson)
    assert shapes["WK091700"].geom_type == "MultiPolygon"


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


# ------------------------------------------------------------ rings, points and parts as publishers send them


def rings(geometry: dict[str, Any]) -> Iterator[tuple[bool, list[list[float]]]]:
    """Yield every ring of a geometry, and whether it is that of a hole."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for place, ring in enumerate(polygon):
            yield place > 0, ring


def turned(features: list[server.Row]) -> list[server.Row]:
    """Return the features with every ring the other way round."""
    return [
        feature | {"geometry": {"type": "Polygon", "coordinates": [
            ring[::-1] for ring in feature["geometry"]["coordinates"]]}}
        for feature in features
    ]  # fmt: skip


def change(features: list[server.Row], place: int, coordinates: list[list[Any]]) -> None:
    features[place] = features[place] | {"geometry": {"type": "Polygon", "coordinates": coordinates}}


def box(left: float, bottom: float, right: float, top: float) -> list[tuple[float, float]]:
    x, y = 176_000, 318_000
    ring = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    return [(x + across, y + up) for across, up in ring]


@pytest.fixture(params=["clockwise", "counter-clockwise"])
def with_hole(request: pytest.FixtureRequest, heerlen: Publishers) -> Publishers:
    """A buurt with a hole that another one fills, its rings in the order of RFC 7946 or the other way round."""
    hole = box(100, 100, 400, 400)
    change(heerlen.buurten, 0, [box(0, 0, 500, 500), hole[::-1]])
    inner = {"buurtcode": "BU09170009", "buurtnaam": "Binnen", "gemeentecode": "GM0917", "water": "NEE"}
    heerlen.buurten.append({"type": "Feature", "properties": inner,
                            "geometry": {"type": "Polygon", "coordinates": [hole]}})  # fmt: skip
    if request.param == "clockwise":
        heerlen.buurten, heerlen.wijken, heerlen.gemeenten = map(
            turned, (heerlen.buurten, heerlen.wijken, heerlen.gemeenten)
        )
    return heerlen


def is_clockwise(ring: list[list[float]]) -> bool:
    return sum(x * up - across * y for (x, y), (across, up) in pairwise(ring)) < 0


def test_outer_rings_are_clockwise_and_holes_are_not_whatever_came(with_hole: Publishers, tmp_path: Path) -> None:
    areas = outlines.read(fetch(tmp_path))
    every = [ring for text in areas["geojson"] for ring in rings(json.loads(text))]
    assert sum(is_hole for is_hole, _ in every) == 1
    assert all(is_clockwise(ring) != is_hole for is_hole, ring in every)


@pytest.mark.parametrize("step", [1, -1])
def test_an_area_in_several_parts_keeps_each_part_and_its_hole(heerlen: Publishers, tmp_path: Path, step: int) -> None:
    hole = box(350, 100, 450, 200)
    parts = [[box(0, 0, 200, 500)], [box(300, 0, 500, 500), hole[::-1]]]
    heerlen.buurten[0]["geometry"] = {
        "type": "MultiPolygon", "coordinates": [[ring[::step] for ring in part] for part in parts],
    }  # fmt: skip
    for code, ring in (("BU09170008", box(200, 0, 300, 500)), ("BU09170009", hole)):
        properties = {"buurtcode": code, "buurtnaam": code, "gemeentecode": "GM0917", "water": "NEE"}
        geometry = {"type": "Polygon", "coordinates": [ring[::step]]}
        heerlen.buurten.append({"type": "Feature", "properties": properties, "geometry": geometry})
    areas = outlines.read(fetch(tmp_path)).set_index("area_code")["geojson"].map(json.loads)
    assert areas["BU09170000"]["type"] == "MultiPolygon" and len(areas["BU09170000"]["coordinates"]) == 2
    every = list(rings(areas["BU09170000"]))
    assert [is_hole for is_hole, _ in every].count(True) == 1
    assert all(is_clockwise(ring) != is_hole for is_hole, ring in every)
    size = {code: shapely.geometry.shape(areas[code]).area for code in ("BU09170000", "BU09170001")}
    assert size["BU09170000"] == pytest.approx(size["BU09170001"] * 0.76, rel=1e-3)
    assert areas["WK091700"]["type"] == "Polygon" and len(areas["WK091700"]["coordinates"]) == 1


@pytest.mark.slow
def test_the_map_of_fetched_outlines_shows_every_area_and_no_filled_square(
    with_hole: Publishers, tmp_path: Path
) -> None:
    buurten = outlines.read(fetch(tmp_path))
    buurten = buurten[buurten["area_code"].str.startswith("BU")]
    fills = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff", "#804000"]
    frame = buurten.assign(text="", color=fills).sample(frac=1, random_state=1)
    drawn = maps.light(frame, {}, [], "Kaart", 300).specification
    picture = Image.open(io.BytesIO(vl_convert.vegalite_to_png(drawn | {"width": 450}, allowed_base_urls=[])))
    pixels = Counter(picture.convert("RGB").get_flattened_data())
    shares = [pixels[tuple(bytes.fromhex(fill[1:]))] / picture.width / picture.height for fill in fills]
    squares = sorted(shares)
    assert 0.02 < squares[0] < squares[-1] < 0.25, shares
    in_hole = buurten["area_code"].tolist().index("BU09170009")
    assert shares[in_hole] == pytest.approx(0.36 * squares[-1], rel=0.15)


def test_outlines_that_were_stored_the_other_way_round_are_read_the_right_way(tmp_path: Path) -> None:
    folder = paths.included_folder() / "grenzen@2024"
    included = outlines.read(folder)
    other = tmp_path / "grenzen@2024"
    other.mkdir()
    texts = {}
    for name in outlines.FILES:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        for feature in content["features"]:
            for _, ring in rings(feature["geometry"]):
                ring.reverse()
        texts[name] = json.dumps(content).encode()
        (other / name).write_bytes(texts[name])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps(manifest | {"sha256": outlines._sha256(texts)}))
    shapes = outlines.read(other)["geojson"].map(json.loads)
    assert all(is_clockwise(ring) != is_hole for geometry in shapes for is_hole, ring in rings(geometry))
    pd.testing.assert_series_equal(
        included["geojson"].map(shapely.from_geojson).map(shapely.normalize),
        outlines.read(other)["geojson"].map(shapely.from_geojson).map(shapely.normalize),
    )


@pytest.mark.parametrize("beside", [0.0, 0.004, -0.01])
def test_a_point_on_a_shared_border_that_one_area_has_is_no_fault(
    heerlen: Publishers, tmp_path: Path, beside: float
) -> None:
    ring = box(0, 0, 500, 500)
    ring.insert(2, (176_500 + beside, 318_250))
    change(heerlen.buurten, 0, [ring])
    shapes = outlines.read(fetch(tmp_path)).set_index("area_code")["geojson"].map(shapely.from_geojson)
    buurten = shapes[shapes.index.str.startswith("BU")]
    assert shapely.coverage_is_valid(buurten.to_numpy(), gap_width=1e-5)
    assert shapes["GM0917"].area == pytest.approx(buurten.map(lambda shape: shape.area).sum())
    assert not shapes["GM0917"].interiors


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        (box(0, 0, 530, 500), r"Buurt BU09170000 \(BU09170000\) en Buurt BU09170001 \(BU09170001\) overlappen"),
        (box(0, 0, 505, 500), r"Buurt BU09170000 \(BU09170000\) en Buurt BU09170001 \(BU09170001\) overlappen"),
        (box(0, 0, 495, 500), r"tussen Buurt BU09170000 \(BU09170000\), .*BU09170001.* ligt een gat"),
        (box(0, 0, 500, 497), r"tussen Buurt BU09170000 \(BU09170000\).* en .*BU09170100.* ligt een gat"),
    ],
)
def test_overlaps_and_gaps_are_refused_with_their_areas_place_and_what_to_do(
    heerlen: Publishers, tmp_path: Path, outline: list[tuple[float, float]], expected: str
) -> None:
    change(heerlen.buurten, 0, [outline])
    with pytest.raises(SourceError, match=expected) as refused:
        fetch(tmp_path)
    assert "Meld dit bij PDOK" in str(refused.value) and "rond RD 176" in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_buurt_twice_under_two_codes_is_an_overlap(heerlen: Publishers, tmp_path: Path) -> None:
    again = heerlen.buurten[0]["properties"] | {"buurtcode": "BU09170008", "buurtnaam": "Weer"}
    heerlen.buurten.append(heerlen.buurten[0] | {"properties": again})
    with pytest.raises(SourceError, match=r"Weer \(BU09170008\) overlappen"):
        fetch(tmp_path)


NAN = float("nan")


def collection(*geometries: dict[str, Any]) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": list(geometries)}


def test_a_collection_of_geometries_is_read_as_the_areas_in_it(heerlen: Publishers, tmp_path: Path) -> None:
    usual = outlines.read(fetch(tmp_path))
    west, east = ({"type": "Polygon", "coordinates": [box(*ends)]} for ends in ((0, 0, 200, 500), (200, 0, 500, 500)))
    line = {"type": "LineString", "coordinates": box(0, 0, 500, 500)[:2]}
    heerlen.buurten[0] = heerlen.buurten[0] | {"geometry": collection(line, collection(west), east)}
    areas = outlines.read(fetch(tmp_path))
    for expected, shape in zip(
        usual["geojson"].map(shapely.from_geojson), areas["geojson"].map(shapely.from_geojson), strict=True
    ):
        assert expected.symmetric_difference(shape).area < 1e-12


@pytest.mark.parametrize(
    "geometry",
    [
        None, [], {}, "POLYGON", {"type": "Polygon"}, {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[[176000, 318000]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, {"type": "Bol", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[176000, 318000], [None, 318000], [176500, 318500], [176000, 318000]]]},
        {"type": "Polygon", "coordinates": [[[176000, 318000], [NAN, 318000], [176500, 318500], [176000, 318000]]]},
        {"type": "Point", "coordinates": [176000, 318000]}, collection(),
        collection({"type": "LineString", "coordinates": [[176000, 318000], [176500, 318000]]}),
    ],
)  # fmt: skip
def test_an_outline_that_cannot_be_read_is_named_with_its_area(
    heerlen: Publishers, tmp_path: Path, geometry: object
) -> None:
    heerlen.buurten[3] = heerlen.buurten[3] | {"geometry": geometry}
    with pytest.raises(SourceError, match=r"de grens van Buurt BU09170100 \(BU09170100\).* Meld dit bij PDOK"):
        fetch(tmp_path)


@pytest.mark.parametrize("level", ["buurten", "wijken", "gemeenten"])
@pytest.mark.parametrize("part", ["code", "naam"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_area_without_a_code_or_name_is_named_by_what_it_has(
    heerlen: Publishers, tmp_path: Path, level: str, part: str, value: str | None
) -> None:
    features = getattr(heerlen, level)
    properties = dict(features[0]["properties"])
    singular = {"buurten": "buurt", "wijken": "wijk", "gemeenten": "gemeente"}[level]
    other = properties[f"{singular}{'naam' if part == 'code' else 'code'}"]
    features[0] = features[0] | {"properties": properties | {f"{singular}{part}": value}}
    with pytest.raises(SourceError, match=f"{other} heeft geen {singular}{part}.* Meld dit bij PDOK"):
        fetch(tmp_path)


@pytest.mark.parametrize("properties", [None, [], "x", {"buurtcode": 917, "buurtnaam": ["x"]}])
def test_properties_of_another_kind_are_reported(heerlen: Publishers, tmp_path: Path, properties: object) -> None:
    heerlen.buurten[0] = heerlen.buurten[0] | {"properties": properties}
    with pytest.raises(SourceError, match=r"PDOK buurten 2024: .*(Meld dit bij PDOK|Probeer het later)"):
        fetch(tmp_path)


def test_heights_are_left_out(heerlen: Publishers, tmp_path: Path) -> None:
    change(heerlen.buurten, 0, [[(*point, 45.2) for point in box(0, 0, 500, 500)]])
    texts = outlines.read(fetch(tmp_path))["geojson"]
    assert {len(point) for text in texts for _, ring in rings(json.loads(text)) for point in ring} == {2}


def test_no_file_of_outlines_holds_what_is_no_json(heerlen: Publishers, tmp_path: Path) -> None:
    fetched = pdok.fetch_outlines("grenzen", catalog.load(paths.CATALOG).sources["grenzen"], "GM0917", 2024)
    fetched.buurten.loc[0, "name"] = float("nan")
    with pytest.raises(SourceError, match="BU09170000"):
        outlines.write(tmp_path, fetched)
    assert not list(tmp_path.iterdir())


def test_a_stored_file_that_is_no_json_is_reported_with_what_to_do(heerlen: Publishers, tmp_path: Path) -> None:
    folder = fetch(tmp_path)
    path, manifest = folder / "buurten.geojson", json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace('"Buurt BU09170000"', "NaN"), encoding="utf-8")
    hashed = outlines._sha256({name: (folder / name).read_bytes() for name in outlines.FILES})
    (folder / "manifest.json").write_text(json.dumps(manifest | {"sha256": hashed}), encoding="utf-8")
    with pytest.raises(SourceError, match=r"buurten.geojson: geen grenzen .*--only grenzen --refresh"):
        outlines.read(folder)


@pytest.mark.parametrize("links", [None, {}, "next", [None], [{"rel": "next"}], [{"rel": "next", "href": 5}], [{}]])
def test_links_of_another_kind_lead_nowhere(heerlen: Publishers, tmp_path: Path, links: object) -> None:
    heerlen.links = links
    assert len(outlines.read(fetch(tmp_path))) == 6 + 2 + 1
