"""Builds exhibits: adds sources, notes, explanation and data version to a chart and its figures."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Indicator, Observation, Origin, by_indicator, typed
from veerkracht.drawing import charts, sentences
from veerkracht.drawing.chart import Chart, Measured
from veerkracht.drawing.charts import Style
from veerkracht.drawing.exhibit import INVENTED, Exhibit, Letter, Part, Sheets
from veerkracht.drawing.table import Cell, Column, Row, Table, figure, status_note
from veerkracht.groups import sentences as group_sentences

Figures = Sequence[tuple[Indicator, Sequence[Observation]]]  # figures per indicator

_CHANGES = {
    "noticed_at": "opgemerkt", "label": "onderwerp", "area_code": "gebiedscode", "name": "gebied", "period": "periode",
    "old_value": "oud cijfer", "new_value": "nieuw cijfer", "decimals": "decimalen", "unit": "eenheid",
    "old_snapshot_id": "oude uitgave", "new_snapshot_id": "nieuwe uitgave",
}  # fmt: skip
_VERDICTS = {  # with the word for the municipality in place of {city}, as in _SIGNALS
    "label": "onderwerp", "measure": "maat", "area_code": "gebiedscode", "name": "gebied", "unit": "eenheid",
    "direction": "richting", "change_from": "vergeleken met", "from_value": "cijfer toen",
    "ratio_from": "cijfer toen voor de verhouding", "period": "periode", "value": "cijfer nu",
    "ratio_to": "cijfer nu voor de verhouding", "baseline": "begin van het pad", "path": "pad",
    "target": "streefwaarde", "on_course_share": "deel van het pad dat genoeg is", "change": "verandering",
    "error": "standaardfout",
    "error_scale": "standaardfout van", "confidence": "zekerheid in %", "factor": "factor",
    "change_lower": "verandering, ondergrens", "change_upper": "verandering, bovengrens", "status": "stand",
    "certainty": "zekerheid", "city_baseline": "{city} toen", "city_now": "{city} nu",
    "gap_baseline": "achterstand toen", "gap_now": "achterstand nu", "gap_change": "ingelopen op de {city}",
    "gap_error": "ingelopen, standaardfout",
    "gap_scale": "ingelopen, standaardfout van", "gap_lower": "ingelopen, ondergrens",
    "gap_upper": "ingelopen, bovengrens", "gap_word": "achterstand in een woord",
    "stick_base": "meetlat: buurt toen", "stick_value": "meetlat: buurt nu",
    "stick_city_base": "meetlat: gemeente toen", "stick_city_value": "meetlat: gemeente nu",
    "stick_change": "meetlat: verandering", "stick_lower_share": "meetlat: deel van de buurten dat lager ligt, in %",
    "stick_buurt_count": "meetlat: aantal buurten",
}  # fmt: skip
_SIGNALS = {
    "label": "onderwerp", "first_period": "eerste maand", "last_period": "laatste maand", "direction": "vroeg signaal",
    "period": "maand van het signaal", "counted": "geteld", "expected": "verwacht bij het aandeel in de {city}",
    "false_alarms": "deel van de jaren met vals alarm", "why_not": "waarom niet",
}  # fmt: skip
_NO_MARGIN = {
    "volledig": "geen: alles is geteld",
    "telling": "niet bekend: tellingen schommelen door toeval",
    "steekproef": "niet te berekenen: het aantal antwoorden is niet bekend",
    "interval": "niet in de geladen cijfers; de bron geeft een marge van 95%",
    "onbekend": "niet bekend",
}
ALL_MODEL = "Schattingen van een rekenmodel, geen tellingen."
HEIGHT = 340  # pixels of a chart that is 640 wide
_MOST_EXPLAINED = 2  # indicators of one exhibit; with more, only the explanation has the warnings
_MOST_TABLES = 3  # named in a source line; the explanation has all of them


@dataclass(frozen=True)
class _Aim:
    """The target of the programme for an area: one row of queries.aims."""

    indicator_id: str
    area_code: str
    baseline: float | None
    baseline_period: str
    target: float | None
    target_year: int
    reading: str
    amount: float | None
    direction: str
    unit: str
    figure_decimals: int
    reading_status: str


@dataclass(frozen=True)
class _Area:
    """One row of queries.areas."""

    area_code: str
    level: str
    parent_code: str | None


def exhibit(
    query: Query, name: str, title: str, subtitle: str, alternative: str, table: Table, figures: Figures,
    notes: Iterable[str], chart: Chart | None = None, legend: tuple[str, list[tuple[str, str]]] = ("", []),
) -> Exhibit:  # fmt: skip
    """Return an exhibit of these figures. Empty notes are left out."""
    sources = dict.fromkeys(
        source_line(query, indicator, {row.period for row in rows if row.value is not None})
        for indicator, rows in figures
    )
    unique_notes = dict.fromkeys(filter(None, [*notes, *_group_notes(query, figures), *_warnings(figures)]))
    return Exhibit(
        name, title, subtitle, alternative, table, lambda: _sheets(query, figures), tuple(sources), tuple(unique_notes),
        version(query), chart, legend[0], tuple(legend[1]),
    )  # fmt: skip


def without_indicator(
    query: Query, name: str, title: str, subtitle: str, alternative: str, table: Table,
    data: pd.DataFrame | Callable[[], pd.DataFrame], explanation: dict[str, str], sources: Iterable[str],
    notes: Iterable[str], chart: Chart | None, findings: Iterable[str] = (), about: Sequence[Indicator] = (),
) -> Exhibit:  # fmt: skip
    """Return an exhibit that does not show published figures of indicators.

    `data` may be a function that makes the rows of a file when it is saved. `explanation` (by Dutch names) describes
    the exhibit, and `about` has the indicators it is computed from. Empty notes are left out.
    """

    def sheets() -> Sheets:
        rows = data() if callable(data) else data
        return Sheets(rows, _explained(query, title, explanation, about), pd.DataFrame())

    return Exhibit(
        name, title, subtitle, alternative, table, sheets, tuple(sources), tuple(filter(None, notes)), version(query),
        chart, findings=tuple(findings),
    )  # fmt: skip


def of_table(
    query: Query, name: str, title: str, table: Table, make_frame: Callable[[], pd.DataFrame],
    columns: dict[str, str], definition: str, sources: Iterable[str], notes: Iterable[str] = (),
    about: Sequence[Indicator] = (),
) -> Exhibit:  # fmt: skip
    """Return a table without a picture as an exhibit: `make_frame` returns its figures when a file is saved, in the
    order of the table, under the names of `columns`; codes are replaced by words. A column `decimals` applies to the
    figures of its row. `about` are the indicators of the table."""
    codes = {"missing": dutch.MISSING, "status": dutch.STATUS, "margin_kind": dutch.MARGIN, "origin": dutch.ORIGIN}

    def data() -> pd.DataFrame:
        frame = make_frame()
        words = frame.assign(**{code: frame[code].replace(names) for code, names in codes.items() if code in frame})
        return words.rename(columns=columns | {"decimals": "decimalen"})[
            [*columns.values(), *(["decimalen"] if "decimals" in frame else [])]
        ]

    sources = tuple(dict.fromkeys(sources))
    return without_indicator(
        query, name, title, "", f"{title}. De cijfers staan in de tabel.", table, data,
        {"definitie": definition, "bron": "; ".join(sources)}, sources, notes, None, about=about,
    )  # fmt: skip


def document(query: Query, name: str, parts: Sequence[Exhibit], link: str) -> Letter:
    """Return a document that consists of exhibits, with `link` as the address of the view."""
    programme = lookups.programme(query)
    return Letter(
        name=name,
        title=parts[0].title,
        subtitle=f"Gemeente {programme.municipality_name}, {dutch.programme(programme.name)}",
        author=author(query),
        parts=(Part(name, "", (), tuple(parts)),),
        link=link,
        version=version(query),
        moment=moment(query),
    )


@cached
def version(query: Query) -> str:
    """Return the version of this set of figures, '1b59c733, cijfers tot 19 juli 2026', and whether they are
    invented."""
    row = query(queries.version).iloc[0]
    until = "" if pd.isna(row["retrieved_at"]) else f", cijfers tot {dutch.day(moment(query))}"
    return f"{row['version']}{until}{f', {INVENTED}' if row['is_invented'] else ''}"


def moment(query: Query) -> datetime:
    """Return the date of the latest figures, or the start of the programme when no date is known."""
    retrieved = query(queries.version)["retrieved_at"].iloc[0]
    if pd.isna(retrieved):
        return datetime(lookups.programme(query).start_year, 1, 1)
    return datetime.fromisoformat(retrieved)


def styles(query: Query, codes: Sequence[str]) -> dict[str, Style]:
    """Return the styles of these areas, which are the same on every page."""
    about = lookups.programme(query)
    return charts.styles(codes, about.focus_area_codes, about.municipality_code, about.country_code)


def with_focus_areas(query: Query, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of a map plus the missing focus areas (wijken and those of several buurten), as rows without a
    colour: maps.deck only outlines them."""
    lacking = [code for code in lookups.programme(query).focus_area_codes if code[:2] != "BU"]
    lacking = [code for code in lacking if code not in set(frame["area_code"])]
    if not lacking or frame.empty:
        return frame
    outlines = pd.concat([query(queries.outlines, "wijk"), query(queries.outlines, "groep")])
    borders = outlines[outlines["area_code"].isin(lacking)].assign(color="", text="")
    return pd.concat([frame, borders.reindex(columns=frame.columns)], ignore_index=True)


