"""Rows about one indicator as dataclasses, each for the query that it names."""

from dataclasses import dataclass
from typing import Literal

from veerkracht.database.query import Query
from veerkracht.database.rows import typed
from veerkracht.topics.indicator import queries


@dataclass(frozen=True)
class Gap:
    """How many figures are missing for one reason (a code of dutch.MISSING): a row of queries.gaps."""

    missing: str
    count: int
    first_period: str
    last_period: str


@dataclass(frozen=True)
class Use:
    """A use of an indicator; `goal_id` and `name` are those of a goal: a row of queries.uses."""

    kind: Literal["measure", "related", "signal", "resilience", "similarity"]
    goal_id: int | None
    name: str | None


def gaps(query: Query, indicator_id: str) -> tuple[Gap, ...]:
    """Return the gaps of an indicator by reason, most first."""
    return typed(query(queries.gaps, indicator_id), Gap)


def uses(query: Query, indicator_id: str) -> tuple[Use, ...]:
    """Return the uses of an indicator, goals first."""
    return typed(query(queries.uses, indicator_id), Use)
