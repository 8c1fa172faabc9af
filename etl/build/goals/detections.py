"""Computes for each measure which size of change is detectable, and in which year the path to the target reaches it."""

import math
from dataclasses import dataclass, replace

import pandas as pd

from etl.build.catalog_tables import Row
from etl.build.goals.series import Series, aim
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.goals import Measure
from veerkracht.core import areas
from veerkracht.method import detection
from veerkracht.method.detection import Rules

_SPANS = (1, 3)  # years in a mean
_NO_BASELINE = 50.0  # percent: the share with the widest margin, used without a baseline


@dataclass(frozen=True)
class _Basis:
    """What is known of a measure in an area: the level that a change starts from with its error, the whole change that
    the path asks for, the year that it starts in, and the years with a figure; or why that is not known."""

    area_code: str
    base: float | None = None
    error: float | None = None
    is_ratio: bool = False
    answers: float | None = None  # that the error was assumed for
    path_change: float | None = None
    start_year: int | None = None
    years: tuple[int, ...] = ()
    weight: float = 1.0
    reason: str = ""


def of_series(catalog: Catalog, measure: Measure, of_areas: list[Series]) -> list[Row]:
    """Return the rows of `detection` of a measure with an indicator, by the series of the focus areas (and SAMEN)."""
    return _rows(catalog, measure, [_of_series(catalog, series) for series in of_areas])


def of_planned(catalog: Catalog, measure: Measure) -> list[Row]:
    """Return the rows of `detection` for a measure without loaded data."""
    basis = _assumed(catalog, measure, None) if measure.unit == "%" else None
    bases = [
        _Basis(code, reason=_why_unknown(measure)) if basis is None else replace(basis, area_code=code)
        for code in catalog.programme.focus_codes
    ]
    return _rows(catalog, measure, bases)


def years_averaged(rows: list[Row]) -> int:
    """Return how many years must be averaged before the change of the plan shows in an area, 1 when that is unknown or
    no number of years is enough."""
    numbers = pd.DataFrame(rows, columns=["area_code", "span", "path_change", "smallest_change"])
    numbers = numbers.astype({"path_change": float, "smallest_change": float})
    shows = numbers[numbers["area_code"].ne(areas.TOGETHER) & (numbers["path_change"] >= numbers["smallest_change"])]
    return 1 if shows.empty else int(shows["span"].min())


def _of_series(catalog: Catalog, series: Series) -> _Basis:
    start, measure_aim = series.start, series.aim()
    candidates = [figure for figure in (start, *(row.figure for row in reversed(series.comparable))) if figure]
    target = measure_aim.target(start.value if start else None)
    place = _Basis(
        series.area_code,
        path_change=measure_aim.sign * (target - start.value) if start and target is not None else None,
        start_year=int(start.year) if start else None,
        years=_years(catalog, series),
        weight=(start.count if start and start.count else None) or series.inhabitants or 1.0,
    )
    if series.indicator.is_full_count:
        return _Basis(series.area_code, reason="Alles wordt geteld. Het cijfer heeft geen marge.")
    for figure in candidates:
        if error := series.error(figure):
            base = start.value if start else figure.value
            return replace(place, base=base, error=error.size, is_ratio=error.is_ratio)
    if series.indicator.margin == "steekproef" and series.measure.unit == "%":
        assumed = _assumed(catalog, series.measure, start.value if start else None)
        return replace(place, base=assumed.base, error=assumed.error, answers=assumed.answers)
    return replace(place, reason=_why_unknown(series.measure))


def _years(catalog: Catalog, series: Series) -> tuple[int, ...]:
    """Return the years after the baseline, up to the target year, with a comparable figure."""
    first = int(series.start.year) if series.start else catalog.programme.start_year
    years = detection.measured_years(
        first,
        [int(row.period[:4]) for row in series.rows],
        _upcoming(catalog, series),
        series.measure.years_between or 1,
        catalog.programme.target_year,
    )
    breaks = [int(gap.period[:4]) for gap in series.indicator.breaks if int(gap.period[:4]) > first]
    return tuple(year for year in years if year < min(breaks, default=year + 1))


