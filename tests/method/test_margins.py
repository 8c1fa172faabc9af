"""Margins of figures: formulas against numbers worked out by hand, and rules that hold for all of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import margins
from veerkracht.method.margins import Error, Spread

SPREAD = Spread(1.32, 0.018)
counts = st.integers(0, 5000).map(float)
shares = st.floats(0, 100)
answers = st.integers(1, 5000).map(float)


def bounds_of_count(count: float, exposure: float = 1.0, concentration: float = 1.0) -> tuple[float, float]:
    variance = SPREAD.variance(count, concentration)
    lower, upper = margins.bounds_of_count(count / exposure, 1 / exposure, variance)
    return float(lower), float(upper)


def test_the_variance_of_a_count_has_two_parts() -> None:
    assert SPREAD.variance(120.0) == pytest.approx(1.32 / 120 + 0.009)
    change = SPREAD.variance(117.0) + SPREAD.variance(125.0)
    assert change == pytest.approx(1.32 * (1 / 117 + 1 / 125) + 0.018)


def test_the_bounds_of_117_crimes() -> None:
    reach = 1.959964 * math.sqrt(1.32 / 117 + 0.009)
    assert bounds_of_count(117) == pytest.approx((117 * math.exp(-reach), 117 * math.exp(reach)))


def test_rounding_of_a_count_widens_its_margin() -> None:
    assert SPREAD.variance(40.0, 1.0, 5) == pytest.approx(1.32 / 40 + 0.009 + 25 / 12 / 40**2)


def test_a_count_of_0_has_the_error_of_a_count_of_1() -> None:
    assert SPREAD.variance(0.0) == SPREAD.variance(1.0)
    assert bounds_of_count(0) == (0, bounds_of_count(1)[1])


def test_two_equal_buurten_together_move_half_as_much_by_themselves() -> None:
    assert margins.concentration([(50, 1), (50, 1)]) == 0.5
    assert margins.concentration([(100, 0.5), (100, 0.5)]) == 0.25
    assert margins.concentration([(30, 1)]) == 1
    assert margins.concentration([(0, 1), (0, 1)]) == 1


@pytest.mark.slow
@given(st.lists(counts, min_size=1, max_size=6), st.integers(1, 20))
def test_more_areas_of_zeros_never_narrow_a_margin(parts: list[float], more: int) -> None:
    together = margins.concentration((count, 1.0) for count in parts)
    with_zeros = margins.concentration((count, 1.0) for count in [*parts, *([0.0] * more)])
    assert bounds_of_count(sum(parts), 1, with_zeros) == pytest.approx(bounds_of_count(sum(parts), 1, together))


def test_wilson_of_45_out_of_100() -> None:
    lower, upper = margins.bounds_of_share(45.0, 100.0, 1.0)  # as published: 35.6 to 54.8
    assert (round(float(lower), 1), round(float(upper), 1)) == (35.6, 54.8)


def test_a_design_effect_is_as_fewer_answers() -> None:
    assert margins.bounds_of_share(45.0, 130.0, 1.3) == pytest.approx(margins.bounds_of_share(45.0, 100.0, 1.0))


@given(shares, answers)
def test_a_share_of_a_survey_is_between_0_and_100_and_never_certain(share: float, size: float) -> None:
    lower, upper = margins.bounds_of_share(share, size, 1.3)
    assert 0 <= lower <= share <= upper <= 100
    assert upper - lower > 0.05


@given(counts, st.floats(0.01, 1000))
def test_a_count_is_never_below_0_nor_certain_and_its_unit_changes_nothing(count: float, exposure: float) -> None:
    lower, upper = bounds_of_count(count, exposure)
    assert 0 <= lower <= count / exposure < upper
    assert (lower * exposure, upper * exposure) == pytest.approx(bounds_of_count(count))


@pytest.mark.slow
@given(shares, st.floats(0.01, 50))
def test_a_percentage_with_an_estimated_margin_is_never_certain_nor_beyond_its_ends(share: float, error: float) -> None:
    lower, upper = margins.bounds_of_error(share, error, is_ratio=False, is_percentage=True)
    assert 0 <= lower <= share <= upper <= 100
    assert lower < upper


def test_an_estimated_margin_of_an_amount_is_a_ratio() -> None:
    lower, upper = margins.bounds_of_error(20_000.0, 0.1, is_ratio=True, is_percentage=False)
    assert upper / 20_000 == pytest.approx(20_000 / lower)


def test_the_error_of_published_bounds_and_of_a_band() -> None:
    assert margins.error_of_bounds(46.08, 53.92) == Error(pytest.approx(2, abs=1e-4))
    assert margins.error_of_bounds(None, None) is None
    assert margins.error_of_band(-1.6, 1.5) == pytest.approx(1.55 / 1.2816, abs=1e-3)


def test_errors_add_up_as_squares_and_ratios_do_not_mix_with_differences() -> None:
    assert margins.error_of_difference(Error(3), Error(4)) == Error(5)
    assert margins.error_of_difference(Error(3, True), Error(4, True)) == Error(5, True)
    assert margins.error_of_difference(Error(3), Error(4, True)) is None
    assert margins.error_of_difference(None, Error(4)) is None


def test_the_smallest_change_that_shows_is_larger_upward_on_the_log_scale() -> None:
    assert margins.detectable(50.0, Error(2), 1, 95) == pytest.approx(3.92, abs=1e-3)
    error = Error(0.1, True)
    assert margins.detectable(50.0, error, 1, 95) == pytest.approx(50 * math.expm1(0.196), abs=1e-2)
    assert margins.detectable(50.0, error, -1, 95) == pytest.approx(-50 * math.expm1(-0.196), abs=1e-2)


def test_a_change_is_beyond_the_margins_when_it_is_more_than_both_together() -> None:
    assert not margins.is_beyond((10, 7, 13), (14, 10, 18))  # 4 against 5
    assert margins.is_beyond((10, 7, 13), (16, 12, 20))
    assert margins.is_beyond((16, 12, 20), (10, 7, 13))
    # of a lower figure the upper bound counts, of a higher one the lower bound
    assert margins.is_beyond((10, 0, 11), (14, 12, 40))


def test_arrays_and_numbers_give_the_same() -> None:
    lower, upper = margins.bounds_of_count(np.array([0.0, 9]), np.array([1.0, 1]), SPREAD.variance(np.array([0.0, 9])))
    assert list(zip(lower, upper, strict=True)) == [bounds_of_count(0), bounds_of_count(9)]
