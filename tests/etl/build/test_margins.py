"""The margins that a build gives to figures: on the included figures, and on figures planted in a copy."""

import math
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.build.margins import margins
from etl.build.margins.count_spreads import CountSpread
from veerkracht.catalog import catalog
from veerkracht.database import database
from veerkracht.method.count_spread import Coverage
from veerkracht.method.margins import Spread

NAZARETH, POTTENBERG, CITY, COUNTRY = "BU09350403", "BU09350203", "GM0935", "NL00"


def ask(path: Path, question: str) -> list[tuple]:
    with database.read(path) as connection:
        return connection.execute(question).fetchall()


def margin(connection: duckdb.DuckDBPyConnection, indicator: str, period: str, area: str) -> tuple:
    return connection.execute(
        "select value, lower, upper, margin_kind::varchar from observation where indicator_id = ? and period = ? "
        "and area_code = ?", [indicator, period, area],
    ).fetchone()  # fmt: skip


def plant_survey(connection: duckdb.DuckDBPyConnection, percentage: float, answers: int) -> None:
    connection.execute(
        "insert or replace into observation by name select * replace ('thuis_in_de_buurt' as indicator_id, '2026' as "
        "period, $share as value, $answers as denominator, null as lower, null as upper, null as margin_kind) "
        "from observation where indicator_id = 'ervaren_gezondheid' and period = '2024' and area_code = $area",
        {"share": percentage, "answers": answers, "area": NAZARETH},
    )


def test_the_spread_of_crimes_is_that_of_all_buurten_of_the_country(included_database: Path) -> None:
    for indicator in ("misdrijven", "misdrijven_aantal"):  # the same count, per inhabitant and as such
        [(phi, tau2, basis, buurten, first, last)] = ask(
            included_database, "select phi, tau2, basis, buurt_count, first_period, last_period from count_spread "
            f"where indicator_id = '{indicator}'",
        )  # fmt: skip
        assert (round(phi, 2), round(tau2, 3)) == (1.32, 0.018)
        assert (basis, first, last) == ("landelijk", "2021", "2025") and buurten > 7000


def test_the_margin_of_included_counts_fits_counts_of_every_size(included_database: Path) -> None:
    rows = ask(included_database, "select above, pair_count, share, message from count_coverage")
    assert len(rows) == 26 and not any(message for *_, message in rows)
    assert all(0.75 <= share <= 0.88 for _, pairs, share, _ in rows if pairs >= 300)


@pytest.mark.slow
def test_without_the_country_a_municipality_estimates_by_itself_and_what_is_unknown_is_assumed(
    database_of_data: Path,
) -> None:
    rows = dict(ask(database_of_data, "select indicator_id, (basis, phi, tau2) from count_spread"))
    assert rows["misdrijven"][0] == "gemeente" and rows["misdrijven"][1] >= 1
    assert rows["drugshandel"] == ("aanname", 1.32, 0.018)
    assert ask(database_of_data, "select count(*) from observation where margin_kind = 'vergelijking'") == [(0,)]


def test_a_count_has_the_margin_of_its_spread(included_database: Path) -> None:
    [(value, lower, upper)] = ask(
        included_database, "select value, lower, upper from observation where indicator_id = 'misdrijven' "
        f"and period = '2025' and area_code = '{POTTENBERG}'",
    )  # fmt: skip
    [(phi, tau2)] = ask(included_database, "select phi, tau2 from count_spread where indicator_id = 'misdrijven'")
    reach = 1.959964 * math.sqrt(phi / 125 + tau2 / 2)
    assert (lower, upper) == (pytest.approx(value * math.exp(-reach)), pytest.approx(value * math.exp(reach)))


def test_a_city_moves_less_than_a_buurt_of_its_size_would_and_the_country_is_counted_whole(
    included_database: Path,
) -> None:
    rows = dict(ask(included_database, "select area_code, (value, upper) from observation "
                                       "where indicator_id = 'misdrijven' and period = '2024'"))  # fmt: skip
    value, upper = rows[CITY]
    assert 1.01 < upper / value < math.exp(1.96 * math.sqrt(0.009))
    assert COUNTRY not in rows or rows[COUNTRY][1] is None


