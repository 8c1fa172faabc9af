"""Defines which own figures add up to which others: over areas, and over the years of a mean."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from veerkracht.core import areas, periods
from veerkracht.database.rows import grouped

# indicator, area and period
Cell = tuple[str, str, str]


class Sum(NamedTuple):
    """A figure that is the sum of others; `slack` is how much the rounding of a mean over years may hide."""

    total: Cell
    parts: tuple[Cell, ...]
    slack: float = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return all figures in it."""
        return (self.total, *self.parts)


def of_indicator(indicator_id: str, cells: Collection[Cell], names: Iterable[str], is_mean: bool) -> list[Sum]:
    """Return every sum that contains any of these figures of one indicator, including sums with missing figures.

    A municipality is the sum of its wijken, a wijk of its buurten (all that `names` has), and a range of years of its
    years; when `is_mean`, its figure is a rounded mean.
    """
    area_codes = {area for _, area, _ in cells} - {areas.COUNTRY}
    parts = dict(_divisions(area_codes, names))
    all_areas = sorted(area_codes.union(*parts.values(), parts))
    moments = {period for _, _, period in cells}
    years = {period: inside for period in sorted(moments) if len(inside := periods.years(period)) > 1}
    over_areas = [
        Sum(
            (indicator_id, total, period),
            tuple((indicator_id, part, period) for part in parts[total]),
            slack=len(years[period]) / 2 * (1 + len(parts[total])) if is_mean and period in years else 0,
        )
        for period in sorted(moments.union(*years.values()))
        for total in parts
    ]
    over_years = [
        Sum(
            (indicator_id, area, stretch),
            tuple((indicator_id, area, year) for year in years[stretch]),
            slack=len(years[stretch]) / 2 if is_mean else 0,
        )
        for stretch in years
        for area in all_areas
    ]
    return over_areas + over_years


def _divisions(area_codes: Collection[str], names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each area with the areas that it consists of, if any of these has a figure."""
    codes = {*area_codes, *names} - {areas.COUNTRY}
    codes |= {parent for code in codes if areas.level(code) == "buurt" and (parent := areas.parent(code))}
    parts = grouped((areas.parent(code) or "", code) for code in sorted(codes) if areas.level(code) != "gemeente")
    for total, inside in parts.items():
        deeper = [part for wijk in inside for part in parts.get(wijk, ())]
        if not set(area_codes).isdisjoint([*inside, *deeper]):
            yield total, inside