def author(query: Query) -> str:
    """Return the author of a document."""
    return f"Gemeente {lookups.programme(query).municipality_name}"


def _sheets(query: Query, figures: Figures) -> Sheets:
    revised = set(query(queries.revised_indicators)["indicator_id"])
    changes = query(queries.revisions, [indicator.indicator_id for indicator, _ in figures
                                        if indicator.indicator_id in revised])  # fmt: skip
    return Sheets(
        pd.DataFrame([row for indicator, rows in figures for row in _data(query, indicator, rows)]),
        pd.DataFrame([_explanation(query, indicator, rows) for indicator, rows in figures]),
        changes[list(_CHANGES)].rename(columns=_CHANGES),
        _of_indicators(query, query(queries.verdicts), figures, _VERDICTS),
        _of_indicators(query, query(queries.early_signals), figures, _SIGNALS),
    )


def _of_indicators(query: Query, rows: pd.DataFrame, figures: Figures, names: dict[str, str]) -> pd.DataFrame:
    """Return the rows of these indicators, with their label and the name of the area, under Dutch names."""
    labels = {indicator.indicator_id: indicator.label for indicator, _ in figures}
    rows = rows[rows["indicator_id"].isin(list(labels))]
    rows = rows.assign(label=rows["indicator_id"].map(labels))
    if "area_code" in rows:
        rows = rows.assign(name=rows["area_code"].map(lookups.area_names(query)))
    city = lookups.programme(query).municipality_word
    names = {name: words.format(city=city) for name, words in names.items()}
    return rows[list(names)].rename(columns=names).reset_index(drop=True)


