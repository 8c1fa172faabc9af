"""Putting figures ready while the dashboard starts: it succeeds, fails with a reason, or is none of its business."""

import time
from pathlib import Path

import pytest

from etl.build.preparation import Preparation
from veerkracht.core import paths
from veerkracht.database import health

BUSY = "De cijfers worden klaargezet."


def finished(preparation: Preparation) -> str:
    """Return the reason that is left when it is done."""
    for _ in range(600):
        if preparation.reason != BUSY:
            return preparation.reason
        time.sleep(0.1)
    raise TimeoutError


def test_figures_that_cannot_be_put_ready_are_told_with_the_reason_and_nothing_breaks(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "meegeleverd" / "programmaplan@2025" / "manifest.json").write_text("{", encoding="utf-8")
    preparation = Preparation()
    preparation.start()
    assert preparation.reason == BUSY
    reason = finished(preparation)
    assert [record.getMessage() for record in caplog.records] == ["De database is niet te bouwen"]
    told = health.state(reason)
    assert (told["gezond"], told["reden"]) == (False, "De cijfers kunnen niet worden klaargezet; zie het logboek.")
    assert len(caplog.records) == 1  # why is in the log already


def test_a_place_that_cannot_be_written_is_a_reason_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(tmp_path / "file" / "veerkracht.duckdb"))
    preparation = Preparation()
    preparation._build(paths.database_file())
    assert preparation.reason == "De cijfers kunnen niet worden klaargezet; zie het logboek."
    assert str(tmp_path / "file") in caplog.text


def test_nothing_is_put_ready_where_it_is_there_or_comes_from_elsewhere(
    built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparation = Preparation()
    preparation.start()
    monkeypatch.setenv("VEERKRACHT_DATA", "elsewhere")
    monkeypatch.setenv("VEERKRACHT_DATABASE", "postgres:dbname=veerkracht")
    preparation.start()
    assert preparation.reason == ""
