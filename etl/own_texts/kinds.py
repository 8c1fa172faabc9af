"""All kinds of texts that the municipality writes itself: checks one, takes in all, gives the tables made of them."""

from pathlib import Path
from typing import Protocol

import pandas as pd

from etl.own_texts import budget, efforts, stories
from etl.own_texts import own_text as own_texts
from etl.own_texts import parts as own_parts
from etl.own_texts.own_text import OwnText
from veerkracht.catalog.catalog import Catalog
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import Attempt


class Kind(Protocol):
    """What a module offers for one kind of text."""

    NAME: str  # of the folder with the copies that are kept

    def files(self) -> list[Path]:
        """Return the files of this kind in data/lokaal, sorted by name, templates left out."""

    def is_one(self, path: Path) -> bool:
        """Return whether a file, wherever it stands, is to be read as this kind."""

    def judge(self, path: Path, catalog: Catalog) -> OwnText:
        """Return what a file holds and what is wrong with it; bad content raises nothing."""

    def tables(self, catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
        """Return by the name of its table in schema.sql what the included and the kept copies hold."""


_TEMPLATES = Path(__file__).parent / "templates"  # in the folders of data/lokaal where they are to stand
KINDS: tuple[Kind, ...] = (efforts, stories, budget)


def write_templates(folder: Path) -> list[Path]:
    """Write a template of every kind of text in a folder and return their paths; older ones are replaced.

    Raises SourceError when one cannot be written.
    """
    written = []
    for template in sorted(path for path in _TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(_TEMPLATES)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(template.read_bytes())
        except OSError as error:
            raise SourceError(f"{target}: het sjabloon is niet te schrijven ({error.strerror}).") from error
        written.append(target)
    return written


def take_in(catalog: Catalog) -> list[Attempt]:
    """Read all texts in data/lokaal, keep the good ones, and return what came of each."""
    with own_parts.shared_names():
        judged = {kind.NAME: [kind.judge(path, catalog) for path in kind.files()] for kind in KINDS}
    return [attempt for name, texts in judged.items() for attempt in own_texts.take_in(name, texts)]


def judge(path: Path, catalog: Catalog) -> OwnText | None:
    """Return what is wrong with a text; None when the file is of no kind of text."""
    return next((kind.judge(path, catalog) for kind in KINDS if kind.is_one(path)), None)


def has_internal() -> bool:
    """Return whether a text is kept that not everybody may see."""
    return any(own_texts.kept(kind.NAME, is_internal=True) for kind in KINDS)


def tables(catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
    """Return all tables made of texts by their name in schema.sql, in the order of inserting."""
    with own_parts.shared_names():
        return {name: frame for kind in KINDS for name, frame in kind.tables(catalog, with_internal).items()}
