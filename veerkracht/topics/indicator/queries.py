"""Queries about one indicator: its gaps, and where it is used."""

import duckdb
import pandas as pd


def gaps(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per reason for missing figures of an indicator, most first: missing, count, first_period,
    last_period."""
    return connection.execute(
        """
        select missing::varchar as missing, count(*) as count, min(period) as first_period, max(period) as last_period
        from observation
        where indicator_id = $indicator_id and value is null
        group by missing
        order by count desc, missing
        """,
        {"indicator_id": indicator_id},
    ).df()


def uses(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per use of an indicator, goals first, in the order of the plan.

    Columns: kind ('measure' of a goal, 'related' to one, 'signal' early for one, 'resilience' or 'similarity'), goal_id
    and name of the goal (null for the last two).
    """
    return connection.execute(
        """
        with used as (
            select 'measure' as kind, goal_id
            from goal_measure
            where indicator_id = $indicator_id
            union
            select 'related', goal_id
            from goal_related
            join goal_measure using (measure_id)
            where goal_related.indicator_id = $indicator_id
            union
            select 'signal', goal_id
            from early_signal
            join goal_measure using (indicator_id)
            where monthly_id = $indicator_id
            union
            select 'resilience', null from resilience_measure where indicator_id = $indicator_id and why_not = ''
            union
            select 'similarity', null from similarity_measure where indicator_id = $indicator_id
        )
        select kind, goal_id, name
        from used
        left join goal using (goal_id)
        order by list_position(['measure', 'related', 'signal', 'resilience', 'similarity'], kind), goal_id
        """,
        {"indicator_id": indicator_id},
    ).df()
