"""Creates the areas, outlines and figures of focus areas that consist of several buurten, from those of their buurten.

Docs: docs/method.md, Own groups of buurten, and docs/decisions/0035-a-focus-area-of-several-buurten-is-an-area.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import duckdb
import pandas as pd
import shapely

from etl.build.margins.margins import Margins
from etl.snapshots import outlines
from veerkracht.catalog.catalog import Catalog, FocusArea, Programme
from veerkracht.core import areas, names
from veerkracht.core.errors import DataError
from veerkracht.groups import figures, queries

_NEAR = 3  # codes in a message


@dataclass(frozen=True)
class Composed:
    """A focus area of several buurten: its code, its name, and the codes of its buurten in the division of the map."""

    code: str
    name: str
    buurten: tuple[str, ...]


def of(content: Catalog, area: pd.DataFrame) -> tuple[Composed, ...]:
    """Return the focus areas of several buurten or wijken; `area` is as tidy.area_table gives it.

    Raises DataError, with all of it and what to write instead, for a buurt that the division does not have and for a
    name that an area has already.
    """
    programme, composed, problems = content.programme, list[Composed](), list[str]()
    divided = area[area["boundary_year"] == _year(area, programme)]
    area_names = dict(zip(divided["area_code"], divided["name"], strict=True))
    buurten = sorted(code for code in area_names if areas.level(code) == "buurt")
    for code, focus in programme.composed_areas.items():
        problems += _problems(focus, area_names, dict(zip(area["area_code"], area["name"], strict=True)))
        members = {member for part in focus.areas for member in areas.within(part, buurten)}
        composed.append(Composed(code, focus.name, tuple(sorted(members))))
        if len(members) == 1 and not problems:
            problems.append(
                f"{focus.name} is één buurt, {area_names[min(members)]}. Schrijf bij focus_areas alleen {min(members)}."
            )
    if problems:
        raise DataError(" ".join(problems))
    return tuple(composed)


def _problems(focus: FocusArea, current: Mapping[str, str], ever: Mapping[str, str]) -> list[str]:
    """Return in Dutch what is wrong with a focus area; `current` has the areas of the division, `ever` those of any."""
    texts = []
    for code in focus.areas:
        if code in current and areas.level(code) in ("buurt", "wijk"):
            continue
        old = f" ({ever[code]})" if code in ever else ""
        near = get_close_matches(code, [other for other in current if other.startswith(code[:2])], _NEAR, 0.7)
        suggestion = f"Bedoelde u {' of '.join(f'{other} ({current[other]})' for other in near)}? " if near else ""
        texts.append(
            f"{focus.name}: {code}{old} is geen buurt of wijk van nu. {suggestion}Verander de code bij focus_areas in "
            "programma.yaml."
        )
    if clash := next((name for name in ever.values() if names.folded(name) == names.folded(focus.name)), ""):
        texts.append(
            f"Er is al een gebied dat {clash} heet. Geef dit aandachtsgebied in programma.yaml een andere naam, zoals "
            f"{clash} en omgeving."
        )
    return texts


def _year(area: pd.DataFrame, programme: Programme) -> int:
    """Return the year of the division that the map draws, as in queries.division."""
    years = area.loc[area["level"] == "buurt", "boundary_year"]
    return int(
        years[years <= programme.boundary_year].max() if (years <= programme.boundary_year).any() else years.max()
    )


def area_rows(composed: tuple[Composed, ...], area: pd.DataFrame, content: Catalog) -> pd.DataFrame:
    """Return these focus areas with the columns of a table of areas: in the division of the map, and in every year in
    which the boundary of one of their buurten changed."""
    rows = []
    for focus in composed:
        changed = set(
            area.loc[area["area_code"].isin(focus.buurten) & area["boundary_change"].eq("3"), "boundary_year"]
        )
        changed |= {
            change.year
            for change in content.programme.area_changes
            if not change.is_same_area and {change.old, change.new} & set(focus.buurten)
        }
        for year in sorted({_year(area, content.programme), *changed}):
            rows.append((focus.code, year, focus.name, "groep", None, "3" if year in changed else None))
    return pd.DataFrame(rows, columns=area.columns)


def outline_rows(composed: tuple[Composed, ...], geometry: pd.DataFrame) -> pd.DataFrame:
    """Return rows of table area_geometry for these focus areas: the union of their buurten, which are in `geometry`.

    A focus area with a buurt without an outline has none.
    """
    rows = []
    for focus in composed:
        parts = geometry[geometry["area_code"].isin(focus.buurten)]
        if len(parts) == len(focus.buurten):
            shape = shapely.union_all([shapely.from_geojson(text) for text in parts["geojson"]])
            year, outline_year = parts["boundary_year"].max(), parts["outline_year"].max()
            rows.append((focus.code, year, outlines.geojson(shape), outline_year))
    return pd.DataFrame(rows, columns=["area_code", "boundary_year", "geojson", "outline_year"])


def table(composed: tuple[Composed, ...]) -> pd.DataFrame:
    """Return the rows of table composition."""
    return pd.DataFrame([{"area_code": focus.code, "buurten": list(focus.buurten)} for focus in composed])


def fill(
    connection: duckdb.DuckDBPyConnection, content: Catalog, composed: tuple[Composed, ...], rests_on: Margins
) -> pd.DataFrame:
    """Add the figures of these focus areas, with their margins, to the observations of a database that is being built,
    and their inhabitants to what margins rest on; return the rows of table composed_figure."""
    indicators = {indicator.id: indicator for indicator in content.indicators}
    spreads = {name: spread for name in indicators if (spread := rests_on.spread(name))}
    inhabitants = content.method.inhabitants
    rows: list[dict[str, object]] = []
    for focus in composed:
        together = figures.together(queries.parts(connection, list(focus.buurten)), focus.buurten, indicators, spreads)
        rows += figures.rows_of(focus.code, together)
        people = together.get((inhabitants.indicator, inhabitants.period))
        if people and people.value is not None:
            rests_on.people[focus.code] = people.value
    connection.execute("""
        update observation set numerator = null, denominator = null  -- of a gap, but not of a part of larger areas
        where value is null and missing <> 'too_small';
        delete from observation where area_code[1:3] = 'GR-'  -- of a database before this one
    """)
    if not rows:
        return pd.DataFrame()
    frame = pd.DataFrame(rows).astype({"value": float, "lower": float, "upper": float})
    columns = ["way", "lacking", "concentration"]
    connection.register("incoming", frame.drop(columns=columns))
    connection.execute("insert into observation by name from incoming")
    connection.unregister("incoming")
    return frame[["indicator_id", "period", "area_code", "missing", *columns]]
