"""Texts of a letter to the council about goals, in plain words (B1), without names of statuses or technical terms."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Protocol

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import Direction
from veerkracht.core.statuses import StatusName
from veerkracht.database.rows import Indicator, Yardstick, grouped
from veerkracht.drawing import yardsticks
from veerkracht.export import word_notes
from veerkracht.method import margins, progress
from veerkracht.topics.efforts.figures import Effort
from veerkracht.topics.goals import comparisons
from veerkracht.topics.goals import sentences as goals
from veerkracht.topics.goals.rows import GoalStatus, Measure

_NOT_KNOWN = "Hoe zeker deze verschillen zijn, weten wij niet."
_IN_BRACKETS = re.compile(r" \([^()]*\)")
_ESTIMATED = ("marge geschat", "marge met aanname")
_MOST_NAMED = 4  # places in one sentence; more are counted
_NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
            "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig")  # fmt: skip
# how a goal develops in an area: 'in Nazareth *gaat het* snel genoeg vooruit', 'bij zorg *gaat het* in Nazareth …'
_GOES: dict[StatusName, tuple[str, str]] = {
    "bereikt": ("is het doel", "gehaald"),
    "op koers": ("gaat het", "snel genoeg vooruit"),
    "vooruit, tempo onzeker": ("gaat het", "vooruit, maar misschien te langzaam"),
    "vooruit, te langzaam": ("gaat het", "vooruit, maar te langzaam"),
    "nog niet te zeggen": ("kan de verandering", "toeval zijn"),
    "verkeerde kant op": ("gaat het", "achteruit"),
    "norm niet gehaald": ("wordt de norm", "niet gehaald"),
    "boven het pad": ("lijkt het", "snel genoeg te gaan, maar dat is niet zeker"),
    "onder het pad": ("lijkt het", "niet snel genoeg te gaan, maar dat is niet zeker"),
    "boven de norm": ("lijkt de norm", "gehaald, maar dat is niet zeker"),
    "onder de norm": ("lijkt de norm", "niet gehaald, maar dat is niet zeker"),
    "niet vergelijkbaar": ("is het nieuwe cijfer", "niet met het eerste te vergelijken"),
}
# what that means for the goal; {aim} is 'het doel van 60% in 2030'
_MEANS: dict[StatusName, str] = {
    "bereikt": "Daarmee is {aim} gehaald.",
    "op koers": "Daarmee gaat het snel genoeg voor {aim}.",
    "vooruit, tempo onzeker": "Of het snel genoeg gaat voor {aim}, is niet zeker.",
    "vooruit, te langzaam": "In dit tempo wordt {aim} niet op tijd gehaald.",
    "nog niet te zeggen": "Of {aim} dichterbij komt, is nog niet te zeggen.",
    "verkeerde kant op": "Zo raakt {aim} verder weg.",
    "norm niet gehaald": "Daarmee is de norm van {norm} niet gehaald.",
    "boven het pad": "Dat zou genoeg zijn voor {aim}.",
    "onder het pad": "Dat is nog niet genoeg voor {aim}.",
    "boven de norm": "De norm is {norm}.",
    "onder de norm": "De norm is {norm}.",
    "geen streefwaarde": "Het plan noemt geen getal om te halen: het cijfer moet {way}.",
    "niet vergelijkbaar": "Dit cijfer is anders gemeten dan het eerste. Die twee zijn niet te vergelijken.",
}
_WAYS: dict[Direction, str] = {"omhoog": "omhoog", "omlaag": "omlaag", "geen": "veranderen"}


def count(number: int) -> str:
    """Return a number as a letter writes it: in a word up to twenty."""
    return _NUMBERS[number] if number < len(_NUMBERS) else dutch.number(number, 0)


def small(text: str) -> str:
    """Return a text without a capital at its begin, unless it is an abbreviation."""
    return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def verdicts(name: str, rows: Sequence[GoalStatus], names: dict[str, str]) -> str:
    """Return how a goal develops in the areas of a measure, in one sentence: 'Bij gezondheid gaat het in …'."""
    alike = grouped((_course(row), names[row.area_code]) for row in rows)
    clauses = [
        f"in {places(where)} {verb} {rest}" if later else f"{verb} in {places(where)} {rest}"
        for later, ((verb, rest), where) in enumerate(alike.items())
    ]
    return f"Bij {small(name)} {'; '.join(clauses)}."


def _course(row: GoalStatus) -> tuple[str, str]:
    if goes := _GOES.get(row.status):
        return goes
    if row.change_lower is None or row.change_upper is None:
        if row.change is None:
            return "is er een nieuw cijfer", ""
        return "lijkt het", f"{'vooruit' if row.change > 0 else 'achteruit'} te gaan, maar dat is niet zeker"
    if row.movement == "unclear":
        return _GOES["nog niet te zeggen"]
    return "gaat het", "vooruit" if row.movement == "forward" else "achteruit"


def places(names: Sequence[str]) -> str:
    """Return areas by name, many of them by their number."""
    return dutch.joined([*names]) if len(names) <= _MOST_NAMED else f"{count(len(names))} gebieden"


def discussed(finding: str) -> str:
    """Return a finding to discuss as a heading says it: 'de achterstand van Pottenberg groeide'."""
    for verb in ("gaat", "gaan"):
        who, verb_phrase, _ = finding.partition(f" {verb} de verkeerde kant op")
        if verb_phrase:
            return f"in {who} gaat het achteruit"
    return f"de {finding}" if finding.startswith(("achterstand", "voorsprong")) else finding


def heading(rows: Sequence[GoalStatus]) -> str:
    """Return in a few words how a goal develops in its areas together."""
    ways = {_course(row)[1].split(",")[0].removesuffix(" te gaan") for row in rows}
    if ways <= {"toeval zijn"}:
        return "nog geen duidelijke verandering"
    if ways <= {"gehaald"}:
        return "het doel is gehaald"
    if ways <= {"vooruit", "snel genoeg vooruit", "snel genoeg", "gehaald"}:
        return "het lijkt vooruit te gaan" if any(row.change_lower is None for row in rows) else "het gaat vooruit"
    return "het beeld is wisselend" if len(ways) > 1 else "er is een nieuw cijfer"


def beside_city(goal_rows: Sequence[tuple[str, GoalStatus]], names: dict[str, str], city: str) -> str:
    """Return where the distance to the city changed, from names of goals with a status; '' when unknown for all."""
    sure = [(name, row, went) for name, row in goal_rows if (went := row.sure_against_city)]
    if not sure:
        return ""
    all_goals = {name for name, *_ in sure}
    clauses = []
    for way, word in (("gained", "gunstiger"), ("lost", "ongunstiger")):
        moved = [(names[row.area_code], small(name)) for name, row, went in sure if went == way]
        where = [
            area if len({*group}) == len(all_goals) else f"{area} (bij {dutch.joined([name for _, name in group])})"
            for area, group in ((area, [*group]) for area, group in groupby(sorted(moved), lambda pair: pair[0]))
        ]
        if where and len(moved) <= _MOST_NAMED:
            clauses.append(f"werd het beeld {word} in {dutch.joined(where)}")
        elif where:
            clauses.append(f"werd het beeld {count(len(moved))} keer {word}")
    if not clauses:
        return f"Het verschil met heel {city} veranderde nergens duidelijk."
    text = f"Vergeleken met heel {city} {' en '.join(clauses)}"
    return f"{text}." if len(clauses) > 1 else f"{text}, en nergens {'on' * ('ongunstiger' not in text)}gunstiger."


def probably(rows: Sequence[GoalStatus]) -> str:
    """Return that a change is no proof, what is provisional about the goals, and what a letter means by
    'waarschijnlijk'; '' without a change."""
    changed = [row for row in rows if row.change is not None]
    if not changed:
        return ""
    no_proof = "Een verandering bewijst nog niet dat het programma werkt."
    if any(row.reading_status == "voorlopig" and row.target is not None for row in rows):
        no_proof += " De doelen in cijfers zijn nog voorlopig."
    tested = [row for row in changed if row.change_lower is not None]
    if all(row.movement == "unclear" for row in tested):
        return no_proof
    estimate = " De marge is soms geschat." if any(row.certainty in _ESTIMATED for row in tested) else ""
    sure = dutch.number(tested[0].confidence, 0)
    return f"{no_proof} Met ‘waarschijnlijk’ bedoelen wij {sure}% zekerheid.{estimate}"


def in_area(
    row: GoalStatus, area: str, city: str, holds: bool, stick: Yardstick | None, is_first: bool, is_short: bool = False
) -> str:
    """Return the paragraph on a measure in an area: figure, change, doubt, goal and city, in one paragraph.

    `holds` is whether the verdict holds among all verdicts; the first area of a measure says what the city did. Short
    without goal, city and country.
    """
    assert row.value is not None and row.period is not None
    texts = [goals.figure(row, row.value, row.period, area), _change(row, holds)]
    if not is_short:
        texts += [_aim(row), _city_moved(row, city) if is_first else "", _gap(row), _in_country(row, stick)]
    if row.change is not None and row.change_lower is None and row.certainty != "volledig geteld":
        texts.append(_NOT_KNOWN)
    return " ".join(filter(None, texts))


def _in_country(row: GoalStatus, stick: Yardstick | None) -> str:
    if stick is None or stick.period != row.period or not yardsticks.is_unusual(stick, row.direction):
        return ""
    return f"Dat is ook landelijk ongewoon: {small(yardsticks.in_a_hundred(stick, row.direction, is_brief=True))}."


def _change(row: GoalStatus, holds: bool) -> str:
    """Return how much more or less a figure is than at first, and in plain words whether that can be chance: 'Dat is
    34 meer dan in 2024 (502); dat kan toeval zijn.'"""
    first, when = _start(row)
    if row.change is None or row.value is None or first is None:
        return ""
    change = dutch.printed_difference(row.value, first, row.figure_decimals)
    if change == 0:
        return f"Dat is evenveel als {when}{_doubt(row, holds)}."
    unit = "" if dutch.is_rate(row.unit) or dutch.is_amount(row.unit) or row.unit == "rapportcijfer" else row.unit
    size = dutch.difference(change, row.figure_decimals, unit)
    value = dutch.short_figure(first, row.figure_decimals, row.unit)
    return f"Dat is {size} {'meer' if change > 0 else 'minder'} dan {when} ({value}){_doubt(row, holds)}."


