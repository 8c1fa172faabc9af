"""Queries of the data package, one per file; each takes a connection and returns a DataFrame.

Columns with the same name mean the same in every file: package_fields.FIELDS says what each of them holds.
"""

import duckdb
import pandas as pd

from veerkracht.core.areas import TOGETHER


def figures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator, period and area with a figure."""
    return connection.execute("""
        select indicator_id, period, area_code, value, lower, upper, margin_kind::varchar as margin_kind, numerator,
               denominator, observation.status::varchar as status, observation.note as figure_note, table_id, edition,
               retrieved_at
        from observation
        left join snapshot using (snapshot_id)
        where value is not null
        order by indicator_id, period, area_code
    """).df()


def gaps(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator, period and area without a figure."""
    return connection.execute("""
        select indicator_id, period, area_code, missing::varchar as missing, table_id, edition
        from observation
        left join snapshot using (snapshot_id)
        where value is null
        order by indicator_id, period, area_code
    """).df()


def breaks(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator and period from which its figures are not comparable with those before."""
    return connection.execute("""
        select indicator_id, period as break_period, reason as break_reason
        from indicator_break
        order by indicator_id, period
    """).df()


def indicators(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator in the order of the catalogue."""
    return connection.execute("""
        select indicator_id, label as indicator, theme, definition, unit, population, decimals, direction, frequency,
               margin, rounded_to, is_model,
               (select coalesce(list(period order by period), []) from indicator_break
                where indicator_break.indicator_id = indicator.indicator_id) as breaks,
               note as indicator_note, source_id
        from indicator
        order by position
    """).df()


def areas(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per area as in its newest division, and one for the focus areas combined (SAMEN)."""
    return connection.execute(
        """
        select area_code, arg_max(name, boundary_year) as area, any_value(level)::varchar as level,
               arg_max(parent_code, boundary_year) as parent_code, max(boundary_year) as boundary_year,
               area_code in (select unnest(focus_area_codes) from programme) as is_focus
        from area
        group by area_code
        union all
        select $together, 'De buurten van het programma samen', 'samen', municipality_code, boundary_year, false
        from programme
        order by area_code
        """,
        {"together": TOGETHER},
    ).df()


def goals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure of a goal and area with a baseline or a status, in the order of the plan."""
    return connection.execute("""
        with described as (
            select measure_id, area_code from goal_baseline union select measure_id, area_code from goal_status
        )
        select measure_id, area_code, goal_id, goal.name as goal, goal.level as goal_level, strategic_goals,
               target_text, place, goal_measure.label as measure, indicator_id, goal_measure.unit as measure_unit,
               goal_measure.direction, goal_measure.reading, amount, is_yearly, reading_status, decision,
               goal_measure.baseline_period, coalesce(goal_baseline.value, baseline_adopted) as baseline,
               baseline_published, target, target_year, baseline_note, proxy, notes as measure_notes,
               source_text, planned_source
        from described
        join goal_measure using (measure_id)
        join goal using (goal_id)
        left join goal_baseline using (measure_id, area_code)
        left join (select measure_id, area_code, baseline_adopted, baseline_published, target from goal_status)
            using (measure_id, area_code)
        order by position, area_code
    """).df()


def statuses(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and focus area, and per measure that is a count for these areas combined (SAMEN).

    Columns: those of goal_status without goal_id, reading and the baselines and target that goals() has, and the margin
    of the figure; its statuses are goal_status, goal_status_adopted and previous_goal_status. `confidence` (in percent)
    and on_course_share are those of the method.
    """
    return connection.execute("""
        select measure_id, area_code, period, goal_status.value, lower, upper, margin_kind::varchar as margin_kind,
               figure_status::varchar as figure_status,
               goal_status.status::varchar as goal_status, certainty::varchar as certainty, reason, why_no_figure,
               next_step, owner, next_date, last_baseline_year, path, deviation,
               change_from, from_value, ratio_from, ratio_to, error, error_scale,
               (select value from threshold where threshold_id = 'screen_confidence') as confidence, factor,
               (select value from threshold where threshold_id = 'on_course_share') as on_course_share,
               change, change_lower, change_upper, share, chance, detectable_change, target_adopted, path_adopted,
               deviation_adopted, status_adopted::varchar as goal_status_adopted, city_baseline, city_now,
               gap_baseline, gap_now, gap_word, gap_change, gap_error, gap_scale, gap_lower, gap_upper,
               before_extreme_period, before_extreme_value, previous_period, previous_value,
               previous_status::varchar as previous_goal_status, population_size, absolute_baseline, absolute_target,
               absolute_value
        from goal_status
        join (select measure_id, position, indicator_id from goal_measure) using (measure_id)
        left join (
            select indicator_id, area_code, period, lower, upper, margin_kind
            from (from observation union all by name from combined_observation)
        ) using (indicator_id, area_code, period)
        order by position, area_code
    """).df()


def early_signals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per topic of a measure that is also counted per month: the columns of early_signal, those about
    the signal prefixed with `signal_`."""
    return connection.execute("""
        select indicator_id, monthly_id, first_period, last_period, direction as signal_direction,
               period as signal_period, counted, expected, false_alarms, why_not
        from early_signal
        order by indicator_id
    """).df()


def yardsticks(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator and buurt whose change was compared with that of buurten in the whole country: the
    columns of yardstick, prefixed with `stick_` unless other files have them too."""
    return connection.execute("""
        select indicator_id, area_code, kind as stick_kind, base_period as stick_from, period, base as stick_base,
               value as stick_value, city_base as stick_city_base, city_value as stick_city_value,
               change as stick_change, lower_share as stick_lower_share, buurt_count as stick_buurt_count,
               band_lower as stick_band_lower, band_upper as stick_band_upper,
               alike_lower_share as stick_alike_lower_share, alike_count as stick_alike_count,
               nullif(reason, '') as stick_why_not
        from yardstick
        order by indicator_id, area_code
    """).df()


def efforts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per effort in order; one without goals applies to all of them, or its goals are unknown."""
    return connection.execute("""
        select effort_id, name as effort, kind as effort_kind,
               (select coalesce(list(goal_id::varchar order by goal_id), []) from effort_goal
                where effort_goal.effort_id = effort.effort_id) as effort_goals,
               is_for_all_goals, link_status as effort_link_status, area_codes as effort_areas, partners,
               first_period as effort_from, last_period as effort_until, state as effort_state,
               state_period as effort_state_period, note as effort_note, source as effort_source, is_own
        from effort
        order by position
    """).df()


def counts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count of an effort, and year; `missing` is why there is no realised number."""
    return connection.execute("""
        select effort_id, position as count_number, year as count_year, name as count_name, unit as count_unit, planned,
               realised, missing::varchar as missing
        from effort_count
        order by effort_id, position, year
    """).df()


def stories(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per story, newest first, without its pictures."""
    return connection.execute("""
        select story_id, title as story_title, kind as story_kind, date::varchar as story_date,
               area_codes as story_areas, goal_ids::varchar[] as story_goals, told_by, body as story_text,
               if(is_internal, 'intern', 'openbaar') as story_visibility
        from story
        order by date desc, story_id
    """).df()


def decisions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per decision, newest first."""
    return connection.execute("""
        select decision_id, date::varchar as decided_on, text as decision_text,
               (select coalesce(list(goal_id::varchar order by goal_id), []) from decision_goal
                where decision_goal.decision_id = decision.decision_id) as decision_goals,
               owner as decision_owner, due::varchar as decision_due, state as decision_state,
               closed::varchar as decision_closed_on,
               if(is_internal, 'intern', 'openbaar') as decision_visibility
        from decision
        order by position
    """).df()


def sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source in the order of the catalogue; for a source with an address per table, the address is
    that of its site."""
    return connection.execute("""
        select source_id, publisher, title as source, kind,
               split_part(split_part(url, '{table}', 1), '#', 1) as source_url, licence, note as source_note,
               next_period, next_expected, source_id in (select source_id from snapshot) as has_figures
        from source
        order by position
    """).df()


def snapshots(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per copy of a table with figures; `citation` names the table and its periods."""
    return connection.execute("""
        with covered as (
            select source_id, table_id, string_agg(period, ', ' order by period) as periods
            from source_period
            group by all
        )
        select table_id, edition, source_id, snapshot.title as table_title, origin, is_complete, retrieved_at,
               modified_at, fact_count, sha256,
               replace(replace(citation, '{table}', table_id), '{period}', coalesce(periods, edition)) as citation,
               replace(url, '{table}', table_id) as table_url, snapshot.note as snapshot_note
        from snapshot
        join source using (source_id)
        left join covered using (source_id, table_id)
        order by table_id, edition
    """).df()


def outlines(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per area that the map draws, with its `geometry` as GeoJSON in WGS 84."""
    return connection.execute("""
        select area_code, area.name as area, level::varchar as level, boundary_year,
               area_code in (select unnest(focus_area_codes) from programme) as is_focus, geojson as geometry
        from area_geometry
        join area using (area_code, boundary_year)
        where boundary_year = (select boundary_year from programme)
        order by area_code
    """).df()
