"""The texts in the chart of all goals: the distance to the city in about five words, the next step, and the
headline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from veerkracht.core import dutch, periods
from veerkracht.core.codes import CityWord, Direction, NoFigureReason
from veerkracht.core.statuses import STATUS
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import progress
from veerkracht.topics.goals import comparisons, next_steps
from veerkracht.topics.goals.rows import GoalStatus, Related

MIDDLE = "de middelste buurt"
PROGRAMME = "Programma"
NO_GOALS = "Er zijn nog geen doelen"
OTHER_TOPIC = "geen eigen cijfer: "
_PEOPLE = ("deelnemers", "inwoners", "personen")  # units that imply each other
_BESIDE_FIGURE = ("euro", "km")  # units beside every figure
_STEPS: dict[NoFigureReason, str] = {
    "niet opgehaald": "Cijfer ophalen",
    "wacht op nieuwe meting": "Nieuwe meting afwachten",
    "bron niet aangesloten": "Cijfers aanleveren",
    "vraag bestaat nog niet": "Besluiten over de vraag",
    "maat vervallen": "Andere maat kiezen",
    "niet samen te nemen": "Per buurt of met andere maat volgen",
}


@dataclass(frozen=True)
class Move:
    """The next step for a goal: the step, who takes it, and in small print who and when.

    `when` is the date of a step towards a figure, '' for other steps.
    """

    step: str
    owner: str
    small: str
    is_discussion: bool = False
    when: str = ""


def how_made(city: CityWord) -> str:
    """Return how the picture is made."""
    return (
        f"Elk doel staat op dezelfde schaal: de afstand tot de {city}, gedeeld door de gewone spreiding van de buurten "
        f"in dat jaar. Het midden is de {city}, rechts is gunstiger. De schaal loopt aan elke kant tot drie keer die "
        "spreiding; wat verder ligt, staat aan de rand (‹ of ›). Hebben te weinig buurten een cijfer, dan is het de "
        "spreiding van onderwerpen met dezelfde eenheid. Van een gevuld rondje is de marge bekend. Heeft de "
        f"{city} geen cijfer, dan vergelijken wij met de middelste buurt."
    )


def gap(row: GoalStatus, behind: float, other: str, in_full: bool = False) -> str:
    """Return the distance of the latest figure to the city, or another reference, and its change as far as the margin
    allows: '16 achter op de stad, was 14 in 2022'; with its unit when `in_full`. `behind` is negative when ahead."""
    period = periods.parse(row.period or row.baseline_period or "").label
    if other == MIDDLE or row.gap_word is None or row.gap_lower is None or row.gap_baseline is None:
        return f"{distance(behind, row.figure_decimals, row.unit, other, in_full=in_full)} ({period})"
    since, went = years(row.change_from or row.baseline_period or ""), row.against_city
    if went == "equal" and comparisons.other_side(row):
        then = distance(row.gap_baseline, row.figure_decimals, row.unit, other).removesuffix(f" op {other}")
        text = distance(behind, row.figure_decimals, row.unit, other, in_full=in_full)
        return f"{text}, was {then} in {since} (binnen de marge)"
    if went == "equal":
        return f"{distance(behind, row.figure_decimals, row.unit, other, in_full=in_full)}, ongeveer als in {since}"
    is_one_side = behind * row.gap_baseline > 0
    gaps = (behind, row.gap_baseline)
    decimals = [_decimals(row, *gaps)] * 2 if is_one_side else [_decimals(row, size) for size in gaps]
    now, first = (dutch.rounded(size, digits) for size, digits in zip(gaps, decimals, strict=True))
    text = distance(behind, row.figure_decimals, row.unit, other, decimals[0], in_full)
    if (now < first) != (went == "gained") or now == first:  # a count is compared as a ratio
        return f"{text}, {'gunstiger' if went == 'gained' else 'minder gunstig'} dan in {since}"
    side = "" if now * first > 0 or not first else " achter" if first > 0 else " voor"
    return f"{text}, was {_size(abs(row.gap_baseline), decimals[1], row.unit)}{side} in {since}"


def distance(
    behind: float, decimals: int, unit: str, other: str, shown_decimals: int | None = None, in_full: bool = False
) -> str:
    """Return how far a figure is behind the city or ahead of it, with its unit when `in_full`; `shown_decimals`
    replace the usual decimals."""
    digits = _usual_decimals(behind, decimals, unit) if shown_decimals is None else shown_decimals
    if not dutch.rounded(behind, digits):
        return f"gelijk aan {other}"
    return f"{_size(abs(behind), digits, unit, in_full)} {'achter' if behind > 0 else 'voor'} op {other}"


def related(figure: Related, behind: float | None, other: str, in_full: bool = False) -> str:
    """Return the distance of a related figure; without a favourable direction, which of the two is higher.

    It has its unit when `in_full`. `behind` is higher minus lower without a direction; when it is None there is nothing
    to compare with, and the figure itself is returned.
    """
    when = f" ({periods.parse(figure.period).label})"
    if behind is None:
        return dutch.figure(figure.value, figure.decimals, figure.unit) + when
    if figure.direction != "geen":
        return distance(behind, figure.decimals, figure.unit, other, in_full=in_full) + when
    digits = _usual_decimals(behind, figure.decimals, figure.unit)
    if not dutch.rounded(behind, digits):
        return f"gelijk aan {other}{when}"
    size = _size(abs(behind), digits, figure.unit, in_full)
    return f"{size} {'minder' if behind > 0 else 'meer'} dan {other}{when}"


def alone(row: GoalStatus, together: GoalStatus | None, in_full: bool = False) -> str:
    """Return a figure without a comparison, with that of the focus areas together when they share a target, and with
    its unit when `in_full`."""
    assert row.value is not None and row.period is not None
    printed = dutch.figure if in_full else dutch.short_figure
    text = f"{printed(row.value, row.figure_decimals, row.unit)} in {periods.parse(row.period).label}"
    if together is None or together.value is None or not row.is_shared:
        return text
    return f"{text}, samen {dutch.short_figure(together.value, together.figure_decimals, row.unit)}"


def move(rows: Sequence[GoalStatus], sticks: Sequence[Yardstick | None], names: dict[str, str]) -> Move:
    """Return the next step for a goal: discuss it, else get the figure it lacks, else follow it.

    `rows` are those of its measures in the focus areas, the measure that is shown first; `sticks` are their national
    yardsticks.
    """
    for concern in (_wrong_way, _lost_ground, _unusual):
        if text := concern(rows, sticks, names):
            return Move(f"Bespreken: {text}", PROGRAMME, "", is_discussion=True)
    return waiting_move(rows, names)


def waiting_move(rows: Sequence[GoalStatus], names: Mapping[str, str]) -> Move:
    """Return the next step until a goal has its next figure, from its measures in the order of the plan: what the first
    without a figure needs, and in which areas if not in all, else waiting for the next. Every page that names who acts
    uses this."""
    in_order = sorted(rows, key=lambda row: row.measure_id)
    for row in in_order:
        if row.why_no_figure is not None:
            latest = f"uiterlijk {row.last_baseline_year}" if row.last_baseline_year else ""
            when = row.next_date or latest or _expected(row) or "datum onbekend"
            owner = row.owner or next_steps.NOBODY_NAMED
            where = next_steps.only_in(row, rows, names)
            step = f"{_STEPS[row.why_no_figure]}{f' ({where})' if where else ''}"
            return Move(step, owner, f"{owner}, {when}", when=when)
    first = next((row for row in in_order if row.next_period), in_order[0])
    owner = first.publisher or next_steps.NOBODY_NAMED
    if first.next_period is None:
        return Move("Volgen", owner, "datum van volgend cijfer onbekend")
    step = f"Volgen: cijfer over {periods.parse(first.next_period).label}"
    return Move(step, owner, f"{owner}, {_expected(first)}")


def without(has_goals: bool) -> str:
    """Return the headline of an empty picture: the programme has no goals, or the choice leaves none."""
    return "Geen enkel doel past bij deze keuze" if has_goals else NO_GOALS


def headline(rows: Iterable[GoalStatus]) -> str:
    """Return how the distances of focus areas to the city changed, in at most fifteen words."""
    rows = list(rows)
    changes = [went for row in rows if (went := row.sure_against_city)]
    city = f"de {rows[0].city_word}" if rows else ""
    gained, lost, count = changes.count("gained"), changes.count("lost"), len(changes)
    if not count:
        measured = len({row.goal_id for row in rows if row.value is not None})
        if not measured:
            return "Nog geen enkel doel is opnieuw gemeten"
        return f"Of de afstand tot {city} veranderde, is bij geen enkel doel zeker ({measured} gemeten)"
    compared = "1 vergelijking" if count == 1 else f"{count} vergelijkingen"
    if not gained and not lost:
        return f"De afstand tot {city} bleef ongeveer gelijk, in {compared}"
    if not gained:
        which = f"{lost} van {compared}" if count > 1 else "de enige vergelijking"
        return f"Nog geen buurt loopt zichtbaar in op {city}; {which} {'werd' if lost == 1 else 'werden'} ongunstiger"
    if not lost:
        return f"De afstand tot {city} werd {gained} keer gunstiger en nergens ongunstiger ({compared})"
    return f"De afstand tot {city} werd {gained} keer gunstiger en {lost} keer ongunstiger ({compared})"


def but_other(why: str) -> str:
    """Return why an area has no figure of the shown measure, although it has one of another measure."""
    return f"{why} (andere maat is gemeten)"


def known(known_count: int, measured: int, total: int, until: str) -> str:
    """Return how many goals have any figure, how many were measured again in each focus area, and the latest period."""
    something = f"Van {dutch.part(known_count, total, 'doel', 'doelen')} is iets bekend"
    if not known_count:
        return f"{something}."
    count = {0: "geen", total: {1: "het", 2: "beide"}.get(total, "alle")}.get(measured, str(measured))
    again = f"{count} {'is' if measured < 2 else 'zijn'} opnieuw gemeten"
    return f"{something}, {again}{f' (t/m {until})' if until else ''}."


def together(count_behind: int, count_ahead: int, total: int, other: str) -> str:
    """Return on which side of the city many focus areas are, in one line: 'bij 9 van de 12 is de stad verder, bij 2 het
    gebied'."""
    if not count_behind and not count_ahead:
        return f"allemaal gelijk aan {other}" if total > 1 else f"gelijk aan {other}"
    behind, ahead = (
        "alle" if count == total > 1 else f"{count} van de {total}" for count in (count_behind, count_ahead)
    )
    if not count_behind:
        return f"bij {ahead} is het gebied verder dan {other}"
    return f"bij {behind} is {other} verder" + (f", bij {count_ahead} het gebied" if count_ahead else "")


