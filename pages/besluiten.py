"""Besluiten: what was decided for the goals, what is late, and what nobody told us, on one sheet."""

from veerkracht.topics.decisions import page as decisions_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import layout

layout.show_heading("Besluiten")
sources_page.warn_of_texts("besluiten.yaml", "besluiten.yml")
decisions_page.show_all()
