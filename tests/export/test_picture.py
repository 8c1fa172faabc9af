"""Pictures to paste in a letter: everything in them, readable as text, the same bytes every time."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import duckdb
import pandas as pd
import pytest
import vl_convert
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageChops

from veerkracht.core import paths
from veerkracht.database import lookups, queries
from veerkracht.database.query import query_of
from veerkracht.drawing import charts, maps
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit, Sheets
from veerkracht.drawing.table import Table
from veerkracht.export import picture
from veerkracht.topics.goals import queries as goal_queries

SVG = "{http://www.w3.org/2000/svg}"
NO_ROWS = pd.DataFrame()
HOSTILE = [
    "=1+1\\u0007 \\\" + x", "+31", "-5", "@SUM(A1)", "<script>alert('x')</script> & \"y\"", "</text><image href='x'/>",
    "wijk 🏘️ 👨‍👩‍👧 " * 8, "😀" * 300, "W" * 2000, "شارع \u202eעברית" * 20, "a\x00b\x07c\ufffe\uffff\ud800d",
    "een\ntwee\tdrie\u2028vier", "\ue000😀\ue001", "日本" * 80, "",
]  # fmt: skip


def points(name: str = "Malberg", title: str = "procent") -> dict:
    """A chart as the dashboard makes them: Dutch numbers, two shapes, no width."""
    frame = pd.DataFrame({"year": [2020, 2021, 2022], "value": [58.9, 60.4, 1234.5], "name": ["A", "A", "B"]})
    chart = alt.Chart(alt.Data(values=frame.to_dict("records"))).mark_point().encode(
        x=alt.X("year:Q", title="Jaar", axis=alt.Axis(format="d")),
        y=alt.Y("value:Q", title=title, axis=alt.Axis(format=",.1f")),
        color="name:N", shape="name:N", tooltip=alt.Tooltip("value:Q", title=title),
    )  # fmt: skip
    locale = alt.Locale(number=alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["", ""]))
    spec = chart.properties(height=200).configure(locale=locale).configure_axis(labelFontSize=13).to_dict()
    spec["data"]["values"][0]["name"] = name
    return spec


def clickable_map() -> dict:
    square = {"type": "Polygon", "coordinates": [[[5.6, 50.8], [5.6, 50.9], [5.7, 50.9], [5.7, 50.8], [5.6, 50.8]]]}
    row = {"area_code": "BU09350001", "name": "Malberg", "text": "58,9%", "color": "#2c7fb8"}
    look = {"BU09350001": charts.Style("#D55E00", "circle", (1, 0))}
    frame = pd.DataFrame([row | {"geojson": json.dumps(square)}])
    return maps.light(frame, look, ["BU09350001"], "Ervaren gezondheid", 300).specification


def exhibit(**more: object) -> Exhibit:
    plain = Exhibit(
        name="ervaren-gezondheid", title="Ervaren gezondheid", subtitle="in procent, Malberg en Maastricht, 2020–2022",
        alternative="Malberg stijgt van 58,9% naar 60,4%.", table=Table("Cijfers", (), ()),
        make_sheets=lambda: Sheets(NO_ROWS, NO_ROWS, NO_ROWS),
        sources=("RIVM, Gezondheid per wijk en buurt, CC BY 4.0.",),
        notes=("De verticale as begint niet altijd bij 0.",), link="https://veerkracht.example/trends?indicator=a&b=c",
        version="3f9ac1d2", chart=Chart(points()),
    )  # fmt: skip
    return replace(plain, **more | ({"chart": Chart(more["chart"])} if more.get("chart") else {}))


def texts(drawing: str) -> list[str]:
    return ["".join(node.itertext()) for node in fromstring(drawing).iter(f"{SVG}text")]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def is_white(image: Image.Image) -> bool:
    return ImageChops.invert(image).getbbox() is None


@pytest.mark.slow
def test_the_png_is_sixteen_centimetres_wide_at_300_dpi():
    image = Image.open(io.BytesIO(picture.png(exhibit())))
    assert image.width == 1890
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    image.load()
    assert not is_white(image.convert("RGB"))


def test_the_svg_holds_all_texts_in_the_order_of_reading():
    written = texts(picture.svg(exhibit()))
    expected = [
        "Ervaren gezondheid", "in procent, Malberg en Maastricht, 2020–2022", "Jaar",
        "RIVM, Gezondheid per wijk en buurt, CC BY 4.0.", "De verticale as begint niet altijd bij 0.",
        "Link: https://veerkracht.example/trends?indicator=a&b=c", "Versie van de gegevens: 3f9ac1d2",
    ]  # fmt: skip
    assert [text for text in written if text in expected] == expected


def test_the_title_is_bold_and_the_sources_are_not():
    weights = {
        "".join(group.itertext()): group.get("font-weight")
        for group in fromstring(picture.svg(exhibit())).iterfind(f"{SVG}g/{SVG}g")
    }
    assert weights["Ervaren gezondheid"] == "bold"
    assert weights["Versie van de gegevens: 3f9ac1d2"] == "normal"


def test_a_screen_reader_hears_title_and_alternative():
    root = fromstring(picture.svg(exhibit()))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Ervaren gezondheid"
    assert root.findtext(f"{SVG}desc") == "Malberg stijgt van 58,9% naar 60,4%."


def test_the_axis_has_a_decimal_comma_and_a_point_for_thousands():
    assert {"500,0", "1.000,0"} <= set(texts(picture.svg(exhibit())))


def test_the_chart_fills_the_width_in_the_font_of_the_frame():
    root = fromstring(picture.svg(exhibit()))
    nested = next(root.iter(f"{SVG}g")).find(f".//{SVG}svg")
    assert (root.get("width"), nested.get("width")) == ("640", "616")
    fonts = {node.get("font-family") for node in root.iter() if node.get("font-family")}
    assert fonts == {'Arial, Helvetica, "Liberation Sans", sans-serif'}


def test_the_exhibit_itself_stays_as_it_was():
    drawn = exhibit()
    before = json.dumps(drawn.chart.specification)
    picture.svg(drawn)
    assert json.dumps(drawn.chart.specification) == before


@pytest.mark.slow
def test_charts_beside_each_other_are_scaled_down_to_the_width():
    chart = points()
    config = chart.pop("config")
    wide = {"$schema": chart.pop("$schema"), "config": config, "hconcat": [chart | {"width": 500}] * 2}
    nested = next(fromstring(picture.svg(exhibit(chart=wide))).iter(f"{SVG}g")).find(f".//{SVG}svg")
    assert nested.get("width") == "616"
    assert float(nested.get("viewBox").split()[2]) > 1000


def test_a_map_has_its_legend_with_colour_and_label():
    legend = (("#ffffcc", "51,7% tot 64,9% (8)"), ("#253494", "77,9% of meer (4)"), ("#c9c9c9", "geen gegevens (3)"))
    drawing = picture.svg(exhibit(chart=clickable_map(), legend_title="Ervaren gezondheid, in procent", legend=legend))
    labels = [label for _, label in legend]
    assert [text for text in texts(drawing) if text in labels] == labels
    assert "Ervaren gezondheid, in procent" in texts(drawing)
    swatches = [node for node in fromstring(drawing).iter(f"{SVG}rect") if node.get("stroke") == "#222222"]
    assert [swatch.get("fill") for swatch in swatches] == [color for color, _ in legend]


def test_a_legend_goes_on_on_the_next_row_when_it_is_full():
    legend = tuple(("#ffffcc", f"klasse nummer {number} (8)") for number in range(9))
    drawing = fromstring(picture.svg(exhibit(chart=clickable_map(), legend=legend)))
    swatches = [node for node in drawing.iter(f"{SVG}rect") if node.get("stroke") == "#222222"]
    places = [(float(swatch.get("y")), float(swatch.get("x"))) for swatch in swatches]
    assert len({y for y, _ in places}) == 3
    assert len(set(places)) == 9
    assert max(x for _, x in places) < 560


@pytest.mark.slow
def test_a_map_that_can_be_clicked_gives_a_picture_with_its_names():
    chart = clickable_map()
    assert chart["layer"][0]["params"]
    assert "Malberg" in texts(picture.svg(exhibit(chart=chart)))
    colors = opened(picture.png(exhibit(chart=chart))).getcolors(1 << 24)
    assert (0x2C, 0x7F, 0xB8) in {color for _, color in colors}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_out_as_text(text: str):
    drawn = exhibit(
        title=text, subtitle=text, alternative=text, sources=(text,), notes=(text,), link=text, version=text,
        chart=points(text, text), legend_title=text, legend=(("#ffffcc", text), ("#253494", text)),
    )  # fmt: skip
    drawing = picture.svg(drawn)
    root = fromstring(drawing)
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {"svg", "title", "desc", "rect", "g", "text", "path", "line"}
    readable = re.sub("[\x00-\x08\ud800\ufffe\uffff]", "", text)
    shown = "".join(texts(drawing)).replace(" ", "")
    assert re.sub(r"\s", "", readable) in shown
    assert root.findtext(f"{SVG}title") == re.sub("[\n\t\u2028]", " ", readable)


@pytest.mark.slow
def test_nothing_runs_off_the_picture_however_long_the_words_are():
    long = "W" * 200 + " " + "gezondheidsmonitor " * 30 + "日本" * 60
    legend = (("#ffffcc", long), ("#253494", "kort"))
    chart = points("lange naam " * 40, "lange titel " * 40)
    image = opened(picture.png(exhibit(title=long, subtitle=long, sources=(long,), chart=chart, legend=legend)))
    assert is_white(image.crop((1890 - 15, 0, 1890, image.height)))
    assert is_white(image.crop((0, 0, 15, image.height)))
    assert is_white(image.crop((0, image.height - 15, 1890, image.height)))


def test_a_very_long_title_pushes_the_rest_down():
    title = " ".join(["Een titel die maar niet ophoudt"] * 20)
    short, long = (fromstring(picture.svg(exhibit(title=text))) for text in ("Titel", title))
    assert float(long.get("height")) > float(short.get("height")) + 150
    assert title in " ".join(texts(ElementTree.tostring(long, encoding="unicode")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [points(), clickable_map(), points(title="lange titel " * 40)],
    ids=["chart", "map", "chart that sticks out"],
)
def test_a_png_looks_like_its_svg_of_which_the_drawing_is_cut_off_at_its_edges(spec: dict) -> None:
    drawn = exhibit(chart=spec)
    cut_off = opened(vl_convert.svg_to_png(picture.svg(drawn), scale=1890 / 640 * 72 / 300, ppi=300))
    difference = ImageChops.difference(opened(picture.png(drawn)), cut_off)
    assert max(high for _, high in difference.getextrema()) < 20
    assert sum(difference.convert("L").point(bool).histogram()[1:]) < 50


def clipped() -> dict:
    """A chart with a part that Vega numbers on from the chart before: a clipping path."""
    return points() | {"mark": {"type": "point", "clip": True}}


@pytest.mark.slow
def test_the_same_exhibit_gives_the_same_bytes_twice():
    drawn = exhibit(chart=clipped())
    first, second = picture.svg(drawn), picture.svg(drawn)
    assert "url(#part0)" in first
    assert first == second
    assert picture.png(drawn) == picture.png(drawn)


@pytest.mark.slow
def test_another_process_gives_the_same_svg():
    code = ("from tests.export import test_picture as t; import sys; "
            "sys.stdout.buffer.write(t.picture.svg(t.exhibit(chart=t.clipped())).encode())")  # fmt: skip
    printed = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, check=True)
    picture.svg(exhibit(chart=clipped()))
    assert printed.stdout.decode() == picture.svg(exhibit(chart=clipped()))


def test_links_and_images_from_outside_are_left_out():
    mark = {"type": "image", "url": "https://example.org/x.png", "href": "https://example.org"}
    chart = points() | {"mark": mark}
    drawing = picture.svg(exhibit(chart=chart, link="hier"))
    assert "<image" in drawing
    assert "example.org" not in drawing


def test_figures_from_outside_are_not_fetched():
    with pytest.raises(ValueError, match="not allowed"):
        picture.svg(exhibit(chart=points() | {"data": {"url": "https://example.org/x.csv"}}))


@pytest.mark.parametrize("draw", [picture.svg, picture.png])
def test_an_exhibit_without_a_chart_gives_a_value_error(draw):
    with pytest.raises(ValueError, match="ervaren-gezondheid: er is geen grafiek"):
        draw(exhibit(chart=None))


@pytest.mark.slow
def test_a_trend_of_the_dashboard_has_its_areas_and_dutch_figures(included_database: Path):
    with duckdb.connect(str(included_database), read_only=True) as connection:
        about = next(queries.programme(connection).itertuples())
        focus = list(about.focus_area_codes)
        codes = [*focus, about.municipality_code]
        names = dict(queries.areas(connection)[["area_code", "name"]].to_numpy())
        indicators = queries.indicators(connection)
        indicator = next(indicators[indicators["indicator_id"] == "ervaren_gezondheid"].itertuples())
        chart = charts.trend(
            lookups.trend(query_of(connection), indicator.indicator_id, codes), names,
            charts.styles(codes, focus, about.municipality_code, about.country_code), indicator,
            goal_queries.lines(connection, indicator.indicator_id),
            lookups.breaks(query_of(connection), "ervaren_gezondheid"),
            events=charts.numbered(queries.events(connection), codes),
        )  # fmt: skip
    shown = texts(picture.svg(exhibit(chart=chart.specification)))
    assert {names[code] for code in codes} <= set(shown)
    assert {"procent", "Jaar", "doel", "1"} <= set(shown)
    assert any(re.fullmatch(r"\d\d,0", text) for text in shown)
