"""All goals as a picture: which figure stands for a goal, where its marks lie, and what folds."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.opened import open_query
from veerkracht.database.query import Query, query_of
from veerkracht.topics.goals import picture, rows
from veerkracht.topics.goals import picture_words as words
from veerkracht.topics.goals.picture import Line

NAZARETH, POTTENBERG = "BU09350403", "BU09350203"


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as query:
        yield query


def line(query: Query, goal_id: int) -> Line:
    return next(line for line in picture.lines(query) if line.goal_id == goal_id)


def small(line: Line) -> str:
    return line.topic + line.unit


def kinds(line: Line) -> list[list[str]]:
    return [[mark.kind for mark in cell.marks] for cell in line.cells]


def all_html(query: Query) -> str:
    return picture.html(query, rows.statuses(query))


def with_focus_areas(copy: duckdb.DuckDBPyConnection, count: int) -> Query:
    """Give the programme so many focus areas, which all have the statuses of Nazareth."""
    found = copy.execute("select distinct area_code from area where level = 'buurt' order by area_code").fetchall()
    others = [code for (code,) in found if code not in (NAZARETH, POTTENBERG)]
    codes = [NAZARETH, POTTENBERG, *others][:count]
    copy.execute("update programme set focus_area_codes = ?", [codes])
    for code in codes[2:]:
        copy.execute(
            "insert into goal_status select * replace (? as area_code) from goal_status where area_code = ?",
            [code, NAZARETH],
        )
    return query_of(copy)


def test_every_goal_has_one_line_with_a_place_for_every_focus_area(query: Query) -> None:
    lines = picture.lines(query)
    assert [line.goal_id for line in lines] == list(range(1, 17))
    assert all([cell.area_name for cell in line.cells] == ["Nazareth", "Pottenberg"] for line in lines)


def test_a_mark_is_filled_only_with_a_margin_and_hollow_when_it_is_not_the_measure(query: Query) -> None:
    assert kinds(line(query, 1)) == [["start", "target", "now"]] * 2
    assert kinds(line(query, 10)) == [["start", "target", "unsure"]] * 2  # margin not known
    assert kinds(line(query, 5)) == [["start", "target"]] * 2  # not measured again
    assert kinds(line(query, 3)) == [["related"]] * 2
    assert small(line(query, 3)) == "geen eigen cijfer: eenzaamheid, %"
    assert kinds(line(query, 9)) == [[]] * 2 and not line(query, 9).is_known


def test_the_city_is_the_middle_and_a_lead_lies_to_the_right(query: Query) -> None:
    for drawn in picture.lines(query):
        for cell in drawn.cells:
            if cell.latest and cell.behind and abs(cell.behind) > 0.5:
                assert (cell.latest.place < 50) == (cell.behind > 0), (drawn.goal_id, cell)
    nazareth, pottenberg = line(query, 7).cells  # reports that must fall: fewer than the city is ahead
    assert nazareth.words == "69 voor op de stad (2024)" and nazareth.latest and nazareth.latest.place > 50
    assert pottenberg.words == "16 achter op de stad (2024)"


def test_equal_distances_in_spreads_lie_at_one_place_whatever_the_unit(query: Query) -> None:
    places = [cell.latest.place for goal in (1, 12) for cell in line(query, goal).cells if cell.latest]
    assert len(set(places)) == len(places)  # not each row on a scale of its own
    [mark] = [mark for mark in line(query, 1).cells[1].marks if mark.kind == "now"]
    assert 5 < mark.place < 15  # 16 points, the spread of buurten is 6,6


def test_a_measure_that_the_city_has_no_figure_of_is_compared_with_the_middle_buurt(query: Query) -> None:
    words = [cell.words.replace("\u00a0", " ") for cell in line(query, 12).cells]
    assert words[0] == "€ 6.300 achter op de middelste buurt (2022)"


def test_what_has_no_favourable_direction_is_said_and_not_placed(query: Query) -> None:
    drawn = line(query, 14)
    assert drawn.cells[0].words == "0,3 km minder dan de stad (2024)" and kinds(drawn) == [[], []]


def test_of_a_goal_with_two_measures_the_one_that_says_most_is_drawn_and_the_other_counted(query: Query) -> None:
    assert small(line(query, 10)) == "voldoet aan de beweegrichtlijn, % (1 van 2 maten)"
    assert small(line(query, 13)) == "(Zeer) hoge veerkracht, % (1 van 2 maten)"


def test_every_number_has_its_unit_beside_it_or_below_the_goal(query: Query) -> None:
    """Of goals 4, 14 and 15 it was nowhere."""
    for drawn in picture.lines(query):
        numbers = [cell for cell in drawn.cells if cell.is_known and any(sign.isdigit() for sign in cell.short)]
        beside = all("€" in cell.words or " km " in cell.words for cell in numbers)
        assert not numbers or beside or drawn.unit.startswith(", "), small(drawn)
    assert small(line(query, 15)) == "geen eigen cijfer: personen met een WW-uitkering, per 1.000 inwoners"
    unit = words.unit("Sociale activiteiten", "activiteiten per jaar", 2)
    assert unit == ", per jaar (1 van 2 maten)"
    assert words.unit("Deelnemers aan een training", "inwoners per jaar", 1) == ", inwoners per jaar"
    assert words.unit("Rapportcijfer voor het groen", "rapportcijfer", 1) == ""
    assert words.unit("Inkomen", "euro", 1) == ""


def test_every_goal_says_whose_move_it_is(query: Query) -> None:
    moves = {line.goal_id: line.move for line in picture.lines(query)}
    assert all(move.step and move.owner for move in moves.values())
    assert [goal_id for goal_id, move in moves.items() if move.is_discussion] == [1, 11]
    assert moves[1].step == "Bespreken: achterstand van Pottenberg groeide"
    assert moves[11].step == "Bespreken: Pottenberg gaat de verkeerde kant op"
    assert (moves[2].step, moves[2].small) == ("Cijfer ophalen", "Onderzoek & Statistiek, kan nu")
    assert moves[9].small == "nog niet bekend wie, uiterlijk 2029"


def test_the_picture_is_a_table_whose_marks_have_words(query: Query) -> None:
    text = all_html(query)
    assert text.count('scope="row"') == 16 and text.count('scope="col"') == 4 and "<caption" in text
    assert text.count('role="img"') == 32
    assert (
        'aria-label="Pottenberg: begin (2022): 14 achter op de stad; nu (2024): 16 achter op de stad; '
        'doel (2030): 13 achter op de stad"' in text
    )
    assert "landelijk uitzonderlijk ongunstig" in text


def test_the_picture_of_some_goals_counts_only_those(query: Query) -> None:
    some = [row for row in rows.statuses(query) if row.goal_id in (1, 9)]
    text = picture.html(query, some)
    assert "Van 1 van de 2 doelen is iets bekend, 1 is opnieuw gemeten" in text and "11. " not in text
    assert "Geen enkel doel past bij deze keuze" in picture.html(query, [])


def test_the_picture_is_made_once_per_version_of_the_database(query: Query) -> None:
    assert all_html(query) is all_html(query)


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 1), (12, 1)])
def test_more_than_three_focus_areas_stand_together_in_one_line(
    copy: duckdb.DuckDBPyConnection, count: int, columns: int
) -> None:
    query = with_focus_areas(copy, count)
    text = all_html(query)
    assert text.count('scope="col"') == 2 + columns and text.count('role="img"') == 16 * columns
    if count == 12:
        assert ">12 buurten</th>" in text
        first = line(query, 1).cells[0]
        assert first.words == "bij 12 van de 12 is de stad verder" and len(first.marks) == 12
        assert all("nu (2024)" in mark.text for mark in first.marks)
        assert line(query, 4).cells[0].words == "12 van de 12 hebben een cijfer"
        assert line(query, 12).cells[0].words == "bij 12 van de 12 is de middelste buurt verder"


def test_a_long_name_is_written_in_full_and_no_mark_leaves_the_scale(copy: duckdb.DuckDBPyConnection) -> None:
    name = "Een heel lange naam van een doel " * 5
    copy.execute("update goal set name = ? where goal_id = 1", [name])
    copy.execute("update goal_status set gap_now = 90 where measure_id = '1'")
    query = query_of(copy)
    assert name.strip() in all_html(query)
    assert all(0 <= mark.place <= 100 for line in picture.lines(query) for cell in line.cells for mark in cell.marks)
    assert all(cell.latest and cell.latest.is_beyond for cell in line(query, 1).cells)


def test_nothing_measured_says_so(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("""update goal_status set value = null, period = null, certainty = null, status = 'nog geen meting',
        why_no_figure = 'niet opgehaald', next_step = 'Ophalen.', gap_word = null, gap_now = null""")
    text = all_html(query_of(copy))
    assert "<h2>Nog geen enkel doel is opnieuw gemeten</h2>" in text and "0 zijn opnieuw gemeten" in text


def test_a_programme_without_any_figure_has_lines_with_the_reason(copy: duckdb.DuckDBPyConnection) -> None:
    for statement in ("delete from goal_related", "update goal_status set gap_baseline = null, gap_now = null",
                      "delete from observation"):  # fmt: skip
        copy.execute(statement)
    copy.execute("""update goal_status set value = null, period = null, certainty = null, status = 'nog geen meting',
        why_no_figure = 'niet opgehaald', next_step = 'Ophalen.', gap_word = null""")
    query = query_of(copy)
    assert "Van 0 van de 16 doelen is iets bekend" in all_html(query)
    assert {cell.words for line in picture.lines(query) for cell in line.cells} == {"niet opgehaald"}
