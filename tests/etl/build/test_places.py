"""Whatever is done to a file, folder or link that a run writes in: the others go on, history and ledger stay."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.build import build, elsewhere, previous
from etl.command import command
from etl.snapshots import folders, national_figures, nationwide, store
from tests import harm
from tests.etl.build.test_build import ask, rewritten
from tests.etl.build.test_internal import SECRET, figures, tables_with
from veerkracht.catalog import catalog
from veerkracht.core import paths, run_log
from veerkracht.core.errors import DataError, SourceError
from veerkracht.database import places

pytestmark = [pytest.mark.slow, pytest.mark.few_figures]


@pytest.fixture
def linked(data: Path, database_of_data: Path, tmp_path: Path) -> Path:
    """A database with a ledger on another disk, with a link in its place."""
    harm.remember(database_of_data)
    rewritten(data, "50150NED@2025-11-18", {("GoedErvarenGezondheid_4", "BU09350403", "2024"): "55.0"})
    disk = tmp_path / "schijf"
    disk.mkdir()
    real = database_of_data.rename(disk / "cijfers.duckdb")
    database_of_data.symlink_to(real)
    return database_of_data


def test_a_database_behind_a_link_is_renewed_where_it_is(linked: Path) -> None:
    real, before = linked.resolve(), harm.ledger(linked)
    assert command.main(["--offline"]) == command.ALL_WELL
    assert linked.is_symlink() and linked.resolve() == real
    after = harm.ledger(real)
    assert set(before["status_history"]) < set(after["status_history"])
    assert len(after["revision"]) == len(before["revision"]) + 1
    assert sorted(path.name for path in real.parent.iterdir()) == ["cijfers.duckdb", "cijfers.lock"]
    assert [path.name for path in linked.parent.glob("veerkracht*")] == ["veerkracht.duckdb"]


def test_a_damaged_database_behind_a_link_is_kept_where_it_is(linked: Path) -> None:
    real = linked.resolve()
    harm.overwrite(real)
    places.log_of(real).write_bytes(b"log")
    assert command.main(["--offline"]) == command.PARTLY
    kept = real.with_name("cijfers.duckdb.vorige-1")
    assert kept.read_bytes() == b"geen database" and places.log_of(kept).read_bytes() == b"log"
    assert linked.is_symlink() and not places.log_of(real).exists()


@pytest.mark.parametrize("leads_to", ["weg/cijfers.duckdb", "veerkracht.duckdb"], ids=["nothing", "itself"])
def test_a_database_on_a_disk_that_is_away_is_waited_for(
    data: Path, leads_to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = data / "veerkracht.duckdb"
    place.symlink_to(data / leads_to)
    assert command.main(["--offline"]) == command.FAILED
    assert "De database veerkracht.duckdb is een verwijzing naar" in capsys.readouterr().err
    with pytest.raises(DataError, match="koppel die dan aan"):
        build.ensure(place)
    assert place.is_symlink() and not place.exists()
    assert run_log.read(paths.fetched_folder())[-1].outcome == "mislukt"


def text(path: Path) -> None:
    path.write_text("Notulen van de vergadering, en dat is geen database.", encoding="utf-8")


def other_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table observation as select 1 as bird")


@pytest.mark.parametrize("make", [text, other_database])
def test_a_file_of_somebody_else_is_never_replaced(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
) -> None:  # fmt: skip
    path = tmp_path / "van-ons.db"
    make(path)
    intact = path.read_bytes()
    monkeypatch.setenv("VEERKRACHT_DATABASE", str(path))
    assert command.main(["--offline"]) == command.FAILED
    assert "van-ons.db is geen database van dit dashboard, en blijft zoals het is" in capsys.readouterr().err
    with pytest.raises(DataError, match="is geen database van dit dashboard"):
        build.ensure(path)
    assert path.read_bytes() == intact and list(tmp_path.glob("*.vorige*")) == []


def test_a_file_of_somebody_else_is_never_published_over(
    database_of_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "elders.duckdb"
    text(path)
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{path}")
    assert command.main(["publiceer"]) == command.FAILED
    assert "elders.duckdb is geen database van dit dashboard" in capsys.readouterr().err
    path.unlink()
    link = tmp_path / "verwijzing.duckdb"
    build.build(paths.database_file())
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{path}")
    assert command.main(["publiceer"]) == command.ALL_WELL
    link.symlink_to(path)
    monkeypatch.setenv("VEERKRACHT_DATABASE", f"duckdb:{link}")
    assert command.main(["publiceer"]) == command.ALL_WELL
    assert link.is_symlink()


def test_a_folder_in_the_place_of_a_database_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "veerkracht.duckdb").mkdir()
    assert command.main(["--offline"]) == command.FAILED
    assert "Waar de database veerkracht.duckdb hoort, staat een map met die naam." in capsys.readouterr().err


@pytest.fixture
def internal(data: Path) -> Path:
    """The internal database, with a history that the public one lacks."""
    own = data / "lokaal" / "peiling.csv"
    own.parent.mkdir()
    own.write_text(figures("2026"), encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    return paths.internal_database_file()


def test_without_internal_figures_the_internal_database_is_kept_under_a_number(
    internal: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = harm.ledger(internal)
    for number in (1, 2):
        (data / "lokaal" / "peiling.csv").write_text(figures(), encoding="utf-8")
        assert command.main(["--offline"]) == command.ALL_WELL
        kept = internal.with_name(f"veerkracht-intern.duckdb.vorige-{number}")
        assert not internal.exists() and kept.stat().st_mode & 0o777 == 0o600
        assert f"De interne database is bewaard als {kept.name}" in capsys.readouterr().err
        (data / "lokaal" / "peiling.csv").write_text(figures("2026"), encoding="utf-8")
        assert command.main(["--offline"]) == command.ALL_WELL
    assert harm.ledger(internal.with_name("veerkracht-intern.duckdb.vorige-1")) == before


def replace_by_file(folder: Path) -> None:
    folder.rename(folder.with_name("weggezet"))
    folder.write_text("hier stond een map", encoding="utf-8")


def replace_by_dangling_link(folder: Path) -> None:
    folder.rename(folder.with_name("weggezet"))
    folder.symlink_to(folder.with_name("nergens"))


@pytest.mark.parametrize("harmed", [replace_by_file, replace_by_dangling_link])
def test_a_visit_never_takes_figures_that_cannot_be_listed_for_gone(
    internal: Path, data: Path, harmed: Callable[[Path], None]
) -> None:
    public = paths.database_file()
    before, intact = harm.ledger(internal), public.read_bytes()
    harmed(paths.accepted_folder())
    with pytest.raises(SourceError, match=r"bronnen/lokaal"):
        build.ensure(public)
    build._failed.clear()
    assert harm.ledger(internal) == before and public.read_bytes() == intact


def test_a_run_sets_aside_what_stands_where_it_writes_and_goes_on(
    internal: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched, public = paths.fetched_folder(), paths.database_file()
    before = harm.ledger(internal)
    replace_by_file(paths.accepted_folder())
    for place in (fetched / "run.lock", fetched / "runs.jsonl", public.with_suffix(".lock"), places.log_of(public)):
        place.unlink(missing_ok=True)
        (place / "vol").mkdir(parents=True)
    (fetched / "landelijk").write_text("geen map", encoding="utf-8")
    assert command.main(["--offline"]) == command.PARTLY
    printed = capsys.readouterr().err
    assert "Waar een map lokaal hoort, stond een bestand. Dat heet nu lokaal.vorige-1" in printed
    assert "Waar een bestand run.lock hoort, stond een map. Dat heet nu run.lock.vorige-1" in printed
    assert (fetched / "lokaal.vorige-1").read_text(encoding="utf-8") == "hier stond een map"
    assert (fetched / "runs.jsonl.vorige-1" / "vol").is_dir() and (fetched / "landelijk.vorige-1").is_file()
    assert places.log_of(public).with_name("veerkracht.duckdb.wal.vorige-1").is_dir()
    [logged] = run_log.read(fetched)
    assert logged.outcome == "deels gelukt" and "runs.jsonl.vorige-1" in logged.message
    assert harm.ledger(internal) == before and "observation" in tables_with(internal, SECRET)
    assert command.main(["--offline"]) == command.ALL_WELL


@pytest.mark.parametrize("harmed", [replace_by_file, replace_by_dangling_link])
def test_own_files_that_cannot_be_listed_stay_as_they_were_taken_in(
    data: Path, harmed: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    own = data / "lokaal"
    own.mkdir()
    (own / "peiling.csv").write_text(figures(), encoding="utf-8")
    (own / "begroting.yaml").write_bytes((data / "meegeleverd" / "begroting.yaml").read_bytes())
    assert command.main(["--offline"]) == command.ALL_WELL
    count = ask(paths.database_file(), "select count(*), (select count(*) from budget) from observation")
    copies = sorted(paths.accepted_texts_folder().rglob("*"))
    harmed(own)
    assert command.main(["--offline"]) == command.FAILED  # nothing else was tried
    assert "De map" in (printed := capsys.readouterr().err) or "Waar de map" in printed
    assert ask(paths.database_file(), "select count(*), (select count(*) from budget) from observation") == count
    assert sorted(paths.accepted_texts_folder().rglob("*")) == copies


def test_an_edition_behind_a_link_or_a_file_in_its_place_is_replaced_and_nothing_removed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    (elsewhere / "oud.csv").write_bytes(b"oud")
    linked, file = tmp_path / "1NED@2024", tmp_path / "2NED@2024"
    linked.symlink_to(elsewhere)
    file.write_bytes(b"van iemand")
    for _ in range(2):
        for target in (linked, file):
            folders.replace(target, {"nieuw.csv": b"nieuw"})
            assert [path.name for path in target.iterdir()] == ["nieuw.csv"]
    assert (elsewhere / "oud.csv").read_bytes() == b"oud"
    assert (tmp_path / "2NED@2024.vorige-1").read_bytes() == b"van iemand"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_run_that_cannot_take_its_lock_says_why_in_dutch(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.fetched_folder().symlink_to(tmp_path / "weg")
    assert command.main(["--offline"]) == command.FAILED
    assert "verwijst naar een map die er niet is. Koppel de schijf of de netwerkmap aan" in capsys.readouterr().err
    assert os.path.lexists(paths.fetched_folder()) and not paths.database_file().exists()
    assert previous.read(paths.database_file()).loss is None


def test_an_included_copy_that_is_damaged_does_not_matter_once_its_table_was_fetched(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    included = store.read(data / "meegeleverd" / "85318NED@2022", "meegeleverd")
    (data / "meegeleverd" / "85318NED@2022" / "manifest.json").write_text("{", encoding="utf-8")
    assert command.main(["--offline"]) == command.PARTLY
    assert "85318NED@2022: manifest.json is niet te lezen" in capsys.readouterr().err
    store.write(paths.fetched_folder(), included)
    assert command.main(["--offline"]) == command.ALL_WELL


def test_figures_of_the_country_that_were_damaged_on_disk_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    content = catalog.load(paths.CATALOG)
    [table, *_], _ = nationwide.current([])
    made = national_figures.figures(content, table, [table])
    intact = made.read_bytes()
    for damage in (b"geen parquet", intact[:-100], intact[:4000] + b"\xaa" * 300 + intact[4300:]):
        made.write_bytes(damage)
        assert national_figures.figures(content, table, [table]).read_bytes() == intact
    made.unlink()
    (made / "van iemand").mkdir(parents=True)
    assert national_figures.figures(content, table, [table]).read_bytes() == intact
    elsewhere.remove_others([])
    assert [path.name for path in made.parent.iterdir()] == [f"{made.name}.vorige-1"]


def test_a_database_of_the_country_is_filled_once_for_the_same_inputs_and_again_when_it_was_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEERKRACHT_DATA", str(tmp_path))
    filled: list[Path] = []

    def fill(path: Path) -> None:
        assert not path.exists() and not places.log_of(path).exists()
        filled.append(path)
        path.write_bytes(b"van het hele land")

    first = elsewhere.ensure(["2024", "2025"], fill)
    assert elsewhere.ensure(["2024", "2025"], fill) == first and len(filled) == 1
    first.write_bytes(b"van het halve land")
    places.log_of(filled[0]).write_bytes(b"van een afgebroken run")
    filled[0].write_bytes(b"half")
    assert elsewhere.ensure(["2024", "2025"], fill) == first and len(filled) == 2
    assert first.read_bytes() == b"van het hele land"
    other = elsewhere.ensure(["2024"], fill)
    assert other != first and len(filled) == 3
    elsewhere.remove_others([other])
    assert [*other.parent.iterdir()] == [other]


def test_a_build_that_starts_with_the_country_gives_what_one_that_inserts_it_gives(
    included_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = included_database.parent
    monkeypatch.setenv("VEERKRACHT_DATA", str(data))
    [start] = (data / nationwide.NAME).glob("*.duckdb")
    monkeypatch.setattr(national_figures, "figures", lambda *_: pytest.fail("the figures are there"))
    build.build(tmp_path / "tweede.duckdb")
    tables = ("elsewhere", "area_elsewhere", "snapshot_elsewhere", "observation", "goal_status")
    with duckdb.connect(str(tmp_path / "tweede.duckdb")) as connection:
        connection.execute(f"attach '{included_database}' as eerste (read_only)")
        connection.execute(f"attach '{start}' as start (read_only)")
        for name in tables:
            query = f"select count(*), bit_xor(hash(t)) from {{}}.{name} as t"
            first, second = (connection.sql(query.format(place)).fetchall() for place in ("eerste", "tweede"))
            assert first == second and first[0][0] > 0, name
        assert connection.sql("select count(*) > 600_000 from start.elsewhere").fetchall() == [(True,)]
        assert connection.sql("select count(*) from start.observation").fetchall() == [(0,)]