def _start(row: GoalStatus) -> tuple[float | None, str]:
    """Return the figure that a change is measured from, and its period; None without one.

    A paragraph has one such figure: for a count the mean of years, which the verdict and the gap use too.
    """
    if _is_mean(row):
        return row.from_value, f"gemiddeld in {periods.parse(row.change_from or '').label}"
    if row.baseline_period is None:
        return None, ""
    return row.baseline, f"in {periods.parse(row.baseline_period).label}"


def _is_mean(row: GoalStatus) -> bool:
    """Return whether a change is measured from the mean of years before the baseline."""
    return row.from_value is not None and row.change_from not in (None, row.baseline_period)


def _doubt(row: GoalStatus, holds: bool) -> str:
    """Return as the end of a sentence whether a change can be chance; '' when unknown."""
    if row.change_lower is None or row.change_upper is None:
        return ""
    if row.certainty == "volledig geteld":
        return ", volledig geteld"
    if row.movement == "unclear":
        return "; dat kan toeval zijn"
    return f", waarschijnlijk geen toeval{'' if holds else ', maar zeker is dat niet'}"


def _aim(row: GoalStatus) -> str:
    """Return what the figure means for the goal."""
    if row.status not in _MEANS:
        return ""
    target = dutch.short_figure(row.target, row.figure_decimals, row.unit)
    aim = f"het doel van {target} in {row.target_year}{_aim_from(row)}" if row.target is not None else "het doel"
    beyond = None if row.target is None else goals.distance(row, row.target)
    if row.status == "nog niet te zeggen" and beyond is not None and beyond >= 0:
        return f"Het cijfer is nu al {'voorbij' if beyond else 'gelijk aan'} {aim}, maar dat kan tijdelijk zijn."
    return _MEANS[row.status].format(aim=aim, norm=target, way=_WAYS[row.direction])


