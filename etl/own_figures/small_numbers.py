"""Decides which own figures are withheld: those based on few people, and those that would reveal them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from etl.own_figures import recomputation, sums, values
from etl.own_figures.recomputation import Effort, TooMuch
from etl.own_figures.sums import Cell, Sum
from veerkracht.catalog.catalog import Catalog, Indicator
from veerkracht.core import dutch, periods
from veerkracht.database.rows import grouped

_ROUNDING = 1e-6  # of a percentage times a number of answers
_MOST_TRIES = 12  # before withholding the smallest figure although it does not help alone
_MOST_STEPS = 3_000_000  # of one indicator: some three seconds
_TOO_MANY = "niet getoond: er zijn zo veel sommen dat niet is na te gaan of er een klein aantal uit volgt."
_TOO_MANY_MEANS = f"{_TOO_MANY} Laat gemiddelden over jaren weg die elkaar overlappen, dan staat de rest er weer"
_TOO_MANY_FIGURES = f"{_TOO_MANY} Lever minder periodes of minder gebieden aan"


def why_small(catalog: Catalog, indicator: Indicator, value: float, n: float) -> str:
    """Return in Dutch why a figure is withheld, '' when it is about enough people; `n` is NaN when not given."""
    people, enough = catalog.method.minimum_count.value, minimum_size(catalog, indicator)
    if values.is_count(indicator) and value < people:
        return f"niet getoond: een aantal onder {dutch.number(people, 0)}"
    if n < enough:
        return f"niet getoond: minder dan {dutch.number(enough, 0)} antwoorden"
    if indicator.unit == "%" and min(value, 100 - value) * n < 100 * people - _ROUNDING:
        threshold = f"minder dan {dutch.number(people, 0)}"
        return f"niet getoond: het percentage staat voor {threshold} mensen, of voor allen op {threshold} na"
    return ""


def minimum_size(catalog: Catalog, indicator: Indicator) -> float:
    """Return how large a figure must be to be shown: its value if it is a count, else its number of answers."""
    method = catalog.method
    is_survey = catalog.sources[indicator.source].is_survey and not values.is_count(indicator)
    return method.minimum_answers.value if is_survey else method.minimum_count.value


def size(indicator: Indicator, value: float, n: float) -> float:
    """Return the amount that adds up over areas and years: the value of a count, else the number of answers; NaN for
    none."""
    return value if values.is_count(indicator) else n


def secondary_suppressions(
    catalog: Catalog, sizes: Mapping[Cell, float], withheld: Collection[Cell], names: Mapping[str, str]
) -> dict[Cell, str]:
    """Return the figures that are withheld because a withheld one could be derived from them, each with the reason in
    Dutch.

    `sizes` has every known figure of all files, including those that are `withheld`; `names` has all areas. See
    docs/decisions/0027-what-is-withheld-cannot-be-computed.md.
    """
    reasons: dict[Cell, str] = {}
    for indicator_id in dict.fromkeys(cell[0] for cell in withheld) | dict.fromkeys(cell[0] for cell in sizes):
        indicator = catalog.indicator(indicator_id)
        hidden = {cell for cell in withheld if cell[0] == indicator_id}
        indicator_sizes = {cell: size for cell, size in sizes.items() if cell[0] == indicator_id and size == size}
        if is_mean := values.is_count(indicator):  # over years
            indicator_sizes = {cell: size * _years(cell[2]) for cell, size in indicator_sizes.items()}
        lines = sums.of_indicator(indicator_id, {*indicator_sizes, *hidden}, names, is_mean)
        enough = minimum_size(catalog, indicator)
        try:
            reasons |= _Search(lines, indicator_sizes, enough, set(hidden)).reasons(names)
        except TooMuch:
            reasons |= _without_means(lines, indicator_sizes, enough, hidden, names)
    return reasons


def _without_means(
    lines: Sequence[Sum],
    indicator_sizes: Mapping[Cell, float],
    enough: float,
    hidden: set[Cell],
    names: Mapping[str, str],
) -> dict[Cell, str]:
    """Return what is withheld of one indicator when all sums together take too much effort: every mean over years, so
    that these sums reveal nothing, and what follows without them; if that takes too much as well, everything."""
    means = {cell for cell in indicator_sizes if _years(cell[2]) > 1} - hidden
    of_years = [line for line in lines if all(_years(period) == 1 for _, _, period in line.cells)]
    try:
        reasons = _Search(of_years, indicator_sizes, enough, hidden | means).reasons(names)
    except TooMuch:
        return dict.fromkeys(indicator_sizes.keys() - hidden, _TOO_MANY_FIGURES)
    return reasons | dict.fromkeys(means, _TOO_MANY_MEANS)


@dataclass
class _Search:
    """Finds figures of one indicator that anybody can compute, and withholds as many others as needed to prevent that.

    `sizes` has every known figure, over several years their sum. Raises TooMuch when that takes more than `effort`.
    """

    sums: Sequence[Sum]
    sizes: Mapping[Cell, float]
    least: float
    withheld: set[Cell]
    effort: Effort = field(default_factory=lambda: Effort(_MOST_STEPS))

    def reasons(self, names: Mapping[str, str]) -> dict[Cell, str]:
        """Return the figures that must be withheld too, each with the reason in Dutch."""
        return {
            cell: f"niet getoond: anders is het cijfer van {names.get(area, area)}, {periods.parse(period).label} uit "
            "te rekenen, dat ook niet wordt getoond"
            for cell, (_, area, period) in self.suppressions().items()
        }

    def suppressions(self) -> dict[Cell, Cell]:
        """Return the additional figures to withhold, each with the one that it would reveal."""
        suppressions: dict[Cell, Cell] = {}
        count = -1
        while len(suppressions) > count:
            count = len(suppressions)
            for cell in sorted(self._disclosed(self.sums)):
                # figures withheld for another cell may be enough
                while (sources := self._disclosed(self._related_sums(cell)).get(cell)) is not None:
                    if (chosen := self._next_to_withhold(cell, sources)) is None:
                        break
                    self.withheld.add(chosen)
                    suppressions[chosen] = cell
        return suppressions

    def _disclosed(self, sums: Sequence[Sum]) -> dict[Cell, frozenset[Cell]]:
        """Return the hidden figures that anybody can compute from these sums, each with the figures that reveal it."""
        visible = self._visible(sums)
        ranges = recomputation.recompute(sums, visible, self.effort)
        if self._guessed_zeros:
            guessed = recomputation.recompute(sums, visible | self._guessed_zeros, self.effort)
            ranges |= {cell: guessed[cell] for cell in guessed if cell in self.withheld}
        return {
            cell: bounds.sources
            for cell, bounds in ranges.items()
            if (bounds.width < self.least if cell in self.withheld else 0 < bounds.high < self.least)
        }

    def _next_to_withhold(self, cell: Cell, sources: frozenset[Cell]) -> Cell | None:
        """Return the smallest figure that protects another when withheld, from the sums that contain that one or else
        from all that determine it; if none does so alone, just the smallest. None without candidates."""
        neighbours = {other for line in self._sums_with(cell) for other in line.cells}
        candidates = [
            other
            for group in (neighbours, sources - neighbours)
            for other in sorted(filter(self._is_shown, group), key=lambda other: (self.sizes[other], other))
        ]
        for other in candidates[:_MOST_TRIES]:
            self.withheld.add(other)
            helps = cell not in self._disclosed(self._related_sums(cell))
            self.withheld.remove(other)
            if helps:
                return other
        return next(iter(candidates), None)

    def _sums_with(self, cell: Cell) -> list[Sum]:
        """Return the sums that contain a figure, without those that visibly do not hold."""
        return [line for line in self._with_cell[cell] if recomputation.may_hold(line, self._visible([line]))]

    def _visible(self, sums: Iterable[Sum]) -> dict[Cell, float]:
        return {cell: self.sizes[cell] for line in sums for cell in line.cells if self._is_shown(cell)}

    def _is_shown(self, cell: Cell) -> bool:
        return cell in self.sizes and cell not in self.withheld

    def _related_sums(self, cell: Cell) -> list[Sum]:
        """Return the sums that can reveal anything about a figure: those that contain it, and recursively those of
        every other hidden figure in them."""
        related: dict[Sum, None] = {}
        waiting, seen = [cell], {cell}
        while waiting:
            for line in self._sums_with(waiting.pop()):
                if line not in related:
                    related[line] = None
                    new = [other for other in line.cells if other not in seen and not self._is_shown(other)]
                    seen.update(new)
                    waiting += new
        return list(related)

    @cached_property
    def _with_cell(self) -> dict[Cell, list[Sum]]:
        return grouped((cell, line) for line in self.sums for cell in line.cells)

    @cached_property
    def _guessed_zeros(self) -> dict[Cell, float]:
        """Return 0 for each missing figure that may be 0 and cannot be much more: anybody would guess that."""
        ranges = recomputation.recompute(self.sums, self.sizes, self.effort)
        not_given = {cell: ranges[cell] for cell in ranges if cell not in self.withheld}
        return {cell: 0 for cell, bounds in not_given.items() if bounds.low <= 0 and bounds.high < self.least}


def _years(period: str) -> int:
    return len(periods.years(period))
