"""Area codes, periods, Dutch words and numbers, sentences, targets, classes."""

import re
from datetime import date
from types import SimpleNamespace
from typing import get_args

import pandas as pd
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import Population
from veerkracht.database import database
from veerkracht.drawing import charts, sentences, vega
from veerkracht.method import class_breaks, progress


def test_a_buurt_lies_in_a_wijk_in_a_municipality_in_the_country() -> None:
    chain, code = [], "BU09350403"
    while code:
        chain.append((code, areas.level(code)))
        code = areas.parent(code)
    assert chain == [("BU09350403", "buurt"), ("WK093504", "wijk"), ("GM0935", "gemeente"), ("NL00", "land")]


@pytest.mark.parametrize(("count", "words"), [(0, "0 gebieden"), (1, "1 gebied"), (1139, "1.139 gebieden")])
def test_one_thing_is_no_more_things(count: int, words: str) -> None:
    assert dutch.counted(count, "gebied", "gebieden") == words


@given(st.dates())
def test_a_day_is_written_as_in_the_netherlands(day: date) -> None:
    assert dutch.day(day) == format_date(day, "d MMMM y", locale="nl_NL")


@pytest.mark.parametrize("text", ["", "BU0935", "0935", "GM935", "BU09350403 "])
def test_what_is_no_area_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="geen gebiedscode"):
        areas.level(text)


def test_areas_of_another_municipality_do_not_belong() -> None:
    assert [areas.belongs_to(code, "GM0935") for code in ("BU09350403", "NL00", "GM1935", "BU19093500")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "label"),
    [("2024JJ00", "2024", "2024"), ("2024", "2024", "2024"), ("2024MM03", "2024-03", "maart 2024"),
     ("2024-03", "2024-03", "maart 2024"), ("2022/2024", "2022/2024", "2022 t/m 2024")],
)  # fmt: skip
def test_periods_are_read_in_all_spellings(text: str, code: str, label: str) -> None:
    assert (periods.parse(text).code, periods.parse(text).label) == (code, label)


