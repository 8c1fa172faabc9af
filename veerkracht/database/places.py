"""Paths of a database file and the files next to it, and how a new database or a numbered name is put in place."""

import os
import uuid
from itertools import count
from pathlib import Path

from veerkracht.core.errors import DataError


def real(place: Path) -> Path:
    """Return where a database file is: where a symbolic link leads to, so that the link stays.

    Raises DataError for a link to nothing, as the database may be on a disk that is away.
    """
    path = Path(os.path.realpath(place))
    if place.is_symlink() and not path.exists():
        raise DataError(
            f"De database {place.name} is een verwijzing naar {path.name}, en dat bestand is er niet. Staat het op een "
            "andere schijf, koppel die dan aan; anders: zet het terug, of haal de verwijzing weg om opnieuw te "
            "beginnen. Er is niets gebouwd."
        )
    return path


def aside(place: Path) -> Path:
    """Return a new file name beside a database, for one that is built to replace it."""
    return place.with_name(f".{place.stem}-{uuid.uuid4().hex}.aside")


def log_of(path: Path) -> Path:
    """Return the write-ahead log of a database file, which exists only while a program writes or after it was
    killed."""
    return path.with_name(f"{path.name}.wal")


def numbered(path: Path) -> Path:
    """Return the first name `<name>.vorige-1`, `-2` … beside a file that nothing else has. The file itself may have it
    already: a process can end after it got that name."""
    names = (path.with_name(f"{path.name}.vorige-{number}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name) or _is_same(name, path))


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def set_aside(path: Path) -> Path:
    """Move a file or folder to its numbered name, overwriting nothing, and return the new path."""
    target = numbered(path)
    if os.path.lexists(target):  # it has that name too
        path.unlink()
    else:
        os.replace(path, target)
    return target


def put_in_place(built: Path, place: Path) -> None:
    """Let a database that was built aside replace the previous one, in one step.

    The previous write-ahead log is removed: with it DuckDB would not open the new database. A folder with the name of
    that log is set aside.
    """
    if log_of(place).is_dir():
        set_aside(log_of(place))
    os.replace(built, place)
    log_of(place).unlink(missing_ok=True)


def withdraw(place: Path) -> Path:
    """Set a database aside with its write-ahead log, and return its new path."""
    new_place = set_aside(place)
    if log_of(place).exists():
        os.replace(log_of(place), log_of(new_place))
    return new_place
