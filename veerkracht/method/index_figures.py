"""Turns developments into index figures: every area at 100 in a base period, so that their pace can be compared."""

import pandas as pd


def base_periods(frame: pd.DataFrame) -> list[str]:
    """Return the periods in which every area that has figures has one other than zero, in order.

    `frame` as lookups.trend gives it.
    """
    known = frame[frame["value"].notna() & (frame["value"] != 0)]
    counted = known.groupby("period")["area_code"].nunique()
    return [str(period) for period in counted.index[counted == known["area_code"].nunique()]]


def indexed(frame: pd.DataFrame, base_period: str) -> pd.DataFrame:
    """Return the same rows with `value` as an index: 100 times the figure divided by that of the base period.

    No index before or after a break in the series of an area, since those figures are not comparable with its base;
    its reason is 'not_comparable'. No bounds: the margin of an index is not that of the figure.
    """
    base = frame[frame["period"] == base_period].set_index("area_code")
    own_base = frame["area_code"].map(base["value"])
    is_comparable = frame["area_code"].map(base["segment"]) == frame["segment"]
    value = (100 * frame["value"] / own_base).where(is_comparable)
    missing = frame["missing"].mask(frame["value"].notna() & value.isna(), "not_comparable")
    return frame.assign(value=value, missing=missing, lower=float("nan"), upper=float("nan"), margin_kind=None)
