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
_BETWEEN = "|"  # between the members of a list, in a cell of CSV
_DATATYPES: dict[str, object] = {
    "string": "string",
    "number": "double",
    "integer": "integer",
    "boolean": {"base": "boolean", "format": "True|False"},
}
_Json = dict[str, Any]  # its values are of any type that JSON has


@dataclass(frozen=True)
class Answer:
    """A response for programs: its content, its media type, and the address of its description, '' without one."""

    body: bytes
    media_type: str
    metadata: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its name, its type (a key of _DATATYPES, or 'list' of texts), a short title and a description."""

    name: str
    type: str
    title: str
    description: str


@dataclass(frozen=True, eq=False)
class Described:
    """A table with its description: `frame` has the columns in order, `key` are the names of the columns that identify
    a row. `about` has extra content for JSON besides the rows."""

    title: str
    description: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    about: Mapping[str, object] = field(default_factory=dict)


def typed(table: Described) -> pd.DataFrame:
    """Return the rows with the types of their columns: integers even with gaps, and numbers without rounding noise:
    13.7 for 13.700000000000003."""
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
    """Return 13.7 for the 13.700000000000003 that a sum leaves behind; other numbers are unchanged."""
    short = float(f"{value:.12g}")
    return short if isclose(value, short, rel_tol=1e-14) else value


def csv(table: Described) -> bytes:
    """Return the rows as CSV for programs: UTF-8, comma, decimal point, empty for missing values, lists separated by
    |."""
    frame = typed(table)
    lists = {column.name: frame[column.name].map(_BETWEEN.join) for column in table.columns if column.type == "list"}
    return delimited.plain(frame.assign(**lists))


def metadata(table: Described, address: str, about: Mapping[str, str]) -> bytes:
    """Return the CSV on the Web metadata of the CSV at an address, which may be relative to that of the metadata.
    `about` has more properties of the table, such as dc:publisher."""
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
    """Return the rows as JSON, an object each, with null for missing values, beside title, description, columns and
    `about`."""
    document: _Json = {
        "title": table.title,
        "description": table.description,
        **table.about,
        "columns": [vars(column) for column in table.columns],
        "rows": records(table),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def records(table: Described) -> list[_Json]:
    """Return the rows as JSON objects: values by column name, None for missing ones."""
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
    """Return a valid CSV on the Web name: without spaces and punctuation."""
    return re.sub(r"\W+", "_", name)


def _plain(value: object) -> object:
    """Return a value for JSON: None if it is missing."""
    if isinstance(value, list):
        return value
    is_missing = value is None or value is pd.NA or (isinstance(value, float) and not isfinite(value))
    return None if is_missing else value
