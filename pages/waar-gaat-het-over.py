"""Waar gaat het over: for who is new here. What the programme is, how the dashboard is read, and search."""

import streamlit as st

from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.start import figures as start_views
from veerkracht.topics.start import page as start_ui
from veerkracht.web import cache, transition

names = cache.area_names()
focus = list(cache.programme().focus_area_codes)


def explain() -> None:
    """Say what the programme is, what it aims at and how that goes, and how to read it."""
    statuses = cache.query(goal_queries.statuses)
    st.html(start_views.introduction(cache.query))
    st.subheader("Welke doelen zijn er?", anchor=False)
    st.html(start_views.goals(statuses))
    st.subheader("Hoe staat het er nu voor?", anchor=False)
    st.html(start_views.standing(statuses, names, focus))
    st.subheader("Zo leest u het dashboard", anchor=False)
    st.html(start_views.reading(cache.query))


st.title("Waar gaat het over?", anchor=False)
start_ui.show_search()
transition.once(explain)
