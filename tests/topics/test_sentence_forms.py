"""Every form of every ready sentence with an example, and what must hold for all sentences, also those of letters."""

import difflib
import inspect
import math
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple, get_args

import pandas as pd
import pytest
import yaml

from veerkracht.core import areas, dutch
from veerkracht.core.codes import LackKind, NoFigureReason
from veerkracht.database import database, lookups, queries
from veerkracht.database.query import query_of
from veerkracht.database.rows import Observation, Origin, Yardstick
from veerkracht.drawing import sentences
from veerkracht.method import development, margins, verdict
from veerkracht.method.correlation import Correlation, NoCorrelation
from veerkracht.method.development import Band
from veerkracht.method.margins import Error
from veerkracht.method.progress import SIGN, Figure
from veerkracht.method.similarity import Difference, Likeness, Neighbour
from veerkracht.method.verdict import GapWord
from veerkracht.topics.catching_up import sentences as gap_sentences
from veerkracht.topics.catching_up.figures import BASELINE
from veerkracht.topics.catching_up.figures import Choice as GapChoice
from veerkracht.topics.catching_up.figures import Obstacle as GapObstacle
from veerkracht.topics.catching_up.figures import Overview as GapOverview
from veerkracht.topics.catching_up.figures import Place as GapPlace
from veerkracht.topics.catching_up.figures import Topic as GapTopic
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison.figures import Buurt as ComparedBuurt
from veerkracht.topics.comparison.figures import Ranked, Ranking
from veerkracht.topics.comparison.unusual import Compared, Overview
from veerkracht.topics.correlation import sentences as correlation_views
from veerkracht.topics.correlation.figures import Comparison, Point, Topic
from veerkracht.topics.goals import comparisons, next_steps, picture_words
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals.rows import Change, Detection, GoalStatus, Reference, Related, Window
from veerkracht.topics.letter import letter
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar.figures import Choice, Development, Method, Place, Similar
from veerkracht.topics.similar.positions import Group, Position
from veerkracht.topics.trends import figures as trend_views
from veerkracht.topics.trends import sentences as trend_sentences

NONE = float("nan")
PER = "per 10.000 inwoners"
BUURT, OTHER, SMALL, CITY, COUNTRY = "BU09350403", "BU09350203", "BU09350000", "GM0935", "NL00"
NAMES = {
    BUURT: "Nazareth", OTHER: "Pottenberg", SMALL: "Binnenstad", CITY: "Maastricht", COUNTRY: "Nederland",
    areas.TOGETHER: "Nazareth en Pottenberg samen",
}  # fmt: skip
THE_CITY = "de stad"
ACCEPTED = Path(__file__).with_name("sentence_forms.yaml")
HEAD = "# The words of every form of a sentence: `make accept` writes them again.\n"
REASON = "De verandering is kleiner dan de marge. Het kan toeval zijn."


class Form(NamedTuple):
    """One form of a sentence: what makes it this form, the unit of its figures, and how to make it."""

    what: str
    unit: str
    make: Callable[..., Any]
    arguments: tuple[Any, ...]

    def words(self) -> str | list[str]:
        return self.make(*self.arguments)


# ------------------------------------------------------------ makers of rows


def share(**changes: Any) -> GoalStatus:
    """A measure in percent: 60,0% after 55,5%, on its way to 65,5%, without a margin."""
    row = dict(
        goal_id=1, name="Gezondheid", measure_id="1", area_code=BUURT, label="Ervaren gezondheid", unit="%",
        decimals=0, figure_decimals=1, statement="vond {value} van de volwassenen in {area} de eigen gezondheid goed",
        direction="omhoog", reading="procentpunt", amount=10.0, target_year=2030, counted="",
        baseline_period="2022", baseline=55.5, baseline_published=55.5, baseline_adopted=56.0, target=65.5,
        period="2024", value=60.0, path=58.0, change=4.5, change_lower=NONE, change_upper=NONE, status="op koers",
        status_adopted="op koers", previous_status=None, certainty="marge onbekend", reason=REASON,
        lack=None, planned_source="", is_shared=False, detectable_change=NONE, city_baseline=65.5, city_now=71.0,
        population="inwoners", population_size=3140.0, inhabitants_period="2024", why_no_figure=None, next_step=None,
        owner=None, next_date=None, years_between=None, last_baseline_year=None,
        absolute_baseline=1740.0, absolute_target=2060.0, absolute_value=1880.0, confidence=80.0, false_discovery=10.0,
        publisher="RIVM", source_title="Gezondheid per buurt", proxy="", is_model=False, more="", fewer="",
        figure_status="definitief", baseline_note="", next_period=NONE, next_expected=None, next_note="",
        phi=NONE, tau2=NONE, city_word="stad",
    )  # fmt: skip
    values = dict.fromkeys(field.name for field in fields(GoalStatus)) | row | changes
    return GoalStatus(**{name: None if value is NONE else value for name, value in values.items()})


SURE, UNSURE = pd.DataFrame({"lower": [1.0]}), pd.DataFrame({"lower": [NONE]})


def path_lines(target: float, adopted: float) -> pd.DataFrame:
    """The path of one area; NONE without a target, or where the publisher did not restate the baseline of the plan."""
    return pd.DataFrame({"target": [target], "baseline_adopted": [adopted]})


def rate(**changes: Any) -> GoalStatus:
    """A count per 10.000 inwoners that must fall: 1.100 after 1.200, on its way to 1.140, with a margin."""
    row = dict(
        goal_id=11, name="Veiligheid", measure_id="11", label="Misdrijven", unit=PER, decimals=0, figure_decimals=0,
        statement=f"registreerde de politie in {{area}} {{value}} misdrijven {PER}", direction="omlaag",
        reading="procent", amount=5.0, counted="misdrijven per jaar", baseline_period="2024", baseline=1200.0,
        baseline_published=1200.0, baseline_adopted=1200.0, target=1140.0, period="2025", value=1100.0, path=1190.0,
        change=100.0, change_lower=-50.0, change_upper=250.0, status="nog niet te zeggen", certainty="marge bekend",
        detectable_change=300.0, city_baseline=900.0, city_now=880.0, absolute_baseline=1214.0, absolute_target=1153.3,
        absolute_value=1107.0, phi=1.32, tau2=0.018, publisher="Politie", source_title="Misdrijven",
    )  # fmt: skip
    return share(**row | changes)


def euro(**changes: Any) -> GoalStatus:
    """An amount of money: € 24.000 after € 23.200, on its way to € 24.360."""
    row = dict(
        goal_id=12, name="Geld", measure_id="12", label="Inkomen", unit="euro", decimals=0, figure_decimals=0,
        statement="had een huishouden in {area} gemiddeld {value} te besteden", reading="procent", amount=5.0,
        baseline=23200.0, baseline_published=23200.0, baseline_adopted=23200.0, target=24360.0, value=24000.0,
        path=23490.0, change=800.0, city_baseline=30000.0, city_now=30500.0, absolute_baseline=NONE,
        absolute_target=NONE, absolute_value=NONE,
    )  # fmt: skip
    return share(**row | changes)


def amount(**changes: Any) -> GoalStatus:
    """A number of activities per year, with a norm that holds every year and so without a path."""
    row = dict(
        goal_id=6, name="Ontmoeting", measure_id="6", label="Activiteiten", unit="activiteiten per jaar", decimals=0,
        figure_decimals=0, statement="", reading="norm", amount=75.0, target=75.0, value=80.0, path=NONE, change=NONE,
        baseline=NONE, baseline_published=NONE, baseline_adopted=NONE, absolute_target=NONE, city_baseline=NONE,
        city_now=NONE, status="bereikt", reason="Het doel is gehaald.",
    )  # fmt: skip
    return share(**row | changes)


def place(**changes: Any) -> Yardstick:
    """A share that rose 2,3 points less than in its municipality, which 4 of 100 buurten did less well."""
    row = dict(
        indicator_id="x", area_code=BUURT, kind="verschil", base_period="2022", period="2024", base=51.7, value=54.0,
        change=-2.3, lower_share=0.041, buurt_count=8380, band_lower=-1.6, band_upper=1.5, alike_lower_share=0.039,
        alike_count=389, reason="",
    )  # fmt: skip
    return Yardstick(**row | changes)


COUNT: dict[str, Any] = dict(
    kind="telling", base_period="2022/2024", period="2025", base=101.0, value=125.0, change=0.288, lower_share=0.953,
    buurt_count=1642, band_lower=-0.274, band_upper=0.215, alike_lower_share=None, alike_count=0,
)  # fmt: skip


def unmeasured(row: Callable[..., GoalStatus], **changes: Any) -> GoalStatus:
    """The same measure before there is any figure after the baseline."""
    gone = dict.fromkeys(("value", "period", "path", "change", "city_now", "certainty", "absolute_value"), NONE)
    lacking = {"status": "nog geen meting", "reason": "Na 2024 is er nog geen cijfer.", **WAITING}
    return row(**gone | lacking | changes)


WAITING = {
    "why_no_figure": "wacht op nieuwe meting", "next_step": "Wachten op het cijfer over 2028.", "owner": "RIVM",
    "next_date": "2029",
}  # fmt: skip
UNDECIDED = {
    "why_no_figure": "vraag bestaat nog niet", "next_step": "Besluiten over de vraag.", "owner": None,
    "next_date": None, "baseline_adopted": None, "target": None, "last_baseline_year": 2029,
}  # fmt: skip


LACKING = unmeasured(share, **UNDECIDED)


def indicator(unit: str, decimals: int, **changes: Any) -> SimpleNamespace:
    row = dict(
        indicator_id=f"in {unit}", label="Onderwerp", unit=unit, decimals=decimals, is_model=False, direction="geen",
        definition="Wat er gemeten is.", publisher="CBS", source_title="Kerncijfers", licence="CC BY 4.0", note="",
        source_note="", theme="wonen", margin="onbekend", population=None, repeats=None,
    )  # fmt: skip
    return SimpleNamespace(**{"is_full_count": False} | row | changes)


def trend(*figures: tuple[str, str, float], **changes: Any) -> pd.DataFrame:
    """Figures as lookups.trend gives them: area, period and value, without margin unless given."""
    frame = pd.DataFrame(figures, columns=["area_code", "period", "value"])
    return frame.assign(
        **{"lower": NONE, "upper": NONE, "margin_kind": None, "segment": 0, "status": "definitief"} | changes
    )


