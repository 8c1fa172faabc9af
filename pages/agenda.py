"""Agenda en middelen: what the programme does in which years, and its budget."""

from veerkracht.topics.agenda import page as agenda_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, layout

layout.show_heading("Agenda en middelen")
sources_page.warn_of_texts("inspanningen.yaml", "inspanningen.yml", "begroting.yaml", "begroting.yml")
agenda_page.show_agenda()
agenda_page.show_budget()
cache.replayed(agenda_page.draw_unknown)
