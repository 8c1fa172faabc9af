"""The efforts of the programme beside its goals: selection, the network as a graph, marks on a time axis."""

import math
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.database import lookups
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.drawing import charts
from veerkracht.topics.efforts import queries
from veerkracht.topics.trends import figures as trend_figures

KINDS = {
    "thema": "thema van de strategische agenda",
    "plan": "uitvoeringsplan",
    "project": "project",
    "voorziening": "voorziening",
    "activiteit": "activiteit",
}
PROVISIONAL = "Voorlopig betekent: het is nog niet vastgesteld dat een inspanning bij een doel hoort."
_OF_PLAN = "Bij inspanningen uit het plan heeft het dashboard dat afgeleid uit de tekst."
MEANING = (
    "Een inspanning is wat gemeente en partners voor het programma doen: een thema, een plan, een project, een "
    "voorziening of een activiteit. Zij hoort bij een of meer doelen."
)
COUNT_READING = (
    "Balk: wat er is gerealiseerd. Streep: wat er was gepland. Een getal dat er niet is, vult het dashboard niet in. "
    "Aantallen mensen onder de grens van het dashboard staan er niet in, zodat niemand te herkennen is."
)
LINES = "Een lijn verbindt een doel met wat eraan bijdraagt. Stippellijn: voorlopige koppeling."
YEARS_OF_AGENDA = (
    "Bij een thema staan de jaren van de hele strategische agenda. Welke jaren bij één thema horen, is niet bekend: "
    "het plan heeft dat in een plaatje."
)
_OWN = "van de gemeente zelf toegevoegd"
_FOR_ALL = "alle doelen"
UNKNOWN = "onbekend"  # the state of an effort
_HEADINGS = ("Strategische doelen", "Operationele doelen", "Inspanningen")
_LETTERS = (18, 23, 26)  # of a line in each column, that fit when the picture is as wide as in a letter
_LINE, _PADDING, _GAP, _TOP = 16, 8, 5, 26  # pixels


@dataclass(frozen=True)
class Choice:
    """Which efforts a reader wants to see: of a kind, for a goal, in an area, or one effort; by default all."""

    goal_id: int | None = None
    area_code: str = ""
    kind: str = ""
    effort_id: str = ""


@dataclass(frozen=True)
class Effort:
    """An effort with the goals it serves: one row of queries.efforts."""

    effort_id: str
    position: int
    name: str
    kind: str
    link_status: str
    is_for_all_goals: bool
    area_codes: tuple[str, ...]
    partners: tuple[str, ...]
    first_period: str | None
    last_period: str | None
    state: str
    state_period: str | None
    note: str
    source: str
    is_own: bool
    goal_ids: tuple[int, ...]


@dataclass(frozen=True)
class Goal:
    """An operational goal: one row of queries.goals."""

    goal_id: int
    name: str
    level: str
    strategic_goals: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """The planned and realised number of a count of an effort in a year: one row of queries.counts."""

    effort_id: str
    position: int
    name: str
    unit: str
    year: int
    planned: float | None
    realised: float | None
    missing: str | None


@dataclass(frozen=True, eq=False)
class Network:
    """The picture of strategic goals, operational goals and efforts, and its height in pixels.

    `boxes` has a row per goal and effort: column (0 to 2), key, top, bottom, is_chosen, what, told. `texts` has a row
    per line of text: column, y, text, is_heading, is_chosen. `links` has a row per connection: column (that it leaves),
    y_from, y_to, is_provisional, is_chosen.
    """

    boxes: pd.DataFrame
    texts: pd.DataFrame
    links: pd.DataFrame
    height: int


@dataclass(frozen=True)
class _Item:
    """A goal or an effort in a column of the picture; without a key a heading."""

    key: str | int | None
    text: str
    is_chosen: bool
    description: str = ""


@cached
def efforts(query: Query) -> tuple[Effort, ...]:
    """Return every effort in the order of the files."""
    return typed(query(queries.efforts), Effort)


@cached
def goals(query: Query) -> dict[int, Goal]:
    """Return every operational goal by its number."""
    return {goal.goal_id: goal for goal in typed(query(queries.goals), Goal)}


