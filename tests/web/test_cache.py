"""The caches of the pages: right answers for many visitors at once, and new figures as soon as the database is new."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.opened import html, page
from veerkracht.core import menu, paths
from veerkracht.core.errors import DataError
from veerkracht.database import copies, database, lookups, queries
from veerkracht.database import query as query_module
from veerkracht.database.query import DatabaseQuery, Query, query_of
from veerkracht.database.rows import Observation, observation_frame
from veerkracht.topics.letter import letter as letters
from veerkracht.topics.profile import figures as profiles
from veerkracht.web import cache, login

THREADS, READS = 40, 100


def figures_known(path: Path) -> list[tuple[str, str]]:
    """Return every indicator and period with a figure."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select indicator_id, period from observation where value is not null group by all order by all"
        ).fetchall()


def totals(path: Path) -> dict[tuple[str, str], float]:
    """Return the sum of all figures by indicator and period."""
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("select indicator_id, period, sum(value) from observation group by all").fetchall()
    return {(indicator_id, period): total for indicator_id, period, total in rows}


def total(query: Query, indicator_id: str, period: str) -> float:
    """A value that is cached."""
    return float(query(queries.figures, indicator_id, period)["value"].sum())


@pytest.mark.slow
def test_forty_threads_of_a_hundred_reads_get_only_right_answers(built: None, included_database: Path) -> None:
    known, expected = figures_known(included_database), totals(included_database)
    assert len(known) > 100
    reader = database.Reader(included_database)

    def wrong_answers(thread: int) -> int:
        wrong = 0
        for turn in range(READS):
            figure = known[(thread * 31 + turn * 7) % len(known)]
            if turn % 2:
                answer = cache.query(queries.figures, *figure)
            else:  # past the cache, on the one connection that all share
                with reader.cursor() as connection:
                    answer = queries.figures(connection, *figure)
            wrong += answer["value"].sum() != pytest.approx(expected[figure])
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(wrong_answers, range(THREADS))) == 0


def replace(path: Path, factor: int) -> None:
    """Put a database in place the way a build does, with all figures of one indicator multiplied."""
    aside = path.with_suffix(".aside")
    shutil.copy(path, aside)
    with duckdb.connect(str(aside)) as connection:
        connection.execute(
            "update observation set value = value * $factor where indicator_id = 'inwoners'", {"factor": factor}
        )
    os.replace(aside, path)


def inhabitants(period: str = "2024") -> float:
    return total(cache.query, "inwoners", period)


@pytest.mark.slow
def test_while_the_database_is_replaced_forty_threads_see_whole_versions_and_then_the_last(
    changed: Callable[..., None],
) -> None:
    changed()
    path = paths.database_file()
    first = totals(path)["inwoners", "2024"]

    def run_of_a_page(_: int) -> set[float]:
        with cache.one_version():
            return {inhabitants(), cache.query.value(total, "inwoners", "2024"), inhabitants()}

    with ThreadPoolExecutor(THREADS) as pool:
        answers = pool.map(run_of_a_page, range(10 * THREADS))
        for _ in range(3):
            replace(path, 2)
        runs = list(answers)
    assert all(len(run) == 1 for run in runs)
    assert set().union(*runs) <= {first * 2**turn for turn in range(4)}
    assert run_of_a_page(0) == {first * 8}


@pytest.mark.slow
def test_a_page_shows_the_new_figures_without_a_restart(changed: Callable[..., None]) -> None:
    changed()
    test = page("kaart", indicator="inwoners", jaar="2024")
    nazareth = r">Nazareth</a>[^\n]*</th>\s*<td>([\d.]+)<"
    assert re.search(nazareth, html(test))[1] == "3.140"
    replace(paths.database_file(), 2)
    test.run()
    assert re.search(nazareth, html(test))[1] == "6.280"
    assert not test.exception


@pytest.mark.slow
def test_a_run_is_of_one_database_from_top_to_bottom(changed: Callable[..., None]) -> None:
    with cache.one_version():
        before, earlier = inhabitants("2024"), inhabitants("2022")
        changed("update observation set value = value + 1000 where indicator_id = 'inwoners' and value is not null")
        assert (inhabitants("2024"), inhabitants("2022")) == (before, earlier)
    assert inhabitants("2024") > before
    with cache.one_version():
        assert inhabitants("2022") > earlier


# --- what is kept, and until when -------------------------------------------------------------------------------------


@dataclass
class Computed:
    """A value whose end can be seen; it holds its query, as an exhibit does."""

    query: Query


