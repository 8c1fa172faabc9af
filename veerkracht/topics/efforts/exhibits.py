"""The efforts of the programme as exhibits: the network with the goals, and what was planned and realised."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.topics.efforts import charts as effort_charts
from veerkracht.topics.efforts import figures as effort_views
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.topics.efforts.figures import Choice

_FONT = 12


def network(query: Query, choice: Choice) -> Exhibit:
    """Return the network of goals and the chosen efforts as an exhibit; its data have a row per effort and goal."""
    about, names, goals = lookups.programme(query), lookups.area_names(query), query(effort_queries.goals)
    found = effort_views.chosen(query, choice)
    aims = {row.goal_id: row for row in goals.itertuples()}
    cells = effort_tables.rows(found, goals, names)
    data = pd.DataFrame([
        {
            "inspanning": row.name, "soort": effort_views.KINDS[str(row.kind)],
            "doel": f"{goal}. {aims[goal].name}", "schaalniveau": aims[goal].level,
            "strategische doelen": ", ".join(aims[goal].strategic_goals),
            "geldt voor alle doelen": "ja" if row.is_for_all_goals else "nee", "koppeling": row.link_status,
            "waar": effort_views.where(row, names), "partners": "; ".join(row.partners), "van": row.first_period,
            "tot en met": row.last_period, "stand": effort_views.state(row), "toelichting": row.note,
            "bron": row.source,
        }
        for row in found.itertuples() for goal in row.goal_ids
    ])  # fmt: skip
    return _exhibit(
        query, "inspanningen", f"Doelen en inspanningen van {about.name}",
        "1 inspanning" if len(found) == 1 else f"{len(found)} inspanningen",
        effort_views.alternative(query, choice),
        Table.of("Inspanningen", tuple(Column(label) for label in effort_tables.COLUMNS), tuple(cells)), data,
        found["source"], effort_views.reading(query),
        effort_charts.network(effort_views.network(query, choice), _FONT),
    )  # fmt: skip


def counts(query: Query, effort_id: str, position: int) -> Exhibit:
    """Return one thing that an effort counts, planned and realised per year, as an exhibit."""
    found = effort_views.chosen(query, Choice(effort_id=effort_id))
    effort, every = next(found.itertuples()), query(effort_queries.counts)
    rows = every[(every["effort_id"] == effort_id) & (every["position"] == position)]
    name, unit = str(rows["name"].iloc[0]), str(rows["unit"].iloc[0])
    told = [(str(row.year), effort_tables.planned(row.planned), effort_tables.realised(row.realised, str(row.missing)))
            for row in rows.itertuples()]  # fmt: skip
    data = pd.DataFrame([
        {"inspanning": effort.name, "prestatie": name, "eenheid": unit, "jaar": str(row.year), "gepland": row.planned,
         "gerealiseerd": row.realised, "toelichting": line[2] if pd.isna(row.realised) else "", "bron": effort.source}
        for row, line in zip(rows.itertuples(), told, strict=True)
    ])  # fmt: skip
    return _exhibit(
        query, f"inspanning-{effort_id}-prestatie-{position + 1}",
        f"{effort.name}: {name}", f"Aantal {unit}", effort_views.count_alternative(rows),
        Table.of(f"{name}, aantal {unit}", tuple(Column(label) for label in ("Jaar", "Gepland", "Gerealiseerd")),
              tuple(told)),
        data, [effort.source], [effort_views.COUNT_READING], effort_charts.counts(rows),
    )  # fmt: skip


def _exhibit(
    query: Query, name: str, title: str, subtitle: str, alternative: str, table: Table, data: pd.DataFrame,
    sources: Iterable[str], notes: Iterable[str], chart: Any,
) -> Exhibit:  # fmt: skip
    """Return an exhibit that has no figures of an indicator, so that what it explains is what an effort is."""
    editor = lookups.programme(query).municipality_name
    named = list(dict.fromkeys(sources))
    return Exhibit(
        name=name, title=title, subtitle=subtitle, alternative=alternative, table=table, data=data,
        explanation=pd.DataFrame([{"onderwerp": title, "definitie": effort_views.MEANING}]), changes=pd.DataFrame(),
        sources=(f"Bron: {'; '.join(named)}. Bewerking: gemeente {editor}.",) if named else (), notes=tuple(notes),
        version=exhibits.version(query), chart=chart if chart else None,
    )  # fmt: skip
