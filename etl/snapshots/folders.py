"""Puts a folder of files in place so that a process killed at any moment leaves the old one or the new one, whole."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ASIDE, _RETIRED = ".aside-", ".retired-"


def replace(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a new folder and put it in the place of `target`.

    A folder cannot be swapped in one step everywhere: the old one moves away first. `recover` puts it back if the
    process ended just there.
    """
    with aside(target.parent) as made:
        for name, content in contents.items():
            (made / name).write_bytes(content)
        put(made, target)


@contextmanager
def aside(parent: Path) -> Iterator[Path]:
    """Give a new folder below `parent` to write in; what was not put in place is gone afterwards."""
    made = parent / f"{_ASIDE}{uuid.uuid4().hex}"
    made.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def put(made: Path, target: Path) -> Path:
    """Put a folder that is ready in the place of `target`, and return that place."""
    retired = target.with_name(_RETIRED + target.name)
    shutil.rmtree(retired, ignore_errors=True)
    if target.exists():
        os.replace(target, retired)
    os.replace(made, target)
    shutil.rmtree(retired, ignore_errors=True)
    return target


def remove(target: Path) -> None:
    """Remove a folder: gone at once, and never half there."""
    retired = target.with_name(f"{_ASIDE}{uuid.uuid4().hex}")
    os.replace(target, retired)
    shutil.rmtree(retired, ignore_errors=True)


def recover(parent: Path) -> None:
    """Put back or clear away what a process that was killed left in `parent`; only while no other one writes there."""
    for retired in parent.glob(f"{_RETIRED}*"):
        target = parent / retired.name.removeprefix(_RETIRED)
        if target.exists():
            shutil.rmtree(retired, ignore_errors=True)
        else:
            os.replace(retired, target)
    for left in parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
