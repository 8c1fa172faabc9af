"""What the previous database holds is read whole, part by part, later, or kept: never taken for nothing."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from etl.build import previous
from tests import harm
from veerkracht.core.errors import DataError
from veerkracht.core.statuses import STATUSES
from veerkracht.database import database, places


@pytest.fixture
def place(included_database: Path, tmp_path: Path) -> Path:
    """A database with a ledger."""
    copy = Path(shutil.copy(included_database, tmp_path / "veerkracht.duckdb"))
    harm.remember(copy)
    return copy


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waiting between tries, which takes no time."""
    waits: list[float] = []
    monkeypatch.setattr(previous, "time", SimpleNamespace(sleep=waits.append))
    return waits


def change(place: Path, *statements: str) -> None:
    with duckdb.connect(str(place)) as connection:
        for statement in statements:
            connection.execute(statement)


def counts(before: previous.Before) -> dict[str, int]:
    return {name: len(table) for name, table in before.tables.items()}


@pytest.mark.slow
def test_all_of_a_ledger_is_read(place: Path) -> None:
    before = previous.read(place)
    ledger = harm.ledger(place)
    assert before.loss is None and counts(before)["figure"] > 5000
    for name, rows in ledger.items():
        read = [tuple(row.values()) for row in before.tables[name].to_pylist()]
        assert sorted(map(str, read)) == sorted(map(str, rows))
        assert len(rows) > 0


@pytest.mark.slow
def test_without_a_database_or_with_an_empty_one_there_is_nothing_and_nothing_is_lost(tmp_path: Path) -> None:
    nothing = {"revision": 0, "status_history": 0, "set_aside": 0, "protocol_history": 0, "appearance": 0, "figure": 0}
    place = tmp_path / "veerkracht.duckdb"
    assert counts(previous.read(place)) == nothing
    duckdb.connect(str(place)).close()  # as a client does that opens what is not there
    before = previous.read(place)
    assert counts(before) == nothing and before.loss is None


@pytest.mark.slow
def test_a_database_that_is_open_elsewhere_is_waited_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    with ExitStack() as client:
        client.enter_context(harm.held(place))

        def close_the_client(seconds: float) -> None:
            waits.append(seconds)
            client.close()

        monkeypatch.setattr(previous, "time", SimpleNamespace(sleep=close_the_client))
        before = previous.read(place)
    assert len(waits) == 1 and before.loss is None and counts(before)["revision"] == 1


@pytest.mark.slow
def test_after_some_waiting_the_program_that_has_it_open_is_named(place: Path, waits: list[float]) -> None:
    intact = place.read_bytes()
    with harm.held(place) as process:
        with pytest.raises(DataError) as failure:
            previous.read(place)
        assert 5 <= sum(waits) <= 15
    message = str(failure.value)
    assert "veerkracht.duckdb is open in een ander programma (python" in message
    assert f", proces {process}). Sluit dat en probeer het opnieuw. De database blijft zoals die is." in message
    assert str(place.parent) not in message
    assert place.read_bytes() == intact and list(place.parent.iterdir()) == [place]


@pytest.mark.slow
def test_a_database_that_this_process_has_open_is_not_damaged(place: Path, waits: list[float]) -> None:
    with duckdb.connect(str(place)), pytest.raises(DataError, match="is open in een ander programma"):
        previous.read(place)


@pytest.mark.parametrize(
    "error",
    [
        duckdb.IOException('IO Error: Cannot open file "/x/v.duckdb": Permission denied'),
        duckdb.IOException('IO Error: Could not read from file "/x/v.duckdb": Input/output error'),
        duckdb.IOException('IO Error: Cannot open file "/x/v.duckdb": Too many open files'),
        duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"),
    ],
)
def test_what_may_pass_is_not_damage(
    place: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch, error: duckdb.Error
) -> None:
    def fail(path: Path) -> None:
        raise error

    monkeypatch.setattr(database, "attached", fail)
    with pytest.raises(DataError, match=r"veerkracht\.duckdb is nu niet te lezen.*De database blijft zoals die is"):
        previous.read(place)
    assert waits == []


def test_a_folder_in_its_place_is_not_damage(tmp_path: Path) -> None:
    (tmp_path / "veerkracht.duckdb").mkdir()
    with pytest.raises(DataError, match="is nu niet te lezen"):
        previous.read(tmp_path / "veerkracht.duckdb")


@pytest.mark.slow
@pytest.mark.parametrize(
    "statements",
    [
        ("alter table revision add column reviewer varchar", "alter table status_history add column remark varchar"),
        ("alter table revision drop column is_other_source",),
        ("alter table observation add column remark varchar", "alter table indicator add column remark varchar"),
        ("drop table set_aside",),
        ("drop table goal_reading", "drop table run"),
    ],
    ids=["columns more", "a column less", "columns of figures", "an earlier version", "other tables"],
)
def test_a_ledger_of_another_shape_is_read_by_the_columns_that_both_have(
    place: Path, statements: tuple[str, ...]
) -> None:
    whole = counts(previous.read(place))
    change(place, *statements)
    before = previous.read(place)
    assert before.loss is None and counts(before) == whole


