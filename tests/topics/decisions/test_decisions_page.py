"""Decisions as a visitor finds them: on their own page, at a goal, on Start; and what stands there without any."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests import opened
from tests.opened import html, parameter
from veerkracht.core import dutch, menu, moments
from veerkracht.database.query import query_of
from veerkracht.drawing import exhibits as drawing_exhibits
from veerkracht.export import datapackage, delimited, word, workbook
from veerkracht.topics.decisions import exhibits, rows, sentences
from veerkracht.topics.decisions.figures import Choice
from veerkracht.topics.start import figures as start

pytestmark = pytest.mark.slow

TODAY = moments.today()
LATE, SOON, LONG_AGO = TODAY - timedelta(days=3), TODAY + timedelta(days=30), TODAY - timedelta(days=400)
HOSTILE = "=HYPERLINK(1) <b onclick=x>vet</b> **ster** [a](http://b)"


def planted(
    name: str, text: str, *goals: int, day: date = LONG_AGO, owner: str = "", due: date | None = None,
    state: str = "open", closed: date | None = None,
) -> list[str]:  # fmt: skip
    """Return the statements that put a decision in the database."""
    days = [f"'{moment}'" if moment else "null" for moment in (day, due, closed)]
    owned = f"'{owner}'" if owner else "null"
    return [
        f"""insert into decision by name select '{name}' as decision_id,
            (select count(*) from decision) as position, {days[0]}::date as date, '{text}' as text, {owned} as owner,
            {days[1]}::date as due, '{state}' as state, {days[2]}::date as closed, false as is_internal""",
        *(f"insert into decision_goal values ('{name}', {goal})" for goal in goals),
    ]


@pytest.fixture
def four(changed) -> None:
    changed(
        *planted("nieuw", "Een vraag in de Stadspeiling.", 9, day=LATE, owner="afdeling Onderzoek", due=SOON),
        *planted("laat", "Een tweede taalhuis.", 4, 9, owner="programmateam", due=LATE),
        *planted("kaal", HOSTILE),
        *planted("klaar", "Het buurtcentrum blijft open.", 3, due=SOON, state="gedaan", closed=LATE),
    )


def test_decisions_stand_as_they_are_with_the_late_ones_first(four: None) -> None:
    test = opened.page("besluiten")
    assert not test.exception and not test.error and not test.warning
    text = html(test)
    places = [text.index(part) for part in ("Over tijd", "tweede taalhuis", ">Open<", "Stadspeiling", ">Gedaan<")]
    assert places == sorted(places)
    finding = test.markdown[0].value
    assert finding.startswith("**4 besluiten: 1 over tijd, 2 open en 1 gedaan.** Sinds ")
    assert finding.endswith("1 genomen en 1 gedaan.")
    assert "Van de open besluiten weten wij niet: van 1 wie het doet en van 1 wanneer het klaar is." in text
    assert '<a href="doelkaart?doel=9" target="_self">9. ' in text and "doel 4 en 9" in text


def test_what_a_writer_typed_is_text_and_never_a_mark(four: None) -> None:
    text = html(opened.page("besluiten"))
    assert "=HYPERLINK(1) &lt;b onclick=x&gt;vet&lt;/b&gt; **ster** [a](http://b)" in text and "<b onclick" not in text


def test_choices_stand_in_the_address_and_leave_out_the_other_decisions(four: None) -> None:
    test = opened.page("besluiten")
    test.selectbox(key="stand").set_value("over_tijd").run()
    assert parameter(test, "stand") == "over_tijd"
    assert "tweede taalhuis" in html(test) and "Stadspeiling" not in html(test)
    text = html(opened.page("besluiten", stand="open"))
    assert "tweede taalhuis" in text and "Stadspeiling" in text and "buurtcentrum" not in text
    text = html(opened.page("besluiten", bij_doel="3"))  # and what is for the whole programme
    assert "buurtcentrum" in text and "ster" in text and "taalhuis" not in text
    test = opened.page("besluiten", bij_doel="12", stand="gedaan")
    assert test.info[0].value == sentences.NONE_CHOSEN
    test = opened.page("besluiten", bij_doel="99", stand="![x](http://a.nl)")
    assert not test.exception and len(test.warning) == 2 and "buurtcentrum" in html(test)


def test_without_decisions_the_page_says_whose_move_it_is(built: None) -> None:
    test = opened.page("besluiten")
    assert not test.exception and "Er is nog geen besluit bekend. Weet u meer?" in html(test)
    assert "handleiding?deel=programmateam#besluiten-bijhouden" in html(test)
    goal = opened.page("doelkaart", doel="9")
    assert "Wat is er besloten" in [fold.label for fold in goal.expander]
    assert f"{sentences.NONE_YET} {sentences.WHOSE_MOVE}" in html(goal)
    assert "over tijd" not in html(opened.page("start"))


def test_a_goal_says_folded_what_was_decided_with_what_is_most_pressing_in_the_heading(four: None) -> None:
    test = opened.page("doelkaart", doel="9")
    assert not test.exception and "Wat is er besloten (1 over tijd)" in [fold.label for fold in test.expander]
    text = html(test)
    assert "<caption>Besluiten bij doel 9, en voor het hele programma</caption>" in text
    assert "Een tweede taalhuis." in text and "&lt;b onclick=x&gt;" in text and "buurtcentrum" not in text
    assert '<a href="besluiten?bij_doel=9" target="_self">Deze besluiten opslaan of afdrukken</a>' in text
    assert "Wat is er besloten (1 open)" in [fold.label for fold in opened.page("doelkaart", doel="3").expander]


def test_start_says_which_decision_is_late_and_leads_to_it(four: None) -> None:
    text = html(opened.page("start"))
    assert '<a href="besluiten?stand=over_tijd" target="_self">1 besluit is over tijd: “Een tweede taalhuis”.' in text
    assert f"Aan zet: programmateam, uiterlijk {dutch.day(LATE)}." in text


def test_a_long_decision_is_cut_at_a_word_on_start_and_the_link_has_the_whole(changed) -> None:
    text = "Wij vragen de woningcorporaties om een gezamenlijk plan voor de oud-Nazarethse portieken te maken."
    owner = "afdeling Sociale Ontwikkeling en Beleid van de gemeente"
    changed(*planted("lang", text, 4, owner=owner, due=LATE))
    start = html(opened.page("start"))
    assert "“Wij vragen de woningcorporaties om een gezamenlijk plan …”" in start and f'title="{text}"' in start
    assert f"Aan zet: {owner}, uiterlijk {dutch.day(LATE)}." in start


def test_what_was_decided_is_two_clicks_from_start(four: None) -> None:
    [group] = [group for group in menu.ENTRIES if "besluiten" in group]
    assert next(iter(group)) in menu.entries() and len(menu.entries()) <= 12  # by the menu
    assert 'href="vergaderstand"' in html(opened.page("start"))  # by the door to a meeting
    assert "vergaderstand?dia=open" in html(opened.page("vergaderstand"))
    assert "Een tweede taalhuis." in html(opened.page("vergaderstand", dia="open"))


def test_decisions_can_be_found(four: None, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "veerkracht.duckdb"), read_only=True) as connection:
        query = query_of(connection)
        assert "besluiten?bij_doel=4" in start.results(query, "taalhuis")
        assert {"Besluiten"} <= {entry.group for entry in start.entries(query)}


def test_a_decision_is_the_same_in_every_file(four: None, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "veerkracht.duckdb"), read_only=True) as connection:
        query = query_of(connection)
        exhibit = exhibits.decisions(query, Choice(), TODAY)
        assert exhibit.title == "4 besluiten: 1 over tijd, 2 open en 1 gedaan"
        csv = delimited.dutch([exhibit]).decode("utf-8-sig")
        assert "'=HYPERLINK" in csv and "\n=HYPERLINK" not in csv and ";=HYPERLINK" not in csv
        content = workbook.workbook([exhibit], "t", "a", drawing_exhibits.moment(query))
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(cell.value and "HYPERLINK" in str(cell.value) for cell in cells)
        assert not any(cell.data_type == "f" for cell in cells)
        document = word.document(exhibits.document(query, Choice(), TODAY, "http://hier"), None)
        with zipfile.ZipFile(io.BytesIO(document)) as parts:
            assert "Een tweede taalhuis." in parts.read("word/document.xml").decode()
        with zipfile.ZipFile(io.BytesIO(datapackage.datapackage(query, ""))) as package:
            lines = package.read("besluiten.csv").decode().splitlines()
        assert lines[0].startswith("decision_id,decided_on,decision_text,decision_goals,") and len(lines) == 5
        assert any("4|9" in line and ",programmateam," in line for line in lines)


def test_of_decisions_is_known_what_is_late_and_what_is_new(four: None, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "veerkracht.duckdb"), read_only=True) as connection:
        query = query_of(connection)
        assert [decision.decision_id for decision in rows.overdue(query, TODAY)] == ["laat"]
        assert rows.overdue(query, LATE) == []  # on its last day a decision is not late
        assert {decision.decision_id for decision in rows.of_goal(query, 3)} == {"klaar", "kaal"}
    assert sentences.overdue([]) == "" and sentences.counted([], TODAY) == sentences.NONE_YET
    assert sentences.new([], date(2026, 6, 1)) == "Sinds 1 juni 2026: niets besloten of afgerond."