def origins(*rows: tuple[str, str, str, str]) -> list[Origin]:
    return [Origin("gezondheid", *row, retrieved_at="2026-07-19") for row in rows]


def changes(*moved: float, missing: int = 0) -> list[Change]:
    """The change of as many buurten, and of the city, of which `missing` more buurten have none."""
    codes = [*(f"BU{place:08d}" for place in range(len(moved))), CITY]
    return [Change(code, "2022", "2024", 100.0, 100.0 + change, change, len(moved) + missing)
            for code, change in zip(codes, [*moved, 0.0], strict=True)]  # fmt: skip


def window(*areas_of: str, measured: int, first_value: float = 1000.0, detectable: float = 165.0) -> list[Window]:
    return [
        Window(code, "2022/2024", "2025/2027", first_value, None, measured, "nog geen meting", REASON, detectable)
        for code in areas_of
    ]


def ranking(codes: tuple[str, ...] = (BUURT, OTHER, SMALL), **changes: Any) -> Ranking:
    """Three buurten of which one has no figure, the city and the country."""
    rows = tuple(
        Ranked(code, NAMES[code], "", None, code == SMALL, code in (CITY, COUNTRY), value, *margin,
               margin[0] and "telling", None, missing, place, None)
        for code, value, margin, missing, place in (
            (BUURT, 60.0, (55.0, 65.0), None, 1),
            (OTHER, 52.5, (48.0, 57.0), None, 2),
            (SMALL, None, (None, None), "suppressed", None),
            (CITY, 70.0, (None, None), None, None),
            (COUNTRY, None, (None, None), "not_published", None),
        )
    )  # fmt: skip
    given = dict(
        indicator=indicator("%", 1), period="2024", focus=(BUURT,), city_code=CITY, city="Maastricht", city_word="stad"
    )
    return Ranking(rows=rows, codes=codes, **given | changes)


def compared(result: Any) -> Comparison:
    """A share and a number set side by side over four buurten, of which two do not count."""
    points = (
        Point(BUURT, "Nazareth", "Noordoost", 3140.0, 60.0, 9.0, "", "", True, False),
        Point(OTHER, "Pottenberg", "Noordwest", 2330.0, 52.5, 12.0, "", "", True, False),
        Point(SMALL, "Binnenstad", "Centrum", 90.0, None, 3.0, dutch.MISSING["suppressed"], "", False, True),
        Point("BU09350001", "Jekerdal", "Centrum", 0.0, 40.0, 4.0, "", "", False, True),
    )
    first = indicator("%", 1, label="Rokers", is_model=True, theme="gezondheid")
    topics = (Topic(first, "2022"), Topic(indicator("woningen", 0, label="Woningen"), "2024"))
    return Comparison(topics, points, (70.0, None), result, 5)


def alike(count: int = 20, **changes: Any) -> Similar:
    """Buurten elsewhere that are like Nazareth on two measures, of which it has one."""
    places = tuple(
        Place(code, "Buurt", "Ergens", 900.0, Neighbour(code, 0.0, ()))
        for code in (f"BU90{place:06d}" for place in range(count))
    )
    row = dict(
        choice=Choice(BUURT, ("een", "twee"), 20, ()), name="Nazareth", period="2024", is_comparable=True,
        places=places, own={}, inhabitants=3140.0, compared=8380, left_out={"municipality": 43, "small": 5659},
        absent={"twee": "own"},
    )  # fmt: skip
    return Similar(**row | changes)


def grown(row: GoalStatus, first: float, last: float, *others: float, count: int = 20, **known: Any) -> Development:
    """Nazareth and `others` of `count` buurten that are like it, which changed by so much."""
    similar = alike(count)
    started, year = row.baseline_period, row.period
    own = [(BUURT, started, first), (BUURT, year, last)]
    for place, change in zip(similar.places, others, strict=False):
        after = 1000 * (1 + change / 100) if row.reading == "procent" else 1000 + change
        own += [(place.area_code, started, 1000.0), (place.area_code, year, after)]
    figures = trend(*own, table_id="T", **known)
    found = development.changes(figures, pd.DataFrame({"area_code": [], "year": []}), started, row.reading == "procent")
    bands = development.bands(found, BUURT, 10, 90)
    return Development(row, similar, started, figures, found, bands, 10.0, 90.0)


def with_before(development: Development, own: float, lowest: float, middle: float, highest: float) -> Development:
    """The same with the year 2020 before the baseline, against it."""
    count = 3 if math.isnan(middle) else 12
    return replace(development, bands=(Band("2020", own, count, lowest, middle, highest), *development.bands))


# ------------------------------------------------------------ sentences.py

PERCENT, TALLY, MONEY, OFTEN = indicator("%", 1), indicator("woningen", 0), indicator("euro", 0), indicator(PER, 0)
COUNTED = indicator(PER, 0, margin="telling")
KNOWN_AREAS = SimpleNamespace(municipality_code=CITY, municipality_name="Maastricht", country_code=COUNTRY)
LEVELS = tuple(Observation(code, "2024", value, None, None, "definitief", None)
               for code, value in ((CITY, 70.0), (COUNTRY, 1072.5)))  # fmt: skip


def against_city(what: str, one: Any, own: float, city: float, codes: tuple[str, ...] = (BUURT,)) -> Form:
    frame = trend((BUURT, "2024", own), (CITY, "2024", city), (CITY, "2025", 99.0))
    return Form(f"city_comparison, {what}", one.unit, sentences.city_comparison, (frame, NAMES, one, list(codes), CITY))


def developed(what: str, one: Any, first: float, last: float, **changes: Any) -> Form:
    frame = trend((BUURT, "2020", first), (BUURT, "2024", last), (OTHER, "2024", NONE), **changes)
    return Form(f"development, {what}", one.unit, sentences.development, (frame, NAMES, one, [BUURT, OTHER, SMALL]))


def moved(what: str, before: dict[str, float], after: dict[str, float]) -> Form:
    frames = [pd.DataFrame({"area_code": list(one), "value": list(one.values())}) for one in (before, after)]
    return Form(f"moves, {what}", "%", sentences.moves, (*frames, PERCENT, "2022", "2024"))


FIGURES = [
    Form(
        "source_note, two tables of two origins with notes",
        "%",
        sentences.source_note,
        (
            indicator("%", 1, note="Let op de bron.", source_note="Afgerond op vijftallen."),
            origins(
                ("2022", "85318NED", "2024-03", "meegeleverd"),
                ("2023", "85618NED", "2025", "lokaal"),
                ("2024", "85618NED", "2025", "opgehaald"),
            ),
        ),
    ),
    Form("source_note, nothing loaded and no notes", "euro", sentences.source_note, (MONEY, origins())),
    Form(
        "latest, areas of different years",
        "%",
        sentences.latest,
        (
            trend((BUURT, "2022", 55.0), (BUURT, "2024", 60.0), (CITY, "2025-03", 70.0), (CITY, "2025-04", NONE)),
            NAMES,
            PERCENT,
        ),
    ),
    Form("latest, without figures", "%", sentences.latest, (trend((BUURT, "2024", NONE)), NAMES, PERCENT)),
    against_city("a share that is lower", PERCENT, 58.94, 70.0),
    against_city("an amount of money that is higher", MONEY, 24300.0, 23100.0),
    against_city("a rate that is equal as printed", OFTEN, 1200.4, 1199.6),
    against_city("a model", indicator("%", 0, is_model=True), 58.0, 60.0),
    against_city("a count is not compared", TALLY, 900.0, 60000.0),
    against_city("without the figure of an area", PERCENT, NONE, 70.0, codes=(BUURT, OTHER)),
    developed("a rise without margin", PERCENT, 55.5, 60.0),
    developed(
        "a fall beyond the margin",
        MONEY,
        24000.0,
        22500.0,
        lower=[23500.0, 22000.0, NONE],
        upper=[24500.0, 23000.0, NONE],
    ),
    developed(
        "a rise within the margin", OFTEN, 1000.0, 1040.0, lower=[950.0, 990.0, NONE], upper=[1050.0, 1090.0, NONE]
    ),
    developed("a count that is equal", TALLY, 1500.0, 1500.0),
    developed("a count that rises has no margin", TALLY, 1500.0, 1520.0),
    developed("a rate of what is counted", COUNTED, 1000.0, 1040.0),
    developed("a break between the figures", PERCENT, 55.5, 60.0, segment=[0, 1, 1]),
    developed("one figure, of money", MONEY, 24000.0, NONE),
    developed("no figures", TALLY, NONE, NONE),
    Form("reference, both figures", "%", sentences.reference, (LEVELS, PERCENT, "2024", KNOWN_AREAS)),
    Form(
        "reference, no figure and no row",
        "%",
        sentences.reference,
        ((replace(LEVELS[0], value=None, missing="not_included"),), PERCENT, "2022/2024", KNOWN_AREAS),
    ),
    moved(
        "up, down and equal",
        {BUURT: 1.0, OTHER: 2.0, SMALL: 3.0, "BU1": 4.0, "BU2": NONE},
        {BUURT: 2.0, OTHER: 3.0, SMALL: 2.0, "BU1": 4.04, "BU2": 1.0},
    ),
    moved("no area in both", {BUURT: 1.0}, {OTHER: 1.0}),
    Form("margin_note, one kind", "", sentences.margin_note, (["telling", "telling"],)),
    Form("margin_note, none", "", sentences.margin_note, ([],)),
    Form("outlines, those of 2019, one area without", "", sentences.outlines, ([2019], ["Nieuwstad"])),
    Form("outlines, many areas without", "", sentences.outlines, ([], [f"Buurt {number}" for number in range(1, 31)])),
    Form("why_no_trend, no indicator", "", sentences.why_no_trend, (False, False)),
    Form("why_no_trend, no area", "", sentences.why_no_trend, (True, False)),
    Form("why_no_trend, no figures", "", sentences.why_no_trend, (True, True)),
]

# ------------------------------------------------------------ goals: sentences.py, comparisons.py, next_steps.py

AREA = NAMES[BUURT]


def stands(what: str, row: GoalStatus) -> Form:
    return Form(f"standing, {what}", row.unit, goal_sentences.standing, (row, AREA))


