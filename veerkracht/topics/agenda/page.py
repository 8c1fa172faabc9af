"""The page Agenda en middelen: the agenda through time, and the budget."""

from dataclasses import replace
from datetime import date

import streamlit as st

from veerkracht.core import moments
from veerkracht.drawing.exhibit import Exhibit
from veerkracht.topics.agenda import exhibits
from veerkracht.web import downloads, layout
from veerkracht.web.cache import query, replayed
from veerkracht.web.downloads import Download


def show_agenda() -> None:
    """Show what is done in which years as a timeline and a table, to be saved; a message without anything."""
    exhibit = query.value(exhibits.agenda)
    if exhibit is None:
        st.header("Wat gebeurt er wanneer?", anchor=False)
        st.info("Er staan nog geen inspanningen in het dashboard.")
        return
    replayed(_draw_agenda, moments.today())
    if exhibit.chart:
        downloads.download_row(Download("Agenda", exhibit.name, lambda: exhibit))


def _draw_agenda(today: date) -> None:
    if exhibit := query.value(exhibits.agenda, today):
        _draw(exhibit)


def show_budget() -> None:
    """Show the budget in sentences, bars and a table, to be saved; a message without one."""
    exhibit = query.value(exhibits.budget)
    if exhibit is None:
        st.info("Er is nog geen begroting.")
        return
    replayed(_draw_budget)
    downloads.download_row(Download("Begroting", exhibit.name, lambda: exhibit))


def _draw_budget() -> None:
    if exhibit := query.value(exhibits.budget):
        _draw(exhibit)


def _draw(exhibit: Exhibit) -> None:
    """Draw an exhibit with its findings above the picture only, and its sources below it."""
    remarks = exhibit.notes[len(exhibit.findings) :]
    layout.show(replace(exhibit, notes=(*remarks, *exhibit.sources)))
