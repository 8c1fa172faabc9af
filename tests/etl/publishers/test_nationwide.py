"""The rest of the country: loaded part by part through the same line, beside the municipality."""

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.build import build
from etl.command.command import PARTLY, main
from etl.publishers import fetching, http
from etl.snapshots import columns, national_figures, nationwide, store
from etl.snapshots.store import Snapshot
from tests import full_set
from tests import publishers as server
from tests.conftest import INCLUDED, OTHER_YEARS
from tests.publishers import Publishers
from veerkracht.core.errors import SourceError

pytestmark = [pytest.mark.slow, pytest.mark.few_figures]

TABLE = "85318NED"
COUNTRY = server.country(6, 12)
CODES = st.builds("{}{:04d}{:04d}".format, st.just("BU"), st.integers(0, 1999), st.integers(0, 9999))


def published() -> server.ODataTable:
    """Return KWB 2022 of Maastricht and of six other municipalities."""
    table = server.kwb_table(full_set.included(TABLE), TABLE, "Kerncijfers wijken en buurten 2022")
    server.grow(table, COUNTRY)
    return table


@pytest.fixture
def served(data: Path, publishers: Publishers) -> server.ODataTable:
    """The publisher has the table."""
    publishers.add(table := published())
    return table


@pytest.fixture(scope="module")
def first_load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the country was loaded once."""
    folder = tmp_path_factory.mktemp("first") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*OTHER_YEARS))
    with pytest.MonkeyPatch.context() as patch, server.serving() as publishers:
        publishers.add(published())
        patch.setenv("VEERKRACHT_DATA", str(folder))
        for host in http.HOSTS.values():
            patch.setenv(host.variable, publishers.url)
        assert load_country() == 0
    return folder


@pytest.fixture
def loaded(data: Path, served: server.ODataTable, first_load: Path) -> server.ODataTable:
    """The country was loaded, and the publisher still has the table."""
    shutil.copytree(first_load, data, dirs_exist_ok=True)
    return served


def load_country(*more: str) -> int:
    return main(["--gebied", "NL", "--only", TABLE, *more])


def ask(data: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(data / "veerkracht.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def folder_of(data: Path) -> Path:
    return nationwide.tables_in(data / "bronnen", "opgehaald")[-1].folder


@given(st.lists(CODES, min_size=1, max_size=60), st.integers(1, 20))
def test_regions_hold_every_area_once_and_are_small_unless_one_municipality_is_large(codes: list[str], most: int):
    regions = nationwide.regions(codes, most)
    held = [[code for code in codes if code[2:].startswith(region[2:])] for region in regions]
    assert sorted(code for inside in held for code in inside) == sorted(codes)
    assert all(len(inside) <= most or len(region) == 6 for region, inside in zip(regions, held, strict=True))


def test_the_rest_of_the_country_is_kept_apart_with_the_publishers_figures(data, loaded):
    given = {row["WijkenEnBuurten"].strip(): row["AantalInwoners_5"] for row in loaded.rows}
    rest = dict(ask(data, "select area_code, value from elsewhere where indicator_id = 'inwoners'"))
    strangers = {code: given[code] for code in server.STRANGERS}
    assert rest == {code: given[code] for code in COUNTRY} | strangers
    assert ask(data, "select count(*) from observation where area_code[3:6] <> '0935' and area_code <> 'NL00'") == [
        (0,)
    ]
    named = ask(data, "select area_code, name, level::varchar, parent_code from area_elsewhere where name like '%A000'")
    assert named == [("BU0039A000", "Gebied BU0039A000", "buurt", "WK0039A0")]
    assert ask(data, "select table_id, origin, title from snapshot_elsewhere where origin = 'opgehaald'") == [
        (TABLE, "opgehaald", "Kerncijfers wijken en buurten 2022")
    ]


def test_every_cell_of_the_country_is_kept_as_the_publisher_gave_it(data, loaded):
    [table] = nationwide.tables_in(data / "bronnen", "opgehaald")
    facts = pd.concat(store.as_texts(part.facts) for part in table.parts())
    kept = facts.set_index(["topic_key", "area_code"])["value"]
    keys = list(table.topics()["topic_key"])
    given = pd.DataFrame(loaded.rows).assign(area_code=lambda rows: rows["WijkenEnBuurten"].str.strip())
    given = given[given["area_code"] != "NL00"].set_index("area_code")[keys].astype(float)
    assert not kept.index.has_duplicates and len(kept) == given.size
    pd.testing.assert_frame_equal(
        kept.unstack("topic_key")[keys].sort_index(), given.sort_index(), check_names=False, check_exact=True
    )
    assert set(facts["status"]) == {"definitief"} and set(facts["missing"]) == {""} and set(facts["period"]) == {"2022"}


def test_the_next_answer_is_waited_for_meanwhile_and_no_other():
    asked, can_go_on = list[int](), Event()

    def answers():
        for number in range(3):
            asked.append(number)
            if number == 1:
                can_go_on.set()
            yield number

    ahead = fetching._prefetched(answers())
    assert next(ahead) == 0
    assert can_go_on.wait(60)  # without the second answer being wanted yet
    assert asked == [0, 1]
    assert list(ahead) == [1, 2]


def test_an_answer_that_fails_ends_the_table_with_its_own_message():
    def answers():
        yield 1
        raise SourceError("Dit ging mis.")

    with pytest.raises(SourceError, match="Dit ging mis"):
        list(fetching._prefetched(answers()))


def test_the_municipality_has_the_same_figures_with_and_without_the_rest(data, served):
    query = "select * exclude (snapshot_id) from observation order by all"
    assert main(["--only", TABLE]) == 0
    alone = ask(data, query)
    assert load_country() == 0
    assert ask(data, query) == alone


def test_small_parts_give_the_same_figures_as_one(data, loaded, monkeypatch):
    whole = ask(data, "select * from elsewhere order by all")
    monkeypatch.setattr(nationwide, "PART_AREAS", 20)
    monkeypatch.setattr(nationwide, "REQUEST_AREAS", 15)
    assert load_country("--refresh") == 0
    with pq.ParquetFile(folder_of(data) / "facts.parquet") as facts:
        assert facts.num_row_groups > 5
    assert ask(data, "select * from elsewhere order by all") == whole


@pytest.mark.usefixtures("without_build")
def test_what_describes_a_table_is_requested_once_for_all_parts(data, served, publishers, monkeypatch):
    monkeypatch.setattr(nationwide, "PART_AREAS", 20)
    monkeypatch.setattr(nationwide, "REQUEST_AREAS", 15)
    assert main(["--only", TABLE]) == 0
    publishers.requests.clear()
    assert load_country() == 0
    asked = [path for path in publishers.requests if "DataProperties" in path]
    assert len(asked) == 1  # the municipality itself was not changed
    assert len([path for path in publishers.requests if "/TypedDataSet" in path]) > 5


@pytest.mark.usefixtures("without_build")
def test_what_describes_a_table_is_requested_once_for_municipality_and_country(data, served, publishers):
    assert load_country() == 0
    described = [path.partition("?")[0] for path in publishers.requests if "/TypedDataSet" not in path]
    assert {"TableInfos", "DataProperties", "WijkenEnBuurten"} <= {path.rpartition("/")[2] for path in described}
    assert len(described) == len(set(described))


@pytest.mark.usefixtures("without_build")
def test_an_unchanged_table_is_not_fetched_again(data, loaded, publishers):
    publishers.requests.clear()
    assert load_country() == 0
    assert not [path for path in publishers.requests if "TypedDataSet" in path]


def test_figures_are_made_again_only_for_the_table_that_changed(data, loaded):
    def made() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in (data / nationwide.NAME).iterdir()}

    before = made()
    build.build(data / "veerkracht.duckdb")
    assert made() == before
    (data / nationwide.NAME / "of_a_run_that_was_killed.aside").write_bytes(b"half")
    loaded.modified = "2026-03-01T02:00:00"
    loaded.rows[-1]["AantalInwoners_5"] = 12_345
    assert load_country() == 0
    [figures], [_] = ([name for name in made() if name.endswith(kind)] for kind in (".parquet", ".duckdb"))
    assert figures.startswith(f"{TABLE}@2026-03-01") and len(made()) == 2 and not set(made()) & set(before)
    code = loaded.rows[-1]["WijkenEnBuurten"].strip()
    assert ask(data, f"select value from elsewhere where indicator_id = 'inwoners' and area_code = '{code}'") == [
        (12_345.0,)
    ]


def figures_in(data: Path) -> list[tuple]:
    [path] = (data / nationwide.NAME).glob("*.parquet")
    return duckdb.execute("from read_parquet($path)", {"path": str(path)}).fetchall()


def test_figures_made_while_a_table_is_fetched_are_those_of_what_was_kept_and_in_order(data, served, monkeypatch):
    monkeypatch.setattr(nationwide, "PART_AREAS", 20)
    monkeypatch.setattr(nationwide, "REQUEST_AREAS", 15)
    served.rows[-1]["AantalInwoners_5"] = None
    assert load_country() == 0
    made = figures_in(data)
    shutil.rmtree(data / nationwide.NAME)
    build.build(data / "veerkracht.duckdb")
    assert figures_in(data) == made
    assert made == sorted(made, key=lambda row: row[:3]) and len({row[:3] for row in made}) == len(made) > 1000


def test_one_year_more_inserts_that_year_alone_and_gives_what_all_years_at_once_give(
    data, loaded, publishers, monkeypatch
):
    table = server.kwb_table(full_set.included(TABLE), "85618NED", "Kerncijfers wijken en buurten 2023")
    server.grow(table, COUNTRY)
    publishers.add(table)
    asked, figures = list[str](), national_figures.figures

    def counting(content, table, tables):
        asked.append(table.manifest.table_id)
        return figures(content, table, tables)

    monkeypatch.setattr(national_figures, "figures", counting)
    assert main(["--gebied", "NL", "--only", "85618NED", "--accept", "85618NED"]) == 0
    assert asked == ["85618NED"]
    contents = ("elsewhere", "area_elsewhere", "snapshot_elsewhere")
    grown = {name: ask(data, f"from {name}") for name in contents}
    assert {row[1] for row in grown["elsewhere"]} >= {"2022", "2023"}
    shutil.rmtree(data / nationwide.NAME)
    build.build(data / "veerkracht.duckdb")
    assert sorted(set(asked)) == [TABLE, "85618NED"]
    assert {name: ask(data, f"from {name}") for name in contents} == grown


def test_a_table_is_cleaned_once_from_answer_to_database(data, served, monkeypatch):
    cleaned, clean = list[int](), columns.clean

    def counting(snapshot: Snapshot) -> pd.DataFrame:
        cleaned.append(snapshot.areas["area_code"].isin(COUNTRY).sum())
        return clean(snapshot)

    monkeypatch.setattr(columns, "clean", counting)
    assert load_country() == 0
    assert [count for count in cleaned if count] == [len(COUNTRY)]
    assert ask(data, "select count(*) > 1000 from elsewhere") == [(True,)]


def test_a_part_that_fails_leaves_the_edition_before(data, loaded, publishers, monkeypatch, capsys):
    before = ask(data, "select * from elsewhere order by all")
    monkeypatch.setattr(nationwide, "PART_AREAS", 20)
    monkeypatch.setattr(nationwide, "REQUEST_AREAS", 15)
    loaded.modified = "2026-03-01T02:00:00"
    publishers.fail(f"{TABLE}/TypedDataSet", "", "", "", *["500"] * 8)
    assert load_country() == PARTLY
    assert f"{TABLE} {nationwide.NAME}" in capsys.readouterr().out
    assert ask(data, "select * from elsewhere order by all") == before
    assert [path.name for path in (data / "bronnen" / nationwide.NAME).iterdir()] == [folder_of(data).name]


def test_a_table_that_changes_while_it_is_fetched_is_refused(data):
    first = Snapshot(
        store.Manifest("kwb", TABLE, "2026-01-15", "KWB", "CBS", "CC BY 4.0", "2026-01-15", "a", True, ""),
        pd.DataFrame([("AantalInwoners_5", "Inwoners", "", "aantal", 0)], columns=store.TOPIC_COLUMNS),
        pd.DataFrame([("AantalInwoners_5", "GM0001", "2022", 1.0, None, None, "definitief", "")],
                     columns=store.FACT_COLUMNS),
        pd.DataFrame([("GM0001", "Een", "")], columns=store.AREA_COLUMNS),
        "opgehaald",
    )  # fmt: skip
    parts = [first, replace(first, manifest=replace(first.manifest, modified_at="b"))]
    with pytest.raises(SourceError, match="tijdens het ophalen gewijzigd"):
        nationwide.write(data, nationwide.joined(parts, 10))
    assert nationwide.tables_in(data, "opgehaald") == []


@pytest.mark.usefixtures("without_build")
def test_a_table_that_lost_areas_is_refused_until_accepted(data, loaded, capsys):
    loaded.modified = "2026-03-01T02:00:00"
    loaded.dimensions["WijkenEnBuurten"] = loaded.dimensions["WijkenEnBuurten"][:-20]
    loaded.rows = loaded.rows[:-20]
    assert load_country() == PARTLY
    assert "mist 20 gebieden die de landelijke uitgave van 2026-01-15 wel heeft" in capsys.readouterr().err
    assert load_country("--accept", TABLE) == 0


def test_a_table_that_lost_figures_is_refused_until_accepted(data, loaded, capsys):
    before = ask(data, "select * from elsewhere order by all")
    loaded.modified = "2026-03-01T02:00:00"
    for row in loaded.rows:
        if row["WijkenEnBuurten"].startswith("BU") and not row["WijkenEnBuurten"].startswith("BU0935"):
            row["AantalInwoners_5"] = None
    assert load_country() == PARTLY
    lost = "mist cijfers die de landelijke uitgave van 2026-01-15 wel heeft: AantalInwoners, buurten, 2022: 44 in"
    error = capsys.readouterr().err
    assert lost in error and f"--gebied NL --only {TABLE} --accept {TABLE}" in error
    assert ask(data, "select * from elsewhere order by all") == before
    assert load_country("--accept", TABLE) == 0


def test_a_damaged_table_is_reported_and_its_figures_stay(data, loaded, capsys):
    before = ask(data, "select * from elsewhere order by all")
    path = folder_of(data) / "facts.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    shutil.rmtree(data / nationwide.NAME)
    assert main(["--offline"]) == PARTLY
    message = capsys.readouterr().err.replace("\n", " ")
    assert "past niet bij het controlegetal" in message and "--gebied NL" in message
    assert ask(data, "select * from elsewhere order by all") == before != []


@pytest.mark.parametrize("name", ["areas.parquet", "topics.csv", "manifest.json"])
def test_a_damaged_table_is_named_and_fetched_again(data, loaded, capsys, name):
    shutil.rmtree(data / nationwide.NAME, ignore_errors=True)  # what was computed of it
    before = ask(data, "select * from elsewhere order by all")
    folder = folder_of(data)
    (folder / name).write_bytes(b"PAR1\xff")
    assert main(["--offline"]) == PARTLY
    error = capsys.readouterr().err
    assert str(folder) in error and "niet was voorzien" not in error
    assert ask(data, "select * from elsewhere order by all") == before != []
    assert load_country() == 0
    assert f"{TABLE} {nationwide.NAME}  Kerncijfers wijken en buurten 2022, heel Nederland: " in capsys.readouterr().out


def test_the_included_figures_of_the_country_are_those_of_the_publishers_cells(included_database):
    included = nationwide.tables_in(INCLUDED, "meegeleverd")
    facts = {table.manifest.table_id: str(table.folder / "facts.parquet") for table in included}
    with duckdb.connect(str(included_database), read_only=True) as connection:
        shares = connection.execute(
            """
            with cells as (
                pivot (select topic_key, area_code, value from read_parquet($path)
                       where topic_key in ('AantalInwoners_5', 'k_0Tot15Jaar_8'))
                on topic_key in ('AantalInwoners_5', 'k_0Tot15Jaar_8') using first(value) group by area_code
            )
            select count(*), max(abs(100 * k_0Tot15Jaar_8 / AantalInwoners_5 - elsewhere.value))
            from cells join elsewhere using (area_code)
            where indicator_id = 'jonger_dan_15' and period = '2024'
            """,
            {"path": facts["85984NED"]},
        ).fetchall()[0]
        rates = connection.execute(
            """
            select count(*), max(abs(10000 * crimes.value / people.value - elsewhere.value)), min(people.value)
            from elsewhere
            join read_parquet($crimes) as crimes using (area_code, period)
            join read_parquet($people) as people on people.area_code = elsewhere.area_code
                and people.topic_key = 'AantalInwoners_5'
            where indicator_id = 'misdrijven'
            """,
            {"crimes": facts["47022NED"], "people": facts["85984NED"]},
        ).fetchall()[0]
    assert shares[0] > 15_000 and shares[1] < 1e-9
    assert rates[0] > 60_000 and rates[1] < 1e-9 and rates[2] >= 100
