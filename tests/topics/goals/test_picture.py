"""All goals as a picture: which figure stands for a goal, where its marks lie, and what folds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

import duckdb
import pytest
from defusedxml.ElementTree import fromstring

from tests.opened import open_query
from veerkracht.core import paths
from veerkracht.database.query import Query, query_of
from veerkracht.export import picture as export
from veerkracht.topics.goals import answers, exhibits, picture, picture_drawing, rows, tables
from veerkracht.topics.goals import picture_words as words
from veerkracht.topics.goals.picture import Line
from veerkracht.topics.start import highlights
from veerkracht.topics.start import sentences as start_sentences

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


@pytest.mark.slow
def test_every_goal_has_one_line_with_a_place_for_every_focus_area(query: Query) -> None:
    lines = picture.lines(query)
    assert [line.goal_id for line in lines] == list(range(1, 17))
    assert all([cell.area_name for cell in line.cells] == ["Nazareth", "Pottenberg"] for line in lines)


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(("baseline", "city", "size"), [(92.62, 48.34, "45"), (48.34, 92.62, "45"), (93.4, 48.6, "44")])
def test_a_distance_is_that_of_the_figures_as_printed_on_every_page(
    copy: duckdb.DuckDBPyConnection, baseline: float, city: float, size: str
) -> None:
    """The distances are 44,28 and 44,8; whoever subtracts the printed figures finds 45 and 44."""
    copy.execute(
        """update goal_status set value = null, period = null, city_now = null, gap_now = null, gap_word = null,
        baseline_published = $first, city_baseline = $city, gap_baseline = $first - $city where measure_id = '7'""",
        {"first": baseline, "city": city},
    )
    query = query_of(copy)
    row = next(row for row in rows.statuses(query) if (row.measure_id, row.area_code) == ("7", NAZARETH))
    side = "achter" if baseline > city else "voor"
    assert line(query, 7).cells[0].words.startswith(f"{size} {side} op de stad")
    gap = highlights.gap(row, lambda *_: 10.0)
    assert gap and start_sentences.largest_gap(gap, "Nazareth").title.partition("de stad is ")[2].startswith(f"{size} ")
    [card] = [a for a in answers.answers(row, False, None, rows.reference(query, row), "#000") if a.question == "Stad"]
    assert card.sentence.endswith(f" op de stad {size} per 10.000 inwoners.")
    table = tables.facts((row,), {NAZARETH: "Nazareth"})
    assert f">{size} per 10.000 inwoners {'boven' if baseline > city else 'onder'}<" in table


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
    assert words.unit("Deelnemers aan een training", "inwoners per jaar", 1) == ", per jaar"  # who, is said once
    assert words.unit("Trainingen", "inwoners per jaar", 1) == ", inwoners per jaar"
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
        'aria-label="Pottenberg: begin (2022): 14 procentpunt achter op de stad; '
        'nu (2024): 16 procentpunt achter op de stad; doel (2030): 13 procentpunt achter op de stad"' in text
    )
    assert "landelijk uitzonderlijk ongunstig" in text


@pytest.mark.parametrize(("word", "sign", "is_good"), [("gunstig", "▲", True), ("ongunstig", "▼", False)])
def test_what_is_unusual_and_favourable_is_not_drawn_in_red(
    included_database: Path, monkeypatch: pytest.MonkeyPatch, word: str, sign: str, is_good: bool
) -> None:
    monkeypatch.setattr(words, "unusual", lambda row, stick: word)
    with open_query(included_database) as query:
        text = all_html(query)
    assert f'title="landelijk {word}"><span aria-hidden="true">{sign}</span>' in text
    assert (' vk-good"' in text) == is_good


def test_the_picture_of_some_goals_counts_only_those(query: Query) -> None:
    some = [row for row in rows.statuses(query) if row.goal_id in (1, 9)]
    text = picture.html(query, some)
    assert "Van 1 van de 2 doelen is iets bekend, 1 is opnieuw gemeten" in text and "11. " not in text
    assert "Geen enkel doel past bij deze keuze" in picture.html(query, [])


@pytest.mark.slow
def test_a_goal_that_one_area_has_no_new_figure_of_is_not_measured_again(copy: duckdb.DuckDBPyConnection) -> None:
    """'Alle zijn opnieuw gemeten' stood above 'wacht op nieuwe meting', and Start counted another number."""
    copy.execute(f"""update goal_status set value = null, period = null, status = 'nog geen meting', gap_word = null,
        gap_now = null, certainty = null, why_no_figure = 'niet opgehaald', next_step = 'Ophalen.'
        where measure_id = '1' and area_code = '{NAZARETH}'""")
    query = query_of(copy)
    some = [row for row in rows.statuses(query) if row.goal_id == 1]
    assert "iets bekend, geen is opnieuw gemeten (t/m 2024)" in picture.html(query, some)


def test_the_headline_counts_only_comparisons_that_the_picture_shows(query: Query) -> None:
    moved = [
        replace(row, gap_word="achterstand groter", gap_lower=-9.0)
        for row in rows.statuses(query)
        if row.area_code in (NAZARETH, POTTENBERG)
    ]
    found = picture.statuses_of(moved, picture.lines(query))
    assert len(found) == 32 < len(moved)
    assert "32 van 32 vergelijkingen" in words.headline(found)


def test_the_picture_is_made_once_per_version_of_the_database(query: Query) -> None:
    assert all_html(query) is all_html(query)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 1), (12, 1)])
def test_more_than_three_focus_areas_stand_together_in_one_line(
    copy: duckdb.DuckDBPyConnection, count: int, columns: int
) -> None:
    query = with_focus_areas(copy, count)
    text = all_html(query)
    assert text.count('scope="col"') == 2 + columns and text.count('role="img"') == 16 * columns
    if count == 12:
        assert ">12 gebieden</th>" in text
        first = line(query, 1).cells[0]
        assert first.words == "bij alle is de stad verder" and len(first.marks) == 12
        assert all("nu (2024)" in mark.text for mark in first.marks)
        assert line(query, 4).cells[0].words == "alle hebben een cijfer"
        assert line(query, 12).cells[0].words == "bij alle is de middelste buurt verder"


@pytest.mark.slow
def test_a_long_name_is_written_in_full_and_no_mark_leaves_the_scale(copy: duckdb.DuckDBPyConnection) -> None:
    name = "Een heel lange naam van een doel " * 5
    copy.execute("update goal set name = ? where goal_id = 1", [name])
    copy.execute("update goal_status set city_now = value + 90 where measure_id = '1'")
    query = query_of(copy)
    assert name.strip() in all_html(query)
    assert all(0 <= mark.place <= 100 for line in picture.lines(query) for cell in line.cells for mark in cell.marks)
    assert all(cell.latest and cell.latest.is_beyond for cell in line(query, 1).cells)


@pytest.mark.slow
def test_nothing_measured_says_so(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("""update goal_status set value = null, period = null, certainty = null, status = 'nog geen meting',
        why_no_figure = 'niet opgehaald', next_step = 'Ophalen.', gap_word = null, gap_now = null""")
    text = all_html(query_of(copy))
    assert "<h2>Nog geen enkel doel is opnieuw gemeten</h2>" in text and ", geen is opnieuw gemeten." in text


@pytest.mark.slow
def test_a_programme_without_any_figure_has_lines_with_the_reason(copy: duckdb.DuckDBPyConnection) -> None:
    for statement in ("delete from goal_related", "update goal_status set gap_baseline = null, gap_now = null",
                      "delete from observation"):  # fmt: skip
        copy.execute(statement)
    copy.execute("""update goal_status set value = null, period = null, certainty = null, status = 'nog geen meting',
        why_no_figure = 'niet opgehaald', next_step = 'Ophalen.', gap_word = null""")
    query = query_of(copy)
    assert "Van geen van de 16 doelen is iets bekend" in all_html(query)
    assert {cell.words for line in picture.lines(query) for cell in line.cells} == {"niet opgehaald"}


def of_paper(query: Query, *goal_ids: int) -> Element:
    """The picture on paper of these goals, by default of all."""
    exhibit = query.value(exhibits.overview, goal_ids or tuple(rows.goals(query)))
    return fromstring(export.svg(exhibit))


def texts(drawn: Element) -> list[str]:
    return [str(element.text) for element in drawn.findall(".//{*}text")]


def test_the_picture_on_paper_has_the_goals_areas_words_and_signs_of_the_screen_in_their_order(query: Query) -> None:
    drawn, lines = of_paper(query), picture.lines(query)
    said = " ".join(texts(drawn))
    places = [said.index(f" {line.goal_id}. {line.name}") for line in lines]
    assert places == sorted(places)
    words = said[places[0] :]
    assert all(cell.words in words for line in lines for cell in line.cells)
    assert said.index("Nazareth") < said.index("Pottenberg") < places[0]
    marks = [mark.kind for line in lines for cell in line.cells for mark in cell.marks]
    in_key = len({kind for kind in marks if kind != "target"})
    assert len(list(drawn.findall(".//{*}circle"))) == len(marks) - marks.count("target") + in_key


@pytest.mark.slow
def test_nothing_of_the_picture_on_paper_lies_beside_it_with_two_areas_and_with_three(
    query: Query, copy: duckdb.DuckDBPyConnection
) -> None:
    three = of_paper(with_focus_areas(copy, 3))
    for drawn in (of_paper(query), three):
        [drawing] = [part for part in drawn.findall(".//{*}svg") if part is not drawn]
        width, height = float(drawing.attrib["width"]), float(drawing.attrib["height"])
        assert width == picture_drawing.WIDTH
        for text in drawing.findall(".//{*}text"):
            size, x = float(text.attrib["font-size"]), float(text.attrib["x"])
            assert x >= 0 and x + 0.5 * size * len(str(text.text)) * (text.attrib["text-anchor"] == "start") <= width
            assert size <= float(text.attrib["y"]) <= height


def test_the_picture_on_paper_has_the_colours_of_the_screen() -> None:
    style = (paths.ROOT / "veerkracht" / "web" / "assets" / "style.css").read_text(encoding="utf-8")
    light = re.findall(r"\.vk-area-(\d) { --vk-area: (#\w+); }", style)[:3]
    assert [color for _, color in sorted(light)] == [*picture_drawing.COLORS]


def test_a_name_with_markup_and_what_no_picture_can_hold_is_text(query: Query) -> None:
    first, *_ = picture.lines(query)
    drawn = picture_drawing.draw([replace(first, name="<b>Een</b> & \x00 \ud800 twee")], ["A", "B"], 2030, "Stad")
    assert "1. <b>Een</b> & twee" in " ".join(texts(fromstring(drawn)))


def test_the_table_of_the_picture_has_a_row_per_goal_and_its_data_one_per_measure_and_area(query: Query) -> None:
    exhibit = query.value(exhibits.overview, (1, 2))
    assert [row.cells[0].text for row in exhibit.table.rows] == ["1. Gezondheid", "2. Financiële bestaanszekerheid"]
    data, statuses = exhibit.sheets.data, [row for row in rows.statuses(query) if row.goal_id in (1, 2)]
    assert data[["maat", "gebiedscode"]].values.tolist() == [[row.label, row.area_code] for row in statuses]
    assert data["cijfer"].dropna().tolist() == [row.value for row in statuses if row.value is not None]


def test_a_choice_without_goals_has_no_picture(query: Query) -> None:
    exhibit = query.value(exhibits.overview, ())
    assert not exhibit.has_picture and not exhibit.table.rows


@pytest.mark.slow
def test_with_too_few_buurten_for_a_scale_there_is_none_but_the_words_stay(copy: duckdb.DuckDBPyConnection) -> None:
    """Of an island of two buurten nobody can say what is usual."""
    copy.execute(
        f"delete from observation where area_code like 'BU%' and area_code not in ('{NAZARETH}', '{POTTENBERG}')"
    )
    few = query_of(copy)
    drawn = picture.lines(few)
    assert not any(cell.marks for line in drawn for cell in line.cells)
    html = all_html(few)
    assert "vk-scale" not in html and "rechts is gunstiger" not in html and "vk-picture-bare" in html
    assert sum("op de stad" in cell.words for line in drawn for cell in line.cells)
    paper = picture_drawing.draw(drawn, picture.heads(few), 2033, "Maastricht")
    assert "dasharray" not in paper and "rechts is gunstiger" not in paper
    assert all(escape(word) in paper for line in drawn for cell in line.cells for word in cell.words.split()[:1])
