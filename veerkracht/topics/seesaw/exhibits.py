"""The see-saws of a goal or a buurt as exhibits."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.seesaw import charts, sentences, tables
from veerkracht.topics.seesaw.figures import HEADINGS, KINDS, Kind, Seesaw, Weight, all_items, seesaws

_COLUMNS = ["area_code", "period", "value", "lower", "upper", "margin_kind", "status", "missing"]


def has_seesaws(query: Query, goal_id: int) -> bool:
    """Return whether a goal is about what weighs on see-saws."""
    return any(item.goal_id == goal_id for item in all_items(query))


def of_goal(query: Query, goal_id: int) -> list[Exhibit]:
    """Return the see-saws of the focus areas beside each other for the goal that is about them, else none."""
    if not has_seesaws(query, goal_id):
        return []
    return of_areas(query, f"doel-{goal_id}", lookups.programme(query).focus_area_codes)


def of_areas(query: Query, name: str, area_codes: Sequence[str]) -> list[Exhibit]:
    """Return an exhibit per kind of see-saw that can be drawn of one of these areas."""
    return [
        of_kind(query, name, area_codes, kind)
        for kind in KINDS
        if any(seesaw.tilt for seesaw in seesaws(query, area_codes, kind))
    ]


def of_kind(query: Query, name: str, area_codes: Sequence[str], kind: Kind) -> Exhibit:
    """Return the see-saws of one kind of these areas as an exhibit."""
    group = seesaws(query, area_codes, kind)
    weights = [weight for seesaw in group for weight in seesaw.weights]
    exhibit = exhibits.exhibit(
        query,
        f"{name}-wipwap-{kind}",
        f"{HEADINGS[kind]}: {dutch.joined([seesaw.area for seesaw in group if seesaw.tilt])}",
        f"Cijfers van {periods.spelled({weight.period for weight in weights})}",
        " ".join(seesaw.alternative for seesaw in group),
        tables.table(group),
        [(weight.indicator, _figures(query, group, place)) for place, weight in enumerate(group[0].weights)],
        [
            *(seesaw.sentence for seesaw in group),
            *sentences.notes(group),
            *(sentences.rule(seesaw) for seesaw in group if seesaw.tilt),
        ],
    )
    exhibit = replace(exhibit, drawing=charts.beside([seesaw.drawing() for seesaw in group if seesaw.tilt]))
    of_plan = next((weight for weight in weights if weight.place), None)
    return _of_plan(query, exhibit, of_plan) if of_plan else exhibit


def _of_plan(query: Query, exhibit: Exhibit, weight: Weight) -> Exhibit:
    """Return an exhibit of baselines of the plan with the plan as its source."""
    plan = f"Gemeente {lookups.programme(query).municipality_name}, {weight.place}"
    exhibit = replace(exhibit, sources=(f"Bron: {plan}. Niet bevestigd bij de uitgever.",))
    return exhibit.with_data(
        lambda data: data.assign(bron=plan, licentie="openbaar raadsstuk", decimalen=weight.decimals)
    )


def _figures(query: Query, group: Sequence[Seesaw], place: int) -> pd.DataFrame:
    """Return one weight of all areas, and of shares that of the city too, as figures per area and period."""
    weights = [(seesaw.area_code, seesaw.weights[place]) for seesaw in group]
    rows = [(code, *(getattr(weight, name) for name in _COLUMNS[1:])) for code, weight in weights]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    if group[0].kind != "dragers":
        return frame
    city, first = lookups.programme(query).municipality_code, weights[0][1]
    if first.place:
        return pd.concat([frame, frame[:1].assign(area_code=city, value=first.usual)])
    of_city = query(queries.figures, first.indicator.indicator_id, first.period)
    return pd.concat([frame, of_city[of_city["area_code"] == city].assign(period=first.period)])
