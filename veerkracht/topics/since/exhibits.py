"""What is new since a day as an exhibit, and as a separate letter."""

from datetime import date

import pandas as pd

from veerkracht.core import dutch, moments
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.since import figures, sentences
from veerkracht.topics.since.figures import KINDS, Event
from veerkracht.topics.since.rows import Failure

_MEANING = "Wat er in het dashboard kwam, werd herzien of veranderde, op de dag dat het dashboard dat zag."
_SOURCE = "Bron: het geheugen van dit dashboard."


def since(query: Query, day: date, failures: tuple[Failure, ...] = ()) -> Exhibit:
    """Return what is new since a day as a table, grouped by kind, the newest of each first."""
    groups = figures.by_kind(figures.events(query, day, failures))
    events = [event for group in groups.values() for event in group]
    beginning = figures.beginning(query)
    finding = sentences.title(len(events), day, beginning)
    data = [
        {"datum": event.day.isoformat(), "soort": KINDS[event.kind], "wat": event.sentence,
         "over": "; ".join(event.details), "adres": event.address}
        for event in events
    ]  # fmt: skip
    coming = sentences.next_figure(figures.upcoming(query, moments.today()))
    rows = [_row(event) for event in events] or [[coming, "Wat komt er?", ""]]
    columns = ["datum", "soort", "wat", "over", "adres"]
    return exhibits.without_indicator(
        query, f"sinds-{day.isoformat()}", finding, f"Sinds {dutch.day(day)}", finding,
        Table.of(finding, map(Column, ("Wat", "Soort", "Datum")), rows),
        pd.DataFrame(data, columns=columns), {"definitie": _MEANING, "bron": _SOURCE}, [_SOURCE],
        sentences.notes(beginning, day), None,
    )  # fmt: skip


def letter(query: Query, day: date, failures: tuple[Failure, ...], link: str) -> Letter:
    """Return a document of what is new since a day, and what comes; `link` is the address of the view."""
    exhibit = since(query, day, failures)
    coming = tuple(sentences.coming(row) for row in figures.upcoming(query, moments.today()))
    part = Part("sinds", exhibit.title, coming, (exhibit,), exhibit.notes)
    return Letter(
        exhibit.name, "Sinds vorige keer", exhibit.subtitle, exhibits.author(query), (part,), link, exhibit.version,
        exhibits.moment(query),
    )  # fmt: skip


def _row(event: Event) -> list[Cell | str]:
    return [Cell(text=event.sentence, link=event.address), KINDS[event.kind], dutch.day(event.day)]
