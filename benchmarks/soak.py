"""Keeps fifty visitors busy for ten minutes while the database is replaced every minute, and then kills the server.

Run with `make soak` or `python benchmarks/soak.py`; it writes `docs/soak.md`, and exits with 1 when anything went wrong
or the server used too much memory. With other `--minutes` or `--sessions`, or with `--checkout DIR` for the dashboard
in another folder, it writes nothing. Memory is measured on Linux only.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import streamlit
from websocket_client import Choice, PageError, Session
from websockets.exceptions import WebSocketException
from workbench import CHANGES, choices, copied_dashboard, megabytes, number, percentile, table

import pages

MINUTES, SESSIONS, PORT = 10, 50, 8622
SECONDS_BETWEEN_STEPS = 5
SECONDS_TO_ARRIVE = 30
CHOICES = 5  # of every page
SECONDS_AFTER_KILL = 60
STEPS_OF_A_VISIT = 20
MAX_MEGABYTES = 300
REPORT = pages.ROOT / "docs" / "soak.md"
LOST = (OSError, WebSocketException)  # TimeoutError is an OSError

INTRODUCTION = f"""# Soak test

What a crowd of visitors experiences over time, measured with `benchmarks/soak.py` on a dedicated server (`asgi.py`) on
the same machine. To repeat it:

```sh
make soak
```

Every visitor opens a page, changes its first choice and goes to the next page. A step takes {SECONDS_BETWEEN_STEPS}
seconds, or longer if the response does; after {STEPS_OF_A_VISIT} steps the visitor leaves and a new one arrives. At the
end of every minute the database is swapped between two builds: one of the included figures, and the same with all area
figures ten percent higher. Beforehand, a single visitor takes every step on both databases, and on the first one again,
to record the expected responses. A response is *wrong* unless all its texts, tables, charts and maps match the ones
recorded for one database that was in place between request and response; a page that mixes old and new figures is
therefore wrong. *Errors*: exceptions shown, connections lost, and responses after more than a minute. *MB*: server
memory at the end of the minute. *Load*: the load average of the machine in that minute, including unrelated programs;
while it exceeds the number of cores, the times mean little.
"""
KILLED_TEXT = """## Killed

Then the server is killed (SIGKILL, as in a power cut) with all visitors connected, and restarted at once. Every visitor
tries to reconnect twice a second, as a browser does, and continues where it was.
"""

Drawn = frozenset[tuple[tuple[int, ...], bytes]]


@dataclass(frozen=True)
class Step:
    """A page with the query it begins with, and the choice that is then made on it."""

    page: str
    query: str
    key: str
    value: Choice


@dataclass(frozen=True)
class Replacement:
    """A database put in place, and the moments just before and just after."""

    before: float
    after: float
    name: str


@dataclass
class Minute:
    """What the visitors met in a minute with one database."""

    database: str
    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    megabytes: float | None = None
    load: float | None = None


class Dashboard:
    """A copy of a dashboard with a server and two databases, one of which is in place."""

    def __init__(self, folder: Path, checkout: Path, port: int) -> None:
        app = copied_dashboard(folder / "dashboard", checkout)
        self._entry, self._data, self._databases = app.with_name("asgi.py"), app.parent / "data", folder / "databases"
        self._environment = {
            **os.environ,
            "VEERKRACHT_DATA": str(self._data),
            "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
            "MALLOC_ARENA_MAX": "1",  # as in Dockerfile and the service of docs/examples
        }
        self._environment.pop("VEERKRACHT_DATABASE", None)
        self._port = port
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{port}"
        self._log = self._entry.with_name("server.log")
        self.replaced: list[Replacement] = []
        self._build()

    def _build(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "etl", "--offline"], cwd=self._entry.parent, env=self._environment, check=True
        )
        self._databases.mkdir()
        shutil.copy(self._data / "veerkracht.duckdb", self._databases / "usual")
        shutil.copy(self._databases / "usual", self._databases / "higher")
        with duckdb.connect(str(self._databases / "higher")) as connection:
            connection.execute("update observation set value = value * 1.1, lower = lower * 1.1, upper = upper * 1.1")
            connection.execute("update build set built_at = timezone('UTC', now())")

    def put(self, name: str) -> None:
        """Put a database in place, in one step as a build does."""
        aside = self._data / ".aside"
        shutil.copyfile(self._databases / name, aside)
        before = time.perf_counter()
        os.replace(aside, self._data / "veerkracht.duckdb")
        self.replaced.append(Replacement(before, time.perf_counter(), name))

    def in_place(self, start: float, end: float) -> set[str]:
        """Return the names of the databases that were in place at some moment in a span of time."""
        ends = [*(replacement.after for replacement in self.replaced[1:]), float("inf")]
        spans = zip(self.replaced, ends, strict=True)
        return {replacement.name for replacement, until in spans if replacement.before <= end and until >= start}

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(self._entry), "--server.headless", "true",
                   "--server.address", "127.0.0.1", "--server.port", str(self._port)]  # fmt: skip
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                command, cwd=self._entry.parent, env=self._environment, stdout=log, stderr=log
            )
        pages.wait_for(self.url)

    def kill(self) -> None:
        """End the server without warning."""
        if self._server:
            self._server.kill()
            self._server.wait(20)

    def faults(self) -> list[str]:
        """Return the errors in the log of the server."""
        return [line for line in self._log.read_text(encoding="utf-8").splitlines() if "level=error" in line]

    def megabytes(self) -> float | None:
        """Return the memory that the server uses."""
        return megabytes(self._server.pid) if self._server and Path("/proc/self/status").exists() else None


class Known:
    """The views of every step on each database, as one visitor alone got them."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._views: dict[tuple[str, str, Choice], dict[str, Drawn]] = {}

    async def look(self, dashboard: Dashboard) -> None:
        """Take every step on one database, the other, and the one again, which must show the same as before."""
        for name in ("usual", "higher", "usual"):
            dashboard.put(name)
            for page, changes in CHANGES.items():
                await self._page(dashboard.url, page, changes[0].key, name)
        alike = [place for place, views in self._views.items() if len(set(views.values())) < len(views)]
        if alike:
            raise SystemExit(f"These pages are the same on both databases, so that a mix would go unnoticed: {alike}")

    async def _page(self, url: str, page: str, key: str, name: str) -> None:
        session = await Session.open(url, page)
        query, first = session.query, session.view.drawn()
        values = choices(session, CHANGES[page][0])[:CHOICES]
        self._note((page, query, None), name, first)
        await session.close()
        for value in values:
            session = await Session.open(url, page, query)
            await session.change(key, value)
            self._note((page, query, _hashable(value)), name, session.view.drawn())
            await session.close()
            step = Step(page, query, key, value)
            if step not in self.steps:
                self.steps.append(step)

    def _note(self, place: tuple[str, str, Choice], name: str, drawn: Drawn) -> None:
        if self._views.setdefault(place, {}).setdefault(name, drawn) != drawn:
            raise SystemExit(f"{place} is not the same each time, so that it is unknown what is wrong")

    def is_right(self, step: Step, is_chosen: bool, drawn: Drawn, names: set[str]) -> bool:
        """Return whether a page shows what it should on one of these databases."""
        views = self._views[step.page, step.query, _hashable(step.value) if is_chosen else None]
        return drawn in {views[name] for name in names}


