"""How much of many verdicts is chance: what none of them changing would give, and which hold together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from veerkracht.method.progress import quantile

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Tested:
    """A verdict that a margin carries: the change, the change that the path asks for, and the standard error.

    All in the unit of the measure, positive in the favourable direction.
    """

    change: float
    required: float | None
    error: float


@dataclass(frozen=True)
class Expected:
    """How many verdicts chance alone would give among so many when nothing had changed."""

    count: int
    wrong_way: float
    on_course: float


def probability(change: float, error: float) -> float:
    """Return how often chance alone gives a change at least this large, either way (two-sided, 0 to 1)."""
    if error <= 0:
        return 1.0 if change == 0 else 0.0
    return 2 * (1 - _NORMAL.cdf(abs(change) / error))


def expected(verdicts: Sequence[Tested], confidence: float, on_course: float) -> Expected:
    """Return what chance gives among these verdicts by the rules of `progress.judge`, at this confidence in percent."""
    beyond = quantile(confidence)
    ahead = sum(
        1 - _NORMAL.cdf(beyond + max(on_course * verdict.required, 0.0) / verdict.error)
        for verdict in verdicts
        if verdict.required is not None and verdict.error > 0
    )
    return Expected(len(verdicts), len(verdicts) * _NORMAL.cdf(-beyond), ahead)


def holding(probabilities: Sequence[float], false_share: float) -> list[bool]:
    """Return which verdicts hold among all of them: at most this share of those that hold is chance (0 to 1).

    The rule of Benjamini and Hochberg (1995): with m verdicts, those up to the largest k of which the k-th smallest
    probability is at most k / m times the share.
    """
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    passed = [rank for rank, place in enumerate(order, 1) if probabilities[place] <= rank / len(order) * false_share]
    holds = [False] * len(order)
    for place in order[: max(passed, default=0)]:
        holds[place] = True
    return holds
