"""Small numbers: what is withheld cannot be computed from what is shown, over areas, years and files."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from etl.command import command
from etl.own_figures import small_numbers
from etl.own_figures.sums import Cell
from tests.etl.build.test_internal import ask, run, tables_with
from tests.opened import page
from tests.thorough import TIMES
from veerkracht import __main__ as export
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
    small = {cell for cell, size in sizes.items() if size < small_numbers.minimum_size(OURS, OURS.indicator(cell[0]))}
    return small | set(small_numbers.secondary_suppressions(OURS, sizes, small, NAMES))


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
    assert hidden_areas({"WK093501": 61, "BU09350101": 38, "BU09350102": 20}) == {"BU09350102"}
    assert "BU09350200" in hidden_areas({"WK093502": 41, "BU09350200": 38})  # of the two others together
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


def test_a_figure_that_only_follows_from_several_sums_together_hides_a_further_one() -> None:
    """Two blocks of hidden figures, of which each sum has several, with one between them that follows from all."""
    small = [("00", 0), ("00", 1), ("01", 0), ("01", 1), ("10", 2), ("10", 3), ("11", 2), ("11", 3), ("00", 2)]
    places = [f"BU093501{number}" for number in ("00", "01", "10", "11", "20")]
    names = {**NAMES, **dict.fromkeys(places, "x")}
    years = range(2021, 2025)
    counted = {(code, year): 4 if (code[-2:], year - 2021) in small else 40 for code in places for year in years}
    sizes = {(COUNT, code, str(year)): float(value) for (code, year), value in counted.items()}
    sizes |= {(COUNT, "WK093501", str(year)): sum(counted[code, year] for code in places) for year in years}
    sizes |= {(COUNT, code, "2021/2024"): sum(counted[code, year] for year in years) / 4 for code in places}
    withheld = {cell for cell, size in sizes.items() if size < 5}
    assert len(withheld) == len(small)
    lines = [((COUNT, "WK093501", str(year)), [(COUNT, code, str(year)) for code in places], 1) for year in years] + [
        ((COUNT, code, "2021/2024"), [(COUNT, code, str(year)) for year in years], 4) for code in places
    ]
    assert recomputed(sizes, withheld, lines) == {(COUNT, "BU09350100", "2023")}
    withheld |= small_numbers.secondary_suppressions(OURS, sizes, withheld, names).keys()
    assert recomputed(sizes, withheld, lines) == set()
    assert len(withheld) < len(sizes) / 2


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


Line = tuple[Cell, list[Cell], int]


def equations() -> list[Line]:
    """Return every total with its parts, and how many times it counts."""
    sums: list[Line] = []
    for period in [*YEARS, "2022/2024"]:
        for total in ("WK093501", "WK093502", "GM0935"):
            parts = [code for code in NAMES if code != "NL00" and areas.parent(code) == total]
            sums.append(((COUNT, total, period), [(COUNT, part, period) for part in parts], 1))
    for area in NAMES:
        sums.append(((COUNT, area, "2022/2024"), [(COUNT, area, year) for year in YEARS], 3))
    return sums


def rank(rows: list[list[int]]) -> int:
    return int(np.linalg.matrix_rank(np.array(rows, dtype=float))) if rows and rows[0] else 0


def recomputed(sizes: dict[Cell, float], withheld: set[Cell], lines: list[Line]) -> set[Cell]:
    """Return what of the withheld figures anybody can compute: that which adds nothing to what the sums leave open."""
    unknown = [
        cell
        for cell in dict.fromkeys(cell for total, parts, _ in lines for cell in (total, *parts))
        if cell in withheld or cell not in sizes
    ]
    rows = [[times * (cell == total) - (cell in parts) for cell in unknown] for total, parts, times in lines]
    units = {cell: [int(cell == other) for other in unknown] for cell in withheld if cell in unknown}
    whole = rank(rows)
    return {cell for cell, unit in units.items() if rank([*rows, unit]) == whole}


@pytest.mark.slow
@settings(max_examples=100 * TIMES, deadline=None, derandomize=True, database=None)
@given(additive())
def test_nothing_that_is_withheld_can_be_computed_from_what_is_shown(sizes: dict[Cell, float]) -> None:
    assert recomputed(sizes, hidden(sizes), equations()) == set()


@pytest.mark.slow
@settings(max_examples=100 * TIMES, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_what_is_withheld_may_differ_by_five_for_all_that_anybody_knows(west: list[int]) -> None:
    figures = dict(zip(BUURTEN, west, strict=False)) | {"WK093501": sum(west)}
    withheld = hidden_areas(figures)
    choices = [range(20) if code in withheld else [number] for code, number in zip(BUURTEN, west, strict=False)]
    fitting = [
        dict(zip(BUURTEN, numbers, strict=False)) | {"WK093501": sum(numbers)}
        for numbers in product(*choices)
        if "WK093501" in withheld or sum(numbers) == sum(west)
    ]
    for area in withheld:
        possible = {figures[area] for figures in fitting}
        assert max(possible) - min(possible) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("steps", [0, 30_000, 60_000, 120_000])
@settings(max_examples=25 * TIMES, deadline=None, derandomize=True, database=None)
@given(additive())
def test_when_there_are_too_many_sums_more_is_withheld_and_nothing_can_be_computed(
    steps: int, sizes: dict[Cell, float]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_numbers, "_MOST_STEPS", steps)
        withheld = hidden(sizes)
    small = {cell for cell, size in sizes.items() if size < 5}
    assert recomputed(sizes, withheld, equations()) & small == set()
    assert steps or withheld == set(sizes)


def overlapping() -> dict[Cell, float]:
    """Return counts over ten years of 44 buurten, a third of which are small, with eight means that overlap."""
    counted = {(f"BU093501{place:02}", year): (7 * place + 5 * year) % 12 for place in range(44) for year in range(10)}
    sizes = {(COUNT, code, str(2015 + year)): float(count) for (code, year), count in counted.items()}
    for code in {code for code, _ in counted}:
        for first in range(8):
            mean = sum(counted[code, first + year] for year in range(3)) / 3
            sizes[COUNT, code, f"{2015 + first}/{2017 + first}"] = float(round(mean))
    for period in {period for *_, period in sizes}:
        sizes[COUNT, "WK093501", period] = sum(size for (*_, other), size in sizes.items() if other == period)
    return sizes


@pytest.mark.slow
def test_means_over_years_that_overlap_are_withheld_when_they_are_too_many_and_it_is_named() -> None:
    sizes = overlapping()
    small = {cell for cell, size in sizes.items() if size < 5}
    names = {**NAMES, **{area: area for _, area, _ in sizes}}
    reasons = small_numbers.secondary_suppressions(OURS, sizes, small, names)
    means = {cell for cell in sizes if "/" in cell[2]}
    assert means <= small | reasons.keys()
    assert {reasons[cell] for cell in means - small} == {
        "niet getoond: er zijn zo veel sommen dat niet is na te gaan of er een klein aantal uit volgt. Laat "
        "gemiddelden over jaren weg die elkaar overlappen, dan staat de rest er weer"
    }
    assert len(small | reasons.keys() - means) < len(sizes.keys() - means)
    assert (
        small_numbers.secondary_suppressions(OURS, sizes, small, names) == reasons
    )  # on any machine, as busy as it may be


def counts(*values: int, year: int = 2024) -> str:
    """Return a file with these counts of the buurten of a wijk, and their sum for the wijk."""
    places = [f"BU0935040{number}" for number in range(len(values))]
    pairs = [*zip(places, values, strict=True), ("WK093504", sum(values))]
    rows = [f"{COUNT};{place};{year};{value};telling van {value}" for place, value in pairs]
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
        "telling.csv: rij 3: niet getoond: anders is het cijfer van",
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


def public_cells(place: Path) -> set[Cell]:
    """Return each figure that any table of a database gives, now or of before, of the counts of areas and years."""
    query = f"""
        with of_measure as (select measure_id from goal_measure where indicator_id = '{COUNT}')
        select area_code, period from observation where indicator_id = '{COUNT}' and value is not null
        union select area_code, period from revision where indicator_id = '{COUNT}'
        union select area_code, period from goal_figure where measure_id in (from of_measure)
        union select area_code, period from goal_status where measure_id in (from of_measure) and value is not null
        union select area_code, previous_period from goal_status
              where measure_id in (from of_measure) and previous_value is not null
        union select area_code, period from status_history where measure_id in (from of_measure) and value is not null
    """
    return {(COUNT, area, period) for area, period in ask(place, query)}


def packaged(folder: Path) -> dict[str, str]:
    """Return the files of the data package that everybody may save as text, Parquet as the CSV of its rows."""
    assert export.main(["datapakket", "--uit", str(folder)]) == 0
    with zipfile.ZipFile(folder / "datapakket.zip") as package:
        files = {name: package.read(name) for name in package.namelist()}
    return {
        name: pd.read_parquet(io.BytesIO(content)).to_csv(index=False) if name.endswith("parquet") else content.decode()
        for name, content in files.items()
    }


# per file of the package the columns that say of which period a figure is, and the figures of it
GIVEN = {
    "waarnemingen.csv": [("period", ("value", "lower", "upper", "numerator", "denominator", "figure_note"))],
    "waarnemingen.parquet": [("period", ("value", "lower", "upper", "numerator", "denominator", "figure_note"))],
    "meetlat.csv": [("period", ("stick_value",)), ("stick_from", ("stick_base",))],
    "stand.csv": [("period", ("value", "absolute_value", "gap_now")), ("previous_period", ("previous_value",)),
                  ("change_from", ("from_value",)), ("before_extreme_period", ("before_extreme_value",))],
    "doelen.csv": [("baseline_period", ("baseline_published",))],
}  # fmt: skip


def given_cells(files: dict[str, str], measures: set[str]) -> set[Cell]:
    """Return each cell of the counts of which a file of the package gives anything that it can be computed from."""
    cells = set()
    for name, columns in GIVEN.items():
        for row in csv.DictReader(io.StringIO(files[name])):
            if row.get("indicator_id") == COUNT or row.get("measure_id") in measures:
                cells |= {(COUNT, row["area_code"], row[period]) for period, figures in columns
                          if any(row[figure] for figure in figures)}  # fmt: skip
    return cells


VIEWS = {
    "trends": {"indicator": COUNT}, "kaart": {"indicator": COUNT}, "vergelijken": {"indicator": COUNT},
    "buurtprofiel": {"buurt": "BU09350403"}, "samenhang": {"indicator": COUNT, "indicator2": "misdrijven"},
    "vergelijkbaar": {"indicator": COUNT}, "bronnen": {"toon": "cijfer", "indicator": COUNT},
    "raadsbrief": {"deel": [f"onderwerp-{COUNT}", "buurt-BU09350403"], "vorm": "bijlage"},
}  # fmt: skip


def saved_on_pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return every file with figures that the pages on these counts offer to everybody, by page and name."""
    files: dict[str, bytes] = {}

    def take(view: str) -> Callable[..., None]:
        def button(_: str, make: Callable[[], bytes], name: str, *rest: object, **named: object) -> None:
            if not name.endswith((".png", ".svg")):
                files[f"{view}/{name}"] = make()

        return button

    for view, choices in VIEWS.items():
        monkeypatch.setattr("streamlit.download_button", take(view))
        test = page(view, **choices)
        if view == "raadsbrief":
            test.button(key="opslaan").click().run()
        else:
            test.session_state["delen"] = True
            test.run()
        assert not test.exception, view
    return files


