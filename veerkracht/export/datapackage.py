"""Generates the data package of all figures: files with a description that programs and people can read."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Programme
from veerkracht.export import archive, csvw, delimited, queries
from veerkracht.export.package_fields import FIELDS, LABELS, LISTS

_PROFILES = "https://datapackage.org/profiles/2.0"
_TITLE = "Cijfers van Dashboard Veerkracht"
_LICENCES = {
    "CC BY 4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Naamsvermelding 4.0 Internationaal",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
}
_References = dict[tuple[str, ...], tuple[str, tuple[str, ...]]]
_Json = dict[str, Any]  # a part of datapackage.json: its values are of any type that JSON has


@dataclass(frozen=True)
class _Resource:
    """A file: its name, the meaning of a row, its query, its key, and its references (columns to a file and its
    columns)."""

    name: str
    title: str
    grain: str
    query: Callable[..., pd.DataFrame]
    key: tuple[str, ...]
    references: _References = field(default_factory=dict)


_AREA: _References = {("area_code",): ("gebieden", ("area_code",))}
_INDICATOR: _References = {("indicator_id",): ("indicatoren", ("indicator_id",))}
_SOURCE: _References = {("source_id",): ("bronnen", ("source_id",))}
_TABLE, _MEASURE = ("table_id", "edition"), ("measure_id", "area_code")
_FIGURE = ("indicator_id", "period", "area_code")
_FIGURES, _SOURCES, _PARQUET, _OUTLINES = "waarnemingen", "bronnen", "waarnemingen.parquet", "gebieden.geojson"
_RESOURCES = (
    _Resource(_FIGURES, "Waarnemingen", "Eén rij per onderwerp, periode en gebied met een cijfer, met marge, teller en "
              "noemer als die bekend zijn.", queries.figures, _FIGURE,
              _INDICATOR | _AREA | {_TABLE: ("snapshots", _TABLE)}),
    _Resource("zonder_cijfer", "Zonder cijfer", "Eén rij per onderwerp, periode en gebied zonder cijfer, met de reden.",
              queries.gaps, _FIGURE, _INDICATOR | _AREA | {_TABLE: ("snapshots", _TABLE)}),
    _Resource("indicatoren", "Onderwerpen", "Eén rij per onderwerp.",
              queries.indicators, ("indicator_id",), _SOURCE),
    _Resource("gebieden", "Gebieden", "Eén rij per gebied, zoals in de nieuwste indeling.",
              queries.areas, ("area_code",), {("parent_code",): ("", ("area_code",))}),
    _Resource("breuken", "Breuken", "Eén rij per onderwerp en periode vanaf wanneer je niet met eerder kunt "
              "vergelijken.", queries.breaks, ("indicator_id", "break_period"), _INDICATOR),
    _Resource("doelen", "Doelen", "Eén rij per maat van een doel en gebied, met nulmeting en streefwaarde.",
              queries.goals, _MEASURE, _INDICATOR | _AREA),
    _Resource("stand", "Stand van de doelen", "Eén rij per maat van een doel en gebied. De stand is een voorlopige "
              "lezing. Bij verandering en afstand is meer beter: een min is de verkeerde kant op.",
              queries.statuses, _MEASURE, {_MEASURE: ("doelen", _MEASURE)} | _AREA),
    _Resource("vroege_signalen", "Vroege signalen", "Eén rij per onderwerp dat ook per maand wordt geteld: of de "
              "maanden van de buurten van het programma samen al iets laten zien. Dat is nooit een stand.",
              queries.early_signals, ("indicator_id",),
              _INDICATOR | {("monthly_id",): ("indicatoren", ("indicator_id",))}),
    _Resource("meetlat", "Meetlat", "Eén rij per onderwerp en buurt: hoe ongewoon haar verandering is onder buurten in "
              "heel Nederland.", queries.yardsticks, ("indicator_id", "area_code"), _INDICATOR | _AREA),
    _Resource("inspanningen", "Inspanningen", "Eén rij per inspanning: wat er voor het programma wordt gedaan.",
              queries.efforts, ("effort_id",)),
    _Resource("prestaties", "Prestaties", "Eén rij per wat een inspanning telt, en jaar.", queries.counts,
              ("effort_id", "count_number", "count_year"), {("effort_id",): ("inspanningen", ("effort_id",))}),
    _Resource("verhalen", "Verhalen", "Eén rij per verhaal uit de buurten, zonder de foto's.", queries.stories,
              ("story_id",)),
    _Resource("besluiten", "Besluiten", "Eén rij per besluit van het programma. Zonder doel is het voor het hele "
              "programma.", queries.decisions, ("decision_id",)),
    _Resource(_SOURCES, "Bronnen", "Eén rij per bron.", queries.sources, ("source_id",)),
    _Resource("snapshots", "Tabellen", "Eén rij per kopie van een tabel waar de cijfers uit komen.",
              queries.snapshots, _TABLE, _SOURCE),
)  # fmt: skip

_OTHERS = {
    _PARQUET: ("Waarnemingen (Parquet)", f"De rijen en kolommen van {_FIGURES}.csv, voor R, Python en databases.",
               "application/vnd.apache.parquet"),
    _OUTLINES: ("Grenzen van gebieden (GeoJSON)", "Eén vlak per gebied dat de kaart tekent, in WGS 84.",
                "application/geo+json"),
}  # fmt: skip
"""Files that are no table of text: title, description and media type."""


def datapackage(query: Query, link: str) -> bytes:
    """Return a zip file with datapackage.json (Data Package, version 2), LEESMIJ.md, a CSV file per table, the figures
    as Parquet and the outlines of areas as GeoJSON; the same database gives the same bytes.

    `link` is the address of the dashboard, '' when it has none.
    """
    frames, tables, described = dict[str, pd.DataFrame](), dict[str, bytes](), list[_Json]()
    for resource in _RESOURCES:  # one by one: all frames together take tens of megabytes
        frame = _flat(query.once(resource.query))
        tables[f"{resource.name}.csv"] = content = delimited.plain(frame)
        described.append(_resource_description(resource, frame, len(content)))
        if resource.name in (_FIGURES, _SOURCES):
            frames[resource.name] = frame
    binary_files = {_PARQUET: _parquet(frames[_FIGURES]), _OUTLINES: geojson(query.once(queries.outlines))}
    sources = frames[_SOURCES][frames[_SOURCES]["has_figures"]]
    version, programme = str(query(database_queries.version)["version"].iloc[0]), lookups.programme(query)
    description = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "dashboard-veerkracht",
        "title": _TITLE,
        "description": _summary(programme),
        "homepage": link,
        "version": version,
        "licenses": [_LICENCES[name] for name in sources["licence"].unique() if name in _LICENCES],
        "sources": [
            {"title": f"{source.publisher}, {source.source}", "path": source.source_url, "publisher": source.publisher,
             "licence": source.licence}
            for source in sources.itertuples()
        ],
        "resources": [
            *described,
            _file_description(_PARQUET) | {"type": "table", "schema": _schema(_RESOURCES[0], frames[_FIGURES])},
            _file_description(_OUTLINES) | {"bytes": len(binary_files[_OUTLINES])},
        ],
    }  # fmt: skip
    filled = {name: value for name, value in description.items() if value}
    files = {
        "datapackage.json": json.dumps(filled, ensure_ascii=False, indent=2).encode("utf-8", "replace"),
        "LEESMIJ.md": _read_me(sources, version, link, programme).encode("utf-8", "replace"),
    }
    return archive.packed(files | tables | binary_files)


def _summary(programme: Programme) -> str:
    return (
        f"Alle cijfers van het dashboard waarmee de gemeente {programme.municipality_name} het "
        f"{dutch.programme(programme.name)} volgt: cijfers per buurt en periode, de doelen van het plan "
        "en hoe ver die zijn."
    )


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with lists as text, numbers without rounding noise, and integers even with gaps."""
    columns = {}
    for name in frame.columns:
        match FIELDS[name][0]:
            case "integer":
                columns[name] = frame[name].astype("Int64")
            case "number":
                columns[name] = frame[name].astype(float).map(csvw.without_noise)
            case "string" if name in LISTS:
                columns[name] = frame[name].map("|".join)
    return frame.assign(**columns)


