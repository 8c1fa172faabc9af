"""How unusual the change of a buurt is among the changes of buurten elsewhere. Pure arithmetic: see docs/method.md."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from veerkracht.core.codes import Direction, YardstickKind, YardstickWord
from veerkracht.method import relative
from veerkracht.method.margins import Numbers

Flags = npt.NDArray[np.bool_]

UNUSUAL, RARE = 0.10, 0.05  # the shares at each end that are unusual, and exceptional
CLASSES = (0.0, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0, 130.0, 180.0, 240.0, 350.0, 600.0, 1500.0)  # of a count, from
FEWEST_IN_CLASS = 10  # with fewer, one buurt alone is more than a tenth of them
_DECIMALS = 9  # of a change: below that, equal changes differ by the rounding of the machine


@dataclass(frozen=True)
class Places:
    """Where changes lie among those of others, an item for each: the share of others that is lower (equal ones count
    half), how many others there are, and their percentiles of 10 and 90. NaN without others."""

    lower_share: Numbers
    count: npt.NDArray[np.int64]
    lowest: Numbers
    highest: Numbers


@dataclass(frozen=True)
class Calibration:
    """The ends of a size class as an earlier year gives them, and how many lay outside them a year later."""

    from_count: float
    band_count: int
    band_lower: float
    band_upper: float
    buurt_count: int
    below: int
    above: int


def changes(kind: YardstickKind, first: Numbers, last: Numbers, city_first: Numbers, city_last: Numbers) -> Numbers:
    """Return each change minus that of the own municipality, NaN where it cannot be known.

    Of a 'verschil' in the unit of the figures; of a 'verhouding' and a 'telling' the logarithm of the ratio of ratios,
    the latter against the municipality without the buurt. A last count of zero counts as a half; a first one gives no
    ratio (method/relative.py says why).
    """
    if kind == "verschil":
        change = relative.differences(first, last, city_first, city_last)
    elif kind == "telling":
        change = relative.ratios(first, last, city_first - first, city_last - last, relative.BELOW_ONE)
    else:
        change = relative.ratios(first, last, city_first, city_last)
    return np.asarray(np.round(change, _DECIMALS))


def within_ratio(own: Numbers, others: Numbers, smallest: float, largest: float) -> Flags:
    """Return which others (columns) are between `smallest` and `largest` times each own figure (rows)."""
    return np.asarray((others >= smallest * own[:, None]) & (others <= largest * own[:, None]))


def within_points(own: Numbers, others: Numbers, points: float) -> Flags:
    """Return which others (columns) are within this many points of each own figure (rows)."""
    return np.asarray(np.round(np.abs(others - own[:, None]), _DECIMALS) <= points)


def places(own: Numbers, others: Numbers, is_peer: Flags) -> Places:
    """Return where each own change lies among the changes of its peers, a row of `is_peer` over the others."""
    order = np.argsort(others)
    ordered, is_peer = others[order], is_peer[:, order]
    rows = [_place(change, ordered[peers]) for change, peers in zip(own.tolist(), is_peer, strict=True)]
    share, count, lowest, highest = np.array(rows, dtype=float).reshape(-1, 4).T
    return Places(share, count.astype(np.int64), lowest, highest)


def calibration(size: Numbers, change: Numbers, later_size: Numbers, later_change: Numbers) -> tuple[Calibration, ...]:
    """Return per size class how many later changes lie outside the ends of the earlier ones; a class of which fewer
    than ten changes are known has no ends and is left out."""
    classes, later_classes = (np.searchsorted(CLASSES, sizes, side="right") for sizes in (size, later_size))
    rows = []
    for place, from_count in enumerate(CLASSES, 1):
        earlier, later = change[classes == place], later_change[later_classes == place]
        if len(earlier) >= FEWEST_IN_CLASS and len(later):
            lowest, highest = _ends(np.sort(earlier))
            below, above = int((later < lowest).sum()), int((later > highest).sum())
            rows.append(Calibration(from_count, len(earlier), lowest, highest, len(later), below, above))
    return tuple(rows)


def less_well(lower_share: float, direction: Direction) -> float:
    """Return the share that did less well; without a favourable direction, the share that is lower."""
    return 1 - lower_share if direction == "omlaag" else lower_share


def word(lower_share: float, direction: Direction) -> YardstickWord:
    """Return the word for the place of a change: by the favourable direction, else by its height."""
    share = less_well(lower_share, direction)
    is_high, outside = share > 0.5, round(min(share, 1 - share), _DECIMALS)
    if outside > UNUSUAL:
        return "gewoon"
    if direction == "geen":
        return "ongewoon hoog" if is_high else "ongewoon laag"
    if outside > RARE:
        return "gunstig" if is_high else "ongunstig"
    return "uitzonderlijk gunstig" if is_high else "uitzonderlijk ongunstig"


def _place(change: float, peers: Numbers) -> tuple[float, int, float, float]:
    """Return the share of the peers, from low to high, that is lower, how many there are, and their ends."""
    if np.isnan(change) or not len(peers):
        return np.nan, len(peers), *_ends(peers)
    lower = (np.searchsorted(peers, change, "left") + np.searchsorted(peers, change, "right")) / 2
    return float(lower / len(peers)), len(peers), *_ends(peers)


def _ends(changes: Numbers) -> tuple[float, float]:
    """Return the percentiles of 10 and 90 of changes from low to high, linear between two of them."""
    if not len(changes):
        return np.nan, np.nan
    lowest, highest = (_percentile(changes, share) for share in (UNUSUAL, 1 - UNUSUAL))
    return lowest, highest


def _percentile(changes: Numbers, share: float) -> float:
    below, part = divmod(share * (len(changes) - 1), 1)
    ends = changes[int(below)], changes[min(int(below) + 1, len(changes) - 1)]
    return float(ends[0] + part * (ends[1] - ends[0]))
