"""Agenda en middelen: what the programme does in which years, and what money there is for it."""

from veerkracht.topics.agenda import page as agenda_ui
from veerkracht.web import ui

ui.heading("Agenda en middelen")
ui.warn_of_texts(".yaml")
agenda_ui.show_agenda()
agenda_ui.show_budget()
