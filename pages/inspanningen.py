"""Inspanningen: what is done for the goals, as a network and a table, with what was planned and realised."""

from veerkracht.topics.efforts import page as effort_ui
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import layout

layout.heading("Inspanningen")
sources_page.warn_of_texts("inspanningen.yaml")
choice = effort_ui.choose()
effort_ui.show_network(choice)
effort_ui.show_cards(choice)
effort_ui.show_counts(choice)
