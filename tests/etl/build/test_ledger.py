"""The ledger of a new database: nothing internal gets in, nothing public is lost or dated again, whatever the clock."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.build import build, ledger, previous
from etl.build.internal import Hidden
from etl.command import command
from tests import harm
from tests.etl.build.test_build import ask
from tests.etl.build.test_internal import SECRET, figures
from veerkracht.core import moments, paths, run_log
from veerkracht.core.run_log import Run

pytestmark = pytest.mark.slow

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"
MEASURE, INDICATOR = "1", "ervaren_gezondheid"
SECRET_TEXT = str(SECRET).replace(".", ",")


def hidden(measure_id: str, indicator_id: str, *cells: tuple[str, str]) -> Hidden:
    """Return the figures of a measure that are internal, by period and area."""
    rows = [(indicator_id, period, area_code) for period, area_code in cells]
    return Hidden(
        pd.DataFrame(rows, columns=["indicator_id", "period", "area_code"]),
        pd.DataFrame([(measure_id, indicator_id)], columns=["measure_id", "indicator_id"]),
    )


@pytest.fixture
def place(included_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(included_database, tmp_path / "before.duckdb"))


@pytest.fixture
def again(included_database: Path, tmp_path: Path) -> Callable[..., Path]:
    """A function that gives a database its ledger as the next build would: after statements that change its figures,
    and with the statuses that the included database has, or a selection of them with another value."""
    names = iter(range(100))

    def carry(
        before: Path, *statements: str, internal: Hidden | None = None, where: str = "true", value: float | None = None
    ) -> Path:
        target = Path(shutil.copy(included_database, tmp_path / f"{next(names)}.duckdb"))
        with duckdb.connect(str(target)) as connection:
            statuses = connection.execute(f"""
                select measure_id, area_code, period, status::varchar as status, certainty::varchar as certainty,
                       coalesce($value, value) as value, reading
                from status_history where {where}
            """, {"value": value}).df()  # fmt: skip
            emptied = [f"delete from {name}" for name in previous.LEDGER]
            for statement in (*emptied, *statements):
                connection.execute(statement)
            ledger.carry_over(connection, previous.read(before), statuses, internal)
        return target

    return carry


def history(place: Path, area_code: str = NAZARETH) -> list[tuple[object, ...]]:
    return ask(
        place,
        f"""select period, status, value, noticed_at from status_history
            where measure_id = '{MEASURE}' and area_code = '{area_code}' order by noticed_at""",
    )


def other_health(value: float, area_code: str = NAZARETH) -> str:
    return f"""update observation set value = {value}, lower = null, upper = null, margin_kind = null
        where indicator_id = '{INDICATOR}' and period = '2024' and area_code = '{area_code}'"""


def without_health(area_code: str) -> str:
    return f"""delete from observation
        where indicator_id = '{INDICATOR}' and period = '2024' and area_code = '{area_code}'"""


def test_a_build_on_the_same_figures_changes_nothing(place: Path, again: Callable[..., Path]) -> None:
    harm.remember(place)
    with duckdb.connect(str(place)) as connection:  # so that what is known last is what is computed
        connection.execute(
            "delete from status_history where noticed_at < (select built_at - interval 50 day from build)"
        )
    first = again(place)
    assert harm.ledger(first) == harm.ledger(place)
    assert harm.ledger(again(first)) == harm.ledger(place)


# the clock


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=4000)])
def test_a_clock_that_goes_back_neither_dates_again_nor_repeats(
    place: Path, again: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    now = moments.now()
    monkeypatch.setattr(moments, "now", lambda: now)
    first = again(place, other_health(55.0), value=55.0)
    known = harm.ledger(first)
    assert len(known["revision"]) == 1 and history(first)[-1][3] == now
    monkeypatch.setattr(moments, "now", lambda: now - back)
    second = again(first, other_health(56.0), value=56.0)
    assert [row[2] for row in history(second)] == [58.9, 55.0, 56.0]
    assert [row[4] for row in ask(second, "from revision order by noticed_at")] == [55.0, 56.0]
    times = [row[3] for row in history(second)]
    assert times == sorted(set(times)) and times[-1] > now
    for table, rows in known.items():
        assert set(rows) < set(harm.ledger(second)[table])
    third = again(second, other_health(56.0), value=56.0)
    assert harm.ledger(third) == harm.ledger(second)


def test_the_same_moment_twice_is_no_conflict(
    place: Path, again: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = moments.now()
    monkeypatch.setattr(moments, "now", lambda: now)
    target = place
    for value in (55.0, 56.0, 55.0):
        target = again(target, other_health(value), value=value)
    assert [row[4] for row in ask(target, "from revision order by noticed_at")] == [55.0, 56.0, 55.0]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_a_ledger_of_an_earlier_version_is_in_the_zone_of_the_machine(place: Path, zone: str) -> None:
    harm.remember(place)
    with duckdb.connect(str(place)) as connection:
        connection.execute("alter table build drop column timezone")
        connection.execute("update revision set noticed_at = '2026-07-01 12:00:00'")
    script = "import pathlib, sys; from etl.build import previous; print(previous.read(pathlib.Path(sys.argv[1]))" \
        ".tables['revision']['noticed_at'].to_pylist())"  # fmt: skip
    environment = {**os.environ, "TZ": zone}
    printed = subprocess.run([sys.executable, "-c", script, str(place)], env=environment, cwd=paths.ROOT,
                           capture_output=True, text=True, check=True).stdout  # fmt: skip
    hour = {"UTC": 12, "America/New_York": 16, "Asia/Tokyo": 3}[zone]
    assert printed.strip() == f"[{datetime(2026, 7, 1, hour)!r}]"


def test_a_run_during_which_the_clock_went_back_does_not_block_builds(data: Path) -> None:
    late, early = "2026-10-25 02:50:00.000000", "2026-10-25 02:10:00.000000"
    run_log.append(paths.fetched_folder(), Run(late, early, "python -m etl", "gelukt", ""))
    build.build(paths.database_file())
    assert ask(paths.database_file(), "select finished_at = started_at from run") == [(True,)]
    [[built, zone]] = ask(paths.database_file(), "select built_at, timezone from build")
    assert zone == "UTC" and abs(moments.now() - built) < timedelta(minutes=5)


# what is internal

OWN = "measure_id = '1' and area_code = 'BU09350403'"  # the statuses in Nazareth
NOW_INTERNAL = hidden(MEASURE, INDICATOR, ("2024", NAZARETH))
PUBLIC = {"where": f"not ({OWN} and period = '2024')", "internal": NOW_INTERNAL}  # as the public build then computes


@pytest.fixture
def older(place: Path) -> Path:
    """The database with statuses of other periods too, and a revision of the figure that becomes internal."""
    with duckdb.connect(str(place)) as connection:
        for period in ("2023", "2025"):
            connection.execute(f"""
                insert into status_history select * replace ('{period}' as period, '2026-01-02' as noticed_at)
                from status_history where measure_id = '{MEASURE}' and period = '2024'
            """)
        connection.execute(f"""
            insert into revision values
            ('{INDICATOR}', '2024', '{NAZARETH}', 58.1, 58.9, null, null, '2026-01-02', false, false),
            ('{INDICATOR}', '2024', '{POTTENBERG}', 58.1, 58.9, null, null, '2026-01-02', false, false)
        """)
    return place


def test_a_figure_that_becomes_internal_takes_the_later_history_of_its_area_along_once(
    older: Path, again: Callable[..., Path]
) -> None:
    first = again(older, without_health(NAZARETH), **PUBLIC)
    assert [row[0] for row in history(first)] == ["2023"]
    assert history(first)[0] == history(older)[0]
    assert history(first, POTTENBERG) == history(older, POTTENBERG)
    assert ask(first, f"select count(*) from status_history where not ({OWN})") == ask(
        older, f"select count(*) from status_history where not ({OWN})"
    )
    assert ask(first, "select area_code, old_value from revision") == [(POTTENBERG, 58.1)]
    with duckdb.connect(str(first)) as connection:  # a public status of a later period than the internal figure
        connection.execute(f"""
            insert into status_history select * replace ('2025' as period, '2026-03-04' as noticed_at)
            from status_history where {OWN}
        """)
    second = again(first, without_health(NAZARETH), **PUBLIC)
    assert harm.ledger(second) == harm.ledger(first) and len(history(second)) == 2


def test_an_internal_figure_of_one_area_takes_the_focus_areas_together_along(
    place: Path, again: Callable[..., Path]
) -> None:
    [[indicator_id]] = ask(place, "select indicator_id from goal_measure where measure_id = '11'")
    areas = "select area_code from status_history where measure_id = '11' order by area_code"
    assert ask(place, areas) == [(POTTENBERG,), (NAZARETH,), ("SAMEN",)]
    internal = hidden("11", indicator_id, ("2025", NAZARETH))
    where = f"not (measure_id = '11' and area_code <> '{POTTENBERG}')"
    gone = f"delete from observation where indicator_id = '{indicator_id}' and area_code = '{NAZARETH}'"
    first = again(place, gone, where=where, internal=internal)
    assert ask(first, areas) == [(POTTENBERG,)]


def test_an_internal_figure_of_a_buurt_takes_the_focus_area_around_it_along(
    place: Path, again: Callable[..., Path]
) -> None:
    [[indicator_id]] = ask(place, "select indicator_id from goal_measure where measure_id = '11'")
    with duckdb.connect(str(place)) as connection:
        connection.execute(f"""
            insert into status_history select * replace ('GR-oost' as area_code)
            from status_history where measure_id = '11' and area_code = '{NAZARETH}'
        """)
    internal = hidden("11", indicator_id, ("2025", NAZARETH))
    known = "select count(*) from status_history where area_code = 'GR-oost'"
    assert ask(again(place, where="false", internal=internal), known) == [(1,)]
    around = f"insert into composition values ('GR-oost', ['{NAZARETH}', 'BU09350402'])"
    assert ask(again(place, around, where="false", internal=internal), known) == [(0,)]


def test_a_focus_area_of_several_buurten_has_no_revisions_beside_those_of_its_buurten(
    place: Path, again: Callable[..., Path]
) -> None:
    def together(value: float) -> str:
        return f"""insert into observation by name select * replace ('GR-oost' as area_code, {value} as value,
            null as lower, null as upper, null as margin_kind) from observation
            where indicator_id = '{INDICATOR}' and period = '2024' and area_code = '{NAZARETH}'"""

    with duckdb.connect(str(place)) as connection:
        connection.execute(together(50.0))
    assert ask(again(place, together(51.0)), "from revision") == []
    assert len(ask(again(place, together(51.0), other_health(55.0)), "from revision")) == 1


def test_what_is_internal_stays_out_also_when_not_all_of_before_can_be_read(
    older: Path, again: Callable[..., Path]
) -> None:
    with duckdb.connect(str(older)) as connection:
        connection.execute("alter table observation rename column value to waarde")
    assert previous.read(older).lost == {"figure"}
    first = again(older, without_health(NAZARETH), **PUBLIC)
    assert [row[0] for row in history(first)] == ["2023"]
    assert history(first, POTTENBERG) == history(older, POTTENBERG)
    assert ask(first, "select area_code from revision") == [(POTTENBERG,)]
    [[message]] = ask(first, "select message from set_aside")
    assert "Niet overgenomen: welke cijfers sindsdien zijn veranderd." in message


@pytest.mark.parametrize("is_readable", [True, False])
def test_statuses_that_rest_on_a_baseline_that_becomes_internal_go(
    older: Path, again: Callable[..., Path], is_readable: bool
) -> None:
    if not is_readable:
        with duckdb.connect(str(older)) as connection:
            connection.execute("alter table observation rename column value to waarde")
    gone = without_health(NAZARETH).replace("2024", "2022")
    internal = hidden(MEASURE, INDICATOR, ("2022", NAZARETH))
    first = again(older, gone, where=f"not ({OWN})", internal=internal)
    assert history(first) == [] and len(history(first, POTTENBERG)) == 3


def test_internal_figures_of_one_area_leave_the_public_history_of_others_as_it_was(data: Path) -> None:
    own = data / "lokaal" / "peiling.csv"
    own.parent.mkdir()
    own.write_text(figures(), encoding="utf-8")
    assert command.main(["--offline"]) == command.ALL_WELL
    target = paths.database_file()
    query = "select * from status_history where measure_id = '5' order by all"
    everything = ask(target, query)
    lines = figures().splitlines()
    marked = [f"{line}intern" if f";{NAZARETH};2026;" in line and SECRET_TEXT in line else line for line in lines]
    assert sum(line.endswith(";intern") for line in marked) == 1
    own.write_text("\n".join(marked), encoding="utf-8")
    for _ in range(2):
        assert command.main(["--offline"]) == command.ALL_WELL
        assert ask(target, query) == [row for row in everything if row[1:3] != (NAZARETH, "2026")]
    assert len(ask(target, query)) == len(everything) - 1
    assert len(ask(paths.internal_database_file(), query)) == len(everything)


# what is new


def appearances(place: Path, kind: str, code: str) -> list[tuple[object, ...]]:
    query = "select period, value, noticed_at from appearance where kind = '{}' and code = '{}' order by all"
    return ask(place, query.format(kind, code))


def test_what_is_there_at_first_is_noted_once_and_what_comes_later_when_it_came(
    place: Path, again: Callable[..., Path]
) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute(f"delete from appearance where code = '{INDICATOR}' and period = '2024'")
    [[began]] = ask(place, "select distinct noticed_at from appearance")
    first = again(place)
    moments_of = {period: moment for period, _, moment in appearances(first, "cijfer", INDICATOR)}
    assert moments_of.pop("2024") > began and set(moments_of.values()) == {began}
    assert ask(again(first), "from appearance order by all") == ask(first, "from appearance order by all")


def test_what_is_otherwise_is_noted_beside_what_it_was(place: Path, again: Callable[..., Path]) -> None:
    first = again(
        place,
        "update source set next_expected = 'eind 2027' where source_id = 'politie_kopie'",
        "update effort set state = 'klaar' where effort_id = 'thema_doorstroming'",
    )
    known = appearances(first, "verwachting", "politie_kopie")
    assert sorted((period, value) for period, value, _ in known) == [("2026", "begin 2027"), ("2026", "eind 2027")]
    newest = max(known, key=lambda row: row[2])
    assert newest[1] == "eind 2027"
    assert [row[1] for row in sorted(appearances(first, "inspanning", "thema_doorstroming"), key=lambda row: row[2])][
        -1
    ] == "klaar"


def test_what_is_gone_or_internal_by_now_leaves_nothing(place: Path, again: Callable[..., Path]) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute(
            "insert into appearance select 'verhaal', 'nu-intern', '', noticed_at, '' from appearance limit 1"
        )
    target = again(place, f"delete from observation where indicator_id = '{INDICATOR}'")
    assert not appearances(target, "verhaal", "nu-intern") and not appearances(target, "cijfer", INDICATOR)


def test_a_withheld_figure_is_not_new(place: Path, again: Callable[..., Path]) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute(f"delete from appearance where code = '{INDICATOR}'")
    withheld = f"""update observation set value = null, lower = null, upper = null, margin_kind = null, status = null,
        missing = 'too_few' where indicator_id = '{INDICATOR}'"""
    assert not appearances(again(place, withheld), "cijfer", INDICATOR)


def test_revisions_of_before_go_when_any_figure_of_the_indicator_is_withheld(
    place: Path, again: Callable[..., Path]
) -> None:
    revised = again(place, other_health(55.0, POTTENBERG))
    revisions = f"select area_code from revision where indicator_id = '{INDICATOR}'"
    assert ask(revised, revisions) == [(POTTENBERG,)]
    withheld = f"""update observation set value = null, lower = null, upper = null, margin_kind = null, status = null,
        missing = 'too_few' where indicator_id = '{INDICATOR}' and period = '2024' and area_code = '{NAZARETH}'"""
    few = again(revised, other_health(55.0, POTTENBERG), withheld)
    assert ask(few, revisions) == []
    assert ask(again(few, other_health(56.0, POTTENBERG)), revisions) == []  # shown again


def test_a_database_of_before_this_was_noted_begins_now(place: Path, again: Callable[..., Path]) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("drop table appearance")
    [[count, began]] = ask(again(place), "select count(distinct noticed_at), min(noticed_at) from appearance")
    [[built]] = ask(place, "select built_at from build")
    assert count == 1 and began > built
