"""The national yardstick as the build writes it: on the included figures, and on faults planted in a copy of them."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.build import yardstick
from veerkracht.catalog import catalog
from veerkracht.core import dutch
from veerkracht.core.codes import Direction
from veerkracht.database import database
from veerkracht.method.yardstick import word

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"
CRIME, HEALTH = "misdrijven", "ervaren_gezondheid"
Computed = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def included(included_database: Path) -> pd.DataFrame:
    with database.read(included_database) as connection:
        return connection.execute("from yardstick").df().set_index(["indicator_id", "area_code"])


@pytest.fixture
def computed(copy: duckdb.DuckDBPyConnection, content: catalog.Catalog) -> Computed:
    """A function that runs statements on a copy and computes the yardstick of it."""

    def compute(*statements: str, of: catalog.Catalog = content) -> pd.DataFrame:
        for statement in statements:
            copy.execute(statement)
        rows = yardstick.compute(copy, of)["yardstick"]
        return rows.set_index(["indicator_id", "area_code"])

    return compute


def test_a_year_of_crimes_is_compared_with_the_mean_of_three_years_in_buurten_with_as_many(
    included: pd.DataFrame,
) -> None:
    nazareth, pottenberg = included.loc[(CRIME, NAZARETH)], included.loc[(CRIME, POTTENBERG)]
    assert (nazareth["base_period"], nazareth["period"], nazareth["reason"]) == ("2022/2024", "2025", "")
    assert (nazareth["base"], nazareth["value"]) == (pytest.approx(189.67, abs=0.005), 187)
    assert (pottenberg["base"], pottenberg["value"]) == (101, 125)
    assert nazareth["change"] == pytest.approx(0.058, abs=0.0005)
    assert pottenberg["change"] == pytest.approx(0.288, abs=0.0005)
    assert (nazareth["lower_share"], nazareth["buurt_count"]) == (pytest.approx(0.679, abs=0.01), 927)
    assert (pottenberg["lower_share"], pottenberg["buurt_count"]) == (pytest.approx(0.953, abs=0.01), 1642)
    assert pottenberg["band_lower"] == pytest.approx(-0.274, abs=0.0005)
    assert pottenberg["band_upper"] == pytest.approx(0.215, abs=0.0005)


def test_perceived_health_is_compared_with_all_buurten_and_with_those_that_started_alike(
    included: pd.DataFrame,
) -> None:
    expected = {NAZARETH: (-0.2, 0.476, 648, 0.269), POTTENBERG: (-2.3, 0.040, 389, 0.039)}
    for code, (change, share, alike, share_alike) in expected.items():
        row = included.loc[(HEALTH, code)]
        assert (row["base_period"], row["period"], row["kind"]) == ("2022", "2024", "verschil")
        assert row["change"] == pytest.approx(change)
        assert (row["lower_share"], row["buurt_count"]) == (pytest.approx(share, abs=0.01), 8380)
        assert (row["alike_lower_share"], row["alike_count"]) == (pytest.approx(share_alike, abs=0.01), alike)
        assert (row["band_lower"], row["band_upper"]) == (pytest.approx(-1.6), pytest.approx(1.5))


@pytest.mark.parametrize(
    ("indicator", "code", "direction", "expected"),
    [(CRIME, NAZARETH, "omlaag", "gewoon"), (CRIME, POTTENBERG, "omlaag", "uitzonderlijk ongunstig"),
     (HEALTH, NAZARETH, "omhoog", "gewoon"), (HEALTH, POTTENBERG, "omhoog", "uitzonderlijk ongunstig")],
)  # fmt: skip
def test_the_focus_areas_have_their_words(
    included: pd.DataFrame, indicator: str, code: str, direction: Direction, expected: str
) -> None:
    assert word(included.loc[(indicator, code), "lower_share"], direction) == expected


def test_of_the_buurten_of_2025_about_a_tenth_lies_outside_each_end_of_2024(included_database: Path) -> None:
    with database.read(included_database) as connection:
        rows = connection.execute("from yardstick_calibration").df()
    assert set(rows["indicator_id"]) == {CRIME}
    assert set(zip(rows["band_period"], rows["period"], strict=True)) == {("2024", "2025")}
    count, below, above = rows[["buurt_count", "below", "above"]].sum()
    assert count == 7814
    assert (below / count, above / count) == (pytest.approx(0.099, abs=0.001), pytest.approx(0.110, abs=0.001))
    assert 0.08 < below / count < 0.12 and 0.08 < above / count < 0.12


def test_every_row_has_a_share_or_a_reason_that_has_words(included: pd.DataFrame) -> None:
    said = included[included["reason"] == ""]
    assert said["lower_share"].between(0, 1).all() and (said["buurt_count"] >= 200).all()
    assert set(included.loc[included["reason"] != "", "reason"]) <= set(dutch.WHY_NO_YARDSTICK)
    assert len(said.loc[HEALTH]) == 37 and len(said.loc[CRIME]) == 35


def test_a_measure_of_a_goal_without_national_figures_says_so(included: pd.DataFrame) -> None:
    assert set(included.loc["beweegrichtlijn", "reason"]) == {"no_country"}


def test_an_indicator_without_a_goal_starts_at_its_figures_before(included: pd.DataFrame) -> None:
    row = included.loc[("inwoners", NAZARETH)]
    assert (row["kind"], row["base_period"], row["period"], row["reason"]) == ("verhouding", "2020", "2024", "")


@pytest.mark.slow
def test_fewer_than_200_buurten_say_nothing(computed: Computed) -> None:
    rows = computed("""
        delete from elsewhere where indicator_id = 'ervaren_gezondheid' and area_code like 'BU%' and area_code not in (
            select area_code from elsewhere where indicator_id = 'ervaren_gezondheid' and area_code like 'BU%'
            group by area_code order by area_code limit 199
        )
    """)
    row = rows.loc[(HEALTH, POTTENBERG)]
    assert row["reason"] == "few" and row["buurt_count"] < 200
    assert row[["lower_share", "band_lower", "band_upper", "alike_lower_share"]].isna().all()


@pytest.mark.slow
def test_a_baseline_year_without_national_figures_says_nothing(computed: Computed) -> None:
    rows = computed("delete from elsewhere where indicator_id = 'ervaren_gezondheid' and period = '2022'")
    assert set(rows.loc[HEALTH, "reason"]) == {"no_base"}
    assert rows.loc[(HEALTH, POTTENBERG), "value"] == 54.0


@pytest.mark.slow
def test_national_figures_of_another_table_are_not_compared(computed: Computed) -> None:
    rows = computed("update snapshot_elsewhere set table_id = 'ANDERS' where table_id = '50150NED'")
    assert set(rows.loc[HEALTH, "reason"]) == {"no_country"}


@pytest.mark.slow
def test_a_city_with_one_buurt_says_nothing(computed: Computed) -> None:
    rows = computed(f"delete from observation where area_code like 'BU%' and area_code <> '{POTTENBERG}'")
    assert rows.loc[(HEALTH, POTTENBERG), "reason"] == "single"
    assert rows.loc[(CRIME, POTTENBERG), "reason"] == "single"


@pytest.mark.slow
def test_a_series_of_zeros_says_nothing(computed: Computed) -> None:
    zeros = "value = 0, numerator = 0, lower = null, upper = null, margin_kind = null"
    rows = computed(f"update observation set {zeros} where area_code = '{POTTENBERG}' and indicator_id = '{CRIME}'")
    assert rows.loc[(CRIME, POTTENBERG), "reason"] == "zero"
    assert rows.loc[(CRIME, NAZARETH), "reason"] == ""


@pytest.mark.slow
def test_a_country_of_zeros_is_no_reference(computed: Computed) -> None:
    rows = computed(f"update elsewhere set value = 0, numerator = 0 where indicator_id = '{CRIME}'")
    assert set(rows.loc[CRIME, "reason"]) <= {"few", "small"}


@pytest.mark.slow
def test_a_city_without_a_figure_says_nothing(computed: Computed) -> None:
    rows = computed(f"delete from observation where area_code = 'GM0935' and indicator_id = '{HEALTH}'")
    assert set(rows.loc[HEALTH, "reason"]) == {"no_city"}


@pytest.mark.slow
def test_a_small_municipality_says_nothing_of_a_count(computed: Computed) -> None:
    rows = computed(f"""
        update observation set numerator = 400 where area_code = 'GM0935' and indicator_id = '{CRIME}'
    """)
    assert rows.loc[(CRIME, POTTENBERG), "reason"] == "small_rest"


@pytest.mark.slow
def test_a_break_or_another_boundary_in_between_says_nothing(computed: Computed, content: catalog.Catalog) -> None:
    broken = content.model_copy(update={"indicators": tuple(
        indicator.model_copy(update={"breaks": (catalog.Break(period="2024", reason="Andere vraag."),)})
        if indicator.id == HEALTH else indicator
        for indicator in content.indicators
    )})  # fmt: skip
    assert set(computed(of=broken).loc[HEALTH, "reason"]) == {"break"}
    rows = computed(f"""
        insert into area_change values (2023, 'BU09359999', '{POTTENBERG}', false, 'Een andere grens.')
    """)
    assert rows.loc[(HEALTH, POTTENBERG), "reason"] == "boundary"
    assert rows.loc[(HEALTH, NAZARETH), "reason"] == ""


@pytest.mark.slow
def test_a_break_after_the_baseline_leaves_the_years_before_it(computed: Computed, content: catalog.Catalog) -> None:
    broken = content.model_copy(update={"indicators": tuple(
        indicator.model_copy(update={"breaks": (catalog.Break(period="2024", reason="Andere vraag."),)})
        if indicator.id == HEALTH else indicator
        for indicator in content.indicators
    )})  # fmt: skip
    year_between = "update {} set period = '2023' where indicator_id = 'ervaren_gezondheid' and period = '2020'"
    rows = computed(f"{year_between.format('elsewhere')}; {year_between.format('observation')}", of=broken)
    row = rows.loc[(HEALTH, POTTENBERG)]
    assert (row["base_period"], row["period"], row["reason"]) == ("2022", "2023", "")


@pytest.mark.slow
def test_buurten_elsewhere_with_another_boundary_are_left_out_between_tables(computed: Computed) -> None:
    before = computed().loc[("inwoners", NAZARETH), "buurt_count"]
    rows = computed("""
        insert into area_elsewhere
        select area_code, 2023, name, level, parent_code, '3' from area_elsewhere
        where level = 'buurt' and boundary_year = 2024 and area_code like 'BU0599%'
    """)
    assert rows.loc[("inwoners", NAZARETH), "buurt_count"] < before
    assert rows.loc[(HEALTH, NAZARETH), "buurt_count"] == 8380  # one table holds both years


@pytest.mark.slow
def test_units_change_nothing(computed: Computed, included: pd.DataFrame) -> None:
    rows = computed(
        "update elsewhere set value = value / 1000 where indicator_id = 'inkomen_per_inwoner'",
        "update observation set value = value / 1000 where indicator_id = 'inkomen_per_inwoner'",
    )
    columns = ["change", "lower_share", "buurt_count", "band_lower", "band_upper", "alike_lower_share", "alike_count"]
    pd.testing.assert_frame_equal(
        rows.loc["inkomen_per_inwoner", columns], included.loc["inkomen_per_inwoner", columns],
        check_dtype=False, check_index_type=False,
    )  # fmt: skip


@pytest.mark.slow
def test_a_country_without_buurten_is_no_reference(computed: Computed) -> None:
    rows = computed("delete from elsewhere where area_code like 'BU%' and indicator_id <> 'inwoners'")
    assert set(rows.loc[HEALTH, "reason"]) == set(rows.loc[CRIME, "reason"]) == {"few", "small"}


@pytest.mark.slow
def test_figures_of_both_years_in_no_buurt_give_no_row(computed: Computed) -> None:
    rows = computed(f"""
        delete from observation
        where indicator_id = '{HEALTH}' and area_code like 'BU%' and (period = '2022') = (area_code < 'BU09350300')
    """)
    assert HEALTH not in rows.index.get_level_values(0) and CRIME in rows.index.get_level_values(0)


@pytest.mark.slow
def test_without_national_figures_only_measures_of_goals_have_a_row(computed: Computed) -> None:
    rows = computed("delete from elsewhere")
    assert set(rows["reason"]) == {"no_country"}
    assert {CRIME, HEALTH, "beweegrichtlijn"} <= set(rows.index.get_level_values(0))
