"""Measures what twenty visitors notice while one client attacks the server, on a dedicated server on this machine.

Run with `make one-visitor` or `python benchmarks/one_visitor.py`, which takes four minutes; it writes
`docs/one-visitor.md`, and exits with 1 when a limit is exceeded. With other `--seconds` it writes nothing. The attack
is bounded in number and time. Memory is measured on Linux only.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from soak import LOST, Dashboard, machine_load
from streamlit.proto.BackMsg_pb2 import BackMsg
from websocket_client import PageError, Session
from websockets.asyncio.client import connect
from workbench import number, percentile, table

import pages

sys.path.insert(0, str(pages.ROOT))

from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.topics.letter import letter

SECONDS, VISITORS, PORT = 25, 20, 8623
SECONDS_BETWEEN_STEPS = 3
SECONDS_TO_REST = 125  # Streamlit keeps the session of a connection that ended for two minutes, and until the next ends
VISITS_AFTER = 3
PAGES = ("", "kaart", "trends", "buurtprofiel", "bronnen", "vergelijken")
OF_VISITORS, ELSEWHERE = "192.0.2.1", "198.51.100.1"  # addresses that a proxy on this machine names
LIMITS = {"page, p95": 1.0, "download, p95": 2.0, "/gezond, slowest": 1.0, "MB": 600.0}
REPORT = pages.ROOT / "docs" / "one-visitor.md"
TEXT = f"""# One visitor

What {VISITORS} visitors notice while one client attacks the server, measured with `benchmarks/one_visitor.py` on a
dedicated server (`asgi.py`) on the same machine. To repeat it:

```sh
make one-visitor
```

