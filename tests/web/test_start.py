"""Where the process is set up: when the program starts, and not when a module is imported."""

import subprocess
import sys

import pytest

from veerkracht.core import paths

pytestmark = pytest.mark.slow

STATE = """
import logging
import pandas as pd
from streamlit.runtime.pages_manager import PagesManager
from veerkracht.core import logs
print(logging.getLogger().handlers.count(logs.HANDLER), PagesManager.uses_pages_directory,
      pd.get_option("mode.string_storage"))
"""


def state_after(code: str) -> list[str]:
    """Return handlers of the log, whether Streamlit serves pages/, and how pandas stores strings after some code."""
    command = [sys.executable, "-c", f"{code}\n{STATE}"]
    output = subprocess.run(command, cwd=paths.ROOT, check=True, capture_output=True, text=True).stdout
    return output.split()


def test_importing_the_dashboard_changes_nothing_of_the_process() -> None:
    assert state_after("import asgi") == state_after("")


def test_the_process_is_set_up_once_and_again_without_effect() -> None:
    once = state_after("from veerkracht.web import start\nstart.set_up()")
    assert once == ["1", "False", "python"]
    assert state_after("from veerkracht.web import start\nstart.set_up()\nstart.set_up()") == once
