"""Texts of a profile: about the buurt, its lines, and the origin of its figures."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from veerkracht.core import dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import sparklines, yardsticks
from veerkracht.method.verdict import GapWord
from veerkracht.topics.catching_up import sentences as catching_up
from veerkracht.topics.profile.figures import Latest, Peers, Profile, level_of_peers
from veerkracht.topics.profile.portrait import INHABITANTS, Change, Portrait

_MOST_WORDS = 15  # of a title
_UNKNOWN = "Hoeveel mensen hier wonen, is niet bekend."
CLEARLY = "Duidelijk: groter dan de marge. Zonder dat woord is het verschil niet zo zeker."
# told of the city as often as of the buurt
_GAPS: dict[GapWord, str] = {
    "achterstand kleiner": "Het verschil met {city} werd kleiner.",
    "achterstand ongeveer gelijk": "Het verschil met {city} bleef ongeveer gelijk.",
    "achterstand groter": "In {city} ging het beter: het verschil werd groter.",
    "voorsprong kleiner": "In {city} ging het beter: de voorsprong werd kleiner.",
    "voorsprong ongeveer gelijk": "De voorsprong op {city} bleef ongeveer gelijk.",
    "voorsprong groter": "De voorsprong op {city} werd groter.",
    "achterstand werd voorsprong": "De achterstand op {city} werd een voorsprong.",
    "voorsprong werd achterstand": "In {city} ging het beter: daar is het nu verder.",
}


class _Words(NamedTuple):
    """The words for a figure above and below another one."""

    above: str
    below: str


def about(portrait: Portrait, city: str) -> tuple[str, ...]:
    """Return the location, people and homes of an area, a few sentences each."""
    texts = _place(portrait, city), _people(portrait), _homes(portrait)
    return tuple(filter(None, texts))


def in_a_line(portrait: Portrait) -> str:
    """Return the people and homes on one line: '3.140 mensen, 1.905 huishoudens, 64% van de woningen van een
    corporatie'."""
    facts, parts = portrait.facts, []
    if fact := facts.get(INHABITANTS):
        parts.append(dutch.counted(fact[0], "mens", "mensen"))
    if fact := facts.get("huishoudens"):
        parts.append(dutch.counted(fact[0], "huishouden", "huishoudens"))
    if fact := facts.get("corporatiewoningen"):
        parts.append(f"{dutch.number(fact[0], 0)}% van de woningen van een corporatie")
    if not parts:
        return _UNKNOWN
    return f"{', '.join(parts)} ({years_of_facts(portrait)})"


def _place(portrait: Portrait, city: str) -> str:
    """Return the location of an area: its side of the municipality, its wijk, and its neighbours."""
    area = portrait.area
    if area.level == "groep":
        buurten = dutch.joined([*portrait.beside])
        return f"{area.name} is {portrait.kind} van {portrait.part_count} buurten in {city}: {buurten}."
    where = f"in het {portrait.side} van {city}" if portrait.side else f"in {city}"
    within = f", in {_wijk_in_sentence(area.wijk)}" if area.wijk and area.wijk != area.name else ""
    name = _wijk_in_sentence(area.name) if area.level == "wijk" else area.name
    texts = [f"{dutch.capital(name)} ligt {where}{within}."]
    if portrait.part_count:
        texts.append(f"De wijk heeft {dutch.counted(portrait.part_count, 'buurt', 'buurten')}.")
    if portrait.beside:
        verb = "ligt" if len(portrait.beside) == 1 else "liggen"
        texts.append(f"Ernaast {verb} {dutch.joined([*portrait.beside])}.")
    return " ".join(texts)


