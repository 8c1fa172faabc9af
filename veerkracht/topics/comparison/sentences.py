"""Texts on buurten side by side, in Dutch: ranks, chance, gaps, the meaning of marks and colours."""

from collections.abc import Iterable

import pandas as pd

from veerkracht.core import areas, dutch, periods
from veerkracht.core.codes import CityWord
from veerkracht.database.rows import Indicator, grouped
from veerkracht.drawing import sentences, yardsticks
from veerkracht.method.similarity import Likeness
from veerkracht.method.standing import FEWEST, STEPS, Side
from veerkracht.topics.comparison.figures import Buurt, Heat, Ranked, Ranking
from veerkracht.topics.comparison.unusual import Overview

SMALL_MARK = "*"
NO_DATA = "geen gegevens"
NO_GROUPS = (
    "Eigen groepen staan hier niet bij: de meetlat legt een buurt naast alle buurten van het land. Met **Eigen groep** "
    "bij **Buurten** ziet u alleen haar buurten."
)
_BESIDE: dict[Side, str] = {
    "good": "gunstiger dan", "bad": "ongunstiger dan", "more": "hoger dan", "less": "lager dan",
    "even": "ongeveer gelijk aan",
}  # fmt: skip
FILM_ORDER = (
    "In de film houdt elke buurt haar rij: die van het laatste jaar. Zo kunt u een stip volgen. De as is in elk jaar "
    "dezelfde."
)
_WHY_NOT_ALIKE = {
    "small": "te weinig inwoners",
    "inhabitants_unknown": "het aantal inwoners is niet bekend",
    "few_measures": "te weinig cijfers om te vergelijken",
}


def name(area: Buurt | Ranked) -> str:
    """Return the name of an area, marked if it is small."""
    return f"{area.name} {SMALL_MARK}" if area.is_small else area.name


def title(ranking: Ranking) -> str:
    """Return the finding in at most fifteen words: the focus areas shown against the city, else their figures, else the
    highest and lowest of all; the unit is below it."""
    with_figure = [row for row in ranking.ordered("hoog") if row.value is not None]
    buurten = [row for row in with_figure if not row.is_reference]
    if not buurten:
        return "Nog geen cijfers van deze buurten"
    focus = [row for row in (ranking.by_code[code] for code in ranking.focus) if row in with_figure]
    sides = {row.name: ranking.standing(row).side for row in focus}
    if focus and all(side in _BESIDE for side in sides.values()):
        judged = {name: f"{_BESIDE[side]} {ranking.city}" for name, side in sides.items()}
        return sentences.fitting(sentences.by_area(judged), dutch.capital(sentences.by_count(judged)))
    unit, decimals = ranking.indicator.unit, ranking.indicator.decimals
    figures = {row.area_code: f"{row.name} {dutch.short_figure(row.value, decimals, unit)}" for row in with_figure}
    focus_words = dutch.joined([figures[row.area_code] for row in focus])
    high, low = buurten[0].area_code, buurten[-1].area_code
    labels = figures | {row.area_code: row.name for row in focus}  # each figure is mentioned once
    return sentences.fitting(
        f"{focus_words}; hoogste {labels[high]}, laagste {labels[low]}" if focus_words else "",
        f"Hoogste {figures[high]}, laagste {figures[low]}",
    )


def subject(ranking: Ranking) -> str:
    """Return the subject of a ranking: 'Rokers, in procent, 2024; 39 buurten in Maastricht'."""
    indicator, when = ranking.indicator, periods.parse(ranking.period).label
    count = counted(sum(row.value is not None for row in ranking.buurten))
    return f"{indicator.label}, {dutch.in_unit(indicator.unit)}, {when}; {count} in {ranking.city}"


def standing(ranking: Ranking) -> list[str]:
    """Return the sentences above a ranking: how many buurten have more than each focus area, and the role of chance."""
    parts: list[str] = []
    lacking: list[str] = []
    for row in (ranking.by_code[code] for code in ranking.focus):
        if row.value is None:
            lacking.append(f"{row.name} heeft geen cijfer: {reason(row.missing)}.")
            continue
        count, above = ranking.count - 1, (row.place or 1) - 1
        beside = f"in {_out_of(above, count)} is het hoger"
        if row.is_reference:  # a wijk or several buurten have no rank among these
            figures = [buurt.value for buurt in ranking.buurten if buurt.value is not None]
            higher = sum(value > row.value for value in figures)
            beside = f"in {dutch.part(higher, len(figures), 'buurt', 'buurten')} is het hoger"
        parts.append(f"{row.name}: {_figure(row, ranking)}{f', {beside}' if count else ''}.")
    places = [f"{' '.join(parts)}{_better(ranking.indicator)}"] if parts else []
    return [" ".join([*places, *lacking]), _chance(ranking)]


