"""The method in plain Dutch, with the thresholds that the code uses."""

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.goals import tables as goal_tables


def introduction(thresholds: pd.DataFrame) -> str:
    """Return what the dashboard says of a goal, and why it says two things."""
    return (
        "Bij elk doel staan twee dingen. De **stand**: ligt het cijfer op het pad van de nulmeting naar het doel? En "
        "de **zekerheid**: hoe zeker weten we dat? Cijfers van één buurt schommelen van jaar tot jaar, ook als er "
        "niets verandert. Het dashboard noemt een verandering pas als "
        f"{_value(thresholds, 'screen_confidence')}% zeker is dat het geen toeval is. Is de marge niet bekend, dan "
        "staat dat erbij."
    )


def meanings(thresholds: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return per status: the word, what it means, and the rule behind it."""
    course = dutch.number(100 * _number(thresholds, "on_course_share"), 0)
    rules = {
        "bereikt": "De hele marge ligt voorbij het doel.",
        "op koers": f"De hele marge ligt boven {course}% van de verandering die nu nodig is.",
        "vooruit, tempo onzeker": "De hele marge ligt aan de goede kant van nul, maar de nodige verandering ligt erin.",
        "vooruit, te langzaam": f"De hele marge ligt boven nul en onder {course}% van de nodige verandering.",
        "nog niet te zeggen": "Nul ligt in de marge.",
        "verkeerde kant op": "De hele marge ligt aan de verkeerde kant van nul.",
        "norm niet gehaald": "Alleen bij een norm die elk jaar geldt: de hele marge ligt onder de norm.",
        "gemengd beeld": "De maten wijzen verschillende kanten op. Anders telt de ongunstigste maat.",
        "geen streefwaarde": "Er is geen pad. De verandering en de marge staan op de doelkaart.",
        "niet vergelijkbaar": "Een andere definitie of een andere grens van de buurt.",
        "nog geen meting": "De reden en de geplande bron staan erbij.",
    }
    return [(status, dutch.STATUS_MEANING[status], rule) for status, rule in rules.items()]


def explanation(thresholds: pd.DataFrame) -> str:
    """Return how target, path, margin and comparisons are computed, as Markdown."""
    values = {name: _value(thresholds, name) for name in thresholds["threshold_id"]}
    return TEMPLATES.get_template("method.md").render(values)


def error_text() -> str:
    """Return how the error rates were found."""
    return (
        "Stel dat er in werkelijkheid **niets** verandert. Hoe vaak zegt een regel dan toch iets? Dat is nagerekend "
        "met duizenden toevallige jaren, die even sterk schommelen als de echte cijfers. De gewone regel kijkt alleen "
        "naar het cijfer. De regel van dit dashboard kijkt ook naar de marge."
    )


def error_table(frame: pd.DataFrame, names: dict[str, str]) -> str:
    """Return how often each rule gives a verdict when nothing changed; `frame` as goal_queries.error_rates."""
    rows = [
        [
            f"{one.label}, {names[one.area_code]}", "dit dashboard" if one.uses_margin else "gewone regel",
            *(f"{dutch.number(100 * share, 0)}%" for share in (one.on_course, one.wrong_way, one.other, one.undecided)),
        ]
        for one in frame.itertuples()
    ]  # fmt: skip
    heads = ["Maat en gebied", "Regel", "“op koers” of “bereikt”", "“verkeerde kant op”", "“vooruit”",
             "“nog niet te zeggen”"]  # fmt: skip
    return goal_tables.plain("Als er niets verandert, zegt de regel", heads, rows, 2)


def dispersion_table(frame: pd.DataFrame) -> str:
    """Return how strongly each count varies; `frame` as goal_queries.dispersions."""
    rows = [
        [
            one.label,
            f"{dutch.number(one.dispersion, 1)} keer",
            str(one.buurt_count),
            f"{one.first_period} t/m {one.last_period}",
        ]
        for one in frame.itertuples()
    ]
    heads = ["Telling", "Schommelt, vergeleken met zuiver toeval", "Aantal buurten", "Jaren"]
    return goal_tables.plain(
        "Geschat uit de cijfers van alle grotere buurten rond de ontwikkeling van de stad", heads, rows
    )


def threshold_table(frame: pd.DataFrame) -> str:
    """Return every threshold with its value, date and reason; `frame` as queries.thresholds."""
    rows = [
        [one.label, dutch.number(one.value, 0 if one.value == int(one.value) else 2), dutch.day(one.since), one.reason]
        for one in frame.itertuples()
    ]
    return goal_tables.plain("Grenzen, sinds wanneer en waarom", ["Grens", "Waarde", "Sinds", "Reden"], rows, 4)


def _number(thresholds: pd.DataFrame, name: str) -> float:
    return float(thresholds.set_index("threshold_id").loc[name, "value"])


def _value(thresholds: pd.DataFrame, name: str) -> str:
    return dutch.number(_number(thresholds, name), 0)