def computed(query: Query, number: int) -> Computed:
    return Computed(query)


DRAWN: list[int] = []  # what the pages of `drawn` drew and did not replay


def drawn(
    numbers: tuple[int, ...], sees_internal: bool = False, call: str = "cache.replayed(draw, number)"
) -> list[int]:
    """Return which of these numbers a page draws, as the others are replayed."""
    script = f"""
import streamlit as st
from tests.web import test_cache
from veerkracht.web import cache, login

def draw(number):
    test_cache.DRAWN.append(number)
    st.text(f"number {{number}}")

with login.fixed_visitor({sees_internal}), cache.one_version():
    for number in {numbers}:
        {call}
"""
    DRAWN.clear()
    test = AppTest.from_string(script).run()
    assert not test.exception and [text.value for text in test.text] == [f"number {number}" for number in numbers]
    return list(DRAWN)


@pytest.mark.slow
def test_what_was_cached_of_a_database_is_gone_at_once_when_there_is_another(changed: Callable[..., None]) -> None:
    changed()
    path = paths.database_file()
    value = weakref.ref(cache.query.value(computed, 1))
    assert value() is cache.query.value(computed, 1)
    assert (drawn((1, 2)), drawn((1, 2, 3))) == ([1, 2], [3])
    first, moment = path.read_bytes(), path.stat().st_mtime_ns
    replace(path, 2)
    inhabitants()
    assert value() is None
    path.write_bytes(first)
    os.utime(path, ns=(moment, moment))
    assert drawn((1, 2)) == [1, 2]  # although it is the first version again


@pytest.mark.slow
def test_the_first_login_empties_the_cache_of_nobody_and_shares_nothing(changed: Callable[..., None]) -> None:
    changed()
    path = paths.database_file()
    shutil.copy(path, paths.internal_database_file())
    replace(paths.internal_database_file(), 2)
    public = inhabitants()
    value = cache.query.value(computed, 1)
    assert drawn((1, 2)) == [1, 2]
    with login.fixed_visitor(True):
        assert inhabitants() == 2 * public and cache.query.value(computed, 1) is not value
    assert drawn((1, 2), sees_internal=True) == [1, 2]
    assert cache.query.value(computed, 1) is value and inhabitants() == public
    assert drawn((1, 2)) == drawn((1, 2), sees_internal=True) == []
    replace(paths.internal_database_file(), 2)
    with login.fixed_visitor(True):
        assert inhabitants() == 4 * public
    assert cache.query.value(computed, 1) is value and drawn((1, 2)) == []


def test_a_function_made_to_replay_draws_once_for_the_same_arguments(changed: Callable[..., None]) -> None:
    changed()
    call = "cache.replaying(draw)(number)"
    assert (drawn((1,), call=call), drawn((1, 2), call=call), drawn((1, 2))) == ([1], [2], [])


@query_module.cached
def computed_once(query: Query, number: int) -> Computed:
    return Computed(query)


def test_a_cached_function_computes_once_for_the_same_arguments() -> None:
    query = query_of(duckdb.connect())
    first = computed_once(query, 1)
    assert computed_once(query, 1) is first and computed_once(query, 2) is not first
    with pytest.raises(TypeError):
        computed_once(query, [1])  # type: ignore[arg-type]


def test_nothing_is_replayed_while_the_code_is_watched_for_edits(changed: Callable[..., None]) -> None:
    usual = config.get_option("server.fileWatcherType")
    config.set_option("server.fileWatcherType", "auto")
    assert (drawn((1,)), drawn((1,))) == ([1], [1])
    config.set_option("server.fileWatcherType", usual)
    assert (drawn((1,)), drawn((1,))) == ([1], [])


def text(query: Query, size: int) -> str:
    return "a" * size


def test_the_values_that_were_not_used_for_longest_make_room_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "_MAX_BYTES", 100_000)
    query = query_of(duckdb.connect())
    first, second = (weakref.ref(query.value(computed, number)) for number in (1, 2))
    query.value(text, 60_000)
    query.value(computed, 1)
    query.value(text, 60_001)
    assert first() is not None and second() is None
    for size in range(60_000, 60_100):
        query.value(text, size)
    assert sum(size for _, size in query._values.values()) == query._bytes <= 100_000
    query.clear()
    assert query._bytes == 0


def test_what_is_larger_than_a_value_may_be_is_not_cached_and_drives_nothing_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query_module, "_MAX_BYTES_OF_VALUE", 50_000)
    query = query_of(duckdb.connect())
    first = query.value(computed, 1)
    assert query.value(text, 60_000) == "a" * 60_000
    assert query.value(computed, 1) is first and len(query._values) == 1


