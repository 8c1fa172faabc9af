"""The letter to the council: two pages in sentences, each change with its certainty, and what follows."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from docx import Document
from pypdf import PdfReader

from tests import opened
from tests.export.test_word import HARMLESS, HOSTILE, OFFICE, OFFICE_NEEDED
from tests.opened import html, page
from veerkracht import __main__ as command
from veerkracht.core.statuses import STATUSES
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.drawing.exhibit import Letter
from veerkracht.export import word
from veerkracht.topics.letter import council_letter, preview
from veerkracht.topics.letter import letter as letters

ELSEWHERE = {"Maastricht": "Elders", "Nazareth": "Noorderwijk", "Pottenberg": "Zuiderwijk", "Veerkrachtige": "Sterke"}
LINK = "https://voorbeeld.nl/raadsbrief?deel=doel-1&deel=doel-11&vorm=brief&beeld=een"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[lookups.Query]:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        yield query_of(connection)


@pytest.fixture(scope="module")
def letter(query: lookups.Query) -> Letter:
    return council_letter.compose(query, LINK, ["doel-1", "doel-11"], [])


def sentences(letter: Letter) -> list[str]:
    texts = [*letter.opening, *(text for part in letter.parts for text in part.sentences), *letter.closing]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?!”])\s+(?=[A-Z“\d])", text)]


@pytest.mark.slow
def test_a_letter_begins_and_ends_as_a_letter_and_tells_what_follows(letter: Letter) -> None:
    assert letter.title == "Veerkrachtige Wijken: nieuwe cijfers over gezondheid en veilige leefomgeving"
    assert letter.opening[0] == "Geachte raadsleden," and letter.closing[1:] == ("Hoogachtend,", "[naam]", "[functie]")
    assert [part.heading for part in letter.parts] == [
        "Gezondheid: de achterstand van Pottenberg groeide",
        "Veilige leefomgeving: in Pottenberg gaat het achteruit",
        "Wat we nu doen",
        "Wanneer weten we meer?",
    ]
    answer, agenda, plans = letter.parts[2].sentences
    assert answer == (
        "Wat bij gezondheid en veilige leefomgeving tegenvalt, vraagt om een antwoord: [antwoord van het college]."
    )
    assert agenda == (
        "Tot en met 2027 staat op de agenda voor het hele programma: sterkere samenwerking van politie en handhaving; "
        "meerjarenplan gezonde leefstijl en bewegen (een plan voor meer jaren om gezonder te leven en meer te bewegen)."
    )
    assert plans == "Tot en met 2026 loopt: uitvoeringsplan Nazareth 2025–2026 en Pottenberg 2025–2026."
    assert letter.parts[0].pictures[0].caption == (
        "Ervaren gezondheid goed of zeer goed. Open vierkant: begin in het plan, en doel. Vlak: marge"
    )
    [later] = letter.parts[3].sentences
    assert later.startswith("Het volgende cijfer over gezondheid (over 2028) verwachten wij in 2029.")


@pytest.mark.slow
def test_a_change_stands_with_its_certainty_and_with_the_city(letter: Letter) -> None:
    for part in letter.parts[:2]:
        of_areas = [text for text in part.sentences if re.match(r"In 20\d\d", text)]
        assert len(of_areas) == 2
        for text in of_areas:
            assert re.search("toeval|weten wij niet", text) and re.search("achterstand|voorsprong", text)
        assert "In heel Maastricht" in of_areas[0] and "In heel Maastricht" not in of_areas[1]


def test_no_sentence_of_a_letter_stands_twice(letter: Letter) -> None:
    texts = sentences(letter)
    assert len(texts) > 30 and sorted(texts) == sorted(set(texts))


def test_goals_without_a_new_figure_say_where_they_began_and_whose_move_it_is(query: lookups.Query) -> None:
    letter = council_letter.compose(query, LINK, ["doel-5"], [])
    part, *_, later = letter.parts
    assert part.heading.endswith(": er is nog geen nieuw cijfer") and not part.pictures
    assert part.sentences[1] == (
        "In 2022 voelde 72% van de inwoners in Nazareth zich thuis in de buurt. In Pottenberg was dat 70%. Het doel is "
        "80% in 2030. Een nieuw cijfer is er nog niet."
    )
    assert "Wie dat doet, spreken wij nog af." in later.sentences[0]
    assert letter.opening[1].endswith("over één van die doelen. Daarover is er nog geen nieuw cijfer.")


def test_the_subject_promises_new_figures_only_of_goals_that_have_them(query: lookups.Query) -> None:
    letter = council_letter.compose(query, LINK, ["doel-5", "doel-1"], [], "geen")
    assert letter.title == "Veerkrachtige Wijken: nieuwe cijfers over gezondheid, stand van thuis en welkom"
    title = council_letter.compose(query, LINK, [f"doel-{goal}" for goal in (1, 2, 5, 11)], [], "geen").title
    assert title == "Veerkrachtige Wijken: stand van vier doelen, nieuwe cijfers over twee"


def test_every_publisher_of_a_figure_in_the_letter_is_named(query: lookups.Query) -> None:
    """Of a goal without a new figure, and of the inhabitants of a buurt, nobody was."""
    alone = council_letter.compose(query, LINK, ["buurt-BU09350203"], [], "geen").source
    both = council_letter.compose(query, LINK, ["doel-5", "doel-1", "buurt-BU09350203"], [], "geen").source
    first, begun = (council_letter.compose(query, LINK, [f"doel-{goal}"], [], "geen").source for goal in (1, 5))
    assert "CBS" in alone and "RIVM" in first and len({alone, first, begun, ""}) == 4
    assert all(one.removeprefix("Bronnen: ").rstrip(".") in both for one in (alone, first, begun))


def test_what_is_still_needed_names_the_area_where_others_have_a_figure(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute(
        """update goal_status set value = null, period = null, certainty = null, status = 'nog geen meting',
        gap_word = null, gap_now = null, why_no_figure = 'niet samen te nemen',
        next_step = 'Een andere maat kiezen.' where measure_id = '1' and area_code = 'BU09350403'"""
    )
    later = council_letter.compose(query_of(copy), LINK, ["doel-1"], [], "geen").parts[-1].sentences[0]
    assert "Het volgende cijfer over gezondheid" in later
    assert "Voor gezondheid in Nazareth is nog nodig: een andere maat kiezen." in later


ALL = [f"doel-{number}" for number in range(1, 17)]
CHOICES = {
    "one goal": ["doel-1"],
    "goals without figures": ["doel-3", "doel-8"],
    "more goals without figures": ["doel-3", "doel-4", "doel-5", "doel-8"],
    "figures and none": ["doel-10", "doel-5"],
    "five goals": ["doel-1", "doel-7", "doel-10", "doel-11", "doel-12"],
    "all goals": ALL,
    "a buurt": ["buurt-BU09350403"],
    "topics": ["onderwerp-misdrijven", "onderwerp-inkomen_per_inwoner"],
    "goal and topic": ["doel-1", "onderwerp-misdrijven"],
    "goal and buurt": ["doel-11", "buurt-BU09350203"],
}
WORDS_OF_THE_METHOD = re.compile(
    "marge van|binnen de marge|zekerheid ligt|oordelen|tempo onzeker|op koers|boven het pad|verkeerde kant op"
    "|houden ook|Aan zet|Benadering:|nog geen meting"
)


@pytest.mark.parametrize("codes", CHOICES.values(), ids=CHOICES)
def test_any_choice_reads_as_a_letter(query: lookups.Query, codes: list[str]) -> None:
    letter = council_letter.compose(query, LINK, codes, [*lookups.usual_areas(query)], "geen")
    text = " ".join([letter.title, *sentences(letter), *(part.heading for part in letter.parts)])
    assert not WORDS_OF_THE_METHOD.search(text)
    assert not re.search(r"\bNone\b|\bnan\b|[{}–]\s|  | ,|\.\.| \.", text)
    assert not re.search(r"‘(?!waarschijnlijk|rapportcijfer)", text)  # no status quoted
    assert all(
        max(len(sentence.split()) for sentence in re.split(r"(?<=[.?!])\s", text)) <= 60 for text in letter.opening
    )
    assert council_letter.word_count(letter) <= council_letter.MOST_WORDS


def test_a_change_is_sure_in_plain_words_and_less_so_among_many(letter: Letter) -> None:
    nazareth, pottenberg = letter.parts[1].sentences[1:3]
    assert "het doel van 647 in 2030 (2024: 682)" in nazareth
    assert "dan gemiddeld in 2022 t/m 2024 (604); dat kan toeval zijn." in nazareth
    assert "(433), waarschijnlijk geen toeval, maar zeker is dat niet." in pottenberg
    assert "(54,5%), waarschijnlijk geen toeval. Daarmee gaat het snel genoeg" in letter.parts[0].sentences[1]
    assert "‘waarschijnlijk’ bedoelen wij 80% zekerheid" in letter.opening[2]


def test_a_paragraph_compares_figures_area_and_city_with_the_same_years_and_names_the_unit(letter: Letter) -> None:
    """Area and city stood beside 2024, and the distance between them beside the mean of three years."""
    nazareth, pottenberg = letter.parts[1].sentences[1:3]
    for text in (nazareth, pottenberg):
        assert re.findall(r"20\d\d", text.partition(". ")[2].partition(" in 2030")[0]) == ["2022", "2024"]
    moved = re.search(r"In heel Maastricht ging het cijfer ook omlaag: van gemiddeld (\d+) naar (\d+)\.", nazareth)
    assert moved
    first = int(moved[1]) - int(re.search(r"2024 \((\d+)\)", nazareth)[1])
    assert f"De voorsprong op de stad van gemiddeld {first} per 10.000 inwoners is er nu niet meer;" in nazareth
    now = int(moved[2]) - int(re.search(r"in Pottenberg (\d+) misdrijven", pottenberg)[1])
    before = int(moved[1]) - int(re.search(r"2024 \((\d+)\)", pottenberg)[1])
    said = re.search(r"kromp van gemiddeld (\d+) naar (\d+) per 10\.000 inwoners\.", pottenberg)
    assert said and [int(said[1]), int(said[2])] == pytest.approx([before, now], abs=1)  # each is rounded


@pytest.mark.parametrize(("pictures", "count"), [("een", 1), ("elk", 2), ("geen", 0)])
def test_the_writer_chooses_the_pictures(query: lookups.Query, pictures: str, count: int) -> None:
    letter = council_letter.compose(query, LINK, ["doel-5", "doel-1", "doel-11"], [], pictures)
    assert [len(part.pictures) for part in letter.parts].count(1) == count


@pytest.mark.parametrize("code", ["doel-1", "doel-11"])
def test_who_cannot_see_the_picture_reads_the_finding_and_the_way_without_names_of_statuses(
    query: lookups.Query, code: str
) -> None:
    seen = council_letter.compose(query, LINK, [code], []).parts[0].pictures[0].alternative
    assert not [name for name in STATUSES if f" {name}:" in seen], seen
    assert "in Pottenberg gaat het" in seen and "tabel" not in seen
    assert seen.count("volgens het pad nu") == 2 and re.search(r"Nazareth: van \S+ in 202\d naar", seen)


def _renamed(column: str) -> str:
    """Return the SQL of a text with the names of another municipality."""
    for name, other in ELSEWHERE.items():
        column = f"replace({column}, '{name}', '{other}')"
    return column


def copied(source: Path, target: Path, change: Callable[[str, list[str]], list[str]]) -> None:
    """Copy a database without its constraints; `change` gives what to replace of a table, from its columns of text."""
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"attach '{source}' as ours (read_only)")
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'ours'").fetchall()
        for (table,) in tables:
            columns = connection.execute(
                f"select column_name from (describe ours.{table}) where column_type = 'VARCHAR'"
            ).fetchall()
            replaced = change(table, [column for (column,) in columns])
            changed = f"replace ({', '.join(replaced)})" if replaced else ""
            connection.execute(f"create table {table} as select * {changed} from ours.{table}")


@pytest.mark.slow
def test_names_and_texts_of_others_stay_text_in_a_letter_however_odd(included_database: Path, tmp_path: Path) -> None:
    copy, odd = tmp_path / "vreemd.duckdb", HOSTILE.replace("\x00", "").replace("\ud800", "").replace("'", "''")
    changes = {
        "effort": [f"'{odd}' as name", f"'{odd}' as note", f"['{odd}'] as partners"],
        "goal": [f"'{odd} ' || goal_id as name", "'=SOM(A1) \u202eעברית' as target_text"],
    }
    copied(included_database, copy, lambda table, _: changes.get(table, []))
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            f"insert into decision values ('x', 1, '2026-01-01', '{odd}', '{odd}', '2026-12-31', 'open', null, false)"
        )
        connection.execute("insert into decision_goal values ('x', 11)")
    with opened.open_query(copy) as query:
        made = council_letter.compose(query, LINK, ["doel-1", "doel-11"], [], "geen")
    texts = [paragraph.text for paragraph in Document(io.BytesIO(word.document(made))).paragraphs]
    read = next(text for text in texts if text.startswith("Besloten is: "))
    assert HARMLESS[:40] in read and read.endswith("uiterlijk 31 december 2026).")
    assert any("=SOM(A1) \u202eעברית" in text for text in texts)
    screen = "".join(block for block in preview.blocks(made) if isinstance(block, str))
    assert "<b>" not in screen and "&lt;b&gt;" in screen


@pytest.mark.slow
def test_thirty_parts_make_one_letter_in_their_order_that_counts_what_it_leaves_out(query: lookups.Query) -> None:
    topics = [code for code in letters.choices(query) if code.startswith("onderwerp-")][:14]
    made = council_letter.compose(query, LINK, [*ALL, *topics], [*lookups.usual_areas(query)], "geen")
    assert [part.code for part in made.parts if part.code.startswith("onderwerp-")] == topics
    assert council_letter.word_count(made) > council_letter.MOST_WORDS  # of which the page warns
    assert re.search(r"en nog \d+ andere\.", " ".join(sentences(made)))


@pytest.mark.slow
def test_in_another_municipality_no_letter_names_this_one(included_database: Path, tmp_path: Path) -> None:
    """Every text of the database gets other names: what is left of the old ones stands in the code."""
    copy = tmp_path / "elders.duckdb"
    partners = [f"list_transform(partners, lambda name: {_renamed('name')}) as partners"]
    copied(
        included_database, copy,
        lambda table, columns: [*(f"{_renamed(column)} as {column}" for column in columns),
                                *(partners if table == "effort" else [])],
    )  # fmt: skip
    with opened.open_query(copy) as query:
        goals = [f"doel-{goal}" for goal in range(1, 17)]
        choices = [["doel-1"], ["doel-11", "doel-4", "doel-6"], ["buurt-BU09350403", "onderwerp-misdrijven"], goals]
        for codes in choices:
            made = council_letter.compose(query, LINK, codes, lookups.usual_areas(query), "elk")
            pictures = [picture for part in made.parts for picture in part.pictures]
            seen = [text for picture in pictures for text in (picture.title, picture.alternative)]
            text = " ".join([made.title, made.subtitle, made.source, *sentences(made), *seen])
            assert made.subtitle == "Raadsinformatiebrief van de gemeente Elders" and "Noorderwijk" in text
            assert not [name for name in ELSEWHERE if name in text]


def test_a_letter_of_a_buurt_and_a_topic_alone_has_no_change_without_certainty(query: lookups.Query) -> None:
    letter = council_letter.compose(query, LINK, ["buurt-BU09350203", "onderwerp-misdrijven"], ["BU09350203"])
    assert letter.title == "Veerkrachtige Wijken: buurt Pottenberg en geregistreerde misdrijven"
    text = " ".join(sentences(letter))
    assert text.count("In 2024 was dat") == text.count("Dit verschil kan toeval zijn.") == 1


@pytest.mark.slow
@pytest.mark.parametrize("goal", range(1, 17))
def test_every_goal_gives_a_letter_of_which_the_headings_are_short(query: lookups.Query, goal: int) -> None:
    letter = council_letter.compose(query, LINK, [f"doel-{goal}"], [], "geen")
    assert all(len(part.heading.split()) <= 20 and part.sentences for part in letter.parts)
    assert not re.search(r"\bNone\b|\bnan\b|\{|  ", " ".join(sentences(letter)))


@pytest.mark.slow
def test_the_document_has_the_subject_one_bare_picture_and_the_same_bytes_twice(letter: Letter) -> None:
    content = word.document(letter)
    assert content == word.document(letter)
    made = Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[1] == "Aan de leden van de gemeenteraad" and "[datum]" in texts[2]
    assert texts[3] == f"Onderwerp: {letter.title}" and not made.tables and len(made.inline_shapes) == 1
    assert texts[-1].endswith(LINK) and "Bronnen: RIVM" in texts[-2]
    assert texts[-1].startswith("Cijfers tot 19 juli 2026. ") and made.core_properties.version == letter.version
    styles = [str(paragraph.style.name) for paragraph in made.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == 1 and styles.count("Heading 2") == 4


@OFFICE_NEEDED
@pytest.mark.outside
def test_the_letter_on_goals_1_and_11_is_two_pages_and_650_words(letter: Letter, tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_bytes(word.document(letter))
    assert OFFICE, "VEERKRACHT_OFFICE_REQUIRED=1, maar er is geen LibreOffice"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("pdf", "txt:Text"):
        convert = [OFFICE, "--headless", profile, "--convert-to", kind, "--outdir", tmp_path, tmp_path / "brief.docx"]
        subprocess.run(convert, check=True, capture_output=True, timeout=60)
    assert len(PdfReader(tmp_path / "brief.pdf").pages) <= 2
    assert len((tmp_path / "brief.txt").read_text(encoding="utf-8").split()) <= council_letter.MOST_WORDS


@pytest.mark.slow
def test_the_page_shows_the_letter_to_edit_and_says_when_it_grows_long(built: None) -> None:
    test = page("raadsbrief", deel=["doel-1", "doel-11"], vorm="brief")
    assert not test.exception and not test.warning
    assert [header.value for header in test.header][-1] == "Wanneer weten we meer?"
    assert test.text_area[1].value == council_letter.FIELDS and test.text_area[2].value == "Geachte raadsleden,"
    assert test.text_area[-2].value == "[functie]"
    assert opened.parameter(test, "vorm") == "brief" and opened.parameter(test, "beeld") == "een"
    test.text_area[-2].set_value("Wethouder <b>").run()
    assert not test.exception and '<p dir="auto">Wethouder &lt;b&gt;</p>' in html(test)
    long = page("raadsbrief", deel=["doel-1", "doel-10", "doel-11"], vorm="brief", beeld="geen")
    assert "Op twee bladzijden passen er ongeveer 650" in long.warning[0].value


@pytest.mark.slow
def test_an_address_without_a_form_gives_the_letter_and_one_of_the_annex_still_that(built: None) -> None:
    test = page("raadsbrief", deel="doel-1")
    assert not test.exception and test.text_area[2].value == "Geachte raadsleden,"
    assert opened.parameter(test, "vorm") == "brief"
    annex = page("raadsbrief", deel="doel-1", vorm="bijlage")
    assert not annex.exception and [header.value for header in annex.header] == ["Doel 1. Gezondheid"]


@pytest.mark.slow
def test_a_page_adds_its_part_to_the_letter_that_the_visitor_is_making(built: None) -> None:
    test = page("trends", indicator="misdrijven")
    test.session_state["last_chosen"] = {"deel": ["doel-1", "onderwerp-misdrijven"]}
    test.session_state["delen"] = True
    assert "raadsbrief?deel=doel-1&amp;deel=onderwerp-misdrijven&amp;gebied=" in html(test.run())
    other = page("doelkaart", doel="11")
    other.session_state["last_chosen"] = {"deel": ["doel-1"]}
    other.session_state["delen"] = True
    assert "raadsbrief?deel=doel-1&amp;deel=doel-11&amp;" in html(other.run())


@pytest.mark.slow
def test_the_command_writes_the_letter(built: None, tmp_path: Path) -> None:
    assert command.main(["doel-1", "--brief", "--uit", str(tmp_path), "--adres", "https://voorbeeld.nl"]) == 0
    made = Document(str(tmp_path / "brief.docx"))
    assert made.paragraphs[4].text == "Geachte raadsleden,"
    assert "vorm=brief" in made.paragraphs[-1].text


def test_a_letter_without_parts_leads_to_a_goal_card(built: None) -> None:
    assert '<a href="doelkaart" target="_self">Begin bij een doelkaart</a>' in html(page("raadsbrief"))
