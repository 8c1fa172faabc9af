"""The efforts of the programme beside its goals: what is chosen, the network as a picture, marks on a time axis."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import charts
from veerkracht.topics.efforts import queries as effort_queries
from veerkracht.topics.trends import figures as trend_views

KINDS = {
    "thema": "thema van de strategische agenda", "plan": "uitvoeringsplan", "project": "project",
    "voorziening": "voorziening", "activiteit": "activiteit",
}  # fmt: skip
PROVISIONAL = (
    "Voorlopig betekent: het is nog niet vastgesteld dat een inspanning bij een doel hoort. Bij inspanningen uit het "
    "programmaplan heeft het dashboard dat afgeleid uit de tekst."
)
MEANING = (
    "Een inspanning is wat gemeente en partners voor het programma doen: een thema, een plan, een project, een "
    "voorziening of een activiteit. Zij hoort bij een of meer doelen."
)
COUNT_READING = (
    "Balk: wat er is gerealiseerd. Streep: wat er was gepland. Een getal dat er niet is, vult het dashboard niet in. "
    "Aantallen mensen onder de grens van het dashboard staan er niet in, zodat niemand te herkennen is."
)
YEARS_OF_AGENDA = (
    "Bij een thema staan de jaren van de hele strategische agenda. Welke jaren bij één thema horen, is niet bekend: "
    "het plan heeft dat in een plaatje."
)
OWN = "van de gemeente zelf toegevoegd"
FOR_ALL = "alle doelen"
_HEADINGS = ("Strategische doelen", "Operationele doelen", "Inspanningen")
_LETTERS = (18, 23, 26)  # of a line in each column, that fit when the picture is as wide as in a letter
_LINE, _PADDING, _GAP, _TOP = 16, 8, 5, 26  # pixels


@dataclass(frozen=True)
class Choice:
    """What a reader looks at: efforts of a kind, for a goal, in an area, or one effort; empty is all."""

    goal_id: int | None = None
    area_code: str = ""
    kind: str = ""
    effort_id: str = ""


class Network(NamedTuple):
    """The picture of strategic goals, operational goals and efforts, and its height in pixels.

    `boxes` has a row per goal and effort: column (0 to 2), key, top, bottom, is_chosen, what, told. `texts` has a row
    per line of text: column, y, text, is_heading, is_chosen. `links` has a row per connection: column (that it leaves),
    y_from, y_to, is_provisional, is_chosen.
    """

    boxes: pd.DataFrame
    texts: pd.DataFrame
    links: pd.DataFrame
    height: int


def chosen(query: Query, choice: Choice) -> pd.DataFrame:
    """Return the efforts of effort_queries.efforts that fit the choice; one for the whole programme is everywhere."""
    found = query(effort_queries.efforts)
    fits = [
        (choice.goal_id is None or choice.goal_id in row.goal_ids)
        and choice.kind in ("", row.kind)
        and choice.effort_id in ("", row.effort_id)
        and (not choice.area_code or not len(row.area_codes) or bool({*row.area_codes} & _around(choice.area_code)))
        for row in found.itertuples()
    ]
    return found[np.array(fits, dtype=bool)].reset_index(drop=True)


def _around(code: str | None) -> set[str]:
    """Return an area and all areas that it lies in."""
    return {code, *_around(areas.parent(code))} if code else set()


def network(query: Query, choice: Choice) -> Network:
    """Return where everything stands in the picture; what the choice leaves out is not chosen, but there."""
    goals, efforts = query(effort_queries.goals), _ordered(query(effort_queries.efforts))
    shown = chosen(query, choice)
    names = lookups.area_names(query)
    is_all = choice == Choice()
    own_goals = {choice.goal_id} if choice.goal_id else {goal for row in shown["goal_ids"] for goal in row}
    goal_ids = set(goals["goal_id"]) if is_all else own_goals
    aims = list(dict.fromkeys(aim for row in goals["strategic_goals"] for aim in row))
    own_aims = {aim for row in goals.itertuples() if row.goal_id in goal_ids for aim in row.strategic_goals}
    own_efforts = {*shown["effort_id"]}
    columns = [
        [_Item(aim, f"{aim[0].upper()}{aim[1:]}", aim in own_aims, "strategisch doel") for aim in aims],
        [*_with_levels(goals, goal_ids)],
        [*_effort_items(efforts, own_efforts, names)],
    ]  # fmt: skip
    height = max(_TOP + sum(_height(item, column) + _GAP for item in items) for column, items in enumerate(columns))
    boxes, texts = _placed(columns, height)
    middle = {(row.column, row.key): (row.top + row.bottom) / 2 for row in boxes.itertuples()}
    links = [
        (0, aim, row.goal_id, False, row.goal_id in goal_ids)
        for row in goals.itertuples() for aim in row.strategic_goals
    ] + [
        (1, goal, row.effort_id, row.link_status == "voorlopig", goal in goal_ids and row.effort_id in own_efforts)
        for row in efforts[~efforts["is_for_all_goals"]].itertuples() for goal in row.goal_ids
    ]  # fmt: skip
    lines = [
        (column, middle[column, one], middle[column + 1, other], is_provisional, is_chosen)
        for column, one, other, is_provisional, is_chosen in links
    ]
    columns_of_links = ["column", "y_from", "y_to", "is_provisional", "is_chosen"]
    return Network(boxes, texts, pd.DataFrame(lines, columns=columns_of_links), height)


class _Item(NamedTuple):
    """A goal or an effort in a column of the picture; without a key a heading."""

    key: Any
    text: str
    is_chosen: bool
    told: str = ""


def _with_levels(goals: pd.DataFrame, goal_ids: set[Any]) -> Iterator[_Item]:
    level = ""
    for row in goals.itertuples():
        if row.level != level:
            level = str(row.level)
            yield _Item(None, level.capitalize(), True)
        yield _Item(row.goal_id, f"{row.goal_id}. {row.name}", row.goal_id in goal_ids, f"operationeel doel, {level}")


def _ordered(efforts: pd.DataFrame) -> pd.DataFrame:
    """Return the efforts so that few lines cross: by the middle of their goals, those for all goals last."""
    middle = [sum(row) / len(row) for row in efforts["goal_ids"]]
    return efforts.assign(middle=middle).sort_values(["is_for_all_goals", "middle", "position"], kind="stable")


def _effort_items(efforts: pd.DataFrame, own: set[Any], names: dict[str, str]) -> Iterator[_Item]:
    for is_for_all, rows in efforts.groupby("is_for_all_goals", sort=True):
        if is_for_all:
            yield _Item(None, f"Voor {FOR_ALL}", True)
        for row in rows.itertuples():
            told = f"{KINDS[str(row.kind)]}; {where(row, names)}; {period(row)}; stand: {state(row)}"
            yield _Item(row.effort_id, str(row.name), row.effort_id in own, told)


def _height(item: _Item, column: int) -> int:
    return _LINE * len(_lines(item, column)) + (_PADDING if item.key is not None else 0)


def _lines(item: _Item, column: int) -> list[str]:
    return textwrap.wrap(item.text, _LETTERS[column], break_on_hyphens=False)


def _placed(columns: list[list[_Item]], height: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    boxes, texts = [], [(column, 10.0, text, True, True) for column, text in enumerate(_HEADINGS)]
    for column, items in enumerate(columns):
        used = sum(_height(item, column) for item in items)
        space = (height - _TOP - used) / max(len(items), 1)
        top = _TOP + space / 2
        for item in items:
            size = _height(item, column)
            if item.key is not None:
                boxes.append((column, item.key, top, top + size, item.is_chosen, item.text, item.told))
            first = top + (_PADDING / 2 if item.key is not None else 0) + _LINE / 2
            texts += [
                (column, first + place * _LINE, line, item.key is None, item.is_chosen)
                for place, line in enumerate(_lines(item, column))
            ]
            top += size + space
    return (
        pd.DataFrame(boxes, columns=["column", "key", "top", "bottom", "is_chosen", "what", "told"]),
        pd.DataFrame(texts, columns=["column", "y", "text", "is_heading", "is_chosen"]),
    )


def marks(query: Query, goal_id: int) -> pd.DataFrame:
    """Return the efforts that name this goal and have a beginning as marks on a time axis, as charts.numbered."""
    found = chosen(query, Choice(goal_id))
    found = found[~found["is_for_all_goals"] & found["first_period"].notna()]
    events = found.assign(period=found["first_period"], label=found["name"]).sort_values(["period", "position"])
    return charts.numbered(events, [one for code in lookups.usual_areas(query) for one in _around(code)])


def explained(events: pd.DataFrame | None, names: dict[str, str]) -> str:
    """Return what the numbers on a time axis are and how to read them, '' without any; `events` as `marks`."""
    if events is None or events.empty:
        return ""
    told = trend_views.done(events, names, "Inspanningen met hun begin op de tijdas")
    return " ".join([told, *caveats(events), trend_views.NO_CAUSE])


def caveats(found: pd.DataFrame) -> list[str]:
    """Return what to mind with these efforts: links that are provisional, themes of which the years are not known."""
    is_of_agenda = (found["kind"] == "thema") & ~found["is_own"]
    return [
        *([PROVISIONAL] if (found["link_status"] == "voorlopig").any() else []),
        *([YEARS_OF_AGENDA] if is_of_agenda.any() else []),
    ]


def without_efforts(query: Query) -> list[int]:
    """Return the goals that no effort names, apart from those for all goals."""
    found = query(effort_queries.efforts)
    named = {goal for row in found.loc[~found["is_for_all_goals"], "goal_ids"] for goal in row}
    return [int(goal) for goal in query(effort_queries.goals)["goal_id"] if goal not in named]


def where(row: Any, names: dict[str, str]) -> str:
    """Return the areas of an effort in words."""
    return dutch.joined([names[code] for code in row.area_codes]) if len(row.area_codes) else "het hele programma"


def period(row: Any) -> str:
    """Return when an effort is, in words, or that it is not known."""
    if pd.isna(row.first_period):
        return "periode niet bekend"
    first = periods.parse(row.first_period).label
    if pd.isna(row.last_period):
        return f"vanaf {first}"
    last = periods.parse(row.last_period).label
    return first if first == last else f"{first} tot en met {last}"


def state(row: Any) -> str:
    """Return the state of an effort, with the date it was so."""
    if row.state == "onbekend":
        return "niet bekend"
    is_dated = pd.notna(row.state_period)
    return f"{row.state} (peildatum {periods.parse(row.state_period).label})" if is_dated else str(row.state)


def kind(row: Any) -> str:
    """Return what kind of effort it is, and whether the municipality added it itself."""
    return f"{KINDS[row.kind]} ({OWN})" if row.is_own else KINDS[row.kind]


def goals_in_words(row: Any) -> str:
    """Return the goals of an effort, and whether that is provisional."""
    if row.is_for_all_goals:
        told = FOR_ALL
    else:
        told = f"{'doel' if len(row.goal_ids) == 1 else 'doelen'} {dutch.joined([str(one) for one in row.goal_ids])}"
    return f"{told} (voorlopig)" if row.link_status == "voorlopig" else told


def alternative(query: Query, choice: Choice) -> str:
    """Return what the picture shows, for who cannot see it."""
    found = chosen(query, choice)
    count = "1 inspanning" if len(found) == 1 else f"{len(found)} inspanningen"
    return f"Netwerk van strategische doelen, operationele doelen en {count}. Alles staat ook in de tabel."


def reading(query: Query) -> list[str]:
    """Return how to read the picture and what it cannot say."""
    found, empty = query(effort_queries.efforts), without_efforts(query)
    goals = dutch.joined([str(goal) for goal in empty])
    without = f"De doelen {goals} hebben" if len(empty) > 1 else f"Doel {goals} heeft"
    told = ["Een lijn verbindt een doel met wat eraan bijdraagt. Stippellijn: voorlopige koppeling.", *caveats(found)]
    if found["is_for_all_goals"].any():
        told.append(f"Inspanningen voor {FOR_ALL} hebben geen lijnen.")
    return [" ".join(told), f"{without} nog geen lijn naar een inspanning." if empty else ""]


def count_alternative(rows: pd.DataFrame) -> str:
    """Return what the chart of one thing that is counted shows; `rows` as effort_queries.counts."""
    last = rows[rows["realised"].notna()].tail(1)
    told = [f"{row.year}: {dutch.figure(row.realised, 0, row.unit)} gerealiseerd." for row in last.itertuples()]
    return " ".join([f"{rows['name'].iloc[0]} per jaar.", *told, "De cijfers staan in de tabel."])
