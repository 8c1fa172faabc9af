"""The first start on a machine that never ran Streamlit, by the command of `make app`: it serves, and asks nothing."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from benchmarks.pages import wait_for
from tests import chromium
from veerkracht.core import paths

COMMAND = re.compile(r"^app:.*\n\t\$\(BIN\)/python (.+)$", re.MULTILINE)


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
