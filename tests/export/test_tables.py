import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import duckdb
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from veerkracht.core import dutch
from veerkracht.database import database, lookups
from veerkracht.database.query import query_of
from veerkracht.database.rows import Observation
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit, Sheets
from veerkracht.drawing.table import Column, Table
from veerkracht.export import delimited
from veerkracht.export.workbook import workbook

MOMENT = datetime(2026, 7, 19)
FORMULAS = [
    "=1+1", "+31 43", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", '"=1', "'=1", "\x01=1", "\n=1", "＝1",
]  # fmt: skip
TEXTS = [
    *FORMULAS, "<r><t>vet</t></r>", "<b>&amp;</b> \"wijk\" 'x'", "🏘️ Nazareth", "نص عربي", "a;b,c\nd", "x" * 2000,
    "\x00\x07bel\x1b", "_x0041_", "http://example.org", "12,5", "ééñ", "NaN", "",
]  # fmt: skip
NO_CHANGES = pd.DataFrame({"onderwerp": [], "oud cijfer": []})


def exhibit(data: pd.DataFrame, changes: pd.DataFrame = NO_CHANGES, explanation: str = "Wat het meet.") -> Exhibit:
    return Exhibit(
        name="trend", title="Trend", subtitle="", alternative="", table=Table("", (), ()),
        make_sheets=lambda: Sheets(
            data, pd.DataFrame({"onderwerp": ["Gezondheid"], "definitie": [explanation]}), changes
        ),
        sources=("Bron: RIVM.",), notes=("=Let op", "Let op"), link="https://veerkracht.example/trends", version="1b59",
    )  # fmt: skip


def hostile() -> Exhibit:
    return exhibit(pd.DataFrame({"gebied": TEXTS, "cijfer": range(len(TEXTS)), "=kop": TEXTS}))


def opened(*exhibits: Exhibit) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(exhibits, "Cijfers", "Gemeente", MOMENT)))


def cells(sheet: Worksheet) -> list[tuple]:
    return list(sheet.iter_rows(values_only=True))


@pytest.fixture
def connection(included_database) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.read(included_database) as connection:
        yield connection


@pytest.fixture
def health(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute("""
        select area_code as gebiedscode, period as periode, value as cijfer, decimals as decimalen
        from observation join indicator using (indicator_id)
        where indicator_id = 'ervaren_gezondheid'
        order by area_code, period
    """).df()


def test_an_excel_file_has_three_sheets_with_a_real_table_from_the_first_cell(health: pd.DataFrame) -> None:
    book = opened(exhibit(health), exhibit(health.head(3)))
    assert book.sheetnames == ["Gegevens", "Toelichting", "Wijzigingen"]
    for sheet in book:
        [table] = sheet.tables.values()
        assert table.ref.startswith("A1:") and table.name == sheet.title
        assert table.autoFilter is not None
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]][
            : len(table.tableColumns)
        ]
        assert sheet.freeze_panes == "A2"
        assert not sheet.merged_cells.ranges
        assert all(column.width <= 61 for column in sheet.column_dimensions.values())
    assert book["Gegevens"].tables["Gegevens"].ref == f"A1:C{1 + len(health) + 3}"


def test_figures_in_excel_equal_those_of_the_database(
    connection: duckdb.DuckDBPyConnection, health: pd.DataFrame
) -> None:
    rows = cells(opened(exhibit(health))["Gegevens"])
    assert rows[0] == ("gebiedscode", "periode", "cijfer")
    stored = connection.execute(
        "select area_code, period, value from observation where indicator_id = 'ervaren_gezondheid' order by all"
    ).fetchall()
    assert rows[1:] == stored
    assert ("BU09350403", "2024", 58.9) in stored
    assert any(value is None for *_, value in stored)


