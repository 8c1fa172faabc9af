"""Whatever one publisher or one own file sends: all others end as without it, and what was there before stays."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from etl.command import command
from etl.own_figures import intake
from etl.own_texts import kinds
from etl.publishers import fetching, http, pdok
from etl.publishers.fetching import Options
from etl.snapshots import nationwide, outlines, store
from etl.snapshots.columns import Columns
from tests import full_set
from tests import publishers as server
from tests.conftest import INCLUDED
from tests.publishers import Publishers
from tests.thorough import TIMES
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths, run_log
from veerkracht.core.run_log import Attempt
from veerkracht.database import database

pytestmark = pytest.mark.fuzz

KWB, RIVM, POLICE, OTHER, OUTLINES = "85318NED", "50150NED", "47018NED", "50120NED", "grenzen"
UNFORESEEN = "niet was voorzien"  # what is said of an error that nobody foresaw: the tests here are to foresee it
# examples of fetching, of own files, and of whole runs with both: 2,000 in `make thorough`
FETCHED, OWN, WHOLE = (1_000, 900, 100) if TIMES > 1 else (50, 50, 4)


def many(examples: int) -> Any:
    """Return settings for so many examples, which are not made smaller when one fails: that would take minutes."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


# a value where another belongs
NASTY = st.sampled_from([
    None, True, False, {}, {"a": 1}, [], [1], [[]], "", " ", ".", "x", "0", "-1", "NaN", "a\r\nb", "\x00", "\x1b[2J",
    "\ud800", "é" * 2000, "9" * 500, 0, -1, 1, 7, 100.5, -99995, 10**30, 10**400, 1e308, -1e308, float("nan"),
    float("inf"), "BU09350403", "GM0935", "GM0936", "NL00", "NL01", "BU09359999", "WK093504", "PV31", "2024JJ00",
    "2024MM05", "2024KW01", "9999JJ00", "0000JJ00", "../../x", "2026-13-45", "2027-01-01T00:00:00", "Topic",
    "TopicGroup", "String", "Voorlopig", "%", "aantal", "http://127.0.0.1:9/", "http://[", "file:///etc/passwd",
    "TypedDataSet", "Polygon", "Point",
])  # fmt: skip
STEPS = st.lists(st.integers(0, 10_000), min_size=1, max_size=6)
CHANGES = st.lists(
    st.tuples(st.sampled_from(["replace", "replace", "replace", "drop", "twice", "rename", "column"]), STEPS, NASTY),
    min_size=1, max_size=3,
)  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"null", b"0", b'"x"', b"{}", b'{"value":{}}', b'{"value":"ab"}', b"[" * 100_000]),
)
COLLECTIONS = ["", "TableInfos", "TypedDataSet", "DataProperties", "WijkenEnBuurten", "Perioden"]
PLACES = [
    *(f"{table}/{name}" for table in (KWB, RIVM, POLICE) for name in COLLECTIONS if (table, name) != (KWB, "Perioden")),
    f"{POLICE}/SoortMisdrijf", "buurten", "wijken", "gemeenten",
]  # fmt: skip
PLACES_OF_ODATA4 = [
    *(f"{KWB}/{name}" for name in ("Properties", "MeasureCodes", "MeasureGroups", "WijkenEnBuurtenCodes")),
    *(f"{table}/Observations" for table in (KWB, RIVM, POLICE)), f"{RIVM}/PeriodenCodes",
]  # fmt: skip
ANSWERS = st.tuples(
    st.sampled_from([*PLACES, *PLACES_OF_ODATA4]), st.one_of(CHANGES, CHANGES, CHANGES, CHANGES, CHANGES, BYTES)
)


def changed(content: Any, changes: list[tuple[str, list[int], Any]]) -> Any:
    """Return a tree of JSON after a number of changes, each at the place to which steps down the tree lead."""
    for change, steps, value in changes:
        node, above = content, []
        for step in steps:
            keys = sorted(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
            if not keys:
                break
            above.append((node, keys[step % len(keys)]))
            node = node[above[-1][1]]
        if not above:
            return value
        holder, key = above[-1]
        if change == "replace":
            holder[key] = value
        elif change == "drop":
            del holder[key]
        elif change == "twice" and isinstance(holder, list):
            holder.append(json.loads(json.dumps(node)))
        elif change == "rename" and isinstance(holder, dict):
            holder[str(value)] = holder.pop(key)
        elif change == "column" and isinstance(holder, dict) and len(above) > 1:
            rows, _ = above[-2]
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, dict):
                    row[key] = value
    return content


