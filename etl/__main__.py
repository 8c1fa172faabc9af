"""The command `python -m etl`: fetch, build, check and put in place; or tell what is there."""

import argparse
import sys
import time
from collections.abc import Iterator

import duckdb
from rich.console import Console
from rich.progress import track
from rich.table import Table as Grid

from etl import fetching, load, runs, snapshots
from veerkracht import catalog, database, dutch, paths
from veerkracht.errors import SourceError, VeerkrachtError

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return the exit code: 0 when all went well, 1 with one clear line when not."""
    options = _parser().parse_args(arguments)
    command = " ".join(["python -m etl", *(sys.argv[1:] if arguments is None else arguments)])
    try:
        if options.command == "status":
            _show_status()
        elif options.command == "schema":
            paths.CATALOG_SCHEMA.write_text(catalog.json_schema(), encoding="utf-8", newline="\n")
            OUT.print(f"{paths.CATALOG_SCHEMA.name} geschreven")
        else:
            _update(options, command)
    except VeerkrachtError as error:
        ERR.print(f"[bold red]Fout:[/] {_plain(error)}")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description="Haalt open data op, bouwt de database en controleert die."
    )
    parser.add_argument(
        "command", nargs="?", choices=["status", "schema"],
        help="status: wat is er en wat mislukte; schema: maak docs/indicators.schema.json opnieuw",
    )  # fmt: skip
    parser.add_argument("--offline", action="store_true", help="niets ophalen, alleen bouwen uit wat er is")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAAM", help="alleen deze bronnen of tabellen ophalen")
    parser.add_argument("--years", nargs="+", default=[], metavar="JAAR", help="alleen tabellen met deze jaren ophalen")
    parser.add_argument("--refresh", action="store_true", help="ook ophalen wat niet is gewijzigd")
    return parser


def _update(options: argparse.Namespace, command: str) -> None:
    """Fetch and build, and log how it went. Raises VeerkrachtError after logging it."""
    started = runs.now()
    try:
        if not options.offline:
            _fetch(options)
        message = _build()
    except VeerkrachtError as error:
        runs.append(paths.fetched_folder(), runs.Run(started, runs.now(), command, "mislukt", str(error)))
        raise
    runs.append(paths.fetched_folder(), runs.Run(started, runs.now(), command, "gelukt", message))


def _fetch(options: argparse.Namespace) -> None:
    content = catalog.load(paths.CATALOG)
    todo = fetching.jobs(content, options.only, options.years)
    failures = fetching.run(todo, content, options.refresh, lambda line: OUT.print(_plain(line)), _with_progress)
    if failures:
        kept = "De vorige database blijft staan; wat wel is opgehaald, is bewaard."
        raise SourceError(" | ".join(failures) + " " + kept)


def _with_progress(todo: list[fetching.Job]) -> Iterator[fetching.Job]:
    yield from track(todo, "Tabellen ophalen", console=ERR, transient=True)


def _build() -> str:
    started = time.perf_counter()
    report = load.build(paths.database_file())
    for warning in report.warnings:
        ERR.print(f"[yellow]Let op:[/] {_plain(warning)}")
    seconds = time.perf_counter() - started
    message = (
        f"{dutch.number(report.figures, 0)} cijfers, {dutch.number(report.observations - report.figures, 0)} met reden "
        f"ontbrekend, {dutch.number(report.revisions, 0)} herzien, in {dutch.number(seconds, 1)} s"
    )
    OUT.print(f"Database {paths.database_file().name} gebouwd: {message}")
    return message


def _show_status() -> None:
    grid = Grid("tabel", "titel", "herkomst", "uitgave", "opgehaald", "cijfers", box=None)
    for origin, parent in (("opgehaald", paths.fetched_folder()), ("meegeleverd", paths.included_folder())):
        for folder in snapshots.folders(parent):
            one = snapshots.read_manifest(folder)
            grid.add_row(
                one.table_id, one.title, origin, one.edition, one.retrieved_at, dutch.number(one.fact_count, 0)
            )
    OUT.print(grid)
    OUT.print(_database_line())
    logged = runs.read(paths.fetched_folder())
    if not logged:
        OUT.print("Nog niet eerder opgehaald of gebouwd met python -m etl.")
        return
    last = logged[-1]
    OUT.print(f"Laatste keer: {last.started_at[:16]}, {last.outcome}: {_plain(last.message)}")
    if last.outcome == "gelukt" and (failed := [run for run in logged if run.outcome == "mislukt"]):
        OUT.print(f"Laatste fout: {failed[-1].started_at[:16]}: {_plain(failed[-1].message)}")


def _database_line() -> str:
    path = paths.database_file()
    if not path.exists():
        return f"Database {path.name}: is er nog niet; python -m etl --offline maakt die."
    try:
        with database.read(path) as connection:
            count = connection.execute("select count(value) from observation").fetchall()[0][0]
    except duckdb.Error as error:
        return f"Database {path.name}: niet te lezen ({error})."
    return f"Database {path.name}: {dutch.number(count, 0)} cijfers."


def _plain(text: object) -> str:
    """Return text in which rich sees no markup."""
    return str(text).replace("[", r"\[")


if __name__ == "__main__":
    sys.exit(main())
