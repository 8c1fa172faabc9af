"""Texts about decisions, in plain Dutch (B1): how many there are, what is new, overdue and unknown."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date

from veerkracht.core import dutch
from veerkracht.topics.decisions.rows import Decision

NONE_YET = "Er is nog geen besluit bekend."
NONE_CHOSEN = "Er is geen besluit dat bij deze keuze past. Kies bij een van de vakken “Alle”."
WHOSE_MOVE = "Aan zet: het programmateam."
MEANING = (
    "Een besluit is wat gemeente en partners voor het programma afspreken: wie doet wat, en wanneer is het klaar? "
    "Het programmateam houdt dit zelf bij."
)
OVERDUE_MEANS = "Over tijd: het besluit is nog open, en de uiterlijke datum is voorbij."
INTERNAL_MEANS = "Intern: alleen wie is ingelogd, ziet dit besluit."
NO_OWNER, NO_DUE = "niemand genoemd", "geen datum genoemd"
_SHORT = 60  # letters of a decision in a sentence


def short(decision: Decision) -> str:
    """Return the beginning of a decision in whole words, without full stop."""
    return textwrap.shorten(decision.text, _SHORT, placeholder=" …", break_on_hyphens=False).rstrip(".")


def whole(decision: Decision) -> str:
    """Return the whole text of a decision that `short` cuts, '' for others."""
    return decision.text if short(decision).endswith("…") else ""


def state(decision: Decision, today: date) -> str:
    """Return the state of a decision: 'over tijd', 'open', or 'gedaan op 30 juni 2026'."""
    if decision.is_overdue(today):
        return "over tijd"
    return f"{decision.state} op {dutch.day(decision.closed)}" if decision.closed else decision.state


def counted(decisions: Sequence[Decision], today: date) -> str:
    """Return how many decisions there are, and their states: '3 besluiten: 1 over tijd en 2 gedaan'."""
    parts = [f"{count} {name}" for name, count in _by_state(decisions, today).items()]
    return f"{_counted(decisions)}: {dutch.joined(parts)}" if decisions else NONE_YET


def of_goal(decisions: Sequence[Decision], today: date) -> str:
    """Return the heading of the decisions on a goal, with the most pressing state."""
    name, count = next(iter(_by_state(decisions, today).items()), ("", 0))
    return f"Wat is er besloten ({count} {name})" if count else "Wat is er besloten"


def _by_state(decisions: Sequence[Decision], today: date) -> dict[str, int]:
    """Return how many decisions there are of each state that occurs, the most pressing first."""
    late = sum(decision.is_overdue(today) for decision in decisions)
    states = [decision.state for decision in decisions]
    counts = {"over tijd": late, "open": states.count("open") - late}
    counts |= {name: states.count(name) for name in ("gedaan", "vervallen")}
    return {name: count for name, count in counts.items() if count}


def overdue(decisions: Sequence[Decision]) -> str:
    """Return which decisions are late, in the order of rows.overdue, with the owner and due date of the first; '' when
    none is."""
    if not decisions:
        return ""
    are, [longest, *_] = "is" if len(decisions) == 1 else "zijn", decisions
    first = "" if len(decisions) == 1 else "het langst "
    until = f", uiterlijk {dutch.day(longest.due)}" if longest.due else ""
    return (
        f"{_counted(decisions)} {are} over tijd: {first}“{short(longest)}”. "
        f"Aan zet: {longest.owner or NO_OWNER}{until}."
    )


def new(decisions: Iterable[Decision], since: date) -> str:
    """Return how many decisions were taken, done and dropped since a day."""
    listed = list(decisions)
    closed = [decision.state for decision in listed if decision.closed and decision.closed >= since]
    counts = {
        "genomen": sum(decision.date >= since for decision in listed), "gedaan": closed.count("gedaan"),
        "vervallen": closed.count("vervallen"),
    }  # fmt: skip
    parts = dutch.joined([f"{count} {name}" for name, count in counts.items() if count])
    return f"Sinds {dutch.day(since)}: {parts or 'niets besloten of afgerond'}."


def unknown(decisions: Iterable[Decision]) -> str:
    """Return how many open decisions have no owner or due date; '' when all have both."""
    listed = [decision for decision in decisions if decision.state == "open"]
    counts = {
        "wie het doet": sum(decision.owner is None for decision in listed),
        "wanneer het klaar is": sum(decision.due is None for decision in listed),
    }
    lacking = [f"van {count} {what}" for what, count in counts.items() if count]
    return f"Van de open besluiten weten wij niet: {dutch.joined(lacking)}." if lacking else ""


def alternative(decisions: Sequence[Decision], today: date) -> str:
    """Return what the table shows, for readers who cannot see it."""
    return f"Tabel van besluiten. {counted(decisions, today)}."


def _counted(decisions: Sequence[Decision]) -> str:
    return dutch.counted(len(decisions), "besluit", "besluiten")
