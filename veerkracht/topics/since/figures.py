"""What is new since a day, as a list of events; and which figures are expected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import pandas as pd

from veerkracht.core import moments
from veerkracht.core.run_log import OWN_FILES, Run
from veerkracht.database.query import Query, cached
from veerkracht.database.rows import typed
from veerkracht.drawing import exhibits
from veerkracht.topics.decisions import rows as decision_rows
from veerkracht.topics.decisions.rows import Decision
from veerkracht.topics.readiness import rows as readiness
from veerkracht.topics.since import queries, sentences, spans
from veerkracht.topics.since.rows import (
    Beginning,
    ChangedEffort,
    ChangedStatus,
    Expectation,
    Failure,
    NewFigures,
    NewStory,
    Revised,
)

_DAYS_BEFORE = 91  # three months, when no meeting decided anything yet
Kind = Literal["figures", "revisions", "statuses", "decisions", "efforts", "stories", "dates", "failures"]
KINDS: dict[Kind, str] = {
    "figures": "Nieuwe cijfers",
    "statuses": "Andere standen",
    "revisions": "Herziene cijfers",
    "decisions": "Besluiten",
    "efforts": "Inspanningen",
    "stories": "Verhalen",
    "dates": "Andere datum",
    "failures": "Niet gelukt",
}


@dataclass(frozen=True)
class Event:
    """Something that is new, restated or changed: when the dashboard saw it (UTC), one sentence, the address to read
    more, and details that do not fit the sentence.

    `key` is unique to the event and never changes.
    """

    kind: Kind
    at: datetime
    key: str
    sentence: str
    address: str
    details: tuple[str, ...] = ()
    is_internal: bool = False

    @property
    def day(self) -> date:
        """Return its day in the Netherlands."""
        return moments.in_dutch_time(self.at).date()


def events(query: Query, since: date, failures: tuple[Failure, ...] = ()) -> tuple[Event, ...]:
    """Return the events since a day, that day included, the newest first.

    What was there at the `beginning` of the dashboard is left out. `failures` as `failures` returns them.
    """
    return query.value(_since, since, failures)


def _since(query: Query, since: date, failures: tuple[Failure, ...]) -> tuple[Event, ...]:
    recent = [event for event in (*query.value(_all), *_failures(query, failures)) if event.day >= since]
    return tuple(sorted(recent, key=lambda event: event.at, reverse=True))


def by_kind(events: Iterable[Event]) -> dict[Kind, list[Event]]:
    """Return events by their kind, in the order of KINDS; kinds without events are left out."""
    all_events = list(events)
    groups = {kind: [event for event in all_events if event.kind == kind] for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


@cached
def beginning(query: Query) -> Beginning | None:
    """Return when the dashboard began; None for an empty database."""
    row = query(queries.beginning).iloc[0]
    if pd.isna(row["noted_from"]):
        return None
    return Beginning(row["noted_from"].to_pydatetime(), row["built_from"].to_pydatetime())


@cached
def expected(query: Query, today: date) -> tuple[Expectation, ...]:
    """Return the next figures of each source, once per publisher and time, the earliest first; those without a known
    time, and those that only have to be fetched, last."""
    once = {(row.publisher, row.period, row.expected): row for row in reversed(_of_sources(query, today))}
    return tuple(sorted(once.values(), key=_when))


def of_source(query: Query, source_id: str, today: date) -> tuple[Expectation, ...]:
    """Return the next figures of one source that are still to come, or only to be fetched, the earliest first."""
    expectations = (row for row in _of_sources(query, today) if row.source_id == source_id)
    return tuple(sorted((row for row in expectations if _is_coming(row, today)), key=_when))


def _of_sources(query: Query, today: date) -> list[Expectation]:
    """Return the next figures of every source, by source and period."""
    rows = [row for row in typed(query(queries.expectations), Expectation) if row.is_latest]
    dated = {(row.source_id, row.period) for row in rows}
    rows += [row for row in _sure(query, today) if (row.source_id, row.period) not in dated]
    return sorted(rows, key=lambda row: (row.source_id, row.period))


def _sure(query: Query, today: date) -> list[Expectation]:
    """Return the figures that are sure to come by the rule of readiness: yearly figures come a year after their
    period."""
    sources, noticed_at = query(queries.sources).set_index("source_id"), exhibits.moment(query)
    rows = []
    for source_id, moment in readiness.sure(query, today):
        publisher, title = sources.loc[source_id]
        assert moment.year is not None
        is_there = moment.cause == "to_fetch"
        when = "" if is_there else moment.expected or f"in de loop van {max(moment.year + 1, today.year)}"
        note = "" if is_there else sentences.YEARLY
        rows.append(Expectation(noticed_at, source_id, publisher, title, str(moment.year), when, None, note, 0, True))
    return rows


def _when(row: Expectation) -> tuple[date, date, str, str]:
    days = spans.span(row.expected) or spans.Span(date.max, date.max)
    return days.last, days.first, row.publisher, row.period


def usual_day(query: Query, today: date) -> tuple[date, str]:
    """Return the default day since which something is new, and why in Dutch, with {day} as placeholder: the day of the
    last decisions before today, else three months before the newest figures."""
    if days := [decision.date for decision in decision_rows.decisions(query) if decision.date < today]:
        return max(days), sentences.LAST_DECISIONS
    return exhibits.moment(query).date() - timedelta(days=_DAYS_BEFORE), sentences.BEFORE_FIGURES


def upcoming(query: Query, today: date) -> tuple[Expectation, ...]:
    """Return the figures that are still to come, the earliest first."""
    return tuple(row for row in expected(query, today) if _is_coming(row, today))


def _is_coming(row: Expectation, today: date) -> bool:
    return not (days := spans.span(row.expected)) or days.last >= today


def failures(runs: Sequence[Run]) -> tuple[Failure, ...]:
    """Return the failures to fetch a source, one per source and day; not of own files, which Bronnen shows to those who
    may see them."""
    by_day: dict[tuple[str, date], Failure] = {}
    for run in runs:
        at = moments.parse(run.started_at)
        for attempt in run.attempts:
            if attempt.outcome == "mislukt" and attempt.source_id != OWN_FILES and not attempt.is_internal:
                key = attempt.source_id, moments.in_dutch_time(at).date()
                earlier = by_day.get(key)
                by_day[key] = Failure(attempt.source_id, at, earlier.count + 1 if earlier else 1)
    return tuple(by_day.values())


def _all(query: Query) -> tuple[Event, ...]:
    """Return all that is new since the beginning."""
    return tuple([
        *map(_figures, typed(query(queries.new_figures), NewFigures)),
        *map(_revised, typed(query(queries.revised), Revised)),
        *map(_status, typed(query(queries.statuses), ChangedStatus)),
        *(event for row in decision_rows.decisions(query) for event in _decision(row)),
        *map(_effort, typed(query(queries.efforts), ChangedEffort)),
        *map(_story, typed(query(queries.stories), NewStory)),
        *(_moved(row) for row in typed(query(queries.expectations), Expectation) if row.before is not None),
        *(
            Event("failures", at.to_pydatetime(), _key("set_aside", at), sentences.SET_ASIDE, "bronnen?toon=ophalen")
            for at in query(queries.set_aside)["noticed_at"]
        ),
    ])  # fmt: skip


def _figures(row: NewFigures) -> Event:
    key = _key("figures", row.noticed_at, row.source_id)
    return Event("figures", row.noticed_at, key, sentences.new_figures(row), "bronnen", _details(row.labels))


def _revised(row: Revised) -> Event:
    key = _key("revisions", row.noticed_at, row.source_id, "other" if row.is_other_source else "")
    address, details = "bronnen?toon=herzien", _details(row.labels)
    return Event("revisions", row.noticed_at, key, sentences.revised(row), address, details)


def _details(labels: tuple[str, ...]) -> tuple[str, ...]:
    return labels if len(labels) > 1 else ()


def _status(row: ChangedStatus) -> Event:
    key = _key("statuses", row.noticed_at, row.measure_id, row.area_code)
    sentence, cause = sentences.changed_status(row), sentences.cause(row)
    details = (row.goal,) if cause in sentence else (row.goal, cause)
    return Event("statuses", row.noticed_at, key, sentence, f"doelkaart?doel={row.goal_id}", details)


def _decision(row: Decision) -> list[Event]:
    """Return the events of a decision, taken and done or dropped, on the days in its file."""
    days = {"open": row.date} | ({row.state: row.closed} if row.closed else {})
    return [
        Event("decisions", at := datetime.combine(day, time(12)), _key("decisions", at, row.decision_id, state),
              sentences.decision(row.text, state), "besluiten", is_internal=row.is_internal)
        for state, day in days.items()
    ]  # fmt: skip


def _effort(row: ChangedEffort) -> Event:
    key = _key("efforts", row.noticed_at, row.effort_id)
    address = f"inspanningen?inspanning={row.effort_id}"
    return Event("efforts", row.noticed_at, key, sentences.changed_effort(row), address)


def _story(row: NewStory) -> Event:
    key, sentence = _key("stories", row.noticed_at, row.story_id), sentences.new_story(row)
    return Event("stories", row.noticed_at, key, sentence, "verhalen", is_internal=row.is_internal)


def _moved(row: Expectation) -> Event:
    key = _key("dates", row.noticed_at, row.source_id, row.period)
    return Event("dates", row.noticed_at, key, sentences.moved(row), "bronnen")


def _failures(query: Query, failures: tuple[Failure, ...]) -> list[Event]:
    publishers = query(queries.sources).set_index("source_id")["publisher"].to_dict()
    return [
        Event("failures", row.at, _key("failures", row.at, row.source_id),
              sentences.failed(row, publishers[row.source_id]), "bronnen?toon=ophalen")
        for row in failures if row.source_id in publishers
    ]  # fmt: skip


def _key(kind: str, at: datetime, *codes: str) -> str:
    return "/".join([kind, at.isoformat(timespec="microseconds"), *codes])
