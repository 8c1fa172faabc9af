"""Stories as a visitor finds them: on their own page, at a goal and in a profile; and what stands there without any."""

import json
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import opened
from tests.opened import html, parameter
from veerkracht.core import menu, paths
from veerkracht.web import cache

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


def planted(
    name: str, title: str = "Titel", kind: str = "verhaal", areas: str = "[]", goals: str = "[]",
    day: str = "2026-03-31", body: str = "Elke week is er koffie.", told_by: str = "",
) -> str:  # fmt: skip
    fields = f"'{name}', '{title}', '{kind}', {areas}, {goals}, '{day}', '{told_by}', '{body}', false"
    return f"insert into story values ({fields})"


@pytest.fixture
def three(changed) -> None:
    changed(
        planted("oud", "Oud", areas=f"['{NAZARETH}']", goals="[3, 6]", day="2025-01-05", told_by="opbouwwerker"),
        planted("nieuw", "Nieuw", kind="casus", areas=f"['{NAZARETH}', '{POTTENBERG}']", goals="[6]"),
        planted("alles", "Alles", day="2026-02-01"),
    )


def titles(test) -> list[str]:
    return re.findall(r'<h[23]><a href="verhalen\?verhaal=[^"]*" target="_self">([^<]*)</a></h[23]>', html(test))


def test_stories_stand_newest_first_with_their_buurten_goals_and_date(three: None) -> None:
    test = opened.page("verhalen")
    assert not test.exception and not test.error and not test.warning
    assert titles(test) == ["Nieuw", "Alles", "Oud"]
    text = html(test)
    assert "Casus · Nazareth en Pottenberg · <time" in text and ">31 maart 2026</time>" in text
    assert "Verhaal · hele programma ·" in text and "door: opbouwwerker" in text
    assert '<a href="doelkaart?doel=3" target="_self">3. Sociale participatie</a>, <a href="doelkaart?doel=6"' in text
    assert "Het is geen cijfer" in test.info[0].value


@pytest.mark.slow
def test_choices_stand_in_the_address_and_leave_out_the_other_stories(three: None) -> None:
    test = opened.page("verhalen")
    test.selectbox(key="bij_gebied").set_value(POTTENBERG).run()
    assert titles(test) == ["Nieuw"] and parameter(test, "bij_gebied") == POTTENBERG
    assert titles(opened.page("verhalen", bij_doel="3")) == ["Oud"]
    assert titles(opened.page("verhalen", soort="verhaal")) == ["Alles", "Oud"]
    test = opened.page("verhalen", soort="verhaal", bij_gebied=POTTENBERG)
    assert titles(test) == [] and "past bij deze keuze" in test.info[1].value


def test_all_choices_count_the_stories(changed) -> None:
    changed(planted("alles", "Alles"))
    options = [box.options[0] for box in opened.page("verhalen").selectbox]
    assert options == ["Alle (1)"] * 3


def test_one_story_is_shown_in_full(changed) -> None:
    changed(
        planted("foto", "Met <b>foto", body="# Kop\n\n![een plein](plein.jpg)\n\n![weg](weg.jpg)"),
        "insert into story_picture values ('foto', 'plein.jpg', 'abc'::blob)",
    )
    test = opened.page("verhalen", verhaal="foto")
    text = html(test)
    assert not test.exception and "<h2>Met &lt;b&gt;foto</h2>" in text and "<h3>Kop</h3>" in text
    assert '<img src="data:image/jpeg;base64,YWJj" alt="een plein"' in text and "<p>weg</p>" in text
    assert "Het is geen cijfer" in test.info[0].value and '<a href="verhalen" target="_self">Alle verhalen' in text


@pytest.mark.slow
def test_an_unknown_story_or_choice_gives_a_message_and_all_stories(three: None) -> None:
    test = opened.page("verhalen", verhaal="![x](https://a.nl/x.png)", soort="onzin")
    assert not test.exception and titles(test) == ["Nieuw", "Alles", "Oud"]
    assert [element.value.split(",")[0] for element in test.warning] == [
        "Verhaal: de link noemt `![x](https://a.nl/x.png)`", "Soort: de link noemt `onzin`",
    ]  # fmt: skip
    assert "verhaal" not in test.query_params


