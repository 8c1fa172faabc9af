"""The decisions that a meeting needs: the latest ones, and earlier ones that are still open."""

from dataclasses import dataclass
from datetime import date

from veerkracht.core import dutch
from veerkracht.database.query import Query
from veerkracht.topics.decisions import rows
from veerkracht.topics.decisions.rows import Decision
from veerkracht.topics.goals.next_steps import NOBODY_NAMED, NOT_KNOWN
from veerkracht.topics.meeting import sentences

_MOST_LINES, _LINE = 8, 60  # of decisions on a slide: lines, and characters in one


@dataclass(frozen=True)
class Row:
    """A decision in words."""

    text: str
    goals: str
    owner: str
    due: str
    state: str


@dataclass(frozen=True)
class Decided:
    """The decisions that a meeting reviews, with a note on those left out, or that there are none."""

    title: str
    rows: tuple[Row, ...]
    note: str


def decided(query: Query, today: date, most_lines: int = _MOST_LINES) -> Decided:
    """Return the decisions of the last day that had any, then the earlier ones that are open, overdue first."""
    every = [decision for decision in rows.decisions(query) if decision.date <= today]
    if not every:
        return Decided("Wat is besloten?", (), sentences.NO_DECISIONS)
    last = max(decision.date for decision in every)
    of_last = [decision for decision in every if decision.date == last]
    earlier = [decision for decision in every if decision.date < last and decision.state == "open"]
    earlier.sort(key=lambda decision: (not decision.is_overdue(today), decision.due or date.max))
    chosen = _fitting([*of_last, *earlier], most_lines)
    left_out = len(of_last) + len(earlier) - len(chosen)
    title = f"Besloten op {dutch.day(last)}{', en nog open van eerder' if earlier else ''}"
    return Decided(title, tuple(_row(decision, today) for decision in chosen), sentences.more_decisions(left_out))


def _row(decision: Decision, today: date) -> Row:
    state = "over tijd" if decision.is_overdue(today) else decision.state
    goals = ", ".join(map(str, decision.goal_ids)) or "alle"
    due = dutch.day(decision.due) if decision.due else NOT_KNOWN
    return Row(decision.text, goals, decision.owner or NOBODY_NAMED, due, state)


def _fitting(decisions: list[Decision], most_lines: int) -> list[Decision]:
    """Return the first decisions that fit in this many lines together, at least one."""
    lines = 0
    for place, decision in enumerate(decisions):
        lines += -(-len(decision.text) // _LINE)
        if lines > most_lines and place:
            return decisions[:place]
    return decisions
