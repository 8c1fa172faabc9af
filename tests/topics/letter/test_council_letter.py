"""The letter to the council: two pages in sentences, each change with its certainty, and what follows."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from docx import Document
from pypdf import PdfReader

from tests import opened
from tests.export.test_word import OFFICE, OFFICE_NEEDED
from tests.opened import html, page
from veerkracht import __main__ as command
from veerkracht.core.statuses import STATUSES
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.drawing.exhibit import Letter
from veerkracht.export import word
from veerkracht.topics.letter import council_letter

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


def test_a_letter_begins_and_ends_as_a_letter_and_tells_what_follows(letter: Letter) -> None:
    assert letter.title == "Veerkrachtige Wijken: nieuwe cijfers over gezondheid en veilige leefomgeving"
    assert letter.opening[0] == "Geachte raadsleden," and letter.closing[1:] == ("Hoogachtend,", "[naam]", "[functie]")
    assert [part.heading for part in letter.parts] == [
        "Gezondheid: de achterstand van Pottenberg groeide",
        "Veilige leefomgeving: in Pottenberg gaat het achteruit",
        "Wat we nu doen",
        "Wanneer weten we meer?",
    ]
    assert "meerjarenplan gezonde leefstijl en bewegen (2025–2027)" in letter.parts[2].sentences[0]
    assert "2027–2029" not in letter.parts[2].sentences[0]
    assert letter.parts[0].pictures[0].title == "Ervaren gezondheid goed of zeer goed: de cijfers en het doel"
    assert (
        letter.parts[3]
        .sentences[0]
        .startswith("Het volgende cijfer over gezondheid gaat over 2028. Wij verwachten het in 2029.")
    )


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
    assert "(682); vergeleken met het gemiddelde van 2022 t/m 2024 kan het verschil toeval zijn." in nazareth
    assert "is het meer, waarschijnlijk geen toeval, maar zeker is dat niet." in pottenberg
    assert "(54,5%), waarschijnlijk geen toeval. Daarmee gaat het snel genoeg" in letter.parts[0].sentences[1]
    assert "‘waarschijnlijk’ bedoelen wij in deze brief: met 80% zekerheid" in letter.opening[2]


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


def test_in_another_municipality_no_letter_names_this_one(included_database: Path, tmp_path: Path) -> None:
    """Every text of the database gets other names: what is left of the old ones stands in the code."""
    copy = tmp_path / "elders.duckdb"
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{included_database}' as ours (read_only)")
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'ours'").fetchall()
        for (table,) in tables:
            columns = connection.execute(
                f"select column_name from (describe ours.{table}) where column_type = 'VARCHAR'"
            ).fetchall()
            renamed = [f"{_renamed(column)} as {column}" for (column,) in columns]
            changed = f"replace ({', '.join(renamed)})" if renamed else ""
            connection.execute(f"create table {table} as select * {changed} from ours.{table}")
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


def test_the_document_has_the_subject_one_bare_picture_and_the_same_bytes_twice(letter: Letter) -> None:
    content = word.document(letter)
    assert content == word.document(letter)
    made = Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[1] == "Aan de leden van de gemeenteraad" and "[datum]" in texts[2]
    assert texts[3] == f"Onderwerp: {letter.title}" and not made.tables and len(made.inline_shapes) == 1
    assert texts[-1].endswith(LINK) and "Bronnen: RIVM" in texts[-2]
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


def test_the_page_shows_the_letter_to_edit_and_says_when_it_grows_long(built: None) -> None:
    test = page("raadsbrief", deel=["doel-1", "doel-11"], vorm="brief")
    assert not test.exception and not test.warning
    assert [header.value for header in test.header][-1] == "Wanneer weten we meer?"
    assert test.text_area[0].value == "Geachte raadsleden," and test.text_area[-2].value == "[functie]"
    assert opened.parameter(test, "vorm") == "brief" and opened.parameter(test, "beeld") == "een"
    test.text_area[-2].set_value("Wethouder <b>").run()
    assert not test.exception and '<p dir="auto">Wethouder &lt;b&gt;</p>' in html(test)
    long = page("raadsbrief", deel=["doel-1", "doel-10", "doel-11"], vorm="brief", beeld="geen")
    assert "Op twee bladzijden passen er ongeveer 650" in long.warning[0].value


def test_an_address_without_a_form_still_gives_the_annex(built: None) -> None:
    test = page("raadsbrief", deel="doel-1")
    assert not test.exception and [header.value for header in test.header] == ["Doel 1. Gezondheid"]


def test_the_command_writes_the_letter(built: None, tmp_path: Path) -> None:
    assert command.main(["doel-1", "--brief", "--uit", str(tmp_path), "--adres", "https://voorbeeld.nl"]) == 0
    made = Document(str(tmp_path / "brief.docx"))
    assert made.paragraphs[4].text == "Geachte raadsleden,"
    assert "vorm=brief" in made.paragraphs[-1].text
