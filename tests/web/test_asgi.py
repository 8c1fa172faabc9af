"""The dashboard from outside: is it healthy, which version is it, what may a browser do, what does an error tell."""

import json
import re
import shutil
import time
import urllib.error
import urllib.request
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page

from etl.command import runs
from tests.chromium import NEEDED, until
from veerkracht.core import paths
from veerkracht.core.run_log import Run
from veerkracht.database import health


@pytest.fixture(scope="module")
def served(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own, whose database these tests break."""
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(included_database.parent, folder)
    return folder


def get(url: str) -> tuple[int, dict[str, Any], Message]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer), answer.headers


def test_a_dashboard_with_figures_is_healthy_and_says_of_when_they_are(address: str, served: Path) -> None:
    runs.append(served / "bronnen", Run("2026-01-02T03:04:05", "2026-01-02T03:05:00", "python -m etl", "gelukt", ""))
    time.sleep(health._SECONDS_KEPT)
    code, told, headers = get(f"{address}/gezond")
    with duckdb.connect(str(served / "veerkracht.duckdb"), read_only=True) as connection:
        [[count]] = connection.execute("select count(value) from observation").fetchall()
        [[built]] = connection.execute("select built_at::varchar from build").fetchall()
        [[fetched]] = connection.execute("select max(retrieved_at) from snapshot where retrieved_at < 'a'").fetchall()
    hours = told.pop("uren_oud"), told["laatste_run"].pop("uren_geleden")
    last = {"begonnen": "2026-01-02T03:04:05", "uitkomst": "gelukt"}
    expected = {"gezond": True, "cijfers": count, "gebouwd": built, "opgehaald": fetched, "laatste_run": last}
    assert (code, told) == (200, expected)
    since = [(datetime.now() - datetime.fromisoformat(one)).total_seconds() / 3600 for one in (built, last["begonnen"])]
    assert hours == pytest.approx(since, abs=0.1)
    assert headers["cache-control"] == "no-store"


def test_the_version_is_that_of_the_project(address: str) -> None:
    code, told, _ = get(f"{address}/versie")
    assert code == 200 and f'version = "{told["dashboard"]}"' in (paths.ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("path", ["", "kaart", "gezond", "_stcore/health", "bestaat-niet", "static/geen.js"])
def test_every_answer_says_what_a_browser_may_do_with_it(address: str, path: str) -> None:
    try:
        headers = urllib.request.urlopen(f"{address}/{path}").headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin" and "camera=()" in headers["permissions-policy"]
    assert "'unsafe-eval'" not in headers["content-security-policy"]


@NEEDED
def test_a_script_that_is_planted_in_a_page_does_not_run(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    page.locator("svg.marks").first.wait_for()
    until(page, "document.documentElement.lang === 'nl' && history.isVeerkracht")
    assert page.errors == []  # as every browser test of every page asks
    # later, as what is asked from outside may do all
    asked = """() => new Promise((done) => setTimeout(() => {
        const script = document.createElement('script');
        script.textContent = 'window.planted = true';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.planted = true">');
        let found;
        try { found = eval('1 + 1'); } catch (error) { found = error.name; }
        setTimeout(() => done([found, window.planted === true]), 300);
    }))"""
    assert page.evaluate(asked) == ["EvalError", False]
    page.errors.clear()  # where the browser tells what it stopped


def test_a_database_that_cannot_be_read_is_told_without_its_place(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    health._state.cache_clear()
    (data / "veerkracht.duckdb").write_bytes(b"geen database")
    told = health.state()
    health._state.cache_clear()
    assert told["gezond"] is False and str(data) not in json.dumps(told)
    assert str(data) in caplog.text


@NEEDED
def test_an_error_in_a_page_is_dutch_shows_no_trace_and_gives_a_code(page: Page, address: str, served: Path) -> None:
    whole = (served / "veerkracht.duckdb").read_bytes()
    with duckdb.connect(str(served / "veerkracht.duckdb")) as connection:
        connection.execute("delete from threshold")
    page.goto(f"{address}/kaart")
    page.get_by_text("Geef de beheerder dan deze code").wait_for()
    shown = page.locator("[data-testid=stMain]").inner_text()
    (served / "veerkracht.duckdb").write_bytes(whole)
    assert "Traceback" not in shown and "KeyError" not in shown and "small_population" not in shown
    [code] = re.findall(r"deze code: (\w{8})", shown)
    lines = served.with_suffix(".log").read_text(encoding="utf-8").splitlines()
    told = lines[next(place for place, line in enumerate(lines) if "Het dashboard is gestart" in line) :]
    assert [line for line in told if not line.startswith('time="')] == []
    assert [line for line in told if "level=error" in line and "Fout op een pagina" not in line] == []
    assert any(f"code={code} page=kaart error=KeyError" in line for line in told)
    assert "small_population" not in "".join(told)
    page.goto(f"{address}/kaart")
    page.get_by_role("heading", name="Kaart").wait_for()
    page.wait_for_selector("table.vk", timeout=60_000)


def test_a_dashboard_without_readable_figures_is_not_healthy_until_they_are_back(address: str, served: Path) -> None:
    whole = (served / "veerkracht.duckdb").read_bytes()
    (served / "veerkracht.duckdb").write_bytes(b"geen database")
    time.sleep(health._SECONDS_KEPT + 0.1)
    code, told, _ = get(f"{address}/gezond")
    (served / "veerkracht.duckdb").write_bytes(whole)
    assert code == 503 and told["gezond"] is False and str(served) not in json.dumps(told)
    time.sleep(health._SECONDS_KEPT + 0.1)
    assert get(f"{address}/gezond")[0] == 200
