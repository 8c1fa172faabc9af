"""The efforts as tables and as a list, with planned against realised counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.drawing.table import Cell, Column, Table
from veerkracht.topics.efforts import figures
from veerkracht.topics.efforts.figures import Count, Effort, Goal

_COLUMNS = ("Inspanning", "Soort", "Operationele doelen", "Strategische doelen", "Waar", "Wanneer", "Stand")
_NOT_COUNTED = "nog niet geteld"
_HOW_TO_ADD = "handleiding?deel=programmateam#een-inspanning-of-de-begroting-bijwerken"


@dataclass(frozen=True)
class _Listed:
    """An effort in the list: `goals` are addresses and names, `facts` are texts by label."""

    name: str
    address: str
    about: str
    goals: tuple[tuple[str, str], ...]
    facts: Mapping[str, str]
    note: str
    is_open: bool


@dataclass(frozen=True)
class _Level:
    """The efforts that work on a scale level, below the sentence on that level."""

    heading: str
    sentence: str
    efforts: tuple[_Listed, ...]


def link(**choices: str | int) -> str:
    """Return the address of the page with these choices."""
    return f"inspanningen?{urlencode(choices)}"


def overview(efforts: Sequence[Effort], goals: dict[int, Goal], names: dict[str, str], caption: str) -> Table:
    """Return a row per effort; each name leads to it in the list."""
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


def by_level(
    efforts: Sequence[Effort], goals: dict[int, Goal], names: dict[str, str], sentences: Mapping[str, str]
) -> str:
    """Return the efforts below their scale level, each with its goals as links, as HTML; `sentences` describe the
    levels."""
    levels = [
        _Level(
            level.capitalize(),
            sentences.get(level, ""),
            tuple(_listed(effort, goals, names, len(efforts) == 1) for effort in group),
        )
        for level, group in figures.by_level(efforts, goals).items()
    ]
    return tables.TEMPLATES.get_template("effort_list.html").render(levels=levels)


def _listed(effort: Effort, goals: dict[int, Goal], names: dict[str, str], is_open: bool) -> _Listed:
    about = [figures.KINDS[effort.kind].partition(" ")[0].capitalize(), figures.where(effort, names)]
    if effort.first_period:
        about.append(figures.years(effort))
    if effort.state != figures.UNKNOWN:
        about.append(figures.state(effort))
    linked = () if effort.is_for_all_goals else effort.goal_ids
    return _Listed(
        name=effort.name,
        address=link(inspanning=effort.effort_id),
        about=" · ".join(about),
        goals=tuple((f"doelkaart?doel={goal_id}", f"{goal_id}. {goals[goal_id].name}") for goal_id in linked),
        facts={
            "Soort": figures.kind(effort),
            "Doelen": figures.goals_in_words(effort),
            "Partners": dutch.joined(list(effort.partners)) or "niet genoemd",
            "Bron": effort.source,
        },
        note=effort.note,
        is_open=is_open,
    )


def unknown_notice(unknown: str) -> str:
    """Return what is not known, and who would like to know it, as HTML."""
    return tables.unknown_notice(unknown, _HOW_TO_ADD, "Zo vult het team het aan")


def counts(rows: Sequence[Count]) -> Table:
    """Return the planned and realised numbers of a count, a row per year."""
    columns = (Column("Jaar"), Column("Gepland", 0), Column("Gerealiseerd", 0))
    cells = (
        (str(count.year), _number(count.planned, "geen aantal gepland"), _number(count.realised, why_missing(count)))
        for count in rows
    )
    return Table.of(f"{rows[0].name}, aantal {rows[0].unit}", columns, cells)


def _number(value: float | None, reason: str) -> Cell:
    return Cell(text=reason, is_gap=True) if value is None else Cell(value)


def why_missing(count: Count) -> str:
    """Return why a realised number is missing, '' when it is there."""
    if count.realised is not None:
        return ""
    return dutch.MISSING["too_few"] if count.missing == "too_few" else _NOT_COUNTED


def count_heading(effort: Effort, rows: Sequence[Count]) -> str:
    """Return the names of an effort and its count as a heading in HTML; the names are escaped."""
    template = tables.TEMPLATES.from_string("<h4>{{ effort }}: {{ name }}</h4>")
    return template.render(effort=effort.name, name=rows[0].name)


def notes(lines: list[str]) -> str:
    """Return small print as HTML, with the lines escaped; empty lines are left out."""
    template = tables.TEMPLATES.from_string(
        "{% for line in lines if line %}<p class='vk-note'>{{ line }}</p>{% endfor %}"
    )
    return template.render(lines=lines)
