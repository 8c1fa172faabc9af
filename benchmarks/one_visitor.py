"""Measures what twenty visitors notice while one client does its worst, on a server of its own on this machine.

Run with `python benchmarks/one_visitor.py`; it writes `docs/one-visitor.md`, and ends with 1 when a limit is exceeded.
With other `--seconds` it writes nothing. All that the client does is bounded in number and time. Memory is only
measured on Linux.
"""

import argparse
import asyncio
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from soak import LOST, Dashboard
from streamlit.proto.BackMsg_pb2 import BackMsg
from websocket_client import PageError, Session
from websockets.asyncio.client import connect
from workbench import number, percentile, table

import pages

sys.path.insert(0, str(pages.ROOT))

from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.topics.letter import letter

SECONDS, VISITORS, PORT = 60, 20, 8623
SECONDS_BETWEEN_STEPS = 3
SECONDS_TO_REST = 130  # Streamlit keeps the session of a connection that ended for two minutes
PAGES = ("", "kaart", "trends", "buurtprofiel", "bronnen", "vergelijken")
LIMITS = {"page, p95": 1.0, "download, p95": 2.0, "/gezond, slowest": 1.0, "MB": 600.0}
REPORT = pages.ROOT / "docs" / "one-visitor.md"
TEXT = f"""# One visitor

What {VISITORS} visitors notice while one client does its worst, measured with `benchmarks/one_visitor.py` on a server
of its own (`asgi.py`) on the same machine. Every visitor opens a page every {SECONDS_BETWEEN_STEPS} seconds, and saves
the table of Trends in between. The client, all at the same time and again and again: opens made-up addresses, opens
letters of thirty parts, requests files without waiting, sends thousands of tiny messages and some that are too large,
and holds 500 connections from which it reads nothing.
"""


@dataclass
class Measured:
    """What the visitors met in a while: seconds of pages, of downloads and of /gezond, and what failed."""

    pages: list[float] = field(default_factory=list)
    downloads: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    megabytes: float | None = None

    def numbers(self) -> dict[str, float | None]:
        """Return what has a limit, by the name of the limit."""
        return {
            "page, p95": percentile(self.pages, 0.95) if self.pages else None,
            "download, p95": percentile(self.downloads, 0.95) if self.downloads else None,
            "/gezond, slowest": max(self.health, default=None),
            "MB": self.megabytes,
        }


async def visit(url: str, place: int, end: float, measured: Measured) -> None:
    """Open pages and save files as a visitor does, until a moment."""
    await asyncio.sleep(place * SECONDS_BETWEEN_STEPS / VISITORS)
    for page in cycle((*PAGES[place % len(PAGES) :], *PAGES[: place % len(PAGES)])):
        if time.perf_counter() > end:
            return
        try:
            start = time.perf_counter()
            session = await Session.open(url, page)
            measured.pages.append(time.perf_counter() - start)
            if page == "trends":
                measured.downloads.append(await session.save())
            await session.close()
        except (PageError, *LOST) as error:
            measured.errors.append(f"{page}: {type(error).__name__} {error}")
        await asyncio.sleep(SECONDS_BETWEEN_STEPS)


async def watch(url: str, end: float, measured: Measured) -> None:
    """Look whether the server is healthy twice a second, until a moment."""

    def look() -> None:
        start = time.perf_counter()
        urllib.request.urlopen(f"{url}/gezond", timeout=60).close()
        measured.health.append(time.perf_counter() - start)

    while time.perf_counter() < end:
        await asyncio.to_thread(look)
        await asyncio.sleep(0.5)


async def open_addresses(url: str, turn: int) -> None:
    """Open a page with a parameter that nobody used before."""
    session = await Session.open(url, PAGES[turn % len(PAGES)], f"x={turn}")
    await session.close()


def open_letters(codes: list[str]) -> Callable[[str, int], Awaitable[None]]:
    """Return a function that opens a letter of thirty parts that was not opened before."""

    async def open_letter(url: str, turn: int) -> None:
        some = [codes[(turn * 7 + place) % len(codes)] for place in range(30)]
        session = await Session.open(url, "raadsbrief", urlencode([("deel", code) for code in some] + [("x", turn)]))
        await session.close()

    return open_letter


