"""Aanleveren: own figures, stories, efforts and decisions checked and shown before they go to the administrator."""

from veerkracht.topics.hand_in import page as hand_in_page
from veerkracht.web import layout

layout.show_heading("Aanleveren")
hand_in_page.show()
