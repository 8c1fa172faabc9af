"""Puts a folder of files in place so that a process killed at any moment leaves the old one or the new one, whole."""

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

_ASIDE, _RETIRED = ".aside-", ".retired-"


def replace(target: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a new folder and put it in the place of `target`.

    A folder cannot be swapped in one step everywhere: the old one moves away first. `recover` puts it back if the
    process ended just there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f"{_ASIDE}{uuid.uuid4().hex}"
    aside.mkdir()
    for name, content in contents.items():
        (aside / name).write_bytes(content)
    retired = target.with_name(_RETIRED + target.name)
    shutil.rmtree(retired, ignore_errors=True)
    if target.exists():
        os.replace(target, retired)
    os.replace(aside, target)
    shutil.rmtree(retired, ignore_errors=True)


def remove(target: Path) -> None:
    """Remove a folder: gone at once, and never half there."""
    aside = target.with_name(f"{_ASIDE}{uuid.uuid4().hex}")
    os.replace(target, aside)
    shutil.rmtree(aside, ignore_errors=True)


def recover(parent: Path) -> None:
    """Put back or clear away what a process that was killed left in `parent`; only while no other one writes there."""
    for retired in parent.glob(f"{_RETIRED}*"):
        target = parent / retired.name.removeprefix(_RETIRED)
        if target.exists():
            shutil.rmtree(retired, ignore_errors=True)
        else:
            os.replace(retired, target)
    for aside in parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(aside, ignore_errors=True)
