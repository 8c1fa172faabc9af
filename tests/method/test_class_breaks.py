"""The classes of a map: a figure lies in the class that the legend gives it, also on a bound and next to one."""

from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.catalog.goals import Direction
from veerkracht.core import dutch
from veerkracht.method import class_breaks

DIRECTIONS = get_args(Direction)
# of a step of the last decimal: on a printed figure, and as far from it as still prints the same
_NEXT_TO = st.sampled_from([0.0, 0.49, -0.49, 0.5, -0.5, 1e-9, -1e-9])


@st.composite
def figures(draw: st.DrawFn, lowest: int) -> tuple[list[float], int]:
    """Return figures that lie on printed ones or next to them, and their decimals."""
    decimals = draw(st.integers(0, 3))
    steps = draw(st.lists(st.tuples(st.integers(lowest, 40), _NEXT_TO), min_size=1, max_size=60))
    return [(step + beside) / 10**decimals for step, beside in steps], decimals


def number(text: str) -> float:
    return float(text.removesuffix("%").replace(".", "").replace(",", ".").replace("−", "-"))


def holds(label: str, printed: float) -> bool:
    """Return whether a reader finds a printed figure, or distance to the city, in the class of this label."""
    words = label.replace(" procentpunt", "").split(" ")
    if label.startswith("minder dan"):
        return abs(printed) < number(words[2])
    if words[-1] in ("eronder", "erboven"):
        *words, side = words
        printed = -printed if side == "eronder" else printed
    match words:
        case [low, "of", "meer"]:
            return number(low) <= printed
        case [low, "tot", high]:
            return number(low) <= printed < number(high)
        case [low, "tot", "en", "met", high]:
            return number(low) <= printed <= number(high)
        case [only]:
            return number(only) == printed
    raise AssertionError(label)


def check(scale: class_breaks.Classes, values: list[float], decimals: int) -> None:
    for value in values:
        printed = number(dutch.number(value, decimals))
        assert [holds(label, printed) for label in scale.labels].index(True) == scale.place(value), (value, scale)


@pytest.mark.slow
@given(figures(-40), st.sampled_from(DIRECTIONS), st.sampled_from(["%", ""]))
def test_a_distance_to_the_city_lies_in_the_class_of_the_legend(
    values: tuple[list[float], int], direction: Direction, unit: str
) -> None:
    scale = class_breaks.around_city(pd.Series(values[0]), values[1], unit, direction)
    edges = [edge + beside for edge in scale.edges for beside in (0, 10.0 ** -values[1], -(10.0 ** -values[1]))]
    check(scale, [*values[0], *edges], values[1])


@pytest.mark.slow
@given(figures(-40), st.sampled_from([name for name in class_breaks.METHODS if name != class_breaks.AROUND_CITY]))
def test_a_figure_lies_in_the_class_of_the_legend(values: tuple[list[float], int], method: str) -> None:
    scale = class_breaks.classes(pd.Series(values[0]), method, values[1], "%")
    check(scale, values[0], values[1])


@pytest.mark.parametrize("size", [0.0, 0.5, 1.0, 10.0, 20.0, 30.0])
def test_as_far_below_the_city_as_above_it_is_the_mirrored_class(size: float) -> None:
    scale = class_breaks.around_city(pd.Series([-30.0, -20, -10, -1, 0, 1, 10, 20, 30]), 0, "%", "geen")
    assert (scale.place(-size), scale.place(size)) in {(2, 2), (1, 3), (0, 4)}
