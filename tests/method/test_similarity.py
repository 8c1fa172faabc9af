"""Likeness of areas: examples worked out by hand, and what must hold for any figures."""

import numpy as np
import pandas as pd
import pytest

from veerkracht.method import similarity

NONE = float("nan")
CODES = ["A", "B", "C", "D"]
# weights 1000 and 3000: mean 10·(1+1)/8 + 20·6/8 = 17,5; variance (2·7,5² + 6·2,5²)/8 = 18,75
PEOPLE = pd.Series({"A": 1000.0, "B": 3000.0, "C": 1000.0, "D": 3000.0})
ONE = pd.DataFrame({"share": [10.0, 20.0, 10.0, 20.0]}, index=CODES)


def random_figures(count: int, measures: int) -> tuple[pd.DataFrame, pd.Series]:
    made = np.random.default_rng(7)
    codes = [f"BU{n:08d}" for n in range(count)]
    names = [f"m{n}" for n in range(measures)]
    return pd.DataFrame(made.normal(50, 12, (count, measures)), index=codes, columns=names), pd.Series(
        made.uniform(600, 6000, count), index=codes
    )


def distances(likeness: similarity.Likeness) -> dict[str, float]:
    return {neighbour.area_code: neighbour.distance for neighbour in likeness.nearest}


def test_mean_and_deviation_are_weighted_by_inhabitants() -> None:
    usual = similarity.spread(ONE, PEOPLE, 500).loc["share"]
    assert usual["mean"] == pytest.approx(17.5)
    assert usual["deviation"] == pytest.approx(18.75**0.5)
    assert usual["area_count"] == 4


def test_a_small_area_and_a_gap_do_not_count_in_mean_and_deviation() -> None:
    values = pd.concat([ONE, pd.DataFrame({"share": [99.0, NONE]}, index=["E", "F"])])
    people = pd.concat([PEOPLE, pd.Series({"E": 499.0, "F": 5000.0})])
    pd.testing.assert_frame_equal(similarity.spread(values, people, 500), similarity.spread(ONE, PEOPLE, 500))


def test_the_distance_is_the_root_of_the_mean_of_squared_standardised_differences() -> None:
    values = ONE.assign(price=[100.0, 100.0, 300.0, 300.0])  # mean 200, deviation 100
    likeness = similarity.likeness(values, PEOPLE, "A", 3, 500)
    apart = 10 / 18.75**0.5
    expected = {"B": (apart**2 / 2) ** 0.5, "C": (2**2 / 2) ** 0.5, "D": ((apart**2 + 2**2) / 2) ** 0.5}
    assert distances(likeness) == pytest.approx(expected)
    assert list(distances(likeness)) == ["C", "B", "D"]
    row = next(row for row in likeness.nearest[1].differences if row.indicator_id == "share")
    assert (row.own, row.other) == (10, 20) and row.apart == pytest.approx(apart)


@pytest.mark.slow
def test_two_areas_are_as_far_apart_seen_from_either() -> None:
    values, people = random_figures(30, 10)
    values.iloc[3, 2] = values.iloc[8, 5] = NONE
    for first, second in ((0, 1), (3, 8), (3, 20)):
        codes = values.index[[first, second]]
        there = distances(similarity.likeness(values, people, codes[0], 30, 500))[codes[1]]
        assert there == pytest.approx(distances(similarity.likeness(values, people, codes[1], 30, 500))[codes[0]])


def test_another_unit_of_a_measure_changes_nothing() -> None:
    values, people = random_figures(30, 4)
    code = values.index[0]
    before = similarity.likeness(values, people, code, 30, 500)
    after = similarity.likeness(values.assign(m1=values["m1"] * 1000 + 273, m2=-values["m2"]), people, code, 30, 500)
    assert distances(after) == pytest.approx(distances(before))


def test_a_measure_that_does_not_vary_is_not_used_and_said() -> None:
    likeness = similarity.likeness(ONE.assign(same=[0.1] * 4, zero=[0.0] * 4), PEOPLE, "A", 3, 500)
    assert likeness.measures == ("share",) and likeness.unused == ("same", "zero")
    assert distances(likeness) == pytest.approx(distances(similarity.likeness(ONE, PEOPLE, "A", 3, 500)))


def test_a_gap_counts_neither_as_near_nor_as_far() -> None:
    values, people = random_figures(20, 5)
    first, second = values.index[:2]
    values.loc[second, "m0"] = NONE
    likeness = similarity.likeness(values, people, first, 20, 500)
    usual = similarity.spread(values, people, 500)
    apart = ((values.loc[second] - values.loc[first]) / usual["deviation"]).drop("m0")
    assert distances(likeness)[second] == pytest.approx(float((apart**2).mean() ** 0.5))
    assert next(len(neighbour.differences) for neighbour in likeness.nearest if neighbour.area_code == second) == 4


@pytest.mark.parametrize(("gaps", "is_compared"), [(4, True), (5, False)])
def test_sixty_percent_of_the_measures_is_needed(gaps: int, is_compared: bool) -> None:
    values, people = random_figures(20, 10)
    first, second = values.index[:2]
    values.iloc[1, :gaps] = NONE
    likeness = similarity.likeness(values, people, first, 20, 500)
    assert (second in distances(likeness)) == is_compared
    assert likeness.left_out == ({} if is_compared else {second: "few_measures"})


def test_an_area_without_enough_measures_has_none_that_are_like_it() -> None:
    values, people = random_figures(20, 5)
    values.iloc[0, :3] = NONE
    likeness = similarity.likeness(values, people, values.index[0], 9, 500)
    assert not likeness.nearest
    assert likeness.left_out[values.index[0]] == "few_measures"


def test_small_areas_and_those_of_unknown_size_are_left_out_but_may_ask() -> None:
    values, people = random_figures(10, 4)
    small, unknown = values.index[:2]
    people[small], people[unknown] = 499, NONE
    likeness = similarity.likeness(values, people, values.index[5], 10, 500)
    assert likeness.left_out == {small: "small", unknown: "inhabitants_unknown"}
    assert set(distances(likeness)) == set(values.index) - {small, unknown, values.index[5]}
    assert len(similarity.likeness(values, people, small, 3, 500).nearest) == 3


def test_an_excluded_area_counts_in_what_is_usual_but_is_not_compared() -> None:
    values, people = random_figures(20, 4)
    own, gone = values.index[0], values.index[[3, 8]]
    before, after = (similarity.likeness(values, people, own, 20, 500, missing) for missing in ((), gone))
    assert after.left_out == dict.fromkeys(gone, "excluded")
    assert distances(after) == {code: far for code, far in distances(before).items() if code not in gone}


def test_equally_near_areas_come_in_the_order_of_their_code() -> None:
    values = pd.DataFrame({"share": [10.0, 20.0, 20.0, 20.0]}, index=["A", "D", "B", "C"])
    likeness = similarity.likeness(values, PEOPLE, "A", 2, 500)
    assert list(distances(likeness)) == ["B", "C"]
