"""Classifies the DuckDB error when a database file does not open: temporary, or caused by its contents."""

import re

import duckdb

from veerkracht.core import reasons

# all three: another program, this one, and another program on Windows
_HELD = ("Could not set lock on file", "is already attached", "being used by another process")
_HOLDER = re.compile(r"(?:lock is held in|already open in)\s+(?P<path>.+?) \(PID (?P<process>\d+)\)")
# of the errors of reading a file, those that say what is in it; any other is about the system
_OF_CONTENT = ("not a valid DuckDB database", "read enough bytes", "storage version number", "replaying WAL")
_OF_THE_MOMENT = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InterruptException)
_OF_THE_TABLES = (
    duckdb.CatalogException,
    duckdb.BinderException,
    duckdb.ConstraintException,
    duckdb.ConversionException,
)


def is_held(error: duckdb.Error) -> bool:
    """Return whether the file is open for writing, in another program or in this one."""
    return any(words in str(error) for words in _HELD)


def _holder(error: duckdb.Error) -> str:
    """Return in Dutch the program that has the file open, with its process number and without its folder."""
    if match := _HOLDER.search(str(error)):
        program = re.split(r"[/\\]", match["path"])[-1]
        return f"{program}, proces {match['process']}"
    return "welk programma, is niet bekend"


def held(name: str, error: duckdb.Error) -> str:
    """Return a Dutch message on a file that is in use."""
    return (
        f"De database {name} is open in een ander programma ({_holder(error)}). Sluit dat en probeer het opnieuw. "
        "De database blijft zoals die is."
    )


def reason(error: duckdb.Error) -> str:
    """Return in Dutch why a file cannot be read now; for a rare reason the kind of error."""
    if is_held(error):
        return f"zij is open in een ander programma: {_holder(error)}"
    return reasons.within(str(error)) or f"fout van DuckDB [{type(error).__name__}]"


def is_passing(error: duckdb.Error) -> bool:
    """Return whether the file is temporarily unreadable, whatever its contents: in use, not permitted, on a lost
    disk."""
    if is_held(error):
        return True
    return isinstance(error, _OF_THE_MOMENT) and not any(words in str(error) for words in _OF_CONTENT)


def is_of_log(error: duckdb.Error) -> bool:
    """Return whether only the write-ahead log beside the file is unusable, such as one of an earlier database at this
    path."""
    return "Failure while replaying WAL" in str(error)


def fault(error: duckdb.Error) -> str:
    """Return in Dutch what is wrong with the contents of the file: 'is beschadigd'."""
    message = str(error)
    if "storage version number" in message:
        return f"is van een {'oudere' if 'an older' in message else 'andere, nieuwere'} versie van DuckDB"
    if "encrypted" in message:
        return "is versleuteld"
    if isinstance(error, _OF_THE_TABLES):
        return "is van een andere versie van het dashboard"
    return "is beschadigd"
