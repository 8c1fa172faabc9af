"""Two topics over buurten as a reader sees them: sentences and a table, in Dutch."""

from collections import Counter

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import sentences, tables
from veerkracht.method import correlation
from veerkracht.method.correlation import Correlation, Found, NoCorrelation
from veerkracht.topics.correlation.figures import Comparison, Topic

DIRECTION = {True: "gelijk op", False: "tegengesteld"}
NO_RESULT = {
    "too_few_areas": "te weinig buurten",
    "too_uneven": "te ongelijke buurten",
    "no_variation": "overal gelijk",
}
CAUTION = (
    "**Dit gaat over buurten, niet over mensen.** Als twee cijfers in dezelfde buurten hoog zijn, hoeft dat niet bij "
    "dezelfde mensen zo te zijn. **Samenhang is geen oorzaak.** Het ene hoeft niet door het andere te komen; er kan "
    "ook iets anders achter beide zitten."
)
METHOD = (
    "Rho loopt van −1 (precies tegengesteld) via 0 (geen samenhang) tot +1 (precies gelijk op). Een grote buurt telt "
    "zwaarder mee dan een kleine. Bevat de marge 0, dan kan het toeval zijn. Zwak: onder 0,4; matig: 0,4 tot 0,7; "
    "sterk: vanaf 0,7. De marge gaat ervan uit dat buurten los van elkaar staan. Buurten naast elkaar lijken op "
    "elkaar; de echte onzekerheid is dus groter."
)


def rho_text(value: float) -> str:
    """Return rho with its sign: −0,72."""
    shown = dutch.rounded(value, 2)
    return ("+" if shown > 0 else "−" if shown < 0 else "") + dutch.number(abs(value), 2)


def interval(found: Correlation) -> str:
    """Return the margin: −0,86 tot −0,48."""
    return f"{rho_text(found.lower)}\u00a0tot\u00a0{rho_text(found.upper)}"


def in_words(found: Found) -> str:
    """Return strength and direction in a few words, or why there is no result."""
    if isinstance(found, NoCorrelation):
        return NO_RESULT[found.reason]
    word = correlation.strength(found)
    return f"{word}, {DIRECTION[found.rho > 0]}" if word else "kan toeval zijn"


def finding(comparison: Comparison) -> str:
    """Return in one or two sentences whether and how two topics go together, or why that cannot be said."""
    found, (first, second) = comparison.found, (f"‘{topic.label}’" for topic in comparison.topics)
    if isinstance(found, NoCorrelation):
        have = "1 buurt heeft" if found.count == 1 else f"{found.count} buurten hebben"
        return (
            "Hier is geen samenhang te berekenen: "
            + {
                "too_few_areas": f"maar {have} beide cijfers en inwoners. Nodig zijn er {comparison.minimum}.",
                "too_uneven": "bijna alle inwoners wonen in enkele buurten.",
                "no_variation": "een van beide cijfers is in alle buurten gelijk.",
            }[found.reason]
        )
    if (word := correlation.strength(found)) is None:
        return f"Tussen {first} en {second} is **geen duidelijke samenhang**: dit kan toeval zijn."
    often, bent = {"zwak": ("iets vaker", "zwakke"), "matig": ("vaak", "matige"), "sterk": ("meestal", "sterke")}[word]
    side = "hoger" if found.rho > 0 else "lager"
    return (
        f"Buurten met een hoger cijfer voor {first} hebben {often} een {side} cijfer voor {second}. "
        f"Dat is een **{bent} samenhang**."
    )


def story(comparison: Comparison) -> str:
    """Return the finding, rho with its margin, over how many buurten, and how many are left out and why."""
    found, frame = comparison.found, comparison.frame
    lines = [finding(comparison)]
    if isinstance(found, Correlation):
        lines += [
            f"Rangcorrelatie (rho van Spearman, gewogen naar inwoners): **{rho_text(found.rho)}**. Met 95% zekerheid "
            f"ligt zij tussen {rho_text(found.lower)} en {rho_text(found.upper)}.",
            f"Dit gaat over {found.count} buurten. Zij verschillen in grootte en zeggen samen evenveel als "
            f"{dutch.number(found.effective_count, 0)} even grote buurten.",
        ]
    if found.left_out:
        why = []
        for place, topic in zip(("first", "second"), comparison.topics, strict=True):
            counts = Counter(reason for reason in frame[f"{place}_reason"] if reason)
            if counts:
                told = dutch.joined([f"{reason} ({count})" for reason, count in counts.items()])
                why.append(f"Geen cijfer over ‘{topic.label}’: {told}.")
        if empty := int((~(frame["inhabitants"] > 0)).sum()):
            why.append(f"Geen (bekend aantal) inwoners: {empty}.")
        verb = "telt" if found.left_out == 1 else "tellen"
        lines.append(f"{found.left_out} van de {len(frame)} buurten {verb} niet mee. {' '.join(why)}")
    return "\n\n".join(lines)


