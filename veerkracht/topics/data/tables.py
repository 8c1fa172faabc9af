"""The tables of open data with their column descriptions: the catalogue, one indicator, goals, areas, and a view.

A column means the same as in the data package. Names of tables and columns are stable (docs/data.md).
"""

from collections.abc import Sequence

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.export import csvw, datapackage, delimited
from veerkracht.export import queries as export_queries
from veerkracht.export.csvw import Column, Described
from veerkracht.export.package_fields import FIELDS, LISTS
from veerkracht.topics.data import queries

_MORE_FIELDS = {
    "figure_count": ("integer", "Aantal cijfers", "Hoeveel cijfers het onderwerp heeft, van alle gebieden."),
    "gap_count": ("integer", "Aantal zonder cijfer", "Hoe vaak er van een gebied en periode geen cijfer is."),
    "levels": ("list", "Soorten gebied", "Van welke gebieden er cijfers zijn: buurt, wijk, gemeente, land of groep."),
    "missing_words": ("string", "Reden in woorden", "De reden zonder cijfer in woorden; leeg als er een cijfer is."),
    "periods": ("list", "Periodes", "De jaren of maanden met een cijfer, van oud naar nieuw."),
}
_CATALOGUE = (
    "indicator_id", "indicator", "theme", "definition", "unit", "population", "decimals", "direction", "frequency",
    "margin", "rounded_to", "is_model", "breaks", "indicator_note", "publisher", "source", "source_url", "licence",
    "next_period", "next_expected", "periods", "levels", "figure_count", "gap_count",
)  # fmt: skip
_TOPIC = (
    "indicator_id", "indicator", "unit", "area_code", "area", "level", "period", "value", "lower", "upper",
    "margin_kind", "numerator", "denominator", "status", "missing", "missing_words", "figure_note", "publisher",
    "source", "table_id", "edition", "retrieved_at",
)  # fmt: skip
_GOALS = (
    "goal_id", "goal", "measure_id", "measure", "area_code", "area", "indicator_id", "target_text", "measure_unit",
    "direction", "reading", "reading_status", "baseline_period", "baseline", "baseline_published", "target",
    "target_year", "period", "value", "lower", "upper", "margin_kind", "figure_status", "goal_status", "certainty",
    "reason", "path", "change", "change_lower", "change_upper", "city_now", "why_no_figure", "next_step", "owner",
    "next_date",
)  # fmt: skip
_AREAS = "area_code", "area", "level", "parent_code", "boundary_year", "is_focus"
_VIEW = {
    "onderwerp": ("string", "Naam van het onderwerp."),
    "gebiedscode": ("string", "Code van CBS."),
    "gebied": ("string", "Naam van het gebied."),
    "niveau": ("string", "buurt, wijk, gemeente, land of groep (meer buurten onder één naam)."),
    "wijk": ("string", "Naam van de wijk waar een buurt in ligt."),
    "periode": ("string", "Jaar (2024) of maand (2024-05) van het cijfer."),
    "cijfer": ("number", "Het cijfer, in zijn eenheid; leeg als er geen is."),
    "decimalen": ("integer", "Met hoeveel decimalen het dashboard het cijfer toont."),
    "eenheid": ("string", "Eenheid van het cijfer."),
    "ondergrens": ("number", "Ondergrens van het cijfer, 95% zeker; leeg als de marge niet bekend is."),
    "bovengrens": ("number", "Bovengrens van het cijfer, 95% zeker; leeg als de marge niet bekend is."),
    "teller": ("number", "Teller waarmee een verhouding is berekend; leeg als die niet bekend is."),
    "noemer of antwoorden": ("number", "Noemer, of van een steekproef het aantal antwoorden; leeg: niet bekend."),
    "marge": ("string", "Waar onder- en bovengrens op rusten; leeg zonder grenzen."),
    "status": ("string", "Of de bron het cijfer nog kan wijzigen."),
    "toelichting": ("string", "Waarom er geen cijfer is; leeg als er een cijfer is."),
    "bron": ("string", "Uitgever en naam van de bron."),
    "tabel": ("string", "Code van de tabel bij de bron."),
    "uitgave": ("string", "Uitgave van de tabel: een jaar, of de dag waarop zij zo was."),
    "opgehaald": ("string", "Wanneer de tabel is opgehaald, zo precies als bekend."),
    "licentie": ("string", "Onder welke voorwaarden je het cijfer mag gebruiken."),
    "plaats": ("integer", "Plaats in de volgorde van hoog naar laag; leeg zonder cijfer."),
    "verschil met de stad": (
        "number",
        "Verschil met het cijfer van de gemeente, in de eenheid; leeg als dat niet kan.",
    ),
    "verschil in standaardafwijkingen": ("number", "Hetzelfde verschil, in standaardafwijkingen van de buurten."),
    "inwoners": ("number", "Aantal inwoners van het gebied; leeg als dat niet bekend is."),
    "verschil met de middelste buurt": (
        "number",
        "Verschil met de middelste buurt, in de eenheid; leeg zonder cijfer.",
    ),
    "weinig inwoners": ("string", "ja als het gebied zo weinig inwoners heeft dat een cijfer sterk kan schommelen."),
    "van": ("string", "Jaar waarvan de verandering begint; 2022/2024 is het gemiddelde van drie jaren."),
    "tot": ("string", "Jaar waarin de verandering eindigt."),
    "cijfer toen": ("number", "Het cijfer aan het begin."),
    "cijfer nu": ("number", "Het cijfer aan het eind."),
    "verandering": ("number", "Het cijfer nu min het cijfer toen, in de eenheid; grenzen zijn die van de verandering."),
    "zekerheid in %": ("number", "Hoe zeker de grenzen zijn, in procent; leeg zonder grenzen."),
    "oordeel": ("string", "Wat de marge van een verandering zegt, of waarom er geen verandering is."),
    "landelijke meetlat": ("string", "Hoe ongewoon de verandering is in Nederland; leeg als dat niet gezegd wordt."),
    "tabel toen": ("string", "Code van de tabel met het cijfer toen; van meer jaren met een puntkomma ertussen."),
    "uitgave toen": ("string", "Uitgave van die tabel."),
    "opgehaald toen": ("string", "Wanneer die tabel is opgehaald."),
    "tabel nu": ("string", "Code van de tabel met het cijfer nu."),
    "uitgave nu": ("string", "Uitgave van die tabel."),
    "opgehaald nu": ("string", "Wanneer die tabel is opgehaald."),
    "geteld": ("number", "Hoeveel er geteld zijn."),
    "stad": ("number", "Het cijfer van de gemeente, waar de trechter omheen ligt."),
    "ondergrens trechter": ("number", "Tot waar een cijfer door toeval laag kan zijn, 95% zeker."),
    "bovengrens trechter": ("number", "Tot waar een cijfer door toeval hoog kan zijn, 95% zeker."),
    "ligging": ("string", "Of het cijfer binnen, boven of onder de trechter ligt."),
}
"""The columns that a view may have, in Dutch as in the files that the page saves."""

