"""Texts on the slides of a meeting, in plain Dutch (B1): headlines of at most fifteen words, questions, reasons."""

import re
from collections.abc import Mapping, Sequence

from veerkracht.core import dutch
from veerkracht.core.codes import NoFigureReason
from veerkracht.core.statuses import STATUS
from veerkracht.database.rows import grouped
from veerkracht.topics.comparison.unusual import Compared
from veerkracht.topics.decisions import sentences as decision_sentences
from veerkracht.topics.decisions.rows import Decision as Decided
from veerkracht.topics.goals import next_steps, picture_words
from veerkracht.topics.goals.picture import Cell, Line
from veerkracht.topics.goals.picture_words import Move
from veerkracht.topics.goals.rows import GoalStatus
from veerkracht.topics.readiness.rows import GoalOutlook
from veerkracht.topics.start.highlights import Decision, Gap

MOST_WORDS = 15  # of a headline
CHOSEN = "Gekozen voor deze vergadering."
IN_ORDER = "Het volgende doel in het plan: geen ander doel vraagt meer aandacht."
CHOSEN_DAY = "Sinds {day}: gekozen voor deze vergadering."
NO_DECISIONS = "Er is nog geen besluit vastgelegd. Aan zet: het programmateam (zie de handleiding)."
NOTHING_COMES = "Wanneer het volgende cijfer komt, is niet bekend."
RULE = (
    "Zonder keuze stelt het dashboard twee doelen voor. Eerst wat op Start en Doelen bij ‘Te bespreken’ staat. Is dat "
    "er geen of maar één, dan vult het aan: met de opvallendste verandering, de grootste achterstand met een bekende "
    "marge, een besluit dat over tijd is, of een besluit dat nodig is. Zijn het er meer, dan kiest het in die volgorde."
)
_NOTHING: dict[NoFigureReason, str] = {
    "niet opgehaald": "Het nieuwe cijfer is er, maar nog niet opgehaald",
    "wacht op nieuwe meting": "Er is nog geen nieuwe meting",
    "bron niet aangesloten": "Nog niemand telt dit",
    "vraag bestaat nog niet": "Nog niemand vraagt dit aan bewoners",
    "maat vervallen": "Deze maat bestaat niet meer",
    "niet samen te nemen": "Deze maat is er alleen per buurt of wijk",
}
_QUESTIONS: dict[NoFigureReason, str] = {
    "niet opgehaald": "Wie haalt het nieuwe cijfer op, zodat wij dit de volgende keer weten?",
    "wacht op nieuwe meting": "Wat doen wij tot de volgende meting?",
    "bron niet aangesloten": "Wie levert deze cijfers aan, en vanaf wanneer?",
    "vraag bestaat nog niet": "Laten wij deze vraag stellen, en wie regelt dat?",
    "maat vervallen": "Met welke andere maat volgen wij dit doel?",
    "niet samen te nemen": "Volgen wij dit per buurt, of met een andere maat?",
}
# a distance in words: its size without unit, and the unit and what it is a distance to
_DISTANCE = re.compile(r"(\S+|€\s\S+) ((?:.+ )?(?:achter op|voor op|minder dan|meer dan) .+)")
# and only its side
_SIDE = re.compile(r"(achter|voor|minder|meer) ((?:op|dan) .+)")


def headline(line: Line, whys: Sequence[NoFigureReason | None]) -> str:
    """Return the finding on a goal in at most MOST_WORDS words; `whys` are the reasons for no figure in each area, if
    any."""
    if line.move.is_discussion:
        finding = dutch.capital(line.move.step.partition(": ")[2])
        if fits(finding):
            return finding
    cells = [cell for cell in line.cells if cell.is_known]
    if not cells:
        why = whys[0] if len(set(whys)) == 1 else None
        return _NOTHING[why] if why else "Hierover is nog niets bekend"
    candidates = (
        _of_areas(cells),
        _sides(cells),
        dutch.capital(_counted(cells)),
        f"{dutch.capital(dutch.part(len(cells), len(line.cells), 'gebied', 'gebieden'))} "
        f"{'heeft' if len(cells) == 1 else 'hebben'} een cijfer",
    )
    return next(filter(fits, filter(None, candidates)))


def fits(text: str) -> bool:
    """Return whether a text is short enough for a headline."""
    return len(text.split()) <= MOST_WORDS


def places(line: Line) -> list[tuple[str, str]]:
    """Return the name of each focus area and its distance in words, with unit, year, change and whether that is unusual
    in the country; areas with the same text share one."""
    by_words: dict[str, list[str]] = {}
    for cell in line.cells:
        words = f"{cell.sentence}; landelijk {cell.unusual}" if cell.unusual else cell.sentence
        by_words.setdefault(words, []).append(cell.area_name)
    return [(dutch.joined(names), words) for words, names in by_words.items()]


def question(line: Line, rows: Sequence[GoalStatus], names: Mapping[str, str]) -> str:
    """Return the question to a meeting about a goal; `rows` are of its measure in the focus areas. When only some lack
    a figure, it names them."""
    changes = {went for row in rows if (went := row.sure_against_city)}
    if line.move.is_discussion:
        return "Hoe komt dit, en wat gaan wij anders doen?"
    if any(row.value is None for row in rows):
        lacking = next((row for row in rows if row.why_no_figure), None)
        if lacking is None or lacking.why_no_figure is None:
            return "Wat moeten wij hiervan weten om te kunnen besluiten?"
        text, where = _QUESTIONS[lacking.why_no_figure], next_steps.only_in(lacking, rows, names)
        return f"{where}: {text[0].lower()}{text[1:]}" if where else text
    if changes == {"gained"} or all(STATUS[row.status].side == "forward" for row in rows):
        return "Wat werkt hier, en hoe houden wij dat vast?"
    return "Doen wij genoeg om dit doel te halen?"


