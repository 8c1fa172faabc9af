"""A database that a connection string names: it gives the same pages and new figures, and messages hide secrets."""

import inspect
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from etl.build import publication
from etl.command import command
from tests.opened import html, page
from veerkracht.core import menu, paths
from veerkracht.core.errors import DataError
from veerkracht.database import database, engines, queries
from veerkracht.export import queries as package_queries
from veerkracht.topics.catching_up import queries as gap_queries
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.resilience_map import queries as resilience_queries
from veerkracht.topics.seesaw import queries as seesaw_queries
from veerkracht.topics.similar import queries as elsewhere_queries
from veerkracht.topics.sources import queries as source_queries
from veerkracht.web import cache

POSTGRES = "postgres:host=127.0.0.1 port=1 dbname=veerkracht user=dashboard password='s3 cret'"
ARGUMENTS = {
    "indicator_id": "inwoners", "indicator_ids": ["inwoners", "huishoudens"], "period": "2024", "level": "buurt",
    "area_code": "BU09350403", "area_codes": ["BU09350403", "BU09350203"], "measure_id": "1", "fewest": 1,
    "year": 2024, "periods": ["2023", "2024"], "smallest": 0,
}  # fmt: skip
QUERIES = [
    query
    for module in (queries, goal_queries, source_queries, profile_queries, package_queries, seesaw_queries,
                   resilience_queries, elsewhere_queries, gap_queries)
    for name, query in inspect.getmembers(module, inspect.isfunction)
    if query.__module__ == module.__name__ and not name.startswith("_")
]  # fmt: skip


@pytest.fixture(scope="module")
def published(included_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables as every engine gets them: without enumerations and constraints."""
    path = tmp_path_factory.mktemp("published") / "elders.duckdb"
    publication.publish(included_database, f"duckdb:{path}")
    return path


@pytest.fixture(scope="module")
def both(
    included_database: Path, published: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]]:
    """The included database and what was published of it, open to read."""
    with database.read(included_database) as included, database.read(f"duckdb:{published}") as elsewhere:
        yield included, elsewhere


@pytest.fixture
def elsewhere(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard on a machine without data, which reads what was published."""
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path / "leeg"))
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{published}")
    yield published


def arguments(query: Callable[..., object]) -> list[object]:
    parameters = list(inspect.signature(query).parameters.values())[1:]
    return [ARGUMENTS[parameter.name] for parameter in parameters if parameter.default is parameter.empty]


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.__module__}.{query.__name__}")
def test_every_query_has_the_same_result_there(
    query: Callable[..., object], both: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]
) -> None:
    included, elsewhere = (pd.DataFrame(query(connection, *arguments(query))) for connection in both)
    pd.testing.assert_frame_equal(included, elsewhere, check_dtype=False, check_categorical=False)


@pytest.mark.slow
def test_a_publication_has_all_rows_in_order_and_no_types_of_its_own(included_database: Path, published: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{included_database}' as here (read_only)")
        connection.execute(f"attach '{published}' as there (read_only)")
        tables = [name for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'here' order by all"
        ).fetchall()]  # fmt: skip
        assert "elsewhere" in tables and "build" in tables
        for table in tables:
            counted = [
                connection.execute(f"select count(*) from {place}.{table}").fetchall() for place in ("here", "there")
            ]
            assert counted[0] == counted[1], table
        first = [connection.execute(f"select * exclude status from {place}.elsewhere limit 5").fetchall()
                 for place in ("here", "there")]  # fmt: skip
        assert first[0] == first[1] != []
        kinds = connection.execute("select distinct data_type from duckdb_columns() where database_name = 'there'")
        assert not [kind for (kind,) in kinds.fetchall() if kind.startswith("ENUM")]


@pytest.mark.parametrize("name", sorted(menu.PAGES))
@pytest.mark.slow
def test_every_page_shows_what_was_published(elsewhere: Path, name: str) -> None:
    test = page(name)
    assert not test.exception and not test.error
    assert html(test) or test.multiselect


