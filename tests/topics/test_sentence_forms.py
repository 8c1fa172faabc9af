"""Every form of every ready sentence with an example, and what must hold for all sentences, also those of letters."""

import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pandas as pd
import pytest

from veerkracht.core import areas, dutch
from veerkracht.database import database, lookups, queries
from veerkracht.database.query import query_of
from veerkracht.drawing import sentences
from veerkracht.method import development
from veerkracht.method.correlation import Correlation, NoCorrelation
from veerkracht.method.similarity import Difference, Likeness, Neighbour
from veerkracht.topics.comparison import sentences as comparison_sentences
from veerkracht.topics.comparison.figures import Ranked, Ranking
from veerkracht.topics.correlation import sentences as correlation_views
from veerkracht.topics.correlation.figures import Comparison, Point, Topic
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.letter import parts
from veerkracht.topics.profile import queries as profile_queries
from veerkracht.topics.similar import sentences as similar_sentences
from veerkracht.topics.similar.figures import Choice, Development, Place, Similar
from veerkracht.topics.trends import figures as trend_views

NONE = float("nan")
EURO = "€\u00a0"
PER = "per 10.000 inwoners"
BUURT, OTHER, SMALL, CITY, COUNTRY = "BU09350403", "BU09350203", "BU09350000", "GM0935", "NL00"
NAMES = {
    BUURT: "Nazareth", OTHER: "Pottenberg", SMALL: "Binnenstad", CITY: "Maastricht", COUNTRY: "Nederland",
    areas.TOGETHER: "Nazareth en Pottenberg samen",
}  # fmt: skip
REASON = "De verandering is kleiner dan de marge. Het kan toeval zijn."


class Form(NamedTuple):
    """One form of a sentence: what makes it this form, the unit of its figures, how to make it, and all its words."""

    what: str
    unit: str
    make: Callable[..., Any]
    arguments: tuple[Any, ...]
    words: str | list[str]


# ------------------------------------------------------------ makers of rows


def share(**changes: Any) -> SimpleNamespace:
    """A measure in percent: 60,0% after 55,5%, on its way to 65,5%, without a margin."""
    row = dict(
        goal_id=1, name="Gezondheid", measure_id="1", area_code=BUURT, label="Ervaren gezondheid", unit="%",
        decimals=0, figure_decimals=1, statement="vond {value} van de volwassenen in {area} de eigen gezondheid goed",
        direction="omhoog", reading="procentpunt", amount=10.0, target_year=2030, counted="",
        baseline_period="2022", baseline=55.5, baseline_published=55.5, baseline_adopted=56.0, target=65.5,
        period="2024", value=60.0, path=58.0, change=4.5, change_lower=NONE, change_upper=NONE, status="op koers",
        status_adopted="op koers", previous_status=None, certainty="marge onbekend", reason=REASON,
        detectable_change=NONE, city_baseline=65.5, city_now=71.0, inhabitants=3140.0, inhabitants_period="2024",
        absolute_baseline=1711.3, absolute_target=2025.3, absolute_value=1884.0, confidence=80.0,
        export_confidence=95.0, publisher="RIVM", source_title="Gezondheid per buurt", proxy="", is_model=False,
        figure_status="definitief", baseline_note="", next_period=NONE, next_expected=None, next_note="",
        dispersion=NONE,
    )  # fmt: skip
    return SimpleNamespace(**row | changes)


def rate(**changes: Any) -> SimpleNamespace:
    """A count per 10.000 inwoners that must fall: 1.100 after 1.200, on its way to 1.140, with a margin."""
    row = dict(
        goal_id=11, name="Veiligheid", measure_id="11", label="Misdrijven", unit=PER, decimals=0, figure_decimals=0,
        statement=f"registreerde de politie in {{area}} {{value}} misdrijven {PER}", direction="omlaag",
        reading="procent", amount=5.0, counted="misdrijven per jaar", baseline_period="2024", baseline=1200.0,
        baseline_published=1200.0, baseline_adopted=1200.0, target=1140.0, period="2025", value=1100.0, path=1190.0,
        change=100.0, change_lower=-50.0, change_upper=250.0, status="nog niet te zeggen", certainty="marge bekend",
        detectable_change=300.0, city_baseline=900.0, city_now=880.0, absolute_baseline=1214.0, absolute_target=1153.3,
        absolute_value=1107.0, dispersion=2.46, publisher="Politie", source_title="Misdrijven",
    )  # fmt: skip
    return share(**row | changes)


def euro(**changes: Any) -> SimpleNamespace:
    """An amount of money: € 24.000 after € 23.200, on its way to € 24.360."""
    row = dict(
        goal_id=12, name="Geld", measure_id="12", label="Inkomen", unit="euro", decimals=0, figure_decimals=0,
        statement="had een huishouden in {area} gemiddeld {value} te besteden", reading="procent", amount=5.0,
        baseline=23200.0, baseline_published=23200.0, baseline_adopted=23200.0, target=24360.0, value=24000.0,
        path=23490.0, change=800.0, city_baseline=30000.0, city_now=30500.0, absolute_baseline=NONE,
        absolute_target=NONE, absolute_value=NONE,
    )  # fmt: skip
    return share(**row | changes)


def amount(**changes: Any) -> SimpleNamespace:
    """A number of activities per year, with a norm that holds every year and so without a path."""
    row = dict(
        goal_id=6, name="Ontmoeting", measure_id="6", label="Activiteiten", unit="activiteiten per jaar", decimals=0,
        figure_decimals=0, statement="", reading="norm", amount=75.0, target=75.0, value=80.0, path=NONE, change=NONE,
        baseline=NONE, baseline_published=NONE, baseline_adopted=NONE, absolute_target=NONE, city_baseline=NONE,
        city_now=NONE, status="bereikt", reason="Het doel is gehaald.",
    )  # fmt: skip
    return share(**row | changes)


def unmeasured(row: Callable[..., SimpleNamespace], **changes: Any) -> SimpleNamespace:
    """The same measure before there is any figure after the baseline."""
    gone = dict.fromkeys(("value", "period", "path", "change", "city_now", "certainty", "absolute_value"), NONE)
    return row(**gone | {"status": "nog geen meting", "reason": "Na 2024 is er nog geen cijfer."} | changes)


def rows(*found: SimpleNamespace) -> pd.DataFrame:
    return pd.DataFrame([vars(one) for one in found])


def indicator(unit: str, decimals: int, **changes: Any) -> SimpleNamespace:
    row = dict(
        indicator_id=f"in {unit}", label="Onderwerp", unit=unit, decimals=decimals, is_model=False, direction="geen",
        definition="Wat er gemeten is.", publisher="CBS", source_title="Kerncijfers", licence="CC BY 4.0", note="",
        source_note="", theme="wonen", margin="onbekend",
    )  # fmt: skip
    return SimpleNamespace(**row | changes)


def trend(*figures: tuple[str, str, float], **changes: Any) -> pd.DataFrame:
    """Figures as queries.trend gives them: area, period and value, without margin unless given."""
    frame = pd.DataFrame(figures, columns=["area_code", "period", "value"])
    return frame.assign(**{"lower": NONE, "upper": NONE, "segment": 0, "status": "definitief"} | changes)


def origins(*found: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["period", "table_id", "edition", "origin"])


