"""Queries of much and little veerkracht; each takes a connection and ids, and returns a DataFrame."""

import duckdb
import pandas as pd


def items(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per share to compare, much veerkracht first: side ('dragers', 'vragers'), indicator_id, measure_id
    and goal_id (null without a measure)."""
    return connection.execute("""
        select side, balance_item.indicator_id, measure_id, goal_id
        from balance_item
        left join goal_measure using (measure_id)
        where side in ('dragers', 'vragers')
        order by balance_item.position
    """).df()


def shared_period(connection: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> pd.DataFrame:
    """Return one row, period: the latest in which all these indicators have figures of buurten, else null."""
    return connection.execute(
        """
        select max(period) as period
        from (
            select period
            from observation
            where list_contains($indicator_ids, indicator_id) and area_code like 'BU%' and value is not null
            group by period
            having count(distinct indicator_id) = len($indicator_ids)
        )
        order by period
        """,
        {"indicator_ids": indicator_ids},
    ).df()


def adopted(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and area with a baseline in the plan: measure_id, area_code, period, value, decimals,
    place (in the plan)."""
    return connection.execute("""
        select measure_id, area_code, baseline_period as period, value, decimals, place
        from goal_baseline
        join goal_measure using (measure_id)
        join goal using (goal_id)
        order by measure_id, area_code
    """).df()
