"""Inspanningen: what is done for the goals, as a list or a network, with what was planned and realised."""

from veerkracht.topics.efforts import page as effort_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import layout

layout.show_heading("Inspanningen")
sources_page.warn_of_texts("inspanningen.yaml", "inspanningen.yml")
view, choice = effort_page.choose()
effort_page.show(view, choice)
effort_page.show_counts(choice)
effort_page.explain(choice)
