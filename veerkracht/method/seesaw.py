"""How a see-saw tilts: two sides of a buurt weighed against each other. Pure arithmetic."""

from dataclasses import dataclass

import pandas as pd

from veerkracht.core import dutch
from veerkracht.method import similarity

DEGREES = 15  # at which the plank cannot tilt further
FEWEST = 5  # buurten with a figure, below which differences between buurten have no usual size


@dataclass(frozen=True)
class Tilt:
    """How much more the left side weighs than the right one; below 0 the right one weighs more.

    `difference` and `limit`, the difference at which the plank cannot tilt further, have the same unit.
    """

    difference: float
    limit: float

    @property
    def degrees(self) -> float:
        """Return how far the left side hangs down: the same for the same difference in every area and year."""
        return DEGREES * max(-1.0, min(1.0, self.difference / self.limit))

    @property
    def is_clipped(self) -> bool:
        """Return whether the difference is larger than the plank can show."""
        return abs(self.difference) > self.limit


def lead(shares: tuple[float, float], city: tuple[float, float], decimals: int) -> float:
    """Return how much more the first of two shares leads the second than in the city, of figures as printed."""
    area_lead, city_lead = (dutch.apart(*pair, decimals) for pair in (shares, city))
    return dutch.apart(area_lead, city_lead, decimals)


def weights(values: pd.DataFrame, inhabitants: pd.Series, signs: pd.Series, small_population: float) -> pd.DataFrame:
    """Return what each figure weighs: standard deviations from the mean of the areas, times the sign of its measure.

    `values` has one row per area code and one column per measure; `signs` (1: more is stronger, -1: less is) is by
    measure. Mean and deviation are those of similarity.spread. Left out are measures that do not vary or that fewer
    than FEWEST areas have.
    """
    spread = similarity.spread(values, inhabitants, small_population)
    spread = spread[(spread["deviation"] > 0) & (spread["area_count"] >= FEWEST)]
    return (values[spread.index] - spread["mean"]) / spread["deviation"] * signs.reindex(spread.index)
