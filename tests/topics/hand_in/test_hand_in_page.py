"""The page Aanleveren: files part by part, forms that stay, the check in Dutch, the way to the administrator."""

import base64
import csv
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from etl.own_texts.own_text import OwnText
from tests.opened import html, page
from veerkracht.core import hand_ins
from veerkracht.core.errors import SourceError
from veerkracht.core.hand_ins import Checked
from veerkracht.topics.hand_in import etl_process, preview, sentences
from veerkracht.topics.hand_in.page import KINDS
from veerkracht.topics.hand_in_forms import files
from veerkracht.topics.hand_in_forms import sentences as form_sentences
from veerkracht.web import handed_files

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """What is asked of the check, which calls every file good."""
    asked: list[tuple[str, bytes]] = []

    def check(name: str, content: bytes) -> Checked:
        asked.append((name, content))
        return Checked(name, hand_ins.FIGURES, summary="1 cijfer", topics=("toegang_tot_hulp",))

    monkeypatch.setattr(etl_process, "check", check)
    return asked


def parts_of(name: str, content: bytes, size: int = 100_000) -> list[str]:
    text = json.dumps([{"name": name, "content": base64.b64encode(content).decode()}])
    slices = [text[begin : begin + size] for begin in range(0, len(text), size)]
    return [f"1 {number} {len(slices)} {part}" for number, part in enumerate(slices)]


def field_of(test: AppTest, key: str):
    return next(field for field in test.text_input if field.placeholder.startswith(f"bestand {key} "))


def sent(test: AppTest, key: str, parts: list[str]) -> AppTest:
    """Send parts as browser.js does: each when the page asks for it."""
    for part in parts:
        field_of(test, key).set_value(part).run()
        assert not test.exception
    return test


