"""Vergelijken: buurten side by side, on one subject as dots and a ranking or on several as a heat table."""

import streamlit as st

from veerkracht.topics.comparison import choose_buurten as area_ui
from veerkracht.topics.comparison import page as comparison_ui
from veerkracht.web import cache, choices, layout, transition

layout.heading("Vergelijken")
buurten = area_ui.buurten()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = choices.choose_part("Weergave", {"een": "Eén onderwerp", "meer": "Meer onderwerpen"}, "weergave")
    choice = area_ui.choose_buurten(buurten)
offered, _ = cache.indicators("buurt_figure_count")

show = comparison_ui.show_one if view == "een" else comparison_ui.show_several
lines = show(choice, buurten, offered)

area_ui.show_likeness(choice, buurten)


def explain() -> None:
    """Say what the figures are and where they come from, and what cannot be chosen."""
    layout.notes(lines)
    layout.tell_left_out("buurt_figure_count", " per buurt")


transition.once(explain)
