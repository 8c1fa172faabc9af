"""Opens a database that a connection string names, on any engine that DuckDB can attach, and keeps secrets unsaid."""

import re
from pathlib import Path

import duckdb

from veerkracht.core.errors import DataError

_VALUE = r"('(?:\\.|[^'\\])*'|\"[^\"]*\"|[^\s&;'\"]+)"
_SECRET = re.compile(rf"(?i)(\b\w*(?:user|password|passwd|pwd|token|secret|key)\w*\s*[=:]\s*){_VALUE}")
_LOGIN = re.compile(r"(?<=://)\S*@")  # user:password@ of a URI; up to the last @, as a password can hold one
# DuckDB's own name of the extension where it is not the word before the colon
_EXTENSIONS = {"md": "motherduck", "postgresql": "postgres"}


def engine(string: str) -> str:
    """Return the name of the DuckDB extension that opens this connection string; of a file `duckdb`."""
    word = string.partition(":")[0]
    return _EXTENSIONS.get(word, word)


def file(string: str) -> Path | None:
    """Return the path of the DuckDB file that a connection string names; None when it names something else."""
    return Path(string.partition(":")[2]) if engine(string) == "duckdb" else None


def name(string: str) -> str:
    """Return the quoted name under which the database is attached; MotherDuck keeps the name that it has there."""
    own = string.partition(":")[2].partition("?")[0] if engine(string) == "motherduck" else "veerkracht"
    return '"' + own.replace('"', '""') + '"'


def connect(string: str, is_read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """Return a connection that has the database attached and in use.

    Nothing is fetched or installed. Raises DataError when the engine is not installed or the database does not open.
    """
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        connection.execute(_attachment(string, is_read_only))
        connection.execute(f"use {name(string)}")
        return connection
    except duckdb.Error as error:
        connection.close()
        # not `from error`: a traceback would tell what the message leaves out
        raise DataError(_not_opened(string, str(error))) from None


def built_at(connection: duckdb.DuckDBPyConnection, string: str) -> str:
    """Return the moment at which the figures there were built, which tells one publication from another.

    Raises DataError when the tables of the dashboard are not there.
    """
    try:
        return str(connection.execute("select max(built_at)::varchar from build").fetchall()[0][0])
    except duckdb.Error as error:
        raise DataError(
            f"In de database {masked(string)} staan de tabellen van het dashboard niet, of zij is niet te bereiken "
            f"({masked(str(error), string)}). Zet de tabellen er neer met: python -m etl publiceer"
        ) from None


def masked(text: str, string: str = "") -> str:
    """Return a text without what is secret in it: logins, passwords and tokens, and those of the connection string
    wherever the text has them."""
    known = {value for found in _SECRET.finditer(string) if (value := found[2].strip("'\""))}
    known |= set(re.split("[:@]", "".join(_LOGIN.findall(string)))) - {""}
    for value in sorted({*known, *(value.replace("'", "''") for value in known)}, key=len, reverse=True):
        text = text.replace(value, "***")
    return _SECRET.sub(r"\1***", _LOGIN.sub("***@", text))


def _attachment(string: str, is_read_only: bool) -> str:
    """Return the statement that attaches; of MotherDuck without a name of ours and a mode, which it does not take."""
    if engine(string) == "motherduck":
        return f"attach {_quoted(string)}"
    mode = "read_only" if is_read_only else "read_write"
    if engine(string) != "postgres":
        return f"attach {_quoted(string)} as {name(string)} ({mode})"
    rest = string.partition(":")[2]
    address = string if rest.startswith("//") else rest
    return f"attach {_quoted(address)} as {name(string)} (type postgres, {mode})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not_opened(string: str, told: str) -> str:
    if "duckdb_extension" in told:
        return (
            f"DuckDB {duckdb.__version__} heeft hier de uitbreiding {engine(string)} niet, die nodig is voor "
            f"{masked(string)}. Installeer die een keer, als de gebruiker die het dashboard draait, met: "
            f"python -c \"import duckdb; duckdb.execute('install {engine(string)}')\""
        )
    return (
        f"De database {masked(string)} gaat niet open ({masked(told, string)}). Controleer VEERKRACHT_DATABASE, en of "
        "de database vanaf deze machine te bereiken is."
    )
