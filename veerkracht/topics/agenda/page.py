"""The page Agenda en middelen: the agenda through time, and the budget."""

from datetime import date

import streamlit as st

from veerkracht.core import moments
from veerkracht.topics.agenda import agenda as agendas
from veerkracht.topics.agenda import budget as budgets
from veerkracht.topics.agenda import exhibits
from veerkracht.topics.efforts import tables as effort_tables
from veerkracht.web import downloads, layout
from veerkracht.web.cache import query, replayed
from veerkracht.web.downloads import Download


def show_agenda() -> None:
    """Show the efforts by year as a timeline and a table, with downloads; a message without efforts."""
    exhibit = query.value(exhibits.agenda)
    if exhibit is None:
        st.header("Wat gebeurt er wanneer?", anchor=False)
        st.info("Er staan nog geen inspanningen in het dashboard.")
        return
    with st.container(key="agenda"):
        replayed(_draw_agenda, moments.today())
    if exhibit.chart:
        downloads.share_menu([Download("Agenda", exhibit.name, lambda: exhibit)], key="agenda")


def _draw_agenda(today: date) -> None:
    if exhibit := query.value(exhibits.agenda, today):
        layout.show_in_layers(exhibit)


def show_budget() -> None:
    """Show the budget in sentences, bars and a table, with downloads; a message without one."""
    exhibit = query.value(exhibits.budget)
    if exhibit is None:
        st.info("Er is nog geen begroting.")
        return
    with st.container(key="begroting"):
        replayed(_draw_budget)
    downloads.share_menu([Download("Begroting", exhibit.name, lambda: exhibit)], key="begroting")


def _draw_budget() -> None:
    if exhibit := query.value(exhibits.budget):
        layout.show_in_layers(exhibit)


def draw_unknown() -> None:
    """Draw which years and amounts are unknown, if any, and whom to tell."""
    budget = budgets.budget(query)
    unknown = [agendas.unknown(agendas.agenda(query)), budgets.unknown(budget) if budget else ""]
    if any(unknown):
        st.html(effort_tables.unknown_notice(" ".join(filter(None, unknown))))
