"""Decides which tables to fetch, fetches those that changed, and keeps what came even when another table fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from etl.publishers import acceptance, cbs, nationwide
from etl.publishers import pdok as boundaries
from etl.publishers.http import HostUnreachable
from etl.snapshots import store as snapshots
from etl.snapshots.columns import category_code, fits_group
from etl.snapshots.store import Manifest, Snapshot
from veerkracht.catalog.catalog import Catalog, Source, Table
from veerkracht.core import paths
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import Attempt, Outcome

_MONTHS_APART = 5  # a table with months has so many times fewer areas in a part
_LOST_SHARE = 0.05  # of the areas of the country that a new edition may lack; boundaries change every year


@dataclass(frozen=True)
class Job:
    """One table to fetch: for the municipality, or for the whole country."""

    source_id: str
    source: Source
    table: Table
    is_nationwide: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Return source and table by which the log tells what came of it."""
        if not self.is_nationwide:
            return self.source_id, self.table.id
        return f"{self.source_id}/{nationwide.NAME}", f"{self.table.id} {nationwide.NAME}"


class UnknownName(SourceError):
    """A name or year on the command line that the catalogue does not have."""


def jobs(
    catalog: Catalog, only: list[str], years: list[str], accepted: list[str], is_nationwide: bool = False
) -> list[Job]:
    """Return the tables to fetch, in the order of the catalogue; for the whole country too, after those, when asked.

    Of tables with nothing but months the country is left out: millions of figures that nothing is compared with.

    `only` names sources or tables, `years` periods; empty means all; `accepted` must be tables too. Raises UnknownName,
    before anything is fetched, for a name or a year that the catalogue does not have.
    """
    every = [
        Job(source_id, source, table)
        for source_id, source in catalog.sources.items()
        if source.kind in ("odata", "pdok")
        for table in source.tables
    ]
    _require_known(only, {name for job in every for name in (job.source_id, job.table.id)}, "--only")
    _require_known(accepted, {job.table.id for job in every}, "--accept")
    _require_known(years, {period for job in every for period in job.table.periods}, "--years")
    asked = [
        job
        for job in every
        if (not only or job.source_id in only or job.table.id in only)
        and (not years or set(years) & set(job.table.periods) or job.table.has_months)
    ]
    of_country = [replace(job, is_nationwide=True) for job in asked if job.source.kind == "odata" and job.table.periods]
    return [*asked, *(of_country if is_nationwide else [])]


@dataclass(frozen=True)
class Options:
    """How to fetch: also what did not change, and tables to take over though much less or more is in them."""

    refresh: bool = False
    accepted: tuple[str, ...] = ()


def run(
    todo: list[Job],
    catalog: Catalog,
    options: Options,
    say: Callable[[Attempt], None],
    track: Callable[[list[Job]], Iterator[Job]],
) -> list[Attempt]:
    """Fetch the tables and write their snapshots; return what came of each.

    `say` gets every attempt as it is done, `track` may show progress. A table that the publisher has not changed is not
    fetched again unless asked; one that fails or cannot be used leaves its previous snapshot as it was. After a host
    proves unreachable its other tables are passed over.
    """
    attempts = []
    unreachable: dict[str | None, HostUnreachable] = {}
    for job in track(todo):
        try:
            if job.source.host in unreachable:
                raise unreachable[job.source.host]
            outcome, message = _fetch(job, catalog, options)
        except SourceError as error:
            outcome, message = "mislukt", str(error)
            if isinstance(error, HostUnreachable):
                unreachable[job.source.host] = error
        attempts.append(Attempt(*job.place, outcome, message))
        say(attempts[-1])
    return attempts


def _fetch(job: Job, catalog: Catalog, options: Options) -> tuple[Outcome, str]:
    if job.source.kind == "pdok":
        return _fetch_boundaries(job, catalog, options.refresh)
    if job.is_nationwide:
        return _fetch_nationwide(job, catalog, options)
    is_accepted = job.table.id in options.accepted
    known = _latest(job.table.id, catalog.programme.municipality)
    wanted = _categories(job, catalog)
    if known and _is_unchanged(job, known.manifest, known.topics, wanted, options):
        return "niet gewijzigd", f"{known.manifest.title}: niet gewijzigd sinds {known.manifest.edition}"
    programme = catalog.programme
    fresh = Snapshot(
        *cbs.fetch(job.source_id, job.source, job.table, programme.municipality, wanted), origin="opgehaald"
    )
    outlines = boundaries.outlines(programme.municipality, programme.boundary_year)
    acceptance.require_usable(fresh, known, catalog, outlines, is_accepted)
    snapshots.write(paths.fetched_folder(), fresh.manifest, fresh.topics, fresh.facts, fresh.areas)
    return "opgehaald", (
        f"{fresh.manifest.title}: {len(fresh.areas)} gebieden, {len(fresh.topics)} onderwerpen, "
        f"{len(fresh.facts)} cijfers, uitgave {fresh.manifest.edition}"
    )


