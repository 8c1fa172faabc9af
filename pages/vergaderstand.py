"""Vergaderstand: the goals as slides for a meeting, and on paper, one page each."""

import streamlit as st

from veerkracht.topics.goals import page as goals_page
from veerkracht.topics.goals import picture, rows, sentences
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache

programme = cache.programme()
goal_ids = list(rows.goals(cache.query))


def show(slide: int, form: goals_page.Form) -> None:
    """Show the overview (slide 0) or one goal, on screen or for paper."""
    if slide:
        show_goal(goal_ids[slide - 1], form)
        return
    statuses = rows.statuses(cache.query)
    st.title(f"Doelen van {programme.name}", anchor=False)
    sources_page.warn_of_sources(status.source_id for status in statuses if status.source_id)
    st.html(picture.html(cache.query, statuses, is_brief=True))
    if form == "sheet":
        st.markdown(sentences.since_last(statuses))
        goals_page.note_on_goals(statuses)


def show_goal(goal_id: int, form: goals_page.Form) -> None:
    """Show the measures of a goal beside each other."""
    measures = rows.measures_of(cache.query, goal_id)
    first = measures[0][0]
    st.title(f"{goal_id}. {first.name}", anchor=False)
    sources_page.warn_of_sources(status.source_id for status, *_ in measures if status.source_id)
    st.markdown(f"“{first.target_text}”")
    for place, measure in zip(st.columns(len(measures)), measures, strict=True):
        with place:
            goals_page.show_measure(measure, form, is_folded=form == "slide" and len(measures) > 1)


goals_page.hide_navigation()
count = 1 + len(goal_ids)
chosen = goals_page.choose_slide(count)
if chosen is not None:
    show(chosen, "slide")
else:
    goals_page.offer_print()
    for slide in range(count):
        with goals_page.sheet(slide, count):
            show(slide, "sheet")
