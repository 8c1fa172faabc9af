"""Texts about sources: the origin of a table, when it was fetched, and what went wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from veerkracht.catalog import publisher_kinds
from veerkracht.core import dutch, moments
from veerkracht.core.run_log import OWN_FILES, Latest
from veerkracht.drawing.sentences import edition_date
from veerkracht.topics.sources.rows import Coverage, LoadedTable, Provenance, Revision, SetAside


def warnings(
    tables: Sequence[LoadedTable], latest: Iterable[Latest], source_ids: set[str], now: datetime, days: float
) -> list[str]:
    """Return a sentence per source that failed last time, or has not been checked for more than `days` days."""
    used = [table for table in tables if table.source_id in source_ids]
    names = {table.source_id: f"{table.publisher}, {table.title}" for table in used}
    if any(table.kind == "lokaal" for table in used):
        names[OWN_FILES] = "de eigen bestanden van de gemeente"
    attempts = list(latest)
    texts = []
    for source_id, name in names.items():
        of_source = [last for last in attempts if last.attempt.source_id == source_id]
        if failed := [last for last in of_source if last.attempt.outcome == "mislukt"]:
            texts.append(
                f"Bij {name} ging het ophalen de laatste keer niet goed ({day(failed[0].at)}). U ziet de vorige goede "
                "cijfers."
            )
        elif old := [moment for last in of_source if (moment := last.succeeded_at) and _days_ago(moment, now) > days]:
            texts.append(
                f"{dutch.capital(name)} is sinds {day(old[0])} niet meer gecontroleerd. Er kunnen nieuwere "
                "cijfers zijn."
            )
    return texts


def refused(failed: Sequence[Latest]) -> str:
    """Return which own texts were rejected last time; there is at least one."""
    names = dutch.joined([last.attempt.table_id for last in failed])
    return (
        f"Niet overgenomen op {day(failed[0].at)}, want er staat een fout in: {names}. U ziet wat er goed van is "
        "overgenomen."
    )


def day(text: str) -> str:
    """Return the day of a timestamp in the log: 2 oktober 2026."""
    return dutch.day(moments.in_dutch_time(moments.parse(text)))


def moment(text: str) -> str:
    """Return a timestamp in the log as a Dutch date and time."""
    return f"{day(text)}, {moments.in_dutch_time(moments.parse(text)):%H:%M}"


def _days_ago(text: str, now: datetime) -> int:
    return (now - moments.in_dutch_time(moments.parse(text))).days


def edition(row: Coverage | Provenance) -> str:
    """Return the table and edition of a figure, '–' without one."""
    if row.table_id is None or row.edition is None:
        return "–"
    return f"{row.table_id}, {'bestand' if row.origin == 'lokaal' else 'uitgave'} {edition_date(row.edition)}"


def retrieved(origin: str | None, retrieved_at: str | None, door: str | None = None) -> str:
    """Return how and when a table was retrieved, '' without one."""
    if origin is None or retrieved_at is None:
        return ""
    if retrieved_at == "onbekend":
        return "kopie, datum onbekend"
    word = {"meegeleverd": "kopie van", "opgehaald": "opgehaald op", "lokaal": "overgenomen op"}[origin]
    word = "overgenomen op" if door == publisher_kinds.FILE else word
    return f"{word} {edition_date(retrieved_at)}"


def by_door(host: str | None) -> str:
    """Return through which endpoint of its publisher a table was fetched, or that it came as a file; '' if unknown."""
    if host == publisher_kinds.FILE:
        return ", uit bestand"
    publisher = publisher_kinds.HOSTS.get(host or "")
    return f", via {publisher.door}" if publisher and publisher.door else ""


def set_aside(row: SetAside) -> str:
    """Return when a previous database could not be read completely, and the consequences."""
    return f"{dutch.day(moments.in_dutch_time(row.noticed_at))}: {row.message}"


def doubtful_margins(labels: Sequence[str]) -> str:
    """Return for which counts the margin does not fit every size; there is at least one."""
    names = dutch.joined([f"‘{label}’" for label in labels])
    return f"De marge van {names} is bij sommige aantallen te breed of te smal."


def snapshot(snapshot_id: str | None) -> str:
    """Return the table and edition of a snapshot, '' without one."""
    if snapshot_id is None:
        return ""
    table, _, edition = snapshot_id.partition("@")
    return f"{table}, uitgave {edition_date(edition)}"


def revised(source: LoadedTable) -> str:
    """Return how many figures of a source its publisher has changed."""
    if not source.revisions:
        return "geen"
    jumps = f", waarvan {dutch.number(source.jumps, 0)} met een sprong" if source.jumps else ""
    return f"{dutch.number(source.revisions, 0)} {'cijfer' if source.revisions == 1 else 'cijfers'}{jumps}"


def change(revision: Revision) -> tuple[str, str]:
    """Return by how much a figure was revised, also as a share of it; '–' without a new figure."""
    if revision.new_value is None:
        return "–", ""
    difference, old = revision.new_value - revision.old_value, revision.old_value
    share = f"{dutch.number(100 * abs(difference / old), 0)}%" if old and revision.unit != "%" else ""
    return dutch.signed(difference, revision.decimals, revision.unit), share
