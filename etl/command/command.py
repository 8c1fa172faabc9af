"""Runs the command `python -m etl`: fetch, build, check and put in place; or show the status."""

import argparse
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import duckdb

from etl.build import build, freshness, publication
from etl.build.frozen import features, reference
from etl.command import runs
from etl.command.console import OUT, plain, unfailing
from etl.command.reporter import Reporter
from etl.own_figures import intake, template
from etl.own_texts import kinds as texts
from etl.publishers import fetching
from etl.snapshots import editions, folders, nationwide, run_lock, store
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import access, boundary, dutch, logs, moments, paths, run_log
from veerkracht.core.errors import DataError, SourceError, VeerkrachtError
from veerkracht.core.run_log import OWN_FILES, Attempt, Run
from veerkracht.database import comments, database, engines, obstacles

_NAMED = 10  # jumps on the command line

ALL_WELL, FAILED, MISUSED, PARTLY, BUSY = 0, 1, 2, 3, 4  # exit codes; argparse itself ends with 2 for a wrong use

_COMMANDS = {
    "status": "wat is er, en wat mislukte",
    "sjabloon": "maak sjablonen voor eigen cijfers en teksten in data/lokaal",
    "controleer": "zeg wat er mis is in een bestand met eigen cijfers of een eigen tekst, zonder iets te laden",
    "publiceer": "zet de gebouwde database in de database die VEERKRACHT_DATABASE noemt",
    "referentie": "bevries gemiddelden en afwijkingen van de Veerkrachtkaart",
    "kenmerken": "bevries de kenmerken waarop buurten elders in het land worden vergeleken",
    "schema": "maak docs/indicators.schema.json en docs/database-tabellen.md opnieuw",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return the exit code.

    0 when all went well; 1, with one clear line, when the catalogue, a check or everything that was tried failed; 2 for
    a wrong use of the command; 3 when only some sources or files failed, which keep their previous figures, or when the
    previous database could not be read as a whole; 4 when another run is busy.
    """
    with unfailing():
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    command = " ".join(["python -m etl", *arguments])
    logs.start(options.log)
    report = Reporter(options.log)
    try:
        match options.command:
            case "status":
                _show_status()
            case "schema":
                tables = comments.document(database.schema())
                for path, text in ((paths.CATALOG_SCHEMA, catalog.json_schema()), (paths.DATABASE_TABLES, tables)):
                    folders.write(path, text.encode())
                    OUT.print(f"{path.name} geschreven")
            case "referentie" | "kenmerken":
                freeze = reference.freeze if options.command == "referentie" else features.freeze
                with database.read(paths.database_file()) as connection:
                    path = freeze(connection, catalog.load(paths.CATALOG), options.overwrite)
                OUT.print(f"{path.name} geschreven. Bouw nu de database: python -m etl --offline")
            case "sjabloon":
                content = catalog.load(paths.CATALOG)
                written = template.write(paths.local_folder(), content, intake.area_names(content))
                for path in [*written, *texts.write_templates(paths.local_folder())]:
                    OUT.print(f"{path} geschreven")
            case "controleer":
                return _check(options.file, report)
            case "publiceer":
                _publish(report)
            case _:
                return _update(options, command, report)
    except VeerkrachtError as error:
        report.error(str(error))
        if isinstance(error, run_lock.Busy):
            return BUSY
        return MISUSED if isinstance(error, fetching.UnknownName) else FAILED
    except Exception as error:  # that nobody foresaw
        report.error(boundary.reason(command, error))
        return FAILED
    return ALL_WELL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description="Haalt open data op, bouwt de database en controleert die."
    )
    meanings = "; ".join(f"{name}: {meaning}" for name, meaning in _COMMANDS.items())
    parser.add_argument("command", nargs="?", choices=list(_COMMANDS), help=meanings)
    parser.add_argument("file", nargs="?", type=Path, metavar="BESTAND", help="bij controleer: het bestand")
    parser.add_argument("--offline", action="store_true", help="niets ophalen, alleen bouwen uit wat er is")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAAM", help="alleen deze bronnen of tabellen ophalen")
    parser.add_argument("--years", nargs="+", default=[], metavar="JAAR", help="alleen tabellen met deze jaren ophalen")
    parser.add_argument(
        "--gebied", choices=["eigen", "NL"], default="eigen", help="NL: haal ook de rest van Nederland op"
    )
    parser.add_argument("--refresh", action="store_true", help="ook ophalen wat niet is gewijzigd")
    parser.add_argument(
        "--accept",
        nargs="+",
        default=[],
        metavar="TABEL",
        help="neem deze tabellen over, ook als er veel minder, meer of andere cijfers in staan dan eerst",
    )
    parser.add_argument("--overwrite", action="store_true", help="bij referentie en kenmerken: vervang wat bevroren is")
    parser.add_argument(
        "--log",
        choices=logs.FORMATS,
        default=logs.line_format(),
        help="json: elke regel een JSON-object, voor een logsysteem; zonder deze keuze wat VEERKRACHT_LOG zegt",
    )
    return parser


def _update(options: argparse.Namespace, command: str, report: Reporter) -> int:
    """Fetch, accept own files and build; log how it went. Raises VeerkrachtError after logging it."""
    started, cleared = runs.now(), _make_room(report)
    with run_lock.held(paths.fetched_folder()):
        attempts: list[Attempt] = []
        try:
            for folder in (paths.fetched_folder(), paths.accepted_folder(), paths.fetched_folder() / nationwide.NAME):
                folders.recover(folder)
            content = catalog.load(paths.CATALOG)
            todo = fetching.jobs(content, options.only, options.years, options.accept, options.gebied == "NL")
            if not options.offline:
                fetch_options = fetching.Options(options.refresh, tuple(options.accept))
                attempts += fetching.run(todo, content, fetch_options, report.attempt, report.track)
            own, doubts = _accept_own(content)
            for attempt in own:
                report.attempt(attempt)
            for doubt in doubts:
                report.warning(doubt)
            attempts += own
            is_built = _has_news(attempts)
            message, built = _build(report) if is_built else ("Niets nieuws: de database blijft zoals die is.", None)
            losses, refused = [*cleared, *(_losses(built) if built else [])], built.refused if built else ()
            tables = {(attempt.source_id, attempt.table_id) for attempt in refused}
            attempts = [attempt for attempt in attempts if (attempt.source_id, attempt.table_id) not in tables]
            attempts += refused
        except Exception as error:
            message = " ".join([boundary.reason("De database is niet te bouwen", error), *cleared])
            _log(report, Run(started, runs.now(), command, "mislukt", message, tuple(attempts)))
            if failed := _failed(attempts):
                report.error(_failures(failed))
            raise error if isinstance(error, VeerkrachtError) else DataError(message) from error
        failed = _failed(attempts)
        if not failed and not losses:
            is_logged = _log(report, Run(started, runs.now(), command, "gelukt", message, tuple(attempts)))
            return ALL_WELL if is_logged else PARTLY
        is_partly = is_built or len(failed) < len(attempts)
        failures = [_failures(failed, for_all=True)] if failed else []
        summary = " ".join([f"{message.rstrip('.')}.", *losses, *failures])
        outcome = "deels gelukt" if is_partly else "mislukt"
        _log(report, Run(started, runs.now(), command, outcome, summary, tuple(attempts)))
        if failed:
            report.error(_failures(failed))
        return PARTLY if is_partly else FAILED


def _accept_own(content: Catalog) -> tuple[list[Attempt], list[str]]:
    """Accept own figures and own texts; return what came of each file, and what is doubtful."""
    attempts: list[Attempt] = []
    doubts: list[str] = []
    try:
        attempts, doubts = intake.accept_all(content)
    except Exception as error:
        attempts = [Attempt(OWN_FILES, "cijfers", "mislukt", boundary.reason("Eigen cijfers", error))]
    try:
        attempts += texts.accept_all(content)
    except Exception as error:
        attempts.append(Attempt(OWN_FILES, "teksten", "mislukt", boundary.reason("Eigen teksten", error)))
    return attempts, doubts


def _has_news(attempts: list[Attempt]) -> bool:
    """Return whether a build can give anything new: not when everything failed and the database is current."""
    return (
        not _failed(attempts)
        or any(attempt.outcome == "opgehaald" for attempt in attempts)
        or not freshness.is_current(paths.database_file())
    )


def _failed(attempts: list[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.outcome == "mislukt"]


def _failures(failed: list[Attempt], for_all: bool = False) -> str:
    """Return what failed; `for_all`: without the messages on internal files."""
    count = "1 tabel of bestand" if len(failed) == 1 else f"{len(failed)} tabellen of bestanden"
    internal = "Een intern bestand is niet overgenomen."
    messages = [internal if for_all and attempt.is_internal else attempt.message for attempt in failed]
    stays = "Eerdere cijfers ervan blijven staan, als die er zijn en hier niets anders staat:"
    return f"{count} mislukt. {stays} {' | '.join(dict.fromkeys(messages))}"


def _make_room(report: Reporter) -> list[str]:
    """Set aside what stands where a run has a folder or file of its own, and return a Dutch line on each."""
    fetched = paths.fetched_folder()
    own_folders = [fetched, paths.accepted_folder(), *texts.folders_of_copies(), *editions.folders_beside()]
    own_files = [fetched / run_log.NAME, fetched / run_lock.NAME]
    with suppress(DataError):  # the build says so
        own_files.append(build.lock_of(paths.database_file()))
    lines = []
    for place, is_folder in [*((folder, True) for folder in own_folders), *((file, False) for file in own_files)]:
        with suppress(OSError):  # what comes says so
            lines.append(folders.clear(place, is_folder))
    cleared = list(filter(None, lines))
    for line in cleared:
        report.warning(line)
    return cleared


def _losses(built: build.Report) -> list[str]:
    """Return what a build could not carry over or make, as everybody may read it."""
    return [*(loss.message for loss in built.losses), *([built.unbuilt.message] if built.unbuilt else [])]


def _log(report: Reporter, run: Run) -> bool:
    """Add a run to the log of runs; return whether that went well, and report it if not."""
    try:
        runs.append(paths.fetched_folder(), run)
    except OSError as error:
        report.warning(boundary.reason("Deze run staat niet in het logboek van runs", error))
        return False
    return True


def _build(report: Reporter) -> tuple[str, build.Report]:
    """Build the database and report it; return in Dutch, and in numbers, what was made."""
    started = time.perf_counter()
    built = build.build(paths.database_file())
    widest = built.internal or built
    for loss in built.losses:
        report.warning(loss.message + (f" DuckDB zegt: {loss.reason}" if loss.reason else ""))
    if built.unbuilt:
        report.error(f"{built.unbuilt.message} {built.unbuilt.why}")
    for warning in widest.warnings:
        report.warning(warning)
    for jump in widest.jumps[:_NAMED]:
        report.warning(f"Sprong: {jump}")
    if len(widest.jumps) > _NAMED:
        report.warning(f"En nog {len(widest.jumps) - _NAMED} sprongen; zie Bronnen in het dashboard.")
    message = (
        f"{dutch.number(built.figures, 0)} cijfers, {dutch.number(built.observations - built.figures, 0)} met reden "
        f"ontbrekend, {dutch.number(built.revisions, 0)} herzien, {dutch.number(len(built.jumps), 0)} met een sprong, "
        f"in {dutch.number(time.perf_counter() - started, 1)} s"
    )
    report.done(f"Database {paths.database_file().name} gebouwd: {message}")
    if built.internal:
        report.done(
            f"Database {paths.internal_database_file().name} gebouwd, voor wie is ingelogd: "
            f"{dutch.number(built.internal.figures, 0)} cijfers"
        )
    return message, built


def _check(path: Path | None, report: Reporter) -> int:
    """Report the mistakes in a file of own figures or a text, and return the exit code."""
    if path is None or not path.is_file():
        raise SourceError(f"{path} is er niet." if path else "Noem het bestand: python -m etl controleer BESTAND")
    content = catalog.load(paths.CATALOG)
    if (text := texts.check(path, content)) is not None:
        _require_no_mistakes(path, [*text.mistakes, *text.left_out], bool(text.left_out))
        withdrawn = f", maar wordt niet getoond: {text.why_withdrawn}" if text.why_withdrawn else ""
        internal = f"; {text.who}" if text.is_internal else ""
        report.done(f"{path.name}: goed{withdrawn or internal}.")
        return ALL_WELL
    checked = intake.check(path, content)
    _require_no_mistakes(path, checked.mistakes)
    for doubt in checked.doubts:
        report.warning(doubt)
    report.done(f"{path.name}: goed. {intake.count(checked.file)}.")
    return ALL_WELL


def _require_no_mistakes(path: Path, mistakes: list[str], is_partly_good: bool = False) -> None:
    """Print the mistakes in a file. Raises SourceError when there are any."""
    for mistake in mistakes:
        OUT.print(plain(f"{path.name}: {mistake}"))
    if mistakes:
        count = "1 fout" if len(mistakes) == 1 else f"{len(mistakes)} fouten"
        rest = "de rest is wel over te nemen" if is_partly_good else "er is niets geladen"
        raise SourceError(f"{path.name}: {count}. Verbeter ze; {rest}.")


def _publish(report: Reporter) -> None:
    target = paths.database()
    if isinstance(target, Path):
        raise DataError(
            "VEERKRACHT_DATABASE noemt een bestand, en dat leest het dashboard zelf. Publiceren gaat naar een "
            "verbinding, zoals postgres:dbname=veerkracht; zie docs/schaal.md."
        )
    with run_lock.held(paths.fetched_folder()):
        rows = publication.publish(paths.database_file(), target)
    report.done(f"{dutch.number(rows, 0)} rijen staan nu in {engines.masked(target)}")


def _show_status() -> None:
    rows: list[tuple[str, ...]] = [("tabel", "herkomst", "uitgave", "opgehaald", "cijfers", "titel")]
    for origin, parent in (
        ("opgehaald", paths.fetched_folder()),
        ("eigen bestand", paths.accepted_folder()),
        ("meegeleverd", paths.included_folder()),
    ):
        for folder in [*store.folders_in(parent), *store.folders_in(parent, store.OUTLINES)]:
            rows.append(_status_cells(folder, origin))
        for folder in store.folders_in(parent / nationwide.NAME):
            rows.append(_status_cells(folder, f"{origin}, NL"))
    _print_rows(rows)
    OUT.print(_database_line(paths.database_file()))
    if paths.internal_database_file().exists():
        OUT.print(
            f"{_database_line(paths.internal_database_file())} Alleen voor wie is ingelogd; wordt niet gepubliceerd."
        )
    _show_texts()
    login = access.read(paths.SECRETS)
    for mistake in login.mistakes:
        OUT.print(f"Login, {paths.SECRETS.name}: {plain(mistake)} {login.consequence}")
    history = run_log.read(paths.fetched_folder())
    if not history:
        OUT.print("Nog niet eerder opgehaald of gebouwd met python -m etl.")
        return
    last = history[-1]
    failed = [attempt for attempt in last.attempts if attempt.outcome == "mislukt"]
    message = last.message.partition(f" {_failures(failed, for_all=True)}")[0] if failed else last.message
    OUT.print(f"Laatste keer: {_when(last)}, {last.outcome}: {plain(message)}")
    for attempt in failed:
        OUT.print(f"  mislukt: {plain(attempt.table_id)}: {plain(attempt.message)}")
    if last.outcome == "gelukt" and (earlier := [run for run in history if run.outcome != "gelukt"]):
        OUT.print(f"Laatste fout: {_when(earlier[-1])}: {plain(earlier[-1].message)}")


def _show_texts() -> None:
    """Print the own texts with what is wrong with them now; a broken catalogue hides nothing else of the status."""
    try:
        states = texts.states(catalog.load(paths.CATALOG))
    except VeerkrachtError as error:
        OUT.print(plain(f"Eigen teksten: niet te controleren. {error}"))
        return
    for state in states:
        OUT.print(plain(f"Tekst, {state.kind}: {state.name}: {state.text}."))
        for mistake in state.mistakes:
            OUT.print(plain(f"  fout: {mistake}"))


def _when(run: Run) -> str:
    return f"{moments.shown(moments.parse(run.started_at)):%Y-%m-%d %H:%M}"


def _status_cells(folder: Path, origin: str) -> tuple[str, ...]:
    try:
        manifest = store.read_manifest(folder)
    except SourceError as error:
        table_id, _, edition = folder.name.partition("@")
        return table_id, origin, edition, "", "", str(error)
    count = dutch.number(manifest.fact_count, 0)
    return manifest.table_id, origin, manifest.edition, manifest.retrieved_at, count, manifest.title


def _print_rows(rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns; the last one, of any length, is wrapped on a terminal and whole on its line elsewhere."""
    *widths, _ = (max(len(cell) for cell in column) for column in zip(*rows, strict=True))
    indent = " " * (sum(widths) + 2 * len(widths))
    for row in rows:
        line = "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        if OUT.is_terminal and OUT.width > len(indent):
            line = textwrap.fill(line, OUT.width, subsequent_indent=indent)
        OUT.print(plain(line))


def _database_line(path: Path) -> str:
    if not path.exists():
        return f"Database {path.name}: is er nog niet; python -m etl --offline maakt die."
    try:
        return f"Database {path.name}: {dutch.number(build.figure_count(path), 0)} cijfers."
    except (DataError, duckdb.Error) as error:
        return f"Database {path.name}: {obstacles.why(error) if isinstance(error, duckdb.Error) else error}"
