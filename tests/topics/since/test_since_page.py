"""The page Sinds vorige keer: the choice of a day in every way, what is in view, and what can be saved."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from tests.opened import html, open_query, page, parameter
from veerkracht.core import moments, paths
from veerkracht.core.access import Access
from veerkracht.drawing.exhibit import deck
from veerkracht.export import delimited, word, workbook
from veerkracht.topics.since import days, exhibits
from veerkracht.web import login

TODAY = date(2027, 3, 31)
BEGAN, LATER = "2026-06-01 10:00:00", "2027-03-20 10:00:00"


@pytest.fixture
def since(changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that makes a database that began on 1 June 2026, with what these statements add to it."""
    monkeypatch.setattr(moments, "today", lambda: TODAY)

    def make(*statements: str) -> None:
        changed(
            f"update appearance set noticed_at = '{BEGAN}'",
            "delete from status_history",
            "update snapshot set retrieved_at = '2027-03-20' where retrieved_at < 'a'",
            *statements,
        )

    return make


def came(where: str) -> str:
    return f"update appearance set noticed_at = '{LATER}' where {where}"


@pytest.mark.slow
def test_what_is_new_stands_below_its_kind_with_its_day_and_a_link(since: Callable[..., None]) -> None:
    since(came("code = 'rokers'"), came("code = 'thema_doorstroming'"))
    test = page("sinds")
    assert [header.value for header in test.header] == ["Er zijn 2 dingen nieuw of anders sinds 19 december 2026"]
    text = html(test)
    assert "<h3>Nieuwe cijfers</h3>" in text and "<h3>Inspanningen</h3>" in text
    assert '<a href="./inspanningen?inspanning=thema_doorstroming" target="_self">' in text
    assert "<small>20 maart 2027</small>" in text and "<h3>Herziene" not in text
    assert parameter(test, "sinds") == "2026-12-19"


@pytest.mark.slow
def test_start_says_how_much_is_new_and_leads_there(since: Callable[..., None]) -> None:
    since(came("code = 'rokers'"))
    assert 'href="sinds?sinds=2026-12-19"' in html(page("start")).replace("./sinds", "sinds")
    test = page("start")
    assert "Er is 1 ding nieuw of anders sinds 19 december 2026" in html(test)
    why = (
        "Sinds 19 december 2026: drie maanden voor de nieuwste cijfers. Er zijn nog geen besluiten van een vorige keer."
    )
    assert why in [caption.value for caption in test.caption]
    assert why in [caption.value for caption in page("sinds").caption]
    assert why in html(page("vergaderstand"))


@pytest.mark.slow
def test_every_page_begins_at_the_day_of_the_last_decisions(since: Callable[..., None]) -> None:
    since(
        """insert into decision values
           ('a', 1, '2027-01-12', 'Er komt een taalhuis.', null, null, 'open', null, false)"""
    )
    assert "sinds 12 januari 2027" in html(page("start")) and parameter(page("sinds"), "sinds") == "2027-01-12"
    assert "Sinds 12 januari 2027: de dag van de laatste besluiten." in html(page("vergaderstand"))


@pytest.mark.slow
def test_a_long_group_is_counted_and_folded(since: Callable[..., None]) -> None:
    since(came("kind = 'inspanning'"))
    text = html(page("sinds"))
    assert "<h3>Inspanningen (17)</h3>" in text and "<summary>En nog 12</summary>" in text


@pytest.mark.slow
def test_a_quiet_time_says_so_and_when_the_next_figure_comes(since: Callable[..., None]) -> None:
    since()
    test = page("sinds")
    assert [header.value for header in test.header] == ["Niets nieuws sinds 19 december 2026"]
    assert "Het volgende cijfer komt begin 2027: Politie, over 2026." in [text.value for text in test.markdown]


