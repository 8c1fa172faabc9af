"""Agenda en middelen: what the programme does in which years, and what money there is for it."""

from veerkracht import agenda_ui, ui

ui.heading("Agenda en middelen")
ui.warn_of_texts(".yaml")
agenda_ui.show_agenda()
agenda_ui.show_budget()
