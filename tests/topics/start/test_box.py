"""The search box on every page: what its rows are, in which order, and where each of them leads."""

import re
from urllib.parse import parse_qs, urlparse

import pytest

from tests.opened import html, open_query, page
from veerkracht.core import menu
from veerkracht.topics.start import box, search


@pytest.fixture(scope="module")
def rows(included_database) -> dict[str, str]:
    with open_query(included_database) as query:
        return box.rows(query)


@pytest.mark.slow
def test_the_rows_begin_with_all_buurten_and_hold_goals_topics_and_pages(rows: dict[str, str]) -> None:
    assert all(row.endswith(" (buurt)") for row in list(rows)[:44])
    for row, address in {
        "Malberg (buurt)": "buurtprofiel?buurt=BU09350202&naast=geen",
        "11. Veilige leefomgeving (doel)": "doelkaart?doel=11",
        "Geregistreerde misdrijven (onderwerp)": "trends?weergave=een&indicator=misdrijven",
        "Vrijwilligerswerk (onderwerp, nog geen cijfers)": "onderwerp?indicator=vrijwilligerswerk",
        "Halen we in? (pagina)": "inhalen",
    }.items():
        assert urlparse(rows[row]).path == urlparse(address).path
        assert row == "Malberg (buurt)" or rows[row] == address
    assert sum(row.endswith(" (wijk)") for row in rows) == 7


def test_other_words_and_plain_letters_lead_to_what_they_mean(rows: dict[str, str]) -> None:
    assert rows["Belvedere (buurt) → Belvédère (buurt)"] == rows["Belvédère (buurt)"]
    assert rows["misdaad → Geregistreerde misdrijven (onderwerp)"] == rows["Geregistreerde misdrijven (onderwerp)"]
    assert rows["geldzorgen → 12. Financiële draagkracht (doel)"] == rows["12. Financiële draagkracht (doel)"]
    signposts = [row for row in rows if " → " in row]
    assert list(rows)[-len(signposts) :] == signposts  # what has the name itself comes first


@pytest.mark.slow
def test_words_of_their_goals_and_buurten_lead_to_decisions_and_stories(changed, tmp_path) -> None:
    changed(
        "insert into decision by name select 'bus' as decision_id, 1 as position, date '2026-05-01' as date, "
        "'De bus rijdt vaker' as text, 'open' as state, "
        "false as is_internal",
        "insert into decision_goal values ('bus', 12)",
        "insert into story by name select 'soep' as story_id, 'Soep op dinsdag' as title, 'verhaal' as kind, "
        "['BU09350403'] as area_codes, [12] as goal_ids, date '2026-05-01' as date, '' as told_by, 'Soep.' as body, "
        "false as is_internal",
    )
    with open_query(tmp_path / "veerkracht.duckdb") as query:
        found = box.rows(query)
    for row in ("De bus rijdt vaker (besluit)", "Soep op dinsdag (verhaal)"):
        for word in ("geldzorgen", "Financiële draagkracht"):
            assert found[f"{word} → {row}"] == found[row]
    assert found["Nazareth → Soep op dinsdag (verhaal)"] == found["Soep op dinsdag (verhaal)"]


def test_every_row_leads_to_a_page_and_another_text_to_what_start_finds(rows: dict[str, str]) -> None:
    for address in rows.values():
        assert (urlparse(address).path.removeprefix("./") or menu.FIRST) in menu.PAGES
    address = urlparse(box.results("  wie is er   eenzaam? "))
    assert (address.path, parse_qs(address.query)) == ("./", {"zoek": ["wie is er eenzaam?"]})
    assert len(parse_qs(urlparse(box.results("x" * 1000)).query)["zoek"][0]) == search.LONGEST


def test_what_a_link_of_a_result_is_called_begins_with_what_it_shows(built: None) -> None:
    found = html(page("start", zoek="laag inkomen"))
    links = re.findall(r'aria-label="([^"]+)">([^<]+)</a></small>', found)
    assert {shown for _, shown in links} == {"ranglijst", "uitleg"}
    assert all(name.startswith(shown) for name, shown in links)
