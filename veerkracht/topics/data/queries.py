"""Open-data queries that the data package does not have: the catalogue, and one indicator with its gaps."""

import duckdb
import pandas as pd


def catalogue(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per indicator in the order of the catalogue; for a source with an address per table, the address
    is that of its site; `periods` and `levels` are those with a figure."""
    return connection.execute("""
        with measured as (
            select indicator_id,
                   list(distinct period order by period) filter (where value is not null) as periods,
                   list(distinct level::varchar order by level::varchar) filter (where value is not null) as levels,
                   count(value) as figure_count, count(*) - count(value) as gap_count
            from observation
            left join (select area_code, any_value(level) as level from area group by area_code) using (area_code)
            group by indicator_id
        )
        select indicator_id, label as indicator, theme, definition, unit, population, decimals, direction, frequency,
               margin, rounded_to, is_model,
               (select coalesce(list(period order by period), []) from indicator_break
                where indicator_break.indicator_id = indicator.indicator_id) as breaks,
               indicator.note as indicator_note, publisher, source.title as source,
               split_part(split_part(url, '{table}', 1), '#', 1) as source_url, licence, next_period, next_expected,
               coalesce(periods, []) as periods, coalesce(levels, []) as levels,
               coalesce(figure_count, 0) as figure_count, coalesce(gap_count, 0) as gap_count
        from indicator
        join source using (source_id)
        left join measured using (indicator_id)
        order by indicator.position
    """).df()


def figures(connection: duckdb.DuckDBPyConnection, indicator_id: str) -> pd.DataFrame:
    """Return one row per area and period of an indicator, with the figure or the reason why there is none."""
    return connection.execute(
        """
        select indicator_id, label as indicator, indicator.unit, area_code, area.name as area, level, period, value,
               lower, upper, margin_kind::varchar as margin_kind, numerator, denominator,
               observation.status::varchar as status, missing::varchar as missing, observation.note as figure_note,
               publisher, source.title as source, table_id, edition, retrieved_at
        from observation
        join indicator using (indicator_id)
        join source on source.source_id = indicator.source_id
        left join snapshot using (snapshot_id)
        left join (
            select area_code, arg_max(name, boundary_year) as name, any_value(level)::varchar as level
            from area group by area_code
        ) as area using (area_code)
        where indicator_id = $indicator_id
        order by area_code, period
        """,
        {"indicator_id": indicator_id},
    ).df()
