"""Makes the Data Package of all figures: CSV files with a description that programs and people can read."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isclose
from typing import Any

import pandas as pd

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database import queries as database_queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Programme
from veerkracht.export import archive, delimited, queries

_PROFILES = "https://datapackage.org/profiles/2.0"
_TITLE = "Cijfers van Dashboard Veerkracht"
_LICENCES = {
    "CC BY 4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Naamsvermelding 4.0 Internationaal",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    }
}
_LABELS = {
    "missing": dutch.MISSING, "status": dutch.STATUS, "figure_status": dutch.STATUS, "origin": dutch.ORIGIN,
    "margin_kind": dutch.MARGIN,
}  # fmt: skip

_References = dict[tuple[str, ...], tuple[str, tuple[str, ...]]]
_Json = dict[str, Any]  # a part of datapackage.json: its values are of any type that JSON has


@dataclass(frozen=True)
class _Resource:
    """A file: its name, what a row is, its query, its key, and its references (columns to a file and its columns)."""

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
_RESOURCES = (
    _Resource("waarnemingen", "Waarnemingen", "Eén rij per onderwerp, periode en gebied, ook als er geen cijfer is.",
              queries.observations, ("indicator_id", "period", "area_code"),
              _INDICATOR | _AREA | {_TABLE: ("snapshots", _TABLE)}),
    _Resource("indicatoren", "Onderwerpen", "Eén rij per onderwerp.",
              queries.indicators, ("indicator_id",), _SOURCE),
    _Resource("gebieden", "Gebieden", "Eén rij per gebied, zoals in de nieuwste indeling.",
              queries.areas, ("area_code",), {("parent_code",): ("", ("area_code",))}),
    _Resource("doelen", "Doelen", "Eén rij per maat van een doel en gebied, met nulmeting en streefwaarde.",
              queries.goals, _MEASURE, _INDICATOR | _AREA),
    _Resource("stand", "Stand van de doelen", "Eén rij per maat van een doel en gebied. De stand is een voorlopige "
              "lezing. Bij verandering en afstand is meer beter: een min is de verkeerde kant op.",
              queries.statuses, _MEASURE, {_MEASURE: ("doelen", _MEASURE)} | _AREA),
    _Resource("vroege_signalen", "Vroege signalen", "Eén rij per onderwerp dat ook per maand wordt geteld: of de "
              "maanden van de buurten van het programma samen al iets laten zien. Dat is nooit een stand.",
              queries.early_signals, ("indicator_id",),
              _INDICATOR | {("monthly_id",): ("indicatoren", ("indicator_id",))}),
    _Resource("besluiten", "Besluiten", "Eén rij per besluit van het programma. Zonder doel is het voor het hele "
              "programma.", queries.decisions, ("decision_id",)),
    _Resource("bronnen", "Bronnen", "Eén rij per bron.", queries.sources, ("source_id",)),
    _Resource("snapshots", "Tabellen", "Eén rij per kopie van een tabel waar de cijfers uit komen.",
              queries.snapshots, _TABLE, _SOURCE),
)  # fmt: skip


def datapackage(query: Query, link: str) -> bytes:
    """Return a zip file with datapackage.json (Data Package, version 2), LEESMIJ.md and a CSV file per table.

    `link` is the address of the dashboard, '' when it has none.
    """
    frames = {resource.name: _flat(query(resource.query)) for resource in _RESOURCES}
    tables = {f"{name}.csv": delimited.plain(frame) for name, frame in frames.items()}
    sources = frames["bronnen"][frames["bronnen"]["has_figures"]]
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
            _resource_description(resource, frames[resource.name], len(tables[f"{resource.name}.csv"]))
            for resource in _RESOURCES
        ],
    }  # fmt: skip
    filled = {name: value for name, value in description.items() if value}
    files = {
        "datapackage.json": json.dumps(filled, ensure_ascii=False, indent=2).encode("utf-8", "replace"),
        "LEESMIJ.md": _read_me(sources, version, link, programme).encode("utf-8", "replace"),
    }
    return archive.packed(files | tables)


def _summary(programme: Programme) -> str:
    return (
        f"Alle cijfers van het dashboard waarmee de gemeente {programme.municipality_name} het programma "
        f"{programme.name} volgt: cijfers per buurt en periode, de doelen van het plan en hoe ver die zijn."
    )


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with lists as text, numbers without rounding noise, and whole numbers whole, also with gaps."""
    columns = {}
    for name in frame.columns:
        match _FIELDS[name][0]:
            case "integer":
                columns[name] = frame[name].astype("Int64")
            case "number":
                columns[name] = frame[name].astype(float).map(_without_noise)
            case "string" if name in _LISTS:
                columns[name] = frame[name].map("|".join)
    return frame.assign(**columns)


