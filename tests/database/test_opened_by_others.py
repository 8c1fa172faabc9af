"""The database as an analyst opens it: with an older DuckDB, comments on everything, and figures with their names."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl.build import publication
from tests.conftest import Shared
from veerkracht.core import dutch, paths
from veerkracht.database import comments, database

INDEX_REQUIRED = os.environ.get("VEERKRACHT_INDEX_REQUIRED") == "1"
OLDEST = "1.1"  # DuckDB that reads a file with keys
READABLE_BY_ALL = 64  # the version in the header of a file that every DuckDB 1 reads; DuckDB 2 itself writes 999
QUERIES = re.findall(r"```sql\n(.*?)```", (paths.ROOT / "docs" / "database.md").read_text(encoding="utf-8"), re.DOTALL)
READ = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for query in json.load(sys.stdin):
        print(json.dumps([duckdb.__version__, connection.execute(query).fetchall()], default=str))
"""


def ask(path: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def older(shared: Shared) -> Path:
    """A Python with the oldest DuckDB that reads the database."""

    def installed(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*command, "--only-binary", ":all:", f"duckdb=={OLDEST}.*"], capture_output=True, text=True, timeout=300
        )
        if done.returncode and not INDEX_REQUIRED:
            pytest.skip(f"geen DuckDB {OLDEST} uit de pakketindex: openen met een oudere DuckDB overgeslagen")
        assert done.returncode == 0, f"VEERKRACHT_INDEX_REQUIRED=1, maar: {done.stderr}"

    return shared(f"duckdb-{OLDEST}", installed) / "bin" / "python"


@pytest.fixture
def published(included_database: Path, tmp_path: Path) -> Path:
    publication.publish(included_database, f"duckdb:{tmp_path / 'elders.duckdb'}")
    return tmp_path / "elders.duckdb"


