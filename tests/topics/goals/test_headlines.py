"""The headline of a measure: every combination of path, city and country is one sentence that says all three."""

import itertools
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.opened import open_query
from tests.topics.test_sentence_forms import share
from veerkracht.database.rows import Yardstick
from veerkracht.method import verdict
from veerkracht.method.verdict import GapWord
from veerkracht.topics.goals import comparisons, headlines, overview, rows, sentences
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.letter import sentences as letter_sentences

BOUNDS = {"forward": (4.1, 2.5, 5.7), "back": (-4.1, -5.7, -2.5), "unclear": (0.4, -1.2, 2.0),
          "unknown": (4.1, None, None)}  # fmt: skip
GAP_WORDS = get_args(GapWord)
WORDS: tuple[Any, ...] = (*GAP_WORDS, None)


def row(movement: str, word: Any, **changes: Any) -> GoalStatus:
    """A measure that moved like this, and a gap that the word fits."""
    change, lower, upper = BOUNDS[movement]
    behind = {"achterstand": (13.7, 16.0), "voorsprong": (-13.7, -16.0)}
    first, last = behind[word.split()[0]] if word else (None, None)
    if word and word.endswith("kleiner"):
        first, last = last, first
    if word and "werd" in word:
        last = -last
    return share(change=change, change_lower=lower, change_upper=upper, gap_word=word, gap_baseline=first,
                 gap_now=last, change_from="2022", more="Meer mensen voelen zich gezond",
                 fewer="Minder mensen voelen zich gezond", **changes)  # fmt: skip


def stick(worse: float | None, period: str = "2024") -> Yardstick | None:
    """What the yardstick says when this share did less well."""
    if worse is None:
        return None
    return Yardstick("ervaren_gezondheid", "BU09350403", "verschil", "2022", period, 51.7, 54.0, -2.3, worse, 8380,
                     -1.6, 1.5, None, 0, "")  # fmt: skip


def test_the_comparison_is_set_against_a_path_that_it_disagrees_with() -> None:
    assert headlines.headline(row("forward", "achterstand groter"), stick(0.04)) == (
        "Meer mensen voelen zich gezond, maar de achterstand op de stad groeide; landelijk is dat uitzonderlijk "
        "ongunstig."
    )


def test_the_comparison_comes_first_when_the_figure_alone_says_nothing() -> None:
    assert headlines.headline(row("unclear", "voorsprong groter"), None) == (
        "De voorsprong op de stad groeide, al is de verandering in de buurt zelf kleiner dan de marge."
    )


def test_a_measure_of_which_less_is_better_has_the_words_of_its_figure() -> None:
    fell = headlines.headline(row("forward", None, direction="omlaag"), None)
    assert fell == "Minder mensen voelen zich gezond."


@pytest.mark.parametrize(("movement", "word", "worse"), itertools.product(BOUNDS, WORDS, [None, 0.0, 0.476, 1.0]))
def test_every_combination_is_one_sentence_with_what_is_known(movement: str, word: Any, worse: float | None) -> None:
    text = headlines.headline(row(movement, word), stick(worse))
    assert text.endswith(".") and text.count(".") == 1 and text[0].isupper()
    assert len(text.split()) <= headlines.MOST_WORDS
    assert (word.split()[0] in text.lower()) if word else "stad" not in text
    assert "landelijk" not in text or worse in (0.0, 1.0)
    if movement == "unclear":
        assert "Meer mensen" not in text and "Minder mensen" not in text
    if movement == "unknown":
        assert "zekerheid onbekend" in text
    if word and "gelijk" in word:
        assert "groeide" not in text and "kromp" not in text


def test_no_two_answers_read_the_same() -> None:
    texts = {headlines.headline(row(movement, word), None) for movement in BOUNDS for word in GAP_WORDS}
    assert len(texts) == len(BOUNDS) * len(GAP_WORDS)


