"""Whatever goes wrong with one table, own file or console ends that alone: the rest goes on and the run is logged."""

import json
import logging
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from etl.build.goals import statuses
from etl.command import command
from etl.own_figures import figures, local_files
from etl.own_texts import own_text, stories
from etl.publishers import odata
from etl.snapshots import folders, store
from tests import full_set
from tests import publishers as server
from tests.conftest import INCLUDED, Shared
from tests.publishers import Publishers
from veerkracht.core import logs, paths, run_log
from veerkracht.core.errors import DataError

pytestmark = [pytest.mark.slow, pytest.mark.few_figures]

GOOD = "indicator;gebied;periode;waarde;n;bron\nthuis_in_de_buurt;BU09350403;2022;58,9;212;\n"
KWB, OTHER = "85984NED", "85318NED"


def raising(*_: object, **__: object) -> None:
    """What nobody foresaw."""
    return {}["geheim cijfer 58,9"]  # type: ignore[return-value]


def run(*arguments: str) -> int:
    return command.main(list(arguments))


def put(data: Path, name: str, content: str | bytes) -> Path:
    path = data / "lokaal" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def last_run() -> run_log.Run:
    return run_log.read(paths.fetched_folder())[-1]


def outcomes() -> dict[str, str]:
    return {attempt.table_id: attempt.outcome for attempt in last_run().attempts}


