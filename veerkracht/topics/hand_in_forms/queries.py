"""The query of the forms: takes a connection and returns a DataFrame."""

import duckdb
import pandas as pd


def own_topics(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator with figures of the municipality itself, in the order of the catalogue:
    indicator_id, label, unit, is_survey (whether a figure has a number of answers)."""
    return connection.execute("""
        select indicator_id, label, unit, margin <> 'telling' as is_survey
        from indicator
        join source using (source_id)
        where kind = 'lokaal'
        order by indicator.position
    """).df()
