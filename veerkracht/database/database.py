"""Opens the database: a new one to fill, or the built one to read."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path

import duckdb

from veerkracht.core import dutch, reasons
from veerkracht.core.errors import DataError
from veerkracht.core.statuses import STATUSES
from veerkracht.database import comments, copies, engines, obstacles

SCHEMA = Path(__file__).with_name("schema.sql")
VIEWS = Path(__file__).with_name("views.sql")
_MAX_ROWS_CHECKED = 200_000  # of a table, to see whether it is intact
_OF_A_NEW_FILE: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": engines.STORAGE_VERSION,
    "default_block_size": engines.BLOCK_SIZE,
    "threads": 1,  # tables are small: a second thread spends more time on waiting than it saves
    "memory_limit": "500MB",  # else most of what the machine has; what does not fit goes beside the file for a while
}
# queries take milliseconds, and visitors ask several at a time: DuckDB's own threads would only cost memory
_OF_A_READER: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "async_threads": 0}
_MARK = slice(8, 12)  # where a file says that it is of DuckDB
_OURS = {"observation", "goal_measure", "goal_status", "source_period", "status_history"}  # no other database has two


class Unavailable(DataError):
    """The database is temporarily unreadable, whatever its contents; reading it later may succeed."""


def schema() -> str:
    """Return the SQL that creates every type, table and view: the statuses of a measure, schema.sql, then views.sql."""
    names = ", ".join(f"'{status.name}'" for status in STATUSES if status.is_of_measure)
    tables = SCHEMA.read_text(encoding="utf-8")
    return f"create type goal_status_name as enum ({names});\n{tables}\n{views()}"


def views() -> str:
    """Return the SQL that creates every view, with the Dutch words of states and reasons."""
    words = {"status": _in_words("status", dutch.STATUS), "missing": _in_words("missing", dutch.MISSING)}
    return VIEWS.read_text(encoding="utf-8").format(**words)


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Put a comment on every table, view and column of the database in use."""
    connection.execute(";".join(["begin", *comments.statements(schema()), "commit"]))


def _in_words(column: str, words: dict[str, str]) -> str:
    cases = " ".join(f"when '{code}' then '{word}'" for code, word in words.items())
    return f"case observation.{column}::varchar {cases} end"


@contextmanager
def build(path: Path, is_internal: bool = False, start: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a new database file with all tables; an internal one for its owner alone.

    It has no rows, or with `start` those of that file, which was built so too. Without an error all rows are in the
    file: it ends with a checkpoint, as closing does not report a full disk.
    """
    with _for_the_owner() if is_internal else nullcontext():
        if start:
            shutil.copyfile(start, path)
        with closing(duckdb.connect(path, config=_OF_A_NEW_FILE)) as connection:
            if not start:
                connection.execute(schema())
                describe(connection)
            yield connection
            connection.execute("checkpoint")


@contextmanager
def _for_the_owner() -> Iterator[None]:
    """Within this context, give new files of this process to the owner alone: DuckDB recreates its write-ahead log
    repeatedly."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def require_ours(path: Path, is_ours_by_name: bool) -> None:
    """Raise DataError for a file or folder that is no database of the dashboard: a build would take its place.

    A file that is no database at all may be a damaged one of ours, where its name is ours alone. What does not open now
    passes.
    """
    if path.is_dir():
        raise DataError(
            f"Waar de database {path.name} hoort, staat een map met die naam. Geef de map een andere naam, of zet haar "
            "ergens anders. Er is niets gebouwd."
        )
    try:
        with path.open("rb") as file:
            start = file.read(_MARK.stop)
    except OSError:
        return
    is_ours = not start or is_ours_by_name
    if start[_MARK] == b"DUCK":
        try:
            with attached(path) as connection:
                query = "select table_name from duckdb_tables() where database_name = 'veerkracht'"
                names = {name for (name,) in connection.execute(query).fetchall()}
        except (duckdb.Error, OSError):
            return
        is_ours = not names or len(names & _OURS) > 1
    if not is_ours:
        raise DataError(
            f"{path.name} is geen database van dit dashboard, en blijft zoals het is. Noem in VEERKRACHT_DATABASE een "
            "bestand dat er nog niet is, of zet dit bestand ergens anders."
        )


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
            raise Unavailable(obstacles.reason(error)) from error
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
    connection = duckdb.connect(config=_OF_A_READER)
    try:
        connection.execute(f"attach {engines.quoted(str(path))} as veerkracht (read_only)")
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
        self._idle: list[duckdb.DuckDBPyConnection] = []  # to take from it and to add to it are each one step
        if isinstance(place, str):
            self._connection = _attached_elsewhere(place)
            return
        _require(place)
        with _in_dutch(place):
            self._connection, self._folder = copies.opened(place, _attached)
        # else what a query took stays with DuckDB: 15 MB in a server that waits for visitors
        self._connection.execute("set allocator_background_threads = true")

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a read-only connection that nothing else uses meanwhile: on a shared one, results get mixed up.

        It is kept for the next query, as to make one takes a fifth of the time of a query; not after an error.
        """
        try:
            cursor = self._idle.pop()
        except IndexError:
            cursor = self._connection.cursor()
            cursor.execute(f"use {self._name}")
        try:
            yield cursor
        except BaseException:
            cursor.close()
            raise
        self._idle.append(cursor)


@contextmanager
def read(place: Path | str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection to the built database; of a file that another program has open, to a copy.

    Raises DataError when there is no database or DuckDB cannot read it, Unavailable when that is so only now.
    """
    with ExitStack() as stack:
        if isinstance(place, Path):
            _require(place)
            with _in_dutch(place):
                opened = attached(place, lambda error: obstacles.is_held(error) or obstacles.is_of_log(error))
                connection = stack.enter_context(opened)
        else:
            connection = stack.enter_context(closing(_attached_elsewhere(place)))
        connection.execute(f"use {_name(place)}")
        yield connection


@contextmanager
def _in_dutch(path: Path) -> Iterator[None]:
    """Return in Dutch why a database file does not open."""
    try:
        yield
    except duckdb.Error as error:
        if obstacles.is_passing(error):
            raise Unavailable(
                f"De database {path} is nu niet te lezen ({obstacles.reason(error)}). Probeer het later opnieuw."
            ) from error
        raise DataError(
            f"De database {path} {obstacles.fault(error)}. Maak die opnieuw met: python -m etl --offline"
        ) from error
    except OSError as error:
        raise Unavailable(
            f"De database {path} is nu niet te lezen ({reasons.of(error)}). Probeer het later opnieuw."
        ) from error


def _name(place: Path | str) -> str:
    return engines.name(place) if isinstance(place, str) else "veerkracht"


def _require(path: Path) -> None:
    if not path.exists():
        raise DataError(f"Er is geen database ({path}). Maak die met: python -m etl --offline")


def _attached_elsewhere(string: str) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database of a connection string, which has the tables of the dashboard."""
    connection = engines.connect(string)
    engines.built_at(connection, string)
    return connection