@pytest.mark.slow
def test_without_stories_the_page_says_how_to_add_one(built: None) -> None:
    test = opened.page("verhalen", verhaal="oud", bij_doel="3")
    assert not test.exception and not test.warning and titles(test) == []
    assert "Er zijn nog geen verhalen" in test.info[0].value and "programmateam" in test.info[0].value
    assert 'class="vk-stories"' not in html(opened.page("doelkaart", doel="6")) + html(opened.page("buurtprofiel"))


@pytest.mark.slow
def test_a_goal_and_a_profile_show_their_newest_stories_and_a_way_to_all(three: None, changed) -> None:
    changed(*(planted(f"meer{day}", f"Meer {day}", goals="[3]", areas=f"['{POTTENBERG}']", day=f"2026-04-0{day}")
              for day in (1, 2, 3)))  # fmt: skip
    assert titles(opened.page("doelkaart", doel="6")) == ["Nieuw", "Oud"]
    test = opened.page("doelkaart", doel="3")
    assert titles(test) == ["Meer 3", "Meer 2", "Meer 1"]
    assert '<a href="verhalen?bij_doel=3" target="_self">Alle 4 verhalen</a>' in html(test)
    assert titles(opened.page("buurtprofiel")) == ["Nieuw", "Oud"]
    assert "verhalen?bij_gebied" not in html(opened.page("buurtprofiel"))
    assert f"verhalen?bij_gebied={POTTENBERG}" in html(opened.page("buurtprofiel", buurt=POTTENBERG))
    both = html(opened.page("buurtprofiel", buurt=NAZARETH, naast=POTTENBERG))
    assert "Verhalen uit deze buurten" in both and '<a href="verhalen" target="_self">Alle verhalen</a>' in both


@pytest.mark.slow
def test_a_goal_or_buurt_that_is_no_longer_known_is_left_out_or_shown_as_its_code(changed) -> None:
    changed(planted("oud", areas="['BU99999999']", goals="[99]", body="***"))
    text = html(opened.page("verhalen"))
    assert "BU99999999" in text and "doelkaart?doel=99" not in text


@pytest.mark.slow
def test_a_card_begins_with_the_first_paragraph(changed) -> None:
    changed(planted("lang", body="# Kop\n\n![foto](a.jpg)\n\n" + "woord " * 100 + "\n\ntweede"))
    text = html(opened.page("verhalen"))
    beginning = re.findall(r"<p>(woord[^<]*)</p>", text)
    assert len(beginning) == 1 and beginning[0].endswith(" …") and 200 < len(beginning[0]) <= 240
    assert json.dumps("tweede") not in text and "Kop" not in text


@pytest.mark.slow
def test_the_menu_has_a_door_to_the_stories_only_when_there_is_one(changed) -> None:
    assert not cache.has_stories()
    changed(planted("eerste"))
    cache._stores.clear()
    assert cache.has_stories()


@pytest.mark.slow
def test_the_menu_of_a_page_that_is_open_follows_the_stories(changed, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[str]] = []
    navigation = st.navigation

    def recorded(pages, **options):
        shown.append([page.url_path for page in pages if page.visibility == "visible"])
        return navigation(pages, **options)

    monkeypatch.setattr(st, "navigation", recorded)
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60).run()
    for change in (planted("eerste"), "delete from story"):
        changed(change)
        test._finished_page_script_hash = ""  # else AppTest takes pages/start.py for the whole app
        test.run()
    assert not test.exception and ["verhalen" in pages for pages in shown] == [False, True, False]
    assert shown[1] == [menu.address(page) for page in menu.entries()]


def test_without_figures_to_read_the_menu_has_no_door_to_the_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    assert not cache.has_stories()
