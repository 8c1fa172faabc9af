"""The page Trends: lines, index figures, margins, events, and several indicators beside each other."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.opened import chart_frames, html, page, parameter
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.database.rows import Observation, observation_frame
from veerkracht.drawing import charts
from veerkracht.method import index_figures as trend_index

FOUR = ["BU09350403", "BU09350203", "GM0935", "NL00"]


def marks(test: AppTest, place: int = 0) -> list[str]:
    """Return the kinds of marks that a chart has."""
    spec = json.loads(test.get("vega_lite_chart")[place].proto.spec)
    return [layer["mark"]["type"] for layer in spec["layer"]]


@pytest.mark.slow
def test_the_trend_shows_perceived_health_as_published(built: None) -> None:
    test = page("trends")
    content = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert content["config"]["locale"]["number"]["decimal"] == ","
    text = html(test)
    for figure in ("64,9%", "61,1%", "54,5%", "58,9%", "72,3%", "70,0%"):
        assert f">{figure}<" in text
    findings = " ".join(markdown.value for markdown in test.markdown)
    assert "in 2024 was dit in Nazareth 58,9%. In Maastricht (70,0%) is dat 11,1 procentpunt meer." in findings


@pytest.mark.parametrize("form", ["waarde", "index"])
def test_the_page_says_once_that_figures_are_of_a_model(built: None, form: str) -> None:
    test = page("trends", indicator="ervaren_gezondheid", maat=form)
    texts = [element.value for element in (*test.markdown, *test.caption)]
    assert sum(text.count("een rekenmodel, geen tellingen") for text in texts) == 1


def test_a_trend_without_any_figure_has_columns_of_numbers_and_a_reason_per_year(included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        (indicator_id, code), *_ = connection.execute("""
            select indicator_id, area_code from observation where area_code like 'BU%'
            group by all having count(value) = 0 order by all
        """).fetchall()
        frame = lookups.trend(query_of(connection), indicator_id, [code])
    assert len(frame) and frame["missing"].notna().all()
    assert all(frame[name].dtype == float and frame[name].isna().all() for name in ("value", "lower", "upper"))
    assert frame["year"].tolist() == [float(period) for period in frame["period"]]


def test_a_month_lies_in_the_middle_of_its_part_of_the_year() -> None:
    gap = Observation("BU09350403", "2024-03", None, None, None, None, "not_included")
    assert observation_frame([gap])["year"].tolist() == [2024 + 2.5 / 12]


def test_a_break_in_definition_is_told(built: None) -> None:
    test = page("trends", indicator="gestandaardiseerd_inkomen")
    assert "andere definitie" in test.warning[0].value


@pytest.mark.slow
def test_choices_stand_in_the_address(built: None) -> None:
    test = page("trends")
    assert parameter(test, "indicator") == "ervaren_gezondheid"
    assert test.query_params["gebied"] == FOUR
    assert {"weergave", "maat", "ingrepen"} <= set(test.query_params)
    test.selectbox(key="indicator").set_value("inwoners").run()
    assert parameter(test, "indicator") == "inwoners"


def test_no_area_chosen_asks_for_one_and_the_link_says_so_too(built: None) -> None:
    test = page("trends")
    test.multiselect(key="gebied").set_value([]).run()
    assert not test.exception and "een of meer gebieden" in test.info[0].value
    assert parameter(test, "gebied") == ""
    assert "een of meer gebieden" in page("trends", gebied="").info[0].value


@pytest.mark.parametrize(("name", "more"), [("trends", {}), ("raadsbrief", {"deel": "onderwerp-misdrijven"})])
@pytest.mark.slow
def test_the_focus_areas_together_have_no_figures_to_choose(built: None, name: str, more: dict[str, str]) -> None:
    test = page(name, gebied="SAMEN", **more)
    assert not test.exception and "SAMEN" in test.warning[0].value
    assert not [option for option in test.multiselect(key="gebied").options if "samen" in option]


def test_an_index_puts_every_area_at_100_in_the_base_year(built: None, included_database: Path) -> None:
    test = page("trends", indicator="misdrijven", maat="index", basis="2022", gebied=["BU09350403", "GM0935"])
    assert parameter(test, "basis") == "2022"
    drawn = pd.concat(frame for frame in chart_frames(test, 0) if "run" in frame)
    with duckdb.connect(str(included_database), read_only=True) as connection:
        for area in ("BU09350403", "GM0935"):
            values = dict(connection.execute(
                "select period, value from observation where indicator_id = 'misdrijven' and area_code = ?", [area]
            ).fetchall())  # fmt: skip
            found = drawn[drawn["area_code"] == area].drop_duplicates("period").set_index("period")["value"]
            assert found["2022"] == 100
            assert found["2025"] == pytest.approx(values["2025"] / values["2022"] * 100)
    assert test.caption[0].value == "Geregistreerde misdrijven: index (2022 = 100)"
    assert "doel" not in {str(row) for row in drawn.get("what", [])}  # a target is no pace


def test_a_base_year_that_not_all_areas_have_cannot_be_chosen(built: None) -> None:
    test = page("trends", indicator="adressendichtheid", maat="index", basis="2022")
    assert "bestaat hier niet" in test.warning[0].value and parameter(test, "basis") == "2020"


def frame(**areas: list[tuple[str, float, int]]) -> pd.DataFrame:
    rows = [
        {"area_code": area, "period": period, "value": value, "segment": segment, "missing": None}
        for area, figures in areas.items()
        for period, value, segment in figures
    ]
    return pd.DataFrame(rows)


def test_an_index_is_not_drawn_through_a_break() -> None:
    found = trend_index.indexed(frame(a=[("2020", 50, 0), ("2021", 60, 0), ("2022", 90, 1)]), "2020")
    assert found["value"].to_list()[:2] == [100, 120] and pd.isna(found["value"].iloc[2])
    assert found["missing"].to_list()[2] == "not_comparable"


def test_only_years_that_all_areas_have_and_that_are_not_zero_can_be_the_base() -> None:
    both = frame(a=[("2020", 5, 0), ("2021", 6, 0), ("2022", 7, 0)], b=[("2021", 0, 0), ("2022", 7, 0)])
    assert trend_index.base_periods(both) == ["2022"]
    empty = frame(c=[("2020", float("nan"), 0)])
    assert trend_index.base_periods(pd.concat([both, empty])) == ["2022"]  # an area without figures does not count


@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=8), st.floats(0.01, 100))
@pytest.mark.slow
def test_an_index_does_not_depend_on_the_unit(values: list[float], factor: float) -> None:
    one = frame(a=[(str(2000 + n), value, 0) for n, value in enumerate(values)])
    other = one.assign(value=one["value"] * factor)
    assert trend_index.indexed(one, "2000")["value"].to_list() == pytest.approx(
        trend_index.indexed(other, "2000")["value"].to_list()
    )


@pytest.mark.slow
def test_margins_are_bands_and_a_lonely_figure_gets_a_bar(changed: Callable[..., None]) -> None:
    changed("""
        update observation set lower = value - 2, upper = value + 3, margin_kind = 'gepubliceerd'
        where indicator_id = 'ervaren_gezondheid' and value is not null
    """)
    test = page("trends")
    assert marks(test).count("area") == 1
    assert any("Gekleurde band: de marge (zoals de bron die geeft)" in note.value for note in test.caption)
    assert "tussen 56,9 en 61,9" in html(test)
    changed("delete from observation where indicator_id = 'ervaren_gezondheid' and period <> '2024'")
    alone = page("trends")
    assert "area" not in marks(alone) and "rule" in marks(alone)
    assert "area" not in marks(page("trends", maat="index"))


@pytest.mark.slow
def test_a_provisional_figure_has_an_open_point(changed: Callable[..., None]) -> None:
    before = page("trends", ingrepen="nee")
    changed("update observation set status = 'voorlopig' where indicator_id = 'ervaren_gezondheid' and period = '2024' "
            "and value is not null")  # fmt: skip
    test = page("trends", ingrepen="nee")
    assert marks(test).count("point") == marks(before).count("point") + 1
    assert any("Open teken: voorlopig cijfer." in note.value for note in test.caption)
    assert "voorlopig" in html(test)


def test_what_was_done_is_marked_for_the_areas_it_concerns(built: None) -> None:
    test = page("trends")
    captions = " ".join(element.value for element in test.caption)
    assert "(2) 2024: Start sloop en herontwikkeling Mammoetflat en Poortgebouw in Pottenberg" in captions
    assert "betekent niet dat het daardoor komt" in captions
    only_nazareth = " ".join(element.value for element in page("trends", gebied="BU09350403").caption)
    assert "Mammoetflat" not in only_nazareth and "Nieuw programmateam" in only_nazareth
    off = page("trends", ingrepen="nee")
    assert not any("Nieuw programmateam" in element.value for element in off.caption)
    assert len(marks(off)) < len(marks(test))


def test_an_event_stands_in_its_year_on_an_axis_of_years_and_in_its_month_on_one_of_months() -> None:
    events = pd.DataFrame({"period": ["2024-09", "2024"], "label": ["a", "b"], "number": ["1", "2"]})
    at = {
        is_monthly: [mark["at"] for mark in charts._events_on_axis(events, [2020, 2026], is_monthly)]
        for is_monthly in (False, True)
    }
    assert at[1] == pytest.approx([2024 + 8.5 / 12, 2024.5])
    assert at[0] == pytest.approx([2024 + 8.5 / 12 - 0.5, 2024])


def axis(test: AppTest) -> dict[str, float]:
    spec = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    return next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")["encoding"]["y"]["scale"]


@pytest.mark.slow
def test_the_numbers_of_events_stand_below_all_that_is_drawn(built: None) -> None:
    test = page("trends")
    [events] = [frame for frame in chart_frames(test, 0) if "level" in frame]
    assert events["level"].tolist() == [0, 0, 1]  # the third would touch the second
    assert axis(test)["domainMin"] < 48  # as adopted, the baseline of Pottenberg is 50
    assert "domainMin" not in axis(page("trends", ingrepen="nee"))


def test_an_axis_does_not_go_below_zero_for_them_when_no_figure_does() -> None:
    mark = {"level": 0}
    assert charts._axis_start([1.0, 100.0], [mark], 400) == 0
    assert charts._axis_start([-1.0, None, 100.0], [mark], 400) < -5
    assert charts._axis_start([1.0, 100.0], [], 400) == 1


def test_several_indicators_stand_beside_each_other_each_with_a_table(built: None) -> None:
    test = page("trends", weergave="meer", onderwerp=["misdrijven", "woz_waarde", "inwoners", "bijstand"])
    assert not test.exception and len(test.get("vega_lite_chart")) == 4
    assert html(test).count("<table") == 4
    texts = [element.value for element in test.markdown]
    assert "**Gemiddelde WOZ-waarde**, in euro" in texts
    assert test.query_params["onderwerp"] == ["misdrijven", "woz_waarde", "inwoners", "bijstand"]


def test_an_indicator_without_figures_for_these_areas_says_so_and_the_others_go_on(built: None) -> None:
    test = page("trends", weergave="meer", onderwerp=["misdrijven", "thuis_in_de_buurt"], gebied="BU09350105")
    assert not test.exception and len(test.get("vega_lite_chart")) == 1
    assert "Geen cijfers voor deze gebieden: " in test.info[0].value
    nothing = page("trends", weergave="meer", onderwerp="")
    assert "een of meer onderwerpen" in nothing.info[0].value


@pytest.mark.parametrize("query", [{"maat": "x"}, {"weergave": "x"}, {"onderwerp": "x", "weergave": "meer"},
                                   {"gebied": ["<b>", "GM0935"]}, {"ingrepen": "soms"}])  # fmt: skip
def test_an_odd_address_gives_a_message_and_a_chart(built: None, query: dict) -> None:
    test = page("trends", **query)
    assert not test.exception and "bestaat hier niet" in test.warning[0].value
    assert test.get("vega_lite_chart")


def test_the_difference_with_the_city_is_that_of_both_figures_with_its_margin(
    built: None, included_database: Path
) -> None:
    test = page("trends", maat="verschil", gebied=FOUR[:2])
    assert not test.exception and parameter(test, "maat") == "verschil"
    assert test.query_params["gebied"] == FOUR[:2]  # the city is there, and is no choice of the visitor
    assert "verschil met Maastricht: in procentpunt" in test.caption[0].value
    assert test.header[0].value == (
        "Tegenover de stad sinds 2022: Nazareth achterstand ongeveer gelijk; Pottenberg achterstand groter"
    )
    drawn = pd.concat(frame for frame in chart_frames(test, 0) if "run" in frame)
    with duckdb.connect(str(included_database), read_only=True) as connection:
        rows = connection.execute(
            "select area_code, value, lower, upper from observation where indicator_id = 'ervaren_gezondheid' "
            "and period = '2024' and area_code in ('BU09350403', 'GM0935')"
        ).fetchall()
    figure = {code: ends for code, *ends in rows}
    (own, lower, _), (city, _, high) = figure["BU09350403"], figure["GM0935"]
    found = drawn[(drawn["area_code"] == "BU09350403") & (drawn["period"] == "2024")].iloc[0]
    assert found["value"] == pytest.approx(own - city) == pytest.approx(-11.1)
    assert found["lower"] == pytest.approx(own - city - ((own - lower) ** 2 + ((high or city) - city) ** 2) ** 0.5)
    assert set(drawn.loc[drawn["area_code"] == "GM0935", "value"]) == {0}
    assert ">−11,1<" in html(test) and "doel" not in {str(row) for row in drawn.get("what", [])}
    notes = " ".join(caption.value for caption in test.caption)
    assert "De lijn op nul is Maastricht" in notes and "Gekleurde band: de marge" in notes
    alternative = test.get("vega_lite_chart")[0].proto.alt
    assert "Nazareth −11,1 procentpunt (2024)" in alternative


def test_an_amount_of_a_city_does_not_flatten_the_lines_of_buurten_and_that_is_said(built: None) -> None:
    areas = ["BU09350403", "WK093504", "GM0935", "NL00"]

    def drawn(test: AppTest) -> str:
        return str(test.get("vega_lite_chart")[0].proto.spec)

    test = page("trends", indicator="inwoners", gebied=areas)
    said = "Maastricht en Nederland staan niet in de grafiek: op die schaal zijn de andere lijnen plat."
    assert any(said in text.value for text in test.markdown)
    assert "Maastricht" not in drawn(test) and "Nazareth" in drawn(test) and "Nederland" in html(test)  # in the table
    for choices in ({"maat": "index"}, {"gebied": ["GM0935"]}, {"indicator": "koopwoningen"}):
        other = page("trends", **{"indicator": "inwoners", "gebied": areas} | choices)
        assert "Maastricht" in drawn(other) and not any("op die schaal" in text.value for text in other.markdown)


def test_an_amount_has_no_difference_with_the_city_and_that_is_said(built: None) -> None:
    test = page("trends", maat="verschil", indicator="inwoners")
    assert not test.exception and "Een stad heeft altijd meer dan een buurt" in test.info[0].value
    assert not test.get("vega_lite_chart")
    test = page("trends", maat="verschil", weergave="meer", onderwerp=["inwoners", "koopwoningen", "misdrijven"])
    assert len(test.get("vega_lite_chart")) == 2 and "geen verschil van: Inwoners." in test.info[0].value


def test_without_a_figure_of_the_city_or_with_one_of_another_edition_there_is_no_difference(built: None) -> None:
    test = page("trends", maat="verschil", indicator="bijstand", gebied="BU09350403")
    assert "geen cijfers" in test.info[0].value
    test = page("trends", maat="verschil", indicator="tot_110_sociaal_minimum", gebied="BU09350403")
    assert not test.exception and "geen cijfers" in test.info[0].value


def test_a_difference_has_a_reason_and_no_margin_where_it_is_not_known() -> None:
    rows = [("a", "2020", 5.0, 4.0, 6.0), ("b", "2020", 8.0, None, None), ("a", "2022", 7.0, 6.0, 8.0),
            ("a", "2024", 7.0, 6.0, 8.0), ("b", "2024", 9.0, 8.0, 10.0)]  # fmt: skip
    columns = ["area_code", "period", "value", "lower", "upper"]
    given = pd.DataFrame(rows, columns=columns).assign(missing=None, margin_kind="gepubliceerd")
    found = trend_index.differences_to_city(given, "b", [("a", "2024")]).set_index(["area_code", "period"])
    assert found.loc[("a", "2020"), ["value", "lower", "upper"]].tolist() == [-3, -4, -2]
    assert found.loc[("a", "2022"), "missing"] == "no_city" and found.loc[("a", "2024"), "missing"] == "edition"
    assert found.loc[("b", "2024"), "value"] == 0 and pd.isna(found.loc[("b", "2024"), "lower"])
