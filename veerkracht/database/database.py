"""Opens the database: a new one to fill, or the built one to read."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path

import duckdb

from veerkracht.core.errors import DataError
from veerkracht.core.statuses import STATUSES
from veerkracht.database import copies, engines, obstacles

SCHEMA = Path(__file__).with_name("schema.sql")
_MAX_ROWS_CHECKED = 200_000  # of a table, to see whether it is intact


class Unavailable(DataError):
    """The database cannot be read now, whatever is in it; reading it later may succeed."""


def schema() -> str:
    """Return the SQL that creates every type and table: the statuses of a measure, then schema.sql."""
    names = ", ".join(f"'{status.name}'" for status in STATUSES if status.is_of_measure)
    return f"create type goal_status_name as enum ({names});\n{SCHEMA.read_text(encoding='utf-8')}"


@contextmanager
def build(path: Path, is_internal: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a new database file with all tables and no rows; an internal one for its owner alone.

    Without an error all rows are in the file: it ends with a checkpoint, as closing does not report a full disk.
    """
    with _for_the_owner() if is_internal else nullcontext(), closing(duckdb.connect(str(path))) as connection:
        connection.execute(schema())
        yield connection
        connection.execute("checkpoint")


@contextmanager
def _for_the_owner() -> Iterator[None]:
    """Let whatever this process makes be for its owner alone: DuckDB makes its write-ahead log again and again."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def put_in_place(built: Path, place: Path) -> None:
    """Let a database that was built aside take the place of the previous one, in one step.

    The write-ahead log of the previous one goes: with it DuckDB would not open the new one.
    """
    os.replace(built, place)
    log_of(place).unlink(missing_ok=True)


def log_of(path: Path) -> Path:
    """Return the write-ahead log of a database file, which is there only while a program writes or when that ended."""
    return path.with_name(f"{path.name}.wal")


def is_whole(path: Path) -> bool:
    """Return whether a file has every table and column of this version of the dashboard, and is intact.

    DuckDB verifies checksums when it reads rows, so all rows are read; of very long tables only the beginning. Raises
    Unavailable when it cannot be read now.
    """
    columns = "select table_name, column_name, data_type from duckdb_columns() where database_name = "
    try:
        with read(path) as connection:
            connection.execute(f"use memory; {schema()}")
            if connection.execute(f"{columns} 'memory' except {columns} 'veerkracht'").fetchall():
                return False
            tables = connection.execute("select table_name from duckdb_tables() where database_name = 'veerkracht'")
            for (name,) in tables.fetchall():
                # not `limit`: to give the first rows DuckDB collects them all, which takes 40 MB
                connection.execute(
                    f"select max(hash(t)) from veerkracht.{name} as t where rowid < {_MAX_ROWS_CHECKED}"
                ).fetchall()
            return True
    except Unavailable:
        raise
    except (DataError, duckdb.Error) as error:
        if isinstance(error, duckdb.Error) and obstacles.is_passing(error):
            raise Unavailable(str(error)) from error
        return False


@contextmanager
def attached(
    path: Path, is_copied: Callable[[duckdb.Error], bool] = obstacles.is_of_log
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection with a database file attached as `veerkracht`, to read.

    When it does not open for a reason that `is_copied` names, a copy without the write-ahead log is attached. Raises
    duckdb.Error when it does not open, OSError when it cannot be copied.
    """
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(closing(_attached(path)))
        except duckdb.Error as error:
            if not is_copied(error):
                raise
            connection, folder = copies.opened(path, _attached)
            stack.enter_context(folder)
            stack.enter_context(closing(connection))
        yield connection


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {_quoted(path)} as veerkracht (read_only)")
        return connection
    except duckdb.Error:
        connection.close()
        raise


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
        with _in_dutch(place):
            self._connection, self._folder = copies.opened(place, _attached)

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
    """Yield a read-only connection to the built database; of a file that another program has open, to a copy.

    Raises DataError when there is no database or DuckDB cannot read it, Unavailable when that is so only now.
    """
    with ExitStack() as stack:
        if isinstance(place, Path):
            _require(place)
            with _in_dutch(place):
                connection = stack.enter_context(attached(place, _can_be_copied))
        else:
            connection = stack.enter_context(closing(_attached_elsewhere(place)))
        connection.execute(f"use {_name(place)}")
        yield connection


def _can_be_copied(error: duckdb.Error) -> bool:
    return obstacles.is_held(error) or obstacles.is_of_log(error)


@contextmanager
def _in_dutch(path: Path) -> Iterator[None]:
    """Say in Dutch why a database file does not open."""
    try:
        yield
    except duckdb.Error as error:
        if obstacles.is_passing(error):
            raise Unavailable(
                f"De database {path} is nu niet te lezen ({error}). Probeer het later opnieuw."
            ) from error
        raise DataError(
            f"De database {path} is niet te lezen ({error}). Maak die opnieuw met: python -m etl --offline"
        ) from error
    except OSError as error:
        raise Unavailable(f"De database {path} is nu niet te lezen ({error}). Probeer het later opnieuw.") from error


def _name(place: Path | str) -> str:
    return engines.name(place) if isinstance(place, str) else "veerkracht"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _require(path: Path) -> None:
    if not path.exists():
        raise DataError(f"Er is geen database ({path}). Maak die met: python -m etl --offline")


def _attached_elsewhere(string: str) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database of a connection string, which has the tables of the dashboard."""
    connection = engines.connect(string)
    engines.built_at(connection, string)
    return connection
