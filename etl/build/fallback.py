"""Finds the editions that break a build, so that one bad table does not block updates of all others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.snapshots import editions, nationwide, store
from etl.snapshots.editions import Edition, Editions
from etl.snapshots.store import Unreadable
from veerkracht.core import paths, reasons
from veerkracht.core.errors import DataError, SourceError
from veerkracht.core.run_log import Attempt
from veerkracht.database import database

STAYS = "De vorige database blijft staan."
OF_THE_DISK = (OSError, duckdb.OperationalError, duckdb.FatalException)  # not caused by an edition


@dataclass(frozen=True)
class Refused:
    """An edition that no build can use, and the resulting error."""

    edition: Edition
    error: Exception

    def attempt(self, is_aside: bool) -> Attempt:
        """Return this as the outcome of a table in a run, with a Dutch message; `is_aside`: it will be set aside."""
        folder = self.edition.folder
        table_id, _, edition = folder.name.partition("@")
        source_id, publisher = _origin(folder)
        is_national, is_outline = nationwide.is_folder(folder), editions.is_outline(folder)
        key = nationwide.log_key(source_id, table_id) if is_national else (source_id, table_id)
        why = reasons.message("Bouwen met deze uitgave", self.error).replace(STAYS, "").strip().rstrip(".")
        earlier = self.edition.earlier
        use = "In gebruik blijft wat is meegeleverd."
        if earlier and editions.is_readable(earlier):
            use = f"In gebruik blijft de uitgave van {earlier.name.partition('@')[2]} die er was."
        elif earlier:  # standing.py decides which of its figures are retained
            use = f"De uitgave van {earlier.name.partition('@')[2]} die er was, is ook beschadigd."
        elif not self.edition.has_included:
            use = "Er is geen eerdere uitgave: de cijfers ontbreken tot de tabel opnieuw is opgehaald."
        aside = f" Deze uitgave staat apart in {paths.fetched_folder().name}/{paths.REFUSED}." if is_aside else ""
        command = f"python -m etl {'--gebied NL ' * is_national}--only {table_id}"
        message = (
            f"Tabel {key[1]}: met de uitgave van {edition} is de database niet te bouwen. {why}.{aside} {use} "
            f"Verbeter zo nodig indicators.yaml en haal de tabel opnieuw op met: {command}"
            f"{' --refresh' * is_outline}. Blijft dit, meld het dan bij {publisher}."
        )
        return Attempt(*key, "mislukt", message)


def resolve(
    newest: Editions,
    target: Path,
    error: Exception,
    error_of: Callable[[Editions], Exception | None],
    is_thorough: bool,
) -> tuple[Editions, list[Refused]]:
    """Return the editions to build from in the place of `newest`, which gives an error, and which of those are wrong.

    `error_of` tries a build and returns its error. Only editions that the database in `target` was not built from are
    suspect. If `is_thorough`, each is left out in turn, as one table may need another: years of a series complete each
    other. Else, or when several are at fault, all are left out, and come back one group after the other. Without any
    refused edition the fault is elsewhere.
    """
    suspects = editions.absent_from(newest, _built_from(target))
    for suspect in reversed(suspects) if is_thorough else ():
        if error_of(chosen := newest.with_earlier([suspect])) is None:
            return chosen, [Refused(suspect, error)]
    out, refused = list(suspects), list[Refused]()
    if not suspects or error_of(newest.with_earlier(out)) is not None:
        return newest, []

    def bring_back(group: Sequence[Edition]) -> None:
        rest = [edition for edition in out if edition not in group]
        error = error_of(newest.with_earlier(rest))
        if error is None:
            out[:] = rest
        elif len(group) == 1:
            refused.append(Refused(group[0], error))
        else:
            bring_back(group[: len(group) // 2])
            bring_back(group[len(group) // 2 :])

    bring_back(suspects)
    return newest.with_earlier(out), refused


def require_in_use(chosen: Editions, target: Path, damaged: Sequence[Unreadable]) -> None:
    """Raise the SourceError of a damaged edition that the database in `target` was not built from, if another can take
    its place."""
    if not damaged:
        return
    suspects = {edition.folder: edition for edition in editions.absent_from(chosen, _built_from(target))}
    for copy in damaged:
        suspect = suspects.get(copy.folder)
        if suspect and (suspect.earlier or suspect.has_included):
            raise copy.error


def _built_from(target: Path) -> set[tuple[str, str]] | None:
    """Return the names and hashes of the snapshots that a database was built from, None when it cannot be read."""
    try:
        with database.read(target) as connection:
            query = "select snapshot_id, sha256 from snapshot union select snapshot_id, sha256 from snapshot_elsewhere"
            return {(name, digest) for name, digest in connection.execute(query).fetchall()}
    except (DataError, duckdb.Error):
        return None


def _origin(folder: Path) -> tuple[str, str]:
    """Return the source of an edition and the name of its publisher; when they cannot be read, what comes nearest."""
    try:
        manifest = store.read_manifest(folder)
    except SourceError:
        return store.table_of(folder), "de uitgever"
    return manifest.source_id, manifest.publisher
