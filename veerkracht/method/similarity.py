"""Which areas are most similar: distances over standardised measures. Pure arithmetic, for any number of areas."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

SHARE_NEEDED = 0.6  # of the measures, that two areas both need to be compared
_STEADY = 1e-12  # of the size of its figures: what varies less is rounding
Reason = Literal["excluded", "small", "inhabitants_unknown", "few_measures", "incomplete"]


@dataclass(frozen=True)
class Difference:
    """A measure that two areas have: both figures, in its unit, and other minus own in standard deviations."""

    indicator_id: str
    own: float
    other: float
    apart: float


@dataclass(frozen=True)
class Neighbour:
    """An area that is like another: how far it is from that one, in standard deviations, and on which measures."""

    area_code: str
    distance: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Likeness:
    """The areas that are most like one area, nearest first.

    `left_out` gives the reason per area that was not compared; when it names the area itself, nothing was. `measures`
    are those that were used, `unused` those that do not vary.
    """

    nearest: tuple[Neighbour, ...]
    left_out: dict[str, Reason]
    measures: tuple[str, ...]
    unused: tuple[str, ...]


def spread(values: pd.DataFrame, inhabitants: pd.Series, small_population: float) -> pd.DataFrame:
    """Return one row per measure: mean, deviation (standard deviation; 0 when it does not vary), area_count.

    `values` has one row per area code and one column per measure, `inhabitants` is by area code. Both moments are
    weighted by inhabitants, over the areas with at least `small_population` of them that have the measure, so that a
    few households do not decide what is usual: sd² = Σ w (x - mean)² / Σ w.
    """
    people = inhabitants.reindex(values.index)
    counted = values[people >= small_population]
    figures = counted.to_numpy(dtype=float)
    has_value = ~np.isnan(figures)
    weights = np.where(has_value, people[counted.index].to_numpy(dtype=float)[:, np.newaxis], 0.0)
    figures = np.where(has_value, figures, 0.0)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weights * figures).sum(axis=0) / total
        deviation = np.sqrt((weights * np.where(has_value, figures - mean, 0.0) ** 2).sum(axis=0) / total)
    largest = np.abs(figures).max(axis=0, initial=0.0)
    deviation = np.where(deviation <= _STEADY * largest, 0.0, deviation)
    return pd.DataFrame(
        {"mean": mean, "deviation": deviation, "area_count": has_value.sum(axis=0)}, index=values.columns
    )


def likeness(
    values: pd.DataFrame, inhabitants: pd.Series, area_code: str, count: int, small_population: float,
    excluded: Collection[str] = (), needs_all: bool = False,
) -> Likeness:  # fmt: skip
    """Return the `count` areas that are most like the area `area_code`.

    `values` has one row per area code and one column per measure, `inhabitants` is by area code. The distance of two
    areas is Euclidean over standardised measures, sqrt(mean of (z - z')²) over the measures that both have: a mean and
    not a sum, so that an area with a gap is not nearer by it (docs/method.md, similar areas; the way of the nearest
    neighbours model of CIPFA). Mean and deviation are those of `spread`. An area is compared when it has at least
    `small_population` inhabitants and both have at least 60 % of the measures that vary, or with `needs_all` every one
    that the area itself has; the area itself may be small. Areas in `excluded` count in mean and deviation, so that
    leaving them out moves no other area, but are not compared.
    """
    usual = spread(values, inhabitants, small_population)
    measures = tuple(usual.index[usual["deviation"] > 0])
    unused = tuple(name for name in values.columns if name not in measures)
    deviations = usual.loc[list(measures)]
    scored = (values[deviations.index] - deviations["mean"]) / deviations["deviation"]
    apart = scored - scored.loc[area_code]
    needed = max(SHARE_NEEDED * len(measures) - 1e-9, 1)
    shared = apart.notna().sum(axis=1)
    people = inhabitants.reindex(values.index)
    left_out: dict[str, Reason] = {}
    if shared[area_code] < needed:
        left_out[area_code] = "few_measures"
    other_codes = values.index[values.index != area_code]
    left_out |= dict.fromkeys(other_codes[other_codes.isin(list(excluded))], "excluded")
    other_codes = other_codes[~other_codes.isin(list(excluded))]
    left_out |= dict.fromkeys(other_codes[people[other_codes].isna()], "inhabitants_unknown")
    left_out |= dict.fromkeys(other_codes[people[other_codes] < small_population], "small")
    candidates = other_codes[people[other_codes] >= small_population]
    left_out |= dict.fromkeys(candidates[shared[candidates] < needed], "few_measures")
    if needs_all:
        remaining = [code for code in candidates if code not in left_out]
        left_out |= {code: "incomplete" for code in remaining if shared[code] < shared[area_code]}
    compared = [code for code in candidates if code not in left_out] if area_code not in left_out else []
    distances = np.sqrt((apart.loc[compared] ** 2).mean(axis=1))
    nearest = sorted(zip(distances.tolist(), compared, strict=True))[:count]
    return Likeness(
        tuple(Neighbour(code, distance, _differences(values, apart, area_code, code)) for distance, code in nearest),
        left_out, measures, unused,
    )  # fmt: skip


def _differences(values: pd.DataFrame, apart: pd.DataFrame, area_code: str, other_code: str) -> tuple[Difference, ...]:
    measures = list(apart.columns)
    columns = (values.loc[area_code, measures], values.loc[other_code, measures], apart.loc[other_code])
    rows = zip(measures, *(column.tolist() for column in columns), strict=True)
    return tuple(Difference(*row) for row in rows if not math.isnan(row[-1]))
