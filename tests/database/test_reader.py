"""The reader of a built database: queries use a connection again, never one that is in use or went wrong."""

from pathlib import Path

import duckdb
import pytest

from veerkracht.database import database


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
