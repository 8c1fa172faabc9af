"""Where the process is set up: when the program starts, and not when a module is imported."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_a_server_that_starts_deletes_the_copies_of_databases_that_an_ended_process_left(tmp_path: Path) -> None:
    left = tmp_path / "veerkracht-abc_1xyz" / "copy.duckdb"
    left.parent.mkdir()
    left.touch()
    code = "import json\nfrom veerkracht.web import start\nstart.set_up_server(json)"  # for topics any package will do
    subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, check=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert not left.parent.exists()


@pytest.mark.parametrize(
    ("option", "expected"), [("True", "\n  Het dashboard staat op http://localhost:8599\n\n"), ("False", "")]
)
def test_the_address_is_said_when_streamlit_does_not_say_it(option: str, expected: str) -> None:
    options = f"config.set_option('logger.hideWelcomeMessage', {option}); config.set_option('server.port', 8599)"
    code = f"from streamlit import config\n{options}\nfrom veerkracht.web import start\nstart.print_address()"
    output = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert output == expected


FOR_FILES = ("docx", "icalendar", "openpyxl", "pptx", "pyarrow.parquet", "vl_convert", "xlsxwriter")
NEEDED = """
import ast, gc, pathlib, sys
import asgi
asgi.start.set_up_server(asgi.topics)
pages = [ast.parse(path.read_text(encoding="utf-8")) for path in pathlib.Path("pages").glob("*.py")]
imported = [node for page in pages for node in ast.walk(page) if isinstance(node, ast.ImportFrom)]
names = {node.module for node in imported}
names |= {f"{node.module}.{alias.name}" for node in imported for alias in node.names}
known = {name for name in names if (pathlib.Path(*name.split(".")).with_suffix(".py")).exists()}
print(len(known), sorted(known - sys.modules.keys()), [name for name in FOR_FILES if name in sys.modules])
print(gc.get_freeze_count() > 100_000 > len(gc.get_objects()))
"""


def test_a_server_has_imported_what_pages_need_before_its_first_visitor_and_nothing_that_only_files_need() -> None:
    command = [sys.executable, "-c", f"FOR_FILES = {FOR_FILES}\n{NEEDED}"]
    served = subprocess.run(command, cwd=paths.ROOT, check=True, capture_output=True, text=True)
    count, *left, frozen = served.stdout.split()
    assert int(count) > 40 and left == ["[]", "[]"] and frozen == "True"
    assert "leaked" not in served.stderr
