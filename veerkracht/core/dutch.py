"""Dutch number and date formats, and the Dutch labels for codes in the database."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from veerkracht.core.codes import YardstickReason
from veerkracht.core.periods import MONTHS
from veerkracht.core.statuses import STATUSES

_DUTCH_MARKS = str.maketrans(",.-", ".,−")

# Vega's locale for numbers and dates, the same on screen and in exports
VEGA_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€\u00a0", ""]}

MISSING = {
    "not_published": "nog niet gepubliceerd",
    "suppressed": "niet bekendgemaakt door de bron",
    "not_in_table": "staat niet in de tabel van dit jaar",
    "not_included": "nog niet opgehaald",
    "unreadable": "de kopie van de tabel is niet te lezen: haal de tabel opnieuw op",
    "too_small": "te weinig inwoners voor een verhoudingscijfer",
    "not_measured": "niet in het eigen bestand",
    "too_few": "niet getoond, om kleine aantallen te beschermen",
    "group_part": "niet van elke buurt van de groep bekend",
    "group_editions": "de buurten van de groep hebben cijfers uit verschillende uitgaven",
    "group_model": "schattingen van een rekenmodel zijn niet samen te nemen",
    "group_survey": "uitkomsten van een steekproef zijn niet samen te nemen",
    "group_average": "een middelste waarde of gemiddelde als dit is niet samen te nemen",
    "group_weight": "niet bekend hoe zwaar elke buurt meetelt",
    "group_weight_not_included": "het aantal waarmee elke buurt meetelt is nog niet opgehaald",
}
WHY_NO_FIGURE = MISSING | {
    "not_comparable": "niet te vergelijken met het basisjaar",
    "no_city": "geen cijfer om mee te vergelijken",
    "edition": "alleen een cijfer uit een andere uitgave om mee te vergelijken",
}
ORIGIN = {"meegeleverd": "meegeleverd", "opgehaald": "opgehaald", "lokaal": "eigen bestand"}
STATUS = {
    "definitief": "definitief",
    "voorlopig": "voorlopig",
    "nader_voorlopig": "nader voorlopig",
    "niet_bevestigd": "niet bevestigd",
    "afgeleid": "zelf berekend",
}
MARGIN = {
    "gepubliceerd": "zoals de bron die geeft",
    "telling": "toeval in het aantal",
    "steekproef": "toeval in de steekproef",
    "vergelijking": "geschat uit vergelijkbare buurten",
}
POPULATION = {
    "inwoners": "alle inwoners",
    "18_plus": "inwoners van 18 jaar en ouder",
    "15_tot_75": "inwoners van 15 tot 75 jaar",
    "jonger_dan_23": "inwoners tot 23 jaar",
    "inkomensontvangers": "inwoners met een persoonlijk inkomen",
    "werkenden": "inwoners met betaald werk",
    "ondervraagden": "de inwoners die de peiling vraagt (hun leeftijd is niet bekend)",
    "huishoudens": "particuliere huishoudens",
    "woningen": "woningen",
}
PROTOCOL_ASPECT = {
    "comparison": "Vergelijking",
    "windows": "Jaren",
    "judged_in": "Oordeel in",
    "success": "Gehaald als",
    "measure": "Maat",
    "reading": "Lezing",
    "baseline": "Nulmeting",
    "reference": "Vergelijkbare buurten",
}
COUNTED_AS = {"inwoners": "mensen", "huishoudens": "huishoudens", "woningen": "woningen"}  # of which the size is known
STATUS_MEANING = {status.name: status.meaning for status in STATUSES}
FULL_COUNT = "Alles is geteld: het cijfer heeft geen marge."
NO_MARGIN = "De marge is niet bekend: we weten dus niet hoe zeker dit is."
WHY_NO_YARDSTICK: dict[YardstickReason, str] = {
    "no_country": "er zijn geen landelijke cijfers geladen om mee te vergelijken",
    "no_base": "er zijn geen landelijke cijfers over de periode waarmee wordt vergeleken",
    "break": "in de tussentijd is de definitie veranderd",
    "boundary": "in de tussentijd is de grens van de buurt veranderd",
    "no_city": "er is geen cijfer van de gemeente om de verandering mee te vergelijken",
    "single": "de gemeente heeft maar één buurt met een cijfer",
    "small_rest": "de rest van de gemeente heeft er te weinig om mee te vergelijken",
    "small": "de buurt heeft te weinig inwoners",
    "zero": "een van de cijfers is nul",
    "few": "er zijn te weinig buurten om mee te vergelijken",
    "larger_area": "de meetlat vergelijkt losse buurten, en dit gebied heeft er meer",
}
# units of a mean or a size, besides shares and rates; every other unit counts things
_MEANS = {"procentpunt", "euro", "rapportcijfer", "km", "m³", "personen", "auto's", "scholen"}
# words of a search that carry no meaning
FUNCTION_WORDS = frozenset([
    "aan", "als", "bij", "dat", "de", "deze", "die", "dit", "een", "en", "er", "gaat", "geen", "had", "hebben",
    "heeft", "het", "hier", "hoe", "hoeveel", "hun", "ik", "in", "is", "je", "kan", "kunnen", "met", "mijn",
    "naar", "niet", "nog", "nu", "of", "om", "onze", "ook", "op", "over", "per", "te", "tot", "uit", "uw", "van",
    "veel", "voor", "waar", "waarom", "wanneer", "wat", "welke", "wie", "wij", "wordt", "worden", "ze", "zich",
    "zij", "zijn", "zo",
])  # fmt: skip
READING = {
    "procentpunt": "{sign}{amount} procentpunt",
    "procent": "{sign}{amount} procent",
    "inwoners": "{amount}% van de inwoners",
    "norm": "vaste norm van {amount}",
    "richting": "alleen de richting telt",
}


def number(value: float, decimals: int) -> str:
    """Return a number with point for thousands and comma for decimals, half away from zero: 1.139, 58,9 or −0,5.

    What rounds to zero has no sign.
    """
    return f"{rounded(value, decimals):,f}".translate(_DUTCH_MARKS)


def figure(value: float | None, decimals: int, unit: str) -> str:
    """Return a number with its unit: 58,9%, € 23.200, 682 per 10.000 inwoners; '–' without a number."""
    if value is None or value != value:
        return "–"
    text = number(value, decimals)
    match unit:
        case "%":
            return f"{text}%"
        case "euro":
            return f"€\u00a0{text}"
        case _:
            return f"{text} {unit}".strip()


def short_figure(value: float | None, decimals: int, unit: str) -> str:
    """Return a number for a table whose heading names the unit: with % or €, without other units."""
    return figure(value, decimals, unit if unit in ("%", "euro") else "")


def unit_label(unit: str) -> str:
    """Return the unit as an axis names it."""
    return {"%": "procent"}.get(unit, unit)


def definition(text: str, unit: str, population: str | None) -> str:
    """Return a definition with what the figure is expressed in, and over whom or what it is (a code of POPULATION, None
    for neither) unless the definition says so itself."""
    whom = POPULATION[population] if population else ""
    over = "" if whom.casefold() in text.casefold() else f" Het gaat over {whom}."
    return f"{text} Eenheid: {unit_label(unit)}.{over}"


def is_amount(unit: str) -> bool:
    """Return whether the unit counts things, so that larger areas have more: inwoners, woningen, misdrijven.

    A buurt is not compared with the city in such a unit.
    """
    return not (unit.startswith(("%", "per ", "index")) or " per km" in unit or unit in _MEANS)


def is_rate(unit: str) -> bool:
    """Return whether the unit is a rate, which a text names only once: 'per 10.000 inwoners'."""
    return unit.startswith("per ")


def in_unit(unit: str) -> str:
    """Return the unit as it follows a name in a heading: 'in procent', 'per 10.000 inwoners', 'aantal woningen'."""
    if is_rate(unit) or unit.startswith("index"):
        return unit
    if unit == "rapportcijfer":
        return "van 1 tot 10"
    return f"in {unit_label(unit)}" if unit in ("%", "procentpunt", "euro", "km", "m³") else f"aantal {unit}"


def unit_after(label: str, unit: str) -> str:
    """Return the unit to write after the name of a subject, '' when that name ends in it: 'Geregistreerde misdrijven,
    aantal' needs no misdrijven after it."""
    text = in_unit(unit)
    is_said = label.endswith(text) or (label.endswith(", aantal") and text.startswith("aantal "))
    return "" if is_said else text


