"""The tables of sources and their quality, in Dutch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from veerkracht.catalog import publisher_kinds
from veerkracht.core import dutch, moments, periods
from veerkracht.core.codes import CityWord
from veerkracht.core.run_log import OWN_FILES, Latest, Run
from veerkracht.database.rows import Indicator, grouped
from veerkracht.drawing.sentences import edition_date
from veerkracht.drawing.table import Cell, Column, Row, Table, row
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.sources import sentences
from veerkracht.topics.sources.rows import Coverage, Gap, LoadedTable, OutlineEdition, Provenance, Revision

_KINDS = {kind.name: kind.label for kind in publisher_kinds.KINDS}
_MOST_RUNS = 10


@dataclass(frozen=True)
class _Line:
    """A text with small print; bold when it `is_bad`."""

    text: str
    notes: tuple[str, ...] = ()
    is_bad: bool = False


@dataclass(frozen=True)
class _Source:
    """A row of the table of sources."""

    name: str
    notes: tuple[str, ...]
    url: str
    tables: list[_Line]
    figures: str
    gaps: list[str]
    attempts: list[_Line]
    revisions: str


def sources(
    tables: Sequence[LoadedTable], gaps: Sequence[Gap], outlines: Sequence[OutlineEdition], latest: Iterable[Latest]
) -> str:
    """Return the HTML table of all sources: the definition of each, its tables and editions, gaps, latest attempt,
    revisions.

    `tables` are grouped by source, `latest` as run_log.latest.
    """
    attempts = grouped((last.attempt.source_id, last) for last in latest)
    rows = []
    for source_id, of_source in groupby(tables, key=lambda table: table.source_id):
        loaded = list(of_source)
        source = loaded[0]
        recent = attempts.get(OWN_FILES if source.kind == "lokaal" else source_id, [])
        rows.append(_source(source, loaded, [gap for gap in gaps if gap.source_id == source_id], outlines, recent))
    return TEMPLATES.get_template("sources.html").render(
        caption="Alle bronnen, met wat ervan is geladen en hoe het laatste ophalen ging", rows=rows
    )


def coverage(rows: Sequence[Coverage], indicator: Indicator, city: CityWord) -> Table:
    """Return the series of an indicator: per period its table, edition and coverage."""
    return Table.of(
        f"{indicator.label}: waar de cijfers vandaan komen, per periode",
        (
            Column("Periode"), Column("Buurten met een cijfer", 0), Column(city.capitalize(), 0),
            Column("Nederland", 0), Column("Tabel en uitgave"), Column("Soort cijfer"), Column("Waarom iets ontbreekt"),
        ),
        (
            (
                periods.parse(row.period).label, f"{row.figure_count} van {row.buurt_count}",
                "ja" if row.city else "nee", "ja" if row.country else "nee",
                Cell(text=sentences.edition(row), note=sentences.retrieved(row.origin, row.retrieved_at)),
                dutch.joined([dutch.STATUS[code] for code in row.statuses]) or "–",
                dutch.joined([dutch.MISSING[code] for code in row.reasons]) or "–",
            )
            for row in rows
        ),
    )  # fmt: skip


def provenance(rows: Sequence[Provenance], indicator: Indicator, period: str, focus: Sequence[str]) -> Table:
    """Return one period of an indicator: every figure with margin, how it was computed, table, status."""
    label = periods.parse(period).label
    return Table(
        f"{indicator.label}, {label}, {dutch.in_unit(indicator.unit)}: elk cijfer",
        (
            Column("Gebied"), Column(f"Cijfer {label}", indicator.decimals, indicator.unit),
            Column("95%-marge", 0), Column("Berekend uit", 0), Column("Soort cijfer"),
            Column("Tabel en uitgave"),
        ),
        tuple(_provenance(figure, indicator, figure.area_code in focus) for figure in rows),
    )  # fmt: skip


def revisions(rows: Sequence[Revision]) -> Table:
    """Return the figures that a publisher changed."""
    return Table.of(
        "Cijfers die een uitgever heeft veranderd, nieuwste eerst",
        (
            Column("Gezien op"), Column("Indicator"), Column("Gebied"), Column("Was", 0), Column("Is nu", 0),
            Column("Verschil", 0), Column("Let op"),
        ),
        (_revision(row) for row in rows),
    )  # fmt: skip


def runs(logged: Sequence[Run]) -> Table:
    """Return the latest runs of the ETL, newest first."""
    return Table.of(
        "De laatste tien keer dat cijfers zijn opgehaald of gebouwd",
        (Column("Wanneer"), Column("Uitkomst"), Column("Bericht")),
        ((sentences.moment(run.started_at), run.outcome, run.message) for run in reversed(logged[-_MOST_RUNS:])),
    )


def _source(
    source: LoadedTable, loaded: list[LoadedTable], gaps: list[Gap], outlines: Sequence[OutlineEdition],
    latest: list[Latest],
) -> _Source:  # fmt: skip
    tables = [_table(table) for table in loaded if table.table_id is not None]
    if not tables and source.kind == "pdok":
        tables = [_Line(f"{source.title} {row.boundary_year}", (f"{row.area_count} gebieden",)) for row in outlines]
    citation = source.citation.format(table="bestand" if source.kind == "lokaal" else "(nummer)", period="(jaar)")
    return _Source(
        name=f"{source.publisher}, {source.title}",
        notes=(f"{_KINDS[source.kind]}; licentie: {source.licence}", source.note, f"Bronvermelding: {citation}"),
        url=source.url.split("{table}")[0].split("#")[0],
        tables=tables,
        figures=dutch.number(sum(table.figures for table in loaded), 0),
        gaps=[f"{dutch.number(gap.count, 0)} {dutch.MISSING[gap.missing]}" for gap in gaps],
        attempts=_attempts(source.kind, latest),
        revisions=sentences.revised(source),
    )


def _table(table: LoadedTable) -> _Line:
    part = "" if table.is_complete else ", deel van de tabel"
    edition = (
        f"{dutch.number(table.fact_count or 0, 0)} gegevens, uitgave {edition_date(table.edition or '')}{part}; "
        f"{sentences.retrieved(table.origin, table.retrieved_at, table.door)}{sentences.by_door(table.door)}"
    )
    return _Line(f"{table.table_id}, {table.title_of_table}", (edition, table.note_of_table or ""))


def _attempts(kind: str, latest: list[Latest]) -> list[_Line]:
    if kind == "meegeleverd":
        return [_Line("wordt niet opgehaald")]
    if not latest:
        return [_Line("nog geen bestand" if kind == "lokaal" else "nog nooit opgehaald")]
    failed = [last for last in latest if last.attempt.outcome == "mislukt"]
    lines = [
        _Line(f"{last.attempt.table_id}: mislukt, {sentences.moment(last.at)}", (last.attempt.message,), is_bad=True)
        for last in failed
    ]
    if good := [last.at for last in latest if last not in failed]:
        lines.append(_Line(f"{len(good)} goed, {sentences.moment(max(good))}"))
    return lines


def _provenance(figure: Provenance, indicator: Indicator, is_focus: bool) -> Row:
    is_gap = figure.value is None
    value = Cell(figure.value, dutch.MISSING[figure.missing or ""] if is_gap else "", is_gap=is_gap)
    margin = Cell()
    if figure.lower is not None and figure.upper is not None:
        ends = (dutch.short_figure(end, indicator.decimals, indicator.unit) for end in (figure.lower, figure.upper))
        margin = Cell(text=" tot ".join(ends), note=dutch.MARGIN[figure.margin_kind or ""])
    status = dutch.STATUS.get(figure.status or "", "–")
    edition = Cell(text=sentences.edition(figure), note=figure.note or "")
    return replace(row((figure.name, value, margin, _parts(figure), status, edition)), is_focus=is_focus)


def _parts(figure: Provenance) -> str:
    """Return the calculation of a figure: '214 / 3.140 × 10.000'."""
    if figure.numerator is not None and figure.denominator is not None:
        value = figure.value or 0.0
        factor = value * figure.denominator / figure.numerator if figure.numerator else 0
        times = f" × {dutch.number(factor, 0)}" if factor else ""
        return f"{dutch.number(figure.numerator, 0)} / {dutch.number(figure.denominator, 0)}{times}"
    if figure.denominator is not None:
        return f"{dutch.number(figure.denominator, 0)} antwoorden"
    return "–" if figure.value is None else "zo van de bron"


def _revision(revision: Revision) -> tuple[str | Cell, ...]:
    new = "geen cijfer meer"
    if revision.new_value is not None:
        new = dutch.figure(revision.new_value, revision.decimals, revision.unit)
    old = dutch.figure(revision.old_value, revision.decimals, revision.unit)
    change, share = sentences.change(revision)
    return (
        dutch.day(moments.in_dutch_time(revision.noticed_at)),
        f"{revision.label}, {periods.parse(revision.period).label}", revision.name,
        Cell(text=old, note=sentences.snapshot(revision.old_snapshot_id)),
        Cell(text=new, note=sentences.snapshot(revision.new_snapshot_id)), Cell(text=change, note=share),
        "sprong" if revision.is_jump else "andere bron" if revision.is_other_source else "",
    )  # fmt: skip
