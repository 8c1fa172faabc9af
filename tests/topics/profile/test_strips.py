"""A strip of dots: every area has one place, equal figures stand on each other, and browser.js gets the same places."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from veerkracht.topics.profile import strips
from veerkracht.topics.profile.strips import HEIGHT, WIDTH, Strip

_FIGURES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60).map(
    lambda values: tuple((f"BU{number:08}", value) for number, value in enumerate(sorted(values)))
)


@given(_FIGURES, st.none() | st.floats(-1e6, 1e6))
def test_every_dot_lies_inside_and_a_higher_figure_never_further_left(
    figures: tuple[tuple[str, float], ...], city: float | None
) -> None:
    strip = Strip(figures, None, city)
    places = [strip.places[code] for code, _ in figures]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    assert [x for x, _ in places] == sorted(x for x, _ in places)


def test_equal_figures_stand_on_each_other() -> None:
    places = Strip((("a", 1.0), ("b", 1.0), ("c", 2.0)), None, None).places
    assert places["a"][0] == places["b"][0] and places["b"][1] < places["a"][1] == places["c"][1]


def test_the_dots_for_the_browser_are_in_the_order_of_all_areas_with_nothing_for_one_without_a_figure() -> None:
    strip = Strip((("a", 54.04), ("c", 60.0)), 57.0, 70.0)
    first, none, last = strips.data(strip, ["a", "b", "c"], 1).split(";")
    assert (first.split()[2], none, last.split()[2]) == ("54,0", "", "60,0")
    assert tuple(map(int, first.split()[:2])) == strip.places["a"]


def test_a_colour_cannot_leave_its_attribute_and_an_area_of_another_level_is_drawn_too() -> None:
    strip = Strip((("a", 1.0), ("b", 2.0)), None, None)
    drawing = unquote(strips.with_areas(strips.draw(strip), strip, [("wijk", 9.0, '"><script>')]))
    assert drawing.count("<circle") == 1 and "<script>" not in drawing
