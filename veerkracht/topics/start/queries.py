"""The query of Start: a connection in, a DataFrame out."""

import duckdb
import pandas as pd


def spreads(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator and period with figures of at least ten buurten: indicator_id, unit, period, spread
    (their standard deviation, in the unit of the indicator)."""
    return connection.execute("""
        select indicator_id, unit, period, stddev_samp(value) as spread
        from observation
        join indicator using (indicator_id)
        where area_code like 'BU%' and value is not null
        group by all
        having count(*) >= 10 and stddev_samp(value) > 0
        order by indicator_id, period
    """).df()
