"""Measures how many visitors one process and two processes can serve, and query times on a larger database.

Run with `python benchmarks/scale.py` on an otherwise idle machine; it takes five minutes and writes the figures into
`docs/schaal.md`. With `--quick` it takes one minute, measures less and writes nothing. Linux only.
"""

import argparse
import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import streamlit
import workbench

import pages

sys.path.insert(0, str(pages.ROOT))

from etl.build import build
from veerkracht.database import database, queries
from veerkracht.topics.goals import queries as goal_queries

PORT = 8630
COUNTS = (1, 10, 50, 100, 200, 400)
MAX_OPENED = 20  # sessions per second: how many can come at once is another question
SECONDS = 10
MAX_SECONDS = 1.0  # of p95: more means that the crowd is too large
ROWS = 16_000_000
ROUNDS = 9  # of every query
REPORT = pages.ROOT / "docs" / "schaal.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
CHANGE_TEXT = """\
The interactive pages read no national tables, so the size of those should make no difference. Server time of
an update, as a ratio to an empty page measured just before; *first* and *again* are defined in `docs/speed.md`.
"""


@dataclass(frozen=True)
class Crowd:
    """What so many sessions met on so many processes: seconds per answer, errors, the shares of a core that all servers
    and the client used, and the memory of the servers in MB."""

    processes: int
    count: int
    seconds: list[float]
    errors: list[str]
    server_load: float
    client_load: float
    megabytes: float

    def p95(self) -> float:
        """Return the 95th percentile in seconds."""
        return workbench.percentile(self.seconds, 0.95)

    def is_too_large(self) -> bool:
        """Return whether the pages are slow or fail."""
        return bool(self.errors) or self.p95() > MAX_SECONDS


# queries of a national page; the others are those of the dashboard
def one_period(connection: duckdb.DuckDBPyConnection) -> object:
    """Return all areas of the country of one indicator and period."""
    return connection.execute(
        "select area_code, value from elsewhere where indicator_id = 'inwoners' and period = '2024' order by all"
    ).df()


def one_area(connection: duckdb.DuckDBPyConnection) -> object:
    """Return all figures of one area."""
    return connection.execute(
        """
        select indicator_id, period, value from elsewhere
        where area_code = (select max(area_code) from area_elsewhere) order by all
        """
    ).df()


def all_periods(connection: duckdb.DuckDBPyConnection) -> object:
    """Return the quartiles of one indicator in all periods."""
    return connection.execute("""
        select period, quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
        from elsewhere where indicator_id = 'inwoners' group by period order by period
    """).df()


QUERIES: dict[str, Callable[[duckdb.DuckDBPyConnection], object]] = {
    "Kaart: one indicator and year, all buurten": lambda connection: queries.figures(connection, "inwoners", "2024"),
    "Trends: one indicator, three areas": lambda connection: queries.observations(
        connection, "inwoners", ["BU09350403", "BU09350203", "GM0935"]
    ),
    "Buurtprofiel: everything on one buurt": lambda connection: queries.of_area(connection, "BU09350403"),
    "Doelen: all statuses": goal_queries.statuses,
    "country: one indicator and year, all areas": one_period,
    "country: one indicator, quartiles per year": all_periods,
    "country: everything on one area": one_area,
}


