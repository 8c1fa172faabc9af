"""Doelkaart: one goal in full: stand and certainty, path, city, other buurten, readings, history, sources."""

import streamlit as st

from veerkracht.topics.efforts import page as efforts_page
from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.goals import rows, tables
from veerkracht.topics.letter import page as letter_page
from veerkracht.topics.seesaw import page as seesaw_page
from veerkracht.topics.similar import page as similar_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories import page as stories_page
from veerkracht.web import cache, choices, layout, signposts

titles = {str(goal_id): f"{goal_id}. {goal.name}" for goal_id, goal in rows.goals(cache.query).items()}

words = signposts.of_words(titles, {code: f"doel-{code}" for code in titles})

heading, choice = st.columns([3, 2], vertical_alignment="bottom")
with choice:
    chosen = choices.choose("Doel", titles, "doel", next(iter(titles)), words)
heading.title(titles[chosen], anchor=False)
layout.name_tab(titles[chosen])
goal_id = int(chosen)
measures = rows.measures_of(cache.query, goal_id)
first = measures[0][0]
st.markdown(f"“{first.target_text}” ({first.place}; strategisch doel: {', '.join(first.strategic_goals)})")
with st.container(horizontal=True, vertical_alignment="center"):
    marks = efforts_page.choose_marks(goal_id, goals_page.has_path(goal_id))
    letter_page.offer_parts([f"doel-{goal_id}"], has_efforts=len(marks.saved) > 0)
sources_page.warn_of_sources(status.source_id for status, *_ in measures if status.source_id)

for measure in measures:
    goals_page.show_measure(measure, marks=marks)
    similar_page.show_brief(measure[0].measure_id)
    goals_page.show_early_signal(measure)
    goals_page.show_details(measure)
    goals_page.show_when_known(measure)
seesaw_page.show_of_goal(goal_id)
efforts_page.show_of_goal(goal_id)
stories_page.show_of_goal(goal_id)
st.html(tables.plan_texts(measures))
