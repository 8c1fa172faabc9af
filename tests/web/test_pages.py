"""Every page as a visitor opens it: as usual, without a database, with an unknown code in the URL."""

import json
import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import chart_frames, html, page, parameter, shared_page
from veerkracht.catalog import catalog
from veerkracht.core import dutch, menu, moments, paths, run_log
from veerkracht.topics.hand_in.page import KINDS

PAGES = sorted(menu.PAGES)
WITHOUT_FIGURES = ("handleiding", "aanleveren")  # the first says what to do when there are none
WITH_FIGURES = [name for name in PAGES if name not in WITHOUT_FIGURES]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_a_title_and_a_table_without_error(built: None, name: str) -> None:
    test = shared_page(name, **({"deel": "doel-1", "vorm": "bijlage"} if name == "raadsbrief" else {}))
    assert not test.exception and not test.error and not test.warning
    assert len(test.title) + html(test).count("<h1") == 1
    # stories and decisions are not included, and a hand-in is not chosen yet
    has_none = name in ("verhalen", "besluiten", "vergaderstand", "sinds", "aanleveren")
    assert "<table" in html(test) or has_none


MANY = [("kaart", {}), ("raadsbrief", {}), ("trends", {}), ("trends", {"weergave": "meer"}),
        ("vergelijken", {"groep": "zelf"}), ("vergelijken", {"weergave": "meer"}),
        ("vergelijken", {"weergave": "verandering"}),
        ("vergelijken", {"weergave": "trechter"}), ("vergelijken", {"weergave": "ongewoon"}),
        *(("aanleveren", {"wat": kind}) for kind in KINDS)]  # fmt: skip


@pytest.mark.slow
def test_no_list_begins_with_select_all_in_english_which_enter_would_take(built: None) -> None:
    opened = [*(shared_page(name) for name in PAGES), *(shared_page(name, **query) for name, query in MANY)]
    lists = [field for test in opened for field in test.multiselect]
    assert len(lists) >= len(MANY) - len(KINDS) and [field.key for field in lists if field.proto.select_all] == []
    single = [field for test in opened for field in test.selectbox]
    assert all(field.proto.placeholder for field in [*lists, *single])  # else it is "Choose options"


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_without_a_database_a_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page(name)
    assert not test.exception
    assert "python -m etl --offline" in test.error[0].value


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_FIGURES)
def test_a_damaged_database_gives_a_message_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "veerkracht.duckdb").write_bytes(b"geen database" * 1000)
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page(name)
    assert not test.exception
    assert "niet te lezen" in test.error[0].value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("kaart", {"indicator": "onzin"}),
        ("kaart", {"indicator": "inwoners", "jaar": "1850"}),
        ("trends", {"indicator": "onzin"}),
        ("trends", {"gebied": ["BU99999999", "BU09350403"]}),
        ("doelen", {"strategisch": "onzin"}),
        ("doelkaart", {"doel": "99"}),
        ("doelkaart", {"doel": "1", "lezing1": "onzin"}),
        ("vergaderstand", {"dia": "99"}),
    ],
)
def test_an_unknown_code_in_the_url_gives_a_message_and_a_page(built: None, name: str, query: dict) -> None:
    test = page(name, **query)
    assert not test.exception
    assert "bestaat hier niet" in test.warning[0].value
    assert "<table" in html(test)


def test_the_goals_page_shows_all_sixteen_goals_for_both_wijken_with_status_and_figure(built: None) -> None:
    test = shared_page("doelen")
    text = html(test)
    assert [f">{number}. " in text for number in range(1, 17)] == [True] * 16
    assert text.count('class="vk-goal"') == 16 and text.count("vk-text vk-start vk-status") == 2 + 2 * 16
    for text_of_page in ("58,9%", "54,0%", "596", "536", "+4,4 %-punt sinds 2022", "3,1 %-punt"):
        assert text_of_page in text
    for aim in ("2022: € 23.200, doel 2030: € 24.360", "2022: 72%, doel 2030: 80%", "doel 2030: +10 procentpunt",
                "2022: 25%, doel: lager"):  # fmt: skip
        assert aim in text.replace("\u00a0", " ")
    assert "Gepland: Stadspeiling, vraag moet nog worden ontwikkeld." in text
    assert "RIVM, rekenmodel. Volgende: 2028, verwacht 2029." in text
    assert "3 van de 16 doelen hebben een cijfer van na de nulmeting" in test.markdown[0].value


