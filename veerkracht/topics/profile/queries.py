"""Queries of the profile of a buurt, one function each: takes a connection and codes, returns a DataFrame or rows."""

import duckdb
import pandas as pd


def areas(connection: duckdb.DuckDBPyConnection, level: str) -> pd.DataFrame:
    """Return one row per area of a level (buurt, wijk or groep) by name: area_code, name, wijk, inhabitants,
    inhabitants_period, is_small.

    The names of wijken are without their number; a wijk or group has no wijk. `inhabitants` is none if unknown;
    `is_small` is true below the threshold small_population.
    """
    return connection.execute(
        r"""
        with newest as (
            select area_code, regexp_replace(arg_max(name, boundary_year), '^Wijk \d+ ', '') as name,
                   any_value(level) as level, arg_max(parent_code, boundary_year) as parent_code
            from area
            group by area_code
        )
        select own.area_code, own.name, wijk.name as wijk, value as inhabitants, programme.inhabitants_period,
               coalesce(
                   value < (select threshold.value from threshold where threshold_id = 'small_population'), false
               ) as is_small
        from newest as own
        cross join programme
        left join newest as wijk on wijk.area_code = own.parent_code and wijk.level = 'wijk'
        left join observation on observation.area_code = own.area_code
            and indicator_id = inhabitants_indicator_id and period = programme.inhabitants_period
        where own.level::varchar = $level
        order by own.name, own.area_code
        """,
        {"level": level},
    ).df()


def peers(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str, float]]:
    """Return the figures of all buurten and wijken for periods that are the latest of any of them; of buurten also for
    the latest of an own group.

    One row per level (BU or WK), indicator, period and area: these four, and the figure, in ascending order.
    """
    return connection.execute("""
        with figure as (
            select case area_code[1:2] when 'GR' then 'BU' else area_code[1:2] end as level,
                   indicator_id, period, area_code, value
            from observation
            where area_code[1:2] in ('BU', 'WK', 'GR') and value is not null
        ),
        latest as (
            select distinct level, indicator_id, period
            from (select level, indicator_id, max(period) as period from figure group by level, indicator_id, area_code)
        )
        select level, indicator_id, period, area_code, value
        from figure
        join latest using (level, indicator_id, period)
        where area_code[1:2] <> 'GR'
        order by level, indicator_id, period, value, area_code
    """).fetchall()


def snapshots(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per snapshot: snapshot_id, retrieved_at."""
    return connection.execute("select snapshot_id, retrieved_at from snapshot order by snapshot_id").df()
