"""Turns the comments in schema.sql and views.sql into comments in the database and a document for analysts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from veerkracht.database.engines import quoted

_SHARED = re.compile(r"--   (\w+): (.+)")  # of every column with that name
_CREATE = re.compile(r"create (table|(?:or replace )?view) (\w+)(?: as from (\w+))?")
_TABLE_COLUMN = re.compile(r"    (?!primary |check |references )(\w+) ")
_VIEW_COLUMN = re.compile(r"    .*\bas (\w+),?$")
_NOT_COMMENT = re.compile(r"(.*?)\s+-- (.*)")
_HEAD = """# Alle tabellen en kolommen

Hoe u de database opent, en vijf vragen om mee te beginnen, leest u in [De database openen](database.md). Dit bestand is
gemaakt van `veerkracht/database/schema.sql` en `veerkracht/database/views.sql`, met `python -m etl schema`."""
_LISTED = """## {kind} {name}

{comment}

| kolom | wat erin staat |
|---|---|
{rows}"""


@dataclass
class Described:
    """A table or view: the meaning of one row, and of each column by name."""

    name: str
    is_view: bool
    comment: str
    columns: dict[str, str] = field(default_factory=dict)


def described(sql: str) -> list[Described]:
    """Return the tables and views that a script creates, with the comments in it.

    Comments right above or behind a table or column belong to it. A column of a table without one takes it from the
    list `-- name: comment` at the top of the script.
    """
    shared = {match[1]: match[2] for line in sql.splitlines() if (match := _SHARED.fullmatch(line))}
    tables: dict[str, Described] = {}
    current, above = None, list[str]()
    for line in sql.splitlines():
        if line.lstrip().startswith("-- "):
            above.append(line.lstrip()[3:])
            continue
        if match := _CREATE.match(line):
            current = tables[match[2]] = Described(match[2], "view" in match[1], " ".join(above))
            current.columns = dict(tables[match[3]].columns) if match[3] else {}
        elif current:
            bare, behind = (match[1], match[2]) if (match := _NOT_COMMENT.fullmatch(line)) else (line, "")
            match = (_VIEW_COLUMN if current.is_view else _TABLE_COLUMN).match(bare)
            comment_text = " ".join([*above, behind]).strip()
            if match and (comment := comment_text or ("" if current.is_view else shared.get(match[1], ""))):
                current.columns[match[1]] = comment
        above = []
        current = None if line.endswith(";") else current
    return list(tables.values())


def statements(sql: str) -> Iterator[str]:
    """Yield the statements that put the comments of a script into the database that it made."""
    for table in described(sql):
        yield f"comment on {'view' if table.is_view else 'table'} {table.name} is {quoted(table.comment)}"
        for column, comment in table.columns.items():
            yield f'comment on column {table.name}."{column}" is {quoted(comment)}'


def document(sql: str) -> str:
    """Return a Dutch document in Markdown that lists the tables and views of a script with their columns."""
    parts = [_HEAD]
    for table in sorted(described(sql), key=lambda table: not table.is_view):
        rows = "\n".join(f"| `{column}` | {comment} |" for column, comment in table.columns.items())
        kind = "View" if table.is_view else "Tabel"
        parts.append(_LISTED.format(kind=kind, name=table.name, comment=table.comment, rows=rows))
    return "\n\n".join(parts) + "\n"
