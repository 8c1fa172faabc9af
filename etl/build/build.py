"""Builds the database from snapshots: in full, under a temporary name, checked, and then put in place in one step."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

import duckdb
import pandas as pd
from filelock import Timeout

from etl.build import (
    catalog_tables,
    composed,
    doubts,
    elsewhere,
    fallback,
    fingerprint,
    freshness,
    internal,
    ledger,
    previous,
    stand_ins,
    standing,
    yardstick,
)
from etl.build.frozen import features, reference, resilience
from etl.build.goals import early_signals, statuses
from etl.build.internal import Unbuilt
from etl.build.margins import margins
from etl.own_figures import intake
from etl.own_texts import kinds as texts
from etl.snapshots import code_hash, editions, national_figures, own_part, stages, tidy
from etl.snapshots.editions import Editions
from etl.snapshots.nationwide import NationalTable
from etl.snapshots.store import Manifest, Origin, Snapshot, Unreadable
from veerkracht.catalog import catalog, publisher_kinds
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, locks, logs, moments, paths, reasons, run_log
from veerkracht.core.errors import DataError, SourceError, VeerkrachtError
from veerkracht.core.run_log import Attempt
from veerkracht.database import database, places

_LOCK_SECONDS = 300
_MOST_NAMED = 3  # areas in one line
_STAGES_OF_FILL = 4
STAGES = 1 + _STAGES_OF_FILL  # of a build without internal data
_RETRY_SECONDS = 30  # before retrying a failed build for visitors with the same inputs


@dataclass(frozen=True)
class Report:
    """What a build made: the number of observations, of figures among them, and of revised figures; Dutch lines on
    jumps among those, and warnings; what could not be carried over from the previous database; the same of the
    database with internal figures, when there are any, or why that could not be built; and the tables of which no build
    can use the newest edition, or which cannot be read any more."""

    observations: int
    figures: int
    revisions: int
    jumps: list[str]
    warnings: list[str]
    loss: previous.Loss | None = None
    internal: "Report | None" = None
    unbuilt: Unbuilt | None = None
    refused: tuple[Attempt, ...] = ()

    @property
    def losses(self) -> list[previous.Loss]:
        """Return what could not be carried over, in either database."""
        reports = (self, self.internal) if self.internal else (self,)
        return list(dict.fromkeys(report.loss for report in reports if report.loss))


@dataclass(frozen=True)
class _Failure:
    """A build for visitors that failed: when, from which inputs, and why."""

    at: float
    inputs: str
    error: VeerkrachtError


_one_visitor = Lock()
_failed: dict[Path, _Failure] = {}  # by database


def ensure(target: Path) -> None:
    """Build the database unless a readable one is up to date. Safe for concurrent visitors: one builds, the others
    wait.

    Raises VeerkrachtError when the build fails. The log says why, once: until something changes or half a minute has
    passed, others get the same error without a new attempt.
    """
    if not freshness.is_due(target):
        return
    with _one_visitor:
        inputs = fingerprint.of_inputs()
        failure = _failed.get(target)
        if failure and failure.inputs == inputs and time.monotonic() < failure.at + _RETRY_SECONDS:
            raise failure.error
        try:
            with _build_lock(target):
                if freshness.is_due(target):
                    report = _build(target)
                    for loss in report.losses:
                        logs.log_error(loss.message, reason=loss.reason)
                    if report.unbuilt:
                        logs.log_error(report.unbuilt.message)
                    for attempt in report.refused:
                        logs.log_error(attempt.message)
        except VeerkrachtError as error:
            logs.log_error("De database is niet te bouwen", error, cause=error.__cause__ or "-")
            _failed[target] = _Failure(time.monotonic(), inputs, error)
            raise


def build(target: Path) -> Report:
    """Build the database from the catalogue and all snapshots, and put it in place, with a second one beside it that
    includes internal figures and texts, if any.

    A fetched edition that no build can use is set aside, and the earlier one used; only a run, which holds the lock,
    may therefore call this. Raises VeerkrachtError (CatalogError, SourceError, DataError) and then leaves the previous
    database unchanged.
    """
    with _build_lock(target):
        report = _build(target, is_run=True)
        with suppress(OSError):
            editions.remove_backups()
        return report


def lock_of(target: Path) -> Path:
    """Return the file that keeps other builds of a database out, also through a link. Raises DataError as `real`."""
    return places.real(target).with_suffix(".lock")


@contextmanager
def _build_lock(target: Path) -> Iterator[None]:
    """Let one process at a time build this database. Raises DataError on a timeout or when the lock cannot be
    written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locks.hold(lock_of(target), _LOCK_SECONDS):
            yield
    except Timeout as error:
        raise DataError(
            f"De database wordt al langer dan {_LOCK_SECONDS // 60} minuten door een ander programma gebouwd. Kijk of "
            "daar iets hangt. De vorige database blijft staan."
        ) from error
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        reason = reasons.of(error) if isinstance(error, OSError) else "schrijffout van DuckDB"
        advice = "Kijk of de schijf vol is, en of het programma mag schrijven in de map van de database"
        if isinstance(error, OSError) and locks.is_refused(error):
            advice = locks.ADVICE
        raise DataError(
            f"De database is niet te schrijven ({reason}). {advice}. De vorige database blijft staan."
        ) from error
    except VeerkrachtError:
        raise
    except Exception as error:
        reason = reasons.message("De database is niet te bouwen", error)
        raise DataError(f"{reason} De vorige database blijft staan.") from None  # the log has where, and not its text


