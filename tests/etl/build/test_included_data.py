"""The included figures against each other: what the publisher rounds is allowed for, nothing else."""

import json
from functools import cache

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from etl.snapshots import columns, nationwide, outlines, store
from tests.conftest import INCLUDED
from veerkracht.core import paths

NAMES = [folder.name for folder in store.folders_in(INCLUDED)]
HEALTH, KINDS_OF_CRIME = "50150NED@2025-11-18", "misdrijven_per_gemeente@2024"
SPLIT_BY_SEX = ["83765NED@2017", "84799NED@2021-03-26", "85318NED@2022", "85984NED@2026-04"]
HALF_STEP = 2.5  # CBS rounds counts of buurten and wijken to multiples of five


@cache
def wide(name: str) -> pd.DataFrame:
    """Return one row per area and period, one column per topic without its number."""
    snapshot = store.read(INCLUDED / name, "meegeleverd")
    facts = store.as_texts(columns.clean(snapshot))
    facts["topic"] = facts["topic_key"].map(columns.base_name)
    return facts.drop_duplicates(["area_code", "period", "topic"]).pivot(
        index=["area_code", "period"], columns="topic", values="value"
    )


def children(frame: pd.DataFrame, start: str) -> pd.DataFrame:
    return frame[frame.index.get_level_values("area_code").str.startswith(start)]


@pytest.mark.parametrize("name", NAMES)
def test_every_snapshot_is_as_it_was_written(name: str) -> None:
    snapshot = store.read(INCLUDED / name, "meegeleverd")
    assert len(snapshot.facts) == snapshot.manifest.fact_count
    assert set(snapshot.facts["topic_key"]) <= set(snapshot.topics["topic_key"])
    assert snapshot.manifest.note and snapshot.manifest.licence


@pytest.mark.parametrize("name", SPLIT_BY_SEX)
def test_men_and_women_add_up_to_all_inhabitants(name: str) -> None:
    frame = wide(name)
    difference = (frame["Mannen"] + frame["Vrouwen"] - frame["AantalInwoners"]).abs().dropna()
    assert len(difference) > 6 and (difference <= 3 * HALF_STEP).all()


@pytest.mark.parametrize("name", ["85318NED@2022", "85984NED@2026-04"])
def test_age_groups_add_up_to_all_inhabitants(name: str) -> None:
    frame = wide(name)
    groups = ["k_0Tot15Jaar", "k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder"]
    difference = (frame[groups].sum(axis=1, skipna=False) - frame["AantalInwoners"]).abs().dropna()
    assert len(difference) >= 8 and (difference <= 6 * HALF_STEP).all()


@pytest.mark.parametrize("topic", ["AantalInwoners", "HuishoudensTotaal"])
def test_buurten_add_up_to_wijken_and_wijken_to_the_city(topic: str) -> None:
    figures = wide("85984NED@2026-07-19")[topic].droplevel("period")
    for wijk in [code for code in figures.index if code.startswith("WK")]:
        parts = figures[[code for code in figures.index if code.startswith("BU" + wijk[2:])]]
        assert abs(parts.sum() - figures[wijk]) <= HALF_STEP * (len(parts) + 1)
    wijken = figures[[code for code in figures.index if code.startswith("WK")]]
    assert abs(wijken.sum() - figures["GM0935"]) <= HALF_STEP * 7


def test_dwellings_of_2022_add_up_exactly_over_two_independent_copies() -> None:
    figures = wide("85318NED@2022")["Woningvoorraad"].droplevel("period")
    for wijk in [code for code in figures.index if code.startswith("WK")]:
        assert figures[[code for code in figures.index if code.startswith("BU" + wijk[2:])]].sum() == figures[wijk]


