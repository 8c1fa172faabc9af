"""Taking over and undoing, ended at every step by a kill or a full disk: nothing is lost, nothing half taken over."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

from etl.command import command
from etl.handed_in import bounds, check, waiting
from etl.snapshots import run_lock
from tests.etl.handed_in.test_take_over import GOOD, NEW, OWN, local, put
from tests.etl.own_texts.test_stories import picture, written
from veerkracht.catalog import catalog
from veerkracht.core import hand_ins, paths
from veerkracht.core.errors import SourceError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="geen fork op dit systeem")

STEPS = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
STORY, FIGURES, EFFORTS = "verhalen", "cijfers", "inspanningen"
TAKE, UNDO = "overnemen", "terugdraaien"


def is_step(event: str, arguments: tuple[object, ...]) -> bool:
    """Return whether an event of Python's audit changes something in the data folder."""
    if not any(str(paths.data_folder()) in str(argument) for argument in arguments):
        return False
    flags = arguments[2] if event == "open" else 0
    return event in STEPS or bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def ended(act: Callable[[], None], at: int, fault: Callable[[], None], lasts: bool) -> bool:
    """Do this in a process of its own, with a fault at this step, and, when it `lasts`, at all that follow; return
    False when it has fewer steps."""
    if (pid := os.fork()) == 0:
        steps = 0

        def step(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal steps
            if is_step(event, arguments):
                steps += 1
                if steps == at or (lasts and steps > at):
                    fault()

        sys.addaudithook(step)
        try:
            act()
        except (SourceError, OSError):
            os._exit(1)
        finally:
            os._exit(0 if steps < at else 1)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) != 0


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full_disk() -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def offer(kind: str, folder: Path) -> Path:
    """Put files in data/lokaal, and return a file to hand in that would replace them."""
    folder.mkdir()
    paths.local_folder().mkdir(parents=True)
    if kind == FIGURES:
        (folder / "peiling.csv").write_text(GOOD, encoding="utf-8")
        (paths.local_folder() / "peiling.csv").write_text(GOOD.replace("58", "57"), encoding="utf-8")
        return folder / "peiling.csv"
    if kind == EFFORTS:
        (folder / "inspanningen.yaml").write_text(NEW, encoding="utf-8")
        (paths.local_folder() / "inspanningen.yaml").write_text(OWN, encoding="utf-8")
        return folder / "inspanningen.yaml"
    written(paths.local_folder() / STORY, "Hoe het was.", name="plein.md")
    written(folder, "![een plein](foto.jpg)", name="plein.md")
    with zipfile.ZipFile(folder / "plein.zip", "w") as archive:
        archive.write(folder / "plein.md", "plein.md")
        archive.writestr("foto.jpg", picture())
    return folder / "plein.zip"


def decide(what: str, number: str, work: Path) -> None:
    """Take over or undo, as the command does around a build."""
    shutil.rmtree(work, ignore_errors=True)
    with run_lock.hold(paths.fetched_folder()):
        waiting.recover()
        if what == TAKE:
            with waiting.taking_over(number, "beheer", catalog.load(paths.CATALOG), work):
                pass
        else:
            with waiting.undoing(number, "beheer"):
                pass