async def request_files(url: str, turn: int) -> None:
    """Request the data package fifty times, and leave after some seconds."""
    session = await Session.open(url, "bronnen")
    for _ in range(50):
        await session.request_file()
    await asyncio.sleep(5)
    await session.close()


async def send_messages(url: str, turn: int) -> None:
    """Send three thousand tiny messages that each ask for a run, or one that is too large."""
    message = BackMsg()
    message.rerun_script.page_name = "leeg"
    session = await Session.open(url, "leeg")
    if turn % 2:
        await session.send(b"\0" * 1_000_000)
    else:
        async with asyncio.timeout(10):
            for _ in range(3000):
                await session.send(message.SerializeToString())
    await session.close()


async def hold_connections(url: str, end: float) -> None:
    """Hold 500 connections, from which nothing is read, until a moment."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    held = []
    message = BackMsg()
    message.rerun_script.page_name = "kaart"
    for _ in range(500):
        if time.perf_counter() > end:
            break
        try:
            connection = await connect(address, subprotocols=["streamlit"], max_queue=1, open_timeout=10)  # type: ignore[list-item]
            held.append(connection)
            await connection.send(message.SerializeToString())
        except LOST:
            continue
        await asyncio.sleep(0.05)
    await asyncio.sleep(max(0.0, end - time.perf_counter()))
    for connection in held:
        connection.transport.abort()


async def repeat(attack: Callable[[str, int], Awaitable[None]], url: str, end: float, times: int) -> None:
    """Repeat an attack, at most so many times and until a moment."""
    for turn in range(times):
        if time.perf_counter() > end:
            return
        try:
            await attack(url, turn)
        except (PageError, *LOST):
            await asyncio.sleep(0.2)


async def measure(dashboard: Dashboard, seconds: int, codes: list[str], is_attacked: bool) -> Measured:
    """Return what the visitors met in this time, with the client at work or without."""
    measured, end, url = Measured(), time.perf_counter() + seconds, dashboard.url
    visitors = [visit(url, place, end, measured) for place in range(VISITORS)]
    attacks = [
        repeat(open_addresses, url, end, 300),
        repeat(open_letters(codes), url, end, 30),
        repeat(request_files, url, end, 20),
        repeat(send_messages, url, end, 20),
        hold_connections(url, end),
    ]
    if not is_attacked:
        for attack in attacks:
            attack.close()
        attacks = []
    await asyncio.gather(*visitors, watch(url, end, measured), *attacks)
    measured.megabytes = dashboard.megabytes()
    return measured


def report(calm: Measured, attacked: Measured, after: float | None) -> str:
    """Return the document."""
    head = ["", "limit", "without the client", "with it"]
    rows = [
        [name, number(limit, ".0f"), number(calm.numbers()[name], ".2f"), number(attacked.numbers()[name], ".2f")]
        for name, limit in LIMITS.items()
    ]
    rows.append(["pages", "", str(len(calm.pages)), str(len(attacked.pages))])
    rows.append(["failed", "0", str(len(calm.errors)), str(len(attacked.errors))])
    rest = f"MB {SECONDS_TO_REST} seconds after the client left: {number(after, '.0f')}.\n"
    return "\n".join([TEXT, f"Measured on {date.today():%d-%m-%Y}; seconds.\n", table(head, rows), rest])


def main() -> int:
    """Measure, print, write the document, and return 1 when a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        dashboard = Dashboard(Path(temporary), pages.ROOT, PORT)
        dashboard.put("usual")
        with database.read(Path(temporary) / "databases" / "usual") as connection:
            codes = list(letter.choices(query_of(connection)))
        dashboard.start()
        try:
            calm = asyncio.run(measure(dashboard, options.seconds, codes, is_attacked=False))
            attacked = asyncio.run(measure(dashboard, options.seconds, codes, is_attacked=True))
            if options.seconds == SECONDS:
                time.sleep(SECONDS_TO_REST)
            after = dashboard.megabytes()
        finally:
            dashboard.kill()
    text = report(calm, attacked, after)
    print(text, *calm.errors[:5], *attacked.errors[:20], sep="\n")
    if options.seconds == SECONDS:
        REPORT.write_text(text, encoding="utf-8")
    exceeded = [name for name, limit in LIMITS.items() if (attacked.numbers()[name] or 0) > limit]
    return 1 if exceeded or attacked.errors else 0


if __name__ == "__main__":
    sys.exit(main())