def warned(what: str, row: GoalStatus) -> Form:
    return Form(f"caveats, {what}", row.unit, goal_sentences.caveats, (row,))


def of_row(make: Callable[..., str], what: str, row: GoalStatus, *more: Any) -> Form:
    return Form(f"{make.__name__}, {what}", row.unit, make, (row, *more))


def enough(what: str, moved_by: list[Change], *measure: GoalStatus) -> Form:
    arguments = (moved_by, measure, NAMES)
    return Form(f"without_programme, {what}", measure[0].unit, comparisons.without_programme, arguments)


def shows(row: GoalStatus, smallest: float | None, base: float | None = 1200.0) -> Detection:
    """From what size on a change of an area shows in one year."""
    return Detection(row.measure_id, row.area_code, 1, base, 0.1, False, None, smallest, None, 2024, (), None, 2030, "")


def known(what: str, *measure: GoalStatus, sizes: tuple[float, ...] = ()) -> Form:
    found = [shows(row, size) for row, size in zip(measure, sizes, strict=False)]
    return Form(f"when_known, {what}", measure[0].unit, next_steps.when_known, (measure, found, NAMES))


def visible(what: str, row: GoalStatus, smallest: float | None, base: float | None = 1200.0) -> Form:
    return Form(f"detectable, {what}", row.unit, next_steps.detectable_in, ([row], [shows(row, smallest, base)]))


def over_years(what: str, windows: list[Window], **changed: Any) -> Form:
    return Form(f"windows, {what}", PER, next_steps.windows, (windows, rate(**changed), NAMES))


def news(what: str, *statuses: GoalStatus) -> Form:
    return Form(f"since_last, {what}", "", goal_sentences.since_last, (statuses,))


NORM = [  # a norm of 65 that areas are at another distance from
    share(reading="norm", amount=65.0, target=65.0),
    share(reading="norm", amount=65.0, target=65.0, area_code=OTHER, baseline=50.5, path=54.1),
]
THREE = [rate(), rate(area_code=OTHER), rate(area_code=SMALL)]
GREW = {"gap_word": "achterstand groter", "gap_baseline": 10.0, "gap_now": 11.0, "change_from": "2022"}
TESTED = [share(measure_id=str(number), chance=0.01, chance_on_course=0.05) for number in range(1, 21)]
GOALS = [
    stands("a share that rose, ahead of the path, without margin", share()),
    stands(
        "a share that fell, behind the path, with a margin",
        share(value=54.0, change=-1.5, change_lower=-4.0, change_upper=1.0, certainty="marge bekend"),
    ),
    stands("a share that is equal and precisely on the path", share(value=55.5, path=55.5, change=0.0)),
    stands("a rate that fell with a margin", rate()),
    stands("a rate that rose with an assumed margin", rate(value=1300.0, change=-100.0, certainty="marge met aanname")),
    stands("an amount of money", euro()),
    stands("a norm without a path or baseline", amount()),
    stands("a norm with a margin", amount(certainty="marge bekend")),
    stands("no figure, a share with baseline and target", unmeasured(share)),
    stands("no figure, a rate", unmeasured(rate)),
    stands("no figure, money", unmeasured(euro)),
    stands("no figure, only a direction", unmeasured(share, reading="richting", target=NONE, direction="omlaag")),
    stands("no figure, a norm without baseline", unmeasured(amount)),
    stands("no figure and no baseline, in procentpunt", unmeasured(share, baseline_adopted=NONE, target=NONE)),
    stands("no figure and no baseline, in percent, down", unmeasured(rate, baseline_adopted=NONE, target=NONE)),
    stands(
        "no figure and no baseline, in inhabitants",
        unmeasured(share, baseline_adopted=NONE, target=NONE, reading="inwoners"),
    ),
    stands("no figure, no baseline and nobody named", unmeasured(share, **UNDECIDED)),
    stands("no figure, no baseline, counted every year", unmeasured(share, **UNDECIDED | {"years_between": 1})),
    warned("only the source", share()),
    warned("no source", share(publisher=NONE)),
    warned(
        "a proxy of a model from a copy with a next figure",
        share(
            proxy="De maat is een gemiddelde.",
            is_model=True,
            figure_status="niet_bevestigd",
            next_period="2028",
            next_expected="in 2029",
            next_note="Dat is elke vier jaar.",
        ),
    ),
    warned("a next figure without a note", share(next_period="2028", next_expected="2029")),
    warned(
        "a note on the baseline before there is a figure",
        unmeasured(share, baseline_note="Het plan noemt het jaar niet.", next_period="2028", next_expected="2029"),
    ),
    of_row(goal_sentences.figure, "in its own words", share(), 55.5, "2022", AREA),
    of_row(
        goal_sentences.figure,
        "of several years without words of its own",
        rate(statement=""),
        1234.4,
        "2022/2024",
        AREA,
    ),
    of_row(comparisons.versus_city, "the city rose too and the gap grew", share(), AREA, "Maastricht"),
    of_row(comparisons.versus_city, "the city fell too and the gap shrank, a rate", rate(), AREA, "Maastricht"),
    of_row(
        comparisons.versus_city,
        "the city fell, the areas together rose up to it",
        share(area_code=areas.TOGETHER, city_now=60.0),
        NAMES[areas.TOGETHER],
        "Maastricht",
    ),
    of_row(
        comparisons.versus_city,
        "the city rose, the area fell, money",
        euro(value=22900.0, city_baseline=23000.0, city_now=23100.0),
        AREA,
        "Maastricht",
    ),
    of_row(comparisons.versus_city, "the city stood still", share(city_now=65.5), AREA, "Maastricht"),
    of_row(
        comparisons.versus_city,
        "the city stood still as printed",
        rate(city_baseline=900.1, city_now=900.3),
        AREA,
        "Maastricht",
    ),
    of_row(comparisons.versus_city, "without a figure", unmeasured(share), AREA, "Maastricht"),
    of_row(comparisons.yardstick, "a share among all and those that started alike", share(), place()),
    of_row(comparisons.yardstick, "a count that must fall", rate(), place(**COUNT)),
    of_row(comparisons.yardstick, "better than nearly all", rate(), place(**COUNT | {"lower_share": 0.003})),
    of_row(comparisons.yardstick, "worse than nearly all", share(), place(lower_share=0.001)),
    of_row(comparisons.yardstick, "one that did less well", share(), place(lower_share=0.011)),
    of_row(
        comparisons.yardstick,
        "money that changed as the city",
        euro(),
        place(kind="verhouding", change=0.0, band_lower=-0.05, band_upper=0.06),
    ),
    of_row(comparisons.yardstick, "without a direction", share(direction="geen"), place()),
    *(
        of_row(comparisons.yardstick, f"nothing: {reason}", share(), place(lower_share=None, reason=reason))
        for reason in dutch.WHY_NO_YARDSTICK
    ),
    of_row(comparisons.yardstick, "not compared", share(), None),
    of_row(goal_sentences.aim, "a share", unmeasured(share)),
    of_row(goal_sentences.aim, "a rate that must fall", unmeasured(rate)),
    of_row(goal_sentences.aim, "only a direction", unmeasured(share, reading="richting", target=NONE)),
    of_row(
        goal_sentences.aim,
        "one target for all areas",
        unmeasured(amount, target=NONE, is_shared=True, baseline_adopted=NONE),
    ),
    of_row(
        goal_sentences.aim,
        "nobody counts it",
        unmeasured(share, baseline_adopted=NONE, baseline_published=NONE, target=NONE, lack="own_figures"),
    ),
    of_row(
        goal_sentences.aim,
        "nobody asks it",
        unmeasured(share, baseline_adopted=NONE, baseline_published=NONE, target=NONE, lack="no_source"),
    ),
    of_row(comparisons.closes, "a part", share(), AREA, Reference(71.0)),
    of_row(
        comparisons.closes, "a part of the gap to the middle buurt", euro(), AREA, Reference(29400.0, is_middle=True)
    ),
    of_row(comparisons.closes, "all of it", share(city_now=None), AREA, Reference(65.5 - 1e-9)),
    of_row(comparisons.closes, "more than all of it", share(city_now=None), AREA, Reference(60.0)),
    of_row(comparisons.closes, "all of it then, not of now", share(), AREA, Reference(60.0)),
    of_row(comparisons.closes, "no gap", rate(), AREA, Reference(1300.0)),
    of_row(comparisons.closes, "nothing to set it against", share(), AREA, None),
    of_row(comparisons.left_after, "behind the city of now", share(), AREA),
    of_row(comparisons.left_after, "past the city of now", share(city_now=60.0), AREA),
    of_row(goal_sentences.needed_now, "a share", share()),
    of_row(goal_sentences.needed_now, "a rate that must fall", rate()),
    of_row(goal_sentences.needed_now, "no path", amount()),
    of_row(goal_sentences.source, "known", share()),
    of_row(goal_sentences.of_model, "a model", share(is_model=True)),
    of_row(goal_sentences.of_model, "counted", rate()),
    Form(
        "cautions, all of them",
        "%",
        goal_sentences.cautions,
        (share(proxy="De maat is een gemiddelde.", figure_status="niet_bevestigd"),),
    ),
    of_row(next_steps.next_figure, "known", share(next_period="2028", next_expected="2029")),
    of_row(next_steps.next_figure, "not known", share()),
    known(
        "a figure and a next one",
        share(next_period="2028", next_expected="2029", next_note="Dat is elke vier jaar."),
        sizes=(6.24,),
    ),
    known("a figure and no next one", share(), share(area_code=OTHER), sizes=(6.24, 5.0)),
    known("no figure", unmeasured(share), unmeasured(share, area_code=OTHER)),
    known("no figure in one area", share(), unmeasured(share, area_code=OTHER)),
    Form(
        "detectable_in, three areas",
        PER,
        next_steps.detectable_in,
        (THREE, [shows(row, size) for row, size in zip(THREE, (300.0, 100.0, 500.0), strict=True)]),
    ),
    visible("a third of a rate", rate(), 395.0),
    visible("a share", share(), 6.24, 55.5),
    visible("a rate", rate(), 300.0),
    visible("money", euro(), 1160.0, 23200.0),
    visible("without a base", amount(), 12.0, None),
    visible("not known", share(), None),
    of_row(goal_sentences.absolutes, "a share in whole points", share(), AREA),
    of_row(goal_sentences.absolutes, "a share in broken points", share(target=58.3, absolute_target=1830.0), AREA),
    of_row(goal_sentences.absolutes, "households", share(population="huishoudens", population_size=1905.0), AREA),
    of_row(
        goal_sentences.absolutes,
        "a population of unknown size",
        share(population_size=NONE, absolute_target=NONE, absolute_baseline=NONE),
        AREA,
    ),
    of_row(goal_sentences.absolutes, "a count with a figure", rate(), AREA),
    of_row(goal_sentences.absolutes, "a count before a figure", unmeasured(rate), AREA),
    of_row(goal_sentences.absolutes, "money", euro(), AREA),
    enough("several buurten", changes(3.0, 2.5, 1.0, missing=2), share()),
    enough(
        "one buurt of a measure that must fall in percent, one without figures", changes(-2.0, 5.0, missing=1), rate()
    ),
    enough("none of the buurten, all with figures", changes(0.0, 1.0), share()),
    enough("no path", changes(1.0), amount()),
    enough(
        "two areas that need as much", changes(3.0, 2.5, 1.0), share(), share(area_code=OTHER, baseline=50.5, path=53)
    ),
    enough("two areas that need different changes", changes(3.0, 2.5, 1.0, missing=1), *NORM),
    enough("one of two areas began beyond the norm", changes(3.0, 2.5), NORM[0], share(area_code=OTHER, baseline=61)),
    enough("a share of a baseline of 0", changes(3.0), rate(baseline=0.0, path=0.0)),
    over_years("before any later year", window(BUURT, OTHER, measured=0)),
    over_years("one of the years, a target that can be seen", window(areas.TOGETHER, measured=1, detectable=40.0)),
    over_years("two of the years, another reading of the target", window(BUURT, measured=2), reading="richting"),
    over_years("all years", window(BUURT, measured=3, detectable=40.0)),
    over_years("no means", window(measured=0)),
    over_years("a mean of 0 in the first years", window(BUURT, OTHER, measured=0, first_value=0.0)),
    news("nothing measured", unmeasured(share), unmeasured(rate)),
    news("first measurements of two goals", share(), rate(), unmeasured(euro)),
    news("one goal, its first measurement", share(), unmeasured(rate)),
    news("no status changed", share(previous_status="op koers"), rate(previous_status="nog niet te zeggen")),
    news("a status changed", share(previous_status="verkeerde kant op"), rate(previous_status="op koers")),
    of_row(goal_sentences.adopted, "the same status", share(baseline_published=54.5), AREA),
    of_row(goal_sentences.adopted, "another status", rate(baseline_adopted=1100.0, status_adopted="op koers"), AREA),
    of_row(goal_sentences.adopted, "no status yet", euro(baseline_adopted=23000.0, status_adopted=None), AREA),
    of_row(goal_sentences.adopted, "only rounded", share(baseline_adopted=55.0, baseline_published=55.4), AREA),
    of_row(goal_sentences.chance, "a count", rate()),
    of_row(goal_sentences.chance, "no count", share()),
    of_row(
        comparisons.since_before_extreme, "a trough", share(before_extreme_period="2020", before_extreme_value=64.0)
    ),
    of_row(comparisons.since_before_extreme, "a peak", rate(before_extreme_period="2023", before_extreme_value=1000.0)),
    of_row(
        comparisons.since_before_extreme,
        "as before it",
        share(before_extreme_period="2020", before_extreme_value=60.0),
    ),
    of_row(comparisons.since_before_extreme, "neither", share()),
    of_row(comparisons.versus_city, "a gap that grew", share(**GREW), AREA, "Maastricht"),
    of_row(
        comparisons.versus_city,
        "a lead within the margin",
        rate(gap_word="voorsprong ongeveer gelijk", gap_baseline=-20.0, gap_now=-12.0, change_from="2022/2024"),
        AREA,
        "Maastricht",
    ),
    Form("unsettled", "", goal_sentences.unsettled, ("5%",)),
    Form("by_chance, some hold", "%", goal_sentences.by_chance, (TESTED, {("1", BUURT)})),
    Form("by_chance, none holds", "%", goal_sentences.by_chance, (TESTED, ())),
    Form("by_chance, one verdict", "%", goal_sentences.by_chance, (TESTED[:1], ())),
]

