"""The start day for what is new: a few usual ones, or one that is typed or in a URL."""

import calendar
import re
from datetime import date, timedelta

from veerkracht.core import dutch
from veerkracht.topics.since import spans

_FIRST_YEAR = 2000
_NUMBERS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*")
_LONGEST = 30  # characters of what was typed that are repeated


def usual(today: date) -> dict[str, date]:
    """Return the usual days by their name, the latest first."""
    return {
        "Gisteren": today - timedelta(days=1),
        "Vorige week": today - timedelta(days=7),
        "Vorige maand": _months_before(today, 1),
        "Drie maanden": _months_before(today, 3),
        "Vorig jaar": _months_before(today, 12),
    }


def parse(text: str, today: date) -> tuple[date | None, str]:
    """Return the day in a text, the first of a month or year; or None, with the problem as a Dutch sentence.

    It understands 2026-06-01, 1-6-2026, 1 juni 2026, juni 2026 and 2026. The text is repeated as code, in which no
    address becomes a link.
    """
    printable = "".join(sign for sign in text[:_LONGEST] if sign.isprintable() and sign != "`").strip() or "?"
    day = _day(text)
    if day is None or day.year < _FIRST_YEAR:
        return None, f"Dit is geen dag die wij kennen: `{printable}`. Schrijf bijvoorbeeld 1 juni 2026."
    if day > today:
        return None, f"{dutch.day(day)} moet nog komen. Kies een dag tot en met vandaag, {dutch.day(today)}."
    return day, ""


def _day(text: str) -> date | None:
    if match := _NUMBERS.fullmatch(text):
        try:
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return None
    days = spans.span(text)
    return days.first if days else None


def _months_before(today: date, months: int) -> date:
    """Return the same day of an earlier month, or the last of that month when it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
