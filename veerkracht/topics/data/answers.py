"""Handles requests below /data/: which table or view is requested, in which format, and what is refused and why."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from urllib.parse import quote, urlencode

from veerkracht.core import menu, names
from veerkracht.core.errors import RefusedError
from veerkracht.database import lookups
from veerkracht.database.query import DatabaseQuery, Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.export import csvw
from veerkracht.export.csvw import Answer, Described
from veerkracht.topics.data import tables, views
from veerkracht.topics.data.parameters import Parameters

CSV, JSON, METADATA, GEOJSON = "csv", "json", "csv-metadata.json", "geojson"
_MEDIA_TYPES = {CSV: "text/csv", JSON: "application/json", METADATA: "application/csvm+json",
                GEOJSON: "application/geo+json"}  # fmt: skip
_TABLES: dict[str, Callable[[Query], Described]] = {
    tables.CATALOGUE: tables.catalogue, tables.GOALS: tables.goals, tables.AREAS: tables.areas,
}  # fmt: skip
_ADDRESS = re.compile(rf"(?P<name>[^.]+)\.(?P<form>{'|'.join(map(re.escape, _MEDIA_TYPES))})")
_TOPIC = f"{tables.TOPIC}/"

Choices = Sequence[tuple[str, str]]


def answer(query: DatabaseQuery, path: str, choices: Choices) -> Answer:
    """Return the content of a path below /data/ with these choices; '' is the home, a page for people.

    Raises RefusedError: 404 for an unknown path, 400 for invalid choices.
    """
    if not path:
        Parameters(choices, ())
        return Answer(_home(query), "text/html")
    match = _ADDRESS.fullmatch(path)
    if match is None:
        raise _unknown(path)
    name, form = match["name"], match["form"]
    if form == GEOJSON:
        if name != tables.AREAS:
            raise _unknown(path)
        Parameters(choices, ())
        return Answer(tables.outlines(query), _MEDIA_TYPES[form])
    table = _table(query, name, choices, path)
    # relative to the metadata, as a proxy may serve the dashboard below its own path
    parameters = f"?{urlencode(choices)}" if choices else ""
    last = name.rpartition("/")[2]
    if form == CSV:
        return Answer(csvw.csv(table), _MEDIA_TYPES[form], f"{last}.{METADATA}{parameters}")
    if form == JSON:
        return Answer(csvw.as_json(table), _MEDIA_TYPES[form])
    terms = {"publisher": "dc:publisher", "version": "schema:version", "licence": "dc:license"}
    about = {terms[name]: str(value) for name, value in table.about.items() if name in terms}
    return Answer(csvw.metadata(table, f"{last}.{CSV}{parameters}", about), _MEDIA_TYPES[form])


def _table(query: DatabaseQuery, name: str, choices: Choices, path: str) -> Described:
    if name in views.CHOICES:
        return tables.view(query, views.exhibits(query, name, choices))
    if name in _TABLES:
        Parameters(choices, ())
        return _TABLES[name](query)
    if not name.startswith(_TOPIC):
        raise _unknown(path)
    Parameters(choices, ())
    indicator_id = name.removeprefix(_TOPIC)
    indicators = lookups.indicators(query)
    if indicator_id not in indicators:
        raise RefusedError(
            f"Het onderwerp {names.quoted(indicator_id)} bestaat niet. {names.near(indicator_id, indicators)} "
            f"Alle codes staan in {tables.CATALOGUE}.csv.".replace("  ", " "), 404,
        )  # fmt: skip
    return tables.topic(query, indicator_id)


def _unknown(path: str) -> RefusedError:
    addresses = [f"{name}.csv" for name in (*_TABLES, f"{_TOPIC}code", *views.CHOICES)]
    return RefusedError(
        f"Hier is niets: {names.quoted(path)}. Er zijn {', '.join(addresses)}; elk ook als .json, en "
        f"{tables.AREAS}.geojson. Wat erin staat, leest u op het adres dat eindigt op /data/.",
        404,
    )


def _home(query: Query) -> bytes:
    """Return a page that lists what is available, with links to every table and topic."""
    indicators = sorted(lookups.indicators(query).values(), key=lambda indicator: indicator.theme)
    themes = [
        (theme.capitalize(), [(indicator.label, quote(indicator.indicator_id)) for indicator in group])
        for theme, group in groupby(indicators, key=lambda indicator: indicator.theme)
    ]
    return TEMPLATES.get_template("data.html").render(
        programme=lookups.programme(query), version=exhibits.version(query), themes=themes, topic=tables.TOPIC,
        tables=[
            (tables.CATALOGUE, "Alle onderwerpen", "code, naam, eenheid, definitie, bron, jaren en soorten gebied"),
            (tables.GOALS, "Doelen", "stand, nulmeting, streefwaarde, cijfer en grenzen, per maat en gebied"),
            (tables.AREAS, "Gebieden", "code, naam en soort; ook de omtrek, als GeoJSON"),
        ],
        views=[(name, menu.PAGES[name]) for name in views.CHOICES],
    ).encode()  # fmt: skip