def test_numbers_that_say_the_opposite_of_the_word_are_left_out() -> None:
    odd = row("forward", "achterstand kleiner")
    odd = share(**{**vars(odd), "gap_baseline": 13.7, "gap_now": 16.0})
    assert comparisons.standing_in_city(odd) == "de achterstand kromp"


@pytest.mark.parametrize(("side", "other", "first", "now"), [
    ("achterstand", "voorsprong", 6.9, -4.6), ("voorsprong", "achterstand", -6.9, 4.6),
    ("achterstand", "voorsprong", 4.6, -4.6),
])  # fmt: skip
def test_a_gap_that_turned_within_the_margin_is_not_said_to_be_still_there(
    side: str, other: str, first: float, now: float
) -> None:
    turned = share(**vars(row("unclear", f"{side} ongeveer gelijk")) | {"gap_baseline": first, "gap_now": now})
    assert headlines.headline(turned, None) == (
        "Er is geen zichtbare verandering, en het verschil met de stad veranderde niet duidelijk."
    )
    assert f"nu {other} 4,6" in comparisons.then_and_now(turned)
    assert f"werd een {other} van 4,6" in comparisons.standing_in_city(turned)
    assert f"is nu een {other} van 4,6" in letter_sentences._gap(turned)


def test_a_lead_of_which_nothing_is_left_is_not_said_to_be_still_there() -> None:
    gone = share(**vars(row("unclear", "voorsprong ongeveer gelijk")) | {"gap_baseline": -6.9, "gap_now": 0.0})
    assert headlines.headline(gone, None) == (
        "Er is geen zichtbare verandering, en het verschil met de stad veranderde niet duidelijk."
    )
    assert comparisons.standing_in_city(gone).startswith("de voorsprong van 6,9 procentpunt is er nu niet meer")


def test_a_first_figure_that_only_the_publisher_has_is_where_a_measure_begins() -> None:
    """The card of goal 9 said 'Er is nog geen cijfer' above a chart with a point."""
    began = row("forward", None, value=None, baseline_adopted=None, baseline_published=25.0, baseline_period="2024")
    assert headlines.headline(began, None) == "25,0% in 2024. Doel: 66% in 2030."
    assert "2024: 25,0%" in overview._aim(began)
    assert "25,0%" in letter_sentences.without_figure((began,), {began.area_code: "Nazareth"}, True)


def test_without_a_figure_the_beginning_and_the_aim_are_said() -> None:
    assert headlines.headline(row("forward", None, value=None), None) == "56% in 2022. Doel: 66% in 2030."


@pytest.mark.parametrize("word", GAP_WORDS)
def test_words_of_a_catalogue_that_are_too_long_give_way(word: str) -> None:
    odd = vars(row("forward", word)) | {"more": "Bewoners van alle leeftijden " * 5}
    text = headlines.headline(share(**odd), stick(0.04))
    assert text.startswith("Het cijfer ging omhoog") and len(text.split()) <= headlines.MOST_WORDS


@pytest.mark.slow
def test_every_measure_of_the_catalogue_has_a_headline_that_fits(included_database: Path) -> None:
    with open_query(included_database) as query:
        statuses = rows.statuses(query)
    for status in statuses:
        for movement, word in itertools.product(BOUNDS, GAP_WORDS):
            kind = {name: getattr(status, name) for name in ("more", "fewer", "label", "direction")}
            text = headlines.headline(share(**{**vars(row(movement, word)), **kind}), stick(1.0))
            assert len(text.split()) <= headlines.MOST_WORDS, text
        assert all(len(part.split()) <= headlines.MOST_WORDS for part in sentences.aim(status).split(". "))


def test_a_yardstick_of_another_year_is_left_out() -> None:
    assert "landelijk" not in headlines.headline(row("forward", None), stick(0.04, period="2022"))


def test_words_of_gaps_follow_from_what_happened() -> None:
    assert {verdict.comparison(word) for word in GAP_WORDS if word.endswith("groter")} == {"gained", "lost"}
