"""Which size of change is detectable, and in which year, also for a size that the user supposes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from veerkracht.core import areas, dutch
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.drawing.tables import html
from veerkracht.method import detection, progress
from veerkracht.method.detection import Rules
from veerkracht.topics.goals import tables
from veerkracht.topics.goals.rows import Detection, GoalStatus

_POINTS, _PERCENTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25), (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50)
ANSWERS = (30, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1000)


@dataclass(frozen=True)
class Supposed:
    """What a reader supposes: a true change up to the target year, in percentage points for a share and otherwise in
    percent, and the answers per buurt of a survey (None: as the build assumed, or no survey)."""

    change: float
    answers: float | None = None


def changes(status: GoalStatus) -> tuple[int, ...]:
    """Return the changes that a reader can suppose: percentage points for a share, else percent."""
    return _POINTS if status.unit == "%" else _PERCENTS


def size(change: float, status: GoalStatus) -> str:
    """Return a supposed change in words: '5 procentpunt', '10%'."""
    return f"{dutch.number(change, 0)}{' procentpunt' if status.unit == '%' else '%'}"


def usual(status: GoalStatus, rows: Sequence[Detection]) -> Supposed:
    """Return the default supposition: the change of the plan."""
    target_change = status.amount if status.amount is not None and status.reading != "norm" else 5.0
    answers = next((row.answers for row in rows if row.answers and row.area_code != areas.TOGETHER), None)
    return Supposed(min(changes(status), key=lambda option: abs(option - target_change)), answers)


def is_known(rows: Sequence[Detection]) -> bool:
    """Return whether the smallest detectable change is known for any area."""
    return any(row.error is not None for row in rows)


def detection_under(
    row: Detection, status: GoalStatus, supposed: Supposed, rules: Rules
) -> tuple[float | None, int | None]:
    """Return the smallest change of an area that shows, and the first year in which the supposed change would show.

    Each is None when unknown; the year also without a baseline, or when it comes after the target year.
    """
    if row.smallest_change is None or row.error is None or row.base is None:
        return None, None
    error = row.error
    if row.answers and supposed.answers:
        error *= math.sqrt(row.answers / supposed.answers)
    sign = progress.SIGN[status.direction]
    smallest = float(detection.smallest_change(error, row.base, sign, row.is_ratio, row.span, rules))
    if row.start_year is None:
        return smallest, None
    whole = supposed.change if status.unit == "%" else supposed.change / 100 * row.base
    [first] = detection.first_year(whole, smallest, row.start_year, row.target_year, row.years, row.span)
    return smallest, None if math.isnan(first) else int(first)


def table(
    rows: Sequence[Detection], status: GoalStatus, names: Mapping[str, str], supposed: Supposed, rules: Rules
) -> str:
    """Return the smallest detectable change, and when it shows, per area and number of years; `status` is any of the
    measure."""
    cells = []
    for row in rows:
        smallest, first = detection_under(row, status, supposed, rules)
        if smallest is None:
            continue
        name = f"{names[row.area_code]}, {'één jaar' if row.span == 1 else f'{row.span} jaren'}"
        share = f"{dutch.number(100 * smallest / row.base, 0)}%" if status.unit != "%" and row.base else ""
        of_path = _year(row.first_year, row) if row.path_change is not None else "–"
        text = dutch.difference(smallest, max(status.figure_decimals, 1) if status.unit == "%" else 0, status.unit)
        cells.append((name, Cell(text=text, note=share), of_path, _year(first, row)))
    heads = ("Gebied en jaren", "Valt op vanaf", "De verandering van het plan valt op in",
             f"Een echte verandering van {size(supposed.change, status)} valt op in")  # fmt: skip
    return html(Table.of("Wanneer weten we het?", map(Column, heads), cells))


def explanation(rows: Sequence[Detection], rules: Rules) -> str:
    """Return what a detectable change is, and why the table lacks some rows of a measure."""
    absent = dict.fromkeys(row.reason for row in rows if row.smallest_change is None)
    meaning = (
        f"Een verandering valt op als de stand er in {dutch.number(rules.power, 0)} van de 100 gevallen iets over "
        f"zegt, met {dutch.number(rules.confidence, 0)}% zekerheid. Daarvoor moet zij groter zijn dan een verandering "
        "die net meer is dan toeval. Kleinere veranderingen kunnen echt zijn, maar zijn meestal niet te zien."
    )
    return " ".join([meaning, *absent])


def summary(by_measure: Mapping[str, Sequence[Detection]], first_rows: Mapping[str, GoalStatus]) -> str:
    """Return one row per measure: the change that shows with one year, three years and both buurten together, and
    when."""
    lines = []
    for measure_id, rows in by_measure.items():
        status = first_rows[measure_id]
        measurable = [row for row in rows if row.smallest_change is not None]
        label = f"{status.goal_id}. {status.label}"
        if not measurable:
            lines.append([label, "–", "–", "–", rows[0].reason])
            continue
        single = [row for row in measurable if row.area_code != areas.TOGETHER]
        together = [row for row in measurable if row.area_code == areas.TOGETHER]
        lines.append([
            label, _range([row for row in single if row.span == 1], status),
            _range([row for row in single if row.span > 1], status), _range(together, status), _earliest(measurable),
        ])  # fmt: skip
    heads = ["Doel en maat", "Per buurt, één jaar: valt op vanaf", "Per buurt, drie jaren",
             "Buurten samen, één of drie jaren", "De verandering van het plan valt op in"]  # fmt: skip
    return tables.plain("Wanneer weten we het?", heads, lines, 5)


def _earliest(rows: Sequence[Detection]) -> str:
    dated = [row for row in rows if row.start_year is not None and row.path_change is not None]
    if not dated:
        return rows[0].reason
    years = [row.first_year for row in dated if row.first_year is not None]
    return str(min(years)) if years else _year(None, dated[0])


def _range(rows: Sequence[Detection], status: GoalStatus) -> str:
    """Return the smallest changes of some rows: 'van 158 tot 166'; in percent of the level where that is clearer."""
    sizes = [row.smallest_change for row in rows if row.smallest_change is not None]
    if not sizes:
        return "–"
    shares = [100 * row.smallest_change / row.base for row in rows if row.smallest_change is not None and row.base]
    ends, unit = (sizes, " procentpunt") if status.unit == "%" else (shares, "%")
    return " tot ".join(dict.fromkeys(dutch.number(end, 0) for end in (min(ends), max(ends)))) + unit


def _year(year: int | None, row: Detection) -> str:
    if row.start_year is None:
        return "nog geen nulmeting"
    return f"niet vóór {row.target_year}" if year is None else str(year)
