"""Reads the inhabitants that the method uses: the single place that defines which areas and which year."""

import duckdb

from veerkracht.catalog.catalog import Catalog

_QUERY = """
    select area_code, value
    from (from observation union all by name from elsewhere)
    where indicator_id = $indicator and period = $period and value is not null
    order by area_code
"""


def of_areas(connection: duckdb.DuckDBPyConnection, content: Catalog) -> dict[str, float]:
    """Return the inhabitants of every area of the municipality and elsewhere by its code."""
    return dict(connection.execute(_QUERY, content.method.inhabitants.model_dump()).fetchall())
