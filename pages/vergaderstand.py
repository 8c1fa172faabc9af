"""Vergaderstand: the goals as slides for a meeting, and on paper, one page each."""

import streamlit as st

from veerkracht.topics.goals import overview as goal_overview
from veerkracht.topics.goals import page as goal_ui
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache

programme = cache.programme()
statuses = cache.query(goal_queries.statuses)
goal_ids = list(statuses["goal_id"].unique())


def show(slide: int, form: goal_ui.Form) -> None:
    """Show the overview (slide 0) or one goal, on screen or for paper."""
    if slide == 0:
        st.title(f"Doelen van {programme.name}", anchor=False)
        sources_page.warn_of_sources(statuses["source_id"].dropna())
        st.markdown(goal_sentences.since_last(statuses))
        focus = list(programme.focus_area_codes)
        st.html(goal_overview.overview(statuses, cache.area_names(), focus, is_brief=True))
        goal_ui.note_on_goals()
        return
    rows = statuses[statuses["goal_id"] == goal_ids[slide - 1]]
    first = next(rows.itertuples())
    st.title(f"{first.goal_id}. {first.name}", anchor=False)
    sources_page.warn_of_sources(rows["source_id"].dropna())
    st.markdown(f"“{first.target_text}”")
    measures = [own for _, own in rows.groupby("position", sort=True)]
    for place, own in zip(st.columns(len(measures)), measures, strict=True):
        with place:
            goal_ui.show_measure(own, form)


goal_ui.hide_navigation()
count = 1 + len(goal_ids)
chosen = goal_ui.choose_slide(count)
if chosen is not None:
    show(chosen, "slide")
else:
    goal_ui.offer_print()
    for slide in range(count):
        with goal_ui.sheet(slide, count):
            show(slide, "sheet")
