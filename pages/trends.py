"""Trends: the development of one or several indicators for chosen areas against city and country."""

import streamlit as st

from veerkracht.database import lookups
from veerkracht.drawing import sentences
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.trends import figures
from veerkracht.topics.trends import page as trends_page
from veerkracht.topics.trends.figures import Choice
from veerkracht.web import cache, choices, groups, layout

layout.show_heading("Trends")
groups.begin()
names = cache.areas_to_choose()
indicators = cache.indicators()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = choices.choose_part("Weergave", trends_page.VIEWS, "weergave")
    indicator_ids = trends_page.choose_indicators(view, indicators)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    areas = choices.choose_many("Gebieden (hoogstens zes)", names, "gebied", lookups.usual_areas(cache.query), 6)
    form = trends_page.choose_form()
    base, why_no_base = trends_page.choose_base(form, indicator_ids, areas)
    has_events = trends_page.choose_events(areas)
    groups.show_menu()
if why_no_base:
    st.info(why_no_base)

sources_page.warn_of_sources(cache.get_indicator(indicator_id).source_id for indicator_id in indicator_ids)
every = [Choice(indicator_id, tuple(areas), base, has_events) for indicator_id in indicator_ids]
chosen, why_no_difference = trends_page.as_chosen(form, every)
if why_no_difference:
    st.info(why_no_difference)
with_figures = tuple(choice for choice in chosen if figures.has_figures(cache.query, choice))
if not with_figures:
    if not why_no_difference:
        st.info(sentences.why_no_trend(bool(chosen), bool(areas)))
elif view == trends_page.ONE:
    layout.name_tab(f"{cache.get_indicator(indicator_ids[0]).label}, trends")
    trends_page.show_one(chosen[0])
    trends_page.show_months(chosen[0])
else:
    trends_page.show_many(chosen)
trends_page.show_breaks(tuple(indicator_ids), tuple(areas))
if with_figures:
    trends_page.offer_charts(with_figures)
trends_page.explain(tuple(indicator_ids))
