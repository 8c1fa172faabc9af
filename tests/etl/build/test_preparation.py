"""Putting figures ready while the dashboard starts: it succeeds, fails with a reason, or is none of its business."""

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import duckdb
import pytest

from etl.build import build, previous
from etl.build.preparation import Preparation
from tests import harm
from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.database import health

BUSY = "De cijfers worden klaargezet."


@pytest.mark.slow
def test_a_failed_build_is_reported_with_the_reason_and_breaks_nothing(
    data: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "run_checks", Mock(side_effect=DataError("Controle mislukt")))
    preparation = Preparation()
    preparation.start()
    assert preparation.reason == BUSY
    preparation._thread.join(60)
    assert [record.getMessage() for record in caplog.records] == ["De database is niet te bouwen"]
    state = health.state(preparation.reason)
    assert (state["gezond"], state["reden"]) == (False, "De cijfers kunnen niet worden klaargezet; zie het logboek.")
    assert len(caplog.records) == 1  # why is in the log already


def test_a_read_only_folder_is_a_reason_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(tmp_path / "file" / "veerkracht.duckdb"))
    preparation = Preparation()
    preparation._build(paths.database_file())
    assert preparation.reason == "De cijfers kunnen niet worden klaargezet; zie het logboek."
    assert str(tmp_path / "file") in caplog.text


@pytest.mark.slow
def test_nothing_is_built_when_it_is_current_or_comes_from_elsewhere(
    built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparation = Preparation()
    preparation.start()
    monkeypatch.setenv("VEERKRACHT_DATA", "elsewhere")
    monkeypatch.setenv("VEERKRACHT_DATABASE", "postgres:dbname=veerkracht")
    preparation.start()
    assert preparation.reason == ""


@pytest.mark.slow
def test_a_database_that_is_open_elsewhere_is_a_reason_and_stays_as_it_is(
    data: Path, database_of_data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(previous, "_TRIES", 1)
    with duckdb.connect(str(database_of_data)) as connection:
        connection.execute("update build set fingerprint = ''")
    intact = database_of_data.read_bytes()
    preparation = Preparation()
    with harm.held(database_of_data) as process:
        preparation.start()
        preparation._thread.join(60)
        state = health.state(preparation.reason)
    assert preparation.reason == "De cijfers kunnen niet worden klaargezet; zie het logboek."
    assert state["gezond"] is True  # there are figures to show
    assert f", proces {process}). Sluit dat en probeer het opnieuw." in caplog.text
    assert database_of_data.read_bytes() == intact


@pytest.mark.slow
def test_a_server_loads_nothing_that_only_a_build_needs() -> None:
    script = """
import importlib, pathlib, sys
import asgi
for page in pathlib.Path("veerkracht/topics").glob("*/page.py"):
    importlib.import_module(".".join(page.with_suffix("").parts))
print(*sorted({"etl.build.build", "openpyxl", "pydantic", "requests"} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", script], cwd=paths.ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
