"""Own figures: every rule of the format, each with a real file; templates; snapshots of a good file."""

import csv
import io
import os
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.formula import ArrayFormula

from etl.own_figures import cells, headings, intake, local_files, sheets, template, values, workbook
from etl.own_figures import figures as own_figures
from etl.own_figures.figures import OwnFile
from etl.snapshots import store
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import moments, paths
from veerkracht.core.errors import SourceError

OURS = catalog.load(paths.CATALOG)
NAMES = {
    "BU09350403": "Nazareth", "BU09350203": "Pottenberg", "BU09350000": "Binnenstad", "WK093500": "Binnenstad",
    "GM0935": "Maastricht", "NL00": "Nederland",
}  # fmt: skip
YEAR = moments.today().year
GOOD = {
    "indicator": "thuis_in_de_buurt", "gebied": "BU09350403", "periode": "2024", "waarde": "58,9", "n": "212",
    "ondergrens": "", "bovengrens": "", "bron": "Buurtpeiling", "opmerking": "",
    "geteld": "",
}  # fmt: skip
COUNT = GOOD | {"indicator": "sociale_activiteiten", "waarde": "25", "n": ""}
MARK = GOOD | {"indicator": "speel_en_sportvoorzieningen", "waarde": "7,2"}


TOO_MANY_ROWS = (
    "het bestand heeft meer dan 100.000 rijen, lege meegeteld; haal de lege weg, of verdeel het over meer bestanden"
)

YEARS = "een jaar, zoals 2024, of een gemiddelde over jaren, zoals 2022/2024"


def csv_file(folder: Path, *rows: dict[str, str], name: str = "cijfers.csv", separator: str = ";") -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([headings.COLUMNS, *(list(row.values()) for row in rows)])
    (folder / name).write_text(text.getvalue(), encoding="utf-8", newline="")
    return folder / name


def raw_file(folder: Path, content: str | bytes, name: str = "cijfers.csv") -> Path:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def excel_file(
    folder: Path, *rows: Sequence[Any], change: Callable[[Any], None] = lambda sheet: None, title: str = "Cijfers"
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in [headings.COLUMNS, *rows]:
        sheet.append(list(row))
    change(sheet)
    book.save(folder / "cijfers.xlsx")
    return folder / "cijfers.xlsx"


def check(path: Path, content: Catalog = OURS) -> OwnFile:
    return own_figures.read(path, content, NAMES)


def mistakes(folder: Path, *rows: dict[str, str]) -> list[str]:
    return check(csv_file(folder, *rows)).mistakes


def unlimited() -> Catalog:
    """Return our catalogue with which nothing is too small to show."""
    none = {name: OURS.method.thresholds[name].model_copy(update={"value": 0})
            for name in ("minimum_count", "minimum_answers")}  # fmt: skip
    return OURS.model_copy(update={"method": OURS.method.model_copy(update=none)})


def only(own: OwnFile) -> Any:
    assert own.mistakes == []
    [row] = own.rows.itertuples()
    return row


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (
            {"indicator": "thuis_in_buurt", "gebied": "Nazaret", "periode": "202x", "waarde": "veel", "n": "x",
             "ondergrens": "x", "bovengrens": "y", "geteld": "half"},
            ["indicator", "gebied", "periode", "waarde", "n", "ondergrens", "bovengrens", "geteld"],
        ),
        ({"indicator": "thuis_in_buurt", "periode": "1066"}, ["indicator", "periode"]),
        ({"indicator": "thuis_in_buurt", "periode": "2024-03", "waarde": "58,9%"}, ["indicator"]),
        ({"periode": "202x", "ondergrens": "60", "bovengrens": "65"}, ["periode", "ondergrens"]),
        ({"gebied": "Nazaret", "ondergrens": "60"}, ["gebied", "ondergrens"]),
    ],
)  # fmt: skip
def test_all_mistakes_of_a_row_are_said_at_once(tmp_path: Path, row: dict[str, str], columns: list[str]) -> None:
    found = mistakes(tmp_path, GOOD | row)
    assert [column for column in headings.COLUMNS for line in found if f"kolom {column}:" in line] == columns, found
    assert len(found) == len(columns)


# --- good files -------------------------------------------------------------------------------------------------------


def test_a_good_row_becomes_a_figure(tmp_path: Path) -> None:
    row = GOOD | {"ondergrens": "52", "bovengrens": "65,5", "opmerking": "schriftelijk"}
    found = only(check(csv_file(tmp_path, row)))
    assert found[1:8] == ("thuis_in_de_buurt", "BU09350403", "Nazareth", "2024", 58.9, 212, 52)
    assert found[8:] == (65.5, "Buurtpeiling; schriftelijk", "", "", "")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_from_the_header(tmp_path: Path, separator: str) -> None:
    assert only(check(csv_file(tmp_path, GOOD, separator=separator))).value == 58.9


def test_columns_stand_in_any_order_in_any_case_and_the_optional_ones_can_be_left_out(tmp_path: Path) -> None:
    path = raw_file(tmp_path, " Waarde ;PERIODE;gebied;Indicator\r\n25;2024;GM0935;sociale_activiteiten\r\n")
    assert only(check(path)).value == 25


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;"])
def test_the_line_with_which_excel_names_the_separator_is_no_row(tmp_path: Path, line: str) -> None:
    text = (
        f"{line}\r\n{csv_file(tmp_path, GOOD, GOOD | {'periode': '2023', 'waarde': 'x'}).read_text(encoding='utf-8')}"
    )
    own = check(raw_file(tmp_path, "\ufeff" + text))
    assert own.rows["value"].tolist() == [58.9]
    assert [line.split(",")[0] for line in own.mistakes] == ["rij 4"]  # the number of the line


def test_headings_below_that_line_are_named_by_their_own_row(tmp_path: Path) -> None:
    assert check(raw_file(tmp_path, "sep=;\nindicator;gebied;periode\nx;y;z\n")).mistakes == [
        "rij 2: kolom waarde ontbreekt; zet die naam op rij 2"
    ]


def test_another_separator_in_that_line_is_one_mistake(tmp_path: Path) -> None:
    path = raw_file(tmp_path, "sep=|\nindicator|gebied|periode|waarde\na|b|c|d\n")
    assert check(path).mistakes == [f"regel 1: '|' tussen de kolommen wordt niet gelezen; {AS_CSV}"]


@pytest.mark.parametrize("heading", ['"indicator;gebied;periode;waarde"', "indicator|gebied|periode|waarde"])
def test_headings_that_are_all_in_one_cell_are_one_mistake(tmp_path: Path, heading: str) -> None:
    [line] = check(raw_file(tmp_path, f"{heading}\n{heading}\n")).mistakes
    assert line.startswith("rij 1: alle kolomnamen staan in één cel; zet elke naam in een eigen cel")


@pytest.mark.parametrize("heading", ['"opmerking, zoals a, b, c, d, e, f"', "opmerking, zoals a, b, c, d, e, f"])
def test_commas_inside_a_heading_are_no_separators(tmp_path: Path, heading: str) -> None:
    path = raw_file(tmp_path, f"indicator;gebied;periode;waarde;n;{heading}\nthuis_in_de_buurt;Nazareth;2024;5;9;\n")
    assert check(path).mistakes == [
        "rij 1: kolom 'opmerking, zoals a, b, c, d, e, f' bestaat niet; noem haar opmerking"
    ]


def test_headings_below_a_title_are_one_mistake(tmp_path: Path) -> None:
    text = csv_file(tmp_path, GOOD | {"bron": "intern"}).read_text(encoding="utf-8")
    own = check(raw_file(tmp_path, f"Peiling 2024, gemeente, wijken, buurten\n\n{text}"))
    assert own.mistakes == ["de kolomnamen staan op rij 3; zet ze op rij 1, en haal weg wat erboven staat"]
    assert own.withdraws("thuis_in_de_buurt", "BU09350403", "2024")


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = csv_file(tmp_path, GOOD)
    assert only(check(raw_file(tmp_path, b"\xef\xbb\xbf" + path.read_bytes()))).value == 58.9


def test_blank_rows_are_skipped_and_numbers_are_those_of_the_lines(tmp_path: Path) -> None:
    text = csv_file(tmp_path, GOOD).read_text(encoding="utf-8") + '\n;;;;;;;;\n  \n"x\ny";;;;;;;;\n;;;1;;;;;\n'
    found = check(raw_file(tmp_path, text)).mistakes
    assert [line.partition(";")[0] for line in found] == [
        "rij 6: gebied en periode zijn leeg", "rij 8: indicator, gebied en periode zijn leeg"
    ]  # fmt: skip


def test_an_indicator_is_also_known_by_its_label_and_an_area_by_its_name(tmp_path: Path) -> None:
    row = GOOD | {"indicator": "  voelt zich thuis in de BUURT", "gebied": "nazareth "}
    assert only(check(csv_file(tmp_path, row)))[1:3] == ("thuis_in_de_buurt", "BU09350403")
    row = GOOD | {"indicator": "Thuis_in_de_buurt", "gebied": "nl01"}
    assert only(check(csv_file(tmp_path, row)))[1:3] == ("thuis_in_de_buurt", "NL00")


LOOK_ALIKE = NAMES | {"BU09350101": "Belvédère", "BU09350102": "Oud-Caberg", "BU09350103": "'t Zand"}


