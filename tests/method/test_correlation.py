"""The strength of a link over areas: worked values, rules that must hold, and whether the interval keeps its word."""

from dataclasses import astuple
from itertools import combinations
from math import atanh, inf, nan, pi, sin, sqrt, tanh

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, NoCorrelation, between, between_all

# the example of ci.spear in the R package statpsych, by the author of the formula; 28 stands twice
Y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
X = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def rho_of(first: list, second: list, weights: list | None = None, minimum: int = 5) -> Correlation:
    result = between(numbers(*first), numbers(*second), numbers(*(weights or [1] * len(first))), minimum)
    assert isinstance(result, Correlation), result
    return result


def reason_of(first: list, second: list, weights: list, minimum: int = 5) -> NoCorrelation:
    result = between(numbers(*first), numbers(*second), numbers(*weights), minimum)
    assert isinstance(result, NoCorrelation), result
    return result


# ------------------------------------------------------------ worked values


def test_the_published_example_gives_its_rho_and_its_interval() -> None:
    result = rho_of(X, Y)
    assert (result.rho, result.lower, result.upper) == pytest.approx((0.8699639, 0.5840951, 0.9638297), abs=1e-7)
    assert (result.count, result.left_out) == (15, 0) and result.effective_count == pytest.approx(15)


def test_equal_weights_give_the_ordinary_rho_of_spearman() -> None:
    """Without ties rho is 1 - 6 sum d^2 / (n (n^2 - 1)); here the differences of the ranks are 1, 1, 1, 1, 2, 2."""
    first, second = [10, 20, 30, 40, 50, 60], [20, 10, 40, 30, 60, 0]
    ranks = [3, 2, 5, 4, 6, 1]
    squares = sum((rank - other) ** 2 for rank, other in zip(range(1, 7), ranks, strict=True))
    assert rho_of(first, second).rho == pytest.approx(1 - 6 * squares / (6 * 35))
    assert rho_of(first, second, [250] * 6).rho == pytest.approx(1 - 6 * squares / (6 * 35))


def test_ties_share_the_middle_of_their_ranks() -> None:
    """Ranks 1.5, 1.5, 3, 4, 5 against 1, 2, 3, 4, 5: Pearson of those is 9.5 / sqrt(9.5 * 10)."""
    assert rho_of([1, 1, 2, 3, 4], [1, 2, 3, 4, 5]).rho == pytest.approx(9.5 / sqrt(95))


def test_weights_by_hand() -> None:
    """The rank is the weight before an area plus half of its own; products and squares are of deviations from 3."""
    first, second, weights = [0.5, 2, 3.5, 4.5, 5.5], [2.5, 1, 4.5, 3.5, 5.5], [1, 2, 1, 1, 1]
    assert np.average(first, weights=weights) == np.average(second, weights=weights) == 3
    products = 1 * -2.5 * -0.5 + 2 * -1 * -2 + 0.5 * 1.5 + 1.5 * 0.5 + 2.5 * 2.5
    squares_of_first = 6.25 + 2 * 1 + 0.25 + 2.25 + 6.25
    squares_of_second = 0.25 + 2 * 4 + 2.25 + 0.25 + 6.25
    result = rho_of([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], weights)
    assert (products, squares_of_first, squares_of_second) == (13, 17, 17)
    assert result.rho == pytest.approx(products / sqrt(squares_of_first * squares_of_second))
    assert result.effective_count == pytest.approx(36 / 8)
    half = 1.959964 * sqrt((1 + result.rho**2 / 2) / (36 / 8 - 3))
    assert (result.lower, result.upper) == pytest.approx(
        (tanh(atanh(result.rho) - half), tanh(atanh(result.rho) + half)), abs=1e-6
    )


def test_an_area_of_double_weight_counts_as_two_areas_with_the_same_figures() -> None:
    doubled = rho_of([1, 2, 3, 4, 5, 6, 6], [3, 1, 2, 6, 4, 5, 5])
    assert rho_of([1, 2, 3, 4, 5, 6], [3, 1, 2, 6, 4, 5], [1, 1, 1, 1, 1, 2]).rho == pytest.approx(doubled.rho)