def reading(kind: str, amount: float | None, direction: str, unit: str) -> str:
    """Return how a target is to be read, its amount in full: '+5 procentpunt', '−2,5 procent', 'vaste norm van 80%'."""
    size = 0.0 if amount is None or amount != amount else amount
    decimals = decimals_of(size)
    amount_text = figure(size, decimals, unit) if kind == "norm" else number(size, decimals)
    return READING[kind].format(sign="−" if direction == "omlaag" else "+", amount=amount_text)


def decimals_of(value: float) -> int:
    """Return how many decimals a number needs to be written in full: 0 for 5, 1 for 2,5."""
    return max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent))


def rounded_to_tens(value: float) -> float:
    """Return a number of people rounded to tens: what follows from a share of a population is no exact count."""
    return float(rounded(value, -1))


def printed_difference(value: float, other: float, decimals: int) -> float:
    """Return the difference of two figures as printed, so that a reader who subtracts them gets the same."""
    return float(rounded(value, decimals) - rounded(other, decimals))


def rounded(value: float, decimals: int) -> Decimal:
    """Return a number rounded as Dutch readers do, half away from zero; never the negative zero that floats have."""
    exact = Decimal(repr(float(value))).quantize(_step(decimals), ROUND_HALF_UP)
    return exact or abs(exact)


