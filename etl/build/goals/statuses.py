"""Computes the status of every measure per area, its other readings, means over years, and error rates."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import duckdb
import pandas as pd

from etl.build.catalog_tables import Row
from etl.build.goals import city_answer, detections, lacks
from etl.build.goals.lacks import Lack
from etl.build.goals.series import Reader, Series, aim, combined, mean
from etl.build.margins.margins import Margins
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.goals import Measure
from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import ReadingKind
from veerkracht.method import progress, readiness
from veerkracht.method.progress import Figure

_CHANGING_READINGS: tuple[ReadingKind, ...] = ("procentpunt", "procent", "inwoners")
_SHARED = "De streefwaarde geldt voor de buurten van het programma samen, tot anders is besloten."


@dataclass(frozen=True)
class Computed:
    """The rows of every table by its name, and the statuses in all periods for the status history."""

    tables: dict[str, pd.DataFrame]
    history: pd.DataFrame


def compute(connection: duckdb.DuckDBPyConnection, catalog: Catalog, margins: Margins) -> Computed:
    """Return the rows of all tables that are computed about the goals, and of the history."""
    reader = Reader(connection, catalog, margins)
    statuses: list[Row] = []
    figures: list[Row] = []
    assessed: list[Series] = []
    together: dict[str, Series] = {}
    detected: list[Row] = []
    for goal, measure in catalog.measures():
        if measure.indicator is None:
            codes = [*catalog.programme.focus_codes, *([areas.TOGETHER] if measure.is_shared else [])]
            detectable = detections.of_planned(catalog, measure)
            last = _last_baseline_year(measure, catalog, detectable)
            rows = [_without_source(measure, code, catalog, last) for code in codes]
        else:
            city = reader.read(measure, catalog.programme.municipality)
            country = reader.read(measure, catalog.programme.country)
            of_areas = list(_series_of_areas(reader, measure))
            detectable = detections.of_series(catalog, measure, of_areas)
            last = _last_baseline_year(measure, catalog, detectable)
            rows = [_status(series, city, country, last) for series in of_areas]
            assessed += of_areas
            figures += [row for series in (*of_areas, city, country) for row in _figures(series)]
            together |= {series.indicator.id: series for series in of_areas if series.area_code == areas.TOGETHER}
        detected += detectable
        statuses += [{"goal_id": goal.number, "measure_id": measure.id, **row} for row in rows]
    tables: dict[str, list[Row]] = {
        "combined_observation": [row for series in together.values() for row in _combined(series)],
        "goal_status": statuses,
        "goal_figure": figures,
        "goal_reading": [row for series in assessed for row in _readings(series)],
        "goal_window": [row for series in assessed for row in _window(series)],
        "detection": detected,
        "error_rate": [row for series in assessed for row in _error_rates(series)],
    }
    history = pd.DataFrame([row for series in assessed for row in _history(series)])
    return Computed({name: pd.DataFrame(rows) for name, rows in tables.items()}, history)


def _series_of_areas(reader: Reader, measure: Measure) -> Iterator[Series]:
    """Yield the series of every focus area, and of a count also that of these areas together."""
    singles = [reader.read(measure, code) for code in reader.catalog.programme.focus_codes]
    yield from singles
    if singles[0].indicator.margin == "telling" or measure.is_shared:
        yield combined(singles)


def _without_source(measure: Measure, area_code: str, catalog: Catalog, last_baseline_year: int | None) -> Row:
    lack = lacks.of_planned(catalog, measure)
    is_part = measure.is_shared and area_code != areas.TOGETHER
    return {
        "area_code": area_code,
        "reading": measure.reading.kind,
        "status": "nog geen meting",
        "target": None if is_part else aim(measure, catalog.programme.target_year).target(None),
        "last_baseline_year": last_baseline_year,
        **_of_lack(lack),
    }


def _of_lack(lack: Lack) -> Row:
    """Return the columns of `goal_status` that say why there is no figure, and whose move it is."""
    return {
        "lack": lack.kind,
        "reason": lack.reason,
        "why_no_figure": lack.why,
        "owner": lack.owner,
        "next_step": lack.step,
        "next_date": lack.date,
    }


def _last_baseline_year(measure: Measure, catalog: Catalog, detectable: list[Row]) -> int | None:
    """Return the last year in which a baseline still helps a measure that has none yet, None when it needs none."""
    target_year = catalog.programme.target_year
    if not aim(measure, target_year).needs_baseline:
        return None
    averaged = detections.years_averaged(detectable)
    return readiness.last_useful_year(target_year, measure.years_between, True, averaged)


def _status(series: Series, city: Series, country: Series, last_baseline_year: int | None) -> Row:
    """Return the row of `goal_status` of one measure and area, without the ids of goal and measure."""
    aim, start, comparable = series.aim(), series.start, series.comparable
    latest = comparable[-1] if comparable else None
    target = aim.target(start.value if start else None)
    row: Row = {
        "area_code": series.area_code,
        "reading": series.measure.reading.kind,
        "baseline_period": series.baseline_period,
        "baseline_adopted": series.adopted,
        # a measure whose source is only planned has its baseline from the plan alone
        "baseline_published": None if series.measure.planned_source else series.value_at(series.baseline_period),
        "target": target,
        "target_adopted": aim.target(series.adopted),
        "population_size": series.population_size if series.measure.unit == "%" else series.inhabitants,
        **city_answer.compared(series, city, latest.figure if latest else None),
        **_absolutes(series, target, latest.figure.value if latest else None),
    }
    if latest is None:
        return row | {
            "status": "niet vergelijkbaar" if series.later else "nog geen meting",
            **_lack(series),
            "detectable_change": series.detectable_from(start),
            "last_baseline_year": None if start else last_baseline_year,
        }
    assessment, measured_from = series.assess(latest.figure), series.measured_from
    return (
        asdict(assessment)
        | row
        | {
            "period": latest.period,
            "value": latest.figure.value,
            "figure_status": latest.quality,
            "change_from": measured_from.period or series.baseline_period if measured_from else None,
            **city_answer.before_extreme(series, country),
            "reason": _SHARED if series.is_part else dutch.STATUS_MEANING[assessment.status],
            **_from_adopted(series, latest.figure),
            **_previous(series),
        }
    )


def _lack(series: Series) -> Row:
    """Return what a measure lacks, and why: a figure at all, or one that can be compared with the baseline."""
    if series.later:
        return {"lack": "not_comparable", "reason": series.later[-1].obstacle}
    return _of_lack(series.lack or lacks.NOT_SAME_YEAR)


def _figures(series: Series) -> list[Row]:
    """Return the rows of `goal_figure`: which figures a measure has."""
    return [
        {
            "measure_id": series.measure.id,
            "area_code": series.area_code,
            "period": measured.period,
            "is_comparable": not measured.obstacle,
        }
        for measured in series.rows
    ]


def _combined(series: Series) -> list[Row]:
    """Return the rows of `combined_observation`: the figures of the focus areas together."""
    return [
        {
            "indicator_id": series.indicator.id,
            "period": measured.period,
            "area_code": series.area_code,
            "value": measured.figure.value,
            "lower": measured.figure.lower,
            "upper": measured.figure.upper,
            "margin_kind": measured.figure.kind,
            "status": measured.quality,
        }
        for measured in series.rows
    ]


def _from_adopted(series: Series, latest: Figure) -> Row:
    """Return path, deviation and status when progress is measured from the baseline as adopted, with its margin."""
    start, adopted = series.start, series.adopted
    if start is None or adopted is None:
        return {}
    shift = adopted - start.value
    lower, upper = (None if bound is None else bound + shift for bound in (start.lower, start.upper))
    moved = replace(start, value=adopted, lower=lower, upper=upper)
    assessment = series.assess(latest, start=moved, measured_from=None if series.spread else moved)
    return {f"{name}_adopted": getattr(assessment, name) for name in ("path", "deviation", "status")}


def _previous(series: Series) -> Row:
    """Return the measurement before the latest, with its status unless it is the baseline."""
    if len(series.comparable) == 1:
        start = series.start
        return {"previous_period": series.baseline_period if start else None, "previous_value": start and start.value}
    before = series.comparable[-2]
    status = series.assess(before.figure).status
    return {"previous_period": before.period, "previous_value": before.figure.value, "previous_status": status}


def _absolutes(series: Series, target: float | None, value: float | None) -> dict[str, float | None]:
    """Return baseline, target and latest value in persons, reports and the like; only a share or rate has them.

    Numbers of persons follow from a share, so they are rounded to tens; those of reports were counted.
    """
    start = series.start
    exposure = (start.exposure if start else None) or series.exposure
    values = {"absolute_baseline": start.value if start else None, "absolute_target": target, "absolute_value": value}
    if exposure is None:
        return dict.fromkeys(values)
    numbers = {name: None if value is None else value * exposure for name, value in values.items()}
    if series.measure.unit != "%":
        return numbers
    return {name: None if number is None else dutch.rounded_to_tens(number) for name, number in numbers.items()}


def _readings(series: Series) -> Iterator[Row]:
    """Yield the rows of `goal_reading`: only a change of a percentage can be read in several ways."""
    start, comparable = series.start, series.comparable
    if series.measure.unit != "%" or series.measure.reading.kind not in _CHANGING_READINGS or start is None:
        return
    unassessed = "niet vergelijkbaar" if series.later else "nog geen meting"
    for reading in _CHANGING_READINGS:
        assessment = series.assess(comparable[-1].figure, reading) if comparable else None
        yield {
            "measure_id": series.measure.id,
            "area_code": series.area_code,
            "reading": reading,
            "target": series.aim(reading).target(start.value),
            "path": assessment.path if assessment else None,
            "deviation": assessment.deviation if assessment else None,
            "status": assessment.status if assessment else unassessed,
        }


def _window(series: Series) -> list[Row]:
    """Return the row of `goal_window` for a count whose years up to the baseline are known (method 1.6, point 6)."""
    size = int(series.method.window_years.value)
    if series.spread is None or series.baseline_period is None:
        return []
    end = int(series.baseline_period)
    before, last = mean(series, range(end - size + 1, end + 1)), range(end + 1, end + size + 1)
    if before is None:
        return []
    after = mean(series, last)
    row: Row = {
        "measure_id": series.measure.id,
        "area_code": series.area_code,
        "first_window": periods.Period(end - size + 1, end).code,
        "last_window": periods.Period(last[0], last[-1]).code,
        "first_value": before.value,
        "last_value": after.value if after else None,
        "years_measured": sum(series.at(str(year)) is not None for year in last),
    }
    if after is None:
        reason = f"Dit kan pas als er cijfers zijn tot en met {last[-1]}."
        detectable = series.detectable_from(before)
        return [row | {"status": "nog geen meting", "reason": reason, "detectable_change": detectable}]
    # the path runs from the year of the baseline; the mean of the last window is of its middle year
    start = replace(before, year=end)
    assessment = series.assess(after, start=start, measured_from=start)
    columns = ("status", "detectable_change")
    reason = dutch.STATUS_MEANING[assessment.status]
    return [row | {name: getattr(assessment, name) for name in columns} | {"reason": reason}]


def _error_rates(series: Series) -> list[Row]:
    """Return the rows of `error_rate`: the statuses by both rules if nothing had changed since the baseline."""
    start = series.start
    if series.spread is None or start is None or not start.count or not start.exposure:
        return []
    year = int(series.comparable[-1].figure.year) if series.comparable else int(start.year) + 1
    shares = progress.shares_without_change(
        series.aim(),
        start,
        year,
        series.spread,
        (series.method.screen_confidence.value, series.method.on_course_share.value),
    )
    return [
        {
            "measure_id": series.measure.id,
            "area_code": series.area_code,
            "uses_margin": uses_margin,
            "status": status,
            "share": share,
        }
        for (uses_margin, status), share in sorted(shares.items())
    ]


def _history(series: Series) -> Iterator[Row]:
    """Yield the status in every period after the baseline, also of those that cannot be compared."""
    for measured in series.later:
        assessment = None if measured.obstacle else series.assess(measured.figure)
        yield {
            "measure_id": series.measure.id,
            "area_code": series.area_code,
            "period": measured.period,
            "status": assessment.status if assessment else "niet vergelijkbaar",
            "certainty": assessment.certainty if assessment else None,
            "value": measured.figure.value,
            "reading": series.measure.reading.kind,
        }
