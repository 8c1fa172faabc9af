"""The query of the map: a connection and names in, rows out."""

import duckdb

from veerkracht.database.rows import Observation, fetched


def observations(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> tuple[Observation, ...]:
    """Return the figures of an indicator, of all areas and periods with any data."""
    result = connection.execute(
        """
        select area_code, period, value, lower, upper, status::varchar, missing::varchar, margin_kind::varchar
        from observation
        where indicator_id = $indicator_id
        order by period, area_code
        """,
        {"indicator_id": indicator_id},
    )
    return fetched(result, Observation)
