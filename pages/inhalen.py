"""Halen we in?: how far an area is from its city on every subject, then and now."""

from veerkracht.topics.catching_up import page
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import groups, layout

layout.show_heading("Halen we in?")
groups.begin()
chosen, is_film = page.choose()
warn_of_sources(page.source_ids(chosen))
page.show(chosen, is_film)
page.explain(chosen)
page.offer(chosen)
