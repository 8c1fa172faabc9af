"""The page Buurtprofiel as a visitor opens it: the choices, the addresses, the empty states, paper and a browser."""

import re
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests import opened
from tests.opened import html, parameter
from veerkracht.core import paths

NAZARETH, POTTENBERG, BELVEDERE = "BU09350403", "BU09350203", "BU09350303"
TWO = 'class="vk vk-lines-table vk-lines-two"'


def captions(test) -> str:
    return " ".join(element.value for element in test.caption)


def planted(copy: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page read the copy in which a test planted something."""
    copy.close()
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(tmp_path / "copy.duckdb"))


def test_the_page_opens_with_the_first_focus_area(built: None) -> None:
    test = opened.page("buurtprofiel")
    assert not test.exception and not test.error and not test.warning and not test.info
    assert parameter(test, "buurt") == NAZARETH and parameter(test, "naast") == "geen"
    text = html(test)
    assert 'aria-label="Nazareth"' in text and "Er wonen 3.145 mensen in 1.880 huishoudens." in text
    assert ">58,9%<" in text and "kleine buurt" not in text and "andere grens" not in text
    assert "Bron: CBS (2020, 2022, 2024, 2025); " in captions(test) and "RIVM (2020, 2024)" in captions(test)
    assert "Maastricht heeft 44 buurten." in captions(test) and "Bij aantallen staat er geen verschil" in captions(test)
    options = test.selectbox(key="buurt").options
    buurten, wijken = options[:44], [name for name in options[44:] if "→" not in name]
    assert buurten[0] == "Amby (Buitenwijk Oost)" and buurten == sorted(buurten)
    assert "Wijk Buitenwijk Oost" in wijken and wijken == sorted(wijken)


@pytest.mark.slow
def test_two_buurten_stand_in_the_address_and_side_by_side(built: None) -> None:
    test = opened.page("buurtprofiel")
    test.selectbox(key="naast").set_value(POTTENBERG).run()
    assert not test.exception and parameter(test, "naast") == POTTENBERG
    text = html(test)
    assert 'aria-label="Nazareth"' in text and 'aria-label="Pottenberg"' in text and TWO in text
    assert ">58,9%<" in text and ">54,0%<" in text
    assert html(opened.page("buurtprofiel", buurt=NAZARETH, naast=POTTENBERG)) == text


def test_the_table_is_there_on_request_and_stands_in_the_address(built: None) -> None:
    test = opened.page("buurtprofiel", naast=POTTENBERG)
    assert 'class="vk vk-profile' not in html(test) and parameter(test, "tabel") == "nee"
    test.toggle(key="tabel").set_value(True).run()
    assert not test.exception and 'class="vk vk-profile vk-profile-two"' in html(test)
    assert html(opened.page("buurtprofiel", naast=POTTENBERG, tabel="ja")) == html(test)


def test_a_wijk_has_a_profile_too_among_wijken(built: None) -> None:
    test = opened.page("buurtprofiel", buurt="WK093504", naast="WK093502")
    assert not test.exception and not test.error and not test.warning
    text = html(test)
    assert 'aria-label="Wijk Buitenwijk Oost"' in text and "Sterk in deze wijk" in text and "middelste wijk" in text
    assert "Er wonen 3" in text


def test_an_unknown_code_gives_a_message_and_the_default(built: None) -> None:
    test = opened.page("buurtprofiel", buurt="BU99999999", naast="<script>")
    assert not test.exception and [parameter(test, key) for key in ("buurt", "naast")] == [NAZARETH, "geen"]
    assert ["bestaat hier niet" in element.value for element in test.warning] == [True, True]
    assert 'aria-label="Nazareth"' in html(test)


def test_the_same_buurt_twice_is_shown_once_and_said(built: None) -> None:
    test = opened.page("buurtprofiel", buurt=POTTENBERG, naast=POTTENBERG)
    assert not test.exception and "twee keer dezelfde buurt" in test.info[0].value
    assert html(test).count('aria-label="Pottenberg"') == 1 and TWO not in html(test)


def test_a_small_buurt_says_so_and_why_most_has_no_figure(built: None) -> None:
    text = html(opened.page("buurtprofiel", buurt=BELVEDERE))
    assert "Er wonen 25 mensen in 15 huishoudens." in text and "Een kleine buurt: een paar huishoudens" in text
    suppressed = re.search(r"<b>Geen cijfer \(niet bekendgemaakt door de bron\):</b> ([^<]*)", text)
    assert suppressed and "Ervaren gezondheid goed of zeer goed; " in suppressed[1]
    assert "(te weinig inwoners voor een verhoudingscijfer):</b>" in text and "(nog geen meting):</b>" in text


@pytest.mark.slow
def test_a_buurt_without_any_figure_gives_a_page_that_says_why(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.execute("delete from observation where area_code = $code", {"code": BELVEDERE})
    count = copy.execute("select count(*) from indicator").fetchall()[0][0]
    planted(copy, tmp_path, monkeypatch)
    test = opened.page("buurtprofiel", buurt=BELVEDERE)
    assert not test.exception and not test.error
    text = html(test)
    assert "Van Belvédère zijn geen cijfers geladen." in text and "<table" not in text
    assert "Hoeveel mensen hier wonen, is niet bekend." in text
    assert "Van deze buurt zijn geen cijfers. Onderaan staat per onderwerp waarom." in text
    assert text.count("Er zijn geen cijfers om het te zeggen.") == 2
    groups = re.findall(r"<p><b>Geen cijfer [^<]*</b> ([^<]*)\.</p>", text)
    assert sum(len(group.split("; ")) for group in groups) == count
    beside = opened.page("buurtprofiel", buurt=NAZARETH, naast=BELVEDERE)
    assert not beside.exception and 'geen cijfer<span class="vk-lines-why">: nog niet opgehaald' in html(beside)


@pytest.mark.slow
def test_a_changed_boundary_and_a_hostile_name_come_out_on_the_page(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.execute("update area set name = '<script>alert(1)</script> $x$' where area_code = $code", {"code": NAZARETH})
    copy.execute("update area set boundary_change = '3' where area_code = $code and boundary_year = 2022",
                 {"code": NAZARETH})  # fmt: skip
    planted(copy, tmp_path, monkeypatch)
    test = opened.page("buurtprofiel")
    assert not test.exception and "<b>Heeft vanaf 2022 een andere grens.</b>" in html(test)
    assert 'aria-label="&lt;script&gt;alert(1)&lt;/script&gt; $x$"' in html(test) and "<script>alert" not in html(test)


def test_the_page_is_thin() -> None:
    assert len((paths.ROOT / "pages" / "buurtprofiel.py").read_text(encoding="utf-8").splitlines()) <= 60


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_buurt_that_was_chosen_on_another_page_goes_along(built: None) -> None:
    test = AppTest.from_file(str(paths.ROOT / "pages" / "buurtprofiel.py"), default_timeout=60)
    test.session_state["last_chosen"] = {"gebied": ["BU09350105", "BU09350203", "GM0935"]}
    test.run()
    assert not test.exception and parameter(test, "buurt") == "BU09350105"
