"""Builds the database from snapshots: whole, aside, checked, and then put in place in one step."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from etl.build import catalog_tables, freshness, internal, ledger, resilience, stand_ins, statuses
from etl.own_texts import kinds as texts
from etl.publishers import nationwide
from etl.publishers import pdok as boundaries
from etl.snapshots import store as snapshots
from etl.snapshots import tidy
from etl.snapshots.store import Manifest, Origin, Snapshot
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import logs, paths, run_log
from veerkracht.core.errors import DataError, VeerkrachtError
from veerkracht.database import database

_LOCK_SECONDS = 300
_SECONDS_UNTIL_AGAIN = 30  # after a build for visitors that failed, when nothing it is built from changed

_one_visitor = Lock()
_failed: dict[Path, tuple[float, float, VeerkrachtError]] = {}  # by database when, from origins of when, and why


@dataclass(frozen=True)
class Report:
    """What a build made: number of observations and of figures among them, of figures revised; Dutch lines on jumps
    among those, and on what to mind; and the same of the database with what is internal too, when there is anything."""

    observations: int
    figures: int
    revisions: int
    jumps: list[str]
    warnings: list[str]
    internal: "Report | None" = None


def ensure(target: Path) -> None:
    """Build the database when there is none that can be read, or when the catalogue, the included data or the ETL are
    newer.

    Safe for several visitors at once: one builds, the others wait. Raises VeerkrachtError when it cannot be built. The
    log says why, once: until something changes or half a minute has passed, others get the same error without a try.
    """
    if freshness.is_current(target):
        return
    with _one_visitor:
        origins = freshness.origins_changed_at()
        if target in _failed:
            at, of, error = _failed[target]
            if of == origins and time.monotonic() < at + _SECONDS_UNTIL_AGAIN:
                raise error
        try:
            with _alone(target):
                if not freshness.is_current(target):
                    _build(target)
        except VeerkrachtError as error:
            logs.log_error("De database is niet te bouwen", error, cause=error.__cause__ or "-")
            _failed[target] = time.monotonic(), origins, error
            raise


def build(target: Path) -> Report:
    """Build the database from the catalogue and all snapshots, and put it in place; and one with what is internal too
    beside it, when anything is.

    Raises VeerkrachtError (CatalogError, SourceError, DataError) and then leaves the previous database as it was.
    """
    with _alone(target):
        return _build(target)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let one process at a time build this database. Raises DataError when it has to wait too long or cannot write."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise DataError(
            f"De database wordt al langer dan {_LOCK_SECONDS // 60} minuten door een ander programma gebouwd. Kijk of "
            "daar iets hangt. De vorige database blijft staan."
        ) from error
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        reason = error.strerror if isinstance(error, OSError) else "schrijffout van DuckDB"
        raise DataError(
            f"De database is niet te schrijven ({reason}). Kijk of de schijf vol is, en of het programma mag schrijven "
            "in de map van de database. De vorige database blijft staan."
        ) from error


def _build(target: Path) -> Report:
    _sweep(target)
    content = catalog.load(paths.CATALOG)
    chosen = [one for one in snapshots.chosen() if one.manifest.source_id in content.sources]
    hidden, beside = internal.hidden(content, chosen), paths.internal(target)
    asides = {place: target.with_name(f".{target.stem}-{uuid.uuid4().hex}.aside") for place in (beside, target)}
    report, failure = None, ""
    try:
        if len(hidden.figures) or texts.has_internal():
            marked = internal.told(stand_ins.resolve(content, chosen), chosen)
            try:
                report = _fill(asides[beside], *marked, beside if beside.exists() else target)
            except VeerkrachtError as error:  # must not keep for everybody what is internal now
                failure = str(error)
        public = internal.left_out(chosen)
        filled = _fill(asides[target], stand_ins.resolve(content, public), public, target, hidden)
        # files unpacked with a date in the future must not make every visit build again
        built_at = max(time.time(), freshness.origins_changed_at())
        # the internal one first: a process that ends in between leaves two that differ in age, and then the next visit
        # builds again (docs/decisions/0018-two-databases-from-one-build.md)
        for place in (beside, target) if report else (target,):
            os.utime(asides[place], (built_at, built_at))
            os.replace(asides[place], place)
    finally:
        for aside in asides.values():
            aside.unlink(missing_ok=True)
            aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    if failure:
        if beside.exists():
            os.utime(beside, (built_at, built_at))  # the last good one stays, and is not tried again at every visit
        raise internal.Unbuilt(failure)
    if report is None:
        beside.unlink(missing_ok=True)
    return replace(filled, internal=report)


def _fill(
    path: Path, content: Catalog, chosen: list[Snapshot], previous: Path, hidden: internal.Hidden | None = None
) -> Report:
    """Make a database of these snapshots and check it; without `hidden` it holds what is internal too."""
    outlines = boundaries.outlines(content.programme.municipality, content.programme.boundary_year)
    area = tidy.area_table(content, chosen, outlines)
    tidied = tidy.observations(content, chosen)
    with database.build(path) as connection:
        for table, frame in catalog_tables.tables(content).items():
            _insert(connection, table, frame)
        _fill_snapshots(connection, content, chosen)
        _fill_areas(connection, area, outlines)
        for table, frame in texts.tables(content, with_internal=hidden is None).items():
            _insert(connection, table, frame)
        _insert(connection, "observation", tidied.observations, "indicator_id, period, area_code")
        _fill_elsewhere(connection, content)
        _fill_runs(connection)
        connection.execute("insert into build values (current_localtimestamp())")
        found = statuses.compute(connection, content)
        for table, frame in found.tables.items():
            _insert(connection, table, frame)
        mapped = resilience.compute(connection, content)
        for table, frame in mapped.tables.items():
            _insert(connection, table, frame)
        run_checks(connection)
        revised, jumps = ledger.carry_over(connection, previous, found.history, hidden)
        figures = connection.execute("select count(value) from observation").fetchall()[0][0]
        warnings = [*_boundary_warnings(area), *_baselines_not_handed_in(connection), *tidied.warnings,
                    *mapped.problems]  # fmt: skip
    return Report(len(tidied.observations), figures, revised, jumps, warnings)


def _boundary_warnings(area: pd.DataFrame) -> list[str]:
    """Return a line per area that the publisher says has another boundary or code than the year before."""
    what = {
        "2": "heeft een andere code dan het jaar ervoor. Noem de oude code bij area_changes in indicators.yaml.",
        "3": "heeft een andere grens dan het jaar ervoor; cijfers van ervoor en erna worden niet vergeleken.",
    }
    changed = area[area["boundary_change"].isin(list(what))]
    return [
        f"{row.name} ({row.area_code}) {what[row.boundary_change]} ({row.boundary_year})"
        for row in changed.itertuples(index=False)
    ]


def _baselines_not_handed_in(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return a line per measure with own figures but none of them about the year of the baseline."""
    found = connection.execute("""
        select goal_id, goal_measure.label, baseline_period
        from goal_measure
        join indicator using (indicator_id)
        join source using (source_id)
        where kind = 'lokaal' and baseline_period is not null
            and not exists (
                select 1 from observation
                where observation.indicator_id = goal_measure.indicator_id and period = baseline_period
                    and value is not null
            )
        order by goal_measure.position
    """).fetchall()
    return [
        f"Doel {goal}, {label}: er is geen eigen cijfer over {period}, het jaar van de nulmeting. Lever dat ook aan, "
        "bij een enquête met n; anders is de nulmeting die van het plan, en haar marge een aanname."
        for goal, label, period in found
    ]