def counted(known_count: int, total: int) -> str:
    """Return how many of many focus areas have a figure without a comparison."""
    count = "alle" if known_count == total > 1 else f"{known_count} van de {total}"
    return f"{count} {'heeft' if known_count == 1 else 'hebben'} een cijfer"


def topic(label: str, is_related: bool = False) -> str:
    """Return the small line below a goal: the topic of its figures."""
    small = label if label[:2].isupper() else f"{label[0].lower()}{label[1:]}"
    return f"{OTHER_TOPIC}{small}" if is_related else small


def unit(label: str, unit: str, measure_count: int, is_related: bool = False) -> str:
    """Return the text after the topic: the unit that its figures leave out, and whether the goal has more measures: ',
    % (1 van 2 maten)'."""
    thing, _, per = unit.partition(" per ")
    named = _PEOPLE if thing in _PEOPLE else (thing.lower(),)
    short = f"per {per}" if per and any(word in label.lower() for word in named) else unit
    text = "" if unit in _BESIDE_FIGURE or short.lower() in label.lower() else f", {short}"
    return f"{text} (1 van {measure_count} maten)" if measure_count > 1 and not is_related else text


def unit_of_gaps(unit: str) -> str:
    """Return the unit that distances leave out: 'procentpunt', '' when each has its own."""
    return "" if unit in _BESIDE_FIGURE else dutch.change_unit(unit)