@pytest.mark.parametrize(
    ("text", "code"),
    [("Belve\u0301de\u0300re", "BU09350101"), ("Oud\u2011Caberg", "BU09350102"), ("OUD\u2013CABERG", "BU09350102"),
     ("’t\u00a0Zand", "BU09350103"), ("Naza\u00adreth\u200b", "BU09350403"), ("BU09350403\ufeff", "BU09350403"),
     ("\u200ebu09350403", "BU09350403"), ("Oud\u00adCaberg", "BU09350102"), ("’t\u200bZand", "BU09350103")],
)  # fmt: skip
def test_a_name_or_code_that_only_looks_alike_is_the_same(tmp_path: Path, text: str, code: str) -> None:
    own = own_figures.read(csv_file(tmp_path, GOOD | {"gebied": text}), OURS, LOOK_ALIKE)
    assert only(own).area_code == code


def test_a_sign_that_makes_another_name_is_named(tmp_path: Path) -> None:
    found = mistakes(tmp_path, GOOD | {"gebied": "N\u0430zareth"}, GOOD | {"gebied": "Potten\u00ad berg"}, GOOD)
    assert found == [
        "rij 2, kolom gebied: gebied 'N\u0430zareth' bestaat niet; bedoelde u 'Nazareth'? "
        "Teken 2 is geen gewone letter: CYRILLIC SMALL LETTER A.",
        "rij 3, kolom gebied: gebied 'Potten\\xad berg' bestaat niet; bedoelde u 'Pottenberg'? "
        "Teken 7 is niet te zien: SOFT HYPHEN.",
    ]


def test_headings_indicators_numbers_and_marks_are_read_without_signs_that_nobody_sees(tmp_path: Path) -> None:
    path = raw_file(
        tmp_path,
        "\u200bIndicator;ge\u00adbied;periode\u00a0;waarde\u200e;n;zichtbaar\n"
        "Voelt zich\u00a0thuis in de buurt\u200b;Nazareth;\u200e2024;58,9\u200b;\ufeff212;intern\u200b\n",
    )
    row = only(check(path))
    assert (row.indicator_id, row.period, row.value, row.n, row.visible) == (
        "thuis_in_de_buurt", "2024", 58.9, 212, "intern")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("58,9", 58.9), ("58.9", 58.9), (" 58,9 ", 58.9), ("58,9%", 58.9), ("58,9 %", 58.9), ("0", 0), ("-0", 0),
     ("\u22120", 0), ("100", 100), ("0,123", 0.123), ("12,3456", 12.3456), ("\u00a05", 5)],
)  # fmt: skip
def test_a_value_is_read_with_a_comma_or_a_point(tmp_path: Path, text: str, value: float) -> None:
    assert only(check(csv_file(tmp_path, GOOD | {"waarde": text}), unlimited())).value == value


@pytest.mark.parametrize(
    ("text", "code"), [("2024", "2024"), ("2022/2024", "2022/2024"), (" 2024 ", "2024"), (str(YEAR + 1), str(YEAR + 1))]
)
def test_a_period_is_a_year_or_a_mean_over_years(tmp_path: Path, text: str, code: str) -> None:
    assert only(check(csv_file(tmp_path, GOOD | {"periode": text}))).period == code


def monthly() -> Catalog:
    changed = OURS.indicator("sociale_activiteiten").model_copy(update={"frequency": "maand"})
    rest = [indicator for indicator in OURS.indicators if indicator.id != changed.id]
    return OURS.model_copy(update={"indicators": (*rest, changed)})


def test_an_indicator_per_month_takes_months_only(tmp_path: Path) -> None:
    assert only(check(csv_file(tmp_path, COUNT | {"periode": "2024-03"}), monthly())).period == "2024-03"
    [line] = check(csv_file(tmp_path, COUNT), monthly()).mistakes
    assert line == (
        "rij 2, kolom periode: '2024' past niet: dit cijfer is er per maand; "
        "schrijf een jaar en een maand, zoals 2024-03"
    )  # fmt: skip


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    row = GOOD | {"bron": "=1+1", "opmerking": '@SOM("x")'}
    assert only(check(csv_file(tmp_path, row))).note == '=1+1; @SOM("x")'


def test_control_characters_in_remarks_become_spaces(tmp_path: Path) -> None:
    row = GOOD | {"bron": "a\nb\tc\u2028d", "opmerking": " \x07"}
    assert only(check(csv_file(tmp_path, row))).note == "a b c d"


