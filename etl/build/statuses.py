"""Computes at build where every measure stands: status per area, other readings, means over years, error rates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pandas as pd

from etl.build.series import Reader, Series, aim, mean, together
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.goals import Measure, ReadingKind
from veerkracht.core import dutch, periods
from veerkracht.method import progress
from veerkracht.method.progress import Assessment, Figure

_CHANGING_READINGS: tuple[ReadingKind, ...] = ("procentpunt", "procent", "inwoners")
_ASSESSED = ("path", "deviation", "change", "change_lower", "change_upper", "share", "status", "certainty",
             "detectable_change")  # fmt: skip

_Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Computed:
    """The rows of every table by its name, and the statuses in all periods for the status history."""

    tables: dict[str, pd.DataFrame]
    history: pd.DataFrame


def compute(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> Computed:
    """Return the rows of all tables that hold what was computed about the goals, and of the history."""
    reader = Reader(connection, catalog)
    status: _Rows = []
    found: list[Series] = []
    figures: _Rows = []
    for goal, measure in catalog.measures():
        if measure.indicator is None:
            rows = [_without_source(measure, code, catalog) for code in catalog.programme.focus_areas]
        else:
            city = reader.read(measure, catalog.programme.municipality)
            series = list(_all_series(reader, measure))
            rows = [_status(one, city) for one in series]
            found += series
            country = reader.read(measure, catalog.programme.country)
            figures += [row for one in series for row in _figures(one, has_margin=True)]
            figures += [row for one in (city, country) for row in _figures(one, has_margin=False)]
        status += [{"goal_id": goal.number, "measure_id": measure.id, **row} for row in rows]
    tables = {
        "dispersion": list(reader.dispersions.values()), "goal_status": status, "goal_figure": figures,
        "goal_reading": [row for one in found for row in _readings(one)],
        "goal_window": [row for one in found for row in _window(one)],
        "error_rate": [row for one in found for row in _error_rates(one)],
    }  # fmt: skip
    history = pd.DataFrame([row for one in found for row in _history(one)])
    return Computed({name: pd.DataFrame(rows) for name, rows in tables.items()}, history)


def _all_series(reader: Reader, measure: Measure) -> Iterator[Series]:
    """Yield the series of every focus area, and of a count also that of these areas together."""
    singles = [reader.read(measure, code) for code in reader.catalog.programme.focus_areas]
    yield from singles
    if singles[0].indicator.margin == "telling":
        yield together(singles)


def _without_source(measure: Measure, area_code: str, catalog: Catalog) -> dict[str, Any]:
    state = "De bron is nog niet aangesloten." if measure.has_source else "Er is nog geen bron."
    return {
        "area_code": area_code, "reading": measure.reading.kind, "status": "nog geen meting",
        "target": aim(measure, catalog.programme.target_year).target(None),
        "reason": f"{state} Gepland: {measure.planned_source}.",
    }  # fmt: skip


def _status(series: Series, city: Series) -> dict[str, Any]:
    """Return the row of `goal_status` of one measure and area, without the ids of goal and measure."""
    asked, start, comparable = series.aim(), series.start, series.comparable
    latest = comparable[-1] if comparable else None
    target = asked.target(start.value if start else None)
    row = {
        "area_code": series.area_code, "reading": series.measure.reading.kind,
        "baseline_period": series.baseline_period, "baseline_adopted": series.adopted,
        # a measure whose source is only planned has its baseline from the plan alone
        "baseline_published": None if series.measure.planned_source else series.value_at(series.baseline_period),
        "target": target, "target_adopted": asked.target(series.adopted), "inhabitants": series.inhabitants,
        **_compared_with_city(series, city, latest.period if latest else None),
        **_absolutes(series, target, latest.figure.value if latest else None),
    }  # fmt: skip
    if latest is None:
        return row | {
            "status": "niet vergelijkbaar" if series.later else "nog geen meting",
            "reason": series.later[-1].obstacle if series.later else series.why_empty,
            "detectable_change": series.detectable_from(start),
        }
    assessed = series.assess(latest.figure)
    lower, upper = _bounds(series, latest.figure)
    return row | {
        "period": latest.period, "value": latest.figure.value, "lower": lower, "upper": upper,
        "figure_status": latest.quality, "reason": _meaning(assessed),
        **{name: getattr(assessed, name) for name in _ASSESSED},
        **_from_adopted(series, latest.figure), **_previous(series),
    }  # fmt: skip


def _figures(series: Series, has_margin: bool) -> _Rows:
    """Return the rows of `goal_figure`. Chance in counts is estimated for buurten: it gives a city no margin."""
    rows = []
    for one in series.rows:
        is_published = one.figure.lower is not None
        lower, upper = _bounds(series, one.figure) if has_margin or is_published else (None, None)
        rows.append({
            "measure_id": series.measure.id, "area_code": series.area_code, "period": one.period,
            "value": one.figure.value, "lower": lower, "upper": upper, "figure_status": one.quality,
            "is_comparable": not one.obstacle,
        })  # fmt: skip
    return rows


def _bounds(series: Series, figure: Figure) -> tuple[float | None, float | None]:
    """Return the bounds of a figure at the confidence of publishers: as published, or from its standard error."""
    if figure.lower is not None:
        return figure.lower, figure.upper
    reach = progress.detectable_change(series.error(figure), progress.PUBLISHED_CONFIDENCE)
    return (None, None) if reach is None else (figure.value - reach, figure.value + reach)


def _from_adopted(series: Series, latest: Figure) -> dict[str, Any]:
    """Return path, deviation and status when progress is measured from the baseline as adopted, with its margin."""
    start, adopted = series.start, series.adopted
    if start is None or adopted is None:
        return {}
    shift = adopted - start.value
    bounds = {} if start.lower is None or start.upper is None else {
        "lower": start.lower + shift, "upper": start.upper + shift
    }  # fmt: skip
    found = series.assess(latest, start=replace(start, value=adopted, **bounds))
    return {"path_adopted": found.path, "deviation_adopted": found.deviation, "status_adopted": found.status}


def _compared_with_city(series: Series, city: Series, period: str | None) -> dict[str, float | None]:
    """Return the city at baseline and now and the gaps to it, both sides of a gap from the same edition."""
    sign, start = series.aim().sign, series.baseline_period
    first = (city.value_at(start), series.value_at(start))
    if first == (None, None):
        first = (city.adopted, series.adopted)
    now = (city.value_at(period), series.value_at(period))
    return {
        "city_baseline": first[0], "gap_baseline": progress.gap(*first, sign),
        "city_now": now[0], "gap_now": progress.gap(*now, sign),
    }  # fmt: skip


def _previous(series: Series) -> dict[str, Any]:
    """Return the measurement before the latest, with its status unless it is the baseline."""
    if len(series.comparable) == 1:
        start = series.start
        return {"previous_period": series.baseline_period if start else None, "previous_value": start and start.value}
    before = series.comparable[-2]
    status = series.assess(before.figure).status
    return {"previous_period": before.period, "previous_value": before.figure.value, "previous_status": status}


def _absolutes(series: Series, target: float | None, value: float | None) -> dict[str, float | None]:
    """Return baseline, target and latest value in persons, reports and the like; only a share or rate has them."""
    start = series.start
    exposure = (start.exposure if start else None) or series.exposure
    values = {"absolute_baseline": start.value if start else None, "absolute_target": target, "absolute_value": value}
    return {name: None if one is None or exposure is None else one * exposure for name, one in values.items()}


def _readings(series: Series) -> _Rows:
    """Return the rows of `goal_reading`: only a change of a percentage can be read in several ways."""
    start, comparable = series.start, series.comparable
    if series.measure.unit != "%" or series.measure.reading.kind not in _CHANGING_READINGS or start is None:
        return []
    rows = []
    for reading in _CHANGING_READINGS:
        found = series.assess(comparable[-1].figure, reading) if comparable else None
        unjudged = "niet vergelijkbaar" if series.later else "nog geen meting"
        rows.append({
            "measure_id": series.measure.id, "area_code": series.area_code, "reading": reading,
            "target": series.aim(reading).target(start.value),
            "path": found.path if found else None, "deviation": found.deviation if found else None,
            "status": found.status if found else unjudged,
        })  # fmt: skip
    return rows


def _window(series: Series) -> _Rows:
    """Return the row of `goal_window` for a count whose years up to the baseline are known (method 1.6, point 6)."""
    size = int(series.method.window_years.value)
    if series.dispersion is None or series.baseline_period is None:
        return []
    end = int(series.baseline_period)
    before, last = mean(series, range(end - size + 1, end + 1)), range(end + 1, end + size + 1)
    if before is None:
        return []
    after = mean(series, last)
    row = {
        "measure_id": series.measure.id, "area_code": series.area_code,
        "first_window": periods.Period(end - size + 1, end).code,
        "last_window": periods.Period(last[0], last[-1]).code,
        "first_value": before.value, "last_value": after.value if after else None,
        "years_measured": sum(series.at(str(year)) is not None for year in last),
    }  # fmt: skip
    if after is None:
        reason = f"Dit kan pas als er cijfers zijn tot en met {last[-1]}."
        detectable = series.detectable_from(before)
        return [row | {"status": "nog geen meting", "reason": reason, "detectable_change": detectable}]
    # the path runs from the year of the baseline; the mean of the last window stands for its middle year
    found = series.assess(after, start=replace(before, year=end))
    return [
        row | {"status": found.status, "reason": _meaning(found), "detectable_change": found.detectable_change}
    ]  # fmt: skip


def _error_rates(series: Series) -> _Rows:
    """Return the rows of `error_rate`: what both rules would say if nothing had changed since the baseline."""
    start = series.start
    if series.dispersion is None or start is None or not start.count or not start.exposure:
        return []
    year = int(series.comparable[-1].figure.year) if series.comparable else int(start.year) + 1
    found = progress.shares_without_change(
        series.aim(), start.count, start.exposure, (int(start.year), year), series.dispersion,
        (series.method.screen_confidence.value, series.method.on_course_share.value),
    )  # fmt: skip
    return [
        {
            "measure_id": series.measure.id, "area_code": series.area_code, "uses_margin": uses_margin,
            "status": status, "share": min(share, 1.0),
        }
        for (uses_margin, status), share in sorted(found.items())
    ]  # fmt: skip


def _history(series: Series) -> _Rows:
    """Return the status in every period after the baseline, also of those that cannot be compared."""
    rows = []
    for one in series.later:
        found = None if one.obstacle else series.assess(one.figure)
        rows.append({
            "measure_id": series.measure.id, "area_code": series.area_code, "period": one.period,
            "status": found.status if found else "niet vergelijkbaar", "certainty": found.certainty if found else None,
            "value": one.figure.value, "reading": series.measure.reading.kind,
        })  # fmt: skip
    return rows


def _meaning(found: Assessment) -> str:
    if found.certainty == "marge onbekend":
        return f"{dutch.POINT_MEANING[found.status]} {dutch.NO_MARGIN}"
    return dutch.STATUS_MEANING[found.status]
