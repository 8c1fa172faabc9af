"""Reads the headings of the topics of a saved table: title, group and unit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.saved_tables.places import without_mark
from etl.snapshots.columns import base_name, name_of_title
from etl.snapshots.store import Snapshot
from veerkracht.catalog.catalog import Topic
from veerkracht.core.names import folded, quoted

_WITH_UNIT = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_KEY = re.compile(r"[A-Za-z]\w*_\d+")  # as OData has it
_UNITS = ("aantal", "%", "x 1 000 euro", "1 000 euro", "euro", "km", "m³", "kwh", "ha", "code", "naam", "omschrijving")


@dataclass(frozen=True)
class Heading:
    """A topic as a file names it; `decimals` is None when that is not known."""

    key: str
    title: str
    group: str
    unit: str
    decimals: int | None


@dataclass(frozen=True)
class Vocabulary:
    """The known topics of a source, from the catalogue and other editions, by the key of their title: units, and titles
    and decimals if known."""

    units: dict[str, set[str]]
    titles: dict[str, tuple[str, int | None]]
    groups: tuple[tuple[str, ...], ...]  # the names of each group, or category, that the catalogue asks for

    def are_units(self, cells: Iterable[str]) -> bool:
        """Return whether most of these cells are units."""
        unit_names = {folded(unit) for units in self.units.values() for unit in units} | set(_UNITS)
        filled = [cell for cell in cells if cell]
        return 2 * sum(folded(cell) in unit_names for cell in filled) > len(filled)


def vocabulary_of(topics: Iterable[Topic], snapshots: Iterable[Snapshot]) -> Vocabulary:
    """Return the topics of a source as the catalogue and its editions describe them."""
    units: dict[str, set[str]] = {}
    titles: dict[str, tuple[str, int | None]] = {}
    groups = dict.fromkeys(topic.group for topic in topics if topic.group)
    for topic in topics:
        for name in topic.names:
            units.setdefault(folded(name), set()).update(topic.unit)
    for snapshot in snapshots:
        for row in snapshot.topics.itertuples():
            for name in {folded(base_name(str(row.topic_key))), folded(name_of_title(str(row.title)))}:
                units.setdefault(name, set()).add(str(row.unit))
                decimals = str(row.decimals)
                titles[name] = str(row.title), int(decimals) if decimals.isdigit() else None
    return Vocabulary(units, titles, tuple(groups))


def bare(text: str) -> str:
    """Return the last part of a heading, without group, unit and marks."""
    last = without_mark(text).rpartition("|")[2]
    match = _WITH_UNIT.fullmatch(last)
    return (match[1] if match else last).rpartition("/")[2].strip()


def read(path: Sequence[str], unit: str, vocabulary: Vocabulary) -> Heading:
    """Return the topic that the headings above a column name, from group to title; without `unit` that is in brackets
    behind the title, or the only one that is known of it.

    Raises ValueError, with why and what to do, when there is no title or no unit.
    """
    texts = [without_mark(text) for text in path if text]
    if not texts:
        raise ValueError("boven deze kolom staat niet wat het is; bewaar de tabel opnieuw, of haal de kolom weg")
    last, unit = texts[-1], without_mark(unit)
    if _KEY.fullmatch(last):
        name = folded(base_name(last))
        title, decimals = vocabulary.titles.get(name, (base_name(last), None))
        return Heading(last, title, "", _only(vocabulary.units.get(name, set()), last), decimals)
    if not unit and (match := _WITH_UNIT.fullmatch(last)):
        last, unit = without_mark(match[1]), match[2].strip()
    parts = [part for text in [*texts[:-1], last] for part in map(str.strip, text.split("|")) if part]
    *groups, last = [part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1]]
    pieces = last.split("/")
    starts = [place for place in range(len(pieces)) if _name("/".join(pieces[place:])) in vocabulary.units]
    start = starts[-1] if starts else len(pieces) - 1
    title = "/".join(pieces[start:]).strip()
    groups += [piece.strip() for piece in pieces[:start]]
    unit = unit or _only(vocabulary.units.get(_name(title), set()), title)
    decimals = vocabulary.titles.get(_name(title), ("", None))[1]
    return Heading(name_of_title(title), title, groups[-1] if groups else "", unit, decimals)


def _name(title: str) -> str:
    return folded(name_of_title(title.strip()))


def _only(units: set[str], title: str) -> str:
    if len({folded(unit) for unit in units}) == 1:
        return next(iter(units))
    if units:
        raise ValueError(f"van {quoted(title)} staat er geen eenheid; bewaar de tabel opnieuw, met de eenheden erbij")
    raise ValueError(
        f"{quoted(title)} is geen onderwerp dat hier bekend is, en er staat geen eenheid bij; bewaar de tabel opnieuw, "
        "of haal de kolom weg"
    )
