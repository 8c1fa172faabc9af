"""The figures of groups, computed from those of their buurten, and a query that includes groups beside all areas."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from veerkracht.core import areas
from veerkracht.database import lookups
from veerkracht.database.query import DatabaseQuery, Query, cached
from veerkracht.groups import arithmetic, queries
from veerkracht.groups.arithmetic import Part, Together
from veerkracht.groups.group import Group
from veerkracht.method.margins import Spread

Figures = dict[tuple[str, str], Together]  # by indicator and period


@dataclass(frozen=True)
class Content:
    """The rows that groups add to tables area and observation."""

    areas: pa.Table
    observations: pa.Table


def codes(query: Query) -> list[str]:
    """Return the codes of all own groups."""
    return [code for code in lookups.area_names(query) if code.startswith(areas.GROUP)]


def buurten(query: Query, area_codes: Sequence[str]) -> dict[str, list[str]]:
    """Return the buurten of each own group among these areas, by its code."""
    groups = tuple(dict.fromkeys(code for code in area_codes if code.startswith(areas.GROUP)))
    by_group = query.once(queries.buurten, groups) if groups else {}
    return {code: by_group[code] for code in groups}


@cached
def focus_buurten(query: Query) -> dict[str, str]:
    """Return by code the focus area of each buurt that is in one or is one itself, in the order of the programme: for
    data known only for buurten."""
    focus = lookups.programme(query).focus_area_codes
    together, every = buurten(query, focus), [code for code in lookups.area_names(query) if code.startswith("BU")]
    return {
        buurt: code
        for code in focus
        for buurt in together.get(code, ()) or [inside for inside in every if inside[2:].startswith(code[2:])]
    }


def of_group(query: Query, group: Group) -> Figures:
    """Return the figures of a group by indicator and period, or why there is none: of all that is known of a buurt."""
    rows = query.once(queries.parts, group.buurten)
    spreads = {indicator_id: Spread(phi, tau2) for indicator_id, phi, tau2 in query.once(queries.spreads)}
    return together(rows, group.buurten, lookups.indicators(query), spreads)


def together(
    rows: Sequence[tuple[str, str, Part]],
    buurten: Sequence[str],
    indicators: Mapping[str, arithmetic.Measured],
    spreads: Mapping[str, Spread],
) -> Figures:
    """Return the figures of buurten together by indicator and period, or why there is none.

    `rows` are as in queries.parts; `indicators`, and `spreads` of those that are counts, are by id.
    """
    populations = {item.unit: indicator_id for indicator_id, item in indicators.items() if item.unit == item.population}
    by_series = {
        key: {row[2].area_code: row[2] for row in by_area} for key, by_area in groupby(rows, key=lambda row: row[:2])
    }
    figures = {}
    for (indicator_id, period), by_area in by_series.items():
        indicator = indicators[indicator_id]
        rule = arithmetic.rule(indicator, populations)
        counted = by_series.get((populations.get(rule.population, ""), period), {})
        sizes = {code: part.value for code, part in counted.items() if part.value is not None}
        parts = [by_area.get(code) or _absent(code) for code in buurten]
        spread = spreads.get(indicator_id)
        figure = arithmetic.together(indicator, rule, parts, sizes, spread)
        weights = [counted[code] for code in buurten if code in counted]
        figures[indicator_id, period] = arithmetic.with_reason_of_weight(figure, weights)
    return figures


def _absent(area_code: str) -> Part:
    return Part(area_code, None, None, None, None, None, None, None, "not_in_table", None)


def content(query: Query, groups: tuple[Group, ...]) -> Content:
    """Return the rows that these groups add to the database; not cached, since anyone can make any group."""
    year, area_rows, observations = lookups.programme(query).boundary_year, [], []
    for group in groups:
        changed = query.once(queries.changed_boundaries, group.buurten)
        for boundary_year in sorted({year, *changed}):
            area_rows.append({
                "area_code": group.code, "boundary_year": boundary_year, "name": group.name, "level": "groep",
                "boundary_change": "3" if boundary_year in changed else None, "buurten": list(group.buurten),
            })  # fmt: skip
        observations += rows_of(group.code, of_group(query, group))
    return Content(
        pa.Table.from_pylist(area_rows, schema=queries.AREA),
        pa.Table.from_pylist(observations, schema=queries.OBSERVATION),
    )


def rows_of(area_code: str, figures: Figures) -> list[dict[str, object]]:
    """Return the figures of a group with this code as rows of queries.OBSERVATION."""
    return [
        {"indicator_id": indicator_id, "period": period, "area_code": area_code, **vars(figure)}
        | {"lacking": list(figure.lacking)}
        for (indicator_id, period), figure in figures.items()
    ]


def cursor(
    open_cursor: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]], added: Content
) -> Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]:
    """Return a function that opens a connection on which every query reads these rows too."""

    @contextmanager
    def with_groups() -> Iterator[duckdb.DuckDBPyConnection]:
        with (
            open_cursor() as connection,
            closing(queries.add(connection, added.areas, added.observations)) as connected,
        ):
            yield connected

    return with_groups


def with_groups(query: DatabaseQuery, groups: tuple[Group, ...]) -> DatabaseQuery:
    """Return a query of the same database with these groups added to the areas; the query itself when there are
    none."""
    return DatabaseQuery(cursor(query.cursor, content(query, groups))) if groups else query


def standing(query: Query) -> tuple[str, ...]:
    """Return the groups that the municipality has in a file, as texts that group.read takes."""
    return tuple(query.once(queries.standing))
