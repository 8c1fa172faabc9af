"""Where a goal stands, in plain Dutch sentences (B1): stand and certainty, the city, the other buurten, the numbers."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import LackKind
from veerkracht.database.rows import Yardstick
from veerkracht.drawing import yardsticks
from veerkracht.method import chance as chance_method
from veerkracht.method import margins, progress
from veerkracht.method.margins import Spread
from veerkracht.topics.goals.rows import (
    Change,
    Detection,
    GoalStatus,
    PastStatus,
    Reference,
    Related,
    Window,
    change_unit,
)

NOBODY_NAMED = "nog niet bekend wie"
NOT_KNOWN = "nog niet bekend"
WEIGHED = "gewogen door ons"
_DIRECTION = {True: "meer", False: "minder"}
# how a share is said, each within a few hundredths
_PARTS = {0.1: "een tiende", 0.2: "een vijfde", 0.25: "een kwart", 1 / 3: "een derde", 0.5: "de helft"}
_NEAR_PART = 0.02
_MOST = 0.5  # of the buurten, from which on what they did says nothing for the programme
_SHARES = {0.9: "Bijna elke buurt ging", 0.6: "De meeste buurten gingen", 0.4: "Ongeveer de helft van de buurten ging",
           0.1: "Een deel van de buurten ging", 0.0: "Bijna geen buurt ging"}  # fmt: skip
_ASSUMED = {
    "marge geschat": " (geschat uit vergelijkbare buurten)",
    "marge met aanname": " (met een aanname over de marge)",
}
_LACKS: dict[LackKind, str] = {
    "no_source": "Gepland: {planned}.",
    "own_figures": "Eigen cijfers: {planned}.",
    "not_included": "{publisher} heeft het cijfer.",
    "unreadable": "De kopie van de tabel van {publisher} is niet te lezen.",
    "no_later_figure": "{publisher} heeft na {start} nog geen cijfer.",
    "not_published": "{publisher} heeft het nieuwste cijfer nog niet gepubliceerd.",
    "suppressed": "{publisher} geeft dit cijfer niet van deze buurt.",
    "not_in_table": "Het cijfer staat niet meer in de tabel van {publisher}.",
    "too_few": "Dit cijfer is niet getoond, om kleine aantallen te beschermen.",
    "ended": "{publisher} gebruikt een andere definitie dan bij de nulmeting.",
    "not_comparable": "Het nieuwe cijfer heeft een andere definitie of grens dan de nulmeting.",
    "not_same_year": "De buurten hebben niet over hetzelfde jaar een cijfer.",
}


def standing(row: GoalStatus, area: str) -> list[str]:
    """Return the sentences below the headline of a measure: the figure, its change, the path, and how sure that is;
    without a figure why, and what is to be done. `area` is the name of the area.
    """
    if row.value is None or row.period is None:  # the headline says the aim
        return [text for text in (row.reason, next_step(row), baseline_still_helps(row)) if text]
    sentences = [f"{figure(row, row.value, row.period, area)} {_change(row)}".strip(), _path(row), _certainty(row)]
    return [sentence for sentence in sentences if sentence]


def caveats(row: GoalStatus) -> list[str]:
    """Return the source of a measure and what to mind with its figures, whatever the area."""
    return [text for text in (source(row), *cautions(row), of_model(row), next_figure(row)) if text]


def source(row: GoalStatus) -> str:
    """Return the source of a measure, '' when it has none yet."""
    return "" if row.publisher is None else f"Bron: {row.publisher}, {row.source_title}."


def of_model(row: GoalStatus) -> str:
    """Return what figures of a model cannot show, '' for others."""
    if not row.is_model:
        return ""
    return "Schattingen van een rekenmodel: die tonen geen effect van het programma."


def cautions(row: GoalStatus) -> list[str]:
    """Return in what a measure is not the goal, and what is unsure of its figures."""
    sentences = []
    if row.proxy:
        sentences.append(f"Benadering: {row.proxy}")
    if row.figure_status == "niet_bevestigd":
        sentences.append("De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.")
    if row.value is None and row.baseline_note:
        sentences.append(f"Over de nulmeting: {row.baseline_note}")
    return sentences


def next_figure(row: GoalStatus) -> str:
    """Return when a measure with a figure gets its next one; '' when that is not known."""
    if row.value is None or row.next_period is None:
        return ""
    return f"Volgende meting: {row.next_period}, verwacht {row.next_expected}. {row.next_note}".strip()


def when_known(measure: Sequence[GoalStatus], found: Sequence[Detection]) -> list[str]:
    """Return when more is known of a measure, and whose move it is: the next step as long as there is no figure, else
    the next one, and from what size on a change would show; `found` is of the measure."""
    without = [row for row in measure if row.value is None and row.area_code != areas.TOGETHER]
    texts = [text for row in without for text in (next_step(row), baseline_still_helps(row))]
    row = measure[0]
    if row.value is not None:
        unknown = f"Aan zet: {row.publisher or NOBODY_NAMED}. Wanneer de volgende meting komt, is {NOT_KNOWN}."
        texts += [next_figure(replace(row, next_note="")) or unknown]
        texts.append(detectable_in([row for row in measure if row.area_code != areas.TOGETHER], found))
    return list(dict.fromkeys(text for text in texts if text))


def lack(row: GoalStatus) -> str:
    """Return in a few words what a measure lacks: a figure, or its baseline from the publisher; '' when nothing."""
    if row.lack is not None:
        planned, publisher = row.planned_source or row.source_title, row.planned_source or row.publisher
        return _LACKS[row.lack].format(planned=planned, publisher=publisher, start=row.baseline_period)
    if row.value is not None and row.baseline_adopted is not None and row.baseline_published is None:
        return f"De nulmeting van {row.baseline_period} is alleen die van het plan."
    return ""


def stand(row: GoalStatus) -> str:
    """Return the status, with the reason when there is no figure: 'nog geen meting (niet opgehaald)'."""
    return row.status if row.why_no_figure is None else f"{row.status} ({row.why_no_figure})"


def next_step(row: GoalStatus) -> str:
    """Return what is needed before there is a figure, whose move it is and when; '' when there is one."""
    if row.next_step is None:
        return ""
    return (
        f"Volgende stap: {row.next_step[0].lower()}{row.next_step[1:]} {whose_move(row)} "
        f"Wanneer: {row.next_date or NOT_KNOWN}."
    )


def whose_move(row: GoalStatus) -> str:
    """Return who takes the next step; '' when there is a figure."""
    return "" if row.next_step is None else f"Aan zet: {row.owner or NOBODY_NAMED}."


def baseline_still_helps(row: GoalStatus) -> str:
    """Return up to which year a baseline still helps, '' for a measure that has one or needs none."""
    if row.last_baseline_year is None:
        return ""
    pace = "" if row.years_between else " Om de hoeveel jaar er een meting is, is niet bekend: dit geldt bij elk jaar."
    return (
        f"Er is nog geen nulmeting. Die helpt nog tot en met {row.last_baseline_year}; daarna komt er tot "
        f"{row.target_year} geen tweede meting meer.{pace}"
    )


def related(figures: Sequence[Related]) -> str:
    """Return what says something about a measure in an area, and that it is not the measure; '' without figures."""
    if not figures:
        return ""
    texts = [f"{figure.label[0].lower()}{figure.label[1:]} {figure_in_short(figure)}" for figure in figures]
    return f"○ Zegt iets over dit doel, maar is niet de maat: {'; '.join(texts)}."


def figure_in_short(figure: Related) -> str:
    """Return a figure with its year, and the city beside it: '74,5% in 2024 (stad 81,2%)'."""
    value = dutch.figure(figure.value, figure.decimals, figure.unit)
    city = "" if figure.city is None else f" (stad {dutch.short_figure(figure.city, figure.decimals, figure.unit)})"
    return f"{value} in {periods.parse(figure.period).label}{city}"


def figure(row: GoalStatus, value: float, period: str, area: str) -> str:
    """Return the figure as a sentence: 'In 2024 vond 58,9% van de volwassenen in Nazareth …'."""
    when = f"In {periods.parse(period).label}"
    if row.statement:
        text = dutch.short_figure(value, row.figure_decimals, row.unit)
        return f"{when} {row.statement.format(value=text, area=area)}."
    return f"{when} was het cijfer in {area} {dutch.figure(value, row.figure_decimals, row.unit)}."


def versus_city(row: GoalStatus, area: str, city: str) -> str:
    """Return whether the city moved too, and the gap to it then and now; '' when a side is unknown."""
    if row.value is None or row.city_baseline is None or row.city_now is None or row.baseline_published is None:
        return ""
    first = dutch.apart(row.baseline_published, row.city_baseline, row.figure_decimals)
    now = dutch.apart(row.value, row.city_now, row.figure_decimals)
    change = dutch.apart(row.value, row.baseline_published, row.figure_decimals)
    city_change = dutch.apart(row.city_now, row.city_baseline, row.figure_decimals)
    texts = [dutch.short_figure(value, row.figure_decimals, row.unit) for value in (row.city_baseline, row.city_now)]
    together = "ook" if change * city_change > 0 else "juist" if change else "wel"
    moved = (
        f"ging het cijfer {together} {'omhoog' if city_change > 0 else 'omlaag'}"
        if city_change
        else "bleef het cijfer gelijk"
    )
    sentence = f"In heel {city} {moved}: van {texts[0]} naar {texts[1]}"
    if gap := standing_in_city(row):
        return f"{sentence}. {gap[0].upper()}{gap[1:]}."
    return (
        f"{sentence}; in {row.baseline_period} {_beside_city(row, first, area)}, in {row.period} "
        f"{_beside_city(row, now, area)}{_per(row)}."
    )


def _beside_city(row: GoalStatus, difference: float, area: str) -> str:
    """Return which of an area and the city had more: 'had de stad 10,0 procentpunt meer'."""
    if not difference:
        return "was het gelijk"
    had = "hadden" if difference > 0 and row.area_code == areas.TOGETHER else "had"
    return f"{had} {area if difference > 0 else 'de stad'} {_size(row, difference)} meer"


def standing_in_city(row: GoalStatus) -> str:
    """Return the distance to the city then and now: 'de achterstand groeide van 13,7 naar 16,0 procentpunt'; '' if it
    is not known."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    side = "voorsprong" if row.gap_word.startswith("voorsprong") else "achterstand"
    first, last = (dutch.difference(gap, row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    are_apart = first != last
    if row.change_from != row.baseline_period and row.change_from:
        first = f"{first} (gemiddeld {periods.parse(row.change_from).label})"
    unit = dutch.change_unit(row.unit)
    match row.gap_word:
        case "achterstand werd voorsprong" | "voorsprong werd achterstand":
            other = "achterstand" if side == "voorsprong" else "voorsprong"
            return f"de {side} van {first} werd een {other} van {last} {unit}"
        case "achterstand ongeveer gelijk" | "voorsprong ongeveer gelijk":
            sizes = f"eerst {first}, nu {last}" if are_apart else last
            return f"de {side} bleef ongeveer gelijk: {sizes} {unit}"
        case word:
            grew = word.endswith("groter")
            verb = "groeide" if grew else "kromp"
            # a gap in printed figures can go the other way, as a count is compared as a ratio
            agrees = (abs(row.gap_now) > abs(row.gap_baseline)) == grew and are_apart
            return f"de {side} {verb} van {first} naar {last} {unit}" if agrees else f"de {side} {verb}"


def then_and_now(row: GoalStatus) -> str:
    """Return the distance to the city then and now in few words: 'Achterstand: eerst 13,7, nu 16,0 procentpunt.'; ''
    when it is not known. The unit of a rate stands with the name of its measure."""
    if row.gap_word is None or row.gap_baseline is None or row.gap_now is None:
        return ""
    first, last = (dutch.difference(gap, row.figure_decimals, "") for gap in (row.gap_baseline, row.gap_now))
    if first == last == dutch.difference(0, row.figure_decimals, ""):
        return "Gelijk met de stad, toen en nu."
    if row.change_from and row.change_from != row.baseline_period:
        first = f"gemiddeld {first}"  # over the years that the picture names
    unit = "" if dutch.is_rate(row.unit) else f" {dutch.change_unit(row.unit)}"
    side = row.gap_word.split()[0].capitalize()
    turned = {"achterstand werd voorsprong": "voorsprong ", "voorsprong werd achterstand": "achterstand "}
    return f"{side}: eerst {first}, nu {turned.get(row.gap_word, '')}{last}{unit}."


def since_before_extreme(row: GoalStatus) -> str:
    """Return that the baseline was low (or high) in the whole country, with the change since the period before it."""
    if row.before_extreme_period is None or row.before_extreme_value is None or row.value is None:
        return ""
    change = dutch.apart(row.value, row.before_extreme_value, row.figure_decimals)
    extreme = "hoog" if row.direction == "omlaag" else "laag"
    since = f"{_size(row, change)} {'hoger' if change > 0 else 'lager'}{_per(row)}" if change else "even hoog"
    return f"{row.baseline_period} was in heel Nederland {extreme}. Sinds {row.before_extreme_period}: {since}."


def yardstick(row: GoalStatus, found: Yardstick | None, headline: str = "") -> str:
    """Return how unusual the change is among buurten in the whole country; '' when nothing was compared. What it is
    called only when the headline above does not say it."""
    if found is None:
        return ""
    has_word = f"landelijk is dat {yardsticks.word(found, row.direction)}." not in headline
    standing = yardsticks.standing(found, row.direction, has_word)
    return " ".join(filter(None, [standing, yardsticks.comparison(found, row.direction, row.figure_decimals)]))


def detectable(row: GoalStatus, found: Sequence[Detection]) -> str:
    """Return from what size on a true change of an area shows in one year; '' when that is not known. `found` is of its
    measure."""
    return detectable_in([row], found)


def detectable_in(measure: Sequence[GoalStatus], found: Sequence[Detection]) -> str:
    """Return from what sizes on a true change shows in one year in these areas of a measure, the smallest and the
    largest; '' when that is not known. As detectability.table says it; `found` is of the measure."""
    row, codes = measure[0], {row.area_code for row in measure}
    known = [size for size in found if size.span == 1 and size.smallest_change is not None and size.area_code in codes]
    if not known:
        return ""
    known.sort(key=lambda size: _share_visible(size, row) or size.smallest_change or 0.0)
    more, change = ("minder", "daling") if row.direction == "omlaag" else ("meer", "stijging")
    sizes = list(dict.fromkeys(_visible_size(size, row) for size in (known[0], known[-1])))
    share = _share_visible(known[0], row) if len(sizes) == 1 else None
    near = None if share is None else min(_PARTS, key=lambda part: abs(part - share))
    if share is not None and near is not None and abs(near - share) <= _NEAR_PART:
        return f"Pas als het {_PARTS[near]} {more} wordt, valt dat vrij zeker op."
    if len(sizes) == 2:  # the unit once
        sizes[0] = sizes[0].removesuffix(f" {dutch.change_unit(row.unit)}")
    return f"Pas een echte {change} van {' tot '.join(sizes)} valt vrij zeker op."


def _visible_size(found: Detection, row: GoalStatus) -> str:
    """Return the smallest change that shows: '3,3 procentpunt', of other figures than percentages '31%'."""
    if (share := _share_visible(found, row)) is not None:
        return f"{dutch.number(100 * share, 0)}%"
    return dutch.difference(
        found.smallest_change or 0.0, max(row.figure_decimals, 1) if row.unit == "%" else 0, row.unit
    )


def _share_visible(found: Detection, row: GoalStatus) -> float | None:
    """Return the smallest change that shows as a share of the base; None for a percentage."""
    if row.unit == "%" or not found.base or found.smallest_change is None:
        return None
    return found.smallest_change / found.base


def closes(row: GoalStatus, area: str, reference: Reference | None) -> str:
    """Return how much of the gap at the baseline the target closes: to the city, or to the middle buurt where the city
    has no figure; '' without a target, a baseline or either."""
    if reference is None or row.baseline is None or row.target is None:
        return ""
    other = "op de middelste buurt " if reference.is_middle else ""
    year = row.baseline_period
    share = progress.closed_share(row.baseline, row.target, reference.value, progress.SIGN[row.direction])
    if share is None:
        return f"{area}: in {year} was er {other}geen achterstand."
    percent, left = dutch.rounded(100 * share, 0), _left(row)
    if percent >= 100 and left is not None and left > 0 and not reference.is_middle:
        return f"{area}: de stad van {year} wel, maar die van {row.period} niet."
    if percent > 100:
        return f"{area}: ja, en {'de middelste buurt' if reference.is_middle else 'de stad'} zelfs voorbij."
    if percent == 100:
        return f"{area}: ja, precies gelijk."
    return f"{area}: nee, dan is {percent}% van de achterstand {other}van {year} weg."


def _left(row: GoalStatus) -> float | None:
    """Return how far an area that reaches its target would be behind the city of now; None when that is not known."""
    if row.target is None or row.city_now is None or row.period is None:
        return None
    return progress.SIGN[row.direction] * dutch.apart(row.city_now, row.target, row.figure_decimals)


def left_after(row: GoalStatus, area: str) -> str:
    """Return what would remain of the gap when the area reaches its target and the city stays where it is now; ''
    when that is not known."""
    left = _left(row)
    if left is None:
        return ""
    assert row.city_now is not None
    city = dutch.short_figure(row.city_now, row.figure_decimals, row.unit)
    if left <= 0:
        return f"De stad van {row.period} ({city}) heeft {area} met het doel ingehaald."
    size = dutch.difference(left, row.figure_decimals, row.unit)
    return f"Op de stad van {row.period} ({city}) houdt {area} met het doel een achterstand van {size}."


def absolutes(row: GoalStatus, area: str) -> str:
    """Return what the target is in persons, reports and the like.

    '' without a target, for amounts of money, and when it is not known how many people the measure is about.
    """
    if row.absolute_target is None or row.absolute_baseline is None:
        return ""
    if row.unit == "%" and row.target is not None and row.baseline is not None and row.population_size is not None:
        counted = dutch.COUNTED_AS[row.population or "inwoners"]
        points = abs(row.target - row.baseline)
        size = dutch.number(dutch.tens(points / 100 * row.population_size), 0)
        change = dutch.difference(points, 0 if abs(points - round(points)) < 1e-9 else row.figure_decimals, "%")
        whole = f"{dutch.number(row.population_size, 0)} {row.population}"
        return (
            f"Een verschil van {change} is, gerekend over alle {whole} van {area} ({row.inhabitants_period}), "
            f"hetzelfde als ongeveer {size} {counted}."
        )
    first, last = (dutch.number(value, 0) for value in (row.absolute_baseline, row.absolute_target))
    now = "" if row.absolute_value is None else f" In {row.period} waren het er {dutch.number(row.absolute_value, 0)}."
    return f"In aantallen is het doel in {area}: van {first} naar {last} {row.counted}.{now}"


def without_programme(changes: Sequence[Change], measure: Sequence[GoalStatus], names: Mapping[str, str]) -> str:
    """Return how many buurten moved at least as much as the focus areas need to, '' when none can be compared, or none
    but the focus areas themselves.

    `names` is by area code.
    """
    required = required_changes(measure)
    buurten = [change for change in changes if change.area_code.startswith("BU")]
    if not required or {buurt.area_code for buurt in buurten} <= {row.area_code for row in measure}:
        return ""
    sign, (unit, decimals) = progress.SIGN[measure[0].direction], change_unit(measure[0])
    texts: list[str] = []
    shares: list[float] = []
    for change, codes in required.items():
        enough = sum(sign * buurt.change >= sign * change for buurt in buurten)
        shares.append(enough / len(buurten))
        if len(required) == 1:
            texts.append(f"{_how_many(shares[-1])} genoeg vooruit: {enough} van de {len(buurten)}.")
            continue
        size, where = dutch.difference(change, decimals, unit), dutch.joined([names[code] for code in codes])
        reached = "haalde" if enough == 1 else "haalden"
        texts.append(f"In {where} was {size} nodig: dat {reached} {enough} van de {len(buurten)} buurten.")
    if min(shares) >= _MOST:
        texts.append("Dit bewijst dus niet dat het programma werkt.")
    elif max(shares) > 0:
        texts.append("Dat bewijst het programma nog niet.")
    return " ".join(texts)


def without_figures(changes: Sequence[Change]) -> str:
    """Return how many buurten cannot be compared, '' when all can."""
    buurten = [change for change in changes if change.area_code.startswith("BU")]
    absent = buurten[0].buurt_count - len(buurten) if buurten else 0
    if not absent:
        return ""
    return "1 buurt heeft geen cijfers." if absent == 1 else f"{absent} buurten hebben geen cijfers."


def _how_many(share: float) -> str:
    """Return which share of the buurten went: 'Bijna elke buurt ging'."""
    if share in (0, 1):
        return "Elke buurt ging" if share else "Geen enkele buurt ging"
    return next(words for least, words in _SHARES.items() if share >= least)


def path_signs(frame: pd.DataFrame) -> str:
    """Return what the signs in the chart of a path are; `frame` has its figures."""
    return f"Stippellijn: pad. Vierkant: doel.{' Band: marge.' if frame['lower'].notna().any() else ''}"


def required_changes(measure: Sequence[GoalStatus]) -> dict[float, list[str]]:
    """Return every change that a path asks for by the latest measurement, with the focus areas that it is asked of.

    Changes are as queries.changes measures them. Not among them are areas that need not change, as they began beyond a
    norm, and shares of a baseline of 0.
    """
    required: dict[float, list[str]] = {}
    for row in measure:
        if row.path is None or row.baseline is None or row.area_code == areas.TOGETHER:
            continue
        change = row.path - row.baseline
        if row.reading == "procent":
            change = 100 * change / row.baseline if row.baseline else 0.0
        if progress.SIGN[row.direction] * change > 0:
            required.setdefault(round(change, 9), []).append(row.area_code)
    return required


def windows(windows: Sequence[Window], row: GoalStatus, names: Mapping[str, str]) -> list[str]:
    """Return what means over several years can tell that one year cannot, and from when; [] without such means."""
    if not windows:
        return []
    first, last = periods.parse(windows[0].first_window), periods.parse(windows[0].last_window)
    size = last.last - last.first + 1
    parts = [f"{names[window.area_code]} vanaf {_visible_from(window, row)}" for window in windows]
    sentences = [
        f"Eén jaar zegt bij zulke kleine aantallen weinig. Vergelijk daarom {size} jaren met {size} jaren: "
        f"{first.label} met {last.label}. Dan is een gemeten verandering meer dan toeval in {dutch.joined(parts)}."
    ]
    measured = min(window.years_measured for window in windows)
    if measured < size:
        sentences.append(
            f"Dat kan als de cijfers over {last.last} er zijn, dus vanaf {last.last + 1}. Nu "
            f"{'is' if measured == 1 else 'zijn'} er {measured} van de {size} jaren."
        )
    shares = [window.detectable_percent for window in windows if window.detectable_percent is not None]
    if row.reading == "procent" and row.amount is not None and shares and min(shares) > row.amount:
        target = dutch.number(row.amount, dutch.decimals_of(row.amount))
        sentences.append(
            f"Het doel is {target}%. Ook met {size} jaren samen is een verandering van die grootte niet van toeval te "
            "onderscheiden."
        )
    return sentences


def since_last(rows: Sequence[GoalStatus]) -> str:
    """Return which goals have a new figure and whose status changed with it; `rows` of all goals that are shown."""
    measured = [row for row in rows if row.value is not None]
    total = len({row.goal_id for row in rows})
    if not measured:
        return f"Voor geen van de {total} doelen is er al een meting na de nulmeting."
    first_rows = [next(rows) for _, rows in groupby(measured, lambda row: row.goal_id)]
    goals = [f"{row.goal_id}. {row.name} ({row.period})" for row in first_rows]
    changed = dict.fromkeys(
        f"{row.goal_id}. {row.name}" for row in measured if row.previous_status not in (None, row.status)
    )
    news = "Geen enkele stand is veranderd."
    if all(row.previous_status is None for row in measured):
        every = "dit doel" if len(goals) == 1 else "al deze doelen"
        news = f"Voor {every} is dit de eerste meting na de nulmeting."
    elif changed:
        news = f"De stand is veranderd bij {dutch.joined([*changed])}."
    return (
        f"{len(goals)} van de {total} doelen {'heeft' if len(goals) == 1 else 'hebben'} een cijfer van na de "
        f"nulmeting: {dutch.joined(goals)}. {news} **Een verandering is nog geen effect van het programma**: cijfers "
        "van een buurt schommelen, en vaak verandert de hele stad mee."
    )


def by_chance(rows: Sequence[GoalStatus], holding: Collection[tuple[str, str]]) -> str:
    """Return how many of these verdicts chance alone would give, and which of them hold together; '' for a single one.

    `holding` is measure and area of the verdicts that hold (`rows.holding`).
    """
    tested = [row for row in rows if row.chance is not None and row.area_code != areas.TOGETHER]
    if len(tested) < 2:
        return ""
    wrong = len(tested) * chance_method.wrong_way(tested[0].confidence)
    ahead = sum(row.chance_on_course or 0 for row in tested)
    texts = [
        f"Van {len(tested)} oordelen verwacht u er door toeval {_about(wrong)} “verkeerde kant op” en {_about(ahead)} "
        "“op koers”."
    ]
    held = [row for row in tested if (row.measure_id, row.area_code) in holding]
    share = dutch.number(tested[0].false_discovery, 0)
    if not held:
        texts.append("Geen enkele verandering houdt dan stand.")
    else:
        what = "verandering houdt" if len(held) == 1 else "veranderingen houden"
        texts.append(f"{len(held)} {what} ook dan stand (✓), hoogstens {share}% daarvan door toeval.")
    return " ".join(texts)


def adopted(row: GoalStatus, area: str) -> str:
    """Return what the stand is when measured from the baseline as adopted, '' when the publisher did not restate it."""
    if not is_restated(row):
        return ""
    texts = [
        dutch.short_figure(row.baseline_adopted, row.decimals, row.unit),
        dutch.short_figure(row.baseline_published, row.figure_decimals, row.unit),
    ]
    plan = f"Het plan noemt voor {area} een nulmeting van {texts[0]}."
    if row.area_code == areas.TOGETHER:
        plan = f"Het plan noemt geen nulmeting voor de buurten samen. Uit de nulmetingen van het plan, {WEIGHED}, "
        plan += f"is die {texts[0]} in {row.baseline_period}."
    sentence = (
        f"{plan} De bron heeft {row.baseline_period} later opnieuw berekend: {texts[1]}. Het dashboard vergelijkt "
        "cijfers uit dezelfde uitgave."
    )
    if row.status_adopted is not None:
        same = "ook" if row.status_adopted == row.status else "niet dezelfde, maar"
        sentence += f" Vanaf het vastgestelde cijfer gerekend is de stand {same}: {row.status_adopted}."
    return sentence


def chance(row: GoalStatus) -> str:
    """Return how far a count varies by itself from one year to the next, '' for other figures."""
    if row.phi is None or row.tau2 is None or row.value is None or row.absolute_value is None:
        return ""
    spread = Spread(row.phi, row.tau2)
    error = math.sqrt(2 * spread.variance(row.absolute_value))
    swing = 100 * math.expm1(margins.quantile(row.confidence) * error)
    return (
        f"Toeval: een aantal als dit ({dutch.number(row.absolute_value, 0)}) schommelt van jaar tot jaar, ook als er "
        f"niets verandert. Vier van de vijf keer blijft dat onder {dutch.number(swing, 0)}%. Zo sterk schommelen "
        "andere buurten rond de ontwikkeling van hun stad; daarmee is de marge berekend."
    )


def certainty(row: GoalStatus | PastStatus, holds: bool = False) -> str:
    """Return how sure a status is, in few words, with a tick if it holds among all verdicts; '' without a figure."""
    if row.certainty is None:
        return ""
    if row.certainty != "marge bekend":
        words = row.certainty
    else:
        words = "binnen de marge" if row.status == "nog niet te zeggen" else "met marge"
        if words == "binnen de marge" and _is_past_target(row):
            words = "voorbij het doel, maar binnen de marge"
    return f"{words} ✓" if holds else words


def _is_past_target(row: GoalStatus | PastStatus) -> bool:
    """Return whether the latest figure is at or past the target, however sure that is."""
    if isinstance(row, PastStatus) or row.value is None or row.target is None:
        return False
    return progress.SIGN[row.direction] * dutch.apart(row.value, row.target, row.figure_decimals) >= 0


def is_restated(row: GoalStatus) -> bool:
    """Return whether the published baseline differs from the adopted one by more than its rounding."""
    if row.baseline_published is None or row.baseline_adopted is None:
        return False
    return abs(row.baseline_published - row.baseline_adopted) >= 0.5 * 10.0**-row.decimals


def distance(row: GoalStatus, path: float) -> float:
    """Return the distance of the latest figure to a path as a reader subtracts them, positive when ahead."""
    assert row.value is not None  # a path is of the period of the latest figure
    return progress.SIGN[row.direction] * dutch.apart(row.value, path, row.figure_decimals)


def side(size: float) -> str:
    """Return on which side of a path a distance lies."""
    return "voor" if size > 0 else "achter" if size < 0 else "op het pad"


def above(row: GoalStatus, difference: float) -> str:
    """Return where an area lies against the city: '11,1 procentpunt onder', '20 boven', 'gelijk met'."""
    return f"{_size(row, difference)} {'boven' if difference > 0 else 'onder'}" if difference else "gelijk met"


def _about(number: float) -> str:
    """Return an expected number as a reader counts: 3, of minder dan 1."""
    return "minder dan 1" if number < 0.5 else f"ongeveer {dutch.number(number, 0)}"


def aim(row: GoalStatus) -> str:
    """Return where a measure without a new figure began and what its aim is: '55% in 2023. Doel: 60% in 2030.'"""
    reading = dutch.reading(row.reading, row.amount, row.direction, row.unit)
    target = f"Doel: {reading} in {row.target_year}."
    if row.reading == "richting":
        target = f"Doel: {'lager' if row.direction == 'omlaag' else 'hoger'}."
    elif row.target is not None:
        target = f"Doel: {_brief_figure(row, row.target)} in {row.target_year}."
    elif row.is_shared:
        target = f"Doel: {dutch.figure(row.amount, row.decimals, row.unit)} voor alle buurten samen."
    if row.baseline_adopted is None:
        nobody = {"no_source": "Nog niemand vraagt of telt dit.", "own_figures": "Nog niemand telt dit."}
        return f"{nobody.get(row.lack or '', 'Er is nog geen cijfer.')} {target}"
    start = f"{_brief_figure(row, row.baseline_adopted)} in {row.baseline_period}"
    return f"{start}{f' ({WEIGHED})' if row.area_code == areas.TOGETHER else ''}. {target}"


def _brief_figure(row: GoalStatus, value: float) -> str:
    """Return a figure of the plan with its unit, which a rate has only in the name of its measure."""
    return dutch.figure(value, row.decimals, "" if dutch.is_rate(row.unit) else row.unit)


def _change(row: GoalStatus) -> str:
    if row.change is None or row.value is None or row.baseline is None:
        return ""
    change = dutch.apart(row.value, row.baseline, row.figure_decimals)
    first = dutch.short_figure(row.baseline, row.figure_decimals, row.unit)
    if change == 0:
        return f"Dat is evenveel als in {row.baseline_period}."
    size = dutch.difference(change, row.figure_decimals, row.unit)
    return f"Dat is {size} {_DIRECTION[change > 0]} dan in {row.baseline_period} ({first})."


def _path(row: GoalStatus) -> str:
    if row.path is None or row.value is None:
        return ""
    value, target = (dutch.short_figure(figure, row.figure_decimals, row.unit) for figure in (row.value, row.target))
    beyond = None if row.target is None else distance(row, row.target)
    whole = f"Het doel is {target} in {row.target_year}."
    if beyond is not None and beyond >= 0:
        place = "voorbij" if beyond else "gelijk aan"
        whole = f"Dat is nu al {place} het doel van {target} in {row.target_year}."
    return f"{needed_now(row)} Het is {value}. {whole}"


def needed_now(row: GoalStatus) -> str:
    """Return what the figure had to be by now on its way to the target; '' without a path."""
    if row.path is None:
        return ""
    path = dutch.short_figure(row.path, row.figure_decimals, row.unit)
    if row.direction == "omlaag":
        return f"Om het doel te halen mocht het nu hoogstens {path} zijn."
    return f"Om het doel te halen was nu {path} nodig."


def _certainty(row: GoalStatus) -> str:
    if row.certainty == "marge onbekend":
        return row.reason if row.path is None else dutch.NO_MARGIN
    if row.change_lower is None or row.change_upper is None or row.certainty == "volledig geteld":
        return row.reason
    sign = progress.SIGN[row.direction]
    ends = sorted(sign * bound for bound in (row.change_lower, row.change_upper))
    texts = [f"{_size(row, end)} {_DIRECTION[end > 0]}" for end in ends]
    is_mean = row.change_from is not None and row.change_from != row.baseline_period
    since = f" sinds het gemiddelde van {periods.parse(row.change_from).label}" if is_mean and row.change_from else ""
    assumed = _ASSUMED.get(row.certainty or "", "")
    return (
        f"Met {dutch.number(row.confidence, 0)}% zekerheid ligt de werkelijke verandering{since} tussen {texts[0]} en "
        f"{texts[1]}{_per(row)}{assumed}. {row.reason}"
    )


def _visible_from(window: Window, row: GoalStatus) -> str:
    """Return the smallest change that means over several years can show: '165 per 10.000 inwoners (17%)'."""
    size = dutch.difference(window.detectable_change, row.figure_decimals, row.unit)
    share = window.detectable_percent
    return size if share is None else f"{size} ({dutch.number(share, 0)}%)"


def _size(row: GoalStatus, difference: float) -> str:
    """Return a difference without the unit of a rate, which the sentence or the one before it names (`_per`)."""
    return dutch.difference(difference, row.figure_decimals, "" if dutch.is_rate(row.unit) else row.unit)


def _per(row: GoalStatus) -> str:
    return f" ({row.unit})" if dutch.is_rate(row.unit) else ""
