"""Queries of the figures on a see-saw; each takes a connection and ids, and returns a DataFrame."""

import duckdb
import pandas as pd


def items(connection: duckdb.DuckDBPyConnection, fewest: int) -> pd.DataFrame:
    """Return one row per indicator that is weighed, in the order of the catalogue: side, indicator_id, sign, reason,
    measure_id and goal_id (null without a measure).

    The indicator is the fallback of the catalogue as long as the first has figures of fewer than `fewest` buurten.
    """
    return connection.execute(
        """
        with counted as (
            select indicator_id, count(distinct area_code) as buurt_count
            from observation
            where area_code like 'BU%' and value is not null
            group by indicator_id
        )
        select side,
               case when coalesce(own.buurt_count, 0) < $fewest and fallback.buurt_count >= $fewest
                    then fallback_id else balance_item.indicator_id end as indicator_id,
               sign, reason, measure_id, goal_id
        from balance_item
        left join counted as own on own.indicator_id = balance_item.indicator_id
        left join counted as fallback on fallback.indicator_id = fallback_id
        left join goal_measure using (measure_id)
        order by balance_item.position
        """,
        {"fewest": fewest},
    ).df()


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
