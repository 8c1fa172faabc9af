"""Checks that the invented data behave like published figures, are marked as invented everywhere, and stay in their
folder."""

import zipfile
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import duckdb
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from etl.publishers import fetching
from etl.snapshots.store import Snapshot
from tests import full, full_set, opened, world
from tests.conftest import Shared
from tests.publishers import Publishers
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.export import bundle, datapackage
from veerkracht.topics.letter import letter

pytestmark = pytest.mark.slow

NAZARETH, CITY = "BU09350403", "GM0935"


@pytest.fixture(scope="module")
def places() -> world.World:
    return world.maastricht()


@pytest.fixture(scope="module")
def tables(places: world.World) -> dict[int, Snapshot]:
    """The KWB table of three years, with the topics of 2024."""
    return {year: world.kwb(places, full_set.included("85984NED"), year) for year in (2014, 2024, 2025)}


def figures(table: Snapshot) -> dict[str, dict[str, float]]:
    """Return the published figures by title (of a group where a title occurs twice) and area."""
    titles = {row.topic_key: f"{row.group}: {row.title}" for row in table.topics.itertuples()}
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in table.facts.itertuples():
        if row.value:
            values[titles[row.topic_key]][row.area_code] = float(row.value)
    return values


@pytest.mark.parametrize(("whole", "parts"), [
    ("Bevolking: Aantal inwoners", ["Geslacht: Mannen", "Geslacht: Vrouwen"]),
    ("Bevolking: Aantal inwoners", ["Herkomstland: Nederland", "Herkomstland: Europa (exclusief Nederland)",
                                    "Herkomstland: Buiten Europa"]),
    ("Particuliere huishoudens: Huishoudens totaal",
     ["Particuliere huishoudens: Eenpersoonshuishoudens", "Particuliere huishoudens: Huishoudens zonder kinderen",
      "Particuliere huishoudens: Huishoudens met kinderen"]),
])  # fmt: skip
def test_parts_add_up_to_their_whole_within_rounding(tables: dict[int, Snapshot], whole: str, parts: list[str]) -> None:
    for table in tables.values():
        values = figures(table)
        for area in set(values[whole]) & set(values[parts[0]]):
            assert abs(values[whole][area] - sum(values[part][area] for part in parts)) <= 2.5 * (len(parts) + 1)


def test_buurten_add_up_to_wijken_and_the_city(tables: dict[int, Snapshot], places: world.World) -> None:
    for table in tables.values():
        inhabitants = figures(table)["Bevolking: Aantal inwoners"]
        for wijk in places.wijken:
            inside = [inhabitants[code] for code in places.buurten if code[2:8] == wijk[2:]]
            assert abs(sum(inside) - inhabitants[wijk]) <= 2.5 * (len(inside) + 1)
        assert abs(sum(inhabitants[code] for code in places.buurten) - inhabitants[CITY]) <= 2.5 * len(places.buurten)


def test_small_buurten_and_the_newest_year_have_the_gaps_that_publishers_leave(tables: dict[int, Snapshot]) -> None:
    income = "Inkomen van personen: Gemiddeld inkomen per inwoner"
    of_2024 = figures(tables[2024])
    small = {code for code, people in of_2024["Bevolking: Aantal inwoners"].items() if people < world.SMALL}
    assert small and not small & set(of_2024[income])
    assert NAZARETH in of_2024[income] and income not in figures(tables[2025])


def test_a_small_buurt_goes_its_own_way_more_than_a_large_one(places: world.World) -> None:
    sizes = np.array([50.0] * 200 + [5000.0] * 200)
    course = places.course("test", sizes, size=20)
    steps = np.diff(np.log(course), axis=1).std(axis=1)
    assert steps[:200].mean() > 3 * steps[200:].mean()


def test_estimates_of_health_lie_within_bounds_that_are_wider_for_a_buurt(places: world.World) -> None:
    [table] = world.health(places, ["GoedErvarenGezondheid"], ["2022", "2024"]).values()
    widths = {}
    for area in (NAZARETH, CITY):
        value, lower, upper = (table[margin, area, "2024"] for margin in ("MW00000", "MOG0095", "MBG0095"))
        assert value is not None and lower is not None and upper is not None
        assert lower < value < upper
        widths[area] = upper - lower
    assert widths[NAZARETH] > 2 * widths[CITY]


