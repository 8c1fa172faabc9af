"""The margin of a figure and of a change, depending on what is known about it. Pure; formulas in docs/method.md,
Margins.

An error is a standard error; bounds are at 95 % unless a confidence is given. Functions take single numbers or arrays
of them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from veerkracht.core.codes import ErrorScale

CONFIDENCE = 95.0  # of bounds: as publishers give them, and of all in the database
BAND = (0.1, 0.9)  # the middle 80 % of the changes of comparable areas
PER = {"%": 100, "per 1.000 inwoners": 1_000, "per 10.000 inwoners": 10_000}  # what a rate in a unit is of
SIZES = (0, 250, 500, 1000, 2000, 4000)  # inhabitants: areas are comparable within a class, which begins at one

Numbers = npt.NDArray[np.float64]
_Amount = TypeVar("_Amount", float, Numbers)


@dataclass(frozen=True)
class Spread:
    """How much counts vary, on the log scale: a count n has variance phi / n by chance, and a level that moves by
    itself adds tau2 to the variance of a change from one period to the next."""

    phi: float
    tau2: float
    is_assumed: bool = False

    def variance(
        self, count: _Amount, concentration: _Amount | float = 1.0, rounded_to: _Amount | float = 0
    ) -> _Amount:
        """Return the variance of the logarithm of a count: phi / n + tau2 / 2, and what rounding adds.

        A count of 0 has that of a count of 1. `concentration` is that of a sum of counts (`concentration`).
        """
        certain = np.maximum(count, 1.0)
        variance: _Amount = self.phi / certain + self.tau2 / 2 * concentration + np.square(rounded_to / certain) / 12
        return variance


@dataclass(frozen=True)
class Error:
    """A standard error: of a difference in its unit, or (`is_ratio`) of the logarithm of a ratio."""

    size: float
    is_ratio: bool = False


def scale(is_ratio: bool) -> ErrorScale:
    """Return on which scale an error is."""
    return "logaritme" if is_ratio else "verschil"


def quantile(confidence: float) -> float:
    """Return the half-width, in standard errors, of an interval of this confidence (in percent)."""
    return NormalDist().inv_cdf(0.5 + confidence / 200)


_REACH = quantile(CONFIDENCE)


def concentration(parts: Iterable[tuple[float, float]]) -> float:
    """Return how much a sum of independent counts moves as one of them: the sum of squared shares, 1 for one count.

    `parts` are counts with their own concentration.
    """
    counts = list(parts)
    total = sum(count for count, _ in counts)
    return sum(part * count**2 for count, part in counts) / total**2 if total else 1.0


def size_class(inhabitants: float) -> int:
    """Return the lowest number of inhabitants in the size class of an area with so many."""
    return max(size for size in SIZES if size <= inhabitants)


def bounds_of_count(value: _Amount, one: _Amount, variance: _Amount) -> tuple[_Amount, _Amount]:
    """Return the bounds of a count or rate with this variance of its logarithm; `one` is what a count of 1 would be.

    A count of 0 lies between 0 and the upper bound of a count of 1.
    """
    factor = np.exp(_REACH * np.sqrt(variance))
    lower: _Amount = value / factor
    upper: _Amount = np.where(value > 0, value, one) * factor
    return lower, upper


def bounds_of_share(percentage: _Amount, answers: _Amount, design_effect: float) -> tuple[_Amount, _Amount]:
    """Return the bounds of Wilson of a percentage of a survey, never below 0, above 100 or without width."""
    share, size, square = percentage / 100, answers / design_effect, _REACH**2
    middle = share + square / (2 * size)
    reach = _REACH * np.sqrt(share * (1 - share) / size + square / (4 * size**2))
    lower: _Amount = 100 * np.maximum((middle - reach) / (1 + square / size), 0.0)
    upper: _Amount = 100 * np.minimum((middle + reach) / (1 + square / size), 1.0)
    return np.minimum(lower, percentage), np.maximum(upper, percentage)


def bounds_of_error(value: _Amount, error: _Amount, is_ratio: bool, is_percentage: bool) -> tuple[_Amount, _Amount]:
    """Return the bounds of a figure with this error; those of a percentage stay between 0 and 100."""
    reach = _REACH * error
    if is_ratio:
        return value * np.exp(-reach), value * np.exp(reach)
    if is_percentage:
        return np.maximum(value - reach, 0.0), np.minimum(value + reach, 100.0)
    return value - reach, value + reach


def error_of_bounds(lower: float | None, upper: float | None) -> Error | None:
    """Return the error of a figure by its bounds, None without them."""
    return None if lower is None or upper is None else Error((upper - lower) / (2 * _REACH))


def error_of_ratio(value: float, upper: float) -> Error:
    """Return the error of the logarithm of a count or rate by its upper bound; of a count of 0 `value` is that of 1."""
    return Error(math.log(upper / value) / _REACH, is_ratio=True)


def error_of_band(low: _Amount, high: _Amount) -> _Amount:
    """Return the error of a change, by the band of the middle 80 % of the changes of comparable areas."""
    error: _Amount = (high - low) / (2 * quantile(100 * (BAND[1] - BAND[0])))
    return error


def error_of_difference(first: Error | None, last: Error | None) -> Error | None:
    """Return the error of the difference (or ratio, when both are of ratios) of two independent figures."""
    if first is None or last is None or first.is_ratio != last.is_ratio:
        return None
    return Error(math.hypot(first.size, last.size), first.is_ratio)


def detectable(value: float, error: Error, sign: int, confidence: float = CONFIDENCE) -> float:
    """Return the smallest change from a value, upward or downward by `sign`, that differs from chance."""
    reach = quantile(confidence) * error.size
    return value * abs(math.expm1(sign * reach)) if error.is_ratio else reach


def is_beyond(first: tuple[float, float, float], last: tuple[float, float, float]) -> bool:
    """Return whether a change is more than the margins of both figures, each a value with its bounds, taken as
    independent: their distances to the other figure add up as errors do."""
    low, high = sorted((first, last))
    return high[0] - low[0] > math.hypot(high[0] - high[1], low[2] - low[0])
