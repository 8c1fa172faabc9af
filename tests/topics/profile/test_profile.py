"""The profile of a buurt: the figures by another route, places and ties, what a spark line joins, hostile names."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import unquote

import duckdb
import pandas as pd
import pytest
from shapely.geometry.base import BaseGeometry

from veerkracht.core import areas, dutch
from veerkracht.database import lookups, queries
from veerkracht.database.query import DatabaseQuery, query_of
from veerkracht.database.rows import AreaFigure
from veerkracht.drawing import sparklines
from veerkracht.drawing.sparklines import Figure, Line
from veerkracht.groups import figures as group_figures
from veerkracht.groups import group
from veerkracht.topics.profile import figures as profile_figures
from veerkracht.topics.profile import lines as profile_lines
from veerkracht.topics.profile import portrait, surroundings
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.profile import sentences as profile_sentences
from veerkracht.topics.profile import tables as profile_tables
from veerkracht.topics.profile.figures import Latest, Profile

NAZARETH, POTTENBERG, BELVEDERE, CITY, COUNTRY = "BU09350403", "BU09350203", "BU09350303", "GM0935", "NL00"


def drawn(connection: duckdb.DuckDBPyConnection, *codes: str) -> str:
    """Return the table of the profile as HTML."""
    return profile_tables.table(query_of(connection), codes)


def profile(connection: duckdb.DuckDBPyConnection, *codes: str) -> Profile:
    return profile_figures.profile(query_of(connection), codes)


def by_indicator(profile: Profile) -> dict[str, Latest]:
    return {row.indicator.indicator_id: row for row in profile.latest}


def cells(table: str, label: str) -> list[str]:
    """Return the texts of the cells of one row of the table, with the words of marks and without tags."""
    row = re.search(rf"<tr><th [^>]*><a [^>]*>{re.escape(label)}</a>.*?</tr>", table, re.DOTALL)
    assert row, label
    texts = re.findall(r"<td[^>]*>(.*?)</td>", row[0], re.DOTALL)
    worded = [re.sub(r"<img class=\"vk-profile-verdict\" alt=\"(\w+)\"[^>]*>", r"\1 ", text) for text in texts]
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()).replace("\u00a0", " ") for text in worded]


def spark(table: str, label: str) -> tuple[str, str]:
    """Return the text in the place of the spark line of a row, and its drawing."""
    row = re.search(rf">{re.escape(label)}</a>.*?<img alt=\"([^\"]*)\"[^>]*svg\+xml,([^\"]*)\"", table, re.DOTALL)
    assert row, label
    return row[1], unquote(row[2])


def figures(*values: float | None) -> list[Figure]:
    return [Figure(2020 + place, value) for place, value in enumerate(values)]


@pytest.mark.slow
def test_of_two_buurten_none_is_the_middle_one(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute(
        "delete from observation where area_code[1:2] = 'BU' and area_code not in (?, ?)", [NAZARETH, POTTENBERG]
    )
    people = by_indicator(profile(copy, NAZARETH))["inwoners"]
    assert people.buurt_count == 2 and people.reference is None and not people.standing.side
    assert profile_sentences.compared(people, "Maastricht") == "te weinig buurten om mee te vergelijken"
    assert "middelste" not in profile_sentences.peers(people.indicator, people.peers, "buurt", "Maastricht", None)
    assert "middelste" not in profile_lines.lines(query_of(copy), (NAZARETH,))  # the legend neither


@pytest.mark.slow
def test_an_amount_of_a_group_is_not_compared_with_that_of_one_buurt(copy: duckdb.DuckDBPyConnection) -> None:
    plain = query_of(copy)
    [both], problems = group.read([f"Samen~{NAZARETH}.{POTTENBERG}"], lookups.area_names(plain))
    assert not problems and isinstance(plain, DatabaseQuery)
    rows = by_indicator(profile_figures.profile(group_figures.with_groups(plain, (both,)), (both.code,)))
    people, crimes = rows["inwoners"], rows["misdrijven"]
    assert people.reference is None and profile_sentences.compared(people, "Maastricht") == "telt meer buurten samen"
    assert crimes.reference == crimes.city.value  # a rate is


@pytest.mark.slow
def test_what_buurten_of_a_wijk_share_is_read_and_joined_once_for_all(
    copy: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, joined = Counter[str](), []
    of_area, union_all = queries.of_area, surroundings.union_all

    def counted(connection: duckdb.DuckDBPyConnection, area_code: str) -> tuple[AreaFigure, ...]:
        read[area_code] += 1
        return of_area(connection, area_code)

    def joining(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
        joined.append(len(shapes))
        return union_all(shapes)

    monkeypatch.setattr(queries, "of_area", counted)
    monkeypatch.setattr(surroundings, "union_all", joining)
    query = query_of(copy)
    buurten = list(profile_figures.buurten(query))
    for code in buurten:
        profile_figures.profile(query, (code,))
        portrait.portrait(query, code)
        assert surroundings.of(query, code)
    wijken = {areas.parent(code) for code in buurten}
    assert read == dict.fromkeys([*buurten, *wijken, CITY, COUNTRY], 1)
    assert joined == [len(buurten)]


# --- spark lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_line_is_not_drawn_through_a_year_without_a_figure(missing: float | None) -> None:
    series = figures(1, 2, missing, 4, 5)
    assert [[point.year for point in run] for run in sparklines.runs(series)] == [[2020, 2021], [2023, 2024]]
    drawing = sparklines.draw([Line(series)])
    assert drawing.count("<polyline") == 2 and "nan" not in drawing.lower()


def test_a_line_is_not_drawn_through_a_break() -> None:
    series = [Figure(2020, 1, 0), Figure(2021, 2, 0), Figure(2022, 3, 1), Figure(2023, 4, 1)]
    drawing = sparklines.draw([Line(series)])
    assert [len(text.split()) for text in re.findall(r'points="([^"]*)"', drawing)] == [2, 2]
    assert sparklines.is_broken(series) and not sparklines.is_broken(figures(1, None, 2))


def test_one_figure_is_a_dot_in_the_middle_and_none_no_drawing() -> None:
    drawing = sparklines.draw([Line(figures(None, 7, None))])
    assert "<polyline" not in drawing and 'cx="45.0" cy="11.0"' in drawing
    assert sparklines.draw([Line(figures(None, math.nan))]) == sparklines.draw([]) == ""


def test_a_series_that_never_changes_is_a_level_line() -> None:
    points = re.search(r'points="([^"]*)"', sparklines.draw([Line(figures(3, 3, 3))]))
    assert points and {text.split(",")[1] for text in points[1].split()} == {"11.0"}


def test_the_highest_figure_stands_on_top_and_only_the_last_has_a_dot() -> None:
    drawing = sparklines.draw([Line(figures(10, 30, 20))])
    assert 'points="3.5,18.5 45.0,3.5 86.5,11.0"' in drawing
    assert re.findall(r'cx="([\d.]+)"', drawing) == ["86.5"]


def test_two_lines_share_one_scale_and_keep_their_looks() -> None:
    drawing = sparklines.draw([Line(figures(0, 10), "#111111"), Line(figures(20, 20), "#222222", (8, 2))])
    assert 'points="3.5,18.5 86.5,11.0" fill="none" stroke="#111111" stroke-width="1.5"/>' in drawing
    assert 'points="3.5,3.5 86.5,3.5" fill="none" stroke="#222222" stroke-width="1.5" stroke-dasharray="8 2"' in drawing


def test_a_row_with_fewer_years_stands_on_the_years_of_the_page() -> None:
    drawing = sparklines.draw([Line([Figure(2015, 1), Figure(2020, 2)])], (2010, 2020))
    assert 'points="45.0,18.5 86.5,3.5"' in drawing


def test_a_colour_cannot_leave_its_attribute() -> None:
    assert "<script>" not in sparklines.draw([Line(figures(1, 2), '"><script>')])


# --- the questions ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("code", [NAZARETH, BELVEDERE])
def test_every_figure_place_and_comparison_is_found_again_by_another_route(
    copy: duckdb.DuckDBPyConnection, code: str
) -> None:
    rows = profile(copy, code).latest
    every = {
        (indicator, period, area): value
        for indicator, period, area, value in copy.execute(
            "select indicator_id, period, area_code, value from observation where value is not null"
        ).fetchall()
    }
    assert {row.indicator.indicator_id for row in rows} == {indicator for indicator, _, area in every if area == code}
    for row in rows:
        indicator_id, decimals = row.indicator.indicator_id, row.indicator.decimals
        periods = [period for indicator, period, area in every if (indicator, area) == (indicator_id, code)]
        assert row.period == max(periods)
        buurten = [value for (indicator, period, area), value in every.items()
                   if (indicator, period) == (indicator_id, row.period) and area.startswith("BU")]  # fmt: skip
        assert row.value == every[indicator_id, row.period, code]
        own = dutch.rounded(row.value, decimals)
        assert row.place == 1 + sum(dutch.rounded(value, decimals) > own for value in buurten)
        assert row.buurt_count == len(buurten)
        for other, area in ((row.wijk, "WK" + code[2:8]), (row.city, CITY), (row.country, COUNTRY)):
            assert other.value == every.get((indicator_id, row.period, area)), (indicator_id, area)


@pytest.mark.slow
def test_equal_figures_share_a_place_and_the_next_place_is_left_out(copy: duckdb.DuckDBPyConnection) -> None:
    # inhabitants of 2024: the three with most become equal
    most = [code for (code,) in copy.execute(
        "select area_code from observation where indicator_id = 'ervaren_gezondheid' and period = '2024' "
        "and area_code like 'BU%' and value is not null order by value desc, area_code limit 4"
    ).fetchall()]  # fmt: skip
    copy.execute(
        "update observation set value = 99, lower = null, upper = null, margin_kind = null "
        "where indicator_id = 'ervaren_gezondheid' and period = '2024' and area_code in (select unnest($codes))",
        {"codes": most[:3]},
    )  # fmt: skip
    own = [row for row in profile(copy, *most).latest if row.indicator.indicator_id == "ervaren_gezondheid"]
    assert [row.area_code for row in own] == most and [row.place for row in own] == [1, 1, 1, 4]
    assert cells(drawn(copy, *most[:2]), "Ervaren gezondheid goed of zeer goed")[3] == "0 van 38"


@pytest.mark.slow
def test_all_series_of_two_buurten_are_those_of_the_trends_also_over_a_break_and_another_boundary(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    copy.execute("insert into indicator_break values ('ervaren_gezondheid', '2020', 'proef')")
    copy.execute("update area set boundary_change = '3' where area_code = $code and boundary_year = 2022",
                 {"code": NAZARETH})  # fmt: skip
    copy.execute("insert into area_change values (2016, 'BU09359999', $code, false, 'proef')", {"code": POTTENBERG})
    query = query_of(copy)
    rows = copy.execute("select indicator_id from indicator where frequency = 'jaar'").fetchall()
    yearly = [indicator_id for (indicator_id,) in rows]
    assert len(yearly) > 100
    found = {code: profile_figures.series(query, code, yearly) for code in (NAZARETH, POTTENBERG)}
    for indicator_id in yearly:
        expected = lookups.trend(query_of(copy), indicator_id, [NAZARETH, POTTENBERG])
        for code, series in found.items():
            rows = expected[expected["area_code"] == code]
            assert [figure.segment for figure in series[indicator_id]] == rows["segment"].tolist()
            assert [figure.year for figure in series[indicator_id]] == rows["year"].tolist()
            values = [None if pd.isna(value) else value for value in rows["value"]]
            assert [figure.value for figure in series[indicator_id]] == values
    health = {code: {figure.year: figure.segment for figure in series["ervaren_gezondheid"]}
              for code, series in found.items()}  # fmt: skip
    assert health[NAZARETH] == {2012: 0, 2016: 0, 2020: 1, 2022: 2, 2024: 2}
    assert health[POTTENBERG] == {2012: 0, 2016: 1, 2020: 2, 2022: 2, 2024: 2}


def test_every_indicator_is_in_the_profile_or_has_a_reason_to_be_left_out(copy: duckdb.DuckDBPyConnection) -> None:
    every = {indicator_id for (indicator_id,) in copy.execute("select indicator_id from indicator").fetchall()}
    for code in (NAZARETH, BELVEDERE):
        found = profile(copy, code)
        reasons = {gap.indicator.indicator_id: gap.missing for gap in found.gaps}
        assert {*by_indicator(found), *reasons} == every and not {*by_indicator(found)} & {*reasons}
    assert reasons["misdrijven"] == "too_small" and reasons["ervaren_gezondheid"] == "suppressed"
    assert reasons["verbonden_met_de_stad"] is None and reasons["misdrijven_per_maand"] == "not_included"


def test_a_reason_that_is_about_this_buurt_wins_from_a_table_that_was_not_fetched(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    place = {"code": BELVEDERE, "indicator": "ervaren_gezondheid"}
    copy.execute("update observation set missing = case when period = '2012' then 'too_few' else 'not_included' end "
                 "where area_code = $code and indicator_id = $indicator", place)  # fmt: skip
    reasons = {gap.indicator.indicator_id: gap.missing for gap in profile(copy, BELVEDERE).gaps}
    assert reasons["ervaren_gezondheid"] == "too_few"


@pytest.mark.slow
def test_an_older_edition_makes_room_only_when_the_buurt_has_a_later_figure(copy: duckdb.DuckDBPyConnection) -> None:
    rows = profile(copy, NAZARETH, BELVEDERE).latest
    asides = {(row.area_code, row.indicator.indicator_id): row.is_aside for row in rows}
    assert asides[NAZARETH, "ervaren_gezondheid_tot_2020"] and not asides[NAZARETH, "ervaren_gezondheid"]
    assert not asides[BELVEDERE, "ervaren_gezondheid_tot_2020"]  # has no later one
    assert not asides[NAZARETH, "misdrijven_aantal"]  # another unit
    alone = drawn(copy, NAZARETH)
    assert "oude reeks 2012–2020</a>" in alone and "Ervaren gezondheid goed of zeer goed, oude" not in alone


def test_a_buurt_is_small_below_the_threshold_of_the_catalogue(copy: duckdb.DuckDBPyConnection) -> None:
    before = profile_queries.areas(copy, "buurt").set_index("area_code")
    assert len(before) == 44 and before.loc[NAZARETH, "wijk"] == "Buitenwijk Oost"
    assert before.loc[NAZARETH, "inhabitants"] == 3140 and not before.loc[NAZARETH, "is_small"]
    assert before.loc[BELVEDERE, "is_small"] and list(before["name"]) == sorted(before["name"])
    copy.execute("update threshold set value = 3141 where threshold_id = 'small_population'")
    assert profile_queries.areas(copy, "buurt").set_index("area_code").loc[NAZARETH, "is_small"]


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_row_shows_figure_year_place_and_differences_as_printed(copy: duckdb.DuckDBPyConnection) -> None:
    table = drawn(copy, NAZARETH)
    values = copy.execute("select area_code, value from observation where indicator_id = 'ervaren_gezondheid' "
                          "and period = '2024' and value is not null").df().set_index("area_code")["value"]  # fmt: skip
    above = int((values[values.index.str.startswith("BU")] > values[NAZARETH]).sum())
    row = cells(table, "Ervaren gezondheid goed of zeer goed")
    assert row[1:4] == ["58,9% 57,4 tot 60,4 marge: geschat uit vergelijkbare buurten", "2024", f"{above} van 38"]
    assert row[5:] == ["ongunstiger −11,1", dutch.signed(58.9 - values[COUNTRY], 1, "")]
    assert 'href="bronnen?toon=cijfer&amp;indicator=ervaren_gezondheid&amp;periode=2024" target="_self"' in table
    assert (f'href="trends?indicator=ervaren_gezondheid&amp;gebied={NAZARETH}&amp;gebied=GM0935&amp;gebied=NL00" '
            'target="_self"') in table  # fmt: skip


@pytest.mark.slow
def test_a_difference_with_the_city_inside_the_margin_is_not_judged(copy: duckdb.DuckDBPyConnection) -> None:
    label = "Geregistreerde misdrijven"
    text = cells(drawn(copy, POTTENBERG), label)
    assert "toeval in het aantal" in text[1] and text[5] == "−60"  # of 596 in the city, with a margin of 408 to 705
    copy.execute("update observation set lower = null, upper = null, margin_kind = null "
                 "where indicator_id = 'misdrijven'")  # fmt: skip
    assert cells(drawn(copy, POTTENBERG), label)[5] == "−60"  # a tenth of what is usual between buurten
    copy.execute("update observation set value = 100 where indicator_id = 'misdrijven' and area_code = $code "
                 "and period = '2025'", {"code": POTTENBERG})  # fmt: skip
    assert cells(drawn(copy, POTTENBERG), label)[5] == "gunstiger −496"


@pytest.mark.slow
def test_an_amount_has_no_differences_and_says_why(copy: duckdb.DuckDBPyConnection) -> None:
    assert cells(drawn(copy, NAZARETH), "Huishoudens")[4:] == ["– aantallen worden niet vergeleken"] * 3


@pytest.mark.slow
def test_what_is_better_depends_on_the_wanted_direction_and_on_the_margin(copy: duckdb.DuckDBPyConnection) -> None:
    label = "Ervaren gezondheid goed of zeer goed"
    where = "where indicator_id = 'ervaren_gezondheid' and period = '2024'"
    copy.execute("update indicator set direction = 'omlaag' where indicator_id = 'ervaren_gezondheid'")
    assert cells(drawn(copy, NAZARETH), label)[5] == "gunstiger −11,1"
    copy.execute(
        f"update observation set lower = 50, upper = 69.9, margin_kind = 'gepubliceerd' {where} and area_code = $code",
        {"code": NAZARETH},
    )
    assert cells(drawn(copy, NAZARETH), label)[1] == "58,9% 50,0 tot 69,9 marge: zoals de bron die geeft"
    assert cells(drawn(copy, NAZARETH), label)[5] == "gunstiger −11,1"
    copy.execute(f"update observation set upper = 70.1 {where} and area_code = $code", {"code": NAZARETH})
    assert cells(drawn(copy, NAZARETH), label)[5] == "−11,1"
    copy.execute("update indicator set direction = 'geen' where indicator_id = 'ervaren_gezondheid'")
    copy.execute(f"update observation set lower = null, upper = null, margin_kind = null {where}")
    assert cells(drawn(copy, NAZARETH), label)[5] == "−11,1"


@pytest.mark.slow
def test_a_provisional_figure_is_marked_and_a_missing_city_is_explained(copy: duckdb.DuckDBPyConnection) -> None:
    where = "where indicator_id = 'ervaren_gezondheid' and period = '2024'"
    copy.execute(f"update observation set status = 'voorlopig' {where} and area_code = $code", {"code": NAZARETH})
    copy.execute(f"update observation set value = null, status = null, lower = null, upper = null, margin_kind = null, "
                 f"missing = 'suppressed' {where} and area_code = 'GM0935'")  # fmt: skip
    row = cells(drawn(copy, NAZARETH), "Ervaren gezondheid goed of zeer goed")
    assert row[2] == "2024 voorlopig" and row[5] == "– niet bekendgemaakt door de bron"


@pytest.mark.slow
def test_a_planted_break_and_a_planted_boundary_end_the_spark_line(copy: duckdb.DuckDBPyConnection) -> None:
    label = "Ervaren gezondheid goed of zeer goed"
    text, drawing = spark(drawn(copy, NAZARETH), label)
    assert text == "2012: 64,9%; 2024: 58,9%; laagste 54,5% in 2022; hoogste 64,9% in 2012"
    assert drawing.count("<polyline") == 1
    copy.execute("insert into indicator_break values ('ervaren_gezondheid', '2020', 'proef')")
    text, drawing = spark(drawn(copy, NAZARETH), label)
    assert drawing.count("<polyline") == 2 and text.endswith("niet alle jaren zijn te vergelijken")
    copy.execute("delete from indicator_break where indicator_id = 'ervaren_gezondheid'")
    copy.execute("insert into area_change values (2022, 'BU09359999', $code, false, 'proef')", {"code": NAZARETH})
    assert spark(drawn(copy, NAZARETH), label)[1].count("<polyline") == 2
    assert spark(drawn(copy, POTTENBERG), label)[1].count("<polyline") == 1


def test_two_buurten_stand_side_by_side_in_their_own_colours(copy: duckdb.DuckDBPyConnection) -> None:
    table = drawn(copy, NAZARETH, POTTENBERG)
    text, drawing = spark(table, "Ervaren gezondheid goed of zeer goed")
    assert text.startswith("Nazareth 2012: 64,9%") and ". Pottenberg 2012:" in text
    assert drawing.count('stroke="#D55E00"') == 1 and drawing.count('stroke="#0072B2"') == 1
    row = cells(table, "Ervaren gezondheid goed of zeer goed")
    assert len(row) == 11 and row[10] == "ongunstiger −16,0"
    assert row[1].startswith("58,9% 57,4 tot 60,4 ") and "marge: geschat" in row[7]
    assert "! ongewoon in Nederland: uitzonderlijk ongunstig (2024 met 2022)." in row[7]
    with_gap = cells(drawn(copy, NAZARETH, BELVEDERE), "Ervaren gezondheid goed of zeer goed")
    assert with_gap[7:] == ["geen cijfer: niet bekendgemaakt door de bron"]


@pytest.mark.slow
def test_a_theme_stands_once_in_the_order_of_the_catalogue_also_when_the_first_buurt_has_less(
    copy: duckdb.DuckDBPyConnection,
) -> None:
    themes = re.findall(r'scope="rowgroup">(\w+)<', drawn(copy, BELVEDERE, NAZARETH))
    known = [theme for (theme,) in copy.execute("select theme from indicator group by theme order by min(position)")
             .fetchall()]  # fmt: skip
    assert len(themes) > 8 and [theme.lower() for theme in themes] == [
        theme for theme in known if theme.title() in themes
    ]
    labels = re.findall(r'scope="row"><a [^>]*>([^<]*)<', drawn(copy, BELVEDERE, NAZARETH))
    assert labels[:4] == [
        "Inwoners",
        "Bevolkingsdichtheid",
        "Inwoners jonger dan 15 jaar",
        "Inwoners van 15 tot 25 jaar",
    ]


@pytest.mark.slow
def test_a_hostile_name_comes_out_as_text(copy: duckdb.DuckDBPyConnection) -> None:
    hostile = "<script>alert(1)</script>\"'"
    copy.execute("update indicator set label = $name where indicator_id in ('ervaren_gezondheid', 'zonnestroom')",
                 {"name": hostile})  # fmt: skip
    copy.execute("update area set name = $name where area_code = $code", {"name": hostile, "code": NAZARETH})
    copy.execute("update threshold set value = 5000 where threshold_id = 'small_population'")
    query = query_of(copy)
    parts = [
        drawn(copy, NAZARETH, POTTENBERG),
        profile_tables.mentions(query, (NAZARETH,)),
        profile_tables.portrait(query, (NAZARETH,)),
    ]
    for part in parts:
        assert "<script" not in part and "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;" in part


@pytest.mark.slow
def test_the_head_says_that_a_boundary_changed_and_why(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("insert into area_change values (2023, 'BU09359999', $code, false, 'Een straat erbij.')",
                 {"code": NAZARETH})  # fmt: skip
    text = profile_tables.portrait(query_of(copy), (NAZARETH,))
    assert "Heeft vanaf 2023 een andere grens." in text and "Een straat erbij." in text
    assert "Er wonen 3.145 mensen in 1.880 huishoudens." in text and "64% van een corporatie" in text
    assert "in Buitenwijk Oost." in text and "Opgehaald tot en met 19 juli 2026" in text


@pytest.mark.slow
def test_the_file_holds_every_indicator_once_with_the_differences_of_the_page(copy: duckdb.DuckDBPyConnection) -> None:
    codes = (POTTENBERG, NAZARETH)
    frame = profile_figures.export(query_of(copy), codes)
    count = copy.execute("select count(*) from indicator").fetchall()[0][0]
    assert frame.groupby("name").size().to_dict() == {"Nazareth": count, "Pottenberg": count}
    own = frame[(frame["area_code"] == NAZARETH) & (frame["label"] == "Ervaren gezondheid goed of zeer goed")].iloc[0]
    assert (own["value"], own["city_apart"], own["period"]) == (58.9, -11.1, "2024")
    without_figure = {gap.indicator.label for gap in profile(copy, *codes).gaps}
    assert set(frame.loc[frame["value"].isna() & frame["missing"].isna(), "label"]) <= without_figure
