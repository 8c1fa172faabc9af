"""The Veerkracht map: its arithmetic, its frozen reference, and what the build makes of the included figures."""

import csv
import io
import math
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.build import build
from etl.build.frozen import reference, resilience
from etl.command import command
from tests.catalog.test_catalog import mistakes
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import dutch, paths
from veerkracht.core.errors import DataError
from veerkracht.database import database
from veerkracht.database.query import query_of
from veerkracht.export import delimited
from veerkracht.method import resilience as arithmetic
from veerkracht.method.resilience import Score, Standardised
from veerkracht.topics.resilience_map import exhibits as resilience_map
from veerkracht.topics.resilience_map import figures as resilience_views
from veerkracht.topics.resilience_map import queries as resilience_queries

YEARS = [2021, 2022, 2023, 2024, 2025]
NAZARETH, POTTENBERG, BINNENSTAD = "BU09350403", "BU09350203", "BU09350000"
NUMBERS = st.floats(-50, 50, allow_nan=False)
BOUNDS = st.tuples(NUMBERS, NUMBERS).filter(lambda two: two[0] < two[1])


@pytest.fixture(scope="module")
def ours() -> Catalog:
    return catalog.load(paths.CATALOG)


def query(database_file: Path, sql: str) -> list[tuple]:
    with database.read(database_file) as connection:
        return connection.execute(sql).fetchall()


def cells(connection: duckdb.DuckDBPyConnection, content: Catalog) -> pd.DataFrame:
    """Return year, area_code, cell, doubts and reason as a build would compute them now."""
    return resilience.compute(connection, content).tables["resilience_cell"].set_index(["year", "area_code"])


# --- arithmetic -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(NUMBERS, st.sampled_from([1, -1]), NUMBERS, st.floats(0.01, 20), st.floats(0.5, 5))
def test_a_figure_never_counts_for_more_than_the_cut(value, sign, mean, deviation, cut) -> None:
    standardised = arithmetic.standardise(value, sign, mean, deviation, cut)
    assert -cut <= standardised.counted <= cut
    assert standardised.counted == standardised.z or abs(standardised.z) > cut
    assert arithmetic.standardise(value, -sign, mean, deviation, cut).z == -standardised.z


@pytest.mark.slow
@given(NUMBERS, NUMBERS, BOUNDS)
def test_a_higher_score_is_never_of_a_lower_class(first, second, bounds) -> None:
    low, high = sorted([first, second])
    assert 1 <= arithmetic.place(low, bounds) <= arithmetic.place(high, bounds) <= 3


def test_a_score_on_a_bound_is_of_the_class_above_it() -> None:
    assert [arithmetic.place(score, (-0.4, 0.4)) for score in (-0.41, -0.4, 0.39, 0.4)] == [1, 2, 2, 3]


@pytest.mark.slow
@given(NUMBERS, st.floats(0, 60), st.floats(0, 60), BOUNDS)
def test_more_error_never_takes_a_doubt_away(value, error, more, bounds) -> None:
    few, many = (arithmetic.places_within(value, margin, bounds) for margin in (error, error + more))
    assert arithmetic.place(value, bounds) in few and few <= many
    assert arithmetic.places_within(value, None, bounds) == {arithmetic.place(value, bounds)}


@pytest.mark.slow
@given(st.lists(st.builds(Standardised, NUMBERS, NUMBERS, st.none() | st.floats(0, 9)), min_size=1, max_size=8))
def test_a_score_does_not_depend_on_the_order_of_its_measures(standardised) -> None:
    score, turned = (arithmetic.score(standardised[::step], len(standardised), 0.6) for step in (1, -1))
    assert score.value == turned.value
    assert score.value == pytest.approx(np.mean([figure.counted for figure in standardised]), abs=0.00501)


@pytest.mark.parametrize(("measures", "least"), [(1, 1), (2, 2), (5, 3), (6, 4), (7, 5), (8, 5), (10, 6)])
def test_an_axis_needs_sixty_percent_of_its_measures(measures: int, least: int) -> None:
    assert arithmetic.needed(measures, 0.6) == least
    standardised = [Standardised(0.5, 0.5, 0.1)] * (least - 1)
    assert arithmetic.score(standardised, measures, 0.6) == Score(None, None, least - 1, least)
    assert arithmetic.score([*standardised, Standardised(0.5, 0.5, 0.1)], measures, 0.6).value == 0.5


