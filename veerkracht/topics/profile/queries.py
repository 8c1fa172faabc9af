"""The queries of the profile of a buurt, one function each: a connection and codes in, a DataFrame or rows out."""

import duckdb
import pandas as pd

from veerkracht.database.rows import fetched
from veerkracht.topics.profile.rows import Observation


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


def observations(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> tuple[Observation, ...]:
    """Return one row per area, indicator and period, with the figure (unit of the indicator) or why there is none."""
    result = connection.execute(
        """
        select area_code, indicator_id, period, value, lower, upper, margin_kind::varchar, status::varchar,
               missing::varchar, snapshot_id
        from observation
        where list_contains($area_codes, area_code)
        order by area_code, indicator_id, period
        """,
        {"area_codes": area_codes},
    )
    return fetched(result, Observation)


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


def snapshots(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per snapshot: snapshot_id, retrieved_at."""
    return connection.execute("select snapshot_id, retrieved_at from snapshot order by snapshot_id").df()
