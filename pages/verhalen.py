"""Verhalen: what people of the programme experienced, next to the figures."""

from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories import page as stories_page
from veerkracht.web import layout

layout.show_heading("Verhalen")
sources_page.warn_of_texts(".md")
stories_page.show()
