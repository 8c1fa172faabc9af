"""Who has only the files can recompute every verdict from their columns: margin, status, distance to the city."""

import csv
import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from veerkracht.database import database, lookups
from veerkracht.database.query import query_of
from veerkracht.drawing import exhibits
from veerkracht.export.datapackage import datapackage
from veerkracht.export.workbook import workbook
from veerkracht.topics.goals import exhibits as goal_exhibits
from veerkracht.topics.goals import rows as goal_rows

Row = Mapping[str, object]
# per column of the package the one of the Excel file
IN_EXCEL = {name: words.format(city="stad") for name, words in exhibits._VERDICTS.items()} | {"goal_status": "stand"}


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with database.read(included_database) as connection:
        yield query_of(connection)


@pytest.fixture(scope="module")
def package(query: lookups.Query) -> dict[str, list[dict[str, str]]]:
    """The rows of each file of the data package."""
    files = zipfile.ZipFile(io.BytesIO(datapackage(query, "")))
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(files.read(name).decode(), "")))
        for name in files.namelist() if name.endswith(".csv")
    }  # fmt: skip


@pytest.fixture(scope="module")
def in_package(package: dict[str, list[dict[str, str]]]) -> list[Row]:
    aims = {(row["measure_id"], row["area_code"]): row for row in package["doelen"]}
    rows = [{**aims[row["measure_id"], row["area_code"]], **row} for row in package["stand"] if row["value"]]
    return [{name: number(text) for name, text in row.items()} for row in rows]


@pytest.fixture(scope="module")
def in_excel(query: lookups.Query) -> list[Row]:
    book = workbook_of_goals(query)
    heads, *lines = book["Oordelen"].iter_rows(values_only=True)
    lines = [line for line in lines if line[heads.index("gebiedscode")]]
    return [{name: line[heads.index(head)] for name, head in IN_EXCEL.items()} for line in lines]


@pytest.fixture(params=["package", "Excel"])
def verdicts(request: pytest.FixtureRequest, in_package: list[Row], in_excel: list[Row]) -> list[Row]:
    return in_package if request.param == "package" else in_excel


def workbook_of_goals(query: lookups.Query) -> openpyxl.Workbook:
    measures = goal_rows.measures(query)
    charts = [chart for measure_id in measures for chart in goal_exhibits.of_measure(query, measure_id)]
    return openpyxl.load_workbook(io.BytesIO(workbook(charts, "Doelen", "Gemeente", datetime(2026, 1, 1))))


def number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text or None


def bounds(row: Row) -> tuple[float, float] | None:
    """Return the bounds of what is judged, in the favourable direction, as LEESMIJ.md says."""
    if row["error"] is None:
        return None
    sign, reach = -1 if row["direction"] == "omlaag" else 1, row["factor"] * row["error"]
    apart = row["value"] - row["from_value"]
    low, high = apart - reach, apart + reach
    if row["error_scale"] == "logaritme":
        low = min(row["ratio_to"] * math.exp(-reach) - row["ratio_from"], apart)
        high = max(row["ratio_to"] * math.exp(reach) - row["ratio_from"], apart)
    return (low, high) if sign > 0 else (-high, -low)


def status(row: Row, lower: float, upper: float) -> str:
    sign = -1 if row["direction"] == "omlaag" else 1
    if row["path"] is None:
        return "bereikt" if lower >= 0 else "norm niet gehaald" if upper < 0 else "nog niet te zeggen"
    start = row.get("baseline_published") or row["baseline"]
    on_course = start + row["on_course_share"] * (row["path"] - start)
    enough, whole = (max(sign * (aimed - row["from_value"]), 0) for aimed in (on_course, row["target"]))
    rules = {
        "bereikt": whole <= lower, "op koers": lower >= enough, "vooruit, te langzaam": lower > 0 and upper < enough,
        "vooruit, tempo onzeker": lower > 0, "verkeerde kant op": upper < 0, "nog niet te zeggen": True,
    }  # fmt: skip
    return next(name for name, holds in rules.items() if holds)


@pytest.mark.slow
def test_the_margin_of_every_change_follows_from_its_columns(verdicts: list[Row]) -> None:
    scales = set()
    for row in verdicts:
        computed = bounds(row)
        if computed and row["change"] is not None:
            scales.add((row["error_scale"], row["error"] == 0))
            assert computed == pytest.approx((row["change_lower"], row["change_upper"]))
    assert {("verschil", False), ("logaritme", False)} <= scales


def test_every_verdict_follows_from_its_columns(verdicts: list[Row]) -> None:
    judged = [row for row in verdicts if row["error"] is not None and row["target"] is not None]
    assert len(judged) >= 5
    for row in judged:
        assert status(row, *bounds(row)) == row["goal_status"], row
    assert len({row["goal_status"] for row in judged}) >= 2


def test_the_margin_of_every_change_of_the_gap_follows_from_its_columns(verdicts: list[Row]) -> None:
    with_gap = [row for row in verdicts if row["gap_error"] is not None]
    assert {row["gap_scale"] for row in with_gap} == {"verschil", "logaritme"}
    for row in with_gap:
        reach, change = row["factor"] * row["gap_error"], row["gap_change"]
        ends = (change - reach, change + reach)
        if row["gap_scale"] == "logaritme":
            ends = tuple(100 * ((1 + change / 100) * math.exp(side * reach) - 1) for side in (-1, 1))
        assert ends == pytest.approx((row["gap_lower"], row["gap_upper"]))
        assert ("gelijk" in row["gap_word"]) == (ends[0] <= 0 <= ends[1])


def test_the_pairs_that_a_compared_margin_rests_on_are_in_the_files(verdicts: list[Row]) -> None:
    health = [row for row in verdicts if row["measure"] == "Ervaren gezondheid goed of zeer goed"]
    assert health and all(row["error"] and row["certainty"] == "marge geschat" for row in health)


@pytest.mark.slow
def test_the_early_signal_is_in_the_files_with_its_false_alarms(
    package: dict[str, list[dict[str, str]]], query: lookups.Query
) -> None:
    [stored] = [row for row in package["vroege_signalen"] if row["indicator_id"] == "misdrijven"]
    book = workbook_of_goals(query)
    heads, *lines = book["Signalen"].iter_rows(values_only=True)
    assert len([line for line in lines if line[1] or line[-1]]) == len(package["vroege_signalen"])
    assert (heads[3] == "vroeg signaal" and stored["signal_direction"]) or stored["why_not"]


def test_the_distance_of_a_count_to_the_city_follows_from_what_the_yardstick_compared(in_excel: list[Row]) -> None:
    rows = [row for row in in_excel if row["gap_scale"] == "logaritme" and row["stick_base"] is not None]
    assert len(rows) >= 2
    for row in rows:
        own, city = row["stick_value"] / row["stick_base"], row["stick_city_value"] / row["stick_city_base"]
        assert math.log(own / city) == pytest.approx(row["stick_change"])
        assert 100 * (city / own - 1) == pytest.approx(row["gap_change"])
        assert row["from_value"] - row["gap_baseline"] == pytest.approx(row["city_baseline"])


def test_the_yardstick_of_a_percentage_is_one_difference_minus_the_other(in_excel: list[Row]) -> None:
    rows = [row for row in in_excel if row["gap_scale"] == "verschil" and row["stick_base"] is not None]
    assert rows
    for row in rows:
        own, city = row["stick_value"] - row["stick_base"], row["stick_city_value"] - row["stick_city_base"]
        assert own - city == pytest.approx(row["stick_change"])
        assert 0 <= row["stick_lower_share"] <= 100 and row["stick_buurt_count"] > 200
