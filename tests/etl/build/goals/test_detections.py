"""What the build says about when a change will show: sizes and years per measure, area and number of years."""

from pathlib import Path

import pandas as pd
import pytest

from etl.build.goals import detections
from tests.opened import html, open_query, page, parameter
from veerkracht.method.detection import Rules
from veerkracht.topics.goals import detectability, queries, rows
from veerkracht.topics.goals.detectability import Supposed

NAZARETH, POTTENBERG, TOGETHER = "BU09350403", "BU09350203", "SAMEN"


@pytest.fixture(scope="module")
def detected(included_database: Path) -> pd.DataFrame:
    with open_query(included_database) as query:
        return query(queries.detections).set_index(["measure_id", "area_code", "span"])


def test_every_measure_has_rows_for_each_buurt_and_both_together_and_a_size_or_a_reason(detected: pd.DataFrame) -> None:
    assert len(detected) == 21 * 3 * 2
    assert ((detected["reason"] != "") | detected["smallest_change"].notna()).all()


def test_more_years_and_both_buurten_show_smaller_changes_of_crime_but_not_that_of_the_plan(
    detected: pd.DataFrame,
) -> None:
    sizes = detected["smallest_change"]["11"]
    for area_code in (NAZARETH, POTTENBERG, TOGETHER):
        assert sizes[area_code, 3] < sizes[area_code, 1]
    assert max(sizes[TOGETHER]) < max(sizes[NAZARETH])
    assert detected["first_year"]["11"].isna().all()  # 5 percent in six years is less than chance
    assert list(detected["years"]["11", NAZARETH, 1]) == [2025, 2026, 2027, 2028, 2029, 2030]


def test_a_survey_is_assumed_to_have_answers_and_three_years_need_a_figure_each_year(detected: pd.DataFrame) -> None:
    assert set(detected["answers"]["5"]) == {200}
    assert detected["smallest_change"]["5", TOGETHER, 1] < detected["smallest_change"]["5", NAZARETH, 1]
    assert "misschien niet elk jaar" in detected["reason"]["5", NAZARETH, 3]
    assert detected["reason"]["9", NAZARETH, 1] == "Er is nog geen nulmeting."
    assert detected["smallest_change"]["9", NAZARETH, 1] > 10


def test_no_year_lies_beyond_a_break_in_definition(detected: pd.DataFrame) -> None:
    assert list(detected["years"]["12", NAZARETH, 1]) == [2023]


@pytest.mark.slow
def test_a_larger_supposed_change_shows_sooner_and_more_answers_show_smaller_ones(included_database: Path) -> None:
    rules = Rules(80, 80)
    with open_query(included_database) as query:
        known, statuses = rows.detections(query), rows.measures(query)
    crime, survey = known["11"][0], known["5"][0]
    found = [
        detectability.detection_under(crime, statuses["11"][0], Supposed(change), rules)[1] for change in (5, 40, 50)
    ]
    assert found[0] is None and found[1] and found[2] and found[2] <= found[1]
    few, many = (
        detectability.detection_under(survey, statuses["5"][0], Supposed(8, answers), rules)
        for answers in (200.0, 800.0)
    )
    assert many[0] == pytest.approx(few[0] / 2) and few[1] is None and many[1] is not None


@pytest.mark.slow
def test_the_doelkaart_keeps_the_supposed_change_and_the_answers_in_the_address(built: None) -> None:
    test = page("doelkaart", doel="5", stel5="15", n5="800")
    assert "Een echte verandering van 15 procentpunt valt op in" in html(test)
    test.select_slider(key="stel5").set_value("4").run()
    assert parameter(test, "stel5") == "4" and parameter(test, "n5") == "800"
    assert "Een echte verandering van 4 procentpunt valt op in" in html(test)
    assert "Nazareth, 3 jaren" not in html(test)  # said once, in words
    assert any("3 jaren samen kan niet" in part.value for part in test.markdown)
    unknown = page("doelkaart", doel="5", stel5="drie")
    assert unknown.warning and not unknown.exception


@pytest.mark.slow
def test_readiness_sums_up_when_the_change_of_the_plan_shows(built: None) -> None:
    text = html(page("weten"))
    assert "Wanneer weten we het?" in text and "niet vóór 2030" in text and "31 tot 35%" in text


def test_a_change_that_only_shows_in_means_of_three_years_needs_a_begin_three_years_earlier() -> None:
    def row(span: int, smallest: float | None, area_code: str = "BU1") -> dict[str, object]:
        return {"area_code": area_code, "span": span, "path_change": 5.0, "smallest_change": smallest}

    assert detections.years_averaged([row(1, 8.0), row(3, 4.6)]) == 3
    assert detections.years_averaged([row(1, 4.9), row(3, 2.8)]) == 1
    assert detections.years_averaged([row(1, 8.0), row(3, 6.0), row(3, 3.0, "SAMEN")]) == 1  # never: as if at once
    assert detections.years_averaged([row(1, None), {**row(3, None), "path_change": None}]) == 1