def unusual(row: GoalStatus, stick: Yardstick | None) -> str:
    """Return the word of the national yardstick for an unusual change, else ''."""
    if stick is None or stick.period != row.period or row.value is None:
        return ""
    word = yardsticks.word(stick, row.direction)
    return "" if word is None or word == "gewoon" else word


def years(code: str) -> str:
    """Return a period as briefly as possible: 2024, and 2022–2024 for a mean over years."""
    period = periods.parse(code)
    return period.label if period.first == period.last else f"{period.first}–{period.last}"


def distance_behind(value: float, other: float, direction: Direction, decimals: int) -> float:
    """Return how far a figure is behind another in the favourable direction, from the printed figures; without a
    direction how much lower it is."""
    return progress.SIGN[direction] * dutch.printed_difference(other, value, decimals)


def _wrong_way(rows: Sequence[GoalStatus], _: Sequence[Yardstick | None], names: dict[str, str]) -> str:
    back = [row for row in rows if STATUS[row.status].side == "back"]
    if not back:
        return ""
    alike = [row for row in back if row.status == back[0].status and row.measure_id == back[0].measure_id]
    who, is_one = next_steps.names_of([row.area_code for row in alike], names), len(alike) == 1
    if back[0].status == "norm niet gehaald":
        return f"{who} {'haalt' if is_one else 'halen'} de norm niet"
    return f"{who} {'gaat' if is_one else 'gaan'} de verkeerde kant op"


