"""The other two answers beside the path: whether the distance to the city changed, and how a verdict is worded based on
all three. Pure; docs/method.md describes the same."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from veerkracht.method.margins import Error, quantile
from veerkracht.method.progress import Certainty, Figure
from veerkracht.method.relative import AS_ONE, differences, ratios

GapWord = Literal[
    "achterstand kleiner", "achterstand ongeveer gelijk", "achterstand groter",
    "voorsprong kleiner", "voorsprong ongeveer gelijk", "voorsprong groter",
    "achterstand werd voorsprong", "voorsprong werd achterstand",
]  # fmt: skip
Movement = Literal["forward", "back", "unclear"]
Comparison = Literal["gained", "equal", "lost"]
# how a headline joins the movement of the buurt with the city: the comparison comes first when the figure alone says
# nothing, and is set against it when it says the opposite
Join = Literal["and", "but", "alike", "comparison first", "nothing visible"]

JOINS: dict[tuple[Movement, Comparison], Join] = {
    ("forward", "gained"): "and",
    ("forward", "equal"): "alike",
    ("forward", "lost"): "but",
    ("back", "gained"): "but",
    ("back", "equal"): "alike",
    ("back", "lost"): "and",
    ("unclear", "gained"): "comparison first",
    ("unclear", "equal"): "nothing visible",
    ("unclear", "lost"): "comparison first",
}
_COMPARISONS: dict[GapWord, Comparison] = {
    "achterstand kleiner": "gained",
    "achterstand ongeveer gelijk": "equal",
    "achterstand groter": "lost",
    "voorsprong kleiner": "lost",
    "voorsprong ongeveer gelijk": "equal",
    "voorsprong groter": "gained",
    "achterstand werd voorsprong": "gained",
    "voorsprong werd achterstand": "lost",
}
_EQUAL: dict[bool, GapWord] = {True: "voorsprong ongeveer gelijk", False: "achterstand ongeveer gelijk"}


@dataclass(frozen=True)
class GapChange:
    """How the distance to the city changed: a word, and the change with its bounds at the confidence asked.

    `change` is positive when the area gained on the rest of the municipality: in the unit of the measure, or for a
    count in percent of itself.
    """

    word: GapWord
    change: float
    lower: float | None
    upper: float | None
    certainty: Certainty


def comparison(word: GapWord) -> Comparison:
    """Return whether an area gained on the city, kept up with it, or lost."""
    return _COMPARISONS[word]


def movement(lower: float | None, upper: float | None) -> Movement:
    """Return which way a figure moved, by the bounds of its favourable change: unclear when 0 lies between them."""
    if lower is None or upper is None or lower <= 0 <= upper:
        return "unclear"
    return "forward" if lower > 0 else "back"


def rest(city: float, area: float, city_size: float | None, area_size: float | None) -> float:
    """Return the figure of a city without an area, from shares or means and their population sizes.

    Where a size is unknown the figure of the city stands in: a buurt makes up a few hundredths of it.
    """
    if not city_size or not area_size or city_size <= area_size:
        return city
    return (city * city_size - area * area_size) / (city_size - area_size)


def relative_change(areas: tuple[float, float], rests: tuple[float, float], sign: int, is_count: bool) -> float | None:
    """Return how much more an area changed than the rest of its municipality, positive in the favourable direction.

    Pairs are of the baseline and the latest period. A share or amount in its unit; a count as the logarithm of the
    ratio of both ratios, None when a count is 0 in a pair of the rest. A count of 0 in the area counts as 1
    (method/relative.py says why).
    """
    first, last, rest_first, rest_last = (np.array(value, dtype=float) for value in (*areas, *rests))
    change = float(
        ratios(first, last, rest_first, rest_last, AS_ONE)
        if is_count
        else differences(first, last, rest_first, rest_last)
    )
    return None if math.isnan(change) else sign * change


def gap_change(
    gaps: tuple[float, float], relative: float, error: float | None, confidence: float, is_count: bool = False
) -> GapChange:
    """Return how the distance to the city changed.

    `gaps` are how far the area was behind the city at the baseline and how far it is now, negative when it is ahead;
    `relative` is `relative_change` and `error` its standard error, None when that is unknown: then the point alone
    gives the word, and the certainty says so. What lies within the margin is 'ongeveer gelijk'.
    """
    reach = 0.0 if error is None else quantile(confidence) * error
    is_ahead = gaps[0] < 0 or (gaps[0] == 0 and gaps[1] < 0)
    word = _gap_word(gaps, relative, is_ahead) if abs(relative) > reach else _EQUAL[is_ahead]
    change, lower, upper = (
        100 * math.expm1(value) if is_count else value for value in (relative, relative - reach, relative + reach)
    )
    if error is None:
        return GapChange(word, change, None, None, "marge onbekend")
    return GapChange(word, change, lower, upper, "marge bekend")


@dataclass(frozen=True)
class Between:
    """The gap of an area to its city between two periods: `gaps` then and now in the unit, positive when behind.

    `relative` is `relative_change`, on the log scale when `is_ratio`.
    """

    gaps: tuple[float, float]
    relative: float
    is_ratio: bool
    change: GapChange


def between(
    areas: tuple[Figure, Figure], cities: tuple[Figure, Figure], sizes: tuple[float | None, float | None], sign: int,
    error: Error | None, is_count: bool, confidence: float,
) -> Between | None:  # fmt: skip
    """Return how the gap of an area to its city changed, None when that cannot be known.

    `areas` and `cities` are the figures then and now, `sizes` how many inhabitants the city and the area have, `error`
    that of the change of the area (None when unknown). Counts (`is_count`) of which all are known are compared as a
    ratio of ratios.
    """
    gaps = sign * (cities[0].value - areas[0].value), sign * (cities[1].value - areas[1].value)
    has_counts = None not in [figure.count for figure in (*areas, *cities)]
    is_ratio = error.is_ratio if error else is_count and has_counts
    if is_ratio and has_counts:
        levels = areas[0].per_year, areas[1].per_year
        rests = cities[0].per_year - levels[0], cities[1].per_year - levels[1]
    else:
        levels = areas[0].value, areas[1].value
        rests = rest(cities[0].value, levels[0], *sizes), rest(cities[1].value, levels[1], *sizes)
    relative = relative_change(levels, rests, sign, is_ratio)
    if relative is None:
        return None
    return Between(
        gaps, relative, is_ratio, gap_change(gaps, relative, error.size if error else None, confidence, is_ratio)
    )


def _gap_word(gaps: tuple[float, float], relative: float, is_ahead: bool) -> GapWord:
    if gaps[0] * gaps[1] < 0 and (relative > 0) != is_ahead:
        return "voorsprong werd achterstand" if is_ahead else "achterstand werd voorsprong"
    if is_ahead:
        return "voorsprong groter" if relative > 0 else "voorsprong kleiner"
    return "achterstand kleiner" if relative > 0 else "achterstand groter"


def before_extreme(national: Mapping[str, float], period: str, sign: int) -> str | None:
    """Return the period before a baseline that was a trough, or a peak when less is better; None when it was neither.

    `national` has the figures of the country by period, of one definition. A trough is the lowest of at least three
    periods; without a period before it there is nothing to compare with instead.
    """
    if period not in national or len(national) < 3:
        return None
    other_values = [sign * value for when, value in national.items() if when != period]
    before = [when for when in national if when < period]
    return max(before) if before and sign * national[period] < min(other_values) else None