@pytest.mark.slow
def test_a_renamed_column_of_a_ledger_is_said_and_its_rows_are_carried_over(place: Path) -> None:
    whole = counts(previous.read(place))
    change(place, "alter table status_history rename column value to waarde")
    before = previous.read(place)
    assert before.loss is not None and counts(before) == whole
    assert before.loss.message.startswith(
        "De vorige database veerkracht.duckdb heeft een geschiedenis die iemand heeft veranderd. Zij is bewaard als "
        "veerkracht.duckdb.vorige-1. Niet overgenomen: de kolom value van status_history (waarde is nieuw)."
    )


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["infinity", "-infinity", "290000-01-01"])
def test_a_moment_that_no_calendar_has_is_said_and_its_rows_are_carried_over(place: Path, moment: str) -> None:
    whole = counts(previous.read(place))
    change(place, f"update revision set noticed_at = '{moment}'", f"""
        insert into status_history select * replace ('{moment}'::timestamp as noticed_at) from status_history
        qualify row_number() over (partition by measure_id, area_code, period) = 1
    """)  # fmt: skip
    before = previous.read(place)
    assert before.loss is not None and "het moment van 1 rij van revision en het moment van" in before.loss.message
    after = counts(before)
    assert after["revision"] == whole["revision"] and after["status_history"] > whole["status_history"]
    moments = before.tables["status_history"]["noticed_at"].to_pylist()
    assert max(moment.year for moment in moments) < 2100


ALL = {"revision", "status_history", "set_aside", "protocol_history", "appearance", "figure"}
HARM: list[tuple[Callable[[Path], None], str, set[str] | None]] = [
    (harm.overwrite, "is beschadigd", ALL),
    (harm.empty, "is beschadigd", ALL),
    (harm.cut, "is beschadigd", None),  # what is in which half differs
    (harm.scratch, "is beschadigd", None),
    (harm.scratch_figures, "is beschadigd", {"figure"}),
    (harm.of_a_newer_duckdb, "is van een andere, nieuwere versie van DuckDB", ALL),
    (harm.of_a_newer_dashboard, "is van een andere versie van het dashboard", {"revision", "status_history"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "fault", "lost"), HARM, ids=lambda value: getattr(value, "__name__", ""))
def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    place: Path, damage: Callable[[Path], None], fault: str, lost: set[str] | None
) -> None:
    whole = counts(previous.read(place))
    damage(place)
    before = previous.read(place)
    lost = before.lost if lost is None else lost
    assert before.loss is not None and before.lost == lost
    assert counts(before) == {name: 0 if name in lost else count for name, count in whole.items()}
    assert before.loss.message.startswith(
        f"De vorige database veerkracht.duckdb {fault}. Zij is bewaard als veerkracht.duckdb.vorige-1. "
        "Niet overgenomen: "
    )
    assert ("de geschiedenis van de standen" in before.loss.message) == ("status_history" in lost)
    assert str(place.parent) not in before.loss.message


@pytest.mark.slow
def test_a_status_that_is_not_known_here_is_not_passed_over(place: Path) -> None:
    names = [*(status.name for status in STATUSES if status.is_of_measure), "ruim bereikt"]
    change(
        place,
        f"create type newer as enum ({', '.join(repr(name) for name in names)})",
        "create or replace table status_history as select * replace (status::varchar::newer as status) "
        "from status_history",
        "update status_history set status = 'ruim bereikt' where measure_id = '1'",
    )
    before = previous.read(place)
    assert before.lost == {"status_history"} and counts(before)["revision"] == 1


@pytest.mark.slow
def test_what_could_not_be_read_is_taken_from_the_other_database(place: Path, tmp_path: Path) -> None:
    beside = Path(shutil.copy(place, tmp_path / "veerkracht-intern.duckdb"))
    public = previous.read(place)
    assert previous.read(tmp_path / "nothing.duckdb", public) is public
    harm.overwrite(beside)
    before = previous.read(beside, public)
    assert before.tables == public.tables and before.loss is not None and before.loss.place == beside


@pytest.mark.slow
def test_a_revision_in_the_write_ahead_log_alone_is_read(place: Path) -> None:
    harm.leave_a_log(place)
    assert counts(previous.read(place))["revision"] == 2


@pytest.mark.slow
def test_a_write_ahead_log_of_another_database_does_no_harm(
    place: Path, included_database: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(included_database, tmp_path / "other.duckdb"))
    harm.leave_a_log(place)
    log = places.log_of(place)
    log.rename(places.log_of(other))
    assert previous.read(other).loss is None and database.is_whole(other)
    built = Path(shutil.copy(included_database, tmp_path / "built.duckdb"))
    places.put_in_place(built, other)
    assert not places.log_of(other).exists()


@pytest.mark.slow
def test_what_is_kept_never_takes_the_place_of_what_was_kept_before(place: Path) -> None:
    earlier = place.with_suffix(".vorige")
    earlier.write_bytes(b"of an earlier version")
    for number in (1, 2, 3):
        place.write_bytes(b"damage %d" % number)
        places.log_of(place).write_bytes(b"log %d" % number)
        for _ in range(2):  # the second time as after a build that ended before the new database was in place
            loss = previous.read(place).loss
            assert loss is not None
            previous.keep_copy(loss)
        assert place.read_bytes() == b"damage %d" % number
        built = place.with_name("built")
        built.write_bytes(b"new")
        places.put_in_place(built, place)
    for number in (1, 2, 3):
        aside = place.with_name(f"veerkracht.duckdb.vorige-{number}")
        assert aside.read_bytes() == b"damage %d" % number
        assert places.log_of(aside).read_bytes() == b"log %d" % number
    assert earlier.read_bytes() == b"of an earlier version"


def test_a_disk_without_hard_links_gets_a_copy(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        raise OSError

    harm.overwrite(place)
    place.chmod(0o600)
    loss = previous.read(place).loss
    assert loss is not None
    monkeypatch.setattr("os.link", fail)
    previous.keep_copy(loss)
    assert place.with_name(loss.name).stat().st_mode & 0o777 == 0o600  # as closed as the database
    assert place.with_name(loss.name).read_bytes() == b"geen database"
    assert sorted(path.name for path in place.parent.iterdir()) == [place.name, loss.name]
