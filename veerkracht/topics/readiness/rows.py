"""For every goal when it is measured, whether it will be known in the target year, and who has to act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from veerkracht.core.codes import NoFigureReason
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import typed
from veerkracht.method import readiness
from veerkracht.method.readiness import Answer, Cause, Course, Moment
from veerkracht.topics.goals import next_steps, picture_words
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals.rows import Detection, GoalStatus, Measure
from veerkracht.topics.readiness import queries


@dataclass(frozen=True)
class Outlook:
    """When a measure of a goal has figures, and what is needed for them.

    `shows` is whether the change of the plan is large enough to be seen by the target year, in `first_year` for the
    first time; None when that is not known.
    """

    goal_id: int
    measure_id: str
    label: str
    begin: int | None  # the year of its baseline, of a norm that of its first figure
    moments: tuple[Moment, ...]
    answer: Answer
    last_useful_year: int | None  # in which a first figure still helps, None when there is a begin
    shows: bool | None
    first_year: int | None
    why_no_figure: NoFigureReason | None
    owner: str | None  # who acts, None when nobody is named
    next_step: str
    next_date: str | None
    broken_from: int | None = None  # the first year of another definition than that of the begin
    compared_until: int | None = None  # the last year before it with a figure, None without one after the begin


@dataclass(frozen=True)
class GoalOutlook:
    """A goal with its measures, and who acts, as on Doelen; the measure that will be known best represents the goal."""

    goal_id: int
    name: str
    strategic_goals: tuple[str, ...]
    measures: tuple[Outlook, ...]
    owner: str

    @property
    def speaker(self) -> Outlook:
        """Return the first of the measures that will be known best."""
        return min(self.measures, key=lambda measure: readiness.ANSWERS.index(measure.answer))

    @property
    def answer(self) -> Answer:
        """Return whether it will be known."""
        return self.speaker.answer

    @property
    def has_begin(self) -> bool:
        """Return whether any of its measures has a figure to compare later ones with."""
        return self.answer != "no_begin"

    @property
    def last_useful_year(self) -> int | None:
        """Return the last year in which a first figure of a goal without a begin still helps, None for any other."""
        years = [measure.last_useful_year for measure in self.measures if measure.last_useful_year is not None]
        return min(years) if years and not self.has_begin else None


@dataclass(frozen=True)
class _Source:
    """When the source of a measure measures; as queries.sources."""

    measure_id: str
    is_published: bool
    is_copy: bool
    has_source: bool
    first_year: int | None
    next_year: int | None
    next_is_confirmed: bool
    broken_from: int | None


@dataclass(frozen=True)
class _Year:
    """What there is of a year; as queries.years."""

    measure_id: str
    year: int
    figures: int
    withheld: int
    awaited: int
    is_published: bool


def outlooks(query: Query, today: date) -> tuple[GoalOutlook, ...]:
    """Return the outlook of every goal today, in the order of the plan."""
    return query.value(_outlooks, today.year)


def sure(query: Query, today: date) -> tuple[tuple[str, Moment], ...]:
    """Return the id of each source with its first figure that is still to be fetched, and with the first that comes
    every year; not of a copy that came with the dashboard, such as the plan, whose figures come from their
    publisher."""
    copies = {row.measure_id for row in typed(query(queries.sources), _Source) if row.is_copy}
    measures, first = goal_rows.measures(query), dict[tuple[str, Cause], Moment]()
    for outlook in (measure for goal in outlooks(query, today) for measure in goal.measures):
        source_id = measures[outlook.measure_id][0].source_id
        for moment in outlook.moments:
            if source_id and outlook.measure_id not in copies and moment.cause in ("to_fetch", "yearly"):
                key = source_id, moment.cause
                first[key] = min(first.get(key, moment), moment, key=lambda moment: moment.year or 0)
    return tuple((source_id, moment) for (source_id, _), moment in first.items())


def without_begin(goals: Sequence[GoalOutlook]) -> list[GoalOutlook]:
    """Return the goals without a measure that has a begin."""
    return [goal for goal in goals if not goal.has_begin]


def _outlooks(query: Query, this_year: int) -> tuple[GoalOutlook, ...]:
    sources = {row.measure_id: row for row in typed(query(queries.sources), _Source)}
    years = {
        measure_id: list(rows)
        for measure_id, rows in groupby(typed(query(queries.years), _Year), lambda row: row.measure_id)
    }
    detections, start = goal_rows.detections(query), lookups.programme(query).start_year
    names = lookups.area_names(query)
    goals: dict[int, list[Outlook]] = {}
    for measure_id, statuses in goal_rows.measures(query).items():
        course = _course(statuses, sources[measure_id], years.get(measure_id, []))
        moments = readiness.moments(course, start, statuses[0].target_year, this_year)
        outlook = _outlook(statuses, course, moments, detections.get(measure_id, ()), names)
        goals.setdefault(outlook.goal_id, []).append(outlook)
    first = goal_rows.goals(query)
    return tuple(
        GoalOutlook(
            goal_id, first[goal_id].name, first[goal_id].strategic_goals, tuple(measures), _owner(query, goal_id)
        )
        for goal_id, measures in goals.items()
    )


def _owner(query: Query, goal_id: int) -> str:
    focus = lookups.programme(query).focus_area_codes
    every = [row for measure in goal_rows.measures_of(query, goal_id) for row in measure]
    return picture_words.waiting_move(
        [row for row in every if row.area_code in focus] or every, lookups.area_names(query)
    ).owner


def _course(statuses: Measure, source: _Source, years: Sequence[_Year]) -> Course:
    status = statuses[0]
    measured = {row.year for row in years if row.figures}
    needs_begin = status.reading != "norm"
    begins = [int(row.baseline_period[:4]) for row in statuses if row.baseline is not None and row.baseline_period]
    begin = min([*begins, *(measured if not needs_begin else ())], default=None)
    comparable = [row for row in years if begin is None or row.year >= begin]
    return Course(
        begin, needs_begin, measured,
        to_fetch={row.year for row in comparable
                  if row.is_published and not row.figures and not row.withheld and not row.awaited},
        withheld={row.year for row in comparable if row.withheld and not row.figures},
        broken_from=source.broken_from, is_published=source.is_published,
        has_source=source.has_source or bool(measured),  # a question that was asked is there, whatever the plan says
        has_ended=any(row.why_no_figure == "maat vervallen" for row in statuses),
        is_not_together=all(row.why_no_figure == "niet samen te nemen" for row in statuses),
        years_between=status.years_between, first_year=source.first_year, next_year=source.next_year,
        next_expected=status.next_expected, next_is_confirmed=source.next_is_confirmed,
    )  # fmt: skip


def _outlook(
    statuses: Measure, course: Course, moments: tuple[Moment, ...], detections: Sequence[Detection],
    names: Mapping[str, str],
) -> Outlook:  # fmt: skip
    status = next((row for row in statuses if row.why_no_figure), statuses[0])
    answer = readiness.answer(course, moments)
    last = None
    if answer == "no_begin":
        last = status.last_baseline_year or readiness.last_useful_year(status.target_year, None, course.needs_begin)
    detectable = [row for row in detections if row.error is not None and row.path_change is not None]
    years = [row.first_year for row in detectable if row.first_year is not None]
    owner, step, when = _move(status, moments, answer)
    if status.why_no_figure and (where := next_steps.only_in(status, statuses, names)):
        step = f"{where}: {step[0].lower()}{step[1:]}"
    return Outlook(
        status.goal_id, status.measure_id, status.label, course.begin, moments, answer, last,
        bool(years) if detectable and course.begin is not None else None, min(years, default=None),
        status.why_no_figure, owner, step, when, course.broken_from, _compared_until(course),
    )  # fmt: skip


def _compared_until(course: Course) -> int | None:
    if course.begin is None or course.broken_from is None:
        return None
    return max((year for year in course.measured if course.begin < year < course.broken_from), default=None)


def _move(status: GoalStatus, moments: Sequence[Moment], answer: Answer) -> tuple[str | None, str, str | None]:
    """Return who acts, the step, and when: what a missing figure needs, else waiting for the next one."""
    if status.next_step is not None:
        return status.owner, status.next_step, status.next_date
    if answer == "no":
        return None, "Een andere maat kiezen, of opnieuw beginnen met meten.", None
    upcoming = [moment for moment in moments if moment.kind != "missing" and moment.cause != "measured"]
    if not upcoming:
        return status.publisher, "Niets: de cijfers zijn er.", None
    first = upcoming[0]
    step = f"Wachten op het cijfer over {first.year}." if first.year else "Wachten op het volgende cijfer."
    return status.publisher, step, first.expected
