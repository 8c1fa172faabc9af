"""What Start puts forward: the rules, that a card says no more than its margin carries, and other municipalities."""

import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.build.build import build
from etl.snapshots import nationwide
from tests.conftest import INCLUDED, Shared
from tests.opened import html, open_query, page
from tests.topics.test_sentence_forms import BESIDE, NONE, indicator, place, share
from veerkracht.database.query import Query
from veerkracht.topics.comparison.unusual import Compared
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.start import front, highlights, sentences
from veerkracht.topics.start.highlights import Answers, Gap

AREA, OTHER = "BU09350403", "BU09350203"
FORWARD, BACK = dict(change=4.1, change_lower=2.5, change_upper=5.7), dict(change=-4.1, change_lower=-5.7,
                                                                          change_upper=-2.5)  # fmt: skip
LEVEL = dict(value=60.0, city_now=70.0, gap_now=10.0, lower=57.0, upper=63.0)


def row(measure_id: str, **changes: Any) -> GoalStatus:
    """The row of a measure in one area: a figure without a change that its margin carries, and without a city."""
    own = dict(measure_id=measure_id, goal_id=int(measure_id.rstrip("ab")), area_code=AREA, change_from="2022")
    return share(**{"change": 0.4, "change_lower": -1.2, "change_upper": 2.0} | own | changes)


def unmeasured(measure_id: str, **changes: Any) -> GoalStatus:
    return row(measure_id, value=NONE, period=NONE, status="nog geen meting", **changes)


def answers(*rows: GoalStatus, holding: Iterable[str] = (), spread: float = 5.0) -> Answers:
    """What is put forward when the changes of these measures hold, and all figures have this spread."""
    gaps = {(row.measure_id, AREA): gap for row in rows if (gap := highlights.gap(row, lambda *_: spread))}
    return highlights.answers(rows, gaps, {(measure_id, AREA) for measure_id in holding})


def measure(found: GoalStatus | Gap | None) -> str | None:
    return highlights.subject(found).measure_id if found else None


def compared(less_well: float, direction: Any = "omhoog", label: str = "Rokers") -> Compared:
    word = "gewoon" if 0.1 < less_well < 0.9 else "ongunstig"
    about = indicator("%", 1, direction=direction, label=label)
    return Compared(BESIDE, about, place(lower_share=less_well), word, less_well)


# ------------------------------------------------------------ what goes well, what does not, what is not known


def test_a_change_that_holds_and_that_the_city_did_not_beat_is_what_goes_well() -> None:
    better, equal, beaten = (
        row(measure_id, gap_word=word, **FORWARD)
        for measure_id, word in (("1", "achterstand kleiner"), ("2", "achterstand ongeveer gelijk"),
                                 ("3", "achterstand groter"))
    )  # fmt: skip
    lead = row("4", value=60.0, city_now=50.0, gap_now=-10.0, lower=57.0, upper=63.0)
    assert measure(answers(beaten, equal, better, lead, holding="123").good) == "1"
    assert measure(answers(beaten, equal, lead, holding="123").good) == "2"
    assert measure(answers(beaten, lead, holding="123").good) == "4"
    assert measure(answers(beaten, holding="123").good) == "3"


def test_a_change_that_may_be_chance_and_a_lead_within_its_margin_are_not_what_goes_well() -> None:
    lead = row("2", value=60.0, city_now=58.0, gap_now=-2.0, lower=57.0, upper=63.0)
    without_margin = row("3", value=60.0, city_now=50.0, gap_now=-10.0, lower=NONE, upper=NONE)
    found = answers(row("1", **FORWARD), row("4"), lead, without_margin)
    assert found.good is None and sentences.good(found) == "Dat weten wij nog niet."


def test_what_does_not_go_well_is_a_change_for_the_worse_then_lost_ground_then_the_largest_gap() -> None:
    worse = row("1", **BACK)
    lost = row("2", gap_word="achterstand groter", gap_lower=-4.0, gap_baseline=8.0, **LEVEL)
    behind, further = row("3", **LEVEL), row("4", **LEVEL | {"gap_now": 12.0})
    assert measure(answers(behind, further, lost, worse, holding="1").bad) == "1"
    assert measure(answers(behind, further, lost, worse).bad) == "2"
    assert measure(answers(behind, further).bad) == "4"
    unsure = row("5", gap_word="achterstand groter", gap_lower=NONE, city_now=NONE)
    assert answers(unsure, row("6")).bad is None