def _schema(resource: _Resource, frame: pd.DataFrame) -> _Json:
    schema: _Json = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(name, name in resource.key) for name in frame.columns],
        "missingValues": [""],
        "primaryKey": list(resource.key),
    }
    if resource.references:
        schema["foreignKeys"] = [
            {"fields": list(columns), "reference": {"resource": other, "fields": list(fields)}}
            for columns, (other, fields) in resource.references.items()
        ]
    return schema


def _resource_description(resource: _Resource, frame: pd.DataFrame, size: int) -> _Json:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": resource.name,
        "type": "table",
        "title": resource.title,
        "description": resource.grain,
        "path": f"{resource.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "dialect": {"$schema": f"{_PROFILES}/tabledialect.json", "delimiter": ",", "lineTerminator": "\r\n"},
        "schema": _schema(resource, frame),
    }


def _file_description(path: str) -> _Json:
    title, description, mediatype = _OTHERS[path]
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": path.replace(".", "-"),
        "title": title,
        "description": description,
        "path": path,
        "format": path.rpartition(".")[2],
        "mediatype": mediatype,
    }


def _parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as Parquet, with string types even for columns without any text."""
    types = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_()}
    schema = pa.schema([(name, types[FIELDS[name][0]]) for name in frame.columns])
    from pyarrow import parquet  # 4 MB in a server from which nobody downloads the data package

    content = io.BytesIO()
    parquet.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False).replace_schema_metadata(), content)
    return content.getvalue()


def geojson(outlines: pd.DataFrame) -> bytes:
    """Return outlines, rows of queries.outlines, as GeoJSON in WGS 84: a feature per area, with its code as id."""
    about = outlines.drop(columns="geometry").to_dict("records")
    features = [
        {"type": "Feature", "id": properties["area_code"], "properties": properties, "geometry": json.loads(outline)}
        for properties, outline in zip(about, outlines["geometry"], strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8", "replace")


def _field(name: str, is_key: bool) -> _Json:
    kind, title, description = FIELDS[name]
    field: _Json = {"name": name, "type": kind, "title": title, "description": description}
    if name in LABELS:
        field["categories"] = [{"value": code, "label": label} for code, label in LABELS[name].items()]
    return field | ({"constraints": {"required": True}} if is_key else {})


def _read_me(sources: pd.DataFrame, version: str, link: str, programme: Programme) -> str:
    named = f"Gemeente {programme.municipality_name}, Dashboard Veerkracht, versie {version} van de cijfers"
    licences = [f"- {source.publisher}, {source.source}: {source.licence}" for source in sources.itertuples()]
    return f"""# {_TITLE}