def _lost_ground(rows: Sequence[GoalStatus], _: Sequence[Yardstick | None], names: dict[str, str]) -> str:
    if not (lost := [row for row in rows if row.sure_against_city == "lost"]):
        return ""
    alike = [row for row in lost if row.gap_word == lost[0].gap_word and row.measure_id == lost[0].measure_id]
    who = next_steps.names_of([row.area_code for row in alike], names)
    match lost[0].gap_word:
        case "achterstand groter":
            return f"achterstand van {who} groeide"
        case "voorsprong kleiner":
            return f"voorsprong van {who} kromp"
        case _:
            return f"voorsprong van {who} werd achterstand"


def _unusual(rows: Sequence[GoalStatus], sticks: Sequence[Yardstick | None], names: dict[str, str]) -> str:
    pairs = zip(rows, sticks, strict=True)
    unfavourable = [row for row, stick in pairs if unusual(row, stick).endswith("ongunstig")]
    alike = [row for row in unfavourable if row.measure_id == unfavourable[0].measure_id]
    return f"{next_steps.names_of([row.area_code for row in alike], names)} landelijk ongewoon" if unfavourable else ""


def _expected(row: GoalStatus) -> str:
    return f"verwacht {row.next_expected}" if row.next_expected else ""


def _decimals(row: GoalStatus, *gaps: float) -> int:
    """Return how many decimals distinguish the gaps, at most those of the figure."""
    usual = max(_usual_decimals(size, row.figure_decimals, row.unit) for size in gaps)
    return usual if len({dutch.rounded(size, usual) for size in gaps}) == len(gaps) else row.figure_decimals


def _usual_decimals(size: float, decimals: int, unit: str) -> int:
    """Return the decimals of a distance: whole points of a share, unless it is less than one."""
    return 0 if unit == "%" and abs(size) >= 1 else decimals


def _size(size: float, decimals: int, unit: str, in_full: bool = False) -> str:
    return dutch.figure(size, decimals, dutch.change_unit(unit) if in_full or unit in _BESIDE_FIGURE else "")
