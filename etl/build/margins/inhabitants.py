"""Reads the inhabitants that the method calculates with: the one place where it is said whose, and of which year."""

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
