"""What a writer changes in a letter: the preview is the document, and changes come back from their file."""

import html
import io
import json
import re
from datetime import datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests import opened
from tests.export.test_word import HARMLESS, HOSTILE, exhibit
from tests.opened import page
from veerkracht.core.errors import DataError
from veerkracht.drawing.exhibit import Letter, Part
from veerkracht.export import pdf, word
from veerkracht.topics.letter import edits, preview
from veerkracht.topics.letter.edits import Edits
from veerkracht.web import login

FIRST = Part("doel-1", "Gezondheid: het gaat vooruit", ("Eén.", "Twee.", "Drie."), (), pictures=(exhibit(),))
SECOND = Part("later", "Wanneer weten we meer?", ("In 2028.",), ())


def letter(*parts: Part, title: str = "Nieuwe cijfers") -> Letter:
    return Letter("brief", title, "Raadsinformatiebrief", "Gemeente", parts or (FIRST, SECOND), "https://voorbeeld.nl/x",
                  "3f9a", datetime(2026, 11, 21), ("Geachte raadsleden,", "Hierbij."), ("Hoogachtend,", "[naam]"),
                  "Bronnen: RIVM.", is_sent=True, address=("Aan de raad", "Datum: [datum]"))  # fmt: skip


def on_paper(made: Letter) -> list[str]:
    """Return the texts of the Word document, with what stands in fields and links."""
    paragraphs = Document(io.BytesIO(word.document(made))).paragraphs
    texts = ["".join(part.text or "" for part in paragraph._p.iter(qn("w:t"))) for paragraph in paragraphs]
    return [text for text in texts if text]


def on_screen(made: Letter) -> list[str]:
    blocks = "".join(block for block in preview.blocks(made) if isinstance(block, str))
    return [html.unescape(text) for text in re.findall(r'<\w+ dir="auto">(.*?)</\w+>', blocks, re.DOTALL)]


LONG = "Doel met een lange naam " * 9
HARD = Part("doel-2", LONG.strip(), ("=1+1", "مرحبا", HARMLESS, "<script>alert(1)</script>"), ())


@pytest.mark.parametrize(
    "parts", [(FIRST, SECOND), (HARD,), tuple(Part(f"doel-{n}", f"Doel {n}", (f"Tekst {n}.",), ()) for n in range(30))]
)
def test_the_preview_has_the_texts_of_the_document_in_its_order(parts: tuple[Part, ...]) -> None:
    assert on_screen(letter(*parts)) == on_paper(letter(*parts))


def test_the_preview_of_an_edited_letter_is_the_edited_document() -> None:
    own = Edits()
    own.move(own.arranged("doel-1", FIRST.sentences), 0, 1)
    own.texts[own.arranged("doel-1", FIRST.sentences)[2].name] = HOSTILE
    own.toggle(own.arranged("doel-1", FIRST.sentences)[1].name)
    own.texts[edits.paragraphs(edits.ADDRESS, letter().address)[1].name] = "Datum: 1 december 2026"
    edited = own.apply_to(letter())
    assert edited.parts[0].sentences == ("Twee.", HOSTILE)
    assert edited.address == ("Aan de raad", "Datum: 1 december 2026")
    assert on_screen(edited) == on_paper(edited)


def test_changes_come_back_from_their_file_and_only_once() -> None:
    own = Edits(texts={edits.TITLE: "Titel"})
    own.move(own.arranged("doel-1", FIRST.sentences), 2, -1)
    own.toggle(own.arranged("doel-1", FIRST.sentences)[0].name)
    own.texts[edits.paragraphs("later", SECOND.sentences)[0].name] = "Volgend jaar."
    content = edits.as_file(letter(), own).decode()
    again, problems = edits.read(content, letter())
    assert problems == [] and again.apply_to(letter()) == own.apply_to(letter())
    assert edits.as_file(letter(), again).decode() == content
    assert edits.read(edits.as_file(letter(), Edits()).decode(), letter()) == (Edits(), [])


def test_what_is_no_longer_in_the_letter_is_said_and_the_rest_is_used() -> None:
    own = Edits()
    first, second, _ = own.arranged("doel-1", FIRST.sentences)
    own.texts |= {first.name: "Anders.", second.name: "Mijn zin."}
    own.texts[edits.paragraphs("later", SECOND.sentences)[0].name] = "Volgend jaar."
    content = edits.as_file(letter(), own).decode()
    newer = Part("doel-1", "Gezondheid", ("Eén.", "Twee, met een nieuw cijfer.", "Drie."), ())
    taken, problems = edits.read(content, letter(newer))
    assert taken.apply_to(letter(newer)).parts[0].sentences == ("Anders.", "Drie.", "Twee, met een nieuw cijfer.")
    assert problems == [
        "Deze alinea is er niet meer, bijvoorbeeld door een nieuw cijfer: “Twee.”. Uw tekst was: “Mijn zin.”",
        "Onderdeel later staat niet in deze brief. Uw tekst was: “Volgend jaar.”",
    ]


