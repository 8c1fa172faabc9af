"""Opens the database: an empty one to fill, or the built one to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from veerkracht.errors import DataError

SCHEMA = Path(__file__).with_name("schema.sql")


@contextmanager
def build(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to a new database file with all tables and no rows."""
    connection = duckdb.connect(str(path))
    try:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield connection
    finally:
        connection.close()


@contextmanager
def read(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to the built database that cannot write, and close it again.

    It is not kept open: an open file goes on serving old data after the ETL has put a new one in place, and on
    Windows keeps it from doing so. Raises DataError when there is no database or DuckDB cannot read it.
    """
    if not path.exists():
        raise DataError(f"Er is geen database ({path}). Maak die met: python -m etl --offline")
    connection = duckdb.connect()
    try:
        quoted = str(path).replace("'", "''")
        connection.execute(f"attach '{quoted}' as veerkracht (read_only)")
        connection.execute("use veerkracht")
    except duckdb.Error as error:
        connection.close()
        raise DataError(
            f"De database {path} is niet te lezen ({error}). Maak die opnieuw met: python -m etl --offline"
        ) from error
    try:
        yield connection
    finally:
        connection.close()
