"""The page Waar gaat het over: readable text, goals and counts as the database has them, search and its links."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.opened import html, open_query, page, parameter
from veerkracht.core import menu, paths
from veerkracht.method import progress
from veerkracht.topics.start import figures as start_views

NAME = "waar-gaat-het-over"


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def sentence_lengths(text: str) -> list[int]:
    return [len(sentence.split()) for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence.strip()]


def links(test: AppTest) -> list[str]:
    return [text.replace("&amp;", "&") for text in re.findall(r'href="([^"]+)"', html(test))]


def test_the_programme_is_told_in_about_two_hundred_words_of_short_sentences(included_database: Path) -> None:
    with open_query(included_database) as query:
        text = plain(start_views.introduction(query).split("</section>")[0].split("</h2>")[1].split("<p><small>")[0])
        reading = plain(re.sub(r"<dt>.*?</dt>", "", start_views.reading(query)))
        source = start_views.introduction(query)
    assert 150 <= len(text.split()) <= 230
    for part in (text, reading):
        lengths = sentence_lengths(part)
        assert sum(lengths) / len(lengths) <= 12 and max(lengths) <= 20
    assert "Programmaplan Veerkrachtige Wijken" in source


@pytest.mark.slow
def test_the_goals_stand_at_their_level_and_strategic_goals(built: None, included_database: Path) -> None:
    text = html(page(NAME))
    with duckdb.connect(str(included_database), read_only=True) as connection:
        expected = connection.execute("select goal_id, name, level, strategic_goals from goal order by 1").fetchall()
    for goal_id, name, level, strategic in expected:
        assert text.count(f'href="doelkaart?doel={goal_id}"') == len(strategic)
        row = next(row for row in text.split("<tr>") if f"<b>{level.capitalize()}</b>" in row)
        assert f">{goal_id}. {name}<" in row


def test_the_counts_of_statuses_are_those_of_the_goals_page(built: None, included_database: Path) -> None:
    text = html(page(NAME))
    with duckdb.connect(str(included_database), read_only=True) as connection:
        rows = connection.execute("""
            select area_code, goal_id, list(status::varchar) from goal_status where area_code <> 'SAMEN' group by all
        """).fetchall()
        focus = connection.execute("select focus_area_codes from programme").fetchone()[0]
    together = [(code, progress.together(statuses)) for code, _, statuses in rows]
    for status in {status for _, status in together}:
        row = re.search(rf'scope="row"><img[^>]+>{status}</th>(.*?)</tr>', text, re.DOTALL)
        assert row and re.findall(r">(\d+)</td>", row[1]) == [str(together.count((code, status))) for code in focus]
    assert len(together) == 32


@pytest.mark.slow
def test_a_search_shows_groups_with_links_and_stands_in_the_address(built: None) -> None:
    test = page("start")
    assert "zoek" not in test.query_params and "vk-found" not in html(test)
    test.text_input(key="zoekterm").set_value("  Inbraak ").run()
    assert not test.exception and parameter(test, "zoek") == "Inbraak"
    text = html(test)
    assert "Gevonden voor ‘Inbraak’" in text and "<h2>Onderwerpen</h2>" in text and ">Woninginbraken</a>" in text
    assert html(page("start", zoek="Inbraak")) == text
    test.text_input(key="zoekterm").set_value("").run()
    assert "vk-found" not in html(test)


@pytest.mark.slow
def test_a_story_is_found_by_its_title_its_words_and_its_buurt_and_runs_nothing(changed) -> None:
    changed("""
        insert into story values ('koffie', 'Koffie <script>alert(1)</script>', 'verhaal', ['BU09350203'], [6],
            date '2026-03-01', 'bewoner', 'Elke dinsdag **bakken** we wafels met [iedereen](javascript:alert(1)).',
            false)
    """)
    for query in ("koffie", "wafels bakken", "verhaal Pottenberg"):
        text = html(page("start", zoek=query))
        assert "<h2>Verhalen</h2>" in text and 'href="verhalen?verhaal=koffie"' in text and "<script" not in text
        assert "Verhaal, 1 maart 2026" in text


@pytest.mark.slow
def test_nothing_found_says_what_can_be_tried(built: None) -> None:
    text = html(page("start", zoek="xyzq"))
    assert "Niets gevonden voor ‘xyzq’" in text and "veiligheid" in text


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", "x" * 20_000, "😀 é ﷽ \u202e", "' or 1=1 --", "${7*7} {{7*7}}", "\x00", ""]
)
def test_an_odd_search_does_no_harm(built: None, query: str) -> None:
    test = page("start", zoek=query)
    assert not test.exception and not test.error and len(html(test)) < 100_000
    assert "<script" not in html(test) and "<table" in html(test)


def test_more_results_than_fit_are_one_tap_away_and_what_a_result_is_about_in_its_title(built: None) -> None:
    text = html(page("start", zoek="veiligheid"))
    section = text.split("<h2>Onderwerpen</h2>")[1].split("<h2>")[0].split("</section>")[0]
    in_view, folded = section.split("<details>")
    count = re.search(r"<summary>En nog (\d+)</summary>", folded)
    assert in_view.count("<li>") == 3 and count and folded.count("<li>") == int(count[1])
    links = re.findall(r'<a [^>]*title="([^"]+)">[^<]+</a>(.*)</li>', section)
    assert all(len(title.split()) > 5 and len(plain(more).split()) <= 5 for title, more in links) and len(links) > 5


def test_below_results_the_buurten_are_folded_away(built: None) -> None:
    label = "**Hoe gaat het met de buurten?**"
    assert label in [fold.label for fold in page("start", zoek="gezondheid").expander]
    assert label not in [fold.label for fold in page("start").expander]


@pytest.mark.slow
def test_every_link_leads_to_a_page_that_knows_what_it_asks_for(built: None) -> None:
    found = {*links(page("start")), *links(page(NAME))}
    for query in ("gezondheid", "nazareth", "wijk oost", "inbraak", "vertrouwen", "armoedebestrijding"):
        found |= set(links(page("start", zoek=query)))
    for link in found:
        assert (urlparse(link).path.strip("./") or menu.FIRST) in menu.PAGES, link
    for start in ("doelkaart?", "trends?gebied", "trends?weergave", "bronnen?", "buurtprofiel?", "inspanningen?"):
        link = next(link for link in sorted(found) if link.startswith(start))
        opened = page(urlparse(link).path, **parse_qs(urlparse(link).query))
        assert not opened.exception and not opened.error, link
        assert not any("bestaat hier niet" in warning.value for warning in opened.warning), link


def test_every_page_stands_in_one_group_and_the_menu_has_twelve_entries_at_most() -> None:
    listed = [page for group in (*menu.ENTRIES, menu.OVER, menu.BELOW) for page in group]
    scripts = sorted(path.stem for path in (paths.ROOT / "pages").glob("*.py"))
    assert sorted(listed) == sorted(menu.PAGES) == [name for name in scripts if name != menu.ADMINISTRATION]
    assert listed[0] == menu.FIRST
    assert len(menu.entries()) <= 12 and all(len(group) <= 6 for group in (*menu.ENTRIES, menu.OVER))
    assert menu.entry_of()["samenhang"] == "vergelijken" and menu.entry_of()["weten"] == menu.address("doelen")


@pytest.mark.slow
def test_a_programme_without_an_introduction_has_none(changed) -> None:
    changed("update programme set introduction = '', introduction_source = ''")
    test = page(NAME)
    assert not test.exception and "Bron van de feiten" not in html(test) and "Lees verder" in html(test)