def test_the_error_of_a_score_is_that_of_a_mean_of_independent_figures() -> None:
    standardised = [Standardised(0, 0, 0.3), Standardised(0, 0, 0.4), Standardised(0, 0, None)]
    assert arithmetic.score(standardised, 3, 0.6).error == pytest.approx(0.5 / 3)
    assert arithmetic.score(standardised[2:], 1, 0.6).error is None


def test_doubts_are_the_cells_across_every_bound_within_one_error() -> None:
    bounds = [(-0.4, 0.4), (0.0, 0.75)]
    assert arithmetic.doubts([Score(0.35, 0.1, 1, 1), Score(0.7, 0.1, 1, 1)], bounds) == ["B3", "C2", "C3"]
    assert arithmetic.doubts([Score(0.35, 0.01, 1, 1), Score(0.7, 0.1, 1, 1)], bounds) == ["C2"]
    assert arithmetic.doubts([Score(0.0, 0.1, 1, 1), Score(0.3, None, 1, 1)], bounds) == []
    assert arithmetic.doubts([Score(-2.0, 9.0, 1, 1), Score(9.0, 0.1, 1, 1)], bounds) == ["C2", "C3"]


def test_every_cell_has_a_code_that_leads_back_to_its_classes() -> None:
    assert arithmetic.CELLS == ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3")
    assert [arithmetic.cell(*arithmetic.classes(code)) for code in arithmetic.CELLS] == list(arithmetic.CELLS)


# --- the reference ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_frozen_reference_is_that_of_the_included_figures(included_database: Path, ours: Catalog) -> None:
    with database.read(included_database) as connection:
        spread = reference.spread(connection, ours)
    frozen = pd.read_csv(paths.ROOT / "data" / "meegeleverd" / "veerkrachtkaart_referentie.csv", dtype={"period": str})
    pd.testing.assert_frame_equal(spread, frozen, check_dtype=False)


def test_mean_and_deviation_of_crimes_are_those_of_the_logarithm_weighted_by_the_inhabitants_of_the_larger_buurten(
    included_database: Path, ours: Catalog
) -> None:
    rows = query(included_database, """
        select round(one.value), people.value from observation one join observation people using (area_code, period)
        where one.indicator_id = 'misdrijven' and people.indicator_id = 'inwoners' and period = '2022'
            and area_code like 'BU%' and people.value >= 200 and one.value is not null
    """)  # fmt: skip
    total = sum(weight for _, weight in rows)
    mean = sum(math.log(value) * weight for value, weight in rows) / total
    deviation = math.sqrt(sum(weight * (math.log(value) - mean) ** 2 for value, weight in rows) / total)
    frozen = reference.read(ours).standards["overlast", "misdrijven"]
    assert (frozen.period, frozen.area_count) == ("2022", len(rows))
    assert (frozen.mean, frozen.deviation) == (pytest.approx(mean, abs=1e-4), pytest.approx(deviation, abs=1e-4))


@pytest.mark.slow
def test_the_command_refuses_to_overwrite_and_writes_the_same_again(data: Path, database_of_data: Path, capsys) -> None:
    path = paths.resilience_reference()
    before = path.read_bytes()
    path.write_text("iets anders", encoding="utf-8")
    assert command.main(["referentie"]) == 1
    refusal = capsys.readouterr().err
    assert path.name in refusal and "--overwrite" in refusal and path.read_text(encoding="utf-8") == "iets anders"
    assert command.main(["referentie", "--overwrite"]) == 0
    assert path.read_bytes() == before


DAMAGE = {
    "ontbreekt": lambda text: None,
    "niet te lezen": lambda text: "",
    "de kolommen zijn niet": lambda text: text.replace("deviation", "spreiding", 1),
    "geen enkele maat": lambda text: text.splitlines()[0] + "\n",
    "waar een getal hoort": lambda text: text.replace("29.6923", "veel"),
    "niet groter dan 0": lambda text: text.replace("23.671", "0"),
    "een periode is geen jaar": lambda text: text.replace("bijstand,2022", "bijstand,"),
    "twee keer": lambda text: text + text.splitlines()[1] + "\n",
    "hoort niet bij indicators.yaml": lambda text: text.replace("GM0935", "GM0917"),
    "kleinste buurt of schaal": lambda text: text.replace("overlast,log", "overlast,linear"),
}