def test_the_bytes_of_a_value_are_those_of_all_that_it_holds_once() -> None:
    photo, frame = "a" * 100_000, pd.DataFrame({"text": ["b" * 100_000]})
    holder = Choice((photo, photo), frame)
    size = query_module.byte_size({"a": [holder], "b": partial(number, photo), "c": lambda: frame})
    assert 200_000 < size < 210_000
    assert query_module.byte_size(query_of(duckdb.connect())) == 0  # which holds all values
    assert query_module.byte_size((tempfile, pd.DataFrame)) < 1000


def test_of_an_object_every_attribute_is_measured_as_those_are_not_alike() -> None:
    large = {"attribute_7": "a" * 100_000, "attribute_22": ("b" * 100_000,)}
    holder = SimpleNamespace(**dict.fromkeys((f"attribute_{number}" for number in range(40)), None) | large)
    assert 200_000 < query_module.byte_size(holder) < 210_000


def test_what_many_values_hold_is_not_counted_as_part_of_each(copy: duckdb.DuckDBPyConnection) -> None:
    query = query_of(copy)
    own = profiles.profile(query, ("BU09350403",))
    assert query_module.byte_size(own.latest[0].indicator) == query_module.byte_size(own.latest[0].peers) == 0
    assert 300 < query_module.byte_size(own.latest[0]) < 3000


def test_a_small_frame_counts_for_what_it_takes_of_memory() -> None:
    figures = [Observation("BU09350403", "2024", 1.5, 1.0, 2.0, "definitief", None, "telling")]
    observation_frame(figures)  # pandas prepares itself
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        frames = [observation_frame(figures) for _ in range(100)]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.7 < query_module.byte_size(tuple(frames)) / (after - before) < 1.5


def test_a_part_of_a_letter_counts_for_no_less_than_its_pictures(copy: duckdb.DuckDBPyConnection) -> None:
    query = query_of(copy)
    made = letters.part(query, "onderwerp-ervaren_gezondheid", lookups.usual_areas(query))
    pictures = sum(len(exhibit.drawing) for exhibit in made.exhibits)
    assert 20_000 < pictures < query_module.byte_size(made)


class Counted:
    """Counts how often it is measured."""

    measured = 0

    def __sizeof__(self) -> int:
        Counted.measured += 1
        return 1000


def test_of_a_long_collection_the_bytes_of_some_members_are_measured_and_those_of_all_are_estimated() -> None:
    for members in (list(map(chr, range(300, 5300))), {number: number + 10_000 for number in range(5000)}):
        every = sum(map(sys.getsizeof, [*members, *members.values()] if isinstance(members, dict) else members))
        estimated = query_module.byte_size(members) - sys.getsizeof(members)
        assert 0.9 * every < estimated < 1.1 * every
    size = query_module.byte_size(tuple(Counted() for _ in range(5000)))
    assert Counted.measured < 50 and 5_000_000 < size < 6_000_000


@pytest.mark.parametrize("elements", cache._ELEMENTS.values(), ids=["public", "internal"])
def test_drawn_elements_are_bounded_by_bytes(elements: object) -> None:
    assert elements._info.max_size_bytes == cache._MAX_BYTES


