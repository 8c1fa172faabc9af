"""Killing a run at any moment: the database stays readable, no snapshot is half, and the next run mends the rest."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.command import command
from etl.snapshots import folders, outlines, store
from tests import full_set
from tests.publishers import Publishers
from tests.thorough import TIMES
from veerkracht.core import moments, paths, run_log
from veerkracht.database import database

pytestmark = [pytest.mark.fuzz, pytest.mark.few_figures]

KILLS = 2 + TIMES
TABLES = ("85984NED", "50150NED", "47018NED", "grenzen")
COMMAND = [sys.executable, "-m", "etl", "--refresh", "--only"]


def start(*tables: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *tables], cwd=paths.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def require_whole(data: Path) -> None:
    """Everything under a real name is whole: the database answers, every snapshot fits its hash."""
    if paths.database_file().exists():
        with database.read(paths.database_file()) as connection:
            assert connection.execute("select count(value) from observation").fetchall()[0][0] > 5000
    for folder in store.folders_in(data / "bronnen"):
        store.read(folder, "opgehaald")
    for manifest in (data / "bronnen").glob("grenzen@*/manifest.json"):
        outlines.read(manifest.parent)


def test_killing_a_run_at_any_moment_leaves_nothing_half(publishers: Publishers, data: Path) -> None:
    full_set.serve(publishers)
    began = time.monotonic()
    assert start(*TABLES).wait(120) == 0
    whole = time.monotonic() - began
    chance = random.Random(4)
    killed = 0
    while killed < KILLS:
        for table in publishers.tables.values():  # a new edition, so that every run writes everything
            table.modified = f"2026-02-{killed + 1:02d}T02:00:00"
        run = start(*TABLES)
        time.sleep(chance.uniform(0.1, 1.0) * whole)
        run.send_signal(signal.SIGKILL)
        assert run.wait(30) in (0, -signal.SIGKILL)
        if run.returncode:
            killed += 1
        else:
            whole /= 2  # it had ended: the machine is faster than it was
        require_whole(data)
    run = start(*TABLES)
    assert run.wait(120) == 0, run.stderr
    require_whole(data)
    left = [path.name for path in [*data.rglob(".aside-*"), *data.rglob(".retired-*"), *data.glob(".*.aside*")]]
    assert left == []


def test_a_second_run_reports_that_one_is_busy_and_stops(
    publishers: Publishers, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full_set.serve(publishers)
    publishers.gate.clear()
    first = start(TABLES[0])
    assert publishers.arrived.wait(60)
    assert command.main(["--refresh", "--only", TABLES[0]]) == command.BUSY
    assert "Er is al een run van python -m etl bezig" in capsys.readouterr().err
    publishers.gate.set()
    assert first.wait(120) == 0


def test_a_folder_that_was_moved_away_when_the_process_ended_is_put_back(tmp_path: Path) -> None:
    folders.replace(tmp_path / "t@1", {"a": b"old"})
    (tmp_path / "t@1").rename(tmp_path / ".retired-t@1")
    (tmp_path / ".aside-x").mkdir()
    assert store.folders_in(tmp_path) == []
    folders.recover(tmp_path)
    assert (tmp_path / "t@1" / "a").read_bytes() == b"old"
    (tmp_path / "t@1").rename(tmp_path / ".retired-t@1")
    folders.replace(tmp_path / "t@1", {"a": b"new"})
    folders.recover(tmp_path)
    assert (tmp_path / "t@1" / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["t@1"]
    folders.remove(tmp_path / "t@1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [b'{"started_at": "2026', b"\xff\xfe\n", b"[]\n"])
def test_a_log_that_was_cut_off_does_not_lose_the_next_run(data: Path, cut: bytes) -> None:
    folder = data / "bronnen"
    run = run_log.Run(moments.stamp(), moments.stamp(), "etl", "gelukt", "goed")
    run_log.append(folder, run)
    with (folder / run_log.NAME).open("ab") as log:
        log.write(cut)
    run_log.append(folder, run)
    assert run_log.read(folder) == [run, run]
