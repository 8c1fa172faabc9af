"""The efforts as accessible HTML: a table, a card each, and what was planned against what was realised."""

from urllib.parse import urlencode

import pandas as pd

from veerkracht.core import dutch
from veerkracht.drawing import tables
from veerkracht.topics.efforts import figures as effort_views

NOT_COUNTED = "nog niet geteld"
COLUMNS = ("Inspanning", "Soort", "Operationele doelen", "Strategische doelen", "Waar", "Wanneer", "Stand")


def link(**chosen: str | int) -> str:
    """Return the address of the page with these choices."""
    return f"inspanningen?{urlencode(chosen)}"


def rows(found: pd.DataFrame, goals: pd.DataFrame, names: dict[str, str]) -> list[tuple[str, ...]]:
    """Return the cells of a row per effort, under COLUMNS; `found` as effort_queries.efforts, `goals` as its goals."""
    aims = dict(zip(goals["goal_id"], goals["strategic_goals"], strict=True))
    return [
        (
            str(row.name), effort_views.kind(row), effort_views.goals_in_words(row),
            ", ".join(dict.fromkeys(aim for goal in row.goal_ids for aim in aims[goal])),
            effort_views.where(row, names), effort_views.period(row), effort_views.state(row),
        )
        for row in found.itertuples()
    ]  # fmt: skip


def overview(found: pd.DataFrame, goals: pd.DataFrame, names: dict[str, str], caption: str) -> str:
    """Return the efforts as a table; each name leads to its card."""
    table = [
        {
            "label": cells[0], "link": link(inspanning=effort_id),
            "cells": [{"text": text, "is_text": True} for text in cells[1:]],
        }
        for effort_id, cells in zip(found["effort_id"], rows(found, goals, names), strict=True)
    ]  # fmt: skip
    return tables.figures(caption, list(COLUMNS), table, len(COLUMNS))


def cards(found: pd.DataFrame, names: dict[str, str]) -> str:
    """Return a card per effort with all that is known of it."""
    shown = [
        {
            "name": row.name,
            "facts": [
                ("Soort", effort_views.kind(row)),
                ("Doelen", effort_views.goals_in_words(row)),
                ("Waar", effort_views.where(row, names)),
                ("Partners", dutch.joined([*row.partners]) or "niet genoemd"),
                ("Wanneer", effort_views.period(row)),
                ("Stand", effort_views.state(row)),
                ("Bron", row.source),
            ],
            "note": row.note,
        }
        for row in found.itertuples()
    ]
    return tables.TEMPLATES.get_template("effort_cards.html").render(efforts=shown)


def counts(rows: pd.DataFrame) -> str:
    """Return what was planned and realised per year of one thing that is counted, as a table."""
    name, unit = rows["name"].iloc[0], rows["unit"].iloc[0]
    table = [
        {
            "label": str(row.year),
            "cells": [
                {"text": planned(row.planned), "gap": pd.isna(row.planned)},
                {"text": realised(row.realised, str(row.missing)), "gap": pd.isna(row.realised)},
            ],
        }
        for row in rows.itertuples()
    ]
    return tables.figures(f"{name}, aantal {unit}", ["Jaar", "Gepland", "Gerealiseerd"], table)


def notes(lines: list[str]) -> str:
    """Return small print in which nothing that a writer typed is a mark; lines without text are left out."""
    template = tables.TEMPLATES.from_string(
        "{% for line in lines if line %}<p class='vk-note'>{{ line }}</p>{% endfor %}"
    )
    return template.render(lines=lines)


def count_heading(effort: str, rows: pd.DataFrame) -> str:
    """Return what is counted of which effort, as a heading: a name in it is text, never a mark."""
    return tables.TEMPLATES.from_string("<h4>{{ effort }}: {{ name }}</h4>").render(
        effort=effort, name=rows["name"].iloc[0]
    )


def planned(value: float) -> str:
    """Return a number that was planned, or that none was."""
    return "geen aantal gepland" if pd.isna(value) else dutch.number(value, 0)


def realised(value: float, missing: str) -> str:
    """Return a number that was realised, or why it is not there."""
    if pd.notna(value):
        return dutch.number(value, 0)
    return dutch.MISSING["too_few"] if missing == "too_few" else NOT_COUNTED
