"""Onderwerp: all about one indicator: what it is, its years and editions, its gaps, who uses it and what comes."""

import streamlit as st

from veerkracht.topics.indicator import page
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import layout

st.title("Alles over één onderwerp", anchor=False)
indicator = page.choose()
layout.name_tab(f"{indicator.label}, onderwerp")
warn_of_sources([indicator.source_id])
page.show(indicator)
page.offer(indicator)
