"""Whether the outcome of a goal will be known in the target year: the measuring moments to come. Pure.

The rules are described in docs/method.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

MomentKind = Literal["fixed", "possible", "missing"]
Cause = Literal[
    "measured", "to_fetch", "yearly", "confirmed",  # fixed
    "expected", "agreed", "undated",  # possible
    "withheld", "not_comparable", "no_source", "ended", "not_together", "unscheduled",  # missing
]  # fmt: skip
Answer = Literal["yes", "perhaps", "no", "no_begin"]
ANSWERS: tuple[Answer, ...] = ("yes", "perhaps", "no", "no_begin")  # from best to worst

_FIXED, _POSSIBLE = ("measured", "to_fetch", "yearly", "confirmed"), ("expected", "agreed", "undated")


@dataclass(frozen=True)
class Moment:
    """A measuring moment by the year that its figure is about, None when no year is known; `expected` is when the
    figure appears, in words."""

    year: int | None
    cause: Cause
    expected: str | None = None

    @property
    def kind(self) -> MomentKind:
        """Return whether the figure is sure to be there, may be there, or will not."""
        return "fixed" if self.cause in _FIXED else "possible" if self.cause in _POSSIBLE else "missing"


@dataclass(frozen=True)
class Course:
    """What is known of when a measure is measured, by the years that figures are about.

    `measured`, `to_fetch` (its publisher has it, this database not) and `withheld` (its publisher gives none of these
    areas) are up to now; `broken_from` is the first year of another definition than that of the begin.
    """

    begin: int | None  # the year of the baseline, of a norm that of the first figure
    needs_begin: bool  # a norm is judged by the figure itself
    measured: Collection[int] = ()
    to_fetch: Collection[int] = ()
    withheld: Collection[int] = ()
    broken_from: int | None = None
    is_published: bool = False  # by others than the municipality
    has_source: bool = True
    has_ended: bool = False
    is_not_together: bool = False  # its figures are of buurten, and cannot be taken together for the areas asked about
    years_between: int | None = None
    first_year: int | None = None  # of figures that the plan announces
    next_year: int | None = None
    next_expected: str | None = None
    next_is_confirmed: bool = False


def moments(course: Course, start: int, target: int, this_year: int) -> tuple[Moment, ...]:
    """Return the measuring moments from the start of the programme up to its target year, those without a year last.

    When nothing will be measured any more, one of these says why.
    """
    if course.is_not_together:
        return (Moment(None, "not_together"),)
    by_year = {year: Moment(year, "withheld") for year in course.withheld}
    by_year |= {year: Moment(year, "to_fetch") for year in course.to_fetch}
    by_year |= {year: Moment(year, "measured") for year in course.measured}
    newest = max([*by_year, *([course.begin] if course.begin else [])], default=None)
    upcoming = [] if course.has_ended else _upcoming(course, newest, target, this_year)
    dated = {moment.year: moment for moment in upcoming if moment.year is not None} | by_year
    within = [_compared(course, dated[year]) for year in sorted(dated) if start <= year <= target]
    undated = [moment for moment in upcoming if moment.year is None]
    if not within and not undated:
        undated = [Moment(None, "ended" if course.has_ended else "unscheduled")]
    return (*within, *undated)


def answer(course: Course, course_moments: Sequence[Moment]) -> Answer:
    """Return whether it will be known: a begin, and after it a moment that is sure ('yes') or may come ('perhaps')."""
    if course.begin is None:
        return "no_begin"
    kinds = {
        moment.kind for moment in course_moments
        if moment.year is None or moment.year > course.begin or not course.needs_begin
    }  # fmt: skip
    return "yes" if "fixed" in kinds else "perhaps" if "possible" in kinds else "no"


def last_useful_year(target: int, years_between: int | None, needs_begin: bool, years_averaged: int = 1) -> int:
    """Return the last year in which a first figure still helps.

    A change needs two moments up to the target year: the begin, and one that comes `years_between` later (a year when
    that is not known), or as many years as must be averaged before the change of the plan shows. A norm needs one.
    """
    return target - max(years_between or 1, years_averaged) if needs_begin else target


def _upcoming(course: Course, newest: int | None, target: int, this_year: int) -> list[Moment]:
    """Return the known moments after the newest year with a figure."""
    every = course.years_between
    if not course.has_source and course.next_year is None:
        return [Moment(None, "no_source")]
    if course.is_published and every == 1:
        announced = {course.next_year: course.next_expected}
        return [Moment(year, "yearly", announced.get(year)) for year in range((newest or this_year) + 1, target + 1)]
    if course.next_year is not None:
        cause: Cause = "confirmed" if course.next_is_confirmed else "expected"
        later = range(course.next_year + every, target + 1, every) if every else ()
        return [
            Moment(course.next_year, cause, course.next_expected),
            *(Moment(year, "expected") for year in later),
        ]
    if every is None and course.first_year is None:
        return [Moment(None, "undated")]
    step = every or target  # one moment when it is not said how often
    first = course.first_year or (this_year if newest is None else newest + step)
    return [Moment(year, "expected" if course.is_published else "agreed") for year in range(first, target + 1, step)]


def _compared(course: Course, moment: Moment) -> Moment:
    """Return a moment, or that its figure cannot be compared with the begin."""
    assert moment.year is not None
    if course.broken_from is None or moment.year < course.broken_from or moment.kind == "missing":
        return moment
    return Moment(moment.year, "not_comparable", moment.expected)
