"""Queries about what is new: each takes a connection and returns a DataFrame, newest first."""

import duckdb
import pandas as pd


def beginning(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row with when the dashboard began: since when it notes what is new (`noted_from`) and since when it
    has a history of any kind (`built_from`), both null in a database without anything."""
    return connection.execute("""
        select min(noticed_at) as noted_from,
               least(min(noticed_at), (select min(noticed_at) from status_history)) as built_from
        from appearance
    """).df()


def new_figures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and build that had figures of it that were not there before, without those of the
    beginning: noticed_at, source_id, publisher, labels (list, in the order of the catalogue), periods (list)."""
    return connection.execute("""
        select noticed_at, source_id, publisher,
               list(distinct {'position': indicator.position, 'label': label}) as topics,
               [topic.label for topic in list_sort(topics)] as labels, list_sort(list(distinct period)) as periods
        from appearance
        join indicator on indicator_id = code
        join source using (source_id)
        where appearance.kind = 'cijfer' and noticed_at > (select min(noticed_at) from appearance)
        group by noticed_at, source_id, publisher, source.position
        order by noticed_at desc, source.position
    """).df()


def revised(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and build that restated figures of it.

    Columns: noticed_at, source_id, publisher, labels and periods (lists), count, gone_count (that have no figure any
    more), jump_count, is_other_source; and of the first figure area (its name), old_value, new_value, decimals and
    unit.
    """
    return connection.execute("""
        select noticed_at, source_id, publisher,
               list(distinct {'position': indicator.position, 'label': label}) as topics,
               [topic.label for topic in list_sort(topics)] as labels, list_sort(list(distinct period)) as periods,
               count(*) as count, count(*) filter (where new_value is null) as gone_count,
               count(*) filter (where is_jump) as jump_count, is_other_source,
               any_value(coalesce(area_names.name, area_code)) as area, any_value(old_value) as old_value,
               any_value(new_value) as new_value, any_value(decimals) as decimals, any_value(unit) as unit
        from revision
        join indicator using (indicator_id)
        join source using (source_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code) as area_names
            using (area_code)
        group by noticed_at, source_id, publisher, source.position, is_other_source
        order by noticed_at desc, source.position, is_other_source
    """).df()


def statuses(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure, area and build that gave its newest period another status than before: noticed_at,
    measure_id, goal_id, goal (its name), label (of the measure), area_code, area (its name), period, status, before
    (null: it had none), cause.

    Those of the first build are left out: there was nothing before.
    """
    return connection.execute("""
        with newest as (
            select noticed_at, measure_id, area_code, max(period) as period,
                   arg_max(status::varchar, period) as status, arg_max(cause, period) as cause
            from status_history
            group by noticed_at, measure_id, area_code
        ),
        latest as (
            from newest
            qualify period >= max(period) over (partition by measure_id, area_code order by noticed_at)
        ),
        changed as (
            select *, lag(status) over (partition by measure_id, area_code order by noticed_at) as before from latest
        )
        select noticed_at, measure_id, goal_id, goal.name as goal, label, area_code, area_names.name as area, period,
               status, before, cause
        from changed
        join goal_measure using (measure_id)
        join goal using (goal_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code) as area_names
            using (area_code)
        where status is distinct from before and noticed_at > (select min(noticed_at) from status_history)
        order by noticed_at desc, goal_measure.position, area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), area_code)
    """).df()


def efforts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per effort and build in which it was new or had another state, without those of the beginning:
    noticed_at, effort_id, name, state, before (null: it is new)."""
    return connection.execute("""
        select noticed_at, effort_id, name, appearance.value as state,
               lag(appearance.value) over (partition by code order by noticed_at) as before
        from appearance
        join effort on effort_id = code
        where appearance.kind = 'inspanning'
        qualify noticed_at > (select min(noticed_at) from appearance)
        order by noticed_at desc, effort.position
    """).df()


def stories(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per story that was not there in the beginning: noticed_at, story_id, title, is_internal."""
    return connection.execute("""
        select noticed_at, story_id, title, is_internal
        from appearance
        join story on story_id = code
        where appearance.kind = 'verhaal' and noticed_at > (select min(noticed_at) from appearance)
        order by noticed_at desc, title, story_id
    """).df()


def expectations(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source with a next figure, and time that it was expected: noticed_at, source_id, publisher,
    source_title, period, expected (in words), before (how it was expected before, null the first time), note, times (so
    many times it was expected otherwise), is_latest."""
    return connection.execute("""
        select noticed_at, source_id, publisher, source.title as source_title, period, appearance.value as expected,
               lag(appearance.value) over (partition by code, period order by noticed_at) as before,
               next_note as note, row_number() over (partition by code, period order by noticed_at) - 1 as times,
               noticed_at = max(noticed_at) over (partition by code, period) as is_latest
        from appearance
        join source on source_id = code
        where appearance.kind = 'verwachting'
        order by noticed_at desc, source.position
    """).df()


def set_aside(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per previous database that could not be read as a whole: noticed_at."""
    return connection.execute("select noticed_at from set_aside order by noticed_at desc, name").df()


def sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source: source_id, publisher, source_title."""
    return connection.execute("select source_id, publisher, title as source_title from source order by position").df()
