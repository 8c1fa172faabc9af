"""Measures the interactive pages, each as a ratio to an empty page on the same server.

Run with `python benchmarks/workbench.py`; it writes `docs/speed.md`. With `--quick` it runs fewer rounds, skips
the fifty sessions and writes nothing; with `--checkout DIR` it measures the dashboard in another folder, with the
Python and libraries of this one, and writes nothing. Needs Chromium; memory is measured on Linux only.
"""

import argparse
import asyncio
import math
import os
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit
from playwright.sync_api import Browser, sync_playwright
from websocket_client import Answer, Choice, PageError, Session
from websockets.exceptions import WebSocketException

import pages

PORT = 8620
CHOICES = 8
SECONDS_BETWEEN_CHOICES = 5
SECONDS_BETWEEN_CHANGES = 0.1  # of one session: what comes faster waits (veerkracht/web/connection.py)
REPORT = pages.ROOT / "docs" / "speed.md"
# beside the code, but no part of the dashboard
LEFT_OUT = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "data", "tests")


@dataclass(frozen=True)
class Change:
    """A choice to change: its name in the report, the key of its widget, and the query of the page to start from.

    Without values it is changed to options that the server sent.
    """

    name: str
    key: str
    query: str = ""
    values: tuple[str, ...] = ()


# by page what is changed; the first is what the sessions change
CHANGES = {
    "kaart": [Change("indicator", "indicator"), Change("jaar", "jaar")],
    "vergelijken": [Change("indicator", "indicator"), Change("jaar", "jaar")],
    "trends": [Change("indicator", "indicator"), Change("gebied", "gebied")],
    "inhalen": [Change("gebied", "buurt"), Change("jaar", "sinds")],
    "buurtprofiel": [Change("gebied", "buurt")],
    "samenhang": [Change("indicator", "indicator"), Change("tweede indicator", "indicator2")],
}
CHANGED_IN_CHROMIUM = ("kaart", "trends", "vergelijken")
EMPTY_CHANGE = Change("letter", "i")
EMPTY = """import streamlit as st

st.title("Leeg", anchor=False)
st.text(f"Gekozen: {st.selectbox('Onderwerp', list('abcdefghij'), key='i')}")
"""
# elements that take long to draw, with the selector of what they draw
DRAWN = {"vega_lite_chart": "svg.marks", "deck_gl_json_chart": "canvas"}

TURNS = FIRST, AGAIN = "first", "again"
# the targets: times the empty page, kilobytes per change, seconds, megabytes
MAX_RATIO = {"kaart": 6, "vergelijken": 4, "trends": 4, "inhalen": 4, "buurtprofiel": 4, "samenhang": 4}
MAX_KILOBYTES = {"kaart": 150}
MAX_FIRST_LOAD_RATIO = 1.6
MAX_SECONDS_OF_CROWD = 0.1
MAX_MEGABYTES_PER_SESSION = 3.0

INTRODUCTION = """# Speed

How long a visitor waits, measured with `benchmarks/workbench.py` and compared with an empty page (a title, a select box
and a text) in the same run on the same server, `asgi.py`. Seconds depend on the machine, ratios much less. To repeat it
(needs Chromium and eight minutes on an otherwise idle machine):

```sh
python benchmarks/workbench.py
```
"""
CHANGE_TEXT = """## Updates, on the server

A headless client changes a choice and reads the response. *First*: median time from sending the choice until the script
has finished, for a view that nobody has requested since the database was built. *Again*: the same choices repeated.
*p95*: 95th percentile. *Ratio*: the median divided by that of the empty page measured just before. *kB*: median size of
the response to one change; messages that the browser has cached from earlier runs are not sent again.
"""
BROWSER_TEXT = """## In Chromium

*First load*: time from requesting the page with an empty browser cache until its table, and its chart or map if any, is
visible (for the empty page: the select box and the text). *Ratio*: divided by the empty page, which is loaded
alternately with each page. All pages, the empty one included, tell the browser where the server is and preload their
scripts (decision 0015). *Update*: time from clicking another indicator until its name is on the page. All are medians.
"""
CROWD_TEXT = f"""## Many visitors

Concurrent sessions are spread over the pages in the order of the first table. Every {SECONDS_BETWEEN_CHOICES} seconds
each session changes the first choice on its page, to a value that has been requested before. *Ratio*: p50 divided by
that of the same number of sessions on the empty page. *Errors*: exceptions shown and connections lost. *MB per
session*: the growth of server memory after the sessions were opened, and when they stopped, divided by their number; it
means little for few sessions.
"""
TARGET_TEXT = """## Targets

Kaart starts with a static chart. The zoomable map (`kaart?zoom=ja`) uses WebGL, which takes two seconds to emulate on a
machine without a graphics card, such as this one (decision 0011).
"""