def spoiling(answer: tuple[str, list[tuple[str, list[int], Any]] | bytes]) -> Any:
    """Return what a server does to the answers for one place: other bytes, or changes in a good answer."""
    spoiled, what = answer

    def spoil(place: str, body: bytes) -> bytes:
        if place != spoiled:
            return body
        return what if isinstance(what, bytes) else json.dumps(changed(json.loads(body), what)).encode()

    return spoil


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publishers, Catalog]]:
    """Publishers with newer editions of all tables, and a data folder in which an earlier run put everything."""
    folder = tmp_path_factory.mktemp("anything") / "data"
    shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(nationwide.NAME))
    with pytest.MonkeyPatch.context() as patch, server.serving() as publishers:
        patch.setattr(http, "WAIT_SECONDS", 0.0)
        patch.setattr(http, "MOST_REQUESTS", 30)
        patch.setattr(pdok, "MOST_PAGES", 30)
        patch.setenv("VEERKRACHT_DATA", str(folder))
        patch.delenv("VEERKRACHT_DATABASE", raising=False)
        for host in http.HOSTS.values():
            patch.setenv(host.variable, publishers.url)
        content = full_set.serve(publishers)
        patch.setattr(command.catalog, "load", lambda _: content)  # it takes longer than the rest of an example
        for name, text in OWN_FILES.items():
            put(name, text)
        assert command.main(["--only", KWB, RIVM, POLICE, OTHER, OUTLINES]) == command.ALL_WELL
        for table in publishers.tables.values():
            table.modified = "2026-10-01T02:00:00"
        shutil.copytree(folder, folder.with_name("before"))
        yield publishers, content


@pytest.fixture
def before(world: tuple[Publishers, Catalog]) -> Path:
    return paths.data_folder().with_name("before")


def put(name: str, content: bytes) -> Path:
    path = paths.local_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def restore(before: Path) -> None:
    """Put back what a first run left, besides the included data, which nothing changes."""
    for name in ("bronnen", "lokaal"):
        shutil.rmtree(paths.data_folder() / name, ignore_errors=True)
        shutil.copytree(before / name, paths.data_folder() / name)


def contents(folder: Path, pattern: str) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for place in folder.glob(pattern) for path in sorted(place.rglob("*")) if path.is_file()
    }  # fmt: skip


def require_message(attempt: Attempt) -> None:
    assert attempt.message and UNFORESEEN not in attempt.message, attempt.message
    assert len(attempt.message) < 5_000


@many(FETCHED)
@given(answer=ANSWERS)
def test_whatever_a_publisher_answers_the_other_tables_are_fetched_and_the_last_good_one_stays(
    answer: tuple[str, Any], world: tuple[Publishers, Catalog], before: Path
) -> None:
    publishers, content = world
    restore(before)
    table_id = answer[0].partition("/")[0] if "/" in answer[0] else OUTLINES
    publishers.spoil = spoiling(answer)
    if answer[0] in PLACES_OF_ODATA4:
        content, publishers.protocols = full_set.by_second_door(content), {4}
    try:
        todo = fetching.jobs(content, [table_id, OTHER], [], [])
        attempts = fetching.run(todo, content, Options(refresh=True), lambda _: None, iter)
    finally:
        publishers.spoil, publishers.protocols = lambda _, body: body, {3}
    outcomes = {attempt.table_id: attempt for attempt in attempts}
    assert outcomes[OTHER].outcome == "opgehaald", outcomes[OTHER]
    spoiled = outcomes[table_id]
    event(f"{table_id}: {spoiled.outcome}")
    require_message(spoiled)
    fetched = paths.fetched_folder()
    if spoiled.outcome == "mislukt":
        assert contents(fetched, f"{table_id}@*") == contents(before / "bronnen", f"{table_id}@*")
    elif table_id == OUTLINES:
        [folder] = fetched.glob(f"{OUTLINES}@*")
        assert len(outlines.read(folder)) == 52
    else:
        for folder in fetched.glob(f"{table_id}@*"):
            assert Columns(store.read(folder, "opgehaald")).places
    assert {path.name for path in fetched.iterdir()} >= {path.name for path in (before / "bronnen").iterdir()}
    assert not list(fetched.glob(".*-*")) and all(path.name[0] != "." for path in fetched.parent.iterdir())


# own files

HEADER = "indicator;gebied;periode;waarde;n;ondergrens;bovengrens;bron;opmerking;zichtbaar\n"
FIGURES = (
    "thuis_in_de_buurt;BU09350403;2022;72;310;;;Buurtpeiling 2022;;\n"
    "thuis_in_de_buurt;Pottenberg;2022;70,5;295;65,0;75,0;Buurtpeiling 2022;schriftelijk;openbaar\n"
    "thuis_in_de_buurt;GM0935;2022;88;4100;;;Buurtpeiling 2022;;intern\n"
)
STORY = (
    "---\ntitel: Koffie\nsoort: verhaal\ngebieden: [Nazareth]\ndoelen: [1, 2]\ndatum: 2026-03-31\nzichtbaar: openbaar\n"
    "toestemming: ja\ndoor: Anna\n---\n\nDe koffie is **warm**.\n"
)
EFFORTS = (
    "inspanningen:\n  - id: koffie\n    naam: Koffie op het plein\n    soort: activiteit\n    doelen: [1, 5]\n"
    "    gebieden: [Nazareth]\n    van: 2025\n    bron: Jaarverslag\n    prestaties:\n      - naam: bezoekers\n"
    "        eenheid: mensen\n        gepland: {2025: 75}\n        gerealiseerd: {2025: 80}\n"
)