def test_two_editions_of_2024_agree_where_they_overlap() -> None:
    april, july = wide("85984NED@2026-04"), wide("85984NED@2026-07-19")
    local = [key for key in april.index.intersection(july.index) if key[0] != "NL00"]
    topics = april.columns.intersection(july.columns)
    first, second = april.loc[local, topics], july.loc[local, topics]
    assert first.size >= 130
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    ("name", "rate", "count", "factor"),
    [
        ("85984NED@2026-04", "WmoClientenRelatief", "WmoClienten", 1000),
        ("85984NED@2026-04", "GeboorteRelatief", "GeboorteTotaal", 1000),
        ("85984NED@2026-04", "SterfteRelatief", "SterfteTotaal", 1000),
    ],
)
def test_published_rates_fit_the_counts(name: str, rate: str, count: str, factor: int) -> None:
    frame = wide(name)[[rate, count, "AantalInwoners"]].dropna()
    computed = frame[count] / frame["AantalInwoners"] * factor
    slack = 0.5 + 5 / frame["AantalInwoners"] * factor  # the rate is whole, the count rounded to 5 or 10
    assert len(frame) >= 7 and ((computed - frame[rate]).abs() <= slack).all()


@pytest.mark.parametrize("name", ["85318NED@2022", "85984NED@2026-04"])
def test_owned_and_rented_dwellings_make_the_stock(name: str) -> None:
    frame = wide(name)
    unknown = frame.get("EigendomOnbekend", pd.Series(0, index=frame.index)).fillna(0)
    total = (frame["Koopwoningen"] + frame["HuurwoningenTotaal"] + unknown).dropna()
    assert len(total) >= 7 and total.between(98, 102).all()


def test_perceived_health_is_as_published() -> None:
    series = wide(HEALTH)["GoedErvarenGezondheid"]
    assert list(series["BU09350403"]) == [64.9, 61.1, 64.9, 54.5, 58.9]
    assert list(series["BU09350203"]) == [59.8, 55.1, 61.9, 51.7, 54.0]
    assert list(series["GM0935"]) == [72.3, 71.1, 74.2, 65.4, 70.0]
    assert list(series["NL00"]) == [76.3, 75.4, 78.4, 69.0, 72.8]


def test_physical_activity_and_weekly_sports_are_as_published() -> None:
    frame = wide(HEALTH)
    assert list(frame["VoldoetAanDeBeweegrichtlijn"]["BU09350403"].dropna()) == [44.9, 47.0, 40.5, 41.9]
    assert list(frame["VoldoetAanDeBeweegrichtlijn"]["BU09350203"].dropna()) == [39.6, 42.3, 40.1, 42.7]
    assert list(frame["WekelijksSporten"]["GM0935"].dropna()) == [48.4, 48.1, 52.0, 55.0]


@pytest.mark.slow
def test_perceived_health_is_that_of_the_other_copy_in_every_cell() -> None:
    [other] = [
        table for table in nationwide.tables_in(INCLUDED, "meegeleverd") if table.manifest.table_id == "50150NED"
    ]
    facts = pd.concat(store.as_texts(columns.clean(part)) for part in other.parts())
    facts = facts[facts["area_code"].str.match("(BU|GM)0935")].set_index(["area_code", "period"])["value"].dropna()
    ours = wide(HEALTH)["GoedErvarenGezondheid"].dropna()
    assert len(facts) == 5 * 40 and ours[facts.index].equals(facts)
    assert {code[:2] for code, _ in ours.index.difference(facts.index)} == {"WK", "NL"}


def test_health_of_a_wijk_is_the_mean_of_its_buurten_and_that_of_the_city_the_mean_of_the_wijken() -> None:
    inhabitants = wide("85984NED@2026-07-19")["AantalInwoners"].droplevel("period")
    years = wide(HEALTH).stack().dropna().unstack("area_code").dropna(subset=["WK093500"])
    assert len(years) == 67  # topics and years

    def mean(start: str) -> pd.Series:
        codes = [code for code in years.columns if code.startswith(start)]
        return years[codes] @ inhabitants[codes] / inhabitants[codes].sum()

    for wijk in [code for code in years.columns if code.startswith("WK")]:
        assert (mean("BU" + wijk[2:]) - years[wijk]).abs().max() <= 1.2
    assert (mean("WK") - years["GM0935"]).abs().max() <= 0.7


@pytest.mark.parametrize(("name", "least"), [("50090NED@2020", 4000), (HEALTH, 3100)])
def test_health_percentages_lie_between_0_and_100(name: str, least: int) -> None:
    values = wide(name).stack().dropna()
    assert len(values) > least and values.between(0, 100).all()