@cached
def counts(query: Query) -> dict[tuple[str, int], list[Count]]:
    """Return the planned and realised numbers per year, by effort and position of its count."""
    groups: dict[tuple[str, int], list[Count]] = {}
    for count in typed(query(queries.counts), Count):
        groups.setdefault((count.effort_id, count.position), []).append(count)
    return groups


def chosen(query: Query, choice: Choice) -> list[Effort]:
    """Return the efforts that fit a choice; an effort for the whole programme is in every area."""
    around = _around(choice.area_code)
    return [
        effort
        for effort in efforts(query)
        if (choice.goal_id is None or choice.goal_id in effort.goal_ids)
        and choice.kind in ("", effort.kind)
        and choice.effort_id in ("", effort.effort_id)
        and (not choice.area_code or not effort.area_codes or not around.isdisjoint(effort.area_codes))
    ]


def _around(code: str | None) -> set[str]:
    """Return an area and all areas that contain it."""
    return {code, *_around(areas.parent(code))} if code else set()


def network(query: Query, choice: Choice) -> Network:
    """Return the place of every goal and effort in the picture, also of those outside the choice."""
    own_goals, ordered = list(goals(query).values()), _ordered(efforts(query))
    effort_ids = {effort.effort_id for effort in chosen(query, choice)}
    if choice == Choice():
        goal_ids = set(goals(query))
    elif choice.goal_id:
        goal_ids = {choice.goal_id}
    else:
        goal_ids = {goal_id for effort in chosen(query, choice) for goal_id in effort.goal_ids}
    aims = list(dict.fromkeys(aim for goal in own_goals for aim in goal.strategic_goals))
    chosen_aims = {aim for goal in own_goals if goal.goal_id in goal_ids for aim in goal.strategic_goals}
    columns: list[list[_Item]] = [
        [_Item(aim, dutch.capital(aim), aim in chosen_aims, "strategisch doel") for aim in aims],
        [*_goal_items(own_goals, goal_ids)],
        [*_effort_items(ordered, effort_ids, lookups.area_names(query))],
    ]
    height = max(_TOP + sum(_height(item, column) + _GAP for item in items) for column, items in enumerate(columns))
    boxes, texts = _layout(columns, height)
    middle = {(row.column, row.key): (row.top + row.bottom) / 2 for row in boxes.itertuples()}
    links = [
        (0, middle[0, aim], middle[1, goal.goal_id], False, goal.goal_id in goal_ids)
        for goal in own_goals
        for aim in goal.strategic_goals
    ]
    links += [
        (1, middle[1, goal_id], middle[2, effort.effort_id], effort.link_status == "voorlopig",
         goal_id in goal_ids and effort.effort_id in effort_ids)
        for effort in ordered if not effort.is_for_all_goals
        for goal_id in effort.goal_ids
    ]  # fmt: skip
    columns_of_links = ["column", "y_from", "y_to", "is_provisional", "is_chosen"]
    return Network(boxes, texts, pd.DataFrame(links, columns=columns_of_links), height)


def _goal_items(goals: Sequence[Goal], goal_ids: set[int]) -> Iterator[_Item]:
    level = ""
    for goal in goals:
        if goal.level != level:
            level = goal.level
            yield _Item(None, level.capitalize(), True)
        text = f"{goal.goal_id}. {goal.name}"
        yield _Item(goal.goal_id, text, goal.goal_id in goal_ids, f"operationeel doel, {level}")


def _ordered(efforts: Sequence[Effort]) -> list[Effort]:
    """Return the efforts in an order in which few lines cross: by the middle of their goals, those for all goals
    last."""

    def order(effort: Effort) -> tuple[bool, float, int]:
        middle = sum(effort.goal_ids) / len(effort.goal_ids) if effort.goal_ids else math.inf
        return effort.is_for_all_goals, middle, effort.position

    return sorted(efforts, key=order)