def test_figures_of_a_model_have_the_margin_of_comparable_buurten(included_database: Path) -> None:
    rows = ask(included_database, """
        select area_code, observation.upper - observation.lower, people.value from observation
        join (from observation where indicator_id = 'inwoners' and period = '2024') as people using (area_code)
        where observation.indicator_id = 'ervaren_gezondheid' and observation.period = '2024'
            and observation.margin_kind = 'vergelijking'
    """)  # fmt: skip
    assert len(rows) == 39
    small = [width for _, width, people in rows if people < 1000]
    large = [width for _, width, people in rows if people >= 4000]
    assert min(small) > max(large)  # a figure of fewer people is less sure
    assert ask(included_database, "select count(*) from observation where margin_kind is not null "
               "and indicator_id in ('inwoners', 'huishoudens')") == [(0,)]  # fmt: skip


@pytest.mark.slow
def test_fewer_than_200_comparable_buurten_give_no_margin(copy, content: catalog.Catalog) -> None:
    copy.execute("""delete from elsewhere where indicator_id = 'ervaren_gezondheid' and area_code like 'BU%'
        and area_code not in (select area_code from area_elsewhere where level = 'buurt' order by all limit 150)""")
    assert "ervaren_gezondheid" not in {place[0] for place in margins.fill(copy, content).comparisons}
    assert margin(copy, "ervaren_gezondheid", "2024", NAZARETH) == (58.9, None, None, None)


@pytest.mark.slow
@pytest.mark.parametrize("percentage", [0.0, 45.0, 100.0])
def test_a_survey_has_an_interval_within_0_and_100_that_is_never_certain(
    copy, content: catalog.Catalog, percentage: float
) -> None:
    plant_survey(copy, percentage, 5)
    margins.fill(copy, content)
    value, lower, upper, kind = margin(copy, "thuis_in_de_buurt", "2026", NAZARETH)
    assert kind == "steekproef" and 0 <= lower <= value <= upper <= 100 and upper - lower > 20


@pytest.mark.slow
def test_a_count_of_0_has_a_margin_too(copy, content: catalog.Catalog) -> None:
    copy.execute(f"""update observation set value = 0, numerator = 0, lower = null, upper = null, margin_kind = null
        where indicator_id = 'misdrijven' and period = '2025' and area_code = '{NAZARETH}'""")
    margins.fill(copy, content)
    value, lower, upper, kind = margin(copy, "misdrijven", "2025", NAZARETH)
    assert (value, lower, kind) == (0, 0, "telling") and upper > 10_000 / 3140


@pytest.mark.slow
def test_bounds_of_publishers_win_and_bounds_without_width_are_none(copy, content: catalog.Catalog) -> None:
    copy.execute(f"""update observation set lower = 50, upper = 70, margin_kind = 'gepubliceerd'
        where indicator_id = 'ervaren_gezondheid' and period = '2024' and area_code = '{NAZARETH}'""")
    margins.fill(copy, content)
    assert margin(copy, "ervaren_gezondheid", "2024", NAZARETH) == (58.9, 50, 70, "gepubliceerd")
    frame = margins.published(pd.DataFrame({"lower": [50.0, 100, None], "upper": [70.0, 100, None]}))
    assert frame["margin_kind"].fillna("").tolist() == ["gepubliceerd", "", ""]
    assert frame["lower"].isna().tolist() == [False, True, True]


@pytest.mark.slow
def test_a_second_fill_changes_nothing(copy, content: catalog.Catalog) -> None:
    question = "select indicator_id, period, area_code, lower, upper, margin_kind from observation order by all"
    before = copy.execute(question).fetchall()
    margins.fill(copy, content)
    assert copy.execute(question).fetchall() == before


def test_a_margin_that_does_not_fit_is_a_warning_with_its_size() -> None:
    rows = (Coverage(5, 10, 400, 0.92), Coverage(1500, None, 300, 0.7), Coverage(10, 20, 400, 0.8))
    spread = CountSpread("x", "Misdrijven", Spread(5.5, 0), "landelijk", coverage=rows)
    assert spread.warnings == [
        "Marge van Misdrijven: van de veranderingen van aantallen boven 5 tot en met 10 ligt 92% binnen de marge van "
        "80%. De marge is daar te breed.",
        "Marge van Misdrijven: van de veranderingen van aantallen boven 1.500 zonder bovengrens ligt 70% binnen de "
        "marge van 80%. De marge is daar te smal.",
    ]
    assert [row["message"] != "" for row in spread.coverage_rows] == [True, True, False]
