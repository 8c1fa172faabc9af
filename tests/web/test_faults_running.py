"""Failures while visitors look on: a clear page, one line in the log, and all as before when the cause is gone."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from etl.build import freshness, previous
from etl.build.goals import statuses
from tests import harm
from tests.conftest import INCLUDED
from tests.opened import html
from veerkracht.core import logs, paths
from veerkracht.database import database

pytestmark = pytest.mark.slow

resource = pytest.importorskip("resource")  # limits of the system; Windows has none


@pytest.fixture
def place(included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database in a data folder of its own, from which it can be built again."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "meegeleverd").symlink_to(INCLUDED)
    shutil.copy2(included_database, folder / "veerkracht.duckdb")
    monkeypatch.setenv("VEERKRACHT_DATA", str(folder))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)
    return folder / "veerkracht.duckdb"


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Gives the errors in the log since it was last called."""

    def lines() -> list[str]:
        formatted = [logs.HANDLER.format(record) for record in caplog.records if record.levelno >= logging.ERROR]
        caplog.clear()
        return formatted

    return lines


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Puts the clock forward by so many seconds."""
    monotonic, waited = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + sum(waited))
    return waited.append


def visit() -> AppTest:
    return AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()


def require_figures(test: AppTest) -> None:
    assert not test.exception and not test.error and not test.warning
    assert html(test).count('scope="row" role="rowheader"') == 16


def require_previous_figures(test: AppTest, reason: str) -> None:
    assert not test.exception and html(test).count('scope="row" role="rowheader"') == 16
    assert reason in test.error[0].value and "vorige goede cijfers" in test.warning[0].value


def figures(place: Path) -> int:
    with database.read(place) as connection:
        return int(connection.execute("select count(value) from observation").fetchall()[0][0])


def make_old(place: Path) -> None:
    """Let the database be built from something else, so that a visit builds it again."""
    with duckdb.connect(str(place)) as connection:
        connection.execute("update build set fingerprint = ''")


@contextmanager
def no_room(megabytes: float) -> Iterator[None]:
    """Make the system refuse files longer than this, as a full disk does."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(megabytes * 2**20), usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def of_a_newer_version(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("alter table threshold rename column value to waarde")


@pytest.mark.parametrize(
    "damage",
    [harm.cut, harm.scratch, harm.of_a_newer_duckdb, of_a_newer_version, Path.unlink],
    ids=lambda damage: damage.__name__,
)
def test_a_database_that_is_of_no_use_to_visitors_is_recognised(place: Path, damage: Callable[[Path], None]) -> None:
    assert freshness.is_readable(place) and freshness.is_current(place)
    damage(place)
    assert not freshness.is_readable(place) and not freshness.is_current(place)