def _out_of(count: int, total: int) -> str:
    """Return a number of the other buurten: '34 van de 38 andere buurten', 'geen andere buurt'."""
    if count in (0, total):
        return "geen andere buurt" if not count else "de andere buurt" if total == 1 else "alle andere buurten"
    return f"{count} van de {total} andere buurten"


def sparse(counts: pd.DataFrame, period: str) -> str:
    """Return that only few buurten have a figure in a period, and the latest fuller one to choose; '' otherwise.

    `counts` as queries.all_periods.
    """
    by_period = dict(zip(counts["period"], counts["area_count"], strict=True))
    full = [code for code, is_full in zip(counts["period"], counts["is_full"], strict=True) if is_full]
    if period in full:
        return ""
    return (
        f"Over {periods.parse(period).label} is er nog maar van {counted(int(by_period[period]))} een cijfer. "
        f"Kies {periods.parse(full[-1]).label} om {by_period[full[-1]]} buurten te vergelijken."
    )


def finding(ranking: Ranking) -> str:
    """Return the content of a dot plot, for readers who cannot see it."""
    with_figure = [row for row in ranking.ordered("hoog") if row.value is not None]
    buurten = [row for row in with_figure if not row.is_reference]
    named = [row for row in with_figure if row.area_code in ranking.focus or row.is_reference]
    ends = [f"{word} {row.name} ({_figure(row, ranking)})"
            for word, row in (("Hoogste:", buurten[0]), ("laagste:", buurten[-1]))]  # fmt: skip
    figures = [f"{row.name} {_figure(row, ranking)}" for row in named]
    return (
        f"Stippen voor {counted(len(buurten))}: {ranking.indicator.label}, {periods.parse(ranking.period).label}. "
        f"{', '.join(ends)}. {f'{dutch.joined(figures)}. ' if figures else ''}De cijfers staan in de tabel."
    )


def film_alternative(indicator: Indicator) -> str:
    """Return the content of a film of dot plots, for readers who cannot see it."""
    return f"Stippen per buurt, door de jaren: {indicator.label}. De cijfers van het gekozen jaar staan in de tabel."


def nothing(ranking: Ranking, why_none: str) -> str:
    """Return why there is nothing to draw, '' if there is something. `why_none` is why no buurt was chosen."""
    if not ranking.codes:
        return why_none
    if any(row.value is not None for row in ranking.buurten):
        return ""
    why = dutch.joined(sorted({reason(row.missing) for row in ranking.buurten}))
    return (
        f"Deze buurten hebben in {periods.parse(ranking.period).label} geen cijfer over {ranking.indicator.label}: "
        f"{why}. Kies een ander jaar of andere buurten."
    )


def dot_notes(ranking: Ranking, small_population: float) -> list[str]:
    """Return the lines below a dot plot: the meaning of its marks, what is not drawn and why."""
    with_figure = [row for row in ranking.buurten if row.value is not None]
    marks = ["Eén stip is één buurt."]
    if any(row.area_code in ranking.focus for row in with_figure):
        marks.append("De buurten van het programma hebben een vette naam, een kleur en een eigen vorm.")
    if kinds := dutch.margins(row.margin_kind for row in with_figure if row.margin_kind):
        marks.append(f"De streep door een stip is de marge van 95%: {kinds}.")
    if any(row.is_small for row in with_figure):
        marks.append("Een open stip is een buurt met weinig inwoners.")
    if not dutch.is_amount(ranking.indicator.unit):
        marks.append("De as begint niet altijd bij 0.")
    return [
        " ".join(marks), without_figure(ranking), without_reference(ranking),
        small_note(ranking.buurten, small_population), amount_note(ranking.indicator, ranking.city, ranking.city_word),
    ]  # fmt: skip


