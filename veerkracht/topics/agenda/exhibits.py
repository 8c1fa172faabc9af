"""The agenda and the budget of the programme as exhibits."""

from typing import Any

import pandas as pd

from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda import budget as budget_views
from veerkracht.topics.agenda import charts as agenda_charts
from veerkracht.topics.agenda.agenda import COLUMNS, Entry
from veerkracht.topics.agenda.budget import PRO_MEMORIE, SIDES, Budget

_ABOUT_BUDGET = "Wat er in een jaar binnenkomt en uitgaat voor het programma, per post."


def agenda(query: Query, entries: list[Entry]) -> Exhibit:
    """Return the agenda as an exhibit, without today's line: the same choice gives the same bytes every day."""
    rows = tuple(one.cells for one in entries)
    data = [
        dict(zip(map(str.lower, COLUMNS), row, strict=True)) | {"toelichting": one.note, "bron": one.source}
        for row, one in zip(rows, entries, strict=True)
    ]
    title = "Agenda van het programma"
    return _exhibit(
        query, "agenda", title, "Wat er voor het programma gebeurt, per jaar",
        agenda_views.alternative(entries),
        Table.of(title, tuple(map(Column, COLUMNS)), rows), data, agenda_views.MEANING,
        agenda_views.source(entries), [*agenda_views.told(entries), *agenda_views.remarks(entries)],
        agenda_charts.timeline(entries, None),
    )  # fmt: skip


def budget(query: Query, shown: Budget) -> Exhibit:
    """Return the budget as an exhibit, in euro; its data leave out the totals, so that they can be added up."""
    lines = [line for side in shown.lines.values() for line in side]
    rows = [(SIDES[line.side], line.name, *(line.cell(year) for year in shown.years)) for line in lines]
    data = [
        {"kant": line.side, "post": line.name, "jaar": str(year), "bedrag": amount, "decimalen": 0, "eenheid": "euro",
         "status": f"{PRO_MEMORIE}: nog niet bekend" if amount is None else "",
         "toelichting": line.note, "bron": shown.source, "licentie": shown.licence}
        for line in lines if not line.is_total for year, amount in line.amounts.items()
    ]  # fmt: skip
    return _exhibit(
        query, "begroting", shown.heading, "In euro, inkomsten en uitgaven per post en jaar",
        budget_views.alternative(shown),
        Table.of(
            shown.heading, (Column("Kant"), Column("Post"), *(Column(str(year), 0, "euro") for year in shown.years)),
              tuple(rows)),
        data, _ABOUT_BUDGET, budget_views.source(shown), [*budget_views.told(shown), *budget_views.remarks(shown)],
        agenda_charts.bars(shown),
    )  # fmt: skip


def _exhibit(
    query: Query, name: str, title: str, subtitle: str, alternative: str, table: Table,
    data: list[dict[str, Any]], definition: str, source: str, notes: list[str], chart: Chart,
) -> Exhibit:  # fmt: skip
    """Return an exhibit of what is no figure of an indicator."""
    return Exhibit(
        name, title, subtitle, alternative, table, pd.DataFrame(data),
        pd.DataFrame([{"onderwerp": title, "definitie": definition, "bron": source}]), pd.DataFrame(),
        (source,), tuple(note for note in notes if note), exhibits.version(query), chart,
    )  # fmt: skip