def restore(saved: Path) -> None:
    """Let the data folder be as it was saved, all but the included data."""
    for folder in (paths.local_folder(), waiting.folder()):
        shutil.rmtree(folder)
        shutil.copytree(saved / folder.name, folder)


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "lasts"), [(kill, False), (full_disk, True)], ids=["kill", "full disk"])
@pytest.mark.parametrize(("kind", "what"), [(STORY, TAKE), (STORY, UNDO), (FIGURES, TAKE), (EFFORTS, UNDO)])
def test_whatever_the_step_the_next_run_puts_it_right(
    data: Path, tmp_path: Path, kind: str, what: str, fault: Callable[[], None], lasts: bool
) -> None:
    number = put(offer(kind, tmp_path / "aanbod"), tmp_path / "werk").number
    if what == UNDO:
        decide(TAKE, number, tmp_path / "nagekeken")
    before = waiting.get(number).state, local()
    for folder in (paths.local_folder(), waiting.folder()):
        shutil.copytree(folder, tmp_path / "bewaard" / folder.name)
    decide(what, number, tmp_path / "nagekeken")
    after = waiting.get(number).state, local()
    assert before[0] != after[0] and before[1] != after[1]
    outcomes = []
    for step in count(1):
        restore(tmp_path / "bewaard")
        if not ended(lambda: decide(what, number, tmp_path / "nagekeken"), step, fault, lasts):
            break
        is_marked = bool(waiting.unfinished())
        lines = waiting.recover()
        assert (waiting.get(number).state, local()) in (before, after), step
        assert not waiting.unfinished() and waiting.recover() == [], step
        left = [path.name for path in paths.data_folder().rglob(".aside-*")]
        assert not is_marked or not left, step
        assert len(lines) == is_marked and all("werd onderbroken" in line for line in lines), step
        advice = "neem het opnieuw over" if what == TAKE else "Dat is nu afgemaakt"
        assert all(advice in line for line in lines), step
        outcomes.append((waiting.get(number).state, is_marked))
    assert step > 6 and any(is_marked for _, is_marked in outcomes)
    assert ("wacht" if what == TAKE else "overgenomen", False) in outcomes  # before anything was written


@pytest.mark.slow
@pytest.mark.parametrize("at", range(1, 8))
def test_a_file_that_is_cut_off_halfway_is_in_place_whole_or_not_at_all(data: Path, tmp_path: Path, at: int) -> None:
    """A disk that is full, or a quota, often takes a part of a file."""
    resource = pytest.importorskip("resource")
    path = offer(STORY, tmp_path / "aanbod")
    before = local()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.raises((SourceError, OSError)):
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (at * 40, usual[1]))
            put(path, tmp_path / "werk")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert waiting.listed() == [] and local() == before
    assert put(path, tmp_path / "werk2").state == "wacht"


@pytest.mark.slow
def test_what_was_changed_by_hand_after_a_kill_stays_and_is_named(data: Path, tmp_path: Path) -> None:
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    for step in count(1):
        assert ended(lambda: decide(TAKE, number, tmp_path / "nagekeken"), step, kill, False)
        if local()["peiling.csv"] == GOOD:
            break
        waiting.recover()
    (paths.local_folder() / "peiling.csv").write_text("met de hand\n", encoding="utf-8")
    [line] = waiting.recover()
    assert "peiling.csv is intussen met de hand veranderd" in line and local() == {"peiling.csv": "met de hand\n"}
    assert waiting.get(number).state == "wacht"


@pytest.mark.slow
def test_what_stood_there_and_cannot_be_read_ends_no_run_and_is_said_by_each(
    data: Path, tmp_path: Path, without_build: None, capsys: pytest.CaptureFixture[str]
) -> None:
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    for step in count(1):
        assert ended(lambda: decide(TAKE, number, tmp_path / "nagekeken"), step, kill, False)
        if waiting.unfinished():
            break
    (waiting.folder() / number / "voor.json").write_text("{", encoding="utf-8")
    for _ in range(2):
        assert command.main(["--offline"]) == command.ALL_WELL
        assert "Terugzetten lukt nu niet. Elke run probeert het opnieuw." in " ".join(capsys.readouterr().err.split())


