"""What is marked `intern` stands in a database of its own, and nowhere in the one that everybody may see."""

import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.build import freshness, internal
from etl.command import command
from etl.snapshots import store
from tests.etl.own_texts.test_stories import HEAD, picture, written
from veerkracht import __main__ as export
from veerkracht.catalog import catalog
from veerkracht.core import paths, run_log
from veerkracht.database import database, places

DECIDED = "Praten met de corporatie"  # in a decision
OPEN, SECRET, WORD = 71.2341, 63.7892, "ongepubliceerd"  # numbers that no publisher has
PLACES = ("BU09350403", "BU09350203", "GM0935")


def figures(*marked: str, last: str = "75,2") -> str:
    """Return own figures of three years; those of the years in `marked` are internal."""
    lines = ["indicator;gebied;periode;waarde;n;bron;opmerking;zichtbaar"]
    for year, value in (("2022", "72"), ("2025", str(OPEN).replace(".", ",")), ("2026", str(SECRET).replace(".", ","))):
        remark = WORD if year == "2026" else ""
        visible = "intern" if year in marked else ""
        lines += [f"thuis_in_de_buurt;{place};{year};{value};300;Buurtpeiling;{remark};{visible}" for place in PLACES]
    return "\n".join([*lines, f"toegang_tot_hulp;BU09350403;2026;{last};240;Stadspeiling;;"])


