"""Veerkrachtkaart: how vulnerable and how troubled every buurt is, in three by three cells with fixed bounds."""

from veerkracht.topics.resilience_map import page as resilience_page
from veerkracht.topics.resilience_map import tables
from veerkracht.web import groups, layout

layout.show_heading(tables.NAME)
groups.say_groups_unavailable("deze kaart deelt elke buurt apart in. Kies haar buurten.")
resilience_page.stop_without_map()
view, named = resilience_page.choose_view()
resilience_page.show_finding(view.year)
cell = resilience_page.show_map(view, named)
resilience_page.show_years(view.year, named)
resilience_page.show_table(view, cell)
resilience_page.explain(view.year)
resilience_page.offer_files(view, cell, named)
