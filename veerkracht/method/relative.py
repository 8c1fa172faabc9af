"""How much more an area changed than its reference: a difference, or the logarithm of a ratio.

A count of zero has no logarithm; how it is treated depends on the purpose:

- a verdict compares the change with its standard error, which is that of a count of one (margins.Spread): zero counts
  as one, first and last (`AS_ONE`). Three reports that became none then look no different from chance;
- a ranking only asks which of many changes is lower, and none may rank below one: a last zero counts as a half, a first
  one has no change (`BELOW_ONE`).
"""

from math import nan

import numpy as np

from veerkracht.method.margins import Numbers

Least = tuple[float, float]  # what a first and a last count that are smaller count as; NaN: as they are

AS_ONE: Least = (1.0, 1.0)
BELOW_ONE: Least = (nan, 0.5)
AS_IT_IS: Least = (nan, nan)


def differences(first: Numbers, last: Numbers, rest_first: Numbers, rest_last: Numbers) -> Numbers:
    """Return each change minus that of the rest, in the unit of the figures."""
    return np.asarray((last - first) - (rest_last - rest_first))


def ratios(first: Numbers, last: Numbers, rest_first: Numbers, rest_last: Numbers, least: Least = AS_IT_IS) -> Numbers:
    """Return the logarithm of each ratio to that of the rest, NaN where any figure has none."""
    first, last = (
        np.where(values < smallest, smallest, values) for values, smallest in zip((first, last), least, strict=True)
    )
    figures = (first, last, rest_first, rest_last)
    is_known = np.all([values > 0 for values in figures], axis=0)
    logarithms = [np.log(np.where(is_known, values, nan)) for values in figures]
    return np.asarray(logarithms[1] - logarithms[0] - (logarithms[3] - logarithms[2]))
