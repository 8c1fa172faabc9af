"""Parses the cells of a row of own figures: period, figure, number of answers, remark."""

import re
import unicodedata

from etl.snapshots.store import ALL, INTERNAL
from veerkracht.catalog.catalog import Indicator
from veerkracht.core import dutch, names, periods
from veerkracht.core.names import quoted

EXAMPLE = "VOORBEELD: haal deze rij weg"
NONE = float("nan")
FIRST_YEAR = 2000
_LARGEST = 999_999_999  # a snapshot keeps ten digits
_LONGEST = 20  # characters of a number that a message proposes
_LONGEST_TEXT = 2_000
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[., '\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_FEWER = re.compile(r"[^0-9]*[<≤].*|(?:minder|lager|kleiner) dan.*", re.IGNORECASE)
_WITH_REMARK = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)( [^\W\d_]\D*| ?[^\s\w.,%:;/'€$£-]\D*| ?[¹²³])")
_MONTH = re.compile(r"(?:[0-9]{1,2}[- ])?([^\W\d_]+)\.?[- ]([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4}) ?[-–/] ?((?:[0-9]{2})?[0-9]{2})")
_YEAR = re.compile(r"(?<![0-9])2[0-9]{3}(?![0-9])")
_EXCEL_DATE = re.compile(
    r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[3-6][0-9]{4}"
    r"|(?:[0-9]{1,2}[- ])?[a-z]{3,4}\.?[- ][0-9]{2,4}",
    re.IGNORECASE,
)


class Wrong(Exception):
    """What is wrong with one cell and how to correct it, in Dutch; `example`: see Mistake, by default the cell."""

    def __init__(self, text: str, example: str = "") -> None:
        super().__init__(text)
        self.example = example


def is_count(indicator: Indicator) -> bool:
    """Return whether the figures are numbers of persons or things: whole, and withheld when small."""
    return indicator.margin == "telling" and indicator.unit != "%" and not dutch.is_rate(indicator.unit)


def period_in(text: str, frequency: str, last_year: int) -> str:
    """Return the code of the period in a cell. Raises Wrong when there is none, or it does not fit the frequency."""
    forms = "een jaar en een maand, zoals 2024-03" if frequency == "maand" else _years_as("2024")
    if not text:
        raise Wrong(f"leeg; schrijf {forms}")
    if (match := _MONTH.fullmatch(text)) and (month := periods.month_in(match[1])):
        if frequency == "maand":
            raise Wrong(f"{quoted(text)} is een maand in woorden; schrijf {match[2]}-{month:02d}")
        raise Wrong(f"{quoted(text)} is een maand, maar dit cijfer is er per {frequency}; schrijf {match[2]}")
    if _EXCEL_DATE.fullmatch(text):
        raise Wrong(
            f"{quoted(text)} is een datum, waarschijnlijk door Excel gemaakt; maak de kolom op als Tekst en typ {forms}"
        )
    try:
        period = periods.parse(text)
    except ValueError:
        years = _YEARS.fullmatch(text)
        last = years[1][: -len(years[2])] + years[2] if years else ""
        named = _YEAR.findall(text) if frequency == "jaar" else []
        forms = _years_as(named[0]) if len(named) == 1 else forms
        if years and years[1] < last:
            forms = f"{years[1]}/{last} voor een gemiddelde over jaren"
        raise Wrong(f"{quoted(text)} is geen periode; schrijf {forms}") from None
    if (period.month > 0) != (frequency == "maand"):
        raise Wrong(f"{quoted(text)} past niet: dit cijfer is er per {frequency}; schrijf {forms}")
    if period.first < FIRST_YEAR or period.last > last_year:
        raise Wrong(f"{quoted(text)} ligt niet in {FIRST_YEAR} tot en met {last_year}; verbeter het jaar")
    return period.code


def _years_as(year: str) -> str:
    """Return the forms that a period of years may have, with this year as an example."""
    return f"een jaar, zoals {year}, of een gemiddelde over jaren, zoals {int(year) - 2}/{year}"


def period_of_unknown(text: str, last_year: int) -> str:
    """Return the code of the period in a cell, of an indicator that is not known: a year or a month. Raises Wrong when
    it is neither."""
    if _MONTH.fullmatch(text) or re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        return period_in(text, "maand", last_year)
    return period_in(text, "jaar", last_year)


def figure_in(text: str, indicator: Indicator | None) -> float:
    """Return the number in a cell. Raises Wrong when there is none, or the indicator cannot have it: when it is not
    known, any number will do."""
    if not text:
        raise Wrong("leeg; laat de rij weg als er geen cijfer is")
    if not _may_be_number(text):  # such as . or x or - or n.v.t.
        raise Wrong(f"{quoted(text)} is geen getal; laat de rij weg als er geen cijfer is")
    if text.endswith("%") and indicator and indicator.unit != "%":
        raise Wrong(f"{quoted(text)} is een percentage, maar dit cijfer is in {indicator.unit}; laat % weg")
    value = number_in(text.removesuffix("%").rstrip())
    if indicator is None:
        return value
    if indicator.unit == "%" and value > 100:
        raise Wrong(f"{quoted(text)} is meer dan 100%; schrijf een percentage van 0 tot en met 100")
    if indicator.unit == "rapportcijfer" and not 1 <= value <= 10:
        raise Wrong(f"{quoted(text)} is geen rapportcijfer; schrijf een getal van 1 tot en met 10")
    if is_count(indicator) and not value.is_integer():
        raise Wrong(f"{quoted(text)} is geen heel getal; schrijf een aantal zonder decimalen")
    return value


def bound_in(text: str, indicator: Indicator | None) -> float:
    """Return the bound in a cell, NaN without one. Raises Wrong when it is no number that the indicator can have."""
    if text and not _may_be_number(text):
        raise Wrong(f"{quoted(text)} is geen getal; laat de cel leeg als de grens niet bekend is")
    return figure_in(text, indicator) if text else NONE


def answers_in(text: str, is_survey: bool) -> float:
    """Return the number of answers in a cell, NaN without one. Raises Wrong when a survey has none."""
    if not text and is_survey:
        raise Wrong("leeg; schrijf bij een enquête hoeveel mensen antwoord gaven")
    if not text:
        return NONE
    if not _may_be_number(text):
        advice = "schrijf bij een enquête hoeveel mensen antwoord gaven" if is_survey else "laat de cel leeg"
        raise Wrong(f"{quoted(text)} is geen aantal antwoorden; {advice}")
    if not re.fullmatch(r"[0-9]+(?:[.,]0+)?", text) or not float(text.replace(",", ".")):
        raise Wrong(f"{quoted(text)} is geen aantal antwoorden; schrijf een heel getal, zoals {_whole(text) or 250}")
    return number_in(text)


def require_bounds(lower: float, value: float, upper: float) -> None:
    """Raise Wrong when the value does not lie between its bounds."""
    if (lower != lower) != (upper != upper):
        raise Wrong("ondergrens en bovengrens horen bij elkaar; geef beide of geen van beide")
    if lower > value or value > upper:
        raise Wrong("de waarde ligt niet tussen ondergrens en bovengrens; verbeter een van de drie")


def number_in(text: str) -> float:
    """Return the number in a cell, with a decimal comma or point. Raises Wrong when it is none, or ambiguous."""
    plain = text.replace("\u2212", "-")
    if _AMBIGUOUS.fullmatch(plain):
        whole, part = re.sub("[.,]", "", plain), f"{float(plain.replace(',', '.')):.2f}".replace(".", ",")
        raise Wrong(f"{quoted(text)} kan twee getallen zijn; schrijf {whole} of {part}")
    if _GROUPED.fullmatch(plain) and not _PLAIN.fullmatch(plain):
        raise Wrong(f"{quoted(text)} heeft een teken tussen de duizendtallen; laat dat weg, zoals in 1234,5")
    if _FEWER.fullmatch(plain):
        raise Wrong(f"{quoted(text)} is geen getal; laat de rij weg: het dashboard verbergt kleine aantallen zelf")
    if match := _WITH_REMARK.fullmatch(plain):
        remark, number = quoted(match[2].strip()), match[1] if len(match[1]) <= _LONGEST else "alleen het getal"
        raise Wrong(f"{quoted(text)} heeft {remark} achter het getal; schrijf {number}, en de uitleg bij opmerking")
    if not _PLAIN.fullmatch(plain):
        raise Wrong(f"{quoted(text)} is geen getal; schrijf bijvoorbeeld 12,5")
    value = float(plain.replace(",", ".")) + 0.0  # -0 becomes 0
    if value < 0:
        raise Wrong(f"{quoted(text)} is negatief; een cijfer is hier 0 of meer")
    if value > _LARGEST:
        raise Wrong(f"{quoted(text)} is te groot; schrijf een getal van hoogstens {_LARGEST}")
    return value


def _may_be_number(text: str) -> bool:
    """Return whether there is a digit in a cell, and not in a message of Excel such as #DEEL/0!."""
    return any(sign.isdigit() for sign in text) and not text.startswith("#")


def _whole(text: str) -> int:
    """Return a number of answers without its separators of thousands, and rounded, 0 for none."""
    if _AMBIGUOUS.fullmatch(text) or (_GROUPED.fullmatch(text) and not _PLAIN.fullmatch(text)):
        return int(re.sub(r"[^0-9]", "", re.sub(r"[.,][0-9]{1,2}$", "", text)))
    return int(dutch.rounded(float(text.replace(",", ".")), 0)) if _PLAIN.fullmatch(text) else 0


def remark_in(text: str) -> str:
    """Return the text of a cell on one line. Raises Wrong when it is too long."""
    if len(text) > _LONGEST_TEXT:
        raise Wrong("langer dan 2.000 tekens; maak de tekst korter")
    breaks = ("Cc", "Cs", "Zl", "Zp")  # control characters, half characters, line and paragraph separators
    return "".join(" " if unicodedata.category(character) in breaks else character for character in text).strip()


def visible_in(text: str) -> str:
    """Return who may see a figure: 'intern', or '' for everybody. Raises Wrong for any other value."""
    if names.folded(text) not in ("", "openbaar", INTERNAL):
        raise Wrong(f"{quoted(text)} bestaat niet; schrijf openbaar of intern (leeg is openbaar)")
    return INTERNAL if names.folded(text) == INTERNAL else ""


def counted_in(text: str, indicator: Indicator | None) -> str:
    """Return what was counted: 'alles', so that the figure has no margin, or '' when that is not said. Raises Wrong for
    other words, and when the indicator is known and no count."""
    if names.folded(text) not in ("", ALL):
        raise Wrong(f"{quoted(text)} bestaat niet; schrijf alles als alles is geteld, en laat het anders leeg")
    if names.folded(text) == ALL and indicator and indicator.margin != "telling":
        raise Wrong(f"{indicator.id} is geen telling; laat het leeg")
    return names.folded(text)


def origin_in(text: str) -> str:
    """Return the source of a figure that a cell names. Raises Wrong for an example row of the template."""
    if text.startswith(EXAMPLE):
        raise Wrong("dit is een rij van het sjabloon; haal de voorbeelden weg")
    return remark_in(text)
