"""Agenda en middelen: what the programme does in which years, and what money there is for it."""

from veerkracht.topics.agenda import page as agenda_ui
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import layout

layout.heading("Agenda en middelen")
sources_page.warn_of_texts(".yaml")
agenda_ui.show_agenda()
agenda_ui.show_budget()
