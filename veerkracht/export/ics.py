"""Writes date ranges as a calendar (iCalendar, RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from veerkracht.drawing.exhibit import printable

MEDIA_TYPE = "text/calendar"
_MAKER = "-//Dashboard Veerkracht//sinds//NL"


@dataclass(frozen=True)
class Appointment:
    """An event on one day or on consecutive whole days: its permanent id, title, when it was last changed (UTC) and how
    often, and the address of its details."""

    uid: str
    title: str
    description: str
    first: date
    last: date
    changed_at: datetime
    changes: int
    address: str


def document(title: str, appointments: Sequence[Appointment]) -> bytes:
    """Return the appointments as a calendar; the same ones give the same bytes, as their timestamp is when they
    changed.

    They are all-day events that do not block time: subscribers stay available on those days.
    """
    from icalendar import Calendar, Event  # 2.5 MB in a server whose calendar nobody uses

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(title))
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for appointment in appointments:
        changed_at = appointment.changed_at.replace(tzinfo=UTC, microsecond=0)
        event = Event()
        event.add("uid", appointment.uid)
        event.add("dtstamp", changed_at)
        event.add("last-modified", changed_at)
        event.add("sequence", appointment.changes)
        event.add("dtstart", appointment.first)
        event.add("dtend", appointment.last + timedelta(days=1))  # the first day after it
        event.add("summary", printable(appointment.title))
        event.add("description", printable(appointment.description))
        event.add("url", appointment.address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
