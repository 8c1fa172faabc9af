"""Vergelijkbare buurten: the buurten of the whole country that are most like one of ours, and how they changed."""

from veerkracht.topics.similar import page
from veerkracht.web import groups, layout

layout.show_heading("Vergelijkbare buurten")
groups.say_groups_unavailable("er zijn in het land geen groepen om haar mee te vergelijken. Kies een van haar buurten.")
if choice := page.choose_similar():
    page.show_alike(choice)
    page.show_development(choice)