def _without_noise(value: float) -> float:
    """Return 13.7 for the 13.700000000000003 that a sum leaves behind; any other number as it is."""
    short = float(f"{value:.12g}")
    return short if isclose(value, short, rel_tol=1e-14) else value


def _resource_description(resource: _Resource, frame: pd.DataFrame, size: int) -> _Json:
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
        "schema": schema,
    }


def _field(name: str, is_key: bool) -> _Json:
    kind, title, description = _FIELDS[name]
    field: _Json = {"name": name, "type": kind, "title": title, "description": description}
    if name in _LABELS:
        field["categories"] = [{"value": code, "label": label} for code, label in _LABELS[name].items()]
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

## Zo noem je de bron

{f"{named}, {link}" if link else named}.

Noem bij een cijfer ook de bron zelf. De tekst daarvoor staat in `snapshots.csv`, kolom `citation`.

## Licenties

{chr(10).join(licences) or "Er zijn geen bronnen met cijfers."}

CC BY 4.0: je mag de cijfers gebruiken en delen als je de bron noemt ({_LICENCES["CC BY 4.0"]["path"]}).

## Waarom een cijfer er niet is

De kolom `value` is dan leeg, en `missing` zegt waarom:

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
- De afstand tot de stad gaat net zo, met `gap_change` en `g = factor × gap_error`: bij een verschil van
  `gap_change - g` tot `gap_change + g`; bij een logaritme van `100 × ((1 + gap_change / 100) × exp(-g) - 1)` tot
  hetzelfde met `exp(g)`. Ligt nul ertussen, dan is de afstand ongeveer gelijk gebleven.

## De stand van de doelen is een voorlopige lezing

