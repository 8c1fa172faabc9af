"""A kind of publisher is one line in a list and, when it is fetched, one module."""

import inspect
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import duckdb
import pytest

from etl.publishers import publisher
from tests.conftest import INCLUDED
from veerkracht.catalog import publisher_kinds
from veerkracht.catalog.publisher_kinds import PublisherKind
from veerkracht.core import paths

FETCHED = [kind for kind in publisher_kinds.KINDS if kind.hosts]
LINE = """    PublisherKind("proef", "proeven", "wordt verzonnen", (Host("proef", "VEERKRACHT_PROEF_URL", "-"),)),
"""
MODULE = '''"""Makes up a table."""

import pandas as pd

from etl.publishers.publisher import Request
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from veerkracht.catalog.catalog import Source, Table

AREAS = {"BU09350403": "Nazareth", "GM0935": "Maastricht"}


def modified_at(source: Source, table: Table) -> str | None:
    return "2026-01-01"


def fetch(request: Request) -> Snapshot:
    manifest = Manifest(
        source_id=request.source_id, table_id=request.table.id, edition="2026-01-01", title=request.table.title,
        publisher=request.source.publisher, licence=request.source.licence, retrieved_at="2026-01-02",
        modified_at="2026-01-01", is_complete=True, note="",
    )
    topics = pd.DataFrame([("Proef", "Proef", "", "%", 1)], columns=TOPIC_COLUMNS)
    facts = pd.DataFrame(
        [("Proef", code, "2023", 12.5, None, None, "definitief", "") for code in AREAS], columns=FACT_COLUMNS
    )
    areas = pd.DataFrame([(code, name, "") for code, name in AREAS.items()], columns=AREA_COLUMNS)
    return Snapshot(manifest, topics, facts, areas, "opgehaald")
'''
SOURCE = """sources:
  proef:
    publisher: Proefbureau
    title: Proeven
    kind: proef
    host: proef
    url: https://example.org
    licence: CC0
    citation: Proefbureau
    tables: [{id: PROEF, periods: [2023], title: Proef}]
"""
INDICATOR = """indicators:
  - id: proef
    theme: zorg
    label: Proef
    definition: Een proef.
    unit: "%"
    decimals: 1
    source: proef
    topic: {names: [Proef], unit: ["%"]}
"""


AGAIN = """
from etl.publishers import fetching
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.topics.sources import tables

content = catalog.load(paths.CATALOG)
jobs = fetching.jobs(content, ["proef"], [], [])
fetching.run(jobs, content, fetching.Options(), lambda attempt: print(attempt.message), iter)
print(tables._KINDS["proef"])
"""


def protocol(kind: PublisherKind) -> type:
    if kind.gives_outlines:
        return publisher.OutlinePublisher
    return publisher.NationalPublisher if kind.is_national else publisher.Publisher


@pytest.mark.parametrize("kind", FETCHED, ids=lambda kind: kind.name)
def test_the_module_of_a_kind_offers_what_its_protocol_asks(kind: PublisherKind) -> None:
    module = import_module(f"etl.publishers.{kind.name}")
    for name, method in inspect.getmembers(protocol(kind), inspect.isfunction):
        if not name.startswith("_"):
            _, *wanted = inspect.signature(method).parameters.values()
            assert list(inspect.signature(getattr(module, name)).parameters.values()) == wanted, name


def test_a_new_publisher_is_one_module_and_one_line(tmp_path: Path) -> None:
    for name in ("etl", "veerkracht"):
        shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    catalog = paths.CATALOG.read_text(encoding="utf-8")
    catalog = catalog.replace("sources:\n", SOURCE, 1).replace("indicators:\n", INDICATOR, 1)
    (tmp_path / "indicators.yaml").write_text(catalog, encoding="utf-8")
    shutil.copytree(INCLUDED, tmp_path / "data" / "meegeleverd", ignore=shutil.ignore_patterns("landelijk"))

    (tmp_path / "etl" / "publishers" / "proef.py").write_text(MODULE, encoding="utf-8")
    registry = tmp_path / "veerkracht" / "catalog" / "publisher_kinds.py"
    registry.write_text(registry.read_text(encoding="utf-8").replace("KINDS = (\n", f"KINDS = (\n{LINE}"), "utf-8")

    environment = {name: value for name, value in os.environ.items() if not name.startswith("VEERKRACHT_")}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    expected = "PROEF  Proef: 2 gebieden, 1 onderwerpen, 2 cijfers, uitgave 2026-01-01"
    assert expected in run("-m", "etl", "--only", "proef")
    with duckdb.connect(str(tmp_path / "data" / "veerkracht.duckdb"), read_only=True) as connection:
        assert connection.execute("""
            select area_code, value, kind from observation join indicator using (indicator_id)
            join source using (source_id) where source_id = 'proef' and value is not null order by all
        """).fetchall() == [("BU09350403", 12.5, "proef"), ("GM0935", 12.5, "proef")]
    assert run("-c", AGAIN).splitlines() == ["Proef: niet gewijzigd sinds 2026-01-01", "wordt verzonnen"]