def test_the_goals_can_be_narrowed_to_one_strategic_goal(built: None) -> None:
    test = page("doelen")
    test.selectbox(key="strategisch").set_value("bestaanszekerheid").run()
    assert not test.exception and parameter(test, "strategisch") == "bestaanszekerheid"
    text = html(test)
    assert ">2. Financiële bestaanszekerheid<" in text and ">1. Gezondheid<" not in text
    assert html(page("doelen", strategisch="bestaanszekerheid")) == text


def test_the_goals_can_be_narrowed_to_those_to_discuss_and_by_whose_move_it_is(built: None) -> None:
    test = page("doelen")
    test.toggle(key="bespreken").set_value(True).run()
    assert parameter(test, "bespreken") == "ja" and drawn_goals(html(test)) == ["1", "11"]
    assert drawn_goals(html(page("doelen", bespreken="ja"))) == ["1", "11"]
    ours = page("doelen", aanzet="Onderzoek & Statistiek")
    assert drawn_goals(html(ours)) == ["2", "7", "12", "13", "15"] and not ours.warning
    none = page("doelen", bespreken="ja", strategisch="gelijke kansen")
    assert not none.exception and "Geen enkel doel past bij deze keuze" in html(none)
    assert "Toon alle doelen" in html(none) and not none.expander


def test_start_leads_to_the_goals_to_discuss_with_one_click(built: None) -> None:
    assert '<a href="doelen?bespreken=ja" target="_self">Te bespreken: doelen 1 en 11</a>' in html(shared_page("start"))


def drawn_goals(text: str) -> list[str]:
    """Return the numbers of the goals in the picture."""
    return re.findall(r'role="rowheader"><a href="doelkaart\?doel=(\d+)"', text)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 17))
def test_every_goal_has_a_card_with_its_status_and_what_the_plan_says(built: None, number: int) -> None:
    test = shared_page("doelkaart", doel=str(number))
    assert not test.exception and not test.error and not test.warning
    assert test.title[0].value.startswith(f"{number}. ")
    text = html(test)
    assert text.count('class="vk-standing"') in (1, 2) and "Wat het plan zegt" in text
    assert [expander.label for expander in test.expander if "Veel en weinig veerkracht" not in expander.label] == [
        "Wat is er besloten", "Hoe zeker is dit?", "Precies"
    ]  # fmt: skip
    assert f">{number} van 16<" in text and text.count("goal 17") == 0
    assert (f"doelkaart?doel={number + 1}" in text) == (number < 16)
    assert (f'href="doelkaart?doel={number - 1}"' in text) == (number > 1)


def test_a_goal_with_two_measures_shows_the_one_that_is_chosen(built: None) -> None:
    test = page("doelkaart", doel="13")
    assert "40% in 2022. Doel: hoger." in html(test) and "25% in 2022" not in html(test)
    test.segmented_control(key="maat").set_value("13b").run()
    assert parameter(test, "maat") == "13b" and "25% in 2022. Doel: lager." in html(test)
    test.selectbox(key="doel").set_value("2").run()  # which has no measure 13b
    assert not test.exception and not test.warning and "55% in 2023. Doel: 60% in 2030." in html(test)


def test_the_card_of_perceived_health_shows_everything_the_method_asks_for(built: None) -> None:
    test = shared_page("doelkaart", doel="1")
    text = html(test)
    for text_of_page in ("58,9%", "54,0%", "marge geschat", "Achterstand: eerst 13,7, nu 16,0 procentpunt.",
                  "Om het doel te halen was nu 55,8% nodig.", "deden er 4 het minder goed",
                  "dan is 46% van de achterstand van 2022 weg",
                  "uitzonderlijk ongunstig", "55,8%", "53,0%", ">56%<", ">50%<", ">54,5%<", ">51,7%<",
                  "10,9 procentpunt onder", "11,1 procentpunt onder", "13,7 procentpunt onder",
                  "16,0 procentpunt onder", "57,2%"):  # fmt: skip
        assert text_of_page in text, text_of_page
    assert "In aantallen" not in text and "1.711" not in text and "3.140" not in text  # of adults, not of inhabitants
    assert "In 2024 vond 58,9% van de volwassenen in Nazareth de eigen gezondheid goed of zeer goed." in text
    assert "Dat is 4,4 procentpunt meer dan in 2022 (54,5%)." in text
    assert "In heel Maastricht ging het cijfer ook omhoog: van 65,4% naar 70,0%." in text
    assert "nieuw cijfer" in text
    assert len(test.get("vega_lite_chart")) == 3  # the path, all buurten of the city, those elsewhere that are alike
    assert max(map(len, chart_frames(test, 1))) == 40  # 39 buurten and the city
    path = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    assert any("Bijna elke buurt ging genoeg vooruit: 37 van de 39." in element.value for element in test.markdown)
    assert "5 buurten hebben geen cijfers." in text
    assert path["config"]["locale"]["number"]["decimal"] == ","


