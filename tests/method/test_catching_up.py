"""Which years are compared, what a count starts from, and how sure a change is, in examples and for all figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import catching_up
from veerkracht.method.catching_up import Ends
from veerkracht.method.margins import Error, Spread, bounds_of_count
from veerkracht.method.progress import Figure

CRIMES = Spread(1.32, 0.018)
YEARS = st.lists(st.integers(2010, 2030).map(str), unique=True).map(sorted)


def share(value: float, margin: float | None = None, kind: str | None = "gepubliceerd") -> Figure:
    ends = (None, None, None) if margin is None else (value - 1.96 * margin, value + 1.96 * margin, kind)
    return Figure(2024, value, *ends, period="2024")


def count(number: float, year: int, exposure: float = 0.314) -> Figure:
    return Figure(year, number / exposure, kind="telling", count=number, exposure=exposure, period=str(year))


@pytest.mark.parametrize(
    ("known", "starts", "since", "until", "found"),
    [
        (["2020", "2022", "2024"], [], "2022", "2025", Ends("2022", "2024")),
        (["2020", "2024"], [], "2022", "2025", Ends("2020", "2024")),
        (["2021", "2023", "2025"], [], "2022", "2025", Ends("2021", "2025")),  # of two as near the earlier
        (["2020", "2022", "2024"], [], "2020", "2023", Ends("2020", "2022")),
        (["2020", "2022", "2024"], ["2021"], "2020", "2024", Ends("2022", "2024")),  # not across a break
        (["2020", "2024"], ["2022"], "2020", "2024", "break"),
        (["2020", "2022"], [], "2022", "2024", "early"),
        (["2024"], [], "2022", "2024", "one"),
        (["2024", "2025"], [], "2022", "2024", "one"),
    ],
)
def test_the_years_are_the_newest_and_the_nearest_that_is_comparable(
    known: list[str], starts: list[str], since: str, until: str, found: object
) -> None:
    assert catching_up.ends(known, starts, since, until) == found


@pytest.mark.slow
@given(YEARS, YEARS, st.integers(2010, 2029).map(str), st.integers(2011, 2030).map(str))
def test_no_comparison_crosses_a_break_or_leaves_the_chosen_years(
    known: list[str], starts: list[str], since: str, until: str
) -> None:
    found = catching_up.ends(known, starts, since, until)
    if isinstance(found, Ends):
        assert {*found} <= {*known} and found.first < found.last and since < found.last <= until
        assert not any(found.first < start <= found.last for start in starts)


def test_a_count_starts_at_the_mean_of_the_years_up_to_the_first() -> None:
    figures = {str(year): count(number, year) for year, number in ((2022, 196), (2023, 159), (2024, 214))}
    start = catching_up.start(figures, "2024", 3)
    assert start.period == "2022/2024" and start.count == 196 + 159 + 214
    assert start.value == pytest.approx((196 + 159 + 214) / (3 * 0.314)) and start.per_year == pytest.approx(
        189.67, abs=0.01
    )


def test_a_year_less_or_a_break_leaves_the_count_of_the_year_itself() -> None:
    figures = {str(year): count(200, year) for year in (2022, 2023, 2024)}
    assert catching_up.start(figures, "2023", 3).period == "2023"
    assert catching_up.start(figures, "2024", 3, ["2023"]).period == "2024"
    assert catching_up.start({"2024": share(50.0)}, "2024", 3).period == "2024"


def test_the_error_of_a_change_is_that_of_both_figures() -> None:
    error = catching_up.error_of_change(share(50, 3), share(55, 4), None, None)
    assert error is not None and error.size == pytest.approx(5, rel=1e-4) and not error.is_ratio
    of_counts = catching_up.error_of_change(count(100, 2022), count(125, 2024), CRIMES, None)
    assert of_counts is not None and of_counts.is_ratio
    assert of_counts.size == pytest.approx(math.sqrt(1.32 * (1 / 100 + 1 / 125) + 0.018))


def test_without_the_margin_of_the_last_figure_nothing_is_known_and_without_the_first_it_is_as_sure() -> None:
    assert catching_up.error_of_change(share(50, 3), share(55), None, Error(1.0)) is None
    error = catching_up.error_of_change(share(50), share(55, 3), None, None)
    assert error is not None and error.size == pytest.approx(math.hypot(3, 3), rel=1e-4)


def test_comparable_areas_tell_the_error_of_a_margin_that_is_estimated_from_them() -> None:
    estimated, published = share(55, 3, "vergelijking"), share(55, 3)
    assert catching_up.error_of_change(estimated, estimated, None, Error(1.1)) == Error(1.1)
    assert catching_up.error_of_change(published, published, None, Error(1.1)) != Error(1.1)


@given(st.integers(1, 5000), st.floats(0.05, 1))
def test_what_a_sum_of_buurten_moves_together_follows_from_its_bounds(number: int, together: float) -> None:
    exposure = 1.5
    lower, upper = bounds_of_count(number / exposure, 1 / exposure, CRIMES.variance(float(number), together, 5))
    figure = Figure(2024, number / exposure, float(lower), float(upper), "telling", number, exposure)
    assert catching_up.concentration(figure, CRIMES, 5) == pytest.approx(together, abs=1e-6)


def test_a_margin_reaches_as_far_as_its_confidence_asks() -> None:
    assert catching_up.reach(share(50), Error(2), 80) == pytest.approx((47.44, 52.56), abs=0.01)
    low, high = catching_up.reach(share(100), Error(0.1, is_ratio=True), 80)
    assert low * high == pytest.approx(100**2) and high == pytest.approx(113.67, abs=0.01)
    assert catching_up.reach(count(0, 2024, 2.0), Error(0.1, is_ratio=True), 80) == (0, pytest.approx(0.5684, abs=1e-4))
