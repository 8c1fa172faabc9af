"""The goal arithmetic: the worked examples of the method, and rules that must hold for all figures."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.core.statuses import STATUS
from veerkracht.method import progress
from veerkracht.method.margins import Error, Spread
from veerkracht.method.progress import Aim, Figure, Uncertainty

HEALTH = Aim("procentpunt", 5, "omhoog", 2030)
CRIME = Aim("procent", 5, "omlaag", 2030)
UP = {"bereikt", "op koers", "vooruit, te langzaam", "vooruit, tempo onzeker"}

# what each status claims: progress, on pace, too slow, target reached, decline
CLAIMS = {
    "bereikt": {"vooruit", "tempo", "doel"},
    "op koers": {"vooruit", "tempo"},
    "vooruit, te langzaam": {"vooruit", "traag"},
    "vooruit, tempo onzeker": {"vooruit"},
    "nog niet te zeggen": set(),
    "verkeerde kant op": {"achteruit"},
}

values = st.floats(1, 99)
amounts = st.floats(0.5, 50)
errors = st.floats(0, 30)
years = st.integers(2023, 2035)


def point(aim: Aim, first: float, last: float, year: int, error: float | None = None) -> progress.Assessment:
    """Assess with this error of the change."""
    known = Uncertainty() if error is None else Uncertainty(Error(error), Error(error / 2**0.5), "marge bekend")
    return progress.assess(aim, Figure(2022, first), Figure(year, last), known, 80, 0.95)


def counts(
    first: float,
    last: float,
    spread: Spread,
    exposure: float = 1,
    aim: Aim = CRIME,
    years: tuple[int, int] = (2024, 2025),
) -> progress.Assessment:
    figures = [
        Figure(year, count / exposure, count=count, exposure=exposure)
        for year, count in zip(years, (first, last), strict=True)
    ]
    variances = [float(spread.variance(count)) for count in (first, last)]
    known = Uncertainty(Error(sum(variances) ** 0.5, True), Error(variances[1] ** 0.5, True), "marge bekend")
    return progress.assess(aim, *figures, known, 80, 0.95)


# ------------------------------------------------------------------ worked examples (method 1.7)


def test_health_in_nazareth_on_the_adopted_path() -> None:
    progressed = point(HEALTH, 56, 58.9, 2024)
    assert progressed.target == 61
    assert progressed.path == pytest.approx(57.25)
    assert progressed.share == pytest.approx(2.32)
    assert (progressed.status, progressed.certainty) == ("boven het pad", "marge onbekend")


def test_crimes_from_214_to_187_are_judged_as_a_ratio() -> None:
    progressed = counts(214, 187, Spread(1.32, 0.018))
    reach = 1.281552 * (1.32 * (1 / 214 + 1 / 187) + 0.018) ** 0.5
    assert progressed.change == 27
    assert progressed.change_lower == pytest.approx(214 - 187 * np.exp(reach), abs=0.01)
    assert progressed.change_upper == pytest.approx(214 - 187 * np.exp(-reach), abs=0.01)
    assert 214 - progressed.path == pytest.approx(1.78, abs=0.01)
    assert progressed.status == "nog niet te zeggen"
    assert counts(214, 187, Spread(1, 0)).status == "vooruit, tempo onzeker"


@pytest.mark.parametrize("spread", [Spread(1, 0), Spread(1.32, 0.018)], ids=str)
def test_crimes_from_117_to_125(spread: Spread) -> None:
    assert counts(117, 125, spread).status == "nog niet te zeggen"


def test_a_series_of_zeros_is_no_verdict_and_no_error() -> None:
    progressed = counts(0, 0, Spread(1.32, 0.018))
    assert progressed.status == "nog niet te zeggen"
    assert progressed.change_lower <= 0 <= progressed.change_upper


@pytest.mark.parametrize(("first", "last"), [(0, 30), (30, 0), (1, 0)])
def test_a_change_from_or_to_nothing_lies_within_its_bounds(first: int, last: int) -> None:
    progressed = counts(first, last, Spread(1.32, 0.018))
    assert progressed.change_lower <= progressed.change == first - last <= progressed.change_upper


def test_the_gap_to_the_city_is_how_far_behind_an_area_is() -> None:
    assert progress.gap(65.4, 54.5, 1) == pytest.approx(10.9)
    assert progress.gap(70.0, 58.9, 1) == pytest.approx(11.1)
    assert progress.gap(65.4, 51.7, 1) == pytest.approx(13.7)
    assert progress.gap(70.0, 54.0, 1) == pytest.approx(16.0)
    assert progress.gap(177, 108, -1) == -69  # fewer reports than the city is ahead of it
    assert progress.gap(None, 54.5, 1) is None


def test_a_target_closes_a_share_of_the_gap_at_the_baseline() -> None:
    assert progress.closed_share(72, 80, 88, 1) == pytest.approx(0.5)
    assert progress.closed_share(70, 80, 88, 1) == pytest.approx(10 / 18)
    assert progress.closed_share(55, 60, 59, 1) == pytest.approx(1.25)  # past the city
    assert progress.closed_share(193, 183.35, 177, -1) == pytest.approx(9.65 / 16)  # of what must fall
    assert progress.closed_share(108, 102.6, 177, -1) is None  # was ahead
    assert progress.closed_share(88, 90, 88, 1) is None
    assert progress.closed_share(None, 80, 88, 1) is progress.closed_share(72, None, 88, 1) is None
    assert progress.closed_share(72, 80, None, 1) is None


@given(values, values, values, st.sampled_from([1, -1]))
def test_a_whole_gap_is_closed_by_the_figure_of_the_city(
    baseline: float, city: float, target: float, sign: int
) -> None:
    whole = progress.closed_share(baseline, city, city, sign)
    assert whole is None or whole == pytest.approx(1)
    share = progress.closed_share(baseline, target, city, sign)
    assert share is None or baseline + share * (city - baseline) == pytest.approx(target)


# ------------------------------------------------------------------ targets and paths


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (HEALTH, 61),
        (replace(HEALTH, reading="procent"), 58.8),
        (replace(HEALTH, reading="inwoners"), 61),
        (replace(HEALTH, reading="norm", amount=80), 80),
        (replace(HEALTH, reading="richting", amount=None), None),
        (replace(HEALTH, direction="omlaag"), 51),
    ],
)
def test_the_target_follows_from_the_reading(aim: Aim, expected: float | None) -> None:
    assert aim.target(56) == pytest.approx(expected)


def test_without_a_baseline_only_a_norm_has_a_target() -> None:
    assert HEALTH.target(None) is None
    assert replace(HEALTH, reading="norm", amount=80).target(None) == 80


def test_after_the_target_year_the_path_stays_at_the_target() -> None:
    assert HEALTH.path(56, 2022, 2030) == HEALTH.path(56, 2022, 2033) == 61


def test_a_norm_for_every_year_has_no_path_and_is_judged_on_its_level() -> None:
    aim = Aim("norm", 75, "omhoog", 2030, is_yearly=True)
    assert aim.path(60, 2024, 2026) is None
    for value, error, expected in (
        (80, None, "boven de norm"), (74, None, "onder de norm"), (80, 0, "bereikt"), (74, 5, "nog niet te zeggen"),
        (90, 5, "bereikt"), (60, 5, "norm niet gehaald"),
    ):  # fmt: skip
        known = Uncertainty(None, None if error is None else Error(error), "marge bekend")
        progressed = progress.assess(aim, None, Figure(2026, value), known, 80, 0.95)
        assert progressed.status == expected, (value, error)


def test_a_goal_that_only_names_a_direction_has_no_target_but_a_change() -> None:
    progressed = point(Aim("richting", None, "omlaag", 2030), 25, 22, 2024, error=1)
    assert progressed.status == "geen streefwaarde"
    assert progressed.change == 3 and progressed.change_lower > 0
    assert progressed.target is None and progressed.path is None


# ------------------------------------------------------------------ chance


def test_only_a_norm_needs_no_baseline() -> None:
    readings = ("procentpunt", "procent", "inwoners", "norm", "richting")
    assert [kind for kind in readings if not Aim(kind, 5, "omhoog", 2030).needs_baseline] == ["norm"]


def test_without_any_change_the_usual_rule_guesses_and_this_one_waits() -> None:
    shares = progress.shares_without_change(
        CRIME, Figure(2024, 214 / 0.314, count=214, exposure=0.314), 2025, Spread(1.32, 0.018), (80, 0.95), draws=2000
    )
    usual = {status: share for (has_margin, status), share in shares.items() if not has_margin}
    ours = {status: share for (has_margin, status), share in shares.items() if has_margin}
    assert sum(usual.values()) == pytest.approx(1) and sum(ours.values()) == pytest.approx(1)
    assert usual["verkeerde kant op"] == pytest.approx(0.49, abs=0.03)
    assert usual.get("op koers", 0) + usual.get("bereikt", 0) > 0.35
    assert ours["nog niet te zeggen"] == pytest.approx(0.8, abs=0.03)
    assert ours["verkeerde kant op"] == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize(
    "aim",
    [
        CRIME,
        Aim("norm", 500, "omlaag", 2030, is_yearly=True),
        Aim("norm", 900, "omhoog", 2030),
        Aim("richting", None, "omhoog", 2030),
    ],
    ids=str,
)
@pytest.mark.parametrize("spread", [Spread(1, 0), Spread(1.32, 0.018)], ids=str)
def test_a_simulation_judges_all_pairs_at_once_as_each_would_be_by_itself(aim: Aim, spread: Spread) -> None:
    count, exposure, years, draws = 40.0, 0.1, (2024, 2026), 300
    drawn = np.random.default_rng(5).standard_normal((draws, 2))
    expected: dict = {}
    for pair in np.rint(count * np.exp(float(spread.variance(count)) ** 0.5 * drawn)).tolist():
        for has_margin in (True, False):
            with_it = counts(*pair, spread if has_margin else Spread(0, 0), exposure, aim, years)
            expected[has_margin, with_it.status] = expected.get((has_margin, with_it.status), 0) + 1
    first = Figure(years[0], count / exposure, count=count, exposure=exposure)
    shares = progress.shares_without_change(aim, first, years[1], spread, (80, 0.95), draws, seed=5)
    assert {key: round(share * draws) for key, share in shares.items()} == expected


# ------------------------------------------------------------------ goals of two measures


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        (["op koers", "op koers"], "op koers"),
        (["op koers", "vooruit, te langzaam"], "vooruit, te langzaam"),
        (["op koers", "verkeerde kant op"], "gemengd beeld"),
        (["nog niet te zeggen", "bereikt"], "nog niet te zeggen"),
        (["op koers", "nog geen meting"], "op koers"),
        (["niet vergelijkbaar", "nog geen meting"], "niet vergelijkbaar"),
    ],
)
def test_a_goal_is_as_far_as_its_least_favourable_measure(measures: list, expected: str) -> None:
    assert progress.together(measures) == expected
    if all(STATUS[name].rank is not None for name in measures):
        assert progress.together(measures[::-1]) == expected


# ------------------------------------------------------------------ properties


@pytest.mark.slow
@given(st.sampled_from(["omhoog", "omlaag"]), values, values, values, amounts, years)
def test_a_figure_is_on_course_by_its_share_of_the_path_wherever_it_is_measured_from(
    direction, first, mean, last, amount, year
) -> None:
    aim = Aim("procentpunt", amount, direction, 2030)
    counted = Uncertainty(Error(0.0), Error(0.0), "volledig geteld")
    judged = progress.assess(aim, Figure(2022, first), Figure(year, last), counted, 80, 0.95, Figure(2022, mean))
    if judged.change < 0:
        assert judged.status == "verkeerde kant op"
    elif judged.share != pytest.approx(0.95):
        assert (judged.status in {"op koers", "bereikt"}) == (judged.share >= 0.95)


@pytest.mark.slow
@given(values, values, st.floats(-40, 40), amounts, years, errors, errors)
def test_a_wider_margin_never_gives_another_verdict_wherever_it_is_measured_from(
    first, mean, change, amount, year, error, more
) -> None:
    aim, latest = Aim("procentpunt", amount, "omhoog", 2030), Figure(year, mean + change)
    narrow, wide = (
        progress.assess(
            aim, Figure(2022, first), latest, Uncertainty(Error(size), Error(size), "marge bekend"), 80, 0.95,
            Figure(2022, mean),
        )
        for size in (error, error + more)
    )  # fmt: skip
    assert (wide.status == "verkeerde kant op") <= (narrow.status == "verkeerde kant op")
    assert STATUS[wide.status].is_on_course <= STATUS[narrow.status].is_on_course


@pytest.mark.slow
@given(values, st.floats(-40, 40), amounts, years, st.none() | errors)
def test_rising_and_falling_goals_mirror_each_other(first, change, amount, year, error) -> None:
    rising = point(Aim("procentpunt", amount, "omhoog", 2030), first, first + change, year, error)
    falling = point(Aim("procentpunt", amount, "omlaag", 2030), -first, -first - change, year, error)
    mirrored = {"boven het pad": "onder het pad", "onder het pad": "boven het pad"}
    is_on_path = error is None and rising.deviation == 0  # which counts as above in either direction
    assert is_on_path or mirrored.get(falling.status, falling.status) == rising.status
    assert rising.certainty == falling.certainty
    assert rising.deviation == pytest.approx(falling.deviation)
    assert rising.change == pytest.approx(falling.change)


@given(values, st.floats(-40, 40), amounts, years, errors, errors)
def test_a_wider_margin_never_makes_a_verdict_more_certain(first, change, amount, year, error, more) -> None:
    aim = Aim("procentpunt", amount, "omhoog", 2030)
    narrow = point(aim, first, first + change, year, error)
    wide = point(aim, first, first + change, year, error + more)
    assert CLAIMS[wide.status] <= CLAIMS[narrow.status]


@pytest.mark.slow
@given(values, st.floats(-40, 40), amounts, years, errors, st.floats(-10, 10).map(lambda power: 2.0 ** round(power)))
def test_scaling_the_unit_changes_nothing(first, change, amount, year, error, scale) -> None:
    plain = point(Aim("procentpunt", amount, "omhoog", 2030), first, first + change, year, error)
    scaled = point(
        Aim("procentpunt", amount * scale, "omhoog", 2030), first * scale, (first + change) * scale, year, error * scale
    )
    assert plain.status == scaled.status
    assert plain.share == pytest.approx(scaled.share)


@given(values, amounts, st.floats(0, 20), years, errors)
def test_passing_the_target_with_certainty_is_reached(first, amount, beyond, year, error) -> None:
    reach = NormalDist().inv_cdf(0.9) * error
    last = first + amount + beyond + reach * 1.001 + 1e-6
    assert point(Aim("procentpunt", amount, "omhoog", 2030), first, last, year, error).status == "bereikt"


@pytest.mark.slow
@given(values, st.floats(-40, 40), amounts, years)
def test_without_a_margin_only_the_side_of_the_path_is_said(first, change, amount, year) -> None:
    progressed = point(Aim("procentpunt", amount, "omhoog", 2030), first, first + change, year)
    assert progressed.certainty == "marge onbekend"
    assert progressed.change_lower is None and progressed.detectable_change is None
    assert progressed.status == ("boven het pad" if progressed.deviation >= 0 else "onder het pad")


@given(st.sampled_from(["procentpunt", "procent", "norm"]), st.integers(2024, 2040), st.integers(2024, 2040))
def test_a_baseline_in_or_after_the_target_year_has_a_path_at_the_target(reading, start: int, year: int) -> None:
    aim = Aim(reading, 5, "omhoog", 2024)
    assert aim.path(40.0, start, year) == aim.target(40.0)


@pytest.mark.slow
@given(st.integers(0, 400), st.integers(0, 400), st.floats(0, 5), st.floats(0, 0.2), st.floats(0, 5), st.floats(0, 0.2))
def test_a_wider_spread_of_counts_never_makes_a_verdict_more_certain(first, last, phi, tau2, more, moved) -> None:
    narrow, wide = counts(first, last, Spread(phi, tau2)), counts(first, last, Spread(phi + more, tau2 + moved))
    assert CLAIMS[wide.status] <= CLAIMS[narrow.status]
    assert wide.change_lower <= narrow.change_lower and wide.change_upper >= narrow.change_upper


@given(st.integers(0, 400), st.integers(0, 400), st.integers(-9, 9).map(lambda power: 2.0**power))
def test_counts_per_so_many_inhabitants_are_judged_as_counts(first, last, exposure) -> None:
    plain, rate = (counts(first, last, Spread(1.32, 0.018), size) for size in (1, exposure))
    assert plain.status == rate.status
    assert rate.change_lower * exposure == pytest.approx(plain.change_lower)
    assert rate.detectable_change * exposure == pytest.approx(plain.detectable_change)
