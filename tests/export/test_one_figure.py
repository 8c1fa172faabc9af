"""One figure, one margin, one verdict: 200 random choices, read back from screen, Word, PowerPoint, Excel and CSV."""

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pptx
import pytest
from docx import Document
from docx.table import Table as WordTable
from lxml import html

from tests.opened import open_query
from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibit, tables
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.export import datapackage, delimited, slides, word, workbook
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.topics.letter import deck as letter_slides
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.trends import exhibits as trend_exhibits
from veerkracht.topics.trends.figures import Choice

pytestmark = pytest.mark.slow

COUNT, WITH_MARGIN = 200, 90
Printed = tuple[str, str | None, str | None]  # a figure and its bounds as they are printed, without unit
Key = tuple[str, str, str]  # label of the topic, name of the area, period in words
LONG = "Een heel lange naam " * 10


@dataclass(frozen=True)
class Figure:
    """A choice of topic, area and year, with what the database says of it."""

    indicator_id: str
    label: str
    area_code: str
    area: str
    period: str
    decimals: int
    values: tuple[float, float | None, float | None]

    @property
    def key(self) -> Key:
        return self.label, self.area, periods.parse(self.period).label

    @property
    def printed(self) -> Printed:
        figure, lower, upper = (None if value is None else printed(value, self.decimals) for value in self.values)
        return str(figure), lower, upper


def printed(value: float, decimals: int) -> str:
    return dutch.number(value, decimals)


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


@pytest.fixture(scope="module")
def statuses(query: Query) -> list[goal_rows.GoalStatus]:
    return list(goal_rows.statuses(query))


@pytest.fixture(scope="module")
def figures(query: Query, statuses: list[goal_rows.GoalStatus]) -> list[Figure]:
    with query.cursor() as connection:  # type: ignore[attr-defined]
        rows = connection.execute("""
            select indicator_id, label, area_code, name, period, decimals, value, lower, upper
            from observation
            join indicator using (indicator_id)
            join (select area_code, arg_max(name, boundary_year) as name from area group by all) using (area_code)
            where value is not null and frequency = 'jaar'
            order by all
        """).fetchall()
    chance = random.Random(25)
    every = [Figure(*row[:6], row[6:]) for row in rows]
    sure = chance.sample([figure for figure in every if figure.values[1] is not None], WITH_MARGIN)
    rest = chance.sample([figure for figure in every if figure not in sure], COUNT - WITH_MARGIN - len(statuses))
    return [*sure, *rest]


@pytest.fixture(scope="module")
def shown(query: Query, figures: list[Figure]) -> dict[str, Exhibit]:
    """The exhibit of each topic with the areas that were chosen."""
    chosen: dict[str, list[str]] = {}
    for figure in figures:
        chosen.setdefault(figure.indicator_id, []).append(figure.area_code)
    return {
        indicator_id: trend_exhibits.trend(query, Choice(indicator_id, tuple(dict.fromkeys(codes))))
        for indicator_id, codes in chosen.items()
    }


def letter(shown: dict[str, Exhibit]) -> Letter:
    parts = [Part(f"onderwerp-{key}", each.title, (), (each,)) for key, each in shown.items()]
    return Letter("proef", "Proef", "", "Gemeente", tuple(parts), "", "", datetime(2026, 11, 29))


def bare(text: str) -> str:
    """Return a printed number without its unit."""
    return text.strip().strip("€%\xa0 ").strip()


def of_cell(text: str, between: str) -> Printed:
    """Return the figure and the bounds in a cell: '58,9% (55,1 tot 62,7)'."""
    figure, _, margin = text.rstrip(")").partition("(")
    lower, _, upper = margin.partition(between)
    return bare(figure), lower.strip() or None, upper.strip() or None


def cells(grid: list[list[str]], label: str, between: str) -> dict[Key, Printed]:
    """Return the cells of a table with an area per column and a period per row."""
    heads, *lines = grid
    return {
        (label, area, line[0]): of_cell(text, between)
        for line in lines for area, text in zip(heads[1:], line[1:], strict=True)
    }  # fmt: skip


def on_screen(table: html.HtmlElement) -> list[list[str]]:
    """Return the cells of a table in HTML, with the margin of the small print as paper has it."""
    grid = []
    for line in table.iter("tr"):
        grid.append([])
        for cell in line:
            small = "".join(cell.xpath("./small//text()"))
            figure = "".join(cell.xpath("./text() | ./*[not(self::small)]//text()")).strip()
            margin = small.removeprefix("tussen ").split(", ")[0] if small.startswith("tussen ") else ""
            # a bound may have a decimal comma, which has no space behind it
            grid[-1].append(f"{figure} ({margin})" if margin else figure)
    return grid


