"""The files of every view with computed figures: each figure has its source, table and edition, every topic its
definition, and signs stand beside a name and not in it."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.opened import open_query
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits as drawing
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.export import workbook
from veerkracht.topics.catching_up import exhibits as catching_up
from veerkracht.topics.change import exhibits as change
from veerkracht.topics.comparison import exhibits as comparison
from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.correlation import exhibits as correlation
from veerkracht.topics.free_table import exhibits as free_table
from veerkracht.topics.funnel import exhibits as funnel
from veerkracht.topics.profile import exhibits as profile
from veerkracht.topics.similar import exhibits as similar
from veerkracht.topics.similar import figures as similar_figures

NAZARETH, POTTENBERG, CITY = "BU09350403", "BU09350203", "GM0935"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def buurten(query: Query) -> tuple[str, ...]:
    return tuple(buurt.area_code for buurt in query.value(comparison_figures.buurten))


VIEWS: dict[str, Callable[[Query], Exhibit]] = {
    "Eigen tabel": lambda query: free_table.whole(
        query, free_table.Choice(("ervaren_gezondheid", "misdrijven"), (NAZARETH, CITY), ("2022", "2024"), order="-1")
    ),
    "Eigen tabel, verschil": lambda query: free_table.whole(
        query,
        free_table.Choice(("ervaren_gezondheid", "misdrijven"), (NAZARETH, CITY), ("2024",), "jaar", display="midden"),
    ),
    "Verandering": lambda query: change.ranking(
        query, change.Choice("ervaren_gezondheid", "2022", "2024", buurten(query))
    ),
    "Verandering van een telling": lambda query: change.ranking(
        query, change.Choice("misdrijven", "2024", "2025", buurten(query))
    ),
    "Trechter": lambda query: funnel.funnel(query, Subject("misdrijven", "2024", buurten(query))),
    "Buurtprofiel": lambda query: profile.profile(query, (NAZARETH, POTTENBERG)),
    "Ongewoon": lambda query: comparison.unusual(query, buurten(query)),
    "Halen we in?": lambda query: catching_up.catching_up(query, catching_up.Choice(NAZARETH, "2022", "2024")),
    "Vergelijken": lambda query: comparison.ranking(query, Subject("misdrijven", "2024", buurten(query))),
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_figure_of_a_file_has_its_source_table_and_edition(query: Query, view: str) -> None:
    data = VIEWS[view](query).sheets.data
    known = {row.edition for code in lookups.indicators(query) for row in lookups.origins(query, code)}
    figures = [name for name in ("cijfer", "cijfer toen", "cijfer nu") if name in data]
    assert figures and data["bron"].notna().all()
    for figure in figures:
        when = figure.removeprefix("cijfer")
        if view == "Ongewoon":  # names the newest figure as other files do the only one
            when = " toen" if when else " nu"
        there = data[data[figure].notna()]
        assert len(there) and there[f"tabel{when}"].notna().all(), figure
        assert set("; ".join(there[f"uitgave{when}"]).split("; ")) <= known, figure


@pytest.mark.parametrize("view", [*VIEWS, "Samenhang", "Vergelijkbaar"])
def test_the_explanation_of_a_file_has_the_definition_table_and_edition_of_every_topic(query: Query, view: str) -> None:
    if view == "Samenhang":
        topics = ("ervaren_gezondheid", "rokers", "inwoners")
        exhibit = correlation.pairs(query, topics, correlation.Choice("2024", buurten(query)), "gezondheid")
        labels = {lookups.indicator(query, code).label for code in topics}
    elif view == "Vergelijkbaar":
        exhibit = similar.alike(query, similar_figures.usual(query, NAZARETH))
        labels = set()
    else:
        exhibit = VIEWS[view](query)
        data = exhibit.sheets.data
        labels = set(data[data.get("cijfer", data.get("cijfer nu")).notna()][_topic(data)])
    by_label = {indicator.label: indicator for indicator in lookups.indicators(query).values()}
    about = exhibit.sheets.explanation.set_index("onderwerp")
    found = [label for label in about.index if label in by_label]
    assert found and labels <= set(found)
    for label in found:
        assert about.loc[label, "definitie"] == by_label[label].definition
        assert about.loc[label, "tabellen"] and about.loc[label, "uitgaven"]


def _topic(data: pd.DataFrame) -> str:
    return "onderwerp" if "onderwerp" in data else "indicator"


@pytest.mark.parametrize("view", VIEWS)
def test_signs_stand_in_a_column_of_their_own(query: Query, view: str) -> None:
    exhibit = VIEWS[view](query)
    content = workbook.workbook([exhibit], "Tabel", "Gemeente", drawing.moment(query), [exhibit.table])
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        heads = [str(cell.value) for cell in sheet[1]]
        for place, head in enumerate(heads, 1):
            if re.fullmatch("[Gg]ebied|Buurt|naam", head) and sheet.title != "Toelichting":
                cells = {str(sheet.cell(row, place).value) for row in range(2, sheet.max_row + 1)}
                assert not any(re.search("[*◇]", cell) for cell in cells), (sheet.title, head)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Deze tabel"]
    has_signs = any(cell.signs for row in exhibit.table.rows for cell in row.cells)
    assert has_signs == any(str(cell.value).endswith(", teken") for cell in sheet[1])