def _aim_from(row: GoalStatus) -> str:
    """Return the figure that a goal is computed from, if the change is measured from another one: without it, a goal
    can be lower than the first figure of the paragraph."""
    if row.reading == "norm" or row.baseline is None or row.baseline_period is None or not _is_mean(row):
        return ""
    first = dutch.short_figure(row.baseline, row.figure_decimals, row.unit)
    return f" ({periods.parse(row.baseline_period).label}: {first})"


def _city_moved(row: GoalStatus, city: str) -> str:
    """Return the change of the whole city, over the same years as the area."""
    first, own_first, of_mean = row.city_baseline, row.baseline_published, ""
    if _is_mean(row):
        own_first, gap, of_mean = row.from_value, row.gap_baseline, "gemiddeld "
        is_known = own_first is not None and gap is not None and row.gap_word is not None
        first = (own_first or 0.0) + progress.SIGN[row.direction] * (gap or 0.0) if is_known else None
    if first is None or row.city_now is None or row.value is None or own_first is None:
        return ""
    then, now = (dutch.short_figure(value, row.figure_decimals, row.unit) for value in (first, row.city_now))
    city_change = dutch.printed_difference(row.city_now, first, row.figure_decimals)
    if not city_change:
        return f"In heel {city} bleef het cijfer gelijk ({now})."
    area_change = dutch.printed_difference(row.value, own_first, row.figure_decimals)
    also = "ook " if area_change * city_change > 0 else "juist " if area_change else ""
    way = "omhoog" if city_change > 0 else "omlaag"
    return f"In heel {city} ging het cijfer {also}{way}: van {of_mean}{then} naar {now}."


