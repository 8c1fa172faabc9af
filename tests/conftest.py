"""What the tests share: the local publishers, a data folder of their own, a built database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl import http, load
from tests import publishers as server
from veerkracht import paths

INCLUDED = paths.ROOT / "data" / "meegeleverd"


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
    """A data folder with the included data and nothing else."""
    folder = tmp_path / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd")
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