def cautions(comparison: Comparison) -> str:
    """Return what the reader must mind: areas and causes always, and what makes these two hang together anyhow.

    The model of the RIVM (SMAP) estimates with age, origin, household, education, income and home (RIVM, Gezondheid per
    wijk en buurt, verantwoording).
    """
    one, other = (topic.indicator for topic in comparison.topics)
    models = [topic for topic in (one, other) if topic.is_model]
    lines = [CAUTION]
    if len(models) == 2:
        lines.append("**Beide cijfers komen uit een rekenmodel**, dat met dezelfde kenmerken van inwoners rekent. Zij "
                     "hangen daardoor voor een deel vanzelf samen.")  # fmt: skip
    elif models:
        lines.append(f"**‘{models[0].label}’ is een schatting van een rekenmodel.** Dat rekent met kenmerken van "
                     "inwoners, zoals leeftijd, herkomst, huishouden, opleiding, inkomen en woning. De samenhang met "
                     "zulke kenmerken zit dus voor een deel al in het model.")  # fmt: skip
    if one.theme == other.theme and not models:
        lines.append("**Beide cijfers gaan over hetzelfde thema.** Zij kunnen ten dele hetzelfde meten, of delen zijn "
                     "van één geheel, zoals huur en koop. Dan hangen zij vanzelf samen.")  # fmt: skip
    if counted := [f"‘{topic.label}’" for topic in (one, other) if dutch.is_amount(topic.unit)]:
        verb = "zijn aantallen" if len(counted) == 2 else "is een aantal"
        lines.append(f"{dutch.joined(counted)} {verb}: een grotere buurt heeft er vanzelf meer.")
    if len({topic.period for topic in comparison.topics}) == 2:
        years = " en ".join(periods.parse(topic.period).label for topic in comparison.topics)
        lines.append(f"De cijfers zijn van verschillende jaren: {years}.")
    return "\n\n".join(lines)


def alternative(comparison: Comparison, focus: list[str]) -> str:
    """Return what the scatter shows to who cannot see it: topics, finding, and the figures of the focus areas."""
    one, other = comparison.topics
    rows = comparison.frame[comparison.frame["area_code"].isin(focus) & comparison.frame["is_used"]]
    told = "; ".join(f"{row.name}: {one.text(row.first)} en {other.text(row.second)}" for row in rows.itertuples(False))
    return (
        f"Puntenplaatje van de buurten: {one.heading}, tegen {other.heading}. "
        f"{finding(comparison).replace('**', '')} {told}. Alle cijfers staan in de tabel."
    )


def table(comparison: Comparison, focus: list[str], inhabitants_period: str) -> str:
    """Return the table of all buurten with both figures and inhabitants, the highest first figure first."""
    rows = []
    for row in comparison.frame.itertuples():
        pairs = zip(comparison.topics, (row.first, row.second), (row.first_reason, row.second_reason), strict=True)
        cells = [{"text": reason or topic.short(value), "gap": bool(reason)} for topic, value, reason in pairs]
        count = dutch.number(row.inhabitants, 0) if row.inhabitants == row.inhabitants else "niet bekend"
        rows.append({"label": row.name, "is_focus": row.area_code in focus, "cells": [*cells, {"text": count}]})
    columns = ["Buurt", *(topic.heading for topic in comparison.topics), f"Inwoners, {inhabitants_period}"]
    return tables.figures("De buurten, van hoog naar laag op het eerste cijfer", columns, rows)


def source_note(topic: Topic, origins: pd.DataFrame) -> list[str]:
    """Return the small print of a topic: its name, then sentences.source_note of its own period."""
    own = origins[origins["period"] == topic.period]
    return [f"**{topic.heading}**", *sentences.source_note(topic.indicator, own)]


def columns(comparison: Comparison, inhabitants_period: str) -> dict[str, str]:
    """Return the columns of Comparison.frame for a file, with their names there."""
    one, other = comparison.topics
    return {"area_code": "gebied", "name": "naam", "first": one.heading, "first_reason": f"reden ontbreken {one.label}",
            "second": other.heading, "second_reason": f"reden ontbreken {other.label}",
            "inhabitants": f"inwoners, {inhabitants_period}"}  # fmt: skip
