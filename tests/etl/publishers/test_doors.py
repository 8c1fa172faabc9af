"""A table comes by the first door that gives it, as a whole, and the run, the copy and Bronnen say which that was."""

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from etl.command import command
from etl.publishers import doors, fetching, http
from etl.publishers.fetching import Options
from etl.snapshots import nationwide, store
from tests import full_set, opened
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import moments, paths
from veerkracht.core.run_log import Attempt

pytestmark = pytest.mark.slow

KWB, OLDER, RIVM = "85984NED", "85318NED", "50150NED"
YEARS = ("--only", KWB, OLDER)
# these hold moments, or by which door a table came
OF_THE_RUN = {"build", "snapshot", "appearance", "status_history", "protocol_history"}


def add_tables(publishers: Publishers) -> None:
    for table_id, year in ((KWB, 2024), (OLDER, 2022)):
        title = f"Kerncijfers wijken en buurten {year}"
        publishers.add(server.kwb_table(full_set.included(table_id), table_id, title))


@pytest.fixture
def kwb(publishers: Publishers, data: Path) -> Publishers:
    """KWB of two years, by both protocols."""
    add_tables(publishers)
    publishers.protocols = {3, 4}
    return publishers


@pytest.fixture
def ours() -> Catalog:
    return catalog.load(paths.CATALOG)


def run(content: Catalog, *only: str, is_nationwide: bool = False, **options: object) -> list[Attempt]:
    todo = fetching.jobs(content, list(only), [], [], is_nationwide)
    return fetching.run(todo, content, Options(**options), lambda _: None, iter)


def door_of(table_id: str) -> str:
    return store.read(store.folders_in(paths.fetched_folder(), table_id)[-1], "opgehaald").manifest.door


def asked(publishers: Publishers, protocol: int, table_id: str = "") -> list[str]:
    start = {3: "/ODataFeed/", 4: "/odata/v1/"}[protocol]
    return [path for path in publishers.requests if path.startswith(start) and table_id in path]


def test_the_first_door_is_enough_when_it_gives_the_table(kwb: Publishers, ours: Catalog) -> None:
    [attempt] = run(ours, KWB)
    assert attempt.message.endswith(f", via OData 3 ({kwb.url})")
    assert door_of(KWB) == "opendata" and not asked(kwb, 4)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("404", r"weigert (HTTP 404)"),
        ("400", r"weigert (HTTP 400)"),
        ("503", r"weigert (HTTP 503)"),
        ("html", r"gaf geen leesbaar antwoord (JSONDecodeError), mogelijk onderhoud"),
        ("drop", r"verbrak de verbinding"),
        ("redirect elsewhere", r"verwijst door naar een andere server, "),
    ],
)
def test_a_table_that_the_first_door_does_not_give_comes_whole_by_the_second(
    kwb: Publishers, ours: Catalog, fault: str, why: str
) -> None:
    kwb.fail(f"{KWB}/TypedDataSet", *[fault] * http.TRIES)  # after TableInfos came
    first, second = run(ours, KWB, OLDER)
    assert (first.outcome, second.outcome) == ("opgehaald", "opgehaald")
    assert f", via OData 4 ({kwb.url}). OData 3 gaf de tabel niet: Tabel {KWB}: {kwb.url} {why}" in second.message
    assert (door_of(KWB), door_of(OLDER)) == ("datasets", "opendata")
    keys = store.read(store.folders_in(paths.fetched_folder(), KWB)[-1], "opgehaald").topics["topic_key"]
    assert keys.str.fullmatch(r"M\d{6}(_2)?").all()


