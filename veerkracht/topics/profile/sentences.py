"""The sentences of a profile: about the buurt, its lines, and where its figures come from."""

from collections.abc import Mapping, Sequence

from veerkracht.core import areas, dutch, periods
from veerkracht.database.rows import Indicator
from veerkracht.drawing import sparklines, yardsticks
from veerkracht.method.verdict import GapWord
from veerkracht.topics.catching_up import sentences as catching_up
from veerkracht.topics.profile.figures import Buurt, Latest, Peers, Profile
from veerkracht.topics.profile.portrait import Change, Portrait

_MOST_WORDS = 15  # of a title
CLEARLY = "Duidelijk: groter dan de marge. Zonder dat woord is de marge niet bekend."
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


def about(buurt: Buurt) -> str:
    """Return the wijk and the number of inhabitants of a buurt."""
    wijk = f"Wijk {buurt.wijk}; " if buurt.wijk is not None else ""
    if buurt.inhabitants is None:
        return f"{wijk}aantal inwoners in {buurt.inhabitants_period} niet bekend"
    return f"{wijk}{dutch.number(buurt.inhabitants, 0)} inwoners in {buurt.inhabitants_period}"


def people(portrait: Portrait) -> str:
    """Return who lives there in one line: '3.140 mensen, 1.905 huishoudens, 64% van de woningen van een corporatie'."""
    parts: list[str] = []
    years: set[str] = set()
    for name, value, period in portrait.facts:
        match name:
            case "huishoudens":
                parts.append(f"{dutch.number(value, 0)} {'huishouden' if value == 1 else 'huishoudens'}")
            case "corporatiewoningen":
                parts.append(f"{dutch.number(value, 0)}% van de woningen van een corporatie")
            case _:
                parts.append(f"{dutch.number(value, 0)} {'mens' if value == 1 else 'mensen'}")
        years.add(period)
    if not parts:
        return f"Hoeveel mensen hier wonen, is niet bekend ({portrait.area.inhabitants_period})."
    return f"{', '.join(parts)} ({dutch.joined(sorted(years))})"


def caution(portrait: Portrait) -> str:
    """Return why there is little to say of an area with few or no figures, '' of others."""
    area, level = portrait.area, portrait.area.level
    if not portrait.figure_count:
        return f"Van deze {level} zijn geen cijfers. Onderaan staat per onderwerp waarom."
    if area.is_small:
        return (
            f"Een kleine {level}: een paar huishoudens maken veel verschil. Bronnen geven hier minder cijfers, zodat "
            "niemand te herkennen is."
        )
    return ""


def strength(row: Latest, city: str) -> str:
    """Return what is strong: 'Hier duidelijk minder: 108 per 10.000 inwoners. In Maastricht: 177.'"""
    own, other, where = figure(row), _reference(row), _where(row, city)
    if row.standing.side == "even":
        return f"Ongeveer als in {where}: {own} tegen {other}."
    return f"Hier {_clearly(row)}{word(row)}: {own}. In {where}: {other}."


def distance(row: Latest, city: str) -> str:
    """Return where the city is further, told of the city: 'In Maastricht duidelijk meer: 70,0%. Hier: 54,0%.'"""
    own = dutch.short_figure(row.value, row.indicator.decimals, row.indicator.unit)
    other = dutch.figure(row.reference, row.indicator.decimals, row.indicator.unit)
    return f"In {_where(row, city)} {_clearly(row)}{word(row, of_other=True)}: {other}. Hier: {own}."


def finding(portrait: Portrait, city: str) -> str:
    """Return the title of a portrait in at most fifteen words: its first strength, else where the city is further."""
    name, title = portrait.area.name, ""
    if portrait.strong:
        row = portrait.strong[0]
        title = f"Sterk in {name}: {row.indicator.label}, {_beside(row, _where(row, city))}"
    elif portrait.behind:
        row = portrait.behind[0]
        title = f"{row.indicator.label}: in {_where(row, city)} {_clearly(row)}{word(row, of_other=True)} dan in {name}"
    return title if title and len(title.split()) <= _MOST_WORDS else f"Portret van {name}"


def _beside(row: Latest, where: str) -> str:
    return f"ongeveer als in {where}" if row.standing.side == "even" else f"{_clearly(row)}{word(row)} dan in {where}"


def change(change: Change, city: str) -> str:
    """Return what changed: then and now, and against what."""
    if change.topic is None:
        assert change.stick is not None
        what = yardsticks.in_a_hundred(change.stick, change.indicator.direction)
        return f"{what} ({yardsticks.between(change.stick)})."
    return f"{catching_up.own(change.topic)}. {_GAPS[change.topic.word].format(city=city)}"


def compared(row: Latest, city: str) -> str:
    """Return a figure against what it is compared with in a few words, told of the other: 'Maastricht is verder:
    70,0%'."""
    if row.reference is None:
        return f"alleen deze {areas.level(row.area_code)} heeft een cijfer"
    clearly, other, where = _clearly(row), _reference(row), _where(row, city)
    where = where[0].upper() + where[1:]
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


