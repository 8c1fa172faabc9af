"""Opens the database: a new one to fill, or the built one to read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from veerkracht.core.errors import DataError
from veerkracht.core.statuses import STATUSES
from veerkracht.database import engines

SCHEMA = Path(__file__).with_name("schema.sql")
_MAX_ROWS_CHECKED = 200_000  # of a table, to see whether it is intact


def schema() -> str:
    """Return the SQL that creates every type and table: the statuses of a measure, then schema.sql."""
    names = ", ".join(f"'{status.name}'" for status in STATUSES if status.is_of_measure)
    return f"create type goal_status_name as enum ({names});\n{SCHEMA.read_text(encoding='utf-8')}"


@contextmanager
def build(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a new database file with all tables and no rows.

    Without an error all rows are in the file: it ends with a checkpoint, as closing does not report a full disk.
    """
    connection = duckdb.connect(str(path))
    try:
        connection.execute(schema())
        yield connection
        connection.execute("checkpoint")
    finally:
        connection.close()


def is_whole(path: Path) -> bool:
    """Return whether a file has every table and column of this version of the dashboard, and is intact.

    DuckDB verifies checksums when it reads rows, so all rows are read; of very long tables only the beginning.
    """
    columns = "select table_name, column_name, data_type from duckdb_columns() where database_name = "
    connection = duckdb.connect()
    try:
        connection.execute(schema())
        connection.execute(f"attach {_quoted(path)} as veerkracht (read_only)")
        if connection.execute(f"{columns} 'memory' except {columns} 'veerkracht'").fetchall():
            return False
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'veerkracht'")
        for (name,) in tables.fetchall():
            # not `limit`: to give the first rows DuckDB collects them all, which takes 40 MB
            connection.execute(
                f"select max(hash(t)) from veerkracht.{name} as t where rowid < {_MAX_ROWS_CHECKED}"
            ).fetchall()
        return True
    except duckdb.Error:
        return False
    finally:
        connection.close()


class Reader:
    """The built database, open for many queries at a time.

    It reads a copy of a file: on Windows an open file cannot be replaced by the ETL, and to open the database for every
    query takes ten times as long as the query. The copy is deleted with the reader. A database that a connection string
    names is never copied.
    """

    def __init__(self, place: Path | str) -> None:
        """Raise DataError when there is no database or DuckDB cannot read it."""
        self._name = _name(place)
        if isinstance(place, str):
            self._connection = _attached_elsewhere(place)
            return
        _require(place)
        self._folder = TemporaryDirectory(prefix="veerkracht-", ignore_cleanup_errors=True)
        copy = Path(self._folder.name) / "copy.duckdb"
        shutil.copyfile(place, copy)
        self._connection = _attached(copy, place)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a read-only connection. Each thread needs its own: on a shared one, results get mixed up."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"use {self._name}")
            yield cursor
        finally:
            cursor.close()


@contextmanager
def read(place: Path | str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection to the built database.

    Raises DataError when there is no database or DuckDB cannot read it.
    """
    if isinstance(place, Path):
        _require(place)
    connection = _attached(place, place) if isinstance(place, Path) else _attached_elsewhere(place)
    try:
        connection.execute(f"use {_name(place)}")
        yield connection
    finally:
        connection.close()


def _name(place: Path | str) -> str:
    return engines.name(place) if isinstance(place, str) else "veerkracht"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _require(path: Path) -> None:
    if not path.exists():
        raise DataError(f"Er is geen database ({path}). Maak die met: python -m etl --offline")


def _attached(file: Path, path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to a file; errors name `path`, of which it may be a copy."""
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {_quoted(file)} as veerkracht (read_only)")
        return connection
    except duckdb.Error as error:
        connection.close()
        raise DataError(
            f"De database {path} is niet te lezen ({error}). Maak die opnieuw met: python -m etl --offline"
        ) from error


def _attached_elsewhere(string: str) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database of a connection string, which has the tables of the dashboard."""
    connection = engines.connect(string)
    engines.built_at(connection, string)
    return connection
