"""The page Kaart: what is drawn in which colour, beside which other map, and what a click does."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests import opened
from tests.opened import chart_frames, html, parameter
from veerkracht.drawing import maps
from veerkracht.method import class_breaks
from veerkracht.topics.map import page as map_ui

FOCUS = {"Nazareth", "Pottenberg"}


def page(name: str, **asked_for: object) -> AppTest:
    """Open the page with the map to zoom in, unless asked otherwise: its specification says what is drawn where."""
    return opened.page(name, **({"zoom": "ja"} | asked_for))


def deck(test: AppTest, place: int = 0) -> dict:
    return json.loads(test.get("deck_gl_json_chart")[place].proto.json)


def fills(test: AppTest, place: int = 0) -> dict[str, list[int]]:
    features = deck(test, place)["layers"][0]["data"]["features"]
    return {feature["properties"]["name"]: feature["properties"]["fill"] for feature in features}


def legends(test: AppTest) -> list[list[str]]:
    """Return the classes of every map without the counts of areas."""
    blocks = re.findall(r'class="vk-legend vk-plate">(.*?)</div>', html(test), re.DOTALL)
    return [re.findall(r'background:(#\w+)"></span>(.*?) \(\d+\)<', legend) for legend in blocks]


def frames(test: AppTest, place: int) -> list[dict]:
    """Return the rows that a chart draws."""
    spec = json.loads(test.get("vega_lite_chart")[place].proto.spec)
    return [row for layer in spec["layer"] for row in layer.get("data", {}).get("values", [])]


def test_the_map_names_44_buurten_and_has_a_class_for_no_figures(built: None) -> None:
    test = page("kaart", indicator="ervaren_gezondheid", jaar="2024")
    colors = fills(test)
    assert len(colors) == 44
    assert colors["Belvédère"] == [201, 201, 201] and colors["Nazareth"] != [201, 201, 201]
    content = deck(test)
    assert {label["name"] for label in content["layers"][-1]["data"]} == FOCUS
    assert content.get("mapProvider") is None and "http" not in json.dumps(content)
    assert "geen gegevens (5)" in html(test)


@pytest.mark.slow
@pytest.mark.parametrize("method", list(class_breaks.METHODS))
def test_a_colour_means_the_same_in_every_year(built: None, method: str) -> None:
    asked_for = {"indicator": "ervaren_gezondheid", "indeling": method}
    one, other = (legends(page("kaart", jaar=year, **asked_for)) for year in ("2012", "2024"))
    assert one == other and len(one[0]) == 6


@pytest.mark.slow
def test_a_buurt_has_the_colour_of_the_class_its_figure_falls_in(built: None, included_database: Path) -> None:
    test = page("kaart", indicator="misdrijven", jaar="2025", indeling="gelijk")
    with duckdb.connect(str(included_database), read_only=True) as connection:
        low, high = connection.execute(
            "select min(value), max(value) from observation where indicator_id = 'misdrijven' and area_code like 'BU%'"
        ).fetchone()
        found = connection.execute("""
            select name, value from observation join area using (area_code)
            where indicator_id = 'misdrijven' and period = '2025' and boundary_year = 2024 and value is not null
                and area.level = 'buurt'
        """).fetchall()
    colors = [color for color, _ in legends(test)[0]]
    assert len(found) == 39
    for name, value in found:
        place = min(int((value - low) / (high - low) * 5), 4)
        if abs((value - low) / (high - low) * 5 - round((value - low) / (high - low) * 5)) > 0.01:  # not on a bound
            expected = [int(colors[place][start : start + 2], 16) for start in (1, 3, 5)]
            assert fills(test)[name] == expected, name


@pytest.mark.slow
def test_the_distance_to_the_city_judges_only_what_the_catalogue_judges(built: None) -> None:
    crimes = dict(legends(page("kaart", indicator="misdrijven", indeling="afstand"))[0])
    assert crimes["#018571"].endswith("of meer eronder")  # fewer crimes: favourable
    health = dict(legends(page("kaart", indicator="ervaren_gezondheid", indeling="afstand"))[0])
    assert health["#018571"].endswith("procentpunt of meer erboven")
    assert "#018571" not in dict(legends(page("kaart", indicator="huurwoningen", indeling="afstand"))[0])


@pytest.mark.slow
def test_an_amount_is_not_compared_with_the_city(built: None) -> None:
    test = page("kaart", indicator="inwoners")
    assert list(class_breaks.METHODS) != test.selectbox(key="indeling").options
    assert "Afstand tot de stad" not in test.selectbox(key="indeling").options
    beside = page("kaart", indicator="misdrijven", ernaast="onderwerp", indicator2="inwoners", indeling="afstand")
    assert not beside.exception and "afstand tot Maastricht" not in html(beside).split("Inwoners, 2025")[1][:60]


@pytest.mark.slow
def test_two_years_beside_each_other_share_their_classes_and_say_what_moved(built: None) -> None:
    test = page("kaart", indicator="ervaren_gezondheid", jaar="2024", ernaast="jaar", jaar2="2022")  # older stands left
    assert len(test.get("deck_gl_json_chart")) == 2
    one, other = legends(test)
    assert one == other and fills(test, 0) != fills(test, 1)
    sentences = " ".join(element.value for element in test.markdown)
    assert "Tussen 2022 en 2024 ging het cijfer in 39 van de 39 gebieden omhoog" in sentences
    text = html(test)
    assert ">Verandering 2022–2024, in procentpunt<" in text and ">+4,4<" in text


@pytest.mark.slow
def test_two_indicators_beside_each_other_each_have_their_own_year_and_classes(built: None) -> None:
    test = page("kaart", ernaast="onderwerp", indicator2="laagste_inkomens")
    one, other = legends(test)
    assert one != other
    assert "Ervaren gezondheid goed of zeer goed, 2024, in procent" in html(test)
    assert "Personen met een inkomen in de laagste 40%, 2022, in procent" in html(test)
    assert len(test.get("vega_lite_chart")) == 2  # a distribution each


def test_every_buurt_is_one_square_of_the_distribution(built: None) -> None:
    test = page("kaart", indicator="ervaren_gezondheid", jaar="2024")
    squares = max(chart_frames(test, 0), key=len)
    assert squares["name"].nunique() == len(squares) == 39
    assert set(squares.loc[squares["is_named"] == True, "name"]) == FOCUS  # noqa: E712
    for _, of_column in squares.groupby("column"):  # they stand on each other from the bottom up
        assert of_column["level"].tolist() == list(range(len(of_column)))
    assert squares["column"].between(0, 24).all() and squares["column"].nunique() > 5


def test_a_chosen_buurt_is_outlined_named_and_marked_in_the_table(built: None) -> None:
    test = page("kaart", gebied="BU09350105")
    named = {label["name"] for label in deck(test)["layers"][-1]["data"]}
    assert named == FOCUS | {"Sint Pieter"}
    assert len(deck(test)["layers"][1]["data"]["features"]) == 3
    link = '<a href="buurtprofiel?buurt=BU09350105&amp;naast=geen"'
    assert f'class="vk-focus"><th class="vk-text" scope="row">{link}' in html(test)


def test_a_click_chooses_a_buurt_a_second_one_lets_it_go(built: None) -> None:
    script = """
