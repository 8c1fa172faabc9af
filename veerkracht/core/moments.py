"""Timestamps: stored in UTC, shown in Dutch time, whatever the time zone of the machine."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_SHOWN_IN = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return this moment in UTC; like every moment in the database it does not carry its zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """Return the current date in the Netherlands."""
    return in_dutch_time(now()).date()


def as_text(moment: datetime) -> str:
    """Return a moment in UTC as ISO text with its zone, to the microsecond."""
    return moment.replace(tzinfo=UTC).isoformat(sep=" ", timespec="microseconds")


def stamp() -> str:
    """Return this moment as such a text."""
    return as_text(now())


def parse(text: str) -> datetime:
    """Return a moment of ISO text in UTC; a text without a zone is in that of this machine, as logs once were.

    Raises ValueError for anything else.
    """
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def in_dutch_time(moment: datetime) -> datetime:
    """Return a moment in UTC as local time in the Netherlands."""
    return moment.replace(tzinfo=UTC).astimezone(_SHOWN_IN).replace(tzinfo=None)


def minute(text: str) -> str:
    """Return a moment of ISO text as local time in the Netherlands, to the minute: 2026-11-21 09:30."""
    return f"{in_dutch_time(parse(text)):%Y-%m-%d %H:%M}"
