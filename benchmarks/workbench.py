"""Measures the pages on which a visitor makes choices, each as a ratio to an empty page on the same server.

Run with `python benchmarks/workbench.py`; it writes `docs/speed.md`. With `--quick` it does fewer rounds, leaves out
the fifty sessions and writes nothing. Needs Chromium; memory is only measured on Linux.
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
REPORT = pages.ROOT / "docs" / "speed.md"
# what stands beside the code but is no part of the dashboard
LEFT_OUT = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "data", "tests")


@dataclass(frozen=True)
class Change:
    """A choice to change: its name for a reader, the key of its widget, and the link of the page to start from.

    Without values it is changed to options that the server sent.
    """

    what: str
    key: str
    query: str = ""
    values: tuple[str, ...] = ()


# per page what is changed; the first is what the sessions change
CHANGES = {
    "kaart": [Change("indicator", "indicator"), Change("jaar", "jaar")],
    "vergelijken": [Change("indicator", "indicator"), Change("jaar", "jaar")],
    "trends": [Change("indicator", "indicator"), Change("gebied", "gebied")],
    "buurtprofiel": [Change("gebied", "buurt")],
    "samenhang": [Change("indicator", "indicator"), Change("tweede indicator", "indicator2")],
}
CHANGED_IN_CHROMIUM = ("kaart", "trends", "vergelijken")
EMPTY_CHANGE = Change("letter", "i")
EMPTY = """import streamlit as st

if "vergeet" in st.query_params:
    st.cache_data.clear()
    st.cache_resource.clear()
st.title("Leeg", anchor=False)
st.text(f"Gekozen: {st.selectbox('Indicator', list('abcdefghij'), key='i')}")
"""
# an element of a page that takes long to draw, and how it is seen when it has been drawn
DRAWN = {"vega_lite_chart": "svg.marks", "deck_gl_json_chart": "canvas"}

WAYS = FIRST, AGAIN, NOT_AHEAD = "first", "again", "not ahead"
TIMES_EMPTY = {"kaart": 6, "vergelijken": 3, "trends": 3, "buurtprofiel": 3, "samenhang": 3}
MOST_KILOBYTES = {"kaart": 150}
FIRST_LOAD_TIMES_EMPTY = 1.6
SECONDS_FOR_FIFTY = 1.0
MEGABYTES_PER_SESSION = 3.0

INTRODUCTION = """# Speed

How long a visitor waits, measured with `benchmarks/workbench.py` against an empty page (a title, one choice and one
text) in the same run and on the same server, `asgi.py`. The seconds depend on the machine, the ratios much less. Run it
again (needs Chromium; takes eight minutes on a machine that does nothing else) with:

```sh
python benchmarks/workbench.py
```
"""
CHANGE_TEXT = """## A change, on the server

A client without a browser changes a choice and reads what the server sends. *First*: from sending the choice until the
script has finished, when nobody chose it since the database was built, median; the server had drawn ahead what is one
choice away from how a page opens (decision 0021). *Again*: the same choices once more. *Not ahead*: the same choices
when nothing had been drawn, which is what the first who makes several choices waits for. *p95*: all but one in twenty
are faster. *Ratio*: median to that of the empty page just before. *kB*: what the server sends for one change, median;
what a browser kept of the runs before is not sent again.
"""
BROWSER_TEXT = """## In Chromium

*First load*: from asking for the page with an empty browser cache until its table, and the chart or map if it has one,
is visible, or the choice and the text of the empty page; *ratio* to that, loaded in turn with every page. A page of the
dashboard says where its server is and asks at once for the scripts of what it draws (decision 0015); the empty page is
none of them and gets the HTML of any other address, without that. *Change*: from the click on another indicator until
its name is in the page. Medians.
"""
CROWD_TEXT = f"""## Many visitors

So many sessions at once, spread over the pages in the order of the first table, each changing its first choice there
every {SECONDS_BETWEEN_CHOICES} seconds, to something that was chosen before. *Ratio*: p50 to that of as many sessions
on the empty page. *Errors*: exceptions shown and connections lost. *MB per session*: how much the memory of the server
grew while the sessions were opened, and until they stopped, divided by their number; of few sessions it says little.
"""
TARGET_TEXT = """## Targets

