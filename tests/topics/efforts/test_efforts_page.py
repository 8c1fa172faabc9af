"""The page Inspanningen and the efforts on the Doelkaart: what they say, draw and save, also on empty and odd input."""

import re
from collections.abc import Callable

import duckdb
import pytest

from tests.opened import chart_frames, html, page, parameter
from veerkracht.database.query import query_of
from veerkracht.drawing import links
from veerkracht.topics.letter import letter as letters

LONELY = """
    insert into effort values ('los', 99, '<b>Los</b> & $1 $2', 'activiteit', 'vastgesteld', false, ['GM0935'], [],
                               '2025-05', null, 'loopt', null, '<script>alert(1)</script>', 'Verslag', true)
"""


def test_the_page_shows_every_effort_with_its_source(built: None) -> None:
    test = page("inspanningen")
    assert not test.exception and not test.warning
    shown = html(test)
    assert shown.count(">Herinrichting Miradorplein</a></h3>") == 1 and "hoofdstukken 8 en 9" in shown
    assert "17 inspanningen" in test.markdown[0].value
    assert "loopt (peildatum 2025)" in shown and "zelf toegevoegd" not in shown
    assert "Welke jaren bij één thema horen" not in shown  # once, a layer down
    assert "Welke jaren bij één thema horen" in test.caption[0].value
    assert "Voor de doelen 4, 15 en 16 is nog geen eigen inspanning bekend" in test.markdown[0].value
    assert parameter(test, "bij_doel") == "alle" and not test.get("vega_lite_chart")


def test_efforts_stand_below_the_level_of_their_goals_each_with_links_to_these(built: None) -> None:
    shown = html(page("inspanningen"))
    levels = ["Weerbare inwoners", "Sterke gemeenschappen", "Aantrekkelijke wijken", "Voor alle doelen"]
    assert re.findall(r"<h2>(.*?)</h2>", shown) == levels
    first, second, third, last = shown.split("<h2>")[1:]
    assert "Meerjarenplan armoedebestrijding</a>" in first and "Herinrichting Miradorplein</a>" in second
    assert "Betere balans tussen dragers en vragers</a>" in third and last.count("<li>") == 4
    assert '<a class="vk-chip" href="doelkaart?doel=12" target="_self">12. Financiële draagkracht</a>' in first
    assert "doelkaart?doel=" not in last


def test_what_is_not_known_is_said_once_with_whom_to_tell(built: None) -> None:
    shown = html(page("inspanningen"))
    assert "Van 11 inspanningen kennen wij de stand niet, van 2 de jaren en van 17 de aantallen. Weet u meer?" in (
        " ".join(shown.split())
    )
    assert "niet bekend" not in shown.split("<table")[0]
    assert "Zeg het tegen het programmateam." in shown


@pytest.mark.slow
def test_nothing_is_said_to_be_unknown_when_all_is_known(changed: Callable[..., None]) -> None:
    changed(
        "update effort set state = 'loopt', first_period = coalesce(first_period, '2026')",
        "insert into effort_count select effort_id, 0, 'Bezoeken', 'keer', 2025, 4, 5, null from effort",
    )
    assert "kennen wij" not in html(page("inspanningen"))


@pytest.mark.slow
def test_a_link_to_a_goal_and_a_buurt_shows_those_and_lets_the_rest_fade(built: None) -> None:
    test = page("inspanningen", bij_doel="10", bij_gebied="BU09350403", weergave="netwerk")
    shown = html(test)
    assert "Miradorplein" in shown and "Terra Cottaplein" not in shown and "leefstijl" in shown
    boxes = next(frame for frame in chart_frames(test, 0) if "fill" in frame)
    assert set(boxes.loc[boxes["is_chosen"] & (boxes["column"] == 1), "what"]) == {"10. Gezonde leefomgeving"}
    assert set(boxes.loc[boxes["is_chosen"] & (boxes["column"] == 0), "what"]) == {"Positieve gezondheid"}


def test_a_choice_without_efforts_is_said(built: None) -> None:
    test = page("inspanningen", bij_doel="15", soort="thema")
    assert not test.exception and "Er is geen inspanning die bij deze keuze past" in test.info[0].value


