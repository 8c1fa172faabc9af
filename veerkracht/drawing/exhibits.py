"""Makes exhibits: adds to a chart and its figures the sources, the notes, the explanation and the data version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Indicator, Observation, typed
from veerkracht.drawing import charts
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Cell, Column, Row, Table, figure, status_note

Figures = list[tuple[Any, pd.DataFrame]]  # rows of queries.indicators, each with figures per area and period

_CHANGES = {
    "noticed_at": "opgemerkt", "label": "onderwerp", "area_code": "gebiedscode", "name": "gebied", "period": "periode",
    "old_value": "oud cijfer", "new_value": "nieuw cijfer", "decimals": "decimalen", "unit": "eenheid",
    "old_snapshot_id": "oude uitgave", "new_snapshot_id": "nieuwe uitgave",
}  # fmt: skip
_MARGIN = {
    "telling": "95%, berekend uit de telling: zo veel schommelt die door toeval",
    "steekproef": "95%, berekend uit het aantal antwoorden",
    "interval": "95%, zoals de bron die geeft",
    "onbekend": "niet bekend",
}
_NO_MARGIN = _MARGIN | {
    "telling": "hier niet berekend: de bron telt alles, maar tellingen schommelen door toeval",
    "interval": "niet in de geladen cijfers; de bron geeft een marge van 95%",
    "steekproef": "niet te berekenen: het aantal antwoorden is niet bekend",
}
HEIGHT = 340  # pixels of a chart that is 640 wide
_MOST_EXPLAINED = 2  # indicators of one exhibit; of more, what to mind stands in the explanation
_MOST_TABLES = 3  # named in a source line; all of them stand in the explanation


def exhibit(
    query: Query, name: str, title: str, subtitle: str, alternative: str, table: Table, figures: Figures,
    notes: Iterable[str], chart: Chart | None = None, legend: tuple[str, list[tuple[str, str]]] = ("", []),
) -> Exhibit:  # fmt: skip
    """Return an exhibit of these figures; frames of `figures` have area_code, period, value, lower, upper, status and
    missing. Notes without text are left out."""
    found = query(queries.revisions, [one.indicator_id for one, _ in figures])
    return Exhibit(
        name=name,
        title=title,
        subtitle=subtitle,
        alternative=alternative,
        table=table,
        data=pd.concat([tidy(query, indicator, frame) for indicator, frame in figures], ignore_index=True),
        explanation=pd.DataFrame([explained(query, indicator, frame) for indicator, frame in figures]),
        changes=found[list(_CHANGES)].rename(columns=_CHANGES),
        sources=tuple(dict.fromkeys(source_line(query, indicator, frame) for indicator, frame in figures)),
        notes=tuple(dict.fromkeys(note for note in [*notes, *_warnings(figures)] if note)),
        version=version(query),
        chart=chart,
        legend_title=legend[0],
        legend=tuple(legend[1]),
    )


def version(query: Query) -> str:
    """Return what tells the figures of one export from those of another: '1b59c733, cijfers tot 19 juli 2026'."""
    row = next(query(queries.version).itertuples())
    return str(row.version) if pd.isna(row.retrieved_at) else f"{row.version}, cijfers tot {dutch.day(moment(query))}"


def moment(query: Query) -> datetime:
    """Return the date of the latest figures, the start of the programme when no date is known."""
    retrieved = query(queries.version)["retrieved_at"].iloc[0]
    return (
        datetime(lookups.programme(query).start_year, 1, 1) if pd.isna(retrieved) else datetime.fromisoformat(retrieved)
    )


def tidy(query: Query, indicator: Any, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per area and period with Dutch column names and all that is known of the figure.

    `decimalen` says how many decimals the publisher gives; gaps have their reason in `toelichting`.
    """
    origins = query(queries.origins, indicator.indicator_id).drop_duplicates("period").set_index("period")
    names, found = lookups.area_names(query), query(queries.areas).set_index("area_code")
    absent = frame["value"].isna()
    return pd.DataFrame({
        "onderwerp": indicator.label,
        "gebiedscode": frame["area_code"],
        "gebied": frame["area_code"].map(names),
        "niveau": frame["area_code"].map(found["level"]),
        "wijk": frame["area_code"].where(frame["area_code"].str.startswith("BU")).map(found["parent_code"]).map(names),
        "periode": frame["period"],
        "cijfer": frame["value"].astype(float).round(int(indicator.decimals)),
        "decimalen": int(indicator.decimals),
        "eenheid": indicator.unit,
        "ondergrens": frame["lower"].astype(float),
        "bovengrens": frame["upper"].astype(float),
        "status": frame["status"].map(dutch.STATUS).where(~absent, None),
        "toelichting": frame["missing"].map(dutch.MISSING).where(absent, None),
        "bron": f"{indicator.publisher}, {indicator.source_title}",
        "tabel": frame["period"].map(origins["table_id"]),
        "uitgave": frame["period"].map(origins["edition"]),
        "opgehaald": frame["period"].map(origins["retrieved_at"]),
        "licentie": indicator.licence,
    }).reset_index(drop=True)  # fmt: skip