def test_the_card_of_crimes_says_what_one_year_cannot_tell_and_from_when_three_can(built: None) -> None:
    test = shared_page("doelkaart", doel="11")
    text = html(test)
    assert text.count("<b>nog niet te zeggen</b>") == 1 and text.count("<b>verkeerde kant op</b>") == 1
    assert "Pas een echte daling van 31% tot 35% valt vrij zeker op." in text
    assert ">103 per 10.000 inwoners<small>80% zeker</small>" in text
    assert "Nazareth en Pottenberg samen" in text and "van 214 naar 203 misdrijven per jaar" in text
    texts = " ".join(text.value for text in test.markdown)
    assert "Vergelijk daarom 3 jaren met 3 jaren: 2022 t/m 2024 met 2025 t/m 2027." in texts
    assert "dus vanaf 2028. Nu is er 1 van de 3 jaren." in texts
    assert text.count("<p class='vk-note'>Benadering: Het doel gaat over hoe veilig inwoners zich voelen") == 1


@pytest.mark.slow
def test_another_reading_changes_the_path_and_not_the_status(built: None) -> None:
    test = page("doelkaart", doel="1")
    before, drawn = html(test), chart_frames(test, 0)
    assert 59.5 in pd.concat(drawn)["value"].to_list()
    test.segmented_control(key="lezing1").set_value("procent").run()
    assert parameter(test, "lezing1") == "procent"
    assert html(test) == before
    assert pytest.approx(57.225) in pd.concat(chart_frames(test, 0))["value"].to_list()


def test_readiness_names_for_every_measure_what_there_is_and_what_is_to_come(built: None) -> None:
    text = html(shared_page("weten"))
    assert text.count('<td class="vk-text vk-source">') == 21
    for kind in ("gemeten", "model", "telling", "gepland", "geen bron", "nog op te halen", "nulmeting in plan"):
        assert f">{kind}<" in text
    assert "verwacht 2029" in text and "verwacht begin 2027" in text
    for word in ("vraag bestaat nog niet", "nog niet bekend wie", "Onderzoek &amp; Statistiek", "kan nu", ">2029<"):
        assert word in text


@pytest.mark.slow
def test_every_slide_of_the_meeting_shows_one_goal(built: None) -> None:
    overview = shared_page("vergaderstand", dia="0")
    assert not overview.exception and "vk-picture-brief" in html(overview)
    assert html(overview).count('class="vk-text vk-picture-goal" scope="row"') == 16
    for number in (1, 9, 16):
        test = shared_page("vergaderstand", dia=str(number))
        assert not test.exception and not test.warning
        assert f'vk-slide-title">{number}. ' in html(test)
    everything = shared_page("vergaderstand", dia="alles")
    assert not everything.exception and len(everything.title) == 17