@cache
def _step(decimals: int) -> Decimal:
    """Return the unit of the last decimal that is printed."""
    return Decimal(1).scaleb(-int(decimals))


def difference(value: float, decimals: int, unit: str) -> str:
    """Return a difference without its sign: 4,4 procentpunt, € 300, 39 per 10.000 inwoners."""
    return figure(abs(value), decimals, change_unit(unit))


def change_unit(unit: str) -> str:
    """Return the unit of a difference: procentpunt for a percentage, else the unit itself."""
    return "procentpunt" if unit == "%" else unit


def signed(value: float, decimals: int, unit: str) -> str:
    """Return a difference with its sign: +4,4 procentpunt, −39 per 10.000 inwoners; what rounds to zero has none."""
    printed = rounded(value, decimals)
    return ("+" if printed > 0 else "−" if printed < 0 else "") + difference(value, decimals, unit)


def margins(kinds: Iterable[str]) -> str:
    """Return what margins of these kinds rest on, in the order of MARGIN: 'toeval in het aantal'; '' without any."""
    present = set(kinds)
    return joined([words for kind, words in MARGIN.items() if kind in present])


def counted(count: float, one: str, more: str) -> str:
    """Return a number of things in words: '1 gebied', '1.139 gebieden', '0 gebieden'."""
    return f"{number(count, 0)} {one if count == 1 else more}"


def part(count: int, total: int, one: str, more: str) -> str:
    """Return how many of all: 'geen van de 16 doelen', '3 van de 16 doelen', 'alle 16 doelen', 'beide doelen', of a
    single one '1 doel' or 'geen doel'."""
    if total == 1:
        return f"{'1' if count else 'geen'} {one}"
    if count == total:
        return f"{'beide' if total == 2 else f'alle {total}'} {more}"
    return f"{count or 'geen'} van de {total} {more}"


def capital(text: str) -> str:
    """Return a text with a capital at its begin."""
    return f"{text[:1].upper()}{text[1:]}"


def within(label: str) -> str:
    """Return a label as it is written within a sentence, without its capital: '(zeer) hoge veerkracht'; an abbreviation
    keeps it."""
    first = next((place for place, sign in enumerate(label) if sign.isalpha()), 0)
    rest = label[first + 1 :]
    return label if rest[:1].isupper() else f"{label[: first + 1].lower()}{rest}"


def programme(name: str) -> str:
    """Return the name of a programme within a sentence, behind 'het': 'programma Veerkrachtige Wijken', and the name
    alone when it says that already, as 'Wijkprogramma Heerlen' does."""
    return name if "programma" in name.lower() else f"programma {name}"


def joined(parts: list[str]) -> str:
    """Return parts as a Dutch list: a, b en c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} en {parts[-1]}" if parts else ""


def day(moment: date) -> str:
    """Return a date: 21 november 2026."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