def test_an_unreachable_first_door_is_tried_once_for_all_tables(
    kwb: Publishers, ours: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", "http://127.0.0.1:9")
    connections: list[str] = []
    connect = http.OneHost.send

    def counted(session: http.OneHost, request: object, **settings: object) -> object:
        connections.append(str(request.url))  # type: ignore[attr-defined]
        return connect(session, request, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(http.OneHost, "send", counted)
    attempts = run(ours, KWB, OLDER)
    assert [attempt.outcome for attempt in attempts] == ["opgehaald", "opgehaald"]
    assert all("OData 3 gaf de tabel niet: http://127.0.0.1:9 is niet bereikbaar" in each.message for each in attempts)
    assert sum(":9/" in url for url in connections) == http.TRIES


def test_a_table_that_is_wrong_is_not_fetched_by_another_door(kwb: Publishers, ours: Catalog) -> None:
    kwb.tables[KWB].title = "Kerncijfers wijken en buurten 2019"
    [attempt] = run(ours, KWB)
    assert attempt.outcome == "mislukt" and "gaat over 2019" in attempt.message
    assert not asked(kwb, 4)


def test_when_no_door_gives_the_table_each_says_why_and_the_copy_stays(
    kwb: Publishers, ours: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(ours, KWB)
    before = {path: path.read_bytes() for path in paths.fetched_folder().rglob("*.csv")}
    monkeypatch.setenv("VEERKRACHT_OPENDATA_URL", "http://127.0.0.1:9")
    kwb.protocols = set()
    [attempt] = run(ours, KWB)
    assert attempt.outcome == "mislukt"
    assert attempt.message.startswith("OData 3: http://127.0.0.1:9 is niet bereikbaar. Controleer de verbinding")
    assert f"OData 4: Tabel {KWB}: {kwb.url} weigert (HTTP 404). Bestaat de tabel nog?" in attempt.message
    assert {path: path.read_bytes() for path in paths.fetched_folder().rglob("*.csv")} == before


def test_a_publisher_with_one_door_is_not_said_to_have_another(publishers: Publishers, data: Path) -> None:
    content = full_set.serve(publishers)
    publishers.protocols = {4}
    [attempt] = run(content, RIVM)
    assert attempt.outcome == "mislukt" and "OData" not in attempt.message.replace("ODataFeed", "")
    assert not asked(publishers, 4)


@pytest.mark.parametrize(("modified", "outcome", "door"), [
    ("2026-01-15T02:00:00", "niet gewijzigd", "datasets"),
    ("2026-01-14T02:00:00", "niet gewijzigd", "datasets"),
    ("2026-02-01T02:00:00", "opgehaald", "opendata"),
])  # fmt: skip
def test_a_first_door_that_is_back_gives_a_newer_edition_alone(
    kwb: Publishers, ours: Catalog, modified: str, outcome: str, door: str
) -> None:
    kwb.protocols = {4}
    assert [attempt.outcome for attempt in run(ours, KWB)] == ["opgehaald"]
    assert [attempt.outcome for attempt in run(ours, KWB)] == ["niet gewijzigd"]
    kwb.protocols = {3, 4}
    kwb.tables[KWB].modified = modified
    assert [attempt.outcome for attempt in run(ours, KWB)] == [outcome]
    assert door_of(KWB) == door


def test_what_one_door_gave_is_compared_with_what_the_other_gives(kwb: Publishers, ours: Catalog) -> None:
    run(ours, KWB)
    kwb.protocols = {4}
    table = kwb.tables[KWB]
    table.modified = "2026-03-01T02:00:00"
    [same] = run(ours, KWB)
    assert same.outcome == "opgehaald" and door_of(KWB) == "datasets"
    key = next(row["Key"] for row in table.properties if row["Key"].startswith("AantalInwoners"))
    for row in table.rows:
        row[key] = row[key] and 10 * row[key]
    [tenfold] = run(ours, KWB, refresh=True)
    assert tenfold.outcome == "mislukt" and "veel grotere of kleinere cijfers" in tenfold.message


def test_a_table_of_the_country_comes_whole_by_one_door(
    kwb: Publishers, ours: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nationwide, "REQUEST_AREAS", 30)
    server.grow(kwb.tables[OLDER], server.country(6, 12))
    answers = ["", "503", "503", "503", "503"]  # of the municipality, then of the first parts
    kwb.fail(f"{OLDER}/TypedDataSet", *answers)
    *_, country = run(ours, OLDER, is_nationwide=True, accepted=(OLDER,))
    assert country.outcome == "opgehaald" and ", via OData 4 (" in country.message
    [table] = nationwide.tables_in(paths.fetched_folder(), "opgehaald")
    assert table.manifest.door == "datasets"
    assert (
        table.areas()["area_code"].nunique() == len([*server.country(6, 12), *server.STRANGERS]) + 52
    )  # and Maastricht


def test_since_when_a_door_answers_is_recorded(kwb: Publishers, ours: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def at(day: int, protocols: set[int]) -> dict[str, doors.Door]:
        monkeypatch.setattr(moments, "now", lambda: datetime(2026, 1, day, 12))
        kwb.protocols = protocols
        run(ours, KWB)
        return doors.read(paths.fetched_folder())

    assert set(at(20, {3})) == {"opendata"}
    known = at(21, {4})
    assert (known["opendata"].answers, known["datasets"].answers) == (False, True)
    known = at(22, {4})
    first, second = known["opendata"], known["datasets"]
    assert (first.since[:10], first.asked_at[:10], str(first.answered_at)[:10]) == (
        "2026-01-21", "2026-01-22", "2026-01-20",
    )  # fmt: skip
    assert (second.since[:10], second.asked_at[:10]) == ("2026-01-21", "2026-01-22")
    (paths.fetched_folder() / paths.DOORS).write_text("{", encoding="utf-8")
    assert doors.read(paths.fetched_folder()) == {}


def loaded(folder: Path, protocols: set[int]) -> Path:
    """Return a data folder, in which two tables were fetched by the doors that are open, and a database built."""
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(nationwide.NAME))
    with pytest.MonkeyPatch.context() as patch, server.serving() as publishers:
        add_tables(publishers)
        publishers.protocols = protocols
        patch.setenv("VEERKRACHT_DATA", str(folder))
        for host in http.HOSTS.values():
            patch.setenv(host.variable, publishers.url)
        assert command.main(list(YEARS)) == command.ALL_WELL
    return folder


@pytest.fixture(scope="module")
def by_second_door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("second") / "data", {4})


def checksums(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the number of rows of every table of a database, and the hash of what is in them."""
    with duckdb.connect(str(folder / "veerkracht.duckdb"), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        tables = sorted(set(names) - OF_THE_RUN)
        return {
            name: connection.execute(f"select count(*), bit_xor(hash(t)) from {name} as t").fetchone()  # type: ignore[misc]
            for name in tables
        }


def test_both_doors_give_the_same_database(by_second_door: Path, tmp_path: Path) -> None:
    first, second = checksums(loaded(tmp_path / "data", {3})), checksums(by_second_door)
    assert first == second
    assert first["observation"][0] > 10_000


def test_the_page_and_the_status_say_by_which_door_a_table_came(
    by_second_door: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(by_second_door))
    page = opened.page("bronnen")
    shown = "".join(part.proto.body for part in page.get("html"))
    assert "via OData 4" in shown and "via OData 3" not in shown
    assert command.main(["status"]) == command.ALL_WELL
    printed = capsys.readouterr().out
    assert "Deur opendata, OData 3, https://opendata.cbs.nl: antwoordt niet, sinds 20" in printed
    assert "Deur datasets, OData 4, https://datasets.cbs.nl: antwoordt, sinds 20" in printed
    assert "Deur dataderden, OData 3, https://dataderden.cbs.nl: nog niet gevraagd" in printed