# ------------------------------------------------------------ comparison, correlation and trends, one of each

ALL = ranking()
BESIDE = ComparedBuurt(BUURT, "Nazareth", "WK093504", "Noordoost", 3140.0, False)
OVERVIEW = Overview((Compared(BESIDE, indicator("%", 1), place(), "uitzonderlijk ongunstig", 0.041),),
                    {"small": 7, "few": 2})  # fmt: skip
LINKED = Correlation(-0.72, -0.86, -0.48, 2, 1.9, 2)
TRENDED = trend((BUURT, "2024", 60.0), lower=55.0, upper=65.0, margin_kind="vergelijking", status="voorlopig")
OTHERS = [
    Form(
        "comparison standing",
        "%",
        comparison_sentences.standing,
        (ranking(indicator=indicator("%", 1, direction="omhoog"), focus=(BUURT, OTHER, SMALL)),),
    ),
    Form(
        "comparison sparse",
        "",
        comparison_sentences.sparse,
        (pd.DataFrame({"period": ["2024", "2025"], "area_count": [40, 1], "is_full": [True, False]}), "2025"),
    ),
    Form("comparison unusual", "", comparison_sentences.unusual, (OVERVIEW,)),
    Form("comparison unusual_notes", "", comparison_sentences.unusual_notes, (OVERVIEW,)),
    Form(
        "comparison no_yardstick, nothing loaded", "", comparison_sentences.no_yardstick, (Overview((), {}), "", True)
    ),
    Form(
        "comparison no_yardstick, small", "", comparison_sentences.no_yardstick, (Overview((), {"small": 1}), "", True)
    ),
    Form("comparison finding", "%", comparison_sentences.finding, (ALL,)),
    Form("comparison nothing", "%", comparison_sentences.nothing, (ranking((SMALL,)), "")),
    Form("comparison dot_notes", "%", comparison_sentences.dot_notes, (ALL, 1000.0)),
    Form("comparison amount_note", "woningen", comparison_sentences.amount_note, (TALLY, "Maastricht", "stad")),
    Form(
        "comparison not_alike",
        "",
        comparison_sentences.not_alike,
        (Likeness((), {SMALL: "small", OTHER: "small", BUURT: "few_measures"}, (), ()), NAMES),
    ),
    Form(
        "comparison short_sources",
        "%",
        comparison_sentences.short_sources,
        ([indicator("%", 1, is_model=True), TALLY], {"in %": "2024"}),
    ),
    Form("correlation finding", "", correlation_views.finding, (compared(LINKED),)),
    Form("correlation finding, none", "", correlation_views.finding, (compared(NoCorrelation("too_few_areas", 1, 3)),)),
    Form("correlation story", "", correlation_views.story, (compared(LINKED),)),
    Form(
        "correlation numbers",
        "",
        correlation_views.numbers,
        (replace(compared(LINKED), elsewhere=LINKED, without="Centrum"),),
    ),
    Form(
        "correlation numbers, another outcome",
        "",
        correlation_views.numbers,
        (replace(compared(LINKED), elsewhere=Correlation(-0.2, -0.5, 0.1, 20, 15.0, 0), without="Heer en Amby"),),
    ),
    Form(
        "correlation numbers, too few",
        "",
        correlation_views.numbers,
        (replace(compared(LINKED), elsewhere=NoCorrelation("too_few_areas", 1, 3), without="Centrum"),),
    ),
    Form("correlation left_out", "", correlation_views.left_out, ([(TALLY, share()), (share(), TALLY)],)),
    Form("correlation many_left_out", "", correlation_views.many_left_out, (12,)),
    Form("correlation no_shared_year, two", "", correlation_views.no_shared_year, (2,)),
    Form("correlation no_shared_year, more", "", correlation_views.no_shared_year, (5,)),
    Form("correlation cautions", "", correlation_views.cautions, (compared(LINKED),)),
    Form("correlation alternative", "", correlation_views.alternative, (compared(LINKED), [BUURT, OTHER])),
    Form("trend alternative", "%", trend_views.alternative, (TRENDED, PERCENT, NAMES)),
    Form("trend reading, all that can be in it", "", trend_views.reading, (TRENDED, "2020", True)),
    Form("trend reading, a distance", "", trend_views.reading, (TRENDED, None, False, "Maastricht")),
]

# ------------------------------------------------------------ similar_sentences.py

TEN, LABELS = [float(one) for one in range(11)], {"een": "WOZ-waarde", "twee": "Koopwoningen"}
MODEL, COUNT = share(is_model=True, margin="interval"), rate(margin="telling")
FROZEN = Method((), "2024", date(2026, 11, 29), 20, 500.0, (), 10.0, 90.0)
GREW, FELL = grown(MODEL, 55.5, 60.0, *TEN), grown(COUNT, 1200.0, 1100.0, *TEN)
STOOD = grown(euro(margin="onbekend"), 24000.0, 24000.0, *([0.0] * 10))
FEW, ALONE = grown(MODEL, 55.5, 60.0, 1.0, 2.0, count=2), grown(MODEL, 55.5, NONE, *TEN)


def similarly(make: Callable[..., Any], what: str, unit: str, found: Any, *more: Any) -> Form:
    return Form(f"similar {make.__name__}, {what}", unit, make, (found, *more))


def located(*municipalities: str) -> list[Group]:
    """Municipalities with fewer and fewer buurten that are alike, of which the first is on the map."""
    places = alike(len(municipalities)).places
    return [
        Group(name, places[place:], Position("GM0917", 5.98, 50.89) if place == 0 else None)
        for place, name in enumerate(municipalities)
    ]


