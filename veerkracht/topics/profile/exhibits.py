"""The profile of a buurt for a letter: what it is, and a table per theme of all its figures."""

from collections.abc import Sequence

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, observation_frame
from veerkracht.drawing import exhibits, yardsticks
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.profile import figures
from veerkracht.topics.profile.figures import Latest

_FEWEST_PLACES = 10  # buurten with a figure, below which the place of a buurt among them says little


def introduction(query: Query, code: str) -> list[str]:
    """Return where a buurt is and how many people live there."""
    buurt = figures.buurten(query)[code]
    sentences = []
    if buurt.inhabitants is not None:
        people = dutch.number(buurt.inhabitants, 0)
        sentences.append(f"{buurt.name} ligt in {buurt.wijk} en had in {buurt.inhabitants_period} {people} inwoners.")
    if buurt.is_small:
        sentences.append("Dat zijn er weinig: cijfers kunnen sterk schommelen.")
    return sentences


def unusual(query: Query, code: str) -> list[str]:
    """Return which figures of a buurt changed unusually in the country, as one paragraph; none when none did."""
    parts, labels = [], lookups.indicators(query)
    rows = (row for (_, area_code), row in lookups.yardsticks(query).items() if area_code == code)
    for row in yardsticks.distinct(rows):
        indicator = labels[row.indicator_id]
        if yardsticks.is_unusual(row, indicator.direction):
            number = yardsticks.in_a_hundred(row, indicator.direction)
            word = yardsticks.word(row, indicator.direction)
            parts.append(f"{indicator.label}: {word} ({yardsticks.between(row)}). {number}.")
    return [f"Ongewoon in Nederland. {' '.join(parts)} {yardsticks.NO_PROOF}"] if parts else []


def themes(query: Query, code: str) -> list[Exhibit]:
    """Return a table per theme with the figures of a buurt, its place among the buurten, the city and the country."""
    by_theme: dict[str, list[Latest]] = {}
    for row in figures.profile(query, (code,)).latest:
        if not row.is_aside:
            by_theme.setdefault(row.indicator.theme, []).append(row)
    return [_theme(query, code, theme, rows) for theme, rows in by_theme.items()]


def _theme(query: Query, code: str, theme: str, rows: Sequence[Latest]) -> Exhibit:
    names, programme = lookups.area_names(query), lookups.programme(query)
    city, country = names[programme.municipality_code], names[programme.country_code]
    title = f"{names[code]}: {theme}"
    columns = (
        Column("Onderwerp"),
        Column("Jaar"),
        *(Column(name, 0) for name in (names[code], "Buurten hoger", city, country)),
    )
    return exhibits.exhibit(
        query,
        f"buurt-{code}-{theme.replace(' ', '-')}",
        title,
        "",
        f"{title}. De cijfers staan in de tabel.",
        Table.of(title, columns, map(_texts, rows)),
        [(row.indicator, _figures(query, code, row)) for row in rows],
        [f"Buurten hoger: in hoeveel andere buurten in {city} het cijfer hoger is."],
    )


def _texts(row: Latest) -> list[str]:
    indicator, values = row.indicator, (row.value, row.city.value, row.country.value)
    own, city, country = (dutch.short_figure(value, indicator.decimals, indicator.unit) for value in values)
    place = f"{row.place - 1} van {row.buurt_count - 1}" if row.buurt_count >= _FEWEST_PLACES else "–"
    unit = "" if dutch.is_amount(indicator.unit) else f", {dutch.in_unit(indicator.unit)}"
    label = f"{indicator.label}{unit}"
    return [label, row.period, own, place, city, country]


def _figures(query: Query, code: str, row: Latest) -> pd.DataFrame:
    """Return the figures of buurt, city and country, one row each, as exhibits.exhibit takes them."""
    programme = lookups.programme(query)
    return observation_frame([
        Observation(code, row.period, row.value, row.lower, row.upper, row.status, None, row.margin_kind),
        *(
            Observation(
                area_code, row.period, reference.value, reference.lower, reference.upper, row.status,
                reference.missing, reference.margin_kind,
            )
            for area_code, reference in ((programme.municipality_code, row.city), (programme.country_code, row.country))
        ),
    ])  # fmt: skip
