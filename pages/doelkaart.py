"""Doelkaart: one goal in full: stand and certainty, path, city, other buurten, readings, history, sources."""

import streamlit as st

from veerkracht.drawing import tables
from veerkracht.topics.efforts import page as effort_ui
from veerkracht.topics.goals import page as goal_ui
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.letter import page as letter_page
from veerkracht.topics.seesaw import page as balance_ui
from veerkracht.topics.similar import page as similar_ui
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories import page as story_ui
from veerkracht.web import cache, choices

statuses = cache.query(goal_queries.statuses)
goals = {str(one.goal_id): f"{one.goal_id}. {one.name}" for one in statuses.drop_duplicates("goal_id").itertuples()}

heading, choice = st.columns([3, 2], vertical_alignment="bottom")
with choice:
    goal_id = choices.choose("Doel", goals, "doel", next(iter(goals)))
heading.title(goals[goal_id], anchor=False)
rows = statuses[statuses["goal_id"] == int(goal_id)]
first = next(rows.itertuples())
st.markdown(f"“{first.target_text}” ({first.place}; strategisch doel: {', '.join(first.strategic_goals)})")
with st.container(horizontal=True, vertical_alignment="center"):
    marks = effort_ui.choose_marks(int(goal_id), goal_ui.has_path(int(goal_id)))
    letter_page.offer_parts([f"doel-{goal_id}"], has_efforts=len(marks.saved) > 0)
sources_page.warn_of_sources(rows["source_id"].dropna())

for _, own in rows.groupby("position", sort=True):
    goal_ui.show_measure(own, marks=marks)
    similar_ui.show_brief(str(own["measure_id"].iloc[0]))
    goal_ui.show_details(own)
balance_ui.show_of_goal(int(goal_id))
effort_ui.show_of_goal(int(goal_id))
story_ui.show_of_goal(int(goal_id))
st.html(tables.goal_texts(rows))