def explained(query: Query, indicator: Any, frame: pd.DataFrame) -> dict[str, str]:
    """Return what an indicator is, where its figures come from and what the programme wants of it, by Dutch names.

    `frame` are the figures that are shown: what is said of margins holds for them.
    """
    origins = query(queries.origins, indicator.indicator_id)
    gaps = query(queries.breaks, indicator.indicator_id)
    return {
        "onderwerp": indicator.label,
        "definitie": indicator.definition,
        "eenheid": dutch.unit_label(indicator.unit),
        "bron": f"{indicator.publisher}, {indicator.source_title}",
        "tabellen": "; ".join(f"{row.table_id} ({row.period})" for row in origins.itertuples()),
        "uitgaven": "; ".join(dict.fromkeys(origins["edition"])),
        "opgehaald": "; ".join(dict.fromkeys(origins["retrieved_at"])),
        "licentie": indicator.licence,
        "marges": (_MARGIN if frame["lower"].notna().any() else _NO_MARGIN)[indicator.margin],
        "let op": " ".join(part for part in (indicator.source_note, indicator.note) if part),
        "breuken": "; ".join(f"vanaf {gap.period}: {gap.reason}" for gap in gaps.itertuples()),
        **_aims(query, indicator.indicator_id),
    }


def _aims(query: Query, indicator_id: str) -> dict[str, str]:
    names, aims = lookups.area_names(query), query(queries.aims)
    rows = list(aims[aims["indicator_id"] == indicator_id].itertuples())
    baselines = [
        f"{names[row.area_code]} {dutch.figure(row.baseline, row.figure_decimals, row.unit)} ({row.baseline_period})"
        for row in rows
        if pd.notna(row.baseline)
    ]
    targets = [
        f"{names[row.area_code]} {dutch.figure(row.target, row.figure_decimals, row.unit)} ({row.target_year})"
        for row in rows
        if pd.notna(row.target)
    ]
    readings = [f"{dutch.reading(row.reading, row.amount, row.direction, row.unit)} ({row.reading_status})"
                for row in rows]  # fmt: skip
    return {
        "lezing van het doel": "; ".join(dict.fromkeys(readings)),
        "nulmeting": "; ".join(baselines),
        "streefwaarde": "; ".join(targets),
    }


def source_line(query: Query, indicator: Any, frame: pd.DataFrame) -> str:
    """Return where the figures that are shown come from: 'Bron: RIVM, …, tabel …, opgehaald …; bewerking: …'."""
    shown = set(frame.loc[frame["value"].notna(), "period"])
    origins = query(queries.origins, indicator.indicator_id)
    origins = origins[origins["period"].isin(shown)]
    if origins.empty:
        return f"Bron: {indicator.publisher}, {indicator.source_title}. Daar zijn nog geen cijfers van geladen."
    tables = list(dict.fromkeys(origins["table_id"]))
    if len(tables) > _MOST_TABLES:
        named = f"{len(tables)} tabellen, van {tables[0]} tot en met {tables[-1]}"
    else:
        named = f"tabel {dutch.joined(tables)}"
    editor = lookups.programme(query).municipality_name
    return (
        f"Bron: {indicator.publisher}, {indicator.source_title}, {named} ({periods.spelled(shown)}), "
        f"{_retrieved(origins)}; bewerking: gemeente {editor}. Licentie: {indicator.licence}."
    )