@pytest.fixture
def places(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Gives the errors in the log."""

    def lines() -> list[str]:
        return [logs.HANDLER.format(record) for record in caplog.records if record.levelno >= logging.ERROR]

    return lines


@pytest.fixture
def two_tables(publishers: Publishers, data: Path) -> Publishers:
    for table_id, year in ((KWB, 2024), (OTHER, 2022)):
        publishers.add(server.kwb_table(full_set.included(table_id), table_id, f"Kerncijfers wijken en buurten {year}"))
    return publishers


def test_an_error_in_one_table_that_nobody_foresaw_is_named_and_the_others_go_on(
    two_tables: Publishers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    places: Callable[[], list[str]],
) -> None:  # fmt: skip
    topics, rows = odata._topics, len(two_tables.tables[KWB].properties)
    monkeypatch.setattr(odata, "_topics", lambda given: raising() if len(given) == rows else topics(given))
    assert run("--only", KWB, OTHER) == command.PARTLY
    assert outcomes() == {OTHER: "opgehaald", KWB: "mislukt"} and last_run().outcome == "deels gelukt"
    printed = capsys.readouterr()
    assert f"Tabel {KWB}: hier ging iets mis dat niet was voorzien (KeyError)." in printed.err
    assert "meld dit dan aan de ontwikkelaars, met de regel uit het logboek" in printed.err
    [line] = places()
    assert "error=KeyError" in line and "etl/publishers/odata.py" in line
    assert "geheim" not in printed.err + printed.out + line + str(last_run())


def test_an_error_in_one_own_file_that_nobody_foresaw_is_named_and_the_others_go_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = put(data, "goed.csv", GOOD), put(data, "stuk.csv", GOOD.replace("2022", "2023"))
    read = figures.read
    monkeypatch.setattr(figures, "read", lambda path, *rest: raising() if path == bad else read(path, *rest))
    assert run("--offline") == command.PARTLY
    assert outcomes() == {good.name: "opgehaald", bad.name: "mislukt"}
    assert "stuk.csv is niet overgenomen: het bestand is niet te lezen: hier ging iets mis" in capsys.readouterr().err
    assert run("controleer", str(bad)) == command.FAILED
    assert "Verbeter ze; er is niets geladen." in capsys.readouterr().err


UNREADABLE = (
    "Thema;Tegel;Periode\nWonen;Thuis;november 2024;\n",
    "indicator;gebied;periode;waarde;n;bron\nthuis_in_de_buurt;Nazaret;2024;58,9;212;\n",
    "indicator;gebied;periode;waarde;n;bron\nthuis_in_de_buurt;Belvédère;2024;58,9;212;\n".encode("cp1252"),
    b"\xff\xfe", b"\x00", b"indicator;gebied;periode;waarde\n", b"PK\x03\x04",
)  # fmt: skip


@pytest.mark.usefixtures("without_build")
def test_files_without_a_readable_row_are_refused_each_beside_a_good_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = put(data, "goed.csv", GOOD)
    bad = [put(data, f"stuk-{number}.csv", content) for number, content in enumerate(UNREADABLE)]
    assert run("--offline") == command.PARTLY
    assert outcomes() == {good.name: "opgehaald"} | {path.name: "mislukt" for path in bad}
    for path in bad:
        capsys.readouterr()
        assert run("controleer", str(path)) == command.FAILED
        printed = capsys.readouterr()
        assert f"{path.name}: " in printed.out and "er is niets geladen" in printed.err


@pytest.mark.usefixtures("without_build")
def test_what_fails_while_a_file_is_kept_is_of_that_file_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(data, "goed.csv", GOOD)
    bad = put(data, "stuk.csv", GOOD.replace("2022", "2023"))
    snapshots_of = figures.snapshots_of
    monkeypatch.setattr(
        figures, "snapshots_of", lambda own, *rest: raising() if own.path == bad else snapshots_of(own, *rest)
    )
    put(data, "verhalen/stuk.md", "---\n---\nTekst")
    monkeypatch.setattr(stories, "check", raising)
    put(data, "begroting.yaml", (INCLUDED / "begroting.yaml").read_bytes())
    assert run("--offline") == command.PARTLY
    assert outcomes() == {
        "goed.csv": "opgehaald", "stuk.csv": "mislukt", "stuk.md": "mislukt", "begroting.yaml": "opgehaald",
    }  # fmt: skip
    monkeypatch.setattr(own_text, "_content", raising)
    assert run("--offline") == command.PARTLY
    assert outcomes()["begroting.yaml"] == "mislukt" and outcomes()["goed.csv"] == "niet gewijzigd"


@pytest.mark.parametrize("what", ["cijfers", "teksten"])
def test_own_files_that_cannot_even_be_listed_do_not_end_the_run(
    data: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    put(data, "goed.csv", GOOD)
    put(data, "begroting.yaml", (INCLUDED / "begroting.yaml").read_bytes())
    monkeypatch.setattr(*((local_files, "figures") if what == "cijfers" else (local_files, "texts")), raising)
    assert run("--offline") == command.PARTLY
    assert outcomes()[what] == "mislukt" and "opgehaald" in outcomes().values()


def break_file(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)


@pytest.fixture
def accepted(data: Path, shared: Shared) -> Path:
    """A data folder of which a run has taken in the one own file."""

    def accept(folder: Path) -> None:
        shutil.copytree(data, folder)
        put(folder, "goed.csv", GOOD)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VEERKRACHT_DATA", str(folder))
            assert run("--offline") == command.ALL_WELL

    return shutil.copytree(shared("accepted-own-file", accept), data, dirs_exist_ok=True)


@pytest.mark.usefixtures("without_build")
@pytest.mark.parametrize(
    ("name", "content"),
    [("facts.csv", b"onzin"), ("facts.csv", b"\xff"), ("manifest.json", b"{}"), ("manifest.json", b"["),
     ("manifest.json", b'{"source_id": ["x"]}')],
)  # fmt: skip
def test_an_accepted_file_that_broke_on_disk_is_taken_in_again(accepted: Path, name: str, content: bytes) -> None:
    [folder] = store.folders_in(paths.accepted_folder())
    before = store.read(folder, "lokaal").facts
    break_file(folder, name, content)
    assert run("--offline") == command.ALL_WELL
    assert outcomes() == {"goed.csv": "opgehaald"}
    assert store.read(folder, "lokaal").facts.equals(before)
    break_file(folder, name, content)
    (accepted / "lokaal" / "goed.csv").unlink()
    assert run("--offline") == command.ALL_WELL and not folder.exists()


@pytest.mark.parametrize(("name", "content"), [("facts.csv", b"onzin"), ("manifest.json", b'{"table_id": 5}')])
def test_a_snapshot_that_broke_on_disk_is_named_and_fetched_again(
    two_tables: Publishers, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--only", KWB) == command.ALL_WELL
    [folder] = store.folders_in(paths.fetched_folder())
    break_file(folder, name, content)
    assert run("status") == command.ALL_WELL
    assert "85984NED" in capsys.readouterr().out
    assert run("--offline") == command.PARTLY
    assert f"Momentopname {folder}" in capsys.readouterr().err and outcomes() == {KWB: "mislukt"}
    assert run("--only", KWB) == command.ALL_WELL and outcomes() == {KWB: "opgehaald"}


@pytest.mark.usefixtures("without_build")
def test_outlines_that_broke_on_disk_are_fetched_again(publishers: Publishers, data: Path) -> None:
    publishers.buurten, publishers.wijken, publishers.gemeenten = server.outlines(INCLUDED / "grenzen@2024")
    assert run("--only", "grenzen") == command.ALL_WELL
    for name in ("buurten.geojson", "manifest.json"):
        break_file(paths.fetched_folder() / "grenzen@2024", name, b"onzin")
        assert run("--only", "grenzen") == command.ALL_WELL and outcomes() == {"grenzen": "opgehaald"}
    assert run("--only", "grenzen") == command.ALL_WELL and outcomes() == {"grenzen": "niet gewijzigd"}


def test_a_build_that_fails_in_a_way_nobody_foresaw_is_logged_and_leaves_the_database(
    data: Path, database_of_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = database_of_data.read_bytes()
    monkeypatch.setattr(statuses, "compute", raising)
    assert run("--offline") == command.FAILED
    error = capsys.readouterr().err
    message = "De database is niet te bouwen: hier ging iets mis dat niet was voorzien (KeyError)."
    assert f"Fout: {message}" in error and error.rstrip().endswith("De vorige database blijft staan.")
    assert last_run().outcome == "mislukt" and message in last_run().message
    assert database_of_data.read_bytes() == before


def test_when_the_build_fails_it_is_printed_too_why_each_table_failed(
    two_tables: Publishers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_tables.fail(f"{KWB}/TypedDataSet", "400")

    def refused(_: object) -> None:
        raise DataError("Controle mislukt: som klopt niet. De vorige database blijft staan.")

    monkeypatch.setattr("etl.build.build.run_checks", refused)
    assert run("--only", KWB, OTHER) == command.FAILED
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("Fout: 1 tabel of bestand mislukt") and f"Tabel {KWB}" in first and "HTTP 400" in first
    assert second == "Fout: Controle mislukt: som klopt niet. De vorige database blijft staan."
    assert outcomes() == {KWB: "mislukt", OTHER: "opgehaald"}


def test_whatever_a_command_cannot_do_is_one_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.template, "write", raising)
    assert run("sjabloon") == command.FAILED
    error = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Fout:")]
    assert error == [
        "Fout: python -m etl sjabloon: hier ging iets mis dat niet was voorzien (KeyError). Probeer het later opnieuw; "
        "blijft het zo, meld dit dan aan de ontwikkelaars, met de regel uit het logboek."
    ]


# the console


def etl(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **settings.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments], cwd=paths.ROOT, env=environment, timeout=120, check=False,
        **({"capture_output": True} | settings),
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850"])
def test_a_sign_that_the_console_does_not_have_is_replaced(data: Path, encoding: str) -> None:
    put(data, "peiling Belve\u0301de\u0300re.csv", GOOD)
    place = "toegang_tot_hulp;Oud\u2011Kaberg;2022;58,9;212;\n"
    bad = put(data, "streepje.csv", GOOD.replace("thuis_in_de_buurt", "toegang_tot_hulp") + place)
    console = {"PYTHONIOENCODING": encoding}
    done = etl("--offline", "--log", "json", env=console)
    assert done.returncode == command.PARTLY and b"Traceback" not in done.stderr
    assert {json.loads(line).get("outcome") for line in done.stdout.splitlines()} >= {"opgehaald", "mislukt"}
    assert sorted(outcomes().values()) == ["mislukt", "opgehaald"]
    done = etl("controleer", str(bad), env=console)
    assert done.returncode == command.FAILED and b"gebied 'Oud?Kaberg'" in done.stdout


@pytest.mark.usefixtures("without_build")
def test_a_name_that_is_no_text_is_printed_and_logged(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(data, os.fsdecode(b"\xff\xe9.csv"), "onzin")
    put(data, "goed.csv", GOOD)
    assert run("--offline") == command.PARTLY
    assert "??.csv  mislukt" in capsys.readouterr().out and sorted(outcomes()) == ["??.csv", "goed.csv"]


def test_output_that_nobody_takes_does_not_end_a_run(data: Path) -> None:
    put(data, "stuk.csv", "onzin")
    put(data, "goed.csv", GOOD)
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        for number, console in enumerate((full, writing), 1):
            done = etl("--offline", capture_output=False, stdout=console, stderr=console)
            assert done.returncode == command.PARTLY
            assert len(run_log.read(paths.fetched_folder())) == number
        assert etl("status", stdout=full, stderr=subprocess.PIPE, capture_output=False).stderr == b""
    os.close(writing)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_run_that_is_started_without_output_goes_on(data: Path, closed: str) -> None:
    put(data, "goed.csv", GOOD)
    begin = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "etl"]
    done = subprocess.run([*begin, "--offline"], cwd=paths.ROOT, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (command.ALL_WELL, b"") and last_run().outcome == "gelukt"
    assert subprocess.run([*begin, "status"], cwd=paths.ROOT, timeout=120, check=False).returncode == command.ALL_WELL


def test_status_reads_well_in_a_pipe_and_on_a_narrow_terminal(
    data: Path, database_of_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(data, "stuk.csv", "onzin")
    put(data, "goed.csv", GOOD)
    run("--offline")
    piped = etl("status", env={"COLUMNS": "80"}).stdout.decode()
    assert "\x1b" not in piped and "…" not in piped
    assert "Gezondheid per wijk en buurt; 2012/2016/2020/2022/2024 (indeling 2024)\n" in piped
    assert piped.count("stuk.csv is niet overgenomen") == 1 and "deels gelukt: " in piped
    monkeypatch.setattr(command.OUT, "_force_terminal", True)
    monkeypatch.setattr(command.OUT, "_width", 80)
    capsys.readouterr()
    run("status")
    table = capsys.readouterr().out.partition("Database")[0].splitlines()
    assert max(map(len, table)) <= 80 and any(line.startswith(" " * 50) for line in table)


def test_codes_in_a_message_do_not_reach_the_terminal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(data, "stuk.csv", GOOD + "\x1b[2J\x1b[31m;x;2022;1;1;\n")
    assert run("controleer", str(path)) == command.FAILED
    assert "\x1b" not in capsys.readouterr().out


# the disk


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """Make the system refuse files longer than this, as a full disk does."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_full_disk_while_fetching_leaves_every_table_as_it_was(
    two_tables: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--only", KWB, OTHER) == command.ALL_WELL
    (paths.fetched_folder() / run_log.NAME).unlink()
    before = contents(data)
    for table in two_tables.tables.values():
        table.modified = "2026-10-01T02:00:00"
    capsys.readouterr()
    with no_room(200):
        assert run("--only", KWB, OTHER) == command.FAILED
    error = capsys.readouterr().err.splitlines()
    assert error[0].startswith("Let op: Deze run staat niet in het logboek van runs: er is niet te lezen of te schr")
    assert error[1].startswith("Fout: 2 tabellen of bestanden mislukt")
    assert error[1].count("(het bestand wordt te groot)") == 2
    assert "Kijk of de schijf vol is, en of het programma mag lezen en schrijven" in error[1] and len(error) == 2
    after = contents(data)
    after.pop(f"bronnen/{run_log.NAME}")
    assert after == before
    assert run("--only", KWB, OTHER) == command.ALL_WELL and last_run().outcome == "gelukt"


def test_a_folder_that_cannot_be_written_is_one_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "bronnen").symlink_to(data / "schijf die weg is")  # root may write in any folder
    assert run("--offline") == command.FAILED
    [error] = capsys.readouterr().err.splitlines()
    assert error.startswith(f"Fout: De map {data / 'bronnen'} verwijst naar een map die er niet is.")