Every visitor opens a page every {SECONDS_BETWEEN_STEPS} seconds, and in between downloads the table of Trends. All
visitors share one IP address, as in a town hall. The client repeatedly does all of the following at the same time: open
URLs with made-up parameters, open letters of thirty parts, request files without waiting for them, send thousands of
tiny messages and some that are too large, and open up to 500 connections without reading from them. It does so first
from a separate IP address, to which the limits apply, and then from that of the visitors, where the server cannot
distinguish it from another visitor: requests from one address share one queue. *Load*: the load average of the machine,
this server and the client included; while it far exceeds the number of cores, the times mean little.
"""
STAYS = """The rest is
the caches (at most 32 MB of values and 32 MB of rendered elements, per database) and fragmented memory: Python returns
a megabyte to the system only when all of it is free, so most stays with the process and is reused for later visitors.
"""


@dataclass
class Measured:
    """What the visitors met in a while: seconds of pages, of downloads and of /gezond, and what failed."""

    pages: list[float] = field(default_factory=list)
    downloads: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    megabytes: float | None = None
    load: float | None = None

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
            session = await Session.open(url, page, client=OF_VISITORS)
            measured.pages.append(time.perf_counter() - start)
            if page == "trends":
                measured.downloads.append(await session.save("CSV"))
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


async def visit_after(url: str) -> None:
    """Come and go a few times, as the next visitors do."""
    for _ in range(VISITS_AFTER):
        session = await Session.open(url, "trends", client=OF_VISITORS)
        await session.close()
        await asyncio.sleep(1)


class Client:
    """The client that does its worst, from one address."""

    def __init__(self, url: str, address: str, codes: list[str]) -> None:
        self._url, self._address, self._codes = url, address, codes

    async def attack(self) -> None:
        """Attack in all ways at the same time; each ends after so many times, or when this is cancelled."""
        ways = (
            (self._open_address, 300),
            (self._open_letter, 30),
            (self._request_files, 20),
            (self._send_messages, 20),
        )
        await asyncio.gather(self._hold_connections(500), *(self._repeat(way, times) for way, times in ways))

    async def _repeat(self, way: Callable[[int], Awaitable[None]], times: int) -> None:
        for turn in range(times):
            try:
                await way(turn)
            except (PageError, *LOST):
                await asyncio.sleep(0.2)

    async def _open(self, page: str, query: str = "") -> Session:
        return await Session.open(self._url, page, query, self._address)

    async def _open_address(self, turn: int) -> None:
        """Open a page with a parameter that nobody used before."""
        session = await self._open(PAGES[turn % len(PAGES)], f"x={turn}")
        await session.close()

    async def _open_letter(self, turn: int) -> None:
        """Open a letter of thirty parts that was not opened before."""
        some = [self._codes[(turn * 7 + place) % len(self._codes)] for place in range(30)]
        session = await self._open(
            "raadsbrief", urlencode([("deel", code) for code in some] + [("vorm", "bijlage"), ("x", turn)])
        )
        await session.close()

    async def _request_files(self, _: int) -> None:
        """Request the data package fifty times, and leave after some seconds."""
        session = await self._open("bronnen")
        for _ in range(50):
            await session.request_file()
        await asyncio.sleep(5)
        await session.close()

    async def _send_messages(self, turn: int) -> None:
        """Send three thousand tiny messages that each ask for a run, or one that is too large."""
        message = BackMsg()
        message.rerun_script.page_name = "leeg"
        session = await self._open("leeg")
        if turn % 2:
            await session.send(b"\0" * 1_000_000)
        else:
            async with asyncio.timeout(10):
                for _ in range(3000):
                    await session.send(message.SerializeToString())
        await session.close()

    async def _hold_connections(self, count: int) -> None:
        """Open connections that each ask for a page, hold them, and read nothing from them."""
        message = BackMsg()
        message.rerun_script.page_name = "kaart"
        held = []
        try:
            for _ in range(count):
                with suppress(*LOST):
                    connection = await connect(
                        f"{self._url.replace('http', 'ws', 1)}/_stcore/stream",
                        subprotocols=["streamlit"],  # type: ignore[list-item]
                        additional_headers={"X-Forwarded-For": self._address},
                        max_queue=1,
                        open_timeout=10,
                    )
                    held.append(connection)
                    await connection.send(message.SerializeToString())
                await asyncio.sleep(0.05)
            await asyncio.Future()
        finally:
            for connection in held:
                connection.transport.abort()


async def measure(dashboard: Dashboard, seconds: int, client: Client | None) -> Measured:
    """Return what the visitors met in this time, with a client at work or without."""
    measured, end, url = Measured(), time.perf_counter() + seconds, dashboard.url
    attack = asyncio.create_task(client.attack() if client else asyncio.sleep(0))
    await asyncio.gather(watch(url, end, measured), *(visit(url, place, end, measured) for place in range(VISITORS)))
    measured.megabytes, measured.load = dashboard.megabytes(), machine_load()
    attack.cancel()
    await asyncio.gather(attack, return_exceptions=True)
    return measured


def report(measured: dict[str, Measured], after: float | None) -> str:
    """Return the document; `measured` by what the client did, and `after` the memory when it had left."""
    rows = [
        [name, number(limit, ".0f"), *(number(one.numbers()[name], ".2f") for one in measured.values())]
        for name, limit in LIMITS.items()
    ]
    rows.append(["pages", "", *(str(len(one.pages)) for one in measured.values())])
    rows.append(["failed", "0", *(str(len(one.errors)) for one in measured.values())])
    rest = (
        f"MB {SECONDS_TO_REST} seconds after the client left, once {VISITS_AFTER} more visitors have come and gone: "
        f"{number(after, '.0f')}. {STAYS}"
    )
    rows.append(["load average", "", *(number(one.load) for one in measured.values())])
    when = f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores, {SECONDS} seconds per column; times in "
    when += "seconds.\n"
    return "\n".join([TEXT, when, table(["", "limit", *measured], rows), rest])


def main() -> int:
    """Measure, print, write the document, and return 1 when a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    measured = {}
    with tempfile.TemporaryDirectory() as temporary:
        dashboard = Dashboard(Path(temporary), pages.ROOT, PORT)
        dashboard.put("usual")
        with database.read(Path(temporary) / "databases" / "usual") as connection:
            codes = list(letter.choices(query_of(connection)))
        dashboard.start()
        clients = {
            "no client": None,
            "separate address": Client(dashboard.url, ELSEWHERE, codes),
            "visitors' address": Client(dashboard.url, OF_VISITORS, codes),
        }
        try:
            for name, client in clients.items():
                measured[name] = asyncio.run(measure(dashboard, options.seconds, client))
                print(name, *measured[name].errors[:10], sep="\n", flush=True)
            if options.seconds == SECONDS:
                time.sleep(SECONDS_TO_REST)
            asyncio.run(visit_after(dashboard.url))
            after = dashboard.megabytes()
        finally:
            dashboard.kill()
    text = report(measured, after)
    print(text)
    if options.seconds == SECONDS:
        REPORT.write_text(text, encoding="utf-8")
    attacked = measured["separate address"]
    exceeded = [name for name, limit in LIMITS.items() if (attacked.numbers()[name] or 0) > limit]
    return 1 if exceeded or attacked.errors else 0


if __name__ == "__main__":
    sys.exit(main())
