"""The early signal: what the rules find, what they leave alone, and whether the rate of false alarms is right."""

import numpy as np
import pytest

from veerkracht.method import early_signal
from veerkracht.method.early_signal import HISTORY, JUDGED, judge

MONTHS = HISTORY + JUDGED


def counts(seed: int, share: float = 0.04, mean: float = 900) -> tuple[np.ndarray, np.ndarray]:
    """Four years of months of a city in which the share of the areas never changes, with a season."""
    random = np.random.default_rng(seed)
    total = random.poisson(mean * (1 + 0.1 * np.sin(np.arange(MONTHS) / 12 * 2 * np.pi)))
    own = random.binomial(total, share).astype(float)
    return own, total - own


def steady(own: float = 40, rest: float = 960) -> tuple[np.ndarray, np.ndarray]:
    """Months that all have the same counts, but for one more or less in turn."""
    turn = np.where(np.arange(MONTHS) % 2, 1.0, -1.0)
    return own + turn, np.full(MONTHS, rest)


def test_one_month_far_outside_is_a_signal_at_that_month() -> None:
    own, rest = steady()
    assert judge(own, rest).direction == "geen" and judge(own, rest).place is None
    own[HISTORY + 4] = 80
    signal = judge(own, rest)
    assert (signal.direction, signal.place) == ("hoger", 4)
    assert signal.counted == own[HISTORY:].sum() and signal.expected == pytest.approx(
        0.04 * (own + rest)[HISTORY:].sum()
    )


def test_seven_months_in_a_row_on_one_side_are_a_signal_at_the_seventh() -> None:
    own, rest = steady()
    own[HISTORY : HISTORY + 6], own[HISTORY + 6] = 35, 41
    assert judge(own, rest).direction == "geen"
    own[HISTORY + 6] = 35
    assert (judge(own, rest).direction, judge(own, rest).place) == ("lager", 6)


def test_what_happens_in_the_whole_city_is_no_signal() -> None:
    own, rest = steady()
    own[HISTORY:], rest[HISTORY:] = own[HISTORY:] * 2, rest[HISTORY:] * 2
    assert judge(own, rest).direction == "geen"


@pytest.mark.parametrize("harm", ["short", "gap", "none of the areas", "none of the rest"])
def test_without_four_years_of_counts_there_is_no_signal(harm: str) -> None:
    own, rest = steady()
    if harm == "short":
        own, rest = own[1:], rest[1:]
    elif harm == "gap":
        own[3] = np.nan
    elif harm == "none of the areas":
        own[:] = 0
    else:
        rest[:] = 0
    assert judge(own, rest) is None


def test_months_without_any_count_are_no_error() -> None:
    own, rest = steady(own=2, rest=3)
    own[5] = rest[5] = own[HISTORY + 1] = rest[HISTORY + 1] = 0
    assert judge(own, rest) is not None


def test_the_same_months_give_the_same_rate_and_older_ones_do_not_count() -> None:
    own, rest = counts(1)
    first = judge(own, rest)
    longer = judge(np.concatenate([[1e6], own]), np.concatenate([[0.0], rest]))
    assert first == judge(own, rest) == longer


@pytest.mark.slow
def test_the_rate_of_false_alarms_is_that_of_other_years_in_which_nothing_changes() -> None:
    drawn = [judge(*counts(seed)) for seed in range(150)]
    rate = np.mean([signal.direction != "geen" for signal in drawn])
    promised = np.mean([signal.false_alarms for signal in drawn])
    assert 0.05 < promised < 0.4 and abs(rate - promised) < 3 * np.sqrt(promised * (1 - promised) / 150)
    assert early_signal.REPETITIONS >= 1000
