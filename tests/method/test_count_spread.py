"""How strongly counts vary: estimates of planted spreads, and rules that hold for all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import count_spread
from veerkracht.method.count_spread import Coverage, Pairs
from veerkracht.method.margins import Spread


def planted(phi: float, tau2: float, buurten: int = 8000, seed: int = 3) -> Pairs:
    """Return pairs around levels of 5 to 1500 that vary by chance (phi) and by themselves (tau2)."""
    random = np.random.default_rng(seed)
    level = np.exp(random.uniform(np.log(5), np.log(1500), buurten))
    moved = level[:, None] * np.exp(random.normal(0, (tau2 / 2) ** 0.5, (buurten, 2)))
    counts = random.poisson(random.gamma(moved / (phi - 1), phi - 1) if phi > 1 else moved).astype(float)
    rest = np.full(buurten, 10_000.0)
    return Pairs.of(counts[:, 0], counts[:, 1], rest, rest)


@pytest.mark.parametrize(("phi", "tau2"), [(1.32, 0.018), (1.0, 0.0), (2.0, 0.05)])
def test_a_planted_spread_is_found_and_its_margin_holds_80_percent_for_counts_of_any_size(
    phi: float, tau2: float
) -> None:
    pairs = planted(phi, tau2, buurten=20_000)
    spread = count_spread.estimate(pairs)
    assert spread.phi == pytest.approx(phi, rel=0.15)
    assert spread.tau2 == pytest.approx(tau2, abs=0.004)
    rows = count_spread.coverage(pairs, spread)
    assert [row.above for row in rows] == [0, *count_spread.SIZES][: len(rows)]
    assert not any(row.is_off for row in rows if row.above >= 40)  # smaller counts are too coarse for any margin


def test_what_the_whole_city_did_is_no_movement_of_a_buurt() -> None:
    still = Pairs.of(*np.array([[100.0], [50], [1000], [500]]))
    assert still.change == pytest.approx([0])


def test_one_phi_for_all_sizes_is_named_as_too_wide_below_and_too_narrow_above() -> None:
    rows = count_spread.coverage(planted(1.32, 0.018), Spread(5.53, 0.0))
    assert rows[1].share > 0.95 and rows[1].is_off
    assert rows[-2].share < 0.75 and rows[-2].is_off


def test_a_class_of_few_pairs_says_nothing() -> None:
    assert Coverage(5, 10, 300, 0.6).is_off
    assert not Coverage(5, 10, 299, 0.6).is_off
    assert not Coverage(5, 10, 300, 0.75).is_off and not Coverage(5, 10, 300, 0.88).is_off


def test_too_few_pairs_or_counts_that_never_change_give_no_estimate() -> None:
    few = planted(1.32, 0.018, buurten=12)
    assert count_spread.estimate(few) is None
    same = np.full(500, 40.0)
    assert count_spread.estimate(Pairs.of(same, same, same * 100, same * 100)) is None


def test_counts_of_one_size_tell_of_chance_alone() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(30, (2, 4000)).astype(float)
    rest = np.full(4000, 10_000.0)
    spread = count_spread.estimate(Pairs.of(counts[0], counts[1], rest, rest))
    assert spread.phi > 0 and spread.tau2 >= 0


@pytest.mark.slow
@given(st.integers(1, 400), st.integers(0, 50))
def test_more_areas_of_zeros_never_narrow_what_is_estimated(more: int, seed: int) -> None:
    pairs = planted(1.32, 0.018, buurten=300, seed=seed)
    zeros, rest = np.zeros(more), np.full(more, 10_000.0)
    none = Pairs.of(zeros, zeros, rest, rest)
    wider = Pairs(*(np.concatenate(columns) for columns in zip(vars(pairs).values(), vars(none).values(), strict=True)))
    assert count_spread.estimate(wider) == count_spread.estimate(pairs)
