"""A withdrawal: somebody no longer consents to a story; it is removed from data/lokaal, with its photos."""

import zipfile
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from etl.handed_in import received
from etl.handed_in.changes import Contents
from etl.own_figures import local_files
from etl.own_texts import parts
from veerkracht.catalog import yaml_errors
from veerkracht.catalog.parts import Part
from veerkracht.catalog.yaml_errors import Document
from veerkracht.core import hand_ins, markup, paths
from veerkracht.core.errors import CatalogError, SourceError

DAYS = 7  # during which it can be undone; then every copy of the story in the folder of hand-ins is removed
_DEEPEST = 2
_LONGEST_LINE, _LONGEST_TEXT = 120, 500


def _story_id(text: str) -> str:
    try:
        received.require_name(f"{text}.md")
    except SourceError:
        raise ValueError(f"{text[:40]!r} is geen naam van een verhaal; kies het verhaal in het formulier") from None
    return text


class Withdrawal(Part):
    """A request to withdraw a story: its id as in its address, its title for readers of the request, the role of the
    requester, and an optional reason."""

    story_id: Annotated[str, AfterValidator(_story_id)] = Field(alias="verhaal")
    title: Annotated[str, AfterValidator(parts.line(_LONGEST_LINE))] = Field(alias="titel")
    asked_by: Annotated[str, AfterValidator(parts.line(_LONGEST_LINE))] = Field(alias="wie")
    reason: Annotated[str, AfterValidator(parts.line(_LONGEST_TEXT))] = Field("niet gezegd", alias="reden")


class _File(Part):
    withdrawal: Annotated[Withdrawal, Field(alias=hand_ins.WITHDRAWAL)]


def read(path: Path) -> Withdrawal:
    """Return the withdrawal in a file. Raises CatalogError with a line per mistake."""
    document = Document(path, deepest=_DEEPEST)
    try:
        return _File.model_validate(document.content()).withdrawal
    except ValidationError as error:
        raise CatalogError(document.report(yaml_errors.in_dutch(error))) from None


def contents(path: Path) -> Contents:
    """Return what is removed from data/lokaal: the story, and its photos that no other story shows.

    Raises SourceError when the story does not exist.
    """
    folder = paths.local_folder() / local_files.STORIES
    story = folder / f"{read(path).story_id}.md"
    if not story.is_file():
        raise SourceError(f"Het verhaal {story.stem} staat niet in {folder}; er is niets weg te halen.")
    others = [other for other in local_files.stories() if other.suffix.lower() == ".md" and other.name != story.name]
    shown_elsewhere = "".join(other.read_text(encoding="utf-8", errors="replace") for other in others)
    words = story.read_text(encoding="utf-8", errors="replace")
    photos = [photo for photo in local_files.stories() if photo.suffix.lower() in markup.PICTURES
              and f"({photo.name})" in words and f"({photo.name})" not in shown_elsewhere]  # fmt: skip
    return {path: None for path in (story, *photos)}


def stories_in(path: Path) -> set[str]:
    """Return the file names of the stories in a file that was handed in; none when it contains no story."""
    if path.suffix.lower() != ".zip":
        return {path.name}
    try:
        with zipfile.ZipFile(path) as archive:
            return {*archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return set()