@pytest.mark.parametrize("message", DAMAGE)
def test_a_reference_that_is_missing_or_damaged_gives_a_clear_message(data: Path, ours: Catalog, message: str) -> None:
    path = paths.resilience_reference()
    text = DAMAGE[message](path.read_text(encoding="utf-8"))
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    frozen = reference.read(ours)
    assert frozen.standards == {} and message in frozen.problem and "python -m etl referentie" in frozen.problem


def test_a_reference_that_is_no_text_gives_a_clear_message(data: Path, ours: Catalog) -> None:
    paths.resilience_reference().write_bytes(b"\xff\xfe\x00" * 99)
    assert "niet te lezen" in reference.read(ours).problem


@pytest.mark.slow
def test_without_a_reference_the_rest_is_built_and_the_report_warns(data: Path) -> None:
    paths.resilience_reference().unlink()
    report = build.build(paths.database_file())
    assert [warning for warning in report.warnings if "Veerkrachtkaart" in warning and "ontbreekt" in warning]
    assert query(paths.database_file(), "select count(*) from goal_status") != [(0,)]
    assert query(paths.database_file(), "select count(*) from resilience_cell") == [(0,)]
    assert query(paths.database_file(), "select problem <> '' from resilience_map") == [(True,)]


@pytest.mark.slow
def test_a_reference_without_inhabitants_is_refused(copy: duckdb.DuckDBPyConnection, ours: Catalog) -> None:
    people = "where indicator_id = 'inwoners' and area_code like 'BU%'"
    copy.execute(f"delete from observation {people} and period = '2022'")
    assert not reference.spread(copy, ours).empty  # weighed by those of the nearest year
    copy.execute(f"delete from observation {people}")
    with pytest.raises(DataError, match="aantal inwoners per buurt"):
        reference.spread(copy, ours)


# --- what the build makes of it ---------------------------------------------------------------------------------------


def test_no_class_and_no_cell_is_empty_in_the_reference_year(included_database: Path) -> None:
    counts = query(
        included_database, "select cell, count(*) from resilience_cell where year = 2022 group by 1 order by 1"
    )
    assert dict(counts) == {"A1": 15, "A2": 5, "A3": 5, "B1": 1, "B2": 1, "B3": 3, "C1": 7, "C2": 1, "C3": 1, None: 5}


def test_every_year_shows_all_44_buurten(included_database: Path) -> None:
    counts = query(included_database, "select year, count(*), count(cell) from resilience_cell group by 1 order by 1")
    assert counts == [(year, 44, 39) for year in YEARS]


@pytest.mark.slow
def test_a_class_does_not_change_with_the_figures_of_other_buurten(
    copy: duckdb.DuckDBPyConnection, ours: Catalog
) -> None:
    before = cells(copy, ours)["cell"]
    copy.execute(
        "update observation set value = 0, numerator = 0, lower = null, upper = null, margin_kind = null "
        f"where area_code = '{BINNENSTAD}' and value is not null"
    )
    after = cells(copy, ours)["cell"]
    is_other = before.index.get_level_values("area_code") != BINNENSTAD
    pd.testing.assert_series_equal(before[is_other], after[is_other])
    assert (before[~is_other] != after[~is_other]).all()


def test_an_outlier_is_cut_at_three(included_database: Path) -> None:
    rows = query(included_database, f"""
        select z, counted, score from resilience_figure join resilience_score using (year, area_code, axis)
        where area_code = '{BINNENSTAD}' and indicator_id = 'misdrijven' and year = 2022
    """)  # fmt: skip
    assert rows[0][0] == pytest.approx((math.log(4927) - 6.1272) / 0.6324) and rows[0][1:] == (3.0, 3.0)