def _gap(row: GoalStatus) -> str:
    """Return how the distance to the city changed: 'De achterstand op de stad groeide van 13,7 naar 16,0 …'."""
    text = comparisons.standing_in_city(row, names_years=False)
    if not text or row.gap_word is None or row.gap_now is None or row.gap_baseline is None:
        return ""
    side = row.gap_word.split()[0]
    if not row.gap_word.endswith("ongeveer gelijk"):
        return dutch.capital(f"{text.replace(side, f'{side} op de {row.city_word}', 1)}.")
    first, last = (dutch.difference(gap, row.figure_decimals, row.unit) for gap in (row.gap_baseline, row.gap_now))
    city = row.city_word
    is_none, other = not dutch.rounded(row.gap_now, row.figure_decimals), comparisons.other_side(row)
    if first == last and not other:
        return f"Er is geen verschil met de {city}." if is_none else f"De {side} op de {city} bleef gelijk: {last}."
    chance = "; dat kan toeval zijn" if row.gap_lower is not None else ""
    of_mean = "gemiddeld " * _is_mean(row)
    if is_none:
        return f"De {side} op de {city} van {of_mean}{first} is er nu niet meer{chance}."
    first = dutch.difference(row.gap_baseline, row.figure_decimals, "")
    now = f"een {other} van {last}" if other else last
    return f"De {side} op de {city} was {of_mean}{first} en is nu {now}{chance}."


