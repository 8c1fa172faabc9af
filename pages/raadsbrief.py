"""Raadsbrief: goals, buurten and topics in the order of a letter, with a preview to edit; as Word or with all files."""

import streamlit as st

from veerkracht.database import lookups
from veerkracht.topics.letter import page as letter_page
from veerkracht.web import cache, choices, layout

layout.show_heading("Raadsbrief")
st.markdown("Kies wat er in de brief komt. U krijgt een Word-document met zinnen, grafieken, tabellen en bronnen.")
codes = choices.choose_many(
    "Onderdelen, in de volgorde van de brief (hoogstens dertig)",
    letter_page.choices(),
    "deel",
    [],
    30,
    placeholder="Kies doelen, buurten en onderwerpen",
    signposts=letter_page.signposts_of_parts(),
)
areas = choices.choose_many(
    "Gebieden bij onderwerpen (hoogstens zes)", cache.areas_to_choose(), "gebied", lookups.usual_areas(cache.query), 6
)
if codes:
    has_efforts = letter_page.choose_efforts(codes)
    letter_page.show(codes, areas or lookups.usual_areas(cache.query), has_efforts)
else:
    st.info("Kies hierboven een of meer onderdelen, of begin bij een doelkaart.")
