"""Toelichting: what the words mean, how a status is computed, and how often that would be wrong by chance."""

import streamlit as st

from veerkracht.database import queries
from veerkracht.topics.goals import method_texts
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.goals import sentences as goal_sentences
from veerkracht.topics.goals import tables as goal_tables
from veerkracht.web import cache

programme = cache.programme()
names = cache.area_names()
thresholds = cache.query(queries.thresholds)
statuses = cache.query(goal_queries.statuses)

st.title("Toelichting", anchor=False)
st.markdown(method_texts.introduction(thresholds))
st.subheader("Wat betekenen de woorden?", anchor=False)
st.html(goal_tables.meanings(method_texts.meanings(thresholds)))
st.subheader("Hoe rekent het dashboard?", anchor=False)
st.markdown(method_texts.explanation(thresholds))
st.subheader("Hoe vaak gaat het mis door toeval?", anchor=False)
st.markdown(method_texts.error_text())
st.html(method_texts.error_table(cache.query(goal_queries.error_rates), names))
measured = statuses.dropna(subset=["path"])
for measure_id in measured["measure_id"].unique():
    rows = measured[measured["measure_id"] == measure_id]
    sentence = goal_sentences.without_programme(cache.query(goal_queries.changes, measure_id), rows)
    st.markdown(f"{rows.iloc[0].label}: {sentence}" if sentence else "")
st.subheader("Hoe sterk schommelen de tellingen?", anchor=False)
st.html(method_texts.dispersion_table(cache.query(goal_queries.dispersions)))
st.subheader("De grenzen die het dashboard gebruikt", anchor=False)
st.html(method_texts.threshold_table(thresholds))
