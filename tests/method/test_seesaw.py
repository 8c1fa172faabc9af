"""How far a see-saw tilts, and what a figure weighs on it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import seesaw
from veerkracht.method.seesaw import Tilt

SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)
DIFFERENCES = st.integers(-900, 900).map(lambda tenths: tenths / 10)


@given(DIFFERENCES, st.integers(1, 60))
def test_a_plank_tilts_as_far_as_the_difference_and_never_further_than_it_can(difference: float, limit: int) -> None:
    tilt = Tilt(difference, limit)
    assert abs(tilt.degrees) <= seesaw.DEGREES
    assert tilt.is_clipped == (abs(difference) > limit)
    if not tilt.is_clipped:
        assert tilt.degrees == pytest.approx(seesaw.DEGREES * difference / limit)
    assert Tilt(-difference, limit).degrees == -tilt.degrees
    assert (tilt.degrees > 0) == (difference > 0) and Tilt(0, limit).degrees == 0


@given(SHARES, SHARES, SHARES, SHARES)
def test_the_lead_is_that_of_the_printed_figures_and_zero_for_the_city_itself(
    high: float, low: float, city_high: float, city_low: float
) -> None:
    lead = seesaw.lead((high, low), (city_high, city_low), 1)
    assert lead == pytest.approx((high - low) - (city_high - city_low), abs=1e-9)
    assert seesaw.lead((high, low), (high, low), 1) == 0
    assert seesaw.lead((low, high), (city_low, city_high), 1) == -lead


@given(st.lists(SHARES, min_size=6, max_size=20, unique=True), st.sampled_from([2.0, 0.5, 10.0]), SHARES)
@pytest.mark.slow
def test_weights_do_not_depend_on_the_unit_and_turn_with_the_sign(
    figures: list[float], factor: float, more: float
) -> None:
    values = pd.DataFrame({"a": figures}, index=[f"BU{place}" for place in range(len(figures))])
    people = pd.Series(1000, index=values.index)
    weights = seesaw.weights(values, people, pd.Series({"a": 1}), 500)
    assert weights["a"].mean() == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(
        seesaw.weights(values * factor + more, people, pd.Series({"a": 1}), 500), weights, atol=1e-6
    )
    np.testing.assert_allclose(seesaw.weights(values, people, pd.Series({"a": -1}), 500), -weights)


def test_a_measure_that_does_not_vary_or_that_few_areas_have_weighs_nothing() -> None:
    index = [f"BU{place}" for place in range(6)]
    values = pd.DataFrame({"same": 5.0, "few": [1, 2, 3, 4, None, None], "good": range(6)}, index=index).astype(float)
    weights = seesaw.weights(values, pd.Series(1000, index=index), pd.Series({"same": 1, "few": 1, "good": 1}), 500)
    assert list(weights.columns) == ["good"]
