"""What Start says, in plain Dutch (B1): sentences of at most twenty words, each with its year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from veerkracht.core import dutch, periods
from veerkracht.drawing import yardsticks
from veerkracht.method import verdict
from veerkracht.topics.comparison.unusual import Compared
from veerkracht.topics.goals import headlines
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.start.highlights import Answers, Decision, Gap, rose

ABOUT = "Dit dashboard laat zien of de doelen van het programma dichterbij komen, en wat nog niemand weet."
_NAMED = 3  # areas that a title can name
_NOTHING_GOOD = "Nog niets waarvan wij dat zeker weten."
_NOTHING_BAD = "Nog niets waarvan wij dat weten."
_CITY = {
    "gained": ", en meer dan in de stad",
    "equal": ", ongeveer even veel als in de stad",
    "lost": ", maar in de stad ging het harder",
}
_DECISIONS = {
    "vraag bestaat nog niet": "Nog niemand stelt de vraag bij {goals}",
    "maat vervallen": "De maat van {goals} bestaat niet meer",
    "bron niet aangesloten": "Nog niemand levert de cijfers van {goals}",
}


@dataclass(frozen=True)
class Card:
    """A card of what it is about: the kind of thing, the finding, what is behind it, its date, and where more is."""

    kind: str
    title: str
    texts: tuple[str, ...]
    date: str
    address: str


def title(names: Sequence[str], programme: str) -> str:
    """Return the question that the page answers; more areas than fit in a title are counted."""
    if len(names) <= _NAMED:
        return f"Hoe gaat het in {dutch.joined([*names])}?"
    return f"Hoe gaat het in de {len(names)} buurten van {programme}?"


def good(answers: Answers) -> str:
    """Return what goes well in an area."""
    match answers.good:
        case None:
            return _NOTHING_GOOD
        case Gap() as lead:
            return beside_city(lead)
        case row:
            return f"{_changed(row)}{_CITY[verdict.comparison(row.gap_word)] if row.gap_word else ''} ({_years(row)})."


def bad(answers: Answers) -> str:
    """Return what does not go well in an area."""
    match answers.bad:
        case None:
            return _NOTHING_BAD
        case Gap() as behind:
            return beside_city(behind)
        case row:
            standing = headlines.standing_in_city(row)
            return f"{row.name}: {standing} ({_years(row)})." if standing else f"{_changed(row)} ({_years(row)})."


def unknown(answers: Answers) -> str:
    """Return how much is not known of an area."""
    count, total = answers.unmeasured_count, answers.goal_count
    if not total:
        return "Er zijn nog geen doelen."
    if not count:
        return "Alle doelen hebben een nieuw cijfer."
    if count == total:
        return "Of de doelen dichterbij komen: nog geen enkel doel heeft een nieuw cijfer."
    return f"Hoe het gaat met {count} van de {total} doelen: daar is nog geen nieuw cijfer van."


def beside_city(gap: Gap) -> str:
    """Return a figure beside that of the city: 'Voelt zich thuis in de buurt: 72%, in de stad 88% (2022).'"""
    row = gap.row
    value, city = (dutch.short_figure(figure, row.figure_decimals, row.unit) for figure in (gap.value, gap.city))
    rate = f" {row.unit}" if dutch.is_rate(row.unit) else ""
    return f"{row.label}: {value}{rate}, in de stad {city} ({periods.parse(gap.period).label})."


def change(compared: Compared, goal_id: int | None, comparison_count: int, expected: float) -> Card:
    """Return the card of the most unusual change; `goal_id` of the goal that it measures, if any.

    `comparison_count` comparisons were made, of which chance alone makes `expected` unusual.
    """
    name, indicator, row = compared.buurt.name, compared.indicator, compared.yardstick
    went = "kwam anders uit dan bijna overal"
    if indicator.direction != "geen":
        went = f"deed het {'beter' if compared.less_well > 0.5 else 'minder goed'} dan bijna overal"
    chance = f"Van {comparison_count} vergelijkingen zijn er door toeval al ongeveer {dutch.number(expected, 0)} zo."
    return Card(
        "Opvallendste verandering", f"{indicator.label}: {name} {went}",
        (f"{yardsticks.in_a_hundred(row, indicator.direction)}.", chance), yardsticks.between(row),
        f"doelkaart?doel={goal_id}" if goal_id is not None else "vergelijken?weergave=ongewoon",
    )  # fmt: skip


def largest_gap(gap: Gap, name: str) -> Card:
    """Return the card of the largest gap."""
    row = gap.row
    size = dutch.difference(gap.size, row.figure_decimals, row.unit)
    value, city = (dutch.short_figure(figure, row.figure_decimals, row.unit) for figure in (gap.value, gap.city))
    how_sure = "Dit verschil is groter dan de marge." if gap.is_sure else "Hoe zeker dit is, weten wij niet."
    return Card(
        "Grootste achterstand", f"{row.label}: {name} ligt {size} achter op de stad",
        (f"{name}: {value}. De stad: {city}.", how_sure), periods.parse(gap.period).label,
        f"doelkaart?doel={row.goal_id}",
    )  # fmt: skip


def decision(decision: Decision) -> Card:
    """Return the card of the decision that is due."""
    goals = list(dict.fromkeys(row.goal_id for row in decision.rows))
    named = f"doel {goals[0]}" if len(goals) == 1 else f"doel {dutch.joined([str(goal_id) for goal_id in goals])}"
    owners = dict.fromkeys(row.owner for row in decision.rows)
    owner = next(iter(owners)) if len(owners) == 1 else None
    step = decision.rows[0].next_step if len(decision.rows) == 1 else None
    texts = (step or "", f"Aan zet: {owner or 'nog niet bekend wie'}.")
    date = "zo snel mogelijk" if decision.last_year is None else f"uiterlijk {decision.last_year}"
    return Card(
        "Hier is een besluit nodig", _DECISIONS[decision.reason].format(goals=named), tuple(filter(None, texts)), date,
        "gereedheid",
    )  # fmt: skip


def picture(names: Mapping[str, str], focus: Sequence[str], city: str) -> str:
    """Return what the map shows, for those who cannot see it."""
    return f"Kaart van {city}. Ingekleurd: {dutch.joined([names.get(code, code) for code in focus])}."


def _changed(row: GoalStatus) -> str:
    is_higher = rose(row)
    return (row.more if is_higher else row.fewer) or f"{row.label} ging {'omhoog' if is_higher else 'omlaag'}"


def _years(row: GoalStatus) -> str:
    both = (row.change_from or row.baseline_period, row.period)
    return " tot ".join(periods.parse(period).label for period in both if period)