def _data(query: Query, indicator: Indicator, rows: Sequence[Observation]) -> Iterable[dict[str, object]]:
    """Yield one row per area and period with Dutch column names and all details of the figure.

    Figure and bounds have full precision; `decimalen` is the number of decimals of the publisher. The numerator and
    denominator are included for published figures, not for an index of them. For gaps `toelichting` has the reason.
    """
    names, areas = lookups.area_names(query), query.value(_areas)
    origin_of = provenance(query, indicator)
    counts = query.value(_counts, indicator.indicator_id)
    groups = group_sentences.by_code(query, [row.area_code for row in rows])
    for row in rows:
        code, area = row.area_code, areas.get(row.area_code)
        numerator, denominator = counts.get((code, row.period, row.value), (None, None))
        yield {
            "onderwerp": indicator.label,
            "gebiedscode": code,
            "gebied": names.get(code),
            "niveau": area.level if area else None,
            "wijk": names.get(area.parent_code or "") if area and area.level == "buurt" else None,
            "periode": row.period,
            "cijfer": _number(row.value),
            "decimalen": indicator.decimals,
            "eenheid": indicator.unit,
            "ondergrens": _number(row.lower),
            "bovengrens": _number(row.upper),
            "teller": numerator,
            "noemer of antwoorden": denominator,
            "marge": None if row.lower is None else dutch.MARGIN.get(row.margin_kind or ""),
            "status": None if row.value is None else dutch.STATUS.get(row.status or ""),
            "toelichting": _note(row, groups),
            **origin_of(code, row.period),
        }


