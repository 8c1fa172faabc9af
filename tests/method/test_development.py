"""Changes since a baseline and the band of other areas: examples worked out by hand, and what must hold for any."""

from dataclasses import astuple
from math import isnan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.method import development
from veerkracht.method.development import Band, Change

NONE = float("nan")
NEVER = pd.DataFrame({"area_code": [], "year": []})
MOVES = st.lists(st.floats(-50, 50), min_size=10, max_size=60)


def figures(*rows: tuple) -> pd.DataFrame:
    """Area, period and value, and the table when it matters."""
    frame = pd.DataFrame([(*row, "T")[:4] for row in rows], columns=["area_code", "period", "value", "table_id"])
    return frame.astype({"value": float})


def moved(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_code", "year"])


def changed(own: float, others: list[float], period: str = "2024") -> list[Change]:
    codes = ["own", *(f"B{place}" for place in range(len(others)))]
    return [Change(code, period, NONE, NONE, change, "") for code, change in zip(codes, [own, *others], strict=True)]


def band(own: float, others: list[float]) -> Band:
    (band,) = development.bands(changed(own, others), "own", 10, 90)
    return band


def test_a_change_is_the_figure_before_or_after_minus_the_one_of_the_baseline() -> None:
    changes = development.changes(
        figures(("A", "2020", 40), ("A", "2022", 50), ("A", "2024", 54), ("A", "2026", 45), ("B", "2022", 10),
                ("B", "2024", NONE), ("C", "2024", 7)), NEVER, "2022", is_relative=False,
    )  # fmt: skip
    assert [astuple(change) for change in changes] == [
        ("A", "2020", 50.0, 40.0, -10.0, ""), ("A", "2024", 50.0, 54.0, 4.0, ""), ("A", "2026", 50.0, 45.0, -5.0, "")
    ]  # fmt: skip


def test_a_relative_change_is_in_percent_of_the_first_figure_and_none_of_zero() -> None:
    first, second = development.changes(
        figures(("A", "2024", 80), ("A", "2025", 60), ("B", "2024", 0), ("B", "2025", 3)), NEVER, "2024", True
    )
    assert first.change == -25 and first.obstacle == ""
    assert isnan(second.change) and second.obstacle == "zero"


@pytest.mark.parametrize(
    ("year", "table", "obstacle"),
    [(2022, "other", ""), (2023, "other", "boundary"), (2024, "other", "boundary"), (2025, "other", ""),
     (2023, "T", ""), (2024, "T", "")],
)  # fmt: skip
def test_a_changed_boundary_in_between_counts_only_between_two_tables(year: int, table: str, obstacle: str) -> None:
    known = figures(("A", "2022", 50, "T"), ("A", "2024", 54, table), ("B", "2022", 50, "T"), ("B", "2024", 54, table))
    first, second = development.changes(known, moved(("A", year)), "2022", is_relative=False)
    assert first.obstacle == obstacle and isnan(first.change) == bool(obstacle)
    assert second.change == 4


@pytest.mark.parametrize(("year", "obstacle"), [(2020, ""), (2021, "boundary"), (2022, "boundary"), (2023, "")])
def test_a_changed_boundary_counts_before_the_baseline_too(year: int, obstacle: str) -> None:
    known = figures(("A", "2020", 50, "other"), ("A", "2022", 54, "T"))
    [change] = development.changes(known, moved(("A", year)), "2022", is_relative=False)
    assert change.obstacle == obstacle and isnan(change.change) == bool(obstacle)


def test_without_figures_at_the_baseline_there_are_no_changes() -> None:
    assert development.changes(figures(("A", "2024", 54)), NEVER, "2022", False) == ()
    assert development.changes(figures(), NEVER, "2022", True) == ()


def test_the_band_of_twenty_areas_leaves_two_out_at_either_end() -> None:
    row = band(3.0, [float(value) for value in range(20)])
    assert (row.count, row.own) == (20, 3.0)
    assert (row.lowest, row.middle, row.highest) == pytest.approx((1.9, 9.5, 17.1))


@pytest.mark.parametrize(("count", "has_band"), [(9, False), (10, True)])
def test_fewer_than_ten_areas_have_no_band(count: int, has_band: bool) -> None:
    row = band(3.0, [1.0] * count)
    assert row.count == count and (row.middle == 1.0) == has_band and isnan(row.lowest) != has_band


def test_every_period_has_a_band_of_its_own_and_an_area_without_a_change_none() -> None:
    both = [*changed(1.0, [2.0] * 10), *changed(NONE, [4.0] * 11, "2026")]
    first, second = development.bands(both, "own", 10, 90)
    assert (first.period, first.own, first.count, first.middle) == ("2024", 1.0, 10, 2.0)
    assert (second.period, second.count, second.middle) == ("2026", 11, 4.0) and isnan(second.own)


@given(own=st.floats(-50, 50), others=MOVES)
@pytest.mark.slow
def test_most_areas_lie_in_the_band_and_the_own_one_does_not_move_it(own: float, others: list[float]) -> None:
    row = band(own, others)
    assert min(others) <= row.lowest <= row.middle <= row.highest <= max(others)
    for outside in (sum(value < row.lowest for value in others), sum(value > row.highest for value in others)):
        assert outside <= 0.1 * (len(others) - 1) + 1
    again = band(own + 7, others[::-1])
    assert (again.lowest, again.middle, again.highest) == pytest.approx((row.lowest, row.middle, row.highest))


@given(firsts=st.lists(st.floats(10, 100), min_size=1, max_size=8), shift=st.floats(-5, 5), factor=st.floats(0.1, 9))
@pytest.mark.slow
def test_another_level_changes_no_difference_and_another_unit_no_percentage(
    firsts: list[float], shift: float, factor: float
) -> None:
    def rows(at: float, times: float) -> pd.DataFrame:
        return figures(*((f"A{n}", period, times * (value + at + more)) for n, value in enumerate(firsts)
                         for period, more in (("2022", 0.0), ("2024", n - 2.0))))  # fmt: skip

    for kind, usual, other in ((False, (0, 1), (shift, 1)), (True, (0, 1), (0, factor))):
        before, after = (
            [change.change for change in development.changes(rows(*way), NEVER, "2022", kind)] for way in (usual, other)
        )
        assert after == pytest.approx(before, abs=1e-9)


@pytest.mark.parametrize(("change", "where"), [(0.9, "below"), (1.0, "within"), (2.0, "within"), (2.1, "above")])
def test_an_end_of_the_band_belongs_to_it(change: float, where: str) -> None:
    assert development.place(change, 1.0, 2.0) == where
