"""What the page Halen we in? asks of the database."""

import duckdb
import pandas as pd

from veerkracht.database.rows import fetched
from veerkracht.topics.catching_up.rows import Known


def known(connection: duckdb.DuckDBPyConnection, area_code: str) -> tuple[Known, ...]:
    """Return every yearly figure of an area, by indicator and year."""
    result = connection.execute(
        """
        select indicator_id, period, value, lower, upper, margin_kind::varchar, numerator, denominator,
               table_id || '@' || edition
        from observation
        join snapshot using (snapshot_id)
        where area_code = $area_code and length(period) = 4 and value is not null
        order by indicator_id, period
        """,
        {"area_code": area_code},
    )
    return fetched(result, Known)


def spreads(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator that is a count, how strongly it varies: indicator_id, phi, tau2."""
    return connection.execute("select indicator_id, phi, tau2 from count_spread order by indicator_id").df()


def comparisons(connection: duckdb.DuckDBPyConnection, level: str, smallest: int) -> pd.DataFrame:
    """Return one row per indicator and two periods of which comparable areas tell the error of a change, for areas of a
    level and size class: indicator_id, first_period, last_period, error, is_ratio."""
    return connection.execute(
        """
        select indicator_id, first_period, last_period, error, is_ratio
        from margin_comparison
        where level::varchar = $level and smallest = $smallest
        order by all
        """,
        {"level": level, "smallest": smallest},
    ).df()