def cautions(row: GoalStatus) -> str:
    """Return how a measure differs from the goal, and what is uncertain about its figures."""
    texts = [row.proxy] if row.proxy else []
    if row.is_model:
        texts.append("Een rekenmodel schat deze cijfers; het toont geen effect van het programma.")
    if row.figure_status == "niet_bevestigd":
        texts.append("De cijfers zijn nog niet bij de bron bevestigd.")
    return " ".join(texts)


def answer(goal_names: Sequence[str]) -> str:
    """Return which goals need discussion, with a field for the answer to the council."""
    about = dutch.joined([small(name) for name in goal_names])
    return f"Wat bij {about} tegenvalt, vraagt om een antwoord: [antwoord van het college]."


def decided(decision: str, owner: str | None, due: date | None) -> str:
    """Return an open decision, with its owner and due date as far as known."""
    by_whom = ", ".join(filter(None, [owner, f"uiterlijk {dutch.day(due)}" if due else ""]))
    return f"Besloten is: {small(decision)}{f' ({by_whom})' if by_whom else ''}."


def done(efforts: Sequence[Effort], names: dict[str, str], city: str) -> list[str]:
    """Return sentences on efforts: for whom, until when, with whom, and the first sentence of the note; efforts for the
    same areas and years share a sentence."""
    alike: dict[tuple[str, str], list[list[Effort]]] = {}
    for _, group in groupby(efforts, key=lambda each: (each.kind, each.note, each.last_period, not each.area_codes)):
        same = [*group]
        groups = [same] if same[0].note and same[0].area_codes else [[each] for each in same]
        for each in groups:
            codes = [(effort, code) for effort in each for code in effort.area_codes]
            unnamed = [names[code] for effort, code in codes if names[code] not in effort.name]
            where = dutch.joined([*dict.fromkeys(unnamed)]) if codes else "het hele programma"
            alike.setdefault((_until(each[0]), where), []).append(each)
    return [
        f"{until}{f' voor {where}' if where else ''}: {'; '.join(_effort(group, city) for group in groups)}."
        for (until, where), groups in alike.items()
    ]


def _effort(group: Sequence[Effort], city: str) -> str:
    """Return an effort by its name, or several that are the same in other areas, with its note and partners."""
    first, *same_elsewhere = group
    partners = [_bare(name) for name in first.partners if name.lower() != f"gemeente {city}".lower()]
    if all(name in first.name for name in partners):
        partners = []
    note = "" if first.is_for_all_goals else first.note  # an effort for all goals gets only its name
    what = [small(_bare(text.rstrip("."))) for text in word_notes.sentences(note)[:1]]
    more = "; ".join([*what, *([f"met {dutch.joined(partners)}"] if partners else [])])
    kind = f"{first.name.split()[0]} "  # 'uitvoeringsplan Nazareth en Pottenberg'
    rest = [
        name.removeprefix(kind) if name.startswith(kind) else small(name)
        for name in (each.name for each in same_elsewhere)
    ]
    named = [small(first.name), *rest]
    return f"{dutch.joined(named)}{f' ({more})' if more else ''}"


def _bare(text: str) -> str:
    return _IN_BRACKETS.sub("", text)


def _until(effort: Effort) -> str:
    """Return until when an effort runs, to follow its name; the years of a theme are those of the whole agenda."""
    if effort.state == "voorgenomen":
        return "Voorgenomen is"
    last = periods.parse(effort.last_period).label if effort.last_period else ""
    if not last:
        return f"Vanaf {periods.parse(effort.first_period).label} loopt" if effort.first_period else "Wij werken aan"
    return f"Tot en met {last} {'staat op de agenda' if effort.kind == 'thema' else 'loopt'}"


def missing(rows: Sequence[GoalStatus], names: dict[str, str]) -> str:
    """Return which areas of a measure with new figures have none; '' when all have one."""
    without = [names[row.area_code] for row in rows if row.value is None and row.area_code != areas.TOGETHER]
    return f"In {places(without)} is er nog geen nieuw cijfer." if without else ""


