"""The page Veerkrachtkaart: what it shows and says, what a choice changes, and what it says when it cannot."""

import json
import math
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import chart_frames, html, page, parameter
from veerkracht.database import database, queries
from veerkracht.database.query import query_of
from veerkracht.export import picture
from veerkracht.method import class_breaks
from veerkracht.topics.resilience_map import charts as resilience_charts
from veerkracht.topics.resilience_map import exhibits as resilience_map
from veerkracht.topics.resilience_map import figures as resilience_views
from veerkracht.topics.resilience_map import sentences
from veerkracht.topics.resilience_map.figures import COLORS

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


WITH_ONE_LESS = "delete from resilience_figure where indicator_id = 'moeite_met_rondkomen' and year = 2025"


def visible(test: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "info", "caption", "warning") for element in test.get(kind))


def specification(test: AppTest, place: int) -> dict:
    return json.loads(test.get("vega_lite_chart")[place].proto.spec)


def listed(test: AppTest) -> list[str]:
    """Return the buurten of the large table."""
    table = html(test).split("De buurten met ")[-1] if "De buurten met " in html(test) else html(test)
    table = table.split("buurten op naam")[-1]
    return re.findall(r'<a href="buurtprofiel\?buurt=(BU\d+)', table)


def cells(included_database: Path, year: int) -> dict[str, str]:
    with database.read(included_database) as connection:
        cells = connection.execute("select area_code, cell from resilience_cell where year = ?", [year]).fetchall()
    return dict(cells)


def test_it_begins_with_the_latest_year_and_all_buurten(built: None, included_database: Path) -> None:
    test = page("veerkrachtkaart")
    assert not test.exception and not test.warning
    assert test.title[0].value == "Veerkrachtkaart"
    assert (parameter(test, "jaar"), parameter(test, "vak")) == ("2025", "alle")
    assert sorted(listed(test)) == sorted(cells(included_database, 2025))
    text = visible(test)
    assert "Dit is een eigen benadering" in text and "maakt haar grenzen en gewichten niet bekend" in text


