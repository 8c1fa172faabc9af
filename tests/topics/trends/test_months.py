"""The months of an area in the band of chance, from the database to the page."""

from collections.abc import Callable

import duckdb
import pytest

from tests.etl.build.goals.test_early_signals import MONTHS
from tests.opened import page
from veerkracht.database.query import query_of
from veerkracht.topics.trends import exhibits, month_sentences, months
from veerkracht.topics.trends.figures import Choice

NAZARETH = "BU09350403"
MONTHLY = "misdrijven_per_maand"
PERIODS = f"""
    insert into source_period by name
    select (select source_id from indicator where indicator_id = '{MONTHLY}') as source_id,
           strftime(date '2022-01-01' + to_months(n::integer), '%Y-%m') as period, 'maanden' as table_id
    from range(48) as month(n)
"""
JUMP = f"""
    update observation set value = 60
    where area_code = '{NAZARETH}' and indicator_id = '{MONTHLY}' and period = '2025-03'
"""


@pytest.mark.slow
def test_the_month_that_jumps_is_named_with_what_fits_chance(copy: duckdb.DuckDBPyConnection) -> None:
    for statement in (PERIODS, MONTHS.format(more=0), JUMP):
        copy.execute(statement)
    query = query_of(copy)
    (found,) = months.months(query, Choice(MONTHLY, (NAZARETH, "GM0935")))
    assert (len(found.months), len(found.judged)) == (36, 12)
    assert [month.period for month in found.unusual] == ["2025-03"]
    exhibit = exhibits.months(query, found)
    assert exhibit.title == "Nazareth: 1 van de laatste 12 maanden valt op"
    usual = month_sentences.expected(found.unusual[0].band)
    assert exhibit.findings[0] == f"Buiten de band: maart 2025 (60, hoger dan {usual})."
    assert len(exhibit.table.rows) == 36


def test_yearly_figures_have_no_months(copy: duckdb.DuckDBPyConnection) -> None:
    assert months.months(query_of(copy), Choice("misdrijven", (NAZARETH,))) == ()


@pytest.mark.slow
def test_trends_shows_the_months_of_each_buurt_but_not_of_an_index(changed: Callable[..., None]) -> None:
    changed(PERIODS, MONTHS.format(more=0), JUMP)
    opened = page("trends", indicator=MONTHLY, gebied=[NAZARETH, "GM0935"])
    assert not opened.exception
    assert [header.value for header in opened.header][-1] == "Welke maanden vallen op?"
    assert [header.value for header in opened.subheader] == ["Nazareth: 1 van de laatste 12 maanden valt op"]
    index = page("trends", indicator=MONTHLY, gebied=[NAZARETH, "GM0935"], maat="index")
    assert not index.exception and not list(index.subheader)
