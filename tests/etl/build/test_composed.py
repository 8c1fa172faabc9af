"""Focus areas of several buurten: their figures by an independent computation, their outline, and what is refused."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import shapely

from etl.build import build, composed
from etl.snapshots import nationwide
from tests import municipalities
from tests.municipalities import HEERLEN_NOORD, ONE_LARGE, Place
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import DataError

CODE = "GR-heerlen-noord"
CENTRE = ("Centrum e.o.", ("BU09173300", "BU09173301"))
Shared = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="module")
def heerlen(shared: Shared) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database of Heerlen with one focus area of 31 buurten."""

    def fill(folder: Path) -> None:
        with municipalities.chosen(ONE_LARGE, folder):
            build.build(paths.database_file())

    folder = shared("heerlen-noord", fill)
    with duckdb.connect(str(folder / paths.database_file().name), read_only=True) as connection:
        yield connection


def raw(table_id: str, topic: str, period: str) -> pd.Series:
    """Return a topic of a table of the country by area, straight from the included file."""
    [table] = nationwide.tables_in(paths.included_folder(), "meegeleverd", table_id)
    facts = table.of_municipality(ONE_LARGE.code).facts
    own = facts[facts["topic_key"].str.startswith(f"{topic}_") & facts["period"].eq(period)]
    return own.set_index("area_code")["value"].astype(float)


def figure(connection: duckdb.DuckDBPyConnection, indicator_id: str, period: str) -> pd.Series:
    return connection.execute(
        "from observation where indicator_id = ? and period = ? and area_code = ?", [indicator_id, period, CODE]
    ).df().iloc[0]  # fmt: skip


@pytest.fixture(scope="module")
def buurten(heerlen: duckdb.DuckDBPyConnection) -> list[str]:
    [[codes]] = heerlen.execute("select buurten from composition").fetchall()
    return codes


@pytest.mark.slow
def test_it_has_the_buurten_of_its_wijken_and_those_that_it_names(buurten: list[str]) -> None:
    wijken = [part for part in HEERLEN_NOORD[1] if part.startswith("WK")]
    every = raw("85984NED", "AantalInwoners", "2024").index
    expected = {code for code in every if code.startswith("BU") and f"WK{code[2:8]}" in wijken}
    assert set(buurten) == expected | {"BU09173202", "BU09173203"} and len(buurten) == 31


@pytest.mark.slow
def test_counts_are_summed_and_a_rate_is_that_of_the_sums(
    heerlen: duckdb.DuckDBPyConnection, buurten: list[str]
) -> None:
    people, crimes = raw("85984NED", "AantalInwoners", "2024"), raw("47022NED", "GeregistreerdeMisdrijven", "2024")
    total, counted = people[buurten].sum(), crimes[buurten].sum()
    assert figure(heerlen, "inwoners", "2024")["value"] == total
    rate = figure(heerlen, "misdrijven", "2024")
    assert rate["value"] == pytest.approx(10_000 * counted / total) and rate["numerator"] == counted
    phi, tau2 = heerlen.execute("select phi, tau2 from count_spread where indicator_id = 'misdrijven'").fetchall()[0]
    parts = crimes[buurten]
    spread = math.sqrt(phi / counted + tau2 / 2 * (parts**2).sum() / counted**2)
    assert rate["upper"] == pytest.approx(rate["value"] * math.exp(1.959964 * spread), rel=1e-4)


@pytest.mark.slow
def test_a_share_is_weighted_and_leaves_out_what_hardly_anybody_lives_in(
    heerlen: duckdb.DuckDBPyConnection, buurten: list[str]
) -> None:
    homes = heerlen.execute("""
        select area_code, indicator_id, value from observation
        where period = '2024' and indicator_id in ('scholen_binnen_3_km', 'inwoners')
    """).df().pivot(index="area_code", columns="indicator_id", values="value").loc[buurten]  # fmt: skip
    mean = (homes["scholen_binnen_3_km"] * homes["inwoners"]).sum() / homes["inwoners"].sum()
    assert figure(heerlen, "scholen_binnen_3_km", "2024")["value"] == pytest.approx(mean)
    rows = heerlen.execute("""
        select lacking, (select sum(value) from observation where indicator_id = 'inwoners' and period = '2024'
                         and list_contains(lacking, area_code)) as people,
               (select value from observation where indicator_id = 'inwoners' and period = '2024'
                         and area_code = composed_figure.area_code) as whole
        from composed_figure where indicator_id = 'jonger_dan_15' and period = '2024'
    """).fetchall()  # fmt: skip
    [(lacking, people, whole)] = rows
    assert lacking == ["BU09173002"] and 0 < people <= 0.01 * whole  # BU09172300 is too small, and has its counts
    share = figure(heerlen, "jonger_dan_15", "2024")["value"]
    young, everybody = raw("85984NED", "k_0Tot15Jaar", "2024"), raw("85984NED", "AantalInwoners", "2024")
    counted = [code for code in buurten if code not in lacking]
    assert share == pytest.approx(100 * young[counted].sum() / everybody[counted].sum(), abs=0.01)
    assert pd.isna(figure(heerlen, "bijstand", "2020")["value"])  # a rate per 1,000 has no such bound


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator_id", "missing"),
    [("ervaren_gezondheid", "group_model"), ("gestandaardiseerd_inkomen", "group_average")],
)
def test_what_cannot_be_taken_together_has_its_reason(
    heerlen: duckdb.DuckDBPyConnection, indicator_id: str, missing: str
) -> None:
    reasons = heerlen.execute(
        "select distinct missing::varchar from observation where area_code = ? and indicator_id = ?",
        [CODE, indicator_id],
    ).fetchall()
    assert reasons == [(missing,)]