def test_a_file_in_the_place_of_the_folder_is_set_aside_in_one_line(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "bronnen").write_text("geen map", encoding="utf-8")
    assert run("--offline") == command.PARTLY
    [warning] = capsys.readouterr().err.splitlines()
    assert warning.startswith("Let op: Waar een map bronnen hoort, stond een bestand. Dat heet nu bronnen.vorige-1;")
    assert (data / "bronnen.vorige-1").read_text(encoding="utf-8") == "geen map"
    assert last_run().outcome == "deels gelukt" and warning.removeprefix("Let op: ") in last_run().message


def test_a_full_disk_leaves_the_templates_as_they_were(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sjabloon") == command.ALL_WELL
    before = contents(data / "lokaal")
    assert "verhalen/sjabloon.md" in before
    capsys.readouterr()
    with no_room(200):
        assert run("sjabloon") == command.FAILED
    [error] = capsys.readouterr().err.splitlines()
    assert (
        error.startswith("Fout: ")
        and "het sjabloon is niet te schrijven (het bestand wordt te groot). Kijk of de schijf vol is" in error
    )
    assert contents(data / "lokaal") == before


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.replace(tmp_path / "t@1", {"a": b"old"})
    move = os.replace

    def full(source: Path, target: Path) -> None:
        if source.name.startswith(".aside-"):
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        folders.replace(tmp_path / "t@1", {"a": b"new"})
    assert contents(tmp_path) == {"t@1/a": b"old"}
