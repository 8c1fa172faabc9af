"""Marks counts that are inconsistent, and reports areas that have figures but no place on the map, or the reverse.

A municipality still gets its dashboard: whatever must never be in it is rejected by etl/build/checks.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd
import pyarrow as pa

from veerkracht.catalog.catalog import AddingUp, Catalog, Indicator
from veerkracht.core import dutch
from veerkracht.core.errors import DataError

_COUNTS = ("inwoners", "huishoudens", "woningen", "misdrijven")
_SUMS = """
    with buurt as (select area_code, boundary_year from area where level = 'buurt'),
    divided as (
        select indicator_id, period, area_code
        from (select distinct indicator_id, period from observation)
        join buurt on boundary_year = left(period, 4)::integer
        union
        select indicator_id, period, area_code
        from observation
        join (select distinct area_code from buurt) using (area_code)
        where left(period, 4)::integer not in (select boundary_year from buurt)
    )
    select indicator_id, period, sum(value) as buurten, any_value(city) as city, count(*) as count
    from divided
    left join observation using (indicator_id, period, area_code)
    join (
        select indicator_id, period, value as city from observation
        where area_code = $municipality and value is not null
            and status <> 'niet_bevestigd'  -- what is so is already under suspicion
    ) using (indicator_id, period)
    where indicator_id in (select unnest($indicators))
    group by indicator_id, period
    having count(value) = count(*)
    order by all
"""
_SUMS_BEFORE = """
    select indicator_id, period, sum(value) filter (where area_code like 'BU%') as buurten,
           any_value(value) filter (where area_code = $municipality) as city,
           count(*) filter (where area_code like 'BU%') as count
    from figure_before
    where indicator_id in (select unnest($indicators)) and value is not null
        and (area_code like 'BU%' or area_code = $municipality)
    group by indicator_id, period
    having city is not null and buurten is not null
"""
_MARK = """
    update observation set status = 'niet_bevestigd'
    where value is not null and area_code <> $country and period = $period
        and indicator_id in (select unnest($indicators))
"""
_AREAS = """
    with present as (
        from area where boundary_year = (
            select max(boundary_year) from area where boundary_year <= $year and level <> 'land'
        )
    ),
    measured as (
        select area_code, min(period) as since, max(period) as until from observation
        where value is not null group by area_code
    ),
    named as (
        select area_code, arg_max(name, boundary_year) as name from area where level not in ('land', 'groep')
        group by area_code
    )
    select area_code, name, since, until,
           area_code in (select area_code from present) as is_present,
           area_code in (select area_code from area_geometry) as is_drawn
    from named
    left join measured using (area_code)
    where area_code not in (select old_code from area_change)
    order by area_code
"""
_MOST_NAMED = 3


def mark_sums(connection: duckdb.DuckDBPyConnection, content: Catalog, figures_before: pa.Table | None) -> list[str]:
    """Mark counts as not confirmed when their buurten differ more from the municipality than rounding allows, and
    return a Dutch line on each; counts with a gap are not summed.

    `figures_before` are those of the previous database (previous.Before). Raises DataError for counts that added up
    there and no longer do: the new edition is wrong, and the earlier one stays in use.
    """
    indicators = {item.id: item for item in content.indicators if item.unit in _COUNTS and item.topic}
    about = content.programme
    parameters = {"municipality": about.municipality, "indicators": list(indicators)}
    fitted = _fitted(connection, content, figures_before, parameters)
    lines, broken = [], []
    for name, period, buurten, city, count in connection.execute(_SUMS, parameters).fetchall():
        indicator = indicators[name]
        rule = _rule(content, indicator)
        if abs(buurten - city) <= rule.slack * count:
            continue
        if (name, period) in fitted:
            broken.append(f"{name}, {period}, {buurten:g}, {city:g}")
        repeated = [
            other.id
            for other in content.indicators
            if name in (other.id, other.repeats) or other.id == indicator.repeats
        ]
        connection.execute(_MARK, {"country": about.country, "period": period, "indicators": repeated})
        lines.append(
            f"{indicator.label}, {period}: de {count} buurten zijn samen {dutch.number(buurten, 0)} en "
            f"{about.municipality_name} heeft er {dutch.number(city, 0)}. Dat verschil is groter dan afronding; de "
            f"cijfers zijn gemerkt als niet bevestigd. {rule.oddity}".rstrip()
        )
    if broken:
        raise DataError(
            f"Controle mislukt: Som van de buurten wijkt meer van de {about.municipality_word} af dan de afronding "
            f"toelaat {len(broken)} keer, en eerder niet, bijvoorbeeld: {'; '.join(broken[:_MOST_NAMED])}. "
            "De vorige database blijft staan."
        )
    return lines


def _fitted(
    connection: duckdb.DuckDBPyConnection, content: Catalog, before: pa.Table | None, parameters: Mapping[str, object]
) -> set[tuple[str, str]]:
    """Return the indicators and periods whose buurten added up to the municipality in the previous database."""
    if before is None or not before.num_rows:
        return set()
    connection.register("figure_before", before)
    rows = connection.execute(_SUMS_BEFORE, parameters).fetchall()
    connection.unregister("figure_before")
    slack = {indicator.id: _rule(content, indicator).slack for indicator in content.indicators}
    return {(name, period) for name, period, buurten, city, count in rows if abs(buurten - city) <= slack[name] * count}


def _rule(content: Catalog, indicator: Indicator) -> AddingUp:
    return content.sources[indicator.source].adding_up or AddingUp()


def about_areas(connection: duckdb.DuckDBPyConnection, content: Catalog) -> list[str]:
    """Return Dutch lines on areas with figures that are missing from the current division or from the map, and on areas
    on the map without figures; none when there are no areas."""
    areas = connection.execute(_AREAS, {"year": content.programme.boundary_year}).df()
    has_figures, is_present = areas["since"].notna(), areas["is_present"]
    lines = []
    if len(old := areas[has_figures & ~is_present]):
        years = f"{old['since'].min()[:4]} t/m {old['until'].max()[:4]}"
        lines.append(
            f"{_named(old, 'met cijfers')} van {years} {_verb(old)} niet in de indeling van nu; die cijfers staan "
            "apart. Wat een nieuwe code kreeg, komt bij area_changes in programma.yaml; een voorstel geeft: "
            "python -m etl gebieden"
        )
    if len(absent := areas[has_figures & is_present & ~areas["is_drawn"]]):
        none = "" if areas["is_drawn"].any() else "Er is geen kaart. "
        lines.append(
            f"{none}{_named(absent, 'met cijfers')} {_verb(absent)} niet op de kaart: de grenzen die er zijn, hebben "
            "die codes niet. De grenzen van nu ophalen: python -m etl --only grenzen"
        )
    if has_figures.any() and len(empty := areas[~has_figures & areas["is_drawn"]]):
        lines.append(f"{_named(empty, 'op de kaart')} {'heeft' if len(empty) == 1 else 'hebben'} geen enkel cijfer.")
    return lines


def _verb(areas: pd.DataFrame) -> str:
    return "staat" if len(areas) == 1 else "staan"


def _named(areas: pd.DataFrame, what: str) -> str:
    named = [f"{row.name} ({row.area_code})" for row in areas.head(_MOST_NAMED).itertuples(index=False)]
    more = ", bijvoorbeeld" if len(areas) > _MOST_NAMED else ":"
    return f"{len(areas)} {'gebied' if len(areas) == 1 else 'gebieden'} {what}{more} {dutch.joined(named)},"
