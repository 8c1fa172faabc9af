"""A lock that cannot be made is no lock that another has: whoever needs it says what is the matter, at once."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from etl.build import build
from etl.command import command
from etl.snapshots import run_lock
from tests.etl.build.test_nothing_lost import WITHOUT_RIGHTS
from veerkracht.core import paths
from veerkracht.core.errors import DataError, SourceError
from veerkracht.web import ended_logins

# where a folder is, and no file can be made: the system says ENOENT, which the library of locks takes for a busy one
NOWHERE = Path("/proc")
needs_such_a_folder = pytest.mark.skipif(not NOWHERE.is_dir(), reason="alleen op Linux")
needs_rights = pytest.mark.skipif(sys.platform == "win32", reason="rechten van Unix")


@needs_such_a_folder
def test_a_run_says_that_it_cannot_write_and_not_that_another_is_busy() -> None:
    with pytest.raises(SourceError, match="is niet te schrijven") as caught, run_lock.hold(NOWHERE):
        pass
    assert not isinstance(caught.value, run_lock.Busy)


@needs_such_a_folder
def test_a_build_says_so_without_waiting_for_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_LOCK_SECONDS", 0)
    with (
        pytest.raises(DataError, match=r"niet te schrijven \(dat is er niet\)"),
        build._build_lock(NOWHERE / "v.duckdb"),
    ):
        pass


@needs_such_a_folder
def test_a_logout_that_cannot_be_written_down_is_in_the_log_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(paths, "fetched_folder", lambda: NOWHERE)
    ended_logins.end({"sub": "iemand"}, 60)
    assert "FileNotFoundError" in caplog.text and ended_logins.has_ended({"sub": "iemand"})


@needs_rights
@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--offline",), ("publiceer",), ("--only", "grenzen")])
def test_a_command_without_rights_in_the_data_folder_names_the_folder(data: Path, arguments: tuple[str, ...]) -> None:
    fetched = paths.fetched_folder()
    fetched.mkdir()
    fetched.chmod(0o555)
    elsewhere = {"VEERKRACHT_DATABASE": "postgres:dbname=geen"} if arguments == ("publiceer",) else {}
    done = subprocess.run(
        [*WITHOUT_RIGHTS, sys.executable, "-m", "etl", *arguments], cwd=paths.ROOT, timeout=120, check=False,
        env=os.environ | elsewhere, capture_output=True, text=True,
    )  # fmt: skip
    fetched.chmod(0o755)
    assert done.returncode == command.FAILED and "bezig" not in done.stderr
    assert f"In de map {fetched} is niet te schrijven (geen rechten)." in done.stderr


@needs_rights
@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_that_locks_no_file_is_not_taken_for_another_that_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl  # which Windows has not

    def refused(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refused)
    monkeypatch.setattr(build, "_LOCK_SECONDS", 0)
    with pytest.raises(SourceError, match="op een schijf die dat kan") as caught, run_lock.hold(tmp_path):
        pass
    assert not isinstance(caught.value, run_lock.Busy) and "bezig" not in str(caught.value)
    with pytest.raises(DataError, match="op een schijf die dat kan"), build._build_lock(tmp_path / "v.duckdb"):
        pass
    assert not run_lock.is_held(tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.suffix not in (".lock", ".duckdb")]


@needs_rights
def test_a_lock_that_another_has_is_still_called_busy(tmp_path: Path) -> None:
    with FileLock(tmp_path / run_lock.NAME), pytest.raises(run_lock.Busy), run_lock.hold(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [run_lock.NAME]


@needs_rights
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.ENOLCK])
def test_whatever_keeps_a_lock_from_being_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    opened: Callable[..., int] = os.open

    def refused(path: object, *rest: object, **named: object) -> int:
        if str(path).endswith(run_lock.NAME):
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(SourceError, match="niet te schrijven") as caught, run_lock.hold(tmp_path):
        pass
    assert not isinstance(caught.value, run_lock.Busy)