def _build(target: Path, is_run: bool = False) -> Report:
    for place in map(places.real, (target, paths.internal(target))):
        database.require_ours(place, is_ours_by_name=target == paths.default_database_file())
        _remove_asides(place)
    inputs = fingerprint.of_inputs()  # before anything is read: later changes are for the next build
    content = catalog.load(paths.CATALOG)
    before = previous.read(places.real(target), municipality=content.programme.municipality)
    newest = editions.newest()
    try:
        return _build_from(newest, target, before, content, inputs)
    except fallback.OF_THE_DISK:
        raise
    except Exception as error:

        def error_of(subset: Editions) -> Exception | None:
            return _error_of(subset, target, before, content, inputs)

        chosen, refused = fallback.resolve(newest, target, error, error_of, is_thorough=is_run)
        if not refused:
            raise
    attempts = tuple(bad.attempt(is_aside=is_run) for bad in refused)
    if is_run:
        for bad in refused:
            editions.set_aside(bad.edition)
        inputs, chosen = fingerprint.of_inputs(), editions.newest()
    report = _build_from(chosen, target, before, content, inputs)
    return replace(report, refused=(*attempts, *report.refused))


def _error_of(
    chosen: Editions, target: Path, before: previous.Before, content: Catalog, inputs: str
) -> Exception | None:
    """Return the error of a build from these editions, of which nothing is left."""
    aside = places.aside(places.real(target))
    try:
        material = _material(chosen, target, content)
        before = replace(before, standing=material.standing)
        hidden, public = internal.hidden(content, material.snapshots), internal.public(material.snapshots)
        _fill(aside, material.resolved(content, public), public, before, inputs, material, hidden)
    except fallback.OF_THE_DISK:
        raise
    except Exception as error:
        return error
    finally:
        _remove(aside)
    return None


def _build_from(chosen: Editions, target: Path, before: previous.Before, content: Catalog, inputs: str) -> Report:
    stages.expect(STAGES)
    stages.begin("Tabellen lezen")
    material = _material(chosen, target, content)
    snapshots, hidden = material.snapshots, internal.hidden(content, material.snapshots)
    before = replace(before, standing=material.standing)
    internal_target, target = places.real(paths.internal(target)), places.real(target)
    asides = {place: places.aside(place) for place in (internal_target, target)}
    report, failure = None, ""
    try:
        if len(hidden.figures) or texts.has_internal():
            stages.add(_STAGES_OF_FILL)
            labelled = internal.labelled(material.resolved(content, snapshots), snapshots)
            try:
                previous_internal = previous.read(internal_target, before, content.programme.municipality)
                before_beside = replace(previous_internal, standing=material.standing)
                report = _fill(asides[internal_target], *labelled, before_beside, inputs, material)
            except VeerkrachtError as error:  # the public database must not keep what is internal now
                failure = str(error)
        public = internal.public(snapshots)
        filled = _fill(asides[target], material.resolved(content, public), public, before, inputs, material, hidden)
        if report is None and not failure and internal_target.exists():
            filled.warnings.append(
                f"Er zijn geen interne cijfers en teksten meer. De interne database is bewaard als "
                f"{places.withdraw(internal_target).name}; haal die weg als u haar geschiedenis niet meer nodig hebt."
            )
        # the internal one first: a process that ends in between leaves a public one with old inputs, which the next
        # visit builds again (docs/decisions/0018-two-databases-from-one-build.md)
        for place, outcome in ((internal_target, report), (target, filled)):
            if outcome and outcome.loss and outcome.loss.place == place:
                previous.keep_copy(outcome.loss)
            if outcome:
                places.put_in_place(asides[place], place)
    finally:
        for aside in asides.values():
            _remove(aside)
    if problem := reference.freeze_first(target, content):
        filled.warnings.append(problem)
    unbuilt = internal.unbuilt(target, internal_target, failure) if failure else None
    unreadable = tuple(standing.attempt(copy, material.standing, content) for copy in material.damaged)
    return replace(filled, internal=report, unbuilt=unbuilt, refused=unreadable)


