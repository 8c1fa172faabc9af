"""Queries of efforts; each takes a connection and returns a DataFrame."""

import duckdb
import pandas as pd


def efforts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per effort in the order of the files: the columns of table effort and goal_ids (all it serves)."""
    return connection.execute("""
        select effort.*, coalesce(list(goal_id order by goal_id) filter (where goal_id is not null), []) as goal_ids
        from effort
        left join effort_goal using (effort_id)
        group by all
        order by position
    """).df()


def counts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per effort, thing that is counted and year: effort_id, position, name, unit, year, planned,
    realised, missing (why nothing realised is known: not_measured or too_few)."""
    return connection.execute("""
        select effort_id, effort_count.position, effort_count.name, unit, year, planned, realised,
               missing::varchar as missing
        from effort_count
        join effort using (effort_id)
        order by effort.position, effort_count.position, year
    """).df()


def goals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per operational goal in the order of the plan: goal_id, name, level, strategic_goals."""
    return connection.execute("select goal_id, name, level, strategic_goals from goal order by goal_id").df()
