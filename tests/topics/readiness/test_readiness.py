"""Kunnen we dit in 2030 weten?: what is known of the moments of every goal, against the database."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.opened import open_query
from veerkracht.method import readiness
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.readiness import rows
from veerkracht.topics.readiness.rows import GoalOutlook, Outlook

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def goals(included_database: Path) -> dict[int, GoalOutlook]:
    with open_query(included_database) as query:
        return {goal.goal_id: goal for goal in rows.outlooks(query, TODAY)}


def measure(goals: dict[int, GoalOutlook], measure_id: str) -> Outlook:
    return next(found for goal in goals.values() for found in goal.measures if found.measure_id == measure_id)


def test_seven_of_the_sixteen_goals_have_no_begin_yet(goals: dict[int, GoalOutlook]) -> None:
    assert len(goals) == 16
    assert [goal.goal_id for goal in rows.without_begin([*goals.values()])] == [3, 4, 6, 8, 9, 14, 16]


def test_each_measure_says_what_is_sure_possible_and_missing(goals: dict[int, GoalOutlook]) -> None:
    causes = {
        measure_id: [(moment.year, moment.cause) for moment in measure(goals, measure_id).moments]
        for measure_id in ("1", "5", "9", "12")
    }
    assert causes["1"] == [(2028, "expected")] and causes["5"] == [(None, "undated")]
    assert causes["9"] == [(None, "no_source")]
    assert causes["12"] == [(year, "not_comparable") for year in range(2025, 2031)]  # another definition from 2024 on
    assert [moment.kind for moment in measure(goals, "11").moments] == ["fixed"] * 6


def test_of_a_goal_with_several_measures_the_best_known_one_speaks(goals: dict[int, GoalOutlook]) -> None:
    assert [found.answer for found in goals[10].measures] == ["perhaps", "no_begin"]
    assert goals[10].answer == "perhaps" and goals[10].last_useful_year is None
    assert goals[6].last_useful_year == 2029 and goals[3].last_useful_year == 2030  # a norm needs one figure only


def test_every_measure_says_whose_move_it_is_or_that_nobody_is_named(goals: dict[int, GoalOutlook]) -> None:
    assert all(found.next_step.endswith(".") for goal in goals.values() for found in goal.measures)
    assert measure(goals, "11").owner == "Politie" and measure(goals, "11").next_date == "begin 2027"
    assert measure(goals, "2a").owner == "Onderzoek & Statistiek" and measure(goals, "9").owner is None


def test_a_round_that_its_publisher_promised_is_sure(changed: Callable[..., Path], tmp_path: Path) -> None:
    changed("update source set next_is_confirmed = true")
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        goals = {goal.goal_id: goal for goal in rows.outlooks(query, TODAY)}
    assert measure(goals, "1").answer == "yes" and measure(goals, "1").moments[0].cause == "confirmed"


def test_a_question_with_a_figure_was_asked_whatever_the_plan_says_of_its_source(included_database: Path) -> None:
    with open_query(included_database) as query:
        statuses = goal_rows.measures(query)["9"]
    source = rows._Source("9", False, False, False, None, None, False, None)

    def causes(figures: int) -> list[str]:
        course = rows._course(statuses, source, [rows._Year("9", 2024, figures, 2 - figures, 0, False)])
        return [moment.cause for moment in readiness.moments(course, 2025, 2030, TODAY.year)]

    assert causes(1) == ["undated"] and causes(0) == ["no_source"]
