"""Gereedheid: for which goals and years there are figures, of what kind, and what is still to come."""

import streamlit as st

from veerkracht.topics.goals import overview, rows
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, layout

compared = [status for status in rows.statuses(cache.query) if status.baseline_period]
baselines = {status.measure_id: str(status.baseline_period) for status in compared}

st.title("Gereedheid", anchor=False)
st.markdown("Welke doelen zijn te volgen, en wat moet er nog komen?")
sources_page.warn_of_sources(status.source_id for status in compared if status.source_id)
st.html(overview.readiness(rows.availability(cache.query), baselines))
layout.show_notes([
    "Gemeten: een cijfer uit een registratie of enquête. Model: een schatting van een rekenmodel. Telling: een aantal, "
    "zoals misdrijven of meldingen; dat schommelt door toeval.",
    "Nog op te halen: de bron heeft een tabel over dit jaar, maar die is nog niet opgehaald. Geen cijfer: de tabel "
    "is er, maar heeft (nog) geen cijfer van de wijken. Gepland: het cijfer moet nog komen. Geen bron: er is nog geen "
    "meting geregeld.",
    "Nulmeting: het jaar waarmee het programmaplan vergelijkt. Bij “nulmeting in plan” staat het cijfer alleen in het "
    "programmaplan.",
])  # fmt: skip