def _fetch_nationwide(job: Job, catalog: Catalog, options: Options) -> tuple[Outcome, str]:
    """Fetch a table for the whole country, part by part."""
    is_accepted = job.table.id in options.accepted
    kept = [one for one in nationwide.found(paths.fetched_folder()) if one.name.split("@")[0] == job.table.id]
    wanted = _categories(job, catalog)
    if kept:
        before = snapshots.read_manifest(kept[-1])
        if _is_unchanged(job, before, nationwide.topics(kept[-1]), wanted, options):
            return "niet gewijzigd", f"{before.title}, heel Nederland: niet gewijzigd sinds {before.edition}"
    no_outlines = pd.DataFrame(columns=boundaries.OUTLINE_COLUMNS)

    def usable(part: nationwide.Part) -> nationwide.Part:
        acceptance.require_usable(Snapshot(*part, origin="opgehaald"), None, catalog, no_outlines)
        return part

    with cbs.one_description():
        codes = cbs.area_codes(job.source, job.table)
        if kept and not is_accepted:
            lost = nationwide.area_codes(kept[-1]) - set(codes)
            if len(lost) > _LOST_SHARE * len(codes):
                raise SourceError(
                    f"Tabel {job.table.id} mist {len(lost)} gebieden die de landelijke uitgave van "
                    f"{kept[-1].name.split('@')[1]} wel heeft. De vorige uitgave blijft in gebruik. Klopt dit toch, "
                    f"dan: python -m etl --gebied NL --only {job.table.id} --accept {job.table.id}."
                )
        apart = _MONTHS_APART if job.table.has_months else 1
        answers = (
            cbs.fetch(job.source_id, job.source, job.table, region, wanted, is_part=True)
            for region in nationwide.regions(codes, nationwide.ASKED_AREAS // apart)
        )
        parts = nationwide.joined(answers, nationwide.MOST_AREAS // apart)
        folder = nationwide.write(paths.fetched_folder(), map(usable, parts))
    made = snapshots.read_manifest(folder)
    return "opgehaald", (
        f"{made.title}, heel Nederland: {len(nationwide.area_codes(folder))} gebieden, "
        f"{made.fact_count} cijfers, uitgave {made.edition}"
    )


def _categories(job: Job, catalog: Catalog) -> tuple[tuple[str, ...], ...]:
    """Return the names of each category of the table that an indicator is drawn from."""
    topics = [topic for one in catalog.indicators_of(job.source_id) for topic in one.topics]
    return tuple(dict.fromkeys(topic.group for topic in topics)) if job.table.categories else ()


def _is_unchanged(
    job: Job, known: Manifest, topics: pd.DataFrame, wanted: tuple[tuple[str, ...], ...], options: Options
) -> bool:
    """Return whether what was fetched before will do: asked of the publisher, unless it is to be fetched anyway."""
    if options.refresh or job.table.id in options.accepted or not _has(topics, wanted):
        return False
    modified = cbs.modified_at(job.source, job.table)
    return bool(modified) and modified == known.modified_at


def _has(topics: pd.DataFrame, wanted: tuple[tuple[str, ...], ...]) -> bool:
    """Return whether the topics of a table are of all categories that the catalogue wants now."""
    groups = {(str(row.group), category_code(str(row.topic_key))) for row in topics.itertuples()}
    return all(any(fits_group(names, group, code) for group, code in groups) for names in wanted)


def _fetch_boundaries(job: Job, catalog: Catalog, refresh: bool) -> tuple[Outcome, str]:
    programme = catalog.programme
    title = f"{job.source.title} {programme.boundary_year}"
    folder = paths.fetched_folder() / f"grenzen@{programme.boundary_year}"
    if (folder / "manifest.json").exists() and not refresh:
        return "niet gewijzigd", f"{title}: al opgehaald"
    boundaries.fetch(job.source_id, job.source, programme.municipality, programme.boundary_year, paths.fetched_folder())
    return "opgehaald", f"{title}: {len(boundaries.read(folder))} gebieden"


def _latest(table_id: str, municipality: str) -> Snapshot | None:
    """Return the last fetched edition of a table for the municipality; one that is damaged is fetched again."""
    found = [one for one in snapshots.found(paths.fetched_folder()) if one.name.split("@")[0] == table_id]
    try:
        known = snapshots.read(found[-1], "opgehaald") if found else None
    except SourceError:
        return None
    return known if known is not None and municipality in set(known.areas["area_code"]) else None


def _require_known(given: list[str], known: set[str], option: str) -> None:
    if unknown := [name for name in given if name not in known]:
        raise UnknownName(f"{option} {' '.join(unknown)}: kent de catalogus niet. Kies uit: {', '.join(sorted(known))}")
