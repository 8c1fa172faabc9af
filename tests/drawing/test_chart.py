"""Charts as specifications of Vega-Lite: layers over shared rows, within the schema, the same for screen and paper."""

import copy
import io
import json
import re
from types import SimpleNamespace

import jsonschema
import numpy as np
import pandas as pd
import pytest
import streamlit as st
import vl_convert
from PIL import Image

from tests import vega_lite
from tests.opened import chart_frames, page
from veerkracht.drawing import charts, distributions, vega
from veerkracht.drawing.chart import Json


def layers() -> list[Json]:
    figures = [{"year": 2023, "value": 1.5}, {"year": 2024, "value": 2.5}]
    axes = {"x": vega.quantitative("year", title="Jaar"), "y": vega.quantitative("value")}
    now = {"x": axes["x"], "y": {"value": 0}, "text": vega.nominal("name")}
    return [
        vega.layer("line", figures, axes, strokeWidth=2),
        vega.layer("point", figures, axes | {"tooltip": vega.tooltip(value="Cijfer")}, "datum.year > 2023", size=20),
        *vega.text_with_halo([{"year": 2024, "name": "nu"}], now, {"stroke": "white"}, fontSize=12),
    ]


@pytest.mark.slow
def test_rows_that_layers_share_are_sent_once_and_drawn_for_each_of_them() -> None:
    chart = vega.layered(layers(), 90, vega.CONFIG)
    vega_lite.validate(chart.specification)
    sent = json.dumps(chart.specification)
    assert sent.count('"value": 1.5') == sent.count('"name": "nu"') == 1
    drawn = vl_convert.vegalite_to_svg(chart.specification)
    assert drawn.count(">nu<") == 2 and drawn.count('aria-roledescription="point"') == 1
    [line] = re.findall(r'aria-roledescription="line mark"[^>]*d="([^"]*)"', drawn)
    assert line.count("L") == 1  # from one figure to the other


def test_a_layer_says_its_mark_its_channels_and_for_which_rows_it_is() -> None:
    _, points, halo, text = layers()
    assert points["mark"] == {"type": "point", "size": 20}
    assert points["transform"] == [{"filter": "datum.year > 2023"}]
    assert points["encoding"]["tooltip"] == [{"field": "value", "type": "nominal", "title": "Cijfer"}]
    assert halo["mark"] == text["mark"] | {"stroke": "white"} and "transform" not in text


def test_a_chart_on_screen_has_the_colours_of_the_page_and_stays_as_it_was_for_paper() -> None:
    marks = layers()
    before = copy.deepcopy(marks)
    chart = vega.layered(marks, 90, {"axis": {"labelColor": "#222"}}, padding=5)
    on_paper = copy.deepcopy(chart.specification)
    on_screen = chart.on_screen(120)
    assert marks == before and chart.specification == on_paper
    assert (on_paper["height"], on_screen["height"], on_screen["padding"]) == (90, 120, 5)
    assert on_screen["config"]["axis"]["gridColor"] and "gridColor" not in on_paper["config"]["axis"]


def test_rows_of_a_frame_have_nothing_where_it_has_no_value() -> None:
    frame = pd.DataFrame({"name": ["Amby", None], "value": [float("nan"), 2.0], "is_small": [True, False], "more": 1})
    assert vega.records(frame, ("name", "value", "is_small")) == [
        {"name": "Amby", "value": None, "is_small": True}, {"name": None, "value": 2.0, "is_small": False},
    ]  # fmt: skip
    assert vega.records(pd.DataFrame(), ("name",)) == []


@pytest.mark.parametrize("config", [{"axis": {"labelFontSize": "groot"}}, {"as": {}}])
def test_a_chart_outside_the_schema_is_refused_in_every_test_that_draws_it(config: Json) -> None:
    with pytest.raises(jsonschema.ValidationError):
        vega.layered(layers(), 90, config).on_screen()


@pytest.mark.parametrize("name", ["doelkaart", "kaart", "samenhang", "trends", "vergelijken", "veerkrachtkaart"])
@pytest.mark.slow
def test_no_layer_of_a_page_is_empty_which_a_screen_reader_would_name_without_a_text(built: None, name: str) -> None:
    st.cache_data.clear()
    test = page(name)
    assert not test.exception
    frames = [frame for place, _ in enumerate(test.get("vega_lite_chart")) for frame in chart_frames(test, place)]
    assert frames and all(len(frame) for frame in frames)


