"""Where buurten that are alike lie: by municipality, on a map of dots, and what is on no map is said."""

import json

from tests import vega_lite
from veerkracht.drawing.charts import Style
from veerkracht.method.similarity import Neighbour
from veerkracht.topics.similar import charts, positions, sentences
from veerkracht.topics.similar.figures import Place


def place(code: str, name: str, municipality: str) -> Place:
    return Place(code, name, municipality, 1000, Neighbour(code, 0.5, ()))


ALMERE = [place("BU00340101", "Stedenwijk", "Almere"), place("BU00340102", "Filmwijk", "Almere")]
HEERLEN, LOST = place("BU09170101", "Zeswegen", "Heerlen"), place("BU99980101", "Nergens", "Elders")


def test_every_position_is_in_the_country_and_the_municipality_in_its_place() -> None:
    every = positions.positions()
    assert len(every) >= 342
    assert all(3.3 < one.longitude < 7.3 and 50.7 < one.latitude < 53.6 for one in every.values())
    maastricht, groningen = every["GM0935"], every["GM0014"]
    assert (round(maastricht.longitude, 1), round(maastricht.latitude, 1)) == (5.7, 50.9)
    assert groningen.latitude > 53 and {"GM1979", "GM1980", "GM1982", "GM1991", "GM1992"} <= set(every)


def test_the_municipality_with_the_most_buurten_comes_first_and_one_without_a_place_is_named() -> None:
    groups = positions.by_municipality([HEERLEN, *ALMERE, LOST])
    assert [(group.municipality, len(group.buurten)) for group in groups] == [
        ("Almere", 2), ("Elders", 1), ("Heerlen", 1)
    ]  # fmt: skip
    assert sentences.located(groups) == "Deze buurten liggen in 3 gemeenten, de meeste (2) in Almere"
    assert sentences.located(groups[:1]) == "Deze buurten liggen in Almere"
    assert sentences.how_located(positions.by_municipality([LOST])) == []  # then there is no map
    assert "Niet op de kaart: Elders." in sentences.how_located(groups)
    chart = charts.country(groups, positions.positions()["GM0935"], "Nazareth", Style("#D55E00", "circle", (1, 0)))
    vega_lite.validate(chart.specification)
    rows = [row for layer in chart.specification["layer"] for row in layer["data"].get("values", [])]
    assert [row["count"] for row in rows if "count" in row][:2] == [2, 1]
    assert "Elders" not in json.dumps(rows)
