"""One scale for all measures: the distance to the city in spreads of buurten. Pure; see docs/method.md."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from veerkracht.method import similarity

FEWEST_BUURTEN = 10  # with fewer figures their spread says little
REACH = 3.0  # spreads on either side of the city; what is further away stands at the edge


@dataclass(frozen=True)
class Usual:
    """What is usual among the buurten of a municipality for one indicator and period: spread and middle buurt."""

    spread: float
    middle: float
    count: int


def usual(values: pd.DataFrame, inhabitants: pd.Series, small_population: float) -> dict[tuple[str, str], Usual]:
    """Return what is usual per column of `values` that at least ten buurten have and that varies.

    `values` has one row per buurt and one column per indicator and period. The spread is the standard deviation of
    `similarity.spread`, weighted by inhabitants over the buurten that are not small; the middle is of the same buurten.
    """
    spreads = similarity.spread(values, inhabitants, small_population)
    counted = values[inhabitants.reindex(values.index) >= small_population]
    middles = counted.median()
    return {
        (str(row.Index[0]), str(row.Index[1])): Usual(float(row.deviation), float(middles[row.Index]), row.area_count)
        for row in spreads.itertuples()
        if row.area_count >= FEWEST_BUURTEN and row.deviation > 0
    }


def stand_ins(spreads: Mapping[str, list[tuple[float, float]]]) -> dict[str, float]:
    """Return per unit the fallback spread where too few buurten have a figure: that of the median indicator.

    `spreads` has per unit the spread and the median buurt of each indicator. The spread of a share is in points, of
    other units relative to that buurt, as their sizes differ.
    """
    sizes = {
        unit: [spread if unit == "%" else spread / abs(middle) for spread, middle in pairs if unit == "%" or middle]
        for unit, pairs in spreads.items()
    }
    return {unit: float(pd.Series(unit_sizes).median()) for unit, unit_sizes in sizes.items() if unit_sizes}


def place(behind: float, spread: float) -> float:
    """Return where a figure lies from left to right, 0 to 100, when it is so far behind the city; 50 is the city.

    A figure ahead of the city lies to the right, whichever direction is favourable; `behind` and `spread` are in one
    unit.
    """
    share = -behind / spread / REACH
    return round(50 + 50 * max(-1.0, min(1.0, share)), 1)


def is_beyond(behind: float, spread: float) -> bool:
    """Return whether a figure lies outside the scale, so that its mark stands at the edge."""
    return abs(behind) > REACH * spread
