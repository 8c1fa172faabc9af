"""What is said of a goal: every status, side and kind of figure in words that are right."""

from pathlib import Path
from typing import Any

import pytest

from veerkracht.database import database
from veerkracht.topics.goals import overview as goal_overview
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences

NAMES = {"BU09350403": "Nazareth", "BU09350203": "Pottenberg", "SAMEN": "Nazareth en Pottenberg samen"}


@pytest.fixture(scope="module")
def frame(included_database: Path):
    with database.read(included_database) as connection:
        return goal_queries.statuses(connection)


def row(frame, measure_id: str, area: str = "BU09350403", **changes: Any):
    [found] = frame[(frame["measure_id"] == measure_id) & (frame["area_code"] == area)].itertuples()
    return found._replace(**changes)


def said(frame, measure_id: str, area: str = "BU09350403", **changes: Any) -> str:
    return " ".join(goal_sentences.standing(row(frame, measure_id, area, **changes), NAMES[area]))


def test_a_difference_of_percentages_is_in_procentpunt(frame) -> None:
    text = said(frame, "1")
    assert text.count("procentpunt") == 2 and "4,4 procentpunt meer dan in 2022 (54,5%)" in text
    assert "Het cijfer ligt 3,1 procentpunt voor op het pad van 55,8% in 2024, op weg naar 59,5% in 2030." in text
    assert text.endswith("De marge is niet bekend: we weten dus niet hoe zeker dit is.")


def test_a_fall_a_lag_and_a_standstill_are_said_as_such(frame) -> None:
    assert "34 per 10.000 inwoners meer dan in 2024 (502)" in said(frame, "11", "BU09350203")
    assert "ligt 38 achter op het pad van 498 in 2025" in said(frame, "11", "BU09350203")  # 536 - 498
    assert "Dat is evenveel als in 2022." in said(frame, "1", value=54.5, change=0.0)
    assert "precies op het pad" in said(frame, "1", path=58.9)


def test_the_margin_of_a_falling_goal_is_told_in_the_direction_of_the_figure(frame) -> None:
    text = said(frame, "11")
    assert "Met 80% zekerheid ligt de werkelijke verandering tussen 278 minder en 106 meer (per 10.000 inwo" in text
    assert text.endswith("De verandering is kleiner dan de marge. Het kan toeval zijn.")
    assert "(met een aanname over de steekproef)" in said(frame, "11", certainty="marge met aanname")


def test_without_a_figure_the_reason_the_aim_and_the_next_figure_are_told(frame) -> None:
    assert said(frame, "2b").startswith(
        "De cijfers van RIVM zijn nog niet opgehaald. Het plan gaat uit van 16% in 2022."
    )
    assert said(frame, "8").endswith("Het doel is +10 procentpunt in 2030.")
    assert "Het doel is een cijfer dat omlaag gaat, zonder getal." in said(frame, "13b")
    assert "€\u00a023.200 in 2022. Het doel is €\u00a024.360 in 2030." in said(frame, "12")


def test_the_city_moving_along_or_the_other_way_is_told(frame) -> None:
    along = goal_sentences.versus_city(row(frame, "1"), "Nazareth", "Maastricht")
    assert "ging het cijfer ook omhoog" in along and "Het verschil met de stad werd groter: in 2022" in along
    assert along.endswith("lag Nazareth 10,9 procentpunt onder de stad, in 2024 11,1 procentpunt onder de stad.")
    other = goal_sentences.versus_city(row(frame, "11", "BU09350203"), "Pottenberg", "Maastricht")
    assert "ging het cijfer juist omlaag" in other and "Het verschil met de stad werd kleiner" in other
    assert other.endswith("160 onder de stad, in 2025 60 onder de stad (per 10.000 inwoners).")
    still = goal_sentences.versus_city(row(frame, "1", city_now=65.4), "Nazareth", "Maastricht")
    assert "bleef het cijfer gelijk" in still
    assert goal_sentences.versus_city(row(frame, "16"), "Nazareth", "Maastricht") == ""


def test_a_restated_baseline_is_told_with_the_status_from_the_adopted_one(frame) -> None:
    text = goal_sentences.adopted(row(frame, "1"), "Nazareth")
    assert "een nulmeting van 56%" in text and "54,5%" in text and text.endswith("is de stand ook: op koers.")
    other = goal_sentences.adopted(row(frame, "1", status_adopted="vooruit, te langzaam"), "Nazareth")
    assert other.endswith("is de stand niet dezelfde, maar: vooruit, te langzaam.")
    assert goal_sentences.adopted(row(frame, "11"), "Nazareth") == ""  # 681,5 is printed as 682


def test_what_changed_since_the_last_measurement_is_told(frame) -> None:
    assert "de eerste meting na de nulmeting" in goal_sentences.since_last(frame)
    later = frame.copy()
    measured = later["value"].notna()
    later.loc[measured, "previous_status"] = later.loc[measured, "status"]
    assert "Geen enkele stand is veranderd. **Een verandering" in goal_sentences.since_last(later)
    later.loc[later["measure_id"] == "1", "previous_status"] = "nog niet te zeggen"
    assert "De stand is veranderd bij 1. Gezondheid. **" in goal_sentences.since_last(later)
    assert "Voor geen van de" in goal_sentences.since_last(frame[~measured])


def test_a_goal_with_two_measures_is_as_far_as_the_least_favourable(frame) -> None:
    both = frame.copy()
    both.loc[both["measure_id"] == "2a", ["status", "certainty"]] = ["op koers", "marge onbekend"]
    both.loc[both["measure_id"] == "2a", ["value", "period", "deviation"]] = [58.0, "2024", 1.0]
    text = goal_overview.overview(both, NAMES, ["BU09350403", "BU09350203"])
    assert "marge onbekend (1 van 2 maten)" in text
    both.loc[both["measure_id"] == "2b", ["status", "certainty"]] = ["verkeerde kant op", "marge onbekend"]
    both.loc[both["measure_id"] == "2b", ["value", "period", "deviation"]] = [10.0, "2024", -3.0]
    assert "gemengd beeld" in goal_overview.overview(both, NAMES, ["BU09350403", "BU09350203"])