def _upcoming(catalog: Catalog, series: Series) -> int | None:
    expected = catalog.sources[series.indicator.source].next_measurement
    return int(expected.period[:4]) if expected else None


def _assumed(catalog: Catalog, measure: Measure, baseline: float | None) -> _Basis:
    """Return the basis of a survey with an unknown number of answers."""
    method = catalog.method
    base = _NO_BASELINE if baseline is None else baseline
    error = detection.error_of_share(base, method.assumed_answers.value, method.design_effect.value)
    measure_aim = aim(measure, catalog.programme.target_year)
    whole = measure_aim.amount if measure_aim.reading in ("procentpunt", "inwoners") else None
    return _Basis("", base, float(error), answers=method.assumed_answers.value, path_change=whole)


def _why_unknown(measure: Measure) -> str:
    if measure.unit == "rapportcijfer":
        return "Hoe ver de rapportcijfers uit elkaar liggen, is niet bekend."
    if measure.baseline is None:
        return "Er is nog geen cijfer om van uit te gaan."
    return "De marge van deze maat is niet bekend."


def _together(bases: list[_Basis]) -> _Basis:
    """Return the basis of the focus areas together: the weighted mean of their figures."""
    first, triples = bases[0], [(basis.base, basis.error, basis.weight) for basis in bases]
    parts = [(base, error, weight) for base, error, weight in triples if base is not None and error is not None]
    if len(parts) < len(bases):
        return _Basis(areas.TOGETHER, reason=next(basis.reason for basis in bases if basis.error is None))
    levels, errors, weights = zip(*parts, strict=True)
    wholes = [(basis.path_change, basis.weight) for basis in bases if basis.path_change is not None]
    mean = sum(level * weight for level, weight in zip(levels, weights, strict=True)) / sum(weights)
    whole = sum(whole * weight for whole, weight in wholes) / sum(weight for _, weight in wholes) if wholes else None
    return _Basis(
        areas.TOGETHER, mean, detection.error_together(errors, weights), first.is_ratio, first.answers, whole,
        first.start_year, first.years,
    )  # fmt: skip


def _rows(catalog: Catalog, measure: Measure, bases: list[_Basis]) -> list[Row]:
    has_together = any(basis.area_code == areas.TOGETHER for basis in bases)
    return [
        _row(catalog, measure, basis, span)
        for basis in (bases if has_together else [*bases, _together(bases)])
        for span in _SPANS
    ]


def _row(catalog: Catalog, measure: Measure, basis: _Basis, span: int) -> Row:
    method, target_year = catalog.method, catalog.programme.target_year
    columns = {name: value for name, value in vars(basis).items() if name != "weight"}
    row: Row = {"measure_id": measure.id, "span": span, **columns, "years": list(basis.years)}
    if basis.base is None or basis.error is None:
        return row
    if span > 1 and measure.years_between != 1:
        pace = "niet elk jaar" if measure.years_between else "misschien niet elk jaar"
        return row | {"reason": f"Deze meting is er {pace}: {span} jaren samen kan niet."}
    measure_aim = aim(measure, target_year)
    rules = Rules(method.screen_confidence.value, method.power.value)
    smallest = detection.smallest_change(basis.error, basis.base, measure_aim.sign, basis.is_ratio, span, rules)
    row["smallest_change"] = float(smallest)
    if basis.start_year is None or basis.path_change is None or not basis.years:
        reason = "Er is nog geen nulmeting." if basis.start_year is None else "Het plan noemt geen getal om te halen."
        return row | {"reason": reason}
    first = detection.first_year(basis.path_change, smallest, basis.start_year, target_year, basis.years, span)[0]
    return row | {"first_year": None if math.isnan(first) else int(first)}
