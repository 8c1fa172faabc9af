"""The meeting: which goals it discusses, what its slides say, and what odd addresses give."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.opened import html, open_query, page
from veerkracht.core import moments
from veerkracht.topics.goals import picture
from veerkracht.topics.meeting import proposals, sentences, slides, way
from veerkracht.topics.meeting.way import Way

Change = Callable[..., None]


def test_the_rule_proposes_the_largest_change_before_gaps_with_a_margin_and_decisions(included_database: Path) -> None:
    with open_query(included_database) as query:
        first, second = proposals.to_discuss(query)
        every = query.value(proposals._by_rule, moments.today())
    assert (first.goal_id, second.goal_id) == (1, 9)  # the only gap with a margin is that of goal 1 too
    assert "landelijk uitzonderlijk ongunstig" in first.reason and "Pottenberg" in first.reason
    assert "besluit" in second.reason and "2029" in second.reason
    assert sorted(proposal.goal_id for proposal in every) == list(range(1, 17))


def test_a_decision_that_is_late_is_discussed_before_one_that_is_needed(changed: Change, tmp_path: Path) -> None:
    changed(
        """insert into decision by name select 'laat' as decision_id, 0 as position, date '2026-01-02' as date,
           'Een tweede taalhuis.' as text, date '2026-02-03' as due, 'open' as state, false as is_internal""",
        "insert into decision_goal values ('laat', 4)",
    )
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        _, second = proposals.to_discuss(query, today=date(2026, 2, 4))
        assert (second.goal_id, second.reason) == (4, "Voorgesteld: een besluit is over tijd, “Een tweede taalhuis”.")
        assert proposals.to_discuss(query, today=date(2026, 2, 3))[1].goal_id == 9


def test_a_meeting_chooses_its_goals_and_the_rule_fills_up(included_database: Path) -> None:
    with open_query(included_database) as query:
        assert [each.goal_id for each in proposals.to_discuss(query, [5, 11])] == [5, 11]
        assert [each.goal_id for each in proposals.to_discuss(query, [9])] == [9, 1]
        assert [each.goal_id for each in proposals.to_discuss(query, [99, 7, 7])] == [7, 1]


def test_every_goal_has_a_headline_of_fifteen_words_a_question_and_a_chart(
    included_database: Path,
) -> None:
    with open_query(included_database) as query:
        for goal_id in range(1, 17):
            slide = slides.of_goal(query, goal_id)
            assert 2 < len(slide.headline.split()) <= sentences.MOST_WORDS, slide.headline
            assert slide.question.endswith("?") and slide.places
            drawn = slides.exhibit(query, slide.measure_id)
            assert drawn and drawn.chart
        assert slides.of_goal(query, 1).headline == "Achterstand van Pottenberg groeide"
        assert slides.of_goal(query, 5).headline == "Nazareth 16 en Pottenberg 18 achter op de stad"
        assert slides.of_goal(query, 9).headline == "Nog niemand vraagt dit aan bewoners"


def test_another_measure_of_a_goal_has_a_slide_of_its_own(included_database: Path) -> None:
    with open_query(included_database) as query:
        slide = slides.of_goal(query, 2)
        assert [label for _, label in slide.others] == ["Netto arbeidsparticipatie"]
        other = slides.of_goal(query, 2, "2a")
        assert other.topic == "geen eigen cijfer: personen met een WW-uitkering"
        assert other.others == ((slide.measure_id, "Vrijwilligerswerk"),)
        drawn = slides.exhibit(query, "2a")
        assert drawn and drawn.title.startswith("Personen met een WW-uitkering")  # the topic, not the path without it
        assert picture.of_measure(query, slide.measure_id) == picture.lines(query)[1]


def test_the_way_goes_past_five_slides_and_back_from_any_goal() -> None:
    meeting = Way((1, 2, 3, 11), (11, 2))
    assert meeting.slides == ("nieuw", "0", "4", "2", "open")
    assert [meeting.after(slide) for slide in meeting.slides] == ["0", "4", "2", "open", None]
    assert [meeting.before(slide) for slide in meeting.slides] == [None, "nieuw", "0", "4", "2"]
    assert (meeting.before("3"), meeting.after("3")) == ("0", "4")  # a goal that was opened from the overview


def test_an_address_keeps_what_the_meeting_chose() -> None:
    assert Way((1, 5), (5, 1), (5, 1)).address("open") == "vergaderstand?dia=open&bespreek=5,1"
    assert way.numbers(["1, 5", "7"]) == ["1", "5", "7"]


@pytest.mark.slow
def test_the_five_slides_are_shown(built: None) -> None:
    for dia, words in (("nieuw", "Wat is er nieuw?"), ("0", "vk-picture-brief"), ("1", "Achterstand van Pottenberg"),
                       ("9", "Nog niemand vraagt dit"), ("open", "14 van de 16 doelen wachten")):  # fmt: skip
        test = page("vergaderstand", dia=dia)
        assert not test.exception and not test.warning
        assert words in html(test)
        assert html(test).count('aria-current="page"') == 1


def test_the_address_chooses_what_is_discussed_with_a_message_on_what_is_odd(built: None) -> None:
    test = page("vergaderstand", bespreek="5,99,7")
    assert "“99” bestaat hier niet" in test.warning[0].value or "99" in test.warning[0].value
    assert "3. Doel 5" in html(test) and "4. Doel 7" in html(test)
    test = page("vergaderstand", bespreek="1,2,3", dia="2")
    assert "U ziet de eerste 2" in test.warning[0].value
    assert "Gekozen voor deze vergadering" in html(test)


def test_the_choice_is_changed_in_a_list_and_is_then_in_the_address(built: None) -> None:
    test = page("vergaderstand")
    test.selectbox(key="bespreek_2").select(11).run()
    assert test.query_params["bespreek"] in ("1,11", ["1,11"])
    assert "4. Doel 11" in html(test) and "bespreek=1,11" in html(test)
    next(button for button in test.button if button.label == "Weer zoals voorgesteld").click().run()
    assert "bespreek" not in test.query_params and "4. Doel 9" in html(test)


def test_without_goals_a_meeting_says_so(changed: Change) -> None:
    changed("delete from goal_status")
    for dia in ("nieuw", "0", "open", "alles"):
        test = page("vergaderstand", dia=dia)
        assert not test.exception