def processor_seconds(process: int) -> float:
    """Return the seconds of a core that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def crowd(servers: dict[str, int], count: int, changes: dict[str, workbench.Change]) -> Crowd:
    """Measure so many sessions at once, spread evenly over the servers."""
    groups = [
        workbench.Visitors(url, changes, share)
        for place, url in enumerate(servers)
        if (share := (count + len(servers) - 1 - place) // len(servers))
    ]
    await asyncio.gather(*(group.enter(max(workbench.SECONDS_BETWEEN_CHOICES, count / MAX_OPENED)) for group in groups))
    start, client = time.perf_counter(), time.process_time()
    used = sum(processor_seconds(process) for process in servers.values())
    await asyncio.gather(*(group.stay(SECONDS if count > 1 else 2 * SECONDS) for group in groups))
    passed = time.perf_counter() - start
    server_load = (sum(processor_seconds(process) for process in servers.values()) - used) / passed
    client_load = (time.process_time() - client) / passed
    memory = sum(workbench.megabytes(process) or 0 for process in servers.values())
    await asyncio.gather(*(group.leave() for group in groups))
    seconds = [second for group in groups for second in group.seconds]
    errors = [error for group in groups for error in group.errors]
    return Crowd(len(servers), count, seconds or [float("inf")], errors, server_load, client_load, memory)


def crowds(app: Path, processes: int, counts: tuple[int, ...]) -> list[Crowd]:
    """Measure growing crowds on so many processes, until one is too large."""
    changes = {page: of_page[0] for page, of_page in workbench.pages_that_exist(app).items()}
    results: list[Crowd] = []
    with ExitStack() as running:
        urls = [
            running.enter_context(pages.served(app.with_name("asgi.py"), PORT + place)) for place in range(processes)
        ]
        servers = {url: listening(PORT + place) for place, url in enumerate(urls)}
        for url in urls:
            asyncio.run(workbench.walk(url, changes))
        for count in counts:
            results.append(result := asyncio.run(crowd(servers, count, changes)))
            print(
                f"{processes} processes, {count} sessions: p50 {1000 * statistics.median(result.seconds):.0f} ms, "
                f"p95 {1000 * result.p95():.0f} ms, {len(result.errors)} errors {result.errors[:2]}",
                flush=True,
            )
            if result.is_too_large():
                break
    return results


def listening(port: int) -> int:
    """Return the number of the process that serves on a port."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().split(b"\0")
        except OSError:  # a process that just ended
            continue
        if b"--server.port" in words and str(port).encode() in words:
            return int(file.parent.name)
    raise SystemExit(f"Nothing serves on port {port}.")


def grow(path: Path) -> int:
    """Put at least ROWS figures of the rest of the country in the database, of every indicator in the latest years and
    in the order of a build; return their number."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create or replace temp table pair as
            select indicator_id, (2025 - year)::varchar as period
            from indicator, range(1, (
                select 1 + ceil($rows / ((select count(*) from indicator) * (select count(*) from area_elsewhere)))::int
            ) + 1) as years (year)
            """,
            {"rows": ROWS},
        )
        connection.execute("delete from elsewhere")
        connection.execute("""
            insert into elsewhere by name
            select indicator_id, period, area_code, round(random() * 1000, 1) as value, 'definitief' as status,
                   (select min(snapshot_id) from snapshot_elsewhere) as snapshot_id
            from pair, area_elsewhere
            order by indicator_id, period, area_code
        """)
        return int(connection.execute("select count(*) from elsewhere").fetchall()[0][0])


def times(path: Path) -> dict[str, float]:
    """Return the median milliseconds of every query on an open database."""
    reader = database.Reader(f"duckdb:{path}")
    medians = {}
    for name, query in QUERIES.items():
        measured = []
        for _ in range(ROUNDS):
            with reader.cursor() as connection:
                start = time.perf_counter()
                query(connection)
                measured.append(1000 * (time.perf_counter() - start))
        medians[name] = statistics.median(measured)
    return medians


def changes(app: Path, path: Path) -> list[workbench.Measured]:
    """Return the answers to every change of the workbench, as benchmarks/workbench.py measures them."""
    with pages.served(app.with_name("asgi.py"), PORT) as url:
        return asyncio.run(workbench.server_changes(url, path, workbench.QUICK, workbench.pages_that_exist(app)))


def change_table(measured: dict[int, list[workbench.Measured]]) -> str:
    """Return the ratios of the changes to the empty page, per number of national rows."""
    sizes = [f"{rows / 1e6:.1f} million rows" for rows in measured]
    head = ["page, control", *(f"{size}, {turn}" for size in sizes for turn in workbench.TURNS)]
    rows = [
        [f"{same[0].page}, {same[0].change}",
         *(f"{result.ratio(turn):.1f}×" for result in same for turn in workbench.TURNS)]
        for same in zip(*measured.values(), strict=True)
    ]  # fmt: skip
    return workbench.table(head, rows)


