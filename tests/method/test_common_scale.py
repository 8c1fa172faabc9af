"""The one scale of the picture of all goals."""

import pandas as pd
import pytest

from veerkracht.method import common_scale

PEOPLE = pd.Series({f"BU{number:02d}": 1000.0 for number in range(12)})


def figures(**columns: list[float | None]) -> pd.DataFrame:
    frame = pd.DataFrame({(name, "2024"): pd.Series(values, index=PEOPLE.index) for name, values in columns.items()})
    return frame.rename_axis(columns=["indicator_id", "period"])


def test_the_spread_is_that_of_buurten_and_the_middle_is_the_middle_buurt() -> None:
    usual = common_scale.usual(figures(health=[50.0, 60.0] * 6), PEOPLE, 200)["health", "2024"]
    assert (usual.spread, usual.middle, usual.count) == (5.0, 55.0, 12)


def test_a_small_buurt_counts_in_neither() -> None:
    values = figures(health=[*[50.0, 60.0] * 5, 55.0, 1000.0])
    usual = common_scale.usual(values, PEOPLE.mask(PEOPLE.index == "BU11", 20.0), 200)
    assert usual["health", "2024"].middle == 55.0 and usual["health", "2024"].spread < 5.0


@pytest.mark.parametrize("values", [[50.0, 60.0, *[None] * 10], [50.0] * 12])
def test_few_figures_or_equal_ones_have_no_spread(values: list[float | None]) -> None:
    assert common_scale.usual(figures(health=values), PEOPLE, 200) == {}


def test_the_spread_of_like_indicators_stands_in_as_points_of_a_share_and_as_a_part_of_other_figures() -> None:
    spreads = {"%": [(4.0, 50.0), (6.0, 10.0), (20.0, 0.0)], "euro": [(5000.0, 25000.0)], "km": [(1.0, 0.0)]}
    assert common_scale.stand_ins(spreads) == {"%": 6.0, "euro": 0.2}


@pytest.mark.parametrize(
    ("behind", "place", "is_beyond"),
    [(0.0, 50.0, False), (6.0, 33.3, False), (-6.0, 66.7, False), (18.0, 0.0, False), (30.0, 0.0, True),
     (-30.0, 100.0, True)],
)  # fmt: skip
def test_the_city_is_the_middle_and_ahead_is_right_whatever_the_unit(
    behind: float, place: float, is_beyond: bool
) -> None:
    assert common_scale.place(behind, 6.0) == place and common_scale.is_beyond(behind, 6.0) == is_beyond
    assert common_scale.place(100 * behind, 600.0) == place
