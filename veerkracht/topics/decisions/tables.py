"""Decisions as a table, with whom to contact about missing details."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Row, Table
from veerkracht.topics.decisions import figures, sentences
from veerkracht.topics.decisions.rows import Decision

WHOLE_PROGRAMME = "hele programma"
_COLUMNS = ("Besluit", "Doel", "Wie", "Uiterlijk", "Stand", "Besloten op")
_HOW_TO_KEEP = "handleiding?deel=programmateam#besluiten-bijhouden"


def link(**choices: str | int) -> str:
    """Return the address of the page with these choices."""
    return f"besluiten?{urlencode(choices)}" if choices else "besluiten"


def goals_of(decision: Decision, goals: Mapping[int, str]) -> str:
    """Return the goals that a decision is about: '9. Vertrouwen', by number when there are more."""
    if not decision.goal_ids:
        return WHOLE_PROGRAMME
    if len(decision.goal_ids) == 1:
        [goal_id] = decision.goal_ids
        return f"{goal_id}. {goals[goal_id]}"
    return f"doel {dutch.joined([str(goal_id) for goal_id in decision.goal_ids])}"


def overview(decisions: Sequence[Decision], goals: Mapping[int, str], today: date, caption: str) -> Table:
    """Return a row per decision, grouped by state; a missing owner or date is a gap."""
    return Table(caption, tuple(map(Column, _COLUMNS)), tuple(_row(decision, goals, today) for decision in decisions))


def _row(decision: Decision, goals: Mapping[int, str], today: date) -> Row:
    notes = ["nieuw" if figures.is_new(decision, today) else "", "intern" if decision.is_internal else ""]
    single = decision.goal_ids[0] if len(decision.goal_ids) == 1 else None
    owner, due = (sentences.NO_OWNER, sentences.NO_DUE) if decision.state == "open" else ("–", "–")
    cells = (
        Cell(text=decision.text, note=", ".join(filter(None, notes))),
        Cell(text=goals_of(decision, goals), link=f"doelkaart?doel={single}" if single is not None else ""),
        Cell(text=decision.owner or owner, is_gap=decision.owner is None),
        Cell(text=dutch.day(decision.due) if decision.due else due, is_gap=decision.due is None),
        Cell(text=sentences.state(decision, today)),
        Cell(text=dutch.day(decision.date)),
    )
    return Row(cells, is_focus=decision.is_overdue(today), group=figures.STATES[figures.state(decision, today)])


def unknown_notice(unknown: str) -> str:
    """Return what is not known of decisions, and who keeps them, as HTML."""
    return tables.unknown_notice(unknown, _HOW_TO_KEEP, "Zo houdt het team besluiten bij")