@pytest.mark.slow
def test_a_goal_is_judged_in_it_or_says_that_its_measure_cannot_be_taken_together(
    heerlen: duckdb.DuckDBPyConnection,
) -> None:
    rows = heerlen.execute("""
        select measure_id, status::varchar, certainty::varchar, why_no_figure, value from goal_status
        where area_code = 'GR-heerlen-noord' and measure_id in ('1', '11') order by measure_id
    """).fetchall()
    health, crimes = rows
    assert health[1:4] == ("nog geen meting", None, "niet samen te nemen")
    assert crimes[2] == "marge bekend" and crimes[4] == figure(heerlen, "misdrijven", "2025")["value"]
    both = heerlen.execute("select lower, upper from combined_observation where indicator_id = 'misdrijven' "
                           "and period = '2025'").fetchall()  # fmt: skip
    own = figure(heerlen, "misdrijven", "2025")
    assert both == [(pytest.approx(own["lower"]), pytest.approx(own["upper"]))]  # one area: one fact, one margin


@pytest.mark.slow
def test_its_outline_is_the_union_of_those_of_its_buurten(
    heerlen: duckdb.DuckDBPyConnection, buurten: list[str]
) -> None:
    shapes = {
        code: shapely.from_geojson(text)
        for code, text in heerlen.execute("select area_code, geojson from area_geometry").fetchall()
    }
    inside = sum(shapes[code].area for code in buurten)
    assert shapes[CODE].area == pytest.approx(inside, rel=1e-6)
    assert all(shapes[CODE].buffer(1e-5).contains(shapes[code]) for code in buurten)


@pytest.mark.slow
def test_nothing_elsewhere_is_compared_with_it(heerlen: duckdb.DuckDBPyConnection) -> None:
    [[count]] = heerlen.execute("select count(*) from resilience_score where area_code like 'GR-%'").fetchall()
    reasons = heerlen.execute("select distinct reason from yardstick where area_code like 'GR-%'").fetchall()
    assert (count, reasons) == (0, [("larger_area",)])


def areas(*rows: tuple[str, str]) -> pd.DataFrame:
    levels = {"BU": "buurt", "WK": "wijk", "GM": "gemeente"}
    return pd.DataFrame(
        [(code, 2024, name, levels[code[:2]], None, None) for code, name in rows],
        columns=["area_code", "boundary_year", "name", "level", "parent_code", "boundary_change"],
    )


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        (("Oost", ("BU09173300", "BU09173399")), "Oost: BU09173399 is geen buurt of wijk van nu. Bedoelde u BU09173"),
        (("Heerlen-Centrum", ("BU09173300", "BU09173301")), "Er is al een gebied dat Heerlen-Centrum heet"),
        (CENTRE, ""),
    ],
)
def test_a_buurt_that_is_not_there_and_a_name_that_is_taken_are_refused(
    tmp_path: Path, focus: municipalities.Named, expected: str
) -> None:
    known = areas(("BU09173300", "Heerlen-Centrum"), ("BU09173301", "Op de Nobel"), ("WK091733", "Wijk 33"))
    with municipalities.chosen(Place("GM0917", "Heerlen", (focus,)), tmp_path):
        content = catalog.load(paths.CATALOG)
    if not expected:
        assert composed.of(content, known)[0].buurten == CENTRE[1]
        return
    with pytest.raises(DataError) as caught:
        composed.of(content, known)
    assert expected in str(caught.value)