def read_with(python: Path, path: Path, *queries: str) -> list[list]:
    done = subprocess.run(
        [python, "-c", READ, path], input=json.dumps(queries), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(version.startswith(OLDEST) for version, _ in answers)
    return [rows for _, rows in answers]


@pytest.mark.outside
@pytest.mark.slow
def test_an_older_duckdb_reads_the_same_figures(older: Path, included_database: Path, published: Path) -> None:
    queries = [
        "select count(*), count(waarde), count(reden) from cijfers",
        "select waarde from cijfers "
        "where indicator_id = 'ervaren_gezondheid' and gebied = 'Nazareth' and periode = '2024'",
        "select count(*) from gebied",
        "select sum(value) from elsewhere where indicator_id = 'inwoners'",
        "select count(*) from duckdb_columns() where not internal and comment is not null",
    ]
    expected = [[list(row) for row in ask(included_database, query)] for query in queries]
    assert expected[0][0][1] > 5000 and expected[1] == [[58.9]]
    assert read_with(older, included_database, *queries) == expected
    assert read_with(older, published, *queries) == expected


@pytest.mark.outside
@pytest.mark.slow
def test_an_older_duckdb_understands_the_queries_of_the_documentation(older: Path, included_database: Path) -> None:
    assert all(read_with(older, included_database, *QUERIES))


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_queries_of_the_documentation_give_rows(query: str, included_database: Path) -> None:
    assert len(QUERIES) == 6 and ask(included_database, query)


@pytest.mark.slow
def test_every_file_that_is_written_has_the_version_that_others_read(
    included_database: Path, published: Path, tmp_path: Path
) -> None:
    inside = tmp_path / "veerkracht-intern.duckdb"
    with database.build(inside, is_internal=True):
        pass
    for path in (included_database, published, inside):
        header = path.read_bytes()[:20]
        assert header[8:12] == b"DUCK" and int.from_bytes(header[12:20], "little") == READABLE_BY_ALL, path.name


@pytest.mark.slow
def test_every_table_view_and_column_has_a_comment(included_database: Path, published: Path) -> None:
    for path in (included_database, published):
        assert ask(path, """
            select table_name, null from duckdb_tables() where not internal and coalesce(comment, '') = ''
            union all
            select view_name, null from duckdb_views() where not internal and coalesce(comment, '') = ''
            union all
            select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''
        """) == []  # fmt: skip


def test_comments_are_those_of_the_schema() -> None:
    script = """
--   code: de code
--   other: iets anders

-- Eén rij per
-- ding.
create table thing (
    code varchar not null,
    -- waarom het er is,
    -- in een zin
    reason varchar not null,
    count integer,  -- hoeveel, 'ongeveer'
    primary key (code),
    check (count > 0)
);
create table copy as from thing;

-- Alle dingen.
create or replace view things as
select
    code as naam,  -- de naam
    count as aantal  -- hoeveel
from thing;
"""
    thing, copy, view = comments.described(script)
    columns = {"code": "de code", "reason": "waarom het er is, in een zin", "count": "hoeveel, 'ongeveer'"}
    assert (thing.name, thing.comment, thing.columns) == ("thing", "Eén rij per ding.", columns)
    assert (copy.name, copy.comment, copy.columns) == ("copy", "", columns)
    assert (view.is_view, view.comment, view.columns) == (
        True,
        "Alle dingen.",
        {"naam": "de naam", "aantal": "hoeveel"},
    )
    with duckdb.connect() as connection:
        connection.execute(script)
        for statement in comments.statements(script):
            connection.execute(statement)
        found = connection.execute("select comment from duckdb_columns() where column_name = 'count'").fetchall()
    assert found == [("hoeveel, 'ongeveer'",)] * 2


def test_the_list_of_tables_in_the_documentation_is_fresh() -> None:
    written = paths.DATABASE_TABLES.read_text(encoding="utf-8")
    assert written == comments.document(database.schema()), "maak het opnieuw met: python -m etl schema"


@pytest.mark.slow
def test_cijfers_has_every_observation_once_with_its_names_in_dutch(included_database: Path) -> None:
    [counts] = ask(
        included_database,
        "select count(*), count(waarde), count(distinct (indicator_id, periode, gebiedscode)) from cijfers",
    )
    assert [counts] == ask(included_database, "select count(*), count(value), count(*) from observation")
    assert ask(included_database, """
        select onderwerp, gebied, niveau, wijk, waarde, eenheid, marge, status, reden, bron, tabel from cijfers
        where indicator_id = 'ervaren_gezondheid' and gebiedscode = 'BU09350403' and periode = '2024'
    """) == [(
        "Ervaren gezondheid goed of zeer goed", "Nazareth", "buurt", "Wijk 04 Buitenwijk Oost", 58.9, "%",
        "vergelijking", "definitief", None, "RIVM, Gezondheid per wijk en buurt, uitgave met indeling 2024", "50150NED",
    )]  # fmt: skip
    words = {word for (word,) in ask(included_database, "select distinct status from cijfers where status is not null")}
    assert words <= set(dutch.STATUS.values())
    words = {word for (word,) in ask(included_database, "select distinct reden from cijfers where reden is not null")}
    assert words <= set(dutch.MISSING.values())
    [incomplete] = ask(included_database, """
        select count(*) from cijfers
        where gebied is null or onderwerp is null or bron is null or (waarde is null) = (reden is null)
            or (waarde is null) <> (status is null) or waarde is not null and uitgave is null
    """)  # fmt: skip
    assert incomplete == (0,)


@pytest.mark.slow
def test_gebied_has_every_area_once_and_a_buurt_its_wijk(included_database: Path) -> None:
    [(rows, areas)] = ask(included_database, "select count(*), count(distinct gebiedscode) from gebied")
    assert (
        [(rows, rows)]
        == [(rows, areas)]
        == ask(included_database, "select count(distinct area_code), count(distinct area_code) from area")
    )
    assert ask(included_database, """
        select naam, niveau, wijkcode, wijk, in_programma, eerste_jaar >= 2015, laatste_jaar >= 2024 from gebied
        where gebiedscode in ('BU09350403', 'WK093504', 'GM0935', 'NL00') order by all
    """) == [
        ("Maastricht", "gemeente", None, None, False, True, True),
        ("Nazareth", "buurt", "WK093504", "Wijk 04 Buitenwijk Oost", True, True, True),
        ("Nederland", "land", None, None, False, True, True),
        ("Wijk 04 Buitenwijk Oost", "wijk", None, None, False, True, True),
    ]  # fmt: skip
    assert ask(included_database, "select naam from gebied where niveau = 'buurt' and wijk is null") == []
