"""Queries about sources and quality, one function each: takes a connection and names, returns a DataFrame."""

import duckdb
import pandas as pd


def sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and copy of one of its tables; a source without a loaded table has one row.

    Columns: those of source, table_id, edition, title_of_table, origin, is_complete, retrieved_at, door, fact_count,
    note_of_table, figures (observations with a value), and revisions and jumps of all figures of the source.
    """
    return connection.execute("""
        with used as (
            select snapshot_id, count(value) as figures from observation group by snapshot_id
        ),
        revised as (
            select source_id, count(*) as revisions, count(*) filter (where is_jump) as jumps
            from revision
            join indicator using (indicator_id)
            where not is_other_source
            group by source_id
        )
        select source.*, table_id, edition, snapshot.title as title_of_table, origin, is_complete, retrieved_at,
               door, fact_count, snapshot.note as note_of_table, coalesce(figures, 0) as figures,
               coalesce(revisions, 0) as revisions, coalesce(jumps, 0) as jumps
        from source
        left join snapshot using (source_id)
        left join used on used.snapshot_id = snapshot.snapshot_id
        left join revised using (source_id)
        order by source.position, table_id, edition
    """).df()


def gaps(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and reason for a missing figure: source_id, missing, count."""
    return connection.execute("""
        select source_id, missing::varchar as missing, count(*) as count
        from observation
        join indicator using (indicator_id)
        where missing is not null
        group by all
        order by all
    """).df()


def outline_editions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per year with outlines: boundary_year, area_count."""
    return connection.execute("""
        select boundary_year, count(*) as area_count from area_geometry group by all order by all
    """).df()


def coverage(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per period of an indicator: the origin of its figures and for how many buurten there are any.

    Columns: period, table_id, edition, origin, retrieved_at, buurt_count, figure_count (of buurten), city and country
    (whether they have a figure), statuses and reasons (lists of codes, of all areas).
    """
    return connection.execute(
        """
        select period, arg_max(table_id, edition) as table_id, max(edition) as edition,
               arg_max(origin, edition) as origin, arg_max(retrieved_at, edition) as retrieved_at,
               count(*) filter (where area_code like 'BU%') as buurt_count,
               count(value) filter (where area_code like 'BU%') as figure_count,
               bool_or(value is not null) filter (where area_code like 'GM%') as city,
               bool_or(value is not null) filter (where area_code like 'NL%') as country,
               coalesce(list_sort(list(distinct status::varchar) filter (where status is not null)), []) as statuses,
               coalesce(list_sort(list(distinct missing::varchar) filter (where missing is not null)), []) as reasons
        from observation
        left join snapshot using (snapshot_id)
        where indicator_id = $indicator_id
        group by period
        order by period desc
        """,
        {"indicator_id": indicator_id},
    ).df()


def provenance(connection: duckdb.DuckDBPyConnection, indicator_id: str, period: str) -> pd.DataFrame:
    """Return one row per area of an indicator in one period, with all details of the figure.

    Columns: those of observation (numerator and denominator are the sums from which a rate was computed; for a survey
    the denominator is the number of answers), name, level, table_id, edition, origin, retrieved_at, sha256.
    """
    return connection.execute(
        """
        select observation.* replace (status::varchar as status, missing::varchar as missing,
                                     margin_kind::varchar as margin_kind),
               coalesce(name, area_code) as name, level, table_id, edition, origin, retrieved_at, sha256
        from observation
        left join (
            select area_code, arg_max(name, boundary_year) as name, any_value(level)::varchar as level
            from area group by area_code
        ) using (area_code)
        left join snapshot using (snapshot_id)
        where indicator_id = $indicator_id and period = $period
        order by list_position((select focus_area_codes from programme), area_code) nulls last,
                 level = 'gemeente' desc, level = 'land' desc, level = 'wijk', name
        """,
        {"indicator_id": indicator_id, "period": period},
    ).df()


def doubtful_margins(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count whose margin is clearly too wide or too narrow at some size: label."""
    return connection.execute("""
        select label
        from indicator
        where indicator_id in (select indicator_id from count_coverage where message <> '')
        order by position
    """).df()


def revisions(connection: duckdb.DuckDBPyConnection, indicator_id: str = "") -> pd.DataFrame:
    """Return the last 200 figures that a publisher changed, for one indicator or ('') for all, newest first.

    Columns: noticed_at, indicator_id, label, unit, decimals, period, area_code, name, old_value, new_value, is_jump,
    is_other_source (the source differs, rather than the publisher's figure), old_snapshot_id, new_snapshot_id (table
    and edition).
    """
    return connection.execute(
        """
        select noticed_at, indicator_id, label, unit, decimals, period, area_code, coalesce(name, area_code) as name,
               old_value, new_value, is_jump, is_other_source, old_snapshot_id, new_snapshot_id
        from revision
        join indicator using (indicator_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code)
            using (area_code)
        where $indicator_id in ('', indicator_id)
        order by noticed_at desc, is_jump desc, position, period, area_code
        limit 200
        """,
        {"indicator_id": indicator_id},
    ).df()


def unreadable(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per copy of a table that a build could not read: message (a Dutch sentence)."""
    return connection.execute("select message from unreadable order by snapshot_id, message").df()


def set_aside(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per previous database that could not be read completely, newest first: noticed_at, message (a
    Dutch sentence)."""
    return connection.execute("select noticed_at, message from set_aside order by noticed_at desc, name").df()
