"""When a measure is measured up to the target year, and whether that answers the question of its goal."""

import pytest

from veerkracht.method import readiness
from veerkracht.method.readiness import Course

START, TARGET, NOW = 2025, 2030, 2026


def moments(course: Course) -> str:
    """Return the moments as a line: year and cause, '-' for a moment without a year."""
    found = readiness.moments(course, START, TARGET, NOW)
    return " ".join(f"{moment.year or '-'} {moment.cause}" for moment in found)


def answer(course: Course) -> str:
    return readiness.answer(course, readiness.moments(course, START, TARGET, NOW))


YEARLY = " ".join(f"{year} yearly" for year in range(2026, 2031))
CASES = {
    "a register gives a figure every year": (
        Course(2024, True, {2024, 2025}, is_published=True, years_between=1, next_year=2026, next_expected="2027"),
        f"2025 measured {YEARLY}", "yes",
    ),
    "what the publisher has and we have not is sure": (
        Course(2023, True, to_fetch={2023, 2025}, is_published=True, years_between=1), f"2025 to_fetch {YEARLY}", "yes",
    ),
    "a round that is usual is possible": (
        Course(2022, True, {2022, 2024}, is_published=True, years_between=4, next_year=2028), "2028 expected",
        "perhaps",
    ),
    "a round that is promised is sure, and the next one possible": (
        Course(2022, True, {2022}, is_published=True, years_between=2, next_year=2028, next_is_confirmed=True),
        "2028 confirmed 2030 expected", "yes",
    ),
    "a count that the plan announces": (
        Course(None, True, first_year=2025, years_between=1),
        " ".join(f"{year} agreed" for year in range(2025, 2031)), "no_begin",
    ),
    "a yearly count of which nobody says when it begins": (
        Course(None, False, years_between=1), " ".join(f"{year} agreed" for year in range(2026, 2031)), "no_begin",
    ),
    "a survey of which no year is known": (Course(2022, True), "- undated", "perhaps"),
    "a question that nobody asks": (Course(None, True, has_source=False), "- no_source", "no_begin"),
    "another definition from a year on": (
        Course(2022, True, {2022}, is_published=True, years_between=1, broken_from=2027),
        "2025 yearly 2026 yearly 2027 not_comparable 2028 not_comparable 2029 not_comparable 2030 not_comparable",
        "yes",
    ),
    "figures that the publisher withholds": (
        Course(2024, True, {2024}, withheld={2025}, is_published=True, years_between=4, next_year=2031),
        "2025 withheld", "no",
    ),
    "a measure that its publisher stopped": (
        Course(2022, True, {2022}, is_published=True, years_between=1, has_ended=True), "- ended", "no",
    ),
    "a round after the target year only": (
        Course(2022, True, {2022}, is_published=True, years_between=10), "- unscheduled", "no",
    ),
    "a norm is judged by any figure": (Course(2025, False, {2025}), "2025 measured - undated", "yes"),
    "a figure of the begin alone is no answer": (Course(2025, True, {2025}, years_between=9), "2025 measured", "no"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_moments_are_sure_possible_or_missing_and_say_whether_it_will_be_known(case: str) -> None:
    course, line, word = CASES[case]
    assert (moments(course), answer(course)) == (line, word)


def test_when_a_figure_appears_goes_along_with_the_moment() -> None:
    course = Course(2022, True, is_published=True, years_between=4, next_year=2028, next_expected="2029")
    [moment] = readiness.moments(course, START, TARGET, NOW)
    assert (moment.kind, moment.expected) == ("possible", "2029")


@pytest.mark.parametrize(
    ("years_between", "needs_begin", "years_averaged", "last"),
    [(1, True, 1, 2029), (4, True, 1, 2026), (None, True, 1, 2029), (1, True, 3, 2027), (4, False, 1, 2030)],
)
def test_a_first_figure_helps_as_long_as_a_later_one_can_follow(
    years_between: int | None, needs_begin: bool, years_averaged: int, last: int
) -> None:
    assert readiness.last_useful_year(TARGET, years_between, needs_begin, years_averaged) == last
