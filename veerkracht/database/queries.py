"""Queries shared by topics; each takes a connection and ids, and returns a DataFrame or rows."""

import duckdb
import pandas as pd

from veerkracht.database.rows import AreaFigure, Observation, Yardstick, fetched, require_row

_NUMBERS = {"value", "lower", "upper", "numerator", "denominator"}  # of an AreaFigure


def programme(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row: name, municipality_code, municipality_name, country_code, focus_area_codes, years, texts."""
    return require_row(connection.execute("select * from programme").df(), "programme")


def divisions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per part that the programme divides its goals over: kind ('pillar' or 'level'), name, sentence."""
    return connection.execute("select kind, name, sentence from programme_division order by kind, position").df()


def areas(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per area: area_code, name, level, parent_code, as in its newest division; buurten by name."""
    return connection.execute("""
        select area_code, arg_max(name, boundary_year) as name, any_value(level)::varchar as level,
               any_value(parent_code) as parent_code
        from area
        group by area_code
        order by level, name
    """).df()


def indicators(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator in the order of the catalogue, with its source and number of figures.

    Columns: those of table indicator, publisher, url, licence, citation, source_title, source_note, figure_count
    (all areas) and buurt_figure_count.
    """
    return connection.execute("""
        select indicator.*, publisher, url, licence, citation, source.title as source_title,
               source.note as source_note, coalesce(figure_count, 0) as figure_count,
               coalesce(buurt_figure_count, 0) as buurt_figure_count
        from indicator
        join source using (source_id)
        left join (
            select indicator_id, count(*) as figure_count,
                   count(*) filter (where area_code like 'BU%') as buurt_figure_count
            from observation
            where value is not null
            group by indicator_id
        ) using (indicator_id)
        order by indicator.position
    """).df()


def synonyms(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator that has them: indicator_id, words (other words to find it with, in one string)."""
    return connection.execute(
        "select indicator_id, string_agg(word, ' ' order by word) as words from synonym group by all order by all"
    ).df()


def goal_synonyms(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per goal that has them: goal_id, words (other words to find it with, in one string)."""
    return connection.execute(
        "select goal_id, string_agg(word, ' ' order by word) as words from goal_synonym group by all order by all"
    ).df()


def other_words(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per other word to find a goal or an indicator with: code ('doel-1', 'onderwerp-inkomen'), word."""
    return connection.execute("""
        select 'doel-' || goal_id as code, word
        from goal_synonym
        union all
        select 'onderwerp-' || indicator_id, word
        from synonym
        order by word, code
    """).df()


def newest_story(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row with the story_id of the newest story, none without stories."""
    return connection.execute("select story_id from story order by date desc, story_id limit 1").df()


def all_periods(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator and period with figures of buurten: indicator_id, period, area_count with a figure,
    is_full.

    A period is full when at least half of the buurten that ever had a figure have one.
    """
    return connection.execute("""
        select indicator_id, period, count(value) as area_count,
               area_count * 2 >= max(area_count) over (partition by indicator_id) as is_full
        from observation
        where area_code in (select area_code from area where level::varchar = 'buurt') and value is not null
        group by indicator_id, period
        order by indicator_id, period
    """).df()


def outlines(connection: duckdb.DuckDBPyConnection, level: str = "buurt") -> pd.DataFrame:
    """Return one row per area of a level with an outline: area_code, name, wijk (of buurten; no number), geojson."""
    every = division(connection, level)
    outlined = every[every["geojson"].notna()]
    return outlined[["area_code", "name", "geojson", "wijk"]].reset_index(drop=True)


def division(connection: duckdb.DuckDBPyConnection, level: str = "buurt") -> pd.DataFrame:
    """Return one row per area of a level in the division of the programme: area_code, name, wijk as `outlines` has it,
    geojson and outline_year, the year of that outline when it is another one; both are None without an outline."""
    frame = connection.execute(
        r"""
        with divided as (
            from area where boundary_year = (
                select max(boundary_year) from area
                where boundary_year <= (select boundary_year from programme) and level not in ('land', 'groep')
            )
        )
        select area.area_code, area.name, geojson, nullif(outline_year, boundary_year) as outline_year,
               case when area.level = 'buurt' then regexp_replace(coalesce(wijk.name, ''), '^Wijk \d+ ', '') else '' end
                   as wijk
        from divided as area
        left join area_geometry using (area_code, boundary_year)
        left join divided as wijk on wijk.area_code = area.parent_code
        where area.level::varchar = $level
        order by area.area_code
        """,
        {"level": level},
    ).df()
    return frame.astype({"geojson": object, "outline_year": object}).where(frame.notna(), None)


def figures(connection: duckdb.DuckDBPyConnection, indicator_id: str, period: str) -> pd.DataFrame:
    """Return one row per area: area_code, value, lower, upper (unit of the indicator), margin_kind, status, missing."""
    return connection.execute(
        """
        select area_code, value, lower, upper, margin_kind::varchar as margin_kind, status::varchar as status,
               missing::varchar as missing
        from observation
        where indicator_id = $indicator_id and period = $period
        order by area_code
        """,
        {"indicator_id": indicator_id, "period": period},
    ).df()


def latest_figures(connection: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> pd.DataFrame:
    """Return one row per indicator and area in the latest period with figures of at least half of the buurten that ever
    had one: indicator_id, area_code, period, value, lower, upper, margin_kind, status, missing; indicators in the given
    order.

    A newer period with figures of only a few buurten so far is passed over, as it does not compare them.
    """
    return connection.execute(
        """
        with requested as (
            select unnest($indicator_ids) as indicator_id, generate_subscripts($indicator_ids, 1) as place
        ),
        counted as (
            select indicator_id, period, count(*) as buurt_count
            from observation join requested using (indicator_id)
            where area_code like 'BU%' and value is not null
            group by indicator_id, period
        ),
        latest as (
            select indicator_id, max(period) as period
            from (select *, max(buurt_count) over (partition by indicator_id) as most from counted)
            where buurt_count * 2 >= most
            group by indicator_id
        )
        select indicator_id, area_code, period, value, lower, upper, margin_kind::varchar as margin_kind,
               status::varchar as status, missing::varchar as missing
        from latest
        join requested using (indicator_id)
        join observation using (indicator_id, period)
        order by place, area_code
        """,
        {"indicator_ids": indicator_ids},
    ).df()


def inhabitants(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per area: area_code, inhabitants (in the year that the catalogue names; null when unknown)."""
    return connection.execute("""
        select area_code, value as inhabitants
        from observation
        where indicator_id = (select inhabitants_indicator_id from programme)
            and period = (select inhabitants_period from programme)
        order by area_code
    """).df()


def similarity_measures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator by which similar areas are found: indicator_id."""
    return connection.execute("select indicator_id from similarity_measure order by position").df()


def events(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per event of the programme: period, label, area_codes (null: all areas), source."""
    return connection.execute(
        "select period, label, area_codes, source from programme_event order by period, position"
    ).df()


def observations(
    connection: duckdb.DuckDBPyConnection, indicator_id: str, area_codes: list[str]
) -> tuple[Observation, ...]:
    """Return the figures of an indicator in some areas, in all periods of which anything is known."""
    result = connection.execute(
        """
        select area_code, period, value, lower, upper, status::varchar, missing::varchar, margin_kind::varchar
        from observation
        where indicator_id = $indicator_id and list_contains($area_codes, area_code)
        order by area_code, period
        """,
        {"indicator_id": indicator_id, "area_codes": area_codes},
    )
    return fetched(result, Observation)


def of_area(connection: duckdb.DuckDBPyConnection, area_code: str) -> tuple[AreaFigure, ...]:
    """Return all that is known of an area, one row per indicator and period, in this order.

    What is the same text in a column is one object: the rows are cached, and take half of the memory. To order them
    here, and to leave it to DuckDB that a name is a text, takes a third less time.
    """
    rows = connection.execute(
        """
        select indicator_id, period, value, lower, upper, margin_kind, numerator, denominator, status, missing,
               snapshot_id
        from observation
        where area_code = $area_code
        """,
        {"area_code": area_code},
    ).fetchall()
    columns = [
        column if name in _NUMBERS else map({}.setdefault, column, column)
        for name, column in zip(AreaFigure._fields, zip(*sorted(rows), strict=True), strict=False)
    ]
    return tuple(map(AreaFigure._make, zip(*columns, strict=True)))


def editions(connection: duckdb.DuckDBPyConnection, indicator_id: str, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per figure of an indicator in some areas: area_code, period, edition (its table and edition)."""
    return connection.execute(
        """
        select area_code, period, table_id || '@' || edition as edition
        from observation
        join snapshot using (snapshot_id)
        where indicator_id = $indicator_id and list_contains($area_codes, area_code) and value is not null
        order by area_code, period
        """,
        {"indicator_id": indicator_id, "area_codes": area_codes},
    ).df()


def counts(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per figure that was computed from two others: area_code, period, value, numerator, denominator (of
    a survey the number of answers)."""
    return connection.execute(
        """
        select area_code, period, value, numerator, denominator
        from observation
        where indicator_id = $indicator_id and value is not null and (numerator is not null or denominator is not null)
        order by area_code, period
        """,
        {"indicator_id": indicator_id},
    ).df()


def observations_in(connection: duckdb.DuckDBPyConnection, indicator_id: str, period: str) -> tuple[Observation, ...]:
    """Return the figures of an indicator in one period, of all areas of which anything is known."""
    result = connection.execute(
        """
        select area_code, period, value, lower, upper, status::varchar, missing::varchar, margin_kind::varchar
        from observation
        where indicator_id = $indicator_id and period = $period
        order by area_code
        """,
        {"indicator_id": indicator_id, "period": period},
    )
    return fetched(result, Observation)


def source_periods(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per source and period that it has tables of, without a period when it has none: source_id, kind,
    period."""
    return connection.execute("""
        select source_id, kind, period from source left join source_period using (source_id) order by source_id, period
    """).df()


def boundary_changes(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per area and year when its boundary changed: area_code, year, note ('' if CBS reported it)."""
    return connection.execute(
        """
        select area_code, year, max(note) as note
        from (
            select area_code, boundary_year as year, '' as note from area where boundary_change = '3'
            union all
            select unnest([old_code, new_code]), year, note from area_change where not is_same_area
        )
        where area_code in (select unnest($area_codes))
        group by area_code, year
        order by year, area_code
        """,
        {"area_codes": area_codes},
    ).df()


def thresholds(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per threshold of the method: threshold_id, label, value, since, reason."""
    return connection.execute("select threshold_id, label, value, since, reason from threshold order by position").df()


def version(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row that identifies this set of figures: version (eight characters, a hash of all snapshots and of the
    goals), retrieved_at (the latest known date, ISO; null when none is known), is_invented (any figure is)."""
    return connection.execute("""
        with content as (
            select string_agg(sha256, '' order by snapshot_id) as text from snapshot
            union all
            select string_agg(concat_ws('/', measure_id, area_code, target, status, path), ';'
                              order by measure_id, area_code) from goal_status
        )
        select left(sha256(string_agg(text, '|' order by text)), 8) as version,
               (select max(try_cast(left(retrieved_at, 10) as date))::varchar from snapshot) as retrieved_at,
               (select coalesce(bool_or(is_invented), false) from snapshot) as is_invented
        from content
    """).df()


def revisions(connection: duckdb.DuckDBPyConnection, indicator_ids: list[str]) -> pd.DataFrame:
    """Return one row per figure of these indicators that its publisher changed, newest first: noticed_at, label,
    area_code, name, period, old_value, new_value, decimals, unit, old_snapshot_id, new_snapshot_id."""
    return connection.execute(
        """
        select strftime(timezone('Europe/Amsterdam', timezone('UTC', noticed_at)), '%Y-%m-%d') as noticed_at,
               label, area_code, coalesce(name, area_code) as name, period, old_value, new_value, decimals, unit,
               old_snapshot_id, new_snapshot_id
        from revision
        join indicator using (indicator_id)
        left join (select area_code, arg_max(name, boundary_year) as name from area group by area_code)
            using (area_code)
        where indicator_id in (select unnest($indicator_ids))
        order by revision.noticed_at desc, position, period, area_code
        """,
        {"indicator_ids": indicator_ids},
    ).df()


def aims(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure with an indicator and area, in the order of the plan: what the programme aims for.

    Columns: indicator_id, area_code, baseline (as now published, else as adopted), baseline_period, target,
    target_year, reading, amount, direction, unit, figure_decimals, reading_status.
    """
    return connection.execute("""
        select goal_measure.indicator_id, area_code, coalesce(baseline_published, baseline_adopted) as baseline,
               goal_status.baseline_period, target, target_year, goal_status.reading, amount, goal_measure.direction,
               goal_measure.unit, indicator.decimals as figure_decimals, reading_status
        from goal_status
        join goal_measure using (measure_id)
        join indicator on indicator.indicator_id = goal_measure.indicator_id
        order by goal_measure.position, area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), area_code)
    """).df()


def verdicts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure and area with a figure to judge, in the order of the plan: what a verdict is.

    Columns: indicator_id, measure, area_code, direction, the columns of goal_status that it is computed from and its
    outcome, confidence (in percent) and on_course_share; and stick_*, what the national yardstick compared. The path
    starts at `baseline`.
    city_baseline is of the same years as from_value.
    """
    return connection.execute("""
        select goal_measure.indicator_id, goal_measure.label as measure, goal_status.area_code, goal_measure.direction,
               goal_measure.unit, change_from, from_value, ratio_from, goal_status.period, goal_status.value, ratio_to,
               coalesce(baseline_published, baseline_adopted) as baseline, path, target,
               (select value from threshold where threshold_id = 'on_course_share') as on_course_share,
               goal_status.change, error, error_scale,
               (select value from threshold where threshold_id = 'screen_confidence') as confidence, factor,
               change_lower, change_upper, status::varchar as status, certainty::varchar as certainty,
               case when gap_baseline is null or from_value is null then city_baseline
                    when goal_measure.direction = 'omlaag' then from_value - gap_baseline
                    else from_value + gap_baseline end as city_baseline,
               city_now, gap_baseline, gap_now, gap_change, gap_error, gap_scale, gap_lower, gap_upper, gap_word,
               yardstick.base as stick_base, yardstick.value as stick_value, yardstick.city_base as stick_city_base,
               yardstick.city_value as stick_city_value, yardstick.change as stick_change,
               100 * yardstick.lower_share as stick_lower_share, yardstick.buurt_count as stick_buurt_count
        from goal_status
        join goal_measure using (measure_id)
        left join yardstick on yardstick.indicator_id = goal_measure.indicator_id
            and yardstick.area_code = goal_status.area_code and yardstick.period = goal_status.period
        where goal_status.value is not null
        order by goal_measure.position, goal_status.area_code = 'SAMEN',
                 list_position((select focus_area_codes from programme), goal_status.area_code)
    """).df()


def early_signals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per topic of a measure that is counted per month too: the columns of early_signal, and the unit
    of those months."""
    return connection.execute("""
        select early_signal.*, unit
        from early_signal
        join indicator on indicator.indicator_id = monthly_id
        order by early_signal.indicator_id
    """).df()


def origins(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator, period and edition of a table that figures come from: indicator_id, period,
    table_id, edition, origin, retrieved_at, levels (of the areas with those figures, as 'BU WK')."""
    return connection.execute("""
        select indicator_id, period, table_id, edition, origin, retrieved_at,
               string_agg(distinct left(area_code, 2), ' ' order by left(area_code, 2)) as levels
        from observation
        join snapshot using (snapshot_id)
        where value is not null
        group by indicator_id, period, table_id, edition, origin, retrieved_at
        order by all
    """).df()


def breaks(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per declared break of an indicator: indicator_id, period, year, reason."""
    return connection.execute("""
        select indicator_id, period, left(period, 4)::integer as year, reason
        from indicator_break
        order by indicator_id, period
    """).df()


def revised_indicators(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the indicators of which a publisher changed a figure: indicator_id."""
    return connection.execute("select distinct indicator_id from revision order by indicator_id").df()


def yardsticks(connection: duckdb.DuckDBPyConnection) -> tuple[Yardstick, ...]:
    """Return how unusual each change of a buurt is among buurten elsewhere, in the order of the catalogue."""
    result = connection.execute("""
        select indicator_id, area_code, yardstick.kind, base_period, period, base, value, change, lower_share,
               buurt_count, band_lower, band_upper, alike_lower_share, alike_count, reason
        from yardstick
        join indicator using (indicator_id)
        order by position, area_code
    """)
    return fetched(result, Yardstick)
