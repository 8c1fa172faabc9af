"""Doelen: all goals as a picture, for the aandachtswijken side by side; the view for a meeting."""

import streamlit as st

from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.goals import rows
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache

programme = cache.programme()
statuses = rows.statuses(cache.query)

st.title(f"Doelen van {programme.name}", anchor=False)
chosen = goals_page.choose_goals(statuses)
sources_page.warn_of_sources(status.source_id for status in chosen if status.source_id)
goals_page.show_picture(chosen)
goals_page.share_picture(chosen)
goals_page.show_certainty(chosen)
