"""One rule for what a figure is called against another: sides, steps, margins, and what they never do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.core.codes import Direction
from veerkracht.method import standing

_NUMBERS = st.floats(-50, 50, allow_nan=False)
_DIRECTIONS = st.sampled_from(["omhoog", "omlaag", "geen"])
_SURE = st.sampled_from([True, False, None])
_OPPOSITE = {"good": "bad", "bad": "good", "more": "less", "less": "more", "even": "even", "": ""}


@pytest.mark.parametrize(
    ("difference", "deviations", "direction", "sure", "expected"),
    [
        (0.0, 3.0, "omhoog", None, "even"), (1.0, 0.49, "omhoog", None, "even"), (1.0, 0.5, "omhoog", None, "good1"),
        (-1.0, -1.0, "omhoog", None, "bad2"), (-1.0, -1.5, "omlaag", None, "good3"), (1.0, 1.6, "geen", None, "more3"),
        (-1.0, -0.7, "geen", None, "less1"), (1.0, None, "omhoog", None, ""), (None, None, "omhoog", True, ""),
        (9.0, 2.0, "omlaag", False, "even"), (9.0, 2.0, "omlaag", True, "bad3"), (9.0, None, "omlaag", True, "bad1"),
        (9.0, None, "omlaag", False, "even"), (1.0, 0.2, "omhoog", True, "even"),
    ],
)  # fmt: skip
def test_a_standing_says_on_which_side_and_how_far(
    difference: float | None, deviations: float | None, direction: Direction, sure: bool | None, expected: str
) -> None:
    assert standing.standing(difference, deviations, direction, sure).step == expected


@pytest.mark.parametrize(
    ("lower", "upper", "reference", "expected"),
    [(1, 3, 2, False), (1, 3, 3, False), (1, 3, 3.1, True), (None, 3, 2, None), (1, None, 2, None)],
)
def test_a_margin_is_sure_when_it_leaves_the_reference_out(
    lower: float | None, upper: float | None, reference: float, expected: bool | None
) -> None:
    assert standing.is_sure(lower, upper, reference) is expected


@given(_NUMBERS, _DIRECTIONS, _SURE)
def test_the_other_side_gets_the_opposite_word_and_the_same_distance(
    difference: float, direction: Direction, sure: bool | None
) -> None:
    one, other = (standing.standing(sign * difference, sign * difference / 10, direction, sure) for sign in (1, -1))
    assert other.side == _OPPOSITE[one.side] and other.far == one.far


@given(_NUMBERS, st.none() | _NUMBERS, _DIRECTIONS, _SURE)
def test_nothing_within_its_margin_is_called_a_difference_and_only_a_margin_makes_it_clear(
    difference: float, deviations: float | None, direction: Direction, sure: bool | None
) -> None:
    found = standing.standing(difference, deviations, direction, sure)
    if sure is False:
        assert found.side == "even"
    if found.is_clear:
        assert sure is True and found.far > 0
    assert (found.side in ("good", "bad")) <= (direction != "geen")
    assert (found.side in ("more", "less")) <= (direction == "geen")


@given(st.floats(0.1, 50), _DIRECTIONS, _SURE, st.floats(1, 3))
def test_what_is_further_away_is_never_called_nearer(
    difference: float, direction: Direction, sure: bool | None, factor: float
) -> None:
    near = standing.standing(difference, difference / 10, direction, sure)
    far = standing.standing(difference * factor, difference * factor / 10, direction, sure)
    assert far.far >= near.far
    assert math.isfinite(far.far)
