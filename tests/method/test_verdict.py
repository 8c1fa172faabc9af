"""The distance to the city and the wording of three answers, in examples and for all figures."""

import itertools
import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import verdict
from veerkracht.method.verdict import Comparison, GapWord, Movement

POINTS = st.floats(min_value=-50, max_value=50).map(lambda value: round(value, 1))
ERRORS = st.floats(min_value=0.1, max_value=20)


def test_a_gap_that_grew_by_more_than_its_margin_is_larger() -> None:
    change = verdict.gap_change((13.7, 16.0), -2.3, 1.2, 80)
    assert change.word == "achterstand groter"
    assert (change.lower, change.upper) == (pytest.approx(-3.84, abs=0.01), pytest.approx(-0.76, abs=0.01))


def test_a_change_within_its_margin_leaves_the_gap_about_equal() -> None:
    assert verdict.gap_change((10.9, 11.1), -0.2, 1.2, 80).word == "achterstand ongeveer gelijk"
    assert verdict.gap_change((-3.0, -2.8), -0.2, 1.2, 80).word == "voorsprong ongeveer gelijk"


def test_a_lost_lead_is_no_smaller_gap() -> None:
    assert verdict.gap_change((-3.0, -0.5), -2.5, 0.5, 80).word == "voorsprong kleiner"
    assert verdict.gap_change((-3.0, 2.0), -5.0, 0.5, 80).word == "voorsprong werd achterstand"
    assert verdict.gap_change((3.0, -2.0), 5.0, 0.5, 80).word == "achterstand werd voorsprong"


def test_without_a_margin_the_word_is_of_the_point_and_says_so() -> None:
    change = verdict.gap_change((10.0, 10.1), -0.1, None, 80)
    assert (change.word, change.certainty, change.lower) == ("achterstand groter", "marge onbekend", None)


def test_the_gap_of_a_count_changes_by_the_ratio_of_both_ratios() -> None:
    relative = verdict.relative_change((100, 125), (2000, 2000), -1, is_count=True)
    assert relative == pytest.approx(-math.log(1.25))
    assert relative is not None
    assert verdict.gap_change((-5.0, 2.0), relative, 0.1, 80, is_count=True).change == pytest.approx(-20)


def test_a_count_of_zero_counts_as_one_and_a_city_without_any_says_nothing() -> None:
    assert verdict.relative_change((0, 2), (100, 100), -1, is_count=True) == pytest.approx(-math.log(2))
    assert verdict.relative_change((10, 5), (0, 100), -1, is_count=True) is None
    assert verdict.relative_change((3, 0), (100, 100), -1, is_count=True) == pytest.approx(math.log(3))


def test_the_city_without_a_buurt_is_weighted_by_its_size() -> None:
    assert verdict.rest(60, 50, 10_000, 1_000) == pytest.approx(61.11, abs=0.01)
    assert verdict.rest(60, 50, None, 1_000) == 60


@pytest.mark.parametrize(("period", "sign", "before"), [("2022", 1, "2020"), ("2022", -1, None), ("2020", -1, None)])
def test_a_trough_as_baseline_names_the_period_before(period: str, sign: int, before: str | None) -> None:
    national = {"2020": 78.4, "2022": 69.0, "2024": 72.8}
    assert verdict.before_extreme(national, period, sign) == before


def test_two_periods_show_no_trough() -> None:
    assert verdict.before_extreme({"2020": 78.4, "2022": 69.0}, "2022", 1) is None


def test_every_combination_of_movement_and_comparison_has_one_way_to_be_joined() -> None:
    assert set(verdict.JOINS) == set(itertools.product(get_args(Movement), get_args(Comparison)))
    assert {verdict.comparison(word) for word in get_args(GapWord)} == set(get_args(Comparison))


def test_a_figure_moved_when_its_margin_leaves_zero_out() -> None:
    bounds = [(0.1, 2.0), (-2.0, -0.1), (-1.0, 1.0), (0.0, 2.0), (None, None)]
    assert [verdict.movement(*pair) for pair in bounds] == ["forward", "back", "unclear", "unclear", "unclear"]


def _word(area: tuple[float, float], city: tuple[float, float], sign: int, error: float) -> str:
    relative = verdict.relative_change(area, city, sign, is_count=False)
    assert relative is not None
    first, last = (sign * (whole - part) for whole, part in zip(city, area, strict=True))
    return verdict.gap_change((first, last), relative, error, 80).word


@pytest.mark.slow
@given(POINTS, POINTS, POINTS, POINTS, ERRORS)
def test_a_falling_measure_mirrors_a_rising_one(a: float, b: float, c: float, d: float, error: float) -> None:
    assert _word((a, b), (c, d), 1, error) == _word((-a, -b), (-c, -d), -1, error)


@given(POINTS, POINTS, POINTS, ERRORS, st.floats(min_value=1, max_value=5))
def test_a_wider_margin_never_says_more(first: float, now: float, change: float, error: float, wider: float) -> None:
    narrow = verdict.comparison(verdict.gap_change((first, now), change, error, 80).word)
    wide = verdict.comparison(verdict.gap_change((first, now), change, wider * error, 80).word)
    assert wide in (narrow, "equal")


@given(POINTS, POINTS, POINTS, ERRORS, st.sampled_from([0.001, 10, 1000]))
def test_another_unit_changes_no_word(first: float, now: float, change: float, error: float, unit: float) -> None:
    word = verdict.gap_change((first, now), change, error, 80).word
    assert verdict.gap_change((unit * first, unit * now), unit * change, unit * error, 80).word == word
