"""Inspanningen: what is done for the goals, as a network and a table, with what was planned and realised."""

from veerkracht.topics.efforts import page as effort_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import layout

layout.show_heading("Inspanningen")
sources_page.warn_of_texts("inspanningen.yaml", "inspanningen.yml")
choice = effort_page.choose()
effort_page.show_network(choice)
effort_page.show_cards(choice)
effort_page.show_counts(choice)
