"""What chance gives among many verdicts, against a simulation and the worked example of the rule's authors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import chance, margins, progress


def test_thirty_two_verdicts_give_three_wrong_ways_without_any_change() -> None:
    assert 32 * chance.wrong_way(80) == pytest.approx(3.2)


@pytest.mark.parametrize("enough", [1.5, 0.0])
def test_what_is_expected_is_what_a_simulation_of_the_rules_gives(enough: float) -> None:
    error, draws = 2.0, 20_000
    changes = np.random.default_rng(1).normal(0, error, draws)
    reach = margins.quantile(80) * error
    statuses = [progress.judge(change - reach, change + reach, enough, enough + 6) for change in changes.tolist()]
    assert statuses.count("verkeerde kant op") / draws == pytest.approx(chance.wrong_way(80), abs=0.01)
    reached = statuses.count("op koers") + statuses.count("bereikt")
    assert reached / draws == pytest.approx(chance.on_course(enough, error, 80), abs=0.01)


def test_the_example_of_benjamini_and_hochberg_holds_four_of_fifteen() -> None:
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
              0.759, 1.0]  # fmt: skip
    assert sum(chance.holding(values, 0.05)) == 4


def test_a_change_of_none_is_always_chance_and_one_without_error_never() -> None:
    assert chance.probability(0.0, 1.0) == 1.0
    assert chance.probability(1.96, 1.0) == pytest.approx(0.05, abs=0.001)
    assert (chance.probability(1.0, 0.0), chance.probability(0.0, 0.0)) == (0.0, 1.0)


def test_of_no_verdicts_none_holds() -> None:
    assert chance.holding([], 0.1) == []


@given(st.lists(st.floats(0, 1), max_size=30))
def test_what_holds_does_not_depend_on_the_order(values: list[float]) -> None:
    held = {value for value, holds in zip(values, chance.holding(values, 0.1), strict=True) if holds}
    again = {value for value, holds in zip(values[::-1], chance.holding(values[::-1], 0.1), strict=True) if holds}
    assert held == again
    assert all(value <= 0.1 for value in held)


@pytest.mark.parametrize("share", [0.003, 0.03, 0.2])
def test_one_month_in_twenty_lies_outside_its_band_when_nothing_changes_also_of_small_counts(share: float) -> None:
    random = np.random.default_rng(3)
    season = 700 + 200 * np.sin(np.arange(36 + 1200) / 12 * 2 * np.pi)
    city = random.poisson(season).astype(float)
    own = random.binomial(city.astype(int), share).astype(float)
    judged = [band.side(count) for band, count in zip(chance.bands(own, city), own, strict=True) if band]
    assert len(judged) == 1200
    assert 0.01 < 1 - judged.count("within") / len(judged) < 0.075


def test_a_month_that_doubles_is_above_its_band_and_a_busy_month_of_the_whole_city_is_not() -> None:
    own, city = [20.0, 24.0] * 18, [600.0, 640.0] * 18
    band = chance.bands([*own, 44.0], [*city, 640.0])[-1]
    assert band and (band.side(44), band.side(22), band.side(2)) == ("higher", "within", "lower")
    busy = chance.bands([*own, 44.0], [*city, 1280.0])[-1]
    assert busy and busy.side(44) == "within" and busy.expected == pytest.approx(2 * band.expected, rel=0.05)


def test_without_all_months_before_or_any_count_there_is_no_band() -> None:
    full, city = [5.0] * 37, [100.0] * 37
    assert chance.bands(full[1:], city[1:]) == [None] * 36
    assert chance.bands(full, city)[-1] is not None
    assert chance.bands([*full[:10], None, *full[11:]], city)[-1] is None
    assert chance.bands([0.0] * 37, city)[-1] is None


def test_no_count_is_outside_a_band_that_holds_none_by_chance() -> None:
    own = [1.0, 0.0, 2.0] * 12
    band = chance.bands([*own, 0.0], [300.0] * 37)[-1]
    assert band and band.side(0) == "within" and chance.whole(band)[0] == 0