def test_every_figure_is_shown_with_the_decimals_of_its_row() -> None:
    data = pd.DataFrame({
        "cijfer": [1234.0, 58.96, 3.125, None], "decimalen": [0, 1, 2, 1], "aantal": [1, 2, 3, 4],
    })  # fmt: skip
    sheet = opened(exhibit(data))["Gegevens"]
    assert [cell.value for cell in sheet[1]] == ["cijfer", "aantal"]
    assert [sheet.cell(row, 1).number_format for row in (2, 3, 4)] == ["#,##0", "#,##0.0", "#,##0.00"]
    assert {sheet.cell(row, 2).number_format for row in range(2, 6)} == {"#,##0"}
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [1234, 59.0, 3.13, None]


def test_what_is_no_figure_in_the_unit_of_its_row_keeps_its_own_decimals() -> None:
    data = pd.DataFrame({"cijfer": [595.5], "stad nu": [595.52], "grens hoog": [0.5], "decimalen": [0]})
    sheet = opened(exhibit(data))["Gegevens"]
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [(596, "#,##0"), (596, "#,##0"), (0.5, "#,##0.0")]


def test_a_table_on_screen_has_of_every_figure_in_words_its_own_decimals() -> None:
    table = Table.of("Cijfers", (Column("Onderwerp"), Column("Cijfer", 0), Column("Nu", 1)),
                     [("Inwoners", "3.145", 2.25), ("Jong", "17,5%", None), ("Oud", "geheim", 3.0)])  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(workbook([], "Cijfers", "Gemeente", MOMENT, [table])))
    of_columns = [[(cell.value, cell.number_format) for cell in column[1:]] for column in book["Deze tabel"].columns]
    assert of_columns[1] == [(3145, "#,##0"), (17.5, "#,##0.0"), ("geheim", "General")]
    assert of_columns[2][0] == (2.3, "#,##0.0") and of_columns[2][2] == (3, "#,##0.0")


def test_a_table_of_one_topic_on_screen_names_it_above_its_figures() -> None:
    table = Table.of("Jong, 2024, in procent", (Column("Buurt"), Column("2024, in procent", 1), Column("Inwoners", 0)),
                     [("Amby", 17.5, 6505)])  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(workbook([], "Cijfers", "Gemeente", MOMENT, [table])))
    assert [cell.value for cell in book["Deze tabel"][1]] == ["Buurt", "Jong, 2024, in procent", "Inwoners"]


def test_without_decimals_a_column_gets_those_that_its_figures_have() -> None:
    frame = pd.DataFrame({"heel": [1.0, None], "een": [1.5, 2.0], "veel": [1 / 3, 2.0], "tekst": ["1,5", "geen"]})
    sheet = opened(exhibit(frame))["Gegevens"]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0", "#,##0.0", "#,##0.000", "General"]
    assert sheet["C2"].value == 1 / 3


def test_columns_follow_the_first_exhibit_and_none_is_lost() -> None:
    first, second = pd.DataFrame({"b": [1], "a": ["x"]}), pd.DataFrame({"a": ["y"], "c": [2.5], "b": [3]})
    rows = cells(opened(exhibit(first), exhibit(second))["Gegevens"])
    assert rows == [("b", "a", "c"), (1, "x", None), (3, "y", 2.5)]


def test_hostile_text_comes_out_of_excel_as_text() -> None:
    book = opened(hostile())
    assert all(cell.data_type != "f" and cell.hyperlink is None for sheet in book for row in sheet for cell in row)
    found = [row[0] for row in cells(book["Gegevens"])[1:]]
    assert found[TEXTS.index("=1+1")] == "=1+1"
    assert found[TEXTS.index("<r><t>vet</t></r>")].strip() == "<r><t>vet</t></r>"
    assert found[TEXTS.index("\x00\x07bel\x1b")] == "bel"
    assert found[TEXTS.index("12,5")] == "12,5"
    same = ["<b>&amp;</b> \"wijk\" 'x'", "🏘️ Nazareth", "نص عربي", "x" * 2000, "http://example.org", "a;b,c\nd", "NaN"]
    assert set(same) <= set(found)
    assert [cell.value for cell in book["Gegevens"][1]] == ["gebied", "cijfer", "=kop"]


def test_hostile_titles_do_not_break_an_excel_file() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([hostile()], "</dc:title>\x01&", "<a>\x02", MOMENT)))
    assert (book.properties.title, book.properties.creator) == ("</dc:title>&", "<a>")


