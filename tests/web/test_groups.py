"""Own groups on the pages: from the URL, from the municipality, from the menu; every odd one with a message."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from tests import chromium, opened
from tests.opened import html, page
from veerkracht.web import groups

EAST = "Groep Oost~WK093504"
CODE = "GR-groep-oost"
VIEWS: list[tuple[str, dict[str, str | list[str]]]] = [
    ("trends", {"indicator": "inwoners", "gebied": [CODE, "GM0935"]}),
    ("trends", {"weergave": "meer", "gebied": [CODE, "GM0935"]}),
    ("trends", {"indicator": "koopwoningen", "maat": "verschil", "gebied": [CODE, "GM0935"]}),
    ("buurtprofiel", {"buurt": CODE, "tabel": "ja"}),
    ("buurtprofiel", {"buurt": "BU09350403", "naast": CODE}),
    ("tabel", {"erbij": [CODE, "stad"]}),
    ("vergelijken", {"indicator": "ouder_dan_65"}),
    ("vergelijken", {"indicator": "ouder_dan_65", "weergave": "verandering"}),
    ("vergelijken", {"weergave": "trechter"}),
    ("vergelijken", {"weergave": "trechter", "groep": "eigen", "uit_groep": CODE}),
    ("inhalen", {"buurt": CODE}),
    ("inhalen", {"buurt": "BU09350403", "ernaast": CODE, "sinds": "2022"}),
    ("vergelijken", {"weergave": "meer", "groep": "eigen", "uit_groep": CODE}),
    ("samenhang", {"kleur": "groep", "groep": "eigen", "uit_groep": CODE}),
    ("raadsbrief", {"deel": ["onderwerp-inwoners", f"buurt-{CODE}"], "gebied": [CODE, "GM0935"]}),
    ("raadsbrief", {"deel": "onderwerp-inwoners", "gebied": [CODE, "GM0935"], "vorm": "bijlage"}),
]


def everything(test: AppTest) -> str:
    texts = [element.value for kind in ("markdown", "header", "caption", "info") for element in test.get(kind)]
    charts = [chart.proto.spec for chart in test.get("vega_lite_chart")]
    return " ".join([*map(str, texts), *charts, html(test)])


@pytest.mark.slow
@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(("name", "choices"), VIEWS)
def test_every_page_shows_a_group_of_the_url(name: str, choices: dict[str, str | list[str]]) -> None:
    test = page(name, **{groups.KEY: EAST}, **choices)
    assert not test.exception and "Groep Oost" in everything(test)
    again = test.run()
    assert not again.exception and not any("groep" in warning.value for warning in again.warning)


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_trends_says_once_why_groups_and_topics_have_no_figure() -> None:
    own = {groups.KEY: [EAST, "Twee~BU09350403.BU09350404"], "gebied": [CODE, "GR-twee", "BU09350403"]}
    test = page("trends", **own, indicator="ervaren_gezondheid")
    texts = " ".join(element.value for element in test.markdown)
    assert texts.count("rekenmodel zijn niet samen te nemen") == 1 and texts.count("Groep Oost") == 1
    assert "Geen cijfers bekend van" not in texts
    many = page("trends", **own | {"gebied": [CODE]}, weergave="meer",
                onderwerp=["inwoners", "ervaren_gezondheid", "rokers"])  # fmt: skip
    [said] = [info.value for info in many.info]
    assert said.startswith("Geen cijfers voor deze gebieden: Ervaren gezondheid") and said.endswith(" en Rokers.")
    assert not many.exception and len(many.get("vega_lite_chart")) == 1


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("name", "choices", "why"),
    [
        ("kaart", {}, "de kaart kleurt elke buurt apart"),
        ("vergelijkbaar", {}, "Kies een van haar buurten"),
        ("veerkrachtkaart", {}, "deze kaart deelt elke buurt apart in"),
        ("vergelijken", {"weergave": "ongewoon"}, "naast alle buurten van het land"),
    ],
)
def test_a_page_that_cannot_show_a_group_says_why_to_who_has_one(name: str, choices: dict[str, str], why: str) -> None:
    test = page(name, **{groups.KEY: EAST}, **choices)
    assert not test.exception and any(why in caption.value for caption in test.caption)
    assert not any(why in caption.value for caption in page(name, **choices).caption)


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_two_groups_that_are_not_drawn_are_said_above_the_chart_in_one_line() -> None:
    both = [EAST, "Groep Zuid~WK093501"]
    for choices in ({}, {"film": "ja"}, {"weergave": "verandering"}, {"weergave": "verandering", "film": "ja"}):
        test = page("vergelijken", **{groups.KEY: both}, indicator="ervaren_gezondheid", **choices)
        [shown] = [text.value for text in test.markdown if "er niet bij: " in text.value]
        why = "schattingen van een rekenmodel zijn niet samen te nemen"
        assert f"Groep Oost en Groep Zuid staan er niet bij: {why}." in shown and shown.count(why) == 1


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Oost~BU09350403.BU09359999", "BU09359999"),
        ("Oost~", "geen buurten"),
        ("Maastricht~WK093504", "al een gebied dat Maastricht heet"),
        ("<script>alert(1)</script>~WK093504", "kan niet"),
        ("x" * 10_000, "te lang"),
    ],
)
def test_an_odd_group_in_the_url_has_a_message_and_the_page_stays(text: str, message: str) -> None:
    test = page("trends", **{groups.KEY: [text, EAST]}, indicator="inwoners", gebied=[CODE])
    assert not test.exception
    [warning] = test.warning
    assert message in warning.value
    assert "Groep Oost" in everything(test)


@pytest.mark.usefixtures("built")
def test_a_chosen_group_without_figures_is_said_above_the_chart_with_the_reason() -> None:
    test = page("trends", **{groups.KEY: EAST}, indicator="ervaren_gezondheid", gebied=[CODE, "GM0935"])
    [shown] = [text.value for text in test.markdown if "Groep Oost: geen cijfer: " in text.value]
    assert "schattingen van een rekenmodel zijn niet samen te nemen" in shown


@pytest.mark.slow
def test_a_standing_group_is_there_for_everybody(changed: Callable[..., None]) -> None:
    changed("insert into area_group values (0, 'Vaste groep', ['WK093504'])")
    test = page("trends", indicator="inwoners", gebied=["GR-vaste-groep"])
    assert not test.warning and "Vaste groep" in everything(test)
    assert groups.KEY not in test.query_params


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_a_group_is_made_and_chosen_and_taken_away_in_the_menu() -> None:
    test = page("trends", indicator="inwoners", gebied=["GM0935"])
    test.session_state["eigen-groepen"] = True
    test.run()
    test.text_input(key="groep_naam").set_value("Nazareth")
    test.multiselect(key="groep_delen_buurten").set_value(["BU09350403", "BU09350404"])
    test.button(key="groep-maken").click().run()
    assert "al een gebied dat Nazareth heet" in test.warning[0].value
    test.text_input(key="groep_naam").set_value("Twee buurten")
    test.button(key="groep-maken").click().run()
    assert not test.warning
    assert opened.parameter(test, groups.KEY) == "Twee buurten~BU09350403.BU09350404"
    assert test.session_state["own_groups"][0].name == "Twee buurten"
    assert not test.text_input(key="groep_naam").value and not test.multiselect(key="groep_delen_buurten").value
    test.button(key="weg-GR-twee-buurten").click().run()
    assert not test.exception and test.session_state["own_groups"] == ()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_menu_is_for_everyone_and_fits_a_phone(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/trends?indicator=inwoners&gebied={CODE}&{groups.KEY}={EAST}")
    page.get_by_role("button", name="Eigen groepen").click()
    page.get_by_text("Eigen groep maken").wait_for()
    assert chromium.barriers(page) == []
    box = page.get_by_test_id("stPopoverBody").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