@dataclass(frozen=True)
class Plan:
    """How much to measure: rounds of choices made again, and the seconds per number of sessions."""

    rounds_again: int
    browser_rounds: int
    crowds: dict[int, int]
    seconds_empty: int


FULL = Plan(rounds_again=2, browser_rounds=7, crowds={1: 20, 10: 20, 50: 60}, seconds_empty=15)
QUICK = Plan(rounds_again=1, browser_rounds=2, crowds={1: 10, 10: 10}, seconds_empty=10)


@dataclass(frozen=True)
class Measured:
    """The answers to the changes of one choice on one page, first and again (TURNS), and those of the empty page just
    before."""

    page: str
    change: str
    answers: dict[str, list[Answer]]
    empty: dict[str, list[Answer]]

    def ratio(self, turn: str) -> float:
        """Return the ratio to the empty page."""
        return median(self.answers[turn]) / median(self.empty[turn])

    def kilobytes(self) -> float:
        """Return the median kilobytes of an answer."""
        return statistics.median(answer.size for answers in self.answers.values() for answer in answers) / 1000


@dataclass(frozen=True)
class Loaded:
    """Seconds in Chromium: until a page is there, until the empty page is there each time it was loaded in turn with
    it, and until a change is visible (if measured)."""

    page: str
    first_load: float
    empty_loads: list[float]
    change: float | None


@dataclass(frozen=True)
class Crowd:
    """What so many sessions met: answer times, errors, times of the empty page, and megabytes per session."""

    count: int
    seconds: list[float]
    errors: list[str]
    empty: list[float]
    opened_megabytes: float | None
    used_megabytes: float | None


@dataclass(frozen=True)
class Results:
    """All that was measured; of the loads, the empty page comes first."""

    changes: list[Measured]
    loads: list[Loaded]
    crowds: list[Crowd]

    def empty_change(self) -> Measured:
        """Return all answers of the empty page together."""
        answers = {turn: [answer for change in self.changes for answer in change.empty[turn]] for turn in TURNS}
        return Measured("leeg", EMPTY_CHANGE.name, answers, answers)

    def empty_load(self) -> float:
        """Return the median seconds until the empty page was there, over all loads."""
        return statistics.median(seconds for load in self.loads for seconds in load.empty_loads)


def copied_dashboard(folder: Path, checkout: Path = pages.ROOT) -> Path:
    """Copy a dashboard with only its included figures, add an empty page, and return its app.py.

    A copy and no links: `veerkracht.core.paths` follows links, and an edit meanwhile would make a visit build again.
    """
    left_out = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(
        checkout, folder, ignore=lambda place, names: left_out(place, names) if Path(place) == checkout else ()
    )
    shutil.copytree(checkout / "data" / "meegeleverd", folder / "data" / "meegeleverd")
    # in pages/, as any other address gets a page that says that there is none
    (folder / "pages" / "leeg.py").write_text(EMPTY, encoding="utf-8")
    app = folder / "app.py"
    text = app.read_text(encoding="utf-8")
    menu = "for page in menu.in_order()\n    ]"
    if menu not in text:
        raise SystemExit("app.py no longer makes its pages from menu.in_order(): there is no place for the empty page")
    app.write_text(text.replace(menu, f'{menu} + [st.Page("pages/leeg.py", title="Leeg")]'), "utf-8")
    html = folder / "veerkracht" / "web" / "index_html.py"
    if html.exists():  # the scripts that the empty page loads at once, else those of all elements
        text = html.read_text(encoding="utf-8")
        elements = "PAGE_ELEMENTS = {\n"
        html.write_text(text.replace(elements, f'{elements}    "leeg": ("Selectbox", "Text"),\n'), "utf-8")
    return app


@contextmanager
def dashboard(app: Path) -> Iterator[tuple[str, int | None]]:
    """Serve the copy, and yield its address and process number (on Linux)."""
    entry = app.with_name("asgi.py")
    with pages.served(entry, PORT, app.with_name("server.log")) as url:
        yield url, process_number(entry)