SIMILAR = [
    similarly(similar_sentences.no_country, "nothing loaded", "", "Maastricht"),
    similarly(similar_sentences.nearest, "twenty", "", alike()),
    similarly(similar_sentences.nearest, "one", "", alike(1)),
    similarly(similar_sentences.nearest, "none left", "", alike(0)),
    similarly(
        similar_sentences.nearest,
        "not enough figures",
        "",
        alike(0, is_comparable=False),
    ),
    similarly(similar_sentences.compared, "some left out", "", alike(), "Maastricht", 500.0),
    similarly(
        similar_sentences.compared,
        "for every other reason",
        "",
        alike(left_out={"chosen": 480, "inhabitants_unknown": 478, "few_measures": 13}),
        "Maastricht",
        500.0,
    ),
    similarly(similar_sentences.compared, "all of them", "", alike(left_out={}), "Maastricht", 500.0),
    similarly(similar_sentences.used, "one of two", "", alike(), LABELS, "Maastricht"),
    similarly(
        similar_sentences.used, "none", "", alike(absent={"een": "elsewhere", "twee": "same"}), LABELS, "Maastricht"
    ),
    similarly(similar_sentences.used, "both", "", alike(absent={}), LABELS, "Maastricht"),
    similarly(similar_sentences.frozen, "frozen", "", FROZEN, 2025),
    similarly(similar_sentences.frozen, "frozen under way", "", FROZEN, 2022),
    similarly(similar_sentences.frozen, "not frozen", "", replace(FROZEN, frozen_on=None), 2025),
    similarly(similar_sentences.frozen, "not frozen under way", "", replace(FROZEN, frozen_on=None), 2024),
    similarly(similar_sentences.how, "always", "", alike()),
    similarly(similar_sentences.developed, "a share within the band", "%", GREW),
    similarly(similar_sentences.developed, "a count below the band", PER, FELL),
    similarly(similar_sentences.developed, "nothing changed", "euro", STOOD),
    similarly(similar_sentences.developed, "too few", "%", FEW),
    similarly(similar_sentences.developed, "no figure of its own", "%", ALONE),
    similarly(
        similar_sentences.before,
        "a share that was lower, within the band",
        "%",
        with_before(GREW, -2.0, -4.0, -1.5, 1.0),
    ),
    similarly(
        similar_sentences.before,
        "a count that was as high, beside too few others",
        PER,
        with_before(FELL, 0.0, NONE, NONE, NONE),
    ),
    similarly(similar_sentences.before, "no earlier figure", "%", GREW),
    similarly(similar_sentences.brief, "a share within the band", "%", GREW),
    similarly(similar_sentences.brief, "nothing changed", "euro", STOOD),
    similarly(similar_sentences.brief, "too few", "%", FEW),
    similarly(similar_sentences.brief, "no figure of its own", "%", ALONE),
    similarly(similar_sentences.counted, "some without figures", "%", GREW),
    similarly(similar_sentences.counted, "all", "%", FEW),
    similarly(similar_sentences.limits, "a model", "%", GREW),
    similarly(
        similar_sentences.limits,
        "a count that is not confirmed",
        PER,
        grown(COUNT, 1200.0, 1100.0, *TEN, status="niet_bevestigd"),
    ),
    similarly(similar_sentences.how_drawn, "with a band", "%", GREW),
    similarly(similar_sentences.how_drawn, "without a band", "%", FEW),
    similarly(similar_sentences.alternative, "a share", "%", GREW),
]

# ------------------------------------------------------------ catching up with the city


def gap(
    direction: str, own: tuple[float, float], city: tuple[float, float], error: float | None = 1.0, **changes: Any
) -> GapTopic:
    """The distance of Nazareth to its city on one subject, by the rule of the page."""
    about = SimpleNamespace(**vars(PERCENT) | {"direction": direction, "label": "Onderwerp"} | changes)
    sign = SIGN[about.direction]
    figures = [
        tuple(Figure(2020, value, period=year) for value, year in zip(values, ("2022", "2024"), strict=True))
        for values in (own, city)
    ]
    given = None if error is None else Error(error)
    between = verdict.between(figures[0], figures[1], (None, None), sign, given, False, 80.0)
    assert between is not None
    change = sign * (own[1] - own[0])
    reach = margins.quantile(80) * (error or 0)
    moved = verdict.movement(None, None) if error is None else verdict.movement(change - reach, change + reach)
    return GapTopic(
        about,
        "2022",
        "2024",
        own,
        city,
        "stad",
        between,
        moved,
        GapPlace(0, 0, None, None),
        None if error is None else 0.1,
    )


GAINED, LOST = gap("omhoog", (50.0, 56.0), (60.0, 61.0)), gap("omlaag", (20.0, 26.0), (15.0, 15.0))
OVERTAKEN, AHEAD = gap("omhoog", (50.0, 60.0), (55.0, 55.0)), gap("omhoog", (60.0, 70.0), (55.0, 55.0))
LESS_AHEAD, EQUAL = gap("omlaag", (5.0, 8.0), (9.0, 9.0)), gap("omhoog", (50.0, 50.5), (60.0, 60.5))
UNKNOWN = gap("omhoog", (50.0, 52.0), (60.0, 60.0), None)
WORSE = gap("omlaag", (50.0, 52.0), (40.0, 40.0), None)
NEUTRAL, FARTHER = gap("geen", (20.0, 26.0), (30.0, 30.0)), gap("geen", (36.0, 46.0), (30.0, 30.0))
IN_EURO = gap("omhoog", (20_000.0, 21_000.0), (28_000.0, 31_000.0), None, unit="euro", decimals=0)
LEVEL = gap("omhoog", (50.0, 60.0), (60.0, 60.0))
MEAN = replace(EQUAL, first="2022/2024", last="2025")


def overviewed(*topics: GapTopic, **changes: Any) -> GapOverview:
    """What the page has of Nazareth: these subjects, and for each reason one that is not shown."""
    reasons = tuple((reason, ("Inwoners", "Woningen")) for reason in get_args(GapObstacle))
    overview = GapOverview(
        GapChoice(BUURT, "2022", "2025"), "Nazareth", CITY, "Maastricht", "stad", topics, reasons, "2022"
    )
    return replace(overview, **changes)


ALL = overviewed(GAINED, OVERTAKEN, LOST, AHEAD, LESS_AHEAD, EQUAL, UNKNOWN, NEUTRAL)
SINCE_BASELINES = replace(ALL, choice=replace(ALL.choice, since="nulmeting"))
GAPS = {
    "a smaller lag": GAINED, "a larger lag": LOST, "a lag that became a lead": OVERTAKEN, "a larger lead": AHEAD,
    "a smaller lead": LESS_AHEAD, "about equal": EQUAL, "no margin": UNKNOWN, "neutral, less": NEUTRAL,
    "neutral, more": FARTHER, "money": IN_EURO, "equal to the city": LEVEL,
    "a rate equal to the city": replace(LEVEL, indicator=OFTEN),
    "a ratio that says otherwise": replace(LOST, own=(30.0, 20.0)), "a mean": MEAN,
    "was equal": gap("omhoog", (60.0, 65.0), (60.0, 60.0)),
}  # fmt: skip
OVERVIEWS = {
            "everything": ALL, "one subject": overviewed(GAINED), "nothing certain": overviewed(EQUAL, UNKNOWN),
            "no margin at all": overviewed(UNKNOWN), "nothing with a direction": overviewed(NEUTRAL),
            "only a smaller lead": overviewed(LESS_AHEAD, EQUAL), "one subject about equal": overviewed(EQUAL),
            "only a larger lag": overviewed(LOST, EQUAL, EQUAL), "no margin of any": overviewed(UNKNOWN, WORSE),
            "all about equal": overviewed(EQUAL, EQUAL, EQUAL),
}  # fmt: skip
CATCHING_UP = [
    *(
        Form(f"{make.__name__} of catching up, {what}", "", make, (overview,))
        for make in (gap_sentences.findings, gap_sentences.alternative)
        for what, overview in OVERVIEWS.items()
    ),
    Form("how_sure of catching up, some hold", "", gap_sentences.how_sure,
         ([ALL, overviewed(replace(GAINED, holds=True))], 80.0, 10.0)),
    Form("how_sure of catching up, none holds, a mean", "", gap_sentences.how_sure, ([overviewed(MEAN)], 80.0, 10.0)),
    Form("how_sure of catching up, no margin", "", gap_sentences.how_sure, ([overviewed(UNKNOWN)], 80.0, 10.0)),
    Form("no_two_years of catching up", "", gap_sentences.no_two_years, ("gemeente",)),
    Form("how_drawn of catching up", "", gap_sentences.how_drawn, (ALL,)),
    Form("how_drawn of catching up, since the baselines", "", gap_sentences.how_drawn, (SINCE_BASELINES,)),
]  # fmt: skip

# ------------------------------------------------------------ words that go into a sentence or a table

RELATED = Related(
    "5", "woonomgeving", "Tevreden met de woonomgeving", "%", 1, "omhoog", BUURT, "2024", 68.5, 84.6, "stad"
)


def gone(word: GapWord, first: float, now: float, row: Callable[..., GoalStatus] = share, **changes: Any) -> Form:
    """The distance to the city, with a margin that carries the word for what became of it."""
    known = {"gap_lower": -1.0, "change_from": "2022"}
    made = row(gap_word=word, gap_baseline=first, gap_now=now, **known | changes)
    what = f"gap, {word}, {made.unit}, from {first} to {now}"
    return Form(what, made.unit, picture_words.gap, (made, now, THE_CITY))


def moved(measure: list[GoalStatus]) -> str:
    """What follows for a goal, in the words of its cell."""
    move = picture_words.move(measure, [None] * len(measure), NAMES)
    return f"{move.step} ({move.small or move.owner})"


def headed(*words: GapWord) -> str:
    return picture_words.headline([share(gap_word=word, gap_lower=0.1) for word in words])


