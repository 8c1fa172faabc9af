"""What the page Agenda en middelen shows: the agenda through time, and the budget."""

from datetime import date
from functools import partial

import streamlit as st

from veerkracht.topics.agenda import agenda as agenda_views
from veerkracht.topics.agenda import budget as budget_views
from veerkracht.topics.agenda import charts as agenda_charts
from veerkracht.topics.agenda import exhibits as agenda
from veerkracht.web import downloads as export_ui
from veerkracht.web.cache import query
from veerkracht.web.downloads import Offer
from veerkracht.web.layout import notes, show_chart
from veerkracht.web.transition import once


def show_agenda() -> None:
    """Show what is done in which years as a timeline and a table, to be saved; a message without anything."""
    entries, today = agenda_views.agenda(query), date.today()
    st.subheader("Wat gebeurt er wanneer?", anchor=False)
    if not entries:
        st.info("Er staan nog geen inspanningen in het dashboard.")
        return
    is_drawn = bool(agenda_views.drawn(entries))

    def draw() -> None:
        st.markdown("\n\n".join(agenda_views.told(entries)))
        if is_drawn:
            show_chart(agenda_charts.timeline(entries, today), agenda_views.alternative(entries))
        st.html(agenda_views.html(entries))
        notes([*agenda_views.remarks(entries), agenda_views.source(entries)])

    once(draw, today)
    if is_drawn:
        make = partial(agenda.agenda, query, entries)
        export_ui.offer_row(Offer("Agenda", "agenda", make))


def show_budget() -> None:
    """Show the budget in sentences, bars and tables, to be saved; a message without one."""
    shown = budget_views.budget(query)
    if shown is None:
        st.info("Er is nog geen begroting.")
        return
    st.subheader(shown.heading, anchor=False)

    def draw() -> None:
        st.markdown("\n\n".join(budget_views.told(shown)))
        show_chart(agenda_charts.bars(shown), budget_views.alternative(shown))
        for side in shown.lines:
            st.html(budget_views.html(shown, side))
        notes([*budget_views.remarks(shown), budget_views.source(shown)])

    once(draw)
    make = partial(agenda.budget, query, shown)
    export_ui.offer_row(Offer("Begroting", "begroting", make))
