"""Decides which tables to fetch, fetches those that changed, and keeps them even if another table fails."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from pathlib import Path

import pandas as pd

from etl.publishers import acceptance, comparison, doors, expectations, http
from etl.publishers.comparison import Tallies
from etl.publishers.http import HostUnreachable, Unavailable
from etl.publishers.publisher import Names, Request, national_publisher, outline_publisher, publisher
from etl.snapshots import editions, nationwide, outlines, store
from etl.snapshots.columns import Columns, category_code, fits_group
from etl.snapshots.national_figures import Draft
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Manifest, Snapshot
from veerkracht.catalog.catalog import Catalog, Source, Table
from veerkracht.catalog.publisher_kinds import FILE
from veerkracht.core import dutch, paths, reasons
from veerkracht.core.errors import SourceError
from veerkracht.core.run_log import Attempt, Outcome

_MONTHLY_SHARE = 5  # a table with months has that many times fewer areas in a part
_LOST_SHARE = 0.05  # of the areas of the country that a new edition may lack; boundaries change every year


@dataclass(frozen=True)
class Job:
    """One table to fetch: for the municipality, or for the whole country."""

    source_id: str
    source: Source
    table: Table
    is_nationwide: bool = False

    @property
    def log_key(self) -> tuple[str, str]:
        """Return source and table as the run log names them."""
        key = self.source_id, self.table.id
        return nationwide.log_key(*key) if self.is_nationwide else key


class UnknownName(SourceError):
    """A name or year on the command line that the catalogue does not have."""


def jobs(
    catalog: Catalog, only: list[str], years: list[str], accepted: list[str], is_nationwide: bool = False
) -> list[Job]:
    """Return the tables to fetch, in the order of the catalogue, each followed by the same for the whole country.

    Tables with nothing but months are not fetched for the country: millions of figures that nothing is compared with.

    `only` names sources or tables, `years` periods; empty means all; `accepted` must be tables too. Raises UnknownName,
    before anything is fetched, for a name or a year that the catalogue does not have.
    """
    every = [
        Job(source_id, source, table)
        for source_id, source in catalog.sources.items()
        if source.publisher_kind.hosts
        for table in source.tables
    ]
    _require_known(only, {name for job in every for name in (job.source_id, job.table.id)}, "--only")
    _require_known(accepted, {job.table.id for job in every}, "--accept")
    _require_known(years, {period for job in every for period in job.table.periods}, "--years")
    selected = [
        job
        for job in every
        if (not only or job.source_id in only or job.table.id in only)
        and (not years or set(years) & set(job.table.periods) or job.table.has_months)
    ]

    def with_national(job: Job) -> list[Job]:
        is_national = is_nationwide and job.source.publisher_kind.is_national and job.table.periods
        return [job, replace(job, is_nationwide=True)] if is_national else [job]

    return list(chain.from_iterable(map(with_national, selected)))


@dataclass(frozen=True)
class Options:
    """How to fetch: also what did not change, and which tables to accept with far fewer or more figures."""

    refresh: bool = False
    accepted: tuple[str, ...] = ()


def run(
    todo: list[Job],
    catalog: Catalog,
    options: Options,
    report: Callable[[Attempt], None],
    track: Callable[[list[Job]], Iterator[Job]],
) -> list[Attempt]:
    """Fetch the tables and write their snapshots; return the outcome of each. `report` gets every attempt when it is
    done, `track` may show progress.

    A table that the publisher did not change is not fetched again unless `options` say so; one that fails in any way
    keeps its previous snapshot. A host that proves unreachable is not asked for other tables. `doors.read` gives which
    hosts answered.
    """
    attempts = []
    hosts = _Hosts()
    for _, of_table in groupby(track(todo), key=lambda job: job.table.id):
        with http.cached_descriptions():
            for job in of_table:
                try:
                    outcome, message = _fetch_by_a_door(job, catalog, options, hosts)
                except Exception as error:  # any error: continue with the other tables
                    outcome, message = "mislukt", reasons.message(f"Tabel {job.table.id}", error)
                attempts.append(Attempt(*job.log_key, outcome, message))
                report(attempts[-1])
    doors.record(paths.fetched_folder(), hosts.answered)
    return attempts


@dataclass
class _Hosts:
    """The hosts that were asked in a run: whether each answered, and those that cannot be reached."""

    answered: dict[str, bool] = field(default_factory=dict)
    unreachable: dict[str, HostUnreachable] = field(default_factory=dict)


def _fetch_by_a_door(job: Job, catalog: Catalog, options: Options, hosts: _Hosts) -> tuple[Outcome, str]:
    """Fetch a table from the first host of its source that delivers it, and mention that host if there are more.

    A table comes from one host as a whole. A wrong one is not requested again elsewhere. Raises SourceError.
    """
    refusals: list[Unavailable] = []
    for source in job.source.doors:
        host = str(source.host)
        try:
            if host in hosts.unreachable:
                raise hosts.unreachable[host]
            outcome, message = _fetch(replace(job, source=source), catalog, options)
        except Unavailable as error:
            refusals.append(error)
            hosts.answered.setdefault(host, False)
            if isinstance(error, HostUnreachable):
                hosts.unreachable[host] = error
            continue
        except SourceError:  # a table that was received but is wrong
            hosts.answered[host] = True
            raise
        hosts.answered[host] = True
        return outcome, message + doors.used(job.source, source, refusals)
    if len(refusals) == 1:
        raise refusals[0]
    raise SourceError(doors.none_answered(job.source, refusals))


def _fetch(job: Job, catalog: Catalog, options: Options) -> tuple[Outcome, str]:
    if job.source.publisher_kind.gives_outlines:
        return _fetch_outlines(job, catalog, options.refresh)
    if job.is_nationwide:
        return _fetch_nationwide(job, catalog, options)
    previous = latest(job.table.id, catalog.programme.municipality)
    table_request = request(job, catalog)
    if previous and _is_unchanged(table_request, previous.manifest, previous.topics, options):
        return "niet gewijzigd", f"{previous.manifest.title}: niet gewijzigd sinds {previous.manifest.edition}"
    fresh = publisher(job.source).fetch(table_request)
    return "opgehaald", accept(job, fresh, previous, catalog, options)


def request(job: Job, catalog: Catalog) -> Request:
    """Return the request to a publisher for a table of the municipality."""
    return Request(job.source_id, job.source, job.table, catalog.programme.municipality, _categories(job, catalog))


def accept(
    job: Job, fresh: Snapshot, previous: Snapshot | None, catalog: Catalog, options: Options, command: str = ""
) -> str:
    """Write an edition that is good enough compared with the previous one, if any, and return its contents in Dutch.

    One from a door replaces a file that was saved later, which has only what somebody selected. `command` is another
    way to get it, for messages. Raises SourceError for an edition that is not good enough.
    """
    programme = catalog.programme
    is_after_file = previous is not None and previous.manifest.door == FILE != fresh.manifest.door
    if not is_after_file:
        expectations.require_in_order(fresh.manifest, previous.manifest if previous else None)
    on_the_map = outlines.readable(programme.municipality, programme.boundary_year)
    included = () if previous else store.included(fresh.manifest.table, programme.municipality)
    is_forced = job.table.id in options.accepted
    acceptance.require_usable(fresh, previous, catalog, on_the_map, is_forced, included, command)
    if previous:
        editions.back_up(store.folder_for(paths.fetched_folder(), fresh.manifest))
    folder = store.write(paths.fetched_folder(), fresh)
    if is_after_file:
        editions.back_up_later(folder)
    topics = dutch.counted(len(fresh.topics), "onderwerp", "onderwerpen")
    return (
        f"{fresh.manifest.title}: {_areas(len(fresh.areas))}, {topics}, {_figures(len(fresh.facts))}, uitgave "
        f"{fresh.manifest.edition}{_doubts(job.table, fresh.manifest, previous)}"
    )


def _areas(count: int) -> str:
    return dutch.counted(count, "gebied", "gebieden")


def _figures(count: int) -> str:
    return dutch.counted(count, "cijfer", "cijfers")


def _doubts(table: Table, fresh: Manifest, previous: Snapshot | None) -> str:
    """Return new doubts about a fetched table since the previous edition: '' or '. Let op: …'."""
    before = {previous.manifest.title, previous.manifest.note} if previous else set()
    title = expectations.title_doubt(table, fresh.title) if fresh.title not in before else ""
    note = fresh.note if fresh.note not in before and fresh.door != FILE else ""
    doubts = " ".join(filter(None, [title, note]))
    return f". Let op: {doubts}" if doubts else ""


def _fetch_nationwide(job: Job, catalog: Catalog, options: Options) -> tuple[Outcome, str]:
    """Fetch a table for the whole country, part by part."""
    source, table = job.source, job.table
    request = Request(job.source_id, source, table, "", _categories(job, catalog), is_part=True)
    previous = _latest_nationwide(table.id)
    if previous and _is_unchanged(request, previous.manifest, previous.topics(), options):
        manifest = previous.manifest
        return "niet gewijzigd", f"{manifest.title}, heel Nederland: niet gewijzigd sinds {manifest.edition}"

    national = national_publisher(source)
    codes = national.area_codes(source, table)
    if previous and table.id not in options.accepted:
        _require_areas_of(previous, codes)
    share = _MONTHLY_SHARE if table.has_months else 1
    answers = (
        national.fetch(replace(request, region=region))
        for region in nationwide.regions(codes, nationwide.REQUEST_AREAS // share)
    )
    parts = nationwide.joined(_prefetched(answers), nationwide.PART_AREAS // share)
    if previous:
        editions.back_up(previous.folder)
    before = None if table.id in options.accepted else _figures_before(job, previous, catalog)
    draft = Draft(catalog, job.source_id)
    accepted = _accepted(parts, before, catalog, previous.manifest if previous else None, draft)
    fresh = nationwide.read(nationwide.write(paths.fetched_folder(), accepted), "opgehaald")
    draft.keep(fresh)
    return "opgehaald", (
        f"{fresh.manifest.title}, heel Nederland: {_areas(fresh.areas()['area_code'].nunique())}, "
        f"{_figures(fresh.manifest.fact_count)}, uitgave {fresh.manifest.edition}"
    )


def _prefetched(answers: Iterator[Snapshot]) -> Iterator[Snapshot]:
    """Yield answers while another thread fetches the next one: never more than one request at a time."""
    with ThreadPoolExecutor(1) as waiting:
        context = copy_context()

        def ask() -> Future[Snapshot | None]:
            return waiting.submit(context.run, lambda: next(answers, None))

        coming = ask()
        while (answer := coming.result()) is not None:
            coming = ask()
            yield answer


@dataclass(frozen=True)
class _Before:
    """The figures of the national edition in use, and what that is called in Dutch."""

    tallies: Tallies
    edition: str
    is_partial: bool  # an included copy


def _figures_before(job: Job, previous: NationalTable | None, catalog: Catalog) -> _Before:
    """Return the figures of the last fetched edition, or else of the included copies; none of a damaged one."""
    topics = catalog.topics_of(job.source_id)
    included, _ = nationwide.current([])
    tallies: Tallies = {}
    for table in [previous] if previous else included:
        if table.manifest.table == (job.source_id, job.table.id):
            with suppress(SourceError):
                parts = [comparison.tallies(Columns(part), topics) for part in table.parts()]
                tallies |= comparison.summed(parts)
    edition = f"de landelijke uitgave van {previous.manifest.edition}" if previous else "de meegeleverde uitgave"
    return _Before(tallies, edition, previous is None)


def _accepted(
    parts: Iterable[Snapshot], before: _Before | None, catalog: Catalog, previous: Manifest | None, draft: Draft
) -> Iterator[Snapshot]:
    """Yield the parts of a national table, each of which has to be sound, and not dated before the previous edition;
    `draft` gets their figures.

    Raises SourceError, also after the last part, unless all of them together have the figures of `before`, if any.
    """
    after: Tallies = {}
    columns = None
    for part in parts:
        expectations.require_in_order(part.manifest, previous)
        columns = Columns(part)
        after = comparison.summed([after, acceptance.require_sound(columns, catalog)])
        draft.add(columns)
        yield part
    if before is None or columns is None:
        return
    tallies = before.tallies
    if before.is_partial:
        tallies = {place: tally for place, tally in tallies.items() if columns.key(place[0]) is not None}
    acceptance.require_figures(
        columns.snapshot.manifest, tallies, after, before.edition, catalog, options="--gebied NL "
    )


def _require_areas_of(previous: NationalTable, codes: list[str]) -> None:
    """Raise SourceError when an edition lacks too many areas of the previous one."""
    table_id = previous.manifest.table_id
    lost = set(previous.areas()["area_code"]) - set(codes)
    if len(lost) > _LOST_SHARE * len(codes):
        raise SourceError(
            f"Tabel {table_id} mist {'1 gebied dat' if len(lost) == 1 else f'{len(lost)} gebieden die'} de landelijke "
            f"uitgave van {previous.manifest.edition} wel heeft. De vorige uitgave blijft in gebruik. Klopt dit toch, "
            f"dan: python -m etl --gebied NL --only {table_id} --accept {table_id}."
        )


def _categories(job: Job, catalog: Catalog) -> tuple[Names, ...]:
    """Return the names of each category of the table that an indicator is drawn from."""
    groups = (topic.group for topic in catalog.topics_of(job.source_id))
    return tuple(dict.fromkeys(groups)) if job.table.categories else ()


def _is_unchanged(request: Request, previous: Manifest, topics: pd.DataFrame, options: Options) -> bool:
    """Return whether the publisher has no newer edition; false without asking when it is to be fetched anyway."""
    table = request.table
    if previous.door == FILE:
        return False  # a door that answers has the whole table
    if options.refresh or table.id in options.accepted or not _has_categories(topics, request.categories):
        return False
    modified = publisher(request.source).modified_at(request.source, table)
    if not modified:
        return False
    if previous.door not in ("", request.source.host):  # hosts may date the same edition differently
        return modified[:10] <= previous.edition
    return modified == previous.modified_at


def _has_categories(topics: pd.DataFrame, categories: tuple[Names, ...]) -> bool:
    """Return whether a stored table has all categories that the catalogue wants now."""
    groups = {(str(row.group), category_code(str(row.topic_key))) for row in topics.itertuples()}
    return all(any(fits_group(names, group, code) for group, code in groups) for names in categories)


def _fetch_outlines(job: Job, catalog: Catalog, refresh: bool) -> tuple[Outcome, str]:
    municipality, year = catalog.programme.municipality, catalog.programme.boundary_year
    title = f"{job.source.title} {year}"
    if not refresh and _has_outlines(outlines.folder_of(paths.fetched_folder(), year)):
        return "niet gewijzigd", f"{title}: al opgehaald"
    fresh = outline_publisher(job.source).fetch_outlines(job.source_id, job.source, municipality, year)
    editions.back_up(outlines.folder_of(paths.fetched_folder(), year))
    folder = outlines.write(paths.fetched_folder(), fresh)
    return "opgehaald", f"{title}: {_areas(len(outlines.read(folder)))}"


def latest(table_id: str, municipality: str) -> Snapshot | None:
    """Return the last fetched edition of a table for the municipality; one that is damaged is fetched again."""
    stored = store.folders_in(paths.fetched_folder(), table_id)
    try:
        latest = store.read(stored[-1], "opgehaald") if stored else None
    except SourceError:
        return None
    return latest if latest is not None and municipality in set(latest.areas["area_code"]) else None


def _latest_nationwide(table_id: str) -> NationalTable | None:
    """Return the last fetched edition of a table for the country; one that is damaged is fetched again."""
    with suppress(SourceError):
        for table in nationwide.tables_in(paths.fetched_folder(), "opgehaald", table_id)[-1:]:
            table.require_whole()
            return table
    return None


def _has_outlines(folder: Path) -> bool:
    """Return whether the outlines of a year were fetched; those that are damaged are fetched again."""
    with suppress(SourceError):
        return (folder / "manifest.json").exists() and not outlines.read(folder).empty
    return False


def _require_known(requested: list[str], available: set[str], option: str) -> None:
    if unknown := [name for name in requested if name not in available]:
        raise UnknownName(
            f"{option} {' '.join(unknown)}: kent de catalogus niet. Kies uit: {', '.join(sorted(available))}"
        )
