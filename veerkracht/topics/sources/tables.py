"""Sources and their quality as accessible HTML tables and sentences, in Dutch."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from veerkracht.catalog import publisher_kinds
from veerkracht.core import dutch, periods
from veerkracht.core.run_log import OWN_FILES, Latest, Run
from veerkracht.drawing.tables import TEMPLATES, figures

_KINDS = {kind.name: kind.label for kind in publisher_kinds.KINDS}


def sources(frame: pd.DataFrame, gaps: pd.DataFrame, outlines: pd.DataFrame, latest: Iterable[Latest]) -> str:
    """Return the table of all sources: what each is, its tables and editions, gaps, last attempt, revisions.

    `frame`, `gaps` and `outlines` as source_queries gives them, `latest` as run_log.latest.
    """
    by_source: dict[str, list[Latest]] = {}
    for one in latest:
        by_source.setdefault(one.attempt.source_id, []).append(one)
    rows = []
    for source_id, own in frame.groupby("source_id", sort=False):
        first = next(own.itertuples())
        attempts = by_source.get(OWN_FILES if first.kind == "lokaal" else str(source_id), [])
        missing = gaps[gaps["source_id"] == source_id]
        rows.append({
            "name": f"{first.publisher}, {first.title}", "kind": _KINDS[first.kind], "licence": first.licence,
            "citation": _citation(first),
            "note": first.note, "url": first.url.split("{table}")[0].split("#")[0],
            "tables": [_table(row) for row in own.itertuples() if pd.notna(row.table_id)]
            or [_outlines(row, first) for row in outlines.itertuples() if first.kind == "pdok"],
            "figures": dutch.number(own["figures"].sum(), 0),
            "gaps": [f"{dutch.number(row.count, 0)} {dutch.MISSING[row.missing]}"
                     for row in missing.itertuples(index=False)],
            "last": _last(first.kind, attempts),
            "revisions": _revisions(first),
        })  # fmt: skip
    return TEMPLATES.get_template("sources.html").render(
        caption="Alle bronnen, met wat ervan is geladen en hoe het laatste ophalen ging", rows=rows
    )


def coverage(frame: pd.DataFrame, indicator: Any) -> str:
    """Return the table of the series of an indicator: per period its table, edition and coverage.

    `frame` as source_queries.coverage.
    """
    rows = [
        {
            "label": periods.parse(row.period).label,
            "cells": [
                {"text": f"{row.figure_count} van {row.buurt_count}"},
                {"text": "ja" if row.city else "nee"}, {"text": "ja" if row.country else "nee"},
                {"text": _edition(row), "note": _retrieved(row), "is_text": True},
                {"text": dutch.joined([dutch.STATUS[code] for code in row.statuses]) or "–", "is_text": True},
                {"text": dutch.joined([dutch.MISSING[code] for code in row.reasons]) or "–", "is_text": True},
            ],
        }
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    heads = ["Periode", "Buurten met een cijfer", "Stad", "Nederland", "Tabel en uitgave", "Soort cijfer",
             "Waarom iets ontbreekt"]  # fmt: skip
    return figures(f"{indicator.label}: waar de cijfers vandaan komen, per periode", heads, rows)


def provenance(frame: pd.DataFrame, indicator: Any, period: str, focus: list[str]) -> str:
    """Return the table of one period of an indicator: every figure with margin, how it was computed, table, status.

    `frame` as source_queries.provenance.
    """
    rows = [
        {
            "label": row.name, "is_focus": row.area_code in focus,
            "cells": [
                _figure(row, indicator), _margin(row, indicator), _parts(row, indicator),
                {"text": dutch.STATUS.get(row.status, "–"), "is_text": True},
                {"text": _edition(row), "note": row.note if pd.notna(row.note) else "", "is_text": True},
            ],
        }
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    label = periods.parse(period).label
    heads = ["Gebied", f"Cijfer {label}", "95%-marge van de bron", "Berekend uit", "Soort cijfer", "Tabel en uitgave"]
    return figures(f"{indicator.label}, {label}, {dutch.in_unit(indicator.unit)}: elk cijfer", heads, rows)


def revisions(frame: pd.DataFrame) -> str:
    """Return the table of figures that a publisher changed; `frame` as source_queries.revisions."""
    rows = [
        {
            "label": dutch.day(row.noticed_at),
            "cells": [
                {"text": f"{row.label}, {periods.parse(row.period).label}", "is_text": True},
                {"text": row.name, "is_text": True},
                {"text": dutch.figure(row.old_value, row.decimals, row.unit), "note": _snapshot(row.old_snapshot_id)},
                {"text": dutch.figure(row.new_value, row.decimals, row.unit) if pd.notna(row.new_value)
                 else "geen cijfer meer", "note": _snapshot(row.new_snapshot_id)},
                _change(row),
                {"text": "sprong" if row.is_jump else "andere bron" if row.is_other_source else "", "is_text": True},
            ],
        }
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    heads = ["Gezien op", "Indicator", "Gebied", "Was", "Is nu", "Verschil", "Let op"]
    return figures("Cijfers die een uitgever heeft veranderd, nieuwste eerst", heads, rows)


def runs(logged: list[Run]) -> str:
    """Return the table of the last runs of the ETL, newest first."""
    rows = [
        {
            "label": moment(run.started_at),
            "cells": [{"text": run.outcome, "is_text": True}, {"text": run.message, "is_text": True}],
        }
        for run in reversed(logged[-10:])
    ]
    return figures(
        "De laatste tien keer dat cijfers zijn opgehaald of gebouwd", ["Wanneer", "Uitkomst", "Bericht"], rows
    )


def warnings(
    frame: pd.DataFrame, latest: Iterable[Latest], source_ids: set[str], today: datetime, days: float
) -> list[str]:
    """Return a sentence per source that failed last time, or was not checked for more than `days` days.

    `frame` as source_queries.sources.
    """
    used = frame[frame["source_id"].isin(source_ids)]
    names = {row.source_id: f"{row.publisher}, {row.title}" for row in used.itertuples()}
    if (used["kind"] == "lokaal").any():
        names[OWN_FILES] = "de eigen bestanden van de gemeente"
    told = []
    for source_id, name in names.items():
        own = [one for one in latest if one.attempt.source_id == source_id]
        if failed := [one for one in own if one.attempt.outcome == "mislukt"]:
            told.append(
                f"Bij {name} ging het ophalen de laatste keer niet goed ({dutch.day(_date(failed[0].at))}). "
                "U ziet de vorige goede cijfers."
            )
        elif old := [one for one in own if one.succeeded_at and (today - _date(one.succeeded_at)).days > days]:
            told.append(
                f"{name[0].upper()}{name[1:]} is sinds {dutch.day(_date(str(old[0].succeeded_at)))} niet meer "
                "gecontroleerd. Er kunnen nieuwere cijfers zijn."
            )
    return told


def moment(text: str) -> str:
    """Return a moment of the log as a Dutch date and time."""
    at = _date(text)
    return f"{dutch.day(at)}, {at:%H:%M}"


def date_text(text: str) -> str:
    """Return a date of a manifest in Dutch; what is no full date stays as it is."""
    try:
        return dutch.day(datetime.strptime(text[:10], "%Y-%m-%d"))
    except ValueError:
        return text


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _table(row: Any) -> Mapping[str, str]:
    whole = "" if row.is_complete else ", deel van de tabel"
    return {
        "name": f"{row.table_id}, {row.title_of_table}",
        "edition": f"{dutch.number(row.fact_count, 0)} gegevens, uitgave {date_text(row.edition)}{whole}; "
        f"{_retrieved(row)}",
        "note": row.note_of_table,
    }


def _citation(source: Any) -> str:
    table = "bestand" if source.kind == "lokaal" else "(nummer)"
    return str(source.citation).format(table=table, period="(jaar)")


def _outlines(row: Any, source: Any) -> Mapping[str, str]:
    return {
        "name": f"{source.title} {row.boundary_year}", "edition": f"{row.area_count} gebieden", "note": "",
    }  # fmt: skip


def _edition(row: Any) -> str:
    if pd.isna(row.table_id):
        return "–"
    return f"{row.table_id}, {'bestand' if row.origin == 'lokaal' else 'uitgave'} {date_text(row.edition)}"


def _retrieved(row: Any) -> str:
    if pd.isna(row.origin):
        return ""
    when = "datum onbekend" if row.retrieved_at == "onbekend" else date_text(row.retrieved_at)
    word = {"meegeleverd": "kopie van", "opgehaald": "opgehaald op", "lokaal": "overgenomen op"}[row.origin]
    return f"{word} {when}" if when != "datum onbekend" else f"kopie, {when}"


def _last(kind: str, attempts: list[Latest]) -> list[dict[str, Any]]:
    if kind == "meegeleverd":
        return [{"text": "wordt niet opgehaald", "is_bad": False}]
    if not attempts:
        return [{"text": "nog geen bestand" if kind == "lokaal" else "nog nooit opgehaald", "is_bad": False}]
    bad = [one for one in attempts if one.attempt.outcome == "mislukt"]
    good = [one for one in attempts if one.attempt.outcome != "mislukt"]
    told = [
        {"text": f"{one.attempt.table_id}: mislukt, {moment(one.at)}", "note": one.attempt.message, "is_bad": True}
        for one in bad
    ]
    if good:
        what = "1 goed" if len(good) == 1 else f"{len(good)} goed"
        told.append({"text": f"{what}, {moment(max(one.at for one in good))}", "note": "", "is_bad": False})
    return told


def _revisions(row: Any) -> str:
    if not row.revisions:
        return "geen"
    jumps = f", waarvan {dutch.number(row.jumps, 0)} met een sprong" if row.jumps else ""
    return f"{dutch.number(row.revisions, 0)} {'cijfer' if row.revisions == 1 else 'cijfers'}{jumps}"


def _snapshot(snapshot_id: Any) -> str:
    if pd.isna(snapshot_id):
        return ""
    table, _, edition = str(snapshot_id).partition("@")
    return f"{table}, uitgave {date_text(edition)}"


def _change(row: Any) -> dict[str, Any]:
    if pd.isna(row.new_value):
        return {"text": "–"}
    change = row.new_value - row.old_value
    share = f"{dutch.number(100 * abs(change / row.old_value), 0)}%" if row.old_value and row.unit != "%" else ""
    return {"text": dutch.signed(change, row.decimals, row.unit), "note": share}


def _figure(row: Any, indicator: Any) -> dict[str, Any]:
    if pd.isna(row.value):
        return {"text": dutch.MISSING[row.missing], "gap": True}
    return {"text": dutch.short_figure(row.value, indicator.decimals, indicator.unit)}


def _margin(row: Any, indicator: Any) -> dict[str, Any]:
    if pd.isna(row.lower):
        return {"text": "–"}
    bounds = (dutch.short_figure(bound, indicator.decimals, indicator.unit) for bound in (row.lower, row.upper))
    return {"text": " tot ".join(bounds)}


def _parts(row: Any, indicator: Any) -> dict[str, Any]:
    if pd.notna(row.numerator):
        factor = row.value * row.denominator / row.numerator if row.numerator else 0
        times = f" × {dutch.number(factor, 0)}" if factor else ""
        return {"text": f"{dutch.number(row.numerator, 0)} / {dutch.number(row.denominator, 0)}{times}"}
    if pd.notna(row.denominator):
        return {"text": f"{dutch.number(row.denominator, 0)} antwoorden"}
    return {"text": "zo van de bron" if pd.notna(row.value) else "–"}
