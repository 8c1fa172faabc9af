"""Verhalen: what people of the programme experienced, next to the figures."""

from veerkracht.topics.stories import page as story_ui
from veerkracht.web import ui

ui.heading("Verhalen")
ui.warn_of_texts(".md")
story_ui.show()