def ask(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tables_with(path: Path, *secrets: float | str) -> set[str]:
    """Return the tables that hold one of these numbers or words in any cell."""
    texts = [f"contains({{0}}::varchar, '{secret}')" for secret in secrets if isinstance(secret, str)]
    numbers = [f"abs({{0}} - {secret}) < 1e-6" for secret in secrets if not isinstance(secret, str)]
    names = set()
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute("""
            select table_name, list(struct_pack(name := column_name, kind := data_type)) from duckdb_columns()
            where schema_name = 'main' and not internal group by table_name
        """).fetchall()
        for table, cells in columns:
            tests = [test.format(cell["name"]) for cell in cells for test in texts]
            tests += [test.format(cell["name"]) for cell in cells if cell["kind"] == "DOUBLE" for test in numbers]
            if tests and connection.execute(f"select 1 from {table} where {' or '.join(tests)} limit 1").fetchall():
                names.add(table)
    return names


def ended_before(place: Path) -> Callable[[Path, Path], None]:
    """Return what puts files in place until it comes to this one: there the process ends."""
    put_in_place: Callable[[Path, Path], None] = os.replace

    def put(source: Path, target: Path) -> None:
        if target == place:
            raise KeyboardInterrupt
        put_in_place(source, target)

    return put


def test_the_log_of_an_internal_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "intern.duckdb"
    log = places.log_of(path)
    before = os.umask(0o022)
    try:
        with database.build(path, is_internal=True) as connection:
            for command_before in ("select 1", "checkpoint"):  # which removes the log
                connection.execute(command_before)
                connection.execute("create or replace table secret as select 63.7892 as value")
                assert [file.stat().st_mode & 0o777 for file in (path, log)] == [0o600, 0o600]
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def run() -> int:
    return command.main(["--offline"])


@pytest.mark.slow
def test_internal_figures_are_visible_to_logged_in_users_only_until_they_are_public_again(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, inside = paths.database_file(), paths.internal_database_file()
    own = data / "lokaal" / "peiling.csv"
    own.parent.mkdir()
    own.write_text(figures(), encoding="utf-8")
    assert run() == command.ALL_WELL
    assert not inside.exists()
    assert tables_with(public, SECRET) >= {"observation", "goal_status", "status_history"}

    own.write_text(figures("2026"), encoding="utf-8")
    story = {"titel": "Wat niet iedereen hoeft te weten", "zichtbaar": "intern"}
    written(own.parent / "verhalen", "![een plein](foto.jpg)", name="stil.md", **story)
    (own.parent / "verhalen" / "foto.jpg").write_bytes(picture())
    decided = own.parent / "besluiten.yaml"
    decided.write_text(
        "besluiten:\n"
        f"  - {{datum: 2026-01-01, besluit: {DECIDED}, doelen: [9]}}\n"
        "  - {datum: 2026-01-02, besluit: Een open dag, zichtbaar: openbaar}\n",
        encoding="utf-8",
    )
    before = public.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", ended_before(public))
        run()
    assert public.read_bytes() == before and "observation" in tables_with(inside, SECRET)
    assert not freshness.is_current(public)  # so that the next visit would mend it, as the next run does
    capsys.readouterr()
    assert run() == command.ALL_WELL
    assert freshness.is_current(public) and [path.name for path in data.glob(".*.aside*")] == []
    assert "waarvan 3 intern" in capsys.readouterr().out
    assert tables_with(public, SECRET, WORD, "stil", story["titel"], "intern)", DECIDED) == set()
    assert ask(public, "select text, is_internal from decision") == [("Een open dag", False)]
    assert ask(public, "select * from decision_goal") == []
    assert ask(inside, "select text, is_internal from decision") == [("Een open dag", False), (DECIDED, True)]
    assert tables_with(public, OPEN) >= {"observation", "goal_status", "status_history"}
    assert ask(public, "select count(*) from revision") == [(0,)]
    assert ask(inside, "select count(*) from status_history") > ask(public, "select count(*) from status_history")
    assert tables_with(inside, SECRET) >= {"observation", "goal_status", "status_history"}
    assert ask(inside, f"""
        select distinct observation.note, publisher, licence from observation join indicator using (indicator_id)
        join source using (source_id) where value = {SECRET}
    """) == [(f"intern; Buurtpeiling; {WORD}", "Gemeente Maastricht (intern)", "intern, niet openbaar")]  # fmt: skip
    assert ask(inside, f"select distinct split_part(bron, ',', 1), opmerking from cijfers where waarde = {SECRET}") == [
        ("Gemeente Maastricht (intern)", f"intern; Buurtpeiling; {WORD}")
    ]
    assert ask(inside, f"select distinct note from observation where value = {OPEN}") == [("Buurtpeiling",)]
    assert ask(inside, "select title, is_internal from story") == [(story["titel"], True)]
    assert ask(inside, "select count(*) from story_picture") == [(1,)]
    assert inside.stat().st_mode & 0o777 == 0o600  # whatever the umask
    [[seen]] = ask(public, "select fact_count from snapshot where source_id = 'buurtpeiling'")
    assert seen == 6
    assert command.main(["status"]) == command.ALL_WELL
    assert "Database veerkracht-intern.duckdb" in capsys.readouterr().out

    with monkeypatch.context() as patch:
        patch.setenv("VEERKRACHT_DATABASE", f"duckdb:{tmp_path / 'elders.duckdb'}")
        assert command.main(["publiceer"]) == command.ALL_WELL
        assert export.main(["datapakket", "--uit", str(tmp_path), "--intern"]) == 1
    assert tables_with(tmp_path / "elders.duckdb", OPEN) >= {"observation", "cijfers"}
    assert tables_with(tmp_path / "elders.duckdb", SECRET, WORD, "stil", DECIDED) == set()

    assert export.main(["datapakket", "--uit", str(tmp_path)]) == 0
    assert export.main(["datapakket", "--uit", str(tmp_path), "--intern"]) == 0
    for name, is_there in (("datapakket.zip", False), ("datapakket-intern.zip", True)):
        with zipfile.ZipFile(tmp_path / name) as package:
            whole = b"".join(package.read(name) for name in package.namelist())
        words = [(OPEN, True), (SECRET, is_there), ("(intern)", is_there), ("Een open dag", True), (DECIDED, is_there)]
        assert [str(word).encode() in whole for word, _ in words] == [is_in for _, is_in in words]

    # refused for another row, but what it marks is no longer for everybody, also when the internal database cannot be
    # built: a figure there cannot be read, as if its copy was damaged; what is wrong is reported to nobody else
    own.write_text(figures("2025", "2026", last="8o"), encoding="utf-8")
    [name] = [path.name for path in paths.accepted_folder().glob("buurtpeiling@*")]
    accepted = store.read(paths.accepted_folder() / name, "lokaal")
    bad = accepted.facts.assign(value=accepted.facts["value"].replace(str(SECRET), f"{SECRET}x"))
    store.write(paths.accepted_folder(), replace(accepted, facts=bad))
    before = inside.read_bytes()
    assert run() == command.PARTLY
    assert f"{SECRET}x" in capsys.readouterr().err
    assert tables_with(public, SECRET, OPEN, f"{SECRET}x", "8o", "kolom waarde") == set()
    assert inside.read_bytes() == before and freshness.is_current(public)
    logged = run_log.read(paths.fetched_folder())[-1]
    assert "niet te bouwen" in logged.message and "63" not in logged.message
    [refused] = [attempt for attempt in logged.attempts if attempt.outcome == "mislukt"]
    assert refused.is_internal and "8o" in refused.message
    assert "8o" in command._failures([refused]) and "8o" not in command._failures([refused], for_all=True)

    own.write_text(figures(), encoding="utf-8")
    written(own.parent / "verhalen", name="stil.md", zichtbaar="openbaar")
    decided.write_text(decided.read_text(encoding="utf-8").replace("[9]", "[9], zichtbaar: openbaar"), encoding="utf-8")
    assert run() == command.ALL_WELL
    assert not inside.exists()
    assert tables_with(public, SECRET) >= {"observation", "goal_status", "status_history"}
    assert ask(public, "select story_id from story") == [("stil",)]


@pytest.mark.slow
def test_a_table_of_a_publisher_is_left_as_it_is(data: Path) -> None:
    chosen, _ = store.current()
    assert internal.public(chosen) == chosen and not len(internal.hidden(catalog.load(paths.CATALOG), chosen).figures)


@pytest.mark.slow
def test_the_check_reports_how_many_figures_are_internal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = data / "cijfers.csv"
    path.write_text(figures("2025"), encoding="utf-8")
    assert command.main(["controleer", str(path)]) == command.ALL_WELL
    assert "10 cijfers, waarvan 3 intern" in capsys.readouterr().out
    story = written(data, zichtbaar="intern")
    assert HEAD["zichtbaar"] == "openbaar" and command.main(["controleer", str(story)]) == command.ALL_WELL
    assert "goed; intern: alleen wie is ingelogd, ziet dit" in re.sub(r"\s+", " ", capsys.readouterr().out)