@pytest.mark.slow
def test_the_day_that_the_dashboard_began_all_is_new(since: Callable[..., None]) -> None:
    since()
    test = page("sinds", sinds="2026-06-01")
    assert [header.value for header in test.header] == ["Alles is nieuw: dit dashboard begon op 1 juni 2026"]
    assert len(html(test)) < 30_000


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("2030-01-01", "1 januari 2030 moet nog komen. Kies een dag tot en met vandaag, 31 maart 2027."),
        ("gisteren?", "Dit is geen dag die wij kennen: `gisteren?`. Schrijf bijvoorbeeld 1 juni 2026."),
        ("2026-02-31", "Dit is geen dag die wij kennen: `2026-02-31`. Schrijf bijvoorbeeld 1 juni 2026."),
        ("0001-01-01", "Dit is geen dag die wij kennen: `0001-01-01`. Schrijf bijvoorbeeld 1 juni 2026."),
    ],
)
def test_an_odd_day_in_the_address_is_said_and_the_usual_one_taken(
    since: Callable[..., None], address: str, problem: str
) -> None:
    since()
    test = page("sinds", sinds=address)
    assert [warning.value for warning in test.warning] == [problem] and not test.exception
    assert parameter(test, "sinds") == "2026-12-19"


@pytest.mark.parametrize("address", ["2026-06-15", "15 juni 2026", "15-6-2026", "15/06/2026"])
def test_a_day_in_the_address_is_kept_in_one_spelling(since: Callable[..., None], address: str) -> None:
    since()
    test = page("sinds", sinds=address)
    assert not test.warning and parameter(test, "sinds") == "2026-06-15"
    assert test.selectbox(key="sinds").value == "2026-06-15"


@pytest.mark.slow
def test_a_day_can_be_typed_and_a_wrong_one_is_said(since: Callable[..., None]) -> None:
    since()
    test = page("sinds")
    test.text_input(key="sinds_datum").set_value("1 juli 2026").run()
    assert parameter(test, "sinds") == "2026-07-01" and not test.exception
    assert [header.value for header in test.header] == ["Niets nieuws sinds 1 juli 2026"]
    test.text_input(key="sinds_datum").set_value("1 juli 2040").run()
    assert "moet nog komen" in test.warning[0].value and parameter(test, "sinds") == "2026-07-01"
    test.selectbox(key="sinds").set_value("2027-03-24").run()
    assert parameter(test, "sinds") == "2027-03-24" and not test.warning


@pytest.mark.slow
def test_where_a_login_is_required_the_page_names_no_feed(
    since: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    since()
    assert "sinds.atom" in html(page("sinds")) and "kalender.ics" in html(page("sinds"))
    monkeypatch.setattr(login, "access_settings", lambda: Access(requires_login=True))
    text = html(page("sinds"))
    assert "sinds.atom" not in text and "vraagt een login" in text


@pytest.mark.slow
def test_the_list_can_be_saved_with_what_it_is_about(since: Callable[..., None]) -> None:
    since(came("code in ('rokers', 'overgewicht')"), came("code = 'thema_doorstroming'"))
    with open_query(paths.database_file()) as query:
        exhibit = exhibits.since(query, date(2027, 1, 1))
        document = word.document(exhibits.letter(query, date(2027, 1, 1), (), "https://x.nl/sinds"))
        rows = delimited.dutch([exhibit]).decode("utf-8-sig").splitlines()
        book = workbook.workbook([exhibit], exhibit.title, "x", datetime(2027, 1, 1))
        quiet = exhibits.since(query, TODAY)
        letter = exhibits.letter(query, TODAY, (), "")
        assert word.document(letter) and len(deck(letter).slides) == 1 and delimited.dutch([quiet])
        assert quiet.table.rows[0].cells[0].text.startswith("Het volgende cijfer komt begin 2027")
        assert workbook.workbook([quiet], quiet.title, "x", datetime(2027, 1, 1))
    assert rows[0] == "datum;soort;wat;over;adres" and len(rows) == 3
    assert rows[1].startswith("2027-03-20;Nieuwe cijfers;RIVM: er zijn nu cijfers over ")
    [[cells]] = [list(table.rows[1:2]) for table in Document(BytesIO(document)).tables][:1]
    assert "RIVM" in cells.cells[0].text
    assert openpyxl.load_workbook(BytesIO(book)).sheetnames


def test_the_usual_days_are_before_today_and_months_end_where_they_end() -> None:
    assert days.usual(TODAY)["Vorige maand"] == date(2027, 2, 28)
    assert days.usual(date(2027, 1, 15))["Drie maanden"] == date(2026, 10, 15)
    assert days.usual(date(2028, 2, 29))["Vorig jaar"] == date(2027, 2, 28)
    for today in (TODAY + timedelta(days=days_on) for days_on in range(0, 800, 7)):
        usual = [*days.usual(today).values()]
        assert usual == sorted(set(usual), reverse=True) and usual[0] < today
