"""The page Onderwerp: what it says of one indicator is what the database has, and its links lead to it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, page, shared_page
from veerkracht.core.access import Access
from veerkracht.topics.indicator import sentences
from veerkracht.topics.indicator.rows import Gap
from veerkracht.topics.since.rows import Expectation
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import login


def addresses(test: AppTest) -> dict[str, str]:
    return {text: unescape(address) for address, text in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html(test))}


@pytest.mark.slow
def test_what_there_is_of_a_topic_comes_first_with_the_newest_figures(built: None) -> None:
    test = shared_page("onderwerp", indicator="ervaren_gezondheid")
    assert test.header[0].value == "Ervaren gezondheid goed of zeer goed"
    found = test.markdown[0].value.replace("\u00a0", " ")
    assert found.startswith(
        "Er zijn cijfers over 5 jaren. Het nieuwste is van 2024: 39 van de 44 buurten, Maastricht en Nederland."
    )
    assert "in 2024 was dit in Nazareth 58,9%" in found
    assert "Cijfers over 2028, verwacht 2029." in html(test)


def test_the_ways_on_lead_to_the_same_topic(built: None) -> None:
    ways = addresses(shared_page("onderwerp", indicator="misdrijven"))
    assert ways["Trends"] == "trends?weergave=een&indicator=misdrijven"
    assert ways["Vergelijken"] == "vergelijken?weergave=een&indicator=misdrijven&jaar=2025"
    assert ways["Kaart"] == "kaart?indicator=misdrijven"
    assert ways["Herkomst"] == "bronnen?toon=cijfer&indicator=misdrijven"
    assert ways["data/onderwerp/misdrijven.csv"] == "./data/onderwerp/misdrijven.csv"
    assert ways["Meet doel 11, Veilige leefomgeving"] == "doelkaart?doel=11"
    assert ways["Telt mee op de Veerkrachtkaart"] == "veerkrachtkaart"


@pytest.mark.slow
def test_all_that_uses_a_topic_is_named(changed: Callable[..., None]) -> None:
    changed(
        "insert into goal_related values ('7', 9, 'misdrijven_per_maand')",
        "insert into similarity_measure select 99, 'misdrijven_per_maand'",
    )
    ways = addresses(page("onderwerp", indicator="misdrijven_per_maand"))
    assert ways["Zegt iets over doel 7, Weinig (buren)overlast"] == "doelkaart?doel=7"
    assert ways["Kan eerder een signaal geven bij doel 11, Veilige leefomgeving"] == "doelkaart?doel=11"
    assert ways["Zegt welke buurten op elkaar lijken"] == "vergelijkbaar"


def test_gaps_have_their_reason_years_and_number_and_every_year_its_edition(built: None) -> None:
    test = shared_page("onderwerp", indicator="misdrijven")
    notes = " ".join(caption.value for caption in test.caption)
    assert "25 cijfers ontbreken, van 2021 tot en met 2025: te weinig inwoners voor een verhoudingscijfer." in notes
    assert "Marge: de echte waarde ligt met 95% zekerheid" in notes
    assert len(re.findall(r"47022NED, uitgave 19 juli 2026", html(test))) == 5


@pytest.mark.slow
def test_breaks_and_revisions_are_those_of_this_topic_alone(changed: Callable[..., None]) -> None:
    changed(
        "insert into indicator_break values ('misdrijven', '2023', 'De definitie veranderde.')",
        "insert into revision values ('misdrijven', '2022', 'BU09350403', 600, 610, 'a@2024', 'a@2025', "
        "'2026-05-01 10:00', false, false)",
        "insert into revision values ('inwoners', '2022', 'BU09350403', 77, 88, 'a@2024', 'a@2025', "
        "'2026-05-01 10:00', false, false)",
    )
    test = page("onderwerp", indicator="misdrijven")
    notes = " ".join(caption.value for caption in test.caption)
    assert "Vanaf 2023 niet te vergelijken met eerder: De definitie veranderde." in notes
    assert "Geregistreerde misdrijven, 2022" in html(test) and "Inwoners, 2022" not in html(test)
    assert "heeft geen van deze cijfers veranderd" not in notes


@pytest.mark.slow
def test_a_topic_without_figures_says_so_and_has_no_ways_on(built: None) -> None:
    test = page("onderwerp", indicator="drugshandel")
    assert not test.exception and test.markdown[0].value == "Er zijn nog geen cijfers."
    assert "Trends" not in addresses(test) and "<table" not in html(test)


@pytest.mark.slow
def test_behind_a_required_login_there_is_no_address_for_programs(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'href="./data/"' in html(shared_page("bronnen"))
    monkeypatch.setattr(login, "access_settings", lambda: Access(requires_login=True))
    monkeypatch.setattr(sources_page, "access_settings", lambda: Access(requires_login=True))
    assert "data/onderwerp" not in html(page("onderwerp", indicator="inwoners"))
    assert 'href="./data/"' not in html(page("bronnen"))


@pytest.mark.slow
def test_source_lines_and_search_results_lead_to_it(built: None) -> None:
    address = "onderwerp?indicator=ervaren_gezondheid"
    for name in ("trends", "kaart", "vergelijken", "doelkaart"):
        assert addresses(shared_page(name))["Alles over dit onderwerp"] == address, name
    found = addresses(page("start", zoek="ervaren gezondheid"))
    assert found["uitleg"].startswith("onderwerp?indicator=ervaren_gezondheid")
    assert found["Ervaren gezondheid goed of zeer goed, uitgave van het plan"].startswith("onderwerp?indicator=")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Gap("suppressed", 1, "2024", "2024"), "1 cijfer ontbreekt, in 2024: niet bekendgemaakt door de bron."),
        (Gap("not_included", 1200, "2024-01", "2024-12"),
         "1.200 cijfers ontbreken, van januari 2024 tot en met december 2024: nog niet opgehaald."),
    ],
)  # fmt: skip
def test_a_gap_is_counted_in_words(row: Gap, said: str) -> None:
    assert sentences.gap(row) == said


def test_what_comes_and_what_nobody_knows_are_said_in_words() -> None:
    assert sentences.coming([]) == "Wanneer er nieuwe cijfers komen, is niet bekend."
    row = Expectation(None, "a", "CBS", "b", "2026", "", None, "", 0, True)  # type: ignore[arg-type]
    assert sentences.coming([row]) == "De cijfers over 2026 zijn er, en nog op te halen."
