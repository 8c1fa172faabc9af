"""Whatever ends or hinders a build: the ledger of before is there after it, row for row, and the next build goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.build import build, freshness, previous
from etl.command import command
from tests import harm
from tests.etl.build.test_build import ask, rewritten
from tests.etl.build.test_internal import OPEN, SECRET, figures, tables_with
from tests.web.test_faults_running import no_room
from veerkracht.core import paths, run_log
from veerkracht.core.errors import DataError
from veerkracht.database import places

pytestmark = [pytest.mark.slow, pytest.mark.few_figures]

# root may write where others may not, unless it gives that up
WITHOUT_RIGHTS = (
    ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    if hasattr(os, "getuid") and os.getuid() == 0
    else []
)
CHANGING_NOTHING = (  # stages of a build; when it is killed after one of them, the next finds the same files
    "etl.build.fingerprint.of_inputs",
    "etl.build.previous.read",
    "etl.snapshots.tidy.observations",
    "etl.build.build._fill_snapshots",
    "etl.build.build._fill_runs",
    "etl.build.goals.statuses.compute",
    "etl.build.build.run_checks",
    "etl.build.ledger._create_inputs",
    "etl.build.ledger._add_revisions",
    "etl.build.ledger._add_statuses",
    "etl.build.build._fill",
)


@pytest.fixture
def place(data: Path, database_of_data: Path) -> Path:
    """A database with a ledger, of which the next build revises one figure and one status."""
    harm.remember(database_of_data)
    rewritten(data, "50150NED@2025-11-18", {("GoedErvarenGezondheid_4", "BU09350403", "2024"): "55.0"})
    return database_of_data


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build tries once to read what is open elsewhere."""
    monkeypatch.setattr(previous, "_TRIES", 1)


def require_kept(place: Path, before: harm.Ledger, revisions: int = 1) -> None:
    """All rows of before are there, as they were, and beside them those of one build."""
    after = harm.ledger(place)
    assert {name: set(rows) - set(after[name]) for name, rows in before.items()} == {
        "revision": set(),
        "status_history": set(),
    }
    assert len(after["revision"]) - len(before["revision"]) == revisions


def run_on(place: Path, before: harm.Ledger) -> None:
    """The next run goes on where this one ended, and the one after finds nothing to do."""
    assert command.main(["--offline"]) == command.ALL_WELL
    require_kept(place, before)
    after = harm.ledger(place)
    assert command.main(["--offline"]) == command.ALL_WELL
    assert harm.ledger(place) == after
    assert remains(place) == []


def contents(place: Path) -> dict[str, bytes]:
    """Return all files of the data folder, but for the lock of a build."""
    files = (path for path in place.parent.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(place.parent)): path.read_bytes() for path in files}


def remains(place: Path) -> list[Path]:
    """Return what a build that was killed left behind."""
    return list(place.parent.glob(".*.aside*"))


@pytest.mark.parametrize("stage", CHANGING_NOTHING)
def test_a_kill_before_the_database_is_in_place_leaves_all_files_as_they_were(place: Path, stage: str) -> None:
    intact = contents(place)
    assert harm.kill_build_after(stage, place) == -signal.SIGKILL
    build._remove_asides(place)
    assert contents(place) == intact


@pytest.mark.parametrize("stage", ["etl.snapshots.tidy.observations", "etl.build.build._fill"])
def test_the_next_run_removes_what_a_kill_left_behind_and_goes_on(place: Path, stage: str) -> None:
    before = harm.ledger(place)
    assert harm.kill_build_after(stage, place) == -signal.SIGKILL
    assert bool(remains(place)) == (stage == "etl.build.build._fill")
    run_on(place, before)


def test_a_kill_once_the_database_is_in_place_loses_nothing(place: Path) -> None:
    before = harm.ledger(place)
    assert harm.kill_build_after("os.replace", place) == -signal.SIGKILL
    require_kept(place, before)
    run_on(place, before)


def test_a_kill_once_a_database_that_cannot_be_read_is_kept_loses_nothing(place: Path) -> None:
    harm.of_a_newer_duckdb(place)
    intact = place.read_bytes()
    assert harm.kill_build_after("etl.build.previous.keep_copy", place) == -signal.SIGKILL
    assert place.read_bytes() == intact
    assert command.main(["--offline"]) == command.PARTLY
    [aside] = place.parent.glob("*.vorige-*")
    assert aside.read_bytes() == intact


@pytest.mark.parametrize("share", [0, 0.03, 0.06, 0.12, 0.25, 0.4, 0.5, 0.75])
def test_a_full_disk_at_any_stage_changes_nothing(place: Path, share: float) -> None:
    intact = contents(place)
    with (
        no_room(share * place.stat().st_size / 2**20),
        pytest.raises(DataError, match=r"niet te schrijven.*Kijk of de schijf vol is"),
    ):
        build.build(place)
    assert contents(place) == intact