@dataclass(frozen=True)
class _Material:
    """What a build reads besides the catalogue and own texts: snapshots, outlines (outlines.COLUMNS), the database with
    the rest of the country; copies that are damaged, and what stays in their place."""

    snapshots: list[Snapshot]
    on_the_map: pd.DataFrame
    country: Path | None
    damaged: list[Unreadable]
    standing: standing.Standing

    def resolved(self, content: Catalog, snapshots: list[Snapshot]) -> Catalog:
        """Return the catalogue for the data that were loaded, as stand_ins.resolve does, and for those that stay."""
        return stand_ins.resolve(content, [*snapshots, *self.standing.snapshots()])


def _material(chosen: Editions, target: Path, content: Catalog) -> _Material:
    """Return what to build from. Raises SourceError for a damaged copy that the database in `target` was not built from
    and that another may replace."""
    programme = content.programme
    snapshots, damaged = chosen.snapshots()
    tables, _ = chosen.tables_of_the_country(checks_all=False)
    snapshots, of_tables = own_part.of(programme.municipality, snapshots, tables, programme.predecessors)
    on_the_map, of_outlines = chosen.outlines(programme.municipality, programme.boundary_year)
    in_use = [snapshot for snapshot in snapshots if snapshot.manifest.source_id in content.sources]
    country, of_country = _country(chosen, stand_ins.resolve(content, in_use))
    damaged = list({copy.folder: copy for copy in (*damaged, *of_tables, *of_outlines, *of_country)}.values())
    fallback.require_in_use(chosen, target, damaged)
    stays = standing.of(places.real(target), damaged, content, has_outlines=not on_the_map.empty)
    return _Material(in_use, stays.outlines(on_the_map, programme.boundary_year), country, damaged, stays)


def _country(chosen: Editions, content: Catalog) -> tuple[Path | None, list[Unreadable]]:
    """Return a database with only the whole country to start from (None without national tables), and the damaged
    tables."""

    def start(checks_all: bool) -> tuple[Path | None, list[Unreadable]]:
        tables, damaged = chosen.tables_of_the_country(checks_all)
        in_use = [table for table in tables if table.manifest.source_id in content.sources]
        return _start(content, in_use) if in_use else None, damaged

    try:
        return start(checks_all=False)
    except SourceError:  # damaged figures, which the first check does not read
        return start(checks_all=True)