@pytest.mark.slow
def test_no_crimes_count_as_one_crime_on_a_logarithm(copy: duckdb.DuckDBPyConnection, ours: Catalog) -> None:
    copy.execute(
        f"update observation set value = 0, numerator = 0, lower = 0, upper = 100 "
        f"where area_code = '{NAZARETH}' and indicator_id = 'misdrijven' and period = '2024'"
    )
    figures = resilience.compute(copy, ours).tables["resilience_figure"]
    row = figures[
        (figures["area_code"] == NAZARETH) & (figures["indicator_id"] == "misdrijven") & (figures["year"] == 2024)
    ].iloc[0]
    assert (row["value"], row["scaled"]) == (0, pytest.approx(math.log(10_000 / 3140)))
    # its standard error is that of a rate of one crime, by the upper bound that it has
    assert row["error"] == pytest.approx(math.log(100 / (10_000 / 3140)) / 1.96 / 0.6324, rel=1e-3)
    assert arithmetic.on_scale(0.0, "linear", 3.0) == 0 and arithmetic.on_scale(2.0, "log", 3.0) == math.log(2)


def test_a_buurt_without_enough_figures_has_no_cell_and_has_the_reason(included_database: Path) -> None:
    rows = query(included_database, "select area_code, reason from resilience_cell where year = 2022 and cell is null")
    assert {code for code, _ in rows} == {"BU09350301", "BU09350303", "BU09350304", "BU09350500", "BU09350503"}
    assert {reason for _, reason in rows} == {
        "onvoldoende gegevens (kwetsbaarheid: 0 van de 4 nodige cijfers; "
        "overlast en onveiligheid: 0 van de 1 nodige cijfers)"
    }
    reasons = query(included_database, """
        select distinct why_not from resilience_figure where area_code = 'BU09350303' and year = 2022 order by 1
    """)  # fmt: skip
    assert [reason for (reason,) in reasons] == [
        dutch.MISSING["suppressed"], dutch.MISSING["not_included"], dutch.MISSING["too_small"]
    ]  # fmt: skip


@pytest.mark.slow
def test_a_measure_that_grew_too_old_does_not_count_and_nothing_is_filled_in(
    copy: duckdb.DuckDBPyConnection, ours: Catalog
) -> None:
    copy.execute("delete from observation where indicator_id = 'moeite_met_rondkomen' and period > '2020'")
    figures = resilience.compute(copy, ours).tables["resilience_figure"]
    of_nazareth = figures[(figures["area_code"] == NAZARETH) & (figures["indicator_id"] == "moeite_met_rondkomen")]
    rows = of_nazareth.sort_values("year")[["year", "period", "value", "why_not"]]
    found = [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows.itertuples(index=False)]
    assert found == [*((year, "2020", 28.2, "") for year in YEARS[:4]),
                     (2025, None, None, "geen cijfer dat hoogstens 4 jaar oud is")]  # fmt: skip


def test_measures_without_a_reference_are_named_and_not_counted(included_database: Path) -> None:
    rows = query(included_database, "select indicator_id from resilience_measure where why_not <> '' order by 1")
    assert [name for (name,) in rows] == ["lage_veerkracht", "moeite_met_rondkomen_tot_2020", "overlastmeldingen"]
    needed = query(included_database, "select distinct axis, needed from resilience_score order by 1")
    assert needed == [("kwetsbaarheid", 4), ("overlast", 1)]


@pytest.mark.slow
def test_an_old_series_counts_until_the_new_one_has_a_reference(copy: duckdb.DuckDBPyConnection, ours: Catalog) -> None:
    found = set(reference.spread(copy, ours)["indicator_id"])
    assert "moeite_met_rondkomen" in found and "moeite_met_rondkomen_tot_2020" not in found
    copy.execute("delete from observation where indicator_id = 'moeite_met_rondkomen'")
    found = set(reference.spread(copy, ours)["indicator_id"])
    assert "moeite_met_rondkomen" not in found and "moeite_met_rondkomen_tot_2020" in found


@pytest.mark.slow
def test_a_figure_across_a_break_from_its_reference_does_not_count(
    copy: duckdb.DuckDBPyConnection, ours: Catalog
) -> None:
    broken = catalog.Break(period="2024", reason="Andere telling.")
    changed = ours.model_copy(update={"indicators": tuple(
        indicator.model_copy(update={"breaks": (broken,)}) if indicator.id == "misdrijven" else indicator
        for indicator in ours.indicators
    )})  # fmt: skip
    cells_of_buurten = cells(copy, changed)
    assert cells_of_buurten.loc[2023, "cell"].notna().sum() == 39
    assert {year for year, _ in cells_of_buurten.index} == {2021, 2022, 2023}