def texts_in(file: bytes) -> Iterator[str]:
    """Yield the texts of a file, of one that is an archive all of its parts."""
    if not file.startswith(b"PK"):
        yield file.decode("utf-8-sig", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        for name in archive.namelist():
            yield from texts_in(archive.read(name))


def two_years(*values: int) -> str:
    """Return a file with these counts in two years, so that Nazareth, the fourth, has a baseline and a status."""
    return "\n".join([counts(*values), *counts(*values, year=2025).splitlines()[1:]])


@pytest.mark.slow
def test_nothing_public_gives_a_withheld_figure_away_now_or_when_it_is_shown_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, place = data / "lokaal" / "telling.csv", paths.database_file()
    file.parent.mkdir()
    small = (7017, 7127, 7237, 3, 7457, 7567, 7677)
    file.write_text(two_years(*small[:3], 7347, *small[4:]), encoding="utf-8")
    assert run() == 0
    assert "status_history" in tables_with(place, 7347.0)
    file.write_text(two_years(*small), encoding="utf-8")
    assert run() == 0
    query = f"select area_code, period from observation where indicator_id = '{COUNT}' and missing = 'too_few'"
    withheld = {(COUNT, area, period) for area, period in ask(place, query)}
    assert withheld == {(COUNT, area, year) for area in ("BU09350400", "BU09350403") for year in ("2024", "2025")}
    public = public_cells(place)
    parts = [f"BU0935040{number}" for number in range(len(small))]
    lines: list[Line] = [
        ((COUNT, "WK093504", year), [(COUNT, code, year) for code in parts], 1) for year in ("2024", "2025")
    ]
    assert withheld.isdisjoint(public) and recomputed(dict.fromkeys(public, 0.0), withheld, lines) == set()
    assert tables_with(place, 7347.0, 7017.0, "telling van 3", "telling van 7017") == set()
    files = packaged(tmp_path)
    of_count = ask(place, f"select measure_id from goal_measure where indicator_id = '{COUNT}'")
    given = given_cells(files, {measure_id for (measure_id,) in of_count})
    assert given and given <= public and recomputed(dict.fromkeys(given, 0.0), withheld, lines) == set()
    gaps = [row for row in csv.DictReader(io.StringIO(files["zonder_cijfer.csv"])) if row["missing"] == "too_few"]
    assert {(row["indicator_id"], row["area_code"], row["period"]) for row in gaps} == withheld
    saved = {cell for text in files.values() for row in csv.reader(io.StringIO(text)) for cell in row}
    pages = saved_on_pages(monkeypatch)
    assert {name.rpartition(".")[2] for name in pages} >= {"csv", "xlsx", "docx", "zip"}
    forbidden = re.compile(r"(?<![\d.,])(?:7\.?347|7\.?017)(?:[.,]0+)?(?![\d.,]*\d)|telling van (?:3|7017)\b")
    texts = {name: list(texts_in(file)) for name, file in pages.items()}
    assert [name for name, parts in texts.items() if any(map(forbidden.search, parts))] == []
    assert any(re.search(r"7\.?127", part) for parts in texts.values() for part in parts)
    assert saved & {"7127", "7127.0"} and not saved & {"7347", "7347.0", "7017", "7017.0", "telling van 7017"}

    file.write_text(two_years(*small[:3], 8347, *small[4:]), encoding="utf-8")
    assert run() == 0
    assert tables_with(place, 7017.0) >= {"observation"}
    # the total of before, less what is shown by now, would be the small number of before
    assert tables_with(place, float(sum(small))) == set()
    file.write_text(two_years(*small[:3], 8447, *small[4:]), encoding="utf-8")
    assert run() == 0
    assert ask(place, f"select count(*) from revision where indicator_id = '{COUNT}'") == [(4,)]