@pytest.mark.slow
def test_the_dashboard_neither_builds_nor_copies_it(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=60).run()
    assert not test.exception and not test.error
    assert not (tmp_path / "leeg").exists()
    reader = database.Reader(f"duckdb:{elsewhere}")
    with reader.cursor() as connection:
        assert len(queries.areas(connection)) and list(copies.iterdir()) == []


@pytest.mark.slow
def test_new_figures_are_shown_after_they_are_published(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "veerkracht.duckdb", f"duckdb:{tmp_path / 'elders.duckdb'}"
    source.write_bytes(included_database.read_bytes())
    monkeypatch.setenv("VEERKRACHT_DATABASE", target)
    publication.publish(source, target)
    test = page("kaart", indicator="inwoners", jaar="2024")
    assert "3.140" in html(test)
    with duckdb.connect(str(source)) as connection:
        connection.execute("update observation set value = value * 2 where indicator_id = 'inwoners'")
    publication.publish(source, target)  # while the dashboard has the file open
    test.run()
    assert "6.280" in html(test) and not test.exception


class LiveReader:
    """Opens the database for every query, so that others can write to it in between, as to an engine."""

    def __init__(self, place: str) -> None:
        self._place = place

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with database.read(self._place) as connection:
            yield connection


@pytest.mark.slow
def test_the_version_of_an_engine_is_looked_up_once_in_a_while_and_changes_with_a_publication(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with PostgreSQL, where no file changes when the figures do."""
    source, target = tmp_path / "veerkracht.duckdb", f"duckdb:{tmp_path / 'elders.duckdb'}"
    source.write_bytes(included_database.read_bytes())
    publication.publish(source, target)
    monkeypatch.setenv("VEERKRACHT_DATABASE", target)
    monkeypatch.setattr(engines, "file", lambda _: None)
    monkeypatch.setattr(database, "Reader", LiveReader)
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    first = cache.version()
    with duckdb.connect(str(source)) as connection:
        connection.execute("update build set built_at = built_at + interval 1 day")
    publication.publish(source, target)  # into the database that is there, in one transaction
    clock[0] = 4.9
    assert cache.version() == first
    clock[0] = 5.1
    assert cache.version() != first


def test_a_string_of_an_engine_that_is_not_installed_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB keeps its extensions
    monkeypatch.setenv("VEERKRACHT_DATABASE", POSTGRES)
    test = page("doelen")
    assert not test.exception and len(test.error) == 1
    message = test.error[0].value
    assert "heeft hier de uitbreiding postgres niet" in message and "install postgres" in message
    assert "de gebruiker die het dashboard draait" in message
    assert "s3 cret" not in message and "dashboard password" not in message and "dbname=veerkracht" in message


@pytest.mark.parametrize(
    ("content", "advice"), [(None, "publiceer"), (b"geen database" * 100, "gaat niet open"), (b"", "publiceer")]
)
def test_a_file_that_is_not_there_or_not_ours_says_so(
    content: bytes | None, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "elders.duckdb"
    if content is not None:
        path.write_bytes(content)
    if content == b"":
        path.unlink()
        duckdb.connect(str(path)).close()
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{path}")
    test = page("doelen")
    assert not test.exception and len(test.error) == 1
    assert advice in test.error[0].value


@pytest.mark.slow
def test_publishing_says_what_is_wrong_and_leaves_what_is_there(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    target = tmp_path / "elders.duckdb"
    target.write_bytes(b"van vroeger")
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{target}")
    assert command.main(["publiceer"]) == 1
    assert "python -m etl --offline" in capsys.readouterr().err
    assert target.read_bytes() == b"van vroeger"
    (tmp_path / "veerkracht.duckdb").write_bytes(included_database.read_bytes())
    assert command.main(["publiceer"]) == 1  # a file of somebody else
    assert "elders.duckdb is geen database van dit dashboard" in capsys.readouterr().err
    assert target.read_bytes() == b"van vroeger"
    target.unlink()
    for _ in range(2):  # a new file, then in place of the one that it published
        assert command.main(["publiceer"]) == 0
        assert "rijen staan nu in duckdb:" in capsys.readouterr().out
    with database.read(paths.database()) as connection:
        assert len(queries.figures(connection, "inwoners", "2024"))
    assert sorted(path.name for path in tmp_path.glob("*.duckdb*")) == ["elders.duckdb", "veerkracht.duckdb"]
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(tmp_path / "veerkracht.duckdb"))
    assert command.main(["publiceer"]) == 1
    assert "noemt een bestand" in capsys.readouterr().err


@pytest.mark.slow
def test_a_copy_that_breaks_off_is_not_put_in_place(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "elders.duckdb"
    publication.publish(included_database, f"duckdb:{target}")
    before = target.read_bytes()
    selections = publication._selections
    monkeypatch.setattr(publication, "_selections", lambda of: selections(of) | {"zomaar": "select * from built.geen"})
    with pytest.raises(DataError, match="Wat er stond, staat er nog"):
        publication.publish(included_database, f"duckdb:{target}")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["elders.duckdb"]


@pytest.mark.parametrize(
    "setting", ["data/veerkracht.duckdb", r"C:\cijfers\veerkracht.duckdb", "/srv/veerkracht.duckdb", ""]
)
def test_a_path_is_no_connection_string(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATABASE", setting)
    assert paths.database() == paths.database_file()


@pytest.mark.parametrize("setting", [POSTGRES, "md:veerkracht", "ducklake:lake.ducklake", "duckdb:lake.duckdb"])
def test_what_the_etl_builds_stays_a_file(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEERKRACHT_DATABASE", setting)
    assert paths.database() == setting
    assert paths.database_file() == paths.data_folder() / "veerkracht.duckdb"


@pytest.mark.parametrize(
    ("string", "statement"),
    [
        ("md:veer?attach_mode=single", "attach 'md:veer?attach_mode=single'"),
        ("postgres:dbname=v", """attach 'dbname=v' as "veerkracht" (type postgres, read_only)"""),
        ("postgresql://h/v", """attach 'postgresql://h/v' as "veerkracht" (type postgres, read_only)"""),
        ("ducklake:o'k", """attach 'ducklake:o''k' as "veerkracht" (read_only)"""),
    ],
)
def test_the_statement_that_attaches_a_database(string: str, statement: str) -> None:
    assert engines.attachment(string, is_read_only=True) == statement
    assert engines.name("md:veer?attach_mode=single") == '"veer"'


SECRET = st.text("abcXYZ0189.-_/@:!*+", min_size=6).filter(lambda secret: secret.strip("'"))


@given(secret=SECRET)
@pytest.mark.parametrize(
    "form",
    ["postgres:dbname=v password={}", "postgres:dbname=v PASSWORD='{}' host=h", "md:v?motherduck_token={}&a=b",
     "postgresql://dashboard:{}@host:5432/v", "ducklake:postgres:dbname=v user=dashboard password = {}",
     "s3_secret_access_key={}"],
)  # fmt: skip
def test_a_secret_is_never_in_a_message(form: str, secret: str) -> None:
    string = form.format(secret)
    assert secret not in engines.masked(string)
    assert secret not in engines.masked(f"IO Error: \"{secret}\" refused; attach '{string}'", string)


def test_the_rest_of_a_message_stays_readable() -> None:
    assert engines.masked(POSTGRES) == "postgres:host=127.0.0.1 port=1 dbname=veerkracht user=*** password=***"
    assert engines.masked("postgresql://ik:geheim@host/v") == "postgresql://***@host/v"
    assert engines.masked("De tabel observation is er niet.") == "De tabel observation is er niet."


def test_an_error_leaves_no_trace_of_the_secret() -> None:
    with pytest.raises(DataError) as caught:
        engines.connect(POSTGRES)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    assert "s3 cret" not in str(caught.value)
