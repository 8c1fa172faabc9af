"""Opens a copy of a database file, and cleans it up afterwards."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

_NAME = "copy.duckdb"
_FOLDER = re.compile(r"veerkracht-(?:(\d+)-)?\w+")  # of earlier versions without the process
_IS_POSIX = os.name == "posix"


def opened(
    path: Path, attach: Callable[[Path], duckdb.DuckDBPyConnection]
) -> tuple[duckdb.DuckDBPyConnection, TemporaryDirectory[str]]:
    """Return the connection that `attach` opens to a copy, and the folder of the copy, to hold as long.

    Where a file can be deleted while it is open, so not on Windows, the copy is gone by then: a process that is stopped
    cleans nothing up. Raises OSError when there is no place, and what `attach` raises.
    """
    folder = TemporaryDirectory(prefix=f"veerkracht-{os.getpid()}-", ignore_cleanup_errors=True)
    copy = Path(folder.name) / _NAME
    copy.touch(mode=0o600)
    connection = attach(Path(shutil.copyfile(path, copy)))
    if _IS_POSIX:
        folder.cleanup()
    return connection, folder


def sweep() -> None:
    """Delete the copies of ended processes; those that cannot be deleted stay."""
    for folder in Path(tempfile.gettempdir()).glob("veerkracht-*"):
        if not (match := _FOLDER.fullmatch(folder.name)) or folder.is_symlink() or _is_running(match[1]):
            continue
        try:
            if [path.name for path in folder.iterdir()] in ([_NAME], []):
                (folder / _NAME).unlink(missing_ok=True)
                folder.rmdir()
        except OSError:  # of another user, or on Windows in use
            continue


def _is_running(process: str | None) -> bool:
    """Return whether a process is running; on Windows, where files in use cannot be deleted, the answer does not
    matter."""
    if process is None or not _IS_POSIX:
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
