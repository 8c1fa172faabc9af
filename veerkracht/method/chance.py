"""How much of many verdicts is chance: what none of them changing would give, and which hold together. Pure."""

from collections.abc import Sequence
from statistics import NormalDist

from veerkracht.method.margins import quantile

_NORMAL = NormalDist()


def probability(change: float, error: float) -> float:
    """Return how often chance alone gives a change at least this large, either way (two-sided, 0 to 1)."""
    if error <= 0:
        return 1.0 if change == 0 else 0.0
    return 2 * (1 - _NORMAL.cdf(abs(change) / error))


def on_course(enough: float, error: float, confidence: float) -> float:
    """Return how often chance alone puts a figure that did not change 'op koers' or beyond (0 to 1).

    `enough` is the change that is on course by now, 0 or more, and `error` the standard error of the change, both in
    one unit; the rule is that of `progress.judge` at this confidence in percent.
    """
    if error <= 0:
        return 0.0 if enough > 0 else 1.0
    return 1 - _NORMAL.cdf(quantile(confidence) + enough / error)


def wrong_way(confidence: float) -> float:
    """Return how often chance alone sends a figure that did not change 'verkeerde kant op' (0 to 1)."""
    return _NORMAL.cdf(-quantile(confidence))


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
