"""The query of the map: a connection and names in, a DataFrame out."""

import duckdb
import pandas as pd


def observations(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per period and area of an indicator, with its figure or why there is none.

    Columns: area_code, period, value, lower, upper (unit of the indicator), status, missing.
    """
    return connection.execute(
        """
        select area_code, period, value, lower, upper, status::varchar as status, missing::varchar as missing
        from observation
        where indicator_id = $indicator_id
        order by period, area_code
        """,
        {"indicator_id": indicator_id},
    ).df()