GOOD = {"aanpassingen van een raadsbrief": 1, "titel": "", "alineas": []}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x" * 100_001, "te groot"),
        ("", "of het is niet heel"),
        ('{"aanpassingen', "of het is niet heel"),
        ("[" * 90_000, "of het is niet heel"),
        ("[1]", "geen bestand met aanpassingen van een raadsbrief"),
        (json.dumps(GOOD | {"aanpassingen van een raadsbrief": 2}), "heeft versie 2; dit dashboard leest versie 1"),
        (json.dumps(GOOD | {"alineas": [{"deel": "doel-1"}]}), "niet te lezen"),
        (json.dumps(GOOD | {"alineas": [{"deel": "doel-1", "was": 3}]}), "niet te lezen"),
        (json.dumps(GOOD | {"alineas": [{"deel": "d", "was": "x" * 5_001}]}), r"langer dan 5\.000 tekens"),
        (json.dumps(GOOD | {"titel": 1}), "niet te lezen"),
    ],
)
def test_a_file_of_something_else_is_refused_with_what_to_do(content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        edits.read(content, letter())


@pytest.mark.slow
def test_a_writer_moves_leaves_out_and_takes_changes_from_a_file(built: None) -> None:
    test = page("raadsbrief", deel="doel-5", vorm="brief")
    fields = [field.value for field in test.text_area if "Begin" in field.label]
    test.button(key="omlaag-begin-0").click().run()
    assert [field.value for field in test.text_area if "Begin" in field.label] == fields[::-1]
    test.button(key="weg-begin-0").click().run()
    assert [field.value for field in test.text_area if "Begin" in field.label] == fields[:1]
    assert not test.exception
    test.text_area[-1].set_value("iets anders").run()
    test.button(key="ophalen").click().run()
    assert "geen bestand met aanpassingen" in test.warning[-1].value
    content = GOOD | {"titel": "Mijn titel", "alineas": [{"deel": "begin", "was": fields[0], "wordt": "Beste raad,"}]}
    test.text_area[-1].set_value(json.dumps(content)).run()
    test.button(key="ophalen").click().run()
    assert not test.exception and not test.warning
    assert test.text_input[0].value == "Mijn titel" and test.text_area[2].value == "Beste raad,"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["brief", "bijlage"])
def test_the_title_follows_the_parts_until_the_writer_changes_it(built: None, form: str) -> None:
    test = page("raadsbrief", deel="doel-5", vorm=form)
    first = test.text_input[0].value
    test.multiselect[0].select("onderwerp-misdrijven").run()
    second = test.text_input[0].value
    test.multiselect[0].unselect("doel-5").run()
    third = test.text_input[0].value
    assert third == fresh_title(form, "onderwerp-misdrijven")
    assert second == fresh_title(form, "doel-5", "onderwerp-misdrijven")
    assert first != third and not test.session_state["letter_edits"].texts
    test.text_input[0].set_value("Mijn titel").run()
    test.multiselect[0].select("doel-5").run()
    assert test.text_input[0].value == "Mijn titel" and not test.exception
    if form == "brief":
        test.button(key="wissen").click().run()
        assert test.text_input[0].value == fresh_title(form, "onderwerp-misdrijven", "doel-5")


def fresh_title(form: str, *parts: str) -> str:
    """Return the title of a letter on these parts that a visitor opens with its link."""
    return str(page("raadsbrief", deel=list(parts), vorm=form).text_input[0].value)


@pytest.mark.parametrize("sees_internal", [True, False])
def test_a_letter_that_may_have_internal_figures_is_not_stored_in_the_browser(
    built: None, monkeypatch: pytest.MonkeyPatch, sees_internal: bool
) -> None:
    monkeypatch.setattr(login, "sees_internal", lambda: sees_internal)
    test = page("raadsbrief", deel="doel-5", vorm="brief")
    assert not test.exception and ("vk-storage" in opened.html(test)) is not sees_internal


def test_changes_of_an_earlier_visit_join_those_of_this_one_which_go_first() -> None:
    first, text, other = (paragraph.name for paragraph in edits.paragraphs("doel-1", ["a", "b", "c"]))
    now = edits.Edits({first: "nu"}, {"doel-1": [text, first]}, {other})
    now.add(edits.Edits({first: "toen", text: "ook"}, {"doel-1": [first, text], "slot": ["x"]}, {text}))
    assert now == edits.Edits({first: "nu", text: "ook"}, {"doel-1": [text, first], "slot": ["x"]}, {other, text})


@pytest.mark.parametrize("has_office", [True, False])
def test_a_letter_is_offered_as_pdf_or_the_page_says_why_not(
    built: None, monkeypatch: pytest.MonkeyPatch, has_office: bool
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: has_office)
    test = page("raadsbrief", deel="doel-5", vorm="brief")
    test.button(key="opslaan").click().run()
    assert ("PDF" in [button.label for button in test.get("download_button")]) is has_office
    assert (pdf.NO_OFFICE in [caption.value for caption in test.caption]) is not has_office
