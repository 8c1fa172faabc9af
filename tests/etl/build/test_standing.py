"""A copy that cannot be read any more: it is named, all others go on, and its figures stay as they were."""

import shutil
from pathlib import Path

import pytest

from etl.build import build, freshness
from etl.command import command
from etl.snapshots import nationwide, store
from tests import harm
from tests.conftest import INCLUDED
from tests.etl.build.test_build import ask
from tests.opened import html, page
from veerkracht.core import paths, run_log
from veerkracht.core.run_log import Attempt

pytestmark = pytest.mark.slow

OBSERVATIONS = "select * exclude (snapshot_id) from observation order by all"
COPIES = ["85984NED@2026-04", "83765NED@2017-kaart", "47022NED@2026-07-19", "programmaplan@2025"]
AREAS = "select * from area order by all"


def break_one(folder: Path, name: str = "facts.csv", content: bytes = b"onzin") -> Path:
    (folder / name).write_bytes(content)
    return folder


def put_in_use(data: Path, name: str) -> Path:
    """Make an included copy one that was fetched, and build from it."""
    fetched = paths.fetched_folder() / name
    shutil.copytree(data / "meegeleverd" / name, fetched)
    build.build(paths.database_file())
    return fetched


def failed() -> list[Attempt]:
    return [attempt for attempt in run_log.read(paths.fetched_folder())[-1].attempts if attempt.outcome == "mislukt"]


def ledger() -> harm.Ledger:
    return harm.ledger(paths.database_file())