def filling(why: str) -> str:
    """Return why a goal is added to those that Start and Doelen mark to discuss."""
    return f"Aangevuld tot twee doelen: {why}"


def unusual(change: Compared) -> str:
    """Return that a change is the most unusual one among the goals."""
    return f"de opvallendste verandering, in {change.buurt.name} is die landelijk {change.word}."


def gap(gap: Gap, name: str) -> str:
    """Return that an area is furthest behind the city, with its margin when known."""
    size = dutch.difference(gap.size, gap.row.figure_decimals, gap.row.unit)
    sure = "meer dan de marge" if gap.is_sure else "marge onbekend"
    return f"een grote achterstand op de {gap.row.city_word}, in {name} {size} ({sure})."


def marked(move: Move) -> str:
    """Return why the picture of all goals marks a goal to discuss."""
    return f"Te bespreken: {move.step.partition(': ')[2]}."


def late(decision: Decided) -> str:
    """Return that a decision waits for somebody past its date."""
    return f"een besluit is over tijd, “{decision_sentences.short(decision)}”."


def due(decision: Decision) -> str:
    """Return that a decision is due."""
    until = "" if decision.last_year is None else f" Een begin helpt tot en met {decision.last_year}."
    return f"er is een besluit nodig.{until}"


def _of_areas(cells: Sequence[Cell]) -> str:
    """Return the distances of areas in one sentence: 'Nazareth 11 en Pottenberg 16 procentpunt achter op de stad'."""
    if len(cells) == 1:
        return f"{cells[0].area_name}: {cells[0].short}"
    parts = [_DISTANCE.fullmatch(cell.short) for cell in cells]
    tails = {part[2] if part else None for part in parts}
    if len(tails) == 1 and None not in tails:
        sizes = [f"{cell.area_name} {part[1]}" for cell, part in zip(cells, parts, strict=True) if part]
        return f"{dutch.joined(sizes)} {tails.pop()}"
    by_words = grouped((cell.short, cell.area_name) for cell in cells)
    return ", ".join(f"{dutch.joined(names)} {words}" for words, names in by_words.items())


def _sides(cells: Sequence[Cell]) -> str:
    """Return on which side of the city each area is: 'Nazareth achter, Pottenberg voor op de stad'; '' when any has no
    distance."""
    parts = [_SIDE.search(cell.short) for cell in cells]
    tails = {part[2] if part else None for part in parts}
    if len(tails) > 1 or None in tails:
        return ""
    by_side = grouped((part[1], cell.area_name) for cell, part in zip(cells, parts, strict=True) if part)
    return f"{', '.join(f'{dutch.joined(names)} {side}' for side, names in by_side.items())} {tails.pop()}"


def _counted(cells: Sequence[Cell]) -> str:
    """Return how many areas are behind and ahead."""
    behind = [cell.behind for cell in cells if cell.behind is not None]
    if not behind:
        return ""
    other = next(cell.other for cell in cells if cell.behind is not None)
    return picture_words.together(
        sum(size > 0 for size in behind), sum(size < 0 for size in behind), len(behind), other
    )


def more_decisions(count: int) -> str:
    """Return how many decisions do not fit a slide; '' when all do."""
    return f"En nog {dutch.counted(count, 'besluit', 'besluiten')}: zie de doelkaarten." if count else ""


def without_begin(goals: Sequence[GoalOutlook], total: int) -> str:
    """Return how many goals have no begin, and until when one still helps; '' when all have one."""
    if not goals:
        return ""
    numbers = dutch.joined([str(goal.goal_id) for goal in goals])
    part = dutch.part(len(goals), total, "doel", "doelen")
    which = "" if len(goals) == total else f": {numbers}"
    count = f"{dutch.capital(part)} {'heeft' if len(goals) == 1 else 'hebben'} nog geen begincijfer{which}."
    years = [goal.last_useful_year for goal in goals if goal.last_useful_year is not None]
    return f"{count} Een begincijfer helpt nog tot en met {min(years)}." if years else count


def of_year(year: int, now: int, last: int, target: int) -> str:
    """Return what a year is on the way to the target: one in which a first figure still helps, or not."""
    if year > last:
        return "doel" if year == target else "te laat"
    helps = "laatste kans\nvoor een begin" if year == last else "een begin\nhelpt nog"
    return f"nu:\n{helps}" if year == now else helps


def waiting(count: int, total: int, nobody_count: int) -> str:
    """Return how many goals wait for a figure, and for how many nobody knows who acts."""
    if not total:
        return picture_words.NO_GOALS
    if not count:
        return "Geen enkel doel wacht op iemand voor een cijfer"
    part = dutch.capital(dutch.part(count, total, "doel", "doelen"))
    waits = f"{part} {'wacht' if count == 1 else 'wachten'} op een cijfer"
    if nobody_count == count:
        return f"{waits}; onbekend is van wie"
    return f"{waits}; bij {nobody_count} is onbekend van wie" if nobody_count else waits
