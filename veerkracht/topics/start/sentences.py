"""Texts of Start, in plain Dutch (B1): sentences of at most twenty words, each with its year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from veerkracht.core import dutch, periods
from veerkracht.drawing import yardsticks
from veerkracht.topics.comparison.unusual import Compared
from veerkracht.topics.goals import comparisons, next_steps
from veerkracht.topics.goals.next_steps import NOBODY_NAMED
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.start.highlights import Answers, Decision, Gap, rose

ABOUT = "Dit dashboard laat zien of de doelen dichterbij komen."
_NAMED, _NAMED_GOALS = 3, 2  # areas that a title can name, goals that a sentence can name
_NOT_KNOWN = "Dat weten wij nog niet."
_CITY = {
    "gained": ", en dat ging beter dan in de {city}",
    "equal": ", net als in de {city}",
    "lost": ", maar in de {city} ging het harder",
}
_DECISIONS = {
    "vraag bestaat nog niet": "{goals} niet te volgen{where}: niemand stelt de vraag nog",
    "maat vervallen": "{goals} niet meer te volgen{where}: de maat bestaat niet meer",
    "niet samen te nemen": "{goals} niet te volgen{where}: de maat is er alleen per buurt of wijk",
    "bron niet aangesloten": "{goals} niet te volgen{where}: niemand levert de cijfers nog",
}


@dataclass(frozen=True)
class Card:
    """A key message: its kind, the finding, the texts behind it, its date, and the address to read more."""

    kind: str
    title: str
    texts: tuple[str, ...]
    date: str
    address: str


def title(names: Sequence[str], programme: str) -> str:
    """Return the question that the page answers; areas that do not fit are counted."""
    if len(names) <= _NAMED:
        return f"Hoe gaat het in {dutch.joined([*names])}?"
    return f"Hoe gaat het in de {len(names)} gebieden van {programme}?"


def good(answers: Answers) -> str:
    """Return what goes well in an area."""
    match answers.good:
        case None:
            return _NOT_KNOWN
        case Gap() as lead:
            return beside_city(lead)
        case row:
            beside = _CITY[row.against_city].format(city=row.city_word) if row.against_city else ""
            return f"{_changed(row)}{beside} ({_years(row)})."


def bad(answers: Answers) -> str:
    """Return what does not go well in an area."""
    match answers.bad:
        case None:
            return _NOT_KNOWN
        case Gap() as behind:
            return beside_city(behind)
        case row:
            standing = comparisons.standing_in_city(row)
            for word in ("achterstand", "voorsprong"):
                standing = standing.replace(f"de {word}", f"de {word} op de {row.city_word}", 1)
            return f"{row.name}: {standing} ({_years(row)})." if standing else f"{_changed(row)} ({_years(row)})."


def unknown(answers: Answers, area: str) -> str:
    """Return how much is unknown of an area with this name."""
    unclear, unmeasured, total = answers.unclear_count, answers.unmeasured_count, answers.goal_count
    if not total:
        return "Er zijn nog geen doelen."
    if not unclear:
        return f"Van elk doel is in {area} te zeggen of het beter gaat."
    if unmeasured == total:
        return f"Of het in {area} beter gaat: geen enkel doel heeft al een nieuw cijfer."
    lacking = f"; {unmeasured} {'heeft' if unmeasured == 1 else 'hebben'} nog geen nieuw cijfer" if unmeasured else ""
    return f"Of het in {area} beter gaat bij {unclear} van de {total} doelen{lacking}."


def beside_city(gap: Gap) -> str:
    """Return a figure beside that of the city: 'Voelt zich thuis in de buurt: 72%, in de stad 88% (2022).'"""
    row = gap.row
    value, city = (dutch.short_figure(figure, row.figure_decimals, row.unit) for figure in (gap.value, gap.city))
    rate = f" {row.unit}" if dutch.is_rate(row.unit) else ""
    return f"{row.label}: {value}{rate}, in de {row.city_word} {city} ({periods.parse(gap.period).label})."


def change(compared: Compared, goal_id: int | None, comparison_count: int, expected: float) -> Card:
    """Return the card of the most unusual change; `goal_id` is of the goal that it measures, if any.

    Of `comparison_count` comparisons, chance alone makes `expected` unusual.
    """
    name, indicator, row = compared.buurt.name, compared.indicator, compared.yardstick
    went = "kwam anders uit dan bijna overal"
    if indicator.direction != "geen":
        went = f"deed het {'beter' if compared.less_well > 0.5 else 'minder goed'} dan bijna overal"
    date = yardsticks.between(row).replace(" met ", " vergeleken met ", 1)
    chance = f"Van {comparison_count} vergelijkingen vallen er door toeval al ongeveer {dutch.number(expected, 0)} op."
    return Card(
        "Opvallendste verandering", f"{indicator.label}: {name} {went}",
        (f"{yardsticks.in_a_hundred(row, indicator.direction)}.", chance), date,
        f"doelkaart?doel={goal_id}" if goal_id is not None else "vergelijken?weergave=ongewoon",
    )  # fmt: skip


def largest_gap(gap: Gap, name: str) -> Card:
    """Return the card of the largest gap."""
    row = gap.row
    size = dutch.difference(gap.size, row.figure_decimals, row.unit)
    value, city = (dutch.short_figure(figure, row.figure_decimals, row.unit) for figure in (gap.value, gap.city))
    how_sure = "Dit verschil is groter dan de marge." if gap.is_sure else "Hoe zeker dit is, weten wij niet."
    return Card(
        "Grootste achterstand", f"{row.label}: de {row.city_word} is {size} verder dan {name}",
        (f"{name}: {value}. De {row.city_word}: {city}.", how_sure), periods.parse(gap.period).label,
        f"doelkaart?doel={row.goal_id}",
    )  # fmt: skip


def decision(decision: Decision, names: Mapping[str, str]) -> Card:
    """Return the card of the decision that is due, with the areas by name when not all wait for it."""
    goals = {row.goal_id: row.name for row in decision.rows}
    owners = {row.owner for row in decision.rows}
    owner = owners.pop() if len(owners) == 1 else None
    about = f"Het gaat om {dutch.joined([f'“{name}”' for name in goals.values()])}."
    last = decision.last_year
    date = "nog zonder datum" if last is None else f"een begincijfer helpt tot en met {last}"
    numbers = dutch.joined([str(goal_id) for goal_id in goals])
    where = f" in {next_steps.names_of(decision.area_codes, names)}" if decision.area_codes else ""
    text = _DECISIONS[decision.reason]
    title = text.format(goals=f"Doel {numbers} {'is' if len(goals) == 1 else 'zijn'}", where=where)
    texts = (about if len(goals) <= _NAMED_GOALS else "", f"Aan zet: {owner or NOBODY_NAMED}.")
    return Card("Besluit nodig", title, tuple(filter(None, texts)), date, "weten")


def provisional_protocol(fixed_on: date) -> Card:
    """Return the card of a protocol without a decision yet."""
    return Card(
        "Besluit nodig", "De afspraken over het meten zijn nog voorlopig",
        ("Wie ze vaststelt voordat er cijfers zijn, voorkomt twijfel achteraf.",), f"opgesteld {dutch.day(fixed_on)}",
        "toelichting",
    )  # fmt: skip


def picture(names: Mapping[str, str], focus: Sequence[str], city: str) -> str:
    """Return what the map shows, for readers who cannot see it."""
    return f"Kaart van {city}. Ingekleurd: {dutch.joined([names.get(code, code) for code in focus])}."


def _changed(row: GoalStatus) -> str:
    is_higher = rose(row)
    return (row.more if is_higher else row.fewer) or f"{row.label} ging {'omhoog' if is_higher else 'omlaag'}"


def _years(row: GoalStatus) -> str:
    both = (row.change_from or row.baseline_period, row.period)
    return " tot ".join(periods.parse(period).label for period in both if period)
