"""The command python -m veerkracht.export: what it makes of the dashboard's own words, and what it says of odd ones."""

import csv
import io
import runpy
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pptx
import pytest
from docx import Document

from tests.opened import open_query
from veerkracht.command import command, writing
from veerkracht.command.selection import Unknown, select
from veerkracht.core.errors import DataError
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import links
from veerkracht.export import pdf

LONG = "Een heel lange naam van een gebied " * 6


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def chosen(query: Query, goals: str = "", topics: str = "", places: str = "") -> tuple[str, ...]:
    return select(query, [], *([text] if text else [] for text in (goals, topics, places))).codes


@pytest.mark.parametrize(
    ("goals", "codes"),
    [("1,11", ("doel-1", "doel-11")), ("doel 1", ("doel-1",)), ("Gezondheid, 2", ("doel-1", "doel-2")),
     ("  gezondheid ", ("doel-1",)), ("1,1", ("doel-1",))],
)  # fmt: skip
def test_goals_have_their_number_or_their_name(query: Query, goals: str, codes: tuple[str, ...]) -> None:
    assert chosen(query, goals) == codes


def test_a_topic_has_its_name_its_code_or_another_word_that_leads_to_it_alone(query: Query) -> None:
    for text in ("Geregistreerde misdrijven", "geregistreerde MISDRIJVEN", "misdrijven"):
        assert chosen(query, topics=text) == ("onderwerp-misdrijven",)
    both = "Geregistreerde misdrijven,Ervaren gezondheid goed of zeer goed"
    assert chosen(query, topics=both) == ("onderwerp-misdrijven", "onderwerp-ervaren_gezondheid")
    with pytest.raises(Unknown, match=r"kan meer betekenen. Bedoelt u: .*Eenzaamheid"):
        chosen(query, topics="alleen")


def test_areas_are_those_of_topics_and_without_topics_parts_of_their_own(query: Query) -> None:
    with_topic = select(query, [], [], ["misdrijven"], ["Pottenberg,Maastricht"])
    assert with_topic.codes == ("onderwerp-misdrijven",) and with_topic.area_codes == ("BU09350203", "GM0935")
    assert chosen(query, "1", places="Pottenberg") == ("doel-1", "buurt-BU09350203")
    assert select(query, [], ["1"], [], []).area_codes == tuple(lookups.usual_areas(query))
    with pytest.raises(Unknown, match="Maastricht is geen buurt"):
        chosen(query, places="Maastricht")


@pytest.mark.parametrize("odd", ["99", "0", "-1", "=1+1", "1; drop table goal", "\u202eabc", LONG, "نص", "../1", ""])
def test_a_goal_that_does_not_exist_is_named_with_those_that_do(query: Query, odd: str) -> None:
    with pytest.raises(Unknown, match=r"bestaat niet. (Kies een nummer van 1 tot en met 16|Bedoelt u)") as error:
        select(query, [], [odd], [], [])
    assert len(str(error.value)) < 250 and "\u202e" not in str(error.value)


def test_a_name_that_looks_like_another_gets_it_suggested(query: Query) -> None:
    with pytest.raises(Unknown, match=r"Bedoelt u: .*Geregistreerde misdrijven"):
        chosen(query, topics="misdrijf")
    with pytest.raises(Unknown, match=r"Gebied 'Potenberg' bestaat niet. Bedoelt u: Pottenberg\?"):
        chosen(query, places="Potenberg")