import streamlit as st
from veerkracht.topics.map import page as map_ui
st.session_state.setdefault("gebied", [])
st.session_state["kaart1"] = {"selection": {"objects": {"a": [{"properties": {"area_code": "BU09350105"}}]}}}
opens = st.session_state.get("opens", False)
drawn = st.session_state.get("clicks", 0)
map_ui._clicked(drawn, map_ui._codes("kaart1", "a"), opens)
map_ui._clicked(drawn + 1, map_ui._codes("kaart1", "an older layer"), opens)
map_ui._clicked(drawn, map_ui._codes("kaart1", "a"), opens)  # sent again by a browser that is behind
"""
    test = AppTest.from_string(script).run()
    assert test.session_state["gebied"] == ["BU09350105"] and test.session_state["clicks"] == 2
    assert test.run().session_state["gebied"] == []
    test.session_state["opens"] = True
    assert test.run().session_state["address_to_open"] == "buurtprofiel?buurt=BU09350105&naast=geen"


def test_the_layer_that_is_clicked_gets_another_name_so_that_no_colour_fades(built: None) -> None:
    test = page("kaart")
    before = deck(test)["layers"][0]["id"]
    test.session_state["clicks"] = 1
    test.run()
    assert not test.exception and deck(test)["layers"][0]["id"] != before


@pytest.mark.slow
def test_wijken_can_be_drawn_too(built: None) -> None:
    test = page("kaart", niveau="wijk", indicator="inwoners")
    assert not test.exception and len(fills(test)) == 7
    assert html(test).count('<th class="vk-text" scope="row">') == 7
    without = page("kaart", niveau="wijk", indicator="misdrijven")
    assert "heeft geen cijfers per wijk. U ziet de buurten." in without.info[0].value and len(fills(without)) == 44


def test_a_second_topic_without_figures_of_wijken_says_so(built: None) -> None:
    test = page("kaart", niveau="wijk", indicator="inwoners", ernaast="onderwerp", indicator2="misdrijven")
    assert not test.exception and "heeft geen cijfers per wijk" in test.info[0].value
    assert len(test.get("deck_gl_json_chart")) == 1


@pytest.mark.slow
def test_a_year_that_is_hardly_filled_is_not_the_first_that_is_shown(built: None) -> None:
    test = page("kaart", indicator="inkomen_per_inwoner")
    assert parameter(test, "jaar") == "2023"  # 2024 has 18 buurten
    assert parameter(page("kaart", ernaast="jaar"), "jaar2") == "2012"


def test_the_light_map_shows_the_same_colours(built: None) -> None:
    heavy, light = page("kaart"), page("kaart", zoom="nee")
    assert not light.exception and not light.get("deck_gl_json_chart")
    rows = {row["code"]: row["color"] for row in frames(light, 0) if "color" in row}
    features = deck(heavy)["layers"][0]["data"]["features"]
    expected = {
        feature["properties"]["area_code"]: "#{:02x}{:02x}{:02x}".format(*feature["properties"]["fill"])
        for feature in features
    }
    assert rows == expected
    data = json.loads(light.get("vega_lite_chart")[0].proto.spec)["data"]
    land = maps.land_at(data["url"].removeprefix("./"))
    assert "values" not in data and land
    shapes = {row["code"]: (row["name"], row["shape"]) for row in json.loads(gzip.decompress(land.packed))}
    assert shapes == {
        feature["properties"]["area_code"]: (feature["properties"]["name"], feature["geometry"]) for feature in features
    }
    assert "vk-no-webgl" in html(heavy) and "vk-no-webgl" not in html(light)


def test_the_background_is_off_until_it_is_asked_for_and_then_named(built: None) -> None:
    test = page("kaart", achtergrond="ja")
    assert "basemaps.cartocdn.com" in deck(test)["mapStyle"]
    assert any("CARTO" in element.value for element in test.caption)
    assert not any("CARTO" in element.value for element in page("kaart").caption)


@pytest.mark.slow
def test_the_whole_selection_stands_in_the_address_and_gives_the_same_page_again(built: None) -> None:
    test = page("kaart", indicator="misdrijven", jaar="2023", ernaast="jaar", jaar2="2025", indeling="natuurlijk",
                gebied=["BU09350105", "BU09350403"])  # fmt: skip
    names = {"indicator", "jaar", "niveau", "gebied", "ernaast", "jaar2", "indeling", "klik", "zoom", "achtergrond",
             "volgorde"}  # fmt: skip
    assert names <= set(test.query_params)
    again = page("kaart", **{name: test.query_params[name] for name in test.query_params})
    assert html(again) == html(test) and not again.warning


@pytest.mark.parametrize(
    "query",
    [{"indeling": "<script>"}, {"gebied": "BU99999999"}, {"niveau": "straat"}, {"zoom": "misschien"},
     {"ernaast": "x"}, {"jaar2": "1800", "ernaast": "jaar"}],
)  # fmt: skip
def test_an_odd_address_gives_a_message_and_the_map(built: None, query: dict) -> None:
    test = page("kaart", **query)
    assert not test.exception and "bestaat hier niet" in test.warning[0].value
    assert html(test).count("<tr") == 45  # the head and 44 buurten


@pytest.mark.slow
def test_without_outlines_the_page_says_so(changed: Callable[..., None]) -> None:
    changed("delete from area_geometry")
    test = page("kaart")
    assert not test.exception and "het dashboard heeft geen grenzen van de buurten" in test.info[0].value


@pytest.mark.slow
def test_a_hostile_name_stays_text(changed: Callable[..., None]) -> None:
    changed("update area set name = '<img src=x onerror=alert(1)>' where area_code = 'BU09350105'")
    test = page("kaart")
    assert not test.exception and "<img" not in html(test) and "&lt;img src=x" in html(test)


@pytest.mark.slow
def test_a_small_buurt_is_marked_with_its_inhabitants(built: None) -> None:
    test = page("kaart", indicator="misdrijven", jaar="2025")
    features = {
        feature["properties"]["name"]: feature["properties"] for feature in deck(test)["layers"][0]["data"]["features"]
    }
    assert features["Sint Pieter"]["text"].endswith("; weinig inwoners (135)")
    assert "weinig inwoners" not in features["Nazareth"]["text"]
    assert ">Sint Pieter *</a>" in html(test) and ">Nazareth</a>" in html(test)
    assert any("Minder dan 500 inwoners in 2024" in element.value for element in test.caption)


def test_every_level_and_every_way_beside_has_a_word(built: None) -> None:
    test = page("kaart")
    assert test.segmented_control(key="niveau").options == list(map_ui.LEVELS.values())
    assert test.segmented_control(key="ernaast").options == list(map_ui.BESIDE.values())
    assert parameter(test, "klik") == "nee"
