"""Computes what anybody could: the range of a figure that is not shown, from the sums that it is part of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from etl.own_figures.sums import Cell, Sum
from veerkracht.database.rows import grouped

_MOST_ROUNDS = 50  # in which ranges are made narrower; a sum of sums is three deep
_LEAST_STEP = 1e-3
_ZERO = 1e-7
_STEPS_OF_RANGES = 5_000  # what these take of an effort, however few figures there are


class TooMuch(Exception):
    """Computing what anybody can know exceeds the allowed effort."""


@dataclass
class Effort:
    """How many steps may still be taken; each is about a microsecond, and they are always as many for the same
    figures, so that what is withheld never depends on how busy a machine is."""

    remaining: int

    def spend(self, steps: int) -> None:
        """Use up steps. Raises TooMuch when none remain."""
        self.remaining -= steps
        if self.remaining < 0:
            raise TooMuch


@dataclass(frozen=True)
class Range:
    """What anybody can know of a hidden figure: its lowest and highest possible value.

    `sources` has the figures that determine it exactly, if any.
    """

    low: float
    high: float
    sources: frozenset[Cell] = frozenset()

    @property
    def width(self) -> float:
        """The distance between the lowest and the highest value."""
        return self.high - self.low


@dataclass(frozen=True)
class _Equation:
    """A sum with the published figures filled in: the remaining ones, each with its sign, add up to `rest`, within
    `slack`."""

    signs: Mapping[Cell, int]
    rest: float
    slack: float


def recompute(sums: Sequence[Sum], published: Mapping[Cell, float], effort: Effort) -> dict[Cell, Range]:
    """Return what anybody can know of each figure that is part of a sum and not published.

    The range is exact for figures that follow from all sums together. For the rest it is as narrow as one sum after
    another makes it, given that no figure is below 0: over areas alone or over years alone no other way tells more. A
    sum whose published parts exceed the total is ignored: people may count in several parts. Raises TooMuch when the
    effort runs out.
    """
    effort.spend(_STEPS_OF_RANGES + 5 * sum(len(line.cells) for line in sums))
    holding = [line for line in sums if may_hold(line, published)]
    ranges = _ranges([equation for line in holding if (equation := _equation(line, published)).signs])
    for group in _groups(holding, published):
        for cell, sources in _solved(group, published, effort).items():
            value = max(sum(times * published[source] for source, times in sources.items()), 0)
            ranges[cell] = Range(value, value, frozenset(sources))
    return ranges


def _groups(sums: Sequence[Sum], published: Mapping[Cell, float]) -> Iterator[list[Sum]]:
    """Yield the sums in groups that share no unpublished figure: they reveal nothing about each other."""
    with_cell = grouped(
        (cell, number) for number, line in enumerate(sums) for cell in line.cells if cell not in published
    )
    seen: set[int] = set()
    for first in range(len(sums)):
        group, waiting = list[int](), [first]
        while waiting:
            if (number := waiting.pop()) not in seen:
                seen.add(number)
                group.append(number)
                waiting += [other for cell in sums[number].cells for other in with_cell.pop(cell, ())]
        if group:
            yield [sums[number] for number in sorted(group)]


def may_hold(line: Sum, published: Mapping[Cell, float]) -> bool:
    """Return whether the published parts do not exceed the total."""
    return (
        line.total not in published
        or sum(published.get(part, 0) for part in line.parts) <= published[line.total] + line.slack
    )


def _equation(line: Sum, published: Mapping[Cell, float]) -> _Equation:
    signs = {line.total: -1} | dict.fromkeys(line.parts, 1)
    rest = -sum(sign * published[cell] for cell, sign in signs.items() if cell in published)
    return _Equation({cell: sign for cell, sign in signs.items() if cell not in published}, rest, line.slack)


def _ranges(equations: Sequence[_Equation]) -> dict[Cell, Range]:
    """Return the range of every figure in these equations, each made narrower by those of the others."""
    places = {cell: place for place, cell in enumerate({cell: None for line in equations for cell in line.signs})}
    row = np.array([number for number, line in enumerate(equations) for _ in line.signs], dtype=int)
    column = np.array([places[cell] for line in equations for cell in line.signs], dtype=int)
    is_part = np.array([sign > 0 for line in equations for sign in line.signs.values()], dtype=bool)
    rest = np.array([line.rest for line in equations])[row]
    slack = np.array([line.slack for line in equations])[row]

    def of_others(terms: np.ndarray) -> np.ndarray:
        """Return per figure in an equation the sum of the other terms there; infinite if one of these is."""
        is_endless = np.isinf(terms)
        finite = np.where(is_endless, 0, terms)
        endless = np.bincount(row, is_endless)[row] - is_endless
        return np.where(endless > 0, inf, np.bincount(row, finite)[row] - finite)

    low, high = np.zeros(len(places)), np.full(len(places), inf)
    for _ in range(_MOST_ROUNDS):
        most = of_others(np.where(is_part, high[column], -low[column]))
        least = -of_others(np.where(is_part, -low[column], high[column]))
        lowest, highest = rest - slack - most, rest + slack - least
        narrower_low, narrower_high = low.copy(), high.copy()
        np.maximum.at(narrower_low, column, np.where(is_part, lowest, -highest))
        np.minimum.at(narrower_high, column, np.where(is_part, highest, -lowest))
        holds = narrower_low <= narrower_high + _ZERO  # otherwise these figures do not add up, and nothing follows
        narrower_low, narrower_high = np.where(holds, narrower_low, low), np.where(holds, narrower_high, high)
        is_done = np.all(narrower_low < low + _LEAST_STEP) and np.all(narrower_high > high - _LEAST_STEP)
        low, high = narrower_low, narrower_high
        if is_done:
            break
    return {cell: Range(float(low[place]), float(high[place])) for cell, place in places.items()}


def _solved(sums: Sequence[Sum], published: Mapping[Cell, float], effort: Effort) -> dict[Cell, dict[Cell, float]]:
    """Return for each unpublished figure that follows from all sums together the published figures that determine it,
    with their multipliers.

    By elimination: a figure follows when a combination of sums leaves it as the only unpublished one.
    """
    count = Counter(cell for line in sums for cell in line.cells)
    rows: dict[Cell, dict[Cell, float]] = {}  # by the figure that each gives and no other has
    for line in sums:
        row = {line.total: -1.0} | dict.fromkeys(line.parts, 1.0)
        for cell in [cell for cell in row if cell in rows]:
            effort.spend(len(rows[cell]))
            _add(row, rows[cell], -row[cell])
        if unknown := [cell for cell in row if cell not in published]:
            pivot = min(unknown, key=lambda cell: count[cell])  # a cell in no other sum makes no row longer
            row = {cell: times / row[pivot] for cell, times in row.items()}
            effort.spend(len(rows) // 5)
            for other in rows.values():
                if pivot in other:
                    effort.spend(len(row))
                    _add(other, row, -other[pivot])
            rows[pivot] = row
    return {
        pivot: {cell: -times for cell, times in row.items() if cell != pivot}
        for pivot, row in rows.items()
        if all(cell in published or cell == pivot for cell in row)
    }


def _add(row: dict[Cell, float], other: Mapping[Cell, float], times: float) -> None:
    for cell, number in other.items():
        row[cell] = row.get(cell, 0) + times * number
        if abs(row[cell]) < _ZERO:
            del row[cell]
