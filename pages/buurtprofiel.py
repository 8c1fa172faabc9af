"""Buurtprofiel: all indicators of one buurt by theme on one page, or of two buurten side by side."""

import streamlit as st

from veerkracht.core import dutch, paths
from veerkracht.topics.letter import page as letter_page
from veerkracht.topics.profile import page as profile_page
from veerkracht.topics.seesaw import page as seesaw_page
from veerkracht.topics.sources import page as sources_page
from veerkracht.topics.stories.page import draw_of_buurten
from veerkracht.web import cache, groups, layout

st.html(paths.ROOT / "veerkracht" / "web" / "assets" / "print.css")
layout.show_heading("Buurtprofiel")
groups.begin()
codes = profile_page.choose_buurten()
layout.name_tab(f"{dutch.joined([cache.area_names()[code] for code in codes])}, buurtprofiel")
sources_page.warn_of_sources(profile_page.source_ids(codes))
profile_page.show_portrait(codes)
cache.replayed(draw_of_buurten, codes)
profile_page.show_lines(codes)
profile_page.show_table(codes)
cache.replayed(seesaw_page.draw, codes)
profile_page.show_notes(codes)
with st.container(key="profiel-knoppen", horizontal=True, vertical_alignment="center"):
    profile_page.share(codes, letter_page.address([f"buurt-{code}" for code in codes]))
    layout.browser_button("Afdrukken", "print")
    st.caption("Afdrukken: A4 staand, hoogstens twee bladzijden.")
