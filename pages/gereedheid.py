"""Wat weten we nog niet: for which goals and years there are figures, of what kind, and what is still to come."""

import streamlit as st

from veerkracht.topics.goals import detectability, overview, rows
from veerkracht.topics.sources import page as sources_page
from veerkracht.web import cache, layout

statuses = rows.statuses(cache.query)
compared = [status for status in statuses if status.baseline_period]
baselines = {status.measure_id: str(status.baseline_period) for status in compared}

st.title("Wat weten we nog niet?", anchor=False)
st.markdown("Welke doelen zijn te volgen, en wat moet er nog komen?")
sources_page.warn_of_sources(status.source_id for status in compared if status.source_id)
st.html(overview.readiness(rows.availability(cache.query), baselines))
first_rows = {measure_id: measure[0] for measure_id, measure in rows.measures(cache.query).items()}
st.html(detectability.summary(rows.detections(cache.query), first_rows))
st.html(overview.moves(statuses, cache.area_names(), cache.programme().focus_area_codes))
layout.show_notes([
    "Niet opgehaald: de bron heeft het cijfer, het dashboard nog niet. Wacht op nieuwe meting: de bron meet later "
    "opnieuw. Bron niet aangesloten: er is een bron, maar nog geen bestand. Vraag bestaat nog niet: eerst is een "
    "besluit nodig. Maat vervallen: de bron geeft deze maat niet meer.",
    "Gemeten: een cijfer uit een registratie of enquête. Model: een schatting van een rekenmodel. Telling: een aantal, "
    "zoals misdrijven of meldingen; dat schommelt door toeval.",
    "Nog op te halen: de bron heeft een tabel over dit jaar, maar die is nog niet opgehaald. Geen cijfer: de tabel "
    "is er, maar heeft (nog) geen cijfer van de wijken. Gepland: het cijfer moet nog komen. Geen bron: er is nog geen "
    "meting geregeld.",
    "Nulmeting: het jaar waarmee het programmaplan vergelijkt. Bij “nulmeting in plan” staat het cijfer alleen in het "
    "programmaplan.",
])  # fmt: skip
