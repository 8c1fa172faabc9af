"""The queries about goals: each takes a connection and ids, and returns a DataFrame."""

import duckdb
import pandas as pd

from veerkracht.core.statuses import STATUSES


def related(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the latest figure of every indicator that is related to a measure, in every focus area.

    Columns: measure_id, position (1 or 2), indicator_id, label, unit, decimals, direction, area_code, period, value,
    city (its figure in that period, null without one), city_word. No row without a figure, nor of months.
    """
    return connection.execute("""
        with latest as (
            select indicator_id, area_code, max(period) as period
            from observation
            where value is not null and period not like '%-%'
            group by all
        )
        select measure_id, goal_related.position, indicator_id, label, unit, decimals, direction, area_code, period,
               observation.value, city.value as city, (select municipality_word from programme) as city_word
        from goal_related
        join indicator using (indicator_id)
        join latest using (indicator_id)
        join observation using (indicator_id, area_code, period)
        left join (
            select indicator_id, period, value from observation
            where area_code = (select municipality_code from programme)
        ) as city using (indicator_id, period)
        where area_code in (select unnest(focus_area_codes) from programme)
        order by measure_id, area_code, goal_related.position
    """).df()


def usual_figures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the figures of buurten that show what is usual: every year for goals and their related indicators, only
    the latest for others. Columns: indicator_id, unit, period, area_code, value; no months."""
    return connection.execute("""
        with yearly as (
            select indicator_id, period, area_code, value
            from observation
            where area_code like 'BU%' and value is not null and not contains(period, '-')
        ),
        of_goals as (select indicator_id from goal_measure union select indicator_id from goal_related)
        select indicator_id, unit, period, area_code, value
        from yearly
        join indicator using (indicator_id)
        where indicator_id in (from of_goals)
            or (indicator_id, period) in (select indicator_id, max(period) from yearly group by indicator_id)
        order by indicator_id, period, area_code
    """).df()


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
    baseline (that progress is measured from), indicator_label, definition, statement, margin, population, is_model,
    source_id, publisher, source_title, next_period, next_expected, next_note, lower, upper and margin_kind (of the
    latest figure), phi and tau2 (of a count), inhabitants_period, city_word, confidence (in percent, of the verdict on
    a change and of the detectable change) and false_discovery (in percent).
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
               indicator.label as indicator_label, definition, statement, margin, population,
               coalesce(is_model, false) as is_model, source_id, publisher, source.title as source_title, next_period,
               next_expected, coalesce(next_note, '') as next_note, figure.lower, figure.upper,
               figure.margin_kind::varchar as margin_kind, phi, tau2,
               (select inhabitants_period from programme) as inhabitants_period,
               (select municipality_word from programme) as city_word,
               (select value from threshold where threshold_id = 'screen_confidence') as confidence,
               (select value from threshold where threshold_id = 'false_discovery') as false_discovery
        from goal_status
        join goal using (goal_id)
        join goal_measure using (measure_id)
        left join indicator on indicator.indicator_id = goal_measure.indicator_id
        left join source using (source_id)
        left join count_spread on count_spread.indicator_id = goal_measure.indicator_id
        left join (
            select indicator_id, area_code, period, lower, upper, margin_kind
            from (from observation union all by name from combined_observation)
            where lower is not null
        ) as figure
            on figure.indicator_id = goal_measure.indicator_id and figure.area_code = goal_status.area_code
            and figure.period = goal_status.period
        order by position, goal_status.area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), goal_status.area_code)
    """).df()


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
    """Return one row per measure and year with a figure, or with one that may or will come, in the order of the plan.

    Columns: goal_id, name, measure_id, label, indicator_id, source, year (null when no year is known), kind ('gemeten',
    'model', 'telling', 'geen cijfer', 'nog op te halen', 'gepland', 'geen bron'), expected (when a planned figure
    appears, null if unknown), is_broken (a break in definition lies between the baseline and this year).
    """
    return connection.execute("""
        with measured as (
            select measure_id, left(period, 4)::integer as year,
                   case when is_model then 'model' when margin = 'telling' then 'telling' else 'gemeten' end as kind,
                   count(value) as figures,
                   count(*) filter (where missing not in ('not_included', 'unreadable', 'group_weight_not_included'))
                       as withheld
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


def detections(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure, area and number of years in a mean, in the order of the plan: columns of detection,
    and target_year."""
    return connection.execute("""
        select detection.*, target_year
        from detection
        join goal_measure using (measure_id)
        order by position, area_code = 'SAMEN', list_position((select focus_area_codes from programme), area_code), span
    """).df()


def protocol(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the row of table protocol: fixed_on, status, decision, sha256; none without a protocol."""
    return connection.execute("select * from protocol").df()


def protocol_items(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and part of it that the protocol fixes, in the order of the plan: measure_id, goal_id,
    label, aspect, value."""
    return connection.execute("""
        select measure_id, goal_id, label, aspect, value
        from protocol_item
        join goal_measure using (measure_id)
        order by protocol_item.position
    """).df()


def protocol_deviations(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per change to the protocol, newest first: noticed_at, measure_id and label ('' for all measures),
    aspect, threshold (its label, null for other parts), old_value, value, reason."""
    return connection.execute("""
        select noticed_at, measure_id, coalesce(goal_measure.label, '') as label, aspect,
               threshold.label as threshold, old_value, protocol_history.value, protocol_history.reason
        from (
            select *, lag(value) over (partition by measure_id, aspect order by noticed_at) as old_value
            from protocol_history
        ) as protocol_history
        left join goal_measure using (measure_id)
        left join threshold on threshold_id = aspect
        where protocol_history.reason is not null
        order by noticed_at desc, goal_measure.position, aspect
    """).df()


def count_spreads(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count with figures: label and the columns of count_spread, in the order of the catalogue."""
    return connection.execute("""
        select label, count_spread.*
        from count_spread
        join indicator using (indicator_id)
        where indicator_id in (select indicator_id from observation where value is not null)
        order by position
    """).df()


def count_coverage(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count and size class: label and the columns of count_coverage, smallest counts first."""
    return connection.execute("""
        select label, count_coverage.*
        from count_coverage
        join indicator using (indicator_id)
        where indicator_id in (select indicator_id from observation where value is not null)
        order by position, above
    """).df()


def calibrations(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per count of a goal and size, small ones first: label and the columns of
    yardstick_calibration."""
    return connection.execute("""
        select indicator.label, yardstick_calibration.*
        from yardstick_calibration
        join indicator using (indicator_id)
        order by position, from_count
    """).df()


def yardstick_reach(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure of a goal.

    Columns: measure_id and label; base_period and period that are compared; smallest and largest, the number of buurten
    elsewhere that a buurt is compared with; reason, why no buurt is compared, '' when any is. All after label are null
    when there is nothing to compare.
    """
    return connection.execute("""
        select measure_id, label, any_value(base_period) as base_period, any_value(period) as period,
               min(buurt_count) filter (reason = '') as smallest, max(buurt_count) filter (reason = '') as largest,
               min(reason) as reason
        from goal_measure
        left join yardstick using (indicator_id)
        group by measure_id, label, position
        order by position
    """).df()


def error_rates(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per rule, and measure and area with simulated chance: the share of each outcome.

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