def test_a_file_comes_in_parts_and_is_checked_once(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren")
    content = bytes(range(256)) * 4
    parts = parts_of("peiling.csv", content, 500)
    assert len(parts) > 2
    sent(test, hand_ins.FIGURES, parts[:-1])
    assert found == []
    sent(test, hand_ins.FIGURES, parts[-1:])
    assert found == [("peiling.csv", content)]
    assert "peiling.csv is goed: 1 cijfer." in html(test)
    test.run()
    assert len(found) == 1


@pytest.mark.parametrize(
    "part", ["", "x", "1 1 2 abc", "1 0 999 abc", "1 0 0 abc", "1 0 1 geen json", '1 0 1 [{"name":1}]', "1 0 1 []",
             '1 0 1 [{"name":"a.csv","content":"%%%"}]', "1 -1 1 x", "1 0 1e3 x"],
)  # fmt: skip
def test_a_part_that_no_page_sends_gives_a_message_and_no_file(part: str, found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren")
    field_of(test, hand_ins.FIGURES).set_value(part).run()
    assert not test.exception and found == []
    assert not part or [error.value for error in test.error] == ["Het bestand kwam niet goed aan. Kies het opnieuw."]


def test_a_file_that_is_too_large_is_not_put_together(found: list[tuple[str, bytes]]) -> None:
    with pytest.raises(ValueError, match="too large"):
        handed_files._files(json.dumps([{"name": "a.csv", "content": base64.b64encode(b"0" * 4_000_001).decode()}]))
    with pytest.raises(SourceError, match="groter dan 4 MB"), etl_process._file("a.csv", b"0" * 4_000_001):
        pass


def test_the_mistakes_of_a_file_are_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = ("rij 2: kolom gebied: '<script>alert(1)</script>' bestaat niet",)
    monkeypatch.setattr(etl_process, "check", lambda name, content: Checked(name, hand_ins.FIGURES, wrong))
    shown = html(sent(page("aanleveren"), hand_ins.FIGURES, parts_of("peiling.csv", b"x")))
    assert "peiling.csv: 1 fout. Verbeter dit en laat het opnieuw nakijken." in shown  # a form is not chosen again
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    assert "Geef het aan de beheerder" not in shown


def test_a_good_file_that_is_internal_is_called_so_after_one_colon() -> None:
    story = Checked("soep.md", hand_ins.STORY, summary=OwnText(Path("soep.md"), [], {}).who, is_internal=True)
    assert sentences.found(story) == "soep.md is goed; intern: alleen wie is ingelogd, ziet dit."


def test_the_buurten_of_the_programme_are_the_first_to_choose_of_a_story() -> None:
    options = page("aanleveren", wat=hand_ins.STORY).multiselect(key="aanleveren-verhalen-gebieden").options
    assert options[:2] == ["Nazareth", "Pottenberg"] and options[2:] == sorted(options[2:]) and len(options) > 40


def test_a_good_file_is_handed_over_by_mail_and_nothing_is_kept(
    found: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch, included_database: Path
) -> None:
    monkeypatch.setenv("VEERKRACHT_CONTACT", "beheer@maastricht.nl")
    test = sent(page("aanleveren"), hand_ins.FIGURES, parts_of("peiling.csv", b"x"))
    shown = unquote(html(test))
    assert "mailto:beheer@maastricht.nl?subject=Voor het dashboard: cijfers" in shown
    letter, _, below = shown.partition("Met vriendelijke groet,")
    assert "python -m etl" not in letter and "Alleen voor de beheerder" in below
    assert "python -m etl overnemen peiling.csv" in below
    assert not (included_database.parent / hand_ins.FOLDER).exists()


@pytest.mark.slow
def test_who_asks_for_too_many_checks_waits(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren")
    for number in range(41):
        sent(test, hand_ins.FIGURES, parts_of("peiling.csv", str(number).encode()))
    assert len(found) == 40 and "Wacht tien minuten" in test.error[0].value


def test_what_was_typed_stays_while_another_form_is_open() -> None:
    test = page("aanleveren", wat=hand_ins.STORY)
    test.text_input(key="aanleveren-verhalen-titel").set_value("Koffie op het plein").run()
    test.segmented_control(key="wat").set_value(hand_ins.DECISIONS).run()
    test.segmented_control(key="wat").set_value(hand_ins.STORY).run()
    assert test.text_input(key="aanleveren-verhalen-titel").value == "Koffie op het plein"


def test_a_story_says_at_once_that_consent_and_words_for_a_photo_are_missing(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren", wat=hand_ins.STORY)
    sent(test, "fotos", parts_of("IMG_1.jpg", b"photo"))
    assert any(field.label == "Wat is er te zien op foto 1, IMG_1.jpg?" for field in test.text_input)
    test.button(key="aanleveren-verhalen-maken").click().run()
    assert ["foto" in error.value for error in test.error] == [True, False] and found == []
    assert "Zonder toestemming" in test.error[1].value


def test_an_empty_form_says_at_once_all_that_is_missing(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren", wat=hand_ins.STORY)
    sent(test, "fotos", parts_of("IMG_1.jpg", b"photo"))
    test.button(key="aanleveren-verhalen-maken").click().run()
    missing, consent = (error.value for error in test.error)
    assert missing.startswith("Vul nog in: “Titel” en “Verhaal”. Schrijf bij foto 1 wat er te zien is")
    assert "Zonder toestemming" in consent
    for kind, labels in {
        hand_ins.EFFORTS: "“Naam” en “Bron”",
        hand_ins.DECISIONS: "“Besluit” en “Wie doet het”",
        hand_ins.FIGURES: "“Het cijfer” en “Hoeveel mensen gaven antwoord?”",
    }.items():
        test = page("aanleveren", wat=kind)
        if kind == hand_ins.FIGURES:
            test.selectbox(key="aanleveren-cijfers-onderwerp").set_value("toegang_tot_hulp").run()
        test.button(key=f"aanleveren-{kind}-maken").click().run()
        assert [error.value for error in test.error] == [f"Vul nog in: {labels}."]
    assert found == []


def test_that_a_story_has_no_names_is_asked_in_sight() -> None:
    captions = [caption.value for caption in page("aanleveren", wat=hand_ins.STORY).caption]
    assert any("Gebruik geen namen, adressen of telefoonnummers" in caption for caption in captions)


@pytest.mark.parametrize(
    ("mistake", "shown"),
    [
        ("rij 2, kolom waarde: 'x' is geen getal; laat de rij weg als er geen cijfer is",
         "Het cijfer: 'x' is geen getal"),
        ("rij 2, kolom waarde: '<5' is geen getal; laat de rij weg: het dashboard verbergt kleine aantallen zelf",
         "Het cijfer: '<5' is geen getal: het dashboard verbergt kleine aantallen zelf"),
        ("rij 2, kolom waarde: '5 *' heeft '*' achter het getal; schrijf 5, en de uitleg bij opmerking",
         "Het cijfer: '5 *' heeft '*' achter het getal; schrijf 5"),
        ("rij 2, kolom n: '0' is geen aantal antwoorden",
         "Hoeveel mensen gaven antwoord? '0' is geen aantal antwoorden"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_form_of_a_figure_names_its_label_and_no_row_or_column(
    monkeypatch: pytest.MonkeyPatch, mistake: str, shown: str
) -> None:
    monkeypatch.setattr(etl_process, "check", lambda name, content: Checked(name, hand_ins.FIGURES, (mistake,)))
    test, field = page("aanleveren", wat=hand_ins.FIGURES), "aanleveren-cijfers"
    test.selectbox(key=f"{field}-onderwerp").set_value("sociale_activiteiten").run()
    test.text_input(key=f"{field}-waarde").set_value("x").run()
    test.button(key=f"{field}-maken").click().run()
    assert f"<li>{escape(shown)}</li>" in html(test) and "rij 2" not in html(test)
    of_file = html(sent(page("aanleveren"), hand_ins.FIGURES, parts_of("a.csv", b"x")))
    assert escape(mistake) in of_file


def test_the_dates_of_an_effort_stay_together_where_columns_stand_below_each_other() -> None:
    test = page("aanleveren", wat=hand_ins.EFFORTS)
    pairs = [[field.key.rpartition("-")[2] for column in pair for field in [*column.text_input, *column.selectbox]]
             for pair in zip(test.columns[::2], test.columns[1::2], strict=True)]  # fmt: skip
    assert [pair for pair in pairs if pair] == [["van", "tot"], ["stand", "peildatum"]]


def test_without_consent_there_is_no_story(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren", wat=hand_ins.STORY)
    test.text_input(key="aanleveren-verhalen-titel").set_value("Koffie")
    test.text_area(key="aanleveren-verhalen-tekst").set_value("Een bankje.").run()
    test.button(key="aanleveren-verhalen-maken").click().run()
    assert "Zonder toestemming" in test.error[0].value and found == []
    test.checkbox(key="aanleveren-verhalen-toestemming").check()
    test.button(key="aanleveren-verhalen-maken").click().run()
    [(name, content)] = found
    assert name == "koffie.md" and b"toestemming: ja\n" in content and content.endswith(b"Een bankje.\n")


def test_a_story_with_photos_is_an_archive_in_which_each_has_its_words() -> None:
    photos = [files.Photo(b"1", ".jpg", "een [plein]"), files.Photo(b"2", ".png", "een boom")]
    made = files.story({"titel": "Één plein"}, "Tekst", photos)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == ["een-plein.md", "een-plein-1.jpg", "een-plein-2.png"]
        text = archive.read("een-plein.md").decode()
    assert "![een  plein ](een-plein-1.jpg)\n\n![een boom](een-plein-2.png)" in text
    assert files.story({"titel": "Één plein"}, "Tekst", photos) == made


def test_an_effort_and_a_decision_are_files_as_the_templates() -> None:
    made = files.effort({"naam": "2 taallessen: <Pottenberg>", "partners": [], "van": "2025-09"})
    [effort] = yaml.safe_load(made.content)["inspanningen"]
    assert made.name == "inspanningen.yaml" and effort["id"] == "i_2_taallessen_pottenberg" and "partners" not in effort
    assert yaml.safe_load(files.decision({"besluit": "=1+1", "wie": ""}).content) == {
        "besluiten": [{"besluit": "=1+1"}]
    }


@contextmanager
def the_included(*_: object) -> Iterator[Path]:
    from veerkracht.core import paths

    yield paths.database_file()


@pytest.mark.slow
def test_a_preview_has_the_verdict_the_strip_and_the_chart_of_a_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        etl_process, "check",
        lambda name, _: Checked(name, hand_ins.FIGURES, topics=("ervaren_gezondheid",), areas=("BU09350203",)),
    )  # fmt: skip
    monkeypatch.setattr(etl_process, "preview", the_included)
    test = sent(page("aanleveren"), hand_ins.FIGURES, parts_of("peiling.csv", b"x"))
    assert test.get("vega_lite_chart") == []
    test.button(key="voorbeeld").click().run()
    assert not test.exception
    assert len(test.get("vega_lite_chart")) == 2 and "vk-standing" in html(test)


def test_a_preview_that_is_asked_for_too_often_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etl_process, "check", lambda name, _: Checked(name, hand_ins.FIGURES))
    test = sent(page("aanleveren"), hand_ins.FIGURES, parts_of("peiling.csv", b"x"))
    test.session_state["hand_in_checks"] = [time.monotonic()] * 40
    test.button(key="voorbeeld").click().run()
    assert not test.exception and "Wacht tien minuten" in test.error[0].value


@pytest.mark.slow
def test_a_preview_holds_nothing_of_the_database_it_is_made_of(included_database: Path) -> None:
    checked = Checked("a.csv", hand_ins.FIGURES, topics=("ervaren_gezondheid",))
    for block in preview.blocks(included_database, checked):
        if not isinstance(block, str):
            with pytest.raises(LookupError):
                block.make_sheets()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {hand_ins.WITHDRAWAL}))
def test_every_kind_has_a_page_with_a_template_and_a_field(kind: str) -> None:
    test = page("aanleveren", wat=kind)
    assert not test.exception and f'data-key="{kind}"' in html(test)


def test_one_figure_is_typed_in_a_form_which_asks_for_answers_when_it_is_of_a_survey(
    found: list[tuple[str, bytes]],
) -> None:
    test, field = page("aanleveren", wat=hand_ins.FIGURES), "aanleveren-cijfers"
    test.selectbox(key=f"{field}-onderwerp").set_value("toegang_tot_hulp")
    test.selectbox(key=f"{field}-gebied").set_value("BU09350403").run()
    for name, text in {"periode": "2024", "waarde": "58,5", "n": "212", "bron": 'Peiling; "buurt"'}.items():
        test.text_input(key=f"{field}-{name}").set_value(text)
    test.button(key=f"{field}-maken").click().run()
    test.selectbox(key=f"{field}-onderwerp").set_value("sociale_activiteiten").run()
    assert f"{field}-n" not in [text.key for text in test.text_input]
    test.button(key=f"{field}-maken").click().run()
    (name, content), (other, counted) = found
    assert name == "toegang-tot-hulp-nazareth-2024.csv" and other == "sociale-activiteiten-nazareth-2024.csv"
    [survey], [count] = (list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))
                         for file in (content, counted))  # fmt: skip
    assert survey == {"indicator": "toegang_tot_hulp", "gebied": "BU09350403", "periode": "2024", "waarde": "58,5",
                      "n": "212", "bron": 'Peiling; "buurt"', "zichtbaar": "openbaar"}  # fmt: skip
    assert count["n"] == "" and count["indicator"] == "sociale_activiteiten"


def test_what_an_effort_gives_per_year_is_typed_in_the_form(found: list[tuple[str, bytes]]) -> None:
    test = page("aanleveren", wat=hand_ins.EFFORTS)
    field = "aanleveren-inspanningen"
    for name, text in {"naam": "Taalles", "bron": "Eigen telling", "van": "2024", "tot": "2025"}.items():
        test.text_input(key=f"{field}-{name}").set_value(text)
    test.run()
    with pytest.raises(KeyError):
        test.text_input(key=f"{field}-1-gepland-2026")
    for name, text in {"naam": "deelnemers", "eenheid": "mensen", "gepland-2024": "1.250", "gerealiseerd-2024": "75",
                       "gepland-2025": "veel"}.items():  # fmt: skip
        test.text_input(key=f"{field}-1-{name}").set_value(text)
    test.button(key=f"{field}-meer").click().run()
    test.text_input(key=f"{field}-2-naam").set_value("lessen")
    test.selectbox(key=f"{field}-2-telt").set_value("iets anders").run()
    test.button(key=f"{field}-meer").click().run()  # nothing is typed in the third
    test.button(key=f"{field}-maken").click().run()
    [(_, content)] = found
    [effort] = yaml.safe_load(content)["inspanningen"]
    assert effort["prestaties"] == [
        {"naam": "deelnemers", "eenheid": "mensen", "gepland": {2024: 1250, 2025: "veel"}, "gerealiseerd": {2024: 75},
         "telt_mensen": "ja"},
        {"naam": "lessen", "telt_mensen": "nee"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [("", "", [2025, 2026, 2027]), ("2024-05", "2025", [2024, 2025]), ("2027", "", [2027, 2028]),
     ("2024", "", [2024, 2025, 2026, 2027]), ("2026", "2020", [2026]), ("ooit", "x", [2025, 2026, 2027]),
     ("9999", "", [2026])],
)  # fmt: skip
def test_the_years_of_a_count_are_those_of_its_effort(first: str, last: str, years: list[int]) -> None:
    assert files.years(first, last, 2026) == years


@pytest.mark.slow
def test_a_story_is_withdrawn_with_a_file_that_goes_the_way_of_any_hand_in(
    found: list[tuple[str, bytes]], changed: Callable[..., None]
) -> None:
    assert [message.value for message in page("aanleveren", wat=hand_ins.WITHDRAWAL).info] == [
        "Er zijn nu geen verhalen."
    ]
    changed(
        "insert into story select 'koffie', 'Koffie op het plein', 'verhaal', [], [], date '2026-01-01', '', 'x', false"
    )
    test = page("aanleveren", wat=hand_ins.WITHDRAWAL, verhaal="koffie")
    assert "een reden hoeft niet" in " ".join(text.value for text in test.markdown)
    test.button(key="aanleveren-intrekking-maken").click().run()
    [(name, content)] = found
    assert name == "intrekking.yaml"
    assert yaml.safe_load(content) == {
        "intrekking": {"verhaal": "koffie", "titel": "Koffie op het plein", "wie": "ik sta erin"}
    }


def test_what_the_browser_kept_is_taken_up_and_what_does_not_fit_is_left_out() -> None:
    test = page("aanleveren", wat=hand_ins.STORY)
    stored = {"titel": "Koffie", "soort": "roman", "doelen": ["1", "99"], "gebieden": 3, "tekst": "Een bankje"}
    field = next(field for field in test.text_input if field.placeholder == "aanleveren verhalen")
    field.set_value(json.dumps(stored)).run()
    assert not test.exception
    assert test.text_input(key="aanleveren-verhalen-titel").value == "Koffie"
    assert test.multiselect(key="aanleveren-verhalen-doelen").value == ["1"]
    assert test.selectbox(key="aanleveren-verhalen-soort").value == "verhaal"


def test_the_command_in_a_mail_holds_a_name_with_spaces_together() -> None:
    mail = unquote(sentences.mail("", Checked("a", hand_ins.FIGURES), "peiling 2024.xlsx"))
    assert 'overnemen "peiling 2024.xlsx"' in mail


def test_a_doubt_about_a_form_names_no_line_of_a_file() -> None:
    assert form_sentences.doubt_of_form("regel 13: '06' lijkt op regel 2: iets") == "'06' lijkt op regel 2: iets"


def test_a_command_that_takes_too_long_says_that_the_computer_may_be_busy() -> None:
    with pytest.raises(SourceError, match="computer is druk"):
        etl_process.run(["status"], 0.01)


@pytest.mark.slow
@pytest.mark.few_figures
def test_a_preview_tells_of_its_stages_one_after_the_other(database_of_data: Path) -> None:
    told: list[etl_process.Stage] = []
    content = b"indicator;gebied;periode;waarde;n\ntoegang_tot_hulp;Nazareth;2024;58;212\n"
    with etl_process.preview("peiling.csv", content, told.append) as place:
        assert place.exists()
    assert [stage.done for stage in told] == sorted({stage.done for stage in told}) and len(told) > 1
    assert all(stage.done < stage.count == told[-1].count for stage in told)
    assert sentences.stage(told[0]).startswith(f"Stap {told[0].done + 1} van {told[0].count}: ")
