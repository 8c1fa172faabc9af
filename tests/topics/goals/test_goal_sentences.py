"""What is said of a goal: every status, side and kind of figure in words that are right."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.opened import open_query
from veerkracht.database.query import Query
from veerkracht.method.detection import Rules
from veerkracht.topics.goals import comparisons, detectability, next_steps, overview, rows, sentences, tables
from veerkracht.topics.goals.rows import Change, GoalStatus

FOCUS = ("BU09350403", "BU09350203")
NAMES = {"BU09350403": "Nazareth", "BU09350203": "Pottenberg", "SAMEN": "Nazareth en Pottenberg samen"}
Statuses = tuple[GoalStatus, ...]


@pytest.fixture(scope="module")
def query(included_database: Path) -> Iterator[Query]:
    with open_query(included_database) as opened:
        yield opened


@pytest.fixture(scope="module")
def statuses(query: Query) -> Statuses:
    return rows.statuses(query)


def status(statuses: Statuses, measure_id: str, area: str = "BU09350403", **changes: Any) -> GoalStatus:
    [row] = [row for row in statuses if (row.measure_id, row.area_code) == (measure_id, area)]
    return replace(row, **changes)


def changed(statuses: Statuses, measure_id: str, **changes: Any) -> Statuses:
    """The statuses with other values in all areas of one measure."""
    return tuple(replace(row, **changes) if row.measure_id == measure_id else row for row in statuses)


def text_of(statuses: Statuses, measure_id: str, area: str = "BU09350403", **changes: Any) -> str:
    return " ".join(sentences.standing(status(statuses, measure_id, area, **changes), NAMES[area]))


def test_a_difference_of_percentages_is_in_procentpunt(statuses: Statuses) -> None:
    text = text_of(statuses, "1")
    assert text.count("procentpunt") == 3 and "4,4 procentpunt meer dan in 2022 (54,5%)" in text
    assert "Om het doel te halen was nu 55,8% nodig. Het is 58,9%. Het doel is 59,5% in 2030." in text
    assert "tussen 3,0 procentpunt meer en 5,8 procentpunt meer (geschat uit vergelijkbare buurten)." in text


def test_a_fall_a_lag_and_a_standstill_are_said_as_such(statuses: Statuses) -> None:
    assert "34 per 10.000 inwoners meer dan in 2024 (502)" in text_of(statuses, "11", "BU09350203")
    text = "Om het doel te halen mocht het nu hoogstens 498 zijn. Het is 536. Het doel is 477 in 2030."
    assert text in text_of(statuses, "11", "BU09350203")
    assert "Dat is evenveel als in 2022." in text_of(statuses, "1", value=54.5, change=0.0)


def test_a_figure_beyond_the_target_is_not_on_its_way_to_it(statuses: Statuses) -> None:
    assert "Het is 596. Dat is nu al voorbij het doel van 647 in 2030." in text_of(statuses, "11")
    assert "Dat is nu al gelijk aan het doel van 59,5% in 2030." in text_of(statuses, "1", value=59.5)
    assert "Dat is nu al voorbij het doel van 59,5%" in text_of(statuses, "1", value=61.0)


def test_the_baseline_of_both_together_is_ours_and_not_of_the_plan(statuses: Statuses) -> None:
    row = status(statuses, "11", "SAMEN")
    text = sentences.adopted(row, NAMES["SAMEN"])
    assert text.startswith(
        "Het plan noemt geen nulmeting voor de buurten samen. Uit de nulmetingen van het plan, gewogen"
    )
    assert "is die 600 in 2024." in text and "Het plan noemt voor" not in text
    assert sentences.aim(status(statuses, "7", "SAMEN")) == "144 in 2024 (gewogen door ons). Doel: 137 in 2030."
    shown = tables.facts([row], NAMES)
    assert "<small>2024, gewogen door ons</small>" in shown


def test_one_target_for_both_buurten_is_judged_of_both_together(query: Query, statuses: Statuses) -> None:
    assert "Doel: 75 inwoners per jaar voor alle buurten samen." in sentences.aim(status(statuses, "4"))
    assert "doel 2030: 75 inwoners per jaar, samen" in overview.overview(query, statuses)
    counted = {"value": 41.0, "period": "2026", "why_no_figure": None, "certainty": "volledig geteld"}
    rows_of_4 = [
        replace(row, **counted, status="geen streefwaarde") for row in changed(statuses, "4") if row.goal_id == 4
    ]
    rows_of_4[-1] = replace(rows_of_4[-1], value=82.0, status="bereikt")
    assert [row.area_code for row in rows_of_4] == [*FOCUS, "SAMEN"]
    shown = overview.overview(query, tuple(rows_of_4))
    assert shown.count("bereikt</b> <small>samen 82 inwoners per jaar (2026)</small>") == 2
    assert "geen streefwaarde" not in shown


def test_the_margin_of_a_falling_goal_is_told_in_the_direction_of_the_figure(statuses: Statuses) -> None:
    text = text_of(statuses, "11")
    assert "verandering sinds het gemiddelde van 2022 t/m 2024 tussen 110 minder en 114 meer (per 10.000 inwo" in text
    assert text.endswith("De verandering is kleiner dan de marge. Het kan toeval zijn.")
    assert "(met een aanname over de marge)" in text_of(statuses, "11", certainty="marge met aanname")


def test_without_a_figure_the_reason_the_aim_and_the_next_figure_are_told(statuses: Statuses) -> None:
    assert text_of(statuses, "2b") == (
        "De cijfers van RIVM zijn nog niet opgehaald. Volgende stap: de cijfers ophalen; de handleiding "
        "voor de beheerder zegt hoe. Aan zet: "
        "Onderzoek & Statistiek. Wanneer: kan nu."
    )
    aims = {
        measure_id: sentences.aim(status(statuses, measure_id)) for measure_id in ("2b", "3", "8", "9", "13a", "13b")
    }
    assert (
        aims
        == {
            "2b": "16% in 2022. Doel: 21% in 2030.",
            "3": "Nog niemand telt dit. Doel: minstens 10% in 2030.",
            "8": "Nog niemand telt dit. Doel: +10 procentpunt in 2030.",
            "9": "Nog niemand vraagt of telt dit. Doel: +10 procentpunt in 2030.",
            "13a": "40% in 2022. Doel: hoger.",
            "13b": "25% in 2022. Doel: lager.",
        }
        == aims
    )
    assert sentences.aim(status(statuses, "12")) == "€\u00a023.200 in 2022. Doel: €\u00a024.360 in 2030."


@pytest.mark.parametrize(
    ("measures", "clause"),
    [
        (("2b", "13a", "13b"), "RIVM heeft het cijfer."),
        (("7",), "Politie, tabel 47024NED heeft het cijfer."),
        (("9", "16"), "Gepland: Stadspeiling, vraag moet nog worden "),
        (("8", "10b", "14"), "Eigen cijfers: Stadspeiling, "),
        (("5",), "Eigen cijfers: Buurtpeiling van de gemeente."),
    ],
)
def test_a_goal_without_a_figure_says_in_a_clause_what_it_lacks(statuses: Statuses, measures, clause: str) -> None:
    for measure_id in measures:
        for area in FOCUS:
            assert next_steps.lack(status(statuses, measure_id, area)).startswith(clause), measure_id


def test_every_measure_without_a_figure_lacks_something_as_the_overview_says(query: Query, statuses: Statuses) -> None:
    shown = overview.overview(query, statuses)
    for row in statuses:
        assert next_steps.lack(row) or row.value is not None, row.measure_id
        assert row.area_code not in FOCUS or next_steps.lack(row) in shown
    assert "b. Eigen cijfers: Stadspeiling, rapportcijfer speel- en sportvoorzieningen. Aan zet: nog" in shown
    assert next_steps.lack(status(statuses, "1")) == ""
    of_plan = changed(statuses, "1", baseline_published=None)
    assert "De nulmeting van 2022 is alleen die van het plan." in overview.overview(query, of_plan)


def test_no_goal_is_bare_of_a_reason_and_of_whose_move_it_is(query: Query, statuses: Statuses) -> None:
    shown = overview.overview(query, statuses)
    assert shown.count("nog geen meting</b> <small></small>") == 0
    assert "nog geen meting</b> <small>vraag bestaat nog niet</small>" in shown
    assert sentences.stand(status(statuses, "9")) == "nog geen meting (vraag bestaat nog niet)"
    assert sentences.stand(status(statuses, "11")) == "nog niet te zeggen"
    two = changed(statuses, "2b", why_no_figure="wacht op nieuwe meting")
    assert "<small>a. niet opgehaald; b. wacht op nieuwe meting</small>" in overview.overview(query, two)
    text = text_of(statuses, "9")
    assert (
        "Volgende stap: besluiten over de vraag" in text and "Aan zet: nog niet bekend wie. Wanneer: nog niet" in text
    )
    assert "Er is nog geen nulmeting. Die helpt nog tot en met 2029" in text
    assert "Die helpt nog" not in text_of(statuses, "5") and "Die helpt nog" not in text_of(statuses, "3")


def test_who_is_to_move_is_listed_per_measure_and_per_area_where_that_differs(statuses: Statuses) -> None:
    table = overview.moves(statuses, NAMES, FOCUS)
    assert table.count("<tr") == 1 + 18
    assert "12. Gestandaardiseerd inkomen van huishoudens<" in table and "Ervaren gezondheid" not in table
    one = tuple(replace(row, owner="de wijkmanager") if (row.measure_id, row.area_code) == ("5", FOCUS[0]) else row
                for row in statuses)  # fmt: skip
    table = overview.moves(one, NAMES, FOCUS)
    assert "5. Voelt zich thuis in de buurt, Nazareth<" in table and "de wijkmanager" in table


def test_what_says_something_about_a_goal_is_hollow_and_not_the_measure(query: Query, statuses: Statuses) -> None:
    related = rows.related(query)
    shown = overview.overview(query, statuses)
    assert 'class="vk-related">Tevreden met de woonomgeving: <a href="bronnen' in shown
    assert "68,5% in 2024 (stad 84,6%)</a>. Is niet de maat." in shown
    text = sentences.related(related["12", FOCUS[0]])
    assert text.startswith("○ Zegt iets over dit doel, maar is niet de maat: gemiddeld inkomen per inwoner €")
    assert text.count("is niet de maat") == 1 and "; moeite met rondkomen 29,6% in 2024 (stad 19,7%)." in text
    measured = changed(statuses, "5", value=75.0, period="2026", why_no_figure=None, next_step=None)
    of_goal = tuple(row for row in measured if row.goal_id == 5)
    assert "Tevreden met de woonomgeving" not in overview.overview(query, of_goal)


def test_the_city_moving_along_or_the_other_way_is_told(statuses: Statuses) -> None:
    along = comparisons.versus_city(status(statuses, "1"), "Nazareth", "Maastricht")
    assert "ging het cijfer ook omhoog" in along and "het verschil" not in along.lower()
    assert along.endswith(
        "van 65,4% naar 70,0%. De achterstand bleef ongeveer gelijk: eerst 10,9, nu 11,1 procentpunt."
    )
    other = comparisons.versus_city(status(statuses, "11", "BU09350203"), "Pottenberg", "Maastricht")
    assert "ging het cijfer juist omlaag" in other
    assert "van 662 naar 596. De voorsprong kromp" in other
    still = comparisons.versus_city(status(statuses, "1", city_now=65.4), "Nazareth", "Maastricht")
    assert "bleef het cijfer gelijk" in still
    assert comparisons.versus_city(status(statuses, "16"), "Nazareth", "Maastricht") == ""


def test_a_restated_baseline_is_told_with_the_status_from_the_adopted_one(statuses: Statuses) -> None:
    text = sentences.adopted(status(statuses, "1"), "Nazareth")
    assert "een nulmeting van 56%" in text and "54,5%" in text and text.endswith("is de stand ook: op koers.")
    other = sentences.adopted(status(statuses, "1", status_adopted="vooruit, te langzaam"), "Nazareth")
    assert other.endswith("is de stand niet dezelfde, maar: vooruit, te langzaam.")
    assert sentences.adopted(status(statuses, "11"), "Nazareth") == ""  # 681,5 is printed as 682


def test_what_changed_since_the_last_measurement_is_told(statuses: Statuses) -> None:
    assert "de eerste meting na de nulmeting" in sentences.since_last(statuses)
    later = [row if row.value is None else replace(row, previous_status=row.status) for row in statuses]
    assert "Geen enkele stand is veranderd. **Een verandering" in sentences.since_last(later)
    later = changed(tuple(later), "1", previous_status="nog niet te zeggen")
    assert "De stand is veranderd bij 1. Gezondheid. **" in sentences.since_last(later)
    assert "Voor geen van de" in sentences.since_last([row for row in statuses if row.value is None])


def test_a_goal_with_two_measures_is_as_far_as_the_least_favourable(query: Query, statuses: Statuses) -> None:
    forward = {"status": "op koers", "certainty": "marge onbekend", "value": 58.0, "period": "2024", "path": 57.0}
    back = {"status": "verkeerde kant op", "certainty": "marge onbekend", "value": 10.0, "period": "2024", "path": 13.0}
    both = changed(statuses, "2a", **forward)
    assert "marge onbekend (1 van 2 maten)" in overview.overview(query, both)
    assert "gemengd beeld" in overview.overview(query, changed(both, "2b", **back))


def test_every_area_needs_its_own_change_to_be_on_its_path(statuses: Statuses) -> None:
    nazareth = status(statuses, "1", baseline=50.0, path=53.0)
    pottenberg = status(statuses, "1", "BU09350203", baseline=40.0, path=48.0)
    together = status(statuses, "1", baseline=45.0, path=50.0, area_code="SAMEN")
    assert comparisons.required_changes([nazareth, pottenberg, together]) == {3.0: [nazareth.area_code],
                                                                           8.0: [pottenberg.area_code]}  # fmt: skip
    changes = [
        Change(f"BU{place:08d}", "2022", "2024", 50, 50 + moved, moved, 3) for place, moved in enumerate([2, 4, 9])
    ]
    assert comparisons.without_programme(changes, [nazareth, pottenberg], NAMES) == (
        "In Nazareth was 3,0 procentpunt nodig: dat haalden 2 van de 3 buurten. In Pottenberg was 8,0 procentpunt "
        "nodig: dat haalde 1 van de 3 buurten. Of het programma werkt, is daarmee nog niet te zeggen."
    )


def test_figures_of_the_focus_areas_alone_say_nothing_of_other_buurten(statuses: Statuses) -> None:
    measure = [status(statuses, "1", baseline=50.0, path=53.0), status(statuses, "1", "BU09350203", path=48.0)]
    changes = [Change(row.area_code, "2022", "2024", 50, 54, 4, 2) for row in measure]
    assert comparisons.without_programme(changes, measure, NAMES) == ""
    elsewhere = Change("BU09350101", "2022", "2024", 50, 54, 4, 3)
    assert "3 van de 3" in comparisons.without_programme([*changes, elsewhere], measure, NAMES)


def test_a_target_that_closes_a_part_of_the_gap_says_which_part(query: Query, statuses: Statuses) -> None:
    expected = {("5", 0): "50", ("5", 1): "56", ("12", 0): "19", ("12", 1): "24", ("15a", 0): "11", ("15a", 1): "7",
                ("1", 0): "46", ("1", 1): "36", ("15b", 1): "71"}  # fmt: skip
    for (measure_id, place), share in expected.items():
        row = status(statuses, measure_id, FOCUS[place])
        text = comparisons.closes(row, NAMES[row.area_code], rows.reference(query, row))
        other = "op de middelste buurt " if measure_id == "12" else ""
        closed = f"nee, dan is {share}% van de achterstand {other}van {row.baseline_period} weg."
        assert text == f"{NAMES[row.area_code]}: {closed}"
    work = status(statuses, "15b")
    reference = rows.reference(query, work)
    assert comparisons.closes(work, "Nazareth", reference) == "Nazareth: ja, precies gelijk."
    beyond = comparisons.closes(work, "Nazareth", rows.Reference(59.0))
    assert beyond == "Nazareth: ja, en de stad zelfs voorbij."
    ahead = comparisons.closes(status(statuses, "7"), "Nazareth", rows.reference(query, status(statuses, "7")))
    assert ahead == "Nazareth: in 2024 was er geen achterstand."
    assert comparisons.closes(status(statuses, "13a"), "Nazareth", reference) == ""
    assert comparisons.closes(status(statuses, "8"), "Nazareth", rows.reference(query, status(statuses, "8"))) == ""


def test_what_is_left_when_the_city_goes_on_is_said(statuses: Statuses) -> None:
    assert comparisons.left_after(status(statuses, "1"), "Nazareth") == (
        "Op de stad van 2024 (70,0%) houdt Nazareth met het doel een achterstand van 10,5 procentpunt."
    )
    assert "met het doel ingehaald" in comparisons.left_after(status(statuses, "1", city_now=58.0), "Nazareth")
    assert comparisons.left_after(status(statuses, "5"), "Nazareth") == ""


def test_the_change_that_shows_is_said_once_for_areas_that_need_as_much(query: Query, statuses: Statuses) -> None:
    found = rows.detections(query)
    of_health = [row for row in statuses if row.measure_id == "1"]
    text = next_steps.detectable_in(of_health, found["1"])
    assert text == "Pas een echte stijging van 3,3 procentpunt valt vrij zeker op."
    of_crimes = [row for row in statuses if row.measure_id == "11" and row.area_code in FOCUS]
    text = next_steps.detectable_in(of_crimes, found["11"])
    assert text == "Pas een echte daling van 31% tot 35% valt vrij zeker op."
    many = [replace(of_crimes[0], area_code=f"BU{place}") for place in range(12)]
    sizes = [replace(found["11"][0], area_code=f"BU{place}", smallest_change=70.0 + 10 * place, base=682.0)
             for place in range(12)]  # fmt: skip
    folded = next_steps.detectable_in(many, sizes)
    assert folded == "Pas een echte daling van 10% tot 26% valt vrij zeker op."
    assert all(len(one.split()) <= 20 for one in (text, folded))
    third = next_steps.detectable_in(many[:1], [replace(sizes[0], smallest_change=227.0)])
    assert third == "Pas als het een derde minder wordt, valt dat vrij zeker op."


def test_the_change_that_shows_is_the_same_on_the_card_in_the_table_and_in_a_letter(
    query: Query, statuses: Statuses
) -> None:
    """The card said 15%, the size of a measured change that is no chance; the table 31%, that of a true one."""
    rules = Rules(80.0, 80.0)
    for row in statuses:
        found = rows.detections(query).get(row.measure_id, ())
        if not (text := next_steps.detectable_in([row], found)) or "Pas als" in text:
            continue
        table = detectability.table(found, row, NAMES, detectability.usual(row, found), rules)
        _, line = table.split(f"{NAMES[row.area_code]}, één jaar<")
        size = text.removeprefix("Pas een echte ").split(" van ")[1].split(" valt")[0]
        assert size in line.partition("</tr>")[0].replace("&nbsp;", "\u00a0"), (row.measure_id, text)


def test_an_area_beyond_its_norm_and_a_share_of_nothing_need_no_change(statuses: Statuses) -> None:
    beyond = status(statuses, "1", baseline=60.0, path=58.0)
    of_nothing = status(statuses, "1", baseline=0.0, path=0.0, reading="procent")
    assert comparisons.required_changes([beyond, of_nothing]) == {}
    assert comparisons.without_programme([Change("BU00000000", "2022", "2024", 1, 2, 1, 1)], [beyond], NAMES) == ""
