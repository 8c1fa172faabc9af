"""Much and little veerkracht of a goal or a buurt as an exhibit."""

from collections.abc import Sequence
from dataclasses import replace

from veerkracht.core import dutch, periods
from veerkracht.database import lookups, queries
from veerkracht.database.query import Query
from veerkracht.database.rows import Observation, typed
from veerkracht.drawing import exhibits
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.seesaw import charts, sentences, tables
from veerkracht.topics.seesaw.figures import HEADING, Balance, Share, balances, items


def has_seesaws(query: Query, goal_id: int) -> bool:
    """Return whether a goal is about much and little veerkracht."""
    return any(item.goal_id == goal_id for item in items(query))


def of_goal(query: Query, goal_id: int) -> list[Exhibit]:
    """Return the shares of the focus areas beside each other for the goal that is about them, else none."""
    if not has_seesaws(query, goal_id):
        return []
    return of_areas(query, f"doel-{goal_id}", lookups.programme(query).focus_area_codes, is_of_goal=True)


def of_areas(query: Query, name: str, area_codes: Sequence[str], is_of_goal: bool = False) -> list[Exhibit]:
    """Return the shares of these areas as an exhibit, none when no area has them."""
    group = balances(query, area_codes)
    drawable = [balance for balance in group if balance.is_drawn]
    if not drawable:
        return []
    shares = [share for balance in group for share in balance.shares]
    exhibit = exhibits.exhibit(
        query,
        f"{name}-veerkracht",
        f"{HEADING}: {dutch.joined([balance.area for balance in drawable])}",
        f"Cijfers van {periods.in_words({share.figure.period for share in shares}, ' en ')}",
        " ".join(balance.alternative for balance in group),
        tables.table(group),
        [(share.indicator, _figures(query, group, place)) for place, share in enumerate(group[0].shares)],
        [*(balance.sentence for balance in group), *sentences.notes(group, lookups.programme(query), is_of_goal)],
    )
    exhibit = replace(exhibit, drawing=charts.beside([balance.drawing() for balance in drawable]))
    of_plan = next((share for share in shares if share.place), None)
    return [_of_plan(query, exhibit, of_plan) if of_plan else exhibit]


def _of_plan(query: Query, exhibit: Exhibit, share: Share) -> Exhibit:
    """Return an exhibit of baselines of the plan with the plan as its source."""
    plan = f"Gemeente {lookups.programme(query).municipality_name}, {share.place}"
    exhibit = replace(exhibit, sources=(f"Bron: {plan}. Niet bevestigd bij de uitgever.",))
    return exhibit.with_data(
        lambda data: data.assign(bron=plan, licentie="openbaar raadsstuk", decimalen=share.decimals)
    )


def _figures(query: Query, group: Sequence[Balance], place: int) -> tuple[Observation, ...]:
    """Return one share of all areas and of the city."""
    rows = [balance.shares[place].figure for balance in group]
    city, first = lookups.programme(query).municipality_code, group[0].shares[place]
    if first.place:
        return (*rows, replace(rows[0], area_code=city, value=first.usual))
    period = rows[0].period
    of_city = query(queries.figures, first.indicator.indicator_id, period)
    return (*rows, *typed(of_city[of_city["area_code"] == city].assign(period=period), Observation))
