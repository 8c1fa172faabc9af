"""Which two goals a meeting discusses: its own choice, else by rule, each with the reason in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from veerkracht.core import moments
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.topics.comparison import unusual
from veerkracht.topics.decisions import rows as decisions
from veerkracht.topics.goals import picture, rows
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.meeting import sentences
from veerkracht.topics.start import front, highlights

MOST = 2  # goals that a meeting discusses


@dataclass(frozen=True)
class Proposal:
    """A goal to discuss, why, and the measure that the reason is about; None when it is about no measure."""

    goal_id: int
    reason: str
    measure_id: str | None = None


def to_discuss(query: Query, chosen: Sequence[int] = (), today: date | None = None) -> tuple[Proposal, ...]:
    """Return the goals to discuss, at most MOST: those of `chosen` that exist, then what the rule proposes."""
    by_rule = query.value(_by_rule, today or moments.today())
    proposed = {proposal.goal_id: proposal for proposal in by_rule}
    chosen_proposals = [Proposal(goal_id, sentences.CHOSEN) for goal_id in dict.fromkeys(chosen) if goal_id in proposed]
    return tuple(_first_of_each([*chosen_proposals, *by_rule]))[:MOST]


def _by_rule(query: Query, today: date) -> tuple[Proposal, ...]:
    """Return every goal once: first those that the picture of all goals marks to discuss, as on Start and Doelen, then
    those that fill up the list.

    Both have the most pressing first: the largest unusual change, then the largest gap to the city with a known margin,
    a decision that is late, and one that is due; after these the other gaps, and the order of the plan.
    """
    focus = lookups.programme(query).focus_area_codes
    statuses = [row for row in rows.statuses(query) if row.area_code in focus]
    marked = {proposal.goal_id: proposal for proposal in _marked(query)}
    pressing = [
        *_unusual(query, focus, statuses), *_gaps(query, True), *_late(query, today), *marked.values(), *_due(statuses),
    ]  # fmt: skip
    first = _first_of_each(proposal for proposal in pressing if proposal.goal_id in marked)
    every = (Proposal(goal_id, sentences.IN_ORDER) for goal_id in rows.goals(query))
    rest = (replace(each, reason=sentences.filling(each.reason)) for each in (*pressing, *_gaps(query)))
    return tuple(_first_of_each([*(marked[each.goal_id] for each in first), *rest, *every]))


def _unusual(query: Query, focus: tuple[str, ...], statuses: Sequence[GoalStatus]) -> Iterator[Proposal]:
    measures = {row.indicator_id: row for row in reversed(statuses) if row.indicator_id}
    compared = query.value(unusual.overview, focus).rows
    change = highlights.most_unusual(row for row in compared if row.indicator.indicator_id in measures)
    if change is not None:
        row = measures[change.indicator.indicator_id]
        yield Proposal(row.goal_id, sentences.unusual(change), row.measure_id)


def _gaps(query: Query, is_sure: bool = False) -> Iterator[Proposal]:
    """Return the goals by their gap to the city, the largest first; if `is_sure` only those with a known margin."""
    names = lookups.area_names(query)
    for gap in highlights.by_distance(query.value(front.distances).values()):
        if is_sure and not gap.is_sure:
            continue
        yield Proposal(gap.row.goal_id, sentences.gap(gap, names[gap.row.area_code]), gap.row.measure_id)


def _late(query: Query, today: date) -> Iterator[Proposal]:
    for decision in decisions.overdue(query, today):
        for goal_id in decision.goal_ids:
            yield Proposal(goal_id, sentences.late(decision))


def _marked(query: Query) -> Iterator[Proposal]:
    for line in picture.lines(query):
        if line.move.is_discussion:
            yield Proposal(line.goal_id, sentences.marked(line.move), line.measure_id)


def _due(statuses: Sequence[GoalStatus]) -> Iterator[Proposal]:
    if decision := highlights.due(statuses):
        for row in decision.rows:
            yield Proposal(row.goal_id, sentences.due(decision), row.measure_id)


def _first_of_each(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    goal_ids = set[int]()
    for proposal in proposals:
        if proposal.goal_id not in goal_ids:
            goal_ids.add(proposal.goal_id)
            yield proposal