def provenance(query: Query, indicator: Indicator) -> Callable[[str, str | None], dict[str, str | None]]:
    """Return a function that returns by Dutch names the source, table and edition of the figure of an area in a period,
    and when it was retrieved. For a mean of years it has those of each year, separated by semicolons; without a period
    only the source."""
    origins: dict[tuple[str, str], Origin] = {}  # by period and level; for areas that we combined, by period
    for origin in lookups.origins(query, indicator.indicator_id):
        origins |= dict.fromkeys(((origin.period, level) for level in ("", *origin.levels.split())), origin)

    def find(code: str, period: str | None) -> dict[str, str | None]:
        each = [] if period is None else [period] if (period, "") in origins else periods.years(period)
        matches = (origins.get((year, code[:2])) or origins.get((year, "")) for year in each)
        present = [origin for origin in matches if origin]
        return {
            "bron": f"{indicator.publisher}, {indicator.source_title}",
            "tabel": _each(origin.table_id for origin in present),
            "uitgave": _each(origin.edition for origin in present),
            "opgehaald": _each(origin.retrieved_at for origin in present),
            "licentie": indicator.licence,
        }

    return find


def both_origins(first: dict[str, str | None], last: dict[str, str | None]) -> dict[str, str | None]:
    """Return the origins of both figures of a change, as provenance returns them, with shared values once."""
    shared = ("bron", "licentie")
    earlier = {f"{name} toen": text for name, text in first.items() if name not in shared}
    later = {f"{name} nu": text for name, text in last.items() if name not in shared}
    return {"bron": last["bron"], **earlier, **later, "licentie": last["licentie"]}


