"""Performs each recipe of CONTRIBUTING in a copy of the project, and checks that the files it names are sufficient."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest

from etl.snapshots import nationwide
from veerkracht.core import paths

pytestmark = pytest.mark.slow

CONTRIBUTING = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = (
    "app.py",
    "asgi.py",
    "etl",
    "indicators.yaml",
    "pages",
    "programma.yaml",
    "pyproject.toml",
    "veerkracht",
    ".streamlit",
)
DRAW = """
import json, sys
from streamlit.testing.v1 import AppTest

page = AppTest.from_file(f"pages/{sys.argv[1]}.py", default_timeout=120)
page.query_params.update(json.loads(sys.argv[2]))
page.run()
assert not page.exception and not page.error, [*page.exception, *page.error]
texts = [part.value for kind in (page.title, page.markdown, page.caption, page.info) for part in kind]
texts += [part.proto.alt for part in page.get("vega_lite_chart")]
print("\\n".join([*texts, *(part.proto.body for part in page.get("html"))]))
"""
ASK = """
import duckdb, sys
with duckdb.connect("data/veerkracht.duckdb", read_only=True) as connection:
    for row in connection.execute(sys.argv[1]).fetchall():
        print(*row)
"""


@dataclass
class Project:
    """A copy of the project with its included data, and its changed files."""

    root: Path
    changed: set[str] = field(default_factory=set)

    def write(self, path: str, text: str) -> None:
        """Make a new file."""
        assert not (self.root / path).exists()
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.changed.add(path)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that a file holds once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")
        self.changed.add(path)

    def run(self, *arguments: str, **environment: str) -> str:
        """Run Python in the project as a process of its own, and return what it prints."""
        settings = {name: value for name, value in os.environ.items() if not name.startswith("VEERKRACHT_")}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=settings | environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def draw(self, page: str, **query: str) -> str:
        """Return the texts and tables of a page."""
        return self.run("-c", DRAW, page, json.dumps(query))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in CODE:
        path = paths.ROOT / name
        if path.is_dir():
            shutil.copytree(path, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, tmp_path / name)
    included = paths.ROOT / "data" / "meegeleverd"
    shutil.copytree(included, tmp_path / "data" / "meegeleverd", ignore=shutil.ignore_patterns(nationwide.NAME))
    return Project(tmp_path)


@pytest.fixture
def built_project(project: Project, included_database: Path) -> Project:
    """A copy of the project with a database."""
    shutil.copy2(included_database, project.root / "data")
    return project


def files_of(title: str) -> list[str]:
    """Return the files that a recipe of CONTRIBUTING names; its heading counts them."""
    recipe = re.search(rf"^### {title}: (\d+) files?$\n(.*?)(?=^##)", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    assert recipe, f"CONTRIBUTING has no recipe {title!r}"
    files = re.findall(r"^\d+\. `(.+?)`", recipe[2], re.MULTILINE)
    assert len(files) == int(recipe[1])
    return files


INDICATOR = """\
  - id: nieuwe_woningen
    theme: wonen
    label: Nieuwe woningen
    definition: Woningen die hoogstens tien jaar oud zijn, als deel van de woningvoorraad.
    unit: '%'
    decimals: 0
    source: kwb
    topic: {names: [BouwjaarAfgelopenTienJaar], unit: ['%']}
"""


def test_an_indicator_is_an_entry_of_the_catalogue(project: Project) -> None:
    project.edit("indicators.yaml", "  - id: koopwoningen\n", INDICATOR + "  - id: koopwoningen\n")
    project.run("-m", "etl", "--offline")
    assert "Lijngrafiek van Nieuwe woningen" in project.draw("trends", indicator="nieuwe_woningen")
    assert sorted(project.changed) == sorted(files_of("An indicator"))


STATUS = """\
    Status(
        "ruim op koers",
        "Het cijfer ligt ver voor op het pad naar het doel.",
        "De hele marge ligt boven anderhalf keer de nodige verandering.",
        '<rect x="3" y="8" width="14" height="4" fill="#0b6b3a"/>',
        side="forward",
        rank=6,
        is_on_course=True,
    ),