def test_a_measure_that_goes_well_is_not_also_what_does_not_unless_there_is_no_other() -> None:
    health = row("1", gap_word="achterstand ongeveer gelijk", **FORWARD, **LEVEL)
    home = unmeasured("5", baseline_adopted=72.0, baseline_published=NONE, city_baseline=77.0, gap_baseline=5.0)
    found = answers(health, home, holding="1")
    assert (measure(found.good), measure(found.bad)) == ("1", "5")
    assert measure(answers(health, holding="1").bad) == "1"


def test_a_gap_that_the_margin_reaches_over_is_none() -> None:
    assert answers(row("1", **LEVEL | {"upper": 71.0})).bad is None


def test_gaps_are_compared_in_the_spread_of_the_buurten_and_equal_ones_in_the_order_of_the_plan() -> None:
    spreads = {"1": 10.0, "2": 2.0, "3": 2.0}
    gaps = [
        highlights.gap(row(measure_id, **LEVEL), lambda status, *_: spreads[status.measure_id])
        for measure_id in spreads
    ]
    ordered = highlights.by_distance(gap for gap in gaps if gap)
    assert [gap.row.measure_id for gap in ordered] == ["2", "3", "1"]
    assert [gap.distance for gap in ordered] == [5.0, 5.0, 1.0]
    assert highlights.gap(row("4", **LEVEL), lambda *_: None) is None


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (["op koers", "nog niet te zeggen", "boven het pad", None, None],
         "Of het in Malberg beter gaat bij 4 van de 5 doelen; 2 hebben nog geen nieuw cijfer."),
        (["op koers", "nog niet te zeggen", None],
         "Of het in Malberg beter gaat bij 2 van de 3 doelen; 1 heeft nog geen nieuw cijfer."),
        (["verkeerde kant op", "geen streefwaarde"], "Of het in Malberg beter gaat bij 1 van de 2 doelen."),
        (["op koers", "verkeerde kant op"], "Van elk doel is in Malberg te zeggen of het beter gaat."),
        ([None, None], "Of het in Malberg beter gaat: geen enkel doel heeft al een nieuw cijfer."),
        ([], "Er zijn nog geen doelen."),
    ],
)  # fmt: skip
def test_a_goal_without_a_verdict_that_its_margin_carries_is_not_known(statuses: list[Any], words: str) -> None:
    rows = [row(str(number), status=status) if status else unmeasured(str(number))
            for number, status in enumerate(statuses, 1)]  # fmt: skip
    assert sentences.unknown(answers(*rows), "Malberg") == words


def test_a_goal_with_two_measures_is_known_by_what_they_say_together() -> None:
    both = row("2a", status="op koers"), row("2b", status="verkeerde kant op"), unmeasured("3")
    assert (answers(*both).unclear_count, answers(*both).goal_count) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gap_word": "achterstand kleiner"}, "Meer mensen voelen zich gezond, en dat ging beter dan in de stad"),
        ({"gap_word": "achterstand ongeveer gelijk"}, "Meer mensen voelen zich gezond, net als in de stad"),
        ({"gap_word": "achterstand groter"}, "Meer mensen voelen zich gezond, maar in de stad ging het harder"),
        ({"gap_word": None}, "Meer mensen voelen zich gezond"),
        ({"more": "", "label": "Gezondheid"}, "Gezondheid ging omhoog"),
        ({"direction": "omlaag", "fewer": "Minder mensen roken"}, "Minder mensen roken"),
    ],
)
def test_what_goes_well_is_said_with_the_city_and_the_years(changes: dict[str, Any], words: str) -> None:
    text = {"more": "Meer mensen voelen zich gezond"} | changes
    assert sentences.good(answers(row("1", **FORWARD, **text), holding="1")) == f"{words} (2022 tot 2024)."


# ------------------------------------------------------------ the cards


def test_the_most_unusual_change_is_one_of_which_more_is_better_or_worse() -> None:
    neither, outer, inner, usual = (
        compared(0.01, "geen"), compared(0.04, label="Rokers"), compared(0.95, label="Werk"), compared(0.5)
    )  # fmt: skip
    assert highlights.most_unusual([neither, usual, inner, outer]) is outer
    assert highlights.most_unusual([usual, neither]) is neither
    first, second = compared(0.04, label="a"), compared(0.96, label="b")
    assert highlights.most_unusual([first, second]) is first and highlights.most_unusual([second, first]) is second
    assert highlights.most_unusual([usual]) is None and highlights.most_unusual([]) is None


