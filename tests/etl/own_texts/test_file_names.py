"""A file that the check calls good is the one that a run takes in, and the reverse; what is left is named."""

import io
from pathlib import Path

import openpyxl
import pytest

from etl.command import command
from etl.own_figures import intake, local_files
from etl.own_texts import budget, decisions, efforts, groups, kinds, stories
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.run_log import Attempt

CATALOG = catalog.load(paths.CATALOG)
ROWS = [["indicator", "gebied", "periode", "waarde", "n"], ["thuis_in_de_buurt", "Nazareth", "2024", "58,9", "212"]]
STORY = """---
titel: Koffie
soort: verhaal
datum: 2026-03-31
zichtbaar: openbaar
toestemming: ja
---
Er was koffie.
"""


def put(data: Path, name: str, content: bytes) -> Path:
    """Return the path of a new own file with this name and content."""
    path = data / "lokaal" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def content_for(name: str) -> bytes:
    if ".xlsx" in name.lower():
        book, content = openpyxl.Workbook(), io.BytesIO()
        for row in ROWS:
            book.active.append(row)
        book.save(content)
        return content.getvalue()
    if ".md" in name.lower():
        return STORY.encode()
    text = next((text for text in local_files.TEXTS if text in name.lower()), "")
    return (INCLUDED / f"{text}.yaml").read_bytes() if text else "\n".join(map(";".join, ROWS)).encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("cijfers.csv", True), ("CIJFERS.CSV", True), ("cijfers.Xlsx", True),
        ("peiling Belve\u0301de\u0300re.csv", True),
        ("begroting.yaml", True), ("begroting.yml", True), ("Begroting.YAML", True), ("inspanningen.yml", True),
        ("INSPANNINGEN.YML", True), ("verhalen/koffie.md", True), ("verhalen/KOFFIE.MD", True),
        ("cijfers.csv.txt", False), ("cijfers.xlsx.txt", False), ("cijfers.txt", False), ("cijfers.csv.bak", False),
        ("sjabloon_ingevuld.csv", False), ("Sjabloon 2.xlsx", False), (".cijfers.csv", False),
        ("~$cijfers.xlsx", False),
        (".~lock.cijfers.csv", False), ("2024/cijfers.csv", False), ("verhalen/cijfers.csv", False),
        ("begroting 2026.yaml", False), ("mijn-inspanningen.yml", False), ("sjabloon inspanningen 2.yaml", False),
        ("begroting.yaml.txt", False), ("oud/begroting.yaml", False), ("verhalen/begroting.yaml", False),
        ("verhalen/inspanningen.yml", False), ("notities.yaml", False), ("koffie.md", False),
        ("verhalen/koffie.md.txt", False), ("verhalen/2024/koffie.md", False), ("verhalen/sjabloon koffie.md", False),
        ("Verhalen 2024/koffie.md", False), ("foto.jpg", False),
    ],
)  # fmt: skip
def test_the_check_calls_good_what_a_run_takes_in_and_what_it_does_not_is_named(
    data: Path, capsys: pytest.CaptureFixture[str], name: str, is_taken: bool
) -> None:
    path = put(data, name, content_for(name))
    assert (command.main(["controleer", str(path)]) == 0) == is_taken
    output = capsys.readouterr()
    assert ("goed" in output.out) == is_taken
    attempts, passed_over = intake.accept_all(CATALOG)
    attempts += kinds.accept_all(CATALOG)
    outcomes = [attempt.outcome for attempt in attempts]
    assert outcomes == ["opgehaald"] if is_taken else "opgehaald" not in outcomes
    named = [line for line in [*passed_over, *(attempt.message for attempt in attempts)] if path.name in line]
    folder = name.split("/")[-2] if "/" in name else ""
    named += [line for line in passed_over if folder and f"de map {folder} " in line]
    assert named, (attempts, passed_over)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sjabloon.csv", "sjabloon begroting.yaml", "verhalen/sjabloon.md"])
def test_a_template_as_it_was_written_is_no_news_for_a_run_but_is_for_the_check(data: Path, name: str) -> None:
    assert command.main(["sjabloon"]) == 0
    for other in ("README.md", "Thumbs.db", "desktop.ini", ".DS_Store", "._cijfers.csv", ".gitkeep"):
        (data / "lokaal" / other).write_text("x", encoding="utf-8")
    assert intake.accept_all(CATALOG) == ([], []) and kinds.accept_all(CATALOG) == []
    assert command.main(["controleer", str(data / "lokaal" / name)]) == 1