def test_a_build_that_fails_in_a_way_nobody_foresaw_leaves_visitors_the_previous_figures(
    place: Path, errors: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(place)
    monkeypatch.setattr(statuses, "compute", lambda *_: {}["geheim"])
    for _ in range(2):
        require_previous_figures(
            visit(), "De database is niet te bouwen: hier ging iets mis dat niet was voorzien (KeyE"
        )
    lines = errors()
    assert "error=KeyError" in lines[0] and "geheim" not in str(lines) and len(lines) == 2


def test_a_damaged_database_is_built_again_at_the_next_visit_and_set_aside(
    place: Path, errors: Callable[[], list[str]]
) -> None:
    count = figures(place)
    harm.scratch(place)
    damaged = place.read_bytes()
    require_figures(visit())
    [line] = errors()
    assert "De vorige database veerkracht.duckdb is beschadigd. Zij is bewaard als veerkracht.duckdb.vorige-1." in line
    assert figures(place) == count and place.with_name("veerkracht.duckdb.vorige-1").read_bytes() == damaged
    require_figures(visit())
    assert errors() == []


def test_a_database_of_no_use_that_cannot_be_built_is_reported_and_logged_once(
    place: Path, errors: Callable[[], list[str]]
) -> None:
    intact = place.read_bytes()
    place.with_suffix(".lock").mkdir()  # nobody can make the lock, not even root, who may write in any folder
    harm.cut(place)
    for _ in range(3):
        test = visit()
        assert not test.exception and not test.warning and 'role="rowheader"' not in html(test)
        [message] = test.error
        assert "De database is niet te schrijven" in message.value and str(place.parent) not in message.value
    [line] = errors()
    assert str(place.with_suffix(".lock")) in line
    place.write_bytes(intact)
    require_figures(visit())
    assert errors() == []


def test_a_database_of_another_version_is_reported_and_the_log_names_what_is_missing(
    place: Path, errors: Callable[[], list[str]]
) -> None:
    intact = place.read_bytes()
    of_a_newer_version(place)
    for _ in range(3):
        test = AppTest.from_file(str(paths.ROOT / "pages" / "toelichting.py"), default_timeout=60).run()
        assert not test.exception
        text = test.error[0].value
        assert "Voor de beheerder: De database is van een andere versie" in text
        assert "van een andere versie van het dashboard. Waarom, staat in het logboek" in text
    [line] = errors()
    assert "De cijfers zijn niet te lezen" in line and "value" in line
    place.write_bytes(intact)
    assert not AppTest.from_file(str(paths.ROOT / "pages" / "toelichting.py"), default_timeout=60).run().error


def test_a_database_that_is_open_elsewhere_is_shown_and_nothing_of_it_is_lost(
    place: Path, errors: Callable[[], list[str]], wait: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previous, "_TRIES", 1)
    harm.remember(place)
    with harm.held(place):
        require_figures(visit())  # built from what is there now: nothing has to be built
    make_old(place)
    before = harm.ledger(place)
    with harm.held(place):
        for _ in range(3):
            require_previous_figures(visit(), "is open in een ander programma (python")
        assert len(errors()) == 1
    wait(60)
    require_figures(visit())
    after = harm.ledger(place)
    assert {name: set(rows) - set(after[name]) for name, rows in before.items()} == {
        "revision": set(), "status_history": set()
    }  # fmt: skip
    assert freshness.is_current(place) and not list(place.parent.glob("*.vorige*"))


def test_where_nothing_can_be_written_the_previous_figures_stay_until_it_can(
    place: Path, errors: Callable[[], list[str]], wait: Callable[[float], None]
) -> None:
    make_old(place)
    before = place.read_bytes()
    lock = place.with_suffix(".lock")
    lock.mkdir()
    for _ in range(3):
        require_previous_figures(visit(), "mag schrijven in de map van de database")
    assert len(errors()) == 1
    lock.rmdir()
    wait(60)
    half = len(before) / 2**21  # where a build went on to the end, and DuckDB said nothing when closing
    for _ in range(3):
        with no_room(half):
            require_previous_figures(visit(), "Kijk of de schijf vol is")
    [line] = errors()
    assert "File too large" in line
    assert place.read_bytes() == before and not list(place.parent.glob("*.vorige*"))
    assert [file.name for file in place.parent.glob(".*.aside*")] == []
    wait(60)
    require_figures(visit())
    assert freshness.is_current(place)


def test_a_broken_catalogue_is_logged_once_and_can_be_repaired_without_a_restart(
    place: Path, errors: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "indicators.yaml"
    intact = paths.CATALOG.read_text(encoding="utf-8")
    own.write_text(intact.replace("theme: wonen", "theme: w", 1), encoding="utf-8")
    later = place.stat().st_mtime + 5
    os.utime(own, (later, later))
    monkeypatch.setattr(paths, "CATALOG", own)
    for _ in range(3):
        require_previous_figures(visit(), "'w' kan niet")
    [line] = errors()
    assert "indicators.yaml" in line
    own.write_text(intact, encoding="utf-8")
    os.utime(own, (1, 1))  # as old as the good one: nothing has to be built
    require_figures(visit())
