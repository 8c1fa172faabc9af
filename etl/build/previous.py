"""Reads the history in the previous database, and keeps that database if it could not be read."""

import os
import shutil
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.build.standing import NOTHING, Standing
from veerkracht.core import dutch
from veerkracht.core.errors import DataError
from veerkracht.database import database, obstacles, places

_SECONDS_BETWEEN_TRIES, _TRIES = 0.5, 20  # while another program has the database open
_YOUNGER = ("set_aside", "protocol_history", "appearance")  # a database of an earlier version may lack them
_IS_MOMENT = "noticed_at between timestamp '1900-01-01' and timestamp '9999-12-01'"  # the range that Python supports
LEDGER = ("revision", "status_history", *_YOUNGER)  # tables with the moment that each row was noticed
_Columns = defaultdict[tuple[str, str], set[str]]  # by database and table
_WORDS = {
    "revision": "de herziene cijfers van eerder",
    "status_history": "de geschiedenis van de standen",
    "set_aside": "eerdere meldingen als deze",
    "protocol_history": "wat eerder was vastgelegd over het oordeel",
    "appearance": "sinds wanneer iets in het dashboard staat",
    "figure": "welke cijfers sindsdien zijn veranderd",
}


@dataclass(frozen=True)
class Loss:
    """A previous database that could not be fully read: its path, the name it is kept under, a Dutch sentence on what
    is wrong and what was not carried over, and DuckDB's message."""

    place: Path
    name: str
    message: str
    reason: str


@dataclass(frozen=True)
class Before:
    """What a database held: its ledger, and its figures to compare with. What could not be read (`lost`) is empty.

    `tables` has those of LEDGER with the columns of the schema, and `figure`: one row per figure (indicator_id, period,
    area_code, value, snapshot_id, source_id), without value when it was withheld. `standing` has what stays of copies
    that cannot be read any more.
    """

    tables: dict[str, pa.Table]
    lost: frozenset[str] = frozenset()
    loss: Loss | None = None
    standing: Standing = NOTHING


def read(path: Path, other: Before | None = None, municipality: str = "") -> Before:
    """Return the contents of a database, or of `other` when it does not exist or cannot be read.

    Without either, and when it is of another municipality, everything is empty. Waits for a program that has it open.
    Raises DataError when it is temporarily unreadable, whatever its contents.
    """
    if other and not path.exists():
        return other
    if path.exists() and municipality and (loss := _of_another(path, municipality)):
        return Before(dict(_empty_tables()), loss=loss)
    before = _read_patiently(path)
    if not other:
        return before
    return replace(before, tables=before.tables | {name: other.tables[name] for name in before.lost})


def _of_another(path: Path, municipality: str) -> Loss | None:
    """Return that a database is of another municipality, whose history is not that of this one; None when it is not,
    or that cannot be read."""
    try:
        with database.attached(path) as connection:
            query = "select municipality_code, municipality_name from veerkracht.programme"
            [(code, place)] = connection.execute(query).fetchall()
    except (duckdb.Error, OSError, ValueError):
        return None
    if code == municipality:
        return None
    name = places.numbered(path).name
    message = (
        f"De vorige database was van {place} ({code}). Zij is bewaard als {name}; haar geschiedenis hoort niet bij dit "
        "programma en is niet overgenomen."
    )
    return Loss(path, name, message, "")


def _read_patiently(path: Path) -> Before:
    tries = 1
    while True:
        try:
            return _read(path)
        except duckdb.Error as error:
            if tries == _TRIES or not obstacles.is_held(error):
                raise DataError(_unreadable_now(path, error)) from error
        tries += 1
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _unreadable_now(path: Path, error: duckdb.Error) -> str:
    if obstacles.is_held(error):
        return obstacles.held(path.name, error)
    return (
        f"De database {path.name} is nu niet te lezen ({obstacles.reason(error)}). Kijk of dit programma haar mag "
        "lezen en of de schijf er is. De database blijft zoals die is."
    )


def _read(path: Path) -> Before:
    """Return the contents of a database. Raises duckdb.Error only when it is temporarily unreadable."""
    reader = _Reader()
    if path.exists():
        try:
            with database.attached(path) as connection:
                reader.read(connection)
        except duckdb.Error as error:
            reader.note(error, *_WORDS)
    return reader.before(path)


