"""Doelen: where all goals stand, for the aandachtswijken side by side; the view for a meeting."""

import streamlit as st

from veerkracht.drawing import tables
from veerkracht.topics.goals import overview as goal_overview
from veerkracht.topics.goals import page as goal_ui
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, choices

programme = cache.programme()
names = cache.area_names()
statuses = cache.query(goal_queries.statuses)

heading, choice = st.columns([3, 4], vertical_alignment="center")
heading.title(f"Doelen van {programme.name}", anchor=False)
with choice.container(horizontal=True, vertical_alignment="center"):
    options = {goal: goal for goals in statuses["strategic_goals"] for goal in goals}
    strategic = choices.choose_part(
        "Strategisch doel", {"alle": "alle doelen", **options}, "strategisch", has_label=False
    )
    st.html(tables.link("waar-gaat-het-over", "Nieuw hier? Lees dit eerst"), width="content")
shown = statuses[[strategic in ("alle", *goals) for goals in statuses["strategic_goals"]]]
sources_page.warn_of_sources(statuses["source_id"].dropna())
st.markdown(f"{goal_sentences.since_last(shown)} Klik op een doel voor de uitleg.")
st.html(goal_overview.overview(shown, names, list(programme.focus_area_codes)))
goal_ui.note_on_goals()
