"""How areas changed since a baseline, and between which changes most of them lie. Pure arithmetic."""

import numpy as np
import pandas as pd

FEWEST = 10  # areas with a change: with fewer, one area alone is more than a tenth of them


def changes(figures: pd.DataFrame, moved: pd.DataFrame, baseline: str, is_relative: bool) -> pd.DataFrame:
    """Return one row per area and later period with figures then and at the baseline.

    Columns: area_code, period, first, last (in the unit of the figures), change (last minus first, or with
    `is_relative` in percent of the first) and obstacle: why there is no change: 'boundary', 'zero' (the first figure is
    0, so there is no percentage of it) or ''. `figures` has area_code, period, value and table_id, `moved` has a row
    per area and year in which its boundary changed: figures of before and after are compared only when one table, so
    one division into areas, holds both.
    """
    known = figures.dropna(subset="value")
    first = known.loc[known["period"] == baseline, ["area_code", "value", "table_id"]]
    found = known[known["period"] > baseline].rename(columns={"value": "last"})
    found = found.merge(first.rename(columns={"value": "first"}), on="area_code", suffixes=("", "_first"))
    years = moved[moved["year"] > int(baseline[:4])].groupby("area_code")["year"].min()
    has_moved = found["area_code"].map(years).astype(float) <= found["period"].str[:4].astype(int)
    is_boundary = has_moved & (found["table_id"] != found["table_id_first"])
    found["obstacle"] = np.select([is_boundary, (found["first"] == 0) & is_relative], ["boundary", "zero"], "")
    difference = found["last"] - found["first"]
    change = 100 * difference / found["first"].mask(found["first"] == 0) if is_relative else difference
    found["change"] = change.mask(found["obstacle"] != "")
    columns = ["area_code", "period", "first", "last", "change", "obstacle"]
    return found.sort_values(["period", "area_code"], ignore_index=True)[columns]


def bands(found: pd.DataFrame, own: str, lowest: float, highest: float) -> pd.DataFrame:
    """Return one row per period in which the area `own` or another changed, with what the others did.

    Columns: period, own (its change, NaN without one), count (others with a change), lowest, middle and highest: the
    percentiles of the changes of the others (linear between two areas; the middle is the median), NaN with fewer than
    ten of them. `found` as `changes` gives it, `lowest` and `highest` in percent of the areas.
    """
    rows = []
    for period, of_period in found.dropna(subset="change").groupby("period"):
        is_own = of_period["area_code"] == own
        others = of_period.loc[~is_own, "change"].to_numpy(float)
        mine = of_period.loc[is_own, "change"]
        ends = np.percentile(others, [lowest, 50, highest]) if len(others) >= FEWEST else [np.nan] * 3
        rows.append((period, mine.iloc[0] if len(mine) else np.nan, len(others), *ends))
    return pd.DataFrame(rows, columns=["period", "own", "count", "lowest", "middle", "highest"])


def place(change: float, lowest: float, highest: float) -> str:
    """Return where a change lies against a band: 'below', 'within' or 'above'."""
    return "below" if change < lowest else "above" if change > highest else "within"
