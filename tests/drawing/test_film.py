"""A film: one chart of the charts of all years, small, with every figure of each year in it."""

import json
from collections.abc import Iterator

import pytest

from tests import vega_lite
from tests.opened import open_query
from veerkracht.core import paths
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Break
from veerkracht.drawing import film, vega
from veerkracht.drawing.chart import Chart
from veerkracht.topics.catching_up import exhibits as catching_up
from veerkracht.topics.catching_up import figures as gaps
from veerkracht.topics.catching_up.figures import Choice as Gap
from veerkracht.topics.change import exhibits as change
from veerkracht.topics.change.figures import Choice as Change
from veerkracht.topics.comparison import exhibits as comparison
from veerkracht.topics.comparison import figures as comparison_figures
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.map import exhibits as maps
from veerkracht.topics.map import figures as map_figures
from veerkracht.topics.map.figures import Choice

MOST_BYTES = 60_000  # of the figures of 44 buurten over ten years


@pytest.fixture
def query(built: None) -> Iterator[Query]:
    with open_query(paths.database_file()) as query:
        yield query


def year(rows: list[dict]) -> Chart:
    x = {"x": vega.quantitative("value")}
    layers = [vega.named("dots", vega.layer("point", rows, x)), vega.layer("rule", [{"value": 0}], x)]
    return vega.layered(layers, 100, {})


def drawn(chart: Chart, name: str) -> tuple[list[dict], list[dict]]:
    layer = next(layer for layer in chart.specification["layer"] if layer.get("name") == name)
    return layer["data"]["values"], layer["transform"]


def test_what_is_the_same_in_all_years_is_sent_once_and_an_absent_row_is_left_out() -> None:
    first = [{"area_code": "a", "name": "A", "value": 1.0, "text": "één"}]
    last = [{"area_code": "b", "name": "B", "value": 5.0, "text": "vijf"}, first[0] | {"value": 2.0}]
    made = film.combined(year(last), [year(first), year(last)])
    rows, transform = drawn(made, "dots")
    assert rows == [
        {"area_code": "b", "name": "B", "text": "vijf", "years": {"value": [None, 5.0], "here": [0, 1]}},
        {"area_code": "a", "name": "A", "text": "één", "years": {"value": [1.0, 2.0], "here": [1, 1]}},
    ]
    assert transform[0] == {"filter": "datum.years.here[film_nearest]"}
    assert transform[1]["as"] == "value" and "film_before" in transform[1]["calculate"]  # a figure is on its way
    assert made.specification["layer"][1] == year(last).specification["layer"][1]
    vega_lite.validate(made.specification)


def test_a_word_changes_at_once_and_is_never_between_two_years() -> None:
    rows = [[{"code": "a", "value": 1.0, "text": text}] for text in ("laag", "hoog")]
    _, transform = drawn(film.combined(year(rows[0]), [*map(year, rows)]), "dots")
    assert transform == [{"calculate": "datum.years.text[film_nearest]", "as": "text"}]


def test_years_without_figures_and_breaks_are_said() -> None:
    gap = Break("x", "2020", 2020, "Andere vraag.")
    assert film.notes(["2012", "2016", "2017", "2020"], [gap]) == [
        "Zonder cijfers, en daarom niet in de film: 2013 t/m 2015, 2018, 2019.",
        "Vanaf 2020 niet te vergelijken met eerder. Andere vraag.",
    ]
    assert film.notes(["2020", "2021"], [gap]) == [""]  # of the first year there is no earlier one
    frames = film.frames([film.Caption(code, "", "") for code in ("2017", "2020", "2021")], [gap])
    assert [frame.is_apart for frame in frames] == [False, True, False]