class Crowd:
    """The visitors, and what they meet."""

    def __init__(self, dashboard: Dashboard, known: Known, count: int) -> None:
        self.minutes: list[Minute] = []
        self.back_after: dict[int, float] = {}
        self.killed_at = 0.0
        self._dashboard = dashboard
        self._known = known
        self._count = count
        self._is_over = False

    async def visit(self, minutes: int) -> None:
        """Let all visitors come, replace the database every minute, and then kill the server."""
        self._dashboard.put("usual")
        self.minutes.append(Minute("usual"))
        visitors = [asyncio.create_task(self._visitor(place)) for place in range(self._count)]
        await asyncio.sleep(SECONDS_TO_ARRIVE)
        for turn in range(minutes):
            await asyncio.sleep(60)
            self.minutes[-1].megabytes, self.minutes[-1].load = self._dashboard.megabytes(), machine_load()
            print_minute(turn + 1, self.minutes[-1])
            if turn < minutes - 1:
                name = ("higher", "usual")[turn % 2]
                await asyncio.to_thread(self._dashboard.put, name)
                self.minutes.append(Minute(name))
        await self._kill()
        self._is_over = True
        await asyncio.gather(*visitors)

    async def _kill(self) -> None:
        self.minutes.append(Minute("after the kill"))
        self.killed_at = time.perf_counter()
        await asyncio.to_thread(self._dashboard.kill)
        await asyncio.to_thread(self._dashboard.start)
        await asyncio.sleep(SECONDS_AFTER_KILL)
        self.minutes[-1].megabytes, self.minutes[-1].load = self._dashboard.megabytes(), machine_load()

    async def _visitor(self, place: int) -> None:
        await asyncio.sleep(place * SECONDS_TO_ARRIVE / self._count)
        turn = place * 7
        while not self._is_over:
            try:
                turn = await self._one_visit(place, turn)
            except PageError as error:
                self.minutes[-1].errors[str(error)[:200]] += 1
            except LOST as error:
                self.minutes[-1].errors[f"lost: {type(error).__name__}"] += 1
                await asyncio.sleep(0.5)

    async def _one_visit(self, place: int, turn: int) -> int:
        """Take the steps of a new visitor, and return which step comes next."""
        steps = self._known.steps
        session = await Session.open(self._dashboard.url, "leeg")
        try:
            for _ in range(STEPS_OF_A_VISIT // 2):
                # one further than the number of choices of a page, so that the next step is on another page
                turn += len(steps) // len(CHANGES) + 1
                step = steps[turn % len(steps)]
                await self._ask(place, session, step, is_chosen=False)
                await self._ask(place, session, step, is_chosen=True)
                if self._is_over:
                    break
        finally:
            await session.close()
        return turn

    async def _ask(self, place: int, session: Session, step: Step, is_chosen: bool) -> None:
        start = time.perf_counter()
        if is_chosen:
            answer = await session.change(step.key, step.value)
        else:
            answer = await session.go(step.page, step.query)
        end = time.perf_counter()
        minute = self.minutes[-1]
        minute.seconds.append(answer.seconds)
        if not self._known.is_right(step, is_chosen, session.view.drawn(), self._dashboard.in_place(start, end)):
            minute.wrong[f"{step.page}, {step.value if is_chosen else 'begin'}"] += 1
        if self.killed_at and start > self.killed_at:
            self.back_after.setdefault(place, end - self.killed_at)
        await asyncio.sleep(max(0.0, start + SECONDS_BETWEEN_STEPS - time.perf_counter()))


def _hashable(value: Choice) -> Choice:
    return str(value) if isinstance(value, list) else value


def slope(values: list[float]) -> float:
    """Return the rise from one value to the next, on the straight line that fits them best."""
    middle = (len(values) - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(len(values)))
    return sum((place - middle) * value for place, value in enumerate(values)) / spread if spread else 0.0


def machine_load() -> float | None:
    """Return how many programs wanted a core at a time in the last minute, ours and others."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def print_minute(place: int, minute: Minute) -> None:
    """Print the figures of a minute, and its most common problems."""
    print(" | ".join(cells(str(place), minute)), flush=True)
    for problem, times in (minute.wrong + minute.errors).most_common(3):
        print(f"  {times} × {problem}", flush=True)


def cells(name: str, minute: Minute) -> list[str]:
    """Return the figures of a minute."""
    times = [f"{1000 * percentile(minute.seconds, share):.0f}" if minute.seconds else "–" for share in (0.5, 0.95)]
    return [
        name,
        minute.database,
        str(len(minute.seconds)),
        *times,
        str(minute.wrong.total()),
        str(minute.errors.total()),
        number(minute.megabytes, ".0f"),
        number(minute.load),
    ]


def report(crowd: Crowd, count: int) -> str:
    """Return the whole document."""
    minutes, killed = crowd.minutes[:-1], crowd.minutes[-1]
    when = f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores shared with other programs, {count} "
    when += f"visitors for {len(minutes)} minutes, Streamlit {streamlit.__version__}.\n"
    head = ["minute", "database", "responses", "p50, ms", "p95, ms", "wrong", "errors", "MB", "load"]
    rows = [cells(str(place), minute) for place, minute in enumerate(minutes, 1)]
    answers, wrong = sum(len(minute.seconds) for minute in minutes), sum(minute.wrong.total() for minute in minutes)
    summary = f"In total {answers} responses, {wrong} wrong, {sum(minute.errors.total() for minute in minutes)} errors."
    if (memory := [minute.megabytes for minute in minutes if minute.megabytes is not None]) and len(memory) > 3:
        rise = slope(memory[len(memory) // 2 :])
        summary += f" In the second half, server memory changed by {rise:+.1f} MB a minute, to at most "
        summary += f"{max(memory):.0f} MB; the limit is {MAX_MEGABYTES}.\n"
    times = sorted(crowd.back_after.values())
    back = [["visitors", str(count)], ["lost connections and failed reconnects", str(killed.errors.total())]]
    if times:
        back.append(["visitors with a response again", str(len(times))])
        back.append(["first response, seconds after the kill", f"{times[0]:.1f}"])
        back.append(["last visitor's first response, seconds after the kill", f"{times[-1]:.1f}"])
    back += [["responses in the minute after", str(len(killed.seconds))], ["of which wrong", str(killed.wrong.total())]]
    back.append(["MB at the end", number(killed.megabytes, ".0f")])
    return "\n".join([INTRODUCTION, when, table(head, rows), summary, KILLED_TEXT, table(["what", "number"], back)])


def main() -> int:
    """Measure, print, write the document, and return 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=int, default=MINUTES)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--checkout", type=Path, default=pages.ROOT, help="the dashboard to measure; writes nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        dashboard = Dashboard(Path(temporary), options.checkout.resolve(), options.port)
        dashboard.put("usual")
        dashboard.start()
        try:
            known = Known()
            asyncio.run(known.look(dashboard))
            print(f"{len(known.steps)} steps are known on both databases", flush=True)
            crowd = Crowd(dashboard, known, options.sessions)
            asyncio.run(crowd.visit(options.minutes))
        finally:
            dashboard.kill()
        faults = dashboard.faults()
    print("\n".join(faults))
    text = report(crowd, options.sessions)
    print(text)
    print_minute(0, crowd.minutes[-1])
    if (options.minutes, options.sessions, options.checkout) == (MINUTES, SESSIONS, pages.ROOT):
        REPORT.write_text(text, encoding="utf-8")
    problems = [
        *faults,
        *(minute.wrong for minute in crowd.minutes if minute.wrong),
        *(minute.errors for minute in crowd.minutes[:-1] if minute.errors),
        *(minute.megabytes for minute in crowd.minutes if (minute.megabytes or 0) > MAX_MEGABYTES),
    ]
    return 1 if problems or len(crowd.back_after) < options.sessions else 0


if __name__ == "__main__":
    sys.exit(main())
