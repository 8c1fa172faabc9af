"""What the tests share: the local publishers, a data folder of their own, a built database."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.pages import wait_for
from etl.build import build as load
from etl.publishers import http, nationwide
from tests import chromium
from tests import publishers as server
from veerkracht.core import paths
from veerkracht.drawing import libraries
from veerkracht.web import layout

libraries.set_up()
settings.register_profile("busy machine", deadline=None)  # speed is measured in benchmarks/
settings.load_profile("busy machine")

INCLUDED = paths.ROOT / "data" / "meegeleverd"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with tests that start a server come first, so that no worker is left alone with one at the end."""
    slow = {item.path for item in items if {"address", "publishers"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def checked_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every chart that a test draws is held against the schema of Vega-Lite; the dashboard does not do so again."""
    monkeypatch.setattr(layout, "CHECKS_CHARTS", True)


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch) -> Iterator[server.Publishers]:
    """The local publishers, with the ETL pointed at them and no waiting between tries."""
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    with server.serving() as found:
        for variable, _ in http.HOSTS.values():
            monkeypatch.setenv(variable, found.url)
        yield found


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the included data of the municipality and nothing else."""
    folder = tmp_path / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(nationwide.NAME))
    monkeypatch.setenv("VEERKRACHT_DATA", str(folder))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    return folder


@pytest.fixture(scope="session")
def included_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database built from the included data alone; read only."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("included")
    shutil.copytree(INCLUDED, folder / "meegeleverd")
    patch.setenv("VEERKRACHT_DATA", str(folder))
    path = folder / "veerkracht.duckdb"
    load.build(path)
    patch.undo()
    return path


@pytest.fixture
def copy(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the database in which a figure or a fault can be planted."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    shutil.copy(included_database, tmp_path / "copy.duckdb")
    connection = duckdb.connect(str(tmp_path / "copy.duckdb"))
    yield connection
    connection.close()


@pytest.fixture
def built(included_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the database of the included data."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


@pytest.fixture
def changed(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A way to change the database that the pages read: the statements to run on a copy of it."""
    path = tmp_path / "veerkracht.duckdb"
    shutil.copy(included_database, path)
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)

    def change(*statements: str) -> None:
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)

    return change


@pytest.fixture(scope="module")
def served(included_database: Path) -> Path:
    """The data folder of the dashboard that is started: the included data and the database built from it."""
    return included_database.parent


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[[Path], str]]:
    """A way to the address of the dashboard on a data folder, started as a user starts it: once for each folder.

    Its log stands beside the folder.
    """
    servers: list[subprocess.Popen[bytes]] = []

    @cache
    def start(folder: Path) -> str:
        port = chromium.free_port()
        command = [sys.executable, "-u", "-m", "streamlit", "run", "asgi.py", "--server.headless", "true",
                   "--server.address", "127.0.0.1", "--server.port", str(port)]  # fmt: skip
        if (settings := folder / "secrets.toml").exists():
            command += ["--secrets.files", str(settings)]
        place = {"VEERKRACHT_DATA": str(folder)}
        with folder.with_suffix(".log").open("wb") as log:
            environment = {**os.environ, **place}
            servers.append(subprocess.Popen(command, cwd=paths.ROOT, env=environment, stdout=log, stderr=log))
        wait_for(f"http://127.0.0.1:{port}")
        return f"http://127.0.0.1:{port}"

    yield start
    for running in servers:
        running.terminate()
    for running in servers:
        running.wait(20)


@pytest.fixture(scope="module")
def address(served: Path, started: Callable[[Path], str]) -> str:
    """The address of the dashboard."""
    return started(served)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert chromium.CHROMIUM, "VEERKRACHT_BROWSER_REQUIRED=1, maar er is geen Chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.CHROMIUM, args=chromium.FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who has the scripts of the dashboard in memory; every test is a new session with another tab."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, address: str) -> Iterator[Page]:
    opened = visitor.new_page()
    opened.outside, opened.errors = [], []
    opened.on("request", lambda one: chromium.is_outside(one.url, address) and opened.outside.append(one.url))
    opened.on("console", lambda one: one.type == "error" and opened.errors.append(one.text))
    yield opened
    assert opened.outside == []
    assert opened.errors == []
    opened.close()
