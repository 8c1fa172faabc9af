"""Queries of the page Eigen tabel."""

import duckdb

from veerkracht.database.rows import Observation


def figures(
    connection: duckdb.DuckDBPyConnection, indicator_ids: list[str], years: list[str], area_codes: list[str]
) -> list[tuple[str, Observation]]:
    """Return the figures of these areas in these years, or why there is none, each with its indicator_id."""
    result = connection.execute(
        """
        select indicator_id, area_code, period, value, lower, upper, status::varchar, missing::varchar,
               margin_kind::varchar
        from observation
        where list_contains($indicator_ids, indicator_id) and list_contains($years, period)
            and list_contains($area_codes, area_code)
        order by indicator_id, period, area_code
        """,
        {"indicator_ids": indicator_ids, "years": years, "area_codes": area_codes},
    )
    return [(indicator_id, Observation(*values)) for indicator_id, *values in result.fetchall()]
