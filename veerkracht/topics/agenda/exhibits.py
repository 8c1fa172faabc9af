"""The agenda and the budget of the programme as exhibits."""

from datetime import date

import pandas as pd

from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.agenda import agenda as agendas
from veerkracht.topics.agenda import budget as budgets
from veerkracht.topics.agenda import charts
from veerkracht.topics.agenda.agenda import COLUMNS
from veerkracht.topics.agenda.budget import PRO_MEMORIE

_BUDGET = "Wat er in een jaar binnenkomt en uitgaat voor het programma, per post."


def agenda(query: Query, today: date | None = None) -> Exhibit | None:
    """Return the agenda, None without entries; saved files have no line at `today`, so that they are the same every
    day."""
    entries = agendas.agenda(query)
    if not entries:
        return None
    data = [
        dict(zip(map(str.lower, COLUMNS), entry.texts, strict=True)) | {"toelichting": entry.note, "bron": entry.source}
        for entry in entries
    ]
    source = agendas.source(entries)
    return exhibits.without_indicator(
        query, "agenda", agendas.title(entries), "Agenda van het programma: wat er gebeurt, per jaar",
        agendas.alternative(entries), agendas.table(entries), pd.DataFrame(data),
        {"definitie": agendas.MEANING, "bron": source}, [source], agendas.remarks(entries),
        charts.timeline(entries, today) if agendas.on_time_axis(entries) else None,
    )  # fmt: skip


def budget(query: Query) -> Exhibit | None:
    """Return the budget in euro, None without one; its data leave out the totals, so that a reader can add them up."""
    budget = budgets.budget(query)
    if budget is None:
        return None
    data = [
        {"kant": line.side, "post": line.name, "jaar": str(year), "bedrag": amount, "decimalen": 0, "eenheid": "euro",
         "status": f"{PRO_MEMORIE}: nog niet bekend" if amount is None else "",
         "toelichting": line.note, "bron": budget.about.source, "licentie": budget.about.licence}
        for lines in budget.lines.values() for line in lines if not line.is_total
        for year, amount in line.amounts.items()
    ]  # fmt: skip
    source, findings = budgets.source(budget), budgets.sentences(budget)
    return exhibits.without_indicator(
        query, "begroting", budgets.title(budget),
        f"{budget.heading}: inkomsten en uitgaven per post, in euro{budgets.of_abbreviation(budget)}",
        budgets.alternative(budget), budgets.table(budget), pd.DataFrame(data),
        {"definitie": _BUDGET, "bron": source}, [source], [*findings, *budgets.remarks(budget)], charts.bars(budget),
        findings=findings,
    )  # fmt: skip
