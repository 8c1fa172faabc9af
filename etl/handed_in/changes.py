"""Records what a hand-in changes in data/lokaal before it is done, so that it can be undone at any moment.

`voor.json` in the folder of a hand-in has, by path in data/lokaal, the previous content (base64, None for no file) and
the hash of the new content ('' for no file).
"""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from etl.handed_in import received
from etl.snapshots import folders
from veerkracht.core import paths
from veerkracht.core.errors import SourceError

_BEFORE = "voor.json"

Contents = Mapping[Path, bytes | None]
"""By path in data/lokaal what comes there; None for a file that goes."""


def record(folder: Path, new: Contents) -> None:
    """Record in the folder of a hand-in the current contents of its files, and the new ones."""
    before = {_relative(path): (_encoded(_content(path)), _hash(content)) for path, content in new.items()}
    folders.write(folder / _BEFORE, json.dumps(before).encode())


def write(new: Contents) -> None:
    """Write files in data/lokaal, each in one step. Photos come before the story that shows them, and go after it."""
    for path, content in sorted(new.items(), key=lambda item: (item[0].suffix == ".md") == (item[1] is not None)):
        received.require_name(path.name)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.write(path, content)


def current(folder: Path) -> Contents:
    """Return the current contents of the files that a hand-in changed.

    Raises SourceError when one of them has been changed since.
    """
    for path, (_, after) in _recorded(folder).items():
        if _hash(_content(path)) != after:
            raise SourceError(
                f"{_relative(path)} is daarna veranderd, met de hand of door een latere inzending. Draai die eerst "
                "terug, of verbeter het bestand zelf."
            )
    return {path: _content(path) for path in _recorded(folder)}


def put_back(folder: Path) -> list[str]:
    """Restore the files from before a hand-in, also one that was only partly applied, and return the names of files
    that somebody else has changed since: those stay. Raises SourceError when the earlier contents are unknown."""
    foreign = []
    before = {}
    for path, (encoded, after) in _recorded(folder).items():
        content, present = None if encoded is None else base64.b64decode(encoded), _content(path)
        if _hash(present) == after:
            before[path] = content
        elif present != content:
            foreign.append(_relative(path))
    write(before)
    return foreign


def names(folder: Path) -> set[str]:
    """Return the paths in data/lokaal of the files that a hand-in changed, none when it was never taken over."""
    return {_relative(path) for path in _recorded(folder)} if (folder / _BEFORE).exists() else set()


def forget(folder: Path) -> None:
    """Delete the record of what was there before a hand-in, which can then no longer be undone."""
    (folder / _BEFORE).unlink(missing_ok=True)


def _recorded(folder: Path) -> dict[Path, tuple[str | None, str]]:
    """Return by path the earlier contents and the hash of the new ones. Raises SourceError when the record is
    unreadable."""
    try:
        noted = json.loads((folder / _BEFORE).read_bytes())
        return {paths.local_folder() / name: (before, after) for name, (before, after) in noted.items()}
    except FileNotFoundError:
        raise SourceError("Wat er eerst stond, is gewist. Terugdraaien kan niet meer.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise SourceError(f"Wat er eerst stond, is niet te lezen ({folder.name}/{_BEFORE}).") from error


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _encoded(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _hash(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hexdigest()


def _relative(path: Path) -> str:
    return path.relative_to(paths.local_folder()).as_posix()