def _start(content: Catalog, tables: list[NationalTable]) -> Path:
    """Return the database with these national tables, built unless one exists for the same inputs.

    A database of the first few tables is extended, so that one more year costs only one year.
    """
    in_order = sorted(tables, key=lambda table: table.origin == "opgehaald")  # a year that is new is the last one then
    files = [national_figures.file_of(content, table, tables) for table in in_order]
    common = [
        content.programme.model_dump_json(include={"minimum_denominator", "area_changes"}),
        database.schema(),
        code_hash.of(__name__),
    ]

    def inputs(count: int) -> list[str]:
        """Return everything that a database with the first tables depends on."""
        first = in_order[:count]
        rows = (str(_snapshot_row(table.manifest, table.origin)) for table in first)
        sources = (content.sources[table.manifest.source_id].model_dump_json() for table in first)
        return [*(path.name for path in files[:count]), *rows, *sources, *common]

    def fill(path: Path) -> None:
        held = ((count, elsewhere.existing(inputs(count))) for count in range(len(tables) - 1, 0, -1))
        first, start = next(((count, start) for count, start in held if start), (0, None))
        with database.build(path, start=start) as connection:
            for name in ("area_elsewhere", "snapshot_elsewhere"):
                connection.execute(f"delete from {name}")
            _insert(connection, "area_elsewhere", elsewhere.area_table(content, tables))
            rows = [_snapshot_row(table.manifest, table.origin) for table in tables]
            _insert(connection, "snapshot_elsewhere", pd.DataFrame(rows))
            for table in in_order[first:]:  # one by one; the figures themselves never come in memory
                connection.execute(
                    "insert into elsewhere by name select * from read_parquet($path)",  # in order
                    {"path": str(national_figures.figures(content, table, tables))},
                )

    country = elsewhere.ensure(inputs(len(tables)), fill)
    elsewhere.remove_others([*files, country])
    return country


def _fill(
    path: Path,
    content: Catalog,
    snapshots: list[Snapshot],
    before: previous.Before,
    inputs: str,
    material: _Material,
    hidden: internal.Hidden | None = None,
) -> Report:
    """Build a database from these snapshots and check it; without `hidden` it includes internal texts."""
    of_whom = " (intern)" if hidden is None else ""
    stages.begin(f"Cijfers opbouwen{of_whom}")
    on_the_map = material.on_the_map
    area = before.standing.areas(tidy.area_table(content, snapshots, on_the_map), content)
    area = area[area["level"] != "groep"]  # of focus areas before
    standing.require_areas(area, material.damaged)
    together = composed.of(content, area)
    area = pd.concat([area, composed.area_rows(together, area, content)])
    tidied = tidy.observations(content, snapshots)
    with database.build(path, hidden is None, material.country) as connection:
        for table in ("elsewhere", "area_elsewhere"):
            connection.execute(
                f"delete from {table} where area_code[3:6] = $own", {"own": content.programme.municipality[2:6]}
            )
        _insert_all(connection, catalog_tables.tables(content))
        _fill_snapshots(connection, content, [*snapshots, *before.standing.snapshots(snapshots)])
        _insert(connection, "area", area)
        _insert(connection, "area_geometry", geometry := _area_outlines(on_the_map, area))
        _insert(connection, "area_geometry", composed.outline_rows(together, geometry))
        _insert(connection, "composition", composed.table(together))
        names = intake.names_in(area, content.programme.country)
        _insert_all(connection, texts.tables(content, names, with_internal=hidden is None))
        observations = before.standing.observations(tidied.observations, content)
        _insert_retained(connection, content, material.standing)
        stages.begin(f"Marges berekenen{of_whom}")
        observations = margins.published(observations)
        rests_on, sums, composed_rows = _fill_observations(connection, content, observations, together, before)
        _insert_all(connection, rests_on.tables)
        _insert(connection, "composed_figure", composed_rows)
        _insert(connection, "unreadable", standing.notices(material.damaged, before.standing, hidden is None))
        similar, unfrozen = features.tables(connection, content)
        _insert_all(connection, similar)
        _fill_runs(connection)
        connection.execute("insert into build values ($now, 'UTC', $inputs)", {"now": moments.now(), "inputs": inputs})
        stages.begin(f"Doelen beoordelen{of_whom}")
        computed = statuses.compute(connection, content, rests_on)
        _insert_all(connection, computed.tables)
        _insert(connection, "early_signal", early_signals.table(connection, content))
        resilience_map = resilience.compute(connection, content)
        _insert_all(connection, resilience_map.tables)
        _insert_all(connection, yardstick.compute(connection, content))
        stages.begin(f"De database controleren{of_whom}")
        run_checks(connection)
        revised, jumps = ledger.carry_over(connection, before, computed.history, hidden)
        figures = _figure_count(connection)
        warnings = [
            *_boundary_warnings(area),
            *doubts.about_areas(connection, content),
            *sums,
            *_baselines_not_supplied(connection),
            *tidied.warnings,
            *rests_on.warnings,
            *resilience_map.problems,
            *unfrozen,
        ]
    return Report(len(observations), figures, revised, jumps, warnings, before.loss)