def heat_notes(heat: Heat, small_population: float, is_on_screen: bool = True) -> list[str]:
    """Return the lines below a heat table: the meaning of colours, signs and the mark of small buurten; on paper there
    are no signs."""
    low, middle, high = (dutch.number(bound, 1) for bound in STEPS)
    signs = f"Onder elk cijfer staat hoeveel de buurt boven (▲ +) of onder (▼ −) {heat.city} ligt. " * is_on_screen
    return [
        f"{signs}De kleur zegt of het verschil met {heat.city} veel is: licht vanaf {low}, midden vanaf {middle}, "
        f"donker vanaf {high} standaardafwijking. Eén standaardafwijking is een gewoon verschil tussen buurten, "
        "gewogen naar inwoners en zonder buurten met minder "
        f"dan {dutch.number(small_population, 0)} inwoners. Een klein verschil kan toeval zijn. Een kolom met cijfers "
        f"van minder dan {FEWEST} buurten heeft geen kleur, en een aantal ook niet: een {heat.city_word} heeft er "
        "altijd meer dan een buurt.",
        small_note(heat.buurten, small_population),
    ]


def without_reference(ranking: Ranking) -> str:
    """Return that city or country has no figure to compare with and why, '' if both have one; for own groups that is
    stated above the chart."""
    gaps = [row for row in ranking.references if row.value is None and not row.area_code.startswith(areas.GROUP)]
    return " ".join(f"{row.name} heeft geen cijfer: {reason(row.missing)}." for row in gaps)


def without_figure(ranking: Ranking) -> str:
    """Return which of the buurten to show have no figure, with the reason; '' if all have one."""
    by_reason = grouped((reason(row.missing), row.name) for row in ranking.buurten if row.value is None)
    parts = [f"{dutch.joined(sorted(names))} ({why})" for why, names in sorted(by_reason.items())]
    return f"Niet getekend, want zonder cijfer: {'; '.join(parts)}." if parts else ""


def reason(missing: str | None) -> str:
    """Return why there is no figure."""
    return dutch.MISSING.get(missing or "", NO_DATA)


def small_note(areas: Iterable[Buurt | Ranked], small_population: float) -> str:
    """Return the meaning of the mark of small buurten, '' if none of these areas is small."""
    if not any(area.is_small for area in areas):
        return ""
    return (
        f"Een sterretje ({SMALL_MARK}) betekent: minder dan {dutch.number(small_population, 0)} inwoners. Enkele "
        "huishoudens maken daar al veel verschil. Lees dit cijfer met voorzichtigheid."
    )


def amount_note(indicator: Indicator, city: str, word: CityWord) -> str:
    """Return why an amount is not compared with city and country, '' for other figures."""
    if not dutch.is_amount(indicator.unit):
        return ""
    return (
        f"{city} en Nederland staan er niet bij: dit is een aantal, en een {word} heeft er altijd meer dan een buurt. "
        "Ook een grote buurt heeft er vaak meer dan een kleine."
    )


def not_alike(likeness: Likeness, names: dict[str, str]) -> str:
    """Return which buurten could not be compared to find similar ones, with the reason; '' without any."""
    by_reason = grouped((_WHY_NOT_ALIKE[why], names[code]) for code, why in likeness.left_out.items())
    parts = [f"{dutch.joined(sorted(codes))} ({why})" for why, codes in by_reason.items()]
    return f"Niet vergeleken: {'; '.join(parts)}." if parts else ""


def likeness_notes(likeness: Likeness, names: dict[str, str], unused: list[str]) -> list[str]:
    """Return the lines below the table of similar buurten; `unused` are the names of measures that could not be
    used."""
    return [
        f"Vergeleken op {len(likeness.measures)} onderwerpen die zeggen hoe een buurt is, niet hoe het er gaat. "
        "Klein onder een cijfer staat hoeveel een buurt hoger of lager is, in standaardafwijkingen: 1 is een "
        "gewoon verschil tussen buurten. De afstand vat deze verschillen samen; 0 is gelijk.",
        "Alleen buurten van deze gemeente doen mee. Dat buurten op elkaar lijken, bewijst niet waardoor een "
        "cijfer verandert.",
        f"Niet gebruikt, want overal gelijk: {', '.join(unused)}." if unused else "",
        not_alike(likeness, names),
    ]


def short_sources(indicators: Iterable[Indicator], used_periods: dict[str, str]) -> list[str]:
    """Return a line per indicator: publisher, source and the period of its figures, by indicator_id."""
    return [
        f"{indicator.label}: {indicator.publisher}, {indicator.source_title}. "
        f"Jaar: {periods.parse(used_periods[indicator.indicator_id]).label}."
        f"{' Schatting van een rekenmodel.' if indicator.is_model else ''}"
        for indicator in indicators
        if indicator.indicator_id in used_periods
    ]


def _figure(row: Ranked, ranking: Ranking) -> str:
    return dutch.figure(row.value, ranking.indicator.decimals, ranking.indicator.unit)


