"""Kunnen we dit in 2030 weten?: of every goal which measuring moments there will be, and whose move it is."""

import streamlit as st

from veerkracht.topics.readiness import page, sentences
from veerkracht.topics.sources.page import warn_of_sources
from veerkracht.web import cache

st.title(sentences.question(cache.programme().target_year), anchor=False)
chosen = page.choose()
warn_of_sources(page.source_ids(chosen))
page.show(chosen)