def _people(portrait: Portrait) -> str:
    """Return the people: how many people and households, how many are young and old, alone and with children."""
    facts = portrait.facts
    if INHABITANTS not in facts:
        return _UNKNOWN
    count = facts[INHABITANTS][0]
    within = (
        f" in {dutch.counted(facts['huishoudens'][0], 'huishouden', 'huishoudens')}" if "huishoudens" in facts else ""
    )
    texts = [f"Er {'woont' if count == 1 else 'wonen'} {dutch.counted(count, 'mens', 'mensen')}{within}."]
    ages = _shares(portrait, {"jonger_dan_15": "jonger dan 15 jaar", "ouder_dan_65": "65 jaar of ouder"})
    texts += [f"Van de bewoners is {dutch.joined(ages)}."] if ages else []
    homes = _shares(portrait, {
        "eenpersoonshuishoudens": "van de huishoudens woont iemand alleen",
        "huishoudens_met_kinderen": "wonen kinderen",
    })  # fmt: skip
    texts += [f"In {', in '.join(homes)}."] if len(homes) == 2 else []
    return " ".join(texts)


def _homes(portrait: Portrait) -> str:
    """Return the homes: how many, and how many are houses, of a corporation, and owned; '' if unknown."""
    if "woningen" not in portrait.facts:
        return ""
    count = portrait.facts["woningen"][0]
    kinds = _shares(portrait, {
        "eengezinswoningen": "een eengezinswoning", "corporatiewoningen": "van een corporatie",
        "koopwoningen": "een koopwoning",
    })  # fmt: skip
    text = f"Er {'staat' if count == 1 else 'staan'} {dutch.counted(count, 'woning', 'woningen')}."
    return f"{text} Daarvan is {dutch.joined(kinds)}." if kinds else text


def years_of_facts(portrait: Portrait) -> str:
    """Return the years of the facts on people and homes."""
    return periods.in_words({period for _, period in portrait.facts.values()}, " en ")


def _shares(portrait: Portrait, names: Mapping[str, str]) -> list[str]:
    return [
        f"{dutch.number(portrait.facts[indicator_id][0], 0)}% {text}"
        for indicator_id, text in names.items()
        if indicator_id in portrait.facts
    ]


def _wijk_in_sentence(name: str) -> str:
    """Return the name of a wijk within a sentence: 'Buitenwijk West', 'de wijk Centrum'."""
    return name if "wijk" in name.lower() else f"de wijk {name}"


def caution(portrait: Portrait) -> str:
    """Return why there is little to say about an area with few or no figures, '' for others."""
    area, level = portrait.area, portrait.area.level
    if not portrait.figure_count:
        return f"Van deze {level} zijn geen cijfers. Onderaan staat per onderwerp waarom."
    if area.is_small:
        return (
            f"Een kleine {level}: een paar huishoudens maken veel verschil. Bronnen geven hier minder cijfers, zodat "
            "niemand te herkennen is."
        )
    return ""


def strengths(portrait: Portrait, city: str) -> list[str]:
    """Return the strengths, a sentence each, to be read in sequence: 'Hier wonen meer kinderen dan gemiddeld in
    Maastricht: 15,8%, tegen 10,2%.', 'Hier is een basisschool dichterbij: 0,3 km, tegen 0,7.'"""
    texts, named = list[str](), ""
    for row, start in zip(portrait.strong, ("Hier", "Hier", "En hier"), strict=False):
        other = _other(row, city)
        texts.append(strength(row, city, start, other != named))
        named = other
    return texts


def strength(row: Latest, city: str, start: str = "Hier", is_named: bool = True) -> str:
    """Return a strength, in a sentence that starts with `start`; with `is_named` it mentions the reference. Within its
    margin it is only no worse: 'Hier voelen niet minder mensen zich gezond'."""
    more = f"{_clearly(row)}{word(row)}"
    if row.standing.side == "even":
        words = _words(row.indicator.unit)
        more = f"niet {words.below if row.favourable > 0 else words.above}"
    other = f" dan {_other(row, city)}" if is_named else ""
    text = clause(row.indicator, more)
    begin = f"{start} {text}" if text else f"{row.indicator.label}: hier {more}"
    certainty = " Het verschil valt binnen de marge." if row.standing.side == "even" else ""
    return f"{begin}{other}: {figure(row)}, tegen {_reference(row)}.{certainty}"


def distances(portrait: Portrait, city: str) -> list[str]:
    """Return where the city does better, a sentence each with the city as the subject, to be read in sequence."""
    starts = (f"In {city}", "Daar", "En daar")
    return [distance(row, city, start) for row, start in zip(portrait.behind, starts, strict=False)]