def _better(indicator: Indicator) -> str:
    return {"omhoog": " Een hoger cijfer is gunstiger.", "omlaag": " Een lager cijfer is gunstiger."}.get(
        indicator.direction, ""
    )


def _chance(ranking: Ranking) -> str:
    """Return what is known about chance: how many of the buurten shown certainly differ from the city."""
    with_figure = [row for row in ranking.buurten if row.value is not None]
    margins = [(row.lower, row.upper) for row in with_figure if row.lower is not None and row.upper is not None]
    if not with_figure:
        return ""
    if ranking.indicator.is_full_count:
        return dutch.FULL_COUNT
    if not margins:
        if dutch.is_amount(ranking.indicator.unit):
            return ""
        return f"{dutch.NO_MARGIN} Een klein verschil kan toeval zijn."
    chance = "Een verschil dat kleiner is dan de marge kan toeval zijn."
    city = ranking.by_code.get(ranking.city_code)
    if city is None or city.value is None:
        return chance
    above, below = sum(lower > city.value for lower, _ in margins), sum(upper < city.value for _, upper in margins)
    if len(margins) == 1:
        side = "buiten" if above or below else "binnen"
        return f"{chance} Het cijfer van {city.name} ({_figure(city, ranking)}) valt {side} de marge van 95%."
    return (
        f"{chance} Bij {above + below} van de {len(margins)} getoonde buurten valt het cijfer van {city.name} "
        f"({_figure(city, ranking)}) buiten de marge van 95%. {above} keer ligt de buurt erboven, {below} keer eronder."
    )


def counted(count: int) -> str:
    """Return a number of buurten in words."""
    return "1 buurt" if count == 1 else f"{count} buurten"


def unusual_title(overview: Overview) -> str:
    """Return the finding in at most fifteen words: how many changes are unusual, and how many would be by chance."""
    count, total = len(overview.unusual), len(overview.rows)
    is_one = "verandering is" if total == 1 else "veranderingen zijn"
    by_chance = dutch.number(overview.expected[0], 0)
    return f"{count} van de {dutch.number(total, 0)} {is_one} ongewoon; door toeval verwacht u er ongeveer {by_chance}"


def unusual(overview: Overview) -> list[str]:
    """Return what unusual means, how many changes are most unusual, and how many would be by chance alone; the title
    has the numbers of all."""
    exceptional = overview.exceptional_count
    return [
        "Ongewoon is: bij de 10% aan een van de einden van het land. Bij de uiterste 5% aan een einde "
        f"{'hoort er' if exceptional == 1 else 'horen er'} {exceptional}; door toeval alleen verwacht u er "
        f"ongeveer {dutch.number(overview.expected[1], 0)}.",
        "Eén ongewone verandering zegt dus weinig. Kijk of onderwerpen die bij elkaar horen dezelfde kant op gaan. "
        f"{yardsticks.NO_PROOF}",
    ]


def unusual_notes(overview: Overview) -> list[str]:
    """Return the lines below the view: what is compared with what, and what is left out."""
    unsaid = "; ".join(f"{dutch.WHY_NO_YARDSTICK[reason]} ({count})" for reason, count in overview.unsaid.items())
    return [
        "Eén stip is één onderwerp in één buurt. Rechts staat wat gunstiger veranderde dan bij andere buurten, links "
        "wat ongunstiger veranderde. Een open stip heeft geen gewenste richting: rechts is hoger, links is lager.",
        "Elke verandering is die van de buurt tegenover haar eigen gemeente. Een telling wordt vergeleken met het "
        "gemiddelde van drie jaren, onder buurten met ongeveer evenveel. Een ander cijfer wordt vergeleken met de "
        "nulmeting van het doel, of met het cijfer ervoor, onder alle buurten met genoeg inwoners. De rekenwijze staat "
        "bij Toelichting.",
        f"Niets te zeggen: {unsaid}." if unsaid else "",
    ]


def no_yardstick(overview: Overview, why_none: str, has_codes: bool) -> str:
    """Return why there is nothing to show, '' if there is something. `why_none` is why no buurt was chosen."""
    if not has_codes:
        return why_none
    if overview.rows:
        return ""
    reasons = [dutch.WHY_NO_YARDSTICK[reason] for reason in overview.unsaid]
    why = dutch.joined(reasons) or "er zijn geen landelijke cijfers over twee perioden geladen"
    return f"Van deze buurten is niet te zeggen wat ongewoon is: {why}. Bij Bronnen staat wat er is geladen."
