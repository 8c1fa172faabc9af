"""What goes wrong while visitors look on: a clear page, one line in the log, and as it was when the cause is gone."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from etl.build import build as load
from etl.build import freshness
from tests.conftest import INCLUDED
from tests.opened import html
from veerkracht.core import logs, paths
from veerkracht.database import database
from veerkracht.web import cache as memory_ui

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
def told(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The errors of the log since it was asked last."""
    memory_ui._log_once.cache_clear()

    def lines() -> list[str]:
        found = [logs._handler.format(one) for one in caplog.records if one.levelno >= logging.ERROR]
        caplog.clear()
        return found

    return lines


def visit() -> AppTest:
    return AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()


def require_figures(test: AppTest) -> None:
    assert not test.exception and not test.error and not test.warning
    assert html(test).count('class="vk-goal"') == 16


def require_previous_figures(test: AppTest, reason: str) -> None:
    assert not test.exception and html(test).count('class="vk-goal"') == 16
    assert reason in test.error[0].value and "vorige goede cijfers" in test.warning[0].value


def figures(place: Path) -> int:
    with database.read(place) as connection:
        return int(connection.execute("select count(value) from observation").fetchall()[0][0])


def make_old(place: Path) -> None:
    """Let the database be built from something else, so that a visit builds it again."""
    with duckdb.connect(str(place)) as connection:
        connection.execute("update build set fingerprint = ''")


@contextmanager
def no_room(megabytes: int) -> Iterator[None]:
    """Let the system refuse to make a file any longer than this, as a full disk does."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes * 2**20, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def cut(place: Path) -> None:
    os.truncate(place, place.stat().st_size // 2)


def scratch(place: Path) -> None:
    """Write over a piece in the middle, which opening the database does not read."""
    with place.open("r+b") as file:
        file.seek(place.stat().st_size // 2)
        file.write(b"\xaa" * 300_000)


def of_a_newer_version(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("alter table threshold rename column value to waarde")


@pytest.mark.parametrize("harm", [cut, scratch, of_a_newer_version, Path.unlink], ids=lambda harm: harm.__name__)
def test_what_is_of_no_use_to_visitors_is_noticed(place: Path, harm: Callable[[Path], None]) -> None:
    assert freshness.is_readable(place) and freshness.is_current(place)
    harm(place)
    assert not freshness.is_readable(place) and not freshness.is_current(place)


def test_a_damaged_database_is_built_again_at_the_next_visit_and_kept_aside(
    place: Path, told: Callable[[], list[str]]
) -> None:
    count = figures(place)
    scratch(place)
    require_figures(visit())
    assert figures(place) == count and told() == []
    assert place.with_suffix(".vorige").exists()


def test_without_a_way_to_build_a_database_of_no_use_is_told_and_logged_once(
    place: Path, told: Callable[[], list[str]]
) -> None:
    whole = place.read_bytes()
    place.with_suffix(".lock").mkdir()  # nobody can make the lock, not even root, who may write in any folder
    cut(place)
    for _ in range(3):
        test = visit()
        assert not test.exception and not test.warning and 'class="vk-goal"' not in html(test)
        [message] = test.error
        assert "De database is niet te schrijven" in message.value and str(place.parent) not in message.value
    [line] = told()
    assert str(place.with_suffix(".lock")) in line
    place.write_bytes(whole)
    require_figures(visit())
    assert told() == []


def test_a_page_says_that_the_database_is_of_another_version_and_the_log_what_is_missing(
    place: Path, told: Callable[[], list[str]]
) -> None:
    whole = place.read_bytes()
    of_a_newer_version(place)
    for _ in range(3):
        test = AppTest.from_file(str(paths.ROOT / "pages" / "toelichting.py"), default_timeout=60).run()
        assert not test.exception
        assert "van een andere versie van het dashboard. Waarom, staat in het logboek" in test.error[0].value
    [line] = told()
    assert "De cijfers zijn niet te lezen" in line and "value" in line
    place.write_bytes(whole)
    assert not AppTest.from_file(str(paths.ROOT / "pages" / "toelichting.py"), default_timeout=60).run().error


def test_where_nothing_can_be_written_the_previous_figures_stay_until_it_can(
    place: Path, told: Callable[[], list[str]]
) -> None:
    make_old(place)
    before = place.read_bytes()
    lock = place.with_suffix(".lock")
    lock.mkdir()
    for _ in range(3):
        require_previous_figures(visit(), "mag schrijven in de map van de database")
    assert len(told()) == 1
    lock.rmdir()
    load._failed.clear()  # as half a minute later
    for _ in range(3):
        with no_room(megabytes=10):  # where a build went on to the end, and DuckDB said nothing when closing
            require_previous_figures(visit(), "Kijk of de schijf vol is")
    [line] = told()
    assert "File too large" in line
    assert place.read_bytes() == before and not place.with_suffix(".vorige").exists()
    assert [one.name for one in place.parent.glob(".*.aside*")] == []
    load._failed.clear()
    require_figures(visit())
    assert freshness.is_current(place)


def test_a_catalogue_that_breaks_is_told_once_and_mended_without_a_restart(
    place: Path, told: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "indicators.yaml"
    whole = paths.CATALOG.read_text(encoding="utf-8")
    own.write_text(whole.replace("theme: wonen", "theme: w", 1), encoding="utf-8")
    later = place.stat().st_mtime + 5
    os.utime(own, (later, later))
    monkeypatch.setattr(paths, "CATALOG", own)
    for _ in range(3):
        require_previous_figures(visit(), "'w' kan niet")
    [line] = told()
    assert "indicators.yaml" in line
    own.write_text(whole, encoding="utf-8")
    os.utime(own, (1, 1))  # as of the good file: nothing is to be built again
    require_figures(visit())