def in_word(table: WordTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def in_files(rows: list[dict[str, object]], decimals: dict[Key, int]) -> dict[Key, Printed]:
    """Return the rows of Gegevens by topic, area and period."""
    found = {}
    for row in rows:
        period = periods.parse(str(row["periode"])).label
        key = (str(row["onderwerp"]), str(row["gebied"]), period)
        if key in decimals and row["cijfer"] not in (None, ""):
            values = [None if row[name] in (None, "") else printed(float(str(row[name])), decimals[key])
                      for name in ("cijfer", "ondergrens", "bovengrens")]  # fmt: skip
            found[key] = (str(values[0]), values[1], values[2])
    return found


def assert_same(found: dict[Key, Printed], figures: list[Figure]) -> None:
    assert {figure.key: found.get(figure.key) for figure in figures} == {
        figure.key: figure.printed for figure in figures
    }


def test_the_choices_are_200_of_many_topics_with_and_without_a_margin(
    figures: list[Figure], statuses: list[goal_rows.GoalStatus]
) -> None:
    assert len(figures) + len(statuses) == COUNT and len({figure.key for figure in figures}) == len(figures)
    assert len({figure.indicator_id for figure in figures}) > 20


def test_the_screen_has_the_figure_and_margin_of_the_database(
    shown: dict[str, Exhibit], figures: list[Figure], query: Query
) -> None:
    found: dict[Key, Printed] = {}
    for indicator_id, each in shown.items():
        table = html.fromstring(tables.html(each.table))
        found |= cells(on_screen(table), lookups.indicator(query, indicator_id).label, " en ")
    assert_same(found, figures)


def test_word_has_the_figure_and_margin_of_the_database(
    shown: dict[str, Exhibit], figures: list[Figure], query: Query
) -> None:
    without_pictures = {key: replace(each, chart=None) for key, each in shown.items()}
    document = Document(io.BytesIO(word.document(letter(without_pictures))))
    found: dict[Key, Printed] = {}
    for indicator_id, table in zip(shown, document.tables, strict=True):
        found |= cells(in_word(table), lookups.indicator(query, indicator_id).label, " tot ")
    assert_same(found, figures)


def test_powerpoint_has_the_figure_and_margin_of_the_database(
    shown: dict[str, Exhibit], figures: list[Figure], query: Query
) -> None:
    made = pptx.Presentation(io.BytesIO(slides.presentation(exhibit.deck(letter(shown)))))
    decimals = {figure.key: figure.decimals for figure in figures}
    found: dict[Key, Printed] = {}
    for indicator_id, slide in zip(shown, made.slides, strict=True):
        label = lookups.indicator(query, indicator_id).label
        for shape in slide.shapes:
            if shape.has_chart:
                found |= in_chart(shape.chart, label, decimals)
            if shape.has_table:
                found |= cells([[cell.text for cell in row.cells] for row in shape.table.rows], label, " tot ")
    assert_same(found, figures)


def marges(name: object) -> tuple[str, str]:
    return f"{name}, marge eronder", f"{name}, marge erboven"


def in_chart(chart: pptx.chart.chart.Chart, label: str, decimals: dict[Key, int]) -> dict[Key, Printed]:
    """Return the figures in the sheet of a chart, and in its margins."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    heads, *lines = book["Gegevens"].iter_rows(values_only=True)
    found: dict[Key, Printed] = {}
    for line in lines:
        for column, name in enumerate(heads[1:], 1):
            key = (label, str(name), str(line[0]))
            if key not in decimals or line[column] is None:
                continue
            value = float(str(line[column]))
            ends = [line[place] for place, head in enumerate(heads)
                    if head in marges(name) and line[place] is not None]  # fmt: skip
            bounds = [value + side * float(str(end)) for side, end in zip((-1, 1), ends, strict=False)] or [None, None]
            found[key] = tuple(None if end is None else printed(end, decimals[key]) for end in (value, *bounds))
    return found


def test_excel_and_both_csv_files_have_the_figure_and_margin_of_the_database(
    shown: dict[str, Exhibit], figures: list[Figure]
) -> None:
    decimals = {figure.key: figure.decimals for figure in figures}
    made = list(shown.values())
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(made, "Proef", "Gemeente", datetime(2026, 11, 29))))
    heads, *lines = book["Gegevens"].iter_rows(values_only=True)
    assert_same(in_files([dict(zip(map(str, heads), line, strict=True)) for line in lines], decimals), figures)
    tidy = csv.DictReader(io.StringIO(delimited.tidy(made).decode(), ""))
    assert_same(in_files([dict(row) for row in tidy], decimals), figures)
    own = csv.DictReader(io.StringIO(delimited.dutch(made).decode("utf-8-sig"), ""), delimiter=";")
    numbers = ("cijfer", "ondergrens", "bovengrens")
    rows = [{name: text.replace(",", ".") if name in numbers else text for name, text in row.items()} for row in own]
    assert_same(in_files([dict(row) for row in rows], decimals), figures)


def test_every_verdict_is_the_same_on_screen_in_word_powerpoint_excel_and_csv(
    query: Query, statuses: list[goal_rows.GoalStatus]
) -> None:
    names = lookups.area_names(query)
    expected = {(row.label, names[row.area_code]): row.status for row in statuses}
    screen = {}
    for measure in goal_rows.measures(query).values():
        heads, *lines = on_screen(html.fromstring(goal_tables.facts(measure, names)))
        [stand] = [line for line in lines if line[0] == "Stand"]
        screen |= {(measure[0].label, area): text for area, text in zip(heads[1:], stand[1:], strict=True)}
    assert {key: screen[key].split("\n")[-1].strip() for key in expected} == expected

    codes = [f"doel-{goal_id}" for goal_id in goal_rows.goals(query)]
    made = letters.letter(query, "", codes, [])
    said = {f"{row.label}, {names[row.area_code]}: {goal_sentences.stand(row)}." for row in statuses}
    light = replace(made, parts=tuple(replace(part, exhibits=()) for part in made.parts))
    document = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word.document(light))).paragraphs)
    assert {text for text in said if text not in document} == set()
    presentation = pptx.Presentation(io.BytesIO(slides.presentation(letter_slides.deck(query, made))))
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in presentation.slides)
    assert {text for text in said if text not in notes} == set()

    measured = {(row.label, row.area_code): row.status for row in statuses if row.value is not None}
    every = [each for part in made.parts for each in part.exhibits]
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(every, "Proef", "Gemeente", datetime(2026, 11, 29))))
    heads, *lines = book["Oordelen"].iter_rows(values_only=True)
    rows = [dict(zip(heads, line, strict=True)) for line in lines]
    in_excel = {(row["maat"], row["gebiedscode"]): row["stand"] for row in rows if row["gebiedscode"]}
    assert {key: in_excel.get(key) for key in measured} == measured
    package = zipfile.ZipFile(io.BytesIO(datapackage.datapackage(query, "")))
    labels = {row.measure_id: row.label for row in statuses}
    in_csv = {(labels[row["measure_id"]], row["area_code"]): row["goal_status"]
              for row in csv.DictReader(io.StringIO(package.read("stand.csv").decode(), ""))}  # fmt: skip
    assert in_csv == {(row.label, row.area_code): row.status for row in statuses}


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "مرحبا بالعالم", "\u202egeheim", LONG])
def test_an_odd_name_is_the_same_text_in_every_file(shown: dict[str, Exhibit], name: str) -> None:
    each = shown[next(iter(shown))]
    first, second, *_ = each.table.columns
    table = replace(each.table, caption=name, columns=(first, replace(second, label=name)),
                    rows=tuple(replace(row, cells=row.cells[:2]) for row in each.table.rows))  # fmt: skip
    odd = replace(each, title=name, table=table, chart=None).with_data(lambda frame: frame.assign(gebied=name))
    made = letter({"een": odd})
    clean = " ".join(name.split())
    [written] = Document(io.BytesIO(word.document(made))).tables
    assert written.cell(0, 1).text.split() == name.split()
    [slide] = pptx.Presentation(io.BytesIO(slides.presentation(exhibit.deck(made)))).slides
    [grid] = [shape.table for shape in slide.shapes if shape.has_table]
    assert grid.cell(0, 1).text == clean == slide.shapes.title.text_frame.text
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook([odd], name, "Gemeente", datetime(2026, 11, 29))))
    heads, first, *_ = book["Gegevens"].iter_rows()
    cell = first[[head.value for head in heads].index("gebied")]
    assert cell.value == name and cell.data_type == "s"
    assert next(csv.DictReader(io.StringIO(delimited.tidy([odd]).decode(), "")))["gebied"] == name
    own = next(csv.DictReader(io.StringIO(delimited.dutch([odd]).decode("utf-8-sig"), ""), delimiter=";"))["gebied"]
    assert own == (f"'{name}" if name[0] in "=@" else name)