"""


def test_a_status_is_an_entry_of_the_list_and_its_rule(project: Project) -> None:
    statuses, rule = "veerkracht/core/statuses.py", "veerkracht/method/progress.py"
    project.edit(statuses, '"bereikt", "op koers",', '"bereikt", "ruim op koers", "op koers",')
    project.edit(statuses, "rank=6,", "rank=7,")
    project.edit(statuses, '    Status(\n        "op koers"', STATUS + '    Status(\n        "op koers"')
    rules = '        ("op koers", lower >= enough),\n'
    project.edit(rule, rules, f'        ("ruim op koers", upper >= 1.5 * enough),\n{rules}')
    project.run("-m", "etl", "--offline")
    assert "ruim op koers" in project.run("-c", ASK, "select distinct status from goal_status").splitlines()
    explained = project.draw("toelichting")
    assert "Het cijfer ligt ver voor op het pad" in explained and "boven anderhalf keer" in explained
    page = unquote(project.draw("doelen"))
    assert '<rect x="3" y="8" width="14"' in page and ">ruim op koers</b>" in page
    assert sorted(project.changed) == sorted(files_of("A status"))


TOPIC = "veerkracht/topics/ageing"
QUERIES = '''\
"""What is asked about ageing: a connection in, a DataFrame out."""

import duckdb
import pandas as pd


def oldest(connection: duckdb.DuckDBPyConnection, indicator_id: str, period: str) -> pd.DataFrame:
    """Return one row per buurt with a figure, highest first: area_code, name, period, value, lower, upper, margin_kind,
    status, missing."""
    return connection.execute(
        """
        select area_code, name, period, value, lower, upper, margin_kind::varchar as margin_kind,
               status::varchar as status, missing::varchar as missing
        from observation
        join (select distinct on (area_code) area_code, name from area order by area_code, boundary_year desc)
            using (area_code)
        where indicator_id = $indicator_id and period = $period and area_code like 'BU%' and value is not null
        order by value desc, area_code
        """,
        {"indicator_id": indicator_id, "period": period},
    ).df()
'''
EXHIBITS = '''\
"""Ageing as an exhibit: the share of older residents per buurt."""

from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits
from veerkracht.drawing import vega
from veerkracht.drawing.chart import Chart
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Cell, Column, Table, figure
from veerkracht.topics.ageing import queries

INDICATOR = "ouder_dan_65"


def oldest(query: Query, period: str) -> Exhibit:
    """Return the share of residents of 65 and older per buurt as bars."""
    indicator = lookups.indicator(query, INDICATOR)
    frame = query(queries.oldest, INDICATOR, period)
    highest = frame.iloc[0]
    title = f"{highest['name']} heeft het grootste deel oudere inwoners"
    words = dutch.figure(highest["value"], indicator.decimals, indicator.unit)
    table = Table.of(
        f"{indicator.label}, {period}",
        (Column("Buurt"), Column("Aandeel", indicator.decimals, indicator.unit)),
        [[Cell(text=row.name), figure(row)] for row in frame.itertuples(index=False)],
    )
    chart = Chart({
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": frame[["name", "value"]].to_dict("records")},
        "mark": "bar",
        "encoding": {
            "x": {"field": "value", "type": "quantitative", "title": dutch.unit_label(indicator.unit)},
            "y": {"field": "name", "type": "nominal", "title": None, "sort": None},
        },
        "config": vega.CONFIG,
    })
    return exhibits.exhibit(
        query, "leeftijd", title, f"{indicator.label}, {period}", f"Staven: {highest['name']} {words}.", table,
        [(indicator, typed(frame, Observation))], [], chart,
    )
'''
PAGE_OF_TOPIC = '''\
"""Draws ageing on its page."""

from veerkracht.topics.ageing import exhibits
from veerkracht.web import downloads, layout
from veerkracht.web.cache import query, replayed


def show_oldest(period: str) -> None:
    """Show the share of older residents per buurt, and offer it."""
    replayed(_draw_oldest, period)
    downloads.share_menu([downloads.Download("", "leeftijd", lambda: query.value(exhibits.oldest, period))])


def _draw_oldest(period: str) -> None:
    layout.show(query.value(exhibits.oldest, period))
'''
PAGE = '''\
"""Leeftijd: the share of older residents per buurt."""

from veerkracht.topics.ageing import page
from veerkracht.web import layout

layout.show_heading("Leeftijd")
page.show_oldest("2024")
'''
EXPORT = """
import duckdb, io, docx
from veerkracht.database.query import query_of
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Letter, Part
from veerkracht.export import picture, word, workbook
from veerkracht.topics.ageing.exhibits import oldest