YEARS = "2022/2024"
BACK: dict[str, Any] = {"status": "verkeerde kant op"}
LOSING: dict[str, Any] = {"gap_lower": -3.0}
PICTURE = [
    gone("achterstand kleiner", 14.0, 11.0),
    gone("achterstand ongeveer gelijk", 10.9, 11.1),
    gone("achterstand groter", 13.7, 16.0),
    gone("achterstand groter", 10.6, 11.1),  # whole points would be equal
    gone("voorsprong kleiner", -206.0, -59.0, rate, change_from=YEARS),
    gone("voorsprong kleiner", -59.0, -70.0, rate, change_from=YEARS),  # as a ratio it is smaller
    gone("voorsprong ongeveer gelijk", -35.0, 0.02, rate, change_from=YEARS),
    gone("voorsprong groter", -3000.0, -4200.0, euro),
    gone("achterstand werd voorsprong", 7.0, -5.0),
    gone("voorsprong werd achterstand", -4.0, 0.6),
    gone("achterstand kleiner", 7.0, 0.0),
    Form(
        "gap, without a margin",
        "%",
        picture_words.gap,
        (share(gap_word="achterstand groter", gap_baseline=6.0, gap_now=8.6), 8.6, THE_CITY),
    ),
    Form("gap, from the middle buurt", "euro", picture_words.gap, (euro(), 6300.0, picture_words.MIDDLE)),
    Form(
        "gap, turned within the margin",
        "euro",
        picture_words.gap,
        (
            euro(gap_word="achterstand ongeveer gelijk", gap_baseline=6900.0, gap_now=-4600.0, gap_lower=-1.0),
            -4600.0,
            THE_CITY,
        ),
    ),
    Form("gap, not measured again", "%", picture_words.gap, (unmeasured(share), 16.0, THE_CITY)),
    Form("gap, in full", "", picture_words.gap, (share(), 16.0, THE_CITY, True)),
    Form("distance, a grade", "rapportcijfer", picture_words.distance, (1.2, 1, "rapportcijfer", THE_CITY)),
    Form("distance, ahead", "km", picture_words.distance, (-0.3, 1, "km", THE_CITY)),
    Form("distance, small", "%", picture_words.distance, (0.4, 1, "%", THE_CITY)),
    *(
        Form(f"related, {what}", "%", picture_words.related, (replace(RELATED, **changes), behind, THE_CITY))
        for what, behind, changes in (
            ("behind", 16.1, {}),
            ("more, without a favourable direction", -11.0, {"direction": "geen"}),
            ("less, without a favourable direction", 0.3, {"direction": "geen"}),
            ("equal, without a favourable direction", 0.0, {"direction": "geen"}),
            ("nothing to compare with", None, {}),
        )
    ),
    Form("alone", "%", picture_words.alone, (share(), None)),
    Form("unit_of_gaps", "", picture_words.unit_of_gaps, ("%",)),
    Form(
        "alone, one target",
        "",
        picture_words.alone,
        (amount(is_shared=True, value=61.0, period="2025"), amount(value=126.0, period="2025")),
    ),
    *(
        Form(f"move, {what}", "", moved, (measure,))
        for what, measure in (
            ("one wrong way", [share(**BACK), share(area_code=OTHER)]),
            ("two wrong way", [share(**BACK), share(area_code=OTHER, **BACK)]),
            ("a norm", [share(status="norm niet gehaald")]),
            ("a larger gap", [share(gap_word="achterstand groter", **LOSING)]),
            ("a smaller lead", [share(gap_word="voorsprong kleiner", **LOSING)]),
            ("a lost lead", [share(gap_word="voorsprong werd achterstand", **LOSING)]),
            ("to follow", [share(next_period="2028", next_expected="2029")]),
            ("to follow, no date", [share()]),
            *((f"no figure, {why}", [unmeasured(share, why_no_figure=why)]) for why in get_args(NoFigureReason)),
            ("nobody named", [unmeasured(share, **UNDECIDED)]),
            ("nobody named, no date", [unmeasured(share, **UNDECIDED | {"last_baseline_year": None})]),
        )
    ),
    Form("how_made", "", picture_words.how_made, ("stad",)),
    Form("how_made, no city", "", picture_words.how_made, ("gemeente",)),
    Form("headline, no goals at all", "", picture_words.without, (False,)),
    Form("headline, none by this choice", "", picture_words.without, (True,)),
    Form("headline, nothing measured", "", picture_words.headline, ([unmeasured(share)],)),
    Form("headline, nothing sure", "", picture_words.headline, ([share()],)),
    *(
        Form(f"headline, {', '.join(words)}", "", headed, words)
        for words in (
            ("achterstand kleiner",),
            ("achterstand groter",),
            ("achterstand groter", "voorsprong kleiner", "achterstand ongeveer gelijk"),
            ("voorsprong ongeveer gelijk", "achterstand ongeveer gelijk"),
            ("achterstand kleiner", "achterstand ongeveer gelijk"),
            ("achterstand kleiner", "achterstand groter"),
        )
    ),
    Form("known", "", picture_words.known, (14, 3, 16, "2025")),
    Form("known, one", "", picture_words.known, (1, 1, 2, "")),
    Form("known, none", "", picture_words.known, (0, 0, 16, "")),
    Form("known, not measured again", "", picture_words.known, (16, 0, 16, "")),
    Form("known, all", "", picture_words.known, (16, 16, 16, "2025")),
    Form("known, both", "", picture_words.known, (2, 2, 2, "2025")),
    Form("but_other", "", picture_words.but_other, ("wacht op nieuwe meting",)),
    Form("known, the only one", "", picture_words.known, (1, 1, 1, "2025")),
    Form("together", "", picture_words.together, (9, 2, 12, THE_CITY)),
    Form("together, none ahead", "", picture_words.together, (12, 0, 12, THE_CITY)),
    Form("together, all ahead", "", picture_words.together, (0, 12, 12, THE_CITY)),
    Form("together, all equal", "", picture_words.together, (0, 0, 12, THE_CITY)),
    Form("counted", "", picture_words.counted, (11, 12)),
    Form("topic", "", picture_words.topic, ("Ervaren gezondheid",)),
    Form("topic, an abbreviation", "", picture_words.topic, ("WW-uitkeringen",)),
    Form("topic, not the measure", "", picture_words.topic, ("Eenzaamheid", True)),
    Form("unit, a share", "", picture_words.unit, ("Ervaren gezondheid", "%", 1)),
    Form("unit, one of two", "", picture_words.unit, ("WW-uitkeringen", PER, 2)),
    Form("unit, a thing that the topic names", "", picture_words.unit, ("Activiteiten", "activiteiten per jaar", 1)),
    Form("unit, not the measure", "", picture_words.unit, ("Eenzaamheid", "%", 2, True)),
    Form("unusual, no figure", "", picture_words.unusual, (unmeasured(share), None)),
    Form("only_in, one of two", "", next_steps.only_in, (LACKING, [LACKING, share(area_code=OTHER)], NAMES)),
    Form("only_in, both", "", next_steps.only_in, (LACKING, [LACKING, replace(LACKING, area_code=OTHER)], NAMES)),
    Form("names_of, two", "", next_steps.names_of, ([BUURT, OTHER], NAMES)),
    Form("names_of, many", "", next_steps.names_of, ([BUURT] * 4, NAMES)),
    Form("years, one", "", picture_words.years, ("2024",)),
    Form("years, a mean", "", picture_words.years, (YEARS,)),
]
BELOW = replace(
    ranking(), focus=(BUURT, OTHER), deviation=6.0, indicator=indicator("%", 1, direction="omhoog"),
    rows=tuple(replace(row, difference=row.value and row.value - 70.0) for row in ranking().rows),
)  # fmt: skip
TITLES = [
    *(
        Form(f"title of a trend, {what}", "", trend_sentences.moved, (topics,))
        for what, topics in {
            "alike": {"Nazareth": GAINED, "Pottenberg": GAINED},
            "apart": {"Nazareth": GAINED, "Pottenberg": LOST},
            "no certain change": {"Nazareth": EQUAL},
            "a mean": {"Nazareth": MEAN},
            "without margin": {"Nazareth": UNKNOWN, "Pottenberg": UNKNOWN},
            "some without margin": {"Nazareth": UNKNOWN, "Pottenberg": GAINED},
            "no direction": {"Nazareth": NEUTRAL, "Pottenberg": FARTHER},
            "a full count": {"Nazareth": gap("omhoog", (50.0, 56.0), (60.0, 61.0), 0.0, is_full_count=True)},
            "equal as printed": {"Nazareth": gap("omhoog", (50.0, 50.01), (60.0, 61.0), None)},
            "of different years": {"Nazareth": GAINED, "Pottenberg": MEAN},
            "too many to name": {f"Buurt {place}": one for place, one in enumerate((GAINED, LOST, EQUAL, AHEAD) * 3)},
        }.items()
    ),
    *(
        Form(f"title of a distance, {what}", "", trend_sentences.apart, (topics,))
        for what, topics in {
            "apart": {"Nazareth": GAINED, "Pottenberg": OVERTAKEN},
            "no direction": {"Nazareth": NEUTRAL, "Pottenberg": FARTHER},
            "one without margin": {"Nazareth": UNKNOWN, "Pottenberg": EQUAL},
            "none with margin": {"Nazareth": UNKNOWN},
            "too many to name": {f"Buurt {place}": one for place, one in enumerate((GAINED, LOST, EQUAL, AHEAD) * 3)},
        }.items()
    ),
    *(
        Form(f"title of the latest figures, {what}", one.unit, trend_sentences.latest, (figures, one, *rest))
        for what, one, figures, *rest in (
            ("amounts", TALLY, {"Nazareth": ("2024", 1720.0), "Pottenberg": ("2024", 1195.0)}),
            ("one", PERCENT, {"Nazareth": ("2024", 58.9)}),
            ("of different years", PERCENT, {"Nazareth": ("2024", 58.9), "Pottenberg": ("2022", 54.0)}),
            ("too many, of different years", OFTEN,
             {f"Buurt {place}": (str(2020 + place), 8.0) for place in range(5)}),
            ("distances", PERCENT, {"Nazareth": ("2024", -11.1), "Pottenberg": ("2024", 0.0)}, True),
            ("too many to name", MONEY, {f"Buurt {place}": ("2024", 20_000.0 + place) for place in range(12)}),
            ("none", PERCENT, {}),
        )
    ),
    *(
        Form(f"title of a ranking, {what}", "", comparison_sentences.title, (one,))
        for what, one in (
            ("below the city", BELOW),
            ("nothing known of what is usual", replace(BELOW, rows=ranking().rows)),
            ("without focus areas", replace(BELOW, focus=())),
            ("no figures", replace(BELOW, codes=(SMALL,))),
        )
    ),
    *(
        Form(f"title of a correlation, {what}", "", correlation_views.title, (compared(result),))
        for what, result in (
            ("strong", LINKED),
            ("chance", Correlation(0.1, -0.2, 0.4, 9, 9.0, 0)),
            ("none", NoCorrelation("too_few_areas", 3, 0)),
        )
    ),
    *(
        similarly(similar_sentences.title, what, "", one)
        for what, one in (
            ("within the band", GREW), ("below the band", FELL), ("too few", FEW), ("no figure of its own", ALONE),
        )
    ),
    Form("by_count", "", sentences.by_count, ({"Heer": "hoger", "Wyck": "lager", "Amby": "hoger"},)),
    Form("by_area", "", sentences.by_area, ({"Heer": "hoger", "Wyck": "lager", "Amby": "hoger"},)),
    Form("outlines, of another year", "", sentences.outlines, ((2019,), ("Wyck", "Heer"))),
    Form("outlines, of this year", "", sentences.outlines, ((), ())),
    Form("fitting", "", sentences.fitting, (" ".join(["lang"] * 16), "", "kort")),
]  # fmt: skip
FRAGMENTS = [
    *TITLES,
    Form("edition_date, a day", "", sentences.edition_date, ("2026-07-19",)),
    Form("edition_date, a month", "", sentences.edition_date, ("2024-03",)),
    Form("edition_date, another name", "", sentences.edition_date, ("eerste",)),
    similarly(similar_sentences.located, "one municipality", "", located("Heerlen")),
    similarly(similar_sentences.located, "two of them", "", located("Heerlen", "Almere")),
    similarly(similar_sentences.how_located, "one not on the map", "", located("Heerlen", "Almere")),
    similarly(similar_sentences.country_alternative, "two of them", "", located("Heerlen", "Almere")),
    similarly(similar_sentences.among, "enough of them", "%", GREW),
    similarly(similar_sentences.among, "too few", "%", FEW),
    *(
        Form(f"title of catching up, {what}", "", gap_sentences.title, (overview,))
        for what, overview in OVERVIEWS.items()
    ),
    Form("since of catching up, a year", "", gap_sentences.since, (ALL,)),
    Form(
        "since of catching up, a baseline",
        "",
        gap_sentences.since,
        (replace(ALL, choice=replace(ALL.choice, since=BASELINE)),),
    ),
    *(
        Form(f"{make.__name__} of catching up, {group}", "", make, (group, topics))
        for make in (gap_sentences.heading, gap_sentences.short_heading)
        for group, topics in {
            "gained": [GAINED],
            "lost": [LOST, LESS_AHEAD],
            "equal": [EQUAL],
            "unknown": [UNKNOWN, WORSE],
            "neutral": [NEUTRAL],
        }.items()
    ),
    *(
        Form(f"{make.__name__} of catching up, {what}", "", make, (topic,))
        for make in (
            gap_sentences.now,
            gap_sentences.briefly_now,
            gap_sentences.then,
            gap_sentences.verdict,
            gap_sentences.then_and_now,
            gap_sentences.years,
            gap_sentences.change,
        )
        for what, topic in GAPS.items()
    ),
    Form("subject of catching up", "", gap_sentences.subject, (ALL,)),
    Form("film_heading of catching up", "", gap_sentences.film_heading, ([NEUTRAL],)),
    Form("film_alternative of catching up", "", gap_sentences.film_alternative, ([ALL, ALL],)),
    Form("figures of catching up", "", gap_sentences.figures, (GAINED, GAINED.city)),
    Form("left_out of catching up, every reason", "", gap_sentences.left_out, (ALL,)),
    Form("left_out_count of catching up", "", gap_sentences.left_out_count, (ALL,)),
    Form(
        "left_out_count of catching up, one",
        "",
        gap_sentences.left_out_count,
        (overviewed(left_out=(("one", ("Woningen",)),)),),
    ),
    Form("standing_in_city, no gap", "%", comparisons.standing_in_city, (share(),)),
    Form("without_figures, some", "%", comparisons.without_figures, ([Change(BUURT, "2022", "2024", 1, 2, 1, 3)],)),
    Form("without_figures, one", "%", comparisons.without_figures, ([Change(BUURT, "2022", "2024", 1, 2, 1, 2)],)),
    Form("without_figures, none", "%", comparisons.without_figures, ([Change(BUURT, "2022", "2024", 1, 2, 1, 1)],)),
    Form(
        "then_and_now, behind",
        "%",
        comparisons.then_and_now,
        (share(gap_word="achterstand groter", gap_baseline=13.7, gap_now=16.0),),
    ),
    Form(
        "then_and_now, past it",
        PER,
        comparisons.then_and_now,
        (rate(gap_word="achterstand werd voorsprong", gap_baseline=20.0, gap_now=-12.0, change_from="2022/2024"),),
    ),
    Form(
        "then_and_now, equal",
        "%",
        comparisons.then_and_now,
        (share(gap_word="achterstand ongeveer gelijk", gap_baseline=0.0, gap_now=0.0),),
    ),
    Form(
        "then_and_now, past it within the margin",
        "euro",
        comparisons.then_and_now,
        (euro(gap_word="achterstand ongeveer gelijk", gap_baseline=6900.0, gap_now=-4600.0),),
    ),
    Form(
        "standing_in_city, past it within the margin",
        "euro",
        comparisons.standing_in_city,
        (euro(gap_word="achterstand ongeveer gelijk", gap_baseline=6900.0, gap_now=-4600.0),),
    ),
    *(
        Form(
            f"other_side, {what}",
            "%",
            comparisons.other_side,
            (share(gap_word=f"{side} ongeveer gelijk", gap_baseline=first, gap_now=now),),
        )
        for what, side, first, now in (
            ("now ahead", "achterstand", 2.0, -1.0),
            ("now behind", "voorsprong", -2.0, 1.0),
            ("still behind", "achterstand", 2.0, 1.0),
            ("no gap left", "achterstand", 2.0, 0.0),
        )
    ),
    Form(
        "standing_in_city, none left within the margin",
        PER,
        comparisons.standing_in_city,
        (rate(gap_word="voorsprong ongeveer gelijk", gap_baseline=-35.0, gap_now=0.0),),
    ),
    Form("then_and_now, not known", "%", comparisons.then_and_now, (share(),)),
    Form("path_signs, with margins", "", goal_sentences.path_signs, (SURE, path_lines(65.5, 56.0))),
    Form("path_signs, without", "", goal_sentences.path_signs, (UNSURE, path_lines(65.5, NONE))),
    Form("path_signs, without a target", "", goal_sentences.path_signs, (SURE, path_lines(NONE, 56.0))),
    Form("side, ahead", "", goal_sentences.side, (1.0,)),
    Form("side, behind", "", goal_sentences.side, (-1.0,)),
    Form("side, on it", "", goal_sentences.side, (0.0,)),
    *(
        Form(
            f"similar reason, {what}",
            "",
            similar_sentences.reason,
            ([Difference(*one) for one in zip(("een", "twee"), (0.0, 0.0), (0.0, 0.0), apart, strict=False)], LABELS),
        )
        for what, apart, words in (
            ("two measures", [0.1, -0.5], "Meest anders: koopwoningen (lager)"),
            ("one measure", [0.1], "Meest anders: WOZ-waarde (hoger)"),
            ("no difference", [0.0, 0.0], "In alles gelijk"),
        )
    ),
    *(
        of_row(next_steps.lack, f"lacks {kind}", unmeasured(share, lack=kind, planned_source=planned))
        for kind, planned in [
            *((kind, "") for kind in get_args(LackKind)),
            ("no_source", "Stadspeiling"),
            ("not_included", "Politie, tabel 47024NED"),
        ]
    ),
    of_row(next_steps.lack, "lacks the baseline", share(baseline_published=NONE)),
    of_row(next_steps.lack, "lacks nothing", share()),
    of_row(goal_sentences.stand, "with a figure", share()),
    of_row(goal_sentences.stand, "without a figure", unmeasured(share)),
    of_row(next_steps.whose_move, "a publisher", unmeasured(share)),
    of_row(next_steps.whose_move, "nobody", unmeasured(share, **UNDECIDED)),
    of_row(next_steps.next_step, "waiting", unmeasured(share)),
    of_row(next_steps.next_step, "undecided", unmeasured(share, **UNDECIDED)),
    of_row(next_steps.baseline_still_helps, "an unknown pace", unmeasured(share, **UNDECIDED)),
    of_row(next_steps.baseline_still_helps, "not needed", unmeasured(share)),
    Form("related, two", "", goal_sentences.related, ([RELATED, replace(RELATED, unit=PER, city=None, decimals=0)],)),
    Form("related, none", "", goal_sentences.related, ([],)),
    Form("figure_in_short", "%", goal_sentences.figure_in_short, (RELATED,)),
    Form("certainty, no figure", "%", goal_sentences.certainty, (unmeasured(share),)),
    Form("certainty, unknown", "%", goal_sentences.certainty, (share(),)),
    Form("certainty, within", PER, goal_sentences.certainty, (rate(target=500.0),)),
    Form("certainty, within and past its goal", PER, goal_sentences.certainty, (rate(),)),
    Form("certainty, beyond", PER, goal_sentences.certainty, (rate(status="op koers"),)),
    of_row(comparisons.size, "of a share", share(), 3.2),
    of_row(comparisons.size, "of a rate, without its unit", rate(), -12.0),
    of_row(comparisons.per, "of a rate", rate()),
    of_row(comparisons.per, "of a share", share()),
    *PICTURE,
    Form("nothing_to_choose", "", sentences.nothing_to_choose, ("Onderwerp",)),
    Form("unknown", "", sentences.unknown, ("Jaar", ["1850", "`x`"])),
    Form("unknown, names", "", sentences.unknown, ("Gebieden", ["BU1"], ["Limmel", "Malberg"])),
    Form("unknown, nothing", "", sentences.unknown, ("Gebieden", ["BU1"], [])),
    Form("in_words, a link", "", correlation_views.in_words, (LINKED,)),
    Form("in_words, chance", "", correlation_views.in_words, (Correlation(0.1, -0.2, 0.4, 9, 9.0, 0),)),
    Form("in_words, none", "", correlation_views.in_words, (NoCorrelation("no_variation", 9, 0),)),
]
NO_TEXT = {  # public functions without any words
    "begin": "a figure and its decimals",
    "required_changes": "numbers",
    "distance": "a number",
    "is_restated": "yes or no",
    "has_left_side": "yes or no",
    "distance_behind": "a number",
    "move": "a step with its owner",
    "waiting_move": "a step with its owner",
}
FORMS = [*FIGURES, *GOALS, *OTHERS, *SIMILAR, *CATCHING_UP]


