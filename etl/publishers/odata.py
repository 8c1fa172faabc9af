"""Fetches tables of CBS StatLine and of third parties (RIVM, Politie) through the OData v3 client `cbsodata`."""

from collections.abc import Callable
from typing import TypeVar

import cbsodata
import pandas as pd

from etl.publishers import cbsodata_client, expectations, form, http, statline
from etl.publishers.publisher import Description, Request, Row
from etl.publishers.statline import text
from etl.snapshots.store import TOPIC_COLUMNS, Snapshot
from veerkracht.catalog.catalog import Source, Table

T = TypeVar("T")


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the publisher last changed the table, as the publisher writes it.

    Raises SourceError when the table or the host does not answer, or the table is another one than it should be.
    """
    info = _info(source, table)
    expectations.require_identity(table, info)
    return text(info.get("Modified")) or None


def describe(source: Source, table: Table) -> Description:
    """Return what the table says of itself. Raises SourceError when it does not answer, or in another form."""
    info, properties = _info(source, table), _collection(source, table, "DataProperties")
    topics = _topics(properties)
    if table.categories:
        categories = statline.titles_by_code(_collection(source, table, table.categories))
        topics = statline.by_category(topics, categories)
    names = {text(row.get("Key")) for row in properties}
    periods = _collection(source, table, expectations.PERIOD) if expectations.PERIOD in names else []
    has_flag = any(name.startswith(expectations.BOUNDARY_CHANGE) for name in names)
    return Description(info, topics, statline.period_codes(periods), has_flag)


def area_codes(source: Source, table: Table) -> list[str]:
    """Return the codes of all areas the table has, of the whole country. Raises SourceError as `fetch` does."""
    return list(_area_names(source, table))


def fetch(request: Request) -> Snapshot:
    """Return the table for the region and the country, with the publisher's own values.

    A topic and a category together are one topic, with the category as its group. Raises SourceError when the publisher
    does not answer or the answer is not what was requested.
    """
    source, table = request.source, request.table
    categories = {}
    if table.categories:
        categories = statline.requested_categories(request, _collection(source, table, table.categories))
    info = _info(source, table)
    expectations.require_identity(table, info)
    names = {text(row["name"]) for row in _collection(source, table, form.COLLECTIONS)}
    expectations.require_parts(table, names, {"TypedDataSet", "DataProperties", expectations.REGION})
    topics = _topics(_collection(source, table, "DataProperties"))
    titles = _area_names(source, table)
    periods = _collection(source, table, expectations.PERIOD) if expectations.PERIOD in names else []
    rows = form.figures(table, _data(source, table, statline.figures_filter(table, request.region, categories)))
    return statline.snapshot(
        request, statline.Answer(info, topics, statline.trimmed(rows), titles, periods), categories
    )


def _info(source: Source, table: Table) -> Row:
    return next(iter(_collection(source, table, "TableInfos")), {})


def _area_names(source: Source, table: Table) -> dict[str, str]:
    def fetch() -> dict[str, str]:
        rows = _collection(source, table, expectations.REGION)
        form.require_names(table, expectations.REGION, rows)
        return statline.area_names(rows)

    return http.described(f"{source.host}/{table.id}/names", fetch)


def _collection(source: Source, table: Table, name: str) -> list[Row]:
    """Return what describes a table. Raises SourceError when it has another form."""

    def fetch() -> list[Row]:
        place = "" if name == form.COLLECTIONS else name
        answer = _query(source, table, lambda host: cbsodata.get_meta(table.id, place, catalog_url=host))
        return form.require_rows(table, name, answer)

    return http.described(f"{source.host}/{table.id}/{name}", fetch)


def _data(source: Source, table: Table, filters: str) -> object:
    """Return the figures that a filter wants; get_meta takes one too, and nothing else without all descriptions."""
    return _query(
        source, table, lambda host: cbsodata.get_meta(table.id, "TypedDataSet", catalog_url=host, filters=filters)
    )


def _query(source: Source, table: Table, query: Callable[[str], T]) -> T:
    """Return the answer of the host of the source, which `query` is called with, retrying after a passing fault."""

    def answer() -> T:
        with cbsodata_client.connected(http.host_url(str(source.host))) as host:
            return query(host)

    return http.with_retries(answer, f"Tabel {table.id}", str(source.host))


def _topics(properties: list[Row]) -> pd.DataFrame:
    titles = {row.get("ID"): text(row.get("Title")) for row in properties}
    topics = []
    for row in properties:
        if row["Type"] == "Topic" and row.get("Datatype") != "String":
            title, group, unit = text(row.get("Title")), titles.get(row.get("ParentID"), ""), text(row.get("Unit"))
            topics.append((row["Key"], title, group, unit, row.get("Decimals") or 0))
    return pd.DataFrame(topics, columns=TOPIC_COLUMNS)