@pytest.mark.parametrize(
    ("table", "name", "content"),
    [("85984NED@2026-07-19", "facts.csv", b"onzin"), ("47022NED@2026-07-19", "manifest.json", b"{}"),
     ("50150NED@2025-11-18", "areas.csv", b"")],
)  # fmt: skip
def test_the_figures_of_a_fetched_table_that_broke_stay(
    data: Path, database_of_data: Path, table: str, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    harm.remember(database_of_data)
    folder = put_in_use(data, table)
    before, areas, known = ask(database_of_data, OBSERVATIONS), ask(database_of_data, AREAS), ledger()
    break_one(folder, name, content)
    for _ in range(2):
        assert command.main(["--offline"]) == command.PARTLY
        error = capsys.readouterr().err
        assert f"Momentopname {folder}" in error and "niet was voorzien" not in error
        assert "De cijfers die er de vorige keer uit kwamen, blijven staan." in error
        assert [attempt.table_id for attempt in failed()] == [table.partition("@")[0]]
        assert ask(database_of_data, OBSERVATIONS) == before and ask(database_of_data, AREAS) == areas
        assert ledger() == known and freshness.is_current(database_of_data)


@pytest.mark.parametrize("name", COPIES)
def test_the_figures_of_an_included_copy_that_broke_stay(data: Path, database_of_data: Path, name: str) -> None:
    before, areas, known = ask(database_of_data, OBSERVATIONS), ask(database_of_data, AREAS), ledger()
    break_one(data / "meegeleverd" / name)
    report = build.build(database_of_data)
    [attempt] = report.refused
    assert attempt.table_id == name.partition("@")[0]
    assert ask(database_of_data, OBSERVATIONS) == before and ask(database_of_data, AREAS) == areas
    assert ledger() == known


@pytest.mark.parametrize("name", COPIES)
def test_without_a_previous_database_that_one_copy_is_left_out(data: Path, name: str) -> None:
    break_one(data / "meegeleverd" / name)
    report = build.build(paths.database_file())
    assert [attempt.table_id for attempt in report.refused] == [name.partition("@")[0]]
    assert "zij ontbreken tot de tabel opnieuw is opgehaald" in report.refused[0].message
    [[copies]] = ask(paths.database_file(), "select count(*) from snapshot")
    assert copies == len(store.folders_in(INCLUDED)) - 1


def break_all(folder: Path, but: str = "nothing") -> list[Path]:
    """Break every copy in a folder, but those of one table, and return the folders."""
    broken = [path.parent for path in folder.glob("*/manifest.json") if not path.parent.name.startswith(but)]
    for copy in broken:
        break_one(copy, "buurten.geojson" if copy.name.startswith("grenzen") else "facts.csv")
    return broken


def test_all_figures_stay_when_every_included_copy_broke(data: Path, database_of_data: Path) -> None:
    before, areas, known = ask(database_of_data, OBSERVATIONS), ask(database_of_data, AREAS), ledger()
    broken = break_all(data / "meegeleverd")
    report = build.build(database_of_data)
    assert {attempt.table_id for attempt in report.refused} == {store.table_of(copy) for copy in broken}
    assert ask(database_of_data, OBSERVATIONS) == before and ask(database_of_data, AREAS) == areas
    assert ledger() == known


def test_without_a_previous_database_a_build_without_any_table_says_so_of_every_figure(data: Path) -> None:
    broken = break_all(data / "meegeleverd", but="grenzen")
    assert command.main(["--offline"]) == command.PARTLY
    assert {attempt.table_id for attempt in failed()} == {store.table_of(copy) for copy in broken}
    database = paths.database_file()
    assert ask(database, "select count(*) from unreadable") == [(len(broken),)]
    reasons = (
        "select distinct missing::varchar from observation where indicator_id in ('inwoners', 'ervaren_gezondheid')"
    )
    assert ask(database, reasons) == [("unreadable",)]
    reason = "select distinct reason, why_no_figure from goal_status where measure_id = '1'"
    assert ask(database, reason) == [("De kopie van de tabel van RIVM is niet te lezen.", "niet opgehaald")]
    for name in ("doelkaart", "doelen", "buurtprofiel", "veerkrachtkaart", "bronnen"):
        assert not page(name).exception


def test_when_nothing_names_an_area_any_more_the_message_names_the_copies(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = break_all(data / "meegeleverd")
    assert command.main(["--offline"]) == command.FAILED
    error = capsys.readouterr().err
    assert f"Geen tabel en geen grenzen met namen van gebieden zijn te lezen. Van {len(broken)} kopieën" in error
    assert "Zet de map data/meegeleverd terug" in error and "inspanningen.yaml" not in error


@pytest.mark.parametrize(
    ("table", "name"),
    [("50150NED@2025-11-18", "facts.csv"), ("86165NED@2026-07", "manifest.json"), ("83487NED@2026-07", "areas.csv")],
)
def test_a_table_of_which_every_edition_broke_before_it_was_built_from_is_left_out(
    data: Path, table: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table_id = table.partition("@")[0]
    for edition in ("2026-08-01", "2026-09-01"):
        fetched = shutil.copytree(data / "meegeleverd" / table, paths.fetched_folder() / f"{table_id}@{edition}")
        break_one(fetched, name)
    for copy in store.folders_in(data / "meegeleverd", table_id):
        shutil.rmtree(copy)
    for _ in range(2):
        assert command.main(["--offline"]) == command.PARTLY
        assert "zij ontbreken tot de tabel opnieuw is opgehaald" in capsys.readouterr().err
        assert [attempt.table_id for attempt in failed()] == [table_id]
        assert f"Tabel {table_id}, uitgave 2026-09-01: de kopie is niet te lezen." in html(page("bronnen"))
    [[copies]] = ask(paths.database_file(), "select count(*) from snapshot")
    assert copies == len([copy for copy in store.folders_in(INCLUDED) if store.table_of(copy) != table_id])
    unreadable = "select distinct area_code from observation where missing = 'unreadable'"
    assert ("BU09350403",) in ask(paths.database_file(), unreadable)


def test_the_included_copy_takes_the_place_of_editions_that_all_broke(data: Path) -> None:
    included = data / "meegeleverd" / "50150NED@2025-11-18"
    for edition in ("2026-08-01", "2026-09-01"):
        break_one(shutil.copytree(included, paths.fetched_folder() / f"50150NED@{edition}"))
    report = build.build(paths.database_file())
    assert ["In gebruik blijft wat is meegeleverd." in attempt.message for attempt in report.refused] == [True]
    assert ask(paths.database_file(), "select count(*) from observation where missing = 'unreadable'") == [(0,)]


def test_the_rates_that_a_broken_table_is_the_denominator_of_stay(data: Path, database_of_data: Path) -> None:
    rates = "select count(value) from observation where indicator_id = 'misdrijven'"
    before = ask(database_of_data, rates)
    for folder in store.folders_in(data / "meegeleverd", "85984NED"):
        break_one(folder)
    build.build(database_of_data)
    assert ask(database_of_data, rates) == before != [(0,)]


def test_figures_of_an_indicator_with_another_definition_do_not_stay(
    data: Path, database_of_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_one(data / "meegeleverd" / "50150NED@2025-11-18")
    catalogue = data / "indicators.yaml"
    text = paths.CATALOG.read_text(encoding="utf-8")
    [[definition]] = ask(database_of_data, "select definition from indicator where indicator_id = 'ervaren_gezondheid'")
    assert text.count(definition) == 1
    catalogue.write_text(text.replace(definition, "Iets anders dan eerst."), encoding="utf-8")
    monkeypatch.setattr(paths, "CATALOG", catalogue)
    figures = "select count(value) from observation where indicator_id = 'ervaren_gezondheid' and period = '2024'"
    others = "select count(value) from observation where snapshot_id = '50150NED@2025-11-18'"
    assert build.build(database_of_data).refused
    assert ask(database_of_data, figures) == [(0,)] and ask(database_of_data, others) != [(0,)]


def test_outlines_that_broke_stay_and_else_the_map_says_that_there_are_none(
    data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outlines = "select * from area_geometry order by all"
    before = ask(database_of_data, outlines)
    break_one(data / "meegeleverd" / "grenzen@2024", "buurten.geojson")
    assert command.main(["--offline"]) == command.PARTLY
    assert "De grenzen van de vorige keer blijven in gebruik." in capsys.readouterr().err
    assert ask(database_of_data, outlines) == before != []
    database_of_data.unlink()
    assert command.main(["--offline"]) == command.PARTLY
    assert "is er geen kaart" in capsys.readouterr().err
    assert [attempt.table_id for attempt in failed()] == ["grenzen"]
    assert ask(database_of_data, outlines) == []
    for name in ("kaart", "veerkrachtkaart", "doelkaart", "doelen", "buurtprofiel", "vergelijkbaar", "bronnen"):
        test = page(name)
        assert not test.exception
        if name == "kaart":
            assert "Er is hier geen kaart" in str([message.value for message in test.info])


def test_fetched_and_included_outlines_that_both_broke_do_not_end_the_figures(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched = shutil.copytree(data / "meegeleverd" / "grenzen@2024", paths.fetched_folder() / "grenzen@2024")
    for folder in (fetched, data / "meegeleverd" / "grenzen@2024"):
        break_one(folder, "gemeente.geojson")
    assert command.main(["--offline"]) == command.PARTLY
    error = capsys.readouterr().err
    assert "is er geen kaart" in error and "In gebruik blijft wat is meegeleverd" not in error
    assert {attempt.table_id for attempt in failed()} == {"grenzen"}
    assert ask(paths.database_file(), "select count(value) > 10000 from observation") == [(True,)]


def test_outlines_that_were_fetched_and_broke_give_way_to_the_included_ones(data: Path, database_of_data: Path) -> None:
    shutil.copytree(data / "meegeleverd" / "grenzen@2024", paths.fetched_folder() / "grenzen@2024")
    build.build(database_of_data)
    break_one(paths.fetched_folder() / "grenzen@2024", "wijken.geojson")
    assert [attempt.table_id for attempt in build.build(database_of_data).refused] == ["grenzen"]
    assert ask(database_of_data, "select count(*) from area_geometry") != [(0,)]


def test_a_broken_copy_of_an_own_file_is_left_out_as_it_may_not_be_shown_any_more(
    data: Path, database_of_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = data / "lokaal" / "peiling.csv"
    own.parent.mkdir(exist_ok=True)
    head = "indicator;gebied;periode;waarde;n;bron\n"
    own.write_text(head + "thuis_in_de_buurt;BU09350403;2022;58,9;212;\n", encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    known = ledger()
    [folder] = store.folders_in(paths.accepted_folder())
    break_one(folder)
    own.write_text(head + "thuis_in_de_buurt;Nazaret;2022;58,9;212;\n", encoding="utf-8")
    assert command.main(["--offline"]) == command.PARTLY
    assert "De cijfers eruit ontbreken tot het bestand opnieuw is overgenomen." in capsys.readouterr().err
    figures = "select value from observation where indicator_id = 'thuis_in_de_buurt' and value = 58.9"
    assert ask(database_of_data, figures) == []
    assert all(set(rows) <= set(ledger()[name]) for name, rows in known.items())  # those of the plan instead
    assert "peiling" not in str(ask(database_of_data, "select * from unreadable"))


@pytest.mark.parametrize("name", ["facts.parquet", "areas.parquet", "topics.csv", "manifest.json"])
def test_the_figures_of_the_rest_of_the_country_stay(data: Path, name: str) -> None:
    included = data / "meegeleverd" / nationwide.NAME
    shutil.copytree(INCLUDED / nationwide.NAME, included)
    build.build(paths.database_file())
    everything = "select * from elsewhere order by all"
    before = ask(paths.database_file(), everything)
    areas = ask(paths.database_file(), "select * from area_elsewhere order by all")
    shutil.rmtree(paths.data_folder() / nationwide.NAME)
    [table] = store.folders_in(included, "85984NED")
    break_one(table, name)
    report = build.build(paths.database_file())
    assert [attempt.table_id for attempt in report.refused] == ["85984NED landelijk"]
    assert ask(paths.database_file(), everything) == before
    assert ask(paths.database_file(), "select * from area_elsewhere order by all") == areas


def test_a_reader_is_told_which_copy_could_not_be_read(data: Path, database_of_data: Path) -> None:
    break_one(data / "meegeleverd" / "47022NED@2026-07-19")
    build.ensure(database_of_data)
    shown = html(page("bronnen"))
    assert "Tabel 47022NED, uitgave 2026-07-19: de kopie is niet te lezen." in shown
    assert str(data) not in shown