CATALOGUE, TOPIC, GOALS, AREAS = "catalogus", "onderwerp", "doelen", "gebieden"
COLUMNS = {CATALOGUE: _CATALOGUE, TOPIC: _TOPIC, GOALS: _GOALS, AREAS: _AREAS, "beeld": tuple(_VIEW)}
"""The promised columns by table; a view has some of those of 'beeld'."""


def catalogue(query: Query) -> Described:
    """Return the indicators, with and without figures: a row each, with the promised COLUMNS."""
    description = "Eén rij per onderwerp: wat het is, waar het vandaan komt, en welke jaren en gebieden er zijn."
    return _described(query, "Alle onderwerpen", description, query.once(queries.catalogue), _CATALOGUE,
                      ("indicator_id",))  # fmt: skip


def topic(query: Query, indicator_id: str) -> Described:
    """Return all figures and gaps of an indicator: a row per area and period.

    `about` has its row of the catalogue as `topic` and its breaks. Raises DataError without such an indicator.
    """
    indicator = lookups.indicator(query, indicator_id)
    frame = query.once(queries.figures, indicator_id)
    frame = frame.assign(missing_words=frame["missing"].map(dutch.MISSING))
    listed = catalogue(query)
    catalogue_row = next(row for row in csvw.records(listed) if row["indicator_id"] == indicator_id)
    breaks = [{"period": gap.period, "reason": gap.reason} for gap in lookups.breaks(query, indicator_id)]
    return _described(
        query, indicator.label,
        f"{indicator.definition} Eén rij per gebied en periode, met het cijfer of de reden waarom het er niet is.",
        frame, _TOPIC, ("area_code", "period"), licence=indicator.licence,
        topic=catalogue_row, breaks=breaks,
    )  # fmt: skip


def goals(query: Query) -> Described:
    """Return the goals: a row per measure and focus area, with baseline, target, latest figure and status."""
    measures = query.once(export_queries.goals)
    statuses = query.once(export_queries.statuses)
    frame = measures.merge(statuses, "left", ["measure_id", "area_code"])
    frame = frame.assign(area=frame["area_code"].map(lookups.area_names(query)))
    description = "Eén rij per maat van een doel en gebied. De stand is een voorlopige lezing: zie reading_status."
    return _described(query, "Doelen en hun stand", description, frame, _GOALS, ("measure_id", "area_code"))


def areas(query: Query) -> Described:
    """Return the areas: a row each, as in the newest division, and one for the focus areas combined."""
    description = "Eén rij per gebied, zoals in de nieuwste indeling."
    return _described(query, "Gebieden", description, query.once(export_queries.areas), _AREAS, ("area_code",))


def outlines(query: Query) -> bytes:
    """Return the outlines of the areas on the map as GeoJSON, in WGS 84."""
    return datapackage.geojson(query.once(export_queries.outlines))


def view(query: Query, exhibits: Sequence[Exhibit]) -> Described:
    """Return the figures of exhibits: a row each, with those of COLUMNS['beeld'] that the view has."""
    city = lookups.programme(query).municipality_word
    promised = {f"verschil met de {city}": "verschil met de stad", city: "stad"}  # of every municipality
    frame = delimited.figures(exhibits).rename(columns=promised)
    columns = tuple(Column(name, kind, name.capitalize(), description)
                    for name, (kind, description) in _VIEW.items() if name in frame)  # fmt: skip
    title = "; ".join(dict.fromkeys(exhibit.title for exhibit in exhibits))
    sources = list(dict.fromkeys(source for exhibit in exhibits for source in exhibit.sources))
    about = _about(query) | {"sources": sources}
    key = tuple(name for name in ("onderwerp", "gebiedscode", "periode", "tot") if name in frame)
    return Described(title, "Eén rij per cijfer van dit beeld.", frame, columns, key, about)


def _described(
    query: Query, title: str, description: str, frame: pd.DataFrame, names: Sequence[str], key: tuple[str, ...],
    **about: object,
) -> Described:  # fmt: skip
    return Described(title, description, frame[list(names)], tuple(map(_column, names)), key, _about(query) | about)


def _column(name: str) -> Column:
    kind, title, description = (FIELDS | _MORE_FIELDS)[name]
    return Column(name, "list" if name in LISTS else kind, title, description)


def _about(query: Query) -> dict[str, object]:
    return {"publisher": exhibits.author(query), "version": exhibits.version(query)}
