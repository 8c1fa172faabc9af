"""A status costs two files: its entry in core/statuses.py and its rule in method/progress.py. Here one is added."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from veerkracht.core import paths
from veerkracht.core.statuses import STATUS, STATUSES, StatusName

ENTRY = """STATUSES = (
    Status(
        "ruim op koers",
        "Het cijfer ligt ver voor op het pad.",
        "De hele marge ligt boven twee keer {on_course}% van de nodige verandering.",
        '<circle cx="10" cy="10" r="4"/>',
        side="forward",
        rank=7,
        is_on_course=True,
    ),
"""
RULE = """        ("ruim op koers", lower >= 2 * enough),
        ("op koers", lower >= enough),
"""
ADDED = {  # by file the text that is replaced, each with what takes its place
    "core/statuses.py": {
        "StatusName = Literal[\n": 'StatusName = Literal[\n    "ruim op koers",\n',
        "STATUSES = (\n": ENTRY,
    },
    "method/progress.py": {'        ("op koers", lower >= enough),\n': RULE},
}
USE = """
import json
from pathlib import Path
from veerkracht.core import dutch
from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.method import progress
from veerkracht.topics.goals import method_texts

name = progress.judge(lower=10, upper=10, enough=2, whole=20)
with database.build(Path("new.duckdb")) as connection:
    connection.execute("insert into threshold values ('on_course_share', 0, 'Op koers', 0.95, '2026-01-01', 'reden')")
    print(json.dumps({
        "judged": name,
        "of a goal": progress.together([name, "op koers"]),
        "of another goal": progress.together([name, "verkeerde kant op"]),
        "words": dutch.STATUS_MEANING[name],
        "stored": connection.execute("select ?::goal_status_name::varchar", [name]).fetchone()[0],
        "mark": tables.html(Table.of("Standen", [Column("Stand")], [[Cell(text=name, mark=name)]])),
        "method page": method_texts.meanings(query_of(connection)),
    }))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the dashboard makes of a status that was added to it."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(paths.ROOT / "veerkracht", root / "veerkracht", ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in ADDED.items():
        change(root / "veerkracht" / name, changes)
    run = subprocess.run([sys.executable, "-c", USE], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def change(path: Path, changes: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, (path.name, old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_a_new_status_is_given_by_its_rule_and_counts_by_its_rank_and_side(seen: dict[str, Any]) -> None:
    assert seen["judged"] == "ruim op koers"
    assert seen["of a goal"] == "op koers" and seen["of another goal"] == "gemengd beeld"


@pytest.mark.slow
def test_a_new_status_is_stored_and_has_its_words_and_its_mark(seen: dict[str, Any]) -> None:
    assert seen["stored"] == "ruim op koers"
    assert seen["words"] == "Het cijfer ligt ver voor op het pad."
    assert "r=%224%22" in seen["mark"] and "ruim op koers" in seen["mark"]


@pytest.mark.slow
def test_a_new_status_is_explained_on_the_method_page_with_the_threshold(seen: dict[str, Any]) -> None:
    assert "<b>ruim op koers</b>" in seen["method page"]
    assert "boven twee keer 95% van de nodige verandering." in seen["method page"]


def test_every_status_has_words_a_rank_of_its_own_and_a_mark_of_its_own() -> None:
    assert [status.name for status in STATUSES] == list(STATUS) == list(get_args(StatusName))
    ranks = [status.rank for status in STATUSES if status.rank is not None]
    assert sorted(ranks) == list(range(len(ranks)))
    assert all(status.meaning and status.rule for status in STATUSES)
    assert len({status.shape for status in STATUSES}) == len(STATUSES)
