"""Goals in the database as frozen dataclasses, read once per version of the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import pandas as pd

from veerkracht.core import dutch
from veerkracht.core.areas import TOGETHER
from veerkracht.core.codes import CityWord, Direction, LackKind, MarginKind, NoFigureReason, Population
from veerkracht.core.statuses import StatusName
from veerkracht.database import lookups
from veerkracht.database import queries as shared_queries
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import Yardstick, typed
from veerkracht.method import chance, progress, verdict
from veerkracht.method.verdict import Comparison, GapWord, Movement
from veerkracht.topics.goals import queries

FEWEST_BUURTEN = 5  # to compare with: fewer buurten say nothing about the city


@dataclass(frozen=True)
class GoalStatus:
    """The status of one measure of a goal in one area: a row of queries.statuses.

    Figures are in the unit of the measure; the publisher prints them with `figure_decimals`, the plan with `decimals`.
    """

    goal_id: int
    name: str
    level: str
    strategic_goals: tuple[str, ...]
    target_text: str
    place: str
    measure_id: str
    indicator_id: str | None
    label: str
    more: str  # a clause for a figure that became higher, without full stop; '' when the catalogue has none
    fewer: str
    unit: str
    counted: str
    decimals: int
    figure_decimals: int
    direction: Direction
    reading: str
    amount: float | None
    reading_status: str
    decision: str | None
    target_year: int
    source_text: str
    planned_source: str
    is_shared: bool  # one target for the focus areas together
    proxy: str
    notes: tuple[str, ...]
    area_code: str
    baseline_period: str | None
    baseline_note: str
    baseline: float | None
    baseline_adopted: float | None
    baseline_published: float | None
    target: float | None
    target_adopted: float | None
    period: str | None
    value: float | None
    lower: float | None
    upper: float | None
    margin_kind: MarginKind | None
    figure_status: str | None
    path: float | None
    path_adopted: float | None
    change_from: str | None  # the period of the baseline, or the years of the mean that the change is measured from
    from_value: float | None  # the figure in that period
    change: float | None
    change_lower: float | None
    change_upper: float | None
    status: StatusName
    status_adopted: StatusName | None
    certainty: str | None
    reason: str
    lack: LackKind | None  # what a status lacks
    why_no_figure: NoFigureReason | None
    next_step: str | None  # towards a figure
    owner: str | None  # the date of that step
    next_date: str | None
    years_between: int | None
    last_baseline_year: int | None  # in which a baseline still helps, of a measure that needs one and has none
    detectable_change: float | None
    city_baseline: float | None
    city_now: float | None
    city_word: CityWord  # what the city is called, after "de"
    gap_baseline: float | None  # how far behind the city, negative when ahead
    gap_now: float | None
    gap_word: GapWord | None
    gap_change: float | None  # more favourable than the rest of the city: in the unit, of a count in percent
    gap_lower: float | None
    before_extreme_period: str | None
    before_extreme_value: float | None
    chance: float | None  # of a change this large without any real one, 0 to 1
    chance_on_course: float | None  # of 'op koers' or 'bereikt' without any real change, 0 to 1
    previous_period: str | None
    previous_value: float | None
    previous_status: StatusName | None
    population: Population | None  # over whom or what its indicator is
    population_size: float | None
    inhabitants_period: str
    absolute_baseline: float | None
    absolute_target: float | None
    absolute_value: float | None
    statement: str | None
    is_model: bool
    margin: str | None  # how the margin of its indicator is known
    source_id: str | None
    publisher: str | None
    source_title: str | None
    next_period: str | None
    next_expected: str | None
    next_note: str
    phi: float | None
    tau2: float | None
    confidence: float
    false_discovery: float  # in percent

    @property
    def movement(self) -> Movement:
        """Return which way its figure went, as far as the margin of its change shows."""
        return verdict.movement(self.change_lower, self.change_upper)

    @property
    def against_city(self) -> Comparison | None:
        """Return whether the area gained on the city, kept up with it, or lost; None when unknown."""
        return verdict.comparison(self.gap_word) if self.gap_word else None

    @property
    def sure_against_city(self) -> Comparison | None:
        """Return `against_city` where the margin is known, else None."""
        return None if self.gap_lower is None else self.against_city


Measure = tuple[GoalStatus, ...]  # the statuses of one measure: a row per area, focus areas first


@dataclass(frozen=True)
class Reading:
    """Target and status of a measure in an area under one way to read the target."""

    area_code: str
    reading: str
    target: float
    status: StatusName


@dataclass(frozen=True)
class Window:
    """Means of a count over several years before and after the baseline, in one area."""

    area_code: str
    first_window: str
    last_window: str
    first_value: float
    last_value: float | None  # None until all its years are measured
    years_measured: int
    status: StatusName
    reason: str
    detectable_change: float

    @property
    def detectable_percent(self) -> float | None:
        """Return the smallest change that can show, in percent of the first mean; None when that is 0."""
        return 100 * self.detectable_change / self.first_value if self.first_value else None


@dataclass(frozen=True)
class PastStatus:
    """A status that a measure had in an area, when that was noticed and what caused it."""

    area_code: str
    period: str
    noticed_at: datetime
    status: StatusName
    certainty: str | None
    value: float | None
    cause: str


@dataclass(frozen=True)
class Reference:
    """The figure to compare an area with: of the city, or of the middle buurt where the city has none."""

    value: float
    is_middle: bool = False


@dataclass(frozen=True)
class Related:
    """The latest figure in an area of an indicator that is related to a measure, but is not the measure."""

    measure_id: str
    indicator_id: str
    label: str
    unit: str
    decimals: int
    direction: Direction
    area_code: str
    period: str
    value: float
    city: float | None
    city_word: CityWord


@dataclass(frozen=True)
class Change:
    """The change of a buurt, or the city, since the baseline: in percent when the target is in percent, else in the
    unit."""

    area_code: str
    first_period: str
    last_period: str
    first_value: float
    last_value: float
    change: float
    buurt_count: int


@dataclass(frozen=True)
class Detection:
    """The smallest change of a measure that shows in an area, and when the change of its path would; as table
    detection."""

    measure_id: str
    area_code: str
    span: int  # years in a mean
    base: float | None
    error: float | None
    is_ratio: bool
    answers: float | None  # that the error is assumed for
    smallest_change: float | None
    path_change: float | None
    start_year: int | None
    years: tuple[int, ...]
    first_year: int | None
    target_year: int
    reason: str


@dataclass(frozen=True)
class Availability:
    """The figure of a measure for a year that is there, or may or will come; an unknown year is None."""

    goal_id: int
    name: str
    measure_id: str
    label: str
    indicator_id: str | None
    source: str
    year: int | None
    kind: str
    expected: str | None
    is_broken: bool


@cached
def statuses(query: Query) -> tuple[GoalStatus, ...]:
    """Return every measure and area in the order of the plan; its gaps are computed from the printed figures, so that
    every page has the same distance."""
    return tuple(map(_as_printed, typed(query(queries.statuses), GoalStatus)))


@cached
def measures(query: Query) -> dict[str, Measure]:
    """Return the statuses of every measure by its id, in the order of the plan."""
    return {measure_id: tuple(rows) for measure_id, rows in groupby(statuses(query), lambda row: row.measure_id)}


def baseline_period(query: Query, indicator_id: str) -> str | None:
    """Return the baseline period of an indicator that measures a goal, None when it measures none."""
    periods = [status.baseline_period for status in statuses(query) if status.indicator_id == indicator_id]
    return min((period for period in periods if period is not None), default=None)


def measures_of(query: Query, goal_id: int) -> list[Measure]:
    """Return the statuses of the measures of a goal, in the order of the plan."""
    return [measure for measure in measures(query).values() if measure[0].goal_id == goal_id]


@cached
def goals(query: Query) -> dict[int, GoalStatus]:
    """Return the first row of every goal by its number: its rows agree on what the plan says."""
    return {goal_id: next(rows) for goal_id, rows in groupby(statuses(query), lambda row: row.goal_id)}


def titles(query: Query) -> dict[int, str]:
    """Return the number and name of every goal, by its number: '9. Vertrouwen'."""
    return {goal_id: f"{goal_id}. {goal.name}" for goal_id, goal in goals(query).items()}


@cached
def holding(query: Query) -> frozenset[tuple[str, str]]:
    """Return measure and area of the verdicts that hold among all verdicts of the focus areas (method, Chance)."""
    tested = [(row, row.chance) for row in statuses(query) if row.chance is not None and row.area_code != TOGETHER]
    holds = chance.holding([value for _, value in tested], tested[0][0].false_discovery / 100) if tested else []
    return frozenset((row.measure_id, row.area_code) for (row, _), held in zip(tested, holds, strict=True) if held)


@cached
def related(query: Query) -> dict[tuple[str, str], tuple[Related, ...]]:
    """Return the related figures by measure and area code."""
    by_place: dict[tuple[str, str], tuple[Related, ...]] = {}
    for figure in typed(query(queries.related), Related):
        place = (figure.measure_id, figure.area_code)
        by_place[place] = (*by_place.get(place, ()), figure)
    return by_place


@cached
def readings(query: Query, measure_id: str) -> tuple[Reading, ...]:
    """Return every way to read the target of a measure, per area; none when there is only one."""
    return typed(query(queries.readings, measure_id), Reading)


@cached
def windows(query: Query, measure_id: str) -> tuple[Window, ...]:
    """Return the means over several years of a measure that is a count, per area."""
    return typed(query(queries.windows, measure_id), Window)


@cached
def history(query: Query, measure_id: str) -> tuple[PastStatus, ...]:
    """Return every status that a measure has had, newest first."""
    return typed(query(queries.history, measure_id), PastStatus)


@cached
def changes(query: Query, measure_id: str) -> tuple[Change, ...]:
    """Return the change of every buurt and the city since the baseline of a measure, the smallest change first."""
    return typed(query(queries.changes, measure_id), Change)


def reference(query: Query, status: GoalStatus) -> Reference | None:
    """Return the figure to compare an area with in the period of its baseline: of the city, else of the middle buurt;
    None without either, and for an amount."""
    if status.city_baseline is not None:
        return Reference(status.city_baseline)
    if status.indicator_id is None or status.baseline_period is None or dutch.is_amount(status.unit):
        return None
    figures = query(shared_queries.figures, status.indicator_id, status.baseline_period)
    values = figures.loc[figures["area_code"].str.startswith("BU"), "value"].dropna()
    return Reference(float(values.median()), is_middle=True) if len(values) >= FEWEST_BUURTEN else None


def yardstick(query: Query, status: GoalStatus) -> Yardstick | None:
    """Return how unusual the change of a measure is among buurten in the whole country, None without a comparison."""
    return lookups.yardstick(query, status.indicator_id, status.area_code) if status.indicator_id else None


def by_size(changes: Sequence[Change], ascending: bool = False) -> list[Change]:
    """Return changes by their size."""
    order = pd.Series([change.change for change in changes]).sort_values(ascending=ascending).index
    return [changes[place] for place in order]


def change_unit(status: GoalStatus) -> tuple[str, int]:
    """Return the unit and decimals of the changes in queries.changes."""
    return ("procent", 0) if status.reading == "procent" else (status.unit, status.figure_decimals)


@cached
def detections(query: Query) -> dict[str, tuple[Detection, ...]]:
    """Return the smallest changes that show, by measure and in the order of the plan."""
    rows = typed(query(queries.detections), Detection)
    return {measure_id: tuple(of_measure) for measure_id, of_measure in groupby(rows, lambda row: row.measure_id)}


@cached
def availability(query: Query) -> tuple[Availability, ...]:
    """Return every measure and year with a figure, or with one that may or will come, in the order of the plan."""
    return typed(query(queries.readiness), Availability)


def _as_printed(row: GoalStatus) -> GoalStatus:
    """Return a status with gaps computed from the printed figures."""
    sign, first, now = progress.SIGN[row.direction], row.gap_baseline, row.gap_now
    if first is not None and row.city_baseline is not None:
        start = row.city_baseline - sign * first
        if row.gap_word is not None and row.from_value is not None:
            start = row.from_value
        first = sign * dutch.printed_difference(start + sign * first, start, row.figure_decimals)
    if now is not None and row.city_now is not None and row.value is not None:
        now = sign * dutch.printed_difference(row.city_now, row.value, row.figure_decimals)
    return replace(row, gap_baseline=first, gap_now=now)