@pytest.mark.slow
def test_all_of_a_choice_is_written_and_every_file_opens(
    built: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--doel", "11", "--onderwerp", "Geregistreerde misdrijven", "--gebied", "Pottenberg", "--map",
             str(tmp_path), "--adres", "https://voorbeeld.nl/"]  # fmt: skip
    assert command.main(asked) == command.ALL_WELL
    made = {path.name for path in tmp_path.iterdir()}
    assert {str(tmp_path / name) for name in made} == set(capsys.readouterr().out.splitlines())
    name = "doel-11-onderwerp-misdrijven"
    assert {"brief.docx", *(f"{name}{end}" for end in (".docx", ".pptx", ".xlsx", ".csv", "-voor-scripts.csv"))} <= made
    assert {Path(one).suffix for one in made} == {".docx", ".pptx", ".xlsx", ".csv", ".png", ".svg"}
    assert Document(str(tmp_path / "brief.docx")).paragraphs and Document(str(tmp_path / f"{name}.docx")).tables
    slides = pptx.Presentation(str(tmp_path / f"{name}.pptx")).slides
    link = links.letter("https://voorbeeld.nl", ["doel-11", "onderwerp-misdrijven"], ["BU09350203"], form="bijlage")
    assert f"In het dashboard: {link}" in slides[0].notes_slide.notes_text_frame.text
    assert openpyxl.load_workbook(tmp_path / f"{name}.xlsx")["Gegevens"].max_row > 10
    rows = list(csv.DictReader(io.StringIO((tmp_path / f"{name}-voor-scripts.csv").read_text(encoding="utf-8"))))
    assert {"BU09350203"} <= {row["gebiedscode"] for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (["--maak", "datapakket"], {"datapakket.zip"}),
        (["datapakket"], {"datapakket.zip"}),
        (["--maak", "vergaderstand", "--doel", "1,5"], {"vergaderstand.pptx"}),
        (["--maak", "brief", "--doel", "1"], {"brief.docx"}),
        (["doel-1", "--brief"], {"brief.docx"}),
        (["--maak", "excel, csv", "--doel", "1"], {"doel-1.xlsx", "doel-1.csv", "doel-1-voor-scripts.csv"}),
    ],
)
def test_what_is_asked_for_is_made_and_nothing_else(
    built: None, tmp_path: Path, asked: list[str], names: set[str]
) -> None:
    assert command.main([*asked, "--map", str(tmp_path)]) == command.ALL_WELL
    assert {path.name for path in tmp_path.iterdir()} == names


@pytest.mark.slow
def test_an_own_group_is_an_area_of_topics_and_a_part_of_its_own(built: None, tmp_path: Path) -> None:
    group = ["--groep", "Oost~WK093504"]
    chosen = ["--onderwerp", "misdrijven", "--gebied", "Oost,Maastricht", "--maak", "csv", "--map", str(tmp_path)]
    assert command.main([*group, *chosen]) == command.ALL_WELL
    [tidy] = tmp_path.glob("*-voor-scripts.csv")
    areas = {row["gebied"] for row in csv.DictReader(io.StringIO(tidy.read_text(encoding="utf-8-sig")))}
    assert areas >= {"Oost", "Maastricht"}
    assert command.main([*group, "--gebied", "oost", "--maak", "bijlage", "--map", str(tmp_path)]) == command.ALL_WELL
    [document] = tmp_path.glob("*.docx")
    letter = Document(str(document))
    links = [part.target_ref for part in letter.part.rels.values() if part.is_external]
    assert any("Eigen groep Oost" in paragraph.text for paragraph in letter.paragraphs)
    assert any("eigen_groep=Oost~WK093504" in link.replace("%7E", "~") for link in links), links


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["--doel", "99"], "Doel '99' bestaat niet"),
        (["--onderwerp", "x"], "Onderwerp 'x' bestaat niet"),
        (["--onderwerp", "misdrijven", "--gebied", "BU1"], "Gebied 'BU1' bestaat niet"),
        (["doel-99"], "Onderdeel 'doel-99' bestaat niet"),
        (["--doel", "1", "--maak", "hologram"], "--maak hologram bestaat niet. Kies uit: brief, bijlage"),
        (["--doel", "1", "--adres", "ftp://x"], "begint niet met http"),
        ([], "Noem waar het over gaat"),
        (["--groep", "Oost~BU09359999", "--gebied", "Oost"], "BU09359999"),
        (["--groep", "Oost", "--gebied", "Oost"], "een groep is een naam, een ~ en de codes van buurten"),
        (["--gebied", "Oost"], "Gebied 'Oost' bestaat niet"),
    ],
)
def test_a_wrong_use_gives_one_clear_line_exit_code_2_and_no_folder(
    built: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], message: str
) -> None:
    assert command.main([*asked, "--map", str(tmp_path / "uit")]) == command.MISUSED
    said = capsys.readouterr().err
    assert said.startswith("Fout: ") and message in said and len(said.splitlines()) == 1
    assert not (tmp_path / "uit").exists()