@cache
def workbook() -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader((HEADER + FIGURES).replace(";2022;", ";2021;").splitlines(), delimiter=";"):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


OWN_FILES = {
    "peiling.csv": (HEADER + FIGURES).encode(),
    "goed.csv": (HEADER + FIGURES).replace(";2022;", ";2020;").encode(),
    "werkmap.xlsx": workbook(),
    "verhalen/koffie.md": STORY.encode(),
    "verhalen/thee.md": STORY.replace("Koffie", "Thee").encode(),
    "inspanningen.yaml": EFFORTS.encode(),
    "begroting.yaml": (INCLUDED / "begroting.yaml").read_bytes(),
}
TEXTS = st.one_of(
    NASTY.map(lambda value: str(value).encode("utf-8", "replace")), st.binary(max_size=4),
    st.sampled_from([
        b";", b"\r\n", b"\n", b'"', b"'", b":", b"- ", b"  ", b"\t", b"[", b"{", b"*a", b"&a ", b"---\n", b"\xff",
    ]),
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from([0, 0, 1, 3, 10, 40]), TEXTS), min_size=1, max_size=4
)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, new in edits:
        start = place % (len(content) + 1)
        content = content[:start] + new + content[start + length :]
    return content


@many(OWN)
@given(name=st.sampled_from(sorted(OWN_FILES)), edits=st.one_of(EDITS, EDITS, EDITS, st.binary(max_size=200)))
def test_whatever_is_in_an_own_file_the_others_are_taken_in_and_its_last_good_copy_stays(
    name: str, edits: list[tuple[int, int, bytes]] | bytes, world: tuple[Publishers, Catalog], before: Path
) -> None:
    _, content = world
    restore(before)
    path = put(name, edits if isinstance(edits, bytes) else edited(OWN_FILES[name], edits))
    attempts, _ = intake.accept_all(content)
    attempts += kinds.accept_all(content)
    others = {attempt.table_id: attempt.outcome for attempt in attempts if attempt.table_id != path.name}
    assert set(others.values()) <= {"niet gewijzigd"} and len(others) >= len(OWN_FILES) - 1
    for attempt in attempts:
        require_message(attempt)
    mine = [attempt for attempt in attempts if attempt.table_id == path.name]
    assert mine
    event(f"{name}: {mine[-1].outcome}")
    accepted = contents(paths.fetched_folder(), "lokaal") | contents(paths.fetched_folder(), "teksten*")
    was = contents(before / "bronnen", "lokaal") | contents(before / "bronnen", "teksten*")
    own = {file for file in accepted.keys() | was.keys() if path.name in file}
    assert {file: text for file, text in accepted.items() if file not in own} == {
        file: text for file, text in was.items() if file not in own
    }
    if [attempt.outcome for attempt in mine] == ["mislukt"]:
        assert accepted == was
    assert command.main(["controleer", str(path)]) in (command.ALL_WELL, command.FAILED)


# a whole run


def figures() -> list[tuple[Any, ...]]:
    """Return all figures that are of other tables and files than may be spoiled."""
    with database.read(paths.database_file()) as connection:
        return connection.execute(
            """
            select indicator_id, period, area_code, value, snapshot_id
            from observation join snapshot using (snapshot_id)
            where table_id not in (select unnest($spoiled)) and origin <> 'lokaal' and value is not null
            order by all
            """,
            {"spoiled": [KWB, RIVM, POLICE, OTHER]},
        ).fetchall()


@many(WHOLE)
@given(answer=ANSWERS, edits=EDITS)
def test_a_whole_run_ends_well_for_all_but_the_one_that_is_spoiled_and_is_logged(
    answer: tuple[str, Any], edits: list[tuple[int, int, bytes]], world: tuple[Publishers, Catalog], before: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    publishers, _ = world
    restore(before)
    shutil.copy(before / "veerkracht.duckdb", paths.database_file())
    expected, runs = figures(), len(run_log.read(paths.fetched_folder()))
    put("peiling.csv", edited(OWN_FILES["peiling.csv"], edits))
    table_id = answer[0].partition("/")[0] if "/" in answer[0] else OUTLINES
    publishers.spoil = spoiling(answer)
    capsys.readouterr()
    try:
        code = command.main(["--only", table_id, OTHER, "--refresh"])
    finally:
        publishers.spoil = lambda _, body: body
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err and UNFORESEEN not in printed.err, printed.err
    log = run_log.read(paths.fetched_folder())
    assert len(log) == runs + 1
    outcomes = {attempt.table_id: attempt.outcome for attempt in log[-1].attempts}
    assert outcomes[OTHER] == "opgehaald" and outcomes["goed.csv"] == "niet gewijzigd"
    assert code == (command.PARTLY if "mislukt" in outcomes.values() else command.ALL_WELL), printed.err
    assert figures() == expected
