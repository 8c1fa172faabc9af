import csv
import io
import json
import math
import re
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest
from pyarrow import parquet

from veerkracht.core import dutch
from veerkracht.database import database
from veerkracht.database import queries as export_queries
from veerkracht.database.query import DatabaseQuery, query_of
from veerkracht.export import datapackage as datapackage_module
from veerkracht.export import queries as package_queries
from veerkracht.export.datapackage import datapackage

LINK = "https://veerkracht.example"
HOSTILE = '=HYPERLINK("x");<b>&\r\n🏘️ مرحبا بالعالم, "wijk"\r' + "x" * 2000
TYPES = {
    "string": str, "number": float, "integer": int, "boolean": {"True": True, "False": False}.__getitem__,
}  # fmt: skip
NAMES = [
    "waarnemingen", "zonder_cijfer", "indicatoren", "gebieden", "breuken", "doelen", "stand", "vroege_signalen",
    "meetlat", "inspanningen", "prestaties", "verhalen", "besluiten", "bronnen", "snapshots",
]  # fmt: skip
OWN = {"prestaties", "verhalen", "besluiten"}  # of which there is none in the included data
OTHERS = ["waarnemingen.parquet", "gebieden.geojson"]


class Package:
    """A data package as a program reads it: `rows` by file name, with the values of the declared types."""

    def __init__(self, content: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(content))
        self.files = {name: archive.read(name) for name in archive.namelist()}
        self.description = json.loads(self.files["datapackage.json"])
        described = {resource["path"]: resource for resource in self.description["resources"]}
        self.others = {path: described.pop(path) for path in OTHERS}
        self.resources = {resource["name"]: resource for resource in described.values()}
        self.rows = {name: self._read(resource) for name, resource in self.resources.items()}

    def _read(self, resource: dict[str, Any]) -> list[dict[str, Any]]:
        text = self.files[resource["path"]].decode(resource["encoding"])
        assert not text.startswith("\ufeff")
        reader = csv.DictReader(io.StringIO(text, ""), delimiter=resource["dialect"]["delimiter"])
        fields = resource["schema"]["fields"]
        rows = [
            {
                field["name"]: None if row[field["name"]] == "" else TYPES[field["type"]](row[field["name"]])
                for field in fields
            }
            for row in reader
        ]
        assert reader.fieldnames == [field["name"] for field in fields]
        return rows


def made(connection: duckdb.DuckDBPyConnection, link: str = LINK) -> bytes:
    return datapackage(query_of(connection), link)


@pytest.fixture(scope="module")
def connection(included_database) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.read(included_database) as connection:
        yield connection


@pytest.fixture(scope="module")
def package(connection: duckdb.DuckDBPyConnection) -> Package:
    return Package(made(connection))


def values(row: dict[str, Any], names: list[str]) -> tuple:
    return tuple(row[name] for name in names)


@pytest.mark.slow
def test_a_package_holds_its_description_a_read_me_and_a_file_per_table(package: Package) -> None:
    assert list(package.files) == ["datapackage.json", "LEESMIJ.md", *(f"{name}.csv" for name in NAMES), *OTHERS]
    for name, resource in package.resources.items():
        assert resource["bytes"] == len(package.files[resource["path"]])
        assert (resource["path"], resource["format"], resource["mediatype"]) == (f"{name}.csv", "csv", "text/csv")
        assert package.rows[name] or name in OWN


