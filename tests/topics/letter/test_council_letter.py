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
from tests.opened import page
from veerkracht import __main__ as command
from veerkracht.database import lookups
from veerkracht.database.query import query_of
from veerkracht.drawing.exhibit import Letter
from veerkracht.export import word
from veerkracht.topics.letter import council_letter

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
        "Veilige leefomgeving: Pottenberg gaat de verkeerde kant op",
        "Wat we nu doen",
        "Wanneer weten we meer?",
    ]
    assert "Meerjarenplan gezonde leefstijl en bewegen (2025–2027)" in letter.parts[2].sentences[0]
    assert "2027–2029" not in letter.parts[2].sentences[0]
    assert letter.parts[3].sentences[0] == "Gezondheid: het volgende cijfer is van 2028, verwacht 2029."


def test_a_change_stands_with_its_certainty_and_with_the_city(letter: Letter) -> None:
    for part in letter.parts[:2]:
        of_areas = [text for text in part.sentences if re.match(r"In 20\d\d", text)]
        assert len(of_areas) == 2
        for text in of_areas:
            assert "Met 80% zekerheid" in text and re.search("achterstand|voorsprong", text)
        assert "In heel Maastricht" in of_areas[0] and "In heel Maastricht" not in of_areas[1]


def test_no_sentence_of_a_letter_stands_twice(letter: Letter) -> None:
    texts = sentences(letter)
    assert len(texts) > 30 and sorted(texts) == sorted(set(texts))


def test_goals_without_a_new_figure_say_where_they_began_and_whose_move_it_is(query: lookups.Query) -> None:
    letter = council_letter.compose(query, LINK, ["doel-5"], [])
    part, *_, later = letter.parts
    assert part.heading.endswith(": er is nog geen nieuw cijfer") and not part.pictures
    assert "Nazareth: 72% in 2022. Doel: 80% in 2030." in part.sentences[1]
    assert "Aan zet: " in later.sentences[0] and "Nieuwe cijfers zijn er nog niet." in letter.opening[1]


@pytest.mark.parametrize(("pictures", "count"), [("een", 1), ("elk", 2), ("geen", 0)])
def test_the_writer_chooses_the_pictures(query: lookups.Query, pictures: str, count: int) -> None:
    letter = council_letter.compose(query, LINK, ["doel-5", "doel-1", "doel-11"], [], pictures)
    assert [len(part.pictures) for part in letter.parts].count(1) == count


def test_a_letter_of_a_buurt_and_a_topic_alone_has_no_change_without_certainty(query: lookups.Query) -> None:
    letter = council_letter.compose(query, LINK, ["buurt-BU09350203", "onderwerp-misdrijven"], ["BU09350203"])
    assert letter.title == "Veerkrachtige Wijken: buurt Pottenberg en geregistreerde misdrijven"
    text = " ".join(sentences(letter))
    assert text.count("meer.") == text.count("Dat valt binnen de marge")


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
    assert texts[1] == f"Onderwerp: {letter.title}" and not made.tables and len(made.inline_shapes) == 1
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
    assert test.text_area[0].value == "Geachte raadsleden," and test.text_area[-1].value == "[functie]"
    assert opened.parameter(test, "vorm") == "brief" and opened.parameter(test, "beeld") == "een"
    test.text_area[-1].set_value("Wethouder").run()
    assert not test.exception
    long = page("raadsbrief", deel=["doel-1", "doel-10", "doel-11"], vorm="brief", beeld="geen")
    assert "Op twee bladzijden passen er ongeveer 650" in long.warning[0].value


def test_an_address_without_a_form_still_gives_the_annex(built: None) -> None:
    test = page("raadsbrief", deel="doel-1")
    assert not test.exception and [header.value for header in test.header] == ["Doel 1. Gezondheid"]


def test_the_command_writes_the_letter(built: None, tmp_path: Path) -> None:
    assert command.main(["doel-1", "--brief", "--uit", str(tmp_path), "--adres", "https://voorbeeld.nl"]) == 0
    made = Document(str(tmp_path / "brief.docx"))
    assert made.paragraphs[2].text == "Geachte raadsleden,"
    assert "vorm=brief" in made.paragraphs[-1].text