def distance(row: Latest, city: str, start: str) -> str:
    """Return where the city does better, in a sentence that starts with `start`: 'In Maastricht voelen meer mensen zich
    gezond: 70,0%, hier 54,0%.'"""
    other = dutch.figure(row.reference, row.indicator.decimals, row.indicator.unit)
    figure = dutch.short_figure(row.value, row.indicator.decimals, row.indicator.unit)
    more = f"{_clearly(row)}{word(row, of_other=True)}"
    text = clause(row.indicator, more)
    begin = f"{start} {text}" if text else f"{row.indicator.label}: in {_where(row, city)} {more}"
    return f"{begin}: {other}, hier {figure}."


def clause(indicator: Indicator, more: str) -> str:
    """Return the words after 'Hier' for a topic: 'wonen meer kinderen'; '' if the catalogue has no words for it."""
    return indicator.clause.format(more=more)


def _other(row: Latest, city: str) -> str:
    return f"gemiddeld in {city}" if row.has_city else f"in {_where(row, city)}"


def finding(portrait: Portrait, city: str) -> str:
    """Return the title of a portrait in at most fifteen words: its first strengths, else its people and location."""
    name = portrait.area.name
    texts = [
        (clause(row.indicator, f"{_clearly(row)}{word(row)}"), _other(row, city))
        for row in portrait.strong
        if row.indicator.clause and row.standing.side != "even"
    ]
    for first in (texts[:2], texts[:1]):
        title = f"In {name} {' en '.join(text for text, _ in first)} dan {first[0][1]}" if first else ""
        if title and len({other for _, other in first}) == 1 and len(title.split()) <= _MOST_WORDS:
            return title
    where = f" in het {portrait.side} van {city}" if portrait.side else f" in {city}"
    if INHABITANTS not in portrait.facts:
        return f"{name}{where}: een profiel"
    return f"{name}: {dutch.counted(portrait.facts[INHABITANTS][0], 'mens', 'mensen')}{where}"


def changes(portrait: Portrait, city: str) -> list[str]:
    """Return the changes, a few sentences each."""
    return [_change(change, city) for change in portrait.changed]


def _change(change: Change, city: str) -> str:
    """Return a change: then and now, and its reference."""
    indicator, topic = change.indicator, change.topic
    if topic is None:
        assert change.stick is not None
        unusual = yardsticks.word(change.stick, indicator.direction)
        number = yardsticks.in_a_hundred(change.stick, indicator.direction)
        return f"{indicator.label}: landelijk {unusual}. {number}. Vergeleken is {yardsticks.between(change.stick)}."
    first = dutch.figure(topic.own[0], indicator.decimals, indicator.unit)
    last = dutch.short_figure(topic.own[1], indicator.decimals, indicator.unit)
    since, until = (periods.parse(period).label for period in (topic.first, topic.last))
    against = _GAPS[topic.word].format(city=city)
    # only changes beyond their own margin are called more or less
    if topic.moved != "unclear" and indicator.clause and since.isdigit():
        words = _words(indicator.unit)
        text = clause(indicator, words.above if topic.own[1] > topic.own[0] else words.below)
        return f"Sinds {since} {text}: van {first} naar {last} in {until}. {against}"
    mean = "" if since.isdigit() else "gemiddeld "
    return f"{indicator.label}: van {mean}{first} in {since} naar {last} in {until}. {against}"


def then_and_now(change: Change, city: str) -> tuple[str, str]:
    """Return a change for a table: '51,7% → 54,0% (2022–2024)', and its reference; for a place in the country only the
    number."""
    if change.topic is None:
        assert change.stick is not None
        number = yardsticks.in_a_hundred(change.stick, change.indicator.direction)
        return f"{number} ({yardsticks.between(change.stick)})", ""
    return catching_up.then_and_now(change.topic), _GAPS[change.topic.word].format(city=city)


