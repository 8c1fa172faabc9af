"""The funnel: its limits, the figures against the database, the sentences at their edges and the page."""

import math
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.opened import open_query, page, parameter
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.export import delimited
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group
from veerkracht.method import chance
from veerkracht.method.margins import Spread
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.comparison.figures import Subject
from veerkracht.topics.funnel import charts, exhibits, figures, sentences
from veerkracht.topics.funnel.figures import Overview


def every(query: Query, period: str = "2025") -> Overview:
    codes = tuple(buurt.area_code for buurt in comparison.buurten(query))
    return figures.overview(query, Subject("misdrijven", period, codes))


@pytest.mark.slow
@given(
    rate=st.floats(1, 2000), exposure=st.floats(0.01, 5), phi=st.floats(0.5, 4), tau2=st.floats(0, 0.3)
)  # fmt: skip
def test_limits_hold_the_rate_narrow_with_size_and_widen_with_certainty(
    rate: float, exposure: float, phi: float, tau2: float
) -> None:
    spread = Spread(phi, tau2)
    lower, upper = chance.limits(rate, exposure, spread)
    assert lower < rate < upper and lower * upper == pytest.approx(rate**2)
    larger, outer = chance.limits(rate, 2 * exposure, spread), chance.limits(rate, exposure, spread, chance.FAR)
    assert larger[1] <= upper < outer[1]
    assert [chance.side(value, rate, exposure, spread) for value in (lower / 1.01, rate, upper * 1.01)] == [
        "lower", "within", "higher",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_limits_of_pottenberg_equal_a_calculation_from_the_observations(included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        numerator, denominator = connection.execute(
            "select numerator, denominator from observation "
            "where indicator_id = 'misdrijven' and area_code = 'BU09350203' and period = '2025'"
        ).fetchall()[0]  # fmt: skip
        city = connection.execute(
            "select value from observation where indicator_id = 'misdrijven' and area_code = 'GM0935' "
            "and period = '2025'"
        ).fetchall()[0][0]  # fmt: skip
        phi, tau2 = connection.execute(
            "select phi, tau2 from count_spread where indicator_id = 'misdrijven'"
        ).fetchall()[0]  # fmt: skip
    with open_query(included_database) as query:
        point = next(point for point in every(query).points if point.area_code == "BU09350203")
    assert (point.count, point.size) == (numerator, pytest.approx(denominator))
    assert point.value == pytest.approx(10_000 * numerator / denominator)
    width = 1.959964 * math.sqrt(phi / (city * denominator / 10_000) + tau2 / 2)
    assert (point.lower, point.upper) == pytest.approx((city * math.exp(-width), city * math.exp(width)))
    assert point.side == "within"


@pytest.mark.slow
def test_files_and_table_hold_every_point(included_database: Path) -> None:
    with open_query(included_database) as query:
        overview = every(query)
        exhibit = exhibits.funnel(query, overview.subject)
        text = delimited.dutch([exhibit]).decode("utf-8-sig")
    assert len(exhibit.table.rows) == len(overview.points) == text.count("BU0935")
    assert len(exhibit.title.split()) <= 15 and exhibit.chart


def test_the_title_counts_in_words_at_its_edges(included_database: Path) -> None:
    with open_query(included_database) as query:
        within = figures.overview(query, Subject("misdrijven", "2025", ("BU09350203",)))
        high = figures.overview(query, Subject("misdrijven", "2025", ("BU09350000",)))
        none = figures.overview(query, Subject("misdrijven", "2025", ()))
    assert sentences.title(within) == "De ene buurt ligt niet verder van de stad dan toeval verklaart"
    assert sentences.title(high) == "Van de ene buurt ligt er 1 duidelijk hoger dan de stad, geen lager"
    assert sentences.nothing(none, "Kies.") == "Kies."


def test_the_choice_stands_in_the_address(built: None) -> None:
    test = page("vergelijken", weergave="trechter")
    assert not test.exception and not test.warning
    assert (parameter(test, "indicator"), parameter(test, "jaar")) == ("misdrijven", "2025")
    assert test.header[0].value == "Van de 39 buurten liggen er 9 duidelijk hoger dan de stad, 22 lager"


def test_what_has_no_funnel_says_why(built: None) -> None:
    test = page("vergelijken", weergave="trechter", indicator="ervaren_gezondheid", jaar="1900")
    assert not test.exception and test.header
    assert "geen tellingen per inwoner" in test.info[0].value and "1900" in test.warning[0].value


def test_a_group_is_a_point_with_its_counts_added_up_and_its_limits_of_several_counts(included_database: Path) -> None:
    with duckdb.connect(str(included_database), read_only=True) as connection:
        rows = connection.execute(
            "select numerator, denominator from observation where indicator_id = 'misdrijven' and period = '2025' "
            "and area_code like 'BU093504%'"
        ).fetchall()  # fmt: skip
        [[city]] = connection.execute(
            "select value from observation where indicator_id = 'misdrijven' and area_code = 'GM0935' "
            "and period = '2025'"
        ).fetchall()  # fmt: skip
        [[phi, tau2]] = connection.execute(
            "select phi, tau2 from count_spread where indicator_id = 'misdrijven'"
        ).fetchall()  # fmt: skip
    with open_query(included_database) as query:
        groups, _ = group.read(["Oost~WK093504"], lookups.area_names(query))
        overview = every(group_figures.with_groups(query, groups))
        assert len(overview.points) == len(every(query).points) and not every(query).groups
    [east] = overview.groups
    counts, size = [row[0] for row in rows], sum(row[1] for row in rows)
    assert (east.count, east.value) == (sum(counts), pytest.approx(10_000 * sum(counts) / size))
    concentration = sum(count**2 for count in counts) / sum(counts) ** 2
    width = 1.959964 * math.sqrt(phi / (city * size / 10_000) + tau2 / 2 * concentration)
    assert east.upper == pytest.approx(city * math.exp(width))
    assert any(line.startswith("Oost: ") for line in sentences.findings(overview))


@pytest.mark.slow
def test_names_of_near_points_stand_apart_on_a_phone(included_database: Path) -> None:
    with open_query(included_database) as query:
        codes = tuple(buurt.area_code for buurt in comparison.buurten(query))
        overview = figures.overview(query, Subject("misdrijven", "2024", codes))
    assert overview.rate is not None
    sizes, rates = (100.0, 10_000.0), (overview.rate / 10, overview.rate * 10)
    near = {"Nazareth": 2_900, "Pottenberg": 2_800, "Een groep met een lange naam": 9_900}
    rows = [{"name": name, "size": size, "value": overview.rate * 0.9} for name, size in near.items()]
    places = charts._places(rows, overview, sizes, rates)
    where = {row["name"]: place for place, placed in places.items() for row in placed}
    assert len({dy for dy, _ in where.values()}) == 3 and all(dy > 0 for dy, _ in where.values())  # below the line
    assert where["Een groep met een lange naam"][1] == "right" and where["Nazareth"][1] == "center"
    alone = charts._places([{"name": "Ver", "size": 200, "value": overview.rate * 2}], overview, sizes, rates)
    assert list(alone) == [(-14, "center")]


def test_the_name_of_the_city_keeps_off_the_point_of_a_small_buurt(included_database: Path) -> None:
    with open_query(included_database) as query:
        codes = tuple(buurt.area_code for buurt in comparison.buurten(query))
        overview = figures.overview(query, Subject("misdrijven", "2024", codes))
    assert overview.rate is not None
    sizes, rates = (100.0, 10_000.0), (overview.rate / 10, overview.rate * 10)
    for factor, is_below in ((1.2, True), (0.8, False)):
        point = replace(overview.all_points[0], size=150, value=overview.rate * factor)
        dy = charts._below_line(replace(overview, points=(point,)), sizes, rates)
        assert (dy > 0) == is_below