def process_number(entry: Path) -> int | None:
    """Return the number of the process that was started with this file; None on systems without /proc."""
    if not Path("/proc/self/cmdline").exists():
        return None
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(entry).encode() in file.read_bytes().split(b"\0"):
                return int(file.parent.name)
        except OSError:  # a process that just ended
            continue
    raise SystemExit(f"The server did not start; is port {PORT} in use?")


def megabytes(process: int | None) -> float | None:
    """Return the memory that a process uses together with those that it started; None when that is not known."""
    if process is None:
        return None
    threads = Path(f"/proc/{process}/task").glob("*/children")
    started = [child for thread in threads for child in thread.read_text(encoding="utf-8").split()]
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    own = int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
    return own + sum(megabytes(int(child)) or 0 for child in started)


def per_session(before: float | None, after: float | None, count: int) -> float | None:
    """Return the growth of memory divided by the number of sessions."""
    return None if before is None or after is None else (after - before) / count


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that this share of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def median(answers: list[Answer]) -> float:
    """Return the median seconds."""
    return statistics.median(answer.seconds for answer in answers)


def choices(session: Session, change: Change) -> list[Choice]:
    """Return what to choose in turn: never what is chosen already, and different each time.

    In a widget for several choices, one is added to what is chosen.
    """
    chosen = session.chosen(change.key)
    options = list(change.values) or session.options(change.key)
    values: list[Choice] = [option for option in options if option != chosen]
    if isinstance(chosen, list):
        first = chosen if session.takes_several(change.key) else []
        values = [[*first, option] for option in options if option not in chosen]
    # spread over the list, as neighbours are alike
    values = values[:: max(1, len(values) // CHOICES)][:CHOICES]
    if len(values) < 2:
        raise PageError(f"{session.page}: too few options to change {change.key}")
    return values


async def changed(url: str, page: str, change: Change, rounds_again: int) -> dict[str, list[Answer]]:
    """Make all choices, and so many times again; return the answers by TURNS."""
    session = await Session.open(url, page, change.query)
    values = choices(session, change)
    answers = []
    for value in values * (1 + rounds_again):
        await asyncio.sleep(SECONDS_BETWEEN_CHANGES)
        answers.append(await session.change(change.key, value))
    await session.close()
    return {FIRST: answers[: len(values)], AGAIN: answers[len(values) :]}


async def server_changes(url: str, database: Path, plan: Plan, changes: dict[str, list[Change]]) -> list[Measured]:
    """Measure every change of every page on the server, each with empty caches, and print it."""
    results = []
    for page, change in [(page, change) for page, of_page in changes.items() for change in of_page]:
        os.utime(database)  # for the dashboard it is a new database, of which nothing was computed or drawn
        empty = await changed(url, "leeg", EMPTY_CHANGE, plan.rounds_again)
        measured = Measured(page, change.name, await changed(url, page, change, plan.rounds_again), empty)
        results.append(measured)
        count, size = len(measured.answers[FIRST]), measured.kilobytes()
        print(f"{page}, {change.name}: {count} choices, {size:.0f} kB", end="")
        for turn, answers in measured.answers.items():
            print(f", {turn} {1000 * median(answers):.0f} ms ({measured.ratio(turn):.1f}×)", end="")
        print(flush=True)
    return results


@dataclass(frozen=True)
class Route:
    """How Chromium visits a page: selectors to wait for; the query and clicks of a change, each with its text."""

    page: str
    selectors: list[str]
    query: str
    clicks: list[tuple[str, str]]


# pages without a choice to change, and the map to move in
LOADED = (
    Route("", [".vk-front", "table.vk"], "", []),
    Route("doelen", ["table.vk"], "", []),
    Route("kaart?zoom=ja", ["table.vk", "canvas"], "", []),
)


async def route(url: str, page: str) -> Route:
    """Find out without a browser what a browser will show."""
    session = await Session.open(url, page)
    selectors = ["table.vk"] + [selector for kind, selector in DRAWN.items() if kind in session.view.kinds()]
    clicks = await indicator_clicks(session) if page in CHANGED_IN_CHROMIUM else []
    query = session.query if clicks else ""
    await session.close()
    return Route(page, selectors, query, clicks)


async def indicator_clicks(session: Session) -> list[tuple[str, str]]:
    """Choose each of the first two indicators in the list, and return both with a text that is new on the page.

    The first ones, because the list is drawn as it is scrolled. In the end the second one is chosen.
    """
    options = session.options("indicator")[:2]
    texts: list[list[str]] = []
    for option in options * 2:
        if session.chosen("indicator") != option:
            await session.change("indicator", option)
        texts.append(session.view.texts())
    clicks = []
    for option, before, after in zip(options, texts[1:], texts[2:], strict=False):
        name = option.split(": ")[-1]
        new = [text for text in after if text not in before and name in text]
        if not new:
            raise PageError(f"{session.page}: no text that shows in a browser that {option} was chosen")
        clicks.append((option, new[0]))
    return clicks


def loaded(browser: Browser, url: str, route: Route, empty: Route) -> Loaded:
    """Measure a page in Chromium."""
    targets = [(f"{url}/{each.page}", each.selectors) for each in (route, empty)]
    loads, empty_loads = pages.first_loads(browser, *targets)
    first_load = statistics.median(loads)
    change = None
    if route.clicks:
        page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/{route.page}?{route.query}")
        for selector in route.selectors:
            page.wait_for_selector(selector)
        page.wait_for_timeout(1000)
        change = pages.change(page, route.clicks)
        page.close()
    name = route.page or "start"
    print(f"{name}: first load {first_load:.2f} s" + (f", change {change:.3f} s" if change else ""), flush=True)
    return Loaded(name, first_load, empty_loads, change)


def browser_times(url: str, plan: Plan, changes: dict[str, list[Change]]) -> list[Loaded]:
    """Measure the empty page and all pages in Chromium."""
    empty = Route(
        "leeg", ["[data-testid=stText]", "[data-testid=stSelectbox]"], "", [("b", "Gekozen: b"), ("a", "Gekozen: a")]
    )

    async def routes() -> list[Route]:
        return [empty, *[await route(url, page) for page in changes], *LOADED]

    visits = asyncio.run(routes())
    pages.ROUNDS = plan.browser_rounds
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=pages.CHROMIUM, args=["--no-sandbox", "--disable-quic"])
        times = [loaded(browser, url, visit, empty) for visit in visits]
        browser.close()
    return times


class Visitors:
    """Simultaneous sessions, spread over pages, that change their choice at a steady pace."""

    def __init__(self, url: str, changes: dict[str, Change], count: int) -> None:
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self._url = url
        self._changes = changes
        self._count = count
        self._sessions: list[Session] = []

    async def enter(self, duration: float = SECONDS_BETWEEN_CHOICES) -> None:
        """Open all sessions, evenly over so many seconds."""
        pace = duration / self._count
        await asyncio.gather(*(self._open(place, place * pace) for place in range(self._count)))

    async def stay(self, duration: float) -> None:
        """Make the choices of every session for so many seconds."""
        pace = SECONDS_BETWEEN_CHOICES / self._count
        await asyncio.gather(
            *(self._visit(session, place, place * pace, duration) for place, session in enumerate(self._sessions))
        )

    async def leave(self) -> None:
        """Close all sessions."""
        await asyncio.gather(*(session.close() for session in self._sessions))

    async def _open(self, place: int, wait: float) -> None:
        await asyncio.sleep(wait)
        page = list(self._changes)[place % len(self._changes)]
        try:
            self._sessions.append(await Session.open(self._url, page, self._changes[page].query))
        except (PageError, OSError, WebSocketException) as error:  # TimeoutError is an OSError
            self.errors.append(f"{page}: {error!r}")

    async def _visit(self, session: Session, place: int, wait: float, duration: float) -> None:
        """Make choices until the time is over; after an error the visitor is gone."""
        start = time.perf_counter()
        change = self._changes[session.page]
        values = choices(session, change)
        turn = 0
        try:
            while max(at := wait + turn * SECONDS_BETWEEN_CHOICES, time.perf_counter() - start) < duration:
                await asyncio.sleep(max(0, start + at - time.perf_counter()))
                answer = await session.change(change.key, values[(place + turn) % len(values)])
                self.seconds.append(answer.seconds)
                turn += 1
        except (PageError, OSError, WebSocketException) as error:
            self.errors.append(f"{session.page}: {error!r}")


async def walk(url: str, changes: dict[str, Change]) -> None:
    """Make all choices of the visitors once, so that they are cached."""
    for page, change in changes.items():
        session = await Session.open(url, page, change.query)
        for value in choices(session, change):
            await session.change(change.key, value)
        await session.close()


async def crowd(
    url: str, process: int | None, count: int, seconds: int, plan: Plan, changes: dict[str, Change]
) -> Crowd:
    """Measure so many sessions at once on these pages, and then on the empty page."""
    await walk(url, changes)
    before = megabytes(process)
    visitors = Visitors(url, changes, count)
    await visitors.enter()
    opened = per_session(before, megabytes(process), count)
    await visitors.stay(seconds)
    used = per_session(before, megabytes(process), count)
    await visitors.leave()
    on_empty = Visitors(url, {"leeg": EMPTY_CHANGE}, count)
    await on_empty.enter()
    await on_empty.stay(plan.seconds_empty)
    await on_empty.leave()
    if not visitors.seconds or not on_empty.seconds:
        raise SystemExit(f"No answers with {count} sessions: {[*visitors.errors, *on_empty.errors]}")
    return Crowd(count, visitors.seconds, visitors.errors, on_empty.seconds, opened, used)


def crowds(app: Path, plan: Plan, changes: dict[str, list[Change]]) -> list[Crowd]:
    """Measure every number of sessions, each on a new server, as the memory of closed sessions is freed later."""
    first_changes = {page: changes[page][0] for page in changes}
    results = []
    for count, seconds in plan.crowds.items():
        with dashboard(app) as (url, process):
            results.append(result := asyncio.run(crowd(url, process, count, seconds, plan, first_changes)))
        print(
            f"{count} sessions: p50 {1000 * percentile(result.seconds, 0.5):.0f} ms, p95 "
            f"{1000 * percentile(result.seconds, 0.95):.0f} ms, {len(result.seconds)} answers, "
            f"{len(result.errors)} errors, {number(result.opened_megabytes)} MB per session opened, "
            f"{number(result.used_megabytes)} MB after changes",
            flush=True,
        )
        for error in result.errors[:5]:
            print(f"  {error}")
    return results


def number(value: float | None, form: str = ".1f") -> str:
    """Format a figure; a dash for None."""
    return "–" if value is None else format(value, form)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown, with text in its first column and figures in the others."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def change_table(results: Results) -> str:
    """Return the table of changes on the server."""
    head = ["page, control", "choices"]
    for turn in TURNS:
        head += [f"{turn}, ms", "p95", "ratio"]
    rows = [
        [
            f"{measured.page}, {measured.change}",
            str(len(measured.answers[FIRST])),
            *(cell for turn in TURNS for cell in change_cells(measured, turn)),
            f"{measured.kilobytes():.0f}",
        ]
        for measured in [results.empty_change(), *results.changes]
    ]
    return table([*head, "kB"], rows)


def change_cells(measured: Measured, turn: str) -> list[str]:
    """Return median and p95 in milliseconds, and the ratio to the empty page."""
    slow = percentile([answer.seconds for answer in measured.answers[turn]], 0.95)
    return [f"{1000 * median(measured.answers[turn]):.0f}", f"{1000 * slow:.0f}", f"{measured.ratio(turn):.1f}"]


def browser_table(results: Results) -> str:
    """Return the table of times in Chromium."""
    empty = results.loads[0]
    rows = [
        [
            load.page,
            f"{load.first_load:.2f}",
            f"{load.first_load / results.empty_load():.2f}",
            number(load.change, ".3f"),
            number(load.change and empty.change and load.change / empty.change, ".2f"),
        ]
        for load in results.loads
    ]
    return table(["page", "first load, s", "ratio", "update, s", "ratio"], rows)


def crowd_table(results: Results) -> str:
    """Return the table of many sessions."""
    head = ["sessions", "answers", "p50, ms", "p95, ms", "ratio", "errors", "MB per session, opened", "after changes"]
    rows = [
        [
            str(crowd.count),
            str(len(crowd.seconds)),
            f"{1000 * percentile(crowd.seconds, 0.5):.0f}",
            f"{1000 * percentile(crowd.seconds, 0.95):.0f}",
            f"{percentile(crowd.seconds, 0.5) / percentile(crowd.empty, 0.5):.1f}",
            str(len(crowd.errors)),
            number(crowd.opened_megabytes),
            number(crowd.used_megabytes),
        ]
        for crowd in results.crowds
    ]
    return table(head, rows)


def target_table(results: Results) -> str:
    """Return the table of targets and measurements."""
    rows = [
        [name, f"{most:g}{unit}", f"{measured:.2f}{unit}", "yes" if measured <= most else "**no**"]
        for name, most, measured, unit in [*change_targets(results), *load_targets(results), *crowd_targets(results)]
    ]
    return table(["metric", "limit", "measured", "met"], rows)


Target = tuple[str, float, float, str]
"""What is measured, the target, the measurement, and their unit."""


def change_targets(results: Results) -> Iterator[Target]:
    """Yield the targets of the changes; of the choices of a page the slowest and the largest."""
    for page, most in MAX_RATIO.items():
        if of_page := [measured for measured in results.changes if measured.page == page]:
            for turn in TURNS:
                yield f"{page}: update, {turn}", most, max(measured.ratio(turn) for measured in of_page), "×"
            if page in MAX_KILOBYTES:
                size = max(measured.kilobytes() for measured in of_page)
                yield f"{page}: size of an update", MAX_KILOBYTES[page], size, " kB"


def load_targets(results: Results) -> Iterator[Target]:
    """Yield the targets of the first loads."""
    for load in results.loads[1:]:
        yield f"{load.page}: first load", MAX_FIRST_LOAD_RATIO, load.first_load / results.empty_load(), "×"


def crowd_targets(results: Results) -> Iterator[Target]:
    """Yield the targets of the largest number of sessions."""
    crowd = results.crowds[-1]
    name = f"{crowd.count} sessions"
    yield f"{name}: p95", MAX_SECONDS_OF_CROWD, percentile(crowd.seconds, 0.95), " s"
    for moment, value in (("opened", crowd.opened_megabytes), ("after changes", crowd.used_megabytes)):
        if value is not None:
            yield f"{name}: memory per session, {moment}", MAX_MEGABYTES_PER_SESSION, value, " MB"
    yield f"{name}: errors", 0, len(crowd.errors), ""


def report(results: Results) -> str:
    """Return the whole document."""
    when = f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores, Streamlit {streamlit.__version__}; the "
    when += "cores are shared by server, client and browser.\n"
    parts = [INTRODUCTION, when, CHANGE_TEXT, change_table(results), BROWSER_TEXT, browser_table(results)]
    return "\n".join([*parts, CROWD_TEXT, crowd_table(results), TARGET_TEXT.strip() + "\n", target_table(results)])


def pages_that_exist(app: Path) -> dict[str, list[Change]]:
    """Return the changes of the pages that the dashboard has, and print which are missing."""
    existing = {page: changes for page, changes in CHANGES.items() if (app.parent / "pages" / f"{page}.py").exists()}
    for page in CHANGES.keys() - existing:
        print(f"{page}: skipped, the dashboard has no such page")
    return existing


def measure(app: Path, plan: Plan) -> Results:
    """Measure everything."""
    changes = pages_that_exist(app)
    with dashboard(app) as (url, _):
        asyncio.run(walk(url, {page: changes[page][0] for page in changes}))  # imports libraries, builds the database
        answers = asyncio.run(server_changes(url, app.parent / "data" / "veerkracht.duckdb", plan, changes))
        loads = browser_times(url, plan, changes)
    return Results(answers, loads, crowds(app, plan, changes))


def main() -> None:
    """Measure, print, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no fifty sessions, writes nothing")
    parser.add_argument("--checkout", type=Path, default=pages.ROOT, help="the dashboard to measure; writes nothing")
    options = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        app = copied_dashboard(Path(temporary) / "dashboard", options.checkout.resolve())
        os.environ["VEERKRACHT_DATA"] = str(app.parent / "data")
        os.environ.pop("VEERKRACHT_DATABASE", None)
        os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"  # to print what went wrong on the server
        results = measure(app, QUICK if options.quick else FULL)
    print(f"\n{report(results) if options.checkout != pages.ROOT else target_table(results)}")
    print(f"measured in {time.perf_counter() - start:.0f} s")
    if not options.quick and options.checkout == pages.ROOT:
        REPORT.write_text(report(results), encoding="utf-8")


if __name__ == "__main__":
    main()
