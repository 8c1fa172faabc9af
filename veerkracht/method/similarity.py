"""Which areas are most alike: distances over standardised measures. Pure arithmetic, for any number of areas."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

SHARE_NEEDED = 0.6  # of the measures, that two areas both need to be compared
_STEADY = 1e-12  # of the size of its figures: what varies less is rounding
Reason = Literal["excluded", "small", "inhabitants_unknown", "few_measures"]


@dataclass(frozen=True)
class Likeness:
    """The areas that are most like one area.

    `nearest` has one row per area, nearest first: area_code, distance (in standard deviations), measure_count.
    `by_measure` has one row per area of `nearest` and measure that both have, in the same order: area_code,
    indicator_id, own and other (in the unit of the measure), apart (other minus own, in standard deviations).
    `left_out` names the reason per area that was not compared; when it names the area itself, nothing was. `measures`
    are those that were used, `unused` those that do not vary.
    """

    nearest: pd.DataFrame
    by_measure: pd.DataFrame
    left_out: dict[str, Reason]
    measures: list[str]
    unused: list[str]


def spread(values: pd.DataFrame, inhabitants: pd.Series, small_population: float) -> pd.DataFrame:
    """Return one row per measure: mean, deviation (standard deviation; 0 when it does not vary), area_count.

    `values` has one row per area code and one column per measure, `inhabitants` is by area code. Both moments are
    weighted by inhabitants, over the areas with at least `small_population` of them that have the measure, so that a
    few households do not decide what is usual: sd² = Σ w (x - mean)² / Σ w.
    """
    people = inhabitants.reindex(values.index)
    counted = values[people >= small_population]
    figures = counted.to_numpy(dtype=float)
    known = ~np.isnan(figures)
    weights = np.where(known, people[counted.index].to_numpy(dtype=float)[:, np.newaxis], 0.0)
    figures = np.where(known, figures, 0.0)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weights * figures).sum(axis=0) / total
        deviation = np.sqrt((weights * np.where(known, figures - mean, 0.0) ** 2).sum(axis=0) / total)
    largest = np.abs(figures).max(axis=0, initial=0.0)
    deviation = np.where(deviation <= _STEADY * largest, 0.0, deviation)
    return pd.DataFrame({"mean": mean, "deviation": deviation, "area_count": known.sum(axis=0)}, index=values.columns)


def likeness(
    values: pd.DataFrame, inhabitants: pd.Series, area_code: str, count: int, small_population: float,
    excluded: Collection[str] = (),
) -> Likeness:  # fmt: skip
    """Return the `count` areas that are most like the area `area_code`.

    `values` has one row per area code and one column per measure, `inhabitants` is by area code. The distance of two
    areas is Euclidean over standardised measures, sqrt(mean of (z - z')²) over the measures that both have: a mean and
    not a sum, so that an area with a gap is not nearer by it (docs/method.md, similar areas; the way of the nearest
    neighbours model of CIPFA). Mean and deviation are those of `spread`. An area is compared when it has at least
    `small_population` inhabitants and both have at least 60 % of the measures that vary; the area itself may be small.
    Areas in `excluded` count in mean and deviation, so that leaving them out moves no other area, but are not compared.
    """
    usual = spread(values, inhabitants, small_population)
    measures = list(usual.index[usual["deviation"] > 0])
    unused = [name for name in values.columns if name not in measures]
    scored = (values[measures] - usual.loc[measures, "mean"]) / usual.loc[measures, "deviation"]
    apart = scored - scored.loc[area_code]
    needed = max(SHARE_NEEDED * len(measures) - 1e-9, 1)
    shared = apart.notna().sum(axis=1)
    people = inhabitants.reindex(values.index)
    left_out: dict[str, Reason] = {}
    if shared[area_code] < needed:
        left_out[area_code] = "few_measures"
    others = values.index[values.index != area_code]
    left_out |= dict.fromkeys(others[others.isin(list(excluded))], "excluded")
    others = others[~others.isin(list(excluded))]
    left_out |= dict.fromkeys(others[people[others].isna()], "inhabitants_unknown")
    left_out |= dict.fromkeys(others[people[others] < small_population], "small")
    candidates = others[people[others] >= small_population]
    left_out |= dict.fromkeys(candidates[shared[candidates] < needed], "few_measures")
    compared = [code for code in candidates if code not in left_out] if area_code not in left_out else []
    distances = np.sqrt((apart.loc[compared] ** 2).mean(axis=1))
    nearest = pd.DataFrame(
        {"area_code": compared, "distance": distances.to_numpy(), "measure_count": shared[compared].to_numpy()}
    )
    nearest = nearest.sort_values(["distance", "area_code"], ignore_index=True).head(count)
    return Likeness(nearest, _by_measure(values, apart, area_code, list(nearest["area_code"])),
                    left_out, measures, unused)  # fmt: skip


def _by_measure(values: pd.DataFrame, apart: pd.DataFrame, area_code: str, codes: list[str]) -> pd.DataFrame:
    rows = [
        (code, name, values.at[area_code, name], values.at[code, name], apart.at[code, name])
        for code in codes
        for name in apart.columns
        if pd.notna(apart.at[code, name])
    ]
    return pd.DataFrame(rows, columns=["area_code", "indicator_id", "own", "other", "apart"])
