"""Decisions as frozen dataclasses, read once per version of the database."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.topics.decisions import queries

State = Literal["open", "gedaan", "vervallen"]
Day = date  # a decision has a field of that name


@dataclass(frozen=True)
class Decision:
    """A decision; without goals it is on the whole programme. Its texts are untrusted.

    `closed` is the day on which it was done or dropped, None while it is open.
    """

    decision_id: str
    date: Day
    text: str
    goal_ids: tuple[int, ...]
    owner: str | None
    due: Day | None
    state: State
    closed: Day | None
    is_internal: bool

    def is_overdue(self, today: Day) -> bool:
        """Return whether it is open and should have been done before today."""
        return self.state == "open" and self.due is not None and self.due < today


@cached
def decisions(query: Query) -> tuple[Decision, ...]:
    """Return every decision that the visitor may see, newest first."""
    return typed(query(queries.decisions), Decision)


def of_goal(query: Query, goal_id: int) -> list[Decision]:
    """Return the decisions on a goal, and those on the whole programme, newest first."""
    return [decision for decision in decisions(query) if not decision.goal_ids or goal_id in decision.goal_ids]


def overdue(query: Query, today: date) -> list[Decision]:
    """Return the open decisions that should have been done before today, the longest overdue first."""
    late = [decision for decision in decisions(query) if decision.is_overdue(today)]
    return sorted(late, key=lambda decision: (decision.due or today, decision.decision_id))