# --- what is wrong with a row -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("indicator", "", "leeg; vul de naam van een indicator in"),
        ("indicator", "thuis_in_buurt", "indicator 'thuis_in_buurt' bestaat niet; bedoelde u 'thuis_in_de_buurt'?"),
        ("indicator", "xyz", "indicator 'xyz' bestaat niet; kijk op het blad Uitleg van het sjabloon"),
        ("indicator", "inwoners", "'inwoners' komt van CBS en wordt opgehaald; laat deze rij weg"),
        ("gebied", "", "leeg; vul de code of de naam van een gebied in"),
        ("gebied", "Nazaret", "gebied 'Nazaret' bestaat niet; bedoelde u 'Nazareth'?"),
        ("gebied", "Q", "gebied 'Q' bestaat niet; kijk op het blad Uitleg van het sjabloon"),
        ("gebied", "binnenstad", "'binnenstad' is de naam van BU09350000 en WK093500; schrijf een van die codes"),
        ("periode", "", "leeg; " f"schrijf {YEARS}"),
        ("periode", "24", "'24' is geen periode; " f"schrijf {YEARS}"),
        ("periode", "2024/2022", "'2024/2022' is geen periode; " f"schrijf {YEARS}"),
        ("periode", "2024-03", "'2024-03' past niet: dit cijfer is er per jaar; " f"schrijf {YEARS}"),
        ("periode", "1999", f"'1999' ligt niet in 2000 tot en met {YEAR + 1}; verbeter het jaar"),
        ("periode", "1998/2001", f"'1998/2001' ligt niet in 2000 tot en met {YEAR + 1}; verbeter het jaar"),
        ("periode", str(YEAR + 2), f"'{YEAR + 2}' ligt niet in 2000 tot en met {YEAR + 1}; verbeter het jaar"),
        ("waarde", "", "leeg; laat de rij weg als er geen cijfer is"),
        ("waarde", "12O", "'12O' is geen getal; schrijf bijvoorbeeld 12,5"),
        ("waarde", "1.234", "'1.234' kan twee getallen zijn; schrijf 1234 of 1,23"),
        ("waarde", "1,234", "'1,234' kan twee getallen zijn; schrijf 1234 of 1,23"),
        ("waarde", "583.456", "'583.456' kan twee getallen zijn; schrijf 583456 of 583,46"),
        ("waarde", "<5", "'<5' is geen getal; laat de rij weg: het dashboard verbergt kleine aantallen zelf"),
        ("waarde", "minder dan 5", "'minder dan 5' is geen getal; laat de rij weg: het dashboard verbergt kleine "
                                   "aantallen zelf"),
        ("waarde", "n < 30", "'n < 30' is geen getal; laat de rij weg: het dashboard verbergt kleine aantallen zelf"),
        ("waarde", "(<30)", "'(<30)' is geen getal; laat de rij weg: het dashboard verbergt kleine aantallen zelf"),
        ("waarde", "-3", "'-3' is negatief; een cijfer is hier 0 of meer"),
        ("waarde", "\u22123", "'\u22123' is negatief; een cijfer is hier 0 of meer"),
        ("waarde", "100,1", "'100,1' is meer dan 100%; schrijf een percentage van 0 tot en met 100"),
        ("waarde", "9999999999", "'9999999999' is te groot; schrijf een getal van hoogstens 999999999"),
        ("n", "0", "'0' is geen aantal antwoorden; schrijf een heel getal, zoals 250"),
        ("n", "12,5", "'12,5' is geen aantal antwoorden; schrijf een heel getal, zoals 13"),
        ("n", "212,4", "'212,4' is geen aantal antwoorden; schrijf een heel getal, zoals 212"),
        ("n", "veel", "'veel' is geen aantal antwoorden; schrijf bij een enquête hoeveel mensen antwoord gaven"),
        ("n", ".", "'.' is geen aantal antwoorden; schrijf bij een enquête hoeveel mensen antwoord gaven"),
        ("n", "1.200", "'1.200' is geen aantal antwoorden; schrijf een heel getal, zoals 1200"),
        ("n", "1 200", "'1 200' is geen aantal antwoorden; schrijf een heel getal, zoals 1200"),
        ("n", "1.200.300,0", "'1.200.300,0' is geen aantal antwoorden; schrijf een heel getal, zoals 1200300"),
        ("ondergrens", ".", "'.' is geen getal; laat de cel leeg als de grens niet bekend is"),
        ("bron", "x" * 2001, "langer dan 2.000 tekens; maak de tekst korter"),
        ("opmerking", "x" * 2001, "langer dan 2.000 tekens; maak de tekst korter"),
        ("zichtbaar", "geheim", "'geheim' bestaat niet; schrijf openbaar of intern (leeg is openbaar)"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_reported_with_its_row_its_column_and_what_to_do(
    tmp_path: Path, column: str, text: str, message: str
) -> None:
    assert mistakes(tmp_path, GOOD | {column: text}) == [f"rij 2, kolom {column}: {message}"]


@pytest.mark.parametrize("text", ["1.234,5", "1,234.5", "1.234.567", "1 234", "1\u00a0234", "1'234,5"])
def test_separators_of_thousands_are_refused(tmp_path: Path, text: str) -> None:
    [line] = mistakes(tmp_path, GOOD | {"waarde": text})
    assert "heeft een teken tussen de duizendtallen; laat dat weg, zoals in 1234,5" in line


@pytest.mark.parametrize(
    "text",
    ["€ 5", "€5", "1e5", "1E5", "ca. 5", "5,", ",5", "1_000", "0x10", "٣",
     "+5", "5 5", "--5", "5;6", "1/2", "5,5,5", "1-4"],
)  # fmt: skip
def test_anything_but_a_plain_number_is_refused(tmp_path: Path, text: str) -> None:
    [line] = mistakes(tmp_path, GOOD | {"waarde": text})
    assert "is geen getal; schrijf bijvoorbeeld 12,5" in line


@pytest.mark.parametrize(
    "text", [".", "x", "-", "–", "#", "*", "?", "n.v.t.", "N.V.T.", "n.b.", "onbekend", "geen gegevens", "nan", "inf",
             "-inf", "%", "NULL", "#N/B", "#DEEL/0!", "  .  ", ".\u200b"],
)  # fmt: skip
def test_what_exports_put_where_there_is_no_figure_gets_the_advice_of_an_empty_cell(tmp_path: Path, text: str) -> None:
    shown = text.strip().replace("\u200b", "")
    assert mistakes(tmp_path, GOOD | {"waarde": text}) == [
        f"rij 2, kolom waarde: '{shown}' is geen getal; laat de rij weg als er geen cijfer is"
    ]


@pytest.mark.parametrize(
    ("text", "remark", "number"),
    [("7,4*", "*", "7,4"), ("58,9 (a)", "(a)", "58,9"), ("58,9 voorlopig", "voorlopig", "58,9"), ("7,4²", "²", "7,4"),
     ("58.9 #", "#", "58.9")],
)  # fmt: skip
def test_a_sign_behind_a_number_is_named(tmp_path: Path, text: str, remark: str, number: str) -> None:
    assert mistakes(tmp_path, GOOD | {"waarde": text}) == [
        f"rij 2, kolom waarde: '{text}' heeft '{remark}' achter het getal; schrijf {number}, en de uitleg bij opmerking"
    ]


def test_a_number_without_end_is_not_proposed() -> None:
    with pytest.raises(values.Wrong, match=r"schrijf alleen het getal") as caught:
        values.number_in(f"{'9' * 400} voorlopig")
    assert len(str(caught.value)) < 200


def test_one_cause_is_one_message_with_all_its_rows(tmp_path: Path) -> None:
    cells = [".", ".", ".", "58,9", "-", "."]
    rows = [GOOD | {"waarde": cell, "periode": str(2001 + number)} for number, cell in enumerate(cells)]
    assert mistakes(tmp_path, *rows) == [
        "rijen 2 t/m 4, 6 en 7, kolom waarde: '.' is geen getal; laat de rij weg als er geen cijfer is (zo ook '-')"
    ]


@pytest.mark.parametrize(
    ("column", "cells", "message"),
    [
        ("waarde", ["x", "-", ".", "n.b.", "?", "#", "x"],
         "'x' is geen getal; laat de rij weg als er geen cijfer is (zo ook '-', '.', 'n.b.', '?' en nog 1)"),
        ("waarde", ["1.234", "2.345"], "'1.234' kan twee getallen zijn; schrijf 1234 of 1,23 (zo ook '2.345')"),
        ("n", ["1.212", "1.213"],
         "'1.212' is geen aantal antwoorden; schrijf een heel getal, zoals 1212 (zo ook '1.213')"),
        ("periode", ["mei 2023", "juni 2024"],
         "'mei 2023' is een maand, maar dit cijfer is er per jaar; schrijf 2023 (zo ook 'juni 2024')"),
        ("gebied", ["Totaal", "Overig"],
         "gebied 'Totaal' bestaat niet; kijk op het blad Uitleg van het sjabloon (zo ook 'Overig')"),
    ],
)  # fmt: skip
def test_cells_that_differ_and_are_wrong_in_the_same_way_are_one_message(
    tmp_path: Path, column: str, cells: list[str], message: str
) -> None:
    years = [{"periode": str(2001 + number)} for number in range(len(cells))]
    found = mistakes(tmp_path, *(GOOD | year | {column: cell} for year, cell in zip(years, cells, strict=True)))
    rows = sheets.rows_in_words(range(2, 2 + len(cells)))
    assert found == [f"{rows}, kolom {column}: {message}"]


def test_names_with_another_suggestion_each_have_their_own_message(tmp_path: Path) -> None:
    found = mistakes(tmp_path, GOOD | {"gebied": "Nazaret"}, GOOD | {"gebied": "Potenberg"})
    assert [line.partition("bedoelde u ")[2] for line in found] == ["'Nazareth'?", "'Pottenberg'?"]


def test_figures_that_are_all_given_twice_are_one_message(tmp_path: Path) -> None:
    rows = [GOOD, GOOD | {"gebied": "Pottenberg"}, GOOD | {"gebied": "Maastricht"}]
    assert mistakes(tmp_path, *rows, *rows) == [
        "rijen 5 t/m 7, kolom indicator: rij 2 gaat ook over thuis_in_de_buurt, Nazareth, 2024; laat één van beide weg "
        "(zo ook Pottenberg en Maastricht)"
    ]


def test_totals_and_notes_below_the_figures_are_one_message(tmp_path: Path) -> None:
    blank = dict.fromkeys(GOOD, "")
    total, note = blank | {"indicator": "Totaal", "waarde": "61,2"}, blank | {"indicator": "Bron: Buurtpeiling"}
    assert mistakes(tmp_path, GOOD, total, note) == [
        "rijen 3 en 4: gebied en periode zijn leeg; vul ze in, of haal de rij weg als het een totaal of een "
        "toelichting is"
    ]


def test_a_total_with_a_formula_is_a_total(tmp_path: Path) -> None:
    total = ("Gemiddelde", None, None, "=AVERAGE(D2:D2)", "=SUM(E2:E2)")
    [line] = check(excel_file(tmp_path, EXCEL_GOOD, total)).mistakes
    assert line.startswith("rij 3: gebied en periode zijn leeg; ")


def test_a_total_that_is_internal_is_an_unreadable_row_that_is_internal(tmp_path: Path) -> None:
    total = dict.fromkeys(GOOD, "") | {"indicator": "Totaal", "opmerking": "", "zichtbaar": "intern"}
    assert check(csv_file(tmp_path, GOOD, total)).withdraws("thuis_in_de_buurt", "BU09350403", "2024")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([3], "rij 3"), ([5, 3], "rijen 3 en 5"), ([3, 4], "rijen 3 en 4"), ([3, 4, 5, 9], "rijen 3 t/m 5 en 9"),
     (range(2, 40, 2), "rijen 2, 4, 6, 8, 10, 12, 14, 16 en nog 11")],
)  # fmt: skip
def test_rows_are_named_as_ranges(numbers: Sequence[int], words: str) -> None:
    assert sheets.rows_in_words(numbers) == words


@pytest.mark.parametrize(
    "text",
    ["mei 2024", "november 2024", "Nov 2024", "nov. 2024", "mrt 2024", "maart-2024", "1 mei 2024", "MEI\u00a02024"],
)
def test_a_month_in_words_is_told_alike_whatever_its_length(tmp_path: Path, text: str) -> None:
    shown = text.replace("\u00a0", " ")
    assert mistakes(tmp_path, GOOD | {"periode": text}) == [
        f"rij 2, kolom periode: '{shown}' is een maand, maar dit cijfer is er per jaar; schrijf 2024"
    ]


def test_a_month_in_words_gets_its_code_where_figures_are_monthly(tmp_path: Path) -> None:
    for text, code in (("mei 2024", "2024-05"), ("november 2024", "2024-11"), ("sept. 2024", "2024-09")):
        [line] = check(csv_file(tmp_path, COUNT | {"periode": text}), monthly()).mistakes
        assert line == f"rij 2, kolom periode: '{text}' is een maand in woorden; schrijf {code}"


@pytest.mark.parametrize("text", ["2023-2024", "2023 – 2024", "2023/24", "2023-24"])
def test_two_years_get_the_spelling_of_a_mean_over_years(tmp_path: Path, text: str) -> None:
    [line] = mistakes(tmp_path, GOOD | {"periode": text})
    assert line.endswith("is geen periode; schrijf 2023/2024 voor een gemiddelde over jaren")


@pytest.mark.parametrize("text", ["2024-13", "voorjaar 2024", "2024 Q1", "1e kwartaal 2024", "week 12 2024"])
def test_another_part_of_a_year_gets_the_forms_with_the_year_that_it_names(tmp_path: Path, text: str) -> None:
    [line] = mistakes(tmp_path, GOOD | {"periode": text})
    assert line == f"rij 2, kolom periode: '{text}' is geen periode; schrijf {YEARS}"


@pytest.mark.parametrize(
    "text",
    ["01-01-2024", "1/1/2024", "1-1-24", "jan-24", "1-jan-24", "mrt-24", "2024-01-01", "2024-01-01 00:00:00", "45292"],
)
def test_a_date_in_the_period_is_reported_as_made_by_excel(tmp_path: Path, text: str) -> None:
    assert mistakes(tmp_path, GOOD | {"periode": text}) == [
        f"rij 2, kolom periode: '{text}' is een datum, waarschijnlijk door Excel gemaakt; maak de kolom op als Tekst "
        f"en typ {YEARS}"
    ]


def test_a_survey_figure_without_n_is_refused(tmp_path: Path) -> None:
    message = "rij 2, kolom n: leeg; schrijf bij een enquête hoeveel mensen antwoord gaven"
    assert mistakes(tmp_path, GOOD | {"n": ""}) == [message]
    assert mistakes(tmp_path, COUNT) == []


def test_a_report_mark_lies_between_1_and_10(tmp_path: Path) -> None:
    assert mistakes(tmp_path, MARK, MARK | {"gebied": "GM0935", "waarde": "1"}) == []
    for text in ("0,9", "10,1"):
        [line] = mistakes(tmp_path, MARK | {"waarde": text})
        assert line.endswith(f"'{text}' is geen rapportcijfer; schrijf een getal van 1 tot en met 10")
    [line] = mistakes(tmp_path, MARK | {"waarde": "72%"})
    assert line.endswith("'72%' is een percentage, maar dit cijfer is in rapportcijfer; laat % weg")