def test_months_and_kinds_of_crime_add_up(places: world.World) -> None:
    months = world.registrations(places, full_set.CRIME_SHARES, range(2023, 2025))
    total, *kinds = months
    years = world.by_year(months)
    for area in (NAZARETH, CITY):
        of_2024 = [count for (code, month), count in months[total].items() if code == area and month[:4] == "2024"]
        assert len(of_2024) == 12 and sum(filter(None, of_2024)) == years[total][area, "2024JJ00"]
        assert sum(years[kind][area, "2024JJ00"] or 0 for kind in kinds) < (years[total][area, "2024JJ00"] or 0)


def test_a_real_data_folder_takes_no_invented_table(data: Path, publishers: Publishers) -> None:
    content = full_set.serve(publishers, is_marked=True)
    todo = fetching.jobs(content, ["85984NED", "50150NED"], [], [])
    attempts = fetching.run(todo, content, fetching.Options(), lambda _: None, iter)
    assert [attempt.outcome for attempt in attempts] == ["mislukt", "mislukt"]
    assert all("verzonnen" in attempt.message for attempt in attempts)
    assert not list(paths.fetched_folder().glob("*@*"))


@pytest.fixture(scope="module")
def folder(shared: Shared) -> Path:
    """The folder that `make full` fills."""

    def fill(partial: Path) -> None:
        assert full.load(partial) == 0

    return shared("full", fill)


def test_every_source_is_loaded_and_every_goal_has_a_figure(folder: Path) -> None:
    with duckdb.connect(str(folder / "veerkracht.duckdb"), read_only=True) as connection:
        fetched = connection.execute("select count(*) from snapshot where is_invented").fetchone()
        without = connection.execute("""
            select goal_measure.goal_id from goal_measure left join goal_status using (measure_id)
            group by all having count(period) = 0
        """).fetchall()
    assert fetched == (18,)
    assert without == []


def test_every_measure_with_a_national_table_has_a_yardstick(folder: Path) -> None:
    content = catalog.load(paths.CATALOG)
    national = {source_id for source_id, source in content.sources.items() if source.publisher_kind.is_national}
    sources = {indicator.id: indicator.source for indicator in content.indicators}
    expected = {
        measure.indicator for _, measure in content.measures() if sources.get(str(measure.indicator)) in national
    }
    with duckdb.connect(str(folder / "veerkracht.duckdb"), read_only=True) as connection:
        actual = connection.execute(
            "select indicator_id from yardstick where reason = '' and buurt_count >= 200 and area_code in $areas",
            {"areas": list(content.programme.focus_codes)},
        ).fetchall()
    assert len(expected) > 8
    assert expected <= {indicator for (indicator,) in actual}


def test_every_page_says_that_the_figures_are_invented(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in full.settings(folder).items():
        monkeypatch.setenv(name, value)
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert "Verzonnen cijfers" in opened.html(test)
    assert "VERZONNEN, niet van" in opened.html(test)  # the source of a goal's figure


def test_a_real_database_says_nothing_of_the_kind(built: None) -> None:
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert "erzonnen" not in opened.html(test)


def test_every_file_says_that_the_figures_are_invented(folder: Path) -> None:
    with opened.open_query(folder / "veerkracht.duckdb") as query:
        whole = letter.letter(query, "https://voorbeeld.nl", ["onderwerp-misdrijven"], [NAZARETH, CITY])
        files = bundle.files(whole) | {"figures.zip": datapackage.datapackage(query, "https://voorbeeld.nl")}
    assert {name.rsplit(".", 1)[-1] for name in files} >= {"docx", "xlsx", "csv", "svg", "zip"}
    for name, content in files.items():
        if not name.endswith(".png"):  # the picture of the SVG file
            assert "VERZONNEN" in text(content), name


def text(content: bytes) -> str:
    """Return all text in a file, also of the files in a zip archive (such as those of Word and Excel)."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".csv", ".json", ".md"))]
    return "".join(text(member) for member in members)