@pytest.mark.slow
def test_a_made_up_parameter_in_an_address_adds_nothing_to_a_cache(
    changed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    asked: set[object] = set()

    def elements(key: str, draw: Callable[..., object], arguments: tuple[object, ...]) -> None:
        asked.add(key)
        draw(*arguments)

    monkeypatch.setattr(cache, "_ELEMENTS", {False: elements})
    monkeypatch.setattr(cache, "_StoreQuery", type("Noted", (cache._StoreQuery,), {"_cached": noted(asked)}))
    cache._stores.clear()
    for name in menu.PAGES:
        page(name)
        before = set(asked)
        assert not page(name, x="1", utm_source=["a", "b"]).exception
        assert asked == before, name
    assert len(asked) > 100


def noted(asked: set[object]) -> Callable[..., object]:
    """Return a way to read a cached value that adds its key to what was asked."""

    def cached(
        self: cache._StoreQuery, function: Callable, arguments: tuple[object, ...], compute: Callable[[], object]
    ) -> object:
        asked.add((function, *arguments))
        return DatabaseQuery._cached(self, function, arguments, compute)

    return cached


# --- what can be a key ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """As a page has one."""

    codes: tuple[str, ...]
    frame: pd.DataFrame | None = None


def number(query: Query, *arguments: object) -> int:
    return len(arguments)


class Page:
    def draw(self, *arguments: object) -> None: ...


@pytest.mark.parametrize("argument", [
    pd.DataFrame(), [1], {"a": 1}, {1}, (pd.DataFrame(),), Choice(("a",), pd.DataFrame()), object(), lambda: 1,
], ids=lambda argument: type(argument).__name__)  # fmt: skip
def test_what_may_change_or_has_no_content_cannot_be_part_of_a_key(argument: object) -> None:
    with pytest.raises(TypeError):
        query_of(duckdb.connect()).value(number, argument)
    with pytest.raises(TypeError):
        cache.replayed(number, argument)


def test_a_function_whose_variables_are_not_in_the_key_is_refused() -> None:
    variable = 1

    def nested(*_: object) -> int:
        return variable

    for function in (nested, lambda *_: variable, Page().draw, len):
        with pytest.raises(TypeError, match="not a function of a module"):
            query_of(duckdb.connect()).value(function)
        with pytest.raises(TypeError, match="not a function of a module"):
            cache.replayed(function)


def test_ids_dates_and_frozen_dataclasses_of_them_are_keys() -> None:
    arguments = ("a", 1, 0.5, None, True, ("a", ("b",)), frozenset({"a"}), Choice(("a",)), pd.Timestamp.now().date())
    assert query_of(duckdb.connect()).value(number, *arguments) == len(arguments)


# --- the reader and the frames ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("deletes_open_files", [True, False], ids=["POSIX", "Windows"])
def test_the_reader_does_not_hold_the_file_that_the_etl_replaces_and_leaves_no_copy(
    deletes_open_files: bool, changed: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed()
    path = paths.database_file()
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(copies, "_IS_POSIX", deletes_open_files)
    reader = database.Reader(path)
    with reader.cursor() as connection:
        path.unlink()
        assert len(queries.figures(connection, "inwoners", "2024"))
        with pytest.raises(duckdb.Error):
            connection.execute("delete from observation")
    modes = [path.stat().st_mode & 0o777 for path in folder.rglob("*.duckdb")]
    assert modes == ([] if deletes_open_files else [0o600])
    del reader, connection
    assert list(folder.iterdir()) == []


def test_copies_of_processes_that_ended_are_swept_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    swept = [f"veerkracht-{ended.pid}-abc_1xyz", "veerkracht-abc_1xyz"]
    stays = [f"veerkracht-{os.getpid()}-abc_1xyz", "elders-abc_1xyz", "veerkracht-data-2026"]
    for name in swept + stays:
        (tmp_path / name).mkdir()
        (tmp_path / name / "copy.duckdb").touch()
    (tmp_path / "veerkracht-full1234").mkdir()
    (tmp_path / "veerkracht-full1234" / "veerkracht.duckdb").touch()
    (tmp_path / "veerkracht-link1234").symlink_to(tmp_path / stays[1])
    copies.sweep()
    left = sorted(path.name for path in tmp_path.iterdir() if path.name != "data")
    assert left == sorted([*stays, "veerkracht-full1234", "veerkracht-link1234"])
    assert (tmp_path / stays[1] / "copy.duckdb").exists()


def test_a_reader_without_a_database_or_with_something_else_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="python -m etl --offline"):
        database.Reader(tmp_path / "none.duckdb")
    (tmp_path / "odd.duckdb").write_bytes(b"geen database" * 100)
    with pytest.raises(DataError, match=r"odd\.duckdb is beschadigd"):
        database.Reader(tmp_path / "odd.duckdb")


def test_a_page_that_changes_its_frame_does_not_change_what_others_read(built: None) -> None:
    frame = cache.query(queries.figures, "inwoners", "2024")
    frame.loc[0, "value"] = -1.0
    frame["more"] = 1
    other = cache.query(queries.figures, "inwoners", "2024")
    assert other.loc[0, "value"] != -1.0 and "more" not in other


def test_a_chart_outside_the_schema_fails_in_a_test_and_is_not_checked_again_for_a_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = """
from veerkracht.drawing.chart import Chart
from veerkracht.web import layout

layout.show_chart(Chart({"mark": "potato", "data": {"values": [{"a": 1}]}}), "Een punt")
"""
    assert AppTest.from_string(script).run().exception
    monkeypatch.undo()
    assert not AppTest.from_string(script).run().exception