def changes(*moved: float, missing: int = 0) -> pd.DataFrame:
    """The change of as many buurten, and of the city, of which `missing` more buurten have none."""
    codes = [*(f"BU{place:08d}" for place in range(len(moved))), CITY]
    return pd.DataFrame({"area_code": codes, "change": [*moved, 0.0], "first_period": "2022", "last_period": "2024",
                         "buurt_count": len(moved) + missing})  # fmt: skip


def window(*areas_of: str, measured: int, first_value: float = 1000.0, detectable: float = 165.0) -> pd.DataFrame:
    return pd.DataFrame({
        "area_code": areas_of, "first_window": "2022/2024", "last_window": "2025/2027", "years_measured": measured,
        "first_value": first_value, "detectable_change": detectable,
    })  # fmt: skip


def ranking(codes: tuple[str, ...] = (BUURT, OTHER, SMALL), **changes: Any) -> Ranking:
    """Three buurten of which one has no figure, the city and the country."""
    rows = tuple(
        Ranked(code, NAMES[code], "", None, code == SMALL, code in (CITY, COUNTRY), value, *margin, None, missing,
               place, None)
        for code, value, margin, missing, place in (
            (BUURT, 60.0, (55.0, 65.0), None, 1),
            (OTHER, 52.5, (48.0, 57.0), None, 2),
            (SMALL, None, (None, None), "suppressed", None),
            (CITY, 70.0, (None, None), None, None),
            (COUNTRY, None, (None, None), "not_published", None),
        )
    )  # fmt: skip
    given = dict(indicator=indicator("%", 1), period="2024", focus=(BUURT,), city_code=CITY, city="Maastricht")
    return Ranking(rows=rows, codes=codes, **given | changes)


