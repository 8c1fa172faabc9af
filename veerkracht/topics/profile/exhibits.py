"""The profile of a buurt for a letter: what it is, and a table per theme of all its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import typed
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.profile import queries

_FEWEST_PLACES = 10  # buurten with a figure, below which the place of a buurt among them says little


@dataclass(frozen=True)
class Buurt:
    """A buurt: one row of queries.buurten."""

    area_code: str
    name: str
    wijk: str
    inhabitants: float | None
    inhabitants_period: str
    is_small: bool


@dataclass(frozen=True)
class Latest:
    """The latest figure of a buurt, its place and the figures of city and country: one row of queries.profile."""

    indicator_id: str
    theme: str
    label: str
    unit: str
    decimals: int
    period: str
    value: float
    lower: float | None
    upper: float | None
    status: str
    place: int
    buurt_count: int
    city_value: float | None
    city_missing: str | None
    country_value: float | None
    country_missing: str | None
    is_aside: bool


def introduction(query: Query, code: str) -> list[str]:
    """Return where a buurt is and how many people live there."""
    buurt = next(buurt for buurt in typed(query(queries.buurten), Buurt) if buurt.area_code == code)
    sentences = []
    if buurt.inhabitants is not None:
        people = dutch.number(buurt.inhabitants, 0)
        sentences.append(f"{buurt.name} ligt in {buurt.wijk} en had in {buurt.inhabitants_period} {people} inwoners.")
    if buurt.is_small:
        sentences.append("Dat zijn er weinig: cijfers kunnen sterk schommelen.")
    return sentences


def themes(query: Query, code: str) -> list[Exhibit]:
    """Return a table per theme with the figures of a buurt, its place among the buurten, the city and the country."""
    figures = [figure for figure in typed(query(queries.profile, [code]), Latest) if not figure.is_aside]
    by_theme: dict[str, list[Latest]] = {}
    for figure in figures:
        by_theme.setdefault(figure.theme, []).append(figure)
    return [_theme(query, code, theme, rows) for theme, rows in by_theme.items()]


def _theme(query: Query, code: str, theme: str, rows: Sequence[Latest]) -> Exhibit:
    names, programme = lookups.area_names(query), lookups.programme(query)
    city, country = names[programme.municipality_code], names[programme.country_code]
    title = f"{names[code]}: {theme}"
    columns = (
        Column("Onderwerp"),
        Column("Jaar"),
        *(Column(name, 0) for name in (names[code], "Plaats", city, country)),
    )
    return exhibits.exhibit(
        query,
        f"buurt-{code}-{theme.replace(' ', '-')}",
        title,
        "",
        f"{title}. De cijfers staan in de tabel.",
        Table.of(title, columns, map(_texts, rows)),
        [(lookups.indicator(query, row.indicator_id), _figures(query, code, row)) for row in rows],
        [f"Plaats 1 is het hoogste cijfer van de buurten in {city}."],
    )


def _texts(row: Latest) -> list[str]:
    own, city, country = (
        dutch.short_figure(value, row.decimals, row.unit) for value in (row.value, row.city_value, row.country_value)
    )
    place = f"{row.place} van {row.buurt_count}" if row.buurt_count >= _FEWEST_PLACES else "–"
    label = row.label if dutch.is_amount(row.unit) else f"{row.label}, {dutch.in_unit(row.unit)}"
    return [label, row.period, own, place, city, country]


def _figures(query: Query, code: str, row: Latest) -> pd.DataFrame:
    """Return the figures of buurt, city and country, one row each, as exhibits.exhibit takes them."""
    programme = lookups.programme(query)
    rows = [
        (code, row.value, row.lower, row.upper, None),
        (programme.municipality_code, row.city_value, None, None, row.city_missing),
        (programme.country_code, row.country_value, None, None, row.country_missing),
    ]
    frame = pd.DataFrame(rows, columns=["area_code", "value", "lower", "upper", "missing"])
    return frame.assign(period=row.period, status=row.status)
