"""An edition that no build can use: it is set aside and named, an earlier one stays in use, all others are renewed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from etl.build import build, freshness
from etl.command import command
from etl.publishers import fetching
from etl.snapshots import editions, nationwide, outlines, store
from tests import catalogue, full_set
from tests.conftest import Shared
from tests.publishers import Publishers, grow
from veerkracht.catalog import catalog
from veerkracht.core import paths, run_log
from veerkracht.database import database

pytestmark = [pytest.mark.slow, pytest.mark.few_figures]

KWB, RIVM = "85984NED", "50150NED"
NAZARETH = "BU09350403"
FIRST, SECOND, THIRD = (f"2026-{month:02d}-15T02:00:00" for month in (1, 2, 3))


@pytest.fixture
def served(data: Path, publishers: Publishers) -> Publishers:
    """The publishers have every table of the catalogue."""
    full_set.serve(publishers)
    return publishers


@pytest.fixture
def fetched(served: Publishers, data: Path, shared: Shared) -> Publishers:
    """A run has fetched the first edition of KWB and built the database with it."""

    def fetch(folder: Path) -> None:
        shutil.copytree(data, folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VEERKRACHT_DATA", str(folder))
            assert run("--only", KWB) == 0

    shutil.copytree(shared("fetched-kwb", fetch), data, dirs_exist_ok=True)
    return served


def run(*arguments: str) -> int:
    return command.main(list(arguments))


def publish(publishers: Publishers, table_id: str, moment: str, inhabitants: float | None = None) -> None:
    """Give a table another edition; with `inhabitants`, the buurten of which do not add up to the city."""
    table = publishers.tables[table_id]
    table.modified = moment
    for row in table.rows:
        if row["WijkenEnBuurten"].strip() == NAZARETH and inhabitants is not None:
            row["AantalInwoners_5"] = inhabitants


def figure(indicator: str = "inwoners", period: str = "2024", area: str = NAZARETH) -> float | None:
    with database.read(paths.database_file()) as connection:
        [[value]] = connection.execute(
            "select value from observation where indicator_id = $indicator and period = $period and area_code = $area",
            {"indicator": indicator, "period": period, "area": area},
        ).fetchall()
    return value


def snapshots_in_use() -> dict[str, str]:
    """Return the edition of every fetched table that the database was built from."""
    with database.read(paths.database_file()) as connection:
        query = "select table_id, edition from snapshot where origin = 'opgehaald'"
        return dict(connection.execute(query).fetchall())


def refused() -> list[str]:
    folder = paths.fetched_folder() / paths.REFUSED
    return sorted(path.parent.relative_to(folder).as_posix() for path in folder.rglob("manifest.json"))


def test_a_table_that_a_check_refuses_is_set_aside_and_the_others_are_renewed(
    served: Publishers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--only", KWB, RIVM) == 0
    publish(served, KWB, SECOND, inhabitants=9000)
    publish(served, RIVM, SECOND)
    capsys.readouterr()
    assert run("--only", KWB, RIVM) == command.PARTLY
    error = capsys.readouterr().err
    for part in (
        "Fout: 1 tabel of bestand mislukt. Eerdere cijfers ervan blijven staan, als die er zijn en hier niets anders "
        "staat: Tabel 85984NED",
        "Tabel 85984NED: met de uitgave van 2026-02-15 is de database niet te bouwen.",
        "Som van de buurten wijkt meer van de stad af dan de afronding toelaat 1 keer, en eerder niet, bijvoorbeeld: "
        "inwoners, 2024, ",
        "Deze uitgave staat apart in bronnen/geweigerd.",
        "In gebruik blijft de uitgave van 2026-01-15 die er was. Verbeter zo nodig indicators.yaml en haal de tabel "
        "opnieuw op met: python -m etl --only 85984NED. Blijft dit, meld het dan bij CBS.",
    ):
        assert part in error
    assert "Traceback" not in error and "De vorige database blijft staan" not in error
    assert figure() == 3140
    assert snapshots_in_use() == {KWB: "2026-01-15", RIVM: "2026-02-15"}
    assert refused() == [f"{KWB}@2026-02-15"]
    assert freshness.is_current(paths.database_file())
    last = run_log.read(paths.fetched_folder())[-1]
    assert last.outcome == "deels gelukt"
    assert {attempt.table_id: attempt.outcome for attempt in last.attempts} == {KWB: "mislukt", RIVM: "opgehaald"}


def test_it_is_fetched_again_until_the_publisher_is_well(
    fetched: Publishers, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(fetched, KWB, SECOND, inhabitants=9000)
    for _ in range(2):
        assert run("--only", KWB) == command.PARTLY
        assert "niet gewijzigd" not in capsys.readouterr().out
    assert run("--offline") == 0
    assert figure() == 3140
    publish(fetched, KWB, SECOND, inhabitants=3145)  # mended without another date
    assert run("--only", KWB) == 0
    assert (figure(), snapshots_in_use()) == (3145, {KWB: "2026-02-15"})
    assert run("--only", KWB) == 0
    assert "niet gewijzigd" in capsys.readouterr().out


def test_a_table_that_was_never_fetched_before_leaves_the_included_figures(
    served: Publishers, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(served, KWB, FIRST, inhabitants=9000)
    assert run("--only", KWB) == command.PARTLY
    assert "In gebruik blijft wat is meegeleverd." in capsys.readouterr().err
    assert (figure(), snapshots_in_use()) == (3140, {})
    publish(served, KWB, FIRST, inhabitants=3140)
    assert run("--only", KWB) == 0
    assert snapshots_in_use() == {KWB: "2026-01-15"}


def test_an_edition_of_the_same_date_does_not_take_the_place_of_the_one_in_use(fetched: Publishers) -> None:
    publish(fetched, KWB, FIRST, inhabitants=9000)
    assert run("--only", KWB, "--refresh") == command.PARTLY
    assert (figure(), snapshots_in_use()) == (3140, {KWB: "2026-01-15"})
    assert run("--offline") == 0
    publish(fetched, KWB, FIRST, inhabitants=3145)
    assert run("--only", KWB, "--refresh") == 0
    assert figure() == 3145
    assert [path.name for path in paths.fetched_folder().glob(".*")] == []


def test_several_culprits_are_found_among_many(
    served: Publishers, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(served, KWB, FIRST, inhabitants=9000)
    publish(served, "86165NED", FIRST, inhabitants=9000)
    assert run("--only", KWB, "86165NED", RIVM) == command.PARTLY
    assert refused() == [f"{KWB}@2026-01-15", "86165NED@2026-01-15"]
    assert "2 tabellen of bestanden mislukt" in capsys.readouterr().err
    assert set(snapshots_in_use()) == {RIVM}


def stumble_over(snapshot_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every build that uses this edition end in an error that nobody foresaw."""
    fill = build._fill_snapshots

    def stumble(connection: object, content: object, snapshots: list[store.Snapshot]) -> None:
        if any(snapshot.manifest.snapshot_id == snapshot_id for snapshot in snapshots):
            raise KeyError("indicator_id")
        fill(connection, content, snapshots)

    monkeypatch.setattr(build, "_fill_snapshots", stumble)