def test_a_count_is_whole(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, COUNT | {"waarde": "25,5"})
    assert line == "rij 2, kolom waarde: '25,5' is geen heel getal; schrijf een aantal zonder decimalen"
    assert mistakes(tmp_path, COUNT | {"waarde": "25,0"}) == []


@pytest.mark.parametrize(
    ("lower", "upper", "message"),
    [
        ("52", "", "ondergrens: ondergrens en bovengrens horen bij elkaar; geef beide of geen van beide"),
        ("", "65", "ondergrens: ondergrens en bovengrens horen bij elkaar; geef beide of geen van beide"),
        ("59", "65", "ondergrens: de waarde ligt niet tussen ondergrens en bovengrens; verbeter een van de drie"),
        ("52", "58", "ondergrens: de waarde ligt niet tussen ondergrens en bovengrens; verbeter een van de drie"),
        ("-1", "65", "ondergrens: '-1' is negatief; een cijfer is hier 0 of meer"),
        ("52", "101", "bovengrens: '101' is meer dan 100%; schrijf een percentage van 0 tot en met 100"),
    ],
)
def test_bounds_come_together_and_enclose_the_value(tmp_path: Path, lower: str, upper: str, message: str) -> None:
    assert mistakes(tmp_path, GOOD | {"ondergrens": lower, "bovengrens": upper}) == [f"rij 2, kolom {message}"]


def test_a_figure_that_is_given_twice_names_both_rows(tmp_path: Path) -> None:
    again = GOOD | {"gebied": "nazareth", "indicator": "voelt zich thuis in de buurt", "waarde": "60"}
    assert mistakes(tmp_path, GOOD, GOOD | {"periode": "2023"}, again) == [
        "rij 4, kolom indicator: rij 2 gaat ook over thuis_in_de_buurt, Nazareth, 2024; laat één van beide weg"
    ]


def test_all_mistakes_are_reported_in_the_order_of_the_rows(tmp_path: Path) -> None:
    bad = GOOD | {"gebied": "x", "waarde": "y", "n": "z"}
    found = mistakes(tmp_path, GOOD, bad, bad | {"indicator": ""}, GOOD | {"waarde": ""})
    assert [line.split(":")[0] for line in found] == [
        "rijen 3 en 4, kolom gebied", "rijen 3 en 4, kolom waarde", "rij 3, kolom n", "rij 4, kolom indicator",
        "rij 4, kolom n", "rij 5, kolom indicator", "rij 5, kolom waarde",
    ]  # fmt: skip


def test_a_long_cell_is_shown_in_part(tmp_path: Path) -> None:
    [one, other] = mistakes(tmp_path, GOOD | {"gebied": "x" * 9000, "waarde": "9" * 9000})
    assert len(one) < 150 and len(other) < 150
    [line] = mistakes(tmp_path, GOOD | {"waarde": "7 " + "x" * 9000})
    assert len(line) < 250


@pytest.mark.slow
def test_a_file_with_very_many_unknown_names_takes_no_time(tmp_path: Path) -> None:
    rows = [GOOD | {"gebied": f"Nazaret {n}"} for n in range(3000)]
    found = mistakes(tmp_path, *rows)
    assert len(found) == 2 and "bedoelde u" in found[0] and "blad Uitleg" in found[-1]


# --- who may see a figure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "visible"), [("", ""), ("openbaar", ""), (" Openbaar ", ""), ("INTERN", "intern")])
def test_a_figure_is_for_everybody_unless_it_is_marked(tmp_path: Path, text: str, visible: str) -> None:
    own = check(csv_file(tmp_path, GOOD | {"zichtbaar": text}))
    assert only(own).visible == visible
    place = ("thuis_in_de_buurt", "BU09350403", "2024")
    assert own.internal == ({place} if visible else set()) and own.withdraws(*place) == bool(visible)
    [snapshot] = own_figures.snapshots_of(own, OURS, date(2026, 1, 2))
    assert ("visible" in snapshot.facts) == bool(visible)


PLACES = [(name, code, year) for name in ("thuis_in_de_buurt", "x") for code in NAMES for year in ("2024", "2026")]


@pytest.mark.parametrize(
    ("row", "withdrawn"),
    [
        (
            {"waarde": "58,9x"},
            lambda indicator, code, year: (indicator, code, year) == ("thuis_in_de_buurt", "BU09350403", "2024"),
        ),
        ({"gebied": "Nazaret"}, lambda indicator, code, year: (indicator, year) == ("thuis_in_de_buurt", "2024")),
        ({"periode": "24"}, lambda indicator, code, year: (indicator, code) == ("thuis_in_de_buurt", "BU09350403")),
        ({"periode": "24", "gebied": ""}, lambda indicator, code, year: indicator == "thuis_in_de_buurt"),
        ({"indicator": "thuis"}, lambda indicator, code, year: True),
        ({"zichtbaar": "interne"}, lambda indicator, code, year: (indicator, code, year) == PLACES[0]),
    ],
)
def test_a_refused_row_that_is_marked_still_says_what_is_internal(
    tmp_path: Path, row: dict[str, str], withdrawn: Callable[[str, str, str], bool]
) -> None:
    own = check(csv_file(tmp_path, GOOD | {"zichtbaar": "intern"} | row))
    assert own.mistakes
    assert [own.withdraws(*place) for place in PLACES] == [withdrawn(*place) for place in PLACES]


def test_a_file_with_a_wrong_header_is_internal_when_any_cell_says_so(tmp_path: Path) -> None:
    text = "indicator;gebied;periode;waarde;zichtbaarheid\nthuis_in_de_buurt;GM0935;2024;88;{}\n"
    assert check(raw_file(tmp_path, text.format("openbaar"))).internal == frozenset()
    assert check(raw_file(tmp_path, text.format("Intern "))).withdraws("x", "GM0935", "2020")


# --- what is wrong with the header or the file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "messages"),
    [
        ("indicator;gebied;periode;wrde", ["kolom 'wrde' bestaat niet; bedoelde u 'waarde'?"]),
        ("indicator;gebied;periode;waarde;zzz", ["kolom 'zzz' bestaat niet; gebruik alleen indicator, gebied, periode, "
                                                 "waarde, n, ondergrens, bovengrens, bron, opmerking, geteld, "
                                                 "zichtbaar"]),
        ("indicator;gebied;periode;waarde;Waarde", ["kolom waarde staat er 2 keer; laat er één staan"]),
        ("indicator;gebied;;periode;waarde", ["kolom 3 heeft geen naam; zet er een van indicator, gebied, periode, "
                                              "waarde, n, ondergrens, bovengrens, bron, opmerking, geteld, zichtbaar "
                                              "boven, of haal haar weg"]),
        ("indicator;gebied;periode;waarde;intern", ["kolom 'intern' bestaat niet; noem haar zichtbaar"]),
        ("gebied;periode;waarde", ["kolom indicator ontbreekt; zet die naam op rij 1"]),
        ("n;bron", ["de kolommen indicator, gebied, periode en waarde ontbreken; zet die namen op rij 1"]),
        ("indicator;gebied;periode;waarde (%)", ["kolom 'waarde (%)' bestaat niet; noem haar waarde"]),
        ("indicator;code;gebied;periode;waarde;q;zz;yy;xx", [
            "de kolommen 'code', 'q', 'zz', 'yy' en nog 1 bestaan niet; gebruik alleen indicator, gebied, periode, "
            "waarde, n, ondergrens, bovengrens, bron, opmerking, geteld, zichtbaar"]),
        ("indicator;gebied;periode;waarde;;;n", [
            "de kolommen 5 en 6 hebben geen naam; zet er een van indicator, gebied, periode, waarde, n, ondergrens, "
            "bovengrens, bron, opmerking, geteld, zichtbaar boven, of haal haar weg"]),
    ],
)  # fmt: skip
def test_a_wrong_header_is_reported(tmp_path: Path, header: str, messages: list[str]) -> None:
    width = header.count(";") + 1
    content = f"{header}\n{';'.join('1' * width)}\n"
    assert check(raw_file(tmp_path, content)).mistakes == [f"rij 1: {message}" for message in messages]