@pytest.mark.parametrize("key", ["bij_doel", "bij_gebied", "soort", "inspanning"])
def test_an_odd_link_gives_a_message_and_everything(built: None, key: str) -> None:
    test = page("inspanningen", **{key: "'; drop table effort"})
    assert not test.exception and "maar dat bestaat hier niet" in test.warning[0].value
    assert "17 inspanningen" in test.markdown[0].value


@pytest.mark.slow
def test_without_any_effort_the_page_and_the_doelkaart_say_so(changed: Callable[..., None]) -> None:
    changed("delete from effort_goal", "delete from effort")
    test = page("inspanningen")
    assert not test.exception and "Er is geen inspanning" in test.info[0].value
    test = page("doelkaart", doel="11")
    assert not test.exception and "nog geen inspanning bekend voor dit doel" in test.info[-1].value
    assert not test.toggle


@pytest.mark.slow
def test_what_is_counted_is_shown_with_what_is_missing_and_text_stays_text(changed: Callable[..., None]) -> None:
    mark = "[x](http://elders.example)"
    changed(
        LONELY, f"update effort set source = '{mark}'", "insert into effort_goal values ('los', 4)",
        "insert into effort_count values ('los', 0, '<i>Gasten</i>', 'gasten', 2025, 40, 31, null), "
        "('los', 0, '<i>Gasten</i>', 'gasten', 2026, 60, null, 'too_few'), "
        "('los', 1, 'Niets', 'x', 2025, null, null, 'too_few')",
    )  # fmt: skip
    test = page("inspanningen", inspanning="los")
    assert not test.exception
    shown = html(test)
    assert "niet getoond, om kleine aantallen te beschermen" in shown and "<td>31</td>" in shown
    assert "<script>alert" not in shown and "<b>Los" not in shown and "<i>Gasten" not in shown
    assert "Maastricht" in shown and "vanaf mei 2025" in shown
    assert shown.count("activiteit (van de gemeente zelf toegevoegd)") == 2  # in the list and the table
    assert "<details open>" in shown and len(test.get("vega_lite_chart")) == 1  # one count: the other has no number
    goal = page("doelkaart", doel="11")
    assert mark in html(goal) and not any(mark in element.value for element in [*goal.caption, *goal.markdown])


def drawn_marks(test: object, place: int = 0) -> bool:
    return any("number" in frame for frame in chart_frames(test, place))  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_doelkaart_marks_efforts_until_they_are_switched_off_and_saves_them_only_when_asked(built: None) -> None:
    test = page("doelkaart", doel="11")
    assert drawn_marks(test) and "Sterkere samenwerking" in html(test)
    assert (parameter(test, "inspanningen"), parameter(test, "met_inspanningen")) == ("ja", "nee")
    test.session_state["delen"] = True  # the menu is open
    assert "raadsbrief?" in html(test.run()) and "met_inspanningen=ja" not in html(test)
    test.toggle[1].set_value(True).run()
    assert "met_inspanningen=ja" in html(test)
    test.toggle[0].set_value(False).run()
    assert not drawn_marks(test) and "met_inspanningen=ja" not in html(test)


@pytest.mark.slow
def test_a_letter_has_efforts_only_when_asked(built: None, included_database: object) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        query = query_of(connection)
        bare, full = (letters.goal(query, 11, asked).exhibits[0] for asked in (False, True))
    assert "Sterkere samenwerking" not in str(bare.chart) + str(bare.notes)
    assert "Sterkere samenwerking" in str(full.chart) and "Sterkere samenwerking" in str(full.notes)
    assert "met_inspanningen=ja" in links.letter("", ["doel-11"], [], True)


@pytest.mark.slow
def test_the_page_raadsbrief_asks_about_efforts_when_there_is_a_goal(built: None) -> None:
    assert not page("raadsbrief", deel="onderwerp-misdrijven", vorm="bijlage").toggle
    test = page("raadsbrief", deel="doel-11", met_inspanningen="ja", vorm="bijlage")
    assert not test.exception and test.toggle[0].value
