"""From what size on a change shows, and when: the formulas against simulation, and rules that hold for all figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import detection
from veerkracht.method.detection import Rules

RULES = Rules(80, 80)
errors, bases, spans = st.floats(0.01, 20), st.floats(1, 1000), st.integers(1, 3)


def test_a_change_of_the_smallest_size_gets_a_verdict_in_four_of_five_draws() -> None:
    random, error = np.random.default_rng(1), 2.0
    change = float(detection.smallest_change(error, 50, 1, False, 1, RULES))
    drawn = change + error * 2**0.5 * random.standard_normal(200_000)
    margin = 1.2816 * error * 2**0.5
    assert (drawn - margin > 0).mean() == pytest.approx(0.80, abs=0.005)


def test_means_of_three_years_show_a_smaller_change_and_a_ratio_stays_above_nothing() -> None:
    one, three = (float(detection.smallest_change(0.2, 682, -1, True, years, RULES)) for years in (1, 3))
    assert one == pytest.approx(682 * (1 - np.exp(-RULES.reach * 0.2 * 2**0.5)))
    assert 0 < three < one < 682
    rising = float(detection.smallest_change(0.2, 682, 1, True, 1, RULES))
    assert rising > one  # a doubling and a halving are as far on the log scale


def test_two_areas_together_are_surer_than_either() -> None:
    assert detection.error_together([2.0, 2.0], [1, 1]) == pytest.approx(2 / 2**0.5)
    assert detection.error_together([0.1, 0.3], [300, 100]) == pytest.approx(
        ((0.75 * 0.1) ** 2 + (0.25 * 0.3) ** 2) ** 0.5
    )
    assert detection.error_together([2.0, 9.0], [1, 0]) == 2.0


@pytest.mark.parametrize(
    ("known", "upcoming", "between", "years"),
    [
        ([2025], 2026, 1, [2025, 2026, 2027, 2028, 2029, 2030]),
        ([2012, 2024], 2028, 4, [2028]),
        ([], None, 2, [2026, 2028, 2030]),
        ([2026], None, 3, [2026, 2029]),
        ([], 2031, 1, []),
    ],
)
def test_figures_come_in_the_years_that_are_known_and_at_their_pace(known, upcoming, between, years) -> None:
    assert detection.measured_years(2024, known, upcoming, between, 2030) == years


def test_the_first_year_is_that_in_which_the_path_asks_for_enough() -> None:
    whole, smallest = np.array([12.0, 12.0, 12.0]), np.array([4.0, 12.0, 12.1])
    assert detection.first_year(whole, smallest, 2024, 2030, range(2025, 2031), 1).tolist()[:2] == [2026, 2030]
    assert np.isnan(detection.first_year(whole, smallest, 2024, 2030, range(2025, 2031), 1)[2])
    # three years up to 2027 are those of 2025 to 2027, of which the middle is 2026
    assert detection.first_year(12.0, 4.0, 2024, 2030, range(2025, 2031), 3).tolist() == [2027]
    assert np.isnan(detection.first_year(12.0, 4.0, 2024, 2030, [2025, 2026], 3)).all()


@given(errors, errors, bases, spans, st.booleans())
def test_a_larger_error_never_shows_less_nor_earlier(
    small: float, more: float, base: float, span: int, is_ratio: bool
) -> None:
    first, second = (
        float(detection.smallest_change(error, base, -1, is_ratio, span, RULES)) for error in (small, small + more)
    )
    assert 0 < first <= second
    years = range(2025, 2031)
    sooner, later = (detection.first_year(base / 4, size, 2024, 2030, years, span)[0] for size in (first, second))
    assert np.isnan(later) or sooner <= later


@given(st.floats(0, 100), st.integers(2, 5000))
def test_a_share_of_a_survey_is_never_certain(percentage: float, answers: int) -> None:
    assert float(detection.error_of_share(percentage, answers, 1.3)) > 0


def test_arrays_give_what_their_numbers_give() -> None:
    sizes = np.array([0.1, 0.2, 0.4])
    together = detection.smallest_change(sizes, np.array([100.0, 200.0, 50.0]), -1, True, 3, RULES)
    alone = [
        float(detection.smallest_change(e, b, -1, True, 3, RULES)) for e, b in zip(sizes, (100, 200, 50), strict=True)
    ]
    assert together == pytest.approx(alone)
