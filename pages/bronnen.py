"""Bronnen: where every figure comes from, what is missing and why, what publishers changed, how fetching went."""

import streamlit as st

from veerkracht.topics.sources import page as sources_page
from veerkracht.web import choices

st.title("Bronnen en kwaliteit", anchor=False)
match choices.choose_part("Wat wilt u zien?", sources_page.VIEWS, "toon", has_label=False):
    case "bronnen":
        sources_page.show_sources()
    case "cijfer":
        sources_page.show_provenance()
    case "herzien":
        sources_page.show_revisions()
    case _:
        sources_page.show_runs()
