"""Where the names on a map stand: on no other area at any size of the screen, and folded when there are many."""

import json
from itertools import combinations, permutations
from math import cos, radians

import pandas as pd
import pytest
import shapely
from shapely.geometry import box, mapping

from etl.snapshots import national_outlines
from tests.conftest import INCLUDED
from veerkracht.drawing import map_labels, maps
from veerkracht.drawing.map_labels import FONT_SIZE, LINE_HEIGHT, Area, Label, Labels
from veerkracht.export import picture

HEIGHT = 560
WIDTHS = (288, 345, 616, 900, 1400)  # pixels of a map at 400 % zoom, on a phone, on paper, and on screens
LONG = "Buurtschap aan de Overzijde van de Rivier"
FOCUS = ("BU09350403", "BU09350203")


def drawn(names: dict[str, str], geojson: list[str], without: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return what maps draw, in one colour but for the areas `without` a figure."""
    return pd.DataFrame({
        "area_code": list(names), "name": list(names.values()), "text": "", "geojson": geojson,
        "color": ["#c9c9c9" if code in without else "#2c7fb8" for code in names],
    })  # fmt: skip


def maastricht(name: str = "") -> pd.DataFrame:
    """Return the 44 buurten; a `name` is put before their own."""
    features = json.loads((INCLUDED / "grenzen@2024" / "buurten.geojson").read_text(encoding="utf-8"))["features"]
    names = {
        feature["properties"]["area_code"]: f"{name} {feature['properties']['name']}".strip() for feature in features
    }
    return drawn(names, [json.dumps(feature["geometry"]) for feature in features])


def large_city(columns: int, rows: int, name: str = "Buurt") -> pd.DataFrame:
    """Return a city without any room between its buurten."""
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    names = {f"BU9999{row:02d}{column:02d}": f"{name} {row * columns + column}" for column, row in cells}
    squares = [box(5 + 0.01 * x, 52 + 0.006 * y, 5.01 + 0.01 * x, 52.006 + 0.006 * y) for x, y in cells]
    return drawn(names, [json.dumps(mapping(square)) for square in squares])


def covered(label: Label, labels: Labels, width: int) -> shapely.Geometry:
    """Return what the text of a label covers on a map of so many pixels wide, in degrees."""
    west, south, east, north = labels.frame
    across = cos(radians((south + north) / 2))
    scale = min(width / (east - west) / across, HEIGHT / (north - south))  # pixels of a degree upwards
    lines = label.text.split("\n")
    wide = max(picture._text_width(line) for line in lines) * FONT_SIZE / scale / across
    high = len(lines) * LINE_HEIGHT / scale
    x = label.place[0] + label.offset[0] / scale / across
    y = label.place[1] - label.offset[1] / scale
    left = x - {"left": 0, "center": wide / 2, "right": wide}[label.align]
    below = y - {"bottom": 0, "middle": high / 2, "top": high}[label.baseline]
    return box(left, below, left + wide, below + high)


def hidden(frame: pd.DataFrame, labels: Labels, width: int) -> list[tuple[str, str]]:
    """Return which names lie on which other area or name, or stick out of the map."""
    shapes = dict(zip(frame["area_code"], (maps.outline(text).shape for text in frame["geojson"]), strict=True))
    boxes = [(label, covered(label, labels, width)) for label in labels.labels]
    faults = [
        (label.text, code)
        for label, text in boxes
        for code, shape in shapes.items()
        if code != label.area_code and shape.intersects(text)
    ]
    faults += [(one.text, other.text) for (one, a), (other, b) in combinations(boxes, 2) if a.intersects(b)]
    return faults + [(label.text, "edge") for label, text in boxes if not box(*labels.frame).covers(text)]


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [1, 2, 3, 6, 12])
@pytest.mark.parametrize(
    "frame", [maastricht(), maastricht(LONG), large_city(25, 20), large_city(40, 4), large_city(3, 30, LONG)],
    ids=["44 buurten", "long names", "500 buurten", "a wide city", "a high city"],
)  # fmt: skip
def test_no_name_covers_another_area_or_name(frame: pd.DataFrame, count: int, width: int) -> None:
    codes = list(frame["area_code"])
    named = [*(code for code in FOCUS if code in codes), *codes[2 :: len(codes) // 12]][:count]
    labels = maps.labels(frame, named, HEIGHT)
    assert [label.area_code for label in labels.labels] == named
    assert hidden(frame, labels, width) == []


@pytest.mark.slow
def test_the_line_of_a_name_ends_in_its_own_area() -> None:
    frame = maastricht()
    for label in maps.labels(frame, list(frame["area_code"])[:12], HEIGHT).labels:
        [own] = frame["geojson"][frame["area_code"] == label.area_code]
        assert maps.outline(own).shape.contains(shapely.Point(label.inside))


def test_a_line_runs_around_the_other_names_when_another_order_of_placing_has_room() -> None:
    rows = national_outlines.of_municipality("GM0917", 2024)  # Heerlen: narrow, and long from north to south
    shapes = {code: maps.outline(text) for code, text in zip(rows["area_code"], rows["geojson"], strict=True)}
    places = [Area(code, f"Buurt {code[-4:]}", one.shape, one.inside, is_open=False)
              for code, one in shapes.items() if code.startswith("BU")]  # fmt: skip
    named = ["BU09173902", "BU09173601", "BU09174102", "BU09172400", "BU09173101"]
    labels = map_labels.placed(places, named, HEIGHT).labels
    assert [label.area_code for label in labels] == named
    for one, other in permutations(labels, 2):
        line, beside = shapely.LineString([one.place, one.inside]), shapely.LineString([other.place, other.inside])
        assert not line.intersects(box(*other.room)) and not line.intersects(beside)


def test_a_name_that_fits_stands_on_its_area_unless_that_has_a_cross() -> None:
    frame = large_city(2, 2)
    [code] = frame["area_code"][:1]
    assert not maps.labels(frame, [code]).labels[0].has_line
    without = drawn(dict(zip(frame["area_code"], frame["name"], strict=True)), list(frame["geojson"]), (code,))
    assert maps.labels(without, [code]).labels[0].has_line


def test_a_long_name_is_cut_and_two_that_are_then_the_same_become_numbers() -> None:
    one = maps.labels(maastricht(LONG), FOCUS[:1])
    assert one.labels[0].text == "Buurtschap aan de\nOverzijde van de…" and one.key == ""
    two = maps.labels(maastricht(LONG), FOCUS)
    assert [label.text for label in two.labels] == ["1", "2"]
    assert two.key == f"1 {LONG} Nazareth en 2 {LONG} Pottenberg"


def test_many_areas_have_numbers_and_a_key() -> None:
    frame = maastricht()
    named = list(frame["area_code"])[:12]
    labels = maps.labels(frame, named)
    assert [label.text for label in labels.labels] == [str(number) for number in range(1, 13)]
    assert labels.key.startswith(f"1 {frame['name'][0]}, 2 ") and labels.key.count(",") == 10


def test_an_area_that_is_not_on_the_map_has_no_name() -> None:
    assert maps.labels(maastricht(), ["BU99999999"]).labels == ()
