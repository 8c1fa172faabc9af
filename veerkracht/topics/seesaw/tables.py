"""The see-saws of buurten beside each other as HTML, with what weighs on them as a table, and how to read them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.drawing import links, seesaw, tables
from veerkracht.method import balance
from veerkracht.topics.seesaw.figures import HEADINGS, View, Weight

_OF_PLAN = "programmaplan, niet bevestigd"


def html(*kinds: Sequence[View]) -> str:
    """Return the see-saws of each kind beside each other, with what they are made of as a table and how to read them.

    What is not drawn has only the sentence that says why.
    """
    shown = [
        {
            "heading": HEADINGS[found[0].kind],
            "views": [{"image": quote(one.drawing()), "alternative": one.alternative, "sentence": one.sentence}
                      for one in found],
            "table": _table(found) if drawn else "",
            "rule": rule(drawn[0]) if drawn else "",
        }
        for found in kinds if found for drawn in [[one for one in found if one.tilt]]
    ]  # fmt: skip
    return tables.TEMPLATES.get_template("balance.html").render(kinds=shown, width=seesaw.WIDTH, height=seesaw.HEIGHT)


def notes(found: Sequence[View]) -> list[str]:
    """Return what see-saws of one or both kinds are and what they cannot say; nothing when none is drawn."""
    drawn = {one.kind: one for one in found if one.tilt}
    if not drawn:
        return []
    is_model = any(weight.indicator.is_model for one in drawn.values() for weight in one.weights)
    estimates = "schattingen van een rekenmodel" if is_model else "cijfers"
    left_out = dutch.joined([label for one in drawn.values() for label in one.left_out])
    return [
        "De wijk is hier de wipwap zelf: zij draagt bewoners en gemeenschap (programmaplan, paragraaf 3.4). Het is een "
        f"beeld en een eigen benadering met {estimates}, soms uit verschillende jaren: het toont niet of het programma "
        "werkt.",
        f"Telt nog niet mee, want te weinig buurten hebben een cijfer: {left_out}." if left_out else "",
    ]


def rule(drawn: View) -> str:
    """Return what weighs on a see-saw that is drawn, when its plank is level and how far it tilts."""
    limit = dutch.number(drawn.tilt.limit if drawn.tilt else 0, 0)
    furthest = f"staat de wipwap helemaal scheef ({balance.DEGREES} graden). Dat is in elke buurt en elk jaar gelijk."
    if drawn.kind == "dragers":
        return (
            "Dragers zijn hier volwassenen met een (zeer) hoge veerkracht, vragers met een (zeer) lage. De zwaarste "
            f"kant zakt. Recht betekent: dragers min vragers is even veel als in {drawn.city}. Bij een verschil van "
            f"{limit} procentpunt {furthest}"
        )
    return (
        f"Elk cijfer telt in standaardafwijkingen van het gemiddelde van de buurten van {drawn.city}: 1 is een gewoon "
        "verschil tussen buurten. Wat ongunstig is als het hoog is, zoals moeite met rondkomen, maakt een kant "
        "lichter. Een kant weegt het gemiddelde van zijn cijfers. De zwaarste kant zakt. Recht "
        "betekent: beide kanten wegen even veel, ook als zij allebei licht zijn. Bij een verschil van "
        f"{limit} standaardafwijkingen {furthest}"
    )


def source(found: Sequence[View]) -> str:
    """Return where the figures of see-saws come from, '' when none is drawn."""
    weights = [weight for view in found if view.tilt for weight in view.weights if not pd.isna(weight.value)]
    named = dict.fromkeys(one.place or f"{one.indicator.publisher}, {one.indicator.source_title}" for one in weights)
    return f"Bron van de wipwap: {'; '.join(named)}." if named else ""


def _table(found: Sequence[View]) -> str:
    """Return what weighs as a table: a row per figure, a column per area."""
    first = found[0]
    usual = first.city if first.kind == "dragers" else "Gemiddelde buurt"
    rows = []
    for place, one in enumerate(first.weights):
        own = [view.weights[place] for view in found]
        cells = [{"text": one.side, "is_text": True}, {"text": periods.parse(one.period).label if one.period else "–"}]
        cells += [_cell(weight) for weight in own]
        is_of_plan = any(weight.place for weight in own)
        cells += [
            {"text": one.printed(one.usual), "note": _OF_PLAN if is_of_plan else ""},
            {"text": one.reason, "is_text": True},
        ]
        link = "" if is_of_plan else links.origin(one.indicator.indicator_id, one.period)
        rows.append({"label": f"{one.indicator.label}, {dutch.in_unit(one.unit)}", "link": link, "cells": cells})
    heads = ["Onderwerp", "Kant", "Jaar", *(view.area for view in found), usual, "Waarom het meetelt"]
    how = "" if first.kind == "dragers" else ". Klein: het gewicht, in standaardafwijkingen"
    return tables.figures(f"Wat er weegt op de {HEADINGS[first.kind].lower()}{how}", heads, rows)


def _cell(weight: Weight) -> dict[str, Any]:
    cell = tables.cell(weight, weight)
    if weight.place:
        return cell | {"note": _OF_PLAN}
    weighs = "" if pd.isna(weight.weighs) else f"weegt {dutch.signed(weight.weighs, 1, '')}"
    return cell | {"note": ", ".join(one for one in (cell.get("note", ""), weighs) if one)}
