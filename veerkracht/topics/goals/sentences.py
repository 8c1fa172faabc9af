"""The status of a goal in plain Dutch sentences (B1): the figure, its change, the path, and its certainty."""

import math
from collections.abc import Collection, Sequence
from itertools import groupby

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.method import chance as chance_method
from veerkracht.method import margins, progress
from veerkracht.method.margins import Spread
from veerkracht.topics.goals import comparisons, next_steps
from veerkracht.topics.goals.rows import GoalStatus, PastStatus, Related

WEIGHED = "gewogen door ons"
_DIRECTION = {True: "meer", False: "minder"}
_ASSUMED = {
    "marge geschat": " (geschat uit vergelijkbare buurten)",
    "marge met aanname": " (met een aanname over de marge)",
}


def standing(row: GoalStatus, area: str) -> list[str]:
    """Return the sentences below the headline of a measure: the figure, its change, the path, and how sure that is;
    without a figure why, and what has to be done. `area` is the name of the area."""
    if row.value is None or row.period is None:  # the headline says the aim
        return [text for text in (row.reason, next_steps.next_step(row), next_steps.baseline_still_helps(row)) if text]
    sentences = [f"{figure(row, row.value, row.period, area)} {_change(row)}".strip(), _path(row), _certainty(row)]
    return [sentence for sentence in sentences if sentence]


def caveats(row: GoalStatus) -> list[str]:
    """Return the source of a measure and the caveats on its figures, for any area."""
    return [text for text in (source(row), *cautions(row), of_model(row), next_steps.next_figure(row)) if text]


def source(row: GoalStatus) -> str:
    """Return the source of a measure, '' when it has none yet."""
    return "" if row.publisher is None else f"Bron: {row.publisher}, {row.source_title}."


def of_model(row: GoalStatus) -> str:
    """Return what figures of a model cannot show, '' for others."""
    if not row.is_model:
        return ""
    return "Schattingen van een rekenmodel: die tonen geen effect van het programma."


def cautions(row: GoalStatus) -> list[str]:
    """Return how a measure differs from the goal, and what is uncertain about its figures."""
    sentences = []
    if row.proxy:
        sentences.append(f"Benadering: {row.proxy}")
    if row.figure_status == "niet_bevestigd":
        sentences.append("De cijfers komen uit een kopie en zijn nog niet bij de bron bevestigd.")
    if row.value is None and row.baseline_note:
        sentences.append(f"Over de nulmeting: {row.baseline_note}")
    return sentences


def stand(row: GoalStatus) -> str:
    """Return the status, with the reason when there is no figure: 'nog geen meting (niet opgehaald)'."""
    return row.status if row.why_no_figure is None else f"{row.status} ({row.why_no_figure})"


def related(figures: Sequence[Related]) -> str:
    """Return the figures that are related to a measure in an area, and that they are not the measure; '' without
    figures."""
    if not figures:
        return ""
    texts = [f"{dutch.within(figure.label)} {figure_in_short(figure)}" for figure in figures]
    return f"○ Zegt iets over dit doel, maar is niet de maat: {'; '.join(texts)}."


def figure_in_short(figure: Related) -> str:
    """Return a figure with its year, and the city beside it: '74,5% in 2024 (stad 81,2%)'."""
    value = dutch.figure(figure.value, figure.decimals, figure.unit)
    text = f"{value} in {periods.parse(figure.period).label}"
    if figure.city is None:
        return text
    return f"{text} ({figure.city_word} {dutch.short_figure(figure.city, figure.decimals, figure.unit)})"


def figure(row: GoalStatus, value: float, period: str, area: str) -> str:
    """Return the figure as a sentence: 'In 2024 vond 58,9% van de volwassenen in Nazareth …'."""
    when = f"In {periods.parse(period).label}"
    if row.statement:
        text = dutch.short_figure(value, row.figure_decimals, row.unit)
        return f"{when} {row.statement.format(value=text, area=area)}."
    return f"{when} was het cijfer in {area} {dutch.figure(value, row.figure_decimals, row.unit)}."


def absolutes(row: GoalStatus, area: str) -> str:
    """Return the target as a number of persons, reports and so on.

    '' without a target, for amounts of money, and when the population of the measure is unknown.
    """
    if row.absolute_target is None or row.absolute_baseline is None:
        return ""
    if row.unit == "%" and row.target is not None and row.baseline is not None and row.population_size is not None:
        counted = dutch.COUNTED_AS[row.population or "inwoners"]
        points = abs(row.target - row.baseline)
        size = dutch.number(dutch.rounded_to_tens(points / 100 * row.population_size), 0)
        change = dutch.difference(points, 0 if abs(points - round(points)) < 1e-9 else row.figure_decimals, "%")
        whole = f"{dutch.number(row.population_size, 0)} {row.population}"
        return (
            f"Een verschil van {change} is, gerekend over alle {whole} van {area} ({row.inhabitants_period}), "
            f"hetzelfde als ongeveer {size} {counted}."
        )
    first, last = (dutch.number(value, 0) for value in (row.absolute_baseline, row.absolute_target))
    now = "" if row.absolute_value is None else f" In {row.period} waren het er {dutch.number(row.absolute_value, 0)}."
    return f"In aantallen is het doel in {area}: van {first} naar {last} {row.counted}.{now}"


def path_signs(frame: pd.DataFrame, lines: pd.DataFrame) -> str:
    """Return the legend of the chart of a path; `frame` has its figures, `lines` its paths (queries.lines)."""
    paths, signs = lines[lines["target"].notna()], []
    if not paths.empty:
        start = "begin of " if paths["baseline_adopted"].notna().any() else ""
        signs = ["Stippellijn: pad.", f"Vierkant: {start}doel."]
    return " ".join([*signs, *(["Band: marge."] if frame["lower"].notna().any() else [])])