@pytest.mark.parametrize("year", YEARS)
def test_a_doubtful_case_lies_within_one_error_that_follows_from_counts_and_rounding(
    included_database: Path, year: int
) -> None:
    rows = query(included_database, f"""
        select resilience_figure.area_code, axis, score, upper - lower, ln(upper / exp(scaled)),
               observation.denominator, factor, deviation, rounded_to, doubts, resilience_axis.scale
        from resilience_figure
        join (values ('bijstand', 1000), ('werkloosheidsuitkering', 1000), ('arbeidsongeschiktheid', 1000),
                     ('onderwijs_basis', 100), ('misdrijven', 10000), ('tot_110_sociaal_minimum', 0),
                     ('moeite_met_rondkomen', 0)) as factors (indicator_id, factor) using (indicator_id)
        join resilience_score using (year, area_code, axis)
        join resilience_cell using (year, area_code)
        join resilience_measure using (axis, indicator_id)
        join resilience_axis using (axis)
        join indicator using (indicator_id)
        join (select * rename (value as seen) from observation) as observation
            on observation.indicator_id = resilience_figure.indicator_id
            and observation.period = resilience_figure.period and observation.area_code = resilience_figure.area_code
        where year = {year} and cell is not null and resilience_figure.value is not null
    """)  # fmt: skip
    squares: dict[tuple[str, str], list[float]] = {}
    scores, doubts = {}, {}
    for code, axis, score, width, reach, below, factor, deviation, rounded, doubt, scale in rows:
        rounding = rounded / math.sqrt(12) / (below / factor) if factor else 0.0
        error = rounding if width is None else reach / 1.95996 if scale == "log" else width / 3.91993
        squares.setdefault((code, axis), []).append((error / deviation) ** 2)
        scores[code, axis], doubts[code] = score, doubt
    bounds = {"kwetsbaarheid": (0.0, 0.5), "overlast": (0.0, 0.75)}
    near = {
        code for (code, axis), own in squares.items() for bound in bounds[axis]
        if abs(scores[code, axis] - bound) <= math.sqrt(sum(own)) / len(own)
    }  # fmt: skip
    assert near == {code for code, doubt in doubts.items() if doubt} and near


def test_nazareth_is_a_doubtful_case_in_three_of_five_years(included_database: Path) -> None:
    rows = query(
        included_database, f"select cell, doubts from resilience_cell where area_code = '{NAZARETH}' order by year"
    )
    assert rows == [("C3", ["B3"]), ("B3", []), ("B3", ["A3"]), ("B3", ["C3"]), ("B3", [])]


# --- from the export alone --------------------------------------------------------------------------------------------


