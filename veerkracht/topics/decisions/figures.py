"""Selects the decisions that a user looks at: of a goal, by state."""

from dataclasses import dataclass
from datetime import date

from veerkracht.database.query import Query
from veerkracht.topics.decisions import rows
from veerkracht.topics.decisions.rows import Decision

OVERDUE = "over_tijd"
STATES = {OVERDUE: "Over tijd", "open": "Open", "gedaan": "Gedaan", "vervallen": "Vervallen"}
_MONTHS_NEW = 3  # what was decided or done since is new


@dataclass(frozen=True)
class Choice:
    """Which decisions a reader wants to see: on a goal, in a state (a code of STATES); by default all."""

    goal_id: int | None = None
    state: str = ""


def chosen(query: Query, choice: Choice, today: date) -> list[Decision]:
    """Return the decisions that fit a choice: those that are late first, then the open ones, and the newest first."""
    decisions = rows.decisions(query) if choice.goal_id is None else rows.of_goal(query, choice.goal_id)
    fitting = [decision for decision in decisions if not choice.state or state(decision, today) == choice.state]
    if choice.state == "open":  # what is late is open too
        fitting = [decision for decision in decisions if decision.state == "open"]
    order = list(STATES)
    return sorted(fitting, key=lambda decision: order.index(state(decision, today)))


def state(decision: Decision, today: date) -> str:
    """Return the state of a decision, a code of STATES."""
    return OVERDUE if decision.is_overdue(today) else decision.state


def start_of_new(today: date) -> date:
    """Return the first day on which a decision counts as new: the first of the month, three months ago."""
    months = today.year * 12 + today.month - 1 - _MONTHS_NEW
    return date(months // 12, months % 12 + 1, 1)


def is_new(decision: Decision, today: date) -> bool:
    """Return whether it was decided, done or dropped in the last months, since `start_of_new`."""
    return max(decision.date, decision.closed or decision.date) >= start_of_new(today)