def test_every_form_of_a_sentence_gives_the_accepted_words(accepts: bool) -> None:
    words = {form.what: form.words() for form in (*FORMS, *FRAGMENTS)}
    text = HEAD + yaml.safe_dump(words, allow_unicode=True, sort_keys=False, width=math.inf)
    if accepts:
        ACCEPTED.write_text(text, encoding="utf-8")
    accepted = ACCEPTED.read_text(encoding="utf-8")
    if difference := [*difflib.unified_diff(accepted.splitlines(), text.splitlines(), "accepted", "now", lineterm="")]:
        pytest.fail("\n".join(difference), pytrace=False)


@pytest.mark.parametrize(
    "module",
    [sentences, goal_sentences, comparisons, next_steps, picture_words, similar_sentences, gap_sentences],
    ids=lambda module: module.__name__,
)
def test_every_public_function_that_gives_words_has_an_example(module: ModuleType) -> None:
    own = {name: found for name, found in inspect.getmembers(module, inspect.isfunction)
           if found.__module__ == module.__name__ and not name.startswith("_")}  # fmt: skip
    without = {
        name for name, found in own.items() if inspect.signature(found).return_annotation not in (str, list[str])
    }
    shown = {form.make.__name__ for form in (*FORMS, *FRAGMENTS) if form.make.__module__ == module.__name__}
    assert without <= set(NO_TEXT), "no example and no reason why not"
    assert set(own) - without == shown


