"""How areas changed since a baseline, and the range of most of these changes. Pure arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import isnan, nan
from typing import Literal

import numpy as np
import pandas as pd

FEWEST = 10  # areas with a change: with fewer, one area alone is more than a tenth of them


@dataclass(frozen=True)
class Change:
    """The figures of an area at the baseline and in another period, before or after, and how they differ.

    `change` is the other, `last`, minus that of the baseline, `first`, in their unit or in percent of the first. With
    an `obstacle` it is NaN: 'boundary', or 'zero' (the first figure is 0, so there is no percentage of it).
    """

    area_code: str
    period: str
    first: float
    last: float
    change: float
    obstacle: Literal["", "boundary", "zero"]


@dataclass(frozen=True)
class Band:
    """How areas in a period, before or after the baseline, differ from then: the change of one area, `own` (NaN: none),
    beside that of `count` others.

    `lowest`, `middle` and `highest` are percentiles of the changes of the others (linear between two areas; the middle
    is the median), NaN with fewer than ten of them.
    """

    period: str
    own: float
    count: int
    lowest: float
    middle: float
    highest: float


def changes(figures: pd.DataFrame, moved: pd.DataFrame, baseline: str, is_relative: bool) -> tuple[Change, ...]:
    """Return the change of every area and other period with figures then and at the baseline, by period and area.

    `figures` has area_code, period, value and table_id, `moved` has a row per area and year in which its boundary
    changed: figures of before and after are compared only when one table, so one division into areas, holds both. With
    `is_relative` a change is in percent.
    """
    with_value = figures[["area_code", "period", "value", "table_id"]].dropna(subset="value")
    rows = [(str(code), str(period), float(value), table) for code, period, value, table in with_value.to_numpy()]
    first = {code: (value, table) for code, period, value, table in rows if period == baseline}
    years: dict[str, list[int]] = {}
    for code, year in zip(moved["area_code"], moved["year"], strict=True):
        years.setdefault(str(code), []).append(int(year))
    changes = []
    for code, period, last, table in rows:
        if period == baseline or code not in first:
            continue
        start, first_table = first[code]
        begin, end = sorted((int(period[:4]), int(baseline[:4])))
        has_moved = any(begin < year <= end for year in years.get(code, ()))
        obstacle: Literal["", "boundary", "zero"] = ""
        if has_moved and table != first_table:
            obstacle = "boundary"
        elif start == 0 and is_relative:
            obstacle = "zero"
        difference = last - start
        change = nan if obstacle else 100 * difference / start if is_relative else difference
        changes.append(Change(code, period, start, last, change, obstacle))
    return tuple(sorted(changes, key=lambda change: (change.period, change.area_code)))


def bands(changes: Iterable[Change], own: str, lowest: float, highest: float) -> tuple[Band, ...]:
    """Return what the area `own` and the others did in each period in which any of them changed.

    `changes` are in the order of `changes`, `lowest` and `highest` in percent of the areas.
    """
    bands = []
    measurable = (change for change in changes if not isnan(change.change))
    for period, of_period in groupby(measurable, key=lambda change: change.period):
        by_code = {change.area_code: change.change for change in of_period}
        change_of_own = by_code.pop(own, nan)
        others = list(by_code.values())
        ends = np.percentile(others, [lowest, 50, highest]).tolist() if len(others) >= FEWEST else [nan] * 3
        bands.append(Band(period, change_of_own, len(others), *ends))
    return tuple(bands)


def place(change: float, lowest: float, highest: float) -> Literal["below", "within", "above"]:
    """Return where a change lies against a band."""
    return "below" if change < lowest else "above" if change > highest else "within"
