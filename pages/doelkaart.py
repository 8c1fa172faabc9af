"""Doelkaart: one goal in three layers: where it stands, how sure that is, and everything that is known of it."""

import streamlit as st

from veerkracht.topics.decisions import page as decisions_page
from veerkracht.topics.efforts import page as efforts_page
from veerkracht.topics.goals import charts, rows, tables
from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.letter import page as letter_page
from veerkracht.topics.seesaw import exhibits as seesaw_exhibits
from veerkracht.topics.seesaw import page as seesaw_page
from veerkracht.topics.similar import page as similar_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories import page as stories_page
from veerkracht.web import cache

goal_id = goals_page.choose_goal()
measures = rows.measures_of(cache.query, goal_id)
st.html(tables.quotation(measures[0][0].target_text))
sources_page.warn_of_sources(status.source_id for status, *_ in measures if status.source_id)
measure = goals_page.choose_measure(measures)
measure_id = measure[0].measure_id
cache.replayed(goals_page.draw_standings, measure_id)

has_strip = charts.has_strip(cache.query, measure_id)
path_side, strip_side = st.columns([3, 2], gap="large") if has_strip else (st.container(), None)
with path_side:
    marks, offers = goals_page.show_path(measure)
if strip_side:
    with strip_side:
        offers += [goals_page.show_strip(measure), *similar_page.show_strip(measure_id)]
menu = st.container(key="doel-delen")
cache.replayed(goals_page.draw_sections, measure_id, marks.are_on_screen)
stories_page.show_of_goal(goal_id)

decisions_page.show_of_goal(goal_id)
with st.expander("Hoe zeker is dit?"):
    cache.replayed(goals_page.draw_how_sure, measure_id, marks.are_on_screen)
    similar_page.show_brief(measure_id)
    goals_page.show_early_signal(measure)
    goals_page.show_when_known(measure)
if seesaw_exhibits.has_seesaws(cache.query, goal_id):
    with st.expander("Veel en weinig veerkracht: in het plan ‘dragers’ en ‘vragers’"):
        offers += seesaw_page.show_of_goal(goal_id)
with st.expander("Precies"):
    cache.replayed(goals_page.draw_details, measure_id)
    efforts_page.show_of_goal(goal_id)
    st.html(tables.plan_texts(measures))
with menu:
    letter_page.share_parts([f"doel-{goal_id}"], offers, has_efforts=marks.are_saved)
