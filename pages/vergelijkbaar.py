"""Vergelijkbare buurten: the buurten of the whole country that are most like one of ours, and how they changed."""

from veerkracht.topics.similar import page as similar_ui
from veerkracht.web import layout

layout.heading("Vergelijkbare buurten")
if alike := similar_ui.choose_similar():
    similar_ui.show_alike(alike)
    similar_ui.show_development(alike)