AS_CSV = "kies in Excel Opslaan als, “CSV UTF-8 (door komma's gescheiden)”"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "het bestand is leeg; vul het sjabloon in"),
        (b"\xef\xbb\xbf", "het bestand is leeg; vul het sjabloon in"),
        (b"\n\n", "het bestand is leeg; vul het sjabloon in"),
        (b"\nx;y\n", "rij 1 is leeg; zet de kolomnamen op rij 1"),
        (b"indicator;gebied;periode;waarde\n", "het bestand heeft alleen kolomnamen; zet de cijfers eronder, of haal "
                                               "het weg"),
        (b"indicator;gebied\nx;Belv\xe9d\xe8re\n", f"regel 2: het bestand is geen UTF-8; {AS_CSV}"),
        ("indicator;gebied".encode("utf-16"), f"regel 1: het bestand is UTF-16 en geen UTF-8; {AS_CSV}"),
        ("indicator;gebied".encode("utf-16-le"), f"regel 1: hier staat een teken (NUL) dat niet in een CSV hoort; "
                                                 f"{AS_CSV}"),
        (b"indicator\nx\n\0", f"regel 3: hier staat een teken (NUL) dat niet in een CSV hoort; {AS_CSV}"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_mistake(tmp_path: Path, content: bytes, message: str) -> None:
    own = check(raw_file(tmp_path, content))
    assert own.mistakes == [message] and own.rows.empty and own.withheld == 0


@pytest.mark.parametrize("row", ['"a;b', 'x;"a"b;c', "x" * 200_000])
def test_wrong_quotes_are_reported_with_the_line_where_the_row_begins(tmp_path: Path, row: str) -> None:
    [line] = check(raw_file(tmp_path, f"indicator;gebied;periode;waarde\na;b;c;1\n{row}\n;;;\n")).mistakes
    assert line.startswith("regel 3: de aanhalingstekens kloppen niet, of een cel is veel te lang;")


def test_a_row_with_too_many_cells_is_reported_and_not_read(tmp_path: Path) -> None:
    header = "indicator,gebied,periode,waarde,n\n"
    assert check(raw_file(tmp_path, header + "thuis_in_de_buurt,Nazareth,2024,58,9,212,,\n")).mistakes == [
        "rij 2: er staat iets in kolom 6, maar rij 1 heeft 5 kolomnamen; haal weg wat te veel is; zet een getal met "
        "een decimale komma tussen aanhalingstekens"
    ]
    quoted = check(raw_file(tmp_path, header + 'thuis_in_de_buurt,Nazareth,2024,"58,9",212,,,\n'))
    assert only(quoted).value == 58.9


def test_a_row_with_too_few_cells_has_the_last_ones_blank(tmp_path: Path) -> None:
    path = raw_file(tmp_path, "indicator;gebied;periode;waarde;n\nthuis_in_de_buurt;Nazareth;2024\n")
    assert [line.split(":")[0] for line in check(path).mistakes] == ["rij 2, kolom waarde", "rij 2, kolom n"]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.xlsm", "a.ods", "a.numbers", "a.txt", "a.pdf", "a"])
def test_another_kind_of_file_is_one_mistake(tmp_path: Path, name: str) -> None:
    [line] = check(raw_file(tmp_path, "x", name)).mistakes
    assert "sla het" in line and ".xlsx" in line


def test_a_file_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    for path in (tmp_path / "weg.csv", tmp_path / "weg.xlsx"):
        [line] = check(path).mistakes
        assert "niet te openen" in line
    (tmp_path / "map.csv").mkdir()
    assert len(check(tmp_path / "map.csv").mistakes) == 1


@pytest.mark.slow
def test_a_file_that_is_too_large_or_has_too_many_rows_is_one_mistake(tmp_path: Path) -> None:
    [line] = check(raw_file(tmp_path, b"a" * 10_000_001)).mistakes
    assert line == "het bestand is groter dan 10 MB; verdeel het over meer bestanden"
    row = "sociale_activiteiten;GM0935;2024;25\n"
    [line] = check(raw_file(tmp_path, "indicator;gebied;periode;waarde\n" + row * 100_001)).mistakes
    assert line == TOO_MANY_ROWS


# --- Excel ------------------------------------------------------------------------------------------------------------

EXCEL_GOOD = ("thuis_in_de_buurt", "Nazareth", 2024, 58.9, 212, None, None, "Buurtpeiling", None)


def with_cell(place: str, value: Any, number_format: str = "General") -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[place] = value
        sheet[place].number_format = number_format

    return change


def test_numbers_and_texts_of_excel_are_read(tmp_path: Path) -> None:
    found = only(check(excel_file(tmp_path, EXCEL_GOOD)))
    assert found[1:7] == ("thuis_in_de_buurt", "BU09350403", "Nazareth", "2024", 58.9, 212)
    as_text = ("thuis_in_de_buurt", "Nazareth", "2024", "58,9%", "212")
    assert only(check(excel_file(tmp_path, as_text))).value == 58.9


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [(1 / 3, "General", 1 / 3), (58.333, "General", 58.333), (58.9, "#,##0.00", 58.9), (0.589, "0.0%", 58.9),
     (0.07, "0%", 7), (1, "0%", 100), (58.9, '0.0"%"', 58.9), (58.9, r"0.0\%", 58.9), (1e-7, "General", 1e-7)],
)  # fmt: skip
def test_a_number_of_excel_is_the_one_that_is_shown(
    tmp_path: Path, value: float, number_format: str, expected: float
) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD, change=with_cell("D2", value, number_format))
    assert only(check(path, unlimited())).value == expected


def test_a_percentage_of_excel_is_refused_where_the_unit_is_another(tmp_path: Path) -> None:
    row = ("speel_en_sportvoorzieningen", *EXCEL_GOOD[1:])
    [line] = check(excel_file(tmp_path, row, change=with_cell("D2", 0.72, "0%"))).mistakes
    assert "'72%' is een percentage" in line


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=29+29", "bevat een formule; plak de uitkomst als waarde"),
        ("=CMD|' /C calc'!A0", "bevat een formule; plak de uitkomst als waarde"),
        (ArrayFormula("D2", "=SUM(E2:E2)"), "bevat een formule; plak de uitkomst als waarde"),
        ("#DIV/0!", "bevat de foutmelding #DIV/0!; typ het getal, of laat de rij weg"),
        ("#N/A", "bevat de foutmelding #N/A; typ het getal, of laat de rij weg"),
        (datetime(2024, 5, 3), "Excel heeft hier een datum of tijd van gemaakt; maak de cel op als Tekst en typ het "
                               "opnieuw, bijvoorbeeld 3,5 bij een waarde of 2024-01 bij een maand"),
        (timedelta(hours=3), "Excel heeft hier een datum of tijd van gemaakt; maak de cel op als Tekst en typ het "
                             "opnieuw, bijvoorbeeld 3,5 bij een waarde of 2024-01 bij een maand"),
        (True, "bevat WAAR of ONWAAR; typ een getal of een tekst"),
    ],
)  # fmt: skip
def test_a_cell_of_excel_that_is_no_text_or_number_is_reported(tmp_path: Path, value: Any, message: str) -> None:
    number_format = {datetime: "d mmm", timedelta: "[h]:mm"}.get(type(value), "General")
    path = excel_file(tmp_path, EXCEL_GOOD, change=with_cell("D2", value, number_format))
    assert check(path).mistakes == [f"rij 2, kolom waarde: {message}"]


def test_a_formula_is_reported_wherever_it_is(tmp_path: Path) -> None:
    for place, cell in (("H2", "rij 2, kolom bron"), ("B1", "rij 1, kolom B"), ("L2", "rij 2, kolom L")):
        path = excel_file(tmp_path, EXCEL_GOOD, change=with_cell(place, "=A1"))
        assert check(path).mistakes[0] == f"{cell}: bevat een formule; plak de uitkomst als waarde"


def test_the_outcome_that_a_formula_had_is_never_used(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD, change=with_cell("D2", "=29+29"))
    replace_in(path, "xl/worksheets/sheet1.xml", b"</f><v></v>", b"</f><v>58</v>")
    own = check(path)
    assert len(own.mistakes) == 1 and own.rows.empty


def test_merged_cells_are_reported_with_their_range(tmp_path: Path) -> None:
    second = ("thuis_in_de_buurt", "Pottenberg", *EXCEL_GOOD[2:])
    path = excel_file(tmp_path, EXCEL_GOOD, second, change=lambda sheet: sheet.merge_cells("A2:A3"))
    found = check(path).mistakes
    assert found == ["rij 2: de cellen A2:A3 zijn samengevoegd; hef de samenvoeging op en vul elke cel"]