def test_it_begins_with_where_the_focus_areas_are_and_whether_that_changed(built: None) -> None:
    test = page("veerkrachtkaart")
    assert test.header[0].value == (
        "Nazareth en Pottenberg: veel meer kwetsbaarheid, meer overlast en onveiligheid dan gemiddeld."
    )
    assert test.markdown[0].value == (
        "Nazareth: geen zichtbare verandering sinds 2022.  \nPottenberg: in 2022 nog minder overlast en onveiligheid."
    )
    assert [element.label for element in test.expander] == [
        "De weg door de jaren", "Alle buurten in een tabel", "Hoe zeker is dit?", "Hoe is dit berekend?",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_finding_says_what_moved_beyond_doubt_and_counts_what_is_many(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    def lines(*focus: str) -> list[str]:
        query = query_of(copy)
        shown = resilience_views.view(query, 2025)
        places, changes = sentences.finding(shown, resilience_views.steps(query, shown, focus), focus)
        return places + changes

    assert lines("BU99999999") == ["In 2025 staat geen buurt van het programma op de kaart."]
    assert lines("BU09350303") == ["Belvédère: te weinig cijfers voor een vak."]
    where = f"area_code = '{NAZARETH}' and year = 2025"
    copy.execute(f"update resilience_score set score = -1.5, class = 1 where axis = 'overlast' and {where}")
    copy.execute(f"update resilience_cell set cell = 'A3', doubts = [] where {where}")
    assert lines(NAZARETH) == [
        "Nazareth: veel meer kwetsbaarheid, minder overlast en onveiligheid dan gemiddeld.",
        "In 2022 nog meer overlast en onveiligheid.",
    ]
    assert lines(NAZARETH, POTTENBERG)[2] == "Wat er bij Nazareth en Pottenberg veranderde, staat hieronder."
    copy.execute(f"update resilience_cell set doubts = ['B3'] where {where}")
    assert lines(NAZARETH)[1] == "Geen zichtbare verandering sinds 2022."
    every = [code for (code,) in copy.execute("select area_code from resilience_cell where year = 2025").fetchall()]
    many = lines(*every)
    assert len(many) == 3 and re.match(r"\d+ van de 44 buurten: ", many[0])
    assert re.fullmatch(r"Waar de andere \d+ liggen, staat in de tabel.", many[2])
    by_cell = "select min(area_code) from resilience_cell where year = 2025 and cell is not null group by cell limit 3"
    three = lines(*(code for (code,) in copy.execute(by_cell).fetchall()))
    assert three[2] == "Waar de andere buurt ligt, staat in de tabel."


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_no_sentence_or_title_of_a_year_is_too_long(included_database: Path, year: int) -> None:
    with database.read(included_database) as connection:
        query = query_of(connection)
        shown, focus = resilience_views.view(query, year), (NAZARETH, POTTENBERG)
        places, changes = sentences.finding(shown, resilience_views.steps(query, shown, focus), focus)
        lines = places + changes
        name = sentences.title(shown, focus)
    assert 1 <= len(lines) <= 3 and all(len(text.split()) <= 20 for text in lines), lines
    assert len(name.split()) <= 15


def test_the_table_is_by_name_and_no_ranking(built: None) -> None:
    names = re.findall(r'<a href="buurtprofiel[^>]*>([^<]+)</a>', html(page("veerkrachtkaart")))
    assert names[0] == "Amby" and names[-1].startswith("Wyckerpoort") and len(names) == 44


@pytest.mark.parametrize("year", [2022, 2024])
@pytest.mark.slow
def test_a_chosen_cell_lists_its_buurten_and_changes_no_class(built: None, included_database: Path, year: int) -> None:
    known_cells = cells(included_database, year)
    words = {
        "A1": "**Kwetsbaarheid: minder dan gemiddeld; overlast en onveiligheid: minder dan gemiddeld**",
        "B3": "**Kwetsbaarheid: veel meer dan gemiddeld; overlast en onveiligheid: meer dan gemiddeld**",
        "C3": "**Kwetsbaarheid: veel meer dan gemiddeld; overlast en onveiligheid: veel meer dan gemiddeld**",
    }
    for cell, in_words in words.items():
        test = page("veerkrachtkaart", jaar=str(year), vak=cell, gebied="BU09350000")
        assert sorted(listed(test)) == sorted(code for code, own in known_cells.items() if own == cell)
        assert in_words in visible(test)
        drawn = {row["code"]: row["color"] for row in specification(test, 0)["layer"][0]["data"]["values"]}
        for code, own in known_cells.items():
            color = COLORS.get(own, class_breaks.NO_FIGURE)
            assert drawn[code] == (color if own in (cell, None) else resilience_views.faded(color))
        legend = {row["code"]: row["text"] for row in specification(test, 1)["layer"][0]["data"]["values"]}
        assert legend == {cell: str(list(known_cells.values()).count(cell)) for cell in COLORS}


def test_codes_of_cells_stand_in_the_tables_alone(built: None) -> None:
    test = page("veerkrachtkaart", jaar="2022")
    code = re.compile(r"\b[ABC][123]\b")
    assert code.findall(visible(test)) == [] and code.findall(" ".join(test.selectbox[0].options)) == []
    for place in range(3):
        assert code.findall(test.get("vega_lite_chart")[place].proto.alt) == []
        for frame in chart_frames(test, place):
            shown = frame.drop(columns=["code", "cell", "doubts"], errors="ignore")  # what a click selects
            assert code.findall(" ".join(map(str, shown.to_numpy().ravel()))) == []
    assert code.findall(html(test))


def test_the_scatter_shows_every_buurt_with_a_cell_and_names_the_focus_areas(built: None) -> None:
    test = page("veerkrachtkaart", jaar="2022")
    frames = chart_frames(test, 2)
    points = next(frame for frame in frames if "cell" in frame)
    assert len(points) == 39
    names = {name for frame in frames if "name" in frame and len(frame) < 5 for name in frame["name"]}
    assert names == {"Nazareth", "Pottenberg"}


def test_an_arrow_joins_only_years_with_the_same_measures(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute(WITH_ONE_LESS)
    query = query_of(copy)
    shown = resilience_views.view(query, 2024)
    path = resilience_views.path(query, shown, [POTTENBERG, NAZARETH])
    assert list(path["area_code"]) == [POTTENBERG] * 5 + [NAZARETH] * 5
    assert list(path["is_same"]) == [False, False, True, True, False] * 2
    assert list(path["is_new_x"][:5]) == [False, True, False, True, True] and path["is_new_y"][1:5].all()
    drawn = resilience_charts.scatter(shown, path, [NAZARETH]).specification["layer"]
    lines = [layer for layer in drawn if "to_x" in str(layer["encoding"])]
    # no change of these areas leaves the doubt of both years: dotted lines, and no arrow
    assert not path["is_visible"].any() and len(lines) == 1 and "strokeDash" in lines[0]["mark"]
    assert len(lines[0]["data"]["values"]) == 4
    assert all(row["description"].endswith("; geen zichtbare verandering") for row in lines[0]["data"]["values"])


@pytest.mark.slow
def test_a_change_is_told_when_it_leaves_the_doubt_of_both_years(copy: duckdb.DuckDBPyConnection) -> None:
    def lines() -> str:
        query = query_of(copy)
        shown = resilience_views.view(query, 2025)
        [text] = sentences.movements(shown, resilience_views.steps(query, shown, [NAZARETH]), [NAZARETH])
        return text

    assert "overlast en onveiligheid van" not in lines()
    where = f"area_code = '{NAZARETH}' and year = 2025"
    copy.execute(f"update resilience_score set score = -1.5, class = 1 where axis = 'overlast' and {where}")
    copy.execute(f"update resilience_cell set cell = 'A3', doubts = [] where {where}")
    moved = "Van 2024 naar 2025: overlast en onveiligheid van meer naar minder dan gemiddeld."
    assert moved in lines()
    copy.execute(f"update resilience_cell set doubts = ['B3'] where {where}")  # that fits 2024 too
    assert moved not in lines() and "van 2024 naar 2025: geen zichtbare verandering." in lines()
    copy.execute(f"update resilience_cell set doubts = [] where {where}")
    copy.execute(f"update resilience_score set error = null where axis = 'overlast' and {where}")
    assert moved not in lines()  # how large the doubt is, is not known


@pytest.mark.slow
def test_the_movement_of_the_focus_areas_is_told_with_its_doubt(changed: Callable[..., None]) -> None:
    changed(WITH_ONE_LESS)
    text = visible(page("veerkrachtkaart", jaar="2022"))
    assert (
        "**Nazareth** in 2022: kwetsbaarheid: veel meer dan gemiddeld; overlast en onveiligheid: meer dan gemiddeld."
    ) in text
    assert "Van 2022 naar 2023 en van 2023 naar 2024: geen zichtbare verandering." in text
    assert "van 2024 naar 2025: niet te vergelijken, er tellen andere maten mee." in text


def test_the_page_says_what_does_not_count_what_is_grey_and_which_years_figures_are_of(built: None) -> None:
    text = visible(page("veerkrachtkaart", jaar="2024"))
    assert "‘(Zeer) lage veerkracht’ en ‘Overlastmeldingen’" in text.split("Doet niet mee: ")[1]
    assert "Beatrixhaven, Belvédère, Bosscherveld, Lanakerveld en Meerssenhoven: onvoldoende gegevens" in text
    assert "Kwetsbaarheid 2024: cijfers van " in text and "2024 (‘Moeite met rondkomen’)." in text
    assert (
        "hoe sterk de telling schommelt bij ‘Geregistreerde misdrijven’" in text
        and "geen marge bekend: de echte twijfel is dus groter" in text
    )


@pytest.mark.parametrize(
    "query",
    [
        {"jaar": "1850"},
        {"jaar": "2020"},
        {"vak": "D9"},
        {"gebied": "BU99999999"},
        {"jaar": "x", "vak": "", "gebied": "<b>"},
    ],
)
def test_odd_codes_in_the_address_give_a_message_and_the_default(built: None, query: dict[str, str]) -> None:
    test = page("veerkrachtkaart", **query)
    assert not test.exception
    assert any("bestaat hier niet" in element.value for element in test.warning)
    assert (parameter(test, "jaar"), parameter(test, "vak")) == ("2025", "alle")


@pytest.mark.slow
def test_a_buurt_of_another_year_or_without_a_cell_can_be_followed(changed: Callable[..., None]) -> None:
    changed("insert into area values ('BU09359998', 2013, 'Oude buurt', 'buurt', 'WK093599', null)")
    test = page("veerkrachtkaart", gebied=["BU09359998", "BU09350303"])
    assert not test.exception and "**Belvédère** heeft in 2025 geen vak: onvoldoende gegevens" in visible(test)


@pytest.mark.slow
def test_without_a_reference_the_page_says_who_can_mend_it_and_the_others_work(changed: Callable[..., None]) -> None:
    changed(
        "delete from resilience_cell",
        "update resilience_map set problem = 'Het bestand ontbreekt. Maak het met: python -m etl referentie'",
    )
    test = page("veerkrachtkaart")
    assert not test.exception and "De beheerder kan ze herstellen" in test.warning[0].value
    assert "python -m etl" not in test.warning[0].value
    assert not page("kaart").warning and not page("toelichting").exception


def test_without_a_year_with_enough_figures_the_page_says_so(changed: Callable[..., None]) -> None:
    changed("delete from resilience_cell")
    assert "In geen enkel jaar" in page("veerkrachtkaart").warning[0].value


def test_a_municipality_of_few_buurten_hears_that_a_map_is_never_possible(changed: Callable[..., None]) -> None:
    changed(
        "update resilience_map set problem = 'Er is geen referentie.'",
        "update observation set value = 12 where indicator_id = 'inwoners' and area_code like 'BU%' and area_code not "
        "in ('BU09350403', 'BU09350203')",
    )
    test = page("veerkrachtkaart")
    [message] = test.info
    assert "te klein voor de Veerkrachtkaart" in message.value and "Hier zijn er 2." in message.value
    assert not test.warning and not test.exception


@pytest.mark.slow
def test_without_outlines_the_table_and_the_axes_remain(changed: Callable[..., None]) -> None:
    changed("delete from area_geometry")
    test = page("veerkrachtkaart")
    assert not test.exception and "het dashboard heeft geen grenzen van de buurten" in visible(test)
    assert len(listed(test)) == 44


def test_a_buurt_without_doubt_or_cell_is_told_as_such(included_database: Path) -> None:
    with database.read(included_database) as connection:
        shown = resilience_views.view(query_of(connection), 2022)
    texts = shown.cells.set_index("name")["text"]
    assert texts["Heer"] == (
        "kwetsbaarheid minder dan gemiddeld (−0,13), overlast en onveiligheid minder dan gemiddeld (−0,57)"
    )
    assert texts["Boschpoort"].endswith("; twijfel: overlast en onveiligheid kan ook veel meer dan gemiddeld zijn")
    assert texts["Belvédère"].startswith("onvoldoende gegevens")
    assert resilience_views.either(["A2", "B1", "B2"]) == "A2, B1 of B2"


def test_map_and_axes_are_saved_as_pictures_with_their_legend_and_sources(included_database: Path) -> None:
    with database.read(included_database) as connection:
        query = query_of(connection)
        shown = resilience_views.view(query, 2024)
        drawn = [resilience_map.area_map(query, shown, "", [NAZARETH]),
                 resilience_map.scatter(query, shown, [NAZARETH])]  # fmt: skip
    for exhibit in drawn:
        text = picture.svg(exhibit)
        assert "eigen benadering" in text and "CBS, Kerncijfers wijken en buurten" in text
        assert "**" not in text
    assert [color for color, _ in drawn[0].legend] == [*COLORS.values(), class_breaks.NO_FIGURE]
    assert any("Nazareth" in note for note in drawn[1].notes)


def test_no_two_marks_on_the_map_hide_each_other(included_database: Path) -> None:
    with database.read(included_database) as connection:
        query = query_of(connection)
        shown = resilience_views.view(query, 2024)
        frame = resilience_views.map_rows(shown, query(queries.outlines, "buurt"), "")
    marks = resilience_charts._marks(frame, [NAZARETH, POTTENBERG], 560)
    assert 12 <= len(marks) <= sum(len(doubts) > 0 for doubts in frame["doubts"])
    corners = [corner for outline in frame["geojson"] for corner in re.findall(r"\[[\d.]+, ?([\d.]+)", outline)]
    scale = 560 / (max(map(float, corners)) - min(map(float, corners)))
    for first, second in combinations(marks, 2):
        across = abs(first["lon"] - second["lon"]) * scale * math.cos(math.radians(first["lat"]))
        assert across > 7 or abs(first["lat"] - second["lat"]) * scale > 12


def test_a_click_on_the_legend_that_is_sent_again_does_not_undo_the_choice(built: None) -> None:
    script = """
import streamlit as st
from veerkracht.topics.resilience_map import page as resilience_ui
st.session_state["legenda-0"] = {"selection": {"klik": [{"code": "B3"}]}}
for _ in range(2):
    resilience_ui._clicked(0, "legenda-0")
"""
    test = AppTest.from_string(script).run()
    assert test.session_state["vak"] == "B3" and test.session_state["clicks_legend"] == 1
