"""Queries of decisions; each takes a connection and returns a DataFrame."""

import duckdb
import pandas as pd


def decisions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per decision, newest first: the columns of table decision and goal_ids (none: the whole
    programme)."""
    return connection.execute("""
        select decision.*, coalesce(list(goal_id order by goal_id) filter (where goal_id is not null), []) as goal_ids
        from decision
        left join decision_goal using (decision_id)
        group by all
        order by position
    """).df()


def goals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per operational goal: goal_id, name."""
    return connection.execute("select goal_id, name from goal order by goal_id").df()
