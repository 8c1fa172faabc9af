"""Determines whether an area is catching up with its city on one subject: the periods and figures to compare, and the
position on a scale shared by all subjects. Pure; the verdict itself is in `verdict`."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from veerkracht.method import progress
from veerkracht.method.margins import CONFIDENCE, Error, Spread, error_of_difference, quantile
from veerkracht.method.progress import Figure

Obstacle = Literal["one", "early", "break"]  # of an area and its city: one shared period, none after it, a break


class Ends(NamedTuple):
    """The two periods that are compared."""

    first: str
    last: str


def ends(years: Sequence[str], starts: Sequence[str], since: str, until: str) -> Ends | Obstacle:
    """Return which two years of those that an area and its city both have are compared, or why none are.

    The last is the newest up to `until`, and after `since`; the first the nearest to `since` that is comparable with
    it, the earlier of two as near. `starts` are the years from which figures are not comparable with those before.
    """
    if len(years) < 2:
        return "one"
    last = max((year for year in years if year <= until), default="")
    if last <= since:
        return "early"
    earlier = [year for year in years if year < last]
    if not earlier:
        return "one"
    comparable = [year for year in earlier if bisect_right(starts, year) == bisect_right(starts, last)]
    if not comparable:
        return "break"
    return Ends(min(comparable, key=lambda year: (abs(int(year) - int(since)), year)), last)


def start(figures: Mapping[str, Figure], first: str, size: int, starts: Sequence[str] = ()) -> Figure:
    """Return the figure that a change since a year is measured from: of a count the mean of `size` years up to it.

    Half of a year that is high or low by chance falls back by itself. The year itself when one of the others has no
    comparable count; a figure is a count when it has one.
    """
    years = range(int(first) - size + 1, int(first) + 1)
    counted = [figure for year in years if (figure := figures.get(str(year))) and figure.count is not None]
    is_broken = bisect_right(starts, str(years[0])) != bisect_right(starts, first)
    if size < 2 or len(counted) < size or is_broken:
        return figures[first]
    return progress.added(counted, int(first), f"{years[0]}/{first}")


def error_of_change(
    first: Figure, last: Figure, spread: Spread | None, comparison: Error | None, rounded_to: float = 0
) -> Error | None:
    """Return the error of the change between two figures, None when that of the last is not known.

    A first figure without a margin is taken to be as sure as the last. `comparison` is the error of the changes of
    comparable areas between these periods, which counts when the margin of either is estimated from those.
    """
    level = last.error(spread, rounded_to)
    if level is None:
        return None
    start_error = first.error(spread, rounded_to)
    change = error_of_difference(start_error or level, level)
    is_estimated = "vergelijking" in (last.kind, first.kind if start_error else None)
    return comparison or change if is_estimated else change


def concentration(figure: Figure, spread: Spread, rounded_to: float = 0) -> float:
    """Return how much a count moves as one of a single buurt does, by its bounds: see `margins.concentration`."""
    if figure.count is None or figure.upper is None or not spread.tau2 or not figure.positive:
        return 1.0
    certain = max(figure.count, 1.0)
    variance = (math.log(figure.upper / figure.positive) / quantile(CONFIDENCE)) ** 2
    estimate = 2 * (variance - spread.phi / certain - (rounded_to / certain) ** 2 / 12) / spread.tau2
    return min(max(estimate, 0.0), 1.0)


def reach(figure: Figure, error: Error, confidence: float) -> tuple[float, float]:
    """Return how far below and above it a figure could have been without a change that counts, in its unit.

    A count of 0 lies between 0 and the upper end of a count of 1.
    """
    width = quantile(confidence) * error.size
    if error.is_ratio:
        return figure.value * math.exp(-width), figure.positive * math.exp(width)
    return figure.value - width, figure.value + width


def bounds_of_change(first: Figure, last: Figure, error: Error, confidence: float) -> tuple[float, float]:
    """Return the bounds of the change between two figures, in their unit."""
    low, high = reach(last, error, confidence)
    return low - first.value, high - first.value
