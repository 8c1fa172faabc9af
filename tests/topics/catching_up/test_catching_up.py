"""Halen we in?: what is compared, against the database and the answers of goals."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.opened import open_query
from veerkracht.core import areas, dutch, paths
from veerkracht.database import lookups
from veerkracht.export import delimited
from veerkracht.export import picture as pictures
from veerkracht.topics.catching_up import charts, exhibits, figures, sentences, tables
from veerkracht.topics.catching_up.figures import Choice, Overview, Topic
from veerkracht.topics.goals import comparisons, picture
from veerkracht.topics.goals import rows as goal_rows
from veerkracht.topics.profile import figures as profile

pytestmark = pytest.mark.slow

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


def overview(database: Path, code: str, since: str = "2022", until: str = "2025") -> Overview:
    with open_query(database) as query:
        return figures.overview(query, Choice(code, since, until))


def topic(overview: Overview, indicator_id: str) -> Topic:
    return next(topic for topic in overview.topics if topic.indicator.indicator_id == indicator_id)


@pytest.mark.parametrize("code", [NAZARETH, POTTENBERG])
def test_at_least_thirty_subjects_are_compared_and_each_is_in_one_group(included_database: Path, code: str) -> None:
    found = overview(included_database, code)
    assert len(found.topics) >= 30
    assert sum(len(found.of(group)) for group in figures.GROUPS) == len(found.topics)
    left_out = [label for _, labels in found.left_out for label in labels]
    shown = [topic.indicator.label for topic in found.topics]
    with duckdb.connect(str(included_database), read_only=True) as connection:
        every = connection.execute("select label from indicator where frequency = 'jaar'").fetchall()
    assert sorted([*shown, *left_out]) == sorted(label for (label,) in every)


def test_perceived_health_in_pottenberg_equals_a_calculation_from_the_observations(included_database: Path) -> None:
    found = topic(overview(included_database, POTTENBERG), "ervaren_gezondheid")
    with duckdb.connect(str(included_database), read_only=True) as connection:
        rows = connection.execute(
            """
            select area_code, period, value from observation
            where indicator_id = 'ervaren_gezondheid' and area_code in ('BU09350203', 'GM0935')
                and period in ('2022', '2024')
            """
        ).fetchall()
        people = dict(connection.execute(
            "select area_code, value from observation where indicator_id = 'inwoners' and period = "
            "(select inhabitants_period from programme) and area_code in ('BU09350203', 'GM0935')"
        ).fetchall())  # fmt: skip
        error = connection.execute(
            "select error from margin_comparison where indicator_id = 'ervaren_gezondheid' and first_period = '2022' "
            "and last_period = '2024' and level = 'buurt' and smallest <= $people order by smallest desc limit 1",
            {"people": people[POTTENBERG]},
        ).fetchall()[0][0]
    value = {(code, period): figure for code, period, figure in rows}
    own = {period: value[POTTENBERG, period] for period in ("2022", "2024")}
    rest = {
        period: (value["GM0935", period] * people["GM0935"] - own[period] * people[POTTENBERG])
        / (people["GM0935"] - people[POTTENBERG])
        for period in own
    }
    change = (own["2024"] - own["2022"]) - (rest["2024"] - rest["2022"])
    assert (found.first, found.last, found.own) == ("2022", "2024", (own["2022"], own["2024"]))
    assert found.between.change.change == pytest.approx(change)
    assert found.between.change.lower == pytest.approx(change - 1.2816 * error, abs=0.001)
    assert found.gaps == pytest.approx((13.7, 16.0)) and found.group == "lost" and found.holds


def test_of_the_measures_of_goals_it_says_what_the_goal_says(included_database: Path) -> None:
    """Crimes were compared with 2022 here, and with 2022 to 2024 on the card of their goal."""
    with duckdb.connect(str(included_database), read_only=True) as connection:
        rows = connection.execute("""
            select goal_measure.indicator_id, area_code, change_from, gap_word, gap_change, gap_lower
            from goal_status join goal_measure using (measure_id)
            where gap_word is not null and area_code <> 'SAMEN'
        """).fetchall()
    assert len(rows) >= 6
    for indicator_id, code, change_from, word, change, lower in rows:
        found = topic(overview(included_database, code, figures.BASELINE), indicator_id)
        assert (found.word, found.first) == (word, change_from)
        assert found.between.change.change == pytest.approx(change)
        assert found.between.change.lower == (pytest.approx(lower) if lower is not None else None)


def test_the_same_distance_is_the_same_figure_on_every_page(included_database: Path) -> None:
    """Pottenberg was 60 crimes ahead of the city here, and 59 on Doelen, on the card of the goal and in the meeting."""
    with open_query(included_database) as query:
        compared = [row for row in goal_rows.statuses(query) if row.gap_word and row.area_code != areas.TOGETHER]
        names, lines = lookups.area_names(query), {line.measure_id: line for line in picture.lines(query)}
        profiles = {code: profile.profile(query, (code,)).latest for code in (NAZARETH, POTTENBERG)}
    assert len(compared) >= 6
    for row in compared:
        found = topic(overview(included_database, row.area_code, figures.BASELINE), str(row.indicator_id))
        assert found.gaps == (row.gap_baseline, row.gap_now)
        size = dutch.difference(found.gaps[1], row.figure_decimals, row.unit)
        assert sentences.now(found).startswith(size if found.gaps[1] else "gelijk")
        assert size.split()[0] in comparisons.then_and_now(row)  # on its card
        if row.measure_id in lines:  # on Doelen and in the meeting, of a share in whole points
            [cell] = [cell for cell in lines[row.measure_id].cells if cell.area_name == names[row.area_code]]
            assert cell.behind == found.gaps[1]
            short = dutch.difference(found.gaps[1], 0 if row.unit == "%" else row.figure_decimals, row.unit)
            assert cell.sentence.startswith(short if found.gaps[1] else "gelijk")
    for code, latest in profiles.items():
        beside = {(row.indicator.indicator_id, row.period): row for row in latest if row.city.value is not None}
        same = [(each, row) for each in overview(included_database, code, figures.BASELINE).topics
                if (row := beside.get((each.indicator.indicator_id, each.last)))]  # fmt: skip
        assert len(same) > 20
        for each, row in same:
            assert dutch.printed_difference(row.value, row.city.value, each.indicator.decimals) in (
                each.gaps[1],
                -each.gaps[1],
            )


def test_a_goal_without_a_figure_after_its_baseline_is_compared_as_any_subject(changed: Callable[..., None]) -> None:
    changed("update goal_status set baseline_period = '2025' where measure_id = '11'")
    found = topic(overview(paths.database_file(), NAZARETH, figures.BASELINE), "misdrijven")
    assert (found.first, found.last) == ("2022", "2025")


def test_a_year_that_the_reader_chose_is_that_of_every_subject(included_database: Path) -> None:
    assert topic(overview(included_database, NAZARETH, "2022"), "misdrijven").first == "2022"


def test_a_verdict_needs_a_margin(included_database: Path) -> None:
    for code in (NAZARETH, POTTENBERG):
        for found in overview(included_database, code).directed:
            assert (found.group == "unknown") == (found.between.change.lower is None)


def test_a_break_and_another_edition_are_never_crossed(included_database: Path) -> None:
    found = overview(included_database, NAZARETH, "2018", "2025")
    assert topic(found, "woz_waarde").first == "2020"  # a break in 2020
    reasons = dict(found.left_out)
    assert "Afstand tot grote supermarkt" in reasons["break"]
    assert "Personen met bijstand" in reasons["edition"]  # of 2022 the buurt is of one copy, the city of another


def test_an_older_series_about_the_same_question_is_left_out(included_database: Path) -> None:
    found = overview(included_database, NAZARETH, "2016", "2020")
    labels = [topic.indicator.label for topic in found.topics]
    assert "Rokers" in labels and not [label for label in labels if label.startswith("Rokers,")]
    assert any(label.startswith("Rokers,") for label in dict(found.left_out)["repeated"])


def test_the_first_year_is_that_of_most_baselines_and_there_is_always_one_after_it(
    included_database: Path, changed: Callable[..., None]
) -> None:
    with open_query(included_database) as query:
        assert figures.usual_since(query) == "2022"
    changed("delete from goal_status")
    with open_query(paths.database_file()) as query:
        assert figures.usual_since(query) == "2023"


def test_without_any_figure_of_the_city_nothing_is_compared_and_it_says_so(
    changed: Callable[..., None],
) -> None:
    changed("delete from observation where area_code = 'GM0935'")
    found = overview(paths.database_file(), NAZARETH)
    assert found.topics == () and "no_city" in dict(found.left_out)
    assert any("geen jaarcijfer van Maastricht" in line for line in sentences.left_out(found))


def test_a_wijk_is_compared_as_a_buurt_is(included_database: Path) -> None:
    with open_query(included_database) as query:
        wijken = [code for code in lookups.area_names(query) if code.startswith("WK")]
        counts = [len(figures.overview(query, Choice(code, "2022", "2025")).topics) for code in wijken]
    assert min(counts) >= 20


def test_every_mark_lies_on_the_scale_and_the_favourable_side_is_right(included_database: Path) -> None:
    found = overview(included_database, POTTENBERG)
    axis = figures.axis([found])
    assert axis.low <= -1 and axis.high >= 1
    for row in found.topics:
        drawn = tables.dumbbell(row, axis)
        assert 0 <= drawn.line[0] <= drawn.line[1] <= 100
        if not row.is_neutral and row.gaps[1]:
            assert (drawn.now < drawn.city) == (row.gaps[1] > 0)
        if row.is_neutral and row.own[1] != row.city[1]:
            assert (drawn.now > drawn.city) == (row.own[1] > row.city[1])


def test_all_formats_can_be_saved_and_hold_every_subject(included_database: Path) -> None:
    with open_query(included_database) as query:
        exhibit = exhibits.catching_up(query, Choice(POTTENBERG, "2022", "2025"))
        found = figures.overview(query, Choice(POTTENBERG, "2022", "2025"))
        drawn = charts.dumbbells(found, figures.axis([found]), exhibits.style(query, POTTENBERG))
    text = pictures.svg(exhibit)
    assert exhibit.title in text.replace("&#160;", " ") and "16,0 procentpunt achter" in text
    assert len(exhibit.sheets.data) == len(found.topics) == len(exhibit.table.rows)
    assert exhibit.sheets.data.set_index("onderwerp").loc["Rokers", "oordeel"] == "niet te zeggen: marge onbekend"
    assert b"Geregistreerde misdrijven" in delimited.dutch([exhibit])
    assert drawn.specification["height"] > 20 * len(found.topics)