# ------------------------------------------------------------ what there is not


def test_areas_without_a_figure_or_inhabitants_are_left_out_and_counted() -> None:
    holes_first, holes_second = [nan, 99, 98, -7, 97, 96, *X], [5, nan, 50, 12, -3, 60, *Y]
    result = rho_of(holes_first, holes_second, [1, 1, 0, nan, inf, -4, *[1] * 15])
    assert (result.count, result.left_out) == (15, 6)
    assert result.rho == pytest.approx(0.8699639, abs=1e-7)


def test_fewer_areas_than_the_minimum_give_no_rho() -> None:
    assert reason_of(X, Y, [1] * 15, minimum=16) == NoCorrelation("too_few_areas", 15, 0)
    assert isinstance(between(numbers(*X), numbers(*Y), np.ones(15), 15), Correlation)
    assert reason_of([nan] * 6, [1] * 6, [1] * 6, minimum=0) == NoCorrelation("too_few_areas", 0, 6)
    assert reason_of([], [], [], minimum=0) == NoCorrelation("too_few_areas", 0, 0)


def test_one_area_with_nearly_all_inhabitants_gives_no_rho() -> None:
    assert reason_of(X, Y, [100_000, *[10] * 14]) == NoCorrelation("too_uneven", 15, 0)
    assert reason_of([1, 2, 3, 4], [2, 1, 4, 3], [1] * 4, minimum=1).reason == "too_uneven"


def test_a_figure_that_is_the_same_everywhere_gives_no_rho() -> None:
    assert reason_of([0.1] * 15, Y, [*range(1, 16)]) == NoCorrelation("no_variation", 15, 0)
    assert reason_of(Y, [0.1] * 15, [*range(1, 16)]).reason == "no_variation"
    varies_only_outside = reason_of([1, 1, 1, 1, 1, 9], [1, 2, 3, 4, 5, nan], [1] * 6)
    assert varies_only_outside == NoCorrelation("no_variation", 5, 1)


# ------------------------------------------------------------ rules that must hold

WEIGHTS = st.integers(1, 9000)
AREAS = st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30), WEIGHTS), min_size=6, max_size=40)


def drawn(areas: list) -> tuple[list, list, list]:
    """Return areas that have a rho."""
    first, second, weights = (list(column) for column in zip(*areas, strict=True))
    assume(isinstance(between(numbers(*first), numbers(*second), numbers(*weights), 5), Correlation))
    return first, second, weights


@given(AREAS)
@pytest.mark.slow
def test_rho_lies_within_its_interval_and_that_within_one(areas: list) -> None:
    result = rho_of(*drawn(areas))
    assert -1 <= result.lower <= result.rho + 1e-12 and result.rho - 1e-12 <= result.upper <= 1
    assert 4 < result.effective_count <= result.count + 1e-9


@given(AREAS)
@pytest.mark.slow
def test_rho_is_the_pearson_correlation_of_ranks_counted_one_by_one(areas: list) -> None:
    first, second, weights = drawn(areas)

    def rank(column: list, own: float) -> float:
        return sum(
            w * (1 if value < own else 0.5 if value == own else 0) for value, w in zip(column, weights, strict=True)
        )

    ranks = [[rank(column, own) for own in column] for column in (first, second)]
    matrix = np.cov(ranks, aweights=weights)
    expected = matrix[0, 1] / sqrt(matrix[0, 0] * matrix[1, 1])
    assert rho_of(first, second, weights).rho == pytest.approx(expected, abs=1e-9)


@given(AREAS, st.sampled_from([0.001, 3, 1e6]))
@pytest.mark.slow
def test_the_unit_of_weights_and_the_scale_of_figures_do_not_matter(areas: list, factor: float) -> None:
    first, second, weights = drawn(areas)
    before = rho_of(first, second, weights)
    bent = [np.exp(value / 10) * factor for value in first]
    after = rho_of(bent, [value**3 for value in second], [value * factor for value in weights])
    assert astuple(after) == pytest.approx(astuple(before), abs=1e-9)


