"""Decides which own figures are withheld: those behind which few people stand, and those with which they follow."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from etl.own_figures import values
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import areas, dutch, periods

# indicator, area and period
Cell = tuple[str, str, str]

_ROUNDING = 1e-6  # of a percentage times a number of answers


class _Sum(NamedTuple):
    """A figure that is the sum of others; `slack` is how much the rounding of a mean over years may hide."""

    total: Cell
    parts: tuple[Cell, ...]
    slack: float = 0


def why_small(catalog: Catalog, indicator: Indicator, value: float, n: float) -> str:
    """Return in Dutch why a figure is withheld, '' when enough people stand behind it; `n` is NaN when not given."""
    people, enough = catalog.method.minimum_count.value, least(catalog, indicator)
    if values.is_count(indicator) and value < people:
        return f"niet getoond: een aantal onder {dutch.number(people, 0)}"
    if n < enough:
        return f"niet getoond: minder dan {dutch.number(enough, 0)} antwoorden"
    if indicator.unit == "%" and min(value, 100 - value) * n < 100 * people - _ROUNDING:
        few = f"minder dan {dutch.number(people, 0)}"
        return f"niet getoond: het percentage staat voor {few} mensen, of voor allen op {few} na"
    return ""


def least(catalog: Catalog, indicator: Indicator) -> float:
    """Return how large a figure must be to be shown: its value if it is a count, else its number of answers."""
    method = catalog.method
    is_survey = catalog.sources[indicator.source].is_survey and not values.is_count(indicator)
    return method.minimum_answers.value if is_survey else method.minimum_count.value


def size(indicator: Indicator, value: float, n: float) -> float:
    """Return what of a figure adds up over areas and years, NaN for nothing: a count itself, else the answers."""
    return value if values.is_count(indicator) else n


def following(
    catalog: Catalog, sizes: Mapping[Cell, float], withheld: Collection[Cell], names: Mapping[str, str]
) -> dict[Cell, str]:
    """Return the figures that are withheld because another follows with them, each with the reason in Dutch.

    The rule: whoever subtracts what is shown of a total from that total must be left with at least two withheld
    figures, which together are not small. If not, the smallest figure of that sum is withheld too, which may be the
    total, until nothing follows any more. `sizes` has every figure of all files, also those that are `withheld`, as
    far as they are known; `names` has all areas. A total is a wijk, the municipality, or a mean over years.
    """
    reasons: dict[Cell, str] = {}
    for indicator_id in dict.fromkeys(cell[0] for cell in withheld) | dict.fromkeys(cell[0] for cell in sizes):
        indicator = catalog.indicator(indicator_id)
        hidden = {cell for cell in withheld if cell[0] == indicator_id}
        given = {cell: number for cell, number in sizes.items() if cell[0] == indicator_id}
        if not values.is_count(indicator):
            totals = given
        else:  # of a count over years the mean is given
            totals = {cell: number * _years(cell[2]) for cell, number in given.items()}
        sums = list(_sums({*given, *hidden}, names, is_mean=values.is_count(indicator)))
        search = _Search(totals, least(catalog, indicator), hidden)
        reasons |= {
            cell: f"niet getoond: anders is een klein aantal uit te rekenen met {names.get(area, area)}, "
            f"{periods.parse(period).label}"
            for cell, (_, area, period) in search.withheld_too(sums).items()
        }
    return reasons


@dataclass
class _Search:
    """Looks for what follows from the sums of one indicator; withholds what it takes to prevent that."""

    sizes: Mapping[Cell, float]
    least: float
    withheld: set[Cell]
    _known: dict[Cell, float] = field(default_factory=dict)
    _sources: dict[Cell, frozenset[Cell]] = field(default_factory=dict)  # the given figures that a known one rests on

    def withheld_too(self, sums: list[_Sum]) -> dict[Cell, Cell]:
        """Return the figures that must be withheld too, each with the total of the sum by which something follows."""
        more: dict[Cell, Cell] = {}
        is_changed = True
        while is_changed:
            is_changed = False
            self._know(sums)
            for line in sums:
                sources = {source for cell in (line.total, *line.parts) for source in self._sources.get(cell, ())}
                if sources & self.withheld:
                    continue  # rests on what was withheld in this round
                if sources and self._is_unsafe(line):
                    chosen = min(sources, key=lambda cell: (self.sizes[cell], cell))
                    self.withheld.add(chosen)
                    more[chosen] = line.total
                    is_changed = True
        return more

    def _know(self, sums: Iterable[_Sum]) -> None:
        """Collect what anybody knows: what is shown, and what is not given but follows from that."""
        shown = {cell: size for cell, size in self.sizes.items() if cell not in self.withheld and size == size}
        self._known, self._sources = dict(shown), {cell: frozenset([cell]) for cell in shown}
        is_changed = True
        while is_changed:
            is_changed = False
            for line in sums:
                cells = (line.total, *line.parts)
                unknown = [cell for cell in cells if cell not in self._known]
                if len(unknown) == 1 and unknown[0] not in self.withheld:
                    [cell] = unknown
                    rest = self._sum(line.parts)
                    self._known[cell] = rest if cell == line.total else self._known[line.total] - rest
                    self._sources[cell] = frozenset().union(*(self._sources.get(known, ()) for known in cells))
                    is_changed = True

    def _sum(self, cells: Iterable[Cell]) -> float:
        return sum(self._known.get(cell, 0) for cell in cells)

    def _is_unsafe(self, line: _Sum) -> bool:
        """Return whether a withheld figure, or a small one that is not given, follows from a sum."""
        hidden = [cell for cell in (line.total, *line.parts) if cell in self.withheld]
        has_gaps = any(cell not in self._known and cell not in self.withheld for cell in line.parts)
        if not hidden:
            given = [cell for cell in (line.total, *line.parts) if cell in self.sizes]
            left_out = [self._known[cell] for cell in line.parts if cell in self._known and cell not in self.sizes]
            return bool(given) and not has_gaps and any(0 < size < self.least for size in left_out)
        size = self.sizes.get(hidden[0], math.nan)
        rest = self._sum(line.parts)
        if line.total in self.withheld:
            return len(hidden) == 1 and (not has_gaps or not abs(size - rest) >= self.least)
        if line.total not in self._known:
            return False
        rest = self._known[line.total] - rest
        if rest < -line.slack:  # people who count in several parts: nothing follows
            return False
        return rest < self.least or (len(hidden) == 1 and (not has_gaps or not rest - size >= self.least))


def _sums(cells: Collection[Cell], names: Iterable[str], is_mean: bool) -> Iterator[_Sum]:
    """Yield every sum over areas or years in which these figures of one indicator may stand."""
    codes = sorted({*names, *(area for _, area, _ in cells)} - {areas.COUNTRY})
    buurten: dict[str, list[str]] = {}
    for code in codes:
        if areas.level(code) == "buurt":
            buurten.setdefault(areas.parent(code) or "", []).append(code)
    wijken = sorted({*buurten, *(code for code in codes if areas.level(code) == "wijk")})
    given = set(cells)
    for indicator_id, period in sorted({(cell[0], cell[2]) for cell in cells}):

        def cells_of(codes: Iterable[str], indicator_id: str = indicator_id, period: str = period) -> tuple[Cell, ...]:
            return tuple((indicator_id, code, period) for code in codes)

        coarse: dict[str, list[Cell]] = {}
        fine: dict[str, list[Cell]] = {}
        for wijk in wijken:
            whole, parts = cells_of([wijk]), cells_of(buurten.get(wijk, ()))
            has_parts = not given.isdisjoint(parts)
            if has_parts:
                yield _Sum(whole[0], parts)
            city = areas.parent(wijk) or ""
            coarse.setdefault(city, []).extend(parts if has_parts and whole[0] not in given else whole)
            fine.setdefault(city, []).extend(parts if has_parts else whole)
        for city in coarse:
            whole = cells_of(wijk for wijk in wijken if areas.parent(wijk) == city)
            for parts in dict.fromkeys([whole, tuple(coarse[city]), tuple(fine[city])]):
                yield _Sum(cells_of([city])[0], parts)
    yield from _sums_over_years(given, is_mean)


def _sums_over_years(given: set[Cell], is_mean: bool) -> Iterator[_Sum]:
    """Yield each stretch of years as the sum of its years, and of any two stretches in which it can be cut."""
    stretches: dict[tuple[str, str], list[periods.Period]] = {}
    for indicator_id, area, code in sorted(given):
        if not (period := periods.parse(code)).month:
            stretches.setdefault((indicator_id, area), []).append(period)
    # also where an area has no mean over those years: it may follow, and a total with it
    ranges = sorted({period for found in stretches.values() for period in found if period.first < period.last})
    for (indicator_id, area), found in stretches.items() if ranges else ():

        def cell(first: int, after: int, indicator_id: str = indicator_id, area: str = area) -> Cell:
            return indicator_id, area, str(first) if after == first + 1 else f"{first}/{after - 1}"

        slack = sum((period.last + 1 - period.first) / 2 for period in ranges) if is_mean else 0
        for period in ranges:
            years = range(period.first, period.last + 1)
            yield _Sum((indicator_id, area, period.code), tuple(cell(year, year + 1) for year in years), slack)
        ends = sorted(
            end
            for end in {end for period in [*found, *ranges] for end in (period.first, period.last + 1)}
            if any(period.first <= end <= period.last + 1 for period in ranges)
        )
        for first, middle, after in combinations(ends, 3):
            yield _Sum(cell(first, after), (cell(first, middle), cell(middle, after)), slack)


def _years(period: str) -> int:
    parsed = periods.parse(period)
    return parsed.last + 1 - parsed.first
