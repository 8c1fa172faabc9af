"""The agenda of the programme: what is done in which years, by kind, in a table and sentences."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import tables
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.efforts import tables as effort_tables

THEME = "thema"
HEADINGS = {
    THEME: "Thema's van de strategische agenda", "plan": "Uitvoeringsplannen", "project": "Projecten",
    "voorziening": "Voorzieningen", "activiteit": "Activiteiten",
}  # fmt: skip
COLUMNS = ("Wat", "Soort", "Wanneer", "Waar", "Stand")
MEANING = (
    "Een thema van de strategische agenda gaat over meer dan één wijk. Een uitvoeringsplan zegt wat er in één wijk "
    "wordt gedaan. Klik in de tabel op een naam voor de uitleg."
)


@dataclass(frozen=True)
class Entry:
    """Something that is done, with its begin and end in years (2025.5 is 1 July 2025; None: not known), and what is
    said of it in words."""

    effort_id: str
    kind: str
    name: str
    start: float | None
    end: float | None
    when: str
    where: str
    state: str
    note: str
    source: str
    is_own: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Return what stands in a table, under COLUMNS."""
        return self.name, effort_views.KINDS[self.kind], self.when, self.where, self.state


def agenda(query: Query) -> list[Entry]:
    """Return the efforts of the programme by kind, as HEADINGS has them, each in the order of its file."""
    names, found = lookups.area_names(query), query(effort_queries.efforts)
    return [_entry(row, names) for kind in HEADINGS for row in found[found["kind"] == kind].itertuples()]


def _entry(row: Any, names: dict[str, str]) -> Entry:
    first, last = (None if pd.isna(code) else periods.parse(code) for code in (row.first_period, row.last_period))
    return Entry(
        row.effort_id, row.kind, row.name,
        None if first is None else first.first + (max(first.month, 1) - 1) / 12,
        None if last is None else last.last + (last.month or 12) / 12,
        effort_views.period(row), effort_views.where(row, names), effort_views.state(row), row.note, row.source,
        row.is_own,
    )  # fmt: skip


def drawn(entries: list[Entry]) -> list[Entry]:
    """Return what has a place in time."""
    return [one for one in entries if one.start is not None]


def told(entries: list[Entry]) -> list[str]:
    """Return how many themes there are and when, what the words mean, and what is not known of the themes."""
    themes = [one for one in entries if one.kind == THEME]
    times = {one.when for one in themes}
    count = "1 thema" if len(themes) == 1 else f"{len(themes)} thema's"
    when = f" voor {themes[0].when}" if len(times) == 1 and themes[0].start else ""
    first = f"De strategische agenda heeft {count}{when}. " if themes else ""
    unsure = [effort_views.YEARS_OF_AGENDA] if any(not one.is_own for one in drawn(themes)) else []
    return [first + MEANING, *unsure]


def alternative(entries: list[Entry]) -> str:
    """Return what the timeline shows, for who cannot see it."""
    lasting: dict[tuple[str, str], list[str]] = {}
    for one in drawn(entries):
        lasting.setdefault((one.kind, one.when), []).append(one.name)
    said = [f"{HEADINGS[kind]}, {when}: {dutch.joined(names)}." for (kind, when), names in lasting.items()]
    return " ".join(["Balken van het begin tot het einde van wat er gebeurt.", *said])


def remarks(entries: list[Entry]) -> list[str]:
    """Return what is said of all but the themes, of which each has a text of its own, and what has no place in time."""
    noted: dict[str, list[str]] = {}
    for one in entries:
        if one.kind != THEME and one.note:
            noted.setdefault(one.note, []).append(one.name)
    without = [one.name for one in entries if one.start is None]
    return [
        *(f"{dutch.joined(names)}: {note}" for note, names in noted.items()),
        f"Zonder jaren, en daarom niet getekend: {dutch.joined(without)}." if without else "",
    ]


def source(entries: list[Entry]) -> str:
    """Return where it comes from."""
    return f"Bron: {'; '.join(dict.fromkeys(one.source for one in entries))}."


def html(entries: list[Entry]) -> str:
    """Return the table with a row per theme, plan or project; each name leads to all that is known of it."""
    rows = [
        {"label": name, "link": effort_tables.link(inspanning=one.effort_id),
         "cells": [{"text": text, "is_text": True} for text in rest]}
        for one in entries for name, *rest in [one.cells]
    ]  # fmt: skip
    return tables.figures("De agenda van het programma", list(COLUMNS), rows)
