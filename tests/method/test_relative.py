"""A change beside that of the rest: what a count of zero counts as, which differs by what the change is for."""

import math

import numpy as np
import pytest

from veerkracht.method import margins, relative
from veerkracht.method.relative import AS_IT_IS, AS_ONE, BELOW_ONE, Least


def ratio(first: float, last: float, least: Least, rest: tuple[float, float] = (100, 100)) -> float:
    return float(relative.ratios(*map(np.array, (float(first), float(last), *map(float, rest))), least))


def test_a_verdict_takes_zero_for_one_as_its_error_does() -> None:
    assert ratio(3, 0, AS_ONE) == pytest.approx(-math.log(3)) and ratio(0, 3, AS_ONE) == pytest.approx(math.log(3))
    spread = margins.Spread(1.32, 0.0)
    error = math.hypot(*(math.sqrt(float(spread.variance(count))) for count in (3.0, 0.0)))
    assert abs(ratio(3, 0, AS_ONE)) < margins.quantile(80) * error < abs(ratio(3, 0, BELOW_ONE))


def test_a_rank_has_zero_below_one_and_nothing_of_a_first_zero() -> None:
    assert ratio(3, 0, BELOW_ONE) < ratio(3, 1, BELOW_ONE) == ratio(3, 1, AS_ONE)
    assert math.isnan(ratio(0, 3, BELOW_ONE))


@pytest.mark.parametrize("least", [AS_ONE, BELOW_ONE, AS_IT_IS])
def test_counts_of_one_and_more_are_the_same_for_both_and_a_rest_of_zero_gives_nothing(least: Least) -> None:
    assert ratio(4, 8, least, (50, 100)) == pytest.approx(0)
    assert math.isnan(ratio(4, 8, least, (0, 100)))
