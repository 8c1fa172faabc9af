"""One figure has one margin: every file and table says that of the database, and what it rests on."""

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from veerkracht.core import dutch
from veerkracht.database import database, lookups
from veerkracht.database.query import query_of
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.export.datapackage import datapackage
from veerkracht.export.workbook import workbook
from veerkracht.topics.comparison import exhibits as comparison_exhibits
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.map import exhibits as map_exhibits
from veerkracht.topics.map.figures import Choice
from veerkracht.topics.profile import figures as profile_figures
from veerkracht.topics.sources import queries as source_queries

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"
SUBJECTS = (("misdrijven", "2025"), ("ervaren_gezondheid", "2024"))
Margin = tuple[float | None, float | None, str | None]
Figure = tuple[str, str, str]  # indicator, area and period


@pytest.fixture(scope="module")
def connection(included_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.read(included_database) as connection:
        yield connection


@pytest.fixture(scope="module")
def query(connection: duckdb.DuckDBPyConnection) -> lookups.Query:
    return query_of(connection)


@pytest.fixture(scope="module")
def stored(connection: duckdb.DuckDBPyConnection) -> dict[Figure, tuple]:
    """The margin of every figure in the database, and how many decimals are printed."""
    rows = connection.execute("""
        select indicator_id, area_code, period, lower, upper, margin_kind::varchar, decimals
        from (from observation union all by name from combined_observation)
        join indicator using (indicator_id)
        where value is not null
    """).fetchall()
    return {row[:3]: row[3:] for row in rows}


def printed(margin: tuple) -> Margin:
    """Return a margin as files for people have it: rounded, and in words what it rests on."""
    lower, upper, kind, decimals = margin
    if lower is None:
        return None, None, None
    return float(dutch.rounded(lower, decimals)), float(dutch.rounded(upper, decimals)), dutch.MARGIN[kind]


def exhibits_of(query: lookups.Query) -> list[Exhibit]:
    """Return the exhibits of goals, buurten, indicators, maps and rankings that have margins."""
    areas = lookups.usual_areas(query)
    codes = ["doel-1", "doel-11", f"buurt-{POTTENBERG}", "onderwerp-misdrijven", "onderwerp-ervaren_gezondheid"]
    found = [exhibit for code in codes for exhibit in letters.part(query, code, areas).exhibits]
    for indicator_id, period in SUBJECTS:
        found.append(map_exhibits.area_map(query, Choice(indicator_id, period), (NAZARETH,)))
        found.append(comparison_exhibits.ranking(query, Subject(indicator_id, period, (NAZARETH, POTTENBERG))))
    return found


def assert_stored(query: lookups.Query, stored: dict[Figure, tuple], rows: Iterable[dict]) -> int:
    """Require that every row with a figure has its margin; return how many have one."""
    ids = {indicator.label: indicator_id for indicator_id, indicator in lookups.indicators(query).items()}
    count = 0
    for row in rows:
        figure = (ids.get(str(row["onderwerp"]), ""), str(row["gebiedscode"]), str(row["periode"]))
        if row["cijfer"] is None or row["cijfer"] != row["cijfer"] or figure not in stored:
            continue
        lower, upper, kind = (None if cell is None or cell != cell else cell
                              for cell in (row["ondergrens"], row["bovengrens"], row["marge"]))  # fmt: skip
        decimals = stored[figure][3]  # a file for scripts has bounds in full, one for people rounds them
        bounds = [None if bound is None else float(dutch.rounded(bound, decimals)) for bound in (lower, upper)]
        margin = (*bounds, kind)
        assert margin == printed(stored[figure]), figure
        count += margin[0] is not None
    return count


@pytest.mark.slow
def test_all_exhibits_and_their_excel_file_say_the_margin_of_the_database(
    query: lookups.Query, stored: dict[Figure, tuple]
) -> None:
    found = exhibits_of(query)
    for exhibit in found:
        assert_stored(query, stored, exhibit.sheets.data.to_dict("records"))
    content = workbook(found, "Proef", "Gemeente", letters.exhibits.moment(query))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Gegevens"]
    head, *lines = sheet.iter_rows(values_only=True)
    rows = [dict(zip(head, line, strict=True)) for line in lines if line[0] is not None]
    assert assert_stored(query, stored, (row for row in rows if "gebiedscode" in row)) > 80
    figures = [(row["onderwerp"], row["gebiedscode"], row["periode"]) for row in rows]
    assert len(figures) == len(set(figures))


@pytest.mark.slow
def test_the_data_package_says_the_margin_of_the_database(query: lookups.Query, stored: dict[Figure, tuple]) -> None:
    files = zipfile.ZipFile(io.BytesIO(datapackage(query, "")))
    measures = {row.measure_id: row.indicator_id for row in query(goal_queries.statuses).itertuples()}
    count = 0
    for name in ("waarnemingen.csv", "stand.csv"):
        for row in csv.DictReader(io.StringIO(files.read(name).decode())):
            if row["value"] and (indicator_id := row.get("indicator_id") or measures[row["measure_id"]]):
                lower, upper, kind, _ = stored[indicator_id, row["area_code"], row["period"]]
                assert row["margin_kind"] == (kind or "")
                assert (row["lower"] == "") == (lower is None)
                if lower is not None:
                    assert math.isclose(float(row["lower"]), lower) and math.isclose(float(row["upper"]), upper)
                    count += 1
    assert count > 900


@pytest.mark.parametrize(("indicator_id", "period"), SUBJECTS)
def test_bronnen_and_buurtprofiel_say_the_margin_of_the_database(
    query: lookups.Query, stored: dict[Figure, tuple], indicator_id: str, period: str
) -> None:
    for row in query(source_queries.provenance, indicator_id, period).dropna(subset="value").itertuples():
        lower, upper, kind, _ = stored[indicator_id, row.area_code, period]
        assert (row.margin_kind if row.margin_kind == row.margin_kind else None) == kind
        assert lower is None or (row.lower, row.upper) == (lower, upper)
    latest = profile_figures.profile(query, (POTTENBERG,)).latest
    [own] = [row for row in latest if row.indicator.indicator_id == indicator_id]
    assert (own.lower, own.upper, own.margin_kind) == stored[indicator_id, POTTENBERG, period][:3]
    assert (own.city.lower, own.city.upper, own.city.margin_kind) == stored[indicator_id, "GM0935", period][:3]