@pytest.mark.slow
def test_the_figures_of_44_buurten_over_ten_years_are_small(query: Query) -> None:
    focus = lookups.programme(query).focus_area_codes
    codes = tuple(buurt.area_code for buurt in comparison_figures.buurten(query))
    choice = Choice("inwoners", "")
    views = map_figures.film(query, choice)
    assert len(views) >= 10 and len(views[0].areas) == 44
    first = comparison_figures.film(query, Subject("inwoners", "", codes))[0].period
    charts = {
        "map": maps.film_chart(query, choice, focus, 560),
        "ranking": comparison.film_chart(query, Subject("inwoners", "", codes)),
        "change": change.ranking_film(query, Change("inwoners", first, "", codes)).chart,
    }
    for area in focus:  # each is a picture of its own, of all subjects
        [(chart, _)] = catching_up.film_charts(query, (Gap(area, "2015", ""),))
        charts[f"dumbbells of {area}"] = chart
    sizes = {}
    for name, chart in charts.items():
        vega_lite.validate(chart.specification)
        sizes[name] = len(json.dumps(chart.specification, separators=(",", ":")).encode())
    sizes["map"] += len(maps.film_controls(query, choice).encode())
    assert max(sizes.values()) < MOST_BYTES, sizes


def test_each_year_of_the_film_has_the_colours_of_the_map_of_that_year(query: Query) -> None:
    choice = Choice("ervaren_gezondheid", "")
    rows, _ = drawn(maps.film_chart(query, choice, (), 560), "areas")
    for place, view in enumerate(map_figures.film(query, choice)):
        colors = {row["code"]: row["years"]["color"][place] for row in rows}
        assert colors == {area.outline.area_code: area.color for area in view.areas}


@pytest.mark.slow
def test_the_ranking_keeps_its_rows_and_its_axis_and_has_the_figures_of_every_year(query: Query) -> None:
    codes = tuple(buurt.area_code for buurt in comparison_figures.buurten(query))
    subject = Subject("ervaren_gezondheid", "", codes)
    rankings = comparison_figures.film(query, subject)
    chart = comparison.film_chart(query, subject)
    rows, _ = drawn(chart, "margins")  # which shares its rows with the dots
    values = {row["area_code"]: row["years"]["value"] for row in rows}
    for place, ranking in enumerate(rankings):
        known = {row.area_code: row.value for row in ranking.buurten if row.value is not None}
        assert {code: value[place] for code, value in values.items() if value[place] is not None} == known
    last = [row.area_code for row in rankings[-1].ordered("hoog") if row.value is not None and not row.is_reference]
    assert list(values)[: len(last)] == last
    dots = next(layer for layer in chart.specification["layer"] if layer.get("name") == "dots")
    low, high = dots["encoding"]["x"]["scale"]["domain"]
    assert all(low <= value <= high for many in values.values() for value in many if value is not None)


def test_what_stands_beside_the_film_is_the_same_whatever_year_is_asked_for(query: Query) -> None:
    """Or the controls would be drawn anew at each stop, and lose the focus."""
    made = {maps.film_controls(query, Choice("ervaren_gezondheid", when)) for when in ("", "2012", "2024")}
    assert len(made) == 1


def test_the_dumbbells_keep_their_rows_and_have_the_distances_of_every_year(query: Query) -> None:
    choice = Gap(lookups.programme(query).focus_area_codes[0], "2015", "")
    [overviews] = gaps.film(query, (choice,))
    assert len(overviews) > 5
    [(chart, _)] = catching_up.film_charts(query, (choice,))
    rows, _ = drawn(chart, "margins")  # which shares its rows with the dots
    now = {row["code"]: row["years"]["now"] for row in rows}
    axis = gaps.axis(overviews)
    for place, overview in enumerate(overviews):
        known = {topic.indicator.indicator_id: round(min(max(topic.place.now, axis.low), axis.high), 2)
                 for topic in overview.topics}  # fmt: skip
        assert {code: values[place] for code, values in now.items() if values[place] is not None} == known
    last = [topic.indicator.indicator_id for topic in overviews[-1].topics]
    assert [code for code in now if code in last] == sorted(last, key=lambda code: ((
        lookups.indicator(query, code).direction == "geen"), last.index(code)))  # fmt: skip
