"""How much counts of buurten vary from one period to the next: estimated from many buurten, and validated on them.

A pair is the count of a buurt in two consecutive periods. Its change is the logarithm of their ratio, minus that of the
rest of its municipality; counts of 0 are treated as 1. Formulas in docs/method.md, Margins.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from veerkracht.method import margins
from veerkracht.method.margins import Numbers, Spread

SIZES = (5, 10, 20, 40, 60, 90, 130, 180, 240, 350, 600, 1500)  # a class is above one of them, and up to the next
FEWEST_PAIRS = 10  # in a class from which anything is estimated
TESTED_CONFIDENCE, EXPECTED = 80.0, (0.75, 0.88)  # which share of the pairs of a class such an interval should hold
FEWEST_TESTED = 300  # pairs of a class of which a share says something
_DIGITS = 6  # of an estimate: beyond those it depends on the order in which pairs are added up
_NORMAL_RANGE = 1.349  # of the middle half of a normal distribution, in standard deviations


@dataclass(frozen=True)
class Pairs:
    """Counts in two consecutive periods, those of the rest of the municipality removed from their change."""

    first: Numbers
    last: Numbers
    change: Numbers

    @classmethod
    def of(cls, first: Numbers, last: Numbers, rest_first: Numbers, rest_last: Numbers) -> Self:
        """Return the pairs of these counts of buurten and of the rest of their municipalities."""
        change = np.log(np.maximum(last, 1) / np.maximum(first, 1)) - np.log(rest_last / rest_first)
        return cls(first, last, change)

    @property
    def inverse(self) -> Numbers:
        """Return by how much each phi counts: 1 / first + 1 / last."""
        certain: Numbers = 1 / np.maximum(self.first, 1) + 1 / np.maximum(self.last, 1)
        return certain

    @property
    def size_class(self) -> npt.NDArray[np.intp]:
        """Return the class of the mean of both counts: 0 up to the first of SIZES."""
        return np.searchsorted(SIZES, (self.first + self.last) / 2)


@dataclass(frozen=True)
class Coverage:
    """The number of pairs in a size class, and the share of them inside the 80 % interval.

    A class has more than `above` and up to `up_to` counts a period; None means no upper limit.
    """

    above: int
    up_to: int | None
    pair_count: int
    share: float

    @property
    def is_off(self) -> bool:
        """Return whether the interval is clearly too wide or too narrow for counts of this size."""
        return self.pair_count >= FEWEST_TESTED and not EXPECTED[0] <= self.share <= EXPECTED[1]


def estimate(pairs: Pairs) -> Spread | None:
    """Return phi and tau2 of a line through the variance of each size class, None when too few pairs vary.

    The variance is a robust one, (interquartile range / 1.349) squared; a class counts by the precision of it.
    """
    inverse, variance, weight = [], [], []
    for place in range(1, len(SIZES) + 1):
        is_here = pairs.size_class == place
        if (count := int(is_here.sum())) < FEWEST_PAIRS:
            continue
        low, high = np.quantile(pairs.change[is_here], (0.25, 0.75))
        if high > low:
            inverse.append(pairs.inverse[is_here].mean())
            variance.append(((high - low) / _NORMAL_RANGE) ** 2)
            weight.append(count / variance[-1] ** 2)
    if not inverse:
        return None
    spread = _line(np.array(inverse), np.array(variance), np.array(weight))
    return Spread(round(spread.phi, _DIGITS), round(spread.tau2, _DIGITS))


def _line(inverse: Numbers, variance: Numbers, weight: Numbers) -> Spread:
    """Return the weighted least squares of variance = phi x inverse + tau2.

    Phi is at least 1, as counts do not vary less than by pure chance, and tau2 at least 0.
    """
    mean = np.average(inverse, weights=weight), np.average(variance, weights=weight)
    centred = inverse - mean[0]
    across = float((weight * centred**2).sum())
    phi = float((weight * centred * (variance - mean[1])).sum()) / across if across > 0 else math.inf
    if mean[1] < phi * mean[0]:  # then chance alone
        phi = float((weight * inverse * variance).sum() / (weight * inverse**2).sum())
        return Spread(max(1.0, phi), 0.0)
    phi = max(1.0, phi)
    return Spread(phi, max(0.0, float(mean[1] - phi * mean[0])))


def coverage(pairs: Pairs, spread: Spread) -> list[Coverage]:
    """Return for every size class with pairs how many changes the 80 % interval contains."""
    reach = margins.quantile(TESTED_CONFIDENCE) * np.sqrt(spread.variance(pairs.first) + spread.variance(pairs.last))
    is_inside = np.abs(pairs.change) <= reach
    edges = (0, *SIZES, None)
    rows = []
    for place in range(len(SIZES) + 1):
        is_here = pairs.size_class == place
        if count := int(is_here.sum()):
            rows.append(Coverage(edges[place] or 0, edges[place + 1], count, float(is_inside[is_here].mean())))
    return rows