`stand.csv` zegt hoe ver een doel is. Het plan laat bij veel doelen open hoe een streefwaarde is bedoeld. Bij die doelen
is de lezing voorlopig: zie `reading` en `reading_status` in `doelen.csv`. De stand kan dus nog veranderen. Leid uit de
stand niet af dat het programma de oorzaak is.
"""


_LISTS = {"breaks", "decision_goals", "strategic_goals", "measure_notes"}
_FIELDS = {
    "absolute_baseline": ("number", "Nulmeting in aantallen", "De nulmeting als aantal, bijvoorbeeld mensen."),
    "absolute_target": ("number", "Streefwaarde in aantallen", "De streefwaarde als aantal."),
    "absolute_value": ("number", "Cijfer in aantallen", "Het nieuwste cijfer als aantal."),
    "amount": ("number", "Hoeveelheid in het plan", "Het getal in de streefwaarde; leeg als alleen de richting telt."),
    "area": ("string", "Gebied", "Naam van het gebied."),
    "area_code": ("string", "Gebiedscode", "Code van CBS; SAMEN zijn de buurten van het programma samen."),
    "baseline": ("number", "Nulmeting", "De nulmeting zoals vastgesteld; van SAMEN door ons gewogen."),
    "baseline_note": ("string", "Opmerking bij de nulmeting", "Wat je over de nulmeting moet weten."),
    "baseline_period": ("string", "Periode van de nulmeting", "Jaar van de nulmeting."),
    "baseline_published": ("number", "Nulmeting, nu", "De nulmeting zoals de bron die nu geeft."),
    "before_extreme_period": ("string", "Periode voor een dieptepunt", "Als de nulmeting een dieptepunt was: ervoor."),
    "before_extreme_value": ("number", "Cijfer voor een dieptepunt", "Het cijfer van het gebied in die periode."),
    "boundary_year": ("integer", "Jaar van de indeling", "Nieuwste jaar waarvan we het gebied kennen."),
    "breaks": ("string", "Breuken", "Periodes vanaf wanneer je niet met eerder kunt vergelijken; met | ertussen."),
    "certainty": ("string", "Zekerheid", "Of de marge van het cijfer bekend is."),
    "chance": ("number", "Kans op toeval", "Hoe vaak toeval alleen zo'n grote verandering geeft, van 0 tot 1."),
    "change": ("number", "Verandering", "Verandering sinds change_from; meer is beter."),
    "change_from": ("string", "Vergeleken met", "Periode van from_value: de nulmeting, of een gemiddelde van jaren."),
    "change_lower": ("number", "Verandering, ondergrens", "Ondergrens van de verandering."),
    "change_upper": ("number", "Verandering, bovengrens", "Bovengrens van de verandering."),
    "citation": ("string", "Bronvermelding", "Zo noem je deze tabel als bron."),
    "city_baseline": ("number", "Stad bij de nulmeting", "Het cijfer van de stad in de periode van de nulmeting."),
    "city_now": ("number", "Stad nu", "Het cijfer van de stad in de periode van het nieuwste cijfer."),
    "confidence": ("number", "Zekerheid van een oordeel", "Hoe zeker de marge van een verandering is, in procent."),
    "counted": ("number", "Geteld", "Aantal in de maanden van het signaal."),
    "decided_on": ("string", "Dag van het besluit", "Dag waarop het besluit is genomen."),
    "decimals": ("integer", "Decimalen", "Met hoeveel decimalen het dashboard het cijfer toont."),
    "decision": ("string", "Besluit", "Besluit waarin de lezing is vastgesteld; leeg als zij voorlopig is."),
    "decision_closed_on": ("string", "Afgerond op", "Dag waarop het gedaan was of verviel; leeg zolang het open is."),
    "decision_due": ("string", "Uiterlijk", "Wanneer het klaar moet zijn; leeg als dat niet is genoemd."),
    "decision_goals": ("string", "Doelen van het besluit", "Nummers van doelen; met | ertussen. Leeg: alle doelen."),
    "decision_id": ("string", "Code van het besluit", "Vaste code, gemaakt van de dag en de tekst."),
    "decision_owner": ("string", "Wie het doet", "Een rol of afdeling; leeg als die niet is genoemd."),
    "decision_state": ("string", "Stand van het besluit", "open, gedaan of vervallen."),
    "decision_text": ("string", "Besluit", "Wat er is besloten."),
    "decision_visibility": ("string", "Zichtbaar", "openbaar, of intern: alleen voor wie is ingelogd."),
    "definition": ("string", "Definitie", "Wat het cijfer meet."),
    "detectable_change": ("number", "Zichtbare verandering", "Kleinste verandering die deze cijfers kunnen aantonen."),
    "deviation": ("number", "Afstand tot het pad", "Hoe ver het cijfer van het pad ligt; meer is beter."),
    "deviation_adopted": ("number", "Afstand, vaste nulmeting", "Afstand tot het pad vanaf de vastgestelde nulmeting."),
    "direction": ("string", "Richting", "Welke kant op goed is: omhoog, omlaag of geen."),
    "edition": ("string", "Uitgave", "Uitgave van de tabel: een jaar of de dag waarop zij zo was."),
    "error": ("number", "Standaardfout", "Van de verandering; bij een norm zonder pad van het cijfer zelf."),
    "error_scale": ("string", "Waarvan de fout is", "Van het verschil, of van de logaritme van ratio_to / ratio_from."),
    "expected": ("number", "Verwacht", "Aantal dat past bij het aandeel in de stad van de drie jaren ervoor."),
    "fact_count": ("integer", "Aantal gegevens", "Hoeveel gegevens de kopie van de tabel heeft."),
    "factor": ("number", "Factor", "Hoeveel standaardfouten de marge naar elke kant is, bij confidence."),
    "false_alarms": ("number", "Vals alarm", "Deel van de jaren zonder verandering met toch een signaal, van 0 tot 1."),
    "figure_status": ("string", "Status van het cijfer", "Of de bron het cijfer nog kan wijzigen."),
    "first_period": ("string", "Eerste maand", "Eerste van de maanden waarin naar een signaal is gezocht."),
    "frequency": ("string", "Hoe vaak", "Cijfers per jaar of per maand."),
    "from_value": ("number", "Cijfer toen", "Het cijfer in change_from; bij een norm zonder pad de norm."),
    "gap_baseline": ("number", "Achterstand, nulmeting", "Achterstand op de stad toen; min is een voorsprong."),
    "gap_change": (
        "number",
        "Ingelopen op de stad",
        "Hoeveel meer vooruit dan de rest van de stad: in de eenheid, bij een logaritme in procent.",
    ),
    "gap_error": ("number", "Standaardfout daarvan", "Standaardfout van gap_change; zie gap_scale."),
    "gap_lower": ("number", "Ingelopen, ondergrens", "Ondergrens van gap_change."),
    "gap_now": ("number", "Achterstand nu", "Achterstand op de stad nu; min is een voorsprong."),
    "gap_scale": ("string", "Waarvan die fout is", "Van het verschil, of van de logaritme van de verhouding."),
    "gap_upper": ("number", "Ingelopen, bovengrens", "Bovengrens van gap_change."),
    "gap_word": ("string", "Achterstand in een woord", "Wat er met de afstand tot de stad gebeurde."),
    "goal": ("string", "Doel", "Naam van het doel in het programmaplan."),
    "goal_id": ("integer", "Nummer van het doel", "Nummer van het doel in het programmaplan."),
    "goal_level": ("string", "Deel van het plan", "Deel van het programmaplan waar het doel bij hoort."),
    "goal_status": ("string", "Stand", "Hoe ver het doel is; een voorlopige lezing."),
    "goal_status_adopted": ("string", "Stand, vaste nulmeting", "De stand vanaf de vastgestelde nulmeting."),
    "has_figures": ("boolean", "Heeft cijfers", "Of er cijfers van deze bron in dit pakket zitten."),
    "indicator": ("string", "Onderwerp", "Naam van het onderwerp."),
    "indicator_id": ("string", "Code van het onderwerp", "Vaste code; leeg als een maat geen onderwerp heeft."),
    "indicator_note": ("string", "Opmerking bij het onderwerp", "Wat je over de cijfers moet weten."),
    "is_complete": ("boolean", "Compleet", "Of de kopie de hele tabel voor deze gemeente bevat."),
    "is_focus": ("boolean", "Buurt van het programma", "Of het een buurt van het programma is."),
    "is_model": ("boolean", "Modelschatting", "Of buurtcijfers met een rekenmodel zijn geschat."),
    "is_yearly": ("boolean", "Per jaar", "Of de streefwaarde elk jaar geldt."),
    "kind": ("string", "Soort bron", "Hoe de cijfers binnenkomen."),
    "last_baseline_year": ("integer", "Laatste nulmeting", "Laatste jaar waarin een nulmeting nog helpt."),
    "last_period": ("string", "Laatste maand", "Laatste van de maanden waarin naar een signaal is gezocht."),
    "level": ("string", "Soort gebied", "buurt, wijk, gemeente, land of samen."),
    "licence": ("string", "Licentie", "Onder welke voorwaarden je de cijfers mag gebruiken."),
    "lower": ("number", "Ondergrens", "Ondergrens van het cijfer, 95% zeker; leeg als de marge niet bekend is."),
    "margin": ("string", "Soort marge", "Waar de marge vandaan komt."),
    "margin_kind": ("string", "Herkomst van de grenzen", "Waar onder- en bovengrens op rusten; leeg zonder grenzen."),
    "measure": ("string", "Maat", "Waarmee het doel wordt gemeten."),
    "measure_id": ("string", "Code van de maat", "Nummer van het doel, met een letter als er meer maten zijn."),
    "measure_notes": ("string", "Opmerkingen bij de maat", "Wat je over de maat moet weten; met | ertussen."),
    "measure_unit": ("string", "Eenheid van de maat", "Eenheid van nulmeting en streefwaarde."),
    "missing": ("string", "Reden zonder cijfer", "Waarom er geen cijfer is; leeg als er een cijfer is."),
    "modified_at": ("string", "Gewijzigd", "Wanneer de bron de tabel het laatst wijzigde, voor zover bekend."),
    "monthly_id": ("string", "Code per maand", "Code van hetzelfde onderwerp per maand."),
    "next_date": ("string", "Wanneer", "Wanneer de volgende stap er is; leeg als dat niet bekend is."),
    "next_expected": ("string", "Verwacht", "Wanneer de bron nieuwe cijfers geeft, voor zover bekend."),
    "next_period": ("string", "Volgende periode", "Waarover de volgende cijfers gaan, voor zover bekend."),
    "next_step": ("string", "Volgende stap", "Wat er nodig is voor een cijfer; leeg als er een is."),
    "on_course_share": ("number", "Deel dat genoeg is", "Welk deel van het pad genoeg is voor op koers."),
    "origin": ("string", "Herkomst", "Hoe de kopie van de tabel in het dashboard kwam."),
    "owner": ("string", "Aan zet", "Wie de volgende stap zet; leeg als dat niet bekend is."),
    "parent_code": ("string", "Code van het grotere gebied", "Het gebied waar dit gebied in ligt; leeg bij het land."),
    "path": ("number", "Pad", "Wat het pad naar het doel in deze periode vraagt."),
    "path_adopted": ("number", "Pad, vaste nulmeting", "Het pad vanaf de vastgestelde nulmeting."),
    "period": ("string", "Periode", "Jaar (2024) of maand (2024-05) van het cijfer."),
    "place": ("string", "Plaats in het plan", "Waar het doel in het programmaplan staat."),
    "population_size": ("number", "Grootte van de populatie", "Waarmee de aantallen zijn berekend; leeg: niet bekend."),
    "population": ("string", "Populatie", "Over wie of wat het cijfer gaat; leeg als het iets anders telt."),
    "planned_source": ("string", "Bedoelde bron", "Bron die het cijfer moet gaan geven."),
    "previous_goal_status": ("string", "Vorige stand", "De stand bij de vorige meting."),
    "previous_period": ("string", "Vorige periode", "Periode van de meting voor de nieuwste."),
    "previous_value": ("number", "Vorig cijfer", "Cijfer van de meting voor de nieuwste."),
    "proxy": ("string", "Benadering", "Waarin de maat iets anders meet dan het doel zegt."),
    "publisher": ("string", "Uitgever", "Wie de cijfers uitgeeft."),
    "ratio_from": ("number", "Voor de verhouding, toen", "from_value, en van nul het cijfer van één geteld geval."),
    "ratio_to": ("number", "Voor de verhouding, nu", "value, en van nul het cijfer van één geteld geval."),
    "reading": ("string", "Lezing", "Hoe de streefwaarde is gelezen."),
    "reading_status": ("string", "Status van de lezing", "Of de lezing voorlopig of vastgesteld is."),
    "reason": ("string", "Reden", "Waarom de stand zo is."),
    "retrieved_at": ("string", "Opgehaald", "Wanneer de tabel is opgehaald, zo precies als bekend."),
    "rounded_to": ("integer", "Afgerond op", "Waarop de bron afrondt; 0 als dat niet bekend is."),
    "sha256": ("string", "Controlegetal", "SHA-256 van de kopie van de tabel."),
    "share": ("number", "Deel van de weg", "Welk deel van de nodige verandering er is; 1 is alles."),
    "signal_direction": ("string", "Signaal", "Kant van het signaal: hoger, lager of geen; leeg als het niet kan."),
    "signal_period": ("string", "Maand van het signaal", "Maand waarin het signaal er was; leeg zonder signaal."),
    "snapshot_note": ("string", "Opmerking bij de tabel", "Wat je over de kopie van de tabel moet weten."),
    "source": ("string", "Bron", "Naam van de bron."),
    "source_id": ("string", "Code van de bron", "Vaste code van de bron."),
    "source_note": ("string", "Opmerking bij de bron", "Wat je over de bron moet weten."),
    "source_text": ("string", "Bron in het plan", "De bron zoals het programmaplan die noemt."),
    "source_url": ("string", "Adres van de bron", "Webadres van de bron."),
    "status": ("string", "Status", "Of de bron het cijfer nog kan wijzigen; leeg als er geen cijfer is."),
    "strategic_goals": ("string", "Strategische doelen", "Waar het doel bij hoort; met | ertussen."),
    "table_id": ("string", "Tabel", "Code van de tabel bij de bron."),
    "table_title": ("string", "Titel van de tabel", "Titel van de tabel bij de bron."),
    "table_url": ("string", "Adres van de tabel", "Webadres van de tabel."),
    "target": ("number", "Streefwaarde", "Wat in het streefjaar gehaald moet zijn; leeg zonder getal in het plan."),
    "target_adopted": ("number", "Streefwaarde, vaste nulmeting", "Streefwaarde vanaf de vastgestelde nulmeting."),
    "target_text": ("string", "Tekst van het doel", "Het doel zoals het programmaplan het noemt."),
    "target_year": ("integer", "Streefjaar", "Jaar waarin de streefwaarde gehaald moet zijn."),
    "theme": ("string", "Thema", "Thema van het onderwerp."),
    "unit": ("string", "Eenheid", "Eenheid van het cijfer."),
    "upper": ("number", "Bovengrens", "Bovengrens van het cijfer, 95% zeker; leeg als de marge niet bekend is."),
    "value": ("number", "Cijfer", "Het cijfer, in de eenheid van het onderwerp; leeg als er geen is."),
    "why_no_figure": ("string", "Waarom geen cijfer", "Een van vijf redenen; leeg als de maat een cijfer heeft."),
    "why_not": ("string", "Waarom geen signaal", "Waarom er niets te zeggen is; leeg als dat wel kan."),
}