def without_figure(measure: Measure, names: dict[str, str], is_only: bool) -> str:
    """Return the baseline of a measure without a new figure in each area, and its target; `is_only` when its goal has
    no other measure."""
    rows = [row for row in measure if row.area_code != areas.TOGETHER]
    first = rows[0]
    begins = [(row, *begin) for row in rows if (begin := goals.begin(row)) and row.baseline_period]
    if len(begins) < len(rows):
        subject = (
            "Een cijfer hierover is er nog niet" if is_only else f"Over ‘{small(first.label)}’ is er nog geen cijfer"
        )
        nobody = {"no_source": ": dit wordt nog niet gevraagd of geteld", "own_figures": ": dit wordt nog niet geteld"}
        return f"{subject}{nobody.get(first.lack or '', '')}."
    begun = [
        goals.figure(replace(row, figure_decimals=decimals), value, row.baseline_period or "", names[row.area_code])
        if row.statement and place == 0
        else _begun(row, dutch.short_figure(value, decimals, row.unit), names, None if place == 0 else begins[0])
        for place, (row, value, decimals) in enumerate(begins)
    ]
    return f"{' '.join(begun)} {_target(rows, names)} Een nieuw cijfer is er nog niet."


def _begun(row: GoalStatus, value: str, names: dict[str, str], before: tuple[GoalStatus, float, int] | None) -> str:
    """Return the baseline of an area in words; in fewer words after that of another area."""
    if before is not None and before[0].baseline_period == row.baseline_period:
        also = "ook " if dutch.short_figure(*before[1:], row.unit) == value else ""
        return f"In {names[row.area_code]} was dat {also}{value}."
    year = periods.parse(row.baseline_period or "").label
    return f"In {year} was {small(row.label)} in {names[row.area_code]} {value}."


def _target(rows: Sequence[GoalStatus], names: dict[str, str]) -> str:
    first = rows[0]
    if first.reading == "richting" or any(row.target is None for row in rows):
        return f"Het doel is dat dit cijfer {'lager' if first.direction == 'omlaag' else 'hoger'} wordt."
    targets = {names[row.area_code]: dutch.short_figure(row.target, row.decimals, row.unit) for row in rows}
    if len({*targets.values()}) == 1:
        return f"Het doel is {next(iter(targets.values()))} in {first.target_year}."
    listed = [f"{target} in {area}" for area, target in targets.items()]
    return f"Het doel voor {first.target_year} is {dutch.joined(listed)}."


def next_figure(goal_names: Sequence[str], row: GoalStatus) -> str:
    """Return when these goals get their next figure, as `row` has it."""
    about = dutch.joined([small(name) for name in goal_names])
    if row.next_period is None:
        return f"Wanneer er een nieuw cijfer komt over {about}, weten wij nog niet."
    period, when = periods.parse(row.next_period).label, row.next_expected
    if not when:
        return f"Het volgende cijfer over {about} gaat over {period}."
    expected = f"in {when}" if when[:1].isdigit() else when
    return f"Het volgende cijfer over {about} (over {period}) verwachten wij {expected}."


def step(name: str, row: GoalStatus) -> str:
    """Return what is needed before a goal has a figure, and who acts."""
    if row.why_no_figure == "wacht op nieuwe meting":
        date = f" ({row.next_date})" if row.next_date else ""
        return f"Over {small(name)} wachten wij op de volgende meting{date}."
    needed = small((row.next_step or "").rstrip("."))
    owner = f"Dat doet {row.owner}." if row.owner else "Wie dat doet, spreken wij nog af."
    return (
        f"Voor {small(name)} is nog nodig: {needed}. {owner}"
        if needed
        else f"Over {small(name)} komt er nog een cijfer."
    )


