"""What a municipality gets of the included tables: its rows of the tables of the country, and the country's figures."""

import pytest

from etl.snapshots import nationwide, own_part, store
from etl.snapshots.store import Snapshot


@pytest.fixture(scope="module")
def included() -> tuple[list[Snapshot], list[nationwide.NationalTable]]:
    return store.current([])[0], nationwide.current([])[0]


def areas_of(snapshots: list[Snapshot]) -> set[str]:
    return {code[2:6] for snapshot in snapshots for code in snapshot.facts["area_code"]}


@pytest.mark.slow
def test_a_municipality_gets_its_rows_and_those_of_the_country(
    included: tuple[list[Snapshot], list[nationwide.NationalTable]],
) -> None:
    snapshots, damaged = own_part.of("GM0096", *included)
    assert not damaged and areas_of(snapshots) == {"0096", "00"}
    by_id = {snapshot.manifest.snapshot_id: snapshot for snapshot in snapshots}
    assert len(by_id) == len(snapshots)  # one of each edition
    of_2024 = by_id["85984NED@2026-07-19"]
    assert {code[:2] for code in of_2024.facts["area_code"]} >= {"BU", "WK", "GM"}
    assert of_2024.manifest.fact_count == len(of_2024.facts)


@pytest.mark.slow
def test_the_figures_are_those_of_the_table_of_the_country(
    included: tuple[list[Snapshot], list[nationwide.NationalTable]],
) -> None:
    snapshots, _ = own_part.of("GM0096", *included)
    table = next(table for table in included[1] if table.manifest.table_id == "47022NED")
    rows = {
        (row.area_code, row.period): row.value
        for part in table.parts()
        for row in part.facts.itertuples()
        if row.area_code[2:6] == "0096"
    }
    own = next(one for one in snapshots if one.manifest.table_id == "47022NED").facts
    assert {(row.area_code, row.period): row.value for row in own.itertuples()} == rows != {}


def test_maastricht_keeps_its_own_snapshots(
    included: tuple[list[Snapshot], list[nationwide.NationalTable]],
) -> None:
    snapshots, _ = own_part.of("GM0935", *included)
    assert len(snapshots) == len(included[0])
    assert all(kept is copy for kept, copy in zip(snapshots, included[0], strict=True))