def test_the_decision_that_is_due_first_takes_all_measures_that_wait_for_the_same() -> None:
    question = dict(why_no_figure="vraag bestaat nog niet", last_baseline_year=2029)
    early = unmeasured("3", why_no_figure="bron niet aangesloten", last_baseline_year=2026)
    later, first, second = (
        unmeasured("4", **question | {"last_baseline_year": NONE}),
        *(unmeasured(measure_id, **question) for measure_id in ("9", "16")),
    )
    fetched = unmeasured("2", why_no_figure="niet opgehaald")
    decision = highlights.due([fetched, early, later, first, second])
    assert decision is not None and [row.measure_id for row in decision.rows] == ["9", "16"]
    assert decision.last_year == 2029
    assert highlights.due([fetched, row("1")]) is None
    other = highlights.due([fetched, early])
    assert other is not None and other.reason == "bron niet aangesloten"


def test_a_decision_that_some_areas_wait_for_names_these_and_comes_after_one_that_all_wait_for() -> None:
    alone = dict(why_no_figure="niet samen te nemen", last_baseline_year=2029)
    of_one = [row("9", **LEVEL), unmeasured("9", **alone | {"area_code": OTHER})]
    decision = highlights.due(of_one)
    assert decision is not None and decision.area_codes == (OTHER,)
    title = sentences.decision(decision, {AREA: "Nazareth", OTHER: "Pottenberg"}).title
    assert title == "Doel 9 is niet te volgen in Pottenberg: de maat is er alleen per buurt of wijk"
    of_all = [unmeasured("16", **alone), unmeasured("16", **alone | {"area_code": OTHER})]
    decision = highlights.due([*of_one, *of_all])
    assert decision is not None and [row.measure_id for row in decision.rows] == ["16"] and not decision.area_codes


def test_a_card_says_how_sure_a_gap_is() -> None:
    measured, planned = row("1", **LEVEL), unmeasured("5", baseline_adopted=72.0, city_baseline=88.0, gap_baseline=16.0)
    sure, unsure = (highlights.gap(status, lambda *_: 5.0) for status in (measured, planned))
    assert sure and unsure
    assert "Dit verschil is groter dan de marge." in sentences.largest_gap(sure, "Nazareth").texts
    assert "Hoe zeker dit is, weten wij niet." in sentences.largest_gap(unsure, "Nazareth").texts


def test_an_unusual_change_is_shown_with_what_chance_alone_would_give() -> None:
    card = sentences.change(compared(0.04), 1, 15, 3.0)
    assert card.title == "Rokers: Nazareth deed het minder goed dan bijna overal" and card.address == "doelkaart?doel=1"
    assert card.texts[-1] == "Van 15 vergelijkingen vallen er door toeval al ongeveer 3 op."
    assert "anders uit" in sentences.change(compared(0.04, "geen"), None, 15, 3.0).title


# ------------------------------------------------------------ the included figures


@pytest.fixture
def query(included_database: Path) -> Iterable[Query]:
    with open_query(included_database) as opened:
        yield opened


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.slow
def test_the_included_figures_give_an_answer_to_all_three_questions_and_three_dated_cards(query: Query) -> None:
    text = plain(front.city(query, date(2026, 11, 29)))
    for area, unclear, good, bad in (
        ("Nazareth", 15, "Meer mensen voelen zich gezond, net als in de stad (2022 tot 2024).",
         "Voelt zich thuis in de buurt: 72%, in de stad 88% (2022)."),
        ("Pottenberg", 14, "Meer mensen voelen zich gezond, maar in de stad ging het harder (2022 tot 2024).",
         "Gezondheid: de achterstand op de stad groeide van 13,7 naar 16,0 procentpunt (2022 tot 2024)."),
    ):  # fmt: skip
        unknown = f"Of het in {area} beter gaat bij {unclear} van de 16 doelen; 13 hebben nog geen nieuw cijfer."
        assert f"Wat gaat goed? {good} Wat gaat niet goed? {bad} Wat weten wij niet? {unknown}" in text
    cards = front.cards(query)
    assert [card.kind for card in cards] == ["Opvallendste verandering", "Grootste achterstand", "Besluit nodig"]
    assert all(re.search(r"20\d\d", card.date) and card.texts and card.address for card in cards)