def peers(indicator: Indicator, peers: Peers, level: str, city: str, city_value: float | None) -> str:
    """Return what a strip shows of all areas: how many, from which to which figure, the middle one and the city."""

    def printed(value: float) -> str:
        return dutch.short_figure(value, indicator.decimals, indicator.unit)

    if len(peers.figures) == 1:
        return f"{indicator.label}: alleen deze {level} heeft een cijfer"
    plural = {"buurt": "buurten", "wijk": "wijken"}[level]
    low, high = (printed(peers.figures[end][1]) for end in (0, -1))
    of_city = "" if city_value is None else f", {city} {printed(city_value)}"
    every = f"{len(peers.figures)} {plural} van {low} tot {high}"
    return f"{indicator.label}, {every}: middelste {printed(peers.middle)}{of_city}"


def strip(rows: Sequence[Latest], peers: str, names: Mapping[str, str]) -> str:
    """Return what a strip shows: those in colour, after `peers`."""
    own = [
        f"{names[row.area_code]} {dutch.short_figure(row.value, row.indicator.decimals, row.indicator.unit)}"
        for row in rows
    ]
    return ", ".join([peers, *own])


def word(row: Latest, of_other: bool = False) -> str:
    """Return the word for a figure above or below what it is compared with, of the other figure when asked."""
    assert row.reference is not None
    is_above = (row.value > row.reference) != of_other
    unit = row.indicator.unit
    if unit == "km":
        return "verder weg" if is_above else "dichterbij"
    if unit == "%" or dutch.is_rate(unit) or dutch.is_amount(unit) or unit == "scholen":
        return "meer" if is_above else "minder"
    return "hoger" if is_above else "lager"


def _clearly(row: Latest) -> str:
    return "duidelijk " if row.standing.is_clear else ""


def _where(row: Latest, city: str) -> str:
    return city if row.has_city else f"de middelste {areas.level(row.area_code)}"


def own_and_reference(row: Latest, city: str) -> tuple[str, str]:
    """Return a figure and what it is compared with: '58,9%' and '70,0%', or '12 (de middelste buurt)'."""
    return figure(row), _reference(row) if row.has_city else f"{_reference(row)} ({_where(row, city)})"


def figure(row: Latest) -> str:
    """Return the figure of an area with its unit."""
    return dutch.figure(row.value, row.indicator.decimals, row.indicator.unit)


def _reference(row: Latest) -> str:
    return dutch.short_figure(row.reference, row.indicator.decimals, row.indicator.unit)


def nothing_strong(portrait: Portrait, city: str) -> str:
    """Return what to say when no figure is strong."""
    if not portrait.figure_count:
        return "Er zijn geen cijfers om het te zeggen."
    return f"Geen cijfer is hier gunstiger dan in {city}. Bewoners weten meer dan cijfers."


def nothing_behind(portrait: Portrait, city: str) -> str:
    """Return what to say when the city is nowhere further."""
    if not portrait.figure_count:
        return "Er zijn geen cijfers om het te zeggen."
    return f"Bij geen onderwerp met een cijfer is {city} verder."


def nothing_changed(portrait: Portrait) -> str:
    """Return what to say when nothing changed by more than its margin."""
    if not portrait.tested_count:
        return "Van geen enkele verandering is de marge bekend."
    if portrait.tested_count == 1:
        return "De verandering waarvan wij de marge weten, valt daar binnen."
    return f"Geen van de {portrait.tested_count} veranderingen met een marge is groter dan die marge."


def reason(missing: str | None) -> str:
    """Return why there is no figure in any period; `missing` of figures.Gap."""
    return dutch.MISSING.get(missing or "", "nog geen meting")


def lines(lines: Mapping[str, sparklines.Line], names: Mapping[str, str], indicator: Indicator) -> str:
    """Return what the spark lines of areas show: first and last figure, lowest and highest, whether they are broken."""
    texts = [(f"{names[code]} " if len(lines) > 1 else "") + _line(line, indicator) for code, line in lines.items()]
    return ". ".join(texts)


def _line(line: sparklines.Line, indicator: Indicator) -> str:
    known = [(figure.value, figure.year) for figure in line.figures if figure.value is not None]
    text = {pair: dutch.short_figure(pair[0], indicator.decimals, indicator.unit) for pair in known}
    parts = [f"{pair[1]:.0f}: {text[pair]}" for pair in dict.fromkeys([known[0], known[-1]])]
    if len(known) > 2:
        for word, pair in (("laagste", min(known, key=_value)), ("hoogste", max(known, key=_value))):
            parts.append(f"{word} {text[pair]} in {pair[1]:.0f}")
    if sparklines.is_broken(line.figures):
        parts.append("niet alle jaren zijn te vergelijken")
    return "; ".join(parts)


def _value(pair: tuple[float, float]) -> float:
    return pair[0]


def notes(profile: Profile, buurt_count: int, city: str, country: str) -> list[str]:
    """Return the small print: what a column means, and the publishers with the years of the figures."""
    years: dict[str, set[str]] = {}
    for row in profile.latest:
        years.setdefault(row.indicator.publisher, set()).add(row.period[:4])
    sources = "; ".join(f"{publisher} ({periods.spelled(codes)})" for publisher, codes in years.items())
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
