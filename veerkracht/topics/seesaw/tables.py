"""What weighs on see-saws as a table, and the see-saws of buurten beside each other as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from veerkracht.core import dutch
from veerkracht.drawing import links, tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.seesaw import charts, sentences
from veerkracht.topics.seesaw.figures import HEADINGS, Seesaw, Weight

_OF_PLAN = "programmaplan, niet bevestigd"


@dataclass(frozen=True)
class _Section:
    """The see-saws of one kind on screen; without a table none of them is drawn."""

    heading: str
    seesaws: Sequence[Seesaw]
    table: str = ""
    rule: str = ""


def table(seesaws: Sequence[Seesaw]) -> Table:
    """Return what weighs on see-saws of one kind: a row per figure, a column per area, and how each tilts."""
    first = seesaws[0]
    usual = first.city if first.kind == "dragers" else "Gemiddelde buurt"
    columns = ("Onderwerp", "Kant", "Jaar", *(seesaw.area for seesaw in seesaws), usual)
    rows = [_row([seesaw.weights[place] for seesaw in seesaws]) for place in range(len(first.weights))]
    return Table.of(
        HEADINGS[first.kind],
        [Column(label) for label in columns],
        [*rows, ["De wipwap", "", "", *(seesaw.summary for seesaw in seesaws), "recht"]],
    )


def _row(weights: list[Weight]) -> list[Cell | str]:
    first = weights[0]
    is_of_plan = any(weight.place for weight in weights)
    origin = "" if is_of_plan else links.origin(first.indicator.indicator_id, first.period)
    return [
        Cell(text=first.indicator.label, link=origin, note=first.reason),
        first.side,
        first.period,
        *map(_cell, weights),
        Cell(text=first.printed(first.usual), note=_OF_PLAN if is_of_plan else ""),
    ]


def _cell(weight: Weight) -> Cell:
    if weight.value is None:
        return Cell(text=dutch.MISSING.get(weight.missing or "", "geen gegevens"), is_gap=True)
    notes = [_OF_PLAN] if weight.place else []
    if weight.lower is not None and weight.upper is not None:
        bounds = (dutch.number(bound, weight.decimals) for bound in (weight.lower, weight.upper))
        notes.append("tussen {} en {}".format(*bounds))
    if weight.status and weight.status != "definitief" and not weight.place:
        notes.append(dutch.STATUS[weight.status])
    if weight.weighs is not None:
        notes.append(f"weegt {dutch.signed(weight.weighs, 1, '')}")
    return Cell(text=weight.printed(weight.value), note=", ".join(notes))


def html(*groups: Sequence[Seesaw]) -> str:
    """Return the see-saws of each kind beside each other, with what weighs on them as a table and how to read them.

    Those that are not drawn have only the sentence that says why.
    """
    sections = [_section(seesaws) for seesaws in groups if seesaws]
    template = tables.TEMPLATES.get_template("seesaws.html")
    return template.render(sections=sections, width=charts.WIDTH, height=charts.HEIGHT)


def _section(seesaws: Sequence[Seesaw]) -> _Section:
    heading = HEADINGS[seesaws[0].kind]
    drawn = [seesaw for seesaw in seesaws if seesaw.tilt]
    if not drawn:
        return _Section(heading, seesaws)
    unit = "" if drawn[0].kind == "dragers" else ". Klein: het gewicht, in standaardafwijkingen"
    caption = f"Wat er weegt op de {heading.lower()}{unit}"
    return _Section(heading, seesaws, tables.html(replace(table(seesaws), caption=caption)), sentences.rule(drawn[0]))