def compared(result: Any) -> Comparison:
    """A share and a number set side by side over four buurten, of which two do not count."""
    points = (
        Point(BUURT, "Nazareth", 3140.0, 60.0, 9.0, "", "", True),
        Point(OTHER, "Pottenberg", 2330.0, 52.5, 12.0, "", "", True),
        Point(SMALL, "Binnenstad", 90.0, None, 3.0, dutch.MISSING["suppressed"], "", False),
        Point("BU09350001", "Jekerdal", 0.0, 40.0, 4.0, "", "", False),
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


def grown(
    row: SimpleNamespace, first: float, last: float, *others: float, count: int = 20, **known: Any
) -> Development:
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


# ------------------------------------------------------------ sentences.py

PERCENT, TALLY, MONEY, OFTEN = indicator("%", 1), indicator("woningen", 0), indicator("euro", 0), indicator(PER, 0)
COUNTED = indicator(PER, 0, margin="telling")
FOCUS = [BUURT]
KNOWN_AREAS = SimpleNamespace(municipality_code=CITY, municipality_name="Maastricht", country_code=COUNTRY)
LEVELS = pd.DataFrame({"area_code": [CITY, COUNTRY], "value": [70.0, 1072.5]})


def against_city(what: str, one: Any, own: float, city: float, *words: str, codes: tuple[str, ...] = (BUURT,)) -> Form:
    frame = trend((BUURT, "2024", own), (CITY, "2024", city), (CITY, "2025", 99.0))
    return Form(f"city_comparison, {what}", one.unit, sentences.city_comparison,
                (frame, NAMES, one, list(codes), CITY), list(words))  # fmt: skip


def developed(what: str, one: Any, first: float, last: float, *words: str, **changes: Any) -> Form:
    frame = trend((BUURT, "2020", first), (BUURT, "2024", last), (OTHER, "2024", NONE), **changes)
    return Form(f"development, {what}", one.unit, sentences.development,
                (frame, NAMES, one, [BUURT, OTHER, SMALL]), list(words))  # fmt: skip


def moved(what: str, before: dict[str, float], after: dict[str, float], words: str) -> Form:
    frames = [pd.DataFrame({"area_code": list(one), "value": list(one.values())}) for one in (before, after)]
    return Form(f"moves, {what}", "%", sentences.moves, (*frames, PERCENT, "2022", "2024"), words)


FIGURES = [
    Form("source_note, two tables of two origins with notes", "%", sentences.source_note,
         (indicator("%", 1, note="Let op de bron.", source_note="Afgerond op vijftallen."),
          origins(("2022", "85318NED", "2024-03", "meegeleverd"), ("2023", "85618NED", "2025", "lokaal"),
                  ("2024", "85618NED", "2025", "opgehaald"))),
         ["Wat is dit? Wat er gemeten is. Eenheid: procent.",
          "Bron: CBS, Kerncijfers. Tabel 85318NED (2022; uitgave 2024-03, meegeleverd); 85618NED (2023, 2024; uitgave "
          "2025, eigen bestand en opgehaald). Licentie: CC BY 4.0.",
          "Afgerond op vijftallen.", "Let op de bron."]),
    Form("source_note, nothing loaded and no notes", "euro", sentences.source_note, (MONEY, origins()),
         ["Wat is dit? Wat er gemeten is. Eenheid: euro.",
          "Bron: CBS, Kerncijfers. De cijfers zijn nog niet opgehaald. Licentie: CC BY 4.0."]),
    Form("latest, areas of different years", "%", sentences.latest,
         (trend((BUURT, "2022", 55.0), (BUURT, "2024", 60.0), (CITY, "2025-03", 70.0), (CITY, "2025-04", NONE)),
          NAMES, PERCENT),
         "Lijngrafiek van Onderwerp. Laatste cijfers: Nazareth 60,0% (2024), Maastricht 70,0% (maart 2025)."),
    Form("latest, without figures", "%", sentences.latest, (trend((BUURT, "2024", NONE)), NAMES, PERCENT),
         "Lijngrafiek van Onderwerp. Laatste cijfers: nog geen."),
    against_city("a share that is lower", PERCENT, 58.94, 70.0,
                 "Onderwerp: in 2024 was dit in Nazareth 58,9%. Dat is 11,1 procentpunt minder dan in Maastricht "
                 "(70,0%)."),
    against_city("an amount of money that is higher", MONEY, 24300.0, 23100.0,
                 f"Onderwerp: in 2024 was dit in Nazareth {EURO}24.300. Dat is {EURO}1.200 meer dan in Maastricht "
                 f"({EURO}23.100)."),
    against_city("a rate that is equal as printed", OFTEN, 1200.4, 1199.6,
                 f"Onderwerp: in 2024 was dit in Nazareth 1.200 {PER}. Dat is evenveel als in Maastricht (1.200 "
                 f"{PER})."),
    against_city("a model", indicator("%", 0, is_model=True), 58.0, 60.0,
                 "Onderwerp: in 2024 was dit in Nazareth 58%. Dat is 2 procentpunt minder dan in Maastricht (60%).",
                 "Dit zijn schattingen van een rekenmodel, geen tellingen."),
    against_city("a count is not compared", TALLY, 900.0, 60000.0),
    against_city("without the figure of an area", PERCENT, NONE, 70.0, codes=(BUURT, OTHER)),
    developed("a rise without margin", PERCENT, 55.5, 60.0,
              "Onderwerp in Nazareth: van 55,5% in 2020 naar 60,0% in 2024. Dat is 4,5 procentpunt meer. De marge is "
              "niet bekend: het kan toeval zijn."),
    developed("a fall beyond the margin", MONEY, 24000.0, 22500.0,
              f"Onderwerp in Nazareth: van {EURO}24.000 in 2020 naar {EURO}22.500 in 2024. Dat is {EURO}1.500 minder. "
              "Dat is meer dan de marge van 95%.",
              lower=[23500.0, 22000.0, NONE], upper=[24500.0, 23000.0, NONE]),
    developed("a rise within the margin", OFTEN, 1000.0, 1040.0,
              f"Onderwerp in Nazareth: van 1.000 {PER} in 2020 naar 1.040 {PER} in 2024. Dat is 40 {PER} meer. Dat "
              "valt binnen de marge van 95%: het kan toeval zijn.",
              lower=[950.0, 990.0, NONE], upper=[1050.0, 1090.0, NONE]),
    developed("a count that is equal", TALLY, 1500.0, 1500.0,
              "Onderwerp in Nazareth: van 1.500 woningen in 2020 naar 1.500 woningen in 2024. Dat is evenveel."),
    developed("a count that rises has no margin", TALLY, 1500.0, 1520.0,
              "Onderwerp in Nazareth: van 1.500 woningen in 2020 naar 1.520 woningen in 2024. Dat is 20 woningen "
              "meer."),
    developed("a rate of what is counted", COUNTED, 1000.0, 1040.0,
              f"Onderwerp in Nazareth: van 1.000 {PER} in 2020 naar 1.040 {PER} in 2024. Dat is 40 {PER} meer. Het "
              "zijn tellingen: die schommelen ook door toeval."),
    developed("a break between the figures", PERCENT, 55.5, 60.0,
              "Onderwerp in Nazareth: 60,0% in 2024. Een eerder cijfer is er niet, of is nog niet opgehaald.",
              segment=[0, 1, 1]),
    developed("one figure, of money", MONEY, 24000.0, NONE,
              f"Onderwerp in Nazareth: {EURO}24.000 in 2020. Een eerder cijfer is er niet, of is nog niet opgehaald."),
    developed("no figures", TALLY, NONE, NONE),
    Form("reference, both figures", "%", sentences.reference, (LEVELS, PERCENT, "2024", KNOWN_AREAS),
         "Ter vergelijking, 2024: Maastricht 70,0%; Nederland 1.072,5%."),
    Form("reference, no figure and no row", "%", sentences.reference,
         (LEVELS.head(1).assign(value=NONE), PERCENT, "2022/2024", KNOWN_AREAS),
         "Ter vergelijking, 2022 t/m 2024: Maastricht: geen cijfer; Nederland: geen cijfer."),
    moved("up, down and equal", {BUURT: 1.0, OTHER: 2.0, SMALL: 3.0, "BU1": 4.0, "BU2": NONE},
          {BUURT: 2.0, OTHER: 3.0, SMALL: 2.0, "BU1": 4.04, "BU2": 1.0},
          "Tussen 2022 en 2024 ging het cijfer in 2 van de 4 gebieden omhoog, in 1 omlaag en bleef het in 1 gelijk."),
    moved("no area in both", {BUURT: 1.0}, {OTHER: 1.0}, "Er is geen gebied met een cijfer in beide jaren."),
    Form("why_no_trend, no indicator", "", sentences.why_no_trend, (False, False),
         "Kies hierboven een of meer onderwerpen."),
    Form("why_no_trend, no area", "", sentences.why_no_trend, (True, False), "Kies hierboven een of meer gebieden."),
    Form("why_no_trend, no figures", "", sentences.why_no_trend, (True, True),
         "Voor deze gebieden heeft de bron geen cijfers over dit onderwerp. Kies andere gebieden."),
]  # fmt: skip

# ------------------------------------------------------------ goal_sentences.py

AREA = NAMES[BUURT]
SHARE_NOW = "In 2024 vond 60,0% van de volwassenen in Nazareth de eigen gezondheid goed."
RATE_NOW = f"In 2025 registreerde de politie in Nazareth 1.100 misdrijven {PER}."
RATE_FELL = f"{RATE_NOW} Dat is 100 {PER} minder dan in 2024 (1.200)."
RATE_PATH = "Het cijfer ligt 90 voor op het pad van 1.190 in 2025, op weg naar 1.140 in 2030."
RATE_SURE = "Met 80% zekerheid ligt de werkelijke verandering tussen 250 minder en 50 meer (per 10.000 inwoners)"
ENOUGH = "van de {} buurten met cijfers {} van 2022 tot 2024 minstens zo veel vooruit als nodig is om op het pad te "
EFFECT = (
    "**Een verandering is nog geen effect van het programma**: cijfers van een buurt schommelen, en vaak verandert de "
    "hele stad mee."
)


def stands(what: str, row: SimpleNamespace, *words: str) -> Form:
    return Form(f"standing, {what}", row.unit, goal_sentences.standing, (row, AREA), list(words))


def warned(what: str, row: SimpleNamespace, *words: str) -> Form:
    return Form(f"caveats, {what}", row.unit, goal_sentences.caveats, (row,), list(words))


def of_row(make: Callable[..., str], what: str, row: SimpleNamespace, words: str, *more: Any) -> Form:
    return Form(f"{make.__name__}, {what}", row.unit, make, (row, *more), words)


def enough(what: str, moved_by: pd.DataFrame, row: SimpleNamespace, words: str) -> Form:
    return Form(f"without_programme, {what}", row.unit, goal_sentences.without_programme, (moved_by, rows(row)), words)


def over_years(what: str, frame: pd.DataFrame, *words: str, **changed: Any) -> Form:
    return Form(f"windows, {what}", PER, goal_sentences.windows, (frame, rows(rate(**changed)), NAMES), list(words))


def news(what: str, words: str, *found: SimpleNamespace) -> Form:
    return Form(f"since_last, {what}", "", goal_sentences.since_last, (rows(*found),), words)


GOALS = [
    stands("a share that rose, ahead of the path, without margin", share(),
           f"{SHARE_NOW} Dat is 4,5 procentpunt meer dan in 2022 (55,5%).",
           "Het cijfer ligt 2,0 procentpunt voor op het pad van 58,0% in 2024, op weg naar 65,5% in 2030.",
           "De marge is niet bekend: we weten dus niet hoe zeker dit is."),
    stands("a share that fell, behind the path, with a margin", share(
        value=54.0, change=-1.5, change_lower=-4.0, change_upper=1.0, certainty="marge bekend"),
           "In 2024 vond 54,0% van de volwassenen in Nazareth de eigen gezondheid goed. Dat is 1,5 procentpunt minder "
           "dan in 2022 (55,5%).",
           "Het cijfer ligt 4,0 procentpunt achter op het pad van 58,0% in 2024, op weg naar 65,5% in 2030.",
           "Met 80% zekerheid ligt de werkelijke verandering tussen 4,0 procentpunt minder en 1,0 procentpunt meer. "
           f"{REASON}"),
    stands("a share that is equal and precisely on the path", share(value=55.5, path=55.5, change=0.0),
           "In 2024 vond 55,5% van de volwassenen in Nazareth de eigen gezondheid goed. Dat is evenveel als in 2022.",
           "Het cijfer ligt precies op het pad van 55,5% in 2024, op weg naar 65,5% in 2030.",
           "De marge is niet bekend: we weten dus niet hoe zeker dit is."),
    stands("a rate that fell with a margin", rate(), RATE_FELL, RATE_PATH, f"{RATE_SURE}. {REASON}"),
    stands("a rate that rose with an assumed margin", rate(value=1300.0, change=-100.0, certainty="marge met aanname"),
           f"In 2025 registreerde de politie in Nazareth 1.300 misdrijven {PER}. Dat is 100 {PER} meer dan in 2024 "
           "(1.200).", "Het cijfer ligt 110 achter op het pad van 1.190 in 2025, op weg naar 1.140 in 2030.",
           f"{RATE_SURE} (met een aanname over de steekproef). {REASON}"),
    stands("an amount of money", euro(),
           f"In 2024 had een huishouden in Nazareth gemiddeld {EURO}24.000 te besteden. Dat is {EURO}800 meer dan in "
           f"2022 ({EURO}23.200).",
           f"Het cijfer ligt {EURO}510 voor op het pad van {EURO}23.490 in 2024, op weg naar {EURO}24.360 in 2030.",
           "De marge is niet bekend: we weten dus niet hoe zeker dit is."),
    stands("a norm without a path or baseline", amount(),
           "In 2024 was het cijfer in Nazareth 80 activiteiten per jaar.", "Het doel is gehaald."),
    stands("a norm with a margin", amount(certainty="marge bekend"),
           "In 2024 was het cijfer in Nazareth 80 activiteiten per jaar.", "Het doel is gehaald."),
    stands("no figure, a share with baseline and target", unmeasured(share),
           "Na 2024 is er nog geen cijfer.", "Het plan gaat uit van 56% in 2022. Het doel is 66% in 2030."),
    stands("no figure, a rate", unmeasured(rate), "Na 2024 is er nog geen cijfer.",
           f"Het plan gaat uit van 1.200 {PER} in 2024. Het doel is 1.140 {PER} in 2030."),
    stands("no figure, money", unmeasured(euro), "Na 2024 is er nog geen cijfer.",
           f"Het plan gaat uit van {EURO}23.200 in 2022. Het doel is {EURO}24.360 in 2030."),
    stands("no figure, only a direction", unmeasured(share, reading="richting", target=NONE, direction="omlaag"),
           "Na 2024 is er nog geen cijfer.",
           "Het plan gaat uit van 56% in 2022. Het doel is een cijfer dat omlaag gaat, zonder getal."),
    stands("no figure, a norm without baseline", unmeasured(amount), "Na 2024 is er nog geen cijfer.",
           "Het doel is 75 activiteiten per jaar in 2030."),
    stands("no figure and no baseline, in procentpunt", unmeasured(share, baseline_adopted=NONE, target=NONE),
           "Na 2024 is er nog geen cijfer.", "Het doel is +10 procentpunt in 2030."),
    stands("no figure and no baseline, in percent, down", unmeasured(rate, baseline_adopted=NONE, target=NONE),
           "Na 2024 is er nog geen cijfer.", "Het doel is −5 procent in 2030."),
    stands("no figure and no baseline, in inhabitants", unmeasured(
        share, baseline_adopted=NONE, target=NONE, reading="inwoners"),
           "Na 2024 is er nog geen cijfer.", "Het doel is 10% van de inwoners in 2030."),
    warned("only the source", share(), "Bron: RIVM, Gezondheid per buurt."),
    warned("no source", share(publisher=NONE)),
    warned("a proxy of a model from a copy with a next figure", share(
        proxy="De maat is een gemiddelde.", is_model=True, figure_status="niet_bevestigd", next_period="2028",
        next_expected="in 2029", next_note="Dat is elke vier jaar."),
           "Bron: RIVM, Gezondheid per buurt.", "Benadering: De maat is een gemiddelde.",
           "Dit zijn schattingen van een rekenmodel. Die kunnen het effect van het programma niet tonen.",
           "De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.",
           "Volgende meting: 2028, verwacht in 2029. Dat is elke vier jaar."),
    warned("a next figure without a note", share(next_period="2028", next_expected="2029"),
           "Bron: RIVM, Gezondheid per buurt.", "Volgende meting: 2028, verwacht 2029."),
    warned("a note on the baseline before there is a figure", unmeasured(
        share, baseline_note="Het plan noemt het jaar niet.", next_period="2028", next_expected="2029"),
           "Bron: RIVM, Gezondheid per buurt.", "Over de nulmeting: Het plan noemt het jaar niet."),
    of_row(goal_sentences.figure, "in its own words", share(), "In 2022 vond 55,5% van de volwassenen in Nazareth de "
           "eigen gezondheid goed.", 55.5, "2022", AREA),
    of_row(goal_sentences.figure, "of several years without words of its own", rate(statement=""),
           f"In 2022 t/m 2024 was het cijfer in Nazareth 1.234 {PER}.", 1234.4, "2022/2024", AREA),
    of_row(goal_sentences.versus_city, "the city rose too and the gap grew", share(),
           "In heel Maastricht ging het cijfer ook omhoog: van 65,5% naar 71,0%. Het verschil met de stad werd groter: "
           "in 2022 lag Nazareth 10,0 procentpunt onder de stad, in 2024 11,0 procentpunt onder de stad.",
           AREA, "Maastricht"),
    of_row(goal_sentences.versus_city, "the city fell too and the gap shrank, a rate", rate(),
           "In heel Maastricht ging het cijfer ook omlaag: van 900 naar 880. Het verschil met de stad werd kleiner: in "
           "2024 lag Nazareth 300 boven de stad, in 2025 220 boven de stad (per 10.000 inwoners).", AREA, "Maastricht"),
    of_row(goal_sentences.versus_city, "the city fell, the areas together rose up to it",
           share(area_code=areas.TOGETHER, city_now=60.0),
           "In heel Maastricht ging het cijfer juist omlaag: van 65,5% naar 60,0%. Het verschil met de stad werd "
           "kleiner: in 2022 lagen Nazareth en Pottenberg samen 10,0 procentpunt onder de stad, in 2024 gelijk met de "
           "stad.", NAMES[areas.TOGETHER], "Maastricht"),
    of_row(goal_sentences.versus_city, "the city rose, the area fell, money",
           euro(value=22900.0, city_baseline=23000.0, city_now=23100.0),
           f"In heel Maastricht ging het cijfer juist omhoog: van {EURO}23.000 naar {EURO}23.100. Het verschil met de "
           f"stad werd niet groter of kleiner: in 2022 lag Nazareth {EURO}200 boven de stad, in 2024 {EURO}200 onder "
           "de stad.", AREA, "Maastricht"),
    of_row(goal_sentences.versus_city, "the city stood still", share(city_now=65.5),
           "In heel Maastricht bleef het cijfer gelijk: van 65,5% naar 65,5%. Het verschil met de stad werd kleiner: "
           "in 2022 lag Nazareth 10,0 procentpunt onder de stad, in 2024 5,5 procentpunt onder de stad.",
           AREA, "Maastricht"),
    of_row(goal_sentences.versus_city, "the city stood still as printed", rate(city_baseline=900.1, city_now=900.3),
           "In heel Maastricht bleef het cijfer gelijk: van 900 naar 900. Het verschil met de stad werd kleiner: in "
           "2024 lag Nazareth 300 boven de stad, in 2025 200 boven de stad (per 10.000 inwoners).", AREA, "Maastricht"),
    of_row(goal_sentences.versus_city, "without a figure", unmeasured(share), "", AREA, "Maastricht"),
    of_row(goal_sentences.detectable, "a share", share(detectable_change=6.24),
           "Met 95% zekerheid is een verandering pas zichtbaar vanaf 6,2 procentpunt."),
    of_row(goal_sentences.detectable, "a rate", rate(),
           f"Met 95% zekerheid is een verandering pas zichtbaar vanaf 300 {PER} (25%)."),
    of_row(goal_sentences.detectable, "money", euro(detectable_change=1160.0),
           f"Met 95% zekerheid is een verandering pas zichtbaar vanaf {EURO}1.160 (5%)."),
    of_row(goal_sentences.detectable, "without a baseline", amount(detectable_change=12.0),
           "Met 95% zekerheid is een verandering pas zichtbaar vanaf 12 activiteiten per jaar."),
    of_row(goal_sentences.detectable, "no margin", share(), ""),
    of_row(goal_sentences.absolutes, "a share in whole points", share(),
           "Een verschil van 10 procentpunt is, gerekend over alle 3.140 inwoners van Nazareth (2024), hetzelfde als "
           "314 mensen.", AREA),
    of_row(goal_sentences.absolutes, "a share in broken points", share(target=58.3, absolute_target=1799.22),
           "Een verschil van 2,8 procentpunt is, gerekend over alle 3.140 inwoners van Nazareth (2024), hetzelfde als "
           "88 mensen.", AREA),
    of_row(goal_sentences.absolutes, "a count with a figure", rate(),
           "In aantallen is het doel in Nazareth: van 1.214 naar 1.153 misdrijven per jaar. In 2025 waren het er "
           "1.107.", AREA),
    of_row(goal_sentences.absolutes, "a count before a figure", unmeasured(rate),
           "In aantallen is het doel in Nazareth: van 1.214 naar 1.153 misdrijven per jaar.", AREA),
    of_row(goal_sentences.absolutes, "money", euro(), "", AREA),
    enough("several buurten", changes(3.0, 2.5, 1.0, missing=2), share(),
           "2 " + ENOUGH.format(3, "gingen") + "liggen. 2 buurten hebben geen cijfers."),
    enough("one buurt of a measure that must fall in percent, one without figures", changes(-2.0, 5.0, missing=1),
           rate(), "1 " + ENOUGH.format(2, "ging") + "liggen. 1 buurt heeft geen cijfers."),
    enough("none of the buurten, all with figures", changes(0.0, 1.0), share(),
           "0 " + ENOUGH.format(2, "gingen") + "liggen."),
    enough("no path", changes(1.0), amount(), ""),
    over_years("before any later year", window(BUURT, OTHER, measured=0),
               "Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom 3 jaren met 3 jaren: 2022 t/m 2024 "
               f"met 2025 t/m 2027. Dan is een verandering zichtbaar in Nazareth vanaf 165 {PER} (17%) en Pottenberg "
               f"vanaf 165 {PER} (17%).",
               "Dat kan als de cijfers over 2027 er zijn, dus vanaf 2028. Nu zijn er 0 van de 3 jaren.",
               "Het doel is 5%. Ook met 3 jaren samen is een verandering van die grootte niet van toeval te "
               "onderscheiden."),
    over_years("one of the years, a target that can be seen", window(areas.TOGETHER, measured=1, detectable=40.0),
               "Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom 3 jaren met 3 jaren: 2022 t/m 2024 "
               f"met 2025 t/m 2027. Dan is een verandering zichtbaar in Nazareth en Pottenberg samen vanaf 40 {PER} "
               "(4%).",
               "Dat kan als de cijfers over 2027 er zijn, dus vanaf 2028. Nu is er 1 van de 3 jaren."),
    over_years("two of the years, another reading of the target", window(BUURT, measured=2),
               "Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom 3 jaren met 3 jaren: 2022 t/m 2024 "
               f"met 2025 t/m 2027. Dan is een verandering zichtbaar in Nazareth vanaf 165 {PER} (17%).",
               "Dat kan als de cijfers over 2027 er zijn, dus vanaf 2028. Nu zijn er 2 van de 3 jaren.",
               reading="richting"),
    over_years("all years", window(BUURT, measured=3, detectable=40.0),
               "Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom 3 jaren met 3 jaren: 2022 t/m 2024 "
               f"met 2025 t/m 2027. Dan is een verandering zichtbaar in Nazareth vanaf 40 {PER} (4%)."),
    over_years("no means", window(measured=0)),
    news("nothing measured", "Voor geen van de 2 doelen is er al een meting na de nulmeting.",
         unmeasured(share), unmeasured(rate)),
    news("first measurements of two goals",
         "2 van de 3 doelen hebben een cijfer van na de nulmeting: 1. Gezondheid (2024) en 11. Veiligheid (2025). "
         f"Voor al deze doelen is dit de eerste meting na de nulmeting. {EFFECT}", share(), rate(), unmeasured(euro)),
    news("one goal, its first measurement",
         "1 van de 2 doelen heeft een cijfer van na de nulmeting: 1. Gezondheid (2024). Voor dit doel is dit de eerste "
         f"meting na de nulmeting. {EFFECT}", share(), unmeasured(rate)),
    news("no status changed",
         "2 van de 2 doelen hebben een cijfer van na de nulmeting: 1. Gezondheid (2024) en 11. Veiligheid (2025). "
         f"Geen enkele stand is veranderd. {EFFECT}",
         share(previous_status="op koers"), rate(previous_status="nog niet te zeggen")),
    news("a status changed",
         "2 van de 2 doelen hebben een cijfer van na de nulmeting: 1. Gezondheid (2024) en 11. Veiligheid (2025). "
         f"De stand is veranderd bij 1. Gezondheid en 11. Veiligheid. {EFFECT}",
         share(previous_status="verkeerde kant op"), rate(previous_status="op koers")),
    of_row(goal_sentences.adopted, "the same status", share(baseline_published=54.5),
           "Het plan noemt voor Nazareth een nulmeting van 56%. De bron heeft 2022 later opnieuw berekend: 54,5%. Het "
           "dashboard vergelijkt cijfers uit dezelfde uitgave. Vanaf het vastgestelde cijfer gerekend is de stand ook: "
           "op koers.", AREA),
    of_row(goal_sentences.adopted, "another status", rate(baseline_adopted=1100.0, status_adopted="op koers"),
           "Het plan noemt voor Nazareth een nulmeting van 1.100. De bron heeft 2024 later opnieuw berekend: 1.200. "
           "Het dashboard vergelijkt cijfers uit dezelfde uitgave. Vanaf het vastgestelde cijfer gerekend is de stand "
           "niet dezelfde, maar: op koers.", AREA),
    of_row(goal_sentences.adopted, "no status yet", euro(baseline_adopted=23000.0, status_adopted=None),
           f"Het plan noemt voor Nazareth een nulmeting van {EURO}23.000. De bron heeft 2022 later opnieuw berekend: "
           f"{EURO}23.200. Het dashboard vergelijkt cijfers uit dezelfde uitgave.", AREA),
    of_row(goal_sentences.adopted, "only rounded", share(baseline_adopted=55.0, baseline_published=55.4), "", AREA),
    of_row(goal_sentences.chance, "a count", rate(),
           "Toeval: buurten schommelen van jaar tot jaar 2,5 keer zo sterk als bij zuiver toeval (geschat rond de "
           "ontwikkeling van de stad). Daarmee is de marge berekend."),
    of_row(goal_sentences.chance, "no count", share(), ""),
]  # fmt: skip

# ------------------------------------------------------------ comparison, correlation and trends, one of each

ALL = ranking()
LINKED = Correlation(-0.72, -0.86, -0.48, 2, 1.9, 2)
RHO = "Rangcorrelatie (rho van Spearman, gewogen naar inwoners): **−0,72**. Met 95% zekerheid ligt zij tussen −0,86 en "
LINK = (
    "Buurten met een hoger cijfer voor ‘Rokers’ hebben meestal een lager cijfer voor ‘Woningen’. Dat is een **sterke "
    "samenhang**."
)
TRENDED = trend((BUURT, "2024", 60.0), lower=55.0, upper=65.0, status="voorlopig")
OTHERS = [
    Form("comparison standing", "%", comparison_sentences.standing,
         (ranking(indicator=indicator("%", 1, direction="omhoog"), focus=(BUURT, OTHER, SMALL)),),
         ["Nazareth staat met 60,0% op plaats 1 van 2 buurten; Pottenberg met 52,5% op plaats 2. Plaats 1 is het "
          "hoogste cijfer. Een hoger cijfer is gunstiger. Binnenstad heeft geen cijfer: niet bekendgemaakt door de "
          "bron.",
          "Een verschil dat kleiner is dan de marge kan toeval zijn. Bij 2 van de 2 getoonde buurten valt het cijfer "
          "van Maastricht (70,0%) buiten de marge van 95%: 0 keer ligt de buurt erboven, 2 keer eronder."]),
    Form("comparison sparse", "", comparison_sentences.sparse,
         (pd.DataFrame({"period": ["2024", "2025"], "area_count": [40, 1], "is_full": [True, False]}), "2025"),
         "Over 2025 is er nog maar van 1 buurt een cijfer. Kies 2024 om 40 buurten te vergelijken."),
    Form("comparison finding", "%", comparison_sentences.finding, (ALL,),
         "Stippen voor 2 buurten: Onderwerp, 2024. Hoogste: Nazareth (60,0%), laagste: Pottenberg (52,5%). Maastricht "
         "70,0% en Nazareth 60,0%. De cijfers staan in de tabel."),
    Form("comparison nothing", "%", comparison_sentences.nothing, (ranking((SMALL,)), ""),
         "Deze buurten hebben in 2024 geen cijfer over Onderwerp: niet bekendgemaakt door de bron. Kies een ander jaar "
         "of andere buurten."),
    Form("comparison dot_notes", "%", comparison_sentences.dot_notes, (ALL, 1000.0),
         ["Eén stip is één buurt. De buurten van het programma hebben een vette naam, een kleur en een eigen vorm. De "
          "streep door een stip is de marge van 95%. De as begint niet altijd bij 0.",
          "Niet getekend, want zonder cijfer: Binnenstad (niet bekendgemaakt door de bron).",
          "Nederland heeft geen cijfer: nog niet gepubliceerd.",
          "Een sterretje (*) betekent: minder dan 1.000 inwoners. Enkele huishoudens maken daar al veel verschil. Lees "
          "dit cijfer met voorzichtigheid.", ""]),
    Form("comparison amount_note", "woningen", comparison_sentences.amount_note, (TALLY, "Maastricht"),
         "Maastricht en Nederland staan er niet bij: dit is een aantal, en een stad heeft er altijd meer dan een buurt."
         " Ook een grote buurt heeft er vaak meer dan een kleine."),
    Form("comparison not_alike", "", comparison_sentences.not_alike,
         (Likeness((), {SMALL: "small", OTHER: "small", BUURT: "few_measures"}, (), ()), NAMES),
         "Niet vergeleken: Binnenstad en Pottenberg (te weinig inwoners); Nazareth (te weinig cijfers om te "
         "vergelijken)."),
    Form("comparison short_sources", "%", comparison_sentences.short_sources,
         ([indicator("%", 1, is_model=True), TALLY], {"in %": "2024"}),
         ["Onderwerp: CBS, Kerncijfers. Jaar: 2024. Schatting van een rekenmodel."]),
    Form("correlation finding", "", correlation_views.finding, (compared(LINKED),), LINK),
    Form("correlation finding, none", "", correlation_views.finding, (compared(NoCorrelation("too_few_areas", 1, 3)),),
         "Hier is geen samenhang te berekenen: maar 1 buurt heeft beide cijfers en inwoners. Nodig zijn er 5."),
    Form("correlation story", "", correlation_views.story, (compared(LINKED),),
         f"{LINK}\n\n{RHO}−0,48.\n\nDit gaat over 2 buurten. Zij verschillen in grootte en zeggen samen evenveel als 2 "
         "even grote buurten.\n\n2 van de 4 buurten tellen niet mee. Geen cijfer over ‘Rokers’: niet bekendgemaakt "
         "door de bron (1). Geen (bekend aantal) inwoners: 1."),
    Form("correlation cautions", "", correlation_views.cautions, (compared(LINKED),),
         f"{correlation_views.CAUTION}\n\n**‘Rokers’ is een schatting van een rekenmodel.** Dat rekent met kenmerken "
         "van inwoners, zoals leeftijd, herkomst, huishouden, opleiding, inkomen en woning. De samenhang met zulke "
         "kenmerken zit dus voor een deel al in het model.\n\n‘Woningen’ is een aantal: een grotere buurt heeft er "
         "vanzelf meer.\n\nDe cijfers zijn van verschillende jaren: 2022 en 2024."),
    Form("correlation alternative", "", correlation_views.alternative, (compared(LINKED), [BUURT, OTHER]),
         "Puntenplaatje van de buurten: Rokers, in procent, 2022, tegen Woningen, aantal, 2024. "
         f"{LINK.replace('**', '')} Nazareth: 60,0% en 9 woningen; Pottenberg: 52,5% en 12 woningen. Alle cijfers "
         "staan in de tabel."),
    Form("trend alternative", "%", trend_views.alternative, (TRENDED, PERCENT, NAMES),
         "Lijngrafiek van Onderwerp. Laatste cijfers: Nazareth 60,0% (2024). De cijfers staan in de tabel."),
    Form("trend reading, all that can be in it", "", trend_views.reading, (TRENDED, "2020", True),
         "Een lijn loopt niet door over een jaar zonder cijfer. De verticale as begint niet altijd bij 0. Open teken: "
         "voorlopig cijfer. Gekleurde band: de marge. De echte waarde ligt met 95% zekerheid daarbinnen. Een index "
         "laat zien hoe snel een gebied verandert, niet hoe hoog het staat. Zonder marge. Cijfer in een rondje: wat er "
         "is gedaan; boven het jaartal is het midden van het jaar. Dat het samenvalt, betekent niet dat het daardoor "
         "komt."),
]  # fmt: skip

# ------------------------------------------------------------ similar_sentences.py

TEN, LABELS = [float(one) for one in range(11)], {"een": "WOZ-waarde", "twee": "Koopwoningen"}
MODEL, COUNT = share(is_model=True, margin="interval"), rate(margin="telling")
GREW, FELL = grown(MODEL, 55.5, 60.0, *TEN), grown(COUNT, 1200.0, 1100.0, *TEN)
STOOD = grown(euro(margin="onbekend"), 24000.0, 24000.0, *([0.0] * 10))
FEW, ALONE = grown(MODEL, 55.5, 60.0, 1.0, 2.0, count=2), grown(MODEL, 55.5, NONE, *TEN)
NO_PROOF = (
    "**Dit is een vergelijking, geen bewijs.** Zij laat zien wat er in zulke buurten gebeurde zonder dit programma. "
    "Waardoor een cijfer verandert, zegt zij niet. Misschien was er daar ook een programma."
)
BY_MODEL = (
    "**Dit zijn schattingen van een rekenmodel.** Het model volgt de samenstelling van een buurt. Buurten die op "
    "elkaar lijken, veranderen er daardoor vanzelf ongeveer gelijk in. Het effect van een programma is er niet "
    "in te zien."
)
ABOVE_ZERO = "Boven 0 is meer dan in 2022, onder 0 minder. Elke grijze stip is een buurt die erop lijkt."
TOLD = [
    "Nazareth ging van 55,5% in 2022 naar 60,0% in 2024 (+4,5 procentpunt).",
    "Van de 11 buurten die erop lijken en cijfers hebben, veranderde de middelste met +5,0 procentpunt. Acht van de "
    "tien veranderden tussen +1,0 en +9,0 procentpunt.",
    "Nazareth ligt daarbinnen.",
]
TOO_FEW = (
    "Maar 2 buurten die erop lijken hebben cijfers over beide jaren. Dat is te weinig om mee te vergelijken: nodig "
    "zijn er 10."
)


def similarly(make: Callable[..., Any], what: str, unit: str, found: Any, words: str | list[str], *more: Any) -> Form:
    return Form(f"similar {make.__name__}, {what}", unit, make, (found, *more), words)


SIMILAR = [
    similarly(similar_sentences.no_country, "nothing loaded", "", "Maastricht",
              "Er zijn nog geen cijfers van buurten buiten Maastricht. Wie het dashboard beheert, haalt ze op met: "
              "python -m etl --gebied NL."),
    similarly(similar_sentences.nearest, "twenty", "", alike(),
              "Deze 20 buurten lijken van de 8.380 buurten elders in Nederland die zijn vergeleken het meest op "
              "Nazareth. De meest gelijke staat bovenaan."),
    similarly(similar_sentences.nearest, "one", "", alike(1),
              "Deze buurt lijkt van de 8.380 buurten elders in Nederland die zijn vergeleken het meest op Nazareth. "
              "De meest gelijke staat bovenaan."),
    similarly(similar_sentences.nearest, "none left", "", alike(0),
              "Er is geen buurt om mee te vergelijken. Laat minder gemeenten weg."),
    similarly(similar_sentences.nearest, "not enough figures", "",
              alike(0, is_comparable=False),
              "Nazareth heeft te weinig cijfers over deze kenmerken om buurten te vinden die erop lijken. Kies andere "
              "kenmerken."),
    similarly(similar_sentences.compared, "some left out", "", alike(),
              "Vergeleken: 8.380 buurten. Niet vergeleken: 43 in Maastricht zelf en 5.659 met minder dan 500 inwoners.",
              "Maastricht", 500.0),
    similarly(similar_sentences.compared, "for every other reason", "",
              alike(left_out={"chosen": 480, "inhabitants_unknown": 389, "few_measures": 13}),
              "Vergeleken: 8.380 buurten. Niet vergeleken: 480 in gemeenten die u weglaat, 389 waarvan het aantal "
              "inwoners niet bekend is en 13 met te weinig cijfers.", "Maastricht", 500.0),
    similarly(similar_sentences.compared, "all of them", "", alike(left_out={}), "Vergeleken: 8.380 buurten.",
              "Maastricht", 500.0),
    similarly(similar_sentences.used, "one of two", "", alike(),
              "Vergeleken op WOZ-waarde, alles over 2024. Niet gebruikt: koopwoningen (Nazareth heeft geen cijfer).",
              LABELS, "Maastricht"),
    similarly(similar_sentences.used, "none", "", alike(absent={"een": "elsewhere", "twee": "same"}),
              "Niet gebruikt: WOZ-waarde (er zijn geen cijfers van buiten Maastricht) en koopwoningen (overal gelijk).",
              LABELS, "Maastricht"),
    similarly(similar_sentences.used, "both", "", alike(absent={}),
              "Vergeleken op WOZ-waarde en koopwoningen, alles over 2024.", LABELS, "Maastricht"),
    similarly(similar_sentences.how, "always", "", alike(),
              ["Klein onder een cijfer staat hoeveel een buurt hoger of lager is, in standaardafwijkingen: 1 is een "
               "gewoon verschil tussen buurten in Nederland. De afstand vat deze verschillen samen; 0 is gelijk. Een "
               "kenmerk waarvan een buurt geen cijfer heeft, telt bij die buurt niet mee. Past de tabel niet op het "
               "scherm, schuif haar dan opzij.",
               "Dat buurten op Nazareth lijken, bewijst niet waardoor een cijfer verandert."]),
    similarly(similar_sentences.developed, "a share within the band", "%", GREW, TOLD),
    similarly(similar_sentences.developed, "a count below the band", PER, FELL,
              [f"Nazareth ging van 1.200 in 2024 naar 1.100 {PER} in 2025 (−8 procent).",
               "Van de 11 buurten die erop lijken en cijfers hebben, veranderde de middelste met +5 procent. Acht van "
               "de tien veranderden tussen +1 en +9 procent.",
               "Nazareth ligt daaronder, gunstiger dan de meeste."]),
    similarly(similar_sentences.developed, "nothing changed", "euro", STOOD,
              [f"Nazareth bleef gelijk: {EURO}24.000 in 2022 en in 2024.",
               "Van de 10 buurten die erop lijken en cijfers hebben, bleef de middelste gelijk. Acht van de tien "
               "veranderden tussen 0 en 0 procent.", "Nazareth ligt daarbinnen."]),
    similarly(similar_sentences.developed, "too few", "%", FEW, [TOLD[0], TOO_FEW]),
    similarly(similar_sentences.developed, "no figure of its own", "%", ALONE,
              ["Van Nazareth is geen verandering te berekenen: er is geen cijfer over 2022, of geen later cijfer dat "
               "ermee te vergelijken is."]),
    similarly(similar_sentences.brief, "a share within the band", "%", GREW,
              "Nazareth: +4,5 procentpunt sinds 2022. De middelste van 11 buurten in Nederland die erop lijken: +5,0 "
              "procentpunt; acht van de tien tussen +1,0 en +9,0 procentpunt. Nazareth ligt daarbinnen."),
    similarly(similar_sentences.brief, "nothing changed", "euro", STOOD,
              "Nazareth: geen verandering sinds 2022. De middelste van 10 buurten in Nederland die erop lijken: geen "
              "verandering; acht van de tien tussen 0 en 0 procent. Nazareth ligt daarbinnen."),
    similarly(similar_sentences.brief, "too few", "%", FEW, f"Nazareth: +4,5 procentpunt sinds 2022. {TOO_FEW}"),
    similarly(similar_sentences.brief, "no figure of its own", "%", ALONE, ""),
    similarly(similar_sentences.counted, "some without figures", "%", GREW,
              "11 van de 20 buurten die op Nazareth lijken, tellen mee met cijfers over 2022 en 2024. Van de andere: 9 "
              "hebben geen cijfer over beide jaren."),
    similarly(similar_sentences.counted, "all", "%", FEW,
              "2 van de 2 buurten die op Nazareth lijken, tellen mee met cijfers over 2022 en 2024."),
    similarly(similar_sentences.limits, "a model", "%", GREW, [NO_PROOF, BY_MODEL]),
    similarly(similar_sentences.limits, "a count that is not confirmed", PER,
              grown(COUNT, 1200.0, 1100.0, *TEN, status="niet_bevestigd"),
              [NO_PROOF,
               "**Tellingen schommelen door toeval**, het meest in kleine buurten. Eén jaar zegt daarom weinig.",
               "De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd."]),
    similarly(similar_sentences.how_drawn, "with a band", "%", GREW,
              f"{ABOVE_ZERO} In de grijze band liggen acht van de tien; de streepjeslijn is de middelste."),
    similarly(similar_sentences.how_drawn, "without a band", "%", FEW, ABOVE_ZERO),
    similarly(similar_sentences.alternative, "a share", "%", GREW,
              f"Lijngrafiek van de verandering sinds 2022: ervaren gezondheid. {' '.join(TOLD)} De cijfers staan in de "
              "tabel."),
]  # fmt: skip

# ------------------------------------------------------------ words that go into a sentence or a table

FRAGMENTS = [
    Form("side, ahead", "", goal_sentences.side, (1.0,), "voor"),
    Form("side, behind", "", goal_sentences.side, (-1.0,), "achter"),
    Form("side, on it", "", goal_sentences.side, (0.0,), "op het pad"),
    Form("above, a share", "%", goal_sentences.above, (share(), -11.1), "11,1 procentpunt onder"),
    Form("above, a rate", PER, goal_sentences.above, (rate(), 1020.0), "1.020 boven"),
    Form("above, money", "euro", goal_sentences.above, (euro(), 1020.0), f"{EURO}1.020 boven"),
    Form("above, equal", "%", goal_sentences.above, (share(), 0.0), "gelijk met"),
    *(
        Form(f"similar reason, {what}", "", similar_sentences.reason,
             ([Difference(*one) for one in zip(("een", "twee"), (0.0, 0.0), (0.0, 0.0), apart, strict=False)], LABELS),
             words)
        for what, apart, words in (
            ("two measures", [0.1, -0.5], "Lijkt het meest in WOZ-waarde; verschilt het meest in koopwoningen (lager)"),
            ("one measure", [0.1], "Verschilt het meest in WOZ-waarde (hoger)"),
            ("no difference", [0.0, 0.0], "In alles gelijk"),
        )
    ),
    Form("certainty, no figure", "%", goal_sentences.certainty, (unmeasured(share),), ""),
    Form("certainty, unknown", "%", goal_sentences.certainty, (share(),), "marge onbekend"),
    Form("certainty, within", PER, goal_sentences.certainty, (rate(),), "binnen de marge"),
    Form("certainty, beyond", PER, goal_sentences.certainty, (rate(status="op koers"),), "met marge"),
    Form("unknown", "", sentences.unknown, ("Jaar", ["1850", "`x`"]),
         "Jaar: de link noemt `1850`, `x`, maar dat bestaat hier niet. U ziet de standaardkeuze."),
    Form("in_words, a link", "", correlation_views.in_words, (LINKED,), "sterk, tegengesteld"),
    Form("in_words, chance", "", correlation_views.in_words, (Correlation(0.1, -0.2, 0.4, 9, 9.0, 0),),
         "kan toeval zijn"),
    Form("in_words, none", "", correlation_views.in_words, (NoCorrelation("no_variation", 9, 0),), "overal gelijk"),
]  # fmt: skip
NO_TEXT = {  # public functions without any words
    "required_change": "a number",
    "distance": "a number",
    "is_restated": "yes or no",
}
FORMS = [*FIGURES, *GOALS, *OTHERS, *SIMILAR]


@pytest.mark.parametrize("form", [*FORMS, *FRAGMENTS], ids=lambda form: form.what)
def test_every_form_of_a_sentence_gives_precisely_these_words(form: Form) -> None:
    assert form.make(*form.arguments) == form.words


@pytest.mark.parametrize("module", [sentences, goal_sentences, similar_sentences], ids=lambda module: module.__name__)
def test_every_public_function_that_gives_words_has_an_example(module: ModuleType) -> None:
    own = {name: found for name, found in inspect.getmembers(module, inspect.isfunction)
           if found.__module__ == module.__name__ and not name.startswith("_")}  # fmt: skip
    without = {
        name for name, found in own.items() if inspect.signature(found).return_annotation not in (str, list[str])
    }
    shown = {form.make.__name__ for form in (*FORMS, *FRAGMENTS) if form.make.__module__ == module.__name__}
    assert without <= set(NO_TEXT), "no example and no reason why not"
    assert set(own) - without == shown


def test_every_function_without_words_still_exists() -> None:
    assert all(hasattr(goal_sentences, name) or hasattr(sentences, name) for name in NO_TEXT)


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
    made = [(form, form.make(*form.arguments)) for form in FORMS]
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
            told += said_in(parts.goal(query, int(goal_id)), units)
        buurten = query(profile_queries.buurten)
        focus = lookups.programme(query).focus_area_codes
        small = buurten.loc[buurten["is_small"], "area_code"].iloc[0]
        for code in (*focus, small):
            told += said_in(parts.buurt(query, code), {})
        shown = found[found["figure_count"] > 0].sort_values("figure_count", ascending=False).drop_duplicates("unit")
        assert len(shown) >= 10
        for one in shown.head(10).itertuples():
            told += said_in(parts.topic(query, one.indicator_id, lookups.usual_areas(query)), {one.label: one.unit})
    return told


def said_in(part: Any, units: dict[str, str]) -> list[Said]:
    """The texts of a part; `units` by the label with which a text, or the title of its exhibit, begins."""

    def unit(text: str) -> str | None:
        return next((units[label] for label in sorted(units, key=len, reverse=True) if text.startswith(label)), None)

    told = [Said(part.code, unit(one), one) for one in (*part.sentences, *part.definitions)]
    for exhibit in part.exhibits:
        texts = (exhibit.alternative, *exhibit.notes, *exhibit.sources)
        told += [Said(f"{part.code}, {exhibit.name}", unit(exhibit.title), one) for one in texts]
    return told


@pytest.fixture(params=["examples", "letters"])
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
    change = rf"(?:vanaf|verschil van|[+−])\s?\d[\d.,]*\sprocentpunt|\d\sprocentpunt (?:{MEASURED_APART})"
    every, right = found_in(said, r"procentpunt"), found_in(said, change)
    assert len(every) == len(right) > 0, [text for _, text in every]


def test_procentpunt_is_told_of_percentages_alone(said: list[Said]) -> None:
    assert [one for one in said if one.unit not in (None, "%") and "procentpunt" in one.text] == []
    assert any(one.unit == "%" and "procentpunt" in one.text for one in said)


def test_a_relative_change_is_told_only_where_the_unit_is_no_share(said: list[Said]) -> None:
    relative = r"vanaf \D*\d[^(]*\(\d[\d.,]*%\)"
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
