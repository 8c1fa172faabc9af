"""Chooses the editions to build from: the newest of everything fetched, or an earlier one instead of a bad one; and
among several editions of one table the one that supplies a topic.

Earlier editions stay in their folders. If an edition is fetched again under the same date, the old one is kept in
`.vorige` until the new one has been built from. An edition that breaks the build moves to `geweigerd`, which is never
built from.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from etl.snapshots import folders, national_outlines, nationwide, outlines, store
from etl.snapshots.columns import Columns
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Snapshot, Unreadable
from veerkracht.catalog.catalog import Topic
from veerkracht.core import paths
from veerkracht.core.errors import SourceError

_KEPT = ".vorige"
_ROUNDING = 5  # CBS rounds counts of buurten and wijken randomly to a multiple of five, again in each edition


@dataclass(frozen=True)
class Edition:
    """The folder of a fetched table, table of the country or division in outlines; and the folder to build from when it
    cannot be used, None for what came with the dashboard, if anything."""

    folder: Path
    earlier: Path | None

    @property
    def has_included(self) -> bool:
        """Return whether a copy of it came with the dashboard, and can be read."""
        parent = paths.included_folder() / self.folder.parent.relative_to(paths.fetched_folder())
        if is_outline(self.folder):
            return is_readable(parent / self.folder.name)
        return any(map(is_readable, store.folders_in(parent, store.table_of(self.folder))))


@dataclass(frozen=True)
class Editions:
    """The folders of fetched data that a build reads."""

    folders: tuple[Path, ...]

    def snapshots(self) -> tuple[list[Snapshot], list[Unreadable]]:
        """Return all snapshots to build from and those that are damaged, as store.current does."""
        return store.current(
            [folder for folder in self.folders if not nationwide.is_folder(folder) and not is_outline(folder)]
        )

    def tables_of_the_country(self, checks_all: bool) -> tuple[list[NationalTable], list[Unreadable]]:
        """Return the tables of the country to build from and those that are damaged, as nationwide.current does."""
        return nationwide.current(list(filter(nationwide.is_folder, self.folders)), checks_all)

    def outlines(self, municipality: str, year: int) -> tuple[pd.DataFrame, list[Unreadable]]:
        """Return the outlines to build from, as outlines.of_municipality or else national_outlines gives them, and the
        damaged included ones that would have been read. Raises SourceError when the fetched ones are damaged."""
        fetched = list(filter(is_outline, self.folders))
        folder: Path | None = outlines.folder_of(paths.included_folder(), year)
        try:
            fetched_outlines = outlines.of_municipality(municipality, year, fetched)
            if not fetched_outlines.empty:
                return fetched_outlines, []
            folder = national_outlines.folder()
            return national_outlines.of_municipality(municipality, year), []
        except SourceError as error:
            for of_year in fetched:
                outlines.read(of_year)
            return outlines.none(), [Unreadable(folder, "meegeleverd", error)] if folder else []

    def with_earlier(self, some: Iterable[Edition]) -> "Editions":
        """Return the same with the earlier editions of some."""
        earlier = {edition.folder: edition.earlier for edition in some}
        chosen = (earlier.get(folder, folder) for folder in self.folders)
        return replace(self, folders=tuple(folder for folder in chosen if folder is not None))


@dataclass(frozen=True)
class Choice:
    """The editions of a table that give the figures of a topic in a period: the newest, and others of the levels that
    it lacks; and a Dutch line on each that was not used because it contradicts the newest."""

    newest: Columns | None
    others: dict[str, Columns]
    contradictions: tuple[str, ...] = ()

    def areas_by_edition(self, codes: list[str]) -> Iterator[tuple[Columns, list[str]]]:
        """Yield each edition with the codes of the areas that it gives the figures of."""
        if not self.others and self.newest:
            yield self.newest, codes
            return
        of_edition: dict[int, tuple[Columns, list[str]]] = {}
        for code in codes:
            edition = self.others.get(code[:2], self.newest)
            if edition is not None:
                of_edition.setdefault(id(edition), (edition, []))[1].append(code)
        yield from of_edition.values()


def by_level(editions: Sequence[Columns], topics: Sequence[Topic], period: str) -> Choice:
    """Return which editions of a table, newest first, give the figures of topics that belong together.

    All figures of a level come from one edition: the newest with figures of it. An older edition is only used when it
    agrees with the newest on shared figures, counts within rounding. Our own computed figures are not compared.
    """
    complete = [edition for edition in editions if all(edition.has(topic, period) for topic in topics)]
    if len(complete) < 2:
        return Choice(complete[0] if complete else None, {})
    newest, *older = complete
    missing = {"BU", "WK", "GM", "NL"} - _levels(newest, topics, period)
    others: dict[str, Columns] = {}
    contradictions = []
    for edition in older:
        extra = (missing & _levels(edition, topics, period)) - set(others)
        if extra and (contradiction := _contradiction(newest, edition, topics, period)):
            contradictions.append(contradiction)
        else:
            others |= dict.fromkeys(extra, edition)
    return Choice(newest, others, tuple(contradictions))


def _levels(edition: Columns, topics: Sequence[Topic], period: str) -> set[str]:
    return set.intersection(*(edition.levels(topic, period) for topic in topics))


def _contradiction(newest: Columns, older: Columns, topics: Sequence[Topic], period: str) -> str:
    """Return a Dutch line on the first figure that two editions do not agree on, '' when they agree."""
    for topic in topics:
        now, before = newest.values(topic, period), older.values(topic, period)
        slack = _ROUNDING if newest.is_count(topic) else 0
        for code in sorted(now.keys() & before.keys()):
            if abs(now[code] - before[code]) > slack:
                new, old = newest.snapshot.manifest, older.snapshot.manifest
                return (
                    f"Tabel {new.table_id}, {newest.key(topic)}, {code}, {period}: uitgave {old.edition} heeft "
                    f"{before[code]:g} en uitgave {new.edition} {now[code]:g}. Van dit onderwerp is alleen uitgave "
                    f"{new.edition} gebruikt. Haal de tabel opnieuw op, dan vervallen beide."
                )
    return ""


def folders_beside() -> list[Path]:
    """Return the folders for what is not built from, or is of the country."""
    fetched = paths.fetched_folder()
    return [fetched / nationwide.NAME, fetched / _KEPT, fetched / paths.REFUSED]


def newest() -> Editions:
    """Return the newest edition of everything that was fetched."""
    fetched = paths.fetched_folder()
    parents = fetched, fetched / nationwide.NAME
    tables = [folder for parent in parents for folder in store.newest(store.folders_in(parent))]
    return Editions((*tables, *store.folders_in(fetched, store.OUTLINES)))


def absent_from(chosen: Editions, built: set[tuple[str, str]] | None) -> list[Edition]:
    """Return the editions that are not among those a database was built from, each with the one it replaced.

    `built` has the names and hashes of snapshots, None when they are unknown. A database does not name its outlines, so
    these are always among the answer, and first.
    """
    waiting = [folder for folder in chosen.folders if not _is_among(folder, built or set())]
    return [
        Edition(folder, _earlier(folder, built)) for folder in sorted(waiting, key=lambda path: not is_outline(path))
    ]


def _earlier(folder: Path, built: set[tuple[str, str]] | None) -> Path | None:
    """Return the last edition that was built from, whose figures can stay when it is damaged by now; when none is known
    to be, the last one that can be read."""
    older = [path for path in _editions_of(folder) if path.name < folder.name]
    existing = [path for path in (_backup_of(folder), *reversed(older)) if (path / "manifest.json").exists()]
    built_from = (path for path in existing if _is_among(path, built or set()))
    return next(built_from, None) or next(filter(is_readable, existing), None)


def back_up(folder: Path) -> None:
    """Keep a copy of a fetched edition that is about to be replaced, if it is there, until `remove_backups`."""
    backup = _backup_of(folder)
    if (folder / "manifest.json").exists() and not backup.exists():
        backup.parent.mkdir(parents=True, exist_ok=True)
        with folders.aside(backup.parent) as aside:
            shutil.copytree(folder, aside, dirs_exist_ok=True)
            folders.put(aside, backup)


def back_up_later(folder: Path) -> None:
    """Back up and remove the later editions of a table: they came from files, and a host has delivered the table
    since."""
    for later in [path for path in _editions_of(folder) if path.name > folder.name]:
        backup = _backup_of(folder)
        if backup.exists():
            folders.remove(later)
        else:
            backup.parent.mkdir(parents=True, exist_ok=True)
            folders.put(later, backup)


def remove_backups() -> None:
    """Remove the copies that `back_up` made: all newest editions were built from."""
    if (backups := paths.fetched_folder() / _KEPT).exists():
        folders.remove(backups)


def set_aside(edition: Edition) -> Path:
    """Move an edition to where no build reads it, put the earlier one in its place, and return the new path.

    Per table only the last edition that was set aside is kept. Editions in between, also never built from, are removed.
    """
    parent = paths.fetched_folder() / paths.REFUSED / edition.folder.parent.relative_to(paths.fetched_folder())
    parent.mkdir(parents=True, exist_ok=True)
    folders.recover(parent)
    for old in store.folders_in(parent, store.table_of(edition.folder)):
        folders.remove(old)
    target = parent / edition.folder.name
    with folders.aside(parent) as aside:
        shutil.copytree(edition.folder, aside, dirs_exist_ok=True)
        folders.put(aside, target)
    for folder in _editions_of(edition.folder):
        if edition.earlier is None or edition.earlier.name < folder.name:
            folders.remove(folder)
    if edition.earlier == _backup_of(edition.folder):
        folders.put(edition.earlier, edition.folder.with_name(_key(edition.earlier)[0]))  # a file had a later day
    return target


def _editions_of(folder: Path) -> list[Path]:
    """Return the folders of all editions of the same table, oldest first; of outlines every year is its own."""
    return [folder] if is_outline(folder) else store.folders_in(folder.parent, store.table_of(folder))


def _backup_of(folder: Path) -> Path:
    return paths.fetched_folder() / _KEPT / folder.relative_to(paths.fetched_folder())


def _key(folder: Path) -> tuple[str, str]:
    with suppress(SourceError):
        manifest = store.read_manifest(folder)
        return manifest.snapshot_id, manifest.sha256
    return folder.name, ""


def _is_among(folder: Path, built: set[tuple[str, str]]) -> bool:
    """Return whether a database was built from an edition. One that is damaged by now is the one with its name that was
    built from, unless a run replaced that and keeps a copy."""
    name, digest = _key(folder)
    if not digest and not _backup_of(folder).exists():
        return name in {built_name for built_name, _ in built}
    return (name, digest) in built


def is_readable(folder: Path) -> bool:
    """Return whether an edition is whole."""
    try:
        if is_outline(folder):
            outlines.read(folder)
        elif nationwide.is_folder(folder):
            nationwide.read(folder, "opgehaald").require_whole()
        else:
            store.read(folder, "opgehaald")
    except SourceError:
        return False
    return True


def is_outline(folder: Path) -> bool:
    """Return whether a folder is that of a division in outlines."""
    return store.table_of(folder) == store.OUTLINES