def steps(goal_names: Sequence[str], is_fetched: bool) -> str:
    """Return what goals without a figure need together: a figure from a publisher for these, an agreement for all
    others."""
    if is_fetched:
        about = dutch.joined([small(name) for name in goal_names])
        return f"Over {about} zijn er al cijfers bij de bron. Die verwerken wij nog."
    return "Voor de andere cijfers spreken wij nog af wie ze verzamelt, en wanneer."


def without_figures(goal_names: Sequence[str], is_all: bool) -> str:
    """Return which goals have no new figure; only how many when the letter is on all goals."""
    if is_all:
        return f"Over de andere {count(len(goal_names))} doelen zijn er nog geen nieuwe cijfers."
    return f"Over {dutch.joined([small(name) for name in goal_names])} zijn er nog geen nieuwe cijfers."


def subject(known_count: int, goal_count: int, total: int) -> str:
    """Return the subject of a letter by the number of its goals and of those with new figures; `total` is of the
    programme."""
    goals = "al die doelen" if goal_count == total else f"{count(goal_count)} van die doelen"
    if known_count == goal_count:
        return f"nieuwe cijfers bij {goals}"
    if not known_count:
        it = "is er nog geen nieuw cijfer" if goal_count == 1 else "zijn er nog geen nieuwe cijfers"
        return f"{goals}. Daarover {it}"
    return f"{goals}. Bij {count(known_count)} daarvan zijn er nieuwe cijfers"


def topic_in_area(
    frame: pd.DataFrame, indicator: Indicator, code: str, names: dict[str, str], city: str, since: str | None
) -> str:
    """Return the latest figure of a topic in an area, the one it is compared with, the doubt and the city; '' when
    there is none. `frame` as lookups.trend gives it, `since` the earliest period to compare with."""
    figures = [row for row in frame.itertuples() if row.area_code == code and row.value == row.value]
    if not figures:
        return ""
    last = max(figures, key=lambda row: row.period)
    start = since if since is not None and since < last.period else ""
    first = min(
        (row for row in figures if row.segment == last.segment and row.period >= start), key=lambda row: row.period
    )
    statement = indicator.statement or "was dit cijfer in {area} {value}"
    figure_text = dutch.short_figure if indicator.statement else dutch.figure
    value = figure_text(last.value, indicator.decimals, indicator.unit)
    texts = [f"In {periods.parse(last.period).label} {statement.format(area=names[code], value=value)}."]
    if first is not last:
        before = dutch.short_figure(first.value, indicator.decimals, indicator.unit)
        also = "ook " if dutch.short_figure(last.value, indicator.decimals, indicator.unit) == before else ""
        texts.append(f"In {periods.parse(first.period).label} was dat {also}{before}.")
        texts.append(_topic_doubt(first, last, indicator))
    there = [row for row in frame.itertuples() if row.area_code == city and row.period == last.period]
    if there and there[0].value == there[0].value and not dutch.is_amount(indicator.unit):
        other = dutch.short_figure(there[0].value, indicator.decimals, indicator.unit)
        texts.append(f"In heel {names[city]} was het {other}.")
    return " ".join(filter(None, texts))


class _FrameRow(Protocol):
    """A row of a frame of lookups.trend; a bound that is not known is nan."""

    value: float
    lower: float
    upper: float


def _topic_doubt(first: _FrameRow, last: _FrameRow, indicator: Indicator) -> str:
    if not dutch.printed_difference(last.value, first.value, indicator.decimals):
        return ""
    if indicator.is_full_count:
        return "Dit is een volledige telling."
    if dutch.is_amount(indicator.unit) or first.lower != first.lower or last.lower != last.lower:
        return "Hoe zeker dit verschil is, weten wij niet."
    is_beyond = margins.is_beyond(*((row.value, row.lower, row.upper) for row in (first, last)))
    return "Dit verschil is waarschijnlijk geen toeval." if is_beyond else "Dit verschil kan toeval zijn."
