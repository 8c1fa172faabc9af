"""The see-saws of a goal or a buurt as exhibits."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits, seesaw
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.drawing.table import Column, Table
from veerkracht.method import balance
from veerkracht.topics.seesaw import figures as balance_views
from veerkracht.topics.seesaw import queries as balance_queries
from veerkracht.topics.seesaw import tables as balance_tables
from veerkracht.topics.seesaw.figures import HEADINGS, KINDS, Kind, View, Weight


def of_goal(query: Query, goal_id: int) -> list[Exhibit]:
    """Return the see-saws of the focus areas beside each other, of the goal that is about them; else none."""
    if goal_id not in set(query(balance_queries.items, balance.FEWEST)["goal_id"].dropna()):
        return []
    return of_areas(query, f"doel-{goal_id}", list(lookups.programme(query).focus_area_codes))


def of_areas(query: Query, name: str, area_codes: Sequence[str]) -> list[Exhibit]:
    """Return an exhibit per kind of see-saw that can be drawn of one of these areas."""
    found = [balance_views.views(query, area_codes, kind) for kind in KINDS]
    return [_exhibit(query, f"{name}-wipwap-{one[0].kind}", one) for one in found if any(view.tilt for view in one)]


def of_kind(query: Query, name: str, area_codes: Sequence[str], kind: Kind) -> Exhibit:
    """Return the see-saws of one kind of these areas as an exhibit."""
    return _exhibit(query, f"{name}-wipwap-{kind}", balance_views.views(query, area_codes, kind))


def _exhibit(query: Query, name: str, found: list[View]) -> Exhibit:
    first, years = found[0], {weight.period for view in found for weight in view.weights}
    named = dutch.joined([view.area for view in found])
    made = exhibits.exhibit(
        query, name, f"{HEADINGS[first.kind]}: {named}", f"Cijfers van {periods.spelled(years)}",
        " ".join(view.alternative for view in found),
        _table(found),
        [(weight.indicator, _figures(query, found, place)) for place, weight in enumerate(first.weights)],
        [*(view.sentence for view in found), *balance_tables.notes(found),
         *(balance_tables.rule(view) for view in found if view.tilt)],
    )  # fmt: skip
    made = replace(made, drawing=seesaw.beside([drawn for view in found if (drawn := view.drawing())]))
    of_plan = [one for view in found for one in view.weights if one.place]
    return _of_plan(query, made, of_plan[0]) if of_plan else made


def _of_plan(query: Query, made: Exhibit, weight: Weight) -> Exhibit:
    """Return an exhibit of baselines of the plan with the plan as its source."""
    plan = f"Gemeente {lookups.programme(query).municipality_name}, {weight.place}"
    data = made.data.assign(bron=plan, licentie="openbaar raadsstuk", decimalen=weight.decimals)
    return replace(made, data=data, sources=(f"Bron: {plan}. Niet bevestigd bij de uitgever.",))


def _figures(query: Query, found: list[View], place: int) -> pd.DataFrame:
    """Return one weight of all areas, and of shares that of the city, as figures per area and period."""
    weights = [(view.area_code, view.weights[place]) for view in found]
    rows = [(code, one.period, one.value, one.lower, one.upper, one.status, one.missing) for code, one in weights]
    frame = pd.DataFrame(rows, columns=["area_code", "period", "value", "lower", "upper", "status", "missing"])
    if found[0].kind != "dragers":
        return frame
    city, one = lookups.programme(query).municipality_code, weights[0][1]
    if one.place:
        return pd.concat([frame, frame[:1].assign(area_code=city, value=one.usual)])
    of_city = query(queries.figures, one.indicator.indicator_id, one.period)
    return pd.concat([frame, of_city[of_city["area_code"] == city].assign(period=one.period)])


def _table(found: list[View]) -> Table:
    first = found[0]
    usual = first.city if first.kind == "dragers" else "Gemiddelde buurt"

    def row(weights: list[Weight]) -> tuple[str, ...]:
        one = weights[0]
        cells = [one.printed(weight.value) if weight.value == weight.value
                 else dutch.MISSING.get(weight.missing or "", "geen gegevens") for weight in weights]  # fmt: skip
        return one.indicator.label, one.side, one.period, *cells, one.printed(one.usual)

    columns = ("Onderwerp", "Kant", "Jaar", *(view.area for view in found), usual)
    return Table.of(
        HEADINGS[first.kind], tuple(Column(label) for label in columns),
        (
            *(row([view.weights[place] for view in found]) for place in range(len(first.weights))),
            ("De wipwap", "", "", *(view.told for view in found), "recht"),
        ),
    )  # fmt: skip
