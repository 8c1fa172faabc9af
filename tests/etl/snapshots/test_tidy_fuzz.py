"""Thousands of generated tables: the tidy step gives right observations or one clear error, never anything else."""

import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.publishers import acceptance
from etl.snapshots import columns, tidy
from etl.snapshots.store import AREA_COLUMNS, FACT_COLUMNS, TOPIC_COLUMNS, Manifest, Snapshot
from tests.etl.snapshots.test_tidy import OURS, only
from tests.thorough import TIMES
from veerkracht.core import dutch
from veerkracht.core.errors import SourceError

pytestmark = pytest.mark.fuzz

CALM = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NASTY = st.sampled_from([
    "", ".", "       .", "-99997", "-99995.0", "0", "-0", "58.9", "1e400", "-1e400", "nan", "NaN", "inf", "-Infinity",
    "None", "null", "1,5", "1.234,5", "12O", "0x10", "1_000", "٣", "½", "=1+1", "<5", "\x00", "\ud7ff", " 7 ", "100",
    "100.0001", "-1",
    "99999999999999999999999999", "1e-320", "True",
])  # fmt: skip


def mostly(good: st.SearchStrategy[str], bad: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return mostly what is right: else every table would be refused for its first fault."""
    return st.tuples(st.integers(0, 24), good, bad).map(lambda drawn: drawn[2] if drawn[0] == 24 else drawn[1])


CELL = mostly(
    st.integers(0, 100_000).map(str),
    st.one_of(NASTY, st.floats().map(str), st.integers().map(str), st.text(max_size=6)),
)
BOUND = mostly(st.just(""), CELL)
AREA = mostly(
    st.sampled_from(["BU09350403", "BU09350203 ", "GM0935    ", "NL01      ", "WK093504", "BU09360000"]),
    st.sampled_from(["GG3206", "", "BU0935", "bu09350403", "SAMEN", "NL00"]),
)
KEYS = [
    "AantalInwoners_5",
    "AantalInwoners_6",
    "GoedErvarenGezondheid_4",
    "Anders_1",
    "_1",
    "AantalInwoners",
    "x|0.0.0",
]
TOPIC = st.tuples(
    st.sampled_from(KEYS), st.sampled_from(["Aantal inwoners", "  aantal  INWONERS ", "Goed ervaren gezondheid", ""]),
    st.sampled_from(["", "Bevolking", "Totaal misdrijven"]), st.sampled_from(["aantal", "%", "", "Aantal"]),
)  # fmt: skip
PERIOD = mostly(st.sampled_from(["2024", "2024-01", "2022/2024"]), st.sampled_from(["", "onzin", "2024 "]))
STATUS = mostly(st.sampled_from(["", "definitief", "voorlopig"]), st.just("iets anders"))
taken: list[int] = []  # how many observations each table gave that was not refused


def made(
    topics: list[tuple],
    facts: list[tuple],
    source_id: str = "kwb",
    table_id: str = "85984NED",
    is_complete: bool = True,
) -> Snapshot:
    manifest = Manifest(source_id, table_id, "2026-01-01", "T", "CBS", "L", "", None, is_complete, "")
    frame = pd.DataFrame(facts, columns=FACT_COLUMNS, dtype="str")
    areas = pd.DataFrame([(code, code, "") for code in frame["area_code"].unique()], columns=AREA_COLUMNS)
    return Snapshot(
        manifest, pd.DataFrame([(*topic, 0) for topic in topics], columns=TOPIC_COLUMNS), frame, areas, "opgehaald"
    )


FACTS = st.lists(
    st.tuples(
        st.sampled_from([*[KEYS[0]] * 5, *KEYS]),
        AREA,
        PERIOD,
        CELL,
        BOUND,
        BOUND,
        STATUS,
        st.sampled_from(["", "suppressed"]),
    ),
    max_size=4,
)


def require_right(snapshots: list[Snapshot], *indicators: str) -> bool:
    """Return whether there were observations; raise AssertionError when they are not as they must be."""
    try:
        found = tidy.observations(only(*indicators), snapshots).observations
    except SourceError as error:
        assert len(str(error)) > 30
        return False
    for row in found.itertuples():
        has_value = not math.isnan(row.value)
        assert has_value == (row.missing is None or pd.isna(row.missing))
        assert not has_value or (math.isfinite(row.value) and row.snapshot_id)
        assert has_value or row.missing in dutch.MISSING
    taken.append(int(found["value"].notna().sum()))
    return len(found) > 0


@settings(CALM, max_examples=500 * TIMES)
@given(st.lists(TOPIC, max_size=2, unique_by=lambda topic: topic[0]), FACTS, st.booleans())
def test_any_table_gives_observations_or_a_clear_error(topics: list[tuple], facts: list[tuple], is_whole: bool) -> None:
    usual = (KEYS[0], "Aantal inwoners", "", "aantal")
    require_right([made([usual, *topics], facts, is_complete=is_whole)], "inwoners")


@settings(CALM, max_examples=125 * TIMES)
@given(FACTS, FACTS)
def test_a_rate_of_two_tables_gives_observations_or_a_clear_error(crimes: list[tuple], people: list[tuple]) -> None:
    topic = ("x|0.0.0", "Geregistreerde misdrijven", "Totaal misdrijven", "aantal")
    one = made([topic], [("x|0.0.0", *fact[1:]) for fact in crimes], "politie", "47018NED")
    other = made([("AantalInwoners_5", "Aantal inwoners", "", "aantal")],
                 [("AantalInwoners_5", *fact[1:]) for fact in people])  # fmt: skip
    require_right([one, other], "misdrijven", "inwoners")


@settings(CALM, max_examples=190 * TIMES)
@given(FACTS)
def test_what_was_accepted_is_in_its_range(facts: list[tuple]) -> None:
    topic = ("GoedErvarenGezondheid_4", "Goed ervaren gezondheid", "", "%")
    one = made([topic], [(topic[0], *fact[1:]) for fact in facts], "rivm_50150", "50150NED")
    empty = pd.DataFrame(columns=["area_code", "name", "boundary_year", "geojson"])
    try:
        acceptance.require_usable(one, None, only("ervaren_gezondheid"), empty)
    except SourceError as error:
        assert len(str(error)) > 30
        return
    clean = columns.Columns(one)
    for figures in map(clean.at, clean.places):
        frame = pd.DataFrame(figures)
        known = frame["value"].dropna()
        assert known.between(0, 100).all()
        bounds = frame[["lower", "value", "upper"]].dropna()
        assert (bounds["lower"] <= bounds["value"]).all() and (bounds["value"] <= bounds["upper"]).all()


def test_the_generated_tables_are_not_all_refused() -> None:  # runs after the others
    assert len(taken) > 125 * TIMES and sum(count > 0 for count in taken) > 60 * TIMES
    good = [("AantalInwoners_5", "BU09350403", "2024", "3140", "", "", "", "")]
    assert require_right([made([("AantalInwoners_5", "Aantal inwoners", "", "aantal")], good)], "inwoners")
    assert OURS.indicator("inwoners").topic is not None
