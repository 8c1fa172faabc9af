"""Drawing ahead: what visitors are likely to ask for is there before they ask, and is never drawn for them again."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from benchmarks.pages import wait_for
from benchmarks.websocket_client import Session
from tests import chromium
from veerkracht.core import paths


class Dashboard:
    """A dashboard that draws ahead, and what it wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder.parent / "ahead.log"
        self._port = chromium.free_port()
        environment = {**os.environ, "VEERKRACHT_DATA": str(folder), "VEERKRACHT_AHEAD": "ja"}
        command = [sys.executable, "-u", "-c", "from tests import ahead_server", str(self._port)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=paths.ROOT, env=environment, stdout=log, stderr=log)
        self.url = f"http://127.0.0.1:{self._port}"
        wait_for(self.url)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def lines(self, word: str) -> list[str]:
        """Return the lines it wrote with this word in them."""
        return [line for line in self._log.read_text(encoding="utf-8").splitlines() if word in line]

    def wait_until_drawn(self, times: int) -> None:
        """Wait until all was drawn ahead so many times."""
        for _ in range(3000):
            if len(self.lines("Vooraf getekend")) == times:
                return
            time.sleep(0.1)
        raise TimeoutError(self._log.read_text(encoding="utf-8"))

    def drawn_for(self, name: str, choose: Callable[[Session], tuple[str, object] | None]) -> int:
        """Return how many parts of a page were drawn because a visitor opened it and made a choice."""

        async def visit() -> None:
            session = await Session.open(self.url, name)
            if choice := choose(session):
                await session.change(*choice)
            await session.close()

        before = len(self.lines("DRAWN"))
        with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop of its own in this one
            thread.submit(asyncio.run, visit()).result()
        return len(self.lines("DRAWN")) - before


@pytest.fixture(scope="module")
def dashboard(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("ahead") / "data"
    shutil.copytree(included_database.parent, folder)
    running = Dashboard(folder)
    running.wait_until_drawn(1)
    yield running
    running.stop()


def nothing(_: Session) -> None:
    return None


@pytest.mark.parametrize(
    ("name", "choose"),
    [
        pytest.param("", nothing, id="the first page"),
        pytest.param("kaart", nothing, id="another page"),
        pytest.param("kaart", lambda one: ("indicator", one.options("indicator")[0]), id="a topic"),
        pytest.param("kaart", lambda one: ("jaar", one.options("jaar")[-2:-1]), id="a year"),
        pytest.param("trends", lambda one: ("gebied", one.chosen("gebied") + one.options("gebied")[-1:]), id="an area"),
        pytest.param("buurtprofiel", lambda one: ("buurt", one.options("buurt")[-1]), id="a buurt"),
    ],
)  # fmt: skip
def test_what_was_drawn_ahead_is_not_drawn_again(
    dashboard: Dashboard, name: str, choose: Callable[[Session], tuple[str, object] | None]
) -> None:
    assert dashboard.drawn_for(name, choose) == 0


def test_what_was_not_is_drawn_for_the_first_who_asks(dashboard: Dashboard) -> None:
    asked = partial(dashboard.drawn_for, "vergelijken", lambda one: ("volgorde", ["Naam"]))
    assert asked() > 0
    assert asked() == 0


def test_another_database_is_drawn_ahead_too(dashboard: Dashboard) -> None:
    database = dashboard.folder / "veerkracht.duckdb"
    os.utime(database, (time.time(), time.time()))
    dashboard.wait_until_drawn(2)
    assert dashboard.drawn_for("kaart", nothing) == 0


def test_only_visitors_are_in_the_log(dashboard: Dashboard) -> None:
    before = len(dashboard.lines("Pagina"))
    dashboard.drawn_for("privacy", nothing)
    assert len(dashboard.lines("Pagina")) == before + 1


def test_nothing_that_is_drawn_ahead_is_an_error(dashboard: Dashboard) -> None:
    told = dashboard.lines("Vooraf getekend")[0]
    assert int(told.split("views=")[1].split()[0]) >= 10
    assert not dashboard.lines("level=error")
