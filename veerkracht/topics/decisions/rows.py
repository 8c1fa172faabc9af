"""Decisions as frozen dataclasses, read once per version of the database."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from veerkracht.core import moments
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.topics.decisions import queries

State = Literal["open", "gedaan", "vervallen"]
Day = date  # a decision has a field of that name


@dataclass(frozen=True)
class Decision:
    """What was decided: without goals for the whole programme. Its texts are not to be trusted.

    `closed` is the day on which it was done or was dropped, None for one that is open.
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


@dataclass(frozen=True)
class _Row:
    """One row of queries.decisions."""

    decision_id: str
    date: datetime
    text: str
    goal_ids: tuple[int, ...]
    owner: str | None
    due: datetime | None
    state: State
    closed: datetime | None
    is_internal: bool


@cached
def decisions(query: Query) -> tuple[Decision, ...]:
    """Return every decision that the visitor may see, newest first."""
    return tuple(
        Decision(
            row.decision_id, row.date.date(), row.text, row.goal_ids, row.owner, _day(row.due), row.state,
            _day(row.closed), row.is_internal,
        )
        for row in typed(query(queries.decisions), _Row)
    )  # fmt: skip


def of_goal(query: Query, goal_id: int) -> list[Decision]:
    """Return the decisions on a goal, and those on the whole programme, newest first."""
    return [decision for decision in decisions(query) if not decision.goal_ids or goal_id in decision.goal_ids]


def overdue(query: Query, today: date | None = None) -> list[Decision]:
    """Return the open decisions that should have been done before today, the longest overdue first."""
    day = today or moments.today()
    late = [decision for decision in decisions(query) if decision.is_overdue(day)]
    return sorted(late, key=lambda decision: (decision.due or day, decision.decision_id))


def since(query: Query, day: date) -> list[Decision]:
    """Return the decisions that were taken, done or dropped on a day or after it, newest first."""
    return [
        decision for decision in decisions(query)
        if decision.date >= day or (decision.closed is not None and decision.closed >= day)
    ]  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
