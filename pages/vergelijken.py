"""Vergelijken: buurten side by side, on one subject, on its change, on several, or what changed unusually."""

import streamlit as st

from veerkracht.topics.change import page as change_page
from veerkracht.topics.comparison import page
from veerkracht.topics.funnel import page as funnel_page
from veerkracht.web import choices, groups, layout

layout.show_heading("Vergelijken")
groups.begin()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    views = {
        "een": "Eén onderwerp",
        "verandering": "Verandering",
        "trechter": "Trechter",
        "meer": "Meer onderwerpen",
        "ongewoon": "Ongewoon",
    }
    view = choices.choose_part("Weergave", views, "weergave")
    choice = page.choose_buurten()
    groups.show_menu()
match view:
    case "verandering":
        change_page.show(choice)
    case "trechter":
        funnel_page.show(choice)
    case "meer":
        page.show_several(choice)
    case "ongewoon":
        page.show_unusual(choice)
    case _:
        page.show_one(choice)
