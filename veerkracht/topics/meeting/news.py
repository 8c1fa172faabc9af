"""What is new for a meeting: since which day, by choice or by rule, and the events since then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from veerkracht.database.query import Query
from veerkracht.topics.meeting import sentences
from veerkracht.topics.since import figures as since
from veerkracht.topics.since import sentences as since_sentences
from veerkracht.topics.since.figures import Event, Kind

MOST, MOST_COMING = 7, 6  # events on a slide, and events with figures that come
COMES = "Wat komt er"  # above the figures that will come
# what a meeting hears first
_ORDER: tuple[Kind, ...] = ("statuses", "figures", "revisions", "efforts", "stories", "decisions", "dates", "failures")


@dataclass(frozen=True)
class News:
    """What is new since a day: the finding, the day and why that day, the events by kind, how many were left out, and
    which figures will come."""

    title: str
    day: date
    why: str
    events: tuple[tuple[str, tuple[Event, ...]], ...]
    left_out: int
    coming: tuple[str, ...]

    @property
    def comes(self) -> tuple[str, ...]:
        """Return which figures will come, or that nobody knows when the next one will."""
        return self.coming or (sentences.NOTHING_COMES,)


def since_when(query: Query, chosen: date | None, today: date) -> tuple[date, str]:
    """Return the day since which something is new, and why: the meeting chose it, else it is the usual day."""
    return (chosen, sentences.CHOSEN_DAY) if chosen is not None else since.usual_day(query, today)


def news(query: Query, chosen: date | None, today: date) -> News:
    """Return as much of what is new since a day as fits a slide."""
    day, why = since_when(query, chosen, today)
    events = since.events(query, day)
    by_kind = since.by_kind(events)
    groups = [(kind, by_kind[kind]) for kind in _ORDER if kind in by_kind]
    beginning = since.beginning(query)
    counts = _fitting([len(events) for _, events in groups])
    return News(
        since_sentences.title(len(events), day, beginning), day,
        since_sentences.since_why(why, len(events), day, beginning),
        tuple((since.KINDS[kind], tuple(events[:count])) for (kind, events), count in zip(groups, counts, strict=True)),
        len(events) - sum(counts),
        tuple(map(since_sentences.coming, since.upcoming(query, today)[: max(MOST_COMING - sum(counts), 1)])),
    )  # fmt: skip


def _fitting(counts: Sequence[int]) -> list[int]:
    """Return how many events of each kind are listed: at least one of each, and MOST in all."""
    room = [min(count, 1) for count in counts]
    for place, count in enumerate(counts):
        room[place] += max(min(count - room[place], MOST - sum(room)), 0)
    return room
