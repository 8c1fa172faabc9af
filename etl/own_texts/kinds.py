"""Lists the kinds of texts that the municipality writes itself; checks one, accepts all, gives their tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from etl.own_figures import local_files
from etl.own_texts import budget, decisions, efforts, own_text, parts, stories
from etl.own_texts.own_text import OwnText
from etl.snapshots import folders
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import boundary, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import Attempt


class Kind(Protocol):
    """What a module offers for one kind of text."""

    NAME: str  # of the folder with the copies that are kept

    def files(self) -> list[Path]:
        """Return the files of this kind in data/lokaal, sorted by name, without templates."""

    def matches(self, path: Path) -> bool:
        """Return whether a file, wherever it is, is to be read as this kind."""

    def check(self, path: Path, catalog: Catalog) -> OwnText:
        """Return the content of a file with its mistakes; bad content raises nothing."""

    def tables(self, catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
        """Return the tables of the included and the accepted texts, by their name in schema.sql."""


_TEMPLATES = Path(__file__).parent / "templates"  # in the folders of data/lokaal that they belong in
KINDS: tuple[Kind, ...] = (efforts, stories, budget, decisions)


def write_templates(folder: Path) -> list[Path]:
    """Write a template of every kind of text in a folder and return their paths; older ones are replaced.

    Raises SourceError when one cannot be written.
    """
    written = []
    for template in sorted(path for path in _TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(_TEMPLATES)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.write(target, template.read_bytes())
        except OSError as error:
            raise SourceError(
                f"{target}: het sjabloon is niet te schrijven ({reasons.of(error)}). Kijk of de schijf vol is."
            ) from error
        written.append(target)
    return written


def accept_all(catalog: Catalog) -> list[Attempt]:
    """Read all texts in data/lokaal, keep the good ones, and return what came of each."""
    with parts.shared_names():
        checked = {kind.NAME: [_checked(kind, path, catalog) for path in kind.files()] for kind in KINDS}
    return [attempt for name, texts in checked.items() for attempt in own_text.accept(name, texts)]


def _checked(kind: Kind, path: Path, catalog: Catalog) -> OwnText:
    """Return a text with its mistakes; whatever goes wrong while it is read is a mistake of this file alone."""
    try:
        return kind.check(path, catalog)
    except Exception as error:
        return OwnText(path, [boundary.reason("het bestand is niet te lezen", error)], {})


def check(path: Path, catalog: Catalog) -> OwnText | None:
    """Return a text with its mistakes, such as a name or place with which no run reads it; None when the file is of no
    kind of text."""
    text = next((_checked(kind, path, catalog) for kind in KINDS if kind.matches(path)), None)
    why_passed_over = local_files.why_passed_over(path)
    return replace(text, mistakes=[*text.mistakes, why_passed_over]) if text and why_passed_over else text


def folders_of_copies() -> list[Path]:
    """Return the folders with the copies that are kept, the folder around them first."""
    within = [own_text.folder_of(kind.NAME, is_internal) for kind in KINDS for is_internal in (False, True)]
    return [within[0].parent, *within]


def has_internal() -> bool:
    """Return whether any internal text is kept."""
    return any(own_text.copies(kind.NAME, is_internal=True) for kind in KINDS)


def tables(catalog: Catalog, area_names: Mapping[str, str], with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return all tables made of texts by their name in schema.sql, in the order of inserting.

    `area_names` are the names of all areas by code, as intake.names_in gives them.
    """
    with parts.shared_names(area_names):
        return {name: frame for kind in KINDS for name, frame in kind.tables(catalog, with_internal).items()}
