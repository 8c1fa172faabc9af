"""The queries about goals: each takes a connection and ids, and returns a DataFrame."""

import duckdb
import pandas as pd

from veerkracht.core.statuses import STATUSES


def lines(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per measure of this indicator and focus area: the path from baseline to target.

    Columns: measure_id, area_code, baseline_year, baseline (as now published, or as adopted without one),
    baseline_adopted (null when the publisher has it unchanged), target_year, target (null without one).
    """
    return connection.execute(
        """
        select measure_id, area_code,
               left(goal_status.baseline_period, 4)::integer as baseline_year,
               coalesce(baseline_published, baseline_adopted) as baseline,
               case when baseline_published is null
                         or abs(baseline_published - baseline_adopted) >= 0.5 * pow(10, -decimals)
                    then baseline_adopted end as baseline_adopted,
               target_year, target
        from goal_status
        join goal_measure using (measure_id)
        where indicator_id = $indicator_id and goal_status.baseline_period is not null
            and area_code in (select unnest(focus_area_codes) from programme)
        order by position, area_code
        """,
        {"indicator_id": indicator_id},
    ).df()


def statuses(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and area (focus areas, and 'SAMEN' for a count) in the order of the plan.

    Columns: those of goal_status, goal and goal_measure, `figure_decimals` (of the indicator, else of the measure),
    baseline (that progress is measured from), indicator_label, definition, statement, margin, is_model, source_id,
    publisher, source_title, next_period, next_expected, next_note, dispersion, inhabitants_period, confidence (in
    percent, of the verdict on a change) and export_confidence (of the detectable change).
    """
    return connection.execute("""
        select goal_status.* replace (
                   status::varchar as status, certainty::varchar as certainty, figure_status::varchar as figure_status,
                   status_adopted::varchar as status_adopted, previous_status::varchar as previous_status
               ),
               goal.* exclude (goal_id), goal_measure.* exclude (measure_id, goal_id, reading, decimals,
               baseline_period), goal_measure.decimals,
               coalesce(indicator.decimals, goal_measure.decimals) as figure_decimals,
               coalesce(baseline_published, baseline_adopted) as baseline,
               indicator.label as indicator_label, definition, statement, margin,
               coalesce(is_model, false) as is_model, source_id, publisher, source.title as source_title, next_period,
               next_expected, coalesce(next_note, '') as next_note, dispersion,
               (select inhabitants_period from programme) as inhabitants_period,
               (select value from threshold where threshold_id = 'screen_confidence') as confidence,
               (select value from threshold where threshold_id = 'export_confidence') as export_confidence
        from goal_status
        join goal using (goal_id)
        join goal_measure using (measure_id)
        left join indicator on indicator.indicator_id = goal_measure.indicator_id
        left join source using (source_id)
        left join dispersion on dispersion.indicator_id = goal_measure.indicator_id
        order by position, area_code = 'SAMEN', list_position(
            (select focus_area_codes from programme), area_code
        )
    """).df()


def figures(connection: duckdb.DuckDBPyConnection, measure_id: str) -> pd.DataFrame:
    """Return one row per area and period with a figure: area_code, period, year, value, lower, upper (95 %),
    figure_status, is_comparable (with the baseline)."""
    return connection.execute(
        """
        select area_code, period, left(period, 4)::integer as year, value, lower, upper,
               figure_status::varchar as figure_status, is_comparable
        from goal_figure
        where measure_id = $measure_id
        order by area_code, period
        """,
        {"measure_id": measure_id},
    ).df()


def readings(connection: duckdb.DuckDBPyConnection, measure_id: str) -> pd.DataFrame:
    """Return one row per area and way to read the target: reading, target, path, deviation, status."""
    return connection.execute(
        """
        select area_code, reading, target, path, deviation, status::varchar as status
        from goal_reading
        where measure_id = $measure_id
        order by area_code, reading
        """,
        {"measure_id": measure_id},
    ).df()


def windows(connection: duckdb.DuckDBPyConnection, measure_id: str) -> pd.DataFrame:
    """Return one row per area: the columns of goal_window, means over several years before and after the baseline."""
    return connection.execute(
        """
        select * replace (status::varchar as status)
        from goal_window
        where measure_id = $measure_id
        order by area_code = 'SAMEN', list_position((select focus_area_codes from programme), area_code)
        """,
        {"measure_id": measure_id},
    ).df()


def history(connection: duckdb.DuckDBPyConnection, measure_id: str) -> pd.DataFrame:
    """Return one row per area, period and change of status, newest first: the columns of status_history."""
    return connection.execute(
        """
        select * replace (status::varchar as status, certainty::varchar as certainty)
        from status_history
        where measure_id = $measure_id
        order by period desc, noticed_at desc, area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), area_code)
        """,
        {"measure_id": measure_id},
    ).df()


def changes(connection: duckdb.DuckDBPyConnection, measure_id: str) -> pd.DataFrame:
    """Return one row per buurt, and the city, with a figure at the baseline and at the latest measurement.

    Columns: area_code, first_period, last_period, first_value, last_value (unit of the indicator), change (in that
    unit; for a target in percent: in percent of the first value), buurt_count (of all buurten, also those without
    figures). The periods are those of goal_status.
    """
    return connection.execute(
        """
        select first.area_code, first.period as first_period, last.period as last_period, first.value as first_value,
               last.value as last_value,
               case when reading = 'procent' then 100 * (last.value / nullif(first.value, 0) - 1)
                    else last.value - first.value end as change,
               (select count(distinct area_code) from area where level = 'buurt') as buurt_count
        from goal_measure
        join (
            select measure_id, max(baseline_period) as started, max(period) as latest
            from goal_status group by measure_id
        ) using (measure_id)
        join observation as first
            on first.indicator_id = goal_measure.indicator_id and first.period = started
        join observation as last
            on last.indicator_id = first.indicator_id and last.area_code = first.area_code and last.period = latest
        where measure_id = $measure_id and change is not null
            and (first.area_code like 'BU%' or first.area_code = (select municipality_code from programme))
        order by change, first.area_code
        """,
        {"measure_id": measure_id},
    ).df()


def readiness(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and year about which it has, may have or will have figures, in the order of the plan.

    Columns: goal_id, name, measure_id, label, indicator_id, source, year (null when no year is known), kind
    ('gemeten', 'model', 'telling', 'geen cijfer', 'nog op te halen', 'gepland', 'geen bron'), expected (when a planned
    figure appears, null if unknown), is_broken (a break in definition lies between the baseline and this year).
    """
    return connection.execute("""
        with measured as (
            select measure_id, left(period, 4)::integer as year,
                   case when is_model then 'model' when margin = 'telling' then 'telling' else 'gemeten' end as kind,
                   count(value) as figures, count(*) filter (where missing <> 'not_included') as withheld
            from goal_measure
            join indicator using (indicator_id)
            join source_period using (source_id)
            left join observation using (indicator_id, period)
            where (area_code in (select unnest(focus_area_codes) from programme) or area_code is null)
                and contains(period, '-') = (frequency = 'maand')
            group by all
        ),
        known as (
            select measure_id, year,
                   case when figures > 0 then kind when withheld > 0 then 'geen cijfer' else 'nog op te halen' end
                       as kind,
                   null as expected
            from measured
            join goal_measure using (measure_id)
            where year >= coalesce(left(baseline_period, 4)::integer, 0) and planned_source = ''
        ),
        planned as (
            select measure_id, left(next_period, 4)::integer as year, 'gepland' as kind, next_expected as expected
            from goal_measure
            join indicator using (indicator_id)
            join source using (source_id)
            where next_period is not null
            union all
            select measure_id, left(first_period, 4)::integer, case when has_source then 'gepland' else 'geen bron' end,
                   null
            from goal_measure
            where planned_source <> ''
        )
        select goal_id, goal.name, measure_id, goal_measure.label, goal_measure.indicator_id,
               coalesce(nullif(planned_source, ''), publisher || ', ' || source.title) as source, year, counted.kind,
               expected,
               exists (
                   from indicator_break
                   where indicator_break.indicator_id = goal_measure.indicator_id
                       and left(indicator_break.period, 4)::integer between
                           left(baseline_period, 4)::integer + 1 and year
               ) as is_broken
        from (from known union all by name from planned) as counted
        join goal_measure using (measure_id)
        join goal using (goal_id)
        left join indicator on indicator.indicator_id = goal_measure.indicator_id
        left join source using (source_id)
        order by goal_measure.position, year
    """).df()


def dispersions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count of a goal with a series: label, dispersion, buurt_count, first_period, last_period."""
    return connection.execute("""
        select indicator.label, dispersion.* exclude (indicator_id)
        from dispersion
        join indicator using (indicator_id)
        order by indicator.position
    """).df()


def error_rates(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and area of which chance was simulated, and rule: the share of each outcome.

    Columns: label, area_code, uses_margin, on_course (bereikt included), wrong_way, undecided, other (forward, but not
    on course); shares of 1.
    """
    names = {
        "on_course": [status.name for status in STATUSES if status.is_on_course],
        "wrong_way": [status.name for status in STATUSES if status.side == "back"],
        "undecided": [status.name for status in STATUSES if status.side == "unknown" and status.rank is not None],
        "other": [status.name for status in STATUSES if status.side == "forward" and not status.is_on_course],
    }
    return connection.execute(
        """
        select label, area_code, uses_margin,
               coalesce(sum(share) filter (where list_contains($on_course, status::varchar)), 0) as on_course,
               coalesce(sum(share) filter (where list_contains($wrong_way, status::varchar)), 0) as wrong_way,
               coalesce(sum(share) filter (where list_contains($undecided, status::varchar)), 0) as undecided,
               coalesce(sum(share) filter (where list_contains($other, status::varchar)), 0) as other
        from error_rate
        join goal_measure using (measure_id)
        group by label, position, area_code, uses_margin
        order by position, area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), error_rate.area_code), uses_margin
        """,
        names,
    ).df()


def indicators(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator of a goal that has figures of buurten, in the order of the goals: indicator_id."""
    return connection.execute("""
        select indicator_id
        from goal_measure
        where indicator_id in (select indicator_id from observation where area_code like 'BU%' and value is not null)
        group by indicator_id
        order by min(position)
    """).df()


def early_signals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per topic of a measure that is counted per month too: the columns of early_signal, and the
    unit of the monthly topic."""
    return connection.execute("""
        select early_signal.*, unit
        from early_signal
        join indicator on indicator.indicator_id = monthly_id
        order by early_signal.indicator_id
    """).df()