def _sweep(target: Path) -> None:
    """Remove what a build that was killed left behind; the lock keeps out other builds."""
    for left in target.parent.glob(f".{target.stem}-*.aside*"):
        left.unlink(missing_ok=True)


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every query of etl/checks: each must return no rows.

    Raises DataError with the Dutch first line of each query that returned rows, and the first rows.
    """
    expected = paths.included_folder() / "expected_facts.csv"
    connection.execute("set variable expected_facts = $path", {"path": str(expected)})
    failures = []
    for path in sorted(freshness.CHECKS.glob("*.sql")):
        query = path.read_text(encoding="utf-8")
        found = connection.execute(query).df()
        if not found.empty:
            meaning = query.splitlines()[0].removeprefix("--").strip()
            examples = "; ".join(", ".join(map(str, row)) for row in found.head(3).itertuples(index=False))
            failures.append(f"{meaning} {len(found)} keer, bijvoorbeeld: {examples} (controle {path.stem})")
    if failures:
        raise DataError("Controle mislukt: " + " | ".join(failures) + ". De vorige database blijft staan.")


def _fill_snapshots(connection: duckdb.DuckDBPyConnection, content: Catalog, chosen: list[Snapshot]) -> None:
    _insert(connection, "snapshot", pd.DataFrame([_snapshot_row(one.manifest, one.origin) for one in chosen]))
    named = {
        (source_id, period): table.id
        for source_id, source in content.sources.items() for table in source.tables for period in table.periods
    }  # fmt: skip
    given = {
        (one.manifest.source_id, period): one.manifest.table_id
        for one in chosen for period in one.facts["period"].unique()
    }  # fmt: skip
    _insert(connection, "source_period", pd.DataFrame(
        [(*place, table_id) for place, table_id in sorted((given | named).items())],
        columns=["source_id", "period", "table_id"],
    ))  # fmt: skip


def _fill_elsewhere(connection: duckdb.DuckDBPyConnection, content: Catalog) -> None:
    """Insert the figures of the rest of the country, table by table; the figures themselves never come in memory."""
    tables = [
        one for one in nationwide.chosen() if snapshots.read_manifest(one[0]).source_id in content.sources
    ]  # fmt: skip
    if not tables:
        return
    _insert(connection, "area_elsewhere", nationwide.area_table(content, tables))
    _insert(connection, "snapshot_elsewhere", pd.DataFrame([
        _snapshot_row(snapshots.read_manifest(folder), origin) for folder, origin in tables
    ]))  # fmt: skip
    made = [nationwide.figures(content, folder, origin, tables) for folder, origin in tables]
    nationwide.forget(made)
    for path in made:
        connection.execute(
            "insert into elsewhere by name select * from read_parquet($path) order by indicator_id, period, area_code",
            {"path": str(path)},
        )


def _snapshot_row(manifest: Manifest, origin: Origin) -> dict[str, object]:
    fields = ["snapshot_id", "source_id", "table_id", "edition", "title", "is_complete", "retrieved_at", "modified_at",
              "fact_count", "sha256", "note"]  # fmt: skip
    return {name: getattr(manifest, name) for name in fields} | {"origin": origin}


def _fill_areas(connection: duckdb.DuckDBPyConnection, area: pd.DataFrame, outlines: pd.DataFrame) -> None:
    _insert(connection, "area", area)
    _insert(connection, "area_geometry", outlines[["area_code", "boundary_year", "geojson"]])


def _fill_runs(connection: duckdb.DuckDBPyConnection) -> None:
    fields = ["started_at", "finished_at", "command", "outcome", "message"]
    logged = [[getattr(run, name) for name in fields] for run in run_log.read(paths.fetched_folder())]
    _insert(connection, "run", pd.DataFrame(logged, columns=fields).drop_duplicates("started_at"))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame, order: str = "") -> None:
    """Insert a frame by column name. Raises DataError when a constraint of the schema says no."""
    if frame.empty:
        return
    connection.register("incoming", frame)
    try:
        connection.execute(f"insert into {table} by name from incoming{f' order by {order}' if order else ''}")
    except (duckdb.OperationalError, duckdb.FatalException):  # of the disk, not of the figures
        raise
    except duckdb.Error as error:
        raise DataError(f"Tabel {table} weigert de cijfers: {error}. De vorige database blijft staan.") from error
    finally:
        connection.unregister("incoming")
