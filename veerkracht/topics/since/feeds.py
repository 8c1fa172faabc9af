"""What is new as an Atom feed, and expected figures as a calendar: public figures and texts only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from veerkracht.core import moments
from veerkracht.core.run_log import Run
from veerkracht.database import lookups
from veerkracht.database.query import Query
from veerkracht.drawing import exhibits
from veerkracht.export import atom, ics
from veerkracht.export.atom import Entry, Feed
from veerkracht.export.ics import Appointment
from veerkracht.topics.since import figures, sentences, spans
from veerkracht.topics.since.figures import KINDS, Event
from veerkracht.topics.since.rows import Beginning, Expectation

FEED, CALENDAR = "sinds.atom", "kalender.ics"
PAGE = "sinds"
_MOST = 100  # entries of the feed
_SPACE = uuid.UUID("6f0a4a0e-3c5e-4d0e-9a2f-1d9f0a3b7c11")  # of the ids; changing it makes every entry new to a reader


@dataclass(frozen=True)
class News:
    """The contents of the feed and the calendar."""

    programme: str
    municipality_code: str
    author: str
    beginning: Beginning | None
    events: tuple[Event, ...]
    expected: tuple[Expectation, ...]


def news(query: Query, runs: Sequence[Run]) -> News:
    """Return what is new in the public database, the newest hundred, and the figures expected as of today."""
    programme = lookups.programme(query)
    events = figures.events(query, date.min, figures.failures(runs))
    return News(
        programme.name, programme.municipality_code, exhibits.author(query), figures.beginning(query),
        tuple(event for event in events if not event.is_internal)[:_MOST], figures.expected(query, moments.today()),
    )  # fmt: skip


def feed(news: News, home: str) -> bytes:
    """Return the feed, for a dashboard at this address, which ends in a slash.

    Its first entry is the day the dashboard began, so that a reader sees that the feed works before anything is new.
    """
    entries = [
        Entry(_id(news, event.key), event.sentence, event.at, f"{home}{event.address}", KINDS[event.kind],
              f"{'; '.join(event.details)}." if event.details else "")
        for event in news.events
    ]  # fmt: skip
    if news.beginning and len(entries) < _MOST:
        began = news.beginning.noted_from
        entries.append(
            Entry(_id(news, "beginning"), sentences.noted_since(began), began, f"{home}{PAGE}", "Begin van de lijst")
        )
    updated = max((entry.at for entry in entries), default=datetime(1970, 1, 1))
    title = f"{news.programme}: wat is er nieuw?"
    subtitle = "Nieuwe en herziene cijfers, andere standen, inspanningen, verhalen en data"
    address = f"{home}{FEED}"
    return atom.document(
        Feed(_id(news, "feed"), title, subtitle, news.author, address, f"{home}{PAGE}", updated, entries)
    )


def calendar(news: News, home: str) -> bytes:
    """Return the calendar with the figures that come, for a dashboard at this address, which ends in a slash.

    A figure that is expected in a month or a year takes all its days; figures without a year, and those that only have
    to be fetched, are left out.
    """
    appointments = [
        Appointment(
            f"{_id(news, f'expected/{row.source_id}/{row.period}').removeprefix('urn:uuid:')}@veerkracht",
            sentences.coming(row), sentences.about_coming(row), days.first, days.last, row.noticed_at, row.times,
            f"{home}{PAGE}",
        )
        for row in news.expected if (days := spans.span(row.expected))
    ]  # fmt: skip
    return ics.document(f"{news.programme}: nieuwe cijfers", appointments)


def _id(news: News, key: str) -> str:
    return uuid.uuid5(_SPACE, f"{news.municipality_code}/{news.programme}/{key}").urn
