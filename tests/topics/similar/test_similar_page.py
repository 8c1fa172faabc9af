"""The page Vergelijkbare buurten and its line on the Doelkaart: what they say against the database, and odd choices."""

import json
import re
from collections.abc import Callable

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests import elsewhere
from tests.opened import chart_frames, html, page, parameter
from veerkracht.core import dutch, paths

pytestmark = pytest.mark.slow

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


@pytest.fixture
def plant(changed_country: Callable[..., None]) -> Callable[..., None]:
    """A way to change a database that knows the made-up country."""
    return changed_country


def texts(test: AppTest) -> str:
    return " ".join(element.value for element in (*test.markdown, *test.info, *test.caption))


def rows(test: AppTest) -> list[str]:
    """The names in the first table: our buurt, then those that are like it."""
    return re.findall(r'scope="row">([^<]+)<', html(test).split("</table>")[0])


def test_the_page_shows_the_twenty_that_are_most_alike_with_figures_and_a_reason(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar")
    assert not test.exception and not test.warning
    assert len(rows(test)) == 21 and rows(test)[0] == "Nazareth"
    assert all(re.fullmatch(r"Buurt \d+, Gemeente 90\d\d", row) for row in rows(test)[1:])
    assert html(test).count("Meest anders: ") == 20
    assert "hoeveel het hoger of lager is dan in Nazareth, in standaardafwijkingen" in html(test)
    assert (
        "Nazareth is vergeleken met 270 buurten elders in Nederland. Deze 20 buurten lijken er het meest op."
        in texts(test)
    )
    assert (
        "Er zijn 343 andere buurten in Nederland. Vergeleken: 270 buurten. Niet vergeleken: 43 in Maastricht zelf en "
        "30 met minder dan 500 inwoners."
    ) in texts(test)
    assert "De kenmerken zijn van 2024, van voor het programma, en vastgelegd op" in texts(test)
    assert "Vergeleken op inwoners jonger dan 15 jaar" in texts(test) and "gemiddelde WOZ-waarde" in texts(test)
    assert "Niet gebruikt" not in texts(test)
    defaults = {"buurt": NAZARETH, "aantal": "20", "maat": "1", "zonder": ""}
    assert {key: parameter(test, key) for key in defaults} == defaults
    assert test.query_params["kenmerk"] == list(elsewhere.MEASURES)


def test_a_programme_that_was_under_way_by_then_is_told(plant: Callable[..., None]) -> None:
    plant("update programme set start_year = 2022")
    assert "De kenmerken zijn van 2024 en vastgelegd op" in (shown := texts(page("vergelijkbaar")))
    assert "Het programma liep toen al, sinds 2022." in shown


def test_the_figures_of_a_buurt_stand_in_its_row(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar", kenmerk=["ouder_dan_65", "woz_waarde"])
    lines = re.findall(r'scope="row">([^<]+)<(.*?)</tr>', html(test).split("</table>")[0], re.DOTALL)
    name, cells = lines[7]
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        found = connection.execute(
            """
            select value from similar_feature join area_elsewhere using (area_code)
            where name = $name and indicator_id in ('inwoners', 'ouder_dan_65', 'woz_waarde')
            order by indicator_id
            """,
            {"name": name.split(", ")[0]},
        ).fetchall()
    people, old, price = (value for (value,) in found)
    shown = re.findall(r"<td[^>]*>([^<]+)<", cells)
    assert shown[0] == dutch.number(people, 0) and shown[2] == "2 van 2"
    assert shown[3:] == [dutch.figure(old, 1, "%"), dutch.figure(price, 0, "euro")]


def test_the_development_says_and_draws_what_the_database_has(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar", maat="1")
    assert "Nazareth ging van 54,5% in 2022 naar 58,9% in 2024 (+4,4 procentpunt)." in texts(test)
    assert "geen bewijs" in texts(test) and "schattingen van een rekenmodel" in texts(test)
    assert "20 van de 20 buurten die op Nazareth lijken" in texts(test)
    names = rows(test)[1:]
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        expected = connection.execute(
            """
            select quantile_cont(last.value - first.value, 0.5)
            from elsewhere as first
            join elsewhere as last using (indicator_id, area_code)
            join area_elsewhere using (area_code)
            where indicator_id = 'ervaren_gezondheid' and first.period = '2022' and last.period = '2024'
                and name in (select unnest($names))
            """,
            {"names": [name.split(", ")[0] for name in names]},
        ).fetchall()[0][0]
    drawn = pd.concat(chart_frames(test, 0))
    assert drawn["middle"].dropna().to_list() == pytest.approx([0.0, expected])
    assert drawn["area_code"].nunique() == 21
    spec = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert "Lijngrafiek van het verschil met 2022" in test.get("vega_lite_chart")[0].alt


def test_choices_stand_in_the_address_and_change_what_is_compared(plant: Callable[..., None]) -> None:
    before = page("vergelijkbaar")
    city = re.search(r"Gemeente (\d+)", rows(before)[1])[1]
    test = page("vergelijkbaar", buurt=NAZARETH, zonder=[f"GM{city}", "GM9005"], aantal="10")
    assert len(rows(test)) == 11 and f"Gemeente {city}" not in html(test)
    assert "20 in gemeenten die u weglaat" in texts(test)
    test = page("vergelijkbaar", kenmerk="koopwoningen", buurt=POTTENBERG)
    assert "Vergeleken op koopwoningen, alles over 2024." in texts(test) and rows(test)[0] == "Pottenberg"
    assert html(test).split("</table>")[0].count('scope="col"') == 5
    test.multiselect(key="kenmerk").set_value(["ouder_dan_65", "koopwoningen"]).run()
    assert test.query_params["kenmerk"] == ["ouder_dan_65", "koopwoningen"]
    assert "Vergeleken op inwoners van 65 jaar of ouder en koopwoningen" in texts(test)


@pytest.mark.parametrize(
    "query",
    [{"buurt": "BU99999999"}, {"aantal": "-3"}, {"kenmerk": ["onzin", "koopwoningen"]}, {"zonder": "GM0935"},
     {"maat": "99"}],
)  # fmt: skip
def test_an_unknown_code_in_the_address_gives_a_message_and_a_page(plant: Callable[..., None], query: dict) -> None:
    test = page("vergelijkbaar", **query)
    assert not test.exception and "bestaat hier niet" in test.warning[0].value
    assert len(rows(test)) > 1


@pytest.mark.parametrize("query", [{}, {"zonder": ["GM9001", "GM9005"], "volledig": "ja"}, {"kenmerk": "koopwoningen"}])
def test_the_numbers_of_the_page_add_up_to_all_other_buurten(plant: Callable[..., None], query: dict) -> None:
    sentence = re.search(r"Er zijn (\d+) andere buurten in Nederland\. (Vergeleken: [^*]*?\.)(?=\s|$)( Niet .*?\.)",
                         texts(page("vergelijkbaar", **query)))  # fmt: skip
    parts = re.findall(r"(?<!dan )\b(\d+)\b", sentence[2] + sentence[3])  # not the 500 inhabitants of a small buurt
    assert int(sentence[1]) == sum(map(int, parts)) == elsewhere.BUURTEN + 43 and len(parts) > 2


def test_only_buurten_with_all_features_are_a_choice_in_the_address(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar")
    assert "7 van 8" in html(test) and parameter(test, "volledig") == "nee"
    test.toggle(key="volledig").set_value(True).run()
    assert "7 van 8" not in html(test) and html(test).count("8 van 8") == 21 and parameter(test, "volledig") == "ja"


def test_without_measures_it_asks_for_some(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar", kenmerk="")
    assert not test.exception and "Kies hierboven een of meer kenmerken" in test.info[0].value


def test_a_buurt_with_hardly_any_figures_or_people_says_why_there_are_none(plant: Callable[..., None]) -> None:
    plant(f"""delete from similar_feature
              where area_code = '{NAZARETH}' and indicator_id in ('{"', '".join(list(elsewhere.MEASURES)[:5])}')""")
    test = page("vergelijkbaar", buurt=NAZARETH)
    assert not test.exception and "heeft te weinig cijfers over deze kenmerken" in texts(test)
    assert rows(test) == ["Nazareth"] and not test.get("vega_lite_chart")


def test_every_buurt_of_the_municipality_can_be_compared(plant: Callable[..., None]) -> None:
    codes = [name for name in page("vergelijkbaar").selectbox(key="buurt").options if "→" not in name]
    assert len(codes) == 44
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        smallest = connection.execute("""
            select area_code from observation
            where indicator_id = 'inwoners' and period = '2024' and area_code like 'BU%'
            order by value nulls first limit 6
        """).fetchall()
    for (code,) in smallest:
        for measure in ("1", "11"):
            test = page("vergelijkbaar", buurt=code, maat=measure)
            assert not test.exception and not test.error, code


def test_everyone_left_out_or_no_figures_of_goals_still_gives_a_page(plant: Callable[..., None]) -> None:
    test = page("vergelijkbaar", zonder=[f"GM{9000 + number}" for number in range(30)])
    assert not test.exception and "Laat minder gemeenten weg" in texts(test) and rows(test) == ["Nazareth"]
    plant("delete from elsewhere where indicator_id in ('ervaren_gezondheid', 'misdrijven')")
    test = page("vergelijkbaar")
    assert not test.exception and len(rows(test)) == 21 and not test.get("vega_lite_chart")


def test_without_a_country_the_page_says_how_to_get_it(changed: Callable[..., None]) -> None:
    changed(*elsewhere.EMPTY)
    test = page("vergelijkbaar")
    assert not test.exception and not test.warning
    assert "nog geen cijfers van buurten buiten Maastricht" in test.info[0].value
    assert "De beheerder kan ze ophalen" in test.info[0].value
    assert rows(test) == ["Nazareth"] and not test.get("vega_lite_chart")


def test_the_card_of_a_goal_has_a_line_per_wijk_with_a_way_to_the_page(plant: Callable[..., None]) -> None:
    text = html(page("doelkaart", doel="1"))
    line = re.search(r"<p><b>Ook in vergelijkbare buurten\?</b>(.*?)</p>", text, re.DOTALL)[1]
    assert "Een vergelijking van schattingen van een rekenmodel, geen bewijs." in line
    assert "Nazareth: +4,4 procentpunt sinds 2022. De middelste van 20 buurten" in line
    assert "Pottenberg: +2,3 procentpunt sinds 2022." in line
    links = re.findall(r'href="([^"]+)"', line)
    assert len(links) == 2 and all(link.startswith("vergelijkbaar?buurt=BU0935") for link in links)
    assert links[0].endswith("&amp;aantal=20&amp;zonder=&amp;volledig=nee&amp;maat=1")
    of_crimes = html(page("doelkaart", doel="11"))
    assert "Een vergelijking, geen bewijs." in of_crimes
    assert "Nazareth: −13 procent sinds 2024. De middelste van 20 buurten" in of_crimes


def test_a_goal_without_national_figures_has_no_such_line(plant: Callable[..., None]) -> None:
    for number in ("2", "3", "12"):
        assert "Ook in vergelijkbare buurten" not in html(page("doelkaart", doel=number))
    plant(*elsewhere.EMPTY)
    assert "Ook in vergelijkbare buurten" not in html(page("doelkaart", doel="1"))
