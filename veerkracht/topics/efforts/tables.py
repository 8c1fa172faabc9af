"""The efforts as tables and cards, with what was planned against what was realised."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.efforts import figures
from veerkracht.topics.efforts.figures import Count, Effort, Goal

_COLUMNS = ("Inspanning", "Soort", "Operationele doelen", "Strategische doelen", "Waar", "Wanneer", "Stand")
_NOT_COUNTED = "nog niet geteld"


@dataclass(frozen=True)
class _Card:
    name: str
    facts: tuple[tuple[str, str], ...]  # label and text
    note: str


def link(**choices: str | int) -> str:
    """Return the address of the page with these choices."""
    return f"inspanningen?{urlencode(choices)}"


def overview(efforts: Sequence[Effort], goals: dict[int, Goal], names: dict[str, str], caption: str) -> Table:
    """Return a row per effort; each name leads to its card."""
    rows = [
        (
            Cell(text=effort.name, link=link(inspanning=effort.effort_id)),
            figures.kind(effort),
            figures.goals_in_words(effort),
            ", ".join(dict.fromkeys(aim for goal_id in effort.goal_ids for aim in goals[goal_id].strategic_goals)),
            figures.where(effort, names),
            figures.period(effort),
            figures.state(effort),
        )
        for effort in efforts
    ]
    return Table.of(caption, map(Column, _COLUMNS), rows)


def cards(efforts: Sequence[Effort], names: dict[str, str]) -> str:
    """Return a card per effort with everything known about it, as HTML."""
    return tables.TEMPLATES.get_template("effort_cards.html").render(cards=[_card(effort, names) for effort in efforts])


def _card(effort: Effort, names: dict[str, str]) -> _Card:
    facts = (
        ("Soort", figures.kind(effort)),
        ("Doelen", figures.goals_in_words(effort)),
        ("Waar", figures.where(effort, names)),
        ("Partners", dutch.joined(list(effort.partners)) or "niet genoemd"),
        ("Wanneer", figures.period(effort)),
        ("Stand", figures.state(effort)),
        ("Bron", effort.source),
    )
    return _Card(effort.name, facts, effort.note)


def counts(rows: Sequence[Count]) -> Table:
    """Return what was planned and realised of one thing that is counted, a row per year."""
    columns = (Column("Jaar"), Column("Gepland", 0), Column("Gerealiseerd", 0))
    return Table.of(
        f"{rows[0].name}, aantal {rows[0].unit}",
        columns,
        [
            (
                str(count.year),
                _number(count.planned, "geen aantal gepland"),
                _number(count.realised, why_missing(count)),
            )
            for count in rows
        ],
    )


def _number(value: float | None, reason: str) -> Cell:
    return Cell(text=reason, is_gap=True) if value is None else Cell(value)


def why_missing(count: Count) -> str:
    """Return why a realised number is not there, '' when it is."""
    if count.realised is not None:
        return ""
    return dutch.MISSING["too_few"] if count.missing == "too_few" else _NOT_COUNTED


def count_heading(effort: Effort, rows: Sequence[Count]) -> str:
    """Return what is counted of which effort, as a heading in HTML: names in it are text, never marks."""
    template = tables.TEMPLATES.from_string("<h4>{{ effort }}: {{ name }}</h4>")
    return template.render(effort=effort.name, name=rows[0].name)


def notes(lines: list[str]) -> str:
    """Return small print as HTML, in which nothing that a writer typed is a mark; empty lines are left out."""
    template = tables.TEMPLATES.from_string(
        "{% for line in lines if line %}<p class='vk-note'>{{ line }}</p>{% endfor %}"
    )
    return template.render(lines=lines)
