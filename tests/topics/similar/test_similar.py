"""Buurten elsewhere that are like one of ours, and their development: against the database by another route."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests import elsewhere
from veerkracht.core import dutch, paths
from veerkracht.database import database
from veerkracht.database.query import Query, query_of
from veerkracht.export import delimited, picture
from veerkracht.method import development
from veerkracht.topics.similar import exhibits as similar_exhibits
from veerkracht.topics.similar import figures as similar_views
from veerkracht.topics.similar import queries as elsewhere_queries
from veerkracht.topics.similar import sentences as similar_sentences

pytestmark = pytest.mark.slow

NAZARETH, BINNENSTAD = "BU09350403", "BU09350000"
ALL = list(elsewhere.MEASURES)


@pytest.fixture
def plant(changed_country: Callable[..., None]) -> Callable[..., None]:
    """A way to change a database that knows the made-up country."""
    return changed_country


@pytest.fixture
def query(plant: Callable[..., None]) -> Iterator[Query]:
    with database.read(paths.database_file()) as connection:
        yield query_of(connection)


def development_now() -> similar_views.Development:
    """The development of perceived health in Nazareth, from the database as it is now."""
    with database.read(paths.database_file()) as connection:
        query = query_of(connection)
        return similar_views.develop(query, similar_views.usual(query, NAZARETH), "1")


def compared(
    query: Query, measures: list[str] = ALL, count: int = 500, without: tuple[str, ...] = ()
) -> similar_views.Similar:
    """The buurten that are most like Nazareth."""
    return similar_views.similar(query, similar_views.Choice(NAZARETH, tuple(measures), count, without))


def usual(query: Query, code: str = NAZARETH) -> similar_views.Similar:
    return similar_views.similar(query, similar_views.usual(query, code))


def distances(found: similar_views.Similar) -> dict[str, float]:
    return {place.area_code: place.neighbour.distance for place in found.places}


def by_hand(measures: list[str], own: str) -> dict[str, float]:
    """The distance of every buurt elsewhere with 500 inhabitants, measure by measure, all from SQL of its own."""
    total: dict[str, list[float]] = {}
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        for measure in measures:
            rows = connection.execute(
                """
                with every as (from similar_feature),
                people as (select area_code, value as n from every where indicator_id = 'inwoners'),
                one as (select area_code, every.value as x, n from every join people using (area_code)
                        where indicator_id = $measure),
                usual as (select sum(n * x) / sum(n) as mean, sqrt(sum(n * x * x) / sum(n) - mean * mean) as deviation
                          from one where n >= 500)
                select area_code, (x - (select x from one where area_code = $own)) / deviation
                from one, usual where n >= 500 and area_code not like 'BU0935%'
                """,
                {"measure": measure, "own": own},
            ).fetchall()
            for code, apart in rows:
                if apart is not None:
                    total.setdefault(code, []).append(apart)
    return {code: float(np.sqrt(np.mean(np.square(aparts)))) for code, aparts in total.items()}


@pytest.mark.parametrize("measures", [ALL, ["koopwoningen"], ["woz_waarde", "inkomen_per_inwoner", "ouder_dan_65"]])
def test_distances_are_those_of_the_figures_of_the_whole_country(query: Query, measures: list[str]) -> None:
    found = compared(query, measures, 25)
    expected = by_hand(measures, NAZARETH)
    nearest = sorted(expected, key=lambda code: (round(expected[code], 9), code))[:25]
    assert list(distances(found)) == nearest
    assert distances(found) == pytest.approx({code: expected[code] for code in nearest})
    named = {difference.indicator_id for place in found.places for difference in place.neighbour.differences}
    assert named <= set(measures) and found.used == measures


def test_every_buurt_is_compared_or_left_out_with_a_reason(query: Query) -> None:
    found = compared(query, count=20, without=("GM9003", "GM9004"))
    assert found.left_out == {"municipality": 43, "chosen": 20, "small": 28}
    assert found.compared == elsewhere.BUURTEN - 20 - 28 and found.absent == {}


def test_buurten_without_any_figure_are_counted_too(plant: Callable[..., None]) -> None:
    codes = [elsewhere.code(number) for number in range(5)]
    plant(f"delete from similar_feature where indicator_id = 'inwoners' and area_code in {tuple(codes)}",
          f"delete from similar_feature where area_code in {tuple(codes[:3])}",
          # a buurt of an earlier division is none of this one
          "insert into area_elsewhere values ('BU90009998', 2019, 'Vroeger', 'buurt', 'WK900099', '1')")  # fmt: skip
    with database.read(paths.database_file()) as connection:
        found = compared(query_of(connection), count=20)
    assert found.left_out == {"municipality": 43, "inhabitants_unknown": 5, "small": 30}
    assert found.compared == elsewhere.BUURTEN - 5 - 30


def test_every_buurt_of_the_included_country_is_counted_once(included_database: Path) -> None:
    with database.read(included_database) as connection:
        found = usual(query_of(connection))
        [(elsewhere_count,)] = connection.sql("""
            select count(distinct area_code) from area_elsewhere where level = 'buurt' and boundary_year = 2024
        """).fetchall()
        [(with_inhabitants,)] = connection.sql("""
            select count(*) from similar_feature
            where indicator_id = 'inwoners' and area_code not in (select area_code from area)
        """).fetchall()
    assert found.left_out["inhabitants_unknown"] == elsewhere_count - with_inhabitants == 478
    assert found.candidate_count == found.compared + sum(found.left_out.values()) == elsewhere_count + 43


def test_our_own_municipality_never_takes_part(query: Query) -> None:
    found = compared(query)
    assert len(found.places) == found.compared == elsewhere.BUURTEN * 9 // 10
    assert not any(place.area_code.startswith("BU0935") for place in found.places)


def test_leaving_out_a_municipality_moves_no_other_buurt(query: Query) -> None:
    before = distances(compared(query))
    gone = next(iter(before))[2:6]
    after = distances(compared(query, without=(f"GM{gone}",)))
    assert after == {code: far for code, far in before.items() if code[2:6] != gone} and len(after) < len(before)


def test_a_measure_that_cannot_be_used_is_named_with_the_reason(plant: Callable[..., None]) -> None:
    plant("delete from similar_feature where indicator_id = 'woz_waarde' and area_code like 'BU9%'",
          "update similar_feature set value = 16 where indicator_id = 'koopwoningen'")  # fmt: skip
    with database.read(paths.database_file()) as connection:
        found = usual(query_of(connection), BINNENSTAD)
    assert found.absent == {"woz_waarde": "elsewhere", "inkomen_per_inwoner": "own", "koopwoningen": "same"}
    text = similar_sentences.used(found, dict(zip(ALL, map(str.capitalize, ALL), strict=True)), "Maastricht")
    assert text.endswith(
        "Niet gebruikt: inkomen_per_inwoner (Binnenstad heeft geen cijfer), koopwoningen (overal gelijk) en woz_waarde "
        "(er zijn geen cijfers van buiten Maastricht)."
    )


def test_a_buurt_without_enough_figures_has_none_that_are_like_it(plant: Callable[..., None]) -> None:
    plant(f"""delete from similar_feature
              where area_code = '{NAZARETH}' and indicator_id in ('{"', '".join(ALL[:5])}')""")
    with database.read(paths.database_file()) as connection:
        found = usual(query_of(connection))
    assert not found.places and found.compared == 0 and found.candidate_count == elsewhere.BUURTEN + 43
    assert "270 omdat Nazareth zelf te weinig cijfers heeft" in similar_sentences.compared(found, "Maastricht", 500)
    assert "heeft te weinig cijfers" in similar_sentences.nearest(found)


def test_the_development_is_that_of_the_figures_of_the_same_areas(query: Query) -> None:
    found = similar_views.develop(query, similar_views.usual(query, NAZARETH), "1")
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        moved = connection.execute(
            """
            select last.value - first.value
            from elsewhere as first join elsewhere as last using (indicator_id, area_code)
            where indicator_id = 'ervaren_gezondheid' and first.period = '2022' and last.period = '2024'
                and area_code in (select unnest($codes))
            """,
            {"codes": [place.area_code for place in found.similar.places]},
        ).fetchnumpy()
    values = next(iter(moved.values()))
    assert (found.last.period, found.last.count) == ("2024", 20) and found.last.own == pytest.approx(4.4)
    assert (found.last.lowest, found.last.middle, found.last.highest) == pytest.approx(
        (np.quantile(values, 0.1), np.median(values), np.quantile(values, 0.9))
    )
    assert (found.unit, found.decimals, found.baseline) == ("%", 1, "2022")


def test_the_years_before_the_baseline_stand_beside_those_after(query: Query) -> None:
    choice = similar_views.usual(query, NAZARETH)
    found = similar_views.develop(query, choice, "11")
    assert [band.period for band in found.before] == ["2021", "2022", "2023"]
    assert [band.period for band in found.after] == ["2025"]
    codes = [place.area_code for place in found.similar.places]
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        apart = connection.execute(
            """
            select 100 * (first.value / last.value - 1)
            from elsewhere as first join elsewhere as last using (indicator_id, area_code)
            where indicator_id = 'misdrijven' and first.period = '2021' and last.period = '2024'
                and area_code in (select unnest($codes))
            """,
            {"codes": codes},
        ).fetchnumpy()
    assert found.first.middle == pytest.approx(np.median(next(iter(apart.values()))))
    text = similar_sentences.before(found)
    assert text.startswith("De jaren ervoor: in 2021 was het cijfer van Nazareth ") and " dan in 2024. " in text
    made = similar_exhibits.development(query, choice, "11")
    assert text in made.notes and made.table.columns[-1].label.startswith("2021 tegen 2024")
    assert {"2021", "2025"} <= set(made.sheets.data["periode"])


def test_only_buurten_with_all_features_of_ours_are_compared_when_asked(query: Query) -> None:
    every = compared(query)
    choice = similar_views.Choice(NAZARETH, tuple(ALL), 500, (), needs_all=True)
    whole = similar_views.similar(query, choice)
    # the made-up country knows an income of every second buurt
    assert whole.left_out["incomplete"] == sum(len(place.neighbour.differences) == 7 for place in every.places) == 120
    assert {len(place.neighbour.differences) for place in whole.places} == {8}
    assert whole.candidate_count == every.candidate_count and "&volledig=ja&" in choice.address("1")
    texts = similar_sentences.compared(whole, "Maastricht", 500)
    assert "120 die niet alle kenmerken hebben" in texts


def test_features_are_those_that_were_frozen_and_not_what_a_publisher_restates(plant: Callable[..., None]) -> None:
    def nearest() -> list[str]:
        with database.read(paths.database_file()) as connection:
            return list(distances(usual(query_of(connection))))

    before = nearest()
    plant("update observation set value = value * 2 where indicator_id = 'woz_waarde' and value is not null",
          "update elsewhere set value = value * 2 where indicator_id = 'woz_waarde'")  # fmt: skip
    assert nearest() == before


def test_the_measures_offered_have_national_figures_at_the_baseline_and_later(plant: Callable[..., None]) -> None:
    def offered() -> list[str]:
        with database.read(paths.database_file()) as connection:
            return list(similar_views.measured(query_of(connection)))

    assert offered() == ["1", "11"]
    plant("delete from elsewhere where indicator_id = 'misdrijven' and period = '2024'")
    assert offered() == ["1"]
    plant("delete from elsewhere where period = '2024' and indicator_id = 'ervaren_gezondheid'")
    assert offered() == []


def test_a_count_is_compared_in_percent_as_its_target_is_read(query: Query) -> None:
    found = similar_views.develop(query, similar_views.usual(query, NAZARETH), "11")
    assert (found.unit, found.decimals) == ("procent", 0)
    assert found.last.own == pytest.approx(100 * (187 / 214 - 1))
    text = " ".join(similar_sentences.limits(found))
    assert "Tellingen schommelen door toeval" in text and "nog niet bij de bron bevestigd" in text


def test_figures_of_another_table_and_of_changed_boundaries_do_not_count(plant: Callable[..., None]) -> None:
    codes = [place.area_code for place in development_now().similar.places]
    one = f"area_code = '{codes[0]}' and indicator_id = 'ervaren_gezondheid' and period = '2024'"
    plant(f"update elsewhere set snapshot_id = '50090NED@2020' where {one}")
    assert development_now().last.count == 19
    assert "1 heeft geen cijfer over beide jaren" in similar_sentences.counted(development_now())
    # in one table all years have one division, whatever changed in between
    plant(f"insert into area_elsewhere values ('{codes[1]}', 2023, 'x', 'buurt', 'WK900001', '3')")
    assert development_now().last.count == 19
    plant("insert into snapshot select * replace ('ander@1' as snapshot_id, 'ander' as table_id) from snapshot limit 1",
          "insert into snapshot_elsewhere from snapshot where table_id = 'ander'",
          "update elsewhere set snapshot_id = 'ander@1' where indicator_id = 'ervaren_gezondheid' and period = '2024'",
          """update observation set snapshot_id = 'ander@1'
             where indicator_id = 'ervaren_gezondheid' and period = '2024' and snapshot_id is not null""")  # fmt: skip
    found = development_now()
    moved = {change.area_code for change in found.changes if change.obstacle == "boundary"}
    assert found.last.count == 19 and moved == {codes[1]}
    assert "1 heeft in die tijd een andere grens gekregen" in similar_sentences.counted(found)


def test_our_own_buurt_with_another_boundary_or_definition_is_not_compared(plant: Callable[..., None]) -> None:
    plant(f"update area set boundary_change = '3' where area_code = '{NAZARETH}' and boundary_year = 2024")
    assert development_now().last is None
    plant("update area set boundary_change = null",
          "insert into indicator_break values ('ervaren_gezondheid', '2024', 'anders gevraagd')")  # fmt: skip
    found = development_now()
    assert found.last is None and "geen verandering te berekenen" in similar_sentences.developed(found)[0]
    assert similar_sentences.brief(found) == ""


def test_fewer_than_ten_buurten_with_figures_have_no_band_and_that_is_said(plant: Callable[..., None]) -> None:
    codes = [place.area_code for place in development_now().similar.places]
    plant(f"delete from elsewhere where indicator_id = 'ervaren_gezondheid' and area_code in {tuple(codes[9:])}")
    found = development_now()
    assert found.last.count == 9 and np.isnan(found.last.middle)
    assert "Maar 9 buurten die erop lijken hebben cijfers" in " ".join(similar_sentences.developed(found))
    assert f"nodig zijn er {development.FEWEST}" in similar_sentences.brief(found)


def test_a_picture_has_the_buurten_with_figures_and_its_title_says_that_they_are_too_few(
    plant: Callable[..., None],
) -> None:
    codes = [place.area_code for place in development_now().similar.places]
    plant(f"delete from elsewhere where indicator_id = 'ervaren_gezondheid' and area_code in {tuple(codes[9:])}")
    with database.read(paths.database_file()) as connection:
        query = query_of(connection)
        made = similar_exhibits.development(query, similar_views.usual(query, NAZARETH), "1")
    assert len(codes) == 20 and made.title == "Te weinig buurten die erop lijken hebben cijfers over beide jaren"
    assert len(made.table.rows) == 10


def test_without_a_country_there_are_no_buurten_and_no_measures(changed: Callable[..., None]) -> None:
    changed(*elsewhere.EMPTY)
    with database.read(paths.database_file()) as connection:
        query = query_of(connection)
        found = usual(query)
        assert similar_views.municipalities(query) == similar_views.measured(query) == {}
    assert not found.places and found.compared == 0 and set(found.absent.values()) == {"elsewhere"}


def test_no_line_is_drawn_through_a_year_without_a_figure(plant: Callable[..., None]) -> None:
    plant("update goal_status set baseline_period = '2021' where measure_id = '11'",
          f"""update observation set value = null, status = null, missing = 'suppressed', lower = null, upper = null,
              margin_kind = null
              where indicator_id = 'misdrijven' and period = '2023' and area_code = '{NAZARETH}'""",
          "delete from elsewhere where indicator_id = 'misdrijven' and period = '2024'")  # fmt: skip
    with database.read(paths.database_file()) as connection:
        query = query_of(connection)
        choice = similar_views.usual(query, NAZARETH)
        found = similar_views.develop(query, choice, "11")
        made = similar_exhibits.development(query, choice, "11")
    assert [np.isnan(band.own) for band in found.bands] == [False, True, False, False]
    assert [np.isnan(band.middle) for band in found.bands] == [False, False, True, False]
    lines = [layer for layer in made.chart.specification["layer"] if layer["mark"]["type"] == "line"]
    drawn = [[row["change"] for row in layer["data"]["values"]] for layer in lines]
    assert [[change is None for change in line] for line in drawn] == [
        [False, False, False, True, False], [False, False, True, False, False]
    ]  # fmt: skip
    assert picture.png(made).startswith(b"\x89PNG")


def test_the_exhibit_holds_every_buurt_with_its_municipality_and_its_own_table(query: Query) -> None:
    made = similar_exhibits.development(query, similar_views.usual(query, NAZARETH), "1")
    assert len(made.table.rows) == 21 and (made.sheets.data["gebied"] != "Nazareth").sum() == 40
    assert made.sheets.data["gebied"].notna().all() and set(made.sheets.data["tabel"]) == {"50150NED"}
    own = made.sheets.data[made.sheets.data["gebied"] == "Nazareth"]
    assert list(own["periode"]) == ["2012", "2016", "2020", "2022", "2024"]
    assert made.sheets.data["gebied"].str.contains(", Gemeente 90", regex=False).sum() == 40
    changes = [made.table.texts(row)[-1] for row in made.table.rows]
    assert all(text[0] in "+−" or text == "0,0" for text in changes) and {text[0] for text in changes} >= {"+", "−"}
    assert "Dit is een vergelijking, geen bewijs." in " ".join(made.notes) and "*" not in " ".join(made.notes)
    assert picture.png(made).startswith(b"\x89PNG") and picture.png(made) == picture.png(made)
    assert delimited.dutch([made]).count(b"\n") == 46


def test_the_address_leads_to_exactly_these_buurten(query: Query) -> None:
    address = replace(similar_views.usual(query, NAZARETH), without=("GM9001", "GM9002")).address("11")
    assert address.startswith("vergelijkbaar?buurt=BU09350403&kenmerk=jonger_dan_15&")
    assert address.endswith("&aantal=20&zonder=GM9001&zonder=GM9002&volledig=nee&maat=11")


def test_the_included_figures_find_the_same_buurten_every_time(included_database: Path) -> None:
    with database.read(included_database) as connection:
        query = query_of(connection)
        nazareth, pottenberg = usual(query), usual(query, "BU09350203")
        health, crimes = (similar_views.develop(query, nazareth.choice, measure_id) for measure_id in ("1", "11"))
    assert [place.full_name for place in nazareth.places[:3]] == [
        "Twekkelerveld, Enschede", "Heinsiusbuurt, Meppel", "Wester Sluitersveldlanden, Almelo"
    ]  # fmt: skip
    assert nazareth.compared == 8380 and nazareth.absent == {} and pottenberg.absent == {"inkomen_per_inwoner": "own"}
    assert [dutch.number(size, 1) for size in (health.last.lowest, health.last.middle, health.last.highest)] == [
        "0,9", "4,0", "6,7"
    ]  # fmt: skip
    assert health.last.count == crimes.last.count == 20


def test_names_are_those_of_the_newest_division(plant: Callable[..., None]) -> None:
    code = elsewhere.code(0)
    plant(f"insert into area_elsewhere values ('{code}', 2025, 'Nieuwe naam', 'buurt', 'WK900001', '1')")
    with database.read(paths.database_file()) as connection:
        assert elsewhere_queries.names(connection, [code])[["name", "municipality"]].values.tolist() == [
            ["Nieuwe naam", "Gemeente 9000"]
        ]
