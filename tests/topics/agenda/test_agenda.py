"""Agenda en middelen: what happens when, what money there is, and how both are saved."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

from etl.own_texts import budget as own_budget
from tests.chromium import NEEDED, SETTLED, until
from tests.conftest import INCLUDED
from tests.opened import chart_frames, html, page
from tests.topics.efforts.test_efforts_in_browser import WIDER
from veerkracht.database import database
from veerkracht.database.query import Query, query_of
from veerkracht.export import delimited, picture, workbook
from veerkracht.topics.agenda import agenda as agendas
from veerkracht.topics.agenda import budget as budgets
from veerkracht.topics.agenda import charts, exhibits
from veerkracht.topics.agenda.agenda import Entry
from veerkracht.topics.agenda.budget import Budget, Line, Source

ABOUT = Source("Begroting", "Ons", "openbaar", "")


@pytest.fixture
def query(included_database: Path) -> Iterator[Query]:
    with database.read(included_database) as connection:
        yield query_of(connection)


def entry(name: str, start: float | None, end: float | None, kind: str = "thema") -> Entry:
    return Entry(name, kind, name, start, end, "", "", "", "", "Plan")


def text(shown: str) -> str:
    return shown.replace("\u00a0", " ")


@pytest.mark.slow
def test_the_page_shows_the_agenda_and_the_budget_with_their_tables(built: None) -> None:
    test = page("agenda")
    assert not test.exception and not test.error and not test.warning
    assert [element.value for element in test.header] == [
        "De strategische agenda heeft 9 thema's voor 2025 tot en met 2027",
        "De begroting gaat van €\u00a03.600.000\u00a0+\u00a0PM in 2025 naar €\u00a0700.000\u00a0+\u00a0PM in 2026",
    ]
    sentences = text(" ".join(element.value for element in test.markdown))
    assert "Welke jaren bij één thema horen" not in sentences and "‘De agenda" not in sentences
    assert "De begroting van 2025 is € 3.600.000: er komt evenveel binnen als eruit gaat." in sentences
    assert (
        "‘Regiodealprojecten Pottenberg en Nazareth’: € 2.500.000 (69%). De andere uitgaven zijn samen € 1.100.000."
        in sentences
    )
    assert "De begroting van 2026 is € 700.000" in sentences and "PM" not in sentences
    assert [element.label for element in test.expander] == ["Hoe zeker is dit?", "Precies: alle cijfers en bronnen"] * 2
    tables = text(html(test))
    assert tables.count("€ 3.600.000 + PM") == tables.count("€ 700.000 + PM") == 2
    assert tables.count(">PM<") == 2
    small = text(" ".join(element.value for element in test.caption))
    assert "‘pro memorie’" in small and "Welke jaren bij één thema horen, is niet bekend" in small
    assert "Begroting van het programma, 2025–2026: inkomsten en uitgaven per post, in euro" in small
    assert "in euro; PM: bedrag nog niet bekend" in small
    assert "Bron: Gemeente Maastricht, Programmaplan Veerkrachtige Wijken (2025), hoofdstuk 9." in small
    assert "ook bij het totaal van de uitgaven, maar noemt daar geen PM-post" in small


@pytest.mark.slow
def test_what_is_drawn_of_the_budget_is_what_the_file_has_and_adds_up(built: None) -> None:
    drawn = chart_frames(page("agenda"), 1)[0]
    plan = own_budget.read(INCLUDED / "begroting.yaml")
    wanted = {(post.name, year): amount for post in plan.posts for year, amount in post.amounts.items() if amount}
    posts = drawn[~drawn["name"].str.startswith("Totaal")]
    assert {(row.name, row.year): row.amount for row in posts.itertuples(index=False)} == wanted
    first = drawn.loc[drawn["name"] == "Totaal inkomsten", "top"].iloc[0]
    sides = posts.assign(side=posts["top"] < first)
    assert sides.groupby(["side", "year"])["amount"].sum().to_dict() == {
        (True, "2025"): 3_600_000, (True, "2026"): 700_000, (False, "2025"): 3_600_000, (False, "2026"): 700_000,
    }  # fmt: skip


def test_what_has_the_same_years_shares_a_bar_with_its_names_and_today_is_a_line(query: Query) -> None:
    entries = agendas.agenda(query)
    bars = charts.spans(entries)
    assert [(bar["kind"], bar["when"], bar["start"], bar["end"]) for bar in bars] == [
        ("thema", "2025 tot en met 2027", 2025, 2028), ("plan", "2025 tot en met 2026", 2025, 2027),
        ("plan", "2027 tot en met 2029", 2027, 2030), ("project", "2025 tot en met 2028", 2025, 2029),
    ]  # fmt: skip
    named = " ".join(line for bar in bars for line in bar["lines"])
    assert (
        all(entry.name in named for entry in agendas.on_time_axis(entries)) and named.count("2025 tot en met 2027") == 1
    )
    assert all(above["bottom"] < below["top"] for above, below in pairwise(bars))
    drawn = json.dumps(charts.timeline(entries, date(2026, 7, 2)).specification)
    assert "vandaag, 2 juli 2026" in drawn and "2026.49" in drawn


def test_names_stand_above_their_bar_over_the_whole_width_and_no_line_crosses_them(query: Query) -> None:
    entries = agendas.agenda(query)
    bars, layers = charts.spans(entries), charts.timeline(entries, date(2026, 7, 2)).specification["layer"]
    texts = [layer for layer in layers if layer["mark"]["type"] == "text" and "y" in layer["encoding"]]
    assert all(layer["encoding"]["x"] == {"value": 0} for layer in texts if "field" in layer["encoding"]["y"])
    rows = {row["text"]: row["y"] for layer in texts for row in layer["data"].get("values", []) if "text" in row}
    assert all(bar["top"] - 18 * len(bar["lines"]) < rows[bar["lines"][-1]] < bar["top"] - 5 for bar in bars)
    assert all(not bar["top"] - 4 < y < bar["bottom"] + 4 for bar in bars for y in rows.values())


def test_what_is_not_known_is_said_once_on_the_page(built: None) -> None:
    shown = html(page("agenda"))
    assert "Van Wijkservicepunt Nazareth en Wijkservicepunt Pottenberg kennen wij de jaren niet." in shown
    assert shown.count("kennen wij het bedrag nog niet.") == shown.count("Zeg het tegen het programmateam.") == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["voorziening", "activiteit"])
def test_an_effort_of_any_kind_with_years_is_on_the_timeline(changed: Callable[..., None], kind: str) -> None:
    changed(f"update effort set kind = '{kind}', first_period = '2026', last_period = null "
            "where effort_id = 'wijkservicepunt_nazareth'")  # fmt: skip
    drawn = next(frame for frame in chart_frames(page("agenda"), 0) if "when" in frame)
    assert "Wijkservicepunt Nazareth" in set(drawn["names"]) and "Wijkservicepunt Pottenberg" not in set(drawn["names"])


def test_a_post_that_is_not_known_in_one_year_names_it() -> None:
    post = Line("inkomsten", "Post", "", {2027: None, 2028: 5.0})
    other = Line("inkomsten", "Ander", "", {2027: None, 2028: None})
    one = Budget(ABOUT, [2027, 2028], {"inkomsten": [post, other]})
    assert one.unknown() == ["‘Post’ (2027)", "‘Ander’"]


@pytest.mark.parametrize("today", [None, date(2019, 1, 1), date(2031, 1, 1), date(2030, 1, 1)])
def test_a_day_outside_the_agenda_has_no_line(query: Query, today: date | None) -> None:
    assert "vandaag" not in json.dumps(charts.timeline(agendas.agenda(query), today).specification)


def test_what_has_no_end_goes_on_to_the_edge_and_what_has_no_begin_is_told() -> None:
    entries = [entry("A", 2025, 2027), entry("B", 2026.5, None), entry("C", None, None, "plan")]
    assert [(span["names"], span["start"], span["end"]) for span in charts.spans(entries)] == [
        ("A", 2025, 2027), ("B", 2026.5, 2028),
    ]  # fmt: skip
    charts.timeline(entries, None).on_screen()
    assert "Zonder jaren, en daarom niet getekend: C." in agendas.remarks(entries)


@pytest.mark.slow
def test_without_a_budget_and_efforts_the_page_says_so(changed: Callable[..., None]) -> None:
    changed(*(f"delete from {table}" for table in ("budget", "budget_amount", "budget_total", "effort_goal",
                                                   "effort_count", "effort")))  # fmt: skip
    test = page("agenda")
    assert not test.exception
    assert [element.value for element in test.info] == [
        "Er staan nog geen inspanningen in het dashboard.", "Er is nog geen begroting.",
    ]  # fmt: skip


@pytest.mark.slow
def test_an_agenda_without_any_year_is_a_table_alone(changed: Callable[..., None]) -> None:
    changed("update effort set first_period = null, last_period = null", "delete from budget")
    test = page("agenda")
    assert not test.exception and not test.get("vega_lite_chart")
    assert "Alliantie versterken" in html(test) and "niet getekend" in test.caption[1].value


@pytest.mark.slow
def test_an_odd_address_changes_nothing(built: None) -> None:
    odd = page("agenda", jaar="1850", deel=["<script>", "x"])
    assert not odd.exception and html(odd) == html(page("agenda"))


@pytest.mark.slow
def test_texts_of_the_files_are_text_and_never_html(changed: Callable[..., None]) -> None:
    hostile = "<script>alert(1)</script>](javascript:x) \"'"
    quoted = hostile.replace("'", "''")
    changed(f"update budget_amount set name = '{quoted}', note = '{quoted}' where name = 'Citydeal'",
            f"update effort set name = '{quoted}' where effort_id = 'thema_alliantie'")  # fmt: skip
    test = page("agenda")
    assert not test.exception and "<script>alert" not in html(test) and "&lt;script&gt;" in html(test)


def test_years_of_an_own_budget_stand_beside_each_other() -> None:
    lines = {side: [Line(side, "Post", "", {2027: 10.0}), Line(side, Line.total_name(side), "", {2027: 10.0})]
             for side in budgets.SIDES}  # fmt: skip
    one = Budget(ABOUT, [2027], lines)
    assert one.heading == "Begroting, 2027" and not one.unknown()
    assert [text(said) for said in budgets.sentences(one)] == [
        "De begroting van 2027 is € 10: er komt evenveel binnen als eruit gaat. De grootste uitgave is ‘Post’: € 10 "
        "(100%)."
    ]
    charts.bars(one).on_screen()


def test_a_budget_of_which_no_amount_is_known_is_drawn_without_bars() -> None:
    year = frozenset({2027})
    lines = {side: [Line(side, "Post", "", {2027: None}), Line(side, Line.total_name(side), "", {2027: 0.0}, year)]
             for side in budgets.SIDES}  # fmt: skip
    one = Budget(ABOUT, [2027], lines)
    assert text(budgets.sentences(one)[0]) == "De begroting van 2027 is € 0: er komt evenveel binnen als eruit gaat."
    assert {text(row["text"]) for row in charts.figures(one)} == {"€ 0 + PM"}
    charts.bars(one).on_screen()


@pytest.mark.parametrize("kind", ["agenda", "begroting"])
def test_both_are_saved_as_picture_and_table_the_same_every_time(query: Query, kind: str) -> None:
    make = exhibits.agenda if kind == "agenda" else exhibits.budget
    drawn = picture.svg(make(query))
    assert drawn == picture.svg(make(query)) and "vandaag" not in drawn and "hoofdstuk 9" in drawn
    data = make(query).sheets.data
    if kind == "begroting":
        assert "3.600.000\u00a0+\u00a0PM" in drawn
        sums = data.groupby(["kant", "jaar"])["bedrag"].sum().to_dict()
        assert sums == {(side, year): total for side in ("inkomsten", "uitgaven")
                        for year, total in (("2025", 3_600_000), ("2026", 700_000))}  # fmt: skip
        assert "PM: nog niet bekend" in delimited.dutch([make(query)]).decode("utf-8-sig")
    else:
        assert len(data) == 17 and set(data["soort"]) == {
            "thema van de strategische agenda",
            "uitvoeringsplan",
            "project",
            "voorziening",
        }
    assert workbook.workbook([make(query)], "x", "y", pd.Timestamp(2026, 1, 1)).startswith(b"PK")


@NEEDED
def test_on_a_phone_nothing_scrolls_sideways_and_every_name_is_in_sight(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/agenda")
    until(page, SETTLED)
    until(page, f"{WIDER} === 0")
    beyond = """[...document.querySelectorAll("svg.marks text")].filter(e =>
        e.getBoundingClientRect().right > innerWidth
        || e.getBoundingClientRect().left < 0).map(e => e.textContent)"""
    until(page, f"{beyond}.length === 0")