{_summary(programme)}

De bestanden zijn CSV: UTF-8, komma tussen de kolommen, punt voor de decimalen. Wat elke kolom betekent, staat in
`datapackage.json`. Open je ze in Excel? Kies dan Gegevens, Uit tekst/CSV.

## Bestanden

{chr(10).join(f"- `{resource.name}.csv`: {resource.title}. {resource.grain}" for resource in _RESOURCES)}
{chr(10).join(f"- `{path}`: {title}. {description}" for path, (title, description, _) in _OTHERS.items())}

## Lees een periode als tekst

Een periode is een jaar (2024) of een maand (2024-05). Staan er in een bestand alleen jaren, dan maken programma's er
getallen van, en past het niet meer bij een bestand met maanden. Zeg daarom dat `period` tekst is. Doe dat ook bij elke
kolom die eindigt op `_period`. De soort van elke kolom staat in `datapackage.json`; in `{_PARQUET}` klopt die al.

- DuckDB: `select * from read_csv('{_FIGURES}.csv', types = {{'period': 'VARCHAR'}})`
- Python: `pandas.read_csv("{_FIGURES}.csv", dtype={{"period": str}})`
- R: `read.csv("{_FIGURES}.csv", colClasses = c(period = "character"), encoding = "UTF-8")`

