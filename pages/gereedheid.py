"""Gereedheid: for which goals and years there are figures, of what kind, and what is still to come."""

import streamlit as st

from veerkracht.topics.goals import overview as goal_overview
from veerkracht.topics.goals import queries as goal_queries
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, layout

frame = cache.query(goal_queries.readiness)
statuses = cache.query(goal_queries.statuses).dropna(subset=["baseline_period"])
baselines = dict(zip(statuses["measure_id"], statuses["baseline_period"], strict=True))

st.title("Gereedheid", anchor=False)
st.markdown("Welke doelen zijn te volgen, en wat moet er nog komen?")
sources_page.warn_of_sources(statuses["source_id"].dropna())
st.html(goal_overview.readiness(frame, baselines))
layout.notes([
    "Gemeten: een cijfer uit een registratie of enquête. Model: een schatting van een rekenmodel. Telling: een aantal, "
    "zoals misdrijven of meldingen; dat schommelt door toeval.",
    "Nog op te halen: de bron heeft een tabel over dit jaar, maar die is nog niet opgehaald. Geen cijfer: de tabel "
    "is er, maar heeft (nog) geen cijfer van de wijken. Gepland: het cijfer moet nog komen. Geen bron: er is nog geen "
    "meting geregeld.",
    "Nulmeting: het jaar waarmee het programmaplan vergelijkt. Bij “nulmeting in plan” staat het cijfer alleen in het "
    "programmaplan.",
])  # fmt: skip
