"""The page Samenhang: what it says and draws against the database by another route, and what it says when it cannot."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import chart_frames, html, open_query, page, parameter
from veerkracht.core import dutch
from veerkracht.topics.correlation import exhibits, figures
from veerkracht.topics.correlation import tables as correlation_tables

PAIR = {"indicator": "laagste_inkomens", "indicator2": "ervaren_gezondheid"}
NEWEST = PAIR | {"jaar": "nieuwste"}  # of each topic: they are not of one year
CENTRE, NAZARETH = "BU093500", "BU09350403"
Copy = Callable[[str], None]


@pytest.fixture
def built(included_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


@pytest.fixture
def changed(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A way to change a copy of the database that the page then reads."""
    shutil.copy(included_database, tmp_path / "veerkracht.duckdb")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)

    def change(statement: str) -> None:
        with duckdb.connect(str(tmp_path / "veerkracht.duckdb")) as connection:
            connection.execute(statement)

    return change


def texts(test: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "info", "caption") for element in test.get(kind))


def by_hand(database: Path, first: tuple[str, str], second: tuple[str, str], without: str = "-") -> tuple[float, int]:
    """Return rho and the number of buurten, with ranks counted area by area from a plain query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """
            select one.value, other.value, people.value
            from observation one
            join observation other using (area_code)
            join observation people using (area_code)
            where one.indicator_id = ? and one.period = ? and other.indicator_id = ? and other.period = ?
                and people.indicator_id = 'inwoners' and people.period = '2024' and area_code like 'BU%'
                and one.value is not null and other.value is not null and people.value > 0
                and not starts_with(area_code, ?)
            """,
            [*first, *second, without],
        ).fetchall()
    x, y, weights = (np.array(column) for column in zip(*rows, strict=True))
    ranks = [
        [sum(weights[column < own]) + sum(weights[column == own]) / 2 for own in column] for column in (x, y)
    ]  # fmt: skip
    matrix = np.cov(ranks, aweights=weights)
    return matrix[0, 1] / np.sqrt(matrix[0, 0] * matrix[1, 1]), len(rows)


def signed(rho: float) -> str:
    return ("+" if rho > 0 else "−") + dutch.number(abs(rho), 2)


def test_the_address_holds_the_defaults_and_two_topics_are_shown(built: None) -> None:
    test = page("samenhang")
    assert not test.exception and not test.warning and not test.error
    assert [parameter(test, key) for key in ("weergave", "indicator", "indicator2")] == ["paar", *PAIR.values()]
    assert test.title[0].value == "Samenhang"
    assert test.header[0].value == "Matige samenhang: waar het ene cijfer hoger is, is het andere vaak lager"
    assert test.caption[0].value == (
        "Elke stip is een buurt in Maastricht. Groter: meer inwoners. Open: Centrum, niet in het tweede getal"
    )


@pytest.mark.slow
def test_rho_and_the_number_of_buurten_are_those_of_the_database(built: None, included_database: Path) -> None:
    rho, count = by_hand(included_database, ("laagste_inkomens", "2022"), ("ervaren_gezondheid", "2024"))
    text = texts(page("samenhang", **NEWEST))
    assert f"gewogen naar inwoners): **{signed(rho)}**" in text
    assert f"Dit gaat over {count} buurten" in text and f"{44 - count} van de 44 buurten tellen niet mee" in text
    assert "is ‘Ervaren gezondheid goed of zeer goed’ vaak lager." in text and "matige samenhang" not in text
    assert "niet over mensen" in text and "geen oorzaak" in text and "rekenmodel" in text
    assert "verschillende jaren: 2022 en 2024" in text


@pytest.mark.slow
def test_it_begins_with_the_newest_year_that_both_topics_share(built: None, included_database: Path) -> None:
    test = page("samenhang", **PAIR)
    assert parameter(test, "jaar") == "2022" and "verschillende jaren" not in texts(test)
    rho, _ = by_hand(included_database, ("laagste_inkomens", "2022"), ("ervaren_gezondheid", "2022"))
    assert f"**{signed(rho)}**" in texts(test)
    pair = {"indicator": "bijstand", "indicator2": "werkloosheidsuitkering"}
    years = page("samenhang", **pair).selectbox(key="jaar").options[:-1]
    assert years == sorted(years, reverse=True) and len(years) > 1
    rho, _ = by_hand(included_database, ("bijstand", years[1]), ("werkloosheidsuitkering", years[1]))
    assert f"**{signed(rho)}**" in texts(page("samenhang", **pair, jaar=years[1]))
    alone = page("samenhang", indicator="vrijwilligerswerk_tot_2020", indicator2="laagste_inkomens")
    assert parameter(alone, "jaar") == "nieuwste" and "verschillende jaren" in texts(alone)
    assert "geen jaar waarvan deze onderwerpen allebei genoeg cijfers hebben" in texts(alone)
    unknown = page("samenhang", **PAIR, jaar="1850")
    assert "1850" in unknown.warning[0].value and parameter(unknown, "jaar") == "2022"


def test_a_second_number_is_without_the_centre(built: None, included_database: Path) -> None:
    text = texts(page("samenhang", **PAIR))
    years = ("laagste_inkomens", "2022"), ("ervaren_gezondheid", "2022")
    rho, count = by_hand(included_database, *years, without=CENTRE)
    assert f"Zonder Centrum: rho {signed(rho)} (" in text and f"over {count} buurten." in text


@pytest.mark.slow
def test_the_second_number_leaves_out_what_the_reader_chooses(built: None, included_database: Path) -> None:
    years = ("laagste_inkomens", "2022"), ("ervaren_gezondheid", "2022")
    test = page("samenhang", **PAIR, zonder=[NAZARETH])
    rho, count = by_hand(included_database, *years, without=NAZARETH)
    assert f"Zonder Nazareth: rho {signed(rho)} (" in texts(test) and f"over {count} buurten." in texts(test)
    assert f"**{signed(by_hand(included_database, *years)[0])}**" in texts(test)  # the first number has all of them
    everything = page("samenhang", **PAIR, zonder=[f"WK09350{place}" for place in range(7)])
    assert "Zonder 7 wijken en buurten is er geen samenhang te berekenen: te weinig buurten" in texts(everything)
    nothing = page("samenhang", **PAIR, zonder="")
    assert not nothing.exception and "Zonder" not in texts(nothing) and "Open" not in nothing.caption[0].value


@pytest.mark.slow
def test_the_buurten_that_take_part_are_a_choice_in_the_address(built: None, included_database: Path) -> None:
    wijken = ["WK093501", "WK093502", "WK093503", "WK093504"]
    test = page("samenhang", **PAIR, groep="wijk", wijk=wijken)
    with duckdb.connect(str(included_database), read_only=True) as connection:
        query = "select count(distinct area_code) from area where level = 'buurt' and parent_code in (select unnest(?))"
        expected = connection.execute(query, [wijken]).fetchall()[0][0]
    assert html(test).count('scope="row"') == expected < 44
    named = page("samenhang", **PAIR, groep="zelf", gebied=[NAZARETH, "BU09350000"])
    assert "maar 2 buurten hebben beide cijfers en inwoners. Nodig zijn er 20. Kies meer buurten" in texts(named)
    matrix = html(page("samenhang", weergave="thema", thema="uitkeringen", zonder=NAZARETH, groep="wijk", wijk=wijken))
    assert f"zonder={NAZARETH}&amp;groep=wijk&amp;wijk=WK093501&amp;wijk=WK093502" in matrix
    for view in ("paar", "thema"):
        nobody = page("samenhang", weergave=view, groep="zelf", gebied="")
        assert not nobody.exception and "Kies hierboven een of meer buurten." in texts(nobody)
        assert "<table" not in html(nobody)


def test_the_points_take_the_colours_of_their_wijken_and_those_left_out_are_open(built: None) -> None:
    test = page("samenhang", **PAIR, kleur="wijk")
    spec = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    layers = [layer for layer in spec["layer"] if layer["encoding"].get("color", {}).get("field") == "part"]
    assert [layer["mark"]["filled"] for layer in layers] == [True, False]
    wijken = layers[0]["encoding"]["color"]["scale"]
    assert "Centrum" in wijken["domain"] and len(set(wijken["range"])) == len(wijken["domain"]) == 7
    frames = [frame for frame in chart_frames(test, 0) if "is_aside" in frame]
    aside = {code for frame in frames for code, is_aside in zip(frame["area_code"], frame["is_aside"], strict=True)
             if is_aside}  # fmt: skip
    assert aside and all(code.startswith(CENTRE) for code in aside)


@pytest.mark.slow
def test_any_topics_can_be_set_side_by_side_without_repeating_a_question(built: None) -> None:
    ids = ["koopwoningen", "huurwoningen", "bijstand", "eenzaam"]
    test = page("samenhang", weergave="thema", thema="eigen", onderwerp=ids)
    assert not test.exception and test.query_params["onderwerp"] == ids
    text = html(test)
    assert "Huurwoningen" not in text and test.header[0].value.startswith("Van de 3 paren")
    assert "Niet in de tabel: ‘Huurwoningen’ (zelfde vraag als ‘Koopwoningen’)." in texts(test)
    assert "Zonder Centrum" in text
    wonen = html(page("samenhang", weergave="thema", thema="wonen"))
    assert "Koopwoningen" in wonen and "Huurwoningen" not in wonen
    opened = page("samenhang", weergave="thema", thema="gezondheid")
    health, said = html(opened), texts(opened)
    assert "onderwerpen staan niet in de tabel, omdat zij over dezelfde vraag gaan" in said
    assert re.search(r"‘Rokers, oude reeks[^’]*’ \(zelfde vraag als ‘Rokers’\)", said)
    assert "Rokers" in health and "Rokers, oude reeks" not in health
    assert "Vrijwilligerswerk, oude reeks" in health  # there is no other of buurten
    alone = page("samenhang", weergave="thema", thema="eigen", onderwerp="bijstand")
    assert "Kies hierboven twee of meer onderwerpen" in texts(alone)
    twins = page("samenhang", weergave="thema", thema="eigen", onderwerp=ids[:2])
    assert "Kies hierboven twee of meer onderwerpen. Niet in de tabel: ‘Huurwoningen’" in texts(twins)


def test_topics_that_add_up_to_all_are_of_one_question(included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        pairs = connection.execute("""
            with share as (
                select indicator_id, area_code, period, value, coalesce(repeats, indicator_id) as question
                from observation join indicator using (indicator_id)
                where unit = '%' and area_code like 'BU%' and value is not null
            )
            select one.indicator_id, other.indicator_id, one.question = other.question
            from share one join share other using (area_code, period)
            where one.indicator_id < other.indicator_id
            group by all
            having count(*) >= 20 and avg((abs(one.value + other.value - 100) <= 2)::integer) > 0.8
        """).fetchall()
    assert ("huurwoningen", "koopwoningen", True) in pairs and all(is_one for *_, is_one in pairs), pairs


def test_the_scatter_draws_every_buurt_with_both_figures_and_names_the_focus_areas(built: None) -> None:
    test = page("samenhang", **NEWEST)
    chart = test.get("vega_lite_chart")[0].proto
    spec = json.loads(chart.spec)
    frames = [frame for frame in chart_frames(test, 0) if "area_code" in frame]
    assert len({code for frame in frames for code in frame["area_code"]}) == 39
    encoded = [layer["encoding"] for layer in spec["layer"]]
    styled = next(encoding for encoding in encoded if "shape" in encoding)
    focus = ["BU09350203", "BU09350403"]
    assert dict(zip(styled["shape"]["scale"]["domain"], styled["shape"]["scale"]["range"], strict=True)) == dict(
        zip(focus, ["square", "circle"], strict=True)
    )
    assert sorted(zip(styled["color"]["scale"]["domain"], styled["color"]["scale"]["range"], strict=True)) == list(
        zip(focus, ["#0072B2", "#D55E00"], strict=True)
    )
    assert {encoding["text"]["value"] for encoding in encoded if "value" in encoding.get("text", {})} == {
        "Maastricht: 48,1%", "Maastricht: 70,0%"
    }  # fmt: skip
    sized = next(encoding for encoding in encoded if "size" in encoding)
    assert sized["size"]["scale"]["domain"][0] == 0 and sized["size"]["scale"]["range"][0] == 0
    assert sized["x"]["title"] == ["Personen met een inkomen in de laagste 40%", "in procent, 2022"]
    assert sized["y"]["title"] == ["Ervaren gezondheid goed of zeer goed", "in procent, 2024"]
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert "Nazareth: 60,3% en 58,9%" in chart.alt and "Matige samenhang" in chart.alt and "*" not in chart.alt


def test_the_table_has_all_buurten_with_both_figures_inhabitants_and_reasons(built: None) -> None:
    text = html(page("samenhang", **NEWEST))
    assert text.count('scope="row"') == 44
    row = re.search(r'scope="row">Nazareth</th>(.*?)</tr>', text, re.DOTALL)
    assert row and re.findall(r">([^<>\n]+)<", row[1]) == ["60,3%", "58,9%", "3.140"]
    assert text.count("niet bekendgemaakt door de bron") == 10


def test_an_unknown_code_in_the_address_gives_a_message_and_a_page(built: None) -> None:
    for query in ({"indicator": "onzin"}, {"indicator2": "overlastmeldingen_per_maand"}, {"weergave": "onzin"},
                  {"weergave": "thema", "thema": "onzin"}):  # fmt: skip
        test = page("samenhang", **query)
        said = [element.value for element in [*test.warning, *test.info]]
        assert not test.exception and "<table" in html(test)
        assert "bestaat hier niet" in said[0] or "is hier niet te kiezen: er zijn" in said[0]


def test_the_same_topic_twice_asks_for_another(built: None) -> None:
    test = page("samenhang", indicator="misdrijven", indicator2="misdrijven")
    assert not test.exception and "twee keer hetzelfde onderwerp" in test.info[0].value
    assert not test.get("vega_lite_chart") and "<table" not in html(test)


def test_the_second_topic_is_never_the_first_by_default(built: None) -> None:
    test = page("samenhang", indicator="ervaren_gezondheid")
    assert parameter(test, "indicator2") == "laagste_inkomens" and "<table" in html(test)


@pytest.mark.slow
def test_too_few_buurten_say_how_many_there_are_and_how_many_are_needed(changed: Copy) -> None:
    changed("""
        update observation set value = null, status = null, missing = 'suppressed', lower = null, upper = null,
            margin_kind = null
        where indicator_id = 'laagste_inkomens' and area_code not in (
            select area_code from observation
            where indicator_id = 'laagste_inkomens' and period = '2022' and value is not null and area_code like 'BU%'
            order by area_code limit 19
        )
    """)
    test = page("samenhang", **PAIR)
    assert not test.exception
    assert "geen samenhang te berekenen: maar 19 buurten hebben beide cijfers en inwoners. Nodig zijn er 20." in texts(
        test
    )
    assert "Rangcorrelatie" not in texts(test) and "<table" in html(test)
    assert "te weinig buurten" in html(page("samenhang", weergave="thema", thema="inkomen"))
    changed("update threshold set value = 19 where threshold_id = 'minimum_areas'")
    assert "Rangcorrelatie" in texts(page("samenhang", **PAIR))


@pytest.mark.slow
def test_a_figure_that_is_the_same_everywhere_has_no_link(changed: Copy) -> None:
    changed("update observation set value = 50 where indicator_id = 'laagste_inkomens' and value is not null")
    assert "een van beide cijfers is in alle buurten gelijk" in texts(page("samenhang", **PAIR))


@pytest.mark.slow
def test_no_figures_in_common_draws_nothing_and_says_so(changed: Copy) -> None:
    changed("""
        update observation set value = null, status = null, missing = 'suppressed', lower = null, upper = null,
            margin_kind = null
        where indicator_id = 'laagste_inkomens' and area_code <> 'BU09350000'
    """)
    changed("""
        update observation set value = null, status = null, missing = 'suppressed', lower = null, upper = null,
            margin_kind = null
        where indicator_id = 'ervaren_gezondheid' and area_code = 'BU09350000'
    """)
    test = page("samenhang", **PAIR)
    assert not test.exception and "maar 0 buurten" in texts(test) and not test.get("vega_lite_chart")


@pytest.mark.slow
def test_a_count_is_not_set_against_the_city_and_a_link_by_construction_is_named(built: None) -> None:
    test = page("samenhang", indicator="inwoners", indicator2="laagste_inkomens")
    encoded = [layer["encoding"] for layer in json.loads(test.get("vega_lite_chart")[0].proto.spec)["layer"]]
    lines = [encoding["text"]["value"] for encoding in encoded if "value" in encoding.get("text", {})]
    assert {*lines} == {"Maastricht: 48,1%"}  # over the same text as its edge
    assert "‘Inwoners’ is een aantal" in texts(test)
    assert "hetzelfde thema" in texts(page("samenhang", indicator="woz_waarde", indicator2="koopwoningen"))
    halves = texts(page("samenhang", indicator="huurwoningen", indicator2="koopwoningen"))
    assert "Beide cijfers gaan over dezelfde vraag" in halves
    models = page("samenhang", indicator="eenzaam_tot_2020", indicator2="rokers_tot_2020")
    assert "Beide cijfers komen uit een rekenmodel" in texts(models)


@pytest.mark.slow
def test_the_matrix_of_a_theme_says_what_the_database_says(built: None, included_database: Path) -> None:
    test = page("samenhang", weergave="thema", thema="uitkeringen", jaar="2022")
    assert not test.exception and parameter(test, "thema") == "uitkeringen"
    text = html(test)
    topics = ("bijstand", "arbeidsongeschiktheid", "werkloosheidsuitkering", "ouderdomspensioen")
    strengths = dict.fromkeys(topics, 0.0)
    for topic in topics:
        for other in topics:
            link = f"samenhang?weergave=paar&amp;indicator={topic}&amp;indicator2={other}&amp;jaar=2022"
            link += "&amp;zonder=WK093500&amp;groep=alle"
            shown = re.search(rf'href="{re.escape(link)}" target="_self"[^>]*>([^<]+)</a>', text)
            assert bool(shown) == (topic != other)
            if shown:
                rho, count = by_hand(included_database, (topic, "2022"), (other, "2022"))
                assert shown[1] == signed(rho) and count == 39
                strengths[topic] += abs(rho) / 3
    first_links = re.findall(r'scope="row"><b>\d+</b>.*?indicator=(\w+)&amp;', text, re.DOTALL)
    assert first_links == sorted(topics, key=lambda one: -strengths[one])
    assert test.header[0].value.startswith("Van de 6 paren") and "1 op de 20 paren" in texts(test)
    assert "Van de 6 paren" not in texts(test)  # once
    pairs = text.split("De paren, de sterkste eerst (6 van 6)")[2]
    sizes = [abs(float(text.replace(",", "."))) for text in re.findall(r"</th>\s*<td[^>]*>[−+](\d,\d\d)</td>", pairs)]
    assert len(sizes) == 6 and sizes == sorted(sizes, reverse=True)


def test_a_cell_that_may_be_chance_has_no_colour(built: None) -> None:
    text = html(page("samenhang", weergave="thema", thema="bevolking"))
    cells = re.findall(r'<td style="background:(#\w+);color:#\w+"><a [^>]*title="([^"]+)"', text)
    assert len(cells) == 132
    for background, title in cells:
        lower, upper = (float(text.replace("−", "-").replace(",", "."))
                        for text in re.findall(r"\(([−+]?\d,\d\d)\xa0tot\xa0([−+]?\d,\d\d)\)", title)[0])  # fmt: skip
        assert (background == "#ffffff") == (lower <= 0 <= upper) == ("kan toeval zijn" in title), title


@pytest.mark.slow
def test_the_picture_of_the_matrix_has_the_numbers_and_colours_of_the_screen(
    built: None, included_database: Path
) -> None:
    opened = page("samenhang", weergave="thema", thema="bevolking")
    text, year = html(opened), parameter(opened, "jaar")
    row = r'scope="row"><b>(\d+)</b>(.*?)</tr>'
    cell = r'background:(#\w+);color:(#\w+)"><a [^>]*>([^<]+)</a>'
    screen = [(int(number), *found) for number, cells in re.findall(row, text, re.DOTALL)
              for found in re.findall(cell, cells)]  # fmt: skip
    with open_query(included_database) as query:
        ids = tuple(indicator.indicator_id for indicator in query.value(figures.of_theme, "bevolking"))
        exhibit = exhibits.pairs(
            query,
            ids,
            figures.Choice(None if year == "nieuwste" else year, tuple(query.value(figures.parts))),
            "bevolking",
        )
    assert exhibit.chart
    drawn = exhibit.chart.specification["layer"][0]["data"]["values"]
    values = sorted(drawn, key=lambda one: (int(one["row"].split(".")[0]), int(one["column"])))
    paper = [(int(one["row"].split(".")[0]), one["fill"], one["ink"], one["text"]) for one in values]
    assert paper == screen and len(paper) == 132


def test_at_most_twenty_pairs_stand_on_the_page(built: None) -> None:
    text = html(page("samenhang", weergave="thema", thema="gezondheid"))
    count = text.split("De paren, de sterkste eerst")[0].count('scope="row"')
    pairs = count * (count - 1) // 2
    assert f"de sterkste eerst (20 van {pairs}; de andere staan in het bestand)" in text and pairs > 20
    assert text.split("De paren, de sterkste eerst")[-1].count('scope="row"') == 20


def test_every_number_in_the_matrix_can_be_read_on_its_colour() -> None:
    def light(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for background, text in [*correlation_tables.COLORS.values(), correlation_tables.UNCLEAR]:
        darker, lighter = sorted((light(background), light(text)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (background, text)
