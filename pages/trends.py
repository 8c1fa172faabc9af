"""Trends: the development of one or several indicators for chosen areas against city and country."""

import streamlit as st

from veerkracht.database import lookups, queries
from veerkracht.drawing import sentences
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.trends import figures as trend_views
from veerkracht.topics.trends import page as trend_ui
from veerkracht.web import cache, choices, layout, transition

names = cache.areas_to_choose()
shown, _ = cache.indicators()

layout.heading("Trends")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = choices.choose_part("Weergave", {"een": "Eén onderwerp", "meer": "Meer onderwerpen"}, "weergave")
    if view == "een":
        chosen = [choices.choose_indicator(shown, "ervaren_gezondheid")]
    else:
        codes = choices.choose_many("Onderwerpen (hoogstens negen)", cache.indicator_labels(shown), "onderwerp",
                               list(cache.query(goal_queries.indicators)["indicator_id"]), 9,
                               placeholder="Kies een of meer onderwerpen")  # fmt: skip
        chosen = [cache.indicator_row(code) for code in codes]
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    areas = choices.choose_many("Gebieden (hoogstens zes)", names, "gebied", lookups.usual_areas(cache.query), 6)
    frames = [cache.query(queries.trend, one.indicator_id, areas) for one in chosen]
    base, why_no_base = trend_ui.choose_base(frames)
    events = trend_ui.choose_events(areas)
has_figures = any(frame["value"].notna().any() for frame in frames)
if why_no_base:
    st.info(why_no_base)

sources_page.warn_of_sources([one.source_id for one in chosen])
if not has_figures:
    st.info(sentences.why_no_trend(bool(chosen), bool(areas)))
elif view == "een":
    trend_ui.show_one(chosen[0], areas, base, events)
else:
    trend_ui.show_many(chosen, areas, base, events)
transition.once(lambda: trend_ui.tell_breaks(chosen, areas, events))
if has_figures:
    trend_ui.offer_figures(chosen, frames)
    with_figures = [one for one, frame in zip(chosen, frames, strict=True) if frame["value"].notna().any()]
    trend_ui.offer_charts(with_figures, areas, base, events)


def explain() -> None:
    """Say what the figures are and where they come from, and what a dotted line means."""
    if chosen:
        trend_ui.explain(chosen)
    if view == "een":
        layout.notes([trend_views.path_note(cache.query, chosen[0], base)])
    layout.tell_left_out("figure_count")


transition.once(explain)
