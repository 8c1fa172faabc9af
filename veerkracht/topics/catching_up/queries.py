"""Queries of the page Halen we in? and of other comparisons between two years."""

import duckdb
import pandas as pd

from veerkracht.database.rows import fetched
from veerkracht.topics.catching_up.rows import YearFigure


def of_indicator(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> tuple[YearFigure, ...]:
    """Return every yearly figure of an indicator, by area and year."""
    result = connection.execute(
        """
        select area_code, period, value, lower, upper, margin_kind::varchar, numerator, denominator, snapshot_id
        from observation
        where length(period) = 4 and value is not null and indicator_id = $indicator_id
        order by area_code, period
        """,
        {"indicator_id": indicator_id},
    )
    return fetched(result, YearFigure)


def spreads(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator that is a count, with how much it varies: indicator_id, phi, tau2."""
    return connection.execute("select indicator_id, phi, tau2 from count_spread order by indicator_id").df()


def comparisons(connection: duckdb.DuckDBPyConnection, level: str, smallest: int) -> pd.DataFrame:
    """Return one row per indicator and two periods for which comparable areas give the error of a change, for areas of
    a level and size class: indicator_id, first_period, last_period, error, is_ratio."""
    return connection.execute(
        """
        select indicator_id, first_period, last_period, error, is_ratio
        from margin_comparison
        where level::varchar = $level and smallest = $smallest
        order by all
        """,
        {"level": level, "smallest": smallest},
    ).df()
