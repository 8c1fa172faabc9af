"""The meeting: which goals it discusses, what its slides say, and what odd addresses give."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.opened import html, open_query, page
from tests.topics.goals.test_picture import with_focus_areas
from tests.topics.test_sentence_forms import BUURT, OTHER, share, unmeasured
from veerkracht.core import moments
from veerkracht.topics.goals import picture, picture_words
from veerkracht.topics.goals.picture import Cell, Line
from veerkracht.topics.goals.picture_words import Move
from veerkracht.topics.meeting import decided, news, proposals, sentences, slides, way
from veerkracht.topics.meeting.way import Way
from veerkracht.topics.since import figures as since
from veerkracht.topics.since import sentences as since_sentences

Change = Callable[..., None]


@pytest.mark.slow
def test_the_rule_proposes_what_start_and_doelen_mark_and_then_what_is_needed(included_database: Path) -> None:
    with open_query(included_database) as query:
        first, second = proposals.to_discuss(query)
        every = query.value(proposals._by_rule, moments.today())
        marked = [line.goal_id for line in picture.lines(query) if line.move.is_discussion]
    assert [first.goal_id, second.goal_id] == marked == [1, 11]
    assert first.reason == "Te bespreken: achterstand van Pottenberg groeide."
    assert second.reason == "Te bespreken: Pottenberg gaat de verkeerde kant op."
    assert (
        every[2].reason.startswith("Aangevuld tot twee doelen: er is een besluit nodig.") and "2029" in every[2].reason
    )
    assert sorted(proposal.goal_id for proposal in every) == list(range(1, 17))


@pytest.mark.slow
def test_the_largest_change_fills_up_after_the_only_goal_that_is_marked(changed: Change, tmp_path: Path) -> None:
    changed("update goal_status set gap_word = 'achterstand ongeveer gelijk' where measure_id like '1%'",
            "update yardstick set lower_share = 0.999 where lower_share < 0.5")  # fmt: skip
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        marked = [line.goal_id for line in picture.lines(query) if line.move.is_discussion]
        first, second = proposals.to_discuss(query)
    assert marked == [first.goal_id] == [11]
    assert second.reason.startswith("Aangevuld tot twee doelen: de opvallendste verandering, ")


@pytest.mark.slow
def test_a_decision_that_is_late_fills_up_before_one_that_is_needed(changed: Change, tmp_path: Path) -> None:
    changed(
        """insert into decision by name select 'laat' as decision_id, 0 as position, date '2026-01-02' as date,
           'Een tweede taalhuis.' as text, date '2026-02-03' as due, 'open' as state, false as is_internal""",
        "insert into decision_goal values ('laat', 4)",
    )
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        late = query.value(proposals._by_rule, date(2026, 2, 4))[2]
        assert late.goal_id == 4
        assert late.reason == "Aangevuld tot twee doelen: een besluit is over tijd, “Een tweede taalhuis”."
        assert "er is een besluit nodig" in query.value(proposals._by_rule, date(2026, 2, 3))[2].reason


@pytest.mark.slow
def test_a_meeting_chooses_its_goals_and_the_rule_fills_up(included_database: Path) -> None:
    with open_query(included_database) as query:
        assert [each.goal_id for each in proposals.to_discuss(query, [5, 11])] == [5, 11]
        assert [each.goal_id for each in proposals.to_discuss(query, [9])] == [9, 1]
        assert [each.goal_id for each in proposals.to_discuss(query, [99, 7, 7])] == [7, 1]


@pytest.mark.slow
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
        assert slides.of_goal(query, 1).topic == "ervaren gezondheid goed of zeer goed, %"
        assert slides.of_goal(query, 1).headline == "Achterstand van Pottenberg groeide"
        assert slides.of_goal(query, 5).headline == "Nazareth 16 en Pottenberg 18 procentpunt achter op de stad"
        assert slides.of_goal(query, 9).headline == "Nog niemand vraagt dit aan bewoners"


@pytest.mark.slow
def test_another_measure_of_a_goal_has_a_slide_of_its_own(included_database: Path) -> None:
    with open_query(included_database) as query:
        slide = slides.of_goal(query, 2)
        assert [label for _, label in slide.other_measures] == ["Netto arbeidsparticipatie"]
        other = slides.of_goal(query, 2, "2a")
        assert other.topic.startswith("geen eigen cijfer: personen met een WW-uitkering")
        assert other.other_measures == ((slide.measure_id, "Vrijwilligerswerk"),)
        drawn = slides.exhibit(query, "2a")
        assert drawn and drawn.subtitle.startswith(
            "Personen met een WW-uitkering"
        )  # the topic, not the path without it
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
    slides = {"nieuw": "Alles is nieuw", "0": "vk-picture-brief", "1": "Achterstand van Pottenberg",
              "11": "Pottenberg gaat de verkeerde kant op", "open": "14 van de 16 doelen wachten"}  # fmt: skip
    for dia, words in slides.items():
        test = page("vergaderstand", dia=dia)
        assert not test.exception and not test.warning
        assert words in html(test)
        assert html(test).count('aria-current="page"') == 1


@pytest.mark.slow
def test_the_address_chooses_what_is_discussed_with_a_message_on_what_is_odd(built: None) -> None:
    test = page("vergaderstand", bespreek="5,99,7")
    assert "“99” bestaat hier niet" in test.warning[0].value or "99" in test.warning[0].value
    assert "3. Doel 5" in html(test) and "4. Doel 7" in html(test)
    picture_of_all = html(page("vergaderstand", dia="0", bespreek="7,5")).partition("vk-picture-table")[2]
    assert 'href="vergaderstand?dia=11&amp;bespreek=7,5"' in picture_of_all
    test = page("vergaderstand", bespreek="1,2,3", dia="2")
    assert "U ziet de eerste 2" in test.warning[0].value
    assert "Gekozen voor deze vergadering" in html(test)


def test_the_choice_is_changed_in_a_list_and_is_then_in_the_address(built: None) -> None:
    test = page("vergaderstand")
    test.selectbox(key="bespreek_2").select(9).run()
    assert test.query_params["bespreek"] in ("1,9", ["1,9"])
    assert "4. Doel 9" in html(test) and "bespreek=1,9" in html(test)
    next(button for button in test.button if button.label == "Weer zoals voorgesteld").click().run()
    assert "bespreek" not in test.query_params and "4. Doel 11" in html(test)


def test_who_speaks_to_the_computer_can_turn_the_number_keys_off(built: None) -> None:
    test = page("vergaderstand")
    assert html(test).count("data-goal=") == 16
    test.toggle(key="cijfertoetsen").set_value(False).run()
    assert "data-goal=" not in html(test) and html(test).count("data-stop=") == 5


@pytest.mark.slow
def test_without_goals_a_meeting_says_so(changed: Change) -> None:
    changed("delete from goal_status")
    for dia in ("nieuw", "0", "open", "alles", "blad"):
        test = page("vergaderstand", dia=dia)
        assert not test.exception
        assert dia in ("nieuw", "alles") or "Er zijn nog geen doelen" in html(test)


TODAY = date(2026, 11, 29)
DECISIONS = (
    """insert into decision values
       ('a', 1, '2026-06-01', 'Er komt een vraag over vertrouwen.', 'Onderzoek', '2026-11-01', 'open', null, false),
       ('b', 2, '2026-03-02', 'Het buurtcentrum blijft open.', null, null, 'open', null, false),
       ('c', 3, '2026-01-12', 'Dit is al klaar.', 'Team', null, 'gedaan', '2026-02-01', false)""",
    "insert into decision_goal values ('a', 9)",
)


def test_without_decisions_news_begins_three_months_before_the_newest_figures(included_database: Path) -> None:
    with open_query(included_database) as query:
        assert news.since_when(query, None, TODAY) == (date(2026, 4, 19), since_sentences.BEFORE_FIGURES)
        assert news.since_when(query, None, TODAY) == since.usual_day(query, TODAY)  # as on Start and Sinds
        assert news.since_when(query, date(2026, 1, 2), TODAY) == (date(2026, 1, 2), sentences.CHOSEN_DAY)
        assert decided.decided(query, TODAY).note == sentences.NO_DECISIONS


@pytest.mark.slow
def test_a_meeting_comes_back_to_the_last_decisions_and_what_is_open_of_before(changed: Change) -> None:
    changed(*DECISIONS)
    for slide in ("alle", "1", "eerste", "tweede", "blad"):  # its goal, that the database gives, is in the addresses
        assert not page("vergaderstand", dia=slide).exception, slide
    shown = html(page("vergaderstand", dia="open"))
    assert "Besloten op 1 juni 2026, en nog open van eerder" in shown
    assert "Er komt een vraag over vertrouwen." in shown and ">over tijd<" in shown
    assert "Het buurtcentrum blijft open." in shown and "nog niet bekend wie" in shown
    assert "Dit is al klaar." not in shown
    assert "Sinds 1 juni 2026: de dag van de laatste besluiten" in html(page("vergaderstand"))
    sheet = html(page("vergaderstand", dia="blad", bespreek="5"))
    for words in ("Er komt een vraag over vertrouwen.", "5. Thuis en welkom.", "14 van de 16 doelen wachten",
                  "7 van de 16 doelen hebben nog geen begincijfer", "Sinds 1 juni 2026", "Besluit:"):  # fmt: skip
        assert words in sheet


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sinds", "message"),
    [("2041-01-01", "1 januari 2041 moet nog komen"), ("onzin", "geen dag die wij kennen: `onzin`")],
)
def test_a_day_that_is_none_or_still_to_come_gives_a_message_and_the_rule(
    built: None, sinds: str, message: str
) -> None:
    test = page("vergaderstand", sinds=sinds)
    assert message in test.warning[0].value
    assert "Alles is nieuw" in html(test) and "sinds=" not in html(test) and not test.exception


def test_a_chosen_day_is_on_the_slide_and_in_every_link(built: None) -> None:
    test = page("vergaderstand", sinds="2026-01-01")
    assert "Alles is nieuw" in html(test) and "sinds=2026-01-01" in html(test)
    assert test.text_input(key="sinds_dag").value == "1 januari 2026"
    test.text_input(key="sinds_dag").set_value("1 februari 2026").run()
    assert "sinds=2026-02-01" in html(test)


def test_a_slide_names_at_least_one_of_each_kind_of_news_and_says_how_much_is_left_out() -> None:
    assert news._fitting([20, 3, 0, 1]) == [5, 1, 0, 1]
    assert news._fitting([2, 1]) == [2, 1] and news._fitting([]) == []


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 12])
def test_another_number_of_focus_areas_has_headlines_that_fit_and_charts(
    copy: duckdb.DuckDBPyConnection, count: int
) -> None:
    query = with_focus_areas(copy, count)
    for goal_id in range(1, 17):
        slide = slides.of_goal(query, goal_id)
        assert len(slide.headline.split()) <= sentences.MOST_WORDS
        drawn = slides.exhibit(query, slide.measure_id)
        assert drawn and drawn.chart
    assert len(proposals.to_discuss(query)) == 2
    text = slides.of_goal(query, 5).headline
    assert (
        text == {1: "Nazareth: 16 procentpunt achter op de stad", 12: "12 gebieden: bij alle is de stad verder"}[count]
    )


def test_long_names_of_many_areas_are_counted_instead() -> None:
    cells = tuple(
        Cell(f"De Oude Buurt achter de Lange Gracht {number}", (), f"{number} achter op de stad (2022)", is_known=True,
             behind=number, other="de stad")
        for number in (1, 2, 3)
    )  # fmt: skip
    line = Line(1, "Doel", "buurt", "1", "cijfer", "", cells, Move("Volgen", "CBS", ""))
    assert sentences.headline(line, [None]) == "Bij alle is de stad verder"


def test_distances_with_long_units_on_two_sides_of_the_city_are_a_headline_with_the_names() -> None:
    sizes = {"Nazareth": "119 per 10.000 inwoners achter", "Pottenberg": "293 per 10.000 inwoners voor"}
    cells = tuple(
        Cell(
            name, (), f"{size} op de stad", in_full=f"{size} op de stad", is_known=True, behind=behind, other="de stad"
        )
        for (name, size), behind in zip(sizes.items(), (119, -293), strict=True)
    )
    line = Line(11, "Doel", "buurt", "11", "misdrijven", "", cells, Move("Volgen", "Politie", ""))
    assert sentences.headline(line, [None]) == "Nazareth achter, Pottenberg voor op de stad"


def test_what_one_area_lacks_is_asked_and_waited_for_by_its_name() -> None:
    names = {BUURT: "Nazareth", OTHER: "Pottenberg"}
    lacking = unmeasured(share, area_code=OTHER, why_no_figure="niet samen te nemen")
    everywhere = [unmeasured(share, area_code=code, why_no_figure="niet samen te nemen") for code in names]
    line = Line(9, "Doel", "buurt", "1", "cijfer", "", (), picture_words.waiting_move([share(), lacking], names))
    assert line.move.step == "Per buurt of met andere maat volgen (Pottenberg)"
    question = "volgen wij dit per buurt, of met een andere maat?"
    assert sentences.question(line, [share(), lacking], names) == f"Pottenberg: {question}"
    assert sentences.question(line, everywhere, names) == f"V{question[1:]}"
    assert picture_words.waiting_move(everywhere, names).step == "Per buurt of met andere maat volgen"
    assert sentences.headline(line, ["niet samen te nemen"] * 2) == "Deze maat is er alleen per buurt of wijk"
    differ = ["niet samen te nemen", "wacht op nieuwe meting"]
    assert sentences.headline(line, differ) == "Hierover is nog niets bekend"


@pytest.mark.parametrize(("count", "total", "nobody", "text"), [
    (0, 16, 0, "Geen enkel doel wacht op iemand voor een cijfer"),
    (1, 16, 0, "1 van de 16 doelen wacht op een cijfer"),
    (14, 16, 9, "14 van de 16 doelen wachten op een cijfer; bij 9 is onbekend van wie"),
    (16, 16, 16, "Alle 16 doelen wachten op een cijfer; onbekend is van wie"),
    (1, 1, 0, "1 doel wacht op een cijfer"),
])  # fmt: skip
def test_how_many_goals_wait_is_said_naturally_at_the_edges(count: int, total: int, nobody: int, text: str) -> None:
    assert sentences.waiting(count, total, nobody) == text
