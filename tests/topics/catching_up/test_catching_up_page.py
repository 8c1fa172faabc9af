"""The page Halen we in?: choices in the address, what it says first, and other programmes than ours."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, page, parameter
from veerkracht.topics.catching_up import sentences

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


def rows(test: AppTest) -> list[str]:
    """The subjects of all tables with drawings, in order."""
    return re.findall(r'scope="row"><a [^>]*>([^<]+)<', html(test))


def test_the_finding_stands_first_and_every_subject_below_it(built: None) -> None:
    test = page("inhalen")
    assert not test.exception and not test.warning
    titles = [heading.value for heading in test.header]
    assert titles == [
        "Nazareth: bij geen van de 15 onderwerpen veranderde de afstand tot de stad aantoonbaar",
        "Pottenberg: de achterstand werd bij 1 van de 15 onderwerpen groter en nergens kleiner",
    ]
    assert "De voorsprong werd bij 1 onderwerp kleiner." in test.markdown[1].value
    assert len(rows(test)) >= 60
    text = html(test)
    assert "16,0 procentpunt achter&nbsp;✓" in text and "was 13,7" in text and "51,7% → 54,0% (2022–2024)" in text
    assert "trends?indicator=ervaren_gezondheid&amp;maat=verschil" in text


def test_the_finding_counts_no_nothing_and_is_not_said_again(built: None) -> None:
    """It said 'bij geen kleiner, bij geen groter', and below the title once more that the distance stayed equal."""
    for choice in ({}, {"sinds": "2020"}, {"sinds": "2024"}, {"buurt": "WK093504", "ernaast": "GM0935"}):
        test = page("inhalen", **choice)
        said = " ".join([*(heading.value for heading in test.header), *(text.value for text in test.markdown)])
        assert not re.search(r"bij geen (kleiner|groter|aantoonbaar|achteruit)|het ene onderwerp|van 1 onderwerp", said)


def test_what_is_neither_good_nor_bad_stands_under_ends_of_its_own(built: None) -> None:
    """It stood under a header that called its left side unfavourable."""
    tables = re.findall(r"<table class=\"vk vk-gaps\".*?</table>", html(page("inhalen")), re.DOTALL)
    assert len(tables) == 4
    for table in tables:
        is_neutral = "Niet goed of slecht: rechts is meer (" in table
        assert ("‹ minder<" in table) == is_neutral and ("‹ ongunstiger<" in table) == (not is_neutral)
        assert "Gunstiger" not in table or not is_neutral


def test_the_legend_has_every_sign_that_is_used(built: None) -> None:
    seen = set()
    for choice in ({}, {"buurt": "WK093504", "ernaast": "geen", "sinds": "2024"}):
        legend, rest = html(page("inhalen", **choice)).split("gunstiger</span>", 1)[1].split("</p>", 1)
        assert ("✓" in rest) == ("✓" in legend)
        seen.add("✓" in rest)
    assert seen == {True, False}


def test_choices_stand_in_the_address_and_hold(built: None) -> None:
    test = page("inhalen")
    defaults = {"buurt": NAZARETH, "ernaast": POTTENBERG, "sinds": "nulmeting", "tot": "2025"}
    assert {key: parameter(test, key) for key in defaults} == defaults
    test = page("inhalen", buurt="WK093504", ernaast="geen", sinds="2020", tot="2022")
    assert not test.warning and len(test.header) == 1
    assert "2020–2022" in html(test) and "2024" not in "".join(re.findall(r"<small>[^<]*\((.*?)\)", html(test)))


def test_a_later_start_takes_the_end_along(built: None) -> None:
    test = page("inhalen", sinds="2020", tot="2022")
    test.selectbox(key="sinds").set_value("2023").run()
    assert not test.exception and parameter(test, "tot") == "2025"


@pytest.mark.parametrize("query", [{"buurt": "BU1"}, {"sinds": "1850"}, {"tot": "2021"}, {"ernaast": "x"}])
def test_an_odd_address_gives_a_message_and_the_page(built: None, query: dict[str, str]) -> None:
    test = page("inhalen", **query)
    assert not test.exception and "bestaat hier niet" in test.warning[0].value and len(rows(test)) > 30


def test_what_is_not_shown_and_how_sure_it_is_are_folded_away(built: None) -> None:
    test = page("inhalen")
    labels = [expander.label for expander in test.expander]
    assert labels[:2] == ["Hoe zeker is dit?", "Precies"]
    assert labels[2].startswith("Nazareth: ") and "onderwerpen staan hier niet" in labels[2]
    sure = test.expander[0].caption[0].value
    assert "Van 4 onderwerpen met een marge verwacht u er door toeval minder dan 1 gunstiger" in sure
    assert "2 houden ook dan stand (✓), hoogstens 10% daarvan door toeval." in sure


def focus(count: int) -> str:
    chosen = f"(select list(distinct area_code order by area_code)[:{count}] from area where level = 'buurt')"
    return f"update programme set focus_area_codes = {chosen}"


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3, 12])
def test_another_number_of_focus_areas_shows_the_first_two_and_offers_all(
    changed: Callable[..., None], count: int
) -> None:
    changed(focus(count))
    test = page("inhalen")
    assert not test.exception and len(test.header) == min(count, 2)
    assert len(test.selectbox(key="buurt").options) > 44


@pytest.mark.slow
def test_a_municipality_with_too_few_buurten_is_not_sent_to_other_years(changed: Callable[..., None]) -> None:
    changed("delete from observation where area_code like 'BU%' and area_code not in ('BU09350403', 'BU09350203')")
    test = page("inhalen")
    assert not test.exception and {info.value for info in test.info} == {sentences.TOO_FEW}


@pytest.mark.slow
def test_an_area_that_cannot_be_compared_at_all_says_so(changed: Callable[..., None]) -> None:
    changed("delete from observation where area_code = 'GM0935'")
    test = page("inhalen")
    assert not test.exception and "geen onderwerpen te vergelijken" in test.info[0].value
    assert any("geen jaarcijfer van Maastricht" in caption.value for caption in test.caption)


@pytest.mark.slow
def test_a_hostile_and_very_long_name_stays_text(changed: Callable[..., None]) -> None:
    name = "<script>alert(1)</script>" + "Lange naam " * 30
    changed(f"update area set name = '{name}' where area_code = '{NAZARETH}'")
    test = page("inhalen")
    assert not test.exception and "<script>" not in html(test) and "&lt;script&gt;" in html(test)


def test_a_film_has_the_year_of_the_link_and_its_table_and_files_those_of_that_year(built: None) -> None:
    test = page("inhalen", film="ja", tot="2024", sinds="2022")
    assert not test.exception and not test.info and len(test.get("vega_lite_chart")) == 2
    assert 'data-code="2023"' in html(test) and 'data-code="2025"' in html(test) and 'data-key="tot"' in html(test)
    assert parameter(test, "tot") == "2024" and not rows(test)
    assert "van rond 2022 tot en met 2024" in html(test)


@pytest.mark.parametrize("sinds", ["2024"])
def test_a_film_of_one_year_is_none_and_the_page_says_what_it_shows(built: None, sinds: str) -> None:
    test = page("inhalen", film="ja", sinds=sinds)
    assert not test.exception and rows(test)
    assert test.info[0].value == "Er is hier geen film, want er is maar één jaar te kiezen. U ziet 2025."
    assert not page("inhalen", sinds=sinds).info
