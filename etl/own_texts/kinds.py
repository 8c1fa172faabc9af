"""Lists the kinds of texts that the municipality writes itself; checks one, loads all, returns their tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Protocol

import pandas as pd

from etl.own_figures import figures, local_files
from etl.own_texts import budget, decisions, efforts, groups, own_text, parts, stories
from etl.own_texts.own_text import OwnText
from etl.snapshots import folders
from veerkracht.catalog.catalog import Catalog, FocusArea
from veerkracht.core import areas, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import Attempt


class Kind(Protocol):
    """What a module offers for one kind of text."""

    NAME: str  # of the folder with the copies that are kept

    def check(self, path: Path, catalog: Catalog) -> OwnText:
        """Return the content of a file with its mistakes; bad content raises nothing."""

    def tables(self, catalog: Catalog, with_internal: bool = False) -> dict[str, pd.DataFrame]:
        """Return the tables of the included and the accepted texts, by their name in schema.sql."""


_TEMPLATES = Path(__file__).parent / "templates"  # in the folders of data/lokaal that they belong in
_MARK = re.compile(r"\{\{([^{}]+)\}\}")  # of what a template has of the programme
KINDS: tuple[Kind, ...] = (efforts, stories, budget, decisions, groups)  # each one YAML file, but for stories


@dataclass(frozen=True)
class State:
    """An own or included text: its kind and name, in Dutch which version is in use, and the mistakes in the file."""

    kind: str
    name: str
    text: str
    mistakes: tuple[str, ...] = ()


def _buurt(focus: FocusArea, area_names: Mapping[str, str]) -> str:
    """Return the code of a buurt of a focus area, as an example."""
    part = focus.areas[0]
    return next(iter(areas.within(part, sorted(code for code in area_names if code.startswith("BU")))), part)


def write_templates(folder: Path, catalog: Catalog, area_names: Mapping[str, str]) -> list[Path]:
    """Write a template of every kind of text in a folder and return their paths; older ones are replaced.

    Their examples are of the programme: its municipality, buurten (`area_names` by code) and goals. Raises SourceError
    when one cannot be written.
    """
    targets = []
    first, last = (_buurt(catalog.programme.focus_areas[place], area_names) for place in (0, -1))
    goals = [goal.number for goal in catalog.goals]
    words = {
        "gemeente": catalog.programme.municipality_name,
        "eerste buurt": _in_list(area_names.get(first, first)),
        "buurt": _in_list(area_names.get(last, last)),
        "code": last,
        "gemeentecode": catalog.programme.municipality,
        "wijk": catalog.programme.centre or f"WK{last[2:8]}",
    }

    def word(mark: re.Match[str]) -> str:
        name, _, number = mark[1].partition(" ")
        if name == "doelen":
            existing = [goal for goal in (int(number), *goals) if goal in goals]
            return str(existing[:1])
        return words[mark[1]]

    for template in sorted(path for path in _TEMPLATES.rglob("*") if path.is_file()):
        target = folder / template.relative_to(_TEMPLATES)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.write(target, _MARK.sub(word, template.read_text(encoding="utf-8")).encode())
        except OSError as error:
            raise SourceError(
                f"{target}: het sjabloon is niet te schrijven ({reasons.of(error)}). Kijk of de schijf vol is."
            ) from error
        targets.append(target)
    return targets


def _in_list(name: str) -> str:
    """Return a name as it can stand between brackets in YAML."""
    return name if re.fullmatch(r"[\w' .()-]+", name) and name[0].isalpha() else f'"{name}"'


def _files(kind: Kind) -> list[Path]:
    """Return the files of a kind in data/lokaal, sorted by name, without templates."""
    return stories.files() if kind is stories else local_files.texts(kind.NAME)


def accept_all(catalog: Catalog) -> list[Attempt]:
    """Read all texts in data/lokaal, keep the valid ones, and return the outcome of each."""
    with parts.shared_names():
        checked = {kind.NAME: [_checked(kind, path, catalog) for path in _files(kind)] for kind in KINDS}
    return [attempt for name, texts in checked.items() for attempt in own_text.accept(name, texts)]


def _checked(kind: Kind, path: Path, catalog: Catalog) -> OwnText:
    """Return a text with its mistakes; whatever goes wrong while it is read is a mistake of this file alone."""
    try:
        return kind.check(path, catalog)
    except Exception as error:
        return OwnText(path, [reasons.message("het bestand is niet te lezen", error)], {})


def check(path: Path, catalog: Catalog) -> OwnText | None:
    """Return a text with its mistakes, such as a name or place with which no run reads it; None when the file is of no
    kind of text."""
    matches = (stories.matches(path) if kind is stories else own_text.matches(path, kind.NAME) for kind in KINDS)
    text = next((_checked(kind, path, catalog) for kind in compress(KINDS, matches)), None)
    why_passed_over = local_files.why_passed_over(path)
    return replace(text, mistakes=[*text.mistakes, why_passed_over]) if text and why_passed_over else text


def states(catalog: Catalog) -> list[State]:
    """Return the state of every text in data/lokaal, of the included ones, and of copies whose file is gone."""
    with parts.shared_names():
        return [state for kind in KINDS for state in _states(kind, catalog)]


def _states(kind: Kind, catalog: Catalog) -> Iterator[State]:
    included = paths.included_folder() / f"{kind.NAME}.yaml"
    if included.exists():
        yield State(kind.NAME, included.name, "meegeleverd")
    files = _files(kind)
    for path in files:
        text = _checked(kind, path, catalog)
        yield State(kind.NAME, path.name, own_text.state(kind.NAME, text), (*text.mistakes, *text.left_out))
    present = {figures.edition(path) for path in files}
    for copy in (copy for is_internal in (False, True) for copy in own_text.copies(kind.NAME, is_internal)):
        if copy.name not in present:
            day = own_text.day_of(copy)
            yield State(kind.NAME, copy.name, f"overgenomen op {day}; is er niet meer, en vervalt de volgende keer")


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