def test_headings_that_excel_takes_for_the_same_stay_a_table() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["Cijfer", "cijfer", "", "k" * 300])
    [table] = opened(exhibit(frame))["Gegevens"].tables.values()
    names = [column.name for column in table.tableColumns]
    assert names[:3] == ["Cijfer", "cijfer (2)", "kolom"]
    assert len(names[3]) == 255


def test_text_that_does_not_fit_in_a_cell_is_cut_with_an_ellipsis() -> None:
    sheet = opened(exhibit(pd.DataFrame({"a": ["x" * 40_000, "🏘" * 20_000]})))["Gegevens"]
    for cell in (sheet["A2"], sheet["A3"]):
        assert cell.value.endswith("…")
        assert 32_000 < len(cell.value.encode("utf-16-le")) / 2 <= 32_767


def test_infinite_and_missing_figures_are_empty_cells() -> None:
    frame = pd.DataFrame(
        {"cijfer": [float("inf"), float("nan"), 2.0], "ja": [True, False, None], "x": [None, pd.NA, "t"]}
    )
    assert cells(opened(exhibit(frame))["Gegevens"])[1:] == [(None, True, None), (None, False, None), (2, None, "t")]


def test_the_explanation_is_names_and_texts_with_notes_sources_address_and_version_at_its_end() -> None:
    sheet = opened(hostile(), hostile())["Toelichting"]
    assert cells(sheet) == [
        ("naam", "tekst"), ("onderwerp", "Gezondheid"), ("definitie", "Wat het meet."), ("let op", "=Let op"),
        ("let op", "Let op"), ("bron", "Bron: RIVM."), ("in het dashboard", "https://veerkracht.example/trends"),
        ("versie van de gegevens", "1b59"),
    ]  # fmt: skip
    assert sheet.tables["Toelichting"].ref == "A1:B8"
    assert sheet["B2"].alignment.wrap_text


def test_changes_stand_in_a_table_and_their_absence_is_said() -> None:
    changes = pd.DataFrame({"onderwerp": ["Inwoners"], "oud cijfer": [3140.0], "nieuw cijfer": [3145.0]})
    empty = opened(hostile())["Wijzigingen"]
    assert cells(empty) == [("Wijzigingen",), ("Er zijn geen wijzigingen van deze cijfers bekend.",)]
    filled = cells(opened(exhibit(pd.DataFrame({"a": [1]}), changes), hostile())["Wijzigingen"])
    assert filled == [("onderwerp", "oud cijfer", "nieuw cijfer"), ("Inwoners", 3140, 3145)]


def test_an_excel_file_without_exhibits_says_that_there_are_no_figures() -> None:
    assert cells(opened()["Gegevens"]) == [("Gegevens",), ("Er zijn geen cijfers.",)]


def test_an_excel_file_names_its_title_author_moment_and_language() -> None:
    properties = opened(hostile()).properties
    assert (properties.title, properties.creator) == ("Cijfers", "Gemeente")
    assert (properties.created, properties.modified, properties.language) == (MOMENT, MOMENT, "nl-NL")


def test_the_same_exhibits_give_the_same_excel_file(health: pd.DataFrame) -> None:
    first, second = (workbook([exhibit(health), hostile()], "t", "a", MOMENT) for _ in range(2))
    assert first == second
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_csv_for_dutch_excel_has_semicolons_and_decimal_commas() -> None:
    data = pd.DataFrame({"gebied": ["Pottenberg", "é"], "cijfer": [-58.9, None], "decimalen": [1, 1]})
    assert delimited.dutch([exhibit(data)]) == "\ufeffgebied;cijfer\r\nPottenberg;-58,9\r\né;\r\n".encode()


