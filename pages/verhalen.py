"""Verhalen: what people of the programme experienced, next to the figures."""

from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories import page as story_ui
from veerkracht.web import layout

layout.heading("Verhalen")
sources_page.warn_of_texts(".md")
story_ui.show()
