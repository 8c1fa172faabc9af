"""Runs the command `python -m etl`: fetch, build, check and put in place; or show the status."""

import argparse
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from etl.build import build, freshness, publication
from etl.build.frozen import features, reference
from etl.command import hand_ins, new
from etl.command.console import OUT, plain, tolerant
from etl.command.reporter import Reporter
from etl.handed_in import waiting
from etl.own_figures import intake, local_files, template
from etl.own_texts import kinds as texts
from etl.publishers import doors, fetching, trial
from etl.saved_tables import intake as saved_tables
from etl.snapshots import area_changes, editions, folders, nationwide, own_part, run_lock, stages, store
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.catalog.publisher_kinds import FILE
from veerkracht.core import access, dutch, logs, moments, paths, reasons, run_log
from veerkracht.core.arguments import Parser
from veerkracht.core.errors import DataError, SourceError, VeerkrachtError
from veerkracht.core.run_log import OWN_FILES, Attempt, Run
from veerkracht.database import comments, database, engines, obstacles

_NAMED = 10  # jumps on the command line

ALL_WELL, FAILED, MISUSED, PARTLY, BUSY = 0, 1, 2, 3, 4  # exit codes; argparse itself exits with 2 for wrong usage

_COMMANDS = {
    "nieuw": "maak het programma van een andere gemeente in data/lokaal, en bouw het dashboard ervan",
    "status": "wat is er, en wat mislukte",
    "neem-over": "neem een tabel van een uitgever over uit een bestand: van StatLine (CSV, Excel) of een werkmap van "
    "CBS (kwb2024.xlsx); wat is aangeleverd, gaat met overnemen",
    "proef": "vraag alle uitgevers of hun tabellen er zijn en bij indicators.yaml passen, zonder iets op te halen",
    "sjabloon": "maak sjablonen voor eigen cijfers en teksten in data/lokaal",
    "controleer": "zeg wat er mis is in een bestand met eigen cijfers of een eigen tekst, zonder iets te laden",
    "indienen": "leg een bestand klaar voor de beheerder",
    "inzendingen": "welke bestanden klaarliggen, en wat ermee is gedaan",
    "overnemen": "zet een bestand dat is aangeleverd, of een inzending met dit nummer, in data/lokaal en bouw de "
    "database; een tabel van een uitgever gaat met neem-over",
    "afwijzen": "neem een inzending met dit nummer niet over; noem met --reden waarom",
    "terugdraaien": "zet terug wat er stond voor de inzending met dit nummer, zonder nummer: voor de laatste",
    "gebieden": "stel voor welke gebieden alleen een andere code kregen, voor area_changes in programma.yaml",
    "publiceer": "zet de gebouwde database in de database die VEERKRACHT_DATABASE noemt",
    "referentie": "bevries gemiddelden en afwijkingen van de Veerkrachtkaart",
    "kenmerken": "bevries de kenmerken waarop buurten elders in het land worden vergeleken",
    "schema": "maak de schema's van indicators.yaml en programma.yaml en docs/database-tabellen.md opnieuw",
}
_ON_HAND_INS = ("indienen", "overnemen", "afwijzen", "terugdraaien")
_UNFINISHED = "nu bezig, of onderbroken: de volgende run zet het recht."
_OTHERS = {  # commands that look alike, with what is said when one of them does not take a file
    "neem-over": "Is dit een bestand van Aanleveren? Dan bedoelt u: python -m etl overnemen BESTAND",
    "overnemen": "Is dit een tabel van StatLine of CBS? Dan bedoelt u: python -m etl neem-over BESTAND",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return the exit code.

    0 when all went well; 1, with one clear line, when the catalogue, a check or everything that was tried failed; 2 for
    a wrong use of the command; 3 when only some sources or files failed, which keep their previous figures, or when the
    previous database could not be read as a whole or is of another municipality; 4 when another run is busy.
    """
    with tolerant():
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    # the log of runs in the database is public: no details of a hand-in, and no folder of a file
    shown_arguments = [options.command] if options.command in _ON_HAND_INS else arguments
    command = " ".join(
        ["python -m etl", *(Path(part).name if Path(part) == options.file else part for part in shown_arguments)]
    )
    logs.start(options.log)
    is_watched = options.json and options.command != "controleer"  # which answers with one line, or else an error
    report = Reporter("json" if is_watched else options.log)
    watcher = Reporter("json") if options.json else report  # a preview is watched too: its answer is the last line
    with stages.watched(watcher.stage):
        return _outcome(options, command, report)


def _outcome(options: argparse.Namespace, command: str, report: Reporter) -> int:
    try:
        match options.command:
            case "status":
                _show_status()
            case "schema":
                tables = comments.document(database.schema())
                for path, text in {**catalog.json_schemas(), paths.DATABASE_TABLES: tables}.items():
                    folders.write(path, text.encode())
                    OUT.print(f"{path.name} geschreven")
            case "referentie" | "kenmerken":
                freeze = reference.freeze if options.command == "referentie" else features.freeze
                with database.read(paths.database_file()) as connection:
                    path = freeze(connection, catalog.load(paths.CATALOG), options.overwrite)
                OUT.print(f"{path.name} geschreven. Bouw nu de database: python -m etl --offline")
            case "sjabloon":
                content, folder = catalog.load(paths.CATALOG), options.file or paths.local_folder()
                names = intake.area_names(content)
                templates = template.write(folder, content, names)
                for path in [*templates, *texts.write_templates(folder, content, names)]:
                    OUT.print(f"{path} geschreven")
            case "controleer" if options.voorbeeld or options.json:
                hand_ins.check(options.file, options.voorbeeld)
            case "indienen":
                print(hand_ins.hand_in(options.file, options.naam).as_json())
            case "inzendingen":
                begun = {hand_in.number for hand_in in waiting.unfinished()}
                for hand_in in waiting.listed():
                    note = _UNFINISHED if hand_in.number in begun else ""
                    OUT.print(plain(" ".join(filter(None, [*hand_in.line(), note]))))
            case "afwijzen":
                waiting.refuse(str(options.file), options.naam, options.reden)
            case "overnemen" | "terugdraaien":
                act = hand_ins.take_over if options.command == "overnemen" else hand_ins.undo
                with _run_lock(report):
                    return act(options.file, options.naam, lambda: _update(command, report, lambda _: []))
            case "controleer":
                return _check(options.file, report)
            case "neem-over":
                if (code := _take(options, command, report)) != ALL_WELL:
                    report.warning(_OTHERS[options.command])
                return code
            case "gebieden":
                _propose_area_changes()
            case "publiceer":
                _publish(report)
            case "proef":
                return _try(options)
            case "nieuw":
                return _start_programme(options, command, report)
            case _:
                return _update(command, report, lambda content: _fetch(content, options, report))
    except VeerkrachtError as error:
        report.error(str(error))
        if isinstance(error, run_lock.Busy):
            return BUSY
        if options.command in _OTHERS and options.file and not waiting.is_number(str(options.file)):
            report.warning(_OTHERS[options.command])
        return MISUSED if isinstance(error, fetching.UnknownName) else FAILED
    except Exception as error:  # unforeseen
        report.error(reasons.message(command, error))
        return FAILED
    return ALL_WELL


def _propose_area_changes() -> None:
    """Print the changes of areas that the programme does not name yet."""
    content = catalog.load(paths.CATALOG)
    copies, _ = editions.newest().snapshots()
    tables, _ = editions.newest().tables_of_the_country(checks_all=False)
    snapshots, _ = own_part.of(content.programme.municipality, copies, tables, content.programme.predecessors)
    if changes := area_changes.proposed(content, snapshots):
        OUT.print(
            f"{dutch.counted(len(changes), 'gebied kreeg', 'gebieden kregen')} een andere code. Neem over wat klopt, "
            "bij programme in programma.yaml:"
        )
        OUT.print(f"  area_changes:\n{area_changes.as_text(changes)}", markup=False, soft_wrap=True)
        return
    OUT.print(
        "Geen gebied lijkt alleen een andere code te hebben gekregen. Dit kijkt naar de namen in de tabellen van CBS: "
        "haal eerst meer jaren op met python -m etl."
    )


def _parser() -> Parser:
    parser = Parser("python -m etl", "Haalt open data op, bouwt de database en controleert die.")
    meanings = "; ".join(f"{name}: {meaning}" for name, meaning in _COMMANDS.items())
    parser.add_argument("command", nargs="?", choices=list(_COMMANDS), help=meanings)
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="BESTAND", help="het bestand, of het nummer van een inzending"
    )
    parser.add_argument("--naam", default="opdrachtregel", help="bij inzendingen: wie indient of beslist")
    parser.add_argument("--reden", default="", help="bij afwijzen: waarom")
    parser.add_argument("--json", action="store_true", help="zeg het als JSON, voor een programma: ook elke stap")
    parser.add_argument(
        "--voorbeeld", type=Path, metavar="MAP", help="bij controleer: bouw in deze lege map hoe het eruit zou zien"
    )
    parser.add_argument("--gemeente", default="", metavar="NAAM", help="bij nieuw: de gemeente, met naam of code")
    parser.add_argument(
        "--buurten",
        nargs="+",
        default=[],
        metavar="NAAM",
        help="bij nieuw: buurten en wijken van het programma, of 'Noord = buurt + buurt'",
    )
    parser.add_argument("--programma", default="", metavar="NAAM", help="bij nieuw: hoe het programma heet")
    parser.add_argument(
        "--doeljaar", type=int, metavar="JAAR", help="bij nieuw: het jaar waarin de doelen gehaald zijn"
    )
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
    parser.add_argument(
        "--overwrite", action="store_true", help="bij nieuw, referentie en kenmerken: vervang wat er is"
    )
    parser.add_argument(
        "--log",
        choices=logs.FORMATS,
        default=logs.line_format(),
        help="json: elke regel een JSON-object, voor een logsysteem; zonder deze keuze wat VEERKRACHT_LOG zegt",
    )
    return parser


def _take(options: argparse.Namespace, command: str, report: Reporter) -> int:
    """Import the table in a file, and build; return the exit code."""
    path: Path | None = options.file
    if path is None or not (path.is_file() or path.is_symlink()):
        raise SourceError(f"{path} is er niet." if path else "Noem het bestand: python -m etl neem-over BESTAND")

    def read_table(content: Catalog) -> list[Attempt]:
        fetch_options = fetching.Options(accepted=tuple(options.accept))
        attempt = saved_tables.take(path, content, options.only, fetch_options)
        report.attempt(attempt)
        return [attempt]

    return _update(command, report, read_table)


def _fetch(content: Catalog, options: argparse.Namespace, report: Reporter) -> list[Attempt]:
    """Fetch the tables that the options select, and return the outcome of each."""
    todo = fetching.jobs(content, options.only, options.years, options.accept, options.gebied == "NL")
    if options.offline:
        return []
    fetch_options = fetching.Options(options.refresh, tuple(options.accept))
    return fetching.run(todo, content, fetch_options, report.attempt, report.track)


def _update(command: str, report: Reporter, get: Callable[[Catalog], list[Attempt]]) -> int:
    """Get tables, accept own files and build; log how it went. Raises VeerkrachtError after logging it."""
    started, cleared = moments.stamp(), _make_room(report)
    with _run_lock(report):
        attempts: list[Attempt] = []
        try:
            for folder in (paths.fetched_folder(), paths.accepted_folder(), paths.fetched_folder() / nationwide.NAME):
                folders.recover(folder)
            content = catalog.load(paths.CATALOG)
            stages.expect(1 + build.STAGES)
            attempts += get(content)
            stages.begin("Eigen bestanden nakijken")
            accepted, doubts = _accept_own(content)
            for attempt in accepted:
                report.attempt(attempt)
            for doubt in doubts:
                report.warning(doubt)
            attempts += accepted
            is_built = _has_news(attempts)
            message, built = _build(report) if is_built else ("Niets nieuws: de database blijft zoals die is.", None)
            losses, refused = [*cleared, *(_losses(built) if built else [])], built.refused if built else ()
            tables = {(attempt.source_id, attempt.table_id) for attempt in refused}
            attempts = [attempt for attempt in attempts if (attempt.source_id, attempt.table_id) not in tables]
            attempts += refused
        except Exception as error:
            message = " ".join([reasons.message("De database is niet te bouwen", error), *cleared])
            _log(report, Run(started, moments.stamp(), command, "mislukt", message, tuple(attempts)))
            if failed := _failed(attempts):
                report.error(_failures(failed))
            raise error if isinstance(error, VeerkrachtError) else DataError(message) from error
        failed = _failed(attempts)
        if not failed and not losses:
            is_logged = _log(report, Run(started, moments.stamp(), command, "gelukt", message, tuple(attempts)))
            return ALL_WELL if is_logged else PARTLY
        is_partly = is_built or len(failed) < len(attempts)
        failures = [_failures(failed, for_all=True)] if failed else []
        summary = " ".join([f"{message.rstrip('.')}.", *losses, *failures])
        outcome = "deels gelukt" if is_partly else "mislukt"
        _log(report, Run(started, moments.stamp(), command, outcome, summary, tuple(attempts)))
        if failed:
            report.error(_failures(failed))
        return PARTLY if is_partly else FAILED


@contextmanager
def _run_lock(report: Reporter) -> Iterator[None]:
    """Hold the lock of a run, after repairing hand-ins that an interrupted process left half done. Raises as
    `run_lock`."""
    with run_lock.hold(paths.fetched_folder()) as is_new:
        for line in [*waiting.recover(), *waiting.forget_withdrawn()] if is_new else ():
            report.warning(line)
        yield


def _start_programme(options: argparse.Namespace, command: str, report: Reporter) -> int:
    """Write the programme of another municipality and build its database, without fetching; return the exit code. A
    programme that cannot be built is taken back."""
    path = paths.own_programme()
    before = path.read_bytes() if path.exists() else None
    if (chosen := paths.programme()) not in (path, paths.INCLUDED_PROGRAMME):
        raise DataError(f"VEERKRACHT_PROGRAMMA noemt {chosen}, en dat gaat voor {path}. Haal die instelling eerst weg.")
    request = new.Request(
        options.gemeente, tuple(options.buurten), options.programma, options.doeljaar, options.overwrite
    )
    new.write(request)
    try:
        code = _update(command, report, lambda content: [])
    except VeerkrachtError:
        if path.exists() and path.read_bytes() != before:
            path.unlink() if before is None else folders.write(path, before)
            report.warning(f"{path} is teruggezet zoals het was.")
        raise
    _print_lines(["", "Nog open:", *(f"- {line}" for line in new.still_open(catalog.load(paths.CATALOG)))])
    return code


def _accept_own(content: Catalog) -> tuple[list[Attempt], list[str]]:
    """Accept own figures and own texts; return the outcome of each file, and the doubts."""
    attempts: list[Attempt] = []
    doubts: list[str] = []
    try:
        attempts, doubts = intake.accept_all(content)
    except Exception as error:
        attempts = [Attempt(OWN_FILES, "cijfers", "mislukt", reasons.message("Eigen cijfers", error))]
    try:
        attempts += texts.accept_all(content)
    except Exception as error:
        attempts.append(Attempt(OWN_FILES, "teksten", "mislukt", reasons.message("Eigen teksten", error)))
    return attempts, doubts


def _has_news(attempts: list[Attempt]) -> bool:
    """Return whether a build can change anything: not when everything failed and the database is current."""
    return (
        not _failed(attempts)
        or any(attempt.outcome == "opgehaald" for attempt in attempts)
        or not freshness.is_current(paths.database_file())
    )


def _failed(attempts: list[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.outcome == "mislukt"]


def _failures(failed: list[Attempt], for_all: bool = False) -> str:
    """Return what failed; `for_all`: without the messages on internal files."""
    count = dutch.counted(len(failed), "tabel of bestand", "tabellen of bestanden")
    internal = "Een intern bestand is niet overgenomen."
    messages = [internal if for_all and attempt.is_internal else attempt.message for attempt in failed]
    stays = "Eerdere cijfers ervan blijven staan, als die er zijn en hier niets anders staat:"
    return f"{count} mislukt. {stays} {' | '.join(dict.fromkeys(messages))}"


def _make_room(report: Reporter) -> list[str]:
    """Set aside whatever is in the place of a folder or file that a run needs, and return a Dutch line on each."""
    fetched = paths.fetched_folder()
    own_folders = [fetched, paths.accepted_folder(), *texts.folders_of_copies(), *editions.folders_beside()]
    own_files = [fetched / run_log.NAME, fetched / run_lock.NAME]
    with suppress(DataError):  # the build reports it
        own_files.append(build.lock_of(paths.database_file()))
    lines = []
    for place, is_folder in [*((folder, True) for folder in own_folders), *((file, False) for file in own_files)]:
        with suppress(OSError):  # the next step reports it
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
        run_log.append(paths.fetched_folder(), run)
    except OSError as error:
        report.warning(reasons.message("Deze run staat niet in het logboek van runs", error))
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
        report.warning(
            f"En nog {dutch.counted(len(widest.jumps) - _NAMED, 'sprong', 'sprongen')}; zie Bronnen in het dashboard."
        )
    message = (
        f"{_figures(built.figures)}, {dutch.number(built.observations - built.figures, 0)} met reden "
        f"ontbrekend, {dutch.number(built.revisions, 0)} herzien, {dutch.number(len(built.jumps), 0)} met een sprong, "
        f"in {dutch.number(time.perf_counter() - started, 1)} s"
    )
    report.done(f"Database {paths.database_file().name} gebouwd: {message}")
    if built.internal:
        report.done(
            f"Database {paths.internal_database_file().name} gebouwd, voor wie is ingelogd: "
            f"{_figures(built.internal.figures)}"
        )
    return message, built


def _check(path: Path | None, report: Reporter) -> int:
    """Report the mistakes in a file of own figures or a text, and return the exit code."""
    if path is None or not path.is_file():
        raise SourceError(f"{path} is er niet." if path else "Noem het bestand: python -m etl controleer BESTAND")
    if path.name.lower() == paths.PROGRAMME:
        content = catalog.load(paths.CATALOG, path)
        _require_no_mistakes(path, list(filter(None, [local_files.why_passed_over(path)])))
        report.done(f"{path.name}: goed. {content.programme.name}, {content.programme.municipality_name}.")
        return ALL_WELL
    content = catalog.load(paths.CATALOG)
    if (text := texts.check(path, content)) is not None:
        _require_no_mistakes(path, [*text.mistakes, *text.left_out], bool(text.left_out))
        for doubt in text.doubts:
            report.warning(f"{path.name}: {doubt}.")
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
        count = dutch.counted(len(mistakes), "fout", "fouten")
        rest = "de rest is wel over te nemen" if is_partly_good else "er is niets geladen"
        raise SourceError(f"{path.name}: {count}. Verbeter ze; {rest}.")


def _try(options: argparse.Namespace) -> int:
    """Print the state of every table at each of its hosts, write that as JSON, and return the exit code."""
    content = catalog.load(paths.CATALOG)
    todo = fetching.jobs(content, options.only, options.years, [])
    stages.expect(sum(len(job.source.doors) for job in todo))

    def show(result: trial.Result) -> None:
        stages.begin(f"Tabel {result.table_id} is gevraagd")
        _print_lines(result.lines())

    results = trial.run(todo, content, show)
    _print_lines(trial.summary(results))
    try:
        path = trial.write(paths.fetched_folder(), results)
    except OSError as error:
        raise DataError(reasons.message(f"{paths.TRIAL} is niet te schrijven", error)) from error
    _print_lines([f"{path} geschreven. Stuur dat bestand mee als u de ontwikkelaars iets vraagt."])
    tables = {(result.source_id, result.table_id) for result in results}
    usable = {(result.source_id, result.table_id) for result in results if result.is_usable}
    if usable == tables and not trial.nowhere_found(results):
        return ALL_WELL
    return PARTLY if usable else FAILED


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        OUT.print(plain(line))


def _publish(report: Reporter) -> None:
    target = paths.database()
    if isinstance(target, Path):
        raise DataError(
            "VEERKRACHT_DATABASE noemt een bestand, en dat leest het dashboard zelf. Publiceren gaat naar een "
            "verbinding, zoals postgres:dbname=veerkracht; zie docs/schaal.md."
        )
    with run_lock.hold(paths.fetched_folder()):
        rows = publication.publish(paths.database_file(), target)
    report.done(f"{dutch.counted(rows, 'rij staat', 'rijen staan')} nu in {engines.masked(target)}")


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
    _show_doors()
    _show_texts()
    for hand_in in waiting.unfinished():
        OUT.print(plain(f"Inzending {hand_in.number}, {hand_in.name}: {_UNFINISHED}"))
    for line in access.read(paths.SECRETS).lines():
        OUT.print(plain(f"Login, {paths.SECRETS.name}: {line}"))
    history = run_log.read(paths.fetched_folder())
    if not history:
        OUT.print("Nog niet eerder opgehaald of gebouwd met python -m etl.")
        return
    last = history[-1]
    failed = [attempt for attempt in last.attempts if attempt.outcome == "mislukt"]
    message = last.message.partition(f" {_failures(failed, for_all=True)}")[0] if failed else last.message
    OUT.print(f"Laatste keer: {moments.minute(last.started_at)}, {last.outcome}: {plain(message)}")
    for attempt in failed:
        OUT.print(f"  mislukt: {plain(attempt.table_id)}: {plain(attempt.message)}")
    if last.outcome == "gelukt" and (earlier := [run for run in history if run.outcome != "gelukt"]):
        OUT.print(f"Laatste fout: {moments.minute(earlier[-1].started_at)}: {plain(earlier[-1].message)}")


def _show_texts() -> None:
    """Print the own texts with their current mistakes; a broken catalogue hides no other part of the status."""
    try:
        states = texts.states(catalog.load(paths.CATALOG))
    except VeerkrachtError as error:
        OUT.print(plain(f"Eigen teksten: niet te controleren. {error}"))
        return
    for state in states:
        OUT.print(plain(f"Tekst, {state.kind}: {state.name}: {state.text}."))
        for mistake in state.mistakes:
            OUT.print(plain(f"  fout: {mistake}"))


def _show_doors() -> None:
    """Print since when each publisher's host has answered; an invalid address hides no other part of the status."""
    try:
        lines = doors.lines(paths.fetched_folder())
    except SourceError as error:
        lines = [str(error)]
    _print_lines(lines)


def _status_cells(folder: Path, origin: str) -> tuple[str, ...]:
    try:
        manifest = store.read_manifest(folder)
    except SourceError as error:
        table_id, _, edition = folder.name.partition("@")
        return table_id, origin, edition, "", "", str(error)
    count = dutch.number(manifest.fact_count, 0)
    origin = "uit bestand" if manifest.door == FILE else origin
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


def _figures(count: int) -> str:
    return dutch.counted(count, "cijfer", "cijfers")


def _database_line(path: Path) -> str:
    if not path.exists():
        return f"Database {path.name}: is er nog niet; python -m etl --offline maakt die."
    try:
        return f"Database {path.name}: {_figures(build.figure_count(path))}."
    except (DataError, duckdb.Error) as error:
        return f"Database {path.name}: {obstacles.reason(error) if isinstance(error, duckdb.Error) else error}"
