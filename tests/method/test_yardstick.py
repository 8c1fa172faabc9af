"""The national yardstick: examples worked out by hand, and what must hold for any figures."""

from math import isnan, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.core.codes import Direction, YardstickKind
from veerkracht.method import yardstick

COUNTS = st.lists(st.integers(0, 400), min_size=4, max_size=4)
MOVES = st.lists(st.integers(-300, 300).map(lambda tenths: tenths / 10), min_size=1, max_size=60)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def change(kind: YardstickKind, *figures: float) -> float:
    """First and last of the buurt, first and last of the municipality."""
    return float(yardstick.changes(kind, *(array(figure) for figure in figures))[0])


def place(own: float, others: list[float]) -> tuple[float, int, float, float]:
    found = yardstick.places(array(own), array(*others), np.ones((1, len(others)), dtype=bool))
    return tuple(values[0] for values in (found.lower_share, found.count, found.lowest, found.highest))


def test_a_count_is_compared_with_its_municipality_without_the_buurt() -> None:
    assert change("telling", 100, 120, 1100, 1020) == pytest.approx(log(1.2) - log(0.9))


def test_a_share_is_compared_in_points_and_an_amount_as_a_ratio() -> None:
    assert change("verschil", 51.7, 54.0, 65.4, 70.0) == -2.3
    assert change("verhouding", 20_000, 22_000, 30_000, 36_000) == pytest.approx(log(1.1) - log(1.2))


def test_a_last_count_of_zero_counts_as_a_half_and_a_first_one_gives_no_ratio() -> None:
    assert change("telling", 4, 0, 1004, 1000) == pytest.approx(log(0.5 / 4))
    assert isnan(change("telling", 0, 4, 1000, 1004))
    assert isnan(change("telling", 0, 0, 0, 0))
    assert isnan(change("telling", 10, 12, 10, 12))  # a municipality of one buurt has no rest
    assert isnan(change("verhouding", 0, 5, 100, 100))


def test_a_place_counts_equal_changes_half_and_gives_the_band_of_80_percent() -> None:
    share, count, lowest, highest = place(3, [*range(11)])
    assert (share, count, lowest, highest) == (pytest.approx(3.5 / 11), 11, 1.0, 9.0)


def test_only_peers_count() -> None:
    peers = yardstick.within_ratio(array(100, 10), array(66, 67, 150, 151), 0.67, 1.5)
    assert peers.tolist() == [[False, True, True, False], [False] * 4]
    found = yardstick.places(array(0, 0), array(-1, -1, 1, 1), peers)
    assert found.count.tolist() == [2, 0] and found.lower_share[0] == 0.5 and isnan(found.lower_share[1])


def test_started_alike_is_within_points_as_figures_are_printed() -> None:
    assert yardstick.within_points(array(51.7), array(46.7, 46.6, 56.7, 56.8), 5).tolist() == [
        [True, False, True, False]
    ]


@pytest.mark.parametrize(
    ("lower", "direction", "word"),
    [(0.96, "omhoog", "uitzonderlijk gunstig"), (0.92, "omhoog", "gunstig"), (0.5, "omhoog", "gewoon"),
     (0.08, "omhoog", "ongunstig"), (0.04, "omhoog", "uitzonderlijk ongunstig"),
     (0.96, "omlaag", "uitzonderlijk ongunstig"), (0.08, "omlaag", "gunstig"), (0.11, "omlaag", "gewoon"),
     (0.96, "geen", "ongewoon hoog"), (0.09, "geen", "ongewoon laag"), (0.89, "geen", "gewoon"),
     (0.95, "omhoog", "uitzonderlijk gunstig"), (0.9, "omhoog", "gunstig"), (0.1, "omhoog", "ongunstig")],
)  # fmt: skip
def test_the_word_follows_the_favourable_direction(lower: float, direction: Direction, word: str) -> None:
    assert yardstick.word(lower, direction) == word


def test_calibration_counts_what_lies_outside_the_ends_of_the_year_before_per_size() -> None:
    moves = np.arange(11.0)
    small, large = np.full(11, 7.0), np.full(11, 50.0)
    rows = yardstick.calibration(
        np.concatenate([small, large, array(2000)]), np.concatenate([moves, 10 * moves, array(0)]),
        np.concatenate([small, large, array(2000)]), np.concatenate([moves, moves, array(0)]),
    )  # fmt: skip
    assert [(row.from_count, row.band_lower, row.band_upper, row.below, row.above) for row in rows] == [
        (5.0, 1.0, 9.0, 1, 1), (40.0, 10.0, 90.0, 10, 0)
    ]  # fmt: skip


@pytest.mark.slow
@given(own=st.integers(-300, 300).map(lambda tenths: tenths / 10), others=MOVES)
def test_rising_and_falling_measures_mirror_each_other(own: float, others: list[float]) -> None:
    share, _, lowest, highest = place(own, others)
    mirrored, _, low, high = place(-own, [-other for other in others])
    assert share == pytest.approx(1 - mirrored)
    assert (lowest, highest) == (pytest.approx(-high), pytest.approx(-low))
    assert yardstick.word(share, "omhoog") == yardstick.word(1 - share, "omlaag")


@given(first=st.floats(1, 1e5), last=st.floats(1, 1e5), city=st.floats(1, 1e6), now=st.floats(1, 1e6),
       unit=st.sampled_from([0.001, 0.01, 1000]))  # fmt: skip
def test_units_change_nothing(first: float, last: float, city: float, now: float, unit: float) -> None:
    plain, scaled = (change("verhouding", *(scale * figure for figure in (first, last, city, now)))
                     for scale in (1, unit))  # fmt: skip
    assert scaled == pytest.approx(plain, abs=1e-8)


@given(figures=COUNTS)
def test_a_count_never_gives_an_endless_change(figures: list[int]) -> None:
    first, last, rest_first, rest_last = figures
    found = change("telling", first, last, first + rest_first, last + rest_last)
    assert isnan(found) or abs(found) < 20
