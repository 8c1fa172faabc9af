"""Opens the database of a connection string, on any engine that DuckDB can attach, and keeps secrets out of
messages."""

import re
from pathlib import Path

import duckdb

from veerkracht.core.errors import DataError

_VALUE = r"('(?:\\.|[^'\\])*'|\"[^\"]*\"|[^\s&;'\"]+)"
_SECRET = re.compile(rf"(?i)(\b\w*(?:user|password|passwd|pwd|token|secret|key)\w*\s*[=:]\s*){_VALUE}")
_LOGIN = re.compile(r"(?<=://)\S*@")  # user:password@ of a URI; up to the last @, as a password can hold one
# of the files we write: DuckDB 1.1 reads it with the keys in it, 1.0 without; the default of DuckDB 2 only itself
STORAGE_VERSION = "v1.0.0"
# in bytes, the default of DuckDB: a file is smaller with less, but of some files with 131,072 or 32,768 DuckDB 1.1
# cannot find the metadata
BLOCK_SIZE = 262_144
# DuckDB's name of the extension where that is not the word before the colon
_EXTENSIONS = {"md": "motherduck", "postgresql": "postgres"}


def engine(string: str) -> str:
    """Return the name of the DuckDB extension that opens this connection string; `duckdb` for a file."""
    word = string.partition(":")[0]
    return _EXTENSIONS.get(word, word)


def file(string: str) -> Path | None:
    """Return the path of the DuckDB file of a connection string; None for another engine."""
    return Path(string.partition(":")[2]) if engine(string) == "duckdb" else None


def name(string: str) -> str:
    """Return the quoted name under which the database is attached; a MotherDuck database keeps its own name."""
    database = string.partition(":")[2].partition("?")[0] if engine(string) == "motherduck" else "veerkracht"
    return '"' + database.replace('"', '""') + '"'


def connect(string: str, is_read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """Return a connection with the database attached and in use; nothing is downloaded or installed.

    Raises DataError when the engine is not installed or the database does not open.
    """
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        connection.execute(attachment(string, is_read_only))
        connection.execute(f"use {name(string)}")
        return connection
    except duckdb.Error as error:
        connection.close()
        # not `from error`: the traceback would have what the message leaves out
        raise DataError(_not_opened(string, str(error))) from None


def built_at(connection: duckdb.DuckDBPyConnection, string: str) -> str:
    """Return when the figures in the database were built, which identifies a publication.

    Raises DataError when the tables of the dashboard are missing.
    """
    try:
        return str(connection.execute("select max(built_at)::varchar from build").fetchall()[0][0])
    except duckdb.Error as error:
        raise DataError(
            f"In de database {masked(string)} staan de tabellen van het dashboard niet, of zij is niet te bereiken "
            f"({masked(str(error), string)}). Zet de tabellen er neer met: python -m etl publiceer"
        ) from None


def masked(text: str, string: str = "") -> str:
    """Return a text without its logins, passwords and tokens, and without those of the connection string."""
    secrets = {value for match in _SECRET.finditer(string) if (value := match[2].strip("'\""))}
    secrets |= set(re.split("[:@]", "".join(_LOGIN.findall(string)))) - {""}
    for value in sorted({*secrets, *(value.replace("'", "''") for value in secrets)}, key=len, reverse=True):
        text = text.replace(value, "***")
    return _SECRET.sub(r"\1***", _LOGIN.sub("***@", text))


def attachment(string: str, is_read_only: bool) -> str:
    """Return the statement that attaches the database; MotherDuck accepts no other name and no mode."""
    if engine(string) == "motherduck":
        return f"attach {quoted(string)}"
    mode = "read_only" if is_read_only else "read_write"
    if engine(string) == "duckdb" and not is_read_only:
        mode += f", storage_version '{STORAGE_VERSION}'"
    if engine(string) != "postgres":
        return f"attach {quoted(string)} as {name(string)} ({mode})"
    rest = string.partition(":")[2]
    address = string if rest.startswith("//") else rest
    return f"attach {quoted(address)} as {name(string)} (type postgres, {mode})"


def quoted(text: str) -> str:
    """Return a text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def _not_opened(string: str, reason: str) -> str:
    if "duckdb_extension" in reason:
        return (
            f"DuckDB {duckdb.__version__} heeft hier de uitbreiding {engine(string)} niet, die nodig is voor "
            f"{masked(string)}. Installeer die een keer, als de gebruiker die het dashboard draait, met: "
            f"python -c \"import duckdb; duckdb.execute('install {engine(string)}')\""
        )
    return (
        f"De database {masked(string)} gaat niet open ({masked(reason, string)}). Controleer VEERKRACHT_DATABASE, en "
        "of de database vanaf deze machine te bereiken is."
    )
