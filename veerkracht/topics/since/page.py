"""The page Sinds: the choice of a day, what is new since, what is expected, and feeds for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from veerkracht.core import dutch, moments
from veerkracht.drawing import tables
from veerkracht.drawing.tables import TEMPLATES
from veerkracht.topics.since import days, exhibits, feeds, figures, sentences
from veerkracht.topics.since.figures import KINDS, Event
from veerkracht.topics.since.rows import Failure
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import choices, downloads, layout, login
from veerkracht.web.cache import query, replayed
from veerkracht.web.downloads import Document, Download

KEY = "sinds"  # of the choice, in the address
_USUAL = "Vorige keer"  # the name of the day that every page begins with
_OTHER, _TYPED, _PROBLEM = "since_other", "sinds_datum", "since_problem"
_IN_VIEW = 5  # of a kind; the rest is one tap away


@dataclass(frozen=True)
class _Line:
    """A line of the list: the event, the address to read more, and its day and details."""

    sentence: str
    address: str
    note: str


@dataclass(frozen=True)
class _Group:
    """The lines of a kind: the first in view, the rest one tap away."""

    heading: str
    first: tuple[_Line, ...]
    rest: tuple[_Line, ...]


def choose_day() -> date:
    """Return the day since which to show events, one of a few or typed; in the address as ?sinds=2026-06-01."""
    today = moments.today()
    usual = days.usual(today)
    default = figures.usual_day(query, today)[0]
    options = {day.isoformat(): f"{label}: {dutch.day(day)}" for label, day in usual.items()}
    options = {default.isoformat(): f"{_USUAL}: {dutch.day(default)}"} | options
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.warning(problem)
    in_address = st.query_params.get(KEY)
    if in_address and in_address not in options and KEY not in st.session_state:
        day, problem = days.parse(in_address, today)
        if day is None:
            st.warning(problem)
            del st.query_params[KEY]
        else:
            st.session_state[_OTHER] = day
            st.query_params[KEY] = day.isoformat()
    if other := st.session_state.get(_OTHER):
        options = {other.isoformat(): dutch.day(other)} | options
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="sinds-keuze"):
        chosen = choices.choose("Sinds", options, KEY, default.isoformat())
        st.text_input("Of een andere dag", key=_TYPED, placeholder="Bijvoorbeeld 1 juni 2026", on_change=_take_typed)
    return date.fromisoformat(chosen)


def _take_typed() -> None:
    """Choose the day that was typed, or store the problem with it for the next run."""
    typed = st.session_state[_TYPED]
    if not typed.strip():
        return
    day, problem = days.parse(typed, moments.today())
    if day is None:
        st.session_state[_PROBLEM] = problem
        return
    st.session_state[_OTHER], st.session_state[KEY] = day, day.isoformat()
    st.session_state[_TYPED] = ""


def show_short() -> None:
    """Show how much is new since the usual day, as a link to the list, and why that day."""
    replayed(_draw_short, moments.today(), _failures())


def _draw_short(today: date, failures: tuple[Failure, ...]) -> None:
    day, why = figures.usual_day(query, today)
    count, beginning = len(figures.events(query, day, failures)), figures.beginning(query)
    st.html(tables.link(f"sinds?{KEY}={day.isoformat()}", sentences.title(count, day, beginning)))
    if text := sentences.since_why(why, count, day, beginning):
        st.caption(text)


def show(day: date) -> None:
    """Show what is new since a day, by kind, and the figures to come."""
    replayed(_draw, day, moments.today(), _failures())


def _draw(day: date, today: date, failures: tuple[Failure, ...]) -> None:
    events, coming = figures.events(query, day, failures), figures.upcoming(query, today)
    beginning = figures.beginning(query)
    st.header(sentences.title(len(events), day, beginning), anchor=False)
    usual, why = figures.usual_day(query, today)
    if day == usual and (text := sentences.since_why(why, len(events), day, beginning)):
        st.caption(text)
    if beginning and day <= beginning.day:
        st.markdown(sentences.noted_since(beginning.noted_from))
    elif not events:
        st.markdown(sentences.next_figure(coming))
    groups = [
        _Group(heading(KINDS[kind], group), _lines(group[:_IN_VIEW]), _lines(group[_IN_VIEW:]))
        for kind, group in figures.by_kind(events).items()
    ]
    texts = [sentences.coming(row) for row in coming]
    st.html(TEMPLATES.get_template("since.html").render(groups=groups, coming=texts))


def heading(kind: str, events: Sequence[Event]) -> str:
    """Return the heading of a group of events, with their number if they do not all fit in view."""
    return f"{kind} ({dutch.number(len(events), 0)})" if len(events) > _IN_VIEW else kind


def _lines(events: Sequence[Event]) -> tuple[_Line, ...]:
    return tuple(_Line(event.sentence, event.address, _note(event)) for event in events)


def _note(event: Event) -> str:
    about = sentences.about(event.details)
    return f"{dutch.day(event.day)}: {about}" if about else dutch.day(event.day)


def explain() -> None:
    """Explain the dates, and how a feed reader can follow the list, both folded."""
    layout.show_how_sure([sentences.NOTED_WHEN, sentences.ONLY_WHAT_IS])
    with st.expander("Houd dit bij met een feedlezer of uw agenda"):
        st.html(TEMPLATES.get_template("since_follow.html").render(
            is_closed=login.access_settings().requires_login, feed=feeds.FEED, calendar=feeds.CALENDAR,
            home=f"{(st.context.url or '').rpartition('/')[0]}/",
        ))  # fmt: skip


def offer(day: date) -> None:
    """Offer the list as a document and as tables."""
    make = partial(exhibits.since, query, day, _failures())
    make_letter = partial(exhibits.letter, query, day, _failures(), downloads.view_address())
    with st.container(key="opslaan-lijst"):
        name = f"sinds-{day.isoformat()}"
        downloads.share_menu([Download("", name, make, has_picture=False)], document=Document(name, make_letter))


def _failures() -> tuple[Failure, ...]:
    return figures.failures(sources_page.logged_runs())