with duckdb.connect("data/veerkracht.duckdb", read_only=True) as connection:
    query = query_of(connection)
    exhibit = oldest(query, "2024")
    moment = exhibits.moment(query)
    part = Part("leeftijd", "Leeftijd", ("Ouderen.",), (exhibit,))
    letter = Letter("brief", "Brief", "", "Gemeente", (part,), "", exhibit.version, moment)
    document = docx.Document(io.BytesIO(word.document(letter)))
    print(len(document.inline_shapes), [row.cells[0].text for row in document.tables[0].rows][1])
    print(picture.png(exhibit)[1:4].decode(), len(workbook.workbook([exhibit], "Leeftijd", "Gemeente", moment)) > 1000)
"""


def test_a_page_with_a_chart_and_its_export_is_a_folder_a_script_and_a_line_in_the_menu(built_project: Project) -> None:
    project = built_project
    project.write(f"{TOPIC}/__init__.py", '"""How old the residents of the buurten are."""\n')
    project.write(f"{TOPIC}/queries.py", QUERIES)
    project.write(f"{TOPIC}/exhibits.py", EXHIBITS)
    project.write(f"{TOPIC}/page.py", PAGE_OF_TOPIC)
    project.write("pages/leeftijd.py", PAGE)
    menu = "veerkracht/core/menu.py"
    project.edit(menu, '    {"trends": "Trends"},\n', '    {"trends": "Trends", "leeftijd": "Leeftijd"},\n')
    project.edit(menu, '    "vergaderstand": (', '    "leeftijd": ("Hoe oud de inwoners zijn", "ouderen"),\n'
                 '    "vergaderstand": (')  # fmt: skip
    page = project.draw("leeftijd")
    assert "Inwoners van 65 jaar of ouder, 2024" in page and "<table" in page
    pictures, oldest, png, has_workbook = project.run("-c", EXPORT).split()
    assert (pictures, png, has_workbook) == ("1", "PNG", "True") and oldest in page
    assert sorted(
        path.replace("ageing", "<topic>").replace("leeftijd", "<page>") for path in project.changed
    ) == sorted(files_of("A page with a chart and its export"))


MONITOR = '''\
"""Fetches figures of the Kansenmonitor, a file of JSON per table."""

import pandas as pd
import requests

from etl.publishers import http
from etl.publishers.publisher import Request
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from veerkracht.catalog.catalog import Source, Table


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the table was changed. Raises SourceError when the publisher does not answer."""
    return str(_table(source, table)["modified"])


def fetch(request: Request) -> Snapshot:
    """Return the table for the region. Raises SourceError when the publisher does not answer."""
    found = _table(request.source, request.table)
    areas = [code for code in found["figures"] if code.endswith(request.region[2:]) or request.region[2:] in code]
    manifest = Manifest(
        source_id=request.source_id, table_id=request.table.id, edition=found["modified"], title=request.table.title,
        publisher=request.source.publisher, licence=request.source.licence, retrieved_at=found["modified"],
        modified_at=found["modified"], is_complete=True, note="",
    )
    topics = pd.DataFrame([("Kansen", "Kansen", "", "%", 1)], columns=TOPIC_COLUMNS)
    facts = [("Kansen", code, "2023", found["figures"][code], None, None, "definitief", "") for code in areas]
    return Snapshot(
        manifest, topics, pd.DataFrame(facts, columns=FACT_COLUMNS),
        pd.DataFrame([(code, code, "") for code in areas], columns=AREA_COLUMNS), "opgehaald",
    )


