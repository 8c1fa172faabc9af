"""Class breaks: the figures of all years become a few classes that mean the same in every year, each with a colour."""

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
METHODS = {
    "kwantielen": "Evenveel per kleur, alle jaren",
    "natuurlijk": "Natuurlijke groepen",
    "gelijk": "Gelijke stappen",
    AROUND_CITY: "Afstand tot de stad",
}


@dataclass(frozen=True)
class Classes:
    """Class bounds from low to high with a colour and a Dutch label each: `edges` has one more than `colors`."""

    edges: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...]

    def place(self, value: float | None) -> int | None:
        """Return the number of the class of a value, from 0; none without a value."""
        if value is None or pd.isna(value) or not self.colors:
            return None
        return int(np.searchsorted(self.edges[1:-1], value, side="right"))

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
    clean = values.dropna()
    if clean.empty:
        return Classes((), (), ())
    steps = min(len(_STEPS), clean.nunique())
    low, *inner, high = (float(dutch.rounded(edge, decimals)) for edge in _edges(clean, method, steps))
    edges = (low, *sorted({edge for edge in inner if low < edge <= clean.max()}), high)
    count = len(edges) - 1
    colors = [_STEPS[round(step)] for step in np.linspace(0, len(_STEPS) - 1, count)] if count > 1 else [_STEPS[2]]
    texts = [dutch.short_figure(edge, decimals, unit) for edge in edges]
    labels = [f"{low} tot {high}" for low, high in pairwise(texts[:-1])]
    labels.append(f"{texts[-2]} of meer" if count > 1 else texts[-1])
    return Classes(edges, tuple(colors), tuple(labels))


def around_city(differences: pd.Series, decimals: int, unit: str, direction: str) -> Classes:
    """Return five classes by the distance to the city, the middle one for areas that hardly differ from it.

    `differences` are those of all areas of a level in all periods with the city's figure of the same period. A fifth of
    them lies in the middle class, two fifths beyond the outer bounds. Colours mean favourable or not only when the
    catalogue gives the indicator a direction.
    """
    sizes = differences.dropna().abs()
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
    what = " procentpunt" if unit == "%" else ""
    labels = (f"{b}{what} of meer eronder", f"{a} tot {b} eronder", f"minder dan {a} verschil", f"{a} tot {b} erboven",
              f"{b}{what} of meer erboven")  # fmt: skip
    return Classes((-outer, -far, -near, near, far, outer), tuple(colors), labels)


def _edges(clean: pd.Series, method: str, steps: int) -> list[float]:
    if method == "natuurlijk" and steps > 1:
        lowest, *highest_of_class = jenkspy.jenks_breaks(clean.to_numpy(), n_classes=steps)
        # our classes begin at their bound, those of Jenks end there
        return [lowest, *(clean[clean > bound].min() for bound in highest_of_class[:-1]), highest_of_class[-1]]
    if method == "gelijk":
        return list(np.linspace(clean.min(), clean.max(), steps + 1))
    return list(np.quantile(clean, np.linspace(0, 1, steps + 1)))
