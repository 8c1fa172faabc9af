"""Replaces a folder of files, or a file, so that a process killed at any moment leaves either the old or the new one
intact."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from veerkracht.core import reasons
from veerkracht.core.errors import SourceError
from veerkracht.database import places

_ASIDE, _RETIRED = ".aside-", ".retired-"


def listed(folder: Path) -> list[Path]:
    """Return the contents of a folder, sorted by name; nothing when it does not exist.

    Raises SourceError when its contents cannot be known: it is not a folder, it is not readable, or it or a parent is a
    broken link.
    """
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
        if not nearest.is_symlink():
            return []
        raise SourceError(
            f"De map {nearest} verwijst naar een map die er niet is. Koppel de schijf of de netwerkmap aan, of haal de "
            "verwijzing weg. Wat eerder is overgenomen, blijft staan."
        ) from None
    except NotADirectoryError:
        raise SourceError(
            f"Waar de map {folder} hoort, staat een bestand. Geef dat een andere naam, of zet het ergens anders. Wat "
            "eerder is overgenomen, blijft staan."
        ) from None
    except OSError as error:
        raise SourceError(
            f"De map {folder} is niet te lezen ({reasons.of(error)}). Geef dit programma het recht om haar te lezen. "
            "Wat eerder is overgenomen, blijft staan."
        ) from error


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
    """Put a complete folder in the place of `target`, and return that place.

    A file there is set aside, a link goes and what it leads to stays.
    """
    clear(target)
    if target.is_symlink():
        target.unlink()
    retired = target.with_name(_RETIRED + target.name)
    _discard(retired)
    if target.exists():
        os.replace(target, retired)
    try:
        os.replace(folder, target)
    except OSError:
        if retired.exists():
            os.replace(retired, target)
        raise
    _discard(retired)
    return target


def clear(place: Path, is_folder: bool = True) -> str:
    """Set aside, under a numbered name, a file that stands where a folder of ours belongs, or a folder where a file
    does; return a Dutch line on it, '' when nothing was in the way. A link stays: it may lead to a disk that is away.
    """
    if place.is_symlink() or not place.exists() or place.is_dir() == is_folder:
        return ""
    new_name = places.set_aside(place).name
    actual, belongs = ("een bestand", "een map") if is_folder else ("een map", "een bestand")
    return f"Waar {belongs} {place.name} hoort, stond {actual}. Dat heet nu {new_name}; kijk of u het nog nodig hebt."


def remove(target: Path) -> None:
    """Remove a folder in one step, so that it is never half removed."""
    retired = target.with_name(f"{_ASIDE}{uuid.uuid4().hex}")
    os.replace(target, retired)
    _discard(retired)


def recover(parent: Path) -> None:
    """Restore or remove what a killed process left in `parent`; only while no other process writes there."""
    for retired in parent.glob(f"{_RETIRED}*"):
        target = parent / retired.name.removeprefix(_RETIRED)
        if target.exists():
            _discard(retired)
        else:
            os.replace(retired, target)
    for folder in parent.glob(f"{_ASIDE}*"):
        _discard(folder)


def _discard(path: Path) -> None:
    """Remove a folder, or the link to one; what cannot be removed stays."""
    with suppress(OSError):
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path, ignore_errors=True)
