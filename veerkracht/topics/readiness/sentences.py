"""Texts about what will be known, in plain Dutch (B1): sentences of at most twenty words."""

from collections.abc import Sequence

from veerkracht.core import dutch
from veerkracht.method.readiness import Cause, Moment
from veerkracht.topics.readiness.rows import GoalOutlook, Outlook, without_begin

NO_GOALS = "Er zijn nog geen doelen."
NOTES = (
    "Begin: het cijfer waarmee wij later vergelijken, de nulmeting. Een doel met een vaste norm heeft er geen nodig: "
    "daarvan telt het eerste cijfer.",
    "Zeker: het cijfer is er, de bron heeft het al, de bron heeft het toegezegd, of een landelijke bron geeft het elk "
    "jaar. Mogelijk: een meting die wij verwachten, maar die niemand heeft toegezegd. Ontbreekt: de bron geeft geen "
    "cijfer, het is niet te vergelijken met het begin, of niemand stelt de vraag.",
    "Een begin helpt zolang er daarna tot en met het doeljaar nog een meting kan komen. Is de verandering van het plan "
    "pas te zien in een gemiddelde van drie jaren, dan moet het begin er drie jaar voor het doeljaar zijn.",
    "De tijdlijn staat op het jaar waar een cijfer over gaat. Het verschijnt vaak een jaar later.",
    "Van een doel met meer maten staat in het beeld de maat die wij het best kunnen weten.",
)
_CAUSES: dict[Cause, str] = {
    "measured": "cijfer is er",
    "to_fetch": "nog op te halen",
    "yearly": "komt elk jaar",
    "confirmed": "toegezegd",
    "expected": "verwacht",
    "agreed": "aangekondigd",
    "undated": "jaar niet bekend",
    "withheld": "de bron geeft geen cijfer",
    "not_comparable": "niet te vergelijken met het begin",
    "no_source": "niemand stelt de vraag nog",
    "ended": "de bron stopte met deze maat",
    "not_together": "niet samen te nemen voor meer buurten",
    "unscheduled": "geen meting meer tot het doeljaar",
}


def question(target_year: int) -> str:
    """Return the title of the page."""
    return f"Kunnen we dit in {target_year} weten?"


def finding(goals: Sequence[GoalOutlook]) -> str:
    """Return how many goals have no begin yet: '7 van de 16 doelen hebben nog geen begincijfer.'"""
    if not goals:
        return NO_GOALS
    lacking = len(without_begin(goals))
    if len(goals) == 1:
        return f"Doel {goals[0].goal_id} heeft {'nog geen' if lacking else 'een'} begincijfer."
    if not lacking:
        return f"{dutch.capital(dutch.part(len(goals), len(goals), 'doel', 'doelen'))} hebben een begincijfer."
    if lacking == len(goals):
        return f"Geen van de {len(goals)} doelen heeft al een begincijfer."
    return f"{lacking} van de {len(goals)} doelen {'heeft' if lacking == 1 else 'hebben'} nog geen begincijfer."


def outcomes(goals: Sequence[GoalOutlook], target_year: int) -> list[str]:
    """Return for how many of the goals with a begin a later figure is sure, may come, or will not come. Together with
    the goals without a begin these are all goals; some of the first get more detail, as a part of them."""
    sure, possible, never = (sum(goal.answer == answer for goal in goals) for answer in ("yes", "perhaps", "no"))
    small = sum(goal.answer == "yes" and goal.speaker.shows is False for goal in goals)
    texts = [f"Van {_goals(sure)} komt er tot en met {target_year} zeker een nieuw cijfer."] if sure else []
    if small:
        part = f"{small} daarvan" if sure > 1 else "dat doel"
        texts.append(f"Bij {part} is de verandering van het plan te klein om te zien.")
    if possible:
        until = "" if sure else f"tot en met {target_year} "
        texts.append(f"Van {_goals(possible)} komt er {until}misschien een nieuw cijfer.")
    if never:
        texts.append(f"Van {_goals(never)} komt er geen nieuw cijfer dat met het begin te vergelijken is.")
    return texts


def in_short(outlook: Outlook) -> str:
    """Return whether a measure will be known, in a few words: 'misschien, over 2028'."""
    match outlook.answer:
        case "no_begin":
            return f"nog geen begincijfer; dat helpt tot en met {outlook.last_useful_year}"
        case "no":
            return _no_longer(outlook)
        case "perhaps":
            years = [moment.year for moment in outlook.moments if moment.kind == "possible" and moment.year]
            return f"misschien, over {years[0]}" if years else "misschien, jaar niet bekend"
    if outlook.shows is False:
        return "cijfer komt, maar de verandering is te klein om te zien"
    return "cijfer komt zeker"


def _no_longer(outlook: Outlook) -> str:
    """Return why a measure will not be known; for a changed definition since when, and what is compared until then."""
    cause = outlook.moments[-1].cause
    if cause != "not_comparable" or outlook.broken_from is None:
        return _CAUSES[cause]
    until = f", tot en met {outlook.compared_until} wel" if outlook.compared_until else ""
    return f"vanaf {outlook.broken_from} {_CAUSES[cause]}{until}"


def line(goal: GoalOutlook) -> str:
    """Return the text below the timeline of a goal."""
    return f"{dutch.capital(in_short(goal.speaker))}. Aan zet: {goal.owner}."


def years(moments: Sequence[Moment]) -> str:
    """Return moments in words, years of one cause together: '2025 (cijfer is er), 2026 (verwacht)'."""
    by_cause: dict[Cause, list[int]] = {}
    for moment in moments:
        by_cause.setdefault(moment.cause, []).extend([moment.year] if moment.year else [])
    return ", ".join(f"{_span(of)} ({_CAUSES[cause]})" if of else _CAUSES[cause] for cause, of in by_cause.items())


def alternative(goals: Sequence[GoalOutlook], first: int, last: int) -> str:
    """Return what the picture shows, for readers who cannot see it."""
    return (
        f"Tijdlijn van {first} tot en met {last} van {_goals(len(goals))}: wanneer er zeker, misschien of geen cijfer "
        "komt. De tabel eronder zegt hetzelfde in woorden."
    )


def _goals(count: int) -> str:
    return dutch.counted(count, "doel", "doelen")


def _span(years: Sequence[int]) -> str:
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} tot en met {years[-1]}"
    return dutch.joined([str(year) for year in years])