def _each(texts: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None


def _note(row: Observation, groups: Mapping[str, str]) -> str | None:
    """Return why there is no figure, and for an own group its buurten; None if neither applies."""
    reason = dutch.MISSING.get(row.missing or "") if row.value is None else None
    return "; ".join(filter(None, (reason, groups.get(row.area_code)))) or None


def _number(value: float | None) -> float:
    """Return a figure for a numeric column, NaN without one."""
    return math.nan if value is None else value


def _counts(query: Query, indicator_id: str) -> dict[tuple[str, str, float | None], tuple[float, float]]:
    """Return numerator and denominator by area, period and figure."""
    rows = query(queries.counts, indicator_id).itertuples(index=False, name=None)
    return {(code, period, value): (numerator, denominator) for code, period, value, numerator, denominator in rows}


def _explained(query: Query, title: str, explanation: dict[str, str], about: Sequence[Indicator]) -> pd.DataFrame:
    """Return a description of something computed, followed by what it is computed from."""
    first_row = {"onderwerp": title, **explanation}
    return pd.DataFrame([first_row, *(_about(query, indicator) for indicator in about)])


def _explanation(query: Query, indicator: Indicator, rows: Sequence[Observation]) -> dict[str, str]:
    """Return by Dutch names the definition of an indicator, its sources, the targets of the programme, and the kind of
    margins of these rows."""
    words = dutch.margins(_margin_kinds(rows))
    margins = f"95%, {words}" if words else _NO_MARGIN["volledig" if indicator.is_full_count else indicator.margin]
    return {**_about(query, indicator), "marges": margins}


def _about(query: Query, indicator: Indicator) -> dict[str, str]:
    origins = lookups.origins(query, indicator.indicator_id)
    return {
        "onderwerp": indicator.label,
        "definitie": indicator.definition,
        "eenheid": dutch.unit_label(indicator.unit),
        "gaat over": dutch.POPULATION.get(indicator.population or "", ""),
        "bron": f"{indicator.publisher}, {indicator.source_title}",
        "tabellen": "; ".join(dict.fromkeys(f"{origin.table_id} ({origin.period})" for origin in origins)),
        "uitgaven": "; ".join(dict.fromkeys(origin.edition for origin in origins)),
        "opgehaald": "; ".join(dict.fromkeys(origin.retrieved_at for origin in origins)),
        "licentie": indicator.licence,
        "let op": " ".join(part for part in (indicator.source_note, indicator.note) if part),
        "breuken": "; ".join(
            f"vanaf {gap.period}: {gap.reason}" for gap in lookups.breaks(query, indicator.indicator_id)
        ),
        **_aims(query, indicator.indicator_id),
    }


def _aims(query: Query, indicator_id: str) -> dict[str, str]:
    names, aims = lookups.area_names(query), query.value(_all_aims).get(indicator_id, ())
    readings = [
        f"{dutch.reading(aim.reading, aim.amount, aim.direction, aim.unit)} ({aim.reading_status})" for aim in aims
    ]
    baselines = [
        f"{names[aim.area_code]} {dutch.figure(aim.baseline, aim.figure_decimals, aim.unit)} ({aim.baseline_period})"
        for aim in aims
        if aim.baseline is not None
    ]
    targets = [
        f"{names[aim.area_code]} {dutch.figure(aim.target, aim.figure_decimals, aim.unit)} ({aim.target_year})"
        for aim in aims
        if aim.target is not None
    ]
    return {
        "lezing van het doel": "; ".join(dict.fromkeys(readings)),
        "nulmeting": "; ".join(baselines),
        "streefwaarde": "; ".join(targets),
    }


def source_line(query: Query, indicator: Indicator, measured_periods: Collection[str]) -> str:
    """Return the sources of the figures of these periods: 'Bron: RIVM, …, tabel …, opgehaald …; bewerking: …'."""
    loaded = lookups.origins(query, indicator.indicator_id)
    origins = [origin for origin in loaded if origin.period in measured_periods]
    if not origins:
        return f"Bron: {indicator.publisher}, {indicator.source_title}. Daar zijn nog geen cijfers van geladen."
    tables = list(dict.fromkeys(origin.table_id for origin in origins))
    if len(tables) > _MOST_TABLES:
        names = f"{len(tables)} tabellen, van {tables[0]} tot en met {tables[-1]}"
    else:
        names = f"tabel {dutch.joined(tables)}"
    return (
        f"Bron: {indicator.publisher}, {indicator.source_title}, {names} ({periods.in_words(measured_periods)}), "
        f"{_retrieved(origins)}; bewerking: gemeente {lookups.programme(query).municipality_name}. "
        f"Licentie: {indicator.licence}."
    )


def _retrieved(origins: Sequence[Origin]) -> str:
    """Return when the latest of these tables was retrieved: for some copies only the year is known, or nothing."""
    dates = sorted(origin.retrieved_at for origin in origins if origin.retrieved_at[:4].isdigit())
    if not dates:
        return "datum van ophalen niet bekend"
    latest = dates[-1]
    when = dutch.day(datetime.fromisoformat(latest)) if len(latest) >= len("2026-07-19") else f"in {latest[:4]}"
    return f"opgehaald {when}" if len(origins) == 1 else f"laatste opgehaald {when}"


def _all_aims(query: Query) -> dict[str, tuple[_Aim, ...]]:
    return by_indicator(typed(query(queries.aims), _Aim))


def _areas(query: Query) -> dict[str, _Area]:
    return {area.area_code: area for area in typed(query(queries.areas), _Area)}


def _warnings(figures: Figures) -> list[str]:
    """Return the caveats that apply to any exhibit with these figures."""
    statuses = {row.status for _, rows in figures for row in rows if row.value is not None}
    kinds = {indicator.is_model for indicator, _ in figures}
    explained = figures if len(figures) <= _MOST_EXPLAINED else []
    return [
        *(note for indicator, _ in explained for note in (indicator.source_note, indicator.note)),
        ALL_MODEL if kinds == {True} else "",
        "Deels schattingen van een rekenmodel, geen tellingen." if kinds == {True, False} else "",
        sentences.margin_note(kind for _, rows in figures for kind in _margin_kinds(rows)),
        "De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd."
        if "niet_bevestigd" in statuses
        else "",
        "Voorlopige cijfers: de bron kan die nog wijzigen." if statuses & {*charts.PROVISIONAL} else "",
    ]


def _group_notes(query: Query, figures: Figures) -> list[str]:
    """Return the buurten of the own groups among these areas, and how their figures were computed."""
    area_codes = [(indicator, list(dict.fromkeys(row.area_code for row in rows))) for indicator, rows in figures]
    return [
        *group_sentences.of_buurten(query, [code for _, codes in area_codes for code in codes]),
        *(text for indicator, codes in area_codes for text in group_sentences.how(query, indicator, codes)),
    ]


def _margin_kinds(rows: Iterable[Observation]) -> list[str]:
    return [row.margin_kind for row in rows if row.margin_kind]


def periods_table(frame: pd.DataFrame, codes: list[str], names: dict[str, str], indicator: Indicator) -> Table:
    """Return figures with a row per period, latest first, and a column per area; margins follow the figure.

    `frame` as lookups.trend; periods without any figure are left out.
    """
    rows = typed(frame, Observation)
    cells = {(row.period, row.area_code): figure(row, status_note(row.status)) for row in rows}
    measured = sorted({row.period for row in rows if row.value is not None}, reverse=True)
    columns = [Column(names.get(code, code), int(indicator.decimals), indicator.unit) for code in codes]
    caption = ", ".join(filter(None, (indicator.label, dutch.unit_after(indicator.label, indicator.unit))))
    return Table(
        caption,
        (Column("Periode"), *columns),
        tuple(
            Row((Cell(text=periods.parse(period).label), *(cells.get((period, code), Cell()) for code in codes)))
            for period in measured
        ),
    )


@cached
def small_areas(query: Query) -> set[str]:
    """Return the areas with so few inhabitants that a figure can vary a lot."""
    people = query(queries.inhabitants)
    return set(people["area_code"][people["inhabitants"] < lookups.threshold(query, "small_population")])


def small_note(query: Query, codes: Iterable[str]) -> str:
    """Return what the star after a name means, '' if none of these areas has one."""
    if not small_areas(query) & set(codes):
        return ""
    fewest = dutch.number(lookups.threshold(query, "small_population"), 0)
    year = lookups.programme(query).inhabitants_period
    return f"* Minder dan {fewest} inwoners in {year}: het cijfer kan sterk schommelen."


@cached
def outline_note(query: Query, level: str) -> str:
    """Return that a map has outlines of another year, and which areas of a level it lacks; '' if it is complete."""
    division = query(queries.division, level)
    is_drawn = division["geojson"].notna()
    years = sorted(set(division["outline_year"].dropna().astype(int)))
    return sentences.outlines(years, list(division["name"][~is_drawn])) if is_drawn.any() else ""


def with_figures(frame: pd.DataFrame, codes: list[str]) -> list[str]:
    """Return the areas that have a figure in any period; all of them when none has."""
    areas = zip(frame["area_code"], frame["value"].tolist(), strict=True)
    present = {code for code, value in areas if value == value}
    return [code for code in codes if code in present] or codes


def absent_note(frame: pd.DataFrame, codes: list[str], names: dict[str, str]) -> str:
    """Return which of the areas have no figures, '' when all have."""
    present = with_figures(frame, codes)
    absent = [names[code] for code in codes if code not in present]
    return f"Geen cijfers bekend van {dutch.joined(absent)}." if absent else ""


def subtitle(indicator: Measured, codes: list[str], frame: pd.DataFrame, names: dict[str, str]) -> str:
    """Return unit, areas and periods of an exhibit."""
    measured_periods = periods.in_words(_measured_periods(frame))
    parts = unit_phrase(indicator), dutch.joined([names[code] for code in codes]), measured_periods
    return "; ".join(part for part in parts if part)


def _measured_periods(frame: pd.DataFrame) -> set[str]:
    values = zip(frame["period"], frame["value"].notna(), strict=True)
    return {period for period, is_known in values if is_known}


def unit_phrase(indicator: Measured) -> str:
    """Return the unit at the start of a line: 'In procent', 'Per 10.000 inwoners'."""
    return dutch.capital(dutch.in_unit(indicator.unit))
