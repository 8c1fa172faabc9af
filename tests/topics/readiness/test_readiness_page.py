"""The page Kunnen we dit in 2030 weten?: what is on it, what can be chosen, and other programmes than ours."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from tests.opened import html, open_query, page, parameter
from veerkracht.core import moments
from veerkracht.core.codes import NoFigureReason
from veerkracht.database.query import Query
from veerkracht.export import picture
from veerkracht.method import readiness
from veerkracht.method.readiness import Course
from veerkracht.topics.goals import picture as goals_picture
from veerkracht.topics.readiness import charts, exhibits, rows, sentences
from veerkracht.topics.readiness.rows import GoalOutlook, Outlook

WITHOUT_GOALS = (
    "delete from goal_related", "delete from goal_figure", "delete from goal_window", "delete from goal_reading",
    "delete from detection", "delete from error_rate", "delete from goal_status", "delete from goal_baseline",
)  # fmt: skip


@pytest.fixture
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def test_the_finding_comes_first_and_what_the_old_page_showed_is_one_layer_down(built: None) -> None:
    test = page("weten")
    assert not test.exception and test.title[0].value == "Kunnen we dit in 2030 weten?"
    assert test.header[0].value == "7 van de 16 doelen hebben nog geen begincijfer."
    assert test.markdown[0].value.startswith("Van 4 doelen komt er tot en met 2030 zeker een nieuw cijfer. Bij 3 daar")
    assert [part.label for part in test.expander] == [
        "Wie is aan zet?", "Hoe zeker is dit?", "Precies: elk jaar, en vanaf wanneer een verandering te zien is",
    ]  # fmt: skip
    text = html(test)
    assert "vk-ready" in text and "Wanneer weten we het?" in text and "Maten zonder cijfer na de nulmeting" in text


def test_every_reason_without_a_figure_is_explained_here_and_in_the_method(built: None) -> None:
    for test in (page("weten"), page("toelichting")):
        text = " ".join(part.value for part in (*test.markdown, *test.caption)).lower().replace("\n", " ")
        assert [reason for reason in get_args(NoFigureReason) if reason not in text] == []


def test_goals_can_be_chosen_by_strategic_goal_and_by_whose_move_it_is(built: None) -> None:
    test = page("weten", aanzet="Politie")
    assert test.header[0].value == "Doel 11 heeft een begincijfer." and "nog niet bekend wie" not in html(test)
    test.selectbox(key="aanzet").set_value("iedereen").run()
    test.selectbox(key="strategisch").set_value("bestaanszekerheid").run()
    assert parameter(test, "strategisch") == "bestaanszekerheid"
    assert test.header[0].value != "7 van de 16 doelen hebben nog geen begincijfer."
    shown = [
        page("weten", aanzet="Politie", strategisch=goal) for goal in ("positieve gezondheid", "bestaanszekerheid")
    ]
    texts = [[part.value for part in (*test.info, *test.header)] for test in shown]
    assert any("Bij deze keuze hoort geen doel." in found for found in texts)
    odd = page("weten", aanzet="De burgemeester")
    assert odd.warning and not odd.exception


def test_every_mark_of_the_time_line_fits_a_phone_and_has_words_in_the_table(query: Query) -> None:
    exhibit = exhibits.readiness(query, moments.today())
    assert exhibit.chart is not None
    layers = exhibit.chart.specification["layer"]
    texts = [row["text"] for layer in layers if layer["mark"]["type"] == "text" for row in layer["data"]["values"]]
    assert texts and max(map(len, texts)) <= 46
    assert {row["what"] for row in layers[2]["data"]["values"]} == set(charts._LOOKS)
    cells = [text for row in exhibit.table.rows for text in exhibit.table.texts(row)]
    for words in ("2026 tot en met 2030 (komt elk jaar)", "2028 (verwacht)", "jaar niet bekend", "niemand stelt de"):
        assert any(words in cell for cell in cells), words


@pytest.mark.slow
def test_picture_and_files_hold_every_measure(query: Query) -> None:
    exhibit = exhibits.readiness(query, moments.today())
    assert "16. Verbonden met de kracht van de stad" in picture.svg(exhibit)
    assert len(exhibit.sheets.data) == 21 and exhibit.sheets.data["aan zet"].str.len().min() > 3


@pytest.mark.slow
def test_a_programme_without_goals_says_so_here_and_nothing_on_start(changed: Callable[..., None]) -> None:
    changed(*WITHOUT_GOALS)
    test = page("weten")
    assert not test.exception and test.info[0].value == "Er zijn nog geen doelen."
    start = page("start")
    assert not start.exception and "nog geen begincijfer" not in html(start)
    goals = page("doelen")
    assert "Er zijn nog geen doelen" in html(goals)
    assert "deze keuze" not in html(goals) and "Toon alle doelen" not in html(goals)
    about = page("waar-gaat-het-over")
    assert about.info[0].value == "Er zijn nog geen doelen." and "0 doelen" not in html(about)


@pytest.mark.slow
def test_a_programme_without_baselines_has_no_begin_and_says_whom_to_ask(
    changed: Callable[..., None],
) -> None:
    changed("update goal_status set baseline_period = null, baseline_adopted = null, baseline_published = null")
    test = page("weten")  # a norm with a figure, as 5 has, needs no more
    assert not test.exception and test.header[0].value == "15 van de 16 doelen hebben nog geen begincijfer."
    assert "nog niet bekend wie" in html(test)


def test_twelve_areas_with_long_names_have_the_same_time_line(changed: Callable[..., None]) -> None:
    changed(
        "update programme set focus_area_codes = (select list(area_code) from "
        "(from area where level = 'buurt' order by area_code limit 12))",
        f"update goal set name = repeat('{'Zeer lange naam '}', 6)",
    )  # fmt: skip
    test = page("weten")
    assert not test.exception
    layers = [layer for chart in test.get("vega_lite_chart") for layer in json.loads(chart.proto.spec)["layer"]]
    texts = [row["text"] for layer in layers if layer["mark"]["type"] == "text" for row in layer["data"]["values"]]
    assert max(map(len, texts)) <= 46


@pytest.mark.slow
def test_start_counts_the_goals_without_a_begin_in_one_line(built: None) -> None:
    text = html(page("start"))
    assert text.count("7 van de 16 doelen hebben nog geen begincijfer.") == 1
    assert 'href="weten"' in text and "Kunnen we dit in 2030 weten?" in text


@pytest.mark.parametrize("target", [2025, 2045])
def test_another_target_year_has_its_own_time_line(target: int) -> None:
    course = Course(2024, True, {2024}, is_published=True, years_between=1)
    found = readiness.moments(course, 2025, target, 2026)
    outlook = Outlook(
        1, "1", "Maat", 2024, found, readiness.answer(course, found), None, None, None, None, None, "", None
    )
    goal = GoalOutlook(1, "Doel", ("gezond",), (outlook,), "RIVM")
    layers = charts.timeline([goal], 2025, target, 2026).specification["layer"]
    marks = [row for layer in layers for row in layer["data"]["values"] if row.get("what") == "zeker"]
    assert [mark["x"] for mark in marks] == [*range(2025, target + 1)]
    assert sentences.outcomes([goal], target) == [f"Van 1 doel komt er tot en met {target} zeker een nieuw cijfer."]


def test_the_counts_on_the_page_add_up_to_all_goals_also_with_two_measures(query: Query) -> None:
    goals = rows.outlooks(query, moments.today())
    texts = [sentences.finding(goals), *sentences.outcomes(goals, 2030)]
    counts = [int(re.findall(r"\d+", text)[0]) for text in texts if "daarvan" not in text and "dat doel" not in text]
    assert any(len(goal.measures) > 1 for goal in goals) and sum(counts) == len(goals) == 16


def test_whose_move_it_is_stands_on_doelen_and_here_alike(query: Query) -> None:
    lines = {line.goal_id: line.move for line in goals_picture.lines(query)}
    for goal in rows.outlooks(query, moments.today()):
        move = lines[goal.goal_id]
        assert move.is_discussion or goal.owner == move.owner, goal.name
        assert sentences.line(goal).endswith(f"Aan zet: {goal.owner}.")


def test_the_rows_are_of_the_day_that_is_asked(query: Query) -> None:
    now, later = (rows.outlooks(query, moments.today().replace(year=year)) for year in (2026, 2029))
    four = [next(goal for goal in goals if goal.goal_id == 4).measures[0].moments for goals in (now, later)]
    assert len(four[0]) == 5 and len(four[1]) == 2  # a count that nobody makes yet can begin this year
