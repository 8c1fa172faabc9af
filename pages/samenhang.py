"""Samenhang: how two topics go together over the buurten, or all topics of a theme."""

import streamlit as st

from veerkracht.topics.comparison.page import choose_buurten
from veerkracht.topics.correlation import page
from veerkracht.web import choices, groups, layout

layout.show_heading("Samenhang")
groups.begin()
parts = {"paar": "Twee onderwerpen", "thema": "Meer onderwerpen tegelijk"}
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    part = choices.choose_part("Weergave", parts, "weergave")
    buurten = choose_buurten()
    groups.show_menu()
if part == "thema":
    page.show_theme(buurten)
else:
    first_id, second_id, choice = page.choose_pair(buurten)
    if first_id == second_id:
        st.info("U heeft twee keer hetzelfde onderwerp gekozen. Kies een ander tweede onderwerp.")
    elif choice:
        page.show_pair(first_id, second_id, choice)
