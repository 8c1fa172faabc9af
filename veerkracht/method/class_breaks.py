"""Class breaks: divides the figures of all years into a few classes that mean the same in every year, each with a
colour.

Figures are classified as printed, so that a user who compares a figure with the bounds in the legend finds its class.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import jenkspy
import numpy as np
import pandas as pd

from veerkracht.core import dutch

# five steps from light to dark that also differ for colour-blind readers and in black and white (ColorBrewer YlGnBu)
_STEPS = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"]
# five steps around the city, for colour-blind readers too (ColorBrewer PuOr, and BrBG where a side is favourable)
_AROUND = ["#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99"]
_UNFAVOURABLE_TO_FAVOURABLE = ["#a6611a", "#dfc27d", "#f5f5f5", "#80cdc1", "#018571"]
NO_FIGURE = "#c9c9c9"
AROUND_CITY = "afstand"
METHODS = {  # with what the municipality is called in place of {city}
    "kwantielen": "Evenveel per kleur, alle jaren",
    "natuurlijk": "Natuurlijke groepen",
    "gelijk": "Gelijke stappen",
    AROUND_CITY: "Afstand tot de {city}",
}


@dataclass(frozen=True)
class Classes:
    """Class bounds from low to high with a colour and a Dutch label each: `edges` has one more than `colors`.

    A class begins at its lower edge, in numbers of so many `decimals`.
    """

    edges: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...]
    decimals: int = 0

    def place(self, value: float | None) -> int | None:
        """Return the number of the class of a value as it is printed, from 0; none without a value."""
        if value is None or pd.isna(value) or not self.colors:
            return None
        return bisect_right(self.edges, float(dutch.rounded(value, self.decimals)), 1, len(self.colors)) - 1

    def color(self, value: float | None) -> str:
        """Return the colour of a value, grey without one."""
        place = self.place(value)
        return NO_FIGURE if place is None else self.colors[place]


def classes(values: pd.Series, method: str, decimals: int, unit: str) -> Classes:
    """Return at most five classes from low to high, and no more than there are different values.

    `values` are those of all areas of a level in all periods, so that a colour means the same in every year. `method`
    is a key of METHODS: 'kwantielen' gives about as many values in each, 'gelijk' equally wide ones, 'natuurlijk' those
    with the least spread within (Fisher and Jenks). Bounds are rounded as the figures are; equal ones are merged.
    """
    clean = _printed(values, decimals)
    if clean.empty:
        return Classes((), (), ())
    steps = min(len(_STEPS), clean.nunique())
    low, *inner, high = (float(dutch.rounded(edge, decimals)) for edge in _edges(clean, method, steps))
    edges = (low, *sorted({edge for edge in inner if low < edge <= clean.max()}), high)
    count = len(edges) - 1
    colors = [_STEPS[round(step)] for step in np.linspace(0, len(_STEPS) - 1, count)] if count > 1 else [_STEPS[2]]
    texts = [dutch.short_figure(edge, decimals, unit) for edge in edges]
    labels = [f"{low} tot {high}" for low, high in pairwise(texts[:-1])]
    only = texts[0] if low == high else f"{texts[0]} tot en met {texts[-1]}"
    labels.append(f"{texts[-2]} of meer" if count > 1 else only)
    return Classes(edges, tuple(colors), tuple(labels), decimals)


def around_city(differences: pd.Series, decimals: int, unit: str, direction: str) -> Classes:
    """Return five classes by the distance to the city, the middle one for areas that hardly differ from it.

    `differences` are those of all areas of a level in all periods with the city's figure of the same period; see
    `_around`.
    """
    return _around(differences, decimals, unit, direction, ("eronder", "erboven", "verschil"))


def around_zero(changes: pd.Series, decimals: int, unit: str, direction: str) -> Classes:
    """Return five classes of changes, the middle one for areas that hardly changed; see `_around`."""
    return _around(changes, decimals, unit, direction, ("omlaag", "omhoog", "verandering"))


def _around(differences: pd.Series, decimals: int, unit: str, direction: str, words: tuple[str, str, str]) -> Classes:
    """Return five classes around 0, labelled with `words` for what is below, above and in the middle.

    A fifth of the differences lies in the middle class, two fifths beyond the outer bounds; a difference of exactly a
    bound is of the class further from 0, below it as above it. Colours mean favourable or not only when the catalogue
    gives the indicator a direction.
    """
    sizes = _printed(differences, decimals).abs()
    if sizes.empty:
        return Classes((), (), ())
    near, far = (float(dutch.rounded(sizes.quantile(share), decimals)) for share in (0.2, 0.6))
    smallest = 10.0**-decimals
    near = max(near, smallest)
    far = max(far, near + smallest)
    outer = max(float(sizes.max()), far) + smallest
    favourable = _UNFAVOURABLE_TO_FAVOURABLE
    colors = {"omhoog": favourable, "omlaag": favourable[::-1]}.get(direction, _AROUND)
    a, b = (dutch.number(edge, decimals) for edge in (near, far))
    below, above, middle = words
    unit_text = " procentpunt" if unit == "%" else ""
    labels = (f"{b}{unit_text} of meer {below}", f"{a} tot {b} {below}", f"minder dan {a} {middle}",
              f"{a} tot {b} {above}", f"{b}{unit_text} of meer {above}")  # fmt: skip
    # below 0 a class ends with its bound, so the next one begins a step of the last decimal above that
    edges = (-outer, smallest - far, smallest - near, near, far, outer)
    return Classes(tuple(float(dutch.rounded(edge, decimals)) for edge in edges), tuple(colors), labels, decimals)


def _printed(values: pd.Series, decimals: int) -> pd.Series:
    return values.dropna().map(lambda value: float(dutch.rounded(value, decimals)))


def _edges(clean: pd.Series, method: str, steps: int) -> list[float]:
    if method == "natuurlijk" and steps > 1:
        lowest, *highest_of_class = jenkspy.jenks_breaks(clean.to_numpy(), n_classes=steps)
        # our classes begin at their bound, those of Jenks end there
        return [lowest, *(clean[clean > bound].min() for bound in highest_of_class[:-1]), highest_of_class[-1]]
    if method == "gelijk":
        return list(np.linspace(clean.min(), clean.max(), steps + 1))
    return list(np.quantile(clean, np.linspace(0, 1, steps + 1)))
