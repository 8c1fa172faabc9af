"""Own figures under generated files: a file gets mistakes, or every figure in it keeps all rules; never a traceback."""

import csv
import io
import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from etl.own_figures import figures as own_figures
from etl.own_figures import headings, values
from etl.snapshots import store
from tests.thorough import TIMES
from veerkracht.catalog import catalog
from veerkracht.core import areas, moments, paths, periods

pytestmark = pytest.mark.fuzz

OURS = catalog.load(paths.CATALOG)
NAMES = {"BU09350403": "Nazareth", "BU09350203": "Pottenberg", "GM0935": "Maastricht", "NL00": "Nederland"}
TODAY = moments.today()
SMALLEST = OURS.method.minimum_count.value
FEWEST_ANSWERS = OURS.method.minimum_answers.value
FOLDERS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

INDICATORS = ["thuis_in_de_buurt", "speel_en_sportvoorzieningen", "sociale_activiteiten"]
NASTY = st.sampled_from([
    "", " ", "0", "-0", "1", "4", "5", "4,999999999999999999", "58,9", "58.9", "1.234", "1,234", "1.234,5", "1 234",
    "100", "100,0000001", "1e5", "1E400", "nan", "NaN", "inf", "-inf", "<5", "> 5", "ca. 5", "€ 5", "5%", "50 %", "%",
    "12O", "--5", "\u22125", "٣", "５", "9" * 400, "0." + "0" * 400 + "1", "2024", "2024-03", "2022/2024", "2024JJ00",
    "jan-24", "01-01-2024", "1/1/2024", "45292", "0000", "9999", "=1+1", "+1", "-1+1", "@A1", "=cmd|' /C calc'!A0", '"',
    '""', "'", ";", ",", "\t", "a;b", 'a"b', "x\ny", "x\ry", "\u2028", "\ufeff", "\u200b", "\x00", "\x1f", "é", "😀",
    "e\u0301", "\u202e", "NULL", "None", "True", "waarde", "indicator", "x" * 2001, "NL01", "nl01", "GM0935",
    "bu09350403", "Nazareth", "NAZARETH ", "Voelt zich thuis in de buurt", "inwoners", "Inwoners", *INDICATORS,
])  # fmt: skip
PLACES = st.tuples(
    st.sampled_from(INDICATORS), st.sampled_from([*NAMES, *NAMES.values()]), st.sampled_from(["2019", "2022/2024"])
)
FIGURES = st.tuples(
    st.sampled_from(["1", "4", "5", "7", "10", "7,5", "58,9", "100", "0,5", "11", "100,5"]),
    st.sampled_from(["", "1", "4", "5", "212", "212"]),
    st.sampled_from([("", ""), ("", ""), ("1", "9"), ("1", "10,0"), ("0", "100"), ("5", "")]),
    st.one_of(st.just("Peiling"), NASTY), st.text(max_size=6),
).map(lambda parts: [*parts[:2], *parts[2], *parts[3:]])  # fmt: skip
ROWS = st.lists(st.tuples(PLACES, FIGURES), min_size=1, max_size=3).map(
    lambda pairs: [[*place, *cells] for place, cells in pairs]
)
PLACE = st.tuples(st.integers(0, 5), st.integers(0, 9))
SPOILED = st.one_of(
    st.just([]), st.lists(st.tuples(PLACE, st.one_of(NASTY, st.text(max_size=8))), min_size=1, max_size=2)
)
VALID = (
    b"indicator;gebied;periode;waarde;n;ondergrens;bovengrens;bron;opmerking\r\n"
    b'thuis_in_de_buurt;Nazareth;2024;58,9;212;52;65,5;"Buurt;peiling";schriftelijk\r\n'
    b"speel_en_sportvoorzieningen;GM0935;2024;7,2;900;;;;\r\n"
    b"sociale_activiteiten;Pottenberg;2024;4;;;;Telling;\r\n"
)


def many(examples: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=examples * TIMES, deadline=None, derandomize=True, database=None, suppress_health_check=FOLDERS
    )


