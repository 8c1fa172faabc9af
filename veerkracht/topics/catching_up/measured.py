"""Yearly figures of areas with everything that their margins depend on, as input for the rules in `method`."""

from dataclasses import replace

from veerkracht.core import areas
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import AreaFigure, Indicator
from veerkracht.method import catching_up, margins
from veerkracht.method.margins import PER, Error, Spread
from veerkracht.method.progress import Figure
from veerkracht.topics.catching_up import queries
from veerkracht.topics.catching_up.rows import YearFigure

ByYear = dict[str, tuple[Figure, str]]  # by year, with the edition


def of_area(query: Query, area_code: str, indicator_ids: frozenset[str] | None = None) -> dict[str, ByYear]:
    """Return the yearly figures of an area by indicator, of all or of some."""
    indicators, every_spread = lookups.indicators(query), spreads(query)
    inhabitants = lookups.inhabitants(query).get(area_code)
    figures: dict[str, ByYear] = {}
    for indicator_id, rows in lookups.of_area(query, area_code).items():
        if indicator_ids is not None and indicator_id not in indicator_ids:
            continue
        indicator, spread = indicators[indicator_id], every_spread.get(indicator_id)
        by_year = {
            period: (_figure(row, row.value, indicator, spread, inhabitants), row.snapshot_id or "")
            for period, row in rows.items()
            if row.value is not None and len(period) == 4
        }
        if by_year:
            figures[indicator_id] = by_year
    return figures


def of_indicator(query: Query, indicator_id: str) -> dict[str, ByYear]:
    """Return the yearly figures of an indicator by area."""
    indicator, spread = lookups.indicator(query, indicator_id), spreads(query).get(indicator_id)
    inhabitants = lookups.inhabitants(query)
    figures: dict[str, ByYear] = {}
    for row in query.once(queries.of_indicator, indicator_id):
        figure = _figure(row, row.value, indicator, spread, inhabitants.get(row.area_code))
        figures.setdefault(row.area_code, {})[row.period] = figure, row.edition
    return figures


@cached
def spreads(query: Query) -> dict[str, Spread]:
    """Return by indicator that is a count how much it varies."""
    rows = query(queries.spreads)
    columns = (rows[name].tolist() for name in ("indicator_id", "phi", "tau2"))
    return {str(indicator_id): Spread(phi, tau2) for indicator_id, phi, tau2 in zip(*columns, strict=True)}


def error_of_change(query: Query, indicator: Indicator, area_code: str, first: Figure, last: Figure) -> Error | None:
    """Return the error of the change of an area between two of its figures, None if unknown."""
    if indicator.is_full_count:
        return Error(0.0)
    people, comparison = lookups.inhabitants(query).get(area_code), None
    if people is not None:
        errors = _errors(query, areas.level(area_code), margins.size_class(people))
        comparison = errors.get((indicator.indicator_id, first.period, last.period))
    spread = spreads(query).get(indicator.indicator_id)
    return catching_up.error_of_change(first, last, spread, comparison, indicator.rounded_to)


def _figure(
    row: YearFigure | AreaFigure, value: float, indicator: Indicator, spread: Spread | None, inhabitants: float | None
) -> Figure:
    count = exposure = None
    if spread is not None and indicator.unit in PER:
        if row.numerator is not None and row.denominator is not None:
            count, exposure = row.numerator, row.denominator / PER[indicator.unit]
        elif inhabitants:
            exposure = inhabitants / PER[indicator.unit]
            count = value * exposure
    year = float(row.period)
    figure = Figure(year, value, row.lower, row.upper, row.margin_kind, count, exposure, period=row.period)
    if spread is None or row.margin_kind != "telling":
        return figure
    return replace(figure, concentration=catching_up.concentration(figure, spread, indicator.rounded_to))


@cached
def _errors(query: Query, level: str, smallest: int) -> dict[tuple[str, str, str], Error]:
    """Return the errors of changes of areas of a level and size class, by indicator and both periods."""
    rows = query(queries.comparisons, level, smallest)
    names = ("indicator_id", "first_period", "last_period", "error", "is_ratio")
    return {
        (indicator_id, first, last): Error(error, bool(is_ratio))
        for indicator_id, first, last, error, is_ratio in zip(*(rows[name].tolist() for name in names), strict=True)
    }