@pytest.mark.parametrize("text", ["", "24", "2024MM13", "2024/2022", "2024KW01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="geen periode"):
        periods.parse(text)


@given(st.integers(2000, 2100), st.integers(2000, 2100))
def test_codes_of_years_sort_as_the_years(one: int, other: int) -> None:
    assert (periods.parse(str(one)).code < periods.parse(str(other)).code) == (one < other)


def test_numbers_are_written_the_dutch_way() -> None:
    assert dutch.figure(58.9, 1, "%") == "58,9%"
    assert dutch.figure(23200, 0, "euro") == "€\u00a023.200"
    assert dutch.figure(1138.6, 0, "per 10.000 inwoners") == "1.139 per 10.000 inwoners"
    assert dutch.figure(float("nan"), 0, "%") == "–"
    assert (dutch.number(57.25, 1), dutch.number(2.5, 0)) == ("57,3", "3")
    assert dutch.signed(-39.4, 0, "per 10.000 inwoners") == "−39 per 10.000 inwoners"
    assert (dutch.signed(4.4, 1, "%"), dutch.signed(0.01, 1, "%")) == ("+4,4 procentpunt", "0,0 procentpunt")
    assert dutch.joined(["a", "b", "c"]) == "a, b en c" and dutch.joined(["a"]) == "a" and dutch.joined([]) == ""
    assert dutch.unit_after("Geregistreerde misdrijven, aantal", "misdrijven") == ""
    assert dutch.unit_after("Inbraken per 10.000 inwoners", "per 10.000 inwoners") == ""
    assert dutch.unit_after("Woningvoorraad", "woningen") == "aantal woningen"
    assert dutch.in_unit("rapportcijfer") == "van 1 tot 10" and dutch.in_unit("woningen") == "aantal woningen"
    assert dutch.reading("procentpunt", 5, "omlaag", "%") == "−5 procentpunt"
    assert dutch.reading("norm", 80, "omhoog", "%") == "vaste norm van 80%"
    assert dutch.reading("procent", 2.5, "omlaag", "%") == "−2,5 procent"
    assert dutch.reading("norm", 7.25, "omhoog", "rapportcijfer") == "vaste norm van 7,25 rapportcijfer"
    assert [dutch.decimals_of(value) for value in (0.0, 5, 1200, 2.5, 0.05)] == [0, 0, 0, 1, 2]


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_numbers_are_written_as_the_dutch_locale_has_them(value: float, decimals: int) -> None:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    expected = format_decimal(abs(dutch.rounded(value, decimals)), pattern, locale="nl_NL")
    assert dutch.number(value, decimals) == ("−" if dutch.rounded(value, decimals) < 0 else "") + expected


@pytest.mark.slow
@given(st.integers(-30, 30), st.sampled_from([0.0, 0.5, -0.5, 0.49, -0.49]), st.integers(0, 4))
def test_a_number_and_a_change_have_a_sign_unless_they_are_printed_as_zero(
    step: int, beside: float, decimals: int
) -> None:
    value = (step + beside) / 10**decimals
    printed, change = dutch.number(value, decimals), dutch.signed(value, decimals, "%")
    is_zero = not any(sign in "123456789" for sign in printed)
    assert printed[0] == "−" if value < 0 and not is_zero else printed[0].isdigit()
    assert change[0].isdigit() if is_zero else change[0] == ("+" if value > 0 else "−")
    assert change.lstrip("+−") == f"{dutch.number(abs(value), decimals)} procentpunt"
    assert "-" not in printed + change + dutch.figure(value, decimals, "euro")


def test_what_rounds_to_zero_has_no_minus_and_half_has_a_sign() -> None:
    assert [dutch.number(value, 0) for value in (-0.4, -0.0, -0.5)] == ["0", "0", "−1"]
    assert dutch.figure(-0.04, 1, "%") == "0,0%" and dutch.signed(-0.04, 1, "") == "0,0"
    assert [dutch.signed(value, 0, "") for value in (0.5, -0.5)] == ["+1", "−1"]
    assert dutch.signed(0.25, 1, "%") == "+0,3 procentpunt"


def test_every_missing_reason_and_status_of_the_schema_has_dutch_words() -> None:
    schema = database.SCHEMA.read_text(encoding="utf-8")
    kinds = dict(re.findall(r"create type (\w+) as enum \((.*?)\n?\);\n\n?", schema, re.DOTALL))
    for name, words in {"missing_reason": dutch.MISSING, "figure_status": dutch.STATUS}.items():
        assert set(re.findall(r"'(\w+)'", kinds[name])) == set(words)
    assert set(re.findall(r"'([^']+)'", kinds["status_certainty"])) == set(get_args(progress.Certainty))
    assert set(get_args(Population)) == set(dutch.POPULATION)


def test_a_definition_says_once_over_whom_a_figure_is() -> None:
    adults = "Inwoners van 18 jaar en ouder die roken."
    assert dutch.definition("Roken.", "%", "18_plus") == (
        "Roken. Eenheid: procent. Het gaat over inwoners van 18 jaar en ouder."
    )
    assert dutch.definition(adults, "%", "18_plus") == f"{adults} Eenheid: procent."
    assert dutch.definition("Misdrijven.", "misdrijven", None) == "Misdrijven. Eenheid: misdrijven."


@pytest.mark.parametrize(
    ("baseline", "reading", "amount", "direction", "expected"),
    [(56, "procentpunt", 5, "omhoog", 61), (56, "procent", 5, "omhoog", 58.8), (682, "procent", 5, "omlaag", 647.9),
     (72, "norm", 80, "omhoog", 80), (None, "norm", 75, "omhoog", 75), (40, "richting", None, "omhoog", None),
     (None, "procentpunt", 5, "omhoog", None), (56, "inwoners", 5, "omhoog", 61)],
)  # fmt: skip
def test_a_target_follows_from_baseline_and_reading(baseline, reading, amount, direction, expected) -> None:
    target = progress.Aim(reading, amount, direction, 2030).target(baseline)
    assert target == (None if expected is None else pytest.approx(expected))


@pytest.mark.slow
@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=200),
    st.sampled_from(["kwantielen", "natuurlijk", "gelijk"]),
    st.integers(0, 3),
)
def test_every_value_falls_in_a_class_and_bounds_rise(values: list[float], method: str, decimals: int) -> None:
    scale = class_breaks.classes(pd.Series(values), method, decimals, "%")
    assert len(scale.colors) == len(scale.labels) <= 5
    assert list(scale.edges) == sorted(scale.edges)
    assert {scale.color(value) for value in values} <= set(scale.colors)
    assert scale.color(float("nan")) == class_breaks.NO_FIGURE


def test_the_ways_to_make_classes_differ_as_their_names_say() -> None:
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 50, 51, 100])
    even = class_breaks.classes(values, "gelijk", 1, "%")
    assert even.edges == pytest.approx((1, 20.8, 40.6, 60.4, 80.2, 100))
    quantiles = class_breaks.classes(values, "kwantielen", 1, "%")
    assert values.map(quantiles.place).value_counts().to_list() == [2] * 5
    natural = class_breaks.classes(values, "natuurlijk", 1, "%")
    assert natural.place(7) != natural.place(50) == natural.place(51) != natural.place(100)


@pytest.mark.parametrize("direction", ["omhoog", "omlaag", "geen"])
def test_colours_around_the_city_judge_only_where_the_catalogue_does(direction: str) -> None:
    differences = pd.Series([-30.0, -20, -10, -1, 0, 1, 10, 20, 30])
    scale = class_breaks.around_city(differences, 0, "%", direction)
    assert scale.place(0) == 2 and scale.place(-30) == 0 and scale.place(30) == 4
    teal, brown = "#018571", "#a6611a"
    high = {"omhoog": teal, "omlaag": brown, "geen": "#5e3c99"}[direction]
    assert scale.color(30) == high and (teal in scale.colors) == (direction != "geen")
    assert scale.color(-30) == {"omhoog": brown, "omlaag": teal, "geen": "#e66101"}[direction]


