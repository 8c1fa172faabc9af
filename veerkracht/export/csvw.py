"""Writes described tables for programs: CSV with CSV on the Web metadata, and JSON.

The metadata follow https://www.w3.org/TR/tabular-metadata/.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose, isfinite
from typing import Any

import pandas as pd

from veerkracht.export import delimited

_LANGUAGE = "nl"
_BETWEEN = "|"  # the members of a list, in a cell of CSV
_DATATYPES: dict[str, object] = {
    "string": "string",
    "number": "double",
    "integer": "integer",
    "boolean": {"base": "boolean", "format": "True|False"},
}
_Json = dict[str, Any]  # its values are of any type that JSON has


@dataclass(frozen=True)
class Answer:
    """What a program gets: its bytes, its media type, and the address of a description of it, '' without one."""

    body: bytes
    media_type: str
    metadata: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its name, its type (a key of _DATATYPES, or 'list' of texts), a short title and what it holds."""

    name: str
    type: str
    title: str
    description: str


@dataclass(frozen=True, eq=False)
class Described:
    """A table with what is in it: `frame` has the columns in their order, `key` names those that identify a row.

    `about` is what JSON has besides the rows.
    """

    title: str
    description: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    about: Mapping[str, object] = field(default_factory=dict)


def typed(table: Described) -> pd.DataFrame:
    """Return the rows with the types of their columns, whole numbers whole also with gaps, and numbers without the
    noise of a sum: 13.7 for 13.700000000000003."""
    frame = {}
    for column in table.columns:
        values = table.frame[column.name]
        match column.type:
            case "integer":
                frame[column.name] = values.astype("Int64")
            case "number":
                frame[column.name] = values.astype(float).map(without_noise)
            case "list":
                frame[column.name] = values.map(list)
            case "boolean":
                frame[column.name] = values
            case _:
                frame[column.name] = values.astype("str")
    return pd.DataFrame(frame)


def without_noise(value: float) -> float:
    """Return 13.7 for the 13.700000000000003 that a sum leaves behind; any other number as it is."""
    short = float(f"{value:.12g}")
    return short if isclose(value, short, rel_tol=1e-14) else value


def csv(table: Described) -> bytes:
    """Return the rows as CSV for programs: UTF-8, comma, decimal point, empty when missing, lists with | between."""
    frame = typed(table)
    lists = {column.name: frame[column.name].map(_BETWEEN.join) for column in table.columns if column.type == "list"}
    return delimited.plain(frame.assign(**lists))


def metadata(table: Described, address: str, about: Mapping[str, str]) -> bytes:
    """Return the CSV on the Web metadata of the CSV at an address, which may be relative to that of the metadata.

    `about` has further properties of the table, such as dc:publisher.
    """
    document: _Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": _LANGUAGE}],
        "url": address,
        "dc:title": table.title,
        "dc:description": table.description,
        **about,
        "dialect": {"delimiter": ",", "quoteChar": '"', "header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [_described(column, column.name in table.key) for column in table.columns],
            "primaryKey": [_identifier(name) for name in table.key],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def as_json(table: Described) -> bytes:
    """Return the rows as JSON, an object each, with null for what is missing, beside title, description, columns and
    what else is `about` the table."""
    document: _Json = {
        "title": table.title,
        "description": table.description,
        **table.about,
        "columns": [vars(column) for column in table.columns],
        "rows": records(table),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def records(table: Described) -> list[_Json]:
    """Return the rows as JSON has them: values by the name of their column, None for what is missing."""
    frame = typed(table)
    columns = [[_plain(value) for value in frame[column.name].tolist()] for column in table.columns]
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _described(column: Column, is_key: bool) -> _Json:
    is_list = column.type == "list"
    described: _Json = {
        "name": _identifier(column.name),
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": column.description,
        "datatype": _DATATYPES["string" if is_list else column.type],
    }
    return described | ({"required": True} if is_key else {}) | ({"separator": _BETWEEN} if is_list else {})


def _identifier(name: str) -> str:
    """Return a name that CSV on the Web takes: without spaces and signs."""
    return re.sub(r"\W+", "_", name)


def _plain(value: object) -> object:
    """Return a value as JSON has it: None for what is missing."""
    if isinstance(value, list):
        return value
    is_missing = value is None or value is pd.NA or (isinstance(value, float) and not isfinite(value))
    return None if is_missing else value
