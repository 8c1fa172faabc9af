"""An early signal in monthly counts of areas together against the rest of their city. Pure; formulas in docs/method.md.

A signal is not a status: the rules are those of control charts, which give a signal in many a year without any change.
How often is computed with every signal, for the same numbers of counts.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

HISTORY, JUDGED = 36, 12  # months
OUTSIDE = 3.0  # standard errors: one month further from what is expected is a signal
RUN = 7  # months in a row on one side are a signal
REPETITIONS, _SEED = 2_000, 2030

Direction = Literal["hoger", "lager", "geen"]
_Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Signal:
    """What the judged months say: on which side a signal lies ('geen': there is none) and at which of them it was
    complete; the counts of these months together, and as expected; the share of unchanged years with a signal."""

    direction: Direction
    place: int | None
    counted: float
    expected: float
    false_alarms: float


def judge(own: _Numbers, rest: _Numbers) -> Signal | None:
    """Return the signal of the last JUDGED months by the HISTORY months before them, of the areas and of the rest of
    the city; None with fewer months, one that is not known, or a history without counts on either side."""
    months = HISTORY + JUDGED
    if min(len(own), len(rest)) < months:
        return None
    own, rest = own[-months:].astype(float), rest[-months:].astype(float)
    history = slice(0, HISTORY)
    if not np.isfinite(own + rest).all() or not (own[history].sum() > 0 and rest[history].sum() > 0):
        return None
    total = own + rest
    share, dispersion = (float(values[0]) for values in level(own[np.newaxis], total))
    sides = _sides(own[np.newaxis], total)[0]
    signals = np.flatnonzero(sides)
    place = int(signals[0]) if len(signals) else None
    direction: Direction = "geen" if place is None else "hoger" if sides[place] > 0 else "lager"
    simulated = _unchanged(total, share, dispersion)
    false_alarms = float((_sides(simulated, total) != 0).any(axis=1).mean())
    return Signal(direction, place, float(own[HISTORY:].sum()), share * float(total[HISTORY:].sum()), false_alarms)


def level(own: _Numbers, total: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Return per row of months the share of the areas in the history, and how much more it varies than by chance."""
    before, all_before = own[:, :HISTORY], total[:HISTORY]
    share = before.sum(axis=1) / all_before.sum()
    expected = share[:, np.newaxis] * all_before
    chance = np.maximum(expected * (1 - share[:, np.newaxis]), 1e-12)
    return share, np.maximum(((before - expected) ** 2 / chance).sum(axis=1) / (HISTORY - 1), 1.0)


def _sides(own: _Numbers, total: _Numbers) -> NDArray[np.int64]:
    """Return per row and judged month 1 or -1 where it completes a signal above or below what is expected, else 0."""
    share, dispersion = level(own, total)
    expected = share[:, np.newaxis] * total[HISTORY:]
    deviation = own[:, HISTORY:] - expected
    error = np.sqrt(dispersion[:, np.newaxis] * np.maximum(expected * (1 - share[:, np.newaxis]), 1e-12))
    sides = np.where(np.abs(deviation) > OUTSIDE * error, np.sign(deviation), 0)
    for last in range(RUN - 1, JUDGED):
        run = np.sign(deviation[:, last - RUN + 1 : last + 1]).sum(axis=1)
        is_run = (np.abs(run) == RUN) & (sides[:, last] == 0)
        sides[:, last] = np.where(is_run, np.sign(run), sides[:, last])
    return sides.astype(np.int64)


def _unchanged(total: _Numbers, share: float, dispersion: float) -> _Numbers:
    """Return REPETITIONS rows of months in which the share never changed: binomial, with the dispersion given."""
    random = np.random.default_rng(_SEED)
    counts = np.maximum(np.round(total), 0).astype(np.int64)
    size = (REPETITIONS, len(total))
    together = (dispersion - 1) / np.maximum(counts - 1, 1)  # correlation within a month of a beta-binomial
    spread = np.where(together > 1e-9, 1 / np.maximum(together, 1e-9) - 1, 1e9)
    spread = np.maximum(spread, 1e-3)
    chances = random.beta(share * spread, (1 - share) * spread, size)
    return random.binomial(counts, chances, size).astype(float)
