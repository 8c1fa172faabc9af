"""Building the database: whole, checked, in place at once, and nothing lost."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.build import build
from etl.snapshots import store
from tests import catalogue
from tests.conftest import INCLUDED
from veerkracht.core import paths
from veerkracht.core.errors import CatalogError, DataError
from veerkracht.database import database, lookups
from veerkracht.database.query import query_of

EXPECTED = paths.ROOT / "tests" / "expected_observations.csv"


def ask(path: Path, sql: str) -> list[tuple]:
    with database.read(path) as connection:
        return connection.execute(sql).fetchall()


def test_the_included_data_give_the_expected_number_of_figures(included_database: Path, accepts: bool) -> None:
    with database.read(included_database) as connection:
        counts = connection.execute("""
            select indicator_id, period, count(value) as figures
            from observation group by all having figures > 0 order by all
        """).df()
    counts["period"] = counts["period"].astype(str)
    if accepts:
        counts.to_csv(EXPECTED, index=False, lineterminator="\n")
    expected = pd.read_csv(EXPECTED, dtype={"period": str})
    pd.testing.assert_frame_equal(counts, expected, check_dtype=False)


def test_perceived_health_in_the_database_is_as_published(included_database: Path) -> None:
    with database.read(included_database) as connection:
        trend = lookups.trend(query_of(connection), "ervaren_gezondheid", ["BU09350403", "GM0935"])
    assert list(trend["value"]) == [64.9, 61.1, 64.9, 54.5, 58.9, 72.3, 71.1, 74.2, 65.4, 70.0]


def test_observations_are_stored_in_the_order_in_which_they_are_read(included_database: Path) -> None:
    rows = ask(included_database, "select indicator_id, period, area_code from observation order by rowid")
    assert rows == sorted(rows)


def test_every_figure_has_a_snapshot_and_every_gap_a_reason(included_database: Path) -> None:
    assert ask(included_database, "select count(*) from observation where (value is null) = (missing is null)") == [
        (0,)
    ]
    assert ask(
        included_database, "select count(*) from observation where value is not null and snapshot_id is null"
    ) == [(0,)]


PLANTED = {
    "observations_of_unknown_areas": """insert into observation by name select * replace ('BU09359999' as area_code)
        from observation where indicator_id = 'inwoners' and period = '2024' and area_code = 'GM0935'""",
    "percentages_out_of_range": "update observation set value = 101 where indicator_id = 'koopwoningen' and value = 38",
    "negative_figures": "update observation set value = -1 where indicator_id = 'afstand_school' and value = 0.7",
    "mixed_editions": """update observation set snapshot_id = '85984NED@2026-07'
        where indicator_id = 'inwoners' and period = '2024' and area_code = 'BU09350403'""",
    "figures_of_another_source": """update observation set snapshot_id = '50090NED@2020'
        where indicator_id = 'inwoners' and period = '2015'""",
    "elsewhere_once": "insert into elsewhere from elsewhere limit 1",
    "focus_areas_unknown": "update programme set focus_area_codes = ['BU09359999']",
    "areas_without_parent": "delete from area where area_code = 'WK093504'",
    "baselines_unlike_the_plan": """update goal_baseline set value = 73
        where measure_id = '5' and area_code = 'BU09350403'""",
    "goals_without_status": "delete from goal_status where measure_id = '16' and area_code = 'BU09350203'",
    "statuses_of_other_figures": "update goal_status set value = 59 where measure_id = '1'",
    "statuses_without_margin": """update goal_status set status = 'op koers', certainty = 'marge onbekend'
        where measure_id = '1'""",
    "unexpected_fact_counts": "update snapshot set fact_count = 3 where snapshot_id = 'programmaplan@2025'",
}


def test_there_is_a_planted_fault_for_every_check() -> None:
    assert set(PLANTED) == {path.stem for path in (paths.ROOT / "etl" / "build" / "checks").glob("*.sql")}


@pytest.mark.slow
def test_no_check_fires_on_the_included_data(copy: duckdb.DuckDBPyConnection) -> None:
    build.run_checks(copy)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PLANTED))
def test_each_check_fires_on_its_fault(copy: duckdb.DuckDBPyConnection, name: str) -> None:
    copy.execute(PLANTED[name])
    with pytest.raises(DataError, match=rf"Controle mislukt.*\(controle {name}\)"):
        build.run_checks(copy)


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    [
        "update observation set missing = 'suppressed' where value is not null",
        "update observation set value = null, status = null where value is not null",
        "update observation set value = 'inf' where value is not null",
        "update observation set lower = value + 1, upper = value + 2, margin_kind = 'telling' where value is not null",
        "update observation set lower = value - 1, upper = value + 2, margin_kind = null where value is not null",
        "update observation set status = null where value is not null",
        "insert into observation select * from observation limit 1",
        """insert into observation (indicator_id, period, area_code, missing)
            values ('onzin', '2024', 'GM0935', 'suppressed')""",
        "update snapshot set sha256 = 'kort'",
        "update area set name = ''",
        "update goal_measure set amount = null where reading = 'procentpunt'",
        "update goal_measure set reading_status = 'vastgesteld'",
        "update goal_status set certainty = null where value is not null",
        "update goal_status set status = 'op koers' where value is null",
        "update goal_status set reason = ''",
        "update status_history set cause = 'zomaar'",
        "update threshold set value = 0",
        "insert into revision values ('inwoners', '2024', 'GM0935', 1, 1, null, null, now()::timestamp, false, false)",
    ],
)
def test_the_constraints_of_the_schema_bite(copy: duckdb.DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(duckdb.ConstraintException):
        copy.execute(statement)


@pytest.mark.slow
def test_a_broken_catalogue_leaves_the_previous_database(data: Path, database_of_data: Path, monkeypatch) -> None:
    target = paths.database_file()
    before = target.read_bytes()
    with monkeypatch.context() as patch:
        catalogue.use(patch, data, ("theme: bevolking", "theme: x"))
        with pytest.raises(CatalogError, match="'x' kan niet"):
            build.build(target)
    assert target.read_bytes() == before
    assert not list(data.glob(".*aside*"))


def rewritten(data: Path, name: str, values: dict[tuple[str, str, str], str]) -> None:
    """Change figures of an included snapshot, by topic, area and period, as its publisher might: with a right hash."""
    snapshot = store.read(data / "meegeleverd" / name, "meegeleverd")
    facts = snapshot.facts.set_index(["topic_key", "area_code", "period"])
    for cell, value in values.items():
        facts.loc[cell, "value"] = value
    store.write(data / "meegeleverd", replace(snapshot, facts=facts.reset_index()))


@pytest.mark.slow
def test_what_a_killed_build_had_put_beside_its_memory_is_removed(data: Path) -> None:
    left = data / ".veerkracht-1a2b.aside.tmp"
    left.mkdir()
    (left / "duckdb_temp_storage-0.tmp").write_bytes(b"x" * 1000)
    build.build(data / "veerkracht.duckdb")
    assert not left.exists()


@pytest.mark.slow
def test_a_new_database_has_a_limit_to_its_memory(tmp_path: Path) -> None:
    with database.build(tmp_path / "v.duckdb") as connection:
        [(limit,)] = connection.execute("select current_setting('memory_limit')").fetchall()
    assert limit == "476.8 MiB"  # 500 MB


@pytest.mark.slow
def test_a_failed_check_leaves_the_previous_database(data: Path, database_of_data: Path) -> None:
    target = paths.database_file()
    before = target.read_bytes()
    rewritten(data, "85984NED@2026-07-19", {("AantalInwoners_5", "BU09350403", "2024"): "9000"})
    with pytest.raises(DataError, match="Som van de buurten"):
        build.build(target)
    assert target.read_bytes() == before


@pytest.mark.slow
def test_a_figure_that_changes_is_kept_in_revision(data: Path, database_of_data: Path) -> None:
    target = paths.database_file()
    rewritten(data, "50150NED@2025-11-18", {("GoedErvarenGezondheid_4", "BU09350403", "2022"): "54.4"})
    assert build.build(target).revisions == 1
    assert build.build(target).revisions == 0
    rows = ask(target, "select indicator_id, period, area_code, old_value, new_value from revision")
    assert rows == [("ervaren_gezondheid", "2022", "BU09350403", 54.5, 54.4)]


@pytest.mark.slow
def test_a_database_that_cannot_be_read_is_kept_beside_the_new_one(data: Path) -> None:
    target = paths.database_file()
    target.write_bytes(b"geen database")
    build.build(target)
    assert target.with_name("veerkracht.duckdb.vorige-1").read_bytes() == b"geen database"
    assert ask(target, "select count(*) > 0 from observation") == [(True,)]


def test_a_fetched_table_wins_over_the_included_one(data: Path) -> None:
    snapshot = store.read(data / "meegeleverd" / "86165NED@2026-06-25", "meegeleverd")
    store.write(data / "bronnen", snapshot)
    chosen = {item.manifest.table_id: item.origin for item in store.current()[0]}
    assert chosen["86165NED"] == "opgehaald" and chosen["85318NED"] == "meegeleverd"


@pytest.mark.slow
def test_a_snapshot_of_a_source_that_left_the_catalogue_is_skipped(data: Path) -> None:
    snapshot = store.read(data / "meegeleverd" / "86165NED@2026-06-25", "meegeleverd")
    manifest = replace(snapshot.manifest, source_id="vroeger", table_id="1NED")
    store.write(data / "bronnen", replace(snapshot, manifest=manifest))
    build.build(paths.database_file())
    assert ask(paths.database_file(), "select count(*) from snapshot where source_id = 'vroeger'") == [(0,)]


@pytest.mark.slow
def test_two_first_visitors_at_once_build_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built, real = [], build._build
    monkeypatch.setattr(build, "_build", lambda target: (built.append(1), real(target))[1])
    visitors = [threading.Thread(target=build.ensure, args=(paths.database_file(),)) for _ in range(4)]
    [visitor.start() for visitor in visitors]
    [visitor.join() for visitor in visitors]
    assert len(built) == 1
    assert ask(paths.database_file(), "select count(*) > 0 from observation") == [(True,)]


@pytest.mark.slow
def test_two_processes_at_once_do_no_harm(data: Path) -> None:
    script = "from etl.build import build; from veerkracht.core import paths; build.ensure(paths.database_file())"
    both = [subprocess.Popen([sys.executable, "-c", script], cwd=paths.ROOT) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert ask(paths.database_file(), "select count(*) > 0 from observation") == [(True,)]


def test_without_a_database_reading_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="python -m etl --offline"), database.read(tmp_path / "niets.duckdb"):
        pass


def test_the_included_folder_has_a_row_count_for_every_snapshot() -> None:
    expected = pd.read_csv(INCLUDED / "expected_facts.csv")
    assert set(expected["snapshot_id"]) == {folder.name for folder in store.folders_in(INCLUDED)}


def test_a_year_that_was_not_loaded_is_a_gap_in_the_trend(included_database: Path) -> None:
    with database.read(included_database) as connection:
        trend = lookups.trend(query_of(connection), "inwoners", ["BU09350403"]).set_index("period")
    assert list(trend.index) == [str(year) for year in range(2013, 2026)]
    assert trend.loc["2014", "missing"] == "not_included"
    assert trend.loc["2024", "value"] == 3140
