"""Queries about areas outside the municipality, one function each: takes a connection and names, returns a
DataFrame."""

import duckdb
import pandas as pd

from veerkracht.database.rows import require_row


def method(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row: the columns of similar_elsewhere, how to find similar buurten."""
    return require_row(connection.execute("select * from similar_elsewhere").df(), "similar_elsewhere")


def municipalities(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per other municipality, by name: area_code, name, as in its newest division."""
    return connection.execute("""
        select area_code, arg_max(name, boundary_year) as name
        from area_elsewhere
        where level = 'gemeente'
        group by area_code
        order by name, area_code
    """).df()


def buurten(connection: duckdb.DuckDBPyConnection, period: str) -> pd.DataFrame:
    """Return one row per buurt of the whole country, with or without figures: area_code.

    Those elsewhere are of the division of the year of `period`, or of the nearest known one.
    """
    return connection.execute(
        """
        select area_code from area where level = 'buurt'
        union
        select area_code from area_elsewhere
        where level = 'buurt' and boundary_year = (
            select boundary_year from area_elsewhere
            where level = 'buurt'
            order by abs(boundary_year - left($period, 4)::integer), boundary_year
            limit 1
        )
        order by area_code
        """,
        {"period": period},
    ).df()


def names(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per buurt outside our municipality: area_code, name, municipality (name), as in its newest
    division."""
    return connection.execute(
        """
        select buurt.area_code, arg_max(buurt.name, buurt.boundary_year) as name,
               arg_max(gemeente.name, gemeente.boundary_year) as municipality
        from area_elsewhere as buurt
        left join area_elsewhere as gemeente on gemeente.area_code = 'GM' || substr(buurt.area_code, 3, 4)
        where buurt.area_code in (select unnest($area_codes))
        group by buurt.area_code
        order by buurt.area_code
        """,
        {"area_codes": area_codes},
    ).df()


def profiles(connection: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> pd.DataFrame:
    """Return one row per buurt of the whole country with a frozen feature, by its code as the index.

    Columns: one per indicator (NaN without a figure) and is_elsewhere (outside our municipality).
    """
    rows = connection.execute(
        """
        select area_code, indicator_id, value, area_code not in (select area_code from area) as is_elsewhere
        from similar_feature
        where indicator_id in (select unnest($indicator_ids))
        order by area_code, indicator_id
        """,
        {"indicator_ids": indicator_ids},
    ).df()
    wide = rows.pivot(index="area_code", columns="indicator_id", values="value").reindex(columns=indicator_ids)
    return wide.assign(is_elsewhere=rows.groupby("area_code")["is_elsewhere"].first())


def measures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure of a goal with figures elsewhere at its baseline and later, in the order of the plan.

    Columns: measure_id, baseline_period (as in its status).
    """
    return connection.execute("""
        with started as (
            select measure_id, position, indicator_id, max(goal_status.baseline_period) as baseline_period
            from goal_status
            join goal_measure using (measure_id)
            where goal_status.baseline_period is not null and indicator_id is not null
            group by all
        ),
        known as (
            select distinct indicator_id, period
            from elsewhere
            where indicator_id in (select indicator_id from started)
        )
        select measure_id, baseline_period
        from started
        where exists (from known where indicator_id = started.indicator_id and period = baseline_period)
            and exists (from known where indicator_id = started.indicator_id and period > baseline_period)
        order by position
    """).df()


def figures(
    connection: duckdb.DuckDBPyConnection, indicator_id: str, periods: list[str], area_codes: list[str]
) -> pd.DataFrame:
    """Return one row per area outside our municipality and period with a figure of the table ours come from.

    Columns: area_code, period, value, lower, upper (as their publisher gives them), margin_kind, status, table_id,
    edition, retrieved_at.
    """
    return connection.execute(
        """
        with own as (
            select distinct period, table_id
            from observation
            join snapshot using (snapshot_id)
            where indicator_id = $indicator_id and value is not null
        )
        select area_code, period, value, lower, upper, if(lower is null, null, 'gepubliceerd') as margin_kind,
               status::varchar as status, table_id, edition, retrieved_at
        from elsewhere
        join snapshot_elsewhere using (snapshot_id)
        semi join own using (period, table_id)
        where indicator_id = $indicator_id and period in (select unnest($periods))
            and area_code in (select unnest($area_codes))
        order by area_code, period
        """,
        {"indicator_id": indicator_id, "periods": periods, "area_codes": area_codes},
    ).df()


def boundary_changes(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per area outside our municipality and year in which it got another boundary or code: area_code,
    year."""
    return connection.execute(
        """
        select distinct area_code, boundary_year as year
        from area_elsewhere
        where boundary_change in ('2', '3') and area_code in (select unnest($area_codes))
        order by area_code, year
        """,
        {"area_codes": area_codes},
    ).df()