def since_last(rows: Sequence[GoalStatus]) -> str:
    """Return which goals have a new figure and which of those changed status; `rows` are of all goals that are
    shown."""
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
        f"van een buurt schommelen, en vaak verandert de hele {measured[0].city_word} mee."
    )


def unsettled(words: str) -> str:
    """Return which words of the plan may still get another meaning; '' when all is settled."""
    return f"Wat “{words}” betekent ligt nog niet vast: dit is een voorlopige lezing. Zie Toelichting." if words else ""


def by_chance(rows: Sequence[GoalStatus], holding: Collection[tuple[str, str]]) -> str:
    """Return how many of these verdicts chance alone would produce, and which hold together; '' for a single verdict.

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
    """Return the status as measured from the adopted baseline, '' when the publisher did not restate it."""
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
        f"andere buurten rond de ontwikkeling van hun {row.city_word}; daarmee is de marge berekend."
    )


def certainty(row: GoalStatus | PastStatus, holds: bool = False) -> str:
    """Return how sure a status is in a few words, with a tick if it holds among all verdicts; '' without a figure."""
    if row.certainty is None:
        return ""
    if row.certainty != "marge bekend":
        words = row.certainty
    else:
        words = "binnen de marge" if row.status == "nog niet te zeggen" else "met marge"
        if words == "binnen de marge" and _is_past_target(row):
            words = "voorbij het doel, mogelijk toeval"
    return f"{words} ✓" if holds else words


def _is_past_target(row: GoalStatus | PastStatus) -> bool:
    """Return whether the latest figure is at or past the target, however sure that is."""
    if isinstance(row, PastStatus) or row.value is None or row.target is None:
        return False
    return progress.SIGN[row.direction] * dutch.printed_difference(row.value, row.target, row.figure_decimals) >= 0


def is_restated(row: GoalStatus) -> bool:
    """Return whether the published baseline differs from the adopted one by more than its rounding."""
    if row.baseline_published is None or row.baseline_adopted is None:
        return False
    return abs(row.baseline_published - row.baseline_adopted) >= 0.5 * 10.0**-row.decimals


def distance(row: GoalStatus, path: float) -> float:
    """Return the distance of the latest figure to a path as a reader would subtract them, positive when ahead."""
    assert row.value is not None  # a path is of the period of the latest figure
    return progress.SIGN[row.direction] * dutch.printed_difference(row.value, path, row.figure_decimals)


def side(size: float) -> str:
    """Return on which side of a path a distance lies."""
    return "voor" if size > 0 else "achter" if size < 0 else "op het pad"


def _about(number: float) -> str:
    """Return an expected number in words: 3, of minder dan 1."""
    return "minder dan 1" if number < 0.5 else f"ongeveer {dutch.number(number, 0)}"


def aim(row: GoalStatus) -> str:
    """Return the baseline and the target of a measure without a new figure: '55% in 2023. Doel: 60% in 2030.'"""
    reading = dutch.reading(row.reading, row.amount, row.direction, row.unit)
    unit = "" if dutch.is_rate(row.unit) else row.unit  # the name of its measure has that of a rate
    target = f"Doel: {reading} in {row.target_year}."
    if row.reading == "richting":
        target = f"Doel: {'lager' if row.direction == 'omlaag' else 'hoger'}."
    elif row.target is not None:
        bound = ("hooguit " if row.direction == "omlaag" else "minstens ") if row.reading == "norm" else ""
        target = f"Doel: {bound}{dutch.figure(row.target, row.decimals, unit)} in {row.target_year}."
    elif row.is_shared:
        target = f"Doel: {dutch.figure(row.amount, row.decimals, row.unit)} voor alle buurten samen."
    if (first := begin(row)) is None:
        nobody = {"no_source": "Nog niemand vraagt of telt dit.", "own_figures": "Nog niemand telt dit."}
        return f"{nobody.get(row.lack or '', 'Er is nog geen cijfer.')} {target}"
    figure = dutch.figure(*first, unit)
    is_weighed = row.area_code == areas.TOGETHER and row.baseline_adopted is not None
    return f"{figure} in {row.baseline_period}{f' ({WEIGHED})' if is_weighed else ''}. {target}"


def begin(row: GoalStatus) -> tuple[float, int] | None:
    """Return the baseline of a measure and its decimals: that of the plan, else the published one; None without
    either."""
    if row.baseline_adopted is not None:
        return row.baseline_adopted, row.decimals
    return None if row.baseline_published is None else (row.baseline_published, row.figure_decimals)


def _change(row: GoalStatus) -> str:
    if row.change is None or row.value is None or row.baseline is None:
        return ""
    change = dutch.printed_difference(row.value, row.baseline, row.figure_decimals)
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
    """Return what the figure should be by now on its way to the target; '' without a path."""
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
    texts = [f"{comparisons.size(row, end)} {_DIRECTION[end > 0]}" for end in ends]
    is_mean = row.change_from is not None and row.change_from != row.baseline_period
    since = f" sinds het gemiddelde van {periods.parse(row.change_from).label}" if is_mean and row.change_from else ""
    assumed = _ASSUMED.get(row.certainty or "", "")
    return (
        f"Met {dutch.number(row.confidence, 0)}% zekerheid ligt de werkelijke verandering{since} tussen {texts[0]} en "
        f"{texts[1]}{comparisons.per(row)}{assumed}. {row.reason}"
    )
