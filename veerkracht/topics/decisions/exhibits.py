"""The decisions as an exhibit, for screen, Excel, CSV and Word, and as a document of one page."""

from dataclasses import replace
from datetime import date

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit, Letter, Part
from veerkracht.topics.decisions import figures, queries, sentences, tables
from veerkracht.topics.decisions.figures import Choice

_COLUMNS = (
    "besloten op", "besluit", "doelnummers", "doelen", "wie", "uiterlijk", "stand", "afgerond", "over tijd",
    "zichtbaar",
)  # fmt: skip


def goals(query: Query) -> dict[int, str]:
    """Return the name of every goal by its number."""
    return {int(goal_id): str(name) for goal_id, name in query(queries.goals).itertuples(index=False)}


def decisions(query: Query, choice: Choice, today: date) -> Exhibit:
    """Return the decisions of a choice with their state today; its data have a row per decision."""
    chosen, names = figures.chosen(query, choice, today), goals(query)
    data = [
        (
            decision.date.isoformat(), decision.text, ", ".join(map(str, decision.goal_ids)),
            "; ".join(names[goal_id] for goal_id in decision.goal_ids) or tables.WHOLE_PROGRAMME, decision.owner,
            decision.due and decision.due.isoformat(), decision.state,
            decision.closed and decision.closed.isoformat(), "ja" if decision.is_overdue(today) else "nee",
            "intern" if decision.is_internal else "openbaar",
        )
        for decision in chosen
    ]  # fmt: skip
    notes = [sentences.MEANING]
    notes += [sentences.OVERDUE_MEANS] if any(decision.is_overdue(today) for decision in chosen) else []
    notes += [sentences.INTERNAL_MEANS] if any(decision.is_internal for decision in chosen) else []
    findings = [sentences.new(chosen, figures.start_of_new(today)), sentences.unknown(chosen)]
    return exhibits.without_indicator(
        query, "besluiten", sentences.counted(chosen, today).removesuffix("."),
        "Wat er is besloten, wie het doet en wanneer het klaar moet zijn", sentences.alternative(chosen, today),
        tables.overview(chosen, names, today, "Besluiten"), pd.DataFrame(data, columns=list(_COLUMNS)),
        {"definitie": sentences.MEANING}, [f"Bron: gemeente {lookups.programme(query).municipality_name}."],
        notes, None, findings=[finding for finding in findings if finding],
    )  # fmt: skip


def document(query: Query, choice: Choice, today: date, link: str) -> Letter:
    """Return the decisions of a choice as a document: the new ones, what is unknown, and all of them."""
    exhibit = decisions(query, choice, today)
    part = Part("besluiten", "Wat is er besloten?", exhibit.findings, (exhibit,))
    return replace(exhibits.document(query, "besluiten", [exhibit], link), parts=(part,))