@pytest.mark.slow
def test_every_sentence_is_short(query: Query) -> None:
    texts = re.findall(
        r"<(?:p|dd|h1|h3)\b[^>]*>(.*?)</", front.band(query) + front.city(query, date(2026, 11, 29)), re.DOTALL
    )
    lengths = [len(plain(text).split()) for text in texts]
    assert len(lengths) > 12 and max(lengths) <= 20
    assert all(len(card.title.split()) <= 15 for card in front.cards(query))
    words = plain(front.band(query) + front.city(query, date(2026, 11, 29)) + front.doors()).split()
    assert len(words) <= 350


# ------------------------------------------------------------ other municipalities

FIGURES = ("*NED@*", "misdrijven_per_gemeente@*", "programmaplan@*", nationwide.NAME)  # of the included data


@pytest.fixture
def without_figures(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    """A municipality with goals and outlines, of which nothing was fetched yet."""

    def fill(folder: Path) -> None:
        shutil.copytree(INCLUDED, folder / "meegeleverd", ignore=shutil.ignore_patterns(*FIGURES))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VEERKRACHT_DATA", str(folder))
            build(folder / "veerkracht.duckdb")

    monkeypatch.setenv("VEERKRACHT_DATA", str(shared("without-figures", fill)))
    monkeypatch.delenv("VEERKRACHT_DATABASE", raising=False)


def shown(changed: Callable[..., None], *statements: str) -> str:
    changed(*statements)
    test = page("start")
    assert not test.exception and not test.error
    return html(test)


@pytest.mark.slow
def test_without_a_single_figure_it_says_what_is_not_known_and_what_to_decide(without_figures: None) -> None:
    test = page("start")
    text = html(test)
    assert not test.exception and not test.error
    assert text.count("Dat weten wij nog niet.") == 4 and text.count("geen enkel doel heeft al een nieuw cijfer") == 2
    assert "Grootste achterstand" not in text and "Opvallendste" not in text and "Besluit nodig" in text
    assert "cijfers tot en met" not in text and "vk-front-map" in text and "Waar wilt u heen?" in text


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 12])
def test_another_number_of_focus_areas_folds_by_rule(changed: Callable[..., None], count: int) -> None:
    text = shown(
        changed,
        f"""update programme set focus_area_codes = (
            select array_agg(area_code order by area_code desc) from (
                select distinct area_code from area_geometry
                where area_code like 'BU%' and area_code <= 'BU09350403' order by 1 desc limit {count}
            )
        )""",
        """insert into goal_status
           select goal_status.* replace (code as area_code)
           from goal_status, (select unnest(focus_area_codes) as code from programme)
           where area_code = 'BU09350403' and code not in (select area_code from goal_status)""",
    )
    assert ("<h2>" in text.split("vk-front-areas")[1].split("</section>")[0]) == (count == 1)
    assert text.count('<details class="vk-front-area"') == (12 if count == 12 else 0)
    assert text.count('class="vk-front-label') == count
    assert ("<summary>1. " in text) == (count == 12)  # many names are numbers on the map


@pytest.mark.slow
def test_a_long_name_stands_on_the_page_as_it_is(changed: Callable[..., None]) -> None:
    name = "Buitengewoon-langgerekte-Sint-Servaas-en-Onze-Lieve-Vrouwebuurt aan de overkant"
    text = shown(changed, f"update area set name = '{name}' where area_code = 'BU09350403'")
    assert f"Hoe gaat het in {name} en Pottenberg?" in text and f"<h2>{name}</h2>" in text


@pytest.mark.slow
def test_without_outlines_the_buurten_stand_alone(changed: Callable[..., None]) -> None:
    text = shown(changed, "delete from area_geometry")
    assert "vk-front-map" not in text and "Wat gaat goed?" in text


@pytest.mark.slow
def test_the_map_of_a_large_city_stays_small(changed: Callable[..., None]) -> None:
    text = shown(
        changed,
        """insert into area select 'BU0935' || lpad((1000 + n)::varchar, 4, '0'), area.* exclude (area_code)
           from area, range(456) as more(n) where area_code = 'BU09350403' and boundary_year = 2024""",
        """insert into area_geometry select 'BU0935' || lpad((1000 + n)::varchar, 4, '0'),
           area_geometry.* exclude (area_code)
           from area_geometry, range(456) as more(n) where area_code = 'BU09350403'""",
    )
    assert len(text) < 400_000
