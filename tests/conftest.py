"""Shared fixtures: local publishers, data folders, databases built once, the dashboard and a browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from streamlit.components.v2 import manifest_scanner

from benchmarks.pages import wait_for
from etl.build import fingerprint
from etl.build.build import Report, build
from etl.command import command
from etl.publishers import http
from etl.snapshots import nationwide
from tests import chromium, elsewhere, once, provider, vega_lite
from tests import publishers as server
from veerkracht.core import moments, paths
from veerkracht.drawing import libraries
from veerkracht.drawing.chart import Chart, Json

libraries.set_up()
once.set_up()
# an AppTest looks for components in all installed packages, which takes it longer than a page does to run
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
settings.register_profile("busy machine", deadline=None)  # speed is measured in benchmarks/
settings.load_profile("busy machine")

INCLUDED = paths.ROOT / "data" / "meegeleverd"
OF_TWO_YEARS = ("programmaplan", "grenzen", "47022NED", "50090NED", "50150NED", "85318NED", "85984NED@2026-07")
# the country and the other years: without them a build takes half as long, and does the same
OTHER_YEARS = (
    nationwide.NAME,
    *sorted(path.name for path in INCLUDED.glob("*@*") if not path.name.startswith(OF_TWO_YEARS)),
)
Shared = Callable[[str, Callable[[Path], None]], Path]
Build = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the files of accepted outcomes again (make accept)")


@pytest.fixture
def accepts(request: pytest.FixtureRequest) -> bool:
    """True if a test writes what it gets as the accepted outcome."""
    return bool(request.config.getoption("--accept"))


# marks derived from the fixtures of a test; `slow` and `fuzz` are set by hand
MARKS = {
    "browser": {"browser"},
    "server": {"address", "identity", "processes", "server", "started"},
    "slow": {"letters"},
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse a set of cases: its order differs per process, and workers that collect another order run nothing."""
    for marker in metafunc.definition.iter_markers("parametrize"):
        if any(isinstance(cases, set | frozenset) for cases in marker.args[1:]):
            pytest.fail(f"{metafunc.definition.nodeid}: sort the set of cases given to parametrize", pytrace=False)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures, and let those with a server come first, so that no worker ends alone with one.

    What depends on another process gets a second try, which the summary lists: on a busy machine a picture or a
    socket is late now and then, once in some hundreds of tests.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for mark, using in MARKS.items():
            if fixtures & using:
                item.add_marker(mark)
        if {"browser", "server"} & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("--accept"):
        items[:] = [item for item in items if "accepts" in getattr(item, "fixturenames", ())]
    first = {item.path for item in items if {"address", "publishers"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in first)


@pytest.fixture(autouse=True)
def checked_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every chart that a test draws is validated against the schema of Vega-Lite; the dashboard does not do so."""
    on_screen = Chart.on_screen

    def checked(chart: Chart, height: int | None = None) -> Json:
        vega_lite.validate(chart.specification)
        return on_screen(chart, height)

    monkeypatch.setattr(Chart, "on_screen", checked)


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch) -> Iterator[server.Publishers]:
    """The local publishers, with the ETL pointed at them and no waiting between tries."""
    monkeypatch.setattr(http, "WAIT_SECONDS", 0.0)
    with server.serving() as running:
        for host in http.HOSTS.values():
            monkeypatch.setenv(host.variable, running.url)
        yield running


@pytest.fixture
def left_out(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """What of the included data `data` does not have: the country, and what the mark `few_figures` leaves out."""
    return OTHER_YEARS if request.node.get_closest_marker("few_figures") else (nationwide.NAME,)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: tuple[str, ...]) -> Path:
    """A data folder with the included data of the municipality and nothing else."""
    folder = tmp_path / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*left_out))
    monkeypatch.setenv("VEERKRACHT_DATA", str(folder))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    return folder


@pytest.fixture
def without_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run fetches and takes in, and leaves the database as it is: for tests of what comes before the build."""
    monkeypatch.setattr("etl.build.build.build", lambda _: Report(0, 0, 0, [], []))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """A function that returns a folder by its name: the first worker to need it fills it, all others read it."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        with FileLock(root / f"{name}.lock"):
            if not (root / name).exists():
                partial = root / f"{name}-{worker_id}"
                fill(partial)
                partial.rename(root / name)
        return root / name

    return folder


@pytest.fixture(scope="session")
def build_included(pytestconfig: pytest.Config) -> Build:
    """A function that fills a data folder with the included data, without what is named, and the database of it.

    The database is that of an earlier run of today when the catalogue, the data, the code of the build and the
    libraries are the same; `--cache-clear` makes it anew.
    """
    cache_folder = pytestconfig.cache.mkdir("built")

    def fill(folder: Path, *left_out: str) -> None:
        shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*left_out))
        database = folder / "veerkracht.duckdb"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VEERKRACHT_DATA", str(folder))
            made_of = (fingerprint.of_inputs(), moments.today(), duckdb.__version__, pd.__version__, np.__version__)
            name = sha256(repr(made_of).encode()).hexdigest()
            earlier = cache_folder / f"{len(left_out)}-{name}.duckdb"
            if earlier.exists():
                shutil.copy2(earlier, database)
                return
            build(database)
        for outdated in cache_folder.glob(f"{len(left_out)}-*"):
            outdated.unlink(missing_ok=True)
        shutil.copy2(database, cache_folder / f"copy-{os.getpid()}").replace(earlier)

    return fill


def run_offline(folder: Path) -> None:
    """Do on a data folder what `python -m etl --offline` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEERKRACHT_DATA", str(folder))
        patch.delenv("VEERKRACHT_DATABASE", raising=False)
        assert command.main(["--offline"]) == command.ALL_WELL


@pytest.fixture(scope="session")
def included_database(shared: Shared, build_included: Build) -> Path:
    """The database built from the included data alone; read only."""
    return shared("included", build_included) / "veerkracht.duckdb"


@pytest.fixture
def database_of_data(data: Path, shared: Shared, left_out: tuple[str, ...], build_included: Build) -> Path:
    """The database of `data`, as a build of that folder gives it."""
    built = shared(f"included-without-{len(left_out)}", lambda folder: build_included(folder, *left_out))
    return Path(shutil.copy2(built / "veerkracht.duckdb", data))


@pytest.fixture
def copy(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the included database, to plant figures and faults in."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    shutil.copy(included_database, tmp_path / "copy.duckdb")
    connection = duckdb.connect(str(tmp_path / "copy.duckdb"))
    yield connection
    connection.close()


@pytest.fixture
def built(included_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the included database."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(included_database.parent))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


@pytest.fixture
def changed(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that runs statements on a copy of the database, which the pages read."""
    return _copy_to_change(included_database, tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def country_database(included_database: Path, shared: Shared) -> Path:
    """The database in the fictitious country of tests/elsewhere.py; read only."""

    def fill(folder: Path) -> None:
        folder.mkdir()
        with duckdb.connect(str(shutil.copy(included_database, folder))) as connection:
            for statement in elsewhere.country():
                connection.execute(statement)

    return shared("country", fill) / included_database.name


@pytest.fixture
def changed_country(country_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The same as `changed`, of the database in the fictitious country."""
    return _copy_to_change(country_database, tmp_path, monkeypatch)


def _copy_to_change(database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    path = Path(shutil.copy(database, folder))
    monkeypatch.setenv("VEERKRACHT_DATA", str(folder))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)

    def change(*statements: str) -> None:
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)

    return change


@pytest.fixture(scope="module")
def served(included_database: Path) -> Path:
    """The data folder of the dashboard under test: the included data and the database built from it."""
    return included_database.parent


def launch(folder: Path, port: int, *options: str) -> subprocess.Popen[bytes]:
    """Start the dashboard on a data folder as a user does, and wait until it answers; its log is beside the folder."""
    command = [sys.executable, "-u", "-m", "streamlit", "run", "asgi.py", "--server.headless", "true",
               "--server.address", "127.0.0.1", "--server.port", str(port), *options]  # fmt: skip
    if (settings := folder / "secrets.toml").exists():
        command += ["--secrets.files", str(settings)]
    with folder.with_suffix(".log").open("ab") as log:  # several workers may share it
        environment = {**os.environ, "VEERKRACHT_DATA": str(folder)}
        running = subprocess.Popen(command, cwd=paths.ROOT, env=environment, stdout=log, stderr=log)
    base = options[options.index("--server.baseUrlPath") + 1] if "--server.baseUrlPath" in options else ""
    wait_for(f"http://127.0.0.1:{port}{base}")
    return running


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[..., str]]:
    """A function that starts the dashboard on a data folder, once per folder and options, and returns its address."""
    servers: list[subprocess.Popen[bytes]] = []

    @cache
    def start(folder: Path, *options: str) -> str:
        port = chromium.free_port()
        servers.append(launch(folder, port, *options))
        return f"http://127.0.0.1:{port}"

    yield start
    for running in servers:
        running.terminate()
    for running in servers:
        running.wait(20)


@pytest.fixture(scope="session")
def identity() -> Iterator[provider.Provider]:
    """The provider with which visitors log in."""
    with provider.serving() as running:
        yield running


@pytest.fixture(scope="module")
def address(served: Path, started: Callable[..., str]) -> str:
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
    """A browser context that has cached the scripts of the dashboard; every test opens a tab, and so a session."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, address: str) -> Iterator[Page]:
    opened = visitor.new_page()
    opened.outside, opened.errors = [], []
    opened.on(
        "request", lambda request: chromium.is_outside(request.url, address) and opened.outside.append(request.url)
    )
    opened.on("console", lambda message: message.type == "error" and opened.errors.append(message.text))
    yield opened
    assert opened.outside == []
    assert opened.errors == []
    opened.close()
