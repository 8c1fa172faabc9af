"""Converts tables of the local publishers to OData v4: a row per figure, under codes, with the reason of a gap."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.odata_filter import parse_filter

if TYPE_CHECKING:
    from tests.publishers import ODataTable, Publishers

Row = dict[str, Any]
PATH = r"/odata/v1/CBS/(\w+)(?:/(\w+))?"
# by name of a collection of OData v3 the one of v4 with the same
COLLECTIONS = {"TableInfos": "Properties", "TypedDataSet": "Observations", "DataProperties": "MeasureCodes"}


def answer(publishers: "Publishers", table: "ODataTable", collection: str, query: dict[str, str]) -> tuple[int, Any]:
    """Return status and body; 404 for a collection that the table does not have."""
    base = f"{publishers.url}/odata/v1/CBS/{table.table_id}"
    if collection == "Properties":
        return 200, {"@odata.context": f"{publishers.url}/odata/v1/$metadata#{collection}", **_properties(table)}
    if not collection:
        names = ["Properties", *_collections(publishers, table)]
        return 200, {"value": [{"name": name, "kind": "EntitySet", "url": f"{base}/{name}"} for name in names]}
    rows = _collections(publishers, table).get(collection)
    if rows is None:
        return 404, "Not Found"
    if (filters := query.get("$filter")) and not publishers.ignores_filter:
        try:
            keep = parse_filter(filters)
            rows = [row for row in rows if not isinstance(row, dict) or keep(row)]
        except (ValueError, KeyError) as error:
            return 400, {"error": {"code": "", "message": str(error)}}
    if collection == "Observations":
        rows = _observations(publishers, table, rows)
    skip, size = int(query.get("$skip", 0)), publishers.page_size or 100_000
    body: Row = {"@odata.context": f"{base}/$metadata#{collection}", "value": rows[skip : skip + size]}
    if skip + size < len(rows):
        rest = f"$filter={quote(filters)}&" if filters else ""
        body["@odata.nextLink"] = f"{base}/{collection}?{rest}$skip={skip + size}"
    return 200, body


def body(content: Any) -> bytes:
    """Return an answer as JSON."""
    return json.dumps(content).encode()


def _properties(table: "ODataTable") -> Row:
    properties = {"Identifier": table.table_id, "Title": table.title, "Modified": table.modified} | table.about
    if len(str(properties["Modified"])) == len("2026-01-15T02:00:00"):
        properties["Modified"] = f"{properties['Modified']}+01:00"
    coverage = {"TemporalCoverage": properties.pop("Period")} if "Period" in properties else {}
    described = {
        "Description": properties.pop("Source", ""),
        "Catalog": "CBS",
        "Status": "Regulier",
        "Language": "nl-NL",
    }
    return properties | coverage | described


def _collections(publishers: "Publishers", table: "ODataTable") -> dict[str, list[Any]]:
    """Return the collections of a table; the rows of Observations are still those of OData v3, one per area."""
    groups = [row for row in table.properties if row["Type"] == "TopicGroup"]
    collections: dict[str, list[Any]] = {
        "MeasureGroups": [_group(row["ID"], row["Title"], number) for number, row in enumerate(groups)],
        "MeasureCodes": [_measure(row, number) for number, row in enumerate(_topics(table))],
        "Dimensions": [{"Identifier": name, "Title": name, "Kind": "Dimension"} for name in table.dimensions],
        "Observations": table.rows,
    }
    for name, rows in table.dimensions.items():
        collections[f"{name}Groups"] = []
        collections[f"{name}Codes"] = [_code(publishers, row, number) for number, row in enumerate(rows)]
    return collections


def _topics(table: "ODataTable") -> list[Row]:
    return [row for row in table.properties if row["Type"] == "Topic"]


def code_of(row: Row) -> str:
    """Return the code of a topic, which is not its key in OData v3; some have a second number, as those of CBS."""
    number = int(row["ID"])
    return f"M{number:06d}_2" if number % 7 == 3 else f"M{number:06d}"


def _group(code: int, title: str, number: int) -> Row:
    return {"Id": str(code), "Index": number, "Title": title, "Description": "", "ParentId": None}


def _measure(row: Row, number: int) -> Row:
    parent = row.get("ParentID")
    return {
        "Identifier": code_of(row), "Index": number, "Title": row["Title"].strip(), "Description": "",
        "MeasureGroupId": None if parent is None else str(parent), "DataType": row["Datatype"], "Unit": row["Unit"],
        "Decimals": row["Decimals"], "PresentationType": "Relative" if row["Unit"] == "%" else "None",
    }  # fmt: skip


def _code(publishers: "Publishers", row: Any, number: int) -> Any:
    if not isinstance(row, dict):
        return row
    key = row["Key"]
    identifier = key if publishers.pads_codes or not isinstance(key, str) else key.strip()
    title = row["Title"].strip() if isinstance(row.get("Title"), str) else row.get("Title")
    named = {"Identifier": identifier, "Index": number, "Title": title, "Description": "", "DimensionGroupId": None}
    return named | ({"Status": row["Status"]} if "Status" in row else {})


def _observations(publishers: "Publishers", table: "ODataTable", rows: list[Row]) -> list[Row]:
    """Return a row per figure, and text, of rows of OData v3."""
    topics, observed = _topics(table), list[Row]()
    for row in rows:
        place = {name: row[name] if publishers.pads_codes else row[name].strip() for name in table.dimensions}
        for topic in topics:
            if topic["Key"] in row:
                cell = row[topic["Key"]]
                is_text = topic["Datatype"] == "String"
                if cell is None and publishers.omits_gaps:
                    continue
                observed.append({
                    "Id": len(observed), "Measure": code_of(topic),
                    "ValueAttribute": "Impossible" if cell is None else "None",
                    "Value": None if is_text else cell, "StringValue": cell if is_text else None, **place,
                })  # fmt: skip
    return observed
