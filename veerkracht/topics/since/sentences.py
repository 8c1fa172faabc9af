"""What is new, each event in one plain Dutch sentence (B1)."""

from collections.abc import Sequence
from datetime import date, datetime

from veerkracht.core import areas, dutch, moments, periods
from veerkracht.topics.since.rows import (
    Beginning,
    ChangedEffort,
    ChangedStatus,
    Expectation,
    Failure,
    NewFigures,
    NewStory,
    Revised,
)

SET_ASIDE = "Een vorige database was niet helemaal te lezen: een deel van de geschiedenis ontbreekt."
NOTED_WHEN = (
    "De datum is de dag waarop het dashboard iets voor het eerst zag. Een bron kan het eerder hebben bekendgemaakt."
)
YEARLY = "Dit cijfer komt elk jaar, en verschijnt vaak een jaar later."
ONLY_WHAT_IS = "Wat weer uit het dashboard verdween, staat niet in deze lijst."
LAST_DECISIONS = "Sinds {day}: de dag van de laatste besluiten."
BEFORE_FIGURES = "Sinds {day}: drie maanden voor de nieuwste cijfers. Er zijn nog geen besluiten van een vorige keer."
_CAUSES = {
    "nieuw cijfer": "door een nieuw cijfer",
    "herzien cijfer": "doordat een cijfer is herzien",
    "andere lezing": "doordat het doel anders is gelezen",
    "breuk in de reeks": "door een andere definitie",
    "andere methode": "door een andere regel voor het oordeel",
}
_MOST_WORDS = 20  # of a sentence
_NAMED = 3  # details behind a sentence; a file has all of them
_DECISIONS = {"open": "Besloten", "gedaan": "Besluit is uitgevoerd", "vervallen": "Besluit is vervallen"}
_STATES = {
    "voorgenomen": "is van plan",
    "loopt": "loopt nu",
    "klaar": "is klaar",
    "gestopt": "is gestopt",
    "onbekend": "heeft een onbekende stand",
}


def new_figures(row: NewFigures) -> str:
    """Return which figures came."""
    over = _periods(row.periods)
    if len(row.labels) == 1:
        return f"{row.labels[0]}: er zijn nu cijfers over {over} ({row.publisher})."
    return f"{row.publisher}: er zijn nu cijfers over {over}, van {len(row.labels)} onderwerpen."


def revised(row: Revised) -> str:
    """Return which figures were restated; for a single one its old and new value."""
    over = _periods(row.periods)
    if row.count == 1:
        old, new = (dutch.figure(value, row.decimals, row.unit) for value in (row.old_value, row.new_value))
        now = "is er nu niet meer" if row.new_value is None else f"is nu {new}"
        return f"{row.labels[0]}, {row.area}, {over}: was {old}, en {now}."
    about = row.labels[0] if len(row.labels) == 1 else f"{len(row.labels)} onderwerpen"
    count = dutch.number(row.count, 0)
    if row.is_other_source:
        return f"{about}: {count} cijfers over {over} komen nu uit een andere bron, en zijn anders."
    if row.gone_count == row.count:
        return f"{row.publisher} trok {count} cijfers over {over} in, van {dutch.within(about)}."
    jumps = f" Bij {dutch.number(row.jump_count, 0)} is het verschil groot." if row.jump_count else ""
    return f"{row.publisher} herzag {count} cijfers over {over}, van {dutch.within(about)}.{jumps}"


def changed_status(row: ChangedStatus) -> str:
    """Return the new and old status of a goal in an area, and why if there is room."""
    place = "in de buurten samen" if row.area_code == areas.TOGETHER else f"in {row.area or row.area_code}"
    measure = "" if row.measure_id == str(row.goal_id) else f", {dutch.within(row.label)},"
    goal = f"Doel {row.goal_id}{measure}"
    if row.before is None:
        return f"{goal} heeft {place} een eerste stand: “{row.status}” ({row.period})."
    change = f"{goal} ging {place} van “{row.before}” naar “{row.status}”"
    if row.cause == "andere methode":
        about = periods.parse(row.period).label
        return f"{change}. Het cijfer over {about} bleef gelijk: sinds {day(row.noticed_at)} is de regel anders."
    whole = f"{change}, {cause(row)}"
    return f"{whole if len(whole.split()) <= _MOST_WORDS else change}."