def test_a_fault_that_nobody_foresaw_is_the_fault_of_its_table(
    fetched: Publishers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(fetched, KWB, SECOND)
    publish(fetched, RIVM, SECOND)
    stumble_over(f"{KWB}@2026-02-15", monkeypatch)
    assert run("--only", KWB, RIVM) == command.PARTLY
    assert f"Tabel {KWB}: met de uitgave van 2026-02-15 is de database niet te bouwen. Bouwen met" in (
        capsys.readouterr().err
    )
    assert snapshots_in_use() == {KWB: "2026-01-15", RIVM: "2026-02-15"}


def damage(folder: Path) -> None:
    with (folder / "facts.csv").open("a", encoding="utf-8") as facts:
        facts.write("\n")


def test_a_new_edition_that_was_damaged_on_disk_is_left_out_too(fetched: Publishers) -> None:
    snapshot = store.read(paths.fetched_folder() / f"{KWB}@2026-01-15", "opgehaald")
    manifest = replace(snapshot.manifest, edition="2026-02-15")
    damage(store.write(paths.fetched_folder(), replace(snapshot, manifest=manifest)))
    report = build.build(paths.database_file())
    assert "past niet bij het controlegetal" in report.refused[0].message
    assert (figure(), refused()) == (3140, [f"{KWB}@2026-02-15"])


def test_a_visitor_sees_the_earlier_edition_and_leaves_the_rest_to_a_run(
    fetched: Publishers, caplog: pytest.LogCaptureFixture
) -> None:
    publish(fetched, KWB, SECOND, inhabitants=9000)
    fetch_only(KWB)
    build.ensure(paths.database_file())
    assert (figure(), refused()) == (3140, [])
    assert "met de uitgave van 2026-02-15 is de database niet te bouwen" in caplog.text
    assert freshness.is_current(paths.database_file())
    assert run("--offline") == command.PARTLY
    assert refused() == [f"{KWB}@2026-02-15"]


def fetch_only(*tables: str, is_nationwide: bool = False) -> None:
    """Fetch, as a run does that is killed before it builds."""
    content = catalog.load(paths.CATALOG)
    todo = fetching.jobs(content, list(tables), [], [], is_nationwide)
    fetching.run(todo, content, fetching.Options(), lambda _: None, iter)


def test_a_fault_of_the_catalogue_is_not_the_fault_of_a_table(
    served: Publishers, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--only", KWB, "grenzen") == 0
    before = paths.database_file().read_bytes()
    publish(served, KWB, SECOND)
    catalogue.use(monkeypatch, data, ("BU09350403", "BU09350499"), count=-1)
    assert run("--only", KWB) == command.FAILED
    assert "Buurt van het programma die geen enkele tabel kent" in capsys.readouterr().err
    assert (paths.database_file().read_bytes(), refused()) == (before, [])


def test_the_first_build_of_all_can_do_without_one_bad_table(
    served: Publishers, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in store.folders_in(paths.included_folder()):
        if folder.name.split("@")[0] not in ("programmaplan", "47022NED", "50090NED"):
            shutil.rmtree(folder)
    publish(served, "86165NED", FIRST)
    stumble_over("86165NED@2026-01-15", monkeypatch)
    assert run() == command.PARTLY
    assert refused() == ["86165NED@2026-01-15"]
    assert len(snapshots_in_use()) == len(served.tables) - 1


def test_outlines_that_no_build_can_use_are_left_out(served: Publishers) -> None:
    assert run("--only", KWB, "grenzen") == 0
    whole = (paths.fetched_folder() / "grenzen@2024" / "buurten.geojson").read_bytes()
    year = paths.fetched_folder() / "grenzen@2024"
    editions.back_up(year)
    (year / "buurten.geojson").write_bytes(b"{}")
    report = build.build(paths.database_file())
    assert [attempt.table_id for attempt in report.refused] == ["grenzen"]
    assert (year / "buurten.geojson").read_bytes() == whole
    assert len(outlines.read(year)) == 52


def test_a_table_of_the_country_that_no_build_can_use_is_left_out(
    served: Publishers, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(served.tables[KWB], ["GM0014", "WK001400", "BU00140000"])
    assert run("--gebied", "NL", "--only", KWB) == 0
    publish(served, KWB, SECOND)
    fetch_only(KWB, is_nationwide=True)
    [newest] = nationwide.tables_in(paths.fetched_folder(), "opgehaald", KWB)[1:]
    (newest.folder / "areas.parquet").write_bytes(b"")
    assert run("--offline") == command.PARTLY
    error = capsys.readouterr().err
    assert f"Tabel {KWB} landelijk: met de uitgave van 2026-02-15" in error
    assert f"python -m etl --gebied NL --only {KWB}." in error
    assert refused() == [f"landelijk/{KWB}@2026-02-15"]
    with database.read(paths.database_file()) as connection:
        assert connection.execute("select edition from snapshot_elsewhere").fetchall() == [("2026-01-15",)]


@pytest.mark.parametrize("name", ["areas.parquet", "facts.parquet", "topics.csv"])
def test_with_both_editions_of_a_national_table_damaged_its_figures_stay_and_the_others_are_renewed(
    served: Publishers, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    grow(served.tables[KWB], ["GM0014", "WK001400", "BU00140000"])
    assert run("--gebied", "NL", "--only", KWB) == 0
    assert run("--only", RIVM) == 0
    before = figures_elsewhere()
    publish(served, KWB, SECOND)
    publish(served, RIVM, SECOND)
    fetch_only(KWB, is_nationwide=True)
    fetch_only(RIVM)
    both = [table.folder for table in nationwide.tables_in(paths.fetched_folder(), "opgehaald", KWB)]
    for folder in both:
        (folder / name).write_bytes(b"PAR1\xff")
    shutil.rmtree(paths.data_folder() / nationwide.NAME, ignore_errors=True)  # what was computed of it
    capsys.readouterr()
    assert run("--offline") == command.PARTLY
    error = capsys.readouterr().err
    assert [str(folder) in error for folder in both] == [True, True]
    assert "De uitgave van 2026-01-15 die er was, is ook beschadigd." in error
    assert "De cijfers die er de vorige keer uit kwamen, blijven staan." in error
    assert figures_elsewhere() == before != []
    assert snapshots_in_use() == {KWB: "2026-02-15", RIVM: "2026-02-15"}


def figures_elsewhere() -> list[tuple[str, ...]]:
    with database.read(paths.database_file()) as connection:
        return connection.execute("select * from elsewhere order by all").fetchall()
