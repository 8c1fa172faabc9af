"""How strongly two figures correlate over areas: Spearman's rho weighted by inhabitants, with its 95 % interval.

Rho is the weighted Pearson correlation of weighted mid-ranks: the rank of an area is the weight of all areas with a
lower figure plus half of the weight of those with the same. With equal weights this is the ordinary rho of Spearman.

The interval uses Fisher's transformation with the standard error of Bonett and Wright, sqrt((1 + rho^2 / 2) / (n - 3))
(D. G. Bonett and T. A. Wright, Sample size requirements for estimating Pearson, Kendall and Spearman correlations,
Psychometrika 65, 2000, 23-28). n is Kish's effective sample size, (sum w)^2 / sum w^2: areas of very unequal
size carry as much information as a smaller number of equal ones (L. Kish, Survey Sampling, 1965).

In the simulation of the tests (40 areas, lognormal weights that do not depend on the figures and are worth 29 equal
ones, 4,000 repetitions) the interval covered the true rho in 95.8 % of the cases when that was 0, and in 95.9 % when it
was 0.6. It treats areas as independent: neighbouring areas are alike, so the real uncertainty is larger. At a rho of
exactly 1 or -1 the formula gives an interval of zero width.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.core import dutch

Numbers = NDArray[np.floating[Any]]
Reason = Literal["too_few_areas", "too_uneven", "no_variation"]

_QUANTILE = NormalDist().inv_cdf(0.975)
_FEWEST_EFFECTIVE = 4  # the interval divides by n - 3; with fewer it means nothing


@dataclass(frozen=True)
class Correlation:
    """Rho with its 95 % bounds, over `count` areas that weigh as much as `effective_count` equal ones."""

    rho: float
    lower: float
    upper: float
    count: int
    effective_count: float
    left_out: int  # areas without one of both figures or without inhabitants


@dataclass(frozen=True)
class NoCorrelation:
    """Why there is no rho, with the number of areas that have both figures and inhabitants."""

    reason: Reason
    count: int
    left_out: int


Result = Correlation | NoCorrelation


def strength(result: Correlation) -> str | None:
    """Return how strong: zwak, matig or sterk, by the two decimals that are printed; None when it may be chance.

    Classes of Schober, Boer and Schwarte (Correlation coefficients, Anesthesia & Analgesia 126, 2018, 1763-1768).
    """
    if dutch.rounded(result.lower, 2) <= 0 <= dutch.rounded(result.upper, 2):
        return None
    size = abs(float(dutch.rounded(result.rho, 2)))
    return "zwak" if size < 0.4 else "matig" if size < 0.7 else "sterk"


def between(first: Numbers, second: Numbers, weights: Numbers, minimum: int) -> Result:
    """Return the correlation of two figures, one number per area in each of the three (NaN: not known).

    There is none with fewer than `minimum` areas, with an effective number of at most 4, or when one does not vary.
    """
    return between_all(np.column_stack([first, second]), weights, minimum)[0, 1]


def between_all(values: Numbers, weights: Numbers, minimum: int) -> dict[tuple[int, int], Result]:
    """Return the correlation of every pair of columns (first < second), as `between` does for two.

    `values` has a row per area and a column per figure. Every pair uses the areas that have both.
    """
    has_value = np.isfinite(values)
    heavy = np.where(np.isfinite(weights) & (weights > 0), weights, 0.0)
    heavy = heavy / (heavy.max(initial=0.0) or 1.0)
    # area x first x second: the areas of a pair are the same both ways, the ranks are those of the first
    used = has_value[:, :, None] & has_value[:, None, :] & (heavy > 0)[:, None, None]
    shares = used * heavy[:, None, None]
    ranks = np.empty(shares.shape)
    for column in range(values.shape[1]):
        ranks[:, column, :] = _precedence(values[:, column]) @ shares[:, column, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = shares.sum(axis=0)
        effective = total**2 / (shares**2).sum(axis=0)
        centred = ranks - (shares * ranks).sum(axis=0) / total
        spread = (shares * centred**2).sum(axis=0)
        rho = (shares * centred * centred.transpose(0, 2, 1)).sum(axis=0) / np.sqrt(spread * spread.T)
        rho = np.clip(rho, -1, 1)
        reach = _QUANTILE * np.sqrt((1 + rho**2 / 2) / (effective - 3))
        lower, upper = np.tanh(np.arctanh(rho) - reach), np.tanh(np.arctanh(rho) + reach)
    varies = _varies(values, used)
    counts = used.sum(axis=0)
    results: dict[tuple[int, int], Result] = {}
    for first, second in zip(*np.triu_indices(values.shape[1], k=1), strict=True):
        pair = (int(first), int(second))
        count = int(counts[pair])
        left_out = len(values) - count
        reason = _reason(count, minimum, float(effective[pair]), bool(varies[pair]))
        results[pair] = NoCorrelation(reason, count, left_out) if reason else Correlation(
            float(rho[pair]), float(lower[pair]), float(upper[pair]), count, float(effective[pair]), left_out
        )  # fmt: skip
    return results


def _precedence(column: Numbers) -> Numbers:
    """Return area x area: 1 when the figure of the second is lower, a half when it is the same."""
    return np.asarray((column[:, None] > column) + 0.5 * (column[:, None] == column))


def _varies(values: Numbers, used: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return first x second: whether both figures differ among the areas of the pair."""
    highest = np.where(used, values[:, :, None], -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(used, values[:, :, None], np.inf).min(axis=0, initial=np.inf)
    return np.asarray((highest > lowest) & (highest > lowest).T)


def _reason(count: int, minimum: int, effective: float, varies: bool) -> Reason | None:
    if count < minimum or count == 0:
        return "too_few_areas"
    if not varies:
        return "no_variation"
    return None if effective > _FEWEST_EFFECTIVE else "too_uneven"
