"""The free table: its cells against the observations, turned, sorted, set against others, as files, and its page."""

import io
import random
from pathlib import Path
from statistics import median

import docx
import duckdb
import openpyxl
import pptx
import pytest

from tests.opened import html, open_query, page, parameter
from veerkracht.core import dutch
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing.exhibit import deck
from veerkracht.export import delimited, slides, word, workbook
from veerkracht.topics.comparison import figures as comparison
from veerkracht.topics.free_table import exhibits, figures, sentences, tables
from veerkracht.topics.free_table.figures import Choice, Side

NAZARETH, POTTENBERG, CITY = "BU09350403", "BU09350203", "GM0935"
TOPICS = ("ervaren_gezondheid", "misdrijven", "inwoners")
SMALL = Choice(TOPICS, (NAZARETH, POTTENBERG, CITY), ("2022", "2024"))


def buurten(query: Query) -> tuple[str, ...]:
    return tuple(buurt.area_code for buurt in comparison.buurten(query))


@pytest.mark.slow
@pytest.mark.parametrize("rows", ["gebied", "onderwerp", "jaar"])
def test_every_way_round_random_cells_equal_the_observations(included_database: Path, rows: Side) -> None:
    chance = random.Random(len(rows))
    with open_query(included_database) as query, duckdb.connect(str(included_database), read_only=True) as connection:
        topics = tuple(chance.sample(list(comparison.yearly_labels(query)), 8))
        areas = (*chance.sample(buurten(query), 10), CITY, "NL00")
        grid = figures.grid(query, Choice(topics, areas, ("2020", "2022", "2024"), rows))
        table = tables.table(grid)
        assert sum(len(row.cells) - 1 for row in table.rows) == 8 * 12 * 3
        for _ in range(40):
            place, column = chance.randrange(len(grid.rows)), chance.randrange(len(grid.columns))
            key = grid.key(grid.rows[place], grid.columns[column])
            found = connection.execute(
                "select value from observation where indicator_id = $1 and area_code = $2 and period = $3",
                [key.indicator_id, key.area_code, key.year],
            ).fetchall()
            value = found[0][0] if found else None
            text = table.rows[place].cells[column + 1].text
            indicator = grid.indicators[key.indicator_id]
            assert grid.cells[key].value == value
            assert value is None or text == dutch.short_figure(value, indicator.decimals, indicator.unit)


@pytest.mark.slow
def test_differences_are_of_figures_as_printed_and_none_of_amounts_to_the_city(included_database: Path) -> None:
    with open_query(included_database) as query:
        figure = figures.grid(query, SMALL).cells
        beside_city = figures.grid(query, Choice(*TOPICS_AREAS_YEARS, display="stad")).cells
        in_the_middle = figures.grid(query, Choice(*TOPICS_AREAS_YEARS, display="midden")).cells
        own = figures.Key("ervaren_gezondheid", NAZARETH, "2024")
        city = figures.Key("ervaren_gezondheid", CITY, "2024")
        assert beside_city[own].value == dutch.printed_difference(figure[own].value, figure[city].value, 1)  # type: ignore[arg-type]
        amount = figures.Key("inwoners", NAZARETH, "2024")
        assert beside_city[amount].value is None and in_the_middle[amount].value is not None
        small = {buurt.area_code for buurt in comparison.buurten(query) if buurt.is_small}
        every = figures.grid(query, Choice(("inwoners",), buurten(query), ("2024",))).cells
        middle = median(
            value.value for key, value in every.items() if key.area_code not in small and value.value is not None
        )
        assert in_the_middle[amount].value == dutch.printed_difference(every[amount].value, middle, 0)  # type: ignore[arg-type]


TOPICS_AREAS_YEARS = (SMALL.indicator_ids, SMALL.area_codes, SMALL.years)


def test_rows_stand_in_the_order_of_a_column_by_name_or_by_wijk_with_its_total(included_database: Path) -> None:
    with open_query(included_database) as query:
        wijken = tuple(code for code in lookups.area_names(query) if code.startswith("WK"))
        areas = (*buurten(query), *wijken, CITY)
        high = figures.grid(query, Choice(("misdrijven",), areas, ("2024",), order="1"))
        low = figures.grid(query, Choice(("misdrijven",), areas, ("2024",), order="-1"))
        by_wijk = figures.grid(query, Choice(("inwoners",), areas, ("2024",), order="wijk"))
    for grid, sign in ((high, -1), (low, 1)):
        values = [grid.cell(row, grid.columns[0]).value for row in grid.rows]
        known = [value for value in values if value is not None]
        assert known == sorted(known, key=lambda value: sign * value)
        assert values[len(known) :] == [None] * (len(values) - len(known))
    codes = [code for (code,) in by_wijk.rows]
    for wijk in wijken:
        above = codes[: codes.index(wijk)]
        inside = [code for code in codes if code.startswith(f"BU{wijk[2:]}")]
        assert above[-len(inside) :] == inside
    assert codes[-1] == CITY