## Zo noem je de bron

{f"{named}, {link}" if link else named}.

Noem bij een cijfer ook de bron zelf. De tekst daarvoor staat in `snapshots.csv`, kolom `citation`.

## Licenties

{chr(10).join(licences) or "Er zijn geen bronnen met cijfers."}

CC BY 4.0: je mag de cijfers gebruiken en delen als je de bron noemt ({_LICENCES["CC BY 4.0"]["path"]}).

## Waarom een cijfer er niet is

Dan staat het in `zonder_cijfer.csv`, en de kolom `missing` zegt waarom:

{chr(10).join(f"- `{code}`: {reason}" for code, reason in dutch.MISSING.items())}

## Een oordeel narekenen

Alles staat in `stand.csv`, met `direction` en `target` uit `doelen.csv`. Reken met plus 1 als de richting omhoog is en
met min 1 als die omlaag is (`r`).

- De marge is `m = factor × error`, bij een zekerheid van `confidence` procent.
- Staat bij `error_scale` het woord verschil? Dan is de verandering `r × (value - from_value)`, en loopt zij van die
  verandering min `m` tot die verandering plus `m`.
- Staat er logaritme? Dan loopt `value - from_value` van `ratio_to × exp(-m) - ratio_from` tot
  `ratio_to × exp(m) - ratio_from`, en in elk geval tot en met `value - from_value` zelf. Is `r` min 1, keer dan beide
  grenzen om en zet er een min voor.
- Het pad begint bij `start`: `baseline_published`, of `baseline` als dat leeg is. Genoeg is het om `on_course_share`
  van de weg van `start` naar `path` te gaan: `r × (start + on_course_share × (path - start) - from_value)`. Tot het
  doel is het `r × (target - from_value)`. Is een van beide onder nul, reken dan met nul.
- bereikt: de ondergrens is minstens wat tot het doel nodig is. op koers: de ondergrens is minstens wat genoeg is.
  vooruit, te langzaam: de ondergrens is boven nul en de bovengrens onder wat genoeg is. vooruit, tempo
  onzeker: de ondergrens is boven nul. verkeerde kant op: de bovengrens is onder nul. Anders: nog niet te zeggen.
- Is `path` leeg en er wel een doel? Dan telt alleen de afstand tot de norm: bereikt als de ondergrens minstens nul is,
  norm niet gehaald als de bovengrens onder nul is.
- Is `error` leeg, dan is er geen marge en dus geen oordeel: alleen boven of onder het pad.
- De afstand tot de gemeente gaat net zo, met `gap_change` en `g = factor × gap_error`: bij een verschil van
  `gap_change - g` tot `gap_change + g`; bij een logaritme van `100 × ((1 + gap_change / 100) × exp(-g) - 1)` tot
  hetzelfde met `exp(g)`. Ligt nul ertussen, dan is de afstand ongeveer gelijk gebleven.

## De stand van de doelen is een voorlopige lezing

`stand.csv` zegt hoe ver een doel is. Het plan laat bij veel doelen open hoe een streefwaarde is bedoeld. Bij die doelen
is de lezing voorlopig: zie `reading` en `reading_status` in `doelen.csv`. De stand kan dus nog veranderen. Leid uit de
stand niet af dat het programma de oorzaak is.
"""
