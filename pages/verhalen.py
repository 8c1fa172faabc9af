"""Verhalen: what people of the programme experienced, next to the figures."""

from veerkracht import story_ui, ui

ui.heading("Verhalen")
ui.warn_of_texts(".md")
story_ui.show()
