"""The reader of a built database: queries use a connection again, never one that is in use or went wrong; what it takes
of memory, and what is held of an area."""

from pathlib import Path

import duckdb
import pytest

from veerkracht.database import database, lookups
from veerkracht.database.query import DatabaseQuery


def test_a_connection_is_used_again_but_not_while_it_is_in_use_or_after_an_error(included_database: Path) -> None:
    reader = database.Reader(included_database)
    with reader.cursor() as first, reader.cursor() as second:
        assert first is not second
        first.execute("select 1 union all select 2")  # of which nothing is read
    with reader.cursor() as again:
        assert again in (first, second)
        assert again.execute("select count(*) > 0 from observation").fetchall() == [(True,)]
    with pytest.raises(duckdb.Error), reader.cursor() as failed:
        failed.execute("select from nothing at all")
    with reader.cursor() as after, reader.cursor() as other:
        assert failed not in (after, other)
        assert after.execute("select 3").fetchall() == [(3,)]
    with pytest.raises(duckdb.Error):
        failed.execute("select 1")


def test_what_a_query_took_is_given_back(included_database: Path) -> None:
    with database.Reader(included_database).cursor() as cursor:
        assert cursor.execute("select current_setting('allocator_background_threads')").fetchone() == (True,)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts the threads of Linux")
def test_a_reader_starts_no_threads_besides_the_one_that_gives_memory_back(included_database: Path) -> None:
    tasks = Path("/proc/self/task")
    before = len([*tasks.iterdir()])
    with database.Reader(included_database).cursor() as cursor:
        cursor.execute("select count(*), sum(value) from observation").fetchall()
        assert len([*tasks.iterdir()]) - before <= 1


def test_a_gap_that_areas_share_is_held_once(included_database: Path) -> None:
    query = DatabaseQuery(database.Reader(included_database).cursor)
    first, second = (lookups.of_area(query, code) for code in list(lookups.area_names(query))[:2])
    shared = [
        (row, second[indicator_id][period])
        for indicator_id, by_period in first.items()
        for period, row in by_period.items()
        if row.missing and second.get(indicator_id, {}).get(period) == row
    ]
    assert shared and all(one is other for one, other in shared)