def crowd_table(results: list[Crowd]) -> str:
    """Return the table of the crowds."""
    head = ["processes, sessions", "answers", "p50, ms", "p95, ms", "errors", "servers, % of a core",
            "client, % of a core", "servers, MB"]  # fmt: skip
    rows = [
        [f"{crowd.processes}, {crowd.count}", str(len(crowd.seconds)), f"{1000 * statistics.median(crowd.seconds):.0f}",
         f"{1000 * crowd.p95():.0f}", str(len(crowd.errors)), f"{100 * crowd.server_load:.0f}",
         f"{100 * crowd.client_load:.0f}", f"{crowd.megabytes:.0f}"]
        for crowd in results
    ]  # fmt: skip
    return workbench.table(head, rows)


def capacity(results: list[Crowd]) -> str:
    """Return a line per number of processes on how many sessions they can serve."""
    lines = []
    for processes in sorted({crowd.processes for crowd in results}):
        crowds = [crowd for crowd in results if crowd.processes == processes]
        fitting = [crowd.count for crowd in crowds if not crowd.is_too_large()]
        name = "One process" if processes == 1 else f"{processes} processes"
        until = f"{max(fitting)} sessions" if fitting else "no sessions"
        beyond = ", and no more were tried"
        if crowds[-1].is_too_large():
            beyond = f"; with {crowds[-1].count}, p95 exceeded that or errors began"
        lines.append(f"- {name} served {until} with a p95 below {MAX_SECONDS:g} s and no errors{beyond}.")
    return "\n".join(lines) + "\n"


def query_table(sizes: dict[int, tuple[float, dict[str, float]]]) -> str:
    """Return the times of the queries per number of national rows, and the size of the file."""
    head = ["query, ms", *(f"{rows / 1e6:.1f} million rows" for rows in sizes)]
    rows = [[name, *(f"{times[name]:.1f}" for _, times in sizes.values())] for name in QUERIES]
    return workbench.table(head, [*rows, ["size of the file, MB", *(f"{size:.0f}" for size, _ in sizes.values())]])


def report(
    results: list[Crowd],
    sizes: dict[int, tuple[float, dict[str, float]]],
    measured: dict[int, list[workbench.Measured]],
) -> str:
    """Return the figures of the document."""
    when = f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores shared by servers and client, Streamlit "
    when += f"{streamlit.__version__}, DuckDB {duckdb.__version__}.\n"
    return "\n".join(
        [
            BEGIN,
            when,
            crowd_table(results),
            capacity(results),
            query_table(sizes),
            CHANGE_TEXT,
            change_table(measured),
            END,
        ]
    )


def main() -> None:
    """Measure, print, and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer sessions, writes nothing")
    is_quick = parser.parse_args().quick
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        app = workbench.copied_dashboard(Path(temporary) / "dashboard")
        path = Path(temporary) / "veerkracht.duckdb"
        build.build(path)
        os.environ["VEERKRACHT_DATABASE"] = f"duckdb:{path}"  # one file that no process copies
        counts = (1, 20) if is_quick else COUNTS
        results = [crowd for processes in (1, 2) for crowd in crowds(app, processes, counts)]
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute("select count(*) from elsewhere").fetchall()[0][0]
        sizes = {rows: (path.stat().st_size / 2**20, times(path))}
        measured = {rows: changes(app, path)}
        rows = grow(path)
        sizes[rows] = (path.stat().st_size / 2**20, times(path))
        measured[rows] = changes(app, path)
    text = report(results, sizes, measured)
    print(f"\n{text}\nmeasured in {time.perf_counter() - start:.0f} s")
    if not is_quick:
        document = REPORT.read_text(encoding="utf-8")
        whole = re.sub(f"{BEGIN}.*{END}", lambda _: text, document, flags=re.DOTALL)
        REPORT.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