@pytest.mark.parametrize("count", range(12))
def test_a_histogram_has_room_for_its_squares_however_many_areas_are_named(count: int) -> None:
    rows = [(f"BU093500{place:02d}", f"Buurt {place}", "1%", "#ffffff", 0.0) for place in range(12)]
    frame = pd.DataFrame(rows, columns=["area_code", "name", "text", "color", "value"])
    look = charts.styles([row[0] for row in rows[:count]], [], "GM0935", "NL00")
    subject = SimpleNamespace(label="Onderwerp", unit="%", decimals=1)
    chart = distributions.histogram(frame, (0.0, 0.0), look, subject).specification
    low, high = chart["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low == 0 and high >= 12 and chart["height"] >= 190


@pytest.mark.parametrize(("count", "has_edges"), [(44, True), (432, False)])
def test_squares_have_edges_only_where_these_leave_their_colour_to_be_seen(count: int, has_edges: bool) -> None:
    rows = [(f"BU0935{place:04d}", f"Buurt {place}", "1%", "#ffffff", float(place % 8)) for place in range(count)]
    frame = pd.DataFrame(rows, columns=["area_code", "name", "text", "color", "value"])
    subject = SimpleNamespace(label="Onderwerp", unit="%", decimals=1)
    chart = distributions.histogram(frame, (0.0, 24.0), {}, subject).specification
    assert (chart["layer"][0]["mark"]["strokeWidth"] > 0) == has_edges


def test_no_line_to_a_square_rises_through_the_name_of_another() -> None:
    rows = [(f"BU093500{place:02d}", f"Buurt {place}", "1%", "#ffffff", float(place)) for place in range(10)]
    frame = pd.DataFrame(rows, columns=["area_code", "name", "text", "color", "value"])
    look = charts.styles([row[0] for row in rows[:4] + rows[8:]], [], "GM0935", "NL00")
    subject = SimpleNamespace(label="Onderwerp", unit="%", decimals=1)
    chart = distributions.histogram(frame, (0.0, 9.0), look, subject).specification
    lines = next(layer["data"]["values"] for layer in chart["layer"] if layer["mark"]["type"] == "rule")
    tops = {line["middle"]: line["top"] for line in lines}
    left, right = sorted(place for place in tops if place < 4.5), sorted(place for place in tops if place > 4.5)
    assert len(left) == 4 and [tops[place] for place in left] == sorted((tops[place] for place in left), reverse=True)
    assert len(right) == 2 and [tops[place] for place in right] == sorted(tops[place] for place in right)


def test_no_name_in_the_middle_of_a_strip_stands_on_the_line_of_another() -> None:
    values = [-3.7, -1.5, -1.0, -0.7, 1.7]
    rows = [(f"BU093500{place:02d}", value, "2022", "2024") for place, value in enumerate(values)]
    changes = pd.DataFrame(rows, columns=["area_code", "change", "first_period", "last_period"])
    look = charts.styles([row[0] for row in rows[1:4]], [], "GM0935", "NL00")
    chart = distributions.strip(changes, dict.fromkeys(changes["area_code"], "Nazareth"), look, {}, "%", 1)
    lines = [layer["data"]["values"] for layer in chart.specification["layer"] if layer["mark"]["type"] == "rule"][1]
    assert {line["is_right"] for line in lines} == {False}
    assert sorted(lines, key=lambda line: line["top"]) == sorted(lines, key=lambda line: -line["change"])


def painted(shape: str) -> tuple[int, int, int]:
    """Return the width, height and area in pixels of a point of 400 square pixels."""
    mark = {"type": "point", "shape": shape, "size": 400, "filled": True, "color": "black", "opacity": 1}
    place = {"x": {"value": 20}, "y": {"value": 20}}
    point = {"data": {"values": [{}]}, "width": 40, "height": 40, "view": {"stroke": None},
             "mark": mark, "encoding": place}  # fmt: skip
    image = Image.open(io.BytesIO(vl_convert.vegalite_to_png(json.dumps(point)))).convert("L")
    dark = np.asarray(image) < 128
    return int(dark.any(axis=0).sum()), int(dark.any(axis=1).sum()), int(dark.sum())


def test_every_shape_of_an_area_is_as_easy_to_see_as_a_circle_or_nearly() -> None:
    focus, others = [f"BU0935{wijk:02d}00" for wijk in range(12)], [f"BU0935{n:04d}" for n in range(1, 50)]
    shapes = {style.shape for style in charts.styles([*focus, *others], focus, "GM0935", "NL00").values()}
    assert len(shapes) == 10
    for shape in shapes:
        assert all(own > of_circle / 3 for own, of_circle in zip(painted(shape), painted("circle"), strict=True)), shape


LONG = "Buitengewoon-langgerekte-Sint-Servaas-en-Onze-Lieve-Vrouwebuurt aan de overkant van de Maas"


def trend_of(names: dict[str, str]) -> Json:
    rows = [(code, year, int(year), 1.0 + place, None, None, "definitief", 0)
            for place, code in enumerate(names) for year in ("2022", "2024")]  # fmt: skip
    columns = ["area_code", "period", "year", "value", "lower", "upper", "status", "segment"]
    look = charts.styles(list(names), [], "GM0935", "NL00")
    subject = SimpleNamespace(label="Onderwerp", unit="%", decimals=1)
    frame, none = pd.DataFrame(rows, columns=columns), pd.DataFrame()
    return charts.trend(frame, names, look, subject, none, (), 320).specification


@pytest.mark.parametrize(("count", "name", "width", "columns"), [
    (4, "Nazareth", 600, 0), (4, "Nazareth", 300, 3), (12, "Nazareth", 600, 6), (12, LONG, 600, 2), (12, LONG, 280, 1),
])  # fmt: skip
def test_a_legend_has_as_many_columns_as_fit(count: int, name: str, width: int, columns: int) -> None:
    """Of twelve areas with long names it had one row, of which three were seen."""
    legend = trend_of({f"BU{place:08d}": name for place in range(count)})["config"]["legend"]
    condition, _, rest = legend["columns"]["expr"].partition(" ? ")
    several, _, row = rest.partition(" : ")
    known = {"width": width, "max": max, "floor": lambda value: int(value // 1)}
    assert eval(several if eval(condition, known) else row, known) == columns


def text_marks(chart: Json) -> list[Json]:
    return [layer["mark"] for layer in chart["layer"]
            if layer["mark"]["type"] == "text" and layer["encoding"]["text"].get("field") == "name"]  # fmt: skip


def test_a_long_name_in_a_chart_ends_in_dots_and_many_stand_in_the_legend_alone() -> None:
    few, many = ({f"BU{place:08d}": LONG for place in range(count)} for count in (6, 7))
    assert [mark["limit"] for mark in text_marks(trend_of(few))] == [charts.LONGEST_NAME] * 2
    assert text_marks(trend_of(many)) == []


@pytest.mark.parametrize("count", [0, 2, 12])
def test_a_strip_has_room_for_its_dots_however_many_areas_are_named(count: int) -> None:
    """Of twelve areas with long names no dot was left."""
    rows = [(f"BU093500{place:02d}", place / 10, "2022", "2024") for place in range(30)]
    changes = pd.DataFrame(rows, columns=["area_code", "change", "first_period", "last_period"])
    look = charts.styles([row[0] for row in rows[:count]], [], "GM0935", "NL00")
    chart = distributions.strip(changes, dict.fromkeys(changes["area_code"], LONG), look, {}, "%", 1, 120).specification
    assert chart["height"] >= 55 + 16 * count + 55
    assert all(mark["limit"] == charts.LONGEST_NAME for mark in text_marks(chart))


@pytest.mark.parametrize("count", [1, 5, 30])
def test_events_of_one_moment_leave_room_for_the_figures(count: int) -> None:
    events = pd.DataFrame({"period": ["2023"] * count, "label": ["Iets"] * count, "area_codes": [[]] * count})
    frame = pd.DataFrame({
        "area_code": ["BU09350001"] * 2, "period": ["2022", "2024"], "year": [2022, 2024], "value": [1.0, 2.0],
        "lower": [0.5, 1.5], "upper": [1.5, 2.5], "status": ["definitief"] * 2, "segment": [0, 0],
    })  # fmt: skip
    names, look = {"BU09350001": "Buurt"}, charts.styles(["BU09350001"], [], "GM0935", "NL00")
    subject, none = SimpleNamespace(label="Onderwerp", unit="%", decimals=1), pd.DataFrame()
    chart = charts.trend(frame, names, look, subject, none, (), 210, charts.numbered(events, []))
    [low] = {layer["encoding"]["y"]["scale"]["domainMin"] for layer in chart.specification["layer"]
             if "domainMin" in layer["encoding"].get("y", {}).get("scale", {})}  # fmt: skip
    assert low <= 0.5


@pytest.mark.slow
def test_a_screen_reader_hears_no_names_of_axes_and_marks_on_screen_but_those_that_are_described() -> None:
    rows = [{"x": 1, "y": 2, "description": "Nazareth: 2"}, {"x": 2, "y": 3, "description": "Pottenberg: 3"}]
    place = {"x": vega.quantitative("x", title="Jaar"), "y": vega.quantitative("y", title="Waarde")}
    described = place | {"description": vega.nominal("description")}
    shown = vega.layered([vega.layer("line", rows, place), vega.layer("point", rows, described)], 100, {}).on_screen()
    drawn = vl_convert.vegalite_to_svg(shown)
    assert re.findall(r'aria-label="([^"]*)"', drawn) == ["Nazareth: 2", "Pottenberg: 3"]


@pytest.mark.parametrize("count", [3, 10, 30])
def test_a_grid_has_figures_where_a_cell_has_room_for_them_and_names_that_do_not_touch(count: int) -> None:
    columns = [f"Een onderwerp met een lange naam, nummer {place}, in procent" for place in range(count)]
    cells = [charts.GridCell("Nazareth", column, "58,9%", "#ffffff", "#222222") for column in columns]
    made = charts.grid(["Wijk", "Nazareth"], columns, cells)
    vega_lite.validate(made.specification)
    kinds = [layer["mark"]["type"] for layer in made.specification["layer"]]
    assert kinds == (["rect", "text"] if count <= 10 else ["rect"])
    lines = [name.count("¶") + 1 for name in made.specification["layer"][0]["encoding"]["x"]["scale"]["domain"]]
    assert max(lines) * 13 <= (616 - 70) / count or max(lines) == 1


def test_the_headings_of_a_grid_are_in_the_order_of_its_rows_in_every_process() -> None:
    headings = [f"Wijk {letter}" for letter in "abcdefghij"]
    cells = [charts.GridCell("Nazareth", "Inwoners", "58,9%", "#ffffff", "#222222")]
    chart = charts.grid([*headings, "Nazareth"], ["Inwoners"], cells, ["Nazareth"])
    test = chart.specification["layer"][0]["encoding"]["y"]["axis"]["labelFontWeight"]["condition"]["test"]
    assert test == f"indexof({json.dumps(['Nazareth', *headings])}, datum.value) >= 0"


@pytest.mark.parametrize("count", [5])
def test_no_two_of_five_focus_areas_have_the_same_shape(count: int) -> None:
    focus = [f"BU0935{number:04d}" for number in range(count)]
    assert len({style.shape for style in charts.styles(focus, focus, "GM0935", "NL00").values()}) == count


@pytest.mark.slow
def test_the_year_of_a_target_is_named_on_a_phone() -> None:
    rows = [("BU09350001", str(year), year, 1.0, None, None, "definitief", 0) for year in range(2021, 2026)]
    columns = ["area_code", "period", "year", "value", "lower", "upper", "status", "segment"]
    names, look = {"BU09350001": "Buurt"}, charts.styles(["BU09350001"], [], "GM0935", "NL00")
    paths = pd.DataFrame({
        "area_code": ["BU09350001"], "measure_id": ["1"], "baseline_year": [2021], "baseline": [1.0],
        "baseline_adopted": [None], "target_year": [2030], "target": [2.0],
    })  # fmt: skip
    subject = SimpleNamespace(label="Onderwerp", unit="%", decimals=1)
    chart = charts.trend(pd.DataFrame(rows, columns=columns), names, look, subject, paths, (), 320)
    drawn = vl_convert.vegalite_to_svg(chart.specification | {"width": 240})
    shown = re.findall(r'opacity="1"[^>]*>(20[0-9][0-9])<', drawn)
    assert "2030" in shown and "2022" not in shown, drawn[:200]