def compared(row: Latest, city: str) -> str:
    """Return a comparison of a figure with its reference in a few words, with the reference as the subject: 'Maastricht
    is verder: 70,0%'."""
    if row.reference is None:
        return _alone(row)
    clearly, other, where = _clearly(row), _reference(row), dutch.capital(_where(row, city))
    match row.standing.side:
        case "good":
            return f"{clearly}gunstiger dan {_where(row, city)}: {other}"
        case "bad":
            return f"{where} is {clearly}verder: {other}"
        case "even" if row.standing.is_sure is False:
            return f"verschil met {_where(row, city)} binnen de marge: {other}"
        case "even":
            return f"gewoon verschil met {_where(row, city)}: {other}"
        case "more" | "less":
            return f"in {_where(row, city)} {clearly}{word(row, of_other=True)}: {other}"
    return f"{where}: {other}"


def _alone(row: Latest) -> str:
    if row.is_sum:
        return "telt meer buurten samen"
    level = level_of_peers(row.area_code)
    if row.buurt_count > 1:
        return f"te weinig {level}en om mee te vergelijken"
    return f"alleen deze {level} heeft een cijfer"


def peers(indicator: Indicator, peers: Peers, level: str, city: str, city_value: float | None) -> str:
    """Return the content of a strip for all areas: how many, the range of their figures, the middle one and the
    city."""

    def printed(value: float) -> str:
        return dutch.short_figure(value, indicator.decimals, indicator.unit)

    if len(peers.figures) == 1:
        return f"{indicator.label}: alleen deze {level} heeft een cijfer"
    plural = {"buurt": "buurten", "wijk": "wijken"}[level]
    low, high = (printed(peers.figures[end][1]) for end in (0, -1))
    of_city = "" if city_value is None else f", {city} {printed(city_value)}"
    every = f"{len(peers.figures)} {plural} van {low} tot {high}"
    middle = f": middelste {printed(peers.middle)}" if peers.has_middle else ""
    return f"{indicator.label}, {every}{middle}{of_city}"


def strip(rows: Sequence[Latest], peers: str, names: Mapping[str, str]) -> str:
    """Return the content of a strip: the coloured areas, after `peers`."""
    of_areas = [
        f"{names[row.area_code]} {dutch.short_figure(row.value, row.indicator.decimals, row.indicator.unit)}"
        for row in rows
    ]
    return ", ".join([peers, *of_areas])


def word(row: Latest, of_other: bool = False) -> str:
    """Return the word for a figure above or below its reference, or, if requested, for the reference."""
    assert row.reference is not None
    words = _words(row.indicator.unit)
    return words.above if (row.value > row.reference) != of_other else words.below


def _words(unit: str) -> _Words:
    if unit == "km":
        return _Words("verder weg", "dichterbij")
    if unit == "%" or dutch.is_rate(unit) or dutch.is_amount(unit) or unit == "scholen":
        return _Words("meer", "minder")
    return _Words("hoger", "lager")


def _clearly(row: Latest) -> str:
    return "duidelijk " if row.standing.is_clear else ""


def _where(row: Latest, city: str) -> str:
    return city if row.has_city else f"de middelste {level_of_peers(row.area_code)}"


def own_and_reference(row: Latest, city: str) -> tuple[str, str]:
    """Return a figure with its year and its reference: '58,9% (2024)' and '70,0%', or '12 (de middelste buurt)'."""
    other = _reference(row) if row.has_city else f"{_reference(row)} ({_where(row, city)})"
    return f"{figure(row)} ({periods.parse(row.period).label})", other


def figure(row: Latest) -> str:
    """Return the figure of an area with its unit."""
    return dutch.figure(row.value, row.indicator.decimals, row.indicator.unit)


def _reference(row: Latest) -> str:
    return dutch.short_figure(row.reference, row.indicator.decimals, row.indicator.unit)


def nothing_strong(portrait: Portrait, city: str) -> str:
    """Return the text without any strength."""
    if not portrait.figure_count:
        return "Er zijn geen cijfers om het te zeggen."
    return (
        f"De cijfers zeggen het niet: geen nieuw cijfer is hier gunstiger dan in {city}. "
        "Bewoners weten meer dan cijfers."
    )


