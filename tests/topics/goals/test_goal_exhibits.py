"""The Doelkaart and the slides of a meeting show the exhibits that are saved."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, open_query, page
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.goals import exhibits, rows
from veerkracht.topics.goals.charts import PathView
from veerkracht.topics.meeting import beamer, slides


def of_first_goal(database: Path, view: PathView) -> list[Exhibit]:
    with open_query(database) as query:
        return [exhibits.path(query, view), exhibits.strip(query, "1")]


def layers(test: AppTest) -> list[dict]:
    """The marks of the first two charts of a page, without their data."""
    charts = [json.loads(chart.proto.spec) for chart in test.get("vega_lite_chart")[:2]]
    return [[{**layer, "data": None} for layer in chart["layer"]] for chart in charts]


def layers_of(drawn: list[Exhibit]) -> list[dict]:
    specifications = [
        json.loads(json.dumps(exhibit.chart.specification)) for exhibit in drawn
    ]  # as a browser gets them
    return [[{**layer, "data": None} for layer in chart["layer"]] for chart in specifications]


@pytest.mark.slow
def test_the_doelkaart_shows_the_charts_that_are_saved(built: None, included_database: Path) -> None:
    path, strip = of_first_goal(included_database, PathView("1", "procentpunt", has_efforts=True))
    test = page("doelkaart", doel="1")
    assert layers(test)[:2] == layers_of([path, strip])
    assert [chart.proto.alt for chart in test.get("vega_lite_chart")[:2]] == [path.alternative, strip.alternative]
    [signs] = path.findings
    assert signs == "Stippellijn: pad. Vierkant: begin of doel. Band: marge." and signs in [
        one.value for one in test.caption
    ]
    assert "(1) Meerjarenplan gezonde leefstijl en bewegen</a>" in html(test)
    whole = next(note for note in path.notes if note.startswith("Inspanningen met hun begin op de tijdas: (1) 2025"))
    assert f"<p class='vk-note'>{whole}" in html(test)
    assert strip.findings[0] in strip.notes and strip.findings[0] in [text.value for text in test.markdown]


@pytest.mark.slow
def test_a_slide_shows_the_same_path_larger_and_without_efforts(built: None, included_database: Path) -> None:
    view = PathView("1", height=slides.HEIGHT, place="op de doelkaart", text=beamer.TEXT)
    path, _ = of_first_goal(included_database, view)
    assert path.chart
    test = page("vergaderstand", dia="1")
    assert layers(test) == layers_of([replace(path, chart=beamer.enlarged(path.chart))])
    assert [json.loads(chart.proto.spec)["height"] for chart in test.get("vega_lite_chart")] == [slides.HEIGHT]
    assert (
        len(path.findings) == 1 and "Met het pad naar het doel. De cijfers staan op de doelkaart." in path.alternative
    )


@pytest.mark.slow
def test_every_change_in_the_table_of_buurten_has_its_sign(included_database: Path) -> None:
    with open_query(included_database) as query:
        for measure_id in ("1", "11"):
            made = exhibits.strip(query, measure_id)
            texts = [made.table.texts(row)[-1] for row in made.table.rows]
            assert f": hoe {len(texts) - 1} buurten veranderden" in made.title  # the other row is the city
            assert len(texts) > 30 and all(text[0] in "+−" or not text.strip("0,") for text in texts)


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({}, "Nazareth en Pottenberg op koers (2024)"),
        ({"status": "bereikt"}, "Nazareth op koers; Pottenberg bereikt (2024)"),
        ({"period": "2022"}, "Nazareth op koers (2024); Pottenberg op koers (2022)"),
        ({"status": "nog geen meting", "period": None}, "Nazareth op koers (2024); Pottenberg nog geen meting"),
    ],
)
def test_the_title_of_a_path_gives_every_area_the_year_of_its_own_figure(
    included_database: Path, changes: dict[str, str], ending: str
) -> None:
    with open_query(included_database) as query:
        nazareth, pottenberg = (
            replace(status, status="op koers", period="2024") for status in rows.measures(query)["1"][:2]
        )
        measure = (nazareth, replace(pottenberg, **changes))
    assert exhibits.standings(measure, {"BU09350403": "Nazareth", "BU09350203": "Pottenberg"}) == ending
