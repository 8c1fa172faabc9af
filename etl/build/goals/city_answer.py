"""Computes how the distance of an area to its municipality changed, and whether the whole country was at a low or high
in the baseline."""

from etl.build.catalog_tables import Row
from etl.build.goals.series import Series
from veerkracht.core import dutch
from veerkracht.method import margins, progress, verdict
from veerkracht.method.progress import Figure


def compared(series: Series, city: Series, latest: Figure | None) -> Row:
    """Return the columns of `goal_status` about the city at the baseline and now; `latest` is the figure now, if any.

    Both sides of a gap are from one edition: as published, or both as adopted in the plan. Of a rate of counts the gap
    at first is of the means of the years up to the baseline. None for an amount: a city always has more than a buurt.
    """
    if dutch.is_amount(series.measure.unit):
        return {}
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
    error = series.uncertainty(*areas).change
    between = verdict.between(
        areas, cities, (city.inhabitants, series.inhabitants), series.aim().sign, error,
        series.spread is not None, series.method.screen_confidence.value,
    )  # fmt: skip
    if between is None:
        return {}
    return {
        "gap_baseline": between.gaps[0],
        "gap_now": between.gaps[1],
        **{f"gap_{name}": getattr(between.change, name) for name in ("word", "change", "lower", "upper")},
        "gap_error": error.size if error else None,
        "gap_scale": margins.scale(between.is_ratio),
    }
