"""Loads the texts that the municipality writes itself, and keeps the last good copy of each."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from etl.own_figures import figures, local_files
from etl.own_texts import personal
from etl.snapshots import folders
from veerkracht.catalog.yaml_errors import Document, Mistake, Place, in_dutch
from veerkracht.core import moments, paths, reasons
from veerkracht.core.errors import CatalogError, SourceError
from veerkracht.core.run_log import OWN_FILES, Attempt, Outcome

EXAMPLE = "VOORBEELD"  # marks everything in the templates that must be replaced
PUBLIC = "openbaar"
Visible = Annotated[Literal["openbaar", "intern"], Field(alias="zichtbaar")]
_BLOCK = re.compile(r"^\s*-\s", re.MULTILINE)
_PUBLIC_LINE = re.compile(rf"^[\s{{,-]*zichtbaar\s*:\s*['\"]?{PUBLIC}['\"]?\s*(#.*)?$", re.MULTILINE)
STILL_EXAMPLE = f"hier staat nog het {EXAMPLE} van het sjabloon; schrijf uw eigen tekst, of haal dit weg"


@dataclass(frozen=True)
class OwnText:
    """A file that was read: its mistakes, in Dutch with the line, and the files that are kept of a good one, or that
    take the place of the last good copy of a bad one.

    `why_withdrawn`: why it may not be shown (any more), '' when it may. Nothing is then kept of it, whatever other
    mistakes it has. `is_internal`: only logged-in users may see it, or a part of it; that too holds whatever the
    mistakes. `who` says which part. `left_out`: mistakes in parts that are left out of what is kept. `doubts`: what
    the writer should look at once more, in Dutch.
    """

    path: Path
    mistakes: list[str]
    contents: Mapping[str, bytes]
    why_withdrawn: str = ""
    is_internal: bool = False
    who: str = "intern: alleen wie is ingelogd, ziet dit"
    left_out: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def matches(path: Path, name: str) -> bool:
    """Return whether a YAML file, wherever it is, is the own text of this name, by its own name: a template too."""
    in_stories = path.parent.resolve() == (paths.local_folder() / local_files.STORIES).resolve()
    return path.suffix.lower() in local_files.YAML and name in path.stem.lower() and not in_stories


def check(path: Path, name: str, read: Callable[[Path], object]) -> OwnText:
    """Return a file that is kept whole as `name`.yaml, with its mistakes: those that `read` raises as CatalogError, or
    parts that may identify a person. If both .yaml and .yml exist, it is unknown which one counts."""
    place = path.parent.resolve() / path.name
    files = {file.parent.resolve() / file.name: file.name for file in local_files.texts(name)}
    duplicates = [other for file, other in files.items() if place in files and file != place]
    mistakes = [f"{other} staat er ook; laat er één staan" for other in duplicates]
    try:
        local_files.require_no_link(path)
        read(path)
    except CatalogError as error:
        mistakes += lines_of(error)
    except SourceError as error:
        mistakes.append(str(error))
    if mistakes:
        return OwnText(path, mistakes, {})
    doubts = personal.doubts(_text(path).splitlines())
    return OwnText(path, [], {f"{name}.yaml": path.read_bytes()}, doubts=tuple(doubts))


def is_template(path: Path) -> bool:
    """Return whether a file is a template, which is never accepted."""
    return path.name.lower().startswith("sjabloon")


def examples(path: Path, content: object, place: Place = ()) -> Iterator[Mistake]:
    """Yield the values that are still those of the template; none in a template itself."""
    if isinstance(content, str) and content.lstrip().startswith(EXAMPLE) and not is_template(path):
        yield place, STILL_EXAMPLE
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from examples(path, value, (*place, str(key)))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from examples(path, value, (*place, number))


@contextmanager
def reading(document: Document) -> Iterator[tuple[object, list[Mistake]]]:
    """Give the content of a file, every key in it as text (YAML reads a year as a number), and a list to add mistakes
    to, which has the values of the template already.

    A ValidationError inside adds its mistakes too. Raises CatalogError with all of them, each with its line.
    """
    content = _with_text_keys(document.content())
    mistakes = [*examples(document.path, content)]
    try:
        yield content, mistakes
    except ValidationError as error:
        mistakes += in_dutch(error)
    if mistakes:
        raise CatalogError(document.report(mistakes))


def _with_text_keys(content: object) -> object:
    if isinstance(content, dict):
        return {str(key): _with_text_keys(value) for key, value in content.items()}
    return [_with_text_keys(item) for item in content] if isinstance(content, list) else content


def lines_of(error: CatalogError) -> list[str]:
    """Return a line per mistake, without the line that counts them."""
    first, *lines = str(error).splitlines()
    return [line.strip() for line in lines] or [first]


def public_blocks(path: Path) -> list[str]:
    """Return the items of the list in a file, each on one line, that are plainly marked as public, whatever else is
    wrong with the file."""
    return [" ".join(block.split()) for block in _BLOCK.split(_text(path)) if _PUBLIC_LINE.search(block)]


def is_partly_internal(path: Path) -> bool:
    """Return whether any item in the list of a file is not plainly marked as public."""
    _, *blocks = _BLOCK.split(_text(path))
    return not blocks or not all(map(_PUBLIC_LINE.search, blocks))


def _text(path: Path) -> str:
    try:
        local_files.require_no_link(path)
        return path.read_bytes().decode("utf-8", errors="replace")
    except (OSError, SourceError):
        return ""


def copies(kind: str, is_internal: bool = False) -> list[Path]:
    """Return the folders with the last good copy of every public text of a kind, or of every internal one, sorted by
    name. Raises SourceError when they cannot be listed."""
    paths_of_kind = folders.listed(folder_of(kind, is_internal))
    return [path for path in paths_of_kind if path.is_dir() and not path.name.startswith(".")]


def copies_in_use(kind: str) -> list[Path]:
    """Return the copies of a kind that has public and internal parts in one file, so that one place has all of them.

    A process that ended in between may have left a copy in both; the public one is then the newer.
    """
    return copies(kind) or copies(kind, is_internal=True)


def accept(kind: str, texts: list[OwnText]) -> list[Attempt]:
    """Keep a copy of every valid text, and return the outcome of each.

    A text with a mistake keeps its previous copy in use, but no longer for everybody when it has become internal. The
    copy of a text that no longer exists, or may no longer be shown, is removed.
    """
    for is_internal in (False, True):
        folders.recover(folder_of(kind, is_internal))
    attempts = [attempt for text in texts for attempt in _accepted_alone(kind, text)]
    present = {figures.edition(text.path) for text in texts}
    for is_internal in (False, True):
        for copy in copies(kind, is_internal):
            if copy.name not in present:
                folders.remove(copy)
                message = f"{copy.name} is er niet meer, en vervalt."
                attempts.append(Attempt(OWN_FILES, copy.name, "opgehaald", message, is_internal))
    return attempts


def _accepted_alone(kind: str, text: OwnText) -> list[Attempt]:
    """Return the outcome of a text; any error affects this text alone, and keeps its copy."""
    try:
        return _accept(kind, text)
    except Exception as error:
        is_internal = text.is_internal or (folder_of(kind, True) / figures.edition(text.path)).exists()
        message = reasons.message(text.path.name, error)
        return [Attempt(OWN_FILES, text.path.name, "mislukt", message, is_internal)]


def _accept(kind: str, text: OwnText) -> list[Attempt]:
    name = text.path.name
    public, internal = (folder_of(kind, is_internal) / figures.edition(text.path) for is_internal in (False, True))
    copy = internal if text.is_internal else public
    is_internal = text.is_internal or internal.exists()  # its name and mistakes are as internal as it was
    is_now_internal = text.is_internal and not text.why_withdrawn and public.exists()
    attempts = []
    if text.why_withdrawn:
        withdrawn = [folder for folder in (public, internal) if folder.exists()]
        for folder in withdrawn:
            folders.remove(folder)
        message = f"{name} wordt niet{' meer' if withdrawn else ''} getoond: {text.why_withdrawn}."
        attempts.append(Attempt(OWN_FILES, name, "opgehaald" if withdrawn else "niet gewijzigd", message, is_internal))
    elif is_now_internal:
        internal.parent.mkdir(parents=True, exist_ok=True)
        folders.put(public, internal)
        is_refused = text.mistakes and not text.contents
        attempts += [Attempt(OWN_FILES, name, "opgehaald", f"{name} is nu intern.", True)] if is_refused else []
    if text.mistakes:
        message = figures.refusal(text.path, text.mistakes)
        attempts.append(Attempt(OWN_FILES, name, "mislukt", message, is_internal))
    if attempts and (text.why_withdrawn or not text.contents):
        return attempts
    outcome: Outcome = "niet gewijzigd"
    if is_now_internal or _content(copy) != dict(text.contents):
        folders.replace(copy, text.contents)
        outcome = "opgehaald"
    if copy == public and internal.exists():
        folders.remove(internal)
    if text.left_out:
        message = figures.refusal(text.path, [*text.left_out], "niet helemaal overgenomen")
        attempts.append(Attempt(OWN_FILES, name, "mislukt", message, is_internal))
    if attempts:
        return attempts
    who = f", {text.who}" if text.is_internal else ""
    return [Attempt(OWN_FILES, name, outcome, f"{name} overgenomen{who}.", text.is_internal)]


def state(kind: str, text: OwnText) -> str:
    """Return in Dutch which version of a text is in use, and since when: the current file, or an earlier one."""
    folders_of_text = (folder_of(kind, is_internal) / figures.edition(text.path) for is_internal in (True, False))
    copy = next((folder for folder in folders_of_text if folder.exists()), None)
    if text.why_withdrawn:
        return f"wordt niet getoond: {text.why_withdrawn}"
    if copy is None:
        return "nog niet overgenomen"
    who = ", intern" if copy.parent == folder_of(kind, True) else ""
    if _content(copy) == dict(text.contents):
        return f"overgenomen op {day_of(copy)}{who}"
    return f"anders dan wat op {day_of(copy)} is overgenomen{who}; dat blijft tot de volgende keer"


def day_of(copy: Path) -> str:
    """Return since which day a copy is kept, as ISO text."""
    return f"{moments.in_dutch_time(datetime.fromtimestamp(copy.stat().st_mtime, UTC).replace(tzinfo=None)):%Y-%m-%d}"


def folder_of(kind: str, is_internal: bool) -> Path:
    """Return the folder with the copies of the public texts of a kind, or of the internal ones."""
    return paths.accepted_texts_folder() / (f"{kind}-intern" if is_internal else kind)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}
