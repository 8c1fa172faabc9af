"""Queries of the Veerkracht map: its configuration, and the figures, scores and cells of every buurt."""

import duckdb
import pandas as pd

from veerkracht.database.rows import require_row


def settings(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row: reference_year, minimum_inhabitants, frozen_on, cut, share_needed, max_age, problem (or '')."""
    return require_row(connection.execute("select * from resilience_map").df(), "resilience_map")


def axes(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per axis, the horizontal one first: axis, label, scale, class_names, low_bound, high_bound, since,
    reason."""
    return connection.execute("select * from resilience_axis order by axis").df()


def measures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per axis and indicator named for it: the columns of resilience_measure, and label, unit, decimals,
    rounded_to, is_model."""
    return connection.execute("""
        select resilience_measure.*, label, unit, decimals, rounded_to, is_model
        from resilience_measure
        join indicator using (indicator_id)
        order by axis, resilience_measure.position
    """).df()


def periods(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per year that has a map: period ('2022'), area_count with a cell, is_full."""
    return connection.execute("""
        select year::varchar as period, count(cell) as area_count, area_count * 2 >= max(area_count) over () as is_full
        from resilience_cell
        group by year
        order by year
    """).df()


def cells(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return one row per year and buurt, by year and name.

    Columns: year, area_code, name, cell, doubts (codes of cells), reason; and for the horizontal and vertical axis x,
    x_error, x_class, y, y_error, y_class (scores in standard deviations).
    """
    return connection.execute("""
        with named as (select area_code, arg_max(name, boundary_year) as name from area group by area_code),
        scored as (
            select year, area_code,
                   max(score) filter (axis = 'kwetsbaarheid') as x,
                   max(error) filter (axis = 'kwetsbaarheid') as x_error,
                   max(class) filter (axis = 'kwetsbaarheid') as x_class,
                   max(score) filter (axis = 'overlast') as y, max(error) filter (axis = 'overlast') as y_error,
                   max(class) filter (axis = 'overlast') as y_class
            from resilience_score
            group by year, area_code
        )
        select year, area_code, name, cell, doubts, reason, x, x_error, x_class, y, y_error, y_class
        from resilience_cell
        join scored using (year, area_code)
        join named using (area_code)
        order by year, name
    """).df()


def figures(connection: duckdb.DuckDBPyConnection, year: int) -> pd.DataFrame:
    """Return one row per buurt, axis and measure that counts, for one year.

    Columns: area_code, axis, indicator_id, period, value (as printed, in the unit of the indicator), scaled (on the
    scale of its axis), z, counted, error (in standard deviations), why_not; lower, upper, margin_kind, status, missing
    of the observation.
    """
    return connection.execute(
        """
        select own.area_code, own.axis, own.indicator_id, own.period, own.value, scaled, z, counted, error, own.why_not,
               lower, upper, margin_kind::varchar as margin_kind, status::varchar as status,
               missing::varchar as missing
        from resilience_figure as own
        join resilience_measure using (axis, indicator_id)
        left join observation on observation.indicator_id = own.indicator_id
            and observation.area_code = own.area_code and observation.period = own.period
        where year = $year
        order by own.area_code, own.axis, resilience_measure.position
        """,
        {"year": year},
    ).df()


def counted(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> pd.DataFrame:
    """Return one row per year, buurt and axis: year, area_code, axis, indicators (that counted), periods (of those)."""
    return connection.execute(
        """
        select year, area_code, axis, list(indicator_id order by indicator_id) as indicators,
               list(period order by indicator_id) as periods
        from resilience_figure
        where value is not null and area_code in (select unnest($area_codes))
        group by year, area_code, axis
        order by year, area_code, axis
        """,
        {"area_codes": area_codes},
    ).df()
