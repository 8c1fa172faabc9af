"""Vergelijken: buurten side by side, on one subject as dots and a ranking or on several as a heat table."""

import streamlit as st

from veerkracht.topics.comparison import page
from veerkracht.web import choices, layout

layout.show_heading("Vergelijken")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = choices.choose_part("Weergave", {"een": "Eén onderwerp", "meer": "Meer onderwerpen"}, "weergave")
    choice = page.choose_buurten()
show = page.show_one if view == "een" else page.show_several
show(choice)
