"""The questions of the profile of a buurt, one function each: a connection and codes in, a DataFrame out."""

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


def profile(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per buurt asked and indicator that has a figure for it: the latest, with its place and the same
    period elsewhere. Buurten in the order asked, indicators in that of the catalogue.

    Columns: area_code, indicator_id, position, theme, label, unit, decimals, direction, is_model, source_id, publisher,
    retrieved_at, period, value, lower, upper, status, place (1 = highest value of the buurten; equal values share it),
    buurt_count (buurten with a figure), and for wijk, city and country wijk_value and wijk_missing and so on.
    `is_aside` is true for figures of months and for an older edition: of the same theme and unit, under a name that
    goes on after the comma where that of an indicator with a later figure of this buurt ends.
    """
    return connection.execute(
        """
        with asked as (
            select area_code, any_value(parent_code) as wijk_code, any_value(position) as asked_position
            from (
                select unnest($area_codes) as area_code, generate_subscripts($area_codes, 1) as position
            ) as codes
            left join (
                select area_code, arg_max(parent_code, boundary_year) as parent_code from area group by area_code
            ) using (area_code)
            group by area_code
        ),
        own as (
            select area_code, indicator_id, max(period) as period
            from observation
            semi join asked using (area_code)
            where value is not null
            group by area_code, indicator_id
        ),
        shown as materialized (from observation semi join own using (indicator_id, period)),
        ranked as (
            select indicator_id, period, area_code,
                   rank() over (partition by indicator_id, period order by round(value, decimals) desc) as place,
                   count(*) over (partition by indicator_id, period) as buurt_count
            from shown
            join indicator using (indicator_id)
            where area_code like 'BU%' and value is not null
        ),
        named as (from own join indicator using (indicator_id)),
        older as (
            select one.area_code, one.indicator_id
            from named as one
            join named as newer using (area_code, theme, unit, frequency)
            where starts_with(one.label, newer.label || ',') and newer.period > one.period
        )
        select own.area_code, own.indicator_id, indicator.position, theme, label, unit, decimals, direction, is_model,
               source_id, publisher, retrieved_at, own.period, figure.value, figure.lower, figure.upper,
               figure.status::varchar as status, place, buurt_count,
               wijk.value as wijk_value, wijk.missing::varchar as wijk_missing,
               city.value as city_value, city.missing::varchar as city_missing,
               country.value as country_value, country.missing::varchar as country_missing,
               frequency = 'maand' or exists (
                   from older where older.area_code = own.area_code and older.indicator_id = own.indicator_id
               ) as is_aside
        from own
        join asked using (area_code)
        join indicator using (indicator_id)
        join source using (source_id)
        join shown as figure using (indicator_id, period, area_code)
        join snapshot on snapshot.snapshot_id = figure.snapshot_id
        join ranked using (indicator_id, period, area_code)
        cross join programme
        left join shown as wijk on wijk.indicator_id = own.indicator_id and wijk.period = own.period
            and wijk.area_code = wijk_code
        left join shown as city on city.indicator_id = own.indicator_id and city.period = own.period
            and city.area_code = municipality_code
        left join shown as country on country.indicator_id = own.indicator_id and country.period = own.period
            and country.area_code = country_code
        order by asked_position, indicator.position
        """,
        {"area_codes": area_codes},
    ).df()


def series(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per area, yearly indicator and period of its source: all series of a few areas at once.

    Columns: indicator_id, area_code, period, year, value (none when there is no figure), segment. As queries.trend:
    `segment` counts the declared breaks and the changes of the area's boundary up to the period.
    """
    return connection.execute(
        """
        with moved as (
            select area_code, boundary_year as year from area where boundary_change = '3'
            union
            select unnest([old_code, new_code]) as area_code, year from area_change where not is_same_area
        ),
        wanted as (
            select indicator_id, position, period, left(period, 4)::integer as year, unnest($area_codes) as area_code
            from indicator
            join source_period using (source_id)
            where frequency = 'jaar' and not contains(period, '-')
        )
        select indicator_id, area_code, period, year, value,
               (
                   select count(*) from indicator_break
                   where indicator_break.indicator_id = wanted.indicator_id
                       and indicator_break.period <= wanted.period
               ) + (
                   select count(*) from moved
                   where moved.area_code = wanted.area_code and moved.year <= wanted.year
               ) as segment
        from wanted
        left join observation using (indicator_id, period, area_code)
        order by area_code, position, period
        """,
        {"area_codes": area_codes},
    ).df()


def without_figures(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per buurt asked and indicator without any figure for it: area_code, indicator_id, position,
    theme, label, unit, missing.

    `missing` is the reason that says most about this buurt (withheld rather than not yet fetched), of its latest
    period; none when own figures were never measured. Buurten in the order asked, indicators in that of the catalogue.
    """
    return connection.execute(
        """
        with asked as (
            select unnest($area_codes) as area_code, generate_subscripts($area_codes, 1) as asked_position
        ),
        told as (
            select area_code, indicator_id, count(value) as figures, arg_min(missing, (
                case when missing = 'not_included' then 3 when missing = 'not_published' then 2
                     when missing = 'not_in_table' then 1 else 0 end, -left(period, 4)::integer
            ))::varchar as missing
            from observation
            semi join asked using (area_code)
            group by area_code, indicator_id
        )
        select area_code, indicator_id, indicator.position, theme, label, unit,
               coalesce(missing, case
                   when kind <> 'lokaal' then 'not_included'
                   when exists (from source_period where source_period.source_id = indicator.source_id)
                       then 'not_measured'
               end) as missing
        from asked
        cross join indicator
        join source using (source_id)
        left join told using (area_code, indicator_id)
        where coalesce(figures, 0) = 0
        order by asked_position, indicator.position
        """,
        {"area_codes": area_codes},
    ).df()
