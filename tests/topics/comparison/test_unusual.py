"""The view Ongewoon of the page Vergelijken, and where else the national yardstick is shown."""

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, open_query, page
from veerkracht.core import paths
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.comparison import exhibits, figures, unusual
from veerkracht.topics.letter import letter
from veerkracht.topics.profile import figures as profile_figures
from veerkracht.topics.profile import tables as profile_tables

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"
EXCEPTIONAL = "Landelijke meetlat: uitzonderlijk ongunstig."
MARKS = 'class="vk-profile-unusual"'


def text(test: AppTest) -> str:
    texts = [html(test), *(element.value for element in test.markdown)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", " ".join(texts)))


def rows_of(exhibit: Exhibit) -> list[list[str]]:
    return [exhibit.table.texts(row) for row in exhibit.table.rows]


@pytest.mark.slow
def test_the_view_counts_what_is_unusual_and_what_chance_would_make_so(built: None) -> None:
    test = page("vergelijken", weergave="ongewoon")
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        [(count, outside)] = connection.execute("""
            select count(*), count(*) filter (least(lower_share, 1 - lower_share) <= 0.1)
            from yardstick
            where lower_share is not null and indicator_id <> 'misdrijven_aantal'  -- the count behind misdrijven
        """).fetchall()
    title, sentences = test.header[0].value, text(test)
    assert title.startswith(f"{outside} van de {count} ") and title.endswith(f"verwacht u er ongeveer {count / 5:.0f}")
    assert f"verwacht u er ongeveer {count / 10:.0f}" in sentences and f"ongeveer {count / 5:.0f}" not in sentences
    assert text(test).count("misdrijven") > 0 and not test.exception
    heads = re.findall(r'<th scope="col"( class="vk-text")?>', html(test))  # words stand left, head and cells alike
    cells = re.findall(
        r"<td class=\"(vk-text)?", re.search(r"<tr[^>]*><th class=\"vk-text\".*?</tr>", html(test), re.DOTALL)[0]
    )
    assert [head != "" for head in heads[1:]] == [cell != "" for cell in cells]


def test_what_is_usual_is_shown_when_asked_for(built: None) -> None:
    usual, every = (page("vergelijken", weergave="ongewoon", groep="zelf", gebied=[NAZARETH, POTTENBERG], toon=shown)
                    for shown in ("ongewoon", "alles"))  # fmt: skip
    assert "uitzonderlijk ongunstig" in text(usual) and "Van 100 buurten" in text(usual)
    crime = re.compile(r"Nazareth\s+Geregistreerde misdrijven\s+2022 t/m 2024 → 2025\s+190\s+187")
    assert crime.search(text(every)) and not crime.search(text(usual))
    assert "Brusselsepoort" not in text(every)


@pytest.mark.slow
def test_without_a_buurt_or_national_figures_the_view_says_why(changed: Callable[..., None]) -> None:
    changed("delete from yardstick")
    [message] = [element.value for element in page("vergelijken", weergave="ongewoon").info]
    assert message.startswith("Van deze buurten is niet te zeggen wat ongewoon is: er zijn geen landelijke cijfers")
    [message] = [element.value for element in page("vergelijken", weergave="ongewoon", groep="zelf", gebied="").info]
    assert message == "Kies hierboven een of meer buurten."


@pytest.mark.slow
def test_what_is_saved_is_what_the_view_shows(included_database: Path) -> None:
    with open_query(included_database) as query:
        codes = tuple(buurt.area_code for buurt in query.value(figures.buurten))
        overview = query.value(unusual.overview, codes)
        for has_usual, rows in ((False, overview.unusual), (True, overview.rows)):
            exhibit = exhibits.unusual(query, codes, has_usual)
            assert len(rows_of(exhibit)) == len(exhibit.sheets.data) == len(rows) > 0
            assert list(exhibit.sheets.data["meetlat"]) == [row[6] for row in rows_of(exhibit)]
    outside = [row.outside for row in overview.rows]
    assert outside == sorted(outside)
    compared = "2022 t/m 2024 → 2025"
    assert ["Pottenberg", "Geregistreerde misdrijven", compared, "101", "125", "+33%", "uitzonderlijk ongunstig", "5",
            "1.642"] in rows_of(exhibit)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("code", "is_marked"), [(POTTENBERG, True), (NAZARETH, False)])
def test_the_profile_marks_what_is_unusual_in_the_country(included_database: Path, code: str, is_marked: bool) -> None:
    with open_query(included_database) as query:
        table = profile_tables.table(query, (code,))
        file = profile_figures.export(query, (code,)).set_index("label")
    crime = next(row for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL) if "Geregistreerde misdrijven</a>" in row)
    assert (MARKS in crime) == is_marked
    mark = "uitzonderlijk ongunstig (2025 met het gemiddelde van 2022 t/m 2024). Van 100 even grote buurten in "
    assert (mark in crime) == is_marked
    assert bool(file.loc["Geregistreerde misdrijven", "unusual"]) == is_marked


@pytest.mark.slow
def test_doelkaart_and_letter_say_the_whole_and_a_slide_the_word(built: None, included_database: Path) -> None:
    card, slide = text(page("doelkaart", doel="11")), text(page("vergaderstand", dia="11"))
    expected = "van 100 even grote buurten in Nederland deden er 5 het minder goed."  # the headline has the word
    assert expected in card and "Vergeleken is 2025 met het gemiddelde van 2022 t/m 2024 onder 1.642 buurten" in card
    assert "Landelijke meetlat: gewoon." in card
    with open_query(included_database) as query:
        assert any(expected in sentence for sentence in letter.goal(query, 11).sentences)
        [paragraph] = [
            sentence for sentence in letter.buurt(query, POTTENBERG).sentences if sentence.startswith("Ongewoon in")
        ]
    assert "Geregistreerde misdrijven: uitzonderlijk ongunstig" in paragraph
    assert "landelijk uitzonderlijk ongunstig" in slide and "Vergeleken is" not in slide


@pytest.mark.slow
def test_the_explanation_shows_whether_the_yardstick_is_right(built: None) -> None:
    explained = text(page("toelichting"))
    assert "van 7.814 buurten elders viel in 2025 9,9% onder de ondergrens en 10,9% boven de bovengrens" in explained
    assert "De grenzen van de landelijke meetlat, een jaar later getoetst" in explained
