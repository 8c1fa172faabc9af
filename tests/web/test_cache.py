"""What the pages keep in memory: right answers for many at once, and new figures as soon as there is a new database."""

import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, page
from veerkracht.core.errors import DataError
from veerkracht.database import database, queries
from veerkracht.web import cache as memory_ui

THREADS, READS = 40, 100


def questions(path: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select indicator_id, period from observation where value is not null group by all order by all"
        ).fetchall()


def sums(path: Path) -> dict[tuple[str, str], float]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select indicator_id, period, sum(value) from observation group by all").fetchall()
    return {(indicator_id, period): total for indicator_id, period, total in found}


def test_forty_threads_of_a_hundred_reads_get_only_right_answers(built: None, included_database: Path) -> None:
    asked, expected = questions(included_database), sums(included_database)
    assert len(asked) > 100
    reader = database.Reader(included_database)

    def wrong(thread: int) -> int:
        count = 0
        for turn in range(READS):
            question = asked[(thread * 31 + turn * 7) % len(asked)]
            if turn % 2:
                found = memory_ui.query(queries.figures, *question)
            else:  # past the memory, on the one connection that all share
                with reader.cursor() as connection:
                    found = queries.figures(connection, *question)
            count += found["value"].sum() != pytest.approx(expected[question])
        return count

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(wrong, range(THREADS))) == 0


def replaced(path: Path, factor: int) -> None:
    """Put a database in place the way a build does, with all figures of one indicator multiplied."""
    aside = path.with_suffix(".aside")
    shutil.copy(path, aside)
    with duckdb.connect(str(aside)) as connection:
        connection.execute(
            "update observation set value = value * $factor where indicator_id = 'inwoners'", {"factor": factor}
        )
    os.replace(aside, path)


def test_while_the_database_is_replaced_every_answer_is_whole_and_the_last_is_new(changed: Callable[..., None]) -> None:
    changed()
    path = Path(os.environ["VEERKRACHT_DATA"]) / "veerkracht.duckdb"
    first = sums(path)["inwoners", "2024"]
    allowed = {first * 2**turn for turn in range(4)}

    def query(_: int) -> float:
        return float(memory_ui.query(queries.figures, "inwoners", "2024")["value"].sum())

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(query, range(400))
        for _ in range(3):
            replaced(path, 2)
        assert set(answers) <= allowed
    assert query(0) == first * 8


def test_a_page_shows_the_new_figures_without_a_restart(changed: Callable[..., None]) -> None:
    changed()
    path = Path(os.environ["VEERKRACHT_DATA"]) / "veerkracht.duckdb"
    test = page("kaart", indicator="inwoners", jaar="2024")
    nazareth = r">Nazareth</a></th>\s*<td.*?</td><td[^>]*>([\d.]+)<"
    assert re.search(nazareth, html(test))[1] == "3.140"
    replaced(path, 2)
    test.run()
    assert re.search(nazareth, html(test))[1] == "6.280"
    assert not test.exception


def test_what_was_kept_of_a_database_goes_when_there_is_another(changed: Callable[..., None]) -> None:
    changed()
    page("kaart")
    path = Path(os.environ["VEERKRACHT_DATA"]) / "veerkracht.duckdb"
    before = memory_ui._stores[str(path)]
    replaced(path, 2)
    memory_ui.query(queries.figures, "inwoners", "2024")
    assert memory_ui._stores[str(path)] is not before
    assert memory_ui._stores[str(path)].query._answer.cache_info().currsize == 1


def test_the_reader_does_not_hold_the_file_that_the_etl_replaces(built: None, changed: Callable[..., None]) -> None:
    changed()
    path = Path(os.environ["VEERKRACHT_DATA"]) / "veerkracht.duckdb"
    reader = database.Reader(path)
    with reader.cursor() as connection:
        path.unlink()
        assert len(queries.figures(connection, "inwoners", "2024"))
        with pytest.raises(duckdb.Error):
            connection.execute("delete from observation")
    copy = Path(reader._folder.name)
    assert copy.exists()
    del reader, connection
    assert not copy.exists()


def test_a_reader_of_nothing_or_of_something_else_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="python -m etl --offline"):
        database.Reader(tmp_path / "none.duckdb")
    (tmp_path / "odd.duckdb").write_bytes(b"geen database" * 100)
    with pytest.raises(DataError, match=r"odd\.duckdb is niet te lezen"):
        database.Reader(tmp_path / "odd.duckdb")


def test_a_page_that_changes_its_frame_does_not_change_what_others_read(built: None) -> None:
    mine = memory_ui.query(queries.figures, "inwoners", "2024")
    mine.loc[0, "value"] = -1.0
    mine["more"] = 1
    other = memory_ui.query(queries.figures, "inwoners", "2024")
    assert other.loc[0, "value"] != -1.0 and "more" not in other


def test_a_chart_outside_the_schema_fails_in_a_test_and_is_not_checked_again_for_a_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = """
from veerkracht.drawing.chart import Chart
from veerkracht.web import layout

layout.show_chart(Chart({"mark": "potato", "data": {"values": [{"a": 1}]}}), "Een punt")
"""
    assert AppTest.from_string(script).run().exception
    monkeypatch.undo()
    assert not AppTest.from_string(script).run().exception


def test_a_run_is_of_one_database_from_top_to_bottom(changed: Callable[..., None]) -> None:
    def inhabitants(period: str) -> float:
        return float(memory_ui.query(queries.figures, "inwoners", period)["value"].sum())

    with memory_ui.one_version():
        before = inhabitants("2024")
        earlier = inhabitants("2022")
        changed("update observation set value = value + 1000 where indicator_id = 'inwoners' and value is not null")
        assert (inhabitants("2024"), inhabitants("2022")) == (before, earlier)
    assert inhabitants("2024") > before
    with memory_ui.one_version():
        assert inhabitants("2022") > earlier