@pytest.mark.slow
def test_a_file_elsewhere_is_judged_by_its_name(tmp_path: Path, data: Path) -> None:
    for name, result in (("cijfers.csv", 0), ("begroting.yml", 0), ("koffie.md", 0), ("begroting 2026.yaml", 1)):
        (tmp_path / name).write_bytes(content_for(name))
        assert command.main(["controleer", str(tmp_path / name)]) == result


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("inspanning.yaml", "inspanningen.yaml"), ("Besluit.yml", "besluiten.yaml"), ("groep.yaml", "groepen.yaml"),
        ("inspaningen.yaml", "inspanningen.yaml"), ("begroting 2026.yaml", "begroting.yaml"),
        ("inspanningen.txt", "inspanningen.yaml"), ("begroting.yaml.txt", "begroting.yaml"),
        ("groepen", "groepen.yaml"), ("besluiten.json", "besluiten.yaml"), ("programa.yaml", "programma.yaml"),
        ("programma.yml", "programma.yaml"), ("Programma.yaml", "programma.yaml"), ("kaart.yaml", ""),
        ("veerkrachtkaart-referentie.csv", paths.REFERENCE), ("Verhaal/koffie.md", "verhalen"),
        ("notities.yaml", ""), ("peiling.csv", ""), ("begroting.csv", ""), ("veerkrachtkaart.csv", ""),
        ("foto.jpg", ""), ("oud/koffie.md", ""),
        (paths.REFERENCE, ""), ("verhalen/inspanning.yaml", ""),
    ],
)  # fmt: skip
def test_a_name_that_looks_like_a_known_one_is_told_which_is_meant(
    data: Path, capsys: pytest.CaptureFixture[str], name: str, meant: str
) -> None:
    is_programme = name == "Programma.yaml"
    path = put(data, name, paths.INCLUDED_PROGRAMME.read_bytes() if is_programme else b"a: 1\n")
    assert command.main(["controleer", str(path)]) == 1
    printed = capsys.readouterr().out
    attempts, lines = intake.accept_all(CATALOG)
    lines += [attempt.message for attempt in [*attempts, *kinds.accept_all(CATALOG)]]
    told = [line.partition("bedoelde u ")[2].partition("?")[0] for line in lines if "bedoelde u " in line]
    assert told == ([meant] if meant else [])
    assert (f"bedoelde u {meant}?" in printed) == bool(meant) or path.parent.name == "Verhaal"


def test_a_name_like_that_of_a_file_that_is_there_is_not_to_take_its_place(data: Path) -> None:
    (data / "lokaal").mkdir()
    for name in ("begroting.yaml", "begroting oud.yaml"):
        (data / "lokaal" / name).write_bytes(content_for(name))
    [attempt], _ = intake.accept_all(CATALOG)
    assert "bedoelde u begroting.yaml? Zet alles daarin, of haal het weg. Alles: " in attempt.message


def test_a_text_in_two_files_is_refused_in_both_and_its_last_good_copy_stays(data: Path) -> None:
    (data / "lokaal").mkdir()
    for name in ("begroting.yaml", "begroting.yml"):
        (data / "lokaal" / name).write_bytes(content_for(name))
        attempts = kinds.accept_all(CATALOG)
    assert [attempt.message.split(". ")[0] for attempt in attempts] == [
        "begroting.yaml is niet overgenomen: begroting.yml staat er ook; laat er één staan",
        "begroting.yml is niet overgenomen: begroting.yaml staat er ook; laat er één staan",
    ]
    assert [copy.name for copy in (paths.accepted_texts_folder() / "begroting").iterdir()] == ["begroting.yaml"]


A_LINK = "dit is een verwijzing naar een ander bestand; zet het bestand zelf in de map"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cijfers.csv", "cijfers.xlsx", "begroting.yaml", "inspanningen.yml"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_refused_and_what_was_accepted_of_the_file_stays(data: Path, name: str, is_there: bool) -> None:
    path, other = data / "lokaal" / name, data / "elders.txt"
    path.parent.mkdir()
    path.write_bytes(content_for(name))
    assert [attempt.outcome for attempt in taken_in()] == ["opgehaald"]
    path.unlink()
    before = accepted()
    if is_there:
        other.write_text("root:x:0:0:geheim\n", encoding="utf-8")
    path.symlink_to(other)
    [attempt] = taken_in()
    assert attempt.outcome == "mislukt" and f"{name} is niet overgenomen: {A_LINK}. Alles: " in attempt.message
    assert before and accepted() == before


def taken_in() -> list[Attempt]:
    return [*intake.accept_all(CATALOG)[0], *kinds.accept_all(CATALOG)]


def accepted() -> dict[str, bytes]:
    """Return the files that were accepted."""
    folders = (paths.accepted_folder(), paths.accepted_texts_folder())
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_link_to_a_folder_is_named_and_not_followed(data: Path) -> None:
    (data / "lokaal").mkdir()
    (data / "elders").mkdir()
    (data / "elders" / "cijfers.csv").write_bytes(content_for("cijfers.csv"))
    (data / "lokaal" / "archief").symlink_to(data / "elders")
    attempts, [line] = intake.accept_all(CATALOG)
    assert attempts == [] and line.startswith("archief is niet gelezen: het verwijst naar een andere map; zet")


@pytest.mark.slow
def test_a_linked_folder_of_stories_is_not_followed_so_that_no_permission_is_read_there(data: Path) -> None:
    folder = data / "lokaal" / local_files.STORIES
    folder.mkdir(parents=True)
    (folder / "koffie.md").write_text(STORY, encoding="utf-8")
    assert [attempt.outcome for attempt in taken_in()] == ["opgehaald"]
    folder.rename(data / "elders")
    folder.symlink_to(data / "elders")
    withdrawn, refused = taken_in()
    assert withdrawn.message.startswith("koffie.md wordt niet meer getoond: ") and not accepted()
    assert "verhalen verwijst naar een andere map; maak er een gewone map van" in refused.message
    [line, *_] = intake.accept_all(CATALOG)[1]
    assert line == "verhalen is niet gelezen: het verwijst naar een andere map; maak er een gewone map van."


def test_the_names_of_texts_are_those_of_their_kinds() -> None:
    names = {efforts.NAME, budget.NAME, decisions.NAME, groups.NAME}
    assert names == set(local_files.TEXTS) and stories.NAME == local_files.STORIES
