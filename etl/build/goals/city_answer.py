"""Computes how the distance of an area to its municipality changed, and whether the baseline was a trough or a peak of
the whole country."""

from etl.build.catalog_tables import Row
from etl.build.goals.series import Series
from veerkracht.core import periods
from veerkracht.method import margins, progress, verdict
from veerkracht.method.progress import Figure
from veerkracht.method.verdict import GapChange


def compared(series: Series, city: Series, latest: Figure | None) -> Row:
    """Return the columns of `goal_status` about the city at the baseline and now; `latest` is the figure now, if any.

    Both sides of a gap are from one edition: as published, or both as adopted in the plan. Of a count the gap at first
    is of the means of the years up to the baseline.
    """
    sign, start = series.aim().sign, series.baseline_period
    baselines = (city.value_at(start), series.value_at(start))
    if baselines == (None, None):
        baselines = (city.adopted, series.adopted)
    now = (city.value_at(latest.period if latest else None), latest.value if latest else None)
    row: Row = {
        "city_baseline": baselines[0],
        "gap_baseline": progress.gap(*baselines, sign),
        "city_now": now[0],
        "gap_now": progress.gap(*now, sign),
    }
    first, city_first = series.measured_from, city.measured_from
    city_last = city.at(latest.period) if latest else None
    if latest is None or first is None or city_first is None or city_last is None or first.period != city_first.period:
        return row
    return row | _gap_change(series, city, (first, latest), (city_first, city_last.figure))


def before_extreme(series: Series, country: Series) -> Row:
    """Return the period and figure of an area before a baseline that was a trough or peak of the whole country."""
    if series.baseline_period is None:
        return {}
    comparable = {row.period: row.figure.value for row in country.rows if not row.obstacle}
    before = verdict.before_extreme(comparable, series.baseline_period, series.aim().sign)
    return {"before_extreme_period": before, "before_extreme_value": series.value_at(before)}


def _gap_change(series: Series, city: Series, areas: tuple[Figure, Figure], cities: tuple[Figure, Figure]) -> Row:
    """Return the columns on the change of the gap between two periods, none when it cannot be known."""
    sign, error = series.aim().sign, series.uncertainty(*areas).change
    gaps = tuple(sign * (whole.value - part.value) for whole, part in zip(cities, areas, strict=True))
    counts = [figure.count for figure in (*areas, *cities)]
    is_ratio = error.is_ratio if error else None not in counts and series.spread is not None
    if is_ratio and None not in counts:
        own = (_per_year(areas[0]), _per_year(areas[1]))
        others = (_per_year(cities[0]) - own[0], _per_year(cities[1]) - own[1])
    else:
        own = (areas[0].value, areas[1].value)
        sizes = (city.inhabitants, series.inhabitants)
        others = (verdict.rest(cities[0].value, own[0], *sizes), verdict.rest(cities[1].value, own[1], *sizes))
    relative = verdict.relative_change(own, others, sign, is_ratio)
    if relative is None:
        return {}
    change: GapChange = verdict.gap_change(
        (gaps[0], gaps[1]), relative, error.size if error else None, series.method.screen_confidence.value, is_ratio
    )
    return {
        "gap_baseline": gaps[0],
        "gap_now": gaps[1],
        "gap_word": change.word,
        "gap_change": change.change,
        "gap_lower": change.lower,
        "gap_upper": change.upper,
        "gap_error": error.size if error else None,
        "gap_scale": margins.scale(is_ratio),
    }


def _per_year(figure: Figure) -> float:
    """Return the count of a figure per year; of a figure without one 0."""
    period = periods.parse(figure.period)
    return (figure.count or 0.0) / (period.last - period.first + 1)