class _Reader:
    """Reads part by part, so that one damaged part does not lose the others."""

    def __init__(self) -> None:
        self._tables = dict(_empty_tables())
        self._lost: dict[str, duckdb.Error] = {}
        self._changed: list[str] = []  # what was not carried over of a table that was, in Dutch

    def note(self, error: duckdb.Error, *names: str) -> None:
        """Note that parts could not be read. Raises the error when it may pass."""
        if obstacles.is_passing(error):
            raise error
        self._lost |= dict.fromkeys(names, error)

    def read(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read all parts of the database that is attached as `veerkracht`."""
        connection.execute(database.schema())
        columns = _columns(connection)
        if all(place != "veerkracht" for place, _ in columns):  # a client that opens a missing file creates such a one
            return
        for name in LEDGER:
            try:
                self._changed += _changed(connection, name, columns)
                self._tables[name] = _ledger_table(connection, name, columns)
            except duckdb.Error as error:
                self.note(error, name)
        try:
            self._tables["figure"] = connection.sql(_figures("veerkracht")).to_arrow_table()
        except duckdb.Error as error:
            self.note(error, "figure")

    def before(self, path: Path) -> Before:
        """Return what was read of the database in this place."""
        if not self._lost and not self._changed:
            return Before(self._tables)
        error, name = next(iter(self._lost.values()), None), places.numbered(path).name
        lost = dutch.joined([*(words for part, words in _WORDS.items() if part in self._lost), *self._changed])
        fault = obstacles.fault(error) if error else "heeft een geschiedenis die iemand heeft veranderd"
        message = (
            f"De vorige database {path.name} {fault}. Zij is bewaard als {name}. Niet overgenomen: "
            f"{lost}. Heeft u een reservekopie van de database, zet die dan terug; vraag anders de ontwikkelaars om "
            "hulp."
        )
        return Before(self._tables, frozenset(self._lost), Loss(path, name, message, str(error or "")))


@cache
def _empty_tables() -> dict[str, pa.Table]:
    """Return the tables of Before without rows."""
    with duckdb.connect() as connection:
        connection.execute(database.schema())
        tables = {name: connection.sql(f"from {name}").to_arrow_table() for name in LEDGER}
        return tables | {"figure": connection.sql(_figures("memory")).to_arrow_table()}


def _columns(connection: duckdb.DuckDBPyConnection) -> _Columns:
    """Return the columns of every table, by database and name; a table that is not there has none."""
    query = "select database_name, table_name, list(column_name) from duckdb_columns() where not internal group by all"
    rows = connection.execute(query).fetchall()
    return defaultdict(set, {(place, table): set(columns) for place, table, columns in rows})


def _changed(connection: duckdb.DuckDBPyConnection, name: str, all_columns: _Columns) -> list[str]:
    """Return in Dutch what a ledger table loses although its rows are carried over: renamed columns, and moments
    outside the calendar. An extra or missing column is due to another version."""
    stored, columns = (all_columns[place, name] for place in ("veerkracht", "memory"))
    lines = []
    if stored - columns and (renamed := columns - stored):
        are = "de kolom" if len(renamed) == 1 else "de kolommen"
        lines.append(
            f"{are} {dutch.joined(sorted(renamed))} van {name} ({dutch.joined(sorted(stored - columns))} is nieuw)"
        )
    if "noticed_at" in stored:
        query = f"select count(*) from veerkracht.{name} where not coalesce({_IS_MOMENT}, true)"
        [[count]] = connection.execute(query).fetchall()
        if count:
            lines.append(f"het moment van {'1 rij' if count == 1 else f'{count} rijen'} van {name}")
    return lines


def _ledger_table(connection: duckdb.DuckDBPyConnection, name: str, columns: _Columns) -> pa.Table:
    """Return a table of the ledger as the schema has it now, by the columns that both have, with moments in UTC; one
    that no calendar has becomes the last one before it."""
    stored = columns["veerkracht", name]
    if stored or name not in _YOUNGER:
        shared = [
            _moment(name, columns) if column == "noticed_at" else column
            for column in sorted(stored & columns["memory", name])
        ]
        connection.execute(f"insert into {name} by name select {', '.join(shared) or '*'} from veerkracht.{name}")
    return connection.sql(f"from {name}").to_arrow_table()


def _moment(name: str, columns: _Columns) -> str:
    """Return the column noticed_at in UTC: databases of earlier versions have it in the time of the machine."""
    in_utc = "noticed_at"
    if "timezone" not in columns["veerkracht", "build"]:
        in_utc = "timezone('UTC', timezone(current_setting('TimeZone'), noticed_at))"
    last = f"(select max(noticed_at) from veerkracht.{name} where {_IS_MOMENT})"
    instead = f"coalesce({last}, timestamp '1970-01-01') + to_microseconds(row_number() over ())"  # a key needs another
    return f"case when {_IS_MOMENT} then {in_utc} when noticed_at is not null then {instead} end as noticed_at"


def _figures(place: str) -> str:
    return f"""
        select indicator_id, period, area_code, value, snapshot_id, source_id
        from {place}.observation
        join {place}.indicator using (indicator_id)
        where value is not null or missing = 'too_few'
    """


def keep_copy(loss: Loss) -> None:
    """Also keep an unreadable database under a name of its own, until another takes its place.

    Nothing is overwritten. Raises OSError when that fails.
    """
    spare = loss.place.with_name(loss.name)
    if not spare.exists():  # else it is the same file: an earlier build ended here
        try:
            os.link(loss.place, spare)
        except OSError:  # a disk without hard links
            aside = loss.place.with_name(f".{loss.place.stem}-{loss.name}.aside")
            try:
                aside.touch(mode=0o600)
                shutil.copyfile(loss.place, aside)
                shutil.copymode(loss.place, aside)
                aside.rename(spare)
            finally:
                aside.unlink(missing_ok=True)
    log = places.log_of(loss.place)
    if log.exists():
        os.replace(log, places.log_of(spare))