def nothing_behind(portrait: Portrait, city: str) -> str:
    """Return the text if the city does better on no topic."""
    if not portrait.figure_count:
        return "Er zijn geen cijfers om het te zeggen."
    return f"Bij geen onderwerp met een nieuw cijfer is {city} verder."


def nothing_changed(portrait: Portrait) -> str:
    """Return the text if no change exceeds its margin."""
    if not portrait.tested_count:
        return "Of er iets veranderde, is niet te zeggen: van geen cijfer is de marge bekend."
    if portrait.tested_count == 1:
        return "Wij zien geen verandering die groter is dan de marge. Van 1 onderwerp kennen wij die."
    return (
        f"Wij zien geen verandering die groter is dan de marge. Van {portrait.tested_count} onderwerpen kennen wij die."
    )


def reason(missing: str | None) -> str:
    """Return why there is no figure in any period; `missing` of figures.Gap."""
    return dutch.MISSING.get(missing or "", "nog geen meting")


def lines(lines: Mapping[str, sparklines.Line], names: Mapping[str, str], indicator: Indicator) -> str:
    """Return the content of the sparklines of areas: first and last figure, lowest and highest, whether they are
    broken."""
    texts = [(f"{names[code]} " if len(lines) > 1 else "") + _line(line, indicator) for code, line in lines.items()]
    return ". ".join(texts)


def _line(line: sparklines.Line, indicator: Indicator) -> str:
    points = [(figure.value, figure.year) for figure in line.figures if figure.value is not None]
    ends = dict.fromkeys([points[0], points[-1]])
    most = {"laagste": min(points, key=_value), "hoogste": max(points, key=_value)} if len(points) > 2 else {}
    text = {pair: dutch.short_figure(pair[0], indicator.decimals, indicator.unit) for pair in {*ends, *most.values()}}
    parts = [f"{pair[1]:.0f}: {text[pair]}" for pair in ends]
    parts += [f"{word} {text[pair]} in {pair[1]:.0f}" for word, pair in most.items()]
    if sparklines.is_broken(line.figures):
        parts.append("niet alle jaren zijn te vergelijken")
    return "; ".join(parts)


def _value(pair: tuple[float, float]) -> float:
    return pair[0]


def notes(profile: Profile, buurt_count: int, city: str, country: str) -> list[str]:
    """Return the small print: the meaning of columns, and the publishers with the years of the figures."""
    years: dict[str, set[str]] = {}
    for row in profile.latest:
        years.setdefault(row.indicator.publisher, set()).add(row.period[:4])
    sources = "; ".join(f"{publisher} ({periods.in_words(codes)})" for publisher, codes in years.items())
    has_model = any(row.indicator.is_model for row in profile.latest)
    return [
        f"Buurten hoger: in hoeveel andere buurten van {city} het cijfer in dat jaar hoger is, van hoeveel met een "
        f"cijfer. {city} heeft {buurt_count} buurten. Hoger is niet altijd beter.",
        f"Verschil: het cijfer van de buurt min dat van de wijk, {city} of {country} in hetzelfde jaar, zoals de "
        "cijfers er staan. Bij procenten is het verschil in procentpunt. Bij aantallen staat er geen verschil, want "
        "een groter gebied heeft er altijd meer. Een streepje betekent ook: er is geen cijfer om mee te vergelijken.",
        "Lijn: alle jaren, per rij met een eigen schaal. De lijn stopt bij een jaar zonder cijfer, bij een andere "
        "definitie en bij een andere grens van de buurt. De stip is het laatste cijfer.",
        "Rekenmodel: het cijfer is een schatting, geen telling." if has_model else "",
        f"Ongewoon in Nederland{' (!)' if len(profile.area_codes) > 1 else ''}: de verandering hoort bij de uiterste "
        "10% van het land. Zie Vergelijken, weergave Ongewoon."
        if any(row.unusual for row in profile.latest)
        else "",
        f"Bron: {sources}. Wie op een cijfer klikt, ziet tabel, uitgave en licentie." if sources else "",
    ]
