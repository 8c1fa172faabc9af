"""Which areas only got another code: what CBS says, what names say, and what proposes nothing."""

from dataclasses import replace

import pandas as pd
import pytest

from etl.snapshots import area_changes, store
from etl.snapshots.store import Snapshot
from tests.conftest import INCLUDED
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths

TABLES = {2022: "85318NED", 2024: "85984NED"}


@pytest.fixture(scope="module")
def content() -> Catalog:
    return catalog.load(paths.CATALOG)


def snapshot(year: int, *rows: tuple[str, str, str]) -> Snapshot:
    """Return a table of a year with these areas: code, name, change of the boundary."""
    made = store.read(next(INCLUDED.glob(f"{TABLES[year]}@2026-07")), "meegeleverd")
    areas = pd.DataFrame(rows, columns=store.AREA_COLUMNS)
    return replace(made, manifest=replace(made.manifest, table_id=TABLES[year]), areas=areas, facts=made.facts[:0])


def test_a_code_that_cbs_says_is_only_another_is_the_same_area(content: Catalog) -> None:
    tables = [
        snapshot(2022, ("BU09350001", "Jekerkwartier", "1"), ("BU09350002", "Wyck", "1")),
        snapshot(2024, ("BU09350001", "Jekerkwartier", "1"), ("BU09350102", "wyck", "2")),
    ]
    [change] = area_changes.proposed(content, tables)
    assert (change.year, change.old, change.new, change.is_same_area) == (2024, "BU09350002", "BU09350102", True)
    assert area_changes.as_text([change]) == (
        "    - {year: 2024, old: BU09350002, new: BU09350102, is_same_area: true, "
        'note: "wyck. CBS: alleen de code is anders"}'
    )


def test_the_same_name_alone_is_for_a_human_to_judge(content: Catalog) -> None:
    tables = [snapshot(2022, ("BU09350002", "Wyck", "1")), snapshot(2024, ("BU09350102", "Wyck", "3"))]
    [change] = area_changes.proposed(content, tables)
    assert not change.is_same_area and "kijk of de grens dat is" in change.note


@pytest.mark.parametrize(
    "rows",
    [
        [("BU09350102", "Sint Pieter", "2")],  # another name
        [("BU09350102", "Wyck", "2"), ("BU09350103", "Wyck", "2")],  # which of the two?
        [("WK093502", "Wyck", "2")],  # another level
        [("BU09350002", "Wyck", "1")],  # nothing changed
        [("BU09170102", "Wyck", "2")],  # of another municipality
    ],
)
def test_nothing_is_proposed(content: Catalog, rows: list[tuple[str, str, str]]) -> None:
    assert area_changes.proposed(content, [snapshot(2022, ("BU09350002", "Wyck", "1")), snapshot(2024, *rows)]) == []


def test_a_code_in_the_place_of_a_name_proposes_nothing(content: Catalog) -> None:
    tables = [snapshot(2022, ("BU09350002", "BU09350002", "1")), snapshot(2024, ("BU09350102", "BU09350102", "2"))]
    assert area_changes.proposed(content, tables) == []
