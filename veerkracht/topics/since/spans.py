"""Converts an expectation in words to a range of dates: 'begin 2027' is a span of months, not a day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from veerkracht.core import periods

_PARTS = {  # by word the first and last month
    "begin": (1, 3), "voorjaar": (3, 5), "lente": (3, 5), "medio": (5, 8), "midden": (5, 8), "zomer": (6, 8),
    "najaar": (9, 11), "herfst": (9, 11), "eind": (10, 12), "einde": (10, 12),
}  # fmt: skip
_HALVES = {"eerste helft": (1, 6), "tweede helft": (7, 12)}
_QUARTER = re.compile(r"\b(?:(eerste|tweede|derde|vierde|[1-4]e)\s+kwartaal|q([1-4]))\b")
_QUARTERS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "1e": 1, "2e": 2, "3e": 3, "4e": 4}
_DAY = re.compile(r"(?<![\w-])(\d{1,2})\s+([a-z]+)\s+(\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


@dataclass(frozen=True, order=True)
class Span:
    """The first and last day on which something may come."""

    first: date
    last: date


def span(words: str) -> Span | None:
    """Return the span of days that words can mean; None without a year, with more than one, or with an invalid day."""
    text = words.casefold()
    try:
        if match := _ISO.search(text):
            year, month = int(match[1]), int(match[2])
            return _day(year, month, int(match[3])) if match[3] else _months(year, month, month)
        if (match := _DAY.search(text)) and (month := periods.month_in(match[2])):
            return _day(int(match[3]), month, int(match[1]))
        years = {int(year) for year in _YEAR.findall(text)}
        return _months(years.pop(), *_of_the_year(text)) if len(years) == 1 else None
    except ValueError:
        return None


def _of_the_year(text: str) -> tuple[int, int]:
    """Return the first and last month in a text without a day; those of the whole year when it has none."""
    if match := _QUARTER.search(text):
        quarter = int(match[2]) if match[2] else _QUARTERS[match[1]]
        return 3 * quarter - 2, 3 * quarter
    named = [months for words, months in _HALVES.items() if words in text]
    for word in re.findall(r"[a-z]+", text):
        if month := periods.month_in(word):
            named.append((month, month))
        elif word in _PARTS:
            named.append(_PARTS[word])
    months = [month for months in named for month in months]
    exact = [first for first, last in named if first == last]
    if exact:  # 'eind maart 2027' is March
        months = exact
    return (min(months), max(months)) if months else (1, 12)


def _day(year: int, month: int, day: int) -> Span:
    return Span(date(year, month, day), date(year, month, day))


def _months(year: int, first: int, last: int) -> Span:
    return Span(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