def cause(row: ChangedStatus) -> str:
    """Return why the status of a goal changed."""
    return _CAUSES.get(row.cause, row.cause)


def about(details: Sequence[str]) -> str:
    """Return at most three details behind a sentence; '' without any."""
    more = [f"en nog {len(details) - _NAMED}"] if len(details) > _NAMED else []
    return "; ".join([*details[:_NAMED], *more])


def decision(text: str, state: str) -> str:
    """Return a decision, or that it was done or dropped."""
    return f"{_DECISIONS[state]}: {text.strip().rstrip('.')}."


def changed_effort(row: ChangedEffort) -> str:
    """Return that an effort is new, or its new state."""
    if row.before is None:
        return f"Nieuwe inspanning: {row.name}."
    return f"{row.name} {_STATES.get(row.state, row.state)}."


def new_story(row: NewStory) -> str:
    """Return that there is a new story."""
    return f"Nieuw verhaal: {row.title.rstrip('.')}."


def moved(row: Expectation) -> str:
    """Return when figures are expected now, and when before."""
    return (
        f"{row.publisher}: de cijfers over {periods.parse(row.period).label} komen {row.expected}, en niet meer "
        f"{row.before}."
    )


def failed(row: Failure, publisher: str) -> str:
    """Return that a source could not be fetched, and that nothing was lost."""
    times = "één keer" if row.count == 1 else f"{row.count} keer"
    return f"{publisher}: ophalen mislukte {times}. De vorige goede cijfers staan er nog."


def coming(row: Expectation) -> str:
    """Return which figures will come and when, or that they only have to be fetched."""
    if not row.expected:
        return f"{row.publisher}: cijfers over {periods.parse(row.period).label} zijn er, en nog op te halen."
    return f"{row.publisher}: cijfers over {periods.parse(row.period).label}, verwacht {row.expected}."


def about_coming(row: Expectation) -> str:
    """Return how sure the date of figures to come is, and the remark of their publisher."""
    unsure = f"Verwacht: {row.expected}. De precieze dag is niet bekend."
    return f"{row.publisher}, {row.source_title}. {unsure} {row.note}".strip()


def noted_since(began: datetime) -> str:
    """Return since when news is noted: figures that were there before are in no list."""
    return f"Dit dashboard houdt dit bij sinds {day(began)}. Wat er die dag al was, staat niet in deze lijst."


def title(count: int, since: date, beginning: Beginning | None) -> str:
    """Return how much is new since a day; when the dashboard began no earlier, all of it is."""
    if beginning and _is_all_new(count, since, beginning):
        return f"Alles is nieuw: dit dashboard begon op {dutch.day(beginning.day)}"
    if not count:
        return f"Niets nieuws sinds {dutch.day(since)}"
    are = "Er is 1 ding" if count == 1 else f"Er zijn {dutch.number(count, 0)} dingen"
    return f"{are} nieuw of anders sinds {dutch.day(since)}"


def since_why(why: str, count: int, since: date, beginning: Beginning | None) -> str:
    """Return why this day was chosen, from a text with {day}; '' when everything is new."""
    return "" if _is_all_new(count, since, beginning) else why.format(day=dutch.day(since))


def _is_all_new(count: int, since: date, beginning: Beginning | None) -> bool:
    return not count and beginning is not None and since <= beginning.day


def notes(beginning: Beginning | None, since: date) -> list[str]:
    """Return the notes on the list."""
    return [
        NOTED_WHEN,
        noted_since(beginning.noted_from) if beginning and since <= beginning.day else "",
    ]


def next_figure(upcoming: Sequence[Expectation]) -> str:
    """Return when the next figure will come, if known."""
    if not upcoming:
        return "Wanneer het volgende cijfer komt, is niet bekend."
    first = upcoming[0]
    if not first.expected:
        return coming(first)
    return f"Het volgende cijfer komt {first.expected}: {first.publisher}, over {periods.parse(first.period).label}."


def _periods(codes: Sequence[str]) -> str:
    return periods.in_words(codes, " en ")


def day(moment: datetime) -> str:
    """Return the day in the Netherlands of a moment in UTC."""
    return dutch.day(moments.in_dutch_time(moment))
