"""The position of an area on the Veerkracht map: scores, classes and borderline cases. Pure; formulas in
docs/method.md.

A score is the mean of standardised figures, a class is an interval between fixed bounds. Figures count as printed, and
a class follows from the printed score, so that a user who recomputes a class gets the same result.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from veerkracht.core import dutch
from veerkracht.core.codes import Scale
from veerkracht.method import margins

CLASSES = (1, 2, 3)  # on each axis, from low to high
SCORE_DECIMALS = 2
_ROWS = "ABC"  # classes of the vertical axis in the code of a cell
CELLS = tuple(f"{row}{column}" for row in _ROWS for column in CLASSES)


@dataclass(frozen=True)
class Standardised:
    """One figure of an area against the reference: z in standard deviations, and what of it counts."""

    z: float
    counted: float
    error: float | None  # standard error of z, None when it is not known


@dataclass(frozen=True)
class Score:
    """The score of an area on one axis with its standard error; None without enough figures."""

    value: float | None
    error: float | None
    count: int  # measures with a figure
    needed: int


def on_scale(value: float, scale: Scale, least: float) -> float:
    """Return a figure on the scale of its axis: itself, or its natural logarithm.

    A figure of 0, which has no logarithm, counts as `least`: what one count would have given.
    """
    return value if scale == "linear" else math.log(value if value > 0 else least)


def standardise(
    value: float, sign: int, mean: float, deviation: float, cut: float, error: float | None = None
) -> Standardised:
    """Return z = sign (value - mean) / deviation, cut at `cut` on both sides (method, Veerkracht map, point 2).

    All are on the scale of the axis; `error` is the standard error of the figure there.
    """
    z = sign * (value - mean) / deviation
    return Standardised(z, min(max(z, -cut), cut), None if error is None else error / deviation)


def needed(measure_count: int, share: float) -> int:
    """Return how many of the measures of an axis an area must have."""
    return max(1, math.ceil(share * measure_count - 1e-9))


def score(figures: Sequence[Standardised], measure_count: int, share: float) -> Score:
    """Return the score of an area: the mean of what counts, rounded as it is printed, None with too few measures.

    Its error is that of a mean of independent figures; a figure whose error is not known adds none, and the error is
    None when no figure has one.
    """
    least = needed(measure_count, share)
    if len(figures) < least:
        return Score(None, None, len(figures), least)
    mean = sum(figure.counted for figure in figures) / len(figures)
    errors = [figure.error for figure in figures if figure.error is not None]
    error = math.hypot(*errors) / len(figures) if errors else None
    # without the noise of a sum a mean halfway two printed scores goes up, also when it is computed in another order
    return Score(float(dutch.rounded(round(mean, 9), SCORE_DECIMALS)), error, len(figures), least)


def place(value: float, bounds: Sequence[float]) -> int:
    """Return the class of a score: 1, 2 or 3; a score on a bound is of the class above it."""
    return 1 + sum(value >= bound for bound in bounds)


def places_within(value: float, error: float | None, bounds: Sequence[float]) -> set[int]:
    """Return the classes that a score may be of: its own, and those across a bound within one standard error."""
    home = place(value, bounds)
    across = {
        (number + 1 if home <= number else number)
        for number, bound in enumerate(bounds, 1)
        if error is not None and abs(value - bound) <= error
    }
    return {home} | across


def cell(across: int, up: int) -> str:
    """Return the code of a cell: A1 (least of both) to C3 (most of both); the letter is the vertical class."""
    return f"{_ROWS[up - 1]}{across}"


def classes(code: str) -> tuple[int, int]:
    """Return the horizontal and vertical class of a cell."""
    return int(code[1]), _ROWS.index(code[0]) + 1


def doubts(scores: Sequence[Score], bounds: Sequence[Sequence[float]]) -> list[str]:
    """Return the other cells that an area may be in, within one standard error of a bound; none when there is no doubt.

    `scores` and `bounds` are those of the horizontal and the vertical axis; both scores have a value.
    """
    values = [score.value for score in scores if score.value is not None]
    home = cell(*(place(value, edges) for value, edges in zip(values, bounds, strict=True)))
    possible = [
        places_within(value, score.error, edges) for value, score, edges in zip(values, scores, bounds, strict=True)
    ]
    return sorted(code for across, up in product(*possible) if (code := cell(across, up)) != home)


def figure_error(lower: float | None, upper: float | None, rounded_to: int, exposure: float | None) -> float | None:
    """Return the standard error of a figure in its unit: from its bounds, else from the rounding of its count alone.

    A register counts everybody; the publisher's rounding of those counts moves a small buurt by more than a class.
    """
    if error := margins.error_of_bounds(lower, upper):
        return error.size
    return rounded_to / math.sqrt(12) / exposure if rounded_to and exposure else None
