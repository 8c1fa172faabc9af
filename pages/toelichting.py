"""Toelichting: what the words mean, how a status is computed, and how often that would be wrong by chance."""

import streamlit as st

from veerkracht.topics.goals import method_texts
from veerkracht.web.cache import query
from veerkracht.web.layout import folded

st.title("Toelichting", anchor=False)
st.markdown(method_texts.introduction(query))
with folded("Wat betekenen de woorden?"):
    st.html(method_texts.meanings(query))
with folded("Hoe rekent het dashboard?"):
    st.markdown(method_texts.explanation(query))
with folded("Hoe vaak gaat het mis door toeval?"):
    st.markdown(method_texts.ERRORS)
    st.html(method_texts.error_table(query))
    for line in method_texts.without_programme(query):
        st.markdown(line)
with folded("Hoe sterk schommelen de tellingen?"):
    st.markdown(method_texts.SPREAD)
    st.html(method_texts.spread_table(query))
    if coverage := method_texts.coverage_table(query):
        st.html(coverage)
if reach := method_texts.reach_table(query):
    with folded("Welke doelen hebben een landelijke meetlat?"):
        st.markdown(method_texts.reach_text(query))
        st.html(reach)
if text := method_texts.yardstick_text(query):
    with folded("Klopt de landelijke meetlat?"):
        st.markdown(text)
        st.html(method_texts.yardstick_table(query))
if fixed := method_texts.protocol_text(query):
    with folded("Hoe wordt er straks geoordeeld?"):
        st.markdown(fixed)
        st.html(method_texts.protocol_table(query))
        st.html(method_texts.protocol_deviations(query))
with folded("De grenzen die het dashboard gebruikt"):
    st.html(method_texts.threshold_table(query))