def _area_outlines(on_the_map: pd.DataFrame, area: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of table area_geometry: the outlines of the areas in `area`."""
    outlined = on_the_map.merge(area[["area_code", "boundary_year"]], on=["area_code", "boundary_year"])
    return outlined[["area_code", "boundary_year", "geojson", "outline_year"]]


def figure_count(path: Path) -> int:
    """Return the number of figures in a built database. Raises duckdb.Error or DataError when it cannot be read."""
    with database.read(path) as connection:
        return _figure_count(connection)


def _figure_count(connection: duckdb.DuckDBPyConnection) -> int:
    [[count]] = connection.execute("select count(value) from observation").fetchall()
    return int(count)


def _boundary_warnings(area: pd.DataFrame) -> list[str]:
    """Return a line per year with the areas that the publisher says have another boundary or code than the year
    before."""
    what = {
        "2": "heeft een andere code dan het jaar ervoor. Noem de oude code bij area_changes in programma.yaml.",
        "3": "heeft een andere grens dan het jaar ervoor; cijfers van ervoor en erna worden niet vergeleken.",
    }
    lines = []
    for (change, year), changed in area[area["boundary_change"].isin(list(what))].groupby(
        ["boundary_change", "boundary_year"]
    ):
        named = [f"{row.name} ({row.area_code})" for row in changed.head(_MOST_NAMED).itertuples(index=False)]
        more = (
            f" en nog {dutch.counted(len(changed) - _MOST_NAMED, 'gebied', 'gebieden')}: elk"
            if len(changed) > _MOST_NAMED
            else ""
        )
        lines.append(f"{', '.join(named)}{more} {what[change]} ({year})")
    return lines


def _baselines_not_supplied(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return a line per measure with own figures but none of them about the year of the baseline."""
    rows = connection.execute(
        """
        select goal_id, goal_measure.label, baseline_period
        from goal_measure
        join indicator using (indicator_id)
        join source using (source_id)
        where kind = $own and baseline_period is not null
            and not exists (
                select 1 from observation
                where observation.indicator_id = goal_measure.indicator_id and period = baseline_period
                    and value is not null
            )
        order by goal_measure.position
        """,
        {"own": publisher_kinds.OWN},
    ).fetchall()
    return [
        f"Doel {goal}, {label}: er is geen eigen cijfer over {period}, het jaar van de nulmeting. Lever dat ook aan, "
        "bij een enquête met n; anders is de nulmeting die van het plan, en haar marge een aanname."
        for goal, label, period in rows
    ]


def _remove(aside: Path) -> None:
    aside.unlink(missing_ok=True)
    places.log_of(aside).unlink(missing_ok=True)


def _remove_asides(place: Path) -> None:
    """Remove what a killed build left behind; the lock keeps other builds out."""
    for aside in place.parent.glob(f".{place.stem}-*.aside*"):
        if aside.is_dir():  # spilled from memory
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink(missing_ok=True)


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every query of etl/build/checks: each must return no rows.

    Raises DataError with the Dutch first line of each query that returned rows, and the first rows.
    """
    expected = paths.included_folder() / "expected_facts.csv"
    connection.execute("set variable expected_facts = $path", {"path": str(expected)})
    failures = []
    for path in sorted(fingerprint.CHECKS.glob("*.sql")):
        query = path.read_text(encoding="utf-8")
        rows = connection.execute(query).df()
        if not rows.empty:
            meaning = query.splitlines()[0].removeprefix("--").strip()
            examples = "; ".join(", ".join(map(str, row)) for row in rows.head(3).itertuples(index=False))
            failures.append(f"{meaning} {len(rows)} keer, bijvoorbeeld: {examples} (controle {path.stem})")
    if failures:
        raise DataError(f"Controle mislukt: {' | '.join(failures)}. {fallback.STAYS}")


def _fill_snapshots(connection: duckdb.DuckDBPyConnection, content: Catalog, snapshots: list[Snapshot]) -> None:
    rows = [_snapshot_row(snapshot.manifest, snapshot.origin) for snapshot in snapshots]
    _insert(connection, "snapshot", pd.DataFrame(rows))
    connection.execute("""
        update source
        set publisher = 'VERZONNEN, niet van ' || publisher,
            citation = 'VERZONNEN CIJFERS, nagebootst naar ' || citation
        where exists (from snapshot where is_invented)
    """)
    tables = {
        (snapshot.manifest.source_id, period): snapshot.manifest.table_id
        for snapshot in snapshots
        for period in snapshot.facts["period"].unique()
    } | {
        (source_id, period): table.id
        for source_id, source in content.sources.items()
        for table in source.tables
        for period in table.periods
    }
    columns = ["source_id", "period", "table_id"]
    periods = [(*place, table_id) for place, table_id in sorted(tables.items())]
    _insert(connection, "source_period", pd.DataFrame(periods, columns=columns))


def _fill_observations(
    connection: duckdb.DuckDBPyConnection, content: Catalog, observations: pd.DataFrame,
    together: tuple[composed.Composed, ...], before: previous.Before,
) -> tuple[margins.Margins, list[str], pd.DataFrame]:  # fmt: skip
    """Insert observations with their margins, and those of buurten `together`; return what margins rest on, Dutch lines
    on counts that do not add up, and the rows of table composed_figure.

    Margins are given to a draft in memory: a table that is rewritten in the file loses its order, and the rows of
    before stay in the file.
    """
    [[name]] = connection.execute("select current_database()").fetchall()
    connection.execute("create temp table observation as from observation limit 0")  # which has that name from here on
    _insert(connection, "observation", observations)
    rests_on = margins.fill(connection, content)
    sums = doubts.mark_sums(connection, content, before.tables.get("figure"))
    composed_rows = composed.fill(connection, content, together, rests_on)
    with _refusals("observation"):
        connection.execute(f"""
            insert into "{name}".main.observation by name
            from temp.observation order by indicator_id, period, area_code
        """)
    connection.execute("drop table temp.observation")
    return rests_on, sums, composed_rows


def _insert_retained(connection: duckdb.DuckDBPyConnection, content: Catalog, stays: standing.Standing) -> None:
    """Insert the country's figures that are retained from tables that can no longer be read."""
    if not stays.national:
        return
    copies = connection.execute("from snapshot_elsewhere").df().to_dict("records")
    _insert(connection, "snapshot_elsewhere", stays.copies_of_the_country(copies))
    current_areas = connection.execute("select area_code, boundary_year from area_elsewhere").df()
    areas = stays.areas(current_areas, content, "_elsewhere")
    _insert(connection, "area_elsewhere", areas[areas["name"].notna()] if "name" in areas else pd.DataFrame())
    series = connection.execute("select distinct indicator_id, period from elsewhere").df()
    _insert(connection, "elsewhere", stays.elsewhere(series, content))


def _snapshot_row(manifest: Manifest, origin: Origin) -> dict[str, object]:
    fields = {name: value for name, value in asdict(manifest).items() if name not in ("publisher", "licence")}
    return fields | {"snapshot_id": manifest.snapshot_id, "origin": origin}


def _fill_runs(connection: duckdb.DuckDBPyConnection) -> None:
    rows = []
    for run in run_log.read(paths.fetched_folder()):
        started, finished = moments.parse(run.started_at), moments.parse(run.finished_at)
        # the clock may have gone back meanwhile
        rows.append((started, max(started, finished), run.command, run.outcome, run.message))
    columns = ["started_at", "finished_at", "command", "outcome", "message"]
    _insert(connection, "run", pd.DataFrame(rows, columns=columns).drop_duplicates("started_at"))


def _insert_all(connection: duckdb.DuckDBPyConnection, tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        _insert(connection, name, frame)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Insert a frame by column name. Raises DataError when a constraint of the schema refuses it."""
    if frame.empty:
        return
    connection.register("incoming", frame)
    try:
        with _refusals(table):
            connection.execute(f"insert into {table} by name from incoming")
    finally:
        connection.unregister("incoming")


@contextmanager
def _refusals(table: str) -> Iterator[None]:
    """Raise what a constraint of the schema refuses as DataError."""
    try:
        yield
    except (duckdb.OperationalError, duckdb.FatalException):  # of the disk, not of the figures
        raise
    except duckdb.Error as error:
        raise DataError(f"Tabel {table} weigert de cijfers: {error}. {fallback.STAYS}") from error
