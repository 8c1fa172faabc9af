"""Counts that do not add up to the municipality are marked, and areas that the map or the figures lack are counted."""

import duckdb
import pytest

from etl.build import doubts
from veerkracht.catalog import catalog
from veerkracht.core import paths
from veerkracht.core.errors import DataError

OFF = """update observation set value = value + 500
    where indicator_id = 'inwoners' and period = '2024' and area_code = 'BU09350403'"""


def test_counts_that_never_added_up_are_marked_and_told(copy: duckdb.DuckDBPyConnection) -> None:
    content = catalog.load(paths.CATALOG)
    assert doubts.mark_sums(copy, content, None) == []
    copy.execute(OFF)
    [line] = doubts.mark_sums(copy, content, None)
    assert line.startswith("Inwoners, 2024: de 44 buurten zijn samen ") and "door loting" in line
    marked = copy.execute("""
        select distinct period, status from observation
        where indicator_id = 'inwoners' and period in ('2023', '2024') and area_code = 'BU09350403'
        order by period
    """).fetchall()
    assert marked == [("2023", "definitief"), ("2024", "niet_bevestigd")]


def test_counts_that_added_up_before_are_refused(copy: duckdb.DuckDBPyConnection) -> None:
    content = catalog.load(paths.CATALOG)
    columns = "indicator_id, period, area_code, value"
    before = copy.sql(f"select {columns} from observation where value is not null").to_arrow_table()
    copy.execute(OFF)
    with pytest.raises(DataError, match=r"Som van de buurten wijkt meer van de stad af .* inwoners, 2024"):
        doubts.mark_sums(copy, content, before)


def test_rounding_by_lot_is_no_fault(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("""update observation set value = value + 4
        where indicator_id = 'inwoners' and period = '2024' and area_code like 'BU%'""")
    assert doubts.mark_sums(copy, catalog.load(paths.CATALOG), None) == []


@pytest.mark.slow
def test_areas_are_counted_in_one_line(copy: duckdb.DuckDBPyConnection) -> None:
    content = catalog.load(paths.CATALOG)
    assert doubts.about_areas(copy, content) == []
    copy.execute("delete from area_geometry where area_code in ('BU09350403', 'BU09350602')")
    [line] = doubts.about_areas(copy, content)
    assert line.startswith("2 gebieden met cijfers: Nazareth (BU09350403) en ") and "niet op de kaart" in line
    copy.execute("create temp table kept as from area_geometry")
    copy.execute("delete from area_geometry")
    [line] = doubts.about_areas(copy, content)
    assert line.startswith("Er is geen kaart. ") and line.endswith("python -m etl --only grenzen")
    copy.execute("insert into area_geometry from kept")
    copy.execute("delete from observation where area_code = 'BU09350203'")
    assert doubts.about_areas(copy, content)[1].startswith("1 gebied op de kaart: Pottenberg (BU09350203)")


def test_an_old_code_is_told_unless_it_is_a_change_of_the_programme(copy: duckdb.DuckDBPyConnection) -> None:
    content = catalog.load(paths.CATALOG)
    copy.execute("delete from area where area_code = 'BU09350403' and boundary_year >= 2024")
    [line] = doubts.about_areas(copy, content)
    assert line.startswith("1 gebied met cijfers: Nazareth (BU09350403), van ") and "etl gebieden" in line