@pytest.mark.slow
def test_the_explanation_uses_the_thresholds_of_the_catalogue(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(included_database, tmp_path / "veerkracht.duckdb")
    with duckdb.connect(str(tmp_path / "veerkracht.duckdb")) as connection:
        connection.execute("update threshold set value = 85 where threshold_id = 'screen_confidence'")
        connection.execute("update threshold set value = 0.5 where threshold_id = 'on_course_share'")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page("toelichting")
    texts = " ".join(text.value for text in test.markdown)
    assert "als 85% zeker is" in texts and "telt een marge van 85%" in texts
    assert "boven 50% van de verandering die nu nodig is" in html(test)
    assert all(f"{status}</b>" in html(test) for status in dutch.STATUS_MEANING)


@pytest.mark.slow
def test_the_explanation_says_which_measures_have_a_national_yardstick_and_from_how_many_buurten(built: None) -> None:
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        said = connection.execute("""
            select count(distinct measure_id) filter (reason = ''), count(distinct measure_id),
                   max(buurt_count) filter (indicator_id = 'ervaren_gezondheid')
            from goal_measure left join yardstick using (indicator_id)
        """).fetchall()
    assert said == [(2, 21, 8380)]
    test = page("toelichting")
    assert any("is er van **2 van de 21 maten** van de doelen" in text.value for text in test.markdown)
    assert re.search(r"1 [^<]*gezondheid.*?2022.*?2024.*?8\.380", html(test), re.DOTALL)
    assert "geen: er zijn geen landelijke cijfers geladen om mee te vergelijken" in html(test)


@pytest.mark.slow
def test_the_explanation_names_months_and_thousands_in_dutch_and_says_nothing_twice(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(included_database, tmp_path / "veerkracht.duckdb")
    with duckdb.connect(str(tmp_path / "veerkracht.duckdb")) as connection:
        connection.execute("update count_spread set first_period = '2022-01' where first_period = '2021'")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    test = page("toelichting")
    assert "januari 2022 t/m 2025" in html(test) and "2022-01" not in html(test)
    assert "601 t/m 1.500" in html(test) and "meer dan 1.500" in html(test) and "1500" not in html(test)
    assert "Sindsdien is er niets veranderd." in html(test) and re.search(r"<tbody>\s*</tbody>", html(test)) is None
    lines = [text.value for text in test.markdown if "genoeg vooruit" in text.value]
    assert lines and len(set(lines)) == len(lines)
    # of the same events counted in another way, and of counts with the same spread
    assert html(test).count("Geregistreerde misdrijven") > 5 and "Geregistreerde misdrijven, aantal" not in html(test)
    assert "Woninginbraken; Diefstal van fietsen" in html(test)


@pytest.mark.slow
def test_the_first_visit_builds_the_database(data: Path) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert not test.exception and not test.error
    assert paths.database_file().exists()
    assert "Veerkrachtige Wijken" in html(test)


@pytest.mark.slow
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
    rows = shared_page("kaart").selectbox(key="indicator").options
    assert any("Netto arbeidsparticipatie (geen cijfers per buurt)" in row for row in rows)


# --- sources ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with the database and a run log that the test fills."""
    shutil.copy(included_database, tmp_path / "veerkracht.duckdb")
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    return tmp_path


def log(folder: Path, started: str, source_id: str, table_id: str, outcome: str, message: str = "bericht") -> None:
    attempt = run_log.Attempt(source_id, table_id, outcome, message)
    run = run_log.Run(started, started, "python -m etl", "deels gelukt", message, (attempt,))
    run_log.append(folder / "bronnen", run)


def test_every_source_is_on_the_page_with_licence_edition_and_gaps(built: None) -> None:
    text = html(shared_page("bronnen"))
    for source in catalog.load(paths.CATALOG).sources.values():
        assert f"{source.publisher}, {source.title}" in text
    assert "85984NED, Kerncijfers wijken en buurten 2024" in text and "uitgave 19 juli 2026" in text
    assert "CC BY 4.0" in text and "nog niet opgehaald" in text and "nog nooit opgehaald" in text


@pytest.mark.slow
def test_the_provenance_of_a_figure_names_table_edition_and_how_it_was_computed(built: None) -> None:
    test = page("bronnen", toon="cijfer", indicator="misdrijven", periode="2024")
    text = html(test)
    assert "214 / 3.140 × 10.000" in text and "47022NED, uitgave 19 juli 2026" in text and "niet bevestigd" in text
    assert "te weinig inwoners voor een verhoudingscijfer" in text and "39 van 44" in text
    assert parameter(test, "periode") == "2024"
    assert "kopie van de maandtabel" in " ".join(caption.value for caption in test.caption)


def test_an_indicator_without_data_says_so(built: None) -> None:
    test = page("bronnen", toon="cijfer", indicator="drugshandel")
    assert not test.exception and "is nog niets geladen. Bron: Politie" in test.info[0].value


@pytest.mark.slow
@pytest.mark.parametrize(("name", "file"), [("inspanningen", "inspanningen.yaml"), ("agenda", "Begroting.yaml"),
                                            ("verhalen", "tuin.md"), ("besluiten", "besluiten.yaml")])  # fmt: skip
def test_a_refused_text_is_reported_on_its_page_without_its_path(logged: Path, name: str, file: str) -> None:
    assert "Niet overgenomen" not in html(page(name))
    log(logged, "2026-10-02 04:15:00", run_log.OWN_FILES, file, "mislukt", f"regel 3; zie {logged}")
    text = html(page(name))
    assert f"Niet overgenomen op 2 oktober 2026, want er staat een fout in: {file}." in text and str(logged) not in text
    log(logged, "2026-10-03 04:15:00", run_log.OWN_FILES, file, "opgehaald")
    assert "Niet overgenomen" not in html(page(name))


@pytest.mark.slow
def test_a_refused_decision_is_not_reported_where_no_decision_stands(logged: Path) -> None:
    log(logged, "2026-10-02 04:15:00", run_log.OWN_FILES, "besluiten.yaml", "mislukt", "regel 3")
    assert "Niet overgenomen" not in html(page("agenda"))


@pytest.mark.slow
def test_revisions_and_runs_are_shown_and_jumps_marked(logged: Path) -> None:
    assert "nog niets opgehaald" in page("bronnen", toon="ophalen").info[0].value
    assert "Geen uitgever heeft een cijfer veranderd" in page("bronnen", toon="herzien").info[0].value
    with duckdb.connect(str(logged / "veerkracht.duckdb")) as connection:
        connection.execute("""
            insert into revision values
                ('woz_waarde', '2024', 'BU09350403', 206000, 306000, '85984NED@2026-07-19', '85984NED@2026-10-01',
                 timestamp '2026-10-02 04:00:00', true, false)
        """)
    text = html(page("bronnen", toon="herzien"))
    assert "€\u00a0206.000" in text and "€\u00a0306.000" in text and "sprong" in text and "2 oktober 2026" in text
    log(logged, "2026-10-02 04:15:00", "kwb", "85984NED", "mislukt", "Tabel 85984NED: HTTP 404")
    text = html(page("bronnen", toon="ophalen"))
    assert "2 oktober 2026, 06:15" in text and "Tabel 85984NED: HTTP 404" in text


PAGES_OF_RIVM = [("kaart", {}), ("trends", {}), ("doelen", {}), ("doelkaart", {"doel": "1"}), ("weten", {}),
                 ("vergaderstand", {"dia": "1"}), ("vergaderstand", {})]  # fmt: skip


@pytest.mark.parametrize(("name", "query"), PAGES_OF_RIVM)
@pytest.mark.slow
def test_a_page_says_when_a_source_it_uses_failed_or_is_stale(logged: Path, name: str, query: dict) -> None:
    assert "vk-notice" not in html(page(name, **query))
    log(logged, "2026-03-01 04:15:00", "rivm_50150", "50150NED", "opgehaald")
    stale = html(page(name, **query))
    assert "sinds 1 maart 2026 niet meer gecontroleerd" in stale
    log(logged, "2026-11-20 04:15:00", "rivm_50150", "50150NED", "mislukt")
    failed = html(page(name, **query))
    assert "niet goed (20 november 2026). U ziet de vorige goede cijfers." in failed
    assert 'href="bronnen"' in failed
    log(logged, "2026-11-21 04:15:00", "rivm_50150", "50150NED", "niet gewijzigd")
    assert ("vk-notice" in html(page(name, **query))) == (moments.now() > datetime(2027, 3, 1))


@pytest.mark.slow
def test_a_page_is_silent_about_sources_it_does_not_use(logged: Path) -> None:
    log(logged, "2026-11-20 04:15:00", "politie", "47018NED", "mislukt")
    assert "vk-notice" not in html(page("kaart"))
    log(logged, "2026-11-20 04:15:00", "rivm_50120", "50120NED", "mislukt")
    assert "vk-notice" not in html(page("doelkaart", doel="1"))


@pytest.mark.slow
def test_every_number_of_a_goal_leads_to_its_provenance_in_one_click(built: None) -> None:
    for name, query in (("doelen", {}), ("doelkaart", {"doel": "11"}), ("vergaderstand", {"dia": "11"})):
        text = html(shared_page(name, **query))
        assert "bronnen?toon=cijfer&amp;indicator=misdrijven&amp;periode=2025" in text, name
    for name in ("kaart", "trends"):
        assert "bronnen?toon=cijfer&amp;indicator=ervaren_gezondheid" in html(shared_page(name))
    assert html(shared_page("weten")).count("bronnen?toon=cijfer") >= 8


def test_no_page_ends_in_the_name_of_one_before_it() -> None:
    names = menu.in_order()
    assert set(names) == set(PAGES)
    assert [name for place, name in enumerate(names) if name.endswith(tuple(names[:place]))] == []
