"""What to expect by chance alone: how many verdicts, which of them hold together, and how far a rate may be from its
city. Pure.

The limits of a rate are those of a funnel plot: Spiegelhalter (2005), Funnel plots for comparing institutional
performance, Statistics in Medicine 24, with the overdispersion of `margins.Spread`. Those of a monthly count, which is
often near 0, are on the scale of Anscombe (1948), The transformation of Poisson data, Biometrika 35.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from veerkracht.method import early_signal
from veerkracht.method.margins import CONFIDENCE, Numbers, Spread, quantile

NEAR, FAR = CONFIDENCE, 99.8  # confidence of the inner and outer limits of a funnel, in percent
Side = Literal["higher", "lower", "within"]

_NORMAL = NormalDist()
_ANSCOMBE = 3 / 8


@dataclass(frozen=True)
class Band:
    """The figure that is `expected` of an area, such as the count of a month that fits its share in the city, and the
    limits between which chance alone leaves it."""

    expected: float
    lower: float
    upper: float

    def side(self, figure: float) -> Side:
        """Return whether a figure lies above or below the limits, or within them."""
        return "higher" if figure > self.upper else "lower" if figure < self.lower else "within"


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


def limits(
    rate: float, exposure: float, spread: Spread, confidence: float = NEAR, concentration: float = 1.0
) -> tuple[float, float]:
    """Return the limits of the rate of an area with so much exposure, in the unit of `rate`.

    `rate` times `exposure` is the count that is expected; its logarithm has the variance of `spread`, of areas together
    with their `concentration` (margins.concentration).
    """
    width = quantile(confidence) * math.sqrt(float(spread.variance(rate * exposure, concentration)))
    return rate * math.exp(-width), rate * math.exp(width)


def side(
    value: float, rate: float, exposure: float, spread: Spread, confidence: float = NEAR, concentration: float = 1.0
) -> Side:
    """Return whether a rate lies above or below its limits, or within them."""
    return Band(rate, *limits(rate, exposure, spread, confidence, concentration)).side(value)


def bands(own: Sequence[float | None], city: Sequence[float | None]) -> list[Band | None]:
    """Return the band of each month of an area by the early_signal.HISTORY months before it, at NEAR confidence.

    `own` and `city` are the counts of the area and of its whole city, in the order of the months. The count of the city
    in the month itself takes the season along. None where a month before is not known, or nothing was counted in them.
    """
    history, counts = early_signal.HISTORY, np.array(own, dtype=float)
    totals = np.array(city, dtype=float)
    return [
        _band(counts[last - history : last], totals[last - history : last + 1]) if last >= history else None
        for last in range(len(counts))
    ]


def _band(before: Numbers, totals: Numbers) -> Band | None:
    if not np.isfinite(before).all() or not np.isfinite(totals).all() or not 0 < before.sum() < totals[:-1].sum():
        return None
    share, dispersion = (float(values[0]) for values in early_signal.level(before[np.newaxis], totals))
    expected = share * float(totals[-1])
    middle, reach = math.sqrt(expected + _ANSCOMBE), quantile(NEAR) * math.sqrt(dispersion * (1 - share)) / 2
    lower, upper = (max(middle + side * reach, 0.0) ** 2 - _ANSCOMBE for side in (-1, 1))
    return Band(expected, max(lower, 0.0), max(upper, 0.0))


def whole(band: Band) -> tuple[int, int]:
    """Return the lowest and highest whole count within a band."""
    return math.ceil(band.lower), max(math.floor(band.upper), math.ceil(band.lower))