def test_without_a_database_the_command_says_what_to_do(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--doel", "1", "--map", str(tmp_path / "uit")]) == command.FAILED
    assert "python -m etl" in capsys.readouterr().err and not (tmp_path / "uit").exists()


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_named_and_left_as_it_was(
    built: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vol").write_text("een bestand", encoding="utf-8")
    asked = ["--maak", "csv", "--doel", "1", "--map", str(tmp_path / "vol")]
    assert command.main(asked) == command.FAILED
    assert "niet te schrijven (er is al iets met die naam: vol)" in capsys.readouterr().err
    assert (tmp_path / "vol").read_text(encoding="utf-8") == "een bestand"


def test_a_disk_that_fills_leaves_the_files_of_before_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing.write({"a.csv": b"oud", "b.csv": b"oud"}, tmp_path)
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "b.csv":
            write(path, content[:1])
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match="de schijf is vol"):
        writing.write({"a.csv": b"nieuw", "b.csv": b"nieuw"}, tmp_path)
    with pytest.raises(DataError, match="de schijf is vol"):
        writing.write({"b.csv": b"nieuw"}, tmp_path / "map")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"oud", "b.csv": b"oud"}


@pytest.mark.slow
def test_a_template_that_does_not_fit_is_left_out_and_named(
    data: Path, included_database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (data / "lokaal").mkdir()
    (data / "lokaal" / "sjabloon.pptx").write_bytes(b"geen presentatie")
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(included_database))
    asked = ["--maak", "powerpoint", "--doel", "1", "--map", str(tmp_path)]
    assert command.main(asked) == command.PARTLY
    said = capsys.readouterr().err
    assert "is geen PowerPoint-bestand" in said and "zonder dat sjabloon" in said
    assert len(pptx.Presentation(str(tmp_path / "doel-1.pptx")).slides) == 1


@pytest.mark.slow
def test_a_pdf_is_of_the_documents_that_are_asked_for(
    built: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "document", lambda letter, template: letter.title.encode())
        for asked, names in (("pdf", {"brief.pdf", "doel-1.pdf"}), ("brief,pdf", {"brief.docx", "brief.pdf"})):
            assert command.main(["--maak", asked, "--doel", "1", "--map", str(tmp_path / asked)]) == command.ALL_WELL
            assert {path.name for path in (tmp_path / asked).iterdir()} == names
    monkeypatch.setattr(pdf, "_office", lambda: None)
    capsys.readouterr()
    assert command.main(["--maak", "pdf", "--doel", "1", "--map", str(tmp_path / "niets")]) == command.FAILED
    assert "geen LibreOffice" in capsys.readouterr().err and not (tmp_path / "niets").exists()


@pytest.mark.slow
def test_the_same_choice_gives_the_same_bytes(built: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_office", lambda: None)  # which writes the time into it
    asked = ["--maak", "alles", "--doel", "1,11"]
    for folder in ("een", "twee"):
        assert command.main([*asked, "--map", str(tmp_path / folder)]) == command.ALL_WELL
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
                     for folder in ("een", "twee"))  # fmt: skip
    assert first == second and {"datapakket.zip", "vergaderstand.pptx"} <= set(first)
    with zipfile.ZipFile(tmp_path / "een" / "datapakket.zip") as archive:
        assert "datapackage.json" in archive.namelist()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["veerkracht", "veerkracht.export"])
def test_both_names_of_the_command_are_the_same_one(
    built: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setattr(sys, "argv", [name, "--doel", "99"])
    monkeypatch.delitem(sys.modules, f"{name}.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(name, run_name="__main__", alter_sys=False)
    assert ended.value.code == command.MISUSED and "Doel '99' bestaat niet" in capsys.readouterr().err


def test_a_database_that_is_damaged_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kapot.duckdb").write_bytes(b"geen database" * 100)
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(tmp_path / "kapot.duckdb"))
    assert command.main(["--doel", "1", "--map", str(tmp_path / "uit")]) == command.FAILED
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "uit").exists()


@pytest.mark.slow
def test_a_database_of_another_version_is_to_be_built_again(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "oud.duckdb"
    shutil.copyfile(included_database, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table goal_synonym")
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(path))
    assert command.main(["--doel", "1", "--map", str(tmp_path / "uit")]) == command.FAILED
    said = capsys.readouterr().err
    assert "andere versie" in said and "python -m etl --offline" in said and "Traceback" not in said