def recomputed(content: bytes) -> dict[str, tuple[str, str]]:
    """Return per buurt the cell as computed with plain arithmetic from a file, and the cell that the file names."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    number = lambda text: float(text.replace(",", "."))  # noqa: E731
    places: dict[str, list[int | None]] = {}
    for axis in dict.fromkeys(row["as"] for row in rows):
        for code in dict.fromkeys(row["gebiedscode"] for row in rows):
            own = [row for row in rows if row["as"] == axis and row["gebiedscode"] == code]
            counted = []
            for row in own:
                if row["cijfer"]:
                    scaled, value = number(row["cijfer op de schaal"]), number(row["cijfer"])
                    assert scaled == pytest.approx(math.log(value) if row["schaal"].startswith("log") else value)
                    z = (scaled - number(row["gemiddelde"])) / number(row["afwijking"])
                    cut = number(row["afkapping"])
                    counted.append(max(-cut, min(cut, int(row["teken"]) * z)))
                    assert counted[-1] == pytest.approx(number(row["z afgekapt"]))
            place = None
            if len(counted) >= number(own[0]["deel nodig"]) * len(own):
                score = sum(counted) / len(counted)
                score = math.floor(abs(score) * 100 + 0.5 + 1e-7) / 100 * (1 if score >= 0 else -1)
                place = 1 + (score >= number(own[0]["grens laag"])) + (score >= number(own[0]["grens hoog"]))
            places.setdefault(code, []).append(place)
    named = {row["gebiedscode"]: row["vak"] for row in rows}
    return {
        code: ("" if None in (across, up) else f"{'ABC'[up - 1]}{across}", named[code])
        for code, (across, up) in places.items()
    }


@pytest.mark.parametrize("year", YEARS)
def test_every_class_can_be_computed_again_from_the_table_alone(included_database: Path, year: int) -> None:
    with database.read(included_database) as connection:
        sums = resilience_views.sums(resilience_views.view(query_of(connection), year))
    classes = recomputed(delimited._for_excel(sums))
    assert len(classes) == 44 and all(computed == named for computed, named in classes.values())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["map", "axes"])
def test_every_class_can_be_computed_again_from_the_figures_of_an_exhibit(included_database: Path, kind: str) -> None:
    with database.read(included_database) as connection:
        ask_it = query_of(connection)
        view = resilience_views.view(ask_it, 2024)
        named = [NAZARETH, POTTENBERG]
        exhibit = resilience_map.scatter(ask_it, view, named)
        if kind == "map":
            exhibit = resilience_map.area_map(ask_it, view, "A3", named)
        cells = recomputed(delimited.dutch([exhibit]))
    assert len(cells) == 44 and all(computed == named for computed, named in cells.values())
    assert exhibit.sheets.data["onderwerp"].notna().all() and exhibit.sheets.data["bron"].notna().all()
    assert len(exhibit.table.rows) == 44 and any("eigen benadering" in note for note in exhibit.notes)


# --- catalogue and colours --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- {indicator: bijstand, sign: 1}", "- {indicator: bijstnd, sign: 1}", "bijstnd"),
        ("- {indicator: bijstand, sign: 1}", "- {indicator: bijstand, sign: 2}", "sign"),
        ("- {indicator: bijstand, sign: 1}", "- {indicator: misdrijven, sign: 1}", "op één as mee, niet op beide"),
        ("- {indicator: bijstand, sign: 1}", "- {indicator: onderwijs_basis, sign: 1}", "op een as één keer mee"),
        ("until: moeite_met_rondkomen}", "until: misdrijven}", "until noemt een andere maat"),
        ("bounds: [0, 0.5]", "bounds: [0.5, 0]", "de eerste grens ligt onder de tweede"),
        ("classes: *against_average", "classes: [weinig, veel]", "classes"),
        ("scale: log #", "scale: logaritme #", "scale"),
    ],
)
def test_a_mistake_in_the_catalogue_is_reported_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = mistakes(tmp_path, (old, new))
    assert message in text and "regel" in text


def test_the_nine_colours_differ_for_every_kind_of_colour_blindness() -> None:
    """Simulation of Machado, Oliveira and Fernandes (2009), full severity; distances are CIE76."""
    sight = {
        "all": np.eye(3),
        "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    }
    for seen in sight.values():
        labs = {cell: lab(np.clip(np.array(seen) @ linear(color), 0, 1))
                for cell, color in resilience_views.COLORS.items()}  # fmt: skip
        assert min(np.linalg.norm(labs[first] - labs[second]) for first, second in combinations(labs, 2)) > 20
    light = {cell: lab(linear(color))[0] for cell, color in resilience_views.COLORS.items()}
    for row in "ABC":
        assert light[f"{row}1"] > light[f"{row}2"] > light[f"{row}3"]  # a copy in grey keeps the order of both axes
    for column in "123":
        assert light[f"A{column}"] > light[f"B{column}"] > light[f"C{column}"]


def test_the_code_of_a_cell_can_be_read_on_its_colour() -> None:
    for cell, color in resilience_views.COLORS.items():
        pair = (color, resilience_views.INK[cell])
        shades = sorted(float(linear(shade) @ [0.2126, 0.7152, 0.0722]) for shade in pair)
        assert (shades[1] + 0.05) / (shades[0] + 0.05) >= 4.5, cell


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ rgb / to_xyz.sum(axis=1), 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_questions_answer_in_a_fixed_order(included_database: Path) -> None:
    with database.read(included_database) as connection:
        rows = resilience_queries.cells(connection)
    assert list(rows[["year", "name"]].itertuples(index=False, name=None)) == sorted(
        rows[["year", "name"]].itertuples(index=False, name=None)
    )
