"""The PowerPoint file: what its speaker, its reader and a screen reader find in it."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pptx
import pytest
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.util import Inches, Pt
from pypdf import PdfReader

from veerkracht.core.errors import DataError
from veerkracht.drawing import trend_plots
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import INVENTED, Deck, Exhibit, Sheets, Slide
from veerkracht.drawing.plot import Dot, Plot, Series, ranked
from veerkracht.drawing.table import Column, Table
from veerkracht.export import slides

OFFICE = shutil.which("soffice")
HAS_IMPRESS = bool(OFFICE) and (Path(str(OFFICE)).resolve().parent / "libsdlo.so").exists()
REQUIRED = os.environ.get("VEERKRACHT_OFFICE_REQUIRED") == "1"

LINE = {
    "mark": "point", "data": {"values": [{"x": 1, "y": 2}]}, "height": 120,
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}  # fmt: skip
YEARS = ("2020", "2021", "2022", "2023", "2024")
LINES = Plot(
    YEARS,
    (
        Series("Nazareth", (65.0, None, 54.5, None, 58.9), "#D55E00", "line",
               (61.0, None, 51.0, None, 55.1), (69.0, None, 58.0, None, 62.7)),
        Series("Pad Nazareth", (None, None, 54.5, None, 56.0), "#D55E00", "path"),
    ), "%", 1,
)  # fmt: skip
DOTS = ranked(
    [Dot(f"BU{place}", f"Buurt {place}", float(place), place - 1.0, place + 1.0) for place in range(44)],
    {"BU7": "#D55E00"}, [Series("Maastricht", (20.0,), "#222222", "level")], "%", 1,
)  # fmt: skip
BARS = Plot(("2024", "doel 2030"), (
    Series("Nazareth", (108.4, 103.0), "#D55E00", "bar", (80.0, None), (140.0, None)),
    Series("Limmel", (-3.0, None), "#0072B2", "bar")), "per 1.000 inwoners", 1)  # fmt: skip
LYING = Plot(tuple(f"Een onderwerp met nummer {place}" for place in range(6)), (
    Series("toen", (1.0, 2.0, 3.0, 4.0, 5.0, -6.0), "#9aa5b1", "bar"),
    Series("nu", (2.0, 2.0, 3.0, None, 5.0, -6.0), "#D55E00", "bar")), "", 1)  # fmt: skip
TABLE = Table.of(
    "Ervaren gezondheid", (Column("Gebied"), Column("2024", 1, "%")),
    (("Nazareth", 58.95), ("Limmel", "nog niet gepubliceerd")),
)  # fmt: skip
LINK = "https://veerkracht.example.nl/vergaderstand"
HOSTILE = "=1+1 <b>\"vet\"</b> & 'x' @a -b \U0001f600 \x00\x0b\ud800\uffffمرحبا " + "lang" * 40
HARMLESS = "=1+1 <b>\"vet\"</b> & 'x' @a -b \U0001f600 مرحبا " + "lang" * 40


def exhibit(plot: Plot | None = LINES, title: str = "Nazareth wordt gezonder", table: Table = TABLE) -> Exhibit:
    chart = Chart(LINE, plot) if plot else None
    return Exhibit("gezond", title, "In procent; 2020 tot en met 2024", f"Lijn: {title}", table,
                   lambda: Sheets(pd.DataFrame(), pd.DataFrame(), pd.DataFrame()), ("Bron: GGD, tabel 50052NED.",),
                   ("Marge van 95%.",), "3f9a", chart, link=LINK)  # fmt: skip


def deck(*made: Slide) -> Deck:
    return Deck("proef", "Vergaderstand", "Gemeente Maastricht", made, datetime(2026, 11, 21, 9, 30))


def opened(content: bytes) -> Presentation:
    return pptx.Presentation(io.BytesIO(content))


def written(*made: Slide, template: bytes | None = None) -> Presentation:
    return opened(slides.presentation(deck(*made), template))


def shapes(made: Presentation, place: int = 0) -> list[BaseShape]:
    return list(made.slides[place].shapes)


def texts(made: Presentation, place: int = 0) -> list[str]:
    return [shape.text_frame.text for shape in shapes(made, place) if shape.has_text_frame]


def notes(made: Presentation, place: int = 0) -> list[str]:
    return made.slides[place].notes_slide.notes_text_frame.text.split("\n")


def chart(made: Presentation, place: int = 0) -> pptx.chart.chart.Chart:
    [frame] = [shape for shape in shapes(made, place) if shape.has_chart]
    return frame.chart


def sheet(made: Presentation, place: int = 0) -> list[tuple[object, ...]]:
    """Return what PowerPoint opens to edit the figures of a chart."""
    book = openpyxl.load_workbook(io.BytesIO(chart(made, place).part.chart_workbook.xlsx_part.blob))
    assert book.sheetnames == ["Gegevens"]
    return list(book["Gegevens"].iter_rows(values_only=True))


@pytest.mark.parametrize("plot", [LINES, DOTS, BARS, LYING])
def test_the_figures_of_a_chart_are_those_of_the_plot_in_its_cache_and_in_its_sheet(plot: Plot) -> None:
    made = written(Slide(exhibit(plot)))
    drawn = chart(made).plots[0]
    assert tuple(drawn.categories) == plot.categories
    assert [(series.name, tuple(series.values)) for series in drawn.series] == [
        (series.name, series.values) for series in plot.series
    ]
    rows = sheet(made)
    assert tuple(row[0] for row in rows[1:]) == plot.categories
    for column, series in enumerate(plot.series, 1):
        assert [row[column] for row in rows] == [series.name, *series.values]
    for reference in chart(made)._chartSpace.iter(qn("c:f")):  # each says where in the sheet its figures stand
        name, cells = str(reference.text).split("!")
        assert name == "Gegevens" and re.fullmatch(r"\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?", cells)


def test_margins_are_bars_whose_ends_stand_in_the_sheet() -> None:
    made = written(Slide(exhibit(LINES)))
    rows = sheet(made)
    assert rows[0][3:] == ("Nazareth, marge eronder", "Nazareth, marge erboven")
    assert [rows[1][3:], rows[2][3:]] == [(4.0, 4.0), (None, None)]
    [margin] = chart(made)._chartSpace.iter(qn("c:errBars"))
    assert [node.text for node in margin.iter(qn("c:f"))] == ["Gegevens!$E$2:$E$6", "Gegevens!$D$2:$D$6"]
    upper = [float(node.text) for node in margin.find(qn("c:plus")).iter(qn("c:v"))]
    assert upper == pytest.approx([4.0, 3.5, 3.8])


def test_lines_go_on_over_years_without_a_figure_and_a_path_is_dotted() -> None:
    made = chart(written(Slide(exhibit(LINES))))
    assert made.chart_type == XL_CHART_TYPE.LINE_MARKERS
    assert made._chartSpace.chart.find(qn("c:dispBlanksAs")).get("val") == "span"
    assert [series.format.line.dash_style for series in made.plots[0].series] == [
        None,
        pptx.enum.dml.MSO_LINE.ROUND_DOT,
    ]
    assert made.value_axis.minimum_scale == 40.0  # the axis of bars begins at 0, that of lines near the figures


def test_the_axis_of_lines_never_begins_below_figures_of_zero_and_more() -> None:
    lowest = Series("Nazareth", (2.0, 9.0, 5.0), "#D55E00", "line", (0.0, 6.0, 3.0), (6.0, 12.0, 8.0))
    below = replace(lowest, values=(-2.0, 9.0, 5.0))
    starts = [chart(written(Slide(exhibit(Plot(YEARS[:3], (line,), "", 0))))).value_axis.minimum_scale
              for line in (lowest, below)]  # fmt: skip
    assert starts == [0.0, None]


def test_parts_of_a_line_that_a_break_divides_have_one_name_in_the_legend() -> None:
    parts = (Series("Nazareth", (1.0, 2.0, None, None, None), "#D55E00", "line"),
             Series("Nazareth", (None, None, 5.0, 6.0, 7.0), "#D55E00", "line"),
             Series("Stad", (1.0, 1.0, 1.0, 1.0, 1.0), "#222222", "line"))  # fmt: skip
    made = chart(written(Slide(exhibit(Plot(YEARS, parts, "%", 1)))))
    assert [node.find(qn("c:idx")).get("val") for node in made._chartSpace.iter(qn("c:legendEntry"))] == ["1"]


def test_areas_have_the_signs_of_the_dashboard_and_a_path_beside_them_takes_none_away() -> None:
    levels = (1.0, 2.0, 3.0, 4.0, 5.0)
    areas = [Series("Nazareth", levels, "#D55E00", "line"), Series("Pottenberg", levels, "#0072B2", "line"),
             Series("Maastricht", levels, "#222222", "line")]  # fmt: skip
    plot = Plot(YEARS, (areas[0], Series("Pad Nazareth", levels, "#D55E00", "path"), *areas[1:]), "%", 1)
    drawn = chart(written(Slide(exhibit(plot)))).plots[0].series
    style = {series.name: series.marker.style for series in drawn}
    assert [style[area.name] for area in areas] == [
        XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND
    ]  # fmt: skip


def test_bars_begin_at_zero_and_lie_when_their_names_are_long() -> None:
    made = written(Slide(exhibit(BARS)), Slide(exhibit(LYING)))
    assert chart(made).chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED
    assert chart(made, 1).chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    positive = replace(BARS, series=BARS.series[:1])
    assert chart(written(Slide(exhibit(positive)))).value_axis.minimum_scale == 0


def test_figures_are_dutch_in_any_language_of_the_program() -> None:
    for content in (slides.presentation(deck(Slide(exhibit(plot)))) for plot in (LINES, BARS)):
        drawn = b"".join(data for name, data in files(content) if name.startswith("ppt/charts/chart"))
        patterns = {*re.findall(rb'formatCode="([^"]+)"', drawn)} - {b"General"}
        assert patterns and all(pattern.startswith(b"[$-413]") for pattern in patterns)


@pytest.mark.parametrize("top", [0.95, 7.3, 70.0, 937.0, 12_400.0])
def test_no_axis_cuts_off_a_margin(top: float) -> None:
    line = Series("Nazareth", (0.5, 0.6, 0.7), "#D55E00", "line", (0.4, 0.5, 0.6), (0.6, 0.7, top))
    scale = chart(written(Slide(exhibit(Plot(YEARS[:3], (line,), "", 1))))).value_axis.maximum_scale
    assert top <= scale <= 2 * top


def test_a_chart_of_one_point_has_bars_and_no_line() -> None:
    rows = [{"area_code": code, "period": "2024", "year": 2024, "value": value, "lower": None, "upper": None, "run": 0}
            for code, value in (("a", 40.0), ("b", 39.0))]  # fmt: skip
    paths = [{"area_code": "a", "baseline_year": 2022, "baseline": 35.0, "target_year": 2030, "target": 45.0}]
    names, colors = {"a": "Nazareth", "b": "Pottenberg"}, {"a": "#D55E00", "b": "#0072B2"}
    plot = trend_plots.trend(rows, paths, names, colors, SimpleNamespace(label="Proef", unit="%", decimals=1))
    made = chart(written(Slide(exhibit(plot))))
    assert made.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED
    assert tuple(made.plots[0].categories) == ("nulmeting 2022", "2024", "doel 2030")
    assert [tuple(series.values) for series in made.plots[0].series] == [(35.0, 40.0, 45.0), (None, 39.0, None)]


def test_names_that_do_not_fit_in_a_chart_give_the_table_and_the_rest_of_it_the_notes() -> None:
    long = replace(LYING, categories=tuple(f"Een onderwerp met nummer {place}" for place in range(60)), series=(
        Series("nu", tuple(map(float, range(60))), "#D55E00", "bar"),))  # fmt: skip
    rows = Table.of("Alle", (Column("Onderwerp"), Column("Nu", 0)), [(f"Onderwerp {n}", float(n)) for n in range(60)])
    high = Chart(LINE | {"height": 1200}, long)
    made = written(Slide(replace(exhibit(table=rows), chart=high)))
    [table] = [shape.table for shape in shapes(made) if shape.has_table]
    first = [row.cells[0].text for row in table.rows]
    assert first[:2] == ["Onderwerp", "Onderwerp 0"] and 10 < len(first) < 20
    said = notes(made)
    in_notes = f"Nog {60 - len(first) + 1} rijen staan in de notities bij deze dia."
    assert [shape.text_frame.text for shape in shapes(made) if shape.has_text_frame][-1] == in_notes
    assert said[0] == f"De andere rijen van de tabel ({60 - len(first) + 1}):"
    assert (
        f"Onderwerp: Onderwerp {len(first) - 1}; Nu: {len(first) - 1}" in said
        and "Onderwerp: Onderwerp 59; Nu: 59" in said
    )


def test_names_that_do_not_fit_in_a_chart_but_can_be_read_in_a_picture_give_the_picture() -> None:
    long = replace(LYING, categories=tuple(f"Een onderwerp met nummer {place}" for place in range(60)))
    assert [shape.shape_type for shape in shapes(written(Slide(exhibit(long)))) if not shape.is_placeholder][-1] == (
        pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE
    )


def test_columns_that_do_not_fit_with_their_words_on_one_line_stand_in_the_notes() -> None:
    heads = [f"Gestandaardiseerd{place}" for place in range(8)]
    rows = Table.of("Breed", (Column("Buurt"), *map(Column, heads)), [("Nazareth", *map(str, range(8)))])
    made = written(Slide(exhibit(None, table=rows)))
    [table] = [shape.table for shape in shapes(made) if shape.has_table]
    widths, count = [column.width for column in table.columns], len(table.columns)
    assert 3 <= count < 9 and [cell.text for cell in table.rows[0].cells] == ["Buurt", *heads[: count - 1]]
    assert min(widths[1:]) > len(heads[0]) * 0.6 * Pt(18)
    assert notes(made)[:2] == [
        "De hele tabel:", "; ".join(["Buurt: Nazareth", *(f"{head}: {n}" for n, head in enumerate(heads))])
    ]  # fmt: skip


def test_a_slide_has_the_finding_few_sentences_and_in_its_notes_source_year_and_margin() -> None:
    made = written(Slide(exhibit(), ("Nazareth: 11 achter op de stad", "Wat doen wij anders?"), ("Zeg dit erbij.",)))
    title, subtitle, sentences = texts(made)
    assert title == "Nazareth wordt gezonder" and subtitle == "In procent; 2020 tot en met 2024"
    assert sentences == "Nazareth: 11 achter op de stad\nWat doen wij anders?"
    assert notes(made) == [
        "Zeg dit erbij.", "In procent; 2020 tot en met 2024", "Marge van 95%.", "Bron: GGD, tabel 50052NED.",
        f"In het dashboard: {LINK}", "Versie van de gegevens: 3f9a",
    ]  # fmt: skip


def test_every_slide_of_invented_figures_says_so_in_sight_and_no_other() -> None:
    version = f"1b59c733, cijfers tot 19 juli 2026, {INVENTED}"
    pages = [Slide(replace(exhibit(plot), version=version), ("Nazareth: 59% in 2024.",)) for plot in (LINES, None)]
    made = written(*pages, Slide(exhibit()))
    assert [any("Verzonnen cijfers" in text for text in texts(made, place)) for place in range(3)] == [
        True, True, False,
    ]  # fmt: skip


def test_a_chart_without_figures_is_a_picture_and_an_exhibit_without_one_a_table() -> None:
    made = written(Slide(replace(exhibit(), chart=Chart(LINE))), Slide(exhibit(None)))
    [picture] = [shape for shape in shapes(made) if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE]
    assert picture.image.content_type == "image/png"
    [table] = [shape.table for shape in shapes(made, 1) if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Gebied", "2024"], ["Nazareth", "59,0%"], ["Limmel", "nog niet gepubliceerd"]]  # fmt: skip


def test_every_chart_picture_and_table_says_in_words_what_it_shows() -> None:
    made = written(Slide(exhibit()), Slide(replace(exhibit(), chart=Chart(LINE))), Slide(exhibit(None)))
    for place in range(3):
        [said] = [node for node in made.slides[place].shapes._spTree.iter(qn("p:cNvPr")) if node.get("descr")]
        assert said.get("descr") == "Lijn: Nazareth wordt gezonder" and said.get("title") == "Nazareth wordt gezonder"


@pytest.mark.slow
def test_nothing_lies_outside_the_slide_or_on_something_else_and_no_text_is_below_18_points() -> None:
    made = written(Slide(exhibit(), ("Kort.", "Een vraag?")), Slide(exhibit(None), ("Zin.",) * 4), Slide(exhibit(DOTS)),
                   Slide(exhibit(title="lang " * 40)), Slide(replace(exhibit(), version=INVENTED), ("Kort.",)),
                   Slide(replace(exhibit(None), version=INVENTED), ("Zin.",) * 4))  # fmt: skip
    assert (made.slide_width, made.slide_height) == (Inches(13.333), Inches(7.5))
    for place in range(len(made.slides)):
        boxes = [
            (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in shapes(made, place)
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0 and top >= 0 and right <= made.slide_width and bottom <= made.slide_height
        for box in boxes:
            for other in boxes:
                apart = box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
                assert box == other or apart
    for name, content in files(slides.presentation(deck(Slide(exhibit(), ("Zin.",)), Slide(exhibit(BARS))))):
        if re.match(r"ppt/(slides|charts)/[^/]+\.xml", name):
            sizes = [int(size) for size in re.findall(rb'\bsz="(\d+)"', content)]
            assert all(size >= 1800 for size in sizes)


def files(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_the_language_is_dutch_everywhere() -> None:
    content = slides.presentation(deck(Slide(exhibit()), Slide(exhibit(None), ("Zin.",))))
    assert opened(content).core_properties.language == "nl-NL"
    for name, data in files(content):
        if name.endswith(".xml") and "notesMaster" not in name:
            assert {*re.findall(rb'\blang="([^"]+)"', data)} <= {b"nl-NL"}, name
    space = chart(opened(content))._chartSpace
    assert space.find(qn("c:lang")).get("val") == "nl-NL"


@pytest.mark.slow
def test_the_same_deck_gives_the_same_bytes_without_a_date_of_today() -> None:
    made = deck(Slide(exhibit()), Slide(replace(exhibit(), chart=Chart(LINE))), Slide(exhibit(BARS)))
    content = slides.presentation(made)
    assert slides.presentation(made) == content
    for archive in (content, chart(opened(content)).part.chart_workbook.xlsx_part.blob):
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = file.read("docProps/core.xml")
        assert {*re.findall(rb"20\d\d-\d\d-\d\d", core)} == {b"2026-11-21"}
    about = opened(content).core_properties
    assert (about.title, about.author, about.revision) == ("Vergaderstand", "Gemeente Maastricht", 1)
    assert "docProps/thumbnail.jpeg" not in dict(files(content)) and b"Canny" not in content


def test_hostile_text_is_text_on_the_slide_in_the_chart_and_in_its_sheet() -> None:
    names = (HOSTILE, f"{HOSTILE}2", "2022")
    plot = Plot(names, (Series(HOSTILE, (1.0, 2.0, 3.0), "#D55E00", "line"),), HOSTILE, 1)
    table = Table.of(HOSTILE, (Column(HOSTILE),), ((HOSTILE,),))
    made = written(Slide(replace(exhibit(plot, HOSTILE), subtitle=HOSTILE), (HOSTILE,), (HOSTILE,)),
                   Slide(exhibit(None, HOSTILE, table)))  # fmt: skip
    assert texts(made)[:3] == [HARMLESS] * 3 and notes(made)[0] == HARMLESS
    assert chart(made).plots[0].series[0].name == HARMLESS == chart(made).plots[0].categories[0]
    assert sheet(made)[0][1] == sheet(made)[1][0] == HARMLESS
    [drawn] = [shape.table for shape in shapes(made, 1) if shape.has_table]
    assert drawn.cell(1, 0).text == HARMLESS


def test_a_long_headline_is_smaller_and_whole() -> None:
    made = written(Slide(exhibit(title="woord " * 33)), Slide(exhibit()))
    [run] = made.slides[0].shapes.title.text_frame.paragraphs[0].runs
    assert len(run.text) > 190 and 18 <= run.font.size.pt < 30
    assert made.slides[1].shapes.title.text_frame.paragraphs[0].runs[0].font.size is None  # that of the layout


def template(*removed: int) -> bytes:
    """Return a house style with a slide of its own, and without the layouts at these places."""
    house = pptx.Presentation()
    for layout in [house.slide_layouts[place] for place in removed]:
        house.slide_layouts.remove(layout)
    first = house.slides.add_slide(house.slide_layouts[0])
    first.shapes[0].text_frame.text = "Gemeente Maastricht"
    content = io.BytesIO()
    house.save(content)
    return content.getvalue()


@pytest.mark.slow
def test_a_template_gives_its_size_and_layout_and_its_slides_come_first() -> None:
    house = template()
    made = written(Slide(exhibit(), ("Zin.",)), template=house)
    assert (made.slide_width, made.slide_height) == (Inches(10), Inches(7.5))
    assert texts(made)[0] == "Gemeente Maastricht" and made.slides[1].slide_layout.name == "Title Only"
    assert chart(made, 1).plots[0].series[0].name == "Nazareth"
    one = deck(Slide(exhibit()))
    assert slides.presentation(one, house) == slides.presentation(one, house)


def test_without_a_layout_of_a_title_alone_the_barest_is_used_and_its_other_places_are_left_out() -> None:
    made = written(Slide(exhibit()), template=template(5, 6))
    kinds = [placeholder.placeholder_format.type for placeholder in made.slides[1].placeholders]
    assert kinds == [PP_PLACEHOLDER.TITLE]


def test_a_template_without_a_layout_with_a_title_is_refused_in_dutch() -> None:
    house = pptx.Presentation()
    for layout in list(house.slide_layouts)[:6] + list(house.slide_layouts)[7:]:
        house.slide_layouts.remove(layout)
    content = io.BytesIO()
    house.save(content)
    with pytest.raises(DataError, match=r"geen indeling met een titel.*Diamodel"):
        slides.check(content.getvalue())


def broken() -> Iterator[object]:
    house = template()
    yield pytest.param(b"", id="empty")
    yield pytest.param(b"%PDF-1.7", id="pdf")
    yield pytest.param(house[: len(house) // 2], id="half")
    yield pytest.param(house[:3000] + bytes(200) + house[3200:], id="damaged")
    yield pytest.param(changed(house, "ppt/presentation.xml", b"</p:presentation>"), id="bad xml")
    yield pytest.param(changed(house, "[Content_Types].xml", b"presentation.main"), id="potx")


def changed(content: bytes, name: str, cut: bytes) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as after:
        for entry, data in files(content):
            after.writestr(entry, data.replace(cut, b"") if entry == name else data)
    return result.getvalue()


@pytest.mark.parametrize("content", list(broken()))
def test_a_file_that_is_not_a_presentation_is_refused_in_dutch(content: bytes) -> None:
    with pytest.raises(DataError, match=r"is geen PowerPoint-bestand .* Opslaan als"):
        slides.presentation(deck(Slide(exhibit())), content)


@pytest.mark.skipif(not HAS_IMPRESS and not REQUIRED, reason="geen LibreOffice Impress: omzetten overgeslagen")
@pytest.mark.outside
def test_the_slides_become_a_pdf_with_every_text_and_chart(tmp_path: Path) -> None:
    assert HAS_IMPRESS, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice Impress"
    made = [Slide(exhibit(plot), ("Zin bij de grafiek.",)) for plot in (LINES, DOTS, BARS, LYING)]
    content = slides.presentation(deck(*made, Slide(replace(exhibit(), chart=Chart(LINE))), Slide(exhibit(None))))
    (tmp_path / "dia.pptx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "dia.pptx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "dia.pdf").pages]
    assert len(pages) == 6 and all("Nazareth wordt gezonder" in page for page in pages)
    assert "Pad Nazareth" in pages[0] and "2024" in pages[0]
    assert "Andere buurten" in pages[1] and "44 gebieden, van laag naar hoog" in pages[1]
    assert "doel 2030" in pages[2] and "Een onderwerp met nummer 5" in pages[3].replace("\n", " ")
    assert "nog niet gepubliceerd" in pages[5]
    if folder := os.environ.get("VEERKRACHT_ARTEFACTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "dia.pdf", Path(folder) / "dia.pdf")
