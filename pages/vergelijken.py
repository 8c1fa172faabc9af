"""Vergelijken: buurten side by side, on one subject, on several, or what changed unusually in the country."""

import streamlit as st

from veerkracht.topics.comparison import page
from veerkracht.web import choices, layout

layout.show_heading("Vergelijken")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    views = {"een": "Eén onderwerp", "meer": "Meer onderwerpen", "ongewoon": "Ongewoon"}
    view = choices.choose_part("Weergave", views, "weergave")
    choice = page.choose_buurten()
match view:
    case "meer":
        page.show_several(choice)
    case "ongewoon":
        page.show_unusual(choice)
    case _:
        page.show_one(choice)
