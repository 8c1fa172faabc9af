"""The queries of the profile of a buurt, one function each: a connection and codes in, a DataFrame out."""

import duckdb
import pandas as pd


def buurten(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per buurt by name: area_code, name, wijk (without its number), inhabitants, inhabitants_period,
    is_small.

    `inhabitants` is none when unknown; `is_small` is true below the threshold small_population.
    """
    return connection.execute(r"""
        with newest as (
            select area_code, arg_max(name, boundary_year) as name, any_value(level) as level,
                   arg_max(parent_code, boundary_year) as parent_code
            from area
            group by area_code
        )
        select buurt.area_code, buurt.name, regexp_replace(wijk.name, '^Wijk \d+ ', '') as wijk,
               value as inhabitants, programme.inhabitants_period,
               coalesce(
                   value < (select threshold.value from threshold where threshold_id = 'small_population'), false
               ) as is_small
        from newest as buurt
        cross join programme
        left join newest as wijk on wijk.area_code = buurt.parent_code
        left join observation on observation.area_code = buurt.area_code
            and indicator_id = inhabitants_indicator_id and period = programme.inhabitants_period
        where buurt.level = 'buurt'
        order by buurt.name, buurt.area_code
    """).df()


def observations(connection: duckdb.DuckDBPyConnection, area_code: str) -> pd.DataFrame:
    """Return one row per indicator and period of an area, with its figure or why there is none.

    Columns: indicator_id, period, value, lower, upper (unit of the indicator), status, missing, snapshot_id.
    """
    return connection.execute(
        """
        select indicator_id, period, value, lower, upper, status::varchar as status, missing::varchar as missing,
               snapshot_id
        from observation
        where area_code = $area_code
        order by indicator_id, period
        """,
        {"area_code": area_code},
    ).df()


def places(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per buurt and indicator: its place among the buurten in the latest period with a figure of it.

    Columns: area_code, indicator_id, place (1 = highest value as printed; equal values share it), buurt_count (buurten
    with a figure in that period).
    """
    return connection.execute("""
        with ranked as (
            select area_code, indicator_id, period,
                   rank() over (partition by indicator_id, period order by round(value, decimals) desc) as place,
                   count(*) over (partition by indicator_id, period) as buurt_count,
                   max(period) over (partition by indicator_id, area_code) as latest
            from observation
            join indicator using (indicator_id)
            where area_code like 'BU%' and value is not null
        )
        select area_code, indicator_id, place, buurt_count
        from ranked
        where period = latest
        order by area_code, indicator_id
    """).df()


def source_periods(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and period that it has tables of, without a period when it has none: source_id, kind,
    period."""
    return connection.execute("""
        select source_id, kind, period from source left join source_period using (source_id) order by source_id, period
    """).df()


def snapshots(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per snapshot: snapshot_id, retrieved_at."""
    return connection.execute("select snapshot_id, retrieved_at from snapshot order by snapshot_id").df()