@given(AREAS)
@pytest.mark.slow
def test_rho_is_the_same_both_ways_and_turns_with_its_sign(areas: list) -> None:
    first, second, weights = drawn(areas)
    result = rho_of(first, second, weights)
    assert astuple(rho_of(second, first, weights)) == pytest.approx(astuple(result), abs=1e-9)
    turned = rho_of([-value for value in first], second, weights)
    assert (turned.rho, turned.lower, turned.upper) == pytest.approx(
        (-result.rho, -result.upper, -result.lower), abs=1e-9
    )


@pytest.mark.slow
@given(st.lists(WEIGHTS, min_size=6, max_size=40), st.sampled_from([1, -1]))
def test_a_perfect_link_has_rho_one_and_a_finite_interval(weights: list, sign: int) -> None:
    first = list(range(len(weights)))
    assume(sum(weights) ** 2 > 4.001 * sum(value**2 for value in weights))
    result = rho_of(first, [sign * value**3 for value in first], weights)
    assert (result.rho, result.lower, result.upper) == pytest.approx((sign, sign, sign), abs=1e-5)
    assert -1 <= result.lower <= result.upper <= 1


def test_all_pairs_at_once_are_the_pairs_one_by_one_each_with_its_own_areas() -> None:
    random = np.random.default_rng(7)
    values = random.normal(size=(44, 6)).round(1)
    values[random.random(values.shape) < 0.15] = nan
    values[:30, 5] = nan
    weights = random.lognormal(8, 1, 44)
    together = between_all(values, weights, 20)
    assert list(together) == list(combinations(range(6), 2))
    for (left, right), result in together.items():
        both = np.isfinite(values[:, left]) & np.isfinite(values[:, right])
        alone = between(values[both, left], values[both, right], weights[both], 20)
        assert type(alone) is type(result) and (result.count, result.left_out) == (both.sum(), 44 - both.sum())
        assert isinstance(result, NoCorrelation) == (right == 5)
        if isinstance(alone, Correlation) and isinstance(result, Correlation):
            assert astuple(result)[:5] == pytest.approx(astuple(alone)[:5], abs=1e-12)


# ------------------------------------------------------------ does the interval keep its word


@pytest.mark.parametrize("true_rho", [0.0, 0.6])
@pytest.mark.slow
def test_the_interval_holds_the_true_rho_in_about_95_of_100_cases(true_rho: float) -> None:
    """Two normal figures of which Spearman's rho is known (6 / pi * asin(r / 2)) and weights apart from them.

    With 4,000 repetitions the chance alone moves the share by 0.007 (two standard errors).
    """
    random = np.random.default_rng(20301)
    pearson = 2 * sin(pi * true_rho / 6)
    held, sizes = 0, []
    for _ in range(4000):
        first, noise = random.normal(size=(2, 40))
        second = pearson * first + sqrt(1 - pearson**2) * noise
        result = between(first, second, random.lognormal(7.5, 0.6, 40), 20)
        assert isinstance(result, Correlation)
        held += result.lower <= true_rho <= result.upper
        sizes.append(result.effective_count)
    assert 0.935 <= held / 4000 <= 0.965, held / 4000
    assert 25 < np.mean(sizes) < 33


@pytest.mark.slow
def test_the_number_of_areas_alone_would_promise_too_much() -> None:
    """The reason for the effective number: with the plain number of areas the interval holds rho too seldom."""
    random = np.random.default_rng(4)
    held = 0
    for _ in range(2000):
        first, second = random.normal(size=(2, 40))
        result = between(first, second, random.lognormal(7.5, 0.9, 40), 20)
        assert isinstance(result, Correlation)
        reach = correlation._QUANTILE * sqrt((1 + result.rho**2 / 2) / (result.count - 3))
        held += abs(atanh(result.rho)) <= reach
    assert held / 2000 < 0.90