@pytest.mark.slow
def test_the_tables_of_a_package_are_made_one_by_one(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[weakref.ref[pd.DataFrame]] = []
    most = 0
    flat = datapackage_module._flat

    def counted(frame: pd.DataFrame) -> pd.DataFrame:
        nonlocal most
        made = flat(frame)
        frames.append(weakref.ref(made))
        most = max(most, sum(frame() is not None for frame in frames))
        return made

    monkeypatch.setattr(datapackage_module, "_flat", counted)
    made(connection)
    assert len(frames) == len(NAMES) and most <= 4  # the one before, and those of the figures and the sources


@pytest.mark.slow
def test_a_package_says_what_it_is_under_which_licence_and_of_whom(
    package: Package, connection: duckdb.DuckDBPyConnection
) -> None:
    about = package.description
    assert about["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9\-]+", about["name"])
    assert about["homepage"] == LINK
    assert about["version"] == export_queries.version(connection)["version"].iloc[0]
    assert [licence["name"] for licence in about["licenses"]] == ["CC-BY-4.0"]
    with_figures = connection.execute("select count(distinct source_id) from snapshot").fetchone()
    assert (len(about["sources"]),) == with_figures
    for source in about["sources"]:
        assert source["title"].startswith(source["publisher"]) and source["licence"]
        assert source["path"].startswith("https://") and "{" not in source["path"]


@pytest.mark.slow
def test_a_package_of_a_dashboard_without_address_names_none(connection: duckdb.DuckDBPyConnection) -> None:
    without = Package(made(connection, ""))
    assert "homepage" not in without.description
    assert "https://veerkracht" not in without.files["LEESMIJ.md"].decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_described_in_words(package: Package, name: str) -> None:
    schema = package.resources[name]["schema"]
    assert schema["missingValues"] == [""]
    for field in schema["fields"]:
        assert field["title"] and field["description"].endswith(".") and field["type"] in TYPES


@pytest.mark.parametrize("name", NAMES)
def test_the_primary_key_of_a_file_is_complete_and_unique(package: Package, name: str) -> None:
    keys = [values(row, package.resources[name]["schema"]["primaryKey"]) for row in package.rows[name]]
    assert len(set(keys)) == len(keys)
    assert all(None not in key for key in keys)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_to_another_file_is_found_there(package: Package, name: str) -> None:
    for key in package.resources[name]["schema"].get("foreignKeys", []):
        other = key["reference"]["resource"] or name
        known = {values(row, key["reference"]["fields"]) for row in package.rows[other]}
        used = {values(row, key["fields"]) for row in package.rows[name]}
        assert {key for key in used if None not in key} <= known
        assert name in OWN or any(None not in key for key in used)


@pytest.mark.parametrize("name", NAMES)
def test_codes_in_a_file_are_among_those_that_are_explained(package: Package, name: str) -> None:
    for field in package.resources[name]["schema"]["fields"]:
        if "categories" in field:
            assert {row[field["name"]] for row in package.rows[name]} - {None} <= {
                category["value"] for category in field["categories"]
            }


def same(mine: Any, other: Any) -> bool:
    return math.isclose(mine, other, rel_tol=1e-13) if isinstance(mine, float) and other is not None else mine == other


def assert_same_rows(rows: list[dict[str, Any]], names: list[str], stored: list[tuple]) -> None:
    """The rows in the order of their first three names equal those of the database."""
    packed = sorted((values(row, names) for row in rows), key=lambda row: tuple(map(str, row[:3])))
    assert len(packed) == len(stored)
    for mine, other in zip(packed, sorted(stored, key=lambda row: tuple(map(str, row[:3]))), strict=True):
        assert all(map(same, mine, other)), (mine, other)


def test_observations_are_those_of_the_database_with_bounds_counts_and_notes(
    package: Package, connection: duckdb.DuckDBPyConnection
) -> None:
    stored = connection.execute("""
        select indicator_id, area_code, period, value, lower, upper, numerator, denominator, status::varchar, note
        from observation where value is not null
    """).fetchall()
    names = ["indicator_id", "area_code", "period", "value", "lower", "upper", "numerator", "denominator", "status",
             "figure_note"]  # fmt: skip
    assert_same_rows(package.rows["waarnemingen"], names, stored)
    assert sum(row["numerator"] is not None for row in package.rows["waarnemingen"]) > 5_000


@pytest.mark.slow
def test_every_gap_stands_in_a_file_of_its_own_with_its_reason(
    package: Package, connection: duckdb.DuckDBPyConnection
) -> None:
    stored = connection.execute("""
        select indicator_id, area_code, period, missing::varchar from observation where value is null
    """).fetchall()
    assert_same_rows(package.rows["zonder_cijfer"], ["indicator_id", "area_code", "period", "missing"], stored)
    assert all(row["missing"] for row in package.rows["zonder_cijfer"])
    assert all(row["value"] is not None for row in package.rows["waarnemingen"])


def test_the_parquet_file_has_the_rows_and_types_of_the_figures(package: Package) -> None:
    table = parquet.read_table(io.BytesIO(package.files["waarnemingen.parquet"]))
    kinds = {"string": "string", "number": "double", "integer": "int64", "boolean": "bool"}
    fields = package.resources["waarnemingen"]["schema"]["fields"]
    assert [(field.name, str(field.type)) for field in table.schema] == [
        (field["name"], kinds[field["type"]]) for field in fields
    ]
    assert package.others["waarnemingen.parquet"]["schema"] == package.resources["waarnemingen"]["schema"]
    rows = package.rows["waarnemingen"]
    for mine, other in zip(table.to_pylist(), rows, strict=True):
        assert all(map(same, mine.values(), other.values())), (mine, other)


def test_the_outlines_are_those_of_the_map_with_the_code_and_name_of_each_area(
    package: Package, connection: duckdb.DuckDBPyConnection
) -> None:
    outlines = json.loads(package.files["gebieden.geojson"])["features"]
    codes = [outline["properties"]["area_code"] for outline in outlines]
    names = {row["area_code"]: row["area"] for row in package.rows["gebieden"]}
    assert [outline["properties"]["area"] for outline in outlines] == [names[code] for code in codes]
    stored = connection.execute("select area_code, geojson from area_geometry order by area_code").fetchall()
    assert [(code, outline["geometry"]) for code, outline in zip(codes, outlines, strict=True)] == [
        (code, json.loads(geometry)) for code, geometry in stored
    ]
    assert package.others["gebieden.geojson"]["bytes"] == len(package.files["gebieden.geojson"])


@pytest.mark.parametrize(
    ("name", "table"),
    [("meetlat", "yardstick"), ("inspanningen", "effort"), ("breuken", "indicator_break")],
)
def test_every_row_of_a_table_is_in_its_file(
    package: Package, connection: duckdb.DuckDBPyConnection, name: str, table: str
) -> None:
    assert (len(package.rows[name]),) == connection.execute(f"select count(*) from {table}").fetchone()


def filled(copy: duckdb.DuckDBPyConnection) -> None:
    """Leave two topics, and give the programme what it may have of its own, in signs that files stumble over."""
    for table in ("revision", "yardstick", "observation"):
        copy.execute(f"delete from {table} where indicator_id not in ('misdrijven', 'ervaren_gezondheid')")
    copy.execute(
        "insert into story values ('een', $text, 'ervaring', ['BU09350403', 'BU09350203'], [1, 13], '2026-01-02', "
        "'bewoner', $text, false)", {"text": HOSTILE},
    )  # fmt: skip
    copy.execute("insert into decision values ('b1', 1, '2026-01-02', $text, $text, null, 'open', null, false)",
                 {"text": HOSTILE})  # fmt: skip
    effort = str(copy.execute("select min(effort_id) from effort").fetchall()[0][0])
    copy.execute("insert into effort_count values ($id, 1, $text, 'mensen', 2025, 10, 8.5, null), "
                 "($id, 1, $text, 'mensen', 2026, 10, null, 'too_few')", {"id": effort, "text": HOSTILE})  # fmt: skip


@pytest.mark.slow
def test_a_reader_of_data_packages_finds_no_fault_in_it(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    filled(copy)
    with zipfile.ZipFile(io.BytesIO(made(copy))) as archive:
        archive.extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert [task.name for task in report.tasks][: len(NAMES)] == NAMES
    assert {task.stats["rows"] for task in report.tasks if task.name in OWN} == {1, 2}


@pytest.mark.slow
def test_own_texts_and_counts_are_in_the_package_as_they_were_written(copy: duckdb.DuckDBPyConnection) -> None:
    filled(copy)
    rows = Package(made(copy)).rows
    [story], [decision] = rows["verhalen"], rows["besluiten"]
    assert story["story_text"] == story["story_title"] == HOSTILE == decision["decision_text"]
    assert (story["story_areas"], story["story_goals"]) == ("BU09350403|BU09350203", "1|13")
    assert [values(row, ["planned", "realised", "missing"]) for row in rows["prestaties"]] == [
        (10, 8.5, None), (10, None, "too_few")]  # fmt: skip


def test_figures_are_written_without_loss_and_without_noise(package: Package) -> None:
    lines = package.files["waarnemingen.csv"].decode().splitlines()
    [health] = [line for line in lines if line.startswith("ervaren_gezondheid,2024,BU09350403,58.9,57.3")]
    assert health.endswith(",vergelijking,,,definitief,,50150NED,2025-11-18,2026-07")
    for name in NAMES:
        assert not re.search(r"\.\d*(0{8}|9{8})\d", package.files[f"{name}.csv"].decode())
    crimes = {row["area_code"]: row["value"] for row in package.rows["stand"] if row["measure_id"] == "11"}
    assert crimes["BU09350403"] == 187 / 3140 * 10_000


def test_every_measure_of_the_plan_is_there_with_baseline_target_and_status(
    package: Package, connection: duckdb.DuckDBPyConnection
) -> None:
    measures = connection.execute("select measure_id from goal_measure").fetchall()
    assert {(row["measure_id"],) for row in package.rows["doelen"]} == set(measures)
    baselines = connection.execute("select measure_id, area_code, value from goal_baseline").fetchall()
    assert set(baselines) <= {values(row, ["measure_id", "area_code", "baseline"]) for row in package.rows["doelen"]}
    stored = connection.execute("""
        select measure_id, area_code, value, change, status::varchar, absolute_value from goal_status
    """).fetchall()
    names = ["measure_id", "area_code", "value", "change", "goal_status", "absolute_value"]
    assert_same_rows(package.rows["stand"], names, stored)
    [nazareth] = [
        row for row in package.rows["doelen"] if values(row, ["measure_id", "area_code"]) == ("1", "BU09350403")
    ]
    assert (nazareth["baseline"], nazareth["baseline_published"], nazareth["target"]) == (56, 54.5, 59.5)


def test_lists_become_text_with_bars_between(package: Package) -> None:
    balance = next(row for row in package.rows["doelen"] if row["measure_id"] == "13b")
    first, second = balance["measure_notes"].split("|")
    assert first.startswith("Het plan noemt geen getal") and second.startswith("Buurtcijfers van het RIVM")
    income = next(row for row in package.rows["indicatoren"] if row["indicator_id"] == "gestandaardiseerd_inkomen")
    assert income["breaks"] == "2024"


def test_a_citation_names_table_and_year(package: Package) -> None:
    citations = {row["table_id"]: row["citation"] for row in package.rows["snapshots"]}
    assert citations["83220NED"] == "CBS, Kerncijfers wijken en buurten 2015, tabel 83220NED"
    assert not any("{" in f"{row['citation']}{row['table_url']}" for row in package.rows["snapshots"])


def test_the_lines_of_the_read_me_read_years_as_text(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in package.files.items():
        Path(name).write_bytes(content)
    text = package.files["LEESMIJ.md"].decode()
    [sql], [python] = (re.findall(rf"^- {kind}: `(.+)`$", text, re.MULTILINE) for kind in ("DuckDB", "Python"))
    frames = [duckdb.sql(sql).df(), eval(python, {"pandas": pd})]
    assert all({type(period) for period in frame["period"]} == {str} for frame in frames)
    resources = package.resources.values()
    fields = {field["name"]: field["type"] for resource in resources for field in resource["schema"]["fields"]}
    assert {kind for name, kind in fields.items() if name == "period" or name.endswith("_period")} == {"string"}


def test_the_read_me_says_how_to_cite_and_what_codes_and_statuses_mean(package: Package) -> None:
    text = package.files["LEESMIJ.md"].decode()
    assert f"versie {package.description['version']}" in text and LINK in text
    assert all(f"`{code}`: {reason}" in text for code, reason in dutch.MISSING.items())
    assert "voorlopige lezing" in text and "CC BY 4.0" in text and "openbaar raadsstuk" in text
    assert all(f"`{path}`" in text for path in (*(f"{name}.csv" for name in NAMES), *OTHERS))


@pytest.mark.slow
def test_hostile_text_stays_text_and_breaks_no_row(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("update goal set name = $name where goal_id = 1", {"name": HOSTILE})
    package = Package(made(copy))
    assert {row["goal"] for row in package.rows["doelen"] if row["goal_id"] == 1} == {HOSTILE}
    assert len(package.rows["doelen"]) == len(package_queries.goals(copy))


@pytest.mark.slow
def test_whole_numbers_stay_whole_when_some_are_missing(copy: duckdb.DuckDBPyConnection) -> None:
    class WithGap(DatabaseQuery):
        def once(self, question, *arguments):
            frame = super().once(question, *arguments)
            gap = {"rounded_to": frame["rounded_to"].where(frame.index > 0)} if "rounded_to" in frame else {}
            return frame.assign(**gap)

    rows = Package(datapackage(WithGap(lambda: nullcontext(copy)), "")).rows["indicatoren"]
    assert rows[0]["rounded_to"] is None and rows[1]["rounded_to"] == 0


@pytest.mark.slow
def test_the_same_database_gives_the_same_package(connection: duckdb.DuckDBPyConnection) -> None:
    assert made(connection) == made(connection)