def _table(source: Source, table: Table) -> dict:
    url = f"{http.host_url(str(source.host))}/{table.id}.json"

    def answer() -> dict:
        response = requests.get(url, timeout=http.TIMEOUT)
        response.raise_for_status()
        return response.json()

    return http.with_retries(answer, f"Tabel {table.id}", str(source.host))
'''
KIND = """\
    PublisherKind(
        "kansenmonitor", "Kansenmonitor", "wordt opgehaald bij de Kansenmonitor",
        (Host("kansen", "VEERKRACHT_KANSEN_URL", "https://kansen.example.nl"),),
    ),
"""
SOURCE = """\
sources:
  kansen:
    publisher: Kansenmonitor
    title: Kansen per buurt
    kind: kansenmonitor
    host: kansen
    url: https://kansen.example.nl
    licence: CC0
    citation: Kansenmonitor
    tables: [{id: KANSEN, periods: [2023], title: Kansen per buurt}]
"""
OF_SOURCE = """\
  - id: kansen
    theme: zorg
    label: Kansen
    definition: Hoe groot de kansen zijn.
    unit: '%'
    decimals: 1
    source: kansen
    topic: {names: [Kansen], unit: ['%']}
"""
TABLE = {"modified": "2026-01-01", "figures": {"BU09350403": 12.5, "GM0935": 20.5, "GM0917": 30.5}}


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[str]:
    """The address of a local server that publishes one table."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "KANSEN.json").write_text(json.dumps(TABLE), encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_publisher_is_a_module_and_an_entry_in_the_list_of_kinds(project: Project, publisher: str) -> None:
    project.edit("indicators.yaml", "sources:\n", SOURCE)
    project.edit("indicators.yaml", "  - id: koopwoningen\n", OF_SOURCE + "  - id: koopwoningen\n")
    project.changed.clear()  # the content; what follows is the publisher
    project.write("etl/publishers/kansenmonitor.py", MONITOR)
    project.edit("veerkracht/catalog/publisher_kinds.py", "KINDS = (\n", "KINDS = (\n" + KIND)
    update = ("-m", "etl", "--only", "kansen")
    assert "KANSEN  Kansen per buurt: 2 gebieden" in project.run(*update, VEERKRACHT_KANSEN_URL=publisher)
    figures = (
        "select area_code, value from observation where indicator_id = 'kansen' and value is not null order by all"
    )
    assert project.run("-c", ASK, figures).splitlines() == ["BU09350403 12.5", "GM0935 20.5"]
    assert "niet gewijzigd sinds 2026-01-01" in project.run(*update, VEERKRACHT_KANSEN_URL=publisher)
    assert "wordt opgehaald bij de Kansenmonitor" in project.draw("bronnen")
    named = [path.replace("kansenmonitor", "<kind>") for path in project.changed]
    assert sorted(named) == sorted(files_of("A publisher"))


def test_a_dutch_sentence_is_changed_in_one_file_and_accepted_by_a_command(built_project: Project) -> None:
    project = built_project
    shutil.copytree(paths.ROOT / "tests", project.root / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(paths.ROOT / "benchmarks", project.root / "benchmarks")
    accepted = project.root / "tests" / "topics" / "sentence_forms.yaml"
    project.edit("veerkracht/drawing/sentences.py", "Kies hierboven een of meer gebieden.", "Kies een of meer buurten.")
    assert "Kies een of meer buurten." in project.draw("trends", gebied="")
    assert "Kies een of meer buurten." not in accepted.read_text(encoding="utf-8")
    project.run("-m", "pytest", "-n0", "--accept", "tests/topics/test_sentence_forms.py")
    assert "Kies een of meer buurten." in accepted.read_text(encoding="utf-8")
    assert len(project.changed) == len(files_of("A Dutch sentence"))