@pytest.mark.slow
def test_files_have_the_table_as_it_stands_and_paper_has_parts_that_fit(included_database: Path) -> None:
    with open_query(included_database) as query:
        choice = Choice(TOPICS, (*buurten(query)[:5], CITY), ("2021", "2022", "2023", "2024"), order="1")
        exhibit = exhibits.whole(query, choice)
        letter = exhibits.document(query, choice, "https://voorbeeld.nl/tabel")
        content = workbook.workbook([exhibit], "Tabel", "Gemeente", letter.moment, [exhibit.table])
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Deze tabel"]
        text = delimited.dutch([exhibit]).decode("utf-8-sig")
    names = [str(row.cells[0].text) for row in exhibit.table.rows]
    written = [str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)]
    assert [name for name in written if name in names] == names
    assert len(text.splitlines()) == 1 + choice.count
    parts = letter.parts[0].exhibits
    assert [len(part.table.columns) for part in parts] == [9, 5]
    assert all(len(row.cells) == len(part.table.columns) for part in parts for row in part.table.rows)
    in_word = docx.Document(io.BytesIO(word.document(letter))).tables[0]
    slide = pptx.Presentation(io.BytesIO(slides.presentation(deck(letter)))).slides[0]
    [on_slide] = [shape.table for shape in slide.shapes if shape.has_table]
    for paper in (in_word, on_slide):  # the same topic in two years had the same heading
        assert paper.cell(0, 1).text == "Ervaren gezondheid goed of zeer goed, 2021, in procent"
        assert paper.cell(0, 2).text == "Ervaren gezondheid goed of zeer goed, 2022, in procent"


@pytest.mark.slow
def test_choices_stand_in_the_address_and_hold(built: None) -> None:
    test = page("tabel")
    assert not test.exception and not test.warning
    assert (parameter(test, "onder"), parameter(test, "toon"), parameter(test, "volgorde")) == (
        "gebied",
        "cijfer",
        "naam",
    )
    assert test.query_params["jaren"] == ["2022", "2024"]
    choice = {
        "onderwerp": ["inwoners"],
        "groep": "zelf",
        "gebied": [NAZARETH],
        "erbij": [""],
        "jaren": ["2020", "2021"],
    }
    test = page("tabel", **choice, onder="jaar", toon="midden", volgorde="-1")
    assert not test.warning and test.header[0].value == "Inwoners, Nazareth, 2020 t/m 2021"
    assert html(test).count('scope="row"') == 2


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ({"onderwerp": [""]}, "Kies hierboven een of meer onderwerpen."),
        ({"groep": "zelf", "gebied": [""], "erbij": [""]}, "Kies hierboven een of meer gebieden."),
        ({"jaren": [""]}, "Kies hierboven een of meer jaren."),
    ],
)
def test_what_is_still_to_choose_is_said(built: None, choice: dict[str, str | list[str]], text: str) -> None:
    test = page("tabel", **choice)
    assert not test.exception and [info.value for info in test.info] == [text]


def test_the_years_stay_when_all_topics_are_replaced(built: None) -> None:
    test = page("tabel", jaren=["2022", "2024"], groep="zelf")
    for topics in ([], ["rokers", "koopwoningen"]):
        test.multiselect("onderwerp").set_value(topics).run()
    assert not test.exception and not test.info and not test.warning
    assert test.query_params["jaren"] == ["2022", "2024"] and test.header


def test_a_theme_is_one_click_and_an_own_choice_begins_with_five_buurten(built: None, included_database: Path) -> None:
    with open_query(included_database) as query:
        topics, own = figures.themes(query)["gezondheid"], figures.usual_buurten(query)
        focus = list(lookups.programme(query).focus_area_codes)
        assert all(lookups.indicator(query, code).repeats is None for code in topics)  # no series that ended
        years = figures.usual_years(query, topics)
    assert list(own[:2]) == focus and len(own) == len(set(own)) == 5
    test = page("tabel")
    test.button_group("thema_in_tabel").set_value("gezondheid").run()
    test.button_group("groep").set_value("zelf").run()
    assert not test.exception and not test.warning and not test.info
    assert test.query_params["onderwerp"] == list(topics) and test.query_params["jaren"] == years
    assert test.query_params["gebied"] == list(own)
    assert test.header[0].value.startswith(f"{len(topics)} onderwerpen, 6 gebieden")  # with the city
    test.multiselect("onderwerp").set_value(list(topics[:3])).run()  # a theme is no choice of its own
    assert test.header[0].value.startswith("3 onderwerpen") and not test.button_group("thema_in_tabel").value
    assert test.session_state["last_chosen"]["gebied"] == []  # nobody chose these for another page


@pytest.mark.slow
def test_a_table_too_large_for_the_screen_says_so(built: None, included_database: Path) -> None:
    with open_query(included_database) as query:
        topics = list(comparison.yearly_labels(query))[:12]
        years = figures.years(query, tuple(topics))
    test = page("tabel", onderwerp=topics, jaren=years)
    assert not test.exception and not test.header
    assert sentences.too_many(Choice(tuple(topics), ("x",) * 45, tuple(years))) == test.info[0].value


@pytest.mark.parametrize("value", ["9999", "x", "-", "1;drop", "٣"])
def test_an_odd_order_is_the_usual_one_with_a_message(built: None, value: str) -> None:
    test = page("tabel", volgorde=value)
    assert not test.exception and len(test.warning) == 1 and test.header