A change holds to them the first time and again. More than one choice away from how a page opens, where nothing was
drawn ahead, the first who asks waits longer: *not ahead* above. Kaart begins with a drawing; the map to zoom in
(`kaart?zoom=ja`) starts a library that draws with the graphics card, which a machine without one, as here, imitates in
two seconds (decision 0011).
"""


@dataclass(frozen=True)
class Plan:
    """How much to measure: rounds of choices made before, and per number of sessions for how many seconds."""

    rounds_again: int
    browser_rounds: int
    crowds: dict[int, int]
    seconds_empty: int


FULL = Plan(rounds_again=2, browser_rounds=7, crowds={1: 20, 10: 20, 50: 60}, seconds_empty=15)
QUICK = Plan(rounds_again=1, browser_rounds=2, crowds={1: 10, 10: 10}, seconds_empty=10)


@dataclass(frozen=True)
class Measured:
    """The answers to the changes of one choice on one page, by how they were made (WAYS), and those of the empty page
    just before."""

    page: str
    what: str
    answers: dict[str, list[Answer]]
    empty: dict[str, list[Answer]]

    def times_empty(self, way: str) -> float:
        """Return the ratio to the empty page."""
        return middle(self.answers[way]) / middle(self.empty[way])

    def kilobytes(self) -> float:
        """Return the median kilobytes of an answer."""
        return statistics.median(one.size for answers in self.answers.values() for one in answers) / 1000


@dataclass(frozen=True)
class Loaded:
    """Seconds in Chromium: until a page is there, until the empty page was there, each time it was loaded in turn with
    it, and until a change is seen (if measured)."""

    page: str
    first_load: float
    empty_loads: list[float]
    change: float | None


@dataclass(frozen=True)
class Crowd:
    """What as many sessions met: answer times, errors, those of the empty page, and megabytes per session."""

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
        found = {way: [answer for one in self.changes for answer in one.empty[way]] for way in WAYS}
        return Measured("leeg", EMPTY_CHANGE.what, found, found)

    def empty_load(self) -> float:
        """Return the median seconds until the empty page was there, of all the times it was loaded."""
        return statistics.median(seconds for one in self.loads for seconds in one.empty_loads)


def copied_dashboard(folder: Path) -> Path:
    """Copy the dashboard with only its included figures, add an empty page, and return its app.py.

    A copy and no links: `veerkracht.paths` follows links, and an edit meanwhile would make a visit build the database.
    """
    shutil.copytree(pages.ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copytree(pages.ROOT / "data" / "meegeleverd", folder / "data" / "meegeleverd")
    (folder / "leeg.py").write_text(EMPTY, encoding="utf-8")
    app = folder / "app.py"
    text = app.read_text(encoding="utf-8")
    place = "menu.SECTIONS.items()\n    }\n"
    if place not in text:
        raise SystemExit("app.py no longer makes its pages of menu.SECTIONS: there is no place for the empty page")
    text = text.replace(place, place.rstrip() + ' | {"Leeg": [st.Page("leeg.py", title="Leeg")]}\n')
    app.write_text(text, encoding="utf-8")
    return app


@contextmanager
def dashboard(app: Path, draws_ahead: bool = False) -> Iterator[tuple[str, int | None]]:
    """Serve the copy, and give its address and process number (on Linux); after it has drawn ahead, when it does."""
    entry, log = app.with_name("asgi.py"), app.with_name("server.log")
    with pages.served(entry, PORT, log, draws_ahead) as url:
        while draws_ahead and "Vooraf getekend" not in log.read_text(encoding="utf-8"):
            time.sleep(0.5)
        yield url, process_number(entry)


def process_number(entry: Path) -> int | None:
    """Return the number of the process that was started with this file, or None where /proc does not tell."""
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
    """Return the memory that a process has in use, or None when it is not known."""
    if process is None:
        return None
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def per_session(before: float | None, after: float | None, count: int) -> float | None:
    """Return the growth of memory divided over the sessions."""
    return None if before is None or after is None else (after - before) / count


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that this share of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def middle(answers: list[Answer]) -> float:
    """Return the median seconds."""
    return statistics.median(one.seconds for one in answers)


def choices(session: Session, change: Change) -> list[Choice]:
    """Return what to choose one after the other: none is what is chosen now, and in a round none follows itself.

    In a widget for several choices, one is added to what is chosen.
    """
    chosen = session.chosen(change.key)
    options = list(change.values) or session.options(change.key)
    found: list[Choice] = [one for one in options if one != chosen]
    if isinstance(chosen, list):
        kept = chosen if session.takes_several(change.key) else []
        found = [[*kept, one] for one in options if one not in chosen]
    # spread over the list: what stands together is alike
    found = found[:: max(1, len(found) // CHOICES)][:CHOICES]
    if len(found) < 2:
        raise PageError(f"{session.page}: too few options to change {change.key}")
    return found


async def visit(url: str, page: str, query: str = "") -> None:
    """Open a page and leave."""
    await (await Session.open(url, page, query)).close()


async def changed(url: str, page: str, change: Change, rounds_again: int) -> tuple[list[Answer], list[Answer]]:
    """Make all choices, and so many times again."""
    session = await Session.open(url, page, change.query)
    values = choices(session, change)
    first = [await session.change(change.key, value) for value in values]
    again = [await session.change(change.key, value) for value in values * rounds_again]
    await session.close()
    return first, again


async def server_changes(url: str, plan: Plan, changes: dict[str, list[Change]]) -> list[Measured]:
    """Measure every change of every page on the server, and tell as it goes."""
    found = []
    for page in changes:
        for change in changes[page]:
            empty = dict(zip(WAYS, await changed(url, "leeg", EMPTY_CHANGE, plan.rounds_again), strict=False))
            answers = dict(zip(WAYS, await changed(url, page, change, plan.rounds_again), strict=False))
            found.append(Measured(page, change.what, answers, empty))
    for one, change in zip(found, [change for page in changes for change in changes[page]], strict=True):
        for page, what, kept in (("leeg", EMPTY_CHANGE, one.empty), (one.page, change, one.answers)):
            await visit(url, "leeg", "vergeet=ja")
            kept[NOT_AHEAD], _ = await changed(url, page, what, 0)
        told = [f"{way} {1000 * middle(one.answers[way]):.0f} ms ({one.times_empty(way):.1f}×)" for way in WAYS]
        count = len(one.answers[FIRST])
        print(f"{one.page}, {one.what}: {count} choices, {', '.join(told)}, {one.kilobytes():.0f} kB", flush=True)
    return found


@dataclass(frozen=True)
class Route:
    """How Chromium goes through a page: what to wait for; the query and clicks of a change, with what is seen then."""

    page: str
    ready: list[str]
    query: str
    clicks: list[tuple[str, str]]


ZOOM_MAP = Route("kaart?zoom=ja", ["table.vk", "canvas"], "", [])


async def route(url: str, page: str) -> Route:
    """Find out without a browser what a browser will see."""
    session = await Session.open(url, page)
    ready = ["table.vk"] + [seen for kind, seen in DRAWN.items() if kind in session.shown.kinds()]
    clicks = await indicator_clicks(session) if page in CHANGED_IN_CHROMIUM else []
    query = session.query if clicks else ""
    await session.close()
    return Route(page, ready, query, clicks)


async def indicator_clicks(session: Session) -> list[tuple[str, str]]:
    """Choose each of the two indicators at the top of the list, and return with each a text that is new on the page.

    At the top because the list is drawn as it is scrolled. The second is chosen when this ends.
    """
    options = session.options("indicator")[:2]
    texts: list[list[str]] = []
    for option in options * 2:
        if session.chosen("indicator") != option:
            await session.change("indicator", option)
        texts.append(session.shown.texts())
    found = []
    for option, before, after in zip(options, texts[1:], texts[2:], strict=False):
        name = option.split(": ")[-1]
        seen = [text for text in after if text not in before and name in text]
        if not seen:
            raise PageError(f"{session.page}: no text of its own by which to see in a browser that {option} was chosen")
        found.append((option, seen[0]))
    return found


def loaded(browser: Browser, url: str, one: Route, empty: Route) -> Loaded:
    """Measure a page in Chromium."""
    asked = [(f"{url}/{each.page}", each.ready) for each in (one, empty)]
    own, empty_loads = pages.first_loads(browser, *asked)
    first_load = statistics.median(own)
    change = None
    if one.clicks:
        page = browser.new_page(locale="nl-NL", viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/{one.page}?{one.query}")
        for selector in one.ready:
            page.wait_for_selector(selector)
        page.wait_for_timeout(1000)
        change = pages.change(page, one.clicks)
        page.close()
    print(f"{one.page}: first load {first_load:.2f} s" + (f", change {change:.3f} s" if change else ""), flush=True)
    return Loaded(one.page, first_load, empty_loads, change)


def browser_times(url: str, plan: Plan, changes: dict[str, list[Change]]) -> list[Loaded]:
    """Measure the empty page and all pages in Chromium."""
    empty = Route(
        "leeg", ["[data-testid=stText]", "[data-testid=stSelectbox]"], "", [("b", "Gekozen: b"), ("a", "Gekozen: a")]
    )

    async def routes() -> list[Route]:
        return [empty, *[await route(url, page) for page in changes], ZOOM_MAP]

    found = asyncio.run(routes())
    pages.ROUNDS = plan.browser_rounds
    chromium = os.environ.get("VEERKRACHT_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        times = [loaded(browser, url, one, empty) for one in found]
        browser.close()
    return times


class Visitors:
    """Sessions at once, spread over pages, that change their choice in a steady rhythm."""

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
        """Let every session make its choices for so many seconds."""
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
        """Make choices until the time is over; after an error the visitor has gone."""
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
    """Make all choices that the visitors will make once, so that they are cached."""
    for page, change in changes.items():
        session = await Session.open(url, page, change.query)
        for value in choices(session, change):
            await session.change(change.key, value)
        await session.close()


async def crowd(url: str, process: int | None, count: int, seconds: int, plan: Plan, ours: dict[str, Change]) -> Crowd:
    """Measure so many sessions at once on our pages, and then on the empty page."""
    await walk(url, ours)
    before = megabytes(process)
    visitors = Visitors(url, ours, count)
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
    """Measure every number of sessions, each on a new server: what sessions leave behind is freed later."""
    ours = {page: changes[page][0] for page in changes}
    found = []
    for count, seconds in plan.crowds.items():
        with dashboard(app) as (url, process):
            found.append(one := asyncio.run(crowd(url, process, count, seconds, plan, ours)))
        print(
            f"{count} sessions: p50 {1000 * percentile(one.seconds, 0.5):.0f} ms, p95 "
            f"{1000 * percentile(one.seconds, 0.95):.0f} ms, {len(one.seconds)} answers, {len(one.errors)} errors, "
            f"{number(one.opened_megabytes)} MB per session opened, {number(one.used_megabytes)} MB after changes",
            flush=True,
        )
        for error in one.errors[:5]:
            print(f"  {error}")
    return found


def number(value: float | None, form: str = ".1f") -> str:
    """Write a figure, or a dash when there is none."""
    return "–" if value is None else format(value, form)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a table in Markdown, with its first column of words and the others of figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def change_table(results: Results) -> str:
    """Write the times of changes on the server."""
    head = ["page, what is changed", "choices"]
    for way in WAYS:
        head += [f"{way}, ms", "p95", "ratio"]
    rows = [
        [
            f"{one.page}, {one.what}",
            str(len(one.answers[FIRST])),
            *(cell for way in WAYS for cell in change_cells(one, way)),
            f"{one.kilobytes():.0f}",
        ]
        for one in [results.empty_change(), *results.changes]
    ]
    return table([*head, "kB"], rows)


def change_cells(one: Measured, way: str) -> list[str]:
    """Write median and p95 in milliseconds, and the ratio to the empty page."""
    slow = percentile([answer.seconds for answer in one.answers[way]], 0.95)
    return [f"{1000 * middle(one.answers[way]):.0f}", f"{1000 * slow:.0f}", f"{one.times_empty(way):.1f}"]


def browser_table(results: Results) -> str:
    """Write the times in Chromium."""
    empty = results.loads[0]
    rows = [
        [
            one.page,
            f"{one.first_load:.2f}",
            f"{one.first_load / results.empty_load():.2f}",
            number(one.change, ".3f"),
            number(one.change and empty.change and one.change / empty.change, ".2f"),
        ]
        for one in results.loads
    ]
    return table(["page", "first load, s", "ratio", "change, s", "ratio"], rows)


def crowd_table(results: Results) -> str:
    """Write the times of many sessions."""
    head = ["sessions", "answers", "p50, ms", "p95, ms", "ratio", "errors", "MB per session, opened", "after changes"]
    rows = [
        [
            str(one.count),
            str(len(one.seconds)),
            f"{1000 * percentile(one.seconds, 0.5):.0f}",
            f"{1000 * percentile(one.seconds, 0.95):.0f}",
            f"{percentile(one.seconds, 0.5) / percentile(one.empty, 0.5):.1f}",
            str(len(one.errors)),
            number(one.opened_megabytes),
            number(one.used_megabytes),
        ]
        for one in results.crowds
    ]
    return table(head, rows)


def target_table(results: Results) -> str:
    """Write what was aimed at and what was measured."""
    rows = [
        [what, f"{most:g}{unit}", f"{found:.2f}{unit}", "yes" if found <= most else "**no**"]
        for what, most, found, unit in [*change_targets(results), *load_targets(results), *crowd_targets(results)]
    ]
    for one in results.crowds[-1:]:
        rows.append([f"errors with {one.count} sessions", "0", str(len(one.errors)), "**no**" if one.errors else "yes"])
    return table(["what", "at most", "measured", "met"], rows)


def change_targets(results: Results) -> Iterator[tuple[str, float, float, str]]:
    """Give what, target, measured and unit of the changes; of the choices of a page the slowest and the largest."""
    for page, most in TIMES_EMPTY.items():
        if own := [one for one in results.changes if one.page == page]:
            for way in (FIRST, AGAIN):
                yield f"{page}: a change, {way}", most, max(one.times_empty(way) for one in own), "×"
            if page in MOST_KILOBYTES:
                yield f"{page}: size of a change", MOST_KILOBYTES[page], max(one.kilobytes() for one in own), " kB"


def load_targets(results: Results) -> Iterator[tuple[str, float, float, str]]:
    """Give what, target, measured and unit of the first loads."""
    for one in results.loads[1:]:
        yield f"{one.page}: first load", FIRST_LOAD_TIMES_EMPTY, one.first_load / results.empty_load(), "×"


def crowd_targets(results: Results) -> Iterator[tuple[str, float, float, str]]:
    """Give what, target, measured and unit of the largest number of sessions."""
    one = results.crowds[-1]
    yield f"{one.count} sessions: p95", SECONDS_FOR_FIFTY, percentile(one.seconds, 0.95), " s"
    for what, value in (("opened", one.opened_megabytes), ("after changes", one.used_megabytes)):
        if value is not None:
            yield f"{one.count} sessions: memory per session, {what}", MEGABYTES_PER_SESSION, value, " MB"


def report(results: Results) -> str:
    """Write the whole document."""
    when = f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores, Streamlit {streamlit.__version__}; the "
    when += "cores are shared by server, client and browser.\n"
    parts = [INTRODUCTION, when, CHANGE_TEXT, change_table(results), BROWSER_TEXT, browser_table(results)]
    return "\n".join([*parts, CROWD_TEXT, crowd_table(results), TARGET_TEXT.strip() + "\n", target_table(results)])


def pages_that_exist(app: Path) -> dict[str, list[Change]]:
    """Return the changes of the pages that the dashboard has, and tell of the others."""
    found = {page: changes for page, changes in CHANGES.items() if (app.parent / "pages" / f"{page}.py").exists()}
    for page in CHANGES:
        if page not in found:
            print(f"{page}: skipped, the dashboard has no such page")
    return found


def measure(app: Path, plan: Plan) -> Results:
    """Measure everything."""
    changes = pages_that_exist(app)
    start = time.perf_counter()
    with dashboard(app, draws_ahead=True) as (url, _):
        print(f"database built and all drawn ahead in {time.perf_counter() - start:.0f} s", flush=True)
        answers = asyncio.run(server_changes(url, plan, changes))
        loads = browser_times(url, plan, changes)
    return Results(answers, loads, crowds(app, plan, changes))


def main() -> None:
    """Measure, print, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no fifty sessions, writes nothing")
    is_quick = parser.parse_args().quick
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        app = copied_dashboard(Path(temporary) / "dashboard")
        os.environ["VEERKRACHT_DATA"] = str(app.parent / "data")
        os.environ.pop("VEERKRACHT_DATABASE", None)
        os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"  # to tell here what went wrong there
        results = measure(app, QUICK if is_quick else FULL)
    print(f"\n{target_table(results)}\nmeasured in {time.perf_counter() - start:.0f} s")
    if not is_quick:
        REPORT.write_text(report(results), encoding="utf-8")


if __name__ == "__main__":
    main()