def test_crimes_of_the_buurten_add_up_to_the_city() -> None:
    series = wide("47022NED@2026-07-19")["GeregistreerdeMisdrijven"]
    city = series["GM0935"]
    assert list(series["BU09350403"]) == [232, 196, 159, 214, 187]
    assert list(city) == [6292, 7929, 7798, 8293, 7461]
    pd.testing.assert_series_equal(
        children(series.to_frame(), "BU").groupby("period").sum().iloc[:, 0], city, check_names=False
    )


def test_crimes_of_the_city_are_those_of_the_other_copy_and_those_of_the_country_are_of_all_gemeenten() -> None:
    facts = store.as_texts(columns.clean(store.read(INCLUDED / KINDS_OF_CRIME, "meegeleverd")))
    crimes = facts.pivot(index=["area_code", "period"], columns="topic_key", values="value")
    total = crimes["GeregistreerdeMisdrijven_1|0.0.0"]
    other = wide("47022NED@2026-07-19")["GeregistreerdeMisdrijven"]
    assert list(total["GM0935"][["2022", "2023", "2024"]]) == [7929, 7798, 8293]
    assert list(total["GM0935"][["2022", "2023", "2024"]]) == list(other["GM0935"][["2022", "2023", "2024"]])
    assert list(total["NL00"].index) == ["2023", "2024"]  # in 2022 the copy lacks four gemeenten
    inhabitants = wide("85984NED@2026-07-19")["AantalInwoners"]["NL00", "2024"]
    assert total["NL00", "2024"] / inhabitants * 10_000 == pytest.approx(446.6, abs=0.05)
    kinds = crimes.drop(columns=total.name)
    assert len(kinds.columns) == 5 and (kinds.sum(axis=1) < total).all()


def test_every_division_has_44_buurten_in_7_wijken() -> None:
    on_the_map = outlines.read(INCLUDED / "grenzen@2024")
    assert list(on_the_map["area_code"].str[:2].value_counts()[["BU", "WK", "GM"]]) == [44, 7, 1]
    for name in ("85318NED@2022", "85984NED@2026-07-19", "50090NED@2020"):
        codes = store.read(INCLUDED / name, "meegeleverd").areas["area_code"]
        assert set(codes[codes.str.startswith("BU")]) == set(on_the_map["area_code"][:44])


def outline_frame(level: str) -> gpd.GeoDataFrame:
    on_the_map = outlines.read(INCLUDED / "grenzen@2024")
    mine = on_the_map[on_the_map["area_code"].str.startswith(level)]
    shapes = [shapely.from_geojson(text) for text in mine["geojson"]]
    return gpd.GeoDataFrame(mine, geometry=shapes, crs=4326).to_crs(28992)


def test_outlines_are_valid_and_fit_together_without_gap_or_overlap() -> None:
    on_the_map = outlines.read(INCLUDED / "grenzen@2024")
    is_buurt = on_the_map["area_code"].str.startswith("BU")
    buurten = [shapely.from_geojson(text) for text in on_the_map.loc[is_buurt, "geojson"]]
    assert shapely.coverage_is_valid(buurten)
    assert all(shapely.is_valid(buurten))
    city = shapely.from_geojson(on_the_map["geojson"][on_the_map["area_code"] == "GM0935"].iloc[0])
    assert shapely.equals(shapely.normalize(shapely.coverage_union_all(buurten)), shapely.normalize(city))


def test_outlines_have_the_area_that_cbs_publishes() -> None:
    areas = outline_frame("BU").set_index("area_code").area / 10_000
    published = wide("85318NED@2022")["OppervlakteTotaal"].droplevel("period")
    published = published[published.index.str.startswith("BU")].dropna()
    assert areas.sum() == pytest.approx(published.sum(), rel=0.001)
    assert ((areas[published.index] - published).abs() / published).max() < 0.15


def test_the_included_data_stay_small_and_readable_by_line() -> None:
    sizes = {path: path.stat().st_size for path in INCLUDED.rglob("*") if path.is_file()}
    of_country = sum(
        size for path, size in sizes.items() if nationwide.NAME in path.parts or path == paths.similar_features()
    )
    assert of_country < 4_200_000 and sum(sizes.values()) - of_country < 2_000_000
    for line in (INCLUDED / "grenzen@2024" / "buurten.geojson").read_text(encoding="utf-8").splitlines()[1:-1]:
        assert json.loads(line.rstrip(","))["type"] == "Feature"