def test_a_title_has_at_most_fifteen_words_and_is_no_sentence() -> None:
    titles = [str(form.words()) for form in TITLES if form.what.startswith("title")]
    assert max(len(title.split()) for title in titles) == 15
    assert [title for title in titles if title.endswith(".") or title != title.strip()] == []


def test_a_headline_has_at_most_fifteen_words() -> None:
    texts = [str(form.words()) for form in PICTURE if form.what.startswith("headline")]
    assert len(texts) == 10 and max(len(text.split()) for text in texts) <= 15


def test_every_function_without_words_still_exists() -> None:
    modules = goal_sentences, comparisons, next_steps, sentences, picture_words
    assert all(any(hasattr(module, name) for module in modules) for name in NO_TEXT)


# ------------------------------------------------------------ what must hold for every sentence


class Said(NamedTuple):
    """A text for a reader: where it stands, the unit of its figures (None: several or not known), and its words."""

    where: str
    unit: str | None
    text: str


MEASURED_APART = r"(?:meer|minder|hoger|lager|boven|onder|voor|achter)\b"
ENGLISH = r"and|the|with|without|unknown|from|year|years|area|areas|value|values|count|missing|true|false|not|more|less"
# no part of the code of a table or a day, nor of the name of a licence or a paragraph
NUMBER = r"(?<![\w.,/-])(?<!BY )(?<!aragraaf )\d(?:[\d.,]*\d)?(?![\w-]|[.,]\d)"


def examples() -> list[Said]:
    """What every example gives; '' is how a function says that there is nothing to say."""
    made = [(form, form.words()) for form in FORMS]
    return [
        Said(form.what, form.unit or None, one)
        for form, found in made
        for one in (found if isinstance(found, list) else [found])
        if one
    ]


@pytest.fixture(scope="module")
def letters(included_database: Path) -> list[Said]:
    """Every sentence of every goal, of three buurten and of ten indicators with a unit of their own."""
    with database.read(included_database) as connection:
        query = query_of(connection)
        statuses, found = query(goal_queries.statuses), query(queries.indicators)
        units = dict(zip(statuses["label"], statuses["unit"], strict=True))
        told: list[Said] = []
        for goal_id in statuses["goal_id"].unique():
            told += said_in(letter.goal(query, int(goal_id)), units)
        buurten = query(profile_queries.areas, "buurt")
        focus = lookups.programme(query).focus_area_codes
        small = buurten.loc[buurten["is_small"], "area_code"].iloc[0]
        for code in (*focus, small):
            told += said_in(letter.buurt(query, code), {})
        shown = found[found["figure_count"] > 0].sort_values("figure_count", ascending=False).drop_duplicates("unit")
        assert len(shown) >= 10
        for one in shown.head(10).itertuples():
            areas = lookups.usual_areas(query)
            told += said_in(letter.indicator(query, one.indicator_id, areas), {one.label: one.unit})
    return told


def said_in(part: Any, units: dict[str, str]) -> list[Said]:
    """The texts of a part; `units` by the label with which a text, or the title or subtitle of its exhibit, begins."""

    def unit(text: str) -> str | None:
        return next((units[label] for label in sorted(units, key=len, reverse=True) if text.startswith(label)), None)

    told = [Said(part.code, unit(one), one) for one in (*part.sentences, *part.definitions)]
    for exhibit in part.exhibits:
        texts = (exhibit.alternative, *exhibit.notes, *exhibit.sources)
        of = unit(exhibit.title) or unit(exhibit.subtitle)
        told += [Said(f"{part.code}, {exhibit.name}", of, one) for one in texts]
    return told


@pytest.fixture(params=["examples", pytest.param("letters", marks=pytest.mark.slow)])
def said(request: pytest.FixtureRequest) -> list[Said]:
    return examples() if request.param == "examples" else request.getfixturevalue("letters")


def found_in(said: list[Said], pattern: str) -> list[tuple[str, str]]:
    """Where a pattern stands: the place, and the words around it."""
    return [
        (one.where, one.text[max(hit.start() - 30, 0) : hit.end() + 30])
        for one in said
        for hit in re.finditer(pattern, one.text)
    ]


def test_letters_hold_goals_buurten_and_indicators_of_ten_units(letters: list[Said]) -> None:
    kinds = {one.where.split("-")[0] for one in letters}
    assert kinds == {"doel", "buurt", "onderwerp"}
    assert len({one.unit for one in letters if one.where.startswith("onderwerp")} - {None}) == 10


def test_a_difference_of_percentages_is_never_told_in_percent(said: list[Said]) -> None:
    assert found_in(said, rf"\d(?:%| procent)\W* {MEASURED_APART}") == []
    assert (
        found_in(said, r"(?:verschil|verandering|zichtbaar)(?: is)?(?: van| vanaf| met) \d[\d.,]*(?:%| procent\b)")
        == []
    )


def test_procentpunt_stands_only_behind_a_difference(said: list[Said]) -> None:
    before = r"vanaf|verschil van|stijging van|achterstand van|was|tot|[+−]|, nu|naar"
    change = rf"(?:{before})\s?\d[\d.,]*\sprocentpunt|\d\sprocentpunt (?:{MEASURED_APART})"
    every, right = found_in(said, r"procentpunt"), found_in(said, change)
    assert len(every) == len(right) > 0, [text for _, text in every]


def test_procentpunt_is_told_of_percentages_alone(said: list[Said]) -> None:
    assert [one for one in said if one.unit not in (None, "%") and "procentpunt" in one.text] == []
    assert any(one.unit == "%" and "procentpunt" in one.text for one in said)


def test_a_relative_change_is_told_only_where_the_unit_is_no_share(said: list[Said]) -> None:
    relative = r"vanaf \D*\d[^(]*\(\d[\d.,]*%\)|(?:daling|stijging) van \d[\d.,]*%"
    found = [one for one in said if re.search(relative, one.text)]
    assert found and all(one.unit != "%" for one in found)


def test_numbers_have_a_decimal_comma_and_a_point_for_thousands(said: list[Said]) -> None:
    numbers = [(one.where, hit) for one in said for hit in re.findall(NUMBER, one.text)]
    dutch_number, year = re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d{1,2})?"), re.compile(r"(?:19|20)\d\d")
    assert len(numbers) > 100
    assert [
        (where, text) for where, text in numbers if not (dutch_number.fullmatch(text) or year.fullmatch(text))
    ] == []


def test_nothing_of_a_computer_is_left_in_a_text(said: list[Said]) -> None:
    assert found_in(said, r"\b(?:nan|NaN|NaT|None|null|inf)\b|[{}<>\\\[\]_]|\bBU\d|\bSAMEN\b") == []


def test_spaces_and_marks_stand_where_they_belong(said: list[Said]) -> None:
    assert found_in(said, r"  | [.,;:?!)]|\(\s|\(\)|\.\.|,,|\s$|^\s|[,;:]\.") == []


def test_a_minus_is_a_minus_and_no_hyphen(said: list[Said]) -> None:
    assert found_in(said, r"(?<![\w])-\s?\d|[–]\d") == []


def test_every_text_begins_with_a_capital_or_digit_and_ends_with_a_mark(said: list[Said]) -> None:
    begin, end = re.compile(r"(?:\* |[(“‘*]*)[A-ZÀ-Þ€\d]"), re.compile(r"[.?][)”*]*$")
    for one in filter(lambda one: one.text, said):
        for paragraph in one.text.split("\n\n"):
            sentences_of = re.split(r"(?<=[.?])[)”*]*\s", paragraph)
            assert all(begin.match(sentence) for sentence in sentences_of), (one.where, one.text)
            assert end.search(paragraph), (one.where, one.text)


def test_no_paragraph_of_a_letter_is_empty(letters: list[Said]) -> None:
    assert [one.where for one in letters if not one.text.strip()] == []


def test_no_english_words_are_left(said: list[Said]) -> None:
    assert found_in(said, rf"(?i)\b(?:{ENGLISH})\b") == []


def test_who_subtracts_the_figures_of_a_sentence_finds_the_difference_in_it(letters: list[Said]) -> None:
    number = r"(?:€\s)?(\d{1,3}(?:\.\d{3})*(?:,\d+)?)(?![.,]?\d)"
    pattern = re.compile(
        rf": van {number}\D[^:]*? naar {number}\D[^:]*?\. Dat is (?:{number}\D[^.]*? (meer|minder)|evenveel)\."
    )
    hits = [hit for one in letters for hit in [pattern.search(one.text)] if hit]
    assert len(hits) > 10
    for hit in hits:
        first, last, size = (Decimal((one or "0").replace(".", "").replace(",", ".")) for one in hit.groups()[:3])
        assert last - first == (size if hit[4] == "meer" else -size), hit[0]
