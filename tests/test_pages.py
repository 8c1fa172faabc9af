"""Every page as a visitor opens it: normal, without a database, with an unknown code in the address."""

import json
import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from veerkracht import paths

PAGES = ["doelen", "kaart", "trends"]


@pytest.fixture
def built(included_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


def page(name: str, **query: str | list[str]) -> AppTest:
    test = AppTest.from_file(str(paths.ROOT / "pages" / f"{name}.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def html(test: AppTest) -> str:
    return "".join(one.proto.body for one in test.get("html"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_a_title_and_a_table_without_error(built: None, name: str) -> None:
    test = page(name)
    assert not test.exception and not test.error and not test.warning
    assert len(test.title) == 1
    assert "<table" in html(test)


@pytest.mark.parametrize("name", PAGES)
def test_without_a_database_a_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page(name)
    assert not test.exception
    assert "python -m etl --offline" in test.error[0].value


@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_database_gives_a_message_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "veerkracht.duckdb").write_bytes(b"geen database" * 1000)
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page(name)
    assert not test.exception
    assert "niet te lezen" in test.error[0].value


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("kaart", {"indicator": "onzin"}),
        ("kaart", {"indicator": "inwoners", "jaar": "1850"}),
        ("trends", {"indicator": "onzin"}),
        ("trends", {"gebied": ["BU99999999", "BU09350403"]}),
    ],
)
def test_an_unknown_code_in_the_address_gives_a_message_and_a_page(built: None, name: str, query: dict) -> None:
    test = page(name, **query)
    assert not test.exception
    assert "bestaat hier niet" in test.warning[0].value
    assert "<table" in html(test)


def test_the_goals_page_shows_all_sixteen_goals_with_the_figures_of_the_plan(built: None) -> None:
    text = html(page("doelen"))
    assert all(f"<b>{number}. " in text for number in range(1, 17))
    for printed in (
        "56%",
        "50%",
        "€\u00a023.200",
        "€\u00a024.300",
        "1.139",
        "1.398",
        "108",
        "193",
        "72%",
        "682",
        "489",
    ):
        assert f">{printed}<" in text
    assert "Geplande bron: Stadspeiling" in text
    assert "58,9%" in text and "61%" in text


def test_the_map_names_44_buurten_and_has_a_class_for_no_figures(built: None) -> None:
    test = page("kaart", indicator="ervaren_gezondheid", jaar="2024")
    content = json.loads(test.get("deck_gl_json_chart")[0].proto.json)
    features = content["layers"][0]["data"]["features"]
    assert len({one["properties"]["name"] for one in features}) == 44
    colors = {one["properties"]["name"]: one["properties"]["fill"] for one in features}
    assert colors["Belvédère"] == [201, 201, 201] and colors["Nazareth"] != [201, 201, 201]
    assert {one["name"] for one in content["layers"][2]["data"]} == {"Nazareth", "Pottenberg"}
    assert "mapProvider" not in content or content["mapProvider"] is None
    assert "geen gegevens" in html(test)


def test_a_colour_on_the_map_means_the_same_in_every_year(built: None) -> None:
    legends = {
        html(page("kaart", indicator="ervaren_gezondheid", jaar=year)).split("<table")[0] for year in ("2012", "2024")
    }
    assert len({one.replace("2012", "").replace("2024", "") for one in legends}) == 1


def test_the_trend_shows_perceived_health_as_published(built: None) -> None:
    test = page("trends")
    content = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert content["config"]["locale"]["number"]["decimal"] == ","
    text = html(test)
    for figure in ("64,9%", "61,1%", "54,5%", "58,9%", "72,3%", "70,0%"):
        assert f">{figure}<" in text
    assert (
        "in 2024 was dit in Nazareth 58,9%. Dat is 11,1 procentpunt minder dan in Maastricht" in test.markdown[0].value
    )


def test_a_break_in_definition_is_told(built: None) -> None:
    test = page("trends", indicator="gestandaardiseerd_inkomen")
    assert "andere definitie" in test.warning[0].value


def test_choices_stand_in_the_address(built: None) -> None:
    test = page("trends")
    assert test.query_params["indicator"] == "ervaren_gezondheid"
    assert test.query_params["gebied"] == ["BU09350403", "BU09350203", "GM0935", "NL00"]
    test.selectbox(key="indicator").set_value("inwoners").run()
    assert test.query_params["indicator"] == "inwoners"


def test_no_area_chosen_asks_for_one(built: None) -> None:
    test = page("trends")
    test.multiselect(key="gebied").set_value([]).run()
    assert not test.exception
    assert "Kies hierboven" in test.info[0].value


def test_the_first_visit_builds_the_database(data: Path) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert not test.exception and not test.error
    assert paths.database_file().exists()
    assert "Veerkrachtige Wijken" in test.title[0].value


def test_a_broken_catalogue_shows_the_mistake_and_the_previous_figures(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    broken = data / "indicators.yaml"
    broken.write_text(
        paths.CATALOG.read_text(encoding="utf-8").replace("theme: wonen", "theme: w", 1), encoding="utf-8"
    )
    later = paths.database_file().stat().st_mtime + 5
    os.utime(broken, (later, later))
    monkeypatch.setattr(paths, "CATALOG", broken)
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert "'w' kan niet" in test.error[0].value
    assert "vorige goede cijfers" in test.warning[0].value
    assert "<table" in html(test)


def test_what_cannot_be_chosen_is_named_with_the_reason(built: None) -> None:
    told = page("kaart").caption[-1].value
    assert "geen cijfers per buurt" in told and "Netto arbeidsparticipatie" in told
    assert "Vrijwilligerswerk" in page("trends").caption[-1].value


def test_two_values_make_two_classes(built: None) -> None:
    legend = html(page("kaart", indicator="overlastmeldingen")).split("<table")[0]
    assert legend.count("vk-swatch") == 3