def test_numbers_between_texts_also_get_a_decimal_comma() -> None:
    assert delimited.dutch([exhibit(pd.DataFrame({"cijfer": [-1.5, "geen", 2]}))]).decode("utf-8-sig") == (
        "cijfer\r\n-1,5\r\ngeen\r\n2\r\n"
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_harmless_in_dutch_excel(text: str) -> None:
    data = pd.DataFrame({"a": [text, "Caberg-Noord"], text: ["x", "y"]})
    heading, first, second = csv.reader(
        io.StringIO(delimited.dutch([exhibit(data)]).decode("utf-8-sig"), ""), delimiter=";"
    )
    assert heading[1] == first[0] == "'" + text.replace("\x01", "")
    assert second[0] == "Caberg-Noord"


def test_csv_for_scripts_keeps_text_as_it_is_and_numbers_in_full() -> None:
    data = hostile().sheets.data.assign(cijfer=[58.9, 1 / 3, *range(len(TEXTS) - 2)])
    content = delimited.tidy([exhibit(data)]).decode("utf-8")
    assert not content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content, "")))
    assert [row[0] for row in rows[1:]] == TEXTS
    assert [float(row[1]) for row in rows[1:]] == data["cijfer"].tolist()
    assert rows[1][1] == "58.9"


def test_text_that_is_no_unicode_does_not_break_a_file() -> None:
    data = pd.DataFrame({"a": pd.Series(["wijk\ud800", 1], dtype=object)})
    assert delimited.tidy([exhibit(data)]) == b"a\r\nwijk?\r\n1\r\n"
    assert delimited.dutch([exhibit(data)]).decode("utf-8-sig") == "a\r\nwijk\r\n1\r\n"
    assert cells(opened(exhibit(data))["Gegevens"])[1:] == [("wijk",), (1,)]


def test_files_without_exhibits_are_empty() -> None:
    assert delimited.dutch([]).decode("utf-8-sig").strip() == delimited.tidy([]).decode().strip() == ""


def test_bounds_are_rounded_to_the_decimals_of_their_figure() -> None:
    frame = pd.DataFrame({
        "cijfer": [58.9, 596.0, None], "ondergrens": [57.38600289972333, 465.5, None],
        "bovengrens": [60.4, 763.49, None], "decimalen": [1, 0, 1],
    })  # fmt: skip
    lines = delimited.dutch([exhibit(frame)]).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["58,9;57,4;60,4", "596,0;466,0;763,0", ";;"]


FIGURES = [
    (58.9333, 58.9301, 58.9499),
    (0.25, 0.2499, 0.2501),
    (57.25, 57.2, 57.3),
    (-0.04, -0.049, 0.04),
    (7.0, None, None),
]


@pytest.mark.slow
def test_a_file_rounds_a_figure_and_its_bounds_alike_and_as_the_table_does(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    indicator = lookups.indicator(query_of(connection), "ervaren_gezondheid")
    figures = [
        Observation("BU09350403", str(2012 + place), *bounded, "definitief", None, "gepubliceerd")
        for place, bounded in enumerate(FIGURES)
    ]
    made = exhibits.exhibit(query_of(connection), "proef", "", "", "", Table("", (), ()), [(indicator, figures)], [])
    rows = list(csv.DictReader(io.StringIO(delimited.dutch([made]).decode("utf-8-sig")), delimiter=";"))
    printed = [[row[name] for name in ("cijfer", "ondergrens", "bovengrens")] for row in rows]
    assert printed == [["" if value is None else dutch.number(value, 1).replace("−", "-") for value in figures]
                       for figures in FIGURES]  # fmt: skip
    in_full = list(csv.DictReader(io.StringIO(delimited.tidy([made]).decode())))
    assert [[row[name] for name in ("cijfer", "ondergrens", "bovengrens")] for row in in_full] == [
        ["" if value is None else str(value) for value in figures] for figures in FIGURES
    ]
    sheet = opened(made)["Gegevens"]
    head = [cell.value for cell in sheet[1]]
    places = [head.index(name) for name in ("cijfer", "ondergrens", "bovengrens")]
    assert [[row[place] for place in places] for row in cells(sheet)[1:]] == [
        [None if value is None else float(dutch.rounded(value, 1)) for value in figures] for figures in FIGURES
    ]
    for figure, low, high in (map(lambda text: float(text.replace(",", ".")), row) for row in printed[:-1]):
        assert low <= figure <= high
