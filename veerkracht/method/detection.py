"""Which size of change is detectable, and in which year a path reaches it. Pure; formulas in docs/method.md.

Errors are standard errors of the figure of one year, on the log scale with `is_ratio`. Functions take single numbers or
arrays of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from veerkracht.method.margins import Numbers, quantile


@dataclass(frozen=True)
class Rules:
    """How sure a verdict must be, and how often a true change must get one, both in percent."""

    confidence: float
    power: float

    @property
    def reach(self) -> float:
        """Return how many standard errors a change must be: the half-width of the margin, and what the power adds."""
        return quantile(self.confidence) + NormalDist().inv_cdf(self.power / 100)


def smallest_change(
    error: float | Numbers, base: float | Numbers, sign: int, is_ratio: bool, years: int, rules: Rules
) -> Numbers:
    """Return the smallest change between the means of as many years before and after that gets a verdict.

    It is in the unit of the base, the level that it starts from; `sign` is the favourable direction. Years are taken as
    independent of each other, and the later ones as sure as the earlier.
    """
    reach = rules.reach * np.asarray(error, dtype=float) * math.sqrt(2 / years)
    if not is_ratio:
        return reach
    in_unit: Numbers = np.abs(np.asarray(base, dtype=float) * np.expm1(sign * reach))
    return in_unit


def error_of_share(percentage: float | Numbers, answers: float | Numbers, design_effect: float) -> Numbers:
    """Return the error of a percentage of a survey, in percentage points; a share counts as at least one answer."""
    size = np.asarray(answers, dtype=float)
    share = np.clip(np.asarray(percentage, dtype=float) / 100, 1 / size, 1 - 1 / size)
    error: Numbers = 100 * np.sqrt(design_effect * share * (1 - share) / size)
    return error


def error_together(errors: Sequence[float], weights: Sequence[float]) -> float:
    """Return the error of the weighted mean of independent figures, or on the log scale of their sum."""
    shares = np.asarray(weights, dtype=float) / sum(weights)
    return float(np.sqrt(np.square(shares * np.asarray(errors, dtype=float)).sum()))


def measured_years(start: int, years: Sequence[int], upcoming: int | None, years_between: int, last: int) -> list[int]:
    """Return the years after the start, up to the last, in which there is or will be a figure.

    Those that are known, then the upcoming one and each `years_between` after it; without an upcoming one they follow
    the newest known year.
    """
    later = [year for year in years if start < year <= last]
    newest = max([start, *later])
    first = newest + years_between if upcoming is None else upcoming
    return sorted({*later, *(year for year in range(first, last + 1, years_between) if year > newest)})


def change_of_path(whole: float | Numbers, start: int, target_year: int, year: float | Numbers) -> Numbers:
    """Return how much of the whole change a straight path asks for in a year; no more than all of it."""
    span = max(target_year - start, 1)
    share = np.clip((np.asarray(year, dtype=float) - start) / span, 0.0, 1.0)
    change: Numbers = np.asarray(whole, dtype=float)[..., None] * share
    return change


def first_year(
    whole: float | Numbers, smallest: float | Numbers, start: int, target_year: int, years: Sequence[int], span: int
) -> Numbers:
    """Return the first of these years in which a straight path to the whole change shows, NaN when none is.

    `span` years up to and including it are averaged: they must lie after the start, and the mean is of their middle.
    """
    ends = np.array([year for year in years if year - span >= start], dtype=float)
    wholes, needed = np.atleast_1d(np.asarray(whole, dtype=float)), np.atleast_1d(np.asarray(smallest, dtype=float))
    if not len(ends):
        return np.full(len(wholes), np.nan)
    shows = change_of_path(wholes, start, target_year, ends - (span - 1) / 2) >= needed[:, None]
    first: Numbers = np.where(shows.any(axis=1), ends[shows.argmax(axis=1)], np.nan)
    return first
