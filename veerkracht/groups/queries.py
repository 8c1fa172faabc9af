"""Queries for the inputs of group figures, and how to add these figures to a connection beside those of areas."""

import duckdb
import pyarrow as pa

from veerkracht.groups.arithmetic import Part

# of the rows that groups add: the columns of table observation, how a figure was computed, the buurten without one, and
# how much a sum of counts moves as one of them
OBSERVATION = pa.schema([
    *((name, pa.string()) for name in ("indicator_id", "period", "area_code")),
    *((name, pa.float64()) for name in ("value", "lower", "upper", "numerator", "denominator", "concentration")),
    *((name, pa.string()) for name in ("margin_kind", "status", "missing", "note", "snapshot_id", "way")),
    ("lacking", pa.list_(pa.string())),
])  # fmt: skip
AREA = pa.schema([
    ("area_code", pa.string()), ("boundary_year", pa.int32()), ("name", pa.string()), ("level", pa.string()),
    ("parent_code", pa.string()), ("boundary_change", pa.string()), ("buurten", pa.list_(pa.string())),
])  # fmt: skip
_OBSERVATIONS = """
    from {catalog}.observation
    union all by name
    select * exclude (way, lacking, concentration) from group_observation
"""
_COMPOSITIONS = """
    from {catalog}.composition
    union all
    select distinct area_code, buurten from group_area
"""
_COMPOSED = """
    from {catalog}.composed_figure
    union all by name
    select indicator_id, period, area_code, way, missing, lacking, concentration from group_observation
"""
_AREAS = """
    select * replace (level::varchar as level) from {catalog}.area
    union all by name
    select * exclude (buurten) from group_area
"""


def parts(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> list[tuple[str, str, Part]]:
    """Return the indicator, the period and the figure of everything that is known of these areas."""
    rows = connection.execute(
        """
        select indicator_id, period, area_code, value, lower, upper, margin_kind::varchar, numerator, denominator,
               status::varchar, missing::varchar, snapshot_id
        from observation
        where list_contains($area_codes, area_code)
        order by indicator_id, period, area_code
        """,
        {"area_codes": area_codes},
    ).fetchall()
    return [(indicator_id, period, Part(*figure)) for indicator_id, period, *figure in rows]


def spreads(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, float, float]]:
    """Return how strongly each count varies: indicator_id, phi, tau2."""
    return connection.execute("select indicator_id, phi, tau2 from count_spread order by indicator_id").fetchall()


def changed_boundaries(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> list[int]:
    """Return the years in which the boundary of any of these areas changed."""
    rows = connection.execute(
        """
        select distinct year
        from (
            select area_code, boundary_year as year from area where boundary_change = '3'
            union all
            select unnest([old_code, new_code]), year from area_change where not is_same_area
        )
        where list_contains($area_codes, area_code)
        order by year
        """,
        {"area_codes": area_codes},
    ).fetchall()
    return [year for (year,) in rows]


def add(connection: duckdb.DuckDBPyConnection, areas: pa.Table, observations: pa.Table) -> duckdb.DuckDBPyConnection:
    """Return a connection to the same database, on which every query reads groups as areas, in tables `area`,
    `observation`, `composition` and `composed_figure`."""
    row = connection.execute("select current_database(), current_schema()").fetchone()
    assert row
    catalog, cursor = ".".join(f'"{name}"' for name in row), connection.cursor()
    cursor.execute(f"use {catalog}")
    cursor.register("group_area", areas)
    cursor.register("group_observation", observations)
    cursor.execute(f"create temp view area as {_AREAS.format(catalog=catalog)}")
    cursor.execute(f"create temp view observation as {_OBSERVATIONS.format(catalog=catalog)}")
    cursor.execute(f"create temp view composition as {_COMPOSITIONS.format(catalog=catalog)}")
    cursor.execute(f"create temp view composed_figure as {_COMPOSED.format(catalog=catalog)}")
    return cursor


def standing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the groups that the municipality has in a file, as texts that group.read takes."""
    rows = connection.execute("select name, parts from area_group order by position").fetchall()
    return [f"{name}~{'.'.join(parts)}" for name, parts in rows]


def buurten(connection: duckdb.DuckDBPyConnection, area_codes: list[str]) -> dict[str, list[str]]:
    """Return the buurten of each of these groups by its code: of focus areas of several buurten, and of own groups on
    a connection that `add` returned."""
    rows = connection.execute(
        "select area_code, buurten from composition where list_contains($area_codes, area_code) order by all",
        {"area_codes": area_codes},
    )
    return dict(rows.fetchall())


def ways(
    connection: duckdb.DuckDBPyConnection, indicator_id: str, area_codes: list[str]
) -> list[tuple[str, str, str | None, str | None, list[str]]]:
    """Return per group and period how the figure of an indicator was computed, of groups as in `buurten`: area_code,
    period, way, missing and the buurten without a figure."""
    return connection.execute(
        """
        select area_code, period, way, missing::varchar, lacking
        from composed_figure
        where indicator_id = $indicator_id and list_contains($area_codes, area_code)
        order by area_code, period
        """,
        {"indicator_id": indicator_id, "area_codes": area_codes},
    ).fetchall()