def test_the_next_run_goes_on_after_a_full_disk(place: Path) -> None:
    before = harm.ledger(place)
    for megabytes in (0, place.stat().st_size / 2**21):
        with no_room(megabytes), pytest.raises(DataError, match="niet te schrijven"):
            build.build(place)
    run_on(place, before)


def test_a_full_disk_while_a_damaged_database_is_kept_loses_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    harm.overwrite(place)
    with monkeypatch.context() as patch:
        patch.setattr("os.link", fail)
        patch.setattr("shutil.copyfile", fail)
        with pytest.raises(DataError, match=r"niet te schrijven \(de schijf is vol\)"):
            build.build(place)
    assert place.read_bytes() == b"geen database"
    assert list(place.parent.glob("*.vorige-*")) == []
    assert command.main(["--offline"]) == command.PARTLY
    assert place.with_name("veerkracht.duckdb.vorige-1").read_bytes() == b"geen database"


def test_a_run_while_the_database_is_open_elsewhere_changes_nothing_and_names_the_program(
    place: Path, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before, intact = harm.ledger(place), place.read_bytes()
    with harm.held(place) as process:
        for _ in range(2):
            assert command.main(["--offline"]) == command.FAILED
            assert place.read_bytes() == intact
        assert command.main(["status"]) == command.ALL_WELL
    captured = capsys.readouterr()
    assert f", proces {process}). Sluit dat en probeer het opnieuw." in captured.err
    assert "cijfers." in captured.out.split("Database veerkracht.duckdb: ")[1]
    assert run_log.read(paths.fetched_folder())[-1].outcome == "mislukt"
    assert sorted(path.name for path in place.parent.glob("veerkracht*")) == ["veerkracht.duckdb", "veerkracht.lock"]
    run_on(place, before)


def test_a_visit_while_the_database_is_open_elsewhere_changes_nothing(place: Path, impatient: None) -> None:
    before, intact = harm.ledger(place), place.read_bytes()
    with harm.held(place):
        assert freshness.is_readable(place) and freshness.is_due(place)
        with pytest.raises(DataError, match="is open in een ander programma"):
            build.ensure(place)
    assert place.read_bytes() == intact
    build._failed.clear()
    build.ensure(place)
    require_kept(place, before)


def test_a_current_database_that_is_open_elsewhere_is_shown_as_it_is(data: Path, database_of_data: Path) -> None:
    with harm.held(database_of_data):
        assert freshness.is_current(database_of_data) and not freshness.is_due(database_of_data)
        assert build.figure_count(database_of_data) > 5000


@pytest.mark.parametrize(
    ("damage", "fault", "lost"),
    [
        (harm.overwrite, "is beschadigd", "everything"),
        (harm.scratch_figures, "is beschadigd", "figures"),
        (harm.of_a_newer_duckdb, "is van een andere, nieuwere versie van DuckDB", "everything"),
        (harm.of_a_newer_dashboard, "is van een andere versie van het dashboard", "revisions and history"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_run_keeps_what_it_cannot_read_and_says_so(
    place: Path, damage: Callable[[Path], None], fault: str, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = harm.ledger(place)
    damaged = []
    for number in (1, 2):
        damage(place)
        damaged.append(place.read_bytes())
        capsys.readouterr()
        assert command.main(["--offline"]) == command.PARTLY
        line = f"De vorige database veerkracht.duckdb {fault}. Zij is bewaard als veerkracht.duckdb.vorige-{number}."
        assert f"Let op: {line}" in capsys.readouterr().err
        logged = run_log.read(paths.fetched_folder())[-1]
        assert logged.outcome == "deels gelukt" and line in logged.message
    for number, content in enumerate(damaged, 1):
        assert place.with_name(f"veerkracht.duckdb.vorige-{number}").read_bytes() == content
    if lost == "figures":
        require_kept(place, before, revisions=0)  # the figures were not there to compare with
    names = [("veerkracht.duckdb.vorige-1",), ("veerkracht.duckdb.vorige-2",)]
    assert ask(place, "select name from set_aside order by name") == (names[1:] if lost == "everything" else names)
    after = harm.ledger(place)
    assert command.main(["--offline"]) == command.ALL_WELL
    assert harm.ledger(place) == after


def run_without_rights(place: Path) -> subprocess.CompletedProcess[str]:
    """Run the ETL as somebody who may write in the data folder and not where the database is."""
    return subprocess.run(
        [*WITHOUT_RIGHTS, sys.executable, "-m", "etl", "--offline"],
        cwd=paths.ROOT, env={**os.environ, "VEERKRACHT_DATABASE": str(place)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def elsewhere(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database in a folder of its own."""
    folder = tmp_path / "database"
    folder.mkdir()
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(folder / place.name))
    return place.rename(folder / place.name)


def test_a_read_only_folder_loses_nothing(elsewhere: Path) -> None:
    before, intact = harm.ledger(elsewhere), elsewhere.read_bytes()
    elsewhere.parent.chmod(0o555)
    run = run_without_rights(elsewhere)
    elsewhere.parent.chmod(0o755)
    assert run.returncode == command.FAILED and "De database is niet te schrijven" in run.stderr
    assert elsewhere.read_bytes() == intact and list(elsewhere.parent.iterdir()) == [elsewhere]
    run_on(elsewhere, before)


def test_a_read_only_database_is_read_and_replaced(elsewhere: Path) -> None:
    before = harm.ledger(elsewhere)
    elsewhere.chmod(0o444)
    assert run_without_rights(elsewhere).returncode == command.ALL_WELL
    run_on(elsewhere, before)


def test_a_database_that_may_not_be_read_is_left_alone(elsewhere: Path) -> None:
    before, intact = harm.ledger(elsewhere), elsewhere.read_bytes()
    elsewhere.chmod(0)
    run = run_without_rights(elsewhere)
    elsewhere.chmod(0o644)
    assert run.returncode == command.FAILED
    assert "veerkracht.duckdb is nu niet te lezen (geen rechten). Kijk of dit programma haar mag lezen" in run.stderr
    assert elsewhere.read_bytes() == intact and list(elsewhere.parent.glob("*.vorige*")) == []
    run_on(elsewhere, before)


def test_what_stands_in_the_write_ahead_log_alone_is_carried_over_and_the_log_goes(place: Path) -> None:
    before = harm.ledger(place)
    harm.leave_a_log(place)
    assert len(harm.ledger(place)["revision"]) == len(before["revision"]) + 1  # with its log
    build.build(place)
    assert not places.log_of(place).exists()
    require_kept(place, before, revisions=2)


@pytest.fixture
def internal(data: Path) -> Path:
    """The internal database beside the public one, with a public figure that the next build hides."""
    own = data / "lokaal" / "peiling.csv"
    own.parent.mkdir()
    own.write_text(figures("2026"), encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    own.write_text(figures("2025", "2026"), encoding="utf-8")
    return paths.internal_database_file()


def test_an_internal_database_that_is_open_elsewhere_stays_and_the_public_one_hides_what_is_internal(
    internal: Path, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before, intact = harm.ledger(internal), internal.read_bytes()
    with harm.held(internal):
        assert command.main(["--offline"]) == command.PARTLY
    printed = capsys.readouterr().err
    assert (
        "Nieuw is veerkracht.duckdb, met de openbare cijfers. De database veerkracht-intern.duckdb is niet" in printed
    )
    assert "en blijft zoals zij was" in printed
    assert "veerkracht-intern.duckdb is open in een ander programma (python" in printed
    logged = run_log.read(paths.fetched_folder())[-1]
    assert logged.outcome == "deels gelukt" and "Nieuw is veerkracht.duckdb" in logged.message
    assert internal.read_bytes() == intact
    assert tables_with(paths.database_file(), OPEN, SECRET) == set()
    assert command.main(["--offline"]) == command.ALL_WELL
    require_kept(internal, before, revisions=0)


def test_an_internal_database_that_cannot_be_read_is_kept_and_goes_on_from_the_public_one(
    internal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = harm.ledger(paths.database_file())["status_history"]
    harm.of_a_newer_duckdb(internal)
    intact = internal.read_bytes()
    assert command.main(["--offline"]) == command.PARTLY
    assert "Zij is bewaard als veerkracht-intern.duckdb.vorige-1." in capsys.readouterr().err
    assert internal.with_name("veerkracht-intern.duckdb.vorige-1").read_bytes() == intact
    assert set(known) < set(harm.ledger(internal)["status_history"])
    assert ask(internal, "select count(*) from set_aside") == [(1,)]
    assert ask(paths.database_file(), "select count(*) from set_aside") == [(0,)]


def test_publishing_what_is_open_elsewhere_names_the_program(
    database_of_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{tmp_path / 'elders.duckdb'}")
    with harm.held(database_of_data) as process:
        assert command.main(["publiceer"]) == command.FAILED
    assert f", proces {process}). Sluit dat en probeer het opnieuw." in capsys.readouterr().err
    assert not (tmp_path / "elders.duckdb").exists()
    assert command.main(["publiceer"]) == command.ALL_WELL