def test_merged_cells_of_many_rows_are_one_message(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A5")

    rows = [("thuis_in_de_buurt", area, *EXCEL_GOOD[2:]) for area in ("Nazareth", "Pottenberg", "GM0935", "NL00")]
    assert check(excel_file(tmp_path, *rows, change=merge)).mistakes == [
        "rijen 2 en 4: de cellen A2:A3 zijn samengevoegd; hef de samenvoeging op en vul elke cel (zo ook A4:A5)"
    ]


def test_a_title_in_merged_cells_above_the_headings_is_one_message(tmp_path: Path) -> None:
    def put_above(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Buurtpeiling"
        sheet.merge_cells("A1:F1")

    assert check(excel_file(tmp_path, EXCEL_GOOD, change=put_above)).mistakes == [
        "de kolomnamen staan op rij 3; zet ze op rij 1, en haal weg wat erboven staat"
    ]


def test_merged_cells_over_a_whole_sheet_take_no_time(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD, change=lambda sheet: sheet.merge_cells("K2:L3"))
    replace_in(path, "xl/worksheets/sheet1.xml", b"K2:L3", b"K2:XFD1048576")
    assert check(path).mistakes == [
        "rij 2: de cellen K2:XFD1048576 zijn samengevoegd; hef de samenvoeging op en vul elke cel"
    ]


def replace_in(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_the_sheet_cijfers_is_read_and_else_the_first(tmp_path: Path) -> None:
    assert only(check(excel_file(tmp_path, EXCEL_GOOD, title="Blad1"))).value == 58.9
    path = excel_file(tmp_path, EXCEL_GOOD, change=lambda sheet: sheet.parent.create_sheet("Notities", 0).append(["x"]))
    assert only(check(path)).value == 58.9


def book_file(folder: Path, sheets: dict[str, Sequence[Sequence[Any]]], *hidden: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    book.save(folder / "cijfers.xlsx")
    return folder / "cijfers.xlsx"


def sheet_of(year: int, *more: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return [headings.COLUMNS, ("thuis_in_de_buurt", "Nazareth", year, 58.9, 212), *more]


def test_every_sheet_with_the_headings_is_read(tmp_path: Path) -> None:
    turned = [row[::-1] for row in [headings.COLUMNS[:5], ("thuis_in_de_buurt", "Nazareth", 2023, 58.9, 212)]]
    own = check(book_file(tmp_path, {"2022": sheet_of(2022), "2023": turned, "Blad3": []}))
    assert own.mistakes == [] and own.rows["period"].tolist() == ["2022", "2023"]
    assert own.sheets == ("2022", "2023") and own.passed_over == ()
    assert intake.count(own) == "2 cijfers van de bladen '2022' en '2023'"


def test_mistakes_and_doubles_on_several_sheets_name_their_sheet(tmp_path: Path) -> None:
    double = ("thuis_in_de_buurt", "Nazareth", 2022, 60, 212)
    wrong = ("thuis_in_de_buurt", "Nazareth", 2021, "veel", 212)
    sheets = {
        "2022": sheet_of(2022),
        "2023": sheet_of(2023, double, wrong),
        "2024": [["indicator", "gebied", "waarde"]],
    }
    assert check(book_file(tmp_path, sheets)).mistakes == [
        "blad '2023', rij 3, kolom indicator: blad '2022', rij 2 gaat ook over thuis_in_de_buurt, Nazareth, 2022; laat "
        "één van beide weg",
        "blad '2023', rij 4, kolom waarde: 'veel' is geen getal; laat de rij weg als er geen cijfer is",
        "blad '2024', rij 1: kolom periode ontbreekt; zet die naam op rij 1",
    ]


def test_a_sheet_that_is_not_read_is_named_with_the_reason(tmp_path: Path) -> None:
    notes = [["Peiling 2024, zelfgemaakt"]]
    own = check(book_file(tmp_path, {"Toelichting": notes, "Resultaten": sheet_of(2024), "Codes": [["code", "naam"]]}))
    assert only(own).period == "2024" and own_figures.doubts(own) == [
        "cijfers.xlsx: de bladen 'Toelichting' en 'Codes' zijn niet gelezen: daar staan geen kolomnamen (indicator, "
        "gebied, periode en waarde)."
    ]
    own = check(
        book_file(tmp_path, {"Cijfers": sheet_of(2024), "Oud": sheet_of(2020), "Concept": sheet_of(2025)}, "Concept")
    )
    assert only(own).period == "2024" and list(own.passed_over) == [
        "blad 'Concept' is niet gelezen: verborgen; maak zichtbaar wat mee moet",
        "blad 'Oud' is niet gelezen: er is een blad Cijfers, en dan telt alleen dat; zet daarop wat mee moet",
    ]


def test_when_no_sheet_has_the_headings_the_one_that_comes_closest_is_judged(tmp_path: Path) -> None:
    path = book_file(tmp_path, {"Uitleg": [["Peiling"]], "2024": [["gebied", "periode"], ["Nazareth", 2024]]})
    assert check(path).mistakes == [
        "blad '2024', rij 1: de kolommen indicator en waarde ontbreken; zet die namen op rij 1"
    ]


@pytest.mark.parametrize(
    "sheets", [{"Cijfers": sheet_of(2024), "Leeg": []}, {"Blad1": sheet_of(2024), "Uitleg": [["Peiling"]]}]
)
def test_figures_on_a_hidden_sheet_only_are_refused(tmp_path: Path, sheets: dict[str, Any]) -> None:
    name = next(iter(sheets))
    assert check(book_file(tmp_path, sheets, name)).mistakes == [
        f"blad '{name}' is verborgen; maak zichtbaar wat mee moet, of haal het bestand weg"
    ]


def hidden(rows: Sequence[int] = (), columns: str = "") -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for letter in columns:
            sheet.column_dimensions[letter].hidden = True

    return change


SECOND = ("thuis_in_de_buurt", "Pottenberg", *EXCEL_GOOD[2:])


@pytest.mark.parametrize("attribute", [b'hidden="1"', b'hidden="true"', b'ht="0" customHeight="1"'])
def test_a_row_that_excel_hides_is_refused_and_named(tmp_path: Path, attribute: bytes) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD, SECOND)
    replace_in(path, "xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="3" ' + attribute)
    assert check(path).mistakes == [
        "rij 3: verborgen in Excel, met de hand of met een filter; maak zichtbaar wat mee moet, en haal de rest weg"
    ]


@pytest.mark.parametrize("columns", ["H", "GH", "AH"])
def test_a_column_that_excel_hides_is_refused_when_anything_is_in_it(tmp_path: Path, columns: str) -> None:
    found = check(excel_file(tmp_path, EXCEL_GOOD, change=hidden(columns=columns))).mistakes
    advice = "verborgen in Excel, en er staat iets in; maak haar zichtbaar als zij mee moet, of haal haar weg"
    names = {"A": "indicator", "H": "bron"}
    assert found == [f"kolom {names[letter]}: {advice}" for letter in columns if letter in names]


def test_blank_rows_and_columns_may_be_hidden_and_a_filter_may_stand_by(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        hidden([3, 4], "FG")(sheet)
        sheet.auto_filter.ref = "A1:J3"
        sheet.auto_filter.add_filter_column(0, [], blank=True)

    assert only(check(excel_file(tmp_path, EXCEL_GOOD, [None, " "], change=change))).value == 58.9


def test_a_hidden_sheet_is_not_mistaken_for_the_first(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.parent.create_sheet("Verborgen", 0).sheet_state = "hidden"

    assert only(check(excel_file(tmp_path, EXCEL_GOOD, change=hide, title="Blad1"))).value == 58.9


def begin_with_a_chart(sheet: Any) -> None:
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=5, min_row=1, max_row=2))
    sheet.parent.create_chartsheet("Grafiek", 0).add_chart(chart)
    sheet.parent.active = 1


def count_from_1904(sheet: Any) -> None:
    sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def write_rich_text(sheet: Any) -> None:
    bold = openpyxl.cell.text.InlineFont(b=True)
    sheet["B2"] = openpyxl.cell.rich_text.CellRichText("Naza", openpyxl.cell.rich_text.TextBlock(bold, "reth"))


def add_a_sensitivity_label(sheet: Any) -> None:
    for name in ("Enabled", "SiteId", "Method"):
        label = openpyxl.packaging.custom.StringProperty(name=f"MSIP_Label_1_{name}", value="Intern gebruik")
        sheet.parent.custom_doc_props.append(label)


@pytest.mark.parametrize(
    "change", [begin_with_a_chart, count_from_1904, write_rich_text, add_a_sensitivity_label],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_what_other_programs_put_in_a_workbook_does_not_matter(tmp_path: Path, change: Callable[[Any], None]) -> None:
    found = only(check(excel_file(tmp_path, EXCEL_GOOD, change=change)))
    assert (found.area_code, found.period, found.value) == ("BU09350403", "2024", 58.9)


def test_a_workbook_without_styles_is_read(tmp_path: Path) -> None:
    path, bare = excel_file(tmp_path, EXCEL_GOOD), tmp_path / "kaal.xlsx"
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(bare, "w") as without:
        for name in book.namelist():
            text = book.read(name)
            if name == "[Content_Types].xml":
                text = re.sub(rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", text)
            if name == "xl/_rels/workbook.xml.rels":
                text = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", text)
            if name != "xl/styles.xml":
                without.writestr(name, text)
    assert only(check(bare)).value == 58.9


@pytest.mark.parametrize(("code", "right"), [("9350403", "BU09350403"), ("GM935", "GM0935"), ("WK93500", "WK093500")])
def test_a_code_that_lost_its_noughts_is_named_with_the_right_one(tmp_path: Path, code: str, right: str) -> None:
    [line] = mistakes(tmp_path, GOOD | {"gebied": code})
    assert right in line


def test_blank_rows_of_excel_are_skipped_and_numbers_are_those_of_excel(tmp_path: Path) -> None:
    bad = ("thuis_in_de_buurt", "Nazareth", 2023, "veel", 212)
    [line] = check(excel_file(tmp_path, EXCEL_GOOD, [], [" ", None], [], bad)).mistakes
    assert line.startswith("rij 6, kolom waarde")


def test_a_wrong_size_in_the_file_hides_no_rows(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD, ("thuis_in_de_buurt", "Pottenberg", *EXCEL_GOOD[2:]))
    replace_in(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:K3"', b'<dimension ref="A1:B2"')
    assert len(check(path).rows) == 2


def test_a_part_that_unpacks_to_more_than_the_file_says_is_damage(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    packed, content = part.compress_size.to_bytes(4, "little"), path.read_bytes()
    true, false = packed + part.file_size.to_bytes(4, "little"), packed + (100).to_bytes(4, "little")
    assert content.count(true) == 2  # before the part, and in the list of all parts
    path.write_bytes(content.replace(true, false))
    assert check(path).mistakes == [DAMAGED]


def test_something_beside_the_table_is_reported(tmp_path: Path) -> None:
    [line] = check(excel_file(tmp_path, (*EXCEL_GOOD, None, None, "let op"))).mistakes
    assert line == "rij 2: er staat iets in kolom 12, maar rij 1 heeft 11 kolomnamen; haal weg wat te veel is"


def test_text_of_excel_that_begins_with_an_equals_sign_stays_text(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["H2"] = "=1+1"
        sheet["H2"].data_type = "s"

    assert only(check(excel_file(tmp_path, EXCEL_GOOD, change=change))).note == "=1+1"


def test_an_empty_workbook_is_one_mistake(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "leeg.xlsx")
    assert check(tmp_path / "leeg.xlsx").mistakes == ["het bestand is leeg; vul het sjabloon in"]


DAMAGED = (
    "het bestand is beschadigd of geen Excel-werkmap; open het in Excel en sla het op als Excel-werkmap (.xlsx)"
)  # fmt: skip


def test_a_damaged_workbook_is_one_mistake(tmp_path: Path) -> None:
    whole = excel_file(tmp_path, EXCEL_GOOD).read_bytes()
    for content in (whole[:-200], whole[: len(whole) // 2], b"indicator;gebied", b"PK\x03\x04"):
        assert check(raw_file(tmp_path, content, "cijfers.xlsx")).mistakes == [DAMAGED]
    with zipfile.ZipFile(tmp_path / "cijfers.xlsx", "w") as archive:
        archive.writestr("iets.txt", "geen werkmap")
    assert check(tmp_path / "cijfers.xlsx").mistakes == [DAMAGED]


def test_rows_out_of_order_are_damage_and_not_skipped(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD)
    replace_in(path, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="1"')
    assert check(path).mistakes == [DAMAGED]


def test_a_row_number_that_excel_does_not_have_is_damage(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD)
    replace_in(path, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="99999999999"')
    assert check(path).mistakes == [DAMAGED]


def test_xml_that_expands_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD)
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><worksheet '
    replace_in(path, "xl/worksheets/sheet1.xml", b"<worksheet ", bomb)
    assert check(path).mistakes == [DAMAGED]
    monkeypatch.setattr(ReadOnlyWorksheet, "_get_size", lambda _: None)  # openpyxl refuses it before we read it
    with workbook.opened(path.read_bytes()) as book, pytest.raises(EntitiesForbidden):
        list(workbook._elements(book.worksheets[0]))


def test_a_password_is_distinguished_from_damage(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert check(raw_file(tmp_path, content, "cijfers.xlsx")).mistakes == [
        "het bestand heeft een wachtwoord; sla het op zonder wachtwoord"
    ]
    assert check(raw_file(tmp_path, content[:100], "cijfers.xlsx")).mistakes == [DAMAGED]


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_very_much_is_one_mistake(tmp_path: Path) -> None:
    path = excel_file(tmp_path, EXCEL_GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/groot.bin", b"\0" * 100_000_001)
    assert check(path).mistakes == ["het bestand is uitgepakt groter dan 100 MB; verdeel het over meer bestanden"]


def test_a_workbook_with_too_many_rows_is_one_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert check(excel_file(tmp_path, *[EXCEL_GOOD[:2]] * 4)).mistakes == [TOO_MANY_ROWS]


TOO_WIDE = "er staat iets in kolom {}; een bestand heeft hoogstens 50 kolommen"
GOOD_LINE = "sociale_activiteiten;GM0935;2024;25"


@pytest.mark.slow
@pytest.mark.parametrize(("text", "columns"), [("let op", "XFD"), (5, "AY"), (" ", None), (None, None)])
def test_a_cell_far_to_the_right_is_named_once_and_costs_no_memory(
    tmp_path: Path, text: object, columns: str | None
) -> None:
    def change(sheet: Any) -> None:
        for row in range(2, 2002):
            sheet[f"{columns or 'XFD'}{row}"] = text

    path = excel_file(tmp_path, EXCEL_GOOD, change=change)
    tracemalloc.start()
    try:
        lines = check(path).mistakes
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
    assert lines == ([f"rij 2: {TOO_WIDE.format(columns)}"] if columns else [])


def test_the_fiftieth_column_is_read_and_the_one_after_it_is_too_many(tmp_path: Path) -> None:
    [line] = check(excel_file(tmp_path, EXCEL_GOOD, change=with_cell("AX2", "x"))).mistakes
    assert line == "rij 2: er staat iets in kolom 50, maar rij 1 heeft 11 kolomnamen; haal weg wat te veel is"
    assert check(excel_file(tmp_path, EXCEL_GOOD, change=with_cell("AY2", "x"))).mistakes == [
        f"rij 2: {TOO_WIDE.format('AY')}"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["header", "row", "blank"])
def test_a_csv_of_very_many_columns_is_read_no_further_than_the_fiftieth(tmp_path: Path, place: str) -> None:
    wide = ";" * 1_000_000 + "x" * (place != "blank")
    header = "indicator;gebied;periode;waarde" + wide * (place == "header")
    path = raw_file(tmp_path, f"{header}\n" + f"{GOOD_LINE}{wide * (place != 'header')}\n{GOOD_LINE}\n")
    tracemalloc.start()
    try:
        found, _ = cells.read(path)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
    assert all(len(row.cells) <= 50 for row in [*found[0].rows, *found[0].unread])
    row = 1 if place == "header" else 2
    expected = [] if place == "blank" else [f"rij {row}: {TOO_WIDE.format(1_000_004)}"]
    assert sheets.lines(found[0].mistakes) == expected


def with_rows(path: Path, rows: str) -> Path:
    replace_in(path, "xl/worksheets/sheet1.xml", b"</sheetData>", rows.encode() + b"</sheetData>")
    return path


@pytest.mark.slow
def test_blank_rows_count_too(tmp_path: Path) -> None:
    lines = "indicator;gebied;periode;waarde\n" + "\n" * 99_999 + GOOD_LINE
    assert check(raw_file(tmp_path, f"{lines}\n")).mistakes == []
    for more in ("\n", f"\n{GOOD_LINE}", ";;;\n" * 2):
        found = check(raw_file(tmp_path, f"{lines}\n{more}\n")).mistakes
        assert found == [TOO_MANY_ROWS], more
    blank = "".join(f'<row r="{number}"/>' for number in range(3, 100_003))
    assert check(with_rows(excel_file(tmp_path, EXCEL_GOOD), blank)).mistakes == [TOO_MANY_ROWS]
    filled = '<row r="100002"><c r="A100002"><v>1</v></c></row>'
    assert check(with_rows(excel_file(tmp_path, EXCEL_GOOD), filled)).mistakes == [TOO_MANY_ROWS]


def test_a_blank_row_far_below_is_no_mistake(tmp_path: Path) -> None:
    assert check(with_rows(excel_file(tmp_path, EXCEL_GOOD), '<row r="1048576" ht="20"/>')).mistakes == []


@pytest.mark.slow
@pytest.mark.parametrize("many", ["<row r='3'>{}</row>", "<row r='2000'>{}</row>", "{}"])
def test_a_row_of_very_many_parts_is_damage(tmp_path: Path, many: str) -> None:
    path = with_rows(excel_file(tmp_path, EXCEL_GOOD), many.format("<c/>" * 2_000_000))
    tracemalloc.start()
    try:
        assert check(path).mistakes == [DAMAGED]
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


# --- withheld ---------------------------------------------------------------------------------------------------------


def test_a_small_count_is_withheld_and_is_nowhere_in_the_snapshot(tmp_path: Path) -> None:
    row = COUNT | {"waarde": "4", "bron": "Telling", "opmerking": "slechts 4 keer"}
    own = check(csv_file(tmp_path, row, COUNT | {"gebied": "GM0935", "waarde": "5", "opmerking": "vijf"}))
    assert own.mistakes == [] and own.withheld == 1
    [snapshot] = own_figures.snapshots_of(own, OURS, date(2026, 1, 2))
    folder = store.write(tmp_path / "uit", snapshot)
    assert (folder / "facts.csv").read_text(encoding="utf-8").splitlines() == [
        "topic_key,area_code,period,value,lower,upper,status,missing,n,note",
        "sociale_activiteiten,BU09350403,2024,,,,,too_few,,",
        "sociale_activiteiten,GM0935,2024,5,,,definitief,,,Buurtpeiling; vijf",
    ]


def test_a_survey_figure_of_few_answers_is_withheld(tmp_path: Path) -> None:
    few = GOOD | {"n": "29", "ondergrens": "50", "bovengrens": "60"}
    own = check(csv_file(tmp_path, few, GOOD | {"gebied": "GM0935", "n": "30"}))
    assert own.withheld == 1 and own.rows["missing"].tolist() == ["too_few", ""]
    assert own.rows.loc[0, ["value", "n", "lower", "upper"]].isna().all()


def test_any_figure_of_few_answers_is_withheld_also_when_it_is_no_survey(tmp_path: Path) -> None:
    own = check(csv_file(tmp_path, COUNT | {"n": "4"}, COUNT | {"gebied": "GM0935", "n": "5"}))
    assert own.withheld == 1 and own.rows["missing"].tolist() == ["too_few", ""]


def test_a_small_percentage_or_mark_is_no_small_count(tmp_path: Path) -> None:
    own = check(csv_file(tmp_path, GOOD | {"waarde": "2,5"}, MARK | {"waarde": "2"}))
    assert own.withheld == 0 and own.rows["value"].tolist() == [2.5, 2]


@pytest.mark.parametrize(
    ("value", "n", "is_withheld"),
    [("16,7", "30", False), ("16,6", "30", True), ("83,3", "30", False), ("83,4", "30", True), ("0", "212", True),
     ("100", "212", True), ("2,3", "212", True), ("2,4", "212", False), ("97,7", "212", True), ("10", "50", False)],
)  # fmt: skip
def test_a_percentage_of_fewer_than_five_people_or_of_all_but_fewer_is_withheld(
    tmp_path: Path, value: str, n: str, is_withheld: bool
) -> None:
    assert check(csv_file(tmp_path, GOOD | {"waarde": value, "n": n})).withheld == is_withheld
    assert check(csv_file(tmp_path, MARK | {"waarde": "1", "n": "30"})).withheld == 0


def test_each_withheld_row_is_named_with_the_reason(tmp_path: Path) -> None:
    own = check(csv_file(tmp_path, COUNT | {"waarde": "4"}, GOOD | {"n": "29"}, GOOD | {"periode": "2023", "n": "9"},
                         GOOD | {"periode": "2022", "waarde": "99"}))  # fmt: skip
    assert own_figures.doubts(own) == [
        "cijfers.csv: rij 2: niet getoond: een aantal onder 5.",
        "cijfers.csv: rijen 3 en 4: niet getoond: minder dan 30 antwoorden.",
        "cijfers.csv: rij 5: niet getoond: het percentage staat voor minder dan 5 mensen, of voor allen op minder dan "
        "5 na.",
    ]


# --- folders, files together, snapshots -------------------------------------------------------------------------------


def test_templates_notes_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    for name in ("b.csv", "a.xlsx", "c.pdf", "README.md", "sjabloon.csv", "Sjabloon 2.xlsx", ".x.csv", "~$a.xlsx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "map").mkdir()
    assert [path.name for path in local_files.figures(tmp_path)] == ["a.xlsx", "b.csv", "c.pdf"]
    assert local_files.figures(tmp_path / "geen") == []


def test_an_indicator_and_period_in_two_files_is_reported_for_both(tmp_path: Path) -> None:
    one = check(csv_file(tmp_path, GOOD, COUNT, name="een.csv"))
    two = check(csv_file(tmp_path, GOOD | {"gebied": "GM0935"}, COUNT | {"periode": "2023"}, name="twee.csv"))
    assert own_figures.contradictions([one, two]) == {
        one.path: ["thuis_in_de_buurt, 2024 staat ook in twee.csv. Zet ze in één bestand."],
        two.path: ["thuis_in_de_buurt, 2024 staat ook in een.csv. Zet ze in één bestand."],
    }
    assert own_figures.contradictions([one]) == {} and own_figures.contradictions([]) == {}


def test_a_file_becomes_a_snapshot_per_source(tmp_path: Path) -> None:
    path = csv_file(tmp_path, GOOD, MARK, COUNT, GOOD | {"gebied": "GM0935"}, name="cijfers_2024.csv")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    snapshots = own_figures.snapshots_of(check(path), OURS, date(2026, 1, 2))
    by_source = {snapshot.manifest.source_id: snapshot for snapshot in snapshots}
    assert set(by_source) == {"buurtpeiling", "stadspeiling", "tellingen"}
    manifest, facts = by_source["buurtpeiling"].manifest, by_source["buurtpeiling"].facts
    assert manifest.snapshot_id == "buurtpeiling@cijfers_2024.csv"
    assert (manifest.publisher, manifest.title, manifest.licence) == (
        "Gemeente Maastricht", "Buurtpeiling", "eigen cijfers van de gemeente")  # fmt: skip
    assert (manifest.retrieved_at, manifest.modified_at) == ("2026-01-02", "2023-11-14T22:13:20+00:00")
    assert manifest.is_complete and manifest.note == "Bestand cijfers_2024.csv."
    topics, places = by_source["buurtpeiling"].topics, by_source["buurtpeiling"].areas
    assert topics.to_numpy().tolist() == [["thuis_in_de_buurt", "Voelt zich thuis in de buurt", "", "%", 0]]
    assert list(facts.columns) == [*store.FACT_COLUMNS, "n", "note"]
    assert facts["value"].tolist() == [58.9, 58.9] and facts["status"].tolist() == ["definitief"] * 2
    assert places.to_numpy().tolist() == [["BU09350403", "Nazareth", ""], ["GM0935", "Maastricht", ""]]


def test_a_snapshot_of_own_figures_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    row = GOOD | {"bron": 'a,"b";c', "opmerking": "=1+1 é"}
    [snapshot] = own_figures.snapshots_of(check(csv_file(tmp_path, row)), OURS, date(2026, 1, 2))
    found = store.read(store.write(tmp_path / "uit", snapshot), "lokaal")
    assert found.facts.to_dict("records") == [
        {"topic_key": "thuis_in_de_buurt", "area_code": "BU09350403", "period": "2024", "value": "58.9", "lower": "",
         "upper": "", "status": "definitief", "missing": "", "n": "212", "note": 'a,"b";c; =1+1 é'}
    ]  # fmt: skip


def test_a_file_with_a_mistake_gives_no_snapshot_at_all(tmp_path: Path) -> None:
    own = check(csv_file(tmp_path, GOOD, COUNT | {"waarde": "x"}))
    assert len(own.rows) == 1 and own_figures.snapshots_of(own, OURS, moments.today()) == []


@pytest.mark.parametrize(
    "name", ["één @ twee.csv", "a b.csv", "a-b.csv", "a@b.csv", "日本.csv", "a" * 200 + ".csv", "b" * 200 + ".csv"]
)
def test_the_name_of_a_snapshot_is_safe_whatever_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    [snapshot] = own_figures.snapshots_of(check(csv_file(tmp_path, GOOD, name=name)), OURS, moments.today())
    manifest = snapshot.manifest
    assert set(manifest.edition) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
    assert 0 < len(manifest.edition) < 100 and manifest.note == f"Bestand {name}."


def test_files_with_names_that_are_alike_get_editions_of_their_own() -> None:
    names = [
        "a b.csv",
        "a-b.csv",
        "a@b.csv",
        "a.b.csv",
        "a b.xlsx",
        "é.csv",
        "e.csv",
        "…",
        "..",
        "日本.csv",
        "中国.csv",
    ]
    assert len({own_figures.edition(Path("x") / name) for name in names}) == len(names)


# --- templates --------------------------------------------------------------------------------------------------------


def used(path: Path) -> Path:
    """Put figures of one's own in the place of the examples: the same, but from a report."""
    if path.suffix == ".csv":
        path.write_bytes(path.read_bytes().replace(values.EXAMPLE.encode(), b"Rapport"))
        return path
    book = openpyxl.load_workbook(path)
    for row in book["Cijfers"].iter_rows():
        for cell in row:
            cell.value = "Rapport" if cell.value == values.EXAMPLE else cell.value
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_template_under_another_name_is_a_good_file_with_comma_decimals(tmp_path: Path, suffix: str) -> None:
    written = template.write(tmp_path / "nieuw", OURS, NAMES)
    assert [path.name for path in written] == ["sjabloon.csv", "sjabloon.xlsx"]
    assert local_files.figures(tmp_path / "nieuw") == []
    [path] = [path for path in written if path.suffix == suffix]
    path = path.rename(path.with_name(f"peiling{suffix}"))
    assert check(path).mistakes == [
        "rijen 2 en 3, kolom bron: dit is een rij van het sjabloon; haal de voorbeelden weg"
    ]
    own = check(used(path))
    assert own.mistakes == [] and len(local_files.figures(tmp_path / "nieuw")) == 1
    assert own.rows["value"].tolist() == [58.9, 61.4] and own.rows["n"].tolist() == [212, 187]
    assert own.rows["area_code"].tolist() == list(OURS.programme.focus_codes)
    assert set(own.rows["note"]) == {"Rapport"}


def test_the_csv_template_opens_well_in_a_dutch_excel(tmp_path: Path) -> None:
    content = template.write(tmp_path, OURS, NAMES)[0].read_bytes()
    assert content.startswith(
        b"\xef\xbb\xbfindicator;gebied;periode;waarde;n;ondergrens;bovengrens;bron;opmerking;geteld;zichtbaar"
    )
    assert b";58,9;" in content and content.count(b"\r\n") == 3


def test_the_excel_template_explains_and_keeps_periods_as_text(tmp_path: Path) -> None:
    path = template.write(tmp_path, OURS, NAMES)[1]
    assert check(path).passed_over == ()  # its explanation is no news
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Cijfers", "Uitleg"]
    sheet = book["Cijfers"]
    assert [cell.value for cell in sheet[1]] == list(headings.COLUMNS) and all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2" and sheet.column_dimensions["C"].number_format == "@"
    assert sheet["C2"].number_format == "@" and sheet["C2"].data_type == "s" and sheet["D2"].value == 58.9
    rows = [[cell.value for cell in row] for row in book["Uitleg"].iter_rows()]
    names = {row[0] for row in rows}
    assert names >= {*headings.COLUMNS, *own_figures.own_indicators(OURS), *NAMES}
    label = "Voelt zich thuis in de buurt"
    thuis = ["thuis_in_de_buurt", label, "%", "Buurtpeiling", "ja", label]
    assert thuis in rows and ["GM0935", "Maastricht", None, None, None, "Maastricht"] in rows
    assert ["sociale_activiteiten", "Sociale activiteiten", "activiteiten per jaar",
            "Tellingen van deelnemers en activiteiten", "nee", "Sociale activiteiten"] in rows  # fmt: skip


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_a_name_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, name: str) -> None:
    book = openpyxl.load_workbook(template.write(tmp_path, OURS, {"GM0935": name + "\x07"})[1])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name + " "]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_a_template_replaces_the_older_one_and_says_when_it_cannot(tmp_path: Path) -> None:
    raw_file(tmp_path, "oud", "sjabloon.csv")
    assert template.write(tmp_path, OURS, NAMES)[0].read_bytes() != b"oud"
    raw_file(tmp_path, "geen map", "bestand")
    with pytest.raises(SourceError, match="sjabloon is niet te schrijven"):
        template.write(tmp_path / "bestand", OURS, NAMES)


@pytest.mark.parametrize("indicator", ["speel_en_sportvoorzieningen", "sociale_activiteiten"])
def test_a_template_of_any_catalogue_has_examples_that_are_right(tmp_path: Path, indicator: str) -> None:
    single = OURS.model_copy(update={"indicators": (OURS.indicator(indicator),)})
    path = template.write(tmp_path, single, NAMES)[0]
    assert len(check(used(path.rename(tmp_path / "a.csv")), single).rows) == 2
    per_month = OURS.indicator(indicator).model_copy(update={"frequency": "maand"})
    single = OURS.model_copy(update={"indicators": (per_month,)})
    path = template.write(tmp_path, single, NAMES)[0]
    assert check(used(path.rename(tmp_path / "b.csv")), single).mistakes == []


def test_a_template_without_own_indicators_has_no_examples(tmp_path: Path) -> None:
    none = OURS.model_copy(update={"indicators": (OURS.indicator("inwoners"),)})
    assert pd.read_csv(template.write(tmp_path, none, NAMES)[0], sep=";").empty
