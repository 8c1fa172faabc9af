"""Replaces a folder of files, or a file, so that a process killed at any moment leaves the old or new one, whole."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ASIDE, _RETIRED = ".aside-", ".retired-"


def replace(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a new folder and put that in the place of `target`.

    Not every system can swap folders in one step, so the old one moves away first. `recover` puts it back when the
    process ends just then.
    """
    with aside(target.parent) as folder:
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        put(folder, target)


def write(target: Path, content: bytes) -> None:
    """Write one file in one step: a full disk leaves the old one whole, and never half of the new one."""
    aside = target.with_name(f"{_ASIDE}{uuid.uuid4().hex}")
    try:
        aside.write_bytes(content)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def aside(parent: Path) -> Iterator[Path]:
    """Give a new folder below `parent` to write in, which is removed unless it was put in place."""
    folder = parent / f"{_ASIDE}{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, target: Path) -> Path:
    """Put a complete folder in the place of `target`, and return that place."""
    retired = target.with_name(_RETIRED + target.name)
    shutil.rmtree(retired, ignore_errors=True)
    if target.exists():
        os.replace(target, retired)
    try:
        os.replace(folder, target)
    except OSError:
        if retired.exists():
            os.replace(retired, target)
        raise
    shutil.rmtree(retired, ignore_errors=True)
    return target


def remove(target: Path) -> None:
    """Remove a folder in one step, so that it is never half there."""
    retired = target.with_name(f"{_ASIDE}{uuid.uuid4().hex}")
    os.replace(target, retired)
    shutil.rmtree(retired, ignore_errors=True)


def recover(parent: Path) -> None:
    """Put back or remove what a killed process left in `parent`; only while no other process writes there."""
    for retired in parent.glob(f"{_RETIRED}*"):
        target = parent / retired.name.removeprefix(_RETIRED)
        if target.exists():
            shutil.rmtree(retired, ignore_errors=True)
        else:
            os.replace(retired, target)
    for folder in parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(folder, ignore_errors=True)
