"""A letter says each thing once, and says of chance and of certainty what the figures are computed with."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.method.margins import Spread
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.letter import letter as letters

GOALS = ["doel-1", "doel-10", "doel-11"]
BY_CHANCE = "oordelen verwacht u er door toeval"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        yield query_of(connection)


def sentences_of(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z0-9“])", text)


@pytest.mark.parametrize("goal", [1, 10, 11])
def test_an_area_is_said_once_what_its_distance_to_the_city_did(query: lookups.Query, goal: int) -> None:
    measures = goal_rows.measures_of(query, goal)
    for measure in measures:
        for row in (row for row in measure if row.gap_word):
            name = lookups.area_names(query)[row.area_code]
            texts = letters._standing(query, (row,), has_source=True)
            about = " ".join(text for text in texts[:2])
            moves = r"(?:achterstand|voorsprong)[^.,:]* (?:bleef|groeide|kromp|werd)|verschil[^.,:]* veranderde"
            verbs = re.findall(moves, about)
            assert len(verbs) == 1, (name, about)
            assert not [sentence for sentence, count in Counter(sentences_of(about)).items() if count > 1]


def test_what_a_change_is_called_in_the_country_is_said_once(query: lookups.Query) -> None:
    """The headline said "landelijk is dat uitzonderlijk ongunstig", and the line of the yardstick said it again."""
    pottenberg = [row for row in goal_rows.statuses(query) if row.area_code == "BU09350203" and row.value is not None]
    for row in pottenberg:
        about = " ".join(letters._standing(query, (row,), has_source=True)[:2])
        assert len(re.findall(r"\b(?:on)?gunstig\b", about)) <= 1, about
    [crimes] = [row for row in pottenberg if row.measure_id == "11"]
    own, context, *_ = letters._standing(query, (crimes,), has_source=True)
    assert "landelijk is dat uitzonderlijk ongunstig." in own
    assert "Landelijke meetlat: van 100 even grote buurten in Nederland deden er 5 het minder goed." in context


def test_since_a_trough_stands_with_the_area_and_not_after_the_city(query: lookups.Query) -> None:
    [measure] = goal_rows.measures_of(query, 1)
    own, context, *others = letters._standing(query, measure, has_source=True)
    assert "Sinds 2020: 6,0 procentpunt lager." in own and "Sinds 2020" not in context
    assert context.startswith("Achterstand: eerst 10,9, nu 11,1 procentpunt.")
    [shared] = [text for text in others if "In heel Maastricht" in text]
    assert "Sinds 2020" not in shared


@pytest.mark.slow
def test_what_chance_alone_would_give_stands_in_a_letter_once(query: lookups.Query) -> None:
    letter = letters.letter(query, "", ["buurt-BU09350403", *GOALS, "onderwerp-misdrijven"], ["BU09350403"])
    places = [part.code for part in letter.parts for text in part.sentences if BY_CHANCE in text]
    assert places == ["doel-11"]
    tested = [row for row in goal_rows.statuses(query) if row.chance is not None and row.area_code != "SAMEN"]
    about = [row for row in tested if f"doel-{row.goal_id}" in GOALS]
    [text] = [text for part in letter.parts for text in part.sentences if BY_CHANCE in text]
    assert text.startswith(f"Van {len(about)} oordelen") and "✓" not in text
    without = letters.letter(query, "", ["buurt-BU09350403", "onderwerp-misdrijven"], ["BU09350403"])
    assert BY_CHANCE not in " ".join(text for part in without.parts for text in part.sentences)


def test_a_verdict_has_one_certainty_in_a_letter_and_on_screen(query: lookups.Query) -> None:
    """It was 95% in letters, of a verdict that stands at 80% on screen."""
    said = set()
    for code in GOALS:
        for text in letters.part(query, code, []).sentences:
            said |= set(re.findall(r"Met (\d+)% zekerheid", text))
    on_screen = {
        percent
        for row in goal_rows.statuses(query)
        for text in goal_sentences.standing(row, "Nazareth")
        for percent in re.findall(r"Met (\d+)% zekerheid", text)
    }
    assert said == on_screen == {f"{lookups.threshold(query, 'screen_confidence'):.0f}"}


def test_how_far_a_count_swings_is_what_four_of_five_counts_stay_under() -> None:
    """A variance of 5.5 was said to be a swing of 5.5 times."""
    spread, count = Spread(1.32, 0.018), 187.0
    row = SimpleNamespace(phi=spread.phi, tau2=spread.tau2, value=596.0, absolute_value=count, confidence=80.0,
                          city_word="stad")  # fmt: skip
    text = goal_sentences.chance(row)  # type: ignore[arg-type]
    [swing] = re.findall(r"blijft dat onder (\d+)%", text)
    assert not re.search(r"\d keer zo", text)
    error = np.sqrt(spread.variance(count))
    first, last = count * np.exp(error * np.random.default_rng(1).standard_normal((2, 200_000)))
    apart = np.abs(np.log(last / first))
    assert np.mean(apart < np.log1p(float(swing) / 100)) == pytest.approx(0.8, abs=0.01)
