"""The first start on a machine that never ran Streamlit, by the command of `make app`, and the very first visitor."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from benchmarks.pages import wait_for
from tests import chromium
from veerkracht.core import paths

COMMAND = re.compile(r"^app:.*\n\t\$\(if .*\n\t\$\(BIN\)/python (.+)$", re.MULTILINE)


@pytest.mark.server
def test_a_first_start_without_a_terminal_serves_the_dashboard(served: Path, tmp_path: Path) -> None:
    [command] = COMMAND.findall((paths.ROOT / "Makefile").read_text(encoding="utf-8"))
    port = chromium.free_port()
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "BROWSER": "true"}  # no file of Streamlit, no browser
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, *command.split(), "--server.port", str(port)], cwd=paths.ROOT, stdin=subprocess.DEVNULL,
            env={**os.environ, **home, "VEERKRACHT_DATA": str(served)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
    finally:
        running.terminate()
        running.wait(20)
    assert "mail" not in (tmp_path / "log").read_text(encoding="utf-8").lower()


@pytest.fixture
def address(started: Callable[..., str], tmp_path: Path) -> str:
    """The address of a server that has served nothing yet, on a data folder without a database."""
    folder = tmp_path / "data"
    shutil.copytree(paths.included_folder(), folder / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))
    return started(folder)


@chromium.NEEDED
def test_the_very_first_visitor_may_follow_a_link_to_a_page(page: Page, address: str) -> None:
    chromium.visit(page, f"{address}/bronnen")
    page.get_by_role("link", name="Start", exact=True).wait_for()
    assert page.locator("h1").inner_text() == "Bronnen en kwaliteit"
    assert page.evaluate("getComputedStyle(document.querySelector('table.vk')).borderCollapse") == "collapse"