def require_rules(path: Path) -> None:
    """Fail unless the file has mistakes, or all its figures keep the rules and survive writing and reading."""
    own = own_figures.read(path, OURS, NAMES)
    assert own_figures.contradictions([own]) == {}
    assert len(own_figures.doubts(own)) <= (
        own.rows["indicator_id"].nunique() + len(own.passed_over) + len(own.why_withheld)
    )
    if own.mistakes:
        assert all(line.strip() and "\n" not in line and len(line) < 400 for line in own.mistakes)
        assert own_figures.snapshots_of(own, OURS, TODAY) == []
        return
    assert len(own.rows) > 0 and own.withheld == (own.rows["missing"] == "too_few").sum()
    for row in own.rows.itertuples():
        require_row(row)
    assert not own.rows.duplicated(["indicator_id", "area_code", "period"]).any()
    for snapshot in own_figures.snapshots_of(own, OURS, TODAY):
        facts = snapshot.facts
        found = store.read(store.write(path.parent / "uit", snapshot), "lokaal")
        assert found.manifest.fact_count == len(facts) and len(found.areas) == facts["area_code"].nunique()
        given_rows = facts.sort_values(["topic_key", "period", "area_code"])
        for column in ("topic_key", "area_code", "period", "status", "missing", "note"):
            assert found.facts[column].tolist() == given_rows[column].tolist(), column
        for column in ("value", "lower", "upper", "n"):
            pairs = zip(found.facts[column], given_rows[column], strict=True)
            assert all(math.isclose(float(text or "nan"), number, rel_tol=1e-9) or (text == "" and math.isnan(number))
                       for text, number in pairs), column  # fmt: skip


def require_row(row: Any) -> None:
    indicator = OURS.indicator(row.indicator_id)
    source = OURS.sources[indicator.source]
    assert source.kind == "lokaal" and NAMES[row.area_code] == row.area_name and areas.clean(row.area_code)
    period = periods.parse(row.period)
    assert period.code == row.period and period.month == 0 and 2000 <= period.first <= period.last <= TODAY.year + 1
    assert all(sign.isprintable() or sign.isspace() or ord(sign) > 127 for sign in row.note) and "\n" not in row.note
    if row.missing == "too_few":
        assert all(math.isnan(number) for number in (row.value, row.n, row.lower, row.upper)) and row.note == ""
        return
    assert row.missing == ""
    low, high = {"%": (0, 100), "rapportcijfer": (1, 10)}.get(indicator.unit, (0, 999_999_999))
    assert low <= row.value <= high and math.copysign(1, row.value) == 1
    assert row.n >= FEWEST_ANSWERS if source.is_survey else math.isnan(row.n) or row.n >= SMALLEST
    if values.is_count(indicator):
        assert row.value >= SMALLEST and row.value.is_integer()
    assert math.isnan(row.lower) == math.isnan(row.upper)
    assert math.isnan(row.lower) or low <= row.lower <= row.value <= row.upper <= high


@many(300)
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".csv", ".xlsx", ".txt"]), start=st.booleans())
def test_bytes_of_any_kind_never_break_it(content: bytes, suffix: str, start: bool, tmp_path: Path) -> None:
    begin = {".csv": VALID[:74], ".xlsx": b"PK\x03\x04"}.get(suffix, b"") if start else b""
    path = tmp_path / f"cijfers{suffix}"
    path.write_bytes(begin + content)
    require_rules(path)


@many(425)
@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, len(VALID)),
            st.sampled_from([0, 0, 1, 1, 2, 5, 12]),
            st.one_of(NASTY.map(str.encode), st.binary(max_size=3), st.sampled_from([b";", b"\r\n", b'"', b"\xef"])),
        ),
        min_size=1,
        max_size=3,
    ),
    separator=st.sampled_from([b";", b";", b";", b"\t"]),
)
def test_a_good_file_that_was_changed_anywhere_keeps_the_rules_or_gets_mistakes(
    changes: list[tuple[int, int, bytes]], separator: bytes, tmp_path: Path
) -> None:
    content = VALID.replace(b";", separator)
    for place, length, new in changes:
        content = content[:place] + new + content[place + length :]
    path = tmp_path / "cijfers.csv"
    path.write_bytes(content)
    require_rules(path)


