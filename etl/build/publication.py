"""Copies the built database to the location in a connection string, for dashboards on other machines."""

from pathlib import Path

import duckdb

from veerkracht.core import reasons
from veerkracht.core.errors import DataError
from veerkracht.database import database, engines, obstacles, places

_NEW = "__nieuw"


def publish(source: Path, target: str) -> int:
    """Replace the tables of the target by those of the built database, and return the number of rows.

    All in one transaction: readers see the old figures until all new ones are there. Constraints are left out, as the
    figures met them when they were built, and enumerated types become text, which every engine has. A DuckDB file is
    written aside and put in place, since an open one cannot be written; it alone has the views and comments too.
    Raises DataError, and leaves the target as it was, when it cannot be written.
    """
    with database.read(source):  # raises without one, and says what to do
        pass
    if (path := engines.file(target)) is None:
        return _copy(source, target)
    path = places.real(path)
    database.require_ours(path, is_ours_by_name=False)
    aside = places.aside(path)
    try:
        rows = _copy(source, f"duckdb:{aside}")
        places.put_in_place(aside, path)
    except OSError as error:
        raise DataError(
            f"{path} is niet te vervangen ({reasons.of(error)}). De vorige cijfers staan er nog."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return rows


def _copy(source: Path, target: str) -> int:
    connection = engines.connect(target, is_read_only=False)
    place = engines.name(target)
    try:
        connection.execute(f"attach {engines.quoted(str(source))} as built (read_only)")
        connection.execute("begin")
        tables = _selections(connection)
        rows = 0
        for table, selection in tables.items():
            connection.execute(f"drop table if exists {place}.{table}{_NEW}")
            connection.execute(f"create table {place}.{table}{_NEW} as {selection}")
            rows += connection.execute(f"select count(*) from built.{table}").fetchall()[0][0]
        # last, and short: an engine like PostgreSQL lets nobody read a table between this and the end
        for table in tables:
            connection.execute(f"drop table if exists {place}.{table}")
            connection.execute(f"alter table {place}.{table}{_NEW} rename to {table}")
        connection.execute("commit")
        if engines.engine(target) == "duckdb":
            connection.execute(database.views())
            database.describe(connection)
        return rows
    except duckdb.Error as error:
        if obstacles.is_held(error):
            raise DataError(obstacles.held(source.name, error)) from None
        reason = engines.masked(str(error), target)
        raise DataError(
            f"De cijfers zijn niet te zetten in {engines.masked(target)} ({reason}). Wat er stond, staat er nog."
        ) from None
    finally:
        connection.close()


def _selections(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return per table of the built database the query of its rows, in their order."""
    tables = connection.execute("""
        select table_name, list(column_name order by column_index) filter (where data_type like 'ENUM%')
        from duckdb_columns()
        join duckdb_tables() using (database_name, table_name)
        where database_name = 'built'
        group by table_name
        order by table_name
    """).fetchall()
    return {
        table: f"select * {_as_text(columns) if columns else ''} from built.{table} order by rowid"
        for table, columns in tables
    }


def _as_text(columns: list[str]) -> str:
    return f"replace ({', '.join(f'{column}::varchar as {column}' for column in columns)})"