def _effort_items(efforts: Sequence[Effort], effort_ids: set[str], names: dict[str, str]) -> Iterator[_Item]:
    has_heading = False
    for effort in efforts:
        if effort.is_for_all_goals and not has_heading:
            has_heading = True
            yield _Item(None, f"Voor {_FOR_ALL}", True)
        words = f"{KINDS[effort.kind]}; {where(effort, names)}; {period(effort)}; stand: {state(effort)}"
        yield _Item(effort.effort_id, effort.name, effort.effort_id in effort_ids, words)


def _height(item: _Item, column: int) -> int:
    return _LINE * len(_lines(item, column)) + (_PADDING if item.key is not None else 0)


def _lines(item: _Item, column: int) -> list[str]:
    return textwrap.wrap(item.text, _LETTERS[column], break_on_hyphens=False)


def _layout(columns: list[list[_Item]], height: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    boxes, texts = [], [(column, 10.0, text, True, True) for column, text in enumerate(_HEADINGS)]
    for column, items in enumerate(columns):
        used = sum(_height(item, column) for item in items)
        space = (height - _TOP - used) / max(len(items), 1)
        top = _TOP + space / 2
        for item in items:
            size = _height(item, column)
            if item.key is not None:
                boxes.append((column, item.key, top, top + size, item.is_chosen, item.text, item.description))
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
    """Return the efforts that name this goal and have a first period as marks on a time axis, as charts.numbered."""
    goal_efforts = (effort for effort in chosen(query, Choice(goal_id)) if not effort.is_for_all_goals)
    dated = [effort.effort_id for effort in goal_efforts if effort.first_period]
    rows = query(queries.efforts)
    rows = rows[rows["effort_id"].isin(dated)]
    events = rows.assign(period=rows["first_period"], label=rows["name"]).sort_values(["period", "position"])
    return charts.numbered(events, [area for code in lookups.usual_areas(query) for area in _around(code)])


def numbers(query: Query, goal_id: int) -> dict[str, str]:
    """Return the number of each effort on the time axis of a goal, by its id, in order."""
    events = marks(query, goal_id)
    return dict(zip(events["effort_id"], events["number"], strict=True))


def explanation(events: pd.DataFrame | None, names: dict[str, str]) -> str:
    """Return what the numbers on a time axis mean and how to read them, '' without any; `events` as in `marks`."""
    if events is None or events.empty:
        return ""
    legend = trend_figures.done(events, names, "Inspanningen met hun begin op de tijdas")
    return " ".join([legend, *caveats(typed(events, Effort)), trend_figures.NO_CAUSE])


def caveats(efforts: Sequence[Effort]) -> list[str]:
    """Return the caveats on these efforts: provisional links, and themes with unknown years."""
    provisional = [effort for effort in efforts if effort.link_status == "voorlopig"]
    texts = [f"{PROVISIONAL} {_OF_PLAN}" if any(not effort.is_own for effort in provisional) else PROVISIONAL]
    has_theme = any(effort.kind == "thema" and not effort.is_own for effort in efforts)
    return [*(texts if provisional else []), *([YEARS_OF_AGENDA] if has_theme else [])]


def without_efforts(query: Query) -> list[int]:
    """Return the goals that no effort names, apart from efforts for all goals."""
    named = {goal_id for effort in efforts(query) if not effort.is_for_all_goals for goal_id in effort.goal_ids}
    return [goal_id for goal_id in goals(query) if goal_id not in named]


def by_level(efforts: Sequence[Effort], goals: dict[int, Goal]) -> dict[str, list[Effort]]:
    """Return the efforts by the scale level of most of their goals (the first in a tie), in the order of the plan; then
    those for all goals, and those without a goal."""
    levels: dict[str, list[Effort]] = {goal.level: [] for goal in goals.values()}
    levels |= {f"voor {_FOR_ALL}": [], "zonder doel": []}
    for effort in efforts:
        of_goals = Counter(goals[goal_id].level for goal_id in effort.goal_ids)
        [(level, _)] = of_goals.most_common(1) or [("zonder doel", 0)]
        levels[f"voor {_FOR_ALL}" if effort.is_for_all_goals else level].append(effort)
    return {level: group for level, group in levels.items() if group}


def unknown(query: Query, efforts: Sequence[Effort]) -> str:
    """Return how many efforts have an unknown state, unknown years or no counts, '' when none has."""
    with_counts = {effort_id for effort_id, _ in counts(query)}
    lacking = {
        "de stand": [effort for effort in efforts if effort.state == UNKNOWN],
        "de jaren": [effort for effort in efforts if effort.first_period is None],
        "de aantallen": [effort for effort in efforts if effort.effort_id not in with_counts],
    }
    first, *rest = [(what, group) for what, group in lacking.items() if group] or [("", [])]
    if not first[0]:
        return ""
    further = [f"van {len(group)} {what}" for what, group in rest]
    return f"{dutch.joined([f'Van {counted(first[1])} kennen wij {first[0]} niet', *further])}."


def where(effort: Effort, names: dict[str, str]) -> str:
    """Return the areas of an effort in words."""
    return dutch.joined([names[code] for code in effort.area_codes]) if len(effort.area_codes) else "het hele programma"


def period(effort: Effort) -> str:
    """Return the period of an effort in words, or that it is not known."""
    if effort.first_period is None:
        return "periode niet bekend"
    first = periods.parse(effort.first_period).label
    if effort.last_period is None:
        return f"vanaf {first}"
    last = periods.parse(effort.last_period).label
    return first if first == last else f"{first} tot en met {last}"


def years(effort: Effort) -> str:
    """Return the years of an effort with a period, as briefly as possible: 2025–2027."""
    first, last = (str(code)[:4] if code else "" for code in (effort.first_period, effort.last_period))
    return f"vanaf {first}" if not last else first if first == last else f"{first}–{last}"


def state(effort: Effort) -> str:
    """Return the state of an effort and the date it refers to."""
    if effort.state == UNKNOWN:
        return "niet bekend"
    if effort.state_period is None:
        return effort.state
    return f"{effort.state} (peildatum {periods.parse(effort.state_period).label})"


def kind(effort: Effort) -> str:
    """Return the kind of an effort, and whether the municipality added it itself."""
    return f"{KINDS[effort.kind]} ({_OWN})" if effort.is_own else KINDS[effort.kind]


def goals_in_words(effort: Effort) -> str:
    """Return the goals of an effort, and whether that is provisional."""
    if effort.is_for_all_goals:
        words = _FOR_ALL
    else:
        numbers = dutch.joined([str(goal_id) for goal_id in effort.goal_ids])
        words = f"{'doel' if len(effort.goal_ids) == 1 else 'doelen'} {numbers}"
    return f"{words} (voorlopig)" if effort.link_status == "voorlopig" else words


def counted(efforts: Sequence[Effort]) -> str:
    """Return the number of efforts: '1 inspanning', '17 inspanningen'."""
    return dutch.counted(len(efforts), "inspanning", "inspanningen")


def alternative(query: Query, choice: Choice) -> str:
    """Return what the picture shows, for readers who cannot see it."""
    count = counted(chosen(query, choice))
    return f"Netwerk van strategische doelen, operationele doelen en {count}. Alles staat ook in de tabel."


def reading(query: Query) -> list[str]:
    """Return how to read the picture and what it cannot say."""
    all_efforts, empty = efforts(query), without_efforts(query)
    lines = [LINES, *caveats(all_efforts)]
    if any(effort.is_for_all_goals for effort in all_efforts):
        lines.append(f"Inspanningen voor {_FOR_ALL} hebben geen lijnen.")
    return [" ".join(lines), goals_without_efforts(empty)]


def goals_without_efforts(goal_ids: Sequence[int]) -> str:
    """Return which goals no effort names, '' without any."""
    if not goal_ids:
        return ""
    numbers = dutch.joined([str(goal_id) for goal_id in goal_ids])
    return f"Voor {'doel' if len(goal_ids) == 1 else 'de doelen'} {numbers} is nog geen eigen inspanning bekend."


def count_alternative(counts: Sequence[Count]) -> str:
    """Return what the chart of a count shows, for readers who cannot see it."""
    realised = [
        f"{count.year}: {dutch.figure(count.realised, 0, count.unit)} gerealiseerd."
        for count in counts
        if count.realised is not None
    ]
    return " ".join([f"{counts[0].name} per jaar.", *realised[-1:], "De cijfers staan in de tabel."])
