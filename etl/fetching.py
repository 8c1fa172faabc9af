"""Decides which tables to fetch, fetches those that changed, and keeps what came even when another table fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl import boundaries, cbs, snapshots
from etl.http import HostUnreachable
from veerkracht import paths
from veerkracht.catalog import Catalog, Source, Table
from veerkracht.errors import SourceError


@dataclass(frozen=True)
class Job:
    """One table to fetch."""

    source_id: str
    source: Source
    table: Table


def jobs(catalog: Catalog, only: list[str], years: list[str]) -> list[Job]:
    """Return the tables to fetch, in the order of the catalogue.

    `only` names sources or tables, `years` periods; empty means all. Raises SourceError, before anything is fetched,
    for a name or a year that the catalogue does not have.
    """
    every = [
        Job(source_id, source, table)
        for source_id, source in catalog.sources.items()
        if source.kind != "meegeleverd"
        for table in source.tables
    ]
    _require_known(only, {name for job in every for name in (job.source_id, job.table.id)}, "--only")
    _require_known(years, {period for job in every for period in job.table.periods}, "--years")
    return [
        job
        for job in every
        if (not only or job.source_id in only or job.table.id in only)
        and (not years or set(years) & set(job.table.periods))
    ]


def run(
    todo: list[Job],
    catalog: Catalog,
    refresh: bool,
    say: Callable[[str], None],
    track: Callable[[list[Job]], Iterator[Job]],
) -> list[str]:
    """Fetch the tables and write their snapshots; return one Dutch line per failure.

    `say` gets one line per table, `track` may show progress. A table that the publisher has not changed is not
    fetched again unless `refresh`. After a host proves unreachable its other tables are passed over.
    """
    failures: list[str] = []
    unreachable: set[str | None] = set()
    for job in track(todo):
        if job.source.host in unreachable:
            continue
        try:
            say(_fetch(job, catalog, refresh))
        except HostUnreachable as error:
            unreachable.add(job.source.host)
            failures.append(str(error))
        except SourceError as error:
            failures.append(str(error))
    return failures


def _fetch(job: Job, catalog: Catalog, refresh: bool) -> str:
    if job.source.kind == "pdok":
        return _fetch_boundaries(job, catalog, refresh)
    known = None if refresh else _latest(job.table.id)
    if known and known.modified_at and known.modified_at == cbs.modified_at(job.source, job.table):
        return f"{job.table.id}  {known.title}: niet gewijzigd sinds {known.edition}"
    manifest, topics, facts, area = cbs.fetch(job.source_id, job.source, job.table, catalog.programme.municipality)
    snapshots.write(paths.fetched_folder(), manifest, topics, facts, area)
    return (
        f"{manifest.table_id}  {manifest.title}: {len(area)} gebieden, {len(topics)} onderwerpen, "
        f"{len(facts)} cijfers, uitgave {manifest.edition}"
    )


def _fetch_boundaries(job: Job, catalog: Catalog, refresh: bool) -> str:
    programme = catalog.programme
    folder = paths.fetched_folder() / f"grenzen@{programme.boundary_year}"
    if (folder / "manifest.json").exists() and not refresh:
        return f"grenzen  {job.source.title} {programme.boundary_year}: al opgehaald"
    boundaries.fetch(
        job.source_id, job.source, programme.municipality, programme.municipality_name, programme.boundary_year,
        paths.fetched_folder(),
    )  # fmt: skip
    return f"grenzen  {job.source.title} {programme.boundary_year}: {len(boundaries.read(folder))} gebieden"


def _latest(table_id: str) -> snapshots.Manifest | None:
    folders = [one for one in snapshots.folders(paths.fetched_folder()) if one.name.split("@")[0] == table_id]
    return snapshots.read_manifest(folders[-1]) if folders else None


def _require_known(given: list[str], known: set[str], option: str) -> None:
    if unknown := [name for name in given if name not in known]:
        raise SourceError(f"{option} {' '.join(unknown)}: kent de catalogus niet. Kies uit: {', '.join(sorted(known))}")
