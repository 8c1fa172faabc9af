"""A hand-in is checked and shown by itself: it learns nothing of what the municipality keeps, and leaves nothing."""

import json
import os
import zipfile
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest

from etl.command import command
from etl.handed_in import aside, check
from etl.own_figures import template
from tests.conftest import run_offline
from tests.etl.handed_in import hostile
from tests.etl.own_texts.test_stories import picture, written
from veerkracht.catalog import catalog
from veerkracht.core import hand_ins, paths
from veerkracht.core.errors import SourceError

HEADER = "indicator;gebied;periode;waarde;n;zichtbaar\n"
GOOD = f"{HEADER}toegang_tot_hulp;Nazareth;2024;58;212;openbaar\n"


def checked(path: Path, work: Path) -> hand_ins.Checked:
    return check.check(path, work / "werk", catalog.load(paths.CATALOG)).checked


@pytest.mark.slow
def test_figures_are_checked_row_by_row_as_by_the_command(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "peiling.csv"
    path.write_text(f"{GOOD}toegang_tot_hulp;Nazaret;2024;158;;openbaar\n", encoding="utf-8")
    found = checked(path, tmp_path)
    assert found.kind == hand_ins.FIGURES and any("rij 3" in mistake for mistake in found.mistakes)
    path.write_text(GOOD, encoding="utf-8")
    found = checked(path, tmp_path)
    assert (found.mistakes, found.summary, found.topics) == ((), "1 cijfer", ("toegang_tot_hulp",))


def test_a_check_that_cannot_be_done_says_why_where_the_page_reads_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, as text: what it prints else is the answer (topics/hand_in/etl_process.py)."""
    assert command.main(["controleer", str(tmp_path / "is-er-niet.csv"), "--json"]) == command.FAILED
    printed = capsys.readouterr()
    assert printed.out == "" and "Fout: Noem het bestand" in " ".join(printed.err.split())


def test_what_is_internal_is_said_to_be(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "peiling.csv"
    path.write_text(GOOD.replace("openbaar", "intern"), encoding="utf-8")
    assert checked(path, tmp_path).is_internal


@pytest.mark.slow
@pytest.mark.few_figures
def test_a_check_finds_no_file_of_the_municipality(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In data/lokaal the same figure in another file is a mistake that names the file; here it is none."""
    local = data / "lokaal"
    local.mkdir()
    (local / "geheim-rapport.csv").write_text(GOOD.replace("openbaar", "intern"), encoding="utf-8")
    run_offline(data)
    path = tmp_path / "peiling.csv"
    path.write_text(GOOD, encoding="utf-8")
    capsys.readouterr()
    assert command.main(["controleer", str(path), "--json", "--voorbeeld", str(tmp_path / "voorbeeld")]) == 0
    answer = capsys.readouterr().out
    *before, last = answer.splitlines()  # the stages, and the answer
    assert "rapport" not in answer and hand_ins.checked(last).mistakes == ()
    assert before and all(json.loads(line)["level"] == "stage" for line in before)
    assert os.environ["VEERKRACHT_DATA"] == str(data)
    with duckdb.connect(str(tmp_path / "voorbeeld" / "veerkracht.duckdb"), read_only=True) as shown:
        figures = "select value from observation where indicator_id = 'toegang_tot_hulp' and value is not null"
        [[value]] = shown.execute(figures).fetchall()
        [[notes]] = shown.execute("select string_agg(note, ' ') from snapshot").fetchall()
    assert value == 58 and "geheim-rapport" not in notes
    assert not (tmp_path / "voorbeeld" / "veerkracht-intern.duckdb").exists()
    assert [path.name for path in local.iterdir()] == ["geheim-rapport.csv"]


def test_the_bounds_of_a_check_end_with_it(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a process that does more after it, as one of the tests, is ended when it took long in all."""
    resource = pytest.importorskip("resource")
    kinds = resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE
    usual, inside = [*map(resource.getrlimit, kinds)], []
    path = tmp_path / "peiling.csv"
    path.write_text(GOOD, encoding="utf-8")

    def look(*_: object) -> NoReturn:
        inside.extend(map(resource.getrlimit, kinds))
        raise SourceError("genoeg gezien")

    monkeypatch.setattr(check, "check", look)
    assert command.main(["controleer", str(path), "--json"]) == command.FAILED
    assert [*map(resource.getrlimit, kinds)] == usual
    assert inside != usual and resource.RLIM_INFINITY not in [soft for soft, _ in inside]
    assert inside[0][0] > sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


@pytest.mark.slow
@pytest.mark.few_figures
def test_an_internal_hand_in_is_shown_in_a_database_beside_the_public_one(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "peiling.csv"
    path.write_text(GOOD.replace("openbaar", "intern"), encoding="utf-8")
    content = catalog.load(paths.CATALOG)
    with aside.data_folder(tmp_path / "voorbeeld"):
        place = aside.show(check.check(path, tmp_path / "werk", content), content)
    assert place.name == "veerkracht-intern.duckdb"
    with duckdb.connect(str(place.with_name("veerkracht.duckdb")), read_only=True) as public:
        figures = "from observation where indicator_id = 'toegang_tot_hulp' and value is not null"
        assert public.execute(figures).fetchall() == []


def test_a_story_with_photos_is_one_file_and_its_photos_lose_where_they_were_taken(data: Path, tmp_path: Path) -> None:
    written(tmp_path, "![een plein](plein.jpg)", name="plein.md")
    with zipfile.ZipFile(tmp_path / "plein.zip", "w") as archive:
        archive.write(tmp_path / "plein.md", "plein.md")
        archive.writestr("plein.jpg", picture())
    found = check.check(tmp_path / "plein.zip", tmp_path / "werk", catalog.load(paths.CATALOG))
    assert found.checked.mistakes == () and found.checked.topics == ("plein",)
    assert found.received and b"Exif" not in found.received.photos[0].read_bytes()


@pytest.mark.slow
def test_a_photo_that_the_story_does_not_show_is_a_mistake(data: Path, tmp_path: Path) -> None:
    written(tmp_path, "Zonder foto.", name="plein.md")
    with zipfile.ZipFile(tmp_path / "plein.zip", "w") as archive:
        archive.write(tmp_path / "plein.md", "plein.md")
        archive.writestr("plein.jpg", picture())
    [mistake] = checked(tmp_path / "plein.zip", tmp_path).mistakes
    assert "'plein.jpg' staat niet in het verhaal" in mistake


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["../uit.md"], "mappen of verwijzingen"),
        (["map/a.md"], "mappen of verwijzingen"),
        (["a.md", "b.md"], "hoort één verhaal"),
        (["a.md", "a.exe"], "hoort niet bij een verhaal"),
        (["a.md", *(f"{number}.jpg" for number in range(11))], "hoogstens 11"),
        (["a.md", "A.md"], "dezelfde naam"),
    ],
)
def test_an_archive_with_anything_else_is_refused(data: Path, tmp_path: Path, names: list[str], why: str) -> None:
    with zipfile.ZipFile(tmp_path / "verhaal.zip", "w") as archive:
        for name in names:
            archive.writestr(name, hostile.HEAD)
    [mistake] = checked(tmp_path / "verhaal.zip", tmp_path).mistakes
    assert why in mistake
    assert not (tmp_path / "uit.md").exists()


@pytest.mark.slow
def test_an_archive_that_lies_about_its_size_is_not_unpacked_beyond_the_bound(data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "verhaal.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", hostile.HEAD)
        archive.writestr("a.jpg", b"\0" * 30_000_000)
    assert "uitgepakt groter" in checked(tmp_path / "verhaal.zip", tmp_path).mistakes[0]


def test_the_lists_of_the_workbook_offer_every_topic_and_area_and_what_they_offer_is_read(
    data: Path, tmp_path: Path
) -> None:
    import openpyxl

    content = catalog.load(paths.CATALOG)
    names = {"BU09350403": "Nazareth", "GM0935": "Maastricht", "BU1": "Dubbel", "BU2": "Dubbel"}
    book = openpyxl.load_workbook(template.write(tmp_path, content, names)[1])
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in book["Cijfers"].data_validations.dataValidation}
    assert set(rules) == set("ABCJK") and rules["K"] == '"openbaar,intern"' and '"2026,2025' in rules["C"]
    offered = {column: [cell.value for [cell] in book["Uitleg"][rules[column].partition("!")[2].replace("$", "")]]
               for column in "AB"}  # fmt: skip
    assert "laagdrempelige toegang tot hulp" in " ".join(offered["A"]) and offered["B"] == [
        "Nazareth",
        "BU1",
        "BU2",
        "Maastricht",
    ]
    assert json.dumps(offered["A"]).count('"') == 2 * len(set(offered["A"]))
