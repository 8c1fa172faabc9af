"""Small numbers: what is withheld cannot be computed from what is shown, over areas, years and files."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.command import command
from etl.own_figures import small_numbers
from etl.own_figures.small_numbers import Cell
from tests.etl.build.test_internal import ask, run, tables_with
from tests.thorough import TIMES
from veerkracht.catalog import catalog
from veerkracht.core import areas, paths

OURS = catalog.load(paths.CATALOG)
COUNT, SURVEY = "sociale_activiteiten", "thuis_in_de_buurt"
NAMES = {
    "NL00": "Nederland", "GM0935": "Maastricht", "WK093501": "West", "WK093502": "Oost", "BU09350100": "a",
    "BU09350101": "b", "BU09350102": "c", "BU09350200": "d", "BU09350201": "e", "BU09350202": "f",
}  # fmt: skip
BUURTEN = [code for code in NAMES if areas.level(code) == "buurt"]
WEST = {"WK093501": 61, "BU09350100": 3, "BU09350101": 38, "BU09350102": 20}


def cells(figures: dict[str, float], period: str = "2024", indicator: str = COUNT) -> dict[Cell, float]:
    return {(indicator, area, period): float(value) for area, value in figures.items()}


def hidden(sizes: dict[Cell, float]) -> set[Cell]:
    """Return all that is withheld of these sizes: the small ones, and those with which others follow."""
    small = {cell for cell, size in sizes.items() if size < small_numbers.least(OURS, OURS.indicator(cell[0]))}
    return small | set(small_numbers.following(OURS, sizes, small, NAMES))


def hidden_areas(figures: dict[str, float]) -> set[str]:
    return {area for _, area, _ in hidden(cells(figures))}


def test_a_part_that_follows_from_its_total_hides_the_next_smallest() -> None:
    assert hidden_areas(WEST) == {"BU09350100", "BU09350102"}
    assert hidden_areas({area: value for area, value in WEST.items() if area != "WK093501"}) == {"BU09350100"}


def test_two_hidden_parts_that_are_small_together_hide_a_third() -> None:
    assert hidden_areas({"WK093501": 25, "BU09350100": 1, "BU09350101": 2, "BU09350102": 22}) == {
        "BU09350100", "BU09350101", "BU09350102"}  # fmt: skip
    assert hidden_areas({"WK093501": 29, "BU09350100": 3, "BU09350101": 4, "BU09350102": 22}) == {
        "BU09350100", "BU09350101"}  # fmt: skip


def test_a_total_is_hidden_when_no_other_part_can_be() -> None:
    assert hidden_areas({"WK093501": 7, "BU09350100": 3}) == {"WK093501", "BU09350100"}
    assert hidden_areas({"WK093501": 70, "BU09350100": 3}) == {"BU09350100"}  # the rest may be anywhere in the wijk


def test_a_part_that_is_left_out_is_as_small_as_what_the_others_leave() -> None:
    assert hidden_areas({"WK093501": 61, "BU09350101": 38, "BU09350102": 20}) == {
        "BU09350101", "BU09350102"}  # fmt: skip
    assert hidden_areas({"WK093501": 58, "BU09350101": 38, "BU09350102": 20}) == set()  # nobody, or not there any more
    assert hidden_areas({"WK093501": 50, "BU09350101": 38, "BU09350102": 20}) == set()  # who counts twice hides nobody


def test_the_city_gives_no_wijk_away_and_a_wijk_no_buurt() -> None:
    east = {"WK093502": 27, "BU09350200": 9, "BU09350201": 9, "BU09350202": 9}
    assert hidden_areas({"GM0935": 88} | WEST | east) == {"BU09350100", "BU09350102"}
    assert hidden_areas({"GM0935": 31, "WK093501": 4, "WK093502": 27}) == {"WK093501", "WK093502"}
    assert hidden_areas({"GM0935": 88, "NL00": 900, "BU09350100": 3, "BU09350101": 38}) == {"BU09350100"}


def test_a_year_that_follows_from_a_mean_over_years_hides_a_second() -> None:
    years = cells({"BU09350100": 3}, "2022") | cells({"BU09350100": 31}, "2023") | cells({"BU09350100": 32}, "2024")
    assert hidden(years) == set(cells({"BU09350100": 3}, "2022"))
    mean = cells({"BU09350100": 22}, "2022/2024")
    assert {period for *_, period in hidden(years | mean)} == {"2022", "2023"}


def test_a_survey_hides_a_second_area_by_the_answers() -> None:
    answers = {"WK093501": 300, "BU09350100": 12, "BU09350101": 200, "BU09350102": 88}
    assert {area for _, area, _ in hidden(cells(answers, indicator=SURVEY))} == {"BU09350100", "BU09350102"}
    assert {area for _, area, _ in hidden(cells(answers | {"WK093501": 250}, indicator=SURVEY))} == {"BU09350100"}


YEARS = ["2022", "2023", "2024"]


@st.composite
def additive(draw: st.DrawFn) -> dict[Cell, float]:
    """Return counts that add up over areas and years exactly, of which some may be left out of the file."""
    counts = {
        (code, year): draw(st.one_of(st.integers(0, 4), st.integers(0, 40))) for code in BUURTEN for year in YEARS
    }
    for code in BUURTEN:  # a mean over the years is whole
        counts[code, YEARS[0]] += -sum(counts[code, year] for year in YEARS) % 3
        counts[code, "2022/2024"] = sum(counts[code, year] for year in YEARS) // 3
    for period in [*YEARS, "2022/2024"]:
        for wijk in ("WK093501", "WK093502"):
            counts[wijk, period] = sum(counts[code, period] for code in BUURTEN if areas.parent(code) == wijk)
        counts["GM0935", period] = counts["WK093501", period] + counts["WK093502", period]
    places = sorted(counts)
    left_out = draw(st.sets(st.sampled_from(places), max_size=8))
    return {(COUNT, *place): float(counts[place]) for place in places if place not in left_out}


def equations() -> list[tuple[Cell, list[Cell], int]]:
    """Return every total with its parts, and how many times it counts."""
    sums: list[tuple[Cell, list[Cell], int]] = []
    for period in [*YEARS, "2022/2024"]:
        for total in ("WK093501", "WK093502", "GM0935"):
            parts = [code for code in NAMES if code != "NL00" and areas.parent(code) == total]
            sums.append(((COUNT, total, period), [(COUNT, part, period) for part in parts], 1))
        sums.append(((COUNT, "GM0935", period), [(COUNT, part, period) for part in BUURTEN], 1))
    for area in NAMES:
        sums.append(((COUNT, area, "2022/2024"), [(COUNT, area, year) for year in YEARS], 3))
    return sums


def recomputed(shown: dict[Cell, float]) -> dict[Cell, float]:
    """Return all that anybody can compute from what is shown, one subtraction after another."""
    known = dict(shown)
    before = -1
    while len(known) > before:
        before = len(known)
        for total, parts, times in equations():
            unknown = [cell for cell in (total, *parts) if cell not in known]
            if unknown == [total]:
                known[total] = sum(known[part] for part in parts) / times
            elif len(unknown) == 1:
                known[unknown[0]] = times * known[total] - sum(known.get(part, 0) for part in parts)
    return {cell: value for cell, value in known.items() if cell not in shown}


@pytest.mark.slow
@settings(max_examples=150 * TIMES, deadline=None, derandomize=True, database=None)
@given(additive())
def test_nothing_that_is_withheld_can_be_computed_from_what_is_shown(sizes: dict[Cell, float]) -> None:
    withheld = hidden(sizes)
    assert not set(recomputed({cell: size for cell, size in sizes.items() if cell not in withheld})) & withheld


def counts(*values: int) -> str:
    """Return a file with these counts of the buurten of a wijk, and their sum for the wijk."""
    places = [f"BU0935040{number}" for number in range(len(values))]
    pairs = [*zip(places, values, strict=True), ("WK093504", sum(values))]
    rows = [f"{COUNT};{place};2024;{value};telling van {value}" for place, value in pairs]
    return "\n".join(["indicator;gebied;periode;waarde;bron", *rows])


@pytest.mark.slow
def test_a_figure_that_becomes_small_leaves_nothing_of_it_in_the_database_and_is_named(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "lokaal" / "telling.csv"
    file.parent.mkdir()
    file.write_text(counts(7017, 7127, 7237, 7347, 7457, 7567, 7677), encoding="utf-8")
    assert run() == 0
    file.write_text(counts(3, 7127, 7237, 7347, 7457, 7567, 7677), encoding="utf-8")
    assert command.main(["controleer", str(file)]) == 0
    said = capsys.readouterr()
    assert run() == 0
    lines = [
        "telling.csv: rij 2: niet getoond: een aantal onder 5.",
        "telling.csv: rij 3: niet getoond: anders is een klein aantal uit te rekenen met",
    ]
    ran = capsys.readouterr()
    assert all(line in said.out + said.err and line in ran.out + ran.err for line in lines)
    place = paths.database_file()
    withheld = ask(place, f"select area_code from observation where indicator_id = '{COUNT}' and missing = 'too_few'")
    assert sorted(withheld) == [("BU09350400",), ("BU09350401",)]
    assert tables_with(place, 7017.0, 7127.0, 51429.0, "telling van 3", "telling van 7127") == set()
    assert tables_with(place, 7237.0, "telling van 7237") == {"observation", "cijfers"}


@pytest.mark.slow
def test_what_was_accepted_of_a_refused_file_is_withheld_as_well(data: Path) -> None:
    old = data / "lokaal" / "oud.csv"
    old.parent.mkdir()
    years = [f"{COUNT};GM0935;{year};{value};" for year, value in (("2023", 31), ("2022/2024", 31), ("2024", 32))]
    old.write_text("\n".join(["indicator;gebied;periode;waarde;bron", *years]), encoding="utf-8")
    assert run() == 0
    old.write_text(old.read_text(encoding="utf-8") + "\nx;y;z;", encoding="utf-8")
    (old.parent / "nieuw.csv").write_text(f"indicator;gebied;periode;waarde\n{COUNT};GM0935;2022;3\n", encoding="utf-8")
    run()
    found = ask(paths.database_file(), f"""
        select period, value from observation where indicator_id = '{COUNT}' and area_code = 'GM0935' order by period
    """)  # fmt: skip
    assert found == [("2022", None), ("2022/2024", 31), ("2023", None), ("2024", 32)]
