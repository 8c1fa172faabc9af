"""Queries about future measurements: each takes a connection, and returns a DataFrame."""

import duckdb
import pandas as pd

from veerkracht.catalog import publisher_kinds


def sources(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure, in the order of the plan: when its source measures, as far as known.

    Columns: measure_id, is_published (by others than the municipality), is_copy (its source came with the dashboard,
    and brings nothing new itself), has_source, first_year and next_year (null when unknown), next_is_confirmed,
    broken_from (the first year of another definition than that of the baseline).
    """
    return connection.execute(
        """
        select measure_id, source_id is not null and kind <> $own as is_published,
               coalesce(kind = $included, false) as is_copy, has_source,
               left(first_period, 4)::integer as first_year, left(next_period, 4)::integer as next_year,
               coalesce(next_is_confirmed, false) as next_is_confirmed,
               (
                   select min(left(period, 4)::integer)
                   from indicator_break
                   where indicator_break.indicator_id = goal_measure.indicator_id
                       and left(period, 4)::integer > left(baseline_period, 4)::integer
               ) as broken_from
        from goal_measure
        left join indicator using (indicator_id)
        left join source using (source_id)
        order by goal_measure.position
        """,
        {"own": publisher_kinds.OWN, "included": publisher_kinds.INCLUDED},
    ).df()


def years(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per measure with an indicator and year of which its source has figures, in the order of the plan.

    Columns: measure_id, year, figures (how many focus areas have one), withheld (how many get none), awaited (how many
    for which the publisher has none of any area yet), is_published (by others than the municipality).
    """
    return connection.execute(
        """
        select measure_id, left(period, 4)::integer as year, count(value) as figures,
               count(*) filter (where missing not in ('not_included', 'unreadable', 'not_published',
                                                           'group_weight_not_included')) as withheld,
               count(*) filter (where missing = 'not_published') as awaited,
               kind <> $own as is_published
        from goal_measure
        join indicator using (indicator_id)
        join source using (source_id)
        join source_period using (source_id)
        left join observation using (indicator_id, period)
        where (area_code in (select unnest(focus_area_codes) from programme) or area_code is null)
            and contains(period, '-') = (frequency = 'maand')
        group by goal_measure.position, measure_id, left(period, 4), kind
        order by goal_measure.position, year
        """,
        {"own": publisher_kinds.OWN},
    ).df()
