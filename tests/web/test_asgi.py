"""The dashboard from outside: its health and version, what a browser may do, what an error shows."""

import json
import re
import shutil
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import duckdb
import pytest
import streamlit
from playwright.sync_api import Page
from starlette.requests import Request
from streamlit import config

from tests.chromium import NEEDED, until
from tests.web.awaited import awaited
from veerkracht.core import moments, paths, run_log
from veerkracht.core.run_log import Run
from veerkracht.database import health
from veerkracht.web import server


@pytest.fixture(scope="module")
def served(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own with the log of a run, whose database these tests break."""
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(included_database.parent, folder)
    run_log.append(folder / "bronnen", Run("2026-01-02T03:04:05", "2026-01-02T03:05:00", "python -m etl", "gelukt", ""))
    return folder


def get(url: str) -> tuple[int, dict[str, Any], Message]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer), answer.headers


def test_a_dashboard_with_figures_is_healthy_and_reports_their_age(address: str, served: Path) -> None:
    code, state, headers = get(f"{address}/gezond")
    with duckdb.connect(str(served / "veerkracht.duckdb"), read_only=True) as connection:
        [[count]] = connection.execute("select count(value) from observation").fetchall()
        [[built]] = connection.execute("select built_at from build").fetchall()
        [[fetched]] = connection.execute("select max(retrieved_at) from snapshot where retrieved_at < 'a'").fetchall()
    hours = state.pop("uren_oud"), state["laatste_run"].pop("uren_geleden")
    last = {"begonnen": "2026-01-02T03:04:05", "uitkomst": "gelukt"}
    expected = {"gezond": True, "cijfers": count, "gebouwd": moments.as_text(built), "opgehaald": fetched}
    assert (code, state) == (200, expected | {"laatste_run": last})
    passed = [(moments.now() - then).total_seconds() / 3600 for then in (built, moments.parse(last["begonnen"]))]
    assert hours == pytest.approx(passed, abs=0.1)
    assert headers["cache-control"] == "no-store"


def test_the_version_is_that_of_the_project(address: str) -> None:
    code, version, _ = get(f"{address}/versie")
    assert code == 200 and f'version = "{version["dashboard"]}"' in (paths.ROOT / "pyproject.toml").read_text()


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
    # later, because what is evaluated from outside is not restricted
    plant = """() => new Promise((done) => setTimeout(() => {
        const script = document.createElement('script');
        script.textContent = 'window.planted = true';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.planted = true">');
        let result;
        try { result = eval('1 + 1'); } catch (error) { result = error.name; }
        setTimeout(() => done([result, window.planted === true]), 300);
    }))"""
    assert page.evaluate(plant) == ["EvalError", False]
    page.errors.clear()  # the browser reports what it blocked


def test_a_database_that_cannot_be_read_is_reported_without_path(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    (data / "veerkracht.duckdb").write_bytes(b"geen database")
    state = health.state()
    assert state["gezond"] is False and str(data) not in json.dumps(state)
    assert str(data) in caplog.text


@NEEDED
def test_an_error_in_a_page_is_dutch_shows_no_trace_and_gives_a_code(page: Page, address: str, served: Path) -> None:
    whole = (served / "veerkracht.duckdb").read_bytes()
    with duckdb.connect(str(served / "veerkracht.duckdb")) as connection:
        connection.execute("delete from threshold")
    page.goto(f"{address}/kaart")
    page.get_by_text("Geef de beheerder dan deze code").wait_for()
    text = page.locator("[data-testid=stMain]").inner_text()
    (served / "veerkracht.duckdb").write_bytes(whole)
    assert "Traceback" not in text and "KeyError" not in text and "small_population" not in text
    [code] = re.findall(r"deze code: (\w{8})", text)
    lines = served.with_suffix(".log").read_text(encoding="utf-8").splitlines()
    logged = lines[next(place for place, line in enumerate(lines) if "Het dashboard is gestart" in line) :]
    assert [line for line in logged if not line.startswith('time="')] == []
    assert [line for line in logged if "level=error" in line and "Fout op een pagina" not in line] == []
    assert any(f"code={code} page=kaart error=KeyError" in line for line in logged)
    assert "small_population" not in "".join(logged)
    page.goto(f"{address}/kaart")
    page.get_by_role("heading", name="Kaart").wait_for()
    page.wait_for_selector("table.vk", timeout=60_000)


class Unprepared:
    reason = "De cijfers worden klaargezet."


@pytest.mark.slow
def test_a_dashboard_is_not_healthy_until_its_figures_can_be_read(included_database: Path, data: Path) -> None:
    preparation, clock = Unprepared(), [0.0]
    monitoring = server.Monitoring(preparation, health.Monitor(lambda: clock[0]))

    def answer() -> tuple[int, dict[str, Any]]:
        response = awaited(monitoring.health(Request({"type": "http"})))
        return response.status_code, json.loads(response.body)

    unhealthy = 503, {"gezond": False, "reden": preparation.reason, "laatste_run": None}
    assert answer() == unhealthy
    shutil.copy(included_database, data / "veerkracht.duckdb")
    clock[0] = health.SECONDS_BETWEEN_LOOKS - 0.1
    assert answer() == unhealthy  # it did not look again yet
    clock[0] = health.SECONDS_BETWEEN_LOOKS
    assert answer()[0] == 200 and preparation.reason == ""
    (data / "veerkracht.duckdb").write_bytes(b"geen database")
    clock[0] *= 2
    status, state = answer()
    assert status == 503 and state["reden"] == "De cijfers zijn niet te lezen; zie het logboek."


@pytest.mark.parametrize(("details", "is_hidden"), [("none", True), ("full", False)])
def test_a_visitor_gets_a_code_of_an_error_and_make_dev_shows_its_traceback(
    details: str, is_hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    monkeypatch.setattr(streamlit, "error", messages.append)
    usual = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", details)
    assert server.report_error(KeyError("boem")) is is_hidden
    config.set_option("client.showErrorDetails", usual)
    assert [bool(re.search("deze code: [0-9a-f]{8}", message)) for message in messages] == [True] * is_hidden