@pytest.mark.slow
@pytest.mark.parametrize("fault", [kill, full_disk])
@pytest.mark.parametrize("what", [TAKE, UNDO])
def test_a_build_that_ends_halfway_leaves_a_command_that_says_what_to_do(
    data: Path, tmp_path: Path, what: str, fault: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
    without_build: None, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    assert command.main(["--offline"]) == command.ALL_WELL
    if what == UNDO:
        assert command.main([TAKE, number]) == command.ALL_WELL
    before = waiting.get(number).state, local()
    with monkeypatch.context() as patch:
        patch.setattr("etl.build.build.build", lambda _: fault())
        if (pid := os.fork()) == 0:
            os._exit(command.main([what, number]))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    said = " ".join(capfd.readouterr().err.split())
    if fault is full_disk:
        assert code == command.FAILED and "alles is zoals het was" in said and "schijf" in said
        assert (waiting.get(number).state, local()) == before
    else:
        assert code == -signal.SIGKILL and waiting.unfinished()
        assert command.main(["afwijzen", number, "--reden", "x"]) == command.FAILED
        assert "is nu een ander bezig" in capfd.readouterr().err
        for asked in ("inzendingen", "status"):
            assert command.main([asked]) == command.ALL_WELL
            assert "onderbroken" in " ".join(capfd.readouterr().out.split())
    assert command.main(["--offline"]) == command.ALL_WELL
    state = "wacht" if what == TAKE else "overgenomen" if fault is full_disk else "teruggedraaid"
    assert waiting.get(number).state == state
    assert [path.name for path in paths.accepted_folder().iterdir()] == ["stadspeiling@peiling.csv"]
    if state != "teruggedraaid":
        assert command.main([what, number]) == command.ALL_WELL


@pytest.mark.slow
def test_of_two_administrators_at_once_one_takes_over_and_the_other_is_told(data: Path, tmp_path: Path) -> None:
    """Two real processes; the one that comes second waits for nothing and changes nothing."""
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    with run_lock.hold(paths.fetched_folder()):
        before = local()
        arguments = [sys.executable, "-m", "etl", TAKE, number, "--naam", "bert"]
        second = subprocess.run(arguments, cwd=paths.ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == command.BUSY and "Er is al een run" in " ".join(second.stderr.split())
        assert local() == before and waiting.get(number).state == "wacht"
    content, children = catalog.load(paths.CATALOG), []
    for name in ("anna", "bert"):
        if (pid := os.fork()) == 0:
            code = 1
            try:
                with run_lock.hold(paths.fetched_folder()):
                    with waiting.taking_over(number, name, content, tmp_path / name):
                        time.sleep(1)
                    code = 0
            finally:
                os._exit(code)
        children.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    assert sorted(codes) == [0, 1]
    assert waiting.get(number).decided_by == ("anna", "bert")[codes.index(0)]


@pytest.mark.slow
def test_who_refuses_while_another_takes_over_is_told_so(data: Path, tmp_path: Path) -> None:
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    with waiting.taking_over(number, "anna", catalog.load(paths.CATALOG), tmp_path / "nagekeken"):
        with pytest.raises(SourceError, match="een ander bezig"):
            waiting.refuse(number, "bert", "Dubbel.")
        again = waiting.taking_over(number, "bert", catalog.load(paths.CATALOG), tmp_path / "twee")
        with pytest.raises(SourceError, match="een ander bezig"), again:
            pass
        with pytest.raises(SourceError, match="een ander bezig"), waiting.undoing(number, "bert"):
            pass
    assert waiting.get(number).state == "overgenomen"


@pytest.mark.slow
@pytest.mark.parametrize("hangs", ["computing", "waiting"])
def test_a_check_that_hangs_ends_in_time_and_changes_nothing(
    data: Path, tmp_path: Path, hangs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    before = local()

    def hang(*_: object) -> NoReturn:
        while True:
            if hangs == "waiting":
                time.sleep(60)

    monkeypatch.setattr(check.received, "take", hang)
    usual = bounds.in_time
    monkeypatch.setattr(bounds, "in_time", lambda: usual(0.2))
    taking = waiting.taking_over(number, "beheer", catalog.load(paths.CATALOG), tmp_path / "nagekeken")
    with pytest.raises(SourceError, match="duurt te lang"), taking:
        pass
    assert local() == before and waiting.get(number).state == "wacht" and not waiting.unfinished()
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


@pytest.mark.slow
def test_a_check_that_fails_changes_nothing(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = put(offer(FIGURES, tmp_path / "aanbod"), tmp_path / "werk").number
    before = local()

    def fail(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(check.received, "take", fail)
    taking = waiting.taking_over(number, "beheer", catalog.load(paths.CATALOG), tmp_path / "nagekeken")
    with pytest.raises(SourceError, match="niet was voorzien"), taking:
        pass
    assert local() == before and waiting.get(number) in hand_ins.listed(waiting.folder())
    assert waiting.get(number).state == "wacht" and not waiting.unfinished()
