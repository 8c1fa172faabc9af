"""The questions that only exports ask, one function each: a connection and names in, a DataFrame out."""

import duckdb
import pandas as pd


def version(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row that tells one set of figures from another: version (eight characters, of the contents of all
    snapshots and of the goals), retrieved_at (the latest known date, ISO; null when none is known)."""
    return connection.execute("""
        with content as (
            select string_agg(sha256, '' order by snapshot_id) as text from snapshot
            union all
            select string_agg(concat_ws('/', measure_id, area_code, target, status, path), ';'
                              order by measure_id, area_code) from goal_status
        )
        select left(sha256(string_agg(text, '|' order by text)), 8) as version,
               (select max(try_cast(left(retrieved_at, 10) as date))::varchar from snapshot) as retrieved_at
        from content
    """).df()


def changes(connection: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> pd.DataFrame:
    """Return one row per figure of these indicators that its publisher changed, newest first: noticed_at, label,
    area_code, name, period, old_value, new_value, decimals, unit, old_snapshot_id, new_snapshot_id."""
    return connection.execute(
        """
        select strftime(noticed_at, '%Y-%m-%d') as noticed_at, label, area_code, coalesce(name, area_code) as name,
               period, old_value, new_value, decimals, unit, old_snapshot_id, new_snapshot_id
        from revision
        join indicator using (indicator_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code)
            using (area_code)
        where indicator_id in (select unnest($indicator_ids))
        order by revision.noticed_at desc, position, period, area_code
        """,
        {"indicator_ids": indicator_ids},
    ).df()
