"""Why the system refuses is said in Dutch; what is rare keeps its code."""

import errno
from pathlib import Path

import pytest

from veerkracht.core import reasons


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/a/b.csv"), "geen rechten"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "dat is er niet"),
        (OSError(errno.ENOSPC, "No space left on device"), "de schijf is vol"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/a/run.lock"), "daar staat een map: run.lock"),
        (OSError(errno.EPIPE, "Broken pipe"), "fout van het systeem [EPIPE]"),
        (OSError("vreemd"), "fout van het systeem [OSError]"),
        (ValueError("Expecting value: line 1 column 1"), "fout [ValueError]"),
    ],
)
def test_a_reason_of_the_system_is_dutch(error: Exception, expected: str) -> None:
    assert reasons.of(error) == expected


def test_a_file_that_is_no_text_is_said_so() -> None:
    with pytest.raises(UnicodeDecodeError) as failure:
        b"\xff".decode()
    assert reasons.of(failure.value) == "geen UTF-8"


def test_the_reason_in_a_message_of_a_library_is_dutch() -> None:
    assert reasons.within('IO Error: Cannot open file "/x/v.duckdb": Permission denied') == "geen rechten"
    assert reasons.within("IO Error: something else") == ""


def test_no_message_of_the_program_gives_a_reason_of_the_system_in_english() -> None:
    folders = (Path(reasons.__file__).parents[1], Path(reasons.__file__).parents[2] / "etl")
    modules = [path for folder in folders for path in folder.rglob("*.py") if path.name != "reasons.py"]
    assert [path.name for path in modules if "strerror" in path.read_text(encoding="utf-8")] == []
