"""Turns time series into comparable figures: an index that is 100 in a base period, to compare growth, or the distance
to the city."""

from collections.abc import Collection

import numpy as np
import pandas as pd


def base_periods(frame: pd.DataFrame) -> list[str]:
    """Return the periods in which every area that has figures has one other than zero, in order.

    `frame` as lookups.trend gives it.
    """
    usable = frame[frame["value"].notna() & (frame["value"] != 0)]
    counted = usable.groupby("period")["area_code"].nunique()
    return [str(period) for period in counted.index[counted == usable["area_code"].nunique()]]


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


def differences_to_city(frame: pd.DataFrame, city: str, excluded: Collection[tuple[str, str]] = ()) -> pd.DataFrame:
    """Return the same rows with `value` as the difference to the area `city` in the same period, of which it is 0.

    Where the city has no figure the reason is 'no_city', and for the area and period pairs in `excluded`, whose figures
    are not of one edition, 'edition'. The margin is that of both figures, taken as independent, as far as it is known:
    that of an area without a margin is not.
    """
    of_city = frame[frame["area_code"] == city].set_index("period")
    city_value, low, high = (frame["period"].map(of_city[name]).astype(float) for name in ("value", "lower", "upper"))
    is_city = frame["area_code"] == city
    pairs = pd.Series(list(zip(frame["area_code"], frame["period"], strict=True)), index=frame.index)
    is_other = pairs.isin(list(excluded))
    value = (frame["value"] - city_value).mask(is_other)
    below = np.hypot(frame["value"] - frame["lower"], (high - city_value).fillna(0.0))
    above = np.hypot(frame["upper"] - frame["value"], (city_value - low).fillna(0.0))
    has_margin = value.notna() & frame["lower"].notna() & ~is_city
    missing = frame["missing"].mask(frame["value"].notna() & city_value.isna(), "no_city")
    return frame.assign(
        value=value, missing=missing.mask(is_other, "edition"), lower=(value - below).where(has_margin),
        upper=(value + above).where(has_margin), margin_kind=frame["margin_kind"].where(has_margin),
    )  # fmt: skip