@many(500)
@given(rows=ROWS, spoiled=SPOILED, separator=st.sampled_from([";", ",", "\t"]))
def test_rows_with_nasty_cells_keep_the_rules_or_get_mistakes(
    rows: list[list[str]], spoiled: list[tuple[tuple[int, int], str]], separator: str, tmp_path: Path
) -> None:
    table = with_spoiled([list(headings.COLUMNS), *rows], spoiled)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(table)
    path = tmp_path / "cijfers.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    require_rules(path)


EXCEL_NASTY = st.one_of(
    NASTY, st.none(), st.booleans(), st.integers(), st.floats(), st.timedeltas(),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["#DIV/0!", "#N/A", "=SUM(A1:A2)"]),
)  # fmt: skip
EXCEL_NUMBERS = st.sampled_from(["General", "0%", "0.00", "d mmm yyyy", "@", '0"%"', "[h]:mm"])


@many(50)
@given(
    rows=ROWS,
    spoiled=st.lists(st.tuples(PLACE, EXCEL_NASTY), max_size=2),
    formats=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9), EXCEL_NUMBERS), max_size=2),
    merged=st.sampled_from(["", "", "", "", "", "A2:A3"]),
    more=st.dictionaries(st.sampled_from(["Cijfers", "2023", "Uitleg"]), ROWS, max_size=2),
    hidden=st.sampled_from([None, None, None, "row", "column", "sheet"]),
)
def test_a_workbook_with_nasty_cells_keeps_the_rules_or_gets_mistakes(
    rows: list[list[str]],
    spoiled: list[tuple[tuple[int, int], Any]],
    formats: list[tuple[int, int, str]],
    merged: str,
    more: dict[str, list[list[str]]],
    hidden: str | None,
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    for title, others in more.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate([list(headings.COLUMNS), *others], 1):
            for place, cell in enumerate(row, 1):
                write_cell(sheet, number, place, cell)
    book.active.row_dimensions[2].hidden = hidden == "row"
    book.active.column_dimensions["A"].hidden = hidden == "column"
    if more and hidden == "sheet":
        book.worksheets[-1].sheet_state = "hidden"
    for number, row in enumerate(with_spoiled([list(headings.COLUMNS), *rows], spoiled), 1):
        for place, cell in enumerate(row, 1):
            write_cell(book.active, number, place, cell)
    for number, place, number_format in formats:
        book.active.cell(number, place).number_format = number_format
    if merged:
        book.active.merge_cells(merged)
    path = tmp_path / "cijfers.xlsx"
    book.save(path)
    require_rules(path)


@many(50)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 40)), min_size=1, max_size=3))
def test_a_workbook_that_was_damaged_never_breaks_it(
    changes: list[tuple[float, bytes, int]], tmp_path: Path, workbook: bytes
) -> None:
    content = workbook
    for share, new, length in changes:
        place = int(share * len(content))
        content = content[:place] + new + content[place + length :]
    path = tmp_path / "cijfers.xlsx"
    path.write_bytes(content)
    require_rules(path)


@pytest.fixture(scope="module")
def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in csv.reader(VALID.decode().splitlines(), delimiter=";"):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_spoiled(table: list[list[Any]], spoiled: list[tuple[tuple[int, int], Any]]) -> list[list[Any]]:
    """Return the table with some of its cells, or cells beside it, replaced."""
    for (number, place), cell in spoiled:
        row = table[number % len(table)]
        row[place : place + 1] = [cell]
    return table


def write_cell(sheet: Any, number: int, place: int, value: Any) -> None:
    try:
        sheet.cell(number, place).value = value
    except (IllegalCharacterError, ValueError):  # what no workbook can hold
        sheet.cell(number, place).value = "?"