def _retrieved(origins: pd.DataFrame) -> str:
    """Return when the latest of these tables was retrieved: of some copies only the year is known, or nothing."""
    known_dates = sorted(date for date in origins["retrieved_at"] if date[:4].isdigit())
    if not known_dates:
        return "datum van ophalen niet bekend"
    latest = known_dates[-1]
    when = dutch.day(datetime.fromisoformat(latest)) if len(latest) >= len("2026-07-19") else f"in {latest[:4]}"
    return f"opgehaald {when}" if len(origins) == 1 else f"laatste opgehaald {when}"


def _warnings(figures: Figures) -> list[str]:
    """Return what to mind with these figures, whatever they are about."""
    status = pd.concat([frame.loc[frame["value"].notna(), "status"] for _, frame in figures])
    has_margin = any(frame["lower"].notna().any() for _, frame in figures)
    is_model = [one.is_model for one, _ in figures]
    explained_here = figures if len(figures) <= _MOST_EXPLAINED else []
    return [
        *(note for one, _ in explained_here for note in (one.source_note, one.note)),
        f"{'S' if all(is_model) else 'Deels s'}chattingen van een rekenmodel, geen tellingen." if any(is_model) else "",
        "Marge: de echte waarde ligt met 95% zekerheid tussen de grenzen." if has_margin else "",
        "De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd."
        if (status == "niet_bevestigd").any() else "",
        "Voorlopige cijfers: de bron kan die nog wijzigen." if status.isin(charts.PROVISIONAL).any() else "",
    ]  # fmt: skip


def periods_table(frame: pd.DataFrame, codes: list[str], names: dict[str, str], indicator: Indicator) -> Table:
    """Return figures with a row per period, latest first, and a column per area; margins stand behind the figure.

    `frame` as queries.trend gives it; periods without any figure are left out.
    """
    rows = typed(frame, Observation)
    cells = {(row.period, row.area_code): figure(row, status_note(row.status)) for row in rows}
    shown = sorted({row.period for row in rows if row.value is not None}, reverse=True)
    columns = [Column(names.get(code, code), int(indicator.decimals), indicator.unit) for code in codes]
    caption = f"{indicator.label}, {dutch.in_unit(indicator.unit)}"
    return Table(
        caption,
        (Column("Periode"), *columns),
        tuple(
            Row((Cell(text=periods.parse(period).label), *(cells.get((period, code), Cell()) for code in codes)))
            for period in shown
        ),
    )


def author(query: Query) -> str:
    """Return who is named as the author of a document."""
    return f"Gemeente {lookups.programme(query).municipality_name}"


def small_areas(query: Query) -> set[str]:
    """Return the areas with so few inhabitants that a figure can vary much."""
    people = query(queries.inhabitants).set_index("area_code")["inhabitants"]
    return set(people[people < lookups.threshold(query, "small_population")].index)


def small_note(query: Query, shown: Iterable[str]) -> str:
    """Return what the star behind a name means, '' when none of the areas shown has one."""
    if not small_areas(query) & set(shown):
        return ""
    fewest, year = (
        dutch.number(lookups.threshold(query, "small_population"), 0),
        lookups.programme(query).inhabitants_period,
    )
    return f"* Minder dan {fewest} inwoners in {year}: het cijfer kan sterk schommelen."


def with_figures(frame: pd.DataFrame, codes: list[str]) -> list[str]:
    """Return the areas of which there is a figure in any period; all of them when none has one."""
    present = set(frame.loc[frame["value"].notna(), "area_code"])
    return [code for code in codes if code in present] or codes


def absent_note(frame: pd.DataFrame, codes: list[str], names: dict[str, str]) -> str:
    """Return which of the areas asked for have no figures, '' when all have."""
    absent = [names[code] for code in codes if code not in with_figures(frame, codes)]
    return f"Geen cijfers bekend van {dutch.joined(absent)}." if absent else ""


def subtitle(indicator: Any, codes: list[str], frame: pd.DataFrame, names: dict[str, str]) -> str:
    """Return measure, areas and period of what is shown."""
    shown = periods.spelled(set(frame.loc[frame["value"].notna(), "period"]))
    return "; ".join(one for one in (measured(indicator), dutch.joined([names[code] for code in codes]), shown) if one)


def measured(indicator: Any) -> str:
    """Return the unit as the beginning of a line: 'In procent', 'Per 10.000 inwoners'."""
    unit = dutch.in_unit(indicator.unit)
    return f"{unit[0].upper()}{unit[1:]}"