@pytest.mark.slow
@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=100), st.integers(0, 3))
def test_bounds_around_the_city_rise_and_hold_every_difference(values: list[float], decimals: int) -> None:
    scale = class_breaks.around_city(pd.Series(values), decimals, "", "geen")
    assert list(scale.edges) == sorted(set(scale.edges))
    assert scale.edges[0] <= min(values) and max(values) <= scale.edges[-1]


def test_an_area_keeps_its_colour_whatever_else_is_chosen() -> None:
    focus = ["BU09350403", "BU09350203"]
    styles = charts.styles([*focus, "GM0935", "BU09350000"], focus, "GM0935", "NL00")
    other = charts.styles(["NL00", "GM0935", "BU09350000", "BU09350403"], focus, "GM0935", "NL00")
    assert all(styles[code] == other[code] for code in set(styles) & set(other))
    buurten = [f"BU0935{wijk:02d}{n:02d}" for wijk in range(7) for n in range(7)]
    many = charts.styles(buurten, focus, "GM0935", "NL00")
    assert len(set(many.values())) == len(buurten)


def test_twelve_focus_areas_differ_in_colour_from_each_other_and_in_style_from_all_others() -> None:
    focus = [f"BU0935{wijk:02d}00" for wijk in range(10)] + ["BU09351000", "BU09351100"]
    others = [f"BU0935{wijk:02d}{n:02d}" for wijk in range(7) for n in range(1, 7)]
    styles = charts.styles([*focus, *others, "GM0935", "NL00"], focus, "GM0935", "NL00")
    assert len({styles[code].color for code in focus}) == 12
    assert not {styles[code] for code in focus} & {styles[code] for code in [*others, "GM0935", "NL00"]}


def test_areas_whose_codes_have_letters_have_a_style_of_their_own() -> None:
    wijken = [f"BU0363A{letter}" for letter in "ABCDEFG"]
    buurten = [f"{wijk}{number:02d}" for wijk in wijken for number in range(7)]
    assert len(set(charts.styles(buurten, [], "GM0363", "NL00").values())) == len(buurten)


@pytest.mark.slow
@given(st.from_regex(r"BU[0-9]{4}[0-9A-Z]{4}|WK[0-9]{4}[0-9A-Z]{2}", fullmatch=True))
def test_every_code_of_an_area_has_a_style(code: str) -> None:
    assert areas.level(code) in ("buurt", "wijk")
    assert charts.styles([code], [], "GM0363", "NL00")[code].color


def test_a_line_is_not_drawn_through_a_gap_or_a_break() -> None:
    def row(area: str, year: int, value: float, segment: int) -> dict:
        return {"area_code": area, "period": str(year), "year": year, "value": value, "segment": segment}

    frame = pd.DataFrame(
        [row("GM0935", year, 1.0, int(year >= 2023)) for year in range(2020, 2025)]
        + [
            row("BU09350403", year, float("nan") if year == 2021 else 1.0, int(year >= 2023))
            for year in range(2020, 2025)
        ]
    )
    rows = charts._with_runs(vega.records(frame, tuple(frame)))
    runs = {(row["area_code"], row["year"]): row["run"] for row in rows}
    city, buurt = ({year: runs[code, year] for year in range(2020, 2025)} for code in ("GM0935", "BU09350403"))
    assert city[2020] == city[2022] != city[2023] == city[2024]
    assert len({buurt[2020], buurt[2022], buurt[2023]}) == 3


def test_a_sentence_gives_the_difference_a_reader_would_find() -> None:
    frame = pd.DataFrame(
        {"area_code": ["BU09350203", "GM0935"], "period": ["2025"] * 2, "value": [536.48, 595.52]}
    )  # fmt: skip
    names = {"BU09350203": "Pottenberg", "GM0935": "Maastricht"}
    rate = SimpleNamespace(label="Misdrijven", unit="per 10.000 inwoners", decimals=0, is_model=False)
    [text] = sentences.city_comparison(frame, names, rate, ["BU09350203"], "GM0935")
    assert (
        "in 2025 was dit in Pottenberg 536 per 10.000 inwoners. In Maastricht (596 per 10.000 inwoners) is dat 60"
        in text
    )
    for unit in ("inwoners", "deelnemers per jaar", "leerlingen"):
        count = SimpleNamespace(unit=unit, decimals=0)
        assert sentences.city_comparison(frame, names, count, ["BU09350203"], "GM0935") == []


@pytest.mark.parametrize(
    ("label", "words"),
    [("Voldoet aan de beweegrichtlijn", "voldoet aan de beweegrichtlijn"), ("WOZ-waarde", "WOZ-waarde"),
     ("(Zeer) hoge veerkracht", "(zeer) hoge veerkracht"), ("65", "65"), ("", "")],
)  # fmt: skip
def test_a_label_within_a_sentence_has_no_capital(label: str, words: str) -> None:
    assert dutch.within(label) == words
