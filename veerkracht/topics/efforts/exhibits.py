"""The efforts of the programme as exhibits: the network with the goals, and planned and realised counts."""

from collections.abc import Iterable

import pandas as pd

from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.efforts import charts, figures, queries, tables
from veerkracht.topics.efforts.figures import Choice, Effort

_EXPLANATION = {"definitie": figures.MEANING}
_FONT = 12  # pixels; with larger letters the lines of text do not fit in a picture for a letter


def network(query: Query, choice: Choice, font: int = _FONT) -> Exhibit:
    """Return the network of goals and the chosen efforts; its data have a row per effort and goal."""
    programme, names, goals = lookups.programme(query), lookups.area_names(query), figures.goals(query)
    efforts = figures.chosen(query, choice)
    data = [
        {
            "inspanning": effort.name,
            "soort": figures.KINDS[effort.kind],
            "doel": f"{goal_id}. {goals[goal_id].name}",
            "schaalniveau": goals[goal_id].level,
            "strategische doelen": ", ".join(goals[goal_id].strategic_goals),
            "geldt voor alle doelen": "ja" if effort.is_for_all_goals else "nee",
            "koppeling": effort.link_status,
            "waar": figures.where(effort, names),
            "partners": "; ".join(effort.partners),
            "van": effort.first_period,
            "tot en met": effort.last_period,
            "stand": figures.state(effort),
            "toelichting": effort.note,
            "bron": effort.source,
        }
        for effort in efforts
        for goal_id in effort.goal_ids
    ]
    return exhibits.without_indicator(
        query, "inspanningen", f"Doelen en inspanningen van {programme.name}", figures.counted(efforts),
        figures.alternative(query, choice), tables.overview(efforts, goals, names, "Inspanningen en hun doelen"),
        pd.DataFrame(data), _EXPLANATION, _sources(query, efforts), figures.reading(query),
        charts.network(figures.network(query, choice), font),
    )  # fmt: skip


def counts(query: Query, effort_id: str, position: int) -> Exhibit:
    """Return a count of an effort, planned and realised per year; without numbers it has no chart."""
    [effort] = figures.chosen(query, Choice(effort_id=effort_id))
    rows = figures.counts(query)[effort_id, position]
    name, unit = rows[0].name, rows[0].unit
    frame = query(queries.counts)
    frame = frame[(frame["effort_id"] == effort_id) & (frame["position"] == position)]
    data = [
        {"inspanning": effort.name, "prestatie": name, "eenheid": unit, "jaar": str(count.year),
         "gepland": count.planned, "gerealiseerd": count.realised, "toelichting": tables.why_missing(count),
         "bron": effort.source}
        for count in rows
    ]  # fmt: skip
    return exhibits.without_indicator(
        query, f"inspanning-{effort_id}-prestatie-{position + 1}", f"{effort.name}: {name}", f"Aantal {unit}",
        figures.count_alternative(rows), tables.counts(rows),
        pd.DataFrame(data).astype({"gepland": float, "gerealiseerd": float}), _EXPLANATION,
        _sources(query, [effort]), [figures.COUNT_READING], charts.counts(frame),
    )  # fmt: skip


def _sources(query: Query, efforts: Iterable[Effort]) -> list[str]:
    """Return the sources of the efforts in one line; none when no effort has one."""
    named = "; ".join(dict.fromkeys(effort.source for effort in efforts))
    return [f"Bron: {named}. Bewerking: gemeente {lookups.programme(query).municipality_name}."] if named else []
